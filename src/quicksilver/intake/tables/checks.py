"""Checks that many readers need of a table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import multimode

from quicksilver.errors import Place, Problem
from quicksilver.intake.tables.table import Table

__all__ = ["years"]


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
        f"the year {year} is below {before}",
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
