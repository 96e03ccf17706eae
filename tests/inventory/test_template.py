"""The template: everything a user needs in it, locked where it should be, and read back as it was filled in."""

import io
import shutil
import subprocess

import openpyxl
import pytest

from quicksilver.cli import main
from quicksilver.errors import InputProblems
from quicksilver.factors import shipped
from quicksilver.inventory import read, run
from quicksilver.inventory.files import template
from quicksilver.inventory.files.example import example_files
from quicksilver.inventory.files.template import template_bytes
from quicksilver.language.names import label
from quicksilver.languages import LANGUAGES


def book(level, language="en", **options):
    return openpyxl.load_workbook(io.BytesIO(template_bytes(level, language, **options)))


def keys(sheet):
    return {str(cell.value): cell.column for cell in sheet[5] if cell.value}


def steps(made):
    return [sheet for sheet in made.worksheets if "presence" in keys(sheet)]


@pytest.fixture
def few(monkeypatch) -> None:
    """Leave out most of the extra rows, which are alike."""
    monkeypatch.setattr(template, "_EXTRA_ROWS", 3)


def fill(made, level=1, **general) -> None:
    """Answer the general questions."""
    answers = {"country": "SEN", "year": 2020, "population": 17e6, "level": level} | general
    sheet = made.worksheets[1]
    for row in range(4, sheet.max_row + 1):
        if sheet.cell(row, 1).value in answers:
            sheet.cell(row, 3).value = answers[sheet.cell(row, 1).value]


def write(sheet, row, **values) -> None:
    at = keys(sheet)
    for name, value in values.items():
        sheet.cell(row, at[name]).value = value


@pytest.fixture
def example(tmp_path):
    for name, data in example_files().items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", [1, 2])
def test_every_source_of_the_level_has_a_row(level, language) -> None:
    made = book(level, language)
    found = []
    for sheet in steps(made):
        column = keys(sheet)["source"]
        for row in range(6, sheet.max_row + 1):
            value = sheet.cell(row, column).value
            if value:
                found.append(value)
                assert sheet.cell(row, column + 1).value == label("source", value, language)
    # Production of a product has the same row at both levels.
    assert sorted(found) == sorted(
        name
        for name, source in shipped().sources.items()
        if source.level == level or source.group == "product-production"
    )
    assert len(steps(made)) == (7 if level == 1 else 11)
    assert (made.worksheets[1].sheet_view.rightToLeft or False) == (language == "ar")


def test_what_is_to_be_filled_in_is_unlocked_and_the_rest_is_not() -> None:
    for sheet in steps(book(1)):
        assert sheet.protection.sheet
        at = keys(sheet)
        for row in range(6, sheet.max_row + 1):
            if sheet.cell(row, at["source"]).value is None:
                continue
            assert not sheet.cell(row, at["presence"]).protection.locked
            assert sheet.cell(row, at["source"] + 1).protection.locked
            for cell in sheet[row]:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    assert cell.protection.locked, cell.coordinate


