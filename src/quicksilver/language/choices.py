"""What the values that a field may take are called in six languages: the table ``data/choices.csv``.

A word is translated by the field it stands in: an activity is cancelled in one gender and a membership in another. The values themselves
are the same in every language and are what files and the database hold.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["Word", "choice", "knows"]


@dataclass(frozen=True, slots=True)
class Word:
    """A value of a field, such as the state of an activity.

    Attributes
    ----------
    field : str
        Kind of record, or list in one, and field: ``"activities.state"``, ``"participants.role"``.
    value : str
    """

    field: str
    value: str

    def in_language(self, language: str) -> str:
        """Return what it is called in a language."""
        return choice(self.field, self.value, language)


def choice(field: str, value: str, language: str) -> str:
    """Return what a value of a field is called in a language; the value itself where the table does not have it.

    Fields that mean the same everywhere, such as ``visibility``, are in the table without a kind.

    Examples
    --------
    >>> choice("activities.state", "under way", "fr"), choice("plans.visibility", "partners", "es")
    ('en cours', 'asociados')
    """
    table = _table()
    found = table.get((field, value)) or table.get((field.rpartition(".")[2], value))
    return found[language] if found else value


def knows(field: str, value: str) -> bool:
    """Return whether the table has a value of a field."""
    return (field, value) in _table() or (field.rpartition(".")[2], value) in _table()


@cache
def _table() -> dict[tuple[str, str], dict[str, str]]:
    text = (resources.files("quicksilver.language") / "data" / "choices.csv").read_text(encoding="utf-8")
    return {
        (field, row["value"]): row
        for row in csv.DictReader(text.splitlines())
        for field in row["field"].split(";")
    }
