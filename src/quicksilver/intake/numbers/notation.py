"""What stands in a cell in place of a number: notation keys of the conventions, and the marks of statistical tables.

Each has one of the states of a datum that is not a number: *absent* (the source does not occur), *unknown* (it may occur, and
no value is known) or *not given* (the cell states nothing, or the value is counted elsewhere). None of them is zero. The notation
as it was written is kept beside the state, since ``IE`` and ``-`` are both not given and mean different things.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from quicksilver.intake.packaged import Table

__all__ = ["MISSING_CODES", "Notation", "codes_among", "is_missing_code", "notation", "notations"]

#: Numbers by which programs and loggers state that there is none.
MISSING_CODES: Final = frozenset(
    {
        *(sign * float("9" * count) for sign in (-1, 1) for count in (3, 4, 5, 6)),
        *(sign * value for sign in (-1, 1) for value in (999.9, 9999.9, 999.99, 9999.99, 99999.99)),
        -9.0,
        -99.0,
        -99.9,
        -99.99,
        1e20,
        -1e30,
        9.969209968386869e36,  # NetCDF's default fill value of floats
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notation:
    """A key or mark in place of a number.

    Attributes
    ----------
    text : str
        As the table has it.
    state : str
        ``absent``, ``unknown`` or ``not given``.
    meaning : str
        In English.
    source : str
        Where the key is defined, or how it is used.
    """

    text: str
    state: Literal["absent", "unknown", "not given"]
    meaning: str
    source: str = ""


_TABLE: Final = Table("quicksilver.intake", "data/notation.csv", Notation, key=("text",))


def notations() -> tuple[Notation, ...]:
    """Return all keys and marks."""
    return _TABLE.rows()


@functools.cache
def _by_text() -> dict[str, Notation]:
    return {row.text.casefold(): row for row in notations()}


def notation(text: str) -> Notation | None:
    """Return the key or mark that a cell of numbers has; None where it is none.

    Examples
    --------
    >>> notation("NE").state, notation(" ie ").state, notation("no").state, notation("12")
    ('unknown', 'not given', 'absent', None)
    """
    return _by_text().get(" ".join(text.split()).casefold().replace("–", "-").replace("−", "-"))


def codes_among(values: Iterable[float]) -> tuple[float, ...]:
    """Return the codes for missing values that a column of amounts has.

    A number of :data:`MISSING_CODES` is taken for a code where it cannot be one of the amounts beside it: it is negative and
    below them all, or at least ten times the largest of them.

    Parameters
    ----------
    values : iterable of float
        Amounts, which are 0 or more but for the noise of an instrument.

    Examples
    --------
    >>> codes_among([1.5, 1.4, -999.0, 1.6]), codes_among([900.0, 999.0, 950.0]), codes_among([-999.0])
    ((-999.0,), (), ())
    """
    finite = {value for value in values if math.isfinite(value)}
    codes = finite & MISSING_CODES
    others = finite - codes
    if not others:
        return ()
    low, high = min(others), max(abs(value) for value in others)
    return tuple(sorted(code for code in codes if code < min(low, 0) or code >= 10 * max(high, 1e-30)))


def is_missing_code(value: float) -> bool:
    """Return whether a number is one by which programs state that there is none.

    It can also be a value: 999 t is a mass. So this is never used alone, but to ask or to advise.

    Examples
    --------
    >>> is_missing_code(-999), is_missing_code(9999.99), is_missing_code(12)
    (True, True, False)
    """
    return float(value) in MISSING_CODES
