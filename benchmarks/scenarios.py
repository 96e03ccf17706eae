"""Print the speed of scenarios, of the least-cost mix, and of the stock of products beside flodym and a plain floor.

Run by ``make bench``. flodym is not among the pinned packages; where it is not installed its row says so.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable

import numpy as np

YEARS = tuple(range(1990, 2051))
PRODUCTS = 200


def best(call: Callable[[], object], repeats: int = 3) -> float:
    """Return the shortest time of a call in seconds, after one call that is not counted."""
    call()
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        call()
        times.append(time.perf_counter() - begin)
    return min(times)


def the_world() -> tuple[float, float, float]:
    """Return seconds for the 11 regions, all areas, 1990-2050, 1,000 draws, two runs; for a plain floor; and for the mix."""
    from quicksilver.areas import Measure
    from quicksilver.quantities import Quantity
    from quicksilver.scenarios import least_cost, potentials, run_scenario, world
    from quicksilver.scenarios.model import Applied, Driver, PhaseOut, Run, Scenario

    base = world(2015)
    applied = tuple(
        Applied(
            f"m{i}",
            Measure(
                f"m{i}",
                area,
                area,
                (),
                "air",
                Quantity(0.5, "1", 0.3, 0.7),
                cost=Quantity(100.0 * (i + 1), "USD/kg"),
            ),
            (),
            (),
            2020,
            2035,
            0.8,
        )
        for i, area in enumerate(dict.fromkeys(base.areas))
        if area != "none"
    )
    runs = (Run("baseline"), Run("control", tuple(item.name for item in applied), (0,)))
    scenario = Scenario(
        "bench",
        "bench",
        base,
        YEARS,
        (Driver((), (), growth=Quantity(0.01, "1/yr", 0.0, 0.02)),),
        applied,
        (PhaseOut(("chlor-alkali",), (), 2025),),
        runs,
    )
    abatement = potentials(scenario, 2040)

    def floor() -> object:
        """Multiply the same cells by the same draws in plain NumPy, with quantiles of regions and nothing else."""
        rng = np.random.default_rng(1)
        sector, growth = rng.random((1000, len(base.sectors))), rng.random(1000) * 0.02
        years = np.array(YEARS) - 2015.0
        grown = (1 + growth[:, None]) ** years
        return [
            np.quantile(np.einsum("s,ds,dy->dy", base.value[r], sector, grown), [0.025, 0.5, 0.975], axis=0)
            for r in range(len(base.regions))
            for _ in runs
        ]

    return best(lambda: run_scenario(scenario)), best(floor), best(lambda: least_cost(abatement, 100_000.0))


def stocks() -> list[tuple[str, float | None]]:
    """Return seconds for the stocks of 200 products over 61 years with Weibull lives."""
    from quicksilver.areas.products.life import leaving, stock_flow

    sales = np.random.default_rng(1).random((PRODUCTS, len(YEARS)))
    life = leaving("weibull", len(YEARS) + 1, 10.0)

    def floor() -> object:
        return np.array([np.convolve(row, life)[: len(YEARS)] for row in sales])

    timings: list[tuple[str, float | None]] = [
        ("plain NumPy floor (convolution alone)", best(floor)),
        (
            "Quicksilver (stock, loss, balance checked)",
            best(lambda: stock_flow(sales, life, 0.01, len(YEARS))),
        ),
    ]
    try:
        import flodym
    except ImportError:
        return [*timings, ("flodym, inflow-driven stock", None)]
    dims = flodym.DimensionSet(
        dim_list=[
            flodym.Dimension(name="Time", letter="t", items=list(YEARS), dtype=int),
            flodym.Dimension(name="Product", letter="p", items=[f"p{i}" for i in range(PRODUCTS)], dtype=str),
        ]
    )

    def other() -> object:
        stock = flodym.InflowDrivenDSM(
            dims=dims,
            name="stock",
            time_letter="t",
            lifetime_model=flodym.WeibullLifetime(
                dims=dims, time_letter="t", weibull_shape=3.0, weibull_scale=10.0 / 0.893
            ),
        )
        stock.inflow.values[...] = sales.T
        stock.compute()
        return stock.outflow.values

    return [*timings, ("flodym, inflow-driven stock", best(other))]


def main() -> None:
    """Measure and print."""
    write = sys.stdout.write
    seconds, floor, mix = the_world()
    write(
        "\nWorld, 11 regions, all areas, 1990-2050, 1,000 draws, two runs\n\n| what | seconds | time against floor |\n| --- | ---: | ---: |\n"
    )
    write(
        f"| plain NumPy floor | {floor:.2f} | 1.0 |\n| Quicksilver | {seconds:.2f} | {seconds / floor:.1f} |\n"
    )
    write(
        f"\nLeast-cost mix: {mix:.3f} s; peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB\n"
    )
    write(
        "\nStocks of 200 products over 61 years\n\n| what | ms | time against floor |\n| --- | ---: | ---: |\n"
    )
    timings = stocks()
    for name, took in timings:
        assert timings[0][1] is not None
        write(
            f"| {name} | not installed | |\n"
            if took is None
            else f"| {name} | {1000 * took:.1f} | {took / timings[0][1]:.1f} |\n"
        )


if __name__ == "__main__":
    main()
