"""Chapter 3: mercury inputs to society."""

from __future__ import annotations

import math

from quicksilver.documents.tree import Block, Content, Heading, Paragraph, Reference, Row, Table, Text
from quicksilver.factors import RangeBasis, Source
from quicksilver.inventory.groups import TOTALS, UNCORRECTED
from quicksilver.inventory.model import ResolvedLine
from quicksilver.reports.national.amounts import DASH
from quicksilver.reports.national.chapters import range_mark
from quicksilver.reports.national.context import Context
from quicksilver.reports.national.sources import chapters_of
from quicksilver.reports.national.tables import closed_states, columns, sums_note

__all__ = ["inputs"]


def inputs(context: Context) -> list[Block]:
    """Return the chapter with Table 3-1."""
    key = "inputs.intro" if context.has_numbers else "inputs.none"
    return [
        Heading(1, context.say("inputs.title"), "3", "inputs"),
        Paragraph(context.say(key, table=Reference("table-3-1"))),
        Paragraph(context.say("inputs.ranges")),
        _table_3_1(context),
    ]


def _table_3_1(context: Context) -> Table:
    own = [source for _, _, sources in chapters_of(context) for source in sources]
    rows = [row for source in own for row in _row(context, source)]
    whole = context.total("input")
    share = context.percent(whole, whole or 0.0)
    bounds: Content = (context.span(context.total("input", "low"), context.total("input", "high")),)
    if context.inventory.is_closed("input"):
        bounds = context.say("word.closed")
    total = Row((context.name("group", TOTALS), "", "", (context.kg(whole),), bounds, (share,)), "total")
    keys = (
        "column.source",
        "column.activity",
        "column.unit",
        "column.input",
        "column.bounds",
        "column.share_input",
    )
    heads = columns(context, keys, (2.6, 1.1, 1.4, 0.9, 1.3, 0.8), 3)
    notes = [context.say("note.unit"), *sums_note(context), context.say("note.bold")]
    if context.inventory.resolution.corrections:
        notes.append(context.say("note.share_input"))
    open_ones = closed_states(context, own)
    return Table(
        context.say("table.3-1"),
        heads,
        (*rows, *_plain_row(context), total),
        "table-3-1",
        "3-1",
        (*notes, *open_ones),
    )


def _plain_row(context: Context) -> list[Row]:
    """Return the plain sum of the rows, which a corrected total does not give."""
    if not context.inventory.resolution.corrections or not context.has_numbers:
        return []
    plain = context.kg(float(context.inventory.total_values(corrected=False)[0]))
    return [Row((context.name("group", UNCORRECTED), "", "", (plain,), DASH, DASH), "total")]


def _lines(context: Context, source: Source) -> list[tuple[int, ResolvedLine]]:
    return [(index, line) for index, line in context.lines if line.source.id == source.id]


def _row(context: Context, source: Source) -> list[Row]:
    """Return the row of a source: its lines (plants, technologies) together; nothing when it has no numbers."""
    lines = _lines(context, source)
    if not lines:
        return []
    sums = [
        math.fsum(
            float(values[0]) * line.supply_weight
            for index, line in lines
            if (values := context.inventory.values(index, statistic)) is not None
        )
        for statistic in ("best", "low", "high")
    ]
    activity = math.fsum((line.activity or 0.0) for _, line in lines if line.supply_weight)
    adds = math.fsum(context.contribution(index) for index, _ in lines)
    name = Text(context.name("source", source.id), bold=source.id in context.largest)
    bases = {line.factor.basis for _, line in lines if line.factor and line.activity}
    mark = range_mark(context, RangeBasis.ASSUMED) if RangeBasis.ASSUMED in bases else ()
    bounds = (context.span(sums[1], sums[2]), *mark) if sums[1] < sums[2] else context.say("word.no_range")
    if sums[0] == 0:
        bounds = (Text(DASH),)
    return [
        Row(
            (
                (name,),
                (context.kg(activity),),
                context.unit(source.activity_unit),
                (context.kg(sums[0]),),
                bounds,
                (context.percent(adds, context.total("input") or 0.0),),
            )
        )
    ]
