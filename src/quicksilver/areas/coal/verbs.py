"""The calculators of coal: contents, trains, units, plants, paths, costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from quicksilver.areas.coal.train import RANKS, constants, staged, train_of
from quicksilver.areas.formula import formula
from quicksilver.areas.numbers import Number, ranged
from quicksilver.areas.tables import facts
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, MassBalanceError, Problem

__all__ = ["VERBS", "annuity", "balance_of"]

_METHOD = "staged speciation model on EPA 1999 ICR averages; see docs/reference/area-coal.md"
_RELEASE = Number(
    float("nan"), "1", 0.95, 1.0, "AP-42 and UNEP/AMAP practice for pulverised coal", "recalled/high"
)
_CONTENT = Slot("mercury_content", "mg/kg", "Mercury in the coal as fired or, with washing, as mined.")
_OWN = tuple(Slot(name, "1", about, required=False, high=1.0) for name, about in (
    ("particle_removal", "Share taken by the particle device, from a stack test."), ("oxidised", "Oxidised share of what leaves it, from a stack test."),
    ("oxidation", "Share of the rest that SCR oxidises."), ("scrubbing", "Share of the oxidised that wet desulphurisation takes."),
    ("re_emission", "Share of that which is given off again as Hg(0)."), ("sorbent_removal", "Share of all that injected sorbent takes.")))  # fmt: skip
_TRAIN = (
    Slot("rank", kind="text", about="Rank of the coal.", choices=RANKS),
    Slot("controls", kind="text", about="Train such as SCR+CS-ESP+wFGD, FF, ACI+CS-ESP, none."),
)


def _numbers(given: Given, rank: str, controls: str) -> tuple[dict[str, Number], list[dict[str, Any]]]:
    """Return the numbers of the staged model: what the user gave first, else the tables, noted as assumed."""
    stage = train_of(controls)
    own = {
        name: given[name]
        for name in ("particle_removal", "oxidised", "oxidation", "scrubbing", "re_emission")
        if given.get(name) is not None
    }
    held: dict[str, Number] = {}
    try:
        held = constants(rank, stage)
    except InputProblems:
        if not {"particle_removal", "oxidised"} <= set(own):
            raise
    numbers = (
        {
            "oxidation": Number(0.0),
            "scrubbing": Number(0.0),
            "re_emission": Number(0.0),
            "oxidised": Number(0.0),
        }
        | held
        | own
    )
    assumed = [
        {"name": name, **number.as_dict()}
        for name, number in held.items()
        if (name not in own and number.standing != "derived") or (name not in own and number.source)
    ]
    numbers["sorbent"] = Number(0.0)
    if stage.sorbent or given.get("sorbent_removal") is not None:
        numbers["sorbent"] = given.get("sorbent_removal") or _sorbent(assumed)
    return numbers, assumed


def _sorbent(assumed: list[dict[str, Any]]) -> Number:
    row = next(
        r
        for r in facts("controls", sector="coal_power")
        if r.labels["technology"].startswith("ACI (50 full-scale")
    )
    assert row.number is not None
    assumed.append({"name": "sorbent_removal", **row.number.as_dict()})
    return row.number


def _train(given: Given) -> Answer:
    numbers, assumed = _numbers(given, given["rank"], given["controls"])
    found = ranged(staged, numbers, dict.fromkeys(("ash", "scrubber", "hg0", "hg2", "removal"), "1"))
    return Answer(dict(found), assumed)


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
        The parts are not the whole; always a defect.
    """
    whole = coal * content / 1000
    fired = whole * (1 - washed)
    gas = fired * release
    found = {"input": whole, "rejects": whole * washed, "bottom_ash": fired * (1 - release), "fly_ash": gas * shares["ash"], "scrubber": gas * shares["scrubber"],
             "stack_hg0": gas * shares["hg0"], "stack_hg2": gas * shares["hg2"], "stack": gas * (shares["hg0"] + shares["hg2"])}  # fmt: skip
    parts = sum(found[name] for name in ("rejects", "bottom_ash", "fly_ash", "scrubber", "stack"))
    if np.any(np.abs(parts - whole) > 1e-9 * np.maximum(whole, 1e-300)):
        raise MassBalanceError("the mercury of a coal unit does not add up")
    return found


