"""Charts of the fate part: six languages without a missing word, numbers that agree with the runs, five-part errors."""

from __future__ import annotations

import re

import numpy as np
import pytest
import xarray as xr

from quicksilver.charts.maps import Station
from quicksilver.charts.scene import to_png, to_svg
from quicksilver.errors import InputProblems
from quicksilver.fate.attribution import parted
from quicksilver.fate.cycle import Emissions, load_model, models, run
from quicksilver.fate.ensemble import Observation, ensemble
from quicksilver.language.catalogue import catalogue
from quicksilver.language.templates import places
from quicksilver.languages import LANGUAGES
from quicksilver.reports.fate.charts import (
    attribution_stack,
    emission_map,
    ensemble_fan,
    pulse_response,
    reservoir_history,
    reservoir_name,
    station_series,
    station_values,
    taylor,
)

YEARS = [2000.0, 2005.0, 2010.0, 2015.0]
STATIONS = [Station("Mace Head", 53.3, -9.9, 1.4), Station("Zeppelin", 78.9, 11.9, None)]


@pytest.fixture(scope="module")
def model():
    return load_model("amos2014")


@pytest.fixture(scope="module")
def emissions():
    return Emissions(np.array([1850.0, 1950.0, 2000.0]), np.array([[500.0], [1500.0], [2000.0]]), ("atm",))


@pytest.fixture(scope="module")
def result(model, emissions):
    return run(model, emissions, 1850, 2000)


@pytest.fixture(scope="module")
def apart(model, emissions):
    return run(model, parted(emissions, [1900.0, 1950.0]), 1850, 2000, apart=True)


@pytest.fixture(scope="module")
def observed():
    return [Observation("atm", 1990, 2000, 6000), Observation("atm", 1990, 1, 9, over=1850)]


@pytest.fixture(scope="module")
def spread(model, emissions, observed):
    return ensemble(model, emissions, 1850, 2000, members=512, observed=observed[:1])


@pytest.fixture(scope="module")
def field():
    lat, lon = np.arange(-89.75, 90, 0.5), np.arange(-179.75, 180, 0.5)
    values = np.zeros((360, 720))
    values[240:250, 500:520] = 1e-12
    return xr.Dataset({"hg": (("lat", "lon"), values, {"units": "kg m-2 s-1"})}, {"lat": lat, "lon": lon})


def rows(chart, data):
    return next(part["values"] for part in chart.spec["data"] if part["name"] == data)


def dots(row):
    return np.array(
        [[float(n) for n in pair.split(",")] for pair in re.findall(r"-?[\d.]+,-?[\d.]+", row["d"])]
    )


@pytest.fixture
def made(result, apart, spread, observed, field, model):
    """Return every chart in a language."""

    def of(language):
        return {
            "history": reservoir_history(result, language=language),
            "media": reservoir_history(result, by="medium", language=language),
            "fan": ensemble_fan(spread, "atm", observed=observed, language=language),
            "deposition": ensemble_fan(spread[["deposition"]], "deposition_land", language=language),
            "shares": attribution_stack(apart, language=language),
            "stack": attribution_stack(apart, of="ocs", share=False, language=language),
            "pulse": pulse_response(model, years=range(0, 101, 10), language=language),
            "map": emission_map(field, coast=[[(0.0, 0.0), (90.0, 45.0)]], language=language),
            "fall": emission_map(field, what="deposition", language=language),
            "series": station_series(
                "Mace Head",
                YEARS,
                [1.8, None, 1.5, 1.4],
                models={"GEOS-Chem": [1.7, 1.6, 1.5, 1.4]},
                language=language,
            ),
            "stations": station_values(STATIONS, language=language),
            "taylor": taylor({"GEOS-Chem": [1.0, 2.0, 3.5]}, [1.0, 2.0, 3.0], language=language),
            "taylor in units": taylor(
                {"GEOS-Chem": [3.0, 2.0, 1.5]},
                [1.0, 2.0, 3.0],
                quantity="wet_deposition",
                normalised=False,
                language=language,
            ),
        }

    return of


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_is_drawn_in_every_language(made, language):
    for name, chart in made(language).items():
        svg = to_svg(chart)
        assert svg.startswith(b"<svg"), name
        assert svg.count(b"<text") > 3, name
        assert not re.search(r"[{}]", chart.alt), name
        assert "None" not in chart.alt, name
        assert "nan" not in chart.alt, name
        assert chart.language == language
        for row in rows(chart, "strokes"):
            if row["d"] != "M":
                assert np.isfinite(dots(row)).all(), name
                assert (dots(row) >= -8).all(), name
                assert (dots(row) <= [chart.spec["width"] + 8, chart.spec["height"] + 8]).all(), name


