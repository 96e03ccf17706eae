"""Whether records that are to be saved agree with what the database holds: the last check, for records of every origin.

A directory, a workbook or a form is checked by itself before, with its own places. Here it is looked at together with what is there
already: two leads of an area, overlapping periods, circles that close only through a stored record. Of large kinds only identifiers and
links are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any, Final

from quicksilver.errors import Place, Problem
from quicksilver.language.problems import problem
from quicksilver.register import records as r
from quicksilver.register.formats.text_form import check
from quicksilver.register.formats.text_form.checks import rings
from quicksilver.register.records.references import CHAINS
from quicksilver.register.register import Register

__all__ = ["contradictions"]

#: Kinds of which one record can contradict another; each holds hundreds, not tens of thousands.
_TOGETHER: Final = (
    "leaderships",
    "memberships",
    "cycles",
    "submissions",
    "claims",
    "indicators",
    "baselines",
    "observations",
    "plans",
)
#: What a kind is looked at with.
_WITH: Final[Mapping[str, tuple[str, ...]]] = {
    "baselines": ("indicators",),
    "observations": ("indicators",),
    "indicators": ("baselines", "observations"),
    "activities": ("plans",),
    "plans": (),
}


def contradictions(register: Register, stored: Mapping[str, Set[str]]) -> list[Problem]:
    """Return the contradictions of records with one another or with the database; empty where nothing is wrong.

    Parameters
    ----------
    register : Register
        What is to be saved.
    stored : mapping of str to set of str
        Kind -> identifiers of what the database has and keeps.
    """
    touched = {kind for kind, held in register.records.items() if held}
    wanted = (touched & set(_TOGETHER)) | {other for kind in touched for other in _WITH.get(kind, ())}
    together = {kind: dict(held) for kind, held in register.records.items()}
    for kind in sorted(wanted):
        there = stored.get(kind, set()) - set(register.records.get(kind, {}))
        if there:
            together[kind] = {**_read(kind, there), **together.get(kind, {})}
    also = [(kind, identifier) for kind, held in stored.items() for identifier in held]
    found = check(Register(together), also=also)
    return [*found, *_circles(register, stored, set(together) - wanted)]


def _read(kind: str, identifiers: Set[str]) -> dict[str, r.Record]:
    from quicksilver.portal.store import mapping
    from quicksilver.portal.store.reading import read_kind

    return {one.id: one for one in read_kind(mapping.kinds()[kind], identifiers)}


def _circles(register: Register, stored: Mapping[str, Set[str]], kinds: Iterable[str]) -> Iterator[Problem]:
    """Find circles that a new link closes through records that are only stored."""
    from quicksilver.portal.store import mapping

    for kind, field in CHAINS:
        if kind not in kinds or not stored.get(kind):
            continue
        new = {one.id: getattr(one, field) for one in register.records.get(kind, {}).values()}
        if not any(new.values()):
            continue
        told = mapping.kinds()[kind]
        column = told.columns[field]
        old: Any = told.model.objects.filter(**{f"{column}__isnull": False}).values_list("id", column)
        links = {one: to for one, to in old if one in stored[kind] and one not in new}
        links |= {one: to for one, to in new.items() if to}
        for ring in rings(links):
            # A circle among the new records alone was found already.
            if not set(ring) <= set(new):
                place = Place(record=f"{kind}/{ring[0]}", field=field)
                yield problem("register.circle", place, field=field, ring=" -> ".join(ring))
