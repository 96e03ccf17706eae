"""National over global inventories: what is replaced, what comes in, what is left out, and the receipt of it."""

import numpy as np
import pandas as pd
import pytest

from quicksilver.errors import InputProblems
from quicksilver.fate import gridding
from quicksilver.fate.gridding import Grid, Layer, country_masks, overlay, regional_totals

GRID = Grid(1)
REGIONS = {"SEN": ["SEN"], "MLI": ["MLI"], "CHN": ["CHN"]}
MASKS = country_masks(REGIONS, GRID)
SHARES = {"Hg0": 0.8, "Hg2": 0.2}


def inventory(rows, speciated=True, year=2015, grid=GRID):
    table = pd.DataFrame([(*row, year) for row in rows], columns=["region", "sector", "kg", "year"])
    shares = {row[1]: SHARES for row in rows} if speciated else None
    return gridding.grid(table, regions=REGIONS, resolution=grid, speciation=shares)


BASE = inventory(
    [("SEN", "coal", 100.0), ("MLI", "coal", 50.0), ("CHN", "coal", 1000.0), ("SEN", "waste", 7.0)]
)


def held(result, **which) -> float:
    table = result.receipt
    for key, value in which.items():
        table = table[table[key] == value]
    return table


def total(data) -> float:
    masks = country_masks({"all": ["WLD"]}, GRID)
    return float(regional_totals(data, masks)["kg"].sum())


def test_a_national_inventory_takes_the_place_of_the_global_one() -> None:
    national = inventory([("SEN", "coal", 130.0), ("SEN", "ASGM", 3.0)])
    result = overlay(BASE, [Layer("Senegal 2015", national, MASKS, ("SEN",))])
    gone = held(result, layer="Senegal 2015", replaced_layer="base").set_index("sector")["mass_replaced_kg"]
    # Coasts whole; of border cells Senegal's part by area, as other land has emissions of its own in a whole base.
    assert 75 < gone["coal"] < 100
    put = held(result, layer="Senegal 2015", replaced_layer="").groupby("sector")["mass_put_in_kg"].sum()
    assert put.to_dict() == pytest.approx({"coal": 130, "ASGM": 3}, rel=1e-12)
    assert total(result.data) == pytest.approx(1157 - gone.sum() + 133, rel=1e-12)
    china = regional_totals(result.data, country_masks({"CHN": ["CHN"]}, GRID)).set_index("region")["kg"]
    assert china["CHN"].sum() == pytest.approx(1000, rel=1e-12)
    assert {"Hg_coal_base", "Hg_coal_Senegal_2015", "Hg_ASGM_Senegal_2015"} <= set(result.data.data_vars)
    assert result.data["Hg_coal_Senegal_2015"].attrs["layer"] == "Senegal 2015"


