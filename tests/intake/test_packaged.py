"""The reader of packaged tables: what it refuses, all at once, and what it gives back."""

from __future__ import annotations

import contextlib
import csv
import datetime
import enum
import io
import subprocess
import sys
import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import quicksilver
from quicksilver.errors import InputProblems
from quicksilver.intake.cells import Among, Column, Labels, Separated, Texts, Within
from quicksilver.intake.packaged import OTHERS, Table, content, data, parse
from quicksilver.languages import LANGUAGES


class Colour(enum.StrEnum):
    RED = "red"
    GREEN = "green"


COUNTRIES = ("SEN", "MLI")


@dataclass(frozen=True, slots=True)
class Plant:
    id: str
    country: Annotated[str, Among(lambda: COUNTRIES)]
    kind: Literal["coal", "gold"]
    share: Annotated[float, Within(0, 1)]
    since: Annotated[int, Column("from")]
    content: Decimal | None = None
    colour: Colour | None = None
    is_closed: Annotated[bool, Column("closed")] = False
    uses: Annotated[tuple[str, ...], Separated("|")] = ()
    years: tuple[int, ...] = ()


PLANTS = Table("quicksilver.made", "plants.csv", Plant, key=("id",))
HEAD = "id,country,kind,share,from,content,colour,closed,uses,years\n"
GOOD = "p1,SEN,coal,0.5,1990,1.50,red,yes,a|b,1990;2000\n"


def problems(text: str | bytes, table: Table = PLANTS) -> list[tuple[str, str, str, str]]:
    raw = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(InputProblems) as caught:
        parse(table, raw)
    return [(item.where, item.what, item.allowed, item.guess) for item in caught.value.problems]


def test_a_row_has_the_types_of_its_model():
    (row,) = parse(PLANTS, (HEAD + GOOD).encode())
    assert row == Plant(
        "p1", "SEN", "coal", 0.5, 1990, Decimal("1.50"), Colour.RED, True, ("a", "b"), (1990, 2000)
    )
    assert str(row.content) == "1.50"


def test_an_empty_cell_is_the_default_of_its_field():
    (row,) = parse(PLANTS, (HEAD + "p1,SEN,coal,0,1990,,,,,\n").encode())
    assert (row.content, row.colour, row.is_closed, row.uses) == (None, None, False, ())


@pytest.mark.parametrize(
    ("cells", "column", "what", "allowed", "guess"),
    [
        ("p1,SEM,coal,0.5,1990", "country", "unknown country 'SEM'", "SEN, MLI", ""),
        ("p1,SEN,cola,0.5,1990", "kind", "unknown kind 'cola'", "coal, gold", "coal"),
        ("p1,SEN,,0.5,1990", "kind", "kind is empty", "coal, gold", ""),
        (",SEN,coal,0.5,1990", "id", "id is empty", "a text", ""),
        (
            "p1 ,SEN,coal,0.5,1990",
            "id",
            "id 'p1 ' begins or ends with white space",
            "a text without it",
            "p1",
        ),
        ("p1,SEN,coal,1.5,1990", "share", "share 1.5 is out of range", "0 to 1", ""),
        ('p1,SEN,coal,"0,5",1990', "share", "share '0,5' is not a number", "digits", ""),
        ("p1,SEN,coal,nan,1990", "share", "share 'nan' is not a number", "digits", ""),
        ("p1,SEN,coal,inf,1990", "share", "share 'inf' is not a number", "digits", ""),
        ("p1,SEN,coal,1e999,1990", "share", "share '1e999' is not a number", "digits", ""),
        ("p1,SEN,coal,0_1,1990", "share", "share '0_1' is not a number", "digits", ""),
        ("p1,SEN,coal, 0.5,1990", "share", "share ' 0.5' is not a number", "digits", ""),
        ("p1,SEN,coal,0.5,1990.0", "from", "from '1990.0' is not a whole number", "digits only", ""),
        ("p1,SEN,coal,0.5,01990", "from", "from '01990' is not a whole number", "digits only", ""),
        ("p1,SEN,coal,0.5,1990,1..5", "content", "content '1..5' is not a number", "digits", ""),
        ("p1,SEN,coal,0.5,1990,,gren", "colour", "unknown colour 'gren'", "red, green", "green"),
        ("p1,SEN,coal,0.5,1990,,,true", "closed", "unknown closed 'true'", "yes, no", ""),
        ("p1,SEN,coal,0.5,1990,,,,a||b", "uses", "uses has an empty part", "parts separated by '|'", ""),
        ("p1,SEN,coal,0.5,1990,,,,,1990;x", "years", "years 'x' is not a whole number", "digits only", ""),
    ],
)
def test_a_wrong_cell_is_reported_with_line_column_and_value(cells, column, what, allowed, guess):
    line = next(csv.reader([cells]))
    text = io.StringIO()
    csv.writer(text).writerow([*line, *[""] * (10 - len(line))])
    (found,) = problems(HEAD + GOOD.replace("p1", "p0") + text.getvalue())
    assert found[0] == f"made/plants.csv:3, column {column}"
    assert found[1] == what
    assert found[2].startswith(allowed)
    assert found[3] == guess


