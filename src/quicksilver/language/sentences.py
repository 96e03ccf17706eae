"""The sentences that the register states about itself, in the languages: the table ``data/sentences.csv``, with named places in braces.

A sentence is a key and values until someone reads it, and then it is said in their language. What a user wrote is a value and never a
template: places are filled in once, and braces in a value stay braces.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Protocol

from quicksilver.intake.cells import Texts
from quicksilver.intake.texts import keyed_texts
from quicksilver.languages import LANGUAGES

__all__ = ["Either", "Said", "Sentence", "retold", "say"]

_PLACE: Final = re.compile(r"\{(\w+)\}")
#: Around what is put into an Arabic sentence, so that an identifier does not turn the words beside it round.
_ISOLATE: Final = "\u2068{}\u2069"
_REFUSED: Final = "refused: "


class Said(Protocol):
    """What has a wording in each language."""

    def in_language(self, language: str) -> str:
        """Return it in a language."""
        ...


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the table with its values.

    Attributes
    ----------
    key : str
    values : mapping of str to object
        For the places: texts, numbers, days, objects with a wording in each language, or a list of these.
    warning : bool
        Whether it is a warning only.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    warning: bool = False

    def in_language(self, language: str) -> str:
        """Return the sentence in a language.

        Raises
        ------
        KeyError
            The table has no such sentence, or not in this language; or a value for a place is missing.

        Examples
        --------
        >>> say("no lead", area="coal", day=dt.date(2009, 5, 1)).in_language("fr")
        'le domaine « coal » n’a pas de responsable au 2009-05-01'
        """
        template = _table()[self.key].text(language)
        return _PLACE.sub(lambda place: _told(self.values[place[1]], language), template)

    def __str__(self) -> str:
        return self.in_language("en")


@dataclass(frozen=True, slots=True)
class Either:
    """Several things of which one will do."""

    parts: tuple[object, ...]

    def in_language(self, language: str) -> str:
        """Return them with "or" between them; "nobody" where there are none."""
        if not self.parts:
            return say("nobody").in_language(language)
        return _table()["or"].text(language).join(_plain(part, language) for part in self.parts)


def say(key: str, /, *, warning: bool = False, **values: object) -> Sentence:
    """Return a sentence, to be put into a language later."""
    return Sentence(key, values, warning)


def retold(said: str, language: str, names: Mapping[str, object] | None = None) -> str:
    """Return in a language the English message of a record that refuses a value; unchanged where the table does not have it.

    Parameters
    ----------
    said : str
    language : str
    names : mapping of str to object, optional
        What the fields that it names are called in that language.

    Examples
    --------
    >>> retold("an amount must not be negative", "fr")
    'un montant ne peut pas être négatif'
    """
    if language == "en":
        return said
    for key, pattern in _patterns():
        found = pattern.fullmatch(said)
        if found:
            values = {
                place: str((names or {}).get(value, value)) for place, value in found.groupdict().items()
            }
            return Sentence(key, values).in_language(language)
    return said


def _told(value: object, language: str) -> str:
    said = _plain(value, language)
    return _ISOLATE.format(said) if LANGUAGES[language].is_rtl else said


def _plain(value: object, language: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Iterable):
        return _table()["and so on"].text(language).join(_plain(part, language) for part in value)
    saying = getattr(value, "in_language", None)
    return str(value) if saying is None else str(saying(language))


def _table() -> Mapping[str, Texts]:
    return keyed_texts("quicksilver.language", "data/sentences.csv")


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    found = []
    for key, row in _table().items():
        if key.startswith(_REFUSED):
            parts = _PLACE.split(row["en"])
            # Text and names of places take turns.
            made = [f"(?P<{part}>.*)" if turn % 2 else re.escape(part) for turn, part in enumerate(parts)]
            found.append((key, re.compile("".join(made), re.DOTALL)))
    return found
