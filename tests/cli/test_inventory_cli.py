"""The inventory commands as a user meets them."""

import csv
import json
import re
import subprocess
import sys

import pytest


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CONTRACT = [
    "country",
    "year",
    "source",
    "name",
    "technology",
    "activity",
    "activity_unit",
    "input_kg",
    "input_low_kg",
    "input_high_kg",
    "air_kg",
    "water_kg",
    "land_kg",
    "products_kg",
    "general_waste_kg",
    "sector_waste_kg",
]


def test_run_writes_the_tables(cli, example, tmp_path) -> None:
    done = cli("inventory", "run", example / "2020", "--out", tmp_path / "out", "--no-report", "--draws", 50)
    assert done.code == 0, done.err
    assert {p.name for p in (tmp_path / "out").iterdir()} == {
        "lines.csv",
        "summary.csv",
        "gaps.csv",
        "findings.csv",
        "inventory.nc",
        "inventory.xlsx",
        "receipt.json",
        "values.csv",
    }
    lines, summary = rows(tmp_path / "out" / "lines.csv"), rows(tmp_path / "out" / "summary.csv")
    assert list(lines[0])[: len(CONTRACT)] == CONTRACT
    assert list(summary[0])[: len(CONTRACT)] == CONTRACT
    assert len(lines) == 91
    assert summary[-1]["source"] == "TOTALS"
    plain = sum(float(line["input_kg"]) for line in lines if line["input_kg"])
    assert float(summary[-2]["input_kg"]) == pytest.approx(plain)
    assert done.out.startswith(
        "Example country (made up for teaching) (QZZ) 2020, Level 1\nTotal mercury input: "
    )


def test_the_summary_is_fit_to_read(cli, example, tmp_path) -> None:
    """Totals have their range and as many digits as it supports; names precede codes; lists are cut with a count."""
    arguments = ("inventory", "run", example / "2020", "--no-report")
    shown = cli(*arguments, "--out", tmp_path / "a", "--draws", 200).out
    assert re.search(
        r"^Total mercury input: 6,650 kg \(95% range 4,\d\d0 to 1\d,\d00\) per year$", shown, re.MULTILINE
    )
    assert re.search(r"^  By-products and impurities +380 kg \(\d+ to \d+\)$", shown, re.MULTILINE)
    assert re.search(r"^  Land +2,410 kg \(", shown, re.MULTILINE)
    assert "products  " not in shown
    assert "rests on recalled factors: values written down from memory of their documents" in shown
    assert "Production of recycled mercury (L1-REC-HG); " in shown
    assert "; and 2 more (see gaps.csv)" in shown
    assert max(map(len, shown.splitlines())) < 250
    again = cli(*arguments, "--out", tmp_path / "b", "--draws", 0, "--language", "fr").out
    assert "(intervalle englobant de 1\u202f490 à 32\u202f300)" in again
    assert "  Sous-produits et impuretés" in again
    plain = cli(*arguments, "--out", tmp_path / "c", "--draws", 0, "--no-double-counting-corrections").out
    assert "Releases and transfers, plain sums" in plain
    assert "double counting:" not in plain


def test_the_summary_names_what_the_other_level_covers(cli, example, tmp_path) -> None:
    path = example / "2020" / "inventory.csv"
    path.write_text(path.read_text() + "L1-COAL-PP,,Y,10,kt,,,,,,,x,\n")
    shown = cli("inventory", "run", path, "--out", tmp_path / "out", "--no-report", "--draws", 0).out
    assert (
        "Covered by Large power plants, hard coal (5.1.1-hard): Coal combustion in large power plants (L1-COAL-PP)"
        in shown
    )


def test_the_summary_names_the_report(cli, example, tmp_path) -> None:
    done = cli("inventory", "run", example / "2020", "--out", tmp_path / "out", "--draws", 0)
    page = tmp_path / "out" / "report.html"
    assert f"The report: {page} (also as DOCX and PDF)" in done.out
    assert page.exists()


def test_an_inventory_without_amounts_has_no_total(cli, example, tmp_path) -> None:
    path = example / "2020" / "inventory.csv"
    path.write_text("source,presence\nL1-CREM,?\n")
    shown = cli("inventory", "run", path, "--out", tmp_path / "out", "--no-report").out
    assert "Total mercury input: not known: no line has an amount" in shown
    assert "Releases" not in shown
    assert "recalled" not in shown
    assert "Lines read: 1 (1 unknown)" in shown


