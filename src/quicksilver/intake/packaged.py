"""The one reader of what is packaged: tables as CSV with a row model each, YAML, JSON and other files.

A table is declared once, where it is used, with a frozen data class as row model (:mod:`quicksilver.intake.cells`)::

    _FIELDS = Table("quicksilver.inventory.files", "data/fields.csv", Field, key=("scope", "name"))

and is read by ``_FIELDS.rows()`` or ``_FIELDS.by_key()``: once, whole, and never changed afterwards. Every column of the
model is in the table, and no other. Lines that begin with ``#`` are comments; blank lines are refused. All problems of
a table are reported at once, each with file, line, column and value. The rows are made by pydantic's core, which is
imported with the first table that is read, never before.
"""

from __future__ import annotations

import csv
import dataclasses
import functools
import io
import math
import re
import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.intake.cells import YES, Field, Labels, Texts, fields_of
from quicksilver.intake.located import read_yaml
from quicksilver.intake.schemas import rows_validator
from quicksilver.languages import LANGUAGES

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["OTHERS", "Table", "content", "data", "exists", "names", "parse", "path", "place", "text"]

Row = TypeVar("Row")

#: Numbers that are finite for certain; one with an exponent is looked at more closely.
_DIGITS: Final = {
    int: re.compile(r"-?(?:0|[1-9][0-9]*)"),
    float: re.compile(r"-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]+)?"),
    Decimal: re.compile(r"-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]+)?"),
}
_NUMBERS: Final = (int, float, Decimal)
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
#: The labels of a table whose columns are not listed with it.
OTHERS: Final = ("*",)
#: What a cell that is wrong, or whose column is missing, gives.
_NOTHING: Final = dataclasses.MISSING


@dataclass(frozen=True)
class Table(Generic[Row]):
    """A packaged table.

    Attributes
    ----------
    package, file : str
        Where it is, for example ``"quicksilver.inventory.files"`` and ``"data/fields.csv"``.
    row : type
        Its row model: a frozen data class.
    key : tuple of str
        Fields that distinguish its rows, if any: no two rows have the same.
    labels : tuple of str
        Columns that are collected in the field of type :class:`~quicksilver.intake.cells.Labels`; :data:`OTHERS` for
        every column that no other field has.
    """

    package: str
    file: str
    row: type[Row]
    key: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """Return the place of the table, for messages.

        Examples
        --------
        >>> Table("quicksilver.inventory.files", "data/fields.csv", object).where
        'inventory/files/data/fields.csv'
        """
        return place(self.package, self.file)

    def rows(self) -> tuple[Row, ...]:
        """Return the rows in the order of the table, read once.

        Raises
        ------
        InputProblems
            Everything that is wrong with the table.
        """
        return _rows(self)

    def by_key(self) -> Mapping[Any, Row]:
        """Return the rows by their key: a value, or a tuple where several fields are the key.

        Raises
        ------
        InputProblems
            Everything that is wrong with the table.
        """
        return _by_key(self)


@functools.cache
def _rows(table: Table[Row]) -> tuple[Row, ...]:
    return parse(table, content(table.package, table.file))


@functools.cache
def _by_key(table: Table[Row]) -> Mapping[Any, Row]:
    if len(table.key) == 1:
        return types.MappingProxyType({getattr(row, table.key[0]): row for row in table.rows()})
    pairs = ((tuple(getattr(row, name) for name in table.key), row) for row in table.rows())
    return types.MappingProxyType(dict(pairs))


# --- files


def _resource(package: str, file: str) -> Traversable:
    return resources.files(package).joinpath(*file.split("/"))


def place(package: str, file: str) -> str:
    """Return where a packaged file is, for messages."""
    return "/".join([*package.split(".")[1:], file])


def content(package: str, file: str) -> bytes:
    """Return a packaged file as it is.

    Parameters
    ----------
    package : str
    file : str
        Path inside the package, with slashes.

    Examples
    --------
    >>> content("quicksilver", "py.typed")
    b''
    """
    return _resource(package, file).read_bytes()


def path(package: str, file: str) -> Path:
    """Return a packaged file or folder as a path, for readers that take nothing else.

    Examples
    --------
    >>> path("quicksilver.register", "data/2007-2008").is_dir()
    True
    """
    # Packages are installed as files: Python modules with compiled parts are not run from an archive.
    return Path(str(_resource(package, file)))


