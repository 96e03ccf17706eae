"""The data chapters: for each step (Level 1) or sub-category (Level 2) data, calculation, results, gaps."""

from __future__ import annotations

from typing import Final

from quicksilver.documents.tree import (
    Block,
    BulletList,
    Column,
    Content,
    Heading,
    Inline,
    Number,
    Paragraph,
    Row,
    Table,
    Text,
)
from quicksilver.factors import RangeBasis, Source, Standing
from quicksilver.inventory.model import ResolvedLine, State
from quicksilver.inventory.results.findings.checks import waste_test
from quicksilver.language.names import label
from quicksilver.language.sentences import Sentence
from quicksilver.reports.national.amounts import DASH
from quicksilver.reports.national.context import GAPS, Context, short
from quicksilver.reports.national.releases import cause_name
from quicksilver.reports.national.sentences import stated
from quicksilver.reports.national.sources import chapters_of
from quicksilver.reports.national.tables import columns

__all__ = ["chapters", "factor_text", "from_whom", "standing"]

FIRST: Final = 5
Lines = list[tuple[int, ResolvedLine]]
_PER_CAPITA: Final = ("inhabitants",)


def chapters(context: Context) -> list[Block]:
    """Return the data chapters, from chapter 5 on."""
    blocks: list[Block] = []
    for place, (kind, ident, sources) in enumerate(chapters_of(context)):
        number = str(FIRST + place)
        name = context.name(kind, ident)
        title = context.plain("chapter.step", step=ident, name=name) if kind == "step" else name
        blocks.append(Heading(1, title, number, f"chapter-{ident}"))
        blocks += (
            _step(context, number, sources) if kind == "step" else _category(context, number, ident, sources)
        )
        blocks += _special(context, kind, ident, number)
    return blocks


def _of(context: Context, sources: list[Source]) -> Lines:
    wanted = {source.id for source in sources}
    return [(index, line) for index, line in context.lines if line.source.id in wanted]


def _step(context: Context, number: str, sources: list[Source]) -> list[Block]:
    """Return the four sections of a chapter of Level 1."""
    lines = _of(context, sources)
    if not lines:
        return [Paragraph(context.say("chapter.none")), *_open_list(context, sources)]
    return [
        Heading(2, context.say("chapter.data"), f"{number}.1"),
        *_data(context, lines, number),
        Heading(2, context.say("chapter.background"), f"{number}.2"),
        *_background(context, lines, number),
        Heading(2, context.say("chapter.results"), f"{number}.3"),
        *_results(context, lines, number),
        Heading(2, context.say("chapter.gaps"), f"{number}.4"),
        *_gaps(context, lines, sources),
    ]


def _category(context: Context, number: str, main: str, sources: list[Source]) -> list[Block]:
    """Return one heading per sub-category, as a report of Level 2 has them."""
    blocks: list[Block] = []
    subs = list(dict.fromkeys(source.category for source in sources))
    for sub in sorted(subs, key=lambda text: [int(part) for part in text.split(".")]):
        own = [source for source in sources if source.category == sub]
        lines = _of(context, own)
        printed = f"{number}.{sub.removeprefix(main + '.')}" if sub != main else f"{number}.1"
        blocks.append(Heading(2, f"{context.name('category', sub)} ({sub})", printed, f"chapter-{sub}"))
        blocks += _sub_category(context, printed, lines, own) if lines else _open_short(context, own)
    return blocks


def _sub_category(context: Context, number: str, lines: Lines, sources: list[Source]) -> list[Block]:
    return [
        Heading(3, context.say("chapter.data")),
        *_data(context, lines, number),
        Heading(3, context.say("chapter.background")),
        *_background(context, lines, number),
        Heading(3, context.say("chapter.results")),
        *_results(context, lines, number),
        Heading(3, context.say("chapter.gaps")),
        *_gaps(context, lines, sources),
    ]


def _number(number: str, place: int) -> str:
    """Return the printed number of a table of a chapter, such as ``5-1`` or ``5.2-1``."""
    return f"{number}-{place}"


def _open_short(context: Context, sources: list[Source]) -> list[Block]:
    """Return one line for each state of the sources of a sub-category without numbers."""
    blocks: list[Block] = []
    for state in dict.fromkeys(context.states[source.id] for source in sources):
        names = [
            context.name("source", source.id) for source in sources if context.states[source.id] is state
        ]
        blocks.append(
            Paragraph(context.say("open.short", names=context.listed(names), state=context.state(state)))
        )
    return blocks


