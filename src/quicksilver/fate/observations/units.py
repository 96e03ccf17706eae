"""Units of observations: what one unit of a file is in the unit inside."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

from quicksilver.errors import UnitError
from quicksilver.fate.observations.series import Variable
from quicksilver.quantities.units import DAYS, NORMAL, Unit, measured, parse, quantity

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
#: Days of a year of a rate: a series runs over leap years, and its samples are divided by the time that they took.
_JULIAN: Final = 365.25
_PARTS: Final = ("yr", "half-year", "quarter", "month")


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


def _air(read: Unit) -> tuple[Unit, str]:
    """Return a unit of air as one of a normal cubic metre without saying so, and what is noted on it."""
    state = tuple(read.state)
    cubic = any(symbol == "Nm3" for symbol, _ in read.terms)
    if not state and not cubic:
        return read, ""
    terms = tuple(("m", 3 * power) if symbol == "Nm3" else (symbol, power) for symbol, power in read.terms)
    note = f"volume at {NORMAL[0]:g} K and {NORMAL[1]:g} hPa"
    if state and state != NORMAL:
        note = f"volume at {state[0]:g} K and {state[1]:g} hPa converted to {NORMAL[0]:g} K and {NORMAL[1]:g} hPa"
    return replace(read, terms=terms, state=()), note


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
    # Networks of mercury in air state STP, and mean 0 degC and one atmosphere; the note says so.
    read = parse(unit, standard=NORMAL)
    others = read.materials[0] - {"mercury"} or read.materials[1] or read.bases
    if others or (read.state and variable.kind != "air"):
        raise UnitError(f"unit {unit!r} is not one of {variable.long_name}")
    plain, note = _air(read)
    given, wanted = measured(plain), quantity(variable.unit)
    if read.state:
        # An amount in a cubic metre at 20 degC is in less than a normal one.
        given = given * (read.state[0] / NORMAL[0] * NORMAL[1] / read.state[1])
    per_year = wanted * quantity("yr")
    # mm of rain and kg per m2 are the same: a litre of water is taken as a kilogram.
    if variable.kind == "amount" and given.check("[mass]/[area]"):
        given = given / quantity("kg/L")
    amount = variable.kind == "deposition" and given.dimensionality == per_year.dimensionality
    if given.dimensionality != (per_year if amount else wanted).dimensionality:
        raise UnitError(f"unit {unit!r} is not one of {variable.long_name}")
    factor = float((given / (per_year if amount else wanted)).to("dimensionless").magnitude)
    # A day has its own length; a month is a part of the year, whatever that is.
    if read.period and not any(symbol in _PARTS for symbol, _ in read.period):
        factor *= _JULIAN / DAYS
    if not (math.isfinite(factor) and factor > 0):
        raise UnitError(f"unit {unit!r} is not one of {variable.long_name}")
    # 15 significant digits: 0.001 and not 0.0010000000000000002.
    return Scale(float(f"{factor:.15g}"), amount, note)


def _ppq(unit: str, temperature: float | None, pressure: float | None) -> Scale:
    if temperature is None or pressure is None:
        raise UnitError(f"{unit.strip()} needs the temperature (K) and pressure (hPa) of the cubic metre")
    if not (temperature > 0 and pressure > 0):
        raise UnitError(f"{temperature} K and {pressure} hPa are not a possible state of air")
    note = f"{unit.strip()} converted to ng m-3 at {temperature:g} K and {pressure:g} hPa"
    return Scale(ng_per_ppq(temperature, pressure), False, note)
