"""The text of a unit in one spelling of its characters, cut into words, numbers and signs."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

__all__ = ["LONGEST", "Token", "cleaned", "folded", "tokens"]

#: A longer text is not a unit.
LONGEST: Final = 120

_SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_RAISED: Final = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+")
_SIGNS: Final = str.maketrans(
    {
        "μ": "u",
        "−": "-",
        "–": "-",
        "‐": "-",
        "‑": "-",
        "—": "-",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "`": "'",
        "´": "'",
        "′": "'",
    }
    | {
        "∕": "/",
        "⁄": "/",
        "÷": "/",
        "·": "*",
        "⋅": "*",
        "∙": "*",
        "•": "*",
        "✕": "×",
        "[": "(",
        "]": ")",
        "_": " ",
    }
    | {"٪": "%", "،": ",", "؛": ";", "、": ",", "ـ": "", "@": " at "}
)
#: Vowel signs of Arabic, and signs of direction and joining, which nobody sees.
_UNSEEN: Final = re.compile("[\u064b-\u0652\u0670\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
_ELISION: Final = re.compile(r"(?<![^\W\d_])([dl])'(?=[^\W\d_])", re.IGNORECASE)
_WATT_HOUR: Final = re.compile(r"(?<![^\W\d_])([kKMGTPкМГТ]?(?:W|Вт))\s?[*.\- ]\s?([hHчЧ])(?![^\W\d_])")


def cleaned(text: str) -> str:
    """Return a text with its characters in one spelling: NFKC, but ``m³`` and ``10³`` with the sign of a power.

    Examples
    --------
    >>> cleaned("µg m⁻³"), cleaned("１０³ ｔ")
    ('ug m^-3', '10^3 t')
    """
    plain = _RAISED.sub(lambda run: "^" + run.group().translate(_SUPERSCRIPTS), text)
    plain = unicodedata.normalize("NFKC", plain)
    plain = "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in plain)
    plain = _UNSEEN.sub("", plain).translate(_SIGNS)
    plain = _ELISION.sub("de ", plain)
    return re.sub(r"\s+", " ", _WATT_HOUR.sub(r"\1\2", plain)).strip()


def folded(word: str) -> str:
    """Return a word without capitals and accents, for comparison.

    Examples
    --------
    >>> folded("Mètres"), folded("آلاف")
    ('metres', 'الاف')
    """
    parts = unicodedata.normalize("NFD", word.casefold())
    return "".join(sign for sign in parts if unicodedata.category(sign) != "Mn")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a unit.

    Attributes
    ----------
    kind : str
        ``word``, ``power`` (a multiplier in digits), ``one``, ``digits`` (another number), ``state`` (temperature and
        pressure) or ``sign``.
    text : str
        As it was written, cleaned.
    exponent : int
        Of a word; 1 without one.
    value : tuple of float
        Power of ten, or kelvin and hectopascal.
    """

    kind: str
    text: str
    exponent: int = 1
    value: tuple[float, ...] = ()


_WORD: Final = r"(?:[NSns][mM]|[Нн][мМ])\^?3(?!\d)|[Cc][lL]2(?!\d)|°\s?[cC](?![^\W\d_])|[\u3400-\u9fff]+|[^\W\d_\u3400-\u9fff]+|[%‰€]"
_EXPONENT: Final = (
    r"(?:(?:\^|\*\*)\s?\(?\s?(?P<raised>[-+]?[1-9])\s?\)?|(?P<beside>[-+]?[1-9]))(?![\d.,]?\d|\s?(?:\^|\*\*))"
)
_TOKEN: Final = re.compile(
    rf"""
    (?P<state>(?P<degrees>\d{{1,3}}(?:\.\d+)?)\s?(?:°\s?|deg\s?)?(?P<scale>[CK])\b
        (?:\s?(?:,|;|/|and|&|\s)\s?(?P<pressure>\d+(?:\.\d+)?)\s?(?P<of>atm|bar|kPa|hPa|mbar)\b)?)
  | (?P<thousands>'?000(?:'?s\b)?(?![\d.,]?\d))
  | (?P<power>10(?:\^|\*\*)\s?\+?(?P<ten>\d{{1,2}})(?!\d)|1[eE]\+?(?P<e>\d{{1,2}})(?!\w))
  | (?P<digits>\d+(?:[ ,.']\d{{3}})+(?![\d])|\d+(?:[.,]\d+)?)
  | (?P<word>{_WORD})(?:{_EXPONENT})?
  | (?P<sign>\*(?!\*)|[/×(),;:.&'\-+])
  | (?P<space>\s)
  | (?P<other>.)
    """,
    re.VERBOSE,
)
_KELVIN: Final = 273.15
_HPA: Final = {"atm": 1013.25, "bar": 1000.0, "kPa": 10.0, "hPa": 1.0, "mbar": 1.0}


def _state(match: re.Match[str]) -> tuple[float, ...]:
    degrees = float(match["degrees"]) + (_KELVIN if match["scale"] == "C" else 0.0)
    # 273 K, 293 K and 298 K are written for 0, 20 and 25 degC.
    kelvin = degrees + 0.15 if degrees in (273.0, 288.0, 293.0, 298.0) else degrees
    pressure = float(match["pressure"]) * _HPA[match["of"]] if match["pressure"] else 1013.25
    # 101.3 kPa and 1013 hPa are one atmosphere, rounded.
    return round(kelvin, 6), 1013.25 if abs(pressure - 1013.25) < 0.5 else round(pressure, 6)


def _number(text: str) -> Token:
    digits = re.sub(r"[ ,.']", "", text)
    if text == "1":
        return Token("one", text)
    if re.fullmatch("10{2,12}", digits) and re.fullmatch(r"1\d{0,2}([ ,.'])\d{3}(?:\1\d{3})*|10+", text):
        return Token("power", text, value=(float(len(digits) - 1),))
    return Token("digits", text)


def _token(match: re.Match[str]) -> Token | None:
    kind, text = match.lastgroup, match.group()
    if match["state"]:
        return Token("state", text, value=_state(match))
    if match["thousands"]:
        return Token("power", text, value=(3.0,))
    if match["power"]:
        power = int(match["ten"] or match["e"])
        return Token("power" if 2 <= power <= 12 else "digits", text, value=(float(power),))
    if match["digits"]:
        return _number(text)
    if match["word"]:
        exponent = int(match["raised"] or match["beside"] or "1")
        return Token("word", re.sub(r"\s|\^", "", match["word"]), exponent)
    return None if kind == "space" else Token("sign" if match["sign"] else "other", text)


def tokens(text: str) -> tuple[Token, ...]:
    """Return the pieces of a cleaned text, without spaces.

    Examples
    --------
    >>> [(token.text, token.exponent) for token in tokens("ng m^-3")]
    [('ng', 1), ('m', -3)]
    """
    return tuple(token for match in _TOKEN.finditer(text) if (token := _token(match)) is not None)
