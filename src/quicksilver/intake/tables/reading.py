"""Reading a table of any kind: the one way in for CSV, workbooks and lists of JSON or YAML objects."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from quicksilver.errors import InputProblems, Place, Problem
from quicksilver.intake.declared import asked, note
from quicksilver.intake.documents import parse_json
from quicksilver.intake.located import read_yaml
from quicksilver.intake.paused_gc import without_collection
from quicksilver.intake.tables.assembling import Needs, assembled, too_many
from quicksilver.intake.tables.columnar import LARGE, simple_rows
from quicksilver.intake.tables.dialects import declared_separator, heading_row, rows_of, separator_of
from quicksilver.intake.tables.encodings import NAMES, decoded
from quicksilver.intake.tables.mapping import ColumnMapping
from quicksilver.intake.tables.sheets import sheet_table
from quicksilver.intake.tables.table import LIMITS, Source, Table

__all__ = ["read_table"]

WORKBOOKS: Final = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".ods", ".ots")
#: Bytes of a file for each cell that it may have, and at least.
_BYTES_PER_CELL: Final = 50
_BYTES: Final = 50 * 2**20
_SIGNS: Final = {";": "semicolons", "\t": "tabulators", "|": "vertical bars", ",": "commas"}


@without_collection()
def read_table(
    path: str | Path,
    purpose: str,
    *,
    wanted: Sequence[str] = (),
    optional: Sequence[str] = (),
    more: Mapping[str, Sequence[str]] | None = None,
    mapping: ColumnMapping | None = None,
    cached: bool = False,
    sheet: str | None = None,
    short: bool = False,
    limited: bool = True,
    content: bytes | None = None,
    collected: list[Problem] | None = None,
    united: Sequence[str] = (),
) -> Table:
    r"""Return the table of a file: CSV of any dialect, XLSX, ODS, or a list of objects in JSON or YAML.

    Parameters
    ----------
    path : str or Path
    purpose : str
        Which limit of cells applies: a key of :data:`LIMITS`.
    wanted : sequence of str
        Columns that must be there.
    optional : sequence of str
        Columns that are known and may be there.
    more : mapping of str to sequence of str, optional
        Further words for columns, beside those of the table of headings in six languages.
    mapping : ColumnMapping, optional
        What the user states of the file: which heading is which column, constants, units, sheet, row of the headings ...
        It, the decimal sign and whether stored results are used may also be stated around the reading
        (:func:`quicksilver.intake.declared.declared`), where notes are collected too.
    cached : bool
        Whether the stored results of formulas are used; each is named in a note.
    sheet : str, optional
        Title of the sheet of a workbook; the first that is filled where none is named.
    short : bool
        Whether rows may have fewer cells than there are headings.
    limited : bool
        Whether the limit of cells applies.
    content : bytes, optional
        Of a text file, where it was read already.
    collected : list of Problem, optional
        Gets what is wrong with headings and rows, for a reader that checks the cells as well; otherwise it is raised.
    united : sequence of str
        Columns of numbers whose unit in a column mapping the reader itself converts (:attr:`Table.units`).

    Raises
    ------
    InputProblems
        Everything that is wrong with the file as a table, at once, each with its line or cell: it does not exist, its
        encoding is not recognised, a heading occurs twice, a row has more or fewer cells than there are headings, a column
        is missing, there is a formula, there are more cells than the purpose may have.

    Examples
    --------
    >>> table = read_table("a.csv", "emissions", content="année;valeur\n2000;2,5\n".encode(), wanted=["year", "value"])
    >>> table.texts("value"), table.place(0, "value")
    (['2,5'], 'a.csv:2, column valeur')
    >>> [note.what for note in table.notes]
    ['cells are separated by semicolons']
    """
    file, around = Path(path), asked()
    stated = mapping or around.mapping_of(file) or ColumnMapping()
    most = LIMITS[purpose] if limited else None
    needs = Needs(
        wanted,
        optional,
        more or {},
        stated,
        short,
        most,
        collected,
        around.decimal_of(file) or "",
        around.decimal or "",
        united,
    )
    table = _table(file, needs, cached or around.cached, sheet or stated.sheet or None, content)
    note(*table.notes)
    return table


def _table(file: Path, needs: Needs, cached: bool, title: str | None, content: bytes | None) -> Table:
    kind = file.suffix.casefold()
    if content is None and kind in WORKBOOKS:
        return sheet_table(file, needs, cached=cached, title=title)
    data = _bytes(file, needs.cells) if content is None else content
    if not data.strip():
        raise InputProblems(
            [
                Problem.stated(
                    "the file is empty",
                    Place(file.name),
                    "a row of headings, and one row or more",
                    "choose a file with data",
                    code="table.empty",
                )
            ]
        )
    if kind in (".json", ".yml", ".yaml"):
        return _objects(data, file, needs)
    return _csv(data, file.name, needs)


def _bytes(file: Path, cells: int | None) -> bytes:
    most = None if cells is None else max(_BYTES, _BYTES_PER_CELL * cells)
    try:
        size = file.stat().st_size
        if most is None or size <= most:
            return file.read_bytes()
    except (OSError, ValueError) as wrong:
        raise InputProblems([_unreadable(file, wrong)]) from None
    raise InputProblems(
        [
            Problem.stated(
                f"the file is {size >> 20} MiB large",
                Place(file.name),
                f"at most {most >> 20} MiB",
                "remove what is not needed, or split it",
                code="table.bytes",
                size=size >> 20,
                most=most >> 20,
            )
        ]
    )


def _unreadable(file: Path, wrong: OSError | ValueError) -> Problem:
    if isinstance(wrong, FileNotFoundError):
        return Problem.stated(
            f"there is no file {file.name!r}",
            Place(str(file)),
            "a table: CSV, XLSX, ODS or JSON",
            "check the path",
            code="table.none",
            name=file.name,
        )
    fault = str(getattr(wrong, "strerror", None) or wrong)
    return Problem.stated(
        f"the file cannot be read ({fault})",
        Place(str(file)),
        "a table: CSV, XLSX, ODS or JSON",
        "check the path and the access rights",
        code="table.unreadable",
        fault=fault,
    )


def _csv(data: bytes, file: str, needs: Needs) -> Table:
    mapping, known = needs.mapping, needs.headings
    quick = None if len(data) < LARGE else _simple(data, file, needs)
    if quick is not None:
        return quick
    text, encoding = decoded(data, file, mapping.encoding)
    if needs.cells is not None and text.count("\n") > needs.cells:
        raise InputProblems([too_many(file, text.count("\n"), needs.cells)])
    declared, line = declared_separator(text)
    if declared:
        # The line stays as a blank one, so that the others keep their numbers.
        text = text[len(line) :]
    separator = mapping.separator or declared or separator_of(text, known.hits)
    rows = rows_of(text, separator, file)
    if mapping.header_row:
        at = next((i for i, number in enumerate(rows.lines) if number >= mapping.header_row), 0)
    else:
        at = heading_row(rows, known.hits)
    source = Source(file, "csv", "", encoding, separator, rows.lines[at] if rows.cells else 1)
    notes = _notes(source, list(rows.lines[:at]), rows.comments, separator in (",", declared))
    if not rows.cells:
        return assembled(source, (), [], (), needs, notes, [])
    return assembled(source, rows.cells[at], rows.cells[at + 1 :], rows.lines[at + 1 :], needs, notes, [])


def _simple(data: bytes, file: str, needs: Needs) -> Table | None:
    """Return the table of a large file that is simple: UTF-8, headings in the first line, nothing to be noted but its signs."""
    mapping, known = needs.mapping, needs.headings
    if mapping.encoding or mapping.header_row > 1:
        return None
    plain = data.removeprefix(BOM_UTF8)
    head = plain[: 2**16]
    if b"\x00" in plain or head[:5].lower() in (b"sep=,", b"sep=;", b"sep=\t", b"sep=|"):
        return None
    text = head.decode("utf-8", "ignore")
    separator = mapping.separator or separator_of(text, known.hits)
    if heading_row(rows_of(text[: text.rfind("\n") + 1], separator, file), known.hits) != 0:
        return None
    simple = simple_rows(plain, separator)
    if simple is None:
        return None
    headings, content = simple
    source = Source(file, "csv", "", "utf-8", separator, 1)
    lines = range(2, len(content) + 2)
    return assembled(source, headings, content, lines, needs, _notes(source, [], [], separator == ","), [])


def _notes(source: Source, above: list[int], comments: list[int], usual: bool) -> list[Problem]:
    """Return what the user should know of how the text was read."""
    place = Place(source.file)
    notes = []
    if source.encoding != "utf-8":
        encoding = NAMES.get(source.encoding, source.encoding)
        notes.append(
            Problem.stated(
                f"the text is read as {encoding}",
                place,
                "UTF-8",
                "check the letters outside the English alphabet; if they are wrong, save it as 'CSV UTF-8'",
                code="table.note.encoding",
                severity="warning",
                encoding=encoding,
            )
        )
    if not usual:
        sign = _SIGNS.get(source.separator, source.separator)
        keyed = (
            {"key": f"table.sign.{sign.split()[0]}", "values": {}, "table": "problems"}
            if source.separator in _SIGNS
            else sign
        )
        notes.append(
            Problem.stated(
                f"cells are separated by {sign}",
                place,
                "commas, semicolons, tabulators or vertical bars",
                "nothing is to be done if the columns are right",
                code="table.note.separator",
                severity="warning",
                sign=keyed,
            )
        )
    for code, numbers in (("above", above), ("comments", comments)):
        if numbers:
            lines = ", ".join(map(str, numbers[:10])) + (" ..." if len(numbers) > 10 else "")
            notes.append(_left_out(code, place, lines))
    return notes


def _left_out(kind: str, where: Place, lines: str) -> Problem:
    if kind == "above":
        return Problem.stated(
            f"lines above the headings are not part of the table: {lines}",
            where,
            "the row of headings first",
            "nothing is to be done if these lines are not headings or data",
            code="table.note.above",
            severity="warning",
            lines=lines,
        )
    return Problem.stated(
        f"comments are not part of the table: lines {lines}",
        where,
        "lines that begin with #, for comments",
        "remove the sign # where a line is data",
        code="table.note.comments",
        severity="warning",
        lines=lines,
    )


def _objects(data: bytes, file: Path, needs: Needs) -> Table:
    """Return the table of a list of objects: a column for each key, in the order of their first appearance."""
    name = file.name
    loaded = (
        parse_json(data, name)
        if file.suffix.casefold() == ".json"
        else read_yaml(name, decoded(data, name)[0]).data
    )
    source = Source(name, "json", header_row=0)
    if not isinstance(loaded, list) or not all(isinstance(item, dict) for item in loaded):
        raise InputProblems(
            [
                Problem.stated(
                    "the file is not a list of objects",
                    Place(name),
                    'a list such as [{"year": 2000, "value": 1.5}]',
                    "write one object for each row",
                    code="table.objects",
                )
            ]
        )
    headings = list(dict.fromkeys(str(key) for item in loaded for key in item))
    problems = [
        Problem.stated(
            f"{heading} is not a single value",
            Place(name, field=f"[{number}].{heading}"),
            "a text, a number, true, false or null",
            "write one value",
            code="table.nested",
            heading=heading,
        )
        for number, item in enumerate(loaded, 1)
        for heading, value in item.items()
        if isinstance(value, dict | list)
    ]
    plain = [{str(key): value for key, value in item.items()} for item in loaded]
    content = [["" if (value := item.get(key)) is None else value for key in headings] for item in plain]
    return assembled(source, headings, content, range(1, len(content) + 1), needs, (), problems)
