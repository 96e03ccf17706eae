"""Who sees which records, as questions to the database: :mod:`quicksilver.register.rules.visibility` and its tables in SQL.

Asked for everyone, it is what leaves the register. Asked for someone with a role, it is what they read in the administration,
where names of hidden records are withheld.

What is asked here is what is hidden: few records are, and the database starts from those. A count that took in what is then
not shown would tell of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Iterator
from functools import cache, reduce
from operator import and_, or_
from typing import Any, Final, NamedTuple

from django.db.models import CharField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import StrIndex, Substr
from django.db.models.lookups import In

from quicksilver.portal.store.mapping import Kind, Part, kinds
from quicksilver.register.records import KINDS, Record, When
from quicksilver.register.rules.fields import (
    Means,
    Path,
    fields,
    left,
    named,
    path_of,
    states,
    target_of,
)
from quicksilver.register.rules.roles import LEVELS, RELATIONS, Role, Subject, subject
from quicksilver.register.rules.visibility import EVERYTHING, STATEMENTS, Grant, Need, grants, needs

__all__ = ["Stored", "closed_rows", "hidden_ids", "open_rows", "readable", "subject_of"]

_NOTHING: Final = Q(pk__in=[])
#: An empty Q is dropped where it is joined to another.
_ALL: Final = Q(pk__isnull=False)


def open_rows(kind: Kind, roles: tuple[Role, ...] = ()) -> Any:
    """Return the query of the records of a kind that someone may see, in the order of their identifiers.

    Parameters
    ----------
    kind : Kind
    roles : tuple of Role
        Nothing for everyone.
    """
    return kind.model.objects.filter(readable(kind.name, roles)).order_by("id")


def closed_rows(kind: Kind, roles: tuple[Role, ...] = (), *, totals: bool = False) -> Any:
    """Return the query of the records of a kind that someone may not see.

    Parameters
    ----------
    kind : Kind
    roles : tuple of Role
        Nothing for everyone.
    totals : bool
        Whether records are seen of which only totals may be read.
    """
    return kind.model.objects.filter(_closed(kind.name, roles, totals) or _NOTHING).order_by()


def readable(kind: str, roles: Iterable[Role]) -> Q:
    """Return the condition under which someone with these roles may read a record of a kind.

    Parameters
    ----------
    kind : str
        Key of ``KINDS``.
    roles : iterable of Role
        Everyone is also a visitor.
    """
    closed = _closed(kind, tuple(roles), False)
    return _ALL if closed is None else ~closed


def hidden_ids(*, totals: bool = False) -> dict[str, Container[str]]:
    """Return the identifiers of the records that not everyone may see, by kind; one query.

    Parameters
    ----------
    totals : bool
        Whether records are seen of which only totals may be read.
    """
    from django.db import connection

    sql, values = _hidden(totals)
    identifiers: dict[str, set[str]] = {name: set() for name in KINDS}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        for name, identifier in cursor.fetchall():
            identifiers[name].add(identifier)
    return {
        name: EVERYTHING if _closed(name, (), totals) is _ALL else ids for name, ids in identifiers.items()
    }


@cache
def _hidden(totals: bool) -> tuple[str, tuple[Any, ...]]:
    """Return the statement that gives kind and identifier of what not everyone may see, and its parameters."""
    queries = [
        closed_rows(kind, totals=totals)
        .annotate(of=Value(name, output_field=CharField()))
        .values_list("of", "id")
        for name, kind in kinds().items()
        # Of a kind of which nothing is seen nobody needs the identifiers.
        if _closed(name, (), totals) not in (None, _ALL)
    ]
    sql, values = queries[0].union(*queries[1:], all=True).query.sql_with_params()
    return sql, tuple(values)


def subject_of(kind: str, record: Record) -> Subject:
    """Return what a record is to the table of roles, with what the database states beside it.

    Parameters
    ----------
    kind : str
        Key of ``KINDS``.
    record : Record
    """
    return subject(kind, record, Stored())


class Stored:
    """What other records of the database state that a question about one depends on; a query for each question."""

    def named(self, kind: str, record: Record, path: Path) -> Iterator[str]:
        """Yield what a record names by a path that leads over other records."""
        (by, name), *rest = path
        other = kinds()[by or target_of(kind, name)]
        first = {name: record.id} if by else {"pk__in": list(named(kind, record, path[:1]))}
        if first.get("pk__in") != []:
            yield from _values(other, other.model.objects.order_by().filter(**first), tuple(rest))

    def states(self, kind: str, identifiers: Iterable[str | None]) -> Iterator[str]:
        """Yield the states of records of a kind."""
        ids = [identifier for identifier in identifiers if identifier is not None]
        rows = kinds()[kind].model.objects.order_by().filter(pk__in=ids)
        if ids:
            yield from rows.annotate(state_now=_state(kind)).values_list("state_now", flat=True)


def _state(kind: str) -> Any:
    """Return the expression for the state of a record; an area's is its last status."""
    if kind != "areas":
        return F("state")
    from django.db.models.functions import Coalesce

    from quicksilver.portal.models import AreaStatus

    last = AreaStatus.objects.filter(area=OuterRef("pk")).order_by("-position").values("status")[:1]
    return Coalesce(Subquery(last), Value("proposed"), output_field=CharField())


