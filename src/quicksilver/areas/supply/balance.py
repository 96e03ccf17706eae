"""Supply of mercury by source against demand and trade, for the world and for regions, with ranges that add up."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

from quicksilver.areas.supply.series import number
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, MassBalanceError, Problem
from quicksilver.factors.facts import facts
from quicksilver.quantities import Quantity, Standing

__all__ = ["VERBS", "published_demand", "published_sources", "published_total"]

_T = "t/yr"
_WORLD = "World"
Row = tuple[str, str, Quantity | None]
Three = tuple[float, float, float]


def published_sources(year: int, region: str = _WORLD) -> dict[str, Quantity]:
    """Return supply by source as published, without totals; empty where there is none.

    Examples
    --------
    >>> published_sources(2005)["by-product"].high
    600.0
    """
    rows = (
        r
        for r in facts("supply_demand", side="supply", region=region, year=year, defaults_only=True)
        if r.number
    )
    return {
        r.labels["item"]: r.number
        for r in rows
        if r.number and r.number.unit == _T and not r.labels["item"].startswith("total")
    }


def published_total(year: int, region: str = _WORLD) -> Quantity | None:
    """Return the published total of the sources, which was rounded separately."""
    rows = facts("supply_demand", side="supply", region=region, year=year, defaults_only=True)
    return next((row.number for row in rows if row.labels["item"].startswith("total")), None)


def published_demand(year: int, region: str = _WORLD) -> Quantity | None:
    """Return the published total of demand."""
    rows = facts("product_demand", category="total", region=region, year=year, defaults_only=True)
    return next((row.number for row in rows), None)


def _balance(given: Given) -> Answer:
    """Add up supply by source with the ends of the ranges, beside the total that was printed."""
    used: list[dict[str, Any]] = []
    sources, printed, demand = _given(given, used)
    problems = _shortcomings(given, sources)
    if problems:
        raise InputProblems(problems)
    wants = [(row["name"], row.get("region") or _WORLD, row.get("mass")) for row in given.get("demands", [])]
    if demand is not None:
        wants.append(("demand", _WORLD, demand))
    whole, need = _total(sources), _total(wants)
    remarks = _unknown(sources, "supply") + _unknown(wants, "demand")
    if printed is not None:
        remarks = _printed(whole, printed.ends) + remarks
    left = _less(whole, need) if wants else None
    results: dict[str, Any] = {
        "supply": number(*whole, _T),
        "sum_low": whole[0],
        "sum_high": whole[2],
        "published": printed,
        "difference_low": None if printed is None else printed.ends[0] - whole[0],
        "difference_high": None if printed is None else printed.ends[2] - whole[2],
        "demand": number(*need, _T) if wants else None,
        "surplus": None if left is None else number(*left, _T),
        "sources": _shares(sources, whole),
        "regions": _regions(sources, wants, given.get("trade", []), left),
    }
    return Answer(
        {
            name: Quantity(float(v), _T, standing=Standing.DERIVED) if isinstance(v, (int, float)) else v
            for name, v in results.items()
        },
        used,
        remarks,
    )


def _given(given: Given, used: list[dict[str, Any]]) -> tuple[list[Row], Quantity | None, Quantity | None]:
    """Return the sources, the printed total and the demand: as given, or as published for the year."""
    sources = [
        (row["name"], row.get("region") or _WORLD, row.get("mass")) for row in given.get("sources", [])
    ]
    pairs = itertools.zip_longest(given.get("low", []), given.get("high", []))
    sources += [
        (f"source {i}", _WORLD, Quantity(math.nan, _T, low and low.central, high and high.central))
        for i, (low, high) in enumerate(pairs, 1)
    ]
    printed, demand = given.get("published"), given.get("demand")
    if not sources and "year" in given:
        year = round(given.number("year").central)
        published = published_sources(year)
        if not published:
            years = sorted(
                {
                    int(r.year)
                    for r in facts("supply_demand", side="supply", region=_WORLD, defaults_only=True)
                    if r.year.isdigit() and r.number
                }
            )
            raise InputProblems(
                [
                    Problem(
                        f"no published supply in {year}",
                        "year",
                        ", ".join(map(str, years)),
                        remedy="give your own sources",
                    )
                ]
            )
        sources = [(name, _WORLD, mass) for name, mass in published.items()]
        printed = printed or published_total(year)
        demand = demand or (None if "demands" in given else published_demand(year))
        used += [{"name": f"sources, {name}", **mass.as_dict()} for name, mass in published.items()]
        used += [
            {"name": name, **n.as_dict()}
            for name, n in (("published", printed), ("demand", demand))
            if n is not None
        ]
    return sources, printed, demand


def _shortcomings(given: Given, sources: Sequence[Row]) -> list[Problem]:
    problems = []
    if not sources:
        problems.append(
            Problem(
                "no source is given", "sources", "sources, or low and high, or a year that has been published"
            )
        )
    low, high = given.get("low", []), given.get("high", [])
    if len(low) != len(high):
        problems.append(
            Problem(f"{len(low)} low and {len(high)} high ends", "low and high", "as many low as high ends")
        )
    else:
        problems += [
            Problem(f"low {a.central:g} is above high {b.central:g}", f"low[{i}]", f"up to {b.central:g}")
            for i, (a, b) in enumerate(zip(low, high, strict=True))
            if a.central > b.central
        ]
    if given.get("demands") and given.get("demand") is not None:
        problems.append(Problem("demand is given both as a total and by use", "demand", "one of the two"))
    for i, row in enumerate(given.get("trade", [])):
        if row["exporter"] == row["importer"]:
            problems.append(Problem(f"{row['exporter']} trades with itself", f"trade[{i}]", "two regions"))
    return problems


def _total(rows: Sequence[Row]) -> Three:
    ends = [mass.ends for _, _, mass in rows if mass is not None]
    return (math.fsum(h[0] for h in ends), math.fsum(h[1] for h in ends), math.fsum(h[2] for h in ends))


def _less(first: Three, other: Three) -> Three:
    """Return a difference whose ends are those of the worst and the best case."""
    return first[0] - other[2], first[1] - other[1], first[2] - other[0]


def _unknown(rows: Sequence[Row], side: str) -> list[str]:
    names = [name for name, _, mass in rows if mass is None]
    return [f"{side} unknown and not included in any total: {', '.join(names)}"] if names else []


def _printed(whole: Three, printed: Three) -> list[str]:
    if abs(printed[0] - whole[0]) <= 1e-9 and abs(printed[2] - whole[2]) <= 1e-9:
        return []
    return [
        f"the parts add up to {whole[0]:,.0f} to {whole[2]:,.0f} t/yr, but {printed[0]:,.0f} to {printed[2]:,.0f} is published: both are kept; the difference is "
        f"{printed[0] - whole[0]:+,.0f} and {printed[2] - whole[2]:+,.0f}"
    ]


def _shares(sources: Sequence[Row], whole: Three) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "region": region,
            "mass": mass,
            "share": None
            if mass is None or whole[1] <= 0
            else Quantity(mass.central / whole[1], "1", standing=Standing.DERIVED),
        }
        for name, region, mass in sources
    ]


def _regions(
    sources: Sequence[Row], wants: Sequence[Row], trade: Sequence[Given], left: Three | None
) -> list[dict[str, Any]]:
    """Return the balance of each region; over all regions trade cancels out."""
    names = list(
        dict.fromkeys(
            [r for _, r, _ in (*sources, *wants)]
            + [row[n] for row in trade for n in ("exporter", "importer")]
        )
    )
    if len(names) < 2:
        return []
    rows, centre = [], 0.0
    for name in names:
        made, used = (_total([row for row in side if row[1] == name]) for side in (sources, wants))
        bought, sold = (
            _total([("", name, row["mass"]) for row in trade if row[n] == name])
            for n in ("importer", "exporter")
        )
        inflow = (made[0] + bought[0], made[1] + bought[1], made[2] + bought[2])
        gone = (used[0] + sold[0], used[1] + sold[1], used[2] + sold[2])
        net = _less(inflow, gone)
        centre += net[1]
        rows.append(
            {
                "region": name,
                **{
                    n: number(*v, _T)
                    for n, v in (
                        ("supply", made),
                        ("demand", used),
                        ("imports", bought),
                        ("exports", sold),
                        ("surplus", net),
                    )
                },
            }
        )
    expected = _total(sources)[1] - _total(wants)[1] if left is None else left[1]
    if abs(centre - expected) > 1e-9 * max(1.0, _total(sources)[1] + _total(wants)[1]):
        raise MassBalanceError("the balances of the regions do not add up to that of the world")
    return rows


_REGION = Slot("region", kind="text", required=False, about="Region; World by default.")
VERBS = (
    Verb(
        "balance",
        "Supply by source with ranges, compared with the published total, demand and trade.",
        (
            Slot("year", "yr", "Year of published sources, if none are given.", required=False, high=2200),
            Slot(
                "sources",
                kind="table",
                required=False,
                columns=(
                    Slot("name", kind="text"),
                    Slot("mass", _T, "Unknown if omitted.", required=False),
                    _REGION,
                ),
            ),
            Slot("low", _T, "Low ends of the sources, instead of the table.", kind="numbers", required=False),
            Slot("high", _T, "High ends of the sources.", kind="numbers", required=False),
            Slot("published", _T, "Published total.", required=False),
            Slot("demand", _T, required=False),
            Slot(
                "demands",
                kind="table",
                required=False,
                columns=(Slot("name", kind="text"), Slot("mass", _T, required=False), _REGION),
            ),
            Slot(
                "trade",
                kind="table",
                required=False,
                columns=(Slot("exporter", kind="text"), Slot("importer", kind="text"), Slot("mass", _T)),
            ),
        ),
        (
            Slot("supply", _T),
            Slot("sum_low", _T),
            Slot("sum_high", _T),
            Slot("published", _T),
            Slot("difference_low", _T, "Published total minus sum."),
            Slot("difference_high", _T),
            Slot("demand", _T),
            Slot("surplus", _T, low=-math.inf),
            Slot("sources", kind="table"),
            Slot("regions", kind="table"),
        ),
        _balance,
        "UNEP 2006, 2017: Maxson",
    ),
)
