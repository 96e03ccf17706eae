"""Published data of mercury cells and of the acetylene route, in the units of the calculators."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from quicksilver.factors.facts import fact, facts
from quicksilver.quantities import Quantity, Standing

__all__ = ["Stated", "added", "chlor_alkali_fact", "freed_per_capacity", "stated", "vcm_fact"]


@dataclass(frozen=True, slots=True)
class Stated:
    """A count or change that a source states; sources that differ are all kept."""

    item: str
    value: float
    year: str
    source: str
    note: str


def stated(item: str) -> tuple[Stated, ...]:
    """Return all statements about an item.

    Examples
    --------
    >>> [row.value for row in stated("countries with mercury-cell plants")]
    [44.0, 43.0]
    """
    return tuple(
        Stated(item, row.number.value, row.year, row.source, row.note)
        for row in facts("chloralkali_statements", item=item)
        if row.number is not None
    )


def chlor_alkali_fact(parameter: str, unit: str) -> Quantity:
    """Return a parameter of mercury cells, its unit written without the names of the substances."""
    return replace(fact("process_params", process="chloralkali", parameter=parameter), unit=unit)


def vcm_fact(parameter: str, unit: str) -> Quantity:
    """Return a parameter of the acetylene route to vinyl chloride."""
    return replace(fact("process_params", process="vcm", parameter=parameter), unit=unit)


def freed_per_capacity(unit: str = "t/kt") -> Quantity:
    """Return the mercury freed when cells close, t per kt of yearly chlorine capacity, with its range.

    Examples
    --------
    >>> freed_per_capacity().low
    1.3
    """
    return chlor_alkali_fact("Hg recovered at decommissioning", unit)


def added(numbers: Iterable[Quantity], unit: str) -> Quantity:
    """Return a sum, and the sum of the ends where one of the numbers has a range.

    Examples
    --------
    >>> total = added([Quantity(1.0, "kg"), Quantity(2.0, "kg", 1.0, 4.0)], "kg")
    >>> total.value, total.low, total.high
    (3.0, 2.0, 5.0)
    """
    terms = list(numbers)
    low = float(sum(n.central if n.low is None else n.low for n in terms))
    high = float(sum(n.central if n.high is None else n.high for n in terms))
    whole = float(sum(n.central for n in terms))
    return (
        Quantity(whole, unit, low, high, standing=Standing.DERIVED)
        if high > low
        else Quantity(whole, unit, standing=Standing.DERIVED)
    )
