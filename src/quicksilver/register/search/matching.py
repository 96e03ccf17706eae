"""Whether an entry is what is requested, without a database; and which sentences of a record say it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from quicksilver.register.search.asking import Clause, Phrase, Question
from quicksilver.register.search.entries import Entry, read_pieces, terms_not_meant
from quicksilver.register.search.pieces import Level, Piece
from quicksilver.register.search.reading import read, words_of
from quicksilver.register.search.words import BREAK, Words

__all__ = ["Place", "matches", "places"]

#: Signs of a sentence that are shown, and places of a record.
_SHOWN: Final = 240
_PLACES: Final = 3
_SENTENCES = re.compile(r"(?<=[.!?؟])\s+|(?<=[。！？；])|\n+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record states what was requested.

    Attributes
    ----------
    field : str
        For example ``"scope"`` or ``"parts.0.text"``.
    language : str
    text : str
        The sentence, its end left out where it is long.
    """

    field: str
    language: str
    text: str


def matches(asked: Question, found: Entry, levels: Sequence[Level]) -> bool:
    """Return whether an entry has everything that is requested in some of its levels.

    Examples
    --------
    >>> from quicksilver.register.search.asking import question
    >>> from quicksilver.register.search.entries import entry
    >>> coal = entry("areas", {"id": "coal", "name": {"en": "Coal combustion", "zh": "燃煤"}})
    >>> [matches(question(text), coal, ["name"]) for text in ("combust", "coal 燃", "combustion oil", "")]
    [True, True, False, False]
    """
    columns = [f" {found.words(level)} " for level in levels]
    return bool(asked.clauses) and all(_clause(clause, columns) for clause in asked.clauses)


def _clause(clause: Clause, columns: Iterable[str]) -> bool:
    return any(_stands(phrase, column) for column in columns for phrase in clause)


def _stands(phrase: Phrase, column: str) -> bool:
    return f" {' '.join(phrase.words)}{'' if phrase.begins else ' '}" in column


def places(
    asked: Question, kind: str, held: Mapping[str, Any], levels: Sequence[Level], language: str
) -> list[Place]:
    """Return where a record states what is requested: what states most of it first, then what is in the language of who asks.

    Parameters
    ----------
    asked : Question
    kind : str
    held : mapping
        The record as plain data; see :func:`quicksilver.register.search.pieces.pieces`.
    levels : sequence of str
        Of the texts that may be shown.
    language : str
    """
    every = read_pieces(kind, held)
    off = terms_not_meant(every)
    told = []
    for order, (piece, text) in enumerate(every):
        if piece.level in levels:
            count = _count(asked, words_of(text, off))
            if count:
                told.append((-count, piece.language != language, order, piece))
    best = sorted(told, key=lambda one: one[:3])[:_PLACES]
    return [Place(one.field, one.language, _sentence(asked, one, off)) for *_, one in best]


def _count(asked: Question, words: Words) -> int:
    column = " ".join(["", *words.ordered, BREAK, *words.others, ""])
    return sum(_clause(clause, [column]) for clause in asked.clauses)


def _sentence(asked: Question, piece: Piece, off: frozenset[str]) -> str:
    told = [one.strip() for one in _SENTENCES.split(piece.text) if one.strip()] or [piece.text]
    best = max(told, key=lambda one: _count(asked, words_of(read(one, piece.language), off)))
    return best if len(best) <= _SHOWN else best[: _SHOWN - 1].rstrip() + "…"
