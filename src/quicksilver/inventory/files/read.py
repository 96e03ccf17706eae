"""Reading an inventory: the path decides between workbook, CSV with general.json, and one JSON file."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from quicksilver.errors import InputProblems, Place, Problem
from quicksilver.factors import FactorSet, shipped
from quicksilver.intake.numbers import DecimalSign
from quicksilver.inventory.files.validate import validate
from quicksilver.inventory.model import Cell, InventoryInput, RawInventory
from quicksilver.language.problems import problem
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

    Raises
    ------
    InputProblems
        Everything that is wrong, at once.
    """
    sign = None if decimal is None else DecimalSign(decimal)
    return validate(read_raw(Path(path), cached=cached), factors or shipped(), sign)


def read_raw(path: Path, *, cached: bool = False) -> RawInventory:
    """Return the cells of an inventory file before any of them is checked.

    Parameters
    ----------
    path : Path
    cached : bool
        As of :func:`read`.

    Raises
    ------
    InputProblems
        The file cannot be opened or is of a kind that cannot be read.
    """
    if path.is_dir():
        path = _inside(path)
    if not path.exists():
        raise InputProblems([problem("inventory.file.none", Place(str(path)), name=path.name)])
    kind = path.suffix.lower()
    if kind in _WORKBOOKS:
        from quicksilver.inventory.files.read_xlsx import read_xlsx

        return read_xlsx(path, cached=cached)
    if kind == ".json":
        return read_json(path)
    if kind in (".csv", ".txt", ".tsv"):
        return read_csv(path)
    code = "inventory.file.kind" if kind else "inventory.file.no-kind"
    raise InputProblems([problem(code, Place(str(path)), kind=kind)])


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


def read_csv(path: Path) -> RawInventory:
    """Return the cells of a CSV file and of the ``general.json`` beside it.

    Raises
    ------
    InputProblems
        The file is empty, too large, not UTF-8, or not a table.
    """
    data = _bytes(path)
    text = _text(data, path)
    problems: list[Problem] = []
    delimiter = _delimiter(text)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[Mapping[str, Cell]] = []
    header: list[str] = []
    try:
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if not header:
                header = _header([cell.strip() for cell in row], path, problems)
                continue
            lines.append(_csv_line(row, header, Place(path.name, row=rows.line_num), problems))
            if len(lines) > MAX_ROWS:
                problems.append(problem("inventory.csv.rows", Place(path.name), most=MAX_ROWS))
                break
    except csv.Error as error:
        problems.append(problem("inventory.csv.table", Place(path.name, row=rows.line_num), fault=str(error)))
    general, more, digest = _general_beside(path, data)
    return RawInventory(path.name, general, tuple(lines), digest, (*problems, *more))


def _delimiter(text: str) -> str:
    """Return the separator of the header; spreadsheets with a decimal comma write semicolons."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max((",", ";", "\t"), key=first.count) if any(sign in first for sign in ",;\t") else ","


def _header(names: list[str], path: Path, problems: list[Problem]) -> list[str]:
    where = Place(path.name, row=1)
    if len(names) > MAX_COLUMNS:
        raise InputProblems([problem("inventory.csv.columns", where, count=len(names), most=MAX_COLUMNS)])
    folded = [name.casefold() for name in names]
    for name in sorted({name for name in folded if name and folded.count(name) > 1}):
        problems.append(problem("inventory.column.twice", where, name=name))
    if "source" not in folded:
        problems.append(problem("inventory.csv.no-source", where))
    return folded


def _csv_line(row: list[str], header: list[str], where: Place, problems: list[Problem]) -> dict[str, Cell]:
    if any(cell.strip() for cell in row[len(header) :]):
        problems.append(problem("inventory.csv.cells", where, count=len(row), columns=len(header)))
    cells = {
        name: Cell(value, where.within(column=name)) for name, value in zip(header, row, strict=False) if name
    }
    return {"": Cell(None, where), **cells}


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


def _json(text: str, name: str) -> Any:
    """Parse JSON; a name that occurs twice in one object is an error, not the last one."""

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [key for key, _ in items]
        repeated = sorted({key for key in names if names.count(key) > 1})
        if repeated:
            raise InputProblems([problem("inventory.json.twice", Place(name), name=repeated[0])])
        return dict(items)

    try:
        return json.loads(text, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        place = Place(name, row=error.lineno, column=str(error.colno))
        raise InputProblems([problem("inventory.json.syntax", place, fault=error.msg)]) from None
    except RecursionError:
        raise InputProblems([problem("inventory.json.deep", Place(name))]) from None


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
