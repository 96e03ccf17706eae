"""Rates of exchange from a file."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from quicksilver.errors import InputProblems
from quicksilver.register.questions.ledger import Rate
from quicksilver.register.questions.rates import read_rates

GOOD = "currency,to,value,day,source\nEUR,USD,1.2854,2010-08-17,a bank's list\n"


def _file(folder: Path, text: str) -> Path:
    path = folder / "rates.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_rate_is_read_with_its_day_and_source(tmp_path: Path) -> None:
    wanted = (Rate("EUR", "USD", Decimal("1.2854"), dt.date(2010, 8, 17), "a bank's list"),)
    assert read_rates(_file(tmp_path, GOOD)) == wanted
    assert read_rates(_file(tmp_path, "\ufeff" + GOOD)) == wanted


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('EUR,USD,"1,300",2010-08-17,x', "can be 1.3 or 1300"),
        ("EUR,USD,0,2010-08-17,x", "above zero"),
        ("EUR,USD,NaN,2010-08-17,x", "above zero"),
        ("EUR,USD,1e999,2010-08-17,x", "above zero"),
        ("EUR,USD,-1,2010-08-17,x", "above zero"),
        ("EUR,USD,1,17.8.2010,x", "day is '17.8.2010'"),
        ("EUR,USD,1,17.8.2010,x", "closest: 2010-08-17"),
        ("EUR,USD,1,3.8.2010,x", "could be: 2010-08-03, 2010-03-08"),
        ('EUR,USD,"1,285",2010-08-17,x', "can be 1.285 or 1285"),
        ("EUU,USD,1,2010-08-17,x", "fix:     write three capital letters"),
        ("EUR,USD,1,2010-08-17,", "source is empty"),
        ("euro,USD,1,2010-08-17,x", "closest: EUR"),
        ("EUR,,1,2010-08-17,x", "to is ''"),
    ],
)
def test_a_row_that_is_no_rate_is_named_with_its_line(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(InputProblems, match=r":2[:,] ?") as wrong:
        read_rates(_file(tmp_path, f"currency,to,value,day,source\n{row}\n"))
    assert said in str(wrong.value)


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputProblems) as wrong:
        read_rates(_file(tmp_path, "currency,to,value,day,source\nx,y,z,w,\n"))
    assert len(wrong.value.problems) == 5
    with pytest.raises(InputProblems, match="no column 'value'"):
        read_rates(_file(tmp_path, "currency,to,values,day,source\n"))
    with pytest.raises(InputProblems, match="there is no file"):
        read_rates(tmp_path / "nowhere.csv")
