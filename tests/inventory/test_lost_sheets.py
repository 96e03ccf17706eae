"""Every way to lose a sheet of a workbook is a problem that names it; none is skipped in silence."""

from __future__ import annotations

import functools
import io

import openpyxl
import pytest

from quicksilver.errors import InputProblems
from quicksilver.inventory import read, run
from quicksilver.inventory.files.template import template_bytes
from quicksilver.languages import LANGUAGES

ANSWERS = {
    "country": "SEN",
    "year": 2020,
    "population": 16_743_930,
    "electrification_rate": 0.704,
    "dental_personnel_per_1000": 0.05,
    "waste_well_managed": "no",
    "waste_separately_collected": "no",
}
KEYS = 5


@functools.cache
def _template(level, language):
    return template_bytes(level, language)


@pytest.fixture
def book():
    """Return the Spanish template of Level 1 with two amounts, and a function that saves it."""
    return filled()


def filled(level=1, language="es"):
    book = openpyxl.load_workbook(io.BytesIO(_template(level, language)))
    for row in book.worksheets[1].iter_rows(min_row=3):
        if row[0].value in ANSWERS:
            row[2].value = ANSWERS[row[0].value]
    for sheet in book.worksheets[2:]:
        for row in sheet.iter_rows(min_row=6):
            if row[0].value in ("L1-COAL-PP", "L1-CEM", "5.10.1") and len(row) > 8:
                row[2].value, row[4].value, row[8].value = "Y", 450_000, "x"
    return book


def problems(book, path, *, most=1):
    book.save(path)
    with pytest.raises(InputProblems) as caught:
        read(path)
    found = caught.value.problems
    assert all(wrong.what and wrong.where and wrong.allowed and wrong.remedy for wrong in found)
    assert len(found) <= most, [str(wrong) for wrong in found]
    return found


def test_a_whole_workbook_is_read(book, tmp_path) -> None:
    book.save(tmp_path / "a.xlsx")
    assert run(tmp_path / "a.xlsx", draws=0).total() == pytest.approx(117)


def _emptied(sheet):
    for cell in sheet[KEYS]:
        cell.value = None


def _deleted(sheet):
    sheet.delete_rows(KEYS)


def _both(sheet):
    sheet.delete_rows(KEYS - 1, 2)


def _retyped(sheet):
    for cell in sheet[KEYS]:
        cell.value = f"x{cell.value}" if cell.value else None


def _all_above(sheet):
    sheet.delete_rows(1, KEYS)


@pytest.mark.parametrize("damage", [_emptied, _deleted, _both, _retyped, _all_above])
def test_a_sheet_without_its_row_of_keys_is_named(book, tmp_path, damage) -> None:
    step = 2 + (_emptied, _deleted, _both, _retyped, _all_above).index(damage)
    damage(book.worksheets[step])
    (wrong,) = problems(book, tmp_path / "a.xlsx")
    assert wrong.code == "inventory.sheet.keyless"
    assert f"sheet {book.worksheets[step].title}" in wrong.where
    assert "row" in wrong.where


@pytest.mark.parametrize("step", [2, 8])
def test_a_sheet_that_was_removed_is_named(book, tmp_path, step) -> None:
    book.remove(book.worksheets[step])
    (wrong,) = problems(book, tmp_path / "a.xlsx")
    assert wrong.code == "inventory.sheet.missing"
    assert str(step - 1) in wrong.what


def test_the_rows_of_a_step_that_were_deleted_are_a_missing_sheet(book, tmp_path) -> None:
    book.worksheets[3].delete_rows(6, 100)
    (wrong,) = problems(book, tmp_path / "a.xlsx")
    assert wrong.code == "inventory.sheet.missing"


def test_a_main_category_of_level_2_that_was_removed_is_named(tmp_path) -> None:
    book = filled(2, "en")
    book.remove(book["5.10"])
    (wrong,) = problems(book, tmp_path / "a.xlsx")
    assert "5.10" in wrong.what


@pytest.mark.parametrize(
    ("key", "typed"), [("presence", None), ("activity", "xx"), ("unit", None), ("note", "xx"), ("air", None)]
)
def test_a_key_that_was_emptied_or_retyped_is_named_by_its_cell(book, tmp_path, key, typed) -> None:
    sheet = book.worksheets[2]
    (cell,) = [cell for cell in sheet[KEYS] if cell.value == key]
    cell.value, sheet.cell(6, cell.column).value = typed, "x"
    # What the rows lack because of it may follow.
    wrong = problems(book, tmp_path / "a.xlsx", most=2)[0]
    assert f"cell {cell.coordinate}" in wrong.where
    assert key in f"{wrong.allowed} {wrong.guess} {wrong.remedy}"


@pytest.mark.parametrize("damage", ["removed", "keys emptied"])
def test_missing_general_data_are_one_problem(book, tmp_path, damage) -> None:
    if damage == "removed":
        book.remove(book.worksheets[1])
    else:
        for row in book.worksheets[1].iter_rows(min_row=3):
            row[0].value = None
    (wrong,) = problems(book, tmp_path / "a.xlsx")
    assert wrong.code == "inventory.sheet.general"


@pytest.mark.parametrize(
    ("key", "typed"), [("population", None), ("dental_personnel_per_1000", "dentists in all")]
)
def test_a_general_datum_that_lost_its_key_is_named(book, tmp_path, key, typed) -> None:
    for row in book.worksheets[1].iter_rows(min_row=3):
        if row[0].value == key:
            row[0].value, place = typed, row[2].coordinate
    (wrong,) = problems(book, tmp_path / "a.xlsx")
    assert f"cell {place}" in wrong.where


@pytest.mark.parametrize(("level", "entered"), [(1, 2), (2, 1)])
def test_the_level_agrees_with_the_workbook(tmp_path, level, entered) -> None:
    book = filled(level, "en")
    for row in book.worksheets[1].iter_rows(min_row=3):
        if row[0].value == "level":
            row[2].value = entered
    (wrong,) = problems(book, tmp_path / "a.xlsx")
    assert wrong.code == "inventory.level.workbook"


def test_missing_general_json_is_one_problem(make) -> None:
    path = make([{"source": "L1-SWITCH", "presence": "Y"}, {"source": "L1-DENTAL", "presence": "Y"}])
    path.with_name("general.json").unlink()
    with pytest.raises(InputProblems) as caught:
        read(path)
    (wrong,) = caught.value.problems
    assert wrong.code == "inventory.general.missing"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lost_key_of_the_sources_is_one_problem(tmp_path, language) -> None:
    book = filled(language=language)
    sheet = book.worksheets[2]
    (cell,) = [cell for cell in sheet[5] if cell.value == "source"]
    cell.value = None
    (wrong,) = problems(book, tmp_path / "source.xlsx")
    assert (wrong.place.sheet, wrong.place.row) == (sheet.title, 5)
