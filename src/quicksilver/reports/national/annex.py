"""References and annexes: every line in full in place of the spreadsheet, gaps, checks, assumptions, the balance."""

from __future__ import annotations

import math
from typing import Any

from quicksilver.documents.tree import (
    Block,
    BulletList,
    Column,
    Content,
    Heading,
    Inline,
    Link,
    Number,
    Paragraph,
    Row,
    Table,
    Text,
    breakable,
)
from quicksilver.factors import PATHWAYS, RangeBasis
from quicksilver.inventory.model import ResolvedLine, State
from quicksilver.reports.national.amounts import DASH
from quicksilver.reports.national.chapters import factor_text, range_mark, standing
from quicksilver.reports.national.context import GAPS, Context, short
from quicksilver.reports.national.opinions import second_opinions
from quicksilver.reports.national.releases import cause_name
from quicksilver.reports.national.sentences import stated
from quicksilver.reports.national.tables import columns

__all__ = ["annexes", "references"]

#: The first of the pathways, which lead to the environment: air, water and land.
_ENVIRONMENT = 3


def references(context: Context) -> list[Block]:
    """Return the works the factors come from, and the sources of the national data."""
    own: list[Content] = [_work(context, entry) for entry in _works(context)]
    given = sorted(
        {breakable(" ".join(line.line.source_of_data.split())) for line in context.inventory.lines} - {""}
    )
    blocks: list[Block] = [Heading(1, context.say("references.title"), label="references")]
    if own:
        blocks += [Paragraph(context.say("references.factors")), BulletList(tuple(own))]
    if given:
        blocks += [Paragraph(context.say("references.national")), BulletList(tuple(given))]
    else:
        blocks.append(Paragraph(context.say("references.none")))
    return blocks


def _works(context: Context) -> list[dict[str, str]]:
    books = context.inventory.resolution.factors.bibliography
    keys: dict[str, None] = {}
    for _, line in context.lines:
        for text in (line.factor.source_key if line.factor else "", *line.shares_source_key.split("; ")):
            if text in books:
                keys[text] = None
    return [dict(books[key]) for key in sorted(keys)]


def _work(context: Context, entry: dict[str, str]) -> Content:
    parts = [entry["title"], entry["edition"], entry["publisher"]]
    text = Text(", ".join(part for part in parts if part) + ". ")
    address = entry.get("address", "")
    return (text, Link(address, address)) if address.startswith("http") else (text,)


def annexes(context: Context) -> list[Block]:
    """Return the annexes A to E."""
    return [
        *_annex(context, "A", "data", _data(context)),
        *_annex(context, "B", "assumptions", _assumptions(context)),
        *_annex(context, "C", "gaps", _gaps(context)),
        *_annex(context, "D", "checks", _checks(context)),
        *_annex(context, "E", "balance", _balance(context)),
    ]


def _annex(context: Context, letter: str, name: str, blocks: list[Block]) -> list[Block]:
    title = context.say(f"annex.{name}", letter=letter)
    return [
        Heading(1, title, label=f"annex-{letter}"),
        Paragraph(context.say(f"annex.{name}.intro")),
        *blocks,
    ]


# A: data ----------------------------------------------------------------------------------------------------


def _data(context: Context) -> list[Block]:
    if not context.inventory.lines:
        return []
    blocks: list[Block] = [_given(context)]
    if context.has_numbers:
        blocks += _calculated(context)
    notes = [
        context.say(
            "annex.note.item", name=context.where(line), text=breakable(" ".join(line.line.note.split()))
        )
        for line in context.inventory.lines
        if line.line.note.strip()
    ]
    return [*blocks, Paragraph(context.say("annex.notes")), BulletList(tuple(notes))] if notes else blocks


def _given(context: Context) -> Table:
    """Return what the user gave for each line, in the order of the file."""
    keys = (
        "column.id",
        "column.line",
        "column.presence",
        "column.given",
        "column.unit_given",
        "column.technology",
        "column.where",
    )
    heads = columns(context, keys, (1.1, 2, 1.1, 1.1, 1.1, 1.7, 1.2), 9)
    rows = tuple(_given_row(context, line) for line in context.inventory.lines)
    return Table(context.say("table.a-1"), heads, rows, "table-a-1", "A-1")


