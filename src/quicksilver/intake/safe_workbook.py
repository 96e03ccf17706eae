"""Opening workbooks of unknown origin: what could do harm, or is not a workbook, is refused before it is parsed.

A workbook is a zip of XML. It may contain macros, links to other files, embedded programs, entities that grow
without end, or a few kilobytes that unpack to gigabytes. Cells are read as they are written: a formula is a
formula, and the result that another program stored with it is used only on request.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from quicksilver.errors import InputProblems, Place, Problem

__all__ = ["Found", "Sheet", "read_workbook"]

MAX_BYTES: Final = 50 * 2**20
MAX_UNPACKED: Final = 300 * 2**20
MAX_RATIO: Final = 500
# Opening and closing tags: about 30 seconds of reading. Blank cells that are only formatted count too.
MAX_TAGS: Final = 10_000_000
MAX_ROWS: Final = 50_000
MAX_COLUMNS: Final = 200
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_DTD: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """The content of a cell."""

    value: Any
    is_formula: bool = False


@dataclass(frozen=True)
class Sheet:
    """The filled cells of a sheet by (row, column), both from 1."""

    title: str
    cells: dict[tuple[int, int], Found]

    @property
    def rows(self) -> list[int]:
        """Return the rows that are not empty."""
        return sorted({row for row, _ in self.cells})

    def at(self, row: int, column: int) -> Found:
        """Return a cell; an empty one where there is no content."""
        return self.cells.get((row, column), Found(None))


def _refuse(what: str, path: Path, allowed: str, remedy: str, *, code: str, **values: Any) -> InputProblems:
    return InputProblems([Problem(what, Place(str(path)), allowed, remedy=remedy, code=code, values=values)])


_PLAIN: Final = "an .xlsx workbook with values only"


def read_workbook(path: Path, *, cached: bool = False) -> dict[str, Sheet]:
    """Return the sheets of a workbook by title.

    Parameters
    ----------
    path : Path
    cached : bool
        Whether the stored results of formulas are used instead of the formulas.

    Raises
    ------
    InputProblems
        The file is not a workbook, is too large, or contains something that could do harm.
    """
    _check_file(path)
    with _opened(path) as archive:
        _check_members(archive, path)
    import openpyxl

    try:
        # The file is opened here, so that it is closed here whatever happens in between.
        with warnings.catch_warnings(), path.open("rb") as file:
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(file, read_only=True, data_only=cached, keep_links=False)
            sheets = {sheet.title: _read_sheet(sheet, path) for sheet in book.worksheets}
            book.close()
    except InputProblems:
        raise
    except Exception as fault:
        # A stranger's file can break the reader in any way; whatever it is, the file is what is wrong.
        raise _refuse(
            f"the workbook is damaged ({type(fault).__name__})",
            path,
            _PLAIN,
            "open it, save it again as .xlsx, and use that file",
            code="workbook.damaged",
            fault=type(fault).__name__,
        ) from None
    return sheets


def _check_file(path: Path) -> None:
    if not path.exists():
        raise _refuse(
            f"there is no file {path.name!r}",
            path,
            _PLAIN,
            "check the path",
            code="workbook.none",
            name=path.name,
        )
    size = path.stat().st_size
    if size == 0:
        raise _refuse(
            "the file is empty",
            path,
            _PLAIN,
            "choose a workbook that was filled in and saved",
            code="workbook.empty",
        )
    if size > MAX_BYTES:
        raise _refuse(
            f"the file is {size >> 20} MiB large",
            path,
            f"at most {MAX_BYTES >> 20} MiB",
            "remove pictures and other sheets",
            code="workbook.large",
            size=size >> 20,
            most=MAX_BYTES >> 20,
        )
    _check_kind(path)


def _check_kind(path: Path) -> None:
    """Refuse a file that does not begin as a workbook does, or that has macros."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as fault:
        raise _refuse(
            f"the file cannot be read ({fault.strerror})",
            path,
            _PLAIN,
            "check the path and the access rights",
            code="workbook.unreadable",
            fault=str(fault.strerror),
        ) from None
    if head == _OLE:
        raise _refuse(
            "the file is an old .xls workbook or protected with a password",
            path,
            _PLAIN,
            "remove the password and save it as .xlsx",
            code="workbook.old",
        )
    if not head.startswith(b"PK"):
        raise _refuse(
            "the file is not a workbook, or it is damaged",
            path,
            _PLAIN,
            "open it and save it as .xlsx",
            code="workbook.other",
        )
    if path.suffix.lower() in (".xlsm", ".xltm"):
        raise _refuse(
            f"a workbook with macros ({path.suffix})",
            path,
            _PLAIN,
            "save it as .xlsx, without macros",
            code="workbook.macros",
            ending=path.suffix,
        )


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError):
        raise _refuse(
            "the workbook is damaged (not a whole zip file)",
            path,
            _PLAIN,
            "copy it again, or open it and save it as .xlsx",
            code="workbook.damaged.zip",
        ) from None


