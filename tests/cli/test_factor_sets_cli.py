"""Factor sets at the command line: the list, names in place of files, and one inventory under several of them."""

from __future__ import annotations

import json

SETS = "toolkit,reviewed-2026,emep-eea"


def test_the_sets_are_listed_with_licence_coverage_and_standing(cli):
    told = cli("factors", "sets").out
    assert "reviewed-2026" in told
    assert "every other row is inherited from quicksilver-toolkit" in told
    assert "European Environment Agency" in told
    rows = {row["name"]: row for row in json.loads(cli("factors", "sets", "--json").out)}
    assert rows["toolkit"]["standings"] == {"recalled": 434}
    assert rows["emep-eea"]["pathways"] == "air"
    assert rows["emep-eea"]["level_1_with_factor"] == 19


def test_a_set_is_chosen_by_name(cli, example):
    told = cli(
        "inventory", "explain", example / "2020", "--source", "L1-WWATER", "--factors", "reviewed-2026"
    )
    assert "0.092 mg/m3" in told.out
    assert "factors    reviewed-2026 2026.1" in told.out
    refused = cli("inventory", "check", example / "2020", "--factors", "emep-eea")
    assert refused.code == 1
    assert "no input factors" in refused.err
    assert (
        "closest: reviewed-2026"
        in cli("inventory", "check", example / "2020", "--factors", "reviewd-2026").err
    )


def test_second_opinions_are_shown_beside_a_factor(cli):
    told = cli("factors", "show", "L1-CU")
    assert "disputed: the input factor" in told.out
    assert "3.474 g/t, copper concentrate, global default; 8.64 times as high here" in told.out
    data = json.loads(cli("factors", "show", "L1-CU", "--json").out)["sources"][0]
    assert data["set"].startswith("quicksilver-toolkit")
    assert {row["weight"] for row in data["disputes"]} == {"serious"}
    assert all(row["source"] and row["place"] for row in data["opinions"])
    assert "Autres avis" in cli("factors", "show", "L1-CU", "-l", "fr").out


def test_sets_are_compared_by_name(cli):
    told = cli("factors", "diff", "toolkit", "reviewed-2026").out
    assert "(L1-CU): input factor 30 -> 3.474" in told


def test_the_command_prints_what_can_be_compared(cli, example, tmp_path):
    told = cli("inventory", "compare", example / "2020", "--factors", SETS, "--out", tmp_path / "out")
    assert told.code == 0, told.err
    assert "must not be compared" in told.out
    assert "lines of every set" in told.out
    assert "unknown under it and not 0" in told.out
    files = {path.name for path in (tmp_path / "out").iterdir()}
    assert files == {
        *("charts", "factor-sets.csv", "factor-sets-totals.csv"),
        *("factor-sets.docx", "factor-sets.html", "factor-sets.pdf"),
    }
    data = json.loads(
        cli(
            "inventory",
            "compare",
            example / "2020",
            "--factors",
            "toolkit,reviewed-2026",
            "--of",
            "air",
            "--json",
        ).out
    )
    assert set(data["sets"]) == {"toolkit", "reviewed-2026"}
    assert {row["of"] for row in data["lines"]} == {"air"}
    assert all(row["same_lines"] for row in data["totals"])


def test_the_command_asks_for_a_second_inventory_or_several_sets(cli, example):
    assert cli("inventory", "compare", example / "2020").code == 2
    both = cli(
        "inventory", "compare", example / "2015", example / "2020", "--factors", "toolkit,reviewed-2026"
    )
    assert both.code == 2
    assert "leave out B" in both.err


def test_a_report_with_the_chapter(cli, example, tmp_path):
    out = tmp_path / "out"
    done = cli(
        *("inventory", "run", example / "2020", "--out", out, "--draws", 0),
        *("--compare-factors", SETS),
    )
    assert done.code == 0, done.err
    assert (out / "factor-sets.csv").exists()
    assert "The choice of factors" in (out / "report.html").read_text(encoding="utf-8")
