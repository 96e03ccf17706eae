"""The chapters of a Minamata Initial Assessment, filled from the run of an inventory and with the officer's texts.

An assessment has five chapters: the inventory; policy, law and institutions; populations at risk and gender; awareness;
priorities and plan. The run fills the first one. The others get what the run has for them, and the text of the institution;
what is still to be written is stated, and nothing is made up.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from quicksilver.documents.markdown import markdown_blocks
from quicksilver.documents.tree import (
    Block,
    BulletList,
    Contents,
    Document,
    Figure,
    Heading,
    PageBreak,
    Paragraph,
    Title,
)
from quicksilver.inventory.texts import CONTACT
from quicksilver.reports.national import context_of, summary
from quicksilver.reports.national.context import Context
from quicksilver.reports.national.convention.articles import articles, tables
from quicksilver.reports.national.own_text import contact, hot_spots, own_chapters
from quicksilver.reports.national.tables import key_table
from quicksilver.reports.writing import Manuscript, Progress

if TYPE_CHECKING:
    from quicksilver.inventory import Inventory

__all__ = ["document_of"]

#: Groups whose workers and neighbours are exposed, by the Articles on them; what is present of them is listed.
_EXPOSED: Final = (
    "asgm",
    "dental",
    "chlor-alkali",
    "product-production",
    "waste-incineration",
    "informal-dumping",
)


def document_of(inventory: Inventory, language: str = "en", progress: Progress | None = None) -> Manuscript:
    """Return the chapters of an initial assessment as they are written, with the tables of Articles 8, 9 and 21.

    Parameters
    ----------
    inventory : Inventory
    language : str
    progress : callable, optional
        Called with the name of each step before it is done.
    """
    from quicksilver.reports.national.charts import draw

    context = context_of(inventory, language)
    pictures = {
        name: picture for name, picture in draw(context, progress).items() if name in ("input", "air")
    }
    context = replace(context, charts=pictures)
    general = inventory.general
    title = context.plain("assessment.title")
    subtitle = context.plain("front.subtitle", country=context.country, year=str(general.year))
    rows = [(f"contact.{name}", contact(context, name)) for name in CONTACT]
    document = Document(
        language=language,
        title=f"{title}: {context.country}, {general.year}",
        blocks=(
            Title(title, subtitle),
            key_table(context, "front.contact", rows, "i"),
            Paragraph(context.say("assessment.draft")),
            PageBreak(),
            Contents(context.plain("front.contents")),
            *own_chapters(context, "foreword", "acknowledgements", "purpose"),
            *_summary(context),
            *_inventory(context),
            *_chapter(context, "2", "mia-institutions", []),
            *_chapter(context, "3", "mia-populations", _populations(context)),
            *_chapter(context, "4", "mia-awareness", []),
            *_chapter(context, "5", "mia-priorities", _priorities(context)),
            *own_chapters(context, "recommendations"),
        ),
        subject=title,
        created=datetime.date(general.year, 12, 31),
    )
    return Manuscript(document, pictures, tables(context))


def _summary(context: Context) -> list[Block]:
    passage = context.texts.get("summary")
    return [
        Heading(1, context.say("summary.title"), label="summary"),
        *(markdown_blocks(passage.text, 1, context.say("text.table")) if passage else ()),
        *summary.main_findings(context),
    ]


def _inventory(context: Context) -> list[Block]:
    figures = [
        Figure(picture.png, context.name("pathway", name), picture.alt, picture.svg, number=f"1-{place}")
        for place, (name, picture) in enumerate(context.charts.items(), 1)
    ]
    return [
        Heading(1, context.say("assessment.inventory"), "1", "inventory"),
        Heading(2, context.say("assessment.inventory.results"), "1.1"),
        summary.table_1_1(context),
        *figures,
        *articles(context, "1"),
    ]


def _chapter(context: Context, number: str, name: str, given: list[Block]) -> list[Block]:
    """Return a chapter: the officer's text or that it is to be written, then what the run has for it."""
    passage = context.texts.get(name)
    text = markdown_blocks(passage.text, 1, context.say("text.table")) if passage else []
    waiting = [Paragraph(context.say("assessment.waiting", part=name))]
    return [Heading(1, context.say(f"text.{name}"), number, name), *(text or waiting), *given]


def _populations(context: Context) -> list[Block]:
    """Return the sources that are present whose workers and neighbours may be exposed, with what they release."""
    sources = context.inventory.resolution.factors.sources
    items = []
    for group in _EXPOSED:
        amounts = {
            ident: kilograms for ident, kilograms in context.contributions if sources[ident].group == group
        }
        if amounts:
            names = context.listed([context.name("source", ident) for ident in amounts])
            total = context.about(sum(amounts.values()))
            items.append(
                context.say(
                    "assessment.exposed.item", group=context.name("group", group), names=names, kg=total
                )
            )
    made: list[Block] = [Paragraph(context.say("assessment.exposed"))] if items else []
    return [*made, *([BulletList(tuple(items))] if items else []), *hot_spots(context)]


def _priorities(context: Context) -> list[Block]:
    return [Paragraph(context.say("assessment.priorities")), *summary.main_gaps(context)]
