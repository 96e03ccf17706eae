"""The register and its documents at the command line, each run in a process of its own, as a user has it."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile

import openpyxl
import pytest

DAY = "2009-05-01"


def test_load_export_load_changes_nothing(run, tmp_path) -> None:
    first = json.loads(run("programme", "load", "2007-2008", "--json").stdout)
    assert first["added"] == first["records"] > 150
    run("programme", "export", tmp_path / "text")
    again = json.loads(run("programme", "load", tmp_path / "text", "--json").stdout)
    assert (again["added"], again["changed"]) == (0, 0)
    run("programme", "export", tmp_path / "book.xlsx", "--as", "excel")
    third = json.loads(run("programme", "load", tmp_path / "book.xlsx", "--as", "excel", "--json").stdout)
    assert (third["added"], third["changed"]) == (0, 0)


def test_facts_are_answered_with_their_place(loaded) -> None:
    run = loaded
    found = {row["fact"]: row for row in json.loads(run("programme", "answer", "--json").stdout)}
    assert len(found) == 183
    assert found["F069"]["value"] == "not stated"
    assert found["F142"]["place"] == "A17(b)(1)"
    lines = run("programme", "answer").stdout.splitlines()
    assert len(lines) == 184  # in a pipe every answer is one line, however long
    assert "knowledge ends on 1 May 2009; what follows is not an assessment as of" in lines[0]
    assert "(F142, A17(b)(1)): " in lines[142]
    assert found["F142"]["value"] in lines[142]
    assert found["F142"]["knowledge_ends"] == DAY
    assert found["F142"]["statement"] == lines[0]
    wrong = run("programme", "answer", "F999", check=False)
    assert wrong.returncode != 0
    assert "F001 to F183" in wrong.stderr


def test_the_report_from_the_database_is_that_from_the_files(loaded, tmp_path) -> None:
    run = loaded
    common = ("--period", "2007-2008", "--as-of", DAY, "--language", "fr")
    run("report", "progress", *common, "--out", tmp_path / "one")
    run("report", "progress", *common, "--from", "2007-2008", "--out", tmp_path / "two")
    for name in ("report.docx", "report.pdf", "report.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.parametrize("kind", ["gaps", "mandates", "partners"])
def test_boards_are_written(run, tmp_path, kind) -> None:
    run("report", kind, "--as-of", DAY, "--from", "2007-2008", "--out", tmp_path / "out", "--language", "ar")
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".docx", ".pdf", ".html"}


def test_an_empty_register_says_what_to_type(run, tmp_path) -> None:
    done = run("report", "gaps", "--as-of", DAY, "--out", tmp_path / "out", check=False)
    assert done.returncode != 0
    assert "programme load 2007-2008" in done.stderr
    assert (
        "2009-13"
        in run("report", "gaps", "--as-of", "2009-13-01", "--out", tmp_path / "out", check=False).stderr
    )


def test_a_wrong_directory_loads_nothing(run, tmp_path) -> None:
    run("programme", "export", tmp_path / "text", "--from", "2007-2008")
    area = tmp_path / "text" / "areas" / "coal.yaml"
    area.write_text(area.read_text() + "colour: grey\n")
    (tmp_path / "text" / "plans" / "bad.yaml").write_text("a: [1\n")
    done = run("programme", "load", tmp_path / "text", check=False)
    assert done.returncode != 0
    assert "colour" in done.stderr
    assert "bad.yaml" in done.stderr
    assert run("programme", "answer", "F067", check=False).returncode != 0  # nothing is there


def test_backup_and_restore(loaded, tmp_path) -> None:
    run = loaded
    run("programme", "backup", tmp_path / "b")
    before = run("programme", "answer", "--json").stdout
    run("programme", "load", "after-2009")
    run("programme", "restore", tmp_path / "b", "--yes")
    assert run("programme", "answer", "--json").stdout == before
    run("programme", "export", tmp_path / "text")
    assert len(list((tmp_path / "text" / "areas").iterdir())) == 8


def test_a_directory_without_records_does_not_empty_the_register(loaded, tmp_path) -> None:
    (tmp_path / "none").mkdir()
    done = loaded("programme", "load", tmp_path / "none", "--remove", check=False)
    assert done.returncode == 1
    assert "it has no records" in done.stderr
    assert loaded("programme", "answer", "F001").stdout.splitlines()[1].count("(F001, H)") == 1


@pytest.mark.slow
def test_a_load_that_was_killed_leaves_the_register_as_it_was(loaded, tmp_path) -> None:
    run = loaded
    run("programme", "export", tmp_path / "before")
    before = {path.name for path in (tmp_path / "before" / "organisations").iterdir()}
    folder = tmp_path / "many" / "organisations"
    run("programme", "export", tmp_path / "many", "--from", "2007-2008")
    for i in range(3000):
        (folder / f"body-{i}.yaml").write_text(f"name: Body {i}\n")

    def load(data):
        environment = {**os.environ, "QUICKSILVER_DATA": str(data)}
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "quicksilver", "programme", "load", str(tmp_path / "many"), "-q"]
        return subprocess.Popen(command, env=environment)

    shutil.copytree(tmp_path / "data", tmp_path / "other")
    began = time.monotonic()
    assert load(tmp_path / "other").wait() == 0
    whole = time.monotonic() - began
    killed = 0
    for part in (0.5, 0.65, 0.8, 0.9):
        running = load(tmp_path / "data")
        time.sleep(whole * part)
        os.kill(running.pid, signal.SIGKILL)
        killed += running.wait() == -signal.SIGKILL
        run("programme", "export", tmp_path / "after", "--force")
        names = {path.name for path in (tmp_path / "after" / "organisations").iterdir()}
        # As it was, or whole where the kill fell after the last word; never a part.
        assert names in (before, before | {f"body-{i}.yaml" for i in range(3000)})
        if names != before:
            break
    assert killed
    # And it can be done again.
    assert load(tmp_path / "data").wait() == 0


def test_a_form_goes_out_and_comes_back(run, tmp_path) -> None:
    form = tmp_path / "coal.xlsx"
    run(
        "programme",
        "form",
        "cycle-2007-2008",
        "coal",
        "--from",
        "2007-2008",
        "--out",
        form,
        "--language",
        "zh",
    )
    told = json.loads(run("programme", "read-form", form, "--from", "2007-2008", "--json").stdout)
    assert told["submission"]["cycle"] == "cycle-2007-2008"
    assert told["submission"]["area"] == "coal"
    done = run(
        "programme",
        "form",
        "no-such-cycle",
        "coal",
        "--from",
        "2007-2008",
        "--out",
        tmp_path / "f.xlsx",
        check=False,
    )
    assert done.returncode != 0
    assert "no-such-cycle" in done.stderr


def test_iati_goes_out_with_what_it_left_out(run, tmp_path) -> None:
    done = run(
        "programme", "export", tmp_path / "iati.xml", "--as", "iati", "--from", "2007-2008", check=False
    )
    assert "--publisher" in done.stderr


def test_until_when_the_register_is_known_is_shown_recorded_and_kept_in_a_backup(loaded, tmp_path) -> None:
    run = loaded
    shown = json.loads(run("programme", "known-until", "--json").stdout)
    assert shown == {"knowledge_ends": DAY}
    assert run("programme", "known-until").stdout == "the register's knowledge ends on 1 May 2009\n"
    run("backup", tmp_path / "saved")
    assert "31 December 2011" in run("programme", "known-until", "2011", "--by", "sec").stdout
    assert "sec" in run("programme", "history", "facts/knowledge-ends").stdout
    run("programme", "restore", tmp_path / "saved", "--yes")
    assert json.loads(run("programme", "known-until", "--json").stdout) == shown
    assert run("programme", "known-until", "open", "--quiet").stdout == ""
    assert "is open" in run("programme", "known-until").stdout
    assert "--from" in run("programme", "known-until", "2010", "--from", "2007-2008", check=False).stderr
    assert "'soon' is not a date" in run("programme", "known-until", "soon", check=False).stderr


def test_records_of_a_later_time_are_pointed_out_when_they_are_loaded(loaded, tmp_path) -> None:
    run = loaded
    assert "begin after" not in run("programme", "load", "2007-2008").stderr
    folder = tmp_path / "later" / "facts"
    folder.mkdir(parents=True)
    (folder / "later.yaml").write_text("since: '2012'\nkey: number of areas\nvalue: '8'\n", encoding="utf-8")
    told = run("programme", "load", tmp_path / "later")
    assert "1 of these records begin after 1 May 2009" in told.stderr
    run("programme", "known-until", "2012-12-31")
    assert "begin after" not in run("programme", "load", tmp_path / "later").stderr
    told = run("programme", "load", "after-2009").stderr
    assert "begin after" not in told
    # What the later register states instead of the earlier one is listed, and nothing else is.
    firsts = [line for line in told.splitlines() if line.startswith("please check: ")]
    assert firsts
    assert all(" is changed: " in line for line in firsts)


def with_formula(book, target, sheet: str) -> str:
    """Write a workbook in which a value of the second row of a sheet is a formula with that stored result; return its cell."""
    titles = list(openpyxl.load_workbook(book, read_only=True).sheetnames)
    part = f"xl/worksheets/sheet{titles.index(sheet) + 1}.xml"
    with zipfile.ZipFile(book) as given, zipfile.ZipFile(target, "w") as made:
        for name in given.namelist():
            data = given.read(name)
            if name == part:
                text = data.decode("utf-8")
                found = re.search(
                    r'<c r="([A-Z]+\d+)"[^>]*?(?:><v>50</v>|t="inlineStr"><is><t[^>]*>50</t></is>)</c>', text
                )
                assert found is not None
                cell = found[1]
                data = text.replace(found[0], f'<c r="{cell}"><f>100/2</f><v>50</v></c>').encode("utf-8")
            made.writestr(name, data)
    return cell


def test_stored_results_of_formulas_reach_the_database_only_when_it_is_said(run, tmp_path) -> None:
    run("programme", "load", "2007-2008")
    run("programme", "export", tmp_path / "book.xlsx", "--as", "excel")
    cell = with_formula(tmp_path / "book.xlsx", tmp_path / "formula.xlsx", "targets")
    load = ("programme", "load", tmp_path / "formula.xlsx", "--as", "excel")
    refused = run(*load, check=False)
    assert refused.returncode == 1
    assert cell in refused.stderr
    assert "--use-cached" in refused.stderr
    taken = run(*load, "--use-cached")
    assert "0 added, 0 changed" in taken.stdout
    assert f"cell {cell}" in taken.stderr
    again = json.loads(run(*load, "--use-cached", "--json").stdout)
    assert (again["added"], again["changed"]) == (0, 0)
    assert any(cell in note["where"] for note in again["warnings"])
