"""What a cell states in place of one number, and what to write there: keys, limits, ranges, units, codes of missing values."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Final

from quicksilver.errors import Problem
from quicksilver.intake.numbers.forms import machine_number, written
from quicksilver.intake.numbers.notation import MISSING_CODES, codes_among, is_missing_code
from quicksilver.intake.numbers.reader import Number, NumberReader

__all__ = ["in_place_of_number", "instead", "negative", "possible_codes"]

_DIGITS: Final = "digits with a decimal sign, such as 1500 or 0.5"
_SENTENCES: Final = {
    "number.key.unknown": (
        "{name} {text!r} is not a number: {state}",
        "write the number, or an estimate of it; without one, leave out the row or entry (0 would mean: nothing)",
    ),
    "number.key.detection": (
        "{name} {text!r} is not a number: {state}",
        "write the number; what is below a limit of detection is between 0 and that limit",
    ),
    "number.key.confidential": (
        "{name} {text!r} is not a number: {state}",
        "ask the owner of the data for the number, or leave out the row or entry",
    ),
    "number.key.included": (
        "{name} {text!r} is not a number: {state}",
        "leave out the row or entry if it is counted in another one; otherwise write the number",
    ),
    "number.key.not-given": (
        "{name} {text!r} is not a number: {state}",
        "write the number, or leave out the row or entry",
    ),
    "number.key.absent": (
        "{name} {text!r} is not a number: {state}",
        "write 0 if the amount is nothing; otherwise write the number",
    ),
    "number.key.read": ("{name} {text!r} is read as: {state}", "enter a number if one is known"),
    "number.limit.below": (
        "{name} {text!r} is a limit and not a number",
        "write the most likely value between 0 and {high}",
    ),
    "number.limit.above": (
        "{name} {text!r} is a limit and not a number",
        "write the most likely value above {low}",
    ),
    "number.range": (
        "{name} {text!r} is a range and not a number",
        "write the most likely value between {low} and {high}",
    ),
    "number.about": (
        "{name} {text!r} is an approximate number",
        "write {value} alone, if that is close enough",
    ),
    "number.with-unit": (
        "{name} {text!r} is a number with a unit",
        "write {value} alone, and the unit {unit} where the unit is stated",
    ),
    "number.missing-code": (
        "{name} {value} is a code for a missing value, or a negative number",
        "leave out the row, or the cell where it may be empty; write the number if one is known",
    ),
    "number.negative": ("{name} {value} is negative", "check the number and its sign"),
    "number.possible-code": (
        "{name} {value} can be a code for a missing value (cells: {count}); it is read as a number",
        "if no value is meant, remove it; in a table it can be stated as missing in a column mapping (--map)",
    ),
}
_STATES: Final = {"unknown": "not known", "absent": "does not occur", "not given": "not given"}
#: Keys with advice of their own.
_KEYS: Final = {"IE": "included", "C": "confidential"}
_DETECTION: Final = ("no data or not detected", "below the limit of detection")


def _problem(code: str, where: str, severity: str = "error", /, **values: Any) -> Problem:
    state = values.get("state")
    # The state is a sentence in other languages.
    keyed = {"key": f"notation.{str(state).replace(' ', '-')}", "values": {}, "table": "problems"}
    shown = values | ({"state": _STATES[state]} if state else {})
    what, remedy = (part.format(**shown) for part in _SENTENCES[code])
    return Problem.stated(
        what,
        where,
        _DIGITS,
        remedy,
        code=code,
        severity=severity,
        **values | ({"state": keyed} if state else {}),
    )


def instead(number: Number, text: str, where: str, name: str, *, may_be_empty: bool = False) -> Problem:
    """Return the problem with a cell that states something else than one number.

    Parameters
    ----------
    number : Number
        What the cell states; not plain.
    text : str
        Of the cell.
    where : str or Place
    name : str
        Of the column or field.
    may_be_empty : bool
        Whether an empty cell means that nothing is known. A key that means the same is read so then, and the problem has the
        severity ``warning``, with the key as it was written.

    Examples
    --------
    >>> instead(NumberReader().read("IE", "", ""), "IE", "a.csv:2", "value").what
    "value 'IE' is not a number: not given"
    >>> instead(NumberReader().read("<0.1", "", ""), "<0.1", "a.csv:2", "value").remedy
    'write the most likely value between 0 and 0.1'
    """
    values: dict[str, Any] = {"name": name, "text": text if len(text) <= 80 else text[:77] + "..."}
    key = number.notation
    if key is not None:
        values["state"] = key.state
        if may_be_empty and key.state != "absent":
            return _problem("number.key.read", where, "warning", **values)
        advice = "detection" if key.meaning in _DETECTION else key.state.replace(" ", "-")
        return _problem(f"number.key.{_KEYS.get(key.text.upper(), advice)}", where, **values)
    ends = {"low": number.low, "high": number.high}
    # The unit of a limit is part of it: 40 of another unit is another limit.
    known = {
        end: f"{written(value)} {number.unit}".strip() for end, value in ends.items() if value is not None
    }
    if number.sign in ("<", ">"):
        return _problem(
            f"number.limit.{'below' if number.sign == '<' else 'above'}", where, **values, **known
        )
    if len(known) == len(ends):
        return _problem("number.range", where, **values, **known)
    values["value"] = written(number.value or 0.0)
    if number.unit:
        return _problem("number.with-unit", where, **values, unit=number.unit)
    return _problem("number.about", where, **values)


def in_place_of_number(text: str, where: str, name: str, *, may_be_empty: bool = False) -> Problem | None:
    """Return the problem with the text of a cell that is a key, a limit, a range or a number with a unit; None for others.

    Examples
    --------
    >>> in_place_of_number("5-9", "a.csv:2", "value").code, in_place_of_number("many", "a.csv:2", "value")
    ('number.range', None)
    """
    number = NumberReader([text]).read(text, where, name) if text.strip() else None
    if not isinstance(number, Number) or number.is_plain:
        return None
    return instead(number, text.strip(), where, name, may_be_empty=may_be_empty)


def negative(value: float, where: str, name: str) -> Problem:
    """Return the problem with a negative amount, which may be a code for a missing value.

    Examples
    --------
    >>> negative(-999.0, "a.csv:2", "value").code, negative(-3.0, "a.csv:2", "value").code
    ('number.missing-code', 'number.negative')
    """
    code = "number.missing-code" if is_missing_code(value) else "number.negative"
    return _problem(code, where, name=name, value=written(value))


def possible_codes(values: Iterable[float | str | None], places: Iterable[str], name: str) -> list[Problem]:
    """Return a warning for each positive number of a column that can be a code for a missing value.

    It is one of the codes of loggers (999, 9999.99 ...), and at least ten times all other amounts of the column, or there are
    no others. It can be an amount all the same, so that it is read as one, and the user decides.

    Parameters
    ----------
    values : iterable of float, str or None
        Amounts, also as texts with a decimal point; what is not a number is left out.
    places : iterable of str or Place
        Of each value.
    name : str
        Of the column.

    Examples
    --------
    >>> [item.what for item in possible_codes([5.0, 9999.0, 9999.0], ["a.csv:2", "a.csv:3", "a.csv:4"], "value")]
    ['value 9999 can be a code for a missing value (cells: 2); it is read as a number']
    >>> possible_codes([900.0, 999.0], ["a.csv:2", "a.csv:3"], "value")
    []
    """
    amounts: list[float] = []
    first: dict[float, str] = {}
    for value, where in zip(map(_amount, values), places, strict=True):
        if value is not None:
            amounts.append(value)
            if value > 0 and value in MISSING_CODES:
                first.setdefault(value, where)
    codes = set(codes_among(amounts)) if set(amounts) - MISSING_CODES else set(first)
    return [
        _problem(
            "number.possible-code",
            where,
            "warning",
            name=name,
            value=written(value),
            count=amounts.count(value),
        )
        for value, where in first.items()
        if value in codes
    ]


def _amount(value: float | str | None) -> float | None:
    try:
        number = machine_number(value) if isinstance(value, str) else value
    except ValueError:
        return None
    return number if number is not None and math.isfinite(number) else None
