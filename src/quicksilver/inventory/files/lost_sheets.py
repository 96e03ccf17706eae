"""What a workbook has lost: rows of keys, keys of single columns, sheets of steps, the general data.

A sheet is known by its row of keys, so one without it would be skipped, and a step with it. Here such a sheet is known by the
ids of its rows, and a workbook made from the template by the steps or main categories that it has.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from quicksilver.errors import Place, Problem, closest
from quicksilver.factors import Source, shipped
from quicksilver.intake.workbooks import Sheet
from quicksilver.inventory.files.fields import fields
from quicksilver.language.names import Name, label
from quicksilver.language.problems import problem
from quicksilver.languages import LANGUAGES

__all__ = ["Content", "key_problems", "keyless", "main_category", "sheet_problems"]

#: The hidden sheet of drop-down lists in the template, which has ids too.
LISTS: Final = "Lists"


@dataclass
class Content:
    """What the sheets of a workbook have, gathered while they are read.

    Attributes
    ----------
    ids : list of str
        Sources of all rows, answered or not.
    is_template : bool
        Whether a row of keys is below headings, as in the template.
    """

    ids: list[str] = field(default_factory=list)
    is_template: bool = False

    @property
    def level(self) -> int:
        """Return the level of most of the template's rows; 0 for any other workbook."""
        known = shipped().sources
        levels = Counter(known[ident].level for ident in self.ids if ident in known)
        return levels.most_common(1)[0][0] if self.is_template and levels else 0


def main_category(source: Source) -> str:
    """Return the main category of a source, which is a sheet of the template of Level 2.

    Examples
    --------
    >>> main_category(shipped().sources["5.1.1-hard"])
    '5.1'
    """
    return ".".join(source.category.split(".")[:2])


def _sheet_of(source: Source) -> tuple[str, str]:
    """Return kind and key of the sheet that a source has in the template of its level."""
    return ("step", str(source.step)) if source.level == 1 else ("category", main_category(source))


def keyless(path: Path, sheet: Sheet, content: Content) -> Problem | None:
    """Return the problem of a sheet that has rows of sources and no row of keys; None for any other sheet.

    Parameters
    ----------
    path : Path
    sheet : Sheet
        One in which no row of keys was found.
    content : Content
        Gets the ids of the sheet.
    """
    if sheet.title == LISTS:
        return None
    known = shipped().sources
    by_column: dict[int, list[int]] = {}
    beside = Counter(row for row, _ in sheet.cells)
    for (row, column), cell in sheet.cells.items():
        # An id alone in its row is a remark; a row of a source has something beside it.
        if isinstance(cell.value, str) and cell.value.strip() in known and beside[row] > 1:
            by_column.setdefault(column, []).append(row)
    if not by_column:
        return None
    column = max(by_column, key=lambda at: len(by_column[at]))
    ids = [str(sheet.at(row, column).value).strip() for row in sorted(by_column[column])]
    content.ids += ids
    where = Place(path.name, sheet=sheet.title, row=max(1, min(by_column[column]) - 1))
    sources = [Name("source", ident) for ident in ids[:3]]
    return problem("inventory.sheet.keyless", where, count=len(ids), sources=sources)


@functools.cache
def _headings() -> dict[str, str]:
    """Return the fields by the headings that the template gives their columns, in all languages."""
    # The column of names is headed as the field of sources, and has no key.
    names = [name for name in fields("line") if name != "source"]
    return {label("field", name, language).casefold(): name for name in names for language in LANGUAGES}


def key_problems(path: Path, sheet: Sheet, key_row: int, keys: Mapping[int, str]) -> list[Problem]:
    """Return the keys of a template's sheet that were retyped, and the filled columns whose key is gone.

    Parameters
    ----------
    path : Path
    sheet : Sheet
    key_row : int
    keys : mapping of int to str
        Text of the row of keys by column.
    """
    from openpyxl.utils import get_column_letter

    known, problems = fields("line"), []
    filled = {column for row, column in sheet.cells if row > key_row}
    for column in sorted(filled | set(keys)):
        key, letter = keys.get(column, ""), get_column_letter(column)
        heading = sheet.at(key_row - 1, column).value
        meant = _headings().get(" ".join(str(heading).split()).casefold(), "")
        if key in known or (not key and (not meant or meant in keys.values() or column not in filled)):
            continue
        where = Place(path.name, sheet=sheet.title, row=key_row, column=letter, cell=f"{letter}{key_row}")
        if key:
            guess = meant or closest(key, list(known))
            problems.append(problem("inventory.sheet.key", where, key=key, allowed=list(known), guess=guess))
        else:
            problems.append(problem("inventory.sheet.key-empty", where, key=meant))
    return problems


def sheet_problems(path: Path, content: Content, *, has_general: bool) -> list[Problem]:
    """Return the sheets that are missing in a workbook: that of general data, and each step or main category of a template."""
    problems = []
    if not has_general:
        problems.append(problem("inventory.sheet.general", Place(path.name)))
    if content.level:
        problems += [
            problem("inventory.sheet.missing", Place(path.name), sheet=Name(kind, key), sources=list(ids))
            for (kind, key), ids in _missing(content.ids, content.level)
        ]
    return problems


def _missing(ids: Iterable[str], level: int) -> Sequence[tuple[tuple[str, str], Sequence[str]]]:
    """Return the sheets of a level none of whose sources is there, each with the first of its sources."""
    known = shipped().sources
    present = {_sheet_of(known[ident]) for ident in ids if ident in known and known[ident].level == level}
    wanted: dict[tuple[str, str], list[str]] = {}
    for source in known.values():
        if source.level == level:
            wanted.setdefault(_sheet_of(source), []).append(source.id)
    return [(sheet, named[:3]) for sheet, named in wanted.items() if sheet not in present]
