"""Answers of calculators as text for a person: names, values with their range, tables that fit the screen."""

from __future__ import annotations

import math
import re
import shutil
import textwrap
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from quicksilver.areas.shared.names import in_words, origin_name

__all__ = ["answer_lines", "described", "heading", "number_text", "screen_width", "standing_text", "terms"]

_MOST_ROWS, _MOST_LINES = 20, 80
_NOISE = 1e-10
_WRITTEN = {"True": "yes", "False": "no", "cannot be told": "cannot be determined"}
_NUMBER = {"value", "unit", "low", "high", "source", "standing"}
#: What a quantity may have besides; it always has a standing, which a row of a table with a year does not.
_MARKS = {"law", "key", "year", "disputed"}
_CODED = {"acts_on", "category", "name", "origin", "sector"}
_QUANTITIES = {"fuel", "of", "parameter", "part", "quantity"}
_YEARS = {"earliest_equilibrium", "emptied", "full_in", "latest_equilibrium", "until"}
_CODES = {"area", "id", "item", "stage"}
_NAMES = ("title", "name", "what", "technique", "control", "item", "coal")
_SHARES = ("coverage", "efficiency", "removal", "share")
_LEAST, _GAP = 14, "  "

Row = Mapping[str, Any]


def screen_width() -> int:
    """Return the columns of the screen; a pipe or a file has 100."""
    return max(40, shutil.get_terminal_size((100, 24)).columns)


# --- numbers


def _digits(value: float, digits: int) -> str:
    """Return a number with some significant digits, without an exponent where it can be read."""
    if abs(value) < _NOISE or not math.isfinite(value):
        return "0" if math.isfinite(value) else str(value)
    power = math.floor(math.log10(abs(value)))
    if not -5 <= power <= 11:
        return f"{value:.{digits - 1}e}"
    places = digits - 1 - power
    text = f"{Decimal(repr(round(value, places))):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(value: float, *, dated: bool = False, digits: int = 4) -> str:
    """Return a number that has no range: a year and a count as they are, anything else with some digits."""
    if dated:
        return f"{value:g}"
    if float(value).is_integer() and abs(value) < 1e6:
        return f"{value:,.0f}"
    return _digits(value, digits)


def number_text(
    value: float | None,
    low: float | None = None,
    high: float | None = None,
    unit: str = "1",
    *,
    share: bool = False,
) -> str:
    """Return a number with its range and its unit, with as many digits as the range supports.

    Examples
    --------
    >>> number_text(8500.0, 6208.8, 10815.1, "kg"), number_text(None, 8399.61, 365967.0, "USD/kg")
    ('8,500 kg (6,210 to 10,800)', '8,400 to 366,000 USD/kg')
    >>> number_text(0.9, 0.85, 0.95, "fraction"), number_text(0.8, 0.8, None, "fraction"), number_text(None)
    ('90 % (85 to 95)', '80 % or more', 'unknown')
    """
    share = share or unit == "fraction"
    scale = 100.0 if share else 1.0
    unit = " %" if share else "" if unit in ("", "1") else f" {unit}"
    value, low, high = (None if end is None else end * scale for end in (value, low, high))
    dated = unit.strip() in ("yr", "year") and all(end is None or end > 1000 for end in (value, low, high))
    unit = "" if dated else unit
    places = _places(low, high)

    def shown(end: float) -> str:
        return (
            _plain(end, dated=dated, digits=3 if share else 4)
            if places is None or dated
            else _rounded(end, places)
        )

    if places is not None and low is not None and high is not None:
        span = f"{shown(low)} to {shown(high)}"
        return f"{span}{unit}" if value is None else f"{shown(value)}{unit} ({span})"
    if value is None and low is None and high is None:
        return "unknown"
    if (low is None) != (high is None) and value in (None, low, high):
        return f"{shown(low if high is None else high)}{unit} or {'more' if high is None else 'less'}"  # type: ignore[arg-type]
    return f"{shown(low if value is None else value)}{unit}"  # type: ignore[arg-type]


def _places(low: float | None, high: float | None) -> int | None:
    """Return the decimals that a range supports: two digits of its width; None without a range."""
    if low is None or high is None or high - low <= max(_NOISE, 1e-9 * max(abs(low), abs(high))):
        return None
    return 1 - math.floor(math.log10(high - low))


def _rounded(value: float, places: int) -> str:
    """Return a number with three digits, and with more where the range supports them."""
    if abs(value) < _NOISE:
        return "0"
    return _digits(value, min(9, max(3, places + 1 + math.floor(math.log10(abs(value))))))


# --- cells


