"""Times as models and networks write them in NetCDF: a number of a unit since a date, in one of several calendars."""

from __future__ import annotations

import calendar as civil
import re
from typing import Any, Final

import numpy as np

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.intake.days import likely_day
from quicksilver.language.problems import problem

__all__ = ["CIVIL", "decoded_times"]

#: Names of the calendar of daily life (CF conventions 1.11, section 4.4.1); no name means it, too.
CIVIL: Final = ("", "standard", "gregorian", "proleptic_gregorian")
#: Days of a year in the calendars of models.
_MODEL_YEARS: Final = {"noleap": 365, "365_day": 365, "all_leap": 366, "366_day": 366, "360_day": 360}
_SECONDS: Final = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3600),
    **dict.fromkeys(("d", "day", "days"), 86_400),
    **dict.fromkeys(("ms", "msec", "millisecond", "milliseconds"), 0.001),
}
_UNIT: Final = re.compile(r"\s*(\w+)\s+since\s+(.*?)\s*")
_DATE: Final = re.compile(
    r"(\d{1,4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2})(?::(\d{1,2}))?(?::(\d{1,2})(?:\.\d*)?)?)?"
    r"\s*(?:UTC|GMT|Z|[+-]0{1,2}(?::?00)?)?"
)
_SHORT: Final = re.compile(r"\d\d-\d{1,2}-\d{1,2}.*")
#: Beginnings of units that are not always as long.
_UNEVEN: Final = ("mon", "mth", "y", "ann", "dec", "cent")
#: First day of the calendar of today, and the days by which that before it is behind in the year 1.
_REFORM: Final = np.datetime64("1582-10-15", "D")


def decoded_times(values: Any, units: str, calendar: str, where: str) -> Any:
    """Return times as dates, to the second; a date of a model's calendar is the date of that name.

    Parameters
    ----------
    values : array of float
        NaN where there is none.
    units : str
        For example ``days since 1990-01-01``.
    calendar : str
        As CF names it; empty for the calendar of daily life.
    where : str
        File and variable, for problems.

    Raises
    ------
    InputProblems
        Unit, date or calendar cannot be read, or a time is outside of the years 1 to 9999.

    Examples
    --------
    >>> [str(day)[:10] for day in decoded_times([59.0, 365.0], "days since 2015-01-01", "noleap", "a.nc, time")]
    ['2015-03-01', '2016-01-01']
    """
    numbers = np.asarray(values, dtype=float)
    kind = calendar.strip().casefold()
    seconds, first = _reading(units, kind, where)
    if kind not in (*CIVIL, *_MODEL_YEARS):
        raise InputProblems([problem("times.calendar", where, calendar=calendar, allowed=_calendars())])
    with np.errstate(over="ignore"):
        elapsed = numbers * seconds
    if np.any(np.abs(elapsed[np.isfinite(elapsed)]) > 4e11) or np.any(np.isinf(elapsed)):
        raise InputProblems([problem("times.year", where, units=units)])
    if kind in _MODEL_YEARS:
        return _model_dates(elapsed, first, _MODEL_YEARS[kind])
    year, month, day, clock = first
    try:
        start = np.datetime64(f"{year:04d}-{month:02d}-{day:02d}", "s")
    except ValueError:
        raise InputProblems([problem("times.date", where, units=units)]) from None
    if kind in ("standard", "gregorian", "") and start < _REFORM:
        # The mixed calendar counts from a date of the Julian calendar.
        start += np.timedelta64(_julian_days_behind(year, month), "D")
    return start + np.where(np.isnan(elapsed), np.timedelta64("NaT", "s"), _whole(elapsed + clock))


def _whole(seconds: Any) -> Any:
    return np.round(np.nan_to_num(seconds)).astype("timedelta64[s]")


def _calendars() -> list[str]:
    return [*CIVIL[1:], *_MODEL_YEARS]


def _julian_days_behind(year: int, month: int) -> int:
    """Return the days from the name of a date in the Julian calendar to that date."""
    past = year - (month <= 2)
    return past // 100 - past // 400 - 2


def _reading(units: str, kind: str, where: str) -> tuple[float, tuple[int, int, int, int]]:
    """Return the seconds of the unit, and year, month, day and second of the day it counts from."""
    parts = _UNIT.fullmatch(units)
    if parts is None:
        raise InputProblems([problem("times.units", where, units=units)])
    unit = parts[1].casefold()
    problems = []
    if unit not in _SECONDS:
        # Months and years are units, and no misprints of days.
        guess = "" if unit.startswith(_UNEVEN) else closest(unit, list(_SECONDS))
        code = "times.unit" if unit.startswith(_UNEVEN) else "times.unit.unknown"
        guess = f"{guess} since {parts[2]}" if guess else ""
        problems.append(problem(code, where, unit=parts[1], units=units, guess=guess))
    date = _DATE.fullmatch(parts[2])
    if date is None or len(date[1]) == 2:
        problems.append(_date_problem(parts[1], parts[2], where, units))
    if problems or date is None:
        raise InputProblems(problems)
    year, month, day, hour, minute, second = (int(part or 0) for part in date.groups())
    if not (1 <= month <= 12 and 1 <= day <= 31 and hour < 25 and minute < 60 and second < 61):
        raise InputProblems([problem("times.date", where, units=units)])
    return _SECONDS[parts[1].casefold()], (year, month, day, hour * 3600 + minute * 60 + second)


def _date_problem(unit: str, text: str, where: str, units: str) -> Problem:
    """Return the problem with the date that times count from, with the days that it can mean."""
    short = _SHORT.fullmatch(text)
    if short is not None:
        # A model counts from a year such as 14, and a person means 2014.
        return problem(
            "times.date",
            where,
            readings=[f"{unit} since {century}{text}" for century in ("00", "19", "20")],
            units=units,
        )
    like = likely_day(text)
    guess = f"{unit} since {like['guess']}" if like["guess"] else ""
    return problem(
        "times.date",
        where,
        readings=[f"{unit} since {day}" for day in like["readings"]],
        units=units,
        guess=guess,
    )


def _model_dates(elapsed: Any, first: tuple[int, int, int, int], length: int) -> Any:
    """Return dates of a calendar whose years are all as long; the 30th of February is the last day of the month."""
    months = (
        [30] * 12 if length == 360 else [31, 28 + (length == 366), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    )
    ends = np.cumsum(months)
    year, month, day, clock = first
    start = year * length + int(ends[month - 1]) - months[month - 1] + day - 1
    flat = np.ravel(elapsed)
    dates = np.full(flat.shape, np.datetime64("NaT", "s"))
    for index in np.flatnonzero(~np.isnan(flat)):
        days, second = divmod(round(flat[index]) + clock, 86_400)
        of_year, rest = divmod(start + days, length)
        of_month = int(np.searchsorted(ends, rest, side="right"))
        of_day = rest - (int(ends[of_month]) - months[of_month]) + 1
        if not 1 <= of_year <= 9999:
            continue
        of_day = min(of_day, civil.monthrange(of_year, of_month + 1)[1])
        dates[index] = np.datetime64(f"{of_year:04d}-{of_month + 1:02d}-{of_day:02d}", "s") + second
    return dates.reshape(np.shape(elapsed))
