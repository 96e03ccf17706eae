"""The records of the partnership's register, as they are written in files and handed to documents.

Pure data, checked when made: the database stores them, the documents are built from them, and neither knows the other.
Every record says in which documents, and where, it was read. What a document is silent about is said to be
``not stated``, which is another thing than nothing at all.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

__all__ = [
    "KINDS",
    "NOT_STATED",
    "ActionItem",
    "Activity",
    "Answer",
    "Area",
    "Baseline",
    "Claim",
    "Contribution",
    "Cycle",
    "Document",
    "Fact",
    "Funding",
    "Indicator",
    "Leadership",
    "Mandate",
    "Meeting",
    "Membership",
    "Objective",
    "Observation",
    "Organisation",
    "Output",
    "Participation",
    "Place",
    "Plan",
    "Record",
    "Source",
    "Submission",
    "TargetRecord",
    "Text",
    "When",
]

NOT_STATED = "not stated"
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:[-.][a-z0-9]+)*$", max_length=120)]
Language = Literal["en", "fr", "es", "ru", "zh", "ar"]
_DATE = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Source(_Strict):
    """Where something was read: a document of the register and a place in it, such as ``A17(b)(2)``."""

    document: Identifier
    place: str = ""


class Text(_Strict):
    """A text in up to six languages.

    ``original`` names the language it was written in; ``state`` says for a language whether it is ``draft``, ``approved`` or
    ``outdated`` (the original has changed since); a language without a text is missing and falls back visibly.
    """

    original: Language = "en"
    en: str = ""
    fr: str = ""
    es: str = ""
    ru: str = ""
    zh: str = ""
    ar: str = ""
    state: dict[Language, Literal["draft", "approved", "outdated"]] = {}

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, given: object) -> object:
        return {"en": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _has_original(self) -> Text:
        if not getattr(self, self.original):
            raise ValueError(f"the text has no {self.original}, which is said to be its original")
        return self

    def in_language(self, language: str) -> tuple[str, str]:
        """Return the text in a language and the language it really is in."""
        for tried in (language, self.original, "en"):
            if getattr(self, tried):
                return getattr(self, tried), tried
        raise AssertionError


class When(_Strict):
    """A date as far as it is known: ``2008``, ``2008-04``, ``2008-04-01``, a span ``2008-04-01/2008-04-03``, or words only.

    ``said`` keeps the words of the source ("early 2008").
    """

    date: str = ""
    said: str = ""

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, given: object) -> object:
        return {"date": str(given)} if isinstance(given, (str, int, dt.date)) else given

    @field_validator("date")
    @classmethod
    def _is_date(cls, text: str) -> str:
        ends = [part for part in text.split("/") if part]
        days = [cls._ends(part) for part in ends]
        if len(ends) > 2 or (len(days) == 2 and days[1][1] < days[0][0]):
            raise ValueError(f"{text!r} is no span of dates in order")
        return text

    @staticmethod
    def _ends(text: str) -> tuple[dt.date, dt.date]:
        found = _DATE.match(text)
        if not found:
            raise ValueError(f"{text!r} is no date; write 2008, 2008-04, 2008-04-01 or 2008-04-01/2008-04-03")
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None
        if day is not None and month is not None:
            return dt.date(year, month, day), dt.date(year, month, day)
        first = dt.date(year, month or 1, 1)
        last = dt.date(
            year + (month in (None, 12)), 1 if month in (None, 12) else month + 1, 1
        ) - dt.timedelta(1)
        return first, last

    @property
    def precision(self) -> Literal["day", "month", "year", "span", "words"]:
        """Return how exactly the date is known."""
        if not self.date:
            return "words"
        if "/" in self.date:
            return "span"
        return ("year", "month", "day")[self.date.count("-")]

    @property
    def first(self) -> dt.date | None:
        """Return the first day it can be."""
        return self._ends(self.date.split("/")[0])[0] if self.date else None

    @property
    def last(self) -> dt.date | None:
        """Return the last day it can be."""
        return self._ends(self.date.split("/")[-1])[1] if self.date else None


class Record(_Strict):
    """What every record has.

    ``since`` and ``until`` say when it held in the world; what the register said at a time is kept by the database.
    """

    id: Identifier
    sources: tuple[Source, ...] = ()
    since: When | None = None
    until: When | None = None
    visibility: Literal["public", "partners", "secretariat"] = "public"
    note: Text | None = None
    not_stated: tuple[str, ...] = ()
    """Fields about which the source is silent: somebody looked."""


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
    url: str = ""
    archived: str = ""
    edition_of: Identifier | None = None
    supersedes: Identifier | None = None
    formally_edited: bool | None = None


class Status(_Strict):
    """A status and when it began, with its source."""

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
    """A body that takes part: government, intergovernmental organisation, industry, NGO, academia, fund, individual."""

    name: Text
    aliases: tuple[Text, ...] = ()
    acronym: str = ""
    kind: Literal[
        "government",
        "reio",
        "igo",
        "industry",
        "ngo",
        "academia",
        "fund",
        "individual",
        "other",
        "not stated",
    ] = "not stated"
    country: str = ""
    parent: Identifier | None = None
    successor: Identifier | None = None
    web: str = ""


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
    stated_contribution: Text | None = None
    areas: tuple[Identifier, ...] = ()


class Leadership(Record):
    """Who leads an area, from when to when; a vacancy is a record without an organisation."""

    area: Identifier
    organisation: Identifier | None = None
    person: str = ""
    role: Literal["lead", "co-lead", "interim", "vacant"] = "lead"

    @model_validator(mode="after")
    def _someone(self) -> Leadership:
        if (self.role == "vacant") != (self.organisation is None):
            raise ValueError("a vacancy has no organisation, and every other leadership has one")
        return self


class Mandate(Record):
    """A decision, or an item of one, that asks for something: body, symbol, paragraph, letter, text."""

    body: str
    symbol: str
    paragraph: str = ""
    letter: str = ""
    text: Text
    parent: Identifier | None = None


class Meeting(Record):
    """A meeting: body, dates, place or online, purpose, documents."""

    body: str
    title: Text
    date: When | None = None
    place: str = ""
    purpose: Text | None = None
    area: Identifier | None = None
    documents: tuple[Identifier, ...] = ()


class Objective(_Strict):
    """An objective of a plan, with its means."""

    text: Text
    means: tuple[Text, ...] = ()
    examples: tuple[Text, ...] = ()
    sources: tuple[Source, ...] = ()


class Plan(Record):
    """A version of an area's plan: kind, version date, state, objectives, priority actions."""

    area: Identifier
    kind: Literal["business plan", "activity plan"] = "business plan"
    title: Text | None = None
    version: str = ""
    date: When | None = None
    state: Literal[
        "drafting",
        "posted for consultation",
        "revised",
        "reviewed",
        "adopted",
        "in force",
        "under revision",
        "superseded",
        "lapsed",
    ]
    summary: Text | None = None
    objectives: tuple[Objective, ...] = ()
    priority_actions: tuple[Text, ...] = ()
    document: Identifier | None = None
    supersedes: Identifier | None = None


