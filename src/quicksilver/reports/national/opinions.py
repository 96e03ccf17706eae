"""Annex B: second opinions beside the factors used, and the rows that evidence disputes."""

from __future__ import annotations

from quicksilver.documents.tree import Block, BulletList, Content, Paragraph, Row, Table, breakable
from quicksilver.inventory.model import ResolvedLine, statement
from quicksilver.inventory.results.opinions import (
    beside_sentence,
    dispute_sentence,
    disputes_of_line,
    opinion_sentence,
    opinions_of_line,
)
from quicksilver.reports.national.context import Context
from quicksilver.reports.national.sentences import stated
from quicksilver.reports.national.tables import columns

__all__ = ["second_opinions"]


def second_opinions(context: Context) -> list[Block]:
    """Return the opinions that can be compared with the factors of the lines, and the disputed rows; nothing for none."""
    lines = _lines(context)
    rows = [row for line in lines for row in _rows(context, line)]
    disputed = [
        context.say(
            "annex.disputed.item", name=context.where(line), text=stated(context, dispute_sentence(dispute))
        )
        for line in lines
        for dispute in disputes_of_line(context.inventory, line)
    ]
    blocks: list[Block] = []
    if rows:
        keys = ("column.line", "column.opinion", "column.here", "column.place")
        heads = columns(context, keys, (1.6, 2.2, 1.3, 2.6), 9)
        blocks += [
            Paragraph(context.say("annex.opinions")),
            Table(context.say("table.b-2"), heads, tuple(rows), "table-b-2", "B-2"),
        ]
    if disputed:
        blocks += [Paragraph(context.say("annex.disputed")), BulletList(tuple(disputed))]
    return blocks


def _lines(context: Context) -> list[ResolvedLine]:
    """Return the lines with an amount, each source and technology once."""
    by_row = {(line.source.id, line.technology): line for _, line in reversed(context.lines) if line.activity}
    return list(reversed(by_row.values()))


def _rows(context: Context, line: ResolvedLine) -> list[Row]:
    rows = []
    for item in opinions_of_line(context.inventory, line):
        beside = beside_sentence(item)
        if beside is None:
            continue
        place: Content = stated(
            context, statement("opinion.place", source=item.opinion.fact.source, place=item.opinion.place)
        )
        opinion = stated(context, opinion_sentence(item, short=True))
        rows.append(Row((breakable(context.where(line)), opinion, stated(context, beside), place)))
    return rows
