"""The end of mercury cells: phase-outs compared with the original capacity, and the mercury freed, year by year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from quicksilver.areas.chloralkali.facts import freed_per_capacity
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, MassBalanceError, Problem
from quicksilver.quantities import Quantity, Standing, ranged

__all__ = ["VERBS"]

_TOLERANCE = Quantity(0.02, "1", standing=Standing.ASSUMED)
_NONE = Quantity(0.0, "t", standing=Standing.ASSUMED)


def _phase_out(given: Given) -> Answer:
    """Add up what closed and what converted, once for each report of it, against what was there."""
    number = {
        n: given[n].central
        for n in ("plants", "closed", "converted", "closed_capacity", "converted_capacity", "stated_capacity")
        if n in given
    }
    results: dict[str, Any] = {
        "plants_sum": None,
        "plants_gap": None,
        "capacity": None,
        "capacity_gap": None,
        "agrees": None,
    }
    remarks: list[str] = []
    if "closed" in number and "converted" in number:
        results["plants_sum"] = Quantity(
            number["closed"] + number["converted"], "1", standing=Standing.DERIVED
        )
        if "plants" in number:
            results["plants_gap"] = Quantity(
                number["plants"] - results["plants_sum"].value, "1", standing=Standing.DERIVED
            )
            if results["plants_gap"].value < 0:
                raise InputProblems(
                    [
                        Problem(
                            "more plants ended than existed",
                            "plants",
                            f"{results['plants_sum'].value:g} or more",
                        )
                    ]
                )
    reports = [("given", number["closed_capacity"])] if "closed_capacity" in number else []
    reports += [(row["source"], row.number("capacity").central) for row in given.get("closed_reports", [])]
    rows = [_against(source, size, number, given) for source, size in reports]
    if rows:
        results |= {n: rows[0][n] for n in ("capacity", "capacity_gap", "agrees", "freed")}
    if len({size for _, size in reports}) > 1:
        remarks.append("reports of the closed capacity differ: each has a separate sum, and none is averaged")
    results["reports"] = rows
    used = [{"name": "freed_per_capacity", **freed_per_capacity().as_dict()}] if rows else []
    return Answer(results, used, remarks)


def _against(source: str, closed: float, number: dict[str, float], given: Given) -> dict[str, Any]:
    whole = closed + number["converted_capacity"] if "converted_capacity" in number else None
    row: dict[str, Any] = {
        "source": source,
        "closed_capacity": Quantity(closed, "kt/yr"),
        "capacity": None,
        "difference": None,
        "capacity_gap": None,
        "agrees": None,
        "freed": None,
    }
    if whole is None:
        return row
    row["capacity"] = Quantity(whole, "kt/yr", standing=Standing.DERIVED)
    row["freed"] = ranged(
        lambda rate: {"freed": rate * whole}, {"rate": freed_per_capacity()}, {"freed": "t"}
    )["freed"]
    if number.get("stated_capacity", 0.0) > 0:
        gap = whole / number["stated_capacity"] - 1
        row |= {
            "difference": Quantity(whole - number["stated_capacity"], "kt/yr", standing=Standing.DERIVED),
            "capacity_gap": Quantity(gap, "1", standing=Standing.DERIVED),
            "agrees": abs(gap) <= given.number("tolerance").central,
        }
    return row


def _freed(given: Given) -> Answer:
    """Work out the mercury freed by closing capacity, where it goes, and in which years."""
    closing, problems = _closing(given)
    kept, rate = given.number("kept"), given.number("freed_per_capacity")
    if problems:
        raise InputProblems(problems)
    size = sum(capacity for _, capacity, _ in closing)
    own = sum(mass for _, _, mass in closing)
    share = given.get("to_supply")
    numbers = {"rate": rate, "kept": kept, **({"share": share} if share is not None else {})}
    masses: dict[str, Quantity | None] = {"supply": None, "storage": None}
    masses |= ranged(
        lambda **n: _split(size, own, **n),
        numbers,
        dict.fromkeys(("freed", "available", "supply", "storage"), "t"),
    )
    available = masses["available"]
    assert available is not None
    if available.value < 0:
        raise InputProblems(
            [
                Problem(
                    "more mercury is kept than is freed",
                    "kept",
                    f"{available.value + kept.central:g} t or less",
                )
            ]
        )
    rows = _schedule(closing, rate)
    whole = masses["freed"]
    assert whole is not None
    if rows and abs(sum(row["freed"].value for row in rows) - whole.value) > 1e-9 * max(whole.value, 1.0):
        raise MassBalanceError("the years do not add up to the mercury freed")
    masses["per_year"] = (
        Quantity(whole.value / len(rows), "t/yr", standing=Standing.DERIVED) if rows else None
    )
    remarks = (
        []
        if share is not None
        else [
            "to_supply was not given: the destination of the mercury is unknown; export bans and the Minamata Convention (Article 3.5(b)) require disposal"
        ]
    )
    return Answer(
        {**masses, "capacity": Quantity(size, "kt/yr", standing=Standing.DERIVED), "years": rows},
        remarks=remarks,
    )


def _split(size: float, own: float, rate: Any, kept: Any, share: Any = None) -> dict[str, Any]:
    freed = size * rate + own
    left = freed - kept
    return {"freed": freed, "available": left} | (
        {} if share is None else {"supply": left * share, "storage": left * (1 - share)}
    )


def _closing(given: Given) -> tuple[list[tuple[int | None, float, float]], list[Problem]]:
    """Return (year, kt/yr freed by rate, t freed as stated) of everything that closes."""
    problems: list[Problem] = []
    closures: list[tuple[int | None, float, float]] = []
    for row in given.get("plants", []):
        year = round(row.number("year").central) if "year" in row else None
        if row.get("mercury") is not None:
            closures.append((year, 0.0, row.number("mercury").central))
        elif row.get("capacity") is not None:
            closures.append((year, row.number("capacity").central, 0.0))
        else:
            problems.append(
                Problem(
                    f"{row.get('name') or 'a plant'} has neither capacity nor mercury",
                    "plants",
                    "one of the two",
                )
            )
    if "capacity" in given:
        closures += _even(given, problems)
    if not closures and not problems:
        problems.append(Problem("no closure is given", "input", "capacity, or plants"))
    return closures, problems


def _even(given: Given, problems: list[Problem]) -> Sequence[tuple[int | None, float, float]]:
    """Return a capacity spread evenly from the first to the last year."""
    size = given.number("capacity").central
    ends = [round(given.number(n).central) if n in given else None for n in ("first", "last")]
    if ends[0] is None or ends[1] is None:
        return [(ends[0] or ends[1], size, 0.0)]
    if ends[1] < ends[0]:
        problems.append(
            Problem(f"the last year {ends[1]} is before the first {ends[0]}", "last", f"{ends[0]} or later")
        )
        return []
    years = range(ends[0], ends[1] + 1)
    return [(year, size / len(years), 0.0) for year in years]


def _schedule(closing: Sequence[tuple[int | None, float, float]], rate: Quantity) -> list[dict[str, Any]]:
    if any(year is None for year, _, _ in closing):
        return []
    rows, total = [], 0.0
    for year in sorted({year for year, _, _ in closing if year is not None}):
        mine = [item for item in closing if item[0] == year]
        size, own = sum(item[1] for item in mine), sum(item[2] for item in mine)
        ends = [None if end is None else size * end + own for end in (rate.low, rate.high)]
        mass = size * rate.central + own
        total += mass
        rows.append(
            {
                "year": year,
                "capacity": Quantity(size, "kt/yr", standing=Standing.DERIVED),
                "freed": Quantity(mass, "t", ends[0], ends[1], standing=Standing.DERIVED),
                "cumulative": Quantity(total, "t", standing=Standing.DERIVED),
            }
        )
    return rows


VERBS = (
    Verb(
        "phase-out",
        "Closed and converted plants and capacity compared with the original number; reports that differ are kept apart.",
        (
            *(
                Slot(n, "1", required=False, bound="number of things")
                for n in ("plants", "closed", "converted")
            ),
            *(
                Slot(n, "kt/yr", required=False)
                for n in ("closed_capacity", "converted_capacity", "stated_capacity")
            ),
            Slot(
                "closed_reports",
                about="Further reports of the closed capacity.",
                kind="table",
                required=False,
                columns=(Slot("source", kind="text"), Slot("capacity", "kt/yr")),
            ),
            Slot(
                "tolerance",
                "1",
                "Largest gap at which the sum and the stated capacity agree.",
                default=_TOLERANCE,
                high=1.0,
            ),
        ),
        (
            Slot("plants_sum", "1"),
            Slot("plants_gap", "1", "Plants that remain."),
            Slot("capacity", "kt/yr"),
            Slot("capacity_gap", "1"),
            Slot("agrees", kind="flag"),
            Slot("freed", "t"),
            Slot("reports", kind="table"),
        ),
        _phase_out,
    ),
    Verb(
        "freed",
        "Mercury freed when mercury cells close, and its destination: supply or storage.",
        (
            Slot("capacity", "kt/yr", "Chlorine capacity that closes.", required=False),
            Slot(
                "first",
                "yr",
                "First year of closure; closures are evenly distributed to the last year.",
                required=False,
                high=2200,
            ),
            Slot("last", "yr", required=False, high=2200),
            Slot(
                "plants",
                about="Plants that close.",
                kind="table",
                required=False,
                columns=(
                    Slot("name", kind="text", required=False),
                    Slot("capacity", "kt/yr", required=False),
                    Slot(
                        "mercury",
                        "t",
                        "Mercury in the cells; by default calculated from capacity.",
                        required=False,
                    ),
                    Slot("year", "yr", required=False, high=2200),
                ),
            ),
            Slot("freed_per_capacity", "t/kt", "Mercury per annual capacity.", default=freed_per_capacity()),
            Slot("kept", "t", "Mercury kept for plants that continue to operate.", default=_NONE),
            Slot("to_supply", "1", "Share of the remainder that is sold.", required=False, high=1.0),
        ),
        (
            Slot("freed", "t"),
            Slot("available", "t"),
            Slot("supply", "t"),
            Slot("storage", "t"),
            Slot("per_year", "t/yr"),
            Slot("capacity", "kt/yr"),
            Slot("years", kind="table"),
        ),
        _freed,
    ),
)
