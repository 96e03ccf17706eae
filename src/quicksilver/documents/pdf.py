"""The PDF writer: the tree as JSON into one Typst template. Data never become markup; no network, no system package."""

from __future__ import annotations

import functools
import json
import re
import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from quicksilver.documents.fonts import body_fonts, folders, foreign_fonts, heading_fonts, need
from quicksilver.documents.measures import broken, shape
from quicksilver.documents.numbering import Numbering, number
from quicksilver.documents.tree import (
    Box,
    BulletList,
    Content,
    Contents,
    Document,
    Figure,
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
    foreign_runs,
    isolated,
)
from quicksilver.intake.packaged import content
from quicksilver.languages import LANGUAGES
from quicksilver.outputs import writable

__all__ = ["page_setter", "write_pdf"]


@functools.lru_cache(maxsize=1)
def _template() -> bytes:
    return content("quicksilver.documents", "data/document.typ")


def write_pdf(document: Document) -> bytes:
    """Return a document as tagged, archivable PDF (PDF/A-2b); equal documents give equal bytes.

    Raises
    ------
    MissingFontError
        The language needs a font that is not installed.
    ValueError
        A reference has no target.
    """
    return page_setter(document)()


def page_setter(document: Document) -> Callable[[], bytes]:
    """Return what sets the pages of a document and returns its PDF; it leaves the interpreter to others while it works.

    Raises
    ------
    MissingFontError
        The language needs a font that is not installed.
    ValueError
        A reference has no target.
    """
    need(document.language)
    numbers = number(document)
    pictures: dict[str, bytes] = {}
    data = {
        **_language(document.language),
        "direction": LANGUAGES[document.language].direction,
        "size": LANGUAGES[document.language].fonts.size,
        "justify": LANGUAGES[document.language].style.is_justified,
        "title": document.written(document.title),
        "author": writable(document.author),
        "subject": document.written(document.subject),
        "date": [document.created.year, document.created.month, document.created.day],
        "fonts": list(body_fonts(document.language)),
        "sans": list(heading_fonts(document.language)),
        "foreign": {
            code: {**_language(code), "fonts": list(foreign_fonts(code, document.language))}
            for code in LANGUAGES
        },
        "symbol": writable(document.symbol),
        "contents": document.word("contents"),
        "blocks": [_block(block, document, numbers, pictures) for block in document.blocks],
    }
    text = json.dumps(data, ensure_ascii=False)
    return lambda: _set(text, pictures, _seconds(document))


#: A range, after whose dash a line would else be broken, and how many signs of one are kept together.
_RANGE: Final = re.compile("\\d\u2013\\S*\\d")
_SHORT: Final = 30
#: How Typst names a sign for which no font is installed; PDF/A allows no page that does not show it.
_NOT_SHOWN: Final = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
#: Scripts of which the fonts of a document have most letters, so that one that is missing says nothing of the others.
_KNOWN_SCRIPTS: Final = ("LATIN", "CYRILLIC", "GREEK", "ARABIC", "CJK")


def _set(text: str, pictures: dict[str, bytes], timestamp: int) -> bytes:
    """Return the pages; a sign for which no font is installed is shown as U+FFFD, as browsers show it."""
    import typst

    # Typst reads pictures from files; they live in a folder that goes with this call.
    with tempfile.TemporaryDirectory(prefix="quicksilver-") as root:
        folder = Path(root)
        (folder / "main.typ").write_bytes(_template())
        for name, picture in pictures.items():
            (folder / name).write_bytes(picture)
        drawings = {name: picture for name, picture in pictures.items() if name.endswith(".svg")}
        while True:
            try:
                made: bytes = typst.compile(
                    str(folder / "main.typ"),
                    root=root,
                    font_paths=list(folders()),
                    ignore_system_fonts=True,
                    sys_inputs={"document": text},
                    pdf_standards="a-2b",
                    timestamp=timestamp,
                )
            except typst.TypstError as wrong:
                if drawn := _drawn_without_font(str(wrong), drawings):
                    # A drawing has no other font to take a sign from: the same picture in dots shows it.
                    for name in drawn:
                        text = text.replace(f'"{name}"', f'"{Path(name).stem}.png"')
                        del drawings[name]
                elif hidden := _without_font(str(wrong), text):
                    text = re.sub(f"[{re.escape(''.join(hidden))}]+", "\ufffd", text)
                else:
                    raise
            else:
                return made


