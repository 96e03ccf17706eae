"""Numbers in a text that someone writes: ``[[total.input]]`` becomes the number that a run gives, a typed number is checked.

The function knows nothing of inventories or plans: whoever has a text and a mapping of values by name uses it. A mark is a
name, and after commas how the value is written::

    [[total.input]]              6,650 kg
    [[total.input, t]]           6.65 t        another unit of the same kind
    [[total.input, 2]]           6,600 kg      significant digits
    [[total.input, exact]]       6,648.917 kg
    [[total.input, number]]      6,650         without the unit
    [[total.input, range]]       5,000 to 8,200 kg; also: low, high
    [[total.input, fr]]          as French writes numbers
    [[own: 300 t]]               300 t         a number of the author's own, which is not checked

A number that is typed out is right on the day it is typed. Where its unit is that of a value, it is looked up among the
values: one that the values gave before and no longer give is *outdated*; a mass that they do not give is *not found*.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from quicksilver.errors import Place, Problem, UnitError, closest
from quicksilver.intake.numbers import machine_number, readings
from quicksilver.language.numbers import exact, readable
from quicksilver.language.problems import problem
from quicksilver.language.sentences import Sentence, in_words
from quicksilver.languages import LANGUAGES
from quicksilver.quantities.units import factor, measured, parse

__all__ = ["FORMS", "Filled", "Typed", "Value", "fill", "shown_value"]

#: Between a number and its unit.
NO_BREAK: Final = "\u00a0"
#: Units with a sign of their own in some languages.
_NAMED: Final = ("kg", "t", "g")
#: How a value can be written, beside units, digits and languages.
FORMS: Final = ("number", "exact", "range", "low", "high")
_MARK: Final = re.compile(r"\[\[(?P<inside>[^\[\]\n]*)\]\]")
_OPEN: Final = re.compile(r"\[\[[^\]\n]{0,60}")
_OWN: Final = re.compile(r"\s*own\s*[:：]\s*(?P<text>.*?)\s*\Z")
_BETWEEN: Final = re.compile(r"\s*[,،，;；]\s*")
_MOST_DIGITS: Final = 10
_SPACES: Final = "\u00a0\u202f\u2009 '’"
#: A number in running text: groups of three, or plain digits, with a fraction.
_NUMBER: Final = re.compile(
    rf"(?<![^\W\u3400-\u9fff])(?<![.,])(?:\d{{1,3}}(?:[.,٬{_SPACES}]\d{{3}}(?!\d))+(?:[.,٫]\d+)?|\d+(?:[.,٫]\d+)?)"
)
_WORD: Final = re.compile(r"[^\s\d.,;:!?()\[\]/。，；、؟،]+")
_TO: Final = re.compile(r"\s*(?:[-–—−~]|to|and|à|a|et|y|до|и|至|到|和|إلى|و)\s*\Z", re.IGNORECASE)
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+|[。！？؟\n]")
_STEM: Final = 5
#: Two signs of a script without spaces stand for a word.
_UNSPACED: Final = re.compile("[\u3400-\u9fff]")
#: Part of the words of a name that a sentence must have before it is taken to speak of the value.
_ENOUGH: Final = 0.6


@dataclass(frozen=True, slots=True)
class Value:
    """A value that a text can name.

    Attributes
    ----------
    value : float, str, Sentence or None
        None where it is not known, which is printed as such and never as 0; a sentence where why is known.
    unit : str
        Of a number; empty for a count and for a text.
    low, high : float, optional
        Ends of its range.
    name : object
        What it is called: a text, or an object with a wording in each language.
    """

    value: float | str | Sentence | None
    unit: str = ""
    low: float | None = None
    high: float | None = None
    name: object = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """A number that the author typed and the values do not give.

    Attributes
    ----------
    where : str or Place
        With the line, where the text has lines.
    text : str
        The number and its unit as they were typed.
    name : str
        Name of the value that it was, or that its sentence speaks of; empty where that is not certain.
    now : str
        What this value is now, in the typed unit; empty without a name.
    outdated : bool
        Whether the values gave it before.
    """

    where: str
    text: str
    name: str
    now: str
    outdated: bool


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its numbers, what is wrong with its marks, and the typed numbers that the values do not give."""

    text: str
    problems: tuple[Problem, ...] = ()
    typed: tuple[Typed, ...] = ()


