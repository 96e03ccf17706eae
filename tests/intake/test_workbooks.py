"""Workbooks, .xlsx and .ods: formulas, constants, stored results, limits, and what another spreadsheet makes of a file."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
import zipfile

import openpyxl
import pytest

from quicksilver.errors import InputProblems
from quicksilver.intake.tables import read_table
from quicksilver.intake.workbooks import read_workbook

NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
KIND = "application/vnd.oasis.opendocument.spreadsheet"


def ods(path, rows, members=()):
    content = f'<office:document-content {NAMES}><office:body><office:spreadsheet><table:table table:name="data">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", KIND)
        archive.writestr("content.xml", content)
        for name, data in members:
            archive.writestr(name, data)
    return path


def row(*cells, times=1):
    return f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'


def text(*paragraphs):
    inside = "".join(f"<text:p>{part}</text:p>" for part in paragraphs)
    return f'<table:table-cell office:value-type="string">{inside}</table:table-cell>'


def typed(kind, value, formula=""):
    name = {"float": "value", "boolean": "boolean-value", "date": "date-value"}[kind]
    stated = f'table:formula="{formula}" ' if formula else ""
    return f'<table:table-cell {stated}office:value-type="{kind}" office:{name}="{value}"><text:p>x</text:p></table:table-cell>'


BLANK = '<table:table-cell table:number-columns-repeated="16000"/>'


def test_the_cells_of_an_open_document(tmp_path) -> None:
    rows = (
        row(text("year"), text("value"), text("note"), BLANK)
        + row(
            typed("float", "2000"),
            typed("float", "1.5"),
            text('a<text:s text:c="2"/>b', "<text:span>c</text:span>"),
            BLANK,
        )
        + row(typed("date", "2001-01-02"), typed("boolean", "true"), text("x"), BLANK, times=2)
        + row(BLANK, times=1_000_000)
    )
    read = read_table(ods(tmp_path / "a.ods", rows), "emissions", wanted=("year", "value"))
    assert read.column("year") == [2000, dt.datetime(2001, 1, 2), dt.datetime(2001, 1, 2)]  # noqa: DTZ001
    assert read.column("value") == [1.5, True, True]
    assert read.column("note")[0] == "a  b\nc"
    assert str(read.place(2, "note")) == "a.ods, sheet data, cell C4"


@pytest.mark.parametrize(
    ("member", "code"),
    [
        ("Basic/x.xml", "workbook.harmful"),
        ("Object 1/content.xml", "workbook.harmful"),
        ("META-INF/manifest.xml", "workbook.old"),
    ],
)
def test_what_could_do_harm_in_an_open_document(tmp_path, member, code) -> None:
    path = ods(tmp_path / "a.ods", row(text("a")), [(member, "<x>encryption-data</x>")])
    with pytest.raises(InputProblems) as wrong:
        read_workbook(path)
    assert wrong.value.problems[0].code == code


def test_links_entities_and_repetitions_in_an_open_document(tmp_path) -> None:
    linked = '<table:table-source table:table-name="x"/>' + row(text("a"))
    entity = row(text("a")) + "<!DOCTYPE x>"
    repeated = row(
        text("a"),
        '<table:table-cell table:number-columns-repeated="150" office:value-type="float" office:value="1"/>',
        times=1_000_000,
    )
    for rows, code in (
        (linked, "workbook.harmful"),
        (entity, "workbook.definition"),
        (repeated, "workbook.cells"),
        ("<x>", "workbook.damaged"),
    ):
        with pytest.raises(InputProblems) as wrong:
            read_workbook(ods(tmp_path / "a.ods", rows))
        assert wrong.value.problems[0].code == code


def test_formulas_of_an_open_document(tmp_path) -> None:
    rows = (
        row(text("year"), text("value"))
        + row(typed("float", "2000"), typed("float", "120000", "of:=120*1000"))
        + row(typed("float", "2001"), typed("boolean", "true", "of:=TRUE()"))
    )
    path = ods(tmp_path / "a.ods", rows)
    with pytest.raises(InputProblems) as wrong:
        read_table(path, "emissions")
    problem = wrong.value.problems[0]
    assert (problem.code, problem.values["stored"], str(problem.where)) == (
        "table.formula",
        "120000",
        "a.ods, sheet data, cell B2",
    )
    read = read_table(path, "emissions", cached=True)
    assert read.column("value") == [120000, True]
    assert [(note.code, str(note.where)) for note in read.notes] == [
        ("workbook.stored", "a.ods, sheet data, cell B2")
    ]


# .xlsx


def xlsx(path, cells):
    """Write a workbook whose sheet has the given XML of cells."""
    book = openpyxl.Workbook()
    book.active.append(["year", "value"])
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(b"</sheetData>", f"<row r='2'>{cells}</row></sheetData>".encode())
            new.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("<c r='B2' t='b'><f aca='false'>TRUE()</f><v>1</v></c>", True),
        ("<c r='B2' t='b'><f>FALSE</f><v>0</v></c>", False),
        ("<c r='B2'><f>-1.5</f><v>-1.5</v></c>", -1.5),
        ("<c r='B2' t='str'><f>\"a\"</f><v>a</v></c>", "a"),
        ("<c r='B2' t='inlineStr'><is><r><t>ri</t></r><r><t>ch</t></r></is></c>", "rich"),
    ],
)
def test_constants_are_values(tmp_path, cell, value) -> None:
    read = read_table(xlsx(tmp_path / "a.xlsx", f"<c r='A2'><v>2000</v></c>{cell}"), "emissions")
    assert (read.column("value"), read.notes) == ([value], ())


def test_a_stored_result_is_offered_and_taken_only_on_request(tmp_path) -> None:
    path = xlsx(tmp_path / "a.xlsx", "<c r='A2'><v>2000</v></c><c r='B2'><f>120*1000</f><v>120000</v></c>")
    with pytest.raises(InputProblems, match="'=120\\*1000'; its stored result is 120000"):
        read_table(path, "emissions")
    read = read_table(path, "emissions", cached=True)
    assert (read.column("value"), read.notes[0].values) == (
        [120000],
        {"value": "120000", "formula": "=120*1000"},
    )


@pytest.mark.parametrize("cached", [True, False])
@pytest.mark.parametrize("result", ["", "<v></v>", "<v/>"])
def test_a_formula_without_a_stored_result_is_never_an_empty_cell(tmp_path, cached, result) -> None:
    path = xlsx(tmp_path / "a.xlsx", f"<c r='A2'><v>2000</v></c><c r='B2'><f>120*1000</f>{result}</c>")
    with pytest.raises(InputProblems) as wrong:
        read_table(path, "emissions", cached=cached)
    assert wrong.value.problems[0].code == "table.formula.no-result"


def test_a_workbook_is_refused_by_its_size_before_it_is_read(tmp_path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("data")
    for _ in range(1100):
        sheet.append([1] * 100)
    path = tmp_path / "a.xlsx"
    book.save(path)
    with pytest.raises(InputProblems, match="cells") as wrong:
        read_workbook(path, cells=100_000)
    assert wrong.value.problems[0].code == "workbook.cells"
    assert len(read_workbook(path)["data"].cells) == 110_000


@pytest.mark.office
def test_another_spreadsheet_saves_what_was_written(tmp_path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    book = openpyxl.Workbook()
    for values in (
        ["year", "yes", "day", "text"],
        [2000, True, dt.date(2008, 4, 1), "a\nb"],
        [2001, False, dt.date(2009, 5, 1), "x"],
    ):
        book.active.append(values)
    path = tmp_path / "in" / "a.xlsx"
    path.parent.mkdir()
    book.save(path)
    before = read_table(path, "emissions")
    for kind in ("ods", "xlsx"):
        command = [
            soffice,
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(tmp_path),
            str(path),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        if not (tmp_path / f"a.{kind}").exists():
            pytest.skip("LibreOffice has no program for spreadsheets here")
        after = read_table(tmp_path / f"a.{kind}", "emissions")
        assert [list(line) for line in after.content] == [list(line) for line in before.content]
        assert after.notes == ()


def test_an_archive_of_a_later_version_of_zip(tmp_path) -> None:
    path = ods(tmp_path / "a.ods", row(text("a")))
    content = bytearray(path.read_bytes())
    # The version that is needed, in the entry of the first member in the directory at the end.
    content[content.index(b"PK\x01\x02") + 6] = 148
    path.write_bytes(content)
    with pytest.raises(InputProblems) as wrong:
        read_workbook(path)
    assert wrong.value.problems[0].code == "workbook.damaged.zip"
