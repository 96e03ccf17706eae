"""The solver against independent means, and what must hold for every model."""

import copy

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quicksilver.errors import InputProblems
from quicksilver.fate.cycle import (
    Emissions,
    disagreement,
    load_model,
    models,
    parse_model,
    read_emissions,
    run,
)
from quicksilver.fate.scenarios import compare, future, history

SETTINGS = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def series(years, values, boxes=("atm",), way="linear", until=None):
    table = np.asarray(values, float).reshape(len(years), -1)
    return Emissions(np.asarray(years, float), table, boxes, way, until=until)


@pytest.mark.parametrize("name", models())
def test_shipped_models_are_whole(name) -> None:
    model = load_model(name)
    full = model.matrix(2000, with_sinks=True)
    np.testing.assert_allclose(full.sum(axis=0), 0, atol=1e-15 * max(1.0, np.abs(full).max()) * 8)
    inner = model.matrix(2000)
    assert (inner - np.diag(np.diag(inner)) >= 0).all()
    assert (np.linalg.eigvals(inner).real <= 1e-12).all()
    assert all(flow.source for flow in model.flows)
    assert {r.medium for r in model.reservoirs} <= {"air", "land", "ocean", "waste"}


def test_published_numbers() -> None:
    """Natural state and time scales of Amos 2014, the published steady state of Geyman 2023, Selin's trapped soil."""
    amos = load_model("amos2014")
    np.testing.assert_allclose(
        amos.steady_state(year=-3000), [213.624, 1275.83, 8922.5, 87862.3, 148.46, 7629.6, 26594.8], rtol=2e-4
    )
    np.testing.assert_allclose(amos.timescales(-3000), [0.198, 0.849, 8.55, 71.2, 232, 794, 7513], rtol=5e-3)
    volcano = load_model("geyman2023").steady_state()
    np.testing.assert_allclose(volcano, [580, 2700, 16745, 497918, 457, 22973, 95224], atol=0.7)
    with pytest.raises(InputProblems, match="minsoil"):
        load_model("selin2014").steady_state()
    assert np.isinf(load_model("selin2014").timescales()[-1])
    assert np.iscomplexobj(load_model("thackray2016").timescales())


@pytest.mark.parametrize("name", ["amos2014", "feinberg2021", "geyman2025", "selin2014"])
def test_against_a_general_integrator(name) -> None:
    model = load_model(name)
    first = 2012.0 if name == "selin2014" else 1400.0
    knots = first + np.array([0.0, 100, 200, 300])
    emissions = series(knots, [0.0, 800, 300, 2000])
    result = run(model, emissions, first, knots[-1], years=first + np.array([0.0, 50, 100, 125, 300]))
    assert disagreement(result, emissions) < 1e-7
    steps = series(knots, [0.0, 800, 300, 2000], way="step", until=first + 350)
    apart = run(model, steps, first, first + 350, years=first + np.array([0.0, 200, 350]))
    assert disagreement(apart, steps) < 1e-7


@SETTINGS
@given(
    st.lists(st.floats(0, 5000), min_size=4, max_size=4),
    st.floats(0.1, 10),
    st.sampled_from(["linear", "step"]),
)
def test_linear_and_conserving(values, factor, way) -> None:
    model = load_model("amos2014")
    emissions = series([1500, 1600, 1750, 1900], values, way=way)
    one, scaled, none = (
        run(model, e, 1500, 1900) for e in (emissions, emissions.scaled(factor), emissions.scaled(0))
    )
    np.testing.assert_allclose(
        scaled.masses - none.masses, (one.masses - none.masses) * factor, rtol=1e-8, atol=1e-7
    )
    assert one.imbalance < 1e-12
    assert (one.masses >= 0).all()


def test_more_output_years_and_knots_on_a_line_change_nothing() -> None:
    model = load_model("geyman2025")
    few = series([1500, 1900], [0, 1000])
    many = series([1500, 1555.5, 1700, 1900], [0, 55.5 / 0.4, 500, 1000])
    one = run(model, few, 1500, 1900, years=np.array([1500.0, 1900]))
    other = run(model, many, 1500, 1900)
    np.testing.assert_allclose(one.masses[-1], other.masses[-1], rtol=1e-12)


def test_attribution_adds_up() -> None:
    model = load_model("amos2014")
    emissions = Emissions(
        np.array([1800.0, 1900, 2000]),
        np.array([[10.0, 5], [100, 50], [500, 900]]),
        ("atm", "atm"),
        "linear",
        ("coal", "gold"),
    )
    apart = run(model, emissions, 1800, 2000, apart=True)
    whole = run(model, emissions, 1800, 2000)
    assert apart.sources == ("natural", "coal", "gold")
    np.testing.assert_allclose(apart.masses, whole.masses, rtol=1e-12)
    for of in ("atm", "ocd", "deposition"):
        np.testing.assert_allclose(apart.shares(of).sum(axis=1), 1, atol=1e-10)
    assert (apart.shares("atm") >= 0).all()


