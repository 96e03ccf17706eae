"""Who sees which records, and what of them: the one policy, made from the tables of roles, states and fields.

A record is seen where three things agree.

- *Its kind and state.* A row of ``roles.csv`` lets a role read its kind, within a scope: any record, one in certain states
  (``states.csv``), or one of the role's own organisation or area (``fields.csv``).
- *Its visibility.* A record may be limited to partners or to the secretariat; the rows ``visibility, see`` state who sees
  these. ``by state``, the default of a new record, limits nothing: its kind and state decide alone, so that a plan that is
  being drafted opens when it is posted. Files in which no visibility is stated, and those that state ``public``, read the same:
  such a record was always seen as far as its kind and state allow, and still is. Persons and comments are limited unless
  their record states otherwise.
- *What it is about.* A record that is about another (``about`` in ``fields.csv``) is seen only where that one is seen. So is
  one that is nothing without another (``needed``, or a field that its class requires), wherever names of hidden records are
  left out. Whoever sees a record as their own affair sees it in any case.

In what leaves the register (documents, exports, the interface for programs, the pages of visitors) a field that names a person
or a record that is not seen is empty, and an item of a list that names one is left out: :func:`visible`. In the administration
such a field states that it is not shown: :func:`readable`.

The same rows as questions to a database are :mod:`quicksilver.portal.store.visibility_in_sql`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from quicksilver.register.records import KINDS, Record
from quicksilver.register.records.references import REFERENCES, references
from quicksilver.register.register import Register
from quicksilver.register.rules.fields import (
    Index,
    Path,
    fields,
    leads_on,
    named,
    object_of,
    path_of,
    state_of,
    states,
)
from quicksilver.register.rules.roles import (
    LEVELS,
    RELATIONS,
    Others,
    Role,
    Subject,
    applies,
    granted,
    level,
    may,
    sees,
    subject,
)

__all__ = [
    "ENDED",
    "EVERYTHING",
    "STATEMENTS",
    "Grant",
    "Hidden",
    "Need",
    "closed",
    "grants",
    "is_public",
    "needs",
    "open_kinds",
    "readable",
    "seen",
    "visible",
]

#: Kind of record -> identifiers of those that are not seen.
Hidden = Mapping[str, Container[str]]
#: Kinds whose records are about another, named as ``kind/id``. A statement about a statement is seen by nobody who does not see
#: everything: it is a note of those who work with the register.
STATEMENTS: Final = ("claims", "comments")
#: Of a scope: states in which it applies until the record's end, to a question about an earlier day.
ENDED: Final = "{scope} until its end"

_GONE: Final = object()
_SUBJECT: Final = "subject"


class _Everything(Container[str]):
    """All identifiers, of a kind of which nothing is seen."""

    def __contains__(self, identifier: object) -> bool:
        return True


EVERYTHING: Final = _Everything()


@dataclass(frozen=True, slots=True)
class Grant:
    """A row that lets someone read records of a kind.

    Attributes
    ----------
    role : Role
    scope : str
    levels : tuple of str
        How far the records are seen that the role sees.
    """

    role: Role
    scope: str
    levels: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Return whether it shows every record of the kind."""
        return self.scope == "any" and self.levels == LEVELS

    def plain(self, kind: str) -> bool:
        """Return whether the answer depends on nothing but the state and visibility of the record."""
        mine = self.role.organisation or self.role.area
        return not mine and self.scope not in RELATIONS and not fields(kind, "state")


@dataclass(frozen=True, slots=True)
class Need:
    """Records that a record of a kind is none without: it needs one of those that it names, and all that name it.

    Attributes
    ----------
    paths : tuple of (Path, str)
        Where it names them, and of which kind they are; the kind is empty where it is named with the record.
    """

    paths: tuple[tuple[Path, str], ...]


@cache
def grants(kind: str, roles: tuple[Role, ...] = (), *, totals: bool = False) -> tuple[Grant, ...]:
    """Return the rows by which someone reads records of a kind.

    Parameters
    ----------
    kind : str
        Key of ``KINDS``.
    roles : tuple of Role
        Everyone is also a visitor.
    totals : bool
        Whether records count of which only totals may be read.

    Examples
    --------
    >>> [grant.scope for grant in grants("plans")], grants("contributions")
    (['posted'], ())
    >>> [grant.scope for grant in grants("contributions", totals=True)]
    ['any']
    """
    name = object_of(kind)
    actions = ("read", "read totals") if totals else ("read",)
    return tuple(
        dict.fromkeys(
            Grant(role, scope, sees(role.name))
            for role in (Role("visitor"), *roles)
            for action in actions
            for scope in granted(name, action).get(role.name, ())
        )
    )


