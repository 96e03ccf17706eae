"""Which records belong to a report: as of a day, for a period, and as the report itself stated."""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass
from typing import Final, TypeVar

from quicksilver.register.formats.forms.questions import questions
from quicksilver.register.records import (
    ActionItem,
    Activity,
    Area,
    Claim,
    Cycle,
    Document,
    Fact,
    Leadership,
    Mandate,
    Meeting,
    Membership,
    Plan,
    Record,
    Submission,
    TargetRecord,
    kind_of,
)
from quicksilver.register.register import Register
from quicksilver.register.rules.visibility import visible
from quicksilver.reports.period import Period

__all__ = ["Choice", "place_order"]

R = TypeVar("R", bound=Record)

#: A report in one of these states states what it states: later records do not enter it.
_SETTLED: Final = ("final", "translated", "transmitted", "published", "corrected", "archived")
_NOT_DONE: Final = ("idea", "proposed", "cancelled")
_OPEN: Final = ("planned", "funded", "under way", "delayed", "suspended")
_DRAFTS: Final = ("drafting", "posted for consultation", "revised", "reviewed")
_IN_FORCE: Final = ("adopted", "in force", "under revision")
_TARGETS: Final = ("partnership target", "pledge")
_ESTABLISHED: Final = ("established", "active", "dormant")
_OVER: Final = ("merged", "closed", "became cross-cutting")
#: Statements about the Partnership, not about one of its reports.
_STANDING: Final = ("first set up", "formal shape", "web", "e-mail", "where the plans are", "wording")
_PLACE: Final = re.compile(r"^([A-Z]+)(\d+)(?:\((\w+)\))?")


def place_order(record: Record, document: str) -> tuple[object, ...]:
    """Return the order in which a document names records, by the lettered place in it; those without come last.

    Examples
    --------
    >>> from quicksilver.register.records import Source
    >>> place_order(Record(id="a", sources=(Source(document="d", place="A6(b)"),)), "d")
    (0, 'A', 6, 1, 'b')
    """
    for source in record.sources:
        match = _PLACE.match(source.place)
        if source.document == document and match and match[3]:
            return (0, match[1], int(match[2]), len(match[3]), match[3])
    return (1,)