def test_same_seed_same_bytes(cli, example, tmp_path) -> None:
    for name in ("one", "two"):
        cli(
            "inventory",
            "run",
            example / "2020",
            "--out",
            tmp_path / name,
            "--no-report",
            "--draws",
            50,
            "--seed",
            7,
        )
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_never_overwrites_without_force(cli, example, tmp_path) -> None:
    arguments = ("inventory", "run", example / "2020", "--out", tmp_path / "out", "--no-report", "--draws", 0)
    assert cli(*arguments).code == 0
    before = (tmp_path / "out" / "lines.csv").read_bytes()
    (tmp_path / "out" / "mine.txt").write_text("kept")
    refused = cli(*arguments, "--no-double-counting-corrections")
    assert refused.code == 1
    assert "--force" in refused.err
    assert (tmp_path / "out" / "lines.csv").read_bytes() == before
    assert cli(*arguments, "--force").code == 0
    assert (tmp_path / "out" / "mine.txt").read_text() == "kept"


def test_a_bad_input_leaves_nothing_behind(cli, example, tmp_path) -> None:
    path = example / "2020" / "inventory.csv"
    path.write_text(path.read_text().replace("L1-CEM,", "L1-CEMENT,", 1))
    done = cli("inventory", "run", path, "--out", tmp_path / "deep" / "out")
    assert done.code == 1
    assert "did you mean" not in done.out
    assert "L1-CEM" in done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "deep").exists()
    as_json = cli("inventory", "run", path, "--out", tmp_path / "out", "--json")
    found = json.loads(as_json.out)["problems"]
    assert {"what", "where", "allowed", "guess", "remedy", "severity"} < set(found[0])
    assert "readings" not in found[0]
    assert {"code", "values", "place"} < set(found[0])
    assert all(one["code"].startswith("inventory.") for one in found)


def test_usage_errors_leave_with_two(cli, example) -> None:
    assert cli("inventory", "run").code == 2
    assert cli("inventory", "templat", "x").code == 2
    assert "Did you mean 'template'" in cli("inventory", "templat", "x").err
    assert cli("inventory", "run", example, "--out", "x", "--draws", "-1").code == 2
    assert cli("inventory", "template", "--level", "3", "--out", "x.xlsx").code == 2


def test_help_of_every_command(cli) -> None:
    from quicksilver.cli.lazy import LazyGroup
    from quicksilver.cli.main import cli as root

    def walk(group, path):
        for name, (_, line) in group.lazy.items():
            command = group.get_command(None, name)
            if not isinstance(command, LazyGroup):
                assert command.help.splitlines()[0] == line, (path, name)
            done = cli(*path, name, "--help")
            assert done.code == 0
            if isinstance(command, LazyGroup):
                walk(command, (*path, name))
            else:
                for option in command.params:
                    assert option.param_type_name == "argument" or option.help, (path, name, option.name)

    walk(root, ())


def test_explain_prints_every_step(cli, example) -> None:
    done = cli("inventory", "explain", example / "2020", "--source", "L1-SWITCH")
    for part in (
        "5,000,000",
        "0.14 g Hg/inhabitant/y",
        "0.6",
        "x 0.00014 x 0.6 = 420 kg Hg/y",
        "input =                0 kg Hg/y",
        "a2",
        "recalled high",
        "made up for teaching",
    ):
        assert part in done.out, part
    assert not re.search(r"\de-\d|\.\d*0+ kg", done.out)
    data = json.loads(cli("inventory", "explain", example / "2020", "--source", "5.1", "--json").out)
    assert {line["source"] for line in data} >= {"5.1.1-hard", "L1-OIL-LIGHT"}
    refused = cli("inventory", "explain", example / "2020", "--source", "L1-SWICH")
    assert refused.code == 1
    assert "'L1-SWICH' is not a source or category" in refused.err
    assert "(L1-SWITCH)" in refused.err
    assert re.search(r"one of 91 sources: .{20,300}; and 88 more$", refused.err, re.MULTILINE)


def test_explain_states_the_line_of_the_other_level(cli, example) -> None:
    """The example has coal power plants at Level 2; the code of Level 1 leads there, and the text says so."""
    done = cli("inventory", "explain", example / "2020", "--source", "l1-coal-pp")
    first = done.out.splitlines()[0]
    assert first == (
        "Coal combustion in large power plants (L1-COAL-PP, Level 1) is not in this inventory, which covers "
        "category 5.1.1 at Level 2: Large power plants, hard coal (5.1.1-hard)."
    )
    assert "Large power plants, hard coal (5.1.1-hard), QZZ 2020" in done.out
    data = json.loads(cli("inventory", "explain", example / "2020", "--source", "L1-COAL-PP", "--json").out)
    assert [line["source"] for line in data] == ["5.1.1-hard"]
    back = cli("inventory", "explain", example / "2020", "--source", "5.3.1-no").out
    assert "at Level 1: " in back.splitlines()[0]
    assert "(L1-CEM)" in back.splitlines()[0]
    nowhere = cli("inventory", "explain", example / "2020", "--source", "5.11")
    assert "(5.11) is not in this inventory" in nowhere.err
    assert "closest:" not in nowhere.err


