"""Who may do what with what: the table ``data/roles.csv`` and one question asked of it.

Each row of the table gives one role one action on one kind of object, within a scope. ``standing`` states whether the row is a rule of the
partnership's register or a judgement made where the rule is silent. What no row allows is not allowed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Final, Literal, Protocol

from quicksilver.intake.cells import Among
from quicksilver.intake.packaged import Table
from quicksilver.register.records import KINDS, Record
from quicksilver.register.rules.fields import (
    STATES,
    Means,
    Path,
    fields,
    leads_on,
    named,
    object_of,
    path_of,
    scopes,
    state_of,
    target_of,
)

__all__ = [
    "GRANTS",
    "LEVELS",
    "RELATIONS",
    "ROLES",
    "STEPS",
    "GrantRow",
    "Others",
    "Role",
    "Subject",
    "acting",
    "applies",
    "granted",
    "level",
    "may",
    "sees",
    "subject",
]

ROLES = (
    "visitor",
    "applicant",
    "focal point",
    "area lead",
    "group member",
    "co-chair",
    "secretariat",
    "editor",
    "donor",
    "auditor",
    "admin",
)
#: Actions by which a record is taken to another state; which state that may be is said by its life cycle.
STEPS = (
    "edit",
    "edit text",
    "approve",
    "approve draft",
    "clear",
    "compile",
    "issue call",
    "publish",
    "return",
    "submit",
    "transmit",
)
#: How far a record is seen, from the widest; a role that sees one of these sees those before it.
LEVELS: Final = ("public", "partners", "secretariat")
#: Scopes of the table by which a record is someone's own affair, whatever else they may see.
RELATIONS: Final = ("own", "area", "own area", "funded")


@dataclass(frozen=True, slots=True)
class Role:
    """A role, for an organisation or an area or neither.

    Attributes
    ----------
    name : str
        One of ``ROLES``.
    organisation, area : str
        Identifiers; empty where the role is for none.
    """

    name: str
    organisation: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What the question is about, as far as the answer depends on it.

    Attributes
    ----------
    object : str
        What the table calls it.
    organisations, areas, funders : frozenset of str
        Whose it is, where it is filed, who pays for it.
    visibility : str
        One of ``LEVELS``.
    scopes : frozenset of str
        Those that its state opens, and the state of what it belongs to.
    """

    object: str
    organisations: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    funders: frozenset[str] = frozenset()
    visibility: str = "public"
    scopes: frozenset[str] = frozenset()


class Others(Protocol):
    """What other records state that a question about one depends on."""

    def named(self, kind: str, record: Record, path: Path) -> Iterable[str]:
        """Return what a record names by a path that leads over other records."""

    def states(self, kind: str, identifiers: Iterable[str]) -> Iterable[str]:
        """Return the states of records of a kind."""


def may(roles: Iterable[Role], action: str, what: Subject | str) -> bool:
    """Return whether someone with these roles may do this.

    Parameters
    ----------
    roles : iterable of Role
        Everyone is also a visitor.
    action : str
        As the table calls it, such as ``"edit"``.
    what : Subject or str
        A name of an object asks whether there is any such record at all for which the answer may be yes.

    Raises
    ------
    KeyError
        The table knows no such action: a new action needs rows first.

    Examples
    --------
    >>> may([], "read", Subject("activity"))
    True
    >>> may([Role("focal point", organisation="italy")], "edit", Subject("activity", frozenset({"japan"})))
    False
    """
    name = what if isinstance(what, str) else what.object
    table = _table()
    if (name, action) not in table:
        raise KeyError(f"no row of roles.csv allows anyone to {action!r} {name!r}")
    for role in (Role("visitor"), *roles):
        for scope in table[name, action].get(role.name, ()):
            if isinstance(what, str) or (_seen(role, what) and applies(scope, role, what)):
                return True
    return False


def granted(name: str, action: str) -> dict[str, tuple[str, ...]]:
    """Return which roles the table gives an action on a kind of object, each with its scopes; empty where it knows no such action.

    Examples
    --------
    >>> granted("plan", "publish")
    {'secretariat': ('any',)}
    """
    return dict(_table().get((name, action), {}))


def acting(roles: Iterable[Role], what: Subject) -> tuple[str, ...]:
    """Return the names of those roles by which someone may take a record a step on.

    A role for another area or organisation is none of them, whatever else its holder may do.

    Examples
    --------
    >>> roles = [Role("area lead", area="coal"), Role("focal point", organisation="italy")]
    >>> acting(roles, Subject("activity", frozenset({"italy"}), frozenset({"waste"})))
    ('focal point',)
    """
    names = []
    for role in roles:
        for step in STEPS:
            if (what.object, step) in _table() and may([role], step, what):
                names.append(role.name)
                break
    return tuple(dict.fromkeys(names))


