"""The streaming engine against a plain computation, itself on a cluster, and its cost."""

import re
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from quicksilver.errors import MissingExtraError
from quicksilver.inventory.engine import PROBABILITIES, Block, compute, compute_many
from quicksilver.quantities import triangle, uniform_draws

ROOT = Path(__file__).parents[2]


def block(seed: int, lines: int = 30, groups: int = 5) -> Block:
    random = np.random.default_rng(seed)
    factor = np.sort(np.random.default_rng(0).random((lines, 3)), axis=1)
    activity = np.sort(random.random((lines, 3)), axis=1)
    certain = random.random(lines) < 0.7
    activity[certain] = activity[certain, 1:2]
    return Block(
        activity=activity,
        factor=factor,
        activity_keys=tuple("" if sure else f"activity {seed} {i}" for i, sure in enumerate(certain)),
        factor_keys=tuple(f"factor {i % 20}" for i in range(lines)),
        shares=random.dirichlet(np.ones(7), lines)[:, :6],
        group=random.integers(0, groups, lines),
        supply=np.where(np.arange(lines) == 3, 0.0, 1.0),
        input_weight=np.where(np.arange(lines) % 4 == 0, 0.1, 1.0),
        pathway_weight=np.where(random.random((lines, 6)) < 0.1, 0.0, 1.0),
        groups=groups,
    )


def test_against_a_plain_computation() -> None:
    made, draws, seed = block(1), 500, 9
    inputs = np.stack(
        [
            triangle(uniform_draws(made.factor_keys[i], draws, seed), *made.factor[i])
            * (
                triangle(uniform_draws(made.activity_keys[i], draws, seed), *made.activity[i])
                if made.activity_keys[i]
                else made.activity[i, 1]
            )
            for i in range(len(made.shares))
        ]
    )
    parts = np.concatenate([np.ones((len(inputs), 1)), made.shares], axis=1)
    flows = inputs[:, None, :] * parts[:, :, None]
    plain, corrected = (
        parts * 0 + 1,
        np.concatenate([(made.supply * made.input_weight)[:, None], made.pathway_weight], axis=1),
    )
    plain[:, 0] = made.supply
    result = compute(made, draws, seed, keep_draws=True)
    np.testing.assert_allclose(result.lines[3:], np.quantile(flows, PROBABILITIES, axis=-1), rtol=1e-9)
    for g in range(made.groups):
        chosen = made.group == g
        total = (flows * plain[:, :, None])[chosen].sum(axis=0)
        np.testing.assert_allclose(
            result.groups[3:, g], np.quantile(total, PROBABILITIES, axis=-1), rtol=1e-9
        )
    for row, weights in enumerate((corrected, plain)):
        total = (flows * weights[:, :, None]).sum(axis=0)
        np.testing.assert_allclose(result.total_draws[row], total, rtol=1e-9)


def test_no_draws_leave_the_statistics_empty() -> None:
    result = compute(block(1), 0, 0)
    assert np.isnan(result.totals[3:]).all()
    assert np.isfinite(result.totals[:3]).all()


def test_no_lines_are_no_fault() -> None:
    made = block(1)
    empty = Block(
        made.activity[:0],
        made.factor[:0],
        (),
        (),
        made.shares[:0],
        made.group[:0],
        made.supply[:0],
        made.input_weight[:0],
        made.pathway_weight[:0],
        made.groups,
    )
    result = compute(empty, 20, 0)
    assert (result.totals == 0).all()


def same(one, other) -> bool:
    return all(
        (a.lines == b.lines).all() and (a.totals == b.totals).all() and (a.groups == b.groups).all()
        for a, b in zip(one, other, strict=True)
    )


def test_many_blocks_in_order_and_equal_to_one_by_one() -> None:
    made = [block(seed) for seed in range(7)]
    assert same(list(compute_many(made, 100, 3)), [compute(one, 100, 3) for one in made])
    assert same(list(compute_many(made, 100, 3, workers=1)), list(compute_many(made, 100, 3, workers=4)))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_dask_gives_the_same_digits() -> None:
    made = [block(seed) for seed in range(20)]
    assert same(list(compute_many(made, 100, 3)), list(compute_many(made, 100, 3, scheduler="dask")))


def test_scheduler_without_its_extra_names_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'quicksilver-mercury\[cluster\]'"):
        list(compute_many([block(0)], 100, 3, scheduler="dask"))


def test_extras_that_are_asked_for_are_declared() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = set()
    for path in (ROOT / "src").rglob("*.py"):
        asked |= set(
            re.findall(r'MissingExtraError\(\s*"[^"]+",\s*"([^"]+)"', path.read_text(encoding="utf-8"))
        )
    assert {"cluster", "iamc", "jax"} <= asked <= set(project["optional-dependencies"])
    assert f"'{project['name']}[x]'" in str(MissingExtraError("this", "x"))


def peak(draws: int) -> float:
    made = [block(seed, lines=100, groups=17) for seed in range(8)]
    tracemalloc.start()
    for _ in compute_many(made, draws, 1):
        pass
    _, high = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return high


def test_memory_grows_with_draws_not_with_draws_times_lines() -> None:
    """Ten times the draws may hold the draws of one group and of the factors, not of every line of every country."""
    everything = 8 * 100 * 7 * 20_000 * 8
    assert peak(20_000) < everything / 10
