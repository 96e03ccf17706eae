"""Factors out of a Toolkit workbook whose layout is told."""

import openpyxl
import pytest

from quicksilver import factors
from quicksilver.cli import main
from quicksilver.errors import InputProblems
from quicksilver.factors.importing import import_toolkit

COLUMNS = {
    "id": "Category",
    "input_factor": "C",
    "input_factor_low": "Min",
    "input_factor_high": "Max",
    "input_factor_unit": "Unit",
}


def toolkit(path, rows):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "5.3"
    sheet.append(["Toolkit, some title"])
    sheet.append([])
    sheet.append(["Category", "Min", "Default", "Max", "Unit"])
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_read_by_title_and_letter(tmp_path) -> None:
    path = toolkit(
        tmp_path / "t.xlsx",
        [
            ["5.3.1-no", 0.01, 0.08, 0.4, "g Hg/t"],
            ["5.3.2", None, "0.02", None, "g Hg/t"],
            ["Sum", None, None, None, None],
        ],
    )
    rows = import_toolkit(
        path, sheet="5.3", header_row=3, columns=COLUMNS, source="Toolkit workbook 2019", last_row=5
    )
    assert [row["id"] for row in rows] == ["5.3.1-no", "5.3.2"]
    assert rows[0]["input_factor"] == "0.08"
    assert {row["source"] for row in rows} == {"Toolkit workbook 2019"}


def test_command_writes_an_overlay_that_loads(tmp_path, capsys) -> None:
    path = toolkit(tmp_path / "t.xlsx", [["5.3.1-no", 0.01, 0.08, 0.4, "g Hg/t"]])
    out = tmp_path / "own.csv"
    arguments = [
        "factors",
        "import",
        str(path),
        "--sheet",
        "5.3",
        "--header-row",
        "3",
        "--source",
        "Toolkit 2019",
        "--out",
        str(out),
    ]
    arguments += [text for name, title in COLUMNS.items() for text in ("--column", f"{name}={title}")]
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert not stop.value.code, capsys.readouterr().err
    changed = factors.load(out)
    assert changed.sources["5.3.1-no"].factor.value == 0.08
    assert changed.sources["5.3.1-no"].factor.standing is factors.Standing.READ
    assert factors.shipped().sources["5.3.1-no"].factor.value == 0.11


def test_an_overlay_may_be_a_workbook(tmp_path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["id", "input_factor", "input_factor_unit", "source"])
    book.active.append(["L1-CEM", 0.07, "g Hg/t", "Stack tests"])
    book.save(tmp_path / "own.xlsx")
    assert factors.load(tmp_path / "own.xlsx").sources["L1-CEM"].factor.value == 0.07


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (["5.3.1-nope", 0.01, 0.08, 0.4, "g Hg/t"], "unknown source"),
        (["5.3.1-no", 0.01, "0,0,8", 0.4, "g Hg/t"], "is not a number"),
        (["5.3.1-no", 0.01, "0.05 - 0.5", 0.4, "g Hg/t"], "is not one number"),
        (["5.3.1-no", 0.01, "1,500", 0.4, "g Hg/t"], "can be 1.5 or 1500"),
        (["5.3.1-no", 0.01, "=0.04*2", 0.4, "g Hg/t"], "formula"),
    ],
)
def test_mistakes_name_the_cell(tmp_path, row, says) -> None:
    path = toolkit(tmp_path / "t.xlsx", [row])
    with pytest.raises(InputProblems) as caught:
        import_toolkit(path, sheet="5.3", header_row=3, columns=COLUMNS, source="x")
    assert says in caught.value.problems[0].what
    assert "sheet 5.3, cell" in caught.value.problems[0].where


def test_layout_that_is_not_there(tmp_path) -> None:
    path = toolkit(tmp_path / "t.xlsx", [["5.3.1-no", 0.01, 0.08, 0.4, "g Hg/t"]])
    for options, says in (
        ({"sheet": "5.4", "header_row": 3, "columns": COLUMNS}, "no sheet '5.4'"),
        ({"sheet": "5.3", "header_row": 3, "columns": {**COLUMNS, "id": "Categry"}}, "no column 'Categry'"),
        ({"sheet": "5.3", "header_row": 3, "columns": {"input_factor": "C"}}, "no column is named for 'id'"),
        ({"sheet": "5.3", "header_row": 4, "columns": {"id": "A", "input_factor": "C"}}, "no row below"),
    ):
        with pytest.raises(InputProblems, match=says):
            import_toolkit(path, source="x", **options)


def test_stored_results_are_taken_only_when_asked_for(tmp_path) -> None:
    import io
    import zipfile

    path = toolkit(tmp_path / "t.xlsx", [["5.3.1-no", 0.01, 0.08, 0.4, "g Hg/t"]])
    changed = io.BytesIO()
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(changed, "w") as target:
        for name in book.namelist():
            data = book.read(name)
            target.writestr(name, data.replace(b"<v>0.08</v>", b"<f>0.04*2</f><v>0.08</v>"))
    path.write_bytes(changed.getvalue())
    options = {"sheet": "5.3", "header_row": 3, "columns": COLUMNS, "source": "x"}
    with pytest.raises(InputProblems, match=r"formula '=0\.04\*2'"):
        import_toolkit(path, **options)
    assert import_toolkit(path, **options, use_cached=True)[0]["input_factor"] == "0.08"


def test_ids_that_are_alike_are_offered(tmp_path) -> None:
    rows = [["5.3.1-n0", 0.01, 0.08, 0.4, "g Hg/t"], ["5.3.2", 0.01, "1 500", 0.4, "g Hg/t"]]
    with pytest.raises(InputProblems) as caught:
        import_toolkit(
            toolkit(tmp_path / "t.xlsx", rows),
            sheet="5.3",
            header_row=3,
            columns=COLUMNS,
            source="x",
            level=2,
        )
    assert [problem.guess for problem in caught.value.problems] == ["", ""]
    assert caught.value.problems[0].readings == ("5.3.1-no",)
    assert caught.value.problems[1].readings == ("1500",)


def test_a_decimal_comma_is_read(tmp_path) -> None:
    rows = [["5.3.1-no", 0.01, "0,08", 0.4, "g Hg/t"]]
    read = import_toolkit(
        toolkit(tmp_path / "t.xlsx", rows), sheet="5.3", header_row=3, columns=COLUMNS, source="x"
    )
    assert read[0]["input_factor"] == "0.08"


def test_an_empty_sheet_is_named(tmp_path) -> None:
    openpyxl.Workbook().save(tmp_path / "e.xlsx")
    with pytest.raises(InputProblems, match="no filled sheet"):
        factors.load(tmp_path / "e.xlsx")


def test_a_whole_number_of_many_digits_is_no_defect(tmp_path) -> None:
    import zipfile

    path = toolkit(tmp_path / "t.xlsx", [["5.3.1-no", 0.01, 1234567, 0.4, "g Hg/t"]])
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name).replace(b"1234567", b"1" * 400) for name in book.namelist()}
    with zipfile.ZipFile(path, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)
    with pytest.raises(InputProblems, match="not a finite number"):
        import_toolkit(path, sheet="5.3", header_row=3, columns=COLUMNS, source="x")
