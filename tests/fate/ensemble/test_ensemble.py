"""Ensembles: agreement with single runs, exact quantiles, weights, balance, and going on after an interruption."""

from __future__ import annotations

import re

import numpy as np
import pytest

from quicksilver.errors import InputProblems
from quicksilver.fate.cycle import Emissions, load_model, run
from quicksilver.fate.ensemble import (
    Observation,
    draw,
    ensemble,
    parameters,
    quantile_table,
    quantities,
    read_observations,
)
from quicksilver.fate.ensemble.constraints import effective_size, weights
from quicksilver.fate.ensemble.kernels import select
from quicksilver.fate.ensemble.members import Members
from quicksilver.fate.ensemble.result import dataset
from quicksilver.fate.scenarios import future, history


@pytest.fixture(scope="module")
def model():
    return load_model("amos2014")


@pytest.fixture(scope="module")
def streets():
    return history("streets2011")


def hill(model, first):
    """Return emissions that rise and fall over a hundred years, with a knot between years."""
    years = first + np.array([0.0, 50.5, 100.0])
    return Emissions(years, np.array([[1000.0], [3000.0], [0.0]]), (model.boxes[0],))


def test_members_without_ranges_are_the_single_run(model, streets):
    made = ensemble(model, streets, 1900, 1960, members=100, spread=None)
    single = run(model, streets, 1900, 1960)
    expected = np.stack([single.masses[:, i] for i in range(len(model.boxes))], axis=1)
    np.testing.assert_allclose(made["mass"].sel(quantile=0.5).values, expected, rtol=1e-9)


@pytest.mark.parametrize("name", ["selin2014", "thackray2016"])
def test_no_exit_and_complex_modes_are_no_special_case(name):
    shipped = load_model(name)
    first = shipped.initial_year
    emissions = hill(shipped, first)
    members = Members.begin(shipped, emissions, (), np.empty((2, 0)), first)
    single = run(shipped, emissions, first, first + 100)
    made = ensemble(shipped, emissions, first, first + 100, members=100, spread=None)
    expected = np.stack([single.masses[:, i] for i in range(len(shipped.boxes))], axis=1)
    np.testing.assert_allclose(made["mass"].sel(quantile=0.5).values, expected, rtol=1e-9, atol=1e-6)
    assert members.check_balance() < 1e-12


def test_quantiles_are_those_of_numpy():
    values = np.random.default_rng(3).lognormal(size=5001)
    mass = np.random.default_rng(4).random(5001)
    wanted = np.array([0.001, 0.025, 0.5, 0.975, 0.999])
    found = np.empty(5)
    select(values, mass, wanted, found)
    np.testing.assert_array_equal(found, np.quantile(values, wanted, weights=mass, method="inverted_cdf"))


def test_design_keeps_its_range_and_its_seed(model):
    given = parameters(model, spread=2.0)
    one, two = (draw(given, 256, seed=5) for _ in range(2))
    np.testing.assert_array_equal(one, two)
    assert one.min() >= 0.5
    assert one.max() <= 2.0
    np.testing.assert_allclose(np.exp(np.log(one).mean(axis=0)), 1.0, rtol=0.02)


def test_observations_narrow_what_they_speak_of(model, streets):
    observed = [Observation("atm", 1960, 2000, 2400)]
    made = ensemble(model, streets, 1900, 1960, members=2000, spread=1.5, observed=observed)
    width = made["mass"].sel(year=1960, reservoir="atm", quantile=[0.025, 0.975]).diff("quantile").item()
    after = (
        made["mass_constrained"]
        .sel(year=1960, reservoir="atm", quantile=[0.025, 0.975])
        .diff("quantile")
        .item()
    )
    assert after < width
    assert 100 <= made.attrs["effective_sample_size"] < 2000
    assert "flow:" in made.attrs["not_told_by_the_data"]