def _drawn_without_font(message: str, drawings: dict[str, bytes]) -> list[str]:
    """Return the drawings with a sign that no font of theirs shows, by what Typst states of the first."""
    named = _signs(message)
    return [name for name, drawing in drawings.items() if named and named in drawing.decode("utf-8")]


def _signs(message: str) -> str:
    """Return the signs that Typst names as not shown; empty where it says something else."""
    shown_first = _NOT_SHOWN.search(message)
    return (
        re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), shown_first[1])
        if shown_first
        else ""
    )


def _without_font(message: str, text: str) -> list[str]:
    """Return the signs of a text that no font shows, by what Typst says of the first of them."""
    named = _signs(message)
    # An ASCII sign is part of the data's own form, and U+FFFD is the last resort.
    hidden = {sign for sign in named if not sign.isascii() and sign != "\ufffd" and sign in text}
    if not hidden and named:
        # Typst names the letter alone where it is the mark behind it that has no font.
        marks = "".join(re.findall(re.escape(named) + r"([^\x00-\x7f]+)", text))
        hidden = {sign for sign in marks if unicodedata.category(sign) in ("Mn", "Mc", "Me", "Sk", "Cf")}
    scripts = {unicodedata.name(sign, "").split(" ")[0] for sign in hidden}.difference(_KNOWN_SCRIPTS, {""})
    return sorted(
        hidden
        | {
            sign
            for sign in set(text)
            if sign.isalpha() and unicodedata.name(sign, "").split(" ")[0] in scripts
        }
    )


def _language(code: str) -> dict[str, str]:
    """Return what Typst calls a language, and its region."""
    language, _, region = LANGUAGES[code].typst.partition("-")
    return {"language": language, "region": region}


def _seconds(document: Document) -> int:
    import calendar

    return calendar.timegm(document.created.timetuple())


def _content(content: Content, document: Document, numbers: Numbering) -> list[Any]:
    result: list[Any] = []
    for part in document.inlines(content):
        if isinstance(part, Text):
            # Arabic script has no italics; a slanted face would only break the line into more runs.
            _add(result, part.text, part.bold, part.italic and not document.is_rtl, part.change)
        elif isinstance(part, Number):
            text = isolated(part.text) if document.is_rtl else part.text
            if _RANGE.search(text) and len(text) <= _SHORT and not part.change:
                result.append({"k": "n", "v": text, "b": part.bold})
            else:
                _add(result, text, part.bold, False, part.change)
        elif isinstance(part, Reference):
            _add(result, numbers.labels[part.label])
        elif isinstance(part, Link):
            result.append({"k": "l", "v": writable(part.text), "u": part.href})
        elif isinstance(part, Foreign):
            runs: list[Any] = []
            for run in foreign_runs(part, rtl=document.is_rtl):
                _add(runs, run.text, run.bold, run.italic, run.change)
            result.append({"k": "x", "v": runs, "g": part.language})
        else:
            result.append({"k": "f", "m": part.mark, "v": _content(part.content, document, numbers)})
    return result


def _add(parts: list[Any], text: str, bold: bool = False, italic: bool = False, change: str = "") -> None:
    """Add a run, or lengthen the one before where it looks alike: letters are shaped run by run. A plain one is a plain text."""
    last = parts[-1] if parts else None
    if not (bold or italic or change):
        if isinstance(last, str):
            parts[-1] = last + text
        else:
            parts.append(text)
        return
    look = {"k": "t", "b": bold, "i": italic, "c": change}
    if isinstance(last, dict) and all(last.get(name) == value for name, value in look.items()):
        last["v"] += text
    else:
        parts.append({**look, "v": text})


