"""The DOCX writer, for documents that someone will edit: real styles, headings, numbering and footnotes.

python-docx builds the file; what it does not know (footnotes, right-to-left, landscape pages for wide tables,
East Asian fonts, alternative texts) is a few elements of WordprocessingML each, and what there is much of (paragraphs, runs,
rows of tables) is put together as text.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from typing import Any, Final
from xml.sax.saxutils import escape

from quicksilver.documents.docx_lists import Lists
from quicksilver.documents.docx_lists import element as _el
from quicksilver.documents.docx_runs import (
    bookmarked,
    elements,
    link_xml,
    mark_xml,
    page_xml,
    paragraph_xml,
    row_xml,
    run_xml,
)
from quicksilver.documents.measures import Shape, hyphenated, shape
from quicksilver.documents.numbering import Numbering, number
from quicksilver.documents.tree import (
    Block,
    Box,
    BulletList,
    Content,
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
    foreign_runs,
    isolated,
    plain_text,
    walk,
)
from quicksilver.languages import LANGUAGES, Fonts, in_slot
from quicksilver.outputs import normalised_zip, writable

__all__ = ["write_docx"]

_BODY_PART: Final = "word/document.xml"
#: No text can hold it: in a text the sign before the question mark is escaped.
_MARKED: Final = "quicksilver"
_MARK: Final = re.compile(rf"<\?{_MARKED} (\d+)\?>")
_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_BODY, _HEAD = "Noto Serif", "Noto Sans"
_ACCENT: Final = "0D5C6B"
_TINT: Final = "EEF4F5"
#: Columns of a table up to which its letters have the usual size.
_FEW: Final = 6


def write_docx(document: Document) -> bytes:
    """Return a document as DOCX; equal documents give equal bytes.

    Raises
    ------
    ValueError
        A reference has no target.
    """
    writer = _Writer(document)
    for block in document.blocks:
        writer.block(block)
    return writer.finish()


class _Writer:
    """Holds what is being written; one method for each kind of block."""

    def __init__(self, document: Document) -> None:
        import docx

        self.document = document
        self.numbers: Numbering = number(document)
        self.rtl = document.is_rtl
        self.docx = docx.Document()
        self.notes: list[Footnote] = []
        self.lists = Lists(self.docx, walk(document.blocks))
        self.container: Any = self.docx
        self.part: Any = self.docx.part
        self.pending: list[str] = []
        self.kept: list[str] = []
        # Headings that the contents name, by id, with the number of their bookmark.
        listed = [b for b in document.blocks if isinstance(b, Heading) and b.level <= 2]
        has_contents = any(isinstance(block, Contents) for block in walk(document.blocks))
        self.marked = {id(block): place for place, block in enumerate(listed, 1)} if has_contents else {}
        self.listed = listed
        self.links: dict[tuple[str, str], str] = {}
        self.style_ids: dict[str, str] = {}
        _styles(self.docx, document)
        _page(self.docx.sections[0], document)
        self._properties()

    def _properties(self) -> None:
        properties = self.docx.core_properties
        made = datetime.datetime.combine(self.document.created, datetime.time())
        properties.created = properties.modified = made
        properties.title = self.document.written(self.document.title)
        properties.author = properties.last_modified_by = writable(self.document.author)
        properties.subject = self.document.written(self.document.subject)
        properties.language = LANGUAGES[self.document.language].word
        properties.comments = ""

    def finish(self) -> bytes:
        """Return the file."""
        self.flush()
        _footnotes_part(self)
        target = io.BytesIO()
        self.docx.save(target)
        with zipfile.ZipFile(target) as archive:
            body = archive.read(_BODY_PART).decode("utf-8")
        whole = _MARK.sub(lambda match: self.kept[int(match[1])], body)
        return normalised_zip(target.getvalue(), {_BODY_PART: whole.encode("utf-8")})

    def style(self, name: str) -> str:
        """Return the id of a style. python-docx looks through all styles each time, which a long table feels."""
        if name not in self.style_ids:
            self.style_ids[name] = self.docx.styles[name].style_id
        return self.style_ids[name]

    def paragraph(self, style: str, content: Content = "", *, before: str = "") -> Any:
        """Add a paragraph of a style with inlines, and return it."""
        from docx.text.paragraph import Paragraph as Made

        self.flush()
        self.add(style, content, before=before)
        (made,) = elements(self.pending.pop())
        self._place(made)
        return Made(made, self.container)

    def add(
        self,
        style: str,
        content: Content = "",
        *,
        before: str = "",
        item: tuple[int, int] | None = None,
        leading: bool = False,
        mark: int = 0,
    ) -> None:
        """Add a paragraph that nobody changes any more; with a mark, the contents lead to it."""
        runs = before + self.runs(content)
        if mark:
            runs = bookmarked(runs, mark, _anchor(mark))
        self.pending.append(paragraph_xml(self.style(style), runs, rtl=self.rtl, item=item, leading=leading))

    def flush(self) -> None:
        """Put what was added into the document."""
        if self.pending and self.container is self.docx:
            self._place(self.keep("".join(self.pending)))
        else:
            for made in elements("".join(self.pending)):
                self._place(made)
        self.pending.clear()

    def keep(self, xml: str) -> Any:
        """Return a mark that is later replaced by a text of WordprocessingML, for parts that need not become elements."""
        from lxml import etree

        self.kept.append(xml)
        return etree.ProcessingInstruction(_MARKED, str(len(self.kept) - 1))

    def _place(self, made: Any) -> None:
        if self.container is self.docx:
            # The last child of the body holds the page's shape, and stays last.
            self.docx.element.body[-1].addprevious(made)
        else:
            self.container._tc.append(made)

    def runs(self, content: Content, *, bold: bool = False) -> str:
        """Return the runs of inlines."""
        made: list[str] = []
        for part in self.document.inlines(content) if content else ():
            if isinstance(part, Text):
                made.append(
                    run_xml(
                        part.text,
                        rtl=self.rtl,
                        bold=part.bold or bold,
                        italic=part.italic,
                        change=part.change,
                    )
                )
            elif isinstance(part, Number):
                # A run of its own without w:rtl, with isolates: Word and LibreOffice each mind one of the two.
                text = isolated(part.text) if self.rtl else part.text
                made.append(run_xml(text, bold=part.bold or bold, change=part.change))
            elif isinstance(part, Reference):
                made.append(self.run(self.numbers.labels[part.label], bold=bold))
            elif isinstance(part, Link):
                run = run_xml(writable(part.text), rtl=self.rtl, style="Hyperlink")
                made.append(link_xml(self.relation(part.href), run))
            elif isinstance(part, Foreign):
                made += self.foreign(part, bold=bold)
            else:
                self.notes.append(part)
                made.append(mark_xml(len(self.notes) + 1, writable(part.mark)))
        return "".join(made)

    def run(self, text: str, *, bold: bool = False) -> str:
        """Return a run in the direction of the document."""
        return run_xml(writable(text), rtl=self.rtl, bold=bold)

    def foreign(self, part: Foreign, *, bold: bool) -> list[str]:
        """Return the runs of a text in another language, which say what language it is."""
        own = LANGUAGES[part.language]
        return [
            run_xml(
                piece.text,
                rtl=own.is_rtl,
                bold=bold or piece.bold,
                italic=piece.italic,
                change=piece.change,
                language=(own.word_slot, own.word),
            )
            for piece in foreign_runs(part, rtl=self.rtl)
        ]

    def relation(self, address: str) -> str:
        """Return the identifier of a web address in the part being written. python-docx looks through all of them each time."""
        from docx.opc.constants import RELATIONSHIP_TYPE

        key = (str(self.part.partname), address)
        if key not in self.links:
            relations = self.part.rels
            number = len(relations) + 1
            while f"rId{number}" in relations:
                number += 1
            relations.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, address, f"rId{number}", is_external=True)
            self.links[key] = f"rId{number}"
        return self.links[key]

    def block(self, block: Block) -> None:
        """Write one block, by the method of its kind."""
        getattr(self, _METHODS[type(block)])(block)

    def title(self, block: Title) -> None:
        """Write the title and the lines below it."""
        self.paragraph("Title", block.text)
        if block.subtitle:
            self.paragraph("Subtitle", block.subtitle)

    def titleblock(self, block: TitleBlock) -> None:
        """Write the centred lines over a part."""
        for index, line in enumerate(block.lines):
            self.paragraph("Title Line" if index else "Part Title", line)

    def heading(self, block: Heading) -> None:
        """Write a heading with the tree's own number."""
        listed = bool(block.number and block.sequence)
        before = self.run(f"{block.number}\u2002") if block.number and not listed else ""
        item = self.lists.place(block) if listed else None
        mark = self.marked.get(id(block), 0)
        self.add(f"Heading {block.level}", block.content, before=before, item=item, mark=mark)

    def bullets(self, block: BulletList) -> None:
        """Write a list."""
        for item in block.items:
            self.add("List Bullet", item)

    def pagebreak(self, block: PageBreak) -> None:
        """Begin a new page."""
        self.paragraph("Normal").paragraph_format.page_break_before = True

    def masthead(self, block: Masthead) -> None:
        """Write the organisation at one side and the symbol at the other, over a double line."""
        runs = self.runs(block.left) + "<w:r><w:tab/></w:r>" + self.run(block.right)
        made = self.paragraph("Masthead", before=runs)
        borders = _el("pBdr")
        borders.append(_el("bottom", val="double", sz="6", space="4", color="000000"))
        made._p.get_or_add_pPr().append(borders)
        for line in block.lines:
            self.paragraph("Normal", line)

    def box(self, block: Box) -> None:
        """Write blocks into a frame: a table of one cell."""
        self.flush()
        table = self.docx.add_table(rows=1, cols=1)
        table.style = "Table Grid"
        _table_direction(table, self.rtl)
        cell = table.cell(0, 0)
        _shade(cell, _TINT)
        outer, self.container = self.container, cell
        if block.title:
            self.paragraph("Box Title", block.title)
        for inner in block.blocks:
            self.block(inner)
        self.flush()
        first = cell.paragraphs[0]
        if not first.text and len(cell.paragraphs) > 1:
            first._p.getparent().remove(first._p)
        self.container = outer
        self.paragraph("Table Note")

    def numbered(self, block: Paragraph) -> None:
        """Write a paragraph; a numbered one is a list item in Word, printed with the tree's own number."""
        if not block.number:
            self.add("Normal", block.content, leading=id(block) in self.numbers.leading)
            return
        style = ("Numbered", "Sub-paragraph", "Sub-sub-paragraph")[min(block.level, 2)]
        item = self.lists.place(block) if block.sequence else None
        before = "" if item else self.run(f"{block.number}\t")
        self.add(style, block.content, before=before, item=item, leading=id(block) in self.numbers.leading)

    def contents(self, block: Contents) -> None:
        """Write a line for each heading with a field for its page.

        A field for all of them would be filled by Word alone: other programs show what is in the file.
        """
        self.paragraph("Contents Title", block.title or self.document.word("contents"))
        for heading in self.listed:
            text = f"{heading.number}\u2002" if heading.number else ""
            runs = self.run(text + self.document.written(plain_text(heading.content)))
            line = page_xml(_anchor(self.marked[id(heading)]), runs)
            self.add(f"TOC {heading.level}", before=line)
        settings = self.docx.settings.element
        settings.insert_element_before(_el("updateFields", val="true"), *_AFTER_UPDATE)

    def caption(self, word: str, block: Table | Figure) -> Any:
        """Write the caption of a table or figure."""
        label = f"{self.document.word(word)} {self.numbers.captions[id(block)]}. "
        return self.paragraph("Caption", block.caption, before=self.run(label, bold=True))

    def table(self, block: Table) -> None:
        """Write a table; a wide one on its own landscape pages."""
        from docx.shared import Pt

        form = shape(block, self.document)
        wide = form.is_wide and self.container is self.docx
        if wide:
            self.turn(landscape=True)
        self.caption("table", block).paragraph_format.keep_with_next = True
        table = self.container.add_table(rows=0, cols=len(block.columns))
        table.style, table.autofit = "Report Table", False
        _table_direction(table, self.rtl)
        if form.is_tight:
            table._tbl.tblPr.insert_element_before(_margins(60), "w:tblLook")
        for column, width in zip(table.columns, form.widths, strict=True):
            column.width = Pt(width)
        head = Row(tuple(column.heading for column in block.columns), "head")
        # The head stays with the first row, and each row with the next one of its group.
        groups = (1, *form.groups)
        rows = [
            self.row(block, row, form, kept=groups[place + 1 : place + 2] == (0,))
            for place, row in enumerate((head, *block.rows))
        ]
        table._tbl.append(self.keep("".join(rows)))
        for note in block.notes:
            self.paragraph("Table Note", note)
        if not block.notes:
            self.paragraph("Table Note")
        if wide:
            self.turn(landscape=False)

    def row(self, block: Table, row: Row, form: Shape, *, kept: bool) -> str:
        """Return one row of a table; a kept one stays on the page of the next."""
        whole = row.kind == "section"
        small = "" if len(block.columns) <= _FEW else " Smallest" if form.is_tight else " Small"
        style = self.style(("Table Head" if row.kind == "head" else "Table Text") + small)
        room = [sum(form.widths)] if whole else form.widths
        cells = [
            (
                round(width * 20),
                paragraph_xml(
                    style,
                    self.runs(
                        self.apart(content, width, form.size) if row.kind == "head" else content,
                        bold=row.kind != "body",
                    ),
                    rtl=self.rtl,
                    end=column.align == "end" and not whole,
                    leading=kept,
                ),
            )
            for width, content, column in zip(room, row.cells, block.columns, strict=False)
        ]
        fill = "" if row.kind == "body" else _ACCENT if row.kind == "head" else _TINT
        return row_xml(
            cells,
            head=row.kind == "head",
            span=len(form.widths) if whole else 1,
            fill=fill,
            tall=form.is_tall,
        )

    def apart(self, content: Content, width: float, size: float) -> Content:
        """Return the heading of a column; a word that is too long for it may be hyphenated."""
        return tuple(
            Text(hyphenated(part.text, width, size), part.bold, part.italic, part.change)
            if isinstance(part, Text)
            else part
            for part in self.document.inlines(content)
        )

    def figure(self, block: Figure) -> None:
        """Write a picture with its alternative text, and its caption below."""
        from docx.shared import Cm

        made = self.paragraph("Figure")
        shape = made.add_run().add_picture(io.BytesIO(block.image), width=Cm(16.5 * block.width))
        # So tall at most that what does not fit below a text leaves no page under a third full.
        longest = Cm(15.6)
        if shape.height > longest:
            shape.width, shape.height = int(shape.width * longest / shape.height), longest
        properties = shape._inline.docPr
        properties.set("descr", self.document.written(block.alt))
        properties.set("title", self.document.written(plain_text(block.caption))[:200])
        self.caption("figure", block)

    def turn(self, *, landscape: bool) -> None:
        """Begin a section of the other orientation."""
        from docx.enum.section import WD_ORIENT, WD_SECTION

        self.flush()
        section = self.docx.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        long, short = (
            max(section.page_width, section.page_height),
            min(section.page_width, section.page_height),
        )
        section.page_width, section.page_height = (long, short) if landscape else (short, long)


