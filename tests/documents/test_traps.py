"""Every trap that was met when the document libraries were tried in Chinese and Arabic, as a test of its own."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from quicksilver.documents import (
    Box,
    Document,
    Footnote,
    Heading,
    Number,
    Paragraph,
    Text,
    Title,
    fonts,
    write_docx,
    write_html,
    write_pdf,
)
from quicksilver.documents.tree import inlines
from quicksilver.errors import MissingFontError
from quicksilver.intake.texts import keyed_texts
from quicksilver.languages import LANGUAGES
from quicksilver.register.formats.text_form import load_directory
from quicksilver.register.questions.translations import texts

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OFFICE = shutil.which("soffice")
TEMPLATES = resources.files("quicksilver.documents") / "data"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def usable(language: str) -> bool:
    try:
        fonts.need(language)
    except MissingFontError:
        return False
    return True


ARABIC = pytest.mark.skipif(not usable("ar"), reason="Amiri is not installed")
CHINESE = pytest.mark.skipif(not usable("zh"), reason="Noto Serif CJK is not installed")

# 1. Numbers in Arabic

#: Found in running text and set apart by the tree.
IN_TEXT = [
    "-53%",
    "−53%",
    "+12.5%",
    "877–1,940",
    "1.5×10⁻³",
    "2007-2008",
    "2010-08-12",
    "650–1,000",
    "±0.5",
    "1.2e-05",
    "L1-COAL-PP",
]
#: Symbols, formulas and places: the one who writes them says that they are one thing.
SAID = ["UNEP(DTIE)/Hg/WG.Prep/1/1", "A17(b)(2)", "5–10 kg/t", "Hg + Cl2 = HgCl2", "1 EUR = 1.2854 USD"]


def arabic() -> Document:
    lines = [Paragraph(f"بلغ التغير {token} في السنة") for token in IN_TEXT]
    lines += [Paragraph((Text("انظر "), Number(token), Text(" في الوثيقة"))) for token in SAID]
    return Document("ar", "أرقام", tuple(lines))


_UNSEEN = ("AL", "NSM", "BN", "LRI", "RLI", "PDI")


def lines_of(pdf: bytes | Path) -> list[str]:
    """Return what is not Arabic on each line of a PDF, as the eye meets it from left to right."""
    import pypdfium2

    found: list[str] = []
    for page in pypdfium2.PdfDocument(pdf):
        text = page.get_textpage()
        signs: list[tuple[float, float, str]] = []
        for index in range(text.count_chars()):
            sign = text.get_text_range(index, 1)
            if not sign.strip() or unicodedata.bidirectional(sign[0]) in _UNSEEN:
                continue
            left, bottom, _, top = text.get_charbox(index, loose=True)
            signs.append(((bottom + top) / 2, left, sign))
        rows: list[list[tuple[float, str]]] = []
        last = 0.0
        for middle, left, sign in sorted(signs, reverse=True):
            if not rows or last - middle > 7:
                rows.append([])
                last = middle
            rows[-1].append((left, sign))
        found += ["".join(sign for _, sign in sorted(row)) for row in rows]
    return found


def squeezed(text: str) -> str:
    # The reader of the PDF turns brackets round in lines that run from right to left; where they stand is right.
    return re.sub(r"\s", "", text).replace(")", "(")


def assert_in_order(pdf: bytes | Path) -> None:
    seen = [squeezed(line) for line in lines_of(pdf)]
    missing = [token for token in (*IN_TEXT, *SAID) if squeezed(token) not in seen]
    assert not missing, f"{missing} among {seen}"


@pytest.mark.parametrize("token", IN_TEXT)
def test_the_tree_sets_numbers_in_arabic_apart(token: str) -> None:
    parts = inlines(f"بلغ التغير {token} في السنة", rtl=True)
    assert [part.text for part in parts if isinstance(part, Number)] == [token]
    assert [part for part in inlines(f"by {token} in", rtl=False) if isinstance(part, Number)] == []


@ARABIC
def test_numbers_stand_in_order_in_the_pdf() -> None:
    assert_in_order(write_pdf(arabic()))


@ARABIC
def test_without_isolates_the_order_would_be_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """The measure measures: what it guards against shows when the guard is taken away."""
    from quicksilver.documents import pdf

    monkeypatch.setattr(pdf, "isolated", lambda text: text)
    with pytest.raises(AssertionError, match="53%"):
        assert_in_order(write_pdf(arabic()))


@ARABIC
@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed")
def test_numbers_stand_in_order_in_the_office_suite(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(write_docx(arabic()))
    done = subprocess.run(
        [
            OFFICE,
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "a.docx"),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    assert_in_order(tmp_path / "a.pdf")


@ARABIC
@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")
@pytest.mark.filterwarnings("ignore")
def test_numbers_stand_in_order_in_the_browser(tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    (tmp_path / "a.html").write_bytes(write_html(arabic()))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto((tmp_path / "a.html").as_uri())
        page.pdf(path=str(tmp_path / "a.pdf"))
        browser.close()
    assert_in_order(tmp_path / "a.pdf")


def test_in_word_a_number_is_a_run_of_its_own_that_is_not_right_to_left() -> None:
    body = part(write_docx(arabic()), "word/document.xml")
    runs = re.findall(r"<w:r>(?:(?!</w:r>).)*</w:r>|<w:r [^>]*>(?:(?!</w:r>).)*</w:r>", body, re.DOTALL)
    for token in (*IN_TEXT, *SAID):
        (own,) = [run for run in runs if f"\u2066{token}\u2069" in run]
        assert "<w:rtl/>" not in own
    assert all("<w:rtl/>" in run for run in runs if "في" in run)


# 2. Word: theme fonts, letter spacing, sizes and weights for every script, directions


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode("utf-8")


def styled(language: str) -> Document:
    blocks = (
        Title("عنوان", "عنوان فرعي"),
        Heading(1, "أ"),
        Heading(2, "ب"),
        Box((Paragraph((Text("غامق", bold=True), Text("مائل", italic=True), Footnote("حاشية"))),), "إطار"),
        Paragraph("فقرة", "1."),
    )
    return Document(language, "t", blocks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_style_that_is_used_names_a_theme_font(language: str) -> None:
    from lxml import etree

    data = write_docx(styled(language))
    styles = etree.fromstring(part(data, "word/styles.xml").encode())
    used = set(
        re.findall(
            r'<w:(?:pStyle|rStyle) w:val="([^"]+)"',
            part(data, "word/document.xml") + part(data, "word/footnotes.xml"),
        )
    )
    assert len(used) >= 6
    for style in styles.iter(f"{W}style"):
        if style.get(f"{W}styleId") in used | {"Normal"}:
            for named in style.iter(f"{W}rFonts"):
                assert not [name for name in named.attrib if "heme" in name]
                assert named.get(f"{W}cs") == "Amiri"
                assert "CJK SC" in named.get(f"{W}eastAsia")
    assert styles.find(f"{W}docDefaults") is None


def test_no_style_spaces_letters_which_would_break_arabic_joins() -> None:
    styles = part(write_docx(styled("ar")), "word/styles.xml")
    for look in re.findall(r"<w:style .*?</w:style>", styles, re.DOTALL):
        if 'w:styleId="Title"' in look or 'w:styleId="Subtitle"' in look:
            assert not re.search(r"<w:spacing w:val=", look)


def test_sizes_and_weights_are_said_for_complex_scripts_too() -> None:
    from lxml import etree

    data = write_docx(styled("ar"))
    for style in etree.fromstring(part(data, "word/styles.xml").encode()).iter(f"{W}style"):
        look = style.find(f"{W}rPr")
        if (
            look is None
            or look.find(f"{W}sz") is None
            or (
                style.get(f"{W}customStyle") is None
                and style.get(f"{W}styleId") not in ("Normal", "Title", "Heading1", "Heading2")
            )
        ):
            continue
        assert look.find(f"{W}szCs").get(f"{W}val") == look.find(f"{W}sz").get(f"{W}val")
        bold = look.find(f"{W}b")
        if bold is not None and bold.get(f"{W}val", "1") not in ("0", "false"):
            assert look.find(f"{W}bCs") is not None
    body = part(data, "word/document.xml")
    (bold_run,) = re.findall(r"<w:r>(?:(?!</w:r>).)*غامق", body, re.DOTALL)
    assert "<w:bCs/>" in bold_run
    (italic_run,) = re.findall(r"<w:r>(?:(?!</w:r>).)*مائل", body, re.DOTALL)
    assert "<w:iCs/>" in italic_run.rsplit("</w:r>", 1)[-1]


def test_paragraphs_runs_tables_and_sections_run_from_right_to_left() -> None:
    data = write_docx(styled("ar"))
    body, notes = part(data, "word/document.xml"), part(data, "word/footnotes.xml")
    assert all("<w:bidi/>" in one for one in re.findall(r"<w:p>.*?</w:p>", body, re.DOTALL))
    assert "<w:bidi/>" in notes
    assert body.count("<w:bidiVisual/>") == body.count("<w:tbl>") == 1
    assert re.search(r"<w:sectPr.*<w:bidi/>.*</w:sectPr>", body, re.DOTALL)
    assert "<w:bidi/>" not in part(write_docx(styled("en")), "word/document.xml")


@pytest.mark.parametrize(("language", "attribute"), [("zh", 'w:eastAsia="zh-CN"'), ("ar", 'w:bidi="ar-SA"')])
def test_the_language_is_said_for_its_script(language: str, attribute: str) -> None:
    styles = part(write_docx(styled(language)), "word/styles.xml")
    (normal,) = re.findall(r'<w:style [^>]*w:styleId="Normal".*?</w:style>', styles, re.DOTALL)
    assert attribute in normal


# 3. Footnotes


def test_the_footnotes_are_a_part_of_their_own_that_word_knows() -> None:
    data = write_docx(styled("en"))
    assert "/word/footnotes.xml" in part(data, "[Content_Types].xml")
    assert "relationships/footnotes" in part(data, "word/_rels/document.xml.rels")
    notes = part(data, "word/footnotes.xml")
    assert re.findall(r'w:type="(\w+)" w:id="(\d)"', notes) == [
        ("separator", "0"),
        ("continuationSeparator", "1"),
    ]
    asked = re.findall(r'<w:footnoteReference w:id="(\d+)"', part(data, "word/document.xml"))
    assert asked == ["2"]
    assert set(asked) <= set(re.findall(r'<w:footnote w:id="(\d+)"', notes))


# 4. and 6. The fonts hold what is printed


@cache
def _file(name: str) -> Path | None:
    found = [path for folder in fonts.folders() for path in Path(folder).rglob(f"{name}.*")]
    return min(found, key=lambda path: (len(path.parts), str(path))) if found else None


@cache
def signs_of(name: str) -> frozenset[int]:
    """Return the characters of an installed font."""
    from fontTools.ttLib import TTCollection, TTFont

    path = _file(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    if path.suffix == ".ttc":
        with TTCollection(str(path), lazy=True) as held:
            face = next(one for one in held.fonts if str(one["name"].getDebugName(1)).endswith("CJK SC"))
            return frozenset(face.getBestCmap())
    with TTFont(str(path), lazy=True) as font:
        return frozenset(font.getBestCmap())


#: Families as the writers name them -> files of the regular face.
FILES = {
    "Noto Serif": "NotoSerif-Regular",
    "Noto Sans": "NotoSans-Regular",
    "Noto Serif CJK SC": "NotoSerifCJK-Regular",
    "Noto Sans CJK SC": "NotoSansCJK-Regular",
    "Amiri": "Amiri-Regular",
}
#: Controls that no font draws: isolates, marks of direction, soft hyphen, joiners, ends of lines.
UNDRAWN = {0x0A, 0x0D, 0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, *range(0x2066, 0x206A)}


def shipped(language: str) -> Iterator[str]:
    """Yield every text that is shipped in a language: the catalogues, the templates' words, the packaged registers."""
    for path in sorted(Path(str(resources.files("quicksilver.language") / "data")).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                yield row.get(language) or ""
    yield from (
        text.text(language) for text in keyed_texts("quicksilver.documents", "data/words.csv").values()
    )
    for name in ("2007-2008", "after-2009"):
        register = load_directory(Path(str(resources.files("quicksilver.register") / "data" / name)))
        for found in texts(register):
            yield getattr(found.text, language)


def _scripts(language: str) -> tuple[list[str], list[str]]:
    body = [family for family in fonts.body_fonts(language) if family in FILES]
    return body, [family for family in fonts.heading_fonts(language) if family in FILES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fonts_hold_every_character_of_every_shipped_text(language: str) -> None:
    signs = {ord(sign) for text in shipped(language) for sign in text} - UNDRAWN
    assert len(signs) > 80
    for families in _scripts(language):
        held = frozenset().union(*(signs_of(FILES[family]) for family in families))
        assert {chr(sign) for sign in signs - held} == set(), families


def test_naskh_lacks_latin_letters_and_amiri_does_not() -> None:
    """Debian's Noto Naskh Arabic has no Latin letters and no brackets; so Amiri sets the whole line."""
    latin = {ord(sign) for sign in "ABCXYZabcxyz()[]"}
    assert not latin & signs_of("NotoNaskhArabic-Regular")
    assert latin <= signs_of("Amiri-Regular")
    assert fonts.body_fonts("ar")[0] == "Amiri"
    styles = part(write_docx(styled("ar")), "word/styles.xml")
    assert "Naskh" not in styles
    html = write_html(styled("ar")).decode()
    for stack in re.findall(r'html\[lang="ar"\].*?font-family: ([^;}]+)', html):
        assert stack.index("Amiri") < stack.index("Naskh")


@ARABIC
def test_an_arabic_line_is_set_in_one_face() -> None:
    found = embedded(write_pdf(Document("ar", "t", (Paragraph("في 2017 [A] (ب) 12"),))))
    assert found
    assert all("Amiri" in name for name in found), found


def embedded(pdf: bytes) -> set[str]:
    """Return the names of the fonts of a PDF."""
    import pypdfium2
    import pypdfium2.raw as raw

    names = set()
    for page in pypdfium2.PdfDocument(pdf):
        for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            font = raw.FPDFTextObj_GetFont(item.raw)
            size = raw.FPDFFont_GetBaseFontName(font, None, 0)
            buffer = (
                (raw.c_char * size)()
                if hasattr(raw, "c_char")
                else __import__("ctypes").create_string_buffer(size)
            )
            raw.FPDFFont_GetBaseFontName(font, buffer, size)
            names.add(bytes(buffer).rstrip(b"\x00").decode())
    return names


# 5. Typst has no Arabic letters as numbers, and insets that know no direction


@ARABIC
@pytest.mark.parametrize("language", ["en", "ar"])
def test_numbers_are_printed_as_they_were_given(language: str) -> None:
    document = Document(
        language, "t", (Paragraph("x", "17."), Paragraph("x", "(b)", 1), Paragraph("x", "(3)", 2))
    )
    seen = squeezed("".join(lines_of(write_pdf(document))))
    for number in ("17", "(b)", "(3)"):
        # In Arabic the brackets are turned with the line they stand in.
        assert squeezed(number) in seen or squeezed(number[::-1]) in seen
    template = (TEMPLATES / "document.typ").read_text(encoding="utf-8")
    assert "enum(" not in template
    assert "heading(numbering" not in template


@ARABIC
def test_the_bar_of_a_box_is_where_its_lines_begin() -> None:
    assert bar_of("en") < 0.5 < bar_of("ar")


def bar_of(language: str) -> float:
    """Return how far from the left the thick bar of a box stands, as a share of the page."""
    import numpy as np
    import pypdfium2

    pages = pypdfium2.PdfDocument(write_pdf(Document(language, "t", (Box((Paragraph("x"),)),))))
    picture = pages[0].render(scale=1).to_numpy().astype(int)[:, :, :3]
    dark = (abs(picture - np.array([0x6B, 0x5C, 0x0D])).sum(axis=2) < 40) | (
        abs(picture - np.array([0x0D, 0x5C, 0x6B])).sum(axis=2) < 40
    )
    columns = dark.sum(axis=0)
    assert columns.max() > 5
    return float(columns.argmax()) / picture.shape[1]


# 7. Data go in as JSON and are no markup; nothing is fetched

MARKUP = [
    "#panic(1)",
    '#import "@preview/x:1.0.0"',
    "$x^2$",
    "*a*",
    "_b_",
    "`c`",
    "<label>",
    "@ref",
    "= Title",
    "//",
    "/* x */",
    "\\",
    "#{1+1}",
    "[[x]]",
    '"',
    "{{ 7*7 }}",
    "{% x %}",
    "&lt;b&gt;",
    "<b>x</b>",
    "%1.",
    "</w:t>",
]


@pytest.mark.parametrize("told", MARKUP)
def test_no_markup_of_any_format_is_read_from_data(told: str) -> None:
    document = Document(
        "en",
        told,
        (Title(told, told), Heading(1, told), Paragraph((Text(told), Footnote(told))), Paragraph(told, "1.")),
        author=told,
        symbol=told,
    )
    seen = "".join(lines_of(write_pdf(document)))
    assert seen.count(re.sub(r"\s", "", told)) >= 4
    import html as entities

    page = write_html(document).decode()
    assert (
        entities.unescape(re.sub(r"<style>.*?</style>|<[^>]+>", "", page, flags=re.DOTALL)).count(told) >= 4
    )
    import docx

    words = docx.Document(io.BytesIO(write_docx(document)))
    assert sum(told in one.text for one in words.paragraphs) >= 4


def test_the_template_takes_data_only_as_json_and_imports_nothing() -> None:
    template = (TEMPLATES / "document.typ").read_text(encoding="utf-8")
    assert re.findall(r"sys\.inputs\.(\w+)", template) == ["document"]
    for word in ("eval(", "@preview", "@local", "#import", "#include", "http", "read(", "plugin("):
        assert word not in template
    page = (TEMPLATES / "document.html").read_text(encoding="utf-8")
    assert "|safe" not in page.replace(" ", "")
    assert not re.search(r'(?:src|href)="(?!\{\{|#)', page)


ALONE = """
import sys
from quicksilver.documents import Document, Paragraph, write_docx, write_html, write_pdf
document = Document("ar", "t", (Paragraph("في 2017"),))
sys.stdout.buffer.write(b"|".join(str(len(write(document))).encode() for write in (write_docx, write_html, write_pdf)))
"""


def _apart() -> bool:
    if shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode == 0


@ARABIC
@pytest.mark.skipif(not _apart(), reason="no network can be taken away here")
def test_documents_are_written_without_a_network() -> None:
    done = subprocess.run(
        ["unshare", "-rn", sys.executable, "-c", ALONE], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    document = Document("ar", "t", (Paragraph("في 2017"),))
    assert done.stdout == "|".join(str(len(write(document))) for write in (write_docx, write_html, write_pdf))


# 8. Arabic files are not large


@ARABIC
def test_a_long_arabic_pdf_can_be_sent_by_mail() -> None:
    lines = tuple(
        Paragraph(
            f"تقليل انبعاثات الزئبق في المجال {count} وإطلاقاته إلى الهواء والماء واليابسة {count}-{count + 9}%",
            f"{count}.",
        )
        for count in range(1, 601)
    )
    made = write_pdf(Document("ar", "t", lines))
    import pypdfium2

    pages = len(pypdfium2.PdfDocument(made))
    assert pages > 15
    assert len(made) < 60_000 * pages
    assert len(made) < 2_500_000


def test_the_data_of_a_document_are_json() -> None:
    """What goes into the template is what JSON can say, so that nothing else can come in."""
    from quicksilver.documents import pdf

    seen: list[Any] = []
    import typst

    def compiled(path: str, **given: Any) -> bytes:
        seen.append(given)
        return b""

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typst, "compile", compiled)
        pdf.write_pdf(styled("en"))
    (given,) = seen
    assert set(given["sys_inputs"]) == {"document"}
    assert json.loads(given["sys_inputs"]["document"])["language"] == "en"
    assert given["ignore_system_fonts"] is True
    assert given["font_paths"] == list(fonts.folders())
