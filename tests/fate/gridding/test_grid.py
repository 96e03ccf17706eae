"""Totals to a grid: every kilogram accounted for, at coasts, edges, poles and the date line, and what is refused."""

import math

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quicksilver.errors import InputProblems, MassBalanceError
from quicksilver.fate import gridding
from quicksilver.fate.gridding import (
    NO_REGION,
    Grid,
    check_points,
    check_totals,
    country_masks,
    field_masks,
    ledger,
    read_heights,
    read_points,
    read_speciation,
    read_totals,
    regional_totals,
    shipped_regions,
    speciation_profiles,
    split_species,
)

SETTINGS = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
REGIONS = {"west": ["SEN", "GMB", "GNB"], "isles": ["FJI", "NZL"], "cold": ["ATA", "RUS"]}


def totals(rows, year=2015) -> pd.DataFrame:
    return pd.DataFrame([(*row, year) for row in rows], columns=["region", "sector", "kg", "year"])


def points(rows, **more) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["name", "lon", "lat", "sector", "region", "kg"])
    return table.assign(**more)


def kilograms(data, name, year=0) -> float:
    grid = Grid(round(float(data.lat[1] - data.lat[0]), 6))
    days = 366 if data.time.dt.is_leap_year[year] else 365
    return math.fsum((data[name].values[year] * grid.area() * days * 86400).ravel().tolist())


def test_a_worked_case() -> None:
    """Senegal, one plant of 1 Mg on the pole of nowhere and 2 Mg by area: kg m-2 s-1 by hand in the plant's cell."""
    data = gridding.grid(
        totals([("SEN", "cement", 3000.0)], 2016),
        resolution=1,
        points=points([("plant", -16.5, 14.5, "cement", "", 1000.0)]),
    )
    masks = country_masks({"SEN": ["SEN"]}, Grid(1))
    cell = int(Grid(1).cells(np.array([-16.5]), np.array([14.5]))[0])
    weight = masks.weights("SEN")[masks.cells[0] == cell].item()
    expected = (1000 + 2000 * weight) / (Grid(1).area().ravel()[cell] * 366 * 86400)
    assert data["Hg_cement"].values[0].ravel()[cell] == pytest.approx(expected, rel=1e-12)
    assert kilograms(data, "Hg_cement") == pytest.approx(3000, rel=1e-12)
    assert int(np.count_nonzero(data["Hg_cement"])) == len(masks.cells[0])
    book = ledger(data)
    assert book[["total_kg", "points_kg", "spread_kg", "remainder_kg"]].values.tolist() == [
        [3000, 1000, 2000, 0]
    ]


@SETTINGS
@given(
    st.lists(st.floats(1e-9, 1e9), min_size=6, max_size=6),
    st.lists(
        st.tuples(st.integers(-1800, 3600), st.integers(-900, 900), st.floats(0, 1)), min_size=0, max_size=30
    ),
)
def test_mass_is_kept_with_points_anywhere(masses, places) -> None:
    rows = [(r, s, kg) for (r, s), kg in zip([(r, s) for r in REGIONS for s in "ab"], masses, strict=True)]
    share = 1 / max(len(places), 1)
    plants = points(
        [(f"p{k}", x / 10, y / 10, "a", "cold", masses[4] * f * share) for k, (x, y, f) in enumerate(places)]
    )
    data = gridding.grid(
        totals(rows), regions=REGIONS, resolution=5, points=plants if len(plants) else None, astray="warning"
    )
    for sector in "ab":
        came = math.fsum(kg for _, s, kg in rows if s == sector)
        assert kilograms(data, f"Hg_{sector}") == pytest.approx(came, rel=1e-12)
    parts = data["mass_points"] + data["mass_spread"] + data["mass_remainder"]
    np.testing.assert_allclose(parts, data["mass_total"], rtol=1e-12)


