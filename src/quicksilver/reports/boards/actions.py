"""Action items with their owner, due date and outcome, as a document; no outcome is said as that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from quicksilver.documents.tree import Block, Column, Content, Document, Paragraph, Row, Table
from quicksilver.documents.tree import Text as Run
from quicksilver.register.questions.actions import ActionLine, action_lines
from quicksilver.register.questions.knowledge import Asked, asked, knowledge_end
from quicksilver.register.rules.visibility import visible
from quicksilver.reports.boards.frame import Names, Voice, board
from quicksilver.reports.words import bracketed
from quicksilver.reports.writing import Progress, written

if TYPE_CHECKING:
    from quicksilver.register.register import Register

__all__ = ["action_document", "action_files", "document_of"]


def document_of(
    register: Register,
    *,
    as_of: dt.date | None = None,
    language: str = "en",
) -> Document:
    """Return the action items on a day.

    Parameters
    ----------
    register : Register
    as_of : date, optional
        If omitted, the day on which the register's knowledge ends, or today where it records none.
    language : str
        One of :data:`quicksilver.languages.LANGUAGES`.

    Raises
    ------
    ValueError
        There is no such language.
    """
    shown = visible(register)
    given = asked(knowledge_end(register), as_of)
    return action_document(
        action_lines(shown, given.day), shown, as_of=given.day, language=language, given=given
    )


def action_files(
    register: Register,
    *,
    as_of: dt.date | None = None,
    language: str = "en",
    progress: Progress | None = None,
) -> dict[str, bytes]:
    """Return the action items on a day as ``actions.docx``, ``actions.pdf`` and ``actions.html``."""
    return written(document_of(register, as_of=as_of, language=language), "actions", progress)


def action_document(
    lines: Sequence[ActionLine],
    register: Register,
    *,
    as_of: dt.date,
    language: str = "en",
    given: Asked | None = None,
) -> Document:
    """Return action items as a document.

    Parameters
    ----------
    lines : sequence of ActionLine
        As :func:`quicksilver.register.questions.actions.action_lines` gives them.
    register : Register
        For the documents that asked.
    as_of : date
    language : str
    given : Asked, optional
        The question, where it may be about a later day.
    """
    words = Voice(language)
    names = Names(register, words)
    title = words.plain("actions.title")
    if not lines:
        return board(title, words, [Paragraph(words.say("actions.none"))], as_of, given=given)
    columns = (
        Column(words.say("column.action"), width=3.4),
        Column(words.say("column.asked"), width=2.4),
        Column(words.say("column.who"), width=1.5),
        Column(words.say("column.due"), width=1.3),
        Column(words.say("column.outcome"), width=2.2),
    )
    rows = tuple(Row(_row(line, names)) for line in lines)
    unknown = sum(not line.known for line in lines)
    late = sum(line.overdue for line in lines)
    blocks: list[Block] = [
        Paragraph(words.say("actions.count", n=str(len(lines)), open=str(unknown), late=str(late))),
        Table(words.say("actions.caption"), columns, rows, label="actions"),
    ]
    return board(title, words, [*blocks, *names.references()], as_of, given=given)


def _row(line: ActionLine, names: Names) -> tuple[Content, ...]:
    words, item = names.words, line.item
    letter = (Run(f"{bracketed(item.letter, words.language)} "),) if item.letter else ()
    outcome = words.text(item.outcome) if item.outcome is not None else words.say("actions.unknown")
    late = (Run(words.plain("list.semicolon")), *words.say("actions.overdue")) if line.overdue else ()
    return (
        (*letter, *words.text(item.text)),
        names.sources(item.sources),
        words.english(item.owner) or words.say("word.unstated"),
        words.when(item.due) or words.say("word.unstated"),
        (*outcome, *late),
    )
