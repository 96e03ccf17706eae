"""Workbooks of the Toolkit's kind through the command line: factors, a filled inventory, and levels that are not mixed."""

import csv
import json

import openpyxl
import pytest
from tests.inventory.conftest import write

from quicksilver.cli import main

HEADINGS = [
    "C",
    "Su-C",
    "Source category",
    "Exists? (y/n/?)",
    "Activity rate",
    "Activity unit",
    "Default input factor (low - high)",
    "Input factor",
    "Unit",
    "Calculated Hg input (kg/y)",
    "Output scenario",
    "Air",
    "Water",
    "Land",
    "Products",
    "General waste",
    "Sector specific treatment/disposal",
    "Hg out: Air",
]
ROWS = (
    ["5.1", None, "Main category - Extraction and use of fuels/energy sources"],
    [None, "5.1.1", "Coal combustion in large power plants", "y"],
    [
        None,
        None,
        "Coal type: hard coal (anthracite/bituminous)",
        None,
        450000,
        "t/y",
        "0.05 - 0.5",
        0.15,
        "g Hg/t",
        "=E7*H7/1000",
        "b) Particle control with ESP",
        0.75,
        0,
        0,
        0,
        0,
        0.25,
        "=J7*L7",
    ],
    [
        None,
        None,
        "Coal type: lignite",
        None,
        0,
        "t/y",
        "0.05 - 0.2",
        "0,1",
        "g Hg/t",
        "=E8*H8/1000",
        "b) Particle control with ESP",
        0.95,
        0,
        0,
        0,
        0,
        0.05,
        "=J8*L8",
    ],
    [None, "5.1.2", "Other coal use", "y"],
    [None, "5.1.3", "Mineral oils - extraction, refining and use", "y"],
    [
        None,
        None,
        "Use of petroleum coke and heavy oil",
        None,
        650000,
        "t/y",
        "10 - 100",
        20,
        "mg Hg/t",
        "=E11*H11/1000000",
        None,
        1,
        0,
        0,
        0,
        0,
        0,
        "=J11",
    ],
)
STEP = (
    ["Cat. no.", "Source", "Default input factor", "Unit"],
    ["5.7.2", "Production of recycled ferrous metals", 1.1, "g Hg/vehicle"],
    ["5.8.1", "Incineration of municipal/general waste", 7, "g Hg/t"],
    ["5.9.1", "Controlled landfills/deposits", 7, "g Hg/t"],
    ["5.9.4", "Informal dumping", 7, "g Hg/t"],
    ["5.9.5", "Waste water", 6, "mg Hg/m3"],
)
LEVEL_1 = {"L1-REC-FE": 1.1, "L1-MSW-INC": 7.0, "L1-LANDFILL": 7.0, "L1-DUMP": 7.0, "L1-WWATER": 6.0}
LINES = (
    {"source": "L1-LANDFILL", "presence": "Y", "activity": 400_000, "unit": "t"},
    {"source": "L1-WWATER", "presence": "Y", "activity": 100_000_000, "unit": "m3"},
)


def book_of(path, title, rows):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.fixture
def fuels(tmp_path):
    title = "Toolkit Inventory Level 2 - Source category: Extraction and use of fuels/energy sources"
    return book_of(tmp_path / "toolkit.xlsx", "5.1 Fuels", [[title], [], [], list(HEADINGS), *ROWS])


@pytest.fixture
def told(capsys):
    """Return a function that runs a command and returns its exit status and all that it printed."""

    def run(*arguments):
        with pytest.raises(SystemExit) as stop:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return stop.value.code or 0, said.out + said.err

    return run


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_factors_by_number_and_material(fuels, tmp_path, told) -> None:
    out = tmp_path / "own.csv"
    code, said = told(
        "factors", "import", fuels, "--source", "Toolkit IL2 v1.5", "--use-cached", "--out", out
    )
    assert code == 0, said
    assert "cell B9" in said
    rows = rows_of(out)
    factor = {row["id"]: row for row in rows if row["input_factor"]}
    triple = ("input_factor", "input_factor_low", "input_factor_high", "input_factor_unit")
    assert {ident: tuple(row[name] for name in triple) for ident, row in factor.items()} == {
        "5.1.1-hard": ("0.15", "0.05", "0.5", "g Hg/t"),
        "5.1.1-lignite": ("0.1", "0.05", "0.2", "g Hg/t"),
        "5.1.3-heavy": ("20", "10", "100", "mg Hg/t"),
    }
    assert {row["standing"] for row in rows} == {"read"}
    assert factor["5.1.1-hard"]["source"] == "Toolkit IL2 v1.5, toolkit.xlsx, sheet 5.1 Fuels, cell C7"
    shares = {(row["id"], row["technology"]): (row["air"], row["sector_waste"]) for row in rows if row["air"]}
    assert shares == {
        ("5.1.1-hard", "Particle control with ESP"): ("0.75", "0.25"),
        ("5.1.1-lignite", "Particle control with ESP"): ("0.95", "0.05"),
        ("5.1.3-heavy", "5.1.3-o-none"): ("1", "0"),
    }
    match = {row["row"]: row for row in rows_of(tmp_path / "own-match.csv")}
    assert match["9"]["state"] == "not taken"
    assert "no row of a source below" in match["9"]["reason"]


