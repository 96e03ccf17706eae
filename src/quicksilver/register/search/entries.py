"""The entry of a record in the index: its words by level, as one string each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from quicksilver.register.search.pieces import LEVELS, OPEN, Level, Piece, pieces
from quicksilver.register.search.reading import Read, mistaken, read, words_of
from quicksilver.register.search.words import BREAK, Words

__all__ = ["Entry", "entry", "read_pieces", "terms_not_meant"]

#: Signs that are kept of each level: more than forty pages, and less than PostgreSQL takes in one value.
_MOST: Final[dict[Level, int]] = {"name": 20_000, "text": 100_000, "linked": 20_000, "personal": 10_000}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a record is found by: for each level of ``LEVELS`` its words, with a space between them."""

    kind: str
    id: str
    name: str
    text: str
    linked: str
    personal: str

    def words(self, level: Level) -> str:
        """Return the words of a level."""
        words: str = getattr(self, level)
        return words


def entry(kind: str, fields: Mapping[str, Any]) -> Entry:
    """Return the entry of a record given as plain data; see :func:`quicksilver.register.search.pieces.pieces`.

    Examples
    --------
    >>> entry("areas", {"id": "coal", "name": {"en": "Coal burning"}}).name
    'coal · coal burning'
    """
    parts = read_pieces(kind, fields)
    off = terms_not_meant(parts)
    by_level: dict[Level, list[Words]] = {level: [] for level in LEVELS}
    for piece, text in parts:
        by_level[piece.level].append(words_of(text, off))
    columns = {level: _column(words, _MOST[level]) for level, words in by_level.items()}
    return Entry(kind, str(fields["id"]), **columns)


def read_pieces(kind: str, fields: Mapping[str, Any]) -> list[tuple[Piece, Read]]:
    """Return the texts in a record and how they read."""
    return [
        (piece, (_again if piece.often else read)(piece.text, piece.language))
        for piece in pieces(kind, fields)
    ]


_again = lru_cache(maxsize=4096)(read)


def terms_not_meant(parts: Sequence[tuple[Piece, Read]]) -> frozenset[str]:
    """Return the terms that a record does not mean, judging by what everyone may see of it."""
    if all(read.words is not None for _, read in parts):
        return frozenset()
    names = [read for piece, read in parts if piece.level == "name"]
    return mistaken(names, (read for piece, read in parts if piece.level in OPEN))


def _column(columns: Iterable[Words], most: int) -> str:
    ordered: list[str] = []
    others: set[str] = set()
    for words in columns:
        if ordered and words.ordered:
            ordered.append(BREAK)
        ordered += words.ordered
        others |= words.others
    return _cut(ordered, others, most)


def _cut(ordered: list[str], others: Collection[str], most: int) -> str:
    text = " ".join([*ordered, *([BREAK] if ordered and others else ()), *sorted(others)])
    if len(text) <= most:
        return text
    # The forms without order are few; a text that is too long loses its end.
    few, beginning = " ".join(sorted(others))[: most // 4], " ".join(ordered)[: most - most // 4 - 3]
    return f"{beginning.rpartition(' ')[0]} {BREAK} {few.rpartition(' ')[0]}"
