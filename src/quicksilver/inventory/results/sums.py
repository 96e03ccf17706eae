"""The sum over the inventories of many countries, with what is unknown in each of them counted.

A sum of unknown rows is unknown: what is added up is what the inventories know, and how many sources are open beside it. The
draws of the countries are added draw by draw. A factor that several of them take from one set is one uncertain number with
one key, so that its error does not average out over countries.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from quicksilver.errors import InputProblems, Place
from quicksilver.geography import country_name
from quicksilver.inventory.engine import COLUMNS
from quicksilver.inventory.groups import GROUPS
from quicksilver.inventory.model import State
from quicksilver.inventory.results.tables import states_of
from quicksilver.language.names import label
from quicksilver.language.problems import problem

if TYPE_CHECKING:
    import pandas as pd

    from quicksilver.inventory.results.result import Result

__all__ = ["Sums", "sums"]

_COUNTED: Final = (State.QUANTIFIED, State.ZERO, State.ABSENT, State.UNKNOWN, State.NOT_GIVEN)
_NUMBERS: Final = (State.QUANTIFIED, State.ZERO)
_OPEN: Final = (State.UNKNOWN, State.NOT_GIVEN)


@dataclass(frozen=True)
class Sums:
    """The sum over countries, kg of mercury per year.

    Attributes
    ----------
    results : tuple of Result
    countries : DataFrame
        A row per country: year, level, totals, and the sources in each state.
    totals : DataFrame
        A row per column (input or pathway): the sum with its ranges, the countries with a number and without any.
    groups : DataFrame
        A row per source group: the plain sum of each column, the countries with numbers, and sources that are open anywhere.
    """

    results: tuple[Result, ...]
    countries: pd.DataFrame
    totals: pd.DataFrame
    groups: pd.DataFrame

    def __repr__(self) -> str:
        """Return a summary in one line."""
        return f"<Sums over {len(self.results)} countries: {float(self.totals['total_kg'].iloc[0]):,.3g} kg per year>"


def sums(results: Sequence[Result], language: str = "en") -> Sums:
    """Return the sum over inventories of several countries.

    Parameters
    ----------
    results : sequence of Result
        Each country once. For a range of the draws all have the same number of them, and the same seed.
    language : str
        Language of the names.

    Raises
    ------
    InputProblems
        A country is there twice, or there is none.
    """
    problems = [] if results else [problem("sum.none", Place("sum"))]
    first: dict[str, Result] = {}
    for result in results:
        code = result.general.country
        if code in first:
            place = Place(result.resolution.input.name)
            problems.append(
                problem(
                    "sum.twice",
                    place,
                    country=code,
                    years=f"{first[code].general.year}, {result.general.year}",
                )
            )
        first.setdefault(code, result)
    if problems:
        raise InputProblems(problems)
    ordered = tuple(sorted(results, key=lambda result: result.general.country))
    return Sums(
        ordered, _countries(ordered, language), _totals(ordered, language), _groups(ordered, language)
    )


def _countries(results: Sequence[Result], language: str) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for result in results:
        sources = result.resolution.factors.sources
        states = [state for ident, state in states_of(result).items() if not sources[ident].presence_only]
        general = result.general
        row: dict[str, Any] = {
            "country": general.country,
            "name": country_name(general.country, language),
            "year": general.year,
            "level": general.level,
        }
        for name in COLUMNS:
            row[f"{name}_kg"] = result.total(name) if result.order else None
        rows.append(row | {f"sources_{state.value}": states.count(state) for state in _COUNTED})
    return pd.DataFrame(rows)


def _totals(results: Sequence[Result], language: str) -> pd.DataFrame:
    import pandas as pd

    known = [result for result in results if result.order]
    rows = []
    for place, name in enumerate(COLUMNS):
        ends = {
            f"{end}_kg": math.fsum(float(result.total_values(statistic)[place]) for result in known)
            if known
            else None
            for end, statistic in (("total", "best"), ("low", "low"), ("high", "high"))
        }
        low, high = _drawn(known, place)
        rows.append(
            {
                "of": name,
                "name": label("pathway", name, language),
                **ends,
                "mc_low_kg": low,
                "mc_high_kg": high,
                "countries": len(known),
                "countries_without_numbers": len(results) - len(known),
            }
        )
    return pd.DataFrame(rows)


def _drawn(results: Sequence[Result], place: int) -> tuple[float | None, float | None]:
    """Return the 95 % range of a sum, of draws added one by one; None where not every country has the same draws."""
    draws = [result.estimate.total_draws for result in results]
    same = {(result.draws, result.seed, result.law) for result in results}
    if not draws or len(same) != 1 or any(array.size == 0 for array in draws):
        return None, None
    rows = [
        array[0 if result.resolution.corrections else 1, place]
        for array, result in zip(draws, results, strict=True)
    ]
    low, high = np.quantile(np.sum(rows, axis=0), [0.025, 0.975])
    return float(low), float(high)


def _groups(results: Sequence[Result], language: str) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for group in GROUPS:
        numbered, opened, without = [], 0, 0
        for result in results:
            sources = result.resolution.factors.sources
            states = [state for ident, state in states_of(result).items() if sources[ident].group == group]
            count = sum(state in _OPEN for state in states)
            opened += count
            if any(state in _NUMBERS for state in states):
                numbered.append(result)
            elif count:
                without += 1
        amounts = {
            f"{name}_kg": math.fsum(float(result.group(group)[place]) for result in numbered)
            if numbered
            else None
            for place, name in enumerate(COLUMNS)
        }
        rows.append(
            {
                "group": group,
                "name": label("group", group, language),
                **amounts,
                "countries_with_numbers": len(numbered),
                "countries_unknown": without,
                "open_sources": opened,
            }
        )
    return pd.DataFrame(rows)
