"""The scenarios: how each was made, and the table of what follows from it."""

from __future__ import annotations

import re
from typing import Final

from quicksilver.documents.tree import (
    Block,
    BulletList,
    Column,
    Content,
    Heading,
    Number,
    Paragraph,
    Reference,
    Row,
    Table,
    Text,
    breakable,
)
from quicksilver.intake.numbers import machine_number
from quicksilver.outputs import writable
from quicksilver.reports.fate.brief.context import DASH, Brief

__all__ = ["how", "scenarios", "table"]

_OPTION: Final = re.compile(
    r"(?:delay\s+(?P<delay>\d+)\s*:\s*)?"
    r"(?:(?P<word>stop|hold)|(?P<kind>cut|grow)\s+(?P<percent>\d+(?:\.\d+)?)\s*%(?:\s+by\s+(?P<by>\d{4}))?)",
    re.IGNORECASE,
)
_SHIPPED: Final = ("a1b", "constant", "controls", "zero")


def scenarios(brief: Brief) -> list[Block]:
    """Return the chapter on the scenarios with its table."""
    comparison = brief.comparison
    intro = brief.say("scen.intro", base=brief.name(comparison.base), table=Reference("table-scenarios"))
    items: list[Content] = [
        brief.say("scen.item", name=brief.name(name), how=how(brief, name)) for name in comparison.names
    ]
    return [
        Heading(1, brief.say("scen.title"), "1", "scenarios"),
        Paragraph(intro),
        BulletList(tuple(items)),
        table(brief),
    ]


def how(brief: Brief, name: str) -> Content:
    """Return how a scenario was made; one-line options are given in the language, other words as they were given."""
    description = brief.comparison.description.get(name, "").strip()
    # English words of the caller are kept in English; elsewhere an option that is understood serves the reader better.
    texts = (description,) if description and brief.language == "en" else (description, name)
    for text in texts:
        phrase = _option(brief, text.strip())
        if phrase:
            return phrase
    return (Text(breakable(writable(description))),) if description else brief.say("how.none")


def _option(brief: Brief, text: str) -> Content | None:
    if text.lower() in _SHIPPED:
        return brief.say(f"how.{text.lower()}")
    match = _OPTION.fullmatch(text)
    if not match:
        return None
    if match["word"]:
        phrase = brief.say(f"how.{match['word'].lower()}")
    elif match["by"]:
        phrase = brief.say(f"how.{match['kind'].lower()}.by", percent=_part(brief, match), year=match["by"])
    else:
        phrase = brief.say(f"how.{match['kind'].lower()}", percent=_part(brief, match))
    return brief.say("how.delay", how=phrase, n=match["delay"]) if match["delay"] else phrase


def _part(brief: Brief, match: re.Match[str]) -> Number:
    return brief.percent(machine_number(match["percent"]) / 100.0)


def table(brief: Brief) -> Table:
    """Return the table of scenarios: emission, deposition and part of the base at chosen years."""
    heads = ("year", "emission", "deposition", "land", "ocean", "percent", "avoided")
    columns = tuple(Column(brief.say(f"col.{head}"), "end" if head != "year" else "start") for head in heads)
    places = [0, *(place for _, place in brief.seen)]
    rows: list[Row] = []
    for name in brief.comparison.names:
        rows.append(Row((brief.name(name),), "section"))
        rows += [_row(brief, name, place) for place in places]
    note = brief.say("table.note", base=brief.name(brief.comparison.base))
    return Table(brief.say("table.caption"), columns, tuple(rows), "table-scenarios", notes=(note,))


def _row(brief: Brief, name: str, place: int) -> Row:
    comparison = brief.comparison
    masses = (
        comparison.emission,
        comparison.deposition,
        comparison.deposition_land,
        comparison.deposition_ocean,
    )
    base = float(comparison.deposition[comparison.base][place])
    part = float(comparison.deposition[name][place]) / base if base > 0 else None
    own = name == comparison.base
    cells: tuple[Content, ...] = (
        brief.year(float(comparison.years[place])),
        *((brief.mass(float(values[name][place])),) for values in masses),
        (brief.percent(part),),
        (Number(DASH) if own else brief.mass(float(comparison.avoided_deposition[name][place])),),
    )
    return Row(cells)
