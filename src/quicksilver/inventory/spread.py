"""One inventory under several factor sets: the spread by line is what the choice of a set makes uncertain.

The activities are read once; only the factors differ. A line that a set has no factor for is unknown under it, with the
reason, and is never 0. Totals over lines that are not the same are no spread: beside the total of what each set covers
there is the total of the lines that every set covers, and only these are compared.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from quicksilver.errors import InputProblems, Problem
from quicksilver.factors import FactorSet, Standing, load
from quicksilver.factors.air import AirSet, air_set
from quicksilver.factors.sets import AIR
from quicksilver.inventory.engine import COLUMNS
from quicksilver.inventory.files.read import read
from quicksilver.inventory.inventory import Inventory
from quicksilver.inventory.model import ActivityLine, InventoryInput, ResolvedLine
from quicksilver.inventory.resolve import resolve
from quicksilver.inventory.running import run
from quicksilver.language.names import Name, label
from quicksilver.language.problems import in_language, problem

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Spread", "SpreadLine", "SpreadTotal", "Under", "spread"]

_AIR: Final = COLUMNS.index("air")
#: Problems that only mean that a set has no factor for a line; every other problem is one of the line itself.
_NO_FACTOR: Final = ("inventory.factor.", "inventory.shares.", "inventory.technology.")
_UNKNOWN: Final = (math.nan,) * len(COLUMNS)

Choice = str | Path | FactorSet | AirSet


@dataclass(frozen=True, slots=True)
class Under:
    """A line under one set.

    Attributes
    ----------
    best, low, high : tuple of float
        Input and the six releases in kg per year, and their bounding interval; NaN where unknown.
    reason : Problem or None
        Why nothing is known; None where something is.
    standing : str
        Of the input factor, or of the emission factor; ``user`` for a national factor.
    """

    best: tuple[float, ...] = _UNKNOWN
    low: tuple[float, ...] = _UNKNOWN
    high: tuple[float, ...] = _UNKNOWN
    reason: Problem | None = None
    standing: str = ""


@dataclass(frozen=True, slots=True)
class SpreadLine:
    """A line of an inventory under several sets.

    Attributes
    ----------
    line : ActivityLine
    technology, group : str
    under : tuple of Under
        In the order of the sets.
    """

    line: ActivityLine
    technology: str
    group: str
    under: tuple[Under, ...]

    @property
    def is_national(self) -> bool:
        """Return whether the line has a national input factor, which no set changes."""
        return self.line.input_factor is not None

    def known(self, column: str) -> list[float]:
        """Return the amounts of the sets that have one."""
        place = COLUMNS.index(column)
        return [row.best[place] for row in self.under if not math.isnan(row.best[place])]

    def width(self, column: str) -> float:
        """Return by how many kilograms the sets differ; 0 where fewer than two have an amount."""
        amounts = self.known(column)
        return max(amounts) - min(amounts) if len(amounts) > 1 else 0.0

    def ratio(self, column: str) -> float | None:
        """Return how many times the highest is the lowest; None where fewer than two sets have an amount above 0."""
        amounts = [amount for amount in self.known(column) if amount > 0]
        return max(amounts) / min(amounts) if len(amounts) > 1 else None


@dataclass(frozen=True, slots=True)
class SpreadTotal:
    """The total of a column under one set, kg per year, corrected for double counting.

    Attributes
    ----------
    all_kg : float
        Of every line the set has an amount for; NaN where it has none.
    lines : int
        How many these are.
    common_kg : float
        Of the lines that every set with this column has; only these totals are compared.
    """

    set: str
    column: str
    all_kg: float
    lines: int
    common_kg: float


@dataclass(frozen=True)
class Spread:
    """One inventory under several factor sets.

    Attributes
    ----------
    inventories : tuple of Inventory or None
        Calculated with each set; None for a set of emission factors, which has no inputs.
    names, labels : tuple of str
        The sets as they were requested, and as documents print them.
    lines : tuple of SpreadLine
        Every line that has an amount under some set, or could have under another.
    totals : tuple of SpreadTotal
        One for each column and set.
    common : mapping of str to int
        For each column, how many lines every set with this column has.
    """

    inventories: tuple[Inventory | None, ...]
    names: tuple[str, ...]
    labels: tuple[str, ...]
    lines: tuple[SpreadLine, ...]
    totals: tuple[SpreadTotal, ...]
    common: Mapping[str, int]

    def __repr__(self) -> str:
        """Return a summary in one line; the tables have the lines."""
        low, high = self.span("air")
        return f"<Spread over {', '.join(self.names)}: lines {len(self.lines)}, air {low:,.4g} to {high:,.4g} kg per year>"

    @property
    def first(self) -> Inventory:
        """Return the inventory under the first set that calculates one."""
        return next(item for item in self.inventories if item is not None)

    def total(self, name: str, column: str) -> SpreadTotal:
        """Return the total of a column under a set."""
        return next(row for row in self.totals if (row.set, row.column) == (name, column))

    def span(self, column: str) -> tuple[float, float]:
        """Return the lowest and the highest total over the lines that every set has; NaN where there is none."""
        amounts = [
            row.common_kg for row in self.totals if row.column == column and not math.isnan(row.common_kg)
        ]
        return (min(amounts), max(amounts)) if amounts else (math.nan, math.nan)

    def same_coverage(self, column: str) -> bool:
        """Return whether the sets have amounts for the same lines, so that their whole totals can be compared."""
        counts = [row.lines for row in self.totals if row.column == column]
        return all(count == self.common[column] for count in counts)

    def unknown(self, name: str) -> list[SpreadLine]:
        """Return the lines for which a set has no factor."""
        place = self.names.index(name)
        return [line for line in self.lines if line.under[place].reason is not None]

    def ranked(self, column: str) -> list[SpreadLine]:
        """Return the lines by how many kilograms the sets differ, the widest first."""
        return sorted(self.lines, key=lambda line: (-line.width(column), line.line.source, line.technology))

    def table(self, language: str = "en") -> pd.DataFrame:
        """Return one row for each line, set and column: the table ``factor-sets.csv``."""
        import pandas as pd

        return pd.DataFrame([row for line in self.lines for row in self._rows(line, language)])

    def _rows(self, line: SpreadLine, language: str) -> Iterator[dict[str, Any]]:
        for name, under in zip(self.names, line.under, strict=True):
            for place, column in enumerate(COLUMNS):
                value = under.best[place]
                yield {
                    "source": line.line.source,
                    "name": label("source", line.line.source, language),
                    "group": line.group,
                    "site": line.line.site,
                    "technology": line.technology,
                    "where": line.line.where,
                    "set": name,
                    "of": column,
                    "state": "unknown" if math.isnan(value) else "quantified",
                    "kg": None if math.isnan(value) else value,
                    "low_kg": None if math.isnan(value) else under.low[place],
                    "high_kg": None if math.isnan(value) else under.high[place],
                    "standing": under.standing,
                    "national_factor": line.is_national,
                    "spread_kg": line.width(column),
                    "spread_times": line.ratio(column),
                    "reason": _reason(under.reason, column, value, language),
                }

    def totals_table(self) -> pd.DataFrame:
        """Return one row for each set and column: the table ``factor-sets-totals.csv``."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "set": row.set,
                    "of": row.column,
                    "all_kg": row.all_kg,
                    "lines_with_amount": row.lines,
                    "lines": len(self.lines),
                    "common_kg": row.common_kg,
                    "common_lines": self.common[row.column],
                    "same_lines": self.same_coverage(row.column),
                }
                for row in self.totals
            ]
        )


