"""The period of a report: two days, since periods are not tidy (2007-2008; January 2009 to May 2010)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from quicksilver.errors import InputProblems, Problem
from quicksilver.register.records import When

__all__ = ["Period"]

_YEARS: Final = re.compile(r"^(\d{4})\s*[-\u2013/]\s*(\d{4})$")


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day of what a report covers."""

    first: dt.date
    last: dt.date

    @classmethod
    def parse(cls, text: str) -> Period:
        """Return a period as it is written: ``2007-2008``, ``2008``, ``2009-01/2010-05``, ``2008-04-01/2008-04-30``.

        Raises
        ------
        InputProblems
            The text is not a period.

        Examples
        --------
        >>> Period.parse("2007-2008")
        Period(first=datetime.date(2007, 1, 1), last=datetime.date(2008, 12, 31))
        >>> Period.parse("2009-01/2010-05").last
        datetime.date(2010, 5, 31)
        """
        years = _YEARS.match(text.strip())
        written = f"{years[1]}/{years[2]}" if years else text.strip()
        try:
            when = When(date=written)
        except ValueError:
            when = When()
        if when.first is None or when.last is None:
            raise InputProblems(
                [
                    Problem(
                        where="--period",
                        what=f"{text!r} is not a period",
                        allowed="years or dates, the earlier one first: 2007-2008, 2009-01/2010-05, 2008-04-01/2008-04-30",
                        remedy="--period 2007-2008",
                    )
                ]
            )
        return cls(when.first, when.last)

    @property
    def whole_years(self) -> bool:
        """Return whether it runs from a first of January to a 31st of December.

        Examples
        --------
        >>> Period.parse("2008").whole_years
        True
        """
        return (self.first.month, self.first.day, self.last.month, self.last.day) == (1, 1, 12, 31)

    def touches(self, when: When | None) -> bool:
        """Return whether a date, as far as it is known, can lie in the period.

        Examples
        --------
        >>> Period.parse("2007-2008").touches(When(date="2006/2007"))
        True
        >>> Period.parse("2007-2008").touches(When(date="2009"))
        False
        """
        if when is None or when.first is None or when.last is None:
            return False
        return when.first <= self.last and when.last >= self.first
