"""The same arithmetic by different means; each runs in a process of its own and prints seconds, MiB and a checksum."""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np

from quicksilver.inventory.engine import PROBABILITIES, Block, compute_many
from quicksilver.quantities import triangle, uniform_draws
from world import GROUPS, LINES, blocks


def quicksilver(draws: int, countries: int) -> float:
    """Run the engine on two threads."""
    check = 0.0
    for estimate in compute_many(blocks(countries), draws, 1):
        check += float(estimate.totals[3:].sum()) + float(estimate.lines[3:].sum())
    return check


def quicksilver_dask(draws: int, countries: int) -> float:
    """Run the engine on a local Dask cluster of two processes (start of the cluster included)."""
    check = 0.0
    for estimate in compute_many(blocks(countries), draws, 1, scheduler="dask"):
        check += float(estimate.totals[3:].sum()) + float(estimate.lines[3:].sum())
    return check


def _factors(block: Block, draws: int) -> np.ndarray:
    return np.stack(
        [triangle(uniform_draws(key, draws, 1), *block.factor[i]) for i, key in enumerate(block.factor_keys)]
    )


def floor(draws: int, countries: int) -> float:
    """Run a streaming loop of plain NumPy: one country at a time, nothing labelled, nothing checked."""
    check, factors, spread = 0.0, None, None
    for block in blocks(countries):
        if factors is None:
            factors = _factors(block, draws)
            spread = np.quantile(factors, PROBABILITIES, axis=1)
        inputs = factors * block.activity[:, 1:2]
        parts = np.concatenate([np.ones((LINES, 1)), block.shares], axis=1)
        lines = (spread * block.activity[:, 1])[:, :, None] * parts
        weights = np.concatenate([block.input_weight[:, None], block.pathway_weight], axis=1)
        plain = np.stack([(parts * (block.group == g)[:, None]).T @ inputs for g in range(GROUPS)])
        corrected = (parts * weights).T @ inputs
        np.quantile(plain, PROBABILITIES, axis=-1)
        totals = np.quantile(np.stack([corrected, plain.sum(axis=0)]), PROBABILITIES, axis=-1)
        check += float(totals.sum()) + float(lines.sum())
    return check


def labelled(draws: int, countries: int) -> float:
    """Xarray with all labels, everything in memory at once, as labelled-array packages of the field do it."""
    import xarray as xr

    made = list(blocks(countries))
    factors = xr.DataArray(_factors(made[0], draws), dims=("line", "draw"))
    activity = xr.DataArray(np.stack([b.activity[:, 1] for b in made]), dims=("country", "line"))
    shares = xr.DataArray(np.stack([b.shares for b in made]), dims=("country", "line", "pathway"))
    inputs = activity * factors
    releases = inputs * shares
    low = releases.quantile(PROBABILITIES, dim="draw")
    total = releases.sum("line").quantile(PROBABILITIES, dim="draw")
    return float(low.sum()) + float(total.sum())


def per_quantity(draws: int, countries: int) -> float:
    """Run the uncertainties package: linear error propagation, one object per number (no draws, no quantiles)."""
    from uncertainties import ufloat

    check = 0.0
    for block in blocks(countries):
        factors = [ufloat(low + (high - low) / 2, (high - low) / 4) for low, _, high in block.factor]
        totals = [0.0] * 6
        for line in range(LINES):
            kilograms = factors[line] * block.activity[line, 1]
            totals = [
                total + kilograms * share for total, share in zip(totals, block.shares[line], strict=True)
            ]
        check += sum(total.std_dev for total in totals)
    return check


CONTESTANTS: dict[str, Callable[[int, int], float]] = {
    "quicksilver": quicksilver,
    "floor": floor,
    "quicksilver on dask": quicksilver_dask,
    "xarray, all in memory": labelled,
    "uncertainties": per_quantity,
}


def _arguments() -> Iterator[argparse.Namespace]:
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=list(CONTESTANTS))
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--countries", type=int, default=200)
    yield parser.parse_args()


if __name__ == "__main__":
    for given in _arguments():
        start = time.perf_counter()
        checksum = CONTESTANTS[given.name](given.draws, given.countries)
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sys.stdout.write(f"{seconds:.4f} {peak:.1f} {checksum!r}\n")