def _reason(reason: Problem | None, column: str, value: float, language: str) -> str:
    if reason is None and math.isnan(value):
        reason = problem("factors.set.pathway", "", column=Name("pathway", column, bare=True))
    return "" if reason is None else in_language(reason, language).what


def spread(
    source: str | Path | InventoryInput, sets: Sequence[Choice], *, corrections: bool = True
) -> Spread:
    """Return one inventory under several factor sets.

    Parameters
    ----------
    source : str, Path or InventoryInput
        As for :func:`quicksilver.inventory.run`; it is read once, with the first set that has input factors.
    sets : sequence of str, Path, FactorSet or AirSet
        Two or more, each once, at least one of them with input factors.
    corrections : bool
        Whether the double-counting corrections DC1-DC4 enter the totals.

    Raises
    ------
    InputProblems
        The inventory cannot be used; there are fewer than two sets, one occurs twice, or none has input factors.

    Examples
    --------
    >>> from quicksilver.inventory import ActivityLine, General, InventoryInput
    >>> line = ActivityLine("L1-CU", "example", presence="Y", activity=1000.0, unit="t")
    >>> made = spread(InventoryInput("example", General("SEN", 2020, 1), (line,), ""), ["toolkit", "reviewed-2026"])
    >>> [round(row.common_kg, 2) for row in made.totals if row.column == "input"]
    [30.0, 3.47]
    """
    chosen = [_chosen(item) for item in sets]
    names = tuple(_name(item, given) for item, given in zip(chosen, sets, strict=True))
    first = _first(chosen, names)
    typed = source if isinstance(source, InventoryInput) else read(source, first)
    solved = [_solved(typed, item) if isinstance(item, FactorSet) else None for item in chosen]
    _refuse_unknown_everywhere([item for item in solved if item is not None])
    whole = [None if item is None else _run(typed, item.known, item.factors, corrections) for item in solved]
    resolved = _activities(
        typed, [(item, run_) for item, run_ in zip(solved, whole, strict=True) if item and run_]
    )
    under = [
        _under_air(item, typed, resolved)
        if isinstance(item, AirSet)
        else _under(typed, solved[place], whole[place])
        for place, item in enumerate(chosen)
    ]
    kept = [index for index in range(len(typed.lines)) if any(_counts(rows[index]) for rows in under)]
    lines = tuple(_line(typed, index, resolved, [rows[index] for rows in under]) for index in kept)
    totals, common = _totals(typed, chosen, names, under, kept, corrections)
    return Spread(tuple(whole), names, tuple(item.label for item in chosen), lines, totals, common)


