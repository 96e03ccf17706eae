"""Trends, Taylor's statistics, the comparison with the cycle, and the whole way from a file."""

import dataclasses

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from quicksilver.errors import InputProblems
from quicksilver.fate.cycle import Emissions, load_model, run
from quicksilver.fate.observations import (
    compare_atmosphere,
    means,
    monthly_means,
    observe,
    read_series,
    station_table,
    taylor,
    taylor_table,
    trend,
    trends,
)
from quicksilver.fate.observations.trends import _blocks, _slopes


def test_slope_by_hand() -> None:
    # Pairs of (0, 0), (1, 2), (2, 1), (3, 10): 2, 1/2, 10/3, -1, 4, 9; the median is (2 + 10/3) / 2.
    found = trend([0, 1, 2, 3], [0, 2, 1, 10], least=4)
    assert found.slope == pytest.approx((2 + 10 / 3) / 2)


def test_one_bad_year_does_not_move_the_slope() -> None:
    values = 2 - 0.05 * np.arange(11.0)
    values[4] += 100
    assert trend(np.arange(11), values).slope == pytest.approx(-0.05)


@settings(max_examples=30, deadline=None)
@given(arrays(float, st.integers(5, 25), elements=st.floats(-1e3, 1e3, allow_subnormal=False)))
def test_slopes_are_those_of_scipy(values) -> None:
    times = np.arange(len(values)) ** 1.1
    assert _slopes(times, values[None])[0] == pytest.approx(
        stats.theilslopes(values, times)[0], rel=1e-9, abs=1e-9
    )


def test_trend_of_nothing() -> None:
    found = trend(np.arange(4), np.ones(4))
    assert (found.count, np.isnan(found.slope)) == (4, True)
    flat = trend(np.arange(6), np.ones(6))
    assert (flat.slope, flat.low, flat.high, flat.p) == (0, 0, 0, 1)


def test_what_is_missing_is_left_out() -> None:
    times = np.arange(10.0)
    values = np.where(times == 3, np.nan, 1 + 0.1 * times)
    found = trend(times, values)
    assert (found.slope, found.count) == (pytest.approx(0.1), 9)
    assert found.intercept == pytest.approx(1 + 0.1 * found.centre)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"draws": 0}, "0 draws"),
        ({"block": 0}, "blocks of 0"),
        ({"level": 95}, r"0\.95"),
        ({"values": [1, 2]}, "shape"),
        ({"times": [1, 1, 2, 3, 4]}, "repeat"),
    ],
)
def test_trend_mistakes(words, says) -> None:
    with pytest.raises(InputProblems, match=says):
        trend(**{"times": [0, 1, 2, 3, 4], "values": [1, 2, 3, 4, 5], **words})


def test_blocks_keep_neighbours() -> None:
    drawn = _blocks(np.arange(12.0), 4, 50, np.random.default_rng(1))
    assert drawn.shape == (50, 12)
    steps = np.diff(drawn.reshape(50, 3, 4), axis=2) % 12
    assert (steps == 1).all()


def test_same_seed_same_range() -> None:
    values = np.random.default_rng(2).normal(size=20)
    one, two = (trend(np.arange(20), values, seed=seed) for seed in (5, 5))
    assert one == two
    assert trend(np.arange(20), values, seed=6).low != one.low


def coverage(memory, count=30, block=None, runs=150):
    """Share of runs whose 90 % range holds the true slope."""
    rng = np.random.default_rng(11)
    times, held = np.arange(count), 0
    for k in range(runs):
        noise = np.zeros(count + 50)
        for t in range(1, count + 50):
            noise[t] = memory * noise[t - 1] + rng.normal()
        found = trend(times, 0.05 * times + noise[50:], draws=200, level=0.9, seed=k, block=block)
        held += found.low <= 0.05 <= found.high
    return held / runs


def test_range_holds_the_slope_about_as_often_as_said() -> None:
    independent, alike = coverage(0.0), coverage(0.4)
    assert 0.77 < independent < 0.97
    assert 0.66 < alike < 0.95
    # Blocks are what keeps the range of a series with memory from being too narrow.
    assert alike > coverage(0.4, block=1)


def cube(values, years=None):
    years = np.arange(2000, 2000 + np.shape(values)[1]) if years is None else years
    return xr.DataArray(
        np.asarray(values, float),
        {"station": ["A", "B"], "year": years},
        ("station", "year"),
        attrs={"units": "ng m-3"},
    )


