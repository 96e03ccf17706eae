"""A report cycle, one record and backups at the command line, each run in a process of its own."""

import json
import shutil
import zipfile

import openpyxl
import pytest
from tests.cli.conftest import runner


@pytest.fixture(scope="module")
def prepared(packaged, tmp_path_factory):
    """Return a folder with the programme, a cycle that is planned, and accounts."""
    folder = tmp_path_factory.mktemp("cycle")
    shutil.copytree(packaged, folder / "data")
    run = runner(folder / "data")
    run("programme", "export", folder / "text", "--from", "2007-2008")
    (folder / "text" / "cycles" / "next.yaml").write_text(
        "title: Report 2014-2015\nperiod: '2014/2015'\ndue: '2016-02-28'\n"
    )
    (folder / "text" / "persons").mkdir()
    (folder / "text" / "persons" / "coal-contact.yaml").write_text(
        "name: Contact of the coal area\ncontact: coal@example.org\nlanguage: fr\naffiliations:\n- organisation: iea-clean-coal-centre\n"
    )
    run("programme", "load", folder / "text", "--why", "A new cycle")
    for name, *given in (
        ("sec", "--role", "secretariat", "--organisation", "unep"),
        ("coal", "--role", "area lead", "--area", "coal", "--organisation", "iea-clean-coal-centre"),
        ("chair", "--role", "co-chair"),
    ):
        run("programme", "account", name, *given, "--password", "correct horse battery")
    return folder


@pytest.fixture
def register(prepared, tmp_path):
    """Return a folder with what was prepared, for one test alone."""
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    return tmp_path


def _fill(path):
    book = openpyxl.load_workbook(path)
    for row in book["form"].iter_rows(min_row=5):
        key = str(row[0].value or "")
        if key == "1.5":
            row[4].value = 24
        elif key[:1].isdigit():
            row[5].value = "not known"
    book.save(path)


@pytest.mark.slow
def test_a_cycle_by_commands_alone(run, register):
    cycle = ("programme", "cycle")
    done = json.loads(run(*cycle, "call", "next", "--by", "sec", "--day", "2016-01-10", "--json").stdout)
    assert done["notices"] == 8
    refused = run(*cycle, "call", "next", "--by", "coal", check=False)
    assert refused.returncode == 1
    assert "coal may not issue call cycles/next" in refused.stderr
    board = json.loads(run(*cycle, "board", "next", "--day", "2016-03-01", "--json").stdout)
    assert (board["asked"], board["received"]) == (8, 0)
    assert {row["light"] for row in board["rows"]} == {"late"}
    assert [row["submission"] for row in board["rows"] if not row["reached"]] == ["next-coal"]

    form = register / "coal.xlsx"
    run("programme", "form", "next", "coal", "--out", form)
    _fill(form)
    run(*cycle, "receive", form, "--by", "coal", "--submit", "--day", "2016-02-01")
    run(*cycle, "return", "next-coal", "--query", "1.5=Which partners?", "--by", "sec")
    run(*cycle, "submit", "next-coal", "--by", "coal")
    assert "areas/coal, partners: nothing -> 24" in run(*cycle, "preview", "next-coal", "--by", "sec").stdout
    run(*cycle, "accept", "next-coal", "--by", "sec")
    assert (
        "claim: partners = 24 (shown), as of 2014/2015 [form-next-coal 1.5]"
        in run("programme", "show", "areas/coal").stdout
    )
    run(*cycle, "close", "next", "--by", "sec", "--day", "2016-03-05")
    run(*cycle, "advance", "next", "compiled draft", "--by", "sec", "--day", "2016-03-06")
    out = register / "out"
    run("report", "progress", "--period", "2014-2015", "--as-of", "2016-03-06", "--out", out)
    page = (out / "report.html").read_text(encoding="utf-8")
    assert page.count("No report was received from this area") == 7
    wrong = run(*cycle, "advance", "next", "finall", "--by", "sec", check=False)
    assert wrong.returncode == 1
    notices = json.loads(run(*cycle, "notices", "next", "--json").stdout)["notices"]
    assert {one["kind"] for one in notices} == {"call", "returned", "accepted"}
    assert "nothing was sent: no mail server" in run(*cycle, "notices", "next", "--send").stdout


