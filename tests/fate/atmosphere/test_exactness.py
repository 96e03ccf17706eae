"""What must hold to the last digits: mass, sums, transposes, signs, bytes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quicksilver.errors import InputProblems
from quicksilver.fate.atmosphere import sweeps
from quicksilver.fate.atmosphere.climate import load
from quicksilver.fate.atmosphere.column import generators, inert_generator, sunshine
from quicksilver.fate.atmosphere.parameters import parameter_table, parameters
from quicksilver.fate.atmosphere.year import Air, backward, forward

ROWS, COLUMNS, LAYERS = 8, 12, 8


@pytest.fixture(scope="module")
def ahead(climate):
    return Air(climate, parameters("prototype"))


@pytest.fixture(scope="module")
def behind(climate):
    return Air(climate, parameters("prototype"), transposed=True)


def random_source(seed, tags=3, species=2, months=12):
    random = np.random.default_rng(seed)
    source = random.exponential(1.0, (months, ROWS, COLUMNS, tags, species))
    return source * (random.random((1, ROWS, COLUMNS, tags, species)) < 0.2)


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from([1, 2]))
def test_mass_is_neither_made_nor_lost(ahead, seed, species) -> None:
    run = forward(ahead, random_source(seed, species=species), tolerance=None, years=2)
    assert np.abs(run.imbalance).max() < 1e-12
    assert run.state.min() >= 0
    assert run.collected.min() >= 0


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 2**31))
def test_tags_sum_to_the_untagged_run(ahead, seed) -> None:
    source = random_source(seed, tags=5)
    apart = forward(ahead, source, tolerance=None)
    whole = forward(ahead, source.sum(axis=3, keepdims=True), tolerance=None)
    np.testing.assert_allclose(apart.collected.sum(axis=0), whole.collected[0], rtol=1e-10)
    np.testing.assert_allclose(apart.state.sum(axis=2), whole.state[:, :, 0], rtol=1e-10)


def test_a_doubled_source_doubles_its_column_and_changes_no_other_byte(ahead) -> None:
    source = random_source(7, tags=4)
    doubled = source.copy()
    doubled[:, :, :, 2] *= 2.0
    runs = [forward(ahead, given, tolerance=1e-6) for given in (source, doubled)]
    others = [0, 1, 3]
    assert runs[0].collected[others].tobytes() == runs[1].collected[others].tobytes()
    np.testing.assert_array_equal(2.0 * runs[0].collected[2], runs[1].collected[2])


@pytest.mark.parametrize("species", [1, 2])
def test_bytes_do_not_depend_on_threads_or_blocks(ahead, behind, species) -> None:
    source = random_source(3, tags=7, species=species)
    first = forward(ahead, source, threads=1, block=7)
    for threads, block in ((2, 3), (3, 1), (1, 4)):
        again = forward(ahead, source, threads=threads, block=block)
        assert again.collected.tobytes() == first.collected.tobytes()
        assert again.state.tobytes() == first.state.tobytes()
        assert again.years.tolist() == first.years.tolist()
    weight = np.random.default_rng(1).random((1, ROWS, COLUMNS, 5, 4 if species == 2 else 2))
    first_back = backward(behind, weight, threads=1, block=5)
    for threads, block in ((2, 2), (1, 1)):
        assert (
            backward(behind, weight, threads=threads, block=block).share.tobytes()
            == first_back.share.tobytes()
        )


def test_a_uniform_ratio_stays_uniform_for_a_year(climate, ahead) -> None:
    air = Air(
        climate, parameters("prototype"), make=lambda *given: (generators(*given)[0], inert_generator(*given))
    )
    uniform = np.moveaxis(climate.air, 0, -1)[:, :, None]
    nothing = np.zeros((1, ROWS, COLUMNS, 1, 1))
    run = forward(air, nothing, tolerance=None, state=uniform)
    assert np.abs(run.state / uniform - 1).max() < 1e-10


def _inner(left, right):
    return float((left * right).sum())


def test_each_step_is_the_transpose_of_its_way_back(ahead, behind) -> None:
    random = np.random.default_rng(5)
    for number in (0, 6):
        there, back = ahead.month(number), behind.month(number)
        x, y = (random.random((ROWS, COLUMNS, 3, LAYERS)) for _ in range(2))
        pairs = (
            (sweeps.sweep_east, there.first[0], back.first[0]),
            (sweeps.sweep_north, there.first[1], back.first[1]),
            (sweeps.sweep_north, there.second[0], back.second[0]),
            (sweeps.sweep_east, there.second[1], back.second[1]),
        )
        for sweep, factors, turned in pairs:
            moved, felt = x.copy(), y.copy()
            sweep(moved, *factors)
            sweep(felt, *turned)
            assert abs(_inner(moved, y) / _inner(x, felt) - 1) < 1e-13
            assert moved.min() >= 0
            assert felt.min() >= 0


@pytest.mark.parametrize(("which", "species", "kinds"), [(0, 2, 4), (1, 1, 2)])
def test_the_column_is_the_transpose_of_its_way_back(ahead, behind, which, species, kinds) -> None:
    random = np.random.default_rng(6)
    states = species * LAYERS
    there, back = ahead.month(2), behind.month(2)
    for name, share in (("plain", there.whole), ("folded", there.shares)):
        x, y = (random.random((ROWS, COLUMNS, 5, states)) for _ in range(2))
        source, weight = random.random((ROWS, COLUMNS, 5, species)), random.random((ROWS, COLUMNS, 5, kinds))
        moved, collected = x.copy(), np.zeros((ROWS, COLUMNS, 5, kinds))
        sweeps.column_step(states, kinds)(
            moved, getattr(there, name)[which], collected, source, share, 10800.0
        )
        before, felt = y.copy(), np.zeros_like(source)
        sweeps.column_back(states, kinds)(before, getattr(back, name)[which], weight, felt, share, 10800.0)
        forwards = _inner(moved, y) + _inner(collected, weight)
        assert abs(forwards / (_inner(x, before) + _inner(source, felt)) - 1) < 1e-13


def test_operators_are_probabilities(ahead) -> None:
    for number in (0, 5):
        month = ahead.month(number)
        for operator in (*month.plain, *month.folded):
            assert operator.min() >= 0
            assert np.abs(operator.sum(axis=-1) - 1).max() < 1e-14
        np.testing.assert_allclose(month.closure, 0, atol=1e-12)
        assert month.least > 0.05


def test_the_exponential_is_that_of_scipy(climate) -> None:
    from scipy.linalg import expm

    pair, _ = generators(climate, parameters(), 4)
    air = Air(climate, parameters())
    whole = np.zeros((20, 20))
    whole[:, :16] = pair[3, 7] * air.step
    np.testing.assert_allclose(air.month(4).plain[0][3, 7].T, expm(whole)[:, :16], atol=2e-14)


def test_forward_and_backward_give_the_same_matrix(ahead, behind) -> None:
    source = random_source(11, tags=6)
    weight = np.random.default_rng(12).random((12, ROWS, COLUMNS, 6, 4))
    constant = weight[:1]
    run = forward(ahead, source, tolerance=1e-11)
    back = backward(behind, constant, tolerance=1e-11)
    there = np.einsum("tkji,jirk->rt", run.collected, constant[0])
    seconds = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) * 86400.0
    here = np.einsum("mrsji,mjits,m->rt", back.share, source, seconds)
    np.testing.assert_allclose(here, there, rtol=1e-9)
    particles = random_source(13, tags=6, species=1)
    run = forward(ahead, particles, tolerance=1e-11)
    back = backward(behind, weight[:1, ..., :2], tolerance=1e-11)
    there = np.einsum("tkji,jirk->rt", run.collected, weight[0, ..., :2])
    here = np.einsum("mrsji,mjits,m->rt", back.share, particles, seconds)
    np.testing.assert_allclose(here, there, rtol=1e-9)


def test_everything_comes_down_somewhere(behind) -> None:
    back = backward(behind, np.ones((1, ROWS, COLUMNS, 1, 4)), tolerance=1e-11)
    np.testing.assert_allclose(back.annual, 1.0, rtol=1e-9)


def test_the_repeating_year_is_that_of_ten_plain_years(ahead) -> None:
    source = random_source(17, tags=2)
    repeating = forward(ahead, source, tolerance=1e-7)
    plain = forward(ahead, source, tolerance=None, years=10)
    assert np.abs(repeating.collected - plain.collected).sum() / plain.collected.sum() < 1e-5
    assert (repeating.years < 10).all()
    np.testing.assert_allclose(repeating.collected.sum(axis=(1, 2, 3)), repeating.emitted, rtol=1e-6)


def test_a_tolerance_that_is_not_reached_states_the_figure(ahead, monkeypatch) -> None:
    monkeypatch.setattr("quicksilver.fate.atmosphere.year._MOST_YEARS", 2)
    with pytest.raises(InputProblems, match="changes by") as caught:
        forward(ahead, random_source(1, tags=1), tolerance=1e-11)
    assert caught.value.problems[0].code == "atmosphere.tolerance"


def test_generators_lose_nothing(climate) -> None:
    changed = parameters("default", {"return_snow": 0.4, "return_land": 0.2, "polar_spring": 30.0})
    for numbers in (parameters(), changed):
        for generator in generators(climate, numbers, 3):
            assert np.abs(generator.sum(axis=2)).max() < 1e-18 * 1e3
            inside = generator.copy()
            states = generator.shape[3]
            inside[..., np.arange(states), np.arange(states)] = 0
            assert inside.min() >= 0


def test_prompt_return_keeps_mercury_in_the_air(climate) -> None:
    source = random_source(19, tags=1)
    burdens = []
    for changes in ({}, {"return_snow": 0.5, "return_land": 0.4, "return_sea": 0.2}):
        air = Air(climate, parameters("default", changes))
        burdens.append(forward(air, source, tolerance=None).end[0])
    assert burdens[1] > burdens[0]


def test_the_sun_is_over_the_right_half() -> None:
    latitude = np.array([-60.0, 60.0])
    assert sunshine(latitude, 0)[0] > sunshine(latitude, 0)[1]
    assert sunshine(latitude, 6)[0] < sunshine(latitude, 6)[1]


def test_every_parameter_has_a_range_a_source_and_a_standing() -> None:
    for name, row in parameter_table().items():
        assert row.least <= row.low <= row.value <= row.high <= row.most, name
        assert row.source
        assert row.standing == "fitted"


def test_parameters_are_checked() -> None:
    with pytest.raises(InputProblems) as caught:
        parameters("other", {"kax": 1.0, "kred": -1.0})
    assert [problem.code for problem in caught.value.problems] == [
        "atmosphere.parameter.set",
        "atmosphere.parameter.unknown",
        "atmosphere.parameter.impossible",
    ]
    assert caught.value.problems[1].guess == "kox"
    warned = parameters("default", {"kox": 9.0})
    assert warned.notes[0].code == "atmosphere.parameter.range"
    assert warned.notes[0].severity == "warning"
    assert str(warned) == "default kox=9"


@pytest.mark.slow
def test_the_shipped_climate_keeps_a_uniform_ratio_for_a_year() -> None:
    climate = load("mean")
    air = Air(
        climate,
        parameters("prototype"),
        make=lambda *given: (generators(*given)[0], inert_generator(*given)),
    )
    uniform = np.moveaxis(climate.air, 0, -1)[:, :, None]
    run = forward(air, np.zeros((1, *climate.cells.shape, 1, 1)), tolerance=None, state=uniform)
    assert np.abs(run.state / uniform - 1).max() < 1e-10
    assert air.month(0).least > 0.2
