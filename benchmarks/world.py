"""The made-up world of the benchmarks: countries x lines with random shares, made here and nowhere used as data."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from quicksilver.inventory.engine import Block

COUNTRIES, LINES, GROUPS = 200, 100, 17


def blocks(countries: int = COUNTRIES, lines: int = LINES, groups: int = GROUPS) -> Iterator[Block]:
    """Yield one block per country; every country uses the same factors, so they are drawn once for all."""
    random = np.random.default_rng(0)
    factor = np.sort(random.random((lines, 3)), axis=1)
    keys = tuple(f"factor {line}" for line in range(lines))
    pathway_weight = np.ones((lines, 6))
    pathway_weight[::50, 2] = 0.0
    for _ in range(countries):
        activity = np.repeat(random.random((lines, 1)) * 1e6, 3, axis=1)
        yield Block(
            activity=activity,
            factor=factor,
            activity_keys=("",) * lines,
            factor_keys=keys,
            shares=random.dirichlet(np.ones(6), lines),
            group=random.integers(0, groups, lines),
            supply=np.ones(lines),
            input_weight=np.where(np.arange(lines) % 20 == 0, 0.1, 1.0),
            pathway_weight=pathway_weight,
            groups=groups,
        )
