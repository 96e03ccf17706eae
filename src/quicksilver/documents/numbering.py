"""Numbers of tables, figures and footnotes, and which paragraphs stay with what follows, found once for all writers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from quicksilver.documents.tree import (
    Block,
    BulletList,
    Content,
    Document,
    Figure,
    Footnote,
    Heading,
    Paragraph,
    Reference,
    Table,
    TitleBlock,
    isolated,
    walk,
)

__all__ = ["Numbering", "number"]


@dataclass
class Numbering:
    """Printed numbers.

    Attributes
    ----------
    captions : dict of int to str
        ``id`` of a table or figure -> its number.
    labels : dict of str to str
        Label -> what a reference to it prints, such as ``"Table 1-1"``.
    footnotes : dict of int to int
        ``id`` of a footnote -> its number; those that have their own mark are not counted.
    leading : set of int
        ``id`` of each paragraph that sub-paragraphs or a list follow: it is not alone at the foot of a page.
    """

    captions: dict[int, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    footnotes: dict[int, int] = field(default_factory=dict)
    leading: set[int] = field(default_factory=set)


def contents_of(block: object) -> Iterator[Content]:
    """Yield the contents of a block in reading order."""
    if isinstance(block, (Heading, Paragraph)):
        yield block.content
    elif isinstance(block, BulletList):
        yield from block.items
    elif isinstance(block, Table):
        yield block.caption
        yield from (column.heading for column in block.columns)
        for row in block.rows:
            yield from row.cells
        yield from block.notes
    elif isinstance(block, Figure):
        yield block.caption
    elif isinstance(block, TitleBlock):
        yield from block.lines


def number(document: Document) -> Numbering:
    """Return the numbers of a document.

    Raises
    ------
    ValueError
        A label is used twice, or a reference has no target.
    """
    result = Numbering()
    counts = {"table": 0, "figure": 0}
    blocks = walk(document.blocks)
    for block in blocks:
        if isinstance(block, (Table, Figure)):
            kind = "table" if isinstance(block, Table) else "figure"
            counts[kind] += not block.number
            printed = block.number or str(counts[kind])
            # "4-2" would be read as "2-4" among Arabic words.
            printed = isolated(printed) if document.is_rtl and not printed.isdigit() else printed
            result.captions[id(block)] = printed
            _label(result, block.label, f"{document.word(kind)} {printed}")
        elif isinstance(block, Heading):
            _label(result, block.label, block.number)
        for content in contents_of(block):
            for part in content if isinstance(content, tuple) else ():
                if isinstance(part, Footnote) and not part.mark:
                    result.footnotes[id(part)] = len(result.footnotes) + 1
    for before, after in pairwise(blocks):
        if isinstance(before, Paragraph) and _leads(before, after):
            result.leading.add(id(before))
    _resolve(blocks, result)
    return result


def _leads(before: Paragraph, after: Block) -> bool:
    return after.level > before.level if isinstance(after, Paragraph) else isinstance(after, BulletList)


def _label(result: Numbering, label: str, printed: str) -> None:
    if not label:
        return
    if label in result.labels:
        raise ValueError(f"label {label!r} is used twice")
    result.labels[label] = printed


def _resolve(blocks: list[object] | list, result: Numbering) -> None:  # type: ignore[type-arg]
    for block in blocks:
        for content in contents_of(block):
            for part in content if isinstance(content, tuple) else ():
                if isinstance(part, Reference) and part.label not in result.labels:
                    raise ValueError(
                        f"reference to the unknown label {part.label!r}; known: {', '.join(result.labels)}"
                    )
