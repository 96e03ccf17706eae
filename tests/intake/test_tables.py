"""The one reader of tables: dialects, encodings, rows of unequal length, mappings; nothing is dropped without a line."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quicksilver.errors import InputProblems
from quicksilver.intake.tables import ColumnMapping, propose, read_mapping, read_table, years
from quicksilver.intake.tables.columnar import simple_rows
from quicksilver.intake.tables.encodings import recognised

TEXT = "année,région,valeur\n2000,Sénégal,1.5\n2001,Côte d’Ivoire,2\n"


def table(content, name="a.csv", **options):
    data = content.encode() if isinstance(content, str) else content
    return read_table(name, "emissions", content=data, **options)


def problems(content, name="a.csv", **options):
    with pytest.raises(InputProblems) as wrong:
        table(content, name, **options)
    return [(problem.code, str(problem.where)) for problem in wrong.value.problems]


def notes(read):
    return [note.code.removeprefix("table.note.") for note in read.notes]


# Dialects


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(sign, end) -> None:
    number = "2.5" if sign == "," else "2,5"
    read = table(end.join(["year;a b;value", f'2000;"x;""y"";z";{number}', "2001;;3", ""]).replace(";", sign))
    assert read.texts("a b") == [f'x{sign}"y"{sign}z', ""]
    assert read.texts("value") == [number, "3"]
    assert read.source.separator == sign


def test_a_declared_separator_and_the_lines_after_it() -> None:
    read = table("sep=;\nyear;value\n2000;1,5\n")
    assert (read.texts("value"), str(read.place(0, "value")), notes(read)) == (
        ["1,5"],
        "a.csv:3, column value",
        [],
    )


def test_semicolons_with_decimal_commas_are_reported() -> None:
    read = table("\ufeffyear;atm\n2000;2000,5\n2010;2100,5\n")
    assert (read.texts("atm"), notes(read)) == (["2000,5", "2100,5"], ["separator"])
    assert read.notes[0].what == "cells are separated by semicolons"


def test_lines_above_the_headings_comments_and_blank_lines_are_reported() -> None:
    read = table('Emissions of mercury\n# note "open\n\nyear,value\n2000,1\n# 2001,5\n\n2002,2\n,\n')
    assert read.texts("value") == ["1", "2"]
    assert [str(read.place(i)) for i in range(2)] == ["a.csv:5", "a.csv:8"]
    assert notes(read) == ["above", "comments"]
    assert read.notes[1].values["lines"] == "2, 6"


def test_a_preamble_of_pairs_is_found_by_known_headings() -> None:
    read = table("Country,Senegal\nBy,a ministry\nyear,region,value\n2000,SEN,1\n", wanted=("year", "value"))
    assert (read.texts("region"), read.source.header_row) == (["SEN"], 3)


def test_an_error_of_a_spreadsheet_is_no_comment_and_a_quoted_sign_neither() -> None:
    read = table('id,value\n#N/A,1\n"#1 plant",2\n')
    assert (read.texts("id"), notes(read)) == (["#N/A", "#1 plant"], [])


def test_a_row_over_several_lines_keeps_the_line_of_its_beginning() -> None:
    read = table('year,note\n2000,"one\ntwo\n\nthree"\n2001,x\n')
    assert read.texts("note") == ["one\ntwo\n\nthree", "x"]
    assert [str(row.place) for row in read] == ["a.csv:2", "a.csv:6"]


def test_a_quotation_mark_that_is_not_closed_is_named_by_its_line() -> None:
    assert problems('year,note\n2000,a\n2001,"b\n2002,c\n') == [("table.broken", "a.csv:3")]


# Rows and headings


def test_rows_of_unequal_length_are_refused_all_at_once() -> None:
    found = problems("year,atm\n2000,2,000\n2001,2\n2002\n2003,1,,\n")
    assert found == [("table.cells", "a.csv:2, column 3"), ("table.cells-missing", "a.csv:4")]
    assert table("year,atm\n2000\n", short=True).texts("atm") == [""]


def test_headings_that_are_there_twice() -> None:
    assert problems("year,atm,ATM\n2000,1,2\n") == [("table.twice", "a.csv:1, column ATM")]
    assert problems("year,año,value\n1,2,3\n", wanted=("year",)) == [("table.same", "a.csv:1, column año")]
    # A word for a column that the reader does not know is the user's own.
    assert list(table("year,año\n1,2\n").names) == ["year", "año"]


def test_cells_under_no_heading_are_refused_and_blank_columns_are_not() -> None:
    assert problems("year,,value\n2000,x,1\n") == [("table.no-heading", "a.csv:2, column 2")]
    assert table("year,,value,\n2000,,1,\n").texts("value") == ["1"]


def test_a_missing_column_has_a_guess_among_what_is_left() -> None:
    with pytest.raises(InputProblems) as wrong:
        table("yeer,value\n1,2\n", wanted=("year", "value"))
    assert [(p.what, p.guess) for p in wrong.value.problems] == [("no column 'year'", "yeer")]
    assert problems("year,value\n", wanted=("year",)) == [("table.rows", "a.csv")]
    assert problems("  \n") == [("table.empty", "a.csv")]


@pytest.mark.parametrize(
    "heading",
    [
        "year,value",
        "année,valeur",
        "Año,Valor",
        "год,значение",
        "年份,数值",
        "السنة,القيمة",
        "ＹＥＡＲ,VALUE",
    ],
)
def test_headings_in_six_languages(heading) -> None:
    assert table(f"{heading}\n2000,1\n", wanted=("year", "value")).texts("year") == ["2000"]


def test_years_are_checked() -> None:
    read = table("year,atm\n2000,1\n2002,1\n2001,1\n2001,1\n")
    found = years(read, [2000, 2002, 2001, 2001])
    assert [(p.code, str(p.where)) for p in found] == [
        ("table.year.repeated", "a.csv:5, column year"),
        ("table.year.unsorted", "a.csv:4, column year"),
    ]
    gap = table("year,atm\n2000,1\n2001,1\n2003,1\n")
    assert [p.code for p in years(gap, [2000, 2001, 2003])] == ["table.year.gap"]
    assert years(gap, [2000, 2001, 2003], gaps=True) == []
    assert years(gap, [2000, 2005, 2010]) == []


# Encodings


@pytest.mark.parametrize(
    ("encoding", "noted"),
    [
        ("utf-8", []),
        ("utf-8-sig", []),
        ("utf-16", ["encoding"]),
        ("utf-16-le", ["encoding"]),
        ("cp1252", ["encoding"]),
    ],
)
def test_western_encodings(tmp_path, encoding, noted) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode(encoding))
    read = read_table(path, "emissions", wanted=("year", "region", "value"))
    assert (read.texts("region"), notes(read)) == (["Sénégal", "Côte d’Ivoire"], noted)


def test_chinese_encoding() -> None:
    text = "年份,地区,数值,单位\n2000,中国,1.5,万吨\n2001,燃煤电厂，火电,2,吨\n"
    read = table(text.encode("gb18030"), wanted=("year", "value"))
    assert (read.texts("unit") if "unit" in read else read.texts("单位")) == ["万吨", "吨"]
    assert read.source.encoding == "gb18030"


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "iso8859-5"])
def test_a_code_page_that_is_not_recognised_is_refused_and_taken_when_it_is_stated(encoding) -> None:
    data = "год,регион,значение\n2000,Российская Федерация,1\n2001,Казахстан,2\n".encode(encoding)
    assert [code for code, _ in problems(data)] == ["table.encoding"]
    read = table(data, mapping=ColumnMapping(encoding=encoding))
    assert read.texts("регион")[1] == "Казахстан"


@given(
    st.lists(
        st.sampled_from(
            [
                "créée",
                "PRODUÇÃO",
                "AÇÃO",
                "Küche",
                "España",
                "œuvre",
                "à",
                "m³",
                "µg",
                "°C",
                "20 °C",
                "d’eau",
                "LIÈGE",
                "n°",
                "A",
            ]
        ),
        min_size=2,
    )
)
def test_western_texts_are_never_read_as_chinese(words) -> None:
    assert recognised(",".join(words).encode("cp1252")) in ("cp1252", "utf-8")


@given(
    st.lists(st.sampled_from(["吨", "万吨", "水泥,千吨", "Hg排放", "燃煤电厂（大型）", "2000年"]), min_size=1)
)
def test_chinese_texts_are_recognised(words) -> None:
    assert recognised(",".join(words).encode("gb18030")) == "gb18030"


def test_binary_is_refused() -> None:
    assert problems(b"a,b\n1,\x00\n")[0][0] == "table.binary"


# Column mappings


def test_a_mapping_states_columns_constants_units_and_missing_codes() -> None:
    mapping = read_mapping(
        "m.yml",
        "columns: {year: Jahr, value: Hg gesamt}\nconstants: {region: DEU}\nunits: {value: kg/yr}\n"
        "decimal: ','\nheader_row: 2\nmissing: [-999, k.A.]\n",
    )
    read = table(
        "Bericht;;\nJahr;Hg gesamt;Rest\n2000;1,5;-999\n2001;k.A.;3\n",
        mapping=mapping,
        wanted=("year", "region"),
        united=("value",),
    )
    assert (read.texts("value"), read.texts("region"), read.texts("rest")) == (
        ["1,5", ""],
        ["DEU", "DEU"],
        ["", "3"],
    )
    assert (read.decimal, read.units) == ("comma", {"value": "kg/yr"})
    assert notes(read) == ["separator", "above", "missing", "missing"]
    assert str(read.cell(0, "value").place) == "a.csv:3, column Hg gesamt"


def test_a_mapping_that_does_not_fit_is_refused() -> None:
    assert problems("a,b\n1,2\n", mapping=ColumnMapping(columns={"year": "Jahr"})) == [
        ("table.mapping.heading", "a.csv:1")
    ]
    for text, code in (
        ("colums: {}", "table.mapping.key"),
        ("header_row: x", "table.mapping.value"),
        ("- 1", "table.mapping.value"),
    ):
        with pytest.raises(InputProblems) as wrong:
            read_mapping("m.yml", text)
        assert [p.code for p in wrong.value.problems] == [code]


def test_a_proposal_can_be_saved_and_used() -> None:
    content = "Año;Emisiones (t/yr);Regioon\n2000;1,5;SEN\n"
    proposal = propose(table(content), ("year", "value", "region"))
    assert proposal.columns == {"year": "Año", "value": "Emisiones (t/yr)", "region": "Regioon"}
    assert proposal.units == {"value": "t/yr"}
    again = read_mapping("m.yml", proposal.text())
    assert again == proposal
    wanted = ("year", "value", "region")
    assert table(content, mapping=again, wanted=wanted, united=("value",)).texts("region") == ["SEN"]


def test_a_unit_of_a_mapping_is_read_or_refused() -> None:
    mapping = ColumnMapping(units={"value": "t/yr"})
    assert table("value\n1\n", mapping=mapping, wanted=("value", "unit")).texts("unit") == ["t/yr"]
    for content, wanted in (("value,unit\n1,kg\n", ("value", "unit")), ("value\n1\n", ("value",))):
        assert [code for code, _ in problems(content, mapping=mapping, wanted=wanted)] == [
            "table.mapping.unit"
        ]


WORD = st.text(alphabet="abYNno01é я年.-#:'\"[]{}&*!|>%@,~", min_size=1, max_size=12).map(
    lambda text: f"x{text}".strip()
)


@given(
    st.builds(
        ColumnMapping,
        columns=st.dictionaries(WORD, WORD, max_size=3),
        constants=st.dictionaries(WORD, WORD, max_size=3),
        units=st.dictionaries(WORD, WORD, max_size=3),
        decimal=st.sampled_from(["", ".", ","]),
        sheet=st.just("") | WORD,
        header_row=st.integers(0, 50),
        missing=st.lists(WORD, max_size=3).map(tuple),
        separator=st.sampled_from(["", ",", ";", "\t", "|"]),
        encoding=st.sampled_from(["", "gb18030"]),
    )
)
def test_a_mapping_is_read_back_as_it_was_written(mapping) -> None:
    assert read_mapping("m.yml", mapping.text()) == mapping


# Any table


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="#"), max_size=8)


@settings(max_examples=150)
@given(
    st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_was_written_is_read(rows, sign, encoding) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=sign).writerows([["year", "region", "value"], *rows])
    read = (
        read_table(
            "a.csv",
            "emissions",
            content=text.getvalue().encode(encoding),
            wanted=("year", "region", "value"),
            mapping=ColumnMapping(header_row=1),
        )
        if any(any(map(str.strip, row)) for row in rows)
        else None
    )
    kept = [list(row) for row in rows if any(map(str.strip, row))]
    if read is not None:
        assert [list(row) for row in read.content] == kept


@given(
    st.lists(st.lists(st.text(alphabet="ab1. ;", max_size=3), min_size=1, max_size=4), min_size=1, max_size=6)
)
def test_simple_files_are_read_alike_in_both_ways(rows) -> None:
    text = "\n".join([",".join(["x", "y", "z"]), *(",".join(row) for row in rows)]) + "\n"
    simple = simple_rows(text.encode(), ",")
    if simple is not None:
        plain = table(text, mapping=ColumnMapping(separator=",", header_row=1))
        assert list(simple[1]) == [list(row) for row in plain.content]
        assert [simple[1][i] for i in range(len(simple[1]))] == list(simple[1])
        assert simple[1].column(1) == plain.column("y")


def test_a_large_file_is_read_as_columns(tmp_path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("year,atm\n" + "2000,1.5 \n" * 500_000, encoding="utf-8")
    read = read_table(path, "observations", wanted=("year",))
    assert (len(read), read.texts("atm")[-1], str(read.place(499_999, "atm"))) == (
        500_000,
        "1.5",
        "a.csv:500001, column atm",
    )
    with pytest.raises(InputProblems, match=r"1,000,000 cells"):
        read_table(path, "inventory")
    path.write_text("year,atm\n2000,1,5\n" + "2000,1.5\n" * 500_000, encoding="utf-8")
    with pytest.raises(InputProblems, match="3 cells under 2 columns"):
        read_table(path, "observations")


# JSON and YAML


def test_lists_of_objects() -> None:
    data = [{"year": 2000, "value": 1.5, "note": None}, {"year": 2001, "value": "2", "flag": True}]
    for name, text in (("a.json", json.dumps(data)), ("a.yaml", json.dumps(data))):
        read = table(text, name, wanted=("year", "value"))
        assert read.column("value") == [1.5, "2"]
        assert read.texts("flag") == ["", "true"]
        assert str(read.place(1, "value")) == f"{name}, [2].value"
    assert problems('[{"a": 1, "a": 2}]', "a.json")[0][0] == "json.twice"
    assert problems('{"a": 1}', "a.json") == [("table.objects", "a.json")]
    assert problems('[{"a": [1]}]', "a.json") == [("table.nested", "a.json, [1].a")]


# Workbooks


def test_a_sheet_of_a_workbook(tmp_path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "notes"
    sheet = book.create_sheet("data")
    for row in (["Report"], [], ["Year", "Value"], [2000, 1.5], [2001, "2"]):
        sheet.append(row)
    path = tmp_path / "a.xlsx"
    book.save(path)
    read = read_table(path, "emissions", wanted=("year", "value"))
    assert read.column("value") == [1.5, "2"]
    assert str(read.cell(0, "value").place) == "a.xlsx, sheet data, cell B4"
    assert notes(read) == ["above"]
    with pytest.raises(InputProblems, match="no sheet 'datta'"):
        read_table(path, "emissions", sheet="datta")


@pytest.mark.parametrize("name", ["none.csv", "none.xlsx"])
def test_a_missing_file(tmp_path, name) -> None:
    with pytest.raises(InputProblems, match="no file"):
        read_table(tmp_path / name, "emissions")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InputProblems, match="cannot be read"):
        read_table(tmp_path / "folder.csv", "emissions")