def test_lists_and_bounds() -> None:
    made = book(1)
    sheet = steps(made)[0]
    rules = {rule.formula1: rule for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    lists = made["Lists"]
    assert lists.sheet_state == "hidden"
    values = {}
    for name, defined in made.defined_names.items():
        area = defined.attr_text.split("!")[1].replace("$", "")
        cells = lists[area] if ":" in area else ((lists[area],),)
        values[name] = [cell.value for (cell,) in cells]
    assert ["Y", "N", "?"] in values.values()
    assert any("kt" in some and "TJ" in some for some in values.values())
    # Units and technologies are those of the source of the row, whichever row it is.
    assert sum(name.startswith("INDIRECT(INDEX(") for name in rules) == 2
    chooser = values[next(rule.formula1 for rule in rules.values() if str(rule.sqref).startswith("A6"))]
    assert chooser[0] == label("source", "L1-COAL-PP")
    assert "L1-COAL-PP" in chooser
    kinds = {(rule.type, rule.operator) for rule in sheet.data_validations.dataValidation}
    assert ("decimal", "greaterThanOrEqual") in kinds
    assert ("decimal", "between") in kinds
    assert all(rule.prompt for rule in sheet.data_validations.dataValidation)


def test_technologies_are_offered_by_name() -> None:
    made = book(2, "fr")
    texts = {cell.value for row in made["Lists"].iter_rows() for cell in row}
    assert label("technology", "5.1.1-o-esp", "fr") in texts
    assert label("technology", "5.5.1-o-use-a2", "fr") in texts


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("language", ["en", "zh", "ar"])
def test_round_trip_of_a_filled_inventory(language, example, tmp_path) -> None:
    given = read(example / "2020")
    path = tmp_path / "filled.xlsx"
    path.write_bytes(template_bytes(1, language, prefill=given))
    back = read(path)
    assert back.general == given.general
    plain = (
        "source",
        "presence",
        "activity",
        "activity_low",
        "activity_high",
        "input_factor",
        "source_of_data",
        "note",
    )
    assert sorted(tuple(str(getattr(line, name)) for name in plain) for line in back.lines) == sorted(
        tuple(str(getattr(line, name)) for name in plain) for line in given.lines
    )
    assert (run(path, draws=50).estimate.totals == run(example / "2020", draws=50).estimate.totals).all()


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("language", ["fr", "es", "ru"])
def test_filled_in_by_hand(language, tmp_path) -> None:
    path = tmp_path / "hand.xlsx"
    made = book(2, language)
    general = made.worksheets[1]
    answers = {"country": "SEN", "year": 2020, "population": 17e6}
    for row in range(4, general.max_row + 1):
        if general.cell(row, 1).value in answers:
            general.cell(row, 3).value = answers[general.cell(row, 1).value]
    sheet = steps(made)[0]
    at = keys(sheet)
    row = next(r for r in range(6, sheet.max_row) if sheet.cell(r, at["source"]).value == "5.1.1-hard")
    for name, value in (
        ("presence", "Y"),
        ("activity", 2),
        ("unit", "kt"),
        ("technology", label("technology", "5.1.1-o-ff", language)),
    ):
        sheet.cell(row, at[name]).value = value
    sheet.cell(row + 1, at["presence"]).value = "?"
    blank = next(
        r
        for r in range(row, sheet.max_row + 1)
        if not sheet.cell(r, at["source"]).value and not sheet.cell(r, at["source"]).protection.locked
    )
    for name, value in (
        ("source", "5.1.6-wood"),
        ("presence", "Y"),
        ("activity", 10),
        ("unit", "t"),
        ("site", "Mill"),
    ):
        sheet.cell(blank, at[name]).value = value
    made.save(path)
    result = run(path, draws=0)
    assert [line.source.id for line in result.lines] == ["5.1.1-hard", "5.1.1-subbit", "5.1.6-wood"]
    assert result.lines[0].technology == "5.1.1-o-ff"
    assert result.total("air") == pytest.approx(2000 * 0.15e-3 * 0.5 + 10 * 0.03e-3)
    assert result.general.country == "SEN"


def test_an_empty_template_says_what_is_missing(tmp_path) -> None:
    path = tmp_path / "empty.xlsx"
    path.write_bytes(template_bytes(1, "es"))
    with pytest.raises(InputProblems) as caught:
        read(path)
    said = " ".join(problem.what for problem in caught.value.problems)
    assert "nothing is filled in" in said
    assert "the country is missing" in said
    assert any("cell C4" in problem.where for problem in caught.value.problems)


def test_same_bytes_twice() -> None:
    assert template_bytes(2, "ru") == template_bytes(2, "ru")


def test_command_writes_once(tmp_path, capsys) -> None:
    path = tmp_path / "new.xlsx"
    for expected in (0, 1):
        with pytest.raises(SystemExit) as stop:
            main(["inventory", "template", "--level", "1", "--language", "zh", "--out", str(path)])
        assert (stop.value.code or 0) == expected
    assert "--force" in capsys.readouterr().err


def test_texts_are_complete_in_six_languages() -> None:
    from quicksilver.inventory.files.template import _words

    known = set(_words("en"))
    for language in LANGUAGES:
        words = _words(language)
        assert set(words) == known
        assert all(words.values())
        if language in ("zh", "ar", "ru"):
            assert all(not text.isascii() for text in words.values())


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_technology_comes_back_as_its_id(language, tmp_path) -> None:
    from dataclasses import replace

    from quicksilver.inventory.model import ActivityLine, General, InventoryInput

    lines = tuple(
        ActivityLine(source, "", presence="Y", activity=1.5, unit="t", technology=technology, note="=1+1")
        for source, technology in shipped().outputs
        if shipped().sources[source].level == 2
    )
    given = InventoryInput("all", General("SEN", 2020, 2, waste_well_managed=True), lines, "")
    path = tmp_path / "all.xlsx"
    path.write_bytes(template_bytes(2, language, prefill=given))
    from quicksilver.inventory.files.read_xlsx import read_xlsx

    back = read_xlsx(path)
    assert not back.problems
    found = [
        (
            row["source"].value,
            row["technology"].value,
            row["activity"].value,
            row["unit"].value,
            row["note"].value,
        )
        for row in back.lines
    ]
    wanted = [(line.source, line.technology, 1.5, "t", "=1+1") for line in map(replace, lines)]
    assert sorted(found) == sorted(wanted)


@pytest.mark.usefixtures("few")
def test_texts_fit_the_bounds_of_a_spreadsheet() -> None:
    import re

    for level, language in ((1, "fr"), (2, "ru")):
        for sheet in book(level, language).worksheets:
            assert len(sheet.title) <= 31
            for rule in sheet.data_validations.dataValidation:
                assert max(len(rule.prompt or ""), len(rule.formula1)) <= 255
                assert len(rule.error or "") <= 225
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        assert all(len(text) <= 255 for text in re.findall(r'"([^"]*)"', cell.value))


@pytest.mark.parametrize(("level", "language"), [(1, "fr"), (2, "zh")])
def test_two_hundred_rows_for_plants(level, language, tmp_path) -> None:
    made = book(level, language)
    fill(made, level)
    sheet = steps(made)[0]
    source = "L1-COAL-PP" if level == 1 else "5.1.6-wood"
    last = max(r for r in range(6, sheet.max_row + 1) if sheet.cell(r, 1).value)
    rows = range(last + 2, sheet.max_row + 1)
    assert len(rows) == 200
    for number, row in enumerate(rows):
        named = label("source", source, language) if number % 2 else source
        write(sheet, row, source=named, presence="Y", activity=1.5, unit="t", site=f"{number}")
    path = tmp_path / "rows.xlsx"
    made.save(path)
    found = read(path).lines
    assert [(line.source, line.activity, line.site) for line in found] == [
        (source, 1.5, f"{number}") for number in range(200)
    ]


@pytest.mark.usefixtures("few")
def test_a_row_that_is_inserted_is_read(tmp_path) -> None:
    made = book(1, "fr")
    fill(made)
    sheet = steps(made)[0]
    assert not sheet.protection.insertRows
    assert all(str(rule.sqref).split(":")[0].endswith("6") for rule in sheet.data_validations.dataValidation)
    write(sheet, 7, presence="Y", activity=2.5, unit="kt")
    sheet.insert_rows(7)
    name = label("source", "L1-COAL-PP", "fr")
    write(sheet, 7, source=name, presence="oui", activity=7.25, unit="kt", site="Centrale 2")
    path = tmp_path / "inserted.xlsx"
    made.save(path)
    assert [(line.source, line.activity) for line in read(path).lines] == [
        ("L1-COAL-PP", 7.25),
        ("L1-COAL-OTH", 2.5),
    ]


@pytest.mark.usefixtures("few")
def test_an_id_that_was_changed_beside_its_name_is_a_problem(tmp_path) -> None:
    made = book(1, "fr")
    fill(made)
    write(steps(made)[0], 6, source="L1-COAL-OTH", presence="Y", activity=2.5, unit="kt")
    path = tmp_path / "changed.xlsx"
    made.save(path)
    with pytest.raises(InputProblems) as caught:
        read(path)
    (found,) = caught.value.problems
    assert (found.code, found.where.cell) == ("inventory.source.beside", "A6")


def test_what_a_row_needs_is_what_a_run_asks_for(tmp_path) -> None:
    import json

    codes = {
        "factor": "inventory.factor",
        "technology": "inventory.technology.needed",
        "shares": "inventory.shares",
        "waste": "inventory.waste",
        "electricity": "inventory.scale",
        "dentists": "inventory.scale",
    }
    for source in shipped().sources.values():
        if source.presence_only:
            continue
        needs = template._needs(source, shipped())
        line = {"source": source.id, "presence": "Y"}
        if needs("people") == "FALSE":
            line |= {"activity": 1, "unit": template._units(source)[0]}
        path = tmp_path / "one.json"
        general = {"country": "SEN", "year": 2020, "level": source.level, "population": 17_000_000}
        path.write_text(json.dumps({"general": general, "lines": [line]}))
        try:
            run(path, draws=0)
            found = set()
        except InputProblems as wrong:
            found = {problem.code for problem in wrong.problems if problem.severity == "error"}
        for key, code in codes.items():
            is_asked = any(text.startswith(code) for text in found)
            other = {"electricity": "dentists", "dentists": "electricity"}.get(key, key)
            assert ("TRUE" in (needs(key), needs(other))) == is_asked, (source.id, key, found)


@pytest.mark.parametrize("ident", ["5.5.9", "L1-CREAM", "5.1.1-hard", "5.5.1-med"])
def test_energy_is_offered_for_fuels_only(ident) -> None:
    assert ("TJ" in template._units(shipped().sources[ident])) == (ident == "5.1.1-hard")


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    ("language", "published", "assumed", "number"),
    [
        ("en", "published range", "assumed range", "0.15"),
        ("fr", "étendue publiée", "étendue supposée", "0,15"),
        ("zh", "已发表的范围", "假定范围", "0.15"),
    ],
)
def test_a_shipped_factor_says_where_its_range_is_from(language, published, assumed, number) -> None:
    made = book(1, language)
    texts = {
        sheet.cell(row, 1).value: str(sheet.cell(row, template._AT["=default"]).value)
        for sheet in steps(made)
        for row in range(6, sheet.max_row + 1)
        if sheet.cell(row, 1).value
    }
    assert published in texts["L1-COAL-PP"]
    assert number in texts["L1-COAL-PP"]
    assert assumed in texts["L1-LAMP-OTH"]
    assert "–" in texts["L1-LAMP-OTH"]


