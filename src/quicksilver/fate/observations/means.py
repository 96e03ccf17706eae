"""Annual and seasonal means with a rule of coverage, and what the detection limits leave open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from quicksilver.errors import InputProblems, Problem
from quicksilver.fate.observations.assemble import YEAR
from quicksilver.fate.observations.series import StationSeries, variables

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["SEASONS", "Below", "CoverageRule", "means", "monthly_means", "weighted_by", "wet_deposition"]

Below = Literal["half", "zero", "limit"]
SEASONS: Final = ("annual", "DJF", "MAM", "JJA", "SON")
_SHARE: Final = {"zero": 0.0, "half": 0.5, "limit": 1.0}
# A value over longer than this states nothing of a season; the longest month has 31 days.
_LONG: Final = np.timedelta64(32, "D")
_SECOND: Final = np.timedelta64(1, "s")


@dataclass(frozen=True, slots=True)
class CoverageRule:
    """Shares of the time that need a usable value before a mean is given.

    The default shares are those for an annual mean in Directive 2008/50/EC, Annex VII, A.2 (ozone):
    75 % of the summer half (April to September) and 75 % of the winter half of the calendar year, each on its own. That
    makes 75 % of the year; seasons are held to the same share by analogy.

    Attributes
    ----------
    year, half, season : float
        0 to 1.
    source : str
        Who states this.
    """

    year: float = 0.75
    half: float = 0.75
    season: float = 0.75
    source: str = "Directive 2008/50/EC, Annex VII, A.2; seasons by analogy"

    def __post_init__(self) -> None:
        problems = [
            Problem(
                f"a coverage of {share} for the {name}",
                "rule of coverage",
                "a share from 0 to 1",
                f"{share / 100:g}" if 1 < share <= 100 else "",
            )
            for name, share in (("year", self.year), ("half year", self.half), ("season", self.season))
            if not 0 <= share <= 1
        ]
        if problems:
            raise InputProblems(problems)


def _bounds(records: pd.DataFrame, below: Below) -> pd.DataFrame:
    """Add what is taken for each value (``best``) and between what it must lie (``low``, ``high``)."""
    under = (records["state"] == "below_detection").to_numpy()
    measured = (records["holds"] == "measured").to_numpy()
    value, limit = records["value"].to_numpy(float), records["limit"].to_numpy(float)
    # A reading under the limit is better than any constant in its place; its limit still bounds the range.
    best = np.where(under & ~measured, limit * _SHARE[below], value)
    known = under & ~np.isnan(limit)
    low = np.where(known, 0.0, value)
    high = np.where(known, np.fmax(limit, np.where(measured, value, limit)), value)
    return records.assign(best=best, low=low, high=high, under=under)


def _pieces(series: StationSeries, below: Below) -> pd.DataFrame:
    """Return the usable records cut at the ends of months, with the seconds and the weight of each piece."""
    import pandas as pd

    whole = _bounds(series.usable, below).reset_index(drop=True)
    whole = whole.assign(
        record=np.arange(len(whole)),
        long=(whole["end"] - whole["start"]).to_numpy() > _LONG,
        rate=whole["weight"].to_numpy() / ((whole["end"] - whole["start"]).to_numpy() / _SECOND),
    )
    parts = []
    while len(whole):
        edge = (whole["start"].dt.to_period("M") + 1).dt.to_timestamp().astype(whole["end"].dtype)
        cut = whole["end"].where(whole["end"] <= edge, edge)
        parts.append(whole.assign(end=cut))
        whole = whole.assign(start=cut)[(whole["end"] > edge).to_numpy()]
    pieces = pd.concat(parts, ignore_index=True)
    seconds = (pieces["end"] - pieces["start"]).to_numpy() / _SECOND
    month = pieces["start"].dt.month.to_numpy()
    year = pieces["start"].dt.year.to_numpy()
    season = np.array(SEASONS)[1 + (month % 12) // 3]
    weight = np.where(np.isnan(pieces["rate"]), seconds, pieces["rate"] * seconds)
    return pieces.assign(
        seconds=seconds,
        weight=weight,
        year=year,
        month=month,
        season=season,
        season_year=year + (month == 12),
        summer=(month >= 4) & (month <= 9),
    )


def _seconds(year: int, season: str) -> float:
    """Return the length of a year, half year or season; the winter of a year begins in December before.

    Examples
    --------
    >>> _seconds(2016, "DJF") / 86400, _seconds(2015, "annual") / 86400
    (91.0, 365.0)
    """
    months = {
        "annual": (year, 1, 12),
        "DJF": (year - 1, 12, 3),
        "MAM": (year, 3, 3),
        "JJA": (year, 6, 3),
        "SON": (year, 9, 3),
        "summer": (year, 4, 6),
    }
    if season == "winter":
        return _seconds(year, "annual") - _seconds(year, "summer")
    first, month, count = months[season]
    return _span(np.datetime64(f"{first:04d}-{month:02d}", "M"), count)


def _span(begin: np.datetime64, months: int) -> float:
    end = (begin + np.timedelta64(months, "M")).astype("datetime64[s]")
    return float((end - begin.astype("datetime64[s]")) / _SECOND)


def _grouped(pieces: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return weighted means, seconds and counts for each group."""
    sums = pieces.assign(**{name: pieces[name] * pieces["weight"] for name in ("best", "low", "high")})
    grouped = sums.groupby(keys)[["best", "low", "high", "weight", "seconds"]].sum()
    records = pieces.drop_duplicates([*keys, "record"]).groupby(keys)["under"]
    grouped["below"], grouped["count"] = records.sum(), records.size()
    for name in ("best", "low", "high"):
        grouped[name] = (grouped[name] / grouped["weight"]).where(grouped["weight"] > 0)
    return grouped


