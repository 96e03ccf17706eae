"""What went wrong, said on a page in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from quicksilver.errors import InputProblems, Problem
from quicksilver.language.sentences import retold

__all__ = ["sentences"]


def sentences(wrong: InputProblems | Iterable[Problem], language: str) -> list[dict[str, str]]:
    """Return problems for a page: what, where, what is allowed, what to do."""
    problems = wrong.problems if isinstance(wrong, InputProblems) else wrong
    return [
        {
            "what": retold(one.what, language),
            "where": one.where,
            "allowed": retold(one.allowed, language),
            "guess": one.guess,
            "remedy": retold(one.remedy, language),
        }
        for one in problems
    ]