@pytest.mark.usefixtures("few")
def test_production_is_asked_for_at_both_levels(tmp_path) -> None:
    made = book(2, "en")
    fill(made, 2, waste_well_managed="no", waste_separately_collected="no")
    sheet = next(sheet for sheet in steps(made) if sheet.title == "5.5")
    row = next(r for r in range(6, sheet.max_row + 1) if sheet.cell(r, 1).value == "L1-PROD-SWITCH")
    write(sheet, row, presence="Y", activity=12, unit="kg")
    path = tmp_path / "production.xlsx"
    made.save(path)
    assert [line.source.id for line in run(path, draws=0).lines] == ["L1-PROD-SWITCH"]


@pytest.mark.usefixtures("few")
def test_a_cell_that_became_a_date_or_a_percentage_says_how_decimals_are_entered(tmp_path) -> None:
    import datetime as dt

    made = book(1, "fr")
    fill(made, electrification_rate=70)
    write(steps(made)[0], 6, presence="Y", activity=dt.date(2026, 5, 1), unit="kt")
    path = tmp_path / "dates.xlsx"
    made.save(path)
    with pytest.raises(InputProblems) as caught:
        read(path)
    found = {problem.code: problem for problem in caught.value.problems}
    assert "0,5 or 0.5" in found["inventory.number.date"].remedy
    assert "0,7" in found["inventory.share.percent.sheet"].remedy
    assert "0.7" in found["inventory.share.percent.sheet"].remedy