def open_kinds(roles: tuple[Role, ...] = ()) -> list[str]:
    """Return the kinds of which someone may read at least some records.

    Examples
    --------
    >>> set(KINDS) - set(open_kinds()) == {"contributions", "persons", "submissions"}
    True
    """
    return [kind for kind in KINDS if grants(kind, roles)]


@cache
def needs(kind: str, *, withheld: bool = False) -> tuple[Need, ...]:
    """Return what a record of a kind is none without: what its class requires, and what the table states.

    Parameters
    ----------
    kind : str
    withheld : bool
        Whether names of hidden records are withheld where they are written: then only what all of the record is about counts.

    Examples
    --------
    >>> [need.paths for need in needs("seats")]
    [(((('', 'organisation'),), 'organisations'), ((('', 'person'),), 'persons'))]
    >>> needs("seats", withheld=True)
    ()
    """
    about = tuple(
        Need(tuple((path_of(part), _end(kind, path_of(part))) for part in field.split("|")))
        for field in fields(kind, "about")
    )
    if withheld:
        return about
    own = KINDS[kind].model_fields
    required = [
        Need(((path_of(name), target),))
        for name, target in ((path.removesuffix("[]"), target) for path, target in REFERENCES[kind])
        if name in own and own[name].is_required()
    ]
    stated = [
        Need(tuple((path_of(part), _end(kind, path_of(part))) for part in field.split("|")))
        for field in fields(kind, "needed")
    ]
    return (*required, *(need for need in stated if need not in required), *about)


def _end(kind: str, path: Path) -> str:
    """Return which kind of record a path leads to; empty where it is named with the record."""
    (by, name), *rest = path
    if by:
        return _end(by, tuple(rest))
    inside = ".".join((name, *(field for _, field in rest)))
    targets = {path.replace("[]", ""): target for path, target in REFERENCES[kind]}
    return targets.get(inside) or (_end(targets[name], tuple(rest)) if rest else "")


def visible(
    register: Register,
    roles: tuple[Role, ...] = (),
    *,
    totals: bool = False,
    about: Collection[tuple[str, str]] = (),
    day: dt.date | None = None,
) -> Register:
    """Return a register as someone may see it: what a document for them is made of.

    A field that names a record that is not seen is emptied; an item of a list that names one is left out. The day the register
    is asked as of stays.

    Parameters
    ----------
    register : Register
    roles : tuple of Role
        Of the reader; nothing for everyone.
    totals : bool
        Whether records are kept of which the reader may only know totals. What is made of the register then states sums and
        numbers of them, and none by itself.
    about : collection of (str, str)
        Kind and identifier of records that the document is about, such as the cycle of a report: whoever is given it sees them.
    day : date, optional
        Of the document: who was a partner on an earlier day is listed.

    Examples
    --------
    >>> from quicksilver.register.records import Organisation, Plan
    >>> register = Register.of(
    ...     [("organisations", Organisation(id="a", name="A", visibility="secretariat")),
    ...      ("plans", Plan(id="p", area="coal", state="drafting"))]
    ... )
    >>> list(visible(register)), len(list(visible(register, (Role("secretariat"),))))
    ([], 2)
    """
    return _Sight(register, roles, totals=totals, about=about, day=day).register()


def readable(register: Register, roles: tuple[Role, ...]) -> dict[str, set[str]]:
    """Return the identifiers of the records that someone reads in the administration, by kind: names of others are withheld there.

    Parameters
    ----------
    register : Register
    roles : tuple of Role
    """
    hidden = _Sight(register, roles, withheld=True).hidden
    return {kind: set(records) - hidden[kind] for kind, records in register.records.items()}


def is_public(kind: str, record: Record) -> bool:
    """Return whether everyone may see a record by its kind, state and visibility; what it is about is not looked at.

    Examples
    --------
    >>> from quicksilver.register.records import Plan
    >>> [is_public("plans", Plan(id="p", area="coal", state=state)) for state in ("drafting", "in force")]
    [False, True]
    """
    return _rank(kind, record, grants(kind), None, None) != _NOT


def seen(
    kind: str,
    record: Record,
    hidden: Hidden,
    roles: tuple[Role, ...] = (),
    others: Others | None = None,
) -> Record | None:
    """Return what someone may see of one record; None where that is nothing.

    Parameters
    ----------
    kind : str
    record : Record
    hidden : mapping of str to container of str
        Identifiers of the records that they do not see, by kind.
    roles : tuple of Role
        Of the reader; nothing for everyone.
    others : Others, optional
        Where other records are looked up on which the answer depends.
    """
    rank = _rank(kind, record, grants(kind, roles), others, None)
    if not rank or (rank == _GENERAL and not _whole(kind, record, hidden, None)):
        return None
    return _shown(kind, record, hidden, roles, others, keep=rank == _OWN)


