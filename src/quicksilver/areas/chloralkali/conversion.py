"""Economics of converting mercury cells to membrane cells: capital against electricity and the handling of mercury.

A cash flow by year with net present value, internal rate of return and payback, as the study of conversions for the partnership
(UNEP 2012) sets it out; electricity use from the European reference document for chlor-alkali (2014).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from quicksilver.areas.chloralkali.facts import chlor_alkali_fact, freed_per_capacity
from quicksilver.areas.shared.money import MoneyVerb
from quicksilver.areas.verbs import Answer, Given, Slot
from quicksilver.errors import InputProblems, Problem
from quicksilver.quantities import Quantity, Standing, ranged

__all__ = ["VERBS"]

_NAMES = (
    "capacity",
    "capital_per_capacity",
    "capital",
    "electricity_cells",
    "electricity_membranes",
    "electricity_price",
    "load",
    "interest",
    "life",
    "other_savings",
    "once",
    "mercury_avoided",
    "freed_rate",
    "mercury_price",
)


def _cash(
    capacity: Any,
    electricity_cells: Any,
    electricity_membranes: Any,
    electricity_price: Any,
    load: Any,
    life: Any,
    freed_rate: Any,
    capital_per_capacity: Any = None,
    capital: Any = None,
    interest: Any = None,
    other_savings: Any = 0.0,
    once: Any = 0.0,
    mercury_avoided: Any = None,
    mercury_price: Any = None,
) -> dict[str, Any]:
    """Return the economics; capacity in t/yr, electricity in kWh/t and MWh, freed mercury in t."""
    if capital is None:
        capital = capacity * capital_per_capacity
    saved = capacity * load * (electricity_cells - electricity_membranes) / 1000
    freed = capacity * freed_rate / 1000
    first = capital + once - (0.0 if mercury_price is None else freed * 1000 * mercury_price)
    yearly = saved * electricity_price + other_savings
    payback = np.where(yearly > 0, np.maximum(first, 0.0) / np.where(yearly > 0, yearly, 1.0), np.inf)
    amounts = {
        "capital": capital,
        "first_cost": first,
        "electricity_saved": saved,
        "yearly_saving": yearly,
        "payback": payback[()],
        "freed": freed,
    }
    if interest is None:
        return amounts
    safe = np.where(interest > 0, interest, 1.0)
    worth = np.where(interest > 0, (1 - (1 + safe) ** -life) / safe, life)
    amounts |= {
        "net_present_value": (yearly * worth - first)[()],
        "annual_cost": (first / worth - yearly)[()],
    }
    if mercury_avoided is not None:
        amounts["cost_of_mercury_avoided"] = amounts["annual_cost"] / mercury_avoided
    return amounts


def _conversion(given: Given) -> Answer:
    """Yearly saving, payback and net present value of the conversion of mercury cells to membranes."""
    _check(given)
    numbers = {name: given[name] for name in _NAMES if name in given and isinstance(given[name], Quantity)}
    if "capital" in numbers:
        numbers.pop("capital_per_capacity", None)
    currency = given.get("currency") or "EUR"
    units = {
        "capital": currency,
        "first_cost": currency,
        "electricity_saved": "MWh/yr",
        "yearly_saving": f"{currency}/yr",
        "payback": "yr",
        "freed": "t",
        "net_present_value": currency,
        "annual_cost": f"{currency}/yr",
        "cost_of_mercury_avoided": f"{currency}/kg",
    }
    results: dict[str, Any] = {**dict.fromkeys(units), **ranged(_cash, numbers, units)}
    rows = _years(results, given)
    results |= {
        "internal_rate": _rate(results, given),
        "discounted_payback": _discounted(rows),
        "cash_flow": rows,
    }
    remarks = [
        f"money in {currency}"
        + (f" of {given['currency_year']}" if given.get("currency_year") else ", year not stated")
    ]
    if "interest" not in given:
        remarks.append("no interest rate was given: the net present value is unknown")
    if results["yearly_saving"].value <= 0:
        remarks.append(
            "there is no annual saving: the conversion does not pay for itself through electricity"
        )
    remarks.append(
        "steam, brine treatment, decommissioning and training are included only where given in other_savings and once"
    )
    return Answer(results, remarks=remarks)


def _check(given: Given) -> None:
    problems = []
    if "capital" not in given and "capital_per_capacity" not in given:
        problems.append(
            Problem(
                "capital_per_capacity is missing",
                "input",
                "money per t of annual capacity, or capital",
                remedy="add a value; 190 to 670 EUR/t is recalled with low confidence (EU reference document 2014) and is not a default",
            )
        )
    if "mercury_avoided" in given and given.number("mercury_avoided").central == 0:
        problems.append(Problem("no mercury is avoided", "mercury_avoided", "more than 0 kg/yr"))
    if problems:
        raise InputProblems(problems)


def _years(results: dict[str, Any], given: Given) -> list[dict[str, Any]]:
    """Return the cash flow by year at the central values; year 0 is the conversion."""
    rate = given.number("interest").central if "interest" in given else None
    first, yearly = results["first_cost"].value, results["yearly_saving"].value
    unit, rows, total, worth = results["first_cost"].unit, [], 0.0, 0.0
    for year in range(math.ceil(given.number("life").central) + 1):
        part = min(1.0, given.number("life").central - year + 1) if year else 1.0
        flow = yearly * part if year else -first
        total += flow
        worth += flow / (1 + rate) ** year if rate is not None else 0.0
        rows.append(
            {
                "year": year,
                "flow": Quantity(flow, unit, standing=Standing.DERIVED),
                "cumulative": Quantity(total, unit, standing=Standing.DERIVED),
                "cumulative_present_value": Quantity(worth, unit, standing=Standing.DERIVED)
                if rate is not None
                else None,
            }
        )
    return rows


def _rate(results: dict[str, Any], given: Given) -> Quantity | None:
    """Return the interest at which the net present value is nothing; None where there is no such."""
    from scipy.optimize import brentq

    first, yearly, life = (
        results["first_cost"].value,
        results["yearly_saving"].value,
        given.number("life").central,
    )
    if first <= 0 or yearly * life <= first:
        return None
    rate = brentq(
        lambda r: yearly * -math.expm1(-life * math.log1p(r)) / r - first, 1e-12, 10 * (yearly / first + 1)
    )
    return Quantity(float(rate), "1/yr", standing=Standing.DERIVED)


def _discounted(rows: list[dict[str, Any]]) -> Quantity | None:
    """Return the first year at whose end the present value is not negative."""
    return next(
        (
            Quantity(float(row["year"]), "yr", standing=Standing.DERIVED)
            for row in rows
            if row["cumulative_present_value"] is not None and row["cumulative_present_value"].value >= 0
        ),
        None,
    )


VERBS = (
    MoneyVerb(
        "conversion",
        "Economics of converting to membrane cells: saving, payback, net present value.",
        (
            Slot("capacity", "t/yr", "Chlorine."),
            Slot(
                "capital_per_capacity",
                "EUR/t",
                "Money per t of annual capacity; published values have low confidence.",
                required=False,
            ),
            Slot("capital", "EUR", "Total capital, instead.", required=False),
            Slot(
                "electricity_cells",
                "kWh/t",
                "Electricity per t of chlorine (alternating current).",
                default=chlor_alkali_fact("electricity mercury cell", "kWh/t"),
            ),
            Slot(
                "electricity_membranes",
                "kWh/t",
                "Electricity per t of chlorine (alternating current).",
                default=chlor_alkali_fact("electricity membrane cell", "kWh/t"),
            ),
            Slot("electricity_price", "EUR/MWh"),
            Slot(
                "load",
                "1",
                "Chlorine produced, as a share of the capacity.",
                default=Quantity(1.0, "1", standing=Standing.ASSUMED, source="full load"),
                high=1.0,
            ),
            Slot(
                "interest",
                "1/yr",
                "Real interest rate; without it there is no net present value.",
                required=False,
                high=1.0,
            ),
            Slot("life", "yr", default=Quantity(20.0, "yr", standing=Standing.ASSUMED), low=1.0, high=200.0),
            Slot(
                "other_savings",
                "EUR/yr",
                "Avoided cost of handling mercury, less additional cost of membranes.",
                required=False,
                low=-math.inf,
            ),
            Slot(
                "once", "EUR", "One-off cost in addition to capital: decommissioning, waste.", required=False
            ),
            Slot("mercury_avoided", "kg/yr", "Emission avoided, for the cost per kg.", required=False),
            Slot(
                "freed_rate", "kg/t", "Mercury in the cells per capacity.", default=freed_per_capacity("kg/t")
            ),
            Slot(
                "mercury_price",
                "EUR/kg",
                "Price of the freed mercury; without it the mercury is not sold.",
                required=False,
            ),
            Slot(
                "currency",
                kind="text",
                required=False,
                about="Currency of all amounts; EUR unless a unit names another.",
            ),
            Slot("currency_year", kind="text", required=False),
        ),
        (
            Slot("capital", "EUR"),
            Slot("first_cost", "EUR", "Capital and one-off cost, less mercury sold."),
            Slot("electricity_saved", "MWh/yr"),
            Slot("yearly_saving", "EUR/yr"),
            Slot("payback", "yr", endless=True),
            Slot("discounted_payback", "yr", endless=True),
            Slot("net_present_value", "EUR"),
            Slot("annual_cost", "EUR/yr"),
            Slot("cost_of_mercury_avoided", "EUR/kg"),
            Slot("internal_rate", "1/yr"),
            Slot("freed", "t"),
            Slot("cash_flow", kind="table"),
        ),
        _conversion,
        "UNEP 2012 (method); EU reference document 2014 (electricity)",
        home="EUR",
    ),
)
