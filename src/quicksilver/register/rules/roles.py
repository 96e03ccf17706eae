"""Who may do what with what: the table ``data/roles.csv`` and one question asked of it.

Each row of the table gives one role one action on one kind of object, within a scope. ``standing`` states whether the row is a rule of the
partnership's register or a judgement made where the rule is silent. What no row allows is not allowed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Final, Literal

from quicksilver.intake.cells import Among
from quicksilver.intake.packaged import Table
from quicksilver.register.records import KINDS, Record, When

__all__ = [
    "OBJECTS",
    "PERSONAL",
    "PUBLISHED",
    "ROLES",
    "STEPS",
    "WITHIN",
    "Role",
    "Subject",
    "acting",
    "granted",
    "left",
    "may",
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
#: Kind of record -> what the table calls it; every other kind is part of the register.
OBJECTS = {
    "persons": "person",
    "memberships": "application",
    "activities": "activity",
    "plans": "plan",
    "targets": "target",
    "baselines": "target",
    "contributions": "contribution",
    "submissions": "submission",
    "cycles": "report",
    "comments": "comment",
}
#: Fields that name a person: for the secretariat and the owner only.
PERSONAL = {
    "leaderships": ("person",),
    "claims": ("recorded_by",),
    "submissions": ("submitted_by",),
    "comments": ("author", "replied_by"),
    "persons": ("contact",),
}

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
#: Role -> how far it sees: 0 what is public, 1 what partners see, 2 everything; every other role sees what partners see.
WITHIN = {"visitor": 0, "applicant": 0, "secretariat": 2, "auditor": 2, "admin": 2}
PUBLISHED = frozenset({"published", "corrected", "archived"})

_SEEN_FROM = {"public": 0, "partners": 1, "secretariat": 2}


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
    visibility, state : str
    """

    object: str
    organisations: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    funders: frozenset[str] = frozenset()
    visibility: str = "public"
    state: str = ""
    extra: frozenset[str] = field(default=frozenset())


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
            if isinstance(what, str) or (_seen(role, what) and _SCOPES[scope](role, what)):
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
    >>> held = [Role("area lead", area="coal"), Role("focal point", organisation="italy")]
    >>> acting(held, Subject("activity", frozenset({"italy"}), frozenset({"waste"})))
    ('focal point',)
    """
    found = []
    for role in roles:
        for step in STEPS:
            if (what.object, step) in _table() and may([role], step, what):
                found.append(role.name)
                break
    return tuple(dict.fromkeys(found))


def subject(
    kind: str,
    record: Record | None = None,
    *,
    funders: Iterable[str] = (),
    extra: Iterable[str] = (),
    day: dt.date | None = None,
) -> Subject:
    """Return what a record is to the table of roles.

    Parameters
    ----------
    kind : str
        Key of ``KINDS``.
    record : Record, optional
        If omitted, the question is about the kind.
    funders : iterable of str
        Organisations that contribute to it, which the record itself does not state.
    extra : iterable of str
        ``"final draft"`` where its cycle is that far, ``"proposed area"`` where its area is not established.
    day : date, optional
        Of the question; if omitted, today. A person is no longer of an organisation that they left before.
    """
    name = OBJECTS.get(kind, "register")
    if record is None:
        return Subject(name)
    assert isinstance(record, KINDS[kind])
    mine = {getattr(record, key, None) for key in ("organisation", "provider")}
    mine |= {part.organisation for part in getattr(record, "participants", ())}
    today = day or dt.datetime.now(dt.UTC).date()
    mine |= {part.organisation for part in getattr(record, "affiliations", ()) if not left(part.until, today)}
    areas = set(getattr(record, "areas", ())) | {getattr(record, "area", None)}
    return Subject(
        name,
        frozenset(one for one in mine if one),
        frozenset(one for one in areas if one),
        frozenset(funders),
        record.visibility,
        str(getattr(record, "state", "")),
        frozenset(extra),
    )


def left(until: When | None, day: dt.date) -> bool:
    """Return whether someone who was with an organisation until then has left it on a day."""
    return until is not None and until.last is not None and until.last < day


def _seen(role: Role, what: Subject) -> bool:
    # Roles for an organisation see what partners see; their own records they see always.
    within = WITHIN.get(role.name, 1)
    return within >= _SEEN_FROM[what.visibility] or bool(
        role.organisation and role.organisation in what.organisations
    )


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
    "listed": lambda role, what: what.state in ("confirmed", "dormant"),
    "posted": lambda role, what: what.state != "drafting",
    "published": lambda role, what: what.state in PUBLISHED,
    "final draft": lambda role, what: "final draft" in what.extra,
    "proposed area": lambda role, what: "proposed area" in what.extra,
}


_RoleName = Annotated[str, Among(lambda: ROLES)]
_Scope = Annotated[str, Among(lambda: _SCOPES)]


@dataclass(frozen=True, slots=True)
class _Grant:
    object: str
    action: str
    role: _RoleName
    scope: _Scope
    standing: Literal["rule", "judgement"]


_GRANTS: Final = Table("quicksilver.register", "data/roles.csv", _Grant)


@cache
def _table() -> dict[tuple[str, str], dict[str, tuple[str, ...]]]:
    found: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}
    for row in _GRANTS.rows():
        scopes = found.setdefault((row.object, row.action), {})
        scopes[row.role] = (*scopes.get(row.role, ()), row.scope)
    return found