def _given_row(context: Context, line: ResolvedLine) -> Row:
    given = (
        (context.exact(line.line.activity),)
        if line.line.activity is not None
        else context.say("word.not_given")
    )
    technology = context.technology(line) if line.mix else short(line.line.technology)
    unit = short(line.line.unit, 40) or DASH
    return Row(
        (
            line.source.id,
            context.where(line),
            context.state(line.state),
            given,
            unit,
            technology or DASH,
            breakable(line.line.where),
        )
    )


def _calculated(context: Context) -> list[Block]:
    """Return every number of every line, not rounded for reading, in tables that stand upright."""
    names = context.pathways()
    bounds = [context.say("column.input"), context.say("column.low"), context.say("column.high")]
    shown: tuple[tuple[str, list[Content]], ...] = (
        ("table.a-2", [*bounds]),
        ("table.a-3", [*names[:_ENVIRONMENT]]),
        ("table.a-4", [*names[_ENVIRONMENT:], context.name("pathway", "remainder")]),
    )
    rows = [_calculated_rows(context, index, line) for index, line in context.lines]
    return [
        Table(
            context.say(key),
            (Column(context.say("column.id"), width=1.5), *(Column(head, "end", 1.2) for head in heads)),
            tuple(row[place] for row in rows if row),
            key.replace(".", "-"),
            key.removeprefix("table.").upper(),
            (context.say("note.exact"),),
        )
        for place, (key, heads) in enumerate(shown)
    ]


def _calculated_rows(context: Context, index: int, line: ResolvedLine) -> list[Row]:
    """Return the rows of a line with numbers: its input, its releases, its transfers with what remains."""
    best, low, high = (context.inventory.values(index, name) for name in ("best", "low", "high"))
    if best is None or low is None or high is None:
        return []
    name = f"{line.source.id}: {short(line.line.site, 40)}" if line.line.site else line.source.id
    released, transferred = best[1 : 1 + _ENVIRONMENT], best[1 + _ENVIRONMENT :]
    shown = ([best[0], low[0], high[0]], released, [*transferred, context.inventory.remainder(index)])
    return [Row((name, *((context.exact(float(number)),) for number in numbers))) for numbers in shown]


# B: assumptions ---------------------------------------------------------------------------------------------


def _assumptions(context: Context) -> list[Block]:
    """Return for each line the factor used, its standing, and what was assumed."""
    if not context.lines:
        return []
    heads = columns(
        context, ("column.line", "column.factor", "column.standing", "column.assumed"), (2, 1.6, 1.6, 3), 9
    )
    rows = []
    for _, line in context.lines:
        assumptions: list[Content] = [stated(context, text) for text in line.assumptions]
        cell: Content = _joined(context, assumptions) if assumptions else DASH
        rows.append(Row((context.where(line), factor_text(context, line), standing(context, line), cell)))
    table = Table(context.say("table.b-1"), heads, tuple(rows), "table-b-1", "B-1")
    return [table, *second_opinions(context)]


def _joined(context: Context, parts: list[Content]) -> Content:
    inlines: list[Inline] = []
    for place, part in enumerate(parts):
        inlines += [Text(context.plain("word.separator"))] if place else []
        inlines += list(part) if isinstance(part, tuple) else [Text(part)]
    return tuple(inlines)


# C: gaps ----------------------------------------------------------------------------------------------------


def _gaps(context: Context) -> list[Block]:
    """Return the data gaps: by share of the variance, unknown, not answered, without a range."""
    blocks: list[Block] = [_ranking(context)] if context.ranking else []
    blocks += [_open(context)] if context.in_state(*GAPS) else []
    bare = [
        context.where(line)
        for _, line in context.lines
        if line.factor and not line.factor.range_known and line.activity
    ]
    if bare:
        blocks += [Paragraph(context.say("annex.no_range")), BulletList(tuple(dict.fromkeys(bare)))]
    return blocks or [Paragraph(context.say("annex.no_gaps"))]


def _ranking(context: Context) -> Table:
    heads = columns(
        context,
        (
            "column.rank",
            "column.number",
            "column.sources",
            "column.first",
            "column.total_share",
            "column.alone",
        ),
        (0.5, 1, 3, 1, 1, 1.4),
        3,
    )
    rows = tuple(
        Row(
            (
                (context.count(int(row["rank"])),),
                context.say("kind.activity" if row["kind"] == "activity" else "kind.factor"),
                context.ranked(row),
                (_variance(context, row["first_order"]),),
                (_variance(context, row["total"]),),
                _alone(context, row),
            )
        )
        for row in context.ranking
    )
    return Table(
        context.say("table.c-1"),
        heads,
        rows,
        "table-c-1",
        "C-1",
        (context.say("note.sobol"), *context.law_notes()),
    )


