"""What units measure: the registry of pint with the field's own units, and factors between units."""

from __future__ import annotations

import functools
from collections.abc import Set
from typing import Any, Final

from quicksilver.errors import UnitError
from quicksilver.quantities.units.grammar import parse
from quicksilver.quantities.units.lexicon import currency_signs, expression
from quicksilver.quantities.units.unit import NORMAL, Unit

__all__ = [
    "DAYS",
    "basis_conflict",
    "convert",
    "currencies",
    "exact",
    "factor",
    "material_conflict",
    "measured",
    "per_year",
    "quantity",
    "registry",
    "short",
]

#: Days of the year that an amount per day, week, hour or second is counted for: the year of statistics. A month is a
#: twelfth of it, whatever its days.
DAYS: Final = 365
_COUNTS: Final = ("item", "inhabitant", "vehicle", "corpse", "site")


@functools.lru_cache(maxsize=1)
def registry() -> Any:
    """Return the unit registry with the field's own units (built once, on first use)."""
    import pint

    made: Any = pint.UnitRegistry(cache_folder=None)
    for count in _COUNTS:
        made.define(f"{count} = [{count}s]")
    made.define("normal_cubic_metre = [normal_volume]")
    # Same gas at 15 degC instead of 0 degC, both at 101.325 kPa.
    made.define("standard_cubic_metre = 0.947943 * normal_cubic_metre")
    made.define("IQ_point = [IQ_points]")
    made.define("flask = 34.5 * kilogram")  # of mercury: 76 lb
    made.define(f"calendar_year = {DAYS} * day")
    return made


@functools.lru_cache(maxsize=512)
def _term(symbol: str) -> Any:
    """Return one of a unit by the sign that it is printed with."""
    made, stated = registry(), expression(symbol)
    if stated == symbol and len(symbol) == 3 and symbol.isupper() and symbol not in made:
        # Each currency is a dimension of its own: there is no rate of exchange without a date.
        made.define(f"{symbol} = [{symbol}]")
    parsed = made.parse_expression(stated)
    return parsed if hasattr(parsed, "dimensionality") else made.Quantity(parsed)


