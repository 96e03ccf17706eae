"""The global cycle at the command line."""

import csv
import json

import pytest


def rows(path):
    with path.open() as file:
        return list(csv.DictReader(file))


@pytest.fixture
def emissions(tmp_path):
    path = tmp_path / "emissions.csv"
    path.write_text("year,atm\n" + "".join(f"{year},{10 * (year - 1900)}\n" for year in range(1900, 2021)))
    return path


def test_cycle_writes_reservoirs_and_depositions(cli, emissions, tmp_path) -> None:
    done = cli(
        "fate",
        "cycle",
        "--model",
        "amos2014",
        "--emissions",
        emissions,
        "--from",
        1900,
        "--to",
        2020,
        "--out",
        tmp_path / "o.csv",
    )
    assert done.code == 0, done.err
    made = rows(tmp_path / "o.csv")
    assert [float(row["year"]) for row in made] == list(range(1900, 2021))
    assert set(made[0]) >= {"atm", "tf", "ocd", "deposition_ocean_hg2", "deposition_land", "deposition_ocean"}
    assert float(made[-1]["atm"]) > float(made[0]["atm"])
    assert "mass balance closes" in done.out
    assert cli("fate", "cycle", "--from", 1900, "--to", 2020, "--out", tmp_path / "o.csv").code == 1


def test_cycle_writes_netcdf(cli, emissions, tmp_path) -> None:
    import xarray as xr

    done = cli(
        "fate",
        "cycle",
        "--emissions",
        emissions,
        "--from",
        1900,
        "--to",
        2020,
        "--every",
        10,
        "--out",
        tmp_path / "o.nc",
        "--json",
    )
    assert json.loads(done.out)["mass_balance"] < 1e-12
    with xr.open_dataset(tmp_path / "o.nc", engine="h5netcdf") as data:
        assert data["mass"].attrs["units"] == "Mg"
        assert data.sizes["year"] == 13


def test_attribution_adds_up(cli, emissions) -> None:
    data = json.loads(
        cli(
            "fate",
            "attribute",
            "--emissions",
            emissions,
            "--from",
            1900,
            "--to",
            2020,
            "--of",
            "atm",
            "--periods",
            "1950,2000",
            "--json",
        ).out
    )
    assert [row["source"] for row in data] == ["natural", "atm 1900-1950", "atm 1950-2000", "atm 2000-"]
    assert sum(row["share"] for row in data) == pytest.approx(1, abs=1e-10)


@pytest.mark.parametrize("after", ["-5", "1,-5", "nan", "inf", "1e9", "", ",", "a"])
def test_a_pulse_is_followed_for_years_after_its_release(cli, after) -> None:
    wrong = cli("fate", "pulse", "--after", after)
    assert wrong.code == 2
    assert "is not a list of years from 0 to 100,000 such as 1,10,100" in wrong.err


def test_pulse_is_that_of_the_paper(cli) -> None:
    data = json.loads(cli("fate", "pulse", "--model", "amos2014", "--after", "1,10,100", "--json").out)
    assert data[0]["atm"] == pytest.approx(0.281, abs=5e-4)
    assert data[1]["atm"] == pytest.approx(0.014, abs=5e-4)
    left = sum(value for key, value in data[2].items() if key != "years" and not key.startswith("out:"))
    assert left == pytest.approx(0.74, abs=5e-3)


def test_models_tell_their_sources(cli) -> None:
    assert "Selin 2014" in cli("fate", "models").out
    assert "Holmes et al. 2010" in cli("fate", "models", "amos2014").out
    assert len(json.loads(cli("fate", "models", "--json").out)) >= 9


def test_compare_futures(cli) -> None:
    done = cli(
        "fate",
        "compare",
        "--future",
        "hold",
        "--future",
        "cut 50% by 2035",
        "--from",
        2010,
        "--to",
        2050,
        "--json",
    )
    data = json.loads(done.out)
    last = {row["scenario"]: row for row in data if row["year"] == 2050}
    assert last["cut 50% by 2035"]["deposition_Mg_per_yr"] < last["hold"]["deposition_Mg_per_yr"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--model", "amos2015"), "amos2014"),
        (("--emissions", "nothing.csv"), "no file"),
        (("--emissions", "EMISSIONS", "--unit", "tons"), "unit 'tons' is ambiguous"),
        (("--emissions", "EMISSIONS", "--to", "2050"), "do not cover"),
        (("--from", "2020", "--to", "1990"), "no length"),
    ],
)
def test_mistakes_are_answered(cli, emissions, tmp_path, arguments, says) -> None:
    given = [str(emissions) if text == "EMISSIONS" else text for text in arguments]
    base = ["--from", "1900", "--to", "2020"]
    for name in ("--from", "--to"):
        if name in given:
            place = base.index(name)
            del base[place : place + 2]
    done = cli("fate", "cycle", *base, *given, "--out", tmp_path / "o.csv")
    assert done.code == 1
    assert says in done.err
    assert not (tmp_path / "o.csv").exists()


