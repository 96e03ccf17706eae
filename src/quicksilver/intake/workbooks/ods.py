"""Sheets of an OpenDocument spreadsheet (.ods), as LibreOffice and others write it.

Read here rather than with a library: the cells are one file of XML in the zip, and the checks for what could do harm, the
limits and the treatment of formulas are then the same as for .xlsx.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from quicksilver.errors import InputProblems
from quicksilver.intake.workbooks.safety import PLAIN, damaged_workbook, refused_workbook
from quicksilver.intake.workbooks.sheets import Found, Sheet, gathered, taken, within_limit

__all__ = ["read_ods_sheets"]

_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
#: Parts of a sheet whose content is taken from another file.
_LINKS: Final = ("table-source", "cell-range-source", "dde-link", "database-source-query")
#: A cell or row that is repeated more often is a blank rest of the sheet.
_CELLS: Final = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_DURATION: Final = re.compile(r"PT(\d{1,6})H(\d{1,4})M(\d{1,4})(?:[.,](\d{1,9}))?S")


def read_ods_sheets(path: Path, *, cached: bool, most: int) -> dict[str, Sheet]:
    """Return the sheets of a checked spreadsheet by title; ``most`` is the number of cells that it may have.

    Raises
    ------
    InputProblems
        It is damaged or encrypted, takes cells from other files, or has too many cells.
    """
    try:
        sheets = {}
        for table in _tables(path):
            title = table.get(f"{_TABLE}name", "")
            sheets[title] = gathered(title, _filled(table, cached, path, most), path, most)
            table.clear()
    except InputProblems:
        raise
    except Exception as fault:
        # As of .xlsx: whatever breaks the reader, the file is what is wrong.
        raise damaged_workbook(fault, path) from None
    within_limit(sum(len(sheet.cells) for sheet in sheets.values()), most, path)
    return sheets


def _tables(path: Path) -> Iterator[Any]:
    from defusedxml.ElementTree import iterparse

    with zipfile.ZipFile(path) as archive:
        manifest = archive.read("META-INF/manifest.xml") if _has(archive, "META-INF/manifest.xml") else b""
        if b"encryption-data" in manifest:
            raise refused_workbook(
                "the file is an old .xls workbook or protected with a password",
                path,
                PLAIN,
                "remove the password and save it as .xlsx",
                code="workbook.old",
            )
        with archive.open("content.xml") as content:
            # Tables within tables do not exist in spreadsheets but in text documents.
            for _, element in iterparse(content, events=("end",), forbid_dtd=True):
                name = element.tag.removeprefix(_TABLE)
                if name in _LINKS:
                    keyed = {"key": "workbook.content.links", "values": {}, "table": "problems"}
                    raise refused_workbook(
                        "the workbook contains links to other workbooks",
                        path,
                        PLAIN,
                        "remove the links to other workbooks and save it as .xlsx",
                        code="workbook.harmful",
                        content=[keyed],
                        first=keyed,
                    )
                if element.tag == f"{_TABLE}table":
                    yield element


def _has(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.namelist()


def _filled(table: Any, cached: bool, path: Path, most: int) -> Iterator[tuple[int, int, Found]]:
    row = 0
    for line in table.iter(f"{_TABLE}table-row"):
        rows = _repeated(line, "rows")
        cells = list(_row(line, cached, path, most))
        within_limit(len(cells) * rows if cells else 0, most, path)
        for number in range(row + 1, row + 1 + (rows if cells else 0)):
            for column, content in cells:
                yield number, column, content
        row += rows


def _row(line: Any, cached: bool, path: Path, most: int) -> Iterator[tuple[int, Found]]:
    column = 0
    for cell in line:
        if cell.tag not in _CELLS:
            continue
        times = _repeated(cell, "columns")
        content = _content(cell, cached)
        if content is not None:
            within_limit(times, most, path)
            for number in range(column + 1, column + 1 + times):
                yield number, content
        column += times


def _repeated(element: Any, what: str) -> int:
    return max(1, int(element.get(f"{_TABLE}number-{what}-repeated", "1")))


def _content(cell: Any, cached: bool) -> Found | None:
    value = _value(cell)
    formula = cell.get(f"{_TABLE}formula")
    if formula is not None:
        return _not_blank(taken("=" + formula.partition("=")[2], value, cached=cached))
    return None if value is None else _not_blank(Found(value))


def _not_blank(content: Found) -> Found | None:
    return None if isinstance(content.value, str) and not content.value.strip() else content


def _value(cell: Any) -> Any:
    """Return the typed value of a cell; None where it is empty."""
    kind = cell.get(f"{_OFFICE}value-type")
    if kind in ("float", "percentage", "currency"):
        number = float(cell.get(f"{_OFFICE}value"))
        return int(number) if number.is_integer() and abs(number) < 2**53 else number
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    if kind == "date":
        text = cell.get(f"{_OFFICE}date-value", "")
        return dt.datetime.fromisoformat(text[:26])
    if kind == "time":
        matched = _DURATION.fullmatch(cell.get(f"{_OFFICE}time-value", ""))
        if matched and int(matched[1]) < 24:
            return dt.time(int(matched[1]), int(matched[2]), int(matched[3]))
        return _text(cell)
    return _text(cell) or None


def _text(cell: Any) -> str:
    """Return the paragraphs of a cell, one to a line; remarks beside the cell are not its content."""
    stated = cell.get(f"{_OFFICE}string-value")
    if stated is not None:
        return str(stated)
    return "\n".join(_plain(part) for part in cell if part.tag == f"{_TEXT}p")


def _plain(element: Any) -> str:
    text = element.text or ""
    for part in element:
        name = part.tag.removeprefix(_TEXT)
        if name == "s":
            text += " " * min(int(part.get(f"{_TEXT}c", "1")), 1000)
        elif name in ("tab", "line-break"):
            text += "\t" if name == "tab" else "\n"
        elif not part.tag.startswith(_OFFICE):
            text += _plain(part)
        text += part.tail or ""
    return text
