"""Pilot studies: before and after with uncertainty, where the lesson could be applied, and when a project should end."""

from __future__ import annotations

from typing import Any

from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem
from quicksilver.quantities import Quantity, Standing, ranged

__all__ = ["PILOTS", "SCHEDULE", "change"]


def change(before: Any, after: Any) -> dict[str, Any]:
    """Return the reduction between two measurements, absolute and as a share of the first."""
    return {"reduction": before - after, "share": (before - after) / before}


def _clear(before: Quantity, after: Quantity) -> str:
    """Return whether the ranges of two measurements part; unknown without ranges."""
    if before.low is None or before.high is None or after.low is None or after.high is None:
        return "unknown: no ranges"
    if after.high < before.low:
        return "lower"
    return "higher" if after.low > before.high else "ranges overlap"


def _pilots(given: Given) -> Answer:
    rows = []
    for i, row in enumerate(given["pilots"]):
        before, after = row.number("before"), row.number("after")
        if min(end for end in (before.central, before.low) if end is not None) <= 0:
            raise InputProblems([Problem("the value before is 0", f"pilots[{i}], before", "above 0")])
        wanted = all(
            given.get(name) is None or (row.get(name) or "").casefold() == given[name].casefold()
            for name in ("country", "rank", "controls")
        )
        if wanted:
            reduction = ranged(
                change, {"before": before, "after": after}, {"reduction": "ug/Nm3", "share": "1"}
            )
            labels = {
                name: row.get(name) for name in ("name", "country", "rank", "controls", "lesson", "source")
            }
            rows.append({**labels, **reduction, "change": _clear(before, after)})
    return Answer({"pilots": rows}, remarks=[] if rows else ["no pilot matches"])


def _schedule(given: Given) -> Answer:
    start, length = given.number("start").central, given.number("duration").central
    end = start + length
    now = given.get("now")
    return Answer(
        {
            "expected_end": Quantity(end, "yr", standing=Standing.DERIVED),
            "precision": "year",
            # Known to the year only: it is overdue when that whole year is over.
            "overdue": None if now is None else bool(now.central > end) and not given.get("ended", False),
        }
    )


_TEXTS = ("name", "country", "rank", "controls", "lesson", "source")
PILOTS = Verb(
    "pilots",
    "Pilot studies before and after, with uncertainty; lessons by country, coal and train.",
    (
        Slot(
            "pilots",
            kind="table",
            about="Pilot studies.",
            columns=(
                *(Slot(name, kind="text", required=name == "name") for name in _TEXTS),
                Slot("before", "ug/Nm3", "Stack concentration before."),
                Slot("after", "ug/Nm3", "Stack concentration after."),
            ),
        ),
        *(
            Slot(name, kind="text", about="Only pilots with this value.", required=False)
            for name in ("country", "rank", "controls")
        ),
    ),
    (Slot("pilots", kind="table"),),
    _pilots,
)
SCHEDULE = Verb(
    "schedule",
    "When a project is expected to end, and whether it is overdue.",
    (
        Slot("start", "yr", "Planned start year.", high=2200),
        Slot("duration", "yr", "Planned duration in years."),
        Slot("now", "yr", "Year in which it is judged.", required=False, high=2200),
        Slot("ended", kind="flag", about="Whether it has ended.", required=False),
    ),
    (Slot("expected_end", "yr"), Slot("precision", kind="text"), Slot("overdue", kind="flag")),
    _schedule,
)
