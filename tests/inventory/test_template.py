"""The template: everything a user needs in it, locked where it should be, and read back as it was filled in."""

import io

import openpyxl
import pytest

from quicksilver.cli import main
from quicksilver.factors import shipped
from quicksilver.inventory import read, run
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
def example(tmp_path):
    for name, data in example_files().items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path


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
    assert sorted(found) == sorted(
        name for name, source in shipped().sources.items() if source.level == level
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
            assert sheet.cell(row, at["source"]).protection.locked
            for cell in sheet[row]:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    assert cell.protection.locked, cell.coordinate


def test_lists_and_bounds() -> None:
    made = book(1)
    sheet = steps(made)[0]
    rules = {rule.formula1: rule for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    lists = made["Lists"]
    assert lists.sheet_state == "hidden"
    values = []
    for name in rules:
        if name.startswith("INDIRECT"):
            continue
        area = made.defined_names[name].attr_text.split("!")[1].replace("$", "")
        values.append([cell.value for (cell,) in lists[area]])
    assert ["Y", "N", "?"] in values
    assert any("kt" in some and "TJ" in some for some in values)
    # The blank rows offer the units and technologies of the source that is chosen in them.
    assert sum(name.startswith("INDIRECT(INDEX(") for name in rules) == 2
    kinds = {(rule.type, rule.operator) for rule in sheet.data_validations.dataValidation}
    assert ("decimal", "greaterThanOrEqual") in kinds
    assert ("decimal", "between") in kinds
    assert all(rule.prompt for rule in sheet.data_validations.dataValidation)


def test_technologies_are_offered_by_name() -> None:
    made = book(2, "fr")
    texts = {cell.value for row in made["Lists"].iter_rows() for cell in row}
    assert label("technology", "5.1.1-o-esp", "fr") in texts
    assert label("technology", "5.5.1-o-use-a2", "fr") in texts


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
    from quicksilver.errors import InputProblems

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
