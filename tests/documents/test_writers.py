"""One tree through three writers: the same words and numbers, and every trap that was met before."""

import datetime
import io
import re
import struct
import zipfile
import zlib

import pytest

from quicksilver.documents import (
    Box,
    BulletList,
    Column,
    Contents,
    Document,
    Figure,
    Footnote,
    Foreign,
    Heading,
    Link,
    Masthead,
    Number,
    PageBreak,
    Paragraph,
    Reference,
    Row,
    Table,
    Text,
    Title,
    TitleBlock,
    fonts,
    write_docx,
    write_html,
    write_pdf,
)
from quicksilver.documents.tree import inlines
from quicksilver.errors import MissingFontError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXTS = {
    "en": ("National mercury inventory", "Releases to air fell by -53% to 877–1,940 kg."),
    "ru": ("Национальный кадастр ртути", "Выбросы в воздух сократились на -53% до 877–1,940 кг."),
    "zh": ("国家汞清单", "向大气的释放减少了-53%，为877–1,940千克。"),
    "ar": ("الجرد الوطني للزئبق", "انخفضت الانبعاثات بنسبة -53% إلى 877–1,940 كغ."),
}


def usable(language: str) -> bool:
    try:
        fonts.need(language)
    except MissingFontError:
        return False
    return True


LANGUAGES = [
    pytest.param(name, marks=pytest.mark.skipif(not usable(name), reason="its font is not installed"))
    for name in TEXTS
]


def png() -> bytes:
    rows = b"".join(b"\x00" + b"\x0d\x5c\x6b" * 40 for _ in range(20))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 40, 20, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


HOSTILE = '#panic("x") <script>alert(1)</script> $x$ \\u0041 {{ 7*7 }} [link](x) a\x00b\x1fc'


def sample(language: str) -> Document:
    title, sentence = TEXTS[language]
    wide = Table(
        "wide",
        tuple(Column(f"c{i}", "start" if i == 0 else "end", 3 if i == 0 else 1) for i in range(14)),
        tuple(Row((title, *(f"{row * 1000 + i:,}.5" for i in range(13)))) for row in range(40)),
        number="4-2",
        label="wide",
    )
    small = Table(
        (Text("caption "), Footnote("note in a caption")),
        (Column("name", "start", 3), Column("kg", "end")),
        (
            Row((title,), "section"),
            Row((sentence, "1,234.5")),
            Row(("sum", (Number("−12 – 40", bold=True),)), "total"),
        ),
        number="1-1",
        label="small",
        notes=("a note of the table",),
    )
    return Document(
        language,
        title,
        (
            Masthead("UNEP", "UNEP/7"),
            Title(title, sentence),
            Contents(),
            Box(
                (Paragraph(sentence), BulletList(("first", (Text("bold", bold=True), Number("-5.2 %"))))),
                title="box",
            ),
            Heading(1, title, "1", label="one"),
            Paragraph(
                (
                    Text("see "),
                    Reference("small"),
                    Text(" and "),
                    Reference("wide"),
                    Text(" in "),
                    Reference("one"),
                    Footnote("a footnote"),
                )
            ),
            Paragraph(HOSTILE),
            Paragraph(sentence, "12."),
            Paragraph(sentence, "(a)", 1),
            small,
            Figure(png(), "a figure", "alternative text", label="figure", width=0.4),
            Paragraph((Link("a link", "https://example.org/x"),)),
            wide,
            PageBreak(),
            Heading(2, "last", "1.1"),
        ),
        author="Secretariat",
        subject="subject",
        created=datetime.date(2020, 2, 3),
    )


def docx_part(data: bytes, name: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode("utf-8")


def docx_text(data: bytes) -> str:
    import html

    xml = docx_part(data) + docx_part(data, "word/footnotes.xml")
    return html.unescape("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", xml)))


def pdf_text(data: bytes) -> str:
    import pypdfium2

    pages = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