def _values(kind: Kind, rows: Any, path: Path) -> Iterator[str]:
    """Yield what rows of a kind name by a path; one query."""
    (by, name), *rest = path
    part = None if by else _part(kind, name)
    if by or (rest and part is None):
        other = kinds()[by or kind.targets[name]]
        names = {f"{name}__in": rows.values("pk")} if by else {"pk__in": rows.values(name)}
        yield from _values(other, other.model.objects.order_by().filter(**names), tuple(rest))
        return
    column = kind.columns[name] if part is None else _column(part, rest)
    if part is not None:
        rows = part.model.objects.order_by().filter(**{f"{part.owner}__in": rows.values("pk")})
    yield from rows.filter(**{f"{column}__isnull": False}).values_list(column, flat=True).distinct()


def _part(kind: Kind, field: str) -> Part | None:
    return next((part for part in kind.parts if part.field == field), None)


def _column(part: Part, rest: list[tuple[str, str]]) -> str:
    return part.bare or part.columns[rest[0][1]]


# What is closed: nothing (None), everything (_ALL), or what a condition states


def _closed(kind: str, roles: tuple[Role, ...], totals: bool) -> Q | None:
    return _closed_to_all(kind, totals) if not roles else _closed_to(kind, roles, totals)


@cache
def _closed_to_all(kind: str, totals: bool) -> Q | None:
    return _closed_to(kind, (), totals)


def _closed_to(kind: str, roles: tuple[Role, ...], totals: bool) -> Q | None:
    grant_rows = grants(kind, roles, totals=totals)
    if any(grant.whole for grant in grant_rows):
        return None
    closed = _closed_by_itself(kind, grant_rows)
    if closed is not _ALL:
        for need in needs(kind, withheld=bool(roles)):
            closed = _or(closed, _lacks(kinds()[kind], need, roles, totals))
    affairs = [
        condition for condition in (_own(kind, grant) for grant in grant_rows) if condition is not None
    ]
    return closed if closed is None or not affairs else closed & ~reduce(or_, affairs)


def _or(condition: Q | None, other: Q | None) -> Q | None:
    if condition is None or other is None:
        return condition or other
    return condition | other


def _closed_by_itself(kind: str, grants: Iterable[Grant]) -> Q | None:
    """Return what some rows do not show by kind, state and visibility: each shows less than all, and together they show more."""
    rows = {_by_itself(grant) for grant in grants if grant.scope not in RELATIONS}
    # What a row does not show that is contained in another one says nothing.
    most = [row for row in rows if not any(row != other and _contains(other, row) for other in rows)]
    condition = _ALL
    for number, scope in sorted(most):
        closed = _beyond(number)
        if scope != "any":
            closed = _or(closed, ~_in_state(kind, scope))
        if closed is None:
            return None
        condition = closed if condition is _ALL else condition & closed
    return condition


def _beyond(number: int) -> Q | None:
    """Return the condition that a record is limited to levels beyond the first ones; None where there are none.

    Each level is a condition of its own, as in the index of what is limited: databases see then that it is of use.
    """
    return reduce(or_, (Q(visibility=level) for level in LEVELS[number:])) if number < len(LEVELS) else None