def test_languages_differ(made):
    english = {name: chart.alt for name, chart in made("en").items()}
    for language in ("fr", "zh", "ar"):
        assert not {name for name, chart in made(language).items() if chart.alt == english[name]}
    script = {"zh": "[\u4e00-\u9fff]", "ar": "[\u0600-\u06ff]", "ru": "[\u0400-\u04ff]"}
    for language, letters in script.items():
        for chart in made(language).values():
            assert re.search(letters, chart.alt)


def test_pictures_are_pngs(made):
    for chart in made("ar").values():
        assert to_png(chart, 1.0).startswith(b"\x89PNG")


def test_catalogue_is_whole():
    words = catalogue("fate_chart_text")
    for key, row in words.rows.items():
        for language in LANGUAGES:
            assert places(row[language]) == places(row["en"]), (key, language)
            assert row[language] == row[language].strip()
    # The model of ocean basins gives its own short names.
    for name in set(models()) - {"thackray2016"}:
        shipped = load_model(name)
        for place in (*shipped.boxes, *shipped.sinks):
            assert (
                f"{'sink' if place.startswith('out:') else 'reservoir'}.{place.removeprefix('out:')}"
                in words.rows
            )


def test_names_given_by_users_stay():
    assert reservoir_name("atm", "fr") == reservoir_name("atm", "fr", "Atmosphere") == "Atmosphère"
    assert reservoir_name("atm", "fr", "Air over my lake") == "Air over my lake"
    assert reservoir_name("out:my_sink", "zh") == "my sink"


def test_the_history_holds_the_masses(result, model):
    chart = reservoir_history(result, boxes=["atm", "ocs"])
    assert [
        row["name"] for row in rows(chart, "strokes") if row["name"] in ("Atmosphere", "Surface ocean")
    ] == ["Atmosphere", "Surface ocean"]
    assert f"2000 {result.mass('atm')[-1]:,.0f}" in chart.alt
    media = reservoir_history(result, by="medium")
    total = sum(result.mass(r.id)[-1] for r in model.reservoirs if r.medium == "ocean")
    assert (
        f"Ocean: 1850 {sum(result.mass(r.id)[0] for r in model.reservoirs if r.medium == 'ocean'):,.0f}"
        in media.alt
    )
    assert f"2000 {total:,.0f}" in media.alt


def test_many_reservoirs_are_summed_by_medium():
    chart = reservoir_history(run(load_model("thackray2016"), None, 1900, 1910))
    assert "Air: 1900" in chart.alt
    assert "sfc pac" not in chart.alt


def test_bands_of_a_fan_are_nested_and_the_constrained_ones_lie_on_top(spread, observed):
    chart = ensemble_fan(spread, "atm", observed=observed)
    bands = [row for row in rows(chart, "paths") if row["name"] != "key"]
    assert [row["name"] for row in bands] == [
        "95% of the members, before observations",
        "50% of the members, before observations",
        "95% of the members, with observations",
        "50% of the members, with observations",
    ]
    for wide, narrow in ((0, 1), (2, 3)):
        outer, inner = dots(bands[wide])[:, 1], dots(bands[narrow])[:, 1]
        half = len(outer) // 2
        assert (outer[:half] <= inner[:half] + 0.02).all()
        assert (outer[half:] >= inner[half:] - 0.02).all()
    # The ratio of two years has no place on an axis of masses.
    assert len([row for row in rows(chart, "symbols") if row["name"] == "Observed"]) == 1
    median = spread["mass_constrained"].sel(reservoir="atm", quantile=0.5).values
    assert f"Median with observations: 1850 {median[0]:,.0f}" in chart.alt


def test_a_prior_alone_has_no_word_of_observations(spread):
    chart = ensemble_fan(spread[["mass"]], "atm", log=True)
    assert "observations" not in chart.alt
    assert "95% of the members" in chart.alt