_METHODS: Final[dict[type, str]] = {
    Masthead: "masthead",
    Title: "title",
    TitleBlock: "titleblock",
    Box: "box",
    Heading: "heading",
    Paragraph: "numbered",
    BulletList: "bullets",
    Table: "table",
    Figure: "figure",
    PageBreak: "pagebreak",
    Contents: "contents",
}


#: Elements that the schema wants after the setting which updates the fields of a file that is opened.
_AFTER_UPDATE: Final = (
    "w:hdrShapeDefaults",
    "w:footnotePr",
    "w:endnotePr",
    "w:compat",
    "w:docVars",
    "w:rsids",
    "m:mathPr",
    "w:attachedSchema",
    "w:themeFontLang",
    "w:clrSchemeMapping",
    "w:doNotIncludeSubdocsInStats",
    "w:shapeDefaults",
    "w:decimalSymbol",
    "w:listSeparator",
)


#: The same for the switch of hyphenation, and in the shape of a paragraph.
_AFTER_HYPHENATION: Final = (
    "w:consecutiveHyphenLimit",
    "w:hyphenationZone",
    "w:doNotHyphenateCaps",
    "w:showEnvelope",
    "w:defaultTabStop",
    "w:characterSpacingControl",
    "w:updateFields",
    *_AFTER_UPDATE,
)
_AFTER_SUPPRESS: Final = (
    "w:kinsoku",
    "w:wordWrap",
    "w:overflowPunct",
    "w:topLinePunct",
    "w:autoSpaceDE",
    "w:autoSpaceDN",
    "w:bidi",
    "w:adjustRightInd",
    "w:snapToGrid",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:mirrorIndents",
    "w:jc",
    "w:textAlignment",
    "w:outlineLvl",
)


