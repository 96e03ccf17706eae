"""What is stated of files at the command line applies at every door, and what was noted while reading is told."""

from __future__ import annotations

import json
from pathlib import Path

import click
import openpyxl
import pytest

from quicksilver.cli.main import cli as whole
from quicksilver.intake.tables import propose, read_mapping, read_table

SCENARIO = "title: own\nbase_year: 2015\nbaseline: {file}\nfrom: 2015\nto: 2016\n"
DAYS = "\n".join(
    f"A,2019-{month:02}-{day:02},gem,{{}},ng/m3,10,20" for month in range(1, 13) for day in range(1, 29)
)
#: Door -> (command, its table in CSV with one number left open).
DOORS = {
    "totals": (
        "fate grid {file} --out {out}/g.nc --resolution 5",
        "region,sector,value,unit,year\nSEN,ASGM,{},kg/yr,2020\n",
    ),
    "points": (
        "fate grid {folder}/totals.csv --points {file} --out {out}/g.nc --resolution 5",
        "name,lon,lat,sector,value,unit,region\nsite,-12,14,ASGM,{},kg/yr,SEN\n",
    ),
    "heights": (
        "fate grid {folder}/totals.csv --heights {file} --out {out}/g.nc --resolution 5",
        "class,from_m,to_m\nlow,0,{}\n",
    ),
    "emissions": (
        "fate cycle --emissions {file} --from 2000 --to 2001 --out {out}/c.csv",
        "year,atm\n2000,{}\n2001,{}\n",
    ),
    "attribute": (
        "fate attribute --emissions {file} --from 2000 --to 2001",
        "year,atm\n2000,{}\n2001,{}\n",
    ),
    "futures": (
        "fate compare --emissions {file} --from 2001 --to 2003 --future hold",
        "year,atm\n2000,{}\n2001,{}\n",
    ),
    "observed": (
        "fate ensemble --from 2000 --to 2001 --members 400 --emissions {folder}/series.csv --observed {file} "
        "--out {out}/e.csv",
        "quantity,year,low,high,over,source\natm,2001,1,{}00,,own\n",
    ),
    "stations": (
        "fate observe {file}",
        "station,time,variable,value,unit,latitude,longitude\n" + DAYS + "\n",
    ),
    "baseline": (
        "scenario run {folder}/baseline.yml",
        "region,sector,area,value,unit\nSEN,asgm,asgm,{},kg/yr\n",
    ),
    "iamc": (
        "scenario run {folder}/iamc.yml",
        "model,scenario,region,variable,unit,2015\nm,s,SEN,Emissions|Hg|asgm,kg/yr,{}\n",
    ),
    "overlay": (
        "factors show L1-COAL-PP --factors {file}",
        "id,input_factor,input_factor_unit,source\nL1-COAL-PP,{},g/t,own\n",
    ),
    "diff": (
        "factors diff shipped {file}",
        "id,input_factor,input_factor_unit,source\nL1-COAL-PP,{},g/t,own\n",
    ),
    "rates": (
        "report contributions --from after-2009 --out {out} --as-of 2010-06-01 --to USD --rates {file}",
        "currency,to,value,day,source\nEUR,USD,{},2009-06-01,bank\n",
    ),
}
OBSERVED = {"stations"}


@pytest.fixture
def door(cli, tmp_path):
    """Return a function that runs the command of a door on a table."""
    (tmp_path / "totals.csv").write_text("region,sector,value,unit,year\nSEN,ASGM,9000,kg/yr,2020\n")
    (tmp_path / "series.csv").write_text("year,atm\n2000,1000\n2001,1000\n")

    def run(name: str, file: Path, *more: object):
        (tmp_path / f"{name}.yml").write_text(SCENARIO.format(file=file.name))
        command = DOORS[name][0].format(file=file, folder=tmp_path, out=tmp_path / "out")
        force = ["--force"] * any(part in command for part in ("--out",))
        return cli(*command.split(), *force, *more)

    return run