#: Part of a member's name -> what it is: the end of a key of the table of problems, and in words.
_HARMFUL: Final = {
    "vbaproject": ("macros", "macros"),
    "macrosheets/": ("macro-sheets", "macro sheets"),
    "externallinks/": ("links", "links to other workbooks"),
    "embeddings/": ("objects", "embedded objects"),
    "activex/": ("controls", "ActiveX controls"),
    "ctrlprops/": ("form-controls", "form controls"),
    "connections.xml": ("connections", "data connections"),
    "querytables/": ("queries", "queries"),
}


def _check_members(archive: zipfile.ZipFile, path: Path) -> None:
    names = [info.filename.lower() for info in archive.infolist()]
    if "xl/workbook.xml" not in names:
        raise _refuse(
            "the file is a zip file, not an .xlsx workbook",
            path,
            _PLAIN,
            "open it and save it as .xlsx",
            code="workbook.zip",
        )
    harmful = {words: key for part, (key, words) in _HARMFUL.items() if any(part in name for name in names)}
    if harmful:
        content = sorted(harmful)
        keyed = [
            {"key": f"workbook.content.{harmful[words]}", "values": {}, "table": "problems"}
            for words in content
        ]
        raise _refuse(
            f"the workbook contains {', '.join(content)}",
            path,
            _PLAIN,
            f"remove the {content[0]} and save it as .xlsx",
            code="workbook.harmful",
            content=keyed,
            first=keyed[0],
        )
    total = tags = 0
    for info in archive.infolist():
        if info.file_size > 2**20 and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise _too_large(path)
        size, held_tags = _check_member(archive, info, path, MAX_UNPACKED - total)
        total, tags = total + size, tags + held_tags
        if tags > MAX_TAGS:
            raise _refuse(
                f"the workbook contains more than {MAX_TAGS:,} cells and tags, most of them blank",
                path,
                "a workbook without millions of formatted blank cells",
                "copy the cells you need into a new workbook",
                code="workbook.tags",
                most=MAX_TAGS,
            )


def _too_large(path: Path) -> InputProblems:
    return _refuse(
        "the workbook unpacks to far more than its size",
        path,
        f"at most {MAX_UNPACKED >> 20} MiB unpacked",
        "copy the cells you need into a new workbook",
        code="workbook.unpacked",
        most=MAX_UNPACKED >> 20,
    )


