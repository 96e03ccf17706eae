"""The numbers with which a train of controls is calculated: the user's own first, then the tables, never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from quicksilver.areas.coal.train import RANKS, Stage, constants, measured, staged, train_of
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem
from quicksilver.factors.facts import facts
from quicksilver.quantities import Quantity, Standing, ranged

__all__ = ["METHOD", "NEEDS", "OWN", "TRAIN", "TRAIN_VERB", "Model", "model", "shares"]

METHOD = "staged speciation model with constants from the averages of the EPA 1999 ICR measurements (EPA/600/R-01/109)"
#: Own number -> what must be in the train for it.
NEEDS = {
    "oxidation": "SCR",
    "scrubbing": "wFGD",
    "re_emission": "wFGD",
    "halogen_oxidation": "halogen",
}
OWN = (
    Slot(
        "particle_removal",
        "1",
        "Share removed by the particle control device, from a stack test.",
        required=False,
        high=1.0,
    ),
    Slot(
        "oxidised",
        "1",
        "Oxidised share behind the particle control device, from a stack test.",
        required=False,
        high=1.0,
    ),
    Slot("oxidation", "1", "Share of the remaining Hg(0) that SCR oxidises.", required=False, high=1.0),
    Slot(
        "halogen_oxidation",
        "1",
        "Share of the remaining Hg(0) that added halogen oxidises; no published value was found.",
        required=False,
        high=1.0,
    ),
    Slot(
        "scrubbing",
        "1",
        "Share of the oxidised mercury that wet desulphurisation removes.",
        required=False,
        high=1.0,
    ),
    Slot(
        "re_emission",
        "1",
        "Share of the scrubbed mercury that is re-emitted as Hg(0).",
        required=False,
        high=1.0,
    ),
    Slot(
        "sorbent_removal",
        "1",
        "Share of all mercury that injected sorbent removes.",
        required=False,
        high=1.0,
    ),
    Slot(
        "particulate_share",
        "1",
        "Share of the stack emission that is bound to particles.",
        required=False,
        high=1.0,
    ),
    Slot("carbon_in_ash", "1", "Unburnt carbon in fly ash, as a mass share.", required=False, high=1.0),
    Slot(
        "carbon_reference",
        "1",
        "Unburnt carbon for which particle_removal is valid.",
        required=False,
        high=1.0,
    ),
    Slot(
        "carbon_effect",
        "1",
        "Your sensitivity k: what passes the particle control device is proportional to exp(-k (carbon - reference)).",
        required=False,
    ),
    Slot("chlorine", "mg/kg", "Chlorine in the coal.", required=False),
    Slot("chlorine_reference", "mg/kg", "Chlorine for which the numbers are valid.", required=False),
    Slot(
        "chlorine_effect",
        "1",
        "Your sensitivity m: what passes the particle control device is proportional to (chlorine / reference)^-m.",
        required=False,
    ),
    Slot(
        "chlorine_oxidation_effect",
        "1",
        "Your sensitivity n: the Hg(0) share behind the particle control device is proportional to (chlorine / reference)^-n.",
        required=False,
    ),
)
TRAIN = (
    Slot("rank", kind="text", about="Rank of the coal.", choices=RANKS),
    Slot(
        "controls",
        kind="text",
        about="Train such as SCR+CS-ESP+wFGD, SDA+FF, ACI+CS-ESP, halogen+CS-ESP+wFGD, none.",
    ),
)
#: What the user may know, at which value the numbers hold, and the sensitivities that need both.
_SENSITIVITIES = (
    ("carbon_in_ash", "carbon_reference", ("carbon_effect",)),
    ("chlorine", "chlorine_reference", ("chlorine_effect", "chlorine_oxidation_effect")),
)


@dataclass
class Model:
    """The numbers of a train with a coal, those that were assumed, and the remarks.

    Attributes
    ----------
    numbers : dict of str to Quantity
        As :func:`shares` takes them.
    speciated : bool
        Whether Hg(0) and Hg(II) at the stack are known; where not, only the total is.
    """

    numbers: dict[str, Quantity] = field(default_factory=dict)
    speciated: bool = True
    assumed: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def shares(
    particle_removal: Any,
    oxidised: Any,
    oxidation: Any,
    scrubbing: Any,
    re_emission: Any,
    sorbent: Any,
    halogen_oxidation: Any = 0.0,
    carbon_in_ash: Any = 0.0,
    carbon_reference: Any = 0.0,
    carbon_effect: Any = 0.0,
    chlorine: Any = 1.0,
    chlorine_reference: Any = 1.0,
    chlorine_effect: Any = 0.0,
    chlorine_oxidation_effect: Any = 0.0,
) -> dict[str, Any]:
    """Return :func:`staged` after the changes by halogen, unburnt carbon and chlorine with the user's own sensitivities.

    Examples
    --------
    >>> bare = shares(0.36, 0.6771, 0.0, 0.0, 0.0, 0.0)["removal"]
    >>> rich = shares(0.36, 0.6771, 0.0, 0.0, 0.0, 0.0, carbon_in_ash=0.1, carbon_reference=0.05, carbon_effect=8.0)["removal"]
    >>> bool(rich > bare)
    True
    """
    ratio = chlorine / chlorine_reference
    passed = (1 - particle_removal) * np.exp(-carbon_effect * (carbon_in_ash - carbon_reference))
    taken = 1 - np.clip(passed * ratio**-chlorine_effect, 0.0, 1.0)
    free = np.clip((1 - oxidised) * ratio**-chlorine_oxidation_effect, 0.0, 1.0)
    return staged(
        taken, 1 - free, 1 - (1 - oxidation) * (1 - halogen_oxidation), scrubbing, re_emission, sorbent
    )


def model(given: Given, rank: str, controls: str) -> Model:
    """Return the numbers for a rank of coal and a train.

    Raises
    ------
    InputProblems
        A number that the train needs is neither published nor given, or one is given for a device that the train does not have.
    """
    stage = train_of(controls)
    own = {slot.name: given.number(slot.name) for slot in OWN if given.get(slot.name) is not None}
    problems = _contradictions(own, stage) + _half_sensitivities(own)
    published = constants(rank, stage)
    unit_model = Model({**published, **own})
    unit_model.assumed = [
        {"name": n, **v.as_dict()} for n, v in published.items() if n not in own and v.source
    ]
    problems += _gaps(unit_model, rank, stage)
    if problems:
        raise InputProblems(problems)
    _fill_sorbent(unit_model, stage)
    _say_re_emission(unit_model, stage)
    _drop_unused(unit_model)
    return unit_model


def _contradictions(own: Mapping[str, Quantity], stage: Stage) -> list[Problem]:
    devices = {"SCR": stage.scr, "wFGD": stage.wfgd, "halogen": stage.halogen}
    return [
        Problem(
            f"{name} without {device}",
            "controls",
            f"a train with {device}",
            remedy=f"add {device} to controls, or omit {name}",
        )
        for name, device in NEEDS.items()
        if name in own and not devices[device]
    ]


def _half_sensitivities(own: Mapping[str, Quantity]) -> list[Problem]:
    problems = []
    for *wanted, effects in _SENSITIVITIES:
        for effect in (name for name in effects if name in own):
            missing = [name for name in wanted if name not in own]
            if missing:
                problems.append(
                    Problem(
                        f"{effect} without {' and '.join(missing)}",
                        "input",
                        ", ".join(map(str, wanted)),
                        remedy=f"add {missing[0]}",
                    )
                )
            problems += [
                Problem(f"{name} is not above 0", f"input, {name}", "above 0")
                for name in wanted
                if "chlorine" in effect and name in own and own[str(name)].ends[0] <= 0
            ]
    return list(dict.fromkeys(problems))


def _gaps(unit_model: Model, rank: str, stage: Stage) -> list[Problem]:
    """Return what is missing; an oxidised share that only speciation needs is noted as unknown instead."""
    device = f"SDA+{stage.particles}" if stage.sda else stage.particles
    problems = []
    if "particle_removal" not in unit_model.numbers:
        problems.append(_absent(f"the removal of {device} with {rank} coal", "particle_removal"))
    missing = [name for name in ("oxidised", "oxidation") if name not in unit_model.numbers]
    if stage.halogen and "halogen_oxidation" not in unit_model.numbers:
        missing.append("halogen_oxidation")
    labels = {
        "oxidised": f"the oxidised share behind {device} with {rank} coal",
        "oxidation": f"the share that SCR oxidises with {rank} coal",
        "halogen_oxidation": "the share that added halogen oxidises",
    }
    if stage.wfgd:
        problems += [_absent(labels[name], name) for name in missing]
    elif missing:
        unit_model.speciated = False
        unit_model.numbers |= {name: Quantity(0.0, "1", standing=Standing.DERIVED) for name in missing}
        unit_model.remarks.append(
            f"Hg(0) and Hg(II) are unknown: no published value was found for {labels[missing[0]]}"
        )
    return problems


def _absent(what: str, name: str) -> Problem:
    return Problem(
        f"no published value was found for {what}",
        "coal_surrogate",
        f"another train, or your own value of {name}",
        name,
        f"give {name} from a stack test",
    )


def _fill_sorbent(unit_model: Model, stage: Stage) -> None:
    own = unit_model.numbers.pop("sorbent_removal", None)
    unit_model.numbers["sorbent"] = own or Quantity(0.0, "1", standing=Standing.DERIVED)
    if stage.sorbent and own is None:
        row = next(
            r
            for r in facts("controls", sector="coal_power", fuel_or_class="mixed")
            if r.labels["technology"].startswith("ACI")
        )
        assert row.number is not None
        unit_model.numbers["sorbent"] = row.number
        unit_model.assumed.append({"name": "sorbent_removal", **row.number.as_dict()})
        unit_model.remarks.append(
            "sorbent_removal is the mean of full-scale tests of mixed coals; other tests found less: see the calculator guidance, device ACI"
        )


def _say_re_emission(unit_model: Model, stage: Stage) -> None:
    if "re_emission" not in unit_model.numbers:
        unit_model.numbers["re_emission"] = Quantity(0.0, "1", standing=Standing.ASSUMED)
        unit_model.assumed.append(
            {
                "name": "re_emission",
                "value": 0.0,
                "unit": "1",
                "standing": "assumed",
                "why": "the constants were solved without re-emission; published values, up to 0.2, have low confidence",
            }
        )


def _drop_unused(unit_model: Model) -> None:
    """Take out a sensitivity's parts where the user gave no sensitivity: content alone changes nothing by itself."""
    for name, reference, effects in _SENSITIVITIES:
        if any(effect in unit_model.numbers for effect in effects):
            continue
        number = unit_model.numbers.pop(name, None)
        unit_model.numbers.pop(reference, None)
        if number is not None:
            unit_model.remarks.append(
                f"{name} changes nothing by itself: no sensitivity was published for the staged model; give one of {', '.join(effects)}, or use the calculator regression"
            )
    unit_model.numbers.pop("particulate_share", None)


def _train(given: Given) -> Answer:
    unit_model = model(given, given["rank"], given["controls"])
    names = ("ash", "scrubber", "hg0", "hg2", "removal")
    results: dict[str, Any] = dict(ranged(shares, unit_model.numbers, dict.fromkeys(names, "1")))
    if not unit_model.speciated:
        results |= {"hg0": None, "hg2": None}
    rows = [
        {
            "id": row.id,
            "technique": row.labels["technology"],
            "fuel": row.labels["fuel_or_class"],
            "removal": row.number,
            "year": row.year,
        }
        for row in measured(given["rank"], given["controls"])
    ]
    return Answer({**results, "measured": rows}, unit_model.assumed, unit_model.remarks)


TRAIN_VERB = Verb(
    "train",
    "Removal by a train of controls: total removal and speciation at the stack, compared with measurements.",
    (*TRAIN, *(slot for slot in OWN if slot.name != "particulate_share")),
    (*(Slot(n, "1") for n in ("ash", "scrubber", "hg0", "hg2", "removal")), Slot("measured", kind="table")),
    _train,
    METHOD,
)
