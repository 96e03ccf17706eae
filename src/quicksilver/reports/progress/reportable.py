"""Whether a register has anything to report on for a period.

A document that states of every area that nothing is recorded is no report, and one that bears the title or symbol of a document that
was published elsewhere, and whose contents the register does not have, would be mistaken for it. Neither is written.
"""

from __future__ import annotations

from quicksilver.errors import Problem
from quicksilver.register.records import Activity, Cycle, Submission, When
from quicksilver.reports.progress.choose import Choice

__all__ = ["nothing_to_report", "reportable"]


def reportable(choice: Choice) -> bool:
    """Return whether a report can be written: the register has its parts, a form of its cycle, or an activity of the period.

    Examples
    --------
    >>> import datetime as dt
    >>> from quicksilver.register.register import Register
    >>> from quicksilver.reports.period import Period
    >>> reportable(Choice(Register.of([]), Period.parse("2022-2023"), dt.date(2024, 1, 1)))
    False
    """
    if choice.settled or _asked_here(choice):
        return True
    return not published_elsewhere(choice) and any(
        _of_period(choice, activity) for activity in choice.reported_activities
    )


def published_elsewhere(choice: Choice) -> bool:
    """Return whether the report of the period is a document of which the register has the name and not the contents."""
    return choice.cycle is not None and choice.cycle_is_out and choice.report is not None


def _asked_here(choice: Choice) -> bool:
    """Return whether forms of the period's cycle are in the register: then silence is an answer too."""
    cycle = choice.cycle
    if cycle is None:
        return False
    submissions = choice.register.records.get("submissions", {}).values()
    return any(
        isinstance(submission, Submission) and submission.cycle == cycle.id for submission in submissions
    )


def _of_period(choice: Choice, activity: Activity) -> bool:
    """Return whether an activity has a date in the period, or a document of it; that it may still be going on is no report."""
    elsewhere = _reported_for(choice, activity)
    if elsewhere and not any(choice.period.touches(when) for when in elsewhere):
        # The report of another period counts for this one only where it dates the activity in it; what it announces is no record.
        return any(_inside(choice, when) for when in (activity.actual, activity.since))
    dates = [when for when in (activity.actual, activity.planned, activity.since) if when is not None]
    if any(choice.period.touches(when) for when in dates):
        return True
    if any(when.first is not None for when in dates):
        return False
    cited = choice.cited(activity)
    days = [choice.dated(document) for document in cited]
    firsts = [
        document.date.first
        for document in days
        if document is not None and document.date is not None and document.date.first is not None
    ]
    return any(first >= choice.period.first for first in firsts) if firsts else not cited


def _reported_for(choice: Choice, activity: Activity) -> list[When]:
    """Return the periods of the reports that an activity is known from; none where it is known from anything else."""
    cited = choice.cited(activity)
    cycles = choice.everything.records.get("cycles", {}).values()
    periods = {
        cycle.document: cycle.period for cycle in cycles if isinstance(cycle, Cycle) and cycle.document
    }
    return [periods[document] for document in sorted(cited)] if cited <= set(periods) else []


def _inside(choice: Choice, when: When | None) -> bool:
    if when is None or when.first is None or when.last is None:
        return False
    return choice.period.first <= when.first and when.last <= choice.period.last


def nothing_to_report(choice: Choice) -> Problem:
    """Return why there is no report of a period, with the documents that were published on it where the register knows any."""
    period = choice.period
    named = f"{period.first:%Y-%m-%d} to {period.last:%Y-%m-%d}"
    known = [document for document in map(choice.document, _documents(choice)) if document is not None]
    if published_elsewhere(choice) and known:
        what = f"the report of {named} was published elsewhere, and the register has its title only"
    else:
        what = f"the register has no activity and no submission of {named}, so there is nothing to report on"
    references = [
        ": ".join(part for part in (document.title.in_language("en")[0], document.url) if part)
        for document in known
    ]
    remedy = (
        f"read the published document: {'; '.join(references)}"
        if references
        else "load the records of this period, or name another period"
    )
    return Problem(what, "--period", "a period of which the register has records", remedy=remedy)


def _documents(choice: Choice) -> list[str]:
    """Return the reports of cycles that share a day with the period."""
    cycles = choice.everything.records.get("cycles", {}).values()
    return [
        cycle.document
        for cycle in cycles
        if isinstance(cycle, Cycle) and cycle.document and choice.period.touches(cycle.period)
    ]
