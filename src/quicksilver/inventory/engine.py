"""The arithmetic of an inventory on plain arrays: central estimate, bounding interval, Monte Carlo.

input = activity x scale x input factor; release to a pathway = input x output share; sums over groups and
totals with the double-counting weights (docs/explanation/method.md). One block is one inventory; blocks are
independent, so a region or the world is any number of them, on threads or on a Dask cluster, with the same
digits. Sums run in a fixed order and never through a threaded matrix product, because the last digit of
that depends on how many threads there are.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from quicksilver.errors import MissingExtraError
from quicksilver.quantities import Law, inverse, quantiles, uniform_draws

__all__ = [
    "COLUMNS",
    "PROBABILITIES",
    "STATISTICS",
    "Block",
    "Estimate",
    "compute",
    "compute_many",
    "sums_of",
    "weights_of",
]

Array = NDArray[np.float64]

#: What every line, group and total is calculated for.
COLUMNS: Final = ("input", "air", "water", "land", "products", "general_waste", "sector_waste")
#: Rows of the statistic axis, in order.
STATISTICS: Final = ("best", "low", "high", "mc_low", "mc_median", "mc_high")
#: Probabilities of the Monte Carlo statistics: a 95 % range, as the IPCC guidelines report it.
PROBABILITIES: Final = (0.025, 0.5, 0.975)

_STORE_BYTES: Final = 48 * 2**20


@dataclass(frozen=True)
class Block:
    """The lines of one inventory as arrays.

    Attributes
    ----------
    activity, factor : ndarray, shape (lines, 3)
        Low, best and high; activity times scale in the source's unit per year, factor in kg Hg per unit.
    activity_keys, factor_keys : tuple of str
        Correlation keys; an empty activity key means a certain activity.
    shares : ndarray, shape (lines, 6)
    group : ndarray of int, shape (lines,)
        Index of the group of Table 1-1.
    supply, input_weight : ndarray, shape (lines,)
        Part of the input that enters any sum, and the corrected total.
    pathway_weight : ndarray, shape (lines, 6)
    groups : int
        Number of groups.
    activity_laws, factor_laws : tuple of Law
        How each is drawn; empty for the plain triangle throughout. Shares have no published ranges and are fixed.
    """

    activity: Array
    factor: Array
    activity_keys: tuple[str, ...]
    factor_keys: tuple[str, ...]
    shares: Array
    group: NDArray[np.int64]
    supply: Array
    input_weight: Array
    pathway_weight: Array
    groups: int
    activity_laws: tuple[Law, ...] = ()
    factor_laws: tuple[Law, ...] = ()


@dataclass(frozen=True)
class Estimate:
    """Results of a block, kg Hg per year; first axis :data:`STATISTICS`, last axis :data:`COLUMNS`.

    Attributes
    ----------
    lines : ndarray, shape (6, lines, 7)
    groups : ndarray, shape (6, groups, 7)
        Plain sums of the lines.
    totals : ndarray, shape (6, 2, 7)
        With the double-counting corrections, and without.
    total_draws : ndarray, shape (2, 7, draws)
        Empty unless requested.
    """

    lines: Array
    groups: Array
    totals: Array
    total_draws: Array


class _Store:
    """Draws of factors, made once for each key, range and law; old ones go when the store is full."""

    def __init__(self, draws: int, seed: int) -> None:
        self.draws, self.seed = draws, seed
        self._room = max(8, _STORE_BYTES // (8 * draws))
        self._kept: dict[tuple[Any, ...], tuple[Array, Array]] = {}
        self._lock = threading.Lock()

    def get(self, key: str, law: Law, ends: Array) -> tuple[Array, Array]:
        """Return draws and their quantiles, shapes (draws,) and (3,)."""
        low, central, high = map(float, ends)
        name = (key, law, low, central, high)
        stored = self._kept.get(name)
        if stored is None:
            drawn = inverse(law, uniform_draws(key, self.draws, self.seed), low, central, high)
            stored = (drawn, quantiles(drawn, PROBABILITIES))
            with self._lock:
                if len(self._kept) >= self._room:
                    self._kept.pop(next(iter(self._kept)), None)
                self._kept[name] = stored
        return stored


def compute(block: Block, draws: int, seed: int, *, keep_draws: bool = False, store: Any = None) -> Estimate:
    """Return central estimate, bounding interval and Monte Carlo range of every line, group and total.

    Parameters
    ----------
    block : Block
    draws : int
        Number of correlated draws; 0 leaves the Monte Carlo statistics empty (NaN).
    seed : int
    keep_draws : bool
        Whether the draws of the totals are returned too.

    Returns
    -------
    Estimate
    """
    count = len(block.shares)
    lines = np.full((6, count, 7), np.nan)
    groups = np.full((6, block.groups, 7), np.nan)
    totals = np.full((6, 2, 7), np.nan)
    with_input = np.concatenate([np.ones((count, 1)), block.shares], axis=1)
    weights = weights_of(block)
    for row in range(3):
        inputs = block.activity[:, _ENDS[row]] * block.factor[:, _ENDS[row]]
        lines[row] = inputs[:, None] * with_input
        groups[row], totals[row] = sums_of(lines[row], weights, block)
    if draws <= 0:
        return Estimate(lines, groups, totals, np.empty((2, 7, 0)))
    kept = store if store is not None else _Store(draws, seed)
    spread, groups[3:], total_draws = _simulate(block, kept, with_input, weights)
    lines[3:] = spread[:, :, None] * with_input
    totals[3:] = quantiles(total_draws, PROBABILITIES)
    return Estimate(lines, groups, totals, total_draws if keep_draws else np.empty((2, 7, 0)))


# Statistic rows are best, low, high; the columns of Block.activity and Block.factor are low, best, high.
_ENDS: Final = (1, 0, 2)


def weights_of(block: Block) -> Array:
    """Return what of each line enters the two totals, shape (2, lines, 7)."""
    plain = np.ones((len(block.shares), 7))
    plain[:, 0] = block.supply
    corrected = np.concatenate([(block.supply * block.input_weight)[:, None], block.pathway_weight], axis=1)
    return np.stack([corrected, plain])


def sums_of(lines: Array, weights: Array, block: Block) -> tuple[Array, Array]:
    """Return group sums (groups, 7) and totals (2, 7) of one statistic, added up in line order."""
    groups = np.zeros((block.groups, 7))
    np.add.at(groups, block.group, weights[1] * lines)
    totals = (weights * lines).sum(axis=1)
    return groups, totals


def _simulate(block: Block, store: _Store, with_input: Array, weights: Array) -> tuple[Array, Array, Array]:
    """Return quantiles of line inputs (3, lines) and of groups (3, groups, 7), and the draws of totals.

    One group at a time, so that memory grows with the draws of a group and not of them all.
    """
    spread = np.empty((3, len(block.shares)))
    groups = np.empty((3, block.groups, 7))
    totals = np.zeros((2, 7, store.draws))
    own = np.empty((7, store.draws))
    for group in range(block.groups):
        own[:] = 0.0
        for index in np.flatnonzero(block.group == group):
            inputs, spread[:, index] = _line_draws(block, int(index), store)
            _add(inputs, with_input[index] * weights[1, index], own)
            _add(inputs, with_input[index] * weights[0, index], totals[0])
        groups[:, group] = quantiles(own, PROBABILITIES)
        totals[1] += own
    return spread, groups, totals


def _line_draws(block: Block, index: int, store: _Store) -> tuple[Array, Array]:
    """Return the draws of a line's input and their quantiles."""
    law = block.factor_laws[index] if block.factor_laws else Law.TRIANGLE
    factor, ends = store.get(block.factor_keys[index], law, block.factor[index])
    key = block.activity_keys[index]
    if not key:
        best = block.activity[index, 1]
        return factor * best, ends * best
    law = block.activity_laws[index] if block.activity_laws else Law.TRIANGLE
    inputs = store.get(key, law, block.activity[index])[0] * factor
    return inputs, quantiles(inputs, PROBABILITIES)


