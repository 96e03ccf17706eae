"""The standard national inventory report: chapters, tables and figures of the Toolkit, in six languages."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from quicksilver.reports.formats import HANDED_OUT
from quicksilver.reports.national.context import Context
from quicksilver.reports.pictures import Picture
from quicksilver.reports.writing import Manuscript, Progress, written

if TYPE_CHECKING:
    import pandas as pd

    from quicksilver.documents.tree import Block, Document
    from quicksilver.inventory import Inventory
    from quicksilver.inventory.spread import Spread

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
    from quicksilver.reports.national.comparisons import spread
    from quicksilver.reports.national.tables import ordered

    year = context.inventory.general.year
    blocks: list[Block] = [
        *front.front(context),
        *summary.summary(context),
        *sources.sources_present(context),
        *inputs.inputs(context),
        *releases.releases(context),
        *chapters.chapters(context),
        *spread.chapter(context),
        *own_text.own_chapters(context, "recommendations"),
        *annex.references(context),
        *annex.annexes(context),
        *own_text.review(context, "F"),
    ]
    blocks = own_text.with_passages(context, blocks)
    return Document(
        language=context.language,
        title=context.plain("front.document", country=context.country, year=str(year)),
        blocks=tuple(ordered(block, context.language) for block in blocks),
        subject=front.title(context),
        created=created or datetime.date(year, 12, 31),
    )


def document_of(
    inventory: Inventory,
    language: str = "en",
    progress: Progress | None = None,
    spread: Spread | None = None,
) -> Manuscript:
    """Return the national report with its charts, as it is written.

    Parameters
    ----------
    inventory : Inventory
    language : str
        One of :data:`quicksilver.languages.LANGUAGES`.
    progress : callable, optional
        Called with the name of each step before it is done.
    spread : Spread, optional
        The same inventory under several factor sets, for a chapter on the choice of factors.

    Raises
    ------
    ValueError
        There is no such language.
    """
    from dataclasses import replace

    from quicksilver.reports.national.charts import draw

    if progress is not None:
        progress("sensitivity")
    context = replace(context_of(inventory, language), spread=spread)
    pictures = draw(context, progress)
    tables = {} if spread is None else _tables(spread, language)
    return Manuscript(document(replace(context, charts=pictures)), pictures, tables)


def _tables(spread: Spread, language: str) -> dict[str, pd.DataFrame]:
    return {"factor-sets": spread.table(language), "factor-sets-totals": spread.totals_table()}


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