def subject(
    kind: str, record: Record | None = None, others: Others | None = None, *, day: dt.date | None = None
) -> Subject:
    """Return what a record is to the table of roles.

    Parameters
    ----------
    kind : str
        Key of ``KINDS``.
    record : Record, optional
        If omitted, the question is about the kind.
    others : Others, optional
        Where other records are looked up; if omitted, only what the record itself states counts.
    day : date, optional
        Of the question; if omitted, today. A person is no longer of an organisation that they left before.

    Examples
    --------
    >>> from quicksilver.register.records import Plan
    >>> sorted(subject("plans", Plan(id="p", area="coal", state="in force")).scopes)
    ['posted']
    """
    name = object_of(kind)
    if record is None:
        return Subject(name)
    assert isinstance(record, KINDS[kind])
    today = day or dt.datetime.now(dt.UTC).date()

    def identifiers(means: Means) -> frozenset[str]:
        return frozenset(
            identifier
            for field in fields(kind, means)
            for identifier in _by_path(kind, record, path_of(field), others, today)
        )

    opened = set(scopes(kind, state_of(record)))
    if others is not None:
        for field in fields(kind, "state"):
            target = target_of(kind, field)
            for state in others.states(target, [getattr(record, field)]):
                opened |= scopes(target, state)
    return Subject(
        name,
        identifiers("own"),
        identifiers("area"),
        identifiers("funder"),
        level(record.visibility),
        frozenset(opened),
    )


def _by_path(kind: str, record: Record, path: Path, others: Others | None, day: dt.date) -> Iterable[str]:
    if not leads_on(kind, path):
        return named(kind, record, path, day)
    return others.named(kind, record, path) if others is not None else ()


def level(visibility: str) -> str:
    """Return how far a record with a visibility is seen, one of ``LEVELS``, as far as its kind and state allow it.

    Examples
    --------
    >>> level("by state"), level("partners")
    ('public', 'partners')
    """
    return visibility if visibility in LEVELS else LEVELS[0]


@cache
def sees(role: str) -> tuple[str, ...]:
    """Return the levels of records that a role sees, from the widest.

    Examples
    --------
    >>> sees("visitor"), sees("donor")
    (('public',), ('public', 'partners'))
    """
    (furthest,) = granted("visibility", "see")[role]
    return LEVELS[: LEVELS.index(furthest) + 1]


def _seen(role: Role, what: Subject) -> bool:
    # Roles for an organisation see what partners see; their own records they see always.
    return what.visibility in sees(role.name) or _own(role, what)


def _own(role: Role, what: Subject) -> bool:
    return bool(role.organisation) and role.organisation in what.organisations


def _area(role: Role, what: Subject) -> bool:
    return bool(role.area) and role.area in what.areas


_SCOPES: dict[str, Callable[[Role, Subject], bool]] = {
    "any": lambda role, what: True,
    "public": lambda role, what: what.visibility == "public",
    "own": _own,
    "area": _area,
    "own area": lambda role, what: not what.organisations and _area(role, what),
    "funded": lambda role, what: bool(role.organisation) and role.organisation in what.funders,
    "partners": lambda role, what: what.visibility in LEVELS[:2],
    "secretariat": lambda role, what: True,
}


def applies(scope: str, role: Role, what: Subject) -> bool:
    """Return whether a scope of the table applies: a relation of the role to the record, or one that its state opens."""
    return _SCOPES[scope](role, what) if scope in _SCOPES else scope in what.scopes


_RoleName = Annotated[str, Among(lambda: ROLES)]
_Scope = Annotated[str, Among(lambda: (*_SCOPES, *(row.scope for row in STATES.rows())))]


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A role, what it may do with what, and within which scope."""

    object: str
    action: str
    role: _RoleName
    scope: _Scope
    standing: Literal["rule", "judgement"]


GRANTS: Final = Table("quicksilver.register", "data/roles.csv", GrantRow)


@cache
def _table() -> dict[tuple[str, str], dict[str, tuple[str, ...]]]:
    table: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}
    for row in GRANTS.rows():
        granted = table.setdefault((row.object, row.action), {})
        granted[row.role] = (*granted.get(row.role, ()), row.scope)
    return table
