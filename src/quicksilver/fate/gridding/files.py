"""Gridded inventories as NetCDF that HEMCO reads, written one field at a time, and read back with every check."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from quicksilver.errors import InputProblems, OutputExistsError, Problem
from quicksilver.fate.gridding.balance import ledger
from quicksilver.fate.gridding.cells import Grid
from quicksilver.fate.gridding.dataset import (
    dataset_grid,
    fluxes,
    global_attrs,
    mass,
    seconds,
    species_fields,
    years_of,
)
from quicksilver.fate.gridding.fields import ordered
from quicksilver.fate.gridding.netcdf import open_netcdf
from quicksilver.outputs import csv_bytes, told_of

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["read_grid", "write_grid"]

Array = np.ndarray[Any, np.dtype[Any]]

_STATED: Final = "mass_kg_per_year"
# What a sum of numbers kept in that precision may be off by.
_KEPT: Final = {8: 1e-12, 4: 1e-6}


def write_grid(
    data: xr.Dataset,
    path: str | Path,
    *,
    precision: Literal["float64", "float32"] = "float64",
    force: bool = False,
) -> Path:
    """Write a gridded inventory as NetCDF-4 for HEMCO and, beside it, its ledger as CSV.

    One variable for each species and sector, ``time, lat, lon``, kg m-2 s-1 as Hg; time is unlimited, in days,
    one value a year; latitudes and longitudes ascend (COARDS, CF-1.11). Each variable states the kilograms of
    each year that it contains. Fields are split into species as they are written, one at a time.

    Parameters
    ----------
    data : Dataset
        As :func:`~quicksilver.fate.gridding.grid` returns it.
    path : str or Path
        Ends in ``.nc``; the ledger, if the dataset has one, goes to the same name with ``.ledger.csv``.
    precision : str
        ``float32`` halves the file and keeps masses to about seven digits only.
    force : bool
        Whether files that are there may be replaced.

    Raises
    ------
    OutputExistsError
        A file is there.
    InputProblems
        The name does not end in ``.nc``, or the dataset is not a gridded inventory.
    """
    import h5netcdf

    file = Path(path)
    book = file.with_suffix(".ledger.csv")
    if file.suffix != ".nc":
        raise InputProblems([Problem(f"file name {file.name!r}", "output", "a name that ends in .nc")])
    existing = [item.name for item in (file, book) if item.exists()]
    if existing and not force:
        raise OutputExistsError(
            f"{', '.join(existing)} exists already; allow it to be replaced, or name another file"
        )
    the_grid = dataset_grid(data)
    years_of(data)
    with told_of(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(suffix=".nc", prefix=f".{file.stem}.", dir=file.parent)
        os.close(handle)
    staging = Path(name)
    beside = staging.with_suffix(".csv")
    try:
        with told_of(file), h5netcdf.File(staging, "w") as target:
            _write(target, data, the_grid, np.dtype(precision))
        staging.chmod(0o644)
        if "mass_total" in data:
            with told_of(book):
                beside.write_bytes(csv_bytes(ledger(data)))
                beside.replace(book)
        staging.replace(file)
    except BaseException:
        staging.unlink(missing_ok=True)
        beside.unlink(missing_ok=True)
        raise
    return file


def _write(target: Any, data: xr.Dataset, the_grid: Grid, kind: np.dtype[Any]) -> None:
    years = years_of(data)
    rows, columns = the_grid.shape
    target.attrs.update({**global_attrs(the_grid, ""), **_plain(data.attrs)})
    target.dimensions = {"time": None, "lat": rows, "lon": columns}
    target.resize_dimension("time", len(years))
    days = data["time"].values.astype("datetime64[D]").astype(np.int64).astype(np.float64)
    calendar = "standard" if min(years) > 1582 else "proleptic_gregorian"
    time = {"units": "days since 1970-01-01 00:00:00", "calendar": calendar}
    for name, values, more in (("time", days, time), ("lat", the_grid.lat, {}), ("lon", the_grid.lon, {})):
        variable = target.create_variable(name, (name,), np.float64)
        variable[...] = values
        variable.attrs.update({**_plain(data[name].attrs), **more})
    area = {"standard_name": "cell_area", "long_name": "area of the cell", "units": "m2"}
    chunk = (min(rows, 360), min(columns, 720))
    variable = target.create_variable("area_m2", ("lat", "lon"), np.float64, chunks=chunk, **_PACK)
    variable[...] = data["area_m2"].values if "area_m2" in data else the_grid.area()
    variable.attrs.update(area)
    for flux in fluxes(data):
        for name, share, attrs in species_fields(flux):
            _write_field(target, name, flux.array, share, _plain(attrs), kind, (1, *chunk), data, the_grid)


_PACK: Final[dict[str, Any]] = {"compression": "gzip", "compression_opts": 1, "shuffle": True}


def _write_field(
    target: Any,
    name: str,
    array: xr.DataArray,
    share: float,
    attrs: dict[str, Any],
    kind: np.dtype[Any],
    chunk: tuple[int, int, int],
    data: xr.Dataset,
    the_grid: Grid,
) -> None:
    variable = target.create_variable(name, ("time", "lat", "lon"), kind, chunks=chunk, **_PACK)
    ordered_ = array.transpose("time", "lat", "lon")
    stated = []
    for number, year in enumerate(years_of(data)):
        values = ordered_.isel(time=number).values * share
        stated.append(mass(values, the_grid, seconds(data, year)))
        variable[number, :, :] = values.astype(kind)
    variable.attrs.update({**attrs, _STATED: np.array(stated)})


def _plain(attrs: Any) -> dict[str, Any]:
    return {
        str(key): value
        for key, value in dict(attrs).items()
        if value is not None and not str(key).startswith("_")
    }


def read_grid(
    path: str | Path, *, earth_radius_m: float | None = None, seconds_per_year: float | None = None
) -> xr.Dataset:
    """Return a gridded inventory from a NetCDF file: one's own, or another's with fields in kg m-2 s-1.

    Fields come back with latitudes and longitudes ascending from -90 and -180. Names of species are read from the
    attribute ``species`` or from the beginning of the name (``Hg0...``, ``Hg2...``, ``HgP...``).

    Parameters
    ----------
    path : str or Path
    earth_radius_m : float, optional
        Sphere that the file's makers took, where the file does not state it.
    seconds_per_year : float, optional
        Length of the year that they took; that of the calendar when not given.

    Raises
    ------
    InputProblems
        The file is cut off, has no latitude, longitude or time, other units, values that are missing, negative
        or infinite, or fields that do not hold the mass that they state.
    """
    data = ordered(open_netcdf(path), Path(path).name)
    if earth_radius_m is not None:
        data.attrs["earth_radius_m"] = earth_radius_m
    if seconds_per_year is not None:
        data.attrs["seconds_per_year"] = seconds_per_year
    problems = list(_content(data, Path(path).name))
    if problems:
        raise InputProblems(problems)
    return data  # type: ignore[no-any-return]


def _content(data: xr.Dataset, where: str) -> Iterator[Problem]:
    """Go through the problems of the fields of a file."""
    try:
        the_grid, years, field_fluxes = dataset_grid(data), years_of(data), list(fluxes(data))
    except InputProblems as error:
        yield from error.problems
        return
    for flux in field_fluxes:
        values = flux.array.values
        bad = {
            "missing or infinite": int(np.count_nonzero(~np.isfinite(values))),
            "negative": int(np.count_nonzero(values < 0)),
        }
        for words, count in bad.items():
            if count:
                allowed = "a number, 0 or more, in every cell"
                remedy = "write 0 where nothing is emitted; a flux to the surface is not an emission"
                yield Problem(f"{count} cells are {words}", f"{where}, {flux.name}", allowed, remedy=remedy)
        stated = flux.array.attrs.get(_STATED)
        if stated is not None and not any(bad.values()):
            yield from _off(flux.name, values, np.atleast_1d(stated), the_grid, years, data, where)


def _off(
    name: str,
    values: Array,
    stated: Array,
    the_grid: Grid,
    years: tuple[int, ...],
    data: xr.Dataset,
    where: str,
) -> Iterator[Problem]:
    near = _KEPT[values.dtype.itemsize]
    for year, stated_mass, field in zip(years, stated, values, strict=True):
        contained_mass = mass(field, the_grid, seconds(data, year))
        if not abs(contained_mass - stated_mass) <= near * max(stated_mass, contained_mass):
            what = f"contains {contained_mass:.12g} kg in {year}, but states {stated_mass:.12g} kg"
            remedy = "the field was changed after it was written: write the file again"
            yield Problem(what, f"{where}, {name}", "the mass that the variable states", remedy=remedy)
