"""Cells of numbers, read with the evidence of their file."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from quicksilver.errors import Problem
from quicksilver.intake.numbers.evidence import evidence
from quicksilver.intake.numbers.forms import (
    EXPONENT,
    GROUPING,
    LONGEST,
    DecimalSign,
    is_clear,
    is_slip,
    is_spaced,
    normal,
    readings,
    short,
    with_each_sign,
)
from quicksilver.intake.numbers.notation import Notation, notation

__all__ = ["Number", "NumberReader"]


@dataclass(frozen=True, slots=True)
class Number:
    """What a cell states of a quantity.

    Attributes
    ----------
    value : float, optional
        Central value; None where the cell states a range, a limit or that there is no number.
    low, high : float, optional
        Ends of a range; ``<0.5`` is from 0 to 0.5, ``>5`` has no upper end.
    unit : str
        What follows the number, as it was written; the unit grammar reads it.
    notation : Notation, optional
        The key in place of a number (``NE``, ``IE``, ``C`` ...).
    sign : str
        ``<`` or ``>`` for a limit, ``~`` for an approximate value.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    notation: Notation | None = None
    sign: str = ""

    @property
    def is_plain(self) -> bool:
        """Return whether it is one number, without unit, range, limit or key."""
        return self.value is not None and self == Number(self.value)


# --- ranges, limits, units

#: A number within a longer text: it ends with a digit, and a minus is its sign only where no digit stands before it.
_N: Final = rf"[+-]?(?:\d[\d.,\u066b\u066c{GROUPING}]*\d|\d|[.,]\d+){EXPONENT}"


def _n(name: str) -> str:
    return f"(?P<{name}>" + re.sub(r"\?P<\w+>", "?:", _N) + ")"


_TO: Final = r"\s*(?:-|to|à|a|до|至|到|~|～|\.\.\.?|…|إلى|الى)\s*"
_UNIT: Final = r"\s*(?P<unit>(?:[^\W\d_]|[%‰°])(?:.*\S)?)?"
_RANGE: Final = re.compile(
    rf"(?:(?:from|de|du|from|от|من)\s+)?{_n('low')}{_TO}{_n('high')}{_UNIT}", re.IGNORECASE
)
_CENTRAL: Final = re.compile(
    rf"{_n('value')}\s*[(\[（]\s*{_n('low')}(?:{_TO}|\s*;\s*){_n('high')}\s*[)\]）]{_UNIT}"
)
_MARGIN: Final = re.compile(rf"{_n('value')}\s*(?:±|\+/-|\+-)\s*{_n('margin')}\s*(?P<percent>%)?{_UNIT}")
_LIMIT: Final = re.compile(rf"(?P<limit><=|>=|[<>≤≥＜＞])\s*{_n('value')}{_UNIT}")
_ABOUT: Final = re.compile(
    rf"(?P<about>~|≈|ca\.?|c\.|about|approx\.?|environ|около|约)\s*{_n('value')}{_UNIT}", re.IGNORECASE
)
_WITH_UNIT: Final = re.compile(rf"{_n('value')}{_UNIT}")


_READING: Final = (_CENTRAL, _MARGIN, _LIMIT, _ABOUT, _RANGE, _WITH_UNIT)
_MISSING: Final = Notation(text="", state="not given", meaning="declared as the code of a missing value")
_SAME_SIGN: Final = str.maketrans("≤≥＜＞", "<><>")


def _problem(code: str, where: str, known: tuple[str, ...] = (), **values: object) -> Problem:
    """Return a problem of numbers, in English; the same sentences by code are in the table of problems."""
    what, allowed, remedy = (part.format(**values) for part in _SENTENCES[code])
    return Problem(what, where, allowed, remedy=remedy, code=code, values=values, readings=known)


_DIGITS: Final = "digits with a decimal sign, such as 1500 or 0.5"
_SENTENCES: Final = {
    "number.unreadable": ("{name} {text!r} is not a number", _DIGITS, "enter digits, such as 1500 or 0.5"),
    "number.spaced": (
        "{name} {text!r} is not a number",
        _DIGITS,
        "write {reading} if that is meant, without spaces",
    ),
    "number.other-sign": (
        "{name} {text!r} is not a number with the decimal sign of this file ({shown})",
        _DIGITS,
        "write all numbers of the file with one decimal sign",
    ),
    "number.slip": (
        "{name} {text!r} is not a number: the comma separates neither thousands nor a usual fraction",
        _DIGITS,
        "check the number, and write it without separators",
    ),
    "number.infinite": ("{name} {text!r} is not a finite number", "a finite number", "enter a finite number"),
    "number.order": (
        "{name} {text!r}: the lower end is above the upper one",
        "the lower end first",
        "exchange the ends if they are exchanged",
    ),
    "number.ambiguous": (
        "{text!r} can be {first} or {second}, and nothing in the file decides",
        "numbers with one reading",
        "state the decimal sign: --decimal comma if {first} is meant, --decimal point if {second} is meant",
    ),
    "number.ambiguous.several": (
        "{text!r} can be {first} or {second}, and nothing in the file decides; other such cells: {count}",
        "numbers with one reading",
        "state the decimal sign: --decimal comma if {first} is meant, --decimal point if {second} is meant",
    ),
    "number.mixed": (
        "{text!r} can be {first} or {second}, and the file has both decimal signs ({one} and {other})",
        "one decimal sign in a file",
        "write all numbers of the file with one decimal sign",
    ),
}


