"""A table that someone brings: rows of cells that know their places, whatever the kind of file.

The content is kept as the reader of the file made it, lists of texts or of typed values; a cell with its place is made when
it is asked for, so that a million rows cost no more than their texts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from quicksilver.errors import Place, Problem
from quicksilver.intake.cleaning import clean_name, cleaning_note
from quicksilver.intake.declared import note
from quicksilver.intake.numbers import DecimalSign, NumberReader
from quicksilver.intake.numbers.evidence import Evidence
from quicksilver.intake.tables.columnar import Columns

__all__ = ["LIMITS", "UNIT_COLUMNS", "Cell", "Row", "Source", "Table", "as_text", "comma_note", "letters"]

#: Cells that a table may have, by what it is read for.
LIMITS: Final[Mapping[str, int]] = {
    "inventory": 500_000,
    "factors": 100_000,
    "rates": 100_000,
    "register": 500_000,
    "emissions": 500_000,
    "scenarios": 5_000_000,
    "observations": 20_000_000,
}


#: Columns of numbers -> where their unit is written.
UNIT_COLUMNS: Final[Mapping[str, str]] = {
    "value": "unit",
    "activity": "unit",
    "input_factor": "input_factor_unit",
}


class Cell(NamedTuple):
    """The content of a cell and its place.

    Attributes
    ----------
    value : object
        Of a text file always a text, as it was written; of a workbook or JSON also a number, a date or a truth value. An
        empty cell has the empty text.
    place : Place
    """

    value: Any
    place: Place

    @property
    def text(self) -> str:
        """Return the content as a text, without white space at its ends.

        Examples
        --------
        >>> Cell(2.50, Place("a.xlsx")).text, Cell(" t ", Place("a.csv")).text
        ('2.5', 't')
        """
        return as_text(self.value)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows of a table come from.

    Attributes
    ----------
    file : str
        Name of the file, for places.
    kind : str
        ``csv``, ``workbook`` or ``json``.
    sheet : str
        Of a workbook.
    encoding, separator : str
        Of a text file: the name of the encoding, and the sign between cells.
    header_row : int
        Line or row of the headings, from 1; 0 where there are none (JSON).
    """

    file: str
    kind: str = "csv"
    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    header_row: int = 1


@dataclass(frozen=True, eq=False)
class Table:
    """Rows of cells under named columns.

    Attributes
    ----------
    source : Source
    headings : tuple of str
        As they are written in the file, in its order; a column of a mapping that is a constant is not among them.
    names : mapping of str to int
        Name of a column -> its index in a row. Names are those of the purpose where a heading is known, and otherwise the
        heading in small letters.
    content : list of list
        The cells of each row; as many as there are headings.
    lines : sequence of int
        Line (of its beginning) or row of each row.
    constants, units : mapping of str to str
        What a column mapping states: the value of a column that is not in the file; the unit of a column.
    decimal : str
        The decimal sign that a column mapping declares, ``point`` or ``comma``; empty where the cells decide.
    missing : tuple of str
        Codes of missing values that a column mapping declares; cells with them are empty.
    undecided : str
        The decimal sign that is taken where nothing else decides.
    notes : tuple of Problem
        What was read in a way that the user should know of; all have the severity ``warning``.
    uneven : frozenset of int
        Rows with more or fewer cells than there are headings, where a reader collects such problems: what is under which
        heading is not known in them, so that their cells are not looked at.
    """

    source: Source
    headings: tuple[str, ...]
    names: Mapping[str, int]
    content: Sequence[Sequence[Any]]
    lines: Sequence[int]
    constants: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    decimal: str = ""
    missing: tuple[str, ...] = ()
    undecided: str = ""
    notes: tuple[Problem, ...] = ()
    uneven: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self.content)

    def __contains__(self, name: object) -> bool:
        return name in self.names or name in self.constants

    def __iter__(self) -> Iterator[Row]:
        return (Row(self, index) for index in range(len(self.content)))

    def column(self, name: str) -> list[Any]:
        """Return the values of a column, one for each row.

        Raises
        ------
        KeyError
            There is no such column.
        """
        if name in self.names:
            index = self.names[name]
            if isinstance(self.content, Columns):
                return self.content.column(index)
            return [row[index] for row in self.content]
        return [self.constants[name]] * len(self.content)

    def texts(self, name: str) -> list[str]:
        """Return the values of a column as texts without white space at their ends.

        Raises
        ------
        KeyError
            There is no such column.
        """
        return [as_text(value) for value in self.column(name)]

    @property
    def headings_named(self) -> Mapping[str, int]:
        """Return the index of each heading, without white space at its ends; of the first where several are equal."""
        return {text.strip(): index for index, text in reversed(list(enumerate(self.headings)))}

    def names_of(self, name: str) -> list[str]:
        """Return the values of a column as names: of one line, without what nobody sees; what is taken out is noted."""
        return [self.cleaned_name(text, row, name) for row, text in enumerate(self.texts(name))]

    def cleaned_name(self, text: str, row: int, name: str) -> str:
        """Return the text of a cell as a name, as :meth:`names_of` does for a column."""
        if text.isascii() and text.isprintable():
            return text
        after = clean_name(text)
        note(cleaning_note(text, after, self.place(row, name)))
        return after

    def number_reader(self, names: Iterable[str], decimal: DecimalSign | str | None = None) -> NumberReader:
        """Return the reader of numbers with the evidence of the columns of numbers.

        Parameters
        ----------
        names : iterable of str
            Of the columns of numbers; those that are not there are left out.
        decimal : DecimalSign or str, optional
            What an option declares; it comes before what a column mapping declares, and both before the cells.
        """
        columns = [self.column(name) for name in dict.fromkeys(names) if name in self.names]
        # Numbers of workbooks are typed and are no evidence of signs.
        texts = dict.fromkeys(value for column in columns for value in column if isinstance(value, str))
        stated = decimal or self.decimal or None
        reader = NumberReader(texts, stated, self.missing)
        if self.undecided and not stated and reader.evidence == Evidence():
            return NumberReader(texts, self.undecided, self.missing)
        note(*comma_note(self, reader))
        return reader

    def place(self, row: int | None = None, name: str = "") -> Place:
        """Return the place of a cell, of a row (no name), or of the headings (no row, counted from 0)."""
        source = self.source
        if source.kind == "json":
            at = f"[{row + 1}]" if row is not None else ""
            return Place(source.file, field=f"{at}.{name}".strip(".") if name else at)
        number = source.header_row if row is None else self.lines[row]
        index = self.names.get(name)
        if source.kind == "workbook":
            letter = letters(index + 1) if index is not None else ""
            cell = f"{letter}{number}" if letter else ""
            return Place(source.file, sheet=source.sheet, row=number, column=letter, cell=cell)
        heading = self.headings[index].strip() if index is not None else ""
        return Place(source.file, row=number, column=heading or name)

    def cell(self, row: int, name: str) -> Cell:
        """Return a cell of a row, counted from 0; an empty one where there is no such column."""
        if name in self.names:
            return Cell(self.content[row][self.names[name]], self.place(row, name))
        return Cell(self.constants.get(name, ""), self.place(row, name))