def _is_number(value: Any) -> bool:
    if not isinstance(value, Mapping):
        return False
    return {"value", "unit"} <= set(value) <= (_NUMBER | _MARKS if "standing" in value else _NUMBER)


def _is_table(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(row, Mapping) and not _is_number(row) for row in value)
    )


def _empty(value: Any) -> bool:
    return value is None or value in ("", [])


def _cell(name: str, value: Any, unit: str | None = None) -> str:
    """Return a value as text; with ``unit`` given the unit stands in the head of the column."""
    if _is_number(value):
        number = value["value"]
        if isinstance(number, str):
            return _WRITTEN.get(number, number)
        share = value["unit"] == "fraction" or (
            value["unit"] == "1" and any(word in name for word in _SHARES)
        )
        shown = "1" if unit and not share else value["unit"]
        return number_text(number, value.get("low"), value.get("high"), shown, share=share)
    if _empty(value):
        return "unknown" if value is None else "" if value == "" else "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return _plain(value, dated="year" in name or name in _YEARS)
    if isinstance(value, Mapping):
        return "; ".join(
            f"{in_words(key)} {_cell(key, item)}" for key, item in value.items() if not _empty(item)
        )
    if isinstance(value, list):
        return ("; " if _is_table(value) else ", ").join(_cell(name, item) for item in value)
    if name == "standing":
        return standing_text(value)
    if value in _WRITTEN:
        return _WRITTEN[value]
    if name in _QUANTITIES and "_" in value:
        return in_words(value)
    return origin_name(value) if name in _CODED else str(value)


def _unit_of(rows: Sequence[Row], name: str) -> str | None:
    """Return the unit that all numbers of a column have, where it is worth writing in its head."""
    units = {row[name]["unit"] for row in rows if _is_number(row.get(name))}
    unit = units.pop() if len(units) == 1 else ""
    return unit if unit not in ("", "1", "fraction", "yr") else None


# --- tables


