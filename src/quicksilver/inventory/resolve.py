"""Joining activity data to factors: after this, nothing is left to look up, only to calculate."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

from quicksilver.errors import InputProblems, Problem, UnitError
from quicksilver.factors import Factor, FactorSet, Outputs, Overlap, RangeBasis, Source, Standing
from quicksilver.factors.assumed import spread_for, with_range
from quicksilver.inventory.detail import PRODUCTION_GROUP, replace_national, share_supply
from quicksilver.inventory.model import (
    ActivityLine,
    General,
    InventoryInput,
    ResolvedLine,
    State,
    UsedFactor,
    statement,
)
from quicksilver.inventory.technology import mix_shares, resolve_mix
from quicksilver.language.names import Name
from quicksilver.language.problems import bound_problem, problem, unit_problem
from quicksilver.language.sentences import Sentence
from quicksilver.quantities import (
    LawChoice,
    Quantity,
    accepted_units,
    base_unit,
    convert_activity,
    kg_per_activity_unit,
)
from quicksilver.quantities.bounds import BOUNDS, Bound, bound_of_unit, outside

__all__ = ["Resolution", "resolve"]

PRODUCTS = 3
#: First words of units that count persons.
PEOPLE = ("corpses", "inhabitants")


@dataclass(frozen=True)
class Resolution:
    """An input joined to a factor set.

    Attributes
    ----------
    input : InventoryInput
    factors : FactorSet
    lines : tuple of ResolvedLine
        In the order of the input, with or without numbers.
    corrections : bool
        Whether the double-counting rules enter the totals.
    law : LawChoice
        How the laws are chosen by which factors and activities are drawn.
    assumed : bool
        Whether a range is assumed for a factor whose range nobody published or gave.
    """

    input: InventoryInput
    factors: FactorSet
    lines: tuple[ResolvedLine, ...]
    corrections: bool = True
    law: LawChoice = LawChoice.STATED
    assumed: bool = True

    def activity(self, line: ResolvedLine) -> Quantity:
        """Return the activity of a calculated line as it is drawn, in the source's unit per year.

        The ends that a user gives are bounds: they enter the bounding interval.
        """
        assert line.activity is not None
        return Quantity(
            line.activity,
            line.source.activity_unit,
            line.activity_low,
            line.activity_high,
            line.line.source_of_data,
            key=_activity_key(line, self.input.general),
            year=str(self.input.general.year),
        ).with_law(self.law)

    def factor(self, line: ResolvedLine) -> Quantity | None:
        """Return the input factor of a line as it is drawn, in kg per unit of activity; None where none is needed.

        The Toolkit's minimum and maximum are bounds, and so are the ends of a national factor.
        """
        return None if line.factor is None else line.factor.quantity.with_law(self.law)

    @property
    def computed(self) -> tuple[ResolvedLine, ...]:
        """Return the lines that have numbers."""
        return tuple(line for line in self.lines if line.is_computed)

    def is_bare(self, line: ResolvedLine) -> bool:
        """Return whether a line has an amount of which neither factor nor activity has a range.

        That a factor is exact by definition does not make the amount exact that it is multiplied with.
        """
        if not line.is_computed or not line.activity or line.factor is None or not line.factor.value:
            return False
        return not line.factor.quantity.is_drawn and line.activity_low == line.activity_high


def resolve(
    inventory: InventoryInput, factors: FactorSet, *, assumed_ranges: bool | None = None
) -> Resolution:
    """Return every line of an input with its factor, shares, scaling and double-counting weights.

    Parameters
    ----------
    inventory : InventoryInput
    factors : FactorSet
    assumed_ranges : bool, optional
        Whether ranges are assumed for factors of unknown range; what the inventory states if omitted, else yes.

    Raises
    ------
    InputProblems
        A unit cannot be converted, a technology is unknown, general data that a line needs are missing, or
        no default is known and no national value is given; a phase is missing in the detail of a national row. All
        problems are listed.
    """
    problems: list[Problem] = []
    stated = inventory.general.assumed_ranges if assumed_ranges is None else assumed_ranges
    assume = stated is not False
    general = replace(inventory.general, assumed_ranges=assume)
    lines = [_resolve_line(line, general, factors, problems) for line in inventory.lines]
    if not problems:
        lines = replace_national(share_supply(lines), problems)
    if problems:
        raise InputProblems(_once(problems))
    return Resolution(inventory, factors, tuple(lines), assumed=assume)


#: Problems of lines that lie in the general data, with what is missing there where the code alone states it.
_GENERAL = {
    "inventory.population.none": "population",
    "inventory.scale.none": "",
    "inventory.waste.unanswered": "waste_well_managed, waste_separately_collected",
}


#: Codes of what lines need of the general data.
GENERAL_CODES = frozenset((*_GENERAL, "inventory.general.needed"))


def _once(problems: Sequence[Problem]) -> list[Problem]:
    """Return problems with each missing datum of the general data once, and the lines that need it."""
    needing: dict[str, list[Problem]] = {}
    for wrong in problems:
        if wrong.code in _GENERAL:
            needing.setdefault(_GENERAL[wrong.code] or str(wrong.values["name"]), []).append(wrong)
    result: list[Problem] = []
    for wrong in problems:
        name = _GENERAL.get(wrong.code)
        together = [] if name is None else needing[name or str(wrong.values["name"])]
        if len(together) < 2:
            result.append(wrong)
        elif wrong is together[0]:
            sources = list(dict.fromkeys(str(other.values["source"]) for other in together))
            datum = name or str(wrong.values["name"])
            result.append(
                problem(
                    "inventory.general.needed",
                    wrong.where,
                    name=datum,
                    sources=sources,
                    count=len(together),
                )
            )
    return result


def _activity_key(line: ResolvedLine, general: General) -> str:
    """Return the correlation key of an uncertain activity; empty when it is certain."""
    if line.activity_low == line.activity_high:
        return ""
    return f"activity:{general.country}:{general.year}:{line.source.id}:{line.technology}:{line.line.site}"


def _state(line: ActivityLine, source: Source) -> State:
    if line.presence == "N":
        return State.ABSENT
    if line.presence == "?":
        return State.UNKNOWN
    if source.presence_only:
        return State.PRESENT if line.presence == "Y" or line.activity else State.NOT_GIVEN
    if line.activity is None and line.presence != "Y":
        return State.NOT_GIVEN
    return State.ZERO if line.activity == 0 else State.QUANTIFIED


_REASONS = {
    State.ABSENT: "reason.absent",
    State.UNKNOWN: "reason.unknown",
    State.NOT_GIVEN: "reason.not_given",
    State.PRESENT: "reason.present",
}


#: Codes of problems that lie in the form of a line, whatever its numbers are.
_ILL_FORMED = ("unit.", "inventory.technology.unknown", "inventory.technology.other")


def _resolve_line(
    line: ActivityLine, general: General, factors: FactorSet, problems: list[Problem]
) -> ResolvedLine:
    source = factors.sources[line.source]
    state = _state(line, source)
    empty = ResolvedLine(line, source, state, group=source.group)
    if state in _REASONS:
        return replace(empty, reason=statement(_REASONS[state]))
    mistakes: list[Problem] = []
    activity = _activity(line, source, general, mistakes)
    scale, scale_steps = _scale(source, general, line, factors, mistakes)
    factor = _factor(line, source, general, mistakes)
    mix, notes, wrong = resolve_mix(line, source, general, factors)
    mistakes += wrong
    if state is State.ZERO:
        # Nothing times an unknown factor is nothing: a zero needs no default, but it must be well formed.
        mistakes = [wrong for wrong in mistakes if wrong.code.startswith(_ILL_FORMED)]
    problems += mistakes
    if mistakes or activity is None:
        return empty
    resolved = replace(
        empty,
        activity=activity[0],
        activity_low=activity[1],
        activity_high=activity[2],
        activity_steps=activity[3],
        scale=scale,
        scale_steps=scale_steps,
        factor=factor,
        mix=mix,
        shares=mix_shares(mix) if mix else (0.0,) * 6,
        assumptions=(*activity[3], *scale_steps, *notes, *_factor_notes(line, source, factor)),
    )
    return _weighted(_provenance(resolved), factors)


def _possible(source: Source, unit: str) -> Bound:
    """Return what the activity of a source can be, in its unit (``t coal/y``, ``corpses/y``)."""
    first = unit.replace("/", " ").split(" ")[0]
    if first in PEOPLE:
        return replace(BOUNDS["persons"], whole=False)  # the ends of a range are seldom whole
    return BOUNDS["mercury"].within(first) if source.counts_mercury else bound_of_unit(first)


def _activity(
    line: ActivityLine, source: Source, general: General, problems: list[Problem]
) -> tuple[float, float, float, tuple[Sentence, ...]] | None:
    """Return activity, its ends, and what was done to get it into the source's unit."""
    if line.activity is None:
        if general.population is None:
            problems.append(problem("inventory.population.none", line.place("activity"), source=source.id))
            return None
        note = statement("said.population", number=general.population)
        return general.population, general.population, general.population, (note,)
    low = line.activity if line.activity_low is None else line.activity_low
    high = line.activity if line.activity_high is None else line.activity_high
    try:
        done = convert_activity(
            line.activity,
            line.unit,
            source.activity_unit,
            calorific_value=line.calorific_value,
            density=line.density,
        )
    except UnitError as error:
        units = accepted_units(source.activity_unit)
        problems.append(
            unit_problem(
                error,
                line.place("unit"),
                allowed=units,
                remedy=Sentence("unit.activity.advice", table="problems"),
            )
        )
        return None
    bound = _possible(source, done.unit)
    beyond = [
        number for number in (done.value, low * done.factor, high * done.factor) if outside(number, bound)
    ]
    if beyond:
        # What a conversion has made larger than any number is written as the largest there is.
        problems.append(bound_problem(min(beyond[0], sys.float_info.max), bound, line.place("activity")))
        return None
    steps = tuple(statement(f"said.{step.key}", **step.values) for step in done.steps)
    return done.value, low * done.factor, high * done.factor, steps


