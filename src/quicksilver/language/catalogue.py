"""Prose in the languages: catalogues of sentences with named places, filled without ever formatting user text.

A catalogue is a table of texts in ``data``. Only its sentences are templates; what is put into them (a note, a plant's
name) goes in as it is and can start nothing. A sentence that has no version in a language yet is in English.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from quicksilver.documents.tree import Content, Inline, Text, plain_text
from quicksilver.language.templates import pieces, templates

__all__ = ["Catalogue", "catalogue"]


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
    return Catalogue(f"{name}.csv", templates(name))
