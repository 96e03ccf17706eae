"""What people bring, at the interfaces: commands that read tables, workbooks and JSON of unknown origin."""

from __future__ import annotations

import json
import zipfile

import openpyxl
import pytest

from quicksilver.cli import main


@pytest.fixture
def cli(tmp_path, monkeypatch, capsys):
    """Return a function that runs a command in an empty folder and returns its exit code and what it printed."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        with pytest.raises(SystemExit) as stop:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return int(stop.value.code or 0), printed.out + printed.err

    return call


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"units": [{"mercury": "100 g", "mercury": "900 g"}]}', "units[1].mercury: 'mercury' occurs twice"),
        ('{"units": [{"mercury": ' + "9" * 400 + "}]}", "is not a number that can be used"),
        ('{"units": ' + "[" * 3000 + "]" * 3000 + "}", "nested too deeply"),
        ('{"units": NaN}', "NaN is not a number"),
    ],
)
def test_json_that_is_refused_with_its_place(cli, tmp_path, text, says) -> None:
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    code, printed = cli("area", "asgm", "capture", "--input", "a.json")
    assert (code, says in printed) == (1, True)


GENERAL = {
    "country": "SEN",
    "year": 2020,
    "level": 1,
    "population": 16743930,
    "electrification_rate": 0.704,
    "dental_personnel_per_1000": 0.05,
    "waste_well_managed": "no",
    "waste_separately_collected": "no",
}


def test_an_inventory_with_other_headings_is_read_by_a_column_mapping(cli, tmp_path) -> None:
    (tmp_path / "general.json").write_text(json.dumps(GENERAL), encoding="utf-8")
    content = "Tonnage 2020;;;\nCode;Existe;Quantité;Remarque\nL1-COAL-PP;oui;120000,5;x\n"
    (tmp_path / "a.csv").write_bytes(content.encode("cp1252"))
    (tmp_path / "m.yml").write_text(
        "columns: {source: Code, presence: Existe, activity: Quantité, note: Remarque}\nconstants: {unit: t}\n",
        encoding="utf-8",
    )
    code, printed = cli(
        "inventory", "run", "a.csv", "--map", "m.yml", "--out", "out", "--no-report", "--draws", 0
    )
    assert code == 0, printed
    assert "120000.5" in (tmp_path / "out" / "lines.csv").read_text(encoding="utf-8")
    notes = json.loads((tmp_path / "out" / "receipt.json").read_text(encoding="utf-8"))["warnings"]
    assert {"table.note.encoding", "table.note.separator", "table.note.above"} <= {
        n.get("code") for n in notes
    }


def test_a_formula_in_an_inventory(cli, tmp_path) -> None:
    assert cli("inventory", "template", "--level", 1, "--out", "plain.xlsx")[0] == 0
    book = openpyxl.load_workbook("plain.xlsx")
    for row in book["General"].iter_rows(min_row=3):
        if row[0].value in GENERAL and row[0].value != "level":
            row[2].value = GENERAL[row[0].value]
    for row in book["Step 1"].iter_rows(min_row=6):
        if row[0].value == "L1-COAL-PP":
            row[2].value, row[4].value = "Y", 120000.25
    book.save("plain.xlsx")
    with zipfile.ZipFile("plain.xlsx") as old, zipfile.ZipFile("a.xlsx", "w") as new:
        for name in old.namelist():
            data = old.read(name).replace(b"<v>120000.25</v>", b"<f>120*1000</f><v>120000</v>")
            new.writestr(name, data)
    code, printed = cli("inventory", "run", "a.xlsx", "--out", "out", "--no-report", "--draws", 0)
    assert (code, "its stored result is 120000" in printed) == (1, True)
    code, printed = cli(
        "inventory", "run", "a.xlsx", "--use-cached", "--out", "out", "--no-report", "--draws", 0
    )
    assert code == 0, printed
    assert "cell E6: the stored result 120000 of the formula '=120*1000' is used" in printed
    assert ",120000.0," in (tmp_path / "out" / "lines.csv").read_text(encoding="utf-8")


def test_a_register_whose_logical_cells_are_formulas(tmp_path) -> None:
    from quicksilver.intake import packaged
    from quicksilver.register.formats.tables import export_workbook, load_workbook
    from quicksilver.register.formats.text_form import load_directory

    folder = packaged.path("quicksilver.register", "data/2007-2008")
    register = load_directory(folder)
    path = export_workbook(register, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    changed = 0
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, bool):
                    cell.value, changed = "=TRUE()" if cell.value else "=FALSE()", changed + 1
    book.save(path)
    assert changed > 5
    assert load_workbook(path).records == register.records