def _variance(context: Context, share: float) -> Number:
    """Return a share of the variance; a dash where it is not known."""
    return context.percent(share if math.isnan(share) else max(share, 0.0), 1.0)


def _alone(context: Context, row: dict[str, Any]) -> Content:
    """Return the total at the ends of one input, with a mark where its range is assumed or not known."""
    if math.isnan(row["low_kg"]):
        return context.say("word.no_range")
    assumed = RangeBasis.ASSUMED in row["range"].split(", ")
    mark = range_mark(context, RangeBasis.ASSUMED) if assumed else ()
    return (context.span(row["low_kg"], row["high_kg"]), *mark)


def _open(context: Context) -> Table:
    heads = columns(
        context, ("column.category", "column.source", "column.state", "column.to_find"), (0.7, 3, 1.2, 2.2), 9
    )
    rows = []
    for source in context.in_state(*GAPS):
        state = context.states[source.id]
        find = context.say(f"find.{state.value}", unit=context.unit(source.activity_unit))
        rows.append(Row((source.category, context.name("source", source.id), context.state(state), find)))
    return Table(context.say("table.c-2"), heads, tuple(rows), "table-c-2", "C-2")


# D: checks --------------------------------------------------------------------------------------------------


def _checks(context: Context) -> list[Block]:
    if not context.findings:
        return [Paragraph(context.say("annex.no_findings"))]
    heads = columns(
        context, ("column.severity", "column.check", "column.found", "column.to_do"), (0.8, 1.3, 3, 2.2), 9
    )
    rows = tuple(
        Row(
            (
                context.name("severity", finding.severity),
                context.say(f"check.{finding.check}"),
                stated(context, finding.what),
                stated(context, finding.remedy) if finding.remedy else DASH,
            )
        )
        for finding in context.findings
    )
    return [Table(context.say("table.d-1"), heads, rows, "table-d-1", "D-1")]


# E: balance -------------------------------------------------------------------------------------------------


def _balance(context: Context) -> list[Block]:
    """Return lines read and used, and the mercury balance: in, out, and what is left by named cause."""
    receipt = context.inventory.receipt
    states = receipt["lines_by_state"]
    counts = [(context.state(state), states[state.value]) for state in State if states[state.value]]
    rows = [Row((context.say("balance.read"), (context.count(receipt["lines_read"]),)), "total")]
    rows += [Row((name, (context.count(count),))) for name, count in counts]
    lines = Table(
        context.say("table.e-1"),
        columns(context, ("column.item", "column.lines"), (3, 1), 1),
        tuple(rows),
        "table-e-1",
        "E-1",
    )
    return [lines, _mercury(context)] if context.has_numbers else [lines]


def _mercury(context: Context) -> Table:
    balance = context.inventory.receipt["balance_kg"]
    plain = context.inventory.total_values(corrected=False)
    rows = [Row((context.say("balance.in"), (context.exact(balance["inputs_of_lines"]),)), "total")]
    rows += [
        Row(
            (
                context.say("balance.to", name=context.name("pathway", name)),
                (context.exact(float(plain[place])),),
            )
        )
        for place, name in enumerate(PATHWAYS, start=1)
    ]
    rows += [
        Row((context.say("balance.left", name=cause_name(context, cause)), (context.exact(kilograms),)))
        for cause, kilograms in balance["remainder_by_cause"].items()
    ]
    out = math.fsum([balance["released_and_transferred"], *balance["remainder_by_cause"].values()])
    rows.append(Row((context.say("balance.out"), (context.exact(out),)), "total"))
    rows += [
        Row(
            (
                context.say("balance.taken", rule=rule, name=context.name("pathway", column)),
                (context.exact(kilograms),),
            )
        )
        for rule, parts in context.inventory.receipt["corrections_kg"].items()
        for column, kilograms in parts.items()
    ]
    corrected = context.inventory.total("input")
    rows.append(Row((context.say("balance.total"), (context.exact(corrected),)), "total"))
    heads = columns(context, ("column.item", "column.kg"), (3, 1), 1)
    return Table(
        context.say("table.e-2"), heads, tuple(rows), "table-e-2", "E-2", (context.say("note.balance"),)
    )
