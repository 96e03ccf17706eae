"""Report cycles, what is sent in for them, what is said about records, and statements that belong to no other record."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import field_validator

from quicksilver.programme.records.values import Identifier, Language, Record, Strict, Text, When

__all__ = ["ActionItem", "Answer", "Claim", "Comment", "Correction", "Cycle", "Fact", "Submission"]


class Correction(Strict):
    """A correction of a published report: what was corrected, in which languages, and the corrigendum."""

    text: Text
    document: Identifier | None = None
    languages: tuple[Language, ...] = ()
    date: When | None = None


class Cycle(Record):
    """A report cycle: period as two dates, due date, languages, state."""

    title: Text
    period: When
    due: When | None = None
    languages: tuple[Language, ...] = ()
    """Languages in which the call and the form are issued; empty for all six."""
    questions: tuple[str, ...] = ()
    """Numbers of the questions asked; empty for all questions of the form."""
    call: Text | None = None
    called: When | None = None
    state: Literal[
        "planned",
        "call issued",
        "open",
        "compiled draft",
        "fact check",
        "advisory-group review",
        "final",
        "translated",
        "transmitted",
        "published",
        "corrected",
        "archived",
    ] = "planned"
    document: Identifier | None = None
    frozen: str = ""
    """The moment (UTC) at which the final report was frozen: it is written from the register of that moment."""
    transmitted: When | None = None
    published: When | None = None
    corrections: tuple[Correction, ...] = ()

    @field_validator("frozen")
    @classmethod
    def _is_moment(cls, text: str) -> str:
        if text and dt.datetime.fromisoformat(text).tzinfo is None:
            raise ValueError(f"{text!r} has no time zone; write 2009-05-01T12:00:00+00:00")
        return text


class Answer(Strict):
    """An answer to a question of the form; ``no change``, ``not known`` and ``not applicable`` are answers."""

    question: str
    value: str = ""
    special: Literal["", "no change", "not known", "not applicable"] = ""


class Submission(Record):
    """The submission of an area or a partner in a cycle, and its state."""

    cycle: Identifier
    area: Identifier | None = None
    organisation: Identifier | None = None
    state: Literal[
        "not started",
        "draft",
        "submitted",
        "returned with queries",
        "resubmitted",
        "accepted",
        "none received",
    ] = "not started"
    answers: tuple[Answer, ...] = ()
    received: When | None = None
    asked: When | None = None
    reminded: tuple[When, ...] = ()
    language: Language | None = None
    """The language in which the answers are written."""
    submitted_by: str = ""
    document: Identifier | None = None
    """The form as accepted; it is cited by the records that result from it."""


class Comment(Record):
    """A comment on a record, and the reply: on a plan, a query to a form, a check or review of a report."""

    visibility: Literal["public", "partners", "secretariat"] = "partners"
    subject: str
    """``kind/id`` of the record."""
    place: str = ""
    """The question or paragraph to which it refers."""
    kind: Literal["comment", "consultation", "query", "fact check", "review"] = "comment"
    text: Text
    organisation: Identifier | None = None
    author: str = ""
    made: When | None = None
    state: Literal["open", "answered", "taken up", "not taken up", "withdrawn"] = "open"
    reply: Text | None = None
    replied: When | None = None
    replied_by: str = ""


class ActionItem(Record):
    """A request, its owner and its outcome."""

    text: Text
    letter: str = ""
    owner: str = ""
    due: When | None = None
    outcome: Text | None = None


class Claim(Record):
    """A stated fact that may conflict with another: record and field, value, date, certainty."""

    subject: str
    """``kind/id`` of the record."""
    field: str
    value: str
    as_of: When | None = None
    recorded_by: str = ""
    certainty: Literal["high", "medium", "low", "not stated"] = "not stated"
    shown: bool = False
    text: Text | None = None
    """The value, if it is a text in a language."""


class Fact(Record):
    """A statement about a document itself, or about the whole, that belongs to no other record: key and value."""

    key: str
    value: str
    text: Text | None = None
