"""The four calls of every area as calculators, so that they are called as all others are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from quicksilver.areas.area import Area, Course, Use
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.flows.flows import Flow, MercuryFlows
from quicksilver.quantities import Quantity, Standing

__all__ = ["all_verbs", "flow_rows", "verb_of"]

_PLACE = Slot(
    "geography", kind="text", about="A region or country, named as in the area's tables.", default="World"
)
_FLOWS = Slot("flows", "kg/yr", "Mercury by origin, pathway, region and year.", kind="table")


def all_verbs(area: Area) -> tuple[Verb, ...]:
    """Return the four calls of an area, and its calculators."""
    return (
        _baseline_verb(area),
        _options_verb(area),
        _project_verb(area),
        _indicators_verb(area),
        *area.verbs,
    )


def _baseline_verb(area: Area) -> Verb:
    return Verb(
        "baseline",
        "Mercury flows in a year, with range, source and standing.",
        (Slot("year", "yr", "Calendar year.", high=2200), _PLACE),
        (_FLOWS,),
        lambda given: _baseline(area, given),
    )


def _options_verb(area: Area) -> Verb:
    return Verb(
        "options",
        "Measures of the area: effect, cost, where they apply, source.",
        (),
        (Slot("measures", about="The measures.", kind="table"),),
        lambda _: _options(area),
    )


def _project_verb(area: Area) -> Verb:
    return Verb(
        "project",
        "The baseline projected with growth and measures.",
        (
            Slot("base_year", "yr", "Year of the baseline.", high=2200),
            Slot("years", "yr", "Years to calculate.", kind="numbers", high=2200),
            _PLACE,
            Slot(
                "growth",
                "1/yr",
                "Annual growth of the activity from the base year.",
                default=Quantity(0.0, "1/yr", standing=Standing.ASSUMED),
                low=-1.0,
            ),
            Slot(
                "measures",
                about="Measures that are applied.",
                kind="table",
                required=False,
                columns=(
                    Slot("measure", kind="text", about="Id of a measure, as listed by options."),
                    Slot("start", "yr", "Last year without the measure.", high=2200),
                    Slot("full", "yr", "Year from which the measure is in full use.", high=2200),
                    Slot("share", "1", "Share of the flow to which it is finally applied.", high=1.0),
                ),
            ),
        ),
        (_FLOWS,),
        lambda given: _project(area, given),
    )


def _indicators_verb(area: Area) -> Verb:
    return Verb(
        "indicators",
        "Indicators by which the area's targets are measured.",
        (
            Slot(
                "year",
                "yr",
                "Year of the values; without it the indicators are only listed.",
                required=False,
                high=2200,
            ),
            _PLACE,
        ),
        (Slot("indicators", about="Indicator, unit, rule and value.", kind="table"),),
        lambda given: _indicators(area, given),
    )


def verb_of(area: Area, name: str) -> Verb:
    """Return a verb of an area, one of the four calls or a calculator.

    Raises
    ------
    InputProblems
        There is no calculator with this name.
    """
    return replace(area, verbs=all_verbs(area)).verb(name)


def flow_rows(flows: MercuryFlows) -> list[dict[str, Any]]:
    """Return flows as rows; an unknown mass is None."""
    return [_row(flow) for flow in flows]


def _row(flow: Flow) -> dict[str, Any]:
    return {
        "area": flow.area,
        "origin": flow.origin,
        "pathway": flow.pathway,
        "region": flow.region,
        "year": flow.year,
        "mass": flow.mass,
    }


def _baseline(area: Area, given: Given) -> Answer:
    flows = area.baseline(round(given.number("year").central), given["geography"])
    return Answer({"flows": flow_rows(flows), "unknown_flows": flows.unknown}, remarks=list(flows.remarks))


def _options(area: Area) -> Answer:
    rows = [
        {
            "id": m.id,
            "title": m.title,
            "acts_on": list(m.acts_on),
            "pathway": m.pathway,
            "removal": m.removal,
            "moves_to": m.moves_to,
            "cost": m.cost,
            "currency_year": m.currency_year or None,
            "max_share": m.max_share,
            "applies": m.applies,
        }
        for m in area.options()
    ]
    return Answer({"measures": rows})


def _project(area: Area, given: Given) -> Answer:
    base = round(given.number("base_year").central)
    years = [round(number.central) for number in given["years"]]
    growth = given.number("growth").central
    drivers = {area.id: {year: (1 + growth) ** (year - base) for year in {base, *years}}}
    uses = tuple(
        Use(
            row["measure"],
            round(row.number("start").central),
            round(row.number("full").central),
            row.number("share").central,
        )
        for row in given.get("measures", [])
    )
    known = [measure.id for measure in area.options()]
    wrong = [
        Problem(f"unknown measure {use.measure!r}", "measures", ", ".join(known), closest(use.measure, known))
        for use in uses
        if use.measure not in known
    ]
    if wrong:
        raise InputProblems(wrong)
    flows = area.project(Course(drivers, uses), sorted({base, *years}), given["geography"])
    return Answer({"flows": flow_rows(flows.where(year=tuple(years)))}, remarks=list(flows.remarks))


def _indicators(area: Area, given: Given) -> Answer:
    rows = []
    year = round(given.number("year").central) if "year" in given else None
    flows = area.baseline(year, given["geography"]) if year is not None else None
    for item in area.indicators():
        value = item.measure(flows, year) if flows is not None and year is not None else None
        rows.append(
            {"id": item.id, "title": item.title, "unit": item.unit, "about": item.about, "value": value}
        )
    return Answer({"indicators": rows})
