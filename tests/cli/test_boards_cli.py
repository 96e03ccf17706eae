"""The boards at the command line, and the comparison of plans."""

from __future__ import annotations

import json

import pytest

BOTH = ("--from", "2007-2008,after-2009")
COMMANDS = [
    (("report", "targets", "--as-of", "2018-06-01"), "targets"),
    (("report", "contributions", "--as-of", "2011-06-01"), "contributions"),
    (("report", "translations"), "translations"),
    (("report", "plan-changes", "coal-plan-2010-08", "coal-plan-2011-10"), "plan-changes"),
    (("report", "actions", "--as-of", "2018-06-01"), "actions"),
]


@pytest.mark.parametrize(("command", "name"), COMMANDS)
def test_a_board_is_written_in_three_formats(cli, tmp_path, command, name) -> None:
    done = cli(*command, *BOTH, "--out", tmp_path / "out", "--language", "fr", "--json")
    assert done.code == 0, done.err
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        f"{name}.{end}" for end in ("docx", "html", "pdf")
    ]
    assert len(json.loads(done.out)["written"]) == 3
    assert '<html lang="fr"' in (tmp_path / "out" / f"{name}.html").read_text(encoding="utf-8")
    again = cli(*command, *BOTH, "--out", tmp_path / "out")
    assert again.code == 1
    assert "--force" in again.err


def test_one_area_alone(cli, tmp_path) -> None:
    assert (
        cli("report", "targets", "--as-of", "2018-06-01", "--area", "asgm", *BOTH, "--out", tmp_path).code
        == 0
    )
    html = (tmp_path / "targets.html").read_text(encoding="utf-8")
    assert "877–1,940" in html
    assert "Dental amalgam" not in html
    wrong = cli(
        "report", "targets", "--as-of", "2018-06-01", "--area", "assgm", *BOTH, "--out", tmp_path / "x"
    )
    assert (wrong.code, (tmp_path / "x").exists()) == (1, False)
    assert "write asgm" in wrong.err


def test_rates_are_shown_and_wrong_ones_refused(cli, tmp_path) -> None:
    rates = tmp_path / "rates.csv"
    rates.write_text("currency,to,value,day,source\nEUR,USD,1.25,2010-08-17,a bank\n", encoding="utf-8")
    common = ("report", "contributions", "--as-of", "2011-06-01", *BOTH, "--rates", rates)
    assert cli(*common, "--out", tmp_path / "out").code == 0
    html = (tmp_path / "out" / "contributions.html").read_text(encoding="utf-8")
    assert "1,250,000" in html
    assert "a bank" in html
    assert "--to USD" in cli(*common, "--to", "CHF", "--out", tmp_path / "x").err
    rates.write_text("currency,to,value,day,source\nEUR,USD,one,2010-08-17,a bank\n", encoding="utf-8")
    assert "rates.csv:2" in cli(*common, "--out", tmp_path / "x").err


def test_two_versions_of_a_plan_side_by_side(cli) -> None:
    done = cli("programme", "compare-plans", "coal-plan-2010-08", "coal-plan-2011-10", "--from", "after-2009")
    assert done.code == 0
    assert "state: [-in force-]{+posted for consultation+}" in done.out
    assert "Neither recorded version contains" in done.out
    told = json.loads(
        cli(
            "programme",
            "compare-plans",
            "coal-plan-2010-08",
            "coal-plan-2011-10",
            "--from",
            "after-2009",
            "--json",
        ).out
    )
    assert {change["field"] for change in told["changes"]} >= {"state", "date", "title", "supersedes"}
    french = cli(
        "programme",
        "compare-plans",
        "coal-plan-2010-08",
        "coal-plan-2011-10",
        "--from",
        "after-2009",
        "-l",
        "fr",
    )
    assert "état: [-en vigueur-]" in french.out
    wrong = cli("programme", "compare-plans", "coal", "coal-plan-2011-10", "--from", "after-2009")
    assert wrong.code == 1
    assert "there is no plan 'coal'" in wrong.err


