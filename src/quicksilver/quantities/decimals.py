"""Numbers as people write them: what a decimal comma or a separator of thousands probably means."""

from __future__ import annotations

import re

__all__ = ["advice", "readings"]


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
    found = readings(text)
    if not found:
        return "", "enter digits with a decimal point, such as 1500 or 0.5"
    if len(found) == 2:
        return "", f"write {found[0]} if the comma separates thousands, {found[1]} if it is a decimal comma"
    return found[0], f"write {found[0]} if that is meant, with a decimal point and without separators"


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
