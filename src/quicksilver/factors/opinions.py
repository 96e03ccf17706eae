"""Second opinions: what else could be read about a factor, and which rows of a factor set evidence disputes.

An opinion is a fact of the table ``opinions`` with the rows of the Toolkit that it bears on. It is compared with a row
only where both can be written in one unit; the round value by which an energy or a tonne of metal is converted is a fact
too (table ``conversions``). A row is disputed where the review of the evidence states so (table ``disputes``), or where it
lies more than three times from the median of two or more opinions.
"""

from __future__ import annotations

import functools
import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from quicksilver.errors import UnitError
from quicksilver.factors.facts import Fact, fact_by_id, facts
from quicksilver.factors.model import PATHWAYS, FactorSet, Outputs, Source
from quicksilver.factors.rows import PACKAGE
from quicksilver.intake.cells import Separated
from quicksilver.intake.packaged import Table
from quicksilver.quantities import Standing, kg_per_activity_unit

__all__ = ["FAR", "Compared", "Dispute", "Opinion", "compared", "disputes", "opinions", "per_unit"]

#: A row that lies further from the median of opinions than this many times is disputed.
FAR: Final = 3.0
#: Fewest opinions whose median can dispute a row.
_FEWEST: Final = 2
#: What an opinion can be of that is also a number of a row; every other quantity is shown and not compared.
_INPUT: Final = "input"
_AIR: Final = "air emission"
_REMOVED: Final = "removed"


@dataclass(frozen=True, slots=True)
class Opinion:
    """A number that bears on rows of a factor set.

    Attributes
    ----------
    fact : Fact
        The number as it was published, with its source.
    sources, technologies : tuple of str
        Rows it bears on: sources, and those of their technologies (empty for input factors).
    quantity : str
        ``input``, ``air emission`` (input times the share to air), a pathway, ``removed`` (one less the share to air), or
        something that has no counterpart in a row.
    scenario, term, place : str
        What it was measured or stated of, the word of the source for the pathway, and the place in the source.
    conversion : Fact or None
        Round value by which it is converted to the unit of the row.
    """

    fact: Fact
    sources: tuple[str, ...]
    technologies: tuple[str, ...]
    quantity: str
    scenario: str
    term: str
    place: str
    conversion: Fact | None

    @property
    def pathway(self) -> str:
        """Return the pathway whose share it is compared with; empty where it is none."""
        return "air" if self.quantity == _REMOVED else self.quantity if self.quantity in PATHWAYS else ""


@dataclass(frozen=True, slots=True)
class Compared:
    """An opinion beside the number of a row.

    Attributes
    ----------
    opinion : Opinion
    technology : str
        Whose share enters; empty for an input factor.
    theirs, ours : float or None
        In kg of mercury per unit of activity, or shares; None where the two cannot be compared.
    """

    opinion: Opinion
    technology: str = ""
    theirs: float | None = None
    ours: float | None = None

    @property
    def ratio(self) -> float | None:
        """Return how many times the row is the opinion; None where one of them is 0 or they cannot be compared."""
        return self.ours / self.theirs if self.ours and self.theirs else None


@dataclass(frozen=True, slots=True)
class Dispute:
    """Why a row is disputed.

    Attributes
    ----------
    source, technology : str
        The row; the technology is empty where it is the input factor.
    of : str
        ``input``, ``shares``, ``air emission`` or a pathway.
    weight : str
        ``serious`` or ``annoying``.
    reviewed : bool
        Whether the review of the evidence states it; else it is the distance from the median alone.
    ratio : float or None
        How many times the row is the median of the opinions that can be compared.
    count : int
        How many these are.
    """

    source: str
    technology: str
    of: str
    weight: str
    reviewed: bool
    ratio: float | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class _DisputeRow:
    rows: Annotated[tuple[str, ...], Separated("|")]
    of: Literal["input", "shares"]
    weight: Literal["serious", "annoying"]
    technology: str = ""


_DISPUTES: Final = Table(PACKAGE, "data/evidence/disputes.csv", _DisputeRow, key=("rows", "technology", "of"))


@functools.cache
def _all() -> Mapping[str, tuple[Opinion, ...]]:
    """Return the opinions by source, in table order."""
    by_source: dict[str, list[Opinion]] = {}
    for fact in facts("opinions"):
        made = _opinion(fact)
        for source in made.sources:
            by_source.setdefault(source, []).append(made)
    return {source: tuple(rows) for source, rows in by_source.items()}


def _opinion(fact: Fact) -> Opinion:
    labels = fact.labels
    return Opinion(
        fact=fact,
        sources=tuple(filter(None, labels["rows"].split("|"))),
        technologies=tuple(filter(None, labels["technology"].split("|"))),
        quantity=labels["quantity"],
        scenario=labels["scenario"],
        term=labels["term"],
        place=labels["place"],
        conversion=fact_by_id(labels["conversion"]) if labels["conversion"] else None,
    )


def opinions(source: str) -> tuple[Opinion, ...]:
    """Return the opinions that bear on a source.

    Examples
    --------
    >>> [opinion.fact.number.value for opinion in opinions("L1-WWATER")]
    [15.7, 0.092]
    """
    return _all().get(source, ())


