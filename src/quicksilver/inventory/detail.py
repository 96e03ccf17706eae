"""Nothing counted twice and nothing lost where lines overlap: detail inside a national row, phases of one supply.

A Level 2 line is detail of a Level 1 row where category and phase of life agree: what makers put into products is no detail of the
products that were sold. The activity of the detail is taken off that of the national row, and what is not in detail stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from quicksilver.errors import Problem
from quicksilver.factors import Outputs
from quicksilver.inventory.model import ResolvedLine, State, statement
from quicksilver.language.names import Name
from quicksilver.language.problems import problem
from quicksilver.quantities import base_unit

__all__ = ["PRODUCTION_GROUP", "is_production", "replace_national", "share_supply", "supplies"]

#: The group of rows that count the mercury which makers put into products.
PRODUCTION_GROUP: Final = "product-production"
_PRODUCTION: Final = "production"
#: Below this part of a national row, what is left over is rounding.
_NOTHING: Final = 1e-9


def _is_phase(row: Outputs) -> bool:
    """Return whether shares are those of phases of one supply; phases that are whole together have a sign between them."""
    return row.remainder == "other_phase" or " + " in row.technology


def _phases(line: ResolvedLine) -> list[str]:
    """Return the phases of one supply that a line has; none for any other line."""
    if not line.is_computed or not line.mix or not all(_is_phase(row) for row, _ in line.mix):
        return []
    return list(dict.fromkeys(phase for row, _ in line.mix for phase in row.phase.split(" + ")))


def _kilograms(line: ResolvedLine) -> float:
    """Return the mercury that a line puts in, kg per year."""
    return 0.0 if line.factor is None else (line.activity or 0.0) * line.scale * line.factor.value


def supplies(lines: Sequence[ResolvedLine]) -> dict[str, dict[str, float]]:
    """Return the mercury of each phase of a supply by source, kg per year; equal amounts where every phase is given.

    Parameters
    ----------
    lines : sequence of ResolvedLine
    """
    amounts: dict[str, dict[str, float]] = {}
    for line in lines:
        for phase in _phases(line):
            mine = amounts.setdefault(line.source.id, {})
            mine[phase] = mine.get(phase, 0.0) + _kilograms(line)
    return amounts


def share_supply(lines: Sequence[ResolvedLine]) -> list[ResolvedLine]:
    """Count a supply once, in whatever lines its phases are: the lines of its largest phase count, the others do not.

    Preparation, use and disposal of dental amalgam are shares of one supply. Written as three lines, as two or as
    one they have the same input.
    """
    amounts = supplies(lines)
    counted = {source: max(phases, key=lambda phase: phases[phase]) for source, phases in amounts.items()}
    first: dict[str, str] = {}
    for line in lines:
        if counted.get(line.source.id) in _phases(line):
            first.setdefault(line.source.id, line.technology)
    result = []
    for line in lines:
        phases = _phases(line)
        if phases and counted[line.source.id] not in phases:
            note = statement("said.phases", phase=first[line.source.id])
            line = replace(line, supply_weight=0.0, assumptions=(*line.assumptions, note))
        result.append(line)
    return result


def _is_production(line: ResolvedLine) -> bool:
    return line.source.group == PRODUCTION_GROUP


def is_production(line: ResolvedLine) -> bool:
    """Return whether a line is production alone: it has nothing to do with use and disposal of the product."""
    return _is_production(line) or (bool(line.mix) and _part(line, production=False) <= _NOTHING)


def _part(line: ResolvedLine, *, production: bool) -> float:
    """Return the part of a line that is production, or that is not."""
    made = sum(share for row, share in line.mix if row.phase == _PRODUCTION)
    return made if production else 1.0 - made


def _is_detail(line: ResolvedLine, national: ResolvedLine) -> bool:
    """Return whether a Level 2 line is inside a national row: category and phase agree."""
    if line.source.level != 2 or not line.is_computed:
        return False
    production = _is_production(national)
    same = (
        line.source.category == national.source.category
        if production
        else line.source.id in national.source.replaced_by
    )
    return same and _part(line, production=production) > 0


def _amount(line: ResolvedLine, national: ResolvedLine) -> float:
    """Return the detail of a line in the unit of the national row; by its mercury where the units differ."""
    part = _part(line, production=_is_production(national)) * line.supply_weight
    if base_unit(line.source.activity_unit) == base_unit(national.source.activity_unit) and not (
        _is_production(national)
    ):
        return part * (line.activity or 0.0)
    per_unit = 0.0 if national.factor is None else national.scale * national.factor.value
    return part * _kilograms(line) / per_unit if per_unit > 0 else 0.0


def replace_national(lines: Sequence[ResolvedLine], problems: list[Problem]) -> list[ResolvedLine]:
    """Take detail off the national rows that it is inside of; a row that is all in detail is replaced.

    Parameters
    ----------
    lines : sequence of ResolvedLine
        With the weights of :func:`share_supply`.
    problems : list of Problem
        Gets the rows in whose detail a phase is missing, so that what is left over cannot be told.
    """
    result = list(lines)
    national = [
        index
        for index, line in enumerate(lines)
        if line.source.level == 1 and line.is_computed and not line.source.presence_only
    ]
    for source in dict.fromkeys(lines[index].source.id for index in national):
        rows = {index: lines[index] for index in national if lines[index].source.id == source}
        whole = next(iter(rows.values()))
        inside = [line for line in lines if _is_detail(line, whole)]
        if wrong := _incomplete(whole, inside):
            problems.append(wrong)
            continue
        for index, (taken, detail) in _allocated(rows, inside).items():
            result[index] = _without(rows[index], taken, detail)
    return result


def _incomplete(whole: ResolvedLine, inside: Sequence[ResolvedLine]) -> Problem | None:
    """Return the problem of detail in which a phase is missing of the supply that the national row has whole."""
    rows = [row for line in inside if _phases(line) for row, _ in line.mix]
    seen: set[str] = set()
    total = 0.0
    for row in sorted(rows, key=lambda row: -row.phase.count(" + ")):
        phases = set(row.phase.split(" + "))
        if not phases & seen:
            total += sum(row.shares or ())
        seen |= phases
    if not rows or total >= 1.0 - _NOTHING:
        return None
    ids = list(dict.fromkeys(line.technology for line in inside))
    return problem(
        "inventory.detail.phases",
        whole.line.where,
        source=Name("source", whole.source.id),
        detail=Name("source", inside[0].source.id),
        phases=ids,
    )


def _allocated(
    rows: Mapping[int, ResolvedLine], inside: Sequence[ResolvedLine]
) -> dict[int, tuple[float, list[ResolvedLine]]]:
    """Return what is taken off each row of one national source, and the detail that it is.

    Detail of a plant is taken off the row of this plant, and other detail off the rows without a site, in
    proportion. Where all rows are plants, detail of another plant stands beside them.
    """
    sites: dict[str, list[int]] = {}
    for index, row in rows.items():
        sites.setdefault(row.line.site.casefold(), []).append(index)
    taken: dict[int, tuple[float, list[ResolvedLine]]] = {}
    for line in inside:
        site = line.line.site.casefold()
        chosen = sites.get(site) or sites.get("") or ([] if site else list(rows))
        room = sum(rows[index].activity or 0.0 for index in chosen)
        for index in chosen:
            share = (rows[index].activity or 0.0) / room if room > 0 else 1.0 / len(chosen)
            amount, detail = taken.get(index, (0.0, []))
            taken[index] = (amount + share * _amount(line, rows[index]), [*detail, line])
    return taken


def _without(line: ResolvedLine, taken: float, detail: Sequence[ResolvedLine]) -> ResolvedLine:
    """Return a national row without the detail that was taken off it."""
    whole, ids = line.activity or 0.0, tuple(dict.fromkeys(item.source.id for item in detail))
    if taken <= 0:
        return line
    left, covered = whole - taken, taken / whole if whole > 0 else 1.0
    if left <= _NOTHING * whole:
        reason = statement("reason.replaced", ids=list(ids))
        return replace(line, state=State.REPLACED, reason=reason, detail=ids, covered=covered)
    note = statement(
        "said.detail",
        id=line.source.id,
        ids=list(ids),
        percent=100 * covered,
        number=taken,
        whole=whole,
        left=left,
        unit=line.source.activity_unit,
    )
    low, high = (max(0.0, (end or 0.0) - taken) for end in (line.activity_low, line.activity_high))
    return replace(
        line,
        activity=left,
        activity_low=low,
        activity_high=high,
        activity_steps=(*line.activity_steps, note),
        assumptions=(*line.assumptions, note),
        detail=ids,
        covered=covered,
    )
