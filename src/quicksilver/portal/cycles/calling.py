"""Who is asked in a report cycle: every area, led or not, and every partner once, in however many areas it is."""

from __future__ import annotations

import datetime as dt

from quicksilver.errors import InputProblems, similar
from quicksilver.language.problems import problem
from quicksilver.language.sentences import Sentence
from quicksilver.register import records as r
from quicksilver.register.questions.directory import partners
from quicksilver.register.questions.questions import partnership_areas
from quicksilver.register.register import Register
from quicksilver.register.rules.lifecycles import moved

__all__ = ["called", "cycle_of", "submission_of"]


def cycle_of(register: Register, cycle: str) -> r.Cycle:
    """Return a report cycle.

    Raises
    ------
    InputProblems
        There is none of that id.
    """
    known = sorted(register.records.get("cycles", {}))
    if cycle not in known:
        raise InputProblems(
            [
                problem(
                    "cycle.none",
                    "cycle",
                    cycle=cycle,
                    allowed=known or Sentence("cycle.any", table="problems"),
                    **similar(cycle, known),
                )
            ]
        )
    return register.get(r.Cycle, cycle)


def submission_of(register: Register, identifier: str) -> r.Submission:
    """Return a submission.

    Raises
    ------
    InputProblems
        There is none of that id.
    """
    known = register.records.get("submissions", {})
    if identifier not in known:
        like = similar(identifier, sorted(known))
        raise InputProblems([problem("submission.none", "submission", identifier=identifier, **like)])
    return register.get(r.Submission, identifier)


def called(register: Register, cycle: r.Cycle, day: dt.date) -> tuple[r.Cycle, tuple[r.Submission, ...]]:
    """Return a cycle whose call is issued, and a submission for everyone who is asked.

    Parameters
    ----------
    register : Register
    cycle : Cycle
    day : date
        Areas and partners of this day are asked.

    Raises
    ------
    InputProblems
        The cycle is not planned, has no due date, or its period overlaps another.
    """
    issued = moved(cycle, "call issued", register, day=day)
    when = r.When(date=day.isoformat())
    submissions = [
        submission
        for submission in Register(register.records).all(r.Submission)
        if submission.cycle == cycle.id
    ]
    senders = {(submission.area, submission.organisation) for submission in submissions}
    taken = set(register.records.get("submissions", {}))
    asked: list[tuple[str | None, str | None]] = [
        *((area.id, None) for area in partnership_areas(register.as_of(day))),
        *((None, partner.id) for partner in partners(register, day)),
    ]
    made = []
    for area, organisation in asked:
        if (area, organisation) in senders:
            continue
        identifier = f"{cycle.id}-{area or organisation}"
        if identifier in taken:
            identifier += "-partner"
        taken.add(identifier)
        made.append(
            r.Submission(id=identifier, cycle=cycle.id, area=area, organisation=organisation, asked=when)
        )
    return issued.model_copy(update={"called": cycle.called or when}), tuple(made)
