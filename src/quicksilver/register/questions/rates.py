"""Rates of exchange as someone stated them, from a file: ``currency,to,value,day,source``."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Final

from quicksilver.errors import InputProblems, Problem
from quicksilver.geography import currency_codes, currency_guess
from quicksilver.intake.days import likely_day
from quicksilver.intake.numbers import likely_number, machine_decimal
from quicksilver.intake.tables import plain_numbers, read_table
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
    table = read_table(path, "rates", wanted=RATE_COLUMNS)
    plain, problems = plain_numbers(table, ("value",))
    rates = [
        _rate(row.cleaned() | {"value": plain["value"][row.index]}, row.place, problems) for row in table
    ]
    if problems:
        raise InputProblems(problems)
    return tuple(rate for rate in rates if rate is not None)


def _rate(cells: dict[str, str], where: str, problems: list[Problem]) -> Rate | None:
    before = len(problems)
    for name in ("currency", "to"):
        if cells[name] not in currency_codes():
            guess = currency_guess(cells[name])
            problems.append(
                Problem(
                    f"{name} is {cells[name]!r}",
                    where,
                    "three capital letters of ISO 4217, such as EUR",
                    guess,
                )
            )
    try:
        value = machine_decimal(cells["value"])
    except ValueError:
        value = Decimal(0)
    if not (value.is_finite() and 0 < value < _MOST):
        value = Decimal(0)
        problems.append(
            Problem(
                f"value is {cells['value']!r}",
                where,
                "a number above zero with a point, such as 1.2854",
                **likely_number(cells["value"]),
            )
        )
    try:
        day = dt.date.fromisoformat(cells["day"])
    except ValueError:
        day = dt.date.min
        problems.append(
            Problem(
                f"day is {cells['day']!r}", where, "a date such as 2010-08-17", **likely_day(cells["day"])
            )
        )
    if not cells["source"]:
        problems.append(
            Problem(
                "source is empty", where, "who stated the rate", remedy="write who stated the rate, and where"
            )
        )
    if len(problems) > before:
        return None
    return Rate(cells["currency"], cells["to"], value, day, cells["source"])
