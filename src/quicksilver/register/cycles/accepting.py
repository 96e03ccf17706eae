"""What accepting a form changes in the register: looked at before, done after, the same list both times.

A chosen state moves its activity along its life cycle, and only where nothing is missing for any step on the way. A number or
text that the register has no column for is kept as a claim beside what others said. What only a person can enter (a new activity, a
sum of money in words) becomes a task for the secretariat. Everything cites the form and its question.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from quicksilver.errors import Problem
from quicksilver.languages import LANGUAGES
from quicksilver.register import records as r
from quicksilver.register.formats.forms.asked import sender_of
from quicksilver.register.formats.forms.questions import Question, questions, words
from quicksilver.register.questions.translations import aged
from quicksilver.register.register import Register
from quicksilver.register.rules.lifecycles import missing, transitions

__all__ = ["SECRETARIAT", "Acceptance", "Change", "accepted"]

SECRETARIAT: Final = "secretariat"
_KINDS: Final = {
    "target": "targets",
    "priority action": "plans",
    "activity": "activities",
    "contribution": "contributions",
}


@dataclass(frozen=True, slots=True)
class Change:
    """What accepting an answer changes: a record's field, its value now and then.

    Attributes
    ----------
    kind, identifier, field : str
    now, then : str
    question : str
    held_up : tuple of Problem
        Why it stays as it is; a task for the secretariat is made instead. Empty where it changes.
    """

    kind: str
    identifier: str
    field: str
    now: str
    then: str
    question: str = ""
    held_up: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The changes of a submission, and every record as it is afterwards."""

    changes: tuple[Change, ...]
    records: tuple[tuple[str, r.Record], ...]


def accepted(register: Register, submission: r.Submission, *, day: dt.date, by: str = "") -> Acceptance:
    """Return what accepting a submission changes.

    Parameters
    ----------
    register : Register
    submission : Submission
        Its state is not looked at: a preview is possible before it is submitted.
    day : date
        The day of acceptance.
    by : str
        Name of the account that accepts.
    """
    return _Accepting(register, submission, day, by).run()


