"""The chapter on the choice of factors: one inventory under several factor sets, and the same as a document of its own."""

from __future__ import annotations

import datetime
import math
from functools import partial
from typing import TYPE_CHECKING, Final

from quicksilver.documents.tree import (
    Block,
    Column,
    Content,
    Figure,
    Heading,
    Paragraph,
    Row,
    Table,
    breakable,
    isolated,
)
from quicksilver.inventory.engine import COLUMNS
from quicksilver.inventory.model import State
from quicksilver.languages import LANGUAGES
from quicksilver.reports.national.amounts import DASH
from quicksilver.reports.national.context import Context
from quicksilver.reports.national.opinions import foreign
from quicksilver.reports.national.tables import ordered
from quicksilver.reports.pictures import drawn
from quicksilver.reports.writing import Manuscript, Progress

if TYPE_CHECKING:
    from quicksilver.charts import Chart
    from quicksilver.inventory.spread import Spread, SpreadLine

__all__ = ["CHART", "chapter", "chart", "document_of"]

#: Name of the chart, and its files' too.
CHART: Final = "factor-sets"
#: Lines in a table and bars in the chart; the file of the lines has all.
_ROWS: Final = 15
_BARS: Final = 10
_FILE: Final = "factor-sets.csv"
#: What the tables by line are of; the file has every pathway.
_SHOWN: Final = ("air", "input")


def chapter(context: Context) -> list[Block]:
    """Return the chapter; nothing where the inventory was calculated with one set alone."""
    spread = context.spread
    if spread is None:
        return []
    blocks: list[Block] = [
        Heading(1, context.say("spread.title"), label="factor-sets"),
        Paragraph(context.say("spread.intro")),
        _result(context, spread),
        _sets(context, spread),
        Paragraph(context.say("spread.same" if _is_same(spread) else "spread.differs")),
        _totals(context, spread),
    ]
    if CHART in context.charts:
        picture = context.charts[CHART]
        caption = context.say("spread.figure", pathway=context.name("pathway", "air"))
        blocks.append(Figure(picture.png, caption, picture.alt, picture.svg, "figure-factor-sets", "S-1"))
    for place, column in enumerate(_SHOWN, start=3):
        blocks += _lines(context, spread, column, f"S-{place}")
    if any(line.is_national for line in spread.lines):
        blocks.append(Paragraph(context.say("spread.national")))
    return [*blocks, *_unknown(context, spread)]


def _is_same(spread: Spread) -> bool:
    return all(spread.same_coverage(column) for column in COLUMNS)


def _result(context: Context, spread: Spread) -> Paragraph:
    low, high = spread.span("air")
    if math.isnan(low):
        return Paragraph(context.say("spread.nothing"))
    count = context.count(spread.common["air"])
    return Paragraph(
        context.say("spread.result", count=count, low=context.about(low), high=context.about(high))
    )


def _sets(context: Context, spread: Spread) -> Table:
    keys = ("spread.column.set", "spread.column.edition", "spread.column.covered", "spread.column.licence")
    widths = (1.0, 1.6, 0.8, 2.6)
    heads = tuple(Column(context.say(key), width=width) for key, width in zip(keys, widths, strict=True))
    rows = []
    for name, label in zip(spread.names, spread.labels, strict=True):
        covered = len(spread.lines) - len(spread.unknown(name))
        licence = (foreign(context, " ".join(_licence(spread, name).split())),)
        rows.append(Row((_set(context, name), _set(context, label), (context.count(covered),), licence)))
    return Table(context.say("spread.table.sets"), heads, tuple(rows), "table-s-1", "S-1")


def _licence(spread: Spread, name: str) -> str:
    from quicksilver.factors.air import air_set

    inventory = spread.inventories[spread.names.index(name)]
    return air_set().licence if inventory is None else inventory.resolution.factors.licence


def _totals(context: Context, spread: Spread) -> Table:
    """Return the totals by column and set; a set that has nothing of a column is unknown there."""
    heads = (
        Column(context.say("spread.column.of"), width=1.4),
        Column(context.say("spread.column.set"), width=1.2),
        Column(context.say("spread.column.all"), "end", 1),
        Column(context.say("spread.column.covered"), "end", 0.8),
        Column(context.say("spread.column.common"), "end", 1),
    )
    rows = [
        Row(
            (
                context.name("pathway", row.column),
                _set(context, row.set),
                _amount(context, row.all_kg),
                (context.count(row.lines),),
                _amount(context, row.common_kg),
            )
        )
        for row in spread.totals
    ]
    return Table(context.say("spread.table.totals"), heads, tuple(rows), "table-s-2", "S-2")


