"""What a number can be by its nature: bounds with their sources, so that nothing impossible is calculated with.

A bound states what is impossible, not what is unlikely: the margins are wide, and what lies within is not yet
plausible. Bounds that follow from a definition (a share, the hours of a day) have no margin.
"""

from __future__ import annotations

import math
import types
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from quicksilver.errors import UnitError
from quicksilver.quantities.units import factor

__all__ = ["BOUNDS", "Bound", "bound_of_unit", "outside", "saturation"]


@dataclass(frozen=True, slots=True)
class Bound:
    """What a kind of quantity can be.

    Attributes
    ----------
    kind : str
        What it is of, in words.
    unit : str
    low, high : float
        Both ends are possible.
    source : str
        From what they follow.
    whole : bool
        Whether only whole numbers are possible.
    """

    kind: str
    unit: str
    low: float
    high: float
    source: str
    whole: bool = False

    def within(self, unit: str) -> Bound:
        """Return the bound in another unit.

        Raises
        ------
        UnitError
            The units do not measure the same thing.

        Examples
        --------
        >>> BOUNDS["shift"].within("min").high
        1440.0
        """
        scale = 1.0 if unit == self.unit else factor(self.unit, unit)
        return replace(self, unit=unit, low=self.low * scale, high=self.high * scale)


_DEFINITION: Final = "by definition"
_WORLD: Final = "ten times what the world extracts of all materials in a year, 107 Gt in 2024 (UNEP, Global Resources Outlook 2024)"
_ROWS: Final = (
    Bound("share", "1", 0.0, 1.0, _DEFINITION),
    Bound("content", "1", 0.0, 1.0, "a part is not more than the whole"),
    Bound(
        "mercury in coal",
        "mg/kg",
        0.0,
        1000.0,
        "twenty times the 55 mg/kg of a mineralised coal in Guizhou (Finkelman, Belkin and Zheng 1999, PNAS 96)",
    ),
    Bound("mass", "t", 0.0, 1e12, _WORLD),
    Bound("mass per year", "t/yr", 0.0, 1e12, _WORLD),
    Bound(
        "mercury",
        "t",
        0.0,
        1e6,
        "all mercury mined in 500 years, about 1 Mt (Hylander and Meili 2003, Sci. Total Environ. 304)",
    ),
    Bound(
        "mercury per year",
        "t/yr",
        0.0,
        1e6,
        "all mercury mined in 500 years, about 1 Mt (Hylander and Meili 2003, Sci. Total Environ. 304)",
    ),
    Bound(
        "mercury vapour in air",
        "ng/m3",
        0.0,
        1e8,
        "more than air can contain at 45 degC, 90 mg/m3 (Dumarey's equation, see saturation)",
    ),
    Bound("deposition of mercury", "ug/(m2*yr)", 0.0, 1e9, "a kilogram on each square metre in a year"),
    Bound("mercury in water", "ng/L", 0.0, 1.36e13, "mercury itself, 13.6 kg/L (CRC Handbook)"),
    Bound(
        "precipitation",
        "mm",
        0.0,
        1e5,
        "four times the wettest year, 26,470 mm (Cherrapunji 1861, WMO archive)",
    ),
    Bound("dental personnel per 1000 inhabitants", "1", 0.0, 1000.0, _DEFINITION),
    Bound(
        "heating value of a gas",
        "MJ/m3",
        0.0,
        150.0,
        "above butane, the heaviest common fuel gas: 124 MJ/m3 (NIST Webbook)",
    ),
    Bound("shift", "h", 0.0, 24.0, "hours of a day"),
    Bound("hours of a year", "h", 0.0, 8784.0, "hours of a leap year"),
    Bound("hours of work", "h", 0.0, 8.784e9, "a million people around the clock for a year"),
    Bound("days", "d", 0.0, 366_000.0, "a thousand years"),
    Bound("years", "yr", 0.0, 10_000.0, "longer than mercury has been used"),
    Bound("calendar year", "yr", 1500.0, 2500.0, "years that records and scenarios are of"),
    Bound(
        "inhabitants", "1", 0.0, 1e10, "people on Earth: 8.2e9 in 2024 (UN, World Population Prospects 2024)"
    ),
    Bound(
        "persons",
        "1",
        0.0,
        1e10,
        "people on Earth: 8.2e9 in 2024 (UN, World Population Prospects 2024)",
        whole=True,
    ),
    Bound("number of things", "1", 0.0, 1e12, "a hundred for everyone on Earth", whole=True),
    Bound("number", "1", -1e15, 1e15, "more than can be counted"),
    Bound(
        "efficiency of a steam power plant",
        "1",
        0.0,
        0.6,
        "the best unit has 0.494 (Pingshan II, 2022); steam of 650 degC against 20 degC allows 0.68 at most (Carnot)",
    ),
    Bound(
        "heating value",
        "MJ/kg",
        0.0,
        142.0,
        "hydrogen, the highest of all fuels: 141.8 MJ/kg (gross; NIST Webbook)",
    ),
    Bound(
        "energy",
        "TWh",
        0.0,
        1e6,
        "six times the world's primary energy of a year (IEA, World Energy Outlook 2024)",
    ),
    Bound("capacity of a plant", "MW", 0.0, 1e7, "all power plants of the world: 9e6 MW (IEA 2024)"),
    Bound("indoor volume", "m3", 0.0, 1e8, "seven times the largest building, 13.3e6 m3 (Boeing Everett)"),
    Bound("distance", "km", 0.0, 40_075.0, "circumference of the Earth at the equator (WGS 84)"),
    Bound("density", "t/m3", 0.0, 22.6, "osmium, the densest element: 22.59 t/m3 (CRC Handbook)"),
    Bound(
        "temperature of a gas",
        "degC",
        -90.0,
        3000.0,
        "the coldest air (WMO archive) to the hottest flame in air",
    ),
    Bound("mass of a body", "kg", 0.0, 650.0, "the heaviest person known, 635 kg"),
)
#: Kind -> its bound.
BOUNDS: Final[Mapping[str, Bound]] = types.MappingProxyType({row.kind: row for row in _ROWS})

