"""Vapour captured by retorts and gold shops, mercury returned to use, and the air of the shop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from quicksilver.areas.asgm.batch import AMALGAM_SHARE, SPONGE_SHARE, closed
from quicksilver.areas.shared.formula import formula
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem
from quicksilver.factors.facts import fact, facts
from quicksilver.language.problems import problem
from quicksilver.quantities import Quantity, Standing, ranged
from quicksilver.quantities.bounds import saturation

__all__ = ["CAPTURE", "INDOOR", "RECAPTURE"]

#: Kind of unit -> capture of vapour; the shop's is published as at least 0.80.
_EFFICIENCY = {
    "shop": next(
        r.number for r in facts("controls", sector="asgm", technology="EPA/ANL gold shop MCS (drum)")
    ),
    "retort": next(r.number for r in facts("controls", sector="asgm", technology="retort (well used)")),
}
_SHARE = {"amalgam": AMALGAM_SHARE, "sponge": SPONGE_SHARE}
#: Temperature of a room, degC.
_ROOM = 20.0
_GUIDELINE = fact("health", item="air guideline Hg vapour WHO")


def _unit(i: int, row: Given, numbers: dict[str, Quantity], assumed: dict[str, Quantity]) -> list[Problem]:
    """Put the numbers of one unit among the inputs; a default of several units is one number and drawn once."""
    at = f"units[{i}]"
    if ("mercury" in row) == ("material_mass" in row):
        return [
            Problem(
                "the mercury burnt cannot be calculated"
                if "mercury" not in row
                else "mercury and material_mass are both given",
                at,
                "mercury, or material_mass (of amalgam or sponge gold)",
                remedy='write "mercury": ... or "material_mass": ...',
            )
        ]
    kind, material = row["kind"], row["material"]
    if "mercury" in row:
        numbers[f"mercury {i}"] = row.number("mercury")
    else:
        numbers[f"mass {i}"] = row.number("material_mass")
        _own(
            row.get("mercury_share"),
            f"mercury_share {i}",
            f"mercury share of {material}",
            _SHARE[material],
            numbers,
            assumed,
        )
    _own(
        row.get("efficiency"), f"efficiency {i}", f"efficiency of {kind}", _EFFICIENCY[kind], numbers, assumed
    )
    if "availability" in row:
        numbers[f"availability {i}"] = row.number("availability")
    return []


def _own(
    own: Quantity | None,
    name: str,
    shared: str,
    default: Quantity | None,
    numbers: dict[str, Quantity],
    assumed: dict[str, Quantity],
) -> None:
    if own is not None:
        numbers[name] = own
    else:
        assert default is not None
        numbers[shared] = assumed[shared] = default


def _worked(rows: Sequence[Given], days: float, **values: Any) -> dict[str, Any]:
    masses: dict[str, Any] = {
        "burnt": 0.0,
        "through_working": 0.0,
        "caught": 0.0,
        "slipped": 0.0,
        "bypassed": 0.0,
    }
    for i, row in enumerate(rows):
        share = values.get(f"mercury_share {i}", values.get(f"mercury share of {row['material']}"))
        mass = days * (values[f"mercury {i}"] if f"mercury {i}" in values else values[f"mass {i}"] * share)
        works = row["state"] == "working"
        efficiency = values.get(f"efficiency {i}", values.get(f"efficiency of {row['kind']}"))
        through = mass * values.get(f"availability {i}", 1.0) if works else 0.0 * mass
        caught = through * efficiency
        for name, part in (
            ("burnt", mass),
            ("through_working", through),
            ("caught", caught),
            ("slipped", through - caught),
            ("bypassed", mass - through),
        ):
            masses[name] = masses[name] + part
        masses |= {f"caught {i}": caught, f"emitted {i}": mass - caught}
    masses["emitted"] = masses["slipped"] + masses["bypassed"]
    closed([masses["caught"], masses["emitted"]], masses["burnt"], "capture")
    return masses


_TOTALS = ("burnt", "through_working", "caught", "slipped", "bypassed", "emitted")


def _capture(given: Given) -> Answer:
    """Return mercury captured and emitted; a broken unit captures nothing and is not counted among working units."""
    rows: list[Given] = given["units"]
    numbers: dict[str, Quantity] = {}
    assumed: dict[str, Quantity] = {}
    problems = [problem for i, row in enumerate(rows) for problem in _unit(i, row, numbers, assumed)]
    if not rows:
        problems.append(Problem("no unit is given", "units", "at least one"))
    if problems:
        raise InputProblems(problems)
    times = given.number("batches").central
    units = dict.fromkeys(
        (*_TOTALS, *(f"{n} {i}" for n in ("caught", "emitted") for i in range(len(rows)))), "g"
    )
    masses = ranged(lambda **values: _worked(rows, times, **values), numbers, units)
    out = [
        {
            "name": row.get("name"),
            "kind": row["kind"],
            "state": row["state"],
            "caught": masses[f"caught {i}"],
            "emitted": masses[f"emitted {i}"],
        }
        for i, row in enumerate(rows)
    ]
    working = sum(row["state"] == "working" for row in rows)
    rate = None
    if "hours" in given:
        rate = _per_hour(masses["emitted"], given.number("hours"))
    results = {name: masses[name] for name in _TOTALS} | {
        "working": Quantity(working, "1", standing=Standing.DERIVED),
        "emission_rate": rate,
        "units": out,
    }
    return Answer(
        results,
        [{"name": name, **number.as_dict()} for name, number in assumed.items()],
        _said(rows, working),
    )


def _per_hour(emitted: Quantity, hours: Quantity) -> Quantity:
    results = ranged(
        lambda emitted, hours: {"rate": 1000 * emitted / hours},
        {"emitted": emitted, "hours": hours},
        {"rate": "mg/h"},
    )
    return results["rate"]


def _said(rows: Sequence[Given], working: int) -> list[str]:
    remarks = (
        [
            f"{len(rows) - working} of {len(rows)} units are broken or of unknown state: all mercury burnt in them is emitted"
        ]
        if working < len(rows)
        else []
    )
    unknown = sum(row["state"] == "unknown" for row in rows)
    return remarks + (
        [f"units of unknown state: {unknown}; they are counted as capturing nothing"] if unknown else []
    )


CAPTURE = Verb(
    "capture",
    "Mercury captured and emitted by retorts or gold shops; a broken unit captures nothing.",
    (
        Slot(
            "units",
            kind="table",
            about="A row for each retort or shop.",
            columns=(
                Slot("name", kind="text", required=False),
                Slot("kind", kind="text", choices=("shop", "retort"), default="shop"),
                Slot("mercury", "g", "Mercury burnt in the unit.", required=False),
                Slot(
                    "material_mass", "g", "Amalgam or sponge gold burnt, instead of mercury.", required=False
                ),
                Slot("material", kind="text", choices=("amalgam", "sponge"), default="amalgam"),
                Slot(
                    "mercury_share",
                    "1",
                    "Share of the material burnt that is driven off as mercury.",
                    required=False,
                    high=1.0,
                ),
                Slot("efficiency", "1", "Share of the vapour captured.", required=False, high=1.0),
                Slot(
                    "availability",
                    "1",
                    "Share of the burning during which it is used.",
                    required=False,
                    high=1.0,
                ),
                Slot("state", kind="text", choices=("working", "broken", "unknown"), default="working"),
            ),
        ),
        Slot(
            "batches",
            "1",
            "Number of times that the masses of the rows are burnt.",
            default=Quantity(1.0, "1", standing=Standing.ASSUMED, source="once"),
        ),
        Slot(
            "hours",
            "h",
            "Hours over which all batches are burnt; gives an emission rate.",
            required=False,
            low=1e-6,
        ),
    ),
    (
        *(Slot(name, "g") for name in _TOTALS),
        Slot("working", "1"),
        Slot("emission_rate", "mg/h"),
        Slot("units", kind="table"),
    ),
    _capture,
    "mass balance; US EPA and Argonne, Gold Shop Mercury Capture System",
)


def _recapture(
    burnt: Any, coverage: Any, compliance: Any, efficiency: Any, use: Any = None
) -> dict[str, Any]:
    """Return what is captured and how much less is bought: captured mercury is used again."""
    saved = burnt * coverage * compliance * efficiency
    masses = {"recaptured": saved, "emitted": burnt - saved}
    if use is None:
        return masses
    if np.ndim(use) == 0 and np.ndim(saved) == 0 and burnt > use * (1 + 1e-12):
        raise InputProblems(
            [
                Problem(
                    f"{burnt:g} kg/yr is burnt, more than the {use:g} kg/yr used",
                    "burnt",
                    f"at most {use:g} kg/yr",
                )
            ]
        )
    return masses | {"purchase": np.maximum(use - saved, 0.0)}


RECAPTURE = formula(
    "recapture",
    "Mercury captured by a retort programme, and the resulting reduction in purchases.",
    (
        Slot("burnt", "kg/yr", "Mercury in the amalgam burnt."),
        Slot("coverage", "1", "Share of the burning where retorts are available.", high=1.0),
        Slot("compliance", "1", "Share of that burning in which they are used.", high=1.0),
        Slot("efficiency", "1", "Share of the vapour captured.", high=1.0, default=_EFFICIENCY["retort"]),
        Slot("use", "kg/yr", "Total mercury used.", required=False),
    ),
    tuple(Slot(name, "kg/yr") for name in ("recaptured", "emitted", "purchase")),
    _recapture,
)


def _decayed(exponent: Any) -> Any:
    """Return (1 - exp(-x)) / x, which is 1 at 0."""
    safe = np.where(exponent == 0, 1.0, exponent)
    return np.where(exponent == 0, 1.0, -np.expm1(-safe) / safe)


def _indoor(
    emission: Any,
    volume: Any,
    hours: Any,
    outdoor: Any,
    guideline: Any,
    air_changes: Any = None,
    ventilation: Any = None,
    hours_after: Any = None,
    temperature: Any = None,
) -> dict[str, Any]:
    """Well-mixed air with a constant source: steady, at the end of the shift, mean over it, and some hours after."""
    if (air_changes is None) == (ventilation is None):
        raise InputProblems(
            [
                Problem(
                    "the air exchange is missing or given twice",
                    "air_changes",
                    "air_changes, or ventilation",
                    remedy='write "air_changes": ... or "ventilation": ...',
                )
            ]
        )
    rate = air_changes if ventilation is None else ventilation / volume
    growth = emission / volume * hours
    end = outdoor + growth * _decayed(rate * hours)
    levels: dict[str, Any] = {
        "air_changes": rate,
        "at_end": end,
        "mean": outdoor + growth * _mean_factor(rate * hours),
    }
    if np.all(np.asarray(rate) > 0):
        levels["steady"] = outdoor + emission / (volume * rate)
        levels["steady_to_guideline"] = levels["steady"] / guideline
    if hours_after is not None:
        levels["after"] = outdoor + (end - outdoor) * np.exp(-rate * hours_after)
    levels["mean_to_guideline"] = levels["mean"] / guideline
    if np.all(np.asarray(outdoor) < np.asarray(guideline)):
        levels["air_changes_needed"] = emission / (volume * (guideline - outdoor))
    return {name: value if np.ndim(value) else float(value) for name, value in levels.items()}


def _mean_factor(exponent: Any) -> Any:
    """Return (1 - (1 - exp(-x)) / x) / x, which is 1/2 at 0; by its series where the difference would lose digits."""
    safe = np.where(np.asarray(exponent) < 1e-3, 1.0, exponent)
    series = 0.5 - exponent / 6 + exponent**2 / 24
    return np.where(np.asarray(exponent) < 1e-3, series, (1 - _decayed(safe)) / safe)


def _saturated(given: Given, results: Any) -> list[str]:
    """Return the remark on a steady level that is never reached, because air holds no more vapour.

    Raises
    ------
    InputProblems
        The air of the shift would hold more vapour than it can: the source would evaporate less.
    """
    temperature = given.number("temperature").central if "temperature" in given else _ROOM
    most = saturation(temperature)
    reached = results["at_end"].central
    if reached > most:
        values = {"value": f"{reached:.3g}", "temperature": f"{temperature:g}", "high": f"{most:.3g}"}
        raise InputProblems([problem("bounds.saturated", "emission", **values)])
    if results.get("steady") is None or results["steady"].central <= most:
        return []
    return [
        f"the steady concentration is not reached: at {temperature:g} degC air can contain {most:.3g} mg/m3"
    ]


def _indoor_remarks(given: Given, results: Any) -> list[str]:
    mean, limit = results["mean"], given.number("guideline")
    remarks = [
        f"the mean over the shift is {mean.value / limit.central:.3g} times the guideline of {limit.central * 1000:g} ug/m3"
    ]
    remarks += _saturated(given, results)
    if results.get("steady") is None:
        remarks.append("without air exchange there is no steady concentration")
    return [*remarks, "mercury absorbed and re-emitted by walls and floor is not included"]


INDOOR = formula(
    "indoor",
    "Mercury concentration in a gold shop with well-mixed air and a constant source, compared with a guideline.",
    (
        Slot("emission", "mg/h", "Emission of mercury vapour into the gold shop."),
        Slot("volume", "m3", "Volume of the gold shop.", low=1e-6, bound="indoor volume"),
        Slot("air_changes", "1/h", "Air changes per hour.", required=False),
        Slot("ventilation", "m3/h", "Ventilation rate, instead of air_changes.", required=False),
        Slot("hours", "h", "Hours of work.", low=1e-6, bound="shift"),
        Slot("hours_after", "h", "Hours after work, without a source.", required=False),
        Slot(
            "outdoor",
            "mg/m3",
            "Concentration in the incoming air.",
            default=Quantity(0.0, "mg/m3", standing=Standing.ASSUMED, source="clean air"),
        ),
        Slot(
            "temperature",
            "degC",
            "Temperature of the air, which decides how much mercury it can hold; 20 if it is not given.",
            required=False,
            low=-20.0,
            high=60.0,
        ),
        Slot(
            "guideline", "mg/m3", "Guideline value for comparison.", low=1e-12, default=_GUIDELINE.to("mg/m3")
        ),
    ),
    (
        Slot("air_changes", "1/h"),
        Slot("steady", "mg/m3"),
        Slot("at_end", "mg/m3"),
        Slot("mean", "mg/m3", "Mean over the hours of work."),
        Slot("after", "mg/m3"),
        Slot("steady_to_guideline", "1"),
        Slot("mean_to_guideline", "1"),
        Slot("air_changes_needed", "1/h", "Air changes that keep the steady concentration at the guideline."),
    ),
    _indoor,
    source="one-compartment mass balance: V dC/dt = E - Q (C - Cout)",
    remarks=_indoor_remarks,
)
