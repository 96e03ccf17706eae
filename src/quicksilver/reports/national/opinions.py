"""Annex B: second opinions beside the factors used, and the rows that evidence disputes."""

from __future__ import annotations

from quicksilver.documents.tree import (
    Block,
    BulletList,
    Content,
    Foreign,
    Inline,
    Number,
    Paragraph,
    Row,
    Table,
    Text,
    breakable,
)
from quicksilver.factors.opinions import Compared
from quicksilver.inventory.model import ResolvedLine
from quicksilver.inventory.results.opinions import (
    amount_text,
    beside_sentence,
    dispute_sentence,
    disputes_of_line,
    opinions_of_line,
    quantity_words,
)
from quicksilver.language.sentences import Sentence
from quicksilver.reports.national.context import Context
from quicksilver.reports.national.sentences import stated
from quicksilver.reports.national.tables import columns

__all__ = ["foreign", "second_opinions"]


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
        place = context.say(
            "opinion.place",
            source=foreign(context, item.opinion.fact.source),
            place=foreign(context, item.opinion.place),
        )
        cells = (breakable(context.where(line)), _opinion(context, item), stated(context, beside), place)
        rows.append(Row(cells))
    return rows


def _opinion(context: Context, item: Compared) -> Content:
    number, unit = amount_text(item)
    of = quantity_words(item)
    amount = f"{number} {context.factor_unit(unit)}".strip()
    return context.say(
        "opinion.short",
        of=stated(context, of) if isinstance(of, Sentence) else of,
        amount=Number(amount),
        scenario=foreign(context, item.opinion.scenario),
    )


def foreign(context: Context, text: str) -> Inline:
    """Return words of a source: they are English, and are not translated."""
    return Text(breakable(text)) if context.language == "en" else Foreign(breakable(text), "en")
