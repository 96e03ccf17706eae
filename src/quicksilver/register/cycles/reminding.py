"""When reminders go out: days before and after a report is due, from the table ``data/reminders.csv``."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from typing import Final

from quicksilver.intake.packaged import Table
from quicksilver.register import records as r
from quicksilver.register.register import Register

__all__ = ["WAITING", "due_light", "stages", "to_remind"]

#: States of a submission for which its sender is still to do something.
WAITING = ("not started", "draft", "returned with queries")


@dataclass(frozen=True, slots=True)
class _Stage:
    days: int
    what: str
    standing: str


_STAGES: Final = Table("quicksilver.register", "data/reminders.csv", _Stage, key=("days",))


@functools.cache
def stages() -> tuple[int, ...]:
    """Return the days at which a reminder goes out, from the due date on: ``-30`` is thirty days before it."""
    return tuple(sorted(row.days for row in _STAGES.rows()))


def to_remind(register: Register, cycle: r.Cycle, day: dt.date) -> list[r.Submission]:
    """Return the submissions whose senders are to be reminded on a day: a stage has come, and no reminder since.

    Parameters
    ----------
    register : Register
    cycle : Cycle
        Without a due date nobody is reminded.
    day : date
    """
    if cycle.state not in ("call issued", "open") or cycle.due is None or cycle.due.last is None:
        return []
    come = [cycle.due.last + dt.timedelta(days) for days in stages()]
    reached = [date for date in come if date <= day]
    if not reached:
        return []
    latest = reached[-1]
    submissions = []
    for submission in Register(register.records).all(r.Submission):
        if submission.cycle != cycle.id or submission.state not in WAITING:
            continue
        notified = [
            when.first
            for when in (*submission.reminded, *((submission.asked,) if submission.asked else ()))
            if when.first
        ]
        if not notified or max(notified) < latest:
            submissions.append(submission)
    return submissions


def due_light(cycle: r.Cycle, submission: r.Submission, day: dt.date) -> str:
    """Return the state of a submission on a day: ``in``, ``waiting``, ``soon`` (a reminder stage has come), ``late`` or ``none``.

    Examples
    --------
    >>> cycle = r.Cycle(id="c", title="C", period="2008", due="2009-03-01", state="open")
    >>> due_light(cycle, r.Submission(id="s", cycle="c", area="coal"), dt.date(2009, 3, 2))
    'late'
    """
    if submission.state in ("submitted", "resubmitted", "accepted"):
        return "in"
    if submission.state == "none received":
        return "none"
    due = cycle.due.last if cycle.due else None
    if due is None:
        return "waiting"
    if day > due:
        return "late"
    return "soon" if day >= due + dt.timedelta(stages()[0]) else "waiting"