def names(package: str, folder: str) -> tuple[str, ...]:
    """Return the names of what is in a packaged folder, sorted; hidden files and compiled modules are left out.

    Examples
    --------
    >>> "fields.csv" in names("quicksilver.inventory.files", "data")
    True
    """
    inside = (item.name for item in _resource(package, folder).iterdir())
    return tuple(sorted(name for name in inside if not name.startswith((".", "__"))))


def exists(package: str, file: str) -> bool:
    """Return whether there is such a packaged file.

    Examples
    --------
    >>> exists("quicksilver", "py.typed"), exists("quicksilver", "no.csv")
    (True, False)
    """
    return _resource(package, file).is_file()


def data(package: str, file: str) -> Any:
    """Return what a packaged YAML or JSON file contains.

    Raises
    ------
    InputProblems
        It is neither, or repeats a key.
    """
    where = place(package, file)
    written = text(content(package, file), where)
    try:
        return _plain(written)
    except ValueError:
        # What is wrong, and in which line, is stated by the reader that keeps lines; it takes ten times as long.
        return read_yaml(where, written).data


def _plain(written: str) -> Any:
    """Return the content of a YAML or JSON text.

    Raises
    ------
    ValueError
        It is neither, or repeats a key.
    """
    import yaml

    try:
        return yaml.load(written, Loader=_loader())  # noqa: S506 - it is made of a safe one
    except yaml.YAMLError as wrong:
        raise ValueError(str(wrong)) from None


@functools.cache
def _loader() -> Any:
    """Return the quickest safe loader there is, which refuses a key that is given twice."""
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]
        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            keys = [key.value for key, _ in node.value if isinstance(key.value, str)]
            if len(set(keys)) < len(keys):
                raise yaml.constructor.ConstructorError(None, None, "a key is given twice", node.start_mark)
            return super().construct_mapping(node, deep)

    return Loader


def text(raw: bytes, where: str) -> str:
    """Return the bytes of a file as text; a byte order mark at the beginning is not part of it.

    Raises
    ------
    InputProblems
        They are not UTF-8; the line is named.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = raw.count(b"\n", 0, wrong.start) + 1
        what = f"the byte 0x{raw[wrong.start]:02x} is not UTF-8"
        problem = Problem(what, f"{where}:{line}", "UTF-8", remedy="save the file as UTF-8")
        raise InputProblems([problem]) from None


# --- lines


class _Lines:
    """The lines of a text; between two records, comments are passed over."""

    def __init__(self, text: str) -> None:
        # Only line feeds and carriage returns end a line: a cell may contain other separators of Unicode.
        self._lines = iter(io.StringIO(text, newline=""))
        self.number = 0
        #: First line of the record that is being read; 0 between two records.
        self.first = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        for line in self._lines:
            self.number += 1
            if self.first or not line.startswith("#"):
                self.first = self.first or self.number
                return line
        raise StopIteration


def _records(text: str, where: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of the first line and the cells of each record."""
    lines = _Lines(text)
    reader = csv.reader(lines, strict=True)
    while True:
        lines.first = 0
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            what = f"the line is not CSV: {wrong}"
            allowed = "cells separated by commas; commas, quotation marks and line breaks in quotation marks"
            remedy = "check the quotation marks from this line on"
            problems.append(Problem(what, f"{where}:{lines.first}", allowed, remedy=remedy))
            return
        if any(cell.strip() for cell in cells):
            yield lines.first, cells
        else:
            allowed = "a row, or a comment that begins with #"
            what = "the line is blank"
            problems.append(Problem(what, f"{where}:{lines.first}", allowed, remedy="remove the line"))


def _headings(given: list[str], wanted: list[str], place: str) -> list[Problem]:
    """Return what is wrong with the headings of a table."""
    listed = ", ".join(wanted)
    absent = [name for name in wanted if name not in given]
    problems = []
    for name in dict.fromkeys(given):
        if given.count(name) > 1:
            what = f"the column {name!r} occurs twice"
            problems.append(Problem(what, place, "each column once", remedy="remove one of them"))
        if name not in wanted:
            guess = closest(name, absent)
            remedy = "rename or remove the column"
            problems.append(Problem(f"unknown column {name!r}", place, listed, guess, remedy))
    return problems + [
        Problem(f"no column {name!r}", place, listed, remedy=f"add the column {name!r}") for name in absent
    ]


# --- rows