def test_of_a_whole_base_the_part_of_the_country_is_replaced() -> None:
    """Emissions even over all land: what Senegal replaces is its part of the land, to the accuracy of the areas."""
    table = pd.DataFrame({"region": ["world"], "sector": ["coal"], "kg": [1e6], "year": [2015]})
    world = country_masks({"world": ["WLD"]}, GRID)
    base = gridding.grid(table, regions=world, resolution=1)
    layer = inventory([("SEN", "coal", 1.0)], speciated=False)
    result = overlay(base, [Layer("n", layer, MASKS, ("SEN",))])
    area = [m.fraction[0] @ GRID.row_area[m.cells[0] // 360] for m in (MASKS, world)]
    assert result.receipt["mass_replaced_kg"].sum() == pytest.approx(1e6 * area[0] / area[1], rel=1e-9)


def test_an_island_is_replaced_whole_coasts_included() -> None:
    regions = {"FJI": ["FJI"], "CHN": ["CHN"]}
    rows = [("FJI", "coal", 100.0), ("CHN", "coal", 5.0)]
    table = pd.DataFrame([(*row, 2015) for row in rows], columns=["region", "sector", "kg", "year"])
    base = gridding.grid(table, regions=regions, resolution=1)
    layer = gridding.grid(table.assign(kg=1.0).iloc[:1], regions=regions, resolution=1)
    result = overlay(base, [Layer("Fiji", layer, country_masks(regions, GRID), ("FJI",))])
    assert result.receipt["mass_replaced_kg"].sum() == pytest.approx(100, rel=1e-12)
    assert total(result.data) == pytest.approx(6, rel=1e-12)


def test_higher_hierarchy_wins_whatever_the_order_and_equals_add() -> None:
    low = Layer("low", inventory([("SEN", "coal", 10.0)]), MASKS, ("SEN",), hierarchy=1)
    high = Layer("high", inventory([("SEN", "coal", 20.0)]), MASKS, ("SEN",), hierarchy=2)
    same = Layer("same", inventory([("SEN", "coal", 4.0)]), MASKS, ("SEN",), hierarchy=2)
    one, two = overlay(BASE, [high, low, same]), overlay(BASE, [low, same, high])
    assert total(one.data) == pytest.approx(total(two.data), rel=1e-13)
    assert held(one, layer="high", replaced_layer="low")["mass_replaced_kg"].sum() > 7.5
    assert held(one, layer="high", replaced_layer="same").empty
    assert held(one, layer="same", replaced_layer="high").empty


def test_categories_are_added() -> None:
    nature = Layer(
        "volcanoes", inventory([("SEN", "geogenic", 10.0)]), MASKS, category="natural", hierarchy=9
    )
    result = overlay(BASE, [nature])
    assert not result.receipt["mass_replaced_kg"].any()
    assert total(result.data) == pytest.approx(1167, rel=1e-12)


def test_a_layer_for_one_sector_leaves_the_others() -> None:
    layer = Layer("coal", inventory([("SEN", "coal", 1.0)]), MASKS, ("SEN",), replaces=("coal",))
    result = overlay(BASE, [layer])
    assert set(held(result, layer="coal", replaced_layer="base")["sector"]) == {"coal"}
    np.testing.assert_array_equal(result.data["Hg_waste_base"], BASE["Hg_waste"])


def test_what_a_layer_has_outside_its_regions_is_left_out_by_name() -> None:
    layer = Layer("two", inventory([("SEN", "coal", 10.0), ("CHN", "coal", 3.0)]), MASKS, ("SEN",))
    result = overlay(BASE, [layer])
    left = held(result, region="(outside its regions)")
    assert left["mass_left_out_kg"].sum() == pytest.approx(3, rel=1e-12)
    assert left["cells"].sum() > 100


def test_a_layer_without_masks_replaces_everything() -> None:
    result = overlay(BASE, [Layer("new", inventory([("CHN", "coal", 1.0)]))])
    assert total(result.data) == pytest.approx(1, rel=1e-12)
    assert held(result, region="everywhere", replaced_layer="base")[
        "mass_replaced_kg"
    ].sum() == pytest.approx(1157)


def test_the_base_is_not_changed() -> None:
    before = BASE["Hg_coal"].values.copy()
    overlay(
        Layer("global", BASE, hierarchy=0), [Layer("n", inventory([("SEN", "coal", 1.0)]), MASKS, ("SEN",))]
    )
    np.testing.assert_array_equal(BASE["Hg_coal"].values, before)


def test_the_result_can_be_written_and_read(tmp_path) -> None:
    result = overlay(BASE, [Layer("n", inventory([("SEN", "coal", 1.0)]), MASKS, ("SEN",))])
    data = gridding.read_grid(gridding.write_grid(result.data, tmp_path / "x.nc"))
    assert total(data) == pytest.approx(total(result.data), rel=1e-12)
    assert data["Hg0_coal_n"].attrs["layer"] == "n"


def test_everything_wrong_with_layers_is_said_at_once() -> None:
    layers = [
        Layer("n", inventory([("SEN", "coal", 1.0)], year=2016), MASKS, ("SNE",), replaces=("cola",)),
        Layer("n", inventory([("SEN", "coal", 1.0)], grid=Grid(2)), MASKS),
    ]
    with pytest.raises(InputProblems) as caught:
        overlay(BASE, layers)
    assert len(caught.value.problems) == 5
    assert {p.guess for p in caught.value.problems} == {"", "coal"}


def test_species_that_do_not_meet_are_refused() -> None:
    with pytest.raises(InputProblems, match="different species"):
        overlay(BASE, [Layer("n", inventory([("SEN", "coal", 1.0)], speciated=False), MASKS)])
