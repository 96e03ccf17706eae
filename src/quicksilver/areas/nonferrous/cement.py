"""Cement kilns: mercury of raw materials and fuel to stack, dust and cement; and emission factors of any plant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, MassBalanceError, Problem
from quicksilver.quantities import Quantity, Standing, ranged

__all__ = ["VERBS", "loop"]


def loop(capture: Any, dust_removed: Any) -> dict[str, Any]:
    """Return the destination of one unit of mercury that enters a kiln whose dust is fed back.

    All mercury leaves the preheater with the gas, G; ``capture`` of it is caught on dust and raw meal and returns, except the share
    ``dust_removed`` that is taken out. In the long run G = 1 + capture (1 - dust_removed) G.

    Parameters
    ----------
    capture, dust_removed : float or array
        Shares.

    Returns
    -------
    dict
        ``enrichment`` (G), ``stack`` and ``dust``; the last two sum to 1.

    Examples
    --------
    >>> parts = loop(0.9, 0.0)
    >>> round(parts["stack"], 12), round(parts["enrichment"], 6)
    (1.0, 10.0)
    """
    gas = 1 / (1 - capture * (1 - dust_removed))
    return {"enrichment": gas, "stack": (1 - capture) * gas, "dust": capture * dust_removed * gas}


_MEAL = ("raw_meal", "raw_content")
_FUEL = ("fuel", "fuel_content")
_OWN = ("clinker", "removed", "capture", "dust_removed", "dust_to_cement", "control", "gas_volume")


def _check(given: Given) -> None:
    problems = []
    rows = given.get("materials", [])
    simple = [name for name in (*_MEAL, *_FUEL) if name in given]
    if bool(rows) == bool(simple):
        problems.append(
            Problem(
                "the mercury input must be given in one way",
                "materials",
                "materials, or raw_meal with raw_content and fuel with fuel_content",
            )
        )
    for pair in (_MEAL, _FUEL):
        if (pair[0] in given) != (pair[1] in given):
            problems.append(
                Problem(f"one of {' and '.join(pair)} is missing", ", ".join(pair), "both of them")
            )
    if "raw_meal" in given and "clinker" not in given:
        problems.append(
            Problem(
                "raw meal per clinker needs the clinker",
                "clinker",
                "clinker produced",
                remedy='add "clinker": ...',
            )
        )
    if "removed" in given and ("capture" in given or "dust_removed" in given):
        problems.append(
            Problem(
                "removed is given together with the numbers of the loop",
                "removed, capture, dust_removed",
                "removed, or capture with dust_removed",
            )
        )
    if ("capture" in given) != ("dust_removed" in given):
        problems.append(
            Problem("one of the two numbers of the loop is missing", "capture, dust_removed", "both of them")
        )
    elif "capture" in given and given["capture"].central * (1 - given["dust_removed"].central) >= 1:
        problems.append(
            Problem(
                "all mercury is caught and no dust is taken out, so that mercury would accumulate in the kiln without limit",
                "capture, dust_removed",
                "a capture below 1, or some dust taken out",
            )
        )
    if problems:
        raise InputProblems(problems)


def _numbers(given: Given) -> tuple[dict[str, Quantity], list[bool]]:
    """Return the numbers by name, and for every material whether it goes through the kiln."""
    rows = given.get("materials", [])
    numbers = {f"mass {i}": row.number("mass") for i, row in enumerate(rows)} | {
        f"content {i}": row.number("content") for i, row in enumerate(rows)
    }
    numbers |= {name: given.number(name) for name in (*_MEAL, *_FUEL, *_OWN) if name in given}
    return numbers, [row["goes_to"] == "kiln" for row in rows]


def _inputs(kiln: list[bool], n: Mapping[str, Any]) -> tuple[Any, Any]:
    """Return mercury that goes through the kiln, and mercury that is added at the mill, in kg (t x mg/kg is g)."""
    burnt = sum(n[f"mass {i}"] * n[f"content {i}"] for i, through in enumerate(kiln) if through)
    ground = sum(n[f"mass {i}"] * n[f"content {i}"] for i, through in enumerate(kiln) if not through)
    if "raw_meal" in n:
        burnt = burnt + n["clinker"] * n["raw_meal"] * n["raw_content"]
    if "fuel" in n:
        burnt = burnt + n["fuel"] * n["fuel_content"]
    return burnt / 1000, ground / 1000


def _fate(kiln: list[bool], n: Mapping[str, Any]) -> dict[str, Any]:
    burnt, ground = _inputs(kiln, n)
    parts = (
        loop(n["capture"], n["dust_removed"])
        if "capture" in n
        else {"stack": 1 - n.get("removed", 0.0), "dust": n.get("removed", 0.0)}
    )
    dust = burnt * parts["dust"]
    raw = burnt * parts["stack"]
    stack = raw * (1 - n.get("control", 0.0))
    in_cement = dust * n.get("dust_to_cement", 0.0)
    fate = {
        "input": burnt + ground,
        "kiln_input": burnt,
        "mill_input": ground,
        "emission": stack,
        "dust_and_sorbent": burnt - stack,
        "control_residue": raw - stack,
        "to_cement": in_cement + ground,
        "dust_out": dust - in_cement,
    }
    if "enrichment" in parts:
        fate["enrichment"] = parts["enrichment"]
    if "clinker" in n:
        fate |= {"emission_factor": 1000 * stack / n["clinker"], "input_factor": 1000 * burnt / n["clinker"]}
        if "gas_volume" in n:
            fate["concentration"] = 1e6 * stack / (n["clinker"] * n["gas_volume"])
    return fate


_UNITS = {
    **dict.fromkeys(
        (
            "input",
            "kiln_input",
            "mill_input",
            "emission",
            "dust_and_sorbent",
            "control_residue",
            "to_cement",
            "dust_out",
        ),
        "kg",
    ),
    "enrichment": "1",
    "emission_factor": "g/t",
    "input_factor": "g/t",
    "concentration": "mg/Nm3",
}


def _cement(given: Given) -> Answer:
    """Return the fate of the mercury in raw materials and fuel of a kiln."""
    _check(given)
    numbers, kiln = _numbers(given)
    results = ranged(lambda **n: _fate(kiln, n), numbers, _UNITS)
    out = sum(results[name].value for name in ("emission", "to_cement", "dust_out", "control_residue"))
    if not abs(out - results["input"].value) <= 1e-9 * max(results["input"].value, 1e-300):
        raise MassBalanceError(f"cement: {results['input'].value:.6g} kg enters, {out:.6g} kg leaves")
    remarks = []
    if "removed" not in given and "dust_removed" not in given:
        remarks.append(
            "no dust leaves the loop according to the input: in the long run all mercury that enters the kiln leaves it with the gas"
        )
    if "dust_to_cement" not in given and results["dust_out"].value > 0:
        remarks.append(
            "the destination of the dust was not given: none of it is counted as added to the cement"
        )
    if results["mill_input"].value > 0:
        remarks.append(
            "material added at the mill (gypsum, fly ash) does not pass the kiln: its mercury goes into the cement"
        )
    return Answer({name: results.get(name) for name in _UNITS}, remarks=remarks)


def _factor(given: Given) -> Answer:
    """Return an emission and its factor from what was measured in the gas; or the emission that a factor means."""
    gas = [name for name in ("gas", "gas_flow") if name in given]
    measured = "concentration" in given and len(gas) == 1 and "factor" not in given
    by_factor = "factor" in given and "production" in given and "concentration" not in given and not gas
    if not measured and not by_factor:
        raise InputProblems(
            [
                Problem(
                    "no factor follows from the input",
                    "input",
                    "concentration with gas (or gas_flow) and production; or factor and production",
                )
            ]
        )
    names = ("concentration", *gas, "hours", "production", "factor", "removal")
    numbers = {
        name: given.number(name)
        for name in names
        if name in given and not (name == "hours" and gas != ["gas_flow"])
    }

    def work(**n: Any) -> dict[str, Any]:
        before = (
            n["factor"] * n["production"] / 1000
            if by_factor
            else n["concentration"] * (n["gas"] if "gas" in n else n["gas_flow"] * n["hours"]) / 1e6
        )
        emission = before * (1 - n["removal"])
        return {
            "emission": emission,
            "captured": before - emission,
            **({"emission_factor": 1000 * emission / n["production"]} if "production" in n else {}),
        }

    results = ranged(work, numbers, {"emission": "kg", "captured": "kg", "emission_factor": "g/t"})
    remarks = ["concentration and gas must be on the same basis (dry or wet, oxygen)"] if measured else []
    remarks += (
        ["the production was not given: the factor per t is unknown"] if "production" not in given else []
    )
    return Answer(
        {name: results.get(name) for name in ("emission", "captured", "emission_factor")}, remarks=remarks
    )


_SHARE = {
    "removed": "Share of the mercury in the kiln that leaves with dust or sorbent, by shuttling or a filter.",
    "capture": "Share of the mercury in the gas that is caught on dust in one pass.",
    "dust_removed": "Share of the captured dust that is taken out.",
    "dust_to_cement": "Share of that dust that is added to cement.",
    "control": "Removal of a control at the stack.",
}
VERBS = (
    Verb(
        "cement",
        "Mercury from raw materials and fuel of a kiln to stack, dust, sorbent and cement.",
        (
            Slot("clinker", "t", required=False, low=1e-9),
            Slot("raw_meal", "t/t", "Raw meal per clinker.", required=False),
            Slot("raw_content", "mg/kg", "Mercury in raw meal.", required=False),
            Slot("fuel", "t", required=False),
            Slot("fuel_content", "mg/kg", "Mercury in fuel.", required=False),
            Slot(
                "materials",
                kind="table",
                about="Raw materials, fuels and additions at the mill, one by one, instead of raw_meal and fuel.",
                required=False,
                columns=(
                    Slot("material", kind="text"),
                    Slot("mass", "t"),
                    Slot("content", "mg/kg", "Mercury content."),
                    Slot(
                        "goes_to",
                        kind="text",
                        about="Where it is added.",
                        choices=("kiln", "mill"),
                        default="kiln",
                    ),
                ),
            ),
            *(Slot(name, "1", about, required=False, high=1.0) for name, about in _SHARE.items()),
            Slot("gas_volume", "Nm3/t", "Gas per t of clinker.", required=False, low=1e-9),
        ),
        tuple(Slot(name, unit) for name, unit in _UNITS.items()),
        _cement,
        "closed loop of kiln and raw mill; Wang et al. 2014; Minamata guidance on BAT/BEP for cement",
    ),
    Verb(
        "factor",
        "Emission and emission factor from concentration, gas and production; or the emission that follows from a factor.",
        (
            Slot("concentration", "mg/Nm3", required=False),
            Slot("gas", "Nm3", "Total gas volume.", required=False),
            Slot("gas_flow", "Nm3/h", "Gas per hour, instead of gas.", required=False),
            Slot(
                "hours",
                "h",
                "Hours of operation.",
                default=Quantity(8760.0, "h", standing=Standing.ASSUMED, source="a full year"),
            ),
            Slot("production", "t", required=False, low=1e-9),
            Slot("factor", "g/t", "A factor, instead of a concentration.", required=False),
            Slot(
                "removal",
                "1",
                "Removal of a control behind the measurement.",
                default=Quantity(0.0, "1", standing=Standing.ASSUMED),
                high=1.0,
            ),
        ),
        (Slot("emission", "kg"), Slot("captured", "kg"), Slot("emission_factor", "g/t")),
        _factor,
        "concentration x gas / production",
    ),
)