class Indicator(Record):
    """What is measured: definition, unit, medium or flow, boundary, method, direction, how it adds up."""

    name: Text
    definition: Text | None = None
    unit: str = ""
    pathway: str = ""
    boundary: str = ""
    method: str = ""
    direction: Literal["up", "down", ""] = ""
    aggregation: Literal["sum", "mean", "count distinct", "not aggregable", ""] = ""
    area: Identifier | None = None


class Amount(_Strict):
    """A number with its range and unit; a value may be missing where only a range is known."""

    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> Amount:
        ends = [end for end in (self.low, self.value, self.high) if end is not None]
        if not ends:
            raise ValueError("an amount needs a value, or low and high")
        if ends != sorted(ends):
            raise ValueError("low, value and high are out of order")
        return self


class Baseline(Record):
    """A baseline of an indicator: amount, year, method, geography, and the run or document it came from."""

    indicator: Identifier
    amount: Amount
    year: int
    geography: str = "World"
    method: str = ""
    run: str = ""
    supersedes: Identifier | None = None


class Observation(Record):
    """A later value of an indicator; names the run of a scenario or inventory, or the document, it came from."""

    indicator: Identifier
    amount: Amount
    year: int
    geography: str = "World"
    method: str = ""
    run: str = ""


class TargetRecord(Record):
    """A target as declared; a goal of several parts is several targets."""

    area: Identifier
    plan: Identifier | None = None
    text: Text
    kind: Literal[
        "partnership target", "treaty obligation", "pledge", "objective", "technical potential", "estimate"
    ] = "partnership target"
    category: Text | None = None
    indicator: Identifier | None = None
    goal: Literal["relative", "level", "intensity", "scenario", "phase-out", ""] = ""
    value: Decimal | None = None
    unit: str = ""
    year: int | None = None
    baseline: Identifier | None = None
    geography: str = ""
    supplier: str = ""
    supersedes: Identifier | None = None
    state: Literal[
        "declared", "quantified", "measurable", "tracked", "assessed", "closed", "superseded", "not set"
    ] = "declared"


