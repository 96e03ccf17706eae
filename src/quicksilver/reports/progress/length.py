"""How long a report is, and whether the United Nations would take it at that length."""

from __future__ import annotations

import re
from typing import Final

from quicksilver.documents.numbering import contents_of
from quicksilver.documents.tree import Content, Document, Footnote, Title, plain_text, walk
from quicksilver.errors import Problem
from quicksilver.register.records import Document as Record
from quicksilver.reports.progress.choose import Choice

__all__ = ["OTHERS", "SECRETARIAT", "length_limit", "length_warning", "word_count"]

#: Words of a report of the Secretariat, and of one that comes from outside of it.
SECRETARIAT: Final = 8_500
OTHERS: Final = 10_700
_OWN: Final = ("united nations environment programme", "unep", "secretariat", "the secretariat")
_WORD: Final = re.compile(r"\S*\w\S*")


def word_count(document: Document) -> int:
    """Return the number of words of a document as Word counts them: titles, paragraphs, tables and footnotes.

    Chinese has no spaces: ask it of the document in another language.

    Examples
    --------
    >>> from quicksilver.documents.tree import Paragraph
    >>> word_count(Document("en", "t", (Paragraph("Three plain words."),)))
    3
    """
    total = 0
    for block in walk(document.blocks):
        if isinstance(block, Title):
            total += _words(block.text) + _words(block.subtitle)
        for content in contents_of(block):
            total += _in(content)
    return total


def _in(content: Content) -> int:
    notes = () if isinstance(content, str) else [part for part in content if isinstance(part, Footnote)]
    return _words(plain_text(content)) + sum(_in(note.content) for note in notes)


def _words(text: str) -> int:
    return len(_WORD.findall(text))


def length_limit(note: Record | None, report: Record | None) -> int:
    """Return how many words a report may have: fewer where the Secretariat submits it with its own note."""
    body = report.body.strip().lower() if report is not None else ""
    return OTHERS if note is None and body and body not in _OWN else SECRETARIAT


def length_warning(choice: Choice, english: Document) -> Problem | None:
    """Return that a report is too long, or None; counted in English, whatever language it is written in.

    Parameters
    ----------
    choice : Choice
    english : Document
        The report in English.
    """
    limit, counted = length_limit(choice.note, choice.report), word_count(english)
    if counted <= limit:
        return None
    return Problem(
        f"the report has {counted:,} words in English",
        "the length of the report",
        f"at most {limit:,} words for a report "
        + ("of the Secretariat" if limit == SECRETARIAT else "from outside the Secretariat"),
        remedy="shorten texts of activities in the register, or ask for a waiver",
        severity="warning",
    )