class _Reading:
    """A table while it is read: its cells by column, and what is wrong with them."""

    def __init__(self, table: Table[Any], fields: tuple[Field, ...]) -> None:
        self.where = table.where
        self.fields = fields
        self.columns = [column for item in fields for column in item.columns]
        self.lines: list[int] = []
        self.cells: dict[str, tuple[str, ...]] = {}
        self.problems: list[tuple[int, int, Problem]] = []
        # Once for the table: the words of another table are not cheap to ask for.
        self._words = {item.name: item.vocabulary for item in fields}

    def add(self, line: int, column: str, what: str, allowed: str, guess: str = "", remedy: str = "") -> None:
        """Record a problem of one cell, or of a row where no column is named."""
        at = f"{self.where}:{line}" + (f", column {column}" if column else "")
        order = self.columns.index(column) if column in self.columns else -1
        self.problems.append((line, order, Problem(what, at, allowed, guess, remedy)))

    def fill(self, headings: list[str], records: list[tuple[int, list[str]]]) -> None:
        """Take the cells of all rows that have one for each heading; the others are recorded."""
        whole = []
        for line, cells in records:
            if len(cells) == len(headings):
                whole.append(cells)
                self.lines.append(line)
            else:
                what, allowed = f"the row has {len(cells)} cells", f"{len(headings)}, one for each column"
                self.add(line, "", what, allowed, remedy="check commas and quotation marks")
        columns = list(zip(*whole, strict=True)) or [()] * len(headings)
        self.cells = dict(zip(headings, columns, strict=True))

    def check_keys(self, names: tuple[str, ...]) -> None:
        """Record the rows whose key an earlier row has."""
        headings = {item.name: column for item in self.fields for column in item.columns[:1]}
        columns = [headings[name] for name in names]
        if not columns or any(column not in self.cells for column in columns):
            return
        first: dict[tuple[str, ...], int] = {}
        for line, *key in zip(self.lines, *(self.cells[column] for column in columns), strict=True):
            earlier = first.setdefault(tuple(key), line)
            if earlier != line:
                what = f"{', '.join(columns)} {', '.join(map(repr, key))} occurs twice"
                allowed = f"each once; the first is in line {earlier}"
                self.add(line, columns[-1], what, allowed, remedy="remove or rename one of the two rows")

    def made(self, row: Any) -> tuple[Any, ...]:
        """Return the rows as pydantic makes them; what it refuses is recorded."""
        from pydantic_core import ValidationError

        try:
            return tuple(rows_validator(row).validate_python(self._given()))
        except ValidationError as wrong:
            by_name = {item.name: item for item in self.fields}
            for fault in wrong.errors(include_url=False):
                # What is missing was empty or wrong in its cell, which is recorded.
                if fault["type"] == "missing":
                    continue
                index, *names = fault["loc"]
                item = by_name.get(str(names[0])) if names else None
                column = item.columns[0] if item else ""
                what = (
                    f"{column} {self.cells[column][int(index)]!r}: {fault['msg']}" if item else fault["msg"]
                )
                self.add(self.lines[int(index)], column, what, item.allowed if item else "")
            return ()

    def _given(self) -> list[dict[str, Any]]:
        """Return for each row what its fields are made of, without those whose cells are empty or wrong."""
        rows: list[dict[str, Any]] = [{} for _ in self.lines]
        for item in self.fields:
            if all(column in self.cells for column in item.columns):
                for row, value in zip(rows, self._values(item), strict=True):
                    if value is not _NOTHING:
                        row[item.name] = value
        return rows

    def _values(self, item: Field) -> Iterable[Any]:
        """Return what a field is made of in each row, and record what is wrong."""
        if item.kind is Labels:
            for column in item.columns:
                self._check_edges(column)
            by_row = [dict[str, str]() for _ in self.lines]
            for column in item.columns:
                for cells, text in zip(by_row, self.cells[column], strict=True):
                    cells[column] = text
            return map(Labels, by_row)
        if item.kind is Texts:
            texts_by_row = zip(*(self.cells[column] for column in item.columns), strict=True)
            return [self._texts(item, *row) for row in zip(self.lines, texts_by_row, strict=True)]
        texts = self.cells[item.columns[0]]
        if self._is_plain(item, texts):
            return texts
        return [self._value(item, line, text) for line, text in zip(self.lines, texts, strict=True)]

    def _is_plain(self, item: Field, texts: tuple[str, ...]) -> bool:
        """Return whether all cells of a column are seen to be right at once: there are thousands, and few kinds."""
        if "" in texts or item.separator or item.bounds or item.kind is bool:
            return False
        if item.kind in _NUMBERS:
            return all(map(_DIGITS[item.kind].fullmatch, texts))
        words = self._words[item.name]
        return set(texts).issubset(words) if words else list(map(str.strip, texts)) == list(texts)

    def _value(self, item: Field, line: int, text: str) -> Any:
        """Return what a field is made of in one row; nothing where the cell is empty or wrong."""
        column = item.columns[0]
        if not text:
            if item.needed:
                self.add(line, column, f"{column} is empty", item.allowed, remedy=f"fill in {column}")
            return _NOTHING
        parts = text.split(item.separator) if item.separator else [text]
        faults = [self._fault(item, part) for part in parts]
        for what, *advised in filter(None, faults):
            self.add(line, column, what, *advised)
        if any(faults):
            return _NOTHING
        values = [YES[part] for part in parts] if item.kind is bool else parts
        return tuple(values) if item.separator else values[0]

    def _texts(self, item: Field, line: int, cells: tuple[str, ...]) -> Any:
        if not any(cells) and not item.needed:
            return _NOTHING
        if not cells[0]:
            first = item.columns[0]
            self.add(line, first, f"{first} is empty", "a text", remedy=f"fill in {first}")
            return _NOTHING
        return Texts(dict(zip(LANGUAGES, cells, strict=True)))

    def _fault(self, item: Field, text: str) -> tuple[str, ...]:
        """Return what is wrong with a value, what is allowed, a guess and the remedy; nothing where it is right."""
        column, words = item.columns[0], self._words[item.name]
        if item.kind in _NUMBERS:
            return _number_fault(item, text)
        if words and text not in words:
            return f"unknown {column} {text!r}", ", ".join(words), closest(text, words)
        if not text:
            return f"{column} has an empty part", f"parts separated by {item.separator!r}"
        return _edge_fault(column, text)

    def _check_edges(self, column: str) -> None:
        for line, text in zip(self.lines, self.cells[column], strict=True):
            fault = _edge_fault(column, text)
            if fault:
                self.add(line, column, *fault)


