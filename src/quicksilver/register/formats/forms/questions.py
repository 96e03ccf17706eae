"""The questions of the report form and the words around them, in the languages."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from quicksilver.intake.cells import Column, Texts
from quicksilver.intake.packaged import Table

__all__ = ["Question", "meaning", "questions", "words"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question of the form.

    Attributes
    ----------
    number : str
        For example ``1.4.1``.
    section : str
    asked : str
        Of whom: ``area``, ``organisation`` or ``both``.
    each : str
        About each of what it is asked (``target``, ``priority action``, ``activity``, ``contribution``); else empty.
    answer : str
        ``text``, ``number``, ``date``, ``state`` of an activity, or ``progress`` of a priority action.
    becomes : str
        What the answer is in the register once it is accepted: ``state``, ``dates`` or ``results`` of the activity, ``claim`` with
        the name of what is claimed, a ``task`` for the secretariat; empty where it changes nothing.
    text : Texts
    source : str
        Where the partnership asks for it; ``own`` where this form does of itself.
    """

    number: Annotated[str, Column("question")]
    section: str
    asked: Literal["area", "organisation", "both"]
    each: str = ""
    answer: str
    becomes: str = ""
    text: Texts
    source: str


@dataclass(frozen=True, slots=True)
class _Word:
    group: str
    word: str
    text: Texts


_PACKAGE: Final = "quicksilver.register.formats.forms"
_QUESTIONS: Final = Table(_PACKAGE, "tables/form_questions.csv", Question, key=("number",))
_WORDS: Final = Table(_PACKAGE, "tables/form_words.csv", _Word, key=("group", "word"))


def questions() -> tuple[Question, ...]:
    """Return the questions in the order of the form.

    Examples
    --------
    >>> [question.number for question in questions()][:3]
    ['1.1', '1.2', '1.3']
    """
    return _QUESTIONS.rows()


@functools.cache
def _words() -> Mapping[str, Mapping[str, Texts]]:
    words: dict[str, dict[str, Texts]] = {}
    for row in _WORDS.rows():
        words.setdefault(row.group, {})[row.word] = row.text
    return words


def words(group: str, language: str) -> dict[str, str]:
    """Return the words of a group (such as ``special``) by their English key, in a language."""
    return {word: text.text(language) for word, text in _words()[group].items()}


def meaning(group: str, typed: str) -> str:
    """Return which word of a group was meant, in any of the languages; empty if none.

    Examples
    --------
    >>> meaning("special", "无变化"), meaning("special", " No change "), meaning("special", "perhaps")
    ('no change', 'no change', '')
    """
    given = typed.strip().casefold()
    for word, text in _words()[group].items():
        if given and given in {version.casefold() for version in text.values()}:
            return word
    return ""
