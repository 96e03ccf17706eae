"""One rule of interpolation and one beginning for all verbs: they agree on the past of any file, by knots or by years."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quicksilver.errors import InputProblems
from quicksilver.fate import verbs
from quicksilver.fate.cycle import Emissions, load_model, parse_model, read_emissions, run
from quicksilver.fate.ensemble import ensemble
from quicksilver.fate.scenarios import compare, future, history

KNOTS = "year,atm\n1850,0\n1900,2000\n1950,500\n2000,2500\n2010,1000\n"
SETTINGS = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


def texts(notes):
    """Return notes in English."""
    return [str(note) for note in notes]


def by_years(emissions: Emissions) -> Emissions:
    """Return the same line with a knot in every year."""
    years = np.arange(emissions.years[0], emissions.years[-1] + 0.5)
    values = np.stack([np.interp(years, emissions.years, column) for column in emissions.values.T], axis=1)
    return Emissions(years, values, emissions.reservoirs, "linear")


def test_compare_keeps_a_line_a_line(tmp_path) -> None:
    path = tmp_path / "knots.csv"
    path.write_text(KNOTS)
    model = load_model("amos2014")
    knots = read_emissions(path, model, gaps=True)
    for past in (knots, by_years(knots)):
        cycle = run(model, past, 1850, 2010).mass("atm")[-1]
        found = compare(model, {"hold": future(past, "hold", 2010, 2016)}, 2010, 2015)
        assert cycle == pytest.approx(2582.5, abs=0.1)
        assert found.atmosphere["hold"][0] == pytest.approx(cycle, rel=1e-9)
        np.testing.assert_allclose(found.emission["hold"], 1000)


@SETTINGS
@given(
    st.lists(st.floats(0, 5000), min_size=3, max_size=6),
    st.lists(st.integers(3, 60), min_size=5, max_size=5),
    st.sampled_from(["linear", "step"]),
    st.sampled_from(["hold", "stop", "cut 50% by 2035", "delay 3: grow 20%"]),
)
def test_all_verbs_agree_on_the_past(values, gaps, way, words) -> None:
    years = 1800.0 + np.concatenate([[0], np.cumsum(gaps[: len(values) - 1])])
    past = Emissions(years, np.array(values)[:, None], ("atm",), way)
    model, end = load_model("geyman2025"), float(years[-1])
    first = float(years[1])
    cycle = run(model, past, first, end)
    at = {"cycle": cycle.mass("atm")}
    at["compare"] = compare(model, {words: future(past, words, end, end + 3)}, first, end).atmosphere[words]
    if way == "linear":
        at["by years"] = run(model, by_years(past), first, end).mass("atm")
    at["attribute"] = verbs.attribute(model, past, first, end, of="atm", periods=[years[1] + 1])[
        "total"
    ].values
    spread = ensemble(model, past, first, end, members=100, spread=None)
    at["ensemble"] = spread["mass"].sel(reservoir="atm", quantile=0.5).values
    for verb, masses in at.items():
        np.testing.assert_allclose(masses, at["cycle"], rtol=1e-7, err_msg=verb)


def test_observe_runs_the_same_past(tmp_path) -> None:
    from quicksilver.fate.observations import run_beside

    path = tmp_path / "knots.csv"
    path.write_text(KNOTS)
    model = load_model("amos2014")
    past = read_emissions(path, model, gaps=True)
    result = run_beside(model, past, 1990, 2008)
    np.testing.assert_allclose(
        result.mass("atm"), run(model, past, 1850, 2009).mass("atm")[-len(result.years) :]
    )


def test_a_future_runs_like_its_past() -> None:
    line = Emissions(np.array([2000.0, 2010.0]), np.array([[1000.0], [2000.0]]), ("atm",))
    cut = future(line, "cut 50% by 2020", 2010, 2030)
    assert [float(cut.at(year)[0]) for year in (2005, 2010, 2015, 2020, 2029)] == pytest.approx(
        [1500, 2000, 1500, 1000, 1000]
    )
    stop = future(line, "delay 5: stop", 2010, 2030)
    begun, ended = stop.segments(np.array([2010.0, 2015.0 - 1e-7, 2015.0, 2030.0]))
    np.testing.assert_allclose(begun[:, 0], [2000, 2000, 0])
    np.testing.assert_allclose(ended[:, 0], [2000, 0, 0], atol=1e-6)
    steps = future(Emissions(line.years, line.values, ("atm",), "step"), "hold", 2011, 2020)
    assert steps.interpolation == "step"


def test_a_history_is_not_continued_before_it_begins() -> None:
    with pytest.raises(InputProblems, match="begin in 2000, after 1990"):
        future(Emissions(np.array([2000.0, 2010.0]), np.ones((2, 1)), ("atm",)), "hold", 1990, 2020)
    first = future(
        Emissions(np.array([2000.0, 2010.0]), np.array([[7.0], [9.0]]), ("atm",), "step"), "hold", 2000, 2020
    )
    assert set(first.values[:, 0]) == {7.0}


# The beginning and the end of a series ----------------------------------------------------------------------


@pytest.mark.parametrize("way", ["linear", "step"])
def test_no_series_is_used_after_its_end(way) -> None:
    past = Emissions(np.array([1990.0, 2000.0, 2008.0]), np.full((3, 1), 2000.0), ("atm",), way)
    end = 2008 if way == "linear" else 2009
    model = load_model("amos2014")
    assert past.end == end
    run(model, past, 1990, end)
    for call in (
        lambda: run(model, past, 1990, end + 1),
        lambda: verbs.cycle(model, past, 1990, end + 1),
        lambda: verbs.attribute(model, past, 1990, end + 1),
        lambda: ensemble(model, past, 1990, end + 1, members=100),
        lambda: compare(model, {"a": past}, 1990, end + 1),
    ):
        with pytest.raises(InputProblems, match="do not cover"):
            call()


def test_a_gap_between_history_and_future_is_stated() -> None:
    found = compare(
        load_model("amos2014"), {"hold": future(history("streets2011"), "hold", 2012, 2021)}, 2012, 2020
    )
    assert "the history of emissions ends in 2009; its last value, 1,965 Mg/yr, is kept until 2012" in texts(
        found.notes
    )
    near = compare(
        load_model("amos2014"), {"hold": future(history("streets2011"), "hold", 2009, 2021)}, 2009, 2020
    )
    assert not any("is held" in note or "not used" in note for note in texts(near.notes))


def test_a_future_that_begins_before_the_history_ends_says_what_it_replaces() -> None:
    past = history("streets2011")
    found = compare(load_model("amos2014"), {"stop": future(past, "stop", 1990, 1995)}, 1990, 1995)
    said = "the future begins in 1990: the emissions of the history from there to 2009 are not used"
    assert said in texts(found.notes)
    # The last year of a history is also where its future begins.
    assert not any("not used" in note for note in texts(future(past, "hold", 2008, 2012).notes))


def test_a_later_start_leaves_nothing_out() -> None:
    model, past = load_model("amos2014"), history("streets2011")
    whole, late = run(model, past, -2000, 2008), run(model, past, 1850, 2008)
    np.testing.assert_allclose(late.masses, whole.masses[-len(late.years) :], rtol=1e-12)
    assert late.mass("atm")[0] == pytest.approx(1013.9, abs=0.1)
    assert late.imbalance < 1e-12
    assert (late.put_in[0] == 0).all()
    assert "the run begins in -2000, and its years from 1850 are given" in texts(late.notes)
    periods = [1850.0, 1950.0]
    one, other = (verbs.attribute(model, past, first, 2008, periods=periods) for first in (-2000, 1990))
    np.testing.assert_allclose(
        other["share"].sel(year=2008), one["share"].sel(year=2008), rtol=1e-9, atol=1e-12
    )


def test_emissions_that_begin_with_something_are_stated_and_not_extended() -> None:
    young = Emissions(np.array([1995.0, 2020.0]), np.array([[2000.0], [2000.0]]), ("atm",))
    result = run(load_model("amos2014"), young, 2000, 2010)
    assert "the emissions begin in 1995 with 2,000 Mg/yr; earlier emissions are not included" in texts(
        result.notes
    )
    assert "the emissions begin in 1995" in result.table["note"][0]
    assert "the emissions begin in 1995" in result.dataset.attrs["notes"]
    with pytest.raises(InputProblems, match="do not cover 1990"):
        run(load_model("amos2014"), young, 1990, 2010)


def test_before_a_beginning_with_zero_nothing_is_emitted() -> None:
    rising = Emissions(np.array([1900.0, 2000.0]), np.array([[0.0], [2000.0]]), ("atm",))
    model = load_model("geyman2025")
    early = run(model, rising, 1800, 2000)
    assert "before 1900, where the emissions begin with 0, nothing is emitted" in texts(early.notes)
    np.testing.assert_allclose(
        early.mass("atm")[-1], run(model, rising, 1900, 2000).mass("atm")[-1], rtol=1e-12
    )


@pytest.mark.parametrize(
    ("name", "year"), [("selin2014", 2012), ("feinberg2021", -8000), ("thackray2016", -2000)]
)
def test_initial_masses_belong_to_their_year(name, year) -> None:
    model = load_model(name)
    assert model.initial_year == year
    with pytest.raises(InputProblems, match=f"initial masses of {name} belong to {year}"):
        run(model, None, year - 10, year + 10)
    late = run(model, None, year + 5, year + 10)
    np.testing.assert_allclose(late.masses, run(model, None, year, year + 10).masses[5:], rtol=1e-12)
    unknown = Emissions(np.array([year + 3.0, year + 10.0]), np.ones((2, 1)), (model.boxes[0],))
    with pytest.raises(InputProblems, match="do not cover"):
        run(model, unknown, year + 5, year + 10)
    # What was emitted before is in the masses already.
    known = Emissions(np.array([year - 3.0, year + 10.0]), np.ones((2, 1)), (model.boxes[0],))
    assert any("are left out" in note for note in texts(run(model, known, year + 5, year + 10).notes))
    with pytest.raises(InputProblems, match="belong to"):
        ensemble(model, None, year - 10, year + 10, members=100)


def test_a_model_without_the_year_of_its_masses_is_run_with_a_note() -> None:
    data = {
        "id": "own",
        "starts": "initial",
        "reservoirs": {"air": {"initial": 1.0, "medium": "air"}, "sea": {"initial": 2.0, "medium": "ocean"}},
        "flows": [{"id": "down", "from": "air", "to": "sea", "rate": 0.5, "kind": "deposition"}],
    }
    past = Emissions(np.array([1990.0, 2020.0]), np.ones((2, 1)), ("air",))
    notes = texts(run(parse_model(data, "own.yml"), past, 2000, 2010).notes)
    assert "own states no year for its initial masses; they are taken as those of 2000" in notes
    assert "emissions before 2000 are left out: the run begins with the initial masses of own" in notes
    dated = parse_model({**data, "initial_year": 2000}, "own.yml")
    assert not any("no year" in note for note in texts(run(dated, past, 2000, 2010).notes))
    with pytest.raises(InputProblems, match="initial_year with a steady start"):
        parse_model({**data, "starts": "steady", "initial_year": 2000}, "own.yml")


def test_a_station_is_not_compared_with_years_the_history_does_not_know() -> None:
    import pandas as pd
    import xarray as xr

    from quicksilver.fate.observations import compare_atmosphere, run_beside

    years = np.arange(2000, 2020)
    observed = xr.Dataset(
        {"mean": (("station", "year"), np.linspace(1.6, 1.2, 20)[None, :], {"units": "ng m-3"})},
        {"station": ["A"], "year": years},
    )
    model = load_model("amos2014")
    result = run_beside(model, history("streets2011"), 2000, 2019)
    assert result.years[-1] == 2009
    found = compare_atmosphere(observed, result)
    assert pd.notna(found["model_anomaly"].sel(station="A", year=2008).item())
    assert found["observed_anomaly"].sel(year=slice(2009, 2019)).isnull().all()
    assert "the emissions end in 2009; later years of the stations are not compared" in texts(result.notes)
    with pytest.raises(InputProblems, match="no year in both"):
        run_beside(model, history("streets2011"), 2010, 2019)
    with pytest.raises(
        InputProblems, match="the run of selin2014 begins in 2012, and the emissions end in 2009"
    ):
        run_beside(load_model("selin2014"), history("streets2011"), 2000, 2019)


def test_a_scenario_after_the_end_of_a_history_states_what_lies_between() -> None:
    import xarray as xr

    from quicksilver.fate.from_scenarios import emissions_of_run, in_deposition

    years = np.arange(2015, 2021)
    found = xr.Dataset(
        {"world": (("run", "estimate", "year"), np.full((1, 1, 6), 2.0e6), {"units": "kg"})},
        {"run": ["baseline"], "estimate": ["central"], "year": years},
    )
    held = emissions_of_run(found, "baseline", history("streets2011"))
    assert held.history == "streets2011"
    assert texts(held.notes) == [
        "the history of emissions ends in 2009; its last value, 1,965 Mg/yr, is kept until 2015"
    ]
    assert held.at(2012)[0] == pytest.approx(1964.9)
    line = Emissions(np.array([1990.0, 2005.0]), np.array([[1000.0], [1500.0]]), ("atm",))
    straight = emissions_of_run(found, "baseline", line)
    assert texts(straight.notes) == [
        "the history of emissions ends in 2005; from there a straight line leads to the emission of 2015"
    ]
    assert straight.at(2010)[0] == pytest.approx(1750)
    compared = in_deposition(found, load_model("amos2014"))
    assert held.notes[0] in compared.notes
    np.testing.assert_allclose(compared.emission["baseline"], 2000)


# How often mercury has been in the air ----------------------------------------------------------------------


def test_origins_are_first_pass_legacy_and_natural() -> None:
    from quicksilver.fate.attribution import origins

    model = load_model("geyman2025")
    steady = Emissions(np.array([1990.0, 2020.0]), np.array([[2000.0], [2000.0]]), ("atm",))
    shares = origins(model, steady, 2020)
    assert sum(shares.values()) == pytest.approx(1)
    # A constant emission is all deposited on its first pass once the air has adjusted.
    total = run(model, steady, 1990, 2020).deposition()[-1]
    assert shares["first_pass"] * total == pytest.approx(2000, rel=1e-6)
    natural = run(model, None, 1990, 2020).deposition()[-1]
    assert shares["natural"] * total == pytest.approx(natural, rel=1e-9)
    stopped = Emissions(
        np.array([1900.0, 1990.0, 1990.5, 2020.0]), np.array([[0.0], [2000.0], [0.0], [0.0]]), ("atm",)
    )
    after = origins(model, stopped, 2020)
    assert after["first_pass"] < 1e-6
    assert after["legacy"] > 0.2
    # Releases to water are not on a first pass through the air.
    water = Emissions(np.array([1990.0, 2020.0]), np.array([[2000.0], [2000.0]]), ("ocs",))
    assert origins(model, water, 2020)["first_pass"] == 0


def test_origins_of_nothing_are_none() -> None:
    from quicksilver.fate.attribution import origins

    still = {
        "id": "still",
        "reservoirs": {"air": {"medium": "air"}, "sea": {"medium": "ocean"}},
        "flows": [
            {"id": "down", "from": "air", "to": "sea", "rate": 1.0, "kind": "deposition"},
            {"id": "out", "from": "sea", "to": "out:deep", "rate": 1.0, "kind": "burial"},
        ],
    }
    none = Emissions(np.array([1990.0, 2020.0]), np.zeros((2, 1)), ("air",))
    assert origins(parse_model(still, "still.yml"), none, 2020) == {}
