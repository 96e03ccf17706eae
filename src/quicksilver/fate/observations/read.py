"""Reading and writing station series: the edge where files are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from quicksilver.errors import InputProblems, Problem
from quicksilver.fate.observations.assemble import Options, Raw, assemble
from quicksilver.fate.observations.csv_files import read_csv, read_stations
from quicksilver.fate.observations.netcdf import dataset_of, read_netcdf
from quicksilver.fate.observations.series import StationSeries
from quicksilver.fate.observations.times import Resolution
from quicksilver.outputs import write_files

__all__ = ["read_series", "write_series"]


def read_series(
    path: str | Path,
    *,
    stations: str | Path | None = None,
    variable: str | None = None,
    flags: str | Mapping[str, str] = "generic",
    resolution: Resolution | None = None,
    gaps: str = "allow",
    temperature: float | None = None,
    pressure: float | None = None,
) -> StationSeries:
    """Return the station series of one variable from CSV or NetCDF.

    Parameters
    ----------
    path : str or Path
        CSV with station, time, variable, value, unit and, where there are any, flag, detection_limit, end; or NetCDF
        (endings .nc, .nc4, .cdf), CF feature type timeSeries.
    stations : str or Path, optional
        CSV with station, latitude, longitude and, where there are any, name, elevation, kind. Otherwise the same
        columns are in ``path``.
    variable : str, optional
        Id, standard name or alias; not needed when the file has one.
    flags : ``"generic"``, ``"ebas"`` or mapping
        What the flags of the file mean.
    resolution : str, optional
        Length of the intervals, where the file has no ends and it does not follow from the steps.
    gaps : ``"allow"`` or ``"refuse"``
        Gaps lower the coverage, or are refused.
    temperature, pressure : float, optional
        K and hPa of the cubic metre, for values in ppq.

    Returns
    -------
    StationSeries

    Raises
    ------
    InputProblems
        Everything that is wrong with the files, at once: values that are not there or negative, repeats, overlaps,
        times off the step or not in UTC, units, stations off the globe or without coordinates, unknown flags, a file
        that is cut off, nothing left after the flags.
    """
    file = Path(path)
    places = Path(stations) if stations is not None else None
    gone = [source for source in (file, places) if source is not None and not source.is_file()]
    if gone:
        raise InputProblems(
            [
                Problem(
                    f"there is no file {source.name!r}",
                    str(source),
                    "a CSV or NetCDF file",
                    remedy="check the path",
                )
                for source in gone
            ]
        )
    raw = _READERS.get(file.suffix.lower(), read_csv)(file, places)
    return assemble(raw, Options(variable, flags, resolution, gaps, temperature, pressure))


def _netcdf(file: Path, places: Path | None) -> Raw:
    """Return a NetCDF file, its stations from a file of their own where there is one."""
    if places is None:
        return read_netcdf(file)
    return read_netcdf(file, read_stations(places), places.name)


#: Ending of a file -> its reader; every other file is read as CSV.
_READERS: Final[dict[str, Callable[[Path, Path | None], Raw]]] = {
    ".nc": _netcdf,
    ".nc4": _netcdf,
    ".cdf": _netcdf,
    ".netcdf": _netcdf,
}


def write_series(series: StationSeries, path: str | Path, *, force: bool = False) -> Path:
    """Write a series as CF NetCDF, whole or not at all, and return the path.

    Raises
    ------
    OutputExistsError
        The file is there and ``force`` is not given.
    """
    file = Path(path)
    data = bytes(dataset_of(series).to_netcdf(engine="h5netcdf"))
    write_files(file.parent, {file.name: data}, force=force)
    return file
