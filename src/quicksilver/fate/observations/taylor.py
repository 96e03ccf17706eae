"""How well one series follows another: the statistics of Taylor's diagram."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from quicksilver.errors import InputProblems, Problem

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["TaylorPoint", "taylor", "taylor_table"]


@dataclass(frozen=True, slots=True)
class TaylorPoint:
    """A modelled series compared with an observed one (Taylor 2001, doi:10.1029/2000JD900719).

    The three lengths of the diagram satisfy the law of cosines:
    ``centred_rms**2 = observed_sd**2 + modelled_sd**2 - 2 * observed_sd * modelled_sd * correlation``.

    Attributes
    ----------
    count : int
        Pairs.
    correlation : float
        NaN when the modelled series does not vary.
    observed_sd, modelled_sd : float
        Standard deviations over all pairs (divided by their number, as in the paper).
    ratio : float
        ``modelled_sd / observed_sd``.
    centred_rms : float
        Root mean square of the difference after both means are taken away.
    bias : float
        Mean of modelled less observed.
    """

    count: int
    correlation: float
    observed_sd: float
    modelled_sd: float
    ratio: float
    centred_rms: float
    bias: float


def taylor(observed: ArrayLike, modelled: ArrayLike) -> TaylorPoint:
    """Return the statistics of Taylor's diagram for pairs of values; pairs with a NaN are left out.

    Parameters
    ----------
    observed, modelled : array, shape (n,)
        In the same unit.

    Raises
    ------
    InputProblems
        The arrays are not of one shape, fewer than two pairs are left, or what was observed does not vary.

    Examples
    --------
    >>> point = taylor([1.0, 2.0, 3.0], [2.0, 4.0, 6.0])
    >>> round(point.correlation, 12), point.ratio
    (1.0, 2.0)
    """
    first, second = np.asarray(observed, float), np.asarray(modelled, float)
    if first.shape != second.shape:
        raise InputProblems(
            [
                Problem(
                    f"shapes {first.shape} and {second.shape}",
                    "taylor",
                    "one modelled value for each observed",
                )
            ]
        )
    complete = ~(np.isnan(first) | np.isnan(second))
    first, second = first[complete], second[complete]
    if len(first) < 2 or np.ptp(first) == 0:
        what = f"{len(first)} pairs" if len(first) < 2 else "an observed series that does not vary"
        raise InputProblems([Problem(what, "taylor", "two pairs or more, not all observed the same")])
    left, right = first - first.mean(), second - second.mean()
    observed_sd, modelled_sd = float(np.sqrt((left**2).mean())), float(np.sqrt((right**2).mean()))
    # A constant series has no correlation; rounding of its mean would otherwise make one up.
    flat = np.ptp(second) == 0
    together = (
        float("nan") if flat else float(np.clip((left * right).mean() / (observed_sd * modelled_sd), -1, 1))
    )
    rms = float(np.sqrt(((right - left) ** 2).mean()))
    modelled_sd = 0.0 if flat else modelled_sd
    return TaylorPoint(
        len(first),
        together,
        observed_sd,
        modelled_sd,
        modelled_sd / observed_sd,
        rms,
        float((second - first).mean()),
    )


def taylor_table(observed: xr.DataArray, modelled: xr.DataArray) -> xr.Dataset:
    """Return the statistics for every station; absent where there are too few pairs.

    Parameters
    ----------
    observed, modelled : DataArray
        ``station`` and one more dimension that both share; ``modelled`` may be without ``station``.

    Returns
    -------
    Dataset
        ``count``, ``correlation``, ``observed_sd``, ``modelled_sd``, ``ratio``, ``centred_rms``, ``bias``, each (station).
    """
    import xarray as xr

    first, second = xr.align(
        observed,
        modelled.broadcast_like(observed.isel(station=[0])) if "station" not in modelled.dims else modelled,
        join="inner",
        exclude=["station"],
    )
    second = second.isel(station=0) if second.sizes["station"] == 1 else second
    other = next(name for name in first.dims if name != "station")
    first, second = xr.broadcast(
        first, second.drop_vars("station", errors="ignore") if "station" not in second.dims else second
    )
    first, second = first.transpose("station", other), second.transpose("station", other)
    unit = {"units": str(observed.attrs.get("units", "1"))}
    points = [_point(a, b) for a, b in zip(first.to_numpy(), second.to_numpy(), strict=True)]
    plain = {"units": "1"}
    attrs = {"count": plain, "correlation": plain, "ratio": plain}
    data = {
        name: ("station", np.array([getattr(point, name) for point in points]), attrs.get(name, unit))
        for name in TaylorPoint.__slots__
    }
    return xr.Dataset(
        data,
        coords={"station": first["station"]},
        attrs={"references": "Taylor 2001, doi:10.1029/2000JD900719"},
    )


def _point(observed: Any, modelled: Any) -> TaylorPoint:
    """Return the statistics of one station, or as many absent."""
    nan = float("nan")
    try:
        return taylor(observed, modelled)
    except InputProblems:
        pairs = int((~(np.isnan(observed) | np.isnan(modelled))).sum())
        return TaylorPoint(pairs, nan, nan, nan, nan, nan, nan)
