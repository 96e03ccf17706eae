"""What a train of controls takes out of flue gas: a staged model of total and oxidised mercury.

The particle device takes a share of the mercury by rank of coal; of what leaves it, a share is oxidised. Catalytic
reduction of nitrogen oxides upstream oxidises more, wet desulphurisation takes the oxidised part, injected sorbent takes
of all. The constants are such that a desulphurisation that takes 0.9 of the oxidised mercury gives back the averages of
the 1999 measurements at power plants of the United States (ICR); each is in the table ``coal_surrogate``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from quicksilver.areas.numbers import Number
from quicksilver.areas.tables import facts
from quicksilver.errors import InputProblems, Problem, closest

__all__ = ["DEVICES", "RANKS", "Stage", "constants", "staged", "train_of"]

RANKS = ("bituminous", "subbituminous", "lignite")
DEVICES = ("CS-ESP", "HS-ESP", "FF", "SCR", "wFGD", "ACI", "none")
_PM = ("CS-ESP", "HS-ESP", "FF", "none")


@dataclass(frozen=True, slots=True)
class Stage:
    """The train of a unit: particle device and what else there is."""

    particles: str
    scr: bool
    wfgd: bool
    sorbent: bool


def train_of(text: str, where: str = "controls") -> Stage:
    """Return a train from a text such as ``SCR+CS-ESP+wFGD``; ``none`` is no control at all.

    Raises
    ------
    InputProblems
        A device is unknown, stands twice, or there are two particle devices.

    Examples
    --------
    >>> train_of("SCR+ESP+FGD")
    Stage(particles='CS-ESP', scr=True, wfgd=True, sorbent=False)
    """
    spelled = {"ESP": "CS-ESP", "FGD": "wFGD", "WFGD": "wFGD", "BAGHOUSE": "FF"}
    names = [spelled.get(part.strip().upper(), part.strip()) for part in text.split("+") if part.strip()]
    problems = [
        Problem(f"unknown device {name!r}", where, ", ".join(DEVICES), closest(name, DEVICES))
        for name in names
        if name not in DEVICES
    ]
    problems += [
        Problem(f"{name} stands twice", where, "each device once", remedy="take one out")
        for name in sorted(set(names))
        if names.count(name) > 1
    ]
    particles = [name for name in names if name in _PM and name != "none"]
    if len(particles) > 1:
        problems.append(
            Problem(
                f"{' and '.join(particles)} together",
                where,
                "one particle device",
                remedy="name the last one",
            )
        )
    if problems:
        raise InputProblems(problems)
    return Stage(particles[0] if particles else "none", "SCR" in names, "wFGD" in names, "ACI" in names)


def constants(rank: str, stage: Stage) -> dict[str, Number]:
    """Return the numbers of the staged model for a rank of coal and a train.

    Raises
    ------
    InputProblems
        There is no measured number for the rank behind the particle device: it is not guessed.
    """
    held = {
        (row.labels["rank"], row.labels["device"], row.labels["parameter"].split(" ")[0]): row.number
        for row in facts("coal_surrogate", defaults_only=True)
    }
    if stage.particles == "none":
        free = next(
            row.number
            for row in facts(
                "speciation", sector="coal_power", configuration="boiler exit (no APCD)", form="Hg2+"
            )
        )
        found = {"particle_removal": Number(0.0, "1", standing="derived"), "oxidised": free}
    else:
        found = {
            "particle_removal": held.get((rank, stage.particles, "R_pm")),
            "oxidised": held.get((rank, stage.particles, "x2_after_PM")),
        }
    if stage.wfgd and found["oxidised"] is None:
        raise InputProblems([_absent(rank, stage, "the oxidised share behind it")])
    if found["particle_removal"] is None:
        raise InputProblems([_absent(rank, stage, "the removal")])
    found["oxidation"] = (
        held.get((rank, "SCR", "ox_scr")) if stage.scr else Number(0.0, "1", standing="derived")
    )
    found["scrubbing"] = (
        held.get(("all", "wFGD", "eta2")) if stage.wfgd else Number(0.0, "1", standing="derived")
    )
    found["re_emission"] = (
        held.get(("all", "wFGD", "re-emission")) if stage.wfgd else Number(0.0, "1", standing="derived")
    )
    return {name: number for name, number in found.items() if number is not None}


def _absent(rank: str, stage: Stage, what: str) -> Problem:
    return Problem(f"nobody has published {what} of {stage.particles} with {rank} coal", "coal_surrogate", "another train, or your own particle_removal and oxidised",
                   remedy="give particle_removal and oxidised from a stack test")  # fmt: skip


def staged(
    particle_removal: Any, oxidised: Any, oxidation: Any, scrubbing: Any, re_emission: Any, sorbent: Any
) -> dict[str, Any]:
    """Return the shares of mercury in flue gas that each stage takes, and what leaves the stack as Hg(0) and Hg(II).

    Parameters
    ----------
    particle_removal, oxidised, oxidation, scrubbing, re_emission, sorbent : float or ndarray
        Shares: taken with particles; oxidised of what leaves; of the rest oxidised upstream by SCR; of the oxidised taken by
        wet desulphurisation; of that given off again as Hg(0); taken of all by sorbent ahead of the particle device.

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
