"""Input factors: what a user wrote, in kilograms of mercury per unit of activity."""

from __future__ import annotations

import functools
from typing import Final

from quicksilver.errors import UnitError
from quicksilver.quantities.units.activities import conversion, unreadable, wanted_unit, words_of
from quicksilver.quantities.units.grammar import parse
from quicksilver.quantities.units.measures import exact, measured, per_year
from quicksilver.quantities.units.unit import Unit

__all__ = ["kg_per_activity_unit"]

_SMALL: Final = ("kg", "g", "mg", "ug", "ng", "t")


def kg_per_activity_unit(value: float, factor_unit: str, activity_unit: str) -> float:
    """Return an input factor in kilograms of mercury per unit of activity.

    Parameters
    ----------
    value : float
        In ``factor_unit``.
    factor_unit : str
        ``"g Hg/t"``, ``"mg/kg"``, ``"ug Hg/Nm3"``, ``"g Hg/inhabitant/y"``, ``"ppm"``, ``"lb/short ton"`` ...
    activity_unit : str
        The source's published activity unit.

    Returns
    -------
    float
        kg Hg per unit of activity.

    Raises
    ------
    UnitError
        The unit cannot be read or is per something else than the activity.

    Examples
    --------
    >>> round(kg_per_activity_unit(0.15, "g Hg/t", "t coal combusted/y"), 12)
    0.00015
    """
    mass, often, per = _factor_parts(factor_unit, activity_unit)
    # One multiplication and one division by powers of ten, in the order that keeps 0.15 g/t at 0.00015.
    made = value * mass / per
    return made if often == 1.0 else made * often


@functools.lru_cache(maxsize=4096)
def _factor_parts(factor_unit: str, activity_unit: str) -> tuple[float, float, float]:
    """Return the mass above the line in kg, how often its period is in a year, and what is below in units of activity."""
    try:
        read = parse(factor_unit, known=words_of(activity_unit))
        if read.terms in ((("ppm", 1),), (("ppb", 1),)):
            read = parse(("mg" if read.terms[0][0] == "ppm" else "ug") + "/kg")
    except UnitError as error:
        raise _factor_refusal(factor_unit, error) from None
    above = tuple(term for term in read.body if term[1] > 0)
    below = tuple((symbol, -power) for symbol, power in read.body if power < 0)
    if len(read.period) > 1:
        raise UnitError(
            f"factor unit {factor_unit!r} is per year twice", code="unit.factor.twice", unit=factor_unit
        )
    if not below:
        raise UnitError(
            f"factor unit {factor_unit!r} is not a mass of mercury per unit of activity",
            code="unit.factor.other",
            unit=factor_unit,
        )
    mass = measured(Unit(above, (read.powers[0], 0)))
    if not mass.check("[mass]") or read.materials[0] - {"mercury"}:
        raise UnitError(
            f"factor unit {factor_unit!r} does not begin with a mass of mercury ({', '.join(_SMALL)})",
            code="unit.factor.mass",
            unit=factor_unit,
            masses=list(_SMALL),
        )
    try:
        often = per_year(read.period[0][0]) if read.period else 1.0
        # Of what is counted and not per year (inhabitants), the factor has the period.
        if often != 1.0 and wanted_unit(activity_unit).period:
            raise unreadable(factor_unit, activity_unit, "/" + read.period[0][0])
        per = Unit(below, (read.powers[1], 0), (read.materials[1], frozenset()), read.bases, read.state)
        per_base = conversion(str(per), activity_unit, None, None)[0]
    except UnitError as error:
        raise _factor_refusal(factor_unit, error) from None
    return exact(float(mass.to("kilogram").magnitude)), often, per_base


def _factor_refusal(factor_unit: str, error: UnitError) -> UnitError:
    why = {"key": error.code, "values": error.values, "table": "problems"}
    return UnitError(
        f"factor unit {factor_unit!r}: {error}",
        code="unit.factor.activity",
        readings=error.readings,
        unit=factor_unit,
        why=why,
    )