def _arrays(pieces: pd.DataFrame, stations: list[str], years: Any) -> dict[str, Any]:
    """Return arrays (station, year, season) of means, coverage and counts, before the rule."""
    shape = (len(stations), len(years), len(SEASONS))
    arrays = {name: np.full(shape, np.nan) for name in ("best", "low", "high")}
    arrays |= {name: np.zeros(shape) for name in ("seconds", "below", "count")}
    row = {name: k for k, name in enumerate(stations)}
    short = pieces[~pieces["long"]]
    tables = [
        (_grouped(pieces, ["station", "year"]), None),
        (_grouped(short, ["station", "season_year", "season"]), "season"),
    ]
    for table, kind in tables:
        for key, values in zip(table.index, table.to_dict("records"), strict=True):
            at = (row[key[0]], int(key[1] - years[0]), SEASONS.index(key[2]) if kind else 0)
            for name, array in arrays.items():
                array[at] = values[name]
    spans = np.array([[_seconds(int(year), season) for season in SEASONS] for year in years])
    arrays["coverage"] = arrays["seconds"] / spans
    arrays["half"] = _halves(pieces, row, years)
    return arrays


def _halves(pieces: pd.DataFrame, row: Mapping[str, int], years: Any) -> Any:
    """Return the lower of the coverages of the two half years, shape (station, year)."""
    spans = np.array([[_seconds(int(year), half) for half in ("winter", "summer")] for year in years])
    seconds = np.zeros((len(row), len(years), 2))
    table = pieces.groupby(["station", "year", "summer"], as_index=False)["seconds"].sum()
    at = table["station"].map(dict(row)).to_numpy(int), (table["year"] - years[0]).to_numpy(int)
    seconds[(*at, table["summer"].to_numpy(int))] = table["seconds"].to_numpy()
    return (seconds / spans).min(axis=2)


def means(series: StationSeries, *, rule: CoverageRule | None = None, below: Below = "half") -> xr.Dataset:
    """Return annual and seasonal means of every station.

    Values are weighted by the time they took, or by precipitation where the series has it (see
    :func:`weighted_by`); a value that lies in two months or seasons counts in each by its time there. December belongs
    to the winter of the following year. A value over more than 32 days counts for the year only. Wet deposition is a
    rate, so that gaps do not make it smaller; its year is 365.25 days.

    Parameters
    ----------
    series : StationSeries
    rule : CoverageRule, optional
        Where it is not met, the mean is absent; the coverage is always given.
    below : ``"half"``, ``"zero"`` or ``"limit"``
        Value used below detection where there is no reading: half the detection limit, zero, or the limit.

    Returns
    -------
    Dataset
        ``mean``, ``low`` and ``high`` (all below detection at zero, all at the limit), ``coverage``, ``count`` and
        ``count_below_detection``, each (station, year, season), season being annual, DJF, MAM, JJA or SON.

    Raises
    ------
    InputProblems
        ``below`` is none of the three.
    """
    _check_below(below)
    rule = rule or CoverageRule()
    pieces = _pieces(series, below)
    stations = series.stations["station"].tolist()
    years = np.arange(pieces["year"].min(), pieces["season_year"].max() + 1)
    arrays = _arrays(pieces, stations, years)
    needed = np.array([rule.year, *[rule.season] * 4])
    # A share that is met up to rounding is met.
    met = arrays["coverage"] >= needed - 1e-9
    met[:, :, 0] &= arrays["half"] >= rule.half - 1e-9
    for name in ("best", "low", "high"):
        arrays[name] = np.where(met, arrays[name], np.nan)
    return _dataset(series, arrays, years, rule, below)