def _anchor(mark: int) -> str:
    return f"_Toc{mark:06d}"


def _field(paragraph: Any, instruction: str) -> None:
    for kind in ("begin", None, "separate"):
        run = paragraph.add_run()._r
        if kind:
            run.append(_el("fldChar", fldCharType=kind))
        else:
            text = _el("instrText")
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            text.text = instruction
            run.append(text)


def _field_end(paragraph: Any) -> None:
    paragraph.add_run()._r.append(_el("fldChar", fldCharType="end"))


def _direction(paragraph: Any, rtl: bool) -> None:
    if rtl:
        properties = paragraph._p.get_or_add_pPr()
        properties.append(_el("bidi"))


def _table_direction(table: Any, rtl: bool) -> None:
    if rtl:
        properties = table._tbl.tblPr
        style = properties.find(f"{{{_W}}}tblStyle")
        position = list(properties).index(style) + 1 if style is not None else 0
        properties.insert(position, _el("bidiVisual"))


def _shade(cell: Any, colour: str) -> None:
    cell._tc.get_or_add_tcPr().append(_el("shd", val="clear", color="auto", fill=colour))


def _page(section: Any, document: Document) -> None:
    """Set A4 with margins, direction and the page number in the foot."""
    from docx.shared import Cm

    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.25)
    section.top_margin = section.bottom_margin = Cm(2.2)
    if document.is_rtl:
        section._sectPr.append(_el("bidi"))
    foot = section.footer.paragraphs[0]
    foot.style = "Footer"
    _direction(foot, document.is_rtl)
    foot._p.get_or_add_pPr().append(_el("jc", val="center"))
    _field(foot, " PAGE ")
    _field_end(foot)
    if document.symbol:
        _running_head(section, document)


