"""Station series from and to NetCDF: CF discrete sampling geometries of the feature type timeSeries."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from quicksilver.errors import InputProblems, Problem
from quicksilver.fate.calendars import CIVIL, decoded_times
from quicksilver.fate.hdf5 import can_be_walked
from quicksilver.fate.observations.assemble import Raw
from quicksilver.fate.observations.flags import flag_table
from quicksilver.fate.observations.series import StationSeries, Variable, find_variable
from quicksilver.fate.observations.times import FIRST_YEAR, LAST_YEAR
from quicksilver.intake.numbers import machine_number
from quicksilver.language.problems import problem

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["dataset_of", "read_netcdf"]

_FIRST: Final = np.datetime64(f"{FIRST_YEAR}-01-01", "s")
_LAST: Final = np.datetime64(f"{LAST_YEAR + 1}-01-01", "s")
_OFFSET: Final = re.compile(r"since\s+\S+[ T]+\S+?\s*([+-]\d{1,2}(?::?\d{2})?)\s*$")
_LAT: Final = ("latitude", "degrees_north", ("latitude", "lat", "station_latitude"))
_LON: Final = ("longitude", "degrees_east", ("longitude", "lon", "station_longitude"))
_ALT: Final = ("surface_altitude", "", ("altitude", "elevation", "alt", "station_altitude"))


def _open(path: Path) -> xr.Dataset:
    """Return the whole file in memory, times not decoded."""
    import xarray as xr

    head = path.read_bytes()[:8]
    classic, hdf = head[:3] == b"CDF", head[:8] == b"\x89HDF\r\n\x1a\n"
    if not (classic or hdf):
        raise InputProblems(
            [Problem("this is not a NetCDF file", path.name, "NetCDF 3 or 4, or CSV with the ending .csv")]
        )
    if not can_be_walked(path):
        raise InputProblems([problem("fate.netcdf.endless", path.name)])
    try:
        with xr.open_dataset(path, engine="scipy" if classic else "h5netcdf", decode_times=False) as data:
            return data.load()
    except Exception as error:  # readers of broken files raise of every kind
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise InputProblems(
            [
                Problem(
                    f"the NetCDF file is incomplete or damaged ({reason[:120]})",
                    path.name,
                    "a whole file",
                    remedy="fetch or copy the file again",
                )
            ]
        ) from error


def _named(data: xr.Dataset, standard: str, unit: str, names: tuple[str, ...]) -> Any:
    """Return the variable that is a coordinate of stations, by standard name, unit, then name."""
    for key, variable in data.variables.items():
        if variable.attrs.get("standard_name") == standard or (unit and variable.attrs.get("units") == unit):
            return data[key]
    return next((data[name] for name in names if name in data.variables), None)


def _times(data: xr.Dataset, file: str) -> tuple[str, list[Problem]]:
    """Return the name of the time variable, or what is wrong with it."""
    names = [
        str(key) for key, variable in data.variables.items() if variable.attrs.get("standard_name") == "time"
    ]
    names += [name for name in ("time",) if name in data.variables and name not in names]
    names = [name for name in names if "since" in str(data[name].attrs.get("units", ""))]
    if not names:
        allowed = "a variable time with units such as 'days since 1990-01-01' (UTC)"
        return "", [Problem("the file has no time", file, allowed)]
    name = names[0]
    attrs = data[name].attrs
    calendar = str(attrs.get("calendar", "")).casefold()
    problems = []
    if calendar not in CIVIL:
        problems.append(
            Problem(
                f"calendar {calendar!r}",
                f"{file}, {name}",
                "standard, gregorian or proleptic_gregorian",
                remedy="observations use the civil calendar",
            )
        )
    offset = _OFFSET.search(str(attrs["units"]))
    if offset and int(re.sub(r"\D", "", offset[1])) != 0:
        problems.append(
            Problem(
                f"times with the offset {offset[1]} from UTC",
                f"{file}, {name}",
                "times in UTC",
                remedy="write the times in UTC",
            )
        )
    return name, problems


def _decoded(values: Any, units: str, calendar: str, where: str) -> Any:
    """Return numbers since a date as datetime64[ns].

    Raises
    ------
    InputProblems
        The unit or date cannot be read, or a time is before 1678 or after 2261.
    """
    times = decoded_times(values, units, calendar, where)
    known = times[~np.isnat(times)]
    beyond = known[(known < _FIRST) | (known >= _LAST)]
    if len(beyond):
        example = str(beyond[0])[:10]
        years = {"first": str(FIRST_YEAR), "last": str(LAST_YEAR)}
        raise InputProblems([problem("times.range", where, count=len(beyond), example=example, **years)])
    return times.astype("datetime64[ns]")


def _layout(data: xr.Dataset, time: str) -> tuple[str, Any]:
    """Return the dimension of observations and for each the index of its station; None where dimensions say it."""
    for variable in data.variables.values():
        if "sample_dimension" in variable.attrs:
            return str(variable.attrs["sample_dimension"]), np.repeat(
                np.arange(variable.size), variable.to_numpy().astype(int)
            )
        if "instance_dimension" in variable.attrs:
            return str(variable.dims[0]), variable.to_numpy().astype(int)
    return str(data[time].dims[-1]) if data[time].dims else "", None


def _text(values: Any) -> list[str]:
    return [
        text.decode("utf-8", "replace").strip() if isinstance(text, bytes) else str(text).strip()
        for text in np.ravel(values)
    ]


def _instances(data: xr.Dataset, obs: str) -> tuple[str, list[str], list[str]]:
    """Return the dimension of stations, their ids and names; one station may have no dimension."""
    ids = next(
        (
            variable
            for variable in data.variables.values()
            if variable.attrs.get("cf_role") == "timeseries_id"
        ),
        None,
    )
    if ids is None:
        ids = next(
            (
                data[name].variable
                for name in ("station", "station_id", "station_code")
                if name in data.variables
            ),
            None,
        )
    names = next((data[name] for name in ("station_name", "name") if name in data.variables), None)
    if ids is not None and ids.dims != (obs,):
        idents = _text(ids.to_numpy())
        return (
            str(ids.dims[0]) if ids.dims else "",
            idents,
            _text(names.to_numpy()) if names is not None else idents,
        )
    for key in ("ebas_station_code", "station_code", "station", "platform"):
        if key in data.attrs:
            idents = [str(data.attrs[key])]
            return "", idents, [str(data.attrs.get("station_name", idents[0]))]
    return "", ["station"], ["station"]


def _coordinate(data: xr.Dataset, what: tuple[str, str, tuple[str, ...]], key: str, count: int) -> Any:
    """Return one coordinate of every station; from the attributes of the file when its two ends are one."""
    variable = _named(data, *what)
    if variable is not None and variable.size in (1, count):
        return np.broadcast_to(variable.to_numpy().astype(float).ravel(), (count,))
    try:
        low, high = (machine_number(str(data.attrs[f"geospatial_{key}_{end}"])) for end in ("min", "max"))
    except (KeyError, ValueError):
        return None
    return np.full(count, low) if low == high else None


def _places(data: xr.Dataset, obs: str, file: str) -> tuple[str, pd.DataFrame, list[Problem]]:
    """Return the stations."""
    import pandas as pd

    dimension, ids, names = _instances(data, obs)
    latitude = _coordinate(data, _LAT, "lat", len(ids))
    longitude = _coordinate(data, _LON, "lon", len(ids))
    height = _coordinate(data, _ALT, "vertical", len(ids))
    problems = []
    if latitude is None or longitude is None:
        problems.append(
            Problem(
                "the file has no station coordinates",
                file,
                "variables latitude and longitude on the dimension of stations",
                remedy="add them, or give a file of stations (--stations FILE) with station, latitude, longitude",
            )
        )
        latitude = longitude = np.zeros(len(ids))
    kind = _text(data["station_kind"].to_numpy()) if "station_kind" in data.variables else [""] * len(ids)
    table = pd.DataFrame(
        {
            "station": ids,
            "name": names,
            "latitude": latitude,
            "longitude": longitude,
            "elevation": np.nan if height is None else height,
            "kind": kind,
            "place": [f"station {k}" for k in range(len(ids))],
        }
    )
    table["latitude_said"], table["longitude_said"] = table["latitude"], table["longitude"]
    return dimension, table, problems


def _companion(data: xr.Dataset, name: str, kind: str) -> Any:
    """Return the flag or detection-limit variable of a variable, by ancillary_variables, then by name."""
    listed = str(data[name].attrs.get("ancillary_variables", "")).split()
    marks = ("flag", "qc") if kind == "flag" else ("detection",)
    ends = ("flag", "qc", "numflag") if kind == "flag" else ("detection_limit",)
    for companion in [*listed, *(f"{name}_{end}" for end in ends)]:
        if companion in data.variables and any(
            mark in f"{companion} {data[companion].attrs.get('standard_name', '')}" for mark in marks
        ):
            return data[companion]
    return None


def _flag_text(flag: Any, dims: tuple[str, ...], data: xr.Dataset) -> Any:
    """Return flags as words, several in one where the flag has a dimension of its own."""
    own = [name for name in flag.dims if name not in dims]
    values = flag.transpose(*[name for name in dims if name in flag.dims], *own).to_numpy()
    kept = values.shape[: values.ndim - len(own)]
    # The length is counted, since none can be found for an array without values.
    values = values.reshape(*kept, int(np.prod(values.shape[len(kept) :])))
    if values.dtype.kind == "O":
        # Texts of any length come as objects, which cannot be sorted by rows.
        texts = [
            item.decode("utf-8", "replace") if isinstance(item, bytes) else str(item) for item in values.flat
        ]
        values = np.array(texts, dtype=str).reshape(values.shape)
    meanings = str(flag.attrs.get("flag_meanings", "")).split()
    numbers = np.atleast_1d(flag.attrs.get("flag_values", []))
    words = {}
    if meanings and numbers.dtype.kind in "biuf" and set(meanings) <= set(flag_table("generic").flags):
        words = dict(zip((f"{number:g}" for number in numbers), meanings, strict=False))

    def say(row: Any) -> str:
        if values.dtype.kind in "SUO":
            return " ".join(_text(row))
        texts = [
            f"{number:g}" if float(number).is_integer() else f"{number:.9f}".rstrip("0")
            for number in row
            if not np.isnan(float(number))
        ]
        return " ".join(words.get(text, text) for text in texts)

    kinds, where = np.unique(values.reshape(-1, values.shape[-1]), axis=0, return_inverse=True)
    flag_words = np.array([say(row) for row in kinds] or [""], dtype=object)[np.ravel(where)]
    return flag_words.reshape(values.shape[:-1])


def _values(
    data: xr.Dataset, name: str, dims: tuple[str, ...], file: str
) -> tuple[dict[str, Any], list[Problem]]:
    """Return value, limit, flag and unit of a variable on the dimensions given."""
    variable = data[name]
    extra = [dim for dim in variable.dims if dim not in dims]
    if extra:
        return {}, [
            Problem(f"{name!r} has the dimension {', '.join(map(str, extra))}", file, "stations and time")
        ]
    shape = tuple(data.sizes[dim] for dim in dims)
    order = [dim for dim in dims if dim in variable.dims]
    value = np.broadcast_to(variable.transpose(*order).to_numpy().astype(float), shape)
    flag, limit = _companion(data, name, "flag"), _companion(data, name, "limit")
    if flag is None:
        flags = np.where(np.isnan(value), "missing", "").astype(object)
    else:
        flags = np.broadcast_to(_flag_text(flag, dims, data), shape)
        flags = np.where((flags == "") & np.isnan(value), "missing", flags)
    bound = np.full(shape, float(variable.attrs.get("detection_limit", np.nan)))
    if limit is not None:
        given = limit.transpose(*[dim for dim in dims if dim in limit.dims]).to_numpy().astype(float)
        bound = np.broadcast_to(given, shape)
    return {
        "value": value,
        "flag": flags,
        "limit": bound,
        "unit": str(variable.attrs.get("units", "")),
        "flagged": flag is not None,
    }, []


def read_netcdf(path: Path, places: pd.DataFrame | None = None, places_file: str = "") -> Raw:
    """Return the rows and stations of a NetCDF file.

    Any layout of the CF feature type timeSeries is read: one station, stations by time (orthogonal or incomplete),
    contiguous and indexed ragged arrays. What has the bounds of its time is an interval from bound to bound; without
    bounds the time is taken as the beginning.

    Parameters
    ----------
    path : Path
        NetCDF 3 or 4.
    places : DataFrame, optional
        Stations from another file, in place of the coordinates in this one.
    places_file : str

    Raises
    ------
    InputProblems
        The file is damaged, or has no time, station coordinates or variable that is known.
    """
    data = _open(path)
    time, problems = _times(data, path.name)
    obs, index = _layout(data, time) if time else ("", None)
    dimension, stations, more = _places(data, obs, path.name)
    if places is None:
        problems += more
    known = {str(name): _known(data, str(name)) for name in data.data_vars}
    names = [name for name, variable in known.items() if variable]
    if not names:
        problems.append(
            Problem(
                "no variable of the file is known",
                path.name,
                "a variable with a name or standard name of the list of variables",
                remedy="name the variable gem, tgm, wet_deposition ...",
            )
        )
    problems += [
        Problem(
            f"variable {name!r} has no value", path.name, "one value or more", remedy="choose a whole file"
        )
        for name in names
        if not data[name].size
    ]
    if problems:
        raise InputProblems(problems)
    frames, notes = [], []
    begins, ends, note = _bounds(data, time, path.name)
    for name in names:
        dims = (dimension, obs) if index is None and dimension and dimension in data[name].dims else (obs,)
        parts, more = _values(data, name, dims, path.name)
        problems += more
        if parts:
            notes += [] if parts.pop("flagged") else [f"{name} has no flags: all values are taken as valid"]
            frames.append(
                _frame(parts, begins, ends, stations["station"].tolist(), index, known[name] or name)
            )
    if problems:
        raise InputProblems(problems)
    raw = _raw(path, data, names, frames, stations, [*note, *notes])
    if places is not None:
        raw.stations, raw.stations_file = places, places_file
    return raw


def _known(data: xr.Dataset, name: str) -> str:
    for label in (name, str(data[name].attrs.get("standard_name", ""))):
        variable = find_variable(label)
        if variable and data[name].dtype.kind in "fiu":
            return variable.id
    return ""


def _bounds(data: xr.Dataset, time: str, file: str) -> tuple[Any, Any, list[str]]:
    """Return beginnings and ends."""
    units, calendar = str(data[time].attrs["units"]), str(data[time].attrs.get("calendar", ""))
    bounds = str(data[time].attrs.get("bounds", ""))
    if bounds in data.variables:
        pair = _decoded(data[bounds].to_numpy(), units, calendar, f"{file}, {bounds}")
        return pair[..., 0], pair[..., 1], ["intervals from the bounds of time"]
    begins = _decoded(data[time].to_numpy(), units, calendar, f"{file}, {time}")
    ends = np.full(begins.shape, np.datetime64("NaT", "ns"))
    return begins, ends, ["time is taken as the beginning of an interval, UTC"]


def _frame(
    parts: dict[str, Any], begins: Any, ends: Any, ids: list[str], index: Any, variable: str
) -> pd.DataFrame:
    """Return one row for each value."""
    import pandas as pd

    shape = parts["value"].shape
    count = shape[-1]
    which = (
        np.tile(np.arange(shape[0])[:, None], count)
        if len(shape) == 2
        else index
        if index is not None
        else np.zeros(count, int)
    )
    begins, ends = np.broadcast_to(begins, shape).ravel(), np.broadcast_to(ends, shape).ravel()
    rows = pd.DataFrame(
        {
            "station": np.array(ids, dtype=object)[np.ravel(which)],
            "start": begins,
            "end": ends,
            "fine": "instant",
            "variable": variable,
            "value": parts["value"].ravel(),
            "unit": parts["unit"],
            "flag": parts["flag"].ravel(),
            "limit": parts["limit"].ravel(),
            "place": [f"{variable}[{k}]" for k in range(begins.size)],
        }
    )
    # Filled-up places of an incomplete array have neither a time nor a value.
    rows = rows[~(rows["start"].isna() & rows["value"].isna())].reset_index(drop=True)
    return rows.assign(
        said=rows["value"].map(str), limit_said=rows["limit"].map(str).where(rows["limit"].notna(), "")
    )


def _raw(
    path: Path,
    data: xr.Dataset,
    names: list[str],
    frames: list[pd.DataFrame],
    stations: pd.DataFrame,
    notes: list[str],
) -> Raw:
    import pandas as pd

    standard_conditions = [
        f"{key} {value}"
        for name in names
        for key, value in data[name].attrs.items()
        if re.search(r"std.*(temp|press)", str(key), re.IGNORECASE)
    ]
    conditions = str(data.attrs.get("volume_conditions", "")) or "; ".join(dict.fromkeys(standard_conditions))
    return Raw(
        path.name,
        pd.concat(frames, ignore_index=True),
        stations,
        path.name,
        [],
        list(dict.fromkeys(notes)),
        conditions,
    )


def dataset_of(series: StationSeries) -> xr.Dataset:
    """Return a series as a CF dataset: contiguous ragged array, bounds of time, flags, detection limits.

    Parameters
    ----------
    series : StationSeries

    Returns
    -------
    Dataset
        Dimensions ``station`` and ``obs``; what :func:`read_netcdf` reads back as the same series.
    """
    import xarray as xr

    from quicksilver.package import VERSION

    return xr.Dataset(
        {
            **_measurements(series),
            "row_size": _row_sizes(series),
            **_intervals(series),
            **_station_variables(series.stations),
        },
        attrs={
            "Conventions": "CF-1.11",
            "featureType": "timeSeries",
            "title": f"Observations of {series.variable.long_name}",
            "source": f"Quicksilver {VERSION}",
            "volume_conditions": series.conditions,
        },
    )


def _measurements(series: StationSeries) -> dict[str, Any]:
    """Return the variables of values, flags and detection limits."""
    records, variable = series.records, series.variable
    words = list(flag_table("generic").flags)
    measured = (records["state"] == "below_detection") & (records["holds"] == "measured")
    state = records["state"].where(~measured, "below_detection_measured")
    return {
        variable.id: ("obs", records["value"].to_numpy(float), _value_attributes(variable)),
        f"{variable.id}_flag": (
            "obs",
            state.map(words.index).to_numpy("int8"),
            {
                "standard_name": "status_flag",
                "flag_values": np.arange(len(words), dtype="int8"),
                "flag_meanings": " ".join(words),
            },
        ),
        f"{variable.id}_detection_limit": (
            "obs",
            records["limit"].to_numpy(float),
            {"units": variable.unit, "long_name": "detection limit"},
        ),
    }


def _value_attributes(variable: Variable) -> dict[str, str]:
    """Return the CF attributes of the values; a variable without a standard name has none."""
    attributes = {
        "units": variable.unit,
        "long_name": variable.long_name,
        "coordinates": "time latitude longitude elevation",
        "ancillary_variables": f"{variable.id}_flag {variable.id}_detection_limit",
    }
    if variable.standard_name:
        attributes["standard_name"] = variable.standard_name
    return attributes


def _row_sizes(series: StationSeries) -> tuple[str, Any, dict[str, str]]:
    """Return the variable of the number of values of each station, by which CF divides the ragged array."""
    counts = [int((series.records["station"] == name).sum()) for name in series.stations["station"]]
    return (
        "station",
        np.array(counts, dtype="int32"),
        {"sample_dimension": "obs", "long_name": "values of the station"},
    )


def _intervals(series: StationSeries) -> dict[str, Any]:
    """Return the variables of beginnings, and of the bounds from beginning to end."""
    since = "seconds since 1970-01-01 00:00:00"
    begins, ends = (
        series.records[key].to_numpy().astype("datetime64[s]").astype("int64") for key in ("start", "end")
    )
    return {
        "time": (
            "obs",
            begins,
            {"standard_name": "time", "units": since, "calendar": "standard", "bounds": "time_bounds"},
        ),
        "time_bounds": (("obs", "bound"), np.stack([begins, ends], axis=1)),
    }


def _station_variables(stations: pd.DataFrame) -> dict[str, Any]:
    """Return the variables that identify and place the stations."""
    text = {key: stations[key].to_numpy().astype(str) for key in ("station", "name", "kind")}
    return {
        "station_id": ("station", text["station"], {"cf_role": "timeseries_id"}),
        "station_name": ("station", text["name"]),
        "station_kind": ("station", text["kind"]),
        "latitude": (
            "station",
            stations["latitude"].to_numpy(float),
            {"standard_name": "latitude", "units": "degrees_north"},
        ),
        "longitude": (
            "station",
            stations["longitude"].to_numpy(float),
            {"standard_name": "longitude", "units": "degrees_east"},
        ),
        "elevation": (
            "station",
            stations["elevation"].to_numpy(float),
            {"standard_name": "surface_altitude", "units": "m"},
        ),
    }
