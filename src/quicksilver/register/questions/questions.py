"""Questions that several parts ask of a register: what a document states, who leads, which status and plan held on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TypeVar

from pydantic import BaseModel

from quicksilver.register.records import (
    Area,
    Document,
    Leadership,
    Plan,
    Record,
    Source,
    Status,
    TargetRecord,
    When,
)
from quicksilver.register.register import Register

__all__ = [
    "CLOSED",
    "DRAFTS",
    "IN_FORCE",
    "begun",
    "cited",
    "document_day",
    "is_partnership_target",
    "leads",
    "partnership_areas",
    "plans_in_force",
    "sources_of",
    "status_on",
]

R = TypeVar("R", bound=Record)

#: States of a plan that is not yet one.
DRAFTS = ("drafting", "posted for consultation", "revised", "reviewed")
#: Statuses after which an area asks for nothing any more.
CLOSED = ("merged", "closed", "became cross-cutting")
#: States of a plan that holds.
IN_FORCE = ("in force", "under revision")


def sources_of(value: object) -> Iterator[Source]:
    """Yield every source named anywhere in a record, its parts and participants included."""
    if isinstance(value, Source):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from sources_of(getattr(value, name))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from sources_of(item)


def cited(register: Register, cls: type[R], *documents: str) -> list[R]:
    """Return the records that cite one of some documents: what *they* say, whatever was read elsewhere since."""
    return [
        record
        for record in register.all(cls)
        if any(source.document in documents for source in sources_of(record))
    ]


def begun(when: When | None, day: dt.date | None) -> bool:
    """Return whether a date had begun on a day; an unknown date has, and so has every date without a day.

    Examples
    --------
    >>> begun(When(date="2008"), dt.date(2009, 5, 1)), begun(When(date="2013"), dt.date(2009, 5, 1))
    (True, False)
    """
    return day is None or when is None or when.first is None or when.first <= day


def status_on(area: Area, day: dt.date | None = None) -> Status | None:
    """Return the status of an area on a day: the latest of those that had begun, an undated one where no dated one had."""
    statuses = [status for status in area.statuses if begun(status.since, day)]
    dated = [status for status in statuses if status.since is not None and status.since.first is not None]
    if dated:
        return max(dated, key=lambda status: status.since.first)  # type: ignore[union-attr,return-value,arg-type]
    return statuses[-1] if statuses else None


def partnership_areas(register: Register) -> list[Area]:
    """Return the areas that were valid on the register's day, in their order, without topics and what was closed."""
    areas = []
    for area in register.all(Area):
        status = status_on(area, register.day)
        if area.kind == "area" and (status is None or status.status not in CLOSED):
            areas.append(area)
    return sorted(areas, key=lambda area: (area.order or 10_000, area.id))


def leads(register: Register, area: str) -> list[Leadership]:
    """Return who leads an area on the register's day; vacancies are left out."""
    leaderships = [
        leadership
        for leadership in register.all(Leadership)
        if leadership.area == area and leadership.organisation is not None
    ]
    return sorted(leaderships, key=lambda leadership: (leadership.role != "lead", leadership.id))


def plans_in_force(register: Register, area: str) -> list[Plan]:
    """Return the plans of an area that are in force on the register's day."""
    return [plan for plan in register.all(Plan) if plan.area == area and plan.state in IN_FORCE]


def is_partnership_target(target: TargetRecord) -> bool:
    """Return whether the partnership set a target itself; one that is not set, closed or superseded is none.

    Obligations of a treaty and pledges of an industry are different and never replace them.
    """
    return target.kind == "partnership target" and target.state not in ("not set", "superseded", "closed")


def document_day(register: Register, source: Source) -> dt.date | None:
    """Return the first day a cited document can be of; None where it is not known."""
    try:
        document = register.get(Document, source.document)
    except KeyError:
        return None
    return document.date.first if document.date is not None else None
