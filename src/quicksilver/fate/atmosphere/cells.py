"""The cells of the atmosphere: edges, exact areas, and amounts brought from one grid to another without loss."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from quicksilver.fate.gridding.cells import Grid

__all__ = ["GRAVITY", "RADIUS", "Cells", "overlap", "remap"]

Array = np.ndarray[Any, np.dtype[Any]]

#: Radius of the Earth in m and standard gravity in m s-2, as the climate was made with (jcm 3.0.0).
RADIUS: Final = 6.371e6
GRAVITY: Final = 9.80616


@dataclass(frozen=True, eq=False)
class Cells:
    """Cells of latitude, longitude and sigma; latitudes from south to north, sigma from the top.

    Attributes
    ----------
    latitude_edges : ndarray
        Degrees north, shape (rows + 1,); the first and the last are the poles.
    longitude_edges : ndarray
        Degrees east, shape (columns + 1,); 360 degrees from the first to the last.
    sigma_edges : ndarray
        Pressure over surface pressure, shape (layers + 1,), from 0 to 1.

    Examples
    --------
    >>> cells = Cells(np.array([-90.0, 0.0, 90.0]), np.array([0.0, 180.0, 360.0]), np.array([0.0, 0.5, 1.0]))
    >>> cells.shape, round(float(cells.area.sum() / (4 * np.pi * RADIUS**2)), 12)
    ((2, 2), 1.0)
    """

    latitude_edges: Array
    longitude_edges: Array
    sigma_edges: Array

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.latitude_edges) - 1, len(self.longitude_edges) - 1

    @property
    def layers(self) -> int:
        """Number of layers."""
        return len(self.sigma_edges) - 1

    @functools.cached_property
    def latitude(self) -> Array:
        """Middle of the rows in degrees north."""
        return np.asarray((self.latitude_edges[1:] + self.latitude_edges[:-1]) / 2)

    @functools.cached_property
    def longitude(self) -> Array:
        """Middle of the columns in degrees east, from 0."""
        return np.asarray((self.longitude_edges[1:] + self.longitude_edges[:-1]) / 2)

    @functools.cached_property
    def sigma(self) -> Array:
        """Middle of the layers."""
        return np.asarray((self.sigma_edges[1:] + self.sigma_edges[:-1]) / 2)

    @functools.cached_property
    def thickness(self) -> Array:
        """Thickness of the layers in sigma."""
        return np.diff(self.sigma_edges)

    @functools.cached_property
    def area(self) -> Array:
        """Area of the cells in m2, shape (rows, columns): exact on the sphere."""
        sines = np.sin(np.deg2rad(self.latitude_edges))
        return np.asarray(RADIUS**2 * np.diff(sines)[:, None] * np.deg2rad(np.diff(self.longitude_edges)))

    @functools.cached_property
    def widths(self) -> Array:
        """Length of the faces between rows in m, shape (rows + 1,); 0 at the poles."""
        step = np.deg2rad(np.diff(self.longitude_edges)[0])
        lengths = RADIUS * step * np.cos(np.deg2rad(self.latitude_edges))
        lengths[[0, -1]] = 0.0
        return np.asarray(lengths)

    @functools.cached_property
    def heights(self) -> Array:
        """Length of the faces between columns in m, shape (rows,)."""
        return np.asarray(RADIUS * np.deg2rad(np.diff(self.latitude_edges)))

    def nearest(self, latitude: float, longitude: float) -> tuple[int, int]:
        """Return row and column of the cell whose middle is nearest to a point, in degrees."""
        row = int(np.abs(self.latitude - latitude).argmin())
        column = int(np.abs((self.longitude - longitude + 180.0) % 360.0 - 180.0).argmin())
        return row, column

    def from_grid(self, amounts: Array, grid: Grid) -> Array:
        """Return amounts per cell of a regular grid as amounts per cell here, shape (..., rows, columns).

        Nothing is lost or made: every cell of the grid is divided by area.
        """
        return remap(amounts, (grid.lat_edges, grid.lon_edges), (self.latitude_edges, self.longitude_edges))

    def to_grid(self, amounts: Array, grid: Grid) -> Array:
        """Return amounts per cell here as amounts per cell of a regular grid of the globe."""
        return remap(amounts, (self.latitude_edges, self.longitude_edges), (grid.lat_edges, grid.lon_edges))

    def fraction_from_grid(self, fraction: Array, grid: Grid) -> Array:
        """Return the covered part of every cell here of a mask on a regular grid, 0 to 1."""
        sphere = grid.area() * (RADIUS / grid.radius) ** 2
        return np.clip(self.from_grid(fraction * sphere, grid) / self.area, 0.0, 1.0)


def overlap(source: Array, target: Array, *, turn: float = 0.0) -> Array:
    """Return which part of every source interval lies in every target interval, shape (source, target).

    Parameters
    ----------
    source, target : ndarray
        Edges, ascending.
    turn : float
        Period of a circle (360 for longitudes in degrees); 0 for a line.

    Examples
    --------
    >>> overlap(np.array([0.0, 2.0]), np.array([0.0, 0.5, 2.0])).tolist()
    [[0.25, 0.75]]
    """
    shared = np.zeros((len(source) - 1, len(target) - 1))
    for shift in (-turn, 0.0, turn) if turn else (0.0,):
        low = np.maximum(source[:-1, None] + shift, target[None, :-1])
        high = np.minimum(source[1:, None] + shift, target[None, 1:])
        shared += np.clip(high - low, 0.0, None)
    return np.asarray(shared / np.diff(source)[:, None])


def remap(amounts: Array, source: tuple[Array, Array], target: tuple[Array, Array]) -> Array:
    """Return amounts per cell on another grid of latitude and longitude; the sum is kept.

    Parameters
    ----------
    amounts : ndarray, shape (..., rows, columns)
    source, target : pair of ndarray
        Edges of latitude and of longitude in degrees.
    """
    sines = [np.sin(np.deg2rad(edges[0])) for edges in (source, target)]
    rows = overlap(sines[0], sines[1])
    columns = overlap(source[1], target[1], turn=360.0)
    return np.asarray(np.swapaxes(rows, 0, 1) @ (np.asarray(amounts, dtype=np.float64) @ columns))
