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


def matches(asked: Question, entry: Entry, levels: Sequence[Level]) -> bool:
    """Return whether an entry has everything that is requested in some of its levels.

    Examples
    --------
    >>> from quicksilver.register.search.asking import question
    >>> from quicksilver.register.search.entries import entry
    >>> coal = entry("areas", {"id": "coal", "name": {"en": "Coal combustion", "zh": "燃煤"}})
    >>> [matches(question(text), coal, ["name"]) for text in ("combust", "coal 燃", "combustion oil", "")]
    [True, True, False, False]
    """
    columns = [f" {entry.words(level)} " for level in levels]
    return bool(asked.clauses) and all(_clause(clause, columns) for clause in asked.clauses)


def _clause(clause: Clause, columns: Iterable[str]) -> bool:
    return any(_stands(phrase, column) for column in columns for phrase in clause)


def _stands(phrase: Phrase, column: str) -> bool:
    return f" {' '.join(phrase.words)}{'' if phrase.begins else ' '}" in column


def places(
    asked: Question, kind: str, fields: Mapping[str, Any], levels: Sequence[Level], language: str
) -> list[Place]:
    """Return where a record states what is requested: what states most of it first, then what is in the language of who asks.

    Parameters
    ----------
    asked : Question
    kind : str
    fields : mapping
        The record as plain data; see :func:`quicksilver.register.search.pieces.pieces`.
    levels : sequence of str
        Of the texts that may be shown.
    language : str
    """
    every = read_pieces(kind, fields)
    off = terms_not_meant(every)
    scored = []
    for order, (piece, text) in enumerate(every):
        if piece.level in levels:
            count = _count(asked, words_of(text, off))
            if count:
                scored.append((-count, piece.language != language, order, piece))
    best = sorted(scored, key=lambda score: score[:3])[:_PLACES]
    return [Place(piece.field, piece.language, _sentence(asked, piece, off)) for *_, piece in best]


def _count(asked: Question, words: Words) -> int:
    column = " ".join(["", *words.ordered, BREAK, *words.others, ""])
    return sum(_clause(clause, [column]) for clause in asked.clauses)


def _sentence(asked: Question, piece: Piece, off: frozenset[str]) -> str:
    sentences = [sentence.strip() for sentence in _SENTENCES.split(piece.text) if sentence.strip()] or [
        piece.text
    ]
    best = max(sentences, key=lambda sentence: _count(asked, words_of(read(sentence, piece.language), off)))
    return best if len(best) <= _SHOWN else best[: _SHOWN - 1].rstrip() + "…"
