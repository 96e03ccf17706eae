"""Reading an inventory: the path decides between workbook, CSV with general.json, and one JSON file."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from quicksilver.errors import InputProblems, Problem
from quicksilver.factors import FactorSet, shipped
from quicksilver.inventory.files.validate import validate
from quicksilver.inventory.model import Cell, InventoryInput, RawInventory

__all__ = ["read", "read_csv", "read_json", "read_raw"]

MAX_BYTES: Final = 50 * 2**20
MAX_ROWS: Final = 50_000
MAX_COLUMNS: Final = 200
_WORKBOOKS: Final = (".xlsx", ".xlsm", ".xls", ".xltx", ".xltm")


def read(path: str | Path, factors: FactorSet | None = None) -> InventoryInput:
    """Return the checked input of a workbook, a CSV file, a JSON file or a folder.

    Parameters
    ----------
    path : str or Path
        ``.xlsx``; ``.csv`` with ``general.json`` beside it; ``.json``; or a folder that contains one of them.
    factors : FactorSet, optional
        Decides which sources exist; the shipped set if omitted.

    Raises
    ------
    InputProblems
        Everything that is wrong, at once.
    """
    return validate(read_raw(Path(path)), factors or shipped())


def read_raw(path: Path) -> RawInventory:
    """Return the cells of an inventory file before any of them is checked.

    Raises
    ------
    InputProblems
        The file cannot be opened or is of a kind that cannot be read.
    """
    if path.is_dir():
        path = _inside(path)
    if not path.exists():
        raise InputProblems(
            [
                Problem(
                    f"there is no file {path.name!r}",
                    str(path),
                    "an existing .xlsx, .csv or .json file, or a folder",
                    remedy="check the path",
                )
            ]
        )
    kind = path.suffix.lower()
    if kind in _WORKBOOKS:
        from quicksilver.inventory.files.read_xlsx import read_xlsx

        return read_xlsx(path)
    if kind == ".json":
        return read_json(path)
    if kind in (".csv", ".txt", ".tsv"):
        return read_csv(path)
    raise InputProblems(
        [
            Problem(
                f"files of the kind {kind or 'without a suffix'!r} are not read",
                str(path),
                ".xlsx, .csv or .json",
                remedy="save it as .xlsx, .csv or .json",
            )
        ]
    )


def _inside(folder: Path) -> Path:
    """Return the one inventory file of a folder."""
    candidates = sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in (".xlsx", ".csv", ".json") and path.name != "general.json"
    )
    preferred = [path for path in candidates if path.stem in ("inventory", "lines", "activity")]
    found = preferred if len(candidates) > 1 and len(preferred) == 1 else candidates
    if len(found) == 1:
        return found[0]
    names = ", ".join(path.name for path in found) or "none"
    raise InputProblems(
        [
            Problem(
                f"the folder does not contain exactly one inventory file (found: {names})",
                str(folder),
                "one .xlsx, .csv or .json beside general.json",
                remedy="give the path of the file itself",
            )
        ]
    )


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > MAX_BYTES:
        size = path.stat().st_size / 2**20
        raise InputProblems(
            [
                Problem(
                    f"the file is {size:.0f} MiB large",
                    str(path),
                    f"at most {MAX_BYTES >> 20} MiB",
                    remedy="remove what is not needed, or split it",
                )
            ]
        )
    data = path.read_bytes()
    if not data.strip():
        raise InputProblems(
            [
                Problem(
                    "the file is empty",
                    str(path),
                    "at least one line of activity data",
                    remedy="make a workbook with `quicksilver inventory template` and fill it in",
                )
            ]
        )
    return data


def _text(data: bytes, path: Path) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputProblems(
            [
                Problem(
                    f"byte {error.start} is not UTF-8 text",
                    str(path),
                    "UTF-8",
                    remedy="save it as 'CSV UTF-8'",
                )
            ]
        ) from None
    if "\x00" in text:
        raise InputProblems(
            [
                Problem(
                    "the file contains binary data",
                    str(path),
                    "text in UTF-8",
                    remedy="save it as 'CSV UTF-8'",
                )
            ]
        )
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
            lines.append(_csv_line(row, header, f"{path.name}:{rows.line_num}", problems))
            if len(lines) > MAX_ROWS:
                problems.append(
                    Problem(
                        f"more than {MAX_ROWS:,} lines",
                        path.name,
                        f"at most {MAX_ROWS:,}",
                        remedy="split the file",
                    )
                )
                break
    except csv.Error as error:
        problems.append(
            Problem(
                f"not a table: {error}",
                f"{path.name}:{rows.line_num}",
                "comma separated values",
                remedy="check the quotes of this line, or save the table again as CSV",
            )
        )
    general, more, digest = _general_beside(path, data)
    return RawInventory(path.name, general, tuple(lines), digest, (*problems, *more))


def _delimiter(text: str) -> str:
    """Return the separator of the header; spreadsheets with a decimal comma write semicolons."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max((",", ";", "\t"), key=first.count) if any(sign in first for sign in ",;\t") else ","