def closed(register: Register) -> Register:
    """Return a register in which every name leads somewhere: what names a record that is not there is emptied or left out.

    Parameters
    ----------
    register : Register
        A part of another one.
    """
    while True:
        gone: dict[str, set[str]] = {kind: set() for kind in KINDS}
        for kind, record in register:
            for _keys, target, identifier in references(kind, record):
                if identifier not in register.records.get(target, {}):
                    gone[target].add(identifier)
            of, identifier = _about(kind, record)
            if of and identifier not in register.records.get(of, {}):
                gone[of].add(identifier)
        if not any(gone.values()):
            return register
        register = Register(
            {
                kind: _every(
                    (_emptied(kind, record, gone) if _whole(kind, record, gone, None) else None)
                    for record in records.values()
                )
                for kind, records in register.records.items()
            },
            register.day,
        )


def _about(kind: str, record: Record) -> tuple[str, str]:
    """Return kind and identifier of what a statement is about; nothing for what is none, or names no kind of record."""
    if kind not in STATEMENTS:
        return "", ""
    of, _, identifier = str(getattr(record, _SUBJECT)).partition("/")
    return (of, identifier) if of in KINDS else ("", "")


def _every(records: Iterable[Record | None]) -> dict[str, Record]:
    return {record.id: record for record in records if record is not None}


# Whether a record is seen

#: A record is not seen; it is seen like others of its kind; it is the reader's own affair, or they see everything.
_NOT, _GENERAL, _OWN = 0, 1, 2


def _rank(
    kind: str, record: Record, granted: Sequence[Grant], others: Others | None, day: dt.date | None
) -> int:
    """Return how a record is seen by its kind, state and visibility, and by what it is to the reader."""
    rank, seen_to, what = _NOT, level(record.visibility), None
    for grant in granted:
        if grant.whole:
            return _OWN
        if not grant.plain(kind):
            what = what or subject(kind, record, others, day=day)
            own = bool(grant.role.organisation) and grant.role.organisation in what.organisations
            if (own or seen_to in grant.levels) and applies(grant.scope, grant.role, what):
                if own or grant.scope in RELATIONS:
                    return _OWN
                rank = _GENERAL
        elif seen_to in grant.levels and _applies(kind, record, grant.scope, day):
            rank = _GENERAL
    return rank


def _applies(kind: str, record: Record, scope: str, day: dt.date | None) -> bool:
    """Return whether a scope applies by the record itself, on a day where the record has ended since."""
    if scope in ("any", "public"):
        return scope == "any" or level(record.visibility) == "public"
    state = state_of(record)
    if state in states(kind, scope):
        return True
    if day is None or record.until is None or record.until.last is None:
        return False
    return day <= record.until.last and state in states(kind, ENDED.format(scope=scope))


def _whole(kind: str, record: Record, hidden: Hidden, index: Index | None, *, withheld: bool = False) -> bool:
    """Return whether a record names what it is none without: nothing of it is hidden, or not all of it."""
    return all(_met(kind, record, need, hidden, index) for need in needs(kind, withheld=withheld))


def _met(kind: str, record: Record, need: Need, hidden: Hidden, index: Index | None) -> bool:
    some = False
    for path, target in need.paths:
        if not target:
            if not _about_seen(kind, record, hidden):
                return False
            continue
        if leads_on(kind, path) and index is None:
            continue
        identifiers = index.named(kind, record, path) if index is not None else named(kind, record, path)
        gone = [identifier in hidden.get(target, ()) for identifier in identifiers]
        # Of what names the record, nothing may be hidden; of what it names itself, not everything.
        if (path[0][0] and any(gone)) or (gone and all(gone)):
            some = True
        elif gone:
            return True
    return not some


def _about_seen(kind: str, record: Record, hidden: Hidden) -> bool:
    of, identifier = _about(kind, record)
    return bool(of) and of not in STATEMENTS and identifier not in hidden.get(of, ())


