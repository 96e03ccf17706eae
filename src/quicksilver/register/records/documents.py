"""Documents, mandates and meetings with their decisions and action items."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from quicksilver.register.records.values import (
    Identifier,
    Language,
    Link,
    OrganisationKind,
    Record,
    Source,
    Strict,
    Text,
    When,
)

__all__ = ["ActionItem", "AgendaItem", "Attendance", "Decision", "Document", "Mandate", "Meeting"]


class Document(Record):
    """A document that the register cites or has made: symbol, title, date, body, agenda item, language versions."""

    title: Text
    symbol: str = ""
    kind: str = "document"
    date: When | None = None
    body: str = ""
    agenda_item: Text | None = None
    agenda_symbol: str = ""
    original_language: Language | None = None
    distribution: Literal["", "general", "limited", "restricted"] = ""
    languages: tuple[Language, ...] = ()
    """Languages in which it was published; empty where not stated."""
    url: str = ""
    archived: str = ""
    link: Link = ""
    link_checked: When | None = None
    redirect: str = ""
    """State of the address when it was last followed."""
    edition_of: Identifier | None = None
    supersedes: Identifier | None = None
    corrects: Identifier | None = None
    """The document that this corrigendum corrects."""
    formally_edited: bool | None = None


class Mandate(Record):
    """A decision, or an item of a decision, that requests action: body, symbol, paragraph, letter, text."""

    body: str
    symbol: str
    paragraph: str = ""
    letter: str = ""
    text: Text
    parent: Identifier | None = None
    document: Identifier | None = None


class AgendaItem(Strict):
    """An item of the agenda of a meeting, and its document."""

    number: str = ""
    text: Text
    document: Identifier | None = None


class Attendance(Strict):
    """Number of participants by type and place of origin, as far as the source distinguishes them."""

    count: Annotated[int, Field(ge=0)]
    kind: OrganisationKind = "not stated"
    country: str = ""
    region: Text | None = None


class Decision(Strict):
    """A decision of a meeting, and the mandate or task that resulted."""

    text: Text
    letter: str = ""
    mandate: Identifier | None = None
    task: Identifier | None = None
    sources: tuple[Source, ...] = ()


class Meeting(Record):
    """A meeting: body, dates, place or online, purpose, documents."""

    body: str
    title: Text
    date: When | None = None
    place: str = ""
    form: Literal["in person", "online", "hybrid", "not stated"] = "not stated"
    purpose: Text | None = None
    area: Identifier | None = None
    documents: tuple[Identifier, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    attendance: tuple[Attendance, ...] = ()
    decisions: tuple[Decision, ...] = ()


class ActionItem(Record):
    """A request, its owner and its outcome."""

    text: Text
    letter: str = ""
    owner: str = ""
    due: When | None = None
    outcome: Text | None = None
