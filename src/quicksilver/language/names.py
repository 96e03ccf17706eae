"""Names of sources, technologies, pathways and fields in the languages of the program."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from quicksilver.geography import country_name
from quicksilver.intake.cells import Texts
from quicksilver.intake.packaged import Table
from quicksilver.languages import LANGUAGES, known

__all__ = ["Name", "find", "kinds", "label", "labels", "named"]

# What people type in place of the typographic apostrophe and of the Russian letter yo.
_TYPED = str.maketrans({"\u2019": "'", "ё": "е"})


@dataclass(frozen=True, slots=True)
class _Name:
    kind: str
    id: str
    text: Texts


_NAMES: Final = Table("quicksilver.language", "data/names.csv", _Name, key=("kind", "id"))


@functools.cache
def _table() -> Mapping[str, Mapping[str, Texts]]:
    """Return the names by kind and id, in table order."""
    table: dict[str, dict[str, Texts]] = {}
    for row in _NAMES.rows():
        table.setdefault(row.kind, {})[row.id] = row.text
    return table


def _normal(text: str) -> str:
    """Return text as it is compared: case, width of characters and amount of white space do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().translate(_TYPED).split())


@functools.lru_cache(maxsize=1)
def _index() -> dict[str, dict[str, list[str]]]:
    """Return, for each kind, the ids that answer to a normalised text; an id comes before names."""
    index: dict[str, dict[str, list[str]]] = {}
    for kind, rows in _table().items():
        # The first pass puts the ids themselves first, so that a name never hides an id.
        pairs = [(ident, ident) for ident in rows]
        pairs += [(row[language], ident) for ident, row in rows.items() for language in LANGUAGES]
        entries = index.setdefault(kind, {})
        for text, ident in pairs:
            known = entries.setdefault(_normal(text), [])
            if text and ident not in known:
                known.append(ident)
    return index


def _rows(kind: str) -> Mapping[str, Texts]:
    table = _table()
    if kind not in table:
        raise KeyError(f"unknown kind of name {kind!r}: one of {', '.join(table)}")
    return table[kind]


def kinds() -> tuple[str, ...]:
    """Return the kinds of things that have names, in table order.

    Examples
    --------
    >>> kinds()[0]
    'source'
    """
    return tuple(_table())


def label(kind: str, ident: str, language: str = "en") -> str:
    """Return the name of a thing in one language; else its English name, or the id where it has no name.

    Parameters
    ----------
    kind : str
        One of :func:`kinds`, for example ``"source"``.
    ident : str
        An id; one without a name (a user's own technology) comes back as it is.
    language : str
        One of :data:`quicksilver.languages.LANGUAGES`.

    Raises
    ------
    KeyError
        The kind is unknown.
    ValueError
        The language is not one of them.

    Examples
    --------
    >>> label("pathway", "air", "es")
    'Aire'
    >>> label("technology", "my own filter", "es")
    'my own filter'
    """
    known(language)
    names = _rows(kind).get(ident)
    return ident if names is None else names.text(language)


def named(kind: str, ident: str, language: str = "en") -> str:
    """Return a name with its id behind it; the id alone where it has no name.

    Examples
    --------
    >>> named("source", "L1-CREM")
    'Crematoria (L1-CREM)'
    >>> named("source", "my own")
    'my own'
    """
    name = label(kind, ident, language)
    return ident if name == ident else f"{name} ({ident})"


@dataclass(frozen=True, slots=True)
class Name:
    """A thing that has a name in each language, for a sentence.

    Attributes
    ----------
    kind : str
        One of :func:`kinds`, or ``country``.
    ident : str
    bare : bool
        Whether the id is left out behind the name; that of a country always does.
    """

    kind: str
    ident: str
    bare: bool = False

    def in_language(self, language: str) -> str:
        """Return the name in a language."""
        if self.kind == "country":
            return country_name(self.ident, language)
        return (label if self.bare else named)(self.kind, self.ident, language)


def labels(kind: str, language: str = "en") -> dict[str, str]:
    """Return the names of one kind by id, in table order.

    Parameters
    ----------
    kind : str
        One of :func:`kinds`.
    language : str
        One of :data:`quicksilver.languages.LANGUAGES`.

    Raises
    ------
    KeyError
        The kind is unknown.
    ValueError
        The language is not one of them.

    Examples
    --------
    >>> labels("presence", "fr")["N"]
    'Non'
    """
    return {ident: label(kind, ident, language) for ident in _rows(kind)}


def find(kind: str, text: str, among: Collection[str] | None = None) -> str:
    """Return the id that belongs to a name in any language, or to an id in any case; empty when there is none.

    Parameters
    ----------
    kind : str
        One of :func:`kinds`.
    text : str
        A name or an id; upper and lower case, full-width characters, straight or curly apostrophes and
        the amount of white space do not matter.
    among : collection of str, optional
        Only these ids may be returned; needed where several ids share a name, as the technologies of
        different sources do. An id of ``among`` that has no name is found by itself.

    Returns
    -------
    str
        The id; of several with the same name the first in table order.

    Raises
    ------
    KeyError
        The kind is unknown.

    Examples
    --------
    >>> find("pathway", "  aire ")
    'air'
    >>> find("technology", "5.8.1-O-NONE")
    '5.8.1-o-none'
    >>> find("pathway", "no such name")
    ''
    """
    _rows(kind)
    wanted = _normal(text)
    idents = _index()[kind].get(wanted, [])
    if among is None:
        return idents[0] if idents else ""
    own = [ident for ident in among if _normal(ident) == wanted]
    return next((ident for ident in (*own, *idents) if ident in among), "")
