"""What a person decided about rows, in a corrected table of the match."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from quicksilver.errors import InputProblems, Problem
from quicksilver.factors import PATHWAYS
from quicksilver.intake.tables import read_table
from quicksilver.inventory.bridge.line import State
from quicksilver.inventory.bridge.records import Kind, Record
from quicksilver.inventory.bridge.words import normal
from quicksilver.language.problems import problem

__all__ = ["COLUMNS", "Decision", "Decisions", "read_decisions"]

COLUMNS: Final = (
    "sheet",
    "row",
    "kind",
    "state",
    "number",
    "name",
    "source",
    "source_name",
    "technology",
    "presence",
    "activity",
    "unit",
    "input_factor",
    "input_factor_low",
    "input_factor_high",
    "input_factor_unit",
    "scenario",
    *PATHWAYS,
    "workbook_kg",
    "cell",
    "reason",
    "candidates",
)
_STATES: Final = tuple(str(state) for state in State)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about a row."""

    state: str
    source: str
    technology: str
    where: str


@dataclass(frozen=True)
class Decisions:
    """Decisions by sheet, row, category number and name; and by number and name where rows have moved."""

    exact: Mapping[tuple[str, str, str, str], Decision]
    moved: Mapping[tuple[str, str], Decision]

    def of(self, record: Record) -> Decision | None:
        """Return the decision about a row; None where there is none."""
        number, name = record.category, normal(record.name)
        exact = self.exact.get((record.sheet, str(record.row), number, name))
        return exact or self.moved.get((number, name))


def read_decisions(path: Path) -> Decisions:
    """Return what a corrected table of the match decides: state, source and technology of each row.

    Numbers are corrected in the workbook, not here.

    Raises
    ------
    InputProblems
        The file is not such a table, or a state is unknown.
    """
    table = read_table(path, "inventory", wanted=("sheet", "row", "state", "source"), optional=COLUMNS)
    exact: dict[tuple[str, str, str, str], Decision] = {}
    moved: dict[tuple[str, str], Decision | None] = {}
    problems: list[Problem] = []
    for row in table:
        texts = row.texts()
        state = texts.get("state", "").strip().casefold()
        if texts.get("kind", "data") not in ("", str(Kind.DATA)):
            continue
        if state not in _STATES:
            problems.append(problem("bridge.state", row.place, text=state, allowed=list(_STATES)))
        decision = Decision(
            state, texts.get("source", "").strip(), texts.get("technology", "").strip(), row.place
        )
        number, name = texts.get("number", "").strip(), normal(texts.get("name", ""))
        exact[texts["sheet"], texts["row"].strip(), number, name] = decision
        moved[number, name] = None if (number, name) in moved else decision
    if problems:
        raise InputProblems(problems)
    return Decisions(exact, {key: decision for key, decision in moved.items() if decision is not None})
