"""Whether an amount can be right: against the inhabitants, the largest country, the world, and another year of the same country.

The figures are facts (set ``plausibility``) with their sources. The rules are here, and in docs/reference/checks.md: a figure is
exceeded by more than a tenth; without a figure by inhabitant, twenty times the world's mean is one; an amount of another year is a
slip where it is nearer to a thousandfold than to the same. A slip is named where a thousandth of the amount breaks no figure.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from quicksilver.factors import FactorSet
from quicksilver.factors.facts import Fact, facts
from quicksilver.inventory.detail import is_production
from quicksilver.inventory.model import ResolvedLine, statement
from quicksilver.inventory.results.findings.finding import Finding
from quicksilver.language.sentences import Sentence
from quicksilver.quantities import base_unit

if TYPE_CHECKING:
    from quicksilver.inventory.results.result import Result

__all__ = ["against_figures", "against_previous"]

_TABLE: Final = "activity_figures"
#: By how much a figure is exceeded before that is reported: the figures are rounded, and the world grows.
_MARGIN: Final = 1.1
#: Times the world's mean by inhabitant, where no highest amount of a country is known.
_TIMES_MEAN: Final = 20.0
_SLIP: Final = 1000.0
#: Nearer to a thousandfold than to the same.
_JUMP: Final = math.sqrt(_SLIP)
_PEOPLE: Final = "inhabitants"
_KILOGRAMS_PER_TONNE: Final = 1000.0
#: Inhabitants of the largest country, 1.43e9 in 2023 (UN, World Population Prospects 2022).
_LARGEST: Final = 1.43e9
#: So many amounts that are too large by inhabitant are rather one wrong population.
_MANY: Final = 3


@dataclass(frozen=True)
class _Amount:
    """What all lines of one activity have in a year.

    Attributes
    ----------
    row : str
        The Level 1 row that has the activity, or the source itself.
    line : ResolvedLine
        The line with the largest amount.
    activity : float
        In ``unit``; of lines whose unit is that of the row.
    kilograms : float
        Of mercury.
    """

    row: str
    line: ResolvedLine
    activity: float
    unit: str
    kilograms: float


@dataclass(frozen=True)
class _Limit:
    """What an amount must not exceed: a figure, and the sentence for an amount above it."""

    key: str
    high: float
    fact: Fact | None = None
    by_inhabitant: bool = False
    of_mercury: bool = False


def _number(fact: Fact) -> float:
    """Return the highest number of a figure."""
    assert fact.number is not None
    return fact.number.value if fact.number.high is None else fact.number.high


@functools.cache
def _figures() -> tuple[Mapping[str, Mapping[str, Fact]], float]:
    """Return the figures by activity and measure, and the inhabitants of the world."""
    known: dict[str, dict[str, Fact]] = {}
    for fact in facts(_TABLE):
        for activity in fact.labels["activity"].split("|"):
            known.setdefault(activity, {})[fact.labels["measure"]] = fact
    return known, _number(known.pop("population")["world"])


def _row_of(line: ResolvedLine, factors: FactorSet) -> str:
    """Return the Level 1 row of which a line is the same activity; production and units of its own have none."""
    if line.source.level == 1 or line.source.id in _figures()[0]:
        return line.source.id
    unit = base_unit(line.source.activity_unit)
    for row in factors.sources.values():
        if line.source.id in row.replaced_by and base_unit(row.activity_unit) == unit:
            return row.id
    return line.source.id


def _amounts(inventory: Result) -> dict[tuple[str, bool], _Amount]:
    """Return the amounts of an inventory by row, production apart from use."""
    amounts: dict[tuple[str, bool], _Amount] = {}
    largest: dict[tuple[str, bool], float] = {}
    for index, line in enumerate(inventory.lines):
        values = inventory.values(index)
        if values is None or not line.is_computed or not line.supply_weight:
            continue
        key = (_row_of(line, inventory.resolution.factors), is_production(line))
        activity, kilograms = line.activity or 0.0, float(values[0])
        old = amounts.get(key)
        top = line if old is None or activity > largest[key] else old.line
        largest[key] = max(activity, largest.get(key, 0.0))
        before = (old.activity, old.kilograms) if old else (0.0, 0.0)
        amounts[key] = _Amount(
            key[0], top, before[0] + activity, line.source.activity_unit, before[1] + kilograms
        )
    return amounts


def _limits(amount: _Amount, production: bool, population: float | None) -> Iterator[_Limit]:
    """Yield what an amount must not exceed, the worst first."""
    known, people = _figures()
    mine = known.get(amount.row, {})
    measures = {} if production and amount.line.source.level == 2 else mine
    if world := measures.get("world"):
        yield _Limit("said.above_world", _number(world), world)
    mercury = mine.get("mercury")
    if mercury:
        most = _number(mercury) * _KILOGRAMS_PER_TONNE
        yield _Limit("said.mercury_world", most, mercury, of_mercury=True)
    if country := measures.get("country"):
        yield _Limit("said.above_country", _number(country), country)
    if not population:
        return
    if amount.unit.startswith(_PEOPLE):
        yield _Limit("said.above_people", population)
    if head := measures.get("per head"):
        yield _Limit("said.above_head", _number(head), head, by_inhabitant=True)
    elif world:
        yield _Limit("said.above_mean", _number(world) / people, world, by_inhabitant=True)
    if mercury:
        mean = _number(mercury) * _KILOGRAMS_PER_TONNE / people
        yield _Limit("said.mercury_mean", mean, mercury, by_inhabitant=True, of_mercury=True)


def _exceeds(limit: _Limit, amount: _Amount, population: float | None, part: float = 1.0) -> bool:
    """Return whether a part of an amount is above a limit."""
    number = part * (amount.kilograms if limit.of_mercury else amount.activity)
    if limit.by_inhabitant:
        number /= population or math.nan
    times = _TIMES_MEAN if limit.key.endswith("_mean") else _MARGIN
    return number > times * limit.high


def _said(limit: _Limit, amount: _Amount, population: float | None) -> Sentence:
    """Return the sentence of an amount above a limit, with all that it was compared with."""
    number = amount.kilograms if limit.of_mercury else amount.activity
    head = number / population if population else 0.0
    source = "" if limit.fact is None else f"{limit.fact.source}, {limit.fact.year}".rstrip(", ")
    return statement(
        limit.key,
        id=amount.line.source.id,
        number=amount.activity,
        unit=amount.unit,
        base=base_unit(amount.unit),
        kilograms=amount.kilograms,
        head=head,
        limit=limit.high,
        times=(head if limit.by_inhabitant else number) / limit.high,
        place="" if limit.fact is None else limit.fact.labels["place"],
        source=source,
    )


def _slip(amount: _Amount, *, smaller: bool = True) -> Sentence:
    """Return the question whether the amount is a thousand times too large, or too small."""
    unit = base_unit(amount.unit)
    number = amount.activity / _SLIP if smaller else amount.activity * _SLIP
    if smaller and unit == "t":
        return statement("slip.kilotonnes" if amount.activity >= 1e6 else "slip.kilograms")
    if smaller and unit == "kg":
        return statement("slip.grams")
    return statement("slip.number", number=number, unit=unit)


def against_figures(inventory: Result) -> Iterator[Finding]:
    """Yield the amounts that are above what the world, the largest country or the inhabitants can have.

    Parameters
    ----------
    inventory : Result
    """
    population = inventory.general.population
    amounts, slips = _amounts(inventory), 0
    for (_, production), amount in amounts.items():
        limits = list(_limits(amount, production, population))
        broken = [limit for limit in limits if _exceeds(limit, amount, population)]
        if not broken:
            yield from _few_people(amount, population)
            continue
        what = _said(broken[0], amount, population)
        # A thousandth that is ordinary is what was meant; one that is not is another fault.
        is_slip = not any(_exceeds(limit, amount, population, 1 / _SLIP) for limit in limits)
        if is_slip:
            what = statement("said.slip", what=what, slip=_slip(amount))
            slips += all(limit.by_inhabitant for limit in broken)
        severity = "high" if broken[0].key.endswith("_world") else "medium"
        place, source = amount.line.line.place("activity"), amount.line.source.id
        yield Finding(5, severity, what, source, place, statement("todo.size"))
    # Only a population that no large country can have a thousand of, and most of the amounts, are a sign of it.
    if population and population < _LARGEST / _SLIP and slips >= _MANY and 2 * slips > len(amounts):
        what = statement("said.population_small", count=slips, number=population)
        yield Finding(5, "medium", what, remedy=statement("todo.population_unit"))


def _few_people(amount: _Amount, population: float | None) -> Iterator[Finding]:
    """Yield a row that counts inhabitants and has a thousandth of them."""
    line = amount.line
    if not population or line.source.level != 1 or not amount.unit.startswith(_PEOPLE):
        return
    if 0 < amount.activity * _JUMP < population:
        source, place = line.source.id, line.line.place("activity")
        few = statement("said.few_people", id=source, number=amount.activity, population=population)
        what = statement("said.slip", what=few, slip=_slip(amount, smaller=False))
        yield Finding(5, "medium", what, source, place, statement("todo.size"))


def against_previous(inventory: Result, previous: Result) -> Iterator[Finding]:
    """Yield the amounts that are nearer to a thousandfold, or a thousandth, of another year's than to the same.

    A row that the other year does not have is compared with all of its category there: less than a thousandth of that
    is rather a slip.

    Parameters
    ----------
    inventory : Result
    previous : Result
        Another year of the same country.
    """
    before = _amounts(previous)
    for key, amount in _amounts(inventory).items():
        old, is_new = before.get(key), False
        if old is None or old.activity <= 0:
            old, is_new = _category(amount, before.values()), True
        if old is None or amount.activity <= 0 or base_unit(old.unit) != base_unit(amount.unit):
            continue
        times = amount.activity / old.activity
        if times > 1 / _SLIP if is_new else 1 / _JUMP < times < _JUMP:
            continue
        what = statement(
            "said.jump_new" if is_new else "said.jump",
            id=amount.line.source.id,
            number=amount.activity,
            unit=amount.unit,
            times=float(f"{times:.3g}"),
            before=old.activity,
            other=str(previous.general.year),
        )
        if is_new or _SLIP / _JUMP < max(times, 1 / times) < _SLIP * _JUMP:
            what = statement("said.slip", what=what, slip=_slip(amount, smaller=times > 1))
        place, source = amount.line.line.place("activity"), amount.line.source.id
        yield Finding(10, "medium", what, source, place, statement("todo.size"))


def _category(amount: _Amount, before: Iterable[_Amount]) -> _Amount | None:
    """Return the amounts of another year in the category and unit of an amount, together."""
    category, unit = amount.line.source.category, base_unit(amount.unit)
    same = [old for old in before if old.line.source.category == category and base_unit(old.unit) == unit]
    total = math.fsum(old.activity for old in same)
    return replace(same[0], activity=total) if total > 0 else None
