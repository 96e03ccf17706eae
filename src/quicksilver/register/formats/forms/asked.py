"""What a sender is asked in a cycle, and what the register knows of it already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from quicksilver.errors import InputProblems, similar
from quicksilver.language.problems import problem
from quicksilver.register import records as r
from quicksilver.register.formats.forms.questions import Question, questions, words
from quicksilver.register.register import Register, holds

__all__ = ["FormRow", "Sender", "form_rows", "sender_of"]

#: States after which nothing is asked about an activity any more.
_OVER = ("evaluated", "cancelled")
_DONE = ("completed", "results published")


@dataclass(frozen=True)
class Sender:
    """Who is asked: an area (by its lead) or an organisation."""

    kind: str
    record: r.Area | r.Organisation


@dataclass(frozen=True)
class FormRow:
    """A row of the form.

    Attributes
    ----------
    key : str
        Number of the question, with the record it is about: ``3.2/coal-a``.
    question : Question
    about : str
        Name of that record, in the language of the form.
    known : str
        What the register or the last answer states.
    """

    key: str
    question: Question
    about: str
    known: str


def sender_of(register: Register, name: str) -> Sender:
    """Return the area or organisation of an id; ``areas/coal`` and ``organisations/unep`` say which.

    Raises
    ------
    InputProblems
        There is none, or there are both.
    """
    kind, _, identifier = name.rpartition("/")
    kinds = [kind] if kind in ("areas", "organisations") else ["areas", "organisations"]
    matching = [candidate for candidate in kinds if identifier in register.records.get(candidate, {})]
    if len(matching) != 1:
        known = sorted(key for candidate in kinds for key in register.records.get(candidate, {}))
        where = "the sender of the form"
        if matching:
            both = [f"{candidate}/{identifier}" for candidate in matching]
            raise InputProblems([problem("form.sender.both", where, name=name, readings=both)])
        raise InputProblems([problem("form.sender.none", where, name=name, **similar(identifier, known))])
    if matching[0] == "areas":
        return Sender("area", register.get(r.Area, identifier))
    return Sender("organisation", register.get(r.Organisation, identifier))


def form_rows(register: Register, cycle: r.Cycle, sender: Sender, language: str) -> list[FormRow]:
    """Return the rows of a form, in the order of the questions; each activity once, in however many areas it is.

    Parameters
    ----------
    register : Register
    cycle : Cycle
    sender : Sender
    language : str
        Of the names of records; a name without it is in its original language.
    """
    last = _last_answers(register, cycle, sender)
    asked = [
        question
        for question in questions()
        if question.asked in ("both", sender.kind) and _wanted(cycle, question.number)
    ]
    rows = []
    for _about, some in groupby(asked, key=lambda question: question.each or question.number):
        entries = [
            (about, place, question, name, now)
            for place, question in enumerate(some)
            for about, name, now in _each(register, cycle, sender, question, language)
        ]
        # All questions about one activity together, and then those about the next.
        order = {about: number for number, about in enumerate(dict.fromkeys(entry[0] for entry in entries))}
        for about, _place, question, name, now in sorted(
            entries, key=lambda entry: (order[entry[0]], entry[1])
        ):
            key = f"{question.number}/{about}" if about else question.number
            rows.append(FormRow(key, question, name, now or _said(last.get(key), language)))
    return rows


def _wanted(cycle: r.Cycle, number: str) -> bool:
    """Return whether a cycle asks a question: all of them where it names none; ``1.4`` means all below it."""
    return not cycle.questions or any(
        number == asked or number.startswith(f"{asked}.") for asked in cycle.questions
    )


def _said(answer: r.Answer | None, language: str) -> str:
    if answer is None:
        return ""
    return answer.value or words("special", language).get(answer.special, "")


def _last_answers(register: Register, cycle: r.Cycle, sender: Sender) -> dict[str, r.Answer]:
    """Return, for each question, the latest answer with a value before this cycle; else the latest."""
    before = {
        other.id: other.period.first
        for other in Register(register.records).all(r.Cycle)
        if other.id != cycle.id
        and other.period.first
        and (cycle.period.first is None or other.period.first < cycle.period.first)
    }
    sent = [
        submission
        for submission in Register(register.records).all(r.Submission)
        if submission.cycle in before
        and (submission.area if sender.kind == "area" else submission.organisation) == sender.record.id
    ]
    latest: dict[str, r.Answer] = {}
    for submission in sorted(sent, key=lambda submission: (before[submission.cycle], submission.id)):
        for answer in submission.answers:
            if answer.value or not latest.get(answer.question, answer).value:
                latest[answer.question] = answer
    return latest


def _each(
    register: Register, cycle: r.Cycle, sender: Sender, question: Question, language: str
) -> Iterator[tuple[str, str, str]]:
    """Yield id, name and present value of what a question is about; one without an id where it is about the whole."""
    if not question.each:
        yield "", "", _known(register, cycle, sender, question.number, language)
    elif question.each == "activity":
        for activity in activities_of(register, sender, cycle):
            yield (
                activity.id,
                activity.title.in_language(language)[0],
                _of_activity(activity, question.becomes, language),
            )
    elif question.each == "contribution":
        for contribution in register.all(r.Contribution):
            if contribution.provider == sender.record.id:
                yield contribution.id, *_contribution(register, contribution, language)
    else:
        for about, name in _aims(register, sender.record.id, question.each):
            yield about, name.in_language(language)[0], ""


def _aims(register: Register, area: str, each: str) -> Iterator[tuple[str, r.Text]]:
    """Yield the targets of an area that are open, or the priority actions of its plans that hold."""
    if each == "target":
        for target in register.all(r.TargetRecord):
            if target.area == area and target.state not in ("closed", "superseded"):
                yield target.id, target.text
        return
    for plan in register.all(r.Plan):
        if plan.area == area and plan.state in ("adopted", "in force", "under revision"):
            yield from (
                (f"{plan.id}/{number}", action) for number, action in enumerate(plan.priority_actions, 1)
            )


def activities_of(register: Register, sender: Sender, cycle: r.Cycle | None = None) -> list[r.Activity]:
    """Return the activities that a sender is asked about: those of the area, or those it takes part in.

    With a cycle, those that were done with before its period are left out: nobody is asked about them indefinitely.
    """
    first = cycle.period.first if cycle is not None else None
    return [
        activity
        for activity in register.all(r.Activity)
        if activity.state not in _OVER
        and not _done_before(activity, first)
        and (
            sender.record.id in activity.areas
            if sender.kind == "area"
            else any(part.organisation == sender.record.id for part in activity.participants)
        )
    ]


def _done_before(activity: r.Activity, first: dt.date | None) -> bool:
    if first is None or activity.state not in _DONE:
        return False
    ended = activity.actual or activity.planned
    return ended is not None and ended.last is not None and ended.last < first


def _of_activity(activity: r.Activity, what: str, language: str) -> str:
    if what == "state":
        return words("state", language).get(activity.state, "")
    if what == "dates":
        return activity.actual.date or activity.actual.said if activity.actual else ""
    if what == "results" and activity.results is not None:
        return activity.results.in_language(language)[0]
    return ""


def _contribution(register: Register, contribution: r.Contribution, language: str) -> tuple[str, str]:
    what = register.get(r.Activity, contribution.activity).title if contribution.activity else None
    area = register.get(r.Area, contribution.area).name if contribution.area else None
    name = (what or area or r.Text(en=contribution.id)).in_language(language)[0]
    money = (
        f"{contribution.money.amount} {contribution.money.currency}"
        if contribution.money and contribution.money.amount is not None
        else ""
    )
    return name, ", ".join(
        part
        for part in (
            contribution.kind,
            contribution.stage,
            money,
            contribution.period.said or contribution.period.date if contribution.period else "",
        )
        if part
    )


def _known(register: Register, cycle: r.Cycle, sender: Sender, number: str, language: str) -> str:
    day = cycle.period.last
    if number == "1.1":
        return "; ".join(_areas(register, sender, language))
    if number == "1.3":
        return cycle.period.said or cycle.period.date
    if sender.kind == "organisation":
        return ""
    if number == "1.2":
        return "; ".join(_leads(register, sender, day, language))
    if number in ("1.4.1", "1.4.2"):
        return _count(_meetings(register, cycle, sender, online=number == "1.4.2"))
    if number == "1.5":
        members = {
            membership.organisation
            for membership in register.all(r.Membership)
            if sender.record.id in membership.areas
            and membership.state == "confirmed"
            and holds(membership, day)
        }
        return _count(len(members))
    return ""


def _count(number: int) -> str:
    # Nothing in the register is no proof that there was nothing.
    return str(number) if number else ""


def _areas(register: Register, sender: Sender, language: str) -> list[str]:
    if sender.kind == "area":
        return [sender.record.name.in_language(language)[0]]
    named = {
        area
        for membership in register.all(r.Membership)
        if membership.organisation == sender.record.id
        for area in membership.areas
    }
    named |= {area for activity in activities_of(register, sender) for area in activity.areas}
    return [register.get(r.Area, area).name.in_language(language)[0] for area in sorted(named)]


def _leads(register: Register, sender: Sender, day: dt.date | None, language: str) -> list[str]:
    return [
        ", ".join(
            part
            for part in (
                leadership.person,
                register.get(r.Organisation, leadership.organisation).name.in_language(language)[0],
            )
            if part
        )
        for leadership in Register(register.records).all(r.Leadership)
        if leadership.area == sender.record.id and leadership.organisation and holds(leadership, day)
    ]


def _meetings(register: Register, cycle: r.Cycle, sender: Sender, *, online: bool) -> int:
    first, last = cycle.period.first or dt.date.min, cycle.period.last or dt.date.max
    return sum(
        meeting.area == sender.record.id
        and meeting.date is not None
        and meeting.date.first is not None
        and first <= meeting.date.first <= last
        and (bool(meeting.place) or meeting.form != "not stated")
        and (meeting.form == "online" or meeting.place.casefold() == "online") == online
        for meeting in Register(register.records).all(r.Meeting)
    )
