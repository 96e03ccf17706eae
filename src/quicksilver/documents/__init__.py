"""One neutral document tree, and a writer each for DOCX, PDF and HTML. Knows nothing of mercury."""

from __future__ import annotations

from quicksilver.documents.docx import write_docx
from quicksilver.documents.html import write_html
from quicksilver.documents.pdf import write_pdf
from quicksilver.documents.tree import (
    Block,
    Box,
    BulletList,
    Column,
    Content,
    Contents,
    Document,
    Figure,
    Footnote,
    Foreign,
    Heading,
    Inline,
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
    plain_text,
)

__all__ = [
    "Block",
    "Box",
    "BulletList",
    "Column",
    "Content",
    "Contents",
    "Document",
    "Figure",
    "Footnote",
    "Foreign",
    "Heading",
    "Inline",
    "Link",
    "Masthead",
    "Number",
    "PageBreak",
    "Paragraph",
    "Reference",
    "Row",
    "Table",
    "Text",
    "Title",
    "TitleBlock",
    "plain_text",
    "write_docx",
    "write_html",
    "write_pdf",
]