def test_problems_are_written_in_the_language_of_the_command(cli, example) -> None:
    wrong = ("inventory", "explain", example / "2020", "--source", "L1-SWICH")
    french = cli(*wrong, "--language", "fr").err
    assert french.startswith("Problèmes trouvés : 1 ; rien n’a été écrit.")
    assert "« L1-SWICH » n’est ni une source ni une catégorie" in french
    assert "    correction : nommez une source ou une catégorie de l’inventaire" in french
    assert "    fix:     " in cli(*wrong).err
    told = json.loads(cli(*wrong, "--language", "fr", "--json").out)
    (one,) = told["problems"]
    assert told["message"].startswith("Problèmes trouvés : 1")
    assert one["what"] == "« L1-SWICH » n’est ni une source ni une catégorie"
    assert (one["code"], one["values"]["source"]) == ("inventory.explain.unknown", "L1-SWICH")
    assert one["place"]["file"] == one["where"]


def test_explain_tells_of_a_line_without_numbers(cli, example) -> None:
    assert "marked unknown (?)" in cli("inventory", "explain", example / "2020", "--source", "L1-PAINT").out


def test_check_reports_and_leaves_with_zero(cli, example) -> None:
    done = cli("inventory", "check", example / "2020")
    assert done.code == 0
    assert "check 4" in done.out
    found = json.loads(cli("inventory", "check", example / "2020", "--json").out)
    assert {item["check"] for item in found} >= {4, 7, 8, 10}


def test_check_leaves_with_one_on_errors(cli, example) -> None:
    path = example / "2020" / "inventory.csv"
    path.write_text(path.read_text().replace("L1-CEM,,Y,", "L1-CEM,,Y,-"))
    assert cli("inventory", "check", path).code == 1


def test_compare_prints_no_rounding_error(cli, example) -> None:
    done = cli("inventory", "compare", example / "2015", example / "2020", "--of", "air", "--all")
    assert re.search(r"\de-\d", done.out) is None
    assert re.search(r"(?<![\d.])-0(\.0+)?(?![\d.])", done.out) is None


def test_compare_splits_the_change(cli, example) -> None:
    data = json.loads(cli("inventory", "compare", example / "2015", example / "2020", "--json").out)
    for row in data["sources"]:
        parts = row["activity_kg"] + row["factor_kg"] + row["technology_kg"] + row["coverage_kg"]
        assert parts == pytest.approx(row["after_kg"] - row["before_kg"], abs=1e-9)
    cement = next(r for r in data["sources"] if r["source"] == "L1-CEM" and r["of"] == "air")
    assert cement["activity_kg"] == pytest.approx(24.0)
    assert cement["factor_kg"] == pytest.approx(-21.6)
    coal = next(r for r in data["sources"] if r["source"] == "L1-COAL-PP" and r["of"] == "air")
    assert coal["technology_kg"] == pytest.approx(-18.9)
    retort = next(r for r in data["sources"] if r["source"] == "L1-AU-ASGM-RET" and r["of"] == "input")
    assert retort["coverage_kg"] == pytest.approx(225.0)


def test_sensitivity_ranks(cli, example) -> None:
    data = json.loads(cli("inventory", "sensitivity", example / "2020", "--json", "--samples", 256).out)
    assert [row["rank"] for row in data] == list(range(1, len(data) + 1))
    # First what has no published range and carries more than a twentieth, then the shares of the variance.
    assert [row["sources"] for row in data[:3]] == ["L1-AU-ASGM-NORET", "L1-BATT-OTH", "L1-AU-OTH"]
    assert [row["range"] for row in data[:3]] == ["assumed", "assumed", "level 2"]
    assert cli("inventory", "sensitivity", example / "2020", "--samples", 100).code == 1


