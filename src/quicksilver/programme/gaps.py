"""The gap board: what every area lacks on a day, and since when.

An area without anything still has its row: a vacancy is a record, and silence is shown. Where nobody stated since when something
is lacking, the day of the document that first says so is given, as *at the latest*.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from quicksilver.programme.assessments import as_target
from quicksilver.programme.ledger import flows
from quicksilver.programme.questions import (
    DRAFTS,
    document_day,
    leads,
    partnership_areas,
    partnership_targets,
    plans_in_force,
)
from quicksilver.programme.records import (
    Activity,
    Area,
    Cycle,
    Indicator,
    Leadership,
    Observation,
    Plan,
    Record,
    Source,
    Submission,
    TargetRecord,
    When,
)
from quicksilver.programme.register import Register
from quicksilver.scenarios.targets import missing

__all__ = ["LACKS", "AreaGaps", "Gap", "GapBoard", "gap_board", "has_number"]

Lack = Literal["lead", "plan", "activity", "target", "baseline", "measure", "money", "data", "report"]
#: What an area can lack, in the order of the board, and what is meant.
LACKS: dict[Lack, str] = {
    "lead": "nobody leads it",
    "plan": "no plan is in force",
    "activity": "no activity",
    "target": "no target with a number",
    "baseline": "no target with a baseline",
    "measure": "no target whose progress can be computed",
    "money": "no amount of money is stated",
    "data": "no observation of an indicator",
    "report": "no accepted report in the latest cycle",
}


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that an area lacks.

    Attributes
    ----------
    area, lack : str
    since : date or None
        First day it can have been lacking; None where nothing tells.
    exact : bool
        False: the day is that of the first document to say so, and it was lacking at the latest then.
    source : Source or None
        What says so; None where it follows from what is not in the register.
    """

    area: str
    lack: Lack
    since: dt.date | None
    exact: bool
    source: Source | None

    def days(self, day: dt.date) -> int | None:
        """Return for how many days it has been lacking, at least where the date is not exact."""
        return None if self.since is None else (day - self.since).days


@dataclass(frozen=True, slots=True)
class AreaGaps:
    """An area's row: what it lacks, and whether it has only the draft of a plan."""

    area: Area
    gaps: tuple[Gap, ...]
    draft: bool

    def lacks(self, lack: Lack) -> Gap | None:
        """Return the gap of a kind, or None where nothing is lacking."""
        return next((gap for gap in self.gaps if gap.lack == lack), None)


@dataclass(frozen=True, slots=True)
class GapBoard:
    """The rows of all areas on a day, and how many sums of money are stated in the whole register."""

    day: dt.date
    rows: tuple[AreaGaps, ...]
    amounts: int

    def without(self, lack: Lack) -> tuple[str, ...]:
        """Return the areas that lack something."""
        return tuple(row.area.id for row in self.rows if row.lacks(lack))

    @property
    def drafts_without_lead(self) -> tuple[str, ...]:
        """Return the areas that have the draft of a plan and nobody to lead them."""
        return tuple(row.area.id for row in self.rows if row.draft and row.lacks("lead"))


def has_number(target: TargetRecord) -> bool:
    """Return whether a target has a number: stated, or said to exist and not printed.

    Examples
    --------
    >>> has_number(TargetRecord(id="x", area="products", text="A goal", year=2017, not_stated=("value",)))
    True
    """
    return target.value is not None or (target.year is not None and "value" in target.not_stated)


def gap_board(register: Register, day: dt.date) -> GapBoard:
    """Return what every partnership area lacks on a day.

    Parameters
    ----------
    register : Register
    day : date
        Cross-cutting topics, closed areas and areas that begin later have no row.
    """
    held = register.as_of(day)
    found = [flow for flow in flows(held) if flow.stated]
    rows = tuple(_row(held, area, day, {name for flow in found for name in flow.areas}) for area in partnership_areas(held))  # fmt: skip
    return GapBoard(day, rows, len(found))


def _row(register: Register, area: Area, day: dt.date, paid: set[str]) -> AreaGaps:
    looks: dict[Lack, Callable[[], tuple[bool, Iterable[Record]]]] = {
        "lead": lambda: _lead(register, area),
        "plan": lambda: _plan(register, area),
        "activity": lambda: (any(area.id in one.areas for one in register.all(Activity)), (area,)),
        "target": lambda: _targets(register, area, has_number),
        "baseline": lambda: _targets(register, area, lambda target: target.baseline is not None),
        "measure": lambda: _targets(register, area, lambda target: not missing(as_target(register, target))),
        "money": lambda: (area.id in paid, (area,)),
        "data": lambda: (_observed(register, area, day), (area,)),
        "report": lambda: _reported(register, area, day),
    }
    gaps = []
    for lack, look in looks.items():
        there, tellers = look()
        if not there:
            gaps.append(_gap(register, area.id, lack, tellers, day))
    plans = [plan for plan in register.all(Plan) if plan.area == area.id]
    draft = not plans_in_force(register, area.id) and any(plan.state in DRAFTS for plan in plans)
    return AreaGaps(area, tuple(gaps), draft)


def _lead(register: Register, area: Area) -> tuple[bool, list[Record]]:
    vacant = [one for one in register.all(Leadership) if one.area == area.id and one.organisation is None]
    return bool(leads(register, area.id)), [*vacant]


def _plan(register: Register, area: Area) -> tuple[bool, list[Record]]:
    return bool(plans_in_force(register, area.id)), [one for one in register.all(Plan) if one.area == area.id]


def _targets(
    register: Register, area: Area, good: Callable[[TargetRecord], bool]
) -> tuple[bool, list[Record]]:
    held = partnership_targets(register, area.id)
    every = [one for one in register.all(TargetRecord) if one.area == area.id]
    return any(good(target) for target in held), [*every, area]


def _observed(register: Register, area: Area, day: dt.date) -> bool:
    own = {indicator.id for indicator in register.all(Indicator) if indicator.area == area.id}
    own |= {target.indicator for target in register.all(TargetRecord) if target.area == area.id and target.indicator}  # fmt: skip
    return any(one.indicator in own and one.year <= day.year for one in register.all(Observation))


def _reported(register: Register, area: Area, day: dt.date) -> tuple[bool, list[Record]]:
    ended = [one for one in register.all(Cycle) if one.period.last is not None and one.period.last < day]
    if not ended:
        return False, []
    latest = max(ended, key=lambda one: (one.period.last or dt.date.min, one.id))
    sent = [one for one in register.all(Submission) if one.cycle == latest.id and one.area == area.id]
    return any(one.state == "accepted" for one in sent), [latest]


def _gap(register: Register, area: str, lack: Lack, tellers: Iterable[Record], day: dt.date) -> Gap:
    held = list(tellers)
    for teller in held:
        # Only a vacancy says since when; the dates of other records are not those of what is lacking.
        since: When | None = teller.since if isinstance(teller, Leadership) else None
        if since is not None and since.first is not None:
            return Gap(area, lack, since.first, True, next(iter(teller.sources), None))
    said = [
        (told, source)
        for teller in held
        for source in teller.sources
        if (told := document_day(register, source)) is not None and told <= day
    ]
    if not said:
        return Gap(area, lack, None, False, None)
    told, source = min(said, key=lambda one: one[0])
    # An area's own record only shows that it was there by then; it does not say that something is lacking.
    says_so = not any(source in teller.sources for teller in held if isinstance(teller, Area))
    return Gap(area, lack, told, False, source if says_so else None)
