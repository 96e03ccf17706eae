"""The form of a number as people write it: digits, groups of three, a decimal sign, an exponent."""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal
from enum import StrEnum
from typing import Final

from quicksilver.errors import Similar

__all__ = [
    "EXPONENT",
    "GROUPING",
    "LONGEST",
    "DecimalSign",
    "is_clear",
    "is_slip",
    "is_spaced",
    "likely_number",
    "machine_decimal",
    "machine_number",
    "normal",
    "readings",
    "short",
    "with_each_sign",
    "written",
]


class DecimalSign(StrEnum):
    """The sign between whole and fraction."""

    POINT = "point"
    COMMA = "comma"

    @property
    def character(self) -> str:
        """Return the sign as it is written."""
        return "." if self is DecimalSign.POINT else ","


#: Signs that part groups of three digits and nothing else. The ordinary space is not among them.
GROUPING: Final = "\u00a0\u2007\u2009\u202f\u2008\u2006\u2005'\u2019\u02bc"
_MINUS: Final = "\u2212\u2012\u2013\ufe63\uff0d"
_SIGNS: Final = str.maketrans(
    {
        "\uff0c": ",",
        "\uff0e": ".",
        "\uff0b": "+",
    }
)
#: Whole part: plain digits, groups of three with one separator throughout, or groups as India writes them.
_WHOLE: Final = (
    r"(?:\d+"
    r"|[1-9]\d{{0,2}}(?P<by>{group})\d{{3}}(?:(?P=by)\d{{3}})*"
    r"|[1-9]\d?(?P<lakh>{group})\d{{2}}(?:(?P=lakh)\d{{2}})*(?P=lakh)\d{{3}})"
)
EXPONENT: Final = r"(?:\s?[x×·*]\s?10\s?(?:\^|\*\*)?\s?(?P<power>[+-]?\d{1,3})|[eE](?P<e>[+-]?\d{1,4}))?"
#: Longer texts are no numbers that anybody means; the ends of the range of a float are far within it.
LONGEST: Final = 400
_SUPERSCRIPT: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_HAS_SUPERSCRIPT: Final = re.compile("10([⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+)")


def _form(decimal: str, grouping: str) -> re.Pattern[str]:
    whole = _WHOLE.format(group=f"[{re.escape(grouping)}]")
    point = f"(?:[{re.escape(decimal)}]|\u066b)"
    return re.compile(
        rf"(?P<sign>[+-]?)(?:(?P<whole>{whole})(?:{point}(?P<part>\d*))?|{point}(?P<bare>\d+)){EXPONENT}"
    )


_FORMS: Final = {
    DecimalSign.POINT: _form(".", ",\u066c" + GROUPING),
    DecimalSign.COMMA: _form(",", ".\u066c" + GROUPING),
}
#: Numbers that have one reading whatever the sign is: most cells of most files.
_CLEAR: Final = re.compile(r"[+-]?\d{1,300}(?:[eE][+-]?\d{1,3})?")
_SLIP: Final = re.compile(r"[+-]?[1-9]\d{0,2},\d+000")
_MACHINE: Final = re.compile(r"[+-]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:[eE][+-]?\d{1,4})?", re.ASCII)
_SPACED: Final = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


def is_clear(text: str) -> bool:
    """Return whether a normal text is a number with one reading whatever the sign is.

    Examples
    --------
    >>> is_clear("-12"), is_clear("3e5"), is_clear("1,500")
    (True, True, False)
    """
    return _CLEAR.fullmatch(text) is not None


def is_spaced(text: str) -> bool:
    """Return whether ordinary spaces part groups of three digits.

    Examples
    --------
    >>> is_spaced("5 000"), is_spaced("5 t")
    (True, False)
    """
    return _SPACED.search(text) is not None


def is_slip(text: str) -> bool:
    """Return whether a comma separates neither three digits nor a usual fraction: ``2,1000``.

    Examples
    --------
    >>> is_slip("2,1000"), is_slip("2,100"), is_slip("0,1000"), is_slip("2,1415")
    (True, False, False, False)
    """
    return _SLIP.fullmatch(text) is not None