@pytest.mark.parametrize("resolution", [1, 0.1])
def test_points_on_edges_poles_and_the_date_line_keep_their_mass(resolution) -> None:
    places = [
        (180, 0),
        (-180, 0),
        (360, 0),
        (0, 90),
        (45.3, 90),
        (0, -90),
        (180, 90),
        (359.9, 10),
        (-0.1, 10),
        (0.3, 0.3),
    ]
    rows = [(f"p{k}", lon, lat, "s", "west", 2.0**k) for k, (lon, lat) in enumerate(places)]
    total = sum(row[-1] for row in rows)
    data = gridding.grid(
        totals([("west", "s", total)]),
        regions=REGIONS,
        resolution=resolution,
        points=points(rows),
        astray="warning",
    )
    grid = Grid(resolution)
    field = data["Hg_s"].values[0] * grid.area() * 365 * 86400
    assert field.sum() == pytest.approx(total, rel=1e-13)
    middle = grid.shape[0] // 2
    assert field[middle, 0] == pytest.approx(1 + 2, rel=1e-12)
    assert field[-1].sum() == pytest.approx(8 + 16 + 64, rel=1e-12)
    assert field[0].sum() == pytest.approx(32, rel=1e-12)
    assert np.count_nonzero(field) == (7 if resolution == 1 else 8)


def test_regions_come_back_from_the_grid() -> None:
    """With cells that belong to one region each, the totals come back to the last digit."""
    masks = country_masks(shipped_regions(), Grid(1)).undivided()
    rng = np.random.default_rng(3)
    rows = [(region, sector, rng.lognormal(8, 2)) for region in masks.names for sector in ("coal", "ASGM")]
    data = gridding.grid(totals(rows), regions=masks, resolution=1)
    found = regional_totals(data, masks).set_index(["region", "sector"])["kg"]
    for region, sector, kg in rows:
        assert found[region, sector] == pytest.approx(kg, rel=1e-12)
    assert found[NO_REGION].sum() == 0


def test_what_no_region_has_is_named() -> None:
    data = gridding.grid(totals([("west", "s", 10.0), ("isles", "s", 5.0)]), regions=REGIONS, resolution=1)
    found = regional_totals(data, country_masks({"west": REGIONS["west"]}, Grid(1))).set_index("region")["kg"]
    assert found["west"] == pytest.approx(10)
    assert found[NO_REGION] == pytest.approx(5)
    with pytest.raises(InputProblems, match="different grids"):
        regional_totals(data, country_masks({"west": ["SEN"]}, Grid(2)))


def proxy(value, resolution=1.0, **attrs):
    grid = Grid(resolution)
    return xr.DataArray(
        np.broadcast_to(value, grid.shape).copy(),
        coords={"lat": grid.lat, "lon": grid.lon},
        dims=("lat", "lon"),
        attrs=attrs,
    )


def test_an_even_density_is_the_same_as_area_and_sectors_have_their_own() -> None:
    rows = totals([("west", "a", 10.0), ("west", "b", 10.0)])
    plain = gridding.grid(rows, regions=REGIONS, resolution=1)
    even = gridding.grid(rows, regions=REGIONS, resolution=1, proxies={"*": proxy(7.0, per="area")})
    np.testing.assert_allclose(even["Hg_a"], plain["Hg_a"], rtol=1e-12)
    assert plain["Hg_a"].attrs["spread_by"] == "area"
    one = proxy(0.0, units="people per km2")
    one.loc[{"lat": 14.5, "lon": -16.5}] = 1.0
    own = gridding.grid(rows, regions=REGIONS, resolution=1, proxies={"b": one})
    assert np.count_nonzero(own["Hg_b"]) == 1
    np.testing.assert_array_equal(own["Hg_a"], plain["Hg_a"])


def test_amounts_per_cell_are_not_densities() -> None:
    rows = totals([("cold", "a", 10.0)])
    made = {
        per: gridding.grid(rows, regions=REGIONS, resolution=5, proxies={"a": proxy(1.0, 5, per=per)})
        for per in ("cell", "area")
    }
    fields = [made[per]["Hg_a"].values[0] * Grid(5).area() for per in ("cell", "area")]
    assert not np.allclose(fields[0], fields[1], atol=0)
    inland = fields[0].ravel()[country_masks({"a": ["RUS"]}, Grid(5)).cells[0]]
    assert np.count_nonzero(np.isclose(inland, inland.max())) > 10


