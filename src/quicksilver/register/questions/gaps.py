"""The gap board: what every area lacks on a day, and since when.

An area without anything still has its row: a vacancy is a record, and silence is shown. Where nobody stated since when something
is missing, the day of the document that first states this is given, as *at the latest*.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Literal, TypeVar

from quicksilver.errors import UnitError
from quicksilver.register.questions.assessments import as_target
from quicksilver.register.questions.ledger import flows
from quicksilver.register.questions.questions import (
    DRAFTS,
    IN_FORCE,
    document_day,
    is_partnership_target,
    partnership_areas,
)
from quicksilver.register.records import (
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
from quicksilver.register.register import Register
from quicksilver.register.rules.fields import states
from quicksilver.scenarios.targets import missing

__all__ = [
    "LACKS",
    "AreaGaps",
    "Facts",
    "Gap",
    "GapBoard",
    "board_of",
    "computable",
    "gap_board",
    "has_number",
    "latest_ended",
    "observed_areas",
]

R = TypeVar("R", Leadership, Plan, TargetRecord)
Lack = Literal["lead", "plan", "activity", "target", "baseline", "measure", "money", "data", "report"]
#: The kinds of gaps, in the order of the board, and what is meant.
LACKS: dict[Lack, str] = {
    "lead": "no lead",
    "plan": "no plan in force",
    "activity": "no activity",
    "target": "no target with a number",
    "baseline": "no target with a baseline",
    "measure": "no target whose progress can be computed",
    "money": "no stated amount of money",
    "data": "no observation of an indicator",
    "report": "no accepted report in the latest cycle",
}


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing in an area.

    Attributes
    ----------
    area, lack : str
    since : date or None
        First day on which it can have been missing; None where that is unknown.
    exact : bool
        False: the day is that of the first document that states it; it was missing by then at the latest.
    source : Source or None
        What states this; None where it follows from what is not in the register.
    """

    area: str
    lack: Lack
    since: dt.date | None
    exact: bool
    source: Source | None

    def days(self, day: dt.date) -> int | None:
        """Return for how many days it has been missing, at least where the date is not exact."""
        return None if self.since is None else (day - self.since).days


@dataclass(frozen=True, slots=True)
class AreaGaps:
    """An area's row: its gaps, and whether it has only the draft of a plan."""

    area: Area
    gaps: tuple[Gap, ...]
    draft: bool

    def lacks(self, lack: Lack) -> Gap | None:
        """Return the gap of a kind, or None where there is none."""
        return next((gap for gap in self.gaps if gap.lack == lack), None)


@dataclass(frozen=True, slots=True)
class GapBoard:
    """The rows of all areas on a day, and how many sums of money are stated in the whole register."""

    day: dt.date
    rows: tuple[AreaGaps, ...]
    amounts: int

    def without(self, lack: Lack) -> tuple[str, ...]:
        """Return the areas with a gap of a kind."""
        return tuple(row.area.id for row in self.rows if row.lacks(lack))

    @property
    def drafts_without_lead(self) -> tuple[str, ...]:
        """Return the areas that have the draft of a plan and nobody to lead them."""
        return tuple(row.area.id for row in self.rows if row.draft and row.lacks("lead"))


