"""What the machine refuses, as a problem in five parts: a full disk, a locked register, a terminal of another alphabet."""

from __future__ import annotations

import codecs
import contextlib
import errno
import os
import sqlite3
import sys
from collections.abc import Iterator
from typing import Any, Final

__all__ = ["close_output", "failure", "prepare_output"]

_BY_ERRNO: Final = {
    errno.ENOSPC: "system.full",
    errno.EDQUOT: "system.full",
    errno.EFBIG: "system.full",
    errno.EROFS: "system.read-only",
    errno.EACCES: "system.read-only",
    errno.EPERM: "system.read-only",
    errno.EISDIR: "system.folder",
    errno.ENOTDIR: "system.no-folder",
    errno.ENOENT: "system.missing",
}
#: What SQLite says, and what it means.
_BY_SQLITE: Final = (
    ("locked", "database.locked"),
    ("disk is full", "system.full"),
    ("readonly", "database.read-only"),
    ("unable to open", "database.read-only"),
    ("not a database", "database.damaged"),
    ("malformed", "database.damaged"),
    ("disk i/o error", "database.damaged"),
    ("no such table", "database.damaged"),
    ("no such column", "database.damaged"),
)
#: Name of the way in which characters are printed that a terminal does not have.
_ESCAPED: Final = "quicksilver.escaped"


def failure(error: BaseException) -> Any:
    """Return the problem that an error of the machine or of a file is; None where it is a defect of the program.

    Parameters
    ----------
    error : BaseException

    Examples
    --------
    >>> print(failure(OSError(28, "No space left on device", "out/lines.csv")).what)
    the disk is full
    """
    from quicksilver.errors import Place
    from quicksilver.language.problems import problem

    for cause in _chain(error):
        if isinstance(cause, OSError):
            place = os.fsdecode(cause.filename) if cause.filename else "files"
            code = _BY_ERRNO.get(cause.errno or 0, "system.other")
            return problem(code, Place(place), fault=cause.strerror or str(cause))
        if isinstance(cause, sqlite3.Error):
            text = str(cause).casefold()
            code = next((code for words, code in _BY_SQLITE if words in text), "")
            if code:
                return problem(code, "register", fault=str(cause))
        if isinstance(cause, MemoryError):
            return problem("system.memory", "memory")
        if isinstance(cause, RecursionError):
            return problem("system.deep", "input")
        if isinstance(cause, UnicodeError):
            return problem("system.characters", "input", fault=str(cause).splitlines()[0][:200])
        if isinstance(cause, ValueError) and "integer string conversion" in str(cause):
            return problem("system.digits", "input")
        if type(cause).__module__.startswith("psycopg"):
            return problem("database.server", "register", fault=(str(cause) or "?").splitlines()[0][:200])
        if "Error loading psycopg" in str(cause):
            return problem("database.extra", "register")
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and those that it was raised from."""
    current: BaseException | None = error
    seen: set[int] = set()
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """Return characters that cannot be printed as JSON writes them, which people can look up and programs read."""
    assert isinstance(error, UnicodeEncodeError)
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4)), error.end


def prepare_output() -> None:
    """Let the streams of the program print any text, also where the terminal has no such character."""
    codecs.register_error(_ESCAPED, _escaped)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            with contextlib.suppress(ValueError, OSError):
                reconfigure(errors=_ESCAPED)


def close_output() -> None:
    """Give the standard output up, so that Python's end does not try to write to it again."""
    if sys.stdout is sys.__stdout__:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - it lives as long as the program