def comma_note(table: Table, reader: NumberReader) -> list[Problem]:
    """Return the note that the numbers of a file are read with a decimal comma, or that it has both signs."""
    if reader.evidence.other:
        first, other = reader.evidence.text, reader.evidence.other
        return [
            Problem.stated(
                "the file has numbers with a decimal point and with a decimal comma, "
                f"as in {first} and {other}; each was read by itself",
                table.place(),
                "one decimal sign in a file",
                "write all numbers of the file with one decimal sign",
                code="number.both-signs",
                severity="warning",
                one=first,
                other=other,
            )
        ]
    if reader.evidence.sign is not DecimalSign.COMMA or not reader.evidence.text:
        return []
    text = reader.evidence.text
    return [
        Problem.stated(
            f"numbers are read with a decimal comma, as in {text!r}",
            table.place(),
            "a decimal comma or a decimal point, the same in the whole file",
            "state --decimal point if this is not meant",
            code="number.comma-read",
            severity="warning",
            text=text,
        )
    ]


class Row(Mapping[str, Cell]):
    """A row of a table: cells by the name of their column."""

    __slots__ = ("index", "table")

    def __init__(self, table: Table, index: int) -> None:
        self.table, self.index = table, index

    def __getitem__(self, name: str) -> Cell:
        if name not in self.table:
            raise KeyError(name)
        return self.table.cell(self.index, name)

    def __iter__(self) -> Iterator[str]:
        yield from self.table.names
        yield from (name for name in self.table.constants if name not in self.table.names)

    def __len__(self) -> int:
        return len({*self.table.names, *self.table.constants})

    @property
    def place(self) -> Place:
        """Return the place of the row."""
        return self.table.place(self.index)

    def text(self, name: str) -> str:
        """Return the text of a cell without white space at its ends; empty where there is no such column."""
        table = self.table
        if name in table.names:
            return as_text(table.content[self.index][table.names[name]])
        return table.constants.get(name, "")

    def cleaned(self) -> dict[str, str]:
        """Return the texts of all cells as names: of one line, without what nobody sees; what is taken out is noted."""
        return {name: self.table.cleaned_name(text, self.index, name) for name, text in self.texts().items()}

    def texts(self) -> dict[str, str]:
        """Return the texts of all cells by the name of their column."""
        return {name: self.text(name) for name in self}


def as_text(value: Any) -> str:
    """Return the content of a cell as a text.

    Examples
    --------
    >>> as_text(12.0), as_text(True), as_text(dt.datetime(2008, 4, 1)), as_text(None)
    ('12', 'true', '2008-04-01', '')
    """
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def letters(column: int) -> str:
    """Return the letters of a column of a sheet, from 1.

    Examples
    --------
    >>> letters(1), letters(28)
    ('A', 'AB')
    """
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
