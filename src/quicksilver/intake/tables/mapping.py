"""A column mapping: what a user states of a file whose headings are not those of the program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quicksilver.intake.tables.table import Table

__all__ = ["ColumnMapping", "propose", "read_mapping"]


@dataclass(frozen=True)
class ColumnMapping:
    """What is stated of a file.

    Attributes
    ----------
    columns : mapping of str to str
        Name of a column -> heading in the file.
    constants : mapping of str to str
        Name of a column that the file does not have -> its value in every row.
    units : mapping of str to str
        Name of a column -> unit of its numbers.
    decimal : str
        Decimal sign, ``.`` or ``,``; empty where the cells show it.
    sheet : str
        Title of the sheet of a workbook.
    header_row : int
        Line or row of the headings, from 1; 0 where it is found by the program.
    missing : tuple of str
        What is written where there is no value, such as ``-999``.
    separator, encoding : str
        Of a text file; empty where they are recognised.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    decimal: str = ""
    sheet: str = ""
    header_row: int = 0
    missing: tuple[str, ...] = ()
    separator: str = ""
    encoding: str = ""

    def text(self) -> str:
        """Return the mapping as YAML; :func:`read_mapping` reads it back unchanged."""
        raise NotImplementedError


def read_mapping(path: str | Path, text: str | None = None) -> ColumnMapping:
    """Return a column mapping from its file (or from its text).

    Raises
    ------
    InputProblems
        It is not YAML, has unknown keys, or a value that is none of those allowed.
    """
    raise NotImplementedError


def propose(table: Table, purpose: str) -> ColumnMapping:
    """Return a proposal for the headings of a table that are not known, to be shown, saved and used again."""
    raise NotImplementedError
