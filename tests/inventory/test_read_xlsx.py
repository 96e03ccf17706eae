"""Workbooks of strangers: read where they can be, refused with a reason where they must."""

import io
import zipfile

import openpyxl
import pytest

from quicksilver import safe_workbook
from quicksilver.errors import InputProblems
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
            ["L1-CEM", "Y", "1,5", "t"],
            ["L1-ZN", "Y", -3, "t"],
            ["L1-CU", "Y", "=1+1", "t"],
        ],
    )
    found = {problem.where: problem.what for problem in problems(path)}
    assert "unknown source" in found["a.xlsx, sheet data, cell A2"]
    assert "decimal comma" in found["a.xlsx, sheet data, cell C3"]
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
        "text.xlsx": (b"hello, this is no workbook", "not a workbook"),
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
    assert "no .xlsx workbook" in problems(tmp_path / "zip.xlsx")[0].what


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
    monkeypatch.setattr(safe_workbook, "MAX_UNPACKED", 1000)
    assert "unpacks to far more" in problems(plain)[0].what


def test_too_many_rows_and_columns(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(safe_workbook, "MAX_ROWS", 20)
    path = workbook(tmp_path / "a.xlsx", [["L1-VCM", "N"]] * 30)
    assert "more than 20 filled rows" in problems(path)[0].what
    wide = workbook(tmp_path / "b.xlsx", [["L1-VCM", "N", *range(300)]])
    assert "beyond column 200" in problems(wide)[0].what


def test_formatting_alone_is_not_size(tmp_path) -> None:
    path = tmp_path / "a.xlsx"
    workbook(path, [["L1-VCM", "N"]])
    book = openpyxl.load_workbook(path)
    book["data"].cell(60_000, 150).font = openpyxl.styles.Font(bold=True)
    book.save(path)
    assert len(read(path).lines) == 1