def test_a_proxy_of_zero_leaves_a_named_remainder_or_the_area() -> None:
    rows = totals([("west", "a", 10.0), ("isles", "a", 5.0)])
    only = proxy(0.0, per="area")
    only.loc[{"lat": slice(0, 20)}] = 1.0
    data = gridding.grid(rows, regions=REGIONS, resolution=1, proxies={"a": only})
    book = ledger(data).set_index("region")
    assert book.loc["isles", ["total_kg", "spread_kg", "remainder_kg"]].tolist() == [5, 0, 5]
    assert "proxy is zero" in book.loc["isles", "reason"]
    assert kilograms(data, "Hg_a") == pytest.approx(10, rel=1e-12)
    data = gridding.grid(rows, regions=REGIONS, resolution=1, proxies={"a": only}, empty_proxy="area")
    assert kilograms(data, "Hg_a") == pytest.approx(15, rel=1e-12)
    assert not ledger(data)["remainder_kg"].any()


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (proxy(-1.0, per="area"), "negative or infinite"),
        (proxy(np.inf, per="cell"), "negative or infinite"),
        (proxy(1.0), "per area or per cell"),
        (proxy(1.0, per="area").isel(lat=slice(0, 90)), "the field covers"),
    ],
)
def test_proxies_that_cannot_be_used(field, words) -> None:
    with pytest.raises(InputProblems, match=words):
        gridding.grid(totals([("west", "a", 1.0)]), regions=REGIONS, resolution=1, proxies={"a": field})


def test_missing_values_of_a_proxy_are_nothing() -> None:
    field = proxy(1.0, per="area")
    holes = field.where(field.lat > 13)
    data = gridding.grid(totals([("west", "a", 1.0)]), regions=REGIONS, resolution=1, proxies={"a": holes})
    assert not data["Hg_a"].sel(lat=12.5).any()
    assert kilograms(data, "Hg_a") == pytest.approx(1, rel=1e-12)


def test_a_grid_that_does_not_cover_says_so_or_leaves_the_rest_by_name() -> None:
    part = Grid(1, -20, 10, 0, 20)
    rows = totals([("africa", "a", 10.0)])
    with pytest.raises(InputProblems, match="not on the grid"):
        gridding.grid(rows, regions={"africa": ["SEN", "MLI"]}, resolution=part)
    plants = points([("in", -16.5, 14.5, "a", "africa", 1.0), ("out", 3.0, 18.0, "a", "", 2.0)])
    data = gridding.grid(
        rows, regions={"africa": ["SEN", "MLI"]}, resolution=part, points=plants, outside="remainder"
    )
    book = ledger(data).iloc[0]
    assert book["points_kg"] == 1
    assert 2 < book["remainder_kg"] < 7
    assert book["reason"] == "points outside the grid; outside the grid"
    assert book[["points_kg", "spread_kg", "remainder_kg"]].sum() == pytest.approx(10, rel=1e-12)
    with pytest.raises(InputProblems, match="point 'out' at 3, 18 is not on the grid"):
        gridding.grid(
            totals([("s", "a", 10.0)]),
            regions={"s": ["SEN"]},
            resolution=part,
            points=plants.assign(region="s"),
        )


def test_points_find_their_region_by_the_outline() -> None:
    rows = totals([("CHE", "a", 10.0), ("AUT", "a", 10.0)])
    plants = points([("Bregenz", 9.75, 47.5, "a", "", 4.0), ("St. Gallen", 9.37, 47.42, "a", "", 3.0)])
    book = ledger(gridding.grid(rows, resolution=1, points=plants)).set_index("region")
    assert book["points_kg"].to_dict() == {"AUT": 4, "CHE": 3}
    with pytest.raises(InputProblems, match=r"'Lindau' .* lies in no region"):
        gridding.grid(rows, resolution=1, points=points([("Lindau", 9.69, 47.56, "a", "", 1.0)]))
    sea = points([("off Dakar", -17.58, 14.7, "a", "", 1.0)])
    assert ledger(gridding.grid(totals([("SEN", "a", 2.0)]), resolution=1, points=sea))[
        "points_kg"
    ].tolist() == [1]
    with pytest.raises(InputProblems, match="lies in no region"):
        gridding.grid(rows, resolution=1, points=points([("ocean", -30.0, 0.0, "a", "", 1.0)]))


def test_points_find_their_region_in_masks_given_as_fields() -> None:
    grid = Grid(5)
    north = xr.DataArray(
        (grid.lat > 0)[:, None] * np.ones(72), coords={"lat": grid.lat, "lon": grid.lon}, dims=("lat", "lon")
    )
    masks = field_masks(xr.Dataset({"north": north, "south": 1 - north}), grid)
    plants = points([("a", 10, 0, "s", "", 1.0), ("b", 10, -0.1, "s", "", 2.0)])
    book = ledger(
        gridding.grid(
            totals([("north", "s", 5.0), ("south", "s", 5.0)]), regions=masks, resolution=grid, points=plants
        )
    )
    assert book.set_index("region")["points_kg"].to_dict() == {"north": 1, "south": 2}


