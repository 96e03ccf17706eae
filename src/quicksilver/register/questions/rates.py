"""Rates of exchange as someone stated them, from a file: ``currency,to,value,day,source``."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Final

from quicksilver.errors import InputProblems, Problem
from quicksilver.geography import currency_codes, currency_guess
from quicksilver.intake.days import likely_day
from quicksilver.intake.numbers import in_place_of_number, likely_number, machine_decimal
from quicksilver.intake.tables import plain_numbers, read_table, unread
from quicksilver.register.questions.ledger import Rate

__all__ = ["RATE_COLUMNS", "read_rates"]

RATE_COLUMNS: Final = ("currency", "to", "value", "day", "source")
#: Decimals are finite beyond all floats: 1e999 is a slip, and no rate.
_MOST: Final = Decimal("1e308")


def read_rates(path: str | Path) -> tuple[Rate, ...]:
    """Return the rates of a file.

    Parameters
    ----------
    path : str or Path
        A table with the columns ``currency,to,value,day,source``: 1 ``currency`` is ``value`` ``to`` on a day.

    Raises
    ------
    InputProblems
        The file does not exist, has no such column, or has a row that is not a rate; every such row is named.
    """
    problems: list[Problem] = []
    table = read_table(path, "rates", wanted=RATE_COLUMNS, collected=problems)
    problems += unread(table, RATE_COLUMNS)
    plain, questions = plain_numbers(table, ("value",))
    problems += questions
    rates = [
        _rate(row.cleaned() | {name: texts[row.index] for name, texts in plain.items()}, row.place, problems)
        for row in table
        if row.index not in table.uneven
    ]
    if problems:
        raise InputProblems(problems)
    return tuple(rate for rate in rates if rate is not None)


def _rate(cells: dict[str, str], where: str, problems: list[Problem]) -> Rate | None:
    before = len(problems)
    # A column that is missing is a problem of the table, and not of each of its rows.
    for name in ("currency", "to"):
        if name in cells and cells[name] not in currency_codes():
            guess = currency_guess(cells[name])
            problems.append(
                Problem(
                    f"{name} is {cells[name]!r}",
                    where,
                    "three capital letters of ISO 4217, such as EUR",
                    guess,
                )
            )
    value = _value(cells["value"], where, problems) if "value" in cells else Decimal(0)
    text = cells.get("day", dt.date.min.isoformat())
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = dt.date.min
        problems.append(Problem(f"day is {text!r}", where, "a date such as 2010-08-17", **likely_day(text)))
    if "source" in cells and not cells["source"]:
        problems.append(
            Problem(
                "source is empty", where, "who stated the rate", remedy="write who stated the rate, and where"
            )
        )
    if len(problems) > before or not all(name in cells for name in RATE_COLUMNS):
        return None
    return Rate(cells["currency"], cells["to"], value, day, cells["source"])


def _value(text: str, where: str, problems: list[Problem]) -> Decimal:
    try:
        value = machine_decimal(text)
    except ValueError:
        value = Decimal(0)
    if value.is_finite() and 0 < value < _MOST:
        return value
    other = Problem(
        f"value is {text!r}", where, "a number above zero with a point, such as 1.2854", **likely_number(text)
    )
    problems.append(in_place_of_number(text, where, "value") or other)
    return Decimal(0)
