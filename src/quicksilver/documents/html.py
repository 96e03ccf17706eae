"""The HTML writer: one file, no script, readable on a telephone, by a screen reader and on paper."""

from __future__ import annotations

import base64
import functools
import zlib
from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

from quicksilver.documents.measures import shape
from quicksilver.documents.numbering import Numbering, number
from quicksilver.documents.tree import (
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
    Table,
    Text,
    Title,
    TitleBlock,
    inlines,
    plain_text,
    walk,
)
from quicksilver.intake.packaged import content
from quicksilver.languages import LANGUAGES, Language
from quicksilver.outputs import writable

__all__ = ["write_html"]


@functools.lru_cache(maxsize=1)
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(content("quicksilver.documents", "data/document.html").decode("utf-8"))


def write_html(document: Document) -> bytes:
    """Return a document as one HTML file; pictures are inside it, as images that cannot run anything.

    Raises
    ------
    ValueError
        A reference has no target.
    """
    numbers = number(document)
    notes: list[dict[str, Any]] = []
    blocks = [_block(block, document, numbers, notes) for block in document.blocks]
    headings = [
        {
            "level": block.level,
            "number": block.number,
            "id": _anchor(block),
            "content": _content(
                tuple(p for p in inlines(block.content) if not isinstance(p, Footnote)), document, numbers, []
            ),
        }
        for block in walk(document.blocks)
        if isinstance(block, Heading) and block.level <= 2
    ]
    text: str = _template().render(
        language=document.language,
        direction=LANGUAGES[document.language].direction,
        faces=[_face(row) for row in LANGUAGES.values() if row.fonts.web],
        title=document.written(document.title),
        author=writable(document.author),
        subject=document.written(document.subject),
        skip=document.word("skip"),
        contents=document.word("contents"),
        blocks=blocks,
        headings=headings,
        notes=notes,
    )
    return text.encode("utf-8")


def _face(row: Language) -> dict[str, Any]:
    """Return how texts of a language look, for the style sheet."""
    fonts = row.fonts
    # Quotation marks around families stay what they are: they are this program's.
    text, headings = Markup(fonts.web), Markup(fonts.web_headings)  # noqa: S704
    return {"code": row.code, "text": text, "headings": headings, "size": fonts.web_size}


def _anchor(block: Heading) -> str:
    return "h-" + (
        block.label or block.number.replace(".", "-") or f"{zlib.crc32(plain_text(block.content).encode())}"
    )


def _content(content: Content, document: Document, numbers: Numbering, notes: list[dict[str, Any]]) -> Markup:
    """Return inlines as HTML. The template leaves them alone: a long report has a hundred thousand of them."""
    made: list[str] = []
    for part in document.inlines(content):
        if isinstance(part, Text):
            made.append(_run(part.text, part.change, bold=part.bold, italic=part.italic))
        elif isinstance(part, Number):
            made.append(f'<bdi dir="ltr" class="n">{_run(part.text, part.change, bold=part.bold)}</bdi>')
        elif isinstance(part, Reference):
            made.append(_run(numbers.labels[part.label]))
        elif isinstance(part, Link):
            address = f'href="{escape(part.href)}" rel="noopener noreferrer"'
            made.append(f"<a {address}>{escape(writable(part.text))}</a>")
        elif isinstance(part, Foreign):
            inside = "".join(
                _run(writable(run.text), run.change, bold=run.bold, italic=run.italic)
                for run in part.parts or (Text(part.text),)
            )
            direction = LANGUAGES[part.language].direction
            made.append(f'<bdi lang="{part.language}" dir="{direction}">{inside}</bdi>')
        else:
            mark = part.mark or numbers.footnotes[id(part)]
            ident = len(notes) + 1
            note: dict[str, Any] = {"id": ident, "number": mark}
            notes.append(note)
            note["content"] = _content(part.content, document, numbers, notes)
            attributes = f'href="#note-{ident}" id="ref-{ident}" role="doc-noteref"'
            made.append(f"<sup><a {attributes}>{escape(mark)}</a></sup>")
    return Markup("".join(made))  # noqa: S704 - every text in it was escaped


def _run(text: str, change: str = "", *, bold: bool = False, italic: bool = False) -> str:
    markup = str(escape(text))
    if italic:
        markup = f"<em>{markup}</em>"
    if bold:
        markup = f"<strong>{markup}</strong>"
    if change:
        tag = "del" if change == "removed" else "ins"
        markup = f"<{tag}>{markup}</{tag}>"
    return markup


def _image(block: Figure) -> str:
    data, kind = (block.svg, "image/svg+xml") if block.svg else (block.image, "image/png")
    return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"


#: Columns that fit on a small screen, and the ems below which the texts of more of them are hard to read.
_FEW, _READABLE = 3, 9.0


def _least(block: Table, document: Document) -> list[float]:
    """Return the least widths of columns on a small screen in ems, where a table is scrolled; 0 for none."""
    if len(block.columns) <= _FEW:
        return [0.0] * len(block.columns)
    form = shape(block, document)
    return [round(min(width / form.size, _READABLE), 1) for width in form.widths]


def _front(
    block: Masthead | Title | TitleBlock, document: Document, content_of: Callable[[Content], Markup]
) -> dict[str, Any]:
    written = document.written
    match block:
        case Masthead():
            return {
                "kind": "masthead",
                "left": written(block.left),
                "right": written(block.right),
                "lines": [written(line) for line in block.lines],
            }
        case Title():
            return {"kind": "title", "text": written(block.text), "subtitle": written(block.subtitle)}
        case TitleBlock():
            return {"kind": "titleblock", "lines": [content_of(line) for line in block.lines]}


def _block(
    block: object, document: Document, numbers: Numbering, notes: list[dict[str, Any]]
) -> dict[str, Any]:
    def content_of(content: Content) -> Markup:
        return _content(content, document, numbers, notes)

    match block:
        case Masthead() | Title() | TitleBlock():
            return _front(block, document, content_of)
        case Box():
            return {
                "kind": "box",
                "title": document.written(block.title),
                "blocks": [_block(b, document, numbers, notes) for b in block.blocks],
            }
        case Heading():
            return {
                "kind": "heading",
                "level": min(block.level + 1, 6),
                "number": block.number,
                "id": _anchor(block),
                "content": content_of(block.content),
            }
        case Paragraph():
            return {
                "kind": "paragraph",
                "number": block.number,
                "level": block.level,
                "leading": id(block) in numbers.leading,
                "content": content_of(block.content),
            }
        case BulletList():
            return {"kind": "list", "items": [content_of(item) for item in block.items]}
        case Table():
            caption = content_of(block.caption)
            columns = [
                {"content": content_of(column.heading), "align": column.align, "least": least}
                for column, least in zip(block.columns, _least(block, document), strict=True)
            ]
            rows = [{"kind": r.kind, "cells": [content_of(cell) for cell in r.cells]} for r in block.rows]
            return {
                "kind": "table",
                "word": f"{document.word('table')} {numbers.captions[id(block)]}",
                "caption": caption,
                "columns": columns,
                "rows": rows,
                "notes": [content_of(note) for note in block.notes],
            }
        case Figure():
            return {
                "kind": "figure",
                "word": f"{document.word('figure')} {numbers.captions[id(block)]}",
                "src": _image(block),
                "alt": document.written(block.alt),
                "caption": content_of(block.caption),
                "width": block.width,
            }
        case PageBreak():
            return {"kind": "pagebreak"}
        case Contents():
            return {"kind": "contents"}
    raise TypeError(f"{type(block).__name__} is not a block of a document")
