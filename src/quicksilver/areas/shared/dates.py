"""Dates as a user writes them, and days that are some months later."""

from __future__ import annotations

import calendar
import datetime as dt

from quicksilver.errors import Problem
from quicksilver.intake.days import likely_day

__all__ = ["months_later", "read_date"]


def read_date(text: str, where: str, problems: list[Problem]) -> dt.date | None:
    """Return a date written as ``2008-05-31``; an invalid date is added to the problems.

    Examples
    --------
    >>> read_date("2008-05-31", "visits[0]", []).year
    2008
    """
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        allowed = "year, month and day, such as 2008-05-31"
        problems.append(Problem(f"{text!r} is not a date", where, allowed, **likely_day(text)))
        return None


def months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day a number of months later, or the last day of that month where it is shorter.

    Examples
    --------
    >>> str(months_later(dt.date(2020, 2, 29), 36))
    '2023-02-28'
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))
