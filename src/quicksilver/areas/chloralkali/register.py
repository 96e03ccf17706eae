"""Register of mercury-cell plants: what operates, what has closed or converted by a date, and the mercury freed.

Years count at their end, as the industry's yearly report does (31 December).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quicksilver.areas.chloralkali.facts import added, freed_per_capacity, stated
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, MassBalanceError, Problem
from quicksilver.quantities import Quantity, Standing

__all__ = ["VERBS"]

_STATES = ("not yet built", "operating", "closed", "converted")


@dataclass(frozen=True, slots=True)
class _Plant:
    """A plant as the register counts it; capacity in kt/yr, mercury in kg; None is unknown."""

    name: str
    country: str | None
    capacity: float | None
    start: float
    end: float
    end_as: str
    mercury: Quantity | None

    def state(self, year: float) -> str:
        """Return the state at the end of a year."""
        if year < self.start:
            return "not yet built"
        return self.end_as if year >= self.end else "operating"


def _plants(given: Given, rate: Quantity) -> tuple[list[_Plant], list[str]]:
    problems: list[Problem] = []
    plants, remarks, names = [], [], set()
    for i, row in enumerate(given["plants"]):
        where = f"plants[{i}]"
        closed, converted, named = row.get("closed"), row.get("converted"), row.get("status")
        if row["name"] in names:
            problems.append(
                Problem(f"{row['name']} is listed twice", where, "each plant once", remedy="remove one row")
            )
        names.add(row["name"])
        if closed is not None and converted is not None:
            problems.append(
                Problem(
                    f"{row['name']} is both closed and converted",
                    where,
                    "one of the two",
                    remedy="remove one year",
                )
            )
        end = closed or converted
        end_as = (
            "closed" if closed is not None else "converted" if converted is not None else named or "operating"
        )
        if named == "operating" and end is not None:
            remarks.append(
                f"{row['name']} has status operating and ends in {end.central:g}: it counts as {end_as} from then on"
            )
        elif named is not None and end is not None and named != end_as:
            problems.append(
                Problem(
                    f"{row['name']} has status {named} and the year in which it was {end_as}",
                    where,
                    "one of the two",
                )
            )
        start = row["start"].central if row.get("start") is not None else -math.inf
        if end is not None and end.central < start:
            problems.append(
                Problem(f"{row['name']} ends in {end.central:g}, before it starts", where, "start before end")
            )
        if end is None and end_as != "operating":
            remarks.append(f"{row['name']} is {end_as}, without a year: it counts as {end_as} in every year")
        last = end.central if end is not None else math.inf if end_as == "operating" else -math.inf
        size = row["capacity"].central if row.get("capacity") is not None else None
        plants.append(_Plant(row["name"], row.get("country"), size, start, last, end_as, _mercury(row, rate)))
    if problems:
        raise InputProblems(problems)
    return plants, remarks


def _mercury(row: Given, rate: Quantity) -> Quantity | None:
    """Return the mercury in the cells: as stated, or by capacity, or unknown."""
    if row.get("mercury") is not None:
        return row.number("mercury")
    if row.get("capacity") is None:
        return None
    size = row.number("capacity").central * 1000.0
    ends = [None if end is None else end * size for end in (rate.low, rate.high)]
    return Quantity(rate.central * size, "kg", ends[0], ends[1], rate.source, Standing.DERIVED)


def _sum(numbers: Sequence[Quantity | None], unit: str) -> Quantity:
    return added((n for n in numbers if n is not None), unit)


def _count(number: float) -> Quantity:
    return Quantity(float(number), "1", standing=Standing.DERIVED)


def _groups(plants: Sequence[_Plant], states: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return plants and capacity by state; the states together hold what the register holds."""
    rows: list[dict[str, Any]] = []
    for state in _STATES:
        mine = [p for p in plants if states[p.name] == state]
        if mine:
            rows.append(
                {
                    "state": state,
                    "plants": _count(len(mine)),
                    "capacity": Quantity(
                        sum(p.capacity or 0.0 for p in mine), "kt/yr", standing=Standing.DERIVED
                    ),
                    "capacity_unknown": _count(sum(p.capacity is None for p in mine)),
                    "mercury": _sum([p.mercury for p in mine], "kg"),
                }
            )
    whole = sum(p.capacity or 0.0 for p in plants)
    if abs(sum(row["capacity"].value for row in rows) - whole) > 1e-9 * max(whole, 1.0):
        raise MassBalanceError("the states of the plants do not add up to the capacity of the register")
    return rows


def _moves(plants: Sequence[_Plant], since: float, year: float) -> list[dict[str, Any]]:
    """Return the plants that changed state between the ends of two years."""
    return [
        {
            "plant": p.name,
            "from": p.state(since),
            "to": p.state(year),
            "year": None if not math.isfinite(p.end) else round(p.end),
            "capacity": None if p.capacity is None else Quantity(p.capacity, "kt/yr"),
            "freed": p.mercury if p.state(year) in ("closed", "converted") else None,
        }
        for p in plants
        if p.state(since) != p.state(year)
    ]