def _check_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path, room: int) -> tuple[int, int]:
    """Read a member up to a limit; the size stated in the directory may be false.

    Returns its size and, for XML, the number of its tags.
    """
    size, tags, tail = 0, 0, b""
    # Which parts are XML is for the workbook to say, whatever their names end in; pictures are not parsed.
    is_xml = not info.filename.lower().startswith("xl/media/")
    try:
        with archive.open(info) as member:
            while chunk := member.read(2**20):
                size += len(chunk)
                if size > room:
                    raise _too_large(path)
                # Entities may be written in UTF-16, where every other byte is 0.
                if is_xml and _DTD.search((tail + chunk).replace(b"\x00", b"")):
                    raise _refuse(
                        "the workbook contains a document type definition",
                        path,
                        _PLAIN,
                        "copy the cells into a new workbook",
                        code="workbook.definition",
                    )
                tail = chunk[-32:]
                tags += chunk.count(b"<") if is_xml else 0
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise _refuse(
            f"the workbook is damaged (in {info.filename})",
            path,
            _PLAIN,
            "open it and save it again as .xlsx",
            code="workbook.damaged.part",
            part=info.filename,
        ) from None
    except Exception as fault:
        if isinstance(fault, InputProblems):
            raise
        raise _refuse(
            f"the workbook is damaged (in {info.filename})",
            path,
            _PLAIN,
            "open it and save it again as .xlsx",
            code="workbook.damaged.part",
            part=info.filename,
        ) from None
    return size, tags


def _read_sheet(sheet: Any, path: Path) -> Sheet:
    cells: dict[tuple[int, int], Found] = {}
    rows: set[int] = set()
    for row, column, cell in _filled(sheet):
        if column > MAX_COLUMNS:
            raise _refuse(
                f"sheet {sheet.title!r} has content beyond column {MAX_COLUMNS}",
                path,
                f"at most {MAX_COLUMNS} columns",
                "copy the cells you need into a new workbook",
                code="workbook.columns",
                sheet=sheet.title,
                most=MAX_COLUMNS,
            )
        cells[row, column] = cell
        rows.add(row)
        if len(rows) > MAX_ROWS:
            raise _refuse(
                f"sheet {sheet.title!r} has more than {MAX_ROWS:,} filled rows",
                path,
                f"at most {MAX_ROWS:,} rows",
                "split it, or leave out what is not needed",
                code="workbook.rows",
                sheet=sheet.title,
                most=MAX_ROWS,
            )
    return Sheet(sheet.title, cells)


class _Forgetful(dict[str, Any]):
    """A dictionary that keeps nothing."""

    def __setitem__(self, key: str, value: Any) -> None:
        """Forget the value."""


def _formula_text(value: Any) -> str:
    """Return a formula as text, also that of a matrix or of a what-if table."""
    text = value if isinstance(value, str) else getattr(value, "text", None)
    return str(text or "=")


#: How workbooks write a character that XML does not have, and the sign that such a code would begin with.
_CODE: Final = re.compile("_x(00[01][0-9A-Fa-f]|005[Ff])_")


def _unescaped(value: Any) -> Any:
    r"""Return a value whose text has the characters that the workbook writes as codes.

    Examples
    --------
    >>> _unescaped("pasted_x000B_text")
    'pasted\x0btext'
    """
    return _CODE.sub(lambda code: chr(int(code[1], 16)), value) if isinstance(value, str) else value


def _filled(sheet: Any) -> Iterator[tuple[int, int, Found]]:
    """Yield the cells that are not empty, as they are in the file.

    The rows of a read-only sheet would be filled up with the cells that are missing: one cell that claims to
    be in row 999,999,999,999 would then keep the program busy for days.
    """
    from openpyxl.worksheet._reader import WorkSheetParser

    book = sheet.parent
    with sheet._get_source() as part:
        parser: Any = WorkSheetParser(
            part,
            sheet._shared_strings,
            data_only=book.data_only,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        # The heights of rows are of no use here, and a million of them would fill the memory.
        parser.row_dimensions = _Forgetful()
        for _, row in parser.parse():
            for cell in row:
                value = cell["value"]
                if value is None or (isinstance(value, str) and not value.strip()):
                    continue
                simple = isinstance(value, (str, int, float, bool)) or hasattr(value, "isoformat")
                formula = cell["data_type"] == "f" or not simple
                yield (
                    cell["row"],
                    cell["column"],
                    Found(_formula_text(value) if formula else _unescaped(value), formula),
                )
