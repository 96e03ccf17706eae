"""From cells to typed lines: every problem is found in one pass and reported in five parts."""

from __future__ import annotations

import contextlib
import datetime
import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from quicksilver.errors import InputProblems, Place, Problem, UnitError, closest
from quicksilver.factors import PATHWAYS, FactorSet
from quicksilver.factors.tables import share_problem
from quicksilver.intake.cleaning import clean_name, clean_text, cleaning_note
from quicksilver.intake.numbers import DecimalSign, Number, NumberReader
from quicksilver.inventory.files.fields import Field, fields
from quicksilver.inventory.files.report_text import checked_text
from quicksilver.inventory.files.values import Values, is_blank
from quicksilver.inventory.model import ActivityLine, Cell, General, InventoryInput, RawInventory
from quicksilver.inventory.resolve import GENERAL_CODES, PEOPLE
from quicksilver.language.names import Name
from quicksilver.language.places import footnote, read_place
from quicksilver.language.problems import bound_problem, problem
from quicksilver.quantities import convert_activity
from quicksilver.quantities.bounds import BOUNDS

__all__ = ["validate"]

FIRST_YEAR = 1900
_EMPTY = Cell(None, "")


def validate(raw: RawInventory, factors: FactorSet, decimal: DecimalSign | None = None) -> InventoryInput:
    """Return typed input, or raise with every problem found.

    Parameters
    ----------
    raw : RawInventory
    factors : FactorSet
        Decides which sources exist.
    decimal : DecimalSign, optional
        Decimal sign of the file's numbers; the file's own evidence decides unless it is stated.

    Raises
    ------
    InputProblems
        Anything at all is wrong with the input.
    """
    raw = _cleaned(raw)
    values = Values(raw, factors, decimal)
    problems = values.problems
    general = _general(raw, values)
    _unknown_columns(raw, problems)
    lines = [_line(cells, factors, values, general.level) for cells in raw.lines]
    if not raw.lines and not raw.problems:
        problems.append(problem("inventory.lines.none", Place(raw.name)))
    problems += _duplicates(lines)
    values.finish()
    text, wrong = checked_text(raw.text, general.level, factors)
    problems += wrong
    if any(problem.severity == "error" for problem in problems):
        # What the factors say about the lines belongs to the same list: one run, all problems.
        raise InputProblems([*problems, *_later(raw, general, lines, factors, problems)])
    return InventoryInput(raw.name, general, tuple(lines), raw.digest, tuple(problems), text)


#: Columns of running text; the others hold names, words and numbers, which have one line.
_PROSE = frozenset({"note", "source_of_data"})


def _cleaned(raw: RawInventory) -> RawInventory:
    """Return the cells with clean texts; what was taken out of one is noted."""
    notes: list[Problem] = []

    def cell(name: str, given: Cell) -> Cell:
        if not isinstance(given.value, str):
            return given
        after = clean_text(given.value) if name in _PROSE else clean_name(given.value)
        note = cleaning_note(given.value, after, given.where)
        notes.extend([note] if note else [])
        return given if after == given.value else replace(given, value=after)

    def line(cells: Mapping[str, Cell]) -> dict[str, Cell]:
        return {clean_name(name): cell(clean_name(name), given) for name, given in cells.items()}

    general, lines = line(raw.general), tuple(map(line, raw.lines))
    return replace(
        raw, name=clean_name(raw.name), general=general, lines=lines, problems=(*raw.problems, *notes)
    )


def _later(
    raw: RawInventory,
    general: General,
    lines: Sequence[ActivityLine],
    factors: FactorSet,
    problems: Sequence[Problem],
) -> list[Problem]:
    """Return what joining the lines to their factors finds in the cells that are sound.

    A cell that could not be read is replaced by a harmless value, so that it hides no other cell of its line.
    """
    from quicksilver.inventory.resolve import resolve

    wrong = {str(problem.where) for problem in problems if problem.severity == "error"}
    known = [_harmless(line, wrong) for line in lines if line.source in factors.sources]
    # Where the general data are missing as a whole, no line lacks one of them by itself.
    known_causes = GENERAL_CODES if _lacks_general(raw) else frozenset()
    try:
        resolve(InventoryInput(raw.name, general, tuple(known), raw.digest), factors)
    except InputProblems as error:
        return [
            problem
            for problem in error.problems
            if str(problem.where) not in wrong and problem.code not in known_causes
        ]
    return []


