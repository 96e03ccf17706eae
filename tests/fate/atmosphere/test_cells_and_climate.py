"""Cells keep area and mass; a climate is proved before it is used."""

import dataclasses
import hashlib

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from quicksilver.errors import InputProblems
from quicksilver.fate.atmosphere.cells import RADIUS, Cells, overlap, remap
from quicksilver.fate.atmosphere.climate import CLIMATES, LARGEST_DIVERGENCE, load, sidecar
from quicksilver.fate.atmosphere.packing import BITS, packed, relative_divergence, unpacked
from quicksilver.fate.gridding import Grid
from quicksilver.intake import packaged

HERE = "quicksilver.fate.atmosphere"


def test_areas_are_the_sphere() -> None:
    cells = load("mean").cells
    np.testing.assert_allclose(cells.area.sum(), 4 * np.pi * RADIUS**2, rtol=1e-13)
    assert (cells.area > 0).all()
    assert cells.widths[[0, -1]].tolist() == [0, 0]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([1, 2, 2.5, 5]), st.integers(0, 2**31))
def test_remapping_keeps_mass(resolution, seed) -> None:
    grid, cells = Grid(resolution), load("mean").cells
    amounts = np.random.default_rng(seed).exponential(1.0, (2, *grid.shape))
    there = cells.from_grid(amounts, grid)
    np.testing.assert_allclose(there.sum(axis=(1, 2)), amounts.sum(axis=(1, 2)), rtol=1e-13)
    back = cells.to_grid(there, grid)
    np.testing.assert_allclose(back.sum(axis=(1, 2)), amounts.sum(axis=(1, 2)), rtol=1e-13)
    assert (there >= 0).all()


def test_a_whole_grid_covers_every_cell() -> None:
    cells = load("mean").cells
    np.testing.assert_allclose(cells.fraction_from_grid(np.ones((180, 360)), Grid(1)), 1.0, rtol=1e-12)


def test_a_point_stays_where_it_is() -> None:
    cells, grid = load("mean").cells, Grid(1)
    amounts = np.zeros(grid.shape)
    amounts[90 + 14, 180 - 17] = 5.0
    row, column = np.unravel_index(cells.from_grid(amounts, grid).argmax(), cells.shape)
    assert (row, column) == cells.nearest(14.5, -16.5)


def test_overlap_wraps_around_the_globe() -> None:
    parts = overlap(np.array([-2.0, 2.0]), np.array([0.0, 180.0, 360.0]), turn=360.0)
    assert parts.tolist() == [[0.5, 0.5]]


def test_the_same_cells_are_left_as_they_are() -> None:
    edges = np.array([-90.0, 10.0, 90.0]), np.array([0.0, 100.0, 360.0])
    amounts = np.array([[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_allclose(remap(amounts, edges, edges), amounts, rtol=1e-14)


@pytest.mark.parametrize("name", CLIMATES)
def test_shipped_climates_have_no_divergence(name) -> None:
    climate = load(name)
    assert relative_divergence(climate.flux_east, climate.flux_north) < LARGEST_DIVERGENCE
    assert climate.flux_down(3)[-1].max() == 0.0
    assert set(climate.receipt) >= {"source", "made", "licence", "sha256"}


def test_shipped_files_are_those_of_their_sidecars_and_are_small() -> None:
    total = 0
    names = [name for name in packaged.names(HERE, "data/fields") if name.endswith(".npz")]
    for name in names:
        content = packaged.content(HERE, f"data/fields/{name}")
        total += len(content)
        stated = sidecar(name.removesuffix(".npz"))
        assert hashlib.sha256(content).hexdigest() == stated["sha256"]
        assert all(stated[key] for key in ("title", "source", "made", "licence"))
    assert total <= 11_000_000


def test_packing_and_unpacking_lose_only_bits(climate) -> None:
    fields = {name: getattr(climate, name) for name in BITS}
    arrays = packed(fields)
    for name, bits in BITS.items():
        values = fields[name]
        error = np.abs(unpacked(arrays, name) - values).max() / np.ptp(values)
        assert error < 2.0 ** (1 - bits) + 1e-6, name


def _written(folder, climate, **changed):
    arrays = packed({name: getattr(climate, name) for name in BITS})
    arrays |= {
        "latitude": climate.cells.latitude,
        "longitude": climate.cells.longitude,
        "latitude_edge": climate.cells.latitude_edges,
        "sigma_edge": climate.cells.sigma_edges,
        "surface_pressure": climate.surface_pressure,
        "sea_surface_temperature": np.zeros((12, *climate.cells.shape), dtype=np.uint8),
    }
    for name in ("land", "forest", "low", "ice", "snow"):
        arrays[name] = np.round(getattr(climate, name) * 200).astype(np.uint8)
    file = folder / "own.npz"
    np.savez_compressed(file, **arrays)
    stated = {
        "source": "made for a test",
        "made": "by this test",
        "licence": "none",
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
    }
    file.with_suffix(".yml").write_text(yaml.safe_dump({**stated, **changed}))
    return file


def test_an_own_climate_is_read_and_projected(tmp_path, climate) -> None:
    own = load(_written(tmp_path, climate))
    assert relative_divergence(own.flux_east, own.flux_north) < LARGEST_DIVERGENCE
    assert own.cells.shape == climate.cells.shape
    assert own.name == "own"


def test_a_file_that_is_not_that_of_its_sidecar_is_refused(tmp_path, climate) -> None:
    file = _written(tmp_path, climate, sha256="0" * 64)
    with pytest.raises(InputProblems) as caught:
        load(file)
    assert caught.value.problems[0].code == "atmosphere.file.checksum"
    assert all((caught.value.problems[0].allowed, caught.value.problems[0].remedy))


@pytest.mark.parametrize("name", ["nowhere", "no.npz"])
def test_an_unknown_climate_is_refused(name) -> None:
    with pytest.raises(InputProblems, match="there is no climate"):
        load(name)


def test_a_file_without_sidecar_is_refused(tmp_path, climate) -> None:
    file = _written(tmp_path, climate)
    file.with_suffix(".yml").unlink()
    with pytest.raises(InputProblems, match="sidecar"):
        load(file)


def test_a_climate_with_divergence_is_refused(climate) -> None:
    broken = climate.flux_east.copy()
    broken[4, 7, 3, 5] *= 1.01
    with pytest.raises(InputProblems, match="gain or lose"):
        dataclasses.replace(climate, flux_east=broken).checked()


def test_all_problems_of_a_climate_are_reported_at_once(climate) -> None:
    bad = dataclasses.replace(climate, land=-climate.land, snow=climate.snow[:3])
    with pytest.raises(InputProblems) as caught:
        bad.checked()
    assert [problem.code for problem in caught.value.problems] == [
        "atmosphere.climate.value",
        "atmosphere.climate.shape",
    ]


def test_cells_know_their_nearest() -> None:
    cells = Cells(np.linspace(-90, 90, 5), np.linspace(0, 360, 9), np.array([0.0, 1.0]))
    assert cells.nearest(-80.0, 359.0) == (0, 7)
    assert cells.nearest(50.0, -170.0) == (3, 4)
