"""Activities and input factors: what a user wrote, in the unit of the source, with what was done and assumed."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quicksilver.errors import UnitError
from quicksilver.quantities.units.grammar import parse
from quicksilver.quantities.units.measures import (
    basis_conflict,
    exact,
    material_conflict,
    measured,
    per_year,
    registry,
    short,
)
from quicksilver.quantities.units.text import cleaned, folded, tokens
from quicksilver.quantities.units.unit import Unit

__all__ = [
    "Activity",
    "Step",
    "accepted_units",
    "base_unit",
    "conversion",
    "convert_activity",
    "unreadable",
    "wanted_unit",
    "words_of",
]


@dataclass(frozen=True, slots=True)
class Step:
    """What was done or assumed in a conversion: the key of a sentence, and its values.

    Attributes
    ----------
    key : str
        ``conversion``, ``period``, ``normal_cubic``, ``calorific`` or ``density``.
    values : mapping of str to str or float
    """

    key: str
    values: Mapping[str, str | float]


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity in the base unit of its source, and how it got there.

    Attributes
    ----------
    value : float
        In ``unit`` per year.
    unit : str
        The source's activity unit as published.
    steps : tuple of Step
        What was done and assumed; empty when the unit was the source's own.
    factor : float
        What one of the user's units is in the base unit.
    """

    value: float
    unit: str
    steps: tuple[Step, ...]
    factor: float


@functools.lru_cache(maxsize=1024)
def words_of(activity_unit: str) -> frozenset[str]:
    """Return the words of a published unit, which are known beside it."""
    return frozenset(folded(token.text) for token in tokens(cleaned(activity_unit)) if token.kind == "word")


@functools.lru_cache(maxsize=1024)
def wanted_unit(activity_unit: str) -> Unit:
    """Return a published unit, taken apart; it may have its own words."""
    return parse(activity_unit, known=words_of(activity_unit))


def base_unit(activity_unit: str) -> str:
    """Return the bare unit of a published activity unit.

    Examples
    --------
    >>> base_unit("t coal combusted/y")
    't'
    """
    return short(wanted_unit(activity_unit)) if activity_unit.strip() else ""


def accepted_units(activity_unit: str) -> tuple[str, ...]:
    """Return the units accepted in the unit column of a source, its own unit first.

    Examples
    --------
    >>> accepted_units("t coal combusted/y")[:3]
    ('t', 'kt', 'Mt')
    """
    base = base_unit(activity_unit)
    choices = {
        "t": ("t", "kt", "Mt", "kg", "Gg", "short ton", "long ton"),
        "kg": ("kg", "g", "t", "lb", "troy oz"),
        "Nm3": ("Nm3", "thousand Nm3", "million Nm3", "Sm3", "million Sm3", "m3", "million m3", "bcm"),
        "m3": ("m3", "thousand m3", "million m3", "ML"),
        "items": ("items", "thousand items", "million items"),
        "inhabitants": ("inhabitants", "thousand inhabitants", "million inhabitants"),
        "vehicles": ("vehicles", "thousand vehicles"),
        "corpses": ("corpses", "thousand corpses"),
        "MWh": ("MWh", "GWh", "TWh", "kWh"),
        "sites": ("sites",),
    }
    energy = ("TJ", "GJ", "PJ", "GWh", "ktoe") if _is_fuel(activity_unit) else ()
    return choices.get(base, (base,)) + energy


def _is_fuel(activity_unit: str) -> bool:
    """Return whether the source burns or handles a fuel, for which energy with a calorific value will do."""
    words = ("coal", "oil", "gas", "biomass", "charcoal", "peat", "product combusted", "t product/y")
    return any(word in activity_unit for word in words)


def _read(text: str, activity_unit: str) -> Unit:
    """Return a text as a unit of an activity, or refuse it as one."""
    named: dict[str, Any] = {"unit": text, "wanted": activity_unit}
    what = f"unit {text!r} cannot be read as a unit of '{activity_unit}'"
    try:
        read = parse(text, known=words_of(activity_unit))
    except UnitError as wrong:
        if wrong.readings:
            raise UnitError(
                f"{what}. It is ambiguous: write {' or '.join(wrong.readings)}",
                code="unit.unreadable.ambiguous",
                readings=wrong.readings,
                clear=wrong.values["clear"],
                **named,
            ) from None
        if "words" not in wrong.values:
            raise UnitError(what, code="unit.unreadable", **named) from None
        raise unreadable(text, activity_unit, wrong.values["words"]) from None
    wanted = wanted_unit(activity_unit)
    if material_conflict(read, wanted):
        raise UnitError(
            f"unit {text!r} is of another material than '{activity_unit}', which the factor is per",
            code="unit.activity.material",
            **named,
        )
    if basis_conflict(read, wanted):
        raise UnitError(
            f"unit {text!r} is on another basis than '{activity_unit}'", code="unit.activity.basis", **named
        )
    return read


def unreadable(text: str, activity_unit: str, words: str) -> UnitError:
    """Return the refusal of a unit of an activity with words that are not known in their place."""
    return UnitError(
        f"unit {text!r} cannot be read as a unit of '{activity_unit}': {words!r} is not a known unit, material, basis, "
        "multiplier or period there",
        code="unit.unreadable.words",
        words=words,
        unit=text,
        wanted=activity_unit,
    )


