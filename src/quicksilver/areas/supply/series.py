"""Numbers by year with three readings each - low, central, high - and the years between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from quicksilver.quantities import Quantity, Standing

__all__ = ["Array", "between", "number", "spread"]

Array = NDArray[np.float64]


def between(points: Mapping[int, Quantity], years: Sequence[int]) -> Array:
    """Return low, central and high by year, linear between the years given and constant outside, shape (3, year).

    Examples
    --------
    >>> between({2000: Quantity(1.0), 2002: Quantity(3.0)}, [2000, 2001, 2002])[1].tolist()
    [1.0, 2.0, 3.0]
    """
    known = sorted(points)
    read = np.array([points[year].ends for year in known])
    return np.array([np.interp(years, known, read[:, i]) for i in range(3)])


def number(low: float, central: float, high: float, unit: str) -> Quantity:
    """Return a derived number; its range is left out where there is none.

    Examples
    --------
    >>> number(2.0, 2.0, 2.0, "t").low is None
    True
    """
    if high > low:
        return Quantity(float(central), unit, float(low), float(high), standing=Standing.DERIVED)
    return Quantity(float(central), unit, standing=Standing.DERIVED)


def spread(three: Sequence[float] | Array, unit: str) -> Quantity:
    """Return a number from three runs, of which the second is the central one; the others may be in either order."""
    values = [float(value) for value in three]
    return number(min(values), values[1], max(values), unit)
