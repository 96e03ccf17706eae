"""The officer's own text in the report: contacts, chapters of its own, passages at the beginning of others, the review."""

from __future__ import annotations

from collections.abc import Iterable

from quicksilver.documents.markdown import markdown_blocks, markdown_inlines
from quicksilver.documents.tree import Block, Column, Content, Heading, Paragraph, Row, Table, breakable
from quicksilver.inventory.texts import OWN, REVIEW, SPOT, part_title, parts
from quicksilver.reports.national.amounts import DASH
from quicksilver.reports.national.context import Context

__all__ = ["contact", "hot_spots", "own_chapters", "review", "with_passages"]


def contact(context: Context, name: str) -> Content:
    """Return an entry of the table of contacts, or that it is to be filled in."""
    given = context.inventory.resolution.input.text.contact.get(name)
    return breakable(" ".join(given.text.split())) if given else context.say("word.fill")


def _label(name: str) -> str:
    """Return the label of the heading that a part of the report has."""
    if name.startswith("step-"):
        return name.replace("step-", "chapter-")
    if name[0].isdigit():
        return f"chapter-{name}"
    return f"annex-{name[-1].upper()}" if name.startswith("annex-") else name


def _passage(context: Context, name: str, level: int) -> list[Block]:
    filled = context.texts.get(name)
    return markdown_blocks(filled.text, level, context.say("text.table")) if filled else []


def own_chapters(context: Context, *names: str) -> list[Block]:
    """Return the chapters that are in the report only where the officer gave a text for them."""
    blocks: list[Block] = []
    for name in names:
        if passage := _passage(context, name, 1):
            blocks += [Heading(1, context.say(f"text.{name}"), label=name), *passage]
    return blocks


def with_passages(context: Context, blocks: Iterable[Block]) -> list[Block]:
    """Return the blocks of the report with the officer's passages after the headings of their parts."""
    if not context.texts:
        return list(blocks)
    general = context.inventory.general
    labels = {_label(name): name for name in parts(general.level, context.inventory.resolution.factors)}
    made: list[Block] = []
    for block in blocks:
        made.append(block)
        name = labels.get(block.label) if isinstance(block, Heading) else None
        # A chapter that consists of the text alone has it already.
        if name and name not in OWN and isinstance(block, Heading):
            made += _passage(context, name, block.level)
    return made


def hot_spots(context: Context) -> list[Block]:
    """Return the table of the hot spots that the officer named."""
    spots = context.inventory.resolution.input.text.spots
    if not spots:
        return []
    rows = []
    for place, spot in enumerate(spots):
        known = context.texts[f"spot.{place}"].text
        cells = (spot.name, spot.place, spot.kind, known, spot.action)
        rows.append(Row(tuple(markdown_inlines(" ".join(cell.split())) or DASH for cell in cells)))
    heads = tuple(
        Column(context.say(f"spot.{name}"), width=width)
        for name, width in zip(SPOT, (1.3, 1.3, 1.2, 2.4, 1.6), strict=True)
    )
    return [Table(context.say("spot.table"), heads, tuple(rows), "table-2-3", "2-3")]


def review(context: Context, letter: str) -> list[Block]:
    """Return the annex with the log of the review; nothing without one."""
    reviews = context.inventory.resolution.input.text.reviews
    if not reviews:
        return []
    rows = [
        Row(
            (
                _row(context, entry.row),
                entry.checked or DASH,
                entry.by,
                context.code(entry.date),
                entry.result or DASH,
            )
        )
        for entry in reviews
    ]
    heads = tuple(
        Column(context.say(f"review.{name}"), width=width)
        for name, width in zip(REVIEW, (2.0, 2.0, 1.2, 0.9, 1.8), strict=True)
    )
    return [
        Heading(1, context.say("annex.review", letter=letter), label=f"annex-{letter}"),
        Paragraph(context.say("annex.review.intro")),
        Table(context.say("review.table"), heads, tuple(rows), f"table-{letter.lower()}-1", f"{letter}-1"),
        Paragraph(_open(context)),
    ]


def _row(context: Context, row: str) -> Content:
    sources = context.inventory.resolution.factors.sources
    if row == "all":
        return context.say("review.all")
    return context.source(sources[row]) if row in sources else part_title(row, context.language)


def _open(context: Context) -> Content:
    """Return which rows with an amount nobody has checked by the log."""
    named = {entry.row for entry in context.inventory.resolution.input.text.reviews}
    rows = dict.fromkeys(line.source.id for _, line in context.lines if line.line.activity)
    left = [] if "all" in named else [ident for ident in rows if not _is_named(context, ident, named)]
    if not left:
        return context.say("review.closed")
    return context.say("review.open", names=context.listed([context.name("source", ident) for ident in left]))


def _is_named(context: Context, ident: str, named: set[str]) -> bool:
    """Return whether the log has the source or its chapter."""
    source = context.inventory.resolution.factors.sources[ident]
    chapters = {f"step-{source.step}", source.category, ".".join(source.category.split(".")[:2])}
    return ident in named or bool(chapters & named)
