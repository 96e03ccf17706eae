"""Chapter 1: what a minister reads. Totals with both ranges, what is missing, what to improve first."""

from __future__ import annotations

import math
from typing import Any, Final

from quicksilver.documents.tree import (
    Block,
    Box,
    BulletList,
    Column,
    Content,
    Figure,
    Heading,
    Number,
    Paragraph,
    Reference,
    Row,
    Table,
    Text,
)
from quicksilver.factors import PATHWAYS, RangeBasis, Standing
from quicksilver.inventory.engine import COLUMNS
from quicksilver.inventory.groups import GROUPS, TOTALS, UNCORRECTED
from quicksilver.inventory.model import State
from quicksilver.inventory.results.receipt import closed_reason, corrections, standing_shares
from quicksilver.reports.national.amounts import DASH
from quicksilver.reports.national.context import GAPS, Context

__all__ = ["main_findings", "main_gaps", "summary", "table_1_1"]

_WEAK: Final = ("low", "unresolved")
#: Figures 1-1 to 1-7 of the standard report, then two of our own.
FIGURES: Final = ("input", *PATHWAYS, "flows", "uncertainty")


def summary(context: Context) -> list[Block]:
    """Return the executive summary."""
    return [
        Heading(1, context.say("summary.title"), "1", "summary"),
        Heading(2, context.say("summary.intro.title"), "1.1"),
        *_introduction(context),
        Heading(2, context.say("summary.results.title"), "1.2"),
        *main_findings(context),
        Heading(2, context.say("summary.trust.title"), "1.3"),
        *_trust(context),
        Heading(2, context.say("summary.gaps.title"), "1.4"),
        *main_gaps(context),
        Heading(2, context.say("summary.tables.title"), "1.5"),
        Paragraph(context.say("summary.tables", table=Reference("table-1-1"))),
        table_1_1(context),
        *_figures(context),
    ]


def _introduction(context: Context) -> list[Block]:
    from quicksilver.package import VERSION

    inventory, general = context.inventory, context.inventory.general
    factors = inventory.resolution.factors
    counts = {state: context.count(len(context.in_state(state))) for state in State}
    return [
        Paragraph(
            context.say(
                "summary.intro",
                country=context.country,
                year=str(general.year),
                level=str(general.level),
                edition=context.code(general.toolkit_edition) or context.plain("word.not_given"),
                version=context.code(VERSION),
                factors=context.code(f"{factors.id} {factors.version}"),
                run=context.code(inventory.run_id),
            )
        ),
        Paragraph(
            context.say(
                "summary.coverage",
                all=context.count(len(context.quantifiable)),
                quantified=counts[State.QUANTIFIED],
                zero=counts[State.ZERO],
                absent=counts[State.ABSENT],
                unknown=counts[State.UNKNOWN],
                not_given=counts[State.NOT_GIVEN],
                replaced=counts[State.REPLACED],
            )
        ),
    ]


def main_findings(context: Context) -> list[Block]:
    """Return the totals, the largest sources and the pathways in sentences."""
    if not context.has_numbers:
        return [Box((Paragraph(context.say("summary.nothing")),), context.plain("summary.nothing.title"))]
    blocks: list[Block] = [Paragraph(_total_sentence(context)), *map(Paragraph, context.law_notes())]
    if len(context.in_state(*GAPS)):
        blocks.append(
            Paragraph(context.say("summary.too_low", count=context.count(len(context.in_state(*GAPS)))))
        )
    if not context.largest:
        return [*blocks, Paragraph(context.say("summary.all_zero"))]
    return [*blocks, *_largest(context), *_releases(context)]


def _total_sentence(context: Context) -> Content:
    if context.inventory.is_closed("input"):
        reason = closed_reason(context.inventory).in_language(context.language)
        return context.say("summary.total.closed", input=context.about(context.total("input")), reason=reason)
    key = "summary.total" if context.inventory.draws else "summary.total.no_draws"
    return context.say(
        key,
        input=context.about(context.total("input")),
        bounds=context.about_span(context.total("input", "low"), context.total("input", "high")),
        monte_carlo=context.about_span(context.total("input", "mc_low"), context.total("input", "mc_high")),
        draws=context.count(context.inventory.draws),
    )


def _largest(context: Context) -> list[Block]:
    whole = context.total("input") or 0.0
    items = [
        context.say(
            "summary.largest.item",
            name=context.name("source", ident),
            kg=context.kg(kilograms),
            share=context.percent(kilograms, whole),
        )
        for ident, kilograms in context.contributions[:5]
        if kilograms > 0
    ]
    return [Paragraph(context.say("summary.largest")), BulletList(tuple(items))]


