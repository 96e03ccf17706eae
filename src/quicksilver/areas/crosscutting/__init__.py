"""Matters of several areas: money, health, and world totals."""

from __future__ import annotations

from typing import Any

from quicksilver.areas.area import Area, Course, Measure, projected
from quicksilver.areas.crosscutting import costs, health, world
from quicksilver.areas.shared.sectors import emission_indicator
from quicksilver.errors import InputProblems, Problem
from quicksilver.factors.facts import fact
from quicksilver.flows.flows import Flow, MercuryFlows

__all__ = ["AREA"]


def _baseline(year: int, geography: str = "World") -> MercuryFlows:
    rows = {row.labels["sector"]: row.number for row in world.sector_list(year) if row.number}
    problems = []
    if not rows:
        problems.append(
            Problem(f"no list of sectors for {year}", "year", ", ".join(map(str, world.list_years())))
        )
    if geography != "World":
        problems.append(Problem(f"no list of sectors for {geography!r}", "geography", "World", "World"))
    if problems:
        raise InputProblems(problems)
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
    return MercuryFlows(flows, ("sources of the world list that belong to no other area",))


def _project(course: Course, years: Any, geography: str = "World") -> MercuryFlows:

    return projected(_baseline(min(years), geography), _options(), course, years)


def _options() -> tuple[Measure, ...]:
    """Return the cleaning of the gas of crematoria; no cost was found."""
    removal = fact("controls", sector="crematoria", technology="carbon-based flue gas cleaning")
    return (
        Measure(
            "crematoria-carbon",
            "cross-cutting",
            "Carbon-based gas cleaning of crematoria",
            ("cremation",),
            "air",
            removal,
            "waste",
            applies="crematoria",
        ),
    )


VERBS = (*costs.VERBS, *health.VERBS, *world.VERBS)

AREA = Area(
    "cross-cutting",
    "Costs, health and world totals",
    "",
    VERBS,
    _baseline,
    _options,
    _project,
    lambda: (
        emission_indicator("cross-cutting", "Emission of mercury to air from sources outside the areas"),
    ),
)
