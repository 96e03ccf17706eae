"""The neutral document tree: what a document states, free of any format and of any subject.

Three writers walk the same tree (DOCX, PDF, HTML), so that a number or a paragraph cannot differ between them.
Plain ``str`` is accepted wherever inlines are.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from quicksilver.documents.spacing import spaced
from quicksilver.intake.texts import keyed_texts
from quicksilver.languages import LANGUAGES, known
from quicksilver.outputs import writable

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
    "breakable",
    "inlines",
    "isolated",
    "plain_text",
]

#: Words of the frame of a document.
_WORDS: Final = ("quicksilver.documents", "data/words.csv")
#: Left-to-right isolate, right-to-left isolate, pop isolate (Unicode bidirectional algorithm).
LRI: Final = "\u2066"
RLI: Final = "\u2067"
PDI: Final = "\u2069"

#: Letters after which an over-long word may break.
_WORD_LENGTH: Final = 40


def breakable(text: str) -> str:
    """Return a text whose over-long words may break, so that none runs out of its cell.

    Examples
    --------
    >>> breakable("coal"), breakable("x" * 41).count("\u200b")
    ('coal', 1)
    """
    return " ".join(
        "\u200b".join(word[i : i + _WORD_LENGTH] for i in range(0, len(word), _WORD_LENGTH)) or word
        for word in text.split(" ")
    )


@dataclass(frozen=True, slots=True)
class Text:
    """A run of text; ``change`` is ``removed`` or ``added`` where two versions are compared."""

    text: str
    bold: bool = False
    italic: bool = False
    change: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its sign, range, exponent or unit: kept together and in order in right-to-left text."""

    text: str
    bold: bool = False
    change: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note at the foot of the page; its number is given by the writers' common numbering, unless it has a mark (``*``)."""

    content: Content
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A cross-reference to the printed number of a labelled table, figure or heading."""

    label: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a web page; only ``http`` and ``https``."""

    text: str
    href: str

    def __post_init__(self) -> None:
        if not self.href.startswith(("https://", "http://")):
            raise ValueError(f"link {self.href!r} is neither http nor https")


@dataclass(frozen=True, slots=True)
class Foreign:
    """A text in another language than the document's: hyphenated, read aloud and ordered by its own rules.

    ``parts`` are the runs that make the text, where they do not all look alike.
    """

    text: str
    language: str
    parts: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        known(self.language)
        if self.parts and "".join(part.text for part in self.parts) != self.text:
            raise ValueError("the parts of a foreign text do not make the text")