def _header(names: list[str], path: Path, problems: list[Problem]) -> list[str]:
    where = f"{path.name}:1"
    if len(names) > MAX_COLUMNS:
        raise InputProblems(
            [
                Problem(
                    f"{len(names)} columns",
                    where,
                    f"at most {MAX_COLUMNS}",
                    remedy="remove the columns that are not needed",
                )
            ]
        )
    folded = [name.casefold() for name in names]
    for name in sorted({name for name in folded if name and folded.count(name) > 1}):
        problems.append(
            Problem(f"column {name!r} occurs twice", where, "each column once", remedy="remove one of them")
        )
    if "source" not in folded:
        problems.append(
            Problem(
                "there is no column 'source'",
                where,
                "a header row with the columns source, presence, activity, unit ...",
                remedy="add the header row",
            )
        )
    return folded


def _csv_line(row: list[str], header: list[str], where: str, problems: list[Problem]) -> dict[str, Cell]:
    extra = [cell for cell in row[len(header) :] if cell.strip()]
    if extra:
        comma = " (a decimal comma splits a number into two cells)" if len(row) > len(header) else ""
        problems.append(
            Problem(
                f"{len(row)} cells under {len(header)} columns{comma}",
                where,
                f"{len(header)} cells",
                remedy="write decimal points, and put texts with commas in quotes",
            )
        )
    cells = {
        name: Cell(value, f"{where}, column {name}") for name, value in zip(header, row, strict=False) if name
    }
    return {"": Cell(None, where), **cells}


def _general_beside(path: Path, data: bytes) -> tuple[dict[str, Cell], list[Problem], str]:
    beside = path.with_name("general.json")
    digest = hashlib.sha256(data)
    if not beside.exists():
        problem = Problem(
            "general.json is missing",
            str(beside),
            "a file general.json beside the CSV with country, year, level ...",
            remedy="create general.json, or put everything into one JSON file",
        )
        return {}, [problem], digest.hexdigest()
    raw = _bytes(beside)
    digest.update(raw)
    loaded = _json(_text(raw, beside), beside.name)
    if not isinstance(loaded, dict):
        problem = Problem(
            "general.json is not an object",
            beside.name,
            'an object such as {"country": "SEN", "year": 2020, "level": 1}',
            remedy="write the data in this shape",
        )
        return {}, [problem], digest.hexdigest()
    cells = {name: Cell(value, f"{beside.name}, {name}") for name, value in loaded.items()}
    return cells, [], digest.hexdigest()


def _json(text: str, name: str) -> Any:
    """Parse JSON; a name that occurs twice in one object is an error, not the last one."""

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [key for key, _ in items]
        repeated = sorted({key for key in names if names.count(key) > 1})
        if repeated:
            raise InputProblems(
                [
                    Problem(
                        f"{repeated[0]!r} occurs twice in one object",
                        name,
                        "each name once",
                        remedy="remove one of them",
                    )
                ]
            )
        return dict(items)

    try:
        return json.loads(text, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        raise InputProblems(
            [
                Problem(
                    f"not JSON: {error.msg}",
                    f"{name}:{error.lineno}, column {error.colno}",
                    "valid JSON",
                    remedy="correct the file at this place",
                )
            ]
        ) from None
    except RecursionError:
        raise InputProblems(
            [
                Problem(
                    "the JSON is nested too deeply",
                    name,
                    "the schema of `quicksilver inventory schema`",
                    remedy="write the data in the shape of the schema",
                )
            ]
        ) from None


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
    shape = 'an object {"general": {...}, "lines": [...]} (see `quicksilver inventory schema`)'
    if not isinstance(loaded, dict):
        raise InputProblems(
            [
                Problem(
                    "the file does not contain an object",
                    path.name,
                    shape,
                    remedy="write the data in this shape",
                )
            ]
        )
    problems = [
        Problem(f"unknown key {key!r}", path.name, "general, lines", remedy="remove it")
        for key in loaded
        if key not in ("general", "lines")
    ]
    general, lines = loaded.get("general"), loaded.get("lines")
    if not isinstance(general, dict):
        problems.append(
            Problem(
                "'general' is missing or not an object",
                path.name,
                shape,
                remedy="write the data in this shape",
            )
        )
        general = {}
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines or []):
        problems.append(
            Problem(
                "'lines' is missing or not a list of objects",
                path.name,
                shape,
                remedy="write the data in this shape",
            )
        )
        lines = []
    if len(lines) > MAX_ROWS:
        problems.append(
            Problem(f"{len(lines):,} lines", path.name, f"at most {MAX_ROWS:,}", remedy="split the file")
        )
        lines = lines[:MAX_ROWS]
    return RawInventory(
        path.name,
        {key: Cell(value, f"{path.name}, general.{key}") for key, value in general.items()},
        tuple(_json_line(line, index, path.name) for index, line in enumerate(lines)),
        digest,
        tuple(problems),
    )


def _json_line(line: dict[str, Any], index: int, name: str) -> dict[str, Cell]:
    where = f"{name}, lines[{index}]"
    return {
        "": Cell(None, where),
        **{key: Cell(value, f"{where}.{key}") for key, value in line.items() if key},
    }