def test_the_later_of_two_registers_wins(cli) -> None:
    first = cli("programme", "answer", "F171", "--from", "2007-2008").out.splitlines()
    both = cli("programme", "answer", "F171", *BOTH).out.splitlines()
    # The later register knows more: until November 2025.
    assert both[1:] == first[1:]
    assert "30 November 2025" in both[0]
    assert "nowhere" in cli("programme", "answer", "F171", "--from", "2007-2008,nowhere").err


def test_only_texts_of_a_kind(cli, tmp_path) -> None:
    common = ("report", "translations", *BOTH, "--out", tmp_path / "out")
    assert cli(*common, "--kind", "areas", "--kind", "targets").code == 0
    html = (tmp_path / "out" / "translations.html").read_text(encoding="utf-8")
    assert "Targets" in html
    assert "Organisations" not in html
    wrong = cli(*common, "--kind", "area", "--force")
    assert wrong.code == 2
    assert "Did you mean 'areas'?" in wrong.err


def test_a_report_that_is_too_long_is_told_on_the_side(cli, tmp_path) -> None:
    assert cli("programme", "export", tmp_path / "text", "--from", "2007-2008").code == 0
    path = tmp_path / "text" / "activities" / "coal-c.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "results: " + "mercury " * 10 + "\n", encoding="utf-8")
    common = (
        "report",
        "progress",
        "--period",
        "2007-2008",
        "--as-of",
        "2009-05-01",
        "--from",
        tmp_path / "text",
    )
    short = cli(*common, "--out", tmp_path / "short")
    assert (short.code, short.err) == (0, "")
    area = tmp_path / "text" / "plans" / "coal-plan.yaml"
    told = area.read_text(encoding="utf-8").replace(
        "The continued minimisation", "The " + "again " * 9000 + "continued minimisation"
    )
    area.write_text(told, encoding="utf-8")
    long = cli(*common, "--out", tmp_path / "long")
    assert long.code == 0
    assert "at most 8,500 words for a report of the Secretariat" in long.err
    assert "8,500" not in (tmp_path / "long" / "report.html").read_text(encoding="utf-8")
    assert cli(*common, "--out", tmp_path / "quiet", "--quiet").err == ""


def test_a_later_day_than_is_known_is_stated_on_the_screen_and_in_json(cli, tmp_path) -> None:
    for kind in ("gaps", "targets", "mandates", "partners", "contributions", "actions", "translations"):
        asked = ("report", kind, "--as-of", "2026-11-30", "--from", "2007-2008", "--out", tmp_path / kind)
        told = json.loads(cli(*asked, "--json", "--language", "es").out)
        assert (told["as_of"], told["asked"], told["knowledge_ends"]) == (
            "2009-05-01",
            "2026-11-30",
            "2009-05-01",
        )
        assert "1 de mayo de 2009" in told["statement"]
        assert "is not an assessment as of 30 November 2026." in cli(*asked, "--force").out
        assert cli(*asked, "--force", "--quiet").out == ""
    without = ("report", "gaps", "--from", "2007-2008", "--out", tmp_path / "without")
    told = json.loads(cli(*without, "--json").out)
    assert (told["as_of"], "asked" in told) == ("2009-05-01", False)
    early = cli(
        "report",
        "gaps",
        "--from",
        "2007-2008",
        "--as-of",
        "2009-01-01",
        "--out",
        tmp_path / "early",
        "--json",
    )
    assert "statement" not in json.loads(early.out)


def test_a_period_without_records_has_no_report(cli, tmp_path) -> None:
    done = cli(
        "report",
        "progress",
        "--period",
        "2022-2023",
        "--as-of",
        "2024-01-01",
        "--from",
        "after-2009",
        "--out",
        tmp_path / "x",
    )
    assert (done.code, (tmp_path / "x").exists()) == (1, False)
    assert "has no activity and no submission of 2022-01-01 to 2023-12-31" in done.err
    assert "read the published document: Report on activities" in done.err
    later = (
        "report",
        "progress",
        "--period",
        "2007-2008",
        "--from",
        "2007-2008",
        "--as-of",
        "2026-11-30",
        "--out",
        tmp_path / "later",
    )
    assert "is not an assessment as of 30 November 2026." in cli(*later).out
    assert "is not an assessment as of 30 November 2026." in (tmp_path / "later" / "report.html").read_text(
        encoding="utf-8"
    )
