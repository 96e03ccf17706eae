"""What everything is read with: documents, tables, mappings, numbers, units, places."""

from __future__ import annotations

import functools
import io
import zipfile
from pathlib import Path
from typing import Any, Final

from fuzzing.cases import Target
from fuzzing.targets.inventories import sheet_of

__all__ = ["targets"]

_DATA: Final = b'{"a": [1, 2.5, {"b": "x", "c": null}], "d": {"e": {"f": [true, "\\u00e9"]}}, "g": 1e-3}'
_TABLE: Final = b"year,value,unit,note\n2000,1.5,t/yr,\n2001,2.25,t/yr,a note\n2002,3,kg/yr,\n"
_MAPPING: Final = (
    b"columns:\n  year: Jahr\n  value: Wert\nconstants:\n  sector: cement\nunits:\n  value: t/yr\n"
    b"decimal: ','\nsheet: data\nheader_row: 1\nmissing: [-999, n.v.]\nseparator: ';'\nencoding: latin-1\n"
)
_NUMBERS: Final = "12.5\n1,540,000\n<0.5\n5 (3-50)\n0.05 - 0.5 g/t\n10 ± 2 %\nNE\n-999\n".encode()
_UNITS: Final = (
    "t/yr\nkt coal/yr\nтыс. т\n万吨\ng Hg/t coal (dry)\nug/Nm3\nt x 1000 per month\nkg d-1\n".encode()
)
_PLACES: Final = "SEN\nSenegal\nCôte d'Ivoire\nUK\nNA\n826\nXKX\nРоссия\n中国\nYUG\n".encode()
_NAMES: Final = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def _ods() -> bytes:
    rows = []
    for line in _TABLE.decode().splitlines():
        cells = []
        for cell in line.split(","):
            if cell[:1].isdigit():
                kind = f'office:value-type="float" office:value="{cell}"'
            else:
                kind = 'office:value-type="string"'
            cells.append(f"<table:table-cell {kind}><text:p>{cell}</text:p></table:table-cell>")
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    content = (
        f"<office:document-content {_NAMES}><office:body><office:spreadsheet>"
        f'<table:table table:name="data">{"".join(rows)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return written.getvalue()


def _table(path: Path) -> Any:
    """Read a table and its numbers."""
    from quicksilver.errors import InputProblems, Problem
    from quicksilver.intake.tables import numbers, read_table, years

    table = read_table(path, "emissions", wanted=("year", "value"), optional=("unit", "note"))
    problems: list[Problem] = []
    reader = table.number_reader(("year", "value"))
    read = {name: numbers(table, name, reader, problems, needed=True) for name in ("year", "value")}
    problems += reader.questions()
    problems += years(table, read["year"])
    if problems:
        raise InputProblems(problems)
    return read


def _lines(path: Path) -> list[str]:
    return path.read_bytes().decode("utf-8", "replace").split("\n")


def _numbers(path: Path) -> Any:
    from quicksilver.errors import InputProblems, Problem
    from quicksilver.intake.numbers import NumberReader

    texts = [text for text in _lines(path) if text.strip()]
    reader = NumberReader(texts, missing=("-999",))
    read = [reader.read(text, f"a.csv:{line}", "value") for line, text in enumerate(texts, 1)]
    problems = [item for item in read if isinstance(item, Problem)] + reader.questions()
    if problems:
        raise InputProblems(problems)
    return read


def _units(path: Path) -> Any:
    from quicksilver.errors import InputProblems, Problem, UnitError
    from quicksilver.quantities.units import parse

    problems = []
    for text in filter(str.strip, _lines(path)):
        try:
            # What is accepted can be read again, with the same meaning.
            unit = parse(text)
            if str(parse(str(unit))) != str(unit):
                raise AssertionError(f"{text!r} is {unit!s}, which is read as {parse(str(unit))!s}")
        except UnitError as wrong:
            problems.append(Problem(str(wrong), "a unit"))
    if problems:
        raise InputProblems(problems)


def _places(path: Path) -> Any:
    from quicksilver.geography import guess_among, place

    for text in _lines(path):
        place(text)
        guess_among(text, ["Senegal", "World"])


def targets() -> list[Target]:
    """Return the readers that all others use."""
    from quicksilver.intake.documents import read_json
    from quicksilver.intake.located import read_yaml
    from quicksilver.intake.tables import read_mapping

    cells = [line.split(",") for line in _TABLE.decode().splitlines()]
    book = [cells[0], *([int(row[0]), float(row[1]), *row[2:]] for row in cells[1:])]
    make = functools.partial(Target, "intake table", read=_table)
    objects = b'[{"year": 2000, "value": 1.5, "note": "x"}, {"year": 2001, "value": 2.5}, {"year": 2002, "value": 3}]'
    yaml = b"- year: 2000\n  value: 1.5\n- year: 2001\n  value: 2.5\n"
    return [
        Target("intake", "json", "a.json", _DATA, read_json, "json", numbers=("a", "g")),
        Target("intake", "yaml", "a.yaml", _DATA, read_yaml, "yaml"),
        Target("intake", "column mapping", "m.yml", _MAPPING, read_mapping, "yaml"),
        Target("intake", "numbers", "n.txt", _NUMBERS, _numbers, "text"),
        Target("intake", "units", "u.txt", _UNITS, _units, "text"),
        Target("intake", "places", "p.txt", _PLACES, _places, "text"),
        make("csv", "a.csv", _TABLE, form="csv", numbers=("year", "value")),
        make("tsv", "a.tsv", _TABLE.replace(b",", b"\t"), form="text"),
        make("json", "a.json", objects, form="json", numbers=("year", "value")),
        make("yaml", "a.yaml", yaml, form="yaml", numbers=("year", "value")),
        make("xlsx", "a.xlsx", sheet_of(book), form="xlsx", numbers=("A", "B")),
        make("ods", "a.ods", _ods(), form="ods"),
    ]
