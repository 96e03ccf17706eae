"""Sentences as keys with values: what one part of the program states and another writes in the language of a reader.

A sentence is a key and values until someone reads it, and then it is written in their language; in English it is what files, receipts and
messages hold. What a user wrote is a value and never a template: places are filled in once, and braces in a value stay braces. No part of
the program looks into the English text: who needs to know what a sentence is about asks for its key and values.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from quicksilver.intake.numbers import machine_number
from quicksilver.language.choices import Word
from quicksilver.language.names import Name
from quicksilver.language.numbers import exact, percent
from quicksilver.language.templates import forms, pieces, templates
from quicksilver.languages import LANGUAGES

__all__ = [
    "Either",
    "Listed",
    "RefusedValueError",
    "Sentence",
    "Wording",
    "as_plain",
    "from_plain",
    "in_words",
    "number_of",
    "say",
]

#: Around what is put into an Arabic sentence, so that an identifier does not turn the words beside it round.
_ISOLATE: Final = "\u2068{}\u2069"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a table with its values.

    Attributes
    ----------
    key : str
    values : mapping of str to object
        For the places: texts, numbers, days, objects with a wording in each language, or a list of these.
    warning : bool
        Whether it is a warning only.
    table : str
        Name of the table: a file of ``language/data`` without its ending.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    warning: bool = False
    table: str = "sentences"

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
        row = templates(self.table)[self.key]
        written = forms(row["en"])
        made = []
        for literal, name in pieces(row.text(language)):
            made.append(literal)
            if name:
                text = _written(self.values[name], written.get(name, ""), language)
                made.append(_ISOLATE.format(text) if LANGUAGES[language].is_rtl else text)
        return "".join(made)

    def english(self, name: str) -> str:
        """Return the value of a place as the English sentence has it."""
        written = forms(templates(self.table)[self.key]["en"])
        return _written(self.values[name], written.get(name, ""), "en")

    def __str__(self) -> str:
        return self.in_language("en")

    def __hash__(self) -> int:
        # Values may be lists; equal sentences have equal keys.
        return hash((self.key, self.table))


@dataclass(frozen=True, slots=True)
class Either:
    """Several things of which one will do."""

    parts: tuple[object, ...]

    def in_language(self, language: str) -> str:
        """Return them with "or" between them; "nobody" where there are none."""
        if not self.parts:
            return say("nobody").in_language(language)
        between = templates("sentences")["or"].text(language)
        return between.join(_written(part, "", language) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Listed:
    """Several things, with semicolons between them since they may contain commas."""

    parts: tuple[object, ...]

    def in_language(self, language: str) -> str:
        """Return them one after the other."""
        between = templates("sentences")["and so on at length"].text(language)
        return between.join(_written(part, "", language) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Wording:
    """A text of the register in the languages that it has, the original first."""

    texts: Mapping[str, str]

    def in_language(self, language: str) -> str:
        """Return the text in a language; the original where it has none in it."""
        return self.texts.get(language) or next(iter(self.texts.values()))


class RefusedValueError(ValueError):
    """A value that a record does not take; ``sentence`` states why, and the text of the error is its English."""

    def __init__(self, key: str, **values: object) -> None:
        self.sentence = Sentence(key, values, table="problems")
        super().__init__(str(self.sentence))


def say(key: str, /, *, warning: bool = False, **values: object) -> Sentence:
    """Return a sentence of the register, to be put into a language later."""
    return Sentence(key, values, warning)


def number_of(sentence: Sentence, name: str) -> float | None:
    """Return a value as the number that the English sentence prints, rounded as it is there; None where it is not finite or none.

    Examples
    --------
    >>> number_of(Sentence("reason.level", {"value": 2 / 3}, table="register_text"), "value")
    0.666667
    """
    value = sentence.values[name]
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return None
    return machine_number(sentence.english(name).replace(",", ""))


def in_words(value: object, language: str) -> str:
    """Return a value as a sentence would have it: a text as it is, a list with commas, a word or a name in the language."""
    return _written(value, "", language)


def _written(value: object, form: str, language: str) -> str:
    """Return a value as text; ``form`` is how the English sentence writes it."""
    if isinstance(value, str):
        return repr(value) if form == "!r" and language == "en" else value
    if isinstance(value, dt.date):
        return value.isoformat()
    saying = getattr(value, "in_language", None)
    if saying is not None:
        return str(saying(language))
    if form == "!r":
        return repr(value)
    if form and isinstance(value, (int, float)):
        return _number(value, form, language)
    if isinstance(value, Iterable):
        between = templates("sentences")["and so on"].text(language)
        return between.join(_written(part, "", language) for part in value)
    return str(value)


def _number(value: float, form: str, language: str) -> str:
    """Return a number with the digits that the English sentence gives it, as the language writes numbers."""
    text = format(value, form)
    # What is no finite number is a word, such as "nan".
    if language == "en" or not math.isfinite(value):
        return text
    if text.endswith("%"):
        sign = "+" if text.startswith("+") else ""
        return sign + percent(machine_number(text.rstrip("%").replace(",", "")) / 100, language)
    return exact(machine_number(text.replace(",", "")), language)


def as_plain(value: object) -> Any:
    """Return a value as plain data, as JSON has it; :func:`from_plain` gives it back.

    Examples
    --------
    >>> as_plain([Word("plans.state", "posted"), say("year"), 3])
    [{'word': 'posted', 'of': 'plans.state'}, {'key': 'year', 'values': {}, 'table': 'sentences'}, 3]
    """
    if value is None or isinstance(value, (str, bool, int, float)):
        # A text may be of a class of its own, such as a place.
        return str(value) if isinstance(value, str) else value
    if isinstance(value, Word):
        return {"word": value.value, "of": value.field}
    if isinstance(value, Name):
        return {"name": value.ident, "of": value.kind, **({"bare": True} if value.bare else {})}
    if isinstance(value, Either):
        return {"either": [as_plain(part) for part in value.parts]}
    if isinstance(value, Listed):
        return {"listed": [as_plain(part) for part in value.parts]}
    if isinstance(value, Wording):
        return {"wording": dict(value.texts)}
    if isinstance(value, Sentence):
        values = {name: as_plain(part) for name, part in value.values.items()}
        return {"key": value.key, "values": values, "table": value.table}
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Iterable) and not isinstance(value, Mapping):
        return [as_plain(part) for part in value]
    return str(value)


def from_plain(data: Any) -> object:
    """Return the value of plain data that :func:`as_plain` gave.

    Examples
    --------
    >>> from_plain({"word": "posted", "of": "plans.state"})
    Word(field='plans.state', value='posted')
    """
    if isinstance(data, list):
        return [from_plain(part) for part in data]
    if not isinstance(data, Mapping):
        return data
    if "word" in data:
        return Word(data["of"], data["word"])
    if "name" in data:
        return Name(data["of"], data["name"], data.get("bare", False))
    if "either" in data:
        return Either(tuple(from_plain(part) for part in data["either"]))
    if "listed" in data:
        return Listed(tuple(from_plain(part) for part in data["listed"]))
    if "wording" in data:
        return Wording(data["wording"])
    values = {name: from_plain(part) for name, part in data["values"].items()}
    return Sentence(data["key"], values, table=data["table"])
