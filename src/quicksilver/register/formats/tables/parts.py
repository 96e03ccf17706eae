"""Lists of parts as lines of a cell, which someone can read and type: ``document: note; place: A9(b)``.

Each item is a line of its own; a part of a part has its names with points (``text.zh``). What would be read as something else
stands as JSON: a value in its place, and a whole list where even that is not enough.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from quicksilver.intake.documents import json_in_cell
from quicksilver.outputs import safe_text
from quicksilver.register.formats.tables.cells import data_cell, shown, text_of

__all__ = ["parts_cell", "parts_of"]

_NAME: Final = re.compile(r"\s*([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\s*:(?=\s|$)\s*")
_END: Final = re.compile(r"\s*(;|$)\s*")
_JSON: Final = ('"', "[", "{")


def parts_cell(items: Sequence[Any]) -> str:
    r"""Return the cell of a list of texts, or of mappings.

    Parameters
    ----------
    items : sequence
        Plain data.

    Examples
    --------
    >>> parts_cell([{"document": "note", "place": "A9(b)"}, {"document": "plan"}])
    'document: note; place: A9(b)\ndocument: plan'
    >>> parts_cell([{"text": {"en": "One; two", "zh": "一"}}, "Coal"])
    'text.en: "One; two"; text.zh: 一\nCoal'
    """
    lines = [_line(item) for item in items]
    cell = "\n".join(line for line in lines if line is not None)
    if not lines or None in lines or safe_text(cell) != cell:
        return data_cell(list(items))
    return cell


def _line(item: Any) -> str | None:
    if isinstance(item, str):
        return data_cell(item) if not _bare(item) or _NAME.match(item) or text_of(item) != item else item
    if not isinstance(item, Mapping) or not item:
        return None
    pairs = list(_pairs(item, ""))
    if any(not _NAME.fullmatch(f"{name}: ") for name, _ in pairs):
        return None
    return "; ".join(f"{name}: {_value(value)}" for name, value in pairs)


def _pairs(item: Mapping[str, Any], above: str) -> Iterator[tuple[str, Any]]:
    for name, value in item.items():
        if isinstance(value, Mapping) and value:
            yield from _pairs(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _value(value: Any) -> str:
    if isinstance(value, str):
        return value if _bare(value) and ";" not in value else data_cell(value)
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    return data_cell(value)


def _bare(text: str) -> bool:
    return bool(text) and shown(text) and "\n" not in text and not text.startswith(_JSON)


def parts_of(cell: str) -> list[Any]:
    """Return the items of a cell: lines, or a list as JSON.

    Parameters
    ----------
    cell : str

    Returns
    -------
    list
        Mappings, and texts where a line names nothing. Numbers and yes or no are texts, which the record makes of them what they are.

    Raises
    ------
    ValueError
        It is neither; the message states what is wrong, and in which line.

    Examples
    --------
    >>> parts_of("document: note; place: A9(b)")
    [{'document': 'note', 'place': 'A9(b)'}]
    >>> parts_of('[{"document": "note"}]')
    [{'document': 'note'}]
    """
    if cell.lstrip().startswith("["):
        return list(json_in_cell(cell, exact=True))
    return [_item(line.strip(), number) for number, line in enumerate(cell.split("\n"), 1) if line.strip()]


def _item(line: str, number: int) -> Any:
    if not _NAME.match(line):
        return text_of(line)
    item: dict[str, Any] = {}
    at = 0
    while at < len(line):
        named = _NAME.match(line, at)
        if named is None:
            raise ValueError(
                f"line {number}: {line[at : at + 30].strip()!r} where a name and a colon should be"
            )
        value, at = _read(line, named.end(), number)
        _put(item, named[1], value, number)
    return item


def _read(line: str, at: int, number: int) -> tuple[Any, int]:
    if not line.startswith(_JSON, at):
        end = line.find(";", at)
        end = len(line) if end < 0 else end
        return line[at:end].strip(), end + 1
    try:
        value, end = json.JSONDecoder(parse_float=Decimal).raw_decode(line, at)
    except ValueError:
        raise ValueError(
            f"line {number}: {line[at : at + 30]!r} is not JSON: check its quotation marks and brackets"
        ) from None
    closed = _END.match(line, end)
    if closed is None:
        raise ValueError(f"line {number}: {line[end : end + 30].strip()!r} where a semicolon should be")
    return value, closed.end()


def _put(item: dict[str, Any], name: str, value: Any, number: int) -> None:
    *above, last = name.split(".")
    level: Any = item
    for key in above:
        level = level.setdefault(key, {})
        if not isinstance(level, dict):
            raise ValueError(f"line {number}: {key} has both a value and parts")
    if last in level:
        raise ValueError(f"line {number}: {name} is given twice")
    level[last] = value