def fill(
    text: str,
    values: Mapping[str, Value],
    where: str = "",
    language: str = "en",
    before: Mapping[str, Value] | None = None,
) -> Filled:
    r"""Return a text with the values that it names, and check the numbers that are typed in it.

    Parameters
    ----------
    text : str
        Of one or several lines.
    values : mapping of str to Value
        By the name that a mark has.
    where : str or Place
        Place of the text; of a text file with the number of its first line.
    language : str
        Language in which numbers are written.
    before : mapping of str to Value, optional
        The values of an earlier run: a typed number that was one of them and is not any more is outdated.

    Returns
    -------
    Filled
        A mark with an unknown name, or one that cannot be written as it asks, stays in the text and is a problem.

    Examples
    --------
    >>> values = {"total.air": Value(3204.56, "kg", name="releases to air")}
    >>> fill("[[total.air]] went into the air: [[total.air, t, 2]].", values).text
    '3,200\xa0kg went into the air: 3.2\xa0t.'
    >>> fill("[[total.airs]]", values).problems[0].guess
    'total.air'
    >>> fill("Releases to air were 2,900 kg.", values).typed[0].now
    '3,200\xa0kg'
    """
    problems: list[Problem] = []

    def written(match: re.Match[str]) -> str:
        place = _at(where, text, match.start())
        made = _mark(match["inside"], values, place, language)
        if isinstance(made, Problem):
            problems.append(made)
            return match[0]
        return made

    done = _MARK.sub(written, text)
    bare = _MARK.sub(lambda match: "\x00" * len(match[0]), text)
    for match in _OPEN.finditer(bare):
        problems.append(problem("text.open", _at(where, text, match.start()), text=match[0]))
    return Filled(done, tuple(problems), tuple(_typed(bare, values, where, language, before or {})))


def shown_value(value: Value, language: str = "en", forms: Iterable[str] = ()) -> str:
    r"""Return a value as a text prints it.

    Parameters
    ----------
    value : Value
    language : str
    forms : iterable of str
        As after the commas of a mark; they are checked before.

    Raises
    ------
    UnitError
        A unit is unknown, or of another kind than the value.

    Examples
    --------
    >>> shown_value(Value(6648.917, "kg", 5012.0, 8190.0), "fr", ["t", "range"])
    '5,01–8,19\xa0t'
    """
    if isinstance(value.value, (str, Sentence)):
        return in_words(value.value, language)
    digits, unit, times = 3, value.unit, 1.0
    ends: tuple[float | None, ...] = (value.value,)
    given = list(forms)
    for form in given:
        if form in LANGUAGES:
            language = form
        elif form.isdecimal():
            digits = int(machine_number(form))
        elif form not in FORMS:
            times, unit = factor(value.unit or "1", form), form
        else:
            ends = {"low": (value.low,), "high": (value.high,), "range": (value.low, value.high)}.get(
                form, ends
            )
    numbers = [number * times for number in ends if number is not None and math.isfinite(number)]
    if len(numbers) < len(ends):
        return _word("text.unknown", language)
    # A count is no estimate.
    in_full = "exact" in given or (not unit and all(number == int(number) for number in numbers))
    text = "\u2013".join(_number(number, digits, language, in_full) for number in numbers)
    return text if "number" in given or not unit else _with_unit(text, unit, language)


def _number(number: float, digits: int, language: str, in_full: bool) -> str:
    return exact(number, language) if in_full else readable(number, language, digits)


