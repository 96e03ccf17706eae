"""The files that an imported workbook becomes: an inventory with its general data, its factors, and the table of the match."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from quicksilver.errors import InputProblems, Place, Problem
from quicksilver.factors import OVERLAY_COLUMNS, PATHWAYS, FactorSet
from quicksilver.factors.tables import overlay
from quicksilver.intake.declared import declared
from quicksilver.intake.documents import parse_json
from quicksilver.intake.numbers import written
from quicksilver.inventory.bridge.decisions import COLUMNS
from quicksilver.inventory.bridge.line import Line
from quicksilver.inventory.bridge.matching import own_technology
from quicksilver.inventory.bridge.table import match_rows
from quicksilver.inventory.bridge.words import SITES, named
from quicksilver.inventory.bridge.workbook import Workbook
from quicksilver.inventory.files.fields import fields
from quicksilver.inventory.inventory import Inventory
from quicksilver.inventory.running import run
from quicksilver.language.problems import problem
from quicksilver.language.sentences import Sentence, from_plain
from quicksilver.outputs import csv_bytes, json_bytes
from quicksilver.quantities import Standing

__all__ = ["FACTORS", "Taken", "factor_rows", "files_of", "taken_from"]

#: The overlay beside an inventory, which a run picks up.
FACTORS: Final = "factors.csv"


@dataclass
class Taken:
    """An imported inventory, calculated.

    Attributes
    ----------
    book : Workbook
    inventory : Inventory
        Calculated from the files as they are written, without draws.
    files : dict of str to bytes
        By name.
    rows : dict of int to int
        Row of ``inventory.csv``, counted from 0, by the identity of the line of the workbook.
    """

    book: Workbook
    inventory: Inventory
    files: dict[str, bytes] = field(default_factory=dict)
    rows: dict[int, int] = field(default_factory=dict)


def _number(value: float) -> str:
    """Return a number as a cell; three decimals get a fourth, so that the point is no separator of thousands.

    Examples
    --------
    >>> _number(12.375), _number(0.375), _number(450000.0)
    ('12.3750', '0.375', '450000')
    """
    text = written(value)
    return text + "0" if _THREE.fullmatch(text) else text


_THREE: Final = re.compile(r"[1-9]\d{0,2}\.\d{3}")


def _source(book: Workbook, line: Line) -> str:
    """Return what a value comes from: document with edition, sheet and cell."""
    record = line.record
    return f"{book.document}, {record.where}"


# --- factors


@dataclass
class _Overlay:
    """Rows of an overlay, and what each line has of its own because another line has the row."""

    rows: list[dict[str, str]] = field(default_factory=list)
    factors: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    shares: dict[tuple[str, str], tuple[float, ...]] = field(default_factory=dict)

    def take(self, book: Workbook, line: Line) -> None:
        """Add the factor and the scenarios of a line, as far as no line before it has others."""
        base = {"id": line.source, "source": _source(book, line), "standing": str(Standing.READ)}
        value = line.default if line.is_own else line.factor
        ends = (line.low, line.high) if line.low is not None and line.high is not None else None
        if value is not None and ends is not None and not ends[0] <= value <= ends[1]:
            ends = None
        made = (value, ends, line.factor_unit)
        if (value is not None or ends is not None) and line.source not in self.factors:
            self.factors[line.source] = made
            row = base | {"input_factor_unit": line.factor_unit}
            row |= {} if value is None else {"input_factor": _number(value)}
            row |= {} if ends is None else dict(zip(_ENDS, map(_number, ends), strict=True))
            self.rows.append(row)
        for item in line.offered:
            key = (line.source, item.technology)
            if key not in self.shares:
                self.shares[key] = item.shares
                shares = dict(zip(PATHWAYS, map(_number, item.shares), strict=True))
                where = f"{book.document}, {item.where}"
                self.rows.append(
                    base | {"technology": item.technology, "source": where, "note": item.text} | shares
                )


_ENDS: Final = ("input_factor_low", "input_factor_high")


def _overlay_of(book: Workbook, lines: Sequence[Line]) -> _Overlay:
    made = _Overlay()
    for line in lines:
        made.take(book, line)
    return made


def factor_rows(book: Workbook, factors: FactorSet) -> list[dict[str, str]]:
    """Return the rows of an overlay with the factors of a workbook; what cannot be used is a reason not to take its row.

    A row without a factor and without shares is named as not taken.
    """
    for line in book.taken:
        if line.factor is None and line.default is None and not line.offered and line.low is None:
            line.refuse(problem("bridge.factor.none", line.record.where))
        elif line.is_own and line.default is None and line.factor is not None:
            line.default = line.factor
    return [
        {name: row.get(name, "") for name in OVERLAY_COLUMNS} for row in _overlay_of(book, book.taken).rows
    ]


# --- the inventory


def _inventory_row(book: Workbook, line: Line, made: _Overlay, sites: Mapping[int, str]) -> dict[str, str]:
    row = {
        "source": line.source,
        "technology": line.technology,
        "presence": line.presence,
        "site": sites.get(id(line), ""),
        "source_of_data": _source(book, line),
    }
    if line.activity is not None:
        row |= {"activity": _number(line.activity), "unit": line.unit}
    value = line.factor
    of_set = made.factors.get(line.source)
    ends = line.factor_range
    if value is not None and (line.is_own or of_set != (value, ends, line.factor_unit)):
        row |= {"input_factor": _number(value), "input_factor_unit": line.factor_unit}
        row |= dict(zip(_ENDS, map(_number, ends), strict=True)) if ends and not line.is_own else {}
    of_set_shares = {item.technology: made.shares.get((line.source, item.technology)) for item, _ in line.mix}
    if line.mix and all(of_set_shares[item.technology] == item.shares for item, _ in line.mix):
        return row
    if line.mix:
        row["technology"] = own_technology(line.technology)
    if line.shares is not None and made.shares.get((line.source, line.technology)) != line.shares:
        row |= dict(zip(PATHWAYS, map(_number, line.shares), strict=True))
    return row


def _unknown(book: Workbook, line: Line, why: Problem) -> dict[str, str]:
    """Return a line that cannot be calculated: the source is there or may be, how much is unknown."""
    stated = "" if line.activity is None else f"{_number(line.activity)} {line.unit}: "
    note = f"{stated}{why.what}"
    presence = "N" if line.presence == "N" else "?"
    several = sum(other.source == line.source for other in book.taken) > 1
    site = f"{line.record.sheet}, {line.record.row}" if several else ""
    return {
        "source": line.source,
        "presence": presence,
        "site": site,
        "source_of_data": _source(book, line),
        "note": note,
    }


def _sites(lines: Sequence[Line]) -> dict[int, str]:
    """Return a name for each further line of a source with the same technology, as of several plants."""
    seen: set[tuple[str, str]] = set()
    sites = {}
    for line in lines:
        name = line.record.name
        is_site = line.source == SITES and not named("category", name, [SITES])
        key = (line.source, name if is_site else line.technology)
        if is_site:
            sites[id(line)] = name
        if key in seen:
            sites[id(line)] = f"{line.record.sheet}, {line.record.row}"
        seen.add(key)
    return sites


def _general(book: Workbook) -> dict[str, Any]:
    known = {name: book.general[name] for name in fields("general") if book.general.get(name) is not None}
    return known | {"toolkit_edition": book.general.get("toolkit_edition") or book.document}


#: Stand for country and year in the comparison of totals, which depends on neither.
_STAND_IN: Final = {"country": "WLD", "year": 2000}


def _missing(book: Workbook) -> list[Problem]:
    """Return the question for country and year where the workbook does not have them: the files wait for them."""
    missing = [name for name in _STAND_IN if book.general.get(name) is None]
    return [_question(book, missing, "warning")] if missing else []


def _question(book: Workbook, missing: Sequence[str], severity: str = "error") -> Problem:
    options = [f"--{name} ..." if name in _STAND_IN else f"--general {name}=..." for name in missing]
    return problem(
        "bridge.general",
        Place(book.path.name),
        severity=severity,
        names=list(missing),
        options=" ".join(options),
    )


def _ask(book: Workbook, missing: Sequence[str]) -> None:
    raise InputProblems([_question(book, missing)])


def taken_from(book: Workbook, factors: FactorSet, language: str = "en") -> Taken:
    """Return the files of an inventory from a workbook, and its results.

    A line that cannot be calculated is written as unknown, with the amount and the reason in its note.

    Raises
    ------
    InputProblems
        The workbook does not have general data by which a line is scaled; or nothing of it can be taken.
    """
    book.notes.extend(_missing(book))
    lines = book.taken
    if not lines:
        raise InputProblems([problem("bridge.nothing", Place(book.path.name)), *_reasons(book)])
    made = _overlay_of(book, lines)
    unknown: dict[int, Problem] = {}
    sites = _sites(lines)
    for _ in range(_TRIES):
        rows = [
            _unknown(book, line, unknown[index])
            if index in unknown
            else _inventory_row(book, line, made, sites)
            for index, line in enumerate(lines)
        ]
        files = _files(book, rows, made)
        try:
            inventory = _calculated(files)
        except InputProblems as wrong:
            new = _by_line(book, wrong, unknown)
            unknown |= new
            continue
        for index, why in unknown.items():
            lines[index].reasons.append(_said_unknown(lines[index], why))
        result = Taken(book, inventory, files, {id(line): index for index, line in enumerate(lines)})
        result.files["match.csv"] = _csv(match_rows(book, language), COLUMNS)
        return result
    raise InputProblems([problem("bridge.nothing", Place(book.path.name))])


#: Each try names all lines that cannot be calculated; what is in the way of others is seen in the next one.
_TRIES: Final = 4


def _said_unknown(line: Line, why: Problem) -> Problem:
    values = {name: from_plain(value) for name, value in why.values.items()}
    reason = Sentence(why.code, values, table="problems") if why.code else why.what
    return problem("bridge.unknown", line.record.where, why=reason)


def _reasons(book: Workbook) -> list[Problem]:
    return [reason for line in book.lines for reason in line.reasons]


def _by_line(book: Workbook, wrong: InputProblems, unknown: Mapping[int, Problem]) -> dict[int, Problem]:
    """Return the first problem of each line of the inventory; what concerns no line is a question or a fault."""
    new: dict[int, Problem] = {}
    missing: list[str] = []
    others: list[Problem] = []
    for fault in wrong.problems:
        if fault.severity != "error":
            continue
        place = fault.place
        if fault.code in ("inventory.scale.none", "inventory.general.needed", "inventory.population.none"):
            missing += str(fault.values.get("name") or "population").split(", ")
        elif fault.code == "inventory.waste.unanswered":
            missing += ["waste_well_managed", "waste_separately_collected"]
        elif (
            place is not None and place.file == "inventory.csv" and place.row and place.row - 2 not in unknown
        ):
            new.setdefault(place.row - 2, fault)
        else:
            others.append(fault)
    if missing:
        _ask(book, list(dict.fromkeys(missing)))
    if others or not new:
        raise InputProblems(others or wrong.problems)
    return new


def _files(book: Workbook, rows: Sequence[Mapping[str, str]], made: _Overlay) -> dict[str, bytes]:
    files = {"inventory.csv": _csv(rows, fields("line")), "general.json": json_bytes(_general(book))}
    return files | ({FACTORS: _csv(made.rows, OVERLAY_COLUMNS)} if made.rows else {})


def _csv(rows: Sequence[Mapping[str, Any]], columns: Any) -> bytes:
    import pandas as pd

    names = list(columns)
    return csv_bytes(
        pd.DataFrame([{name: row.get(name, "") for name in names} for row in rows], columns=names)
    )


def _calculated(files: Mapping[str, bytes]) -> Inventory:
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        general = Path(folder) / "general.json"
        general.write_bytes(json_bytes(_STAND_IN | parse_json(files["general.json"], "general.json")))
        # What is stated of the workbook is not stated of these files.
        with declared(decimal="point"):
            return run(folder, draws=0)


def files_of(rows: Sequence[Mapping[str, str]], factors: FactorSet, name: str) -> bytes:
    """Return an overlay as it is written, after it was put on the factor set once.

    Raises
    ------
    InputProblems
        It cannot be used.
    """
    data = _csv(rows, OVERLAY_COLUMNS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        with declared(decimal="point"):
            overlay(factors, path)
    return data
