"""From a file to means and trends in one call."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from quicksilver.fate.observations.means import Below, CoverageRule, means
from quicksilver.fate.observations.read import read_series
from quicksilver.fate.observations.times import Resolution
from quicksilver.fate.observations.trends import LEAST_YEARS, trends

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["observe", "station_table"]


def observe(
    path: str | Path,
    *,
    stations: str | Path | None = None,
    variable: str | None = None,
    flags: str | Mapping[str, str] = "generic",
    resolution: Resolution | None = None,
    gaps: str = "allow",
    temperature: float | None = None,
    pressure: float | None = None,
    rule: CoverageRule | None = None,
    below: Below = "half",
    draws: int = 1000,
    block: int | None = None,
    level: float = 0.95,
    seed: int = 0,
    least: int = LEAST_YEARS,
) -> xr.Dataset:
    """Return annual and seasonal means and trends of the stations in a file.

    Parameters
    ----------
    path, stations, variable, flags, resolution, gaps, temperature, pressure
        As in :func:`read_series`.
    rule, below
        As in :func:`means`.
    draws, block, level, seed, least
        As in :func:`trends`.

    Returns
    -------
    Dataset
        Dimensions station, year and season (annual, DJF, MAM, JJA, SON). ``mean``, ``low``, ``high``, ``coverage``,
        ``count`` and ``count_below_detection`` (station, year, season); ``trend``, ``trend_low``, ``trend_high``,
        ``trend_relative``, ``trend_p`` and ``trend_count`` (station, season). Attributes follow CF.

    Raises
    ------
    InputProblems
        Everything that is wrong with the files, at once.
    """
    series = read_series(
        path,
        stations=stations,
        variable=variable,
        flags=flags,
        resolution=resolution,
        gaps=gaps,
        temperature=temperature,
        pressure=pressure,
    )
    data = means(series, rule=rule, below=below)
    attrs = data.attrs
    station_trends = trends(data["mean"], draws=draws, block=block, level=level, seed=seed, least=least)
    station_trends = station_trends.drop_vars(
        [name for name in station_trends.coords if name not in station_trends.dims]
    )
    return data.merge(station_trends, compat="no_conflicts", join="exact").assign_attrs(attrs)


def station_table(data: xr.Dataset, *, season: str = "annual") -> pd.DataFrame:
    """Return one row for each station: what a map of stations is drawn from.

    Parameters
    ----------
    data : Dataset
        From :func:`observe`.
    season : str

    Returns
    -------
    DataFrame
        station, name, kind, latitude, longitude, elevation, first and last year with a mean, years (their number), mean
        (of the years), and the trend with its range.
    """
    import numpy as np
    import pandas as pd

    season_data = data.sel(season=season)
    mean = season_data["mean"].transpose("station", "year").to_numpy()
    known = ~np.isnan(mean)
    years = season_data["year"].to_numpy()
    columns: dict[str, object] = {
        name: season_data[name].to_numpy()
        for name in ("station", "name", "kind", "latitude", "longitude", "elevation")
    }
    columns["first"] = [int(years[row].min()) if row.any() else None for row in known]
    columns["last"] = [int(years[row].max()) if row.any() else None for row in known]
    columns["years"] = known.sum(axis=1)
    columns["mean"] = [
        float(values[row].mean()) if row.any() else np.nan for values, row in zip(mean, known, strict=True)
    ]
    columns |= {
        name: season_data[name].to_numpy()
        for name in ("trend", "trend_low", "trend_high", "trend_relative")
        if name in season_data
    }
    return pd.DataFrame(columns)
