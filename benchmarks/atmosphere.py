"""Print the speed of transport in the air, beside a plain NumPy sweep: ``python benchmarks/atmosphere.py``.

The last column is the ratio to the line it is compared with. ``--long`` adds the runs of a minute and more.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np


def best(call: Callable[[], object], repeats: int = 5) -> float:
    """Return the shortest time of a call in seconds, after one call that is not counted."""
    call()
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        call()
        times.append(time.perf_counter() - begin)
    return min(times)


def line(name: str, seconds: float, target: str = "", ratio: float | None = None) -> None:
    """Print a line of the table."""
    shown = f"{seconds * 1e3:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"
    print(f"{name:<70}{shown:>12}{target:>14}{'' if ratio is None else f'{ratio:>10.2f}'}")


def plain_sweep(state: np.ndarray, first: np.ndarray, up: np.ndarray, down: np.ndarray) -> None:
    """Move mercury northward by NumPy, a row at a time."""
    state[0] *= first[0][:, None]
    for j in range(1, len(state)):
        state[j] = state[j] * first[j][:, None] + down[j][:, None] * state[j - 1]
    for j in range(len(state) - 2, -1, -1):
        state[j] += up[j][:, None] * state[j + 1]


def answers() -> None:
    """Time what is answered from shipped files."""
    from quicksilver.fate.atmosphere.answers import whose
    from quicksilver.fate.atmosphere.footprints import gross_footprints, on_all
    from quicksilver.fate.atmosphere.receptors import default_cells
    from quicksilver.fate.gridding import Grid

    begin = time.perf_counter()
    gross_footprints()
    cells, grid = default_cells(), Grid(1)
    line("loading the footprints", time.perf_counter() - begin)
    amounts = np.random.default_rng(0).random((3, *grid.shape))
    line(
        "footprints times a map of 1 degree, all receptors",
        best(lambda: on_all(cells.from_grid(amounts, grid))),
        "<= 50 ms",
    )
    line("whose, in Python", best(lambda: whose("SEN")))
    command = [str(Path(sys.executable).with_name("quicksilver")), "fate", "whose", "SEN", "-q"]
    line("whose, from the shell", best(lambda: subprocess.run(command, check=True), 3), "<= 2 s")


def sweeps() -> None:
    """Time a sweep and the growth with tags."""
    from quicksilver.fate.atmosphere import sweeps as compiled
    from quicksilver.fate.atmosphere.climate import load
    from quicksilver.fate.atmosphere.parameters import parameters
    from quicksilver.fate.atmosphere.year import Air

    air = Air(load(), parameters())
    month = air.month(0)
    state = np.random.default_rng(0).random((48, 96, 16, 8))
    floor = best(lambda: plain_sweep(state, *month.first[1]))
    mine = best(lambda: compiled.sweep_north(state, *month.first[1]))
    line("a plain NumPy sweep northward of 16 fields", floor, "", 1.0)
    line("the compiled sweep northward of 16 fields", mine, "", mine / floor)
    act = compiled.column_step(16, 4)
    collected, source = np.zeros((48, 96, 8, 4)), np.zeros((48, 96, 8, 2))
    times = []
    for blocks in (1, 10):
        parts = [np.random.default_rng(number).random((48, 96, 8, 16)) for number in range(blocks)]

        def steps(parts: list[np.ndarray] = parts) -> None:
            for part in parts:
                fields = part.reshape(48, 96, 16, 8)
                for _ in range(10):
                    compiled.sweep_east(fields, *month.first[0])
                    compiled.sweep_north(fields, *month.first[1])
                    act(part, month.plain[0], collected, source, month.whole, 1.0)

        times.append(best(steps, 7))
        ratio = times[-1] / times[0]
        line(f"ten steps of {8 * blocks} tags, one thread", times[-1], "" if blocks == 1 else "<= 11", ratio)


def years() -> None:
    """Time whole runs."""
    from quicksilver.fate.atmosphere.climate import load
    from quicksilver.fate.atmosphere.footprints import run_footprints
    from quicksilver.fate.atmosphere.parameters import parameters
    from quicksilver.fate.atmosphere.receptors import find
    from quicksilver.fate.atmosphere.sources import KINDS, amounts, patterns, streets
    from quicksilver.fate.atmosphere.year import SECONDS, Air, forward

    climate, emission = load(), streets()
    rate = np.moveaxis(emission.amount, (0, 1), (2, 3)) / SECONDS
    whole = rate.sum(axis=2, keepdims=True)

    def year() -> None:
        air = Air(climate, parameters())
        forward(air, np.ascontiguousarray(whole[None, ..., :2]), tolerance=None)
        forward(air, np.ascontiguousarray(whole[None, ..., 2:]), tolerance=None)

    begin = time.perf_counter()
    year()
    line("one untagged year, operators included", time.perf_counter() - begin, "<= 20 s")
    begin = time.perf_counter()
    run_footprints([find("-20,10,20,30")], "gross", climate=climate, numbers=parameters())
    line("one periodic backward run of an own mask", time.perf_counter() - begin, "<= 60 s")
    gases = np.zeros((12, 48, 96, 2 * len(emission.names) + len(KINDS), 2))
    for index in range(len(emission.names)):
        gases[..., index, 0] = rate[..., index, 0]
        gases[..., len(emission.names) + index, 1] = rate[..., index, 1]
    for number, kind in enumerate(KINDS, 2 * len(emission.names)):
        gases[..., number, 0] = patterns()[kind] * amounts()[kind].value * 1e3
    begin = time.perf_counter()
    air = Air(climate, parameters())
    forward(air, gases)
    forward(air, np.ascontiguousarray(rate[None, ..., 2:]))
    line("17 regions x 3 species + 4 natural, periodic to 1e-5", time.perf_counter() - begin, "<= 360 s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"peak memory {peak:.2f} GiB (<= 1.5)")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--long", action="store_true")
    given = parser.parse_args()
    answers()
    sweeps()
    if given.long:
        years()


if __name__ == "__main__":
    main()