def test_dataset_and_table_agree() -> None:
    result = run(load_model("amos2014"), series([1900, 1950], [100, 200]), 1900, 1950)
    np.testing.assert_allclose(result.dataset["mass"].sel(reservoir="atm").sum("source"), result.table["atm"])
    assert result.dataset["flux"].attrs["units"] == "Mg yr-1"
    parts = result.table[["deposition_land", "deposition_ocean"]].sum(axis=1)
    np.testing.assert_allclose(parts, result.deposition(), rtol=1e-12)


MODEL = {
    "id": "two",
    "starts": "initial",
    "reservoirs": {"air": {"initial": 1.0, "medium": "air"}, "soil": {"initial": 2.0, "medium": "land"}},
    "flows": [
        {"id": "down", "from": "air", "to": "soil", "rate": 0.5, "kind": "deposition"},
        {"id": "up", "from": "soil", "split": {"air": 0.75, "out:deep": 0.25}, "flux": 2.0, "of": 10.0},
    ],
    "inputs": [{"to": "air", "value": 1.0}],
}


def test_a_model_of_ones_own() -> None:
    model = parse_model(MODEL, "two.yml")
    np.testing.assert_allclose(model.matrix(), [[-0.5, 0.15], [0.5, -0.2]])
    assert model.sinks == ("out:deep",)
    assert run(model, None, 0, 100).imbalance < 1e-12


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda m: m["flows"][1]["split"].update({"air": 0.7}), "flow 'up' leaks"),
        (lambda m: m["flows"][0].pop("to"), "has no destination"),
        (lambda m: m["flows"][0].update({"to": "soill"}), "unknown reservoir 'soill'"),
        (lambda m: m["flows"][0].update({"rate": -1}), "not a number of 0 or more"),
        (lambda m: m["flows"][0].update({"rate": "fast"}), "is not a number"),
        (lambda m: m["flows"][0].update({"rat": 1}), "unknown key 'rat'"),
        (lambda m: m["flows"][1].pop("of"), "either a rate, or a flux"),
        (lambda m: m["flows"][0].update({"to": "air"}), "to itself"),
        (lambda m: m["flows"].append(m["flows"][0]), "occurs twice"),
        (lambda m: m["reservoirs"]["air"].pop("initial"), "no initial mass"),
        (lambda m: m.pop("flows"), "'flows' is missing"),
        (lambda m: m["inputs"][0].update({"to": "sea"}), "unknown reservoir 'sea'"),
        (lambda m: m["flows"][0].update({"low": 0.9, "high": 1.0}), "not in order"),
    ],
)
def test_a_bad_model_is_refused_by_name(change, says) -> None:
    broken = copy.deepcopy(MODEL)
    change(broken)
    with pytest.raises(InputProblems, match=says) as caught:
        parse_model(broken, "two.yml")
    assert all(p.what and p.where and p.allowed and p.remedy for p in caught.value.problems)


def test_emissions_with_semicolons_and_decimal_commas_are_read_and_reported(tmp_path) -> None:
    path = tmp_path / "e.csv"
    path.write_text("\ufeffyear;atm\n2000;2000,5\n2010;2100,5\n", encoding="utf-8")
    series = read_emissions(path, load_model("amos2014"))
    assert series.values[:, 0].tolist() == [2000.5, 2100.5]
    assert [str(item) for item in series.notes] == [
        "cells are separated by semicolons",
        "numbers are read with a decimal comma, as in '2000,5'",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("year,atm\n2000,1\n2000,2\n", "already in line 2"),
        ("year,atm\n2001,1\n2000,2\n", "comes after"),
        ("year,atm\n2000,-1\n2001,2\n", "negative"),
        ("year,atm\n2000,nan\n2001,2\n", "not a number"),
        ('year,atm\n2000,"1 5"\n2001,2\n', "is not a number"),
        ("year,atm\n2000,1-2\n2001,2\n", "is a range and not a number"),
        ("year,atm\n2000,2,000\n2001,2,100\n", "e.csv:3, column 3: 3 cells under 2 columns"),
        ("year,atm,atm\n2000,1,2\n", "column 'atm' occurs twice"),
        ("year,atm\n2000,1\n2001,1\n2003,1\n", "e.csv:4, column year: no year between 2001 and 2003"),
        ('year,atm\n2000,"1,500"\n2001,2\n', "can be 1500 or 1.5|can be 1.5 or 1500"),
        ("year,atm,Atmosphere\n2000,1,2\n", "two columns are of the reservoir 'atm'"),
        ("year,land\n2000,1\n", "could be: tf, ts, ta"),
        ("year,atm\n2000,\n", "is empty"),
        ("year,air\n2000,1\n", "unknown reservoir 'air'"),
        ("atm\n1\n", "no column 'year'"),
        ("year,atm\n", "no rows"),
        ("year,atm\n2000,1\n2001,1\n2005,1\n2006,1\n", "no year between 2001 and 2005"),
    ],
)
def test_bad_emissions_are_refused(tmp_path, text, says) -> None:
    path = tmp_path / "e.csv"
    path.write_text(text)
    with pytest.raises(InputProblems, match=says):
        read_emissions(path, load_model("amos2014"))


