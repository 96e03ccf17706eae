"""A number that knows its unit, its range, its source and its standing."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quicksilver.quantities.units import convert

__all__ = ["Number", "ranged", "three_digits", "triangular"]

Array = NDArray[np.float64]
_DRAWS = 1024


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity with its range and provenance.

    Attributes
    ----------
    value : float
        Central value; NaN where only a range is known.
    unit : str
    low, high : float or None
        Range; None where there is none.
    source : str
        Where it was read; empty for what the user gave.
    standing : str
        ``user``, ``measured``, ``read``, ``derived``, ``recalled`` (with ``/high``, ``/medium``, ``/low``).
    """

    value: float
    unit: str = "1"
    low: float | None = None
    high: float | None = None
    source: str = ""
    standing: str = "user"

    @property
    def central(self) -> float:
        """Return the value, or the middle of the range where only that is known."""
        if not math.isnan(self.value):
            return self.value
        if self.low is None or self.high is None:
            return math.nan
        return (self.low + self.high) / 2

    @property
    def ends(self) -> tuple[float, float, float]:
        """Return low, central and high; a missing end is the central value.

        Examples
        --------
        >>> Number(2.0).ends, Number(float("nan"), "t", 2.0, 4.0).ends
        ((2.0, 2.0, 2.0), (2.0, 3.0, 4.0))
        """
        central = self.central
        return (
            central if self.low is None else self.low,
            central,
            central if self.high is None else self.high,
        )

    @property
    def has_range(self) -> bool:
        """Return whether there is a range to draw from."""
        return self.low is not None and self.high is not None and self.high > self.low

    def to(self, unit: str) -> Number:
        """Return the same quantity in another unit.

        Raises
        ------
        UnitError
            The units do not measure the same thing.

        Examples
        --------
        >>> Number(2.0, "t", 1.0, 3.0).to("kg").high
        3000.0
        """
        if unit == self.unit:
            return self
        factor = convert(1.0, self.unit, unit)
        ends = [None if end is None else end * factor for end in (self.low, self.high)]
        return replace(self, value=self.value * factor, unit=unit, low=ends[0], high=ends[1])

    def as_dict(self) -> dict[str, Any]:
        """Return what is known, for JSON; what is not known is left out."""
        told: dict[str, Any] = {"value": None if math.isnan(self.value) else self.value, "unit": self.unit}
        told |= {name: end for name, end in (("low", self.low), ("high", self.high)) if end is not None}
        told |= {name: text for name, text in (("source", self.source), ("standing", self.standing)) if text}
        return told


def ranged(
    call: Callable[..., Mapping[str, Any]],
    given: Mapping[str, Number],
    units: Mapping[str, str],
    *,
    seed: int = 1,
) -> dict[str, Number]:
    """Return the results of a formula with ranges from the ranges of its inputs.

    The formula is evaluated at the central values, and once more for 1,024 Sobol points over the ranges (triangular
    with the central value as mode); the range of a result is its 2.5 to 97.5 per cent interval. An input used twice
    in the formula is drawn once.

    Parameters
    ----------
    call : callable
        Takes floats or arrays by name, returns a mapping of name to float or array.
    given : mapping of str to Number
        In the units that the formula requires.
    units : mapping of str to str
        Unit of each result.
    seed : int

    Returns
    -------
    dict of str to Number
        ``standing`` is ``derived``.

    Examples
    --------
    >>> found = ranged(lambda gold, ratio: {"use": gold * ratio}, {"gold": Number(10, "t"), "ratio": Number(3, "1", 1, 5)}, {"use": "t"})
    >>> found["use"].value, round(found["use"].low) >= 10, round(found["use"].high) <= 50
    (30.0, True, True)
    """
    central = call(**{name: number.central for name, number in given.items()})
    wide = [name for name, number in given.items() if number.has_range]
    drawn: Mapping[str, Any] = {}
    if wide:
        from scipy.stats import qmc

        points = qmc.Sobol(len(wide), seed=seed).random(_DRAWS)
        draws = {name: triangular(given[name], points[:, i]) for i, name in enumerate(wide)}
        drawn = call(**{name: draws.get(name, number.central) for name, number in given.items()})
    found = {}
    for name, value in central.items():
        low = high = None
        if name in drawn and np.ndim(drawn[name]) == 1:
            # The mode of an input may be an end of its range; the central result is never left outside.
            low, high = (float(end) for end in np.quantile(drawn[name], [0.025, 0.975]))
            low, high = min(low, float(value)), max(high, float(value))
        found[name] = Number(float(value), units[name], low, high, standing="derived")
    return found


def triangular(number: Number, uniform: Array) -> Array:
    """Return draws of a triangle with the central value as mode; the mode is kept inside the range."""
    assert number.low is not None
    assert number.high is not None
    low, high = number.low, number.high
    mode = min(max(number.central, low), high)
    turn = (mode - low) / (high - low)
    rising = low + np.sqrt(uniform * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - uniform) * (high - low) * (high - mode))
    return np.where(uniform < turn, rising, falling)


def three_digits(value: float) -> str:
    """Return a number with three significant digits and no exponent where it can be read.

    Examples
    --------
    >>> three_digits(1630.4), three_digits(0.0523), three_digits(187183.5)
    ('1,630', '0.0523', '187,000')
    """
    return f"{float(f'{value:.3g}'):,.10g}"
