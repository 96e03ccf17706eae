"""The path of process optimisation: effect and cost of each step, and where the mercury goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from quicksilver.areas.coal.costs import annuity, sorbent_costs
from quicksilver.areas.coal.model import METHOD, NEEDS
from quicksilver.areas.coal.train import spelled, train_of
from quicksilver.areas.coal.unit import PATHWAYS, UNIT_TAKES, unit
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem
from quicksilver.factors.facts import facts
from quicksilver.quantities import Quantity, Standing

__all__ = ["PATH", "Step", "at_same_electricity", "fitting", "with_device"]

TIERS = (
    "where am I",
    "coal choice, washing, blending",
    "plant efficiency",
    "co-benefit of particle and sulphur control",
    "more oxidised mercury, less re-emission",
    "sorbent injection",
)
STEPS = (
    "other coal or blend",
    "washing of the coal",
    "higher plant efficiency",
    "wet desulphurisation",
    "fabric filter instead of the precipitator",
    "SCR ahead of the rest",
    "halogen addition",
    "no re-emission from the scrubber",
    "sorbent injection",
)


@dataclass(frozen=True)
class Step:
    """One step of the path: its name, its place in the order, and what it changes in the input of the unit."""

    name: str
    tier: str
    changes: Mapping[str, Any]
    assumed: tuple[dict[str, Any], ...] = ()


def with_device(controls: str, device: str) -> str:
    """Return a train with one more device; a fabric filter takes the place of a precipitator.

    Examples
    --------
    >>> with_device("CS-ESP+wFGD", "SCR"), with_device("SCR+CS-ESP", "FF")
    ('SCR+CS-ESP+wFGD', 'SCR+FF')
    """
    parts = [part for part in spelled(controls).split("+") if part != "none"]
    if device == "FF":
        parts = [part for part in parts if part not in ("CS-ESP", "HS-ESP")]
    return spelled("+".join([*parts, device]))


def at_same_electricity(base: Mapping[str, Any], efficiency: Quantity | None = None) -> dict[str, Any]:
    """Return the changes that keep the electricity of a unit constant, so that coal follows; none where heat or electricity is unknown.

    Parameters
    ----------
    base : mapping
        Results of :func:`quicksilver.areas.coal.unit.unit`.
    efficiency : Quantity, optional
        New efficiency; by default that of the unit.
    """
    if base["heat"] is None or base["electricity"] is None:
        return {}
    return {"coal": None, "electricity": base["electricity"], "efficiency": efficiency or base["efficiency"]}


def fitting(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the input of a unit without the user's numbers of devices that its train does not have yet."""
    stage = train_of(values["controls"])
    devices = {"SCR": stage.scr, "wFGD": stage.wfgd, "halogen": stage.halogen, "ACI": stage.sorbent}
    needs = {**NEEDS, "sorbent_removal": "ACI"}
    return {
        name: None if name in needs and not devices[needs[name]] else value for name, value in values.items()
    }