class _Accepting:
    """One acceptance; collects changes and records."""

    def __init__(self, register: Register, submission: r.Submission, day: dt.date, by: str) -> None:
        self.register, self.submission, self.day, self.by = register, submission, day, by
        self.language: r.Language = submission.language or "en"
        self.cycle = register.get(r.Cycle, submission.cycle)
        sender = f"areas/{submission.area}" if submission.area else f"organisations/{submission.organisation}"
        self.sender = sender_of(register, sender)
        self.subject = sender
        self.document = f"form-{submission.id}"[:120].rstrip("-.")
        self.changes: list[Change] = []
        self.records: dict[tuple[str, str], r.Record] = {}

    def run(self) -> Acceptance:
        asked = {question.number: question for question in questions()}
        by_activity: dict[str, list[tuple[Question, r.Answer]]] = {}
        for answer in self.submission.answers:
            number, _, about = answer.question.partition("/")
            question = asked.get(number)
            if question is None or not answer.value.strip():
                continue
            if question.becomes in ("state", "dates", "results"):
                by_activity.setdefault(about, []).append((question, answer))
            elif question.becomes.startswith("claim "):
                self._claim(question, answer, about)
            elif question.becomes == "task":
                self._task(question.number, answer.question, answer.value)
        for identifier, answers in by_activity.items():
            self._activity(identifier, answers)
        self._keep("documents", self._form())
        state = {"state": "accepted", "document": self.document}
        self._keep("submissions", self.submission.model_copy(update=state))
        return Acceptance(
            tuple(self.changes), tuple((kind, record) for (kind, _), record in self.records.items())
        )

    def _keep(self, kind: str, record: r.Record) -> None:
        self.records[kind, record.id] = record

    def _cited(self, *numbers: str) -> tuple[r.Source, ...]:
        return tuple(r.Source(document=self.document, place=number) for number in dict.fromkeys(numbers))

    def _text(self, value: str) -> r.Text:
        return r.Text.model_validate({"original": self.language, self.language: value})

    # What an answer becomes

    def _activity(self, identifier: str, answers: Iterable[tuple[Question, r.Answer]]) -> None:
        activity = self.register.records.get("activities", {}).get(identifier)
        if not isinstance(activity, r.Activity):
            return
        after, wanted, cited = activity, "", []
        for question, answer in answers:
            if question.becomes == "state":
                wanted = answer.value
                continue
            name = "actual" if question.becomes == "dates" else "results"
            value: Any = (
                r.When(date=answer.value) if name == "actual" else self._results(activity, answer.value)
            )
            if value == getattr(activity, name):
                continue
            self._tell(
                "activities", identifier, name, _said(getattr(activity, name)), answer.value, answer.question
            )
            after = after.model_copy(update={name: value})
            cited.append(question.number)
        if wanted and wanted != activity.state:
            after, moved = self._move(after, wanted)
            cited += ["3.2"] if moved else []
        if cited:
            self._keep(
                "activities", after.model_copy(update={"sources": (*activity.sources, *self._cited(*cited))})
            )

    def _results(self, activity: r.Activity, value: str) -> r.Text:
        before = activity.results
        if before is None:
            return self._text(value)
        # What was told before in another language stays, marked as out of date where this is now the original.
        texts = before.model_dump() | {self.language: value, "original": self.language}
        return aged(before, r.Text.model_validate(texts))

    def _move(self, activity: r.Activity, wanted: str) -> tuple[r.Activity, bool]:
        key = f"3.2/{activity.id}"
        faults = self._way(activity, wanted)
        self._tell("activities", activity.id, "state", activity.state, wanted, key, faults)
        if faults:
            lacks = "; ".join(fault.what for fault in faults)
            self._task("3.2", key, f"{activity.id}: {activity.state} -> {wanted}. {lacks}", language="en")
            return activity, False
        return activity.model_copy(update={"state": wanted}), True

    def _way(self, activity: r.Activity, wanted: str) -> tuple[Problem, ...]:
        """Return what is missing on the shortest way from the present state to the wanted one."""
        way = _shortest(activity.state, wanted)
        if not way:
            return tuple(missing(activity, wanted, self.register, day=self.day))
        faults: list[Problem] = []
        for state in way:
            faults += [
                fault
                for fault in missing(activity, state, self.register, day=self.day)
                if fault.severity == "error"
            ]
            activity = activity.model_copy(update={"state": state})
        return tuple(faults)

    def _claim(self, question: Question, answer: r.Answer, about: str) -> None:
        subject, field = self.subject, question.becomes.removeprefix("claim ")
        if about:
            record, _, part = about.partition("/")
            subject = f"{_KINDS[question.each]}/{record}"
            field = f"priority action {part}: {field}" if part else field
        before = self._shown(subject, field)
        kind, _, identifier = subject.partition("/")
        self._tell(kind, identifier, field, before.value if before else "", answer.value, answer.question)
        if before is not None:
            self._keep("claims", before.model_copy(update={"shown": False}))
        text = self._text(answer.value) if question.answer == "text" else None
        claim = r.Claim(
            id=_identifier(self.submission.id, answer.question),
            subject=subject,
            field=field,
            value=answer.value,
            text=text,
            as_of=r.When(date=self.cycle.period.date),
            recorded_by=self.by,
            shown=True,
            sources=self._cited(question.number),
        )
        self._keep("claims", claim)

    def _shown(self, subject: str, field: str) -> r.Claim | None:
        for kind, identifier in self.records:
            claim = self.records[kind, identifier]
            if (
                isinstance(claim, r.Claim)
                and claim.shown
                and (claim.subject, claim.field) == (subject, field)
            ):
                return claim
        for record in self.register.records.get("claims", {}).values():
            if (
                isinstance(record, r.Claim)
                and record.shown
                and (record.subject, record.field) == (subject, field)
            ):
                return record
        return None

    def _task(self, number: str, key: str, value: str, *, language: r.Language | None = None) -> None:
        spoken = language or self.language
        item = r.ActionItem(
            id=_identifier(self.submission.id, f"{key}-task"),
            text=r.Text.model_validate({"original": spoken, spoken: value}),
            owner=SECRETARIAT,
            sources=self._cited(number),
        )
        self._tell("action-items", item.id, "text", "", value, key)
        self._keep("action-items", item)

    def _tell(
        self,
        kind: str,
        identifier: str,
        field: str,
        now: str,
        then: str,
        question: str,
        faults: tuple[Problem, ...] = (),
    ) -> None:
        self.changes.append(Change(kind, identifier, field, now, then, question, faults))

    def _form(self) -> r.Document:
        """Return the document that everything cites: the form as it was accepted."""
        titles: dict[str, Any] = {}
        for language in LANGUAGES:
            name, period = self.sender.record.name, self.cycle.title
            # A title half in another language would mix them silently.
            if getattr(name, language) and getattr(period, language):
                titles[language] = (
                    f"{words('title', language)[self.sender.kind]}: {getattr(name, language)} ({getattr(period, language)})"
                )
        if not titles:
            titles["en"] = (
                f"{words('title', 'en')[self.sender.kind]}: {self.sender.record.id} ({self.cycle.id})"
            )
        titles["original"] = "en" if "en" in titles else next(iter(titles))
        received = self.submission.received or r.When(date=self.day.isoformat())
        return r.Document(
            id=self.document,
            title=r.Text.model_validate(titles),
            kind="report form",
            date=received,
            original_language=self.submission.language,
        )


def _said(value: r.When | r.Text | None) -> str:
    if value is None:
        return ""
    return value.date or value.said if isinstance(value, r.When) else value.in_language(value.original)[0]


def _identifier(submission: str, question: str) -> str:
    """Return an id made of both; a long one is cut and told apart by a checksum."""
    made = f"{submission}-{question}".replace("/", "-").lower()
    if len(made) <= 120:
        return made
    return f"{made[:103].rstrip('-.')}-{hashlib.sha256(made.encode()).hexdigest()[:16]}"


def _steps() -> Mapping[str, list[str]]:
    followers: dict[str, list[str]] = {}
    for step in transitions():
        if step.kind == "activities":
            followers.setdefault(step.before, []).append(step.after)
    return followers


def _shortest(before: str, after: str) -> list[str]:
    """Return the states on the shortest way from one state of an activity to another, without the first; empty where there is none."""
    steps = _steps()
    todo, seen = deque([[before]]), {before}
    while todo:
        way = todo.popleft()
        for state in steps.get(way[-1], ()):
            if state == after:
                return [*way[1:], state]
            if state not in seen:
                seen.add(state)
                todo.append([*way, state])
    return []
