"""Living numbers for Word: lists that count on when an editor puts a paragraph in between."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from quicksilver.documents.tree import Block, Heading, Paragraph

__all__ = ["Lists", "element", "value_of"]

_LABEL: Final = re.compile(r"^(\(?)([0-9]+|[A-Za-z]+)([.)]*)$")
_STEP: Final = 567  # twips in a centimetre
_ROMAN: Final = (("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1))


def _format(core: str, level: int) -> str:
    if core.isdigit():
        return "decimal"
    if level >= 2:
        return "lowerRoman"
    return "upperLetter" if core.isupper() else "lowerLetter"


def value_of(core: str, kind: str) -> int:
    """Return what a number printed in one of Word's formats counts.

    Examples
    --------
    >>> value_of("12", "decimal"), value_of("bb", "lowerLetter"), value_of("iv", "lowerRoman")
    (12, 28, 4)
    """
    if kind == "decimal":
        return int(core)
    if kind == "lowerRoman":
        total, rest = 0, core.lower()
        for sign, worth in _ROMAN:
            while rest.startswith(sign):
                total, rest = total + worth, rest[len(sign) :]
        return total
    return (len(core) - 1) * 26 + ord(core[0].lower()) - ord("a") + 1


@dataclass
class _Sequence:
    """One run of numbers: its format by level, and how far it has counted."""

    abstract: int = 0
    number: int = 0
    levels: dict[int, tuple[str, str]] = field(default_factory=dict)
    counted: dict[int, int] = field(default_factory=dict)

    def takes(self, level: int, value: int) -> bool:
        """Count one on, and return whether that is the wanted value."""
        self.counted[level] = self.counted.get(level, 0) + 1
        self.counted = {
            counted_level: count for counted_level, count in self.counted.items() if counted_level <= level
        }
        return self.counted[level] == value


def _level(block: Paragraph | Heading) -> int:
    return block.level if isinstance(block, Paragraph) else 0


class Lists:
    """The lists of a document, one for each sequence, in the numbering part of a Word file."""

    def __init__(self, made: Any, blocks: Iterable[Block]) -> None:
        self.root: Any = None
        self.sequences: dict[str, _Sequence] = {}
        for block in blocks:
            if isinstance(block, (Paragraph, Heading)) and block.sequence and block.number:
                self._known(block)
        if self.sequences:
            self.root = made.part.numbering_part.element
            for sequence in self.sequences.values():
                self._abstract(sequence)

    def _known(self, block: Paragraph | Heading) -> None:
        match = _LABEL.match(block.number)
        if not match:
            raise ValueError(f"{block.number!r} is not a number that a list can count")
        level = _level(block)
        pattern = f"{match[1]}%{level + 1}{match[3]}"
        levels = self.sequences.setdefault(block.sequence, _Sequence()).levels
        if levels.setdefault(level, (_format(match[2], level), pattern))[1] != pattern:
            raise ValueError(
                f"{block.number!r} is not written like the numbers before it in {block.sequence!r}"
            )

    def _abstract(self, sequence: _Sequence) -> None:
        from docx.oxml.ns import qn

        abstract_lists = self.root.findall(qn("w:abstractNum"))
        sequence.abstract = (
            max((int(item.get(qn("w:abstractNumId"))) for item in abstract_lists), default=-1) + 1
        )
        made = element("abstractNum", abstractNumId=str(sequence.abstract))
        made.append(element("multiLevelType", val="multilevel"))
        for level, (kind, pattern) in sorted(sequence.levels.items()):
            made.append(_of_level(level, kind, pattern))
        # The schema wants all abstract lists before the lists made of them.
        self.root.insert(len(abstract_lists), made)
        sequence.number = self._list(sequence.abstract)

    def _list(self, abstract: int, level: int = 0, start: int = 0) -> int:
        from docx.oxml.ns import qn

        number = max((int(item.get(qn("w:numId"))) for item in self.root.findall(qn("w:num"))), default=0) + 1
        made = element("num", numId=str(number))
        made.append(element("abstractNumId", val=str(abstract)))
        if start:
            override = element("lvlOverride", ilvl=str(level))
            override.append(element("startOverride", val=str(start)))
            made.append(override)
        self.root.append(made)
        return number

    def place(self, block: Paragraph | Heading) -> tuple[int, int]:
        """Return level and number of the list that a block is the next item of; where a number is left out, the list continues from there."""
        sequence, level = self.sequences[block.sequence], _level(block)
        match = _LABEL.match(block.number)
        assert match is not None
        value = value_of(match[2], sequence.levels[level][0])
        if not sequence.takes(level, value):
            sequence.number = self._list(sequence.abstract, level, value)
            sequence.counted[level] = value
        return level, sequence.number


def _of_level(level: int, kind: str, pattern: str) -> Any:
    made = element("lvl", ilvl=str(level))
    made.append(element("start", val="1"))
    made.append(element("numFmt", val=kind))
    made.append(element("suff", val="tab"))
    made.append(element("lvlText", val=pattern))
    made.append(element("lvlJc", val="left"))
    shape = element("pPr")
    stops = element("tabs")
    stops.append(element("tab", val="num", pos=str(_STEP * (level + 1))))
    shape.append(stops)
    shape.append(element("ind", left=str(_STEP * (level + 1)), hanging=str(_STEP)))
    made.append(shape)
    return made


def element(tag: str, **attributes: str) -> Any:
    """Return an element of WordprocessingML."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made
