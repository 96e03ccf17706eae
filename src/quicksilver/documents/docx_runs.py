"""Runs, paragraphs and table rows of a Word file as WordprocessingML text.

python-docx makes an object of every element and looks through all children of the body for each new one. A report of thousands of
pages is written in seconds when the text is put together first and parsed once per block.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

__all__ = [
    "bookmarked",
    "elements",
    "link_xml",
    "mark_xml",
    "page_xml",
    "paragraph_xml",
    "row_xml",
    "run_xml",
]

_SPACES: Final = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
_OPEN: Final = "<w:body" + "".join(f' xmlns:{name}="{uri}"' for name, uri in _SPACES.items()) + ">"
_BREAKS: Final = re.compile(r"([\t\n\r])")
_CHANGES: Final = {"": "", "removed": "<w:strike/>", "added": '<w:u w:val="single"/>'}


def run_xml(
    text: str,
    *,
    rtl: bool = False,
    bold: bool = False,
    italic: bool = False,
    change: str = "",
    style: str = "",
    language: tuple[str, str] | None = None,
) -> str:
    """Return a run; its properties are in the order of the schema.

    Parameters
    ----------
    text : str
        Without characters that XML forbids; tabs and breaks become elements.
    rtl, bold, italic : bool
    change : str
        ``removed``, ``added`` or nothing.
    style : str
        Identifier of a character style.
    language : (str, str), optional
        Kind of script and language of the text, as Word calls them, such as ``("eastAsia", "zh-CN")``.

    Examples
    --------
    >>> run_xml("a < b", bold=True)
    '<w:r><w:rPr><w:b/><w:bCs/></w:rPr><w:t>a &lt; b</w:t></w:r>'
    """
    looks = f'<w:rStyle w:val="{style}"/>' if style else ""
    if bold:
        looks += "<w:b/><w:bCs/>"
    if italic:
        looks += "<w:i/><w:iCs/>"
    looks += _CHANGES[change]
    if rtl:
        looks += "<w:rtl/>"
    if language is not None:
        looks += f'<w:lang w:{language[0]}="{language[1]}"/>'
    return f"<w:r>{f'<w:rPr>{looks}</w:rPr>' if looks else '<w:rPr/>'}{_said(text)}</w:r>"


def _said(text: str) -> str:
    if not _BREAKS.search(text):
        return _plain(text) if text else ""
    return "".join(
        ("<w:tab/>" if part == "\t" else "<w:br/>") if part in "\t\n\r" else _plain(part)
        for part in _BREAKS.split(text)
        if part
    )


def _plain(text: str) -> str:
    # Word drops blanks at the ends of a text that does not state that they count.
    kept = "" if text == text.strip() else ' xml:space="preserve"'
    return f"<w:t{kept}>{escape(text)}</w:t>"


def link_xml(relation: str, run: str) -> str:
    """Return a run as a link; the relation names its address."""
    return f"<w:hyperlink r:id={quoteattr(relation)}>{run}</w:hyperlink>"


def bookmarked(runs: str, ident: int, name: str) -> str:
    """Return runs as a place that fields can name."""
    return f'<w:bookmarkStart w:id="{ident}" w:name={quoteattr(name)}/>{runs}<w:bookmarkEnd w:id="{ident}"/>'


def page_xml(name: str, runs: str) -> str:
    """Return a line of the contents: runs that lead to a bookmark, and its page behind a tab.

    The office suite finds the page when it opens the file, Word when it updates its fields; before, there
    is a dash.
    """
    fields = "".join(
        f"<w:r>{part}</w:r>"
        for part in (
            "<w:tab/>",
            '<w:fldChar w:fldCharType="begin"/>',
            f'<w:instrText xml:space="preserve"> PAGEREF {name} \\h </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>\u2013</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    return f'<w:hyperlink w:anchor={quoteattr(name)} w:history="1">{runs}{fields}</w:hyperlink>'


def mark_xml(ident: int, mark: str) -> str:
    """Return the mark of a footnote in the text: the counted mark, or its own."""
    own = ' w:customMarkFollows="1"' if mark else ""
    mark_text = _said(mark)
    return f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference{own} w:id="{ident}"/>{mark_text}</w:r>'


def paragraph_xml(
    style: str,
    runs: str,
    *,
    rtl: bool,
    end: bool = False,
    item: tuple[int, int] | None = None,
    leading: bool = False,
) -> str:
    """Return a paragraph.

    Parameters
    ----------
    style : str
        Identifier of its style.
    runs : str
    rtl : bool
    end : bool
        Whether it is aligned to the end of the line.
    item : (int, int), optional
        Level and number of the list it is an item of.
    leading : bool
        Whether it stays on the page of the next one.

    Examples
    --------
    >>> paragraph_xml("Normal", "", rtl=True)
    '<w:p><w:pPr><w:pStyle w:val="Normal"/><w:bidi/></w:pPr></w:p>'
    """
    listed = (
        f'<w:numPr><w:ilvl w:val="{item[0]}"/><w:numId w:val="{item[1]}"/></w:numPr>'
        if item is not None
        else ""
    )
    shape = f"{listed}{'<w:bidi/>' if rtl else ''}{'<w:jc w:val=' + quoteattr('end') + '/>' if end else ''}"
    kept = "<w:keepNext/>" if leading else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{kept}{shape}</w:pPr>{runs}</w:p>'


def row_xml(
    cells: Sequence[tuple[int, str]],
    *,
    head: bool = False,
    span: int = 1,
    fill: str = "",
    tall: bool = False,
) -> str:
    """Return a row of a table that stays on one page, unless it may be too tall for it.

    Parameters
    ----------
    cells : sequence of (int, str)
        Width in twips, and paragraphs.
    head : bool
        Whether it is repeated on every page.
    span : int
        How many columns each cell covers.
    fill : str
        Colour behind the cells; empty is none.
    tall : bool
        Whether it may be broken over two pages.
    """
    over = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    behind = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width}"/>{over}{behind}</w:tcPr>{inside}</w:tc>'
        for width, inside in cells
    )
    looks = ("" if tall else "<w:cantSplit/>") + ("<w:tblHeader/>" if head else "")
    return f"<w:tr>{f'<w:trPr>{looks}</w:trPr>' if looks else ''}{made}</w:tr>"


def elements(xml: str) -> list[Any]:
    """Return elements, as python-docx knows them, from their text."""
    from docx.oxml import parse_xml

    return list(parse_xml(f"{_OPEN}{xml}</w:body>"))
