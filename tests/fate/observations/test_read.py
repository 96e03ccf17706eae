"""Files of stations: what is read, and what is refused all at once."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from quicksilver.errors import InputProblems, OutputExistsError, UnitError
from quicksilver.fate.observations import flag_table, read_series, variables, write_series
from quicksilver.fate.observations.flags import resolve
from quicksilver.fate.observations.netcdf import dataset_of
from quicksilver.fate.observations.units import ng_per_ppq, scale

STATIONS = "station,name,latitude,longitude,elevation,kind\nA,Alpha,60.5,10.25,12,background\nB,Beta,-30,200,5,coast\n"
HEAD = "station,time,variable,value,unit,flag,detection_limit\n"
GEM = variables()["gem"]


def files(folder, rows, stations=STATIONS, head=HEAD):
    (folder / "stations.csv").write_text(stations)
    (folder / "series.csv").write_text(head + "\n".join(rows) + "\n")
    return folder / "series.csv", folder / "stations.csv"


def read(folder, rows, stations=STATIONS, head=HEAD, **words):
    path, places = files(folder, rows, stations, head)
    return read_series(path, stations=places, **words)


def refused(call, *args, **words):
    with pytest.raises(InputProblems) as caught:
        call(*args, **words)
    assert all(
        part for one in caught.value.problems for part in (one.what, one.where, one.allowed, one.remedy)
    )
    return caught.value.problems


def months(station="A", count=12, year=2010, unit="ng m-3", value="1.5", flag="valid"):
    return [f"{station},{year + k // 12}-{k % 12 + 1:02d},gem,{value},{unit},{flag}," for k in range(count)]


def test_two_files(tmp_path) -> None:
    series = read(tmp_path, months() + months("B", value="1500", unit="pg/m3"))
    assert series.variable is GEM
    assert series.stations["longitude"].tolist() == [10.25, -160]
    assert series.records["value"].tolist() == [1.5] * 24
    first = series.records.iloc[1]
    assert (str(first["start"])[:10], str(first["end"])[:10]) == ("2010-02-01", "2010-03-01")
    assert series.station("B").records["station"].unique().tolist() == ["B"]
    assert "no station 'b '" in str(refused(series.station, "b ")[0])


def test_one_file(tmp_path) -> None:
    path = tmp_path / "all.csv"
    head = "station,latitude,longitude,time,variable,value,unit\n"
    path.write_text(head + "".join(f"A,60,10,2010-01-{d:02d},tgm,1.4,ng/m3\n" for d in range(1, 5)))
    series = read_series(path)
    assert series.variable.id == "tgm"
    assert any("no flags" in note for note in series.notes)
    path.write_text(head + "A,60,10,2010-01-01,tgm,1,ng/m3\nA,61,10,2010-01-02,tgm,1,ng/m3\n")
    assert "in 2 places" in refused(read_series, path)[0].what


def test_everything_at_once(tmp_path) -> None:
    rows = [
        "A,2010-01-01,gem,-0.2,ng m-3,valid,",
        "A,2010-01-02,gem,NaN,ng m-3,valid,",
        "A,2010-01-02,gem,1,ng m-3,valid,",
        "A,2010-01-03,gem,many,ng m-3,valid,",
        "A,2010-01-04,gem,1,kg,valid,",
        "A,2010-01-05,gem,1,ng m-3,vald,",
        "A,2010-02-30,gem,1,ng m-3,valid,",
        "A,2010-01-07T00:00+01:00,gem,1,ng m-3,valid,",
        "C,2010-01-01,gem,1,ng m-3,valid,",
        "A,2010-01-08,gem,,ng m-3,below_detection,",
        "A,2010-01-09,gem,,ng m-3,below_detection,-1",
        "A,2010-01-10,gem,inf,ng m-3,valid,",
        "A,2010-01-11,gem,1,ng m-3,valid,",
    ]
    stations = "station,latitude,longitude\nA,160.5,10\nB,,3\nD,1,400\nD,2,4\n"
    problems = refused(read, tmp_path, rows, stations)
    text = "\n".join(one.what for one in problems)
    for said in (
        "off the globe: 'A'",
        "no coordinates for station 'B'",
        "'D' (1, 400)",
        "more than once",
        "negative",
        "are missing (NaN or empty)",
        "are not numbers",
        "unit 'kg'",
        "unknown flag 'vald'",
        "offset from UTC",
        "values that are not times: '2010-02-30'",
        "'C' is not among",
        "without a detection limit",
        "limits that are not numbers above 0",
        "infinite",
        "share station and time",
    ):
        assert said in text, said
    by = {one.what: one for one in problems}
    flag = next(one for what, one in by.items() if "vald" in what)
    assert (flag.guess, flag.where) == ("valid", "series.csv:7")
    assert next(one for what, one in by.items() if "offset" in what).guess == "2010-01-06T23:00:00Z"
    assert next(one for what, one in by.items() if "not numbers" in what).guess == ""


def test_what_is_rejected_is_not_looked_at(tmp_path) -> None:
    series = read(
        tmp_path,
        [
            *months(),
            "B,2010-01,gem,-999,ng m-3,invalid,",
            "B,2010-02,gem,,ng m-3,missing,",
            "B,2010-03,gem,1,ng m-3,,",
        ],
    )
    assert np.isnan(series.records["value"]).sum() == 2
    assert len(series.usable) == 13


def test_nothing_left(tmp_path) -> None:
    problem = refused(read, tmp_path, months(flag="invalid"))[0]
    assert "no gem is left after the flags (12 invalid)" in problem.what


def test_below_detection(tmp_path) -> None:
    rows = [
        "A,2010-01,gem,,ng m-3,below_detection,0.2",
        "A,2010-02,gem,0.1,ng m-3,below_detection_measured,0.2",
        "A,2010-03,gem,0.15,ng m-3,valid,0.2",
        "A,2010-04,gem,0.9,ng m-3,valid,0.2",
    ]
    records = read(tmp_path, rows).records
    assert records["state"].tolist() == ["below_detection"] * 3 + ["valid"]
    assert records["holds"].tolist() == ["", "measured", "measured", ""]


def test_ebas_flags(tmp_path) -> None:
    rows = [
        "A,2010-01,gem,0.1,ng m-3,0.781,",
        "A,2010-02,gem,0.1,ng m-3,0.147380,",
        "A,2010-03,gem,9.9,ng m-3,0.999,",
        "A,2010-04,gem,1,ng m-3,100 459,",
        "A,2010-05,gem,1,ng m-3,0.000000000,",
    ]
    series = read(tmp_path, rows, flags="ebas")
    assert series.records["state"].tolist() == [
        "below_detection",
        "below_detection",
        "missing",
        "valid",
        "valid",
    ]
    assert series.records["limit"].iloc[0] == 0.1
    assert 'flags="ebas"' in refused(read, tmp_path, rows)[0].remedy
    assert (
        "EBAS flag list"
        in refused(read, tmp_path, ["A,2010-01,gem,1,ng m-3,0.123,"], flags="ebas")[0].allowed
    )


def test_flags_of_the_user(tmp_path) -> None:
    series = read(tmp_path, months(flag="G") + months("B", flag="X"), flags={"G": "valid", "X": "invalid"})
    assert len(series.usable) == 12
    assert refused(flag_table, {"G": "vaild"})[0].guess == "valid"
    assert refused(flag_table, "ebass")[0].guess == "ebas"


def test_flag_tables_hold_only_known_states() -> None:
    from quicksilver.fate.observations.series import STATES

    for name in ("generic", "ebas"):
        assert {flag.state for flag in flag_table(name).flags.values()} <= set(STATES)
    assert len(flag_table("ebas").flags) > 150


@given(st.lists(st.sampled_from(sorted(flag_table("ebas").flags)), min_size=1, max_size=4))
def test_packed_flags_are_the_flags_apart(numbers) -> None:
    table = flag_table("ebas")
    assert resolve("0." + "".join(numbers), table) == resolve(" ".join(numbers), table)


@pytest.mark.parametrize(
    ("unit", "variable", "factor"),
    [
        ("ng m-3", "gem", 1),
        ("ng/m3", "gem", 1),
        ("pg m^-3", "gem", 1e-3),
        ("µg/m³", "gem", 1000),
        ("ng Hg m-3", "gem", 1),
        ("ng/Nm3", "gem", 1),
        ("ug m-2 yr-1", "wet_deposition", 1),
        ("ng m-2", "wet_deposition", 1e-3),
        ("µg/m²", "wet_deposition", 1),
        ("ng/m2/d", "wet_deposition", 0.36525),
        ("ng L-1", "precipitation_concentration", 1),
        ("ng/l", "precipitation_concentration", 1),
        ("ug m-3", "precipitation_concentration", 1),
        ("mm", "precipitation", 1),
        ("cm", "precipitation", 10),
        ("kg m-2", "precipitation", 1),
    ],
)
def test_units(unit, variable, factor) -> None:
    assert scale(unit, variables()[variable]).factor == pytest.approx(factor, rel=1e-14)


@pytest.mark.parametrize(
    "unit",
    [
        "",
        "ng",
        "ng m-2",
        "ppb",
        "m-3",
        "ng m-33",
        "10 ng m-3",
        "__import__('os')",
        "degC",
        "ng m-3 m-3 m-3 m-3 m-3 m-3 m-3",
    ],
)
def test_no_units(unit) -> None:
    with pytest.raises(UnitError):
        scale(unit, GEM)


def test_ppq() -> None:
    # 1 ng m-3 is 112 ppq at 273.15 K and 1013.25 hPa: molar volume 22.414 L over 200.592 g.
    assert 1 / ng_per_ppq(273.15, 1013.25) == pytest.approx(22.41396954 / 200.592 * 1e3, rel=1e-8)
    assert scale("ppq", GEM, temperature=298.15, pressure=1000).factor == ng_per_ppq(298.15, 1000)
    for words in ({}, {"temperature": 273.15}, {"temperature": -1, "pressure": 1000}):
        with pytest.raises(UnitError):
            scale("ppq", GEM, **words)


def test_conditions_are_kept(tmp_path) -> None:
    assert read(tmp_path, months(unit="ng/Nm3")).conditions == "volume at 273.15 K and 1013.25 hPa"


def test_amounts_become_rates(tmp_path) -> None:
    rows = [
        "A,2010-01-01,wet_deposition,700,ng m-2,valid,",
        "A,2010-01-08,wet_deposition,1400,ng m-2,valid,",
        "A,2010-01-15,wet_deposition,0,ng m-2,valid,",
    ]
    assert read(tmp_path, rows).records["value"].tolist() == pytest.approx(
        [0.7 * 365.25 / 7, 1.4 * 365.25 / 7, 0]
    )


def test_variables(tmp_path) -> None:
    rows = months() + [row.replace(",gem,", ",tgm,") for row in months("B")]
    assert "2 variables" in refused(read, tmp_path, rows)[0].what
    assert len(read(tmp_path, rows, variable="Hg0").records) == 12
    assert refused(read, tmp_path, rows, variable="gen")[0].guess == ""
    assert "no 'pbm'" in refused(read, tmp_path, rows, variable="pbm")[0].what
    assert refused(read, tmp_path, [row.replace(",gem,", ",gemm,") for row in months()])[0].guess == ""


def test_times(tmp_path) -> None:
    hour = "A,2012-02-{}T{:02d}:00Z,gem,1,ng m-3,valid,"
    rows = [hour.format(day, k) for day in (28, 29) for k in range(24)]
    records = read(tmp_path, rows).records
    assert str(records["end"].iloc[-1]) == "2012-03-01 00:00:00"
    off = [*rows, "A,2012-03-01T00:30Z,gem,1,ng m-3,valid,"]
    assert "off its step" in refused(read, tmp_path, off)[0].what
    ragged = [f"A,2012-01-{d:02d},gem,1,ng m-3,valid," for d in (1, 2, 5, 11, 20)]
    assert "not regular" in refused(read, tmp_path, ragged)[0].what
    assert len(read(tmp_path, ragged, resolution="day").records) == 5
    assert "off its step of 1 days" in refused(read, tmp_path, rows, resolution="day")[0].what
    assert "resolution 'daily'" in refused(read, tmp_path, rows, resolution="daily")[0].what
    assert "off its step of month" in refused(read, tmp_path, ragged, resolution="month")[0].what


def test_ends(tmp_path) -> None:
    head = HEAD.strip() + ",end\n"
    rows = ["A,2012-01-01,gem,1,ng m-3,valid,,2012-01-02", "A,2012-01-08,gem,1,ng m-3,valid,,2012-01-09"]
    records = read(tmp_path, rows, head=head).records
    assert ((records["end"] - records["start"]).dt.days == 1).all()
    bad = ["A,2012-01-01,gem,1,ng m-3,valid,,2012-01-10", "A,2012-01-08,gem,1,ng m-3,valid,,2012-01-09"]
    assert "before the last has ended" in refused(read, tmp_path, bad, head=head)[0].what
    assert (
        "end before they begin" in refused(read, tmp_path, [bad[0].replace("-10", "-01")], head=head)[0].what
    )
    assert (
        "values that are not times"
        in refused(read, tmp_path, [bad[0].replace("2012-01-10", "soon")], head=head)[0].what
    )


def test_gaps(tmp_path) -> None:
    rows = months(count=24)
    rows = rows[:5] + rows[8:]
    assert any("1 gaps in station 'A'" in note for note in read(tmp_path, rows).notes)
    assert "gaps" in refused(read, tmp_path, rows, gaps="refuse")[0].what
    assert refused(read, tmp_path, rows, gaps="forbid")[0].allowed == "allow, refuse"


def test_files_that_are_none(tmp_path) -> None:
    path, places = files(tmp_path, months())
    problems = refused(read_series, tmp_path / "no.csv", stations=tmp_path / "nor.csv")
    assert len(problems) == 2
    assert "no station coordinates" in refused(read_series, path)[0].what
    path.write_text("station,time,variabel,value\nA,2010,gem,1\n")
    problems = refused(read_series, path, stations=places)
    assert [(one.what, one.guess) for one in problems] == [
        ("no column 'variable'", "variabel"),
        ("no column 'unit'", ""),
    ]
    path.write_text("station;time;value\nA;2010;1\n")
    assert [one.what for one in refused(read_series, path, stations=places)] == [
        "no column 'variable'",
        "no column 'unit'",
    ]
    path.write_bytes(b"\xff\xfe\x00")
    assert "not UTF-8" in refused(read_series, path, stations=places)[0].what
    path.write_text("")
    assert "is empty" in refused(read_series, path, stations=places)[0].what
    path.write_text(HEAD + "A,2010,gem,1,ng m-3,valid,,,,x,,\n")
    refused(read_series, path, stations=places)
    path.write_text(HEAD)
    refused(read_series, path, stations=places)
    path.write_text("station,time,variable,value,unit,unit\nA,2010,gem,1,a,b\n")
    refused(read_series, path, stations=places)
    places.write_text("station,y,x\nA,1,2\n")
    path.write_text(HEAD + "\n".join(months()))
    assert "in the stations" in refused(read_series, path, stations=places)[0].what


def test_round_trip(tmp_path) -> None:
    rows = [
        *months(),
        "B,2010-03,gem,,ng m-3,below_detection,0.1",
        "B,2010-04,gem,0.05,ng m-3,below_detection_measured,0.1",
        "B,2010-05,gem,,ng m-3,missing,",
    ]
    series = read(tmp_path, rows)
    path = write_series(series, tmp_path / "out.nc")
    again = read_series(path)
    for table in ("records", "stations"):
        a, b = getattr(series, table), getattr(again, table)
        assert a.astype(str).equals(b.astype(str)), table
    with pytest.raises(OutputExistsError):
        write_series(series, path)
    write_series(again, path, force=True)


def test_truncated(tmp_path) -> None:
    path = write_series(read(tmp_path, months()), tmp_path / "out.nc")
    whole = path.read_bytes()
    for size in (len(whole) // 2, 100):
        path.write_bytes(whole[:size])
        assert "incomplete" in refused(read_series, path)[0].what
    path.write_bytes(b"hello")
    assert "not a NetCDF" in refused(read_series, path)[0].what
    path.write_bytes(b"CDF\x01\x00\x00")
    assert "incomplete" in refused(read_series, path)[0].what


def orthogonal(**attrs):
    """Two stations by four days, with CF flags and a gap that is filled up."""
    value = np.array([[1.0, 1.1, np.nan, 1.3], [2.0, 2.1, 2.2, 2.3]])
    return xr.Dataset(
        {
            "conc": (
                ("station", "time"),
                value,
                {"units": "ng m-3", "standard_name": GEM.standard_name, "ancillary_variables": "conc_flag"},
            ),
            "conc_flag": (
                ("station", "time"),
                np.array([[0, 0, 9, 0], [0, 0, 0, 2]], "int8"),
                {"flag_values": np.array([0, 2, 9], "int8"), "flag_meanings": "valid invalid missing"},
            ),
            "lat": ("station", [1.0, 2.0], {"units": "degrees_north"}),
            "lon": ("station", [3.0, 359.0], {"units": "degrees_east"}),
            "code": ("station", ["X", "Y"], {"cf_role": "timeseries_id"}),
            "time": (
                "time",
                [0, 1, 2, 3],
                {"units": "days since 2010-01-01 00:00:00 UTC", "standard_name": "time"} | attrs,
            ),
        }
    )


def save(data, path, engine="h5netcdf"):
    data.to_netcdf(path, engine=engine)
    return path


@pytest.mark.parametrize("engine", ["h5netcdf", "scipy"])
def test_stations_by_time(tmp_path, engine) -> None:
    series = read_series(save(orthogonal(), tmp_path / "a.nc", engine))
    assert series.stations["longitude"].tolist() == [3, -1]
    assert series.records["state"].tolist() == [
        "valid",
        "valid",
        "missing",
        "valid",
        "valid",
        "valid",
        "valid",
        "invalid",
    ]
    assert str(series.records["end"].iloc[0])[:10] == "2010-01-02"


def test_netcdf_numbers_of_ebas_in_a_dimension_of_their_own(tmp_path) -> None:
    data = orthogonal().isel(station=0).drop_vars(["conc_flag", "lat", "lon", "code"])
    data["conc_qc"] = (
        ("flags", "time"),
        np.array([[0, 147, 999, 0], [0, 380, 0, 459]]),
        {"standard_name": "status_flag"},
    )
    data["conc"].attrs["ancillary_variables"] = "conc_qc conc_metadata"
    data.attrs = {
        "geospatial_lat_min": 1.0,
        "geospatial_lat_max": 1.0,
        "geospatial_lon_min": 2.0,
        "geospatial_lon_max": 2.0,
        "ebas_station_code": "XX0001R",
    }
    series = read_series(save(data, tmp_path / "a.nc"), flags="ebas")
    assert series.records["state"].tolist() == ["valid", "below_detection", "missing", "invalid"]
    assert series.stations["station"].tolist() == ["XX0001R"]
    data.attrs["geospatial_lat_max"] = 5.0
    path = save(data, tmp_path / "b.nc")
    assert "no station coordinates" in refused(read_series, path, flags="ebas")[0].what
    (tmp_path / "s.csv").write_text("station,latitude,longitude\nXX0001R,50,4\n")
    assert read_series(path, flags="ebas", stations=tmp_path / "s.csv").stations["latitude"].tolist() == [50]


def test_netcdf_ragged_by_index(tmp_path) -> None:
    data = xr.Dataset(
        {
            "gem": ("obs", [1.0, 2.0, 1.5, 2.5], {"units": "ng m-3", "detection_limit": 0.1}),
            "which": ("obs", np.array([0, 1, 0, 1]), {"instance_dimension": "station"}),
            "station": ("station", ["X", "Y"], {"cf_role": "timeseries_id"}),
            "latitude": ("station", [1.0, 2.0]),
            "longitude": ("station", [3.0, 4.0]),
            "time": ("obs", [0, 0, 1, 1], {"units": "days since 2010-01-01"}),
        }
    )
    series = read_series(save(data, tmp_path / "a.nc"))
    assert series.records["value"].tolist() == [1, 1.5, 2, 2.5]
    assert (series.records["limit"] == 0.1).all()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d: d["time"].attrs.update(units="days since 2010-01-01 00:00:00 +01:00"), "offset"),
        (lambda d: d["time"].attrs.update(calendar="noleap"), "calendar"),
        (lambda d: d["time"].attrs.update(units="days"), "no time"),
        (lambda d: d["conc"].attrs.update(standard_name="x"), "no variable of the file"),
        (lambda d: d["conc"].attrs.update(units="K"), "unit 'K'"),
        (lambda d: d["lat"].attrs.update(units="K"), ""),
        (lambda d: d["lat"].values.__setitem__(0, 95.0), "off the globe"),
        (lambda d: d["conc"].values.__setitem__((0, 0), -1.0), "negative"),
        (lambda d: d["conc"].values.__setitem__((0, 0), np.nan), "are missing (NaN or empty)"),
        (lambda d: d["conc_flag"].values.__setitem__((0, 0), 7), "unknown flag '7'"),
        (None, "share station and time"),
    ],
)
def test_netcdf_mistakes(tmp_path, change, says) -> None:
    data = orthogonal()
    if change is None:
        data = data.assign_coords(time=("time", [0, 0, 2, 3], data["time"].attrs))
    else:
        change(data)
    path = save(data, tmp_path / "a.nc")
    if says:
        assert any(says in one.what for one in refused(read_series, path))
    else:
        assert len(read_series(path).stations) == 2


def test_cf_of_a_series(tmp_path) -> None:
    data = dataset_of(read(tmp_path, months()))
    assert data.attrs["featureType"] == "timeSeries"
    assert data["gem"].attrs["units"] == "ng m-3"
    assert data["station_id"].attrs["cf_role"] == "timeseries_id"


@pytest.mark.parametrize("text", ["nan", "inf", "12 metres or so"])
def test_elevations_are_numbers(tmp_path, text) -> None:
    path, places = files(tmp_path, months(), STATIONS.replace(",12,", f",{text},"))
    assert "1 elevations that are not numbers" in refused(read_series, path, stations=places)[0].what
    path, places = files(tmp_path, months(), STATIONS.replace(",12,", ",NA,"))
    assert np.isnan(read_series(path, stations=places).stations["elevation"][0])


def test_a_limit_of_a_table_is_no_nan(tmp_path) -> None:
    problems = refused(
        read, tmp_path, ["A,2010-01,gem,1.5,ng m-3,valid,NaN", "A,2010-02,gem,1.5,ng m-3,valid,"]
    )
    assert "detection limits that are not numbers" in problems[0].what


@pytest.mark.parametrize("dimension", ["time", "station"])
def test_variables_without_values(tmp_path, dimension) -> None:
    data = orthogonal().isel({dimension: slice(0, 0)})
    assert "has no value" in refused(read_series, save(data, tmp_path / "a.nc"))[0].what


def test_flags_that_are_words(tmp_path) -> None:
    data = orthogonal()
    words = np.array(
        [["valid", "valid", "missing", "valid"], ["valid", "valid", "valid", "invalid"]], dtype=object
    )
    data["conc_flag"] = (("station", "time"), words)
    series = read_series(save(data, tmp_path / "a.nc"))
    assert series.records["state"].tolist().count("invalid") == 1


def test_values_of_flags_that_are_no_numbers(tmp_path) -> None:
    data = orthogonal()
    data["conc_flag"].attrs["flag_values"] = "x"
    assert "flag" in refused(read_series, save(data, tmp_path / "a.nc"))[0].what


def test_codes_of_loggers_are_missing_values_with_a_warning(tmp_path):
    from quicksilver.intake.declared import declared

    rows = [f"A,60,10,2015-{month:02},gem,{value},ng/m3,valid" for month, value in enumerate(CODED, 1)]
    path = tmp_path / "coded.csv"
    path.write_text(
        "station,latitude,longitude,time,variable,value,unit,flag\n" + "\n".join(rows) + "\n",
        encoding="utf-8",
    )
    with declared() as stated:
        series = read_series(path)
    assert series.usable["value"].max() == 1.6
    assert len(series.usable) == 10
    assert [note.code for note in stated.notes] == ["observations.missing-code"] * 2
    assert "coded.csv:3" in {str(note.where) for note in stated.notes}


CODED = (1.5, -999, 1.6, 9999.99, *[1.4] * 8)


def test_a_large_value_beside_large_ones_is_a_value(tmp_path):
    rows = [
        f"A,60,10,2015-{month:02},gem,{value},ng/m3,valid" for month, value in enumerate((990, 999, 980), 1)
    ]
    path = tmp_path / "large.csv"
    path.write_text(
        "station,latitude,longitude,time,variable,value,unit,flag\n" + "\n".join(rows) + "\n",
        encoding="utf-8",
    )
    assert read_series(path).usable["value"].max() == 999
