"""The board of targets: what every area set itself or is bound to, kind by kind, and what can be said of it on a day.

A target of the Partnership, an obligation of a treaty, a pledge, an objective, a technical potential and an estimate are different
things and stay apart. Nothing is computed here that the assessment does not state.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import get_args

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.register.questions.assessments import (
    ChecklistItem,
    checklist,
    expired,
    observation_for,
    outcome,
)
from quicksilver.register.questions.questions import document_day, partnership_areas, plans_in_force
from quicksilver.register.records import (
    Area,
    Baseline,
    Claim,
    Indicator,
    Objective,
    Observation,
    Plan,
    Record,
    TargetRecord,
)
from quicksilver.register.register import Register
from quicksilver.scenarios.targets import Assessment

__all__ = [
    "TARGET_KINDS",
    "AreaTargets",
    "Conflict",
    "Figure",
    "TargetBoard",
    "TargetLine",
    "conflicts",
    "figures",
    "target_board",
]

#: Kinds of targets, in the order of the board.
TARGET_KINDS: tuple[str, ...] = get_args(TargetRecord.model_fields["kind"].annotation)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of an indicator: a baseline or an observation, and how certain it is.

    Attributes
    ----------
    indicator : Indicator
    record : Baseline or Observation
        Names the run or the documents it came from.
    certainty : str
        As a claim about it states; empty where none does.
    adopted : bool
        Whether it is the baseline of a target; a baseline that is of none is a candidate.
    """

    indicator: Indicator
    record: Baseline | Observation
    certainty: str
    adopted: bool

    @property
    def is_baseline(self) -> bool:
        """Return whether it is a baseline."""
        return isinstance(self.record, Baseline)