def has_number(target: TargetRecord) -> bool:
    """Return whether a target has a number: stated, or known to exist without being printed.

    Examples
    --------
    >>> has_number(TargetRecord(id="x", area="products", text="A goal", year=2017, not_stated=("value",)))
    True
    """
    return target.value is not None or (target.year is not None and "value" in target.not_stated)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the board looks at: everything as of a day, found once for all areas.

    Attributes
    ----------
    areas : sequence of Area
        Those that get a row, in order.
    leaderships : sequence of Leadership
    plans : sequence of Plan
    targets : sequence of TargetRecord
        Of all kinds and states; each of these in the order of their identifiers.
    active, observed, reported, paid : set of str
        Areas with an activity, with an observation of an indicator of theirs, with an accepted report in the latest cycle, with
        a sum of money.
    latest : Cycle or None
        The latest that is over.
    amounts : int
        Flows for which a sum of money is stated.
    computable : callable
        Whether the progress of a target can be computed.
    document_day : callable
        The first day a cited document can be of.
    """

    areas: Sequence[Area]
    leaderships: Sequence[Leadership]
    plans: Sequence[Plan]
    targets: Sequence[TargetRecord]
    active: Set[str]
    observed: Set[str]
    reported: Set[str]
    paid: Set[str]
    latest: Cycle | None
    amounts: int
    computable: Callable[[TargetRecord], bool]
    document_day: Callable[[Source], dt.date | None]


def gap_board(register: Register, day: dt.date) -> GapBoard:
    """Return the gaps of every partnership area on a day.

    From a database, :func:`quicksilver.portal.store.stored_gaps.stored_gap_board` gives the same without loading a register.

    Parameters
    ----------
    register : Register
    day : date
        Cross-cutting topics, closed areas and areas that begin later have no row.
    """
    current = register.as_of(day)
    stated_flows = [flow for flow in flows(current) if flow.stated]
    targets = current.all(TargetRecord)
    latest = latest_ended(current.all(Cycle), day)
    sent = current.all(Submission) if latest is not None else []
    reported = states("submissions", "reported")
    facts = Facts(
        areas=partnership_areas(current),
        leaderships=current.all(Leadership),
        plans=current.all(Plan),
        targets=targets,
        active={area for activity in current.all(Activity) for area in activity.areas},
        observed=observed_areas(
            current.all(Indicator),
            targets,
            {
                observation.indicator
                for observation in current.all(Observation)
                if observation.year <= day.year
            },
        ),
        reported={
            submission.area
            for submission in sent
            if latest is not None
            and submission.cycle == latest.id
            and submission.state in reported
            and submission.area
        },
        paid={area for flow in stated_flows for area in flow.areas},
        latest=latest,
        amounts=len(stated_flows),
        computable=lambda target: computable(current, target),
        document_day=lambda source: document_day(current, source),
    )
    return board_of(facts, day)


def latest_ended(cycles: Iterable[Cycle], day: dt.date) -> Cycle | None:
    """Return the latest report cycle whose period is over on a day."""
    ended = [cycle for cycle in cycles if cycle.period.last is not None and cycle.period.last < day]
    return max(ended, key=lambda cycle: (cycle.period.last or dt.date.min, cycle.id), default=None)


def observed_areas(
    indicators: Iterable[Indicator], targets: Iterable[TargetRecord], observed: Set[str]
) -> set[str]:
    """Return the areas with an observed indicator: one that belongs to the area or is used by one of its targets."""
    own = {indicator.area for indicator in indicators if indicator.area and indicator.id in observed}
    return own | {target.area for target in targets if target.indicator in observed}


def computable(register: Register, target: TargetRecord) -> bool:
    """Return whether the progress of a target can be computed: nothing that this needs is missing, hidden or of another unit."""
    try:
        return not missing(as_target(register, target))
    except (KeyError, UnitError):
        return False


def board_of(facts: Facts, day: dt.date) -> GapBoard:
    """Return the board that follows from the facts of a day."""
    leaderships, plans = _by_area(facts.leaderships), _by_area(facts.plans)
    targets = _by_area(facts.targets)
    rows = tuple(
        _row(facts, area, day, leaderships[area.id], plans[area.id], targets[area.id]) for area in facts.areas
    )
    return GapBoard(day, rows, facts.amounts)


def _by_area(records: Iterable[R]) -> Mapping[str, list[R]]:
    grouped: dict[str, list[R]] = defaultdict(list)
    for record in records:
        grouped[record.area].append(record)
    return grouped


def _row(
    facts: Facts,
    area: Area,
    day: dt.date,
    leaderships: list[Leadership],
    plans: list[Plan],
    targets: list[TargetRecord],
) -> AreaGaps:
    own = [target for target in targets if is_partnership_target(target)]
    vacant = [leadership for leadership in leaderships if leadership.organisation is None]
    in_force = any(plan.state in IN_FORCE for plan in plans)
    cycle = [] if facts.latest is None else [facts.latest]
    #: Whether it is there, and the records that tell since when it is not.
    looks: dict[Lack, tuple[bool, Sequence[Record]]] = {
        "lead": (len(vacant) < len(leaderships), vacant),
        "plan": (in_force, plans),
        "activity": (area.id in facts.active, (area,)),
        "target": (any(map(has_number, own)), (*targets, area)),
        "baseline": (any(target.baseline is not None for target in own), (*targets, area)),
        "measure": (any(map(facts.computable, own)), (*targets, area)),
        "money": (area.id in facts.paid, (area,)),
        "data": (area.id in facts.observed, (area,)),
        "report": (area.id in facts.reported, cycle),
    }
    gaps = [
        _gap(facts, area.id, lack, tellers, day) for lack, (present, tellers) in looks.items() if not present
    ]
    draft = not in_force and any(plan.state in DRAFTS for plan in plans)
    return AreaGaps(area, tuple(gaps), draft)


def _gap(facts: Facts, area: str, lack: Lack, tellers: Sequence[Record], day: dt.date) -> Gap:
    for teller in tellers:
        # Only a vacancy states since when; the dates of other records are not those of what is lacking.
        since: When | None = teller.since if isinstance(teller, Leadership) else None
        if since is not None and since.first is not None:
            return Gap(area, lack, since.first, True, next(iter(teller.sources), None))
    dated = [
        (known_on, source)
        for teller in tellers
        for source in teller.sources
        if (known_on := facts.document_day(source)) is not None and known_on <= day
    ]
    if not dated:
        return Gap(area, lack, None, False, None)
    known_on, source = min(dated, key=lambda entry: entry[0])
    # An area's own record only shows that it was there by then; it does not state that something is lacking.
    says_so = not any(source in teller.sources for teller in tellers if isinstance(teller, Area))
    return Gap(area, lack, known_on, False, source if says_so else None)