def _scale(
    source: Source, general: General, line: ActivityLine, factors: FactorSet, problems: list[Problem]
) -> tuple[float, tuple[Sentence, ...]]:
    """Return the scaling of a Level 1 per-capita row: dental personnel, or electrification."""
    if source.scaling == "none":
        return 1.0, ()
    name = "electrification_rate" if source.scaling == "electrification_rate" else "dental_personnel_per_1000"
    value: float | None = getattr(general, name)
    if value is None:
        problems.append(problem("inventory.scale.none", line.where, source=source.id, name=name))
        return 1.0, ()
    if name == "electrification_rate":
        return value, (statement("said.electrification", rate=value),)
    reference = factors.constants["dental_reference_density"]
    return value / reference, (statement("said.dental", density=value, reference=reference),)


def _in_kg(factor: Quantity, source: Source) -> Quantity:
    """Return a factor in kg of mercury per unit of activity."""
    low, high = (
        None if end is None else kg_per_activity_unit(end, factor.unit, source.activity_unit)
        for end in (factor.low, factor.high)
    )
    value = kg_per_activity_unit(factor.value, factor.unit, source.activity_unit)
    unit = "kg Hg/" + base_unit(source.activity_unit)
    return replace(factor, value=value, unit=unit, low=low, high=high)


