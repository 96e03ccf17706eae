"""Write docs/reference/fate-targets.md: the run of the air beside published values and stations, with figures.

``python tools/fate_targets.py``: two runs of the air and two of tracers, some minutes.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from quicksilver.charts import to_svg
from quicksilver.fate.atmosphere import judge
from quicksilver.fate.atmosphere.footprints import footprint
from quicksilver.fate.atmosphere.matrix import matrix
from quicksilver.fate.atmosphere.parameters import parameter_table, parameters
from quicksilver.fate.atmosphere.receptors import default_cells, find
from quicksilver.reports.fate import air_charts

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "reference" / "fate-targets.md"
IMAGES = DOCS / "images" / "atmosphere"

HEAD = """# The air judged by published values

<!-- Written by tools/fate_targets.py; do not edit. -->

The default run (`quicksilver fate air --check`) beside published values and stations. Parameters are fitted to these stations
and means: agreement with them proves nothing. Only the shares of sources were not fitted. What is missed is shown as missed.
A standing *recalled* means that the number was not read in its source.

The default set of parameters is that of the experiments (`--parameters prototype`), so both have these figures.
"""


def number(value: Any) -> str:
    """Return a number of a table; empty where there is none."""
    return (
        ""
        if value is None or not np.isfinite(value)
        else f"{value:.3g}"
        if abs(value) < 1000
        else f"{value:,.0f}"
    )


def lines(table: pd.DataFrame) -> list[str]:
    """Return the rows of targets in Markdown."""
    return [
        f"| {row['quantity']} | {number(row['model'])} | {number(row['value'])} | {number(row['low'])} to "
        f"{number(row['high'])} | {row['unit']} | {row['verdict']} | {row['standing']} | {row['source']} |"
        for row in table.to_dict("records")
    ]


def target_part(values: Mapping[str, float]) -> list[str]:
    """Return the tables of targets: missed, met, not judged."""
    table = judge.check(values)
    head = [
        "| quantity | run | value | range | unit | verdict | standing | source |",
        "| --- | ---: | ---: | --- | --- | --- | --- | --- |",
    ]
    judged = table[table["verdict"] != "not judged"]
    inside, outside = (judged[judged["verdict"] == verdict] for verdict in ("inside", "outside"))
    part = ["", f"## Missed: {len(outside)} of {len(judged)}", "", *head, *lines(outside)]
    part += ["", f"## Met: {len(inside)} of {len(judged)}", "", *head, *lines(inside)]
    rest = table[table["verdict"] == "not judged"]
    part += [
        "",
        f"## Not judged: {len(rest)}",
        "",
        "| quantity | value | unit | why |",
        "| --- | ---: | --- | --- |",
    ]
    part += [
        f"| {row['quantity']} | {number(row['value'])} | {row['unit']} | {row['reason']} |"
        for row in rest.to_dict("records")
    ]
    return part


def station_part(run: xr.Dataset, values: Mapping[str, float]) -> list[str]:
    """Return stations and networks of wet deposition."""
    table = judge.station_table(run)
    inside = int((table["verdict"] == "inside").sum())
    part = [
        "",
        f"## Stations: {inside} of {len(table)} inside",
        "",
        f"Surface Hg0, mean of 2013 to 2015, ng/m3 at 273.15 K and 1013.25 hPa: r {values['station_r']:.2f}, rmse "
        f"{values['station_rmse']:.2f}, bias {values['station_bias']:.2f}. The range is 10 % of the value.",
        "",
        "![Stations](../images/atmosphere/stations.svg)",
        "",
        "| station | latitude | longitude | observed | run | verdict |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    part += [
        f"| {row['station']} | {row['latitude']:g} | {row['longitude']:g} | {row['observed']:.2f} | {row['model']:.2f} | "
        f"{row['verdict']} |"
        for row in table.to_dict("records")
    ]
    wet = judge.wet_table(run)
    part += [
        "",
        "## Wet deposition by network",
        "",
        "| network | sites | observed, ug/m2/yr | run | correlation |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for network, rows in wet.groupby("network", sort=False):
        part.append(
            f"| {network} | {len(rows)} | {rows['observed'].mean():.1f} | {rows['model'].mean():.1f} | "
            f"{values[f'wet_r_{network}']:.2f} |"
        )
    part += [
        "",
        "The pattern over North America is missed: the run has most where the sites have least. The cause is not established.",
    ]
    return part


def own_part(values: Mapping[str, float]) -> list[str]:
    """Return the figures of the experiments, which show that the same model was built."""
    rows = (
        ("exchange time of the inert tracer, yr", "exchange_time", "1.05 to 1.25"),
        ("tracer of half a year, north over south", "half_year_ratio", "1.84 to 1.94"),
        ("burden, kt", "burden", "4.4 to 4.8"),
        ("lifetime against deposition, months", "lifetime", "5.9 to 6.5"),
        ("mean surface Hg0 north, ng/m3", "surface_north", "1.37 to 1.47"),
        ("mean surface Hg0 south, ng/m3", "surface_south", "0.93 to 1.03"),
        ("55 stations, r", "station_r", "0.72 or more"),
        ("55 stations, rmse, ng/m3", "station_rmse", "0.20 or less"),
        ("wet deposition, NADP, ug/m2/yr", "wet_NADP", "7.7 to 10.4"),
        ("wet deposition, EMEP, ug/m2/yr", "wet_EMEP", "7.1 to 9.7"),
        ("wet deposition, GMOS, ug/m2/yr", "wet_GMOS", "5.6 to 7.6"),
        ("share of Hg(II) deposition on sea", "sea_share", "0.65 to 0.71"),
        ("East Asia in the USA, %", "east_asia_usa", "11.3 to 15.3"),
        ("East Asia's own share, %", "own_east_asia", "44 to 60"),
        ("South Asia's own share, %", "own_south_asia", "22 to 30"),
        ("USA's own share, %", "own_usa", "3.9 to 5.3"),
        ("this year's emission in the Arctic, %", "arctic_direct", "23 to 31"),
    )
    part = ["", "## Figures of the experiments", "", "| figure | run | experiments |", "| --- | ---: | --- |"]
    return part + [f"| {name} | {values[key]:.3g} | {span} |" for name, key, span in rows]


def budget_part(run: xr.Dataset, values: Mapping[str, float]) -> list[str]:
    """Return deposition by kind and the parameters."""
    area = run["area_m2"].values
    part = ["", "## Budget", "", "| kind | Mg/yr |", "| --- | ---: |"]
    for kind in run["kind"].values:
        mass = float((run["deposition"].sel(kind=kind).values * area).sum()) / 1e12
        part.append(f"| {kind} | {mass:,.0f} |")
    part += [
        "",
        f"Mass that was made or lost over the emission: {run.attrs['imbalance']}. Years run: {run.attrs['years']}.",
        "",
        "![Deposition](../images/atmosphere/deposition.svg)",
        "",
        "![Footprint of India, Hg0](../images/atmosphere/footprint-ind.svg)",
        "",
        "![Matrix](../images/atmosphere/matrix.svg)",
        "",
        "## Parameters",
        "",
        "| name | value | range | unit | process | standing | source |",
        "| --- | ---: | --- | --- | --- | --- | --- |",
    ]
    part += [
        f"| `{name}` | {row.value:g} | {row.low:g} to {row.high:g} | {row.unit} | {row.process} | {row.standing} | {row.source} |"
        for name, row in parameter_table().items()
    ]
    return part


def pictures(run: xr.Dataset) -> dict[str, bytes]:
    """Return the figures of the page by the names of their files."""
    import xarray as xr

    cells = default_cells()
    whole = run["deposition"].sum("kind") / 1e9 / (365 * 86400)
    field = xr.Dataset({"deposited": whole.assign_attrs(units="kg m-2 s-1")}, attrs={"emitter": "2015"})
    place = find("IND")
    charts = {
        "stations": air_charts.station_scatter(judge.station_table(run)),
        "deposition": air_charts.deposition_map(field),
        "footprint-ind": air_charts.footprint_map(
            "IND", footprint(place).share[0], cells.latitude, cells.longitude
        ),
        "matrix": air_charts.matrix_heat(matrix()),
    }
    return {f"{name}.svg": to_svg(chart) for name, chart in charts.items()}


def page(run: xr.Dataset, values: Mapping[str, float]) -> str:
    """Return the page of a run."""
    parts = [
        HEAD.rstrip("\n"),
        *target_part(values),
        *station_part(run, values),
        *own_part(values),
        *budget_part(run, values),
    ]
    return "\n".join(parts) + "\n"


def main() -> int:
    """Run the air and the tracers, and write page and figures."""
    numbers = parameters()
    run = judge.air("mean", numbers)
    values = {**judge.figures(run), **judge.tracer_figures("mean", numbers), **judge.share_figures()}
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name, content in pictures(run).items():
        (IMAGES / name).write_bytes(content)
    PAGE.write_text(page(run, values), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
