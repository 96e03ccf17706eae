"""The questions of the report form and the words around them, in six languages."""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from quicksilver.geography import LANGUAGES

__all__ = ["Question", "meaning", "questions", "words"]


@dataclass(frozen=True)
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
    text : mapping of str to str
        By language.
    source : str
        Where the partnership asks for it; ``own`` where this form does of itself.
    """

    number: str
    section: str
    asked: str
    each: str
    answer: str
    becomes: str
    text: Mapping[str, str]
    source: str


def _rows(name: str) -> list[dict[str, str]]:
    text = (resources.files("quicksilver.register.formats.forms") / "tables" / name).read_text(
        encoding="utf-8"
    )
    return list(csv.DictReader(text.splitlines()))


@functools.cache
def questions() -> tuple[Question, ...]:
    """Return the questions in the order of the form.

    Examples
    --------
    >>> [question.number for question in questions()][:3]
    ['1.1', '1.2', '1.3']
    """
    return tuple(
        Question(
            row["question"],
            row["section"],
            row["asked"],
            row["each"],
            row["answer"],
            row["becomes"],
            {language: row[language] for language in LANGUAGES},
            row["source"],
        )
        for row in _rows("form_questions.csv")
    )


@functools.cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    held: dict[str, dict[str, dict[str, str]]] = {}
    for row in _rows("form_words.csv"):
        held.setdefault(row["group"], {})[row["word"]] = row
    return held


def words(group: str, language: str) -> dict[str, str]:
    """Return the words of a group (such as ``special``) by their English key, in a language."""
    return {word: row[language] for word, row in _words()[group].items()}


def meaning(group: str, said: str) -> str:
    """Return which word of a group was meant, in any of the six languages; empty if none.

    Examples
    --------
    >>> meaning("special", "无变化"), meaning("special", " No change "), meaning("special", "perhaps")
    ('no change', 'no change', '')
    """
    for word, row in _words()[group].items():
        if said.strip().casefold() in {row[language].casefold() for language in LANGUAGES}:
            return word
    return ""