def _open_list(context: Context, sources: list[Source]) -> list[Block]:
    """Return in words which sources of a chapter have no numbers and why; nothing is passed over."""
    blocks: list[Block] = []
    for state in (State.UNKNOWN, State.NOT_GIVEN, State.ABSENT, State.REPLACED):
        names = [
            context.name("source", source.id) for source in sources if context.states[source.id] is state
        ]
        if names:
            blocks.append(Paragraph(context.say(f"open.{state.value}", names=context.listed(names))))
    return blocks


# Data description -------------------------------------------------------------------------------------------


def _data(context: Context, lines: Lines, number: str) -> list[Block]:
    rows = tuple(_data_row(context, line) for _, line in lines)
    keys = ("column.line", "column.activity", "column.unit", "column.from", "column.note")
    heads = columns(context, keys, (2, 1.1, 1.3, 1.6, 1.8), 9)
    return [
        Paragraph(context.say("chapter.data.intro", count=context.count(len(lines)))),
        Table(context.say("table.data"), heads, rows, number=_number(number, 1)),
    ]


def _data_row(context: Context, line: ResolvedLine) -> Row:
    source = short(line.line.source_of_data) or context.plain("word.not_given")
    activity: list[Inline] = [context.kg(line.activity)]
    if line.activity_low != line.activity_high:
        activity += [Text(" ("), context.span(line.activity_low, line.activity_high), Text(")")]
    note = short(line.line.note) or DASH
    return Row((context.where(line), tuple(activity), context.unit(line.source.activity_unit), source, note))


# Background calculations and approximations -----------------------------------------------------------------


def _background(context: Context, lines: Lines, number: str) -> list[Block]:
    works = list(dict.fromkeys(from_whom(context, line) for _, line in lines if line.factor))
    heads = columns(context, ("column.line", "column.factor", "column.standing"), (2, 2, 2), 9)
    rows = tuple(
        Row((context.where(line), factor_text(context, line), _cited(context, line, works)))
        for _, line in lines
    )
    notes = tuple(
        context.say("note.work", number=str(place), work=work) for place, work in enumerate(works, start=1)
    )
    return [
        Paragraph(context.say("chapter.background.intro")),
        Table(context.say("table.factors"), heads, rows, number=_number(number, 2), notes=notes),
        _outputs(context, lines, number),
        *_assumptions(context, lines),
    ]


def factor_text(context: Context, line: ResolvedLine) -> tuple[Inline, ...]:
    """Return the input factor of a line with its range and unit."""
    if line.factor is None:
        return context.say("word.no_factor_needed")
    given, basis = line.factor.given, line.factor.basis
    parts: list[Inline] = [context.exact(given.value), Text(f" {context.factor_unit(given.unit)}")]
    if basis is RangeBasis.NONE:
        return (*parts, Text("; "), *context.say("word.no_range"))
    if basis is RangeBasis.EXACT:
        return tuple(parts)
    ends = f"{context.exact(given.low).text}{DASH}{context.exact(given.high).text}"
    return (*parts, Text(" ("), Number(ends), *range_mark(context, basis), Text(")"))


def range_mark(context: Context, basis: RangeBasis) -> tuple[Inline, ...]:
    """Return what is written beside a range that neither the source nor the user gave; nothing beside others."""
    keys = {RangeBasis.ASSUMED: "word.assumed_range", RangeBasis.KEPT: "word.kept_range"}
    return (Text("; "), *context.say(keys[basis])) if basis in keys else ()


def standing(context: Context, line: ResolvedLine) -> str:
    """Return how far the input factor of a line may be trusted."""
    if line.factor is None:
        return DASH
    return _graded(context, line.factor.standing, line.factor.confidence)


def _cited(context: Context, line: ResolvedLine, works: list[str]) -> str:
    """Return standing and source of an input factor; the source as its number among the notes."""
    grade = standing(context, line)
    if line.factor is None:
        return grade
    place = works.index(from_whom(context, line)) + 1
    return context.plain("word.cited", standing=grade, number=str(place))


def _graded(context: Context, grade: Standing | None, confidence: str) -> str:
    if grade is None:
        return DASH
    name = context.name("standing", str(grade))
    if not confidence:
        return name
    return context.plain("word.graded", standing=name, confidence=context.name("confidence", confidence))


