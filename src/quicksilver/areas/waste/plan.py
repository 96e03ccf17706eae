"""A management plan: its elements, and the storage it needs by year."""

from __future__ import annotations

import math
from typing import Any

from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.factors.facts import fact
from quicksilver.quantities import Quantity, Standing, ranged

__all__ = ["ELEMENTS", "PLAN"]

#: Template of this program: the stages of the life of a waste, and what holds them together.
ELEMENTS = (
    "inventory",
    "legal framework and definitions",
    "collection and segregation",
    "packaging and transport",
    "interim storage",
    "treatment or recovery",
    "final disposal",
    "health and safety",
    "awareness and training",
    "responsibilities",
    "financing",
    "schedule and review",
)
_DENSITY = Quantity(
    13.534,
    "t/m3",
    source="density of liquid mercury at 25 degC",
    standing=Standing.RECALLED,
    confidence="high",
)
_FLASK = fact("supply_demand", item="flask content", region="World")
_FEE = fact("costs", area="storage", item="DOE fee final")


def _elements(given: Given) -> tuple[list[dict[str, Any]], list[str]]:
    rows: list[Given] = given.get("elements", [])
    problems = [
        Problem(
            f"unknown element {row['element']!r}",
            f"elements[{i}]",
            ", ".join(ELEMENTS),
            closest(row["element"], ELEMENTS),
        )
        for i, row in enumerate(rows)
        if row["element"] not in ELEMENTS
    ]
    names = [row["element"] for row in rows]
    problems += [
        Problem(f"{name} is listed twice", "elements", "each element once")
        for name in sorted({n for n in names if names.count(n) > 1})
    ]
    if problems:
        raise InputProblems(problems)
    states = {row["element"]: row["state"] for row in rows}
    elements = [{"element": name, "state": states.get(name, "missing")} for name in ELEMENTS]
    return elements, [row["element"] for row in elements if row["state"] != "filled"]


def _years(given: Given) -> list[tuple[int, Given]]:
    rows = sorted(
        ((round(row.number("year").central), row) for row in given.get("years", [])), key=lambda item: item[0]
    )
    years = [year for year, _ in rows]
    twice = sorted({year for year in years if years.count(year) > 1})
    if twice:
        raise InputProblems(
            [Problem(f"{', '.join(map(str, twice))} is listed twice", "years", "each year once")]
        )
    return rows


def _stocks(years: list[int], **values: Any) -> dict[str, Any]:
    """Return what is in store at the end of each year; central values must never fall below nothing."""
    import numpy as np

    stock, stocks, put_in = values["opening"], {}, 0.0
    for year in years:
        stock = stock + values[f"arising {year}"] - values[f"treated {year}"]
        put_in = put_in + values[f"arising {year}"]
        if np.ndim(stock) == 0 and stock < -1e-9:
            raise InputProblems(
                [
                    Problem(
                        f"in {year}, {-stock:g} t more is treated than is available",
                        "years",
                        "at most what is stored and arises",
                    )
                ]
            )
        stock = np.maximum(stock, 0.0)
        stocks[f"storage {year}"] = stock
    return stocks | ({"put_in": put_in} if years else {})


def _storage(given: Given) -> tuple[list[dict[str, Any]], Quantity | None, list[str]]:
    rows = _years(given)
    years = [year for year, _ in rows]
    numbers = {"opening": given.number("opening")}
    for year, row in rows:
        numbers |= {f"arising {year}": row.number("arising"), f"treated {year}": row.number("treated")}
    units = dict.fromkeys([f"storage {year}" for year in years] + ["put_in"], "t")
    results = ranged(lambda **values: _stocks(years, **values), numbers, units)
    room = given["capacity"].central if "capacity" in given else None
    out = []
    for year in years:
        need = results[f"storage {year}"]
        most = need.value if need.high is None else need.high
        fits = None if room is None else need.value <= room
        out.append(
            {
                "year": year,
                "storage": need,
                "volume": Quantity(need.value / _DENSITY.value, "m3", standing=Standing.DERIVED),
                "flasks": Quantity(
                    math.ceil(need.value * 1000 / _FLASK.central - 1e-9), "1", standing=Standing.DERIVED
                ),
                "fits": fits,
                "may_not_fit": None if room is None else most > room,
            }
        )
    full = [row["year"] for row in out if row["fits"] is False]
    return out, results.get("put_in"), [f"the store is too small from {full[0]}"] if full else []


def _plan(given: Given) -> Answer:
    """Return the elements of the plan and what is in store by year, in t of mercury, cubic metres and flasks."""
    elements, lacking = _elements(given)
    need, put_in, remarks = _storage(given)
    fee = given.number("fee")
    cost = None if put_in is None else Quantity(put_in.value * fee.central, "USD", standing=Standing.DERIVED)
    missing = [f"missing or incomplete: {', '.join(lacking)}"] if lacking else []
    if cost is not None:
        missing.append(
            "the fee covers fifteen years of storage and the move to treatment, at one site in the United States; elsewhere it differs"
        )
    peak = max((row["storage"] for row in need), key=lambda number: number.value, default=None)
    return Answer(
        {
            "complete": not lacking,
            "elements": elements,
            "storage": need,
            "peak": peak,
            "put_in_store": put_in,
            "fee_paid": cost,
        },
        remarks=[*missing, *remarks],
    )


PLAN = Verb(
    "plan",
    "Elements of a management plan, and the storage it needs by year.",
    (
        Slot(
            "elements",
            kind="table",
            about="Elements of the plan; an element that is not listed is missing.",
            required=False,
            columns=(
                Slot("element", kind="text"),
                Slot("state", kind="text", choices=("filled", "partly", "missing")),
            ),
        ),
        Slot(
            "years",
            kind="table",
            about="Liquid mercury by year.",
            required=False,
            columns=(
                Slot("year", "yr", high=2200),
                Slot("arising", "t", "Mass put in storage."),
                Slot(
                    "treated",
                    "t",
                    "Taken out for treatment or disposal.",
                    default=Quantity(0.0, "t", standing=Standing.ASSUMED),
                ),
            ),
        ),
        Slot(
            "opening",
            "t",
            "Mass in storage before the first year.",
            default=Quantity(0.0, "t", standing=Standing.ASSUMED, source="an empty store"),
        ),
        Slot("capacity", "t", "Capacity of the store.", required=False),
        Slot("fee", "USD/t", "Fee, paid once per t put in storage.", default=_FEE),
    ),
    (
        Slot("complete", kind="flag"),
        Slot("elements", kind="table"),
        Slot("storage", kind="table", about="t, m3 and flasks at the end of each year."),
        Slot("peak", "t"),
        Slot("put_in_store", "t"),
        Slot("fee_paid", "USD"),
    ),
    _plan,
    "density 13.534 t/m3; flask of 34.5 kg (76 lb)",
)
