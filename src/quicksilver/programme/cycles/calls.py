"""The call, reminders, and what is noted when a report is past due."""

from __future__ import annotations

import datetime as dt

from quicksilver.programme import records as r
from quicksilver.programme.cycles import notices
from quicksilver.programme.cycles.actors import actor
from quicksilver.programme.cycles.calling import called, cycle_of
from quicksilver.programme.cycles.reminding import to_remind
from quicksilver.programme.cycles.writing import (
    Done,
    advanced,
    as_when,
    day_or_today,
    locked_submissions,
    step,
    write,
)
from quicksilver.programme.register import Register

__all__ = ["issue_call", "none_received", "remind"]


@step
def issue_call(cycle: str, *, by: str, day: dt.date | None = None) -> Done:
    """Issue the call of a cycle: everybody who is asked gets a form and a notice; then open it.

    Parameters
    ----------
    cycle, by : str
    day : date, optional
        Areas and partners of this day are asked; left out, today's.

    Raises
    ------
    NotYoursError
        The account may not.
    InputProblems
        The cycle has no due date, overlaps another, or is past that.
    """
    register, who, today = locked_submissions(cycle), actor(by), day_or_today(day)
    held = cycle_of(register, cycle)
    who.require("issue call", "cycles", held)
    issued, made = called(register, held, today)
    opened = advanced("cycles", issued, "open", register, roles=who.role_names, day=today)
    letters = [
        letter
        for one in made
        for letter in notices.messages("call", register, opened, one, notices.readers(register, one, today))
    ]
    return write(
        [("cycles", opened), *(("submissions", one) for one in made)],
        by,
        "call issued",
        letters,
        new=("submissions",),
    )


@step
def remind(cycle: str, *, by: str, day: dt.date | None = None) -> Done:
    """Remind those whose report is waited for, where a stage has come and no reminder went out since; raises as :func:`issue_call`."""
    register, who, today = locked_submissions(cycle), actor(by), day_or_today(day)
    held = cycle_of(register, cycle)
    who.require("issue call", "cycles", held)
    due = held.due.last if held.due else None
    kind = "late" if due is not None and today > due else "reminder"
    waiting = to_remind(register, held, today)
    letters = [
        letter
        for one in waiting
        for letter in notices.messages(kind, register, held, one, notices.readers(register, one, today))
    ]
    told = [one.model_copy(update={"reminded": (*one.reminded, as_when(today))}) for one in waiting]
    return write([("submissions", one) for one in told], by, "reminded", letters)


@step
def none_received(cycle: str, *, by: str, day: dt.date | None = None) -> Done:
    """Note of everybody who is past due and sent nothing that nothing was received; raises as :func:`issue_call`."""
    register, who, today = locked_submissions(cycle), actor(by), day_or_today(day)
    held = cycle_of(register, cycle)
    who.require("issue call", "cycles", held)
    silent = [
        advanced("submissions", one, "none received", register, roles=who.role_names, day=today)
        for one in Register(register.records).all(r.Submission)
        if one.cycle == cycle and one.state in ("not started", "draft")
    ]
    return write([("submissions", one) for one in silent], by, "nothing received")
