"""The charts of the national report."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from quicksilver.factors import PATHWAYS
from quicksilver.inventory.engine import COLUMNS
from quicksilver.inventory.groups import GROUPS
from quicksilver.inventory.results.receipt import remainders
from quicksilver.reports.national.comparisons import spread
from quicksilver.reports.national.context import Context
from quicksilver.reports.pictures import Picture, drawn

if TYPE_CHECKING:
    from quicksilver.charts import Chart
    from quicksilver.inventory import Inventory

__all__ = ["draw", "ranking"]

#: Inputs shown in the chart of what the uncertainty comes from, and base samples of the indices.
SHOWN: Final = 10
SAMPLES: Final = 512


def ranking(inventory: Inventory, language: str) -> Sequence[dict[str, Any]]:
    """Return what the uncertainty of the total input comes from, the largest share first."""
    if not inventory.order:
        return ()
    table = inventory.sensitivity("input", samples=SAMPLES, language=language)
    rows = [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]
    # An input that moves nothing is no data gap; one of unknown share may be.
    return tuple(row for row in rows if not row["total"] <= 1e-6)


def draw(context: Context, progress: Callable[[str], None] | None = None) -> dict[str, Picture]:
    """Return the charts by name: ``input``, the six pathways, ``flows`` and ``uncertainty``; with several sets, theirs."""
    charts: dict[str, Callable[[], Chart | None]] = {
        name: partial(make, context, name) for name, make in _CHARTS.items()
    }
    if context.spread is not None:
        charts[spread.CHART] = partial(spread.chart, context)
    return drawn(charts, progress)


def _groups(context: Context) -> list[str]:
    """Return the groups that have numbers; a group without is in no chart, and said to be open in Table 1-1."""
    lines = context.inventory.lines
    return [name for name in GROUPS if any(line.group == name and line.is_computed for line in lines)]


def _bars(context: Context, column: str) -> Chart:
    from quicksilver.charts import PATHWAY_COLOURS, bar_chart

    place = COLUMNS.index(column)
    groups = _groups(context)
    values, low, high = (
        [float(context.inventory.group(name, statistic)[place]) for name in groups]
        for statistic in ("best", "low", "high")
    )
    key = "chart.input" if column == "input" else "chart.pathway"
    title = context.plain(key, pathway=context.name("pathway", column))
    return bar_chart(
        title,
        [context.name("group", name) for name in groups],
        values,
        unit=context.plain("chart.unit"),
        language=context.language,
        low=low,
        high=high,
        colour=PATHWAY_COLOURS[column],
        unknown_word=context.plain("chart.nothing"),
        gather_zeros=True,
    )


def _flows(context: Context, _: str) -> Chart:
    """Return the flow of mercury from source groups to pathways and named remainders.

    What is counted twice (DC1-DC4) is left out, so that each pathway shows the total that the report states.
    """
    from quicksilver.charts import PATHWAY_COLOURS, Flow, Node, sankey

    left = [
        Node(f"g:{name}", context.name("group", name), 0, PATHWAY_COLOURS["input"])
        for name in _groups(context)
    ]
    right = [Node(f"p:{name}", context.name("pathway", name), 1, PATHWAY_COLOURS[name]) for name in PATHWAYS]
    causes = list(remainders(context.inventory))
    right += [
        Node(
            f"r:{cause}",
            context.listed([context.name("remainder", part) for part in cause.split("+")]),
            1,
            PATHWAY_COLOURS["remainder"],
        )
        for cause in causes
    ]
    corrected = context.inventory.resolution.corrections
    flows = [
        Flow(*ends, value, PATHWAY_COLOURS.get(ends[1][2:], PATHWAY_COLOURS["remainder"]))
        for ends, value in _amounts(context).items()
        if value > 0
    ]
    return sankey(
        context.plain("figure.flows"),
        left + right,
        flows,
        unit=context.plain("chart.unit.corrected" if corrected else "chart.unit.plain"),
        language=context.language,
        unknown_word=context.plain("chart.nothing"),
    )


def _amounts(context: Context) -> dict[tuple[str, str], float]:
    """Return kilograms by group and where they go; a supply whose phases are on several lines counts once."""
    amounts: dict[tuple[str, str], float] = {}
    for index in context.inventory.order:
        line, values = context.inventory.lines[index], context.inventory.values(index)
        if values is None:
            continue
        group = f"g:{line.group}"
        weights = line.pathway_weights if context.inventory.resolution.corrections else (1.0,) * len(PATHWAYS)
        for name, value, weight in zip(PATHWAYS, values[1:], weights, strict=True):
            amounts[group, f"p:{name}"] = amounts.get((group, f"p:{name}"), 0.0) + float(value) * weight
        if line.remainder:
            again = float(values[0]) * (1.0 - line.supply_weight)
            ends = (group, f"r:{line.remainder}")
            amounts[ends] = amounts.get(ends, 0.0) + context.inventory.remainder(index) - again
    return {ends: max(value, 0.0) for ends, value in amounts.items()}


def _uncertainty(context: Context, _: str) -> Chart:
    from quicksilver.charts import bar_chart

    known = [row for row in context.ranking if not math.isnan(row["total"])]
    rows = sorted(known, key=lambda row: -float(row["total"]))[:SHOWN]
    names = []
    for row in rows:
        key = "ranked.activity" if row["kind"] == "activity" else "ranked.factor"
        names.append(context.plain(key, names=context.ranked(row)))
    return bar_chart(
        context.plain("figure.uncertainty"),
        names,
        [100.0 * min(max(float(row["total"]), 0.0), 1.0) for row in rows],
        unit=context.plain("chart.variance"),
        language=context.language,
        unknown_word=context.plain("chart.nothing"),
    )


_CHARTS: Final[dict[str, Callable[[Context, str], Chart]]] = {
    "input": _bars,
    **dict.fromkeys(PATHWAYS, _bars),
    "flows": _flows,
    "uncertainty": _uncertainty,
}
