"""The rows of a workbook, each with what kind of row it is: of a source, of its scenarios, a heading, a total, a note."""

from __future__ import annotations

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
from quicksilver.inventory.bridge.words import CATEGORY, has_word
from quicksilver.inventory.files.fields import fields
from quicksilver.language.names import find

__all__ = ["At", "Kind", "Record", "records", "text_of"]


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
_VALUES: Final = (
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
        yield record


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


def _numbers_of(record: Record) -> tuple[At | None, bool]:
    """Return the category number of a row, and whether it is of a main category; it can be before the name in one cell."""
    for role in ("number", "main", "name"):
        at = record.cells.get(role)
        match = _NUMBERED.fullmatch(at.text) if at is not None else None
        if at is None or match is None or (role != "name" and match[2]):
            continue
        if match[2]:
            record.cells["name"] = At(Found(match[2]), at.where)
        return At(Found(match[1]), at.where), match[1].count(".") == 1 and match[1] != "5.11"
    return None, False


#: A category number, with the name behind it where both are in one cell.
_NUMBERED: Final = re.compile(rf"({CATEGORY.pattern})\.?(?:\s*[-:]?\s+(\S.*))?", re.DOTALL)


def _has_shares(record: Record) -> bool:
    return any(set(block) & set(PATHWAYS) for block in record.scenarios)


def _classify(record: Record, layout: Layout, state: _State, is_source: Callable[[str, str], bool]) -> None:
    number, is_main = _numbers_of(record)
    if is_main:
        record.kind, record.number = Kind.MAIN, number
        state.number = state.presence = state.last = None
        return
    if number is not None and (state.number is None or state.number.text != number.text):
        state.number, state.presence = number, None
    has_values = any(role in record.cells for role in _VALUES)
    name = record.name
    if not name and number is None:
        record.kind = _nameless(record, state)
        return
    if number is None and has_word("total", name) and not has_values:
        record.kind = Kind.TOTAL
        return
    own = record.cells.get("presence")
    record.number = number or state.number
    record.presence = own or state.presence
    if has_values or _has_shares(record):
        record.kind = Kind.DATA
    elif number is not None:
        record.kind, state.presence = Kind.CATEGORY, own
    elif own is not None or (is_source(record.category, name) and not find("group", name)):
        # A group of sources can have the name of one of them; its row has nothing else.
        record.kind = Kind.DATA
    else:
        record.number = record.presence = None
    if record.kind is Kind.DATA and not layout.has_data:
        record.kind = Kind.NOTE
    if record.kind is Kind.DATA:
        state.last = record


def _nameless(record: Record, state: _State) -> Kind:
    """Return the kind of a row without name and number, which can be a scenario of the row above it."""
    # A title stands in one cell, whatever the column below it is.
    is_scenario = _has_shares(record) and sum(map(len, record.scenarios)) > 1
    if is_scenario and state.last is not None and not any(role in record.cells for role in _VALUES):
        state.last.scenarios += record.scenarios
        return Kind.SCENARIO
    results = [role for role in record.cells if role == "input" or role.startswith("out_")]
    is_text = all(isinstance(at.cell.value, str) and not _is_number(at) for at in record.cells.values())
    return Kind.TOTAL if results and len(results) == len(record.cells) and not is_text else Kind.NOTE


def _is_number(at: At) -> bool:
    return at.cell.is_formula or bool(readings(at.text))
