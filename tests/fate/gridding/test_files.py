"""NetCDF out and in: what HEMCO needs is there, masses come back, and damaged files are refused."""

import h5netcdf
import numpy as np
import pandas as pd
import pytest
import xarray as xr

from quicksilver.errors import InputProblems, OutputExistsError
from quicksilver.fate import gridding
from quicksilver.fate.gridding import (
    Grid,
    country_masks,
    open_netcdf,
    read_grid,
    read_proxy,
    regional_totals,
    write_grid,
)

REGIONS = {"west": ["SEN", "GMB"], "isles": ["FJI"]}


@pytest.fixture(scope="module")
def made() -> xr.Dataset:
    rows = [("west", "cement", 2015, 10.0), ("isles", "cement", 2015, 5.0), ("isles", "waste", 2016, 1.0)]
    totals = pd.DataFrame(rows, columns=["region", "sector", "year", "kg"])
    shares = gridding.read_speciation({"cement": "cement (GMA 2013)"})
    return gridding.grid(totals, regions=REGIONS, resolution=2, speciation=shares, title="A case")


@pytest.fixture
def file(made, tmp_path):
    return write_grid(made, tmp_path / "out" / "emissions.nc")


def test_the_file_is_what_hemco_and_cf_ask_for(file) -> None:
    with h5netcdf.File(file) as data:
        assert data.attrs["Conventions"] == "CF-1.11"
        assert data.attrs["title"] == "A case"
        assert data.dimensions["time"].isunlimited()
        assert set(data.variables) == {
            "time",
            "lat",
            "lon",
            "area_m2",
            "Hg0_cement",
            "Hg2_cement",
            "HgP_cement",
            "unspeciated_waste",
        }
        for name, units in (("lat", "degrees_north"), ("lon", "degrees_east")):
            assert data[name].attrs["units"] == units
            assert (np.diff(data[name][:]) > 0).all()
        assert data["time"].attrs["units"] == "days since 1970-01-01 00:00:00"
        assert data["time"].attrs["calendar"] == "standard"
        assert data["time"][:].tolist() == [16436, 16801]
        flux = data["Hg2_cement"]
        assert flux.dimensions == ("time", "lat", "lon")
        assert flux.attrs["units"] == "kg m-2 s-1"
        assert "as Hg" in flux.attrs["comment"]
        assert flux.attrs["long_name"] == "gaseous oxidised mercury emitted to air: cement"
        assert flux.dtype == np.float64
        assert data["area_m2"][:].sum() == pytest.approx(4 * np.pi * gridding.EARTH_RADIUS**2)


def test_masses_come_back(file, made) -> None:
    data = read_grid(file)
    masks = country_masks(REGIONS, Grid(2))
    found = regional_totals(data, masks)
    direct = regional_totals(made, masks)
    keys = ["region", "sector", "species", "year"]
    both = found[found["kg"] > 0].merge(direct, on=keys)
    np.testing.assert_allclose(both["kg_x"], both["kg_y"], rtol=1e-12)
    assert found["kg"].sum() == pytest.approx(16, rel=1e-12)
    book = pd.read_csv(file.with_suffix(".ledger.csv"))
    assert book["total_kg"].tolist() == [10, 5, 1]


def test_single_precision_and_writing_again(made, tmp_path) -> None:
    path = tmp_path / "small.nc"
    write_grid(made, path, precision="float32")
    assert read_grid(path)["Hg0_cement"].dtype == np.float32
    with pytest.raises(OutputExistsError, match=r"small\.nc, small\.ledger\.csv exists already"):
        write_grid(made, path)
    first = path.read_bytes()
    write_grid(read_grid(path), path, force=True)
    assert len(path.read_bytes()) == pytest.approx(len(first), rel=2)
    with pytest.raises(InputProblems, match=r"ends in \.nc"):
        write_grid(made, tmp_path / "out.txt")


def test_nothing_is_left_of_a_write_that_fails(made, tmp_path) -> None:
    wrong = made.copy()
    wrong["Hg_cement"] = wrong["Hg_cement"].assign_attrs(units="g")
    with pytest.raises(InputProblems, match="units 'g'"):
        write_grid(wrong, tmp_path / "x.nc")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("part", [0.0, 0.001, 0.3, 0.9, 0.999])
def test_a_file_that_is_cut_off_is_refused(file, part) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(InputProblems) as caught:
        read_grid(file)
    assert "again" in caught.value.problems[0].remedy