#: Problems of a file that has no general data at all.
_NO_GENERAL = frozenset(
    (
        "inventory.general.missing",
        "inventory.general.shape",
        "inventory.json.general",
        "inventory.sheet.general",
    )
)


def _lacks_general(raw: RawInventory) -> bool:
    """Return whether the file has no general data, and a problem states it."""
    return not raw.general and any(problem.code in _NO_GENERAL for problem in raw.problems)


def _harmless(line: ActivityLine, wrong: Set[str]) -> ActivityLine:
    """Return a line with a value in place of an activity and shares that could not be read."""
    if line.place("activity") in wrong and line.activity is None:
        line = replace(line, activity=1.0, activity_low=None, activity_high=None)
    return line


def _unknown_columns(raw: RawInventory, problems: list[Problem]) -> None:
    """Name each unknown column once, at its first place."""
    first: dict[str, Cell] = {}
    for cells in raw.lines:
        for name, cell in cells.items():
            first.setdefault(name, cell)
    _unknown_names(first, fields("line"), "inventory.column.unknown", problems)


def _unknown_names(
    cells: Mapping[str, Cell], known: Mapping[str, Field], code: str, problems: list[Problem]
) -> None:
    for name, cell in cells.items():
        if name and name not in known:
            guess = closest(name, list(known))
            problems.append(problem(code, cell.where, name=name, allowed=list(known), guess=guess))


def _general(raw: RawInventory, values: Values) -> General:
    """Return the general data; what cannot be used is noted and replaced by a harmless value."""
    if _lacks_general(raw):
        return General("", 0, 0)
    problems = values.problems
    known = fields("general")
    _unknown_names(raw.general, known, "inventory.entry.unknown", problems)
    place = Place(raw.name)

    def get(name: str) -> Cell:
        return raw.general.get(name, Cell(None, place))

    country = _country(get("country"), problems)
    year = _year(get("year"), problems)
    level = _level(get("level"), problems)
    if level and raw.level not in (0, level):
        where = get("level").where
        problems.append(problem("inventory.level.workbook", where, level=level, workbook=raw.level))
    # A datum that is there but wrong is one problem; it must not also count as missing.
    numbers = {
        name: 1.0
        if (value := values.number(name, get(name), known[name])) is None and not is_blank(get(name).value)
        else value
        for name in ("population", "electrification_rate", "dental_personnel_per_1000")
    }
    answers = {
        name: values.answer(name, get(name))
        for name in ("waste_well_managed", "waste_separately_collected", "assumed_ranges")
    }
    edition = values.text(get("toolkit_edition"))
    texts = {"general_sources": values.text(get("general_sources"))}
    return General(country, year, level, edition, **numbers, **answers, **texts)  # type: ignore[arg-type]


def _country(cell: Cell, problems: list[Problem]) -> str:
    """Return the three-letter code of the country; a footnote to its name is noted with it."""
    code = read_place("" if cell.value is None else cell.value, cell.where, problems)
    if note := footnote(code, cell.where):
        problems.append(note)
    return code


def _whole(value: Any) -> int | None:
    """Return a whole number, of a cell or of a text in digits of any script."""
    if isinstance(value, bool):
        return None
    if not isinstance(value, (int, float)):
        number = NumberReader().read(str(value), "", "")
        value = number.value if isinstance(number, Number) and number.is_plain else None
    if value is None or not math.isfinite(value) or value != int(value):
        return None
    return int(value)


def _year(cell: Cell, problems: list[Problem]) -> int:
    last = datetime.datetime.now(datetime.UTC).year + 1
    year = _whole(cell.value) if not is_blank(cell.value) else None
    if year is not None and FIRST_YEAR <= year <= last:
        return year
    guess = (
        str(year)[:4] if year is not None and year > last and FIRST_YEAR <= int(str(year)[:4]) <= last else ""
    )
    code = "inventory.year.missing" if is_blank(cell.value) else "inventory.year.range"
    problems.append(problem(code, cell.where, value=cell.value, first=FIRST_YEAR, last=last, guess=guess))
    return 0


def _level(cell: Cell, problems: list[Problem]) -> int:
    level = _whole(cell.value) if not is_blank(cell.value) else None
    if level in (1, 2):
        return int(level)
    code = "inventory.level.missing" if is_blank(cell.value) else "inventory.level.unknown"
    problems.append(problem(code, cell.where, value=cell.value))
    return 0


