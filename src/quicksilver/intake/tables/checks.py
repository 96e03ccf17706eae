"""Checks that many readers need of a table."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from itertools import pairwise
from statistics import multimode
from typing import Any

from quicksilver.errors import Place, Problem, closest
from quicksilver.intake.declared import note
from quicksilver.intake.numbers import Number, NumberReader, instead, readings
from quicksilver.intake.tables.table import Row, Table, as_text

__all__ = ["number", "numbers", "plain_numbers", "unread", "years"]


def numbers(
    table: Table, name: str, reader: NumberReader, problems: list[Problem], *, needed: bool = False
) -> list[float | None]:
    """Return the numbers of a column, one for each row.

    Parameters
    ----------
    table : Table
    name : str
        Of the column.
    reader : NumberReader
        Of the file (:meth:`Table.number_reader`); its questions are asked when all columns are read.
    problems : list of Problem
        Gets one for each cell that is not one number.
    needed : bool
        Whether an empty cell is a problem.

    Returns
    -------
    list of float or None
        None where the cell is empty or is not one number.
    """
    return [
        _number(table, row, name, value, reader, problems, needed)
        for row, value in enumerate(table.column(name))
    ]


def _number(
    table: Table, row: int, name: str, value: Any, reader: NumberReader, problems: list[Problem], needed: bool
) -> float | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if math.isfinite(value) and abs(value) < sys.float_info.max:
            return float(value)
        value = str(value)
    text = as_text(value)
    if not text:
        if needed:
            problems.append(_empty(table.place(row, name), name))
        return None
    where = table.place(row, name)
    result = reader.read(text, where, name) if isinstance(value, str) else Number()
    if isinstance(result, Problem):
        problems.append(result)
    elif result is not None and not result.is_plain and result != Number():
        wrong = instead(result, text, where, name, may_be_empty=not needed)
        # A key that means the same as an empty cell is read as one, with a note that keeps it.
        if wrong.severity == "error":
            problems.append(wrong)
        else:
            note(wrong)
    elif result == Number():
        problems.append(_not_one(where, name, text))
    elif result is not None:
        return result.value
    return None


def _empty(where: Place, name: str) -> Problem:
    return Problem.stated(
        f"{name} is empty", where, "a number", "enter a number", code="table.number.empty", name=name
    )


def _not_one(where: Place, name: str, text: str) -> Problem:
    return Problem.stated(
        f"{name} {text!r} is not one number",
        where,
        "one number in digits, without unit",
        "enter one number",
        code="table.number",
        name=name,
        text=text,
    )


def number(
    row: Row, name: str, reader: NumberReader, problems: list[Problem], *, needed: bool = False
) -> float | None:
    """Return the number of one cell, as :func:`numbers` does for a column; None where there is no such column."""
    if name not in row.table:
        return None
    value = row[name].value
    return _number(row.table, row.index, name, value, reader, problems, needed)


def plain_numbers(
    table: Table, names: Sequence[str], decimal: str | None = None
) -> tuple[dict[str, list[str]], list[Problem]]:
    r"""Return columns of numbers as texts with a decimal point, and the question where nothing decides how they are read.

    Cells that are not one number are left as they are, for their reader to refuse. A cell about which the file is asked gets the
    smaller of its numbers, so that the other checks of its row are made and do not refuse it once more.

    Examples
    --------
    >>> from quicksilver.intake.tables import read_table
    >>> table = read_table("a.csv", "emissions", content="year;value\n2000;1.500,5\n2001;nothing\n".encode())
    >>> plain_numbers(table, ["value"])
    ({'value': ['1500.5', 'nothing']}, [])
    """
    reader = table.number_reader(names, decimal)
    plain: dict[str, list[str]] = {}
    for name in names:
        if name in table:
            # A million measurements have some thousand different texts.
            known: dict[Any, str] = {}
            for row, value in enumerate(table.column(name)):
                if value not in known:
                    known[value] = _plain(value, reader, table.place(row, name), name)
            plain[name] = [known[value] for value in table.column(name)]
    return plain, reader.questions()


def _plain(value: Any, reader: NumberReader, where: Place, name: str) -> str:
    """Return one number as a text with a decimal point, and any other content as it is."""
    text = as_text(value)
    if not isinstance(value, str) or not text:
        return text
    result = reader.read(text, where, name)
    if result is None:
        return (readings(text) or (text,))[-1]
    is_number = isinstance(result, Number) and result.is_plain
    return as_text(result.value) if isinstance(result, Number) and is_number else text


def unread(table: Table, wanted: Sequence[str], optional: Sequence[str] = ()) -> list[Problem]:
    """Return a problem for each heading that is a slip of a column that the table does not have; other columns that are not read are noted.

    A misspelt heading of an optional column would otherwise be the same as none.

    Parameters
    ----------
    table : Table
    wanted, optional : sequence of str
        The columns that are read. For one that must be there and is not, the reader has a problem already.
    """
    known = (*wanted, *optional)
    absent = [name for name in known if name not in table]
    columns = ", ".join(known)
    problems, rest = [], []
    for name, index in table.names.items():
        if name in known or not table.headings[index]:
            continue
        heading = table.headings[index]
        where = table.place().within(column=heading)
        guess = closest(heading, absent)
        if guess in optional:
            problems.append(
                Problem.stated(
                    f"unknown column {heading!r}",
                    where,
                    f"the columns {columns}",
                    "rename or remove it",
                    code="table.column.unknown",
                    guess=guess,
                    name=heading,
                    wanted=columns,
                )
            )
        elif not guess:
            rest.append(heading)
    if rest:
        names = ", ".join(rest)
        note(
            Problem.stated(
                f"columns that are not read: {names}",
                table.place(),
                f"the columns {columns}",
                "nothing is to be done, unless one of them should be read: then rename it, or state it with --map",
                code="table.columns.unread",
                severity="warning",
                names=names,
                wanted=columns,
            )
        )
    return problems


def years(
    table: Table, values: Sequence[float | None], name: str = "year", *, gaps: bool = False
) -> list[Problem]:
    r"""Return what is wrong with the order of years: unsorted, repeated, and missing where there may be no gap.

    Parameters
    ----------
    table : Table
    values : sequence of float or None
        The year of each row; None where it could not be read.
    name : str
        Of the column of years.
    gaps : bool
        Whether years may be missing between rows.

    Returns
    -------
    list of Problem
        Each with the line.

    Examples
    --------
    >>> from quicksilver.intake.tables import read_table
    >>> table = read_table("a.csv", "emissions", content=b"year,atm\n2000,1\n2001,1\n2003,1\n")
    >>> [problem.what for problem in years(table, [2000, 2001, 2003])]
    ['no year between 2001 and 2003']
    """
    rows = [(index, year) for index, year in enumerate(values) if year is not None]
    problems: list[Problem] = []
    lines: dict[float, int] = {}
    for index, year in rows:
        where = table.place(index, name)
        if year in lines:
            problems.append(_repeated(where, f"{year:g}", lines[year]))
        lines.setdefault(year, table.lines[index])
    for (_, before), (index, year) in pairwise(rows):
        if year < before:
            problems.append(_unsorted(table.place(index, name), f"{year:g}", f"{before:g}"))
    if problems or gaps or len(rows) < 2:
        return problems
    steps = [year - before for (_, before), (_, year) in pairwise(rows)]
    usual = min(multimode(steps))
    return [
        _gap(table.place(index, name), f"{before:g}", f"{year:g}", f"{usual:g}")
        for (_, before), (index, year) in pairwise(rows)
        if usual <= 1 and year - before > usual * 1.5
    ]


def _repeated(where: Place, year: str, line: int) -> Problem:
    return Problem.stated(
        f"the year {year} is already in line {line}",
        where,
        "each year once",
        "sum the rows, or remove one",
        code="table.year.repeated",
        year=year,
        line=line,
    )


def _unsorted(where: Place, year: str, before: str) -> Problem:
    return Problem.stated(
        f"the year {year} comes after {before}",
        where,
        "years in ascending order",
        "sort the rows by year",
        code="table.year.unsorted",
        year=year,
        before=before,
    )


def _gap(where: Place, before: str, year: str, usual: str) -> Problem:
    return Problem.stated(
        f"no year between {before} and {year}",
        where,
        f"a row every {usual} years",
        "add the missing rows, or use --knots to interpolate between the rows",
        code="table.year.gap",
        before=before,
        year=year,
        usual=usual,
    )
