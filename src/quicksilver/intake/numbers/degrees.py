"""Coordinates as maps and plates of plants have them: with degrees, minutes, seconds and the side of the globe."""

from __future__ import annotations

import re
from typing import Any, Final

from quicksilver.errors import Problem
from quicksilver.intake.numbers.forms import machine_number, written

__all__ = ["degrees", "in_place_of_degrees"]

#: The side of the globe by axis and sign. The letter O is west in Spanish and French and east in German: it is none.
_SIDES: Final = {
    ("lat", 1.0): ("n", "north", "nord", "norte", "с", "сш", "北", "北纬", "شمالا", "ش"),
    ("lat", -1.0): ("s", "south", "sud", "sur", "ю", "юш", "南", "南纬", "جنوبا", "ج"),
    ("lon", 1.0): ("e", "east", "est", "este", "в", "вд", "东", "东经", "شرقا", "ق"),
    ("lon", -1.0): ("w", "west", "ouest", "oeste", "з", "зд", "西", "西经", "غربا", "غ"),
}
_SIDE_OF: Final = {word: side for side, words in _SIDES.items() for word in words}
_NUMBER: Final = r"\d+(?:\.\d+)?"
_FORM: Final = re.compile(
    r"(?P<before>[^\W\d]+)?(?P<sign>[-+\u2212]?)"
    rf"(?P<degrees>{_NUMBER})(?:[\u00b0\u00ba度]"
    rf"(?:(?P<minutes>{_NUMBER})[\u0027\u2019\u2032分](?:(?P<seconds>{_NUMBER})(?:[\u0022\u201d\u2033秒]|[\u0027\u2019\u2032]{{2}}))?)?)?"
    r"(?P<after>[^\W\d]+)?"
)
_SIXTIETHS: Final = 60.0
#: Decimals of a degree that a second of arc needs: 1e-6 degree is 11 cm.
_DECIMALS: Final = 6


def degrees(text: str, axis: str) -> float | None:
    """Return the decimal degrees that a text means; None where that is not certain.

    Parameters
    ----------
    text : str
        With a decimal point.
    axis : str
        ``lon`` or ``lat``: a side of the other axis shows that the two are exchanged, so that nothing is certain.

    Returns
    -------
    float or None
        Degrees; north and east are positive.

    Examples
    --------
    >>> degrees("98.4W", "lon"), degrees("48°51\u203224″ S", "lat"), degrees("东经116.4°", "lon")
    (-98.4, -48.856667, 116.4)
    >>> degrees("98.4N", "lon"), degrees("98.4 O", "lon"), degrees("-98.4 W", "lon")
    (None, None, None)
    """
    match = _FORM.fullmatch(re.sub(r"[\s.](?!\d)|\s", "", text.casefold()))
    if match is None:
        return None
    sides = [word for word in (match["before"], match["after"]) if word]
    if len(sides) > 1 or (sides and (match["sign"] or sides[0] not in _SIDE_OF)):
        return None
    on_axis, sign = _SIDE_OF[sides[0]] if sides else (axis, 1.0)
    minutes, seconds = (machine_number(match[name] or "0") for name in ("minutes", "seconds"))
    if on_axis != axis or minutes >= _SIXTIETHS or seconds >= _SIXTIETHS:
        return None
    value = machine_number(match["degrees"]) + minutes / _SIXTIETHS + seconds / _SIXTIETHS**2
    return round(-value if match["sign"] in ("-", "\u2212") else sign * value, _DECIMALS)


def in_place_of_degrees(text: str, where: str, name: str, axis: str) -> Problem:
    """Return the problem with a coordinate that is not a plain number.

    The number alone is never advised: without its side, 98.4 W is a place in Tibet.

    Parameters
    ----------
    text : str
        Of the cell.
    where : str or Place
    name : str
        Of the column.
    axis : str
        ``lon`` or ``lat``.

    Examples
    --------
    >>> in_place_of_degrees("98.4W", "a.csv:2", "lon", "lon").guess
    '-98.4'
    """
    value = degrees(text, axis)
    values: dict[str, Any] = {"name": name, "text": text if len(text) <= 80 else text[:77] + "..."}
    guess = "" if value is None else written(value)
    remedy = (
        f"write {guess} if that is meant"
        if guess
        else "write the coordinate in decimal degrees; south and west are negative"
    )
    return Problem.stated(
        f"{name} {values['text']!r} is not in decimal degrees",
        where,
        "decimal degrees, such as -98.4; north and east are positive, south and west negative",
        remedy,
        code="number.degrees.guess" if guess else "number.degrees",
        **values | ({"guess": guess} if guess else {}),
    )
