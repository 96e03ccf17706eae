"""How much of every cell lies inside an outline: exact areas from the edges alone, without cutting polygons.

The area of a polygon is the integral of longitude over the sine of latitude along its edges (Green's theorem).
Each edge, cut at the lines of the grid, adds to the cell that it crosses and, in full width, to all cells to
the west of it. So the work grows with the corners of the outlines and not with corners times cells, shared
borders cancel to the last digit, and the parts of neighbouring regions add up to one.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from quicksilver.fate.gridding.cells import Grid

__all__ = ["coverage", "ring_area"]

Array = np.ndarray[Any, np.dtype[Any]]
Segments = tuple[Array, Array, Array, Array]

# Below this part of a cell, what is left is the rounding of sums along a row, not land.
_NOTHING = 1e-10


def _segments(lonlat: Array, ring_length: Array) -> Segments:
    """Return the ends (x0, y0, x1, y1) of all edges; the step from one ring to the next is none."""
    last = np.cumsum(ring_length) - 1
    keep = np.ones(len(lonlat) - 1, dtype=bool)
    keep[last[:-1]] = False
    # An edge along a parallel has nothing to the east or west of it.
    keep &= lonlat[1:, 1] != lonlat[:-1, 1]
    start, end = lonlat[:-1][keep], lonlat[1:][keep]
    return start[:, 0], start[:, 1], end[:, 0], end[:, 1]


def _cut(along0: Array, across0: Array, along1: Array, across1: Array) -> tuple[Array, Segments]:
    """Cut edges at whole numbers of their first coordinate; return the strip of each piece, and the pieces."""
    low, high = np.minimum(along0, along1), np.maximum(along0, along1)
    first = np.floor(low).astype(np.int64)
    count = np.maximum(np.ceil(high).astype(np.int64) - first, 1)
    which = np.repeat(np.arange(len(first)), count)
    strip = first[which] + np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    a0, b0, a1, b1 = along0[which], across0[which], along1[which], across1[which]
    run = np.where(a1 == a0, 1.0, a1 - a0)
    start = np.clip(a0, strip, strip + 1)
    end = np.clip(a1, strip, strip + 1)
    # An end that is not cut keeps its own coordinate, so that pieces of one edge meet exactly.
    from_ = np.where(start == a0, b0, b0 + (b1 - b0) * ((start - a0) / run))
    to = np.where(end == a1, b1, b0 + (b1 - b0) * ((end - a0) / run))
    return strip, (start, from_, end, to)


def _mean_x(x0: Array, x1: Array, lat0: Array, lat1: Array) -> Array:
    """Return the mean of x along straight pieces, weighted with the cosine of latitude (to second order)."""
    middle = np.clip((lat0 + lat1) / 2, -1.57, 1.57)
    return np.asarray((x0 + x1) / 2 - (x1 - x0) * (lat1 - lat0) * np.tan(middle) / 12)


def coverage(grid: Grid, lonlat: Array, ring_length: Array) -> tuple[Array, Array, float]:
    """Return which cells a set of rings covers, how much of each, and how much lies outside the grid.

    Parameters
    ----------
    grid : Grid
    lonlat : ndarray
        Corners of the rings end to end, shape (corners, 2), degrees; outer rings counter-clockwise.
    ring_length : ndarray of int
        Corners per ring.

    Returns
    -------
    cells : ndarray of int
        Cells with some cover, ascending.
    fraction : ndarray
        Part of the cell's area inside the rings, above 0, up to 1.
    outside : float
        Part of the rings' area that is not on the grid, 0 to 1.
    """
    rows, columns = grid.shape
    x0, y0, x1, y1 = _segments(lonlat, ring_length)
    step = (grid.lon_edges[-1] - grid.lon_edges[0]) / columns
    row, (y0, x0, y1, x1) = _cut(
        (y0 - grid.south) / step, (x0 - grid.west) / step, (y1 - grid.south) / step, (x1 - grid.west) / step
    )
    on = (row >= 0) & (row < rows)
    row, x0, y0, x1, y1 = row[on], x0[on], y0[on], x1[on], y1[on]
    # Which rows pass on from a piece that is cut again at meridians: the row's number rides along.
    column, (x0, y0, x1, y1), row = _cut_columns(x0, y0, x1, y1, row)
    lat0, lat1 = np.deg2rad(grid.south + y0 * step), np.deg2rad(grid.south + y1 * step)
    sines = np.sin(np.deg2rad(grid.lat_edges))
    rise = (np.sin(lat1) - np.sin(lat0)) / np.diff(sines)[row]
    inside = _mean_x(x0, x1, lat0, lat1) - column
    return _collect(grid, row, column, rise, inside, ring_area(lonlat, ring_length))


def _cut_columns(x0: Array, y0: Array, x1: Array, y1: Array, row: Array) -> tuple[Array, Segments, Array]:
    """Cut pieces at meridians; an edge up a meridian belongs to the cell on its east, as its corner does."""
    column, pieces = _cut(x0, y0, x1, y1)
    low, high = np.minimum(x0, x1), np.maximum(x0, x1)
    count = np.maximum(np.ceil(high).astype(np.int64) - np.floor(low).astype(np.int64), 1)
    return column, pieces, np.repeat(row, count)


def _collect(
    grid: Grid, row: Array, column: Array, rise: Array, inside: Array, total: float
) -> tuple[Array, Array, float]:
    """Add the pieces up: each in its own cell by its distance from the western edge, in full to all cells west."""
    columns = grid.shape[1]
    keep = column >= 0
    cropped = not keep.all()
    row, column, rise, inside = row[keep], column[keep], rise[keep], inside[keep]
    if not len(row):
        return np.zeros(0, dtype=np.int64), np.zeros(0), 1.0
    # What rises east of the grid counts in full for all of its columns. Nothing is west of the first piece,
    # unless that is off the grid.
    inside = np.where(column >= columns, 0.0, inside)
    column = np.minimum(column, columns)
    south, west = row.min(), 0 if cropped else column.min()
    high, wide = row.max() - south + 1, column.max() - west + 1
    place = (row - south) * wide + column - west
    full = np.bincount(place, rise, high * wide).reshape(high, wide)
    # From the east: what rises in a column counts in full for every column to the west of it.
    fraction = np.bincount(place, rise * inside, high * wide).reshape(high, wide)
    fraction[:, :-1] += np.cumsum(full[:, :0:-1], axis=1)[:, ::-1]
    fraction = fraction[:, : columns - west]
    y, x = np.nonzero(fraction > _NOTHING)
    share = np.minimum(fraction[y, x], 1.0)
    cells = (y + south) * columns + x + west
    on_grid = float(np.sum(share * grid.row_area[cells // columns])) / grid.radius**2
    outside = 1 - on_grid / total if total > 0 else 0.0
    return cells, share, max(0.0, outside)


def ring_area(lonlat: Array, ring_length: Array) -> float:
    """Return the area inside rings on the unit sphere, in steradians.

    Examples
    --------
    >>> import numpy as np
    >>> square = np.array([[0, 0], [90, 0], [90, 90], [0, 90], [0, 0]], dtype=float)
    >>> round(ring_area(square, np.array([5])) / (4 * np.pi), 12)
    0.125
    """
    x0, y0, x1, y1 = _segments(lonlat, ring_length)
    lat0, lat1 = np.deg2rad(y0), np.deg2rad(y1)
    x = _mean_x(np.deg2rad(x0), np.deg2rad(x1), lat0, lat1)
    return float(np.sum(x * (np.sin(lat1) - np.sin(lat0))))
