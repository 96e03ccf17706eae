"""Word's elements put together as text: nothing of a text is lost, whatever signs stand in it."""

import io
import re
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from quicksilver.documents import (
    Column,
    Document,
    Footnote,
    Foreign,
    Link,
    Paragraph,
    Row,
    Table,
    Text,
    write_docx,
)
from quicksilver.documents.docx_runs import elements, paragraph_xml, run_xml
from quicksilver.outputs import writable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Signs that XML, Word or the parser treat in a way of their own.
ODD = st.text(st.sampled_from("a <>&\"'\t\n\r\xa0\u2028\x85\u200f]汞"), max_size=12)


def said(paragraph) -> str:
    signs = {f"{W}tab": "\t", f"{W}br": "\n"}
    return "".join(
        signs.get(one.tag, one.text or "") for one in paragraph.iter() if one.tag in {*signs, f"{W}t"}
    )


@given(st.lists(st.one_of(ODD, st.text(max_size=12)), max_size=4))
def test_every_sign_of_a_text_is_in_the_file(texts) -> None:
    texts = [writable(text) for text in texts]
    (made,) = elements(paragraph_xml("Normal", "".join(map(run_xml, texts)), rtl=False))
    assert said(made) == "".join(texts).replace("\r", "\n")


def test_properties_stand_in_the_order_of_the_schema() -> None:
    xml = run_xml(
        "x", rtl=True, bold=True, italic=True, change="added", style="S", language=("eastAsia", "zh-CN")
    )
    (made,) = elements(f"<w:p>{xml}</w:p>")
    names = [one.tag.removeprefix(W) for one in made[0][0]]
    assert names == ["rStyle", "b", "bCs", "i", "iCs", "u", "rtl", "lang"]


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode("utf-8")


def test_a_link_in_a_note_is_a_relation_of_the_notes() -> None:
    note = Footnote((Text("see "), Link("there", "https://example.org/a?b=1&c=2"), Footnote("inside")))
    again = Footnote((Link("there", "https://example.org/a?b=1&c=2"),), "*")
    data = write_docx(Document("en", "T", (Paragraph(("text", note)[1:]), Paragraph((again,)))))
    held = re.findall(r'r:id="(rId\d+)"', part(data, "word/footnotes.xml"))
    relations = part(data, "word/_rels/footnotes.xml.rels")
    assert len(held) == 2
    assert len(set(held)) == 1
    assert f'Id="{held[0]}"' in relations
    assert "https://example.org/a?b=1&amp;c=2" in relations
    assert "example.org" not in part(data, "word/_rels/document.xml.rels")
    assert part(data, "word/footnotes.xml").count("<w:footnote ") == 2 + 3


def test_a_thousand_links_have_each_their_own_relation() -> None:
    blocks = tuple(Paragraph((Link(str(n % 700), f"https://example.org/{n % 700}"),)) for n in range(1000))
    data = write_docx(Document("en", "T", blocks))
    held = re.findall(r'<w:hyperlink r:id="(rId\d+)">', part(data, "word/document.xml"))
    assert (len(held), len(set(held))) == (1000, 700)
    relations = part(data, "word/_rels/document.xml.rels")
    assert len(re.findall(r'Id="(rId\d+)"', relations)) == len(set(re.findall(r'Id="(rId\d+)"', relations)))


def test_rows_keep_their_cells_sections_and_languages() -> None:
    table = Table(
        "t",
        (Column("a"), Column("b", "end")),
        (Row(("part",), "section"), Row(("", (Foreign("汞 <x>", "zh"),))), Row(("sum", "1"), "total")),
    )
    body = part(write_docx(Document("en", "T", (table,))), "word/document.xml")
    rows = re.findall(r"<w:tr>.*?</w:tr>", body)
    assert [row.count("<w:tc>") for row in rows] == [2, 1, 2, 2]
    assert '<w:gridSpan w:val="2"/>' in rows[1]
    assert '<w:lang w:eastAsia="zh-CN"/></w:rPr><w:t>汞 &lt;x&gt;</w:t>' in rows[2]
    assert "<w:tblHeader/>" in rows[0]
    assert "<w:tblHeader/>" not in "".join(rows[1:])
