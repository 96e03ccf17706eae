"""One unit: coal or a blend of coals, washing, train, and where the mercury goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from quicksilver.areas.coal.limits import beside
from quicksilver.areas.coal.model import METHOD, OWN, Model, model, shares
from quicksilver.areas.coal.train import RANKS, spelled, train_of
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, MassBalanceError, Problem
from quicksilver.factors.facts import facts
from quicksilver.quantities import Quantity, Standing, ranged

__all__ = ["PATHWAYS", "UNIT", "UNIT_TAKES", "UNIT_UNITS", "balance_of", "unit"]

_RELEASE = Quantity(
    float("nan"),
    "1",
    0.95,
    1.0,
    "AP-42 and UNEP/AMAP practice for pulverised coal",
    Standing.RECALLED,
    confidence="high",
)
_NO_WASHING = Quantity(0.0, "1", standing=Standing.ASSUMED, source="no washing")
#: Where the mercury of the coal goes; gypsum and waste water are what the scrubber takes.
PATHWAYS = ("rejects", "bottom_ash", "fly_ash", "scrubber", "stack")
_COAL = (
    Slot(
        "mercury_content",
        "mg/kg",
        "Mercury in the coal as fired (with washing: as mined).",
        required=False,
        bound="mercury in coal",
    ),
    Slot("washed", "1", "Share of the mercury that washing moves to rejects.", default=_NO_WASHING, high=1.0),
    Slot("washing_yield", "1", "Mass of washed coal per mass of coal as mined.", required=False, high=1.0),
    Slot("heating_value", "MJ/kg", "Heating value of the coal as fired.", required=False),
)
_CONTENTS = (
    Slot("sulphur", "1", "Sulphur in the coal as fired, as a mass share.", required=False, high=1.0),
    Slot("ash", "1", "Ash in the coal as fired, as a mass share.", required=False, high=1.0),
)
_BLEND = (
    Slot("name", kind="text", required=False),
    Slot("share", "1", "Mass share of this coal in the blend, as mined.", high=1.0),
    Slot("rank", kind="text", about="Rank of the coal.", choices=RANKS),
    *_COAL,
    Slot("chlorine", "mg/kg", "Chlorine in the coal.", required=False),
    *_CONTENTS,
)
UNIT_TAKES = (
    Slot(
        "coal",
        "t",
        "Coal burnt (as mined, with washing); or give electricity, efficiency and heating_value.",
        required=False,
    ),
    *_COAL,
    Slot("rank", kind="text", about="Rank of the coal, or give coals.", choices=RANKS, required=False),
    Slot(
        "controls",
        kind="text",
        about="Train such as SCR+CS-ESP+wFGD, SDA+FF, ACI+CS-ESP, halogen+CS-ESP+wFGD, none.",
    ),
    Slot(
        "coals",
        kind="table",
        about="A blend, instead of rank and mercury_content.",
        required=False,
        columns=_BLEND,
    ),
    Slot("release", "1", "Share that leaves the boiler with the flue gas.", default=_RELEASE, high=1.0),
    Slot(
        "scrubber_water",
        "1",
        "Share of the mercury removed by the scrubber that leaves with waste water.",
        required=False,
        high=1.0,
    ),
    Slot("electricity", "GWh", "Electricity sent out.", required=False),
    Slot(
        "efficiency",
        "1",
        "Net electrical efficiency.",
        required=False,
        high=1.0,
        bound="efficiency of a steam power plant",
    ),
    Slot("flue_gas", "Nm3/GJ", "Flue gas per heat, dry, 6 per cent oxygen.", required=False),
    Slot(
        "jurisdiction",
        kind="text",
        about="Compare only with the limits of this jurisdiction.",
        required=False,
    ),
    *_CONTENTS,
    *OWN,
)
_MASSES = ("input", *PATHWAYS, "gypsum", "waste_water", "stack_hg0", "stack_hg2", "stack_hgp")
UNIT_UNITS = dict.fromkeys(_MASSES, "kg") | {
    "removal": "1",
    "train_removal": "1",
    "coal": "t",
    "coal_fired": "t",
    "heat": "GJ",
    "content_fired": "mg/kg",
    "energy_content": "kg/PJ",
    "chlorine": "mg/kg",
    "sulphur": "1",
    "ash": "1",
    "electricity": "GWh",
    "efficiency": "1",
    "emission_factor": "g/GWh",
    "concentration": "ug/Nm3",
    "emission_per_heat": "g/TJ",
}


def balance_of(
    coal: Any, content: Any, washed: Any, release: Any, shares: Mapping[str, Any]
) -> dict[str, Any]:
    """Return where the mercury of a mass of coal goes, in kg.

    Parameters
    ----------
    coal : float or ndarray
        t.
    content : float or ndarray
        mg/kg.
    washed, release : float or ndarray
        Shares to washery rejects, and of the rest into the flue gas.
    shares : mapping
        Of :func:`quicksilver.areas.coal.train.staged`.

    Raises
    ------
    MassBalanceError
        The parts do not add up to the whole; always a defect.
    """
    whole = coal * content / 1000
    fired = whole * (1 - washed)
    gas = fired * release
    masses = {
        "input": whole,
        "rejects": whole * washed,
        "bottom_ash": fired * (1 - release),
        "fly_ash": gas * shares["ash"],
        "scrubber": gas * shares["scrubber"],
        "stack_hg0": gas * shares["hg0"],
        "stack_hg2": gas * shares["hg2"],
        "stack": gas * (shares["hg0"] + shares["hg2"]),
    }
    _closed(masses)
    return masses


def _closed(masses: Mapping[str, Any]) -> None:
    parts = sum(masses[name] for name in PATHWAYS)
    if np.any(np.abs(parts - masses["input"]) > 1e-9 * np.maximum(masses["input"], 1e-300)):
        raise MassBalanceError("the mercury of a coal unit does not add up")


@dataclass(frozen=True)
class _Coal:
    """One coal of a unit: its rank, its numbers, the numbers of the train with it."""

    rank: str
    numbers: dict[str, Quantity]
    model: Model


_PER_COAL = (
    "share",
    "mercury_content",
    "washed",
    "washing_yield",
    "heating_value",
    "chlorine",
    "sulphur",
    "ash",
)


def _coals(given: Given) -> list[_Coal]:
    """Return the coals of a unit; all that is wrong with them is said at once."""
    rows, problems = _rows(given)
    coals = []
    for place, row in rows:
        numbers = {name: row.number(name) for name in _PER_COAL if row.get(name) is not None}
        if "mercury_content" not in numbers:
            problems.append(
                Problem(
                    "mercury_content is missing",
                    place,
                    "mg/kg",
                    remedy='add "mercury_content": {"value": ..., "unit": "mg/kg"}',
                )
            )
        if row.get("washing_yield") is not None and row.number("washing_yield").central <= 0:
            problems.append(Problem("washing_yield is not above 0", f"{place}, washing_yield", "above 0"))
        if row.get("rank") is None:
            problems.append(
                Problem("rank is missing", place, ", ".join(RANKS), remedy='add "rank": "bituminous"')
            )
            continue
        own = Given(given.values | ({"chlorine": numbers["chlorine"]} if "chlorine" in numbers else {}))
        try:
            coals.append(_Coal(row["rank"], numbers, model(own, row["rank"], given["controls"])))
        except InputProblems as wrong:
            problems += wrong.problems
    if problems:
        raise InputProblems(list(dict.fromkeys(problems)))
    return coals


def _rows(given: Given) -> tuple[list[tuple[str, Given]], list[Problem]]:
    if given.get("coals") is None:
        return [("input", Given({**given.values, "share": Quantity(1.0)}))], []
    problems = [
        Problem(f"{name} and coals", "input", "one of them", remedy=f"give {name} in coals")
        for name in ("rank", "mercury_content", "heating_value", "washing_yield")
        if given.get(name) is not None
    ]
    whole = sum(row.number("share").central for row in given["coals"])
    if abs(whole - 1) > 1e-6:
        problems.append(
            Problem(f"shares of coals add up to {whole:g}", "input, coals", "1", remedy="correct the shares")
        )
    return [(f"input, coals[{i}]", row) for i, row in enumerate(given["coals"])], problems


def _flat(given: Given, coals: Sequence[_Coal]) -> dict[str, Quantity]:
    """Return all numbers by name: of a coal with ``#place``, of a train with ``@rank``, so that each is drawn once."""
    names = (
        "coal",
        "release",
        "scrubber_water",
        "electricity",
        "efficiency",
        "flue_gas",
        "particulate_share",
    )
    flat = {name: given.number(name) for name in names if given.get(name) is not None}
    own = {slot.name for slot in OWN if given.get(slot.name) is not None}
    for i, coal in enumerate(coals):
        flat |= {f"{name}#{i}": number for name, number in coal.numbers.items()}
        for name, number in coal.model.numbers.items():
            if name == "chlorine":
                flat[f"chlorine#{i}"] = number
            elif name in own or name in ("scrubbing", "re_emission", "sorbent"):
                flat[name] = number
            else:
                flat[f"{name}@{coal.rank}"] = number
    return flat


