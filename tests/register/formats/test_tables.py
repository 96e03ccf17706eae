"""Workbooks and CSV files: all of a register and nothing else, and nothing that runs."""

from __future__ import annotations

import csv
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quicksilver.errors import InputProblems, OutputExistsError
from quicksilver.outputs import safe_text
from quicksilver.register import records as r
from quicksilver.register.formats.tables import export_csv, export_workbook, load_csv, load_workbook
from quicksilver.register.formats.tables.cells import number_cell, text_cell, text_of
from quicksilver.register.formats.tables.columns import columns_of
from quicksilver.register.formats.tables.parts import parts_cell, parts_of
from quicksilver.register.formats.text_form import export_directory
from quicksilver.register.register import Register

COAL = Register.of(
    [
        ("documents", r.Document(id="note", title="Note")),
        (
            "areas",
            r.Area(
                id="coal",
                name={"original": "zh", "zh": "燃煤", "en": "Coal combustion"},
                since={"date": "2006", "said": "spring"},
                sources=[{"document": "note", "place": "A17"}],
            ),
        ),
        (
            "organisations",
            r.Organisation(
                id="unep", name="United Nations Environment Programme", acronym="=UNEP", kind="igo"
            ),
        ),
        (
            "contributions",
            r.Contribution(
                id="c-1",
                provider="unep",
                area="coal",
                money={"amount": Decimal("51750.00"), "currency": "USD"},
            ),
        ),
        (
            "activities",
            r.Activity(
                id="coal-a",
                title="Guidance",
                kind="guidance",
                areas=["coal"],
                participants=[{"organisation": "unep", "role": "author"}],
            ),
        ),
    ]
)


def problems(load, path) -> list[str]:
    with pytest.raises(InputProblems) as raised:
        load(path)
    return [f"{one.where}: {one.what} | {one.guess}" for one in raised.value.problems]


def rows(sheet) -> list[tuple]:
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


# Round trips


@pytest.mark.parametrize(
    ("write", "read", "name"), [(export_workbook, load_workbook, "r.xlsx"), (export_csv, load_csv, "r")]
)
def test_a_register_comes_back_byte_for_byte(draw, tmp_path, write, read, name):
    for seed in range(12):
        folder = tmp_path / str(seed)
        register = draw(seed)
        write(register, folder / name)
        again = read(folder / name)
        assert again == register
        one, two = export_directory(register, folder / "one"), export_directory(again, folder / "two")
        assert {p.relative_to(one): p.read_bytes() for p in one.rglob("*.yaml")} == {
            p.relative_to(two): p.read_bytes() for p in two.rglob("*.yaml")
        }


def test_equal_registers_make_equal_workbooks(tmp_path):
    assert (
        export_workbook(COAL, tmp_path / "a.xlsx").read_bytes()
        == export_workbook(COAL, tmp_path / "b.xlsx").read_bytes()
    )


@given(st.text())
def test_any_text_comes_back_from_its_cell(text):
    cell = text_cell(text)
    assert text_of(cell) == text
    assert safe_text(cell) == cell
    assert all(sign == "\n" or sign.isprintable() for sign in cell)


_TEXTS = st.text() | st.sampled_from(
    ["note: x", "a; b", "=1", '"', "[x", "x: ", "one\ntwo", "'=1", " x", "true", "3", "_x000A_"]
)
_NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True)
_ITEMS = st.dictionaries(
    _NAMES,
    _TEXTS
    | st.lists(_TEXTS, max_size=2)
    | st.dictionaries(_NAMES | st.just("x-y"), _TEXTS, min_size=1, max_size=3),
    min_size=1,
    max_size=4,
)


@given(st.lists(_TEXTS.filter(bool) | _ITEMS, max_size=4))
def test_any_list_of_parts_comes_back_from_its_cell(items):
    cell = parts_cell(items)
    assert parts_of(cell) == items
    assert safe_text(cell) == cell
    assert all(sign == "\n" or sign.isprintable() for sign in cell)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("51750", 51750),
        ("0.5", 0.5),
        ("0.50", "0.50"),
        ("1E+3", 1000),
        ("-0", 0),
        ("12345678901234567890", "12345678901234567890"),
    ],
)
def test_a_number_is_a_number_only_where_no_digit_is_lost(value, cell):
    assert number_cell(Decimal(value)) == cell


# What a person sees


