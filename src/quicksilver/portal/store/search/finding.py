"""Finding records, in the database or in a register in memory: the same answers from both.

Nobody finds what they may not read, and no count tells of it. What everyone may see is found by what everyone may see of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from quicksilver.portal.store.search.statements import asked_for, has, search_statement
from quicksilver.register.records import KINDS
from quicksilver.register.register import Register
from quicksilver.register.rules.visibility import open_kinds, visible
from quicksilver.register.search.asking import Question, question
from quicksilver.register.search.entries import entry
from quicksilver.register.search.matching import Place, matches, places
from quicksilver.register.search.pieces import LEVELS, OPEN, Level

__all__ = ["Found", "Hit", "find_in", "find_stored", "only"]

#: In which order kinds are shown; the others follow.
_FIRST: Final = (
    "areas",
    "organisations",
    "activities",
    "plans",
    "targets",
    "outputs",
    "meetings",
    "documents",
    "mandates",
)
_ORDER: Final = {
    kind: place for place, kind in enumerate([*_FIRST, *(kind for kind in KINDS if kind not in _FIRST)])
}
_SHOWN: Final = 240
Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found.

    Attributes
    ----------
    kind, id : str
    name : str
        What it is called in the language of who asks, or in the one it has; empty where it has no name.
    language : str
        Of the name; empty where not stated.
    places : list of Place
        Where it states what was requested.
    """

    kind: str
    id: str
    name: str
    language: str
    places: list[Place]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: how many records, and a page of them."""

    count: int
    hits: list[Hit]


def find_stored(
    text: str,
    *,
    kinds: Collection[str] | None = None,
    language: str = "en",
    limit: int = 20,
    offset: int = 0,
    everything: bool = False,
) -> Found:
    """Return what the database has of what a text asks for, records that are called so first.

    Parameters
    ----------
    text : str
    kinds : collection of str, optional
        Only these.
    language : str
        In which records are named.
    limit, offset : int
        The page.
    everything : bool
        Whether to include records that are not public, for those who have the database.
    """
    from quicksilver.portal.setup import configure
    from quicksilver.portal.store.search.index import plain_rows

    configure()
    asked, levels = question(text), LEVELS if everything else OPEN
    wanted = _wanted(kinds, everything=everything)
    count, keys = _stored(asked, wanted, levels, (limit, offset), everything=everything)

    def read(some: Mapping[str, list[str]]) -> dict[tuple[str, str], Plain]:
        return {(kind, row["id"]): row for kind, ids in some.items() for row in plain_rows(kind, ids)}

    return Found(count, _hits(asked, keys, read, levels, language))


def find_in(
    register: Register,
    text: str,
    *,
    kinds: Collection[str] | None = None,
    language: str = "en",
    limit: int = 20,
    offset: int = 0,
    everything: bool = False,
) -> Found:
    """Return what a register has of what a text asks for; see :func:`find_stored`."""
    asked, wanted = question(text), _wanted(kinds, everything=everything)
    levels = LEVELS if everything else OPEN
    shown = register if everything else visible(register)
    contents = {(kind, record.id): record.model_dump(mode="json") for kind, record in shown if kind in wanted}
    keys = []
    for (kind, identifier), plain in contents.items():
        made = entry(kind, plain)
        if matches(asked, made, levels):
            keys.append((not matches(asked, made, ["name"]), _ORDER[kind], identifier, kind))

    def read(some: Mapping[str, list[str]]) -> dict[tuple[str, str], Plain]:
        return {
            (kind, identifier): contents[kind, identifier] for kind, ids in some.items() for identifier in ids
        }

    page = [(kind, identifier) for *_, identifier, kind in sorted(keys)[offset : offset + limit]]
    return Found(len(keys), _hits(asked, page, read, levels, language))


def only(kind: str, asked: Question, levels: Sequence[Level]) -> Any:
    """Return the identifiers of the records of a kind that have what is requested, as a query within a query.

    Parameters
    ----------
    kind : str
    asked : Question
        With at least one clause.
    levels : sequence of str
        Where it looks.
    """
    from django.db import connection
    from django.db.models.expressions import RawSQL

    parameter = asked_for(connection.vendor, asked, levels)
    return RawSQL(search_statement(connection.vendor, "e.owner", "e.kind = %s"), [parameter, kind])  # noqa: S611 - names of our own and parameters


def _wanted(kinds: Collection[str] | None, *, everything: bool) -> list[str]:
    every = list(KINDS) if everything else open_kinds()
    return every if kinds is None else [kind for kind in every if kind in kinds]


def _stored(
    asked: Question,
    wanted: Sequence[str],
    levels: Sequence[Level],
    page: tuple[int, int],
    *,
    everything: bool,
) -> tuple[int, list[tuple[str, str]]]:
    """Return how many records have what is requested, and kind and identifier of those of a page."""
    from django.db import connection

    if not asked.clauses or not wanted:
        return 0, []
    vendor, marks = connection.vendor, ", ".join(["%s"] * len(wanted))
    where, given = f"e.kind IN ({marks})", [*wanted]
    if not everything:
        closed, more = _closed(tuple(wanted))
        where += f" AND e.kind || '/' || e.owner NOT IN ({closed})"
        given += more
    given = [asked_for(vendor, asked, levels), *given]
    called, order = has(vendor), " ".join(f"WHEN '{kind}' THEN {place}" for kind, place in _ORDER.items())
    with connection.cursor() as cursor:
        statement = search_statement(vendor, "e.kind, e.owner, COUNT(*) OVER ()", where)
        statement += f" ORDER BY NOT ({called}), CASE e.kind {order} END, e.owner LIMIT %s OFFSET %s"
        cursor.execute(statement, [*given, asked_for(vendor, asked, ["name"]), *page])
        rows = cursor.fetchall()
        if rows or not page[1]:
            return (rows[0][2] if rows else 0), [row[:2] for row in rows]
        # A page behind the last one has no row that states how many there are.
        cursor.execute(search_statement(vendor, "COUNT(*)", where), given)
        return cursor.fetchone()[0], []


@cache
def _closed(kinds: tuple[str, ...]) -> tuple[str, Sequence[Any]]:
    """Return the statement that gives kind and identifier of what not everyone may see, and its parameters."""
    from django.db.models import CharField, Value
    from django.db.models.functions import Concat

    from quicksilver.portal.store.mapping import kinds as tables
    from quicksilver.portal.store.visibility_in_sql import closed_rows

    queries = [
        closed_rows(tables()[kind])
        .annotate(named=Concat(Value(f"{kind}/"), "pk", output_field=CharField()))
        .values_list("named")
        for kind in kinds
    ]
    closed: tuple[str, Sequence[Any]] = queries[0].union(*queries[1:], all=True).query.sql_with_params()
    return closed


def _hits(
    asked: Question,
    keys: Sequence[tuple[str, str]],
    read: Callable[[Mapping[str, list[str]]], Mapping[tuple[str, str], Plain]],
    levels: Sequence[Level],
    language: str,
) -> list[Hit]:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, identifier in keys:
        by_kind[kind].append(identifier)
    records, hits = read(by_kind), []
    for kind, identifier in keys:
        plain = records.get((kind, identifier))
        if plain is not None:
            name, told_in = _name(plain, language)
            hits.append(Hit(kind, identifier, name, told_in, places(asked, kind, plain, levels, language)))
    return hits


def _name(plain: Plain, language: str) -> tuple[str, str]:
    value = next((plain[field] for field in ("title", "name", "text") if plain.get(field)), "")
    if isinstance(value, str):
        return _short(value), ""
    for tried in (language, value.get("original", "en"), "en"):
        if value.get(tried):
            return _short(value[tried]), tried
    return "", ""


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…"
