"""The sentence that states where the register's knowledge ends, for documents and screens, in six languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quicksilver.documents.tree import Block, Box, Paragraph
from quicksilver.language.catalogue import catalogue
from quicksilver.register.questions.knowledge import Asked

if TYPE_CHECKING:
    from quicksilver.reports.words import Words

__all__ = ["knowledge_box", "knowledge_note"]


def knowledge_note(given: Asked | None, words: Words, *, dated: bool = True) -> str:
    """Return the sentence that states where the register's knowledge ends; empty where none is due.

    Parameters
    ----------
    given : Asked or None
    words : Words
    dated : bool
        Whether what follows is as of a day.

    Examples
    --------
    >>> import datetime as dt
    >>> from quicksilver.reports.words import Words
    >>> given = Asked(dt.date(2026, 11, 30), dt.date(2009, 5, 1), dt.date(2026, 11, 30))
    >>> knowledge_note(given, Words("en"))
    "The register's knowledge ends on 1 May 2009; what follows is not an assessment as of 30 November 2026."
    """
    if given is None or given.ends is None or not given.noted:
        return ""
    end = words.day(given.ends)
    own = catalogue("register_text")
    if given.wanted is not None:
        return own.plain("knowledge.later", words.language, end=end, day=words.day(given.wanted))
    return own.plain("knowledge.ends" if dated else "knowledge.alone", words.language, end=end)


def knowledge_box(given: Asked | None, words: Words, *, dated: bool = True) -> tuple[Block, ...]:
    """Return the sentence in a frame, for the top of a document; nothing where none is due."""
    note = knowledge_note(given, words, dated=dated)
    return (Box((Paragraph(note),)),) if note else ()
