"""The sheets of the workbook for the officer's own text: chapters and contacts, hot spots, log of the review.

Row and column keys are small and grey as in the other sheets, and the reader goes by them in any language.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol

from quicksilver.factors import FactorSet
from quicksilver.inventory.files.report_text import KEYS
from quicksilver.inventory.texts import CONTACT, REVIEW, SPOT, Passage, ReportText, part_title, parts
from quicksilver.language.catalogue import catalogue

__all__ = ["TextSheets"]

_FIRST: Final = 5
#: Rows to fill in below the ones that are filled.
_EMPTY: Final = 30
_GREY: Final = "F1F4F5"
_PALE: Final = "50616E"
_HEAD: Final = "0D5C6B"
_WIDTHS: Final = {
    "spot": (28, 28, 26, 60, 40),
    "review": (34, 44, 26, 14, 44),
}


class Maker(Protocol):
    """What writes the other sheets of the workbook."""

    book: Any
    level: int
    language: str
    factors: FactorSet
    words: dict[str, str]

    def put(self, sheet: Any, row: int, column: int, text: str, **look: Any) -> Any:
        """Write a locked cell."""

    def input(self, sheet: Any, row: int, column: int, value: Any) -> Any:
        """Write a cell to fill in."""

    def protect(self, sheet: Any) -> None:
        """Set up a sheet whose other cells are locked."""


class TextSheets:
    """Writes the three sheets, filled in with the text that is given.

    Parameters
    ----------
    maker : Maker
    text : ReportText
    """

    def __init__(self, maker: Maker, text: ReportText) -> None:
        self.maker, self.text = maker, text

    def write(self) -> None:
        """Write the sheets."""
        self._parts()
        spots = [[getattr(spot, name) for name in SPOT] for spot in self.text.spots]
        self._rows("spot", "sheet_spots", "how_spots", SPOT, spots)
        reviews = [[getattr(review, name) for name in REVIEW] for review in self.text.reviews]
        self._rows("review", "sheet_review", "how_review", REVIEW, reviews)

    def _begin(self, title: str, how: str, widths: Sequence[int]) -> Any:
        from openpyxl.utils import get_column_letter

        maker = self.maker
        sheet = maker.book.create_sheet(maker.words[title][:31])
        maker.protect(sheet)
        for column, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        maker.put(sheet, 1, 1, maker.words[title], size=16, bold=True, colour=_HEAD)
        sheet.row_dimensions[1].height = 28
        maker.put(sheet, 2, 1, maker.words[how], size=9, colour=_PALE)
        sheet.freeze_panes = f"A{_FIRST}"
        return sheet

    def _heads(self, sheet: Any, titles: Sequence[str], keys: Sequence[str]) -> None:
        for column, (title, key) in enumerate(zip(titles, keys, strict=True), 1):
            self.maker.put(sheet, 3, column, title, bold=True, colour="FFFFFF", fill=_HEAD, wrap=True)
            self.maker.put(sheet, 4, column, key, size=7, colour="A0A0A0")
        sheet.row_dimensions[4].height = 10

    def _parts(self) -> None:
        """Write a row for each contact and each part of the report."""
        maker = self.maker
        sheet = self._begin("sheet_text", "how_text", (22, 48, 110))
        words = maker.words
        part, content = KEYS["text"]
        self._heads(sheet, (words["key"], words["part"], words["content"]), (part, "", content))
        rows: list[tuple[str, str, Passage | None]] = [
            (f"contact.{name}", self._word(f"contact.{name}"), self.text.contact.get(name))
            for name in CONTACT
        ]
        names = parts(maker.level, maker.factors)
        rows += [(name, part_title(name, maker.language), self.text.parts.get(name)) for name in names]
        for row, (key, title, passage) in enumerate(rows, _FIRST):
            maker.put(sheet, row, 1, key, size=9, colour=_PALE, fill=_GREY)
            maker.put(sheet, row, 2, title, bold=True, fill=_GREY, wrap=True)
            text = passage.text if passage else None
            maker.input(sheet, row, 3, text)
            lines = sum(1 + len(line) // 105 for line in (text or "").split("\n"))
            sheet.row_dimensions[row].height = min(14 * max(lines, 1 + len(title) // 46) + 4, 400)

    def _rows(
        self, kind: str, title: str, how: str, names: Sequence[str], given: Sequence[Sequence[str]]
    ) -> None:
        """Write a table with the rows that are given and empty ones below."""
        sheet = self._begin(title, how, _WIDTHS[kind])
        self._heads(sheet, [self._word(f"{kind}.{name}") for name in names], KEYS[kind])
        for place in range(len(given) + _EMPTY):
            for column in range(len(names)):
                value = (given[place][column] or None) if place < len(given) else None
                self.maker.input(sheet, _FIRST + place, column + 1, value)

    def _word(self, key: str) -> str:
        return catalogue("inventory_text").plain(key, self.maker.language)
