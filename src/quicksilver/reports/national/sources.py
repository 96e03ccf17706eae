"""Chapter 2: which source types are present, absent, unknown or not answered."""

from __future__ import annotations

from typing import Final

from quicksilver.documents.tree import (
    Block,
    BulletList,
    Content,
    Heading,
    Paragraph,
    Reference,
    Row,
    Table,
    Text,
    breakable,
)
from quicksilver.factors import Source
from quicksilver.inventory.model import State
from quicksilver.reports.national.context import Context
from quicksilver.reports.national.own_text import hot_spots
from quicksilver.reports.national.tables import columns, section

__all__ = ["chapters_of", "sources_present"]

#: Main categories of the Toolkit, which are the data chapters of a Level 2 report.
CATEGORIES: Final = ("5.1", "5.2", "5.3", "5.4", "5.5", "5.6", "5.7", "5.8", "5.9", "5.10")
STEPS: Final = ("1", "2", "3", "4", "5", "6")
_PRESENCE: Final = {
    State.QUANTIFIED: "Y",
    State.ZERO: "Y",
    State.PRESENT: "Y",
    State.REPLACED: "Y",
    State.ABSENT: "N",
    State.UNKNOWN: "?",
}


def chapters_of(context: Context) -> list[tuple[str, str, list[Source]]]:
    """Return kind, id and sources of each data chapter: the steps of Level 1, the main categories of Level 2."""
    sources = context.inventory.resolution.factors.sources
    own = [
        sources[ident]
        for ident in context.states
        if sources[ident].group not in ("miscellaneous", "hot-spots")
    ]
    if context.inventory.general.level == 1:
        return [("step", step, [s for s in own if str(s.step) == step]) for step in STEPS]
    return [
        ("category", main, [s for s in own if ".".join(s.category.split(".")[:2]) == main])
        for main in CATEGORIES
    ]


def sources_present(context: Context) -> list[Block]:
    """Return the chapter with Tables 2-1 and 2-2 and the list of contaminated sites."""
    return [
        Heading(1, context.say("sources.title"), "2", "sources"),
        Paragraph(context.say("sources.intro", table=Reference("table-2-1"))),
        _table_2_1(context),
        Heading(2, context.say("sources.misc.title"), "2.1"),
        Paragraph(context.say("sources.misc.intro", table=Reference("table-2-2"))),
        _table_2_2(context),
        Heading(2, context.say("sources.sites.title"), "2.2", "hot-spots"),
        *_sites(context),
        *hot_spots(context),
    ]


def _presence(context: Context, state: State) -> Content:
    if state is State.NOT_GIVEN:
        return context.say("state.not_given.sign")
    return f"{_PRESENCE[state]} ({context.name('presence', _PRESENCE[state])})"


def _row(context: Context, source: Source) -> Row:
    state = context.states[source.id]
    name = Text(context.name("source", source.id), bold=source.id in context.largest)
    return Row((source.category or "", (name,), _presence(context, state), context.state(state)))


def _table_2_1(context: Context) -> Table:
    rows = []
    for kind, ident, sources in chapters_of(context):
        if sources:
            rows.append(section(_chapter_name(context, kind, ident)))
            rows += [_row(context, source) for source in sources]
    heads = columns(
        context, ("column.category", "column.source", "column.presence", "column.state"), (0.6, 3, 1, 1.6), 9
    )
    return Table(
        context.say("table.2-1"),
        heads,
        tuple(rows),
        "table-2-1",
        "2-1",
        (context.say("note.bold"), context.say("note.signs")),
    )


def _chapter_name(context: Context, kind: str, ident: str) -> str:
    name = context.name(kind, ident)
    return context.plain("chapter.step", step=ident, name=name) if kind == "step" else f"{ident} {name}"


def _table_2_2(context: Context) -> Table:
    sources = context.inventory.resolution.factors.sources
    own = [sources[ident] for ident in context.states if sources[ident].group == "miscellaneous"]
    rows = tuple(
        Row((context.name("source", source.id), _presence(context, context.states[source.id])))
        for source in own
    )
    heads = columns(context, ("column.source", "column.presence"), (3, 1), 9)
    return Table(context.say("table.2-2"), heads, rows, "table-2-2", "2-2", (context.say("note.misc"),))


def _sites(context: Context) -> list[Block]:
    """Return the contaminated sites (5.11): listed, never calculated."""
    lines = [line for line in context.inventory.lines if line.source.category == "5.11"]
    items: list[Content] = []
    for line in lines:
        about = [line.line.site, line.line.note, line.line.source_of_data]
        description = (
            context.listed([breakable(part) for part in about if part])
            if any(about)
            else context.plain("word.unnamed")
        )
        items.append(
            context.say("sources.sites.item", state=_presence(context, line.state), about=description)
        )
    intro = Paragraph(context.say("sources.sites.intro"))
    return (
        [intro, BulletList(tuple(items))] if items else [intro, Paragraph(context.say("sources.sites.none"))]
    )