def _running_head(section: Any, document: Document) -> None:
    """Print the symbol over every page but the first, which has the masthead."""
    section.different_first_page_header_footer = True
    head = section.header.paragraphs[0]
    head.style = "Footer"
    _direction(head, document.is_rtl)
    head.add_run(writable(document.symbol)).bold = True
    first = section.first_page_footer.paragraphs[0]
    first.style = "Footer"
    first._p.get_or_add_pPr().append(_el("jc", val="center"))
    _field(first, " PAGE ")
    _field_end(first)


def _fonts(style: Any, document: Document, latin: str) -> None:
    """Name the fonts of a style for every script; theme fonts would beat named ones, so they go."""
    from docx.oxml.ns import qn

    properties = style.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = _el("rFonts")
        properties.insert(0, fonts)
    for name in list(fonts.attrib):
        if "heme" in name:
            del fonts.attrib[name]
    own, east, complex_ = (in_slot(slot, document.language) for slot in ("val", "eastAsia", "bidi"))
    fonts_of = LANGUAGES[document.language].fonts
    for name, family in (
        ("ascii", _family(fonts_of, latin) if fonts_of.sets_latin else latin),
        ("hAnsi", _family(fonts_of, latin) if fonts_of.sets_latin else latin),
        ("eastAsia", _family(east.fonts, latin)),
        ("cs", _family(complex_.fonts, latin)),
    ):
        fonts.set(qn(f"w:{name}"), family)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(_el("lang", val=own.word, eastAsia=east.word, bidi=complex_.word))


