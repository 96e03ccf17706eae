"""A paragraph that sub-paragraphs follow does not stand alone at the foot of a page."""

import io
import zipfile
from datetime import date

import pypdfium2
import pytest

from quicksilver.documents import Document, Paragraph, write_docx, write_html, write_pdf

LEAD, ITEM = "The main activities in this area are:", "An activity of some length"


def document(before: int) -> Document:
    fill = [Paragraph("Filling up the page.", str(number)) for number in range(1, before + 1)]
    led = [Paragraph(LEAD, str(before + 1)), Paragraph(ITEM, "(a)", 1), Paragraph("Its aim", "(1)", 2)]
    return Document(
        title="Report",
        language="en",
        blocks=(*fill, *led, Paragraph("After.", str(before + 2))),
        created=date(2009, 5, 1),
    )


def pages(data: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]


@pytest.mark.parametrize("before", range(34, 48))
def test_on_one_page_of_the_pdf(before: int) -> None:
    for page in pages(write_pdf(document(before))):
        assert (LEAD in page) == (ITEM in page)


def test_some_of_them_come_where_a_page_ends() -> None:
    first = [LEAD in pages(write_pdf(document(before)))[0] for before in (34, 47)]
    assert first == [True, False]


def test_in_word_and_in_print() -> None:
    with zipfile.ZipFile(io.BytesIO(write_docx(document(2)))) as archive:
        body = archive.read("word/document.xml").decode("utf-8")
    assert body.count("<w:keepNext/>") == 2  # the lead, and the activity that has an aim
    assert write_html(document(2)).count(b' leading"') == 2
