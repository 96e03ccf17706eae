"""The calculators of smelters, kilns and other sources that give mercury off by the way."""

from __future__ import annotations

from typing import Any

import numpy as np

from quicksilver.areas.formula import formula
from quicksilver.areas.numbers import Number
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, MassBalanceError, Problem

__all__ = ["VERBS"]


def _d(value: float, unit: str = "kg") -> Number:
    return Number(float(value), unit, standing="derived")


def _smelter(given: Given) -> Answer:
    """Take mercury through stages; a stage's number is a removal of what reaches it, or a share of the input: never both."""
    whole = given.number("input").central
    basis = given["basis"]
    gas = whole * (given["to_gas"].central if given.get("to_gas") is not None else 1.0)
    rows, reached, taken = [], gas, 0.0
    problems = []
    for i, row in enumerate(given["stages"]):
        value = row.number("value").central
        caught = reached * value if basis == "removal of what reaches the stage" else whole * value
        if caught > reached * (1 + 1e-9):
            problems.append(Problem(f"{row['name']} takes {caught:g} kg of {reached:g} kg that reach it", f"stages[{i}]", "no more than is left",
                                    remedy="if the numbers are removals of what reaches a stage, say so in basis"))  # fmt: skip
        rows.append({"stage": row["name"], "to": row.get("to") or "waste", "caught": _d(caught), "share_of_input": _d(caught / whole if whole else 0.0, "1"),
                     "removal": _d(caught / reached if reached else 0.0, "1"), "left": _d(reached - caught)})  # fmt: skip
        reached, taken = reached - caught, taken + caught
    if problems:
        raise InputProblems(problems)
    if abs(whole - (whole - gas) - taken - reached) > 1e-9 * max(whole, 1e-300):
        raise MassBalanceError("a smelter gains or loses mercury")
    sums: dict[str, float] = {}
    for row in rows:
        sums[row["to"]] = sums.get(row["to"], 0.0) + row["caught"].value
    per = given.get("metal")
    return Answer({"stack": _d(reached), "not_to_gas": _d(whole - gas), "emission_share": _d(reached / whole if whole else 0.0, "1"),
                   "emission_factor": None if per is None else Number(reached * 1000 / per.central, "g/t", standing="derived"),
                   "by_destination": [{"to": to, "mass": _d(mass)} for to, mass in sums.items()], "stages": rows})  # fmt: skip


def _balance(given: Given) -> Answer:
    """Set named outputs against the input and say whether they close."""
    whole = given.get("input")
    outputs = {}
    for i, row in enumerate(given["outputs"]):
        if (row.get("mass") is None) == (row.get("share") is None):
            raise InputProblems(
                [
                    Problem(
                        "an output needs a mass or a share, one of the two",
                        f"outputs[{i}]",
                        "mass, or share of the input",
                    )
                ]
            )
        if row.get("share") is not None and whole is None:
            raise InputProblems(
                [Problem("a share without the input", f"outputs[{i}]", "the input", remedy="add input")]
            )
        outputs[row["name"]] = (
            row["mass"].central if row.get("mass") is not None else whole.central * row["share"].central
        )
    total = sum(outputs.values())
    gap = None if whole is None else total - whole.central
    tolerance = given.number("tolerance").central
    closes = None if whole is None or gap is None else abs(gap) <= tolerance * max(whole.central, 1e-300)
    said = [] if closes is not False else [f"the outputs miss the input by {gap:+,.4g} t: unaccounted"]
    implied = given.get("emission_factor")
    emitted = given.get("emitted_share")
    return Answer({"sum": _d(total, "t"), "unaccounted": None if gap is None else _d(-gap, "t"), "closes": closes,
                   "sum_of_shares": None if whole is None or not whole.central else _d(total / whole.central, "1"),
                   "input_factor": None if implied is None or emitted is None else Number(implied.central / emitted.central, "g/t", standing="derived"),
                   "outputs": [{"name": n, "mass": _d(m, "t")} for n, m in outputs.items()]}, remarks=said)  # fmt: skip


def _by_product(captured: Any, recovered: Any, calomel: Any) -> dict[str, Any]:
    """Mercury that is recovered becomes supply; calomel is Hg2Cl2 (2 x 200.59 of 472.09)."""
    supply = captured * recovered
    bound = captured * (1 - recovered) * calomel
    return {
        "supply": supply,
        "calomel": bound * 472.09 / 401.18,
        "mercury_in_calomel": bound,
        "waste": captured - supply - bound,
    }


def _cement(
    clinker: Any, raw_meal: Any, raw_content: Any, fuel: Any, fuel_content: Any, removed: Any
) -> dict[str, Any]:
    whole = clinker * raw_meal * raw_content / 1000 + fuel * fuel_content / 1000
    return {
        "input": whole,
        "emission": whole * (1 - removed),
        "dust_and_sorbent": whole * removed,
        "emission_factor": whole * (1 - removed) * 1000 / clinker,
    }


