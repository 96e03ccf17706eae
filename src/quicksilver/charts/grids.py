"""Grids of latitude and longitude: edges, the same way round, and blocks of cells that keep the mass."""

from __future__ import annotations

import math
from typing import Final, Literal

import numpy as np

from quicksilver.charts.axes import Array

__all__ = ["CELLS", "Kind", "block", "coarsened", "edges", "ordered"]

#: Most rows and columns that a map shows.
CELLS: Final = (180, 360)


Kind = Literal["density", "amount"]


def edges(centres: Array) -> Array:
    """Return the edges of cells between their centres, shape (cells + 1,).

    Raises
    ------
    ValueError
        There are fewer than two centres or they do not all run one way.
    """
    gaps = np.diff(centres)
    if len(centres) < 2 or not np.isfinite(centres).all() or not ((gaps > 0).all() or (gaps < 0).all()):
        raise ValueError("a grid needs two places or more along each side, in ascending or descending order")
    inner = (centres[1:] + centres[:-1]) / 2
    borders: Array = np.concatenate([[centres[0] - gaps[0] / 2], inner, [centres[-1] + gaps[-1] / 2]])
    return borders


def block(count: tuple[int, int], cells: tuple[int, int] = CELLS) -> tuple[int, int]:
    """Return how many rows and columns of a grid are summed to one cell of a map.

    Examples
    --------
    >>> block((1800, 3600)), block((180, 360))
    ((10, 10), (1, 1))
    """
    return max(1, math.ceil(count[0] / cells[0])), max(1, math.ceil(count[1] / cells[1]))


def coarsened(
    field: Array, lat: Array, lon: Array, by: tuple[int, int], kind: Kind = "density"
) -> tuple[Array, Array, Array]:
    """Return a field on blocks of cells that hold the same mass, and the edges of the blocks.

    Parameters
    ----------
    field : ndarray, shape (rows, columns)
        NaN is a cell without a value: it counts as 0 in a block that has others, and a block of nothing else is NaN.
    lat, lon : ndarray, shape (rows + 1,) and (columns + 1,)
        Edges of the cells in degrees.
    by : tuple of int
        Rows and columns of a block; those at the far sides may be smaller.
    kind : str
        ``density`` is an amount per area: blocks are the sum of value times area over the sum of the areas.
        ``amount`` is an amount per cell: blocks are sums.

    Returns
    -------
    field, lat, lon : ndarray
        Field of the blocks and their edges.

    Examples
    --------
    >>> coarsened(np.ones((2, 2)), np.array([0.0, 1, 2]), np.array([0.0, 1, 2]), (2, 2), "amount")[0]
    array([[4.]])
    """
    # On a sphere the area between two parallels goes with the difference of the sines.
    zone = np.abs(np.diff(np.sin(np.radians(np.clip(lat, -90, 90)))))
    area = np.outer(zone, np.abs(np.diff(lon))) if kind == "density" else np.ones_like(field)
    down, across = (range(0, count, step) for count, step in zip(field.shape, by, strict=True))

    def summed(values: Array) -> Array:
        totals: Array = np.add.reduceat(np.add.reduceat(values, list(down), axis=0), list(across), axis=1)
        return totals

    known = np.isfinite(field)
    mass, counts = summed(np.where(known, field, 0.0) * area), summed(known.astype(float))
    made = mass / summed(area) if kind == "density" else mass
    return np.where(counts > 0, made, np.nan), lat[[*down, len(lat) - 1]], lon[[*across, len(lon) - 1]]


def ordered(values: Array, lat: Array, lon: Array) -> tuple[Array, Array, Array]:
    """Return a grid whose rows run north and columns east; one around the world begins at the date line.

    Raises
    ------
    ValueError
        The places along a side do not all run one way.
    """
    edges(lat), edges(lon)
    if lat[0] > lat[-1]:
        values, lat = values[::-1], lat[::-1]
    if lon[0] > lon[-1]:
        values, lon = values[:, ::-1], lon[::-1]
    around = lon[-1] - lon[0] + lon[1] - lon[0]
    if around < 359.9 or lon[-1] <= 180:
        return values, lat, lon
    turned = (lon + 180) % 360 - 180
    order = np.argsort(turned)
    return values[:, order], lat, turned[order]