def _factor(
    line: ActivityLine, source: Source, general: General, problems: list[Problem]
) -> UsedFactor | None:
    """Return the factor of a line: national where one is given, else the default of the factor set."""
    national = line.input_factor is not None
    factor = _national_factor(line, source) if national else source.factor
    if factor.value is None:
        code = "inventory.factor.range" if factor.range_known else "inventory.factor.none"
        problems.append(
            problem(
                code,
                line.place("input_factor"),
                source=source.id,
                low=factor.low,
                high=factor.high,
                unit=factor.unit,
                per=source.activity_unit,
            )
        )
        return None
    try:
        stated = _in_kg(factor.quantity, source).ends
        if national:
            factor = factor.in_place_of(source.factor, source.activity_unit)
        given, basis = with_range(factor, source, assume=general.assumed_ranges is not False)
        used = _in_kg(given, source)
    except UnitError as error:
        problems.append(
            unit_problem(
                error,
                line.place("input_factor_unit"),
                allowed=Sentence("unit.factor.such", {"unit": _factor_unit(source)}, table="problems"),
                remedy=Sentence("unit.factor.advice", table="problems"),
            )
        )
        return None
    if national:
        # A national value of several lines is still one number, whatever range is assumed around it.
        low, value, high = stated
        used = replace(used, key=f"national:{source.factor.key}:{low!r}:{value!r}:{high!r}")
    return UsedFactor(used, factor.range_from, factor.own, factor.kept, given=given, basis=basis)