def _body(unit: Unit) -> Any:
    """Return a unit without the time that it is per."""
    return measured(Unit(unit.body, unit.powers, state=unit.state))


def _periods(read: Unit, wanted: Unit, text: str, activity_unit: str) -> tuple[str, float]:
    """Return the period that an amount is given for, and how often it is in a year; a year where none is stated."""
    if not read.period:
        return "yr", 1.0
    (symbol, power), *others = read.period
    if others or power != -1 or (symbol != "yr" and not wanted.period):
        raise unreadable(text, activity_unit, " ".join(f"/{name}" for name, _ in read.period))
    return symbol, per_year(symbol)


def convert_activity(
    value: float,
    unit: str,
    activity_unit: str,
    *,
    calorific_value: float | None = None,
    density: float | None = None,
) -> Activity:
    """Return an activity in the source's own unit.

    An amount per month counts twelve times; one per day, week, hour or second counts for a year of 365 days. The step
    ``period`` states it.

    Parameters
    ----------
    value : float
        Amount in ``unit``, per year where that names no period.
    unit : str
        As the user wrote it: ``"kt"``, ``"t coal/y"``, ``"万吨"``, ``"t per month"``, ``"million m3"``, ``"TJ"`` ...
    activity_unit : str
        The source's published unit.
    calorific_value : float, optional
        Net calorific value in MJ per kg (equal to GJ/t and TJ/kt), or MJ per Nm3 for a gas; needed when
        ``unit`` is an energy.
    density : float, optional
        In kg per m3; needed when a volume is given for a mass.

    Returns
    -------
    Activity

    Raises
    ------
    UnitError
        The unit is unknown, ambiguous, of another kind, material or basis, or has an unknown word in it.

    Examples
    --------
    >>> convert_activity(2.0, "kt", "t coal combusted/y").value
    2000.0
    >>> convert_activity(5.0, "t d-1", "t ore/y").value
    1825.0
    """
    factor, steps = conversion(unit, activity_unit, calorific_value, density)
    return Activity(value * factor, activity_unit, steps, factor)


@functools.lru_cache(maxsize=4096)
def conversion(
    unit: str, activity_unit: str, calorific_value: float | None, density: float | None
) -> tuple[float, tuple[Step, ...]]:
    """Return what one of a unit is in the unit of an activity, and the steps to it."""
    read, wanted = _read(unit, activity_unit), wanted_unit(activity_unit)
    period, often = _periods(read, wanted, unit, activity_unit)
    target = _body(wanted)
    steps: list[Step] = []
    carried = _bridge(_body(read), target, unit, activity_unit, calorific_value, density, steps)
    factor = float((carried / target).to_base_units().magnitude)
    factor = exact(factor * often) if often != 1.0 else factor
    if often != 1.0:
        steps.insert(0, Step("period", {"period": period, "number": often}))
    if factor != 1.0:
        values: dict[str, str | float] = {
            "unit": _shown(unit, read),
            "number": factor,
            "target": base_unit(activity_unit),
        }
        steps.insert(0, Step("conversion", values))
    return factor, tuple(steps)


def _shown(text: str, read: Unit) -> str:
    """Return a unit as it was written, without the year that every amount is per and what is in brackets."""
    if any(symbol == "yr" for symbol, _ in read.period) or read.bases or read.state:
        return str(Unit(read.body, read.powers, read.materials))
    return cleaned(text)


def _bridge(
    given: Any,
    target: Any,
    unit: str,
    activity_unit: str,
    calorific_value: float | None,
    density: float | None,
    steps: list[Step],
) -> Any:
    """Carry a unit over to the target's dimension by a stated property of the material."""
    pint = registry()
    if given.dimensionality == target.dimensionality:
        return given
    energy = given.check("[energy]")
    gas = target.check("[normal_volume]")
    if gas and given.check("[volume]"):
        steps.append(Step("normal_cubic", {}))
        return given * pint.Quantity(1, "normal_cubic_metre / meter**3")
    if energy and (gas or target.check("[mass]")):
        if calorific_value is None:
            raise UnitError(
                f"unit {unit!r} is an energy; give its calorific value to get '{activity_unit}'",
                code="unit.activity.energy",
                unit=unit,
                wanted=activity_unit,
            )
        per = "megajoule / normal_cubic_metre" if gas else "megajoule / kilogram"
        steps.append(Step("calorific", {"number": calorific_value, "unit": "Nm3" if gas else "kg"}))
        return given / pint.Quantity(calorific_value, per)
    if given.check("[volume]") and target.check("[mass]"):
        if density is None:
            raise UnitError(
                f"unit {unit!r} is a volume; give the density in kg/m3 to get '{activity_unit}'",
                code="unit.activity.volume",
                unit=unit,
                wanted=activity_unit,
            )
        steps.append(Step("density", {"number": density}))
        return given * pint.Quantity(density, "kilogram / meter**3")
    raise UnitError(
        f"unit {unit!r} cannot be converted to '{activity_unit}'",
        code="unit.activity.other",
        unit=unit,
        wanted=activity_unit,
    )
