"""Series of other people."""

import numpy as np
import pytest
import xarray as xr

from quicksilver.errors import InputProblems
from quicksilver.fate.attribution import deposited, parted
from quicksilver.fate.cycle import Emissions, load_model, run
from quicksilver.fate.series import from_xarray, read_iamc

MODEL = load_model("amos2014")
IAMC = "Model,Scenario,Region,Variable,Unit,2010,2020,2030\nM,SSP1,World,Emissions|Hg,t/yr,2000,1500,1000\nM,SSP2,World,Emissions|Hg,kg/yr,2000000,,2500000\n"


def test_iamc(tmp_path) -> None:
    path = tmp_path / "iamc.csv"
    path.write_text(IAMC)
    one = read_iamc(path, MODEL, variable="Emissions|Hg", scenario="SSP1")
    assert one.values.ravel().tolist() == [2000, 1500, 1000]
    two = read_iamc(path, MODEL, variable="Emissions|Hg", scenario="SSP2")
    assert two.years.tolist() == [2010, 2030]
    assert two.values.ravel().tolist() == [2000, 2500]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"scenario": "SSP3"}, "no scenario 'SSP3'"),
        ({"region": "Mars"}, "no region 'Mars'"),
        ({"receives": "sea"}, "unknown reservoir 'sea'"),
    ],
)
def test_iamc_mistakes(tmp_path, words, says) -> None:
    path = tmp_path / "iamc.csv"
    path.write_text(IAMC)
    with pytest.raises(InputProblems, match=says):
        read_iamc(path, MODEL, **{"variable": "Emissions|Hg", "scenario": "SSP1", **words})
    path.write_text(IAMC.replace("t/yr", "tons"))
    with pytest.raises(InputProblems, match="ambiguous"):
        read_iamc(path, MODEL, variable="Emissions|Hg", scenario="SSP1")


def test_xarray() -> None:
    data = xr.DataArray(
        [[1.0, 2.0], [3.0, 4.0]],
        dims=("year", "sector"),
        coords={"year": [2000, 2001], "sector": ["coal", "gold"]},
        attrs={"units": "Gg yr-1"},
    )
    made = from_xarray(data, MODEL, receives={"coal": "atm", "gold": "ts"})
    assert made.reservoirs == ("atm", "ts")
    assert made.values.tolist() == [[1000, 2000], [3000, 4000]]
    with pytest.raises(InputProblems, match="unknown reservoir ''"):
        from_xarray(data, MODEL, receives={"coal": "atm"})
    with pytest.raises(InputProblems, match="negative"):
        from_xarray(-data, MODEL, receives="atm")


@pytest.mark.parametrize("way", ["linear", "step"])
def test_parts_add_up_to_the_whole(way) -> None:
    whole = Emissions(np.array([1900.0, 1950, 2000]), np.array([[10.0], [500], [300]]), ("atm",), way)
    parts = parted(whole, [1925, 1950, 1990])
    one, other = (run(MODEL, series, 1900, 2000, years=np.array([1900.0, 2000])) for series in (whole, parts))
    np.testing.assert_allclose(other.masses, one.masses, rtol=1e-7)
    assert len(parts.columns) == 4


def test_a_tonne_is_deposited_again_and_again() -> None:
    found = deposited(MODEL, "atm", [1, 10, 1e5])
    total = found["land"] + found["ocean"]
    assert total[-1] == pytest.approx(4.86, abs=0.005)
    assert (np.diff(total) > 0).all()
