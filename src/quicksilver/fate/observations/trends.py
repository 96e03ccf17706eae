"""Trends: the slope of Theil and Sen, with ranges from blocks of what it leaves over."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from quicksilver.errors import InputProblems, Problem

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["Trend", "block_length", "trend", "trends"]

Array = NDArray[np.float64]
# Five years of valid data before a trend is looked for: Prestbo and Gay 2009, doi:10.1016/j.atmosenv.2009.05.028.
LEAST_YEARS: Final = 5
_PAIRS_AT_ONCE: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class Trend:
    """A trend; absent (NaN) when there are too few values.

    Attributes
    ----------
    slope, low, high : float
        Per year; ``low`` and ``high`` bound the share ``level``.
    intercept : float
        Value of the line at ``centre``.
    centre : float
        Median of the times, in years.
    count : int
        Values used.
    block : int
        Length of the blocks, in values.
    p : float
        Of Mann and Kendall's test of no trend, which takes the values as independent.
    level : float
    """

    slope: float
    low: float
    high: float
    intercept: float
    centre: float
    count: int
    block: int
    p: float
    level: float


def block_length(count: int) -> int:
    """Return a length of blocks for a number of values: the third root, upwards (Hall, Horowitz and Jing 1995).

    The order of growth is theirs (doi:10.1093/biomet/82.3.561); the constant depends on the series and is taken as one.

    Examples
    --------
    >>> block_length(27), block_length(30), block_length(240)
    (3, 4, 7)
    """
    length = 1
    while length**3 < count:
        length += 1
    return length


def _slopes(times: Array, values: Array) -> Array:
    """Return the median of the slopes between all pairs, for rows of values, shape (rows,)."""
    first, second = np.triu_indices(len(times), 1)
    apart = times[second] - times[first]
    rows = max(1, _PAIRS_AT_ONCE // max(1, len(apart)))
    parts = [
        np.median((values[k : k + rows][:, second] - values[k : k + rows][:, first]) / apart, axis=1)
        for k in range(0, len(values), rows)
    ]
    return np.concatenate(parts)


def _blocks(residuals: Array, block: int, draws: int, rng: np.random.Generator) -> Array:
    """Return residuals drawn in blocks that run on from the end to the beginning, shape (draws, values)."""
    count = len(residuals)
    many = -(-count // block)
    starts = rng.integers(0, count, size=(draws, many))
    at = (starts[:, :, None] + np.arange(block)) % count
    drawn: Array = residuals[at.reshape(draws, -1)[:, :count]]
    return drawn


def _widening(times: Array, block: int) -> float:
    """Return by how much blocks of what a line leaves over are to be stretched.

    A line takes away slow ups and downs, of which blocks of residuals then show too few. For values without memory the
    variance of a fitted slope is known, and so is what blocks of the residuals would give on average; this is the root
    of their ratio, from the least-squares line through the same times. It is above one, and one for long series.

    Examples
    --------
    >>> round(_widening(np.arange(30.0), 4), 3), round(_widening(np.arange(3000.0), 4), 3)
    (1.127, 1.001)
    """
    count = len(times)
    design = np.stack([np.ones(count), times - times.mean()], axis=1)
    basis, _ = np.linalg.qr(design)
    weight = design[:, 1] / (design[:, 1] ** 2).sum()
    drawn = 0.0
    for lag in range(min(block, count)):
        # Expected product of residuals this far apart, around the end, for values of variance one.
        product = (lag == 0) - float((basis * np.roll(basis, -lag, axis=0)).sum()) / count
        together = np.arange(count - lag) // block == np.arange(lag, count) // block
        drawn += (
            (1 if lag == 0 else 2) * product * float((weight[: count - lag] * weight[lag:])[together].sum())
        )
    return float(np.sqrt((weight**2).sum() / drawn)) if drawn > 0 else 1.0


def trend(
    times: ArrayLike,
    values: ArrayLike,
    *,
    draws: int = 1000,
    block: int | None = None,
    level: float = 0.95,
    seed: int | tuple[int, ...] = 0,
    least: int = LEAST_YEARS,
) -> Trend:
    """Return the trend of a series.

    The slope is the median of the slopes between all pairs (Theil 1950; Sen 1968, doi:10.1080/01621459.1968.10480934).
    Its range comes from adding to the line what it leaves over, drawn in moving blocks so that neighbours stay together
    (Künsch 1989, doi:10.1214/aos/1176347265), the blocks running on from the end to the beginning (Politis and Romano
    1992). What a fitted line and a short series take from the spread is given back by two factors that depend on the
    times, the block and the level only. Missing values are left out before blocks are made. In short series with strong memory such ranges are too
    narrow; docs/reference/fate-observations.md states by how much.

    Parameters
    ----------
    times : array, shape (n,)
        Years.
    values : array, shape (n,)
        NaN where there is none.
    draws : int
    block : int, optional
        Length of the blocks in values; otherwise :func:`block_length`.
    level : float
        Share of values within the range.
    seed : int or tuple of int
    least : int
        Fewer values than this give no trend.

    Returns
    -------
    Trend
        Per year.

    Raises
    ------
    InputProblems
        Times and values are not of one length, times repeat, or ``draws``, ``block`` or ``level`` make no sense.

    Examples
    --------
    >>> fitted = trend([2000, 2001, 2002, 2003, 2004], [1.5, 1.4, 1.3, 1.2, 1.1])
    >>> round(fitted.slope, 6), fitted.count
    (-0.1, 5)
    """
    when, what = np.asarray(times, float), np.asarray(values, float)
    _check(when, what, draws, block, level)
    known = ~np.isnan(what)
    when, what = when[known], what[known]
    count = len(what)
    if count < max(least, 2):
        nan = float("nan")
        return Trend(nan, nan, nan, nan, nan, count, 0, nan, level)
    from scipy import stats

    slope, _, _, _ = stats.theilslopes(what, when)
    centre = float(np.median(when))
    intercept = float(np.median(what - slope * (when - centre)))
    left = what - intercept - slope * (when - centre)
    length = min(block or block_length(count), count)
    drawn = _blocks(left - left.mean(), length, draws, np.random.default_rng(seed)) * _widening(when, length)
    # The spread is itself estimated from what two numbers of the line leave free: Student's range over the normal one.
    end = (1 + level) / 2
    student = stats.t.ppf(end, count - 2) / stats.norm.ppf(end) if count > 2 else 1.0
    slopes = slope + student * _slopes(when, drawn)
    low, high = np.quantile(slopes, [1 - end, end])
    p = float(stats.kendalltau(when, what).pvalue) if np.ptp(what) > 0 else 1.0
    return Trend(float(slope), float(low), float(high), intercept, centre, count, length, p, level)


def _check(when: Array, what: Array, draws: int, block: int | None, level: float) -> None:
    problems = []
    if when.shape != what.shape or when.ndim != 1:
        problems.append(
            Problem(
                f"times of shape {when.shape} and values of shape {what.shape}",
                "trend",
                "one time for each value",
            )
        )
    elif len(np.unique(when)) < len(when) or np.isnan(when).any():
        problems.append(Problem("repeated times, or values that are not times", "trend", "each time once"))
    if draws < 1:
        problems.append(Problem(f"{draws} draws", "draws", "a number of 1 or more"))
    if block is not None and block < 1:
        problems.append(Problem(f"blocks of {block} values", "block", "a number of 1 or more"))
    if not 0 < level < 1:
        problems.append(
            Problem(
                f"level {level}",
                "level",
                "a share between 0 and 1",
                f"{level / 100:g}" if 1 < level < 100 else "",
            )
        )
    if problems:
        raise InputProblems(problems)


def _anomalies(values: Array, months: Array) -> Array:
    """Return monthly values without the mean of their calendar month."""
    left = values.copy()
    for month in np.unique(months):
        mine = months == month
        if (~np.isnan(values[mine])).any():
            left[mine] = values[mine] - np.nanmean(values[mine])
    return left


def trends(
    data: xr.DataArray,
    *,
    draws: int = 1000,
    block: int | None = None,
    level: float = 0.95,
    seed: int = 0,
    least: int | None = None,
) -> xr.Dataset:
    """Return the trend along ``year`` or ``month`` of every station, and season where there is one.

    Monthly values first lose the mean of their calendar month. The draws of a station depend on its name and season
    only, not on the other stations.

    Parameters
    ----------
    data : DataArray
        From :func:`means` (``mean``) or :func:`monthly_means`.
    draws, block, level, seed
        As in :func:`trend`.
    least : int, optional
        Otherwise 5 years, or 60 months.

    Returns
    -------
    Dataset
        ``trend``, ``trend_low``, ``trend_high`` in units per year, ``trend_relative`` in % per year of the mean,
        ``trend_p`` and ``trend_count``.

    Raises
    ------
    InputProblems
        There is no dimension ``year`` or ``month``, or as in :func:`trend`.
    """
    axis = next((name for name in ("year", "month") if name in data.dims), None)
    if axis is None or len([name for name in data.dims if name != axis]) > 2:
        raise InputProblems(
            [
                Problem(
                    f"dimensions {', '.join(map(str, data.dims))}",
                    "array",
                    "station, year (or month) and at most season",
                )
            ]
        )
    others = [str(name) for name in data.dims if name != axis]
    table = data.transpose(*others, axis)
    values = table.to_numpy().astype(float).reshape(-1, table.sizes[axis])
    times, months = _time_of(data[axis].to_numpy(), axis)
    least = least or LEAST_YEARS * (12 if axis == "month" else 1)
    labels = _labels(table, others)
    level_of = [float(np.nanmean(row)) if (~np.isnan(row)).any() else np.nan for row in values]
    left = [_anomalies(row, months) for row in values] if axis == "month" else list(values)
    station_trends = [
        trend(
            times,
            row,
            draws=draws,
            block=block,
            level=level,
            seed=(seed, zlib.crc32(name.encode())),
            least=least,
        )
        for row, name in zip(left, labels, strict=True)
    ]
    return _dataset(table, others, station_trends, np.array(level_of), level)


def _time_of(values: Any, axis: str) -> tuple[Array, Array]:
    """Return times in years, and the calendar month of each."""
    if axis == "year":
        return values.astype(float), np.zeros(len(values))
    months = values.astype("datetime64[M]").astype(int)
    return 1970.0 + (months + 0.5) / 12.0, (months % 12).astype(float)


def _labels(table: xr.DataArray, others: list[str]) -> list[str]:
    labels = [""]
    for name in others:
        labels = [f"{label}|{coordinate}" for label in labels for coordinate in table[name].to_numpy()]
    return labels


def _dataset(
    table: xr.DataArray, others: list[str], station_trends: list[Trend], mean: Array, level: float
) -> xr.Dataset:
    import xarray as xr

    shape = tuple(table.sizes[name] for name in others)
    unit = f"{table.attrs.get('units', '1')} yr-1"
    if table.attrs.get("units", "").endswith("yr-1"):
        unit = table.attrs["units"].removesuffix("yr-1") + "yr-2"
    percent = f"{level * 100:g} %"

    def array(name: str) -> Array:
        return np.array([getattr(fit, name) for fit in station_trends]).reshape(shape)

    slope = np.array([fit.slope for fit in station_trends])
    share = np.divide(
        100 * slope, mean, out=np.full(len(slope), np.nan), where=np.nan_to_num(mean) != 0
    ).reshape(shape)
    return xr.Dataset(
        {
            "trend": (
                others,
                array("slope"),
                {
                    "units": unit,
                    "long_name": "trend (Theil-Sen)",
                    "ancillary_variables": "trend_low trend_high",
                },
            ),
            "trend_low": (
                others,
                array("low"),
                {
                    "units": unit,
                    "long_name": f"lower end of the {percent} range of the trend (block bootstrap)",
                },
            ),
            "trend_high": (
                others,
                array("high"),
                {
                    "units": unit,
                    "long_name": f"upper end of the {percent} range of the trend (block bootstrap)",
                },
            ),
            "trend_relative": (others, share, {"units": "% yr-1", "long_name": "trend over the mean"}),
            "trend_p": (
                others,
                array("p"),
                {"units": "1", "long_name": "p of no trend (Mann-Kendall, values taken as independent)"},
            ),
            "trend_count": (
                others,
                array("count").astype("int32"),
                {"units": "1", "long_name": "number of values in the trend"},
            ),
        },
        coords={name: table[name] for name in others},
    )
