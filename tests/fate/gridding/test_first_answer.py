"""Points are checked against outlines in the first answer, misspelt regions are named, and no column is lost in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quicksilver.errors import InputProblems
from quicksilver.fate import gridding
from quicksilver.intake.declared import noted
from quicksilver.intake.numbers.degrees import degrees

TOTALS = "region,sector,value,unit,year\n"
POINTS = "name,lon,lat,sector,value,unit,region\n"


def refused(tmp_path: Path, totals: str, points: str = "", **options) -> dict[str, str]:
    """Return the guess by code and place of each problem."""
    (tmp_path / "totals.csv").write_text(TOTALS + totals, encoding="utf-8")
    if points:
        (tmp_path / "points.csv").write_text(POINTS + points, encoding="utf-8")
        options["points"] = tmp_path / "points.csv"
    with pytest.raises(InputProblems) as raised:
        gridding.grid(tmp_path / "totals.csv", resolution=2, **options)
    return {f"{one.code} {str(one.where).rpartition('/')[2]}": one.guess for one in raised.value.problems}


def test_an_exchanged_coordinate_is_in_the_first_answer(tmp_path: Path) -> None:
    points = "smelter,-4.3,15.3,power,100,kg/yr,COD\nplant,98.4,29.6,power,100,kgg/yr,USA\n"
    guesses = refused(tmp_path, "COD,power,x,t/yr,2015\nUSA,power,3,t/yr,2015\n", points)
    assert guesses["grid.point.elsewhere points.csv:2"] == "lon 15.3, lat -4.3"
    assert guesses["grid.point.elsewhere points.csv:3"] == "lon -98.4, lat 29.6"
    assert "grid.number totals.csv:2" in guesses


def test_so_it_is_where_regions_are_a_table_and_where_masks_fail(tmp_path: Path) -> None:
    regions = tmp_path / "regions.csv"
    regions.write_text("region,country\nA,COD\nA,GBR\nB,USA\n")
    guesses = refused(
        tmp_path,
        "A,power,3,t/yr,2015\nC,power,3,t/yr,2015\n",
        "s,-4.3,15.3,power,1,kg/yr,A\n",
        regions=regions,
    )
    assert guesses["grid.point.elsewhere points.csv:2"] == "lon 15.3, lat -4.3"
    twice = "Senegal,power,3,t/yr,2015\nSEN,power,3,t/yr,2015\n"
    assert "grid.point.elsewhere points.csv:2" in refused(tmp_path, twice, "s,37,55,power,1,kg/yr,SEN\n")


def test_a_misspelt_country_stays_one(tmp_path: Path) -> None:
    rows = "Senagal,power,3,t/yr,2015\nJapan,power,1,t/yr,2015\n"
    assert list(refused(tmp_path, rows).values()) == ["SEN"]


def test_a_misspelt_column_is_refused_and_others_are_noted(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("name,lon,lat,sector,value,unit,regoin,hieght,remark\nB,17,-23,power,1,kg/yr,NAM,5,x\n")
    with noted() as notes, pytest.raises(InputProblems) as raised:
        gridding.read_points(path)
    assert [one.guess for one in raised.value.problems] == ["region", "height"]
    assert [one.code for one in notes] == ["table.columns.unread"]
    assert "remark" in notes[0].what


@pytest.mark.parametrize(
    ("text", "axis", "value"),
    [
        ("98.4W", "lon", -98.4),
        ("98°24'W", "lon", -98.4),
        ("W 98° 24′ 36″", "lon", -98.41),
        ("29.6 N", "lat", 29.6),
        ("4,3S", "lat", None),
        ("西经98.4", "lon", -98.4),
        ("98,4 з.д.", "lon", None),
        ("98.4 з.д.", "lon", -98.4),
        ("98.4 O", "lon", None),
        ("98.4 N", "lon", None),
        ("-98.4W", "lon", None),
        ("98°75'W", "lon", None),
        ("48.9 S sud", "lat", None),
        ("98.4 km", "lon", None),
    ],
)
def test_degrees_with_their_side(text: str, axis: str, value: float | None) -> None:
    assert degrees(text, axis) == value


@given(st.floats(-180, 180).map(lambda x: round(x, 4)))
def test_a_side_is_a_sign(value: float) -> None:
    assert degrees(f"{abs(value):f} {'W' if value < 0 else 'E'}", "lon") == value


def test_no_coordinate_is_advised_without_its_side(tmp_path: Path) -> None:
    guesses = refused(
        tmp_path, "USA,power,3,t/yr,2015\n", "p,98.4W,29.6,power,1,kg/yr,USA\nq,-98,29.6N,power,1,kg/yr,USA\n"
    )
    assert list(guesses.values()) == ["-98.4", "29.6"]