def test_compare_prints_totals_with_ranges_and_the_largest_changes(cli, example, tmp_path) -> None:
    call = ("inventory", "compare", example / "2015", example / "2020")
    text = cli(*call).out
    assert (
        "Mercury input                               6,630 (4,750 to 14,300) 6,650 (4,840 to 12,200) +19.5"
        in text
    )
    assert "95% range" in text
    first = text.partition("Sources, largest change first\n")[2].splitlines()
    assert first[1].startswith(
        "Artisanal and small-scale gold mining without retorts (L1-AU-ASGM-NORET) Mercury input"
    )
    assert (
        first[-1]
        == f"and {len(cli(*call, '--all').out.partition('Sources,')[2].splitlines()) - 2 - 15} more with smaller changes: --all prints them"
    )
    # No exponents, remainders of floating-point numbers or names of columns.
    everything = cli(*call, "--all").out
    assert not re.search(r"\de[-+]\d|_kg|-0(?![.\d])", everything)
    assert "more with smaller" not in everything
    air = cli(*call, "--of", "air", "--out", tmp_path / "c").out
    assert "Land" not in air
    assert air.endswith(f"Written to {tmp_path / 'c'}\n")


def test_compare_of_an_inventory_with_itself(cli, example) -> None:
    text = cli("inventory", "compare", example / "2015", example / "2015").out
    assert (
        "Air                                         3,840 (2,220 to 8,740)  3,840 (2,220 to 8,740)  0\n"
        in text
    )
    assert text.count("no change") == 2


def test_sensitivity_prints_shares_in_percent_and_is_cut(cli, example) -> None:
    call = ("inventory", "sensitivity", example / "2020", "--samples", 256)
    text = cli(*call).out
    assert text.startswith("Mercury input: share of the variance")
    assert re.search(
        r"    1 Artisanal and small-scale gold mining without retorts +input factor 17\.1% +\d\d\.\d% ± \d+\.\d ",
        text,
    )
    assert "and 20 more inputs with smaller shares: --top 35 prints them" in text
    everything = cli(*call, "--top", 35).out
    assert not re.search(
        r"\de[-+]\d|_conf|-\d", everything.partition("Unknown")[0].replace("L1-", "").replace("5.1.1-", "")
    )
    assert "more inputs" not in everything


def test_what_is_not_known_is_no_change(cli, example) -> None:
    path = example / "2015" / "inventory.csv"
    path.write_text(
        path.read_text().splitlines()[0]
        + "\nL1-COAL-PP,,?"
        + "," * (path.read_text().splitlines()[0].count(",") - 2)
        + "\n"
    )
    text = cli("inventory", "compare", path, example / "2020").out
    assert re.search(r"Air +not known: no line has an amount 3,410 \(1,970 to 6,730\) +not known\n", text), (
        text
    )
    run = cli("inventory", "run", path, "--out", example / "o", "--no-report").out
    assert "Total mercury input: not known: no line has an amount\n" in run


def test_sensitivity_of_what_has_no_range(cli, example) -> None:
    path = example / "2020" / "inventory.csv"
    rows = path.read_text().splitlines()
    path.write_text("\n".join([rows[0], *(row for row in rows if row.startswith("L1-BATT-BUTTON,"))]) + "\n")
    assumed = cli("inventory", "sensitivity", path, "--samples", 4).out
    assert "kg (assumed range)" in assumed
    none = cli("inventory", "sensitivity", path, "--samples", 4, "--no-assumed-ranges").out
    assert none.count("not known") == 2
    assert "no range" in none
    assert "Without a published range: Other button cells" in none


def test_schema(cli, tmp_path) -> None:
    assert json.loads(cli("inventory", "schema").out)["required"] == ["general", "lines"]
    assert cli("inventory", "schema", "--out", tmp_path / "s.json").code == 0
    assert cli("inventory", "schema", "--out", tmp_path / "s.json").code == 1


def test_several_inventories_get_folders(cli, example, tmp_path) -> None:
    done = cli(
        "inventory",
        "run",
        example / "2015",
        example / "2020",
        "--out",
        tmp_path / "out",
        "--no-report",
        "--draws",
        20,
    )
    assert done.code == 0, done.err
    assert {p.name for p in (tmp_path / "out").iterdir()} == {
        "QZZ-2015",
        "QZZ-2020",
        "lines.csv",
        "summary.csv",
    }
    single = cli(
        "inventory", "run", example / "2020", "--out", tmp_path / "one", "--no-report", "--draws", 20
    )
    assert single.code == 0
    for name in ("lines.csv", "summary.csv"):
        assert (tmp_path / "out" / "QZZ-2020" / name).read_bytes() == (tmp_path / "one" / name).read_bytes()


def test_quiet_prints_nothing(cli, example, tmp_path) -> None:
    done = cli(
        "inventory",
        "run",
        example / "2020",
        "--out",
        tmp_path / "out",
        "--no-report",
        "--quiet",
        "--draws",
        0,
    )
    assert (done.out, done.err) == ("", "")


HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "＝1", " =2")


