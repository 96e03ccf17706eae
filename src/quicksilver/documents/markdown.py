"""Text as people write it in Markdown, as blocks of a document: headings, paragraphs, lists, tables, emphasis and links.

Only what a chapter of a report needs is read; any other sign is text. A table has its headings in the first row and may have
a line ``Table: its caption`` before or after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from quicksilver.documents.tree import (
    Block,
    BulletList,
    Column,
    Content,
    Heading,
    Inline,
    Link,
    Paragraph,
    Row,
    Table,
    Text,
)

__all__ = ["markdown_blocks", "markdown_inlines", "table_rows"]

_HEADING: Final = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
_BULLET: Final = re.compile(r"\s{0,3}[-*+•]\s+(.*)")
_ORDERED: Final = re.compile(r"\s{0,3}(\d{1,3})[.)]\s+(.*)")
_RULE: Final = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|?)+\s*")
_CAPTION: Final = re.compile(r"(?:Table|Tableau|Cuadro|Таблица|表|الجدول)?\s*[:：]\s+(.*)")
_INLINE: Final = re.compile(
    r"\*\*(?P<bold>\S(?:.*?\S)?)\*\*"
    r"|(?<!\w)\*(?P<star>[^\s*](?:[^*]*[^\s*])?)\*(?!\w)"
    r"|(?<!\w)_(?P<italic>[^\s_](?:[^_]*[^\s_])?)_(?!\w)"
    r"|\[(?P<text>[^\[\]]+)\]\((?P<link>https?://[^\s()]+)\)"
    r"|<(?P<bare>https?://[^\s<>]+)>"
)
_DEEPEST: Final = 4


def markdown_blocks(text: str, level: int = 1, caption: Content = "") -> list[Block]:
    r"""Return a text as blocks of a document.

    Parameters
    ----------
    text : str
    level : int
        Level of the heading above the text: its own headings begin one below.
    caption : str or inlines
        Of a table that has none.

    Examples
    --------
    >>> [type(block).__name__ for block in markdown_blocks("# A\n\nOne\ntwo.\n\n- x\n- y")]
    ['Heading', 'Paragraph', 'BulletList']
    """
    blocks: list[Block] = []
    for kind, lines in _parts(text.splitlines()):
        if kind == "heading":
            match = _HEADING.fullmatch(lines[0])
            assert match is not None
            deep = min(level + len(match[1]), _DEEPEST)
            blocks.append(Heading(deep, markdown_inlines(match[2])))
        elif kind == "bullet":
            blocks.append(BulletList(tuple(markdown_inlines(line) for line in lines)))
        elif kind == "table":
            blocks.append(_table(lines, caption))
        else:
            blocks.append(Paragraph(markdown_inlines(_joined(lines))))
    return blocks


def markdown_inlines(text: str) -> tuple[Inline, ...]:
    """Return a line with its emphasis and links; a sign without its pair is text.

    Examples
    --------
    >>> markdown_inlines("a **b** c*d")
    (Text(text='a ', bold=False, italic=False), Text(text='b', bold=True, italic=False), \
Text(text=' c*d', bold=False, italic=False))
    """
    made: list[Inline] = []
    last = 0
    for match in _INLINE.finditer(text):
        made.append(Text(text[last : match.start()]))
        last = match.end()
        if match["bold"]:
            made.append(Text(match["bold"], bold=True))
        elif italic := match["star"] or match["italic"]:
            made.append(Text(italic, italic=True))
        else:
            address = match["link"] or match["bare"]
            made.append(Link(match["text"] or address, address))
    made.append(Text(text[last:]))
    return tuple(part for part in made if not isinstance(part, Text) or part.text)


def table_rows(text: str) -> list[tuple[int, list[str]]]:
    r"""Return the rows of the tables of a text with the number of their line from 0; the rule below the headings is left out.

    Examples
    --------
    >>> table_rows("| a | b |\n|---|---|\n| 1 | 2 |")
    [(0, ['a', 'b']), (2, ['1', '2'])]
    """
    return [
        (number, _cells(line))
        for number, line in enumerate(text.splitlines())
        if line.strip().startswith("|") and not _RULE.fullmatch(line)
    ]


def _joined(lines: Sequence[str]) -> str:
    """Return the lines of a paragraph as one; Chinese has no space between them."""
    text = ""
    for line in (line.strip() for line in lines):
        gap = (
            "" if not text or ("\u3000" <= text[-1] <= "\uffef" and "\u3000" <= line[:1] <= "\uffef") else " "
        )
        text += gap + line
    return text


def _kind(line: str) -> str:
    if not line.strip():
        return ""
    if _HEADING.fullmatch(line):
        return "heading"
    if line.strip().startswith("|"):
        return "table"
    if _BULLET.fullmatch(line):
        return "bullet"
    return "ordered" if _ORDERED.fullmatch(line) else "text"


def _parts(lines: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the kind and the lines of each block; a table has the line of its caption first."""
    made: list[tuple[str, list[str]]] = []
    before = ""
    for line in lines:
        kind = _kind(line)
        bullet = _BULLET.fullmatch(line)
        # A line below an item goes on with it.
        if kind == "text" and before in ("bullet", "text", "ordered"):
            made[-1][1][-1] = _joined([made[-1][1][-1], line])
            continue
        if kind == "bullet" and before == "bullet" and bullet:
            made[-1][1].append(bullet[1])
        elif kind == "table" and before == "table":
            made[-1][1].append(line)
        elif kind:
            made.append((kind, [bullet[1] if bullet and kind == "bullet" else line.strip()]))
        before = kind
    yield from _with_captions(made)


def _with_captions(parts: list[tuple[str, list[str]]]) -> Iterator[tuple[str, list[str]]]:
    place = 0
    while place < len(parts):
        kind, lines = parts[place]
        following = parts[place + 1] if place + 1 < len(parts) else ("", [""])
        if kind == "text" and following[0] == "table" and (match := _CAPTION.fullmatch(lines[0])):
            yield "table", [match[1], *following[1]]
            place += 2
        elif kind == "table" and following[0] == "text" and (match := _CAPTION.fullmatch(following[1][0])):
            yield "table", [match[1], *lines]
            place += 2
        else:
            yield kind, ["", *lines] if kind == "table" else lines
            place += 1


def _cells(line: str) -> list[str]:
    inside = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", inside)]


def _table(lines: Sequence[str], caption: Content) -> Table:
    """Return a table; a row that is too short or too long is made as wide as the widest one."""
    rows = [_cells(line) for line in lines[1:] if not _RULE.fullmatch(line)]
    width = max(map(len, rows))
    padded = [row + [""] * (width - len(row)) for row in rows]
    heads = tuple(Column(markdown_inlines(cell)) for cell in padded[0])
    body = tuple(Row(tuple(markdown_inlines(cell) for cell in row)) for row in padded[1:])
    return Table(markdown_inlines(lines[0]) if lines[0] else caption, heads, body)
