"""Numbers as people read them: in full, without exponents."""

from __future__ import annotations

import math

__all__ = ["in_full", "three_digits"]


def in_full(value: float, digits: int = 7) -> str:
    """Return a number with so many significant digits, without an exponent and without zeros that say nothing.

    Examples
    --------
    >>> in_full(9e-05), in_full(150.0), in_full(0.0), in_full(12345678.9), in_full(4.166666666e-10)
    ('0.00009', '150', '0', '12,345,679', '0.0000000004166667')
    """
    if value == 0:
        return "0"
    text = f"{value:,.{max(0, digits - 1 - math.floor(math.log10(abs(value))))}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def three_digits(value: float) -> str:
    """Return a number with three significant digits and no exponent where it can be read.

    Examples
    --------
    >>> three_digits(1630.4), three_digits(0.0523), three_digits(187183.5)
    ('1,630', '0.0523', '187,000')
    """
    return f"{float(f'{value:.3g}'):,.10g}"