def test_all_problems_of_a_table_are_reported_at_once_in_the_order_of_its_lines():
    text = (
        HEAD.replace("closed", "close")
        + GOOD
        + "\n"
        + "p1,SEX,coal,x,1990,,,,,\n"
        + "p2,SEN,gold,1\n"
        + "p3,SEN,gas,1,1990,,,,,\n"
    )
    assert [(where, what) for where, what, *_ in problems(text)] == [
        ("made/plants.csv:3", "the line is blank"),
        ("made/plants.csv:1", "unknown column 'close'"),
        ("made/plants.csv:1", "no column 'closed'"),
        ("made/plants.csv:4, column id", "id 'p1' occurs twice"),
        ("made/plants.csv:4, column country", "unknown country 'SEX'"),
        ("made/plants.csv:4, column share", "share 'x' is not a number"),
        ("made/plants.csv:5", "the row has 4 cells"),
        ("made/plants.csv:6, column kind", "unknown kind 'gas'"),
    ]


def test_a_misspelt_column_has_the_missing_one_as_its_guess():
    assert problems(HEAD.replace("share", "shared") + GOOD)[0][3] == "share"


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("", "made/plants.csv", "the table has no rows"),
        (HEAD, "made/plants.csv", "the table has no rows"),
        (HEAD.replace("country", "id") + GOOD, "made/plants.csv:1", "the column 'id' occurs twice"),
        (HEAD + GOOD + " ,,,,,,,,,\n", "made/plants.csv:3", "the line is blank"),
        (HEAD + '"p1,SEN\n', "made/plants.csv:2", "the line is not CSV: unexpected end of data"),
        (HEAD + '"p1"x,SEN\n', "made/plants.csv:2", "the line is not CSV: ',' expected after '\"'"),
        (HEAD.encode() + "p1,Sén\n".encode("latin-1"), "made/plants.csv:2", "the byte 0xe9 is not UTF-8"),
    ],
)
def test_a_file_that_is_not_a_table_is_refused(text, where, what):
    assert (where, what) in [(item[0], item[1]) for item in problems(text)]


def test_comments_byte_order_mark_and_line_ends_do_not_matter():
    plain = parse(PLANTS, (HEAD + GOOD).encode())
    marked = '\ufeff# of plants, "made" up\n' + HEAD + '#,"unclosed\n' + GOOD
    assert parse(PLANTS, marked.encode()) == plain
    assert parse(PLANTS, marked.replace("\n", "\r\n").encode()) == plain


def test_lines_are_counted_through_cells_of_several_lines_and_comments():
    text = HEAD + '"p\n# not a comment\n1",SEN,coal,0.5,1990,,,,,\n# comment\np2,SEN,coal,x,1990,,,,,\n'
    assert [item[0] for item in problems(text)] == ["made/plants.csv:6, column share"]


def test_a_key_of_several_fields_is_checked_as_a_whole():
    table = Table("quicksilver.made", "plants.csv", Plant, key=("id", "since"))
    other = GOOD.replace("1990,1.50", "1991,1.50")
    assert len(parse(table, (HEAD + GOOD + other).encode())) == 2
    (found,) = problems(HEAD + GOOD + GOOD, table)
    assert found[:3] == (
        "made/plants.csv:3, column from",
        "id, from 'p1', '1990' occurs twice",
        "each once; the first is in line 2",
    )


UNTITLED = Texts()


