"""Rates of exchange as someone stated them, from a file: ``currency,to,value,day,source``."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.geography import currency_codes
from quicksilver.register.questions.ledger import Rate

__all__ = ["RATE_COLUMNS", "read_rates"]

RATE_COLUMNS: Final = ("currency", "to", "value", "day", "source")


def read_rates(path: str | Path) -> tuple[Rate, ...]:
    """Return the rates of a file.

    Parameters
    ----------
    path : str or Path
        CSV in UTF-8 with the columns ``currency,to,value,day,source``: 1 ``currency`` is ``value`` ``to`` on a day.

    Raises
    ------
    InputProblems
        The file does not exist, has no such column, or has a row that is not a rate; every such row is named.
    """
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        raise InputProblems(
            [
                Problem(
                    f"the file cannot be read ({wrong})",
                    str(path),
                    "a CSV file in UTF-8",
                    remedy="name an existing file, saved as CSV UTF-8",
                )
            ]
        ) from None
    rows = csv.DictReader(io.StringIO(text))
    _columns(rows.fieldnames or (), file)
    problems: list[Problem] = []
    rates = [_rate(row, f"{file}, line {rows.line_num}", problems) for row in rows]
    if problems:
        raise InputProblems(problems)
    return tuple(rate for rate in rates if rate is not None)


def _columns(given: object, file: Path) -> None:
    names = [str(name).strip() for name in given]  # type: ignore[attr-defined]
    missing = [name for name in RATE_COLUMNS if name not in names]
    if missing:
        raise InputProblems(
            [
                Problem(
                    f"there is no column {name!r}",
                    f"{file}, line 1",
                    ",".join(RATE_COLUMNS),
                    closest(name, names),
                    f"begin the file with the line {','.join(RATE_COLUMNS)}",
                )
                for name in missing
            ]
        )


def _rate(row: dict[str, str | None], where: str, problems: list[Problem]) -> Rate | None:
    cells = {name: (row.get(name) or "").strip() for name in RATE_COLUMNS}
    before = len(problems)
    for name in ("currency", "to"):
        if cells[name] not in currency_codes():
            guess = closest(cells[name].upper(), sorted(currency_codes()))
            problems.append(
                Problem(
                    f"{name} is {cells[name]!r}",
                    where,
                    "three capital letters of ISO 4217, such as EUR",
                    guess,
                )
            )
    try:
        value = Decimal(cells["value"])
    except InvalidOperation:
        value = Decimal(0)
    if not (value.is_finite() and value > 0):
        value = Decimal(0)
        problems.append(
            Problem(
                f"value is {cells['value']!r}",
                where,
                "a number above zero with a point, such as 1.2854",
                cells["value"].replace(",", "."),
            )
        )
    try:
        day = dt.date.fromisoformat(cells["day"])
    except ValueError:
        day = dt.date.min
        problems.append(Problem(f"day is {cells['day']!r}", where, "a date such as 2010-08-17"))
    if not cells["source"]:
        problems.append(
            Problem(
                "source is empty", where, "who stated the rate", remedy="write who stated the rate, and where"
            )
        )
    if len(problems) > before:
        return None
    return Rate(cells["currency"], cells["to"], value, day, cells["source"])