def test_a_future_comes_from_an_iamc_file(cli, tmp_path) -> None:
    path = tmp_path / "pathways.csv"
    path.write_text(
        "Model,Scenario,Region,Variable,Unit,2010,2030,2060\nM,low,World,Emissions|Hg,t Hg/yr,2000,1000,500\nM,high,World,Emissions|Hg,kg/yr,2000000,3000000,4000000\n"
    )
    done = cli(
        "fate",
        "compare",
        "--future",
        f"from {path} high",
        "--future",
        f"from {path} low",
        "--from",
        2010,
        "--to",
        2050,
        "--json",
    )
    assert done.code == 0, done.err
    found = {(row["scenario"].split()[-1], row["year"]): row for row in json.loads(done.out)}
    assert found["high", 2020]["emission_Mg_per_yr"] == pytest.approx(2500)
    assert found["low", 2030]["emission_Mg_per_yr"] == pytest.approx(1000)
    assert found["low", 2050]["avoided_deposition_Mg"] > 0
    wrong = cli("fate", "compare", "--future", f"from {path} lwo", "--from", 2010, "--to", 2050)
    assert wrong.code != 0
    assert "low" in wrong.err
    assert "2060" in cli("fate", "compare", "--future", f"from {path} low", "--from", 2010, "--to", 2080).err


def test_notes_are_on_screen_in_json_and_in_the_file(cli, tmp_path) -> None:
    out = tmp_path / "short.csv"
    command = ("fate", "cycle", "--emissions", "streets2011", "--from", 1850, "--to", 2008, "--out", out)
    wanted = "the run begins in -2000, and its years from 1850 are given"
    assert f"note: {wanted}" in cli(*command).out
    assert wanted in out.read_text(encoding="utf-8").splitlines()[1]
    assert wanted in json.loads(cli(*command, "--force", "--json").out)["notes"]
    compared = ("fate", "compare", "--future", "hold", "--from", 2012, "--to", 2014)
    held = "the history of emissions ends in 2009; its last value, 1,965 Mg/yr, is kept until 2012"
    assert f"note: {held}" in cli(*compared).out
    assert held in json.loads(cli(*compared, "--json").out)[0]["note"]
    shares = ("fate", "attribute", "--emissions", "streets2011", "--from", 1850, "--to", 2008)
    assert f"note: {wanted}" in cli(*shares).out
    assert wanted in json.loads(cli(*shares, "--json").out)[0]["note"]


def test_attribution_names_reservoirs_before_periods(cli) -> None:
    text = cli(
        "fate", "attribute", "--emissions", "streets2011", "--from", 1850, "--to", 2008, "--of", "atm"
    ).out
    assert text.startswith("Atmosphere at the beginning of 2008")
    assert "emitted to atmosphere, 1850 to 1950" in text
    assert "atm" not in text.replace("atmosphere", "")


@pytest.mark.parametrize("year", ["nan", "inf", "-inf", "1e9"])
@pytest.mark.parametrize("option", ["--from", "--to"])
def test_a_year_is_a_number_of_a_year(cli, tmp_path, year, option) -> None:
    years = {"--from": "1850", "--to": "2008"} | {option: year}
    for verb in (["cycle", "--out", tmp_path / "c.csv"], ["attribute"], ["compare", "--future", "hold"]):
        call = [
            "fate",
            *verb,
            "--emissions",
            "streets2011",
            *(part for pair in years.items() for part in pair),
        ]
        wrong = cli(*call)
        assert wrong.code == 2, wrong.err
        assert f"'{year}' is not a year from -100,000 to 100,000" in wrong.err


def test_a_cut_that_is_complete_before_the_run_is_refused(cli) -> None:
    call = ("fate", "compare", "--emissions", "streets2011", "--from", 2012, "--to", 2014)
    wrong = cli(*call, "--future", "cut 50% by 2010")
    assert wrong.code == 1
    assert "future 'cut 50% by 2010' is complete before the run begins in 2012" in wrong.err
    assert cli(*call, "--future", "cut 50% by 2012").code == 0
