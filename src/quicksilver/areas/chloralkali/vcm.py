"""Mercury in vinyl chloride made from acetylene: catalyst in, mercury recycled, and the target of Annex B."""

from __future__ import annotations

from typing import Any

from quicksilver.areas.chloralkali.facts import vcm_fact
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, MassBalanceError, Problem
from quicksilver.quantities import Quantity, ranged

__all__ = ["VERBS"]

_UNITS = {
    "use_per_output": "g/t",
    "use": "kg/yr",
    "recycled_mass": "kg/yr",
    "virgin": "kg/yr",
    "air": "kg/yr",
    "elsewhere": "kg/yr",
    "reduction": "1",
    "gap_to_target": "g/t",
}
_KINDS = {"high-mercury": "HgCl2 in high-Hg catalyst", "low-mercury": "HgCl2 in low-Hg catalyst"}


def _formula(
    output: Any,
    catalyst: Any,
    chloride_share: Any,
    mercury_in_chloride: Any,
    recycled: Any,
    base_use_per_output: Any,
    target: Any,
    air_share: Any = None,
) -> dict[str, Any]:
    per_tonne = catalyst * chloride_share * mercury_in_chloride * 1000
    use = output * per_tonne / 1000
    results = {
        "use_per_output": per_tonne,
        "use": use,
        "recycled_mass": use * recycled,
        "virgin": use * (1 - recycled),
        "reduction": 1 - per_tonne / base_use_per_output,
        "gap_to_target": per_tonne - target,
    }
    if air_share is not None:
        results |= {"air": use * air_share, "elsewhere": use * (1 - recycled - air_share)}
    return results


def _vcm(given: Given) -> Answer:
    """Work out the use of mercury, how much of it is recycled, and how it stands to the target."""
    numbers = {n: v for n, v in given.values.items() if isinstance(v, Quantity)}
    assumed = []
    if "chloride_share" not in given:
        numbers["chloride_share"] = vcm_fact(_KINDS[given["kind"]], "1")
        assumed.append({"name": "chloride_share", **numbers["chloride_share"].as_dict()})
    if "air_share" in given and given.number("air_share").central + given.number("recycled").central > 1:
        raise InputProblems(
            [
                Problem(
                    "more mercury is recycled and emitted than is used",
                    "air_share",
                    f"up to {1 - given.number('recycled').central:g}",
                )
            ]
        )
    if numbers["base_use_per_output"].central <= 0:
        raise InputProblems(
            [Problem("a use of 0 allows no comparison", "base_use_per_output", "more than 0 g/t")]
        )
    results: dict[str, Any] = {**dict.fromkeys(_UNITS), **ranged(_formula, numbers, _UNITS)}
    left = results["recycled_mass"].value + results["virgin"].value - results["use"].value
    if abs(left) > 1e-9 * max(results["use"].value, 1e-9):
        raise MassBalanceError("mercury recycled and mercury lost do not add up to the use")
    results["meets_target"] = bool(results["gap_to_target"].value <= 0)
    results["halved"] = bool(results["reduction"].value >= 0.5 - 1e-12)
    remarks = ["the target is for use per output: total use can grow while it is met"]
    if "air_share" not in given:
        remarks.append(
            "the share emitted to air was not given: the destination of the mercury that is not recycled is unknown"
        )
    return Answer(results, assumed, remarks)


VERBS = (
    Verb(
        "vcm",
        "Mercury use of the acetylene route to vinyl chloride, and its target.",
        (
            Slot("output", "t/yr", "PVC produced."),
            Slot(
                "catalyst",
                "kg/t",
                "Catalyst per t of PVC.",
                default=vcm_fact("catalyst use per t PVC", "kg/t"),
            ),
            Slot(
                "kind",
                kind="text",
                about="Kind of catalyst, used where chloride_share is not given.",
                choices=tuple(_KINDS),
                default="high-mercury",
            ),
            Slot("chloride_share", "1", "Mercury chloride in the catalyst.", required=False, high=1.0),
            Slot("mercury_in_chloride", "1", high=1.0, default=vcm_fact("Hg mass fraction of HgCl2", "1")),
            Slot(
                "recycled",
                "1",
                "Share of the use that is recycled.",
                high=1.0,
                default=vcm_fact("share of catalyst Hg recycled", "1"),
            ),
            Slot("air_share", "1", "Share of the use that is emitted to air.", required=False, high=1.0),
            Slot(
                "base_use_per_output",
                "g/t",
                "Use per PVC in 2010, which Annex B halves.",
                default=vcm_fact("Hg use per t PVC high-Hg", "g/t"),
            ),
            Slot(
                "target",
                "g/t",
                "Target use per PVC.",
                default=vcm_fact("target Hg use per t PVC (2020, -50% vs 2010)", "g/t"),
            ),
        ),
        (
            *(Slot(n, unit) for n, unit in _UNITS.items()),
            Slot("meets_target", kind="flag"),
            Slot("halved", kind="flag"),
        ),
        _vcm,
        "use = PVC x catalyst x HgCl2 share x Hg in HgCl2; Minamata Convention, Annex B",
    ),
)
