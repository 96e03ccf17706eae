"""A NetCDF file, read whole or refused."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quicksilver.errors import InputProblems, Problem
from quicksilver.fate.calendars import decoded_times
from quicksilver.fate.hdf5 import can_be_walked
from quicksilver.language.problems import problem

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["open_netcdf"]


def open_netcdf(path: str | Path) -> xr.Dataset:
    """Return a NetCDF file, read whole into memory.

    Raises
    ------
    InputProblems
        There is no such file, it is not NetCDF, or it ends too early.
    """
    import xarray as xr

    file = Path(path)
    if not file.is_file():
        raise InputProblems(
            [Problem(f"there is no file {file.name!r}", str(path), "a NetCDF file", remedy="check the path")]
        )
    with file.open("rb") as start:
        magic = start.read(4)
    engine: Any = "h5netcdf" if magic[1:] == b"HDF" else "scipy" if magic[:3] == b"CDF" else ""
    if not engine:
        what = "the file is empty" if not magic else "the file does not begin as a NetCDF file does"
        raise InputProblems(
            [Problem(what, file.name, "NetCDF-4 or NetCDF-3", remedy="fetch or write the file again")]
        )
    if not can_be_walked(file):
        raise InputProblems([problem("fate.netcdf.endless", file.name)])
    try:
        with xr.open_dataset(file, engine=engine, decode_times=False) as opened:
            return _with_dates(opened.load())
    except (OSError, ValueError, KeyError, RuntimeError, TypeError, IndexError, EOFError) as error:
        what = f"the file cannot be read to its end ({str(error).splitlines()[0][:120]})"
        remedy = "fetch or write the file again; it is incomplete or damaged"
        raise InputProblems([Problem(what, file.name, "a whole NetCDF file", remedy=remedy)]) from None


def _with_dates(data: xr.Dataset) -> xr.Dataset:
    """Return the data with its times as dates; those that cannot be read stay numbers, for a field may not need them."""
    import xarray as xr

    try:
        return xr.decode_cf(data, mask_and_scale=False, concat_characters=False).load()
    except (ValueError, OverflowError, ImportError):
        pass  # another calendar, a year that nanoseconds do not reach, or no date at all
    for name in list(data.variables):
        with contextlib.suppress(InputProblems):
            data[name] = _dates(data[name], str(name))
    return data


def _dates(variable: xr.DataArray, where: str) -> xr.DataArray:
    units = str(variable.attrs.get("units", ""))
    if " since " not in units or variable.dtype.kind not in "iuf":
        return variable
    attrs = {key: value for key, value in variable.attrs.items() if key not in ("units", "calendar")}
    dates = decoded_times(variable.to_numpy(), units, str(variable.attrs.get("calendar", "")), where)
    made = variable.copy(data=dates)
    made.attrs = attrs
    return made
