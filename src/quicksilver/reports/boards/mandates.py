"""The matrix of a mandate as a document: its items by the activities and the money that serve them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from quicksilver.documents.tree import Block, BulletList, Column, Document, Inline, Paragraph, Row, Table
from quicksilver.documents.tree import Text as Run
from quicksilver.register.questions.knowledge import Asked, asked, knowledge_end
from quicksilver.register.questions.ledger import Total
from quicksilver.register.questions.mandates import Matrix
from quicksilver.register.records import Activity, Mandate
from quicksilver.register.rules.visibility import visible
from quicksilver.reports.boards.frame import Names, Voice, board, money
from quicksilver.reports.words import Inlines, bracketed
from quicksilver.reports.writing import Progress, written

if TYPE_CHECKING:
    from quicksilver.register.register import Register

__all__ = ["document_of", "mandate_document", "mandate_files"]


def document_of(
    register: Register,
    *,
    as_of: dt.date | None = None,
    language: str = "en",
) -> Document:
    """Return the mandate matrix on a day.

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
    from quicksilver.register.questions.mandates import mandate_matrix

    given = asked(knowledge_end(register), as_of)
    shown = visible(register, totals=True).as_of(given.day)
    return mandate_document(mandate_matrix(shown), shown, as_of=given.day, language=language, given=given)


def mandate_files(
    register: Register,
    *,
    as_of: dt.date | None = None,
    language: str = "en",
    progress: Progress | None = None,
) -> dict[str, bytes]:
    """Return the mandate matrix on a day as ``mandates.docx``, ``mandates.pdf`` and ``mandates.html``."""
    return written(document_of(register, as_of=as_of, language=language), "mandates", progress)


def mandate_document(
    matrix: Matrix,
    register: Register,
    *,
    as_of: dt.date,
    language: str = "en",
    given: Asked | None = None,
) -> Document:
    """Return the matrix of a mandate as a document: its items by the activities and the money that serve them.

    Parameters
    ----------
    matrix : Matrix
        As :func:`quicksilver.register.questions.mandates.mandate_matrix` makes it.
    register : Register
        For the names of activities and areas.
    as_of : date
    language : str
    given : Asked, optional
        The question, where it may be about a later day.
    """
    words = Voice(language)
    names = Names(register, words)
    columns = (
        Column(words.say("matrix.item"), width=2.6),
        Column(words.say("matrix.activities"), width=4.6),
        Column(words.say("matrix.count"), "end", 0.9),
        Column(words.say("matrix.money"), width=1.7),
        Column(words.say("matrix.no_funder"), "end", 1.1),
    )
    rows = []
    for row in matrix.rows:
        item = (Run(f"{bracketed(row.mandate.letter, language)} "), *words.text(row.mandate.text))
        activities = _activities(row.activities, names) or words.say("matrix.nobody")
        counted = (str(len(row.activities)), str(len(row.no_funder)))
        rows.append(Row((item, activities, counted[0], _money(row.money, words), counted[1])))
    table = Table(
        words.say("matrix.caption"),
        columns,
        tuple(rows),
        label="matrix",
        notes=(words.say("matrix.note"),),
    )
    blocks: list[Block] = [table]
    empty = [row.mandate.letter for row in matrix.rows if not row.activities]
    if empty:
        letters = words.listed([(Run(bracketed(letter, language)),) for letter in empty])
        blocks.insert(0, Paragraph(words.say("matrix.empty", list=letters)))
    if matrix.none:
        blocks.append(Paragraph(words.say("matrix.none")))
        blocks.append(BulletList(tuple(_activity(activity, names) for activity in matrix.none)))
    return board(_title(matrix, words), words, blocks, as_of, given=given)


def _title(matrix: Matrix, words: Voice) -> str:
    if not matrix.rows:
        return words.plain("matrix.title.plain")
    first: Mandate = matrix.rows[0].mandate
    return words.plain("matrix.title", paragraph=first.paragraph, decision=first.symbol)


def _activity(identifier: str, names: Names) -> Inlines:
    activity = names.register.get(Activity, identifier)
    areas = names.words.listed([names.area(area) for area in activity.areas], semicolons=True)
    inner: list[Inline] = [*names.words.text(activity.title), Run(" ("), *areas, Run(")")]
    return tuple(inner)


def _activities(identifiers: Sequence[str], names: Names) -> Inlines:
    return names.words.listed([_activity(activity, names) for activity in identifiers], semicolons=True)


def _money(sums: Sequence[Total], words: Voice) -> Inlines:
    """Return sums, each in its own currency, in-kind help and core budgets marked, and how many are not stated."""
    parts: list[Inlines] = []
    for total in sums:
        if total.amount is None:
            figure: Inlines = words.say("matrix.unstated", n=str(len(total.flows)))
        else:
            figure = (money(total.amount, total.currency, words.language),)
        marks = [words.say("matrix.in_kind")] if total.bucket == "in kind" else []
        marks += [words.say("matrix.core")] if total.core else []
        if marks:
            figure = (*figure, Run(" ("), *words.listed(marks), Run(")"))
        parts.append(figure)
    return words.listed(parts, semicolons=True) if parts else words.say("partners.unstated")