def test_points_that_are_more_than_their_total() -> None:
    plants = points([("a", -16.5, 14.5, "a", "west", 1.1), ("b", -16.5, 14.5, "b", "west", 7.0)])
    with pytest.raises(InputProblems) as caught:
        gridding.grid(
            totals([("west", "a", 1.0), ("west", "b", 1.0)]), regions=REGIONS, resolution=1, points=plants
        )
    assert len(caught.value.problems) == 2
    exact = points([(f"p{k}", -16.5, 14.5, "a", "west", 0.1) for k in range(10)])
    data = gridding.grid(totals([("west", "a", 1.0)]), regions=REGIONS, resolution=1, points=exact)
    assert np.count_nonzero(data["Hg_a"]) == 1


def test_years_and_points_of_one_year() -> None:
    rows = pd.concat([totals([("west", "a", 10.0)], 2015), totals([("west", "a", 20.0)], 2016)])
    plants = points(
        [("old", -16.5, 14.5, "a", "west", 5.0), ("always", -16.5, 13.5, "a", "west", 1.0)], year=[2015, None]
    )
    data = gridding.grid(rows, regions=REGIONS, resolution=1, points=plants)
    assert data["time"].dt.year.values.tolist() == [2015, 2016]
    assert [kilograms(data, "Hg_a", y) for y in (0, 1)] == pytest.approx([10, 20], rel=1e-12)
    assert ledger(data)["points_kg"].tolist() == [6, 1]
    assert gridding.grid(rows, regions=REGIONS, resolution=1, year=2016).sizes["time"] == 1
    assert (
        gridding.grid(
            rows.drop(columns="year").iloc[:1], regions=REGIONS, resolution=1, year=1850
        ).time.dt.year
        == 1850
    )
    assert (
        gridding.grid(totals([("west", "a", 1.0)], 1510), regions=REGIONS, resolution=1).time.dt.year == 1510
    )
    for year, words in ((2017, "no totals of 2017"), (None, "the totals have no year")):
        with pytest.raises(InputProblems, match=words):
            gridding.grid(
                rows if year else rows.drop(columns="year").iloc[:1], regions=REGIONS, resolution=1, year=year
            )


def test_speciation_is_by_sector_and_unknown_stays_unknown() -> None:
    shares = read_speciation({"cement": "cement (GMA 2013)"})
    data = gridding.grid(
        totals([("west", "cement", 10.0), ("west", "waste", 5.0)]),
        regions=REGIONS,
        resolution=1,
        speciation=shares,
    )
    split = split_species(data)
    names = [name for name in split.data_vars if "cement" in name or "waste" in name]
    assert names == ["Hg0_cement", "Hg2_cement", "HgP_cement", "unspeciated_waste"]
    assert [kilograms(split, n) for n in names] == pytest.approx([8, 1.5, 0.5, 5], rel=1e-12)
    assert split["Hg2_cement"].attrs["species"] == "Hg2"
    assert not any(key.startswith("share_") for key in split["Hg2_cement"].attrs)
    found = regional_totals(split, country_masks(REGIONS, Grid(1)))
    assert found.groupby("species")["kg"].sum().to_dict() == pytest.approx(
        {"Hg0": 8, "Hg2": 1.5, "HgP": 0.5, "unspeciated": 5}
    )


def test_shipped_profiles_have_a_source_and_sum_to_one() -> None:
    table = speciation_profiles()
    assert (table["source"].str.len() > 5).all()
    assert set(table["standing"]) <= {"read", "derived", "recalled"}
    sums = table.groupby("profile")["share"].sum()
    assert (abs(sums - 1) < 0.02).all()
    for shares in read_speciation({name: name for name in sums.index}).values():
        assert math.fsum(shares.values()) == pytest.approx(1, abs=1e-12)


