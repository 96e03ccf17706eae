"""JSON of unknown origin.

A text without faults is read by Python's own reader. What that reader would accept in silence (a key that occurs twice, of
which the last one wins; NaN; a number beyond all numbers) is noticed on the way, and the text is then searched for the line
and place of everything of the kind.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from quicksilver.errors import InputProblems, Place, Problem

__all__ = ["MAX_BYTES", "MAX_DEPTH", "json_in_cell", "parse_json", "read_json"]

MAX_BYTES: Final = 50 * 2**20
#: Brackets within brackets: the deepest input of the program has six.
MAX_DEPTH: Final = 100
#: Digits before the point; with more a number is above what a float can be (1.8e308).
MAX_DIGITS: Final = 308

_BRACKETS: Final = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)
_PARTS: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+', re.DOTALL)
_SHOWN: Final = 40


class _DoubtError(Exception):
    """The text has something that has to be searched for."""


def read_json(path: str | Path, *, exact: bool = False, most: int = MAX_BYTES) -> Any:
    """Return the data of a JSON file.

    Parameters
    ----------
    path : str or Path
    exact : bool
        Whether numbers with decimals are ``Decimal``, with the digits as they are written, in place of ``float``.
    most : int
        Bytes that it may have.

    Raises
    ------
    InputProblems
        It cannot be read, is too large, or is refused by :func:`parse_json`.
    """
    name = str(path)
    try:
        size = Path(path).stat().st_size
        content = Path(path).read_bytes() if size <= most else b""
    except (OSError, ValueError) as wrong:
        fault = str(getattr(wrong, "strerror", None) or wrong)
        raise _refused(
            f"cannot be read: {fault}",
            Place(name),
            "a JSON file",
            "give the path of a file",
            code="json.unreadable",
            fault=fault,
        ) from None
    if size > most:
        raise _refused(
            f"is larger than {most >> 20} MiB",
            Place(name),
            "a smaller file",
            "split it",
            code="json.large",
            most=most >> 20,
        )
    return parse_json(content, name, exact=exact)


def parse_json(text: str | bytes, name: str, *, exact: bool = False) -> Any:
    """Return the data of a JSON text.

    Parameters
    ----------
    text : str or bytes
    name : str
        Of the file, for messages.
    exact : bool
        As of :func:`read_json`.

    Raises
    ------
    InputProblems
        It is not UTF-8 or not JSON, repeats a key, is nested too deeply, or has a number that is not finite or has
        hundreds of digits; each with line and place.

    Examples
    --------
    >>> parse_json('{"mass": 1.50}', "a.json", exact=True)
    {'mass': Decimal('1.50')}
    >>> parse_json('{"mass": 1, "mass": 2}', "a.json")
    Traceback (most recent call last):
        ...
    quicksilver.errors.InputProblems: 1 problem found; nothing was written.
    - a.json, line 1, mass: 'mass' occurs twice in one object
        allowed: each name once
        fix:     remove one of them
    """
    if isinstance(text, bytes):
        text = _decoded(text, name)
    _check_depth(text, name)
    try:
        return json.loads(
            text,
            object_pairs_hook=_once,
            parse_constant=_no_constant,
            parse_int=_whole,
            parse_float=_exact if exact else _decimal,
        )
    except json.JSONDecodeError as wrong:
        raise _refused(
            f"not valid JSON: {wrong.msg}",
            Place(name, line=wrong.lineno, column=str(wrong.colno)),
            "one JSON object",
            "correct the line; quotes and commas are the usual cause",
            code="json.syntax",
            fault=wrong.msg,
        ) from None
    except _DoubtError:
        raise InputProblems(_faults(text, name)) from None


def json_in_cell(text: str, *, exact: bool = False) -> Any:
    """Return the data of a JSON text in a cell of a table, whose reader names the place.

    Raises
    ------
    ValueError
        It is refused by :func:`parse_json`; the message states why.

    Examples
    --------
    >>> json_in_cell('"two lines"')
    'two lines'
    """
    try:
        return parse_json(text, "", exact=exact)
    except InputProblems as wrong:
        raise ValueError("; ".join(problem.what for problem in wrong.problems)) from None


def _refused(
    what: str, where: Place, allowed: str, remedy: str, *, code: str, **values: Any
) -> InputProblems:
    return InputProblems([Problem.stated(what, where, allowed, remedy, code=code, **values)])


def _decoded(content: bytes, name: str) -> str:
    # The two marks of UTF-16; the JSON of some programs is written in it.
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        raise _refused(
            "not UTF-8 text",
            Place(name, line=line),
            "a JSON file in UTF-8",
            "save the file as UTF-8",
            code="json.encoding",
        ) from None


def _check_depth(text: str, name: str) -> None:
    """Refuse what is nested too deeply before it is read: readers call themselves for every level."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    depth = 0
    for match in _BRACKETS.finditer(text):
        sign = match[0]
        if sign in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise _refused(
                    "the JSON is nested too deeply",
                    Place(name, line=text.count("\n", 0, match.start()) + 1),
                    f"at most {MAX_DEPTH} levels",
                    "write the data in the shape of the schema",
                    code="json.deep",
                    most=MAX_DEPTH,
                )
        elif sign in "]}":
            depth -= 1


