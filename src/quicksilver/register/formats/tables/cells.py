"""Values as cells and back: no cell runs as a formula, and none changes on the way through a spreadsheet.

A text stands as it is. One that a spreadsheet would take for a formula has an apostrophe in front; one that would not
survive (blanks at its ends, signs that cannot be shown, nothing at all) stands as a JSON text in quotation marks.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from quicksilver.intake.documents import json_in_cell
from quicksilver.outputs import safe_text

__all__ = ["data_cell", "number_cell", "shown", "text_cell", "text_of"]

#: What spreadsheets write for signs they cannot hold; a text that only looks like it must not be changed by them.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def shown(text: str) -> bool:
    """Return whether a text can be written to a cell as it is: no character that cannot be shown, no blanks at its ends."""
    return (
        all(sign == "\n" or sign.isprintable() for sign in text)
        and not _ESCAPE.search(text)
        and text == text.strip()
    )


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    if not all(sign.isprintable() for sign in text):
        text = json.dumps(value)
    return _ESCAPE.sub(r"\\u005f", text)


def text_cell(text: str) -> str:
    """Return the cell of a text.

    Examples
    --------
    >>> text_cell("Coal"), text_cell("=1+1"), text_cell("")
    ('Coal', "'=1+1", '""')
    """
    cell = str(safe_text(text))
    return cell if text and shown(cell) and text_of(cell) == text else _json(text)


def text_of(cell: str) -> str:
    r"""Return the text of a cell.

    Examples
    --------
    >>> text_of("'=1+1"), text_of('"two\\nlines"'), text_of('"Mercury" report')
    ('=1+1', 'two\nlines', '"Mercury" report')
    """
    if cell.startswith('"') and cell.endswith('"'):
        try:
            return str(json_in_cell(cell))
        except ValueError:
            return cell
    if cell.startswith("'") and safe_text(cell[1:]) != cell[1:]:
        return cell[1:]
    return cell


def number_cell(value: Decimal | int) -> int | float | str:
    """Return a number where a spreadsheet keeps all of its digits, else the digits as text."""
    if isinstance(value, int):
        return value
    text = format(value if value else abs(value), "f")
    if "." not in text:
        return int(text) if len(text) <= 15 else text
    # A cell holds 3.0 as 3.
    number = float(value)
    exact = len(text) <= 15 and repr(number) == text and not text.endswith(".0")
    return number if exact else text


def data_cell(value: Any) -> str:
    """Return a list or mapping as JSON."""
    return _json(value)
