"""Factors from a Toolkit workbook whose layout is stated."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from quicksilver.errors import InputProblems, Problem, closest, similar
from quicksilver.factors.model import OVERLAY_COLUMNS, PATHWAYS
from quicksilver.factors.tables import shipped
from quicksilver.factors.workbook import chosen_sheet, place_of, text_of
from quicksilver.intake.declared import asked, note
from quicksilver.intake.numbers import NumberReader
from quicksilver.intake.tables import refused_formula
from quicksilver.intake.workbooks import Found, Sheet, read_workbook, used_stored
from quicksilver.language.problems import problem
from quicksilver.quantities import Standing

__all__ = ["import_toolkit"]

_NUMBERS = ("input_factor", "input_factor_low", "input_factor_high", *PATHWAYS)
#: Numbers from here on are not finite, or not far from it.
_MOST = 10**308


def _columns(path: Path, sheet: Sheet, header_row: int, columns: Mapping[str, str]) -> dict[str, int]:
    """Return the column of each wanted name, by title first and by letter second."""
    from openpyxl.utils import column_index_from_string

    titles: dict[str, int] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        if row == header_row:
            titles.setdefault(text_of(cell).casefold(), column)
    found_columns, problems = {}, []
    for name, wanted in columns.items():
        if wanted.casefold() in titles:
            found_columns[name] = titles[wanted.casefold()]
        elif wanted.isalpha() and wanted.isascii() and len(wanted) <= 2:
            found_columns[name] = column_index_from_string(wanted.upper())
        else:
            given = [title for title in titles if title]
            problems.append(
                Problem(
                    f"no column {wanted!r} in row {header_row}",
                    f"{path.name}, sheet {sheet.title}",
                    "a title of that row, or a column letter: " + ", ".join(given[:20]),
                    closest(wanted, given),
                    "name the column by its title or letter, or another --header-row",
                )
            )
    if "id" not in columns:
        problems.append(
            Problem(
                "no column is named for 'id'",
                "--column",
                "id=TITLE or id=LETTER",
                "id=A",
                "add --column id=...",
            )
        )
    if problems:
        raise InputProblems(problems)
    return found_columns


def import_toolkit(
    path: str | Path,
    *,
    sheet: str,
    header_row: int,
    columns: Mapping[str, str],
    source: str,
    last_row: int | None = None,
    use_cached: bool = False,
    level: int | None = None,
) -> list[dict[str, str]]:
    """Return overlay rows read from a Toolkit workbook.

    Parameters
    ----------
    path : str or Path
    sheet : str
        Title of the sheet.
    header_row : int
        Row of the column titles; data begin below it.
    columns : mapping of str to str
        Name of an overlay column -> title in the header row, or column letter. ``id`` must be among them.
    source : str
        What the workbook is; written into every row.
    last_row : int, optional
        Last row of the table.
    use_cached : bool
        Whether the stored results of formulas are used.
    level : int, optional
        Level of the sheet. A category number such as 5.9.1 is an id of Level 2 too; it is never taken for one
        where the sheet is of Level 1, or where its level is not stated.

    Raises
    ------
    InputProblems
        A sheet, column or id is unknown, a number cannot be read, or a cell contains a formula.
    """
    file = Path(path)
    table = chosen_sheet(file, read_workbook(file, cached=use_cached), sheet)
    places = _columns(file, table, header_row, columns)
    known, problems = shipped().sources, []
    rows: list[dict[str, str]] = []
    numbers = [column for name, column in places.items() if name in _NUMBERS]
    cells_of_numbers = (table.at(row, column).value for row in table.rows for column in numbers)
    proven = _proven_levels(table, places["id"], header_row)
    # Only texts are evidence: a number of a spreadsheet has no sign that somebody typed.
    texts = [value for value in cells_of_numbers if isinstance(value, str)]
    reader = NumberReader(texts, asked().decimal_of(file))
    for number in table.rows:
        if number <= header_row or (last_row is not None and number > last_row):
            continue
        cells = {name: table.at(number, column) for name, column in places.items()}
        ident = text_of(cells["id"])
        if not ident or all(
            cell.value is None for name, cell in cells.items() if name not in ("id", "technology")
        ):
            continue
        where = {name: place_of(file, table, number, column) for name, column in places.items()}
        meant = _of_level(ident, level, proven, where["id"])
        if isinstance(meant, Problem):
            problems.append(meant)
            continue
        ident = meant
        if ident not in known:
            problems.append(
                Problem(
                    f"unknown source {ident!r}",
                    where["id"],
                    "an id of the factor set (`quicksilver factors show`)",
                    remedy="correct the id, or end the table before it with --last-row",
                    **similar(ident, known),
                )
            )
            continue
        note(*(used_stored(cell, where[name]) for name, cell in cells.items() if cell.formula))
        row = {name: _cell(name, cell, where[name], reader, problems) for name, cell in cells.items()}
        rows.append(
            {name: row.get(name, "") for name in OVERLAY_COLUMNS}
            | {
                "id": ident,
                "source": source,
                "standing": str(Standing.READ),
                "note": row.get("note") or where["id"],
            }
        )
    problems += reader.questions()
    if not rows and not problems:
        problems.append(_no_rows(f"{file.name}, sheet {table.title}"))
    if problems:
        raise InputProblems(problems)
    return rows


def _no_rows(where: str) -> Problem:
    return Problem(
        "no row below the header has an id and a factor",
        where,
        "rows with an id and at least one factor",
        remedy="check --header-row and --column",
    )


def _proven_levels(table: Sheet, column: int, header_row: int) -> set[int]:
    """Return the levels of ids that are not category numbers: these prove of which level the others are."""
    known = shipped().sources
    ids = {text_of(table.at(row, column)) for row in table.rows if row > header_row}
    return {known[ident].level for ident in ids if ident in known and known[ident].category != ident}


def _of_level(ident: str, level: int | None, proven: set[int], where: str) -> str | Problem:
    """Return the id that a text is; a category number is one of its level, and a question where the level is not known."""
    known = shipped().sources
    if ident not in known or known[ident].category != ident or known[ident].level != 2:
        return ident
    others = [
        ident_of for ident_of, source in known.items() if source.category == ident and source.level == 1
    ]
    known_level = level or (proven.copy().pop() if len(proven) == 1 else None)
    if known_level == 2 or not others:
        return ident
    if known_level == 1 and len(others) == 1:
        return others[0]
    choices = others if known_level == 1 else [*others, ident]
    code = "factors.source.several" if known_level == 1 else "factors.level"
    return problem(code, where, readings=choices, text=ident, allowed=choices, ids=others)


def _cell(name: str, cell: Found, where: str, reader: NumberReader, problems: list[Problem]) -> str:
    """Return a cell as the overlay needs it, or note its problem."""
    text = text_of(cell)
    if cell.is_formula:
        problems.append(refused_formula(cell, where))
        return ""
    if name not in _NUMBERS or not text:
        return text
    value: Any = cell.value
    # A whole number can have more digits than a float holds; the reader of texts says what is wrong with it.
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < _MOST:
        return repr(float(value))
    number = reader.read(text, where, name)
    if isinstance(number, Problem):
        problems.append(number)
    elif number is not None and number.is_plain and number.value is not None:
        return repr(number.value)
    elif number is not None:
        problems.append(problem("factors.number.other", where, name=name, text=text))
    return ""
