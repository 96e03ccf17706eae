"""Stock and flow of products: what is sold stays for its life, then leaves by paths; mercury is conserved.

Own code, of a few lines of NumPy: a stock driven by its inflow is one convolution of sales with the lives, over any
number of draws at once. A material-flow library (flodym was looked at) brings dimensions, data frames and export for
whole systems; for this one it would be more to carry than the convolution is, and it has no axis of draws to stream.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from quicksilver.errors import MassBalanceError

__all__ = ["lives", "run_stock"]

Array = NDArray[np.float64]


def lives(years: int, mean: float, shape: float = 3.0, *, kind: str = "weibull") -> Array:
    """Return the share of a year's sales that leaves in each later year, given that it has not been broken.

    Parameters
    ----------
    years : int
        Ages 0 to ``years`` - 1; what lives longer stays in stock.
    mean : float
        Years.
    shape : float
        Of a Weibull distribution; for ``kind`` ``normal`` the standard deviation as a share of the mean.
    kind : str
        ``weibull``, ``normal`` (cut at zero) or ``fixed``.

    Returns
    -------
    ndarray, shape (years,)
        Adds up to one at most.

    Examples
    --------
    >>> lives(5, 2.0, kind="fixed")
    array([0., 0., 1., 0., 0.])
    """
    ages = np.arange(years + 1, dtype=float)
    if kind == "fixed":
        found = np.zeros(years)
        if round(mean) < years:
            found[round(mean)] = 1.0
        return found
    if kind == "normal":
        from scipy.special import ndtr

        spread = max(shape * mean, 1e-9)
        floor = ndtr(-mean / spread)
        reached = (ndtr((ages - mean) / spread) - floor) / (1 - floor)
    else:
        reached = 1 - np.exp(-((ages / (mean / math.gamma(1 + 1 / shape))) ** shape))
    return np.asarray(np.diff(reached))


def run_stock(inflow: Array, life: Array, loss: float = 0.0) -> dict[str, Array]:
    """Return stock, what leaves at the end of its life, and what is lost in use, by year.

    Parameters
    ----------
    inflow : ndarray, shape (..., years)
        Mercury sold.
    life : ndarray, shape (years or more,)
        Of :func:`lives`.
    loss : float
        Share of what is in stock at the beginning of a year that is broken or lost in it.

    Returns
    -------
    dict of ndarray, shape (..., years)
        ``stock`` at the end of the year, ``outflow``, ``lost``.

    Raises
    ------
    MassBalanceError
        Inflow is not outflow, loss and change of stock; always a defect.
    """
    inflow = np.asarray(inflow, dtype=float)
    count = inflow.shape[-1]
    whole = np.zeros(count + 1)
    whole[: len(life)] = life[: count + 1]
    staying = np.concatenate([[1.0], 1 - np.cumsum(whole)])
    # Chance to leave at an age for what has reached it; what was sold this year can leave this year (age 0).
    hazard = np.divide(whole, staying[:-1], out=np.ones_like(whole), where=staying[:-1] > 1e-15).clip(
        0.0, 1.0
    )
    held = np.zeros((*inflow.shape[:-1], count + 1))
    found = {name: np.zeros(inflow.shape) for name in ("stock", "outflow", "lost")}
    for year in range(count):
        broken = held * loss
        held = held - broken
        held[..., 0] = inflow[..., year]
        leaving = held * hazard
        held = held - leaving
        found["lost"][..., year] = broken.sum(axis=-1)
        found["outflow"][..., year] = leaving.sum(axis=-1)
        found["stock"][..., year] = held.sum(axis=-1)
        held = np.concatenate([np.zeros((*inflow.shape[:-1], 1)), held[..., :-1]], axis=-1)
    gap = (
        inflow.sum(axis=-1)
        - found["outflow"].sum(axis=-1)
        - found["lost"].sum(axis=-1)
        - found["stock"][..., -1]
    )
    if np.any(np.abs(gap) > 1e-9 * np.maximum(inflow.sum(axis=-1), 1e-300)):
        raise MassBalanceError("the stock of products gains or loses mercury")
    return found
