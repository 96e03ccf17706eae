"""Baseline, measures, projection and indicators of mercury-added products."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from quicksilver.areas.area import Course, Indicator, Measure, projected
from quicksilver.areas.products.facts import CATEGORIES, DATES, treaty_date
from quicksilver.areas.products.goal import category_demand, reduction
from quicksilver.areas.products.life import ages_needed, leaving, stock_flow
from quicksilver.areas.shared.names import origin_name
from quicksilver.errors import InputProblems, Problem
from quicksilver.factors.facts import Fact, facts
from quicksilver.flows.flows import Flow, MercuryFlows
from quicksilver.quantities import Quantity, Standing

Array = NDArray[np.float64]
__all__ = ["baseline", "indicators", "options", "project"]

#: Category of demand -> product whose life stands for it; nothing was found for ``other``.
_LIVES = {
    "batteries": "battery (button)",
    "lamps": "fluorescent tube",
    "dental": "amalgam filling",
    "measuring_control": "sphygmomanometer",
    "electrical_electronic": "switch/relay (building)",
}
#: Category -> item of the treaty's lists that ends it as a whole.
_ENDS = {
    "batteries": "a-all-batteries-with-mercury-added",
    "lamps": "a-all-fluorescent-lamps-for-general-lighting",
    "dental": "a-dental-amalgam",
    "electrical_electronic": "a-all-switches-and-relays-except-research",
    "measuring_control": "a-non-electronic-barometers-hygrometers-manometers-thermometers-sphygmomanometers",
}
_PART = {
    "lamps": "general lighting only",
    "electrical_electronic": "except research",
    "measuring_control": "non-electronic devices only",
}


def _rows(geography: str) -> list[Fact]:
    rows = facts("product_demand", region=geography)
    return [
        row
        for row in rows
        if row.number
        and row.number.unit in ("t/yr", "short ton/yr")
        and row.labels["category"] not in ("asgm", "vcm", "chloralkali", "total")
        and row.year.isdigit()
    ]


def baseline(year: int, geography: str = "World") -> MercuryFlows:
    """Return the demand for mercury in products of a year, in kg.

    Where publications differ, the one with central values is used and the others are named in remarks. A value recalled with
    low confidence is an unknown flow.

    Raises
    ------
    InputProblems
        There are no data of that year or place.
    """
    rows = _rows(geography)
    years = sorted({int(row.year) for row in rows})
    if year not in years:
        places = sorted(
            {row.labels["region"] for row in facts("product_demand") if _rows(row.labels["region"])}
        )
        raise InputProblems(
            [
                Problem(
                    f"no demand of {geography} in {year}",
                    "year and geography",
                    ", ".join(map(str, years)) or ", ".join(places),
                )
            ]
        )
    mine = [row for row in rows if int(row.year) == year]
    flows, remarks = _demand(mine, year, geography)
    remarks.append(
        "emissions and releases from products at the end of life are in the area waste; cremation is in cross-cutting"
    )
    return MercuryFlows(tuple(flows), tuple(remarks))


def _demand(rows: list[Fact], year: int, geography: str) -> tuple[list[Flow], list[str]]:
    flows, remarks = [], []
    whole = [row for row in rows if row.labels["category"] in ("all products", "products total")]
    if whole:  # a total and one of its parts would count twice
        left = [row.labels["category"] for row in rows if row not in whole]
        remarks += [f"{origin_name(name)} is part of the total and not counted separately" for name in left]
        rows = whole
    for name in dict.fromkeys(row.labels["category"] for row in rows):
        rows_of_category = [row for row in rows if row.labels["category"] == name]
        good = [row.number for row in rows_of_category if row.may_be_default and row.number]
        best = [number for number in good if not math.isnan(number.value)] or good
        flows.append(
            Flow("products", name, "use", geography, year, _kilograms(best[0]) if len(best) == 1 else None)
        )
        remarks += [
            f"{origin_name(name)}: {n.source} gives {n.low:g} to {n.high:g} t/yr; it is not merged with the number used here"
            for n in good
            if n is not best[0] and n.low is not None and n.high is not None
        ]
        if not good:
            remarks.append(
                f"{origin_name(name)}: unknown, because the only value is recalled with low confidence ({rows_of_category[0].source})"
            )
    return flows, remarks


def _kilograms(number: Quantity) -> Quantity:
    return number.to("kg/yr")


def options() -> tuple[Measure, ...]:
    """Return the end of sales of every category: by definition it ends the demand; no costs were found."""
    ends_it = Quantity(
        1.0, "1", source="by definition: what is not sold is not used", standing=Standing.DERIVED
    )
    return tuple(
        Measure(
            f"end-of-{name.replace('_', '-')}",
            "products",
            f"End of sales: {origin_name(name)}",
            (name,),
            "use",
            ends_it,
            "avoided",
            applies=_applies(name),
            excludes=name,
        )
        for name in CATEGORIES
    )


def _applies(category: str) -> str:
    item = _ENDS.get(category)
    if item is None:
        return "the treaty has no date for the whole category"
    part = f"; {_PART[category]}" if category in _PART else ""
    return f"treaty date: after {treaty_date(item)}{part}"


def _known_before(first: int, geography: str) -> tuple[int, list[int]]:
    """Return the base year (the last with demand, not after the first year wanted) and the years with demand before it."""
    years = sorted({int(row.year) for row in _rows(geography) if row.may_be_default})
    usable = [year for year in years if year <= first]
    if not usable:
        raise InputProblems(
            [
                Problem(
                    f"no demand of {geography} in {first} or before",
                    "years",
                    ", ".join(map(str, years)) or "none",
                )
            ]
        )
    return usable[-1], usable


def project(course: Course, years: Sequence[int], geography: str = "World") -> MercuryFlows:
    """Return demand, waste and growth of the stock by year, through a course.

    Demand follows drivers and measures (which end sales, not use). What is in use leaves by the lifetime of the category:
    demand = waste + growth of the stock. Before the first year with data, demand is constant; between years with data it is linear.

    Raises
    ------
    InputProblems
        There are no data at or before the first year, or the course is wrong.
    """
    wanted = sorted(set(years))
    base, known = _known_before(wanted[0], geography)
    every = range(wanted[0], wanted[-1] + 1)
    start = baseline(base, geography)
    carried = projected(start, options(), course, every)
    remarks = [
        *carried.remarks,
        f"base year {base}; before {known[0]} demand is constant at its first value; each category has the lifetime of a typical product",
    ]
    flows = [flow for flow in carried if flow.year in wanted]
    for name in dict.fromkeys(flow.origin for flow in start if flow.pathway == "use"):
        past = _past(name, known, geography)
        future = [flow for flow in carried if flow.origin == name and flow.pathway == "use"]
        flows += _leaving(name, past, future, base, wanted, geography, remarks)
    return MercuryFlows(tuple(flows), tuple(remarks))


def _past(name: str, known: list[int], geography: str) -> dict[int, Quantity]:
    demand = {}
    for year in known:
        flows = baseline(year, geography).where(origin=name, pathway="use").flows
        if flows and flows[0].mass is not None:
            demand[year] = flows[0].mass
    return demand


def _leaving(
    name: str,
    past: dict[int, Quantity],
    future: list[Flow],
    base: int,
    wanted: list[int],
    geography: str,
    remarks: list[str],
) -> list[Flow]:
    """Return waste and growth of the stock of a category in the years wanted; unknown where life or demand are."""
    life = next(
        (
            row.number
            for row in facts(
                "product_contents_lifetimes",
                defaults_only=True,
                product=_LIVES.get(name, ""),
                parameter="service life mean",
            )
        ),
        None,
    )
    unknown = [
        Flow("products", name, pathway, geography, year, None)
        for year in wanted
        for pathway in ("waste", "stock")
    ]
    if life is None or not past or any(flow.mass is None for flow in future):
        remarks.append(
            f"{origin_name(name)}: {'no lifetime was found' if life is None else 'demand is unknown'}: waste and stock are unknown"
        )
        return unknown
    ages = ages_needed("weibull", life.central)
    shares = leaving("weibull", ages, life.central)
    first = min(*past, wanted[0]) - ages
    before = np.arange(first, wanted[0])
    at = sorted(past)
    masses = [flow.mass for flow in sorted(future, key=lambda flow: flow.year) if flow.mass is not None]
    # One line each for low, central and high: the flow is linear in the sales, so the ends stay ends.
    sales = np.array(
        [
            np.concatenate(
                [np.interp(before, at, [_end(past[y], k) for y in at]), [_end(mass, k) for mass in masses]]
            )
            for k in range(3)
        ]
    )
    flow = stock_flow(sales, shares, years=sales.shape[-1])
    made = []
    for year in wanted:
        out = flow.outflow[:, year - first]
        made.append(Flow("products", name, "waste", geography, year, _number(out, life.source)))
        # Demand and waste are high together, so that the range of the difference is that of the lines.
        made.append(
            Flow(
                "products", name, "stock", geography, year, _number(sales[:, year - first] - out, life.source)
            )
        )
    return made


def _number(lines: Array, source: str) -> Quantity:
    """Return the central line with the lowest and highest of the three as range."""
    low, high = float(lines.min()), float(lines.max())
    wide = high > low
    return Quantity(
        float(lines[1]), "kg/yr", low if wide else None, high if wide else None, source, Standing.DERIVED
    )


def _end(number: Quantity, which: int) -> float:
    low, _, high = number.ends
    return (low, number.central, high)[which]


def _demand_indicator(name: str) -> Indicator:
    def measure(flows: MercuryFlows, year: int) -> Quantity | None:
        mine = flows.where(area="products", origin=name, pathway="use", year=year)
        return mine.total() if mine.flows and not mine.unknown else None

    return Indicator(
        f"demand-{name.replace('_', '-')}",
        f"Demand for mercury: {origin_name(name)}",
        "kg/yr",
        "goals for 2017 were declared by category; their numbers were not found",
        measure,
    )


def _reduction_indicator(name: str) -> Indicator:
    def measure(flows: MercuryFlows, year: int) -> Quantity | None:
        masses = [
            flow.mass
            for flow in flows.where(area="products", origin=name, pathway="use", region="World", year=year)
        ]
        before = category_demand(name, 2005)
        if len(masses) != 1 or masses[0] is None or before is None:
            return None
        return reduction(before[0].to("kg/yr"), masses[0])

    return Indicator(
        f"reduction-{name.replace('_', '-')}",
        f"Reduction of demand since 2005: {origin_name(name)}",
        "1",
        "1 - demand / demand in 2005; the Partnership had a goal for 2017, whose number was not found (see the calculator goal)",
        measure,
    )


def _date_indicator(name: str, item: str) -> Indicator:
    last = treaty_date(item)

    def measure(flows: MercuryFlows, year: int) -> Quantity | None:
        masses = [flow.mass for flow in flows.where(area="products", origin=name, pathway="use", year=year)]
        return masses[0] if year > last and len(masses) == 1 else None

    about = (
        f"demand after the treaty's date, which should be zero: {DATES[item].labels['item']}, allowed to {last}"
        + (f" ({_PART[name]})" if name in _PART else "")
    )
    return Indicator(
        f"after-date-{name.replace('_', '-')}",
        f"Demand after the treaty's date: {origin_name(name)}",
        "kg/yr",
        about,
        measure,
    )


def indicators() -> tuple[Indicator, ...]:
    """Return demand and its reduction by category, demand after a treaty date, and the goal of health care, which has no baseline."""
    care = Indicator(
        "health-care-devices",
        "Reduction of demand for fever thermometers and blood pressure devices",
        "1",
        "at least 70 per cent by 2017 (UNEP, Mercury: Time to Act, page 15); no baseline was published, so it cannot be computed",
        lambda flows, year: None,
    )
    return (
        *(_demand_indicator(name) for name in CATEGORIES),
        *(_reduction_indicator(name) for name in CATEGORIES),
        care,
        *(_date_indicator(name, item) for name, item in _ENDS.items()),
    )
