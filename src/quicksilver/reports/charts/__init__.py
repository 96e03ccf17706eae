"""Charts: data in, PNG and SVG out. Knows nothing of inventories."""

from __future__ import annotations

from typing import Final

from quicksilver.reports.charts.bars import bar_chart, grouped_bars, stacked_bars
from quicksilver.reports.charts.flows import Flow, Node, sankey
from quicksilver.reports.charts.scene import Chart, to_png, to_svg

__all__ = [
    "PATHWAY_COLOURS",
    "Chart",
    "Flow",
    "Node",
    "bar_chart",
    "grouped_bars",
    "sankey",
    "stacked_bars",
    "to_png",
    "to_svg",
]

#: Colours of the pathways: told apart by colour-blind readers (after Okabe and Ito) and in grey print.
PATHWAY_COLOURS: Final = {
    "input": "#0d5c6b",
    "air": "#56b4e9",
    "water": "#0072b2",
    "land": "#8a5a1f",
    "products": "#e69f00",
    "general_waste": "#8f8f8f",
    "sector_waste": "#cc79a7",
    "remainder": "#d9d9d9",
}
