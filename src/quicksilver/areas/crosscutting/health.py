"""From mercury in hair to IQ points and their value."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from quicksilver.areas.crosscutting.costs import YEAR, money_year
from quicksilver.areas.shared.formula import formula
from quicksilver.areas.shared.money import CURRENCY, MoneyVerb, money_of
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem
from quicksilver.factors.facts import fact
from quicksilver.quantities import Quantity, Standing, ranged

__all__ = ["VERBS", "excess", "log_excess"]


def _standard(median: Any, spread: Any, threshold: Any) -> tuple[Any, Any]:
    """Return mu - ln c and sigma of the logarithm."""
    return np.log(np.asarray(median, dtype=float) / threshold), np.log(np.asarray(spread, dtype=float))


def excess(median: Any, spread: Any, threshold: Any) -> Any:
    """Return the mean excess of a lognormal quantity above a threshold.

    E[(H - c)+] = exp(mu + s^2/2) Phi((mu + s^2 - ln c)/s) - c Phi((mu - ln c)/s).

    Parameters
    ----------
    median : float or array
        exp(mu).
    spread : float or array
        Geometric standard deviation, exp(s); 1 for one value.
    threshold : float or array
        c, above zero; in the unit of the median.

    Examples
    --------
    >>> float(excess(1.58, 1.0, 0.58)), round(float(excess(0.5, 2.0, 0.58)), 6)
    (1.0, 0.19406)
    """
    from scipy.special import ndtr

    over, sigma = _standard(median, spread, threshold)
    wide = np.where(sigma > 0, sigma, 1.0)
    spread_out = median * np.exp(sigma**2 / 2) * ndtr((over + sigma**2) / wide) - threshold * ndtr(
        over / wide
    )
    return np.where(sigma > 0, spread_out, np.maximum(np.asarray(median, dtype=float) - threshold, 0.0))


def log_excess(median: Any, spread: Any, threshold: Any) -> Any:
    """Return the mean number of doublings above a threshold of a lognormal quantity.

    Examples
    --------
    >>> float(log_excess(4.0, 1.0, 1.0))
    2.0
    """
    from scipy.special import ndtr

    over, sigma = _standard(median, spread, threshold)
    wide = np.where(sigma > 0, sigma, 1.0)
    z = over / wide
    spread_out = over * ndtr(z) + sigma * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    return np.where(sigma > 0, spread_out, np.maximum(over, 0.0)) / math.log(2)


#: Slots that are used only where points are worked out from hair.
_OF_HAIR = ("hair_spread", "threshold", "response", "slope", "points_per_doubling")


def _population(given: Given) -> Quantity | None:
    """Return points of IQ lost per year from births and hair, or None where they were not given."""
    if "births" not in given and "hair" not in given:
        return None
    if "births" not in given or "hair" not in given:
        raise InputProblems(
            [Problem("births and hair must be given together", "births, hair", "both of them")]
        )
    linear = given["response"] == "linear"
    numbers = {name: given.number(name) for name in ("births", "hair", "hair_spread", "threshold")}
    numbers["slope"] = given.number("slope" if linear else "points_per_doubling")

    def work(births: Any, hair: Any, hair_spread: Any, threshold: Any, slope: Any) -> dict[str, Any]:
        above = (excess if linear else log_excess)(hair, hair_spread, threshold)
        return {"iq_points": births * slope * above}

    return ranged(work, numbers, {"iq_points": "1/yr"})["iq_points"]


def _divided(top: Quantity, below: Quantity, unit: str) -> Quantity:
    """Return a quotient with ends from ends: what was published as a range stays one."""
    ends = [
        (n.central if n.low is None else n.low, n.central if n.high is None else n.high) for n in (top, below)
    ]
    low, high = ends[0][0] / ends[1][1], ends[0][1] / ends[1][0]
    wide = high > low * (1 + 1e-15)
    return Quantity(
        top.central / below.central,
        unit,
        low if wide else None,
        high if wide else None,
        standing=Standing.DERIVED,
    )


def _times(first: Quantity, other: Quantity, unit: str) -> Quantity:
    ends = [
        (n.central if n.low is None else n.low, n.central if n.high is None else n.high)
        for n in (first, other)
    ]
    low, high = ends[0][0] * ends[1][0], ends[0][1] * ends[1][1]
    wide = high > low * (1 + 1e-15)
    return Quantity(
        first.central * other.central,
        unit,
        low if wide else None,
        high if wide else None,
        standing=Standing.DERIVED,
    )


def _health_cost(given: Given) -> Answer:
    """Return the third of cost, points and value per point; the points may come from births and hair."""
    terms: dict[str, Quantity | None] = {
        "cost": given.get("cost"),
        "iq_points": given.get("iq_points"),
        "value": given.get("value"),
    }
    counted = _population(given)
    if counted is not None and terms["iq_points"] is not None:
        raise InputProblems([Problem("iq_points and births", "iq_points, births", "one of the two")])
    terms["iq_points"] = terms["iq_points"] if counted is None else counted
    names = [name for name, number in terms.items() if number is not None]
    if len(names) == 3 or (len(names) < 2 and counted is None):
        raise InputProblems(
            [
                Problem(
                    f"{len(names)} of cost, iq_points and value",
                    "input",
                    "two of the three; or births with hair",
                )
            ]
        )
    zero = [name for name in names if name != "cost" and terms[name] is not None and _low(terms, name) <= 0]
    if "cost" in names and zero:
        raise InputProblems(
            [Problem(f"{zero[0]} reaches down to zero", zero[0], "above zero: it is divided by")]
        )
    if counted is None:  # what was not used was not assumed
        given.assumed[:] = [row for row in given.assumed if row["name"] not in _OF_HAIR]
    remarks = [money_year(given)]
    if counted is not None:
        remarks.append(
            "slopes of 0.465 (Bellanger 2013) and 0.18 points per ug/g (Axelrad 2007) are both in use; they are not averaged"
        )
    return Answer(dict(_third(terms, given["currency"])), remarks=remarks)


def _low(terms: Mapping[str, Quantity | None], name: str) -> float:
    number = terms[name]
    assert number is not None
    return number.central if number.low is None else number.low


def _third(terms: Mapping[str, Quantity | None], currency: str) -> dict[str, Quantity | None]:
    cost, points, value = terms["cost"], terms["iq_points"], terms["value"]
    if cost is None and points is not None and value is not None:
        cost = money_of({"c": _times(points, value, "USD/yr")}, currency)["c"]
    elif points is None and cost is not None and value is not None:
        points = _divided(cost, value, "1/yr")
    elif value is None and cost is not None and points is not None:
        value = money_of({"v": _divided(cost, points, "USD")}, currency)["v"]
    return {"iq_points": points, "cost": cost, "value": value}


def _hair(**n: Any) -> dict[str, Any]:
    blood = (
        n["intake"]
        * n["absorbed"]
        * n["blood_fraction"]
        * n["body_mass"]
        / (n["elimination"] * n["blood_volume"])
    )
    return {"blood": blood, "hair": n["ratio"] * blood / 1000}


_EPA = "US EPA, one-compartment model of methylmercury"


def _constant(value: float, unit: str) -> Quantity:
    return Quantity(value, unit, source=_EPA, standing=Standing.RECALLED, confidence="medium")


VERBS: tuple[Verb, ...] = (
    MoneyVerb(
        "health-cost",
        "IQ points and their value: two of cost, points and value per point give the third; births and hair give the points.",
        (
            Slot("cost", "USD/yr", "Annual cost or benefit.", required=False),
            Slot("iq_points", "1/yr", "IQ points per year.", required=False),
            Slot("value", "USD", "Value of an IQ point.", required=False),
            Slot("births", "1/yr", "Births per year.", required=False),
            Slot("hair", "ug/g", "Median mercury in mothers' hair.", required=False, low=1e-9),
            Slot(
                "hair_spread",
                "1",
                "Its geometric standard deviation; 1 sets everyone to the median.",
                default=Quantity(1.0, "1", standing=Standing.ASSUMED),
                low=1.0,
                high=20.0,
            ),
            Slot(
                "threshold",
                "ug/g",
                "Hair mercury below which no effect is counted.",
                default=fact("health", item="hair threshold (no effect)"),
                low=1e-9,
            ),
            Slot(
                "response",
                kind="text",
                about="Linear above the threshold, or per doubling above it.",
                choices=("linear", "log"),
                default="linear",
            ),
            Slot(
                "slope",
                "1",
                "Points per ug/g of hair, linear.",
                default=Quantity(
                    fact("health", item="IQ slope vs maternal hair Hg").value,
                    "1",
                    source=fact("health", item="IQ slope vs maternal hair Hg").source,
                    standing=Standing.READ,
                ),
            ),
            Slot(
                "points_per_doubling",
                "1",
                "Points per doubling, log.",
                default=Quantity(
                    fact("health", item="log response").value,
                    "1",
                    source=fact("health", item="log response").source,
                    standing=Standing.READ,
                ),
            ),
            CURRENCY,
            YEAR,
        ),
        (Slot("iq_points", "1/yr"), Slot("cost", "USD/yr"), Slot("value", "USD")),
        _health_cost,
        "Bellanger et al. 2013; Pichery et al. 2012",
    ),
    formula(
        "hair",
        "Mercury in blood and hair from a steady intake of methylmercury.",
        (
            Slot("intake", "ug/(kg*day)", "Intake per kg of body mass."),
            Slot("body_mass", "kg"),
            Slot("absorbed", "1", default=_constant(0.95, "1"), high=1.0),
            Slot(
                "blood_fraction",
                "1",
                "Share of the body burden in blood.",
                default=_constant(0.05, "1"),
                high=1.0,
            ),
            Slot("elimination", "1/day", default=_constant(0.014, "1/day"), low=1e-6),
            Slot("blood_volume", "L", default=_constant(5.0, "L"), low=1e-3),
            Slot(
                "ratio",
                "1",
                "Hair (ug/g) over blood (mg/L).",
                default=fact("health", item="hair/blood ratio"),
            ),
        ),
        (Slot("blood", "ug/L"), Slot("hair", "ug/g")),
        _hair,
        source=_EPA,
    ),
)