def test_rejection_that_leaves_nothing_names_the_observation(model, streets):
    with pytest.raises(InputProblems, match="atm in 1960"):
        ensemble(
            model,
            streets,
            1900,
            1960,
            members=128,
            spread=1.1,
            observed=[Observation("atm", 1960, 1, 2)],
            way="rejection",
        )


def test_effective_size_counts_equal_members():
    simulated = np.array([[1.0, 1.0, 9.0]])
    made = weights([Observation("atm", 2000, 0.5, 1.5)], simulated, "rejection")
    assert effective_size(made) == pytest.approx(2.0)


def test_an_interrupted_run_goes_on_and_ends_the_same(model, streets, tmp_path):
    kept = tmp_path / "block.npz"

    class StopError(Exception):
        pass

    def stop(done, _all):
        if done >= 3932:
            raise StopError

    arguments = {"members": 128, "spread": 1.5}
    with pytest.raises(StopError):
        ensemble(model, streets, 1900, 1960, resume=kept, progress=stop, **arguments)
    assert kept.exists()
    seen = []
    resumed = ensemble(
        model, streets, 1900, 1960, resume=kept, progress=lambda done, _all: seen.append(done), **arguments
    )
    assert min(seen) > 3900
    assert resumed.identical(ensemble(model, streets, 1900, 1960, **arguments))
    assert not kept.exists()


def test_bad_observations_are_all_told(tmp_path):
    path = tmp_path / "o.csv"
    path.write_text("quantity,year,low,high\natmo,2000,1,2\natm,x,1,2\natm,2000,3,2\n")
    with pytest.raises(InputProblems) as caught:
        read_observations(path, ["atm", "ocs"])
    assert len(caught.value.problems) == 3
    assert caught.value.problems[0].guess == ""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["amos2014", "thackray2016", "selin2014"])
