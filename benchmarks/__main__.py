"""Print the table of speed and memory: ``make bench``. Ratios to a plain NumPy floor of the same run."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent


def measure(name: str, draws: int, countries: int, repeats: int) -> tuple[float, float] | None:
    """Return the best time in seconds and the peak memory in MiB of a contestant, or None when it cannot run."""
    best: tuple[float, float] | None = None
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    for _ in range(repeats):
        command = [
            sys.executable,
            str(HERE / "contestants.py"),
            name,
            "--draws",
            str(draws),
            "--countries",
            str(countries),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        if done.returncode:
            sys.stderr.write(done.stderr[-500:])
            return None
        seconds, peak, _ = done.stdout.split()
        if best is None or float(seconds) < best[0]:
            best = (float(seconds), float(peak))
    return best


def start_up() -> float:
    """Return the best of five starts of ``quicksilver --help`` in seconds."""
    command = [str(Path(sys.executable).with_name("quicksilver")), "--help"]
    times = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--countries", type=int, default=200)
    given = parser.parse_args()
    runs = [
        ("plain NumPy floor", "floor", 1000, given.countries),
        ("Quicksilver", "quicksilver", 1000, given.countries),
        ("Quicksilver, 10 x the draws", "quicksilver", 10_000, given.countries),
        ("Quicksilver on a local Dask cluster", "quicksilver on dask", 1000, given.countries),
        (
            "xarray, all in memory, no groups (1/5 of the countries)",
            "xarray, all in memory",
            1000,
            given.countries // 5,
        ),
        (
            "uncertainties, linear propagation (1/5 of the countries)",
            "uncertainties",
            1000,
            given.countries // 5,
        ),
    ]
    sys.stdout.write(
        f"{given.countries} countries x 100 lines x 6 pathways; low, median, high of lines, groups, totals\n\n"
    )
    sys.stdout.write(
        "| what | draws | seconds | MiB | time against floor |\n| --- | ---: | ---: | ---: | ---: |\n"
    )
    floor_time = 0.0
    for title, name, draws, countries in runs:
        measured = measure(name, draws, countries, given.repeats if countries == given.countries else 1)
        if measured is None:
            sys.stdout.write(f"| {title} | {draws} | not run | | |\n")
            continue
        floor_time = floor_time or measured[0]
        share = countries / given.countries
        sys.stdout.write(
            f"| {title} | {draws:,} | {measured[0]:.2f} | {measured[1]:.0f} | {measured[0] / share / floor_time:.1f} |\n"
        )
        sys.stdout.flush()
    sys.stdout.write(f"\n`quicksilver --help`: {start_up():.2f} s\n")


if __name__ == "__main__":
    main()
