"""The rows of a workbook, each with what kind of row it is: of a source, of its scenarios, a heading, a total, a note."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from quicksilver.errors import Place
from quicksilver.factors import PATHWAYS
from quicksilver.intake.numbers import readings
from quicksilver.intake.workbooks import Found
from quicksilver.inventory.bridge.layout import Grid, Layout, layouts
from quicksilver.inventory.bridge.words import CATEGORY, SITES, has_word, is_within
from quicksilver.inventory.files.fields import fields
from quicksilver.language.names import find

__all__ = ["VALUES", "At", "Kind", "Record", "records", "text_of"]


class Kind(StrEnum):
    """What a row of a workbook is."""

    DATA = "data"
    SCENARIO = "scenario"
    CATEGORY = "category"
    MAIN = "main category"
    HEADING = "heading"
    TOTAL = "total"
    GENERAL = "general"
    NOTE = "note"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class At:
    """A cell with its place."""

    cell: Found
    where: Place

    @property
    def text(self) -> str:
        """Return what the cell has as text; a number of a category that is a number too."""
        return text_of(self.cell)


def text_of(cell: Found) -> str:
    """Return the content of a cell as text, empty for a formula that is not taken.

    Examples
    --------
    >>> text_of(Found(5.1)), text_of(Found("=A1", True))
    ('5.1', '')
    """
    if cell.is_formula or cell.value is None:
        return ""
    if isinstance(cell.value, float):
        return repr(int(cell.value)) if cell.value.is_integer() else repr(cell.value)
    return str(cell.value).strip()


@dataclass
class Record:
    """A row of a workbook.

    Attributes
    ----------
    sheet : str
    row : int
    kind : Kind
    where : Place
        Its first cell.
    cells : dict of str to At
        By role of the column; outputs are ``out_air`` and so on.
    scenarios : list of dict of str to At
        Output scenarios in the row or in rows below it: scenario, mark, and shares by pathway.
    number, presence : At or None
        Category number and presence, of the row itself or of the row of its category.
    words : str
        All that the row has as text, for a person who looks at it.
    is_empty : bool
        Whether it is of a category that has no row of a source below it.
    """

    sheet: str
    row: int
    kind: Kind
    where: Place
    cells: dict[str, At] = field(default_factory=dict)
    scenarios: list[dict[str, At]] = field(default_factory=list)
    number: At | None = None
    presence: At | None = None
    words: str = ""
    is_empty: bool = False

    @property
    def name(self) -> str:
        """Return the name of the row; empty where it has none."""
        return self.cells["name"].text if "name" in self.cells else ""

    @property
    def category(self) -> str:
        """Return the number of the category."""
        return "" if self.number is None else self.number.text


#: What a row of a source has, one of them at least.
VALUES: Final = (
    "activity",
    "activity_unit",
    "factor",
    "default",
    "own",
    "low",
    "high",
    "range",
    "factor_unit",
)
#: How many characters of a row are shown.
_SHOWN: Final = 120


def place_of(path: Path, sheet: str, row: int, column: int) -> Place:
    """Return the place of a cell."""
    from openpyxl.utils import get_column_letter

    letter = get_column_letter(column)
    return Place(path.name, sheet=sheet, row=row, column=letter, cell=f"{letter}{row}")


@dataclass
class _State:
    """What the rows above say of the next one."""

    number: At | None = None
    presence: At | None = None
    last: Record | None = None


def records(path: Path, grid: Grid, is_source: Callable[[str, str], bool]) -> Iterator[Record]:
    """Yield every row of a sheet that has anything in it.

    Parameters
    ----------
    path : Path
        Of the workbook, for places.
    grid : Grid
    is_source : callable
        Whether a name is one of a source: of a category number, or of all sources where the number is empty.
    """
    tables = layouts(grid)
    groups = {layout.above for layout in tables.values()}
    layout: Layout | None = None
    state = _State()
    for row, cells in grid.rows.items():
        first = place_of(path, grid.title, row, min(cells))
        words = " | ".join(text for cell in cells.values() if (text := text_of(cell)))[:_SHOWN]
        record = Record(grid.title, row, Kind.NOTE, first, words=words)
        if row in tables or row in groups:
            layout = tables.get(row, layout)
            record.kind = Kind.HEADING
        elif _is_general(cells):
            record.kind = Kind.GENERAL
            _take_general(path, record, cells)
        elif layout is not None:
            _read(path, record, cells, layout)
            _classify(record, layout, state, is_source)
        elif _is_of_source(cells, is_source):
            record.kind = Kind.UNREAD
        yield record


def _is_of_source(cells: Mapping[int, Found], is_source: Callable[[str, str], bool]) -> bool:
    """Return whether a row that no known headings stand above has an amount beside a category number or a source."""
    texts = [text_of(cell) for cell in cells.values()]
    has_amount = any(isinstance(cell.value, (int, float)) or cell.is_formula for cell in cells.values())
    numbered = any(CATEGORY.fullmatch(text) and text.count(".") > 1 for text in texts)
    return has_amount and (numbered or any(is_source("", text) for text in texts if text))


def _is_general(cells: Mapping[int, Found]) -> bool:
    """Return whether a row states a datum of the country: its name in the first cell, its value in the next."""
    first = min(cells)
    return find("field", text_of(cells[first])) in fields("general") and len(cells) <= 3


def _take_general(path: Path, record: Record, cells: Mapping[int, Found]) -> None:
    columns = sorted(cells)
    record.cells["name"] = At(cells[columns[0]], place_of(path, record.sheet, record.row, columns[0]))
    if len(columns) > 1:
        record.cells["value"] = At(cells[columns[1]], place_of(path, record.sheet, record.row, columns[1]))


def _read(path: Path, record: Record, cells: Mapping[int, Found], layout: Layout) -> None:
    """Put the cells of a row where their columns say."""

    def at(column: int) -> At:
        return At(cells[column], place_of(path, record.sheet, record.row, column))

    record.cells |= {role: at(column) for role, column in layout.columns.items() if column in cells}
    record.cells |= {f"out_{name}": at(column) for name, column in layout.outs.items() if column in cells}
    for block in layout.blocks:
        known = {name: at(column) for name, column in block.columns.items() if column in cells}
        if known:
            record.scenarios.append(known)


def _written_number(at: At, role: str) -> str:
    """Return what a cell has as a category number: spreadsheets make a date of 5.1.2, and others write 5,1,2."""
    value = at.cell.value
    if role == "name":
        return at.text
    if isinstance(value, dt.date) and value.day == _CHAPTER:
        return f"{value.day}.{value.month}.{value.year % 100}"
    return _COMMAS.sub(".", at.text)


#: The chapter of the Toolkit by which all numbers begin.
_CHAPTER: Final = 5
_COMMAS: Final = re.compile(r"(?<=\d)[,،](?=\d)")


def _numbers_of(record: Record) -> tuple[At | None, bool]:
    """Return the category number of a row, and whether it is of a main category; it can be before the name in one cell."""
    for role in ("number", "main", "name"):
        at = record.cells.get(role)
        match = _NUMBERED.fullmatch(_written_number(at, role)) if at is not None else None
        if at is None or match is None or (role != "name" and match[2]):
            continue
        if match[2]:
            record.cells["name"] = At(Found(match[2]), at.where)
        return At(Found(match[1]), at.where), match[1].count(".") == 1
    return None, False


#: A category number, with the name behind it where both are in one cell.
_NUMBERED: Final = re.compile(rf"({CATEGORY.pattern})\.?(?:\s*[-:]?\s+(\S.*))?", re.DOTALL)


def _has_shares(record: Record) -> bool:
    return any(set(block) & set(PATHWAYS) for block in record.scenarios)


def _classify(record: Record, layout: Layout, state: _State, is_source: Callable[[str, str], bool]) -> None:
    number, is_main = _numbers_of(record)
    has_values = any(role in record.cells for role in VALUES)
    is_bare = is_main and not (has_values or _has_shares(record))
    if number is not None and is_bare and not _is_answer(record, number, state, is_source):
        record.kind, record.number = Kind.MAIN, number
        # Sites have no categories below their main category.
        state.number = number if number.text == SITES else None
        state.presence = state.last = None
        return
    number = _number_below(record, number, is_main, state)
    if not record.name and number is None:
        record.kind = _nameless(record, state)
        return
    if number is None and has_word("total", record.name) and not has_values:
        record.kind = Kind.TOTAL
        return
    own = record.cells.get("presence")
    record.number = number or state.number
    record.presence = own or state.presence
    if number is not None and not (has_values or _has_shares(record)):
        record.kind, state.presence = Kind.CATEGORY, own
    elif has_values or _is_named_source(record, is_source):
        record.kind = Kind.DATA if layout.has_data else Kind.NOTE
    else:
        record.number = record.presence = None
    if record.kind is Kind.DATA:
        state.last = record


def _is_answer(record: Record, number: At, state: _State, is_source: Callable[[str, str], bool]) -> bool:
    """Return whether a row with the number of a main category answers for a source, and is no heading."""
    if "presence" not in record.cells:
        return False
    above = state.number is not None and is_within(state.number.text, number.text)
    return above or number.text == SITES or is_source(number.text, record.name)


def _number_below(record: Record, number: At | None, is_main: bool, state: _State) -> At | None:
    """Return the category number that a row has of its own, and note it for the rows below."""
    if number is not None and is_main and state.number is not None:
        # The main category can stand in each of its rows.
        number = None if is_within(state.number.text, number.text) else number
    if number is None and "number" in record.cells and not is_main:
        # What stands in the place of a number is not the number of the rows above.
        state.number = state.presence = None
    if number is not None and (state.number is None or state.number.text != number.text):
        state.number, state.presence = number, None
    return number


def _is_named_source(record: Record, is_source: Callable[[str, str], bool]) -> bool:
    """Return whether a row without an amount is of a source all the same."""
    if _has_shares(record) or "presence" in record.cells or _states_input(record):
        return True
    # A group of sources can have the name of one of them; its row has nothing else.
    is_site = is_within(SITES, record.category)
    return is_site or (is_source(record.category, record.name) and not find("group", record.name))


def _states_input(record: Record) -> bool:
    """Return whether a row has mercury of its own: a number that is not 0, and no sum of others."""
    at = record.cells.get("input")
    value = None if at is None or at.cell.formula else at.cell.value
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value != 0


def _nameless(record: Record, state: _State) -> Kind:
    """Return the kind of a row without name and number, which can be a scenario of the row above it."""
    # A title stands in one cell, whatever the column below it is.
    is_scenario = _has_shares(record) and sum(map(len, record.scenarios)) > 1
    if is_scenario and state.last is not None and not any(role in record.cells for role in VALUES):
        state.last.scenarios += record.scenarios
        return Kind.SCENARIO
    results = [role for role in record.cells if role == "input" or role.startswith("out_")]
    is_text = all(isinstance(at.cell.value, str) and not _is_number(at) for at in record.cells.values())
    return Kind.TOTAL if results and len(results) == len(record.cells) and not is_text else Kind.NOTE


def _is_number(at: At) -> bool:
    return at.cell.is_formula or bool(readings(at.text))
