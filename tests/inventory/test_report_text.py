"""The officer's text: read from sheets and folders, kept at every run, its numbers filled in and its typed numbers checked."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from quicksilver.documents.tree import Table, plain_text, walk
from quicksilver.errors import InputProblems
from quicksilver.factors import shipped
from quicksilver.inventory import Inventory, read, run
from quicksilver.inventory.files.example import example_files
from quicksilver.inventory.files.template import template_bytes
from quicksilver.inventory.results.export import files
from quicksilver.inventory.results.values import read_values, values_of, values_table
from quicksilver.inventory.texts import part_title, parts, value_units
from quicksilver.languages import LANGUAGES
from quicksilver.reports.national import context_of, document

REVIEW = """| row | checked | by | date | result |
| --- | --- | --- | --- | --- |
| L1-COAL-OTH | amount | Statistics office | 31.03.2026 | agreed |
| Crematoria |  | Ministry | 2026-04-02 |  |
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of an inventory with a folder of texts."""
    for name, data in example_files().items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (tmp_path / "2020" / "text").mkdir()
    return tmp_path / "2020"


def wrong(path: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(InputProblems) as caught:
        read(path)
    return [(problem.code, str(problem.where), problem.guess) for problem in caught.value.problems]


def report_of(result: Inventory, language: str = "en") -> list[str]:
    """Return the texts of a report in reading order."""
    texts = []
    for block in walk(document(context_of(result, language)).blocks):
        if isinstance(block, Table):
            texts += [plain_text(cell) for row in block.rows for cell in row.cells]
        for name in ("content", "items"):
            content = getattr(block, name, ())
            texts += [plain_text(item) for item in content] if name == "items" else [plain_text(content)]
    return [text for text in texts if text]


def test_texts_of_a_folder_are_in_every_report(folder: Path) -> None:
    text = folder / "text"
    (text / "contact.md").write_text("institution: Ministry\nCourriel: a@b.example\n", encoding="utf-8")
    (text / "purpose.md").write_text("For the **plan**.\n", encoding="utf-8")
    (text / "Summary of mercury inputs to society.md").write_text("All: [[total.input]].", encoding="utf-8")
    (text / "step-1.md").write_text("# Coal\n\nText in UTF-16.", encoding="utf-16")
    (text / "hot-spots.md").write_text("One mine.", encoding="utf-8")
    (text / "review.md").write_text(REVIEW, encoding="utf-8")
    (text / ".hidden").write_text("x", encoding="utf-8")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    result = run(folder, draws=0)
    for language in LANGUAGES:
        printed = report_of(result, language)
        for wanted in (
            "Ministry",
            "a@b.example",
            "For the plan.",
            "Text in UTF-16.",
            "One mine.",
            "2026-03-31",
        ):
            assert wanted in printed, (language, wanted)
        assert any(line.startswith("All: 6") for line in printed)
    english = report_of(result)
    assert english.index("Purpose of this inventory") < english.index("For the plan.")
    place = english.index("Summary of mercury inputs to society")
    assert english[place + 1] == "All: 6,650\u00a0kg."
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_folder_of_its_own_name_and_the_shared_one_are_put_together(folder: Path) -> None:
    (folder / "inventory-text").mkdir()
    (folder / "inventory-text" / "purpose.md").write_text("Own.", encoding="utf-8")
    (folder / "text" / "foreword.md").write_text("Shared.", encoding="utf-8")
    assert {part: made.text for part, made in read(folder).text.parts.items()} == {
        "purpose": "Own.",
        "foreword": "Shared.",
    }
    (folder / "text" / "purpose.md").write_text("Other.", encoding="utf-8")
    assert wrong(folder) == [("report.part.twice", "text/purpose.md, line 1", "")]
    (folder / "text" / "purpose.md").write_text("Own.\n", encoding="utf-8")
    assert read(folder).text.parts["purpose"].text == "Own."


def test_a_folder_whose_inventory_was_renamed_is_named(folder: Path) -> None:
    (folder / "old-text").mkdir()
    (folder / "old-text" / "purpose.md").write_text("Lost?", encoding="utf-8")
    assert [(note.code, str(note.where)) for note in read(folder).warnings] == [("report.folder", "old-text")]


def test_everything_that_is_wrong_with_texts_is_named_at_once(folder: Path) -> None:
    text = folder / "text"
    (text / "purpose.docx").write_bytes(b"PK")
    (text / "more").mkdir()
    (text / "sumary.md").write_text("x", encoding="utf-8")
    (text / "step-9.md").write_text("x", encoding="utf-8")
    (text / "5.1.md").write_text("a chapter of Level 2", encoding="utf-8")
    (text / "inputs.md").write_text("\n\n[[total.inputs]] and [[total.air, h]]", encoding="utf-8")
    (text / "contact.md").write_text("institution: A\nfax: 1\nno colon here", encoding="utf-8")
    (text / "review.md").write_text(
        "| row | by | date | color |\n|---|---|---|---|\n| L1-COAL-XX | A | 03/04/2026 | |\n| all | | 2026-01-01 | |",
        encoding="utf-8",
    )
    assert sorted(wrong(folder)) == [
        ("report.contact", "text/contact.md, line 2", ""),
        ("report.contact", "text/contact.md, line 3", ""),
        ("report.file", "text/more", ""),
        ("report.file", "text/purpose.docx", ""),
        ("report.part", "text/5.1.md, line 1", ""),
        ("report.part", "text/step-9.md, line 1", ""),
        ("report.part", "text/sumary.md, line 1", "summary"),
        ("report.review.column", "text/review.md, line 1", ""),
        ("report.review.date", "text/review.md, line 3", ""),
        ("report.review.missing", "text/review.md, line 4", ""),
        ("report.review.row", "text/review.md, line 3", ""),
        ("text.form", "text/inputs.md, line 3", ""),
        ("text.name", "text/inputs.md, line 3", "total.input"),
    ]


def test_what_is_wrong_with_texts_is_listed_with_what_is_wrong_with_numbers(folder: Path) -> None:
    (folder / "text" / "nothing.md").write_text("x", encoding="utf-8")
    path = folder / "inventory.csv"
    path.write_text(path.read_text("utf-8").replace(",Y,150,kt", ",Y,many,kt"), encoding="utf-8")
    assert {code for code, _, _ in wrong(folder)} >= {"report.part", "number.unreadable"}


def filled_template(path: Path, texts: dict[str, str], level: int = 1, language: str = "en") -> None:
    """Fill in texts, a hot spot and an entry of the log in a template of the example."""
    import openpyxl

    given = read(path.parent / "2020")
    path.write_bytes(template_bytes(level, language, prefill=given))
    book = openpyxl.load_workbook(path)
    keys = {sheet.cell(4, 1).value: sheet for sheet in book.worksheets}
    rows = {keys["text.part"].cell(row, 1).value: row for row in range(5, 60)}
    for part, text in texts.items():
        keys["text.part"].cell(rows[part], 3).value = text
    for column, value in enumerate(("Old mine", "North", None, "Tailings: [[total.land]]"), 1):
        keys["spot.name"].cell(5, column).value = value
    for column, value in enumerate(("L1-CREM", "amount", "A", dt.date(2026, 3, 31)), 1):
        keys["review.row"].cell(5, column).value = value
    book.save(path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheets_of_the_template_are_read_in_every_language(folder: Path, language: str) -> None:
    path = folder.parent / "a.xlsx"
    filled_template(path, {"contact.person": "Head", "step-1": "Line 1\n\n=no formula"}, language=language)
    text = read(path).text
    assert text.contact["person"].text == "Head"
    assert text.parts["step-1"].text == "Line 1\n\n=no formula"
    assert (text.spots[0].name, text.spots[0].known) == ("Old mine", "Tailings: [[total.land]]")
    assert (text.reviews[0].row, text.reviews[0].date) == ("L1-CREM", "2026-03-31")
    again = folder.parent / "b.xlsx"
    again.write_bytes(template_bytes(1, language, prefill=read(path)))
    copied = read(again).text
    assert {part: made.text for part, made in copied.parts.items()} == {"step-1": "Line 1\n\n=no formula"}
    assert [replace(spot, where="") for spot in copied.spots] == [
        replace(spot, where="") for spot in text.spots
    ]
    assert [replace(row, where="") for row in copied.reviews] == [
        replace(row, where="") for row in text.reviews
    ]


def test_an_empty_template_has_no_text(tmp_path: Path) -> None:
    for level in (1, 2):
        path = tmp_path / f"{level}.xlsx"
        path.write_bytes(template_bytes(level))
        with pytest.raises(InputProblems) as caught:
            read(path)
        assert not [problem for problem in caught.value.problems if problem.code.startswith("report")]


def test_hot_spots_and_the_log_are_in_the_report(folder: Path) -> None:
    path = folder.parent / "a.xlsx"
    filled_template(path, {})
    printed = report_of(run(path, draws=0))
    assert any(line.startswith("Tailings: 2,4") for line in printed)
    assert "Log of the review" in "".join(printed)
    (left,) = [line for line in printed if line.startswith("Rows with an amount that no entry names")]
    assert "Crematoria" not in left
    assert "Other uses of coal" in left


def test_a_typed_number_is_flagged_when_an_amount_changes_and_the_text_stays(
    folder: Path, tmp_path: Path
) -> None:
    (folder / "text" / "inputs.md").write_text(
        "The total input is [[total.input]].\n\nThe total mercury input was 6,650 kg.", encoding="utf-8"
    )
    first = run(folder, draws=0)
    assert [finding for finding in first.findings() if finding.check == 11] == []
    for name, data in files(first).items():
        (tmp_path / name).write_bytes(data)
    path = folder / "inventory.csv"
    path.write_text(path.read_text("utf-8").replace(",Y,150,kt", ",Y,1500,kt"), encoding="utf-8")
    second = run(folder, draws=0)
    assert "The total input is 6,850\u00a0kg." in report_of(second)
    (alone,) = [finding for finding in second.findings() if finding.check == 11]
    assert (alone.severity, alone.where) == ("medium", "text/inputs.md, line 3")
    informed = replace(second, before=read_values(tmp_path / "values.csv"))
    (finding,) = [finding for finding in informed.findings() if finding.check == 11]
    assert (finding.severity, finding.where) == ("high", "text/inputs.md, line 3")
    assert str(finding.what) == (
        "the text states 6,650 kg; the run gave this before and now gives 6,850\u00a0kg (total.input)"
    )
    for language in LANGUAGES:
        assert "6,650 kg" in finding.text(language)


def test_the_names_are_those_that_the_values_have(folder: Path) -> None:
    result = run(folder, draws=0)
    values = values_of(result)
    units = value_units(shipped())
    assert values.keys() == units.keys()
    assert {name: value.unit for name, value in values.items()} == units


def test_values_are_those_of_the_tables(folder: Path) -> None:
    result = run(folder, draws=0)
    values = values_of(result)
    assert values["total.air"].value == result.total("air")
    table = result.table[result.table["source"] == "L1-COAL-OTH"].iloc[0]
    assert values["source.L1-COAL-OTH.input"].value == pytest.approx(table["input_kg"])
    assert values["source.L1-COAL-OTH.activity"].value == pytest.approx(150_000.0)
    assert str(values["source.L1-PAINT.input"].value) == "unknown: a data gap"
    shares = [value.value for name, value in values.items() if name.endswith(".share")]
    assert sum(share for share in shares if isinstance(share, float)) == pytest.approx(100.0)
    names = list(values_table(result)["name"])
    assert len(names) == len(set(names))


def test_without_a_line_totals_are_unknown_and_not_0(folder: Path) -> None:
    path = folder / "inventory.csv"
    path.write_text("source,presence\nL1-CREM,?\n", encoding="utf-8")
    (folder / "text" / "summary.md").write_text("Total: [[total.input]].", encoding="utf-8")
    assert "Total: not known." in report_of(run(folder, draws=0))


def test_parts_have_titles_in_every_language() -> None:
    for level in (1, 2):
        for name in parts(level, shipped()):
            titles = {part_title(name, language) for language in LANGUAGES}
            assert all(titles)
