"""What is done and with what: activities, their places, parts and outputs, contributions and needs."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from quicksilver.programme.records.values import Funding, Identifier, Link, Record, Source, Strict, Text, When

__all__ = ["Activity", "Contribution", "Given", "Need", "Output", "Part", "Participation", "Place", "Serves"]

#: In what someone gives or needs.
Given = Literal["cash", "staff time", "equipment", "expertise", "venue", "data", "not stated"]


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
            raise ValueError("a place is either a country or a region")
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


class Contribution(Record):
    """A contribution: provider, receiver, purpose, kind and stage, amount of money or goods."""

    provider: Identifier
    receiver: Identifier | None = None
    activity: Identifier | None = None
    area: Identifier | None = None
    kind: Given = "not stated"
    stage: Literal["pledge", "commitment", "disbursement", "expenditure", "not stated"] = "not stated"
    money: Funding | None = None
    hours: Decimal | None = None
    valuation: str = ""
    period: When | None = None
    reference: str = ""
    flow: Identifier | None = None
    """The flow of which this is a further stage, the report of the other party, or a transfer onwards."""
    relation: Literal["", "further stage", "told by the other end", "passed on"] = ""
    core: bool = False
    anyway: bool | None = None
    """Whether it would have been given without the Partnership; null where not stated."""


class Need(Record):
    """A need of an activity, a plan or an area: money or goods, and the period."""

    activity: Identifier | None = None
    plan: Identifier | None = None
    area: Identifier | None = None
    text: Text | None = None
    kind: Given = "not stated"
    money: Funding | None = None
    hours: Decimal | None = None
    period: When | None = None
    state: Literal["open", "met", "withdrawn"] = "open"

    @model_validator(mode="after")
    def _of_something(self) -> Need:
        if not (self.activity or self.plan or self.area):
            raise ValueError("a need belongs to an activity, a plan or an area")
        return self
