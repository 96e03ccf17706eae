"""Sheets of an .xlsx workbook, with the formula and the stored result of a cell at once."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from quicksilver.errors import InputProblems
from quicksilver.intake.workbooks.safety import damaged_workbook
from quicksilver.intake.workbooks.sheets import Found, Sheet, gathered, taken, within_limit

__all__ = ["read_xlsx_sheets"]

_CELL: Final = re.compile(rb"<(?:\w+:)?c[\s/>]")


def read_xlsx_sheets(path: Path, *, cached: bool, most: int) -> dict[str, Sheet]:
    """Return the sheets of a checked workbook by title; ``most`` is the number of cells that it may have.

    Raises
    ------
    InputProblems
        It is damaged, or has too many cells.
    """
    import openpyxl

    try:
        # The file is opened here, so that it is closed here whatever happens in between.
        with warnings.catch_warnings(), path.open("rb") as file:
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
            _check_dimensions(book.worksheets, path, most)
            sheets = {
                sheet.title: gathered(sheet.title, _filled(sheet, cached), path, most)
                for sheet in book.worksheets
            }
            book.close()
    except InputProblems:
        raise
    except Exception as fault:
        # A stranger's file can break the reader in any way; whatever it is, the file is what is wrong.
        raise damaged_workbook(fault, path) from None
    within_limit(sum(len(sheet.cells) for sheet in sheets.values()), most, path)
    return sheets


def _check_dimensions(sheets: list[Any], path: Path, most: int) -> None:
    """Refuse a workbook by the sizes that its sheets state, before any cell is read.

    A size is not believed where it is above the number of cells in the file: a column that is formatted down to the last row
    makes a sheet of five rows a million rows high.
    """
    stated = [(sheet.max_row or 0) * (sheet.max_column or 0) for sheet in sheets]
    if sum(stated) > most:
        within_limit(
            sum(min(size, _written(sheet)) for size, sheet in zip(stated, sheets, strict=True)), most, path
        )


def _written(sheet: Any) -> int:
    count, tail = 0, b""
    with sheet._get_source() as part:
        while chunk := part.read(2**20):
            # A tag may be cut by the end of a chunk; what is counted twice would need a tag within the last bytes.
            cut = chunk.rfind(b"<")
            whole, tail = tail + chunk[:cut], chunk[cut:]
            count += len(_CELL.findall(whole))
    return count + len(_CELL.findall(tail))


class _Forgetful(dict[str, Any]):
    """A dictionary that keeps nothing."""

    def __setitem__(self, key: str, value: Any) -> None:
        """Forget the value."""


def _formula_text(value: Any) -> str:
    """Return a formula as text, also that of a matrix or of a what-if table."""
    text = value if isinstance(value, str) else getattr(value, "text", None)
    return str(text or "=")


def _filled(sheet: Any, cached: bool) -> Iterator[tuple[int, int, Found]]:
    """Yield the cells that are not empty, as they are in the file.

    The rows of a read-only sheet would be filled up with the cells that are missing: one cell that claims to
    be in row 999,999,999,999 would then keep the program busy for days.
    """
    book = sheet.parent
    with sheet._get_source() as part:
        parser: Any = _parser(part, sheet, book)
        # The heights of rows are of no use here, and a million of them would fill the memory.
        parser.row_dimensions = _Forgetful()
        for _, row in parser.parse():
            for cell in row:
                content = _content(cell, cached)
                if content is not None:
                    yield cell["row"], cell["column"], content


def _parser(part: Any, sheet: Any, book: Any) -> Any:
    from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser

    class Parser(WorkSheetParser):
        """Keeps the formula beside the stored result, where openpyxl gives one of them."""

        def parse_cell(self, element: Any) -> Any:
            cell: Any = super().parse_cell(element)
            if element.find(FORMULA_TAG) is not None:
                cell["formula"] = self.parse_formula(element)  # type: ignore[no-untyped-call]
                # Only of a text is an empty result one; programs that do not calculate write an empty one of no kind.
                is_text = element.get("t") == "str" and element.find(VALUE_TAG) is not None
                if cell["value"] is None and is_text:
                    cell["value"] = ""
            return cell

    return Parser(
        part,
        sheet._shared_strings,
        data_only=True,
        epoch=book.epoch,
        date_formats=book._date_formats,
        timedelta_formats=book._timedelta_formats,
    )


def _content(cell: dict[str, Any], cached: bool) -> Found | None:
    """Return the content of a cell; None where it is empty."""
    value, formula = cell["value"], cell.get("formula")
    if isinstance(value, float) and not math.isfinite(value):
        value = str(value)
    if formula is not None:
        content = taken(_formula_text(formula), value, cached=cached)
        return None if content.value == "" else content
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    simple = isinstance(value, (str, int, float, bool)) or hasattr(value, "isoformat")
    return Found(_unescaped(value)) if simple else Found(str(value))


#: How workbooks write a character that XML does not have, and the sign that such a code would begin with.
_CODE: Final = re.compile("_x(00[01][0-9A-Fa-f]|005[Ff])_")


def _unescaped(value: Any) -> Any:
    r"""Return a value whose text has the characters that the workbook writes as codes.

    Examples
    --------
    >>> _unescaped("pasted_x000B_text")
    'pasted\x0btext'
    """
    return _CODE.sub(lambda code: chr(int(code[1], 16)), value) if isinstance(value, str) else value
