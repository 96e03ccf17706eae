"""Every series made with the published programs, from their rates and inputs alone (kept beside the checkout)."""

import csv
import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from quicksilver.fate.cycle import Emissions, load_model, run
from quicksilver.fate.cycle.solve import propagators

FOLDER = Path(__file__).parents[4] / "shared" / "reference" / "fate" / "reference"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the reference data are not there"),
]

MATRICES = {
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


def table(name: str) -> dict[str, np.ndarray]:
    with (FOLDER / name).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {key: np.array([float(row[key] or "nan") for row in rows]) for key in rows[0]}


@pytest.mark.parametrize("name", MATRICES)
def test_matrix_is_that_of_the_program(name) -> None:
    wanted = json.loads((FOLDER / "matrices.json").read_text())[name]
    model, year = MATRICES[name]
    made = load_model(model)
    assert list(made.boxes) == wanted["boxes"]
    np.testing.assert_allclose(made.matrix(year), np.array(wanted["per_year"]), rtol=1e-13, atol=1e-300)
    scales = np.sort_complex(
        -1 / np.array([complex(*pair) for pair in wanted["eigenvalues_re_im"] if abs(complex(*pair)) > 1e-15])
    )
    mine = made.timescales(year)
    np.testing.assert_allclose(np.sort_complex(mine[np.isfinite(mine)].astype(complex)), scales, rtol=1e-8)


def test_steady_states() -> None:
    names = {
        "gbc_v2_preanthropogenic": "gbc_v2_preanthropogenic",
        "geyman2023_volcano": "geyman2023_volcano_sevenbox",
    }
    with (FOLDER / "out_steady_states.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 40
    for row in rows:
        key, *inputs = row["case"].split(" ")
        name, year = MATRICES[names.get(key, key)]
        model = load_model(name)
        vector = np.zeros(len(model.boxes))
        for item in inputs:
            box, value = item.removeprefix("E_").split("=")
            vector[model.index(box)] = float(value)
        assert model.steady_state(vector, year)[model.index(row["box"])] == pytest.approx(
            float(row["steady_state_Mg"]), rel=1e-9
        )


def test_pulses() -> None:
    with (FOLDER / "out_pulse_to_air.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            name, year = MATRICES[row["matrix"]]
            matrix = load_model(name).matrix(year)
            left = propagators(matrix, float(row["years"]))[0][:, 0]
            assert left[0] == pytest.approx(float(row["atm_fraction"]), rel=1e-9, abs=1e-12)
            assert left.sum() == pytest.approx(float(row["fraction_left_in_system"]), rel=1e-9)


@pytest.mark.parametrize("case", ["ssp126", "zero_after_2010"])
def test_geyman(case) -> None:
    given, wanted = table(f"in_geyman_{case}_knots.csv"), table(f"out_geyman_{case}.csv")
    model = load_model("geyman2025")
    values = np.stack([given[name] for name in given if name != "year"], axis=1)
    emissions = Emissions(given["year"], values, ("atm", "wf", "ws", "wa"))
    result = run(model, emissions, -2000, 2300, years=wanted["year"])
    for place, box in enumerate(model.boxes):
        late = (wanted["year"] > 1500) & (wanted[box] > 1)
        np.testing.assert_allclose(result.masses[late, place], wanted[box][late], rtol=1e-8)


def test_selin() -> None:
    wanted = table("out_sixbox_constant1900_2012_2050.csv")
    model = load_model("selin2014")
    result = run(
        model,
        Emissions(np.array([2012.0]), np.array([[1900.0]]), ("atm",), "step", until=2050),
        2012,
        2050,
        years=wanted["year"],
    )
    for place, box in enumerate(model.boxes):
        np.testing.assert_allclose(result.masses[:, place], wanted[f"{box}_exact"], rtol=1e-10)
        np.testing.assert_allclose(result.masses[:, place], wanted[box], rtol=1e-6)


def test_three_places_of_the_atmosphere() -> None:
    wanted, model = table("out_atm3box_reduction_scan.csv"), load_model("feinberg2022")
    # The inputs are printed to 0.1 Mg/yr, which leaves differences of a few 1e-5.
    for index, rate in enumerate(wanted["k_red_n_per_year"]):
        rates = {"reduction_n": rate, "reduction_s": rate / 1.9}
        flows = tuple(dataclasses.replace(flow, rate=rates.get(flow.id, flow.rate)) for flow in model.flows)
        masses = dataclasses.replace(model, flows=flows).steady_state()
        np.testing.assert_allclose(masses, [wanted[f"{box}_exact"][index] for box in model.boxes], rtol=5e-5)


def test_amos_history_in_continuous_time() -> None:
    """The program's forcing: air constant over its steps of 0.2 years, rivers linear between them from 1850 on."""
    from scipy.interpolate import PchipInterpolator

    air, rivers, wanted = (
        table("in_gbc_air_annual.csv"),
        table("in_gbc_river_knots.csv"),
        table("out_gbc_horowitz_exact_continuous.csv"),
    )
    knots = np.round(np.arange(1850, 2009.01, 0.2), 7)
    total = sum(
        factor * PchipInterpolator(rivers["year"], rivers[name])(knots)
        for name, factor in (("hgd_as_used_by_code", 1.0), ("hgp_total", 0.3))
    )
    shipped = load_model("amos2014")
    fine = dataclasses.replace(shipped.prescribed, years=tuple(knots), values=tuple(total))
    model = dataclasses.replace(shipped, prescribed=fine)
    emissions = Emissions(
        air["year"] - 0.2,
        air["horowitz_total"][:, None],
        ("atm",),
        "step",
        until=2009,
        history="horowitz2014",
    )
    years = wanted["year"][wanted["year"] <= 2008]
    result = run(model, emissions, -2000, 2008, years=years)
    for place, box in enumerate(model.boxes):
        np.testing.assert_allclose(result.masses[:, place], wanted[box][: len(years)], rtol=1e-6)
    # The program counts 0.07 % of the Hg(II) deposition to land that its shares send nowhere; here it has a sink.
    np.testing.assert_allclose(
        result.deposition("land") + result.flux("deposition_land_hg2_split_rounding"),
        wanted["dep_land"][: len(years)],
        rtol=1e-6,
    )
    np.testing.assert_allclose(
        result.flux("deposition_ocean_hg2"), wanted["dep_ocean_hgii"][: len(years)], rtol=1e-6
    )
    np.testing.assert_allclose(
        result.flux("uptake_ocean_hg0"), wanted["uptake_ocean_hg0"][: len(years)], rtol=1e-6
    )