def _with_unit(text: str, unit: str, language: str) -> str:
    """Return a number and its unit, which stay on one line."""
    if unit == "%":
        return text + LANGUAGES[language].style.percent
    name = _word(f"text.unit.{unit}", language) if unit in _NAMED else unit
    return f"{text}{NO_BREAK if LANGUAGES[language].style.space else ''}{name}"


def _word(key: str, language: str) -> str:
    return Sentence(key).in_language(language)


def _at(where: str, text: str, start: int) -> str:
    """Return the place of a sign of the text: of a text file its line."""
    if isinstance(where, Place) and where.line is not None:
        return where.within(line=where.line + text.count("\n", 0, start))
    return where


def _mark(inside: str, values: Mapping[str, Value], where: str, language: str) -> str | Problem:
    """Return what stands in place of a mark."""
    if own := _OWN.match(inside):
        return own["text"]
    name, *forms = _BETWEEN.split(inside.strip())
    value = values.get(name) or values.get(_same(name, values))
    if value is None:
        known = _alike(name, values)
        return problem("text.name", where, name=name, allowed=known, guess=closest(name, list(values)))
    forms = [_form(form) for form in forms if form]
    for form in forms:
        if not _can_be_written(value, form):
            return problem("text.form", where, form=form, name=name)
    return shown_value(value, language, forms)


def _can_be_written(value: Value, form: str) -> bool:
    if form.isdecimal():
        return len(form) <= 2 and 1 <= machine_number(form) <= _MOST_DIGITS
    if form in LANGUAGES or form in FORMS:
        return True
    try:
        factor(value.unit or "1", form)
    except UnitError:
        return False
    return True


def _form(form: str) -> str:
    lower = form.casefold()
    return lower if lower in LANGUAGES or lower in FORMS else form


def _same(name: str, values: Mapping[str, Value]) -> str:
    """Return the name that differs in capitals only."""
    lower = name.casefold()
    return next((known for known in values if known.casefold() == lower), "")


def _alike(name: str, values: Mapping[str, Value]) -> list[str]:
    """Return the names that begin as an unknown one does: a few, since there are thousands."""
    parts = name.split(".")
    for count in range(len(parts) - 1, 0, -1):
        start = ".".join(parts[:count]).casefold() + "."
        like = [known for known in values if known.casefold().startswith(start)]
        if like:
            return like[:12]
    return [known for known in values if known.count(".") < 2][:12]


# Typed numbers ----------------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=4096)
def _kind(unit: str) -> tuple[str, float] | None:
    """Return the kind of a unit and how many of the base unit of the kind it is; None for what is no unit."""
    try:
        made = measured(parse(unit)).to_base_units()
    except UnitError:
        return None
    return str(made.units), float(made.magnitude)


@functools.cache
def _mass() -> str:
    kind = _kind("kg")
    assert kind is not None
    return kind[0]


def _unit_after(text: str, start: int) -> str:
    """Return the unit behind a number; empty where there is none."""
    at = start
    while at < len(text) and text[at] in _SPACES:
        at += 1
    first = _WORD.match(text, at)
    if not first:
        return ""
    second = _WORD.match(text, first.end() + 1) if text[first.end() : first.end() + 1] in _SPACES else None
    first_kind, whole = _kind(first[0]), _kind(text[at : second.end()]) if second else None
    # "million t" is a unit of another kind than "million"; "% of" is "%".
    if second and whole and (first_kind is None or first_kind[0] != whole[0]):
        return text[at : second.end()]
    ends = range(first.end(), first.start(), -1) if _UNSPACED.match(first[0]) else (first.end(),)
    return next((text[at:end] for end in ends if _kind(text[at:end])), "")


