"""Numbers as a reader of a language expects them."""

from __future__ import annotations

import functools
import math
from typing import Any, Final

from quicksilver.languages import LANGUAGES

__all__ = ["exact", "percent", "readable", "shown"]

MINUS = "\u2212"
#: Shares from here on are written with an exponent.
_COUNTABLE: Final = 1e15


@functools.lru_cache(maxsize=8)
def _locale(language: str) -> Any:
    from babel import Locale

    return Locale.parse(LANGUAGES[language].cldr)


def _formatted(value: float, decimals: int, language: str) -> str:
    from babel.numbers import format_decimal

    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    digits = LANGUAGES[language].digits
    text = str(format_decimal(value, format=pattern, locale=_locale(language), numbering_system=digits))
    return text.replace("\u200e", "").replace("-", MINUS)


def shown(value: float | None, language: str = "en", digits: int = 3) -> str:
    """Return a number rounded to significant digits, as it is printed in a text or table; empty for None.

    Digits before the decimal point are never rounded away, so that sums can be followed.

    Examples
    --------
    >>> shown(1234.56), shown(0.012345), shown(0.0), shown(None)
    ('1,235', '0.0123', '0', '')
    """
    if value is None or math.isnan(value):
        return ""
    if value == 0:
        return "0"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    if decimals > 8:
        return f"{value:.{digits - 1}e}".replace("-", MINUS)
    return _formatted(value, decimals, language)


def readable(value: float | None, language: str = "en", digits: int = 3) -> str:
    """Return a number with no more significant digits than its range supports, also before the decimal point.

    Examples
    --------
    >>> readable(6648.917), readable(0.012345), readable(None)
    ('6,650', '0.0123', '')
    """
    if value is None or not math.isfinite(value) or value == 0:
        return shown(value, language, digits)
    return shown(round(value, digits - 1 - math.floor(math.log10(abs(value)))), language, digits)


def exact(value: float | None, language: str = "en") -> str:
    """Return a number with up to ten significant digits; empty for None.

    Examples
    --------
    >>> exact(1234567.5), exact(0.00015)
    ('1,234,567.5', '0.00015')
    """
    if value is None or math.isnan(value):
        return ""
    text = f"{value:.10g}"
    if "e" in text:
        return text.replace("-", MINUS)
    decimals = len(text.partition(".")[2])
    return _formatted(value, decimals, language)


def percent(share: float | None, language: str = "en") -> str:
    """Return a share as a percentage; below one per cent with one decimal.

    Examples
    --------
    >>> percent(0.256), percent(0.004), percent(1e26)
    ('26%', '0.4%', '1.00e+28%')
    """
    if share is None or math.isnan(share):
        return ""
    from babel.numbers import format_percent

    row = LANGUAGES[language]
    if abs(share) >= _COUNTABLE:
        # More digits than Babel rounds, and than anyone counts: a change from next to nothing.
        return f"{100 * share:.2e}{row.style.percent}".replace("-", MINUS)
    decimals = ".0" if 0 < abs(share) < 0.01 else ""
    pattern = f"#,##0{decimals}{row.style.percent}"
    text = str(format_percent(share, format=pattern, locale=_locale(language), numbering_system=row.digits))
    return text.replace("\u200e", "").replace("-", MINUS)
