"""Lifetimes of products, loss in use, and the stock and flow of cohorts."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quicksilver.errors import MassBalanceError

__all__ = ["KINDS", "StockFlow", "ages_needed", "leaving", "stock_flow"]

Array = NDArray[np.float64]
#: Lifetime distributions.
KINDS = ("weibull", "normal", "fixed")
_TAIL = 1e-9  # share of a cohort that may be left at the last age; the rest is spread over the ages before


@dataclass(frozen=True)
class StockFlow:
    """Mercury in products by year.

    Attributes
    ----------
    demand, use_loss, outflow, stock : array, shape (..., years)
        Mercury bought, lost in use and discarded in a year, and in use at its end; all in one unit of mass.
    """

    demand: Array
    use_loss: Array
    outflow: Array
    stock: Array


def ages_needed(kind: str, mean: float, shape: float = 3.0, spread: float = 0.3) -> int:
    """Return the number of age classes after which a billionth of a cohort is left.

    Examples
    --------
    >>> ages_needed("fixed", 5.0)
    7
    """
    if kind == "fixed":
        longest = mean
    elif kind == "weibull":
        longest = mean / math.gamma(1 + 1 / shape) * (-math.log(_TAIL)) ** (1 / shape)
    else:
        longest = mean * (1 + 6.2 * spread)
    return math.ceil(longest + 0.5) + 1


def _gone(kind: str, age: Array, mean: Array, shape: Array, spread: Array) -> Array:
    """Return the share of a cohort that has left by an age in years."""
    if kind == "fixed":
        return np.asarray(age >= mean, dtype=np.float64)
    if kind == "weibull":
        from scipy.special import gamma

        return np.asarray(1 - np.exp(-((age * gamma(1 + 1 / shape) / mean) ** shape)))
    from scipy.special import ndtr

    before = ndtr(-1 / spread)  # what the normal distribution puts before the purchase is cut off
    return np.asarray((ndtr((age - mean) / (spread * mean)) - before) / (1 - before))


def leaving(
    kind: str, ages: int, mean: Array | float, shape: Array | float = 3.0, spread: Array | float = 0.3
) -> Array:
    """Return the share of a cohort that leaves use in each calendar year after the purchase.

    Products are bought in the middle of a year on average, so that the class of age ``a`` contains what leaves between
    ``a - 0.5`` and ``a + 0.5`` years; the mean of the distribution is preserved.

    Parameters
    ----------
    kind : str
        ``weibull`` (with ``shape``), ``normal`` (standard deviation ``spread`` times the mean, cut off at zero), ``fixed``.
    ages : int
        Number of age classes.
    mean : float or array, shape (draws,)
        Mean life in years.
    shape, spread : float or array, shape (draws,)

    Returns
    -------
    array, shape (ages,) or (draws, ages)
        Sums to 1.

    Examples
    --------
    >>> leaving("fixed", 4, 2.0).tolist()
    [0.0, 0.0, 1.0, 0.0]
    """
    mean, shape, spread = (np.asarray(value, dtype=np.float64)[..., None] for value in (mean, shape, spread))
    edges: Array = np.arange(0.5, ages, 1.0)
    gone = _gone(kind, edges, mean, shape, spread)
    shares = np.diff(gone, axis=-1, prepend=0.0)
    return np.asarray(shares / shares.sum(axis=-1, keepdims=True))


def stock_flow(
    sales: Array, shares: Array, hazard: Array | float = 0.0, years: int | None = None
) -> StockFlow:
    """Return the stock and flow of mercury that result from the sales of a series of years.

    Every cohort loses the share ``hazard`` of what is in use at the start of each of its years (breakage), and of the
    rest what leaves according to its lifetime. With q = 1 - hazard, a share q^(a+1) f(a) is discarded at age a,
    hazard q^a S(a-1) is lost, and q^(a+1) S(a) is in use at the end of the year, where S is the share that the lifetime leaves:
    the three add up exactly.

    Parameters
    ----------
    sales : array, shape (sold,) or (draws, sold)
        Mercury in what is bought, by year.
    shares : array, shape (ages,) or (draws, ages)
        From :func:`leaving`.
    hazard : float or array, shape (draws,)
        Loss in use per year, 0 to 1.
    years : int, optional
        Length of the result; by default until everything has left.

    Raises
    ------
    MassBalanceError
        What was bought does not equal what has left and what is in use.
    """
    sold, ages = sales.shape[-1], shares.shape[-1]
    years = sold + ages - 1 if years is None else years
    age = np.arange(ages)
    keep = 1 - np.asarray(hazard, dtype=np.float64)[..., None]
    left = np.maximum(1 - np.cumsum(shares, axis=-1), 0.0)
    before = np.concatenate([np.ones_like(left[..., :1]), left[..., :-1]], axis=-1)
    by_cohort = [
        _cohorts(sales, weights, years)
        for weights in ((1 - keep) * keep**age * before, keep ** (age + 1) * shares, keep ** (age + 1) * left)
    ]
    shape = np.broadcast_shapes(sales.shape[:-1], by_cohort[0].shape[:-1])
    demand = np.zeros((*shape, years))
    demand[..., : min(sold, years)] = sales[..., :years]
    made = StockFlow(demand, *by_cohort)
    _check(made)
    return made


def _cohorts(sales: Array, weights: Array, years: int) -> Array:
    """Return the sum over cohorts of sales times weight by age: a discrete convolution, draw by draw."""
    shape = np.broadcast_shapes(sales.shape[:-1], weights.shape[:-1])
    total = np.zeros((*shape, years))
    for bought in range(min(sales.shape[-1], years)):
        ages = min(weights.shape[-1], years - bought)
        total[..., bought : bought + ages] += sales[..., bought, None] * weights[..., :ages]
    return total


def _check(flow: StockFlow, tolerance: float = 1e-9) -> None:
    """Assert that in every year all that was bought so far was lost, was thrown away or is in use."""
    bought = np.cumsum(flow.demand, axis=-1)
    accounted = np.cumsum(flow.use_loss + flow.outflow, axis=-1) + flow.stock
    gap = float(np.max(np.abs(bought - accounted) / np.maximum(bought[..., -1:], 1e-300), initial=0.0))
    if not gap <= tolerance:
        raise MassBalanceError(
            f"products: {gap:.2g} of the mercury bought is neither in use, lost nor discarded"
        )
