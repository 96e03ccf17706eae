"""Write docs/reference/fate-series.md: published series of box models against what the exact solver gives.

``python tools/fate_series.py FOLDER`` with the folder of the reference series; without one, states how.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from quicksilver.fate.cycle import CycleResult, Emissions, load_model, run
from quicksilver.fate.cycle.solve import propagators

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "fate-series.md"
Row = tuple[str, str, str, str]
MODELS = {
    "gbc_v2_preanthropogenic": ("amos2014", -3000),
    "gbc_v2_anthropogenic": ("amos2014", 2000),
    "feinberg2024_preanthropogenic": ("feinberg2024", -3000),
    "feinberg2024_anthropogenic": ("feinberg2024", 2000),
    "geyman2025_tenbox": ("geyman2025", 2000),
    "selin2014_sixbox": ("selin2014", 2000),
    "feinberg_sevenbox_before_1450": ("feinberg2021", 0),
    "feinberg_sevenbox_from_1450": ("feinberg2021", 1500),
    "thackray_eighteenbox": ("thackray2016", 0),
    "geyman2023_volcano_sevenbox": ("geyman2023", 0),
}


def table(path: Path) -> dict[str, np.ndarray]:
    """Return the columns of a CSV as numbers; a cell that is none becomes NaN."""

    def number(text: str) -> float:
        try:
            return float(text)
        except ValueError:
            return float("nan")

    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {key: np.array([number(row[key]) for row in rows]) for key in rows[0]}


def apart(result: CycleResult, wanted: dict[str, np.ndarray], keep: np.ndarray, suffix: str = "") -> str:
    """Return the largest relative difference over reservoirs above 1 Mg."""
    worst = 0.0
    for place, box in enumerate(result.model.boxes):
        series = wanted[box + suffix][: len(result.years)]
        use = keep[: len(result.years)] & (series > 1)
        worst = max(worst, float(np.abs(result.masses[use, place] / series[use] - 1).max()))
    return f"{worst:.1e}"


def matrices(folder: Path) -> Iterator[Row]:
    """Compare the matrices."""
    for name, wanted in json.loads((folder / "matrices.json").read_text()).items():
        model, year = MODELS[name]
        made, given = load_model(model).matrix(year), np.array(wanted["per_year"])
        scale = np.where(given == 0, 1, np.abs(given))
        yield (
            name,
            f"matrix of `{model}`",
            f"{float((np.abs(made - given) / scale).max()):.1e}",
            "rates as read, in the same arithmetic",
        )


def pulses(folder: Path) -> Iterator[Row]:
    """Compare the pulse responses."""
    worst: dict[str, float] = {}
    with (folder / "out_pulse_to_air.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            model, year = MODELS[row["matrix"]]
            left = propagators(load_model(model).matrix(year), float(row["years"]))[0][:, 0].sum()
            off = abs(left / float(row["fraction_left_in_system"]) - 1)
            worst[row["matrix"]] = max(worst.get(row["matrix"], 0.0), off)
    for name, off in worst.items():
        yield (
            f"pulse, {name}",
            "what is left of 1 Mg, 0.1 to 10,000 years",
            f"{off:.1e}",
            "exact on both sides",
        )


def geyman(folder: Path) -> Iterator[Row]:
    """Compare the ten-box histories and futures."""
    for case in ("ssp126", "zero_after_2010"):
        given, wanted = (
            table(folder / f"in_geyman_{case}_knots.csv"),
            table(folder / f"out_geyman_{case}.csv"),
        )
        values = np.stack([given[name] for name in given if name != "year"], axis=1)
        emissions = Emissions(given["year"], values, ("atm", "wf", "ws", "wa"))
        result = run(load_model("geyman2025"), emissions, -2000, 2300, years=wanted["year"])
        late = apart(result, wanted, wanted["year"] > 1500)
        yield (
            f"geyman2025, {case}",
            "ten reservoirs, 1501 to 2300",
            late,
            "the program is right to 3e-10 after 1500",
        )


def selin(folder: Path) -> Iterator[Row]:
    """Compare the six boxes."""
    wanted = table(folder / "out_sixbox_constant1900_2012_2050.csv")
    emissions = Emissions(np.array([2012.0]), np.array([[1900.0]]), ("atm",), "step", until=2050)
    result = run(load_model("selin2014"), emissions, 2012, 2050, years=wanted["year"])
    every = np.ones(len(wanted["year"]), dtype=bool)
    yield (
        "selin2014",
        "six reservoirs, exact series",
        apart(result, wanted, every, "_exact"),
        "exact on both sides",
    )
    yield (
        "selin2014, as run",
        "six reservoirs, the program's integrator",
        apart(result, wanted, every),
        "tolerance of its integrator, 2e-8",
    )


def amos(folder: Path) -> Iterator[Row]:
    """Compare the seven-box histories with the exact series and with the program's Euler steps."""
    from scipy.interpolate import PchipInterpolator

    air, rivers = table(folder / "in_gbc_air_annual.csv"), table(folder / "in_gbc_river_knots.csv")
    shipped = load_model("amos2014")
    knots = np.round(np.arange(1850, 2009.01, 0.2), 7)
    total = sum(
        factor * PchipInterpolator(rivers["year"], rivers[key])(knots)
        for key, factor in (("hgd_as_used_by_code", 1.0), ("hgp_total", 0.3))
    )
    assert shipped.prescribed is not None
    fine = replace(shipped.prescribed, years=tuple(knots), values=tuple(total))
    model = replace(shipped, prescribed=fine)
    cases = (
        ("exact_continuous", "horowitz_total", "exact on both sides"),
        (
            "history",
            "horowitz_total",
            "the program's Euler step of 0.2 years; worst at 1850, where its rivers switch on within a step",
        ),
    )
    for case, column, why in cases:
        wanted = table(folder / f"out_gbc_horowitz_{case}.csv")
        emissions = Emissions(
            air["year"] - 0.2, air[column][:, None], ("atm",), "step", until=2009, history="horowitz2014"
        )
        years = wanted["year"][wanted["year"] <= 2008]
        result = run(model, emissions, -2000, 2008, years=years)
        yield (
            f"amos2014, Horowitz, {case}",
            "seven reservoirs, -2000 to 2008",
            apart(result, wanted, np.ones(len(years), dtype=bool)),
            why,
        )
        yield (
            f"amos2014, Horowitz, {case}, 2008",
            "seven reservoirs",
            apart(result, wanted, years == 2008),
            why,
        )


