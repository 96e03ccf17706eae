"""The report as files: DOCX for editing, PDF for reading and printing, HTML for reading on a mobile phone."""

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

if TYPE_CHECKING:
    from quicksilver.documents.tree import Document
    from quicksilver.errors import Problem
    from quicksilver.register.register import Register

__all__ = ["document_files", "no_report", "progress_document", "progress_files"]

Progress = Callable[[str], None]


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
        One of ``en fr es ru zh ar``. The numbering is the same in all of them.

    Raises
    ------
    InputProblems
        The period cannot be read, or the register has nothing to report on for it.
    ValueError
        The language is not one of the six.
    """
    choice, given = _choice(register, period, as_of)
    return progress_tree(choice, language, given)


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
        The language is not one of the six.
    MissingFontError
        The language needs a font that is not installed.
    """
    told = progress or (lambda step: None)
    told("outline")
    with without_collection():
        choice, given = _choice(register, period, as_of)
        made = progress_tree(choice, language, given)

        def measure() -> None:
            english = made if language == "en" else progress_tree(choice, "en", given)
            if warn is not None and (wrong := length_warning(choice, english)) is not None:
                warn(wrong)

        return document_files(made, "report", told, meanwhile=measure if warn is not None else None)


def document_files(
    made: Document,
    name: str,
    progress: Progress | None = None,
    *,
    meanwhile: Callable[[], None] | None = None,
) -> dict[str, bytes]:
    """Return a document in its three formats, under one name.

    The pages are set in their own thread, since Typst releases the interpreter while it works.

    Parameters
    ----------
    made : Document
    name : str
    progress : callable, optional
    meanwhile : callable, optional
        What there is to do while the pages are set.
    """
    from concurrent.futures import ThreadPoolExecutor

    from quicksilver.documents import write_docx, write_html
    from quicksilver.documents.pdf import page_setter

    told = progress or (lambda step: None)
    with ThreadPoolExecutor(1) as pool:
        pages = pool.submit(page_setter(made))
        files = {}
        for ending, write in (("docx", write_docx), ("html", write_html)):
            told(f"{name}.{ending}")
            files[f"{name}.{ending}"] = write(made)
        if meanwhile is not None:
            meanwhile()
        told(f"{name}.pdf")
        files[f"{name}.pdf"] = pages.result()
    return files
