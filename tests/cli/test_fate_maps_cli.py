"""Emissions on the map and observations at the command line, and the pictures of both."""

import json
import re

import numpy as np
import pandas as pd
import pytest
import xarray as xr


@pytest.fixture
def totals(tmp_path):
    path = tmp_path / "totals.csv"
    path.write_text("region,sector,value,unit\nSenegal,gold,3,t/yr\nMali,gold,2000,kg/yr\n")
    return path


def test_grid_writes_all_that_came_in(cli, totals, tmp_path) -> None:
    out, chart = tmp_path / "e.nc", tmp_path / "e.svg"
    done = cli(
        "fate",
        "grid",
        totals,
        "--year",
        2015,
        "--resolution",
        1,
        "--out",
        out,
        "--chart",
        chart,
        "--language",
        "fr",
        "--json",
    )
    assert done.code == 0, done.err
    assert sum(row["total_kg"] for row in json.loads(done.out)["ledger"]) == pytest.approx(5000)
    from quicksilver.fate.gridding import read_grid, regional_totals, shipped_regions  # noqa: F401

    read_grid(out)  # checks the mass that the file states
    with xr.open_dataset(out) as data:
        assert data.attrs["Conventions"] == "CF-1.11"
    assert chart.read_text().startswith("<svg")


def test_grid_says_all_that_is_wrong(cli, tmp_path) -> None:
    path = tmp_path / "totals.csv"
    for rows, parts in (
        ("Mali,gold,-1,t/yr\nMali,coal,1,GWh\n", ("-1", "GWh")),
        ("Senegl,gold,3,t/yr\n", ("Senegl", "Senegal")),
    ):
        path.write_text("region,sector,value,unit\n" + rows)
        done = cli("fate", "grid", path, "--year", 2015, "--out", tmp_path / "e.nc")
        assert done.code != 0
        for part in parts:
            assert part in done.err
    assert not (tmp_path / "e.nc").exists()


@pytest.fixture
def series(tmp_path):
    rng = np.random.default_rng(1)
    months = pd.date_range("1996-01-01", "2008-12-01", freq="MS")
    stations = tmp_path / "stations.csv"
    stations.write_text("station,name,latitude,longitude,elevation,kind\nMH,Head,53.3,-9.9,5,coastal\n")
    rows = ["station,time,variable,value,unit,flag,detection_limit"]
    rows += [
        f"MH,{m:%Y-%m-%d},gem,{1.8 - 0.02 * i / 12 + 0.05 * rng.standard_normal():.4f},ng m-3,valid,"
        for i, m in enumerate(months)
    ]
    path = tmp_path / "series.csv"
    path.write_text("\n".join(rows) + "\n")
    return path, stations


def test_observe_finds_the_trend_that_was_put_in(cli, series, tmp_path) -> None:
    path, stations = series
    out, chart = tmp_path / "o.nc", tmp_path / "o.png"
    done = cli(
        "fate",
        "observe",
        path,
        "--stations",
        stations,
        "--model",
        "amos2014",
        "--out",
        out,
        "--chart",
        chart,
        "--json",
    )
    assert done.code == 0, done.err
    told = json.loads(done.out)
    assert told["stations"][0]["trend_low"] < -0.02 < told["stations"][0]["trend_high"]
    assert told["compared"]
    assert chart.read_bytes().startswith(b"\x89PNG")
    with xr.open_dataset(out) as data:
        assert {"mean", "trend"} <= set(data)


def test_observe_prints_trends_with_ranges_and_no_names_of_columns(cli, series) -> None:
    path, stations = series
    text = cli("fate", "observe", path, "--stations", stations, "--model", "amos2014").out
    heads, first = text.splitlines()[:2]
    assert heads.split("  ")[0] == "station"
    assert "mean, ng m-3" in heads
    assert re.search(r"\d+ to \d+ \(\d+\) +1\.\d+ +-0\.0\d+ \(-0\.0\d+ to -0\.0\d+\) +-\d\.\d+$", first), (
        first
    )
    compared = text.partition("Trends compared with the atmosphere of the cycle")[2]
    assert compared.splitlines()[2].rstrip().endswith(("yes", "no"))
    assert not re.search(r"taylor|_all|_low|e-\d\d|nan|None", text)


