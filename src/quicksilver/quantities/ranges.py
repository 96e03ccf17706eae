"""Results of a formula with ranges, from the ranges of its inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from quicksilver.quantities.quantity import Quantity, Standing

__all__ = ["ranged"]

_DRAWS = 1024


def ranged(
    call: Callable[..., Mapping[str, Any]],
    given: Mapping[str, Quantity],
    units: Mapping[str, str],
    *,
    seed: int = 1,
) -> dict[str, Quantity]:
    """Return the results of a formula with ranges from the ranges of its inputs.

    The formula is evaluated at the central values, and once more for 1,024 Sobol points over the ranges (triangular
    with the central value as mode); the range of a result is its 2.5 to 97.5 per cent interval. An input used twice
    in the formula is drawn once.

    Parameters
    ----------
    call : callable
        Takes floats or arrays by name, returns a mapping of name to float or array.
    given : mapping of str to Quantity
        In the units that the formula requires.
    units : mapping of str to str
        Unit of each result.
    seed : int

    Returns
    -------
    dict of str to Quantity
        ``standing`` is ``derived``.

    Examples
    --------
    >>> results = ranged(lambda gold, ratio: {"use": gold * ratio}, {"gold": Quantity(10, "t"), "ratio": Quantity(3, "1", 1, 5)}, {"use": "t"})
    >>> results["use"].value, round(results["use"].low) >= 10, round(results["use"].high) <= 50
    (30.0, True, True)
    """
    central = call(**{name: number.central for name, number in given.items()})
    wide = [name for name, number in given.items() if number.has_range]
    drawn: Mapping[str, Any] = {}
    if wide:
        from scipy.stats import qmc

        points = qmc.Sobol(len(wide), seed=seed).random(_DRAWS)
        draws = {name: given[name].at(points[:, i]) for i, name in enumerate(wide)}
        drawn = call(**{name: draws.get(name, number.central) for name, number in given.items()})
    results = {}
    for name, value in central.items():
        low = high = None
        if name in drawn and np.ndim(drawn[name]) == 1:
            # The mode of an input may be an end of its range; the central result is never left outside.
            low, high = (float(end) for end in np.quantile(drawn[name], [0.025, 0.975]))
            low, high = min(low, float(value)), max(high, float(value))
        results[name] = Quantity(float(value), units[name], low, high, standing=Standing.DERIVED)
    return results