@functools.lru_cache(maxsize=4096)
def measured(unit: Unit) -> Any:
    """Return one of a unit as a quantity of pint.

    Examples
    --------
    >>> str(measured(parse("g Hg/t")).units)
    'gram / metric_ton'
    """
    made = registry()
    number, units = 10.0 ** unit.powers[0] / 10.0 ** unit.powers[1], made.Unit("")
    for symbol, power in unit.terms:
        if symbol == "m" and abs(power) == 3 and unit.state:
            # The law of the ideal gas: a normal cubic metre is larger at a higher temperature.
            ratio = NORMAL[0] / unit.state[0] * unit.state[1] / NORMAL[1]
            number *= ratio ** (power // 3)
            units = units * made.Unit("normal_cubic_metre") ** (power // 3)
            continue
        term = _term(symbol)
        number *= term.magnitude**power
        units = units * term.units**power
    return made.Quantity(float(number), units)


def quantity(text: str) -> Any:
    """Return one of a unit as a quantity of pint.

    Raises
    ------
    UnitError
        It has a word that is unknown or ambiguous.

    Examples
    --------
    >>> str(quantity("kg/year").dimensionality)
    '[mass] / [time]'
    """
    return measured(parse(text))


def exact(number: float) -> float:
    """Return a number without the last bits that a way through other units left: 0.001 and not 0.0010000000000000002.

    Examples
    --------
    >>> exact(0.0010000000000000002), exact(1 / 3)
    (0.001, 0.3333333333333333)
    """
    near = float(f"{number:.12g}")
    return near if abs(near - number) <= 4.5e-16 * abs(number) else number


def currencies(text: str) -> frozenset[str]:
    """Return the currencies that a unit is of or per; none where the unit cannot be read.

    Examples
    --------
    >>> sorted(currencies("thousand EUR/kg")), sorted(currencies("kg/USD")), sorted(currencies("USD x 10/kg"))
    (['EUR'], ['USD'], [])
    """
    try:
        read = parse(text)
    except UnitError:
        return frozenset()
    return frozenset(symbol for symbol, _ in read.terms if symbol.isupper() and symbol in currency_signs())


def per_year(period: str) -> float:
    """Return how often a period is in a year.

    Parameters
    ----------
    period : str
        Sign of a unit of time.

    Examples
    --------
    >>> per_year("month"), per_year("d"), per_year("yr")
    (12.0, 365.0, 1.0)
    """
    return exact(float((_term("yr") / _term(period)).to("dimensionless").magnitude))


def short(unit: Unit) -> str:
    """Return the first unit of a unit: ``t`` of ``t coal combusted/y``."""
    symbol, power = unit.terms[0]
    return f"{symbol}{power}" if power not in (1, -1) else symbol


def material_conflict(given: Unit, wanted: Unit) -> bool:
    """Return whether two units name different materials, of what they are or of what they are per."""
    return any(_differ(*pair) for pair in zip(given.materials, wanted.materials, strict=True))


def _differ(given: Set[str], wanted: Set[str]) -> bool:
    return bool(given) and bool(wanted) and not given & wanted


def basis_conflict(given: Unit, wanted: Unit) -> bool:
    """Return whether two units are on different bases, such as dry and wet."""
    return _differ(given.bases, wanted.bases)


@functools.lru_cache(maxsize=4096)
def factor(unit: str, wanted: str) -> float:
    """Return what a number in one unit is multiplied by to be in another.

    A material that only one of the two names (``g Hg/t coal``) does not count: the name of the quantity states what is
    measured. Any unknown word is refused. A year has 365 days, and a month is a twelfth of it.

    Parameters
    ----------
    unit, wanted : str
        For example ``g``, ``t/yr``, ``kg s-1``, ``mg/kg``, ``ug/Nm3``, ``USD/kg``, ``%``, ``1``.

    Raises
    ------
    UnitError
        A unit is unknown or ambiguous, or the two do not measure the same thing, material or basis.

    Examples
    --------
    >>> factor("t/yr", "kg/yr"), factor("%", "1"), round(factor("mg/kg", "g/t"), 12), round(factor("short ton/yr", "kg/yr"), 3)
    (1000.0, 0.01, 1.0, 907.185)
    """
    if unit == wanted:
        return 1.0
    import pint

    given, asked = parse(unit or "1"), parse(wanted or "1")
    if material_conflict(given, asked):
        raise UnitError(
            f"{unit!r} is of another material than {wanted!r}", code="unit.material", unit=unit, other=wanted
        )
    if basis_conflict(given, asked):
        raise UnitError(
            f"unit {unit!r} is on another basis than '{wanted}'",
            code="unit.activity.basis",
            unit=unit,
            wanted=wanted,
        )
    single, other = measured(given), measured(asked)
    try:
        ratio = float(single.to(other.units).magnitude) / float(other.magnitude)
        # A scale with another zero (degrees Celsius) has no factor.
        if abs(float((single * 0).to(other.units).magnitude)) > 1e-9:
            raise UnitError(
                f"{unit!r} and {wanted!r} have different zeros", code="unit.zero", unit=unit, other=wanted
            )
    except (pint.errors.PintError, ZeroDivisionError):
        raise UnitError(
            f"{unit!r} does not measure what {wanted!r} measures",
            code="unit.dimension",
            unit=unit,
            other=wanted,
        ) from None
    return exact(ratio)


def convert(value: float, unit: str, wanted: str) -> float:
    """Return a number in another unit; see :func:`factor`.

    Examples
    --------
    >>> convert(100, "g", "kg")
    0.1
    """
    return value * factor(unit, wanted)
