"""Laws: how a number with a published low end, central value and high end is drawn.

A law is an inverse distribution function: it turns uniform numbers into values, so that the same uniform numbers
(one stream for each key, :func:`quicksilver.quantities.uniform_draws`) give correlated values under every law.
Which law fits depends on what the published ends are (:func:`stated_law`). Published central values are hardly
ever modes: a triangle with the central value as mode puts 96 % of the draws above the Toolkit's 5 (3 to 50) for
whole ore. The laws for stated ends take the central value as *median* instead. The two-sided laws have half of
their draws on each side of it, so their density jumps there: the price of giving three published numbers back.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from quicksilver.quantities.decimals import in_full

__all__ = [
    "SENTENCES",
    "Ends",
    "Law",
    "LawChoice",
    "LawSentence",
    "inverse",
    "law_sentence",
    "middle",
    "stated_law",
    "triangle",
]

Array = NDArray[np.float64]

#: Uniform numbers are kept inside these, because a normal law has no value at 0 and at 1.
_SMALLEST, _LARGEST = 2.0**-54, 1.0 - 2.0**-53
_OUTWARDS: Final = 2.0**-50


class Law(StrEnum):
    """The laws; what each does with low, central value and high is in :data:`SENTENCES`."""

    TRIANGLE = "triangle"
    SPLIT_LOGNORMAL = "split_lognormal"
    LOG_TRIANGLE = "log_triangle"
    SPLIT_LOGIT_NORMAL = "split_logit_normal"
    MEDIAN_TRIANGLE = "median_triangle"
    LOG_UNIFORM = "log_uniform"
    UNIFORM = "uniform"
    NORMAL = "normal"


class Ends(StrEnum):
    """What the published ends of a range are.

    ``BOUNDS`` are never exceeded ("from ... to", the Toolkit's minimum and maximum); an ``INTERVAL`` contains a
    stated part of the distribution, 95 % where nothing else is stated; a ``DEVIATION`` is an interval that was made
    from a published standard deviation.
    """

    BOUNDS = "bounds"
    INTERVAL = "interval"
    DEVIATION = "deviation"


class LawChoice(StrEnum):
    """How a run chooses the law of each of its quantities.

    ``TRIANGLE`` draws all of them from the plain triangle, as version 0.1 did; ``STATED`` draws each by what its
    ends are stated to be (:func:`stated_law`).
    """

    TRIANGLE = "triangle"
    STATED = "stated"


#: What a law does, in English; the places are filled by :func:`law_sentence`.
SENTENCES: Final[Mapping[Law, str]] = MappingProxyType(
    {
        Law.TRIANGLE: "triangle from {low} to {high} with the central value {central} as mode",
        Law.SPLIT_LOGNORMAL: (
            "split lognormal with the central value {central} as median; {level} % of the draws are between {low} "
            "and {high}"
        ),
        Law.LOG_TRIANGLE: (
            "two-sided triangle in the logarithm from {low} to {high} with the central value {central} as median"
        ),
        Law.SPLIT_LOGIT_NORMAL: (
            "split logit-normal with the central value {central} as median; {level} % of the draws are between {low} "
            "and {high}, all between 0 and 1"
        ),
        Law.MEDIAN_TRIANGLE: (
            "two-sided triangle from {low} to {high} with the central value {central} as median"
        ),
        Law.LOG_UNIFORM: (
            "uniform in the logarithm from {low} to {high}; no central value is published, and {central} is the "
            "geometric mean of the ends, calculated by Quicksilver"
        ),
        Law.UNIFORM: (
            "uniform from {low} to {high}; no central value is published, and {central} is the mean of the ends, "
            "calculated by Quicksilver"
        ),
        Law.NORMAL: (
            "normal with mean {central} and standard deviation {deviation}, cut at 0: the {below} % of the draws "
            "that would be negative are 0"
        ),
    }
)


@dataclass(frozen=True, slots=True)
class LawSentence:
    """The name of a law and its numbers, to be written in any language.

    Attributes
    ----------
    key : str
        ``law.`` and the name of the law.
    values : mapping of str to float
        What is filled into the sentence of the key: ``low``, ``central``, ``high``, and ``level`` (per cent); of a
        normal law also ``deviation`` and ``below`` (per cent).
    """

    key: str
    values: Mapping[str, float]

    def __str__(self) -> str:
        """Return the sentence in English, without a full stop."""
        values = {name: in_full(value, 6) for name, value in self.values.items()}
        return SENTENCES[Law(self.key.removeprefix("law."))].format(**values)


def stated_law(
    low: float, value: float, high: float, *, ends: Ends = Ends.BOUNDS, share: bool = False
) -> Law:
    """Return the law by what the ends of a range are.

    Parameters
    ----------
    low, high : float
        Ends of the range.
    value : float
        Published central value; NaN where only the ends are published.
    ends : Ends
        What the ends are.
    share : bool
        Whether the quantity is a share of something and can be neither below 0 nor above 1.

    Returns
    -------
    Law

    Examples
    --------
    >>> print(stated_law(3, 5, 50), stated_law(2000, 2220, 2820, ends=Ends.INTERVAL))
    log_triangle split_lognormal
    >>> print(stated_law(0.75, 0.9, 0.95, share=True), stated_law(8400, float("nan"), 366_000))
    split_logit_normal log_uniform
    """
    if math.isnan(value):
        return Law.LOG_UNIFORM if low > 0 else Law.UNIFORM
    if ends is Ends.DEVIATION:
        return Law.NORMAL
    if low <= 0 or (share and high >= 1):
        # A logarithm fails at 0, and a logit at 0 and at 1.
        return Law.MEDIAN_TRIANGLE
    if share:
        return Law.SPLIT_LOGIT_NORMAL
    return Law.SPLIT_LOGNORMAL if ends is Ends.INTERVAL else Law.LOG_TRIANGLE


def middle(law: Law, low: float, high: float) -> float:
    """Return the central value of a range whose source publishes none.

    Examples
    --------
    >>> round(middle(Law.LOG_UNIFORM, 8_400, 366_000)), middle(Law.TRIANGLE, 8_400, 366_000)
    (55447, 187200.0)
    """
    if law is Law.LOG_UNIFORM:
        return math.sqrt(low) * math.sqrt(high)
    return (low + high) / 2


def law_sentence(law: Law, low: float, central: float, high: float, *, level: float = 0.95) -> LawSentence:
    """Return the sentence that names a law with its numbers.

    Examples
    --------
    >>> print(law_sentence(Law.LOG_TRIANGLE, 3, 5, 50))
    two-sided triangle in the logarithm from 3 to 50 with the central value 5 as median
    """
    values = {"low": low, "central": central, "high": high, "level": 100 * level}
    if law is Law.NORMAL:
        deviation = (high - central) / _width(level)
        values |= {
            "deviation": deviation,
            "below": float(f"{100 * NormalDist().cdf(-central / deviation):.2g}"),
        }
    return LawSentence(f"law.{law}", values)


def inverse(
    law: Law, uniform: Array, low: float, central: float, high: float, *, level: float = 0.95
) -> Array:
    """Return the values of a law at uniform numbers.

    Parameters
    ----------
    law : Law
    uniform : ndarray
        Probabilities in [0, 1].
    low, central, high : float
        Ends and central value; ``low <= central <= high`` (the triangle alone keeps its mode inside the range where
        the central value is not). Where ``low == high`` the quantity is certain.
    level : float
        Part of the draws between the ends, where they are an interval (split laws and normal); 0.5 or more.

    Returns
    -------
    ndarray
        Same shape as ``uniform``; never falls where ``uniform`` rises.

    Raises
    ------
    ValueError
        The law cannot have these ends.

    Examples
    --------
    >>> inverse(Law.LOG_TRIANGLE, np.array([0.0, 0.5, 1.0]), 3, 5, 50).tolist()
    [3.0, 5.0, 50.0]
    """
    if law is Law.TRIANGLE:
        return triangle(uniform, low, central, high)
    _check(law, low, central, high, level)
    if low == high:
        return np.full(np.shape(uniform), float(central))
    return _INVERSES[law](uniform, low, central, high, level)


def triangle(
    uniform: Array, low: Array | float, central: Array | float, high: Array | float
) -> NDArray[np.float64]:
    """Return the values of a triangular distribution at uniform numbers, with the central value as mode.

    It uses the three numbers and nothing else, and never leaves the range. The central value is *not* its median.

    Parameters
    ----------
    uniform : ndarray
        Probabilities in [0, 1].
    low, central, high : ndarray or float
        Ends and mode, broadcast against ``uniform``. A mode outside the range is moved to its nearer end. Where
        ``low == high`` the quantity is certain and ``central`` is returned.

    Returns
    -------
    ndarray
        Same shape as the broadcast of the arguments.

    Examples
    --------
    >>> triangle(np.array([0.0, 1.0]), 1.0, 2.0, 5.0).tolist()
    [1.0, 5.0]
    """
    low, central, high = (np.asarray(part, dtype=np.float64) for part in (low, central, high))
    width = high - low
    certain = width <= 0
    mode = np.minimum(np.maximum(central, low), high)
    safe = np.where(certain, 1.0, width)
    turn = (mode - low) / safe
    rising = low + np.sqrt(uniform * safe * (mode - low))
    falling = high - np.sqrt((1.0 - uniform) * safe * (high - mode))
    return np.where(certain, central, np.where(uniform < turn, rising, falling))


def _check(law: Law, low: float, central: float, high: float, level: float) -> None:
    """Refuse ends that a law cannot have."""
    reason = ""
    if not low <= central <= high:
        reason = "the central value is between the ends"
    elif law in (Law.SPLIT_LOGNORMAL, Law.LOG_TRIANGLE, Law.LOG_UNIFORM) and not low > 0:
        reason = "both ends are above 0"
    elif law is Law.SPLIT_LOGIT_NORMAL and not (low > 0 and high < 1):
        reason = "both ends are between 0 and 1"
    elif law is Law.NORMAL and not central > 0:
        reason = "the central value is above 0, because the law is cut at 0"
    elif law is Law.NORMAL and not math.isclose(
        low, max(0.0, 2 * central - high), rel_tol=1e-9, abs_tol=1e-300
    ):
        reason = "the ends are at equal distances from the central value, or the low end is cut at 0"
    elif not 0.5 <= level < 1:
        reason = f"the level {level:g} is at least 0.5 and below 1"
    if reason:
        raise ValueError(
            f"{law} from {low:g} to {high:g} with the central value {central:g}: required is that {reason}"
        )


def _width(level: float) -> float:
    """Return how many standard deviations of a normal law are between its median and the end of an interval."""
    return NormalDist().inv_cdf((1.0 + level) / 2.0)


def _normal(uniform: Array) -> Array:
    """Return the values of the standard normal law (algorithm AS 241, as the standard library has it)."""
    inside = np.clip(uniform, _SMALLEST, _LARGEST)
    values = np.fromiter(map(NormalDist().inv_cdf, inside.ravel().tolist()), np.float64, inside.size)
    return values.reshape(inside.shape)


def _joined(uniform: Array, below: Array, above: Array, low: float, central: float, high: float) -> Array:
    """Return the halves on both sides of a median; rounding carries neither across the median or an end."""
    return np.where(
        uniform < 0.5,
        np.minimum(np.maximum(below, low), central),
        np.minimum(np.maximum(above, central), high),
    )


def _halves(uniform: Array) -> tuple[Array, Array]:
    """Return how far each half of a two-sided triangle has come: 0 at its end, 1 at the median."""
    return np.sqrt(np.minimum(2.0 * uniform, 1.0)), np.sqrt(np.minimum(2.0 * (1.0 - uniform), 1.0))


def _log_triangle(uniform: Array, low: float, central: float, high: float, level: float) -> Array:
    # One square root and one power for both halves: this law draws most of what an inventory draws. From the median
    # outwards, so that rounding carries no half across it; a little too far, so that the ends are met and not missed.
    far = 1.0 - np.sqrt(2.0 * np.minimum(uniform, 1.0 - uniform))
    below, above = math.log(low / central), math.log(high / central)
    below, above = below - _OUTWARDS * (1.0 - below), above + _OUTWARDS * (1.0 + above)
    steps = np.where(uniform < 0.5, below, above) * far
    return np.clip(central * np.exp(steps), low, high)


def _median_triangle(uniform: Array, low: float, central: float, high: float, level: float) -> Array:
    rising, falling = _halves(uniform)
    below, above = low + (central - low) * rising, high - (high - central) * falling
    return _joined(uniform, below, above, low, central, high)


def _split_lognormal(uniform: Array, low: float, central: float, high: float, level: float) -> Array:
    steps = _normal(uniform) / _width(level)
    return central * np.where(steps < 0, central / low, high / central) ** steps


def _split_logit_normal(uniform: Array, low: float, central: float, high: float, level: float) -> Array:
    steps = _normal(uniform) / _width(level)
    odds = [end / (1.0 - end) for end in (low, central, high)]
    drawn = odds[1] * np.where(steps < 0, odds[1] / odds[0], odds[2] / odds[1]) ** steps
    return drawn / (1.0 + drawn)


def _log_uniform(uniform: Array, low: float, central: float, high: float, level: float) -> Array:
    return np.clip(low * (high / low) ** uniform, low, high)


def _uniform(uniform: Array, low: float, central: float, high: float, level: float) -> Array:
    return np.clip(low + (high - low) * uniform, low, high)


def _cut_normal(uniform: Array, low: float, central: float, high: float, level: float) -> Array:
    return np.maximum(central + _normal(uniform) * ((high - central) / _width(level)), 0.0)


_INVERSES: Final[Mapping[Law, Callable[[Array, float, float, float, float], Array]]] = MappingProxyType(
    {
        Law.SPLIT_LOGNORMAL: _split_lognormal,
        Law.LOG_TRIANGLE: _log_triangle,
        Law.SPLIT_LOGIT_NORMAL: _split_logit_normal,
        Law.MEDIAN_TRIANGLE: _median_triangle,
        Law.LOG_UNIFORM: _log_uniform,
        Law.UNIFORM: _uniform,
        Law.NORMAL: _cut_normal,
    }
)
