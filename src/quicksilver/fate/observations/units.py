"""Units of observations: what one unit of a file is in the unit inside."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

from quicksilver.errors import UnitError
from quicksilver.fate.observations.series import Variable
from quicksilver.quantities.units import quantity

__all__ = ["ACCEPTED", "Scale", "ng_per_ppq", "scale"]

# Mass of a mole: standard atomic weight of mercury, 200.592(3) g/mol (CIAAW 2011; IUPAC, doi:10.1515/pac-2019-0603).
MOLAR_MASS: Final = 200.592
# Gas constant, exact since the SI of 2019 (CODATA 2018), J/(mol K).
GAS_CONSTANT: Final = 8.31446261815324

ACCEPTED: Final = {
    "air": "ng m-3, pg m-3, ug m-3, ng/Nm3, or ppq with temperature and pressure",
    "deposition": "ug m-2 yr-1, ng m-2 d-1 (rates), or ng m-2, ug m-2 (amounts of a sample)",
    "concentration": "ng L-1, ng/l, ug L-1, pg/mL",
    "amount": "mm, cm, kg m-2",
}
_PPQ: Final = ("ppq", "ppqv", "fmol/mol", "fmol mol-1")
_SIGNS: Final = str.maketrans(
    {"³": "3", "²": "2", "µ": "u", "μ": "u", "⁻": "-", "¹": "1", "·": " ", "\u00a0": " "}
)
_PLAIN: Final = re.compile(r"[A-Za-z0-9*/^. -]{1,30}")
_EXPONENT: Final = re.compile(r"([A-Za-z])(?:\*\*|\^)?(-?\d)(?!\d)")
_NORMAL: Final = re.compile(r"(?<![A-Za-z])Nm(?=-?3)")


@dataclass(frozen=True, slots=True)
class Scale:
    """What one unit of the file is.

    Attributes
    ----------
    factor : float
        In the unit inside, or in that unit times a year when ``amount``.
    amount : bool
        Whether the unit is of a sample and is to be divided by the years it took.
    note : str
        What was assumed; empty when nothing.
    """

    factor: float
    amount: bool = False
    note: str = ""


def ng_per_ppq(temperature: float, pressure: float) -> float:
    """Return ng per m3 of one ppq (fmol per mol) of mercury, by the law of the ideal gas.

    Parameters
    ----------
    temperature : float
        K, of the air that the cubic metre is of.
    pressure : float
        hPa.

    Examples
    --------
    >>> round(ng_per_ppq(273.15, 1013.25), 6)
    0.008949
    """
    moles = pressure * 100.0 / (GAS_CONSTANT * temperature)
    return 1e-15 * moles * MOLAR_MASS * 1e9


def _expression(unit: str) -> str:
    """Return a unit as a file writes it (``ng m-3``, ``µg/m²``) in the language of pint."""
    plain = re.sub(r"\bHg\b", " ", unit.translate(_SIGNS)).strip()
    if not _PLAIN.fullmatch(plain) or re.search(r"\d\d", plain):
        raise ValueError(unit)
    return re.sub(r"\s+", " ", _EXPONENT.sub(r"\1**\2", _NORMAL.sub("m", plain)))


def scale(
    unit: str, variable: Variable, *, temperature: float | None = None, pressure: float | None = None
) -> Scale:
    """Return what one unit of a file is in the unit of a variable.

    Parameters
    ----------
    unit : str
        As in the file. A word ``Hg`` is ignored.
    variable : Variable
    temperature, pressure : float, optional
        K and hPa, needed for ppq only.

    Raises
    ------
    UnitError
        The unit is not known or of another kind, or ppq comes without temperature and pressure.

    Examples
    --------
    >>> from quicksilver.fate.observations.series import variables
    >>> scale("pg/m3", variables()["gem"]).factor
    0.001
    """
    if variable.kind == "air" and unit.strip().casefold() in _PPQ:
        return _ppq(unit, temperature, pressure)
    wanted = quantity(_expression(variable.unit))
    try:
        unit_quantity = quantity(_expression(unit))
        per_year = wanted * quantity("year")
        # mm of rain and kg per m2 are the same: a litre of water is taken as a kilogram.
        if variable.kind == "amount" and unit_quantity.check("[mass]/[area]"):
            unit_quantity = unit_quantity / quantity("kg/L")
        amount = variable.kind == "deposition" and unit_quantity.dimensionality == per_year.dimensionality
        factor = float((unit_quantity / (per_year if amount else wanted)).to("dimensionless").magnitude)
    except Exception as error:  # pint raises of many kinds on a text that is no unit
        raise UnitError(f"unit {unit!r} is not one of {variable.long_name}") from error
    if not (math.isfinite(factor) and factor > 0):
        raise UnitError(f"unit {unit!r} is not one of {variable.long_name}")
    # 15 significant digits: 0.001 and not 0.0010000000000000002.
    note = "volume at 273.15 K and 1013.25 hPa" if _NORMAL.search(unit.translate(_SIGNS)) else ""
    return Scale(float(f"{factor:.15g}"), amount, note)


def _ppq(unit: str, temperature: float | None, pressure: float | None) -> Scale:
    if temperature is None or pressure is None:
        raise UnitError(f"{unit.strip()} needs the temperature (K) and pressure (hPa) of the cubic metre")
    if not (temperature > 0 and pressure > 0):
        raise UnitError(f"{temperature} K and {pressure} hPa are not a possible state of air")
    note = f"{unit.strip()} converted to ng m-3 at {temperature:g} K and {pressure:g} hPa"
    return Scale(ng_per_ppq(temperature, pressure), False, note)