def _numbers(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the start, the digits and the unit of each typed number that has one; the first of a range has that of the last."""
    numbers = list(_NUMBER.finditer(text))
    result: list[tuple[int, str, str]] = []
    unit = ""
    for place in range(len(numbers) - 1, -1, -1):
        match = numbers[place]
        own = _unit_after(text, match.end())
        to_next = place + 1 < len(numbers) and _TO.match(text[match.end() : numbers[place + 1].start()])
        unit = own or (unit if to_next else "")
        if unit:
            result.append((match.start(), match[0], unit))
    yield from reversed(result)


def _amounts(values: Mapping[str, Value]) -> dict[str, list[tuple[str, float]]]:
    """Return the numbers of the values by the kind of their unit, in its base unit."""
    amounts: dict[str, list[tuple[str, float]]] = {}
    for name, value in values.items():
        kind = _kind(value.unit) if value.unit else None
        if kind is None or isinstance(value.value, (str, Sentence)):
            continue
        for number in (value.value, value.low, value.high):
            if number is not None and math.isfinite(number):
                amounts.setdefault(kind[0], []).append((name, number * kind[1]))
    return amounts


def _typed(
    text: str, values: Mapping[str, Value], where: str, language: str, before: Mapping[str, Value]
) -> Iterator[Typed]:
    numbers = list(_numbers(text))
    if not numbers:
        return
    now, then = _amounts(values), _amounts(before)
    for start, digits, unit in numbers:
        kind = _kind(unit)
        if kind is None or kind[0] not in now:
            continue
        gave = _matching(digits, kind[1], now[kind[0]])
        gave_then = _matching(digits, kind[1], then.get(kind[0], []))
        if (gave and not gave_then) or gave & gave_then or not (gave_then or kind[0] == _mass()):
            continue
        sentence = _sentence(text, start)
        among = {name: values[name] for name in gave_then if name in values} if gave_then else values
        named = next(iter(among)) if len(among) == 1 else _spoken_of(sentence, among, language)
        yield Typed(
            _at(where, text, start),
            f"{digits} {unit}",
            named,
            _now(values[named], unit, language) if named else "",
            bool(gave_then),
        )


def _now(value: Value, unit: str, language: str) -> str:
    try:
        factor(value.unit, unit)
    except UnitError:
        return shown_value(value, language)
    return shown_value(value, language, [unit])


def _matching(digits: str, times: float, amounts: Iterable[tuple[str, float]]) -> set[str]:
    """Return the names of the values that a typed number is, to the digits that it has."""
    typed = [(machine_number(reading), _significant(reading)) for reading in readings(digits)]
    names = set()
    for name, amount in amounts:
        number = amount / times
        for value, count in typed:
            if number == value or (number and value == _rounded(number, count)):
                names.add(name)
    return names


def _significant(reading: str) -> int:
    """Return the significant digits of a number; zeros at the end of a whole number are not counted."""
    plain = reading.lstrip("0.").replace(".", "")
    return max(1, len(plain if "." in reading else plain.rstrip("0")))


def _rounded(number: float, digits: int) -> float:
    return float(f"{number:.{digits - 1}e}")


def _sentence(text: str, start: int) -> str:
    begin = 0
    for end in _SENTENCE_END.finditer(text):
        if end.start() >= start:
            return text[begin : end.start()]
        begin = end.end()
    return text[begin:]


def _stems(text: str) -> frozenset[str]:
    """Return the words of a text without their endings; of a script without spaces, its pairs of signs."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    stems = {word[:_STEM] for word in words if len(word) > 2 and not _UNSPACED.search(word)}
    stems |= {word[i : i + 2] for word in words if _UNSPACED.search(word) for i in range(len(word) - 1)}
    return frozenset(stems)


def _spoken_of(sentence: str, values: Mapping[str, Value], language: str) -> str:
    """Return the name of the value that a sentence speaks of; empty where none, or more than one, is certain."""
    has = _stems(sentence)
    best, names = 0.0, []
    for name, value in values.items():
        words = _stems(in_words(value.name, language))
        common = len(words & has)
        if not common or common < _ENOUGH * len(words):
            continue
        score = common + common / len(words)
        if score > best:
            best, names = score, [name]
        elif score == best:
            names.append(name)
    return names[0] if len(names) == 1 else ""
