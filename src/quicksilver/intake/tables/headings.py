"""Headings of columns: what they are called in six languages, and which column of a file each one is."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from quicksilver.intake.cells import Texts
from quicksilver.intake.cleaning import clean_name
from quicksilver.intake.packaged import Table as PackagedTable
from quicksilver.languages import LANGUAGES

__all__ = ["Headings", "folded"]


@dataclass(frozen=True, slots=True)
class _Alias:
    """A word for a column in the languages; a column may have several."""

    name: str
    text: Texts


_ALIASES: Final = PackagedTable(
    "quicksilver.intake.tables", "data/headings.csv", _Alias, key=("name", "text")
)


def folded(heading: str) -> str:
    """Return a heading as it is compared: case, width of characters, underlines and amount of white space do not count.

    Examples
    --------
    >>> folded(" Ａctivity_Low ")
    'activity low'
    """
    plain = unicodedata.normalize("NFKC", clean_name(heading)).replace("\u2019", "'").replace("_", " ")
    return " ".join(plain.casefold().split())


@functools.cache
def _words() -> Mapping[str, tuple[str, ...]]:
    """Return the folded words for each column."""
    words: dict[str, list[str]] = {}
    for row in _ALIASES.rows():
        words.setdefault(row.name, []).extend(folded(row.text[language]) for language in LANGUAGES)
    return {name: tuple(dict.fromkeys(some)) for name, some in words.items()}


class Headings:
    """The columns that are known to one reader.

    Parameters
    ----------
    names : sequence of str
        Of the columns, as the program calls them.
    more : mapping of str to sequence of str, optional
        Further words for columns.
    """

    def __init__(self, names: Sequence[str], more: Mapping[str, Sequence[str]] | None = None) -> None:
        self._known: dict[str, str] = {}
        more = more or {}
        words = [
            (word, name)
            for name in names
            for word in (*_words().get(name, ()), *map(folded, more.get(name, ())))
        ]
        # A name is never hidden by a word for another column.
        for word, name in [*((folded(name), name) for name in names), *words]:
            self._known.setdefault(word, name)

    def name(self, heading: str) -> str:
        """Return the name of the column that a heading means; empty where it is not known."""
        return self._known.get(folded(heading), "")

    def hits(self, row: Sequence[str]) -> int:
        """Return how many columns the cells of a row name."""
        return len({self._known.get(folded(cell), "") for cell in row if cell} - {""})
