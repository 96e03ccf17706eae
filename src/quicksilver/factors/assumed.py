"""The range of a factor: the published one, or one that is assumed from the spread of like factors.

A factor whose range nobody published is not certain. Its assumed range is as wide, relative to its value, as
the ranges of the shipped factors of the same Toolkit category and the same standing (the widest on each side),
or, where the category has none, of the shipped factors of the same standing (the median on each side: the widest
of them all would say nothing), and never narrower than a factor :data:`LEAST` on either side.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Final

from quicksilver.factors.model import Factor, RangeBasis, Source
from quicksilver.factors.tables import shipped
from quicksilver.quantities import Quantity, Standing

__all__ = ["LEAST", "Spread", "assumed_range", "range_basis", "spread_for", "spread_of", "with_range"]

#: An assumed range reaches at least from the value over this to the value times this.
LEAST: Final = 1.5
_DIGITS: Final = 3


@dataclass(frozen=True, slots=True)
class Spread:
    """How far ranges reach, relative to their central values.

    Attributes
    ----------
    below, above : float
        Central value over the low end, and high end over the central value; 1 or more.
    rests_on : str
        ``category`` or ``standing``: which shipped factors it was taken from; ``least`` where there are none.
    standing : Standing
        Of these factors.
    ids : tuple of str
        Their ids.
    """

    below: float
    above: float
    rests_on: str
    standing: Standing = Standing.ASSUMED
    ids: tuple[str, ...] = ()


@functools.cache
def _peers() -> tuple[tuple[Source, float, float], ...]:
    """Return the shipped sources with a range of their own, how far it reaches; one number is there once."""
    peers: dict[str, tuple[Source, float, float]] = {}
    for source in shipped().sources.values():
        quantity = source.factor.quantity
        low, central, high = quantity.ends
        if quantity.has_range and low > 0 and not math.isnan(quantity.value) and not source.factor.range_from:
            peers.setdefault(source.factor.key, (source, central / low, high / central))
    return tuple(peers.values())


def spread_of(category: str, standing: Standing) -> Spread:
    """Return the spread from which the range of a factor is assumed.

    Parameters
    ----------
    category : str
        Toolkit category, for example ``"5.5.3"``.
    standing : Standing
        Of the shipped factor that is used, or that a user's factor replaces.

    Examples
    --------
    >>> spread = spread_of("5.2.2", Standing.RECALLED)
    >>> spread.rests_on, round(spread.below, 2), spread.above, spread.ids
    ('category', 2.17, 10.0, ('5.2.2-whole', '5.2.2-conc'))
    >>> spread_of("5.5.4", Standing.RECALLED).rests_on
    'standing'
    """
    of_standing = [peer for peer in _peers() if peer[0].factor.standing is standing]
    of_category = [peer for peer in of_standing if category and peer[0].category == category]
    if of_category:
        below, above = max(peer[1] for peer in of_category), max(peer[2] for peer in of_category)
        return Spread(max(below, LEAST), max(above, LEAST), "category", standing, _ids(of_category))
    if of_standing:
        below, above = median(peer[1] for peer in of_standing), median(peer[2] for peer in of_standing)
        return Spread(max(below, LEAST), max(above, LEAST), "standing", standing, _ids(of_standing))
    return Spread(LEAST, LEAST, "least", standing)


def spread_for(factor: Factor, source: Source) -> Spread:
    """Return the spread from which the range of a factor of a source is assumed.

    No shipped factor has a user's standing: that of the factor which the user's replaces decides.
    """
    known = shipped().sources.get(source.id)
    return spread_of(source.category, known.factor.standing if known and factor.own else factor.standing)


def _ids(peers: Sequence[tuple[Source, float, float]]) -> tuple[str, ...]:
    return tuple(peer[0].id for peer in peers)


def assumed_range(value: float, spread: Spread) -> tuple[float, float]:
    """Return the ends of an assumed range, with three digits and rounded outwards.

    Examples
    --------
    >>> assumed_range(1.9, Spread(13 / 6, 10.0, "category"))
    (0.876, 19.0)
    """
    return _rounded(value / spread.below, math.floor), _rounded(value * spread.above, math.ceil)


def _rounded(value: float, to: Callable[[float], int]) -> float:
    if value == 0:
        return 0.0
    step = math.floor(math.log10(value)) - _DIGITS + 1
    # What is only the rounding of floating-point numbers must not move an end by a whole step.
    count = to(round(value / 10.0**step, 6))
    return float(f"{count}e{step}")


def range_basis(factor: Factor, source: Source) -> RangeBasis:
    """Return where the range of a factor comes from; ``none`` where nobody gives one.

    A range of the Toolkit whose ends are equal (``25 (25 to 25)``) is none. A user who gives equal ends states
    that the value is exact.

    Examples
    --------
    >>> for ident in ("L1-COAL-PP", "5.1.1-hard", "L1-AU-ASGM-NORET", "L1-LAMP-OTH", "L1-PROD-THERM"):
    ...     print(range_basis(shipped().sources[ident].factor, shipped().sources[ident]))
    level 2
    published
    none
    none
    exact
    """
    quantity = factor.quantity
    if quantity.has_range:
        if factor.kept:
            return RangeBasis.KEPT
        if factor.own:
            return RangeBasis.GIVEN
        return RangeBasis.LEVEL_2 if factor.range_from else RangeBasis.PUBLISHED
    if factor.own and quantity.range_known:
        return RangeBasis.EXACT
    # The activity is the mercury itself: 1 kg of it is 1 kg of it, by definition and not by measurement.
    exact = source.counts_mercury and quantity.unit == "kg Hg/kg" and quantity.value == 1
    return RangeBasis.EXACT if exact else RangeBasis.NONE


def with_range(factor: Factor, source: Source, *, assume: bool = True) -> tuple[Quantity, RangeBasis]:
    """Return the quantity of a factor with the range that it is drawn by, and where this range comes from.

    Parameters
    ----------
    factor : Factor
        The default of ``source``, or a user's value in its place.
    source : Source
    assume : bool
        Whether a range is assumed where none is known.

    Examples
    --------
    >>> lamps = shipped().sources["L1-LAMP-OTH"]
    >>> quantity, basis = with_range(lamps.factor, lamps)
    >>> quantity.ends, str(basis)
    ((8.33, 25.0, 41.7), 'assumed')
    """
    basis = range_basis(factor, source)
    quantity = factor.quantity
    if basis is not RangeBasis.NONE or not assume or math.isnan(quantity.value) or quantity.value == 0:
        return quantity, basis
    low, high = assumed_range(quantity.value, spread_for(factor, source))
    return replace(quantity, low=low, high=high), RangeBasis.ASSUMED
