"""Texts of the six languages as searching compares them: without accents, vowel marks, case and the variants of one letter.

Folding goes sign by sign (Unicode's NFKD and case folding, then what those leave apart), so that a text is folded in one pass.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["LONGEST", "fold", "has_arabic", "has_chinese", "is_chinese", "runs", "without_article"]

#: Signs of a word that count; the rest of a longer one is not looked at.
LONGEST: Final = 40
_CHINESE: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003fffd"
_RUN = re.compile(rf"[{_CHINESE}]+|[^\W_{_CHINESE}]+")
_FIRST_CHINESE: Final = "\u3007"
_IS_CHINESE = re.compile(f"[{_CHINESE}]")
_IS_ARABIC = re.compile("[\u0600-\u06ff]")
#: Marks above and below letters, and signs that only steer how a text is shown.
_DROPPED: Final = frozenset({"Mn", "Me", "Cf"})
_ALSO: Final = {
    "ـ": "",
    "ة": "ه",
    "ى": "ي",
    "ی": "ي",
    "ک": "ك",
    "ٱ": "ا",
    "œ": "oe",
    "æ": "ae",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ı": "i",
    "ʼ": "'",
}
#: "The", alone or after and, so, with, like, to; never so much of a word that a single letter is left.
_ARTICLE = re.compile("(?:[وفبك]?ال|لل)(?=..)")
_MAY_BEGIN_ARTICLE: Final = frozenset("اوفبكل")


class _Folded(dict[int, str]):
    """What each sign is folded to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        text = chr(code)
        while (folded := "".join(map(_sign, unicodedata.normalize("NFKD", text.casefold())))) != text:
            text = folded
        self[code] = text
        return text


def _sign(sign: str) -> str:
    if unicodedata.category(sign) in _DROPPED:
        return ""
    digit = unicodedata.decimal(sign, None)
    return str(digit) if digit is not None else _ALSO.get(sign, sign)


_FOLDED = _Folded()


def fold(text: str) -> str:
    """Return a text as it is compared.

    Examples
    --------
    >>> fold("Émission de l’ÉTÉ"), fold("Трёх"), fold("إدارةٌ"), fold("٢٠١٧")
    ('emission de l’ete', 'трех', 'اداره', '2017')
    """
    return text.lower() if text.isascii() else text.translate(_FOLDED)


def runs(folded: str) -> list[str]:
    """Return the runs of a folded text: of Chinese signs, and of letters and digits of other scripts.

    Examples
    --------
    >>> runs(fold("UNEP(DTIE)/Hg: 2017年"))
    ['unep', 'dtie', 'hg', '2017', '年']
    """
    return _RUN.findall(folded)


def is_chinese(run: str) -> bool:
    """Return whether a run is one of Chinese signs."""
    return run[0] >= _FIRST_CHINESE and _IS_CHINESE.match(run) is not None


def has_chinese(text: str) -> bool:
    """Return whether a text has a Chinese sign."""
    return _IS_CHINESE.search(text) is not None


def has_arabic(text: str) -> bool:
    """Return whether a folded text has an Arabic letter."""
    return _IS_ARABIC.search(text) is not None


def without_article(word: str) -> str:
    """Return an Arabic word without its article, and every word cut to the signs that count.

    Examples
    --------
    >>> without_article("والزيبق"), without_article("للزيبق"), without_article("الي")
    ('زيبق', 'زيبق', 'الي')
    """
    if word[0] in _MAY_BEGIN_ARTICLE:
        match = _ARTICLE.match(word)
        if match:
            word = word[match.end() :]
    return word[:LONGEST]
