"""Workbooks of strangers: read where they can be, refused with a reason where they must."""

import io
import zipfile

import openpyxl
import pytest

from quicksilver.errors import InputProblems
from quicksilver.intake.tables import LIMITS
from quicksilver.intake.workbooks import read_workbook, safety
from quicksilver.inventory import read, run

HEADER = ["source", "presence", "activity", "unit"]
GENERAL = [("country", "SEN"), ("year", 2020), ("level", 1), ("population", 17_000_000)]


def workbook(path, rows=(), general=GENERAL, header=HEADER):
    book = openpyxl.Workbook()
    lines = book.active
    lines.title = "data"
    lines.append(header)
    for row in rows:
        lines.append(row)
    sheet = book.create_sheet("about")
    for pair in general:
        sheet.append(pair)
    book.save(path)
    return path


def problems(path):
    with pytest.raises(InputProblems) as caught:
        read(path)
    assert all(p.what and p.where and p.allowed and p.remedy for p in caught.value.problems)
    return caught.value.problems


def add(path, name, data=b"x"):
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, data)
    return path


def test_plain_sheets_are_read(tmp_path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["L1-COAL-PP", "Y", 2, "kt"], ["L1-VCM", "N", None, None]])
    assert run(path, draws=0).total() == pytest.approx(0.3)


def test_general_data_in_a_row(tmp_path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        [["L1-VCM", "N"]],
        general=[tuple(k for k, _ in GENERAL), tuple(v for _, v in GENERAL)],
    )
    assert read(path).general.year == 2020


def test_mistakes_are_named_by_sheet_and_cell(tmp_path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        [
            ["L1-COAL-P", "Y", 2, "kt"],
            ["L1-CEM", "Y", "1,5,0", "t"],
            ["L1-ZN", "Y", -3, "t"],
            ["L1-CU", "Y", "=1+1", "t"],
        ],
    )
    found = {problem.where: problem.what for problem in problems(path)}
    assert "unknown source" in found["a.xlsx, sheet data, cell A2"]
    assert "is not a number" in found["a.xlsx, sheet data, cell C3"]
    assert "negative" in found["a.xlsx, sheet data, cell C4"]
    assert "formula" in found["a.xlsx, sheet data, cell C5"]


def test_spreadsheet_errors_and_unknown_columns(tmp_path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["L1-CEM", "Y", "#REF!", "t", 1]], header=[*HEADER, "activty"])
    said = " ".join(problem.what for problem in problems(path))
    assert "#REF!" in said
    assert "unknown column 'activty'" in said


def test_no_lines_at_all(tmp_path) -> None:
    path = workbook(tmp_path / "a.xlsx", header=["a", "b"])
    assert any("no sheet has a row of column keys" in problem.what for problem in problems(path))


def test_empty_corrupt_and_other_files(tmp_path) -> None:
    cases = {
        "empty.xlsx": (b"", "empty"),
        "text.xlsx": (b"hello, this is not a workbook", "not a workbook"),
        "old.xls": (
            bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 100,
            "old .xls workbook or protected with a password",
        ),
        "cut.xlsx": (b"PK\x03\x04" + b"\0" * 50, "damaged"),
    }
    for name, (data, says) in cases.items():
        (tmp_path / name).write_bytes(data)
        assert says in problems(tmp_path / name)[0].what
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("a.txt", "x")
    (tmp_path / "zip.xlsx").write_bytes(zipped.getvalue())
    assert "not an .xlsx workbook" in problems(tmp_path / "zip.xlsx")[0].what


def test_a_damaged_part_is_no_traceback(tmp_path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["L1-VCM", "N"]])
    broken = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<not xml" if name.endswith("sheet1.xml") else old.read(name))
    path.write_bytes(broken.getvalue())
    assert "damaged" in problems(path)[0].what


@pytest.mark.parametrize(
    ("member", "says"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/externalLinks/externalLink1.xml", "links to other workbooks"),
        ("xl/embeddings/oleObject1.bin", "embedded objects"),
        ("xl/activeX/activeX1.xml", "ActiveX"),
        ("xl/connections.xml", "data connections"),
    ],
)
def test_what_could_do_harm_is_refused(tmp_path, member, says) -> None:
    path = add(workbook(tmp_path / "a.xlsx", [["L1-VCM", "N"]]), member)
    assert says in problems(path)[0].what


@pytest.mark.parametrize("text", ['<!DOCTYPE x [<!ENTITY a "b">]><x/>', "<!DOCTYPE x><x/>".encode("utf-16")])
def test_entities_are_refused(tmp_path, text) -> None:
    path = add(workbook(tmp_path / "a.xlsx", [["L1-VCM", "N"]]), "xl/extra.xml", text)
    assert "document type definition" in problems(path)[0].what


