"""How wide texts are, and from that the columns of a table: for all writers, and for charts.

Widths are those of the fonts used, close enough to decide where a line ends; nothing is drawn to find them.
"""

from __future__ import annotations

import functools
import itertools
import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from quicksilver.documents.tree import Document, Row, Table, plain_text
from quicksilver.languages import LANGUAGES
from quicksilver.outputs import writable

__all__ = ["Shape", "broken", "hyphenated", "shape", "text_width", "wrap"]

# Widths in ems, measured in the fonts used (Noto Sans, Noto Naskh Arabic) and rounded up. Letters with accents
# count as the letter below them; what is not listed is taken to be as wide as most letters.
_WIDTHS: Final = {
    sign: width
    for width, signs in {
        0.27: " ijl!,.:;·'`’\u00a0\u202f",
        0.34: "()-[]IJ،",
        0.40: 'ft/\\{}"r',
        0.50: "cszстзгэ?_–«»",
        0.54: "vyxkFLуГкх",
        0.26: "اأإآل",
        0.42: "بتثنيىئفقهةمكعغ",
        0.48: "دذرزوؤء",
        0.68: "جحخطظسش",
        0.85: "صض",
        0.58: "aeаеёYTEPXZ0123456789+<>=$~*^яЁЕТбьвдлРопрХЗ",
        0.66: "CABRСЭЯЦВЬ#ибнцßй",
        0.74: "DGUHПЧЪЛДНфъжмИЙ&",
        0.80: "NOQwОыФ",
        0.90: "mWM%@шщюЖЫæœ",
        1.06: "ШЩЮ—",
    }.items()
    for sign in signs
}
_BOLD: Final = 1.075
#: Signs after which a code may be broken.
_JOINED: Final = re.compile(r"([-_./:,;])(?=\w)")


@functools.lru_cache(maxsize=4096)
def _advance(sign: str) -> float:
    """Return about how wide a sign is, in ems."""
    if unicodedata.category(sign) in {"Mn", "Me", "Cf"}:
        return 0.0
    if _is_broad(sign):
        return 1.0
    return _WIDTHS.get(sign) or _WIDTHS.get(unicodedata.normalize("NFD", sign)[0], 0.62)


