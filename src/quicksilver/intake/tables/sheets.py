"""The table of one sheet of a workbook."""

from __future__ import annotations

from pathlib import Path

from quicksilver.errors import InputProblems, Place, Problem, closest
from quicksilver.intake.tables.assembling import Needs, assembled
from quicksilver.intake.tables.dialects import Rows, heading_row
from quicksilver.intake.tables.table import Source, Table, as_text, letters
from quicksilver.intake.workbooks import Found, Sheet, read_workbook, used_stored

__all__ = ["refused_formula", "sheet_table"]

_UNLIMITED = 10**9


def sheet_table(file: Path, needs: Needs, *, cached: bool, title: str | None) -> Table:
    """Return the table of a sheet; of the first that is filled where no title is given.

    Raises
    ------
    InputProblems
        As of :func:`quicksilver.intake.tables.read_table`.
    """
    sheets = read_workbook(file, cached=cached, cells=needs.cells or _UNLIMITED)
    sheet = _chosen(sheets, title, file)
    numbers = sheet.rows
    width = max((column for _, column in sheet.cells), default=0)
    texts = Rows(
        [[as_text(sheet.at(row, column).value) for column in range(1, width + 1)] for row in numbers[:60]],
        numbers[:60],
    )
    header_row = needs.mapping.header_row or (
        numbers[heading_row(texts, needs.headings.hits)] if numbers else 1
    )
    below = [row for row in numbers if row > header_row]
    problems: list[Problem] = []
    notes = [_above(file, sheet, row) for row in numbers if row < header_row]
    headings = [sheet.at(header_row, column).value for column in range(1, width + 1)]
    content = [[_value(sheet.at(row, column)) for column in range(1, width + 1)] for row in below]
    for (row, column), cell in sorted(sheet.cells.items()):
        if row < header_row:
            continue
        if cell.is_formula:
            problems.append(refused_formula(cell, _at(file, sheet, row, column)))
        elif cell.formula:
            notes.append(used_stored(cell, _at(file, sheet, row, column)))
    source = Source(file.name, "workbook", sheet.title, header_row=header_row)
    return assembled(source, headings, content, below, needs, notes, problems)


def _value(cell: Found) -> object:
    return "" if cell.value is None else cell.value


def _chosen(sheets: dict[str, Sheet], title: str | None, file: Path) -> Sheet:
    if title is None:
        filled = [sheet for sheet in sheets.values() if sheet.cells]
        if filled:
            return filled[0]
        raise InputProblems(
            [
                Problem.stated(
                    "the workbook has no filled sheet",
                    Place(str(file)),
                    "a sheet with a header row",
                    code="table.sheet.none",
                )
            ]
        )
    by_title = {name.strip().casefold(): sheet for name, sheet in sheets.items()}
    if title.strip().casefold() in by_title:
        return by_title[title.strip().casefold()]
    listed = ", ".join(sheets)
    raise InputProblems(
        [
            Problem.stated(
                f"there is no sheet {title!r}",
                Place(str(file)),
                f"one of the sheets {listed}",
                "name one of the sheets",
                code="table.sheet.unknown",
                guess=closest(title, list(sheets)),
                title=title,
                listed=listed,
            )
        ]
    )


def _at(file: Path, sheet: Sheet, row: int, column: int) -> Place:
    letter = letters(column)
    return Place(file.name, sheet=sheet.title, row=row, column=letter, cell=f"{letter}{row}")


def _above(file: Path, sheet: Sheet, row: int) -> Problem:
    lines = str(row)
    return Problem.stated(
        f"lines above the headings are not part of the table: {lines}",
        Place(file.name, sheet=sheet.title, row=row),
        "the row of headings first",
        "nothing is to be done if these lines are not headings or data",
        code="table.note.above",
        severity="warning",
        lines=lines,
    )


def refused_formula(cell: Found, where: str) -> Problem:
    """Return the problem of a formula; the result that is stored with it is offered, with the option that takes it."""
    formula, stored = str(cell.value)[:40], as_text(cell.stored)
    if cell.stored is None:
        return Problem.stated(
            f"a formula {formula!r}, and no result of it is stored",
            where,
            "the value itself",
            "enter the value, or calculate and save the workbook again",
            code="table.formula.no-result",
            formula=formula,
        )
    return Problem.stated(
        f"a formula {formula!r}; its stored result is {stored}",
        where,
        "the value itself",
        "enter the value, or add --use-cached to use the stored results",
        code="table.formula",
        formula=formula,
        stored=stored,
    )
