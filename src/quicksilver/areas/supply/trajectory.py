"""Baseline, measures, projection and indicators of the supply of mercury."""

from __future__ import annotations

from dataclasses import replace

from quicksilver.areas.area import Indicator, Measure
from quicksilver.areas.shared.sectors import projector
from quicksilver.areas.supply.balance import published_sources, published_total
from quicksilver.errors import InputProblems, Problem
from quicksilver.factors.facts import fact, facts
from quicksilver.flows.flows import Flow, MercuryFlows
from quicksilver.geography import guess_among, named_among
from quicksilver.quantities import Quantity, Standing

__all__ = ["baseline", "indicators", "options", "project"]

ID = "supply"
_MINING = "primary mining"
_CELLS = ("chlor-alkali cells (decommissioning)", "chlor-alkali residual")


def baseline(year: int, geography: str = "World") -> MercuryFlows:
    """Return supply by source in a year, in kg, without the published totals.

    Raises
    ------
    InputProblems
        The tables do not have this year or region.
    """
    rows = [
        r
        for r in facts("supply_demand", side="supply", defaults_only=True)
        if r.number and r.number.unit == "t/yr" and r.year.isdigit()
    ]
    places = sorted({row.labels["region"] for row in rows})
    written = geography
    geography = named_among(written, places)
    if not geography:
        raise InputProblems(
            [
                Problem(
                    f"no supply of {written!r}", "geography", ", ".join(places), guess_among(written, places)
                )
            ]
        )
    years = sorted({int(row.year) for row in rows if row.labels["region"] == geography})
    if year not in years:
        raise InputProblems(
            [Problem(f"no supply of {geography} in {year}", "year", ", ".join(map(str, years)))]
        )
    sources = published_sources(year, geography)
    flows = tuple(
        Flow(ID, name, "supply", geography, year, mass.to("kg/yr")) for name, mass in sources.items()
    )
    return MercuryFlows(
        flows,
        (
            "sources are published as ranges; the midpoint is used as central value",
            *_rounding(sources, published_total(year, geography)),
        ),
    )


def _rounding(sources: dict[str, Quantity], printed: Quantity | None) -> tuple[str, ...]:
    if printed is None:
        return ()
    low, high = (sum(mass.ends[i] for mass in sources.values()) for i in (0, 2))
    ends = printed.ends
    return (
        f"the sources add up to {low:,.0f} to {high:,.0f} t, but {ends[0]:,.0f} to {ends[2]:,.0f} is published: both are kept",
    )


def options() -> tuple[Measure, ...]:
    """Return measures that remove mercury from the market; by definition they end the flow on which they act.

    The cost of storage is the fee of the United States per kg of mercury stored, the only one found with sufficient confidence.
    """
    ends_it = Quantity(1.0, "1", source="by definition", standing=Standing.DERIVED)
    fee = replace(
        fact("costs", area="storage", item="DOE fee final").to("USD/kg"),
        standing=Standing.READ,
        confidence="",
    )
    basis = "Minamata Convention, Article 3; the cost is the fee of the United States for 15 years of storage and subsequent treatment"
    end = round(fact("minamata_dates", annex="Art3").value)
    return (
        Measure(
            "end-of-mining",
            ID,
            "End of primary mining",
            (_MINING,),
            "supply",
            ends_it,
            "avoided",
            applies=f"Minamata Convention, Article 3: 15 years after entry into force for a Party, {end} at the earliest",
            excludes="mining",
        ),
        Measure(
            "storage-of-cells",
            ID,
            "Mercury from closed cells to storage",
            _CELLS,
            "supply",
            ends_it,
            "storage",
            fee,
            "2019",
            applies=basis,
            excludes="cells",
        ),
        Measure(
            "storage-of-by-product",
            ID,
            "By-product mercury to storage",
            ("by-product",),
            "supply",
            ends_it,
            "storage",
            fee,
            "2019",
            applies="regions that do not allow the sale of by-product mercury; the cost is the fee of the United States",
            excludes="by-product",
        ),
    )


project = projector(baseline, options)


def indicators() -> tuple[Indicator, ...]:
    """Return the indicators of the priorities of the area; the draft area has no quantified target."""
    end = fact("minamata_dates", annex="Art3")
    return (
        Indicator(
            "supply",
            "Mercury supplied",
            "kg/yr",
            "sum of all sources in a year; the area has no target",
            lambda flows, year: _sum(flows, year, "supply"),
        ),
        Indicator(
            "primary-mining",
            "Mercury from primary mining",
            "kg/yr",
            "priority: to end production and export of primary mercury; no year was set",
            lambda flows, year: _sum(flows, year, "supply", _MINING),
        ),
        Indicator(
            "to-storage",
            "Mercury put in storage",
            "kg/yr",
            "mercury removed from the market by measures in a year",
            lambda flows, year: _sum(flows, year, "storage"),
        ),
        Indicator(
            "years-to-end-of-mining",
            "Years to the end of existing primary mining",
            "yr",
            f"{end.value:.0f} for the first Parties (Article 3.4) minus the year",
            lambda flows, year: Quantity(
                end.value - year, "yr", source=end.source, standing=Standing.DERIVED
            ),
        ),
    )


def _sum(flows: MercuryFlows, year: int, pathway: str, origin: str | None = None) -> Quantity | None:
    mine = flows.where(area=ID, pathway=pathway, year=year)
    mine = mine if origin is None else mine.where(origin=origin)
    return None if not mine.flows or mine.unknown else mine.total()