Inline = Text | Number | Footnote | Reference | Link | Foreign
Content = str | tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Masthead:
    """The head of an official document: organisation at one side, symbol at the other, lines below."""

    left: str
    right: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Title:
    """The title of the document."""

    text: str
    subtitle: str = ""


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """Centred lines over a part of a document, such as an annex; the first one is the largest."""

    lines: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """Blocks in a frame, for what must not be missed."""

    blocks: tuple[Block, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4; ``number`` is printed as given; for ``sequence`` see :class:`Paragraph`."""

    level: int
    content: Content
    number: str = ""
    label: str = ""
    sequence: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; with a number a numbered one (level 0), a lettered sub-paragraph (level 1) or one below that (2).

    ``sequence`` names the run of numbers that it belongs to. In Word the number is then a living one, which counts on
    when someone puts a paragraph in between; without a sequence it is printed as plain text.
    """

    content: Content
    number: str = ""
    level: int = 0
    sequence: str = ""


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list with bullets."""

    items: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its side (``start`` or ``end``) and its share of the width."""

    heading: Content
    align: str = "start"
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; ``kind`` is ``body``, ``total`` or ``section`` (one cell over the whole width)."""

    cells: tuple[Content, ...]
    kind: str = "body"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption and notes below; ``number`` overrides the running one."""

    caption: Content
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    label: str = ""
    number: str = ""
    notes: tuple[Content, ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if row.kind != "section" and len(row.cells) != len(self.columns):
                raise ValueError(f"a row of {len(row.cells)} cells in a table of {len(self.columns)} columns")


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture (PNG, and SVG where there is one) with a caption and a text in its place for who cannot see it."""

    image: bytes
    caption: Content
    alt: str
    svg: bytes | None = None
    label: str = ""
    number: str = ""
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents."""

    title: str = ""


Block = (
    Masthead
    | Title
    | TitleBlock
    | Box
    | Heading
    | Paragraph
    | BulletList
    | Table
    | Figure
    | PageBreak
    | Contents
)


@dataclass(frozen=True)
class Document:
    """A document in one language.

    Attributes
    ----------
    language : str
        One of :data:`quicksilver.languages.LANGUAGES`.
    created : datetime.date
        Goes into the file; never the clock, so that equal documents are equal bytes.
    words : mapping of str to str
        Words of the frame (``table``, ``figure``, ``contents``, ``page``); defaults by language.
    """

    language: str
    title: str
    blocks: tuple[Block, ...]
    author: str = ""
    subject: str = ""
    symbol: str = ""
    created: datetime.date = datetime.date(2000, 1, 1)
    words: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known(self.language)

    def word(self, name: str) -> str:
        """Return a word of the frame in the document's language."""
        return self.words.get(name) or keyed_texts(*_WORDS)[name].text(self.language)

    @property
    def is_rtl(self) -> bool:
        """Return whether the document runs from right to left."""
        return LANGUAGES[self.language].is_rtl

    def inlines(self, content: Content) -> tuple[Inline, ...]:
        """Return content as :func:`inlines` does in the direction of the document, made once for all writers."""
        entry = self._split.get(id(content))
        # A content that is gone may have left its number to another.
        if entry is None or entry[0] is not content:
            made = inlines(content, rtl=self.is_rtl, language=self.language)
            entry = self._split[id(content)] = content, made
        return entry[1]

    def written(self, text: str) -> str:
        """Return a text without forbidden characters and with the spaces of the document's language."""
        return spaced(writable(text), self.language)

    @functools.cached_property
    def shapes(self) -> dict[int, tuple[Table, Any]]:
        """Return how tables are set, by the number of the table; found once for all writers."""
        return {}

    @functools.cached_property
    def _split(self) -> dict[int, tuple[Content, tuple[Inline, ...]]]:
        return {}


# A number with what belongs to it: sign, separators, range, exponent, percent.
_NUMBER: Final = re.compile(
    # Codes such as L1-COAL-PP or 5.1.1-o-esp: Latin letters and digits joined by signs.
    r"(?<![\w.])(?=[A-Za-z0-9._\-/]*[A-Za-z])[A-Za-z0-9]+(?:[._\-/][A-Za-z0-9]+)+"
    r"|(?<![\w.])[+\-\u2212±]?\d[\d.,\u00a0\u202f]*(?:[eE×x]\s?\d*[\^⁰¹²³⁴-⁹⁻+\-]*\d*)?"
    r"(?:\s?[\u2013\-]\s?\d[\d.,\u00a0\u202f]*){0,2}(?:\s?[%‰])?"
)


#: What is in every one of them; quickly looked for.
_NUMERIC: Final = re.compile(r"\d|[A-Za-z0-9][._\-/][A-Za-z0-9]")


def isolated(text: str) -> str:
    """Return a number wrapped in isolates, so that right-to-left text around it cannot reorder it."""
    return f"{LRI}{text}{PDI}"


def foreign_runs(part: Foreign, *, rtl: bool) -> tuple[Text, ...]:
    """Return the runs of a foreign text; where it runs the other way, the first and last of them set it apart as a whole.

    Examples
    --------
    >>> len(foreign_runs(Foreign("one two", "en", (Text("one "), Text("two", change="added"))), rtl=False))
    2
    """
    runs = [
        Text(writable(run.text), run.bold, run.italic, run.change) for run in part.parts or (Text(part.text),)
    ]
    if LANGUAGES[part.language].is_rtl != rtl:
        first, last = runs[0], runs[-1]
        if first is last:
            runs = [Text(f"{LRI if rtl else RLI}{first.text}{PDI}", first.bold, first.italic, first.change)]
        else:
            runs = [Text(LRI if rtl else RLI), *runs, Text(PDI)]
    return tuple(runs)


def _split(text: str) -> tuple[Inline, ...]:
    """Split a text into runs and numbers."""
    if not _NUMERIC.search(text):
        return (Text(text),) if text else ()
    parts: list[Inline] = []
    last = 0
    for match in _NUMBER.finditer(text):
        token = match.group().rstrip(".,")
        # A plain whole number needs no isolation; everything with a sign or separator does.
        if not token or token.isdigit():
            continue
        parts += [Text(text[last : match.start()]), Number(token)]
        last = match.start() + len(token)
    parts.append(Text(text[last:]))
    return tuple(part for part in parts if not isinstance(part, Text) or part.text)


def inlines(content: Content, *, rtl: bool = False, language: str = "") -> tuple[Inline, ...]:
    """Return content as inlines without forbidden characters; in right-to-left text numbers are set apart.

    Parameters
    ----------
    content : str or tuple of inlines
    rtl : bool
    language : str, optional
        Whose spaces beside signs are written; a text in another language keeps its own.

    Examples
    --------
    >>> inlines("a")
    (Text(text='a', bold=False, italic=False),)
    """

    def written(text: str) -> str:
        return spaced(writable(text), language) if language else writable(text)

    if isinstance(content, str):
        text = written(content)
        return _split(text) if rtl else (Text(text),)
    result: list[Inline] = []
    for part in content:
        if isinstance(part, Text):
            runs = _split(written(part.text)) if rtl else (Text(written(part.text)),)
            result += [
                Text(run.text, part.bold, part.italic, part.change)
                if isinstance(run, Text)
                else Number(run.text, part.bold, part.change)  # type: ignore[union-attr]
                for run in runs
            ]
        elif isinstance(part, Number):
            result.append(Number(written(part.text), part.bold, part.change))
        else:
            result.append(part)
    return tuple(result)


def plain_text(content: Content) -> str:
    """Return what a content states, without notes and references.

    Examples
    --------
    >>> plain_text((Text("about "), Number("3 kg")))
    'about 3 kg'
    """
    if isinstance(content, str):
        return writable(content)
    return "".join(writable(part.text) for part in content if isinstance(part, (Text, Number, Link, Foreign)))


def walk(blocks: Sequence[Block]) -> list[Block]:
    """Return all blocks in reading order, those in boxes too."""
    walked: list[Block] = []
    for block in blocks:
        walked.append(block)
        if isinstance(block, Box):
            walked += walk(block.blocks)
    return walked