def test_speciation_that_is_wrong(tmp_path) -> None:
    with pytest.raises(InputProblems, match=r"no profile 'cement'"):
        read_speciation({"kilns": "cement"})
    rows = totals([("west", "a", 1.0)])
    with pytest.raises(InputProblems, match="unknown sector 'b'"):
        gridding.grid(rows, regions=REGIONS, resolution=5, speciation={"b": {"Hg0": 1.0}})
    with pytest.raises(InputProblems) as caught:
        gridding.grid(rows, regions=REGIONS, resolution=5, speciation={"a": {"Hg0": 0.5, "Hg3": -0.1}})
    assert len(caught.value.problems) == 3
    table = tmp_path / "mine.csv"
    table.write_text("profile,species,share\nkiln,Hg0,0.7\nkiln,Hg2,0.3\n", encoding="utf-8")
    assert read_speciation({"a": "kiln"}, table)["a"] == {"Hg0": 0.7, "Hg2": 0.3, "HgP": 0.0}
    table.write_text("profile,species,share\nkiln,Hg0,much\n", encoding="utf-8")
    with pytest.raises(InputProblems, match="not a number"):
        read_speciation({"a": "kiln"}, table)


def test_release_heights(tmp_path) -> None:
    table = tmp_path / "heights.csv"
    table.write_text("class,from_m,to_m\nhigh,150,\nlow,0,50\nmiddle,50,150\n", encoding="utf-8")
    classes = read_heights(table)
    plants = points([(n, -16.5, 14.5, "a", "west", 1.0) for n in "wxyz"], height=[10, 50, 400, None])
    data = gridding.grid(
        totals([("west", "a", 10.0)]), regions=REGIONS, resolution=1, points=plants, heights=classes
    )
    found = {name: kilograms(data, name) for name in data.data_vars if name.startswith("Hg_")}
    assert found == pytest.approx({"Hg_a": 7, "Hg_a_low": 1, "Hg_a_middle": 1, "Hg_a_high": 1}, rel=1e-12)
    assert data["Hg_a_high"].attrs["release_height"] == "high"
    table.write_text("class,from_m,to_m\nlow,0,50\nmiddle,60,x\n", encoding="utf-8")
    with pytest.raises(InputProblems) as caught:
        read_heights(table)
    assert len(caught.value.problems) >= 2
    with pytest.raises(InputProblems, match="height 500 m is in no class"):
        gridding.grid(
            totals([("west", "a", 10.0)]),
            regions=REGIONS,
            resolution=1,
            heights=[("low", 0, 50)],
            points=points([("w", -16.5, 14.5, "a", "west", 1.0)], height=500),
        )


def test_sectors_with_names_alike_keep_apart() -> None:
    rows = totals([("west", "non-ferrous", 1.0), ("west", "non ferrous", 2.0), ("west", "Non ferrous", 4.0)])
    data = gridding.grid(rows, regions=REGIONS, resolution=1)
    assert [
        kilograms(data, f"Hg_{n}") for n in ("non_ferrous", "non_ferrous_2", "Non_ferrous_3")
    ] == pytest.approx([1, 2, 4])


TOTALS = """Region,sector,value,unit,year
west,cement,2.5,Mg/yr,2015
west,coal,100,kg,2015
isles,coal,3,t/a,2015
"""
POINTS = """name,lon,lat,sector,region,value,unit,height
kiln,-16.5,14.5,cement,west,0.5,Mg yr-1,60
stack,178,-18,coal,,200,kg/yr,
"""


def test_tables_from_files(tmp_path) -> None:
    (tmp_path / "totals.csv").write_text(TOTALS, encoding="utf-8")
    (tmp_path / "points.csv").write_text(POINTS, encoding="utf-8")
    (tmp_path / "regions.csv").write_text("region,country\nwest,SEN\nisles,FJI\n", encoding="utf-8")
    assert read_totals(tmp_path / "totals.csv")["kg"].tolist() == pytest.approx([2500, 100, 3000])
    read = read_points(tmp_path / "points.csv")
    assert read["kg"].tolist() == pytest.approx([500, 200])
    assert read["height"].isna().tolist() == [False, True]
    data = gridding.grid(
        tmp_path / "totals.csv", regions=tmp_path / "regions.csv", points=tmp_path / "points.csv"
    )
    assert kilograms(data, "Hg_coal") == pytest.approx(3100, rel=1e-12)


