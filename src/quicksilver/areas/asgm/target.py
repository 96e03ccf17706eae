"""The Partnership's goal of halving demand by 2017, judged with ranges."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.factors.facts import Fact, fact, facts
from quicksilver.flows.outcomes import outcome_of
from quicksilver.quantities import Quantity, Standing

__all__ = ["TARGET"]


def _judged(base: Quantity, seen: Quantity, cut: float) -> tuple[str, Quantity | None]:
    """Return the outcome and the change: met or not met only where the whole range of the change is on one side."""
    before, now = base.ends, seen.ends
    if before[0] <= 0:
        return "cannot be computed", None
    low, high = now[0] / before[2] - 1, now[2] / before[0] - 1
    change = Quantity(seen.central / base.central - 1, "1", low, high, standing=Standing.DERIVED)
    return outcome_of(low, high, -cut), change


def _candidates() -> list[Fact]:
    """Return the world's uses up to 2011 that someone may call the baseline: the goal of 2008 names none."""
    uses = [
        row
        for row in facts("asgm_country", country="World", variable="Hg use", defaults_only=True)
        if row.year in ("2010", "2011")
    ]
    return [
        *facts("asgm_params", parameter="candidate baseline", defaults_only=True),
        *facts("asgm_country", country="World", variable="Hg released", defaults_only=True),
        *uses,
    ]


def _beside(seen: Quantity | None, cut: float) -> list[dict[str, Any]]:
    rows = []
    for row in _candidates():
        if row.number is None:
            continue
        number = row.number.to("t/yr")
        outcome = None if seen is None else _judged(number, seen, cut)[0]
        rows.append({"baseline": number, "year": row.year, "outcome": outcome})
    return rows


def _target(given: Given) -> Answer:
    """Judge the goal: quantified, but not measurable as long as it has no baseline."""
    base, seen = given.get("baseline"), given.get("observed")
    cut = given.number("reduction").central
    results: dict[str, Any] = {
        "quantified": True,
        "measurable": base is not None,
        "reason": None,
        "outcome": "cannot be computed",
        "change": None,
        "level": None,
        "candidates": [],
    }
    if base is None:
        results |= {"reason": "no baseline", "candidates": _beside(seen, cut)}
        return Answer(
            results,
            remarks=[
                "the goal names no baseline, baseline year or method; possible baselines are listed and none is chosen"
            ],
        )
    ends = base.ends
    results["level"] = Quantity(
        base.central * (1 - cut), "t/yr", ends[0] * (1 - cut), ends[2] * (1 - cut), standing=Standing.DERIVED
    )
    if seen is None:
        return Answer(results | {"reason": "there is no observation"}, remarks=["there is no observation"])
    outcome, change = _judged(base, seen, cut)
    reason = {
        "cannot be computed": "the range of the baseline includes 0",
        "cannot be told": "the range of the observation and that of the target level overlap",
    }.get(outcome)
    return Answer(
        results | {"outcome": outcome, "change": change, "reason": reason}, remarks=[reason] if reason else []
    )


_HALF = fact("asgm_params", parameter="partnership goal")
TARGET = Verb(
    "target",
    "The goal of the area judged with ranges: met, not met, cannot be determined, cannot be computed.",
    (
        Slot("baseline", "t/yr", "Demand against which the reduction is measured.", required=False),
        Slot("observed", "t/yr", "Demand in the year of the goal.", required=False),
        Slot(
            "reduction",
            "1",
            "Reduction of the demand.",
            high=1.0,
            default=replace(_HALF, unit="1", low=None, high=None),
        ),
    ),
    (
        Slot("quantified", kind="flag"),
        Slot("measurable", kind="flag"),
        Slot("reason", kind="text"),
        Slot("outcome", kind="text"),
        Slot("change", "1"),
        Slot("level", "t/yr", "Target level of demand."),
        Slot("candidates", kind="table", about="Published uses that could serve as the baseline."),
    ),
    _target,
    "Global Mercury Partnership, activity report 2007-2008, paragraph 8",
)
