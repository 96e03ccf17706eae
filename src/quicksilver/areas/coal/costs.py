"""Cost of mercury control: annuity, per kWh, per kg not emitted, three rules of allocation, sensitivity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from quicksilver.areas.shared.annuities import recovery_factor
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem
from quicksilver.factors.facts import facts
from quicksilver.quantities import Quantity, Standing, ranged

__all__ = ["ALLOCATIONS", "COST", "annuity", "sorbent_costs"]

ALLOCATIONS = ("none", "all", "benefit-share")
_UNITS = {
    "capital_recovery_factor": "1/yr",
    "annual_cost": "USD/yr",
    "cost_per_mass": "USD/kg",
    "cost_per_electricity": "USD/kWh",
}


def annuity(
    capital: Any,
    operation: Any,
    interest: Any,
    life: Any,
    removed: Any = None,
    electricity: Any = None,
    allocated: Any = None,
) -> dict[str, Any]:
    """Return the annual cost of an investment, also per mass not emitted and per electricity.

    The capital recovery factor is i (1 + i)^n / ((1 + i)^n - 1); without interest it is 1 / n.

    Parameters
    ----------
    capital, operation : float or ndarray
        USD and USD/yr.
    interest, life : float or ndarray
        1/yr and years.
    removed, electricity : float or ndarray, optional
        kg/yr not emitted beyond the baseline and kWh/yr, both above zero.
    allocated : float or ndarray, optional
        Share of the cost allocated to mercury; 1 by default.

    Returns
    -------
    dict
        ``capital_recovery_factor``, ``annual_cost``, and ``cost_per_mass``, ``cost_per_electricity`` where requested.

    Examples
    --------
    >>> round(float(annuity(3.6e6, 0.64e6, 0.07, 20)["annual_cost"]))
    979815
    """
    factor = recovery_factor(interest, life)
    yearly = (capital * factor + operation) * (1.0 if allocated is None else allocated)
    costs = {"capital_recovery_factor": factor[()], "annual_cost": yearly}
    if removed is not None:
        costs["cost_per_mass"] = yearly / removed
    if electricity is not None:
        costs["cost_per_electricity"] = yearly / electricity
    return costs


def sorbent_costs() -> tuple[Quantity, Quantity, str]:
    """Return capital (USD) and annual operating cost (USD/yr) of sorbent injection at one boiler, and the year of the money."""
    rows = {row.labels["item"]: row for row in facts("costs", area="coal", defaults_only=True)}
    capital = rows["sorbent injection system, install + monitor"]
    yearly = rows["sorbent injection, yearly"]
    assert capital.number is not None
    assert yearly.number is not None
    first = replace(capital.number, value=capital.number.value * 1e6, unit="USD", low=None, high=None)
    return (
        first,
        replace(yearly.number, unit="USD/yr", low=None, high=None),
        capital.year,
    )


def _checked(given: Given) -> None:
    """Raise for what cannot be divided by, and for capital that is given twice or not at all."""
    problems = [
        Problem(
            f"{name} is not above 0",
            f"input, {name}",
            "above 0",
            remedy=f"omit {name} where it is not known",
        )
        for name in ("removed", "electricity")
        if given.get(name) is not None and min(given.number(name).ends) <= 0
    ]
    per_kw = given.get("capital_per_capacity") is not None and given.get("capacity") is not None
    if per_kw == (given.get("capital") is not None):
        problems.append(
            Problem(
                "capital is given twice" if per_kw else "no capital",
                "input, capital",
                "capital, or capital_per_capacity with capacity",
                remedy='add "capital": ..., or both other quantities',
            )
        )
    share, rule = given.get("allocated"), given.get("allocation")
    if rule == "benefit-share" and share is None:
        problems.append(
            Problem(
                "the share of the benefit is missing",
                "input, allocated",
                "0 to 1",
                remedy='add "allocated": 0.3',
            )
        )
    if share is not None and rule in ("none", "all") and share.central != float(rule == "all"):
        problems.append(
            Problem(f"allocation {rule} and a share of {share.central:g}", "input, allocation", "one of them")
        )
    if problems:
        raise InputProblems(problems)


def _numbers(given: Given) -> dict[str, Quantity]:
    names = ("operation", "interest", "life", "removed", "electricity")
    numbers = {name: given.number(name) for name in names if given.get(name) is not None}
    if given.get("capital") is not None:
        return numbers | {"capital": given.number("capital")}
    return numbers | {
        "capital_per_capacity": given.number("capital_per_capacity"),
        "capacity": given.number("capacity"),
    }


def _formula(
    capital: Any = None, capital_per_capacity: Any = None, capacity: Any = None, **others: Any
) -> dict[str, Any]:
    whole = capital if capital is not None else capital_per_capacity * capacity * 1000  # USD/kW, MW
    return annuity(whole, **others)


def _allocated(numbers: Mapping[str, Quantity], share: Quantity | None) -> list[dict[str, Any]]:
    """Return the costs laid on mercury by each rule; the share of the benefit is unknown where it is not given."""
    rows: list[dict[str, Any]] = []
    for rule in ALLOCATIONS:
        part = (
            share
            if rule == "benefit-share"
            else Quantity(float(rule == "all"), "1", standing=Standing.DERIVED)
        )
        costs: dict[str, Any] = (
            dict(ranged(_formula, {**numbers, "allocated": part}, _UNITS)) if part is not None else {}
        )
        rows.append({"allocation": rule, "share": part, **{n: costs.get(n) for n in list(_UNITS)[1:]}})
    return rows


def _sensitivity(numbers: Mapping[str, Quantity], step: float) -> list[dict[str, Any]]:
    """Return what each number alone changes: over its own range, else by ``step`` to both sides."""
    rows = []
    centre = {name: number.central for name, number in numbers.items()}
    target = "cost_per_mass" if "removed" in numbers else "annual_cost"
    for name, number in numbers.items():
        ends = (
            (number.low, number.high)
            if number.has_range
            else (number.central * (1 - step), number.central * (1 + step))
        )
        low, high = (
            Quantity(
                float(_formula(**centre | {name: end})[target]), _UNITS[target], standing=Standing.DERIVED
            )
            for end in ends
        )
        rows.append(
            {
                "quantity": name,
                "from": Quantity(float(ends[0] or 0), number.unit, standing=Standing.DERIVED),
                "to": Quantity(float(ends[1] or 0), number.unit, standing=Standing.DERIVED),
                "of": target,
                "at_from": low,
                "at_to": high,
                "basis": "its range" if number.has_range else f"{step:.0%} in both directions",
            }
        )
    return sorted(rows, key=lambda row: -abs(row["at_to"].value - row["at_from"].value))


def _cost(given: Given) -> Answer:
    _checked(given)
    numbers = _numbers(given)
    rule = given.get("allocation") or ("all" if given.get("allocated") is None else "benefit-share")
    share = given.get("allocated") if rule == "benefit-share" else Quantity(float(rule == "all"))
    results = ranged(_formula, {**numbers, "allocated": share}, _UNITS)
    remarks = [
        f"money of {given['currency_year']}, not converted to another year"
        if given.get("currency_year")
        else "the currency year was not given and is unknown",
        {
            "all": "the whole cost is allocated to mercury",
            "none": "no cost is allocated to mercury: a pure co-benefit",
        }.get(rule, "the share allocated to mercury is as given"),
    ]
    return Answer(
        {
            **{name: results.get(name) for name in _UNITS},
            "allocation": rule,
            "currency_year": given.get("currency_year"),
            "allocations": _allocated(numbers, given.get("allocated")),
            "sensitivity": _sensitivity(numbers, given.number("sensitivity_step").central),
        },
        remarks=remarks,
    )


_TAKES = (
    Slot("capital", "USD", "Capital cost.", required=False),
    Slot("capital_per_capacity", "USD/kW", "Capital cost per capacity, instead of capital.", required=False),
    Slot("capacity", "MW", "Electrical capacity, used with capital_per_capacity.", required=False),
    Slot("operation", "USD/yr", "Annual operation and maintenance."),
    Slot("interest", "1/yr", "Interest rate (your choice).", high=1.0),
    Slot("life", "yr", "Lifetime in years (your choice).", low=1.0),
    Slot("removed", "kg/yr", "Mercury not emitted beyond the baseline.", required=False),
    Slot("electricity", "kWh/yr", "Electricity generated.", required=False),
    Slot(
        "allocation",
        kind="text",
        about="Rule by which cost is allocated to mercury.",
        choices=ALLOCATIONS,
        required=False,
    ),
    Slot("allocated", "1", "Mercury's share of the benefit, for benefit-share.", required=False, high=1.0),
    Slot("currency_year", kind="text", about="Currency year.", required=False),
    Slot(
        "sensitivity_step",
        "1",
        "Relative change, in both directions, of a number without a range.",
        default=Quantity(0.2, "1", standing=Standing.ASSUMED),
        high=0.9,
    ),
)
_GIVES = (
    *(Slot(name, unit) for name, unit in _UNITS.items()),
    Slot("allocation", kind="text"),
    Slot("currency_year", kind="text"),
    Slot("allocations", kind="table"),
    Slot("sensitivity", kind="table"),
)
COST = Verb(
    "cost",
    "Annual cost, cost per kWh and per kg of mercury not emitted, by three rules of allocation.",
    _TAKES,
    _GIVES,
    _cost,
    "annuity; allocation of co-benefits as none, all or by share of benefit",
)
