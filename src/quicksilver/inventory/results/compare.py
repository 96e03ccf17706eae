"""Two inventories side by side, and why they differ: activity, factor, technology, or what was covered."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from quicksilver.inventory.engine import COLUMNS
from quicksilver.inventory.groups import GROUPS, TOTALS, UNCORRECTED
from quicksilver.inventory.model import State
from quicksilver.inventory.results.tables import states_of
from quicksilver.language.names import label
from quicksilver.quantities import base_unit

if TYPE_CHECKING:
    import pandas as pd

    from quicksilver.inventory.results.result import Result

__all__ = ["Comparison", "compare", "split_product"]

_NUMBERS: Final = (State.QUANTIFIED, State.ZERO, State.REPLACED)


def split_product(before: Sequence[float], after: Sequence[float]) -> tuple[float, ...]:
    """Return the change of a product, split among its terms so that the parts add up exactly.

    The mean over all orders in which the terms can change (Shapley), so no term is favoured and zeros
    are not trouble, as they are for logarithmic splits.

    Parameters
    ----------
    before, after : sequence of float
        The terms of the product.

    Examples
    --------
    >>> split_product([2.0, 3.0], [4.0, 3.0])
    (6.0, 0.0)
    """
    count = len(before)
    parts = [0.0] * count
    orders = list(itertools.permutations(range(count)))
    for order in orders:
        state = list(before)
        for term in order:
            old = math.prod(state)
            state[term] = after[term]
            parts[term] += (math.prod(state) - old) / len(orders)
    return tuple(parts)


@dataclass(frozen=True)
class _Side:
    """A source in one inventory, all its lines together."""

    activity: float
    factor: float
    shares: tuple[float, ...]
    kilograms: tuple[float, ...]
    state: State


@dataclass(frozen=True)
class Comparison:
    """The difference of two inventories, kg of mercury per year.

    Attributes
    ----------
    sources : DataFrame
        One row per source and column (input or pathway): ``before_kg, after_kg, change_kg`` and its parts
        ``activity_kg, factor_kg, technology_kg, coverage_kg``. Coverage is a source that has a number in one
        inventory and is unknown or not given in the other: a real change cannot be distinguished.
    groups : DataFrame
        The same, summed over the groups of Table 1-1, and the totals.
    """

    sources: pd.DataFrame
    groups: pd.DataFrame
    before: str
    after: str

    def __repr__(self) -> str:
        """Return a summary in one line; the tables have the causes."""
        totals = self.groups[(self.groups["group"] == TOTALS) & (self.groups["of"] == "input")]
        change = float(totals["change_kg"].iloc[0]) if len(totals) else 0.0
        return f"<Comparison {self.before} to {self.after}: total input {change:+,.3g} kg per year>"


def _families(before: Result, after: Result) -> dict[str, str]:
    """Return the Level 1 row under which Level 2 lines are compared, where the other side has that row.

    A coal row of 2015 and the coal by rank and device that replaced it in 2020 are the same coal.
    """
    families: dict[str, str] = {}
    for result, other in ((before, after), (after, before)):
        level2 = {result.lines[i].source.id for i in result.order if result.lines[i].source.level == 2}
        for index in other.order:
            source = other.lines[index].source
            for ident in source.replaced_by:
                unit = other.resolution.factors.sources[ident].activity_unit
                if ident in level2 and base_unit(unit) == base_unit(source.activity_unit):
                    families[ident] = source.id
    return families


def _sides(inventory: Result, families: dict[str, str]) -> dict[str, _Side]:
    """Return each source's activity, mean factor and mean shares."""
    states = states_of(inventory)
    rows: dict[str, list[int]] = {}
    for index in inventory.order:
        ident = inventory.lines[index].source.id
        rows.setdefault(families.get(ident, ident), []).append(index)
    return {
        ident: _side(inventory, indices, states.get(ident, State.QUANTIFIED))
        for ident, indices in rows.items()
    }


