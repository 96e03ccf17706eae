"""Numbers as people write and read them: decimal commas, separators of thousands, no exponents."""

from __future__ import annotations

import math
import re

__all__ = ["advice", "in_full", "readings", "three_digits"]


def readings(text: str) -> tuple[str, ...]:
    """Return what a text that is not a number can mean: nothing, one number, or two where a comma can be either sign.

    Examples
    --------
    >>> readings("0,15"), readings("1,500"), readings("many")
    (('0.15',), ('1500', '1.5'), ())
    """
    guess = _guess(text)
    if not guess:
        return ()
    plain = re.sub(r"[\s\u00a0\u202f']", "", text)
    # One comma before three digits separates thousands in one country and decimals in another.
    return (plain.replace(",", ""), guess) if re.fullmatch(r"-?\d{1,3},\d{3}", plain) else (guess,)


def advice(text: str) -> tuple[str, str]:
    """Return the guess and the remedy for a text that is not a number; where it has two readings, both are named.

    Examples
    --------
    >>> advice("0,15")
    ('0.15', 'write 0.15 if that is meant, with a decimal point and without separators')
    >>> advice("1,500")
    ('', 'write 1500 if the comma separates thousands, 1.5 if it is a decimal comma')
    """
    numbers = readings(text)
    if not numbers:
        return "", "enter digits with a decimal point, such as 1500 or 0.5"
    if len(numbers) == 2:
        return (
            "",
            f"write {numbers[0]} if the comma separates thousands, {numbers[1]} if it is a decimal comma",
        )
    return numbers[0], f"write {numbers[0]} if that is meant, with a decimal point and without separators"


def _guess(text: str) -> str:
    """Return what a number with a comma or with spaces was probably meant to be."""
    plain = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("'", "")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    elif plain.count(",") >= 1 and plain.count(".") <= 1 and plain.rfind(".") > plain.rfind(","):
        plain = plain.replace(",", "")
    elif (plain.count(".") > 1 and plain.count(",") <= 1) or (
        plain.count(",") == 1 and plain.rfind(",") > plain.rfind(".")
    ):
        plain = plain.replace(".", "").replace(",", ".")
    else:
        plain = plain.replace(",", "")
    try:
        return str(float(plain)) if not plain.lstrip("-").isdigit() else plain
    except ValueError:
        return ""


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
