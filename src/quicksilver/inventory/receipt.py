"""The receipt of a run: what went in, what came out, what was left over and why."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from quicksilver.factors import PATHWAYS, Standing
from quicksilver.inventory.engine import COLUMNS
from quicksilver.inventory.model import State

if TYPE_CHECKING:
    from quicksilver.inventory.result import Inventory

__all__ = ["corrections", "receipt", "receipt_text", "remainders"]


def remainders(inventory: Inventory) -> dict[str, float]:
    """Return the mercury that is no output this year by named cause, in kg."""
    found: dict[str, list[float]] = {}
    for index in inventory.order:
        line = inventory.lines[index]
        if line.remainder:
            found.setdefault(line.remainder, []).append(inventory.remainder(index))
    return {cause: math.fsum(parts) for cause, parts in sorted(found.items())}


def corrections(inventory: Inventory) -> dict[str, dict[str, float]]:
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
        rule: {name: math.fsum(parts) for name, parts in sorted(found.items())}
        for rule, found in sorted(taken.items())
    }


def _not_used(inventory: Inventory) -> list[dict[str, str]]:
    return [
        {
            "source": line.source.id,
            "where": line.line.where,
            "state": str(line.state),
            "why": line.reason,
        }
        for line in inventory.lines
        if not line.is_computed
    ]


def _defaults(inventory: Inventory) -> list[dict[str, str]]:
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


def receipt(inventory: Inventory) -> dict[str, Any]:
    """Return the receipt of a run as plain data.

    The balance closes: plain input = releases and transfers + remainders by cause + supply counted twice
    on purpose (further phases of one supply).
    """
    import quicksilver

    plain = inventory.totals(corrected=False)
    corrected = inventory.totals()
    phases = math.fsum(
        float(values[0]) * (1.0 - inventory.lines[index].supply_weight)
        for index in inventory.order
        if (values := inventory.values(index)) is not None
    )
    states = [line.state for line in inventory.lines]
    return {
        "run_id": inventory.run_id,
        "quicksilver": quicksilver.__version__,
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
        "assumptions": [
            {"source": line.source.id, "where": line.line.where, "assumption": text}
            for line in inventory.lines
            for text in line.assumptions
        ],
        "warnings": [problem.as_dict() for problem in inventory.resolution.input.warnings],
    }


def receipt_text(data: dict[str, Any]) -> str:
    """Return a receipt as a few lines for a terminal."""
    balance, given = data["balance_kg"], data["input_kg"]
    by_state = ", ".join(f"{count} {state}" for state, count in data["lines_by_state"].items() if count)
    lines = [
        f"run {data['run_id']}  {data['country']} {data['year']}  level {data['level']}  {data['factor_set']}",
        f"lines read {data['lines_read']}, used {data['lines_used']} ({by_state})",
        f"mercury in   {given['corrected']:>14,.3f} kg   (plain sum {given['plain_sum']:,.3f} kg)",
    ]
    for name, value in data["releases_kg"].items():
        lines.append(
            f"  {name:<14}{value['corrected']:>11,.3f} kg   (plain sum {value['plain_sum']:,.3f} kg)"
        )
    for cause, kilograms in balance["remainder_by_cause"].items():
        lines.append(f"not an output this year: {kilograms:,.3f} kg ({cause.replace('_', ' ')})")
    for rule, parts in data["corrections_kg"].items():
        lines += [f"{rule} takes {value:,.3f} kg out of the total of {name}" for name, value in parts.items()]
    why: dict[str, list[str]] = {}
    for item in data["lines_not_used"]:
        why.setdefault(item["why"], []).append(item["source"])
    lines += [f"not used, {reason}: {', '.join(sources)}" for reason, sources in why.items()]
    lines.append(
        f"defaults used: {len(data['defaults_used'])}; assumptions: {len(data['assumptions'])} (see receipt.json)"
    )
    return "\n".join(lines)