def test_a_cycle_is_planned_and_answered_by_commands(run, register):
    cycle = ("programme", "cycle")
    planned = run(
        *cycle,
        "plan",
        "then",
        "--title",
        "Rapport 2016",
        "--language",
        "fr",
        "--period",
        "2016",
        "--due",
        "2017-02-01",
        "--by",
        "sec",
    )
    assert planned.stdout == "then is planned\n"
    for given, told in (
        (
            ("then", "--period", "2016", "--due", "2017-02-01", "--by", "sec"),
            "the report cycle 'then' already exists",
        ),
        (("third", "--period", "soon", "--due", "2017-02-01", "--by", "sec"), "cycles/third"),
        (
            ("third", "--period", "2018", "--due", "2019-02-01", "--by", "coal"),
            "coal may not create cycles/third",
        ),
    ):
        refused = run(*cycle, "plan", *given, "--title", "Report", check=False)
        assert refused.returncode == 1
        assert told in refused.stderr
    run(*cycle, "call", "then", "--by", "sec", "--day", "2016-12-01")
    answered = run(*cycle, "answer", "then-coal", "1.5=24", "5.1=Good=", "5.2=not known", "--by", "coal")
    assert answered.stdout == "then-coal: 3 answers saved\n"
    assert (
        json.loads(run(*cycle, "answer", "then-coal", "1.5=", "--by", "coal", "--json").stdout)["answers"]
        == 2
    )
    held = json.loads(run("programme", "show", "submissions/then-coal", "--json").stdout)["record"]["answers"]
    assert [(one["question"], one["value"], one["special"]) for one in held] == [
        ("5.1", "Good=", ""),
        ("5.2", "", "not known"),
    ]
    assert (
        "'24' is not an answer such as 1.5=24"
        in run(*cycle, "answer", "then-coal", "24", "--by", "coal", check=False).stderr
    )
    # A file is the form of the moment it was written: what another account answered since is kept, and listed.
    form = register / "then.xlsx"
    run("programme", "form", "then", "coal", "--out", form)
    _fill(form)
    run(*cycle, "answer", "then-coal", "1.5=30", "--by", "sec")
    received = run(*cycle, "receive", form, "--by", "coal", "--submit")
    assert "kept, because another account answered differently: 1.5 (sec, " in received.stderr
    assert "not submitted" in received.stderr
    assert "submitted" not in received.stdout


def test_a_password_is_made_or_taken_from_the_environment(run, register, monkeypatch):
    account = ("programme", "account", "editor", "--role", "editor")
    made = json.loads(run(*account, "--generate-password", "--json").stdout)["password"]
    assert len(made) == 23
    assert json.loads(run(*account, "--generate-password", "--json").stdout)["password"] != made
    assert "password: " in run(*account, "--generate-password").stdout
    monkeypatch.setenv("QUICKSILVER_PASSWORD", "a password of the environment")
    told = run(*account).stdout
    assert told == "editor can sign in at /sign-in/ as editor\n"
    monkeypatch.setenv("QUICKSILVER_PASSWORD", "short")
    assert run(*account, check=False).returncode == 1


def test_a_record_and_its_history(run, register):
    told = run("programme", "history", "cycles/next").stdout
    assert "command line added: A new cycle" in told
    shown = run("programme", "show", "areas/coall", check=False)
    assert "closest: coal" in shown.stderr
    assert "letter: A" in run("programme", "show", "asgm").stdout
    assert "write kind/id, such as areas/coal" in run("programme", "history", "coal", check=False).stderr
    assert "there is no kind of record 'area'" in run("programme", "show", "area/coal", check=False).stderr
    assert "has never been a record" in run("programme", "history", "areas/none", check=False).stderr
    two = run("programme", "show", "activities/waste-b").stdout
    assert "places = BFA KHM PAK PHL (shown)" in two
    assert "places = BFA CHL KHM PAK PHL" in two


