"""The partnership's terms in the languages and in two eras: the table ``data/glossary.csv``, and where its wordings stand in a text.

The document of 2009 and the treaty call the same thing by different words, and one word by two meanings. Searching therefore asks for
terms and not for wordings. Which terms are easily taken for one another states ``data/glossary_unlike.csv``.

A wording in Chinese, Russian or Arabic is known wherever it stands; one in English, French or Spanish only in a text of that language,
since *pile* is a battery in French and a heap in English.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Final, Literal

from quicksilver.intake.cells import Among, Separated
from quicksilver.intake.packaged import Table
from quicksilver.languages import LANGUAGES
from quicksilver.register.search.folding import fold, is_chinese, runs, without_article

__all__ = ["ANY_LANGUAGE", "Glossary", "Pattern", "Region", "Wording", "glossary", "wordings"]

#: As the language of a question, of which nobody knows the language.
ANY_LANGUAGE: Final = ""
#: Languages of which many words are spelled like words of another.
_LATIN: Final = tuple(code for code, row in LANGUAGES.items() if row.script == "Latn")
#: So many letters of the first two words of a wording are looked up, before the wording is compared.
_HEAD: Final = 3


_Code = Annotated[str, Among(lambda: LANGUAGES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A row of the glossary.

    Attributes
    ----------
    term : str
        Key of the term.
    language : str
    wording : str
    era : str
        ``"2009 document"``, ``"treaty"``, ``"both"``, or ``"everyday"`` for colloquial wordings.
    forms : tuple of str
        Other forms that are known in texts; an asterisk is any ending of a word.
    standing : str
        ``"read"`` or ``"recalled"``.
    confidence, source, note : str
    """

    term: str
    language: _Code
    wording: str
    era: Literal["2009 document", "treaty", "both", "everyday"]
    forms: Annotated[tuple[str, ...], Separated("; ")] = ()
    standing: Literal["read", "recalled"]
    confidence: str = ""
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """What is looked for in a text; made once, and equal to nothing but itself.

    Attributes
    ----------
    key : tuple of str
        Words, each with a star where any ending will do; or one run of Chinese signs.
    own : tuple of str
        Terms that it words, in the order of the table.
    inside : tuple of (int, Pattern)
        Shorter patterns inside it, and where: in words, or in signs.
    """

    key: tuple[str, ...]
    own: tuple[str, ...]
    inside: tuple[tuple[int, Pattern], ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    """Where a pattern occurs: in the runs from ``first`` to before ``end``; of a Chinese run from sign ``start``."""

    first: int
    end: int
    start: int
    pattern: Pattern


class Glossary:
    """Wordings, ready to be found in texts.

    Parameters
    ----------
    rows : iterable of Wording
    unlike : iterable of (str, str)
        A term, and another that is not to be found where the first is meant.
    """

    def __init__(self, rows: Iterable[Wording], unlike: Iterable[tuple[str, str]]) -> None:
        self._unlike = frozenset(unlike)
        wordings = list(rows)
        #: Terms that are easily taken for others.
        self.easily_mistaken = frozenset(term for pair in self._unlike for term in pair)
        self._finders = {
            language: _Finder(
                [
                    row
                    for row in wordings
                    if row.language not in _LATIN or language in (row.language, ANY_LANGUAGE)
                ]
            )
            for language in (*_LATIN, ANY_LANGUAGE)
        }

    def unlike(self, term: str, other: str) -> bool:
        """Return whether the second term is not to be found where the first is meant."""
        return (term, other) in self._unlike

    def find(self, words: Sequence[str], language: str, *, chinese: bool = True) -> list[Region]:
        """Return where wordings occur, in order, the longest at each place and none across another.

        Parameters
        ----------
        words : sequence of str
            Runs of a text, words without the article.
        language : str
            Of the text; texts in Russian, Chinese and Arabic may hold English ones.
        chinese : bool
            Whether Chinese signs are among it.
        """
        finder = self._finders.get(language, self._finders["en"])
        regions = finder.find(words)
        if chinese:
            regions += finder.find_signs(words)
            regions.sort(key=lambda region: (region.first, region.start))
        return regions


class _Finder:
    def __init__(self, rows: Iterable[Wording]) -> None:
        terms: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for row in rows:
            for text in (row.wording, *row.forms):
                meanings = terms[_key(text)]
                if row.term not in meanings:
                    meanings.append(row.term)
        short = [Pattern(key, tuple(own)) for key, own in terms.items()]
        whole = [Pattern(pattern.key, pattern.own, tuple(_inside(pattern, short))) for pattern in short]
        self._chinese: Mapping[str, Pattern] = {
            pattern.key[0]: pattern for pattern in whole if is_chinese(pattern.key[0])
        }
        by_length = sorted(self._chinese, key=len, reverse=True)
        self._signs = re.compile("|".join(map(re.escape, by_length)) or r"(?!)")
        self._heads: dict[str, dict[str, list[Pattern]]] = {}
        for pattern in sorted(whole, key=lambda pattern: len(pattern.key), reverse=True):
            if not is_chinese(pattern.key[0]):
                second = pattern.key[1][:_HEAD] if len(pattern.key) > 1 else ""
                self._heads.setdefault(pattern.key[0][:_HEAD], {}).setdefault(second, []).append(pattern)

    def find(self, words: Sequence[str]) -> list[Region]:
        heads = self._heads
        # Most words of a text begin no wording: the first look at each must be cheap.
        regions: list[Region] = []
        past = 0
        for index in [index for index, run in enumerate(words) if run[:_HEAD] in heads]:
            if index >= past:
                pattern = self._at(words, index)
                if pattern is not None:
                    past = index + len(pattern.key)
                    regions.append(Region(index, past, 0, pattern))
        return regions

    def _at(self, words: Sequence[str], index: int) -> Pattern | None:
        seconds = self._heads[words[index][:_HEAD]]
        longer = seconds.get(words[index + 1][:_HEAD], []) if index + 1 < len(words) else []
        for pattern in [*longer, *seconds.get("", [])]:
            if _stands(pattern.key, words, index):
                return pattern
        return None

    def find_signs(self, words: Sequence[str]) -> list[Region]:
        return [
            Region(index, index + 1, hit.start(), self._chinese[hit.group()])
            for index, run in enumerate(words)
            if is_chinese(run)
            for hit in self._signs.finditer(run)
        ]


def _key(text: str) -> tuple[str, ...]:
    # A star is no letter; it comes back to the word that it follows.
    key: list[str] = []
    for piece in text.split():
        words = [run if is_chinese(run) else without_article(run) for run in runs(fold(piece))]
        if piece.endswith("*"):
            words[-1] += "*"
        key += words
    return tuple(key)


def _stands(key: Sequence[str], words: Sequence[str], at: int) -> bool:
    if at + len(key) > len(words):
        return False
    for word in key:
        if not _is(word, words[at]):
            return False
        at += 1
    return True


def _is(word: str, run: str) -> bool:
    return run.startswith(word[:-1]) if word[-1] == "*" else run == word


def _inside(outer: Pattern, others: Iterable[Pattern]) -> Iterator[tuple[int, Pattern]]:
    for inner in others:
        if inner.key == outer.key:
            continue
        if is_chinese(outer.key[0]):
            place = outer.key[0].find(inner.key[0])
            if place >= 0:
                yield place, inner
        else:
            places = range(len(outer.key) - len(inner.key) + 1)
            yield from ((place, inner) for place in places if _stands(inner.key, outer.key, place))


@dataclass(frozen=True, slots=True)
class _Unlike:
    term: str
    other: str
    why: str


_WORDINGS: Final = Table("quicksilver.register", "data/glossary.csv", Wording)
_UNLIKE: Final = Table("quicksilver.register", "data/glossary_unlike.csv", _Unlike, key=("term", "other"))


def wordings() -> tuple[Wording, ...]:
    """Return the rows of the glossary."""
    return _WORDINGS.rows()


@cache
def glossary() -> Glossary:
    """Return the glossary of the partnership."""
    return Glossary(wordings(), [(row.term, row.other) for row in _UNLIKE.rows()])
