"""From rows of cells to a table: which heading is which column, rows of unequal length, what a column mapping states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from quicksilver.errors import InputProblems, Place, Problem, closest
from quicksilver.intake.tables.columnar import Columns
from quicksilver.intake.tables.headings import Headings, folded
from quicksilver.intake.tables.mapping import ColumnMapping
from quicksilver.intake.tables.table import UNIT_COLUMNS, Source, Table, as_text

__all__ = ["Needs", "assembled"]

#: Problems of one kind that are listed; the last states how many there are.
_LISTED = 1000


@dataclass(frozen=True)
class Needs:
    """What a reader needs of a table.

    Attributes
    ----------
    wanted, optional : sequence of str
        Columns that must be there, and that may be there.
    more : mapping of str to sequence of str
        Further words for columns.
    mapping : ColumnMapping
    short : bool
        Whether rows may have fewer cells than there are headings.
    cells : int, optional
        Cells that the table may have.
    collected : list of Problem, optional
        Gets what is wrong with headings and rows in place of an error.
    decimal, undecided : str
        Decimal sign that is stated of the file, and the one that is taken where its cells do not decide.
    united : sequence of str
        Columns whose unit in a mapping the reader itself asks for (:attr:`Table.units`).
    """

    wanted: Sequence[str] = ()
    optional: Sequence[str] = ()
    more: Mapping[str, Sequence[str]] = field(default_factory=dict)
    mapping: ColumnMapping = field(default_factory=ColumnMapping)
    short: bool = False
    cells: int | None = None
    collected: list[Problem] | None = None
    decimal: str = ""
    undecided: str = ""
    united: Sequence[str] = ()

    @property
    def headings(self) -> Headings:
        """Return the headings that are known."""
        return Headings([*self.wanted, *self.optional], self.more)


def assembled(
    source: Source,
    headings: Sequence[Any],
    content: Sequence[Sequence[Any]],
    lines: Sequence[int],
    needs: Needs,
    notes: Sequence[Problem],
    problems: list[Problem],
) -> Table:
    """Return a table from its rows.

    Parameters
    ----------
    source : Source
    headings : sequence
        Cells of the row of headings.
    content : sequence of sequence
        Cells of each row; rows of another length than the headings are made equal or refused.
    lines : sequence of int
    needs : Needs
    notes : sequence of Problem
    problems : list of Problem
        What was wrong so far.

    Raises
    ------
    InputProblems
        Everything that is wrong.
    """
    texts = tuple(as_text(heading) for heading in headings)
    while (
        texts
        and not texts[-1]
        and not any(as_text(cell) for row in content for cell in row[len(texts) - 1 :])
    ):
        texts = texts[:-1]
    bare = Table(source, texts, {}, content, lines)
    if needs.cells is not None and len(content) * len(texts) > needs.cells:
        raise InputProblems([too_many(source.file, len(content) * len(texts), needs.cells)])
    names = _names(bare, needs, problems)
    uneven: set[int] = set()
    even = _even(replace(bare, names=names), needs, problems, uneven)
    _under_no_heading(bare, even, problems)
    mapping = needs.mapping
    table = replace(
        bare,
        names=names,
        content=even,
        constants={**_units(bare, names, needs, problems), **mapping.constants},
        units=dict(mapping.units),
        decimal=needs.decimal or {".": "point", ",": "comma"}.get(mapping.decimal, ""),
        undecided=needs.undecided,
        missing=mapping.missing,
        notes=tuple(notes),
        uneven=frozenset(uneven),
    )
    problems += _absent(table, needs)
    if not content and not any(problem.severity == "error" for problem in problems):
        problems.append(
            Problem.stated(
                "the table has no rows",
                Place(source.file, sheet=source.sheet),
                "one row or more",
                code="table.rows",
            )
        )
    if problems and needs.collected is None:
        raise InputProblems(problems)
    if needs.collected is not None:
        needs.collected.extend(problems)
    return _without_missing(table, mapping.missing) if mapping.missing else table


def too_many(file: str, cells: int, most: int) -> Problem:
    """Return the problem of a table with more cells than its purpose may have."""
    return Problem.stated(
        f"the table has {cells:,} cells",
        Place(file),
        f"at most {most:,} cells",
        "split it, or leave out what is not needed",
        code="table.large",
        cells=cells,
        most=most,
    )


def _names(table: Table, needs: Needs, problems: list[Problem]) -> dict[str, int]:
    """Return the index of each column by its name."""
    known = needs.headings
    by_heading = {folded(text): index for index, text in reversed(list(enumerate(table.headings))) if text}
    mapped = _mapped(table, needs.mapping, by_heading, problems)
    names: dict[str, int] = {}
    for index, heading in enumerate(table.headings):
        if not heading:
            continue
        name = mapped.get(index) or known.name(heading) or heading.casefold()
        if name in mapped.values() and mapped.get(index) != name:
            # The mapping states another column for this name; this one keeps its heading.
            name = heading.casefold()
        if name in names:
            problems.append(_twice(table, names[name], index))
            continue
        names[name] = index
    for name in needs.mapping.constants:
        names.pop(name, None)
    return names


def _units(
    table: Table, names: Mapping[str, int], needs: Needs, problems: list[Problem]
) -> Mapping[str, str]:
    """Return the columns of units that a mapping states in place of the file; one that nothing would read is a problem."""
    stated: dict[str, str] = {}
    for name, unit in needs.mapping.units.items():
        column = UNIT_COLUMNS.get(name, "")
        if column in (*needs.wanted, *needs.optional) and column not in names:
            stated[column] = unit
        elif name not in needs.united:
            problems.append(
                Problem.stated(
                    f"the column mapping states the unit {unit!r} of {name}, which nothing would read",
                    table.place(),
                    "units of columns of numbers that have no column of units",
                    "remove it from the column mapping, or write the unit in the column of units",
                    code="table.mapping.unit",
                    unit=unit,
                    name=name,
                )
            )
    return stated


def _twice(table: Table, first: int, second: int) -> Problem:
    first_text, second_text = table.headings[first], table.headings[second]
    where = Place(
        table.source.file, sheet=table.source.sheet, row=table.source.header_row, column=second_text
    )
    if folded(first_text) == folded(second_text):
        return Problem.stated(
            f"column {second_text!r} occurs twice",
            where,
            "each column once",
            "remove one of them",
            code="table.twice",
            name=second_text,
        )
    return Problem.stated(
        f"{first_text!r} and {second_text!r} are words for the same column",
        where,
        "each column once",
        "rename or remove one of them, or state the columns with --map",
        code="table.same",
        first=first_text,
        second=second_text,
    )


def _mapped(
    table: Table, mapping: ColumnMapping, by_heading: Mapping[str, int], problems: list[Problem]
) -> dict[int, str]:
    mapped = {}
    for name, heading in mapping.columns.items():
        index = by_heading.get(folded(heading))
        if index is None:
            given = [text for text in table.headings if text]
            listed = ", ".join(given[:30])
            problems.append(
                Problem.stated(
                    f"the column mapping names the heading {heading!r} for {name}, which is not in the file",
                    table.place(),
                    f"one of the headings {listed}",
                    "correct the column mapping",
                    code="table.mapping.heading",
                    guess=closest(heading, given),
                    heading=heading,
                    name=name,
                    listed=listed,
                )
            )
        else:
            mapped[index] = name
    return mapped


def _even(table: Table, needs: Needs, problems: list[Problem], uneven: set[int]) -> Sequence[Sequence[Any]]:
    """Return the rows with as many cells as there are headings; with more, and with fewer, they are refused."""
    width, content = len(table.headings), table.content
    if isinstance(content, Columns):
        return content
    if set(map(len, content)) <= {width}:
        return content
    even = []
    for index, row in enumerate(content):
        if len(row) > width and any(as_text(cell) for cell in row[width:]):
            problems.append(_longer(table, index, len(row), width))
            uneven.add(index)
        elif len(row) < width and not needs.short:
            problems.append(_shorter(table, index, len(row), width))
            uneven.add(index)
        even.append(row if len(row) == width else [*row[:width], *[""] * (width - len(row))])
    return even


def _longer(table: Table, index: int, count: int, columns: int) -> Problem:
    return Problem.stated(
        f"{count} cells under {columns} columns (a comma splits a number or a text into two cells)",
        table.place(index).within(column=str(columns + 1)),
        f"{columns} cells",
        "write numbers with a decimal point and without separators of thousands, and put texts with commas in quotes",
        code="table.cells",
        count=count,
        columns=columns,
    )


def _shorter(table: Table, index: int, count: int, columns: int) -> Problem:
    return Problem.stated(
        f"{count} cells under {columns} columns: it is not known which is missing",
        table.place(index),
        f"{columns} cells",
        "leave an empty cell where there is no value, so that the row has as many separators as the headings",
        code="table.cells-missing",
        count=count,
        columns=columns,
    )


def _under_no_heading(table: Table, content: Sequence[Sequence[Any]], problems: list[Problem]) -> None:
    for column, heading in enumerate(table.headings):
        if heading:
            continue
        filled = [index for index, row in enumerate(content) if column < len(row) and as_text(row[column])]
        if filled:
            value = as_text(content[filled[0]][column])
            problems.append(
                Problem.stated(
                    f"{value!r} under no heading",
                    table.place(filled[0]).within(column=str(column + 1)),
                    "cells under headings",
                    "give the column a heading, or remove it",
                    code="table.no-heading",
                    value=value,
                )
            )


def _absent(table: Table, needs: Needs) -> list[Problem]:
    """Return a problem for every column that must be there and is not."""
    known = {*needs.wanted, *needs.optional}
    left = [
        heading
        for name, index in table.names.items()
        if name not in known
        for heading in [table.headings[index]]
    ]
    wanted = ", ".join(needs.wanted)
    return [
        Problem.stated(
            f"no column {name!r}",
            table.place(),
            f"the columns {wanted}",
            f"add {name!r}",
            code="table.column",
            guess=closest(name, left),
            name=name,
            wanted=wanted,
        )
        for name in needs.wanted
        if name not in table
    ]


def _without_missing(table: Table, codes: Sequence[str]) -> Table:
    """Return a table in which cells with a declared code are empty, with a note for each code that occurs."""
    counts: dict[str, int] = {}
    content = []
    for row in table.content:
        found_codes = [as_text(cell) for cell in row if as_text(cell) in codes]
        for code in found_codes:
            counts[code] = counts.get(code, 0) + 1
        content.append(["" if as_text(cell) in codes else cell for cell in row] if found_codes else row)
    notes = [
        Problem.stated(
            f"{count} cells with {shown!r} are read as missing",
            Place(table.source.file, sheet=table.source.sheet),
            "codes that the column mapping declares",
            "nothing is to be done if no value is meant",
            code="table.note.missing",
            severity="warning",
            count=count,
            shown=shown,
        )
        for shown, count in counts.items()
    ]
    return replace(table, content=content, notes=(*table.notes, *notes))
