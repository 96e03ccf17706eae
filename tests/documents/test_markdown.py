"""Markdown of a user as blocks of a document."""

from __future__ import annotations

import pytest

from quicksilver.documents.markdown import markdown_blocks, table_rows
from quicksilver.documents.tree import BulletList, Heading, Link, Paragraph, Table, Text, plain_text

TEXT = """Two lines
of a paragraph.

## A heading

- first *item*
  goes on
- second **item**

1. ordered
2. again

Table: Plants
| plant | t |
| --- | ---: |
| A | 1 |
| B |

See [the site](https://example.org/a).
"""


def test_blocks_of_every_kind() -> None:
    made = markdown_blocks(TEXT, level=1, caption="Untitled")
    paragraph, heading, bullets, first, second, table, link = made
    assert isinstance(paragraph, Paragraph)
    assert plain_text(paragraph.content) == "Two lines of a paragraph."
    assert isinstance(heading, Heading)
    assert heading.level == 3
    assert isinstance(bullets, BulletList)
    assert [plain_text(item) for item in bullets.items] == ["first item goes on", "second item"]
    assert Text("item", italic=True) in bullets.items[0]
    assert [plain_text(part.content) for part in (first, second)] == ["1. ordered", "2. again"]  # type: ignore[union-attr]
    assert isinstance(table, Table)
    assert plain_text(table.caption) == "Plants"
    assert [[plain_text(cell) for cell in row.cells] for row in table.rows] == [["A", "1"], ["B", ""]]
    assert isinstance(link, Paragraph)
    assert Link("the site", "https://example.org/a") in link.content


@pytest.mark.parametrize(
    "text", ["", "\n\n", "*", "**", "a * b", "2*3*4", "snake_case_name", "[x](javascript:1)", "<b>"]
)
def test_what_is_no_markdown_is_text(text: str) -> None:
    made = markdown_blocks(text)
    assert (
        "".join(plain_text(block.content) for block in made if isinstance(block, Paragraph)) == text.strip()
    )


def test_chinese_lines_are_joined_without_a_space() -> None:
    (paragraph,) = markdown_blocks("汞的\n排放")
    assert isinstance(paragraph, Paragraph)
    assert plain_text(paragraph.content) == "汞的排放"


def test_a_table_without_a_caption_gets_the_one_that_is_given() -> None:
    (table,) = markdown_blocks("|a|b|\n|-|-|\n|1|2|\n".replace("|-|-|", "|--|--|"), caption="Given")
    assert isinstance(table, Table)
    assert table.caption == "Given"
    assert table_rows("x\n| a \\| b |") == [(1, ["a | b"])]
