"""Correlated draws: one stream of random numbers for each uncertain quantity, wherever it is used."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["bounded_ppf", "quantiles", "uniform_draws"]

Array = NDArray[np.float64]


def uniform_draws(key: str, draws: int, seed: int) -> Array:
    """Return the uniform numbers that belong to one uncertain quantity.

    The stream depends on nothing but the key and the seed: not on the order of lines, not on the
    other lines, not on how the work is spread. Equal keys are therefore fully correlated.

    Parameters
    ----------
    key : str
        Correlation key of the quantity.
    draws : int
        How many numbers, at least 1.
    seed : int
        Seed of the run, 0 or more.

    Returns
    -------
    ndarray, shape (draws,)
        Numbers in [0, 1).

    Examples
    --------
    >>> bool((uniform_draws("coal", 3, 1) == uniform_draws("coal", 3, 1)).all())
    True
    """
    digest = hashlib.sha256(f"{seed}\x00{key}".encode()).digest()
    words = np.frombuffer(digest, dtype=np.uint32).astype(np.uint64)
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence([int(w) for w in words])))
    return generator.random(draws)


def bounded_ppf(uniform: Array, low: Array | float, mode: Array | float, high: Array | float) -> Array:
    """Return the quantiles of a triangular distribution.

    The Toolkit gives a low end, a high end and an intermediate default and states nothing of the shape
    between them. The triangular distribution uses just these three and never leaves the range, so the
    Monte Carlo range always lies within the bounding interval.

    Parameters
    ----------
    uniform : ndarray
        Probabilities in [0, 1].
    low, mode, high : ndarray or float
        Ends and mode, broadcast against ``uniform``; ``low <= mode <= high``. Where ``low == high``
        the quantity is certain and ``mode`` is returned.

    Returns
    -------
    ndarray
        Same shape as the broadcast of the arguments.

    Examples
    --------
    >>> bounded_ppf(np.array([0.0, 1.0]), 1.0, 2.0, 5.0).tolist()
    [1.0, 5.0]
    """
    low, mode, high = (np.asarray(part, dtype=np.float64) for part in (low, mode, high))
    width = high - low
    certain = width <= 0
    safe = np.where(certain, 1.0, width)
    split = (mode - low) / safe
    left = low + np.sqrt(uniform * safe * (mode - low))
    right = high - np.sqrt((1.0 - uniform) * safe * (high - mode))
    drawn = np.where(uniform < split, left, right)
    return np.where(certain, mode, drawn)


def quantiles(values: Array, probabilities: Sequence[float]) -> Array:
    """Return quantiles along the last axis, by linear interpolation between order statistics.

    The same definition as :func:`numpy.quantile` (Hyndman and Fan type 7), by one partition instead of a sort.

    Parameters
    ----------
    values : ndarray, shape (..., draws)
    probabilities : sequence of float
        In [0, 1].

    Returns
    -------
    ndarray, shape (len(probabilities), ...)
        In the unit of ``values``.

    Examples
    --------
    >>> quantiles(np.array([3.0, 1.0, 2.0]), [0.5]).tolist()
    [2.0]
    """
    count = values.shape[-1]
    position = np.asarray(probabilities, dtype=np.float64) * (count - 1)
    below = np.floor(position).astype(int)
    above = np.minimum(below + 1, count - 1)
    parted = np.partition(values, sorted({*below.tolist(), *above.tolist()}), axis=-1)
    first = parted[..., below]
    result = first + (parted[..., above] - first) * (position - below)
    return np.moveaxis(result, -1, 0)