def test_a_column_may_have_the_name_of_its_reservoir(tmp_path) -> None:
    path = tmp_path / "e.csv"
    path.write_text("year;atmosphere;Surface ocean\n2000;2000,5;1\n")
    read = read_emissions(path, load_model("amos2014"))
    assert read.reservoirs == ("atm", "ocs")
    assert read.values.tolist() == [[2000.5, 1.0]]


def test_a_run_beyond_the_emissions_is_refused() -> None:
    with pytest.raises(InputProblems, match="do not cover"):
        run(load_model("amos2014"), series([1900, 1950], [1, 1]), 1900, 2000)
    with pytest.raises(InputProblems, match="no length"):
        run(load_model("amos2014"), None, 2000, 1900)


def test_futures_by_words() -> None:
    past = history("streets2011")
    last = past.values[-1, 0]
    for words, year, share in (
        ("stop", 2010, 0.0),
        ("hold", 2040, 1.0),
        ("cut 50% by 2035", 2035, 0.5),
        ("cut 50%", 2009, 0.5),
        ("delay 5: cut 50% by 2035", 2040, 0.5),
        ("delay 5: stop", 2013, 1.0),
        ("delay 5: stop", 2014, 0.0),
        ("grow 20% by 2020", 2030, 1.2),
    ):
        made = future(past, words, 2009, 2050)
        assert made.values[made.years == year][0, 0] == pytest.approx(share * last), words
        np.testing.assert_array_equal(made.values[made.years < 2009], past.values)
    with pytest.raises(InputProblems, match="not understood"):
        future(past, "halve it", 2009, 2050)


def test_comparison_in_deposition() -> None:
    past = history("streets2011")
    scenarios = {
        words: future(past, words, 2010, 2060)
        for words in ("hold", "cut 50% by 2035", "delay 5: cut 50% by 2035")
    }
    found = compare(load_model("amos2014"), scenarios, 2010, 2060)
    assert sum(found.legacy_shares.values()) == pytest.approx(1)
    prompt, late = (found.avoided_deposition[name][-1] for name in found.names[1:])
    assert prompt > late > 0
    assert (found.avoided_deposition["hold"] == 0).all()
    np.testing.assert_allclose(
        found.deposition["hold"], found.deposition_land["hold"] + found.deposition_ocean["hold"]
    )


def test_sources_of_a_model_are_a_mapping() -> None:
    from quicksilver.fate.cycle.files import parse_model

    with pytest.raises(InputProblems, match="'sources' is not a mapping"):
        parse_model({"sources": "a book"}, "m.yml")


def test_a_row_that_is_too_long_hides_no_bad_number(tmp_path):
    path = tmp_path / "emissions.csv"
    path.write_text("year,atm\n2000,1.2.3\n2001,1,2\n2002,abc\n", encoding="utf-8")
    with pytest.raises(InputProblems) as caught:
        read_emissions(path, load_model("amos2014"))
    places = {str(problem.where) for problem in caught.value.problems}
    assert places == {
        "emissions.csv:2, column atm",
        "emissions.csv:3, column 3",
        "emissions.csv:4, column atm",
    }


@pytest.mark.parametrize("language", ["fr", "es", "ru", "zh", "ar"])
def test_what_is_wrong_with_a_model_is_told_in_six_languages(language: str) -> None:
    from quicksilver.language.problems import in_language

    data = {
        "starts": "steddy",
        "reservoirs": {"atm": {"initial": "x"}, "oc": {"inital": 3, "initial": -1}},
        "flows": [
            {"id": "a", "from": "atm", "to": "occ", "rate": "1,5"},
            {"id": "b", "from": "oc", "split": {"atm": 0.5, "out:x": 0.4}, "rate": 1},
            {"id": "c", "from": "oc", "to": "oc", "low": 3, "rate": 2},
            {"id": "d", "from": "oc", "rate": 1},
            5,
        ],
        "inputs": [{"to": "atm"}, 5],
        "prescribed": {"to": "amt", "replaces": ["z"], "sink": "x"},
    }
    with pytest.raises(InputProblems) as caught:
        parse_model(data, "m.yml")
    assert len(caught.value.problems) >= 15
    for one in caught.value.problems:
        assert one.code, one.what
        assert in_language(one, language).what != one.what