class NumberReader:
    """Reads the cells of one file with its evidence, and asks once where there is none.

    Parameters
    ----------
    texts : iterable of str
        All cells of the columns of numbers, which are the evidence.
    declared : DecimalSign or str, optional
        Decimal sign that an option or a mapping states.
    missing : iterable of str
        Codes that a mapping declares as missing values, such as ``-999``.

    Attributes
    ----------
    evidence : Evidence
    """

    def __init__(
        self,
        texts: Iterable[str] = (),
        declared: DecimalSign | str | None = None,
        missing: Iterable[str] = (),
    ) -> None:
        self.evidence = evidence(texts, declared)
        codes = [normal(code) for code in missing]
        self._missing_texts = frozenset(codes)
        self._missing = frozenset(float(readings(code)[-1]) for code in codes if readings(code))
        self._questions: dict[str, str] = {}

    def read(self, text: str, where: str, name: str) -> Number | Problem | None:
        """Return what a cell states, or the problem with it.

        Parameters
        ----------
        text : str
            Of a cell that is not empty.
        where : str or Place
        name : str
            Of the column or field, for messages.

        Returns
        -------
        Number, Problem or None
            None where the cell has two readings; :meth:`questions` asks about all such cells at once.

        Examples
        --------
        >>> reader = NumberReader(["1,500", "0,15"])
        >>> reader.read("1,500", "a.csv:2", "activity").value
        1.5
        >>> reader.read("5 (3-50)", "a.csv:2", "activity").high
        50.0
        """
        plain = normal(text)
        if plain in self._missing_texts:
            return Number(notation=replace(_MISSING, text=plain))
        if is_clear(plain):
            return self._checked(Number(float(plain)), text, where, name)
        if entry := notation(plain):
            return Number(notation=replace(entry, text=plain))
        for form in _READING if len(plain) <= LONGEST else ():
            if match := form.fullmatch(plain):
                return self._of(match, text, where, name)
        return self._unreadable(text, where, name)

    def _of(self, match: re.Match[str], text: str, where: str, name: str) -> Number | Problem | None:
        groups = match.groupdict()
        parts: dict[str, float] = {}
        for part in ("low", "value", "high", "margin"):
            if groups.get(part) is None:
                continue
            if self.evidence.sign is None and is_slip(groups[part]):
                return _problem("number.slip", where, name=name, text=text)
            values = {sign: float(number) for sign, number in with_each_sign(groups[part]).items()}
            if self.evidence.sign in values:
                parts[part] = values[self.evidence.sign]
            elif self.evidence.sign is None and len(set(values.values())) == 1:
                parts[part] = next(iter(values.values()))
            elif self.evidence.sign is None and values:
                self._questions.setdefault(where, groups[part] or "")
                return None
            else:
                return self._unreadable(text, where, name)
        return self._checked(_shaped(groups, parts), text, where, name)

    def _unreadable(self, text: str, where: str, name: str) -> Problem:
        known = readings(text)
        values: dict[str, Any] = {"name": name, "text": text if len(text) <= 80 else text[:77] + "..."}
        if not known:
            return _problem("number.unreadable", where, **values)
        if is_spaced(normal(text)):
            return _problem("number.spaced", where, known, reading=known[0], **values)
        return _problem("number.other-sign", where, known, shown=self.evidence.text, **values)

    def _checked(self, number: Number, text: str, where: str, name: str) -> Number | Problem:
        ends = (number.value, number.low, number.high)
        short = text if len(text) <= 80 else text[:77] + "..."
        if any(end is not None and not math.isfinite(end) for end in ends):
            return _problem("number.infinite", where, name=name, text=short)
        if number.value in self._missing:
            return Number(notation=replace(_MISSING, text=text))
        ordered = [end for end in (number.low, number.value, number.high) if end is not None]
        if ordered != sorted(ordered):
            return _problem("number.order", where, name=name, text=short)
        return number

    def questions(self) -> list[Problem]:
        """Return the question about the decimal sign: once for the file, with both readings of its first cell."""
        if not self._questions:
            return []
        where, text = next(iter(self._questions.items()))
        signs = with_each_sign(text)
        values = {
            "text": text,
            "first": short(signs[DecimalSign.COMMA]),
            "second": short(signs[DecimalSign.POINT]),
        }
        known = (values["first"], values["second"])
        if self.evidence.other:
            both = {"one": self.evidence.text, "other": self.evidence.other}
            return [_problem("number.mixed", where, known, **values, **both)]
        count = len(self._questions) - 1
        if not count:
            return [_problem("number.ambiguous", where, known, **values)]
        return [_problem("number.ambiguous.several", where, known, count=count, **values)]


def _shaped(groups: dict[str, str | None], parts: dict[str, float]) -> Number:
    """Return a number from the parts of its form."""
    unit = (groups.get("unit") or "").strip()
    value = parts.get("value")
    if "margin" in parts and value is not None:
        margin = parts["margin"]
        margin = abs(value) * margin / 100 if groups.get("percent") else margin
        return Number(value, value - margin, value + margin, unit)
    if limit := groups.get("limit"):
        sign = limit[0].translate(_SAME_SIGN)
        # What lies below a limit of detection is not below nothing.
        return (
            Number(None, 0.0, value, unit, sign="<")
            if sign == "<"
            else Number(None, value, None, unit, sign=">")
        )
    if "about" in groups:
        return Number(value, unit=unit, sign="~")
    return Number(value, parts.get("low"), parts.get("high"), unit)