def _releases(context: Context) -> list[Block]:
    totals = {name: context.total(name) or 0.0 for name in PATHWAYS}
    largest = max(totals, key=lambda name: totals[name])
    if totals[largest] <= 0:
        return [Paragraph(context.say("summary.no_release"))]
    environment = math.fsum(totals[name] for name in ("air", "water", "land"))
    sentence = context.say(
        "summary.releases",
        total=context.kg(context.released_total),
        pathway=context.name("pathway", largest),
        kg=context.kg(totals[largest]),
        share=context.percent(totals[largest], context.released_total),
        environment=context.kg(environment),
        air=context.kg(totals["air"]),
        water=context.kg(totals["water"]),
        land=context.kg(totals["land"]),
    )
    return [Paragraph(sentence), Paragraph(context.say("summary.not_equal"))]


# Table 1-1 --------------------------------------------------------------------------------------------------


def table_1_1(context: Context) -> Table:
    """Return Table 1-1: inputs and releases by source group, with what each correction took out."""
    heads = [
        Column(context.say("column.group"), width=2.6),
        *(Column(_noted(context, name), "end", 1.0) for name in COLUMNS),
        Column(context.say("column.released"), "end", 1.0),
        Column(context.say("column.share"), "end", 0.8),
    ]
    rows = [_group_row(context, name) for name in GROUPS]
    rows += [
        _total_row(context, UNCORRECTED, corrected=False),
        _total_row(context, TOTALS, corrected=True),
    ]
    return Table(
        context.say("table.1-1"), tuple(heads), tuple(rows), "table-1-1", "1-1", _table_notes(context)
    )


def _noted(context: Context, column: str) -> Content:
    """Return the heading of a column, with the corrections that touched it; the notes say what they took."""
    rules = [rule for rule, parts in corrections(context.inventory).items() if column in parts]
    name = context.name("pathway", column)
    taken = ",\u00a0".join(rules)
    return (Text(f"{name} "), Number(f"[{taken}]")) if rules else name


def _group_row(context: Context, name: str) -> Row:
    inventory = context.inventory
    if not any(line.group == name and line.is_computed for line in inventory.lines):
        return Row((context.name("group", name), *_open_group(context, name)))
    values = [float(value) for value in inventory.group(name)]
    adds = math.fsum(context.released(i) for i in inventory.order if inventory.lines[i].group == name)
    numbers = [context.kg(value) for value in (*values, math.fsum(values[1:]))]
    cells: list[Content] = [context.name("group", name), *((number,) for number in numbers)]
    return Row((*cells, (context.percent(adds, context.released_total),)))


def _open_group(context: Context, name: str) -> tuple[Content, ...]:
    """Return the cells of a group without numbers: why it has none, and dashes."""
    sources = context.inventory.resolution.factors.sources
    states = {state for ident, state in context.quantifiable.items() if sources[ident].group == name}
    first = next((s for s in (State.UNKNOWN, State.NOT_GIVEN, State.REPLACED) if s in states), State.ABSENT)
    return (context.sign(first), *((DASH,) * 8))


def _total_row(context: Context, name: str, *, corrected: bool) -> Row:
    title = context.name("group", name)
    if not context.has_numbers:
        return Row((title, *((DASH,) * 9)), "total")
    values = [float(value) for value in context.inventory.total_values(corrected=corrected)]
    released = math.fsum(values[1:])
    share: Content = (context.percent(released, released),) if corrected else DASH
    return Row((title, *((context.kg(v),) for v in (*values, released)), share), "total")


def _table_notes(context: Context) -> tuple[Content, ...]:
    counts = {state: context.count(len(context.in_state(state))) for state in GAPS}
    notes: list[Content] = [context.say("note.unit"), context.say("note.signs")]
    if context.inventory.resolution.corrections:
        notes += [context.say("note.corrected"), *_all_corrections(context)]
    else:
        notes.append(context.say("note.not_corrected"))
    notes.append(
        context.say("note.missing", unknown=counts[State.UNKNOWN], not_given=counts[State.NOT_GIVEN])
    )
    return tuple(notes)


def _all_corrections(context: Context) -> list[Content]:
    """Return what DC1 to DC4 took out of each total; a rule that took nothing states this."""
    taken = corrections(context.inventory)
    notes: list[Content] = []
    for rule in ("DC1", "DC2", "DC3", "DC4"):
        parts = [
            context.plain("note.part", pathway=context.name("pathway", column), kg=context.kg(kilograms))
            for column, kilograms in taken.get(rule, {}).items()
        ]
        what = context.listed(parts) if parts else context.plain("note.nothing")
        notes.append(
            context.say("note.rule", rule=rule, why=context.plain(f"rule.{rule.lower()}"), what=what)
        )
    return notes


# Figures ----------------------------------------------------------------------------------------------------


def _figures(context: Context) -> list[Block]:
    figures: list[Block] = []
    for place, name in enumerate(FIGURES, start=1):
        picture = context.charts.get(name)
        if picture is None:
            continue
        figures.append(
            Figure(
                picture.png, _caption(context, name), picture.alt, picture.svg, f"figure-{name}", f"1-{place}"
            )
        )
    return figures