@dataclass(frozen=True, slots=True)
class Sentence:
    key: str
    text: Texts
    title: Annotated[Texts, Column("title_{language}")] = UNTITLED


SENTENCES = Table("quicksilver.made", "sentences.csv", Sentence, key=("key",))


def sentence_file(*rows: tuple[str, ...]) -> bytes:
    text = io.StringIO()
    head = ["key", *LANGUAGES, *(f"title_{language}" for language in LANGUAGES)]
    csv.writer(text).writerows([head, *rows])
    return text.getvalue().encode()


def test_texts_have_one_column_for_each_language():
    (row,) = parse(SENTENCES, sentence_file(("a", "coal; ", "charbon", *[""] * 10)))
    assert row.text.text("fr") == "charbon"
    assert row.text.text("ar") == "coal; "
    assert row.text.untranslated == tuple(LANGUAGES)[2:]
    assert row.title == {}
    found = problems(sentence_file(("a", "", "charbon", *[""] * 10)), SENTENCES)
    assert [item[:2] for item in found] == [("made/sentences.csv:2, column en", "en is empty")]


def test_a_seventh_language_needs_a_column_and_no_change_of_the_model(monkeypatch):
    from quicksilver.intake import cells, packaged

    monkeypatch.setattr(cells, "LANGUAGES", (*LANGUAGES, "sw"))
    monkeypatch.setattr(packaged, "LANGUAGES", (*LANGUAGES, "sw"))
    cells.fields_of.cache_clear()
    try:
        head = ",".join(["key", *LANGUAGES, "sw", *(f"title_{name}" for name in (*LANGUAGES, "sw"))])
        (row,) = parse(SENTENCES, (head + "\na,coal,,,,,,makaa" + "," * 7 + "\n").encode())
        assert row.text.text("sw") == "makaa"
        found = problems(sentence_file(("a", *["x"] * 12)), SENTENCES)
        assert [item[1] for item in found] == ["no column 'sw'", "no column 'title_sw'"]
    finally:
        cells.fields_of.cache_clear()


@dataclass(frozen=True, slots=True)
class Fact:
    id: str
    labels: Labels
    value: float


def test_the_columns_particular_to_a_table_are_declared_with_it():
    table = Table("quicksilver.made", "facts.csv", Fact, ("id",), ("sector", "region"))
    (row,) = parse(table, b"id,sector,region,value\na,coal,,1\n")
    assert row.labels == {"sector": "coal", "region": ""}
    assert [item[1] for item in problems(b"id,sector,value\na,coal,1\n", table)] == ["no column 'region'"]


def test_every_other_column_may_be_a_label():
    table = Table("quicksilver.made", "facts.csv", Fact, ("id",), OTHERS)
    (row,) = parse(table, b"id,sector,region,value\na,coal,,1\n")
    assert row.labels == {"sector": "coal", "region": ""}
    assert [item[1] for item in problems(b"id,sector,vlaue\na,coal,1\n", table)] == ["no column 'value'"]


@dataclass(frozen=True, slots=True)
class Meeting:
    day: datetime.date
    seats: int = 0


def test_a_type_that_only_pydantic_knows_is_left_to_it():
    table = Table("quicksilver.made", "meetings.csv", Meeting)
    assert parse(table, b"day,seats\n2026-11-30,\n") == (Meeting(datetime.date(2026, 11, 30)),)
    (found,) = problems(b"day,seats\n2026-11-31,3\n", table)
    assert found[0] == "made/meetings.csv:2, column day"
    assert found[1].startswith("day '2026-11-31': Input should be a valid date")


def test_rows_cannot_be_changed_and_are_read_once():
    table = Table("quicksilver.inventory.files", "data/fields.csv", Made, key=("scope", "name"))
    assert table.rows() is table.rows()
    assert table.by_key()["line", "unit"].name == "unit"
    with pytest.raises(TypeError):
        table.by_key()["line", "unit"] = None
    with pytest.raises(AttributeError):
        table.rows()[0].name = "x"
    with pytest.raises(TypeError):
        Texts({"en": "x"})["en"] = "y"


@dataclass(frozen=True, slots=True)
class Made:
    scope: str
    name: str
    type: str
    unit: str = ""
    allowed: str = ""
    description: str = ""


#: Cells of every sign, but for what is not text in CSV or not kept at the ends of a cell.
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(
    lambda text: text == text.strip() and not text.startswith("#")
)


