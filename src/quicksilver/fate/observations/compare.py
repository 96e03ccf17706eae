"""Observations of stations compared with the atmosphere of the cycle."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.fate.cycle import CycleModel, CycleResult, Emissions, run
from quicksilver.fate.cycle.forcing import note
from quicksilver.fate.observations.taylor import taylor_table
from quicksilver.fate.observations.trends import LEAST_YEARS, Trend, trend

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["compare_atmosphere", "run_beside"]

Array = NDArray[np.float64]
_AIR: Final = "ng m-3"


def _problems(
    observed: xr.Dataset, result: CycleResult, box: str, season: str, factor: float | None, source: str
) -> list[Problem]:
    problems = []
    if "mean" not in observed or str(observed["mean"].attrs.get("units", "")) != _AIR:
        unit = observed["mean"].attrs.get("units", "none") if "mean" in observed else "none"
        problems.append(
            Problem(f"observations in {unit}", "observed", f"means of a concentration in air, {_AIR}")
        )
    if "season" in observed and season not in observed["season"].to_numpy():
        seasons = [str(season) for season in observed["season"].to_numpy()]
        problems.append(Problem(f"season {season!r}", "season", ", ".join(seasons), closest(season, seasons)))
    if box not in result.model.boxes:
        problems.append(
            Problem(
                f"unknown reservoir {box!r}",
                "box",
                ", ".join(result.model.boxes),
                closest(box, result.model.boxes),
            )
        )
    if factor is not None and not (np.isfinite(factor) and factor > 0):
        problems.append(Problem(f"a factor of {factor}", "ng_m3_per_mg", "a number above 0 in ng m-3 per Mg"))
    if (factor is None) != (not source.strip()):
        problems.append(
            Problem(
                "a factor without its source" if factor is not None else "a source without its factor",
                "ng_m3_per_mg, source",
                "both or none",
                remedy="state the source of the surface concentration per Mg in the atmosphere",
            )
        )
    return problems


def _burden(result: CycleResult, box: str, years: Any) -> Array:
    """Return the burden in the middle of years, NaN where the run does not reach; Mg."""
    at = np.asarray(years, float) + 0.5
    mass: Array = np.interp(at, result.years, result.mass(box), left=np.nan, right=np.nan)
    return mass


def _anomaly(values: Array, present: Array) -> Array:
    """Return deviations in % of the mean over the years that both have, shape as ``values``."""
    count = present.sum(axis=-1, keepdims=True)
    total = np.where(present, values, 0.0).sum(axis=-1, keepdims=True)
    mean = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    share: Array = np.where(present, 100.0 * (values / mean - 1.0), np.nan)
    return share


def run_beside(model: CycleModel, emissions: Emissions, first: int, last: int) -> CycleResult:
    """Return a run over the years of stations, as far as the emissions are known; notes state what is left out.

    Parameters
    ----------
    model : CycleModel
    emissions : Emissions
    first, last : int
        Calendar years of the observations.

    Raises
    ------
    InputProblems
        The emissions know none of these years.
    """
    earliest = float(first) if emissions.begins_with_nothing else float(emissions.years[0])
    if model.initial_year is not None:
        earliest = max(earliest, model.initial_year)
    begin, end = max(float(first), earliest), min(last + 1.0, emissions.end)
    if end <= begin:
        if model.initial_year is not None and emissions.end <= model.initial_year:
            raise InputProblems(
                [
                    Problem(
                        f"the run of {model.id} begins in {model.initial_year:g}, and the emissions end in {emissions.end:g}",
                        "emissions",
                        "emissions for years of the observations and of the model",
                        remedy="give later emissions, or choose a model with a steady start",
                    )
                ]
            )
        raise InputProblems(
            [
                Problem(
                    f"no year in both: the means are of {first} to {last}, the emissions of {emissions.years[0]:g} to {emissions.end:g}",
                    "emissions",
                    "emissions for years of the observations",
                    remedy="give emissions up to the last year observed",
                )
            ]
        )
    result = run(model, emissions, begin, end, years=np.unique([*np.arange(begin, end), end]))
    notes = []
    if begin > first:
        notes.append(note("said.stations.begin", year=begin))
    if end < last + 1:
        notes.append(note("said.stations.end", year=end))
    return replace(result, notes=(*result.notes, *notes))


def compare_atmosphere(
    observed: xr.Dataset,
    result: CycleResult,
    *,
    box: str = "atm",
    season: str = "annual",
    ng_m3_per_mg: float | None = None,
    source: str = "",
    draws: int = 1000,
    block: int | None = None,
    level: float = 0.95,
    seed: int = 0,
    least: int = LEAST_YEARS,
) -> xr.Dataset:
    """Return observed and modelled anomalies and trends of every station and of all together.

    The cycle gives a mass, the stations a concentration near the ground. Without a factor between them only what has no
    unit is compared: deviations in % of the mean over the years that both have, and trends of these in % per year. The
    burden is that of the middle of the year. All stations together are the mean of their anomalies in each year, so that
    stations with much mercury do not weigh more.

    Parameters
    ----------
    observed : Dataset
        From :func:`means` or :func:`observe`, ng m-3.
    result : CycleResult
        A run of the cycle that covers years of the observations.
    box : str
        Reservoir that is the atmosphere.
    season : str
    ng_m3_per_mg : float, optional
        Surface concentration for each Mg in the atmosphere; with it ``bias`` is given.
    source : str
        Where that factor comes from; needed with it.
    draws, block, level, seed, least
        As in :func:`trend`, for the observed trend.

    Returns
    -------
    Dataset
        (station, year): ``observed_anomaly``, ``model_anomaly`` in %. (station): ``observed_trend`` with ``_low`` and
        ``_high``, ``model_trend``, ``trend_difference`` in % per year, ``within`` (1 when the modelled trend lies in the
        observed range), and the statistics of Taylor's diagram of the anomalies. (): the same of all stations, with the
        ending ``_all``. With a factor also ``model`` (year) and ``bias`` (station) in ng m-3, ``bias_relative`` in %.

    Raises
    ------
    InputProblems
        No year is in both, the observations are not of air, a reservoir or season is unknown, or a factor comes without
        its source.
    """
    problems = _problems(observed, result, box, season, ng_m3_per_mg, source)
    if problems:
        raise InputProblems(problems)
    mean = observed["mean"].sel(season=season, drop=True) if "season" in observed.dims else observed["mean"]
    mean = mean.transpose("station", "year")
    years = mean["year"].to_numpy()
    burden = _burden(result, box, years)
    values = mean.to_numpy().astype(float)
    present = ~np.isnan(values) & ~np.isnan(burden)
    if not present.any():
        run = f"the run has {result.years[0]:g} to {result.years[-1]:g}"
        have = years[(~np.isnan(values)).any(axis=0)]
        span = f"the means are of {have[0]} to {have[-1]}" if len(have) else "there is no mean"
        raise InputProblems(
            [
                Problem(
                    f"no year in both: {span}, {run}",
                    "observed",
                    "years that both have",
                    remedy="run the cycle over the years of the observations",
                )
            ]
        )
    words = {"draws": draws, "block": block, "level": level, "seed": seed, "least": least}
    data = _compared(mean, values, burden, present, words)
    if ng_m3_per_mg is not None:
        data = data.merge(
            _biases(mean, values, burden * ng_m3_per_mg, present), compat="no_conflicts", join="exact"
        )
    data.attrs = {
        "Conventions": "CF-1.11",
        "title": f"Observed air against reservoir {box} of {result.model.title}",
        "season": season,
        "references": result.model.citation,
        "ng_m3_per_mg": "none" if ng_m3_per_mg is None else ng_m3_per_mg,
        "source_of_factor": source or "none: only quantities without a unit are compared",
        "notes": " | ".join(map(str, result.notes)),
    }
    return data


def _compared(
    mean: xr.DataArray, values: Array, burden: Array, present: Array, words: dict[str, Any]
) -> xr.Dataset:
    """Return anomalies and trends, of each station and of all."""
    import xarray as xr

    years = mean["year"].to_numpy().astype(float)
    seen = _anomaly(values, present)
    ran = _anomaly(np.broadcast_to(burden, values.shape), present)
    some = present.any(axis=0)
    count = np.maximum(present.sum(axis=0), 1)
    together = [np.where(some, np.nansum(anomaly, axis=0) / count, np.nan) for anomaly in (seen, ran)]
    pairs = [
        (_trend(years, a, words), _trend(years, b, words | {"draws": 1}))
        for a, b in zip([*seen, together[0]], [*ran, together[1]], strict=True)
    ]
    percent = {"units": "%"}
    data = xr.Dataset(
        {
            "observed_anomaly": (
                ("station", "year"),
                seen,
                {**percent, "long_name": "observed deviation from the mean of the years in both"},
            ),
            "model_anomaly": (
                ("station", "year"),
                ran,
                {**percent, "long_name": "modelled deviation from the mean of the same years"},
            ),
            "observed_anomaly_all": (
                "year",
                together[0],
                {**percent, "long_name": "mean observed deviation of all stations"},
            ),
            "model_anomaly_all": (
                "year",
                together[1],
                {**percent, "long_name": "mean modelled deviation in the years of the stations"},
            ),
        },
        coords=dict(mean.coords),
    )
    data = data.merge(_trend_data(pairs[:-1], "", ("station",)), compat="no_conflicts").merge(
        _trend_data(pairs[-1:], "_all", ()), compat="no_conflicts"
    )
    points = taylor_table(data["observed_anomaly"], data["model_anomaly"])
    return data.merge(
        points.rename({name: f"taylor_{name}" for name in points.data_vars}),
        compat="no_conflicts",
        join="exact",
    )


def _trend(years: Array, values: Array, words: dict[str, Any]) -> Trend:
    return trend(years, values, **words)


def _trend_data(pairs: list[tuple[Trend, Trend]], end: str, dims: tuple[str, ...]) -> xr.Dataset:
    """Return observed and modelled trends; without dimensions when there is one pair of all."""
    import xarray as xr

    def array(numbers: list[float]) -> Any:
        return np.array(numbers) if dims else np.array(numbers[0])

    unit = {"units": "% yr-1"}
    seen, ran = [observed for observed, _ in pairs], [modelled for _, modelled in pairs]
    within = [
        float(observed.low <= modelled.slope <= observed.high)
        if observed.count and not np.isnan(observed.slope)
        else np.nan
        for observed, modelled in pairs
    ]
    return xr.Dataset(
        {
            f"observed_trend{end}": (dims, array([observed.slope for observed in seen]), unit),
            f"observed_trend_low{end}": (dims, array([observed.low for observed in seen]), unit),
            f"observed_trend_high{end}": (dims, array([observed.high for observed in seen]), unit),
            f"model_trend{end}": (dims, array([modelled.slope for modelled in ran]), unit),
            f"trend_difference{end}": (
                dims,
                array([modelled.slope - observed.slope for observed, modelled in pairs]),
                unit,
            ),
            f"within{end}": (
                dims,
                array(within),
                {"units": "1", "long_name": "1 when the modelled trend lies in the observed range"},
            ),
        }
    )


def _biases(mean: xr.DataArray, values: Array, model: Array, present: Array) -> xr.Dataset:
    """Return what the model gives near the ground, and how far it is off on the mean of the years in both."""
    import xarray as xr

    count = present.sum(axis=1)
    away = np.where(present, model - values, 0.0).sum(axis=1)
    bias = np.divide(away, count, out=np.full(len(count), np.nan), where=count > 0)
    level = np.divide(
        np.where(present, values, 0.0).sum(axis=1), count, out=np.full(len(count), np.nan), where=count > 0
    )
    unit = {"units": _AIR}
    return xr.Dataset(
        {
            "model": ("year", model, {**unit, "long_name": "burden times the factor"}),
            "bias": (
                "station",
                bias,
                {**unit, "long_name": "modelled less observed, mean of the years in both"},
            ),
            "bias_relative": (
                "station",
                100.0 * bias / level,
                {"units": "%", "long_name": "bias over the observed mean"},
            ),
        },
        coords={"station": mean["station"], "year": mean["year"]},
    )
