"""Heading rows of a sheet, and what its columns contain."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from quicksilver.errors import UnitError
from quicksilver.factors import PATHWAYS
from quicksilver.intake.numbers import readings
from quicksilver.intake.workbooks import Found, Sheet
from quicksilver.inventory.bridge.words import CATEGORY, roles_of
from quicksilver.inventory.files.values import answers
from quicksilver.quantities.units import parse

__all__ = ["Block", "Grid", "Layout", "layouts"]

#: Different things that a row of headings names at least.
_LEAST: Final = 3
_GROUPS: Final = ("share", "out")
#: What begins as a unit of input factors, where the rest cannot be read.
_MASS_PER: Final = re.compile(r"^\s*[µμunmk]?g\s*hg\s*/|\bhg per\b")


@dataclass(frozen=True)
class Block:
    """The columns of one output scenario: its name, the mark of the one chosen, and six shares."""

    columns: Mapping[str, int]


@dataclass(frozen=True)
class Layout:
    """What the columns of a table contain.

    Attributes
    ----------
    row : int
        Of the headings.
    columns : mapping of str to int
        By role: number, name, presence, activity and so on.
    blocks : tuple of Block
        Output scenarios, side by side.
    outs : mapping of str to int
        Calculated outputs by pathway.
    above : int
        Row with the names of groups of columns above the headings; 0 where there is none.
    """

    row: int
    columns: Mapping[str, int]
    blocks: tuple[Block, ...] = ()
    outs: Mapping[str, int] = field(default_factory=dict)
    above: int = 0

    @property
    def has_data(self) -> bool:
        """Return whether rows below can be of sources: they have a name or a number, and something to be read."""
        known = {*self.columns}
        values = {"presence", "activity", "factor", "default", "own", "range", "low"}
        return bool(known & {"number", "name"}) and bool(known & values or self.blocks)


@dataclass(frozen=True)
class Grid:
    """The filled cells of a sheet by row and column."""

    title: str
    rows: Mapping[int, Mapping[int, Found]]

    @classmethod
    def of(cls, sheet: Sheet) -> Grid:
        """Return the cells of a sheet, row by row."""
        rows: dict[int, dict[int, Found]] = {}
        for (row, column), cell in sorted(sheet.cells.items()):
            rows.setdefault(row, {})[column] = cell
        return cls(sheet.title, rows)


def _is_data(cell: Found) -> bool:
    """Return whether no heading has such a cell."""
    if not isinstance(cell.value, str) or cell.is_formula:
        return True
    text = cell.value.strip()
    return bool(CATEGORY.fullmatch(text) or readings(text)) or text.casefold() in answers()


def _headings(cells: Mapping[int, Found]) -> dict[int, tuple[str, str]] | None:
    """Return what each column of a row of headings is; None where the row is none."""
    # The heading of the column of main categories is a single letter, which is an answer elsewhere.
    if any(_is_data(cell) and len(str(cell.value).strip()) > 1 for cell in cells.values()):
        return None
    roles = {column: roles_of(str(cell.value)) for column, cell in cells.items()}
    named = {column: role for column, role in roles.items() if any(role)}
    return named if len(set(named.values())) >= _LEAST and len(named) * 2 >= len(cells) else None


def _group_row(cells: Mapping[int, Found]) -> dict[int, str] | None:
    roles = {
        column: roles_of(cell.value)
        for column, cell in cells.items()
        if isinstance(cell.value, str) and not cell.is_formula
    }
    if (
        roles
        and len(roles) == len(cells)
        and all(role in _GROUPS and not path for role, path in roles.values())
    ):
        return {column: role for column, (role, _) in roles.items()}
    return None


def layouts(grid: Grid) -> dict[int, Layout]:
    """Return the tables of a sheet by the row of their headings, which may be repeated further down."""
    made: dict[int, Layout] = {}
    rows = list(grid.rows)
    last: dict[int, tuple[str, str]] | None = None
    for index, row in enumerate(rows):
        headings = _headings(grid.rows[row])
        before = rows[index - 1] if index else 0
        if headings is None:
            last = None
            continue
        if last is not None and before in made and not _names_rows(headings):
            # The second row of headings of two: what the first says of other columns stays.
            groups = {column: role for column, (role, path) in last.items() if role in _GROUPS and not path}
            kept = {column: role for column, role in last.items() if column not in headings}
            del made[before]
            made[row] = _layout(row, kept | headings, groups, before)
        else:
            above = _group_row(grid.rows[before]) if before else None
            made[row] = _layout(row, headings, above or {}, before if above else 0)
        last = headings
    ends = [*list(made)[1:], max(rows, default=0) + 1]
    return {
        row: _with_units(grid, layout, range(row + 1, end))
        for (row, layout), end in zip(made.items(), ends, strict=False)
    }


def _names_rows(headings: Mapping[int, tuple[str, str]]) -> bool:
    """Return whether headings name the column by which rows are known."""
    return any(role in ("name", "number") for role, _ in headings.values())


def _layout(row: int, named: Mapping[int, tuple[str, str]], groups: Mapping[int, str], above: int) -> Layout:
    columns: dict[str, int] = {}
    outs: dict[str, int] = {}
    parts: list[tuple[int, str]] = []
    for column, (role, pathway) in sorted(named.items()):
        if pathway:
            kind = role or _group_of(column, groups) or "share"
            if kind == "out":
                outs.setdefault(pathway, column)
            else:
                parts.append((column, pathway))
        elif role in ("scenario", "mark"):
            parts.append((column, role))
        elif role == "unit":
            columns[f"unit/{column}"] = column
        elif role not in _GROUPS:
            columns.setdefault(role, column)
    return Layout(row, columns, _blocks(parts), outs, above)


def _group_of(column: int, groups: Mapping[int, str]) -> str:
    """Return the group above a column: the next one to its left."""
    left = [start for start in groups if start <= column]
    return groups[max(left)] if left else ""


def _blocks(parts: Sequence[tuple[int, str]]) -> tuple[Block, ...]:
    """Return the scenarios: one where each thing is there once, else a new one where a thing is repeated."""
    names = [name for _, name in parts]
    if not set(names) & set(PATHWAYS):
        return (Block({name: column for column, name in parts}),) if parts else ()
    if len(set(names)) == len(names):
        return (Block({name: column for column, name in parts}),)
    made: list[dict[str, int]] = [{}]
    last = 0
    for column, name in parts:
        apart = last and column > last + 1 and set(PATHWAYS) <= set(made[-1])
        if name in made[-1] or apart:
            made.append({})
        made[-1][name] = column
        last = column
    return tuple(Block(columns) for columns in made if set(columns) & set(PATHWAYS))


# --- units by what the cells have


def _with_units(grid: Grid, layout: Layout, rows: Collection[int]) -> Layout:
    """Tell columns of units that are headed alike by what is in them: a mass of mercury per something, or an amount."""
    plain = [column for role, column in layout.columns.items() if role.startswith("unit/")]
    columns = {role: column for role, column in layout.columns.items() if not role.startswith("unit/")}
    for column in plain:
        texts = [str(cell.value) for row in rows if (cell := grid.rows.get(row, {}).get(column)) is not None]
        of_factors = sum(_is_factor_unit(text) for text in texts)
        # One of few cells can be damaged; a column of amounts has no such unit at all.
        role = "factor_unit" if of_factors * 3 > len(texts) else "activity_unit"
        if not texts:
            role = (
                "activity_unit" if "activity" in columns and "activity_unit" not in columns else "factor_unit"
            )
        columns.setdefault(role, column)
    return replace(layout, columns=columns)


def _is_factor_unit(text: str) -> bool:
    """Return whether a text is a mass of mercury per something that is not a time."""
    try:
        unit = parse(text)
    except UnitError:
        return _MASS_PER.search(text.casefold()) is not None
    per = any(power < 0 for _, power in unit.body) or bool(unit.materials[1])
    return per and ("mercury" in unit.materials[0] or "hg" in text.casefold())
