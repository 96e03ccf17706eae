"""What bears a publication's name reproduces it: burdens of 2008, futures to 2049, and a series that a model prescribes."""

from __future__ import annotations

import csv
import dataclasses
import io
from importlib import resources

import numpy as np
import pytest
from scipy.interpolate import PchipInterpolator

from quicksilver.errors import InputProblems
from quicksilver.fate.cycle import Emissions, disagreement, load_model, models, parse_model, run
from quicksilver.fate.cycle.prescribed import monotone_cubic
from quicksilver.fate.cycle.setting import applied
from quicksilver.fate.scenarios import compare, future, history

#: The program gbc v2.0 with the same emissions: Mg at the beginning of 2008.
PUBLISHED = {
    "atm": 4378.69,
    "tf": 14619.4,
    "ts": 70297.8,
    "ta": 126271.0,
    "ocs": 2872.0,
    "oci": 126601.0,
    "ocd": 112283.0,
}
#: The same program: deposition at the beginning of 2049 over that of 2015.
FUTURES = {"constant": 1.1488, "controls": 0.8896, "zero": 0.5899}


@pytest.mark.parametrize("name", ["amos2014", "amos2014_as_run"])
def test_the_atmosphere_of_2008_is_the_published_one(name) -> None:
    result = run(load_model(name), history("streets2011"), -2000, 2008)
    assert result.mass("atm")[-1] == pytest.approx(PUBLISHED["atm"], rel=0.01)
    assert result.mass("ocs")[-1] == pytest.approx(PUBLISHED["ocs"], rel=0.01)
    assert run(load_model(name), history("horowitz2014"), -2000, 2008).mass("atm")[-1] == pytest.approx(
        5250, rel=0.01
    )


def test_the_published_futures_have_the_published_effect() -> None:
    past = history("streets2011")
    found = compare(
        load_model("amos2014"), {name: future(past, name, 2005, 2050) for name in FUTURES}, 2005, 2049
    )
    for name, ratio in FUTURES.items():
        late, early = (found.deposition[name][found.years == year][0] for year in (2049, 2015))
        assert late / early == pytest.approx(ratio, rel=0.01), name


def test_the_variant_of_0_1_0_keeps_its_numbers_under_a_name_that_says_so() -> None:
    model = load_model("amos2014-feedback")
    assert "amos2014-feedback" in models()
    assert model.prescribed is None
    assert "does not reproduce the publication" in model.note
    assert run(model, history("streets2011"), -2000, 2008).mass("atm")[-1] == pytest.approx(
        3130.526965, rel=1e-8
    )


@pytest.mark.parametrize("name", ["a1b", "constant", "controls", "zero"])
def test_a_shipped_future_continues_only_its_history(name) -> None:
    other = Emissions(np.array([1990.0, 2010.0]), np.array([[2000.0], [2000.0]]), ("atm",))
    for past in (other, history("horowitz2014")):
        with pytest.raises(InputProblems, match="continues the history streets2011"):
            future(past, name, 2005, 2050)
    runs = {name: future(history("streets2011"), name, 2005, 2020)}
    notes = [str(note) for note in compare(load_model("geyman2025"), runs, 2005, 2019).notes]
    assert (
        "the published effects of the shipped futures are those of amos2014; geyman2025 gives others" in notes
    )


def test_rivers_belong_to_the_histories_of_the_publication() -> None:
    model, feedback = load_model("amos2014"), load_model("amos2014-feedback")
    own = Emissions(np.array([1850.0, 2010.0]), np.array([[0.0], [2000.0]]), ("atm",))
    one, other = (run(given, own, 1850, 2010) for given in (model, feedback))
    np.testing.assert_array_equal(one.masses, other.masses)
    assert any(str(note).startswith("rivers follow the reservoirs of the model") for note in one.notes)
    with_history = run(model, history("streets2011"), -2000, 2008)
    assert any(str(note).startswith("rivers are prescribed from 1850 to 2009") for note in with_history.notes)
    assert not other.notes


# A prescribed series ----------------------------------------------------------------------------------------


def test_the_general_integrator_agrees_before_within_and_after_the_series() -> None:
    emissions = future(history("streets2011"), "cut 50% by 2020", 2009, 2030)
    for first, last in ((1840, 1860), (2000, 2030), (2015, 2030)):
        assert disagreement(run(load_model("amos2014"), emissions, first, last), emissions) < 1e-7


