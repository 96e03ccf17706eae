"""Outlines as plain lines, as coarse as a small map shows them."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from quicksilver.geography.outlines.atlas import atlas

__all__ = ["coast"]

Array = np.ndarray[Any, np.dtype[Any]]


@functools.lru_cache(maxsize=4)
def coast(tolerance: float = 0.3, smallest: float = 1.0) -> tuple[Array, ...]:
    """Return the outlines of all countries as lines for a map of the world.

    Parameters
    ----------
    tolerance : float
        Degrees by which a line may miss the outline (Douglas and Peucker 1973).
    smallest : float
        Islands narrower than this many degrees either way are left out.

    Returns
    -------
    tuple of ndarray, each of shape (points, 2)
        Longitude and latitude in degrees.

    Examples
    --------
    >>> 100 < len(coast()) < 2000
    True
    """
    import shapely

    everything = atlas()
    rings = np.split(everything.lonlat, np.cumsum(everything.ring_length)[:-1])
    wide = [ring for ring in rings if np.ptp(ring, axis=0).max() >= smallest]
    lines = shapely.simplify(np.array([shapely.linestrings(ring) for ring in wide]), tolerance)
    return tuple(shapely.get_coordinates(line) for line in lines)
