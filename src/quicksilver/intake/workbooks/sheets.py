"""What is in a workbook, whatever its format: sheets of filled cells by row and column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from quicksilver.errors import Problem
from quicksilver.intake.workbooks.safety import refused_workbook

__all__ = [
    "MAX_CELLS",
    "MAX_COLUMNS",
    "Found",
    "Sheet",
    "constant",
    "gathered",
    "taken",
    "used_stored",
    "within_limit",
]

#: Of a sheet, where the caller states no other limit.
MAX_CELLS: Final = 500_000
MAX_COLUMNS: Final = 200
_NUMBER: Final = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")
_TEXT: Final = re.compile(r'"((?:[^"]|"")*)"')


@dataclass(frozen=True, slots=True)
class Found:
    """The content of a cell.

    Attributes
    ----------
    value : object
        A text, number, truth value or date; of a formula that is not taken its text.
    is_formula : bool
        Whether the cell has a formula whose result is not taken.
    stored : object
        The result that another program stored with the formula; None where there is none.
    formula : str
        The formula, also where its stored result is taken; empty for a value.
    """

    value: Any
    is_formula: bool = False
    stored: Any = None
    formula: str = ""


@dataclass(frozen=True)
class Sheet:
    """The filled cells of a sheet by (row, column), both from 1."""

    title: str
    cells: dict[tuple[int, int], Found]

    @property
    def rows(self) -> list[int]:
        """Return the rows that are not empty."""
        return sorted({row for row, _ in self.cells})

    def at(self, row: int, column: int) -> Found:
        """Return a cell; an empty one where there is no content."""
        return self.cells.get((row, column), Found(None))


def constant(formula: str) -> Any:
    """Return the value of a formula that is only a value, as some spreadsheets write logical cells; None for any other.

    Examples
    --------
    >>> constant("=TRUE()"), constant("=-1.5"), constant('="a"'), constant("=120*1000")
    (True, -1.5, 'a', None)
    """
    text = formula.strip().removeprefix("of:").removeprefix("=").strip()
    while len(text) > 2 and text[0] == "(" and text[-1] == ")":
        text = text[1:-1].strip()
    word = text.upper().replace(" ", "")
    if word in ("TRUE", "TRUE()", "FALSE", "FALSE()"):
        return word.startswith("TRUE")
    if _NUMBER.fullmatch(text):
        number = float(text)
        return int(number) if number.is_integer() and abs(number) < 2**53 else number
    matched = _TEXT.fullmatch(text)
    return matched[1].replace('""', '"') if matched else None


def taken(formula: str, stored: Any, *, cached: bool) -> Found:
    """Return a cell with a formula: its value if it is a constant, its stored result if that is taken, else the formula."""
    value = constant(formula)
    if value is not None:
        return Found(value)
    if cached and stored is not None:
        return Found(stored, stored=stored, formula=formula)
    return Found(formula, True, stored, formula)


def within_limit(cells: int, most: int, path: Path) -> None:
    """Refuse a workbook with more cells than its purpose may have.

    Raises
    ------
    InputProblems
        There are more than ``most``.
    """
    if cells > most:
        raise refused_workbook(
            f"the workbook has {cells:,} cells",
            path,
            f"at most {most:,} cells",
            "split it, or leave out what is not needed",
            code="workbook.cells",
            cells=cells,
            most=most,
        )


def gathered(title: str, filled: Iterable[tuple[int, int, Found]], path: Path, most: int) -> Sheet:
    """Return a sheet from its filled cells.

    Raises
    ------
    InputProblems
        There are more cells, rows or columns than a sheet may have.
    """
    cells: dict[tuple[int, int], Found] = {}
    rows: set[int] = set()
    # A table has two columns at least.
    most_rows = most // 2
    for row, column, cell in filled:
        if column > MAX_COLUMNS:
            raise refused_workbook(
                f"sheet {title!r} has content beyond column {MAX_COLUMNS}",
                path,
                f"at most {MAX_COLUMNS} columns",
                "copy the cells you need into a new workbook",
                code="workbook.columns",
                sheet=title,
                most=MAX_COLUMNS,
            )
        cells[row, column] = cell
        rows.add(row)
        if len(rows) > most_rows:
            raise refused_workbook(
                f"sheet {title!r} has more than {most_rows:,} filled rows",
                path,
                f"at most {most_rows:,} rows",
                "split it, or leave out what is not needed",
                code="workbook.rows",
                sheet=title,
                most=most_rows,
            )
        if len(cells) > most:
            within_limit(len(cells), most, path)
    return Sheet(title, cells)


def used_stored(cell: Found, where: str) -> Problem:
    """Return the note that names a cell whose stored result was taken."""
    value, formula = str(cell.value), cell.formula[:40]
    return Problem.stated(
        f"the stored result {value} of the formula {formula!r} is used",
        where,
        "the value itself",
        "check that the workbook was calculated before it was saved",
        code="workbook.stored",
        severity="warning",
        value=value,
        formula=formula,
    )
