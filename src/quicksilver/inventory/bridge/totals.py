"""Totals of a workbook beside those that are calculated from what was taken, and why they differ, row by row."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from quicksilver.inventory.bridge.line import Line, State
from quicksilver.inventory.bridge.writing import Taken
from quicksilver.language.sentences import Sentence

__all__ = ["Comparison", "Difference", "compared"]

#: What rounding in a workbook can make, relative to a number.
_ROUNDED = 5e-3
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Difference:
    """A row whose mercury input differs, kg/y, with its cause; None where there is no number."""

    line: Line
    theirs: float | None
    ours: float | None
    cause: Sentence


@dataclass(frozen=True)
class Comparison:
    """The input of a workbook beside ours, kg/y.

    Attributes
    ----------
    theirs, ours : float
        Sums of the rows.
    is_calculated : bool
        Whether some of the workbook's numbers were multiplied from its cells, because its formulas have no stored results.
    differences : tuple of Difference
    stated : tuple of Sentence
        Totals that the workbook states itself, where they are others than the sum of its rows.
    """

    theirs: float
    ours: float
    is_calculated: bool
    differences: tuple[Difference, ...]
    stated: tuple[Sentence, ...]


def _said(key: str, **values: object) -> Sentence:
    return Sentence(f"bridge.cause.{key}", values, table="problems")


def _near(first: float, second: float, within: float) -> bool:
    return math.isclose(first, second, rel_tol=within, abs_tol=1e-12)


def compared(taken: Taken) -> Comparison:
    """Return the comparison of a workbook with what was taken from it; phases share one supply, which counts once."""
    lines = taken.book.lines
    ours = {id(line): _ours(taken, line) for line in lines}
    theirs = math.fsum(line.stated * _weight(taken, line) for line in lines if line.stated is not None)
    total = math.fsum(value * _weight(taken, line) for line in lines if (value := ours[id(line)]) is not None)
    calculated = any(line.is_calculated and line.stated for line in lines)
    differences = tuple(
        Difference(line, line.stated, ours[id(line)], cause)
        for line in lines
        if (cause := _cause(taken, line, ours[id(line)])) is not None
    )
    return Comparison(theirs, total, calculated, differences, tuple(_stated(taken, theirs, total)))


def _ours(taken: Taken, line: Line) -> float | None:
    index = taken.rows.get(id(line))
    values = None if index is None else taken.inventory.values(index)
    return None if values is None else float(values[0])


def _weight(taken: Taken, line: Line) -> float:
    """Return the part of a row that enters sums: 0 for a further phase of a supply."""
    index = taken.rows.get(id(line))
    return 1.0 if index is None else taken.inventory.lines[index].supply_weight


def _cause(taken: Taken, line: Line, ours: float | None) -> Sentence | None:
    """Return why the input of a row differs; None where it does not."""
    theirs = line.stated
    if line.state is not State.TAKEN:
        return _said("not_taken") if theirs else None
    if theirs is None or ours is None:
        if ours:
            return _said("no_result")
        return _said("unknown") if theirs else None
    if _near(theirs, ours, _SAME):
        return None
    if line.base_activity is not None and line.factor is not None:
        index = taken.rows[id(line)]
        scale = taken.inventory.lines[index].scale
        product = line.base_activity * line.factor * line.per_kg
        if _near(product * scale, ours, _SAME) and not _near(theirs, ours, _ROUNDED):
            return _said("cells", number=product * scale)
    if _near(theirs, ours, _ROUNDED):
        return _said("rounding")
    return _said("factor") if line.factor is None else _said("other")


def _stated(taken: Taken, theirs: float, ours: float) -> Iterator[Sentence]:
    """Yield what the workbook's own totals are, where they are not the sums of its rows."""
    by_sheet: dict[str, float] = {}
    for line in taken.book.lines:
        by_sheet[line.record.sheet] = by_sheet.get(line.record.sheet, 0.0) + (line.stated or 0.0)
    corrected = taken.inventory.total("input")
    for total in taken.book.totals:
        if total.of_sheet and not _near(total.value, by_sheet.get(total.where.sheet, 0.0), _ROUNDED):
            rows = by_sheet.get(total.where.sheet, 0.0)
            yield _said("sheet", where=total.where, number=total.value, rows=rows)
        if not total.of_sheet:
            key = "corrected" if abs(total.value - corrected) < abs(total.value - theirs) else "summary"
            yield _said(key, where=total.where, number=total.value, corrected=corrected, plain=ours)