def per_unit(fact: Fact, source: Source, conversion: Fact | None = None) -> tuple[float, float, float] | None:
    """Return low, central and high of a fact in kg of mercury per unit of activity of a source.

    Parameters
    ----------
    fact : Fact
    source : Source
        Its activity is the unit.
    conversion : Fact, optional
        How much of what the fact is per is in a unit of activity (``25 GJ/t``).

    Returns
    -------
    tuple of float, or None
        None where the fact is per something else.
    """
    number = fact.number
    if number is None or (number.value != number.value and not number.range_known):
        return None
    unit, times = source.activity_unit, 1.0
    if conversion is not None:
        assert conversion.number is not None
        unit, times = conversion.number.unit.split("/")[0] + "/y", conversion.number.value
    try:
        low, central, high = (kg_per_activity_unit(end, number.unit, unit) * times for end in number.ends)
    except UnitError:
        return None
    return low, central, high


def compared(factors: FactorSet, source: str) -> list[Compared]:
    """Return the opinions that bear on a source, each beside the number of the row that it can be compared with.

    Examples
    --------
    >>> from quicksilver.factors import shipped
    >>> [round(row.ratio) for row in compared(shipped(), "L1-CU") if row.opinion.quantity == "input"]
    [9]
    """
    row = factors.sources.get(source)
    return (
        []
        if row is None
        else [item for opinion in opinions(source) for item in _beside(opinion, row, factors)]
    )


def _beside(opinion: Opinion, source: Source, factors: FactorSet) -> Iterator[Compared]:
    rows = [row for row in factors.technologies(source.id) if row.technology in opinion.technologies]
    if opinion.quantity == _INPUT:
        yield Compared(opinion, "", _theirs(opinion, source), _kg(source))
    elif rows and (opinion.pathway or opinion.quantity == _AIR):
        for row in rows:
            yield Compared(opinion, row.technology, _theirs(opinion, source), _ours(opinion, source, row))
    else:
        yield Compared(opinion)


def _theirs(opinion: Opinion, source: Source) -> float | None:
    number = opinion.fact.number
    if number is None:
        return None
    if not opinion.pathway:
        ends = per_unit(opinion.fact, source, opinion.conversion)
        return None if ends is None else ends[1]
    central = number.central
    return 1.0 - central if opinion.quantity == _REMOVED else central


def _ours(opinion: Opinion, source: Source, row: Outputs) -> float | None:
    if row.shares is None:
        return None
    if opinion.pathway:
        return row.shares[PATHWAYS.index(opinion.pathway)]
    kilograms = _kg(source)
    return None if kilograms is None else kilograms * row.shares[0]


def _kg(source: Source) -> float | None:
    factor = source.factor
    if factor.value is None:
        return None
    return kg_per_activity_unit(factor.value, factor.unit, source.activity_unit)


@functools.cache
def _reviewed() -> Mapping[tuple[str, str], tuple[str, str]]:
    """Return what the review disputes: source and technology -> of what, and how much it matters."""
    return {(source, row.technology): (row.of, row.weight) for row in _DISPUTES.rows() for source in row.rows}


def disputes(factors: FactorSet, source: str) -> list[Dispute]:
    """Return why rows of a source are disputed: its input factor, and the shares of its technologies.

    The review is of the Toolkit set: a row that another set or a user has in its place is disputed by the median alone, and
    a number of a user by nothing.

    Parameters
    ----------
    factors : FactorSet
    source : str

    Examples
    --------
    >>> from quicksilver.factors import load, shipped
    >>> [(row.of, row.weight) for row in disputes(shipped(), "L1-WWATER")], disputes(load("reviewed-2026"), "L1-WWATER")
    ([('input', 'serious')], [])
    """
    if source not in factors.sources:
        return []
    beside = compared(factors, source)
    reasons = [_dispute(factors, source, "", [row for row in beside if row.opinion.quantity == _INPUT])]
    for row in factors.technologies(source):
        mine = [item for item in beside if item.technology == row.technology]
        reasons.append(_dispute(factors, source, row.technology, mine))
    return [dispute for dispute in reasons if dispute is not None]


def _dispute(factors: FactorSet, source: str, technology: str, beside: list[Compared]) -> Dispute | None:
    key = f"{source}/{technology}" if technology else source
    standing = factors.outputs[source, technology].standing if technology else None
    if Standing.USER in (standing, factors.sources[source].factor.standing) or key in factors.changed:
        return None
    kinds: dict[str, list[Compared]] = {}
    for item in beside:
        if item.ratio is not None:
            kinds.setdefault(item.opinion.pathway or item.opinion.quantity, []).append(item)
    far = [(_ratio(items), of, len(items)) for of, items in kinds.items() if len(items) >= _FEWEST]
    far = [item for item in far if max(item[0], 1.0 / item[0]) > FAR]
    ratio, of, count = max(far, key=lambda item: max(item[0], 1.0 / item[0]), default=(None, "", 0))
    stated = None if key in factors.own else _reviewed().get((source, technology))
    if stated is not None:
        return Dispute(source, technology, stated[0], stated[1], True, ratio, count)
    if ratio is None:
        return None
    return Dispute(source, technology, of, "serious", False, ratio, count)


def _ratio(items: list[Compared]) -> float:
    """Return how many times the row is the median of the opinions beside it."""
    ours = next(item.ours for item in items if item.ours)
    return ours / statistics.median(item.theirs for item in items if item.theirs)