def from_whom(context: Context, line: ResolvedLine) -> str:
    """Return where the input factor of a line comes from: the work, or the user's own words."""
    if line.factor is None:
        return DASH
    entry = context.inventory.resolution.factors.bibliography.get(line.factor.source_key)
    if entry:
        return f"{entry['title']}, {entry['edition']}"
    return short(line.factor.source_key) or context.plain("word.not_given")


def _outputs(context: Context, lines: Lines, number: str) -> Table:
    """Return the output factors, one row for each technology of each line."""
    rows = []
    for _, line in lines:
        for row, share in line.mix:
            name = f"{context.where(line)}: {context.technology_name(row.technology)}"
            name += f", {context.percent(share, 1.0).text}" if len(line.mix) > 1 else ""
            cells = [(context.exact(value),) for value in row.shares or (0.0,) * 6]
            rows.append(Row((name, *cells, _graded(context, row.standing, row.confidence))))
    heads = (
        Column(context.say("column.technology"), width=2.6),
        *(Column(name, "end", 0.9) for name in context.pathways()),
        Column(context.say("column.grade"), width=1.6),
    )
    notes = (context.say("note.outputs"),)
    return Table(context.say("table.outputs"), heads, tuple(rows), number=_number(number, 3), notes=notes)


def _assumptions(context: Context, lines: Lines) -> list[Block]:
    """Return what was assumed, each assumption once with the lines that it holds for."""
    # By its text: digits that no reader sees make no second assumption.
    assumptions: dict[str, tuple[Sentence, list[str]]] = {}
    for _, line in lines:
        for assumption in line.assumptions:
            assumptions.setdefault(str(assumption), (assumption, []))[1].append(context.where(line))
    if not assumptions:
        return [Paragraph(context.say("chapter.no_assumption"))]
    items = tuple(
        context.say(
            "chapter.assumed.item",
            names=context.listed(list(dict.fromkeys(names))),
            what=stated(context, assumption),
        )
        for assumption, names in assumptions.values()
    )
    return [Paragraph(context.say("chapter.assumed")), BulletList(items)]


# Results ----------------------------------------------------------------------------------------------------


def _results(context: Context, lines: Lines, number: str) -> list[Block]:
    heads = columns(
        context, ("column.line", "column.input", "column.bounds", "column.monte_carlo"), (2.4, 1, 1.3, 1.3), 1
    )
    rows = tuple(_input_row(context, index, line) for index, line in lines)
    return [
        Table(
            context.say("table.results"),
            heads,
            rows,
            number=_number(number, 4),
            notes=(context.say("note.unit"), *context.law_notes()),
        ),
        _released(context, lines, number),
    ]


def _input_row(context: Context, index: int, line: ResolvedLine) -> Row:
    values = {
        name: context.inventory.values(index, name) for name in ("best", "low", "high", "mc_low", "mc_high")
    }
    best, low, high, below, above = (
        float(value[0]) if value is not None else None for value in values.values()
    )
    uncertain = bool(low is not None and high is not None and low < high)
    mark = range_mark(context, line.factor.basis) if line.factor else ()
    bounds: Content = (
        (context.span(low, high), *mark) if uncertain else DASH if not best else context.say("word.no_range")
    )
    drawn: Content = (context.span(below, above),) if uncertain and context.inventory.draws else DASH
    return Row((context.where(line), (context.kg(best),), bounds, drawn))


def _released(context: Context, lines: Lines, number: str) -> Table:
    """Return releases by line and by technology or phase."""
    rows = [row for index, line in lines for row in _released_rows(context, index, line)]
    heads = (
        Column(context.say("column.phase"), width=2.6),
        *(Column(name, "end", 0.9) for name in context.pathways()),
        Column(context.name("pathway", "remainder"), width=1.3),
    )
    return Table(
        context.say("table.released"),
        heads,
        tuple(rows),
        number=_number(number, 5),
        notes=(context.say("note.unit"),),
    )


def _released_rows(context: Context, index: int, line: ResolvedLine) -> list[Row]:
    values = context.inventory.values(index)
    if values is None:
        return []
    left = context.inventory.remainder(index)
    remainder: Content = DASH
    if left > 0:
        remainder = (context.kg(left), Text(f" ({cause_name(context, line.remainder)})"))
    rows = [Row((context.where(line), *((context.kg(float(v)),) for v in values[1:]), remainder))]
    if len(line.mix) > 1:
        for row, share in line.mix:
            parts = [(context.kg(float(values[0]) * share * part),) for part in row.shares or (0.0,) * 6]
            rows.append(
                Row(
                    (context.plain("word.of_which", what=context.technology_name(row.technology)), *parts, "")
                )
            )
    return rows