@pytest.mark.office
def test_a_spreadsheet_keeps_formulas_and_lists(tmp_path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    made = book(1, "fr")
    fill(made)
    sheet = steps(made)[0]
    write(sheet, 6, presence="Y", activity=2.5, unit="kt")
    write(sheet, 7, presence="Y", activity=2.5, unit="TJ")
    named = label("source", "L1-COAL-PP", "fr")
    write(sheet, 100, source=named, presence="Y", activity=0.5, unit="kt", site="Nord")
    production = steps(made)[2]
    shares = next(r for r in range(6, 30) if production.cell(r, 1).value == "L1-PROD-PAINT")
    write(production, shares, presence="Y", activity=2.5)
    path = tmp_path / "in" / "a.xlsx"
    path.parent.mkdir()
    made.save(path)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    if not (tmp_path / "a.xlsx").exists():
        pytest.skip("LibreOffice has no program for spreadsheets here")
    shown = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True)
    first, status = steps(shown)[0], template._AT["=status"]
    assert [first.cell(row, status).value for row in (6, 7, 100)] == [
        "complet",
        "pouvoir calorifique manquant",
        "complet",
    ]
    assert first.cell(100, 2).value == named
    assert steps(shown)[2].cell(shares, status).value == "parts de sortie manquantes"
    offered = [str(rule.formula1) for rule in first.data_validations.dataValidation]
    assert sum(text.startswith("INDIRECT(INDEX(") for text in offered) == 2
    assert read(tmp_path / "a.xlsx").lines[2].source == "L1-COAL-PP"


@pytest.mark.usefixtures("few")
def test_where_the_general_figures_are_from_is_read_and_reported(tmp_path) -> None:
    made = book(1, "fr")
    fill(made, general_sources="Institut de statistique, annuaire 2021")
    write(steps(made)[0], 6, presence="Y", activity=2.5, unit="kt")
    path = tmp_path / "sources.xlsx"
    made.save(path)
    assert read(path).general.general_sources == "Institut de statistique, annuaire 2021"
