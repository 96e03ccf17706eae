"""The world lists: sectors that sum to the published total, and regions that sum to the world."""

from __future__ import annotations

import math
from typing import Any

from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem
from quicksilver.factors.facts import Fact, facts
from quicksilver.quantities import Quantity, Standing

__all__ = ["VERBS", "list_years", "regional", "sector_list"]

_TOTAL = "total"


def sector_list(year: int, *, totals: bool = False) -> list[Fact]:
    """Return the sectors of the world list of emissions to air in a year, without totals and without amounts in Gg.

    Examples
    --------
    >>> round(sum(row.number.value for row in sector_list(2010)), 2)
    1957.5
    """
    return [
        row
        for row in facts("baseline_emissions", region="World", medium="air", year=year)
        if row.number is not None and row.number.unit == "t/yr" and (row.labels["sector"] == _TOTAL) == totals
    ]


def list_years() -> list[int]:
    """Return the years for which there is a list of sectors."""
    return sorted(
        {
            int(row.year)
            for row in facts("baseline_emissions", region="World", medium="air")
            if row.labels["sector"] != _TOTAL and row.number and row.number.unit == "t/yr"
        }
    )


def _baseline(given: Given) -> Answer:
    year = round(given.number("year").central)
    rows = [row for row in sector_list(year) if row.number]
    if not rows:
        raise InputProblems(
            [Problem(f"no list of sectors in {year}", "year", ", ".join(map(str, list_years())))]
        )
    numbers = [row.number for row in rows if row.number]
    whole = sum(n.central for n in numbers)
    total = Quantity(
        whole,
        "t/yr",
        sum(n.ends[0] for n in numbers),
        sum(n.ends[2] for n in numbers),
        standing=Standing.DERIVED,
    )
    printed: list[dict[str, Any]] = [
        {
            "total": row.number,
            "source": row.source,
            "gap": Quantity(whole - row.number.central, "t/yr", standing=Standing.DERIVED),
        }
        for row in sector_list(year, totals=True)
        if row.number
    ]
    remarks = [
        f"the sectors add up to {whole:,.7g} t; {row['source']} prints {row['total'].value:,.7g}; the difference is {row['gap'].value:+,.1f} t: both are kept"
        for row in printed
        if abs(row["gap"].value) > 1e-9
    ]
    table = [
        {
            "sector": row.labels["sector"],
            "emission": row.number,
            "share": Quantity(row.number.central / whole, standing=Standing.DERIVED),
        }
        for row in rows
        if row.number
    ]
    remarks.append("the range of the sum adds the ends of the ranges of all sectors")
    others = [
        {"total": row.number, "year": row.year, "source": row.source}
        for row in facts("baseline_emissions", sector=_TOTAL, region="World", medium="air")
        if row.year != str(year)
    ]
    return Answer(
        {"sum": total, "published": printed, "sectors": table, "other_totals": others}, remarks=remarks
    )


def regional() -> dict[tuple[str, str], dict[str, float]]:
    """Return emissions by form and year, region by region, with the world beside them, in t/yr.

    Examples
    --------
    >>> len(regional()[("total", "2015")])
    18
    """
    by_form: dict[tuple[str, str], dict[str, float]] = {}
    for row in facts("streets_regional"):
        if row.number is not None and not math.isnan(row.number.value):
            by_form.setdefault((row.labels["form"], row.year), {})[row.labels["region"]] = row.number.to(
                "t/yr"
            ).value
    return by_form


def _regions(given: Given) -> Answer:
    by_form = regional()
    form = given["form"]
    years = sorted({int(year) for of, year in by_form if of == form})
    if "year" in given and round(given.number("year").central) not in years:
        raise InputProblems(
            [Problem(f"no regions in {given.number('year').central:.0f}", "year", ", ".join(map(str, years)))]
        )
    rows: list[dict[str, Any]] = []
    for year in years:
        parts = dict(by_form[form, str(year)])
        world = parts.pop(_world(parts), None)
        total = sum(parts.values())
        rows.append(
            {
                "year": year,
                "regions": len(parts),
                "sum": _t(total),
                "world": None if world is None else _t(world),
                "gap": None if world is None else _t(total - world),
                "elemental_share": _elemental(by_form, year),
            }
        )
    gaps = [abs(row["gap"].value) for row in rows if row["gap"] is not None]
    year = round(given.number("year").central) if "year" in given else years[-1]
    now = next(row for row in rows if row["year"] == year)
    wanted = by_form[form, str(year)]
    whole = wanted[_world(wanted)] if _world(wanted) in wanted else sum(wanted.values())
    regions = [
        {"region": name, "emission": _t(value), "share": Quantity(value / whole, standing=Standing.DERIVED)}
        for name, value in wanted.items()
        if name != _world(wanted)
    ]
    return Answer(
        {
            "sum": now["sum"],
            "published": now["world"],
            "gap": now["gap"],
            "max_gap": _t(max(gaps)) if gaps else None,
            "elemental_share": _elemental(by_form, year),
            "year": year,
            "regions": regions,
            "by_year": rows,
        },
        remarks=["gaps are due to rounding to one decimal"] if form == "total" else [],
    )


def _world(parts: dict[str, float]) -> str:
    return next((name for name in parts if name.lower() in ("world", "global total", "total")), "")


def _t(value: float) -> Quantity:
    return Quantity(float(value), "t/yr", standing=Standing.DERIVED)


def _elemental(by_form: dict[tuple[str, str], dict[str, float]], year: int) -> Quantity | None:
    elemental, other = by_form.get(("Hg0", str(year))), by_form.get(("total", str(year)))
    if elemental is None or other is None:
        return None
    name = _world(other)
    return Quantity(
        elemental[name] / other[name] if name in elemental else sum(elemental.values()) / sum(other.values()),
        standing=Standing.DERIVED,
    )


VERBS = (
    Verb(
        "world-baseline",
        "World emissions to air by sector, and their sum compared with the published total; totals and amounts in Gg are not summed.",
        (Slot("year", "yr", "Year of the list.", high=2500),),
        (
            Slot("sum", "t/yr"),
            Slot("published", kind="table"),
            Slot("sectors", kind="table"),
            Slot("other_totals", kind="table"),
        ),
        _baseline,
        "UNEP Global Mercury Assessment 2013, 2018",
    ),
    Verb(
        "regions",
        "Emissions by region that sum to the world, and the share that is elemental.",
        (
            Slot("year", "yr", "Year of the regions; the last by default.", required=False, high=2500),
            Slot("form", kind="text", choices=("total", "Hg0"), default="total"),
        ),
        (
            Slot("sum", "t/yr"),
            Slot("published", "t/yr", "World total in the list."),
            Slot("gap", "t/yr", "Sum minus published total."),
            Slot("max_gap", "t/yr", "Largest gap between regions and world in all years."),
            Slot("elemental_share", "1"),
            Slot("year", "yr"),
            Slot("regions", kind="table"),
            Slot("by_year", kind="table"),
        ),
        _regions,
        "Streets et al. 2019",
    ),
)