def test_a_cut_netcdf3_file_is_refused(tmp_path) -> None:
    path = tmp_path / "old.nc"
    xr.Dataset({"Hg0": (("lat", "lon"), np.ones((50, 50)))}).to_netcdf(path, engine="scipy")
    assert open_netcdf(path)["Hg0"].sum() == 2500
    path.write_bytes(path.read_bytes()[:900])
    with pytest.raises(InputProblems, match="cannot be read to its end"):
        open_netcdf(path)


def test_what_is_no_netcdf(tmp_path) -> None:
    with pytest.raises(InputProblems, match="there is no file"):
        read_grid(tmp_path / "none.nc")
    (tmp_path / "text.nc").write_text("lat,lon\n")
    with pytest.raises(InputProblems, match="does not begin as"):
        read_grid(tmp_path / "text.nc")


def other(**changes) -> xr.Dataset:
    grid = Grid(5)
    coords = {
        "lat": grid.lat[::-1],
        "lon": grid.lon % 360,
        "time": np.array(["2015-01-01"], dtype="datetime64[ns]"),
    }
    values = changes.pop("values", np.full((1, *grid.shape), 1e-15))
    data = xr.Dataset({"Hg0_ANTHRO": (("time", "lat", "lon"), values, {"units": "kg/m2/s"})}, coords)
    return data.assign(changes)


def saved(data, tmp_path):
    data.to_netcdf(tmp_path / "other.nc", engine="h5netcdf")
    return tmp_path / "other.nc"


def test_a_file_of_others_is_turned_the_right_way(tmp_path) -> None:
    values = np.zeros((1, 36, 72))
    values[0, 0, 0] = 1.0
    data = read_grid(saved(other(values=values), tmp_path))
    assert data["lon"].values[[0, -1]].tolist() == [-177.5, 177.5]
    assert data["Hg0_ANTHRO"].values[0, -1, 0] == 1.0
    assert regional_totals(data, country_masks({"w": ["WLD"]}, Grid(5)))["species"].unique().tolist() == [
        "Hg0"
    ]


def test_everything_wrong_with_a_field_is_said(tmp_path) -> None:
    values = np.full((1, 36, 72), 1e-15)
    values[0, 0, :3] = np.nan
    values[0, 1, :2] = -1.0
    with pytest.raises(InputProblems) as caught:
        read_grid(saved(other(values=values), tmp_path))
    assert [p.what for p in caught.value.problems] == [
        "3 cells are missing or infinite",
        "2 cells are negative",
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d.assign(Hg0_ANTHRO=d["Hg0_ANTHRO"].assign_attrs(units="kg")), "units 'kg'"),
        (lambda d: d.drop_vars("lat"), "no coordinate lat"),
        (lambda d: d.rename(lat="rows"), "dimensions"),
        (lambda d: d.isel(time=0, drop=True), "no coordinate time"),
        (lambda d: d.drop_vars("Hg0_ANTHRO").assign(x=1), "dimensions|no field"),
        (lambda d: d.assign_coords(lat=d.lat**3 / 8100), "not regular"),
        (
            lambda d: xr.concat([d, d.assign_coords(time=d.time + np.timedelta64(31, "D"))], "time"),
            "several times",
        ),
    ],
)
def test_files_of_others_that_cannot_be_used(tmp_path, change, words) -> None:
    with pytest.raises(InputProblems, match=words):
        read_grid(saved(change(other()), tmp_path))


def test_a_field_changed_after_it_was_written_is_found(file) -> None:
    with h5netcdf.File(file, "a") as data:
        data["Hg0_cement"][0, 50, 80] = 1e-9
    with pytest.raises(InputProblems, match="but states"):
        read_grid(file)


def test_a_proxy_from_a_file(tmp_path) -> None:
    assert read_proxy(saved(other(), tmp_path)).name == "Hg0_ANTHRO"
    both = other().assign(second=other()["Hg0_ANTHRO"])
    with pytest.raises(InputProblems, match="2 fields"):
        read_proxy(saved(both, tmp_path))


def test_times_that_are_missing() -> None:
    times = np.array(["2015-01-01", "NaT"], dtype="datetime64[ns]")
    with pytest.raises(InputProblems, match="a time is missing"):
        gridding.dataset.years_of(xr.Dataset(coords={"time": times}))
