"""Reading an inventory from a workbook: the template in any language, or plain sheets with the contract's columns.

Sheets are known by their row of keys (``source``, ``presence``, ``activity`` ...), never by their titles, so a
translated or renamed sheet is read all the same. Columns without a key (names, status, preview) are ignored.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from quicksilver.errors import Place, Problem
from quicksilver.factors import shipped
from quicksilver.factors.source_names import source_named
from quicksilver.intake.tables import LIMITS, as_text
from quicksilver.intake.workbooks import Found, Sheet, read_workbook, used_stored
from quicksilver.inventory.files.fields import fields
from quicksilver.inventory.files.lost_sheets import Content, key_problems, keyless, sheet_problems
from quicksilver.inventory.files.report_text import is_text_sheet, sheet_text
from quicksilver.inventory.files.values import formula_problem
from quicksilver.inventory.model import Cell, Formula, RawInventory
from quicksilver.inventory.texts import RawText
from quicksilver.language.names import Name, find
from quicksilver.language.problems import problem

__all__ = ["read_general", "read_text", "read_xlsx"]

# What the template fills in by itself is no answer.
_PREFILLED: Final = ("source", "unit")
_KEY_ROWS: Final = 40
# What a spreadsheet shows instead of a result that it could not calculate.
_ERROR_VALUES: Final = frozenset(
    ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!", "#GETTING_DATA")
)


def read_xlsx(path: Path, *, cached: bool = False) -> RawInventory:
    """Return the cells of an inventory workbook.

    Parameters
    ----------
    path : Path
    cached : bool
        Whether the stored results of formulas are used; a warning names each cell.

    Raises
    ------
    InputProblems
        The file is not a workbook or could do harm.
    """
    sheets = read_workbook(path, cached=cached, cells=LIMITS["inventory"])
    problems: list[Problem] = []
    general: dict[str, Cell] = {}
    lines: list[dict[str, Cell]] = []
    content, seen_lines = Content(), False
    text = RawText()
    for sheet in sheets.values():
        if is_text_sheet(sheet):
            text.add(_sheet_text(path, sheet, problems))
            continue
        keys = _key_row(sheet)
        if keys is not None:
            seen_lines = True
            lines += _lines(path, sheet, *keys, problems, content)
        elif lost := keyless(path, sheet, content):
            seen_lines = True
            problems.append(lost)
        else:
            general |= _general(path, sheet, problems)
    problems += sheet_problems(path, content, has_general=bool(general))
    if not seen_lines:
        problems.append(problem("inventory.sheet.keys", Place(path.name)))
    elif not lines and not problems:
        problems.append(problem("inventory.sheet.empty", Place(path.name)))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return RawInventory(path.name, general, tuple(lines), digest, tuple(problems), content.level, text)


def read_text(path: Path, *, cached: bool = False) -> RawText:
    """Return what the officer wrote in the sheets for it, of a workbook whose lines are read by a stated mapping.

    Parameters
    ----------
    path : Path
    cached : bool

    Raises
    ------
    InputProblems
        As of :func:`read_xlsx`.
    """
    text = RawText()
    for sheet in read_workbook(path, cached=cached, cells=LIMITS["inventory"]).values():
        if is_text_sheet(sheet):
            text.add(_sheet_text(path, sheet, text.problems))
    return text


def _sheet_text(path: Path, sheet: Sheet, problems: list[Problem]) -> RawText:
    return sheet_text(
        sheet,
        lambda row, column: _place(path, sheet, row, column),
        lambda cell, name, where: _value(cell, name, where, problems),
    )


def read_general(
    path: Path, *, cached: bool = False, apart: str = ""
) -> tuple[dict[str, Cell], list[Problem]]:
    """Return the general data of a workbook whose lines are in a sheet of another layout, and what is wrong with them.

    Parameters
    ----------
    path : Path
    cached : bool
    apart : str
        Title of the sheet of lines; the first sheet if it is empty.

    Raises
    ------
    InputProblems
        As of :func:`read_xlsx`.
    """
    problems: list[Problem] = []
    general: dict[str, Cell] = {}
    sheets = [
        sheet
        for sheet in read_workbook(path, cached=cached, cells=LIMITS["inventory"]).values()
        if sheet.cells
    ]
    for sheet in sheets[0 if apart else 1 :]:
        if sheet.title.strip().casefold() != apart.strip().casefold() and _key_row(sheet) is None:
            general |= _general(path, sheet, problems)
    if not general:
        problems.append(problem("inventory.general.missing", Place(str(path))))
    return general, problems


def _place(path: Path, sheet: Sheet, row: int, column: int) -> Place:
    from openpyxl.utils import get_column_letter

    letter = get_column_letter(column)
    return Place(path.name, sheet=sheet.title, row=row, column=letter, cell=f"{letter}{row}")


def _name(cell: Found) -> str:
    return str(cell.value).strip().casefold() if isinstance(cell.value, str) else ""


def _key_row(sheet: Sheet) -> tuple[int, dict[int, str]] | None:
    """Return the row of keys and the key of each column; None when the sheet has no lines."""
    known = fields("line")
    best: tuple[int, dict[int, str]] | None = None
    most = 2
    for row in sheet.rows[:_KEY_ROWS]:
        named = {column: _name(cell) for (at, column), cell in sheet.cells.items() if at == row}
        hits = [name for name in named.values() if name in known]
        # A translated header may look like some of the keys; the row of keys has them all, or nearly, if one was lost.
        if len(hits) > most:
            best, most = ((row, named) if "source" in hits else None), len(hits)
    return best


def _lines(
    path: Path, sheet: Sheet, key_row: int, keys: dict[int, str], problems: list[Problem], content: Content
) -> list[dict[str, Cell]]:
    known = fields("line")
    plain = key_row == sheet.rows[0]
    used = {column: name for column, name in keys.items() if name in known}
    for column, name in keys.items():
        # In a plain sheet a column that is not known is a mistake; the template marks its own as not to be read.
        if plain and name and name not in known:
            used[column] = name
    if not plain:
        content.is_template = True
        problems += key_problems(path, sheet, key_row, keys)
    repeated = sorted({name for name in used.values() if list(used.values()).count(name) > 1})
    heads = Place(path.name, sheet=sheet.title, row=key_row)
    problems += [problem("inventory.sheet.column-twice", heads, name=name) for name in repeated]
    lines = []
    for row in sheet.rows:
        if row <= key_row:
            continue
        cells = {name: sheet.at(row, column) for column, name in used.items()}
        content.ids.append(as_text(cells["source"].value).strip())
        if all(cell.value is None for name, cell in cells.items() if name not in _PREFILLED):
            continue
        line = {"": Cell(None, Place(path.name, sheet=sheet.title, row=row))}
        for column, name in used.items():
            where = _place(path, sheet, row, column)
            line[name] = Cell(_value(sheet.at(row, column), name, where, problems), where)
        lines.append(_in_ids(line))
        if not plain:
            problems += _name_problems(sheet, row, keys, line)
    return lines


def _name_problems(sheet: Sheet, row: int, keys: dict[int, str], line: dict[str, Cell]) -> list[Problem]:
    """Return the problem of a template's row whose source is another one than the name beside it says."""
    column = next(column for column, name in keys.items() if name == "source") + 1
    beside, given = sheet.at(row, column), line["source"]
    if keys.get(column) or beside.formula or beside.is_formula or not isinstance(beside.value, str):
        return []
    named = find("source", beside.value)
    meant = source_named(str(given.value or "").strip(), shipped()).ids
    if not named or not meant or named in meant:
        return []
    name, source = Name("source", named), Name("source", meant[0])
    return [problem("inventory.source.beside", given.where, name=name, source=source)]


