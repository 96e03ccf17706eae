"""Use and emissions of the world and of countries, measures, and projections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from quicksilver.areas.area import Course, Indicator, Measure, projected, scaled
from quicksilver.areas.shared.names import measure_title, place_name
from quicksilver.areas.shared.sectors import emission_indicator
from quicksilver.errors import InputProblems, Problem
from quicksilver.factors.facts import Fact, facts
from quicksilver.flows.flows import Flow, MercuryFlows
from quicksilver.geography import guess_among, named_among
from quicksilver.quantities import Quantity, Standing

__all__ = ["baseline", "indicators", "options", "project"]

#: Technology of the table -> measure, pathway it reduces, where the mercury goes, which control it is.
_MEASURES = {
    "EPA/ANL gold shop MCS (drum)": ("gold-shop-capture", "air", "supply", "shop"),
    "retort (well used)": ("retort", "air", "supply", "retort"),
    "stop whole-ore amalgamation -> concentrate amalgamation": (
        "concentrate-amalgamation",
        "use",
        "avoided",
        "process",
    ),
    "mercury-free (direct smelting, gravity, cyanide w/o Hg)": ("mercury-free", "use", "avoided", "process"),
}


def _rows(geography: str) -> dict[int, list[Fact]]:
    """Return the published uses and, for the world, releases by year that may be defaults."""
    by_year: dict[int, list[Fact]] = {}
    for variable in ("Hg use", "Hg released"):
        for row in facts("asgm_country", country=geography, variable=variable, defaults_only=True):
            if row.year.isdigit() and row.number is not None:
                by_year.setdefault(int(row.year), []).append(row)
    return by_year


def _places() -> list[str]:
    """Return the names of the places that there are published uses for."""
    return sorted({row.labels["country"] for row in facts("asgm_country", defaults_only=True)})


def _named(geography: str) -> str:
    """Return the name that the table has for a place, however it was written; as it was where there is none."""
    return named_among(geography, {row.labels["country"] for row in facts("asgm_country")}) or geography


def _refuse(year: int, geography: str, by_year: dict[int, list[Fact]]) -> None:
    """Raise what is wrong with a place or year: nobody has published it, or only with low confidence."""
    if not by_year:
        places = _places()
        weak = [row for row in facts("asgm_country", country=geography) if row.number is not None]
        known = "; ".join(
            f"{r.number.value:g} t/yr in {r.year} ({r.source}) was found with low confidence"
            for r in weak
            if r.number
        )
        remedy = f"{known}: give this or a better value in your own baseline" if known else ""
        raise InputProblems(
            [
                Problem(
                    f"no published use of mercury for {geography!r}",
                    "geography",
                    ", ".join(places),
                    guess_among(geography, places),
                    remedy,
                )
            ]
        )
    if year not in by_year:
        raise InputProblems(
            [
                Problem(
                    f"no published use of mercury for {geography} in {year}",
                    "year",
                    ", ".join(map(str, sorted(by_year))),
                )
            ]
        )


def baseline(year: int, geography: str = "World") -> MercuryFlows:
    """Return mercury used in a year, and for the world what of it goes to air, water and land.

    Raises
    ------
    InputProblems
        No use of that place and year is published that may be a default.
    """
    geography = _named(geography)
    by_year = _rows(geography)
    _refuse(year, geography, by_year)
    uses = [row for row in by_year[year] if row.labels["variable"] == "Hg use" and row.number]
    used = uses[0].number.to("kg/yr") if uses and uses[0].number else None
    flows, notes = [Flow("asgm", "asgm", "use", geography, year, used)], []
    if used is None:
        notes.append(f"the use in {year} was not found; the releases were")
    elif len(uses) > 1:
        notes.append(
            f"{len(uses)} published values of the use in {year}; the first is used: "
            + "; ".join(f"{r.number.value:g} t/yr ({r.source})" for r in uses if r.number)
        )
    if geography == "World":
        more, remarks = _world_releases(year)
        return MercuryFlows((*flows, *more), (*notes, *remarks))
    notes.append(f"the share of the use of {geography} that is emitted to air was not found")
    return MercuryFlows((*flows, Flow("asgm", "asgm", "air", geography, year, None)), tuple(notes))


def _published(year: int, *parameters: str) -> Quantity | None:
    for parameter in parameters:
        for row in facts(
            "asgm_params", year=year, defaults_only=True, **{"class": "world", "parameter": parameter}
        ):
            if row.number is not None:
                return row.number.to("kg/yr")
    return None


def _world_releases(year: int) -> tuple[list[Flow], list[str]]:
    air = _published(year, "emission to air", "direct emission to air")
    water = _published(year, "release to hydrosphere")
    flows = [
        Flow("asgm", "asgm", pathway, "World", year, mass)
        for pathway, mass in (("air", air), ("water", water), ("land", None))
    ]
    remarks = [
        "the division of the rest between water and land was not found"
        if water is None
        else "the release to land was not found separately from water"
    ]
    if air is None:
        remarks.append(f"the share of the use of {year} that is emitted to air was not found")
    else:
        remarks.append(
            "emission and use come from different sources, so the rest of the use is not calculated as a difference"
        )
    if year == 2008:
        remarks.append(
            "latent emission (later, from water) of at least 50 t/yr is not included in the emission to air"
        )
    return flows, remarks


def options() -> tuple[Measure, ...]:
    """Return measures of the table: capture acts on emission to air, changes of process on use.

    No price per kg was published: units have a price (see the table of costs), their lives were not found.
    """
    measures = []
    for row in facts("controls", sector="asgm", defaults_only=True):
        if row.labels["technology"] not in _MEASURES or row.number is None:
            continue
        ident, pathway, to, control = _MEASURES[row.labels["technology"]]
        n = row.number
        removal = replace(n, unit="1", high=None if n.high is None else min(n.high, 1.0))
        measures.append(
            Measure(
                ident,
                "asgm",
                measure_title(ident),
                ("asgm",),
                pathway,
                removal,
                to,
                applies=place_name(row.labels["fuel_or_class"]),
                excludes=control,
            )
        )
    return tuple(measures)


def project(course: Course, years: Sequence[int], geography: str = "World") -> MercuryFlows:
    """Return the baseline of the first year, projected through a course.

    Beyond measures on a flow: gold made without mercury is not burnt either, so it cuts the emission too; ending
    whole-ore amalgamation saves tailings first, so that burning falls only where less is used than was burnt.
    What that cuts is a flow ``asgm-burning`` to ``avoided``, so that everything still adds up.
    """
    geography = _named(geography)
    flows = projected(baseline(min(years), geography), options(), course, years)
    remarks = (
        "mercury captured by retorts and shops becomes supply: demand for new mercury is use less captured mercury (indicator purchase)",
    )
    projection: list[Flow] = []
    for year in sorted(set(years)):
        projection += _together(flows.where(year=year), course, year, geography)
    return MercuryFlows(tuple(projection), (*flows.remarks, *remarks))


def _together(flows: MercuryFlows, course: Course, year: int, region: str) -> list[Flow]:
    burnt = ("air", "supply")
    emitted = sum(f.mass.central for f in flows if f.pathway in burnt and f.mass is not None)
    used = [f.mass.central for f in flows if f.pathway == "use" and f.mass is not None]
    factor = 1.0
    for use in course.uses:
        if use.measure == "mercury-free":
            factor *= 1 - use.share_in(year, region)
    if used and course.uses and emitted > 0:
        factor = min(factor, sum(used) / emitted) if emitted * factor > sum(used) else factor
    if factor == 1.0:
        return list(flows)
    carried = []
    for flow in flows:
        if flow.pathway not in burnt or flow.mass is None:
            carried.append(flow)
            continue
        carried.append(
            Flow(flow.area, flow.origin, flow.pathway, flow.region, flow.year, scaled(flow.mass, factor))
        )
        carried.append(
            Flow("asgm", "asgm-burning", "avoided", flow.region, flow.year, scaled(flow.mass, 1 - factor))
        )
    return carried


def _use(flows: MercuryFlows, year: int) -> Quantity | None:
    mine = [f for f in flows.where(area="asgm", pathway="use", year=year) if f.mass is not None]
    return MercuryFlows(tuple(mine)).total() if mine else None


def _purchase(flows: MercuryFlows, year: int) -> Quantity | None:
    used = _use(flows, year)
    if used is None or used.low is None or used.high is None:
        return None
    back = flows.where(area="asgm", pathway="supply", year=year).total()
    low, high = back.low or 0.0, back.high or 0.0
    return Quantity(
        used.value - back.value,
        "kg/yr",
        max(0.0, used.low - high),
        used.high - low,
        standing=Standing.DERIVED,
    )


def indicators() -> tuple[Indicator, ...]:
    """Return the indicators by which the area's target is measured."""
    goal = "the Partnership's goal is to halve it by 2017, without naming a baseline: quantified but not measurable"
    return (
        Indicator("demand", "Demand for mercury", "kg/yr", goal, _use),
        Indicator(
            "purchase", "Mercury bought", "kg/yr", "use less mercury captured and used again", _purchase
        ),
        emission_indicator("asgm", "Emission of mercury to air"),
    )
