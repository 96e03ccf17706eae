"""Print the speed of the cycle beside general integrators set up as the published programs do it, and of ensembles.

Run by ``make bench``; the last column is the time divided by that of the exact solution in the same run.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable

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


def histories() -> list[tuple[str, float]]:
    """Return name and seconds of one 4,000-year history of the seven-box model."""
    from scipy.integrate import odeint, solve_ivp

    from quicksilver.fate.cycle import integrate, load_model, run
    from quicksilver.fate.scenarios import history

    model, emissions = load_model("amos2014-feedback"), history("streets2011")
    years = np.array([-2000.0, 2000.0])
    steps = np.arange(-2000.0, 2000.5)
    external, knots, values = model.external(), emissions.years, emissions.values
    places = [model.index(box) for box in emissions.reservoirs]
    early, late = model.matrix(-2000), model.matrix(1999)

    def slope(m: np.ndarray, t: float) -> np.ndarray:
        """Interpolate the emissions and choose the rates inside the derivative, as the published programs do."""
        push = external.copy()
        for column, place in enumerate(places):
            push[place] += np.interp(t, knots, values[:, column])
        return (early if t < 1450 else late) @ m + push

    start = model.start(-2000)[: len(model.boxes)]
    return [
        ("Quicksilver, exact, ends only", best(lambda: run(model, emissions, -2000, 2000, years=years))),
        ("Quicksilver, exact, every year", best(lambda: run(model, emissions, -2000, 2000))),
        (
            "odeint, every year, tolerances as published (defaults)",
            best(lambda: odeint(slope, start, steps), 1),
        ),
        (
            "solve_ivp LSODA, defaults",
            best(
                lambda: solve_ivp(
                    lambda t, m: slope(m, t), (-2000, 2000), start, method="LSODA", t_eval=steps
                ),
                1,
            ),
        ),
        (
            "solve_ivp LSODA, anew at each knot, rtol 1e-10",
            best(lambda: integrate(model, emissions, years), 1),
        ),
    ]


ENSEMBLE = """
import resource, time
from dataclasses import replace
from quicksilver.fate.cycle import load_model
from quicksilver.fate.ensemble import ensemble
from quicksilver.fate.scenarios import history
model, whole = load_model("amos2014-feedback"), history("streets2011")
late = whole.years >= 1508
past = replace(whole, years=whole.years[late], values=whole.values[late])
ensemble(model, past, 1508, 1512, members=100)
begin = time.perf_counter()
ensemble(model, past, 1508, 2008, members={members})
print(time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def many(members: int) -> tuple[float, float]:
    """Return seconds and MiB of an ensemble over 500 years with yearly quantiles, in a process of its own."""
    command = [sys.executable, "-c", ENSEMBLE.format(members=members)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, mebibytes = done.stdout.split()
    return float(seconds), float(mebibytes)


def grid_case() -> tuple[float, float]:
    """Return seconds and GiB for 20,000 point sources and 17 regions by 10 sectors on 0.1 degree."""
    import pandas as pd

    from quicksilver.fate import gridding

    rng = np.random.default_rng(1)
    regions = gridding.shipped_regions()
    sectors = [f"sector {k}" for k in range(10)]
    masks = gridding.country_masks(regions, gridding.Grid(1.0))
    number = rng.integers(0, 17, 20_000)
    cell = np.array([rng.choice(masks.cells[r], p=masks.weights(masks.names[r])) for r in number])
    lat, lon = -90 + cell // 360 + rng.random(20_000), -180 + cell % 360 + rng.random(20_000)
    lon[::10], lat[::20] = np.round(lon[::10], 1), np.round(lat[::20], 1)  # on edges
    lat[:2], lat[2:4], lon[4:6], lon[6:8] = 90, -90, 180, 359.9
    points = pd.DataFrame(
        {
            "name": [f"p{k}" for k in range(20_000)],
            "lon": lon,
            "lat": lat,
            "sector": rng.choice(sectors, 20_000),
            "region": np.array(masks.names)[number],
            "kg": rng.lognormal(2, 1, 20_000),
        }
    )
    totals = pd.DataFrame(
        [(r, s, 2015, 1e4 * (1 + rng.random())) for r in regions for s in sectors],
        columns=["region", "sector", "year", "kg"],
    )
    begin = time.perf_counter()
    gridding.grid(totals, regions=regions, resolution=0.1, points=points)
    return time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def main() -> None:
    """Measure and print."""
    write = sys.stdout.write
    write(
        "\nOne 4,000-year history of the seven-box model\n\n| what | ms | time against exact |\n| --- | ---: | ---: |\n"
    )
    timings = histories()
    for name, seconds in timings:
        write(f"| {name} | {1000 * seconds:.2f} | {seconds / timings[0][1]:,.0f} |\n")
    write(
        "\nEnsembles over 500 years with yearly quantiles\n\n| members | seconds | MiB | time against 10,000 |\n| ---: | ---: | ---: | ---: |\n"
    )
    small = many(10_000)
    for members, (seconds, size) in ((10_000, small), (100_000, many(100_000))):
        write(f"| {members:,} | {seconds:.1f} | {size:.0f} | {seconds / small[0]:.1f} |\n")
    seconds, size = grid_case()
    write(
        f"\n20,000 point sources and 17 regions x 10 sectors on 0.1 degree: {seconds:.1f} s, {size:.2f} GiB\n"
    )


if __name__ == "__main__":
    main()