def _caption(context: Context, name: str) -> Content:
    """Return the caption of a figure; where its groups add up to more than the total, it states both."""
    if name not in COLUMNS:
        return context.say(f"figure.{name}")
    caption = (
        context.say("figure.pathway", pathway=context.name("pathway", name))
        if name in PATHWAYS
        else context.say(f"figure.{name}")
    )
    rules = [rule for rule, parts in corrections(context.inventory).items() if name in parts]
    if not rules:
        return caption
    plain = float(context.inventory.total_values(corrected=False)[COLUMNS.index(name)])
    return (
        *caption,
        *context.say(
            "figure.plain",
            plain=context.kg(plain),
            corrected=context.kg(context.total(name)),
            rules=", ".join(rules),
            table=Reference("table-1-1"),
        ),
    )


# Trust and gaps ---------------------------------------------------------------------------------------------


def _trust(context: Context) -> list[Block]:
    if not context.largest:
        return [Paragraph(context.say("summary.no_uncertainty"))]
    blocks: list[Block] = []
    known = [row for row in context.ranking if not math.isnan(row["total"])]
    if known:
        first = max(known, key=lambda row: float(row["total"]))
        blocks.append(
            Paragraph(
                context.say(
                    "summary.uncertainty",
                    name=_ranked(context, first),
                    share=context.percent(first["total"], 1.0),
                )
            )
        )
    else:
        blocks.append(Paragraph(context.say("summary.no_range")))
    return [*blocks, *_standing(context)]


def _standing(context: Context) -> list[Block]:
    """State how much of the total rests on factors that nobody has checked, and what that means."""
    whole = context.total("input") or 0.0
    weak = 0.0
    weakest: dict[str, float] = {}
    for index, line in context.lines:
        factor, kilograms = line.factor, context.contribution(index)
        if factor is None or kilograms <= 0 or factor.standing is not Standing.RECALLED:
            continue
        weakest[line.source.id] = weakest.get(line.source.id, 0.0) + kilograms
        weak += kilograms if factor.confidence in _WEAK else 0.0
    shares = standing_shares(context.inventory)
    recalled, user = (shares.get(str(standing), 0.0) for standing in (Standing.RECALLED, Standing.USER))
    blocks: list[Block] = [
        Paragraph(
            context.say(
                "summary.standing",
                recalled=context.percent(recalled, 1.0),
                weak=context.percent(weak, whole),
                user=context.percent(user, 1.0),
            )
        )
    ]
    if weakest:
        top = sorted(weakest, key=lambda ident: (-weakest[ident], ident))[:3]
        names = context.listed([context.name("source", ident) for ident in top])
        blocks.append(Paragraph(context.say("summary.recalled.meaning")))
        blocks.append(Paragraph(context.say("summary.recalled", names=names)))
    return blocks


def _ranked(context: Context, row: dict[str, object]) -> str:
    kind = "activity" if row["kind"] == "activity" else "factor"
    return context.plain(f"ranked.{kind}", names=context.ranked(row))


def main_gaps(context: Context) -> list[Block]:
    """Return what to improve first, and what is unknown."""
    blocks: list[Block] = [_box(context)]
    for state in GAPS:
        gaps = context.in_state(state)
        if gaps:
            key = f"summary.{state.value}"
            names = context.listed([context.name("source", source.id) for source in gaps[:12]])
            more = (
                context.plain("word.and_more", count=context.count(len(gaps) - 12)) if len(gaps) > 12 else ""
            )
            blocks.append(Paragraph(context.say(key, count=context.count(len(gaps)), names=names + more)))
    blocks.append(Paragraph(context.say("summary.follow_up")))
    return blocks


def _box(context: Context) -> Box:
    """Return the three numbers whose improvement narrows the total most."""
    if not context.ranking:
        return Box((Paragraph(context.say("summary.no_ranking")),), context.plain("summary.improve"))
    items = tuple(_to_improve(context, row) for row in context.ranking[:3])
    return Box(
        (Paragraph(context.say("summary.improve.intro")), BulletList(items)), context.plain("summary.improve")
    )


def _to_improve(context: Context, row: dict[str, Any]) -> Content:
    """Return an input of the ranking: what it is of the total, and of the variance where that is known."""
    name, part = _ranked(context, row), context.percent(row["share_of_total"], 1.0)
    if math.isnan(row["total"]):
        return context.say("summary.improve.closed", name=name, part=part)
    key = (
        "summary.improve.assumed"
        if RangeBasis.ASSUMED in row["range"].split(", ")
        else "summary.improve.item"
    )
    values: dict[str, Any] = {"part": part} if key == "summary.improve.assumed" else {}
    bounds = context.about_span(row["low_kg"], row["high_kg"])
    return context.say(key, name=name, share=context.percent(row["total"], 1.0), bounds=bounds, **values)
