"""Point sources: the cell and the region that each lies in, and the class of its release height."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.fate.gridding.home import entities, far_from_home
from quicksilver.fate.gridding.masks import Masks
from quicksilver.fate.gridding.tables import HeightClass
from quicksilver.geography.outlines import atlas
from quicksilver.language.problems import problem

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Placed", "of_year", "place"]

Array = np.ndarray[Any, np.dtype[Any]]

_NEAR: Final = 1e-9


@dataclass(frozen=True, eq=False)
class Placed:
    """Point sources on a grid, one entry per point: cell, region, sector, height class (-1: unknown), year, kg.

    ``year`` is 0 where a point applies to every year.
    """

    cell: Array
    region: Array
    sector: Array
    height: Array
    year: Array
    kg: Array


def place(
    points: pd.DataFrame,
    masks: Masks,
    sectors: Sequence[str],
    heights: Sequence[HeightClass] = (),
    *,
    outside: bool = False,
    astray: Literal["error", "warning"] = "error",
    notes: list[Problem] | None = None,
) -> Placed:
    """Return point sources with their cells and regions.

    A point belongs to the region that it names; else to the region whose outline it lies in; else, off the
    drawn coast, to the region that has most of its cell.

    Parameters
    ----------
    points : DataFrame
        As :func:`~quicksilver.fate.gridding.read_points` returns it.
    masks : Masks
    sectors : sequence of str
        Sectors of the totals.
    heights : sequence of HeightClass
    outside : bool
        Whether points off the grid may stay, without a cell (-1).
    astray : str
        Whether a point in another country than its region is an error, or a warning as one far off its coast is.
    notes : list of Problem, optional
        Warnings are added to it.

    Raises
    ------
    InputProblems
        A sector or a region is unknown, or a point is not on the grid, in no region, far from the region that it
        names, or in no height class.
    """
    problems: list[Problem] = []
    lon, lat = points["lon"].to_numpy(dtype=float), points["lat"].to_numpy(dtype=float)
    names, where = points["name"].tolist(), _places(points)
    cell = masks.grid.cells(lon, lat)
    grid = masks.grid
    extent = f"{grid.west:g} to {grid.east:g} east, {grid.south:g} to {grid.north:g} north"
    problems += [
        Problem(
            f"point {names[i]!r} at {lon[i]:g}, {lat[i]:g} is not on the grid",
            "points",
            extent,
            remedy="widen the grid, or leave the point out",
        )
        for i in np.flatnonzero(cell < 0)
        if not outside
    ]
    sector = _numbers(points["sector"].tolist(), sectors, "grid.sector.unknown", names, where, problems)
    region = _numbers(points["region"].tolist(), masks.names, "grid.region.unknown", names, where, problems)
    far = far_from_home(masks, region, lon, lat, names, where)
    problems += [wrong for wrong in far if wrong.severity == astray == "error"]
    if notes is not None:
        notes += [replace(wrong, severity="warning") for wrong in far if wrong not in problems]
    unknown = np.flatnonzero((region == -1) & ((cell >= 0) | outside))
    if len(unknown):
        region[unknown] = _locate(masks, lon[unknown], lat[unknown], cell[unknown])
        problems += [
            Problem(
                f"point {names[i]!r} at {lon[i]:g}, {lat[i]:g} lies in no region",
                "points",
                "a place in one of the regions",
                remedy="name its region in the column region",
            )
            for i in unknown[region[unknown] < 0]
        ]
    height = _height_class(points["height"].to_numpy(dtype=float), heights, names, problems)
    if problems:
        raise InputProblems(problems)
    year = points["year"].fillna(0).to_numpy(dtype=np.int64)
    return Placed(cell, region, sector, height, year, points["kg"].to_numpy(dtype=float))


def of_year(placed: Placed, year: int) -> Array:
    """Return which points emit in a year."""
    return np.asarray((placed.year == 0) | (placed.year == year))


def _places(points: pd.DataFrame) -> list[str]:
    """Return where each point is in the input."""
    where = str(points.attrs.get("where", "points"))
    return [f"{where}:{line}" for line in range(2, len(points) + 2)]


def _numbers(
    given: Sequence[str],
    allowed: Sequence[str],
    code: str,
    names: Sequence[str],
    where: Sequence[str],
    problems: list[Problem],
) -> Array:
    """Return the place of each name in a list; -1 where nothing is given, -2 where it is wrong."""
    known = {name: number for number, name in enumerate(allowed)}
    for number, name in enumerate(given):
        if name and name not in known:
            values: dict[str, Any] = {"name": name, "point": names[number], "allowed": sorted(allowed)[:20]}
            problems.append(problem(code, where[number], guess=closest(name, allowed), **values))
    return np.array([known.get(name, -2) if name else -1 for name in given], dtype=np.int64)


def _height_class(
    height: Array, classes: Sequence[HeightClass], names: Sequence[str], problems: list[Problem]
) -> Array:
    result = np.full(len(height), -1)
    if not classes:
        return result
    for number, (_, low, high) in enumerate(classes):
        result[(height >= low) & (height < high)] = number
    bounds = f"{classes[0][1]:g} to {classes[-1][2]:g} m"
    problems += [
        Problem(f"height {height[i]:g} m is in no class", f"point {names[i]!r}", bounds)
        for i in np.flatnonzero((result < 0) & ~np.isnan(height)).tolist()
    ]
    return result


def _locate(masks: Masks, lon: Array, lat: Array, cell: Array) -> Array:
    """Return the region of each point, -1 where there is none."""
    most = np.zeros(len(cell))
    total = np.zeros(len(cell))
    region = np.full(len(cell), -1)
    several = np.zeros(len(cell), dtype=np.int64)
    for number, (cells, fraction) in enumerate(zip(masks.cells, masks.fraction, strict=True)):
        at = np.minimum(np.searchsorted(cells, cell), len(cells) - 1)
        part = np.where((cells[at] == cell) & (cell >= 0), fraction[at], 0.0)
        region[part > most] = number
        most = np.maximum(most, part)
        total += part
        several += part > 0
    if masks.land is None:
        return region
    # Only where a border runs through the cell must the outlines themselves be asked.
    mixed = np.flatnonzero((several > 1) | (masks.land[cell] > total + _NEAR) | (cell < 0))
    if len(mixed):
        entity = entities(np.where(lon[mixed] > 180, lon[mixed] - 360, lon[mixed]), lat[mixed])
        region[mixed] = np.where(entity >= 0, _region_of_entity(masks)[entity], region[mixed])
    return region


def _region_of_entity(masks: Masks) -> Array:
    """Return the region that each entity of the atlas belongs to, -1 where none (the last entry too)."""
    keys = atlas().keys
    result = np.full(len(keys) + 1, -1)
    for number, name in reversed(list(enumerate(masks.names))):
        result[[keys.index(key) for key in masks.countries[name]]] = number
    return result
