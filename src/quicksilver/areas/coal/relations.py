"""Numbers of coal and fleets that follow from each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem
from quicksilver.factors.facts import facts
from quicksilver.quantities import Quantity, Standing, ranged
from quicksilver.quantities.decimals import three_digits

__all__ = ["CONTENT", "FLEET", "REGRESSION", "Product", "solved"]

#: (whole, part, part, scale): whole = scale * part * part.
Product = tuple[str, str, str, float]
_HEAT: tuple[Product, ...] = (("mercury_content", "energy_content", "heating_value", 1e-3),)
_FLEET: tuple[Product, ...] = (
    ("emission", "emission_factor", "electricity", 1.0),
    ("emission", "emission_ratio", "input", 1.0),
    ("input", "mercury_content", "coal", 1000.0),
)
_TOP = 0.98  # of the regression: the largest removal that was measured on average


def solved(given: Mapping[str, Any], products: Sequence[Product]) -> dict[str, Any]:
    """Return the numbers that follow from those given, by products of two.

    Parameters
    ----------
    given : mapping of str to float or ndarray
    products : sequence of Product

    Examples
    --------
    >>> solved({"input": 10.0, "emission_ratio": 0.25}, (("emission", "emission_ratio", "input", 1.0),))
    {'emission': 2.5}
    """
    known = dict(given)
    while True:
        before = len(known)
        for whole, first, second, scale in products:
            missing = [name for name in (whole, first, second) if name not in known]
            if missing == [whole]:
                known[whole] = scale * known[first] * known[second]
            elif len(missing) == 1:
                other = second if missing == [first] else first
                if np.all(np.asarray(known[other]) != 0):
                    known[missing[0]] = known[whole] / known[other] / scale
        if len(known) == before:
            return {name: value for name, value in known.items() if name not in given}


def _check(
    known: Mapping[str, float], derived: Mapping[str, float], products: Sequence[Product], enough: str
) -> None:
    """Raise where nothing follows, or where the numbers contradict each other by more than a per cent."""
    every = {**known, **derived}
    problems = []
    for whole, first, second, scale in products:
        if all(name in every for name in (whole, first, second)):
            made = scale * every[first] * every[second]
            if abs(made - every[whole]) > 0.01 * max(abs(made), abs(every[whole])):
                problems.append(
                    Problem(
                        f"{whole} {every[whole]:.6g} is not {first} times {second}, {made:.6g}",
                        "input",
                        "numbers that agree to one per cent",
                        remedy=f"omit {whole}, {first} or {second}",
                    )
                )
    if not derived and not problems and not any({w, a, b} <= set(known) for w, a, b, _ in products):
        problems.append(Problem("too few numbers are given", "input", enough, remedy=f"give {enough}"))
    top = derived.get("emission_ratio", 0.0)
    if top > 1 + 1e-9:
        problems.append(
            Problem(
                f"the emission is {top:.3g} times the mercury in the coal", "input", "a ratio of at most 1"
            )
        )
    if problems:
        raise InputProblems(problems)


def _relation(products: Sequence[Product], units: Mapping[str, str], enough: str, given: Given) -> Answer:
    numbers = {name: given.number(name) for name in units if given.get(name) is not None}
    centre = {name: number.central for name, number in numbers.items()}
    derived = solved(centre, products)
    _check(centre, derived, products, enough)
    made = ranged(
        lambda **drawn: {n: v for n, v in solved(drawn, products).items() if n in derived}, numbers, units
    )
    return Answer({name: made.get(name) for name in units})


def _verb(name: str, about: str, slots: Sequence[Slot], products: Sequence[Product], enough: str) -> Verb:
    units = {slot.name: slot.unit for slot in slots}
    gives = tuple(Slot(n, u) for n, u in units.items())
    method = "; ".join(f"{w} = {s:g} {a} {b}" for w, a, b, s in products)
    return Verb(
        name, about, tuple(slots), gives, lambda given: _relation(products, units, enough, given), method
    )


CONTENT = _verb(
    "content",
    "Mercury content by mass and by energy, from two of three numbers.",
    (
        Slot(
            "mercury_content", "mg/kg", "Mercury per mass of coal.", required=False, bound="mercury in coal"
        ),
        Slot("energy_content", "kg/PJ", "Mercury per heat; lb/TBtu is accepted too.", required=False),
        Slot("heating_value", "MJ/kg", "Heating value of the same coal.", required=False),
    ),
    _HEAT,
    "two of mercury_content, energy_content and heating_value",
)
FLEET = _verb(
    "fleet",
    "Electricity, mercury in coal, coal burnt or emission of a fleet, whichever follows from the numbers given.",
    (
        Slot("emission", "kg", "Mercury emitted.", required=False),
        Slot("emission_factor", "g/GWh", "Emission per electricity; g/GWh is ug/kWh.", required=False),
        Slot(
            "emission_ratio", "1", "Emission as a share of the mercury in the coal.", required=False, high=1.0
        ),
        Slot("mercury_content", "mg/kg", "Mercury in the coal.", required=False, bound="mercury in coal"),
        Slot("electricity", "TWh", "Electricity generated.", required=False),
        Slot("input", "kg", "Mercury in the coal burnt.", required=False),
        Slot("coal", "Mt", "Coal burnt.", required=False),
    ),
    _FLEET,
    "two of a product: emission = emission_factor electricity = emission_ratio input, input = mercury_content coal",
)


def _regression(given: Given) -> Answer:
    """Return removal by chlorine, cut to what was measured, and say where the line leaves it."""
    kind, chlorine = given["controls"], given.number("chlorine")
    rows = {
        row.labels["parameter"]: row
        for row in facts("controls", sector="coal_power", technology=kind, fuel_or_class="Cl-regression")
    }
    slope, shift = (rows[name].number for name in ("slope_lnCl", "intercept"))
    assert slope is not None
    assert shift is not None

    def line(chlorine: Any) -> Any:
        return slope.value * np.log(np.maximum(chlorine, 1e-9)) + shift.value

    results: dict[str, Any] = dict(
        ranged(
            lambda chlorine: {"removal": np.clip(line(chlorine), 0.0, _TOP)},
            {"chlorine": chlorine},
            {"removal": "1"},
        )
    )
    raw = float(line(chlorine.central))
    ends = [float(np.exp((end - shift.value) / slope.value)) for end in (0.0, _TOP)]
    results |= {
        "unclipped": Quantity(raw, "1", standing=Standing.DERIVED),
        "zero_at": Quantity(ends[0], "mg/kg", standing=Standing.DERIVED),
        "full_at": Quantity(ends[1], "mg/kg", standing=Standing.DERIVED),
    }
    remarks = []
    if not 0 <= raw <= _TOP:
        remarks.append(
            f"outside the range of the measurements: the formula gives {raw:.2f}, which is limited to 0 to {_TOP}"
        )
    remarks.append(
        f"the line is 0 at {three_digits(ends[0])} and {_TOP} at {three_digits(ends[1])} mg/kg of chlorine; its scatter was not found"
    )
    return Answer(
        results,
        [{"name": n, **number.as_dict()} for n, number in (("slope", slope), ("intercept", shift))],
        remarks,
    )


REGRESSION = Verb(
    "regression",
    "Removal as a function of the chlorine in the coal, for a fabric filter with or without spray dryer.",
    (
        Slot("controls", kind="text", about="SDA+FF or FF.", choices=("SDA+FF", "FF")),
        Slot("chlorine", "mg/kg", "Chlorine in the coal."),
    ),
    (Slot("removal", "1"), Slot("unclipped", "1"), Slot("zero_at", "mg/kg"), Slot("full_at", "mg/kg")),
    _regression,
    "EPRI regression of the 1999 ICR measurements",
)
