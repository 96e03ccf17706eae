"""A text as searching reads it: its words, and the terms of the glossary in it.

A term stands in the index as a word of its own that no text holds, beside the words that were written. So a question for a term finds every
wording of it. Words that would find what they do not mean are marked as such in the index: 电池 (battery) in 汞电池 (mercury cell), and
every battery in a record that states what a mercury cell is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache

from quicksilver.register.search.folding import (
    LONGEST,
    fold,
    has_arabic,
    has_chinese,
    is_chinese,
    runs,
    without_article,
)
from quicksilver.register.search.glossary import Glossary, Pattern, Region, glossary
from quicksilver.register.search.words import BREAK, Words, in_order

__all__ = ["Read", "concept", "meant", "mistaken", "read", "words_of"]

_NOTHING: frozenset[str] = frozenset()
_MARK = "¬"


@dataclass(frozen=True, slots=True)
class Read:
    """A text that was read.

    Attributes
    ----------
    runs : list of str
        Folded.
    regions : tuple of Region
        Where wordings of the glossary occur.
    words : Words or None
        What it is found by; None where that depends on the record.
    """

    runs: list[str]
    regions: tuple[Region, ...]
    words: Words | None


def read(text: str, language: str) -> Read:
    """Return a text as it was read.

    Parameters
    ----------
    text : str
    language : str
        Of the text; that of a question is not known and empty.
    """
    folded = fold(text)
    folded_runs = plain = runs(folded)
    other = not folded.isascii()
    chinese = other and has_chinese(folded)
    if (other and has_arabic(folded)) or max(map(len, folded_runs), default=0) > LONGEST:
        plain = [run if is_chinese(run) else without_article(run) for run in folded_runs]
    regions = tuple(glossary().find(plain, language, chinese=chinese))
    for region in regions:
        if _depends(region.pattern):
            return Read(folded_runs, regions, None)
    words = Words()
    if chinese or plain is not folded_runs:
        for run in folded_runs:
            _add(words, run)
    else:
        words.ordered = folded_runs
    if regions:
        words.others.update(_concepts(regions, _NOTHING))
    return Read(folded_runs, regions, words)


@cache
def _depends(pattern: Pattern) -> bool:
    table = glossary()
    return any(
        term in table.easily_mistaken
        for wording in (pattern, *(inner for _, inner in pattern.inside))
        for term in wording.own
    )


def concept(term: str) -> str:
    """Return the word that represents a term of the glossary in the index.

    Examples
    --------
    >>> concept("dental-amalgam")
    '§dental§amalgam'
    """
    return "§" + term.replace("-", "§")


def mistaken(names: Iterable[Read], texts: Iterable[Read]) -> frozenset[str]:
    """Return the terms that a record does not mean although they seem to occur in it.

    A record that is named after one of two terms that are easily mistaken does not mean the other. Where the name states nothing, what the
    whole record states counts, as long as it states one of the two and not the other.

    Parameters
    ----------
    names, texts : iterable of Read
        Of the record, in all its languages.

    Examples
    --------
    >>> sorted(mistaken([read("Mercury cell production", "en")], [read("no batteries", "en")]))
    ['battery']
    """
    table = glossary()
    sure = _sure(names, table) or _sure(texts, table)
    if not sure:
        return _NOTHING
    others = {other for term in sure for other in table.easily_mistaken if table.unlike(term, other)}
    return frozenset(others - sure)


def _sure(texts: Iterable[Read], table: Glossary) -> set[str]:
    return {
        term
        for text in texts
        for region in text.regions
        if not _doubtful(region.pattern, table)
        for term in _terms(region.pattern, table, _NOTHING)
        if term in table.easily_mistaken
    }


def _doubtful(pattern: Pattern, table: Glossary) -> bool:
    return any(table.unlike(term, other) for term in pattern.own for other in pattern.own)


def meant(pattern: Pattern, off: Set[str] = _NOTHING) -> tuple[str, ...]:
    """Return the terms that a wording means by itself.

    Parameters
    ----------
    pattern : Pattern
    off : set of str
        Terms that the record does not mean.
    """
    table, terms = glossary(), list[str]()
    for term in pattern.own:
        if term not in off and not any(table.unlike(kept, term) for kept in terms):
            terms.append(term)
    return tuple(terms)


def _terms(pattern: Pattern, table: Glossary, off: Set[str]) -> list[str]:
    """Return what a wording stands for, and what shorter ones inside it do."""
    terms = list(meant(pattern, off))
    for _, inner in pattern.inside:
        for term in meant(inner, off):
            if term not in terms and not any(table.unlike(own, term) for own in pattern.own):
                terms.append(term)
    return terms


def words_of(text: Read, off: frozenset[str] = _NOTHING) -> Words:
    """Return what a text is found by.

    Parameters
    ----------
    text : Read
    off : frozenset of str
        Terms that the record does not mean.
    """
    if text.words is not None:
        return text.words
    words = Words()
    at: dict[int, list[Region]] = {}
    for region in text.regions:
        at.setdefault(region.first, []).append(region)
    index = 0
    while index < len(text.runs):
        here = at.get(index)
        if here is None:
            _add(words, text.runs[index])
        elif is_chinese(text.runs[index]):
            _add_chinese(words, text.runs[index], here, off)
        else:
            _add_words(words, text.runs[index : here[0].end], here[0].pattern, off)
        index = here[0].end if here else index + 1
    words.others.update(_concepts(text.regions, off))
    return words


def _add(words: Words, run: str) -> None:
    if is_chinese(run):
        words.add_chinese(run, in_order(run))
    else:
        words.add_word(run)


def _concepts(regions: Sequence[Region], off: frozenset[str]) -> Iterator[str]:
    for pattern in {region.pattern for region in regions}:
        yield from _treatment(pattern, off)[2]


def _add_chinese(words: Words, run: str, here: Sequence[Region], off: frozenset[str]) -> None:
    pairs = in_order(run)
    for region in here:
        marked, parted, _ = _treatment(region.pattern, off)
        for place in marked:
            pairs[region.start + place] = _MARK + pairs[region.start + place]
        if parted:
            first, last = region.start, region.start + len(region.pattern.key[0]) - 1
            # One string of two words, taken apart below: the places of the other regions stay what they are.
            pairs[first : last - 1] = [f"{pair} {BREAK}" for pair in pairs[first : last - 1]]
    words.add_chinese(run, [part for pair in pairs for part in pair.split(" ")])


def _add_words(words: Words, region_runs: Sequence[str], pattern: Pattern, off: frozenset[str]) -> None:
    marked, parted, _ = _treatment(pattern, off)
    for place, run in enumerate(region_runs):
        if place in marked:
            words.ordered.append(_MARK + without_article(run))
        else:
            words.add_word(run)
        if parted and place < len(region_runs) - 1:
            words.ordered.append(BREAK)


@lru_cache(maxsize=4096)
def _treatment(pattern: Pattern, off: frozenset[str]) -> tuple[tuple[int, ...], bool, tuple[str, ...]]:
    """Return which words or pairs of a wording are marked, whether its parts are parted, and the words of its terms."""
    table = glossary()
    terms = _terms(pattern, table, off)
    single = [(place, wording) for place, wording in ((0, pattern), *pattern.inside) if _single(wording)]
    marked = tuple(sorted({place for place, wording in single if _not_meant(wording, terms, off, table)}))
    # Of a wording that is not meant the words stand apart, whatever shorter wordings inside it mean.
    return marked, not meant(pattern, off), tuple(concept(term) for term in terms)


def _single(pattern: Pattern) -> bool:
    return len(pattern.key) == 1 and (not is_chinese(pattern.key[0]) or len(pattern.key[0]) == 2)


def _not_meant(pattern: Pattern, terms: Sequence[str], off: Set[str], table: Glossary) -> bool:
    return all(term in off or any(table.unlike(other, term) for other in terms) for term in pattern.own)