def test_trends_of_stations() -> None:
    years = np.arange(2000, 2012)
    values = np.stack([1.5 - 0.02 * (years - 2000), np.full(12, np.nan)])
    data = trends(cube(values))
    assert data["trend"].sel(station="A").item() == pytest.approx(-0.02)
    assert data["trend"].attrs["units"] == "ng m-3 yr-1"
    assert data["trend_relative"].sel(station="A").item() == pytest.approx(-2 / values[0].mean())
    assert np.isnan(data["trend"].sel(station="B"))
    assert data["trend_count"].to_numpy().tolist() == [12, 0]
    noisy = cube(np.random.default_rng(1).normal(1.5, 0.1, (2, 12)))
    alone = trends(noisy.sel(station=["B"]))
    assert alone["trend_low"].item() == trends(noisy)["trend_low"].sel(station="B").item()
    with pytest.raises(InputProblems):
        trends(noisy.rename(year="time"))
    wet = noisy.assign_attrs(units="ug m-2 yr-1")
    assert trends(wet)["trend"].attrs["units"] == "ug m-2 yr-2"


def test_monthly_trend_is_free_of_seasons() -> None:
    months = np.arange("2000-01", "2010-01", dtype="datetime64[M]")
    t = np.arange(120)
    values = 1.5 + 0.3 * np.sin(2 * np.pi * t / 12) - 0.012 * t / 12
    data = xr.DataArray(
        values[None],
        {"station": ["A"], "month": months.astype("datetime64[ns]")},
        ("station", "month"),
        attrs={"units": "ng m-3"},
    )
    assert trends(data, draws=50)["trend"].item() == pytest.approx(-0.012, abs=2e-3)
    assert np.isnan(trends(data.isel(month=slice(0, 59)), draws=50)["trend"].item())


@given(arrays(float, (2, 12), elements=st.floats(-100, 100, allow_subnormal=False)))
def test_law_of_cosines(pairs) -> None:
    first, second = pairs
    if np.ptp(first) < 1e-3 or np.ptp(second) < 1e-3:
        return
    one = taylor(first, second)
    right = one.observed_sd**2 + one.modelled_sd**2 - 2 * one.observed_sd * one.modelled_sd * one.correlation
    assert one.centred_rms**2 == pytest.approx(right, rel=1e-9, abs=1e-9)
    assert one.correlation == pytest.approx(np.corrcoef(first, second)[0, 1], abs=1e-9)
    assert ((second - first) ** 2).mean() == pytest.approx(
        one.bias**2 + one.centred_rms**2, rel=1e-9, abs=1e-9
    )


def test_taylor_of_nothing() -> None:
    point = taylor([1, 2, np.nan], [3, 3, 3])
    assert (point.count, point.modelled_sd, np.isnan(point.correlation)) == (2, 0, True)
    for one, two in (([1], [1]), ([1, 1], [1, 2]), ([1, 2], [1, 2, 3])):
        with pytest.raises(InputProblems):
            taylor(one, two)


def test_taylor_of_stations() -> None:
    seen = cube([[1, 2, 3, 4.0], [np.nan] * 4])
    ran = xr.DataArray([3.0, 4, 5, 9], {"year": [2001, 2002, 2003, 2004]}, ("year",))
    data = taylor_table(seen, ran)
    assert data["count"].to_numpy().tolist() == [3, 0]
    assert data["correlation"].to_numpy()[0] == pytest.approx(1)
    assert data["bias"].to_numpy()[0] == pytest.approx(1)
    assert taylor_table(seen, seen)["ratio"].to_numpy()[0] == 1


def falling():
    model = dataclasses.replace(load_model("selin2014"), initial_year=2000)
    years = np.arange(2000, 2031)
    values = np.linspace(3000, 1000, len(years))[:, None]
    return run(model, Emissions(years.astype(float), values, ("atm",)), start=2000, end=2030)


def seen(result, factor, years, noise=0.0):
    """Means as the cycle itself would give them."""
    burden = np.interp(years + 0.5, result.years, result.mass("atm"))
    values = np.stack([burden * factor, burden * factor * 2]) * (1 + noise)
    mean = xr.DataArray(
        values[:, :, None],
        {"station": ["A", "B"], "year": years, "season": ["annual"]},
        ("station", "year", "season"),
        attrs={"units": "ng m-3"},
    )
    return xr.Dataset({"mean": mean})


