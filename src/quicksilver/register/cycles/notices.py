"""What is written to whom in a report cycle, in the reader's language: the call, reminders, queries, acceptance, checks and reviews.

The texts are the table ``data/notices.csv``. Who has no known address still has a notice, so that it can be seen that nobody was reached.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from quicksilver.intake.cells import Texts
from quicksilver.intake.packaged import Table
from quicksilver.register import records as r
from quicksilver.register.questions.questions import leads
from quicksilver.register.register import Register, holds

__all__ = ["Message", "Reader", "messages", "readers"]


@dataclass(frozen=True, slots=True)
class Reader:
    """Someone a notice goes to: a name, an address (empty where none is known), a language."""

    name: str
    address: str
    language: r.Language


@dataclass(frozen=True, slots=True)
class Message:
    """A notice: what it is about, to whom, in which words."""

    kind: str
    cycle: str
    submission: str
    reader: Reader
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class _Notice:
    kind: str
    part: Literal["subject", "body"]
    text: Texts


_NOTICES: Final = Table("quicksilver.register", "data/notices.csv", _Notice, key=("kind", "part"))


def readers(register: Register, submission: r.Submission, day: dt.date) -> tuple[Reader, ...]:
    """Return who is written to about a submission: the persons of the organisation, or of those who lead the area.

    Where no person is on record, the organisation itself without an address; for an area without a lead, the area.

    Parameters
    ----------
    register : Register
    submission : Submission
    day : date
        Of whom works where.
    """
    if submission.organisation is not None:
        bodies = [submission.organisation]
    else:
        bodies = [
            lead.organisation
            for lead in leads(register.as_of(day), submission.area or "")
            if lead.organisation
        ]
    addressees: dict[str, Reader] = {}
    for body in bodies:
        for person in _persons(register, body, day):
            addressees.setdefault(
                person.contact or person.name, Reader(person.name, person.contact, person.language or "en")
            )
        if not any(reader.address for reader in addressees.values()):
            name = register.get(r.Organisation, body).name
            addressees.setdefault(body, Reader(name.in_language("en")[0], "", "en"))
    if not bodies and submission.area is not None:
        addressees[submission.area] = Reader(
            register.get(r.Area, submission.area).name.in_language("en")[0], "", "en"
        )
    return tuple(addressees.values())


def _persons(register: Register, organisation: str, day: dt.date) -> list[r.Person]:
    def works(person: r.Person) -> bool:
        return any(
            affiliation.organisation == organisation
            and not (affiliation.since and affiliation.since.first and affiliation.since.first > day)
            and not (affiliation.until and affiliation.until.last and affiliation.until.last < day)
            for affiliation in person.affiliations
        )

    everyone = Register(register.records).all(r.Person)
    return [person for person in everyone if holds(person, day) and works(person)]


def messages(
    kind: str,
    register: Register,
    cycle: r.Cycle,
    submission: r.Submission | None,
    to: Iterable[Reader],
    *,
    more: str = "",
) -> list[Message]:
    """Return the notices of a kind.

    Parameters
    ----------
    kind : str
        As ``data/notices.csv`` calls it: ``call``, ``reminder``, ``late``, ``returned``, ``accepted``, ``check``, ``review``.
    register : Register
    cycle : Cycle
    submission : Submission or None
        None where it is about the draft of the report.
    to : iterable of Reader
    more : str
        A text put below, such as the queries; as it is, in the language it was written in.

    Raises
    ------
    KeyError
        There is no such kind.
    """
    made = []
    for reader in to:
        values = _values(register, cycle, submission, reader.language)
        subject, body = (
            _NOTICES.by_key()[kind, part].text.text(reader.language).format_map(values)
            for part in ("subject", "body")
        )
        call = cycle.call.in_language(reader.language)[0] if cycle.call is not None and kind == "call" else ""
        body = "\n\n".join(part for part in (body, call, more) if part)
        made.append(Message(kind, cycle.id, submission.id if submission else "", reader, subject, body))
    return made


def _values(
    register: Register, cycle: r.Cycle, submission: r.Submission | None, language: str
) -> dict[str, str]:
    sender = ""
    if submission is not None:
        named: r.Area | r.Organisation = (
            register.get(r.Area, submission.area)
            if submission.area is not None
            else register.get(r.Organisation, submission.organisation or "")
        )
        sender = named.name.in_language(language)[0]
    due = cycle.due.last.isoformat() if cycle.due and cycle.due.last else "–"
    return {
        "cycle": cycle.title.in_language(language)[0],
        "period": cycle.period.date.replace("/", "–"),
        "due": due,
        "sender": sender,
        "form": submission.id if submission else cycle.id,
    }