def _formula(coals: Sequence[_Coal], **drawn: Any) -> dict[str, Any]:
    def of(name: str, i: int) -> Any:
        return drawn.get(f"{name}#{i}", drawn.get(f"{name}@{coals[i].rank}", drawn.get(name)))

    whole = sum(of("share", i) for i in range(len(coals)))
    parts = [of("share", i) / whole for i in range(len(coals))]
    yields = [1.0 if of("washing_yield", i) is None else of("washing_yield", i) for i in range(len(coals))]
    values = [of("heating_value", i) for i in range(len(coals))]
    # GJ per t of coal as mined; unknown where one heating value is.
    per_tonne = (
        None
        if any(v is None for v in values)
        else sum(p * y * v for p, y, v in zip(parts, yields, values, strict=True))
    )
    mass = drawn.get("coal")
    if mass is None:
        mass = drawn["electricity"] * 3600 / drawn["efficiency"] / per_tonne
    masses: dict[str, Any] = {
        "coal": mass,
        "coal_fired": sum(mass * p * y for p, y in zip(parts, yields, strict=True)),
    }
    entering: Any = 0.0
    for i, coal in enumerate(coals):
        taken = shares(**{name: of(name, i) for name in coal.model.numbers})
        branch = balance_of(
            mass * parts[i], of("mercury_content", i), of("washed", i), drawn["release"], taken
        )
        entering = entering + (branch["input"] - branch["rejects"] - branch["bottom_ash"])
        for name, amount in branch.items():
            masses[name] = masses.get(name, 0.0) + amount
    _closed(masses)
    for name in ("chlorine", "sulphur", "ash"):
        if all(f"{name}#{i}" in drawn for i in range(len(coals))):
            weights = [p * y for p, y in zip(parts, yields, strict=True)]
            masses[name] = sum(w * of(name, i) for i, w in enumerate(weights)) / sum(weights)
    return masses | _speciated(masses, drawn) | _intensities(masses, entering, per_tonne, drawn)


