"""The language of a chart: one of the program, and a problem for any other."""

from __future__ import annotations

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.languages import LANGUAGES

__all__ = ["check_language"]


def check_language(language: str) -> None:
    """Stop at a language that is not one of the program's."""
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
