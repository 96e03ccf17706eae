"""What the fields and the states of a record mean for who may see it: the tables ``kinds.csv``, ``fields.csv`` and ``states.csv``.

A field is named by a path. A step of a path is a field of the record; after a field that names another record, the next
step is a field of that one. A step ``kind:field`` goes the other way: to the records of the kind whose field names this
one. ``activity.areas`` of a contribution are the areas of its activity; ``contributions:activity.provider`` of an
activity are the providers of the contributions to it.

A field is ``own`` where it names the organisation that a record is of, ``area`` where it names an area under which it is
filed, ``funder`` where it names who pays, ``personal`` where it names a person or states how to reach one, ``needed`` where a
record that names something by it is none without it (``activity|plan|area`` is one of several), and ``about`` where all of the
record is about that. Under ``state`` is what a record names whose state counts beside its own.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Final, Literal

from quicksilver.intake.cells import Among
from quicksilver.intake.packaged import Table
from quicksilver.register.records import KINDS, Area, Record, When
from quicksilver.register.records.references import REFERENCES
from quicksilver.register.register import Register

__all__ = [
    "FIELDS",
    "OBJECTS",
    "STATES",
    "FieldRow",
    "Index",
    "Means",
    "ObjectRow",
    "Path",
    "StateRow",
    "fields",
    "leads_on",
    "left",
    "named",
    "object_of",
    "path_of",
    "scopes",
    "state_of",
    "states",
    "target_of",
]

#: The steps of a path: (kind, field), where the kind is empty for a field of the record itself.
Path = tuple[tuple[str, str], ...]

#: What a field of a record may mean.
Means = Literal["own", "funder", "area", "state", "personal", "needed", "about"]
_OBJECT: Final = "register"
_Kind = Annotated[str, Among(lambda: KINDS)]


@dataclass(frozen=True, slots=True)
class ObjectRow:
    """What the table of roles calls a kind of record."""

    kind: _Kind
    object: str
    standing: Literal["rule", "judgement"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StateRow:
    """A state of a kind of record in which a scope of the table of roles applies."""

    kind: _Kind
    state: str
    scope: str
    standing: Literal["rule", "judgement"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """What a field of a kind of record means."""

    kind: _Kind
    field: str
    means: Means
    standing: Literal["rule", "judgement"]
    reason: str = ""


_PACKAGE: Final = "quicksilver.register"
OBJECTS: Final = Table(_PACKAGE, "data/kinds.csv", ObjectRow, ("kind",))
STATES: Final = Table(_PACKAGE, "data/states.csv", StateRow, ("kind", "state", "scope"))
FIELDS: Final = Table(_PACKAGE, "data/fields.csv", FieldRow, ("kind", "field", "means"))


@cache
def _objects() -> Mapping[str, str]:
    return {row.kind: row.object for row in OBJECTS.rows()}


def object_of(kind: str) -> str:
    """Return what the table of roles calls a kind of record; ``register`` where it has no name for itself.

    Examples
    --------
    >>> object_of("memberships"), object_of("outputs")
    ('application', 'register')
    """
    return _objects().get(kind, _OBJECT)


@cache
def states(kind: str, scope: str) -> frozenset[str]:
    """Return the states of a kind of record in which a scope of the table of roles applies to it.

    Examples
    --------
    >>> sorted(states("cycles", "published"))
    ['archived', 'corrected', 'published']
    """
    return frozenset(row.state for row in STATES.rows() if (row.kind, row.scope) == (kind, scope))


@cache
def _scopes() -> Mapping[tuple[str, str], frozenset[str]]:
    by_state: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in STATES.rows():
        by_state[row.kind, row.state].add(row.scope)
    return {key: frozenset(names) for key, names in by_state.items()}


def scopes(kind: str, state: str) -> frozenset[str]:
    """Return the scopes that apply to a kind of record by its state.

    Examples
    --------
    >>> sorted(scopes("plans", "in force")), sorted(scopes("plans", "drafting"))
    (['posted'], [])
    """
    return _scopes().get((kind, state), frozenset())


@cache
def fields(kind: str, means: Means) -> tuple[str, ...]:
    """Return the fields of a kind of record that mean something, as the table has them.

    Examples
    --------
    >>> fields("comments", "personal"), fields("needs", "needed")
    (('author', 'replied_by'), ('activity|plan|area',))
    """
    return tuple(row.field for row in FIELDS.rows() if (row.kind, row.means) == (kind, means))


@cache
def path_of(field: str) -> Path:
    """Return the steps of a path.

    Examples
    --------
    >>> path_of("contributions:activity.provider")
    (('contributions', 'activity'), ('', 'provider'))
    """
    steps = (step.rpartition(":") for step in field.split("."))
    return tuple((kind, name) for kind, _, name in steps)


@cache
def target_of(kind: str, name: str) -> str:
    """Return which kind of record a field of a kind names; empty where it names none, or is a list of parts.

    Examples
    --------
    >>> target_of("contributions", "activity"), target_of("activities", "areas"), target_of("plans", "version")
    ('activities', 'areas', '')
    """
    return next((target for path, target in REFERENCES[kind] if path.removesuffix("[]") == name), "")


def state_of(record: Record) -> str:
    """Return the state of a record; an area's is its last status.

    Examples
    --------
    >>> state_of(Area(id="coal", name="Coal"))
    'proposed'
    """
    if isinstance(record, Area):
        return record.statuses[-1].status if record.statuses else "proposed"
    return str(getattr(record, "state", ""))


def left(until: When | None, day: dt.date) -> bool:
    """Return whether someone who was with an organisation until then has left it on a day."""
    return until is not None and until.last is not None and until.last < day


@cache
def leads_on(kind: str, path: Path) -> bool:
    """Return whether a path leads over other records, which have to be looked up.

    Examples
    --------
    >>> leads_on("baselines", path_of("indicator.area")), leads_on("activities", path_of("participants.organisation"))
    (True, False)
    """
    return bool(path[0][0]) or (len(path) > 1 and bool(target_of(kind, path[0][1])))


def named(kind: str, record: Record, path: Path, day: dt.date | None = None) -> Iterator[str]:
    """Yield what a record itself names by a path, a field of it or of the parts in a list.

    Parameters
    ----------
    kind : str
        Key of ``KINDS``.
    record : Record
    path : Path
        One that does not lead over other records.
    day : date, optional
        Parts of a record that ended before it do not count.

    Examples
    --------
    >>> from quicksilver.register.records import Organisation
    >>> list(named("organisations", Organisation(id="a", name="A", parent="b"), path_of("parent")))
    ['b']
    """
    (_, name), *rest = path
    value = getattr(record, name)
    for item in value if isinstance(value, tuple) else (value,):
        if item is None or not rest:
            yield from () if item is None else (item,)
        elif day is None or not left(getattr(item, "until", None), day):
            inner = getattr(item, rest[0][1])
            yield from () if inner is None else (inner,)


class Index:
    """The records of a register, looked up by identifier and by what they name.

    Attributes
    ----------
    register : Register
    day : date or None
        Parts of a record that ended before it do not count.
    """

    def __init__(self, register: Register, day: dt.date | None = None) -> None:
        self.register, self.day = register, day
        self._naming: dict[tuple[str, str], dict[str, list[Record]]] = {}

    def named(self, kind: str, record: Record, path: Path) -> Iterator[str]:
        """Yield what a record names by a path."""
        if not leads_on(kind, path):
            yield from named(kind, record, path, self.day)
            return
        (by, name), *rest = path
        target = by or target_of(kind, name)
        others: Iterable[Record | None] = (
            self._by(by, name).get(record.id, ())
            if by
            else map(self.register.records.get(target, {}).get, named(kind, record, path[:1]))
        )
        for other in others:
            if other is not None:
                yield from self.named(target, other, tuple(rest))

    def states(self, kind: str, identifiers: Iterable[str]) -> Iterator[str]:
        """Yield the states of records of a kind."""
        records = self.register.records.get(kind, {})
        for identifier in identifiers:
            if identifier in records:
                yield state_of(records[identifier])

    def _by(self, kind: str, field: str) -> Mapping[str, list[Record]]:
        if (kind, field) not in self._naming:
            by_name: dict[str, list[Record]] = defaultdict(list)
            for record in self.register.records.get(kind, {}).values():
                for name in named(kind, record, path_of(field)):
                    by_name[name].append(record)
            self._naming[kind, field] = by_name
        return self._naming[kind, field]
