"""Products that mercury is added to: demand, stock, waste, goals and dates."""

from __future__ import annotations

from quicksilver.areas.area import Area, Indicator, Measure
from quicksilver.areas.flows import Flow, MercuryFlows
from quicksilver.areas.goods.verbs import VERBS
from quicksilver.areas.numbers import Number
from quicksilver.areas.sectors import projector
from quicksilver.areas.tables import facts
from quicksilver.errors import InputProblems, Problem

__all__ = ["AREA", "baseline"]

CATEGORIES = ("batteries", "dental", "measuring_control", "lamps", "electrical_electronic", "other")


def baseline(year: int, geography: str = "World") -> MercuryFlows:
    """Return demand by product category in a year, in kg; where a mean and a range of different sources exist, the mean.

    Raises
    ------
    InputProblems
        The table has no such year or region.
    """
    rows = [
        row
        for row in facts("product_demand", region=geography, defaults_only=True)
        if row.labels["category"] in CATEGORIES
        and row.number
        and row.number.unit == "t/yr"
        and row.year.isdigit()
    ]
    years = sorted({int(row.year) for row in rows})
    if year not in years:
        raise InputProblems(
            [
                Problem(
                    f"no demand by category for {geography} in {year}",
                    "year and geography",
                    f"World in {', '.join(map(str, years)) or '2005, 2015'}",
                )
            ]
        )
    flows, said = [], []
    for category in CATEGORIES:
        held = sorted(
            (
                row
                for row in rows
                if row.labels["category"] == category and int(row.year) == year and row.number
            ),
            key=lambda r: r.number is None or r.number.value != r.number.value,
        )
        if not held:
            flows.append(Flow("products", category, "use", geography, year, None))
            continue
        number = held[0].number
        assert number is not None
        flows.append(Flow("products", category, "use", geography, year, number.to("kg/yr")))
        said += [
            f"{category}: {row.source} has {row.number.low:g} to {row.number.high:g} t/yr"
            for row in held[1:]
            if row.number and row.number.low is not None and row.number.high is not None
        ]
    return MercuryFlows(tuple(flows), tuple(said))


def options() -> tuple[Measure, ...]:
    """Return the end of sales of each category: by definition it ends the demand."""
    ends = Number(1.0, "1", source="by definition", standing="derived")
    return tuple(
        Measure(
            f"end-of-{c.replace('_', '-')}",
            "products",
            f"End of sales: {c.replace('_', ' ')}",
            (c,),
            "use",
            ends,
            "avoided",
            applies="Minamata Convention, Annex A",
            excludes=c,
        )
        for c in CATEGORIES
    )


def _category(name: str) -> Indicator:
    def measure(flows: MercuryFlows, year: int) -> Number | None:
        mine = flows.where(area="products", origin=name, pathway="use", year=year)
        return mine.total() if mine.flows and not mine.unknown else None

    return Indicator(
        f"demand-{name.replace('_', '-')}",
        f"Demand for mercury: {name.replace('_', ' ')}",
        "kg/yr",
        "goals for 2017 were declared by category; their numbers were not found in a text that was read",
        measure,
    )


AREA = Area("products", "Mercury-containing products", "United States of America", VERBS, baseline, options, projector(baseline, options),
            lambda: tuple(_category(name) for name in CATEGORIES))  # fmt: skip
