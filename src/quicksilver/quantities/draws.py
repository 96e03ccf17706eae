"""Correlated draws: one stream of random numbers for each uncertain quantity, wherever it is used."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["quantiles", "uniform_draws"]

Array = NDArray[np.float64]


def uniform_draws(key: str, draws: int, seed: int) -> Array:
    """Return the uniform numbers that belong to one uncertain quantity.

    The stream depends on nothing but the key and the seed: not on the order of lines, not on the
    other lines, not on how the work is spread. Equal keys are therefore fully correlated, and more draws
    continue the stream: 100 are the first 100 of 1,000.

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