def _family(fonts: Fonts, latin: str) -> str:
    """Return the family of a script beside the family of Latin letters: that of texts or that of headings."""
    return fonts.text if latin == _BODY else fonts.headings


#: Style -> (base, size in points, bold, colour, space before, space after, heading face).
_LOOKS: Final[dict[str, tuple[str, float, bool, str, float, float, bool]]] = {
    "Normal": ("", 10.5, False, "1B2730", 0, 6, False),
    "Title": ("Normal", 24, True, _ACCENT, 24, 4, True),
    "Subtitle": ("Normal", 14, False, "50616E", 0, 12, True),
    "Heading 1": ("Normal", 17, True, _ACCENT, 22, 8, True),
    "Heading 2": ("Normal", 13.5, True, "1B2730", 16, 6, True),
    "Heading 3": ("Normal", 11.5, True, "1B2730", 12, 4, True),
    "Heading 4": ("Normal", 10.5, True, "50616E", 10, 4, True),
    "Caption": ("Normal", 9.5, False, "1B2730", 8, 4, True),
    "Table Text": ("Normal", 8.5, False, "1B2730", 1, 1, False),
    "Table Head": ("Normal", 8.5, True, "FFFFFF", 2, 2, True),
    "Table Text Small": ("Table Text", 7.4, False, "1B2730", 1, 1, False),
    "Table Head Small": ("Table Head", 7.4, True, "FFFFFF", 2, 2, True),
    "Table Text Smallest": ("Table Text", 6.9, False, "1B2730", 1, 1, False),
    "Table Head Smallest": ("Table Head", 6.9, True, "FFFFFF", 2, 2, True),
    "Table Note": ("Normal", 8.5, False, "50616E", 2, 2, False),
    "Box Title": ("Normal", 11.5, True, _ACCENT, 4, 4, True),
    "Contents Title": ("Normal", 13.5, True, _ACCENT, 12, 6, True),
    "Masthead": ("Normal", 11, True, "1B2730", 0, 8, True),
    "Numbered": ("Normal", 10.5, False, "1B2730", 0, 6, False),
    "Sub-paragraph": ("Normal", 10.5, False, "1B2730", 0, 4, False),
    "Sub-sub-paragraph": ("Normal", 10.5, False, "1B2730", 0, 4, False),
    "Part Title": ("Normal", 15, True, "1B2730", 12, 6, True),
    "Title Line": ("Normal", 11, True, "1B2730", 0, 6, True),
    "Figure": ("Normal", 10.5, False, "1B2730", 8, 2, False),
    "List Bullet": ("Normal", 10.5, False, "1B2730", 0, 3, False),
    "TOC 1": ("Normal", 9.5, True, "1B2730", 3, 1, True),
    "TOC 2": ("Normal", 9, False, "1B2730", 0, 0, True),
    "Footer": ("Normal", 8.5, False, "50616E", 0, 0, True),
    "Footnote Text": ("Normal", 8.5, False, "1B2730", 0, 2, False),
}


