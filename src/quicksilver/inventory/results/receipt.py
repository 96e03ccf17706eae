"""The receipt of a run: what went in, what came out, what was left over and why."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from quicksilver.factors import PATHWAYS, RangeBasis, Standing
from quicksilver.geography import country_name
from quicksilver.inventory.engine import COLUMNS
from quicksilver.inventory.model import UNSHOWN, State, UsedFactor, statement
from quicksilver.inventory.results.result import MATERIAL
from quicksilver.language.names import Name, label
from quicksilver.language.numbers import readable
from quicksilver.language.screen import digits, padded, screen, wide
from quicksilver.language.sentences import Listed, Sentence
from quicksilver.quantities import LawChoice

if TYPE_CHECKING:
    from quicksilver.inventory.results.result import Result

__all__ = [
    "Missing",
    "closed_reason",
    "corrections",
    "factor_text",
    "law_text",
    "listed",
    "listed_sources",
    "missing_ranges",
    "range_text",
    "range_word",
    "receipt",
    "receipt_text",
    "remainders",
    "rounded",
    "standing_shares",
]

#: Sources that a line on the terminal names before the rest is counted.
_SHOWN: Final = 3


def remainders(inventory: Result) -> dict[str, float]:
    """Return the mercury that is not an output this year by named cause, in kg."""
    amounts: dict[str, list[float]] = {}
    for index in inventory.order:
        line = inventory.lines[index]
        if line.remainder:
            amounts.setdefault(line.remainder, []).append(inventory.remainder(index))
    return {cause: math.fsum(parts) for cause, parts in sorted(amounts.items())}


def corrections(inventory: Result) -> dict[str, dict[str, float]]:
    """Return what each double-counting rule takes out of which total, in kg."""
    taken: dict[str, dict[str, list[float]]] = {}
    for index in inventory.order:
        line, values = inventory.lines[index], inventory.values(index)
        if values is None or not line.overlaps or not inventory.resolution.corrections:
            continue
        for rule in line.overlaps:
            column = COLUMNS.index(rule.quantity)
            if rule.quantity == "input":
                part = float(values[0]) * line.supply_weight * (1.0 - line.input_weight)
            else:
                part = float(values[column]) * (1.0 - line.pathway_weights[column - 1])
            taken.setdefault(rule.rule, {}).setdefault(rule.quantity, []).append(part)
    return {
        rule: {name: math.fsum(parts) for name, parts in sorted(amounts.items())}
        for rule, amounts in sorted(taken.items())
    }


def _not_used(inventory: Result) -> list[dict[str, str]]:
    return [
        {
            "source": line.source.id,
            "where": line.line.where,
            "state": str(line.state),
            "why": "" if line.reason is None else str(line.reason),
        }
        for line in inventory.lines
        if not line.is_computed
    ]


def _defaults(inventory: Result) -> list[dict[str, str]]:
    return [
        {
            "source": line.source.id,
            "input_factor": line.factor.published,
            "standing": str(line.factor.standing),
            "confidence": line.factor.confidence,
            "from": line.factor.source_key,
        }
        for line in inventory.lines
        if line.is_computed and line.factor and line.factor.standing is not Standing.USER
    ]


def receipt(inventory: Result) -> dict[str, Any]:
    """Return the receipt of a run as plain data.

    The balance closes: plain input = releases and transfers + remainders by cause + supply that several lines
    share on purpose (further phases of one supply).
    """
    from quicksilver.package import VERSION

    plain = inventory.total_values(corrected=False)
    corrected = inventory.total_values()
    phases = math.fsum(
        float(values[0]) * (1.0 - inventory.lines[index].supply_weight)
        for index in inventory.order
        if (values := inventory.values(index)) is not None
    )
    states = [line.state for line in inventory.lines]
    return {
        "run_id": inventory.run_id,
        "quicksilver": VERSION,
        "factor_set": inventory.resolution.factors.label,
        "toolkit_edition_of_factors": inventory.resolution.factors.toolkit_edition,
        "toolkit_edition_of_inventory": inventory.general.toolkit_edition,
        "input": inventory.resolution.input.name,
        "input_sha256": inventory.resolution.input.digest,
        "country": inventory.general.country,
        "year": inventory.general.year,
        "level": inventory.general.level,
        "draws": inventory.draws,
        "seed": inventory.seed,
        "law": str(inventory.law),
        "assumed_ranges": inventory.resolution.assumed,
        "lines_read": len(states),
        "lines_used": len(inventory.order),
        "lines_by_state": {state.value: states.count(state) for state in State},
        "lines_not_used": _not_used(inventory),
        "double_counting_corrections": inventory.resolution.corrections,
        "corrections_kg": corrections(inventory),
        "input_kg": {"corrected": float(corrected[0]), "plain_sum": float(plain[0])},
        "releases_kg": {
            name: {"corrected": float(corrected[i + 1]), "plain_sum": float(plain[i + 1])}
            for i, name in enumerate(PATHWAYS)
        },
        "balance_kg": {
            "inputs_of_lines": float(plain[0]) + phases,
            "released_and_transferred": math.fsum(float(value) for value in plain[1:]),
            "remainder_by_cause": remainders(inventory),
        },
        "defaults_used": _defaults(inventory),
        "ranges_kg": _ranges(inventory),
        "no_published_range": [
            {"source": source, "share_of_input": share, "range": str(basis), "input_factor": published}
            for source, share, basis, published, _ in missing_ranges(inventory)
        ],
        "assumptions": [
            {"source": line.source.id, "where": line.line.where, "assumption": str(assumption)}
            for line in inventory.lines
            for assumption in line.assumptions
        ],
        "texts": [
            {"part": name, "where": passage.where}
            for name, passage in inventory.resolution.input.text.parts.items()
        ],
        "warnings": [problem.as_dict() for problem in inventory.resolution.input.warnings],
    }


def _ranges(inventory: Result) -> dict[str, dict[str, Any]]:
    """Return the ranges of the corrected totals, or why there is none."""
    names = ("mc_low", "mc_median", "mc_high") if inventory.draws else ("low", "high")
    made: dict[str, dict[str, Any]] = {}
    for place, column in enumerate(COLUMNS):
        if inventory.is_closed(column):
            made[column] = {"no_range_because": str(closed_reason(inventory, column))}
        elif inventory.order:
            made[column] = {name: float(inventory.total_values(name)[place]) for name in names}
    return made


def standing_shares(inventory: Result) -> dict[str, float]:
    """Return the share of the total input that rests on factors of each standing, 0 to 1.

    Examples
    --------
    >>> from quicksilver.inventory import (ActivityLine, General, InventoryInput, run)
    >>> line = ActivityLine("L1-CREM", "example", presence="Y", activity=1000.0, unit="corpses")
    >>> standing_shares(run(InventoryInput("example", General("SEN", 2020, 1), (line,), ""), draws=0))
    {'recalled': 1.0}
    """
    parts: dict[str, list[float]] = {}
    for index in inventory.order:
        line = inventory.lines[index]
        if line.factor:
            parts.setdefault(str(line.factor.standing), []).append(inventory.contribution(index))
    sums = {name: math.fsum(amounts) for name, amounts in sorted(parts.items())}
    whole = math.fsum(sums.values())
    return {name: amount / whole for name, amount in sums.items()} if whole > 0 else {}


def rounded(kilograms: float, language: str = "en") -> str:
    """Return kilograms with three significant digits, as many as the ranges of an inventory support.

    Examples
    --------
    >>> rounded(6648.917), rounded(0.012345), rounded(0.0), rounded(2_406_047.0)
    ('6,650', '0.0123', '0', '2,410,000')
    """
    if kilograms == 0:
        return "0"
    if language != "en":
        return readable(kilograms, language)
    decimals = 2 - math.floor(math.log10(abs(kilograms)))
    return f"{round(kilograms, decimals):,.{max(0, decimals)}f}"


def closed_reason(inventory: Result, column: str = "input", *, corrected: bool = True) -> Sentence:
    """Return why a total has no range: which sources have none, and how much of the total they are."""
    parts: dict[str, float] = {}
    for index in inventory.bare:
        ident = inventory.lines[index].source.id
        parts[ident] = parts.get(ident, 0.0) + inventory.part(index, column, corrected=corrected)
    idents = sorted((ident for ident, part in parts.items() if part > 0), key=lambda ident: -parts[ident])
    share = inventory.bare_share(column, corrected=corrected)
    return statement("said.closed", share=share, ids=listed_sources(idents))


class Missing(NamedTuple):
    """A source whose input factor has no published range, and what it is of a total, 0 to 1."""

    source: str
    share: float
    basis: RangeBasis
    published: str
    factor: UsedFactor


def missing_ranges(inventory: Result, column: str = "input") -> list[Missing]:
    """Return the sources with an amount and without a published range, the largest share of a total first."""
    total = inventory.total(column)
    gaps: dict[str, Missing] = {}
    for index in inventory.order:
        line = inventory.lines[index]
        if line.factor is None or not line.activity:
            continue
        if line.factor.range_known and index not in inventory.bare:
            continue
        share = inventory.part(index, column) / total if total > 0 else 0.0
        before = gaps.get(line.source.id)
        gaps[line.source.id] = Missing(
            line.source.id,
            share + (before.share if before else 0.0),
            line.factor.basis,
            line.factor.published,
            line.factor,
        )
    return sorted(gaps.values(), key=lambda missing: (-missing.share, missing.source))


def range_text(
    inventory: Result, column: str, language: str = "en", *, label_range: bool = True, unit: bool = True
) -> str:
    """Return one total in kg with its range, for a sentence: the 95 % range, or without draws the bounding interval."""
    if not inventory.order:
        return screen("run.unknown", language)
    place = COLUMNS.index(column)
    names = ("mc_low", "mc_high") if inventory.draws else ("low", "high")
    best = rounded(float(inventory.total_values()[place]), language)
    if inventory.is_closed(column):
        reason = closed_reason(inventory, column) if label_range else statement("word.closed")
        return screen("range.because" if unit else "range.plain.because", language, best=best, reason=reason)
    low, high = (rounded(float(inventory.total_values(name)[place]), language) for name in names)
    # A total of one certain number has no width.
    if low == high:
        return screen("range.none" if unit else "range.plain", language, best=best)
    if not label_range:
        return screen("range.only" if unit else "range.plain.span", language, best=best, low=low, high=high)
    return screen(
        "range.named", language, best=best, word=range_word(inventory, language), low=low, high=high
    )


def range_word(inventory: Result, language: str = "en") -> str:
    """Return what the range of a total is called; a law other than the usual one is named."""
    if not inventory.draws:
        return screen("range.bounding", language)
    return screen("range.95.triangles" if inventory.law is LawChoice.TRIANGLE else "range.95", language)


def law_text(choice: LawChoice, language: str = "en") -> str:
    """Return how the laws of the draws were chosen.

    Examples
    --------
    >>> law_text(LawChoice.TRIANGLE)
    'triangle (central values are modes)'
    """
    return screen(f"choice.{choice}", language)


def listed(idents: Sequence[str], language: str = "en", file: str = "") -> str:
    """Return sources with their names before their codes; a long list is cut with a count.

    Examples
    --------
    >>> listed(["L1-CEM", "L1-CU", "L1-PB", "L1-ZN"])[-12:]
    '; and 1 more'
    """
    return listed_sources(idents, file).in_language(language)


def listed_sources(idents: Sequence[str], file: str = "") -> Listed:
    """Return what :func:`listed` writes as a value for a sentence."""
    unique = list(dict.fromkeys(idents))
    shown: list[object] = [Name("source", ident) for ident in unique[:_SHOWN]]
    if len(unique) > _SHOWN:
        key = "inventory.more.in-file" if file else "inventory.more"
        shown.append(Sentence(key, {"count": len(unique) - _SHOWN, "file": file}, table="problems"))
    return Listed(tuple(shown))


def factor_text(factor: UsedFactor, language: str = "en") -> str:
    """Return an input factor as it was published or given, with its range and where this is from.

    Parameters
    ----------
    factor : UsedFactor
    language : str
    """
    given = factor.given
    values: dict[str, object] = {"value": digits(f"{given.value:g}", language), "unit": given.unit}
    if factor.basis in UNSHOWN or given.low is None or given.high is None:
        return screen("run.factor", language, **values)
    ends = {"low": digits(f"{given.low:g}", language), "high": digits(f"{given.high:g}", language)}
    key = {RangeBasis.ASSUMED: "run.factor.assumed", RangeBasis.KEPT: "run.factor.kept"}.get(factor.basis)
    return screen(key or "run.factor.range", language, **values, **ends)


def _amounts(inventory: Result, language: str) -> list[str]:
    names = {name: label("pathway", name, language) for name in PATHWAYS}
    width = max(map(wide, names.values()))
    sums = screen("run.corrected" if inventory.resolution.corrections else "run.plain", language)
    lines = [screen("run.releases", language, sums=sums, range=range_word(inventory, language))]
    lines += [
        f"  {padded(names[name], width)}  {range_text(inventory, name, language, label_range=False)}"
        for name in PATHWAYS
    ]
    for cause, kilograms in remainders(inventory).items():
        words = [label("remainder", part, language) for part in cause.split("+")]
        lines.append(screen("run.kept", language, amount=rounded(kilograms, language), cause=words))
    taken = [
        "  "
        + screen(
            "run.taken.row",
            language,
            name=label("pathway", name, language),
            amount=rounded(value, language),
            reason=screen(f"run.twice.{rule.lower()}", language),
            rule=rule,
        )
        for rule, parts in corrections(inventory).items()
        for name, value in parts.items()
    ]
    return [*lines, screen("run.taken", language), *taken] if taken else lines


def _standing_text(inventory: Result, language: str) -> list[str]:
    recalled = standing_shares(inventory).get("recalled", 0.0)
    if recalled <= 0:
        return []
    return [screen("run.recalled", language, share=recalled), screen("run.recalled.check", language)]


def _ranges_text(inventory: Result, language: str) -> list[str]:
    """Return what has no published range: each material part of the total by itself, and the rest together."""
    missing = missing_ranges(inventory)
    heavy = [gap for gap in missing if gap.share > MATERIAL]
    lines = [screen("run.first", language)] if heavy else []
    lines += [
        "  "
        + screen(
            "run.first.row",
            language,
            source=listed_sources([gap.source]),
            share=gap.share,
            factor=factor_text(gap.factor, language),
        )
        for gap in heavy
    ]
    rest = [gap.source for gap in missing if gap.share <= MATERIAL]
    if rest:
        together = sum(gap.share for gap in missing if gap.share <= MATERIAL)
        lines.append(screen("run.rest", language, share=together))
        lines.append(f"  {listed(rest, language, 'lines.csv')}")
    return lines


def _coverage(inventory: Result, language: str) -> list[str]:
    states = [line.state for line in inventory.lines]
    parts = [
        screen(f"run.lines.{state.value}", language, count=states.count(state))
        for state in State
        if state in states
    ]
    lines = [screen("run.lines", language, count=len(states), states=parts)]
    unknown = [line.source.id for line in inventory.lines if line.state is State.UNKNOWN]
    if unknown:
        lines.append(screen("run.unknown.list", language, sources=listed_sources(unknown, "gaps.csv")))
    for others, ids in _replaced(inventory).items():
        sources = listed_sources(ids, "receipt.json")
        lines.append(
            screen("run.covered", language, others=listed_sources(others.split(", ")), sources=sources)
        )
    lines += [
        screen("run.detail", language, note=note)
        for line in inventory.lines
        for note in line.assumptions
        if note.key == "said.detail"
    ]
    return lines


def _replaced(inventory: Result) -> dict[str, list[str]]:
    """Return the sources that lines of the other level cover, by the ids of these lines."""
    covered: dict[str, list[str]] = {}
    for line in inventory.lines:
        if line.state is State.REPLACED and line.reason is not None:
            covered.setdefault(line.reason.english("ids"), []).append(line.source.id)
    return covered


def receipt_text(inventory: Result, language: str = "en") -> str:
    """Return a receipt as a few lines for a terminal; amounts have as many digits as their range supports.

    Parameters
    ----------
    inventory : Result
    language : str
    """
    general = inventory.general
    head = screen(
        "run.head",
        language,
        country=country_name(general.country, language),
        code=general.country,
        year=general.year,
        level=general.level,
    )
    total = screen("run.total", language, amount=range_text(inventory, "input", language))
    law = screen(
        "run.law" if inventory.resolution.assumed else "run.law.bare",
        language,
        law=law_text(inventory.law, language),
    )
    factors = screen(
        "run.factors",
        language,
        label=inventory.resolution.factors.label,
        count=len(_defaults(inventory)),
        run=inventory.run_id,
    )
    lines = [
        head,
        total if inventory.order else screen("run.total.unknown", language),
        *(_amounts(inventory, language) if inventory.order else ()),
        *((statement("note.shares").in_language(language),) if inventory.order else ()),
        *_ranges_text(inventory, language),
        *_standing_text(inventory, language),
        *_coverage(inventory, language),
        law,
        factors,
    ]
    return "\n".join(lines)