class Place(_Strict):
    """Where: a country (ISO 3166 alpha-3) or a named region; ``open`` lists say "including"."""

    country: str = ""
    region: Text | None = None
    role: Literal["focus", "included", "location"] = "location"
    group: Text | None = None
    open: bool = False

    @model_validator(mode="after")
    def _one(self) -> Place:
        if bool(self.country) == (self.region is not None):
            raise ValueError("a place is a country or a region, one of the two")
        return self


class Participation(_Strict):
    """An organisation in an activity, and its role."""

    organisation: Identifier
    role: Literal[
        "lead", "implementer", "sponsor", "technical partner", "beneficiary", "host", "author", "developer"
    ]
    sources: tuple[Source, ...] = ()


class Part(_Strict):
    """A lettered or numbered part below an activity, such as an aim."""

    letter: str = ""
    text: Text
    sources: tuple[Source, ...] = ()


class Activity(Record):
    """An activity: titles, kind, state, dates with precision, areas, places, who takes part, mandates, parts."""

    title: Text
    text: Text | None = None
    """The paragraph of a report."""
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
    """The first is the one it is filed in."""
    letter: str = ""
    """By which a report calls it, such as ``a``."""
    planned: When | None = None
    actual: When | None = None
    places: tuple[Place, ...] = ()
    participants: tuple[Participation, ...] = ()
    mandates: tuple[Identifier, ...] = ()
    parts: tuple[Part, ...] = ()
    parent: Identifier | None = None
    outputs: tuple[Identifier, ...] = ()
    lessons: Text | None = None


class Output(Record):
    """A result that can be read: title, kind, author, date, link, archived copy."""

    title: Text
    kind: str = "document"
    authors: tuple[Identifier, ...] = ()
    date: When | None = None
    url: str = ""
    archived: str = ""
    document: Identifier | None = None


class Funding(_Strict):
    """Money as it was stated: original currency, or ``not stated``."""

    amount: Decimal | None = None
    currency: str = ""
    value_date: When | None = None

    @model_validator(mode="after")
    def _whole(self) -> Funding:
        if (self.amount is None) != (not self.currency):
            raise ValueError("an amount has a currency, and a currency an amount")
        if self.amount is not None and self.amount < 0:
            raise ValueError("an amount is not negative")
        return self


class Contribution(Record):
    """What somebody gives: provider, receiver, what for, kind and stage, money or things."""

    provider: Identifier
    receiver: Identifier | None = None
    activity: Identifier | None = None
    area: Identifier | None = None
    kind: Literal["cash", "staff time", "equipment", "expertise", "venue", "data", "not stated"] = (
        "not stated"
    )
    stage: Literal["pledge", "commitment", "disbursement", "expenditure", "not stated"] = "not stated"
    money: Funding | None = None
    hours: Decimal | None = None
    valuation: str = ""
    period: When | None = None
    reference: str = ""
    flow: Identifier | None = None
    """The flow this is a further stage, the other end, or a passing-on of."""
    relation: Literal["", "further stage", "told by the other end", "passed on"] = ""
    core: bool = False


class Cycle(Record):
    """A report cycle: period as two dates, due date, languages, state."""

    title: Text
    period: When
    due: When | None = None
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


class Answer(_Strict):
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


class ActionItem(Record):
    """Something that was asked for, its owner, and what came of it."""

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


class Fact(Record):
    """A statement about a document itself, or about the whole, that belongs to no other record: key and value."""

    key: str
    value: str
    text: Text | None = None


#: Folder of the text form -> class of its records, in the order in which they may refer to one another.
KINDS: dict[str, type[Record]] = {
    "documents": Document,
    "mandates": Mandate,
    "organisations": Organisation,
    "areas": Area,
    "leaderships": Leadership,
    "memberships": Membership,
    "meetings": Meeting,
    "indicators": Indicator,
    "baselines": Baseline,
    "observations": Observation,
    "plans": Plan,
    "targets": TargetRecord,
    "outputs": Output,
    "activities": Activity,
    "contributions": Contribution,
    "cycles": Cycle,
    "submissions": Submission,
    "action-items": ActionItem,
    "claims": Claim,
    "facts": Fact,
}
