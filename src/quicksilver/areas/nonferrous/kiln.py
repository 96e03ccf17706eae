"""Measurements at kilns: converted to one basis, described with mean and median, with values below detection shown as such."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem
from quicksilver.quantities import Quantity, Standing, ranged

__all__ = ["VERBS", "statistics", "to_reference"]

Array = NDArray[np.float64]
_NORMAL_K, _NORMAL_KPA = 273.15, 101.325
#: What stands for a value below the limit of detection, as a share of the limit.
STANDS = {"zero": 0.0, "half": 0.5, "limit": 1.0}


def to_reference(value: Any, oxygen: Any, reference: float, air: float, moisture: Any = 0.0) -> Any:
    """Return a concentration as dry gas at the reference oxygen.

    Parameters
    ----------
    value : float or array
        Per normal cubic metre, with ``moisture`` in it.
    oxygen : float or array
        Share of oxygen in the dry gas, below that of air.
    reference, air : float
        Shares of oxygen.
    moisture : float or array
        Share of water in the gas that was measured.

    Examples
    --------
    >>> to_reference(0.02, 0.10, 0.10, 0.21)
    0.02
    >>> round(to_reference(0.02, 0.12, 0.10, 0.21, 0.20), 6)
    0.030556
    """
    return value / (1 - moisture) * ((air - reference) / (air - oxygen))


@dataclass(frozen=True)
class _Reading:
    """A measurement in mg/Nm3 of dry gas at reference oxygen; below detection it is the limit."""

    kiln: str | None
    value: float
    below: bool


def _reading(row: Given, given: Given, where: str, problems: list[Problem]) -> _Reading | None:
    kinds = [name for name in ("value", "concentration", "detection_limit") if name in row]
    if len(kinds) != 1:
        problems.append(
            Problem(
                "neither a value nor a detection limit" if not kinds else f"{' and '.join(kinds)}",
                where,
                "one of value, concentration and detection_limit",
            )
        )
        return None
    value = row.number(kinds[0]).central
    if kinds[0] != "concentration" and "temperature" in row:
        kilopascal = row["pressure"].central if "pressure" in row else _NORMAL_KPA
        value *= (row.number("temperature").central + 273.15) / _NORMAL_K * _NORMAL_KPA / kilopascal
    moisture = row["moisture"].central if "moisture" in row else 0.0
    air, reference = given.number("air_oxygen").central, given.number("oxygen").central
    oxygen = (
        row["oxygen"].central / (1 - moisture if row.get("oxygen_wet", False) else 1.0)
        if "oxygen" in row
        else reference
    )
    if oxygen >= air or reference >= air:
        problems.append(Problem(f"oxygen of {oxygen:.1%}", where, f"below the {100 * air:g} % of air"))
        return None
    return _Reading(
        row.get("kiln"),
        float(to_reference(value, oxygen, reference, air, moisture)),
        kinds[0] == "detection_limit",
    )


def _kiln_data(given: Given) -> Answer:
    """Bring measurements to one basis and describe them: skewed data have a mean and a median, and both are told."""
    problems: list[Problem] = []
    rows = given["measurements"]
    if not rows:
        problems.append(Problem("no measurements", "measurements", "one at least"))
    read = [
        reading
        for i, row in enumerate(rows)
        if (reading := _reading(row, given, f"measurements[{i}]", problems)) is not None
    ]
    if problems:
        raise InputProblems(problems)
    values, below = np.array([r.value for r in read]), np.array([r.below for r in read])
    results = statistics(values, below, given["nondetects"])
    stand = STANDS[given["nondetects"]]
    results |= {
        "measurements": [
            {
                "kiln": r.kiln,
                "concentration": _mg(r.value * (stand if r.below else 1.0)),
                "below_detection": r.below,
            }
            for r in read
        ],
        "kilns": Quantity(float(len({r.kiln for r in read if r.kiln})), standing=Standing.DERIVED)
        if any(r.kiln for r in read)
        else None,
        "above_limit": None,
        "factor_mean": None,
        "factor_median": None,
    }
    if "limit" in given:
        results["above_limit"] = Quantity(
            float(np.mean((values > given["limit"].central) & ~below)), standing=Standing.DERIVED
        )
    if "gas_volume" in given:
        results |= {
            f"factor_{name}": _factor(results[name], given["gas_volume"]) for name in ("mean", "median")
        }
    return Answer(results, remarks=_said(results, given))


def _factor(number: Quantity, gas: Quantity) -> Quantity:
    return ranged(
        lambda value, gas: {"factor": value * gas / 1000}, {"value": number, "gas": gas}, {"factor": "g/t"}
    )["factor"]


def _mg(value: float, low: float | None = None, high: float | None = None) -> Quantity:
    wide = low is not None and high is not None and high > low
    return Quantity(
        float(value), "mg/Nm3", low if wide else None, high if wide else None, standing=Standing.DERIVED
    )


def statistics(values: Array, below: NDArray[np.bool_], nondetects: str = "half") -> dict[str, Any]:
    """Return mean, median, percentiles and similar; their range sets values below detection to zero and to the limit.

    Parameters
    ----------
    values : array, shape (n,)
        In mg/Nm3; the detection limit where a value is below it.
    below : array of bool, shape (n,)
    nondetects : str
        Stand-in for the central numbers: ``zero``, ``half`` or ``limit``.

    Examples
    --------
    >>> described = statistics(np.array([1.0, 2.0, 9.0, 4.0]), np.array([False, False, False, True]))
    >>> described["mean"].value, described["mean"].low, described["mean"].high, described["median"].value
    (3.5, 3.0, 4.0, 2.0)
    """
    central, low, high = (np.where(below, values * share, values) for share in (STANDS[nondetects], 0.0, 1.0))

    def with_range(call: Callable[[Array], Any]) -> Quantity:
        ends = sorted(float(call(data)) for data in (low, central, high))
        return _mg(float(call(central)), ends[0], ends[2])

    results: dict[str, Any] = {
        "count": Quantity(float(len(values)), standing=Standing.DERIVED),
        "below_detection": Quantity(float(below.sum()), standing=Standing.DERIVED),
    }
    results |= {
        "mean": with_range(np.mean),
        "median": with_range(np.median),
        "minimum": with_range(np.min),
        "maximum": with_range(np.max),
    }
    results |= {f"p{share}": with_range(partial(np.percentile, q=share)) for share in (5, 10, 25, 75, 90, 95)}
    results["standard_deviation"] = with_range(partial(np.std, ddof=1)) if len(values) > 1 else None
    results["geometric_mean"] = _mg(float(np.exp(np.mean(np.log(central))))) if (central > 0).all() else None
    median = results["median"].value
    results["mean_to_median"] = (
        Quantity(results["mean"].value / median, standing=Standing.DERIVED) if median > 0 else None
    )
    return results


def _said(results: Mapping[str, Any], given: Given) -> list[str]:
    rows, remarks = given["measurements"], []
    below, count = results["below_detection"].value, results["count"].value
    skew = results["mean_to_median"]
    if skew is not None and skew.value > 1.2:
        remarks.append(
            "the data are skewed: a few kilns with high values dominate the mean; use the mean for totals of many kilns and the median for a typical kiln, and state which one a factor is"
        )
    if below:
        remarks.append(
            f"{below:.0f} of {count:.0f} are below detection and count as {given['nondetects']}{' the limit' if given['nondetects'] == 'half' else ''}; ranges set them to zero and to the limit"
        )
    if below * 2 > count:
        remarks.append(
            "more than half are below detection: the median is known only to be below the detection limits"
        )
    for lacks, taken in (("oxygen", "to be at the reference"), ("moisture", "to be dry")):
        missing = sum(lacks not in row for row in rows)
        remarks += [f"{missing} of {count:.0f} without {lacks}: assumed {taken}"] if missing else []
    actual = sum("concentration" not in row and "temperature" not in row for row in rows)
    remarks += (
        [
            f"{actual} of {count:.0f} without a temperature: their volumes are assumed normal (0 degrees C, 101.325 kPa)"
        ]
        if actual
        else []
    )
    return remarks


_ROW = (
    Slot("kiln", kind="text", required=False),
    Slot("value", "mg/m3", "Mercury per cubic metre as measured.", required=False),
    Slot("concentration", "mg/Nm3", "Mercury per normal cubic metre, instead of value.", required=False),
    Slot("detection_limit", "mg/m3", "Detection limit, for a value below it.", required=False),
    Slot("oxygen", "1", "Oxygen in the dry gas measured.", required=False, high=1.0),
    Slot("oxygen_wet", kind="flag", about="Whether oxygen was measured in the wet gas.", required=False),
    Slot("moisture", "1", "Share of water in the measured gas.", required=False, high=0.95),
    Slot(
        "temperature",
        "1",
        "Temperature of the measured volume in degrees Celsius, as a plain number.",
        required=False,
        low=-50,
        high=1500,
    ),
    Slot(
        "pressure",
        "kPa",
        "Pressure of that volume; 101.325 by default.",
        required=False,
        low=1.0,
        high=1000.0,
    ),
)
VERBS = (
    Verb(
        "kiln-data",
        "Kiln measurements on one basis (dry, normal, reference oxygen), with mean, median and percentiles.",
        (
            Slot("measurements", kind="table", columns=_ROW),
            Slot(
                "oxygen",
                "1",
                "Reference oxygen.",
                default=Quantity(
                    0.10,
                    "1",
                    source="EU 2013/163 CLM BAT conclusions: 10 % O2 for kilns",
                    standing=Standing.RECALLED,
                    confidence="high",
                ),
                high=0.2,
            ),
            Slot(
                "air_oxygen",
                "1",
                "Oxygen of air in the correction: 0.21 in Directive 2010/75/EU, 0.209 in US rules.",
                default=Quantity(
                    0.2095,
                    "1",
                    source="oxygen of dry air by volume",
                    standing=Standing.RECALLED,
                    confidence="high",
                ),
                low=0.2,
                high=0.21,
            ),
            Slot(
                "nondetects",
                kind="text",
                about="Replacement for a value below detection: zero, half the limit or the limit.",
                choices=tuple(STANDS),
                default="half",
            ),
            Slot("limit", "mg/Nm3", "Limit value; exceedances are counted.", required=False),
            Slot("gas_volume", "Nm3/t", "Gas per t of clinker, for factors.", required=False),
        ),
        (
            Slot("count", "1"),
            Slot("kilns", "1"),
            Slot("below_detection", "1"),
            *(
                Slot(name, "mg/Nm3")
                for name in (
                    "mean",
                    "median",
                    "geometric_mean",
                    "standard_deviation",
                    "minimum",
                    "p5",
                    "p10",
                    "p25",
                    "p75",
                    "p90",
                    "p95",
                    "maximum",
                )
            ),
            Slot("mean_to_median", "1"),
            Slot("above_limit", "1", "Share of measurements above it."),
            Slot("factor_mean", "g/t"),
            Slot("factor_median", "g/t"),
            Slot("measurements", kind="table"),
        ),
        _kiln_data,
        "(air - reference) / (air - measured oxygen), on dry gas",
    ),
)