class _Sight:
    """What someone sees of a register: which records are hidden, and the register without them."""

    def __init__(
        self,
        register: Register,
        roles: tuple[Role, ...],
        *,
        totals: bool = False,
        about: Collection[tuple[str, str]] = (),
        day: dt.date | None = None,
        withheld: bool = False,
    ) -> None:
        self._register, self._roles, self._totals, self._day = register, roles, totals, day
        self._withheld = withheld
        self._index = Index(register, day)
        self._about = frozenset(about)
        self._own: dict[str, set[str]] = {kind: set() for kind in KINDS}
        self.hidden: dict[str, set[str]] = {kind: set() for kind in KINDS}
        for kind, records in register.records.items():
            self._by_itself(kind, records)
        self._by_what_they_need()

    def _by_itself(self, kind: str, records: Mapping[str, Record]) -> None:
        given = grants(kind, self._roles, totals=self._totals)
        if any(grant.whole for grant in given):
            self._own[kind].update(records)
            return
        for identifier, record in records.items():
            rank = _OWN if (kind, identifier) in self._about else _NOT
            rank = rank or _rank(kind, record, given, self._index, self._day)
            if rank == _OWN:
                self._own[kind].add(identifier)
            elif rank == _NOT:
                self.hidden[kind].add(identifier)

    def _by_what_they_need(self) -> None:
        changed = {kind for kind, identifiers in self.hidden.items() if identifiers}
        first = True
        while changed:
            now: set[str] = set()
            for kind, records in self._register.records.items():
                # What is about a statement is hidden though nothing else is.
                if (first and kind in STATEMENTS) or _targets(kind, withheld=self._withheld) & changed:
                    gone = [
                        identifier
                        for identifier, record in records.items()
                        if identifier not in self.hidden[kind]
                        and identifier not in self._own[kind]
                        and not _whole(kind, record, self.hidden, self._index, withheld=self._withheld)
                    ]
                    self.hidden[kind].update(gone)
                    now |= {kind} if gone else set()
            changed, first = now, False

    def register(self) -> Register:
        """Return the register without what is hidden and without what names it; the same one where that is nothing."""
        shown = {kind: self._kind(kind, records) for kind, records in self._register.records.items()}
        same = all(shown[kind] is records for kind, records in self._register.records.items())
        return self._register if same else Register(shown, self._register.day)

    def _kind(self, kind: str, records: Mapping[str, Record]) -> Mapping[str, Record]:
        gone, own = self.hidden[kind], self._own[kind]
        if not gone and not self._changes(kind):
            return records
        left: Iterable[Record | None] = [record for key, record in records.items() if key not in gone]
        if self._changes(kind):
            left = (
                _shown(kind, record, self.hidden, self._roles, self._index, keep=record.id in own)
                for record in left
                if record is not None
            )
        kept = _every(left)
        return records if all(kept.get(key) is record for key, record in records.items()) else kept

    def _changes(self, kind: str) -> bool:
        """Return whether anything may have to be taken out of a record of a kind."""
        return bool(fields(kind, "personal")) or any(self.hidden[target] for _, target in REFERENCES[kind])


@cache
def _targets(kind: str, *, withheld: bool) -> frozenset[str]:
    """Return the kinds that a record of a kind may be nothing without."""
    targets = {target for need in needs(kind, withheld=withheld) for _, target in need.paths}
    return frozenset(set(KINDS) - set(STATEMENTS) if "" in targets else targets)


# What is seen of it


def _shown(
    kind: str,
    record: Record,
    hidden: Hidden,
    roles: tuple[Role, ...],
    others: Others | None = None,
    *,
    keep: bool,
) -> Record | None:
    """Return a record without what names persons and what is hidden; None where nothing is left of it.

    What it is none without stays (``keep``) where it is seen in any case.
    """
    persons = [name for name in fields(kind, "personal") if getattr(record, name)]
    if persons and not _reads_persons(kind, record, roles, others):
        record = record.model_copy(update=dict.fromkeys(persons, ""))
    return _emptied(kind, record, hidden, keep=keep)


def _reads_persons(kind: str, record: Record, roles: tuple[Role, ...], others: Others | None) -> bool:
    whose = subject(kind, record, others).organisations
    return may(roles, "read", Subject("person", whose, visibility=LEVELS[-1]))


def _emptied(kind: str, record: Record, hidden: Hidden, *, keep: bool = False) -> Record | None:
    """Return a record without the names of what is hidden; None where its class requires one of them."""
    for path, target in REFERENCES[kind]:
        gone = hidden.get(target)
        if gone:
            left = _without(record, path.split("."), gone)
            if left is not _GONE:
                record = left
            elif not keep:
                return None
    return record


def _without(holder: Any, steps: list[str], hidden: Container[str]) -> Any:
    """Return a record or a part of one without the hidden names at the end of a path; nothing where it is about one."""
    name, many = steps[0].removesuffix("[]"), steps[0].endswith("[]")
    value = getattr(holder, name)
    if not value:
        return holder
    items = [_item(element, steps[1:], hidden, part=many) for element in (value if many else (value,))]
    kept = tuple(item for item in items if item is not _GONE)
    left: Any = kept if many else kept[0] if kept else None
    if left == value:
        return holder
    if not left and type(holder).model_fields[name].is_required():
        return _GONE
    return holder.model_copy(update={name: left})


def _item(value: Any, rest: list[str], hidden: Container[str], *, part: bool) -> Any:
    if not rest:
        return _GONE if value in hidden else value
    left = _without(value, rest, hidden)
    # An item of a list that names a hidden record itself says something of it.
    return _GONE if part and len(rest) == 1 and left is not value else left
