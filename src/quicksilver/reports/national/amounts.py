"""Numbers as a report prints them: rounded for reading, whole in the annex, a sign where there is none."""

from __future__ import annotations

import math
from typing import Final

from quicksilver.documents.tree import Number
from quicksilver.language import numbers

__all__ = ["DASH", "exact", "percent", "readable", "readable_span", "rounded", "span"]

#: Printed where there is no number; never where the number is 0.
DASH: Final = "\u2013"
_SMALLEST: Final = 1e-4
# Below this a share would print as 0.0 %, which it is not.
_LEAST_SHARE: Final = 5e-4


def rounded(value: float | None, language: str) -> Number:
    """Return a number rounded to three significant digits or to whole units; a dash for a missing one.

    Examples
    --------
    >>> rounded(4057.1, "en").text, rounded(0.0, "en").text, rounded(None, "en").text
    ('4,057', '0', '–')
    """
    return Number(numbers.shown(value, language) or DASH)


def readable(value: float | None, language: str) -> Number:
    """Return a number with three significant digits, for a sentence; a dash for a missing one.

    Examples
    --------
    >>> readable(6648.9, "en").text, readable(None, "en").text
    ('6,650', '–')
    """
    return Number(numbers.readable(value, language) or DASH)


def readable_span(low: float | None, high: float | None, language: str) -> Number:
    """Return a range with three significant digits, for a sentence.

    Examples
    --------
    >>> readable_span(5544.1, 8367.2, "en").text
    '5,540–8,370'
    """
    return _joined(readable(low, language), readable(high, language))


def exact(value: float | None, language: str) -> Number:
    """Return a number with up to six decimals (kilograms to the milligram); a dash for a missing one.

    Examples
    --------
    >>> exact(182.92682926829, "en").text, exact(0.0, "en").text
    ('182.926829', '0')
    """
    if value is not None and math.isfinite(value) and abs(value) >= _SMALLEST:
        value = round(value, 6)
    return Number(numbers.exact(value, language) or DASH)


def percent(part: float | None, whole: float, language: str) -> Number:
    """Return a part of a whole in per cent; a dash where there is nothing to be a part of.

    Examples
    --------
    >>> percent(1.0, 8.0, "en").text, percent(1.0, 0.0, "en").text, percent(1.0, 9999.0, "en").text
    ('12%', '–', '<0.1%')
    """
    if part is None or math.isnan(part) or not whole > 0:
        return Number(DASH)
    share = part / whole
    if 0 < share < _LEAST_SHARE:
        return Number("<" + numbers.percent(2 * _LEAST_SHARE, language))
    return Number(numbers.percent(share, language))


def span(low: float | None, high: float | None, language: str) -> Number:
    """Return a range as one number, so that nothing separates or reverses it.

    Examples
    --------
    >>> span(1.0, 2.0, "en").text
    '1.00–2.00'
    """
    return _joined(rounded(low, language), rounded(high, language))


def _joined(low: Number, high: Number) -> Number:
    ends = (low.text, high.text)
    return Number(DASH if DASH in ends else f"{low.text}{DASH}{high.text}")