def test_a_filled_workbook_is_taken_and_runs(fuels, tmp_path, told) -> None:
    folder = tmp_path / "taken"
    code, said = told("inventory", "import", fuels, "--out", folder)
    assert code == 0
    assert said.count("the workbook does not state: country, year") == 1
    assert "workbook total 80.5 kg, ours 80.5 kg" in said
    assert not {"country", "year"} & set(json.loads((folder / "general.json").read_text()))
    code, said = told("inventory", "run", folder, "--out", tmp_path / "out", "--no-report")
    assert code == 1
    assert "the country is missing" in said
    given = ("--country", "Senegal", "--year", 2020)
    code, said = told("inventory", "import", fuels, "--out", folder, *given, "--force")
    assert code == 0, said
    assert "workbook total 80.5 kg, ours 80.5 kg" in said
    assert f"quicksilver inventory run {folder}" in said
    lines = {row["source"]: row for row in rows_of(folder / "inventory.csv")}
    assert {ident: (row["activity"], row["presence"]) for ident, row in lines.items()} == {
        "5.1.1-hard": ("450000", "Y"),
        "5.1.1-lignite": ("0", "Y"),
        "5.1.3-heavy": ("650000", "Y"),
    }
    assert lines["5.1.1-hard"]["source_of_data"].endswith("sheet 5.1 Fuels, cell C7")
    code, said = told("inventory", "run", folder, "--out", tmp_path / "out", "--no-report", "--json")
    assert code == 0, said
    receipt = json.loads(said)
    assert (
        receipt["totals"]["input"]["best"] == pytest.approx(80.5) if "totals" in receipt else "80.5" in said
    )
    assert "factors.csv" in receipt["factor_set"]


def test_the_table_of_the_match_is_used_again(fuels, tmp_path, told) -> None:
    given = ("--country", "SEN", "--year", 2020)
    told("inventory", "import", fuels, "--out", tmp_path / "first", *given)
    match = tmp_path / "first" / "match.csv"
    match.write_text(
        match.read_text(encoding="utf-8").replace("data,taken,5.1.3", "data,not taken,5.1.3"), "utf-8"
    )
    code, said = told("inventory", "import", fuels, "--out", tmp_path / "second", "--match", match, *given)
    assert code == 0, said
    assert "workbook total 80.5 kg, ours 67.5 kg" in said
    assert "the row is not taken" in said


def test_level_1_factors_go_to_level_1(tmp_path, told) -> None:
    path = book_of(tmp_path / "step4.xlsx", "Step 4", STEP)
    columns = ("--column", "id=A", "--column", "input_factor=C", "--column", "input_factor_unit=D")
    for name, layout in (("stated.csv", ("--sheet", "Step 4", *columns)), ("found.csv", ())):
        out = tmp_path / name
        code, said = told("factors", "import", path, *layout, "--source", "IL1", "--out", out)
        assert code == 0, said
        assert {
            row["id"]: float(row["input_factor"]) for row in rows_of(out) if row["input_factor"]
        } == LEVEL_1
        file = write(tmp_path / name.removesuffix(".csv"), LINES, level=1)
        results = tmp_path / f"results-{name}"
        code, said = told(
            "inventory", "run", file, "--factors", out, "--out", results, "--no-report", "--draws", 0
        )
        assert code == 0, said
        amounts = {row["source"]: float(row["input_kg"]) for row in rows_of(results / "lines.csv")}
        assert amounts == {"L1-LANDFILL": pytest.approx(2800), "L1-WWATER": pytest.approx(600)}


def test_a_level_that_nothing_tells_is_asked_for(tmp_path, told) -> None:
    path = book_of(tmp_path / "factors.xlsx", "Factors", [STEP[0], STEP[2], STEP[1]])
    columns = ("--column", "id=A", "--column", "input_factor=C", "--column", "input_factor_unit=D")
    for layout in (("--sheet", "Factors", *columns), ()):
        arguments = ("factors", "import", path, *layout, "--source", "a table", "--out", tmp_path / "own.csv")
        code, said = told(*arguments)
        assert code
        assert "--level 1 or --level 2" in said
        assert "L1-MSW-INC" in said
        for level, ident in ((1, "L1-MSW-INC"), (2, "5.8.1")):
            code, said = told(*arguments, "--level", level, "--force")
            assert code == 0, said
            assert ident in {row["id"] for row in rows_of(tmp_path / "own.csv")}


def test_factors_that_touch_no_line_are_a_finding(tmp_path, told) -> None:
    overlay = tmp_path / "overlay.csv"
    overlay.write_text("id,input_factor,input_factor_unit,source\n5.9.1,7,g Hg/t,x\n", "utf-8")
    file = write(tmp_path / "one", LINES, level=1)
    code, said = told(
        "inventory", "run", file, "--factors", overlay, "--out", tmp_path / "o", "--no-report", "--draws", 0
    )
    assert code == 0
    assert "act on no line" in said
    assert "5.9.1" in said


def test_a_standing_that_is_none_is_refused(tmp_path, told) -> None:
    overlay = tmp_path / "overlay.csv"
    overlay.write_text(
        "id,input_factor,input_factor_unit,source,standing\n5.9.1,7,g Hg/t,x,certain\n", "utf-8"
    )
    code, said = told("factors", "diff", "shipped", overlay)
    assert code
    assert "unknown standing 'certain'" in said