def sevenbox(folder: Path) -> Iterator[Row]:
    """Compare the seven boxes with burning from 1450 over their last years, where emissions are given for each year."""
    wanted = table(folder / "out_sevenbox_8000bce_2008.csv")
    year = wanted["year"]
    first = int(np.flatnonzero(np.diff(year) > 1)[-1]) + 1
    model = load_model("feinberg2021")
    start = np.array([wanted[f"{box}_exact"][first] for box in model.boxes])
    emissions = Emissions(
        year[first:], np.nan_to_num(wanted["emission_following_year"][first:])[:, None], ("atm",), "step"
    )
    result = run(model, emissions, float(year[first]), float(year[-1]), years=year[first:], masses=start)
    cut = {key: series[first:] for key, series in wanted.items()}
    every = np.ones(len(cut["year"]), dtype=bool)
    yield (
        "feinberg2021",
        f"seven reservoirs, {year[first]:g} to {year[-1]:g}, exact series",
        apart(result, cut, every, "_exact"),
        "exact on both sides",
    )
    yield (
        "feinberg2021, as run",
        "the program's integrator",
        apart(result, cut, every),
        "tolerance of its integrator, 7e-8",
    )


def atmosphere(folder: Path) -> Iterator[Row]:
    """Compare the steady states of the three-place atmosphere over its scan of reduction rates."""
    wanted, model = table(folder / "out_atm3box_reduction_scan.csv"), load_model("feinberg2022")
    worst = 0.0
    for index, rate in enumerate(wanted["k_red_n_per_year"]):
        rates = {"reduction_n": rate, "reduction_s": rate / 1.9}
        flows = tuple(replace(flow, rate=rates.get(flow.id, flow.rate)) for flow in model.flows)
        masses = replace(model, flows=flows).steady_state()
        exact = np.array([wanted[f"{box}_exact"][index] for box in model.boxes])
        worst = max(worst, float(np.abs(masses / exact - 1).max()))
    yield (
        "feinberg2022",
        "six burdens at 19 reduction rates, steady state",
        f"{worst:.1e}",
        "exact on both sides",
    )


PARTS: tuple[Callable[[Path], Iterator[Row]], ...] = (
    matrices,
    pulses,
    selin,
    geyman,
    amos,
    sevenbox,
    atmosphere,
)

HEAD = """# Published series

<!-- Written by tools/fate_series.py; do not edit. -->

Series made with the published programs, and the largest relative difference of what this program gives from the
same rates and inputs (reservoirs above 1 Mg).

| series | what | largest difference | why it differs |
| --- | --- | ---: | --- |
"""

TAIL = """
The eighteen-box histories are not run: the natural inputs of that program were not available.

One number of the reference tables differs from the matrix made with the program: dissolved river mercury
78.1063741671926 Mg/yr should read 78.1063742671924.
"""


def main() -> int:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with matrices.json and the series")
    folder = parser.parse_args().folder
    rows = [row for part in PARTS for row in part(folder)]
    PAGE.write_text(
        HEAD + "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n" + TAIL, encoding="utf-8"
    )
    sys.stdout.write(f"{PAGE}: {len(rows)} rows\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
