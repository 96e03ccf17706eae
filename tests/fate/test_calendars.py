"""Times as models and networks write them: read, or refused with the true reason."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from quicksilver.errors import InputProblems
from quicksilver.fate.calendars import decoded_times
from quicksilver.fate.gridding.cells import Grid
from quicksilver.fate.gridding.dataset import years_of
from quicksilver.fate.gridding.fields import grid_of, ordered
from quicksilver.fate.gridding.netcdf import open_netcdf
from quicksilver.fate.observations.netcdf import read_netcdf


@given(st.integers(0, 400_000), st.sampled_from(["days", "hours", "minutes", "seconds"]))
def test_the_calendar_of_daily_life_is_numpys(days: int, unit: str) -> None:
    scale = {"days": 1, "hours": 24, "minutes": 1440, "seconds": 86_400}[unit]
    found = decoded_times([days * scale], f"{unit} since 1700-01-01", "standard", "a.nc")[0]
    assert found == np.datetime64("1700-01-01", "s") + np.timedelta64(days, "D")


@pytest.mark.parametrize(
    ("number", "units", "calendar", "date"),
    [
        (59, "days since 2015-01-01", "noleap", "2015-03-01"),
        (365 * 5, "days since 2012-01-01", "365_day", "2017-01-01"),
        (59, "days since 2015-01-01", "360_day", "2015-02-28"),  # its 30th of February
        (360, "days since 2015-01-01", "360_day", "2016-01-01"),
        (366, "days since 2015-01-01", "all_leap", "2016-01-01"),
        (0, "days since 0202-01-01", "proleptic_gregorian", "0202-01-01"),
        (0, "days since 1500-07-01 12:00", "proleptic_gregorian", "1500-07-01"),
        (735_600, "days since 0001-01-01 00:00:00", "standard", "2015-01-01"),  # the mixed calendar
        (735_598, "days since 1-1-1", "proleptic_gregorian", "2015-01-01"),
    ],
)
def test_calendars(number: float, units: str, calendar: str, date: str) -> None:
    assert str(decoded_times([number], units, calendar, "a.nc")[0])[:10] == date


@pytest.mark.parametrize(
    ("units", "calendar", "what"),
    [
        ("months since 2014-01-01", "", "times in months, which are not all as long"),
        ("years since 2014-01-01", "noleap", "times in years"),
        ("days since 2014-13-01", "", "cannot be read"),
        ("days since the flood", "", "cannot be read"),
        ("days since 2014-01-01", "lunar", "the calendar 'lunar' is not known"),
        ("m", "", "are not understood"),
    ],
)
def test_what_cannot_be_read_is_named(units: str, calendar: str, what: str) -> None:
    with pytest.raises(InputProblems, match=what):
        decoded_times([1.0], units, calendar, "a.nc, time")


@given(
    st.floats(),
    st.sampled_from(["days since 2000-01-01", "seconds since 0001-01-01", "hours since 9999-12-31"]),
)
def test_any_number_is_a_time_or_a_problem(number: float, units: str) -> None:
    for calendar in ("standard", "noleap", "360_day", ""):
        try:
            decoded_times([number], units, calendar, "a.nc")
        except InputProblems:
            continue


def _stations(path, units, values, calendar=None):
    attrs = {"units": units} | ({"calendar": calendar} if calendar else {})
    xr.Dataset(
        {"gem": (("time",), np.full(len(values), 1.5), {"units": "ng m-3"})},
        coords={"time": ("time", values, attrs), "latitude": 78.9, "longitude": 11.9, "station": "Z1"},
    ).to_netcdf(path, engine="h5netcdf")
    return path


@pytest.mark.parametrize(
    ("units", "calendar", "what"),
    [
        ("months since 2014-01-01", None, "times in months"),
        ("days since 2014-01-01", "noleap", "calendar 'noleap'"),
        ("days since 0202-01-01", None, "before 1678 or after 2261"),
        ("days since 1500-01-01", None, "before 1678 or after 2261"),
    ],
)
def test_observations_name_unit_calendar_and_year(tmp_path, units, calendar, what) -> None:
    with pytest.raises(InputProblems, match=what):
        read_netcdf(_stations(tmp_path / "m.nc", units, np.arange(24.0), calendar))


def _field(path, units, calendar, times=1):
    lon, lat = np.arange(-179.5, 180), np.arange(-89.5, 90)
    xr.Dataset(
        {"emi": (("time", "lat", "lon"), np.ones((times, 180, 360), "f4"), {"units": "kg m-2 s-1"})},
        coords={
            "lat": lat,
            "lon": lon,
            "time": ("time", 400.0 * np.arange(times), {"units": units, "calendar": calendar}),
        },
    ).to_netcdf(path, engine="h5netcdf")
    return open_netcdf(path)


@pytest.mark.parametrize(
    ("units", "calendar"),
    [
        ("days since 2015-01-01", "noleap"),
        ("days since 2015-01-01", "360_day"),
        ("days since 0202-01-01", "standard"),
        ("months since 2015-01-01", "standard"),
        ("days since 2015-01-01", "lunar"),
    ],
)
def test_a_field_of_one_time_needs_no_time(tmp_path, units, calendar) -> None:
    assert _field(tmp_path / "p.nc", units, calendar)["emi"].shape == (1, 180, 360)


def test_the_years_of_a_model_are_read_and_other_calendars_named(tmp_path) -> None:
    assert years_of(_field(tmp_path / "a.nc", "days since 2015-01-01", "noleap", 2)) == (2015, 2016)
    with pytest.raises(InputProblems, match="times in months"):
        years_of(_field(tmp_path / "b.nc", "months since 2015-01-01", "noleap", 2))


@pytest.mark.parametrize("step", [0.5, 0.1, 0.05, 0.01])
@pytest.mark.parametrize("west", [0.0, -180.0])
@pytest.mark.parametrize("summed", [False, True])
def test_coordinates_in_single_precision_are_regular(step: float, west: float, summed: bool) -> None:
    columns, rows = round(360 / step), round(20 / step)
    lon = (west + (np.arange(columns) + 0.5) * step).astype("f4")
    lat = (-10 + (np.arange(rows) + 0.5) * step).astype("f4")
    if summed:
        # As a program has them that works in single precision throughout.
        lat = np.float32(-10) + (np.arange(rows, dtype="f4") + np.float32(0.5)) * np.float32(step)
    field = xr.DataArray(
        np.broadcast_to(np.float32(1), (rows, columns)), {"lat": lat, "lon": lon}, ("lat", "lon")
    )
    assert grid_of(ordered(field, "p.nc"), "p.nc") == Grid(step, -180.0, -10.0, 180.0, 10.0)


def test_coordinates_that_are_not_regular_are_refused_in_single_precision_too() -> None:
    lon = np.array([0.05, 0.15, 0.26, 0.35], "f4")
    field = xr.DataArray(np.ones((4, 4)), {"lat": lon, "lon": lon}, ("lat", "lon"))
    with pytest.raises(InputProblems, match="not regular"):
        grid_of(ordered(field, "p.nc"), "p.nc")


@pytest.mark.parametrize(("resolution", "what"), [(0.001, "GiB of memory"), (1e-9, "0.001 to 90 degrees")])
def test_a_grid_too_fine_is_refused_before_it_is_made(resolution: float, what: str) -> None:
    with pytest.raises(InputProblems, match=what):
        Grid(resolution)
