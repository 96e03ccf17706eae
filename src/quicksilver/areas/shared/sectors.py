"""Baselines and projections of areas whose world emissions are published by sector."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from quicksilver.areas.area import Course, Indicator, Measure, projected
from quicksilver.errors import InputProblems, Problem
from quicksilver.factors.facts import facts
from quicksilver.flows.flows import Flow, MercuryFlows
from quicksilver.quantities import Quantity

__all__ = ["emission_indicator", "projector", "published_air"]


def published_air(area: str, sectors: dict[str, str]) -> Callable[[int, str], MercuryFlows]:
    """Return the baseline of an area: its sectors in the published world lists of emissions to air.

    Parameters
    ----------
    area : str
    sectors : dict of str to str
        Sector as published -> name of the flow.
    """

    def baseline(year: int, geography: str = "World") -> MercuryFlows:
        rows = [
            row
            for row in facts("baseline_emissions", medium="air", region="World")
            if row.labels["sector"] in sectors and row.number and row.year.isdigit()
        ]
        years = sorted({int(row.year) for row in rows})
        problems = []
        if year not in years:
            problems.append(
                Problem(f"no published emissions of {area} in {year}", "year", ", ".join(map(str, years)))
            )
        if geography != "World":
            problems.append(
                Problem(
                    f"no published emissions of {area} for {geography!r}",
                    "geography",
                    "World",
                    "World",
                    "give your own numbers to the calculators, or your own baseline to a scenario",
                )
            )
        if problems:
            raise InputProblems(problems)
        flows = [
            Flow(area, sectors[row.labels["sector"]], "air", "World", year, row.number.to("kg/yr"))
            for row in rows
            if int(row.year) == year and row.number
        ]
        return MercuryFlows(
            tuple(flows),
            ("only emissions to air are included: releases to water and land by sector were not found",),
        )

    return baseline


def projector(
    baseline: Callable[[int, str], MercuryFlows], options: Callable[[], tuple[Measure, ...]]
) -> Callable[[Course, Sequence[int], str], MercuryFlows]:
    """Return the projection of an area: the baseline of the first year, projected through a course."""

    def project(course: Course, years: Sequence[int], geography: str = "World") -> MercuryFlows:
        return projected(baseline(min(years), geography), options(), course, years)

    return project


def emission_indicator(area: str, title: str) -> Indicator:
    """Return the indicator that every area has: its emissions to air."""

    def measure(flows: MercuryFlows, year: int) -> Quantity | None:
        mine = flows.where(area=area, pathway="air", year=year)
        return mine.total() if mine.flows else None

    return Indicator(
        "emission-to-air",
        title,
        "kg/yr",
        "sum of the area's emissions to air in a year; ranges are added",
        measure,
    )