def test_sources_add_up_and_the_series_is_one_of_them() -> None:
    emissions = future(history("streets2011"), "hold", 2009, 2030)
    model = load_model("amos2014")
    apart, whole = (run(model, emissions, 1800, 2030, apart=kept) for kept in (True, False))
    assert apart.sources == ("natural", "atm", "rivers")
    np.testing.assert_allclose(apart.masses, whole.masses, rtol=1e-12)
    np.testing.assert_allclose(apart.shares("deposition").sum(axis=1), 1, atol=1e-12)
    assert apart.imbalance < 1e-12
    before = apart.years < 1850
    assert abs(apart.shares("atm")[before, 2]).max() < 1e-12
    assert apart.shares("atm")[-1, 2] > 0.2
    # Twice the emission leaves natural mercury as it is, and doubles the share of the source in Mg.
    twice = run(model, emissions.scaled(2.0), 1800, 2030, apart=True)
    np.testing.assert_allclose(twice.state[..., 0], apart.state[..., 0], rtol=1e-12)
    np.testing.assert_allclose(twice.state[..., 1], 2 * apart.state[..., 1], rtol=1e-9, atol=1e-6)


def test_what_the_series_replaces_does_not_reach_its_reservoir() -> None:
    result = run(load_model("amos2014"), history("streets2011"), 1840, 2009)
    rivers = result.flux("rivers_tf_ocs")
    assert (rivers[result.years < 1850] > 0).all()
    assert (rivers[(result.years >= 1850) & (result.years < 2009)] == 0).all()
    assert rivers[-1] > 0
    assert result.mass("out:rivers_prescribed")[-1] > 0


def test_the_monotone_cubic_is_that_of_scipy() -> None:
    text = (resources.files("quicksilver.fate") / "data" / "rivers.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    x, at = np.array([float(row["year"]) for row in rows]), np.arange(1850, 2009.1, 0.3)
    for name in ("hgp_total", "hgd_as_used_by_code", "hgd_correct_total"):
        y = np.array([float(row[name]) for row in rows])
        np.testing.assert_allclose(monotone_cubic(x, y, at), PchipInterpolator(x, y)(at), rtol=1e-12)


def test_the_series_of_2008_is_that_of_the_program() -> None:
    fixed = load_model("amos2014").prescribed
    assert dict(zip(fixed.years, fixed.values, strict=True))[2008] == pytest.approx(
        2.338179663 + 0.3 * 5331.639087
    )


OWN = {
    "id": "own",
    "reservoirs": {"air": {"medium": "air"}, "soil": {"medium": "land"}, "sea": {"medium": "ocean"}},
    "flows": [
        {"id": "down", "from": "air", "to": "soil", "rate": 0.5, "kind": "deposition"},
        {"id": "river", "from": "soil", "to": "sea", "rate": 0.1, "kind": "rivers"},
        {"id": "burial", "from": "sea", "to": "out:deep", "rate": 0.1, "kind": "burial"},
    ],
    "inputs": [{"to": "air", "value": 10.0}],
    "prescribed": {"to": "sea", "knots": {1900: 20, 1950: 40}, "replaces": ["river"]},
}


def test_a_model_of_the_user_may_prescribe_a_series_for_all_emissions() -> None:
    model = parse_model(OWN, "own.yml")
    result = run(model, None, 1890, 1960)
    assert result.imbalance < 1e-12
    # Steady with 10 Mg/yr until 1900, then 20 rising to 40; afterwards the river's 10 and the excess of 30.
    np.testing.assert_allclose(result.mass("sea")[result.years <= 1900], 100.0)
    slope = np.diff(result.mass("sea"))[result.years[:-1] == 1900]
    assert slope == pytest.approx(10 - 0.5, abs=0.3)
    assert result.mass("soil")[-1] == pytest.approx(100.0)
    steady = run(model, None, 1890, 2200).mass("sea")[-1]
    assert steady == pytest.approx(400.0, rel=1e-6)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"to": "see"}, "unknown reservoir 'see'"),
        ({"replaces": ["rivr"]}, "unknown flow 'rivr'"),
        ({"sink": "margin"}, "is not a way out"),
        ({"knots": {1900: 20}}, "'knots' is missing or wrong"),
        ({"knots": {1900: 20, 1950: "many"}}, "'knots' is missing or wrong"),
        ({"knots": {1900: 20, 1950: -1}}, "'knots' is missing or wrong"),
        ({"form": 1}, "unknown key 'form'"),
    ],
)
def test_a_wrong_series_is_refused(change, says) -> None:
    with pytest.raises(InputProblems, match=says):
        parse_model({**OWN, "prescribed": {**OWN["prescribed"], **change}}, "own.yml")
    with pytest.raises(InputProblems, match="'prescribed' is not a mapping"):
        parse_model({**OWN, "prescribed": 3}, "own.yml")


def test_given_masses_cannot_begin_after_the_series() -> None:
    model = applied(load_model("amos2014"), history("streets2011"))
    later = dataclasses.replace(history("streets2011"), until=2020)
    with pytest.raises(InputProblems, match="after the prescribed series"):
        run(model, later, 2010, 2015, masses=np.ones(7))
