"""The alphabetical order of names in the six languages: lists of States are in another order in every language.

A small part of the collation of CLDR (Unicode Technical Standard 35, part 5; the root order and the tailorings of es, ru, ar and
zh): Latin letters without their accents first, accents only between equals; Spanish ñ after n; Russian ё with е; the forms of
Arabic alef together; Chinese by pinyin, which is the order of the first level of GB 2312-80. Babel has names but no order.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from quicksilver.languages import LANGUAGES

__all__ = ["sort_key"]

_LIGATURES = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "’": "'", "ʼ": "'"}
)
_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ـ": None})
_FIRST_LEVEL = (0xB0A1, 0xD7F9)


@functools.lru_cache(maxsize=16384)
def sort_key(name: str, language: str = "en") -> tuple[tuple[int, ...], str]:
    """Return by what a name is sorted in a language.

    Parameters
    ----------
    name : str
    language : str
        Another than those of the program is sorted as English is.

    Examples
    --------
    >>> sorted(["Zambia", "Åland Islands", "Belgium"], key=sort_key)
    ['Åland Islands', 'Belgium', 'Zambia']
    >>> sorted(["ñu", "nz", "oz"], key=lambda name: sort_key(name, "es"))
    ['nz', 'ñu', 'oz']
    >>> sorted(["中国", "阿根廷", "智利"], key=lambda name: sort_key(name, "zh"))
    ['阿根廷', '智利', '中国']
    """
    rule = LANGUAGES[language].collation if language in LANGUAGES else "root"
    if rule == "pinyin":
        return tuple(_pinyin(sign) for sign in name), name
    text = unicodedata.normalize("NFC", name.casefold())
    if rule == "arabic":
        # Also as they come from a keyboard that gives alef and hamza as two signs.
        text = text.translate(_ARABIC)
    return tuple(weight for sign in text for weight in _weights(sign, rule)), name


def _weights(sign: str, rule: str) -> list[int]:
    # Two places per letter, so that one can stand between two others.
    if sign == "ñ" and rule == "spanish":
        return [2 * ord("n") + 1]
    if sign == "й":
        return [2 * ord("й")]
    plain = unicodedata.normalize("NFKD", sign.translate(_LIGATURES))
    kept = (letter for letter in plain if not unicodedata.combining(letter))
    return [2 * (ord(letter) if letter.isalnum() else 32) for letter in kept]


def _pinyin(sign: str) -> int:
    try:
        code = int.from_bytes(sign.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return 0x10000 + ord(sign)
    if re.match(r"[\x00-\x7f]", sign):
        return ord(sign)
    # What is not in the first level has no place by its sound and goes after it.
    return code if _FIRST_LEVEL[0] <= code <= _FIRST_LEVEL[1] else 0x10000 + ord(sign)