#: Unit -> kind of what is given in it, where nothing more precise is known. Contents of one mass in another
#: are not here: in the unit of a content there are also factors of emission, which can be above 1.
_BY_UNIT: Final = (
    ("t", "mass"),
    ("t/yr", "mass per year"),
    ("MJ/kg", "heating value"),
    ("TWh", "energy"),
    ("TWh/yr", "energy"),
    ("MW", "capacity of a plant"),
    ("km", "distance"),
    ("t/m3", "density"),
    ("mg/kg", "content"),
    ("ug/g", "content"),
    ("h", "hours of a year"),
    ("d", "days"),
    ("yr", "years"),
)

#: What is given in hours is not given in years, and electricity for a tonne is no heating value.
_EXACT: Final = ("mg/kg", "ug/g", "h", "d", "yr", "MJ/kg", "t/m3")


def bound_of_unit(unit: str) -> Bound:
    """Return what any quantity of a unit can be, in that unit; money and rare units have only what can be counted.

    Examples
    --------
    >>> bound_of_unit("g").high, bound_of_unit("h").high, bound_of_unit("USD").kind
    (1e+18, 8784.0, 'number')
    """
    for known, kind in _BY_UNIT:
        bound = BOUNDS[kind]
        if unit == known:
            return bound.within(unit)
        if known in _EXACT:
            continue
        try:
            scale = factor(known, unit)
        except UnitError:
            continue
        return replace(bound, unit=unit, low=bound.low * scale, high=bound.high * scale)
    return replace(BOUNDS["number"], unit=unit)


def outside(value: float, bound: Bound) -> bool:
    """Return whether a value in the unit of a bound is impossible.

    Examples
    --------
    >>> outside(25.0, BOUNDS["shift"]), outside(0.5, BOUNDS["persons"]), outside(float("nan"), BOUNDS["share"])
    (True, True, True)
    """
    # What a unit's factor rounds off is no other number.
    low, high = (end - sign * 1e-12 * abs(end) for end, sign in ((bound.low, 1), (bound.high, -1)))
    if not math.isfinite(value) or not low <= value <= high:
        return True
    return bound.whole and not float(value).is_integer()


def saturation(temperature: float) -> float:
    """Return the most mercury vapour that air can hold, mg/m3.

    By the equation of Dumarey et al., as Brown and Brown (2008, Analyst 133, 1611) give it.

    Parameters
    ----------
    temperature : float
        degC.

    Examples
    --------
    >>> round(saturation(20.0), 1), round(saturation(40.0), 1)
    (13.2, 62.6)
    """
    kelvin = temperature + 273.15
    return float(3_216_522.61 / kelvin * 10.0 ** (8.134459741 - 3240.871534 / kelvin))