def _speciated(masses: Mapping[str, Any], drawn: Mapping[str, Any]) -> dict[str, Any]:
    species: dict[str, Any] = {}
    if "particulate_share" in drawn:
        gas = 1 - drawn["particulate_share"]
        species = {
            "stack_hgp": masses["stack"] * (1 - gas),
            "stack_hg0": masses["stack_hg0"] * gas,
            "stack_hg2": masses["stack_hg2"] * gas,
        }
    if "scrubber_water" in drawn:
        water = drawn["scrubber_water"]
        species |= {"gypsum": masses["scrubber"] * (1 - water), "waste_water": masses["scrubber"] * water}
    return species


def _intensities(
    masses: Mapping[str, Any], entering: Any, per_tonne: Any, drawn: Mapping[str, Any]
) -> dict[str, Any]:
    """Return removals and emission per electricity, heat and gas; what would be divided by nothing is left out."""
    intensities: dict[str, Any] = {}
    if np.all(np.asarray(masses["input"]) > 0):
        intensities["removal"] = 1 - masses["stack"] / masses["input"]
    if np.all(np.asarray(entering) > 0):
        intensities["train_removal"] = 1 - masses["stack"] / entering
    if np.all(np.asarray(masses["coal_fired"]) > 0):
        intensities["content_fired"] = (masses["input"] - masses["rejects"]) / masses["coal_fired"] * 1000
    power = drawn.get("electricity")
    if per_tonne is not None and np.all(np.asarray(masses["coal"] * per_tonne) > 0):
        heat = intensities["heat"] = masses["coal"] * per_tonne
        intensities["energy_content"] = (masses["input"] - masses["rejects"]) / heat * 1e6
        intensities["emission_per_heat"] = masses["stack"] * 1e6 / heat
        if "flue_gas" in drawn and np.all(np.asarray(drawn["flue_gas"]) > 0):
            intensities["concentration"] = masses["stack"] * 1e9 / (heat * drawn["flue_gas"])
        if power is None and "efficiency" in drawn:
            power = heat * drawn["efficiency"] / 3600
        if power is not None:
            intensities["efficiency"] = power * 3600 / heat
    if power is not None:
        intensities["electricity"] = power
        if np.all(np.asarray(power) > 0):
            intensities["emission_factor"] = masses["stack"] * 1000 / power
    return intensities


