"""Inventories of one country over the years, and the exact split of each change into its causes.

From one inventory to the next the change of a source is split by the mean over all orders in which its terms could have
changed (the Shapley value; Shorrocks, *Journal of Economic Inequality* 11, 99-126, 2013; for products also Sun, *Energy
Economics* 20, 85-100, 1998). It was chosen over the log-mean Divisia split (Ang, Liu and Chew, *Energy Policy* 31, 1561-1566,
2003) since both leave no remainder, but a logarithm has no value at 0, and sources of an inventory begin and end at 0. Steps add
up: the change from the first to the last year is the sum of the steps, part by part. A source that has a number in one
year and is unknown in the other is *coverage*, which is no change of the world. What the corrections for double counting
change is a part by itself.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from quicksilver.errors import InputProblems, Place
from quicksilver.inventory.engine import COLUMNS
from quicksilver.inventory.groups import GROUPS, TOTALS, UNCORRECTED
from quicksilver.inventory.model import State
from quicksilver.inventory.results.compare import compare
from quicksilver.inventory.results.tables import states_of
from quicksilver.language.names import label
from quicksilver.language.problems import problem

if TYPE_CHECKING:
    import pandas as pd

    from quicksilver.inventory.results.result import Result

__all__ = ["PARTS", "Trend", "trend"]

#: Causes of a change; they add up to it.
PARTS: Final = ("activity", "factor", "outputs", "coverage", "corrections")
_COMPARED: Final = {
    "activity": "activity_kg",
    "factor": "factor_kg",
    "outputs": "technology_kg",
    "coverage": "coverage_kg",
}
_OPEN: Final = (State.UNKNOWN, State.NOT_GIVEN)
#: Below this part of the totals, a difference is what floating-point numbers leave over.
_NOISE: Final = 1e-12
_NUMBERS: Final = (State.QUANTIFIED, State.ZERO)


@dataclass(frozen=True)
class Trend:
    """Inventories of one country in the order of their years, kg of mercury per year.

    Attributes
    ----------
    results : tuple of Result
    totals : DataFrame
        A row per year and column (input or pathway): the corrected total with its range, the plain sum, and the sources that
        are unknown or not answered.
    groups : DataFrame
        A row per year, source group and column; a group without any number is empty and not 0.
    changes : DataFrame
        A row per step, source group and column with the parts of the change; the group ``TOTALS`` has the corrected total.
        The last step is from the first to the last year, and the sum of the others.
    """

    results: tuple[Result, ...]
    totals: pd.DataFrame
    groups: pd.DataFrame
    changes: pd.DataFrame

    @property
    def years(self) -> list[int]:
        """Return the years in order."""
        return [result.general.year for result in self.results]

    def __repr__(self) -> str:
        """Return a summary in one line; the tables have the causes."""
        return f"<Trend {self.results[0].general.country} {', '.join(map(str, self.years))}>"


def trend(results: Sequence[Result], language: str = "en") -> Trend:
    """Return inventories of one country as a trend, with the change of every step split into its causes.

    Parameters
    ----------
    results : sequence of Result
        In any order.
    language : str
        Language of the names.

    Raises
    ------
    InputProblems
        There are fewer than two, they are of several countries, or two of them are of one year.
    """
    ordered = tuple(sorted(results, key=lambda result: result.general.year))
    _check(ordered)
    totals, groups = _totals(ordered, language), _groups(ordered, language)
    return Trend(ordered, totals, groups, _changes(ordered, language))


def _check(results: Sequence[Result]) -> None:
    problems = []
    places = [Place(result.resolution.input.name) for result in results]
    if len(results) < 2:
        problems.append(problem("trend.few", places[0] if places else Place("trend")))
    for place, result in zip(places, results, strict=True):
        if result.general.country != results[0].general.country:
            values = {"country": result.general.country, "first": results[0].general.country}
            problems.append(problem("trend.country", place, **values))
    for (_, before), (place, after) in itertools.pairwise(zip(places, results, strict=True)):
        if before.general.year == after.general.year:
            problems.append(problem("trend.year", place, year=str(after.general.year)))
    if problems:
        raise InputProblems(problems)


def _totals(results: Sequence[Result], language: str) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for result in results:
        states = list(states_of(result).values())
        for place, name in enumerate(COLUMNS):
            ends = ("mc_low", "mc_high") if result.draws else ("low", "high")
            numbers = (
                [float(result.total_values(end)[place]) for end in ("best", *ends)]
                if result.order
                else [None] * 3
            )
            plain = float(result.total_values(corrected=False)[place]) if result.order else None
            opened = [states.count(state) for state in _OPEN]
            rows.append(
                (result.general.year, name, label("pathway", name, language), *numbers, plain, *opened)
            )
    names = ["year", "of", "name", "total_kg", "low_kg", "high_kg", "plain_kg", "unknown", "not_given"]
    return pd.DataFrame(rows, columns=names)


def _groups(results: Sequence[Result], language: str) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for result in results:
        sources = result.resolution.factors.sources
        states = states_of(result)
        for group in GROUPS:
            own = [state for ident, state in states.items() if sources[ident].group == group]
            known = any(state in _NUMBERS for state in own)
            opened = sum(state in _OPEN for state in own)
            for place, name in enumerate(COLUMNS):
                amount = float(result.group(group)[place]) if known else None
                rows.append(
                    (result.general.year, group, label("group", group, language), name, amount, opened)
                )
    return pd.DataFrame(rows, columns=["year", "group", "name", "of", "amount_kg", "open_sources"])


def _changes(results: Sequence[Result], language: str) -> pd.DataFrame:
    """Return the steps from year to year, and their sums."""
    import pandas as pd

    rows: list[dict[str, object]] = []
    for before, after in itertools.pairwise(results):
        made = compare(before, after, language).groups
        plain = {str(row["of"]): row for _, row in made[made["group"] == UNCORRECTED].iterrows()}
        for _, row in made[~made["group"].isin([TOTALS, UNCORRECTED])].iterrows():
            parts = {part: float(row[column]) for part, column in _COMPARED.items()}
            rows.append(_row(before, after, str(row["group"]), language, str(row["of"]), parts, 0.0))
        for of in COLUMNS:
            change = after.total(of) - before.total(of)
            known = of in plain
            parts = {part: float(plain[of][column]) if known else 0.0 for part, column in _COMPARED.items()}
            corrected = change - sum(parts.values())
            rows.append(_row(before, after, TOTALS, language, of, parts, corrected))
    table = pd.DataFrame(rows)
    if len(results) == 2:
        return table
    numbers = [f"{name}_kg" for name in (*PARTS, "change")]
    whole = table.groupby(["group", "name", "of"], sort=False, as_index=False)[numbers].sum()
    whole.insert(0, "to", results[-1].general.year)
    whole.insert(0, "from", results[0].general.year)
    return pd.concat([table, whole[table.columns]], ignore_index=True)


def _row(
    before: Result,
    after: Result,
    group: str,
    language: str,
    of: str,
    parts: dict[str, float],
    corrections: float,
) -> dict[str, object]:
    amounts = {**parts, "corrections": corrections}
    scale = max(abs(before.total(of)), abs(after.total(of)), *map(abs, amounts.values()))
    # What floating-point numbers leave over is no cause of anything.
    amounts = {name: 0.0 if abs(value) <= _NOISE * scale else value for name, value in amounts.items()}
    return {
        "from": before.general.year,
        "to": after.general.year,
        "group": group,
        "name": label("group", group, language),
        "of": of,
        **{f"{part}_kg": amounts[part] for part in PARTS},
        "change_kg": sum(amounts.values()),
    }
