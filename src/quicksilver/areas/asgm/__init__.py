"""Small-scale gold mining: demand, practices, capture, plans, the goal of half."""

from __future__ import annotations

from quicksilver.areas.area import Area, Indicator, Measure
from quicksilver.areas.asgm.verbs import VERBS
from quicksilver.areas.flows import Flow, MercuryFlows
from quicksilver.areas.numbers import Number
from quicksilver.areas.sectors import emission_indicator, projector
from quicksilver.areas.tables import Fact, facts
from quicksilver.errors import InputProblems, Problem, closest

__all__ = ["AREA", "baseline"]

_WORLD_AIR = {2010: "ASGM", 2015: "ASGM"}


def _uses(geography: str) -> dict[int, list[Fact]]:
    found: dict[int, list[Fact]] = {}
    for row in facts("asgm_country", country=geography, variable="Hg use", defaults_only=True):
        if row.year.isdigit() and row.number is not None:
            found.setdefault(int(row.year), []).append(row)
    return found


def baseline(year: int, geography: str = "World") -> MercuryFlows:
    """Return mercury used in a year, and for the world what of it goes to air.

    Raises
    ------
    InputProblems
        Nobody has published a use of that place and year that may be a default.
    """
    held = _uses(geography)
    if not held:
        places = sorted({row.labels["country"] for row in facts("asgm_country", defaults_only=True)})
        raise InputProblems(
            [
                Problem(
                    f"no use of mercury published for {geography!r}",
                    "geography",
                    ", ".join(places),
                    closest(geography, places),
                )
            ]
        )
    if year not in held:
        raise InputProblems(
            [
                Problem(
                    f"no use of mercury published for {geography} in {year}",
                    "year",
                    ", ".join(map(str, sorted(held))),
                )
            ]
        )
    rows = held[year]
    flows = [
        Flow("asgm", "asgm", "use", geography, year, row.number.to("kg/yr")) for row in rows[:1] if row.number
    ]
    said = (
        [
            f"{len(rows)} uses are published for {year}; the first is taken: "
            + "; ".join(f"{r.number.value:g} t/yr ({r.source})" for r in rows if r.number)
        ]
        if len(rows) > 1
        else []
    )
    if geography == "World" and year in _WORLD_AIR:
        row = next(r for r in facts("baseline_emissions", sector="ASGM", year=year, defaults_only=True))
        if row.number is not None:
            flows.append(Flow("asgm", "asgm", "air", "World", year, row.number.to("kg/yr")))
            said.append(
                "emission and use come from different sources: the rest of the use is not worked out as a difference"
            )
    elif geography != "World":
        flows.append(Flow("asgm", "asgm", "air", geography, year, None))
        said.append(f"what of the use of {geography} goes to air was not found")
    return MercuryFlows(tuple(flows), tuple(said))


def options() -> tuple[Measure, ...]:
    """Return measures of the table: capture acts on what is burnt to air, changes of process on use."""
    names = {"EPA/ANL gold shop MCS (drum)": ("gold-shop-capture", "air", "supply", "shop"), "retort (well used)": ("retort", "air", "supply", "retort"),
             "stop whole-ore amalgamation -> concentrate amalgamation": ("concentrate-amalgamation", "use", "avoided", "process"),
             "mercury-free (direct smelting, gravity, cyanide w/o Hg)": ("mercury-free", "use", "avoided", "process")}  # fmt: skip
    found = []
    for row in facts("controls", sector="asgm", defaults_only=True):
        if row.labels["technology"] in names and row.number is not None:
            ident, pathway, to, control = names[row.labels["technology"]]
            number = Number(
                row.number.value,
                "1",
                row.number.low,
                None if row.number.high is None else min(row.number.high, 1.0),
                row.number.source,
                row.number.standing,
            )
            found.append(
                Measure(
                    ident,
                    "asgm",
                    row.labels["technology"],
                    ("asgm",),
                    pathway,
                    number,
                    to,
                    applies=row.labels["fuel_or_class"],
                    excludes=control,
                )
            )
    return tuple(found)


def _use(flows: MercuryFlows, year: int) -> Number | None:
    mine = flows.where(area="asgm", pathway="use", year=year)
    return mine.total() if mine.flows else None


AREA = Area("asgm", "Mercury in artisanal and small-scale gold mining", "UNIDO", VERBS, baseline, options, projector(baseline, options),
            lambda: (Indicator("demand", "Demand for mercury", "kg/yr", "the Partnership's goal is half of it by 2017, without a baseline", _use),
                     emission_indicator("asgm", "Emission of mercury to air")))  # fmt: skip