_UNIT_TAKES = (
    Slot("coal", "t", "Coal burnt (as mined, with washing)."), _CONTENT, *_TRAIN,
    Slot("washed", "1", "Share of the mercury that washing takes to rejects.", default=Number(0.0, "1", standing="assumed", source="no washing"), high=1.0),
    Slot("release", "1", "Share that leaves the boiler with the flue gas.", default=_RELEASE, high=1.0),
    Slot("scrubber_water", "1", "Share of what the scrubber takes that leaves with waste water.", required=False, high=1.0),
    Slot("heating_value", "MJ/kg", "Of the coal.", required=False), Slot("efficiency", "1", "Electrical, net.", required=False, high=1.0),
    Slot("flue_gas", "Nm3/GJ", "Flue gas per heat, dry, 6 per cent oxygen.", required=False), Slot("price_share", kind="flag", required=False), *_OWN)  # fmt: skip
_UNIT_TAKES = tuple(slot for slot in _UNIT_TAKES if slot.name != "price_share")
_UNIT_UNITS = dict.fromkeys(("input", "rejects", "bottom_ash", "fly_ash", "scrubber", "gypsum", "waste_water", "stack", "stack_hg0", "stack_hg2"), "kg") | {
    "removal": "1", "electricity": "GWh", "emission_factor": "g/GWh", "concentration": "ug/Nm3", "emission_per_heat": "g/TJ"}  # fmt: skip


def _unit(given: Given) -> Answer:
    numbers, assumed = _numbers(given, given["rank"], given["controls"])
    names = (
        "coal",
        "mercury_content",
        "washed",
        "release",
        "scrubber_water",
        "heating_value",
        "efficiency",
        "flue_gas",
    )
    numbers |= {name: given[name] for name in names if given.get(name) is not None}
    found = ranged(_unit_formula, numbers, _UNIT_UNITS)
    said = (
        ["what the scrubber takes is not divided between gypsum and waste water: give scrubber_water"]
        if "gypsum" not in found and train_of(given["controls"]).wfgd
        else []
    )
    return Answer({name: found.get(name) for name in _UNIT_UNITS}, assumed, said)


def _unit_formula(coal: Any, mercury_content: Any, washed: Any, release: Any, scrubber_water: Any = None, heating_value: Any = None, efficiency: Any = None,
                  flue_gas: Any = None, **train: Any) -> dict[str, Any]:  # fmt: skip
    found = balance_of(coal, mercury_content, washed, release, staged(**train))
    found["removal"] = 1 - found["stack"] / np.maximum(found["input"], 1e-300)
    if scrubber_water is not None:
        found |= {
            "gypsum": found["scrubber"] * (1 - scrubber_water),
            "waste_water": found["scrubber"] * scrubber_water,
        }
    if heating_value is not None:
        heat = coal * heating_value  # GJ
        found["emission_per_heat"] = found["stack"] * 1e6 / heat
        if flue_gas is not None:
            found["concentration"] = found["stack"] * 1e9 / (heat * flue_gas)
        if efficiency is not None:
            found["electricity"] = heat * efficiency / 3600
            found["emission_factor"] = found["stack"] * 1000 / found["electricity"]
    return found


def _plant(given: Given) -> Answer:
    rows, problems, totals = [], [], {"input": 0.0, "stack": 0.0}
    for i, row in enumerate(given["units"]):
        try:
            inner = VERB_UNIT.call(row)
        except InputProblems as wrong:
            problems += [
                Problem(p.what, f"units[{i}], {p.where}", p.allowed, p.guess, p.remedy)
                for p in wrong.problems
            ]
            continue
        rows.append({"name": row.get("name") or str(i + 1), **inner.results})
        for name in totals:
            totals[name] += inner.results[name].central
    if problems:
        raise InputProblems(problems)
    reporting = given.get("all_units")
    coverage = None if reporting is None else Number(len(rows) / reporting.central, "1", standing="derived")
    said = (
        []
        if coverage is not None
        else [
            "how many units there are was not given: the coverage is unknown, and the totals are of the units listed"
        ]
    )
    return Answer(
        {
            "input": Number(totals["input"], "kg", standing="derived"),
            "stack": Number(totals["stack"], "kg", standing="derived"),
            "coverage": coverage,
            "units": rows,
        },
        remarks=said,
    )


