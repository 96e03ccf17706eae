"""Charts: data in, PNG and SVG out. Knows nothing of inventories."""

from __future__ import annotations

from typing import Final

from quicksilver.charts.bars import bar_chart, grouped_bars, stacked_bars
from quicksilver.charts.flows import Flow, Node, sankey
from quicksilver.charts.lines import Band, Points, line_chart, stacked_area
from quicksilver.charts.maps import Extent, Station, grid_map, station_map
from quicksilver.charts.scene import Chart, to_png, to_svg
from quicksilver.charts.taylor import Compared, compared, taylor_diagram

__all__ = [
    "PATHWAY_COLOURS",
    "Band",
    "Chart",
    "Compared",
    "Extent",
    "Flow",
    "Node",
    "Points",
    "Station",
    "bar_chart",
    "compared",
    "grid_map",
    "grouped_bars",
    "line_chart",
    "sankey",
    "stacked_area",
    "stacked_bars",
    "station_map",
    "taylor_diagram",
    "to_png",
    "to_svg",
]

#: Colours of the pathways: told apart by colour-blind readers (after Okabe and Ito); in grey print each differs
#: from the one before and after it in the order of the pathways.
PATHWAY_COLOURS: Final = {
    "input": "#0d5c6b",
    "air": "#56b4e9",
    "water": "#0072b2",
    "land": "#5e3c12",
    "products": "#e69f00",
    "general_waste": "#6f6f6f",
    "sector_waste": "#cc79a7",
    "remainder": "#d9d9d9",
}
