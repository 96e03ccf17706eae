"""When a record was last changed, and what it was then: for two people who work on one form."""

from __future__ import annotations

import datetime as dt
from typing import Any

from quicksilver.programme import records as r

__all__ = ["changed_at", "submission_at"]


def changed_at(submission: str) -> dt.datetime | None:
    """Return when a submission or one of its answers was last changed; None where it never was."""
    from django.db.models import Max

    from quicksilver.programme.models import Answer, Submission

    own: Any = Submission.history.filter(id=submission).aggregate(last=Max("history_date"))["last"]
    answers: Any = Answer.history.filter(submission_id=submission).aggregate(last=Max("history_date"))["last"]
    times = [time for time in (own, answers) if time is not None]
    return max(times) if times else None


def submission_at(submission: str, time: dt.datetime) -> r.Submission | None:
    """Return a submission as the register said it at a time; None where it was not there."""
    from quicksilver.programme.mapping import kinds
    from quicksilver.programme.reading import read_kind

    found = read_kind(kinds()["submissions"], [submission], at=time)
    return found[0] if found else None  # type: ignore[return-value]
