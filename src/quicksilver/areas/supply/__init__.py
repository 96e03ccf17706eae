"""Supply, trade and storage: what there is, what is wanted, what is left over and where it can stay."""

from __future__ import annotations

import math

from quicksilver.areas.area import Area, Indicator, Measure
from quicksilver.areas.flows import Flow, MercuryFlows
from quicksilver.areas.numbers import Number
from quicksilver.areas.sectors import projector
from quicksilver.areas.supply.verbs import VERBS
from quicksilver.areas.tables import facts
from quicksilver.errors import InputProblems, Problem

__all__ = ["AREA", "baseline"]


def baseline(year: int, geography: str = "World") -> MercuryFlows:
    """Return supply by source in a year, in kg, without the printed totals.

    Raises
    ------
    InputProblems
        The tables have no such year or region.
    """
    rows = [
        row
        for row in facts("supply_demand", side="supply", defaults_only=True)
        if row.number and row.number.unit == "t/yr"
    ]
    rows = [row for row in rows if not row.labels["item"].startswith("total")]
    years = sorted(
        {int(row.year) for row in rows if row.year.isdigit() and row.labels["region"] == geography}
    )
    if year not in years:
        places = sorted({row.labels["region"] for row in rows})
        raise InputProblems(
            [
                Problem(
                    f"no supply of {geography} in {year}",
                    "year and geography",
                    ", ".join(map(str, years)) or ", ".join(places),
                )
            ]
        )
    flows = tuple(
        Flow("supply", row.labels["item"], "supply", geography, year, row.number.to("kg/yr"))
        for row in rows if row.labels["region"] == geography and row.year == str(year) and row.number
    )  # fmt: skip
    return MercuryFlows(flows, ("sources are given as ranges; the central value is the middle",))


def options() -> tuple[Measure, ...]:
    """Return what takes mercury off the market; by definition it ends the flow it acts on."""
    ends = Number(1.0, "1", source="by definition", standing="derived")
    return (
        Measure("end-of-mining", "supply", "End of primary mining", ("primary mining",), "supply", ends, "avoided", applies="Minamata Convention, Article 3", excludes="mining"),
        Measure("storage-of-cells", "supply", "Mercury of closed cells to storage", ("chlor-alkali cells (decommissioning)", "chlor-alkali residual"), "supply", ends, "storage",
                applies="Minamata Convention, Article 3", excludes="cells"),
    )  # fmt: skip


def _supplied(flows: MercuryFlows, year: int) -> Number | None:
    mine = flows.where(area="supply", pathway="supply", year=year)
    total = mine.total() if mine.flows else None
    return None if total is None or math.isnan(total.value) else total


AREA = Area("supply", "Mercury supply, trade and storage", "", VERBS, baseline, options, projector(baseline, options),
            lambda: (Indicator("supply", "Mercury supplied", "kg/yr", "sum of all sources in a year; the area has no target", _supplied),))  # fmt: skip