def _columns(rows: Sequence[Row]) -> list[str]:
    """Return the columns that hold something; the name of a row comes before its code."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    columns = [name for name in columns if any(not _empty(row.get(name)) for row in rows)]
    first = next((name for name in _NAMES if name in columns), None)
    if first and columns[0] in _CODES:
        columns.remove(first)
        columns.insert(0, first)
    return columns


def _shared(rows: Sequence[Row], columns: Sequence[str]) -> list[str]:
    """Return columns whose short text is the same in all rows: they are written once."""
    if len(rows) < 3:
        return []
    return [
        name
        for name in columns[1:]
        if name not in (*_NAMES, "source")
        and not isinstance(rows[0].get(name), (Mapping, list, bool))
        and len({str(row.get(name)) for row in rows}) == 1
        and len(str(rows[0][name])) <= 40
    ]


def _wrapped(text: str, width: int) -> list[str]:
    """Return lines of a text; an address that is longer than a line is broken after a slash or a dash."""
    words = [
        piece for word in text.split() for piece in (_pieces(word, width) if len(word) > width else [word])
    ]
    return textwrap.wrap(" ".join(words), width, break_on_hyphens=False) or [""]


def _pieces(word: str, width: int) -> list[str]:
    pieces = [""]
    for part in re.findall(r"[^/_-]*[/_-]?", word):
        if len(pieces[-1]) + len(part) > width and pieces[-1]:
            pieces.append("")
        pieces[-1] += part
    return pieces


def _least(column: Sequence[str], numeric: bool) -> int:
    """Return the width below which a column cannot be read: numbers are never broken, and words of texts neither."""
    words = max(len(word) for cell in column for word in [*cell.split(), ""])
    if numeric:
        return max(*map(len, column[0].split()), *map(len, column[1:]))
    return min(max(map(len, column)), max(_LEAST, min(words, 24)))


def _widths(cells: Sequence[Sequence[str]], numeric: Sequence[bool], width: int) -> list[int] | None:
    """Return the widths of columns that fit, with texts broken where they must be; None where nothing fits."""
    full = [max(map(len, column)) for column in zip(*cells, strict=True)]
    least = [_least([row[i] for row in cells], numeric[i]) for i in range(len(full))]
    left = width - 2 - len(_GAP) * (len(full) - 1)
    if sum(least) > left:
        return None
    widths = [min(full[i], least[i]) for i in range(len(full))]
    while sum(widths) < left and widths != full:
        # The column that needs most lines grows first.
        i = max(
            range(len(full)), key=lambda i: (full[i] / widths[i], full[i]) if widths[i] < full[i] else (0, 0)
        )
        widths[i] += 1
    return widths


def _grid(cells: Sequence[Sequence[str]], numeric: Sequence[bool], width: int) -> list[str] | None:
    """Return a table whose first row is its head; None where it does not fit or would be hard to read."""
    widths = _widths(cells, numeric, width)
    if widths is None or _tall(cells[1:], widths):
        return None
    lines = []
    for i, row in enumerate(cells):
        broken = [_wrapped(cell, widths[k]) for k, cell in enumerate(row)]
        for j in range(max(map(len, broken))):
            parts = [(part[j] if j < len(part) else "") for part in broken]
            parts = [
                part.rjust(widths[k]) if numeric[k] else part.ljust(widths[k]) for k, part in enumerate(parts)
            ]
            lines.append("  " + _GAP.join(parts).rstrip())
        if i == 0:
            lines.append("  " + _GAP.join("-" * column_width for column_width in widths))
    return lines


def _numeric(rows: Sequence[Row], name: str) -> bool:
    return any(
        _is_number(row.get(name))
        or (isinstance(row.get(name), (int, float)) and not isinstance(row.get(name), bool))
        for row in rows
    )


def _table_lines(rows: Sequence[Row], columns: Sequence[str], width: int) -> list[str] | None:
    units = {name: _unit_of(rows, name) for name in columns}
    heads = [in_words(name) + (f", {units[name]}" if units[name] else "") for name in columns]
    body = [[_cell(name, row.get(name), units[name]) for name in columns] for row in rows]
    return _grid([heads, *body], [_numeric(rows, name) for name in columns], width)


def _turned(rows: Sequence[Row], columns: Sequence[str], width: int) -> list[str] | None:
    """Return a table with a column for each row: few things with many quantities."""
    if not 2 <= len(rows) <= 8 or len(columns) < 5:
        return None
    cells = [[_cell(columns[0], row.get(columns[0])) for row in rows]]
    cells += [[_cell(name, row.get(name)) for row in rows] for name in columns[1:]]
    heads = ["", *map(in_words, columns[1:])]
    return _grid(
        [[head, *row] for head, row in zip(heads, cells, strict=True)], [False, *[True] * len(rows)], width
    )


def _tall(body: Sequence[Sequence[str]], widths: Sequence[int]) -> bool:
    """Return whether cells would be broken into so many lines that a list of fields is easier to read."""
    return any(len(_wrapped(cell, widths[i])) > 5 for row in body for i, cell in enumerate(row))


def _cards(
    rows: Sequence[Row], columns: Sequence[str], width: int, *, every: bool
) -> tuple[Sequence[Row], list[str]]:
    """Return the rows that are shown, and one block for each: its name, then a line for each field."""
    lines: list[str] = []
    for i, row in enumerate(rows):
        block = _card(row, columns, width)
        if i and not every and len(lines) + len(block) > _MOST_LINES:
            return rows[:i], lines
        lines += [*([""] if lines else []), *block]
    return rows, lines


def _card(row: Row, columns: Sequence[str], width: int) -> list[str]:
    shown = [name for name in columns[1:] if not _empty(row.get(name))]
    missing = [in_words(name) for name in columns[1:] if row.get(name) is None]
    title = _cell(columns[0], row.get(columns[0]))
    if "id" in shown:
        shown.remove("id")
        title += f" ({row['id']})"
    pairs = [pair for name in shown for pair in _fields(name, row[name])]
    pairs += [("unknown", "; ".join(missing))] if missing else []
    return [*(f"  {line}" for line in _wrapped(title, width - 2)), *_pairs(pairs, width, indent=4)]


def _fields(name: str, value: Any) -> list[tuple[str, str]]:
    """Return the lines of a field: one, or one for each row of a table within it."""
    if _is_number(value) and value.get("source"):
        return [(in_words(name), _default({"name": name, **value}, value["source"]))]
    if not _is_table(value):
        return [(in_words(name), _cell(name, value))]
    rows = []
    for row in value:
        first, *others = [(key, item) for key, item in row.items() if not _empty(item)]
        rest = ", ".join(f"{in_words(key)} {_cell(key, item)}" for key, item in others)
        rows.append(f"{_cell(*first)}: {rest}")
    return [(in_words(name) if i == 0 else "", text) for i, text in enumerate(rows)]


def _pairs(pairs: Sequence[tuple[str, str]], width: int, indent: int = 0) -> list[str]:
    """Return terms and texts in two columns, each text broken to the width."""
    if not pairs:
        return []
    wide = min(max(len(name) for name, _ in pairs), width // 3)
    lines = []
    for name, text in pairs:
        broken = _wrapped(text, max(20, width - indent - wide - 2))
        if len(name) > wide:
            lines.append(" " * indent + name)
            name = ""
        lines.append(f"{' ' * indent}{name.ljust(wide)}  {broken[0]}".rstrip())
        lines += [" " * (indent + wide + 2) + line for line in broken[1:]]
    return lines


def _title(name: str) -> str:
    text = in_words(name)
    return text[0].upper() + text[1:]


def _named(what: str, names: Sequence[str], width: int, indent: str = "") -> list[str]:
    """Return a line of names, where there are any."""
    text = f"{what}: " + "; ".join(map(in_words, names))
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent + "  ") if names else []


def _sourced(rows: Sequence[Row]) -> tuple[Sequence[Row], bool]:
    """Return the rows with the standing and the source of their one sourced number; and whether they have several."""
    names = {name for row in rows for name, value in row.items() if _is_number(value) and value.get("source")}
    if len(names) != 1 or any("source" in row for row in rows):
        return rows, len(names) > 1
    name = names.pop()
    sourced = []
    for row in rows:
        number = row.get(name) or {}
        standing = number.get("standing", "") + (", disputed" if number.get("disputed") else "")
        sourced.append({**row, "standing": standing, "source": number.get("source", "")})
    return sourced, False


def _footnotes(rows: Sequence[Row]) -> tuple[Sequence[Row], list[str]]:
    """Return the rows with numbers instead of long sources, and the sources."""
    sources = list(dict.fromkeys(str(row["source"]) for row in rows if not _empty(row.get("source"))))
    if not sources or max(map(len, sources)) <= 24:
        return rows, []
    return [
        dict(row) | ({"source": f"[{sources.index(str(row['source'])) + 1}]"} if row.get("source") else {})
        for row in rows
    ], sources


def _with_shares(rows: Sequence[Row]) -> Sequence[Row]:
    """Return the rows with what is compared with a share written as the share is."""

    def same(name: str, value: Any) -> Any:
        return (
            value | {"unit": "fraction"}
            if name in ("published", "gap") and _is_number(value) and value["unit"] == "1"
            else value
        )

    return [
        {name: same(name, value) for name, value in row.items()} if "share" in row else row for row in rows
    ]


def _section(name: str, rows: Sequence[Row], width: int, *, every: bool) -> list[str]:
    rows, many = _sourced(_with_shares(rows))
    rows, sources = _footnotes(rows)
    columns = _columns(rows)
    shared = _shared(rows, columns)
    columns = [name for name in columns if name not in shared and (name != "area" or "origin" not in columns)]
    nested = many or any(
        _is_table(row.get(column)) or (isinstance(row.get(column), Mapping) and not _is_number(row[column]))
        for row in rows
        for column in columns
    )
    head = f"{_title(name)} ({len(rows)})"
    if shared:
        head += ": " + ", ".join(f"{in_words(column)} {_cell(column, rows[0][column])}" for column in shared)
    shown = rows if every else rows[:_MOST_ROWS]
    lines = None if nested else _table_lines(shown, columns, width) or _turned(shown, columns, width)
    if lines is None:
        shown, lines = _cards(rows, columns, width, every=every)
    if len(shown) < len(rows):
        lines.append(f"  ... and {len(rows) - len(shown):,} more; --all prints every row")
    unknown = [
        name
        for name in dict.fromkeys(name for row in rows for name in row)
        if all(row.get(name) is None for row in rows)
    ]
    lines += _named("unknown or not requested", unknown, width, "  ")
    used = [
        (f"[{i}]", text)
        for i, text in enumerate(sources, 1)
        if any(row.get("source") == f"[{i}]" for row in shown)
    ]
    return ["", *_wrapped(head, width), *lines, *_pairs(used, width, indent=2)]


# --- the answer


def standing_text(standing: str) -> str:
    """Return a standing in words.

    Examples
    --------
    >>> standing_text("recalled/high"), standing_text("read")
    ('recalled, high confidence', 'read')
    """
    kind, _, confidence = standing.partition("/")
    return f"{kind}, {confidence} confidence" if confidence else kind


def _default(item: Row, source: str) -> str:
    name = str(item["name"])
    text = _cell(name, {key: item[key] for key in _NUMBER & set(item)} | {"unit": item.get("unit", "1")})
    why = [
        reason
        for reason in (standing_text(item.get("standing", "")), source or item.get("why", ""))
        if reason
    ]
    return text + (f" ({'; '.join(why)})" if why else "")


def _assumptions(items: Sequence[Row], width: int) -> list[str]:
    """Return what was assumed; a source of several numbers is written once."""
    named = [str(item.get("source", "")) for item in items]
    often = [text for text in dict.fromkeys(named) if named.count(text) > 1 and len(text) > 24]
    pairs = []
    for item, text in zip(items, named, strict=True):
        name = str(item["name"])
        name = name.replace("_", " ") if " " in name else in_words(name)
        pairs.append((name, _default(item, f"[{often.index(text) + 1}]" if text in often else text)))
    sources = [(f"[{i}]", text) for i, text in enumerate(often, 1)]
    return ["", "Assumed", *_pairs(pairs, width, indent=2), *_pairs(sources, width, indent=2)]


def _sentence(text: str) -> str:
    """Return a remark with a capital letter, where it begins with a word and not with a name of the input."""
    return text[0].upper() + text[1:] if re.match(r"[a-z-]+[ ,]", text) else text


def answer_lines(answer: Mapping[str, Any], width: int, *, every: bool = False) -> list[str]:
    """Return the lines of an answer.

    Parameters
    ----------
    answer : mapping
        As :meth:`quicksilver.areas.Answer.as_dict` returns it.
    width : int
        Columns of the screen.
    every : bool
        Do not cut long tables.
    """
    results: Mapping[str, Any] = answer["results"]
    tables = {name: value for name, value in results.items() if _is_table(value)}
    plain = {name: value for name, value in results.items() if name not in tables}
    known = [(_title(name), _cell(name, value)) for name, value in plain.items() if not _empty(value)]
    lines = _pairs(known, width)
    lines += _named(
        "Unknown or not requested", [name for name, value in plain.items() if value is None], width
    )
    lines += _named("No entries", [name for name, value in results.items() if value == []], width)
    for name, rows in tables.items():
        lines += _section(name, rows, width, every=every)
    if answer["assumptions"]:
        lines += _assumptions(answer["assumptions"], width)
    if answer["remarks"]:
        lines += ["", "Notes"]
        for remark in answer["remarks"]:
            lines += [
                f"{'  - ' if i == 0 else '    '}{line}"
                for i, line in enumerate(_wrapped(_sentence(remark), width - 4))
            ]
    return lines[1:] if lines and not lines[0] else lines


# --- what a calculator takes and gives


def heading(title: str, ident: str, lead: str, width: int) -> list[str]:
    """Return the name of an area with its id and its lead."""
    return textwrap.wrap(f"{title} ({ident}); {f'lead: {lead}' if lead else 'no lead'}", width)


def terms(pairs: Sequence[tuple[str, str]], width: int) -> list[str]:
    """Return names and what they mean, in two columns."""
    return _pairs(pairs, width, indent=2)


def described(verb: Any, width: int) -> list[str]:
    """Return the inputs and results of a calculator as text.

    Parameters
    ----------
    verb : quicksilver.areas.Verb
    width : int
        Columns of the screen.
    """
    lines = textwrap.wrap(verb.about, width)
    needs, may = (
        [slot for slot in verb.takes if (slot.required and slot.default is None) is wanted]
        for wanted in (True, False)
    )
    for title, slots in (("Required", needs), ("Optional", may)):
        pairs = []
        for slot in slots:
            pairs += [
                (slot.name, _slot_text(slot)),
                *((f"  {column.name}", _slot_text(column)) for column in slot.columns),
            ]
        lines += ["", title, *_pairs(pairs, width, indent=2)] if pairs else []
    lines += ["", "Results"]
    lines += _pairs(
        [
            (slot.name, "; ".join(part for part in (_unit_text(slot), slot.about) if part))
            for slot in verb.gives
        ],
        width,
        indent=2,
    )
    if verb.source:
        lines += ["", *textwrap.wrap(f"Method: {verb.source}", width, subsequent_indent="  ")]
    return lines


def _unit_text(slot: Any) -> str:
    if slot.kind in ("text", "table"):
        return str(slot.kind)
    if slot.kind == "flag":
        return "true or false"
    unit = "number" if slot.unit in ("", "1") else slot.unit
    return f"list of {unit}" if slot.kind == "numbers" else unit


def _slot_text(slot: Any) -> str:
    parts = [_unit_text(slot)]
    if slot.choices:
        parts = ["one of " + ", ".join(slot.choices)]
    if slot.about:
        parts.append(slot.about.rstrip("."))
    if slot.default is not None:
        default = (
            slot.default.as_dict()
            if hasattr(slot.default, "as_dict")
            else {"value": str(slot.default), "unit": ""}
        )
        parts.append("default " + _default({"name": slot.name, **default}, str(default.get("source", ""))))
    return "; ".join(parts)