def test_excerpts_load_again(run, register):
    for name, *given in (
        ("then", "--as-of", "2008-06-01"),
        ("said", "--reported-in", "note-wg-prep-1-2009"),
        ("open", "--public"),
    ):
        run("programme", "export", register / name, *given)
        assert run("programme", "check", register / name).returncode == 0
    assert not (register / "open" / "persons").exists()
    assert not list((register / "then").glob("meetings/waste*"))
    early = run("programme", "export", register / "x", "--at", "2001-01-01", check=False)
    assert "was empty at 2001-01-01" in early.stderr
    assert run("programme", "export", register / "x", "--at", "soon", check=False).returncode == 2


def test_backup_and_restore_at_the_first_level(run, register):
    run("backup", register / "b")
    before = run("programme", "export", register / "one")
    run("programme", "load", "after-2009")
    run("restore", register / "b", "--yes")
    run("programme", "export", register / "two")
    assert before.returncode == 0
    assert {p.relative_to(register / "one"): p.read_bytes() for p in (register / "one").rglob("*.yaml")} == {
        p.relative_to(register / "two"): p.read_bytes() for p in (register / "two").rglob("*.yaml")
    }


def test_iati_goes_out_and_comes_in(run, register, tmp_path):
    pilot = tmp_path / "text" / "activities" / "pilot.yaml"
    pilot.write_text(
        "title: A pilot plant\nkind: pilot\nstate: under way\nareas:\n- coal\nactual: '2010-02-03'\n"
        "participants:\n- organisation: unep\n  role: implementer\nresults: Less mercury\n"
    )
    run("programme", "load", tmp_path / "text")
    out = tmp_path / "iati.xml"
    done = run("programme", "export", out, "--as", "iati", "--publisher", "XM-DAC-41114")
    assert "left out" in done.stderr
    said = out.read_text(encoding="utf-8").replace("A pilot plant", "A better pilot plant")
    out.write_text(said, encoding="utf-8")
    first = run("programme", "load", out, "--as", "iati", "--json")
    told = json.loads(first.stdout)
    assert (told["added"], told["changed"]) == (0, 0)
    assert "pilot is already in the register" in str(told["warnings"])
    again = json.loads(run("programme", "load", out, "--as", "iati", "--update", "--json").stdout)
    assert again["changed"] == 1
    shown = run("programme", "show", "activities/pilot").stdout
    # What the file says is put in, and what it has no place for stays.
    assert "A better pilot plant" in shown
    assert "results: Less mercury" in shown
    bomb = tmp_path / "bomb.xml"
    bomb.write_text(
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><iati-activities version="2.03">&b;</iati-activities>'
    )
    refused = run("programme", "load", bomb, "--as", "iati", check=False)
    assert refused.returncode == 1
    assert "document type" in refused.stderr.lower() or "doctype" in refused.stderr.lower()


def test_a_form_with_a_formula_is_received_when_it_is_said(run, register):
    cycle = ("programme", "cycle")
    run(*cycle, "call", "next", "--by", "sec", "--day", "2016-01-10")
    form, formula = register / "coal.xlsx", register / "formula.xlsx"
    run("programme", "form", "next", "coal", "--out", form)
    _fill(form)
    with zipfile.ZipFile(form) as filled, zipfile.ZipFile(formula, "w", zipfile.ZIP_DEFLATED) as made:
        for name in filled.namelist():
            made.writestr(name, filled.read(name).replace(b"<v>24</v>", b"<f>2*12</f><v>24</v>"))
    refused = run(*cycle, "receive", formula, "--by", "coal", check=False)
    assert refused.returncode == 1
    assert "--use-cached" in refused.stderr
    assert "24" in refused.stderr
    taken = run(*cycle, "receive", formula, "--by", "coal", "--submit", "--use-cached")
    assert "=2*12" in taken.stderr
    assert "areas/coal, partners: nothing -> 24" in run(*cycle, "preview", "next-coal", "--by", "sec").stdout