def _consistent(given: Given, coals: Sequence[_Coal]) -> None:
    """Raise where the mass of coal cannot be determined, or where coal, electricity and efficiency contradict each other."""
    heats = all("heating_value" in coal.numbers for coal in coals)
    driven = all(given.get(name) is not None for name in ("electricity", "efficiency"))
    if given.get("coal") is None:
        known = driven and heats and given.number("efficiency").central > 0
        if not known or not all(coal.numbers["heating_value"].central > 0 for coal in coals):
            raise InputProblems(
                [
                    Problem(
                        "coal is missing and does not follow from other numbers",
                        "input",
                        "coal, or electricity, efficiency and heating_value above 0",
                        remedy='add "coal": {"value": ..., "unit": "t"}',
                    )
                ]
            )
    elif driven and heats:
        per_tonne = sum(
            c.numbers["share"].central
            * (c.numbers["washing_yield"].central if "washing_yield" in c.numbers else 1.0)
            * c.numbers["heating_value"].central
            for c in coals
        )
        made = given.number("coal").central * per_tonne * given.number("efficiency").central / 3600
        stated = given.number("electricity").central
        if abs(made - stated) > 0.01 * max(made, stated):
            raise InputProblems(
                [
                    Problem(
                        f"coal, heating value and efficiency give {made:.6g} GWh, but electricity is {stated:.6g} GWh",
                        "input",
                        "numbers that agree to one per cent",
                        remedy="omit coal, electricity or efficiency",
                    )
                ]
            )


def unit(given: Given) -> Answer:
    """Calculate one unit: masses by pathway in kg, intensities, and comparison with limits.

    Raises
    ------
    InputProblems
        A number is missing, contradicts others, or is not published.
    """
    coals = _coals(given)
    _consistent(given, coals)
    masses: dict[str, Any] = dict(
        ranged(lambda **drawn: _formula(coals, **drawn), _flat(given, coals), UNIT_UNITS)
    )
    if not all(coal.model.speciated for coal in coals):
        for name in ("stack_hg0", "stack_hg2"):
            masses.pop(name, None)
    results: dict[str, Any] = {name: masses.get(name) for name in UNIT_UNITS}
    seen = (masses.get("concentration"), masses.get("emission_per_heat"))
    results["limits"] = beside(*seen, given.get("jurisdiction")) if any(seen) else []
    assumed: list[dict[str, Any]] = []
    remarks: list[str] = []
    for coal in coals:
        where = f" ({coal.rank})" if len({c.rank for c in coals}) > 1 else ""
        items = [
            item
            | {
                "name": item["name"]
                + (where if item["name"] in ("particle_removal", "oxidised", "oxidation") else "")
            }
            for item in coal.model.assumed
        ]
        assumed += [item for item in items if item not in assumed]
        remarks += [text for text in coal.model.remarks if text not in remarks]
    return Answer(results, assumed, remarks + _remarks(given, masses, coals))


def _remarks(given: Given, masses: Mapping[str, Any], coals: Sequence[_Coal]) -> list[str]:
    remarks = []
    if "gypsum" not in masses and train_of(given["controls"]).wfgd:
        remarks.append(
            "the mercury removed by the scrubber is not divided between gypsum and waste water: give scrubber_water"
        )
    if "stack_hgp" not in masses:
        remarks.append(
            f"Hg(p) at the stack is unknown: give particulate_share{_measured_particulate(given['controls'])}"
        )
    if any(c.numbers["washed"].central > 0 and "washing_yield" not in c.numbers for c in coals):
        remarks.append(
            "washing_yield was not given: heat and contents as fired assume that no coal goes to rejects"
        )
    if len({c.rank for c in coals}) > 1:
        remarks.append(
            "a blend is calculated as the sum of its coals; effects of the chlorine of one coal on another are not included"
        )
    return remarks


def _measured_particulate(controls: str) -> str:
    """Return, in words, the particle-bound share that was measured behind a train."""
    for row in facts("speciation", sector="coal_power", form="HgP", defaults_only=True):
        name = row.labels["configuration"]
        if row.number is None or any(word in name for word in ("boiler", "fleet", "WS")):
            continue
        if spelled(name) == spelled(controls):
            return f"; {row.number.central:g} was measured ({row.source})"
    return ""


UNIT = Verb(
    "unit",
    "Mercury of a boiler by destination (stack, ash, scrubber, rejects), per GWh, heat and volume of gas, compared with limits.",
    UNIT_TAKES,
    (*(Slot(n, u) for n, u in UNIT_UNITS.items()), Slot("limits", kind="table")),
    unit,
    METHOD,
)
