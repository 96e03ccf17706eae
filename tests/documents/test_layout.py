"""How pages are filled: widths of columns, totals with their rows, contents with pages, French spaces."""

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quicksilver.documents import (
    Column,
    Contents,
    Document,
    Figure,
    Heading,
    Number,
    Paragraph,
    Row,
    Table,
    Text,
    Title,
    write_docx,
    write_html,
    write_pdf,
)
from quicksilver.documents.measures import LANDSCAPE, PORTRAIT, broken, hyphenated, shape, text_width, wrap
from quicksilver.documents.spacing import NARROW, spaced
from quicksilver.documents.tree import plain_text

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LONG_HEADS = {
    "en": "Sector-specific waste treatment or disposal",
    "fr": "Traitement ou élimination de déchets propres au secteur",
    "es": "Tratamiento o eliminación de desechos específicos del sector",
    "ru": "Специализированная отраслевая обработка или захоронение отходов",
    "zh": "特定部门废物处理或处置",
    "ar": "معالجة النفايات الخاصة بالقطاع أو التخلص منها",
}
GROUP = "Artisanal and small-scale gold mining (amalgamation)"


def summary(head: str, amount: str = "12,593") -> Table:
    heads = [head, "kg Hg", *[head.split(maxsplit=1)[0] if " " in head else head[:4]] * 7]
    columns = (Column("Source group", width=2.6), *(Column(text, "end") for text in heads))
    rows = [Row((GROUP, *[amount] * 9)) for _ in range(12)]
    return Table("Summary", columns, (*rows, Row(("Total", *[amount] * 9), "total")))


def pages(document: Document) -> list[str]:
    import pypdfium2

    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(write_pdf(document))]


def part(data: bytes, name: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode("utf-8")


# Columns


@pytest.mark.parametrize("language", LONG_HEADS)
def test_ten_columns_stand_upright_with_headings_of_few_lines(language: str) -> None:
    table = summary(LONG_HEADS[language])
    form = shape(table, Document(language, "t", (table,)))
    assert not form.is_wide
    assert sum(form.widths) == pytest.approx(PORTRAIT)
    for column, width in zip(table.columns, form.widths, strict=True):
        assert len(wrap(plain_text(column.heading), width - 7, form.size, bold=True)) <= 8


words = st.text(st.sampled_from("abcdefghij -/ижю一二"), max_size=60)
amounts = st.floats(0, 1e7).map(lambda value: f"{value:,.2f}")


@given(st.lists(st.tuples(words, amounts, words), min_size=1, max_size=8), st.booleans())
def test_no_number_is_wider_than_its_column_and_the_page_is_filled(rows, closed) -> None:
    kinds = ["body"] * (len(rows) - 1) + ["total" if closed else "body"]
    made = tuple(Row(cells, kind) for cells, kind in zip(rows, kinds, strict=True))
    table = Table("t", (Column("name", width=3), Column("kg", "end"), Column("note")), made)
    form = shape(table, Document("en", "t", (table,)))
    assert sum(form.widths) == pytest.approx(PORTRAIT)
    assert all(width > 0 for width in form.widths)
    assert all(text_width(row[1], form.size) <= form.widths[1] for row in rows)
    assert sum(form.groups) == len(rows)


def test_what_finds_no_room_upright_is_turned() -> None:
    table = summary("kg", "123,456,789.123456")
    form = shape(table, Document("en", "t", (table,)))
    assert form.is_wide
    assert sum(form.widths) == pytest.approx(LANDSCAPE)


def test_a_code_is_broken_within_its_cell() -> None:
    code = "MISC-SEMICONDUCTORS-AND-INFRARED"
    parts = broken(code, 60, 8).split("\u200b")
    assert "".join(parts) == code
    assert len(parts) > 1
    assert all(text_width(piece, 8) <= 51 for piece in parts)
    assert broken("coal", 60, 8) == "coal"


def test_russian_headings_are_hyphenated_between_syllables() -> None:
    assert hyphenated("Вода", 10, 8) == "Вода"
    assert "\u00ad" in hyphenated("Специализированная", 40, 8)
    assert hyphenated("Специализированная", 400, 8) == "Специализированная"


# Rows that stay together


def many(count: int) -> list[Table | Paragraph]:
    blocks: list[Table | Paragraph] = []
    for number in range(count):
        rows = [
            Row((f"SECTION{number}x", "", ""), "section")
            if False
            else Row((f"SECTION{number}x",), "section"),
            Row((f"FIRST{number}x", "1", "2")),
            *(Row((f"row {row}", "1", "2")) for row in range(number % 17)),
            Row((f"LAST{number}x", "1", "2")),
            Row((f"PLAIN{number}x", "1", "2"), "total"),
            Row((f"TOTAL{number}x", "1", "2"), "total"),
        ]
        blocks.append(Table("t", (Column("a"), Column("b", "end"), Column("c", "end")), tuple(rows)))
    return blocks


def test_totals_and_sections_stay_with_their_rows_in_the_pdf() -> None:
    written = pages(Document("en", "t", tuple(many(51))))
    for number in range(51):
        for first, second in (("LAST", "TOTAL"), ("LAST", "PLAIN"), ("SECTION", "FIRST")):
            one, other = (
                next(place for place, page in enumerate(written) if f"{word}{number}x" in page)
                for word in (first, second)
            )
            assert one == other, (first, second, number)
    assert len(written) > 5


def test_totals_and_sections_stay_with_their_rows_in_word() -> None:
    xml = part(write_docx(Document("en", "t", tuple(many(3)))))
    for row in re.findall(r"<w:tr>.*?</w:tr>", xml):
        assert ("<w:keepNext/>" in row) == any(word in row for word in ("SECTION", "LAST", "PLAIN"))
        assert "<w:cantSplit/>" in row


def test_a_row_taller_than_a_page_is_shown_whole() -> None:
    table = Table("t", (Column("a"), Column("b")), (Row(("word " * 3000 + "END", "x")),))
    assert any("END" in page for page in pages(Document("en", "t", (table,))))
    assert "<w:cantSplit/>" not in part(write_docx(Document("en", "t", (table,)))).split("tblHeader")[-1]


# Figures


def test_a_tall_picture_leaves_room_and_keeps_its_caption() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="900"><rect width="100" height="900"/></svg>'
    png = _png(20, 180)
    filled = tuple(Paragraph("word " * 400) for _ in range(2))
    document = Document("en", "t", (*filled, Figure(png, "CAPTIONx", "alt", svg), Paragraph("AFTERx")))
    place = next(place for place, page in enumerate(pages(document)) if "CAPTIONx" in page)
    assert "AFTERx" in pages(document)[place]
    height = int(re.findall(r'<wp:extent cx="\d+" cy="(\d+)"', part(write_docx(document)))[0])
    assert height <= 15.6 * 360_000
    assert re.search(
        r'w:styleId="Figure".*?<w:keepNext', part(write_docx(document), "word/styles.xml"), re.DOTALL
    )


def _png(width: int, height: int) -> bytes:
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + b"\x0d\x5c\x6b" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    start, end = b"\x89PNG\r\n\x1a\n", chunk(b"IEND", b"")
    return start + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + end


# Contents


def chapters() -> Document:
    blocks: list[Heading | Paragraph | Title | Contents] = [Title("Report"), Contents()]
    for number in range(1, 6):
        blocks += [
            Heading(1, f"CHAPTER{number}x", str(number)),
            Heading(2, f"PART{number}x", f"{number}.1"),
            Paragraph("word " * 700),
        ]
    return Document("en", "Report", tuple(blocks))


def test_the_contents_of_the_pdf_name_the_pages() -> None:
    _assert_pages(pages(chapters()))


def _assert_pages(written: list[str]) -> None:
    for number in range(1, 6):
        found = [place for place, page in enumerate(written, 1) if f"CHAPTER{number}x" in page]
        line = next(line for line in written[0].splitlines() if f"CHAPTER{number}x" in line)
        rest = line.replace(f"CHAPTER{number}x", "")
        assert str(found[-1]) in re.findall(r"\d+", rest), line


def test_the_contents_of_word_lead_to_each_heading_and_its_page() -> None:
    data = write_docx(chapters())
    xml = part(data)
    marks = re.findall(r'<w:bookmarkStart w:id="\d+" w:name="(\w+)"/>', xml)
    assert len(set(marks)) == len(marks) == 10
    assert re.findall(r"PAGEREF (\w+) ", xml) == marks
    assert re.findall(r'<w:hyperlink w:anchor="(\w+)"', xml) == marks
    assert "<w:updateFields" in part(data, "word/settings.xml")
    assert "<w:updateFields" not in part(write_docx(Document("en", "t", ())), "word/settings.xml")


@pytest.mark.office
@pytest.mark.skipif(not shutil.which("soffice"), reason="the office suite is not installed")
def test_the_office_suite_works_the_pages_out(tmp_path: Path) -> None:
    import pypdfium2

    (tmp_path / "report.docx").write_bytes(write_docx(chapters()))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "report.docx")], check=True, capture_output=True, timeout=120)
    made = pypdfium2.PdfDocument(tmp_path / "report.pdf")
    _assert_pages([page.get_textpage().get_text_range() for page in made])


