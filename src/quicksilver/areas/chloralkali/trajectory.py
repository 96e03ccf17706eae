"""Baseline, measures, projection and indicators of mercury cells and of vinyl chloride from acetylene."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from quicksilver.areas.area import Course, Indicator, Measure, projected, scaled
from quicksilver.areas.chloralkali.facts import freed_per_capacity, vcm_fact
from quicksilver.areas.shared.sectors import emission_indicator
from quicksilver.errors import InputProblems, Problem
from quicksilver.factors.facts import Fact, fact, facts
from quicksilver.flows.flows import Flow, MercuryFlows
from quicksilver.quantities import Quantity, Standing, ranged

__all__ = ["baseline", "indicators", "options", "project"]

ID = "chlor-alkali"
_AIR = {"chlor-alkali": "chlor-alkali", "VCM": "vcm"}
_USE = {"chloralkali": "chlor-alkali", "vcm": "vcm"}
#: Region -> year in which its mercury-cell capacity is known.
_STOCKS = {"EU": 2017}
_UNKNOWN = ("water", "land", "product", "waste")
#: Origins on which the measures act.
_CELLS, _VCM = ("chlor-alkali",), ("vcm",)


def baseline(year: int, geography: str = "World") -> MercuryFlows:
    """Return emission to air and use of mercury in a year, in kg; what is not published is unknown.

    For the European Union in 2017 only the mercury in the cells is known, from their capacity.

    Raises
    ------
    InputProblems
        The tables do not have this year or region.
    """
    if geography in _STOCKS:
        return _stock(year, geography)
    air, use = _air(), _use()
    years = sorted({int(row.year) for row in (*air, *use)})
    problems = []
    if year not in years:
        problems.append(Problem(f"no published flows of {ID} in {year}", "year", ", ".join(map(str, years))))
    if geography != "World":
        problems.append(
            Problem(
                f"no published flows of {ID} for {geography!r}",
                "geography",
                ", ".join(("World", *_STOCKS)),
                "World",
                "give your own numbers to the calculators, or your own baseline to a scenario",
            )
        )
    if problems:
        raise InputProblems(problems)
    flows = []
    for origin in ("chlor-alkali", "vcm"):
        for pathway, rows in (
            ("air", [r for r in air if _AIR[r.labels["sector"]] == origin]),
            ("use", [r for r in use if _USE[r.labels["category"]] == origin]),
        ):
            flows.append(Flow(ID, origin, pathway, "World", year, _of(rows, year)))
        flows += [Flow(ID, origin, pathway, "World", year, None) for pathway in _UNKNOWN]
    remarks = (
        (
            "the use of 2005 combines the mean of one report and the range of another; both are named in its source",
        )
        if year == 2005
        else ()
    )
    return MercuryFlows(
        tuple(flows),
        (
            *remarks,
            "releases to water and land, and mercury in products and waste, were not published for the world; they are unknown, not zero",
            "use is the mercury bought for cells and catalyst, before recycling is deducted",
        ),
    )


def _air() -> list[Fact]:
    rows = facts("baseline_emissions", defaults_only=True, medium="air", region="World")
    return [row for row in rows if row.labels["sector"] in _AIR and row.year.isdigit()]


def _use() -> list[Fact]:
    rows = facts("product_demand", defaults_only=True, region="World")
    return [
        row
        for row in rows
        if row.labels["category"] in _USE and row.year.isdigit() and row.number and row.number.unit == "t/yr"
    ]


def _of(rows: Sequence[Fact], year: int) -> Quantity | None:
    """Return the number of a year; a second source that has only a range gives the range, and both are named."""
    quantities = [row.number.to("kg/yr") for row in rows if int(row.year) == year and row.number]
    if not quantities:
        return None
    best = next((n for n in quantities if n.value == n.value), quantities[0])
    wide = next((n for n in quantities if n.value != n.value), None)
    if wide is None or best.low is not None or wide is best:
        return best
    return replace(best, low=wide.low, high=wide.high, source=f"{best.source}; range: {wide.source}")


def _stock(year: int, geography: str) -> MercuryFlows:
    if year != _STOCKS[geography]:
        raise InputProblems(
            [
                Problem(
                    f"no capacity of mercury cells in the {geography} in {year}",
                    "year",
                    str(_STOCKS[geography]),
                )
            ]
        )
    capacity = fact("chloralkali_wcc", scope=geography, variable="Hg-cell capacity")
    rate = freed_per_capacity("t/kt").to("kg/kt")
    low, high = (None if end is None else end * capacity.value for end in (rate.low, rate.high))
    stock = Quantity(
        rate.value * capacity.value, "kg/yr", low, high, f"{capacity.source}; {rate.source}", Standing.DERIVED
    )
    unknown = tuple(
        Flow(ID, "chlor-alkali", pathway, geography, year, None) for pathway in ("air", "use", *_UNKNOWN)
    )
    return MercuryFlows(
        (Flow(ID, "chlor-alkali", "stock", geography, year, stock), *unknown),
        (
            "stock is the mercury in the cells at the start of the year, calculated from capacity; it is a mass in kg",
        ),
    )


def options() -> tuple[Measure, ...]:
    """Return measures; a plant without mercury cells or mercury catalyst uses and emits none by definition.

    No cost by mercury was found for any of them; the calculator ``conversion`` calculates it from a plant's numbers.
    """
    ends = Quantity(
        1.0,
        "1",
        source="a plant without mercury cells or catalyst neither uses nor emits it there",
        standing=Standing.DERIVED,
    )
    return (
        *_conversion(ends),
        *_low_mercury_catalyst(_less()),
        *_mercury_free_vcm(ends),
        _catalyst_recycling(vcm_fact("share of catalyst Hg recycled", "1")),
    )


def _conversion(removal: Quantity) -> tuple[Measure, ...]:
    """Return the end of mercury cells, for emission to air and for use."""
    return (
        Measure(
            "conversion",
            ID,
            "Conversion to membrane cells, or closure",
            _CELLS,
            "air",
            removal,
            "avoided",
            applies="mercury cells",
            excludes="cells",
        ),
        Measure(
            "conversion-use",
            ID,
            "Conversion to membrane cells, or closure: use",
            _CELLS,
            "use",
            removal,
            "avoided",
            applies="mercury cells; frees the mercury in the cells",
            excludes="cells: use",
        ),
    )


def _low_mercury_catalyst(removal: Quantity) -> tuple[Measure, ...]:
    """Return low-mercury catalyst, for emission to air and for use."""
    return (
        Measure(
            "low-mercury-catalyst",
            ID,
            "Low-mercury catalyst for vinyl chloride",
            _VCM,
            "air",
            removal,
            "avoided",
            applies="acetylene route with high-mercury catalyst; emission is assumed proportional to use",
            excludes="catalyst",
        ),
        Measure(
            "low-mercury-catalyst-use",
            ID,
            "Low-mercury catalyst for vinyl chloride: use",
            _VCM,
            "use",
            removal,
            "avoided",
            applies="acetylene route with high-mercury catalyst",
            excludes="catalyst: use",
        ),
    )


def _mercury_free_vcm(removal: Quantity) -> tuple[Measure, ...]:
    """Return vinyl chloride without mercury, for emission to air and for use."""
    return (
        Measure(
            "mercury-free-vcm",
            ID,
            "Mercury-free catalyst, or the ethylene route",
            _VCM,
            "air",
            removal,
            "avoided",
            applies="acetylene route",
            excludes="catalyst",
        ),
        Measure(
            "mercury-free-vcm-use",
            ID,
            "Mercury-free catalyst, or the ethylene route: use",
            _VCM,
            "use",
            removal,
            "avoided",
            applies="acetylene route",
            excludes="catalyst: use",
        ),
    )


def _catalyst_recycling(removal: Quantity) -> Measure:
    """Return the recycling of spent catalyst, whose mercury becomes supply."""
    return Measure(
        "catalyst-recycling",
        ID,
        "Recycling of spent catalyst",
        _VCM,
        "use",
        removal,
        "supply",
        applies="gross use; the share is that of 2009, so recycling already exists to that extent",
        excludes="catalyst recycling",
    )


def _less() -> Quantity:
    """Return the share of mercury that low-mercury catalyst saves; its range is from those of the two contents."""
    high, low = vcm_fact("HgCl2 in high-Hg catalyst", "1"), vcm_fact("HgCl2 in low-Hg catalyst", "1")
    saved = ranged(lambda high, low: {"saved": 1 - low / high}, {"high": high, "low": low}, {"saved": "1"})[
        "saved"
    ]
    return replace(saved, source=f"{high.source}; {low.source}")


def project(course: Course, years: Sequence[int], geography: str = "World") -> MercuryFlows:
    """Return the baseline of the first year carried through a course; where the stock in cells is known, closing cells frees it.

    New mercury cells are not built, so the stock does not follow the growth of the area: it only falls, by the share of
    the cells that ``conversion-use`` (or else ``conversion``) has ended, and what it loses in a year is supply of that year.

    Raises
    ------
    InputProblems
        See :func:`quicksilver.areas.area.projected`; or the first year has no baseline.
    """
    start = baseline(min(years), geography)
    flows = projected(
        MercuryFlows(start.where(pathway=("air", "use", *_UNKNOWN)).flows, start.remarks),
        options(),
        course,
        years,
    )
    stocks = start.where(pathway="stock").flows
    freed = [
        part for flow in stocks if flow.mass is not None for part in _freed(flow, flow.mass, course, years)
    ]
    remarks = (
        ()
        if stocks
        else (
            "the capacity of the world's mercury cells is not known well enough to calculate the mercury that closing them frees: see the calculator freed",
        )
    )
    return MercuryFlows((*flows.flows, *freed), (*flows.remarks, *remarks))


def _freed(flow: Flow, stock: Quantity, course: Course, years: Sequence[int]) -> list[Flow]:
    """Return the stock left at the end of each year and what was freed within it."""
    flows = []
    for year in years:
        before, after = (_ended(course, y, flow.region) for y in (year - 1, year))
        flows += [
            replace(flow, year=year, mass=scaled(stock, 1 - after)),
            replace(flow, pathway="supply", year=year, mass=scaled(stock, after - before)),
        ]
    return flows


def _ended(course: Course, year: int, region: str) -> float:
    """Return the share of the cells that has ended, and can never fall."""
    uses = [use for use in course.uses if use.measure == "conversion-use"] or [
        use for use in course.uses if use.measure == "conversion"
    ]
    return min(1.0, sum(use.share_in(year, region) for use in uses))


def indicators() -> tuple[Indicator, ...]:
    """Return the indicators by which the targets of the area are measured."""
    dates = {
        name: fact("minamata_dates", annex="B", item=item)
        for name, item in (("cells", "chlor-alkali"), ("vcm", "VCM: use per unit -50% vs 2010"))
    }
    cells, vinyl = (round(dates[name].value) for name in ("cells", "vcm"))
    return (
        emission_indicator(ID, "Emission of mercury to air from cells and from vinyl chloride"),
        Indicator(
            "use-in-cells",
            "Mercury used in cells",
            "kg/yr",
            f"Annex B: none after {cells}; two extensions of five years are possible",
            lambda flows, year: _used(flows, year, "chlor-alkali"),
        ),
        Indicator(
            "use-in-vcm",
            "Mercury used in vinyl chloride",
            "kg/yr",
            f"Annex B requires half the use per unit of 2010 by {vinyl}, not a lower total use",
            lambda flows, year: _used(flows, year, "vcm"),
        ),
        Indicator(
            "years-to-end-of-cells",
            "Years to the end of mercury cells",
            "yr",
            f"date of Annex B ({cells}) minus the year; source: {dates['cells'].source}",
            lambda flows, year: Quantity(
                float(cells - year), "yr", source=dates["cells"].source, standing=Standing.DERIVED
            ),
        ),
        Indicator(
            "cells-mercury",
            "Mercury still in cells",
            "kg",
            "stock by capacity, where the capacity is known",
            _in_cells,
        ),
    )


def _used(flows: MercuryFlows, year: int, origin: str) -> Quantity | None:
    mine = flows.where(area=ID, pathway="use", origin=origin, year=year)
    return None if not mine.flows or mine.unknown else mine.total()


def _in_cells(flows: MercuryFlows, year: int) -> Quantity | None:
    mine = flows.where(area=ID, pathway="stock", year=year)
    return None if not mine.flows or mine.unknown else replace(mine.total(), unit="kg")