def _once(items: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(items)
    if len(made) != len(items):
        raise _DoubtError
    return made


def _no_constant(_word: str) -> Any:
    raise _DoubtError


def _whole(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise _DoubtError
    return int(text)


def _decimal(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _DoubtError
    return number


def _exact(text: str) -> Decimal:
    _decimal(text)
    return Decimal(text)


def _faults(text: str, name: str) -> list[Problem]:
    """Return everything that the reader would have accepted in silence, each with its line and place."""
    problems = []
    for kind, part, start, path in _walk(text):
        where = Place(name, line=text.count("\n", 0, start) + 1, field=_field(path))
        shown = part if len(part) <= _SHOWN else f"{part[:_SHOWN]}..."
        if kind == "key":
            problems.append(
                Problem.stated(
                    f"{path[-1]!r} occurs twice in one object",
                    where,
                    "each name once",
                    "remove one of them",
                    code="json.twice",
                    name=str(path[-1]),
                )
            )
        else:
            problems.append(
                Problem.stated(
                    f"{shown} is not a number that can be used",
                    where,
                    "a finite number, below 1e308",
                    "write the number that is meant, or null where it is not known",
                    code="json.number",
                    shown=shown,
                )
            )
    return problems


def _field(path: list[str | int]) -> str:
    return "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def _walk(text: str) -> Iterator[tuple[str, str, int, list[str | int]]]:
    """Yield each repeated key and each number that is none, with its start and path; the text is JSON otherwise."""
    # One entry for each open bracket: the keys so far (None in a list), and the key or index of what is read now.
    keys: list[set[str] | None] = []
    path: list[str | int] = []
    expects_key = False
    for match in _PARTS.finditer(text):
        part, start = match[0], match.start()
        if part in ("{", "["):
            keys.append(set() if part == "{" else None)
            path.append("" if part == "{" else 0)
            expects_key = part == "{"
        elif part in ("}", "]"):
            keys.pop()
            path.pop()
            expects_key = False
        elif part == ",":
            expects_key = keys[-1] is not None
            if not expects_key:
                path[-1] = int(path[-1]) + 1
        elif expects_key and part[0] == '"':
            key, known = json.loads(part, strict=False), keys[-1]
            path[-1], expects_key = key, False
            if known is not None and key in known:
                yield "key", part, start, list(path)
            elif known is not None:
                known.add(key)
        elif part[0] not in '":tfn' and not _usable(part):
            yield "number", part, start, list(path)


def _usable(part: str) -> bool:
    try:
        (_whole if re.fullmatch(r"-?\d+", part) else _decimal)(part)
    except _DoubtError:
        return False
    return True
