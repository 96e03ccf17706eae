"""The treaty's dates applied to planned sales: demand avoided, and waste still to come."""

from __future__ import annotations

from typing import Any

from quicksilver.areas.products.facts import DATES, PRODUCTS, treaty_date
from quicksilver.areas.products.plan import FOREVER, LIFE, Plan, read_plan
from quicksilver.areas.products.stock import METHOD, path_names, remarks, series, totals, units_of
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, MassBalanceError, Problem, closest
from quicksilver.quantities import Quantity, Standing, ranged

__all__ = ["VERBS"]

_SAVED = ("demand", "waste", "lost_in_use")


def _matches(text: str) -> list[str]:
    """Return the items of Annex A that a text names: the id of one, or words of it."""
    if text in DATES:
        return [text]
    return [
        name
        for name, row in DATES.items()
        if row.labels["annex"] == "A" and text.lower() in row.labels["item"].lower()
    ]


def _switch(given: Given, answer: Answer) -> int:
    """Return the last year of sales: of the treaty's item with the exemption, or the user's own."""
    text = given.get("product")
    own: Quantity | None = given.get("date")
    if (text is None) == (own is None):
        raise InputProblems(
            [
                Problem(
                    "exactly one date is required",
                    "product, date",
                    "product (an item of the treaty's list), or date",
                )
            ]
        )
    if own is not None:
        return round(own.central)
    names = _matches(text)
    if not names:
        items = [row.labels["item"] for row in DATES.values() if row.labels["annex"] == "A"]
        raise InputProblems(
            [Problem(f"no date found for {text!r}", "product", "; ".join(items), closest(text, items))]
        )
    first = min(names, key=treaty_date)
    row, note = DATES[first], Given({})
    assert row.number is not None
    note.assume(
        "date", row.number, f"Annex {row.labels['annex']}: {row.labels['item']} {row.labels['limit']}".strip()
    )
    answer.assumed += note.assumed
    if len({treaty_date(name) for name in names}) > 1:
        others = "; ".join(
            f"{DATES[name].labels['item']} {DATES[name].labels['limit']} {treaty_date(name)}"
            for name in names
        )
        answer.remarks.append(f"{text!r} matches several items, and the first date is used: {others}")
    return treaty_date(first) + (round(given["exemption"].central) if "exemption" in given else 0)


def _plain(given: Given, stop: int, answer: Answer) -> Answer:
    """Return sales with the switch alone, where no life is known."""
    still = 1 - given.number("compliance").central
    rows, before, after = [], 0.0, 0.0
    for row in given["series"]:
        year, sales = round(row.number("year").central), row.number("sales")
        share = still if year > stop else 1.0
        kept = (
            sales
            if share == 1
            else ranged(lambda s, share=share: {"s": s * share}, {"s": sales}, {"s": "kg/yr"})["s"]
        )
        before, after = before + sales.central, after + kept.central
        rows.append({"year": year, "sales_planned": sales, "sales": kept})
    if after > before * (1 + 1e-12):
        raise MassBalanceError("a phase-out cannot add sales")
    answer.results |= {"avoided": Quantity(before - after, "kg", standing=Standing.DERIVED), "series": rows}
    answer.remarks.append("no lifetime was given: the stock in use, and when it becomes waste, are unknown")
    return answer


def _phase_out(given: Given) -> Answer:
    answer = Answer({})
    stop = _switch(given, answer)
    names = (
        "avoided",
        "waste_avoided",
        "lost_avoided",
        "stock_at_date",
        "waste_to_come",
        "demand",
        "waste",
        "lost_in_use",
        "stock",
        "waste_by_path",
        "balance_gap",
        "series",
    )
    answer.results = {"date": Quantity(float(stop), "yr", standing=Standing.DERIVED), **dict.fromkeys(names)}
    answer.remarks.append(
        "the date ends manufacture, import and export, not use: waste from the stock continues"
    )
    years = [round(row.number("year").central) for row in given["series"]]
    if years and stop >= max(years):
        answer.remarks.append(f"no sales are planned after {stop}: the date changes nothing")
    if "life" not in given and "item" not in given:
        given.assumed[:] = [row for row in given.assumed if row["name"] == "compliance"]
        return _plain(given, stop, answer)
    rows = [
        Given({"year": row["year"], "mercury": row["sales"], "units": None, "content": None})
        for row in given["series"]
    ]
    inner = Given({**given.values, "sales": rows, "product": given.get("item")}, given.assumed)
    plan, numbers = read_plan(inner, None if "after" in given else FOREVER, answer)
    _with_stock(plan, numbers, stop, 1 - given.number("compliance").central, answer)
    answer.remarks += remarks(inner, plan)
    return answer


