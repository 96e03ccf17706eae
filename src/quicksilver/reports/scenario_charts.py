"""Pictures of scenarios in six languages: fan, wedges, cost curve, and where the mercury goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quicksilver.reports.charts import Band, Chart, Flow, Node, line_chart, sankey, stacked_area
from quicksilver.reports.charts.plane import COLOURS
from quicksilver.reports.charts.steps import Step, step_chart
from quicksilver.reports.fate_words import check_language
from quicksilver.reports.text import catalogue

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["cost_curve_chart", "emission_fan", "flow_chart", "wedges"]

# Beyond this a fan of fans cannot be read.
_MOST = 4


def _say(key: str, language: str, **values: str) -> str:
    return catalogue("scenario_text").plain(key, language, **values)


def emission_fan(found: xr.Dataset, *, language: str = "en") -> Chart:
    """Return emission to air by year: a line for each run, with the range of its draws.

    Parameters
    ----------
    found : xarray.Dataset
        Of :func:`quicksilver.scenarios.run_scenario`.
    language : str
    """
    check_language(language)
    runs = [str(run) for run in found["run"].values]
    world = found["world"] / 1000
    bands = []
    for place, run in enumerate(runs[:_MOST]):
        low, high = (world.sel(run=run, estimate=end).values for end in ("low", "high"))
        bands.append(Band(_say("range", language, run=run), low, high, COLOURS[place], 0.18))
    lines = {run: world.sel(run=run, estimate="central").values for run in runs}
    return line_chart(_say("fan.title", language, title=found.attrs["title"]), found["year"].values.astype(float), lines, unit=_say("unit.rate", language),
                      x_title=_say("axis.year", language), language=language, bands=bands, unknown_word=_say("nothing", language))  # fmt: skip


def wedges(found: xr.Dataset, run: str, *, language: str = "en") -> Chart:
    """Return what is still emitted in a run, and on top of it what each measure has taken away."""
    check_language(language)
    central = found.sel(run=run, estimate="central")
    layers = {_say("left", language): central["world"].values / 1000}
    layers |= {
        str(m): central["abated"].sel(measure=m).values / 1000
        for m in found["measure"].values
        if central["abated"].sel(measure=m).any()
    }
    gone = central["moved"].sum("pathway").values / 1000 if found.sizes["pathway"] else 0.0
    rest = gone - central["abated"].sum("measure").values / 1000
    if np.max(rest) > 1e-9 * max(1.0, float(np.max(layers[_say("left", language)]))):
        layers[_say("phase-outs", language)] = np.maximum(rest, 0.0)
    return stacked_area(_say("wedge.title", language, run=run), found["year"].values.astype(float), layers, unit=_say("unit.rate", language),
                        x_title=_say("axis.year", language), language=language, unknown_word=_say("nothing", language))  # fmt: skip


def cost_curve_chart(table: pd.DataFrame, year: int, *, language: str = "en") -> Chart:
    """Return the marginal abatement curve; measures without a known cost are named under it.

    Parameters
    ----------
    table : DataFrame
        Of :func:`quicksilver.scenarios.cost_curve`.
    year : int
    language : str
    """
    check_language(language)
    known = table[table["cost"].notna()]
    steps = [
        Step(str(m), float(a) / 1000, float(c))
        for m, a, c in zip(known["measure"], known["abated"], known["cost"], strict=True)
    ]
    unknown = [str(name) for name in table[table["cost"].isna()]["measure"]]
    unit = str(known["currency"].iloc[0]) if len(known) else ""
    return step_chart(_say("curve.title", language, year=str(year)), steps, unit=unit, x_title=_say("axis.abated", language), language=language,
                      unknown_word=_say("nothing", language), caption=_say("unknown.cost", language, names=", ".join(unknown)) if unknown else "")  # fmt: skip


def flow_chart(found: xr.Dataset, run: str, year: int, *, language: str = "en") -> Chart:
    """Return where the mercury of each area goes in a year of a run: to air, or elsewhere by measures.

    Parameters
    ----------
    found : xarray.Dataset
        Of :func:`quicksilver.scenarios.run_scenario`.
    run : str
    year : int
    language : str
    """
    check_language(language)
    now = found["by_area"].sel(run=run, year=year, estimate="central") / 1000
    moved = found["moved_by_area"].sel(run=run, year=year) / 1000
    nodes, flows, reached = [], [], ["air"]
    for area in found["area"].values:
        left = float(now.sel(area=area))
        gone = {str(p): float(moved.sel(area=area, pathway=p)) for p in found["pathway"].values}
        if left + sum(gone.values()) <= 0:
            continue
        nodes.append(Node(str(area), _say(f"area.{area}", language), 0))
        flows.append(Flow(str(area), "to.air", left))
        flows += [Flow(str(area), f"to.{p}", mass) for p, mass in gone.items() if mass > 0]
        reached += [p for p, mass in gone.items() if mass > 0]
    nodes += [Node(f"to.{p}", _say(f"to.{p}", language), 1) for p in dict.fromkeys(reached)]
    return sankey(_say("flows.title", language, run=run, year=str(year)), nodes, flows, unit=_say("unit.rate", language), language=language,
                  unknown_word=_say("nothing", language))  # fmt: skip
