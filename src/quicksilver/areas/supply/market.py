"""The mercury market year by year: supply, demand, excess, gap, stock, and the year from which supply covers demand.

After Maxson (2009, Assessment of excess mercury supply in Asia 2010-2050, and its companion for Latin America and the Caribbean):
supply that arises in any case - recycled, by-product, residual of cells, stocks - is used first, primary mining last; exports end with a ban.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import numpy as np

from quicksilver.areas.supply.series import Array, between, spread
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, MassBalanceError, Problem
from quicksilver.factors.facts import Fact, fact_by_id, facts
from quicksilver.intake.packaged import Table
from quicksilver.quantities import Quantity, Standing

__all__ = ["VERBS", "recycling_rules"]

_T = "t/yr"
#: Sources are drawn on in this order: what comes anyway first, mining last.
_ORDER = ("recycling", "by-product", "cells", "stocks", "mining")
_USES = ("vcm", "products", "asgm", "chlor-alkali", "other")
_TRADE = ("imports", "exports")


@dataclass(frozen=True, slots=True)
class RecyclingRule:
    """From a year on, a share of the demand for a use comes back as supply."""

    rule: str
    use: Literal["vcm", "products", "asgm", "chlor-alkali", "other"]
    year: int
    fact: str
    note: str


_RULES: Final = Table(
    "quicksilver.areas.supply", "recycling_rules.csv", RecyclingRule, key=("rule", "use", "year")
)


@functools.lru_cache(maxsize=1)
def recycling_rules() -> dict[str, dict[str, dict[int, Quantity]]]:
    """Return rule -> use -> year -> share of the demand that comes back as supply.

    Examples
    --------
    >>> recycling_rules()["asia"]["products"][2040].value
    0.25
    """
    rules: dict[str, dict[str, dict[int, Quantity]]] = {}
    for row in _RULES.rows():
        share = fact_by_id(row.fact).number
        assert share is not None
        rules.setdefault(row.rule, {}).setdefault(row.use, {})[row.year] = replace(share, unit="1")
    return rules


def _market(given: Given) -> Answer:
    """Balance supply and demand year by year; what is in excess goes to stock, what lacks is taken from it, then is a gap."""
    given_years = [round(row.number("year").central) for row in given["years"]]
    if given_years != sorted(set(given_years)) or not given_years:
        raise InputProblems(
            [
                Problem(
                    "the years are repeated, out of order or missing",
                    "years",
                    "each year once, in ascending order",
                )
            ]
        )
    years = list(range(given_years[0], given_years[-1] + 1))
    remarks: list[str] = (
        [] if len(years) == len(given_years) else ["numbers are linear between the given years"]
    )
    parts = _parts(given, given_years, years)
    used = _recycle(given, parts, years)
    demand = parts["demand"]
    trade = parts["imports"] - _exports(given, parts["exports"], years)
    begun = np.array(given.number("stock").ends) if "stock" in given else np.zeros(3)
    # The low run has the low ends of supply and stock and the high ends of demand; the high run the other way round.
    runs = [
        _run(years, {n: parts[n][i] for n in _ORDER}, trade[i], demand[2 - i], begun[i], given)
        for i in range(3)
    ]
    rows = [
        {"year": year, **{n: spread([run[n][t] for run in runs], unit) for n, unit in _ROW.items()}}
        for t, year in enumerate(years)
    ]
    even = [_even(run, years) for run in runs]
    inside = _counted(given, years)
    cumulative = spread([run["excess"][inside].sum() for run in runs], "t")
    if even[1] is None:
        remarks.append("supply does not cover demand within the given years")
    region = given.get("region")
    anchors = _anchors(region, even[1], rows) if region else []
    if anchors:
        remarks.append(
            "published results are shown for comparison; their annual inputs were not published, so only the order of magnitude can be compared"
        )
    return Answer(
        {
            "equilibrium_year": even[1],
            "earliest_equilibrium": even[2],
            "latest_equilibrium": even[0],
            "cumulative_excess": cumulative,
            "mean_excess": spread([run["excess"][inside].mean() for run in runs], _T),
            "cumulative_gap": spread([run["gap"][inside].sum() for run in runs], "t"),
            "years": rows,
            "published": anchors,
        },
        used,
        remarks,
    )


def _parts(given: Given, given_years: Sequence[int], years: Sequence[int]) -> dict[str, Array]:
    """Return all columns by year, shape (3, year); a column that begins or ends within the years is a problem."""
    problems = []
    parts = {}
    for name in (*_ORDER, *_TRADE, *_USES, "demand"):
        points = {
            year: row.number(name)
            for year, row in zip(given_years, given["years"], strict=True)
            if row.get(name) is not None
        }
        if points and not {given_years[0], given_years[-1]} <= set(points):
            problems.append(
                Problem(
                    f"{name} is not given in {given_years[0] if given_years[0] not in points else given_years[-1]}",
                    "years",
                    "each quantity in the first and the last year, or in none",
                    remedy="give it, or 0",
                )
            )
        parts[name] = between(points, years) if points else np.zeros((3, len(years)))
        if points:
            parts[f"has {name}"] = np.ones(1)
    by_use = [name for name in _USES if f"has {name}" in parts]
    if "has demand" in parts and by_use:
        problems.append(
            Problem("demand is given both as a total and by use", "years", f"demand, or {', '.join(_USES)}")
        )
    if "has demand" not in parts and not by_use:
        problems.append(Problem("demand is missing", "years", f"demand, or {', '.join(_USES)}"))
    if problems:
        raise InputProblems(problems)
    if by_use:
        parts["demand"] = sum((parts[name] for name in by_use), np.zeros((3, len(years))))
    return parts


def _recycle(given: Given, parts: dict[str, Array], years: Sequence[int]) -> list[dict[str, Any]]:
    """Add what is recycled of each use to the supply, by rule or by the shares given."""
    shares: dict[str, dict[int, Quantity]] = {}
    rule = given.get("rules")
    if rule and rule != "none":
        shares |= recycling_rules()[rule]
    own: dict[str, dict[int, Quantity]] = {}
    for row in given.get("recycling_shares", []):
        own.setdefault(row["use"], {})[round(row.number("year").central)] = row.number("share")
    shares |= own
    if not shares:
        return []
    if "has recycling" in parts:
        raise InputProblems(
            [Problem("recycling is given both by year and by rule", "years", "one of the two")]
        )
    absent = [use for use in shares if f"has {use}" not in parts]
    if len(absent) == len(shares):
        raise InputProblems(
            [Problem(f"the rule needs the demand for {' and '.join(absent)}", "years", "demand by use")]
        )
    for use in set(shares) - set(absent):
        # Low recycling goes with the low run, whose demand is high: each run recycles of the demand that it has.
        parts["recycling"] = parts["recycling"] + between(shares[use], years) * parts[use][::-1]
    return [
        {"name": f"recycling of {use}, {year}", **n.as_dict()}
        for use in shares
        if use not in own
        for year, n in sorted(shares[use].items())
    ]


def _exports(given: Given, exports: Array, years: Sequence[int]) -> Array:
    """Return the exports, none from the year of a ban on; high ends first, as they lower what is left."""
    if "export_ban" not in given:
        return exports[::-1]
    return np.where(np.array(years) >= given.number("export_ban").central, 0.0, exports[::-1])


_ROW = {
    "supply": _T,
    "demand": _T,
    "recycling": _T,
    "net_imports": _T,
    "excess": _T,
    "from_stock": _T,
    "gap": _T,
    "mining_needed": _T,
    "stock": "t",
}


def _run(
    years: Sequence[int], parts: Mapping[str, Array], trade: Array, demand: Array, begun: float, given: Given
) -> dict[str, Array]:
    """Return one run of the market and assert that no mercury is made or lost in it."""
    others = sum((parts[n] for n in _ORDER if n != "mining"), np.zeros(len(years))) + trade
    needed = np.clip(demand - others, 0.0, parts["mining"])
    supply = others + (needed if given.get("mining_follows") else parts["mining"])
    excess, lacking = np.maximum(supply - demand, 0.0), np.maximum(demand - supply, 0.0)
    stock, taken = np.empty(len(years)), np.empty(len(years))
    stored = float(begun)
    for t in range(len(years)):
        taken[t] = min(stored, lacking[t])
        stored += excess[t] - taken[t]
        stock[t] = stored
    gap = lacking - taken
    gone = float((demand - gap).sum())
    if abs(begun + float(supply.sum()) - gone - stored) > 1e-9 * max(
        1.0, begun + float(np.abs(supply).sum())
    ):
        raise MassBalanceError("the market of mercury does not close")
    return {
        "supply": supply,
        "demand": demand,
        "recycling": parts["recycling"],
        "net_imports": trade,
        "excess": excess,
        "from_stock": taken,
        "gap": gap,
        "mining_needed": needed,
        "stock": stock,
        "lacking": lacking,
    }


def _even(run: Mapping[str, Array], years: Sequence[int]) -> int | None:
    """Return the first year from which supply covers demand to the end."""
    short = np.flatnonzero(run["lacking"] > 1e-9)
    if not len(short):
        return years[0]
    return years[short[-1] + 1] if short[-1] + 1 < len(years) else None


def _counted(given: Given, years: Sequence[int]) -> slice:
    """Return which years the sums are of."""
    first = round(given.number("count_from").central) if "count_from" in given else years[0]
    last = round(given.number("count_until").central) if "count_until" in given else years[-1]
    if not years[0] <= first <= last <= years[-1]:
        raise InputProblems(
            [
                Problem(
                    f"sums from {first} to {last}",
                    "count_from and count_until",
                    f"{years[0]} to {years[-1]}, in order",
                )
            ]
        )
    return slice(first - years[0], last - years[0] + 1)


def _anchors(region: str, even: int | None, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what has been published of the excess of a region beside what came out, never one for the other."""
    anchors = []
    for row in facts("supply_demand", side="excess", region=region, defaults_only=True):
        assert row.number is not None
        item, here = row.labels["item"], None
        if row.number.unit == "year":
            here = None if even is None else Quantity(float(even), "yr", standing=Standing.DERIVED)
        elif "annual" in item and row.year.isdigit():
            here = next((r["excess"] for r in rows if r["year"] == int(row.year)), None)
            if "average" in item:
                here = spread([float(np.mean([r["excess"].ends[i] for r in rows])) for i in range(3)], _T)
        elif "cumulative" in item:
            here = _cumulative(row, rows)
        anchors.append(
            {
                "item": item,
                "published": row.number,
                "year": row.year,
                "source": row.source,
                "here": here,
                "ratio": None
                if here is None or row.number.unit == "year"
                else Quantity(here.central / row.number.central, "1", standing=Standing.DERIVED),
            }
        )
    return anchors


