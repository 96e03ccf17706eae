"""What the values that a field may take are called in the languages: the table ``data/choices.csv``.

A word is translated by the field it stands in: an activity is cancelled in one gender and a membership in another. The values themselves
are the same in every language and are what files and the database hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Final

from quicksilver.intake.cells import Column, Texts
from quicksilver.intake.packaged import Table

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


@dataclass(frozen=True, slots=True)
class _Choice:
    fields: Annotated[tuple[str, ...], Column("field")]
    value: str
    text: Texts


_CHOICES: Final = Table("quicksilver.language", "data/choices.csv", _Choice, key=("fields", "value"))


def choice(field: str, value: str, language: str) -> str:
    """Return what a value of a field is called in a language; the value itself where the table does not have it.

    Fields that mean the same everywhere, such as ``visibility``, are in the table without a kind.

    Examples
    --------
    >>> choice("activities.state", "under way", "fr"), choice("plans.visibility", "partners", "es")
    ('en cours', 'asociados')
    """
    table = _table()
    row = table.get((field, value)) or table.get((field.rpartition(".")[2], value))
    return row.text(language) if row else value


def knows(field: str, value: str) -> bool:
    """Return whether the table has a value of a field."""
    return (field, value) in _table() or (field.rpartition(".")[2], value) in _table()


@cache
def _table() -> Mapping[tuple[str, str], Texts]:
    return {(field, row.value): row.text for row in _CHOICES.rows() for field in row.fields}
