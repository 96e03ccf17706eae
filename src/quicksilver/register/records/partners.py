"""Areas, organisations and persons, and what they are to the partnership: members, leads, holders of seats."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from quicksilver.language.sentences import RefusedValueError
from quicksilver.register.records.values import (
    Identifier,
    Language,
    OrganisationKind,
    Record,
    Source,
    Strict,
    Text,
    When,
)

__all__ = [
    "Affiliation",
    "Area",
    "Leadership",
    "Membership",
    "Offer",
    "Organisation",
    "Person",
    "Seat",
    "Status",
]


class Status(Strict):
    """A status and the date on which it began, with its source."""

    status: str
    since: When | None = None
    source: Source | None = None


class Area(Record):
    """A partnership area: names, aliases, letter and order in documents, history of its status."""

    name: Text
    aliases: tuple[Text, ...] = ()
    scope: Text | None = None
    statuses: tuple[Status, ...] = ()
    order: int = 0
    letter: str = ""
    parent: Identifier | None = None
    became: Identifier | None = None
    kind: Literal["area", "cross-cutting topic"] = "area"


class Organisation(Record):
    """A participating body: government, intergovernmental organisation, industry, NGO, academia, fund, individual."""

    name: Text
    aliases: tuple[Text, ...] = ()
    acronym: str = ""
    kind: OrganisationKind = "not stated"
    country: str = ""
    parent: Identifier | None = None
    successor: Identifier | None = None
    web: str = ""


class Affiliation(Strict):
    """The organisation that a person works for, the function, and the dates."""

    organisation: Identifier
    function: str = ""
    since: When | None = None
    until: When | None = None


class Person(Record):
    """A person who works in the Partnership: name, contact, affiliation.

    Seen by the secretariat and their own organisation; by everyone only where they agreed to it.
    """

    visibility: Literal["public", "partners", "secretariat"] = "secretariat"
    name: str
    contact: str = ""
    language: Language | None = None
    affiliations: tuple[Affiliation, ...] = ()
    consent: Literal["given", "withdrawn", "not stated"] = "not stated"
    consented: When | None = None

    @model_validator(mode="after")
    def _agreed(self) -> Person:
        if self.visibility == "public" and self.consent != "given":
            raise RefusedValueError("record.consent")
        return self


class Membership(Record):
    """An organisation as a partner: applied, confirmed, ended; its stated contribution and areas of interest."""

    organisation: Identifier
    state: Literal[
        "enquiry",
        "applied",
        "incomplete",
        "under check",
        "confirmed",
        "dormant",
        "withdrawn",
        "removed",
        "declined",
    ]
    applied: When | None = None
    confirmed: When | None = None
    letter: Identifier | None = None
    """The letter to the secretariat, as a document."""
    goal_accepted: bool | None = None
    """Whether it accepted the goal of the Partnership; null where not recorded."""
    stated_contribution: Text | None = None
    tier: str = ""
    renewed: When | None = None
    areas: tuple[Identifier, ...] = ()


class Offer(Strict):
    """An organisation that offered to lead an area."""

    organisation: Identifier
    date: When | None = None
    state: Literal["made", "accepted", "declined", "withdrawn"] = "made"
    sources: tuple[Source, ...] = ()


class Leadership(Record):
    """The lead of an area, with dates; a vacancy is a record without an organisation."""

    area: Identifier
    organisation: Identifier | None = None
    person: str = ""
    role: Literal["lead", "co-lead", "interim", "vacant"] = "lead"
    call: When | None = None
    """For a vacancy: the date on which the call for a lead was issued."""
    offers: tuple[Offer, ...] = ()

    @model_validator(mode="after")
    def _someone(self) -> Leadership:
        if (self.role == "vacant") != (self.organisation is None):
            raise RefusedValueError("record.vacancy")
        return self


class Seat(Record):
    """A seat in a body such as the advisory group: holder, capacity and dates."""

    organisation: Identifier | None = None
    person: Identifier | None = None
    body: str = "Partnership Advisory Group"
    capacity: Literal[
        "area lead", "government", "igo", "industry", "ngo", "academia", "other", "not stated"
    ] = "not stated"
    role: Literal["member", "co-chair", "observer"] = "member"

    @model_validator(mode="after")
    def _taken(self) -> Seat:
        if self.organisation is None and self.person is None:
            raise RefusedValueError("record.seat")
        return self
