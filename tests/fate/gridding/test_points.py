"""Points lie where they say, countries are read however they are written, and nothing is counted twice."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quicksilver.errors import InputProblems
from quicksilver.fate import gridding
from quicksilver.fate.gridding import Grid, check_points, country_masks, ledger, read_regions


def totals(*regions: str) -> pd.DataFrame:
    """Return totals of 3 t of power plants for each region."""
    return pd.DataFrame({"region": regions, "sector": "power", "value": 3.0, "unit": "t/yr", "year": 2015})


def points(*rows: tuple) -> pd.DataFrame:
    """Return points of 100 kg: name, longitude, latitude, region."""
    table = pd.DataFrame(rows, columns=["name", "lon", "lat", "region"])
    return table.assign(sector="power", value=100.0, unit="kg/yr")


def refused(table: pd.DataFrame, plants: pd.DataFrame, **given_) -> list:
    with pytest.raises(InputProblems) as caught:
        gridding.grid(table, points=plants, **given_)
    return caught.value.problems


def test_exchanged_coordinates_and_a_lost_sign_are_named() -> None:
    plants = points(("smelter", -4.3, 15.3, "COD"), ("plant", 98.4, 29.6, "USA"))
    first, second = refused(totals("COD", "USA"), plants)
    assert (first.where, second.where) == ("points:2", "points:3")
    assert first.guess == "lon 15.3, lat -4.3"
    assert "longitude and latitude are exchanged" in first.remedy
    assert second.guess == "lon -98.4, lat 29.6"
    assert "the longitude has the other sign" in second.remedy


@pytest.mark.parametrize(
    ("region", "at"),
    [
        ("SEN", (-17.4, 14.7)),  # Dakar, on the coast
        ("SEN", (-17.9, 14.7)),  # off it
        ("GMB", (-15.5, 13.9)),  # over the border by some km
        ("FJI", (-179.99, -16.9)),  # across the date line
        ("FJI", (181.0, -17.0)),
        ("ATA", (0.0, -90.0)),
        ("USA", (-150.0, 61.2)),
        ("USA", (-157.9, 21.3)),
        ("UK", (-0.1, 51.5)),
    ],
)
def test_what_is_near_its_region_passes(region, at) -> None:
    data = gridding.grid(totals(region), points=points(("p", *at, region)))
    assert ledger(data)["points_kg"].sum() == pytest.approx(100)


HOMES = [
    ("COD", 15.3, -4.3),
    ("USA", -98.4, 29.6),
    ("AUS", 150.9, -33.4),
    ("CHL", -70.6, -33.4),
    ("IND", 77.2, 28.6),
]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(HOMES), st.sampled_from(["exchanged", "lon", "lat", "both"]))
def test_a_slip_is_undone_by_the_advice_or_asked_about(home, slip) -> None:
    code, lon, lat = home
    moved = {"exchanged": (lat, lon), "lon": (-lon, lat), "lat": (lon, -lat), "both": (-lon, -lat)}[slip]
    if not -90 <= moved[1] <= 90:
        return
    notes = []
    try:
        gridding.grid(totals(code), points=points(("p", *moved, code)), resolution=2, notes=notes)
    except InputProblems as error:
        notes = error.problems
    (found,) = notes
    assert f"lon {lon:g}, lat {lat:g}" in found.readings
    assert found.guess in ("", f"lon {lon:g}, lat {lat:g}")


def test_a_point_far_off_every_coast_is_a_warning() -> None:
    notes = []
    gridding.grid(totals("NOR"), points=points(("rig", -25.0, 64.0 - 14.0, "NOR")), notes=notes)
    assert [(note.severity, note.code) for note in notes] == [("warning", "grid.point.sea")]


def test_a_point_astray_may_be_a_warning() -> None:
    notes = []
    plants = points(("smelter", -4.3, 15.3, "COD"))
    gridding.grid(totals("COD"), points=plants, astray="warning", notes=notes)
    assert [note.severity for note in notes] == ["warning"]


def test_masks_that_came_as_fields_are_asked_by_their_cells() -> None:
    import xarray as xr

    grid = Grid(5)
    values = grid.area() * 0
    values[int((90 - 4) / 5), int((180 + 15) / 5)] = 1
    field = xr.Dataset({"mine": (("lat", "lon"), values)}, {"lat": grid.lat, "lon": grid.lon})
    gridding.grid(totals("mine"), regions=field, resolution=5, points=points(("p", 15.3, -4.3, "mine")))
    (problem,) = refused(totals("mine"), points(("p", -4.3, 15.3, "mine")), regions=field, resolution=grid)
    assert problem.guess == "lon 15.3, lat -4.3"


def test_a_point_that_stands_twice_is_asked_about_with_both_lines() -> None:
    plant = ("plant", -98.4, 29.6, "USA")
    (problem,) = refused(totals("USA"), points(plant, ("other", -99.0, 30.0, "USA"), plant))
    assert problem.where == "points:4"
    assert "in lines 2 and 4" in problem.what
    (problem,) = refused(totals("USA"), points(plant, ("Plant", 261.6, 29.6, "USA")))
    assert "occurs twice" in problem.what
    notes = []
    gridding.grid(totals("USA"), points=points(plant, ("unit 2", *plant[1:])), notes=notes)
    assert [(note.severity, note.code) for note in notes] == [("warning", "grid.point.same")]


def test_years_and_heights_of_one_plant_are_not_the_same_point() -> None:
    plants = points(*[("plant", -98.4, 29.6, "USA")] * 3).assign(year=[2015, 2015, 2016], height=[10, 50, 50])
    assert len(check_points(plants)) == 3
    # A row without a year is there in every year.
    with pytest.raises(InputProblems, match="occurs twice"):
        check_points(plants.assign(year=[2015, None, 2016], height=50))


def test_countries_of_totals_are_read_by_any_code_or_name() -> None:
    notes = []
    given_ = ("CD", "UK", "ROM", "NA", "TMP", "Sénégal", "XK", "塞拉利昂", "Somaliland")
    data = gridding.grid(totals(*given_), notes=notes, resolution=2)
    assert data["region"].values.tolist() == [
        "COD",
        "GBR",
        "ROU",
        "NAM",
        "TLS",
        "SEN",
        "XKX",
        "SLE",
        "Somaliland",
    ]
    assert [note.where for note in notes] == [f"totals:{line}" for line in range(2, 10)]
    assert "2002-02-01" in notes[2].what


def test_what_is_no_country_is_refused_all_at_once() -> None:
    found = refused(totals("SUN", "Congo", "XQ", "QZZ", "SEN"), None)
    assert [problem.where for problem in found] == [f"totals:{line}" for line in range(2, 6)]
    assert [problem.guess for problem in found] == ["", "", "", ""]
    assert found[1].readings == ("COG", "COD")


def test_one_country_under_two_names_is_asked_about() -> None:
    (problem,) = refused(totals("COD", "SEN", "CD"), None)
    assert "'CD' and 'COD' are both COD" in problem.what
    assert "in lines 2 and 4" in problem.what


def test_points_name_countries_as_totals_do(tmp_path) -> None:
    data = gridding.grid(totals("GBR"), points=points(("p", -0.1, 51.5, "United Kingdom")))
    assert ledger(data)["points_kg"].sum() == pytest.approx(100)
    table = tmp_path / "regions.csv"
    table.write_text("region,country\nWest,Sénégal\nWest,GM\n", encoding="utf-8")
    assert read_regions(table) == {"West": ("SEN", "GMB")}
    table.write_text("region,country\nWest,SEN\nEast,Senegal\n", encoding="utf-8")
    with pytest.raises(InputProblems, match="listed in 'West' already"):
        read_regions(table)


def test_kosovo_by_its_code_and_by_its_name_is_one_region() -> None:
    first, second = (country_masks({"a": [text]}, Grid(1)) for text in ("XKX", "Kosovo"))
    assert first.cells[0].tolist() == second.cells[0].tolist()