@dataclass(frozen=True)
class Choice:
    """The records of a report.

    Attributes
    ----------
    register : Register
        As the readers of the report may see it.
    period : Period
    as_of : date
        Records that were not valid on this day, or were reported only later, are left out.
    whole : Register, optional
        With the documents that readers do not see: these tell, too, by when a record was reported.
    """

    register: Register
    period: Period
    as_of: dt.date
    whole: Register | None = None

    @classmethod
    def of(cls, register: Register, period: Period, as_of: dt.date) -> Choice:
        """Return the choice from a register of which readers do not see everything.

        A report informs everyone about its cycle: which forms there are, how many were received, and what the accepted ones
        state.
        """
        own = {("cycles", cycle.id) for cycle in _of_period(register, period)}
        return cls(visible(register, totals=True, about=own, day=as_of), period, as_of, register)

    @property
    def everything(self) -> Register:
        """Return the register by which is judged what belongs to the report; nothing of it is printed."""
        return self.whole or self.register

    @functools.cached_property
    def cycle(self) -> Cycle | None:
        """The report cycle of the period."""
        fits = _of_period(self.register, self.period)
        return fits[0] if fits else None

    def document(self, identifier: str | None) -> Document | None:
        """Return a document by its id; None where the register has none."""
        documents = self.register.records.get("documents", {})
        document = documents.get(identifier or "")
        return document if isinstance(document, Document) else None

    @functools.cached_property
    def report(self) -> Document | None:
        """The report as a document of the register."""
        return self.document(self.cycle.document) if self.cycle else None

    @functools.cached_property
    def note(self) -> Document | None:
        """The note that carries the report: a document with an agenda item, which the report or the cycle cites."""
        linked = (*(self.report.sources if self.report else ()), *(self.cycle.sources if self.cycle else ()))
        for source in linked:
            document = self.document(source.document)
            if document is not None and document.agenda_item is not None:
                return document
        return None

    @functools.cached_property
    def meeting(self) -> Meeting | None:
        """The meeting that the note is for."""
        note = self.note
        meetings = self.register.records.get("meetings", {}).values()
        fits = [m for m in meetings if note is not None and isinstance(m, Meeting) and note.id in m.documents]
        return fits[0] if fits else None

    @functools.cached_property
    def _own(self) -> frozenset[str]:
        return frozenset(document.id for document in (self.report, self.note) if document is not None)

    @property
    def cycle_is_out(self) -> bool:
        """Return whether the cycle of the period is final, transmitted or published."""
        return self.cycle is not None and self.cycle.state in _SETTLED

    @property
    def reported_activities(self) -> list[Activity]:
        """Return the activities of all areas that the report would list."""
        return [activity for activities in self._activities.values() for activity in activities]

    @functools.cached_property
    def settled(self) -> bool:
        """Whether the report is out and the register contains it part by part, so that only records that cite it belong to it."""
        if self.cycle is None or self.report is None or self.cycle.state not in _SETTLED:
            return False
        areas = self.register.records.get("areas", {}).values()
        return any(source.document in self._own for area in areas for source in area.sources)

    def known(self, record: Record, *, strict: bool = True) -> bool:
        """Return whether a record was reported by the day; for a report that is out, whether the report contains it."""
        cited = self.cited(record)
        if not cited or cited & self._own:
            return True
        return not (strict and self.settled) and any(self._by_then(document) for document in cited)

    def cited(self, record: Record) -> set[str]:
        """Return the documents that a record was read in, also those that readers do not see."""
        full_record = self.everything.records.get(kind_of(record), {}).get(record.id, record)
        return {source.document for source in full_record.sources}

    def dated(self, identifier: str) -> Document | None:
        """Return a document that dates what was read in it, whether readers see it or not."""
        document = self.everything.records.get("documents", {}).get(identifier)
        return document if isinstance(document, Document) else None

    def _by_then(self, identifier: str) -> bool:
        document = self.dated(identifier)
        first = document.date.first if document is not None and document.date is not None else None
        return first is None or first <= self.as_of

    def all(self, cls: type[R], *, strict: bool = True) -> list[R]:
        """Return the records of a class that belong to the report."""
        records = self.register.as_of(self.as_of).all(cls)
        return [record for record in records if self.known(record, strict=strict)]

    def fact(self, key: str) -> Fact | None:
        """Return a statement by its key: one about this report, or one that applies to every report."""
        return next((fact for fact in self._facts if fact.key == key and self._stands(fact)), None)

    def _stands(self, fact: Fact) -> bool:
        cited = {source.document for source in fact.sources}
        return not cited or bool(cited & self._own) or fact.key in _STANDING

    @functools.cached_property
    def _facts(self) -> list[Fact]:
        return self.all(Fact)

    def value(self, key: str) -> str:
        """Return the value of a statement; empty where there is none."""
        fact = self.fact(key)
        return fact.value if fact else ""

    def named(self, area: Area, place: str) -> Area:
        """Return an area under the name it has at a place of the report, where the register states it has another there."""
        for fact in self._facts:
            at = any(source.place == place for source in fact.sources)
            if (
                fact.key == "area as named"
                and fact.value == area.id
                and at
                and fact.text is not None
                and self._stands(fact)
            ):
                return area.model_copy(update={"name": fact.text})
        return area

    def ordered(self, areas: list[Area], place: str) -> list[Area]:
        """Return areas in the order that they have at a place of the report, where the register records it."""
        for fact in self._facts:
            at = any(source.place == place for source in fact.sources)
            if fact.key == "order of areas" and at and self._stands(fact):
                wanted = [part.strip() for part in fact.value.split(",")]
                return sorted(
                    areas, key=lambda area: wanted.index(area.id) if area.id in wanted else len(wanted)
                )
        return areas

    @functools.cached_property
    def areas(self) -> list[Area]:
        """The areas in the order of their sections: those without a lead come last."""
        areas = [area for area in self.all(Area) if area.kind == "area" and self._status(area) not in _OVER]
        return sorted(
            areas, key=lambda area: (not self.leads(area), area.order or 10_000, area.letter, area.id)
        )

    @functools.cached_property
    def _leaderships(self) -> list[Leadership]:
        return self.all(Leadership)

    def leads(self, area: Area) -> list[Leadership]:
        """Return who leads an area on the day."""
        return [
            leadership
            for leadership in self._leaderships
            if leadership.area == area.id and leadership.role != "vacant"
        ]

    def vacant(self, area: Area) -> bool:
        """Return whether it is recorded that nobody leads an area, which is more than that no lead is recorded."""
        return any(
            leadership.area == area.id and leadership.role == "vacant" for leadership in self._leaderships
        )

    def idle(self, area: Area) -> bool:
        """Return whether the report itself states that nothing was done in an area."""
        sources = {source for source in area.sources if source.document in self._own}
        return any(
            fact.key == "activities" and fact.value.startswith("none") and sources & set(fact.sources)
            for fact in self._facts
        )

    def established(self, area: Area) -> bool:
        """Return whether an area is established on the day, by its last status."""
        return self._status(area) in _ESTABLISHED

    def _status(self, area: Area) -> str:
        reached = [
            status.status
            for status in area.statuses
            if status.since is None or status.since.first is None or status.since.first <= self.as_of
        ]
        return reached[-1] if reached else ""

    @functools.cached_property
    def _plans(self) -> list[Plan]:
        return self.all(Plan)

    def plan(self, area: Area) -> Plan | None:
        """Return the business plan of an area: the one in force, or else the draft."""
        plans = [plan for plan in self._plans if plan.area == area.id and plan.kind == "business plan"]
        for states in (_IN_FORCE, _DRAFTS):
            fits = [plan for plan in plans if plan.state in states]
            if fits:
                return max(
                    fits, key=lambda plan: ((plan.date and plan.date.last) or dt.date.min, plan.version)
                )
        return None

    def is_draft(self, plan: Plan) -> bool:
        """Return whether a plan is not in force yet."""
        return plan.state in _DRAFTS

    @functools.cached_property
    def _targets(self) -> list[TargetRecord]:
        return self.all(TargetRecord)

    def targets(self, area: Area) -> list[TargetRecord]:
        """Return the targets of an area; what is only possible or estimated is none."""
        targets = [
            target
            for target in self._targets
            if target.area == area.id and target.kind in _TARGETS and target.state != "superseded"
        ]
        followed = {target.supersedes for target in targets}
        return [target for target in targets if target.id not in followed]

    @functools.cached_property
    def _activities(self) -> dict[str, list[Activity]]:
        by_area: dict[str, list[Activity]] = {}
        for activity in self.all(Activity):
            if self._reported(activity):
                by_area.setdefault(activity.areas[0], []).append(activity)
        return by_area

    def _reported(self, activity: Activity) -> bool:
        cited = self.cited(activity)
        if self.settled and self.report is not None and cited & self._own:
            return True
        if activity.state in _NOT_DONE:
            return False
        dates = [when for when in (activity.actual or activity.planned, activity.since) if when is not None]
        if dates:
            return self.period.touches(dates[0]) or self._goes_on(activity)
        document_dates = [
            document.date
            for document in map(self.dated, cited)
            if document is not None and document.date is not None
        ]
        if document_dates:
            return any(date.first is not None and date.first >= self.period.first for date in document_dates)
        return activity.state in _OPEN

    def _goes_on(self, activity: Activity) -> bool:
        """Return whether an activity that is under way began before the period and has no end yet."""
        begun = activity.actual or activity.since
        first = begun.first if begun is not None else None
        return activity.state == "under way" and first is not None and first <= self.period.last

    def activities(self, area: Area) -> list[Activity]:
        """Return the activities filed in an area, in the order of their letters, then of their dates."""
        activities = self._activities.get(area.id, [])
        own = {activity.id for activity in activities}
        return [activity for activity in sorted(activities, key=_by_letter) if activity.parent not in own]

    def below(self, activity: Activity) -> list[Activity]:
        """Return the activities that are part of another one, and their parts, filed in the same area."""
        parts: list[Activity] = []
        for part in self._children.get((activity.areas[0], activity.id), []):
            parts += [part, *self.below(part)]
        return parts

    @functools.cached_property
    def _children(self) -> dict[tuple[str, str], list[Activity]]:
        children: dict[tuple[str, str], list[Activity]] = {}
        for area, activities in self._activities.items():
            for part in sorted(activities, key=_by_letter):
                if part.parent is not None:
                    children.setdefault((area, part.parent), []).append(part)
        return children

    def meetings(self, area: Area) -> list[Meeting]:
        """Return the meetings of an area from the beginning of the period to the day."""
        latest = max(self.as_of, self.period.last)
        return [
            meeting
            for meeting in self._meetings
            if meeting.area == area.id
            and meeting.date is not None
            and meeting.date.first is not None
            and self.period.first <= meeting.date.first <= latest
        ]

    @functools.cached_property
    def _meetings(self) -> list[Meeting]:
        return self.all(Meeting)

    @functools.cached_property
    def framework(self) -> Document | None:
        """The Overarching Framework, the last version by the day."""
        documents = [
            document for document in self.all(Document, strict=False) if document.kind == "framework"
        ]
        dated = [document for document in documents if document.date is None or self._by_then(document.id)]
        return max(dated, key=lambda d: (d.date and d.date.last) or dt.date.min) if dated else None

    def settled_at(self, document: Document) -> Meeting | None:
        """Return the meeting that a document came out of."""
        return next((meeting for meeting in self._meetings if document.id in meeting.documents), None)

    @functools.cached_property
    def information(self) -> Document | None:
        """The information document of the meeting, such as the list of partners."""
        ids = self.meeting.documents if self.meeting else ()
        documents = [document for document in map(self.document, ids) if document is not None]
        return next((document for document in documents if "/INF" in document.symbol), None)

    @functools.cached_property
    def mandates(self) -> list[Mandate]:
        """The paragraphs of decisions that the note begins with: whole paragraphs, of the latest decision."""
        mandates = [
            mandate
            for mandate in self.all(Mandate, strict=False)
            if mandate.paragraph and not mandate.letter and mandate.parent is None
        ]
        if not mandates:
            return []
        latest = max(mandates, key=lambda mandate: _numbers(mandate.symbol)).symbol
        return sorted(
            (mandate for mandate in mandates if mandate.symbol == latest), key=lambda m: _numbers(m.paragraph)
        )

    @functools.cached_property
    def calls_for_framework(self) -> Mandate | None:
        """The decision that requested the Framework: one whole decision, without a paragraph."""
        decisions = [m for m in self.all(Mandate, strict=False) if not m.paragraph and m.parent is None]
        return decisions[0] if decisions else None

    @functools.cached_property
    def actions(self) -> list[ActionItem]:
        """What the note suggests that the meeting do."""
        note = self.note
        items = [
            item
            for item in self.all(ActionItem)
            if note is not None and any(source.document == note.id for source in item.sources)
        ]
        return sorted(items, key=lambda item: (item.letter, item.id))

    @functools.cached_property
    def submissions(self) -> dict[str, Submission]:
        """The submissions of the areas for the cycle, by area."""
        if self.cycle is None:
            return {}
        submissions = self.all(Submission, strict=False)
        return {s.area: s for s in submissions if s.cycle == self.cycle.id and s.area is not None}

    def silent(self, area: Area) -> bool:
        """Return whether an area was asked and nothing was received."""
        sent = self.submissions.get(area.id)
        return sent is not None and sent.state == "none received"

    def reported(self, area: Area) -> list[Claim]:
        """Return what only the accepted form of an area states, in the order of the questions."""
        sent = self.submissions.get(area.id)
        if sent is None or sent.document is None:
            return []
        return [claim for claim in self._reported_in.get(sent.document, []) if claim.field != "lead"]

    @functools.cached_property
    def _reported_in(self) -> dict[str, list[Claim]]:
        by_document: dict[str, list[Claim]] = {}
        for claim in self.register.all(Claim):
            if claim.sources:
                by_document.setdefault(claim.sources[0].document, []).append(claim)
        order = {question.number: place for place, question in enumerate(questions())}
        for claims in by_document.values():
            claims.sort(key=lambda claim: (order.get(claim.sources[0].place, len(order)), claim.id))
        return by_document

    def partners_heard(self, area: Area) -> tuple[int, int]:
        """Return the numbers of partners with an interest in an area that sent a report and that were asked for one."""
        if self.cycle is None:
            return (0, 0)
        members = {
            membership.organisation
            for membership in self.register.all(Membership)
            if area.id in membership.areas
        }
        asked = [
            submission
            for submission in self.register.all(Submission)
            if submission.cycle == self.cycle.id and submission.organisation in members
        ]
        sent = sum(submission.state in ("submitted", "resubmitted", "accepted") for submission in asked)
        return sent, len(asked)

    def cited_at(self, record: Record) -> list[Document]:
        """Return the other documents that the report cites where it mentions a record, such as a study on which a target depends."""
        if self.report is None:
            return []
        places = {source.place for source in record.sources if source.document == self.report.id}
        return [
            document
            for document in self._documents
            if document.kind not in ("business plan", "draft business plan", "decision", "framework")
            and any(
                source.document == self.report.id and source.place in places for source in document.sources
            )
        ]

    @functools.cached_property
    def _documents(self) -> list[Document]:
        return self.all(Document)


def _of_period(register: Register, period: Period) -> list[Cycle]:
    return [
        cycle
        for cycle in register.all(Cycle)
        if (cycle.period.first, cycle.period.last) == (period.first, period.last)
    ]


def _by_letter(activity: Activity) -> tuple[object, ...]:
    when = activity.actual or activity.planned
    first = when.first if when is not None and when.first is not None else dt.date.max
    return (not activity.letter, len(activity.letter), activity.letter, first, activity.id)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text))
