"""What is stated about records: claims, facts and comments."""

from __future__ import annotations

from typing import Literal

from quicksilver.register.records.values import (
    Identifier,
    Record,
    Text,
    When,
)

__all__ = ["Claim", "Comment", "Fact"]


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