# Gaps -------------------------------------------------------------------------------------------------------


def _gaps(context: Context, lines: Lines, sources: list[Source]) -> list[Block]:
    """Return what is open in a chapter: sources without an answer, without a range, and what the checks found."""
    blocks = _open_list(context, sources)
    bare = [
        context.where(line)
        for _, line in lines
        if line.factor and not line.factor.range_known and line.activity
    ]
    if bare:
        blocks.append(
            Paragraph(context.say("chapter.no_range", names=context.listed(list(dict.fromkeys(bare)))))
        )
    ids = {source.id for source in sources}
    findings = [f for f in context.findings if f.source in ids and f.check != 8]
    if findings:
        items = tuple((*stated(context, f.what), *_to_do(context, f.remedy)) for f in findings)
        blocks += [Paragraph(context.say("chapter.findings")), BulletList(items)]
    if not [s for s in sources if context.states[s.id] in GAPS] and not bare and not findings:
        blocks.append(Paragraph(context.say("chapter.no_gap")))
    return blocks


def _to_do(context: Context, remedy: Sentence | None) -> tuple[Inline, ...]:
    return context.say("word.to_do", what=stated(context, remedy)) if remedy else ()


# Waste test and inputs per inhabitant -----------------------------------------------------------------------


def _special(context: Context, kind: str, ident: str, number: str) -> list[Block]:
    """Return the test of the waste defaults and the inputs per inhabitant, in the chapters that have them."""
    if (kind, ident) in (("step", "4"), ("category", "5.9")):
        return _waste(context, number)
    if (kind, ident) in (("step", "5"), ("category", "5.5")):
        return _per_capita(context, number)
    return []


def _waste(context: Context, number: str) -> list[Block]:
    test = waste_test(context.inventory)
    if not test.general_waste and not test.waste_water:
        return []
    heads = columns(context, ("column.test", "column.kg"), (3, 1), 1)
    rows = tuple(
        Row((context.say(f"waste.{name}"), (context.kg(value),)))
        for name, value in (
            ("a", test.general_waste),
            ("b", test.from_products),
            ("c", test.waste_water),
            ("d", test.water_from_products),
        )
    )
    limit = context.exact(test.limit)
    blocks: list[Block] = [
        Heading(
            2, context.say("waste.title"), f"{number}.{5 if context.inventory.general.level == 1 else 6}"
        ),
        Paragraph(context.say("waste.intro", limit=limit)),
        Table(context.say("table.waste"), heads, rows, "table-waste", _number(number, 6)),
    ]
    blocks.append(
        Paragraph(context.say("waste.doubtful" if test.waste_doubtful else "waste.fine", limit=limit))
    )
    if test.waste_water:
        blocks.append(
            Paragraph(context.say("water.doubtful" if test.water_doubtful else "water.fine", limit=limit))
        )
    return blocks


def _per_capita(context: Context, number: str) -> list[Block]:
    general = context.inventory.general
    given: list[tuple[str, float | None]] = [
        ("capita.population", general.population),
        ("capita.electrification", general.electrification_rate),
        ("capita.dental", general.dental_personnel_per_1000),
    ]
    rows = [
        Row(
            (
                context.say(key),
                (context.exact(value),) if value is not None else context.say("word.not_given"),
            )
        )
        for key, value in given
    ]
    if general.general_sources:
        name = label("field", "general_sources", context.language)
        rows.append(Row((name, short(general.general_sources, 400))))
    rows += [
        Row((context.say(key), context.say(_answer(value))))
        for key, value in (
            ("capita.managed", general.waste_well_managed),
            ("capita.collected", general.waste_separately_collected),
        )
    ]
    derived = [
        Row((context.say("capita.derived", name=context.where(line)), (context.kg(float(values[0])),)))
        for index, line in context.lines
        if line.source.activity_unit in _PER_CAPITA
        and line.supply_weight
        and (values := context.inventory.values(index)) is not None
    ]
    heads = columns(context, ("column.item", "column.value"), (3, 1), 1)
    title = Heading(
        2, context.say("capita.title"), f"{number}.{5 if context.inventory.general.level == 1 else 10}"
    )
    table = Table(context.say("table.capita"), heads, (*rows, *derived), "table-capita", _number(number, 6))
    return [title, Paragraph(context.say("capita.intro")), table]


def _answer(value: bool | None) -> str:
    return "word.not_given" if value is None else "word.yes" if value else "word.no"
