"""Calculators with named quantities in and out: what each takes, what it gives, and the reading of the input."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from quicksilver.errors import InputProblems, Problem, UnitError, closest
from quicksilver.intake.declared import note
from quicksilver.intake.numbers import (
    Number,
    NumberReader,
    in_place_of_number,
    instead,
    is_missing_code,
    negative,
    possible_codes,
    readings,
)
from quicksilver.language.problems import bound_problem, problem, range_problem, unit_problem
from quicksilver.quantities import Quantity
from quicksilver.quantities.bounds import BOUNDS, Bound, bound_of_unit, outside
from quicksilver.quantities.decimals import three_digits
from quicksilver.quantities.units import factor

__all__ = ["Answer", "Given", "Slot", "Verb", "number_in", "read_number", "stated_number"]

#: Units of a plain number, which may also be given in percent.
_PLAIN = ("", "1")
#: Ends of slots for calendar years, which a number of years does not have.
_YEARS = (2200, 2500)


@dataclass(frozen=True, slots=True)
class Slot:
    """A quantity that a calculator takes or gives.

    Attributes
    ----------
    name : str
    unit : str
        Unit of a number; numbers without a unit are in it. Empty where the slot is not a number.
    about : str
        What it is, in a sentence.
    kind : str
        ``number``, ``numbers`` (a list), ``text``, ``flag``, ``table`` (a list of objects with ``columns``).
    required : bool
    default : Quantity, str, bool or None
        Used, and listed among the assumptions, where the user gives no value; a Quantity carries its source and standing.
    low, high : float
        Allowed range, in ``unit``.
    bound : str
        What it can be by its nature, a kind of :data:`quicksilver.quantities.bounds.BOUNDS`; that of its unit if omitted.
    endless : bool
        Whether a result is infinite where something never happens, such as the time until a cost is paid back.
    choices : tuple of str
        Allowed texts.
    columns : tuple of Slot
        Of a table.
    """

    name: str
    unit: str = ""
    about: str = ""
    kind: str = "number"
    required: bool = True
    default: Quantity | str | bool | None = None
    low: float = 0.0
    high: float = math.inf
    choices: tuple[str, ...] = ()
    columns: tuple[Slot, ...] = ()
    bound: str = ""
    endless: bool = False

    @property
    def possible(self) -> Bound:
        """Return what the number can be by its nature and for the calculator, in the unit of the slot."""
        if self.bound:
            bound = BOUNDS[self.bound].within(self.unit)
        elif self.unit == "yr" and self.high in _YEARS:
            bound = BOUNDS["calendar year"]
        else:
            bound = bound_of_unit(self.unit)
        # What can be negative for the calculator (a change of stock) can be it as far as it can be positive.
        lowest = -bound.high if self.low < 0 and bound.low == 0 else bound.low
        return replace(bound, low=max(lowest, self.low), high=min(bound.high, self.high))

    def schema(self) -> dict[str, Any]:
        """Return the slot as JSON Schema (2020-12), with ``x-unit``."""
        if self.kind == "number":
            made = _number_schema(self)
        elif self.kind == "numbers":
            made = {"type": "array", "items": _number_schema(self)}
        elif self.kind == "table":
            made = {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {c.name: c.schema() for c in self.columns},
                    "required": [c.name for c in self.columns if c.required],
                },
            }
        else:
            made = {
                "type": "boolean" if self.kind == "flag" else "string",
                **({"enum": list(self.choices)} if self.choices else {}),
            }
        made["description"] = self.about
        if self.default is not None:
            made["default"] = self.default.as_dict() if isinstance(self.default, Quantity) else self.default
        return made


def _number_schema(slot: Slot) -> dict[str, Any]:
    bounds = {
        name: end for name, end in (("minimum", slot.low), ("maximum", slot.high)) if math.isfinite(end)
    }
    whole = {
        "type": "object",
        "required": ["value"],
        "properties": {
            "value": {"type": "number"},
            "unit": {"type": "string"},
            "low": {"type": "number"},
            "high": {"type": "number"},
        },
    }
    return {
        "x-unit": slot.unit,
        "anyOf": [
            {"type": "number", **bounds},
            {"type": "string", "examples": [f"1 {slot.unit}".strip()]},
            whole,
        ],
    }


@dataclass
class Given:
    """The input of a calculator: numbers in the units of their slots, texts, flags and tables; and what was assumed."""

    values: dict[str, Any]
    assumed: list[dict[str, Any]] = field(default_factory=list)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) is not None

    def get(self, name: str, otherwise: Any = None) -> Any:
        """Return the value given (or the default), or another value where there is none."""
        value = self.values.get(name)
        return otherwise if value is None else value

    def number(self, name: str) -> Quantity:
        """Return a number that was given."""
        quantity = self.values[name]
        assert isinstance(quantity, Quantity)
        return quantity

    def numbers(self, *names: str) -> dict[str, Quantity]:
        """Return several numbers by name, for :func:`quicksilver.quantities.ranged`."""
        return {name: self.number(name) for name in names}

    def assume(self, name: str, number: Quantity | str, why: str = "") -> None:
        """Record an assumption with its source."""
        fields = number.as_dict() if isinstance(number, Quantity) else {"value": number}
        self.assumed.append({"name": name, **fields, **({"why": why} if why else {})})


@dataclass
class Answer:
    """The answer of a calculator.

    Attributes
    ----------
    results : dict
        Name -> Quantity, list of Numbers, text, flag, None (unknown), or a list of rows (name -> Quantity, text or None).
    assumed : list of dict
        Defaults used, each with value, unit, source and standing.
    remarks : list of str
        What the reader must know: conflicts, missing numbers, rounding differences.
    """

    results: dict[str, Any]
    assumed: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def __repr__(self) -> str:
        """Return a summary in one line; ``results`` has the numbers with their ranges and sources."""
        shown = [f"{name} {_brief(value)}" for name, value in list(self.results.items())[:6]]
        more = f"; and {len(self.results) - 6} more" if len(self.results) > 6 else ""
        return f"<Answer: {'; '.join(shown)}{more}; assumed {len(self.assumed)}, remarks {len(self.remarks)}>"

    def as_dict(self) -> dict[str, Any]:
        """Return the answer for JSON."""
        return {
            "results": {name: _plain(value) for name, value in self.results.items()},
            "assumptions": self.assumed,
            "remarks": self.remarks,
        }


def _brief(value: Any) -> str:
    """Return a result in a few characters."""
    if isinstance(value, Quantity):
        ends = f" ({three_digits(value.ends[0])} to {three_digits(value.ends[2])})" if value.has_range else ""
        known = "unknown" if math.isnan(value.central) else f"{three_digits(value.central)}{ends}"
        return known if value.unit in _PLAIN else f"{known} {value.unit}"
    if isinstance(value, (Mapping, list, tuple)):
        return f"[{len(value)}]"
    return "unknown" if value is None else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Quantity):
        return value.as_dict()
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


@dataclass(frozen=True)
class Verb:
    """A calculator of an area.

    Attributes
    ----------
    name, about : str
    takes, gives : tuple of Slot
    call : callable
        Takes a Given, returns an Answer.
    source : str
        Of the method.
    """

    name: str
    about: str
    takes: tuple[Slot, ...]
    gives: tuple[Slot, ...]
    call: Callable[[Given], Answer]
    source: str = ""

    def schema(self) -> dict[str, Any]:
        """Return the inputs and results of the verb as JSON Schema."""
        return {
            "title": self.name,
            "description": self.about,
            "source": self.source,
            "input": {
                "type": "object",
                "additionalProperties": False,
                "properties": {s.name: s.schema() for s in self.takes},
                "required": [s.name for s in self.takes if s.required and s.default is None],
            },
            "output": {s.name: {"unit": s.unit, "description": s.about} for s in self.gives},
        }

    def run(self, given: Mapping[str, Any], where: str = "input") -> Answer:
        """Read the input, calculate, and list what was assumed.

        Parameters
        ----------
        given : mapping
            Slot name -> number, ``"100 g"``, ``{"value": 100, "unit": "g", "low": ..., "high": ...}``, text, flag or rows.
        where : str
            Place named in messages.

        Raises
        ------
        InputProblems
            All problems of the input together.
        """
        read = self._read(given, where)
        answer = _finite(self, read, where)
        answer.assumed = [*read.assumed, *answer.assumed]
        return answer

    def _read(self, given: Mapping[str, Any], where: str) -> Given:
        problems: list[Problem] = []
        if not isinstance(given, Mapping):
            raise InputProblems(
                [
                    Problem(
                        f"{type(given).__name__} instead of named quantities",
                        where,
                        "an object with " + ", ".join(s.name for s in self.takes),
                    )
                ]
            )
        read = Given({})
        _fill(self.takes, given, where, read, problems)
        if problems:
            raise InputProblems(problems)
        return read


def _finite(verb: Verb, read: Given, where: str) -> Answer:
    """Return the answer of a calculator, none of whose numbers is infinite but where something never happens.

    Raises
    ------
    InputProblems
        A number of the input is so large that a result cannot be calculated.
    """
    import numpy as np

    try:
        with np.errstate(over="raise"):
            answer = verb.call(read)
    except (OverflowError, FloatingPointError):
        raise InputProblems([problem("bounds.result", where, name="")]) from None
    endless = {slot.name for slot in verb.gives if slot.endless}
    infinite = [name for name, value in answer.results.items() if name not in endless and _is_infinite(value)]
    if infinite:
        raise InputProblems([problem("bounds.result", where, name=name) for name in infinite])
    return answer


def _is_infinite(value: Any) -> bool:
    if isinstance(value, Quantity):
        return any(math.isinf(end) for end in value.ends)
    if isinstance(value, float):
        return math.isinf(value)
    if isinstance(value, Mapping):
        return any(map(_is_infinite, value.values()))
    return isinstance(value, (list, tuple)) and any(map(_is_infinite, value))


def _fill(
    slots: Sequence[Slot], given: Mapping[str, Any], where: str, read: Given, problems: list[Problem]
) -> None:
    names = [slot.name for slot in slots]
    for name in given:
        if name not in names:
            problems.append(
                Problem(f"unknown quantity {name!r}", where, ", ".join(names), closest(str(name), names))
            )
    for slot in slots:
        place = f"{where}, {slot.name}"
        if given.get(slot.name) is not None:
            read.values[slot.name] = _value(slot, given[slot.name], place, problems)
        elif slot.default is not None:
            read.values[slot.name] = slot.default
            read.assume(slot.name, slot.default if isinstance(slot.default, Quantity) else str(slot.default))
        elif slot.required:
            example = f'"{slot.name}": ' + (
                f'{{"value": ..., "unit": "{slot.unit}"}}' if slot.kind == "number" else "..."
            )
            problems.append(
                Problem(f"{slot.name} is missing", where, slot.about or slot.name, remedy=f"add {example}")
            )
        else:
            read.values[slot.name] = None


def _value(slot: Slot, given: Any, where: str, problems: list[Problem]) -> Any:
    if slot.kind == "number":
        return read_number(slot, given, where, problems)
    if slot.kind in ("numbers", "table"):
        if not isinstance(given, (list, tuple)):
            problems.append(Problem(f"{given!r} is not a list", where, "a list in square brackets"))
            return []
        if slot.kind == "numbers":
            return [read_number(slot, item, f"{where}[{i}]", problems) for i, item in enumerate(given)]
        return [_row(slot, item, f"{where}[{i}]", problems) for i, item in enumerate(given)]
    if slot.kind == "flag":
        if not isinstance(given, bool):
            problems.append(Problem(f"{given!r} is neither true nor false", where, "true, false"))
        return given
    if not isinstance(given, str) or (slot.choices and given not in slot.choices):
        allowed = ", ".join(slot.choices) or "a text"
        problems.append(
            Problem(f"{given!r}", where, allowed, closest(str(given), slot.choices) if slot.choices else "")
        )
    return given


def _row(slot: Slot, given: Any, where: str, problems: list[Problem]) -> Given:
    read = Given({})
    if isinstance(given, Mapping):
        _fill(slot.columns, given, where, read, problems)
    else:
        problems.append(
            Problem(
                f"{given!r} is not a row", where, "an object with " + ", ".join(c.name for c in slot.columns)
            )
        )
    return read


def number_in(unit: str) -> str:
    """Return what a number of a unit is called in a message.

    Examples
    --------
    >>> number_in("kg/yr"), number_in("1")
    ('a number in kg/yr', 'a number without a unit')
    """
    return "a number without a unit" if unit in _PLAIN else f"a number in {unit}"


def stated_number(text: str, where: str, name: str) -> Number | Problem:
    """Return the number of a text, with its range and the unit behind it, or the problem with it.

    Examples
    --------
    >>> stated_number("5 (3-50) g", "input", "mercury")
    Number(value=5.0, low=3.0, high=50.0, unit='g', notation=None, sign='')
    """
    reader = NumberReader([text])
    number = reader.read(text, where, name)
    if number is None:
        known = readings(text.split(maxsplit=1)[0]) or (text,)
        return problem(
            "area.number.ambiguous", where, readings=known, text=text, first=known[0], second=known[-1]
        )
    if isinstance(number, Number) and (number.notation is not None or number.sign in ("<", ">")):
        return instead(number, text, where, name)
    return number


def read_number(slot: Slot, given: Any, where: str, problems: list[Problem]) -> Quantity | None:
    """Return the input as a number in the unit of the slot; errors are added to the problems."""
    parts: dict[str, Any] = {}
    if isinstance(given, bool):
        problems.append(Problem(f"{given!r} is not a number", where, number_in(slot.unit)))
        return None
    if isinstance(given, (int, float)):
        parts = {"value": given}
    elif isinstance(given, str):
        number = stated_number(given, where, slot.name)
        if isinstance(number, Problem):
            problems.append(number)
            return None
        parts = {"value": number.value, "low": number.low, "high": number.high}
        parts = {name: end for name, end in parts.items() if end is not None}
        parts["unit"] = number.unit or slot.unit
    elif isinstance(given, Mapping):
        parts = dict(given)
    example = f"1 {slot.unit}" if slot.unit not in _PLAIN else "50 %"
    allowed = f'{number_in(slot.unit)}, "{example}" or {{"value": {example.partition(" ")[0]}, "unit": "{example.partition(" ")[2]}"}}'
    known = ("value", "unit", "low", "high", "source", "standing")
    for name in parts:
        if name not in known:
            problems.append(
                Problem(f"unknown key {name!r}", where, ", ".join(known), closest(str(name), known))
            )
    ends = [parts.get(name) for name in ("value", "low", "high")]
    if in_place := _in_place(slot, ends, where):
        problems += in_place
        return None
    if not parts or any(
        end is not None and (isinstance(end, bool) or not isinstance(end, (int, float)) or end != end)  # noqa: PLR0124
        for end in ends
    ):
        problems.append(Problem(f"{given!r} is not a number", where, allowed))
        return None
    if too_large := [end for end in ends if end is not None and abs(end) > _LARGEST]:
        problems.append(bound_problem(_in_short(too_large[0], slot.unit), slot.possible, where))
        return None
    if ends[0] is None and (ends[1] is None or ends[2] is None):
        problems.append(Problem(f"{given!r} has neither a value nor both low and high", where, allowed))
        return None
    note(*possible_codes(ends[:1], [where], slot.name))
    return _checked(slot, parts, ends, where, problems)


def _in_place(slot: Slot, ends: Sequence[Any], where: str) -> list[Problem]:
    """Return what is wrong with numbers in whose place there is a key, a limit or a code for a missing value."""
    keyed = [in_place_of_number(end, where, slot.name) for end in ends if isinstance(end, str)]
    numbers = [float(end) for end in ends if type(end) in (int, float) and -1e7 < end < 0]
    coded = [negative(end, where, slot.name) for end in numbers if is_missing_code(end)]
    return [wrong for wrong in keyed if wrong is not None] + coded[:1]


#: No unit makes a possible number of a larger one; what a computer calculates with ends at 1.8e308.
_LARGEST = 1e100


def _in_short(number: Any, unit: str) -> str:
    """Return a number that is too large, in a few characters, with its unit."""
    text = str(int(number)) if isinstance(number, int) and number.bit_length() < 10_000 else f"{float('inf')}"
    if isinstance(number, float) or len(text) < 20:
        text = f"{number:.6g}"
    elif text != "inf":
        text = f"{text[:6]}... ({len(text.lstrip('-'))} digits)"
    return text if unit in _PLAIN else f"{text} {unit}"


def _checked(
    slot: Slot, parts: Mapping[str, Any], ends: list[float | None], where: str, problems: list[Problem]
) -> Quantity | None:
    try:
        scale = factor(str(parts.get("unit") or slot.unit or "1"), slot.unit or "1")
    except UnitError as wrong:
        allowed = "no unit, or %" if slot.unit in _PLAIN else f"{slot.unit}, or a unit of the same kind"
        problems.append(unit_problem(wrong, where, allowed=allowed))
        return None
    value, low, high = (None if end is None else float(end) * scale for end in ends)
    made = Quantity(
        math.nan if value is None else value, slot.unit, low, high, str(parts.get("source") or "")
    )
    if (value is not None and ((low is not None and low > value) or (high is not None and high < value))) or (
        low is not None and high is not None and low > high
    ):
        problems.append(
            Problem(
                f"low {low}, value {value}, high {high} are out of order",
                where,
                "low, value and high in ascending order",
            )
        )
    possible = slot.possible
    for stated, end in zip(ends, (value, low, high), strict=True):
        if end is not None and stated is not None and outside(end, possible):
            # Of a range the advice on one end would lose the other.
            is_bare = parts.get("unit") in (None, "", slot.unit) and ends.count(None) == len(ends) - 1
            problems.append(_impossible(slot, end, stated, possible, where, is_bare=is_bare))
            break
    return made


def _impossible(
    slot: Slot, value: float, stated: float, possible: Bound, where: str, *, is_bare: bool
) -> Problem:
    """Return a number that is outside of what the calculator takes, or of what it can be by its nature."""
    if is_missing_code(stated):
        return range_problem(value, possible, where, stated=stated)
    slack = 1e-12 * max(abs(slot.low), abs(slot.high) if math.isfinite(slot.high) else 0.0)
    if slot.low - slack <= value <= slot.high + slack:
        return bound_problem(value, possible, where)
    # A number in percent has its share: it is asked about only where nothing is written behind it.
    return range_problem(value, possible, where, is_share=is_bare and slot.unit in _PLAIN)
