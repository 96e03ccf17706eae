"""Activities and their outputs: what is done, where, by whom and under which mandate."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from quicksilver.language.sentences import RefusedValueError
from quicksilver.register.records.values import (
    Identifier,
    Link,
    Record,
    Source,
    Strict,
    Text,
    When,
)

__all__ = ["Activity", "Output", "Part", "Participation", "Place", "Serves"]


class Place(Strict):
    """A country (ISO 3166 alpha-3) or a named region; ``open`` where the source lists it after "including"."""

    country: str = ""
    region: Text | None = None
    role: Literal["focus", "included", "location"] = "location"
    group: Text | None = None
    open: bool = False

    @model_validator(mode="after")
    def _one(self) -> Place:
        if bool(self.country) == (self.region is not None):
            raise RefusedValueError("record.place")
        return self


class Participation(Strict):
    """An organisation that takes part in an activity, and its role."""

    organisation: Identifier
    role: Literal[
        "lead", "implementer", "sponsor", "technical partner", "beneficiary", "host", "author", "developer"
    ]
    sources: tuple[Source, ...] = ()


class Part(Strict):
    """A lettered or numbered part of an activity, such as an aim."""

    letter: str = ""
    text: Text
    sources: tuple[Source, ...] = ()


class Serves(Strict):
    """A priority action that an activity serves, by its number in a plan."""

    plan: Identifier
    action: Annotated[int, Field(ge=1)]


class Activity(Record):
    """An activity: titles, kind, state, dates with precision, areas, places, participants, mandates, parts."""

    title: Text
    text: Text | None = None
    """The paragraph of the report in which it is described."""
    kind: Literal[
        "project",
        "guidance",
        "publication",
        "dataset",
        "workshop",
        "training",
        "technology",
        "pilot",
        "meeting",
        "policy",
        "reporting",
        "other",
    ]
    state: Literal[
        "idea",
        "proposed",
        "planned",
        "funded",
        "under way",
        "delayed",
        "suspended",
        "completed",
        "results published",
        "evaluated",
        "cancelled",
        "not stated",
    ] = "not stated"
    areas: tuple[Identifier, ...] = Field(min_length=1)
    """The first area is the one under which it is filed."""
    letter: str = ""
    """The letter by which a report refers to it, such as ``a``."""
    effort: Literal["", "overarching", "bilateral", "collaborative"] = ""
    planned: When | None = None
    actual: When | None = None
    places: tuple[Place, ...] = ()
    participants: tuple[Participation, ...] = ()
    mandates: tuple[Identifier, ...] = ()
    articles: tuple[str, ...] = ()
    """Articles and annexes of the Minamata Convention that it serves, such as ``7`` or ``Annex C``."""
    serves: tuple[Serves, ...] = ()
    parts: tuple[Part, ...] = ()
    parent: Identifier | None = None
    outputs: tuple[Identifier, ...] = ()
    results: Text | None = None
    lessons: Text | None = None


class Output(Record):
    """A published result: title, kind, author, date, link, archived copy."""

    title: Text
    kind: str = "document"
    authors: tuple[Identifier, ...] = ()
    date: When | None = None
    url: str = ""
    archived: str = ""
    document: Identifier | None = None
    supersedes: Identifier | None = None
    licence: str = ""
    access: Literal["open", "login", "not stated"] = "not stated"
    link: Link = ""
    link_checked: When | None = None