def _amount(context: Context, value: float) -> Content:
    return _word(context) if math.isnan(value) else (context.kg(value),)


def _word(context: Context) -> str:
    return context.name("state", State.UNKNOWN.value)


def _set(context: Context, name: str) -> str:
    """Return the name of a set, in its own order in right-to-left text."""
    return isolated(name) if LANGUAGES[context.language].is_rtl else breakable(name)


def _lines(context: Context, spread: Spread, column: str, number: str) -> list[Block]:
    """Return the lines on which the sets differ most; nothing where fewer than two sets have the column."""
    ranked = [line for line in spread.ranked(column) if line.width(column) > 0]
    if not ranked:
        return []
    heads = (
        Column(context.say("spread.column.line"), width=2.2),
        *(Column(_set(context, name), "end", 1) for name in spread.names),
        Column(context.say("spread.column.times"), "end", 0.9),
    )
    rows = tuple(_row(context, line, column) for line in ranked[:_ROWS])
    left = len(ranked) - len(rows)
    notes = (context.say("spread.more", count=context.count(left), file=_FILE),) if left else ()
    title = context.say("spread.table.lines", pathway=context.name("pathway", column))
    return [Table(title, heads, rows, f"table-{number.casefold()}", number, notes)]


def _row(context: Context, line: SpreadLine, column: str) -> Row:
    ratio = line.ratio(column)
    place = COLUMNS.index(column)
    return Row(
        (
            breakable(_name(context, line)),
            *(_amount(context, under.best[place]) for under in line.under),
            DASH if ratio is None else (context.about(ratio),),
        )
    )


def _name(context: Context, line: SpreadLine) -> str:
    name = context.name("source", line.line.source)
    return f"{name}: {line.line.site}" if line.line.site else name


def _unknown(context: Context, spread: Spread) -> list[Block]:
    """Return for each set the lines it has no factor for, by name."""
    blocks: list[Block] = []
    for name, inventory in zip(spread.names, spread.inventories, strict=True):
        if inventory is None:
            blocks.append(Paragraph(context.say("spread.air", name=_set(context, name))))
        names = dict.fromkeys(_name(context, line) for line in spread.unknown(name))
        if names:
            blocks += [
                Paragraph(context.say("spread.unknown", name=_set(context, name))),
                Paragraph(breakable(context.listed(list(names)))),
            ]
    return blocks


def chart(context: Context) -> Chart | None:
    """Return the release to air of the lines that differ most, a bar for each set; None where none differs."""
    from quicksilver.charts import grouped_bars

    spread = context.spread
    if spread is None:
        return None
    shown = [line for line in spread.ranked("air") if line.width("air") > 0][:_BARS]
    place = COLUMNS.index("air")
    amounts = {
        _set(context, name): [
            None if math.isnan(value := line.under[number].best[place]) else value for line in shown
        ]
        for number, name in enumerate(spread.names)
    }
    if not shown:
        return None
    pathway = context.name("pathway", "air")
    return grouped_bars(
        context.plain("spread.figure", pathway=pathway),
        [_name(context, line) for line in shown],
        amounts,
        unit=context.plain("chart.unit"),
        language=context.language,
        unknown_word=_word(context),
    )


def document_of(spread: Spread, language: str = "en", progress: Progress | None = None) -> Manuscript:
    """Return an inventory under several factor sets as it is written: the chapter, its chart, and the tables.

    Parameters
    ----------
    spread : Spread
    language : str
        One of :data:`quicksilver.languages.LANGUAGES`.
    progress : callable, optional
        Called with the name of each chart before it is made.

    Raises
    ------
    ValueError
        There is no such language.
    """
    from dataclasses import replace

    from quicksilver.documents.tree import Document
    from quicksilver.languages import known

    known(language)
    context = Context(spread.first, language, spread=spread)
    pictures = drawn({CHART: partial(chart, context)}, progress)
    context = replace(context, charts=pictures)
    year = spread.first.general.year
    title = context.plain("spread.document", country=context.country, year=str(year))
    made = Document(
        language=language,
        title=title,
        blocks=tuple(ordered(block, language) for block in chapter(context)),
        subject=title,
        created=datetime.date(year, 12, 31),
    )
    tables = {"factor-sets": spread.table(language), "factor-sets-totals": spread.totals_table()}
    return Manuscript(made, pictures, tables)