def _both(plan: Plan, stop: int, still: float, n: dict[str, Any]) -> dict[str, Any]:
    """Return the series as planned, with the date as a switch, and what the date saves, from the same draws."""
    planned, cut = series(plan, None, 0.0, n), series(plan, stop, still, n)
    saved = {f"saved {name}": planned[f"{name}|sum"] - cut[f"{name}|sum"] for name in _SAVED}
    return {**{f"plan {name}": value for name, value in planned.items()}, **cut, **saved}


def _with_stock(plan: Plan, numbers: dict[str, Quantity], stop: int, still: float, answer: Answer) -> None:
    names = path_names(plan, numbers)
    units = units_of(plan, names)
    units |= {f"plan {name}": unit for name, unit in units.items()} | {
        f"saved {name}": "kg" for name in _SAVED
    }
    results = ranged(lambda **drawn: _both(plan, stop, still, drawn), numbers, units)
    rows = [
        {
            "year": year,
            "sales_planned": results[f"plan demand|{i}"],
            "sales": results[f"demand|{i}"],
            "waste_planned": results[f"plan waste|{i}"],
            "waste": results[f"waste|{i}"],
            "stock": results[f"stock|{i}"],
        }
        for i, year in enumerate(plan.calendar)
    ]
    answer.results |= {
        **totals(plan, results, names),
        "series": rows,
        "avoided": results["saved demand"],
        "waste_avoided": results["saved waste"],
        "lost_avoided": results["saved lost_in_use"],
        "stock_at_date": results["stock at stop"],
        "waste_to_come": results["waste after"],
    }


def _dates(given: Given) -> Answer:
    """List the treaty's dates; with a year, say which are past."""
    year = round(given.number("year").central) if "year" in given else None
    rows = [
        {
            "item": name,
            "list": row.labels["annex"],
            "what": row.labels["item"],
            "limit": row.labels["limit"] or None,
            "last_year": treaty_date(name),
            "past": None if year is None else year > treaty_date(name),
            "source": row.source,
            "standing": row.number.grade if row.number else None,
        }
        for name, row in DATES.items()
    ]
    return Answer({"dates": rows})


VERBS = (
    Verb(
        "phase-out",
        "Planned sales with the treaty's date of a product, or your own date; with a lifetime also the stock and the waste still to come.",
        (
            Slot(
                "product",
                kind="text",
                about="Words of an item of Annex A, or its id as listed by the calculator dates.",
                required=False,
            ),
            Slot(
                "date",
                "yr",
                "Your own last year of sales, instead of product.",
                required=False,
                low=1500.0,
                high=2500.0,
            ),
            Slot("exemption", "yr", "Years of exemption after the treaty's date.", required=False, high=10),
            Slot(
                "compliance",
                "1",
                "Share of the later sales that actually ends.",
                default=Quantity(1.0, "1", standing=Standing.ASSUMED),
                high=1.0,
            ),
            Slot(
                "series",
                kind="table",
                about="Planned sales by year.",
                columns=(
                    Slot("year", "yr", low=1500.0, high=2500.0),
                    Slot("sales", "kg/yr", "Mercury in what is sold."),
                ),
            ),
            Slot(
                "item",
                kind="text",
                about="Product with a lifetime in the tables.",
                choices=tuple(PRODUCTS),
                required=False,
            ),
            *(slot for slot in LIFE if slot.name != "content"),
        ),
        (
            Slot("date", "yr", "Last year of sales."),
            Slot("avoided", "kg", "Demand avoided by the date."),
            Slot("waste_avoided", "kg"),
            Slot("lost_avoided", "kg"),
            Slot("stock_at_date", "kg"),
            Slot("waste_to_come", "kg", "Waste after the date."),
            *(Slot(name, "kg", "With the date.") for name in ("demand", "waste", "lost_in_use", "stock")),
            Slot("waste_by_path", kind="table"),
            Slot("balance_gap", "1"),
            Slot("series", kind="table"),
        ),
        _phase_out,
        f"Minamata Convention, Annex A; {METHOD}",
    ),
    Verb(
        "dates",
        "The treaty's dates by item of its lists.",
        (
            Slot(
                "year",
                "yr",
                "Year for which dates are marked as past.",
                required=False,
                low=1500.0,
                high=2500.0,
            ),
        ),
        (Slot("dates", kind="table"),),
        _dates,
        "Minamata Convention on Mercury, Annexes A and B with their amendments",
    ),
)
