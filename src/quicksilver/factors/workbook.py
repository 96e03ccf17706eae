"""Sheets and cells of a workbook whose layout is stated."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.intake.workbooks import Found, Sheet

__all__ = ["chosen_sheet", "place_of", "text_of"]


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))


def place_of(path: Path, sheet: Sheet, row: int, column: int) -> str:
    """Return the name of a cell as people find it."""
    return f"{path.name}, sheet {sheet.title}, cell {_letter(column)}{row}"


def chosen_sheet(path: Path, sheets: Mapping[str, Sheet], title: str | None) -> Sheet:
    """Return the sheet of a title; the first that is filled where none is named.

    Raises
    ------
    InputProblems
        There is no such sheet, or none is filled.
    """
    if title is None:
        filled = [sheet for sheet in sheets.values() if sheet.cells]
        if filled:
            return filled[0]
        raise InputProblems(
            [Problem("the workbook has no filled sheet", str(path), "a sheet with a header row")]
        )
    folded = {name.casefold(): sheet for name, sheet in sheets.items()}
    if title.casefold() in folded:
        return folded[title.casefold()]
    raise InputProblems(
        [
            Problem(
                f"there is no sheet {title!r}",
                str(path),
                ", ".join(sheets),
                closest(title, list(sheets)),
                "name one of the sheets",
            )
        ]
    )


def text_of(cell: Found) -> str:
    """Return the content of a cell as text; a number with all its digits."""
    value = cell.value
    if value is None:
        return ""
    return repr(value) if isinstance(value, float) else str(value).strip()