def _check_below(below: str) -> None:
    if below not in _SHARE:
        raise InputProblems([Problem(f"below {below!r}", "below", ", ".join(_SHARE))])


def _dataset(
    series: StationSeries, arrays: Mapping[str, Any], years: Any, rule: CoverageRule, below: Below
) -> xr.Dataset:
    import xarray as xr

    from quicksilver.package import VERSION

    variable = series.variable
    dims = ("station", "year", "season")
    unit = {"units": variable.unit, "cell_methods": "time: mean"}
    name = variable.long_name + (f" ({series.conditions})" if series.conditions else "")
    data = xr.Dataset(
        {
            "mean": (
                dims,
                arrays["best"],
                {**unit, "long_name": f"mean of {name}", "ancillary_variables": "coverage low high"},
            ),
            "low": (dims, arrays["low"], {**unit, "long_name": "mean with all below detection at zero"}),
            "high": (
                dims,
                arrays["high"],
                {**unit, "long_name": "mean with all below detection at the limit"},
            ),
            "coverage": (
                dims,
                arrays["coverage"],
                {"units": "1", "long_name": "share of the time with a usable value"},
            ),
            "count": (
                dims,
                arrays["count"].astype("int32"),
                {"units": "1", "long_name": "number of usable values"},
            ),
            "count_below_detection": (
                dims,
                arrays["below"].astype("int32"),
                {"units": "1", "long_name": "number of values below detection"},
            ),
        },
        coords=coordinates(series.stations)
        | {
            "year": (
                "year",
                years.astype("int32"),
                {"long_name": "calendar year; the winter begins in December of the year before"},
            ),
            "season": ("season", np.array(SEASONS), {"long_name": "whole year or season"}),
        },
    )
    if variable.standard_name:
        data["mean"].attrs["standard_name"] = variable.standard_name
    data.attrs = {
        "Conventions": "CF-1.11",
        "title": f"Observed {variable.long_name}",
        "source": f"Quicksilver {VERSION}",
        "variable": variable.id,
        "coverage_rule": f"year {rule.year:g}, half year {rule.half:g}, season {rule.season:g} ({rule.source})",
        "below_detection": f"{below} of the detection limit" if below == "half" else below,
        "volume_conditions": series.conditions or "not stated",
        "comment": "; ".join(series.notes),
    }
    return data


def coordinates(stations: pd.DataFrame) -> dict[str, Any]:
    """Return the coordinates of stations with CF attributes."""
    place = {"latitude": "degrees_north", "longitude": "degrees_east"}
    coords: dict[str, Any] = {
        "station": ("station", stations["station"].to_numpy().astype(str), {"cf_role": "timeseries_id"}),
        "name": ("station", stations["name"].to_numpy().astype(str), {"long_name": "name of the station"}),
        "kind": ("station", stations["kind"].to_numpy().astype(str), {"long_name": "kind of the station"}),
    }
    for name, unit in place.items():
        coords[name] = ("station", stations[name].to_numpy(float), {"standard_name": name, "units": unit})
    coords["elevation"] = (
        "station",
        stations["elevation"].to_numpy(float),
        {"standard_name": "surface_altitude", "units": "m"},
    )
    return coords