def _register(given: Given) -> Answer:
    """Count plants and capacity at the end of a year; what ended by then has freed its mercury."""
    year, own = given.number("year").central, given.get("freed_per_capacity")
    rate = own or freed_per_capacity("t/kt")
    plants, remarks = _plants(given, rate)
    states = {p.name: p.state(year) for p in plants}
    ended = [p for p in plants if states[p.name] in ("closed", "converted")]
    unknown = [p.name for p in plants if p.capacity is None]
    if unknown:
        remarks.insert(0, f"capacity unknown, and not included in any total: {', '.join(unknown)}")
    lacking = [p.name for p in ended if p.mercury is None]
    if lacking:
        remarks.append(f"freed mercury unknown, and not included in any total: {', '.join(lacking)}")
    results: dict[str, Any] = {
        "by_state": _groups(plants, states),
        "by_country": _countries(plants, states),
        "countries": _count(len({p.country for p in plants if p.country})),
        "operating_countries": _count(
            len({p.country for p in plants if p.country and states[p.name] == "operating"})
        ),
        "freed": _sum([p.mercury for p in ended], "kg"),
        "freed_by_year": _by_year(ended),
        "in_cells": _sum([p.mercury for p in plants if states[p.name] == "operating"], "kg"),
        "moved": _moves(plants, given.number("since").central, year) if "since" in given else None,
    }
    results["stated"] = _stated(results["countries"].value, len(plants), given, remarks)
    used = [] if own else [{"name": "freed_per_capacity", **rate.as_dict()}]
    return Answer(results, used, remarks)


def _countries(plants: Sequence[_Plant], states: Mapping[str, str]) -> list[dict[str, Any]]:
    rows = []
    for country in sorted({p.country or "" for p in plants}):
        mine = [p for p in plants if (p.country or "") == country and states[p.name] == "operating"]
        rows.append(
            {
                "country": country or None,
                "operating": _count(len(mine)),
                "capacity": Quantity(
                    sum(p.capacity or 0.0 for p in mine), "kt/yr", standing=Standing.DERIVED
                ),
            }
        )
    return rows


def _by_year(ended: Sequence[_Plant]) -> list[dict[str, Any]]:
    years = sorted({round(p.end) for p in ended if math.isfinite(p.end)})
    return [
        {
            "year": y,
            "freed": _sum([p.mercury for p in ended if math.isfinite(p.end) and round(p.end) == y], "kg"),
        }
        for y in years
    ]


def _stated(countries: float, plants: int, given: Given, remarks: list[str]) -> list[dict[str, Any]]:
    """Return the counts stated elsewhere beside the counts of the register; none is chosen."""
    rows = [
        {
            "item": row.item,
            "stated": _count(row.value),
            "year": row.year,
            "source": row.source,
            "register": _count(own),
        }
        for own, item in (
            (countries, "countries with mercury-cell plants"),
            (plants, "facilities with mercury cells"),
        )
        for row in stated(item)
    ]
    counts = [number.central for number in given.get("countries_stated", [])]
    rows += [
        {
            "item": "countries with mercury-cell plants",
            "stated": _count(n),
            "year": None,
            "source": "given",
            "register": _count(countries),
        }
        for n in counts
    ]
    world = sorted(set(counts) or {row.value for row in stated("countries with mercury-cell plants")})
    if any(number != countries for number in world):
        remarks.append(
            f"the plants listed are in {countries:g} countries; other sources state {' and '.join(f'{n:g}' for n in world)}: all are kept and none is averaged"
        )
    return rows


VERBS = (
    Verb(
        "register",
        "Plants and capacity by state at the end of a year; mercury in cells, and mercury freed by closed or converted plants.",
        (
            Slot("year", "yr", "State at the end of this year.", high=2200),
            Slot(
                "plants",
                kind="table",
                columns=(
                    Slot("name", kind="text", about="State of the plant."),
                    Slot("country", kind="text", required=False),
                    Slot("capacity", "kt/yr", "Chlorine capacity; unknown if omitted.", required=False),
                    Slot(
                        "status",
                        kind="text",
                        required=False,
                        choices=("operating", "closed", "converted"),
                        about="Used where there is no year of closure or conversion.",
                    ),
                    Slot("start", "yr", required=False, high=2200),
                    Slot("closed", "yr", required=False, high=2200),
                    Slot("converted", "yr", required=False, high=2200),
                    Slot(
                        "mercury",
                        "kg",
                        "Mercury in the cells; by default calculated from capacity.",
                        required=False,
                    ),
                ),
            ),
            Slot("since", "yr", "Show changes since the end of this year.", required=False, high=2200),
            Slot(
                "freed_per_capacity",
                "t/kt",
                "Mercury per capacity, for plants whose mercury is not given.",
                required=False,
            ),
            Slot(
                "countries_stated",
                "1",
                "Counts of countries stated by other sources.",
                kind="numbers",
                required=False,
            ),
        ),
        (
            Slot("by_state", kind="table"),
            Slot("by_country", kind="table"),
            Slot("countries", "1"),
            Slot("operating_countries", "1"),
            Slot("freed", "kg"),
            Slot("freed_by_year", kind="table"),
            Slot("in_cells", "kg"),
            Slot("moved", kind="table"),
            Slot("stated", kind="table"),
        ),
        _register,
    ),
)
