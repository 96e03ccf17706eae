"""Cells of an inventory as values: numbers by the evidence of the whole file, answers and sources by what people call them.

The same words and notations are taken from a workbook, a CSV and a JSON file. What a cell states beside its number (a unit, a
range, a limit) goes where it belongs, with a line that says so, or is refused with where to write it.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from quicksilver.errors import Place, Problem, UnitError
from quicksilver.factors import FactorSet
from quicksilver.factors.source_names import like_source, source_named, sources_like
from quicksilver.intake.numbers import (
    DecimalSign,
    Notation,
    Number,
    NumberReader,
    is_missing_code,
    notation,
    possible_codes,
    written,
)
from quicksilver.intake.packaged import Table
from quicksilver.inventory.files.fields import Field, fields
from quicksilver.inventory.model import Cell, Formula, RawInventory
from quicksilver.language.names import Name, find
from quicksilver.language.problems import bound_problem, problem, problem_with
from quicksilver.language.sentences import Sentence
from quicksilver.quantities.bounds import BOUNDS, outside
from quicksilver.quantities.units import factor, parse

__all__ = ["Numbers", "Values", "answers", "formula_problem", "is_blank"]

#: Fields that may have a range of their own, whose ends are fields too.
_RANGED: Final = ("activity", "input_factor")
#: Where the unit of a number is written.
_UNIT_FIELDS: Final = {"activity": "unit", "input_factor": "input_factor_unit"}


#: Codes of problems whose advice is another one in a workbook, where the program decides how decimals are typed.
_SHEET_CODES: Final = {
    "inventory.share.percent": "inventory.share.percent.sheet",
    "number.unreadable": "number.unreadable.sheet",
}


#: What the state of a notation key answers about presence.
_PRESENCE: Final = {"absent": "N", "unknown": "?", "not given": ""}
#: Keys of the conventions that have advice beside that of their state.
_ADVICE: Final = {"IE": "included", "C": "confidential"}


#: What a field can be by its nature; any other only what can be counted.
_POSSIBLE: Final = {
    "population": BOUNDS["persons"],
    "dental_personnel_per_1000": BOUNDS["dental personnel per 1000 inhabitants"],
    # Of a fuel by mass or by volume.
    "calorific_value": BOUNDS["heating value of a gas"],
    "density": BOUNDS["density"].within("kg/m3"),
}


@dataclass(frozen=True, slots=True)
class _Answer:
    """A word that answers whether something is present."""

    word: str
    answer: Literal["Y", "N", "?"]
    language: str = ""


_ANSWERS: Final = Table("quicksilver.inventory.files", "data/answers.csv", _Answer, key=("word",))


def formula_problem(formula: str, where: str, name: str) -> Problem:
    """Return the problem of a formula in a cell; where a result is stored with it, it is offered."""
    text = formula.strip()[:40]
    stored = formula.stored if isinstance(formula, Formula) else ""
    if stored:
        return problem("inventory.cell.formula.stored", where, formula=text, name=name, stored=stored)
    return problem("inventory.cell.formula", where, formula=text, name=name)


@functools.cache
def answers() -> dict[str, str]:
    """Return the answer (Y, N or ?) that each word gives, in lower case."""
    return {row.word.casefold(): row.answer for row in _ANSWERS.rows()}


def is_blank(value: Any) -> bool:
    """Return whether a cell states nothing."""
    return (
        value is None
        or (isinstance(value, float) and math.isnan(value))
        or (isinstance(value, str) and not value.strip())
    )


@dataclass
class Numbers:
    """The numbers of one line, with what their cells stated beside them.

    Attributes
    ----------
    values : dict of str to float or None
        By field.
    units : dict of str to str
        Units that are written behind a number, by the field in which they belong.
    presence : str
        Answer that a notation key in the place of the activity gives; empty where there is none.
    """

    values: dict[str, float | None] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    presence: str = ""


class Values:
    """Reads the cells of one inventory and collects what is wrong with them.

    Parameters
    ----------
    raw : RawInventory
    factors : FactorSet
        Decides which sources there are.
    decimal : DecimalSign, optional
        Decimal sign of the file, where it is declared.

    Attributes
    ----------
    problems : list of Problem
    """

    def __init__(self, raw: RawInventory, factors: FactorSet, decimal: DecimalSign | None = None) -> None:
        self.problems = list(raw.problems)
        self._factors = factors
        self._name = raw.name
        self._reader = NumberReader(_texts_of_numbers(raw), decimal)
        self._is_declared = decimal is not None

    # --- numbers

    def number(self, name: str, cell: Cell, declared: Field) -> float | None:
        """Return one finite number within its bounds; None with a problem noted, or for an empty cell."""
        number = self._stated(name, cell)
        if number is None:
            return None
        if number.notation is not None:
            self._notation(name, cell, number.notation)
            return None
        is_share = declared.type == "share" and number.unit == "%"
        is_range = number.value is None or number.low is not None or number.sign in ("<", ">")
        if is_range or number.sign or (number.unit and not is_share):
            self._beside(name, cell, number)
            if number.sign != "~" or number.unit:
                return None
        value = number.value or 0.0
        return self._in_bounds(name, value / 100 if is_share else value, cell.where, declared)

    def numbers(self, cells: Mapping[str, Cell], known: Mapping[str, Field], whole: str) -> Numbers:
        """Return the numbers of one line; a range or a unit within a cell goes into its own fields."""
        result = Numbers()
        names = [name for name, declared in known.items() if declared.type == "number"]
        for name in names:
            cell = cells.get(name, Cell(None, whole))
            if name not in _RANGED:
                if name not in result.values:
                    result.values[name] = self.number(name, cell, known[name])
                continue
            self._ranged(name, cell, cells, known, result)
        return result

    def _ranged(
        self,
        name: str,
        cell: Cell,
        cells: Mapping[str, Cell],
        known: Mapping[str, Field],
        result: Numbers,
    ) -> None:
        """Read a number that may have ends and a unit in its own cell."""
        result.values[name] = None
        number = self._stated(name, cell)
        if number is None:
            return
        if number.notation is not None:
            if name == "activity":
                result.presence = _PRESENCE[number.notation.state]
            presence = cells.get("presence")
            is_present = presence is not None and _answer_of(presence.value) == "Y"
            self._notation(name, cell, number.notation, is_present=is_present and name == "activity")
            return
        ends = {end: f"{name}_{end}" for end in ("low", "high") if getattr(number, end) is not None}
        is_given = any(not is_blank(cells.get(column, Cell(None, "")).value) for column in ends.values())
        if number.value is None or number.sign or (ends and is_given):
            self._beside(name, cell, number)
            if number.sign != "~":
                return
        unit_field = _UNIT_FIELDS[name]
        if number.unit:
            own = cells.get(unit_field)
            stated = "" if own is None or is_blank(own.value) else str(own.value).strip()
            if stated and not _same_unit(stated, number.unit):
                self.problems.append(
                    problem(
                        "inventory.number.two-units", cell.where, name=name, unit=number.unit, other=stated
                    )
                )
                return
            result.units[unit_field] = number.unit
        values = {name: number.value} | {column: getattr(number, end) for end, column in ends.items()}
        for column, value in values.items():
            bounded = None if value is None else self._in_bounds(column, value, cell.where, known[column])
            result.values[column] = bounded
            if bounded is not None and column == "activity":
                # The activities of other sources are in other units, so that each is judged alone.
                self.problems += possible_codes([bounded], [cell.where], column)
        if ends:
            self.problems.append(
                problem(
                    "inventory.number.range-read",
                    cell.where,
                    severity="warning",
                    name=name,
                    text=str(cell.value).strip(),
                    low=written(number.low or 0.0),
                    high=written(number.high or 0.0),
                )
            )

    def _stated(self, name: str, cell: Cell) -> Number | None:
        """Return what a cell states; None where it is empty, or with a problem noted."""
        value = cell.value
        if is_blank(value):
            return None
        if hasattr(value, "isoformat"):
            # 1.5 typed where the decimal sign is a comma is the first of May.
            date = str(value).removesuffix(" 00:00:00")
            self.problems.append(problem("inventory.number.date", cell.where, name=name, value=date))
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            self.problems.append(problem("inventory.number.other", cell.where, name=name, value=value))
            return None
        if not isinstance(value, str):
            return Number(_as_float(value))
        text = value.strip()
        if text.startswith("="):
            self.problems.append(formula_problem(value, cell.where, name))
            return None
        result = self._reader.read(text, cell.where, name)
        if isinstance(result, Problem):
            self.problems.append(_with_advice(result))
            return None
        return result

    def _notation(self, name: str, cell: Cell, key: Notation, *, is_present: bool = False) -> None:
        """Note a key in place of a number: taken where nothing contradicts it, refused where something does."""
        meaning = Sentence(f"notation.{key.state.replace(' ', '-')}", {}, table="problems")
        values: dict[str, Any] = {"name": name, "text": key.text, "meaning": meaning}
        if is_present:
            advice = _ADVICE.get(key.text.upper(), key.state.replace(" ", "-"))
            remedy = Sentence(f"inventory.notation.{advice}", {}, table="problems")
            self.problems.append(problem("inventory.notation.present", cell.where, remedy=remedy, **values))
        else:
            self.problems.append(problem("inventory.notation.read", cell.where, severity="warning", **values))

    def _beside(self, name: str, cell: Cell, number: Number) -> None:
        """Refuse what a cell states beside one number, with where to write it."""
        text = str(cell.value).strip()
        of = name.removesuffix("_low").removesuffix("_high")
        values: dict[str, Any] = {"name": name, "text": text, "of": of}
        if number.sign == "~":
            self.problems.append(problem("inventory.number.about", cell.where, severity="warning", **values))
            return
        if number.sign and of not in _RANGED:
            code = "inventory.number.limit-alone"
        elif number.sign == "<":
            code, values = "inventory.number.below", values | {"high": written(number.high or 0.0)}
        elif number.sign == ">":
            code, values = "inventory.number.above", values | {"low": written(number.low or 0.0)}
        elif number.low is not None and number.high is not None:
            code = (
                "inventory.number.range" if of in _RANGED and of == name else "inventory.number.range-alone"
            )
            values |= {"low": written(number.low), "high": written(number.high)}
        else:
            code, values = "inventory.number.with-unit", values | {"unit": number.unit}
        self.problems.append(problem(code, cell.where, **values))

    def _in_bounds(self, name: str, value: float, where: str, declared: Field) -> float | None:
        bounds = _bounds(declared)
        if not math.isfinite(value):
            self.problems.append(
                problem("inventory.number.infinite", where, name=name, value=str(value), allowed=bounds)
            )
            return None
        if value < 0:
            code = "inventory.number.missing-code" if is_missing_code(value) else "inventory.number.negative"
            self.problems.append(problem(code, where, name=name, value=value, allowed=bounds))
            return None
        if declared.type == "share" and value > 100 and is_missing_code(value):
            code = "inventory.number.missing-code"
            self.problems.append(problem(code, where, name=name, value=value, allowed=bounds))
            return None
        if declared.type == "share" and value > 1:
            guess = f"{value / 100:g}" if value <= 100 else ""
            code = "inventory.share.percent" if guess else "inventory.share.above"
            self.problems.append(_with_advice(problem(code, where, name=name, value=value, guess=guess)))
            return None
        if declared.allowed == "above 0" and value == 0:
            self.problems.append(problem("inventory.number.zero", where, name=name, allowed=bounds))
            return None
        possible = _POSSIBLE.get(name) or BOUNDS["number"]
        if outside(value, possible):
            self.problems.append(bound_problem(value, possible, where))
            return None
        return value

    def finish(self) -> None:
        """Note what concerns the file as a whole: the question about its decimal sign, or how it was read."""
        self.problems += self._reader.questions()
        evidence = self._reader.evidence
        if evidence.other:
            both = {"one": evidence.text, "other": evidence.other}
            self.problems.append(problem("number.both-signs", Place(self._name), severity="warning", **both))
        if evidence.sign is DecimalSign.COMMA and not self._is_declared:
            place = Place(self._name)
            self.problems.append(problem("number.comma-read", place, severity="warning", text=evidence.text))

    # --- texts, answers, sources

    def text(self, cell: Cell) -> str:
        """Return the text of a cell; a whole number that a spreadsheet made of it is written without a point."""
        if is_blank(cell.value):
            return ""
        if isinstance(cell.value, float) and cell.value.is_integer():
            return str(int(cell.value))
        if isinstance(cell.value, (list, dict)):
            self.problems.append(problem("inventory.text", cell.where, value=cell.value))
            return ""
        return str(cell.value).strip()

    def presence(self, cell: Cell) -> str:
        """Return ``Y``, ``N`` or ``?``; empty where nothing is answered."""
        if is_blank(cell.value):
            return ""
        if answer := _answer_of(cell.value):
            return answer
        text = str(cell.value).strip()
        if key := notation(text):
            # Not estimated is not absent.
            self._notation("presence", cell, key)
            return _PRESENCE[key.state]
        self.problems.append(problem("inventory.presence", cell.where, text=text))
        return ""

    def answer(self, name: str, cell: Cell) -> bool | None:
        """Return the answer to a question of yes or no; None where it is not known."""
        if is_blank(cell.value):
            return None
        if isinstance(cell.value, bool):
            return cell.value
        if answer := _answer_of(cell.value):
            return None if answer == "?" else answer == "Y"
        self.problems.append(problem("inventory.answer", cell.where, name=name, value=cell.value))
        return None

    def source(self, cell: Cell, level: int) -> str:
        """Return the id of a source by its id or a name; the text itself, with a problem, where it names none or several."""
        text = str(cell.value).strip() if not is_blank(cell.value) else ""
        named = source_named(text, self._factors, level or None)
        if len(named.ids) == 1:
            if named.others:
                others = [Name("source", ident) for ident in named.others]
                self.problems.append(
                    problem(
                        "inventory.source.usual",
                        cell.where,
                        severity="warning",
                        text=text,
                        source=Name("source", named.ids[0]),
                        others=others,
                    )
                )
            return named.ids[0]
        if named.ids:
            choices = [Name("source", ident) for ident in named.ids]
            self.problems.append(
                problem(
                    "inventory.source.several", cell.where, readings=named.ids, text=text, allowed=choices
                )
            )
            return text
        code = "inventory.source.unknown" if text else "inventory.source.missing"
        like: dict[str, Any] = {**like_source(text, self._factors)}
        ids = () if any(like.values()) else sources_like(text, self._factors, level or None)
        if ids:
            like |= {"readings": ids, "allowed": [Name("source", ident) for ident in ids]}
        self.problems.append(problem(code, cell.where, text=text, **like))
        return text


def _with_advice(fault: Problem) -> Problem:
    """Return a problem of a number; in a workbook with the advice to type decimals as the spreadsheet shows them."""
    place, code = fault.where, _SHEET_CODES.get(fault.code)
    if code is None or not isinstance(place, Place) or not place.cell:
        return fault
    values = {**fault.values, "comma": str(fault.values.get("guess", "")).replace(".", ",")}
    return problem_with(code, place, values, fault.severity)


def _same_unit(unit: str, other: str) -> bool:
    """Return whether two texts are the same unit, however they are written: kt and thousand t."""
    if unit.split() == other.split():
        return True
    try:
        units = parse(unit), parse(other)
        # One may be a thousand of what the other has a sign for; what it is of must be the same.
        of = [(item.materials, item.bases, item.state) for item in units]
        return units[0] == units[1] or (of[0] == of[1] and factor(unit, other) == 1.0)
    except UnitError:
        return False


def _answer_of(value: object) -> str:
    """Return ``Y``, ``N`` or ``?`` for a word of an answer; empty for any other."""
    text = " ".join(str(value).split()).casefold().removesuffix(".0")
    return answers().get(text) or find("presence", text)


def _as_float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _bounds(declared: Field) -> Sentence:
    """Return what is allowed in a field of numbers."""
    of, _, end = declared.name.rpartition("_")
    kind = "share" if declared.type == "share" else end if end in ("low", "high") else "number"
    if declared.allowed == "above 0":
        kind = "positive"
    return Sentence(f"inventory.bounds.{kind}", {"name": of}, table="problems")


def _texts_of_numbers(raw: RawInventory) -> Iterator[str]:
    """Yield the texts of all cells of numbers, which are the evidence for the decimal sign."""
    for scope, rows in (("line", raw.lines), ("general", (raw.general,))):
        names = {name for name, declared in fields(scope).items() if declared.type in ("number", "share")}
        for cells in rows:
            for name in names & cells.keys():
                if isinstance(cells[name].value, str):
                    yield cells[name].value
