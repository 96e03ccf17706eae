"""Stock and flow of a product: mercury in use and in waste from past sales, by year and path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quicksilver.areas.products.life import StockFlow, leaving, stock_flow
from quicksilver.areas.products.plan import KNOWN, LIFE, Plan, read_plan
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import MassBalanceError
from quicksilver.quantities import Quantity, Standing, ranged

__all__ = ["VERBS", "path_names", "remarks", "series", "totals", "units_of"]

Array = NDArray[np.float64]
METHOD = "inflow-driven stock by cohorts, as in dynamic material flow analysis (Baccini and Bader 1996); lives: COWI/Concorde 2008, Cain 2007"
_SERIES = ("demand", "lost_in_use", "waste", "stock")


def _worked(
    plan: Plan, stop: int | None, still: float, n: Mapping[str, Any]
) -> tuple[StockFlow, dict[str, Array]]:
    """Return stock and flow, and the waste by path; floats or draws in. After the stop a share of the sales goes on."""
    sold = []
    for i, by_units in enumerate(plan.by_units):
        each = n.get(f"content {i}", n.get("content")) if by_units else 1000.0
        sold.append(np.asarray(n[f"sales {i}"], dtype=float) * each / 1000.0)
    sales = np.stack(np.broadcast_arrays(*sold), axis=-1)
    if stop is not None:
        sales = np.where(plan.first + np.arange(plan.sold) > stop, still * sales, sales)
    shares = leaving(plan.kind, plan.ages, n["life"], n["shape"], n["spread"])
    flow = stock_flow(sales, shares, n.get("loss", 0.0), plan.years)
    return flow, _paths(plan, flow.outflow, n)


def _paths(plan: Plan, outflow: Array, n: Mapping[str, Any]) -> dict[str, Array]:
    collection = (
        plan.collection if plan.collection is not None else np.asarray(n.get("collection", 0.0))[..., None]
    )
    made: dict[str, Array] = {}
    if plan.collection is not None or "collection" in n:
        made = {"collected": outflow * collection}
    if "recovery" in n:
        recovered = made["collected"] * np.asarray(n["recovery"])[..., None]
        made = {"recovered": recovered, "residue": made["collected"] - recovered}
    rest = outflow * (1 - collection)
    if plan.paths:
        shares = [np.asarray(n[f"share {i}"])[..., None] for i in range(len(plan.paths))]
        total = sum(shares)  # draws of shares are brought back to a sum of 1
        made |= {name: rest * share / total for name, share in zip(plan.paths, shares, strict=True)}
    else:
        made["not collected" if made else "not known"] = rest
    gap = np.max(np.abs(sum(made.values()) - outflow), initial=0.0)
    if not gap <= 1e-9 * max(float(np.max(outflow, initial=0.0)), 1e-300):
        raise MassBalanceError(f"products: paths hold {gap:.3g} kg more or less than what was discarded")
    return made


def series(plan: Plan, stop: int | None, still: float, n: Mapping[str, Any]) -> dict[str, Any]:
    """Return every series and total by name, for :func:`quicksilver.quantities.ranged`.

    Parameters
    ----------
    plan : Plan
    stop : int or None
        Last year of sales.
    still : float
        Share of the sales that continues after it.
    n : mapping
        Numbers of the plan by name; floats, or draws.
    """
    flow, paths = _worked(plan, stop, still, n)
    flows = {
        "demand": flow.demand,
        "lost_in_use": flow.use_loss,
        "waste": flow.outflow,
        "stock": flow.stock,
        **{f"path {k}": v for k, v in paths.items()},
    }
    results: dict[str, Any] = {
        f"{name}|{i}": values[..., i] for name, values in flows.items() for i in range(plan.years)
    }
    results |= {f"{name}|sum": values.sum(axis=-1) for name, values in flows.items() if name != "stock"}
    if stop is not None:
        after = max(0, min(plan.years, stop - plan.first + 1))
        results |= {
            "stock at stop": flow.stock[..., after - 1] if after else 0.0 * flow.stock[..., 0],
            "waste after": flow.outflow[..., after:].sum(axis=-1),
            "loss after": flow.use_loss[..., after:].sum(axis=-1),
        }
    return results


def path_names(plan: Plan, numbers: Mapping[str, Quantity]) -> list[str]:
    """Return the names of the paths of waste."""
    return list(_worked(plan, None, 0.0, {name: number.central for name, number in numbers.items()})[1])


def units_of(plan: Plan, names: list[str]) -> dict[str, str]:
    """Return the unit of every name of :func:`series`."""
    units = dict.fromkeys(("stock at stop", "waste after", "loss after"), "kg")
    for name in (*_SERIES, *(f"path {n}" for n in names)):
        units |= {f"{name}|{i}": "kg" if name == "stock" else "kg/yr" for i in range(plan.years)} | {
            f"{name}|sum": "kg"
        }
    return units


def totals(plan: Plan, results: Mapping[str, Quantity], names: list[str]) -> dict[str, Any]:
    """Return the totals of a stock, and the gap of its balance."""
    demand, waste, lost = (results[f"{name}|sum"] for name in ("demand", "waste", "lost_in_use"))
    left = results[f"stock|{plan.years - 1}"]
    gap = abs(demand.value - waste.value - lost.value - left.value) / demand.value if demand.value else 0.0
    by_path = [
        {
            "path": name,
            "mass": results[f"path {name}|sum"],
            "share": Quantity(results[f"path {name}|sum"].value / waste.value, standing=Standing.DERIVED)
            if waste.value
            else None,
        }
        for name in names
    ]
    return {
        "demand": demand,
        "waste": waste,
        "lost_in_use": lost,
        "stock": left,
        "waste_by_path": by_path,
        "balance_gap": Quantity(gap, standing=Standing.DERIVED),
    }


def remarks(given: Given, plan: Plan) -> list[str]:
    """Return remarks on what was not given."""
    remarks = []
    if "loss" not in given:
        remarks.append("no loss in use was given: it is assumed to be zero, which is not confirmed")
    if not plan.paths:
        remarks.append("the destination of the waste was not given and is unknown")
    return remarks


def _rows(plan: Plan, results: Mapping[str, Quantity], names: list[str]) -> list[dict[str, Any]]:
    columns = {name: name for name in _SERIES} | {name: f"path {name}" for name in names}
    return [
        {"year": year, **{key: results[f"{name}|{i}"] for key, name in columns.items()}}
        for i, year in enumerate(plan.calendar)
    ]


def _stock(given: Given) -> Answer:
    """Work out demand, stock and waste by year; an end of sales ends sales, not use."""
    answer = Answer({})
    stop = round(given.number("sales_end").central) if "sales_end" in given else None
    plan, numbers = read_plan(given, stop, answer)
    names = path_names(plan, numbers)
    results = ranged(lambda **drawn: series(plan, stop, 0.0, drawn), numbers, units_of(plan, names))
    answer.results = {
        **totals(plan, results, names),
        "years": _rows(plan, results, names),
        "stock_at_end_of_sales": None,
        "waste_after": None,
        "lost_after": None,
        "emptied": None,
    }
    if stop is not None:
        answer.results |= {
            "stock_at_end_of_sales": results["stock at stop"],
            "waste_after": results["waste after"],
            "lost_after": results["loss after"],
            "emptied": _emptied(plan, results, stop),
        }
    answer.remarks = remarks(given, plan)
    return answer


def _emptied(plan: Plan, results: Mapping[str, Quantity], stop: int) -> int | None:
    """Return the first year after the stop at whose end a hundredth of the stock is left, or None where it is not reached."""
    start = results["stock at stop"].value
    years = (
        year
        for i, year in enumerate(plan.calendar)
        if year > stop and results[f"stock|{i}"].value <= 0.01 * start
    )
    return next(years, None)


_SALES = Slot(
    "sales",
    kind="table",
    about="Sales by year, without gaps: items, or mercury in them.",
    columns=(
        Slot("year", "yr", low=1500.0, high=2500.0),
        Slot("units", "item/yr", "Items sold.", required=False),
        Slot("mercury", "kg/yr", "Mercury in what was sold.", required=False),
        Slot("content", "g/item", "Mercury in one item of that year.", required=False),
    ),
)
VERBS = (
    Verb(
        "stock",
        "Stock, demand and waste of a product by year and path, from sales, content and lifetime, with an end of sales.",
        (
            _SALES,
            KNOWN,
            *LIFE,
            Slot(
                "sales_end",
                "yr",
                "Last year of sales; later planned sales do not take place.",
                required=False,
                low=1500.0,
                high=2500.0,
            ),
        ),
        (
            Slot("demand", "kg", "Mercury in all sales."),
            Slot("waste", "kg", "Mercury in all waste."),
            Slot("lost_in_use", "kg"),
            Slot("stock", "kg", "Mercury in use at the end."),
            Slot("waste_by_path", kind="table"),
            Slot("balance_gap", "1", "Share of the sales that is neither discarded, lost nor in use."),
            Slot("years", about="Demand, loss, waste, stock and paths by year.", kind="table"),
            Slot("stock_at_end_of_sales", "kg"),
            Slot("waste_after", "kg", "Waste after the end of sales."),
            Slot("lost_after", "kg"),
            Slot("emptied", "yr", "Year at the end of which 1 per cent of that stock remains."),
        ),
        _stock,
        METHOD,
    ),
)
