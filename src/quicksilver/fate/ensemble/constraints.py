"""Observations as weights on the members: burdens, soils, ocean, enrichment, deposition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.intake.cleaning import clean_text
from quicksilver.intake.numbers import NumberReader, is_missing_code, negative
from quicksilver.intake.tables import Row, number, read_table, unread

__all__ = ["LEAST", "Observation", "effective_size", "read_observations", "weights"]

#: Smallest effective sample from which ranges are given.
LEAST = 100

Array = NDArray[np.float64]
Way = Literal["weights", "rejection"]
CONSTRAINTS = ("quantity", "year", "low", "high", "over", "source")
_NUMBERS = ("year", "low", "high", "over")


@dataclass(frozen=True, slots=True)
class Observation:
    """One observed range.

    Attributes
    ----------
    quantity : str
        A reservoir (Mg), ``deposition_land`` or ``deposition_ocean`` (Mg per year), or several joined by ``+``.
    year : float
        Calendar year.
    low, high : float
        The range; weights take it as two standard deviations either way, rejection as hard ends.
    over : float or None
        Year by which the quantity is divided (enrichment); None for the quantity itself.
    source : str
    """

    quantity: str
    year: float
    low: float
    high: float
    over: float | None = None
    source: str = ""


def read_observations(path: str | Path, quantities: Sequence[str]) -> list[Observation]:
    """Return the observations of a CSV with the columns quantity, year, low, high, over and source.

    Parameters
    ----------
    path : str or Path
    quantities : sequence of str
        What the model gives.

    Raises
    ------
    InputProblems
        Every bad row at once.
    """
    problems: list[Problem] = []
    observations = []
    table = read_table(
        path, "observations", wanted=CONSTRAINTS[:4], optional=CONSTRAINTS[4:], collected=problems
    )
    problems += unread(table, CONSTRAINTS[:4], CONSTRAINTS[4:])
    reader = table.number_reader(_NUMBERS)
    for row in table:
        if row.index in table.uneven:
            continue
        made = _observation(row, reader, quantities, problems)
        if made:
            observations.append(made)
    problems += reader.questions()
    if problems:
        raise InputProblems(problems)
    return observations


def _observation(
    row: Row, reader: NumberReader, quantities: Sequence[str], problems: list[Problem]
) -> Observation | None:
    count = len(problems)
    for part in row.text("quantity").split("+") if "quantity" in row.table else ():
        if part.strip() not in quantities:
            problems.append(
                Problem(
                    f"unknown quantity {part.strip()!r}",
                    row["quantity"].place,
                    ", ".join(quantities),
                    closest(part.strip(), quantities),
                )
            )
    read = {name: number(row, name, reader, problems, needed=name != "over") for name in _NUMBERS}
    year, low, high = read["year"], read["low"], read["high"]
    if low is not None and high is not None and not 0 <= low < high:
        what = f"the range {low:g} to {high:g}"
        coded = [
            negative(end, row.place, name)
            for name, end in read.items()
            if end and end < 0 and is_missing_code(end)
        ]
        problems += coded or [Problem(what, row.place, "two numbers from 0, the smaller first")]
    if len(problems) > count or year is None or low is None or high is None:
        return None
    return Observation(
        row.text("quantity").replace(" ", ""), year, low, high, read["over"], clean_text(row.text("source"))
    )


def weights(observed: Sequence[Observation], simulated: Array, way: Way = "weights") -> Array:
    """Return the weight of every member; they add to one.

    Parameters
    ----------
    observed : sequence of Observation
    simulated : ndarray, shape (observations, members)
    way : str
        ``weights``: Gaussian likelihood of independent observations (importance sampling);
        ``rejection``: members within every range count alike, others not at all.

    Raises
    ------
    InputProblems
        No member is left; the observation that threw out most is named.
    """
    low = np.array([[o.low] for o in observed])
    high = np.array([[o.high] for o in observed])
    if way == "rejection":
        within = (simulated >= low) & (simulated <= high)
        raw = within.all(axis=0).astype(float)
        share = within.mean(axis=1)
    else:
        distance = (simulated - (low + high) / 2) / ((high - low) / 4)
        misfit = -0.5 * (distance**2).sum(axis=0)
        raw = np.exp(misfit - misfit.max())
        share = (np.abs(distance) <= 2).mean(axis=1)
    if not raw.sum() > 0:
        worst = observed[int(np.argmin(share))]
        raise InputProblems(
            [
                Problem(
                    f"no member agrees with all observations; {worst.quantity} in {worst.year:g} leaves {share.min():.2%}",
                    "observations",
                    "ranges that the model can reach",
                    remedy="widen the spread or the observation, or draw more members",
                )
            ]
        )
    return np.asarray(raw / raw.sum())


def effective_size(given: Array) -> float:
    """Return the effective number of members, 1 / sum of squared weights (Kish 1965).

    Examples
    --------
    >>> effective_size(np.full(4, 0.25))
    4.0
    """
    return float(1.0 / np.sum(given**2))