def _by_itself(grant: Grant) -> tuple[int, str]:
    """Return how many levels a row shows, and of which records by their state."""
    return (1, "any") if grant.scope == "public" else (len(grant.levels), grant.scope)


def _contains(row: tuple[int, str], other: tuple[int, str]) -> bool:
    return row[0] >= other[0] and row[1] in ("any", other[1])


def _in_state(kind: str, scope: str) -> Q:
    """Return the condition that a record is, or belongs to a record that is, in a state of a scope."""
    condition = _NOTHING
    if states(kind, scope):
        condition = Q(state__in=sorted(states(kind, scope)))
    for field in fields(kind, "state"):
        target = target_of(kind, field)
        fits = sorted(states(target, scope))
        if fits:
            rows = (
                kinds()[target]
                .model.objects.order_by()
                .annotate(state_now=_state(target))
                .filter(state_now__in=fits)
            )
            condition |= Q(**{f"{field}__in": rows.values("pk")})
    return condition


def _own(kind: str, grant: Grant) -> Q | None:
    """Return the condition that a record is an affair of the one who is given a row; None where none can be."""
    role, scope = grant.role, grant.scope
    whose = _by(kind, "own", role.organisation)
    if scope == "own" or whose is None:
        related = whose
    elif scope in RELATIONS:
        related = None
    else:
        # Of their own organisation they see what is limited, too.
        related = whose if scope == "any" else whose & _scope(kind, scope)
    if scope in ("area", "own area"):
        related = _by(kind, "area", role.area)
        if related is not None:
            related &= _seen(grant) | whose if whose is not None else _seen(grant)
            related &= _ALL if scope == "area" else _of_nobody(kind)
    if scope == "funded":
        related = _by(kind, "funder", role.organisation)
        if related is not None and whose is not None:
            related &= _seen(grant) | whose
    return related


def _seen(grant: Grant) -> Q:
    beyond = _beyond(len(grant.levels))
    return _ALL if beyond is None else ~beyond


def _scope(kind: str, scope: str) -> Q:
    if scope == "public":
        beyond = _beyond(1)
        assert beyond is not None
        return ~beyond
    return _in_state(kind, scope)


def _of_nobody(kind: str) -> Q:
    condition = _ALL
    for field in fields(kind, "own"):
        condition &= Q(**{f"{field}__isnull": True})
    return condition


def _by(kind: str, means: Means, value: str) -> Q | None:
    """Return the condition that a record names something by a field of a meaning; None where it cannot."""
    named = fields(kind, means)
    if not value or not named:
        return None
    return reduce(or_, (_naming(kinds()[kind], path_of(field), value) for field in named))


def _naming(kind: Kind, path: Path, value: str) -> Q:
    (by, name), *rest = path
    if by:
        other = kinds()[by]
        rows = other.model.objects.order_by().filter(_naming(other, tuple(rest), value))
        return Q(pk__in=rows.filter(**{f"{name}__isnull": False}).values(name))
    part = _part(kind, name)
    if part is not None:
        return Q(pk__in=_still(part, part.model.objects.order_by().filter(**{_column(part, rest): value})))
    if not rest:
        return Q(**{name: value})
    other = kinds()[kind.targets[name]]
    return Q(**{f"{name}__in": other.model.objects.filter(_naming(other, tuple(rest), value)).values("pk")})


def _still(part: Part, rows: Any) -> Any:
    """Return the owners of items of a list that have not ended."""
    if "until" not in part.columns:
        return rows.values(part.owner)
    today = dt.datetime.now(dt.UTC).date()
    # An end is as exact as its source and no column of the database can tell it from another.
    return [
        owner
        for owner, until in rows.values_list(part.owner, "until")
        if not left(until and When.model_validate(until), today)
    ]


# What is closed since a record is nothing without another that is


class _Listed(NamedTuple):
    """Rows that name, for the records of a kind, others: the column of the record and that of what it names."""

    rows: QuerySet[Any]
    owner: str
    column: str


