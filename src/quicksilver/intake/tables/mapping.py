"""A column mapping: what a user states of a file whose headings are not those of the program."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.intake.located import Located, read_yaml
from quicksilver.intake.tables.headings import Headings
from quicksilver.intake.tables.table import UNIT_COLUMNS, Table

__all__ = ["ColumnMapping", "propose", "read_mapping"]

_UNIT: Final = re.compile(r"(.+?)\s*[(\[（]([^()\[\]（）]+)[)\]）]\s*")


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

    def as_dict(self) -> dict[str, Any]:
        """Return what is stated, as plain data.

        Examples
        --------
        >>> ColumnMapping(missing=("-999",)).as_dict()
        {'missing': ['-999']}
        """
        stated = {
            item.name: getattr(self, item.name)
            for item in dataclasses.fields(self)
            if getattr(self, item.name)
        }
        return {
            name: list(value)
            if isinstance(value, tuple)
            else dict(value)
            if isinstance(value, Mapping)
            else value
            for name, value in stated.items()
        }

    def text(self) -> str:
        """Return the mapping as YAML; :func:`read_mapping` reads it back unchanged.

        Examples
        --------
        >>> print(ColumnMapping(columns={"year": "Année"}, decimal=",").text(), end="")
        columns:
          year: Année
        decimal: ','
        """
        import yaml

        plain = self.as_dict()
        return yaml.safe_dump(plain, sort_keys=False, allow_unicode=True) if plain else "{}\n"


_KINDS: Final[Mapping[str, type]] = {
    "columns": dict,
    "constants": dict,
    "units": dict,
    "decimal": str,
    "sheet": str,
    "header_row": int,
    "missing": list,
    "separator": str,
    "encoding": str,
}


def read_mapping(path: str | Path, text: str | None = None) -> ColumnMapping:
    r"""Return a column mapping from its file (or from its text).

    Raises
    ------
    InputProblems
        It is not YAML, has unknown keys, or a value that is none of those allowed.

    Examples
    --------
    >>> read_mapping("m.yml", "columns: {year: Jahr}\nmissing: [-999]").missing
    ('-999',)
    """
    located = read_yaml(path, text)
    data = {} if located.data is None else located.data
    problems: list[Problem] = []
    if not isinstance(data, dict):
        data, problems = {}, [_wrong("the mapping", located, ())]
    stated: dict[str, Any] = {}
    for name, value in data.items():
        if name not in _KINDS:
            problems.append(_unknown_key(str(name), located))
        else:
            stated[name] = _value(name, value, located, problems)
    if problems:
        raise InputProblems(problems)
    return ColumnMapping(**stated)


def _unknown_key(name: str, located: Located) -> Problem:
    keys = ", ".join(_KINDS)
    return Problem.stated(
        f"unknown key {name!r} of a column mapping",
        located.where(name),
        f"one of the keys {keys}",
        "rename or remove it",
        code="table.mapping.key",
        guess=closest(name, list(_KINDS)),
        name=name,
        keys=keys,
    )


def _wrong(name: str, located: Located, key: tuple[str, ...]) -> Problem:
    return Problem.stated(
        f"{name!r} is not what a column mapping has here",
        located.where(*key),
        "columns, constants and units: names with a text each; missing: a list; header_row: a number from 1",
        "write it as in the documentation of --map",
        code="table.mapping.value",
        name=name,
    )


def _value(name: str, value: Any, located: Located, problems: list[Problem]) -> Any:
    kind = _KINDS[name]
    fine = isinstance(value, kind) and not isinstance(value, bool)
    if isinstance(value, int) and fine:
        fine = value >= 0
    if kind is dict and fine:
        fine = all(
            isinstance(text, str | int | float) and not isinstance(text, bool) for text in value.values()
        )
    if kind is list and fine:
        fine = all(isinstance(text, str | int | float) for text in value)
    if name == "decimal" and fine:
        fine = value in (".", ",", "")
    if name == "separator" and fine:
        fine = len(value) <= 1 and value not in '"\r\n'
    if not fine:
        problems.append(_wrong(name, located, (name,)))
        return () if kind is list else kind()
    if kind is dict:
        return {str(key): str(text) for key, text in value.items()}
    return tuple(map(str, value)) if kind is list else value


def propose(
    table: Table, wanted: Sequence[str], optional: Sequence[str] = (), numbers: Sequence[str] = ()
) -> ColumnMapping:
    """Return a proposal for the headings of a table, to be shown, corrected, saved and used again.

    A heading with a unit in brackets, such as ``Emissions (t/yr)``, is proposed with that unit. What is only similar in its
    letters is proposed too: the user sees it before it is used.

    Parameters
    ----------
    table : Table
    wanted, optional : sequence of str
        Columns that the reader needs, and those that it knows.
    numbers : sequence of str
        Those of them that have numbers; their cells show the decimal sign.
    """
    names = [*wanted, *optional]
    known = Headings(names)
    columns: dict[str, str] = {}
    units: dict[str, str] = {}
    left = []
    for heading in table.headings:
        matched = _UNIT.fullmatch(heading.strip())
        plain, unit = (matched[1], matched[2]) if matched else (heading, "")
        name = known.name(heading) or known.name(plain)
        if name and name not in columns:
            columns[name] = heading.strip()
            if unit and not known.name(heading):
                units[name] = unit.strip()
        elif heading.strip():
            left.append(heading.strip())
    for name in names:
        similar = closest(name, left)
        if name not in columns and similar:
            columns[name] = similar
            left.remove(similar)
    source = table.source
    # A unit in brackets and a column of units would contradict each other.
    taken = {name for name in units if UNIT_COLUMNS.get(name) in columns}
    cells = dataclasses.replace(
        table,
        names={name: table.headings_named[text] for name, text in columns.items()},
        constants={},
    )
    sign = cells.number_reader(numbers).evidence.sign
    return ColumnMapping(
        columns={name: columns[name] for name in names if name in columns},
        units={name: unit for name, unit in units.items() if name not in taken},
        decimal={"point": ".", "comma": ","}.get("" if sign is None else str(sign), ""),
        sheet=source.sheet,
        header_row=source.header_row if source.header_row > 1 else 0,
        separator=source.separator if source.separator not in ("", ",") else "",
        encoding=source.encoding if source.encoding not in ("", "utf-8") else "",
    )
