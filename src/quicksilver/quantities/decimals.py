"""Numbers as people write them: what a decimal comma or a separator of thousands probably means."""

from __future__ import annotations

import re

__all__ = ["advice"]


def advice(text: str) -> tuple[str, str]:
    """Return the guess and the remedy for a text that is not a number; where it has two readings, both are named.

    Examples
    --------
    >>> advice("0,15")
    ('0.15', 'write 0.15 if that is meant, with a decimal point and without separators')
    >>> advice("1,500")
    ('', 'write 1500 if the comma separates thousands, 1.5 if it is a decimal comma')
    """
    guess = _guess(text)
    if not guess:
        return "", "enter digits with a decimal point, such as 1500 or 0.5"
    plain = re.sub(r"[\s\u00a0\u202f']", "", text)
    # One comma before three digits separates thousands in one country and decimals in another.
    if re.fullmatch(r"-?\d{1,3},\d{3}", plain):
        whole = plain.replace(",", "")
        return "", f"write {whole} if the comma separates thousands, {guess} if it is a decimal comma"
    return guess, f"write {guess} if that is meant, with a decimal point and without separators"


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