def _lacks(kind: Kind, need: Need, roles: tuple[Role, ...], totals: bool) -> Q | None:
    """Return the condition that a record names what it needs, and that all of it is hidden; None where none does."""
    if not need.paths[0][1]:
        return _about_hidden(roles, totals)
    closed = [(path, target, _closed(target, roles, totals)) for path, target in need.paths]
    if all(condition is None for _, _, condition in closed):
        return None
    if len(closed) == 1:
        path, target, condition = closed[0]
        assert condition is not None
        listed = _listed(kind, path)
        if listed is None:
            return _hidden_by(path[0][1], target, condition)
        hidden = _through(listed.column, condition)
        rows = listed.rows.filter(hidden)
        if not path[0][0]:
            rows = rows.exclude(Exists(listed.rows.filter(~hidden, **{listed.owner: OuterRef(listed.owner)})))
        return Q(pk__in=rows.values(listed.owner))
    # It is hidden where each field names nothing or something hidden, and one of them names something.
    named = reduce(or_, (Q(**{f"{path[0][1]}__isnull": False}) for path, _, _ in closed))
    return reduce(
        and_,
        (
            _empty(path[0][1], target, condition)
            for path, target, condition in closed
            if condition is not _ALL
        ),
        named,
    )


def _empty(name: str, target: str, condition: Q | None) -> Q:
    nothing = Q(**{f"{name}__isnull": True})
    return nothing if condition is None else nothing | _hidden_by(name, target, condition)


def _hidden_by(column: str, target: str, condition: Q) -> Q:
    """Return the condition that a column names a record that is hidden."""
    split = condition.connector == Q.OR and not condition.negated
    by_key = [child[1] for child in condition.children if split and _is_by_key(child)]
    others = [child for child in condition.children if not (split and _is_by_key(child))]
    conditions = [Q(**{f"{column}__in": keys}) for keys in by_key]
    if others:
        rest = Q(*others, _connector=condition.connector, _negated=condition.negated)
        rows = kinds()[target].model.objects.order_by().filter(rest)
        conditions.insert(0, Q(**{f"{column}__in": rows.values("pk")}))
    return reduce(or_, conditions)


def _is_by_key(child: Any) -> bool:
    return isinstance(child, tuple) and child[0] == "pk__in"


def _through(column: str, condition: Q) -> Q:
    """Return a condition on the record that a column names: by joining its table, without a query within the query.

    Queries within queries are deep for a parser, and SQLite's has an end.
    """
    children = []
    for child in condition.children:
        assert isinstance(child, (Q, tuple)), (
            "no other condition is made of a record that others are nothing without"
        )
        if isinstance(child, Q):
            children.append(_through(column, child))
        else:
            name = child[0].removeprefix("pk__") if _is_by_key(child) else child[0]
            children.append((f"{column}__{name}", child[1]))
    return Q(*children, _connector=condition.connector, _negated=condition.negated)


def _listed(kind: Kind, path: Path) -> _Listed | None:
    """Return the rows by which records of a kind name others by a path; None for a column of their own."""
    (by, name), *rest = path
    if by:
        return _Listed(
            kinds()[by].model.objects.order_by().filter(**{f"{name}__isnull": False}), name, rest[0][1]
        )
    if name == "sources":
        from quicksilver.portal.models import Citation

        return _Listed(Citation.objects.order_by().filter(kind=kind.name, part=""), "owner", "document")
    part = _part(kind, name)
    return None if part is None else _Listed(part.model.objects.order_by(), part.owner, _column(part, rest))


def _about_hidden(roles: tuple[Role, ...], totals: bool) -> Q | None:
    """Return the condition that a statement is about something hidden, or about a statement."""
    seen, closed = [], None
    for name in KINDS:
        if name in STATEMENTS:
            continue
        condition = _closed(name, roles, totals)
        if condition is _ALL:
            continue
        seen.append(name)
        if condition is not None:
            called = Func(
                Value(f"{name}/"),
                "pk",
                template="%(expressions)s",
                arg_joiner=" || ",
                output_field=CharField(),
            )
            rows = kinds()[name].model.objects.order_by().filter(condition).annotate(subject_name=called)
            closed = _or(closed, Q(subject__in=rows.values("subject_name")))
    of = Substr("subject", 1, StrIndex("subject", Value("/")) - 1)
    return _or(closed, ~Q(In(of, seen)))