def _steps(given: Given, state: Mapping[str, Any], base: Mapping[str, Any]) -> Iterator[Step]:
    """Yield the steps in the order of thought of the guidance, each as a change of what has been kept so far."""
    if given.get("other_coal"):
        # A stack test with the old coal states nothing of the new one.
        gone = (
            "rank",
            "mercury_content",
            "heating_value",
            "washing_yield",
            "sulphur",
            "ash",
            "chlorine",
            "particle_removal",
            "oxidised",
        )
        electricity = (
            at_same_electricity(base) if all("heating_value" in coal for coal in given["other_coal"]) else {}
        )
        yield Step(STEPS[0], TIERS[1], {**dict.fromkeys(gone), **electricity, "coals": given["other_coal"]})
    yield from _washing(given, state, base)
    if given.get("new_efficiency") is not None:
        yield Step(STEPS[2], TIERS[2], at_same_electricity(base, given.number("new_efficiency")))
    for device, name, tier in (
        ("wFGD", STEPS[3], TIERS[3]),
        ("FF", STEPS[4], TIERS[3]),
        ("SCR", STEPS[5], TIERS[4]),
        ("halogen", STEPS[6], TIERS[4]),
    ):
        if device in state["controls"].split("+"):
            continue
        change: dict[str, Any] = {"controls": with_device(state["controls"], device)}
        if device == "FF":  # a stack test of the precipitator states nothing of the filter
            change |= {"particle_removal": None, "oxidised": None}
        if device == "halogen":
            if given.get("new_halogen_oxidation") is None:
                continue
            change["halogen_oxidation"] = given.number("new_halogen_oxidation")
        yield Step(name, tier, change)
    if given.get("re_emission") is not None and train_of(state["controls"]).wfgd:
        yield Step(STEPS[7], TIERS[4], {"re_emission": Quantity(0.0, "1")})
    if not train_of(state["controls"]).sorbent:
        own = given.get("new_sorbent_removal") or given.get("sorbent_removal")
        yield Step(
            STEPS[8], TIERS[5], {"controls": with_device(state["controls"], "ACI"), "sorbent_removal": own}
        )


def _washing(given: Given, state: Mapping[str, Any], base: Mapping[str, Any]) -> Iterator[Step]:
    """Yield washing: of bituminous coals that are not washed yet, by the published range; of all by the user's number."""
    own = given.get("washing_removal")
    row = next(facts("controls", sector="coal_power", technology="coal cleaning"))
    removal = own or row.number
    washed = {"washed": removal, "washing_yield": given.get("new_washing_yield")}
    coals = state["coals"] or [Given(dict(state))]
    fits = [(own or coal["rank"] == "bituminous") and coal.number("washed").central == 0 for coal in coals]
    if not any(fits) or removal is None:
        return
    change: dict[str, Any] = dict(washed)
    if state["coals"]:
        change = {
            "coals": [
                Given(coal.values | washed) if fit else coal for coal, fit in zip(coals, fits, strict=True)
            ]
        }
    if given.get("new_washing_yield") is not None:
        change |= at_same_electricity(base)
    noted = () if own else ({"name": "washing_removal", **removal.as_dict()},)
    yield Step(STEPS[1], TIERS[1], change, noted)


def _path(given: Given) -> Answer:
    """Take the steps in order until the target is met; a step that brings nothing is told and not kept."""
    _check(given)
    state: dict[str, Any] = dict(given.values) | {"controls": spelled(given["controls"])}
    start = unit(Given(fitting(state)))
    _reachable(given, start.results)
    base, last = start.results, start.results
    rows = [_row(Step("as it is", TIERS[0], {}), state, base, None, given)]
    assumed, remarks = list(start.assumed), list(start.remarks)
    skipped = {row["step"] for row in given.get("not_possible", [])}
    done: set[str] = set()
    while not _met(given, last):
        step = next((s for s in _steps(given, state, base) if s.name not in done | skipped), None)
        if step is None:
            break
        done.add(step.name)
        tried, problem = _tried(step, state)
        if tried is None:
            rows.append(_left(step, state, problem))
            continue
        kept = tried.results["stack"].central < last["stack"].central
        rows.append(_row(step, {**state, **step.changes}, tried.results, last, given, kept))
        if kept:
            state, last = {**state, **step.changes}, tried.results
            assumed += [item for item in (*step.assumed, *tried.assumed) if item not in assumed]
            remarks += [text for text in tried.remarks if text not in remarks]
    priced = [row for row in rows if row.get("kept") and row.get("cost_per_mass") is not None]
    cheapest = [
        {"step": r["step"], "cost_per_mass": r["cost_per_mass"]}
        for r in sorted(priced, key=lambda r: float(r["cost_per_mass"].central))
    ]
    results = {
        "met": _met(given, last) if _targets(given) else None,
        "steps": rows,
        "by_cost": cheapest,
        "limits": last["limits"],
    }
    return Answer(results, assumed, remarks + _said(given, rows))