def test_everything_wrong_with_tables_is_said_at_once(tmp_path) -> None:
    bad = 'region,sector,value,unit,year\nwest,a,-1,kg,2015\nwest,b,nan,kg,2015\n,c,1,kg,2015\nwest,d,1,m3,2015\nwest,e,"1,5",kg,20x5\nwest,a,1,kg,2015\nwest,f,1,kg coal,2015\nwest,g,,ton,2015\n'
    (tmp_path / "totals.csv").write_text(bad, encoding="utf-8")
    spots = "name,lon,lat,sector,value,unit\nx,361,0,a,1,kg\ny,0,90.5,a,nan,kg\nz,east,0,a,-1,kg/s/s\n,0,0,,inf,kg\n"
    (tmp_path / "points.csv").write_text(spots, encoding="utf-8")
    with pytest.raises(InputProblems) as caught:
        gridding.grid(tmp_path / "totals.csv", regions=REGIONS, points=tmp_path / "points.csv")
    problems = caught.value.problems
    text = str(caught.value)
    assert len(problems) == 18
    for word in (
        "is -1",
        "'nan' is not a number",
        "region is empty",
        "m3",
        "same region",
        "off the globe",
        "east",
        "'inf' is not a number",
        "year '20x5'",
    ):
        assert word in text
    assert all(p.what and p.where and p.allowed and p.remedy for p in problems)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "there is no file"),
        (b"region,sector,value,unit\n", "no rows"),
        (b"region,sektor,value\nx,y,1\n", "no column 'sector'"),
        ("region,sector,value,unit\nЗапад,a,1,kg\n".encode("cp1251"), "not UTF-8"),
        (b"region,sector,value,unit,year\nwest,a,1,kg,2015\nwest,a,1,kg,\n", "some rows have a year"),
    ],
)
def test_files_that_cannot_be_read(tmp_path, content, words) -> None:
    file = tmp_path / "totals.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InputProblems, match=words):
        read_totals(file)


def test_totals_in_another_dialect_are_read_with_their_lines(tmp_path) -> None:
    file = tmp_path / "totals.csv"
    file.write_bytes("# of 2015\nrégion;secteur;valeur;unité\n\nCôte;a;1.234,5;kg/yr\n".encode("cp1252"))
    assert read_totals(file).to_dict("records") == [
        {"region": "Côte", "sector": "a", "year": None, "kg": 1234.5}
    ]
    file.write_text("# of 2015\nregion,sector,value,unit\n\nwest,a,x,kg/yr\n", encoding="utf-8")
    with pytest.raises(InputProblems, match=r"totals\.csv:4: value 'x' is not a number"):
        read_totals(file)


def test_names_that_do_not_meet() -> None:
    with pytest.raises(InputProblems, match="region 'wets' of the totals has no mask") as caught:
        gridding.grid(totals([("wets", "a", 1.0)]), regions=REGIONS)
    assert caught.value.problems[0].guess == "west"
    plants = points([("p", 0, 0, "b", "", 1.0), ("q", 0, 0, "a", "wets", 1.0)])
    with pytest.raises(InputProblems) as caught:
        gridding.grid(totals([("west", "a", 1.0)]), regions=REGIONS, points=plants)
    assert {p.what for p in caught.value.problems} >= {
        "unknown sector 'b' of point 'p'",
        "unknown region 'wets' of point 'q'",
    }
    with pytest.raises(InputProblems, match="a proxy for the unknown sector"):
        gridding.grid(totals([("west", "a", 1.0)]), regions=REGIONS, proxies={"c": proxy(1.0, per="area")})
    with pytest.raises(InputProblems, match="no column"):
        check_totals(pd.DataFrame({"region": ["west"]}))
    with pytest.raises(InputProblems, match="no column"):
        check_points(pd.DataFrame({"name": ["p"]}))


def test_mass_that_goes_astray_stops_the_run(monkeypatch) -> None:
    from quicksilver.fate.gridding import allocate

    real = allocate.patterns_by_sector

    def leaking(*args):
        patterns, words = real(*args)
        return {s: tuple(p * (1 - 1e-9) for p in group) for s, group in patterns.items()}, words

    monkeypatch.setattr(allocate, "patterns_by_sector", leaking)
    with pytest.raises(MassBalanceError, match="kg went in"):
        gridding.grid(totals([("west", "a", 1.0)]), regions=REGIONS)


def test_a_ledger_that_does_not_add_up_stops_the_run(monkeypatch) -> None:
    from quicksilver.fate.gridding import allocate

    real = allocate.make_ledger

    def losing(*args):
        ledger_ = real(*args)
        ledger_.spread *= 1 - 1e-9
        return ledger_

    monkeypatch.setattr(allocate, "make_ledger", losing)
    with pytest.raises(MassBalanceError, match=r"west, a: 1\.0 kg in"):
        gridding.grid(totals([("west", "a", 1.0)]), regions=REGIONS)
