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
    "submissions": ("cycles",),
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
    touched = {kind for kind, records in register.records.items() if records}
    wanted = (touched & set(_TOGETHER)) | {other for kind in touched for other in _WITH.get(kind, ())}
    together = {kind: dict(records) for kind, records in register.records.items()}
    for kind in sorted(wanted):
        identifiers = stored.get(kind, set()) - set(register.records.get(kind, {}))
        if identifiers:
            together[kind] = {**_read(kind, identifiers), **together.get(kind, {})}
    also = [(kind, identifier) for kind, identifiers in stored.items() for identifier in identifiers]
    problems = check(Register(together), also=also)
    return [*problems, *_circles(register, stored, set(together) - wanted)]


def _read(kind: str, identifiers: Set[str]) -> dict[str, r.Record]:
    from quicksilver.portal.store import mapping
    from quicksilver.portal.store.reading import read_kind

    return {record.id: record for record in read_kind(mapping.kinds()[kind], identifiers)}


def _circles(register: Register, stored: Mapping[str, Set[str]], kinds: Iterable[str]) -> Iterator[Problem]:
    """Find circles that a new link closes through records that are only stored."""
    from quicksilver.portal.store import mapping

    for kind, field in CHAINS:
        if kind not in kinds or not stored.get(kind):
            continue
        new = {record.id: getattr(record, field) for record in register.records.get(kind, {}).values()}
        if not any(new.values()):
            continue
        record_kind = mapping.kinds()[kind]
        column = record_kind.columns[field]
        old: Any = record_kind.model.objects.filter(**{f"{column}__isnull": False}).values_list("id", column)
        links = {
            identifier: to for identifier, to in old if identifier in stored[kind] and identifier not in new
        }
        links |= {identifier: to for identifier, to in new.items() if to}
        for ring in rings(links):
            # A circle among the new records alone was found already.
            if not set(ring) <= set(new):
                place = Place(record=f"{kind}/{ring[0]}", field=field)
                yield problem("register.circle", place, field=field, ring=" -> ".join(ring))
