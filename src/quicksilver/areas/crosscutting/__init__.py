"""What concerns several areas: money, health, and the world's totals."""

from __future__ import annotations

from typing import Any

from quicksilver.areas.area import Area, Course, Measure
from quicksilver.areas.coal.verbs import annuity
from quicksilver.areas.flows import Flow, MercuryFlows
from quicksilver.areas.formula import formula
from quicksilver.areas.numbers import Number
from quicksilver.areas.sectors import emission_indicator
from quicksilver.areas.tables import facts
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem

__all__ = ["AREA"]


def _abatement(annual_cost: Any, baseline: Any, remaining: Any) -> dict[str, Any]:
    return {"removed": baseline - remaining, "cost_per_mass": annual_cost / (baseline - remaining)}


def _health(
    births: Any = None,
    hair: Any = None,
    threshold: Any = None,
    slope: Any = None,
    value: Any = None,
    cost: Any = None,
) -> dict[str, Any]:
    """IQ points lost above a threshold in maternal hair, and their value; or points from a cost."""
    import numpy as np

    found: dict[str, Any] = {}
    if births is not None and hair is not None:
        found["iq_points"] = (
            births * np.maximum(hair - (0.0 if threshold is None else threshold), 0.0) * slope
        )
        if value is not None:
            found["cost"] = found["iq_points"] * value
    elif cost is not None and value is not None:
        found["iq_points"] = cost / value
    return found


def _world(given: Given) -> Answer:
    year = round(given.number("year").central)
    rows = [
        r
        for r in facts("baseline_emissions", year=year, region="World", medium="air")
        if r.number and r.number.unit == "t/yr" and r.labels["sector"] != "total" and "(emissions" in r.source
    ]
    if not rows:
        raise InputProblems([Problem(f"no list of sectors for {year}", "year", "2010, 2015")])
    totals = [r for r in facts("baseline_emissions", year=year, region="World", sector="total") if r.number]
    listed = sum(r.number.central for r in rows if r.number)
    low, high = (
        sum(
            r.number.central if getattr(r.number, end) is None else getattr(r.number, end)
            for r in rows
            if r.number
        )
        for end in ("low", "high")
    )
    said = [
        f"{r.source} prints {r.number.central:,.0f} t; the difference is {listed - r.number.central:+,.1f} t"
        for r in totals
        if r.number
    ]
    return Answer({"sum": Number(listed, "t/yr", low, high, standing="derived"), "sectors": [{"sector": r.labels["sector"], "emission": r.number} for r in rows],
                   "published": [{"total": r.number} for r in totals]}, remarks=said)  # fmt: skip


def _regions(given: Given) -> Answer:
    year, form = round(given.number("year").central), given["form"]
    rows = [r for r in facts("streets_regional", year=year, form=form) if r.number]
    if not rows:
        raise InputProblems([Problem(f"no regional emissions for {year}", "year", "2000, 2010 to 2015")])
    parts = {r.labels["region"]: r.number.value for r in rows if r.number}
    whole = parts.pop("Global Total")
    other = {
        r.labels["region"]: r.number.value
        for r in facts("streets_regional", year=year, form="Hg0")
        if r.number
    }
    totals = {
        r.labels["region"]: r.number.value
        for r in facts("streets_regional", year=year, form="total")
        if r.number
    }
    share = other["Global Total"] / totals["Global Total"] if "Global Total" in other else None
    return Answer({"sum": Number(sum(parts.values()), "Mg/yr", standing="derived"), "published": Number(whole, "Mg/yr"), "gap": Number(sum(parts.values()) - whole, "Mg/yr", standing="derived"),
                   "elemental_share": None if share is None else Number(share, "1", standing="derived"), "regions": [{"region": n, "emission": Number(v, "Mg/yr")} for n, v in parts.items()]})  # fmt: skip


def _baseline(year: int, geography: str = "World") -> MercuryFlows:
    rows = {
        str(r["sector"]): r["emission"]
        for r in _world(Given({"year": Number(float(year), "yr")})).results["sectors"]
    }
    kept = (
        "biomass burning (domestic etc.)",
        "contaminated sites",
        "cremation",
        "mercury mining",
        "mercury production",
    )
    flows = tuple(
        Flow("cross-cutting", name, "air", "World", year, rows[name].to("kg/yr"))
        for name in kept
        if name in rows
    )
    return MercuryFlows(flows, ("sources of the world list that no other area has",))


def _project(course: Course, years: Any, geography: str = "World") -> MercuryFlows:
    from quicksilver.areas.area import projected

    return projected(_baseline(min(years), geography), (), course, years)


def _none() -> tuple[Measure, ...]:
    return ()


def _optional(call: Any) -> Any:
    return lambda **given: call(**{name: number for name, number in given.items() if number is not None})


VERBS = (
    formula("annuity", "Yearly cost of an investment.", (Slot("capital", "1", "Money."), Slot("operation", "1/yr", "Money per year.", default=Number(0.0, "1/yr", standing="assumed")), Slot("interest", "1/yr", "Your choice.", high=1.0), Slot("life", "yr", "Your choice.", low=1.0)),
            (Slot("capital_recovery_factor", "1/yr"), Slot("annual_cost", "1/yr")), annuity),
    formula("abatement-cost", "Cost per kg of mercury not emitted.", (Slot("annual_cost", "USD/yr"), Slot("baseline", "kg/yr"), Slot("remaining", "kg/yr"), Slot("currency_year", kind="text", required=False)), (Slot("removed", "kg/yr"), Slot("cost_per_mass", "USD/kg")),
            lambda currency_year=None, **g: _abatement(**g),
            remarks=lambda given, _: [f"money of {given['currency_year']}" if given.get("currency_year") else "the year of the money was not given: it is unknown"]),
    formula("health-cost", "IQ points and their value, from exposure; or points from a cost.",
            (Slot("births", "1/yr", required=False), Slot("hair", "ug/g", "Maternal hair.", required=False), Slot("threshold", "ug/g", required=False), Slot("slope", "IQ_point g/ug", "Per birth.", required=False), Slot("value", "1", "Money per IQ point.", required=False),
             Slot("cost", "1/yr", "Money per year.", required=False)), (Slot("iq_points", "1/yr"), Slot("cost", "1/yr")), _optional(_health), source="Bellanger et al. 2013; Pichery et al. 2012"),
    Verb("world-baseline", "The published list of the world's sectors beside its printed total.", (Slot("year", "yr", high=2200),), (Slot("sum", "t/yr"), Slot("sectors", kind="table"), Slot("published", kind="table")), _world),
    Verb("regions", "Seventeen regions beside the printed world total.", (Slot("year", "yr", high=2200), Slot("form", kind="text", choices=("total", "Hg0"), default="total")),
         (Slot("sum", "Mg/yr"), Slot("published", "Mg/yr"), Slot("gap", "Mg/yr"), Slot("elemental_share", "1"), Slot("regions", kind="table")), _regions, "Streets et al. 2019"),
)  # fmt: skip

AREA = Area("cross-cutting", "Costs, health and the world's totals", "", VERBS, _baseline, _none, _project,
            lambda: (emission_indicator("cross-cutting", "Emission of mercury to air from sources of no area"),))  # fmt: skip
