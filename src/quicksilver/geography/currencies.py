"""Currency codes of ISO 4217, those of the past too (Babel, from CLDR): money is kept in the currency it was stated in."""

from __future__ import annotations

import functools

__all__ = ["currency_codes"]

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