def _edge_fault(column: str, text: str) -> tuple[str, ...]:
    if text == text.strip():
        return ()
    what = f"{column} {text!r} begins or ends with white space"
    return what, "a text without it", text.strip(), "remove the white space"


def _number_fault(item: Field, text: str) -> tuple[str, ...]:
    """Return what is wrong with a number: pydantic would take ``1_000`` and ``nan`` for numbers."""
    column = item.columns[0]
    if item.kind is int and not _DIGITS[int].fullmatch(text):
        return f"{column} {text!r} is not a whole number", "digits only"
    if not _NUMBER.fullmatch(text) or not math.isfinite(float(text)):
        allowed = "digits with a decimal point, such as 1500 or 0.5"
        return f"{column} {text!r} is not a number", allowed
    if item.bounds and not item.bounds.low <= float(text) <= item.bounds.high:
        return f"{column} {text} is out of range", str(item.bounds)
    return ()


def _with_others(fields: tuple[Field, ...], headings: list[str]) -> tuple[Field, ...]:
    """Return the fields, labels with the columns that no other field has."""
    known = {column for item in fields if item.kind is not Labels for column in item.columns}
    others = tuple(name for name in dict.fromkeys(headings) if name not in known)
    return tuple(
        dataclasses.replace(item, columns=others) if item.kind is Labels else item for item in fields
    )


def parse(table: Table[Row], raw: bytes) -> tuple[Row, ...]:
    """Return the rows of a table from the bytes of its file.

    Parameters
    ----------
    table : Table
    raw : bytes
        CSV in UTF-8, with or without byte order mark.

    Raises
    ------
    InputProblems
        Everything that is wrong with the table, in the order of its lines.
    """
    faults: list[Problem] = []
    records = list(_records(text(raw, table.where), table.where, faults))
    model: Any = table.row
    fields = fields_of(model, table.labels)
    if table.labels == OTHERS and records:
        fields = _with_others(fields, records[0][1])
    reading = _Reading(table, fields)
    if len(records) < 2 and not faults:
        allowed = "a line of headings, and one row or more"
        faults.append(Problem("the table has no rows", table.where, allowed, remedy="add a row"))
    begin, given = records[0] if records else (1, reading.columns)
    faults += _headings(given, reading.columns, f"{table.where}:{begin}")
    reading.fill(given, records[1:])
    reading.check_keys(table.key)
    result = reading.made(model)
    problems = [*faults, *(problem for *_, problem in sorted(reading.problems, key=lambda item: item[:2]))]
    if problems:
        raise InputProblems(problems)
    return result
