"""What each word of a unit is: a unit, a multiplier, a period, a material, a basis, a word that changes nothing, or unknown."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from quicksilver.quantities.units import words
from quicksilver.quantities.units.counts import AMBIGUOUS, COUNTS, TIMES
from quicksilver.quantities.units.signs import folded_signs, signs
from quicksilver.quantities.units.text import Token, cleaned, folded, tokens
from quicksilver.quantities.units.vocabulary import MEASURES

__all__ = ["Entry", "Found", "currency_signs", "expression", "known_words", "lookup", "material_of", "times"]

#: Longest phrase, in words.
_PHRASE: Final = 6
_HAN: Final = re.compile("[\u3400-\u9fff]+")
#: The article of Arabic is written in one with its word.
_ARTICLE: Final = "ال"
_CURRENCY: Final = re.compile("[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a word can be.

    Attributes
    ----------
    kind : str
        ``unit``, ``time``, ``multiplier``, ``times`` (the sign before one), ``per``, ``period``, ``material``, ``basis``,
        ``standard``, ``plain``, ``ambiguous`` or ``unknown``.
    value : str
        Sign of the unit, power of ten, name of the material ...
    exponent : int
        Of the unit: a cubic metre is the third power of a metre.
    readings : tuple of str
        Of an ambiguous word.
    """

    kind: str
    value: str = ""
    exponent: int = 1
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A word or a phrase in a text, with everything that it can be."""

    text: str
    entries: tuple[Entry, ...]
    exponent: int = 1

    def first(self, *kinds: str) -> Entry | None:
        """Return the first entry of some kinds; of all kinds without any."""
        return next((entry for entry in self.entries if not kinds or entry.kind in kinds), None)


def _phrase(text: str) -> str:
    """Return a spelling as the pieces of a text are joined, so that ``p.a.`` and ``p a`` are one."""
    return " ".join(folded(token.text) for token in tokens(cleaned(text)) if token.kind == "word")


def _power(symbol: str) -> tuple[str, int]:
    base, _, power = symbol.partition("^")
    return base, int(power or "1")


def _rows() -> Iterator[tuple[str, Entry]]:
    """Yield every spelling with what it is."""
    for kind, table in (("unit", MEASURES), ("unit", COUNTS), ("time", TIMES)):
        for row in table:
            base, power = _power(row.symbol)
            # Of a sign with a prefix capitals count: it is no word.
            own = () if "^" in row.symbol or row.symbol in signs() else (row.symbol,)
            for spelling in "|".join([*own, *row.words.values()]).split("|"):
                yield spelling, Entry(kind, base, power)
    for power_of_ten, spellings in words.MULTIPLIERS.items():
        yield from ((spelling, Entry("multiplier", str(power_of_ten))) for spelling in spellings.split("|"))
    named: Iterable[tuple[str, Mapping[str, str]]] = (
        ("period", words.PERIODS),
        ("material", words.MATERIALS),
        ("basis", words.BASES),
    )
    for kind, several in named:
        for name, spellings in several.items():
            yield from ((spelling, Entry(kind, name)) for spelling in spellings.split("|"))
    for kind, spellings in (
        ("per", words.PER),
        ("standard", words.STANDARD),
        ("plain", words.PLAIN),
        ("plain", words.JOINERS),
    ):
        yield from ((spelling, Entry(kind)) for spelling in spellings.split("|"))
    yield from ((sign, Entry("times")) for sign in ("x", "х"))
    yield from ((word, Entry("ambiguous", readings=readings)) for word, readings in AMBIGUOUS.items())


@functools.lru_cache(maxsize=1)
def _entries() -> Mapping[str, tuple[Entry, ...]]:
    made: dict[str, list[Entry]] = {}
    for spelling, entry in _rows():
        key = _phrase(spelling) or spelling
        if entry not in made.setdefault(key, []):
            made[key].append(entry)
    return {key: tuple(several) for key, several in made.items()}


@functools.lru_cache(maxsize=1)
def expressions() -> Mapping[str, str]:
    """Return what each printed sign is in the language of pint."""
    made = dict(signs().values())
    return made | {
        _power(row.symbol)[0]: row.expression for row in (*MEASURES, *COUNTS, *TIMES) if "^" not in row.symbol
    }


def expression(symbol: str) -> str:
    """Return what a printed sign is in the language of pint; each currency is a unit.

    Examples
    --------
    >>> expression("kt"), expression("toe")
    ('kilotonne', '41.868*gigajoule')
    """
    return expressions().get(symbol, symbol)


@functools.lru_cache(maxsize=1)
def times() -> frozenset[str]:
    """Return the signs of units of time."""
    return frozenset(row.symbol for row in TIMES)


@functools.lru_cache(maxsize=1)
def _materials() -> Mapping[str, str]:
    return {row.symbol: row.material for row in MEASURES if row.material}


def material_of(symbol: str) -> str:
    """Return what a unit measures for certain, such as mercury in flasks; empty for most units."""
    return _materials().get(symbol, "")


@functools.lru_cache(maxsize=1)
def known_words() -> frozenset[str]:
    """Return every word that the grammar knows, folded, also those of phrases."""
    singles = {word for phrase in _entries() for word in phrase.split(" ")}
    return frozenset(singles | set(folded_signs()) | {"k", "mm"})


@functools.lru_cache(maxsize=1)
def currency_signs() -> frozenset[str]:
    """Return the currencies of ISO 4217, each of which is a unit."""
    import pycountry

    return frozenset(currency.alpha_3 for currency in pycountry.currencies)


def _single(word: str) -> tuple[Entry, ...]:
    """Return what one word can be; capitals decide where a sign has a prefix."""
    exact = signs().get(word)
    others = _entries().get(folded(word), ())
    clear = tuple(entry for entry in others if entry.kind != "ambiguous")
    if exact is not None:
        return (Entry("unit", exact[0]), *clear)
    if word in ("k", "MM"):
        return (Entry("multiplier", "3" if word == "k" else "6"),)
    if word == "€" or _CURRENCY.fullmatch(word):
        code = "EUR" if word == "€" else word
        # What is a word of the field in capitals (TOE, PCS) stays one.
        if not others and code in currency_signs():
            return (Entry("unit", code),)
    unclear = tuple(entry for entry in others if entry.kind == "ambiguous")
    if others:
        return unclear or others
    readings = folded_signs().get(word.casefold(), ())
    if not readings:
        return ()
    if len(readings) > 1 or (readings[0].endswith("g") and readings[0] not in ("g", "kg")):
        return (Entry("ambiguous", readings=readings if len(readings) > 1 else (*readings, "g")),)
    return (Entry("unit", readings[0]),)


def _segments(text: str) -> list[str]:
    """Cut a run of Chinese characters into the longest words that are known; what is not stays in one piece."""
    made: list[str] = []
    known, at, unknown = _entries(), 0, ""
    while at < len(text):
        length = next((n for n in range(min(12, len(text) - at), 0, -1) if text[at : at + n] in known), 0)
        if not length:
            unknown += text[at]
            at += 1
            continue
        made += [unknown] if unknown else []
        unknown = ""
        made.append(text[at : at + length])
        at += length
    return made + ([unknown] if unknown else [])


def _split(token: Token) -> list[Token]:
    """Return a run of Chinese characters as its words; another word as it is."""
    if not _HAN.match(token.text):
        return [token]
    pieces = _segments(token.text)
    return [Token("word", piece) for piece in pieces[:-1]] + [Token("word", pieces[-1], token.exponent)]


def lookup(pieces: Sequence[Token], known: Collection[str] = ()) -> list[Found | Token]:
    """Return the pieces of a text with its words looked up, the longest phrases first.

    Parameters
    ----------
    pieces : sequence of Token
    known : collection of str
        Further words, folded, that are known here and change nothing.
    """
    cut = [part for token in pieces for part in (_split(token) if token.kind == "word" else [token])]
    made: list[Found | Token] = []
    at = 0
    while at < len(cut):
        if cut[at].kind != "word":
            made.append(cut[at])
            at += 1
            continue
        word, used = _longest(cut, at, known)
        made.append(word)
        at += used
    return made


def _longest(cut: Sequence[Token], at: int, known: Collection[str]) -> tuple[Found, int]:
    run = [cut[at]]
    ends = [at + 1]
    index = at + 1
    # Full stops, hyphens and apostrophes stand within phrases ("тыс. т", "dry-weight").
    while index < len(cut) and len(run) < _PHRASE and run[-1].exponent == 1:
        if cut[index].kind == "word":
            run.append(cut[index])
            ends.append(index + 1)
        elif cut[index].text not in (".", "-", "'"):
            break
        index += 1
    for length in range(len(run), 1, -1):
        phrase = " ".join(folded(token.text) for token in run[:length])
        if phrase in _entries():
            text = " ".join(token.text for token in run[:length])
            return Found(text, _entries()[phrase], run[length - 1].exponent), ends[length - 1] - at
    token = cut[at]
    entries = _single(token.text)
    if not entries and token.text.startswith(_ARTICLE):
        entries = _entries().get(folded(token.text).removeprefix(_ARTICLE), ())
    if not entries and folded(token.text) in known:
        entries = (Entry("plain"),)
    return Found(token.text, entries or (Entry("unknown"),), token.exponent), 1