def _cumulative(row: Fact, rows: Sequence[Mapping[str, Any]]) -> Quantity | None:
    """Return the sum over the span that a published sum names, or None where the years do not reach over it."""
    span = [int(text) for text in re.findall(r"\d{4}", row.labels["item"])]
    first, last = (span[0], span[1]) if len(span) == 2 else (rows[0]["year"], int(row.year))
    excesses = [r["excess"].ends for r in rows if first <= r["year"] <= last]
    if len(excesses) < last - first + 1:
        return None
    return spread([sum(three[i] for three in excesses) for i in range(3)], "t")


VERBS = (
    Verb(
        "market",
        "Supply, demand, excess, gap and stock by year, and the year from which supply covers demand.",
        (
            Slot(
                "years",
                about="Years in ascending order; numbers between them are linear.",
                kind="table",
                columns=(
                    Slot("year", "yr", high=2200),
                    Slot("demand", _T, "Total demand, unless given by use.", required=False),
                    *(Slot(n, _T, "Demand of this use.", required=False) for n in _USES),
                    *(Slot(n, _T, "Supply from this source.", required=False) for n in _ORDER),
                    Slot("imports", _T, required=False),
                    Slot("exports", _T, required=False),
                ),
            ),
            Slot("stock", "t", "Stock at the beginning.", required=False),
            Slot(
                "rules",
                kind="text",
                choices=("none", *recycling_rules()),
                default="none",
                about="Shares of demand that are recycled, as published.",
            ),
            Slot(
                "recycling_shares",
                about="Your own shares, linear between years.",
                kind="table",
                required=False,
                columns=(
                    Slot("use", kind="text", choices=_USES),
                    Slot("year", "yr", high=2200),
                    Slot("share", "1", high=1.0),
                ),
            ),
            Slot("export_ban", "yr", "First year without exports.", required=False, high=2200),
            Slot(
                "mining_follows",
                kind="flag",
                about="Mines supply only what other sources do not cover.",
                required=False,
            ),
            Slot("count_from", "yr", "First year of the sums.", required=False, high=2200),
            Slot("count_until", "yr", "Last year of the sums.", required=False, high=2200),
            Slot(
                "region",
                kind="text",
                about="Region whose published results are shown for comparison.",
                required=False,
            ),
        ),
        (
            Slot("equilibrium_year", "yr"),
            Slot("earliest_equilibrium", "yr"),
            Slot("latest_equilibrium", "yr"),
            Slot("cumulative_excess", "t"),
            Slot("mean_excess", _T),
            Slot("cumulative_gap", "t"),
            Slot("years", kind="table"),
            Slot("published", kind="table"),
        ),
        _market,
        "after Maxson 2009",
    ),
)
