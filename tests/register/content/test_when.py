"""Dates as far as they are known: their first and last day, to the end of the calendar."""

import datetime as dt

import pytest

from quicksilver.register.records import When


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2008", "2008-01-01", "2008-12-31"),
        ("2008-02", "2008-02-01", "2008-02-29"),
        ("2100-02", "2100-02-01", "2100-02-28"),
        ("2008-12", "2008-12-01", "2008-12-31"),
        ("2008-04-01", "2008-04-01", "2008-04-01"),
        ("2008/2010-06", "2008-01-01", "2010-06-30"),
        ("9999", "9999-01-01", "9999-12-31"),
        ("0001", "0001-01-01", "0001-12-31"),
    ],
)
def test_first_and_last_day(written: str, first: str, last: str) -> None:
    when = When(date=written)
    assert (when.first, when.last) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize("written", ["0000", "2008-13", "2008-02-30", "20008", "2009/2008", "2008-1"])
def test_what_is_no_date(written: str) -> None:
    with pytest.raises(ValueError, match=r"date|month|year|day|span|range"):
        When(date=written)
