"""Looking at what came in: a preview of what accepting changes, queries, acceptance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from quicksilver.portal.cycles.actors import actor
from quicksilver.portal.cycles.calling import cycle_of, submission_of
from quicksilver.portal.cycles.commenting import new_comment
from quicksilver.portal.cycles.writing import (
    Done,
    advanced,
    day_or_today,
    locked,
    overlaid,
    register_now,
    step,
    write,
)
from quicksilver.register import records as r
from quicksilver.register.cycles import notices
from quicksilver.register.cycles.accepting import Acceptance, accepted
from quicksilver.register.register import Register

__all__ = ["accept", "preview", "return_with"]


def preview(submission: str, *, by: str, day: dt.date | None = None) -> Acceptance:
    """Return what accepting a submission would change; nothing is written. Raises :class:`NotYoursError`."""
    register, who = register_now(), actor(by)
    form = submission_of(register, submission)
    who.require("read", "submissions", form)
    return accepted(register, form, day=day_or_today(day), by=by)


@step
def return_with(
    submission: str,
    queries: Mapping[str, str],
    *,
    by: str,
    language: r.Language = "en",
    day: dt.date | None = None,
) -> Done:
    """Send a form back with queries.

    Parameters
    ----------
    submission : str
    queries : mapping of str to str
        Question (or empty, for the whole) -> what is asked.
    by : str
    language : str
        In which the queries are written.
    day : date, optional

    Raises
    ------
    NotYoursError
        The account may not.
    InputProblems
        There is no query, or the form is not there to be returned.
    """
    register, who, today = _locked(submission), actor(by), day_or_today(day)
    form = submission_of(register, submission)
    who.require("return", "submissions", form)
    asked = [(place, text.strip()) for place, text in queries.items() if text.strip()]
    made = [
        new_comment(
            register,
            f"submissions/{form.id}",
            place,
            "query",
            text,
            by,
            language,
            today,
            number,
            visibility="secretariat",
        )
        for number, (place, text) in enumerate(asked)
    ]
    with_queries = overlaid(register, [("comments", comment) for comment in made])
    after = advanced(
        "submissions", form, "returned with queries", with_queries, roles=who.role_names, day=today
    )
    cycle = cycle_of(register, form.cycle)
    more = "\n".join(f"{place}: {text}" if place else text for place, text in asked)
    letters = notices.messages(
        "returned", register, cycle, after, notices.readers(register, after, today), more=more
    )
    return write(
        [("submissions", after), *(("comments", comment) for comment in made)],
        by,
        "returned",
        letters,
        new=("comments",),
    )


def _locked(submission: str) -> Register:
    """Lock a submission and its cycle, which is not closed while a submission is being decided."""
    form = register_now().records.get("submissions", {}).get(submission)
    cycle = [("cycles", form.cycle)] if isinstance(form, r.Submission) else []
    return locked(*cycle, ("submissions", submission))


@step
def accept(submission: str, *, by: str, day: dt.date | None = None) -> Done:
    """Accept a submission: what :func:`preview` shows is written, in one step.

    Raises
    ------
    NotYoursError
        The account may not.
    InputProblems
        It is not submitted, or it is of the account's own organisation. Nothing was written.
    """
    register, who, today = _locked(submission), actor(by), day_or_today(day)
    form = submission_of(register, submission)
    who.require("approve", "submissions", form)
    advanced("submissions", form, "accepted", register, roles=who.role_names, day=today)
    result, register = _settled(register, form, today, by)
    closed = [
        ("comments", comment.model_copy(update={"state": "withdrawn"}))
        for comment in Register(register.records).all(r.Comment)
        if comment.subject == f"submissions/{form.id}" and comment.kind == "query" and comment.state == "open"
    ]
    cycle = cycle_of(register, form.cycle)
    letters = notices.messages("accepted", register, cycle, form, notices.readers(register, form, today))
    return write([*result.records, *closed], by, f"accepted {form.id}", letters)


def _settled(register: Register, form: r.Submission, day: dt.date, by: str) -> tuple[Acceptance, Register]:
    """Return what acceptance changes and the register it follows from, with every record locked that is to be written."""
    mine: set[tuple[str, str]] = {("submissions", form.id)}
    while True:
        result = accepted(register, form, day=day, by=by)
        wanted = {(kind, record.id) for kind, record in result.records} | {
            ("comments", comment.id)
            for comment in Register(register.records).all(r.Comment)
            if comment.subject == f"submissions/{form.id}"
        }
        if wanted <= mine:
            return result, register
        # What the acceptance was made of may have changed before it was locked: it is made anew.
        mine |= wanted
        register = locked(*mine)
