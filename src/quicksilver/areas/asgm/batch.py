"""Mercury through one batch, the division of a use among air, water and land, and gold from three kinds of records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from quicksilver.areas.shared.formula import formula
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, MassBalanceError, Problem
from quicksilver.factors.facts import fact, facts
from quicksilver.quantities import Quantity, Standing

__all__ = ["AMALGAM_SHARE", "BATCH", "GOLD", "SPLIT", "SPONGE_SHARE"]

AMALGAM_SHARE = next(r.number for r in facts("asgm_params", parameter="Hg mass share of amalgam"))
SPONGE_SHARE = fact("asgm_params", parameter="Hg mass share of sponge gold")


def closed(parts: Sequence[Any], whole: Any, what: str) -> None:
    """Assert that parts add up to the whole.

    Raises
    ------
    MassBalanceError
        They do not.
    """
    gap = np.abs(sum(parts) - whole)
    if np.any(gap > 1e-9 * np.maximum(np.abs(whole), 1e-9)):
        raise MassBalanceError(f"{what} does not close: {float(np.max(gap)):.3g} is missing or in excess")


def _batch(
    gold: Any,
    mercury: Any,
    recovered: Any,
    amalgam_share: Any,
    sponge_share: Any,
    capture: Any,
    capture_shop: Any,
) -> dict[str, Any]:
    """Calculate a batch: what is pressed out, what the amalgam and the tailings contain, what the two burns drive off."""
    wanted = gold * amalgam_share / (1 - amalgam_share)
    rest = mercury - recovered
    if np.ndim(wanted) == 0 and np.ndim(rest) == 0 and (rest < 0 or wanted > rest * (1 + 1e-12)):
        raise InputProblems(
            [
                Problem(
                    f"{mercury:g} g was added, but {recovered:g} g was pressed out and the amalgam contains {wanted:g} g",
                    "mercury",
                    f"at least {recovered + wanted:g} g",
                    remedy="correct mercury, recovered or amalgam_share",
                )
            ]
        )
    rest = np.maximum(rest, 0.0)  # draws from ranges: no more in the amalgam than is there
    in_amalgam = np.minimum(wanted, rest)
    in_sponge = np.minimum(gold * sponge_share / (1 - sponge_share), in_amalgam)
    burnt = in_amalgam - in_sponge
    masses = {
        "in_amalgam": in_amalgam,
        "first_burn": burnt,
        "second_burn": in_sponge,
        "recovered_pressing": recovered,
        "tailings": rest - in_amalgam,
        "captured": burnt * capture + in_sponge * capture_shop,
        "air_field": burnt * (1 - capture),
        "air_shop": in_sponge * (1 - capture_shop),
    }
    ends = [masses[name] for name in ("recovered_pressing", "tailings", "captured", "air_field", "air_shop")]
    closed(ends, np.maximum(mercury, recovered), "the batch")
    masses |= {"air": masses["air_field"] + masses["air_shop"], "consumed": rest - masses["captured"]}
    return masses | {"ratio": mercury / gold, "field_share": burnt / in_amalgam}


_NONE = Quantity(0.0, "1", standing=Standing.ASSUMED, source="open burning")
_PARTS = (
    "in_amalgam",
    "first_burn",
    "second_burn",
    "recovered_pressing",
    "tailings",
    "captured",
    "air_field",
    "air_shop",
    "air",
    "consumed",
)
BATCH = formula(
    "batch",
    "Mercury balance of one batch of ore or concentrate.",
    (
        Slot("gold", "g", "Gold in the amalgam.", low=1e-9),
        Slot("mercury", "g", "Mercury added."),
        Slot(
            "recovered",
            "g",
            "Mercury pressed out through the cloth.",
            default=Quantity(0.0, "g", standing=Standing.ASSUMED, source="nothing pressed out"),
        ),
        Slot(
            "amalgam_share",
            "1",
            "Mercury in the amalgam, by mass.",
            default=AMALGAM_SHARE,
            low=1e-6,
            high=0.99,
        ),
        Slot(
            "sponge_share",
            "1",
            "Mercury in the sponge gold after the first burn, by mass.",
            default=SPONGE_SHARE,
            high=0.99,
        ),
        Slot("capture", "1", "Share of the first burn that a retort catches.", default=_NONE, high=1.0),
        Slot(
            "capture_shop",
            "1",
            "Share of the second burn that the gold shop catches.",
            default=_NONE,
            high=1.0,
        ),
    ),
    (
        *(Slot(name, "g") for name in _PARTS),
        Slot("ratio", "g/g", "Mercury added per unit of gold."),
        Slot("field_share", "1", "Share of the mercury in the amalgam that the first burn drives off."),
    ),
    _batch,
    source="balance per batch after O'Neill and Telmer 2017; amalgam = gold x / (1 - x)",
)


def _missing(**given: Any) -> list[Problem]:
    if given["air"] is None and (given["use"] is None or given["air_share"] is None):
        return [
            Problem(
                "the emission to air cannot be calculated",
                "air",
                "air, or use and air_share",
                remedy='add "air_share": ...',
            )
        ]
    if given["air"] is not None and given["air_share"] is not None:
        return [
            Problem("air and air_share are both given", "air", "one of the two", remedy="remove one of them")
        ]
    if given["use"] is None and given["water"] is None and given["land"] is None:
        return [
            Problem(
                "the release to water and land cannot be calculated",
                "use",
                "use, or water and land",
                remedy='add "use": ...',
            )
        ]
    return []


def _split(
    use: Any = None,
    air_share: Any = None,
    air: Any = None,
    water: Any = None,
    land: Any = None,
    latent: Any = None,
) -> dict[str, Any]:
    """Divide a use into air on one side, water and land on the other; latent emission leaves water for air later."""
    if problems := _missing(use=use, air_share=air_share, air=air, water=water, land=land):
        raise InputProblems(problems)
    air = use * air_share if air is None else air
    measured = water is not None or land is not None
    rest = (0.0 if water is None else water) + (0.0 if land is None else land) if measured else use - air
    if np.ndim(rest) == 0 and rest < 0:
        raise InputProblems([Problem("more is emitted to air than is used", "air", f"at most {use:g} kg/yr")])
    parts = {"air": air, "water_and_land": rest, "sum": air + rest}
    parts |= {name: part for name, part in (("water", water), ("land", land)) if part is not None}
    if use is not None and measured:
        parts["gap"] = use - air - rest
    if latent is not None:
        if np.ndim(latent) == 0 and np.ndim(rest) == 0 and latent > rest * (1 + 1e-12):
            raise InputProblems(
                [
                    Problem(
                        f"{latent:g} kg/yr is emitted later, more than is released to water and land",
                        "latent",
                        f"at most {rest:g} kg/yr",
                    )
                ]
            )
        parts |= {
            "latent": latent,
            "air_with_latent": air + latent,
            "water_and_land_without_latent": rest - latent,
        }
        closed([parts["air_with_latent"], parts["water_and_land_without_latent"]], parts["sum"], "the split")
    return parts


def _split_remarks(given: Given, results: Any) -> list[str]:
    remarks = []
    if "water" not in given and "land" not in given:
        remarks.append("the division of the rest between water and land was not found and is not guessed")
    if results.get("gap") is not None and abs(results["gap"].value) > 1e-6 * results["sum"].value:
        remarks.append(f"the sum of the parts and the use differ by {results['gap'].value:g} kg/yr")
    return remarks


_FLOWS = (
    "air",
    "water",
    "land",
    "water_and_land",
    "sum",
    "latent",
    "air_with_latent",
    "water_and_land_without_latent",
    "gap",
)


_PARTED = formula(
    "split",
    "Distribution of a use among air, water and land, including later emission from water (latent emission).",
    (
        Slot("use", "kg/yr", "Total mercury used or released.", required=False),
        Slot("air_share", "1", "Share of the use emitted to air at once.", required=False, high=1.0),
        Slot("air", "kg/yr", "Emitted to air at once, instead of a share.", required=False),
        Slot("water", "kg/yr", "Released to water.", required=False),
        Slot("land", "kg/yr", "Released to land.", required=False),
        Slot("latent", "kg/yr", "Released to water or land and later emitted to air.", required=False),
    ),
    tuple(Slot(name, "kg/yr") for name in _FLOWS),
    _split,
    source="Telmer and Veiga 2009, doi:10.1007/978-0-387-93958-2_6",
    remarks=_split_remarks,
)


def _with_midpoint(given: Given) -> Answer:
    """Add the middle of the range of the use, which may differ from a published central value."""
    answer = _PARTED.call(given)
    use = given.get("use")
    middle = (use.low + use.high) / 2 if use is not None and use.has_range else None
    answer.results["midpoint"] = (
        None if middle is None else Quantity(middle, "kg/yr", standing=Standing.DERIVED)
    )
    return answer


SPLIT = Verb(
    _PARTED.name,
    _PARTED.about,
    _PARTED.takes,
    (*_PARTED.gives, Slot("midpoint", "kg/yr", "Midpoint of the range of the use.")),
    _with_midpoint,
    _PARTED.source,
)


def _gold(
    miners: Any, days: Any, yield_per_day: Any, national: Any, share: Any, total: Any, industrial: Any
) -> dict[str, Any]:
    """Gold by the three families of method: miners, share of the national output, total less industrial."""
    gold: dict[str, Any] = {}
    if miners is not None and days is not None and yield_per_day is not None:
        gold["by_miners"] = miners * days * yield_per_day / 1000
    if national is not None and share is not None:
        gold["by_share"] = national * share
    if total is not None and industrial is not None:
        gold["by_difference"] = total - industrial
        if np.ndim(gold["by_difference"]) == 0 and gold["by_difference"] < 0:
            raise InputProblems(
                [Problem("the industrial output exceeds the total", "industrial", f"at most {total:g} kg/yr")]
            )
    if not gold:
        raise InputProblems(
            [
                Problem(
                    "no method has all its inputs",
                    "input",
                    "miners, days and yield_per_day; national and share; or total and industrial",
                    remedy="complete the inputs of one method",
                )
            ]
        )
    return gold


GOLD = formula(
    "gold-output",
    "Gold output of small-scale mining by three methods, side by side.",
    (
        Slot("miners", "1", "Number of active miners.", required=False, bound="persons"),
        Slot("days", "d/yr", "Working days per year.", required=False, high=366.0),
        Slot("yield_per_day", "g/d", "Gold per miner and day.", required=False),
        Slot("national", "kg/yr", "Official gold output.", required=False),
        Slot("share", "1", "Share of it from small-scale mining.", required=False, high=1.0),
        Slot("total", "kg/yr", "Total gold, from trade or delivery records.", required=False),
        Slot("industrial", "kg/yr", "Gold from industrial mining.", required=False),
    ),
    tuple(Slot(name, "kg/yr") for name in ("by_miners", "by_share", "by_difference")),
    _gold,
    source="Cheng et al. 2023, Resources Policy (three families of method)",
)
