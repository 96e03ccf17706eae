"""Which answers concern which area."""

from __future__ import annotations

from collections.abc import Iterator

from quicksilver.register import records as r
from quicksilver.register.formats.forms.asked import activities_of, sender_of
from quicksilver.register.register import Register

__all__ = ["answers_about"]


def answers_about(register: Register, cycle: str, area: str) -> Iterator[tuple[r.Submission, r.Answer]]:
    """Yield the answers of a cycle that concern an area: its own, and those of partners in it.

    A partner answers once. What it states about an activity goes to the areas of that activity; what it states of its work
    as a whole, to each area it is a member of or active in.

    Parameters
    ----------
    register : Register
    cycle, area : str
        Their ids.
    """
    activities = {activity.id: activity for activity in Register(register.records).all(r.Activity)}
    for submission in Register(register.records).all(r.Submission):
        if submission.cycle != cycle:
            continue
        if submission.area is not None:
            if submission.area == area:
                yield from ((submission, answer) for answer in submission.answers)
        elif submission.organisation is not None:
            concerned = area in _areas_of(register, submission.organisation)
            for answer in submission.answers:
                about = activities.get(answer.question.partition("/")[2])
                if concerned if about is None else area in about.areas:
                    yield submission, answer


def _areas_of(register: Register, organisation: str) -> set[str]:
    sender = sender_of(register, f"organisations/{organisation}")
    named = {
        area
        for membership in register.all(r.Membership)
        if membership.organisation == organisation
        for area in membership.areas
    }
    return named | {area for activity in activities_of(register, sender) for area in activity.areas}
