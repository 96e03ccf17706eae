"""The board of a cycle: who was asked, what was received, who is late, who was reminded, who could not be reached."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from quicksilver.portal.cycles.calling import cycle_of
from quicksilver.portal.cycles.writing import day_or_today, register_now
from quicksilver.register import records as r
from quicksilver.register.cycles.reminding import due_light
from quicksilver.register.register import Register

__all__ = ["CycleBoard", "CycleRow", "cycle_board"]


@dataclass(frozen=True, slots=True)
class CycleRow:
    """A sender and the state of its report.

    Attributes
    ----------
    submission : Submission
    name : Text
        Of the area or partner.
    light : str
        See :func:`quicksilver.register.cycles.reminding.due_light`.
    answered : int
        Questions with an answer.
    queries : int
        Queries that are open.
    unreached : bool
        Nobody with an address is on record.
    """

    submission: r.Submission
    name: r.Text
    light: str
    answered: int
    queries: int
    unreached: bool

    def as_dict(self) -> dict[str, Any]:
        """Return it for a table or a program."""
        submission = self.submission
        return {
            "submission": submission.id,
            "asked": "area" if submission.area else "partner",
            "sender": self.name.in_language("en")[0],
            "state": submission.state,
            "light": self.light,
            "answers": self.answered,
            "received": submission.received.date if submission.received else "",
            "reminders": len(submission.reminded),
            "queries": self.queries,
            "reached": "no address" if self.unreached else "",
        }


@dataclass(frozen=True, slots=True)
class CycleBoard:
    """A cycle and its rows: areas in their order, then partners by id."""

    cycle: r.Cycle
    rows: tuple[CycleRow, ...]

    @property
    def due(self) -> dt.date | None:
        """Return the last day."""
        return self.cycle.due.last if self.cycle.due else None

    @property
    def received(self) -> int:
        """Return how many sent something in."""
        return sum(row.light == "in" for row in self.rows)

    def as_dict(self) -> dict[str, Any]:
        """Return it for a program."""
        return {
            "cycle": self.cycle.id,
            "state": self.cycle.state,
            "due": self.due.isoformat() if self.due else None,
            "asked": len(self.rows),
            "received": self.received,
            "rows": [row.as_dict() for row in self.rows],
        }


def cycle_board(cycle: str, day: dt.date | None = None) -> CycleBoard:
    """Return the board of a cycle on a day.

    Raises
    ------
    InputProblems
        There is no such cycle.
    """
    from quicksilver.portal.models import Notice

    register, today = register_now(), day_or_today(day)
    cycle_record = cycle_of(register, cycle)
    everything = Register(register.records)
    asked = [submission for submission in everything.all(r.Submission) if submission.cycle == cycle]
    queries: dict[str, int] = {}
    for comment in everything.all(r.Comment):
        if comment.kind == "query" and comment.state == "open":
            identifier = comment.subject.partition("/")[2]
            queries[identifier] = queries.get(identifier, 0) + 1
    reached = set(Notice.objects.filter(cycle=cycle).exclude(address="").values_list("submission", flat=True))
    rows = [
        _row(
            register,
            cycle_record,
            submission,
            today,
            queries.get(submission.id, 0),
            submission.id not in reached,
        )
        for submission in asked
    ]
    return CycleBoard(cycle_record, tuple(sorted(rows, key=lambda row: _place(register, row.submission))))


def _row(
    register: Register, cycle: r.Cycle, submission: r.Submission, day: dt.date, queries: int, unreached: bool
) -> CycleRow:
    named: r.Area | r.Organisation = (
        register.get(r.Area, submission.area)
        if submission.area
        else register.get(r.Organisation, submission.organisation or "")
    )
    return CycleRow(
        submission, named.name, due_light(cycle, submission, day), len(submission.answers), queries, unreached
    )


def _place(register: Register, submission: r.Submission) -> tuple[object, ...]:
    if submission.area is None:
        return (1, 0, submission.id)
    return (0, register.get(r.Area, submission.area).order or 10_000, submission.id)
