"""Planning a cycle, the call, reminders, and what is recorded when a report is past due."""

from __future__ import annotations

import datetime as dt

from pydantic import ValidationError

from quicksilver.errors import InputProblems
from quicksilver.portal.cycles.actors import actor
from quicksilver.portal.cycles.calling import called, cycle_of
from quicksilver.portal.cycles.writing import (
    Done,
    advanced,
    as_when,
    day_or_today,
    locked_submissions,
    refused,
    register_now,
    step,
    write,
)
from quicksilver.register import records as r
from quicksilver.register.cycles import notices
from quicksilver.register.cycles.reminding import to_remind
from quicksilver.register.formats.text_form.messages import problems_of
from quicksilver.register.register import Register

__all__ = ["issue_call", "none_received", "plan", "remind"]


@step
def plan(
    cycle: str,
    *,
    title: str,
    period: str,
    due: str,
    by: str,
    language: r.Language = "en",
    day: dt.date | None = None,
) -> Done:
    """Enter a report cycle as planned.

    Parameters
    ----------
    cycle : str
        Its identifier, such as ``cycle-2009-2010``.
    title : str
    period : str
        For example ``2009/2010``.
    due : str
        The last day for reports.
    by : str
    language : str
        Of the title.
    day : date, optional

    Raises
    ------
    NotYoursError
        The account may not.
    InputProblems
        There is a cycle of this identifier, or something that was given cannot be used.
    """
    register, who = register_now(), actor(by)
    if cycle in register.records.get("cycles", {}):
        raise refused("cycle.taken", "cycle", cycle=cycle)
    try:
        made = r.Cycle.model_validate(
            {"id": cycle, "title": {"original": language, language: title}, "period": period, "due": due}
        )
    except ValidationError as wrong:
        raise InputProblems(problems_of(wrong, r.Cycle, lambda *keys: f"cycles/{cycle}")) from None
    who.require("create", "cycles", made)
    return write([("cycles", made)], by, "planned", new=("cycles",))


@step
def issue_call(cycle: str, *, by: str, day: dt.date | None = None) -> Done:
    """Issue the call of a cycle: everyone who is asked gets a form and a notice; then open it.

    Parameters
    ----------
    cycle, by : str
    day : date, optional
        Areas and partners of this day are asked; if omitted, today's.

    Raises
    ------
    NotYoursError
        The account may not.
    InputProblems
        The cycle has no due date, overlaps another, or is past that.
    """
    register, who, today = locked_submissions(cycle), actor(by), day_or_today(day)
    record = cycle_of(register, cycle)
    who.require("issue call", "cycles", record)
    issued, made = called(register, record, today)
    opened = advanced("cycles", issued, "open", register, roles=who.role_names, day=today)
    letters = [
        letter
        for submission in made
        for letter in notices.messages(
            "call", register, opened, submission, notices.readers(register, submission, today)
        )
    ]
    return write(
        [("cycles", opened), *(("submissions", submission) for submission in made)],
        by,
        "call issued",
        letters,
        new=("submissions",),
    )


@step
def remind(cycle: str, *, by: str, day: dt.date | None = None) -> Done:
    """Remind contributors whose reports are outstanding, where a stage was reached and no reminder went out since; raises as :func:`issue_call`."""
    register, who, today = locked_submissions(cycle), actor(by), day_or_today(day)
    record = cycle_of(register, cycle)
    who.require("issue call", "cycles", record)
    due = record.due.last if record.due else None
    kind = "late" if due is not None and today > due else "reminder"
    waiting = to_remind(register, record, today)
    letters = [
        letter
        for submission in waiting
        for letter in notices.messages(
            kind, register, record, submission, notices.readers(register, submission, today)
        )
    ]
    reminded = [
        submission.model_copy(update={"reminded": (*submission.reminded, as_when(today))})
        for submission in waiting
    ]
    return write([("submissions", submission) for submission in reminded], by, "reminded", letters)


@step
def none_received(cycle: str, *, by: str, day: dt.date | None = None) -> Done:
    """Record that nothing was received from those who are past due and sent nothing; raises as :func:`issue_call`."""
    register, who, today = locked_submissions(cycle), actor(by), day_or_today(day)
    record = cycle_of(register, cycle)
    who.require("issue call", "cycles", record)
    silent = [
        advanced("submissions", submission, "none received", register, roles=who.role_names, day=today)
        for submission in Register(register.records).all(r.Submission)
        if submission.cycle == cycle and submission.state in ("not started", "draft")
    ]
    return write([("submissions", submission) for submission in silent], by, "nothing received")