def _content(
    mercury_content: Any = None, energy_content: Any = None, heating_value: Any = None
) -> dict[str, Any]:
    if mercury_content is not None and heating_value is not None and energy_content is None:
        return {"energy_content": mercury_content / heating_value * 1000}
    if mercury_content is not None and energy_content is not None:
        return {"heating_value": mercury_content / energy_content * 1000}
    if energy_content is not None and heating_value is not None:
        return {"mercury_content": energy_content * heating_value / 1000}
    raise InputProblems(
        [
            Problem(
                "one number alone",
                "input",
                "two of mercury_content, energy_content and heating_value",
                remedy="give another of the three",
            )
        ]
    )


def _fleet(
    emission: Any = None,
    emission_factor: Any = None,
    emission_ratio: Any = None,
    mercury_content: Any = None,
    electricity: Any = None,
) -> dict[str, Any]:
    """Work out what follows; emission in kg, factor in g/GWh, ratio emitted of input, content in mg/kg, electricity in TWh."""
    found: dict[str, Any] = {}
    if emission is None and emission_factor is not None and electricity is not None:
        emission = found["emission"] = electricity * emission_factor
    if emission is None:
        raise InputProblems([Problem("no emission", "input", "emission, or emission_factor and electricity")])
    if emission_factor is not None and electricity is None:
        found["electricity"] = emission / emission_factor
    if electricity is not None and emission_factor is None:
        found["emission_factor"] = emission / electricity
    if emission_ratio is not None:
        found["input"] = emission / emission_ratio
        if mercury_content is not None:
            found["coal"] = found["input"] / mercury_content / 1000
    return found


_CL = ("SDA+FF", "FF")


def _regression(given: Given) -> Answer:
    kind, chlorine = given["controls"], given.number("chlorine")
    pair = [
        row.number
        for row in facts("controls", sector="coal_power", technology=kind, fuel_or_class="Cl-regression")
    ]
    slope, shift = (number.value for number in pair if number is not None)
    raw = slope * np.log(max(chlorine.central, 1e-9)) + shift
    found = ranged(
        lambda chlorine: {"removal": np.clip(slope * np.log(np.maximum(chlorine, 1e-9)) + shift, 0.0, 0.98)},
        {"chlorine": chlorine},
        {"removal": "1"},
    )
    said = (
        []
        if 0 <= raw <= 0.98
        else [f"outside the range of the measurements the formula gives {raw:.2f}; it is cut to 0 to 0.98"]
    )
    return Answer(
        dict(found), [{"name": "slope and intercept", **(pair[0].as_dict() if pair[0] else {})}], said
    )


def _guidance(given: Given) -> Answer:
    rows = []
    for row in facts("controls", sector="coal_power"):
        rank, device = given.get("rank"), given.get("device")
        if (rank is None or rank == row.labels["fuel_or_class"]) and (
            device is None or device.lower() in row.labels["technology"].lower()
        ):
            rows.append({"technique": row.labels["technology"], "fuel": row.labels["fuel_or_class"], "parameter": row.labels["parameter"], "number": row.number,
                         "year": row.year or None, "may_be_default": row.may_be_default})  # fmt: skip
    return Answer({"techniques": rows}, remarks=[] if rows else ["no technique in the tables fits"])


def _limits(given: Given) -> Answer:
    """Set a stack concentration beside the limit values."""
    seen = given.get("concentration")
    rows = []
    for row in facts("emission_limits", sector="coal_power"):
        if given.get("jurisdiction") not in (None, row.labels["jurisdiction"]) or row.number is None:
            continue
        kept = None
        top = row.number.high if row.number.high is not None else row.number.central
        if seen is not None and row.number.unit in ("ug/Nm3", "mg/Nm3"):
            kept = "yes" if seen.central <= Number(top, row.number.unit).to("ug/Nm3").value else "no"
        rows.append(
            {
                "jurisdiction": row.labels["jurisdiction"],
                "class": row.labels["class"],
                "limit": row.number,
                "year": row.year,
                "kept": kept or "not comparable",
            }
        )
    return Answer({"limits": rows}, remarks=["a limit in mass per heat is not compared with a concentration"])