def _line(cells: Mapping[str, Cell], factors: FactorSet, values: Values, level: int) -> ActivityLine:
    known = fields("line")
    whole = cells.get("", _EMPTY).where

    def get(name: str) -> Cell:
        return cells.get(name, Cell(None, whole))

    texts = {
        name: values.text(get(name))
        for name, declared in known.items()
        if declared.type == "text" and name != "source"
    }
    source = values.source(get("source"), level)
    presence = values.presence(get("presence"))
    numbers = values.numbers(cells, known, whole)
    line = ActivityLine(
        source=source,
        where=whole,
        presence=presence or numbers.presence,
        shares=_shares(get, known, values),
        places={name: cell.where for name, cell in cells.items() if name},
        **(texts | numbers.units),  # type: ignore[arg-type]
        **numbers.values,  # type: ignore[arg-type]
    )
    _consistent(line, get, factors, values.problems)
    _whole_persons(line, factors, values.problems)
    return line


def _whole_persons(line: ActivityLine, factors: FactorSet, problems: list[Problem]) -> None:
    """Refuse a fraction of a person; what cannot be converted is a problem of its unit."""
    source = factors.sources.get(line.source)
    if source is None or line.activity is None or not source.activity_unit.startswith(PEOPLE):
        return
    with contextlib.suppress(UnitError):
        persons = convert_activity(line.activity, line.unit, source.activity_unit).value
        if not math.isclose(persons, round(persons), rel_tol=1e-12):
            problems.append(bound_problem(persons, BOUNDS["persons"], line.place("activity")))


def _shares(get: Any, known: Mapping[str, Field], values: Values) -> tuple[float, ...] | None:
    """Return a user's six shares; all empty means the default ones."""
    if all(is_blank(get(name).value) for name in PATHWAYS):
        return None
    before = len(values.problems)
    shares = [values.number(name, get(name), known[name]) for name in PATHWAYS]
    if any(problem.severity == "error" for problem in values.problems[before:]):
        return None
    # An empty cell beside filled ones is 0: the six must still sum to one, so nothing can be forgotten.
    return tuple(share or 0.0 for share in shares)


def _consistent(line: ActivityLine, get: Any, factors: FactorSet, problems: list[Problem]) -> None:
    """Check the fields of one line against each other."""
    source = factors.sources.get(line.source)
    has_activity = line.activity is not None
    given = not is_blank(get("activity").value)
    name = Name("source", line.source)
    if line.presence in ("N", "?") and line.activity:
        code = "inventory.absent" if line.presence == "N" else "inventory.unknown"
        problems.append(problem(code, line.place("activity"), source=name, activity=line.activity))
    per_head = source is not None and source.activity_unit.startswith("inhabitants")
    if source is not None and not source.presence_only:
        unit = source.activity_unit
        if line.presence == "Y" and not given and not per_head:
            problems.append(problem("inventory.present", line.place("activity"), source=name, unit=unit))
        if has_activity and not line.unit:
            problems.append(problem("inventory.unit.missing", line.place("unit"), unit=unit))
    if line.shares is not None and line.source:
        remainder = _remainder(line, factors)
        wrong = share_problem(line.shares, remainder, line.place("air"))
        problems += [wrong] if wrong else []
    _ordered(line, problems)


def _remainder(line: ActivityLine, factors: FactorSet) -> str:
    """Return the legal reason for shares below one, if the source has one."""
    reasons = [
        row.remainder for row in factors.technologies(line.source) if row.remainder not in ("", "rounding")
    ]
    return reasons[0] if reasons else ""


def _ordered(line: ActivityLine, problems: list[Problem]) -> None:
    for name in ("activity", "input_factor"):
        low, value, high = (getattr(line, name + end) for end in ("_low", "", "_high"))
        ends = [end for end in (low, value, high) if end is not None]
        if ends != sorted(ends):
            place = line.place(name + "_low")
            problems.append(
                problem("inventory.range.order", place, name=name, low=low, value=value, high=high)
            )
        if (low is None) != (high is None):
            problems.append(problem("inventory.range.half", line.place(name), name=name))
        if value is None and low is not None:
            problems.append(problem("inventory.range.bare", line.place(name + "_low"), name=name))


def _duplicates(lines: Sequence[ActivityLine]) -> list[Problem]:
    first: dict[tuple[str, str, str], ActivityLine] = {}
    problems: list[Problem] = []
    for line in lines:
        key = (line.source, line.technology.casefold(), line.site.casefold())
        if not line.source:
            continue
        if key in first:
            source = Name("source", line.source)
            problems.append(
                problem("inventory.line.twice", line.where, source=source, first=first[key].where)
            )
        first.setdefault(key, line)
    return problems