def _chosen(item: Choice) -> FactorSet | AirSet:
    if isinstance(item, (FactorSet, AirSet)):
        return item
    return air_set() if str(item) == AIR else load(item)


def _name(chosen: FactorSet | AirSet, given: Choice) -> str:
    return chosen.id if isinstance(given, (FactorSet, AirSet)) else str(given)


def _first(chosen: Sequence[FactorSet | AirSet], names: Sequence[str]) -> FactorSet:
    """Return the first set with input factors, or refuse the choice."""
    twice = sorted({name for name in names if names.count(name) > 1})
    having = [item for item in chosen if isinstance(item, FactorSet)]
    problems = [problem("factors.sets.twice", "--factors", name=name) for name in twice]
    problems += [problem("factors.sets.two", "--factors")] if len(names) < 2 else []
    problems += [problem("factors.sets.inputs", "--factors", name=AIR)] if not having else []
    if problems:
        raise InputProblems(problems)
    return having[0]


@dataclass(frozen=True)
class _Solved:
    """Which lines a set has factors for, and why it has none for the others."""

    factors: FactorSet
    known: tuple[int, ...]
    unknown: Mapping[int, Problem]


def _solved(typed: InventoryInput, factors: FactorSet) -> _Solved:
    known, unknown, problems = [], {}, []
    for index, line in enumerate(typed.lines):
        try:
            resolve(replace(typed, lines=(line,)), factors)
        except InputProblems as wrong:
            bad = [item for item in wrong.problems if not item.code.startswith(_NO_FACTOR)]
            problems += bad
            if not bad:
                unknown[index] = wrong.problems[0]
            continue
        known.append(index)
    if problems:
        raise InputProblems(list(dict.fromkeys(problems)))
    return _Solved(factors, tuple(known), unknown)


def _refuse_unknown_everywhere(solved: Sequence[_Solved]) -> None:
    """Refuse technologies that no set knows: they are slips, not gaps of a set."""
    slips = [
        reason
        for index, reason in solved[0].unknown.items()
        if reason.code.startswith("inventory.technology.") and all(index in item.unknown for item in solved)
    ]
    if slips:
        raise InputProblems(slips)


def _run(typed: InventoryInput, indices: Iterable[int], factors: FactorSet, corrections: bool) -> Inventory:
    lines = tuple(typed.lines[index] for index in indices)
    return run(replace(typed, lines=lines), factors=factors, draws=0, corrections=corrections)