def _in_ids(line: dict[str, Cell]) -> dict[str, Cell]:
    """Replace the words that a drop-down list shows in the reader's language by ids; other text is not changed."""
    known = {name: line[name].value for name in ("source", "technology", "presence") if name in line}
    meant = {}
    if isinstance(known.get("presence"), str):
        meant["presence"] = find("presence", known["presence"])
    if isinstance(known.get("technology"), str):
        named = source_named(str(known.get("source") or "").strip(), shipped()).ids
        source = named[0] if len(named) == 1 else ""
        meant["technology"] = find(
            "technology",
            known["technology"],
            among=[row.technology for row in shipped().technologies(source)],
        )
    return line | {name: Cell(value, line[name].where) for name, value in meant.items() if value}


def _value(cell: Found, name: str, where: str, problems: list[Problem]) -> object:
    """Return a cell's value; a formula or an error of the spreadsheet is a problem and counts as empty."""
    declared = fields("line").get(name) or fields("general").get(name)
    is_error = isinstance(cell.value, str) and cell.value in _ERROR_VALUES
    if (cell.is_formula or is_error) and declared is not None and declared.type in ("number", "share"):
        # The validation reports it once, and does not treat the cell as empty.
        return Formula(str(cell.value), as_text(cell.stored)) if cell.is_formula else str(cell.value)
    if cell.is_formula:
        problems.append(formula_problem(Formula(str(cell.value), as_text(cell.stored)), where, name))
        return None
    if cell.formula:
        problems.append(used_stored(cell, where))
    if is_error:
        problems.append(problem("inventory.cell.error", where, error=cell.value, name=name))
        return None
    if hasattr(cell.value, "isoformat") and (declared is None or declared.type not in ("number", "share")):
        return str(cell.value)
    return cell.value


def _general(path: Path, sheet: Sheet, problems: list[Problem]) -> dict[str, Cell]:
    """Return the general data of a sheet that has their keys in a column (or in its first row)."""
    known = fields("general")
    by_column: dict[int, list[int]] = {}
    for (row, column), cell in sheet.cells.items():
        if _name(cell) in known:
            by_column.setdefault(column, []).append(row)
    column = max(by_column, key=lambda c: len(by_column[c]), default=0)
    if not column or len(by_column[column]) < 2:
        return _general_row(path, sheet, problems)
    value_column = _value_column(sheet, column, min(by_column[column]))
    result = {}
    for row in sheet.rows:
        if row < min(by_column[column]):
            continue
        name, where = _name(sheet.at(row, column)), _place(path, sheet, row, value_column)
        value = _value(sheet.at(row, value_column), name, where, problems)
        if name in known or (name and value is not None):
            # A name that is not known is a mistake, as it is in a file; an entry must not go with it.
            result[name] = Cell(value, where)
        elif value is not None:
            problems.append(problem("inventory.sheet.entry", where, value=value, allowed=list(known)))
    return result


def _value_column(sheet: Sheet, keys: int, first: int) -> int:
    """Return the column of the values: the one headed ``value``, else the next one."""
    for (row, column), cell in sheet.cells.items():
        if row < first and _name(cell) == "value" and column > keys:
            return column
    return keys + 1


def _general_row(path: Path, sheet: Sheet, problems: list[Problem]) -> dict[str, Cell]:
    """Return general data given in one row under a row of keys."""
    known = fields("general")
    for row in sheet.rows[:_KEY_ROWS]:
        named = {
            column: _name(cell)
            for (at, column), cell in sheet.cells.items()
            if at == row and _name(cell) in known
        }
        if len(named) >= 3:
            return {
                name: Cell(
                    _value(sheet.at(row + 1, column), name, _place(path, sheet, row + 1, column), problems),
                    _place(path, sheet, row + 1, column),
                )
                for column, name in named.items()
            }
    return {}