def monthly_means(series: StationSeries, *, share: float = 0.75, below: Below = "half") -> xr.DataArray:
    """Return monthly means, for trends that need every season.

    Parameters
    ----------
    series : StationSeries
    share : float
        Of the time of a month that needs a usable value.
    below : str

    Returns
    -------
    DataArray
        Dimensions station and month (datetime64, first day), without gaps; absent where the share is not met.
    """
    import xarray as xr

    _check_below(below)
    CoverageRule(season=share)
    pieces = _pieces(series, below)
    pieces = pieces[~pieces["long"]]
    pieces = pieces.assign(period=pieces["start"].to_numpy().astype("datetime64[M]").astype("datetime64[ns]"))
    stations = series.stations["station"].tolist()
    if pieces.empty:
        raise InputProblems(
            [Problem("no value covers a month or less", "series", "values over 32 days at most")]
        )
    table = _grouped(pieces, ["station", "period"]).reset_index()
    periods = table["period"].to_numpy().astype("datetime64[M]")
    months = np.arange(periods.min(), periods.max() + 1)
    spans = np.array([_span(month, 1) for month in months])
    at = (periods - months[0]).astype(int)
    met = table["seconds"].to_numpy() / spans[at] >= share - 1e-9
    values = np.full((len(stations), len(months)), np.nan)
    row = [stations.index(name) for name in table["station"]]
    values[row, at] = np.where(met, table["best"], np.nan)
    coords = coordinates(series.stations) | {
        "month": ("month", months.astype("datetime64[ns]"), {"standard_name": "time"})
    }
    attrs = {
        "units": series.variable.unit,
        "long_name": f"monthly mean of {series.variable.long_name}",
        "cell_methods": "month: mean",
    }
    return xr.DataArray(values, coords, ("station", "month"), "monthly_mean", attrs)


def _beside(concentration: StationSeries, precipitation: StationSeries) -> pd.DataFrame:
    """Return the records of a concentration with the millimetres that fell in each."""
    problems = [
        Problem(
            f"{series.variable.long_name} where a series of {kind} is needed",
            where,
            ", ".join(v.id for v in variables().values() if v.kind == kind),
        )
        for series, kind, where in (
            (concentration, "concentration", "concentration"),
            (precipitation, "amount", "precipitation"),
        )
        if series.variable.kind != kind
    ]
    if problems:
        raise InputProblems(problems)
    keys = ["station", "start", "end"]
    fell = precipitation.usable[[*keys, "value"]].rename(columns={"value": "mm"})
    joined = concentration.records.merge(fell, on=keys, how="left")
    if joined["mm"].notna().sum() == 0:
        raise InputProblems(
            [
                Problem(
                    "no sample has an amount of precipitation for its interval",
                    "precipitation",
                    "the same station, start and end in both series",
                )
            ]
        )
    return joined


def weighted_by(concentration: StationSeries, precipitation: StationSeries) -> StationSeries:
    """Return a concentration in precipitation whose means are weighted by the amount that fell.

    Parameters
    ----------
    concentration, precipitation : StationSeries
        ng per litre, and mm, over the same intervals. A sample without its amount is left out.

    Raises
    ------
    InputProblems
        The series are of other variables, or no interval agrees.
    """
    joined = _beside(concentration, precipitation)
    lost = joined["mm"].isna()
    # A dry interval weighs nothing and is covered.
    dry = (joined["mm"] == 0).to_numpy()
    joined.loc[dry, ["value", "limit"]] = 0.0, np.nan
    joined.loc[dry, ["state", "holds"]] = "valid", ""
    joined = joined[~lost].assign(weight=joined["mm"]).drop(columns="mm").reset_index(drop=True)
    notes = (
        *concentration.notes,
        f"means weighted by precipitation; {int(lost.sum())} samples without their amount left out",
    )
    return StationSeries(
        concentration.variable, concentration.stations, joined, concentration.conditions, notes
    )


def wet_deposition(concentration: StationSeries, precipitation: StationSeries) -> StationSeries:
    """Return wet deposition from concentrations and amounts of precipitation.

    ng per litre times mm is ng per m2, since a millimetre is a litre on a square metre. A dry interval deposits nothing
    and counts as covered.

    Parameters
    ----------
    concentration, precipitation : StationSeries
        ng per litre, and mm, over the same intervals.

    Returns
    -------
    StationSeries
        ug m-2 yr-1.

    Raises
    ------
    InputProblems
        The series are of other variables, or no interval agrees.
    """
    joined = _beside(concentration, precipitation)
    years = (joined["end"] - joined["start"]).to_numpy() / YEAR
    fell = joined["mm"].to_numpy(float)
    dry = fell == 0
    factor = np.where(dry, 0.0, fell / 1000.0 / years)
    value = np.where(dry, 0.0, joined["value"].to_numpy(float) * factor)
    state = np.where(dry, "valid", np.where(np.isnan(fell), "missing", joined["state"]))
    limit = np.where(dry, np.nan, joined["limit"].to_numpy(float) * factor)
    records = joined.assign(
        value=value, limit=limit, state=state, holds=np.where(dry, "", joined["holds"]), weight=np.nan
    )
    notes = (*concentration.notes, "wet deposition from concentration times precipitation")
    return StationSeries(
        variables()["wet_deposition"], concentration.stations, records.drop(columns="mm"), "", notes
    )
