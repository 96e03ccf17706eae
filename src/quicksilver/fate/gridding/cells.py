"""Regular grids of longitude and latitude: edges, centres, cell areas, and the cell that a point lies in."""

from __future__ import annotations

import contextlib
import functools
import math
import os
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np

from quicksilver.errors import InputProblems, Problem
from quicksilver.intake.numbers import machine_number
from quicksilver.language.problems import problem

__all__ = ["EARTH_RADIUS", "Grid"]

Array = np.ndarray[Any, np.dtype[Any]]

#: Radius of the sphere with the surface of the Earth, in m: Moritz 2000 (GRS80, doi 10.1007/s001900050278), R2.
EARTH_RADIUS: Final = 6371007.181

# Places after the decimal point of a degree that a point is taken with: a tenth of a millimetre. It makes
# 359.9 the same meridian as -0.1, which binary numbers do not.
_PLACES: Final = 9

#: The finest cells that are taken, a kilometre at the equator; and those that fields are usually on.
_FINEST: Final = 0.001
_USUAL: Final = (0.01, 0.025, 0.05, 0.1, 0.125, 0.25, 0.5, 1.0, 2.0, 2.5, 5.0)
#: Fields of a grid that are in memory together, at least.
_FIELDS: Final = 4


def available_memory() -> float:
    """Return the memory that a process can have here, in bytes; infinite where the machine does not say.

    Examples
    --------
    >>> available_memory() > 2**20
    True
    """
    limits = [math.inf]
    with contextlib.suppress(AttributeError, OSError, ValueError):
        limits.append(float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")))
    # A container has less than its machine.
    for file in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        with contextlib.suppress(OSError, ValueError):
            limits.append(machine_number(Path(file).read_text(encoding="ascii")))
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        soft = resource.getrlimit(resource.RLIMIT_AS)[0]
        limits += [float(soft)] if soft > 0 else []
    return min(limits)


@dataclass(frozen=True)
class Grid:
    """A regular grid, from south to north and from west to east, on the globe or a part of it.

    Attributes
    ----------
    resolution : float
        Side of a cell in degrees: a fraction of whole numbers (1, 0.1, 0.25, 2.5) that divides the extent.
    west, south, east, north : float
        Extent in degrees; the globe when not given. It must not cross the date line.
    radius : float
        Of the sphere that areas are taken on, in m.

    Raises
    ------
    InputProblems
        The extent leaves the globe or is not made of whole cells.

    Examples
    --------
    >>> Grid(1).shape, Grid(0.1).shape
    ((180, 360), (1800, 3600))
    """

    resolution: float
    west: float = -180.0
    south: float = -90.0
    east: float = 180.0
    north: float = 90.0
    radius: float = EARTH_RADIUS

    def __post_init__(self) -> None:
        problems = []
        if 0 < self.resolution < _FINEST:
            finest = f"{_FINEST:g} to 90 degrees"
            problems.append(Problem(f"resolution {self.resolution:g}", "grid", finest, f"{_FINEST:g}"))
        elif not 0 < self.resolution <= 90:
            problems.append(Problem(f"resolution {self.resolution:g}", "grid", "degrees above 0, up to 90"))
        for low, high, limit, words in (
            (self.west, self.east, 180, "west and east"),
            (self.south, self.north, 90, "south and north"),
        ):
            if not -limit <= low < high <= limit:
                what = f"{words} {low:g} and {high:g}"
                allowed = f"-{limit} to {limit}, the first below the second"
                remedy = "take the globe (no extent) for a field across the date line"
                problems.append(Problem(what, "grid", allowed, remedy=remedy))
            elif not problems and any((Fraction(str(v)) + limit) % self._step for v in (low, high)):
                allowed = f"multiples of {self.resolution:g} from -{limit}"
                problems.append(Problem(f"{words} {low:g} and {high:g} are not whole cells", "grid", allowed))
        if not self.radius > 0:
            problems.append(Problem(f"radius {self.radius:g} m", "grid", "above 0", f"{EARTH_RADIUS:.0f}"))
        if problems:
            raise InputProblems(problems)
        self._check_memory()

    def _check_memory(self) -> None:
        """Refuse a grid whose fields would not fit into memory, before any of them is made."""
        cells = (self.east - self.west) * (self.north - self.south) / self.resolution**2
        needed, available = _FIELDS * 8.0 * cells, available_memory()
        if needed <= available:
            return
        coarser = [step for step in _USUAL if step > self.resolution]
        fitting = [step for step in coarser if needed * (self.resolution / step) ** 2 <= available]
        raise InputProblems(
            [
                problem(
                    "grid.memory",
                    "grid",
                    resolution=f"{self.resolution:g}",
                    cells=f"{cells:.3g}",
                    needed=f"{needed / 2**30:.3g}",
                    there=f"{available / 2**30:.3g}",
                    guess=f"{fitting[0]:g}" if fitting else "",
                )
            ]
        )

    @property
    def _step(self) -> Fraction:
        return Fraction(str(self.resolution)).limit_denominator(10_000)

    def _edges(self, low: float, high: float) -> Array:
        # Whole numbers divided once: 0.3 is the same number here as in a table of points.
        step = self._step
        first = Fraction(str(low)) / step
        count = int((Fraction(str(high)) - Fraction(str(low))) / step)
        k = np.arange(count + 1) * first.denominator + first.numerator
        return np.asarray(k * step.numerator / (step.denominator * first.denominator))

    @functools.cached_property
    def lon_edges(self) -> Array:
        """Meridians between cells, degrees east, shape (columns + 1,)."""
        return self._edges(self.west, self.east)

    @functools.cached_property
    def lat_edges(self) -> Array:
        """Parallels between cells, degrees north, shape (rows + 1,)."""
        return self._edges(self.south, self.north)

    @property
    def lon(self) -> Array:
        """Centres of the columns, degrees east, ascending."""
        return np.asarray(np.round((self.lon_edges[1:] + self.lon_edges[:-1]) / 2, 10))

    @property
    def lat(self) -> Array:
        """Centres of the rows, degrees north, ascending."""
        return np.asarray(np.round((self.lat_edges[1:] + self.lat_edges[:-1]) / 2, 10))

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.lat_edges) - 1, len(self.lon_edges) - 1

    @property
    def is_global(self) -> bool:
        """Whether the grid covers the globe."""
        return (self.west, self.south, self.east, self.north) == (-180.0, -90.0, 180.0, 90.0)

    @functools.cached_property
    def row_area(self) -> Array:
        """Area of one cell of each row in m2, shape (rows,)."""
        # Radius squared, times the width, times the difference of the sines of latitude.
        sines = np.sin(np.deg2rad(self.lat_edges))
        return np.asarray(self.radius**2 * np.deg2rad(float(self._step)) * np.diff(sines))

    def area(self) -> Array:
        """Return cell areas in m2, shape (rows, columns)."""
        return np.repeat(self.row_area[:, None], self.shape[1], axis=1)

    def cells(self, lon: Array, lat: Array) -> Array:
        """Return the cell of each point, counted along rows from the south-west; -1 outside the extent.

        A cell includes its western and its southern edge. The northern edge of the grid belongs to the last row,
        so that both poles are in; 180 degrees east is -180 degrees; 0 to 360 degrees is accepted.

        Examples
        --------
        >>> import numpy as np
        >>> Grid(90).cells(np.array([180.0, -180.0, 0.0, 359.0]), np.array([90.0, -90.0, 0.0, -0.5])).tolist()
        [4, 0, 6, 1]
        """
        lon = np.round(np.where(lon >= 180.0, lon - 360.0, lon), _PLACES)
        lat = np.round(lat, _PLACES)
        rows, columns = self.shape
        row = np.searchsorted(self.lat_edges, lat, side="right") - 1
        row = np.where(lat == self.lat_edges[-1], rows - 1, row)
        column = np.searchsorted(self.lon_edges, lon, side="right") - 1
        # The eastern edge of a part of the globe is nobody else's; that of the globe has become -180.
        column = np.where((lon == self.lon_edges[-1]) & (self.east < 180.0), columns - 1, column)
        inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        return np.where(inside, row * columns + column, -1)