# Spaces


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("Total : 5 %", "Total_: 5_%"),
        ("« oui » ; non !", "«_oui_»_; non_!"),
        ("12\u00a0593\u00a0kg", "12_593\u00a0kg"),
        ("https://example.org/a?b", "https://example.org/a?b"),
        ("(?) et A=0.6; B", "(?) et A=0.6; B"),
        ("quoi ?", "quoi_?"),
    ],
)
def test_french_signs_have_their_narrow_space(typed: str, set_: str) -> None:
    assert spaced(typed, "fr").replace(NARROW, "_") == set_
    assert spaced(typed, "en") == typed
    assert spaced(spaced(typed, "fr"), "fr") == spaced(typed, "fr")


def test_every_format_writes_the_spaces_of_its_language() -> None:
    blocks = (
        Title("Titre : un", "Sous : titre"),
        Heading(1, "Tête : deux"),
        Paragraph((Text("« a » : "), Number("5 %"))),
    )
    document = Document("fr", "Titre : un", blocks)
    for text in (part(write_docx(document)), write_html(document).decode("utf-8")):
        assert " :" not in re.sub(r"<style>.*?</style>|<[^>]*>", "", text, flags=re.DOTALL)
        assert f"«{NARROW}a{NARROW}»{NARROW}: " in text
        assert f"5{NARROW}%" in text
    assert re.search("Titre\u202f: un", "".join(pages(document)))


# Signs of other scripts


def test_a_name_in_another_script_in_a_chart_is_drawn_and_spoils_no_text() -> None:
    from quicksilver.charts import bar_chart, to_png, to_svg

    chart = bar_chart("Plants", ["مصنع الإسمنت الوطني", "华北电厂"], [1.0, 2.0], unit="kg")
    figure = Figure(to_png(chart), "caption", chart.alt, to_svg(chart))
    written = "".join(pages(Document("en", "t", (figure, Paragraph("مصنع الإسمنت الوطني")))))
    assert "\ufffd" not in written
    assert "caption" in written
