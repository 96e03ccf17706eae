"""The gap board as a document: what is missing in every partnership area, and since when."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from quicksilver.documents.tree import BulletList, Column, Content, Document, Row, Table
from quicksilver.documents.tree import Text as Run
from quicksilver.register.questions.gaps import LACKS, AreaGaps, Gap, GapBoard, gap_board
from quicksilver.register.questions.knowledge import Asked, asked, knowledge_end
from quicksilver.register.rules.visibility import visible
from quicksilver.reports.boards.frame import Voice, board
from quicksilver.reports.writing import Progress, written

if TYPE_CHECKING:
    from quicksilver.register.register import Register

__all__ = ["document_of", "gap_document", "gap_files"]

_COUNTED: Final = ("lead", "activity", "target", "measure")


def document_of(
    register: Register | GapBoard,
    *,
    as_of: dt.date | None = None,
    everything: bool = False,
    language: str = "en",
    given: Asked | None = None,
) -> Document:
    """Return the gap board on a day.

    Parameters
    ----------
    register : Register or GapBoard
        A database answers the question itself, in fewer queries than it takes to read the register: then the board is given.
    as_of : date, optional
        If omitted, the day on which the register's knowledge ends, or today where it records none.
    everything : bool
        Whether it is of all records of the register, also those that are not public: a board for the secretariat.
    language : str
        One of :data:`quicksilver.languages.LANGUAGES`.
    given : Asked, optional
        The question, where the board is given.

    Raises
    ------
    ValueError
        There is no such language.
    """
    if isinstance(register, GapBoard):
        return gap_document(register, language, given)
    given = asked(knowledge_end(register), as_of)
    shown = register if everything else visible(register, totals=True)
    return gap_document(gap_board(shown, given.day), language, given)


def gap_files(
    register: Register,
    *,
    as_of: dt.date | None = None,
    language: str = "en",
    progress: Progress | None = None,
) -> dict[str, bytes]:
    """Return the gap board on a day as ``gaps.docx``, ``gaps.pdf`` and ``gaps.html``."""
    return written(document_of(register, as_of=as_of, language=language), "gaps", progress)


def gap_document(made: GapBoard, language: str = "en", given: Asked | None = None) -> Document:
    """Return the gap board as a document: a row for each area, a column for each kind of gap.

    Parameters
    ----------
    made : GapBoard
        As :func:`quicksilver.register.questions.gaps.gap_board` makes it.
    language : str
        One of :data:`quicksilver.languages.LANGUAGES`.
    given : Asked, optional
        The question, where it may be about a later day than the board is of.
    """
    words = Voice(language)
    total = str(len(made.rows))
    counts: list[Content] = [
        words.say("gaps.count.drafts", n=str(len(made.drafts_without_lead)), total=total),
        *(words.say(f"gaps.count.{lack}", n=str(len(made.without(lack))), total=total) for lack in _COUNTED),
        words.say("gaps.count.amounts", n=str(made.amounts)),
    ]
    columns = (
        Column(words.say("column.area"), width=2.2),
        *(Column(words.say(f"gaps.{lack}")) for lack in LACKS),
    )
    rows = tuple(
        Row((words.text(row.area.name), *(_gap(row, lack, words) for lack in LACKS))) for row in made.rows
    )
    table = Table(words.say("gaps.caption"), columns, rows, label="gaps", notes=(words.say("gaps.note"),))
    return board(words.plain("gaps.title"), words, [BulletList(tuple(counts)), table], made.day, given=given)


def _gap(row: AreaGaps, lack: str, words: Voice) -> Content:
    gap: Gap | None = row.lacks(lack)  # type: ignore[arg-type]
    if gap is None:
        return words.say("gaps.there")
    if gap.since is None:
        sentence = words.say("gaps.none")
    else:
        sentence = words.say("gaps.since" if gap.exact else "gaps.latest", day=words.day(gap.since))
    if lack == "plan" and row.draft:
        return (*sentence, Run(words.plain("list.semicolon")), *words.say("gaps.draft"))
    return sentence