def test_jax_agrees_with_the_kernels(name):
    pytest.importorskip("jax")
    shipped = load_model(name)
    first = 2000.0 if shipped.initial_year is None else shipped.initial_year
    emissions = hill(shipped, first)
    one, two = (
        ensemble(shipped, emissions, first, first + 100, members=128, spread=2.0, backend=b)
        for b in ("numba", "jax")
    )
    np.testing.assert_allclose(two["mass"].values, one["mass"].values, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(two["deposition"].values, one["deposition"].values, rtol=1e-9)


def test_deposition_is_that_of_the_single_run(model, streets):
    made = ensemble(model, streets, 1900, 1960, members=100, spread=None)
    single = run(model, streets, 1900, 1960)
    for medium in ("land", "ocean"):
        found = made["deposition"].sel(quantile=0.5, medium=medium).values
        np.testing.assert_allclose(found, single.deposition(medium), rtol=1e-9)


def test_the_table_says_the_same_as_the_data(model, streets):
    made = ensemble(model, streets, 1900, 1910, members=128, spread=2.0)
    table = quantile_table(made).set_index(["state", "kind", "name", "year"])
    assert (
        table.loc[("prior", "mass", "atm", 1905.0), "q0.5"]
        == made["mass"].sel(reservoir="atm", year=1905, quantile=0.5).item()
    )


def test_members_of_a_prescribed_series_are_the_single_run_before_and_after_its_end(model, streets):
    emissions = future(streets, "cut 50% by 2020", 2009, 2030)
    made = ensemble(model, emissions, 1840, 2030, members=100, spread=None)
    single = run(model, emissions, 1840, 2030)
    np.testing.assert_allclose(made["mass"].sel(quantile=0.5).values, single.masses, rtol=1e-9)


def test_an_interrupted_run_keeps_the_excess_of_a_prescribed_series(model, streets, tmp_path):
    kept, emissions = tmp_path / "block.npz", future(streets, "hold", 2009, 2060)

    class StopError(Exception):
        pass

    def stop(done, _all):
        if done >= 4045:
            raise StopError

    arguments = {"members": 128, "spread": 1.5}
    with pytest.raises(StopError):
        ensemble(model, emissions, 2000, 2050, resume=kept, progress=stop, **arguments)
    assert kept.exists()
    resumed = ensemble(model, emissions, 2000, 2050, resume=kept, **arguments)
    assert resumed.identical(ensemble(model, emissions, 2000, 2050, **arguments))


# What too few members cannot support -----------------------------------------------------------------------

SIX = [
    Observation("atm", 2008, 4000, 4600),
    Observation("atm", 2008, 2.15, 14.43, over=1450),
    Observation("oci+ocs", 2008, 60000, 150000),
    Observation("ocd", 2008, 140000, 260000),
    Observation("tf+ts+ta", 2008, 250000, 1000000),
    Observation("deposition_land", 2008, 2500, 4500),
]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_few_surviving_members_are_no_range(model, streets, seed):
    with pytest.raises(InputProblems, match="too few for a range") as caught:
        ensemble(model, streets, 1850, 2009, members=500, observed=SIX, seed=seed)
    assert "--members" in caught.value.problems[0].remedy
    assert "widen the ranges" in caught.value.problems[0].remedy


def test_where_no_number_of_members_would_do_none_is_advised(model, streets):
    with pytest.raises(InputProblems, match=r"effective sample of 1\.0 of 100 members") as caught:
        ensemble(model, streets, 1990, 2009, members=100, observed=[Observation("atm", 2001, 1, 2)])
    assert "drawing more members is not sufficient" in caught.value.problems[0].remedy


@pytest.mark.slow
def test_the_number_of_members_advised_does(model, streets):
    seen = [Observation("atm", 1960, 2150, 2200)]
    with pytest.raises(InputProblems, match="too few") as caught:
        ensemble(model, streets, 1950, 1960, members=500, observed=seen)
    advised = int(re.search(r"--members (\d+)", caught.value.problems[0].remedy)[1])
    found = ensemble(model, streets, 1950, 1960, members=advised, observed=seen)
    assert found.attrs["effective_sample_size"] >= 100


def test_fewer_than_a_hundred_draws_are_refused_without_observations_too(model, streets):
    with pytest.raises(InputProblems, match="99 members carry no ranges"):
        ensemble(model, streets, 1990, 2000, members=99)


def test_with_one_member_left_nothing_is_determined(model):
    given = parameters(model, spread=2.0)
    factors = draw(given, 128)
    weighed = np.zeros(128)
    weighed[5] = 1.0
    names = quantities(model)
    found = dataset(
        model,
        names,
        np.array([2000.0]),
        [0.025, 0.975],
        np.ones((1, len(names), 2, 2)),
        given,
        factors,
        weighed,
        method="sobol",
        seed=1,
        way="weights",
    )
    assert found.attrs["effective_sample_size"] == 1.0
    assert found.attrs["not_told_by_the_data"].split(", ") == [p.name for p in given]


def test_every_summary_carries_its_effective_size(model, streets):
    made = ensemble(
        model, streets, 1950, 1960, members=1000, spread=1.5, observed=[Observation("atm", 1960, 2000, 2400)]
    )
    size = made.attrs["effective_sample_size"]
    assert made["mass"].attrs["effective_sample_size"] == 1000
    assert made["mass_constrained"].attrs["effective_sample_size"] == size < 1000
    table = quantile_table(made)
    assert set(table.loc[table["state"] == "constrained", "effective_members"]) == {round(size, 1)}
    assert set(table.loc[table["state"] == "prior", "effective_members"]) == {1000.0}


def test_observations_before_the_first_year_given_count(model, streets):
    seen = [Observation("atm", 1960, 0.5, 20, over=1450)]
    assert "mass_constrained" in ensemble(model, streets, 1950, 1960, members=200, spread=1.2, observed=seen)
    with pytest.raises(InputProblems, match="observed in -2500"):
        ensemble(
            model, streets, 1950, 1960, members=200, observed=[Observation("atm", 1960, 0.5, 20, over=-2500)]
        )
