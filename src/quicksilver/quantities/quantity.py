"""A quantity: a number that knows its unit, its range, how it is drawn, its source and its standing."""

from __future__ import annotations

import math
from dataclasses import KW_ONLY, dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quicksilver.quantities.draws import uniform_draws
from quicksilver.quantities.laws import (
    Ends,
    Law,
    LawChoice,
    LawSentence,
    inverse,
    law_sentence,
    middle,
    stated_law,
)
from quicksilver.quantities.units import convert

__all__ = ["Quantity", "Standing", "split_standing"]

Array = NDArray[np.float64]


class Standing(StrEnum):
    """How a number is known, the strongest first (a mix has the weakest standing of its members).

    That a number is *unknown* is not a standing but a state of the datum, beside given, 0, absent and not given; that
    evidence disagrees is a mark beside any standing (:attr:`Quantity.disputed`).
    """

    MEASURED = "measured"
    READ = "read"
    DERIVED = "derived"
    FITTED = "fitted"
    RECALLED = "recalled"
    USER = "user"
    ASSUMED = "assumed"


def split_standing(text: str) -> tuple[Standing, str]:
    """Return standing and confidence of a text such as ``recalled/high``.

    Raises
    ------
    ValueError
        There is no such standing.

    Examples
    --------
    >>> split_standing("recalled/high")
    (<Standing.RECALLED: 'recalled'>, 'high')
    """
    name, _, confidence = text.partition("/")
    return Standing(name), confidence


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its range and provenance.

    It is the only class of a number with a range: factors, activity data and facts of the areas hold one, or are one.

    Attributes
    ----------
    value : float
        Published or given central value; NaN where only a range is known (:attr:`central` is never NaN then).
    unit : str
    low, high : float or None
        Ends of the range; None where there is none, which is not a range of zero width.
    source : str
        Where it was read; empty for what the user gave.
    standing : Standing
    confidence : str
        ``high``, ``medium``, ``low``, ``unresolved`` or empty.
    disputed : bool
        Whether published evidence disagrees about it.
    law : Law
        How it is drawn.
    level : float
        Part of the draws between the ends, for a law whose ends are an interval.
    key : str
        Correlation key: quantities with the same key move together, in every run. Empty where none is given.
    year : str
        Year or years that the value is of, as published.
    """

    value: float
    unit: str = "1"
    low: float | None = None
    high: float | None = None
    source: str = ""
    standing: Standing = Standing.USER
    _: KW_ONLY
    confidence: str = ""
    disputed: bool = False
    law: Law = Law.TRIANGLE
    level: float = 0.95
    key: str = ""
    year: str = ""

    @classmethod
    def from_deviation(cls, value: float, deviation: float, unit: str = "1", **details: Any) -> Quantity:
        """Return a quantity with a published standard deviation: normal, cut at 0, its ends the 95 % interval.

        Parameters
        ----------
        value : float
            Mean, above 0.
        deviation : float
            Standard deviation, in ``unit``.
        unit : str
        **details
            Further attributes.

        Examples
        --------
        >>> ends = Quantity.from_deviation(10.0, 6.0, "t").ends
        >>> ends[0], round(ends[2], 2)
        (0.0, 21.76)
        """
        from statistics import NormalDist

        reach = deviation * NormalDist().inv_cdf((1.0 + details.get("level", 0.95)) / 2.0)
        return cls(value, unit, max(0.0, value - reach), value + reach, law=Law.NORMAL, **details)

    @property
    def central(self) -> float:
        """Return the value, or the middle of the range where only that is known."""
        if not math.isnan(self.value):
            return self.value
        if self.low is None or self.high is None:
            return math.nan
        return middle(self.law, self.low, self.high)

    @property
    def ends(self) -> tuple[float, float, float]:
        """Return low, central and high; a missing end is the central value.

        Examples
        --------
        >>> Quantity(2.0).ends, Quantity(float("nan"), "t", 2.0, 4.0).ends
        ((2.0, 2.0, 2.0), (2.0, 3.0, 4.0))
        """
        central = self.central
        return (
            central if self.low is None else self.low,
            central,
            central if self.high is None else self.high,
        )

    @property
    def range_known(self) -> bool:
        """Return whether both ends are known, even if they are equal."""
        return self.low is not None and self.high is not None

    @property
    def has_range(self) -> bool:
        """Return whether both ends are known and differ."""
        return self.low is not None and self.high is not None and self.high > self.low

    @property
    def is_drawn(self) -> bool:
        """Return whether draws of it differ; a range of which one end is known reaches to the central value."""
        low, _, high = self.ends
        return high > low

    @property
    def grade(self) -> str:
        """Return standing and confidence as one text.

        Examples
        --------
        >>> Quantity(2.0, standing=Standing.RECALLED, confidence="high").grade
        'recalled/high'
        """
        return f"{self.standing}/{self.confidence}" if self.confidence else str(self.standing)

    def to(self, unit: str) -> Quantity:
        """Return the same quantity in another unit.

        Raises
        ------
        UnitError
            The units do not measure the same thing.

        Examples
        --------
        >>> Quantity(2.0, "t", 1.0, 3.0).to("kg").high
        3000.0
        """
        return self if unit == self.unit else self.scaled(convert(1.0, self.unit, unit), unit)

    def scaled(self, factor: float, unit: str) -> Quantity:
        """Return the quantity times a certain factor, which leaves its law and key as they are.

        Examples
        --------
        >>> Quantity(2.0, "g Hg/t", 1.0, 3.0).scaled(0.001, "kg Hg/t").ends
        (0.001, 0.002, 0.003)
        """
        low, high = (None if end is None else end * factor for end in (self.low, self.high))
        return replace(self, value=self.value * factor, unit=unit, low=low, high=high)

    def with_law(
        self, choice: LawChoice, *, ends: Ends = Ends.BOUNDS, level: float = 0.95, share: bool = False
    ) -> Quantity:
        """Return the quantity with the law that a choice gives it.

        Parameters
        ----------
        choice : LawChoice
            The plain triangle, or the law by what the ends are.
        ends : Ends
            What the ends are.
        level : float
            Part of the draws between them, if they are an interval.
        share : bool
            Whether the quantity is a share of something.

        Examples
        --------
        >>> print(Quantity(5.0, "g Hg/t", 3.0, 50.0).with_law(LawChoice.STATED).law)
        log_triangle
        """
        if choice is LawChoice.TRIANGLE:
            return replace(self, law=Law.TRIANGLE)
        low, _, high = self.ends
        law = stated_law(low, self.value, high, ends=ends, share=share)
        return replace(self, law=law, level=level)

    def at(self, uniform: Array) -> Array:
        """Return the values at uniform numbers; they are all the same where nothing is drawn.

        Examples
        --------
        >>> Quantity(2.0, "t", 1.0, 5.0).at(np.array([0.0, 1.0])).tolist()
        [1.0, 5.0]
        """
        low, central, high = self.ends
        if not self.is_drawn:
            return np.full(np.shape(uniform), central)
        return inverse(self.law, uniform, low, central, high, level=self.level)

    def draws(self, count: int, seed: int) -> Array:
        """Return draws that depend on nothing but key, law and seed; fewer draws are the first of more.

        Parameters
        ----------
        count : int
            How many, at least 1.
        seed : int

        Raises
        ------
        ValueError
            The quantity has a range and no key, so that nobody could tell what it moves with.

        Examples
        --------
        >>> coal = Quantity(0.15, "g Hg/t", 0.05, 0.3, key="coal")
        >>> bool((coal.draws(100, seed=1) == coal.draws(1000, seed=1)[:100]).all())
        True
        """
        if not self.is_drawn:
            return np.full(count, self.central)
        if not self.key:
            low, _, high = self.ends
            raise ValueError(
                f"a quantity with a range ({low:g} to {high:g} {self.unit}) needs a key to be drawn"
            )
        return self.at(uniform_draws(self.key, count, seed))

    def law_sentence(self) -> LawSentence | None:
        """Return the sentence that names the law with its numbers; None without a range."""
        return law_sentence(self.law, *self.ends, level=self.level) if self.is_drawn else None

    def as_dict(self) -> dict[str, Any]:
        """Return what is known, for JSON; what is not known, and what is as usual, is omitted.

        Examples
        --------
        >>> Quantity(2.0, "t", 1.0, 5.0).as_dict()
        {'value': 2.0, 'unit': 't', 'low': 1.0, 'high': 5.0, 'standing': 'user'}
        """
        made: dict[str, Any] = {"value": None if math.isnan(self.value) else self.value, "unit": self.unit}
        made |= {name: end for name, end in (("low", self.low), ("high", self.high)) if end is not None}
        texts = (("source", self.source), ("standing", self.grade), ("key", self.key), ("year", self.year))
        made |= {name: text for name, text in texts if text}
        if self.law is not Law.TRIANGLE:
            made["law"] = str(self.law)
        if self.disputed:
            made["disputed"] = True
        return made
