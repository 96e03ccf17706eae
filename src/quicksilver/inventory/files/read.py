"""Reading an inventory: the path decides between workbook, CSV with general.json, and one JSON file."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from quicksilver.errors import InputProblems, Place, Problem
from quicksilver.factors import FactorSet, shipped
from quicksilver.intake.declared import asked, note
from quicksilver.intake.documents import parse_json
from quicksilver.intake.numbers import DecimalSign
from quicksilver.intake.tables import ColumnMapping, Row, read_table
from quicksilver.inventory.files.fields import fields
from quicksilver.inventory.files.report_text import folder_text
from quicksilver.inventory.files.validate import validate
from quicksilver.inventory.model import Cell, InventoryInput, RawInventory
from quicksilver.language.problems import problem, problem_with
from quicksilver.language.sentences import Sentence

__all__ = ["read", "read_csv", "read_json", "read_raw"]

MAX_BYTES: Final = 50 * 2**20
MAX_ROWS: Final = 50_000
MAX_COLUMNS: Final = 200
_WORKBOOKS: Final = (".xlsx", ".xlsm", ".xls", ".xltx", ".xltm", ".ods")


def read(
    path: str | Path,
    factors: FactorSet | None = None,
    *,
    decimal: DecimalSign | str | None = None,
    cached: bool = False,
    mapping: ColumnMapping | None = None,
) -> InventoryInput:
    """Return the checked input of a workbook, a CSV file, a JSON file or a folder.

    Parameters
    ----------
    path : str or Path
        ``.xlsx``; ``.csv`` with ``general.json`` beside it; ``.json``; or a folder that contains one of them.
    factors : FactorSet, optional
        Decides which sources exist; the shipped set if omitted.
    decimal : DecimalSign or str, optional
        ``point`` or ``comma``, the decimal sign of the file's numbers; its own cells decide if omitted.
    cached : bool
        Whether the stored results of formulas in a workbook are used; a warning names each cell.
    mapping : ColumnMapping, optional
        What the user states of the columns of a CSV file, or of a sheet of a workbook that is not the template.

    Raises
    ------
    InputProblems
        Everything that is wrong, at once.
    """
    stated = decimal or asked().decimal_of(path)
    sign = None if stated is None else DecimalSign(stated)
    raw = read_raw(Path(path), cached=cached, mapping=mapping)
    raw.text.add(folder_text(_file(Path(path))))
    made = validate(raw, factors or shipped(), sign)
    note(*made.warnings)
    return made


def read_raw(path: Path, *, cached: bool = False, mapping: ColumnMapping | None = None) -> RawInventory:
    """Return the cells of an inventory file before any of them is checked.

    Parameters
    ----------
    path : Path
    cached : bool
    mapping : ColumnMapping, optional
        As of :func:`read`.

    Raises
    ------
    InputProblems
        The file cannot be opened or is of a kind that cannot be read.
    """
    path = _file(path)
    if not path.exists():
        raise InputProblems([problem("inventory.file.none", Place(str(path)), name=path.name)])
    kind = path.suffix.lower()
    if kind == ".json":
        return read_json(path)
    mapping = mapping or asked().mapping_of(path)
    if kind in _WORKBOOKS:
        from quicksilver.inventory.files.read_xlsx import read_general, read_text, read_xlsx

        if mapping is None:
            return read_xlsx(path, cached=cached)
        # Which sheet has the lines is stated, or it is the first; the general data are in another, or beside.
        inside = read_general(path, cached=cached, apart=mapping.sheet)
        return replace(_listed(path, mapping, cached, inside), text=read_text(path, cached=cached))
    if kind in (".csv", ".txt", ".tsv"):
        return read_csv(path, mapping)
    code = "inventory.file.kind" if kind else "inventory.file.no-kind"
    raise InputProblems([problem(code, Place(str(path)), kind=kind)])


def _file(path: Path) -> Path:
    """Return the file of an inventory that is named by its folder or by itself."""
    return _inside(path) if path.is_dir() else path


def _inside(folder: Path) -> Path:
    """Return the one inventory file of a folder."""
    candidates = sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in (".xlsx", ".ods", ".csv", ".json") and path.name != "general.json"
    )
    preferred = [path for path in candidates if path.stem in ("inventory", "lines", "activity")]
    paths = preferred if len(candidates) > 1 and len(preferred) == 1 else candidates
    if len(paths) == 1:
        return paths[0]
    names = [path.name for path in paths] or Sentence("none", table="problems")
    raise InputProblems([problem("inventory.folder.files", Place(str(folder)), names=names)])


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > MAX_BYTES:
        size = path.stat().st_size / 2**20
        raise InputProblems(
            [problem("inventory.file.large", Place(str(path)), size=size, most=MAX_BYTES >> 20)]
        )
    data = path.read_bytes()
    if not data.strip():
        raise InputProblems([problem("inventory.file.empty", Place(str(path)))])
    return data


def _text(data: bytes, path: Path) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputProblems(
            [problem("inventory.file.encoding", Place(str(path)), byte=error.start)]
        ) from None
    if "\x00" in text:
        raise InputProblems([problem("inventory.file.binary", Place(str(path)))])
    return text


#: Codes of the reader of tables -> codes that inventories have for the same.
_CODES: Final = {
    "table.cells": "inventory.csv.cells",
    "table.twice": "inventory.column.twice",
    "table.column": "inventory.csv.no-source",
    "table.broken": "inventory.csv.table",
    "table.encoding": "inventory.file.encoding",
    "table.binary": "inventory.file.binary",
}


def _of_inventory(fault: Problem) -> Problem:
    """Return a problem of a table with the code that inventories have for it."""
    code = _CODES.get(fault.code)
    return problem_with(code, fault.where, fault.values) if code else fault


def read_csv(path: Path, mapping: ColumnMapping | None = None) -> RawInventory:
    """Return the cells of a CSV file and of the ``general.json`` beside it.

    Parameters
    ----------
    path : Path
    mapping : ColumnMapping, optional
        What the user states of the file's columns.

    Raises
    ------
    InputProblems
        The file is empty, too large, in an encoding that is not recognised, or not a table.
    """
    return _listed(path, mapping)


def _listed(
    path: Path,
    mapping: ColumnMapping | None,
    cached: bool = False,
    inside: tuple[dict[str, Cell], list[Problem]] | None = None,
) -> RawInventory:
    """Return the cells of one table, and of its general data: those inside a workbook, else of the file beside it."""
    data = _bytes(path)
    problems: list[Problem] = []
    try:
        table = read_table(
            path,
            "inventory",
            wanted=("source",),
            optional=tuple(fields("line")),
            mapping=mapping,
            cached=cached,
            content=None if path.suffix.lower() in _WORKBOOKS else data,
            limited=False,
            collected=problems,
        )
    except InputProblems as wrong:
        raise InputProblems(map(_of_inventory, wrong.problems)) from None
    if len(table.headings) > MAX_COLUMNS:
        count = len(table.headings)
        raise InputProblems([problem("inventory.csv.columns", table.place(), count=count, most=MAX_COLUMNS)])
    problems = [_of_inventory(fault) for fault in problems if fault.code != "table.rows"]
    if len(table) > MAX_ROWS:
        problems.append(problem("inventory.csv.rows", Place(path.name), most=MAX_ROWS))
    lines = [_csv_line(row) for row, _ in zip(table, range(MAX_ROWS), strict=False)]
    if inside is not None and (inside[0] or not path.with_name("general.json").exists()):
        general, more, digest = *inside, hashlib.sha256(data).hexdigest()
    else:
        general, more, digest = _general_beside(path, data)
    return RawInventory(path.name, general, tuple(lines), digest, (*problems, *table.notes, *more))


def _csv_line(row: Row) -> dict[str, Cell]:
    return {"": Cell(None, row.place), **{name: Cell(cell.value, cell.place) for name, cell in row.items()}}


def _general_beside(path: Path, data: bytes) -> tuple[dict[str, Cell], list[Problem], str]:
    beside = path.with_name("general.json")
    digest = hashlib.sha256(data)
    if not beside.exists():
        return {}, [problem("inventory.general.missing", Place(str(beside)))], digest.hexdigest()
    raw = _bytes(beside)
    digest.update(raw)
    loaded = _json(_text(raw, beside), beside.name)
    if not isinstance(loaded, dict):
        return {}, [problem("inventory.general.shape", Place(beside.name))], digest.hexdigest()
    cells = {name: Cell(value, Place(beside.name, field=name)) for name, value in loaded.items()}
    return cells, [], digest.hexdigest()


#: The same for the reader of JSON.
_JSON_CODES: Final = {
    "json.twice": "inventory.json.twice",
    "json.syntax": "inventory.json.syntax",
    "json.deep": "inventory.json.deep",
}


def _json(text: str, name: str) -> Any:
    """Return the data of a JSON text."""
    try:
        return parse_json(text, name)
    except InputProblems as wrong:
        known = [
            problem_with(code, fault.where, fault.values) if (code := _JSON_CODES.get(fault.code)) else fault
            for fault in wrong.problems
        ]
        raise InputProblems(known) from None


def read_json(path: Path) -> RawInventory:
    """Return the cells of an inventory in one JSON file.

    Raises
    ------
    InputProblems
        The file is empty, too large, not JSON or not of the schema's shape.
    """
    data = _bytes(path)
    loaded = _json(_text(data, path), path.name)
    digest = hashlib.sha256(data).hexdigest()
    place = Place(path.name)
    if not isinstance(loaded, dict):
        raise InputProblems([problem("inventory.json.object", place)])
    problems = [
        problem("inventory.json.key", place, key=key) for key in loaded if key not in ("general", "lines")
    ]
    general, lines = loaded.get("general"), loaded.get("lines")
    if not isinstance(general, dict):
        problems.append(problem("inventory.json.general", place))
        general = {}
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines or []):
        problems.append(problem("inventory.json.lines", place))
        lines = []
    if len(lines) > MAX_ROWS:
        problems.append(problem("inventory.json.rows", place, count=len(lines), most=MAX_ROWS))
        lines = lines[:MAX_ROWS]
    return RawInventory(
        path.name,
        {key: Cell(value, Place(path.name, field=f"general.{key}")) for key, value in general.items()},
        tuple(_json_line(line, index, path.name) for index, line in enumerate(lines)),
        digest,
        tuple(problems),
    )


def _json_line(line: dict[str, Any], index: int, name: str) -> dict[str, Cell]:
    of = f"lines[{index}]"
    return {
        "": Cell(None, Place(name, field=of)),
        **{key: Cell(value, Place(name, field=f"{of}.{key}")) for key, value in line.items() if key},
    }