def _path(given: Given) -> Answer:
    """Take the steps in the order of the process-optimisation guidance until the target is met."""
    stage, rank = train_of(given["controls"]), given["rank"]
    names = [
        name
        for name, there in (
            ("SCR", stage.scr),
            (stage.particles, stage.particles != "none"),
            ("wFGD", stage.wfgd),
            ("ACI", stage.sorbent),
        )
        if there
    ]
    washed = given.get("washed") or Number(0.0)
    target = given["target_emission"].central if given.get("target_emission") is not None else None
    rows, assumed, met = [], [], False
    order: list[tuple[str, list[str], Number]] = [("as it is", names, washed)]
    current = list(names)
    if washed.central == 0 and rank == "bituminous":
        row = next(r for r in facts("controls", sector="coal_power", technology="coal cleaning"))
        washed = row.number or washed
        order.append(("washing of the coal", list(current), washed))
    for device, words in (
        ("SCR", "SCR ahead of the rest"),
        ("wFGD", "wet desulphurisation"),
        ("FF", "fabric filter instead of the precipitator"),
        ("ACI", "sorbent injection"),
    ):
        if device in current:
            continue
        current = [device if name in ("CS-ESP", "HS-ESP") and device == "FF" else name for name in current]
        if device not in current:
            current = [device, *current] if device != "wFGD" else [*current, device]
        order.append((words, list(current), washed))
    for words, devices, wash in order:
        step = Given(dict(given.values))
        step.values |= {"controls": "+".join(devices) or "none", "washed": wash}
        try:
            inner = _unit(step)
        except InputProblems as wrong:
            rows.append(
                {"step": words, "controls": "+".join(devices), "stack": None, "why": wrong.problems[0].what}
            )
            continue
        found = inner.results
        rows.append(
            {
                "step": words,
                "controls": "+".join(devices) or "none",
                **{n: found[n] for n in ("removal", "rejects", "bottom_ash", "fly_ash", "scrubber", "stack")},
            }
        )
        assumed += [item for item in inner.assumed if item not in assumed]
        if target is not None and found["stack"].central <= target:
            met = True
            break
    said = [
        "what a step costs: see the verb cost; costs of washing and of retrofits were only found with low confidence and are not defaults"
    ]
    return Answer({"met": met if target is not None else None, "steps": rows}, assumed, said)


def annuity(
    capital: Any,
    operation: Any,
    interest: Any,
    life: Any,
    removed: Any = None,
    electricity: Any = None,
    allocated: Any = None,
) -> dict[str, Any]:
    """Annuity: capital recovery factor i (1 + i)^n / ((1 + i)^n - 1); without interest 1 / n."""
    growth = (1 + interest) ** life
    factor = np.where(interest > 0, interest * growth / np.where(growth > 1, growth - 1, 1.0), 1 / life)
    yearly = (capital * factor + operation) * (1.0 if allocated is None else allocated)
    found = {"capital_recovery_factor": factor[()], "annual_cost": yearly}
    if removed is not None:
        found["cost_per_mass"] = yearly / removed
    if electricity is not None:
        found["cost_per_electricity"] = yearly / electricity
    return found


VERB_UNIT = Verb("unit", "Where the mercury of a boiler goes: stack, ash, scrubber, rejects; per GWh and per volume of gas.", _UNIT_TAKES,
                 tuple(Slot(n, u) for n, u in _UNIT_UNITS.items()), _unit, _METHOD)  # fmt: skip
_MONEY = (Slot("capital", "USD", "Capital cost."), Slot("operation", "USD/yr", "Yearly operation and maintenance."), Slot("interest", "1/yr", "Interest rate: your choice.", high=1.0),
          Slot("life", "yr", "Years of life: your choice.", low=1.0), Slot("removed", "kg/yr", "Mercury not emitted beyond the baseline.", required=False),
          Slot("electricity", "kWh/yr", "Electricity made.", required=False),
          Slot("allocated", "1", "Share of the cost that is laid on mercury: 0 for a pure co-benefit, 1 for all, or the share of the benefit.", required=False, high=1.0),
          Slot("currency_year", kind="text", about="Year of the money.", required=False))  # fmt: skip