def test_nothing_in_an_output_starts_a_formula(cli, example, tmp_path) -> None:
    import openpyxl

    folder = tmp_path / "hostile"
    folder.mkdir()
    (folder / "general.json").write_bytes((example / "2020" / "general.json").read_bytes())
    with (folder / "inventory.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["source", "presence", "activity", "unit", "site", "source_of_data", "note"])
        for text in HOSTILE:
            out.writerow(["L1-CREM", "Y", 1, "corpses", text + "x", text, text])
    done = cli("inventory", "run", folder, "--out", tmp_path / "out", "--no-report", "--draws", 0)
    assert done.code == 0, done.err
    starts = tuple("=+-@\t\r＝")
    for path in (tmp_path / "out").glob("*.csv"):
        for row in rows(path):
            for cell in row.values():
                is_number = cell.lstrip("-").replace(".", "", 1).replace("e-", "").isdigit()
                assert is_number or not cell.lstrip(" ").startswith(starts), (path.name, cell)
    book = openpyxl.load_workbook(tmp_path / "out" / "inventory.xlsx")
    for sheet in book:
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type != "f"
                assert not (isinstance(cell.value, str) and cell.value.lstrip(" ").startswith(starts)), (
                    cell.value
                )


def test_netcdf_opens_with_units(cli, example, tmp_path) -> None:
    import xarray as xr

    cli("inventory", "run", example / "2020", "--out", tmp_path / "out", "--no-report", "--draws", 30)
    with xr.open_dataset(tmp_path / "out" / "inventory.nc", engine="h5netcdf") as data:
        assert data["release"].attrs["units"] == "kg yr-1"
        assert data.attrs["Conventions"].startswith("CF-")
        total = data["total_input"].sel(country="QZZ", year=2020, correction="corrected", statistic="best")
        summary = rows(tmp_path / "out" / "summary.csv")
        assert float(total) == pytest.approx(float(summary[-1]["input_kg"]))
        assert data["total_release_draws"].sizes["draw"] == 30


def test_a_defect_is_said_to_be_one(cli, example, monkeypatch) -> None:
    import quicksilver.inventory

    def broken(*args, **kwargs):
        raise RuntimeError("boom")

    monkeypatch.setattr(quicksilver.inventory, "run", broken)
    done = cli("inventory", "check", example / "2020")
    assert done.code == 3
    assert "defect of Quicksilver" in done.err
    assert "Traceback" not in done.err


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom quicksilver.cli.main import cli\n"
        "try: cli.main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'numpy', 'pandas', 'xarray', 'docx', 'typst', 'openpyxl', 'pint', 'scipy', 'babel'} & set(sys.modules)\n"
        "sys.exit(f'{heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_check_and_run_compare_with_a_previous_year(cli, example, tmp_path) -> None:
    slip = tmp_path / "slip"
    slip.mkdir()
    text = (example / "2020" / "inventory.csv").read_text(encoding="utf-8")
    (slip / "inventory.csv").write_text(
        text.replace("L1-CEM,,Y,2.0,Mt", "L1-CEM,,Y,2.0,kt"), encoding="utf-8"
    )
    (slip / "general.json").write_bytes((example / "2020" / "general.json").read_bytes())
    options = ("--previous", example / "2015")
    said = "times the 1,600,000 of 2015: 2,000,000 t meant?"
    assert said not in cli("inventory", "check", slip).out
    assert said in cli("inventory", "check", slip, *options).out
    done = cli("inventory", "run", slip, *options, "--out", tmp_path / "o", "--no-report", "--draws", 0)
    assert done.code == 0, done.err
    assert said in (tmp_path / "o" / "findings.csv").read_text(encoding="utf-8")
    several = cli("inventory", "run", slip, example / "2015", *options, "--out", tmp_path / "p")
    assert several.code == 2


def test_a_run_never_replaces_a_file_of_the_inventory(cli, example, tmp_path) -> None:
    book = tmp_path / "inventory.xlsx"
    cli("inventory", "template", "--level", 1, "--from", example / "2020", "--out", book)
    before = book.read_bytes()
    done = cli("inventory", "run", book, "--out", tmp_path, "--no-report", "--force", "--draws", 0)
    assert done.code != 0
    assert "never replaced" in done.err
    assert book.read_bytes() == before
    assert not (tmp_path / "lines.csv").exists()


def test_the_values_that_a_text_can_use_are_listed(cli, example) -> None:
    done = cli("inventory", "values", example / "2020")
    assert done.code == 0
    assert re.search(r"^total\.input +6,650.kg +Mercury input, total$", done.out, re.MULTILINE)