def _kiln(given: Given) -> Answer:
    """Bring kiln measurements to one basis, and describe them: skewed data have a mean and a median, and both are told."""
    rows, values, below = [], [], 0
    wanted = given.number("oxygen").central
    problems = []
    for i, row in enumerate(given["measurements"]):
        value = row.get("value")
        if value is None and row.get("detection_limit") is None:
            problems.append(
                Problem("neither a value nor a detection limit", f"measurements[{i}]", "one of the two")
            )
            continue
        raw = value.central if value is not None else row.number("detection_limit").central / 2
        below += value is None
        moist = row["moisture"].central if row.get("moisture") is not None else 0.0
        warm = (row["temperature"].central + 273.15) / 273.15 if row.get("temperature") is not None else 1.0
        there = row["oxygen"].central if row.get("oxygen") is not None else wanted
        if there >= 0.2095 or wanted >= 0.2095:
            problems.append(
                Problem(f"oxygen of {there:.1%}", f"measurements[{i}]", "less than the 20.95 % of air")
            )
            continue
        dry = raw * warm / (1 - moist)
        made = dry * (0.2095 - wanted) / (0.2095 - there)
        values.append(made)
        rows.append(
            {
                "kiln": row.get("kiln"),
                "concentration": Number(made, "mg/Nm3", standing="derived"),
                "below_detection": value is None,
            }
        )
    if problems:
        raise InputProblems(problems)
    data = np.array(values)
    told = {
        n: Number(float(f), "mg/Nm3", standing="derived")
        for n, f in (
            ("mean", data.mean()),
            ("median", np.median(data)),
            ("p10", np.quantile(data, 0.1)),
            ("p90", np.quantile(data, 0.9)),
        )
    }
    said = [f"{below} of {len(data)} are below detection and count with half the limit"] if below else []
    if told["mean"].value > 1.2 * told["median"].value:
        said.append("the data are skewed: a few high kilns make the mean")
    return Answer({"count": _d(len(data), "1"), **told, "measurements": rows}, remarks=said)


def _factor(concentration: Any, gas: Any, production: Any) -> dict[str, Any]:
    return {"emission": concentration * gas / 1e6, "emission_factor": concentration * gas / 1000 / production}


_REACHES, _OF_INPUT = "removal of what reaches the stage", "share of the input"
VERBS = (
    Verb("smelter", "Mercury of ore or concentrate through the stages of a smelter to the stack.",
         (Slot("input", "kg", "In ore or concentrate."), Slot("basis", kind="text", about="What the numbers of the stages are.", choices=(_REACHES, _OF_INPUT)),
          Slot("stages", kind="table", columns=(Slot("name", kind="text"), Slot("value", "1", high=1.0), Slot("to", kind="text", about="acid, sludge, calomel, waste water ...", required=False))),
          Slot("to_gas", "1", "Share that goes into the gas; the rest stays in slag or product.", required=False, high=1.0), Slot("metal", "t", "Made.", required=False)),
         (Slot("stack", "kg"), Slot("not_to_gas", "kg"), Slot("emission_share", "1"), Slot("emission_factor", "g/t"), Slot("by_destination", kind="table"), Slot("stages", kind="table")), _smelter),
    Verb("balance", "Named outputs against the input.",
         (Slot("input", "t", required=False), Slot("outputs", kind="table", columns=(Slot("name", kind="text"), Slot("mass", "t", required=False), Slot("share", "1", required=False, high=1.5))),
          Slot("tolerance", "1", "Of the input.", default=Number(0.005, standing="assumed", source="half a per cent")), Slot("emission_factor", "g/t", required=False), Slot("emitted_share", "1", required=False, low=1e-12, high=1.0)),
         (Slot("sum", "t"), Slot("unaccounted", "t"), Slot("closes", kind="flag"), Slot("sum_of_shares", "1"), Slot("input_factor", "g/t"), Slot("outputs", kind="table")), _balance),
    formula("by-product", "Mercury that a smelter recovers, as supply, calomel and waste.",
            (Slot("captured", "kg"), Slot("recovered", "1", high=1.0), Slot("calomel", "1", "Of the rest, bound as calomel.", high=1.0, default=Number(0.0, standing="assumed"))),
            tuple(Slot(n, "kg") for n in ("supply", "calomel", "mercury_in_calomel", "waste")), _by_product),
    formula("cement", "Mercury of raw meal and fuel to stack and dust.",
            (Slot("clinker", "t", low=1e-9), Slot("raw_meal", "t/t", "Per clinker."), Slot("raw_content", "mg/kg"), Slot("fuel", "t"), Slot("fuel_content", "mg/kg"),
             Slot("removed", "1", "By dust shuttling or sorbent.", high=1.0, default=Number(0.0, standing="assumed", source="no control"))),
            (Slot("input", "kg"), Slot("emission", "kg"), Slot("dust_and_sorbent", "kg"), Slot("emission_factor", "g/t")), _cement),
    Verb("kiln-data", "Kiln measurements on one basis (dry, normal, 10 per cent oxygen), with mean, median and percentiles.",
         (Slot("measurements", kind="table", columns=(Slot("kiln", kind="text", required=False), Slot("value", "mg/m3", required=False), Slot("detection_limit", "mg/m3", required=False), Slot("oxygen", "1", "In the gas measured.", required=False, high=1.0),
          Slot("moisture", "1", required=False, high=0.99), Slot("temperature", "1", "Degrees Celsius of the volume measured.", required=False, low=-50, high=1000))),
          Slot("oxygen", "1", "To bring them to.", default=Number(0.10, source="reference oxygen of cement kilns", standing="read"), high=0.2)),
         (Slot("count", "1"), *(Slot(n, "mg/Nm3") for n in ("mean", "median", "p10", "p90")), Slot("measurements", kind="table")), _kiln),
    formula("factor", "Emission and factor from concentration, gas and production.", (Slot("concentration", "mg/Nm3"), Slot("gas", "Nm3"), Slot("production", "t", low=1e-9)),
            (Slot("emission", "kg"), Slot("emission_factor", "g/t")), _factor),
)  # fmt: skip
