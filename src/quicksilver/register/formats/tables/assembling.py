"""Rows of tables as a register: all of them, or a list of everything that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.register.formats.tables.columns import columns_of, plain_of
from quicksilver.register.formats.text_form import check
from quicksilver.register.formats.text_form.messages import problems_of
from quicksilver.register.records import KINDS, Record
from quicksilver.register.register import Register

__all__ = ["Row", "Table", "assemble", "headings"]


@dataclass(frozen=True)
class Row:
    """A row: its number in the table from 1, and its filled cells by column title."""

    number: int
    cells: dict[str, Any]


@dataclass(frozen=True)
class Table:
    """The rows of a kind, the columns that are there, and how a place is called: from row and column title to words."""

    kind: str
    titles: frozenset[str]
    rows: list[Row]
    place: Callable[[int, str], str]


def headings(kind: str, given: Iterable[tuple[str, Any]]) -> tuple[dict[str, str], list[Problem]]:
    """Return the columns that headings name.

    Parameters
    ----------
    kind : str
    given : iterable of (place, heading)

    Returns
    -------
    titles : dict
        Place -> title of a column.
    problems : list of Problem
    """
    known = [column.title for column in columns_of(kind)]
    titles: dict[str, str] = {}
    problems: list[Problem] = []
    for place, heading in given:
        title = str(heading).strip()
        if title not in known:
            problems.append(
                Problem(f"unknown column {title!r}", place, ", ".join(known), closest(title, known))
            )
        elif title in titles.values():
            problems.append(
                Problem(
                    f"column {title!r} occurs twice", place, "every column once", remedy="remove one of them"
                )
            )
        else:
            titles[place] = title
    return titles, problems


def assemble(tables: Iterable[Table], problems: list[Problem]) -> Register:
    """Return the register that tables hold.

    Parameters
    ----------
    tables : iterable of Table
    problems : list of Problem
        What was wrong with the tables themselves.

    Raises
    ------
    InputProblems
        Everything that is wrong.
    """
    records: list[tuple[str, Record]] = []
    places: dict[tuple[str, str], tuple[Table, int]] = {}
    broken: set[tuple[str, str]] = set()
    for table in tables:
        for row in table.rows:
            identifier = str(row.cells.get("id", ""))
            if identifier and (table.kind, identifier) in places:
                _, first = places[table.kind, identifier]
                problems.append(
                    Problem(
                        f"the id {identifier!r} is already in row {first}",
                        table.place(row.number, "id"),
                        "every id once",
                        remedy="remove one row, or give it another id",
                    )
                )
                continue
            places[table.kind, identifier] = table, row.number
            record, faults = _record(table, row)
            problems += faults
            if record is None:
                broken.add((table.kind, identifier))
            else:
                records.append((table.kind, record))
    register = Register.of(records)

    def where(kind: str, identifier: str, *keys: str | int) -> str:
        table, number = places[kind, identifier]
        return table.place(number, _title(table, keys))

    problems += check(register, where=where, also=broken)
    if problems:
        raise InputProblems(problems)
    return register


def _record(table: Table, row: Row) -> tuple[Record | None, list[Problem]]:
    plain, wrong = plain_of(table.kind, row.cells)
    if wrong:
        return None, [
            Problem(
                what,
                table.place(row.number, title),
                "lines such as document: note; place: A9(b), or JSON",
                remedy="correct colons, semicolons, quotes and brackets",
            )
            for title, what in wrong.items()
        ]
    cls = KINDS[table.kind]
    try:
        return cls.model_validate(plain), []
    except ValidationError as fault:
        return None, problems_of(fault, cls, lambda *keys: table.place(row.number, _title(table, keys)))


def _title(table: Table, keys: tuple[str | int, ...]) -> str:
    """Return the column that holds a field, or the closest one above it; one that is there, if possible."""
    columns = columns_of(table.kind)
    names = tuple(str(key) for key in keys)
    for length in range(len(names), 0, -1):
        matches = [column for column in columns if names[:length] in (column.keys, column.whole)]
        matches = matches or [column for column in columns if column.keys[:length] == names[:length]]
        if matches:
            return min(
                matches, key=lambda column: (column.title not in table.titles, not column.always)
            ).title
    return "id"
