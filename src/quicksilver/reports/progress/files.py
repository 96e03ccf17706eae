"""The progress report of a period: its tree, why a period has none, and its files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from quicksilver.errors import InputProblems
from quicksilver.intake.paused_gc import without_collection
from quicksilver.register.questions.knowledge import Asked, asked, knowledge_end
from quicksilver.reports.period import Period
from quicksilver.reports.progress.choose import Choice
from quicksilver.reports.progress.length import length_warning
from quicksilver.reports.progress.reportable import nothing_to_report, reportable
from quicksilver.reports.progress.tree import progress_tree
from quicksilver.reports.writing import Manuscript, Progress, written

if TYPE_CHECKING:
    from quicksilver.documents.tree import Document
    from quicksilver.errors import Problem
    from quicksilver.register.register import Register

__all__ = ["document_of", "no_report", "progress_document", "progress_files"]


def progress_document(
    register: Register, *, period: Period | str, as_of: dt.date | None = None, language: str = "en"
) -> Document:
    """Return the progress report as a document tree.

    Parameters
    ----------
    register : Register
    period : Period or str
        For example ``2007-2008``.
    as_of : date, optional
        The day the register is asked about; goes into the files as their date. If omitted, the day on which the register's knowledge
        ends, or today where it records none.
    language : str
        One of :data:`quicksilver.languages.LANGUAGES`. The numbering is the same in all of them.

    Raises
    ------
    InputProblems
        The period cannot be read, or the register has nothing to report on for it.
    ValueError
        There is no such language.
    """
    choice, given = _choice(register, period, as_of)
    return progress_tree(choice, language, given)


@without_collection()
def document_of(
    register: Register, *, period: Period | str, as_of: dt.date | None = None, language: str = "en"
) -> Manuscript:
    """Return the progress report as it is written, with the check of its length.

    Parameters
    ----------
    register : Register
    period : Period or str
    as_of : date, optional
    language : str

    Raises
    ------
    InputProblems
        The period cannot be read, or the register has nothing to report on for it.
    ValueError
        There is no such language.
    """
    choice, given = _choice(register, period, as_of)
    report = progress_tree(choice, language, given)

    def length() -> Problem | None:
        english = report if language == "en" else progress_tree(choice, "en", given)
        return length_warning(choice, english)

    return Manuscript(report, check=length)


def no_report(register: Register, *, period: Period | str, as_of: dt.date) -> Problem | None:
    """Return why there is no report of a period; None where there is one.

    Parameters
    ----------
    register : Register
    period : Period or str
    as_of : date

    Raises
    ------
    InputProblems
        The period cannot be read.
    """
    covered = Period.parse(period) if isinstance(period, str) else period
    choice = Choice.of(register, covered, as_of)
    return None if reportable(choice) else nothing_to_report(choice)


def _choice(register: Register, period: Period | str, as_of: dt.date | None) -> tuple[Choice, Asked]:
    covered = Period.parse(period) if isinstance(period, str) else period
    given = asked(knowledge_end(register), as_of)
    # What a period's cycle and its corrections record may be of a later day: the report is as of the day asked about, with the
    # end of the register's knowledge stated.
    choice = Choice.of(register, covered, given.wanted or given.day)
    if not reportable(choice):
        raise InputProblems([nothing_to_report(choice)])
    return choice, given


def progress_files(
    register: Register,
    *,
    period: Period | str,
    as_of: dt.date | None = None,
    language: str = "en",
    progress: Progress | None = None,
    warn: Callable[[Problem], None] | None = None,
) -> dict[str, bytes]:
    """Return the progress report as ``report.docx``, ``report.pdf`` and ``report.html``.

    Equal registers give equal bytes; the dates in the files are ``as_of``, never the clock.

    Parameters
    ----------
    register : Register
    period : Period or str
    as_of : date, optional
    language : str
    progress : callable, optional
        Called with the name of each step before it is done.
    warn : callable, optional
        Called with the problem of a report that is longer than the United Nations accept.

    Raises
    ------
    InputProblems
        The period cannot be read, or the register has nothing to report on for it.
    ValueError
        There is no such language.
    MissingFontError
        The language needs a font that is not installed.
    """
    made = document_of(register, period=period, as_of=as_of, language=language)
    return written(made, "report", progress, warn=warn)
