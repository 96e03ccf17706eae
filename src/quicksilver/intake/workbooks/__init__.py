"""Workbooks of unknown origin, .xlsx and .ods: their filled cells by sheet, after a search for what could do harm.

Cells are read as they are written: a formula is a formula, and the result that another program stored with it is used only on
request. A formula that is only a value, such as ``=TRUE()``, is that value.
"""

from __future__ import annotations

from pathlib import Path

from quicksilver.intake.declared import asked
from quicksilver.intake.workbooks.ods import read_ods_sheets
from quicksilver.intake.workbooks.safety import checked
from quicksilver.intake.workbooks.sheets import MAX_CELLS, Found, Sheet, used_stored
from quicksilver.intake.workbooks.xlsx import read_xlsx_sheets

__all__ = ["Found", "Sheet", "read_workbook", "used_stored"]


def read_workbook(path: Path, *, cached: bool = False, cells: int = MAX_CELLS) -> dict[str, Sheet]:
    """Return the sheets of a workbook by title.

    Parameters
    ----------
    path : Path
    cached : bool
        Whether the stored results of formulas are used instead of the formulas; it may also be stated around the reading
        (:func:`quicksilver.intake.declared.declared`).
    cells : int
        Filled cells that it may have.

    Raises
    ------
    InputProblems
        The file is not a workbook, is too large, or contains something that could do harm.
    """
    read = read_ods_sheets if checked(path) == "ods" else read_xlsx_sheets
    return read(path, cached=cached or asked().cached, most=cells)
