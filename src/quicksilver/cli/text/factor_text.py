"""What ``quicksilver factors`` prints beside a factor: second opinions, disputes, and the list of sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from quicksilver.language.sentences import Sentence

if TYPE_CHECKING:
    from quicksilver.factors import FactorSet
    from quicksilver.factors.opinions import Compared

__all__ = ["echo_sets", "evidence", "evidence_lines", "sets_rows"]


def _say(key: str, language: str, **values: object) -> str:
    return Sentence(key, values, table="inventory_text").in_language(language)


def evidence(chosen: FactorSet, ident: str) -> dict[str, Any]:
    """Return the second opinions and the disputes of a source as plain data."""
    from dataclasses import asdict

    from quicksilver.factors.opinions import compared, disputes

    return {
        "opinions": [_row(item) for item in compared(chosen, ident)],
        "disputes": [asdict(item) for item in disputes(chosen, ident)],
    }


def _row(item: Compared) -> dict[str, Any]:
    opinion, number = item.opinion, item.opinion.fact.number
    return {
        "id": opinion.fact.id,
        "of": opinion.quantity,
        "technology": item.technology,
        "scenario": opinion.scenario,
        "value": None if number is None or number.value != number.value else number.value,
        "low": None if number is None else number.low,
        "high": None if number is None else number.high,
        "unit": "" if number is None else number.unit,
        "conversion": "" if opinion.conversion is None else opinion.conversion.id,
        "times": item.ratio,
        "standing": opinion.fact.standing,
        "source": opinion.fact.source,
        "place": opinion.place,
        "note": opinion.fact.note,
    }


def evidence_lines(chosen: FactorSet, ident: str, language: str = "en") -> list[str]:
    """Return the second opinions and the disputes of a source as lines for a terminal, each with source and place."""
    from quicksilver.factors.opinions import compared, disputes
    from quicksilver.inventory.results.opinions import dispute_sentence, opinion_sentence

    lines = [dispute_sentence(item).in_language(language) for item in disputes(chosen, ident)]
    shown = compared(chosen, ident)
    if shown:
        lines.append(_say("opinion.heading", language))
    lines += ["    " + opinion_sentence(item).in_language(language) for item in shown]
    return lines


def sets_rows() -> list[dict[str, Any]]:
    """Return the shipped sets with edition, digest, licence, coverage and standings."""
    from quicksilver.factors import load
    from quicksilver.factors.air import air_set
    from quicksilver.factors.sets import AIR, names

    rows = []
    for name in names():
        chosen = air_set() if name == AIR else load(name)
        row: dict[str, Any] = {
            "name": name,
            "title": chosen.title,
            "edition": chosen.version,
            "digest": chosen.digest,
            "licence": " ".join(chosen.licence.split()),
        }
        for level in (1, 2):
            having, all_ = _coverage(chosen, level)
            row |= {f"level_{level}_with_factor": having, f"level_{level}_sources": all_}
        row["standings"] = _standings(chosen)
        row["pathways"] = "air" if name == AIR else "all"
        row["inherits"] = getattr(chosen, "inherits", "")
        rows.append(row)
    return rows


def _coverage(chosen: Any, level: int) -> tuple[int, int]:
    from quicksilver.factors import FactorSet, shipped

    if isinstance(chosen, FactorSet):
        return chosen.coverage(level)
    having: tuple[int, int] = chosen.coverage(shipped(), level)
    return having


def _standings(chosen: Any) -> dict[str, int]:
    from quicksilver.factors import FactorSet

    if isinstance(chosen, FactorSet):
        return chosen.standings()
    return {"read": len(chosen.factors)}


def echo_sets(rows: list[dict[str, Any]], language: str) -> None:
    """Print the shipped sets."""
    for row in rows:
        standings = ", ".join(f"{name} {count}" for name, count in row["standings"].items())
        click.echo(f"{row['name']}: {row['title']}, {row['edition']} ({row['digest'][:12]})")
        parts = [f"{row[f'level_{n}_with_factor']}/{row[f'level_{n}_sources']}" for n in (1, 2)]
        click.echo(
            "    " + _say("sets.coverage", language, first=parts[0], second=parts[1], standings=standings)
        )
        if row["inherits"]:
            click.echo("    " + _say("sets.inherits", language, base=row["inherits"]))
        if row["pathways"] == "air":
            click.echo("    " + _say("sets.air", language))
        click.echo("    " + row["licence"])