def html_text(data: bytes) -> str:
    import html

    body = re.sub(r"<style>.*?</style>", "", data.decode("utf-8"), flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", body))


def bare(text: str) -> str:
    """Drop isolates and spaces, which the formats place differently."""
    return re.sub(r"[\s\u2066-\u2069\u200e\u200f\u00ad]", "", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_three_formats_say_the_same(language) -> None:
    document = sample(language)
    word, html = bare(docx_text(write_docx(document))), bare(html_text(write_html(document)))
    title, sentence = TEXTS[language]
    number = {"en": "Table", "ru": "Таблица", "zh": "表", "ar": "الجدول"}[language]
    for wanted in (
        title,
        sentence,
        "39,008.5",
        "−12–40",
        "12.",
        "(a)",
        "anoteofthetable",
        "afootnote",
        f"{number}1-1",
        f"{number}4-2",
    ):
        assert bare(wanted) in word, wanted
        assert bare(wanted) in html, wanted
    page = bare(pdf_text(write_pdf(document)))
    # Extraction gives Arabic in visual order; numbers and Latin survive it.
    for wanted in (
        ["39,008.5", "-53%", "1-1", "4-2"]
        if language == "ar"
        else [title, "39,008.5", "−12–40", "afootnote", f"{number}1-1"]
    ):
        assert bare(wanted) in page, wanted


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("writer", [write_docx, write_pdf, write_html])
def test_equal_documents_are_equal_bytes(language, writer) -> None:
    assert writer(sample(language)) == writer(sample(language))


def test_data_are_never_markup() -> None:
    document = sample("en")
    shown = HOSTILE.replace("\x00", "\ufffd").replace("\x1f", "\ufffd")
    assert bare(shown) in bare(docx_text(write_docx(document)))
    html = write_html(document).decode("utf-8")
    assert "<script" not in html
    assert "{{ 7*7 }}" in html
    page = bare(pdf_text(write_pdf(document)))
    assert '#panic("x")<script>alert(1)</script>$x$' in page


def test_numbers_are_isolated_in_arabic() -> None:
    parts = inlines(TEXTS["ar"][1], rtl=True)
    assert [part.text for part in parts if isinstance(part, Number)] == ["-53%", "877–1,940"]
    xml = docx_part(write_docx(sample("ar")))
    runs = re.findall(r"<w:r>(?:(?!</w:r>).)*?877(?:(?!</w:r>).)*?</w:r>", xml)
    assert runs
    assert all("\u2066" in run and "<w:rtl/>" not in run for run in runs)
    assert '<bdi dir="ltr"' in write_html(sample("en")).decode("utf-8")


def test_word_in_arabic_is_mirrored_all_through() -> None:
    data = write_docx(sample("ar"))
    xml, styles = docx_part(data), docx_part(data, "word/styles.xml")
    assert xml.count("<w:bidiVisual/>") >= 3
    assert re.search(r"<w:sectPr.*?<w:bidi/>", xml, re.DOTALL)
    assert 'w:cs="Amiri"' in styles
    for look in re.findall(r'<w:style [^>]*w:styleId="Title".*?</w:style>', styles, re.DOTALL):
        assert "<w:spacing w:val" not in look
        assert "szCs" in look


def test_word_has_no_theme_fonts_in_the_styles_used() -> None:
    styles = docx_part(write_docx(sample("zh")), "word/styles.xml")
    for name in ("Normal", "Title", "Heading1", "Caption"):
        look = re.search(rf'<w:style [^>]*w:styleId="{name}".*?</w:style>', styles, re.DOTALL)
        assert look
        assert "Theme" not in look[0]
        assert "CJK SC" in look[0]
    assert "docDefaults" not in styles


def test_word_footnotes_headings_and_repeated_rows_are_real() -> None:
    data = write_docx(sample("en"))
    xml, notes = docx_part(data), docx_part(data, "word/footnotes.xml")
    assert xml.count("footnoteReference w:id") == 2
    assert notes.count("<w:footnote ") == 4
    assert xml.count("<w:tblHeader/>") == 2
    assert 'w:pStyle w:val="Heading1"' in xml
    assert 'descr="alternative text"' in xml
    assert 'w:orient="landscape"' in xml


def test_word_file_opens_and_keeps_its_properties() -> None:
    import docx

    made = docx.Document(io.BytesIO(write_docx(sample("en"))))
    assert made.core_properties.title == TEXTS["en"][0]
    assert made.core_properties.created.date() == datetime.date(2020, 2, 3)
    assert len(made.sections) == 3
    assert len(made.tables) == 3


def test_pdf_is_tagged_archival_and_turns_wide_tables() -> None:
    import pypdfium2

    data = write_pdf(sample("en"))
    assert b"pdfaid:part" in data
    assert b"/StructTreeRoot" in data
    sizes = [page.get_size() for page in pypdfium2.PdfDocument(data)]
    assert any(width > height for width, height in sizes)
    assert any(width < height for width, height in sizes)


def test_html_is_one_inert_file_that_a_reader_can_use() -> None:
    html = write_html(sample("ar")).decode("utf-8")
    assert '<html lang="ar" dir="rtl">' in html
    assert "default-src 'none'" in html
    assert not re.search(r"""(?:src|href)=["'](?!data:|#|https://example\.org)""", html)
    assert html.count("<caption>") == 2
    assert 'alt="alternative text"' in html
    assert re.search(r'<th scope="col"', html)
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert all(target in ids for target in re.findall(r'href="#([^"]+)"', html))


def test_faults_of_the_tree_are_named() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        write_html(Document("en", "t", (Paragraph((Reference("nowhere"),)),)))
    with pytest.raises(ValueError, match="twice"):
        write_html(Document("en", "t", (Heading(1, "a", label="x"), Heading(1, "b", label="x"))))
    with pytest.raises(ValueError, match="2 cells"):
        Table("c", (Column("a"),), (Row(("1", "2")),))
    with pytest.raises(ValueError, match="neither http"):
        Link("x", "javascript:alert(1)")
    with pytest.raises(ValueError, match="language"):
        Document("de", "t", ())


def test_a_missing_font_is_named_with_its_package(monkeypatch) -> None:
    monkeypatch.setattr(fonts, "_PLACES", ())
    fonts._folders.cache_clear()
    try:
        with pytest.raises(MissingFontError, match="fonts-noto-cjk"):
            write_pdf(sample("zh"))
    finally:
        monkeypatch.undo()
        fonts._folders.cache_clear()


def test_latin_and_cyrillic_need_no_installed_font(monkeypatch) -> None:
    """The PDF engine brings a face for them, so that a bare machine can write a report."""
    monkeypatch.setattr(fonts, "_PLACES", ())
    fonts._folders.cache_clear()
    try:
        assert bare(TEXTS["ru"][0]) in bare(pdf_text(write_pdf(sample("ru"))))
    finally:
        monkeypatch.undo()
        fonts._folders.cache_clear()


def listed(*numbers: tuple[str, int]) -> Document:
    return Document(
        "en", "t", tuple(Paragraph("text", number, level, sequence="run") for number, level in numbers)
    )


def test_a_sequence_is_counted_by_word_itself() -> None:
    data = write_docx(listed(("1.", 0), ("(a)", 1), ("(1)", 2), ("(b)", 1), ("2.", 0), ("(a)", 1)))
    body, lists = docx_part(data), docx_part(data, "word/numbering.xml")
    assert re.findall(r'<w:ilvl w:val="(\d)"/>', body) == ["0", "1", "2", "1", "0", "1"]
    assert len(set(re.findall(r'<w:numId w:val="(\d+)"/>', body))) == 1
    assert "startOverride" not in lists
    assert ">1." not in body
    assert lists.rindex("<w:abstractNum ") < lists.index("<w:num ")


def test_a_number_left_out_starts_the_list_where_it_goes_on() -> None:
    data = write_docx(listed(("1.", 0), ("3.", 0), ("4.", 0), ("(c)", 1), ("(iv)", 2)))
    lists = docx_part(data, "word/numbering.xml")
    starts = re.findall(r'<w:lvlOverride w:ilvl="(\d)"><w:startOverride w:val="(\d+)"/>', lists)
    assert starts == [("0", "3"), ("1", "3"), ("2", "4")]


def test_a_sequence_that_cannot_be_counted_is_refused() -> None:
    with pytest.raises(ValueError, match="not a number"):
        write_docx(listed(("1.2", 0)))
    with pytest.raises(ValueError, match="not written like"):
        write_docx(listed(("1.", 0), ("(2)", 0)))


def test_marks_of_their_own_and_foreign_texts() -> None:
    blocks = (
        TitleBlock(("first", (Text("second"), Footnote("marked", "*")))),
        Paragraph((Text("a"), Footnote("counted"), Foreign("汞", "zh"), Foreign("زئبق", "ar"))),
    )
    document = Document("en", "t", blocks, symbol="X/1")
    html = write_html(document).decode("utf-8")
    assert re.search(r'href="#note-1"[^>]*>\*</a>', html)
    assert re.search(r'href="#note-2"[^>]*>1</a>', html)
    assert '<bdi lang="zh" dir="ltr">汞</bdi>' in html
    assert '<bdi lang="ar" dir="rtl">زئبق</bdi>' in html
    body = docx_part(write_docx(document))
    assert 'w:customMarkFollows="1"' in body
    assert 'w:eastAsia="zh-CN"' in body
    assert "X/1" in docx_part(write_docx(document), "word/header1.xml")
    assert "汞" in pdf_text(write_pdf(document)) or not usable("zh")
    with pytest.raises(ValueError, match="language"):
        Foreign("x", "de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_removed_and_added_is_told_apart_in_every_format(language) -> None:
    import pypdfium2

    parts = (Text("gone ", change="removed"), Text("come", change="added"))
    document = Document(
        language,
        "t",
        (
            Paragraph((Text("12.5%", change="removed"), *parts)),
            Paragraph((Foreign("gone come", "en", parts),)),
        ),
    )
    html = write_html(document).decode("utf-8")
    assert html.count("<del>gone </del>") == html.count("<ins>come</ins>") == 2
    assert re.search(r"<del>(<bdi[^>]*>)?12\.5%|<bdi[^>]*><del>12\.5%", html)
    body = docx_part(write_docx(document))
    # In Arabic the number is a run of its own, and struck out all the same.
    assert body.count("<w:strike/>") == 3
    assert body.count('<w:u w:val="single"/>') == 2
    page = pypdfium2.PdfDocument(write_pdf(document))[0]
    assert len({item.type for item in page.get_objects()}) > 1  # strokes beside the words
    assert "come" in page.get_textpage().get_text_range()
    with pytest.raises(ValueError, match="parts"):
        Foreign("other", "en", parts)
