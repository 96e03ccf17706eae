"""Days that are not written as ISO 8601 has them: what each can mean, so that it is asked about and never chosen."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Final

from quicksilver.errors import Similar

__all__ = ["day_readings", "likely_day"]

_DAY: Final = re.compile(r"(\d{1,4})\s*[-./\s年]\s*(\d{1,2})\s*[-./\s月]\s*(\d{1,4})\s*日?")


def day_readings(text: str) -> tuple[str, ...]:
    """Return the days that a text can mean, as ``2009-04-03``; none for what the calendar does not have.

    Only what a calendar has can be meant; a year has four digits.

    Examples
    --------
    >>> day_readings("03/04/2009"), day_readings("13.04.2009"), day_readings("2009/4/3")
    (('2009-04-03', '2009-03-04'), ('2009-04-13',), ('2009-04-03',))
    >>> day_readings("31.02.2009"), day_readings("03/04/09")
    ((), ())
    """
    match = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not match:
        return ()
    first, second, third = match.groups()
    if len(first) == 4 and len(third) <= 2:
        orders = [(first, second, third)]
    elif len(third) == 4 and len(first) <= 2:
        orders = [(third, second, first), (third, first, second)]
    else:
        return ()
    return tuple(dict.fromkeys(day for order in orders if (day := _day(*map(int, order)))))


def likely_day(text: str) -> Similar:
    """Return the one day that a text can mean as a guess, or several as readings.

    Examples
    --------
    >>> likely_day("13.04.2009")["guess"], likely_day("03/04/2009")["readings"]
    ('2009-04-13', ('2009-04-03', '2009-03-04'))
    """
    days = day_readings(text)
    return {"guess": days[0], "readings": ()} if len(days) == 1 else {"guess": "", "readings": days}


def _day(year: int, month: int, day: int) -> str:
    """Return a day of the calendar, empty where there is none."""
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return ""
