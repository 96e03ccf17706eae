"""Report cycles, what is sent in for them, what is said about records, and statements that belong to no other record."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import field_validator

from quicksilver.programme.records.values import Identifier, Language, Record, Strict, Text, When

__all__ = ["ActionItem", "Answer", "Claim", "Comment", "Correction", "Cycle", "Fact", "Submission"]


class Correction(Strict):
    """What was corrected in a report that was out, and in which languages; a corrigendum is a document."""

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
    """In which the call and the form go out; empty is all six."""
    questions: tuple[str, ...] = ()
    """Numbers of the questions that are asked; empty is all of the form."""
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
    """The moment (UTC) whose register the final report is made of, however much is entered later."""
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
    """What an area or partner sent in for a cycle, and how far it is."""

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
    """In which the answers are written."""
    submitted_by: str = ""
    document: Identifier | None = None
    """The form as it was accepted: what the records that follow from it cite."""


class Comment(Record):
    """What someone says about a record, and the reply: a comment on a plan, a query to a form, a check or review of a report."""

    visibility: Literal["public", "partners", "secretariat"] = "partners"
    subject: str
    """``kind/id`` of the record."""
    place: str = ""
    """The question or paragraph it is about."""
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
    """Something that was requested, its owner, and what came of it."""

    text: Text
    letter: str = ""
    owner: str = ""
    due: When | None = None
    outcome: Text | None = None


class Claim(Record):
    """A stated fact that may be in conflict with another: of what record and field, value, as of when, how certain."""

    subject: str
    """``kind/id`` of the record."""
    field: str
    value: str
    as_of: When | None = None
    recorded_by: str = ""
    certainty: Literal["high", "medium", "low", "not stated"] = "not stated"
    shown: bool = False
    text: Text | None = None
    """The value where it is a text in a language."""


class Fact(Record):
    """A statement about a document itself, or about the whole, that belongs to no other record: key and value."""

    key: str
    value: str
    text: Text | None = None
