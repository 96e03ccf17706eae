"""The language of a chart: known, or reported as unknown."""

from __future__ import annotations

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.languages import LANGUAGES

__all__ = ["check_language"]


def check_language(language: str) -> None:
    """Stop at a language that is not one of the program."""
    if language not in LANGUAGES:
        raise InputProblems(
            [
                Problem(
                    f"unknown language {language!r}",
                    "language",
                    ", ".join(LANGUAGES),
                    closest(language, tuple(LANGUAGES)),
                )
            ]
        )