def table_of(name: str, number: str, file: Path) -> Path:
    """Write the table of a door as CSV (a number with a comma in quotes) or as a workbook."""
    quoted = f'"{number}"' if "," in number and file.suffix == ".csv" else number
    text = DOORS[name][1].replace("{}00", "{}").replace("{}", quoted)
    if file.suffix == ".csv":
        file.write_text(text, encoding="utf-8")
        return file
    book = openpyxl.Workbook()
    for line in text.splitlines():
        book.active.append([_typed(cell) for cell in line.split(",")])
    book.save(file)
    return file


def _typed(cell: str) -> object:
    try:
        return float(cell)
    except ValueError:
        return cell or None


def commands(command: click.Command, path: tuple[str, ...] = ()):
    if hasattr(command, "lazy"):
        for name in command.lazy:
            yield from commands(command.get_command(click.Context(command), name), (*path, name))
    else:
        yield path, command


@pytest.mark.parametrize("name", DOORS)
def test_the_advice_of_the_question_can_be_followed(door, tmp_path, name) -> None:
    file = table_of(name, "1,500", tmp_path / f"table-{name}.csv")
    asked = door(name, file)
    assert asked.code == 1, asked
    assert "--decimal comma" in asked.err
    answered = door(name, file, "--decimal", "point")
    assert answered.code == 0, answered.err


@pytest.mark.parametrize("name", DOORS)
def test_a_stored_result_is_offered_and_taken(door, tmp_path, name) -> None:
    file = table_of(name, "=3*500", tmp_path / f"table-{name}.xlsx")
    stored_result(file, "3*500", "1500")
    asked = door(name, file)
    assert asked.code == 1, asked
    assert "its stored result is 1500" in asked.err
    assert "--use-cached" in asked.err
    used = door(name, file, "--use-cached")
    assert used.code == 0, used.err
    assert "please check: " in used.err
    assert "the stored result 1500 of the formula" in used.err