def test_the_workbook_has_a_column_for_each_language_in_use(tmp_path):
    book = openpyxl.load_workbook(export_workbook(COAL, tmp_path / "r.xlsx"))
    assert book.sheetnames == list(r.KINDS)
    heads, coal = (dict(enumerate(row)) for row in rows(book["areas"]))
    by_title = {title: coal[number] for number, title in heads.items()}
    assert by_title["name [zh]"] == "燃煤"
    assert (by_title["since"], by_title["since [said]"]) == ("2006", "spring")
    assert by_title["sources"] == "document: note; place: A17"
    assert "name [fr]" not in by_title
    heads, money = rows(book["contributions"])
    assert dict(zip(heads, money, strict=True))["money.amount"] == "51750.00"


def test_nothing_in_a_workbook_or_csv_is_a_formula(tmp_path):
    sheet = openpyxl.load_workbook(export_workbook(COAL, tmp_path / "r.xlsx"))["organisations"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    export_csv(COAL, tmp_path / "csv")
    with (tmp_path / "csv" / "organisations.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["acronym"] == "'=UNEP"


def test_nothing_is_replaced_without_force(tmp_path):
    export_workbook(COAL, tmp_path / "r.xlsx")
    with pytest.raises(OutputExistsError):
        export_workbook(COAL, tmp_path / "r.xlsx")
    export_workbook(COAL, tmp_path / "r.xlsx", force=True)
    export_csv(COAL, tmp_path / "csv")
    with pytest.raises(OutputExistsError):
        export_csv(COAL, tmp_path / "csv")


def test_a_text_too_long_for_a_cell_is_refused_and_not_cut(tmp_path):
    register = Register.of([("areas", r.Area(id="coal", name="Coal", scope="a" * 40_000))])
    with pytest.raises(InputProblems, match=r"areas/coal, scope \[en\]: a text of 40,000 characters"):
        export_workbook(register, tmp_path / "r.xlsx")
    assert not list(tmp_path.iterdir())
    export_csv(register, tmp_path / "csv")
    assert load_csv(tmp_path / "csv") == register


# What a person types


def book(tmp_path, sheets: dict[str, list[list]]):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, held in sheets.items():
        sheet = made.create_sheet(title)
        for row in held:
            sheet.append(row)
    made.save(tmp_path / "typed.xlsx")
    return tmp_path / "typed.xlsx"


def test_a_short_workbook_is_enough(tmp_path):
    import datetime as dt

    path = book(
        tmp_path,
        {
            "areas": [
                ["name [en]", "id", "since", "order"],
                ["Coal", "coal", 2006, 2],
                [None],
                ["Waste", "waste", dt.datetime(2008, 4, 1), 3.0],  # noqa: DTZ001
            ],
            "leaderships": [["id", "area", "organisation"], ["l", "coal", "unep"]],
            "organisations": [["id", "name [fr]", "name [original]"], ["unep", "PNUE", "fr"]],
            "Sheet1": [],
        },
    )
    register = load_workbook(path)
    assert [(area.id, area.since.date, area.order) for area in register.all(r.Area)] == [
        ("coal", "2006", 2),
        ("waste", "2008-04-01", 3),
    ]
    assert register.get(r.Organisation, "unep").name.fr == "PNUE"


def test_parts_are_typed_as_lines(tmp_path):
    path = book(
        tmp_path,
        {
            "documents": [["id", "title [en]"], ["note", "Note"]],
            "areas": [
                ["id", "name [en]", "aliases", "sources", "not_stated"],
                [
                    "coal",
                    "Coal",
                    "Coal burning\nen: Power; zh: 电力",
                    "document:  note ; place: A17(b); \r\ndocument: note",
                    "targets\r\nletter",
                ],
            ],
            "activities": [
                ["id", "title [en]", "kind", "areas", "places"],
                ["a", "A", "project", "coal", "country: SEN; role: focus\nregion.en: Asia; open: yes"],
            ],
        },
    )
    register = load_workbook(path)
    coal = register.get(r.Area, "coal")
    assert [(one.document, one.place) for one in coal.sources] == [("note", "A17(b)"), ("note", "")]
    assert [(one.en, one.zh) for one in coal.aliases] == [("Coal burning", ""), ("Power", "电力")]
    places = register.get(r.Activity, "a").places
    assert (places[0].country, places[0].role, places[1].region.en) == ("SEN", "focus", "Asia")
    assert places[1].open is True


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("document: note; A17", "line 1: 'A17' where a name and a colon should be"),
        ("document: note\ndocument: note; document: note", "line 2: document is given twice"),
        ('document: "note" A17', "line 1: 'A17' where a semicolon should be"),
        ("text: a; text.zh: b", "line 1: text has both a value and parts"),
        ('document: "note', "line 1: "),
    ],
)
def test_a_line_that_is_no_part_is_said(cell, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        parts_of(cell)


def test_everything_wrong_in_a_workbook_is_said_with_its_cell(tmp_path):
    path = book(
        tmp_path,
        {
            "areas": [
                ["id", "name [en]", "leter", "kind", "sources"],
                ["coal", "Coal", "a", "aera"],
                ["coal", "Again"],
                ["waste", "=1+1", None, None, "[oops"],
                ["asgm", "Gold", None, None, '[{"place": "A1"}]'],
            ],
            "activities": [
                ["id", "title [en]", "kind", "areas", "since [said]"],
                ["a", "A", "project", "waste; goal"],
                ["b", None, "project", "coal"],
                ["c", "C", "project", "waste", "early"],
                ["", "", "", "", "x"],
            ],
            "activity": [["id"]],
        },
    )
    found = problems(load_workbook, path)
    # A column nobody knows, and what stands under it, are one mistake.
    expected = [
        "typed.xlsx, sheet areas, cell C1: unknown column 'leter' | letter",
        "sheet areas, cell D2: 'aera' is not a valid kind | area",
        "sheet areas, cell A3: the id 'coal' is already in row 2",
        "sheet areas, cell B4: a formula '=1+1'",
        "sheet areas, cell E4: no list of parts",
        "sheet areas, cell E5: sources.1.document is missing",
        "sheet activities, cell D2: there is no 'goal' among areas",
        "sheet activities, cell B3: title is missing",
        "sheet activities, cell A5: id is missing",
        "sheet activity: unknown sheet 'activity' | activities",
    ]
    for part in expected:
        assert any(part in one for one in found), (part, found)
    assert any("title is missing" in one and "cell B5" in one for one in found)
    assert len(found) == len(expected) + 3, found


def test_a_workbook_that_could_do_harm_is_refused(tmp_path):
    good = export_workbook(COAL, tmp_path / "good.xlsx")
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            out.writestr(name, source.read(name))
        out.writestr("xl/media/image.png", b"\0" * (400 * 2**20))
    assert "unpacks to far more" in problems(load_workbook, bomb)[0]
    (tmp_path / "no.xlsx").write_text("hello")
    assert "not a workbook" in problems(load_workbook, tmp_path / "no.xlsx")[0]


def test_csv_with_semicolons_byte_order_mark_and_mistakes(tmp_path):
    (tmp_path / "areas.csv").write_bytes("\ufeffid;name [en];since\r\ncoal;Coal;2006\r\n".encode())
    assert load_csv(tmp_path).get(r.Area, "coal").since.date == "2006"
    (tmp_path / "areas.csv").write_text(
        "id,name [en],order\ncoal,=HYPERLINK(1),1\nwaste,Waste,two\nasgm,Gold, mining,1\n", encoding="utf-8"
    )
    (tmp_path / "plan.csv").write_text("id\n", encoding="utf-8")
    (tmp_path / "facts.csv").write_bytes(b"id,key\nf,\xff\n")
    found = problems(load_csv, tmp_path)
    assert [one.split(" | ")[0] for one in found] == [
        "areas.csv:4, column 4: 4 cells under 3 columns (a comma splits a number or a text into two cells)",
        "areas.csv, row 2, column name [en]: a formula '=HYPERLINK(1)'",
        "facts.csv, line 2: byte 9 is not UTF-8 text",
        "plan.csv: unknown kind 'plan'",
        "areas.csv, row 3, column order: order: input should be a valid integer, unable to parse string as an integer, not 'two'",
        "areas.csv, row 4, column order: order: input should be a valid integer, unable to parse string as an integer, not 'mining'",
    ]


def test_every_field_has_a_column():
    for kind, cls in r.KINDS.items():
        assert {column.keys[0] for column in columns_of(kind)} == set(cls.model_fields)
        assert len({column.title for column in columns_of(kind)}) == len(columns_of(kind))
