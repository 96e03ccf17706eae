"""Which source of the factor set a row means, and which technology a scenario is: by number and name, within one level."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from quicksilver.factors import FactorSet, Outputs
from quicksilver.inventory.bridge.level import sources_of
from quicksilver.inventory.bridge.line import Line, State
from quicksilver.inventory.bridge.words import (
    SITES,
    alike,
    cell_forms,
    is_part,
    is_within,
    named,
    normal,
    part_of_one,
)
from quicksilver.language.names import label
from quicksilver.language.problems import problem
from quicksilver.languages import LANGUAGES

__all__ = ["match_source", "own_technology", "phases_named", "technology_of"]

#: Signs by which an inventory writes mixes, chains and phases.
_SIGNS: Final = re.compile(r"\s*[;=>:+]\s*")
_LETTER: Final = re.compile(r"^\s*[a-zA-Z]\)\s*")


def _names_category(text: str, number: str) -> bool:
    """Return whether a text is the name of a category."""
    return number in named("category", text, [number])


def _names_part(text: str, number: str, ident: str) -> bool:
    """Return whether a text is part of the name of the only source of a category, or of the category."""
    return is_part("source", text, ident) or is_part("category", text, number)


def _only_of_category(name: str, among: Sequence[str], factors: FactorSet) -> str:
    """Return the one source of the category that a name is of, where a number names a main category alone."""
    categories = {factors.sources[ident].category for ident in among}
    known = named("category", name, sorted(categories)) if name and len(categories) > 1 else ()
    ids = [ident for ident in among if factors.sources[ident].category in known]
    return ids[0] if len(known) == 1 and len(ids) == 1 else ""


def phases_named(name: str, source: str, factors: FactorSet) -> list[Outputs]:
    """Return the technologies of the phase of a supply that a name is of, as of dental fillings; empty where it is of none.

    A phase is known by the word with which the names of its technologies begin, in any of six languages.

    Examples
    --------
    >>> from quicksilver.factors import shipped
    >>> rows = phases_named("Disposal (lost and extracted teeth)", "5.6.1", shipped())
    >>> [row.technology for row in rows]
    ['5.6.1-o-disp', '5.6.1-o-disp-he']
    """
    rows = [row for row in factors.technologies(source) if row.remainder == "other_phase"]
    forms = list(cell_forms(name))
    made = []
    for row in rows:
        names = [normal(label("technology", row.technology, language)) for language in LANGUAGES]
        # Chinese does not part words; the part before the comma names the phase there.
        heads = [re.split(r"[,，،]" if text[:1] >= "\u2e80" else r"[\s,،]", text)[0] for text in names]
        if any(form.startswith(head) for head in heads if head for form in forms):
            made.append(row)
    return made


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
    if number and is_within(SITES, number):
        line.source, line.level = SITES, level
        return
    match = alike("source", name, among) if name else None
    known = match.ids if match is not None else ()
    elsewhere = named("source", name, sources_of(factors, level)) if name and len(known) != 1 else ()
    ident, exact = (known[0], match.exact) if match is not None and len(known) == 1 else ("", True)
    if not ident and number:
        ident, exact = _of_number(name, number, among, factors)
    if not ident and number and name and not known and len(elsewhere) != 1:
        ident, exact = part_of_one("source", name, among), False
    if ident:
        line.source, line.level = ident, level
        if not exact:
            line.reasons.append(problem("bridge.alike", record.cells["name"].where, text=name, source=ident))
        return
    line.candidates = known or (tuple(among) if number else ())
    _refuse(line, number, among, known, elsewhere)


def _of_number(name: str, number: str, among: Sequence[str], factors: FactorSet) -> tuple[str, bool]:
    """Return the source that a number means with a name that is not its own, and whether no letter of it was guessed.

    The name is of the category, of a phase of its supply, or a part of either; or there is none.
    """
    of_category = _only_of_category(name, among, factors)
    if of_category or len(among) != 1:
        return of_category, True
    if not name or _names_category(name, number) or phases_named(name, among[0], factors):
        return among[0], True
    return (among[0], False) if _names_part(name, number, among[0]) else ("", True)


def _refuse(
    line: Line, number: str, among: Sequence[str], known: tuple[str, ...], elsewhere: tuple[str, ...]
) -> None:
    """Note why no source of a row is found."""
    record, name = line.record, line.record.name
    where = record.cells["name"].where if name else record.where
    if len(elsewhere) == 1:
        other = elsewhere[0]
        line.candidates = (*among, other)
        wrong = problem("bridge.number.other", where, text=name, number=number, source=other)
        line.refuse(wrong, state=State.AMBIGUOUS)
    elif line.candidates:
        code = "bridge.name.several" if known else "bridge.name.unknown"
        state = State.AMBIGUOUS if known or len(among) == 1 else State.NOT_TAKEN
        if name and _names_category(name, number):
            code, state = "bridge.name.category", State.AMBIGUOUS
        ids = line.candidates
        line.refuse(problem(code, where, readings=ids, text=name, number=number, ids=list(ids)), state=state)
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
    text: str,
    shares: tuple[float, ...],
    source: str,
    factors: FactorSet,
    scenario: str | None,
    phase: Sequence[Outputs] = (),
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
    phase : sequence of Outputs
        The technologies of the phase that the row is of, where the source has phases.

    Returns
    -------
    str
        An id; the workbook's own name where no technology has it, ``workbook`` where it has no name.
    """
    rows = [row for row in factors.technologies(source) if row.phase != "production"]
    if phase:
        return _of_phase(text, shares, phase)
    if text:
        match = named("technology", text, [row.technology for row in rows])
        if len(match) == 1:
            return match[0]
        letter = re.match(r"(a[123])\b", text.strip().casefold())
        by_letter = [row.technology for row in rows if letter and row.scenario == letter[1]]
        return by_letter[0] if by_letter else own_technology(text)
    return _nameless(rows, shares, scenario)


def _of_phase(text: str, shares: tuple[float, ...], phase: Sequence[Outputs]) -> str:
    """Return the technology of a phase by its name, else the one whose shares are nearest."""
    match = named("technology", text, [row.technology for row in phase]) if text else ()
    if len(match) == 1:
        return match[0]

    def distance(row: Outputs) -> float:
        return sum(abs(a - b) for a, b in zip(row.shares or (0.0,) * 6, shares, strict=True))

    return min(phase, key=distance).technology


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
