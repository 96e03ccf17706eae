"""Draws and quantiles against independent means."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from quicksilver.quantities import quantiles, triangle, uniform_draws


@given(st.floats(0, 10), st.floats(0, 5), st.floats(0, 5))
def test_triangular_quantiles_are_those_of_scipy(low, left, right) -> None:
    mode, high = low + left, low + left + right
    uniform = np.linspace(0, 1, 21)
    mine = triangle(uniform, low, mode, high)
    if high - low < 1e-6:
        return
    theirs = stats.triang.ppf(uniform, (mode - low) / (high - low), loc=low, scale=high - low)
    np.testing.assert_allclose(mine, theirs, rtol=1e-7, atol=1e-9)


def test_a_certain_quantity_stays_where_it_is() -> None:
    assert (triangle(np.array([0.0, 0.5, 1.0]), 2.0, 2.0, 2.0) == 2.0).all()


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50))
def test_quantiles_are_those_of_numpy(values) -> None:
    data = np.array(values)
    np.testing.assert_allclose(
        quantiles(data, (0.025, 0.5, 0.975)), np.quantile(data, (0.025, 0.5, 0.975)), rtol=1e-9, atol=1e-6
    )


def test_streams_depend_on_key_and_seed_alone() -> None:
    assert (uniform_draws("a", 100, 1) == uniform_draws("a", 100, 1)).all()
    assert (uniform_draws("a", 100, 1) != uniform_draws("b", 100, 1)).any()
    assert (uniform_draws("a", 100, 1) != uniform_draws("a", 100, 2)).any()
    # More draws continue the stream, so a longer run refines the shorter one.
    assert (uniform_draws("a", 100, 1) == uniform_draws("a", 1000, 1)[:100]).all()


def test_streams_are_uniform_and_independent() -> None:
    draws = np.stack([uniform_draws(f"key {i}", 20_000, 5) for i in range(4)])
    for row in draws:
        assert stats.kstest(row, "uniform").pvalue > 1e-4
    correlation = np.corrcoef(draws)[np.triu_indices(4, 1)]
    assert abs(correlation).max() == pytest.approx(0, abs=0.03)
