"""Many units, of a plant or a country: totals by destination of the mercury, with their coverage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from quicksilver.areas.coal.model import METHOD
from quicksilver.areas.coal.unit import PATHWAYS, UNIT_TAKES, unit
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem
from quicksilver.quantities import Quantity, Standing

__all__ = ["COUNTRY", "PLANT", "summed"]

_TOTALS = {"input": "kg", **dict.fromkeys(PATHWAYS, "kg"), "coal": "t", "electricity": "GWh"}


def summed(numbers: Sequence[Quantity | None], unit_: str) -> Quantity | None:
    """Return a sum with the ends of the ranges added; unknown where one number is unknown.

    Examples
    --------
    >>> summed([Quantity(1.0, "kg", 0.5, 2.0), Quantity(3.0, "kg")], "kg").high
    5.0
    """
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers) or not numbers:
        return None
    low, mid, high = (
        sum(n.central if end is None else end for n, end in ((n, getattr(n, name)) for n in known))
        for name in ("low", "central", "high")
    )
    wide = low != high
    return Quantity(
        float(mid),
        unit_,
        float(low) if wide else None,
        float(high) if wide else None,
        standing=Standing.DERIVED,
    )


def _units(given: Given) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[str]]:
    """Work out every unit; all problems of all units are said at once."""
    rows, problems, assumed, remarks = [], [], [], []
    names: set[str] = set()
    for i, row in enumerate(given["units"]):
        name = row.get("name") or str(i + 1)
        place = (row.get("plant") or "") + "/" + name
        if place in names:
            problems.append(
                Problem(
                    f"unit {name!r} is listed twice",
                    f"units[{i}]",
                    "each unit once",
                    remedy="give it another name",
                )
            )
        names.add(place)
        try:
            inner = unit(row)
        except InputProblems as wrong:
            problems += [
                Problem(p.what, f"units[{i}], {p.where}", p.allowed, p.guess, p.remedy)
                for p in wrong.problems
            ]
            continue
        rows.append({"name": name, "plant": row.get("plant"), **inner.results})
        for item in (*row.assumed, *inner.assumed):
            assumed += [item] if item not in assumed else []
        remarks += [text for text in inner.remarks if text not in remarks]
    if problems:
        raise InputProblems(problems)
    return rows, assumed, remarks


def _coverage(part: float, whole: Quantity | None, where: str) -> Quantity | None:
    if whole is None:
        return None
    if whole.central <= 0 or part > whole.central * (1 + 1e-9):
        raise InputProblems(
            [
                Problem(
                    f"{part:g} listed, of a stated total of {whole.central:g}",
                    f"input, {where}",
                    "at least the sum of what is listed",
                )
            ]
        )
    return Quantity(part / whole.central, "1", standing=Standing.DERIVED)


def _totals(rows: Sequence[dict[str, Any]]) -> dict[str, Quantity | None]:
    return {name: summed([row[name] for row in rows], unit) for name, unit in _TOTALS.items()}


def _plant(given: Given) -> Answer:
    rows, assumed, notes = _units(given)
    coverage = _coverage(len(rows), given.get("all_units"), "all_units")
    if coverage is None:
        notes.append(
            "the number of all units was not given: the coverage is unknown, and the totals cover the listed units"
        )
    remarks = [notes[-1], *notes[:-1]] if coverage is None else notes
    return Answer({**_totals(rows), "coverage": coverage, "units": rows}, assumed, remarks)


def _country(given: Given) -> Answer:
    rows, assumed, remarks = _units(given)
    totals = _totals(rows)
    coal = totals["coal"]
    by_coal = _coverage(coal.central if coal else 0.0, given.get("all_coal"), "all_coal")
    by_units = _coverage(len(rows), given.get("all_units"), "all_units")
    plants = [
        {"plant": name, "units": Quantity(float(len(of)), "1", standing=Standing.DERIVED), **_totals(of)}
        for name in dict.fromkeys(row["plant"] for row in rows)
        if (of := [row for row in rows if row["plant"] == name])
    ]
    note = "the totals cover the listed units; the others are unknown and are not estimated"
    if by_coal is None and by_units is None:
        note += "; neither all_coal nor all_units was given: the coverage is unknown"
    left = None
    if by_coal is not None and coal is not None:
        left = Quantity(given.number("all_coal").central - coal.central, "t", standing=Standing.DERIVED)
    results = {
        "country": given["country"],
        **totals,
        "coverage_by_coal": by_coal,
        "coverage_by_units": by_units,
        "coal_not_listed": left,
    }
    return Answer({**results, "plants": plants, "units": rows}, assumed, [note, *remarks])


_ROW = (Slot("name", kind="text", required=False), Slot("plant", kind="text", required=False), *UNIT_TAKES)
_UNITS = Slot(
    "units",
    kind="table",
    about="Units, each as for the calculator unit, with a name and a plant.",
    columns=_ROW,
)
_GIVES = tuple(Slot(name, unit) for name, unit in _TOTALS.items())
PLANT = Verb(
    "plant",
    "Several units: totals with their coverage.",
    (_UNITS, Slot("all_units", "1", "Number of all units.", required=False, bound="number of things")),
    (*_GIVES, Slot("coverage", "1"), Slot("units", kind="table")),
    _plant,
    METHOD,
)
COUNTRY = Verb(
    "country",
    "The units of a country: totals by plant and overall, with coverage by coal and by number of units.",
    (
        Slot("country", kind="text", about="Name of the country."),
        _UNITS,
        Slot("all_coal", "t", "Total coal burnt.", required=False),
        Slot("all_units", "1", "Number of all units.", required=False, bound="number of things"),
    ),
    (
        Slot("country", kind="text"),
        *_GIVES,
        Slot("coverage_by_coal", "1"),
        Slot("coverage_by_units", "1"),
        Slot("coal_not_listed", "t"),
        Slot("plants", kind="table"),
        Slot("units", kind="table"),
    ),
    _country,
    METHOD,
)
