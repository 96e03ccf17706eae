"""Opening workbooks of unknown origin: what could do harm, or is not a workbook, is refused before it is parsed.

A workbook is a zip of XML. It may contain macros, links to other files, embedded programs, entities that grow
without end, or a few kilobytes that unpack to gigabytes.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any, Final

from quicksilver.errors import InputProblems, Place, Problem

__all__ = ["PLAIN", "checked", "damaged_workbook", "refused_workbook"]

MAX_BYTES: Final = 50 * 2**20
MAX_UNPACKED: Final = 300 * 2**20
MAX_RATIO: Final = 500
# Opening and closing tags: about 30 seconds of reading. Blank cells that are only formatted count too.
MAX_TAGS: Final = 10_000_000
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_DTD: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
PLAIN: Final = "an .xlsx workbook with values only"
#: What the first member of an OpenDocument spreadsheet contains.
_ODS: Final = b"application/vnd.oasis.opendocument.spreadsheet"


def refused_workbook(
    what: str, path: Path, allowed: str, remedy: str, *, code: str, **values: Any
) -> InputProblems:
    """Return the problem of a workbook as a whole."""
    return InputProblems([Problem.stated(what, Place(str(path)), allowed, remedy, code=code, **values)])


def damaged_workbook(fault: Exception, path: Path) -> InputProblems:
    """Return the problem of a workbook in which a reader broke, in whatever way."""
    name = type(fault).__name__
    return refused_workbook(
        f"the workbook is damaged ({name})",
        path,
        PLAIN,
        "open it, save it again as .xlsx, and use that file",
        code="workbook.damaged",
        fault=name,
    )


def checked(path: Path) -> str:
    """Return the kind of a workbook, ``xlsx`` or ``ods``, after everything that could do harm was looked for.

    Raises
    ------
    InputProblems
        The file is not a workbook, is too large, or contains something that could do harm.
    """
    _check_file(path)
    with _opened(path) as archive:
        return _check_members(archive, path)


def _check_file(path: Path) -> None:
    if not path.exists():
        raise refused_workbook(
            f"there is no file {path.name!r}",
            path,
            PLAIN,
            "check the path",
            code="workbook.none",
            name=path.name,
        )
    size = path.stat().st_size
    if size == 0:
        raise refused_workbook(
            "the file is empty",
            path,
            PLAIN,
            "choose a workbook that was filled in and saved",
            code="workbook.empty",
        )
    if size > MAX_BYTES:
        raise refused_workbook(
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
        raise refused_workbook(
            f"the file cannot be read ({fault.strerror})",
            path,
            PLAIN,
            "check the path and the access rights",
            code="workbook.unreadable",
            fault=str(fault.strerror),
        ) from None
    if head == _OLE:
        raise refused_workbook(
            "the file is an old .xls workbook or protected with a password",
            path,
            PLAIN,
            "remove the password and save it as .xlsx",
            code="workbook.old",
        )
    if not head.startswith(b"PK"):
        raise refused_workbook(
            "the file is not a workbook, or it is damaged",
            path,
            PLAIN,
            "open it and save it as .xlsx",
            code="workbook.other",
        )
    if path.suffix.lower() in (".xlsm", ".xltm"):
        raise refused_workbook(
            f"a workbook with macros ({path.suffix})",
            path,
            PLAIN,
            "save it as .xlsx, without macros",
            code="workbook.macros",
            ending=path.suffix,
        )


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        raise refused_workbook(
            "the workbook is damaged (not a whole zip file)",
            path,
            PLAIN,
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
#: The same of an OpenDocument spreadsheet, by the beginning of a member's name.
_HARMFUL_ODS: Final = {
    "basic/": ("macros", "macros"),
    "scripts/": ("macros", "macros"),
    "object ": ("objects", "embedded objects"),
    "database/": ("connections", "data connections"),
}


def _is_ods(archive: zipfile.ZipFile, names: list[str]) -> bool:
    if "mimetype" not in names or "content.xml" not in names:
        return False
    try:
        with archive.open("mimetype") as member:
            return member.read(len(_ODS)) == _ODS
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, KeyError):
        return False


def _check_members(archive: zipfile.ZipFile, path: Path) -> str:
    names = [info.filename.lower() for info in archive.infolist()]
    kind = "xlsx" if "xl/workbook.xml" in names else "ods" if _is_ods(archive, names) else ""
    if not kind:
        raise refused_workbook(
            "the file is a zip file, not an .xlsx workbook",
            path,
            PLAIN,
            "open it and save it as .xlsx",
            code="workbook.zip",
        )
    if kind == "xlsx":
        harmful = {
            words: key for part, (key, words) in _HARMFUL.items() if any(part in name for name in names)
        }
    else:
        harmful = {
            words: key
            for part, (key, words) in _HARMFUL_ODS.items()
            if any(name.startswith(part) for name in names)
        }
    if harmful:
        content = sorted(harmful)
        keyed = [
            {"key": f"workbook.content.{harmful[words]}", "values": {}, "table": "problems"}
            for words in content
        ]
        raise refused_workbook(
            f"the workbook contains {', '.join(content)}",
            path,
            PLAIN,
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
            raise refused_workbook(
                f"the workbook contains more than {MAX_TAGS:,} cells and tags, most of them blank",
                path,
                "a workbook without millions of formatted blank cells",
                "copy the cells you need into a new workbook",
                code="workbook.tags",
                most=MAX_TAGS,
            )
    return kind


def _too_large(path: Path) -> InputProblems:
    return refused_workbook(
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
                    raise refused_workbook(
                        "the workbook contains a document type definition",
                        path,
                        PLAIN,
                        "copy the cells into a new workbook",
                        code="workbook.definition",
                    )
                tail = chunk[-32:]
                tags += chunk.count(b"<") if is_xml else 0
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise refused_workbook(
            f"the workbook is damaged (in {info.filename})",
            path,
            PLAIN,
            "open it and save it again as .xlsx",
            code="workbook.damaged.part",
            part=info.filename,
        ) from None
    except Exception as fault:
        if isinstance(fault, InputProblems):
            raise
        raise refused_workbook(
            f"the workbook is damaged (in {info.filename})",
            path,
            PLAIN,
            "open it and save it again as .xlsx",
            code="workbook.damaged.part",
            part=info.filename,
        ) from None
    return size, tags