def _styles(made: Any, document: Document) -> None:
    """Make and set the styles; all looks come from here, none from single paragraphs."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    names = {style.name for style in made.styles}
    defaults = made.styles.element.find(f"{{{_W}}}docDefaults")
    if defaults is not None:
        made.styles.element.remove(defaults)
    for name, (base, size, bold, colour, before, after, head) in _LOOKS.items():
        style = made.styles[name] if name in names else made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if base:
            style.base_style = made.styles[base]
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
        style.font.color.rgb = RGBColor.from_string(colour)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        _fonts(style, document, _HEAD if head else _BODY)
        properties = style.element.get_or_add_rPr()
        for tag in ("spacing", "kern", "szCs", "bCs"):
            # Letter spacing of the stock Title style would break the joins of Arabic letters; of two sizes the stock one would win.
            for old in properties.findall(f"{{{_W}}}{tag}"):
                properties.remove(old)
        properties.append(_el("szCs", val=str(int(size * 2))))
        if bold:
            properties.append(_el("bCs"))
        if name.startswith("Heading") or name in ("Box Title", "Contents Title", "Figure"):
            style.paragraph_format.keep_with_next = True
        if name == "Caption":
            style.paragraph_format.keep_together = True
    _special_styles(made, document)
    _hyphenation(made)


def _hyphenation(made: Any) -> None:
    """Have the long words of headings and of narrow columns hyphenated, and no others."""
    made.settings.element.insert_element_before(_el("autoHyphenation", val="true"), *_AFTER_HYPHENATION)
    # The style of normal text is the ground of all others.
    hyphenated_styles = [name for name in _LOOKS if name.startswith(("Table Head", "Table Text S"))]
    for name, on in [("Normal", "true"), *((name, "false") for name in hyphenated_styles)]:
        shape_of = made.styles[name].element.get_or_add_pPr()
        shape_of.insert_element_before(_el("suppressAutoHyphens", val=on), *_AFTER_SUPPRESS)


def _special_styles(made: Any, document: Document) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, RGBColor

    title = made.styles["Title"].element.get_or_add_pPr()
    for old in title.findall(f"{{{_W}}}pBdr"):
        title.remove(old)
    for name, indent in (("Numbered", 1.0), ("Sub-paragraph", 2.0), ("Sub-sub-paragraph", 3.0)):
        shape = made.styles[name].paragraph_format
        shape.left_indent, shape.first_line_indent = Cm(indent), Cm(-1.0)
        shape.tab_stops.add_tab_stop(Cm(indent))
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    for name in ("Part Title", "Title Line"):
        made.styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        made.styles[name].paragraph_format.keep_with_next = True
    made.styles["TOC 2"].paragraph_format.left_indent = Cm(0.8)
    stop = made.styles["Masthead"].paragraph_format.tab_stops
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER

    for name in ("TOC 1", "TOC 2"):
        stops = made.styles[name].paragraph_format.tab_stops
        stops.add_tab_stop(Cm(16.5), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    stop.add_tab_stop(Cm(16.5), WD_TAB_ALIGNMENT.RIGHT)
    reference = made.styles.add_style("Footnote Reference", WD_STYLE_TYPE.CHARACTER)
    reference.font.superscript = True
    link = made.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb, link.font.underline = RGBColor.from_string("0A5566"), True
    table = made.styles.add_style("Report Table", WD_STYLE_TYPE.TABLE)
    table.base_style = made.styles["Normal Table"]
    properties = _el("tblPr")
    borders = _el("tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_el(side, val="single", sz="4", space="0", color="C9D3DA"))
    properties.append(borders)
    properties.append(_margins(80))
    table.element.append(properties)


def _margins(twips: int) -> Any:
    """Return the room left and right of the text in the cells of a table."""
    margins = _el("tblCellMar")
    for side in ("left", "right"):
        margins.append(_el(side, w=str(twips), type="dxa"))
    return margins


def _footnotes_part(writer: _Writer) -> None:
    """Add the part that holds the footnotes: python-docx has none."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, b"", writer.docx.part.package)
    writer.docx.part.relate_to(
        part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    )
    # Links in a note are relations of this part, not of the text.
    writer.part = part
    made = [
        f'<w:footnote w:type="{line}" w:id="{ident}"><w:p><w:r><w:{line}/></w:r></w:p></w:footnote>'
        for ident, line in enumerate(("separator", "continuationSeparator"))
    ]
    # A note may hold a note, which comes to the end of the list.
    for count, note in enumerate(writer.notes, 2):
        made.append(f'<w:footnote w:id="{count}">{_note_xml(writer, note)}</w:footnote>')
    head = f'<w:footnotes xmlns:w="{_W}" xmlns:r="{_R}">'
    text = f"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n{head}{''.join(made)}</w:footnotes>"
    part._blob = text.encode("utf-8")


def _note_xml(writer: _Writer, note: Footnote) -> str:
    """Return the paragraph of a footnote."""
    mark = f"<w:t>{escape(writable(note.mark))}</w:t>" if note.mark else "<w:footnoteRef/>"
    own = f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>{mark}</w:r>'
    gap = '<w:r><w:t xml:space="preserve"> </w:t></w:r>'
    runs = own + gap + writer.runs(note.content)
    return paragraph_xml(writer.style("Footnote Text"), runs, rtl=writer.rtl)
