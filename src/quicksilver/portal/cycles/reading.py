"""When a record was last changed, and what it was then: for two people who work on one form."""

from __future__ import annotations

import datetime as dt
from typing import Any

from quicksilver.register import records as r
from quicksilver.register.cycles.answering import Changed

__all__ = ["answers_changed", "changed_at", "last_changed", "submission_at"]


def changed_at(submission: str) -> dt.datetime | None:
    """Return when a submission or one of its answers was last changed; None where it never was."""
    from django.db.models import Max

    from quicksilver.portal.models import Answer, Submission

    own: Any = Submission.history.filter(id=submission).aggregate(last=Max("history_date"))["last"]
    answers: Any = Answer.history.filter(submission_id=submission).aggregate(last=Max("history_date"))["last"]
    times = [time for time in (own, answers) if time is not None]
    return max(times) if times else None


def submission_at(submission: str, time: dt.datetime) -> r.Submission | None:
    """Return a submission as the register had it at a time; None where it did not exist."""
    from quicksilver.portal.store.mapping import kinds
    from quicksilver.portal.store.reading import read_kind

    versions = read_kind(kinds()["submissions"], [submission], at=time)
    return versions[0] if versions else None  # type: ignore[return-value]


def answers_changed(submission: str) -> dict[str, Changed]:
    """Return who gave the answer that each question has now, or took it out, and when; questions that nobody answered are not in it.

    A form that is saved writes all its answers anew; what counts is when the value became what it is.
    """
    from quicksilver.portal.models import Answer

    rows = Answer.history.filter(submission_id=submission).order_by("history_id")
    moments: dict[str, dict[dt.datetime, tuple[str, tuple[str, str] | None]]] = {}
    for question, when, who, kind, text, special in rows.values_list(
        "question", "history_date", "history_user_id", "history_type", "value", "special"
    ):
        # Within one moment the old row goes and the new one comes; the last of them is what is left.
        left = None if kind == "-" else (text, special)
        moments.setdefault(question, {})[when] = (who or "", left)
    changes: dict[str, Changed] = {}
    for question, steps in moments.items():
        value: tuple[str, str] | None = None
        for when, (who, left) in steps.items():
            if left != value:
                changes[question], value = Changed(who, when), left
    return changes


def last_changed(kind: str, identifier: str) -> Changed | None:
    """Return who changed the row of a record last, and when; None where it has no history."""
    from quicksilver.portal.store.mapping import kinds

    rows = kinds()[kind].model.history.filter(id=identifier).order_by("-history_id")
    row = rows.values("history_user_id", "history_date").first()
    return Changed(row["history_user_id"] or "", row["history_date"]) if row else None
