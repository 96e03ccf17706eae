"""Reading a table of any kind: the one way in for CSV, workbooks and lists of JSON objects."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from quicksilver.intake.tables.mapping import ColumnMapping
from quicksilver.intake.tables.table import Table

__all__ = ["read_table"]


def read_table(
    path: str | Path,
    purpose: str,
    *,
    wanted: Sequence[str] = (),
    optional: Sequence[str] = (),
    mapping: ColumnMapping | None = None,
    cached: bool = False,
    sheet: str | None = None,
    short: bool = False,
    cells: int | None = -1,
) -> Table:
    """Return the table of a file: CSV of any dialect, XLSX, ODS, or a JSON list of objects.

    Parameters
    ----------
    path : str or Path
    purpose : str
        Which limit of cells applies, and whose headings are known: a key of :data:`LIMITS`.
    wanted : sequence of str
        Columns that must be there.
    optional : sequence of str
        Columns that are known and may be there.
    mapping : ColumnMapping, optional
        What the user states of the file: which heading is which column, constants, units, sheet, row of the headings ...
    cached : bool
        Whether the stored results of formulas are used; each is named in a note.
    sheet : str, optional
        Title of the sheet of a workbook; the first that is filled where none is named.
    short : bool
        Whether rows may have fewer cells than there are headings.
    cells : int, optional
        Limit in place of that of the purpose; None for no limit.

    Raises
    ------
    InputProblems
        Everything that is wrong with the file as a table, at once, each with its line or cell: it does not exist, its
        encoding is not recognised, a heading occurs twice, a row has more or fewer cells than there are headings, a column
        is missing, there is a formula, there are more cells than the purpose may have.
    """
    raise NotImplementedError
