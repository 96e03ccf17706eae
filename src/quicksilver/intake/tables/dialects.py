"""How a text file is divided into cells: the sign between cells, the row of headings, comments and lines before the table."""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from quicksilver.errors import InputProblems, Place, Problem

__all__ = ["Rows", "heading_row", "rows_of", "separator_of"]

SEPARATORS: Final = (",", ";", "\t", "|")
#: Lines that are looked at to find the separator and the headings.
_HEAD: Final = 60
#: Characters of a cell: a document pasted into one is no cell of a table.
_LONGEST: Final = 2**20
#: What spreadsheets write in place of a result; not the beginning of a comment.
_ERRORS: Final = ("#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")


@dataclass
class Rows:
    """The rows of a text file with the line in which each begins; blank rows and comments are left out.

    Attributes
    ----------
    cells : list of list of str
    lines : sequence of int
    comments : list of int
        Lines that are comments.
    """

    cells: list[list[str]]
    lines: Sequence[int]
    comments: list[int] = field(default_factory=list)


def declared_separator(text: str) -> tuple[str, str]:
    """Return the separator that a first line such as ``sep=;`` declares, and that line; empty where there is none."""
    first = text[:20].splitlines()[0] if text[:20].strip() else ""
    plain = first.strip().strip('"')
    if plain[:4].casefold() == "sep=" and len(plain) == 5:
        return plain[4], first
    return ("\t", first) if first.strip("\r\n ").casefold() == "sep=\t" else ("", "")


def separator_of(text: str, hits: Callable[[Sequence[str]], int]) -> str:
    r"""Return the sign between cells: the one that divides most lines into the same number of cells.

    Parameters
    ----------
    text : str
    hits : callable
        How many cells of a row are headings that are known. It decides first: words in the headings are evidence, and
        numbers with decimal commas are not.

    Examples
    --------
    >>> separator_of("year;atm\n2000;2000,5\n2001;2,5\n", lambda row: 0)
    ';'
    """
    head = list(itertools.islice(_plain(text), _HEAD))
    best, most = ",", (0, 0, 0)
    for sign in SEPARATORS:
        if not any(sign in line for line in head):
            continue
        rows = _parsed("\n".join(head), sign)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if not widths:
            continue
        width, alike = max(widths.items(), key=lambda item: (item[1], item[0]))
        score = (max(map(hits, rows), default=0), alike, width)
        if score > most:
            best, most = sign, score
    return best


def _plain(text: str) -> list[str]:
    """Return the first lines that have content and are no comments."""
    lines = io.StringIO(text[: _HEAD * 4000], newline="")
    plain = (line.rstrip("\r\n") for line in itertools.islice(lines, _HEAD * 4))
    return [line for line in plain if line.strip() and not _is_comment(line)]


def _is_comment(text: str) -> bool:
    start = text.lstrip()
    return start.startswith("#") and not start.startswith(_ERRORS)


def _parsed(text: str, separator: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        return []


def rows_of(text: str, separator: str, file: str) -> Rows:
    """Return the rows of a text.

    Raises
    ------
    InputProblems
        A quotation mark is not closed, or a cell is longer than a million signs.
    """
    limit = csv.field_size_limit(_LONGEST)
    try:
        return _rows(text, separator)
    except csv.Error as wrong:
        fault = str(wrong)
        raise InputProblems(
            [
                Problem.stated(
                    f"not a table: {fault}",
                    Place(file, row=_broken_line(text, separator)),
                    "comma separated values",
                    "check the quotes of this line, or save the table again as CSV",
                    code="table.broken",
                    fault=fault,
                )
            ]
        ) from None
    finally:
        csv.field_size_limit(limit)


def _reader(text: str, separator: str) -> Any:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)


def _rows(text: str, separator: str) -> Rows:
    # A quotation mark in a comment would open a text that ends in a row of the table.
    quoted = (
        [
            number
            for number, line in enumerate(io.StringIO(text, newline=""), 1)
            if _is_comment(line) and '"' in line
        ]
        if "#" in text and '"' in text
        else []
    )
    if quoted:
        lines = io.StringIO(text, newline="")
        text = "".join("\n" if number in quoted else line for number, line in enumerate(lines, 1))
    cells = list(_reader(text, separator))
    rows = _filled(cells, _lines(text, cells, separator), text)
    return Rows(rows.cells, rows.lines, sorted({*rows.comments, *quoted}))


def _lines(text: str, cells: list[list[str]], separator: str) -> Sequence[int]:
    """Return the line in which each row begins."""
    if text.count("\n") + text.count("\r") - text.count("\r\n") <= len(cells):
        # Most files: a row is a line.
        return range(1, len(cells) + 1)
    starts, before, reader = [], 0, _reader(text, separator)
    for _ in reader:
        starts.append(before + 1)
        before = reader.line_num
    return starts


def _broken_line(text: str, separator: str) -> int:
    """Return the line in which the row begins that cannot be read."""
    before, reader = 0, _reader(text, separator)
    try:
        for _ in reader:
            before = reader.line_num
    except csv.Error:
        pass
    return before + 1


def _filled(cells: list[list[str]], lines: Sequence[int], text: str) -> Rows:
    """Return rows without blank ones and comments."""
    # Both are rare: rows whose first cell is empty or begins with the sign of a comment are looked at closely.
    doubtful = [i for i, row in enumerate(cells) if not row or not row[0] or row[0][0] in "# \t"]
    if not doubtful:
        return Rows(cells, lines)
    quoted = _quoted_starts(text) if '"' in text else frozenset()
    comments = [i for i in doubtful if cells[i] and _is_comment(cells[i][0]) and lines[i] not in quoted]
    left_out = {*comments, *(i for i in doubtful if not any(map(str.strip, cells[i])))}
    if not left_out:
        return Rows(cells, lines)
    return Rows(
        [row for i, row in enumerate(cells) if i not in left_out],
        [line for i, line in enumerate(lines) if i not in left_out],
        [lines[i] for i in comments],
    )


def _quoted_starts(text: str) -> frozenset[int]:
    """Return the lines that begin with a quotation mark: a number sign within it begins no comment."""
    return frozenset(
        number
        for number, line in enumerate(io.StringIO(text, newline=""), 1)
        if line.lstrip().startswith('"')
    )


def heading_row(rows: Rows, hits: Callable[[Sequence[str]], int]) -> int:
    """Return the index of the row of headings.

    It is the row with most headings that are known, if there are two or more; otherwise the first row with more than one
    filled cell, or the first of all where no row has more. Lines above it are not part of the table.
    """
    head = rows.cells[:_HEAD]
    first = next((i for i, row in enumerate(head) if sum(1 for cell in row if cell.strip()) > 1), 0)
    scores = [hits(row) for row in head]
    if scores and max(scores) > 1 and max(scores) > scores[first]:
        return scores.index(max(scores))
    return first