def stored_result(file: Path, formula: str, value: str) -> None:
    """Store the result of a formula, as a spreadsheet does when it saves."""
    import zipfile

    with zipfile.ZipFile(file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    cell = f"<f>{formula}</f><v></v>".encode()
    plain = f"<f>{formula}</f><v />".encode()
    with zipfile.ZipFile(file, "w") as packed:
        for name, data in parts.items():
            new = f"<f>{formula}</f><v>{value}</v>".encode()
            packed.writestr(name, data.replace(cell, new).replace(plain, new))


@pytest.mark.parametrize("name", DOORS)
def test_a_mapping_is_used_at_every_door(door, tmp_path, name) -> None:
    file = table_of(name, "1500", tmp_path / f"table-{name}.csv")
    headings, rows = file.read_text().split("\n", 1)
    names = headings.split(",")
    file.write_text(",".join(f"k{i}" for i in range(len(names))) + "\n" + rows)
    pairs = {name: f"k{i}" for i, name in enumerate(names)}
    (tmp_path / "m.yml").write_text(f"columns: {json.dumps(pairs)}\n")
    assert door(name, file).code == 1
    for stated in (f"{file.name}={tmp_path / 'm.yml'}", f"{file}={tmp_path / 'm.yml'}"):
        mapped = door(name, file, "--map", stated)
        assert mapped.code == 0, mapped.err
        assert "was not used" not in mapped.err


@pytest.mark.parametrize("name", DOORS)
def test_how_a_file_was_read_is_told(door, tmp_path, name, monkeypatch) -> None:
    file = table_of(name, "1500", tmp_path / f"table-{name}.csv")
    text = file.read_text().replace(",", ";").replace("1500", "1500,5")
    file.write_bytes(("Prepared by the Ministère\n" + text).encode("latin-1"))
    told = door(name, file)
    assert told.code == 0, told.err
    for words in (
        "cells are separated by semicolons",
        "numbers are read with a decimal comma",
        "lines above the headings are not part of the table: 1",
        "the text is read as",
    ):
        assert told.err.count(words) == 1, (words, told.err)
    monkeypatch.setenv("QUICKSILVER_LANGUAGE", "fr")
    assert "les cellules sont séparées par" in door(name, file).err
    assert "please check" not in door(name, file, "--quiet").err


@pytest.mark.parametrize("name", ["totals", "emissions", "stations", "baseline", "diff", "rates"])
def test_results_as_json_have_the_notes(door, tmp_path, name) -> None:
    file = table_of(name, "1500", tmp_path / f"table-{name}.csv")
    file.write_text(file.read_text().replace(",", ";"))
    data = json.loads(door(name, file, "--json").out)
    assert "table.note.separator" in [warning["code"] for warning in data["warnings"]]


@pytest.mark.parametrize("name", ["totals", "points", "emissions", "baseline", "iamc"])
def test_a_rate_of_another_period_is_told(door, tmp_path, name) -> None:
    file = table_of(name, "100", tmp_path / f"table-{name}.csv")
    file.write_text(file.read_text().replace("kg/yr", "kg/month"))
    told = door(name, file, *(["--unit", "kg/month"] if name == "emissions" else []))
    assert told.code == 0, told.err
    assert "the unit 'kg/month' is converted to a year: times 12" in told.err


@pytest.mark.parametrize("name", ["totals", "points", "baseline", "iamc", "stations"])
def test_what_is_taken_out_of_a_text_is_told(door, tmp_path, name) -> None:
    file = table_of(name, "100", tmp_path / f"table-{name}.csv")
    text = file.read_text().replace("SEN", "SE\u200bN").replace("A,2019-01-01", "A\u200b,2019-01-01")
    file.write_text(text, encoding="utf-8")
    told = door(name, file)
    assert told.code == 0, told.err
    assert "were taken out of the text: U+200B" in told.err


def test_every_command_with_a_question_has_its_option() -> None:
    with_files = {"--emissions", "--factors", "--observed", "--points", "--heights", "--rates", "--stations"}
    for path, command in commands(whole):
        options = {option for param in command.params for option in param.opts}
        # Fields in NetCDF have no decimal sign, no headings and no formulas.
        gridded = {
            option
            for param in command.params
            for option in param.opts
            if "(NetCDF" in (getattr(param, "help", "") or "")
        }
        if (options - gridded) & with_files or path in {
            ("scenario", name) for name in ("run", "compare", "curve", "mix")
        }:
            assert {"--decimal", "--map", "--use-cached"} <= options, path


def test_a_mapping_that_is_not_there_is_answered_with_how_to_make_one(door, tmp_path) -> None:
    file = table_of("totals", "1500", tmp_path / "t.csv")
    done = door("totals", file, "--map", tmp_path / "none.yml")
    assert done.code == 1
    assert "quicksilver mapping TABLE --for PURPOSE --out none.yml" in done.err


def test_a_mapping_that_nothing_used_is_told(door, tmp_path) -> None:
    file = table_of("totals", "1500", tmp_path / "t.csv")
    (tmp_path / "m.yml").write_text("columns: {region: region}\n")
    done = door("totals", file, "--map", f"points.csv={tmp_path / 'm.yml'}")
    assert "points.csv: the column mapping of this table was not used" in done.err


def test_a_proposal_is_shown_saved_and_used_again(cli, tmp_path) -> None:
    table, saved = tmp_path / "Rapport.csv", tmp_path / "m.yml"
    table.write_text(
        "Ministère\nRégion;Secteur;Émissions (t/month);an;Remarque\nSEN;ASGM;1,25;2020;x\n", encoding="utf-8"
    )
    shown = cli("mapping", table, "--for", "totals", "--out", saved)
    assert shown.code == 0, shown.err
    for words in (
        "'Région' is read as region",
        "is read as value, in t/month",
        "not used: Remarque",
        "missing: none",
        "decimal sign: comma",
        "headings in row 2",
    ):
        assert words in shown.out
    wanted = ("region", "sector", "value", "unit")
    first = read_table(table, "emissions", optional=(*wanted, "year"), short=True)
    assert propose(first, wanted, ("year",), ("value",)) == read_mapping(saved)
    used = cli("fate", "grid", table, "--map", saved, "--out", tmp_path / "g.nc", "--resolution", 5, "--json")
    assert json.loads(used.out)["ledger"][0]["total_kg"] == pytest.approx(15000)
    assert cli("mapping", table, "--for", "totals", "--out", saved).code == 1


def test_what_a_table_lacks_is_named(cli, tmp_path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("region,sektor\nSEN,ASGM\n")
    shown = json.loads(cli("mapping", table, "--for", "totals", "--json").out)
    assert shown["missing"] == ["value", "unit"]
    assert [row["similar"] for row in shown["columns"] if row["column"] == "sector"] in ([True], [False])


def test_a_mapping_names_the_sheet_of_an_inventory(cli, example, tmp_path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Bilan"
    for row in (("Origine", "Présence", "Quantité", "U"), ("L1-CREM", "Y", 1000, "corpses")):
        book.active.append(row)
    general = book.create_sheet("General")
    for pair in (("country", "SEN"), ("year", 2020), ("level", 1)):
        general.append(pair)
    book.save(tmp_path / "i.xlsx")
    (tmp_path / "m.yml").write_text(
        "columns: {source: Origine, presence: Présence, activity: Quantité, unit: U}\nsheet: Bilan\n",
        encoding="utf-8",
    )
    done = cli("inventory", "check", tmp_path / "i.xlsx", "--map", tmp_path / "m.yml")
    assert "corpses" not in done.err
    assert done.code == 0, done.err + done.out


def test_the_notes_on_an_overlay_are_in_the_receipt(cli, example, tmp_path) -> None:
    overlay = tmp_path / "own.csv"
    overlay.write_text("id;input_factor;input_factor_unit;source\nL1-COAL-PP;0,25;g/t;own\n")
    done = cli(
        "inventory",
        "run",
        example / "2020",
        "--factors",
        overlay,
        "--draws",
        0,
        "--no-report",
        "--out",
        tmp_path / "r",
    )
    assert done.code == 0, done.err
    assert done.err.count("numbers are read with a decimal comma, as in '0,25'") == 1
    receipt = json.loads((tmp_path / "r" / "receipt.json").read_text())
    assert {"number.comma-read", "table.note.separator"} <= {note["code"] for note in receipt["warnings"]}


def test_a_register_takes_stored_results_when_it_is_stated(tmp_path) -> None:
    from quicksilver.errors import InputProblems
    from quicksilver.intake.declared import declared
    from quicksilver.register.formats.tables.workbook import load_workbook

    book = openpyxl.Workbook()
    book.active.title = "areas"
    for row in (("id", "name [en]"), ("coal", "=A1")):
        book.active.append(row)
    book.save(tmp_path / "r.xlsx")
    stored_result(tmp_path / "r.xlsx", "A1", "7")
    with pytest.raises(InputProblems, match="its stored result is 7") as wrong:
        load_workbook(tmp_path / "r.xlsx")
    assert "--use-cached" in str(wrong.value)
    with declared(cached=True) as stated:
        load_workbook(tmp_path / "r.xlsx")
    assert [note.code for note in stated.notes] == ["workbook.stored"]


def test_texts_that_are_typed_are_cleaned() -> None:
    from quicksilver.cli.lazy import Text

    assert Text().convert("\u202aUNIDO\u202c\u200b", None, None) == "UNIDO"
    assert Text().convert("a\x0bb\x00", None, None) == "a\nb"