def _check(given: Given) -> None:
    costed = [row["step"] for row in given.get("step_costs", [])]
    problems = []
    if costed and (given.get("interest") is None or given.get("life") is None):
        problems.append(
            Problem(
                "costs without interest and life",
                "input",
                "interest and life",
                remedy='add "interest": 0.07, "life": 20',
            )
        )
    problems += [
        Problem(
            f"two costs of {name!r}", "input, step_costs", "one cost per step", remedy="remove one of them"
        )
        for name in sorted(set(costed))
        if costed.count(name) > 1
    ]
    if problems:
        raise InputProblems(problems)


def _reachable(given: Given, results: Mapping[str, Any]) -> None:
    """Raise where a target is given in a quantity that cannot be worked out."""
    wanted = {
        "concentration": "heating_value and flue_gas",
        "emission_factor": "electricity, or heating_value and efficiency",
    }
    problems = [
        Problem(
            f"a target of {name}, which cannot be calculated",
            "input",
            wanted[name],
            remedy=f"add {wanted[name]}",
        )
        for name in _targets(given)
        if results[name] is None and name in wanted
    ]
    if problems:
        raise InputProblems(problems)


def _targets(given: Given) -> dict[str, float]:
    names = {
        "target_emission": "stack",
        "target_concentration": "concentration",
        "target_emission_factor": "emission_factor",
    }
    return {
        target: given.number(name).central for name, target in names.items() if given.get(name) is not None
    }


def _met(given: Given, results: Mapping[str, Any]) -> bool:
    targets = _targets(given)
    return bool(targets) and all(
        results[n] is not None and results[n].central <= top for n, top in targets.items()
    )


def _tried(step: Step, state: Mapping[str, Any]) -> tuple[Answer | None, str]:
    if not step.changes:
        return None, "electricity is unknown: give electricity, or heating_value and efficiency"
    try:
        return unit(Given(fitting({**state, **step.changes}))), ""
    except InputProblems as wrong:
        return None, wrong.problems[0].what


def _left(step: Step, state: Mapping[str, Any], problem: str) -> dict[str, Any]:
    controls = step.changes.get("controls") or state["controls"]
    return {
        "step": step.name,
        "tier": step.tier,
        "controls": controls,
        "kept": False,
        "stack": None,
        "why": problem,
    }


def _row(
    step: Step,
    state: Mapping[str, Any],
    results: Mapping[str, Any],
    last: Mapping[str, Any] | None,
    given: Given,
    kept: bool = True,
) -> dict[str, Any]:
    names = (
        "input",
        *PATHWAYS,
        "gypsum",
        "waste_water",
        "stack_hg0",
        "stack_hg2",
        "stack_hgp",
        "removal",
        "concentration",
        "emission_factor",
    )
    row: dict[str, Any] = {"step": step.name, "tier": step.tier, "controls": state["controls"], "kept": kept}
    row |= {name: results[name] for name in names}
    if last is None:
        return row
    row["moved"] = {
        name: Quantity(results[name].central - last[name].central, "kg", standing=Standing.DERIVED)
        for name in ("input", *PATHWAYS)
    }
    if not kept:
        row["why"] = "it has no effect here"
    less = last["stack"].central - results["stack"].central
    return row | _priced(step, given, less, results["electricity"])