def _factor_unit(source: Source) -> str:
    return source.factor.unit or "g Hg/" + base_unit(source.activity_unit)


def _national_factor(line: ActivityLine, source: Source) -> Factor:
    value = math.nan if line.input_factor is None else line.input_factor
    unit = line.input_factor_unit or source.factor.unit
    text = line.source_of_data or line.note
    ends = (line.input_factor_low, line.input_factor_high)
    return Factor(Quantity(value, unit, *ends, text, Standing.USER), own=True)


def _factor_notes(line: ActivityLine, source: Source, factor: UsedFactor | None) -> tuple[Sentence, ...]:
    if factor is None:
        return ()
    notes = []
    if line.input_factor is not None and not line.input_factor_unit:
        notes.append(statement("said.factor_unit", unit=source.factor.unit))
    range_note = _range_note(line, source, factor)
    return (*notes, *([range_note] if range_note else []))


def _range_note(line: ActivityLine, source: Source, factor: UsedFactor) -> Sentence | None:
    """Return where the range of a factor comes from; None where it is published with it or given."""
    basis, ends = (
        factor.basis,
        {"low": factor.given.low, "high": factor.given.high, "unit": factor.given.unit},
    )
    if basis is RangeBasis.ASSUMED:
        spread = spread_for(factor, source)
        rests_on: dict[str, object] = {"category": source.category} if spread.rests_on == "category" else {}
        if spread.rests_on != "least":
            rests_on["standing"] = Name("standing", str(spread.standing), bare=True)
        return statement(f"said.assumed_{spread.rests_on}", **ends, **rests_on)
    if basis is RangeBasis.LEVEL_2:
        return statement("said.range_from", ids=list(source.factor.range_from))
    keys = {
        RangeBasis.NONE: "said.no_range",
        RangeBasis.EXACT: "said.exact",
        RangeBasis.KEPT: "said.range_kept",
    }
    return statement(keys[basis], **ends) if basis in keys else None


_RANK = {standing: index for index, standing in enumerate(Standing)}


def _provenance(line: ResolvedLine) -> ResolvedLine:
    """Give a mix the weakest standing of its members, and the reason for what is left over."""
    if not line.mix:
        return line
    rows = [row for row, _ in line.mix]
    weakest = max(rows, key=lambda row: (_RANK[row.standing], _weakness(row.confidence)))
    left = 1.0 - math.fsum(line.shares)
    reasons = sorted({row.remainder for row in rows if row.remainder})
    return replace(
        line,
        shares_standing=weakest.standing,
        shares_confidence=weakest.confidence,
        shares_source_key="; ".join(sorted({row.source_key for row in rows if row.source_key})),
        remainder="+".join(reasons) if abs(left) > 1e-9 else "",
    )


def _weakness(confidence: str) -> int:
    order = ("", "high", "medium", "low", "unresolved")
    return order.index(confidence) if confidence in order else len(order)


def _weighted(line: ResolvedLine, factors: FactorSet) -> ResolvedLine:
    """Put the double-counting rules on a line as weights."""
    technologies = tuple(row.technology for row, _ in line.mix)
    rules = factors.overlaps_of(line.source.id, technologies)
    if not rules:
        return line
    pathway_names = ("air", "water", "land", "products", "general_waste", "sector_waste")
    weights = tuple(
        next((rule.weight for rule in rules if rule.quantity == name and rule.weight is not None), 1.0)
        for name in pathway_names
    )
    production = any(rule.kind == "technology" for rule in rules) and len(line.mix) == 1
    return replace(
        line,
        overlaps=rules,
        input_weight=_input_weight(line, rules),
        pathway_weights=weights,
        group=PRODUCTION_GROUP if production else line.group,
    )


def _input_weight(line: ResolvedLine, rules: Sequence[Overlap]) -> float:
    """Return the part of the input that enters the corrected total, over the members of a mix."""
    mine = [rule for rule in rules if rule.quantity == "input"]
    if not mine:
        return 1.0

    def weight(row: Outputs) -> float:
        rule = next((r for r in mine if r.kind == "source" or r.id == row.technology), None)
        if rule is None:
            return 1.0
        shares = row.shares or (0.0,) * 6
        return math.fsum(shares) - shares[PRODUCTS] if rule.weight is None else rule.weight

    return math.fsum(share * weight(row) for row, share in line.mix) if line.mix else 1.0
