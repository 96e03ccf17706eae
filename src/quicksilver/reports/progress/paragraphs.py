"""The report paragraph by paragraph, with the code each is cited by: for comments on a draft."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quicksilver.reports.period import Period
from quicksilver.reports.progress.choose import Choice
from quicksilver.reports.progress.outline import outline
from quicksilver.reports.progress.sentences import Sayings
from quicksilver.reports.progress.tree import label
from quicksilver.reports.words import Words

if TYPE_CHECKING:
    from quicksilver.register.register import Register

__all__ = ["PlainParagraph", "paragraphs"]


@dataclass(frozen=True, slots=True)
class PlainParagraph:
    """A numbered thing of the report as plain text.

    Attributes
    ----------
    code : str
        By which it is cited, such as ``A17(b)``; the same in every language, and empty for a heading without a letter.
    label : str
        As it is printed.
    kind : str
        ``heading``, ``section`` or ``paragraph``.
    level : int
    text : str
    """

    code: str
    label: str
    kind: str
    level: int
    text: str


def paragraphs(
    register: Register, *, period: Period | str, as_of: dt.date, language: str = "en"
) -> tuple[PlainParagraph, ...]:
    """Return the report paragraph by paragraph.

    Parameters
    ----------
    register : Register
    period : Period or str
    as_of : date
    language : str

    Raises
    ------
    InputProblems
        The period cannot be read.
    ValueError
        There is no such language.
    """
    covered = Period.parse(period) if isinstance(period, str) else period
    choice = Choice.of(register, covered, as_of)
    sayings = Sayings(choice, Words(language))
    return tuple(
        PlainParagraph(
            entry.code, label(entry, language), entry.kind, max(entry.level, 0), sayings.plain(entry)
        )
        for entry in outline(choice)
    )
