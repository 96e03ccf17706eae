"""Chapter 4: where the mercury goes."""

from __future__ import annotations

import math

from quicksilver.documents.tree import Block, Column, Heading, Paragraph, Reference, Row, Table
from quicksilver.factors import PATHWAYS, Source
from quicksilver.inventory.groups import TOTALS, UNCORRECTED
from quicksilver.inventory.results.receipt import remainders
from quicksilver.reports.national.context import Context
from quicksilver.reports.national.sources import chapters_of
from quicksilver.reports.national.tables import closed_states, sums_note

__all__ = ["releases"]


def releases(context: Context) -> list[Block]:
    """Return the chapter with Tables 4-1 to 4-3."""
    return [
        Heading(1, context.say("releases.title"), "4", "releases"),
        Paragraph(
            context.say("releases.intro", meaning=Reference("table-4-1"), table=Reference("table-4-2"))
        ),
        _table_4_1(context),
        _table_4_2(context),
        *_remainders(context),
    ]


def _table_4_1(context: Context) -> Table:
    heads = (Column(context.say("column.pathway"), width=1), Column(context.say("column.meaning"), width=3))
    names = ("input", *PATHWAYS, "remainder")
    rows = tuple(Row((context.name("pathway", name), context.say(f"meaning.{name}"))) for name in names)
    return Table(context.say("table.4-1"), heads, rows, "table-4-1", "4-1")


def _row(context: Context, source: Source) -> list[Row]:
    estimates = [context.inventory.values(i) for i, line in context.lines if line.source.id == source.id]
    values = [value for value in estimates if value is not None]
    if not values:
        return []
    sums = [math.fsum(float(value[column]) for value in values) for column in range(1, 7)]
    cells = [(context.kg(number),) for number in (*sums, math.fsum(sums))]
    return [Row((context.name("source", source.id), *cells))]


def _table_4_2(context: Context) -> Table:
    own = [source for _, _, sources in chapters_of(context) for source in sources]
    rows = [row for source in own for row in _row(context, source)]
    totals = [context.total(name) for name in PATHWAYS]
    whole = context.released_total if context.has_numbers else None
    total = Row(
        (context.name("group", TOTALS), *((context.kg(value),) for value in (*totals, whole))), "total"
    )
    heads = (
        Column(context.say("column.source"), width=2.4),
        *(Column(name, "end", 1.0) for name in context.pathways()),
        Column(context.say("column.released"), "end", 1.0),
    )
    notes = (context.say("note.unit"), *sums_note(context), context.say("note.transfers"))
    open_ones = closed_states(context, own)
    return Table(
        context.say("table.4-2"),
        heads,
        (*rows, *_plain_row(context), total),
        "table-4-2",
        "4-2",
        (*notes, *open_ones),
    )


def _plain_row(context: Context) -> list[Row]:
    """Return the plain sums of the rows, which corrected totals do not give."""
    if not context.inventory.resolution.corrections or not context.has_numbers:
        return []
    plain = [float(value) for value in context.inventory.total_values(corrected=False)[1:]]
    cells = ((context.kg(value),) for value in (*plain, math.fsum(plain)))
    return [Row((context.name("group", UNCORRECTED), *cells), "total")]


def _remainders(context: Context) -> list[Block]:
    """Return what is not an output of the year, by its named cause; nothing when there is none."""
    unassigned = remainders(context.inventory)
    if not unassigned:
        return [Paragraph(context.say("releases.no_remainder"))]
    heads = (Column(context.say("column.cause"), width=3), Column(context.say("column.kg"), "end", 1))
    rows = tuple(
        Row((cause_name(context, cause), (context.kg(kilograms),))) for cause, kilograms in unassigned.items()
    )
    return [
        Paragraph(context.say("releases.remainder", table=Reference("table-4-3"))),
        Table(context.say("table.4-3"), heads, rows, "table-4-3", "4-3"),
    ]


def cause_name(context: Context, cause: str) -> str:
    """Return why mercury of a line is not an output, in words; a mix may have several reasons."""
    return context.listed([context.name("remainder", part) for part in cause.split("+")])