def _is_broad(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"


@functools.lru_cache(maxsize=32768)
def _ems(text: str) -> float:
    return sum(map(_advance, text))


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return about how wide a text is at a size, in the same unit as the size."""
    return size * (_BOLD if bold else 1.0) * _ems(text)


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Return a text in lines no wider than a width.

    Words stay whole unless one alone is wider than a line. Chinese breaks between any two signs, but no line begins
    with a closing mark or ends with an opening one. No-break spaces, as inside numbers, do not break.

    Examples
    --------
    >>> wrap("coal combustion", 60, 10)
    ['coal', 'combustion']
    """
    lines, line = [], ""
    for word in _pieces(writable(text)):
        if line and text_width((line + word).rstrip(), size, bold=bold) > width:
            lines.append(line.rstrip())
            line = word.lstrip()
        else:
            line += word
        while len(line) > 1 and text_width(line.rstrip(), size, bold=bold) > width:
            cut = _fitting(line, width, size, bold)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _fitting(line: str, width: float, size: float, bold: bool) -> int:
    """Return how many signs of a word too long for a line fit in it, at least one."""
    fits = (count for count in range(1, len(line)) if text_width(line[: count + 1], size, bold=bold) > width)
    return next(fits, len(line))


def _breaks(before: str, after: str) -> bool:
    """Return whether a line may end between two signs."""
    if before.isspace():
        return before not in "\u00a0\u202f" and not after.isspace()
    if after.isspace() or unicodedata.category(after) in {"Po", "Pe", "Pf", "Mn"}:
        return False
    if unicodedata.category(before) in {"Ps", "Pi"}:
        return False
    return any(unicodedata.east_asian_width(sign) in "WF" for sign in (before, after))


def _pieces(text: str) -> list[str]:
    """Split a text where a line may end."""
    ends = [place for place in range(1, len(text)) if _breaks(text[place - 1], text[place])]
    return [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]


#: Width of the text on an A4 page upright and turned, in points: 16.5 and 25.2 cm.
PORTRAIT: Final = 467.7
LANDSCAPE: Final = 714.3
#: Left and right of the text in a cell together, in points; less where there is little room.
_PADDING: Final = 9.0
_TIGHT_PADDING: Final = 7.0
#: The letters of texts in cells are a little wider than those of headings, for which the widths hold.
_SERIF: Final = 1.04
#: Lines over which a heading may run.
_HEADING_LINES: Final = 6
#: Columns of a table up to which its letters are large.
_FEW: Final = 6
#: Signs of a number, a range or a code that stay together.
_LONGEST_NUMBER: Final = 28
#: By how many points the letters are smaller where there is little room.
_TIGHTER: Final = 0.5


@dataclass(frozen=True, slots=True)
class _Kept:
    """Letters that stay together, of a word in a heading and below it and of a text; the padding of cells."""

    heading: int
    word: int
    text: int
    padding: float


_KEPT: Final = _Kept(9, 18, 10, _PADDING)
_TIGHT: Final = _Kept(7, 10, 0, _TIGHT_PADDING)
#: What joins the parts of a code, such as ``MISC-LIME``.
_CODE: Final = re.compile(r"(?<=[-/])(?=\w)")
#: Cells that are measured of a column for their length, and for what is usual.
_MEASURED: Final = 12
#: Points of height from which on a row may be broken, in ems of text of which a line takes about two thirds.
_TALL: Final = 240.0
#: Arabic letters are set larger than Latin ones in a table.
_ARABIC: Final = 1.0


@dataclass(frozen=True, slots=True)
class Shape:
    """How a table is set.

    Attributes
    ----------
    widths : tuple of float
        Of its columns, in points.
    size : float
        Of its letters, in points.
    is_tight : bool
        Whether its words must be hyphenated for it to fit.
    is_wide : bool
        Whether it needs a landscape page all the same.
    groups : tuple of int
        For each row, how many rows from it on stay on one page; 0 for a row in the group of one before it.
    is_tall : bool
        Whether a row may be too tall to stay on one page.
    """

    widths: tuple[float, ...]
    size: float
    is_tight: bool
    is_wide: bool
    groups: tuple[int, ...]
    is_tall: bool


def shape(table: Table, document: Document) -> Shape:
    """Return how a table is set: each column has the width of its words, and weights divide the rest.

    Nothing is turned that fits upright.

    Examples
    --------
    >>> from quicksilver.documents.tree import Column, Row
    >>> table = Table("", (Column("Source", width=3), Column("kg", "end")), (Row(("coal", "1,250")),))
    >>> [round(width) for width in shape(table, Document("en", "", ())).widths]
    [281, 186]
    """
    known = document.shapes.get(id(table))
    # A table that is gone may have left its number to another.
    if known is None or known[0] is not table:
        known = document.shapes[id(table)] = table, _shape(table, LANGUAGES[document.language].is_rtl)
    return known[1]


def _shape(table: Table, rtl: bool) -> Shape:
    count = len(table.columns)
    size = 7.4 if count > 8 else 8.0 if count > _FEW else 8.6
    size += _ARABIC if rtl else 0.0
    demands = _demands(table, size, _KEPT)
    is_tight = count > _FEW and sum(demands.least) > PORTRAIT
    if is_tight:
        size -= _TIGHTER
        demands = _demands(table, size, _TIGHT)
    is_wide = is_tight and sum(demands.least) > PORTRAIT
    widths = _shared(demands, LANDSCAPE if is_wide else PORTRAIT)
    tall = [_is_tall(row, widths, size) for row in table.rows]
    return Shape(widths, size, is_tight, is_wide, _groups(table, tall), any(tall))


def _is_tall(row: Row, widths: tuple[float, ...], size: float) -> bool:
    """Return whether a row may take a third of a page or more."""
    cells = zip(row.cells, widths, strict=False) if row.kind != "section" else [(row.cells[0], sum(widths))]
    return any(len(plain_text(cell)) * size * size > _TALL * width for cell, width in cells)


def _groups(table: Table, tall: Sequence[bool]) -> tuple[int, ...]:
    """Return which rows stay together: a section with its first row, totals with the row above them."""
    kinds = [row.kind for row in table.rows]
    stays = [
        before == "section" or (after == "total" and before != "section")
        for before, after in itertools.pairwise(kinds)
    ]
    groups, place = [1] * len(kinds), 0
    while place < len(kinds):
        end = place
        while end < len(stays) and stays[end] and not tall[end] and not tall[end + 1]:
            end += 1
        groups[place : end + 1] = [end + 1 - place, *[0] * (end - place)]
        place = end + 1
    return tuple(groups)


@dataclass(frozen=True, slots=True)
class _Demands:
    """What columns ask for: least widths, those without hyphens, those with all on one line, and weights."""

    least: tuple[float, ...]
    whole: tuple[float, ...]
    wanted: tuple[float, ...]
    weights: tuple[float, ...]


def _demands(table: Table, size: float, kept: _Kept) -> _Demands:
    rows = [row for row in table.rows if row.kind != "section"]
    columns = [_demand(table, place, rows, size, kept) for place in range(len(table.columns))]
    return _Demands(*zip(*columns, strict=True))


def _demand(
    table: Table, place: int, rows: Sequence[Row], size: float, kept: _Kept
) -> tuple[float, float, float, float]:
    """Return the demands of one column; its weight is between its share and how much text it has."""
    head = plain_text(table.columns[place].heading)
    narrow, total = 0.0, 0.0
    broad = text_width(head, size, bold=True) / 2
    for text, bold in _measured(rows, place):
        width = text_width(text, size * _SERIF, bold=bold)
        broad, total = max(broad, width), total + width
        if len(text) <= kept.text:
            narrow = max(narrow, width)
        elif width > narrow:
            narrow = max(
                narrow, *(_piece_width(piece, size * _SERIF, kept.word, bold) for piece in _pieces(text))
            )
    words = max(text_width(word.strip(), size, bold=True) for word in _pieces(head) or [""])
    least = max(narrow, _heading_width(head, size, kept.heading))
    share = table.columns[place].width / sum(column.width for column in table.columns)
    weight = math.sqrt(share * (total / min(max(len(rows), 1), 2 * _MEASURED) + broad / 4 + size))
    widths = (least, max(least, words), max(least, words, broad))
    return widths[0] + kept.padding, widths[1] + kept.padding, widths[2] + kept.padding, weight


def _measured(rows: Sequence[Row], place: int) -> list[tuple[str, bool]]:
    """Return texts of a column with whether they are bold; of a long table the longest and some others."""
    texts = [(plain_text(row.cells[place]), row.kind != "body") for row in rows]
    if len(texts) <= 2 * _MEASURED:
        return texts
    step = len(texts) // _MEASURED
    longest = sorted(texts, key=lambda text: -len(text[0]))
    return [*longest[:_MEASURED], *texts[::step][:_MEASURED]]


def _piece_width(piece: str, size: float, letters: int, bold: bool) -> float:
    """Return how wide a piece without a space is that may be broken after a hyphen or as a long word.

    What holds a digit is a number, a range or a code, and is not broken elsewhere.
    """
    piece = piece.strip()
    if len(piece) <= letters:
        return text_width(piece, size, bold=bold)
    return max(text_width(_part(part, letters), size, bold=bold) for part in _CODE.split(piece))


def _part(part: str, letters: int) -> str:
    return part[:_LONGEST_NUMBER] if any(sign.isdigit() for sign in part) else part[:letters]


def _heading_width(text: str, size: float, letters: int) -> float:
    """Return the least width at which a heading runs over few lines and no part of a word leaves it."""
    width = max(_piece_width(word, size, letters, bold=True) for word in _pieces(text) or [""])
    while len(wrap(text, width, size, bold=True)) > _HEADING_LINES:
        width *= 1.1
    return width


def _shared(demands: _Demands, room: float) -> tuple[float, ...]:
    """Return widths that fill a width: by the weights, none below its least, nor above what it can use."""
    least = demands.whole if sum(demands.whole) <= room else demands.least
    wanted, weights = demands.wanted, demands.weights
    if sum(least) >= room:
        return tuple(width * room / sum(least) for width in least)
    spare = room - sum(wanted)
    if spare >= 0:
        whole = sum(weights)
        return tuple(width + spare * weight / whole for width, weight in zip(wanted, weights, strict=True))

    def at(level: float) -> tuple[float, ...]:
        return tuple(
            min(max(weight * level, low), high)
            for weight, low, high in zip(weights, least, wanted, strict=True)
        )

    below, above = 0.0, max(high / weight for weight, high in zip(weights, wanted, strict=True))
    for _ in range(50):
        level = (below + above) / 2
        below, above = (level, above) if sum(at(level)) < room else (below, level)
    return at(above)


#: Russian: a syllable ends after a vowel, or after one consonant of two; no part is a single letter.
_VOWELS, _CONSONANTS = "аеёиоуыэюя", "бвгджзклмнпрстфхцчшщ"
_SYLLABLE: Final = re.compile(
    rf"(?<=\w[{_VOWELS}])(?=[{_CONSONANTS}][{_VOWELS}]\w)"
    rf"|(?<=[{_VOWELS}][{_CONSONANTS}ьй])(?=[{_CONSONANTS}][{_VOWELS}]\w)"
    rf"|(?<=[{_VOWELS}][{_CONSONANTS}][ьъ])(?=[{_CONSONANTS}]\w\w)",
    re.IGNORECASE,
)


def hyphenated(text: str, width: float, size: float) -> str:
    r"""Return a heading with soft hyphens in the Russian words that are wider than their column.

    Office suites hyphenate Latin letters by themselves; for Russian few have the words.

    Examples
    --------
    >>> hyphenated("Поступление", 40, 8).replace("\u00ad", "-"), hyphenated("Поступление", 400, 8)
    ('Пос-туп-ле-ние', 'Поступление')
    """
    room = width - _PADDING
    return " ".join(
        _SYLLABLE.sub("\u00ad", word) if text_width(word, size, bold=True) > room else word
        for word in text.split(" ")
    )


def broken(text: str, width: float, size: float) -> str:
    r"""Return a text whose words may break within where one is wider than its cell.

    Examples
    --------
    >>> broken("coal", 40, 8), broken("MISC-SEMICONDUCTORS", 40, 8).replace("\u200b", "|")
    ('coal', 'MISC-|SEMIC|ONDUC|TORS')
    """
    room = width - _PADDING
    # No letter of the common scripts is wider than its size and a little.
    if len(text) * size * 1.1 <= room or not text:
        return text
    return " ".join(_apart(word, room, size) for word in text.split(" "))


def _apart(word: str, room: float, size: float) -> str:
    if text_width(word, size) <= room or any(map(_is_broad, word)):
        return word
    parts = _JOINED.sub("\\1\u200b", word).split("\u200b")
    made = [line for part in parts for line in (wrap(part, room, size) if part else [])]
    return "\u200b".join(made)
