"""The directory of partners as of a day: by kind, country and area, in the alphabetical order of a language.

Every count is computed from the memberships and none is typed. A partner of three areas is in three lists and counts once in the
total, so that the areas add up to more than there are partners.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from quicksilver.geography import country_name
from quicksilver.language.alphabet import sort_key
from quicksilver.register.records import Membership, Organisation
from quicksilver.register.register import Register, holds

__all__ = ["Counts", "Partner", "counts", "grouped", "partners"]

By = Literal["kind", "country", "area"]
_BEFORE = ("enquiry", "applied", "incomplete", "under check", "declined")
_ENDED = ("withdrawn", "removed")


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner on a day.

    Attributes
    ----------
    id, name : str
        Of the organisation; the name in the language requested, or the one it falls back to.
    language : str
        The language the name really is in.
    kind : str
    country : str
        ISO 3166 three letters; empty where it has none.
    areas : tuple of str
        All areas of interest, of all its memberships.
    confirmed : date or None
        The first day of its earliest confirmation; None where it is not stated.
    """

    id: str
    name: str
    language: str
    kind: str
    country: str
    areas: tuple[str, ...]
    confirmed: dt.date | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many partners there are: all together, and by a heading; ``rows`` adds up to ``total`` only where each is in one."""

    total: int
    rows: dict[str, int]


def partners(register: Register, day: dt.date | None = None, language: str = "en") -> tuple[Partner, ...]:
    """Return the partners on a day, each once, in the alphabetical order of a language.

    A partner is one whose membership was confirmed by that day and had not ended; one that gives no sign of life (dormant) is
    still listed. A membership that ended on a day nobody stated is left out.
    """
    day = day or register.day
    by_organisation: dict[str, list[Membership]] = {}
    # Every membership is looked at, since the state of today does not show the day asked about.
    for membership in Register(register.records).all(Membership):
        if _was_partner(membership, day):
            by_organisation.setdefault(membership.organisation, []).append(membership)
    listing = [
        _partner(register, name, memberships, language) for name, memberships in by_organisation.items()
    ]
    return tuple(sorted(listing, key=lambda partner: (sort_key(partner.name, language), partner.id)))


def _was_partner(membership: Membership, day: dt.date | None) -> bool:
    if membership.state in _BEFORE or not holds(membership, day):
        return False
    ended = membership.state in _ENDED
    if ended and (membership.until is None or membership.until.last is None or day is None):
        return False
    confirmed = membership.confirmed
    return day is None or confirmed is None or confirmed.last is None or confirmed.last <= day


def _partner(register: Register, name: str, memberships: Sequence[Membership], language: str) -> Partner:
    organisation = register.get(Organisation, name)
    text, really = organisation.name.in_language(language)
    days = [
        membership.confirmed.first
        for membership in memberships
        if membership.confirmed and membership.confirmed.first
    ]
    areas = sorted({area for membership in memberships for area in membership.areas})
    return Partner(
        name,
        text,
        really,
        organisation.kind,
        organisation.country,
        tuple(areas),
        min(days) if days else None,
    )


def _headings(partner: Partner, by: By) -> tuple[str, ...]:
    if by == "area":
        return partner.areas or ("",)
    return (getattr(partner, by),)


def counts(partners: Iterable[Partner], by: By = "kind") -> Counts:
    """Return how many partners there are under every heading; ``""`` is for those without one.

    Examples
    --------
    >>> counts([Partner("x", "X", "en", "ngo", "KEN", ("coal", "waste"), None)], "area")
    Counts(total=1, rows={'coal': 1, 'waste': 1})
    """
    listing = list(partners)
    rows = Counter(heading for partner in listing for heading in _headings(partner, by))
    return Counts(len({partner.id for partner in listing}), dict(sorted(rows.items())))


def grouped(partners: Iterable[Partner], by: By, language: str = "en") -> dict[str, tuple[Partner, ...]]:
    """Return partners under their headings; countries in the alphabetical order of a language, the rest by identifier.

    Those without a heading come last.
    """
    rows: dict[str, list[Partner]] = {}
    for partner in partners:
        for heading in _headings(partner, by):
            rows.setdefault(heading, []).append(partner)

    def place(heading: str) -> tuple[bool, object]:
        name = country_name(heading, language) if by == "country" and heading else heading
        return (not heading, sort_key(name, language))

    return {heading: tuple(rows[heading]) for heading in sorted(rows, key=place)}
