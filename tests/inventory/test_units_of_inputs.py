"""Units in the files of an inventory, from the command line to the lines that are written and explained."""

import csv
import json

import pytest

from quicksilver.cli import main

GENERAL = {
    "country": "NAM",
    "year": 2020,
    "level": 1,
    "population": 2_500_000,
    "electrification_rate": 0.5,
    "dental_personnel_per_1000": 0.2,
    "waste_well_managed": False,
    "waste_separately_collected": False,
}


@pytest.fixture
def command(capsys):
    """Return a function that runs ``quicksilver ARGUMENTS``: the exit code, and what was printed."""

    def made(*arguments):
        with pytest.raises(SystemExit) as stop:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return int(stop.value.code or 0), printed.out + printed.err

    return made


@pytest.fixture
def run(tmp_path, monkeypatch, command):
    """Return a run of an inventory with some activities: the code of the exit, what was printed, and the lines."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "general.json").write_text(json.dumps(GENERAL), encoding="utf-8")

    def made(*rows, options=()):
        with (tmp_path / "inventory.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["source", "technology", "presence", "activity", "unit", "source_of_data"])
            writer.writerows([source, "", "Y", amount, unit, "statistics"] for source, amount, unit in rows)
        words = ["inventory", "run", "inventory.csv", "--out", "out", "--no-report", "--draws", "0", *options]
        code, said = command(*words)
        lines = {}
        if code == 0:
            with (tmp_path / "out" / "lines.csv").open(encoding="utf-8", newline="") as file:
                lines = {row["source"]: float(row["activity"]) for row in csv.DictReader(file)}
        return code, said, lines

    return made


def test_months_days_and_thousands_are_converted(run, command) -> None:
    code, _, lines = run(
        ("L1-COAL-OTH", "1000", "t per month"),
        ("L1-OIL-HEAVY", "50", "t x 1000"),
        ("L1-CEM", "20", "t '000"),
        ("L1-ZN", "5", "t d-1"),
        ("L1-THERM-MED", "1000", "items per month"),
    )
    assert code == 0
    assert lines == {
        "L1-COAL-OTH": 12_000,
        "L1-OIL-HEAVY": 50_000,
        "L1-CEM": 20_000,
        "L1-ZN": 1825,
        "L1-THERM-MED": 12_000,
    }
    _, said = command("inventory", "explain", "inventory.csv", "--source", "L1-ZN")
    assert "5 t d-1" in said
    assert "365 times a year (a year has 365 days)" in said
    assert "= 1,825 t concentrate used/y" in said


def test_units_in_the_languages_of_statistics(run) -> None:
    code, _, lines = run(
        ("L1-COAL-PP", "45", "万吨"),
        ("L1-COAL-OTH", "120000", "吨"),
        ("L1-OIL-HEAVY", "650000", "toneladas"),
        ("L1-OIL-LIGHT", "1100", "milliers de tonnes"),
        ("L1-CEM", "2", "ألف طن"),
        ("L1-ZN", "3", "тыс. т"),
    )
    assert code == 0
    assert lines == {
        "L1-COAL-PP": 450_000,
        "L1-COAL-OTH": 120_000,
        "L1-OIL-HEAVY": 650_000,
        "L1-OIL-LIGHT": 1_100_000,
        "L1-CEM": 2000,
        "L1-ZN": 3000,
    }


def test_all_units_that_cannot_be_used_are_listed_at_once_with_their_readings(run) -> None:
    code, said, _ = run(
        ("L1-COAL-OTH", "150", "MG"),
        ("L1-OIL-HEAVY", "50", "MT"),
        ("L1-CEM", "20", "t per shift"),
        ("L1-ZN", "5", "t x 10"),
        options=("--json",),
    )
    assert code == 1
    problems = json.loads(said)["problems"]
    assert [problem["place"]["row"] for problem in problems] == [2, 3, 4, 5]
    assert [problem.get("readings") for problem in problems] == [["mg", "Mg"], ["Mt", "t"], None, None]
    assert problems[2]["values"]["words"] == "shift"


@pytest.mark.parametrize(
    "unit", ["MG/yr", "GG/yr", "tons/yr", "t/yr x 10", "kg per shift", "t coal/yr", "m3/yr"]
)
def test_totals_ask_about_the_same_units(tmp_path, command, unit) -> None:
    path = tmp_path / "totals.csv"
    path.write_text(f"region,sector,value,unit,year\nNAM,power,2,{unit},2015\n", encoding="utf-8")
    code, said = command("fate", "grid", path, "--out", tmp_path / "a.nc")
    assert code == 1
    assert unit in said
    assert not (tmp_path / "a.nc").exists()