def _picture(block: Figure, pictures: dict[str, bytes]) -> str:
    stem = f"picture{len(pictures)}"
    pictures[f"{stem}.png"] = block.image
    if not block.svg:
        return f"{stem}.png"
    pictures[f"{stem}.svg"] = re.sub(rb"<\?xml[^>]*\?>", b"", block.svg, count=1)
    return f"{stem}.svg"


def _table(block: Table, document: Document, numbers: Numbering) -> dict[str, Any]:
    """Return a table with its widths, and the rows that stay on one page."""
    form = shape(block, document)

    def content_of(content: Content, width: float = 0.0) -> list[Any]:
        parts = _content(content, document, numbers)
        return [_within(part, width, form.size) for part in parts] if width else parts

    room = [sum(form.widths)]
    rows = [
        {
            "kind": row.kind,
            "group": group,
            "cells": [
                content_of(cell, width)
                for cell, width in zip(row.cells, room if row.kind == "section" else form.widths, strict=True)
            ],
        }
        for row, group in zip(block.rows, form.groups, strict=True)
    ]
    return {
        "k": "table",
        "word": f"{document.word('table')} {numbers.captions[id(block)]}.",
        "caption": content_of(block.caption),
        "columns": [
            {"content": content_of(column.heading), "align": column.align, "width": round(width, 2)}
            for column, width in zip(block.columns, form.widths, strict=True)
        ],
        "rows": rows,
        "notes": [content_of(note) for note in block.notes],
        "wide": form.is_wide,
        "size": form.size,
        "tight": form.is_tight,
        "tall": form.is_tall,
        "grouped": any(group > 1 for group in form.groups),
    }


def _within(part: Any, width: float, size: float) -> Any:
    """Return a run whose words may break where one is wider than its cell."""
    if isinstance(part, str):
        return broken(part, width, size)
    return {**part, "v": broken(part["v"], width, size)} if part["k"] == "t" else part


def _front(
    block: Masthead | Title | TitleBlock, document: Document, content_of: Callable[[Content], list[Any]]
) -> dict[str, Any]:
    written = document.written
    match block:
        case Masthead():
            return {
                "k": "masthead",
                "left": written(block.left),
                "right": written(block.right),
                "lines": [written(line) for line in block.lines],
            }
        case Title():
            return {"k": "title", "text": written(block.text), "subtitle": written(block.subtitle)}
        case TitleBlock():
            return {"k": "titleblock", "lines": [content_of(line) for line in block.lines]}


def _block(
    block: object, document: Document, numbers: Numbering, pictures: dict[str, bytes]
) -> dict[str, Any]:
    def content_of(content: Content) -> list[Any]:
        return _content(content, document, numbers)

    match block:
        case Masthead() | Title() | TitleBlock():
            return _front(block, document, content_of)
        case Box():
            inner = [_block(b, document, numbers, pictures) for b in block.blocks]
            return {"k": "box", "title": document.written(block.title), "blocks": inner}
        case Heading():
            return {
                "k": "heading",
                "level": block.level,
                "number": block.number,
                "content": content_of(block.content),
            }
        case Paragraph():
            return {
                "k": "paragraph",
                "number": block.number,
                "level": block.level,
                "leading": id(block) in numbers.leading,
                "content": content_of(block.content),
            }
        case BulletList():
            return {"k": "list", "items": [content_of(item) for item in block.items]}
        case Table():
            return _table(block, document, numbers)
        case Figure():
            return {
                "k": "figure",
                "word": f"{document.word('figure')} {numbers.captions[id(block)]}.",
                "caption": content_of(block.caption),
                "src": _picture(block, pictures),
                "alt": document.written(block.alt),
                "width": block.width,
            }
        case PageBreak():
            return {"k": "pagebreak"}
        case Contents():
            return {"k": "contents", "title": document.written(block.title or document.word("contents"))}
    raise TypeError(f"{type(block).__name__} is not a block of a document")
