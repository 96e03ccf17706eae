"""Prose in the languages: catalogues of sentences with named places, filled without ever formatting user text.

A catalogue is a table of texts in ``data``. Only its sentences are templates; what is put into them (a note, a plant's
name) goes in as it is and can start nothing. The English column also states how a value is written in plain text
(``{count:,}``, ``{name!r}``); other columns name places only. A sentence that has no version in a language yet is in English.
"""

from __future__ import annotations

import functools
import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from quicksilver.documents.tree import Content, Inline, Text, plain_text
from quicksilver.intake.texts import keyed_texts

__all__ = ["Catalogue", "catalogue", "forms", "pieces", "places"]

_FORMATTER: Final = string.Formatter()


@functools.lru_cache(maxsize=2048)
def _parts(template: str) -> tuple[tuple[str, str, str], ...]:
    """Return a template as literal text, the name of the place after it, and how its value is written."""
    parts = []
    for literal, name, form, conversion in _FORMATTER.parse(template):
        parts.append((literal, name or "", f"!{conversion}" if conversion else form or ""))
    return tuple(parts)


def pieces(template: str) -> tuple[tuple[str, str], ...]:
    """Return a template as pairs of literal text and the name of the place after it; empty at the end.

    Examples
    --------
    >>> pieces("in {year}.")
    (('in ', 'year'), ('.', ''))
    """
    return tuple((literal, name) for literal, name, _ in _parts(template))


def forms(template: str) -> dict[str, str]:
    """Return how the value of each place is written in an English template: a format of numbers, ``!r`` for quotation marks.

    Examples
    --------
    >>> forms("{count:,} rows in {file!r}, sheet {sheet}")
    {'count': ',', 'file': '!r', 'sheet': ''}
    """
    return {name: form for _, name, form in _parts(template) if name}


def places(template: str) -> frozenset[str]:
    """Return the names of the places in a template.

    Examples
    --------
    >>> sorted(places("{what} in {year}"))
    ['what', 'year']
    """
    return frozenset(forms(template))


def _inline(value: Content | Inline) -> tuple[Inline, ...]:
    if isinstance(value, str):
        return (Text(value),)
    return value if isinstance(value, tuple) else (value,)


@dataclass(frozen=True)
class Catalogue:
    """The sentences of one catalogue.

    Attributes
    ----------
    name : str
        File name, for messages.
    rows : mapping of str to mapping of str to str
        Key -> language -> template; the English one comes first.
    """

    name: str
    rows: Mapping[str, Mapping[str, str]]

    def template(self, key: str, language: str) -> str:
        """Return a template as it is in the catalogue.

        Raises
        ------
        KeyError
            There is no such key, or no such language.
        """
        if key not in self.rows:
            raise KeyError(f"{key!r} is not a key of {self.name}")
        row = self.rows[key]
        return row[language] or row["en"]

    def say(self, key: str, language: str, /, **values: Content | Inline) -> tuple[Inline, ...]:
        """Return a sentence with its places filled; numbers and references stay what they are.

        Raises
        ------
        KeyError
            There is no such key, or a place is left open.

        Examples
        --------
        >>> made = Catalogue("x", {"k": {"en": "in {year}"}})
        >>> made.say("k", "en", year="2020")
        (Text(text='in ', bold=False, italic=False), Text(text='2020', bold=False, italic=False))
        """
        result: list[Inline] = []
        for literal, name in pieces(self.template(key, language)):
            if literal:
                result.append(Text(literal))
            if name:
                result += _inline(values[name])
        return tuple(result)

    def plain(self, key: str, language: str, /, **values: Content | Inline) -> str:
        """Return a sentence as plain text.

        Examples
        --------
        >>> Catalogue("x", {"k": {"en": "in {year}"}}).plain("k", "en", year="2020")
        'in 2020'
        """
        return plain_text(self.say(key, language, **values))

    def __hash__(self) -> int:
        return hash(self.name)


@functools.cache
def catalogue(name: str) -> Catalogue:
    """Return a shipped catalogue by its file name without the ending.

    Raises
    ------
    InputProblems
        Everything that is wrong with its table.

    Examples
    --------
    >>> catalogue("inventory_text").plain("word.fill", "en")
    'to be filled in'
    """
    file = f"{name}.csv"
    return Catalogue(file, keyed_texts("quicksilver.language", f"data/{file}"))
