"""Means: coverage, leap years, detection limits, precipitation."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quicksilver.errors import InputProblems
from quicksilver.fate.observations import (
    CoverageRule,
    StationSeries,
    means,
    monthly_means,
    variables,
    weighted_by,
    wet_deposition,
)

ALL = CoverageRule(0, 0, 0)


def series(start, values, freq="D", variable="gem", state="valid", limit=np.nan, holds=""):
    starts = pd.date_range(start, periods=len(values) + 1, freq=freq)
    records = pd.DataFrame(
        {
            "station": "A",
            "start": starts[:-1],
            "end": starts[1:],
            "value": np.asarray(values, float),
            "limit": limit,
            "state": state,
            "holds": holds,
            "weight": np.nan,
        }
    )
    for name in ("start", "end"):
        records[name] = records[name].astype("datetime64[ns]")
    stations = pd.DataFrame(
        {
            "station": ["A"],
            "name": ["Alpha"],
            "latitude": [1.0],
            "longitude": [2.0],
            "elevation": [3.0],
            "kind": ["k"],
        }
    )
    return StationSeries(variables()[variable], stations, records)


def at(data, year, season="annual", name="mean"):
    return data[name].sel(station="A", year=year, season=season).item()


def test_days_of_a_leap_year() -> None:
    data = means(series("2011-12-01", np.arange(366 + 31.0)))
    assert at(data, 2012) == pytest.approx(31 + 365 / 2)
    assert at(data, 2012, "DJF") == pytest.approx(np.arange(91).mean())
    assert at(data, 2012, "DJF", "coverage") == 1
    assert at(data, 2012, name="count") == 366
    assert at(data, 2012, "MAM") == pytest.approx(np.arange(91, 91 + 92).mean())
    assert np.isnan(at(data, 2011))
    assert at(data, 2011, name="coverage") == pytest.approx(31 / 365)
    assert np.isnan(at(data, 2013, "DJF"))
    assert at(data, 2013, "DJF", "coverage") == pytest.approx(31 / 90)


def test_months_are_weighted_by_their_days() -> None:
    values = np.arange(12.0)
    days = np.array([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    data = means(series("2012-01-01", values, "MS"))
    assert at(data, 2012) == pytest.approx((values * days).sum() / 366)


def test_a_week_in_two_months_counts_in_each() -> None:
    # 27 February to 5 March 2010: two days of winter, five of spring.
    data = means(series("2010-02-20", [1.0, 3.0], "7D"), rule=ALL)
    assert at(data, 2010, "DJF") == pytest.approx((7 * 1 + 2 * 3) / 9)
    assert at(data, 2010, "MAM") == pytest.approx(3)
    assert at(data, 2010, "MAM", "coverage") == pytest.approx(5 / 92)
    assert at(data, 2010, name="count") == 2


def test_a_yearly_value_says_nothing_of_seasons() -> None:
    data = means(series("2010-01-01", [1.5, 1.4], "YS"))
    assert at(data, 2010) == 1.5
    assert np.isnan(data["mean"].sel(season="JJA")).all()
    with pytest.raises(InputProblems):
        monthly_means(series("2010-01-01", [1.5, 1.4], "YS"))


@pytest.mark.parametrize(("missing", "given"), [(45, True), (46, False)])
def test_coverage_of_each_half_year(missing, given) -> None:
    # 183 days from April to September: 137.25 are 75 %.
    one = series("2010-01-01", np.ones(365))
    summer = (one.records["start"] >= "2010-04-01") & (one.records["start"] < "2010-10-01")
    records = one.records.drop(index=one.records[summer].index[:missing])
    data = means(StationSeries(one.variable, one.stations, records))
    assert at(data, 2010, name="coverage") == pytest.approx((365 - missing) / 365)
    assert at(data, 2010, name="coverage") > 0.75
    assert np.isfinite(at(data, 2010)) == given


@pytest.mark.parametrize(("days", "given"), [(69, True), (68, False)])
def test_coverage_of_a_season(days, given) -> None:
    # 92 days from June to August: 69 are 75 %.
    data = means(series("2010-06-01", np.ones(days)))
    assert np.isfinite(at(data, 2010, "JJA")) == given


def test_rule_is_checked_and_written_down() -> None:
    with pytest.raises(InputProblems, match=r"0\.75"):
        CoverageRule(year=75)
    data = means(series("2010-06-01", np.ones(40)), rule=CoverageRule(0.1, 0, 0.4, "ours"))
    assert np.isfinite(at(data, 2010))
    assert data.attrs["coverage_rule"] == "year 0.1, half year 0, season 0.4 (ours)"
    assert "2008/50/EC" in means(series("2010-06-01", np.ones(40))).attrs["coverage_rule"]


def test_gappy_months() -> None:
    one = series("2010-01-01", np.arange(36.0), "MS")
    records = one.records.drop(index=[1, 14, 15, 27, 28, 29, 30])
    gappy = StationSeries(one.variable, one.stations, records.reset_index(drop=True))
    data = means(gappy)
    assert np.isfinite(at(data, 2010))
    assert np.isfinite(at(data, 2011))
    assert np.isnan(at(data, 2012))
    assert at(data, 2011, name="coverage") == pytest.approx((365 - 31 - 30) / 365)
    by_month = monthly_means(gappy)
    assert np.isnan(by_month.to_numpy()).sum() == 7
    assert by_month.sizes["month"] == 36
    assert str(by_month["month"].to_numpy()[14])[:7] == "2011-03"


def test_detection_limits_bracket() -> None:
    values = np.r_[np.full(300, 1.0), np.full(65, np.nan)]
    state = ["valid"] * 300 + ["below_detection"] * 65
    one = series("2010-01-01", values, state=state, limit=np.where(np.isnan(values), 0.2, np.nan))
    found = {name: means(one, below=name) for name in ("zero", "half", "limit")}
    assert at(found["half"], 2010) == pytest.approx((300 + 65 * 0.1) / 365)
    assert at(found["half"], 2010, name="count_below_detection") == 65
    for data in found.values():
        assert at(data, 2010, name="low") == pytest.approx(at(found["zero"], 2010))
        assert at(data, 2010, name="high") == pytest.approx(at(found["limit"], 2010))
    with pytest.raises(InputProblems, match="below 'none'"):
        means(one, below="none")


def test_a_reading_below_the_limit_is_kept() -> None:
    data = means(
        series("2010-01-01", np.full(365, 0.1), state="below_detection", limit=0.3, holds="measured")
    )
    assert [at(data, 2010, name=name) for name in ("low", "mean", "high")] == pytest.approx([0, 0.1, 0.3])
    data = means(series("2010-01-01", np.full(365, 0.1), state="below_detection", holds="measured"))
    assert [at(data, 2010, name=name) for name in ("low", "mean", "high")] == pytest.approx([0.1] * 3)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 10), st.booleans()), min_size=365, max_size=365),
    st.sampled_from(["zero", "half", "limit"]),
)
def test_means_lie_between_their_bounds(rows, below) -> None:
    values, under = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    one = series(
        "2010-01-01",
        np.where(under, np.nan, values),
        state=np.where(under, "below_detection", "valid"),
        limit=np.where(under, values + 0.1, np.nan),
    )
    data = means(one, below=below)
    for season in ("annual", "MAM", "JJA", "SON"):
        low, mean, high = (at(data, 2010, season, name) for name in ("low", "mean", "high"))
        assert low <= mean + 1e-12
        assert mean <= high + 1e-12
    assert at(data, 2010) == pytest.approx(
        np.where(under, {"zero": 0, "half": 0.5, "limit": 1}[below] * (values + 0.1), values).mean(),
        abs=1e-12,
    )


def test_resolution_does_not_change_means() -> None:
    rng = np.random.default_rng(3)
    daily = rng.gamma(2, 1, 365)
    hourly = means(series("2010-01-01", np.repeat(daily, 24), "h"))
    assert hourly["mean"].to_numpy() == pytest.approx(
        means(series("2010-01-01", daily))["mean"].to_numpy(), nan_ok=True
    )


def test_wet_deposition_is_kept() -> None:
    # Sum over the samples is what came down: concentration times rain.
    rng = np.random.default_rng(4)
    rain = np.where(rng.random(365) < 0.5, 0, rng.gamma(1, 8, 365))
    ng = rng.gamma(4, 2, 365)
    wet = series(
        "2010-01-01",
        np.where(rain == 0, np.nan, ng),
        variable="precipitation_concentration",
        state=np.where(rain == 0, "missing", "valid"),
    )
    fell = series("2010-01-01", rain, variable="precipitation")
    down = means(wet_deposition(wet, fell))
    assert at(down, 2010) * 365 / 365.25 == pytest.approx((rain * ng).sum() / 1000)
    assert at(down, 2010, name="coverage") == pytest.approx(1)
    assert down["mean"].attrs["units"] == "ug m-2 yr-1"
    mean = means(weighted_by(wet, fell))
    assert at(mean, 2010, name="coverage") == pytest.approx(1)
    assert at(mean, 2010) == pytest.approx((rain * ng).sum() / rain.sum())
    with pytest.raises(InputProblems, match="2 problems"):
        wet_deposition(fell, wet)
    with pytest.raises(InputProblems, match="no sample"):
        wet_deposition(wet, series("2011-01-01", rain, variable="precipitation"))


def test_no_rain_at_all() -> None:
    fell = series("2010-01-01", np.zeros(365), variable="precipitation")
    wet = series("2010-01-01", np.full(365, 5.0), variable="precipitation_concentration")
    assert np.isnan(at(means(weighted_by(wet, fell), rule=ALL), 2010))
    assert at(means(wet_deposition(wet, fell)), 2010) == 0
