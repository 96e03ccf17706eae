"""Removal from flue gas by a train of controls: a staged model of total and oxidised mercury.

The particle device takes a share of the mercury by rank of coal; of what leaves it, a share is oxidised. Catalytic
reduction of nitrogen oxides upstream oxidises more, wet desulphurisation takes the oxidised part, injected sorbent takes
of all. The constants are such that a desulphurisation that takes 0.9 of the oxidised mercury gives back the averages of
the 1999 measurements at power plants of the United States (ICR); each is in the table ``coal_surrogate``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.factors.facts import Fact, facts
from quicksilver.quantities import Quantity, Standing

__all__ = ["DEVICES", "RANKS", "Stage", "constants", "measured", "spelled", "staged", "train_of"]

RANKS = ("anthracite", "bituminous", "subbituminous", "lignite")
DEVICES = ("CS-ESP", "HS-ESP", "FF", "SDA", "SCR", "wFGD", "ACI", "halogen", "none")
_PM = ("CS-ESP", "HS-ESP", "FF", "none")


@dataclass(frozen=True, slots=True)
class Stage:
    """The train of a unit: particle control device and other devices."""

    particles: str
    scr: bool
    wfgd: bool
    sorbent: bool
    sda: bool = False
    halogen: bool = False


def train_of(text: str, where: str = "controls") -> Stage:
    """Return a train from a text such as ``SCR+CS-ESP+wFGD``; ``none`` is no control at all.

    Raises
    ------
    InputProblems
        A device is unknown or repeated, or there are two particle control devices.

    Examples
    --------
    >>> train_of("SCR+ESP+FGD")
    Stage(particles='CS-ESP', scr=True, wfgd=True, sorbent=False, sda=False, halogen=False)
    """
    spelled = {"ESP": "CS-ESP", "FGD": "wFGD", "BAGHOUSE": "FF", "DFGD": "SDA", "BROMIDE": "halogen"} | {
        name.upper(): name for name in DEVICES
    }
    names = [spelled.get(part.strip().upper(), part.strip()) for part in text.split("+") if part.strip()]
    problems = [
        Problem(f"unknown device {name!r}", where, ", ".join(DEVICES), closest(name, DEVICES))
        for name in names
        if name not in DEVICES
    ]
    problems += [
        Problem(f"{name} is listed twice", where, "each device once", remedy="remove one")
        for name in sorted(set(names))
        if names.count(name) > 1
    ]
    particles = [name for name in names if name in _PM and name != "none"]
    if len(particles) > 1:
        problems.append(
            Problem(
                f"{' and '.join(particles)} together",
                where,
                "one particle control device",
                remedy="name the last one",
            )
        )
    if not names:
        problems.append(
            Problem("no controls", where, ", ".join(DEVICES), remedy='write "none" where there are none')
        )
    if "none" in names and len(names) > 1:
        problems.append(
            Problem("none beside a device", where, "none, or devices", remedy="remove one of them")
        )
    if problems:
        raise InputProblems(problems)
    flags = {name: name in names for name in DEVICES}
    return Stage(
        particles[0] if particles else "none",
        flags["SCR"],
        flags["wFGD"],
        flags["ACI"],
        flags["SDA"],
        flags["halogen"],
    )


def spelled(controls: str) -> str:
    """Return a train in one spelling, so that ``ESP+FGD`` and ``CS-ESP+wFGD`` are one.

    Examples
    --------
    >>> spelled("ESP + SCR + FGD")
    'SCR+CS-ESP+wFGD'
    """
    stage = train_of(controls)
    flags = ((stage.halogen, "halogen"), (stage.scr, "SCR"), (stage.sorbent, "ACI"), (stage.sda, "SDA"))
    names = [name for present, name in flags if present]
    names += [stage.particles] if stage.particles != "none" else []
    names += ["wFGD"] if stage.wfgd else []
    return "+".join(names) or "none"


def measured(rank: str, controls: str) -> list[Fact]:
    """Return all published removals of a train with a rank of coal; they may contradict each other."""
    removals = []
    for row in facts("controls", sector="coal_power", parameter="removal_total"):
        if row.labels["fuel_or_class"] not in (rank, "china_fleet"):
            continue
        try:
            if spelled(row.labels["technology"]) == spelled(controls):
                removals.append(row)
        except InputProblems:
            continue  # a technique told in words is no train
    return removals


def constants(rank: str, stage: Stage) -> dict[str, Quantity]:
    """Return the numbers of the staged model that are known for a rank of coal and a train.

    What is not published is left out, never guessed: ``particle_removal``, ``oxidised`` (behind the particle control
    device), ``oxidation`` (by SCR) and ``scrubbing``. A device that the train does not have has the number 0.

    Parameters
    ----------
    rank : str
    stage : Stage

    Examples
    --------
    >>> sorted(constants("subbituminous", train_of("FF")))
    ['oxidation', 'particle_removal', 're_emission', 'scrubbing']
    """
    published = {
        (row.labels["rank"], row.labels["device"], row.labels["parameter"].split(" ")[0]): row.number
        for row in facts("coal_surrogate", defaults_only=True)
    }
    absent = Quantity(0.0, "1", standing=Standing.DERIVED)
    numbers = _particles(rank, stage, published) | {
        "oxidation": published.get((rank, "SCR", "ox_scr")) if stage.scr else absent,
        "scrubbing": published.get(("all", "wFGD", "eta2")) if stage.wfgd else absent,
        # Published with low confidence only (0, up to 0.2): no silent default, see the remark of the verbs.
        "re_emission": published.get(("all", "wFGD", "re-emission")) if stage.wfgd else absent,
    }
    return {name: number for name, number in numbers.items() if number is not None}


def _particles(
    rank: str, stage: Stage, published: Mapping[tuple[str, str, str], Quantity | None]
) -> dict[str, Quantity | None]:
    """Return removal by the particle device, and the oxidised share behind it."""
    if stage.sda:  # spray dryer and the device behind it were measured as one; their speciation was not found
        rows = facts(
            "controls",
            defaults_only=True,
            year="1999",
            sector="coal_power",
            parameter="removal_total",
            technology=f"SDA+{stage.particles}",
            fuel_or_class=rank,
        )
        return {"particle_removal": next((row.number for row in rows), None)}
    if stage.particles == "none":
        rows = facts("speciation", sector="coal_power", configuration="boiler exit (no APCD)", form="Hg2+")
        return {
            "particle_removal": Quantity(0.0, "1", standing=Standing.DERIVED),
            "oxidised": next(row.number for row in rows),
        }
    return {
        "particle_removal": published.get((rank, stage.particles, "R_pm")),
        "oxidised": published.get((rank, stage.particles, "x2_after_PM")),
    }


def staged(
    particle_removal: Any, oxidised: Any, oxidation: Any, scrubbing: Any, re_emission: Any, sorbent: Any
) -> dict[str, Any]:
    """Return the shares of mercury in flue gas that each stage removes, and what leaves the stack as Hg(0) and Hg(II).

    Parameters
    ----------
    particle_removal, oxidised, oxidation, scrubbing, re_emission, sorbent : float or ndarray
        Shares: removed with particles; oxidised behind the particle control device; of the remaining Hg(0), oxidised upstream
        by SCR; of the oxidised, removed by wet desulphurisation; of that, re-emitted as Hg(0); of all, removed by sorbent.

    Returns
    -------
    dict
        ``ash``, ``scrubber``, ``hg0``, ``hg2`` (adding up to one) and ``removal``.

    Examples
    --------
    >>> round(float(staged(0.36, 0.6771, 0.0, 0.9, 0.0, 0.0)["removal"]), 4)
    0.75
    """
    leaving = (1 - particle_removal) * (1 - sorbent)
    share = oxidised + oxidation * (1 - oxidised)
    caught = scrubbing * share * leaving
    hg2 = leaving * share - caught
    hg0 = leaving * (1 - share) + re_emission * caught
    scrubber = (1 - re_emission) * caught
    return {
        "ash": 1 - leaving,
        "scrubber": scrubber,
        "hg0": hg0,
        "hg2": hg2,
        "removal": np.asarray(1 - hg0 - hg2)[()],
    }