def _add(inputs: Array, parts: Array, into: Array) -> None:
    """Add the parts of a line's input to the seven columns of a sum."""
    for column in np.flatnonzero(parts):
        into[column] += inputs * parts[column]


def compute_many(
    blocks: Sequence[Block] | Iterable[Block],
    draws: int,
    seed: int,
    *,
    scheduler: str | None = None,
    workers: int = 2,
) -> Iterator[Estimate]:
    """Yield the estimate of each block, in order.

    Parameters
    ----------
    blocks : iterable of Block
        One per country and year.
    draws, seed : int
        As for :func:`compute`. Equal factors are drawn equally in every block.
    scheduler : str, optional
        None for threads of this process; ``"dask"`` for a local Dask cluster, or the address of one
        (``"tcp://host:8786"``).
    workers : int
        Threads, or processes of a local cluster.

    Raises
    ------
    MissingExtraError
        ``scheduler`` is given and Dask is not installed.
    """
    if scheduler:
        yield from _on_cluster(list(blocks), draws, seed, scheduler, workers)
        return
    from collections import deque
    from concurrent.futures import Future, ThreadPoolExecutor

    store = _Store(max(draws, 1), seed)
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque[Future[Estimate]] = deque()
        for block in blocks:
            waiting.append(pool.submit(compute, block, draws, seed, store=store))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _on_cluster(
    blocks: list[Block], draws: int, seed: int, scheduler: str, workers: int
) -> Iterator[Estimate]:
    try:
        import distributed
    except ModuleNotFoundError:
        raise MissingExtraError("a scheduler", "cluster") from None

    client_class: Any = distributed.Client
    cluster_class: Any = distributed.LocalCluster

    local = "://" not in scheduler
    cluster = (
        cluster_class(n_workers=workers, threads_per_worker=1, dashboard_address=None) if local else None
    )
    with client_class(cluster if local else scheduler) as client:
        futures = client.map(_compute_chunk, _chunks(blocks), draws=draws, seed=seed, pure=False)
        for future in futures:
            yield from future.result()
    if cluster is not None:
        cluster.close()


def _chunks(blocks: list[Block], size: int = 16) -> list[list[Block]]:
    return [blocks[start : start + size] for start in range(0, len(blocks), size)]


def _compute_chunk(blocks: list[Block], draws: int, seed: int) -> list[Estimate]:
    store = _Store(max(draws, 1), seed)
    return [compute(block, draws, seed, store=store) for block in blocks]
