"""What is requested: words that must all occur, terms of the glossary in any wording, phrases between quotation marks.

Nothing that can be typed is an error: what is no letter or digit parts words and asks for nothing, and of a long question only the beginning
is looked at. The last word may be the beginning of one, as it is while someone types.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from quicksilver.register.search.folding import LONGEST, is_chinese
from quicksilver.register.search.glossary import ANY_LANGUAGE, Region
from quicksilver.register.search.reading import concept, meant, read, words_of
from quicksilver.register.search.words import BREAK, Words, in_order

__all__ = ["Clause", "Phrase", "Question", "question"]

#: Signs of a question that are looked at.
_MOST: Final = 200
_QUOTES = re.compile('["“”„«»「」『』]')


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in sequence; ``begins`` states whether the last may be the beginning of a word."""

    words: tuple[str, ...]
    begins: bool = False


#: Phrases of which one must occur.
Clause = tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What is requested: one phrase of each clause. Without a clause it asks for nothing and finds nothing."""

    clauses: tuple[Clause, ...] = ()


def question(text: str) -> Question:
    """Return what a text asks for.

    Parameters
    ----------
    text : str
        As someone typed it.

    Examples
    --------
    >>> question('"WG.Prep" AND mer').clauses
    ((Phrase(words=('wg', 'prep'), begins=False),), (Phrase(words=('and',), begins=False),), (Phrase(words=('mer',), begins=True),))
    >>> question("汞法 ^*:-").clauses
    ((Phrase(words=('汞法',), begins=False),),)
    """
    clauses: list[Clause] = []
    parts = _QUOTES.split(text[:_MOST])
    for number, part in enumerate(parts):
        # A quotation mark that none closes is no mark of a phrase.
        if number % 2 and number < len(parts) - 1:
            clauses += _quoted(part)
        else:
            clauses += _plain(part, last=number == len(parts) - 1)
    return Question(tuple(dict.fromkeys(clauses)))


def _quoted(part: str) -> Iterator[Clause]:
    """Yield what a quoted phrase asks for: its words and pairs in their order."""
    text = read(part, ANY_LANGUAGE)
    words = list(words_of(text).ordered)
    # A single sign may be the edge of a run that is longer in the text: it is requested by itself.
    for edge in (0, -1):
        if len(text.runs) > 1 and _single(text.runs[edge]):
            yield (Phrase((words.pop(edge),)),)
    while words and BREAK in (words[0], words[-1]):
        words.pop(0 if words[0] == BREAK else -1)
    if words:
        yield (Phrase(tuple(words)),)


def _single(run: str) -> bool:
    return len(run) == 1 and is_chinese(run)


def _plain(part: str, *, last: bool) -> Iterator[Clause]:
    text = read(part, ANY_LANGUAGE)
    # Words of one piece that no space parts stand in their order: WG.Prep/1.
    pieces = [number for number, piece in enumerate(part.split()) for _ in read(piece, ANY_LANGUAGE).runs]
    regions = {region.first: region for region in text.regions if not is_chinese(text.runs[region.first])}
    waiting: list[str] = []
    index = 0
    while index < len(text.runs):
        run, region = text.runs[index], regions.get(index)
        here = is_chinese(run) or region is not None
        if waiting and (here or pieces[index] != pieces[index - 1]):
            yield _words(waiting, begins=False)
            waiting = []
        if region is not None:
            yield _term(text.runs[index : region.end], region, begins=last and region.end == len(text.runs))
        elif is_chinese(run):
            yield from _signs(run, [region for region in text.regions if region.first == index])
        else:
            waiting.append(run)
        index = region.end if region is not None else index + 1
    if waiting:
        yield _words(waiting, begins=last)


def _words(word_runs: Sequence[str], *, begins: bool) -> Clause:
    words = Words()
    for run in word_runs:
        words.add_word(run)
    phrases = [Phrase(tuple(words.ordered), begins)]
    if begins and len(word_runs) == 1 and words.others:
        # While it is typed nobody knows whether it begins with the article.
        phrases.append(Phrase((word_runs[0][:LONGEST],), begins))
    return tuple(phrases)


def _term(word_runs: Sequence[str], region: Region, *, begins: bool) -> Clause:
    terms = [Phrase((concept(term),)) for term in meant(region.pattern)]
    return (*terms, *_words(word_runs, begins=begins))


def _signs(run: str, regions: Sequence[Region]) -> Iterator[Clause]:
    """Yield what a run of Chinese signs asks for: the terms in it, and what stands between them."""
    past = 0
    for region in regions:
        # A single sign in a longer run is part of a word: 减汞 (reduction of mercury) is requested as it is written.
        if len(region.pattern.key[0]) == 1 < len(run):
            continue
        yield from _between(run[past : region.start])
        past = region.start + len(region.pattern.key[0])
        written = words_of(read(run[region.start : past], ANY_LANGUAGE)).ordered
        terms = [Phrase((concept(term),)) for term in meant(region.pattern)]
        yield (*terms, Phrase(tuple(written)))
    yield from _between(run[past:])


def _between(run: str) -> Iterator[Clause]:
    if run:
        yield (Phrase(tuple(in_order(run))),)