def _side(inventory: Result, indices: list[int], state: State) -> _Side:
    lines = [inventory.lines[index] for index in indices]
    estimates = [inventory.estimate.lines[0, inventory.rows[index]] for index in indices]
    weights = [line.supply_weight for line in lines]
    kilograms = (
        math.fsum(float(values[0]) * weight for values, weight in zip(estimates, weights, strict=True)),
        *(math.fsum(float(values[column]) for values in estimates) for column in range(1, 7)),
    )
    activity = math.fsum((line.activity or 0.0) * weight for line, weight in zip(lines, weights, strict=True))
    factor = kilograms[0] / activity if activity else _factor_of(lines)
    shares = tuple(value / kilograms[0] for value in kilograms[1:]) if kilograms[0] else lines[0].shares
    return _Side(activity, factor, shares, kilograms, state)


def _factor_of(lines: Sequence[object]) -> float:
    line = lines[0]
    factor = getattr(line, "factor", None)
    return factor.value * getattr(line, "scale", 1.0) if factor else 0.0


def _effects(before: _Side | None, after: _Side | None, column: int, known: bool) -> dict[str, float]:
    """Return the change of one number and its four parts."""
    old = before.kilograms[column] if before else 0.0
    new = after.kilograms[column] if after else 0.0
    parts = {"activity_kg": 0.0, "factor_kg": 0.0, "technology_kg": 0.0, "coverage_kg": 0.0}
    if before is None or after is None:
        parts["activity_kg" if known else "coverage_kg"] = new - old
    elif before.activity == 0 or after.activity == 0:
        # A real zero: everything came with the activity.
        parts["activity_kg"] = new - old
    elif column == 0:
        parts["activity_kg"], parts["factor_kg"] = split_product(
            [before.activity, before.factor], [after.activity, after.factor]
        )
    else:
        names = ("activity_kg", "factor_kg", "technology_kg")
        split = split_product(
            [before.activity, before.factor, before.shares[column - 1]],
            [after.activity, after.factor, after.shares[column - 1]],
        )
        parts.update(zip(names, split, strict=True))
    return {"before_kg": old, "after_kg": new, "change_kg": new - old, **parts}


def compare(before: Result, after: Result, language: str = "en") -> Comparison:
    """Return two inventories side by side with the change of every source split into its causes.

    Parameters
    ----------
    before, after : Result
        Two years, two versions, or two countries.
    language : str
        Language of the names.
    """
    import pandas as pd

    families = _families(before, after)
    sides = (_sides(before, families), _sides(after, families))
    states = (states_of(before), states_of(after))
    sources = {**before.resolution.factors.sources, **after.resolution.factors.sources}
    rows = []
    for ident in sorted({*sides[0], *sides[1]}):
        old, new = sides[0].get(ident), sides[1].get(ident)
        given = [state.get(ident, State.NOT_GIVEN) for state in states]
        known = all(state in (*_NUMBERS, State.ABSENT) for state in given)
        for column, name in enumerate(COLUMNS):
            rows.append(
                {
                    "source": ident,
                    "name": label("source", ident, language),
                    "group": sources[ident].group,
                    "of": name,
                    "state_before": str(given[0]),
                    "state_after": str(given[1]),
                    **_effects(old, new, column, known),
                }
            )
    table = pd.DataFrame(rows)
    return Comparison(table, _by_group(table, before, after, language), before.label, after.label)


def _by_group(table: pd.DataFrame, before: Result, after: Result, language: str) -> pd.DataFrame:
    import pandas as pd

    numbers = [
        "before_kg",
        "after_kg",
        "change_kg",
        "activity_kg",
        "factor_kg",
        "technology_kg",
        "coverage_kg",
    ]
    rows = []
    if not table.empty:
        for name in GROUPS:
            mine = table[table["group"] == name]
            for of in COLUMNS if not mine.empty else ():
                sums = mine[mine["of"] == of][numbers].sum()
                rows.append(
                    {"group": name, "name": label("group", name, language), "of": of, **sums.to_dict()}
                )
        for of in COLUMNS:
            sums = table[table["of"] == of][numbers].sum()
            rows.append(
                {
                    "group": UNCORRECTED,
                    "name": label("group", UNCORRECTED, language),
                    "of": of,
                    **sums.to_dict(),
                }
            )
    for of in COLUMNS:
        old, new = before.total(of), after.total(of)
        rows.append(
            {
                "group": TOTALS,
                "name": label("group", TOTALS, language),
                "of": of,
                "before_kg": old,
                "after_kg": new,
                "change_kg": new - old,
            }
        )
    return pd.DataFrame(rows, columns=["group", "name", "of", *numbers])
