"""A register as a workbook: a sheet per kind of record, headings in the first row."""

from __future__ import annotations

import datetime as dt
import functools
import io
from pathlib import Path
from typing import Any

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.intake.declared import note
from quicksilver.intake.paused_gc import without_collection
from quicksilver.intake.tables import refused_formula
from quicksilver.intake.workbooks import Found, Sheet, read_workbook, used_stored
from quicksilver.outputs import fixed_dates, write_files
from quicksilver.register.formats.tables.assembling import Row, Table, assemble, headings
from quicksilver.register.formats.tables.rows import table_of
from quicksilver.register.records import KINDS
from quicksilver.register.register import Register

__all__ = ["export_workbook", "load_workbook"]

#: Of a cell, by the format; spreadsheets cut off what is longer without a word.
_LONGEST = 32_767


@without_collection()
def export_workbook(register: Register, path: str | Path, *, force: bool = False) -> Path:
    """Write a register as a workbook, with a sheet for every kind, also where there are no records.

    Parameters
    ----------
    register : Register
    path : str or Path
        Ends in ``.xlsx``.
    force : bool
        Whether a file that is there may be replaced.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputProblems
        A text is longer than a cell can hold.
    OutputExistsError
        The file is there and ``force`` is not given.
    """
    import openpyxl

    target = Path(path)
    tables = {kind: table_of(register, kind) for kind in KINDS}
    problems = [
        problem for kind, (titles, rows) in tables.items() for problem in _too_long(kind, titles, rows)
    ]
    if problems:
        raise InputProblems(problems)
    book = openpyxl.Workbook(write_only=True)
    for kind, (titles, rows) in tables.items():
        _fill(book.create_sheet(kind), titles, rows)
    buffer = io.BytesIO()
    book.save(buffer)
    write_files(target.absolute().parent, {target.name: fixed_dates(buffer.getvalue())}, force=force)
    return target


def _too_long(kind: str, titles: list[str], rows: list[list[Any]]) -> list[Problem]:
    return [
        Problem(
            f"a text of {len(value):,} characters",
            f"{kind}/{row[0]}, {title}",
            f"at most {_LONGEST:,} characters in a cell",
            remedy="write CSV files or the text form instead",
        )
        for row in rows
        for title, value in zip(titles, row, strict=True)
        if isinstance(value, str) and len(value) > _LONGEST
    ]


def _fill(sheet: Any, titles: list[str], rows: list[list[Any]]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "B2"
    for number, title in enumerate(titles, 1):
        # Formatted as text, a column keeps 2008-04 as it is typed.
        sheet.column_dimensions[get_column_letter(number)].width = 32 if "[" in title else 16
        sheet.column_dimensions[get_column_letter(number)].number_format = "@"
    heads = [WriteOnlyCell(sheet, title) for title in titles]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value)
    # Said to be text, it is none of the things a text can look like: a formula, an error, a number.
    cell.data_type = "s"
    cell.number_format = "@"
    if "\n" in value:
        cell.alignment = _in_lines()
    return cell


@functools.cache
def _in_lines() -> Any:
    from openpyxl.styles import Alignment

    return Alignment(wrap_text=True, vertical="top")


@without_collection()
def load_workbook(path: str | Path) -> Register:
    """Read a register from a workbook.

    Columns may be in any order; empty sheets are skipped, and kinds without a sheet have no records.

    Raises
    ------
    InputProblems
        The file is not a workbook or could do harm (macros, links, far larger than it looks), or everything that is wrong
        in it, with sheet and cell. Formulas are refused, unless it is
        stated that their stored results are used (:func:`quicksilver.intake.declared.declared`); each is noted then.
    """
    file = Path(path)
    problems: list[Problem] = []
    tables = []
    for title, sheet in read_workbook(file).items():
        if title in KINDS:
            tables.append(_table(file.name, title, sheet, problems))
        elif sheet.cells:
            problems.append(
                Problem(
                    f"unknown sheet {title!r}",
                    f"{file.name}, sheet {title}",
                    ", ".join(KINDS),
                    closest(title, list(KINDS)),
                    "rename it, or remove it",
                )
            )
    return assemble(tables, problems)


def _table(name: str, kind: str, sheet: Sheet, problems: list[Problem]) -> Table:
    from openpyxl.utils import get_column_letter

    by_row: dict[int, dict[int, Found]] = {}
    for (row, column), content in sheet.cells.items():
        by_row.setdefault(row, {})[column] = content
    heads = {
        f"{name}, sheet {kind}, cell {get_column_letter(column)}1": (column, content.value)
        for column, content in sorted(by_row.pop(1, {}).items())
    }
    titles, faults = headings(kind, [(where, title) for where, (_, title) in heads.items()])
    problems += faults
    by_column = {heads[where][0]: title for where, title in titles.items()}
    letters = {title: get_column_letter(column) for column, title in by_column.items()}

    def place(number: int, title: str) -> str:
        cell = f"{letters[title]}{number}" if title in letters else f"row {number}, column {title}"
        return f"{name}, sheet {kind}, {'cell ' if title in letters else ''}{cell}"

    rows = []
    for number, filled in sorted(by_row.items()):
        cells = {}
        for column, filled_cell in filled.items():
            if column not in by_column:
                if column not in {head[0] for head in heads.values()}:
                    problems.append(
                        Problem(
                            f"{filled_cell.value!r} under no heading",
                            f"{name}, sheet {kind}, cell {get_column_letter(column)}{number}",
                            "cells under headings",
                            remedy="remove it, or give the column a heading",
                        )
                    )
                continue
            title = by_column[column]
            if filled_cell.is_formula:
                problems.append(refused_formula(filled_cell, place(number, title)))
            else:
                if filled_cell.formula:
                    note(used_stored(filled_cell, place(number, title)))
                cells[title] = _plain(filled_cell.value)
        if cells:
            rows.append(Row(number, cells))
    return Table(kind, frozenset(letters), rows, place)


def _plain(value: Any) -> Any:
    """Return a cell's value; days that a spreadsheet has made of a typed date are dates again."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    return value.isoformat() if hasattr(value, "isoformat") else value