@dataclass(frozen=True, slots=True)
class Conflict:
    """What sources say differently of one field of a record: the claim that is shown first, then the others."""

    subject: str
    field: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target, its outcome on the day, and its thirteen items.

    Attributes
    ----------
    target : TargetRecord
    assessment : Assessment
    checklist : tuple of ChecklistItem
    baseline : Baseline or None
    observation : Observation or None
        What it is judged by.
    overdue : bool
        Its year is over, and it was neither assessed nor closed.
    """

    target: TargetRecord
    assessment: Assessment
    checklist: tuple[ChecklistItem, ...]
    baseline: Baseline | None
    observation: Observation | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class AreaTargets:
    """An area's part of the board.

    Attributes
    ----------
    area : Area
    groups : tuple of (str, tuple of TargetLine)
        Kind of target -> its targets, in the order of :data:`TARGET_KINDS`; kinds without any are left out.
    objectives : tuple of (Plan, Objective)
        Objectives of the plan in force without a number and a date.
    figures : tuple of Figure
        Numbers of the area's indicators and of those its targets name.
    conflicts : tuple of Conflict
        Claims about its targets, indicators and numbers that differ.
    """

    area: Area
    groups: tuple[tuple[str, tuple[TargetLine, ...]], ...]
    objectives: tuple[tuple[Plan, Objective], ...]
    figures: tuple[Figure, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def lines(self) -> tuple[TargetLine, ...]:
        """Return its targets of all kinds."""
        return tuple(line for _, lines in self.groups for line in lines)


@dataclass(frozen=True, slots=True)
class TargetBoard:
    """The board of a day; ``figures`` and ``conflicts`` are those of no area, such as the demand of the whole world."""

    day: dt.date
    areas: tuple[AreaTargets, ...]
    figures: tuple[Figure, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def overdue(self) -> tuple[TargetLine, ...]:
        """Return the targets that are to be closed openly."""
        return tuple(line for area in self.areas for line in area.lines if line.overdue)


def target_board(register: Register, day: dt.date, area: str = "") -> TargetBoard:
    """Return the board of targets of a day.

    Parameters
    ----------
    register : Register
    day : date
        What began later, or was reported only later, is not on it.
    area : str
        Only this one; all that were valid on the day, and those that still have targets, if it is omitted.

    Raises
    ------
    InputProblems
        There is no such area.
    """
    day_register = register.as_of(day)
    chosen = _areas(day_register, area)
    late = {target.id for target in expired(register, day)}
    by_area = _by_area(day_register.all(TargetRecord))
    parts = tuple(
        _area(day_register, chosen_area, by_area.get(chosen_area.id, []), late, day) for chosen_area in chosen
    )
    if area:
        return TargetBoard(day, parts, (), ())
    own = {figure.record.id for part in parts for figure in part.figures}
    subjects = {conflict.subject for part in parts for conflict in part.conflicts}
    free = tuple(
        figure
        for figure in figures(day_register, day_register.all(Indicator), day)
        if figure.record.id not in own
    )
    others = tuple(
        conflict
        for conflict in conflicts(day_register, day)
        if conflict.subject not in subjects and conflict.subject.partition("/")[0] in ("facts", *_MEASURING)
    )
    return TargetBoard(day, parts, free, others)


_MEASURING = ("targets", "indicators", "baselines", "observations")


def _by_area(targets: Iterable[TargetRecord]) -> dict[str, list[TargetRecord]]:
    by_area: dict[str, list[TargetRecord]] = defaultdict(list)
    for target in targets:
        by_area[target.area].append(target)
    return by_area


def _areas(register: Register, wanted: str) -> list[Area]:
    known = {area.id: area for area in Register(register.records).all(Area)}
    if wanted and wanted not in known:
        raise InputProblems(
            [
                Problem(
                    f"there is no area {wanted!r}",
                    "--area",
                    ", ".join(known) or "an area of the register",
                    closest(wanted, list(known)),
                )
            ]
        )
    if wanted:
        return [known[wanted]]
    valid_areas = partnership_areas(register)
    valid_ids = {area.id for area in valid_areas}
    left = {target.area for target in register.all(TargetRecord)} - valid_ids
    return [*valid_areas, *(known[identifier] for identifier in sorted(left) if identifier in known)]


def _area(
    register: Register, area: Area, targets: Sequence[TargetRecord], late: set[str], day: dt.date
) -> AreaTargets:
    lines = [_line(register, target, target.id in late, day) for target in targets]
    groups = tuple(
        (kind, tuple(line for line in lines if line.target.kind == kind))
        for kind in TARGET_KINDS
        if any(line.target.kind == kind for line in lines)
    )
    named = {target.indicator for target in targets if target.indicator}
    own = [
        indicator
        for indicator in register.all(Indicator)
        if indicator.area == area.id or indicator.id in named
    ]
    area_figures = figures(register, own, day)
    about = {f"targets/{target.id}" for target in targets} | {
        f"indicators/{indicator.id}" for indicator in own
    }
    about |= {
        f"{'baselines' if figure.is_baseline else 'observations'}/{figure.record.id}"
        for figure in area_figures
    }
    area_conflicts = tuple(conflict for conflict in conflicts(register, day) if conflict.subject in about)
    objectives = tuple(
        (plan, objective) for plan in plans_in_force(register, area.id) for objective in plan.objectives
    )
    return AreaTargets(area, groups, objectives, area_figures, area_conflicts)


def _line(register: Register, target: TargetRecord, overdue: bool, day: dt.date) -> TargetLine:
    return TargetLine(
        target,
        outcome(register, target, day),
        checklist(register, target),
        register.get(Baseline, target.baseline) if target.baseline else None,
        observation_for(register, target, day),
        overdue,
    )


def _told_by(register: Register, record: Record, day: dt.date) -> bool:
    """Return whether a record was told by a day: by one of its documents, or by none that has a date."""
    days = [document_day(register, source) for source in record.sources]
    return not days or any(date is None or date <= day for date in days)


def figures(register: Register, indicators: Iterable[Indicator], day: dt.date) -> tuple[Figure, ...]:
    """Return the baselines and observations of indicators that were known on a day, by indicator and year.

    Parameters
    ----------
    register : Register
    indicators : iterable of Indicator
    day : date
        Numbers of later years, and those that documents reported only later, are left out.
    """
    certainty = {
        claim.subject: claim.certainty
        for claim in register.all(Claim)
        if claim.field == "amount" and claim.shown and claim.certainty != "not stated"
    }
    adopted = {target.baseline for target in register.all(TargetRecord) if target.baseline}
    by_indicator: dict[str, list[Baseline | Observation]] = defaultdict(list)
    numbers: list[Baseline | Observation] = [*register.all(Baseline), *register.all(Observation)]
    for record in numbers:
        if record.year <= day.year and _told_by(register, record, day):
            by_indicator[record.indicator].append(record)
    return tuple(
        Figure(
            indicator,
            record,
            certainty.get(
                f"{'baselines' if isinstance(record, Baseline) else 'observations'}/{record.id}", ""
            ),
            record.id in adopted,
        )
        for indicator in indicators
        for record in sorted(by_indicator[indicator.id], key=lambda record: (record.year, record.id))
    )


def conflicts(register: Register, day: dt.date) -> tuple[Conflict, ...]:
    """Return what sources say differently, field by field; claims of a later day are left out."""
    claims_by_field: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in register.all(Claim):
        first = claim.as_of.first if claim.as_of is not None else None
        if first is None or first <= day:
            claims_by_field[claim.subject, claim.field].append(claim)
    return tuple(
        Conflict(subject, name, tuple(sorted(claims, key=lambda claim: (not claim.shown, claim.id))))
        for (subject, name), claims in sorted(claims_by_field.items())
        if len({claim.value for claim in claims}) > 1
    )