def test_quantiles_in_any_order_make_the_same_fan(spread):
    turned = spread.isel(quantile=[4, 0, 2, 3, 1])
    assert to_svg(ensemble_fan(turned, "ocd")) == to_svg(ensemble_fan(spread, "ocd"))


def test_shares_are_those_of_the_run(apart):
    chart = attribution_stack(apart)
    shares = apart.shares("deposition")[-1]
    for name, share in zip(
        ("Natural", "Emitted 1850 to 1900", "Emitted 1900 to 1950", "Emitted since 1950"), shares, strict=True
    ):
        assert re.search(rf"{name}: [^;]*2000 {share:.0%}", chart.alt), name
    whole = attribution_stack(apart, share=False)
    axis = next(dots(row) for row in rows(whole, "strokes") if row["name"] == "axis")
    parts = [dots(row) for row in rows(whole, "paths") if row["name"] != "key"]
    tops = min(part[:, 1].min() for part in parts)
    assert tops >= axis[:, 1].min() - 0.02


def test_sources_and_periods_can_be_summed(model):
    two = Emissions(
        np.array([1850.0, 2000.0]),
        np.array([[500.0, 100.0], [1500.0, 50.0]]),
        ("atm", "ocs"),
        names=("stacks", "rivers"),
    )
    kept = run(model, parted(two, [1900.0]), 1850, 1990, apart=True)
    assert "stacks, emitted 1850 to 1900" in attribution_stack(kept).alt.replace("Stacks", "stacks")
    by_source = attribution_stack(kept, by="source").alt
    assert "Stacks: " in by_source
    assert "1900" not in by_source
    by_period = attribution_stack(kept, by="period").alt
    assert "Emitted since 1900" in by_period
    assert "tacks" not in by_period
    assert "إلى" in attribution_stack(kept, language="ar").alt


def test_a_pulse_adds_up_to_one(model):
    chart = pulse_response(model, "atm", [0, 10, 100])
    axis = next(dots(row) for row in rows(chart, "strokes") if row["name"] == "axis")
    edges = [dots(row) for row in rows(chart, "strokes") if row["name"] == "edge"]
    assert edges[-1][:, 1] == pytest.approx(axis[:, 1].min(), abs=0.02)
    assert "Atmosphere: 0 100%" in chart.alt
    many = pulse_response(load_model("thackray2016"), "atm", [0, 10, 100])
    assert "Ocean: 0 0%" in many.alt


def test_the_total_of_a_map_is_its_mass(field):
    chart = emission_map(field)
    lat = np.radians([30.0, 35.0])
    area = 6_371_008.8**2 * np.radians(10.0) * (np.sin(lat[1]) - np.sin(lat[0]))
    total = 1e-12 * area * 31_557_600 / 1000
    assert f"Total of the map: {total:,.0f} Mg per year" in chart.alt
    assert "blocks of cells (2 × 2)" in chart.alt
    # 1e-12 kg m-2 s-1 is 31.6 mg m-2 per year.
    assert "31,558" in chart.alt
    coarse = emission_map(field.coarsen(lat=10, lon=10).mean())
    assert "blocks" not in coarse.alt


def test_a_map_takes_other_names_order_and_single_times(field):
    other = (
        field.rename(lat="latitude", lon="longitude")
        .expand_dims(time=1)
        .transpose("longitude", "latitude", "time")
    )
    assert emission_map(other).alt == emission_map(field).alt


# Bad input --------------------------------------------------------------------------------------------------


def told(call) -> list[str]:
    """Return what is said of a bad input, all five parts of it."""
    with pytest.raises(InputProblems) as caught:
        call()
    for problem in caught.value.problems:
        assert problem.what
        assert problem.where
        assert problem.allowed
        assert problem.remedy
    return [problem.what for problem in caught.value.problems]


def test_unknown_names_are_told_with_the_closest(result, spread, apart, model, field):
    for call, guess in (
        (lambda: reservoir_history(result, boxes=["ATM "]), "atm"),
        (lambda: reservoir_history(result, language="E-N"), "en"),
        (lambda: ensemble_fan(spread, "deposition_lnd"), "deposition_land"),
        (lambda: attribution_stack(apart, of="depositon"), "deposition"),
        (lambda: pulse_response(model, "OCS "), "ocs"),
        (lambda: emission_map(field, "H g"), "hg"),
        (lambda: station_series("x", YEARS, YEARS, quantity="GEM "), "gem"),
    ):
        with pytest.raises(InputProblems) as caught:
            call()
        assert guess in caught.value.problems[0].guess


