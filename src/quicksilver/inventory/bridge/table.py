"""The table of the match, ``match.csv``: what became of each row, for a person to read, correct and use again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from quicksilver.errors import Problem
from quicksilver.factors import PATHWAYS
from quicksilver.intake.numbers import written
from quicksilver.inventory.bridge.decisions import COLUMNS
from quicksilver.inventory.bridge.line import Line, State
from quicksilver.inventory.bridge.records import Kind, Record
from quicksilver.inventory.bridge.workbook import Workbook
from quicksilver.language.names import label
from quicksilver.language.problems import in_language, problem

__all__ = ["match_rows", "said_of"]


def match_rows(book: Workbook, language: str) -> list[dict[str, Any]]:
    """Return the table of the match: every row of the workbook that has anything in it."""
    lines = {id(line.record): line for line in book.lines}
    rows = []
    for record in book.records:
        line = lines.get(id(record))
        if line is not None:
            rows.append(_of_line(line, language))
            continue
        reason = in_language(said_of(record), language).what
        made = {
            "sheet": record.sheet,
            "row": record.row,
            "kind": str(record.kind),
            "state": str(State.NOT_TAKEN),
            "number": record.category,
            "name": record.words,
            "cell": record.where.cell,
            "reason": reason,
        }
        rows.append({name: made.get(name, "") for name in COLUMNS})
    return rows


def said_of(record: Record) -> Problem:
    """Return why a row that is not of a source is not taken."""
    kind = "empty" if record.is_empty else record.kind.name.lower()
    return problem(f"bridge.row.{kind}", record.where)


def _of_line(line: Line, language: str) -> dict[str, Any]:
    record = line.record
    message = [in_language(reason, language) for reason in line.reasons]
    numbers = {
        "activity": line.activity,
        "input_factor": line.factor,
        "input_factor_low": line.low,
        "input_factor_high": line.high,
        "workbook_kg": line.stated,
        **dict(zip(PATHWAYS, line.shares or (None,) * 6, strict=True)),
    }
    made: dict[str, Any] = {
        "sheet": record.sheet,
        "row": record.row,
        "kind": str(Kind.DATA),
        "state": str(line.state),
        "number": record.category,
        "name": record.name,
        "source": line.source,
        "source_name": label("source", line.source, language) if line.source else "",
        "technology": line.technology,
        "presence": line.presence,
        "unit": line.unit,
        "input_factor_unit": line.factor_unit,
        "scenario": line.scenario,
        "cell": "; ".join(dict.fromkeys(_cells(message))) or record.where.cell,
        "reason": "; ".join(reason.what for reason in message),
        "candidates": "|".join(line.candidates),
        **{name: "" if value is None else written(value) for name, value in numbers.items()},
    }
    return {name: made.get(name, "") for name in COLUMNS}


def _cells(problems: Iterable[Problem]) -> Iterator[str]:
    for message in problems:
        if message.place is not None and message.place.cell:
            yield message.place.cell
