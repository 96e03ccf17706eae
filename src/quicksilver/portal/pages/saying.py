"""What went wrong, on a page in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from quicksilver.errors import InputProblems, Problem
from quicksilver.language.problems import in_language

__all__ = ["sentences"]


def sentences(wrong: InputProblems | Iterable[Problem], language: str) -> list[dict[str, str]]:
    """Return problems for a page: what, where, what is allowed, what to do."""
    problems = wrong.problems if isinstance(wrong, InputProblems) else wrong
    return [
        {
            "what": problem.what,
            "where": problem.where,
            "allowed": problem.allowed,
            "guess": problem.guess,
            "remedy": problem.remedy,
        }
        for problem in (in_language(given, language) for given in problems)
    ]
