"""The derivation of a number: from the cell the user filled in to kilograms of mercury in a pathway."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from quicksilver.errors import InputProblems, Place
from quicksilver.factors import PATHWAYS, RangeBasis, Source
from quicksilver.factors.source_names import like_source, source_named
from quicksilver.inventory.model import ResolvedLine, statement
from quicksilver.inventory.results.opinions import (
    coal_sentences,
    dispute_sentence,
    disputes_of_line,
    opinion_sentence,
    opinions_of_line,
)
from quicksilver.inventory.results.receipt import factor_text, law_text, listed, listed_sources
from quicksilver.language.names import Name, label
from quicksilver.language.problems import place_in_language, problem
from quicksilver.language.screen import digits, padded, screen, wide
from quicksilver.language.sentences import Sentence
from quicksilver.quantities import Quantity
from quicksilver.quantities.decimals import in_full

if TYPE_CHECKING:
    from quicksilver.inventory.results.result import Result

__all__ = ["explain", "explain_text", "grade_text"]


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
    return screen(
        "explain.other",
        language,
        name=label("source", asked.id, language),
        ident=asked.id,
        level=asked.level,
        category=asked.category,
        other=inventory.lines[chosen[0]].source.level,
        sources=named,
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
    where = data["where"] if line.line.where is None else _where(line.line.where, language)
    state = data["state"] if language == "en" else statement(f"state.{line.state}").in_language(language)
    out = [head, "=" * wide(head), _row("state", f"{state}  [{where}]", language)]
    if "activity" not in data:
        return "\n".join([*out, _row("", "" if line.reason is None else line.reason, language)])
    out += [
        *_activity_text(data, line, inventory, language),
        *_factor_text(data, line, inventory, language),
        *_input_text(data, language),
        *_outputs_text(data, language),
    ]
    for rule, overlap in zip(data["double_counting"], line.overlaps, strict=True):
        part = data["input_weight"] if rule["of"] == "input" else data["pathway_weights"][rule["of"]]
        of, share = label("pathway", rule["of"], language), digits(f"{part:.6g}", language)
        why = overlap.reason if language == "en" else screen(f"run.twice.{rule['rule'].lower()}", language)
        out.append(f"{rule['rule']:<11}{screen('explain.twice', language, name=of, part=share, reason=why)}")
    out += [_row("assumed", text, language) for text in line.assumptions]
    heads = {"disputed": "disputed", "second_opinions": "opinion", "national_coal": "coal"}
    for name, texts in _evidence(inventory, line).items():
        out += [_row("" if place else heads[name], text, language) for place, text in enumerate(texts)]
    if data["source_of_data"]:
        out.append(_row("data", data["source_of_data"], language))
    out.append(_row("law", law_text(inventory.law, language), language))
    factors = inventory.resolution.factors.label
    out.append(
        _row("factors", screen("explain.run", language, label=factors, run=inventory.run_id), language)
    )
    return "\n".join(out)


def _row(head: str, text: str | Sentence, language: str) -> str:
    """Return a text behind what it is about; nothing stands before a text that goes on with the row above."""
    written = text.in_language(language) if isinstance(text, Sentence) else text
    name = screen(f"head.{head}", language) if head else ""
    width = 10 if language == "en" else max(10, *(wide(screen(key, language)) for key in _HEADS))
    return f"{padded(name, width)} {written}"


#: Texts before the rows of a derivation.
_HEADS: Final = tuple(
    f"head.{name}"
    for name in (
        "state",
        "activity",
        "scale",
        "factor",
        "input",
        "technology",
        "assumed",
        "disputed",
        "opinion",
        "coal",
        "data",
        "law",
        "factors",
    )
)


def _where(where: str, language: str) -> str:
    """Return a place in a file with its words in a language."""
    return place_in_language(where, language) if isinstance(where, Place) else where


def grade_text(standing: str, confidence: str, language: str) -> str:
    """Return how good a value is, in one or two words."""
    word = screen(f"standing.{standing}", language)
    if not confidence:
        return word
    return screen("grade", language, standing=word, confidence=screen(f"confidence.{confidence}", language))


def _law_of(quantity: Quantity, language: str) -> str:
    """Return the row that names the law by which a quantity is drawn."""
    law = quantity.law_sentence()
    if law is None:
        return ""
    if language == "en":
        written = str(law)
    else:
        values = {name: digits(in_full(value, 6), language) for name, value in law.values.items()}
        written = Sentence(law.key, values, table="screen_text").in_language(language)
    return _row("", screen("explain.drawn", language, law=written), language)


def _activity_text(data: dict[str, Any], line: ResolvedLine, inventory: Result, language: str) -> list[str]:
    activity = data["activity"]
    given = (
        f"{_full(activity['given'], language)} {activity['unit_given']}"
        if activity["given"] is not None
        else screen("explain.population", language)
    )
    where = _where(line.line.place("activity"), language)
    out = [_row("activity", f"{given}  [{where}]", language)]
    out += [_row("", step, language) for step in line.activity_steps]
    made = f"= {_full(activity['value'], language)} {activity['unit']}"
    if activity["low"] != activity["high"]:
        ends = {name: _full(activity[name], language) for name in ("low", "high")}
        made += "  " + screen("explain.span", language, **ends)
    out.append(_row("", made, language))
    out += [law] if (law := _law_of(inventory.resolution.activity(line), language)) else []
    scale = digits(f"{data['scale']['value']:.6g}", language)
    out += [_row("scale", f"{scale}: {step.in_language(language)}", language) for step in line.scale_steps]
    return out


def _full(value: float, language: str) -> str:
    """Return a number with ten digits."""
    return digits(f"{value:,.10g}", language)


def _factor_text(data: dict[str, Any], line: ResolvedLine, inventory: Result, language: str) -> list[str]:
    factor, used = data["input_factor"], line.factor
    if used is None:
        return [_row("factor", screen("explain.zero", language), language)]
    grade = grade_text(factor["standing"], factor["confidence"], language)
    value = digits(in_full(factor["kg_per_unit"]), language)
    shown = factor_text(used, language)
    out = [
        _row("factor", screen("explain.per_unit", language, factor=shown, value=value, grade=grade), language)
    ]
    document = factor["from"] or screen("explain.unnamed", language)
    out.append(_row("", screen("show.from", language, document=document), language))
    if factor["range"] == RangeBasis.NONE:
        out.append(_row("", screen("explain.no_range", language), language))
    drawn = replace(used.given, key=used.key).with_law(inventory.law)
    return out + ([law] if (law := _law_of(drawn, language)) else [])


def _input_text(data: dict[str, Any], language: str) -> list[str]:
    factor, kilograms = data["input_factor"].get("kg_per_unit", 0.0), data["input_kg"]
    times = "x" if language == "en" else "×"
    parts = f"{_full(data['activity']['value'], language)} {times} {digits(in_full(factor), language)}"
    scaled = data["scale"]["value"] != 1.0
    if scaled:
        parts += f" {times} {digits(format(data['scale']['value'], '.6g'), language)}"
    value, low, high = (
        "" if kilograms[name] is None else digits(in_full(kilograms[name]), language)
        for name in ("value", "low", "high")
    )
    return [
        _row("input", screen("explain.input.scale" if scaled else "explain.input", language), language),
        _row("", screen("explain.result", language, parts=parts, value=value), language),
        _row(
            "",
            screen("explain.bounding", language, low=low, high=high)
            if low
            else screen("explain.bounding.none", language),
            language,
        ),
    ]


def _outputs_text(data: dict[str, Any], language: str) -> list[str]:
    out = []
    for row in data["technology"]:
        grade = grade_text(row["standing"], row["confidence"], language)
        name = label("technology", row["id"], language)
        shown = screen(
            "explain.technology",
            language,
            name=row["id"] if name == row["id"] else f"{name} ({row['id']})",
            share=digits(f"{row['share']:.6g}", language),
            grade=grade,
            document=row["from"],
        )
        out.append(_row("technology", shown, language))
    names = {name: label("pathway", name, language) for name in (*PATHWAYS, "remainder")}
    width = max(map(wide, names.values()))
    for name, release in data["releases_kg"].items():
        share = digits(f"{release['share']:.6g}", language)
        value = f"{digits(in_full(release['value']), language):>16}"
        out.append(
            f"  {padded(names[name], width)} {share:>8} {screen('explain.release', language, value=value)}"
        )
    if data["remainder_cause"]:
        cause = [label("remainder", part, language) for part in data["remainder_cause"].split("+")]
        value = f"{digits(in_full(data['remainder_kg']), language):>16}"
        kilograms = screen("explain.rest", language, value=value, cause=cause)
        out.append(f"  {padded(names['remainder'], width)} {'':>8}           {kilograms}")
    return out
