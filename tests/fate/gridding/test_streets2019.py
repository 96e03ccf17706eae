"""The regional totals of Streets et al. 2019 (doi 10.1016/j.atmosenv.2018.12.031) from their grid, and back."""

import numpy as np
import pandas as pd
import pytest

from quicksilver.fate import gridding
from quicksilver.fate.gridding import NO_REGION, Grid, field_masks, open_netcdf, read_grid, regional_totals

pytestmark = pytest.mark.shared

# What the makers of the gridded files took: areas of the file area_1x1.nc, and years of 365.25 days.
GRID = Grid(1, radius=6_371_000.0)
YEAR = 365.25 * 86400
SPECIES = ("Hg0", "Hg2", "HgP")


@pytest.fixture
def masks(streets):
    return field_masks(open_netcdf(streets / "17_region_masks.nc"), GRID)


@pytest.fixture
def patterns(streets):
    """Return the pattern that each year was laid out by (WHET, Zhang et al. 2016)."""
    return lambda year: {
        s: open_netcdf(streets / "WHET_compiled_1x1_final.nc")[s].sel(year=year, drop=True) for s in SPECIES
    }


def published(streets, name) -> pd.DataFrame:
    table = pd.read_csv(streets / name, encoding="utf-8-sig").set_index("World region")
    return table.drop("Global Total")


def emissions(streets):
    return read_grid(
        streets / "Streets_2019_Anthro_Hg_Emissions.nc", earth_radius_m=GRID.radius, seconds_per_year=YEAR
    )


def test_areas(streets) -> None:
    theirs = open_netcdf(streets / "area_1x1.nc")["area"].values
    # Sine of latitude against the middle of the cell: 1.3e-5 of the area; the sum is the sphere for both.
    np.testing.assert_allclose(GRID.area(), theirs, rtol=2e-5)


@pytest.mark.parametrize(("year", "pattern"), [(2000, 2000), (2010, 2010), (2013, 2010), (2015, 2010)])
def test_regional_totals_from_the_grid(streets, masks, patterns, year, pattern) -> None:
    """Hg(0) is gridded from totals rounded to 0.01 Mg, total Hg from the printed ones; fields are in single precision."""
    data = emissions(streets)
    data = data.isel(time=[gridding.dataset.years_of(data).index(year)])
    found = regional_totals(data, masks, patterns=patterns(pattern))
    hg0 = found[found["species"] == "Hg0"].set_index("region")["kg"] / 1e3
    expected = published(streets, "Seventeen_World_Region_Hg0_Emissions_2000-2015.csv")[str(year)]
    np.testing.assert_allclose(hg0[expected.index], expected.round(2), atol=2e-6)
    total = found.groupby("region")["kg"].sum() / 1e3
    expected = published(streets, "Seventeen_World_Region_Total_Hg_Emissions_2000-2015.csv")[str(year)]
    np.testing.assert_allclose(total[expected.index], expected, atol=5e-6)
    assert total[NO_REGION] == 0


def test_shared_cells_without_the_pattern_miss_by_less_than_a_megagram(streets, masks) -> None:
    """Three countries stand in two of the published regions; without the pattern their cells are halved."""
    data = emissions(streets).isel(time=[10])
    total = regional_totals(data, masks).groupby("region")["kg"].sum() / 1e3
    expected = published(streets, "Seventeen_World_Region_Total_Hg_Emissions_2000-2015.csv")["2010"]
    assert (total[expected.index] - expected).abs().max() < 0.7
    assert total.sum() == pytest.approx(expected.sum(), rel=1e-7)


def test_totals_to_the_grid_are_the_published_field_and_come_back(streets, masks, patterns) -> None:
    year = 2010
    hg0 = published(streets, "Seventeen_World_Region_Hg0_Emissions_2000-2015.csv")[str(year)].round(2)
    totals = pd.DataFrame(
        {"region": hg0.index, "sector": "all", "year": year, "value": hg0.values, "unit": "Mg/yr"}
    )
    data = gridding.grid(
        totals,
        regions=masks,
        resolution=GRID,
        proxies={"all": patterns(year)["Hg0"]},
        speciation={"all": {"Hg0": 1.0}},
    )
    theirs = emissions(streets)["Hg0"].isel(time=10).values
    mine = data["Hg_all"].values[0] * (365 * 86400 / YEAR)
    np.testing.assert_allclose(mine, theirs, rtol=2e-5, atol=theirs.max() * 1e-9)
    back = (
        regional_totals(data, masks, patterns={"Hg": patterns(year)["Hg0"]}).set_index("region")["kg"] / 1e3
    )
    np.testing.assert_allclose(back[hg0.index], hg0, rtol=1e-12)
