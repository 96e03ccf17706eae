"""A whole workbook of the Toolkit's kind: its level, general data, rows and totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quicksilver.errors import InputProblems, Place, Problem, UnitError
from quicksilver.factors import FactorSet
from quicksilver.intake.declared import asked
from quicksilver.intake.numbers import DecimalSign, Number
from quicksilver.intake.workbooks import read_workbook
from quicksilver.inventory.bridge.decisions import Decision, Decisions
from quicksilver.inventory.bridge.layout import Grid
from quicksilver.inventory.bridge.level import level_of, level_of_texts, sources_of, titles_of
from quicksilver.inventory.bridge.line import Line, State
from quicksilver.inventory.bridge.matching import match_source, phases_named
from quicksilver.inventory.bridge.reading import Cells
from quicksilver.inventory.bridge.records import VALUES, At, Kind, Record, records
from quicksilver.inventory.bridge.words import named
from quicksilver.inventory.files.values import answers
from quicksilver.inventory.model import General
from quicksilver.inventory.technology import waste_scenario
from quicksilver.language.names import find
from quicksilver.language.places import read_place
from quicksilver.language.problems import problem
from quicksilver.quantities import kg_per_activity_unit

__all__ = ["Total", "Workbook", "read"]

_SCALES = {"electrification_rate": "electrification_rate", "dental_density": "dental_personnel_per_1000"}


@dataclass(frozen=True, slots=True)
class Total:
    """A total of the mercury input that a workbook states, kg/y, with its cell; of a sheet of data or of a summary."""

    value: float
    where: Place
    of_sheet: bool


@dataclass
class Workbook:
    """What a workbook states, and which of its rows are taken.

    Attributes
    ----------
    path : Path
    document : str
        What the workbook is: as it was named, else its title, else the name of the file.
    level : int
    general : dict of str to object
        General data by the names of an inventory.
    records : list of Record
        Every row that has anything in it.
    lines : list of Line
        The rows of sources.
    totals : list of Total
    notes : list of Problem
        What was noted on reading.
    """

    path: Path
    document: str
    level: int
    general: dict[str, Any] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    @property
    def taken(self) -> list[Line]:
        """Return the rows that are taken."""
        return [line for line in self.lines if line.state is State.TAKEN]


def read(
    path: Path,
    factors: FactorSet,
    *,
    source: str = "",
    level: int | None = None,
    sheet: str | None = None,
    given: Mapping[str, Any] | None = None,
    decisions: Decisions | None = None,
) -> Workbook:
    """Return what a workbook of the Toolkit's kind states.

    Stored results of formulas and a decimal sign are used as they are stated around the reading
    (:func:`quicksilver.intake.declared.declared`).

    Parameters
    ----------
    path : Path
        ``.xlsx`` or ``.ods``.
    factors : FactorSet
        Decides which sources and technologies there are.
    source : str
        What the workbook is: document and edition; it may name the level (``IL2 v1.5``).
    level : int, optional
        1 or 2, where the workbook does not tell.
    sheet : str, optional
        Only the sheet with this title.
    given : mapping, optional
        General data that are stated beside the workbook; they go before its own.
    decisions : Decisions, optional
        What a person decided about rows, from a corrected table of the match.

    Raises
    ------
    InputProblems
        The file is not a workbook, the level or the decimal sign cannot be told, or no row is of a source.
    """
    sheets = read_workbook(path, cached=asked().cached)
    grids = [Grid.of(page) for page in sheets.values() if page.cells and sheet in (None, page.title)]

    def of_level(levels: Sequence[int]) -> list[Record]:
        def is_source(number: str, name: str) -> bool:
            # At Level 1 each row has its own number, and some sources have none.
            among = [sources_of(factors, each, "" if each == 1 else number) for each in levels]
            return any(len(named("source", name, ids)) == 1 for ids in among)

        return [record for grid in grids for record in records(path, grid, is_source)]

    decimal = asked().decimal_of(path)
    first = of_level((1, 2))
    own_level = level_of(path.name, grids, first, factors, source, level)
    rows = of_level((own_level,))
    _promote(rows, factors, own_level)
    _hand_down(rows, factors, own_level)
    book = Workbook(path, source or _title(grids) or path.name, own_level, records=rows)
    _read_general(book, given or {}, decimal)
    book.notes += _unread(rows)
    others = level_of_texts(titles_of(grids)) - {own_level}
    if others:
        # A stated level goes before what the workbook says, but not in silence.
        book.notes.append(
            problem("bridge.level.other", Place(path.name), level=own_level, other=others.pop())
        )
    facts = book.general
    scenario = waste_scenario(
        General(
            "",
            0,
            own_level,
            waste_well_managed=facts.get("waste_well_managed"),
            waste_separately_collected=facts.get("waste_separately_collected"),
        )
    )
    cells = Cells(rows, factors, DecimalSign(decimal) if decimal else None, scenario)
    book.lines = [
        _line(record, factors, own_level, cells, decisions) for record in rows if record.kind is Kind.DATA
    ]
    for line in book.lines:
        _calculated(line, factors, facts)
    _read_totals(book, cells)
    questions = cells.reader.questions()
    if questions:
        raise InputProblems(questions)
    if not book.lines:
        raise InputProblems([problem("bridge.rows.none", Place(path.name))])
    return book


def _unread(rows: Sequence[Record]) -> list[Problem]:
    """Return what is said of sheets with rows of sources below headings that are not known: one problem a sheet."""
    first: dict[str, list[Record]] = {}
    for record in rows:
        if record.kind is Kind.UNREAD:
            first.setdefault(record.sheet, []).append(record)
    return [
        problem(
            "bridge.headings",
            together[0].where,
            severity="warning",
            count=len(together),
            text=together[0].words,
        )
        for together in first.values()
    ]


def _title(grids: Sequence[Grid]) -> str:
    """Return the first text above a table, which names the workbook."""
    titles = [grid.title for grid in grids]
    title = next((text for text in titles_of(grids) if text not in titles and " " in text), "")
    # What follows names the sheet.
    return title.partition(" - ")[0]


def _promote(rows: Sequence[Record], factors: FactorSet, level: int) -> None:
    """Make a row that has only a category number and an answer a row of data, where no row below it has the data."""
    for index, record in enumerate(rows):
        if record.kind is not Kind.CATEGORY:
            continue
        among = sources_of(factors, level, record.category)
        below = False
        for other in rows[index + 1 :]:
            if (
                other.sheet != record.sheet
                or other.kind is Kind.MAIN
                or other.category not in ("", record.category)
            ):
                break
            below = below or (other.kind is Kind.DATA and other.category == record.category)
        if not below and (level == 1 or len(among) == 1):
            record.kind = Kind.DATA
        record.is_empty = not below and record.kind is Kind.CATEGORY


def _hand_down(rows: Sequence[Record], factors: FactorSet, level: int) -> None:
    """Give the phases below a row of a supply its amount and factor: the row is then their category.

    The result of the row is one of all phases together, and goes to the first of them.
    """
    above: Record | None = None
    for record in rows:
        if record.kind is not Kind.DATA:
            continue
        among = sources_of(factors, level, record.category) if record.number else []
        has_values = any(role in record.cells for role in VALUES)
        is_phase = len(among) == 1 and bool(phases_named(record.name, among[0], factors))
        if has_values or not is_phase:
            above = record if has_values and not is_phase and not record.scenarios else None
        elif above is not None and (above.sheet, above.category) == (record.sheet, record.category):
            given = (*VALUES, "input") if above.kind is Kind.DATA else VALUES
            record.cells |= {role: above.cells[role] for role in given if role in above.cells}
            record.presence = record.presence or above.presence
            above.kind = Kind.CATEGORY


def _line(record: Record, factors: FactorSet, level: int, cells: Cells, decisions: Decisions | None) -> Line:
    line = Line(record, level=level)
    decision = decisions.of(record) if decisions else None
    if decision is None or not decision.source:
        match_source(line, factors, level)
    else:
        _decided(line, decision, factors, level)
    cells.read(line)
    if decision is not None and decision.state == "not taken":
        line.refuse(problem("bridge.decided", record.where))
    if decision is not None and decision.technology and line.shares is not None:
        line.technology = decision.technology
    return line


def _decided(line: Line, decision: Decision, factors: FactorSet, level: int) -> None:
    source = factors.sources.get(decision.source)
    if source is None or source.level != level:
        line.refuse(problem("bridge.decision", decision.where, source=decision.source, level=level))
        return
    line.source = decision.source


# --- general data


def _read_general(book: Workbook, given: Mapping[str, Any], decimal: str | None) -> None:
    """Read country, year and the answers of the general sheets; what is stated beside the workbook goes before."""
    rows = [record for record in book.records if record.kind is Kind.GENERAL and "value" in record.cells]
    cells = Cells(book.records, _NOTHING, DecimalSign(decimal) if decimal else None)
    for record in rows:
        name, at = find("field", record.cells["name"].text), record.cells["value"]
        if name in book.general or name in given:
            continue
        value = _general_value(name, at, cells, book.notes)
        if value is not None:
            book.general[name] = value
    book.general |= given
    book.general["level"] = book.level


_NOTHING: Any = None


def _general_value(name: str, at: At, cells: Cells, notes: list[Problem]) -> Any:
    if name == "country":
        return read_place(at.text, at.where, notes) or None
    if name in ("waste_well_managed", "waste_separately_collected"):
        answer = answers().get(at.text.casefold().strip(), "")
        return {"Y": True, "N": False}.get(answer)
    if name == "toolkit_edition":
        return at.text
    dummy = Line(Record("", 0, Kind.GENERAL, at.where))
    number = cells.number(at, name, dummy)
    notes += dummy.reasons
    if number is None or number.value is None:
        return None
    return int(number.value) if name in ("year", "level") else number.value


# --- what the workbook has as input


def _calculated(line: Line, factors: FactorSet, general: Mapping[str, Any]) -> None:
    """Multiply the workbook's own numbers where it has a formula without a stored result, or nothing."""
    if line.stated is not None or line.activity is None or line.factor is None:
        return
    source = factors.sources.get(line.source)
    if source is None or line.base_activity is None:
        try:
            per = kg_per_activity_unit(line.factor, line.factor_unit, line.unit)
        except UnitError:
            return
        line.stated, line.is_calculated = line.activity * per, True
        return
    scale = 1.0
    if source.scaling != "none":
        value = general.get(_SCALES[source.scaling])
        if value is None:
            return
        scale = value / factors.constants["dental_reference_density"] if "dental" in source.scaling else value
    line.stated, line.is_calculated = line.base_activity * line.factor * line.per_kg * scale, True


def _read_totals(book: Workbook, cells: Cells) -> None:
    data = {record.sheet for record in book.records if record.kind is Kind.DATA}
    for record in book.records:
        at = record.cells.get("input")
        if record.kind is not Kind.TOTAL or at is None:
            continue
        number = cells.number(at, "input", Line(record))
        if isinstance(number, Number) and number.value is not None:
            book.totals.append(Total(number.value, at.where, record.sheet in data))
