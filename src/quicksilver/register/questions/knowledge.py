"""The day on which a register's knowledge ends, and what follows for a question about another day.

A register states this itself, in a fact with the key ``knowledge ends`` whose value is a date (``2009-05-01``, ``2025-11``), or ``open``
where it is kept up to date from day to day. Of several registers in one database the latest counts. A register without such a fact
makes no statement.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from quicksilver.register.records import Fact, When

if TYPE_CHECKING:
    from quicksilver.register.register import Register

__all__ = [
    "KNOWLEDGE",
    "OPEN",
    "Asked",
    "asked",
    "end_of",
    "english_note",
    "knowledge_end",
    "latest",
]

#: Key of the facts that record it.
KNOWLEDGE: Final = "knowledge ends"
#: Value of a register that is kept up to date from day to day.
OPEN: Final = "open"
_ALWAYS: Final = dt.date.max
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a day, and the day that can be answered for.

    Attributes
    ----------
    wanted : date or None
        The day that was asked about; None where none was named.
    ends : date or None
        The day on which the register's knowledge ends; None where the register does not record one.
    today : date
        The day of asking: what a question without a day is about where the register records no end.
    """

    wanted: dt.date | None
    ends: dt.date | None
    today: dt.date

    @property
    def day(self) -> dt.date:
        """Return the day that the answer is as of: never later than the register's knowledge.

        Examples
        --------
        >>> end, today = dt.date(2009, 5, 1), dt.date(2026, 11, 30)
        >>> Asked(dt.date(2008, 1, 1), end, today).day, Asked(today, end, today).day, Asked(None, None, today).day
        (datetime.date(2008, 1, 1), datetime.date(2009, 5, 1), datetime.date(2026, 11, 30))
        """
        if self.ends is None:
            return self.wanted or self.today
        return self.ends if self.wanted is None else min(self.wanted, self.ends)

    @property
    def later(self) -> bool:
        """Return whether the question is about a day later than the register's knowledge."""
        return self.wanted is not None and self.ends is not None and self.wanted > self.ends

    @property
    def noted(self) -> bool:
        """Return whether the answer has to state where the knowledge ends: the day is later, or none was named."""
        return self.ends is not None and (self.wanted is None or self.wanted > self.ends)


def end_of(value: str) -> dt.date | None:
    """Return the last day that a recorded value can mean; None for ``open``.

    Raises
    ------
    ValueError
        It is neither a date nor ``open``.

    Examples
    --------
    >>> end_of("2025-11"), end_of("open")
    (datetime.date(2025, 11, 30), None)
    """
    if value == OPEN:
        return None
    last = When(date=value).last
    if last is None:
        raise ValueError(f"{value!r} is not a date")
    return last


def latest(values: Iterable[str]) -> dt.date | None:
    """Return the latest of the recorded values; None where one is open or there is none."""
    days = [end_of(value) or _ALWAYS for value in values]
    last = max(days, default=_ALWAYS)
    return None if last == _ALWAYS else last


def knowledge_end(register: Register) -> dt.date | None:
    """Return the day on which a register's knowledge ends: the latest that it records; None where it is open or not recorded."""
    facts = register.records.get("facts", {}).values()
    return latest(fact.value for fact in facts if isinstance(fact, Fact) and fact.key == KNOWLEDGE)


def asked(ends: dt.date | None, wanted: dt.date | None = None, *, today: dt.date | None = None) -> Asked:
    """Return a question about a day.

    Parameters
    ----------
    ends : date or None
        As :func:`knowledge_end` gives it.
    wanted : date, optional
        The day that is asked about; if omitted, the day on which the knowledge ends, or today where none is recorded.
    today : date, optional
        If omitted, the clock's, in UTC.
    """
    return Asked(wanted, ends, today or dt.datetime.now(dt.UTC).date())


def english_note(given: Asked) -> str:
    """Return the sentence that programs read: that an answer is not an assessment as of the day asked about; empty where it is one.

    Examples
    --------
    >>> english_note(Asked(dt.date(2026, 11, 30), dt.date(2009, 5, 1), dt.date(2026, 11, 30)))
    "The register's knowledge ends on 1 May 2009; what follows is not an assessment as of 30 November 2026."
    """
    if not given.later or given.ends is None or given.wanted is None:
        return ""
    end, day = (f"{day.day} {_MONTHS[day.month - 1]} {day.year}" for day in (given.ends, given.wanted))
    return f"The register's knowledge ends on {end}; what follows is not an assessment as of {day}."
