"""The short document "Emission scenarios and mercury deposition", in six languages, for a comparison of scenarios."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from quicksilver.reports.fate.brief.context import Brief
from quicksilver.reports.fate.brief.shape import Comparison
from quicksilver.reports.formats import HANDED_OUT
from quicksilver.reports.writing import Manuscript, Progress, written

if TYPE_CHECKING:
    from quicksilver.documents.tree import Document

__all__ = ["Brief", "Comparison", "brief_files", "context_of", "document", "document_of"]


def context_of(comparison: Comparison, language: str = "en") -> Brief:
    """Return what the brief states of a comparison, without charts.

    Raises
    ------
    ValueError
        There is no such language.
    """
    from quicksilver.languages import known

    known(language)
    return Brief(comparison, language)


def document(brief: Brief, *, created: datetime.date | None = None) -> Document:
    """Return the brief as a document tree, with its charts.

    Parameters
    ----------
    brief : Brief
    created : datetime.date, optional
        Date written into the files; the first day of the first year compared if omitted, never the clock.
    """
    from quicksilver.documents.tree import Document, Title
    from quicksilver.reports.fate.brief import messages, method, results, tables, whose

    title = brief.plain("title")
    subtitle = brief.plain("subtitle", first=brief.first, last=brief.last)
    blocks = (
        Title(title, subtitle),
        messages.box(brief),
        *tables.scenarios(brief),
        *results.results(brief),
        *whose.whose_chapter(brief),
        *method.method(brief),
        *method.limits(brief),
        *method.sources(brief),
    )
    year = min(max(int(brief.comparison.years[0]), 1), 9999)
    return Document(
        language=brief.language,
        title=title,
        blocks=blocks,
        subject=subtitle,
        created=created or datetime.date(year, 1, 1),
    )


def document_of(comparison: Comparison, language: str = "en", progress: Progress | None = None) -> Manuscript:
    """Return the brief with its charts, as it is written.

    Parameters
    ----------
    comparison : Comparison
        Scenarios compared; masses in Mg, rates in Mg per year.
    language : str
        One of :data:`quicksilver.languages.LANGUAGES`.
    progress : callable, optional
        Called with the name of each step before it is done.

    Raises
    ------
    ValueError
        There is no such language.
    """
    from dataclasses import replace

    from quicksilver.reports.fate.brief.draw import draw

    brief = context_of(comparison, language)
    pictures = draw(brief, progress)
    return Manuscript(document(replace(brief, charts=pictures)), pictures)


def brief_files(
    comparison: Comparison, language: str = "en", *, progress: Progress | None = None
) -> dict[str, bytes]:
    """Return the brief as DOCX, PDF and HTML with its charts as PNG and SVG, by path.

    Equal comparisons give equal bytes.

    Parameters
    ----------
    comparison : Comparison
        Scenarios compared; masses in Mg, rates in Mg per year.
    language : str
        One of :data:`quicksilver.languages.LANGUAGES`.
    progress : callable, optional
        Called with the name of each step before it is done.

    Raises
    ------
    ValueError
        There is no such language.
    MissingFontError
        The language needs a font that is not installed.

    Examples
    --------
    >>> files = brief_files(comparison, "fr")  # doctest: +SKIP
    >>> sorted(files)[0]  # doctest: +SKIP
    'brief.docx'
    """
    return written(document_of(comparison, language, progress), "brief", progress, formats=HANDED_OUT)
