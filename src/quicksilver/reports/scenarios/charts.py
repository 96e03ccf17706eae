"""Charts of scenarios in six languages: emission with ranges, measures, cost curve, flows, deposition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quicksilver.charts import Band, Chart, Flow, Node, line_chart, sankey, stacked_area
from quicksilver.charts.plane import COLOURS
from quicksilver.charts.steps import Step, step_chart
from quicksilver.language.catalogue import catalogue
from quicksilver.reports.languages import check_language

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    import xarray as xr

    from quicksilver.fate.scenarios import ScenarioComparison

__all__ = [
    "avoided_chart",
    "cost_curve_chart",
    "deposition_chart",
    "division_caption",
    "emission_fan",
    "flow_chart",
    "wedges",
]

# With more ranges, lines or measures than these the chart cannot be read.
_MOST = 4
_LINES = 10
_MEASURES = 7


def _say(key: str, language: str, **values: str) -> str:
    return catalogue("scenario_text").plain(key, language, **values)


def division_caption(dataset: xr.Dataset, *, language: str = "en") -> str:
    """Return the sentence on values by region that are a stand-in; empty where there is none.

    Parameters
    ----------
    dataset : xarray.Dataset
        Of :func:`quicksilver.scenarios.run_scenario`.
    language : str
    """
    return _say("division", language) if "stand-in" in dataset["basis"].values else ""


def emission_fan(dataset: xr.Dataset, *, language: str = "en") -> Chart:
    """Return emission to air by year: a line for each of the first ten runs, with the range of the first four.

    Parameters
    ----------
    dataset : xarray.Dataset
        Of :func:`quicksilver.scenarios.run_scenario`.
    language : str
    """
    check_language(language)
    runs = [str(run) for run in dataset["run"].values]
    world = dataset["world"] / 1000
    bands = []
    for place, run in enumerate(runs[:_MOST]):
        low, high = (world.sel(run=run, estimate=end).values for end in ("low", "high"))
        bands.append(Band(_say("range", language, run=run), low, high, COLOURS[place], 0.18))
    lines = {run: world.sel(run=run, estimate="central").values for run in runs[:_LINES]}
    return line_chart(
        _say("fan.title", language, title=dataset.attrs["title"]),
        dataset["year"].values.astype(float),
        lines,
        unit=_say("unit.rate", language),
        x_title=_say("axis.year", language),
        language=language,
        bands=bands,
        unknown_word=_say("nothing", language),
        caption=division_caption(dataset, language=language),
    )


def wedges(
    dataset: xr.Dataset, run: str, *, titles: Mapping[str, str] | None = None, language: str = "en"
) -> Chart:
    """Return what is still emitted in a run, and on top of it the emission that each measure avoids.

    Parameters
    ----------
    dataset : xarray.Dataset
        Of :func:`quicksilver.scenarios.run_scenario`.
    run : str
    titles : mapping of str to str, optional
        Measure -> its name in the chart.
    language : str
    """
    check_language(language)
    central = dataset.sel(run=run, estimate="central")
    layers = {_say("left", language): central["world"].values / 1000}
    masses = {
        (titles or {}).get(str(m), str(m)): central["abated"].sel(measure=m).values / 1000
        for m in dataset["measure"].values
        if central["abated"].sel(measure=m).any()
    }
    layers |= _largest(masses, language)
    gone = central["moved"].sum("pathway").values / 1000 if dataset.sizes["pathway"] else 0.0
    rest = gone - central["abated"].sum("measure").values / 1000
    if np.max(rest) > 1e-9 * max(1.0, float(np.max(layers[_say("left", language)]))):
        layers[_say("phase-outs", language)] = np.maximum(rest, 0.0)
    return stacked_area(
        _say("wedge.title", language, run=run),
        dataset["year"].values.astype(float),
        layers,
        unit=_say("unit.rate", language),
        x_title=_say("axis.year", language),
        language=language,
        unknown_word=_say("nothing", language),
        caption=division_caption(dataset, language=language),
    )


def _largest(masses: Mapping[str, np.ndarray], language: str) -> dict[str, np.ndarray]:
    """Return the measures with the largest mass in their order, and the sum of the others."""
    keep = sorted(masses, key=lambda name: -float(masses[name].sum()))[:_MEASURES]
    largest = {name: mass for name, mass in masses.items() if name in keep}
    others = [mass for name, mass in masses.items() if name not in keep]
    return largest | ({_say("others", language): np.sum(others, axis=0)} if others else {})


def cost_curve_chart(
    table: pd.DataFrame,
    year: int,
    *,
    titles: Mapping[str, str] | None = None,
    caption: str = "",
    language: str = "en",
) -> Chart:
    """Return the marginal abatement curve; measures without a known cost are named below it.

    Parameters
    ----------
    table : DataFrame
        Of :func:`quicksilver.scenarios.cost_curve`.
    year : int
    titles : mapping of str to str, optional
        Measure -> its name in the chart.
    caption : str
        A sentence more below the chart.
    language : str
    """
    check_language(language)
    named = titles or {}
    known = table[table["cost"].notna()]
    steps = [
        Step(named.get(str(m), str(m)), float(a) / 1000, float(c))
        for m, a, c in zip(known["measure"], known["abated"], known["cost"], strict=True)
    ]
    unknown = [named.get(str(name), str(name)) for name in table[table["cost"].isna()]["measure"]]
    without = _say("unknown.cost", language, names=", ".join(unknown)) if unknown else ""
    unit = str(known["currency"].iloc[0]) if len(known) else ""
    return step_chart(
        _say("curve.title", language, year=str(year)),
        steps,
        unit=unit,
        x_title=_say("axis.abated", language),
        language=language,
        unknown_word=_say("nothing", language),
        caption=" · ".join(part for part in (without, caption) if part),
    )


def flow_chart(dataset: xr.Dataset, run: str, year: int, *, language: str = "en") -> Chart:
    """Return where the mercury of each area goes in a year of a run: to air, or elsewhere because of measures.

    Parameters
    ----------
    dataset : xarray.Dataset
        Of :func:`quicksilver.scenarios.run_scenario`.
    run : str
    year : int
    language : str
    """
    check_language(language)
    now = dataset["by_area"].sel(run=run, year=year, estimate="central") / 1000
    moved = dataset["moved_by_area"].sel(run=run, year=year) / 1000
    nodes, flows, reached = [], [], ["air"]
    for area in dataset["area"].values:
        left = float(now.sel(area=area))
        gone = {str(p): float(moved.sel(area=area, pathway=p)) for p in dataset["pathway"].values}
        if left + sum(gone.values()) <= 0:
            continue
        nodes.append(Node(str(area), _say(f"area.{area}", language), 0))
        flows.append(Flow(str(area), "to.air", left))
        flows += [Flow(str(area), f"to.{p}", mass) for p, mass in gone.items() if mass > 0]
        reached += [p for p, mass in gone.items() if mass > 0]
    nodes += [Node(f"to.{p}", _say(f"to.{p}", language), 1) for p in dict.fromkeys(reached)]
    return sankey(
        _say("flows.title", language, run=run, year=str(year)),
        nodes,
        flows,
        unit=_say("unit.rate", language),
        language=language,
        unknown_word=_say("nothing", language),
        caption=division_caption(dataset, language=language),
    )


def deposition_chart(
    title: str, compared: ScenarioComparison, history_end: int, *, language: str = "en"
) -> Chart:
    """Return deposition from the air by year: a line for each run.

    Parameters
    ----------
    title : str
        Of the scenario.
    compared : ScenarioComparison
        Of :func:`quicksilver.fate.from_scenarios.in_deposition`.
    history_end : int
        Last year of the history of emissions, for the caption.
    language : str
    """
    check_language(language)
    years = compared.years.round()
    first = int(years[0])
    caption = (
        _say("deposition.history", language, last=str(history_end), first=str(first))
        if history_end < first - 1
        else ""
    )
    return line_chart(
        _say("deposition.title", language, title=title),
        years.astype(float),
        dict(list(compared.deposition.items())[:_LINES]),
        unit=_say("unit.rate", language),
        x_title=_say("axis.year", language),
        language=language,
        unknown_word=_say("nothing", language),
        caption=caption,
    )


def avoided_chart(title: str, compared: ScenarioComparison, *, language: str = "en") -> Chart:
    """Return by how much deposition is lower than in the first run, by year: a line for each other run.

    Parameters
    ----------
    title : str
        Of the scenario.
    compared : ScenarioComparison
        Of :func:`quicksilver.fate.from_scenarios.in_deposition`.
    language : str
    """
    check_language(language)
    base = compared.deposition[compared.base]
    others = [name for name in compared.names if name != compared.base][:_LINES]
    lines = {name: base - compared.deposition[name] for name in others}
    return line_chart(
        _say("difference.title", language, base=compared.base, title=title),
        compared.years.round().astype(float),
        lines,
        unit=_say("unit.rate", language),
        x_title=_say("axis.year", language),
        language=language,
        unknown_word=_say("nothing", language),
    )
