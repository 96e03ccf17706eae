"""The derivation of a number: from the cell the user filled in to kilograms of mercury in a pathway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.factors import PATHWAYS
from quicksilver.factors.names import label
from quicksilver.inventory.model import ResolvedLine

if TYPE_CHECKING:
    from quicksilver.inventory.result import Inventory

__all__ = ["explain", "explain_text"]


def _chosen(inventory: Inventory, source: str) -> list[int]:
    """Return the lines of a source id or of a category (``5.1`` takes in ``5.1.1``)."""
    wanted = source.strip()
    lines = inventory.lines
    exact = [i for i, line in enumerate(lines) if line.source.id.casefold() == wanted.casefold()]
    if exact:
        return exact
    return [
        i
        for i, line in enumerate(lines)
        if line.source.category == wanted or line.source.category.startswith(wanted.rstrip(".") + ".")
    ]


def explain(inventory: Inventory, source: str) -> list[dict[str, Any]]:
    """Return the derivation of every line of a source or category as plain data.

    Raises
    ------
    InputProblems
        The inventory has no such line.
    """
    chosen = _chosen(inventory, source)
    if not chosen:
        ids = sorted({line.source.id for line in inventory.lines})
        known = inventory.resolution.factors.sources
        what = "is not in this inventory" if source in known else "is not a source"
        raise InputProblems(
            [Problem(f"{source!r} {what}", inventory.resolution.input.name, ", ".join(ids), closest(source, ids),
                     "name a source or category of the inventory")]
        )  # fmt: skip
    return [_line(inventory, index) for index in chosen]


def _line(inventory: Inventory, index: int) -> dict[str, Any]:
    line = inventory.lines[index]
    values = inventory.values(index)
    data: dict[str, Any] = {
        "source": line.source.id,
        "name": label("source", line.source.id),
        "category": line.source.category,
        "site": line.line.site,
        "state": str(line.state),
        "reason": line.reason,
        "where": line.line.where,
        "source_of_data": line.line.source_of_data,
        "note": line.line.note,
    }
    if values is None:
        return data
    low, high = inventory.values(index, "low"), inventory.values(index, "high")
    data |= {
        "activity": {
            "given": line.line.activity,
            "unit_given": line.line.unit,
            "steps": list(line.activity_steps),
            "value": line.activity,
            "low": line.activity_low,
            "high": line.activity_high,
            "unit": line.source.activity_unit,
            "where": line.line.place("activity"),
        },
        "scale": {"value": line.scale, "steps": list(line.scale_steps)},
        "input_factor": _factor(inventory, line),
        "input_kg": {"value": float(values[0]), "low": float(low[0]), "high": float(high[0])},  # type: ignore[index]
        "technology": [
            {
                "id": row.technology,
                "share": share,
                "shares": dict(zip(PATHWAYS, row.shares or (), strict=False)),
                "standing": str(row.standing),
                "confidence": row.confidence,
                "from": _cited(inventory, row.source_key),
                "note": row.note,
            }
            for row, share in line.mix
        ],
        "releases_kg": {
            name: {"share": line.shares[i], "value": float(values[i + 1])} for i, name in enumerate(PATHWAYS)
        },
        "remainder_kg": inventory.remainder(index),
        "remainder_cause": line.remainder,
        "double_counting": [
            {"rule": rule.rule, "of": rule.quantity, "reason": rule.reason} for rule in line.overlaps
        ],
        "input_weight": line.input_weight * line.supply_weight,
        "pathway_weights": dict(zip(PATHWAYS, line.pathway_weights, strict=True)),
        "assumptions": list(line.assumptions),
    }
    return data


def _cited(inventory: Inventory, key: str) -> str:
    entry = inventory.resolution.factors.bibliography.get(key)
    return f"{entry['title']}, {entry['edition']}" if entry else key


def _factor(inventory: Inventory, line: ResolvedLine) -> dict[str, Any]:
    factor = line.factor
    if factor is None:
        return {}
    return {
        "published": factor.published,
        "kg_per_unit": factor.value,
        "low": factor.low,
        "high": factor.high,
        "range_known": factor.has_range,
        "standing": str(factor.standing),
        "confidence": factor.confidence,
        "from": _cited(inventory, factor.source_key),
        "note": line.source.note if line.line.input_factor is None else line.line.note,
    }


def explain_text(inventory: Inventory, source: str, language: str = "en") -> str:
    """Return the derivation of every line of a source or category as text.

    Raises
    ------
    InputProblems
        The inventory has no such line.
    """
    return "\n\n".join(_told(data, inventory, language) for data in explain(inventory, source))


def _told(data: dict[str, Any], inventory: Inventory, language: str) -> str:
    site = f", {data['site']}" if data["site"] else ""
    head = f"{data['source']}  {label('source', data['source'], language)}{site}  ({inventory.label})"
    out = [head, "=" * len(head), f"state      {data['state']}  [{data['where']}]"]
    if "activity" not in data:
        return "\n".join([*out, f"           {data['reason']}"])
    out += [*_told_activity(data), *_told_factor(data), *_told_input(data), *_told_outputs(data)]
    for rule in data["double_counting"]:
        part = data["input_weight"] if rule["of"] == "input" else data["pathway_weights"][rule["of"]]
        out.append(
            f"{rule['rule']}        {part:.6g} of the {rule['of']} enters the totals. {rule['reason']}"
        )
    out += [f"assumed    {text}" for text in data["assumptions"]]
    if data["source_of_data"]:
        out.append(f"data from  {data['source_of_data']}")
    out.append(f"factors    {inventory.resolution.factors.label}; run {inventory.run_id}")
    return "\n".join(out)


def _told_activity(data: dict[str, Any]) -> list[str]:
    activity = data["activity"]
    given = (
        f"{activity['given']:,.10g} {activity['unit_given']}"
        if activity["given"] is not None
        else "population"
    )
    out = [f"activity   {given}  [{activity['where']}]"]
    out += [f"           {step}" for step in activity["steps"]]
    line = f"           = {activity['value']:,.10g} {activity['unit']}"
    if activity["low"] != activity["high"]:
        line += f"  (from {activity['low']:,.10g} to {activity['high']:,.10g})"
    out.append(line)
    if data["scale"]["steps"]:
        out += [f"scale      {data['scale']['value']:.6g}: {step}" for step in data["scale"]["steps"]]
    return out


def _told_factor(data: dict[str, Any]) -> list[str]:
    factor = data["input_factor"]
    if not factor:
        return ["factor     none is needed: the activity is 0"]
    grade = f"{factor['standing']} {factor['confidence']}".strip()
    out = [f"factor     {factor['published']}  = {factor['kg_per_unit']:.6g} kg Hg per unit  [{grade}]"]
    out.append(f"           from {factor['from'] or 'a source that is not named'}")
    if not factor["range_known"]:
        out.append("           no range is known; carried as certain")
    return out


def _told_input(data: dict[str, Any]) -> list[str]:
    factor, kilograms = data["input_factor"].get("kg_per_unit", 0.0), data["input_kg"]
    parts = f"{data['activity']['value']:,.10g} x {factor:.6g}"
    if data["scale"]["value"] != 1.0:
        parts += f" x {data['scale']['value']:.6g}"
    return [
        "input      = activity x factor" + (" x scale" if data["scale"]["value"] != 1.0 else ""),
        f"           = {parts} = {kilograms['value']:,.6f} kg Hg/y",
        f"           bounding interval {kilograms['low']:,.6f} to {kilograms['high']:,.6f} kg Hg/y",
    ]


def _told_outputs(data: dict[str, Any]) -> list[str]:
    out = []
    for row in data["technology"]:
        grade = f"{row['standing']} {row['confidence']}".strip()
        out.append(f"technology {row['id']} ({row['share']:.6g} of the input)  [{grade}] from {row['from']}")
    for name, release in data["releases_kg"].items():
        out.append(f"  {name:<14} {release['share']:>8.6g} x input = {release['value']:>16,.6f} kg Hg/y")
    if data["remainder_cause"]:
        cause = data["remainder_cause"].replace("_", " ")
        out.append(f"  {'remainder':<14} {'':>8}           {data['remainder_kg']:>16,.6f} kg Hg/y ({cause})")
    return out