def test_macro_suffix_is_refused(tmp_path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["L1-VCM", "N"]])
    other = path.rename(tmp_path / "a.xlsm")
    assert "macros" in problems(other)[0].what


def test_bombs_are_refused_before_they_unpack(tmp_path, monkeypatch) -> None:
    path = workbook(tmp_path / "a.xlsx", [["L1-VCM", "N"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.bin", b"\0" * 30_000_000)
    assert "unpacks to far more" in problems(path)[0].what
    plain = workbook(tmp_path / "b.xlsx", [["L1-VCM", "N"]])
    monkeypatch.setattr(safety, "MAX_UNPACKED", 1000)
    assert "unpacks to far more" in problems(plain)[0].what


def test_too_many_rows_and_columns(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(LIMITS, "inventory", 40)
    path = workbook(tmp_path / "a.xlsx", [["L1-VCM", "N"]] * 30)
    assert problems(path)[0].code == "workbook.cells"
    monkeypatch.setitem(LIMITS, "inventory", 1000)
    wide = workbook(tmp_path / "b.xlsx", [["L1-VCM", "N", *range(300)]])
    assert "beyond column 200" in problems(wide)[0].what


def test_formatting_alone_is_not_size(tmp_path) -> None:
    path = tmp_path / "a.xlsx"
    workbook(path, [["L1-VCM", "N"]])
    book = openpyxl.load_workbook(path)
    book["data"].cell(60_000, 150).font = openpyxl.styles.Font(bold=True)
    book.save(path)
    assert len(read(path).lines) == 1


def in_sheet(path, old, new):
    """Exchange bytes in the first sheet of a workbook."""
    changed = io.BytesIO()
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in book.namelist():
            data = book.read(name)
            if name.endswith("sheet1.xml"):
                assert old in data
                data = data.replace(old, new)
            target.writestr(name, data)
    path.write_bytes(changed.getvalue())
    return path


def test_a_cell_that_claims_to_stand_far_away_costs_nothing(tmp_path) -> None:
    for place in (b"A999999999999", b"XFD1048576"):
        path = workbook(tmp_path / "a.xlsx", [["L1-VCM", "N"]])
        blank = b'<row r="3"><c r="' + place + b'" s="0"/></row></sheetData>'
        assert len(read(in_sheet(path, b"</sheetData>", blank)).lines) == 1


def test_blank_cells_by_the_million_are_refused(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(safety, "MAX_TAGS", 500)
    path = workbook(tmp_path / "a.xlsx", [["L1-VCM", "N"]])
    blank = b'<row r="3">' + b'<c s="0"/>' * 600 + b"</row></sheetData>"
    assert "most of them blank" in problems(in_sheet(path, b"</sheetData>", blank))[0].what


@pytest.mark.parametrize(
    "formula",
    [b"<f>1+1</f>", b'<f t="array" ref="C2">SUM(A1)</f>', b'<f t="dataTable" ref="C2:C3" r1="A1"/>'],
)
def test_the_stored_result_of_a_formula_is_not_trusted(tmp_path, formula) -> None:
    path = workbook(tmp_path / "a.xlsx", [["L1-COAL-PP", "Y", 5, "t"]])
    found = problems(in_sheet(path, b"<v>5</v>", formula + b"<v>5</v>"))
    assert [(problem.where, problem.what[:7]) for problem in found] == [
        ("a.xlsx, sheet data, cell C2", "formula")
    ]


def test_dates_and_answers_of_the_wrong_kind(tmp_path) -> None:
    from datetime import datetime

    rows = [["L1-COAL-PP", "Y", datetime(2020, 1, 2), "t"], ["L1-CEM", "Y", True, "t"]]  # noqa: DTZ001
    found = problems(workbook(tmp_path / "a.xlsx", rows))
    assert [problem.where[-2:] for problem in found] == ["C2", "C3"]
    assert "is a date (2020-01-02)" in found[0].what
    assert "is not a number" in found[1].what


def test_words_of_the_six_languages_are_understood(tmp_path) -> None:
    words = {
        "Oui": "Y",
        "да": "Y",
        "是": "Y",
        "нет": "N",
        "لا": "N",
        "Desconocido": "?",
        "未知": "?",
        "？": "?",
    }
    rows = [["L1-VCM", word, None, None, f"site {number}"] for number, word in enumerate(words)]
    rows = [[*row[:2], 1 if words[row[1]] == "Y" else None, "t", row[4]] for row in rows]
    path = workbook(tmp_path / "a.xlsx", rows, header=[*HEADER, "site"])
    assert [line.presence for line in read(path).lines] == list(words.values())


def test_a_missing_and_an_unreadable_file(tmp_path) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    for name, says in (("none.xlsx", "no file"), ("folder.xlsx", "cannot be read")):
        with pytest.raises(InputProblems, match=says):
            read_workbook(tmp_path / name)
