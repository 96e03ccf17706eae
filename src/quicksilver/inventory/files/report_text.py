"""The officer's text, read from the sheets of a workbook and from Markdown files in a folder beside the inventory.

The folder is ``NAME-text`` for the inventory ``NAME.xlsx``, or ``text`` for all inventories that lie beside it. ``contact.md``
has lines such as ``institution: Ministry of Environment``, ``review.md`` has a table, every other file is named as its part of
the report. Files are only read; nothing is ever written to them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

from quicksilver.documents.markdown import table_rows
from quicksilver.errors import InputProblems, Place, Problem, closest
from quicksilver.factors import FactorSet
from quicksilver.intake.cleaning import clean_name, clean_text
from quicksilver.intake.days import day_readings
from quicksilver.intake.tables.encodings import decoded
from quicksilver.intake.workbooks import Found, Sheet
from quicksilver.inventory.model import Cell
from quicksilver.inventory.texts import (
    CONTACT,
    REVIEW,
    SPOT,
    HotSpot,
    Passage,
    RawText,
    ReportText,
    Review,
    known_as,
    parts,
    value_units,
    with_ids,
)
from quicksilver.language.filling import Value, fill
from quicksilver.language.names import find
from quicksilver.language.problems import problem

__all__ = ["checked_text", "folder_text", "is_text_sheet", "sheet_text"]

_Row = TypeVar("_Row", HotSpot, Review)
FOLDER: Final = "text"
SUFFIX: Final = ".md"
MAX_BYTES: Final = 2 * 2**20
_HIDDEN: Final = (".", "~")
_LINE: Final = re.compile(r"\s*[-*]?\s*([^:：]+?)\s*[:：]\s*(.*?)\s*")
#: Keys over the columns of the sheets.
KEYS: Final[dict[str, tuple[str, ...]]] = {
    "text": ("text.part", "text.content"),
    "spot": tuple(f"spot.{name}" for name in SPOT),
    "review": tuple(f"review.{name}" for name in REVIEW),
}


# Folders ----------------------------------------------------------------------------------------------------


def folder_text(path: Path) -> RawText:
    """Return the text of the folders that belong to an inventory.

    Parameters
    ----------
    path : Path
        File of the inventory.
    """
    made = RawText()
    for folder in (path.with_name(f"{path.stem}-{FOLDER}"), path.with_name(FOLDER)):
        if folder.is_dir():
            for file in sorted(folder.iterdir()):
                if not file.name.startswith(_HIDDEN):
                    made.add(_file(file, f"{folder.name}/{file.name}"))
    made.problems += _unused(path)
    return made


def _unused(path: Path) -> Iterator[Problem]:
    """Report a folder of texts whose inventory is not there, since a renamed inventory would lose its text."""
    try:
        beside = sorted(path.parent.iterdir())
    except OSError:
        # A file can be read in a folder that cannot be listed.
        return
    stems = {other.stem for other in beside if other.is_file()}
    for folder in (other for other in beside if other.name.endswith(f"-{FOLDER}")):
        stem = folder.name.removesuffix(f"-{FOLDER}")
        if folder.is_dir() and stem not in stems and any(folder.glob(f"*{SUFFIX}")):
            where = Place(folder.name)
            yield problem("report.folder", where, severity="warning", folder=folder.name, file=path.name)


def _file(path: Path, name: str) -> RawText:
    if path.is_dir() or path.suffix.lower() != SUFFIX:
        return RawText(problems=[problem("report.file", Place(name), name=path.name)])
    if path.stat().st_size > MAX_BYTES:
        size = path.stat().st_size / 2**20
        wrong = problem("inventory.file.large", Place(name), size=size, most=MAX_BYTES >> 20)
        return RawText(problems=[wrong])
    try:
        text = clean_text(decoded(path.read_bytes(), name)[0])
    except InputProblems as wrong:
        return RawText(problems=list(wrong.problems))
    part = clean_name(path.stem)
    if part.casefold() == "contact":
        return _contact(text, name)
    if part.casefold() == "review":
        return _review(text, name)
    passage = Passage(text, Place(name, line=1))
    return RawText([(part, passage)] if text.strip() else [])


def _contact(text: str, name: str) -> RawText:
    made = RawText()
    for number, line in enumerate(text.split("\n"), 1):
        where = Place(name, line=number)
        match = _LINE.fullmatch(line)
        if match:
            made.passages.append((f"contact.{match[1]}", Passage(match[2], where)))
        elif line.strip() and not line.startswith("#"):
            made.problems.append(
                problem("report.contact", where, text=line.strip()[:80], allowed=list(CONTACT))
            )
    return made


def _review(text: str, name: str) -> RawText:
    made = RawText()
    rows = table_rows(text)
    if not rows:
        wrong = problem("report.review.none", Place(name), allowed=list(REVIEW))
        return RawText(problems=[wrong] if text.strip() else [])
    at, heads = rows[0]
    names = [known_as(head, REVIEW, "review") for head in heads]
    for head, known in zip(heads, names, strict=True):
        if not known:
            guess = closest(head, REVIEW)
            where = Place(name, line=at + 1)
            made.problems.append(
                problem("report.review.column", where, name=head, allowed=list(REVIEW), guess=guess)
            )
    for number, cells in rows[1:]:
        where = Place(name, line=number + 1)
        given = {
            known: Cell(cell, where) for known, cell in zip(names, cells, strict=False) if known and cell
        }
        if given:
            made.reviews.append({"": Cell(None, where), **given})
    return made


# Sheets -----------------------------------------------------------------------------------------------------


def is_text_sheet(sheet: Sheet) -> bool:
    """Return whether a sheet of a workbook has texts, by its row of keys."""
    return _keys(sheet) is not None


def _keys(sheet: Sheet) -> tuple[str, int, dict[str, int]] | None:
    """Return the kind of a sheet, its row of keys and the column of each key."""
    rows: dict[int, dict[str, int]] = {}
    for (row, column), cell in sheet.cells.items():
        if isinstance(cell.value, str) and row <= _KEY_ROWS:
            rows.setdefault(row, {})[cell.value.strip().casefold()] = column
    for row, names in sorted(rows.items()):
        for kind, keys in KEYS.items():
            if sum(key in names for key in keys) >= 2:
                return kind, row, {key: names[key] for key in keys if key in names}
    return None


_KEY_ROWS: Final = 20


def sheet_text(
    sheet: Sheet, place: Callable[[int, int], Place], value: Callable[[Found, str, str], object]
) -> RawText:
    """Return the texts of a sheet of a workbook.

    Parameters
    ----------
    sheet : Sheet
        One that has the keys of texts.
    place : callable
        Place of a cell by row and column.
    value : callable
        Value of a cell, by its name and place; formulas are refused there.
    """
    keys = _keys(sheet)
    assert keys is not None
    kind, key_row, columns = keys
    made = RawText()
    for row in (row for row in sheet.rows if row > key_row):
        cells: dict[str, Cell] = {}
        for key, column in columns.items():
            where = place(row, column)
            given = value(sheet.at(row, column), key, where)
            if given is not None and str(given).strip():
                cells[key.partition(".")[2]] = Cell(given, where)
        if kind == "text":
            _passage(cells, made)
        elif cells:
            first = next(iter(cells.values()))
            rows = made.spots if kind == "spot" else made.reviews
            rows.append({"": Cell(None, first.where), **cells})
    return made


def _passage(cells: Mapping[str, Cell], made: RawText) -> None:
    if "content" not in cells:
        return
    content = cells["content"]
    if "part" not in cells:
        made.problems.append(problem("report.part.missing", content.where))
        return
    name = clean_name(str(cells["part"].value))
    made.passages.append((name, Passage(clean_text(str(content.value)), content.where)))


# Checking ---------------------------------------------------------------------------------------------------


def checked_text(raw: RawText, level: int, factors: FactorSet) -> tuple[ReportText, list[Problem]]:
    """Return the officer's text with its parts and rows known, and everything that is wrong with it.

    Parameters
    ----------
    raw : RawText
    level : int
        Of the inventory, which decides on the chapters.
    factors : FactorSet
        Decides which sources there are.
    """
    problems = list(raw.problems)
    contact: dict[str, Passage] = {}
    own: dict[str, Passage] = {}
    known = parts(level if level in (1, 2) else 1, factors)
    names = {name: Value(None, unit) for name, unit in value_units(factors).items()}
    for name, passage in raw.passages:
        part, given = _part(name, known, contact, own)
        if not part:
            problems.append(_unknown(name, passage, known))
        elif part in given and given[part].text.strip() == passage.text.strip():
            # A template that was made from an inventory with a folder of texts has them too.
            continue
        elif part in given:
            first = given[part].where
            problems.append(problem("report.part.twice", passage.where, name=name, first=first))
        elif passage.text.strip():
            given[part] = passage
            problems += fill(with_ids(passage.text, factors), names, passage.where).problems
    spots = _once(_spot(cells, problems) for cells in raw.spots)
    for spot in spots:
        problems += fill(with_ids(spot.known, factors), names, spot.where).problems
    reviews = _once(_checked_review(cells, known, factors, problems) for cells in raw.reviews)
    return ReportText(contact, own, spots, reviews), problems


def _once(rows: Iterable[_Row]) -> tuple[_Row, ...]:
    """Return rows without repetitions; where they are written makes no difference."""
    return tuple({replace(row, where=""): row for row in reversed(list(rows))}.values())[::-1]


def _part(
    name: str, known: Sequence[str], contact: dict[str, Passage], own: dict[str, Passage]
) -> tuple[str, dict[str, Passage]]:
    start, _, entry = name.partition(".")
    if start.casefold() == "contact" and entry:
        return known_as(entry, CONTACT, "contact"), contact
    return known_as(name, known), own


def _unknown(name: str, passage: Passage, known: Sequence[str]) -> Problem:
    if name.casefold().startswith("contact."):
        entry = name.partition(".")[2]
        return problem(
            "report.contact", passage.where, text=entry, allowed=list(CONTACT), guess=closest(entry, CONTACT)
        )
    allowed = ["contact", "review", *known]
    return problem("report.part", passage.where, name=name, allowed=allowed, guess=closest(name, allowed))


def _words(cells: Mapping[str, Cell], names: Sequence[str]) -> dict[str, str]:
    return {name: clean_text(str(cells[name].value)).strip() if name in cells else "" for name in names}


def _spot(cells: Mapping[str, Cell], problems: list[Problem]) -> HotSpot:
    words = _words(cells, SPOT)
    if not words["name"]:
        problems.append(problem("report.spot.name", cells[""].where))
    return HotSpot(**words, where=cells[""].where)


def _checked_review(
    cells: Mapping[str, Cell], known: Sequence[str], factors: FactorSet, problems: list[Problem]
) -> Review:
    words = _words(cells, REVIEW)
    where = cells[""].where
    for name in ("row", "by", "date"):
        if not words[name]:
            problems.append(problem("report.review.missing", where, name=name))
    row = words["row"]
    if row:
        words["row"] = _row(row, known, factors)
        if not words["row"]:
            guess = closest(row, ["all", *factors.sources, *known])
            where = cells["row"].where
            problems.append(problem("report.review.row", where, name=row, parts=list(known), guess=guess))
    if words["date"]:
        words["date"] = _date(cells["date"], problems)
    return Review(**words, where=where)


def _row(text: str, known: Sequence[str], factors: FactorSet) -> str:
    """Return the id of a source by its id or its name in any language, or the name of a part of the report."""
    lower = text.casefold()
    if lower == "all":
        return "all"
    same = [ident for ident in factors.sources if ident.casefold() == lower]
    return same[0] if same else find("source", text, among=list(factors.sources)) or known_as(text, known)


def _date(cell: Cell, problems: list[Problem]) -> str:
    text = str(cell.value).strip().removesuffix(" 00:00:00").removesuffix("T00:00:00")
    days = day_readings(text)
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        if len(days) == 1:
            return days[0]
    problems.append(problem("report.review.date", cell.where, text=text, readings=days))
    return ""