def _activities(typed: InventoryInput, runs: Sequence[tuple[_Solved, Inventory]]) -> dict[int, ResolvedLine]:
    """Return each line as the first set that has it resolved it: its activity does not depend on the set."""
    resolved: dict[int, ResolvedLine] = {}
    for item, inventory in runs:
        for place, index in enumerate(item.known):
            if inventory.lines[place].is_computed:
                resolved.setdefault(index, inventory.lines[place])
    return resolved


def _under(typed: InventoryInput, solved: _Solved | None, inventory: Inventory | None) -> dict[int, Under]:
    """Return the lines under a set with input factors."""
    assert solved is not None
    assert inventory is not None
    rows = {index: Under(reason=reason) for index, reason in solved.unknown.items()}
    for place, index in enumerate(solved.known):
        ends = [inventory.values(place, name) for name in ("best", "low", "high")]
        line = inventory.lines[place]
        if all(end is not None for end in ends):
            best, low, high = (tuple(map(float, end)) for end in ends if end is not None)
            standing = str(line.factor.standing) if line.factor else ""
            rows[index] = Under(best, low, high, None, standing)
    return {index: rows.get(index, Under()) for index in range(len(typed.lines))}


def _under_air(
    factors: AirSet, typed: InventoryInput, resolved: Mapping[int, ResolvedLine]
) -> dict[int, Under]:
    """Return the lines under a set of emission factors to air: every other column is unknown."""
    return {index: _air(factors, resolved.get(index)) for index in range(len(typed.lines))}


def _air(factors: AirSet, line: ResolvedLine | None) -> Under:
    if line is None:
        return Under()
    assert line.activity is not None
    assert line.activity_low is not None
    assert line.activity_high is not None
    if line.activity == 0:
        return Under(_only_air(0.0), _only_air(0.0), _only_air(0.0))
    factor = factors.of(line.source.id, line.technology)
    each = None if factor is None else factor.kilograms(line.source, line.line.calorific_value)
    if factor is None or each is None:
        reason = problem("factors.set.none", line.line.where, source=line.source.id, name=factors.id)
        return Under(reason=reason)
    low, best, high = each
    return Under(
        _only_air(line.activity * best),
        _only_air(line.activity_low * low),
        _only_air(line.activity_high * high),
        None,
        str(Standing.READ),
    )


def _only_air(amount: float) -> tuple[float, ...]:
    return tuple(amount if place == _AIR else math.nan for place in range(len(COLUMNS)))


def _counts(under: Under) -> bool:
    """Return whether a line has an amount under a set, or is unknown for want of a factor."""
    return under.reason is not None or not all(map(math.isnan, under.best))


def _line(
    typed: InventoryInput, index: int, resolved: Mapping[int, ResolvedLine], under: Sequence[Under]
) -> SpreadLine:
    line, known = typed.lines[index], resolved.get(index)
    technology = known.technology if known else line.technology
    return SpreadLine(line, technology, known.group if known else "", tuple(under))


def _totals(
    typed: InventoryInput,
    chosen: Sequence[FactorSet | AirSet],
    names: Sequence[str],
    under: Sequence[Mapping[int, Under]],
    kept: Sequence[int],
    corrections: bool,
) -> tuple[tuple[SpreadTotal, ...], dict[str, int]]:
    """Return the totals of all lines and of the common lines, and for each column how many are common."""
    totals: list[SpreadTotal] = []
    common: dict[str, int] = {}
    runs: dict[tuple[str, tuple[int, ...]], Inventory] = {}
    for place, column in enumerate(COLUMNS):
        having = [[index for index in kept if not math.isnan(rows[index].best[place])] for rows in under]
        # A set that has nothing of a column takes no part in its comparison.
        sharing = [set(indices) for indices in having if indices]
        both = sorted(set.intersection(*sharing)) if sharing else []
        common[column] = len(both)
        for item, name, rows, indices in zip(chosen, names, under, having, strict=True):
            sums = [math.nan, math.nan]
            for number, lines in enumerate((indices, both) if indices else ()):
                if isinstance(item, AirSet):
                    sums[number] = math.fsum(rows[index].best[place] for index in lines)
                elif lines:
                    key = (name, tuple(lines))
                    runs[key] = runs.get(key) or _run(typed, lines, item, corrections)
                    sums[number] = runs[key].total(column)
            totals.append(SpreadTotal(name, column, sums[0], len(indices), sums[1]))
    return tuple(totals), common