@given(
    st.lists(
        st.builds(
            Plant,
            WORDS,
            st.sampled_from(["SEN", "MLI"]),
            st.sampled_from(["coal", "gold"]),
            st.floats(0, 1),
            st.integers(),
            st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=0),
            st.none() | st.sampled_from(Colour),
            st.booleans(),
            st.lists(st.text("abc\n,\"'; ", min_size=1).filter(lambda text: text == text.strip())).map(tuple),
            st.lists(st.integers()).map(tuple),
        ),
        min_size=1,
        unique_by=lambda row: row.id,
    ),
    st.booleans(),
)
def test_what_is_written_is_read_back(rows, has_mark):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD.strip().split(","))
    for row in rows:
        writer.writerow(
            [
                *(row.id, row.country, row.kind, repr(row.share), row.since),
                "" if row.content is None else f"{row.content:f}",
                row.colour or "",
                "yes" if row.is_closed else "no",
                "|".join(row.uses),
                ";".join(map(str, row.years)),
            ]
        )
    read = parse(PLANTS, text.getvalue().encode("utf-8-sig" if has_mark else "utf-8"))
    assert read == tuple(rows)
    assert [str(row.content) for row in read] == [str(row.content) for row in rows]


@given(st.lists(st.lists(st.text(), min_size=1, max_size=4), max_size=5), st.binary(max_size=60))
def test_whatever_the_file_is_there_are_rows_or_problems(cells, raw):
    text = io.StringIO()
    csv.writer(text).writerows(cells)
    for attempt in (text.getvalue().encode("utf-8", "surrogatepass"), raw, HEAD.encode() + raw):
        with contextlib.suppress(InputProblems):
            assert parse(PLANTS, attempt)


def test_other_packaged_files_are_read_by_the_same_module():
    assert data("quicksilver.areas.examples", "asgm.json")["recapture"]["coverage"] == 0.5
    assert content("quicksilver", "py.typed") == b""


def test_a_key_twice_in_a_packaged_file_is_refused_with_its_line(tmp_path, monkeypatch):
    (tmp_path / "made_data").mkdir()
    (tmp_path / "made_data" / "__init__.py").write_text("")
    (tmp_path / "made_data" / "a.yml").write_text("a: {x: 1, y: 2}\nb: [{x: 1}, {x: 2}]\n")
    (tmp_path / "made_data" / "b.yml").write_text("a:\n  x: 1\n  x: 2\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert data("made_data", "a.yml") == {"a": {"x": 1, "y": 2}, "b": [{"x": 1}, {"x": 2}]}
    with pytest.raises(InputProblems, match=r"b\.yml, line 3: 'x' is given twice"):
        data("made_data", "b.yml")


def test_pydantic_is_not_imported_before_a_table_is_read():
    code = (
        "import sys; from quicksilver.inventory.files.fields import fields; import quicksilver.intake.packaged; "
        "import quicksilver.cli; sys.exit('pydantic_core' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_few_hundred_rows_cost_milliseconds():
    table = Table("quicksilver.inventory.files", "data/fields.csv", Made)
    raw = content(table.package, table.file)
    body = raw.split(b"\n", 1)[1]
    raw += body * 9
    parse(table, raw)
    spent = []
    for _ in range(5):
        begun = time.perf_counter()
        assert len(parse(table, raw)) == 330
        spent.append(time.perf_counter() - begun)
    # 4 ms on an idle machine; the bound is for one that is not.
    assert min(spent) < 0.05


@dataclass(frozen=True, slots=True)
class Anything:
    labels: Labels
    text: Texts


@dataclass(frozen=True, slots=True)
class Columns:
    labels: Labels


SOURCE = Path(quicksilver.__file__).parent
PACKAGED = sorted(path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.csv"))


@pytest.mark.parametrize("file", PACKAGED)
def test_packaged_tables_give_the_same_cells_as_the_reader_of_python(file):
    raw = (SOURCE / file).read_bytes()
    rows = list(csv.DictReader(io.StringIO(raw.decode())))
    others = tuple(name for name in rows[0] if name not in LANGUAGES)
    has_texts = len(others) < len(rows[0])
    read = parse(Table("quicksilver", file, Anything if has_texts else Columns, labels=others), raw)
    assert [{**row.labels, **getattr(row, "text", {})} for row in read] == rows
