"""Scales: from values to parts of a length, with round marks; linear, logarithmic, or years."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from quicksilver.charts.scene import ticks
from quicksilver.language.numbers import MINUS, exact

__all__ = ["Array", "Axis", "along", "bounds", "column", "number", "power", "steps"]

Array = NDArray[np.float64]


_SUPERSCRIPT: Final = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def column(name: str, values: Sequence[float | None] | Array, count: int) -> Array:
    """Return values as floats, NaN where unknown.

    Raises
    ------
    ValueError
        There is not one value for each place of the axis.
    """
    if len(values) != count:
        raise ValueError(
            f"{name}: {count} places on the axis but {len(values)} values; give one value for each"
        )
    numbers: Array = np.array([math.nan if v is None else v for v in values], dtype=float)
    return np.where(np.isfinite(numbers), numbers, math.nan)


def number(value: float, *, year: bool = False) -> str:
    """Return a place of an axis as it is written without a language; a year has no sign between its digits."""
    return f"{value:.10g}".replace("-", MINUS) if year else f"{value:.3g}".replace("-", MINUS)


def power(exponent: int, language: str = "en") -> str:
    """Return a power of ten as it is written at an axis.

    Examples
    --------
    >>> power(3), power(-2), power(-12)
    ('1,000', '0.01', '10⁻¹²')
    """
    if -3 <= exponent <= 6:
        return exact(10.0**exponent, language)
    return "10" + str(exponent).translate(_SUPERSCRIPT)


def steps(low: float, high: float, count: int = 5) -> list[float]:
    """Return round numbers that enclose a range.

    Examples
    --------
    >>> steps(-3.0, 7.0)
    [-4.0, -2.0, 0.0, 2.0, 4.0, 6.0, 8.0]
    """
    wide = high - low
    if wide < max(1e-300, 1e-12 * max(abs(low), abs(high))):
        wide = abs(high) if abs(high) > 1e-300 else 1.0
    step = ticks(wide, count)[1]
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [step * index for index in range(first, max(last, first + 1) + 1)]


@dataclass(frozen=True)
class Axis:
    """A scale from values to parts of a length, with its marks.

    Attributes
    ----------
    low, high : float
    marks : tuple of (float, str)
        Place and what is written there.
    log : bool
    """

    low: float
    high: float
    marks: tuple[tuple[float, str], ...]
    log: bool = False

    def at(self, values: Any) -> Any:
        """Return how far along the axis values lie, 0 to 1."""
        if not self.log:
            return (values - self.low) / (self.high - self.low)
        return np.log10(values / self.low) / np.log10(self.high / self.low)


def bounds(values: Array, *, log: bool = False, from_zero: bool = True, language: str = "en") -> Axis:
    """Return an axis whose round marks enclose the values.

    Parameters
    ----------
    values : ndarray
        NaN is left out.
    log : bool
    from_zero : bool
        Begin a linear axis at 0 where nothing lies below.
    language : str

    Raises
    ------
    ValueError
        A value on a logarithmic axis is not above 0.
    """
    known = values[np.isfinite(values)]
    low, high = float(known.min()), float(known.max())
    if log:
        if low <= 0:
            raise ValueError(f"{low:g} has no place on a logarithmic axis; all values must be above 0")
        return _log_axis(low, high, language)
    marks = steps(min(low, 0.0) if from_zero else low, max(high, 0.0) if from_zero else high)
    return Axis(marks[0], marks[-1], tuple((m, exact(round(m, 12), language)) for m in marks))


def _log_axis(low: float, high: float, language: str) -> Axis:
    """Return whole decades, or marks at 1, 2 and 5 where there are only two of them or fewer."""
    first, last = math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9)
    last = max(last, first + 1)
    fine = [m * 10.0**k for k in range(first, last + 1) for m in (1, 2, 5)]
    begin = max(m for m in fine if m <= low * (1 + 1e-9))
    end = min(m for m in fine if m >= high * (1 - 1e-9) and m > begin)
    if last - first > 2:
        every = math.ceil((last - first) / 9)
        marks = [(10.0**k, power(k, language)) for k in range(first, last + 1, every)]
        return Axis(begin, end, tuple(m for m in marks if begin <= m[0] <= end), log=True)
    inside = [m for m in fine if begin <= m <= end]
    return Axis(begin, end, tuple((m, exact(m, language)) for m in inside), log=True)


def along(values: Array, *, log: bool, years: bool, language: str) -> Axis:
    """Return a horizontal axis that ends where the values end.

    Raises
    ------
    ValueError
        A place is not a number, or is not above 0 on a logarithmic axis, or does not come after the one before it.
    """
    if not np.isfinite(values).all():
        raise ValueError("a place on the axis is not a number")
    if (np.diff(values) <= 0).any():
        raise ValueError("the places on the axis must come one after the other, each once")
    low, high = float(values[0]), float(values[-1])
    if log:
        full = bounds(values, log=True, language=language)
        return Axis(
            low,
            max(high, low * 1.001),
            tuple(m for m in full.marks if low * (1 - 1e-9) <= m[0] <= high * (1 + 1e-9)),
            log=True,
        )
    if high == low:
        low, high = low - 1, high + 1
    marks = [m for m in steps(low, high, 7) if low - 1e-9 <= m <= high + 1e-9]
    if years:
        marks = [m for m in marks if m == round(m)]
    written_marks = [(m, number(m, year=True) if years else exact(round(m, 12), language)) for m in marks]
    return Axis(low, high, tuple(written_marks))
