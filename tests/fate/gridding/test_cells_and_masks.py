"""Grids, the cell of a point, and masks against shapely's own intersections."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from quicksilver.errors import InputProblems
from quicksilver.fate.gridding import (
    EARTH_RADIUS,
    Grid,
    country_masks,
    field_masks,
    make_masks,
    read_regions,
    shipped_regions,
)
from quicksilver.fate.gridding.coverage import coverage, ring_area
from quicksilver.fate.gridding.fields import grid_of, on_grid, ordered
from quicksilver.geography.outlines import atlas


@pytest.mark.parametrize("resolution", [1, 0.1, 0.25, 2.5, 5])
def test_areas_are_the_sphere(resolution) -> None:
    grid = Grid(resolution)
    np.testing.assert_allclose(grid.area().sum(), 4 * np.pi * EARTH_RADIUS**2, rtol=1e-13)
    assert grid.lat[0] == -90 + resolution / 2
    assert (np.diff(grid.lon) > 0).all()
    assert grid.lon_edges[[0, -1]].tolist() == [-180, 180]


def test_edges_are_the_decimal_numbers_that_people_type() -> None:
    grid = Grid(0.1)
    assert [float(f"{k / 10:.1f}") for k in range(-1800, 1801)] == grid.lon_edges.tolist()


@settings(max_examples=200, deadline=None)
@given(st.integers(-1800, 3600), st.integers(-900, 900), st.sampled_from([0.1, 1.0, 0.25]))
def test_points_on_edges_go_north_east_and_every_point_has_one_cell(x, y, resolution) -> None:
    grid = Grid(resolution)
    lon, lat = x / 10, y / 10
    cell = int(grid.cells(np.array([lon]), np.array([lat]))[0])
    row, column = divmod(cell, grid.shape[1])
    east = lon - 360 if lon >= 180 else lon
    assert grid.lat_edges[row] <= lat <= grid.lat_edges[row + 1]
    assert grid.lon_edges[column] <= round(east, 9) < grid.lon_edges[column + 1]
    assert lat < grid.lat_edges[row + 1] or lat == 90


def test_poles_and_date_line() -> None:
    grid = Grid(0.1)
    cells = grid.cells(np.array([180.0, -180.0, 0.0, 359.9, -0.1]), np.array([0.0, 0.0, 90.0, -90.0, -90.0]))
    assert cells[0] == cells[1]
    assert cells[2] == 1799 * 3600 + 1800
    assert cells[3] == cells[4]


def test_part_of_the_globe() -> None:
    grid = Grid(0.5, -20, 0, 0, 20)
    assert grid.shape == (40, 40)
    assert grid.cells(np.array([0.0, -20.0, -20.1, 1.0]), np.array([20.0, 0.0, 5.0, 5.0])).tolist() == [
        1599,
        0,
        -1,
        -1,
    ]


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda: Grid(0), "resolution 0"),
        (lambda: Grid(-1), "resolution -1"),
        (lambda: Grid(0.7), "not whole cells"),
        (lambda: Grid(1, west=170, east=190), "west and east"),
        (lambda: Grid(1, south=10, north=-10), "south and north"),
        (lambda: Grid(1, west=0.5), "not whole cells"),
        (lambda: Grid(1, radius=-1), "radius"),
    ],
)
def test_grids_that_are_none(made, words) -> None:
    with pytest.raises(InputProblems, match=words):
        made()


@pytest.mark.parametrize("key", ["SEN", "FJI", "NOR", "ZAF", "ATA", "VAT"])
def test_coverage_is_what_shapely_cuts_out(key) -> None:
    """In longitude and sine of latitude, where areas are true; the outlines' steps are short enough to be straight."""
    import shapely

    grid = Grid(5.0)
    cells, fraction, outside = coverage(grid, *atlas().rings((key,)))
    assert outside < 1e-9
    true = shapely.transform(
        shapely.make_valid(atlas().polygons((key,))),
        lambda xy: np.column_stack([xy[:, 0], np.sin(np.deg2rad(xy[:, 1]))]),
    )
    for cell, part in zip(cells, fraction, strict=True):
        row, column = divmod(int(cell), grid.shape[1])
        south, north = np.sin(np.deg2rad(grid.lat_edges[row : row + 2]))
        box = shapely.box(grid.lon_edges[column], south, grid.lon_edges[column + 1], north)
        expected = shapely.area(shapely.intersection(true, box)).sum() / box.area
        assert part == pytest.approx(expected, rel=2e-3, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(
    st.floats(-180, 179),
    st.floats(-90, 89),
    st.floats(0.01, 90),
    st.floats(0.01, 90),
    st.sampled_from([1, 5, 30]),
)
def test_coverage_of_boxes_is_exact(west, south, wide, high, resolution) -> None:
    east, north = min(west + wide, 180.0), min(south + high, 90.0)
    box = np.array([[west, south], [east, south], [east, north], [west, north], [west, south]])
    grid = Grid(resolution)
    cells, fraction, outside = coverage(grid, box, np.array([5]))
    area = np.deg2rad(east - west) * (np.sin(np.deg2rad(north)) - np.sin(np.deg2rad(south)))
    assert ring_area(box, np.array([5])) == pytest.approx(area, rel=1e-9)
    # Less than 1e-10 of a cell is rounding, and is no cover.
    near = 1e-10 * grid.row_area.sum() * (1 + wide / resolution)
    found = (fraction * grid.row_area[cells // grid.shape[1]]).sum()
    assert found == pytest.approx(area * EARTH_RADIUS**2, rel=1e-7, abs=near)
    assert outside * area * EARTH_RADIUS**2 <= near + 1e-7 * area * EARTH_RADIUS**2
    assert (fraction > 0).all()
    assert (fraction <= 1).all()


def test_a_cropped_grid_has_the_cells_of_the_globe() -> None:
    whole, part = Grid(1), Grid(1, 60, 20, 120, 60)
    rings = atlas().rings(("CHN", "RUS", "KAZ"))
    cells, fraction, _ = coverage(whole, *rings)
    field = np.zeros(whole.shape)
    field.ravel()[cells] = fraction
    cells, fraction, outside = coverage(part, *rings)
    cropped = np.zeros(part.shape)
    cropped.ravel()[cells] = fraction
    np.testing.assert_allclose(cropped, field[110:150, 240:300], atol=1e-9)
    expected = 1 - (field * whole.area())[110:150, 240:300].sum() / (field * whole.area()).sum()
    assert outside == pytest.approx(expected, rel=1e-6)


def test_neighbours_fill_their_border_cells() -> None:
    masks = country_masks({"A": ["CHE"], "B": ["AUT", "LIE", "DEU", "FRA", "ITA"]}, Grid(1))
    inland = Grid(1).cells(np.array([9.5]), np.array([47.2]))[0]
    assert masks.covered()[inland] == pytest.approx(1, abs=1e-9)
    shares = masks.shares()
    for k in range(2):
        assert shares[k][masks.cells[k] == inland].item() == pytest.approx(
            masks.fraction[k][masks.cells[k] == inland].item()
        )


@pytest.mark.parametrize("resolution", [1, 0.1])
def test_small_islands_have_cells(resolution) -> None:
    masks = country_masks(
        {key: [key] for key in ("VAT", "TUV", "NRU", "TKL", "MDV", "BVT", "GIB")}, Grid(resolution)
    )
    assert min(map(len, masks.cells)) >= 1


def test_the_world_is_all_land_and_land_is_known() -> None:
    masks = country_masks({"world": ["WLD"]}, Grid(1))
    land = masks.fraction[0] @ masks.grid.row_area[masks.cells[0] // 360]
    assert 0.28 < land / (4 * np.pi * EARTH_RADIUS**2) < 0.30
    np.testing.assert_allclose(masks.replaced("world"), 1)


def test_areas_of_countries() -> None:
    """Land areas of the World Bank (AG.SRF.TOTL.K2, surface area), to the accuracy of drawn outlines."""
    masks = country_masks({"BRA": ["BRA"], "SEN": ["SEN"], "FJI": ["FJI"]}, Grid(0.1))
    for name, km2, near in (("BRA", 8_515_770, 0.01), ("SEN", 196_710, 0.02), ("FJI", 18_270, 0.05)):
        number = masks.names.index(name)
        area = masks.fraction[number] @ masks.grid.row_area[masks.cells[number] // 3600] / 1e6
        assert area == pytest.approx(km2, rel=near)


def test_undivided_masks_share_no_cell() -> None:
    masks = country_masks({"CHE": ["CHE"], "AUT": ["AUT"], "DEU": ["DEU"]}, Grid(1)).undivided()
    assert masks.covered().max() == 1
    assert len(np.unique(np.concatenate(masks.cells))) == sum(map(len, masks.cells))


def test_the_regions_of_the_assessment_have_masks_and_are_those_of_the_shipped_world() -> None:
    from quicksilver.scenarios import world

    regions = shipped_regions("gma2018")
    assert set(regions) == set(world(2015).regions)
    countries = [c for group in regions.values() for c in group]
    assert len(countries) == len(set(countries)) > 220
    masks = country_masks(regions, Grid(4))
    assert max(masks.outside) < 1e-12


def test_shipped_regions_and_region_tables(tmp_path) -> None:
    regions = shipped_regions()
    assert len(regions) == 17
    countries = [c for group in regions.values() for c in group]
    assert len(countries) == len(set(countries))
    table = tmp_path / "regions.csv"
    table.write_text("Region,country\nWest,SEN\nWest,GMB\nEast,KEN\n", encoding="utf-8")
    assert read_regions(table) == {"West": ("SEN", "GMB"), "East": ("KEN",)}
    table.write_text("region,country\nWest,SEN\nEast,sen\nEast,\n", encoding="utf-8")
    with pytest.raises(InputProblems) as caught:
        read_regions(table)
    assert len(caught.value.problems) == 2
    table.write_text("region,land\nWest,SEN\n", encoding="utf-8")
    with pytest.raises(InputProblems, match="no column 'country'"):
        read_regions(table)


def test_regions_that_are_wrong_are_told_together() -> None:
    with pytest.raises(InputProblems) as caught:
        country_masks({"A": ["SEN", "XXX"], "B": ["Kennia"], "C": []}, Grid(1))
    assert len(caught.value.problems) == 3
    with pytest.raises(InputProblems, match="no cell on this grid"):
        country_masks({"A": ["JPN"]}, Grid(1, -20, 0, 0, 20))
    masks = country_masks({"A": ["SEN"]}, Grid(1))
    with pytest.raises(InputProblems, match="another grid"):
        make_masks(masks, Grid(0.5))


def field(values, lat, lon, **attrs):
    return xr.DataArray(values, coords={"lat": lat, "lon": lon}, dims=("lat", "lon"), attrs=attrs)


def test_masks_given_as_fields() -> None:
    lat, lon = np.arange(89.5, -90, -1), np.arange(0.5, 360)
    north = field(np.repeat((lat > 0).astype(float)[:, None], 360, axis=1), lat, lon)
    masks = make_masks(xr.Dataset({"north": north.where(north > 0)}), Grid(1))
    assert masks.cells[0].min() == 90 * 360
    assert len(masks.cells[0]) == 90 * 360
    with pytest.raises(InputProblems) as caught:
        field_masks(xr.Dataset({"two": north * 2, "flat": north.isel(lat=0), "south": north * 0}), Grid(1))
    assert len(caught.value.problems) == 2
    with pytest.raises(InputProblems, match="no cell"):
        field_masks(xr.Dataset({"none": north * 0}), Grid(1))


def test_fields_are_brought_to_the_grid() -> None:
    rng = np.random.default_rng(1)
    fine = field(rng.random((360, 720)), np.arange(89.75, -90, -0.5), np.arange(0.25, 360, 0.5))
    small, large = Grid(0.5), Grid(1)
    same = on_grid(fine, small, "x", "area")
    assert same[0, 360] == fine.values[-1, 0]
    mean = on_grid(fine, large, "x", "area")
    np.testing.assert_allclose((mean * large.area()).sum(), (same * small.area()).sum(), rtol=1e-12)
    people = on_grid(fine, large, "x", "cell")
    np.testing.assert_allclose(people.sum(), fine.values.sum(), rtol=1e-12)
    coarse = field(people, large.lat, large.lon)
    back = on_grid(coarse, small, "x", "cell")
    np.testing.assert_allclose(back.reshape(180, 2, 360, 2).sum(axis=(1, 3)), people, rtol=1e-12)
    part = on_grid(fine, Grid(1, -20, 0, 0, 20), "x", "area")
    np.testing.assert_array_equal(part, mean[90:110, 160:180])


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda: xr.DataArray(np.ones((2, 2)), dims=("a", "b")), "dimensions a, b"),
        (lambda: xr.DataArray(np.ones((2, 2)), dims=("lat", "lon")), "no coordinate lat, lon"),
        (lambda: field(np.ones((3, 3)), [0, 1, 5], [0, 1, 2]), "not regular"),
        (lambda: field(np.ones((4, 4)), np.arange(0.5, 4), np.arange(0.5, 4)), "the field covers"),
        (
            lambda: field(np.ones((60, 120)), np.arange(-88.5, 90, 3), np.arange(-178.5, 180, 3)),
            "whole multiple",
        ),
        (
            lambda: field(np.ones((180, 360)), Grid(1).lat, Grid(1).lon).expand_dims(time=2),
            "lat and lon only",
        ),
    ],
)
def test_fields_that_do_not_fit(made, words) -> None:
    with pytest.raises(InputProblems, match=words):
        on_grid(made(), Grid(2), "proxy", "area")


def test_grid_of_single_precision_coordinates() -> None:
    grid = Grid(0.1)
    data = xr.DataArray(
        np.broadcast_to(np.float32(0), grid.shape),
        coords={"lat": grid.lat.astype(np.float32), "lon": grid.lon.astype(np.float32)},
        dims=("lat", "lon"),
    )
    assert grid_of(ordered(data, "x"), "x") == grid