def _cost_formula(currency_year: str | None = None, **numbers: Any) -> dict[str, Any]:
    return annuity(**{name: value for name, value in numbers.items() if value is not None})


def _optional(call: Any) -> Any:
    return lambda **given: call(**{name: value for name, value in given.items() if value is not None})


VERBS = (
    formula("content", "Mercury content by mass and by energy, from any two of three numbers.",
            (Slot("mercury_content", "mg/kg", required=False), Slot("energy_content", "kg/PJ", required=False), Slot("heating_value", "MJ/kg", required=False)),
            (Slot("mercury_content", "mg/kg"), Slot("energy_content", "kg/PJ"), Slot("heating_value", "MJ/kg")), _optional(_content), source="content / heating value"),
    formula("fleet", "What follows from the figures of a fleet: electricity, mercury in coal, coal burnt.",
            (Slot("emission", "kg", "Mercury emitted.", required=False), Slot("emission_factor", "g/GWh", required=False),
             Slot("emission_ratio", "1", "Emitted of what is in the coal.", required=False, high=1.0), Slot("mercury_content", "mg/kg", required=False),
             Slot("electricity", "TWh", required=False)),
            (Slot("emission", "kg"), Slot("electricity", "TWh"), Slot("emission_factor", "g/GWh"), Slot("input", "kg"), Slot("coal", "Mt")), _optional(_fleet)),
    Verb("train", "What a train of controls takes: total removal and speciation at the stack.", (*_TRAIN, *_OWN),
         tuple(Slot(n, "1") for n in ("ash", "scrubber", "hg0", "hg2", "removal")), _train, _METHOD),
    VERB_UNIT,
    Verb("plant", "Several units: totals with the coverage that belongs to them.",
         (Slot("units", kind="table", about="Units, each as the verb unit takes it, with a name.", columns=(Slot("name", kind="text", required=False), *_UNIT_TAKES)),
          Slot("all_units", "1", "How many units there are in all.", required=False)),
         (Slot("input", "kg"), Slot("stack", "kg"), Slot("coverage", "1"), Slot("units", kind="table")), _plant, _METHOD),
    Verb("regression", "Removal by the chlorine of the coal, for a fabric filter with or without spray dryer.",
         (Slot("controls", kind="text", choices=_CL), Slot("chlorine", "mg/kg", "Chlorine in the coal.")), (Slot("removal", "1"),), _regression,
         "EPRI regression of the 1999 ICR measurements"),
    Verb("path", "Process optimisation: what each next step brings and where the mercury goes, until a target is met.",
         (*_UNIT_TAKES, Slot("target_emission", "kg", "Stack emission to reach.", required=False)), (Slot("met", kind="flag"), Slot("steps", kind="table")), _path, _METHOD),
    Verb("guidance", "Techniques with their effect, source and standing.",
         (Slot("rank", kind="text", required=False), Slot("device", kind="text", required=False)), (Slot("techniques", kind="table"),), _guidance),
    Verb("limits", "Limit values, beside a concentration at the stack.",
         (Slot("jurisdiction", kind="text", required=False), Slot("concentration", "ug/Nm3", required=False)), (Slot("limits", kind="table"),), _limits),
    formula("cost", "Yearly cost, cost per kWh and per kg of mercury not emitted.", _MONEY,
            (Slot("capital_recovery_factor", "1/yr"), Slot("annual_cost", "USD/yr"), Slot("cost_per_mass", "USD/kg"), Slot("cost_per_electricity", "USD/kWh")), _cost_formula,
            remarks=lambda given, _: [f"money of {given['currency_year']}" if given.get("currency_year") else "the year of the money was not given: it is unknown",
                                      "all of the cost is laid on mercury" if given.get("allocated") is None else "the share laid on mercury is the user's"]),
)  # fmt: skip