def _priced(step: Step, given: Given, less: float, made: Quantity | None) -> dict[str, Any]:
    """Return what a step costs: the user's numbers, the published ones of sorbent injection, else unknown."""
    unknown = dict.fromkeys(
        ("annual_cost", "cost_per_mass", "cost_per_electricity", "currency_year", "cost_source")
    )
    own = next((row for row in given.get("step_costs", []) if row["step"] == step.name), None)
    if given.get("interest") is None or given.get("life") is None:
        return unknown
    if own is not None:
        capital, operation, year = own.number("capital"), own.number("operation"), own.get("currency_year")
        source = own.get("source") or "user"
    elif step.name == "sorbent injection":
        capital, operation, year = sorbent_costs()
        source = f"{capital.source} ({capital.grade}); one boiler"
    else:
        return unknown
    terms = (given.number("interest").central, given.number("life").central)
    costs = annuity(capital.central, operation.central, *terms)
    yearly = float(costs["annual_cost"])
    power = None if made is None or made.central <= 0 else made.central * 1e6
    return {
        "annual_cost": Quantity(yearly, "USD/yr", standing=Standing.DERIVED),
        "cost_per_mass": Quantity(yearly / less, "USD/kg", standing=Standing.DERIVED) if less > 0 else None,
        "cost_per_electricity": Quantity(yearly / power, "USD/kWh", standing=Standing.DERIVED)
        if power
        else None,
        "currency_year": year,
        "cost_source": source,
    }


def _said(given: Given, rows: list[dict[str, Any]]) -> list[str]:
    remarks = [
        "coal, electricity and masses refer to one year; the cost of a step is per kg reduced relative to the previous step, with the whole cost allocated to mercury"
    ]
    if any(row.get("kept") and row["step"] != "as it is" and row.get("annual_cost") is None for row in rows):
        remarks.append(
            "some costs are unknown: costs of washing and of retrofits were found only with low confidence; give step_costs, interest and life"
        )
    if given.get("new_halogen_oxidation") is None:
        remarks.append(
            "halogen addition was omitted because no published value was found; give new_halogen_oxidation"
        )
    return remarks


_BLEND = next(slot for slot in UNIT_TAKES if slot.name == "coals").columns
PATH = Verb(
    "path",
    "Process optimisation step by step until a target is met: effect and cost of each step, and where the mercury goes.",
    (
        *UNIT_TAKES,
        Slot("target_emission", "kg", "Stack emission to reach.", required=False),
        Slot(
            "target_concentration",
            "ug/Nm3",
            "Concentration to reach, dry, 6 per cent oxygen.",
            required=False,
        ),
        Slot("target_emission_factor", "g/GWh", "Emission per electricity to reach.", required=False),
        Slot(
            "other_coal",
            kind="table",
            about="Another coal or a blend that is available.",
            required=False,
            columns=_BLEND,
        ),
        Slot(
            "washing_removal",
            "1",
            "Share of the mercury that washing would remove.",
            required=False,
            high=1.0,
        ),
        Slot("new_washing_yield", "1", "Mass of washed coal per mass as mined.", required=False, high=1.0),
        Slot(
            "new_efficiency",
            "1",
            "Efficiency that can be reached.",
            required=False,
            high=1.0,
            bound="efficiency of a steam power plant",
        ),
        Slot(
            "new_halogen_oxidation",
            "1",
            "Share of Hg(0) that added halogen would oxidise.",
            required=False,
            high=1.0,
        ),
        Slot(
            "new_sorbent_removal", "1", "Share that injected sorbent would remove.", required=False, high=1.0
        ),
        Slot(
            "not_possible",
            kind="table",
            about="Steps that are not possible.",
            required=False,
            columns=(Slot("step", kind="text", choices=STEPS),),
        ),
        Slot(
            "step_costs",
            kind="table",
            about="Costs of steps.",
            required=False,
            columns=(
                Slot("step", kind="text", choices=STEPS),
                Slot("capital", "USD"),
                Slot("operation", "USD/yr"),
                Slot("currency_year", kind="text", required=False),
                Slot("source", kind="text", required=False),
            ),
        ),
        Slot("interest", "1/yr", "Interest rate (your choice).", required=False, high=1.0),
        Slot("life", "yr", "Lifetime in years (your choice).", required=False, low=1.0),
    ),
    (
        Slot("met", kind="flag"),
        Slot("steps", kind="table"),
        Slot("by_cost", kind="table"),
        Slot("limits", kind="table"),
    ),
    _path,
    METHOD
    + "; order of steps after the Process Optimization Guidance (UNEP(DTIE)/Hg/INC.2/18), executive summary",
)
