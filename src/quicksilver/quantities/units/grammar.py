"""A unit is read whole: each word is a unit, a material, a basis, a multiplier or a period, or the unit is refused with the word.

The shape of a unit is ``[multiplier] unit [words] {/ [multiplier] unit [words]} [(words)]``. Two units beside each other
are a product only where the second has a negative power (``ng m-3``) or a sign stands between them; what follows a ``/``
is never multiplied without brackets, since ``g/t*d`` is read in two ways.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from quicksilver.errors import UnitError
from quicksilver.quantities.units.lexicon import Entry, Found, lookup, material_of, times
from quicksilver.quantities.units.text import LONGEST, Token, cleaned, tokens
from quicksilver.quantities.units.unit import Unit, ambiguous, unknown

__all__ = ["parse"]

_PURE: Final = frozenset({"%", "‰", "ppm", "ppb", "1"})
#: States of a gas that somebody measures at.
_KELVIN: Final = (223.0, 333.0)
_HPA: Final = (500.0, 1100.0)


@dataclass
class _Reading:
    """What was read of a unit so far."""

    text: str
    standard: tuple[float, ...] | None
    terms: list[tuple[str, int]] = field(default_factory=list)
    powers: list[int] = field(default_factory=lambda: [0, 0])
    materials: tuple[set[str], set[str]] = field(default_factory=lambda: (set(), set()))
    bases: set[str] = field(default_factory=set)
    state: tuple[float, ...] = ()
    side: int = 0  # of the last unit that is not time: what it is of, or what it is per
    begun: bool = False

    def refuse(self, words: str) -> UnitError:
        return unknown(self.text, words)


class _Sequence:
    """Reads one level of brackets."""

    def __init__(self, whole: _Reading, sign: int = 1, *, inside: str = "") -> None:
        self.whole, self.sign, self.inside = whole, sign, inside
        self.per = ""  # the word or sign that awaits what it is per
        self.star = ""
        self.divided = False
        self.times = ""  # "x" before a number
        self.spoken = False  # whether a word states what it is per
        self.counted = False  # whether a multiplier stands before what it is per
        self.opened = False  # whether a unit was read on this level

    def read(self, items: Sequence[Any]) -> None:
        """Read the items of this level."""
        for index, item in enumerate(items):
            if isinstance(item, list):
                self._brackets(item)
            elif isinstance(item, Token):
                if item.kind == "sign" and item.text not in "/*×" and not _separates(items, index):
                    raise self.whole.refuse(item.text)
                self._token(item, items[index + 1 :])
            else:
                self._word(item, items[index + 1 :])
        left = self.per or self.star or self.times
        if left:
            raise self.whole.refuse(left)

    def _brackets(self, items: list[Any]) -> None:
        whole = self.whole
        if self.per or self.star or not whole.begun:
            if not self.per and not self.star and all(_is_beside(item) for item in items):
                # "(thousand) t"
                _Sequence(whole, self.sign, inside="beside").read(items)
                return
            sign = -self.sign if self.per else self.sign
            self.divided = self.divided or bool(self.per)
            self.per = self.star = ""
            _Sequence(whole, sign, inside="group").read(items)
            return
        _Sequence(whole, self.sign, inside="beside").read(items)

    def _token(self, token: Token, rest: Sequence[Any]) -> None:
        whole, text = self.whole, token.text
        if token.kind == "power":
            self._multiplier(int(token.value[0]), text, bare=not self.times and not self.star)
            self.times = self.star = ""
        elif token.kind == "one" and not whole.begun and rest and _is_division(rest[0]):
            whole.begun = True
        elif token.kind == "one" and not whole.begun and not rest:
            whole.begun = True
            whole.terms.append(("1", 1))
        elif token.kind == "state":
            self._state(token.value, text)
        elif token.kind == "sign" and text == "/":
            self._division(text)
        elif token.kind == "sign" and text in "*×":
            if rest and isinstance(rest[0], Token) and rest[0].kind == "power":
                self.times = text
            elif whole.begun and not self.per and text == "*":
                self.star = text
            else:
                raise whole.refuse(text)
        elif token.kind != "sign":
            raise whole.refuse(text)

    def _division(self, text: str) -> None:
        if self.per or self.star or not (self.whole.begun or self.inside == "beside"):
            raise self.whole.refuse(text)
        self.per = text

    def _word(self, word: Found, rest: Sequence[Any]) -> None:
        whole = self.whole
        entry = self._meant(word)
        if entry.kind == "ambiguous":
            raise ambiguous(whole.text, _around(whole.text, word.text, entry.readings))
        if entry.kind in ("unit", "time"):
            self._unit(entry, word)
            return
        if word.exponent != 1:
            raise whole.refuse(f"{word.text}{word.exponent}")
        if entry.kind == "multiplier":
            self._multiplier(int(entry.value), word.text)
        elif entry.kind == "times" and rest and isinstance(rest[0], Token) and rest[0].kind == "power":
            self.times = word.text
        elif entry.kind == "per":
            # "in years", "в год": without something that it is per, such a word only joins.
            if _leads_to_unit(rest):
                self._division(word.text)
            elif word.text.casefold() in _ALWAYS_PER:
                # "t per thousand" and "t per" state no period and no unit.
                raise whole.refuse(word.text)
        elif entry.kind == "period" and whole.begun and not self.per:
            self._term(entry.value, -1)
        elif entry.kind == "plain" and (whole.begun or _leads_to_unit(rest)):
            pass
        elif entry.kind in ("material", "basis", "standard") and whole.begun and not self.per:
            self._beside(entry)
        else:
            raise whole.refuse(word.text)

    def _meant(self, word: Found) -> Entry:
        """Return what a word means here: a unit where one is awaited, else rather something beside a unit."""
        unit = word.first("unit", "time")
        other = next((entry for entry in word.entries if entry.kind not in ("unit", "time")), None)
        if self.per or not self.whole.begun or self.star or word.exponent < 0:
            return unit or other or Entry("unknown")
        return other or unit or Entry("unknown")

    def _unit(self, entry: Entry, word: Found) -> None:
        whole, power = self.whole, entry.exponent * word.exponent
        if entry.exponent != 1 and word.exponent not in (1, -1):
            raise whole.refuse(word.text)
        if self.per:
            # "per ug/g" is per (ug/g) to the one and per ug and g to the other; "per 1000 years" is no rate.
            twice = self.spoken and entry.kind == "unit"
            if power < 0 or twice or (entry.kind == "time" and self.counted):
                raise whole.refuse(word.text)
            self.spoken = self.spoken or self.per != "/"
            self.per, self.divided, self.counted = "", True, False
            self._term(entry.value, -power * self.sign)
            return
        if self.inside == "beside":
            # "tonnes (t)" states the unit again.
            if whole.terms == [(entry.value, power)] and whole.powers == [0, 0]:
                return
            raise whole.refuse(word.text)
        product = (self.star and not self.divided) or (self.inside == "group" and not self.opened)
        if whole.begun and power > 0 and not product:
            raise whole.refuse(word.text)
        self.star = ""
        self._term(entry.value, power * self.sign)

    def _term(self, symbol: str, power: int) -> None:
        whole = self.whole
        whole.begun = self.opened = True
        whole.terms.append((symbol, power))
        if symbol not in times() or power > 0:
            whole.side = 0 if power > 0 else 1
        material = material_of(symbol)
        if material:
            whole.materials[whole.side].add(material)

    def _multiplier(self, power: int, text: str, *, bare: bool = False) -> None:
        whole = self.whole
        below = any(exponent < 0 and symbol not in times() for symbol, exponent in whole.terms)
        side = 1 if self.per else 0
        if whole.powers[side] or below:
            raise whole.refuse(text)
        # Digits behind a unit multiply it in brackets only, or with a sign: "t (1000)", "t x 1000".
        trailing = whole.begun and not self.per
        if trailing and bare and self.inside != "beside" and not text.startswith("'"):
            raise whole.refuse(text)
        whole.powers[side] = power
        self.counted = bool(self.per)

    def _state(self, state: tuple[float, ...], text: str) -> None:
        whole = self.whole
        if (
            not whole.begun
            or self.per
            or whole.state
            or not (_KELVIN[0] <= state[0] <= _KELVIN[1] and _HPA[0] <= state[1] <= _HPA[1])
        ):
            raise whole.refuse(text)
        whole.state = state

    def _beside(self, entry: Entry) -> None:
        whole = self.whole
        if entry.kind == "material":
            # Crude oil is an oil; an oil product is no crude oil.
            whole.materials[whole.side].update(("crude", "oil") if entry.value == "crude" else (entry.value,))
        elif entry.kind == "basis":
            whole.bases.add(entry.value)
        elif any(symbol == "Nm3" for symbol, _ in whole.terms):
            return
        elif whole.standard is None:
            plain = cleaned(whole.text)
            bare = plain[: plain.casefold().find("m3") + 2] if "m3" in plain.casefold() else "m3"
            raise ambiguous(whole.text, [f"{bare} (at {degrees} °C)" for degrees in (0, 15, 20, 25)])
        else:
            whole.state = whole.standard


def _separates(items: Sequence[Any], index: int) -> bool:
    """Return whether a sign such as a comma stands between two words; a full stop may end one."""
    text = items[index].text
    beside = [items[at] for at in (index - 1, index + 1) if 0 <= at < len(items)]
    words = [item for item in beside if not (isinstance(item, Token) and item.kind in ("sign", "other"))]
    return text != "+" and (len(words) == 2 or (text == "." and index > 0 and items[index - 1] in words))


def _around(text: str, word: str, readings: Sequence[str]) -> list[str]:
    """Return the readings of a word within the whole text."""
    plain = cleaned(text)
    return [plain.replace(word, reading, 1) if word in plain else reading for reading in readings]


#: Words that divide whatever is around them; others of their kind also join ("in thousands").
_ALWAYS_PER: Final = frozenset({"per", "par", "por", "pro", "每", "لكل"})


def _is_division(item: Any) -> bool:
    if isinstance(item, Token):
        return item.text == "/"
    return isinstance(item, Found) and item.first("per") is not None


def _is_beside(item: Any) -> bool:
    """Return whether something is no unit."""
    if isinstance(item, Found):
        return item.first("unit", "time") is None
    return isinstance(item, Token) and item.kind in ("power", "sign")


def _leads_to_unit(rest: Sequence[Any]) -> bool:
    """Return whether a unit follows, after multipliers and words that join."""
    for item in rest:
        if isinstance(item, Token) and item.kind == "power":
            continue
        if not isinstance(item, Found):
            return isinstance(item, list)
        if item.first("unit", "time", "ambiguous"):
            return True
        if item.first("multiplier", "plain", "per") is None:
            return False
    return False


def _nested(items: Sequence[Found | Token], text: str) -> list[Any]:
    """Return the items with what is in brackets as a list of its own."""
    levels: list[list[Any]] = [[]]
    for item in items:
        if isinstance(item, Token) and item.text == "(":
            levels.append([])
        elif isinstance(item, Token) and item.text == ")":
            if len(levels) == 1 or not levels[-1]:
                raise unknown(text, item.text)
            inner = levels.pop()
            levels[-1].append(inner)
        else:
            levels[-1].append(item)
    if len(levels) != 1 or len(items) > LONGEST // 2:
        raise unknown(text, "(")
    return levels[0]


@functools.lru_cache(maxsize=4096)
def parse(
    text: str, *, known: Collection[str] = frozenset(), standard: tuple[float, ...] | None = None
) -> Unit:
    """Return a unit, taken apart.

    Parameters
    ----------
    text : str
        For example ``kt coal/yr``, ``тыс. т``, ``万吨``, ``t x 1000 per month``, ``ug/Nm3``.
    known : frozenset of str
        Folded words that change nothing here, such as those of the source that the unit is for.
    standard : tuple of float, optional
        Kelvin and hectopascal of standard conditions; if omitted, ``STP`` is asked about.

    Raises
    ------
    UnitError
        A word is unknown, or can be read in several ways (``readings`` of the error).

    Examples
    --------
    >>> str(parse("тыс. т")), str(parse("t x 1000 per month")), str(parse("g Hg/t coal (dry)"))
    ('10^3 t', '10^3 t/month', 'g mercury/t coal (dry)')
    """
    plain = cleaned(text)
    if not plain or len(plain) > LONGEST:
        raise UnitError(f"unknown unit {text!r}", code="unit.unknown", unit=text)
    items = lookup(tokens(plain), known)
    strange = [item.text for item in items if isinstance(item, Found) and item.entries[0].kind == "unknown"]
    if strange:
        raise unknown(text, " ".join(strange))
    whole = _Reading(text, standard)
    _Sequence(whole).read(_nested(items, text))
    if not whole.begun or not (whole.terms):
        raise unknown(text, plain)
    return _checked(whole)


def _checked(whole: _Reading) -> Unit:
    body = [term for term in whole.terms if term[0] not in times()]
    # "kg/yr %" is a hundredth of a kilogram to pint, and a word left over to everybody else.
    pure = [symbol for symbol, _ in body if symbol in _PURE]
    if pure and (len(body) > 1 or whole.powers != [0, 0]):
        raise whole.refuse(pure[0])
    if whole.state and not any(symbol == "m" and abs(power) == 3 for symbol, power in whole.terms):
        raise whole.refuse("K")
    above = [term for term in whole.terms if term[1] > 0]
    below = [term for term in whole.terms if term[1] < 0]
    below.sort(key=lambda term: term[0] in times())
    above_materials, below_materials = (frozenset(named) for named in whole.materials)
    return Unit(
        (*above, *below),
        (whole.powers[0], whole.powers[1]),
        (above_materials, below_materials),
        frozenset(whole.bases),
        whole.state,
        whole.text,
    )
