"""Surplus of mercury by region and year with ranges, and the storage that it needs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from quicksilver.areas.supply.series import Array, between, spread
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem
from quicksilver.factors.facts import facts
from quicksilver.quantities import Quantity, Standing

__all__ = ["VERBS"]

_T = "t/yr"


def _surplus(given: Given) -> Answer:
    """Add up supply less demand by region and year with ranges; what is above nothing needs storage."""
    regions = _regions(given)
    room = {row["region"]: row.number("capacity").central for row in given.get("capacities", [])}
    rows: list[dict[str, Any]] = []
    need: list[dict[str, Any]] = []
    for region, by_year in regions.items():
        years = list(range(min(by_year), max(by_year) + 1))
        supply, demand = (
            between({y: row.number(n) for y, row in by_year.items()}, years) for n in ("supply", "demand")
        )
        left = supply - demand[::-1]  # low supply against high demand, and the other way round
        stored = np.cumsum(np.maximum(left, 0.0), axis=1)
        rows += [
            {
                "region": region,
                "year": year,
                "surplus": spread(left[:, t], _T),
                "to_storage": spread(np.maximum(left[:, t], 0.0), _T),
                "stored": spread(stored[:, t], "t"),
            }
            for t, year in enumerate(years)
        ]
        need.append(_need(region, years, left, stored, room.get(region)))
    unknown = sorted(set(room) - set(regions))
    if unknown:
        raise InputProblems(
            [Problem(f"no surplus of {', '.join(unknown)}", "capacities", ", ".join(regions))]
        )
    filled = any(len(by_year) < max(by_year) - min(by_year) + 1 for by_year in regions.values())
    remarks = ["numbers are linear between the given years"] if filled else []
    return Answer(
        {
            "by_year": rows,
            "storage_need": need,
            "all_regions": _world(rows),
            "published": _published(regions, need),
        },
        remarks=remarks,
    )


def _regions(given: Given) -> dict[str, dict[int, Given]]:
    regions: dict[str, dict[int, Given]] = {}
    problems = []
    for i, row in enumerate(given["years"]):
        year = round(row.number("year").central)
        by_year = regions.setdefault(row["region"], {})
        if year in by_year:
            problems.append(
                Problem(
                    f"{row['region']} has two rows for {year}", f"years[{i}]", "each region and year once"
                )
            )
        by_year[year] = row
    if not regions:
        problems.append(Problem("no year is given", "years", "region, year, supply and demand"))
    if problems:
        raise InputProblems(problems)
    return regions


def _need(
    region: str, years: Sequence[int], left: Array, stored: Array, room: float | None
) -> dict[str, Any]:
    """Return the storage that a region needs, when it begins to, and when a store of its own is full."""
    return {
        "region": region,
        "mass": spread(stored[:, -1], "t"),
        "until": years[-1],
        "mean_surplus": spread(left.mean(axis=1), _T),
        "first_year": _first(left[1] > 0, years),
        "earliest_year": _first(left[2] > 0, years),
        "latest_year": _first(left[0] > 0, years),
        "capacity": None if room is None else Quantity(room, "t"),
        "full_in": None if room is None else _first(stored[1] > room, years),
        "lacking": None if room is None else spread(np.maximum(stored[:, -1] - room, 0.0), "t"),
    }


def _first(true: Any, years: Sequence[int]) -> int | None:
    places = np.flatnonzero(true)
    return years[int(places[0])] if len(places) else None


def _world(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the surplus of all regions by year; one region's deficit does not empty another's store."""
    years = []
    for year in sorted({row["year"] for row in rows}):
        mine = [row for row in rows if row["year"] == year]
        three = [[row[name].ends[i] for row in mine] for name in ("surplus", "to_storage") for i in range(3)]
        sums = [math.fsum(ends) for ends in three]
        years.append(
            {
                "year": year,
                "regions": Quantity(float(len(mine)), "1", standing=Standing.DERIVED),
                "surplus": spread(sums[:3], _T),
                "to_storage": spread(sums[3:], _T),
            }
        )
    return years


def _published(regions: Mapping[str, Any], need: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the mean surplus that has been published of a region beside the one worked out."""
    means = []
    for region in regions:
        mean = next(row["mean_surplus"] for row in need if row["region"] == region)
        for row in facts(
            "supply_demand", side="excess", region=region, item="average annual surplus", defaults_only=True
        ):
            assert row.number is not None
            means.append(
                {
                    "region": region,
                    "item": row.labels["item"],
                    "published": row.number,
                    "here": mean,
                    "source": row.source,
                }
            )
    return means


VERBS = (
    Verb(
        "surplus",
        "Surplus by region and year, and the storage it needs.",
        (
            Slot(
                "years",
                about="Numbers are linear between the years of a region.",
                kind="table",
                columns=(
                    Slot("region", kind="text"),
                    Slot("year", "yr", high=2200),
                    Slot("supply", _T),
                    Slot("demand", _T),
                ),
            ),
            Slot(
                "capacities",
                about="Existing stores.",
                kind="table",
                required=False,
                columns=(Slot("region", kind="text"), Slot("capacity", "t")),
            ),
        ),
        (
            Slot("by_year", kind="table"),
            Slot("storage_need", kind="table"),
            Slot("all_regions", kind="table"),
            Slot("published", kind="table"),
        ),
        _surplus,
        "surplus = supply minus demand; Maxson 2009",
    ),
)
