"""Several estimates of one demand: side by side, and combined only where this is justified."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quicksilver.areas.verbs import Answer, Given
from quicksilver.errors import InputProblems, Problem
from quicksilver.quantities import Quantity, Standing

__all__ = ["reconcile"]

Array = NDArray[np.float64]


def _ends(rows: Sequence[Given]) -> tuple[Array, Array, Array]:
    """Return low, central and high of the estimates; one without a range is its value at both ends."""
    low, value, high = np.array([row.number("demand").ends for row in rows]).T
    return low, value, high


def _check(rows: Sequence[Given]) -> None:
    problems = []
    if not rows:
        problems.append(Problem("no estimate is given", "estimates", "at least one"))
    weighed = [row["weight"].central for row in rows if "weight" in row]
    if weighed and len(weighed) < len(rows):
        problems.append(
            Problem(
                f"{len(weighed)} of {len(rows)} estimates have a weight",
                "estimates",
                "a weight for all estimates or for none",
                remedy="give the other estimates a weight; 0 excludes an estimate",
            )
        )
    elif weighed and sum(weighed) <= 0:
        problems.append(Problem("the weights add up to 0", "estimates", "one weight above 0"))
    if problems:
        raise InputProblems(problems)


def reconcile(given: Given) -> Answer:
    """Compare several estimates, and combine them only where this is justified.

    With the user's weights: the weighted mean, its ends weighted likewise. Otherwise, where all are marked independent
    and have ranges: the mean by inverse variance, a range taken as two standard deviations either way. Otherwise no mean:
    the estimates side by side, and their envelope. The Birge ratio (scatter over what the ranges allow; Birge 1932,
    doi:10.1103/PhysRev.40.207) shows whether independent estimates contradict each other.

    Raises
    ------
    InputProblems
        There is no estimate, or only some have a weight.
    """
    rows: list[Given] = given["estimates"]
    _check(rows)
    low, value, high = _ends(rows)
    combined, weights, birge, remarks = _combined(rows, low, value, high)
    bottom, top = float(low.min()), float(high.max())
    apart = [
        (rows[j]["method"], rows[i]["method"])
        for i in range(len(rows))
        for j in range(i)
        if low[i] > high[j] or low[j] > high[i]
    ]
    remarks += [f"{a} and {b} do not overlap" for a, b in apart]
    return Answer(
        {
            "combined": combined,
            "envelope": Quantity((bottom + top) / 2, "kg/yr", bottom, top, standing=Standing.DERIVED),
            "birge_ratio": None if birge is None else Quantity(birge, "1", standing=Standing.DERIVED),
            "agree": not apart,
            "estimates": [_row(row, None if weights is None else weights[i]) for i, row in enumerate(rows)],
        },
        remarks=remarks,
    )


def _row(row: Given, weight: Any) -> dict[str, Any]:
    return {
        "method": row["method"],
        "demand": row.number("demand"),
        "independent": row.get("independent"),
        "weight": None if weight is None else Quantity(float(weight), "1", standing=Standing.DERIVED),
    }


def _combined(
    rows: Sequence[Given], low: Array, value: Array, high: Array
) -> tuple[Quantity | None, Array | None, float | None, list[str]]:
    if all("weight" in row for row in rows):
        weights = np.array([row["weight"].central for row in rows])
        weights = weights / weights.sum()
        ends = float(weights @ low), float(weights @ high)
        return (
            Quantity(float(weights @ value), "kg/yr", *ends, standing=Standing.DERIVED),
            weights,
            None,
            ["combined with the given weights"],
        )
    if not all(row.get("independent") is True for row in rows):
        return (
            None,
            None,
            None,
            ["not combined: not all estimates are marked independent; they are listed side by side"],
        )
    if not bool(np.all(high > low)):
        return (
            None,
            None,
            None,
            ["not combined: not all estimates have a range; they are listed side by side"],
        )
    sigma = (high - low) / 4
    weights = sigma**-2 / (sigma**-2).sum()
    mean, spread = float(weights @ value), float((sigma**-2).sum() ** -0.5)
    remarks = ["combined by inverse variance: all estimates are marked independent"]
    birge = None
    if len(rows) > 1:
        birge = float(np.sqrt((((value - mean) / sigma) ** 2).sum() / (len(rows) - 1)))
        if birge > 1:
            remarks.append(
                f"the estimates scatter {birge:.2g} times as much as their ranges suggest: the range of the mean is too narrow"
            )
    return (
        Quantity(mean, "kg/yr", max(0.0, mean - 2 * spread), mean + 2 * spread, standing=Standing.DERIVED),
        weights,
        birge,
        remarks,
    )
