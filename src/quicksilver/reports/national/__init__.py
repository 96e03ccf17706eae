"""The standard national inventory report: chapters, tables and figures of the Toolkit, in six languages."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from quicksilver.reports.formats import HANDED_OUT
from quicksilver.reports.national.context import Context
from quicksilver.reports.pictures import Picture
from quicksilver.reports.writing import Manuscript, Progress, written

if TYPE_CHECKING:
    from quicksilver.documents.tree import Block, Document
    from quicksilver.inventory import Inventory

__all__ = ["Context", "Picture", "context_of", "document", "document_of", "report_files"]


def context_of(inventory: Inventory, language: str = "en") -> Context:
    """Return what the report states of an inventory, without charts.

    Raises
    ------
    ValueError
        There is no such language.
    """
    from quicksilver.languages import known
    from quicksilver.reports.national.charts import ranking

    known(language)
    return Context(inventory, language, ranking=ranking(inventory, language))


def document(context: Context, *, created: datetime.date | None = None) -> Document:
    """Return the national report as a document tree, with the charts of the context.

    Parameters
    ----------
    context : Context
    created : datetime.date, optional
        Date written into the files; the last day of the base year if omitted, never the clock.
    """
    from quicksilver.documents.tree import Document
    from quicksilver.reports.national import (
        annex,
        chapters,
        front,
        inputs,
        own_text,
        releases,
        sources,
        summary,
    )

    year = context.inventory.general.year
    blocks: list[Block] = [
        *front.front(context),
        *summary.summary(context),
        *sources.sources_present(context),
        *inputs.inputs(context),
        *releases.releases(context),
        *chapters.chapters(context),
        *own_text.own_chapters(context, "recommendations"),
        *annex.references(context),
        *annex.annexes(context),
        *own_text.review(context, "F"),
    ]
    blocks = own_text.with_passages(context, blocks)
    return Document(
        language=context.language,
        title=context.plain("front.document", country=context.country, year=str(year)),
        blocks=tuple(_ordered(block, context.language) for block in blocks),
        subject=front.title(context),
        created=created or datetime.date(year, 12, 31),
    )


def _ordered(block: Block, language: str) -> Block:
    """Return a table or figure whose number (``2-1``) keeps its order in right-to-left text."""
    from dataclasses import replace

    from quicksilver.documents.tree import Figure, Table, isolated
    from quicksilver.languages import LANGUAGES

    if LANGUAGES[language].is_rtl and isinstance(block, (Table, Figure)) and block.number:
        return replace(block, number=isolated(block.number))
    return block


def document_of(inventory: Inventory, language: str = "en", progress: Progress | None = None) -> Manuscript:
    """Return the national report with its charts, as it is written.

    Parameters
    ----------
    inventory : Inventory
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

    from quicksilver.reports.national.charts import draw

    if progress is not None:
        progress("sensitivity")
    context = context_of(inventory, language)
    pictures = draw(context, progress)
    return Manuscript(document(replace(context, charts=pictures)), pictures)


def report_files(
    inventory: Inventory, language: str = "en", *, progress: Progress | None = None
) -> dict[str, bytes]:
    """Return the national report as DOCX, PDF and HTML with its charts as PNG and SVG, by path.

    Equal inventories give equal bytes.

    Parameters
    ----------
    inventory : Inventory
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
    """
    return written(document_of(inventory, language, progress), "report", progress, formats=HANDED_OUT)
