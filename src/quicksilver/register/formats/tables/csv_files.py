"""A register as a directory of CSV files, one per kind of record: UTF-8, comma, headings in the first row."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.intake.paused_gc import without_collection
from quicksilver.intake.tables import ColumnMapping, read_table
from quicksilver.outputs import write_files
from quicksilver.register.formats.tables.assembling import Row, Table, assemble, headings
from quicksilver.register.formats.tables.columns import columns_of
from quicksilver.register.formats.tables.rows import table_of
from quicksilver.register.records import KINDS
from quicksilver.register.register import Register

__all__ = ["export_csv", "load_csv"]


@without_collection()
def export_csv(register: Register, folder: str | Path, *, force: bool = False) -> Path:
    """Write a register as CSV files, one for every kind, also where there are no records.

    Parameters
    ----------
    register : Register
    folder : str or Path
    force : bool
        Whether files that are there may be replaced.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    OutputExistsError
        Files of the same names are there and ``force`` is not given.
    """
    return write_files(Path(folder), {f"{kind}.csv": _csv(register, kind) for kind in KINDS}, force=force)


def _csv(register: Register, kind: str) -> bytes:
    titles, rows = table_of(register, kind)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(titles)
    writer.writerows([_said(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8")


def _said(cell: Any) -> Any:
    return str(cell).lower() if isinstance(cell, bool) else cell


@without_collection()
def load_csv(folder: str | Path) -> Register:
    """Read a register from a directory of CSV files.

    A file may have semicolons in place of commas, and columns in any order; kinds without a file have no records.

    Raises
    ------
    InputProblems
        Everything that is wrong, with file, row and column.
    """
    root = Path(folder)
    if not root.is_dir():
        raise InputProblems(
            [
                Problem(
                    f"{root.name!r} is not a directory",
                    str(root),
                    "a directory with <kind>.csv files",
                    remedy="check the path",
                )
            ]
        )
    problems: list[Problem] = []
    tables = []
    for file in sorted(root.glob("*.csv")):
        if file.stem not in KINDS:
            problems.append(
                Problem(
                    f"unknown kind {file.stem!r}",
                    file.name,
                    ", ".join(f"{kind}.csv" for kind in KINDS),
                    closest(file.stem, list(KINDS)),
                    "rename it, or remove it",
                )
            )
            continue
        try:
            tables.append(_table(file, problems))
        except InputProblems as wrong:
            problems += wrong.problems
    return assemble(tables, problems)


def _table(file: Path, problems: list[Problem]) -> Table:
    if file.is_symlink():
        raise InputProblems([Problem("is a link", file.name, "a CSV file", remedy="copy the file itself")])
    faulty: list[Problem] = []
    known = [column.title for column in columns_of(file.stem)]
    try:
        # The program writes these files in UTF-8; there is nobody to report another encoding to.
        utf8 = ColumnMapping(encoding="utf-8-sig")
        table = read_table(file, "register", optional=known, mapping=utf8, short=True, collected=faulty)
    except InputProblems as wrong:
        if [item.code for item in wrong.problems] == ["table.empty"]:
            return Table(file.stem, frozenset(), [], lambda number, title: file.name)
        raise
    # Headings are checked against the columns of the kind below; a kind may have no records.
    problems += [item for item in faulty if item.code not in ("table.twice", "table.rows")]
    heads = [
        (f"{file.name}, row 1, column {number}", title)
        for number, title in enumerate(table.headings, 1)
        if title.strip()
    ]
    titles, faults = headings(file.stem, heads)
    problems += faults
    by_column = {int(place.rsplit(" ", 1)[1]) - 1: title for place, title in titles.items()}

    def place(number: int, title: str) -> str:
        return f"{file.name}, row {number}, column {title}"

    rows = []
    for number, line in zip(table.lines, table.content, strict=True):
        cells = {title: line[column] for column, title in by_column.items() if line[column].strip()}
        for title, cell in cells.items():
            if cell.lstrip().startswith("="):
                problems.append(
                    Problem(
                        f"a formula {cell[:40]!r}",
                        place(number, title),
                        "values only",
                        f"'{cell}"[:60],
                        "enter its result, or put an apostrophe in front of a text",
                    )
                )
        if cells:
            rows.append(Row(number, cells))
    return Table(file.stem, frozenset(titles.values()), rows, place)
