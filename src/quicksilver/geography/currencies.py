"""Currency codes of ISO 4217, those of the past too (Babel, from CLDR): money is kept in the currency it was stated in."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from quicksilver.languages import LANGUAGES

__all__ = ["currency_codes", "currency_guess"]

# "No currency" and "code for testing".
_NONE = {"XXX", "XTS"}


@functools.lru_cache(maxsize=1)
def currency_codes() -> frozenset[str]:
    """Return the three-letter codes of all currencies there are and were.

    Examples
    --------
    >>> {"EUR", "XOF", "DEM"} <= currency_codes(), "EURO" in currency_codes()
    (True, False)
    """
    from babel.numbers import list_currencies

    return frozenset(list_currencies()) - _NONE


def currency_guess(text: str) -> str:
    """Return the code that is meant by its other case or by the name of a currency; empty where that is not certain.

    That codes are alike means nothing: AUD is not USD.

    Examples
    --------
    >>> currency_guess("eur"), currency_guess("Euro"), currency_guess("franco CFA"), currency_guess("EUU")
    ('EUR', 'EUR', '', '')
    """
    plain = " ".join(text.split()).casefold()
    if plain.upper() in currency_codes():
        return plain.upper()
    meant = _codes_by_name().get(plain, frozenset())
    return next(iter(meant)) if len(meant) == 1 else ""


@functools.lru_cache(maxsize=1)
def _codes_by_name() -> Mapping[str, frozenset[str]]:
    """Return the codes that each name has in the languages of the program."""
    from babel import Locale

    names: dict[str, set[str]] = {}
    for language in LANGUAGES.values():
        for code, name in Locale.parse(language.cldr).currencies.items():
            if code in currency_codes():
                names.setdefault(str(name).casefold(), set()).add(code)
    return {name: frozenset(codes) for name, codes in names.items()}