def test_cycle_compared_with_itself() -> None:
    result = falling()
    data = compare_atmosphere(
        seen(result, 3e-4, np.arange(2003, 2020)), result, ng_m3_per_mg=3e-4, source="made for this test"
    )
    assert np.abs(data["observed_anomaly"] - data["model_anomaly"]).max() < 1e-9
    assert data["observed_trend"].to_numpy() == pytest.approx(data["model_trend"].to_numpy())
    assert data["model_trend_all"].item() < 0
    assert data["bias"].sel(station="A").item() == pytest.approx(0, abs=1e-12)
    assert data["bias_relative"].sel(station="B").item() == pytest.approx(-50)
    assert data["taylor_correlation"].to_numpy() == pytest.approx([1, 1])


def test_no_bias_without_a_factor() -> None:
    result = falling()
    years = np.arange(1990, 2012)
    noise = np.random.default_rng(1).normal(0, 0.01, (2, len(years)))
    data = compare_atmosphere(
        seen(result, 3e-4, np.maximum(years, 2000), noise).assign_coords(year=years), result
    )
    assert "bias" not in data
    assert np.isnan(data["model_anomaly"].sel(year=1995)).all()
    assert np.isfinite(data["observed_trend_all"].item())
    assert "none" in data.attrs["source_of_factor"]


def test_compare_mistakes() -> None:
    result = falling()
    good = seen(result, 3e-4, np.arange(2003, 2020))
    bad = good.assign(mean=good["mean"].assign_attrs(units="ug m-2 yr-1"))
    with pytest.raises(InputProblems, match="5 problems"):
        compare_atmosphere(bad, result, box="atmo", season="winter", ng_m3_per_mg=-1)
    with pytest.raises(InputProblems, match="without its factor"):
        compare_atmosphere(good, result, source="x")
    with pytest.raises(InputProblems, match="no year in both"):
        compare_atmosphere(good.assign_coords(year=good["year"] - 100), result)
    with pytest.raises(InputProblems, match="there is no mean"):
        compare_atmosphere(good.assign(mean=(good["mean"] * np.nan).assign_attrs(units="ng m-3")), result)


@pytest.fixture
def path(tmp_path):
    """Ten years of months at two stations, one falling by 0.02 ng m-3 a year."""
    rng = np.random.default_rng(7)
    lines = ["station,name,latitude,longitude,time,variable,value,unit,flag,detection_limit"]
    for station, fall, place in (("A", 0.02, "60,10"), ("B", 0.0, "-30,140")):
        for k in range(120):
            value = 1.6 - fall * k / 12 + rng.normal(0, 0.01)
            flag = "missing" if k in (5, 40) else "valid"
            lines.append(
                f"{station},Station {station},{place},{2005 + k // 12}-{k % 12 + 1:02d},gem,{value:.4f},ng m-3,{flag},0.1"
            )
    file = tmp_path / "series.csv"
    file.write_text("\n".join(lines))
    return file


def test_observe(path, tmp_path) -> None:
    data = observe(path, draws=200)
    assert data["mean"].dims == ("station", "year", "season")
    assert data["trend"].dims == ("station", "season")
    one = data.sel(station="A", season="annual")
    assert one["trend_low"] <= -0.02 <= one["trend_high"] + 0.003
    assert one["trend"].item() == pytest.approx(-0.02, abs=0.004)
    assert data["mean"].attrs["standard_name"].startswith("mass_concentration_of_gaseous_elemental")
    assert data.attrs["Conventions"] == "CF-1.11"
    data.to_netcdf(tmp_path / "o.nc", engine="h5netcdf")
    with xr.open_dataset(tmp_path / "o.nc", engine="h5netcdf") as again:
        xr.testing.assert_identical(again.load(), data)


def test_table_of_stations(path) -> None:
    data = observe(path, draws=50)
    table = station_table(data)
    assert table["station"].tolist() == ["A", "B"]
    assert table["first"].tolist() == [2005, 2005]
    assert table["years"].tolist() == [10, 10]
    assert table["longitude"].tolist() == [10, 140]
    assert station_table(data, season="DJF")["first"].tolist() == [2006, 2006]


def test_the_pieces_make_the_whole(path) -> None:
    series = read_series(path)
    data = observe(path, draws=50)
    xr.testing.assert_equal(data["mean"], means(series)["mean"])
    assert trends(monthly_means(series), draws=50)["trend"].sel(station="A").item() == pytest.approx(
        -0.02, abs=0.004
    )
    result = falling()
    found = compare_atmosphere(data, result, draws=50)
    assert found.sizes["station"] == 2
    assert found["observed_trend"].sel(station="A").item() < -0.5