@pytest.mark.parametrize("kind", ["series", "map", "taylor"])
def test_observations_are_drawn_three_ways(cli, series, tmp_path, kind) -> None:
    path, stations = series
    chart = tmp_path / "c.svg"
    done = cli(
        "fate",
        "observe",
        path,
        "--stations",
        stations,
        "--model",
        "amos2014",
        "--draw",
        kind,
        "--chart",
        chart,
        "--language",
        "zh",
    )
    assert done.code == 0, done.err
    assert "<svg" in chart.read_text()
    alone = cli(
        "fate", "observe", path, "--stations", stations, "--draw", "taylor", "--chart", tmp_path / "t.svg"
    )
    assert alone.code != 0
    assert "--model" in alone.err


@pytest.mark.parametrize(
    "verb",
    [
        ("cycle", "--emissions", "streets2011", "--from", 1990, "--to", 2008, "--out", "OUT/c.csv"),
        ("pulse",),
        ("attribute", "--emissions", "streets2011", "--from", 1990, "--to", 2008),
        (
            "ensemble",
            "--emissions",
            "streets2011",
            "--from",
            1990,
            "--to",
            2008,
            "--members",
            100,
            "--out",
            "OUT/e.csv",
        ),
    ],
)
def test_every_verb_draws(cli, tmp_path, verb) -> None:
    chart = tmp_path / "c.svg"
    done = cli(
        "fate", *(str(v).replace("OUT", str(tmp_path)) for v in verb), "--chart", chart, "--language", "ar"
    )
    assert done.code == 0, done.err
    assert "<svg" in chart.read_text()


def test_a_picture_has_a_known_ending(cli, tmp_path) -> None:
    done = cli("fate", "pulse", "--chart", tmp_path / "c.gif")
    assert done.code != 0
    assert "c.svg" in done.err


def test_grid_prints_the_total_and_cuts_a_long_ledger(cli, tmp_path) -> None:
    codes = [
        "GHA",
        "PER",
        "USA",
        "CHN",
        "IND",
        "BRA",
        "ZAF",
        "DEU",
        "FRA",
        "ESP",
        "ITA",
        "POL",
        "RUS",
        "KAZ",
        "MNG",
        "IDN",
        "COL",
        "BOL",
    ]
    rows = [f"{code},asgm,{12345 + i},kg,2015" for i, code in enumerate(codes)]
    (tmp_path / "t.csv").write_text("\n".join(["region,sector,value,unit,year", *rows]) + "\n")
    text = cli("fate", "grid", tmp_path / "t.csv", "--out", tmp_path / "g.nc", "--resolution", 5).out
    lines = text.splitlines()
    assert lines[0] == "222,400 kg of mercury: 0 at points, 222,400 spread, 0 in remainders"
    assert lines[2].split()[:4] == ["2015", "BOL", "asgm", "12,360"]  # the largest first
    assert "and 3 more rows in the ledger" in lines
    assert "e+" not in text


@pytest.mark.parametrize("others", ["", "Canada,power,3,t/yr,2015\nJapan,power,1,t/yr,2015\n"])
def test_a_misspelt_region_is_named_alone(cli, tmp_path, others: str) -> None:
    (tmp_path / "t.csv").write_text(
        "region,sector,value,unit,year\nEastern Afrika,power,3,t/yr,2015\n" + others
    )
    done = cli("fate", "grid", tmp_path / "t.csv", "--out", tmp_path / "a.nc", "--json")
    problems = json.loads(done.out)["problems"]
    assert [(one["code"], one["guess"]) for one in problems] == [("grid.region.no-mask", "Eastern Africa")]


@pytest.mark.parametrize("given", ["-999", "1e9", "nan", "inf", "1,5", "0"])
@pytest.mark.parametrize("option", ["--resolution", "--every"])
def test_numbers_of_the_command_line_are_bounded(cli, totals, tmp_path, option: str, given: str) -> None:
    grid, cycle = ["fate", "grid", totals], ["fate", "cycle", "--from", 2000, "--to", 2002]
    command = grid if option == "--resolution" else cycle
    done = cli(*command, "--out", tmp_path / "a.nc", option, given)
    assert done.code == 2
    assert given in done.err
    assert ("write 1.5" in done.err) == (given == "1,5")
