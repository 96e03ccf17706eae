"""Findings on lines that overlap: how much of a national row is in detail, and phases of a supply that do not agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from quicksilver.inventory.detail import supplies
from quicksilver.inventory.model import State, statement
from quicksilver.inventory.results.findings.finding import Finding

if TYPE_CHECKING:
    from quicksilver.inventory.results.result import Result

__all__ = ["coverage"]

#: Amounts that differ by less than this part are equal but for rounding.
_ROUNDING: Final = 0.01


def coverage(inventory: Result) -> Iterator[Finding]:
    """Yield what detail covers of the national rows, and supplies whose phases have different amounts.

    Parameters
    ----------
    inventory : Result
    """
    for line in inventory.lines:
        if not line.detail:
            continue
        where, source = line.line.place("activity"), line.source.id
        if line.covered > 1 + _ROUNDING:
            what = statement("said.detail_over", id=source, ids=list(line.detail), percent=100 * line.covered)
            yield Finding(7, "medium", what, source, where, statement("todo.detail"))
        elif line.state is not State.REPLACED:
            what = next(note for note in line.assumptions if note.key == "said.detail")
            yield Finding(7, "low", what, source, where, statement("todo.detail"))
    for source, phases in supplies(inventory.lines).items():
        low, high = min(phases.values()), max(phases.values())
        if high - low > _ROUNDING * high:
            what = statement("said.supply_differs", id=source, low=low, high=high)
            yield Finding(7, "medium", what, source, remedy=statement("todo.supply"))
