"""Storage of a mass of mercury, liquid or bound as sulfide: volume, flasks, containers, capacity and cost."""

from __future__ import annotations

import math
from typing import Any

from quicksilver.areas.shared.money import MoneyVerb
from quicksilver.areas.verbs import Answer, Given, Slot
from quicksilver.errors import InputProblems, MassBalanceError, Problem
from quicksilver.factors.facts import fact
from quicksilver.quantities import Quantity, Standing, ranged

__all__ = ["VERBS"]

_DENSITY = Quantity(
    13.534,
    "t/m3",
    source="density of liquid mercury at 25 degC (CRC Handbook of Chemistry and Physics)",
    standing=Standing.READ,
)
#: Molar masses, g/mol: mercury and mercury sulfide.
_HG, _HGS = 200.59, 232.66
_PROPOSED = "DOE fee proposed"


def _fee() -> Quantity:
    return fact("costs", area="storage", item="DOE fee final")


def _formula(
    mass: Any, density: Any, flask: Any, container: Any, fee: Any = None, capacity: Any = None
) -> dict[str, Any]:
    amounts = {"volume": mass / density, "flasks": mass * 1000 / flask, "containers": mass / container}
    if fee is not None:
        amounts["cost"] = mass * fee
    if capacity is not None:
        amounts |= {"share_of_capacity": mass / capacity, "left_over": mass - capacity}
    return amounts


def _storage(given: Given) -> Answer:
    """Work out volume, flasks, containers and cost; what is bound weighs more, and is no longer liquid."""
    _check(given)
    currency = given.get("currency") or "USD"
    used, remarks, fees = _fees(given, currency)
    names = ("mass", "density", "flask", "container", "capacity")
    numbers = {n: given[n] for n in names if n in given} | ({"fee": fees[0]} if fees else {})
    units = {
        "volume": "m3",
        "flasks": "1",
        "containers": "1",
        "cost": currency,
        "share_of_capacity": "1",
        "left_over": "t",
    }
    results: dict[str, Any] = {**dict.fromkeys(units), **ranged(_formula, numbers, units)}
    mass = given.number("mass").central
    results["whole_flasks"] = Quantity(
        float(math.ceil(results["flasks"].value - 1e-9)), "1", standing=Standing.DERIVED
    )
    results["whole_containers"] = Quantity(
        float(math.ceil(results["containers"].value - 1e-9)), "1", standing=Standing.DERIVED
    )
    results["costs"] = [
        Quantity(mass * fee.central, currency, source=fee.source, standing=Standing.DERIVED) for fee in fees
    ]
    results |= _bound(mass, given, remarks)
    limit = fact("supply_demand", side="rule", item="storage purity")
    results["pure_enough"] = given.number("purity").central >= limit.value if "purity" in given else None
    if "purity" in given and not results["pure_enough"]:
        remarks.append(f"a purity above {limit.value:.1%} is required ({limit.source}): purify first")
    return Answer(results, used, remarks)


def _check(given: Given) -> None:
    problems = [
        Problem(f"{name} is 0", name, "more than 0")
        for name in ("density", "flask", "container", "capacity")
        if name in given and given.number(name).central <= 0
    ]
    if "fee" in given and given.get("fees"):
        problems.append(Problem("fee and fees are given", "fee", "one of the two"))
    if problems:
        raise InputProblems(problems)


def _fees(given: Given, currency: str) -> tuple[list[dict[str, Any]], list[str], list[Quantity]]:
    """Return what was assumed, what must be said of it, and the fees to count with, the first of them for the cost."""
    if given.get("fees"):
        return [], ["costs are calculated with each fee; the main result uses the first"], list(given["fees"])
    if "fee" in given:
        return [], [], [given.number("fee")]
    if currency != "USD":
        return [], [f"no fee in {currency} was found: the cost is unknown"], []
    final = _fee()
    proposed = fact("costs", area="storage", item=_PROPOSED)
    remarks = [
        f"the fee is that of the United States ({final.value:,.0f} USD/t, for 15 years and subsequent treatment); {proposed.value:,.0f} was proposed first; the rule states ton, interpreted as 1,000 kg"
    ]
    return [{"name": "fee", **final.as_dict()}], remarks, [final]


def _bound(mass: float, given: Given, remarks: list[str]) -> dict[str, Any]:
    """Return the mass that is stored in the form chosen: mercury and the sulfur that binds it."""
    if given["form"] == "liquid":
        return {
            "stored_mass": Quantity(mass, "t", standing=Standing.DERIVED),
            "sulfur": Quantity(0.0, "t", standing=Standing.DERIVED),
        }
    stored = mass * _HGS / _HG
    sulfur = mass * (_HGS - _HG) / _HG
    if abs(stored - mass - sulfur) > 1e-9 * max(mass, 1e-9):
        raise MassBalanceError("mercury and sulfur do not add up to the sulfide")
    remarks.append(
        "volume, flasks and containers refer to the liquid before it is bound; the volume of the sulfide depends on the process"
    )
    return {
        "stored_mass": Quantity(stored, "t", standing=Standing.DERIVED),
        "sulfur": Quantity(sulfur, "t", standing=Standing.DERIVED),
    }


VERBS = (
    MoneyVerb(
        "storage",
        "Volume, flasks, containers and cost of storing a mass of mercury.",
        (
            Slot("mass", "t", "Mercury."),
            Slot("density", "t/m3", default=_DENSITY),
            Slot("flask", "kg", "Mercury per flask.", default=fact("supply_demand", item="flask content")),
            Slot(
                "container",
                "t",
                "Mercury per container.",
                default=Quantity(1.0, "t", standing=Standing.ASSUMED),
            ),
            Slot(
                "form",
                kind="text",
                choices=("liquid", "sulfide"),
                default="liquid",
                about="Liquid metal, or bound as mercury sulfide.",
            ),
            Slot("fee", "USD/t", "Fee per t; by default that of the United States.", required=False),
            Slot("fees", "USD/t", "Several fees, compared side by side.", kind="numbers", required=False),
            Slot("capacity", "t", "Capacity of the store.", required=False),
            Slot("purity", "1", "Mercury content of the metal.", required=False, high=1.0),
            Slot("currency", kind="text", required=False),
        ),
        (
            Slot("volume", "m3"),
            Slot("flasks", "1"),
            Slot("whole_flasks", "1"),
            Slot("containers", "1"),
            Slot("whole_containers", "1"),
            Slot("cost", "USD"),
            Slot("costs", "USD", kind="numbers"),
            Slot("stored_mass", "t"),
            Slot("sulfur", "t"),
            Slot("share_of_capacity", "1"),
            Slot("left_over", "t", "Mass above the capacity; negative if capacity remains.", low=-math.inf),
            Slot("pure_enough", kind="flag"),
        ),
        _storage,
        "US DOE 2019 (fee); mass by density",
        home="USD",
    ),
)
