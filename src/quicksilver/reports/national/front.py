"""Cover: whose inventory this is, what it was made with, and whom to ask."""

from __future__ import annotations

from quicksilver.documents.tree import Block, Content, Contents, Heading, PageBreak, Paragraph, Text, Title
from quicksilver.inventory.texts import CONTACT
from quicksilver.reports.national.context import Context, short
from quicksilver.reports.national.own_text import contact, own_chapters
from quicksilver.reports.national.tables import key_table

__all__ = ["front", "title"]


def title(context: Context) -> str:
    """Return the title of the report."""
    return context.plain("front.title")


def front(context: Context) -> list[Block]:
    """Return cover, contact table and contents."""
    general = context.inventory.general
    return [
        Title(
            title(context), context.plain("front.subtitle", country=context.country, year=str(general.year))
        ),
        *_institution(context),
        Paragraph(context.say("front.edition", level=str(general.level), edition=_edition(context))),
        key_table(context, "front.about", _about(context), "i"),
        key_table(
            context, "front.contact", [(f"contact.{name}", contact(context, name)) for name in CONTACT], "ii"
        ),
        Paragraph(context.say("front.automatic")),
        PageBreak(),
        Contents(context.plain("front.contents")),
        *own_chapters(context, "foreword", "acknowledgements", "purpose"),
        Heading(1, context.say("front.reading"), label="reading"),
        Paragraph(context.say("front.reading.states")),
        Paragraph(context.say("front.reading.numbers")),
    ]


def _institution(context: Context) -> list[Block]:
    """Return whose inventory it is, where it is given."""
    given = context.inventory.resolution.input.text.contact.get("institution")
    return [Paragraph((Text(given.text, bold=True),))] if given else []


def _edition(context: Context) -> Content:
    named = short(context.inventory.general.toolkit_edition, 80)
    return context.code(named) or context.plain("word.not_given")


def _about(context: Context) -> list[tuple[str, Content]]:
    inventory, general = context.inventory, context.inventory.general
    factors = inventory.resolution.factors
    return [
        ("about.country", f"{context.country} ({general.country})"),
        *([("about.country", context.country_note)] if context.country_note else []),
        ("about.year", str(general.year)),
        ("about.level", str(general.level)),
        ("about.edition", _edition(context)),
        ("about.factors", context.code(short(factors.label))),
        ("about.factors_edition", context.code(factors.toolkit_edition)),
        (
            "about.draws",
            context.say("about.draws.value", draws=context.count(inventory.draws), seed=str(inventory.seed))
            if inventory.draws
            else context.say("about.draws.none"),
        ),
        ("about.law", context.say(f"about.law.{inventory.law}")),
        (
            "about.ranges",
            context.say("about.ranges.assumed" if inventory.resolution.assumed else "about.ranges.none"),
        ),
        ("about.run", context.code(inventory.run_id)),
        ("about.file", context.code(short(inventory.resolution.input.name, 120))),
    ]
