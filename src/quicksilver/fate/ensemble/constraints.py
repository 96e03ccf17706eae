"""Observations as weights on the members: burdens, soils, ocean, enrichment, deposition."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from quicksilver.errors import InputProblems, Problem, closest

__all__ = ["LEAST", "Observation", "effective_size", "read_observations", "weights"]

#: Smallest effective sample from which ranges are given.
LEAST = 100

Array = NDArray[np.float64]
Way = Literal["weights", "rejection"]
_COLUMNS = ("quantity", "year", "low", "high", "over", "source")


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
    if not Path(path).is_file():
        raise InputProblems(
            [
                Problem(
                    "there is no such file",
                    str(path),
                    "a CSV with " + ", ".join(_COLUMNS),
                    remedy="check the path",
                )
            ]
        )
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        missing = [name for name in _COLUMNS[:4] if name not in (rows.fieldnames or ())]
        if missing:
            raise InputProblems(
                [
                    Problem(
                        f"no column {', '.join(missing)}",
                        str(path),
                        ", ".join(_COLUMNS),
                        remedy="name the columns in the first line",
                    )
                ]
            )
        for row in rows:
            made = _observation(row, f"{path}, line {rows.line_num}", quantities, problems)
            if made:
                observations.append(made)
    if not observations and not problems:
        problems.append(Problem("no observation in the file", str(path), "one row or more"))
    if problems:
        raise InputProblems(problems)
    return observations


def _observation(
    row: dict[str, str], where: str, quantities: Sequence[str], problems: list[Problem]
) -> Observation | None:
    count = len(problems)
    for part in (row["quantity"] or "").split("+"):
        if part.strip() not in quantities:
            problems.append(
                Problem(
                    f"unknown quantity {part.strip()!r}",
                    where,
                    ", ".join(quantities),
                    closest(part.strip(), quantities),
                )
            )
    numbers = {}
    for name in ("year", "low", "high", "over"):
        text = (row.get(name) or "").strip()
        if name == "over" and not text:
            continue
        try:
            numbers[name] = float(text)
            if not np.isfinite(numbers[name]):
                raise ValueError
        except ValueError:
            problems.append(Problem(f"{name} {text!r} is not a number", where, "a number"))
    if len(problems) == count and not 0 <= numbers["low"] < numbers["high"]:
        problems.append(
            Problem(
                f"the range {numbers['low']:g} to {numbers['high']:g}",
                where,
                "two numbers from 0, the smaller first",
            )
        )
    if len(problems) > count:
        return None
    return Observation(row["quantity"].replace(" ", ""), source=row.get("source") or "", **numbers)


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