def normal(text: str) -> str:
    """Return a text with ASCII digits and signs; letters stay what they are."""
    if text.isascii():
        return text.strip()
    text = _HAS_SUPERSCRIPT.sub(lambda match: "10^" + match[1].translate(_SUPERSCRIPT), text)
    digits = (
        str(unicodedata.digit(sign)) if unicodedata.category(sign) == "Nd" else sign
        for sign in text.translate(_SIGNS)
    )
    return "".join("-" if sign in _MINUS else sign for sign in digits).strip()


def _value(match: re.Match[str]) -> str:
    """Return the canonical text of a number from the parts of its form."""
    whole = re.sub(r"\D", "", match["whole"] or "0")
    part = match["part"] or match["bare"] or ""
    exponent = match["power"] or match["e"] or ""
    sign = "-" if match["sign"] == "-" else ""
    return f"{sign}{whole}{'.' + part if part else ''}{'e' + exponent if exponent else ''}"


def with_each_sign(text: str) -> dict[DecimalSign, str]:
    """Return the canonical number that a text is with each decimal sign with which it is well formed."""
    plain = normal(text)
    if len(plain) > LONGEST:
        return {}
    matches = ((sign, form.fullmatch(plain)) for sign, form in _FORMS.items())
    return {sign: _value(match) for sign, match in matches if match}


def readings(text: str) -> tuple[str, ...]:
    """Return what a text can mean as a number: nothing, one number, or two where one sign can be either.

    An ordinary space between groups of three digits is taken for a separator here, since this is what is offered to a
    person, and not what is read.

    Examples
    --------
    >>> readings("0,15"), readings("1,500"), readings("1,540,000"), readings("5 000"), readings("many")
    (('0.15',), ('1500', '1.5'), ('1540000',), ('5000',), ())
    """
    signs = with_each_sign(_SPACED.sub("", normal(text)))
    values = {float(number): number for number in signs.values()}
    # The separator of thousands first.
    return tuple(short(values[value]) for value in sorted(values, key=abs, reverse=True))


def likely_number(text: str) -> Similar:
    """Return the one number that a text can mean as a guess, or both as readings.

    Examples
    --------
    >>> likely_number("0,15")["guess"], likely_number("1,500")["readings"]
    ('0.15', ('1500', '1.5'))
    """
    numbers = readings(text)
    if len(numbers) == 1:
        return {"guess": numbers[0], "readings": ()}
    return {"guess": "", "readings": numbers}


def short(number: str) -> str:
    """Return a canonical number without zeros at the end of its fraction.

    Examples
    --------
    >>> short("1.500"), short("1500"), short("0.50e3")
    ('1.5', '1500', '0.5e3')
    """
    return re.sub(r"(\.\d*?)0+(?=e|$)", r"\1", number).replace(".e", "e").removesuffix(".")


def machine_number(text: str) -> float:
    """Return the number of a text as programs write it: ASCII digits, a point, an exponent, and nothing else.

    For options and for texts that were checked or written by the program itself; cells of files are read by
    :class:`~quicksilver.intake.numbers.reader.NumberReader`.

    Raises
    ------
    ValueError
        It is another text, or not a finite number.

    Examples
    --------
    >>> machine_number("1850"), machine_number(" -2.5e3 ")
    (1850.0, -2500.0)
    """
    plain = text.strip()
    if not _MACHINE.fullmatch(plain) or not math.isfinite(number := float(plain)):
        raise ValueError(f"{text[:40]!r} is not a number")
    return number


def machine_decimal(text: str) -> Decimal:
    """Return the number of a text as programs write it, with the decimals that it has; see :func:`machine_number`.

    Raises
    ------
    ValueError
        It is another text, or not a finite number.

    Examples
    --------
    >>> machine_decimal(" 120000.50")
    Decimal('120000.50')
    """
    machine_number(text)
    return Decimal(text.strip())


def written(number: float) -> str:
    """Return a number as a cell has it, without an exponent where it can be read.

    Examples
    --------
    >>> written(1500.0), written(0.15), written(1e-9)
    ('1500', '0.15', '1e-09')
    """
    return f"{number:.15g}"
