"""Other people's fields brought onto a grid: order of latitudes, 0 to 360 degrees, coarser and finer cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from quicksilver.errors import InputProblems, Problem
from quicksilver.fate.gridding.cells import Grid

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["grid_of", "on_grid", "ordered"]

Array = np.ndarray[Any, np.dtype[Any]]
Per = Literal["area", "cell"]

_LAT = ("lat", "latitude", "y")
_LON = ("lon", "longitude", "x")


def ordered(field: Any, where: str) -> Any:
    """Return a field with ``lat`` and ``lon`` last, ascending, longitudes from -180 to 180.

    Raises
    ------
    InputProblems
        There is no latitude or no longitude.
    """
    names = {str(name).casefold(): name for name in field.dims}
    lat, lon = (next((names[n] for n in wanted if n in names), None) for wanted in (_LAT, _LON))
    if lat is None or lon is None:
        given = ", ".join(map(str, field.dims)) or "none"
        raise InputProblems([Problem(f"dimensions {given}", where, "lat and lon, with their coordinates")])
    without = [str(name) for name in (lat, lon) if name not in field.coords]
    if without:
        raise InputProblems([Problem(f"no coordinate {', '.join(without)}", where, "centres in degrees")])
    field = field.rename({old: new for old, new in ((lat, "lat"), (lon, "lon")) if old != new})
    field = field.assign_coords(
        {name: (name, _snapped(field[name].values), field[name].attrs) for name in ("lat", "lon")}
    )
    values = field["lon"].values
    wrapped = np.round(np.where(values > 180, values - 360, values), 9)
    field = field.assign_coords(lon=("lon", wrapped, field["lon"].attrs))
    for name in ("lat", "lon"):
        # Sorting copies; what is in order already may be large.
        if (np.diff(field[name].values) < 0).any():
            field = field.sortby(name)
    return field.transpose(..., "lat", "lon")


def _snapped(centres: Array) -> Array:
    """Return coordinates in double precision; those of fewer digits as the regular ones that they are rounded from.

    Single precision knows 359.95 to 3e-5 degrees, which is much of a step of 0.01 degrees and nothing on the globe.
    """
    values = np.asarray(centres, dtype=float)
    if not np.issubdtype(centres.dtype, np.floating) or centres.dtype.itemsize >= 8 or len(values) < 3:
        return values
    # The shortest decimal that gives the stored number is the one that was meant, where each was rounded once.
    first, last = (float(str(centres[end])) for end in (0, -1))
    regular = np.linspace(first, last, len(values))
    rounding = 4.0 * float(np.max(np.spacing(np.abs(centres))))
    if not np.all(np.abs(values - regular) <= rounding):
        return values
    return np.asarray(np.round(regular, 9))


def _extent(centres: Array) -> tuple[float, float, float]:
    """Return step, first and last edge of regular centres; a step of 0 where they are not regular."""
    steps = np.diff(centres)
    if len(steps) == 0 or not np.allclose(steps, steps.mean(), rtol=1e-4, atol=0):
        return 0.0, 0.0, 0.0
    step = float((centres[-1] - centres[0]) / len(steps))
    return step, float(centres[0] - step / 2), float(centres[-1] + step / 2)


def grid_of(field: Any, where: str, **more: float) -> Grid:
    """Return the grid that an ordered field is on.

    Raises
    ------
    InputProblems
        Its cells are not all of one size, or they leave the globe.
    """
    rows = _extent(np.asarray(field["lat"].values, dtype=float))
    columns = _extent(np.asarray(field["lon"].values, dtype=float))
    if not rows[0] or abs(rows[0] - columns[0]) > 1e-4 * rows[0]:
        what = "latitudes and longitudes are not regular, or their steps differ"
        remedy = "bring the field to square cells first"
        raise InputProblems([Problem(what, where, "centres of cells of one size in degrees", remedy=remedy)])
    # Coordinates kept in single precision hold about seven digits.
    west, east, south, north = (round(v, 4) for v in (columns[1], columns[2], rows[1], rows[2]))
    return Grid(round(rows[0], 5), west, south, east, north, **more)


def on_grid(field: xr.DataArray, grid: Grid, where: str, per: Per) -> Array:
    """Return a field's values on a grid, shape (rows, columns).

    Parameters
    ----------
    field : DataArray
        On this grid or on one whose cells are a whole multiple or a whole part of it.
    grid : Grid
    where : str
        For problems.
    per : str
        ``"area"``: a density, averaged by area; ``"cell"``: an amount per cell, added up, or divided among
        smaller cells by area. Missing values count as none.

    Raises
    ------
    InputProblems
        The field has other dimensions, its cells do not fit, or it does not cover the grid.
    """
    field = ordered(field.squeeze(drop=True), where)
    if field.ndim != 2:
        raise InputProblems(
            [
                Problem(
                    f"dimensions {', '.join(map(str, field.dims))}",
                    where,
                    "lat and lon only",
                    remedy="take one year, sector or level of it",
                )
            ]
        )
    theirs = grid_of(field, where, radius=grid.radius)
    if (theirs.west, theirs.south) > (grid.west, grid.south) or not _holds(theirs, grid):
        what = f"covers {theirs.west:g} to {theirs.east:g} and {theirs.south:g} to {theirs.north:g} degrees"
        allowed = f"{grid.west:g} to {grid.east:g} and {grid.south:g} to {grid.north:g} degrees"
        raise InputProblems(
            [Problem(f"the field {what}", where, allowed, remedy="give a field over the whole grid")]
        )
    values = np.asarray(field.values, dtype=np.float64)
    many, few = grid.resolution / theirs.resolution, theirs.resolution / grid.resolution
    if abs(many - round(many)) < 1e-6:
        return _cropped(_coarser(values, theirs, round(many), per), theirs, grid, grid.resolution)
    if abs(few - round(few)) < 1e-6:
        return _cropped(_finer(values, theirs, grid, round(few), per), theirs, grid, grid.resolution)
    what = f"cells of {theirs.resolution:g} degrees on a grid of {grid.resolution:g}"
    raise InputProblems([Problem(what, where, "cells that are a whole multiple or part of the grid's")])


def _holds(outer: Grid, inner: Grid) -> bool:
    near = 1e-6
    return (
        outer.west <= inner.west + near
        and outer.east >= inner.east - near
        and outer.south <= inner.south + near
        and outer.north >= inner.north - near
    )


def _coarser(values: Array, theirs: Grid, many: int, per: Per) -> Array:
    if many == 1:
        return values
    rows, columns = (n // many for n in theirs.shape)
    values = np.nan_to_num(values, nan=0.0)[: rows * many, : columns * many]
    if per == "area":
        area = theirs.row_area[: rows * many, None]
        values = values * area
        norm = area.reshape(rows, many).sum(axis=1)[:, None] * many
    else:
        norm = np.ones((rows, 1))
    return np.asarray(values.reshape(rows, many, columns, many).sum(axis=(1, 3)) / norm)


def _finer(values: Array, theirs: Grid, grid: Grid, few: int, per: Per) -> Array:
    fine = np.repeat(np.repeat(values, few, axis=0), few, axis=1)
    if per == "area":
        return fine
    whole = Grid(grid.resolution, theirs.west, theirs.south, theirs.east, theirs.north, grid.radius)
    rows = np.repeat(theirs.row_area, few)
    return np.asarray(fine * (whole.row_area / rows)[:, None])


def _cropped(values: Array, theirs: Grid, grid: Grid, step: float) -> Array:
    top, left = round((grid.south - theirs.south) / step), round((grid.west - theirs.west) / step)
    rows, columns = grid.shape
    return values[top : top + rows, left : left + columns]
