"""The derivation of a number: from the cell the user filled in to kilograms of mercury in a pathway."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from quicksilver.errors import InputProblems, Place
from quicksilver.factors import PATHWAYS, RangeBasis, Source
from quicksilver.factors.source_names import like_source, source_named
from quicksilver.inventory.model import ResolvedLine
from quicksilver.inventory.results.opinions import (
    coal_sentences,
    dispute_sentence,
    disputes_of_line,
    opinion_sentence,
    opinions_of_line,
)
from quicksilver.inventory.results.receipt import law_text, listed, listed_sources
from quicksilver.language.names import Name, label
from quicksilver.language.problems import problem
from quicksilver.language.sentences import Sentence
from quicksilver.quantities import Quantity
from quicksilver.quantities.decimals import in_full

if TYPE_CHECKING:
    from quicksilver.inventory.results.result import Result

__all__ = ["explain", "explain_text"]


def _chosen(inventory: Result, source: str) -> list[int]:
    """Return the lines of a source or a category (``5.1`` includes ``5.1.1``), or of the same source at the other level.

    A source may be named by its id or, in any language, by its name or that of its category.
    """
    wanted = source.strip()
    lines = inventory.lines
    named = source_named(wanted, inventory.resolution.factors)
    ids = {*named.ids, *named.others}
    if wanted not in ids and (several := [i for i, line in enumerate(lines) if line.source.id in ids]):
        return several
    exact = [i for i, line in enumerate(lines) if line.source.id.casefold() == wanted.casefold()]
    if exact:
        return exact
    category = [
        i
        for i, line in enumerate(lines)
        if line.source.category == wanted or line.source.category.startswith(wanted.rstrip(".") + ".")
    ]
    return category or _at_the_other_level(inventory, wanted)


def _asked(inventory: Result, source: str) -> Source | None:
    """Return the source of the factor set that an id or a name means; of a category the first."""
    ids = source_named(source.strip(), inventory.resolution.factors).ids
    return inventory.resolution.factors.sources[ids[0]] if ids else None


def _at_the_other_level(inventory: Result, source: str) -> list[int]:
    """Return the lines that cover a source at the other level: those that replace it, or else its category."""
    asked = _asked(inventory, source)
    if asked is None:
        return []
    others = [(i, line.source) for i, line in enumerate(inventory.lines) if line.source.level != asked.level]
    refined = [i for i, other in others if other.id in asked.replaced_by or asked.id in other.replaced_by]
    return refined or [i for i, other in others if asked.category and other.category == asked.category]


def _other_level_note(inventory: Result, source: str, chosen: list[int], language: str) -> str:
    """Return which lines are meant where the inventory has the source at the other level; else nothing."""
    asked = _asked(inventory, source)
    if asked is None or any(inventory.lines[i].source.id == asked.id for i in chosen):
        return ""
    named = listed([inventory.lines[i].source.id for i in chosen], language)
    return (
        f"{label('source', asked.id, language)} ({asked.id}, Level {asked.level}) is not in this inventory, which covers "
        f"category {asked.category} at Level {inventory.lines[chosen[0]].source.level}: {named}."
    )


def _refused(inventory: Result, source: str) -> InputProblems:
    ids = list(dict.fromkeys(line.source.id for line in inventory.lines))
    asked = _asked(inventory, source)
    like = like_source("" if asked else source, inventory.resolution.factors)
    refused = problem(
        "inventory.explain.absent" if asked else "inventory.explain.unknown",
        Place(inventory.resolution.input.name),
        source=Name("source", asked.id) if asked else source,
        count=len(ids),
        sources=listed_sources(ids),
        guess=Name("source", like["guess"]) if like["guess"] else "",
        readings=like["readings"],
    )
    return InputProblems([refused])


def explain(inventory: Result, source: str) -> list[dict[str, Any]]:
    """Return the derivation of every line of a source or category as plain data.

    A source that the inventory has at the other level only is explained by the lines that cover it.

    Raises
    ------
    InputProblems
        The inventory has no such line.
    """
    return [_line(inventory, index) for index in _found(inventory, source)]


def _found(inventory: Result, source: str) -> list[int]:
    """Return the lines that a source or a category means, or refuse it."""
    chosen = _chosen(inventory, source)
    if not chosen:
        raise _refused(inventory, source)
    return chosen


def _evidence(inventory: Result, line: ResolvedLine) -> dict[str, list[Sentence]]:
    """Return what disputes the rows that a line rests on, and what else could be read about them."""
    country = inventory.general.country
    return {
        "disputed": [dispute_sentence(item) for item in disputes_of_line(inventory, line)],
        "second_opinions": [opinion_sentence(item) for item in opinions_of_line(inventory, line)],
        "national_coal": coal_sentences(country) if line.group == "coal" else [],
    }


def _line(inventory: Result, index: int) -> dict[str, Any]:
    line = inventory.lines[index]
    values = inventory.values(index)
    data: dict[str, Any] = {
        "source": line.source.id,
        "name": label("source", line.source.id),
        "category": line.source.category,
        "site": line.line.site,
        "state": str(line.state),
        "reason": "" if line.reason is None else str(line.reason),
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
            "steps": [str(step) for step in line.activity_steps],
            "value": line.activity,
            "low": line.activity_low,
            "high": line.activity_high,
            "unit": line.source.activity_unit,
            "where": line.line.place("activity"),
            **_drawn(inventory.resolution.activity(line)),
        },
        "scale": {"value": line.scale, "steps": [str(step) for step in line.scale_steps]},
        "input_factor": _factor(inventory, line),
        "input_kg": {"value": float(values[0]), "low": _known(low), "high": _known(high)},
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
        "assumptions": [str(assumption) for assumption in line.assumptions],
        "factor_set": inventory.resolution.factors.origin(line.source.id),
        **{name: list(map(str, texts)) for name, texts in _evidence(inventory, line).items()},
    }
    return data


def _known(ends: Any) -> float | None:
    """Return the input of an end of a line; None where the line has no range."""
    return None if ends is None or math.isnan(ends[0]) else float(ends[0])


def _cited(inventory: Result, key: str) -> str:
    entry = inventory.resolution.factors.bibliography.get(key)
    return f"{entry['title']}, {entry['edition']}" if entry else key


def _factor(inventory: Result, line: ResolvedLine) -> dict[str, Any]:
    factor = line.factor
    if factor is None:
        return {}
    low, value, high = factor.quantity.ends
    return {
        "published": factor.published,
        "kg_per_unit": value,
        "low": low if factor.quantity.range_known else None,
        "high": high if factor.quantity.range_known else None,
        "range_known": factor.range_known,
        "range": str(factor.basis),
        "standing": str(factor.standing),
        "confidence": factor.confidence,
        "from": _cited(inventory, factor.source_key),
        "note": line.source.note if line.line.input_factor is None else line.line.note,
        # The law does not depend on the unit, and the published numbers are those that a reader can look up.
        **_drawn(replace(factor.given, key=factor.key).with_law(inventory.law)),
    }


def _drawn(quantity: Quantity) -> dict[str, str]:
    """Return by which law a quantity is drawn, with which key; empty texts for what has no range."""
    sentence = quantity.law_sentence()
    if sentence is None:
        return {"law": "", "drawn": "", "key": quantity.key}
    return {"law": str(quantity.law), "drawn": str(sentence), "key": quantity.key}


def explain_text(inventory: Result, source: str, language: str = "en") -> str:
    """Return the derivation of every line of a source or category as text.

    Raises
    ------
    InputProblems
        The inventory has no such line.
    """
    chosen = _found(inventory, source)
    pairs = zip(explain(inventory, source), chosen, strict=True)
    parts = [_written(data, inventory, inventory.lines[index], language) for data, index in pairs]
    note = _other_level_note(inventory, source, chosen, language)
    return "\n\n".join([note, *parts] if note else parts)


def _written(data: dict[str, Any], inventory: Result, line: ResolvedLine, language: str) -> str:
    site = f", {data['site']}" if data["site"] else ""
    head = f"{label('source', data['source'], language)} ({data['source']}){site}, {inventory.label}"
    out = [head, "=" * len(head), f"state      {data['state']}  [{data['where']}]"]
    if "activity" not in data:
        return "\n".join([*out, f"           {data['reason']}"])
    out += [*_activity_text(data), *_factor_text(data), *_input_text(data), *_outputs_text(data, language)]
    for rule in data["double_counting"]:
        part = data["input_weight"] if rule["of"] == "input" else data["pathway_weights"][rule["of"]]
        of = label("pathway", rule["of"], language)
        out.append(f"{rule['rule']}        {of}: {part:.6g} of it enters the totals. {rule['reason']}")
    out += [f"assumed    {text}" for text in data["assumptions"]]
    heads = {"disputed": "disputed", "second_opinions": "opinion", "national_coal": "coal"}
    for name, texts in _evidence(inventory, line).items():
        for place, text in enumerate(texts):
            head = heads[name] if place == 0 else ""
            out.append(f"{head:<11}{text.in_language(language)}")
    if data["source_of_data"]:
        out.append(f"data from  {data['source_of_data']}")
    out.append(f"law        {law_text(inventory.law)}")
    out.append(f"factors    {inventory.resolution.factors.label}; run {inventory.run_id}")
    return "\n".join(out)


def _activity_text(data: dict[str, Any]) -> list[str]:
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
    if activity["drawn"]:
        out.append(f"           drawn as {activity['drawn']}")
    if data["scale"]["steps"]:
        out += [f"scale      {data['scale']['value']:.6g}: {step}" for step in data["scale"]["steps"]]
    return out


def _factor_text(data: dict[str, Any]) -> list[str]:
    factor = data["input_factor"]
    if not factor:
        return ["factor     not needed: the activity is 0"]
    grade = f"{factor['standing']} {factor['confidence']}".strip()
    out = [f"factor     {factor['published']}  = {in_full(factor['kg_per_unit'])} kg Hg per unit  [{grade}]"]
    out.append(f"           from {factor['from'] or 'a source that is not named'}")
    if factor["range"] == RangeBasis.NONE:
        out.append("           no range is known, and none is assumed")
    if factor["drawn"]:
        out.append(f"           drawn as {factor['drawn']}")
    return out


def _input_text(data: dict[str, Any]) -> list[str]:
    factor, kilograms = data["input_factor"].get("kg_per_unit", 0.0), data["input_kg"]
    parts = f"{data['activity']['value']:,.10g} x {in_full(factor)}"
    if data["scale"]["value"] != 1.0:
        parts += f" x {data['scale']['value']:.6g}"
    return [
        "input      = activity x factor" + (" x scale" if data["scale"]["value"] != 1.0 else ""),
        f"           = {parts} = {in_full(kilograms['value'])} kg Hg/y",
        f"           bounding interval {in_full(kilograms['low'])} to {in_full(kilograms['high'])} kg Hg/y"
        if kilograms["low"] is not None
        else "           no range, because neither factor nor activity has one",
    ]


def _outputs_text(data: dict[str, Any], language: str) -> list[str]:
    out = []
    for row in data["technology"]:
        grade = f"{row['standing']} {row['confidence']}".strip()
        name = label("technology", row["id"], language)
        shown = row["id"] if name == row["id"] else f"{name} ({row['id']})"
        out.append(f"technology {shown}: {row['share']:.6g} of the input  [{grade}] from {row['from']}")
    names = {name: label("pathway", name, language) for name in (*PATHWAYS, "remainder")}
    width = max(map(len, names.values()))
    for name, release in data["releases_kg"].items():
        out.append(
            f"  {names[name]:<{width}} {release['share']:>8.6g} x input = {in_full(release['value']):>16} kg Hg/y"
        )
    if data["remainder_cause"]:
        cause = ", ".join(label("remainder", part, language) for part in data["remainder_cause"].split("+"))
        kilograms = f"{in_full(data['remainder_kg']):>16} kg Hg/y"
        out.append(f"  {names['remainder']:<{width}} {'':>8}           {kilograms} ({cause})")
    return out
