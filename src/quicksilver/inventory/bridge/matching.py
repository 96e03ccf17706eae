"""Which source of the factor set a row means, and which technology a scenario is: by number and name, within one level."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from quicksilver.factors import FactorSet, Outputs
from quicksilver.inventory.bridge.level import sources_of
from quicksilver.inventory.bridge.line import Line, State
from quicksilver.inventory.bridge.words import alike, is_part, named
from quicksilver.language.problems import problem

__all__ = ["match_source", "own_technology", "technology_of"]

#: Signs by which an inventory writes mixes, chains and phases.
_SIGNS: Final = re.compile(r"\s*[;=>:+]\s*")
_LETTER: Final = re.compile(r"^\s*[a-zA-Z]\)\s*")


def _names_category(text: str, number: str) -> bool:
    """Return whether a text is the name of a category."""
    return number in named("category", text, [number])


def _names_part(text: str, number: str, ident: str) -> bool:
    """Return whether a text is part of the name of the only source of a category, or of the category."""
    return is_part("source", text, ident) or is_part("category", text, number)


def match_source(line: Line, factors: FactorSet, level: int) -> None:
    """Find the source of a row and note it, or why none is found.

    A number alone decides nothing where the name is of something else; a source of another level is never taken.
    """
    record = line.record
    number, name = record.category, record.name
    if level == 1 and name and record.number is not None and record.number.where.row != record.row:
        # A number of a row above is of this one only where a merged cell covers both; a whole name goes before it.
        number = "" if len(named("source", name, sources_of(factors, level))) == 1 else number
    among = sources_of(factors, level, number)
    if number and not among:
        line.refuse(
            problem("bridge.category", record.number.where if record.number else record.where, number=number)
        )
        return
    match = alike("source", name, among) if name else None
    if match is not None and len(match.ids) == 1:
        line.source, line.level = match.ids[0], level
        if not match.exact:
            line.reasons.append(
                problem("bridge.alike", record.cells["name"].where, text=name, source=line.source)
            )
        return
    if number and len(among) == 1 and (not name or _names_category(name, number)):
        line.source, line.level = among[0], level
        return
    if number and len(among) == 1 and _names_part(name, number, among[0]):
        line.source, line.level = among[0], level
        where = record.cells["name"].where
        line.reasons.append(problem("bridge.alike", where, text=name, source=line.source))
        return
    line.candidates = match.ids if match is not None and match.ids else tuple(among) if number else ()
    where = record.cells["name"].where if name else record.where
    elsewhere = named("source", name, sources_of(factors, level)) if name else ()
    if len(elsewhere) == 1:
        other = elsewhere[0]
        line.candidates = (*among, other)
        line.refuse(
            problem("bridge.number.other", where, text=name, number=number, source=other),
            state=State.AMBIGUOUS,
        )
    elif line.candidates:
        code = "bridge.name.several" if match is not None and match.ids else "bridge.name.unknown"
        state = State.AMBIGUOUS if code == "bridge.name.several" or len(among) == 1 else State.NOT_TAKEN
        if name and _names_category(name, number):
            code, state = "bridge.name.category", State.AMBIGUOUS
        line.refuse(
            problem(
                code, where, readings=line.candidates, text=name, number=number, ids=list(line.candidates)
            ),
            state=state,
        )
    else:
        line.refuse(problem("bridge.name.none", where, text=name or record.words))


def _same(first: Sequence[float], second: Sequence[float] | None) -> bool:
    return second is not None and all(abs(a - b) < 1e-9 for a, b in zip(first, second, strict=True))


def own_technology(text: str) -> str:
    """Return the name of a scenario that is not one of this program, without signs that mean something in an inventory.

    Examples
    --------
    >>> own_technology("b) Particle control: FF + SNCR")
    'Particle control, FF, SNCR'
    """
    return _SIGNS.sub(", ", _LETTER.sub("", text)).strip(" ,")


def technology_of(
    text: str, shares: tuple[float, ...], source: str, factors: FactorSet, scenario: str | None
) -> str:
    """Return the technology that a scenario of a source is.

    Parameters
    ----------
    text : str
        As the workbook has it; may be empty.
    shares : tuple of float
    source : str
    factors : FactorSet
    scenario : str, optional
        Waste scenario that the answers about waste lead to.

    Returns
    -------
    str
        An id; the workbook's own name where no technology has it, ``workbook`` where it has no name.
    """
    rows = [row for row in factors.technologies(source) if row.phase != "production"]
    if text:
        match = named("technology", text, [row.technology for row in rows])
        if len(match) == 1:
            return match[0]
        letter = re.match(r"(a[123])\b", text.strip().casefold())
        by_letter = [row.technology for row in rows if letter and row.scenario == letter[1]]
        return by_letter[0] if by_letter else own_technology(text)
    return _nameless(rows, shares, scenario)


def _nameless(rows: Sequence[Outputs], shares: tuple[float, ...], scenario: str | None) -> str:
    known = [row for row in rows if row.shares]
    if len(known) == 1:
        return known[0].technology
    same = [row.technology for row in known if _same(shares, row.shares)]
    if len(same) > 1 or not same:
        of_scenario = [row.technology for row in known if row.scenario and row.scenario == scenario]
        if of_scenario and (not same or of_scenario[0] in same):
            return of_scenario[0]
    return same[0] if len(same) == 1 else "workbook"
