"""Broken text files: CSV by cells, rows, headings and dialect; XML and anything else by lines, bytes and encodings."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from typing import Final

from fuzzing.cases import Mutant, Target
from fuzzing.nasty import NOT_FINITE, VALUES, broken_bytes, strange_unit

__all__ = ["break_csv", "break_text", "break_xml", "encoded"]

Rows = list[list[str]]
_ENCODINGS: Final = (
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "latin-1",
    "cp1252",
    "gb18030",
    "utf-8-sig",
    "cp1256",
)


def encoded(random_: random.Random, text: str) -> tuple[str, bytes]:
    """Return a text in another encoding than UTF-8, with the name of the encoding."""
    name = random_.choice(_ENCODINGS)
    text = text + random_.choice(("", "é", "ü 吨", "\u0627"))
    return f"encoded as {name}", text.encode(name, "replace")


def _lines(random_: random.Random, text: str) -> tuple[str, str]:
    """Return what was done to the lines of a text, and the text."""
    lines = text.splitlines(keepends=True)
    at, other = random_.randrange(len(lines)), random_.randrange(len(lines))
    name = random_.choice(
        ("line left out", "line twice", "lines exchanged", "line many times", "line of its own")
    )
    if name == "line left out":
        del lines[at]
    elif name == "line twice":
        lines.insert(other, lines[at])
    elif name == "lines exchanged":
        lines[at], lines[other] = lines[other], lines[at]
    elif name == "line many times":
        lines[at:at] = [lines[at]] * random_.choice((20, 300))
    else:
        lines.insert(at, random_.choice(VALUES) + "\n")
    return name, "".join(lines)


def break_text(random_: random.Random, target: Target) -> Mutant:
    """Return a broken text of any form."""
    text = target.sample.decode("utf-8")
    way = random_.randrange(5)
    if way == 0:
        return Mutant(*encoded(random_, text))
    if way == 1:
        name, changed = _lines(random_, text)
        return Mutant(name, changed.encode("utf-8", "surrogatepass"))
    if way == 2:
        at, value = random_.randrange(len(text) + 1), random_.choice(VALUES)
        changed = text[:at] + value + text[at + random_.choice((0, 0, 5)) :]
        return Mutant(f"{value[:30]!r} at {at}", changed.encode("utf-8", "surrogatepass"))
    return Mutant(*broken_bytes(random_, target.sample))


# --- CSV


def _written(rows: Rows, separator: str = ",", end: str = "\n") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


def _column(random_: random.Random, rows: Rows, names: tuple[str, ...]) -> int | None:
    columns = [index for index, heading in enumerate(rows[0]) if heading in names]
    return random_.choice(columns) if columns else None


def _filled_row(random_: random.Random, rows: Rows, column: int) -> int:
    """Return a row with something in a column, since a reader may not look at a cell of a row that is not used."""
    filled = [index for index in range(1, len(rows)) if rows[index][column]]
    return random_.choice(filled) if filled else random_.randrange(1, len(rows))


def _cell(random_: random.Random, target: Target, rows: Rows) -> Mutant:
    row, column = random_.randrange(1, len(rows)), random_.randrange(len(rows[0]))
    value = random_.choice((*VALUES, *NOT_FINITE))
    rows[row][column] = value
    return Mutant(f"{value[:30]!r} in row {row + 1}, column {rows[0][column]}", _written(rows))


def _not_finite(random_: random.Random, target: Target, rows: Rows) -> Mutant:
    column = _column(random_, rows, target.numbers)
    if column is None:
        return _cell(random_, target, rows)
    row, value = _filled_row(random_, rows, column), random_.choice(NOT_FINITE)
    rows[row][column] = value
    return Mutant(f"{value} in row {row + 1}, column {rows[0][column]}", _written(rows), "not finite")


def _unit(random_: random.Random, target: Target, rows: Rows) -> Mutant:
    column = _column(random_, rows, target.units)
    if column is None:
        return _cell(random_, target, rows)
    row = _filled_row(random_, rows, column)
    rows[row][column] = strange_unit(random_, rows[row][column])
    return Mutant(f"unit {rows[row][column]!r} in row {row + 1}", _written(rows), "unknown word in a unit")


def _heading(random_: random.Random, target: Target, rows: Rows) -> Mutant:
    column = random_.randrange(len(rows[0]))
    heading = rows[0][column]
    way = random_.choice(("twice", "twice", "renamed", "left out", "exchanged", "upper", "empty"))
    if way == "twice":
        for row in rows:
            row.append(row[column])
        return Mutant(f"heading {heading} twice", _written(rows), "repeated key")
    if way == "left out":
        for row in rows:
            del row[column]
    elif way == "exchanged":
        other = random_.randrange(len(rows[0]))
        rows[0][column], rows[0][other] = rows[0][other], heading
    else:
        rows[0][column] = {"renamed": heading + "s", "upper": f" {heading.upper()} "}.get(way, "")
        if random_.random() < 0.3:
            rows[0][column] = random_.choice(VALUES)
    return Mutant(f"heading {heading} {way}", _written(rows))


def _ragged(random_: random.Random, target: Target, rows: Rows) -> Mutant:
    row = random_.randrange(len(rows))
    way = random_.choice(("longer", "shorter", "much longer", "twice", "left out", "many"))
    if way == "longer":
        rows[row].append(random_.choice(VALUES))
    elif way == "shorter":
        rows[row].pop(random_.randrange(len(rows[row])))
    elif way == "much longer":
        rows[row].extend([""] * 20_000)
    elif way == "twice":
        rows.insert(row, list(rows[row]))
    elif way == "left out" and len(rows) > 1:
        del rows[row]
    else:
        rows.extend([list(rows[-1]) for _ in range(300)])
    return Mutant(f"row {row + 1} {way}", _written(rows))


def _dialect(random_: random.Random, target: Target, rows: Rows) -> Mutant:
    separator, end = random_.choice(";\t|:,"), random_.choice(("\n", "\r\n", "\r"))
    above = random_.choice(
        ("", "", f"sep={separator}\n", "# a comment\n", "A title\n\n", '"open\n', "\ufeff")
    )
    content = above.encode("utf-8") + _written(rows, separator, end)
    name = f"separator {separator!r}, end of line {end!r}, {above!r} above"
    if random_.random() < 0.3:
        more, content = encoded(random_, content.decode("utf-8", "replace"))
        name = f"{name}, {more}"
    return Mutant(name, content)


_OF_CSV: Final[tuple[Callable[[random.Random, Target, Rows], Mutant], ...]] = (
    *(_cell, _cell, _not_finite, _unit, _heading, _ragged, _dialect),
)


def break_csv(random_: random.Random, target: Target) -> Mutant:
    """Return a broken CSV file."""
    if random_.random() < 0.25:
        return break_text(random_, target)
    rows = list(csv.reader(io.StringIO(target.sample.decode("utf-8"), newline="")))
    width = max(map(len, rows))
    rows = [row + [""] * (width - len(row)) for row in rows]
    return random_.choice(_OF_CSV)(random_, target, rows)


# --- XML

_DOCTYPES: Final = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>',
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    '<?xml-stylesheet href="x"?>',
)


def break_xml(random_: random.Random, target: Target) -> Mutant:
    """Return a broken XML file."""
    text, way = target.sample.decode("utf-8"), random_.randrange(6)
    tags = [index for index, letter in enumerate(text) if letter == "<"]
    if way == 0:
        at, doctype = text.index("?>") + 2 if text.startswith("<?") else 0, random_.choice(_DOCTYPES)
        return Mutant(f"{doctype[:40]} put in", (text[:at] + doctype + text[at:]).encode())
    if way == 1:
        at, depth = random_.choice(tags[2:]), random_.choice((200, 100_000))
        return Mutant(
            f"nested {depth} deep", (text[:at] + "<a>" * depth + "</a>" * depth + text[at:]).encode()
        )
    if way == 2:
        # The content of an attribute or element.
        at = random_.choice([i for i, letter in enumerate(text) if letter in '">'][:-1])
        end = min((text.find(sign, at + 1) for sign in '"<' if text.find(sign, at + 1) > 0), default=at)
        value = random_.choice((*VALUES, *NOT_FINITE))
        changed = text[: at + 1] + value + text[end:]
        return Mutant(f"{value[:30]!r} at {at}", changed.encode("utf-8", "surrogatepass"))
    if way == 3:
        # An element is left out, or is there twice.
        a, b = sorted(random_.sample(range(1, len(tags)), 2))
        part = text[tags[a] : tags[b]]
        changed = text[: tags[a]] + part * random_.choice((0, 2)) + text[tags[b] :]
        return Mutant(f"tags {a} to {b} left out or twice", changed.encode())
    return break_text(random_, target)