def test_bad_runs_are_told(result, apart, model, emissions):
    assert "apart" in told(lambda: attribution_stack(result))[0]
    assert (
        "has no number"
        in told(
            lambda: reservoir_history(
                type(result)(result.model, result.years, result.state * np.nan, result.put_in, result.sources)
            )
        )[0]
    )
    assert (
        "logarithmic"
        in told(
            lambda: reservoir_history(
                type(result)(result.model, result.years, result.state * 0, result.put_in, result.sources),
                log=True,
            )
        )[0]
    )
    fine = run(model, parted(emissions, list(range(1855, 2000, 5))), 1850, 2000, apart=True)
    assert "series in one chart" in told(lambda: attribution_stack(fine))[0]
    assert "years" in told(lambda: pulse_response(model, "atm", [3, 2]))[0]
    assert "years" in told(lambda: pulse_response(model, "atm", []))[0]
    assert "years" in told(lambda: pulse_response(model, "atm", [-1, 2]))[0]
    basins = run(load_model("thackray2016"), None, 1900, 1901)
    assert "18 series" in told(lambda: reservoir_history(basins, by="reservoir"))[0]


def test_bad_ensembles_are_told(spread):
    assert "has no number" in told(lambda: ensemble_fan(spread * np.nan, "atm"))[0]
    assert "logarithmic" in told(lambda: ensemble_fan(spread * 0, "atm", log=True))[0]
    assert "there is no" in told(lambda: ensemble_fan(xr.Dataset(), "atm"))[0]


def test_bad_fields_are_told_all_at_once(field):
    both = field.expand_dims(time=2)
    both["hg"].attrs["units"] = "ng m-2 d-1"
    assert len(told(lambda: emission_map(both))) == 2
    assert "0 fields" in told(lambda: emission_map(xr.Dataset()))[0]
    assert "2 fields" in told(lambda: emission_map(field.assign(other=field["hg"])))[0]
    assert "has no number" in told(lambda: emission_map(field * np.nan))[0]
    assert "in the field" in told(lambda: emission_map(field - 1))[0]
    assert "ascending or descending" in told(lambda: emission_map(field.isel(lat=[0, 2, 1])))[0]


def test_bad_stations_are_told_all_at_once():
    assert len(told(lambda: station_series("x", YEARS, [1.0], models={"m": [1.0, 2.0]}))) == 2
    assert "has no number" in told(lambda: station_series("x", YEARS, [None] * 4))[0]
    assert "has no number" in told(lambda: station_values([STATIONS[1]]))[0]
    assert (
        "11 series"
        in told(lambda: station_series("x", YEARS, YEARS, models={str(i): YEARS for i in range(11)}))[0]
    )
    assert len(told(lambda: taylor({"a": [1.0], "b": [1.0, 1.0]}, [1.0, 2.0]))) == 2
    assert "no model" in told(lambda: taylor({}, [1.0, 2.0]))[0]
    places_differ = {"a": [1.0, 2.0, None], "b": [1.0, 3.0, 4.0]}
    assert "different places" in told(lambda: taylor(places_differ, [1.0, 2.0, 9.0], normalised=False))[0]


def test_a_fan_states_its_sample_and_is_not_drawn_from_too_few(spread):
    size = spread.attrs["effective_sample_size"]
    assert f"Members: 512; effective sample with observations: {size:.0f}." in ensemble_fan(spread, "atm").alt
    for few, says in ((99.9, "effective sample of 99.9 members"), (None, "no effective sample is stated")):
        poor = spread.copy()
        poor.attrs.pop("effective_sample_size")
        if few is not None:
            poor.attrs["effective_sample_size"] = few
        with pytest.raises(InputProblems, match=says):
            ensemble_fan(poor, "atm")


def test_prescribed_rivers_are_named_in_the_language(model):
    from quicksilver.fate.scenarios import history

    apart = run(model, history("streets2011"), 1990, 2008, apart=True)
    for language in ("en", "fr", "ar"):
        name = catalogue("fate_text").plain("period.rivers", language)
        assert name[:1].upper() + name[1:] in attribution_stack(apart, language=language).alt
