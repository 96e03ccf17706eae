"""Filling a form in, on a page or as an Excel file, and sending it in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from quicksilver.errors import InputProblems, Place
from quicksilver.language.choices import Word
from quicksilver.portal.cycles.actors import Actor, actor
from quicksilver.portal.cycles.calling import cycle_of, submission_of
from quicksilver.portal.cycles.reading import answers_changed, last_changed, submission_at
from quicksilver.portal.cycles.writing import (
    Done,
    advanced,
    as_when,
    day_or_today,
    locked,
    met,
    refused,
    register_now,
    step,
    write,
)
from quicksilver.register import records as r
from quicksilver.register.cycles.answering import Given, Merged, merged, read_given
from quicksilver.register.formats.forms.asked import FormRow, form_rows, sender_of
from quicksilver.register.register import Register

__all__ = ["OPEN_TO_WRITE", "form_of", "receive", "save_answers", "submit", "take_back"]

#: States of a submission in which it can be filled in.
OPEN_TO_WRITE: Final = ("not started", "draft", "returned with queries", "none received")


def form_of(submission: str, language: str) -> tuple[r.Submission, tuple[FormRow, ...]]:
    """Return a submission and the rows of its form.

    Raises
    ------
    InputProblems
        There is no such submission.
    """
    register = register_now()
    record = submission_of(register, submission)
    return record, _rows(register, record, language)


def _rows(register: Register, submission: r.Submission, language: str) -> tuple[FormRow, ...]:
    name = f"areas/{submission.area}" if submission.area else f"organisations/{submission.organisation}"
    return tuple(
        form_rows(register, cycle_of(register, submission.cycle), sender_of(register, name), language)
    )


def _writable(who: Actor, register: Register, submission: r.Submission) -> None:
    if not who.may("edit", "submissions", submission):
        who.require("enter on behalf", "submissions", submission)
    if submission.state not in OPEN_TO_WRITE:
        place = Place(record=f"submissions/{submission.id}")
        wrong = refused("form.closed", place, state=Word("submissions.state", submission.state))
        changed = last_changed("submissions", submission.id)
        raise InputProblems([*wrong.problems, *([met(place, changed)] if changed else [])])


@step
def save_answers(
    submission: str,
    typed: Mapping[str, Given],
    *,
    by: str,
    language: str = "en",
    since: dt.datetime | None = None,
    keep_others: bool = False,
) -> Merged:
    """Save answers; the rest of the form stays as it is.

    Parameters
    ----------
    submission : str
    typed : mapping of str to Given
        Question -> what was typed; an empty one takes the answer out.
    by : str
    language : str
        In which the answers are written.
    since : datetime, optional
        When the person began: what others answered since then is not overwritten, and comes back as a conflict.
    keep_others : bool
        Whether no answer that another account gave is overwritten: for answers that were written at an unknown time, as in a file.

    Raises
    ------
    NotYoursError
        The account may not.
    InputProblems
        An answer cannot be used, or the form has been submitted. Nothing was saved.
    """
    register, who = locked(("submissions", submission)), actor(by)
    record = submission_of(register, submission)
    _writable(who, register, record)
    order = [row.key for row in _rows(register, record, language)]
    given, problems = read_given(typed, order, language)
    if problems:
        raise InputProblems(problems)
    base = None
    if since is not None:
        base = submission_at(submission, since) or record.model_copy(update={"answers": ()})
    put = merged(record, given, order, base, _others(record, by) if keep_others else ())
    after = put.submission.model_copy(update={"language": language})
    if after.answers != record.answers or record.language is None:
        if record.state in ("not started", "none received"):
            after = after.model_copy(update={"state": "draft"})
        write([("submissions", after)], by, "saved")
    changed = answers_changed(submission) if put.conflicts else {}
    return replace(put, submission=after, by={key: changed[key] for key in put.conflicts if key in changed})


def _others(submission: r.Submission, by: str) -> tuple[str, ...]:
    """Return the questions whose answers another account gave."""
    changed = answers_changed(submission.id)
    return tuple(
        answer.question
        for answer in submission.answers
        if answer.question in changed and changed[answer.question].who != by
    )


@step
def submit(submission: str, *, by: str, day: dt.date | None = None) -> Done:
    """Submit a form; raises as :func:`save_answers`, and where a question has no answer at all."""
    register, who, today = locked(("submissions", submission)), actor(by), day_or_today(day)
    record = submission_of(register, submission)
    behalf = not who.may("submit", "submissions", record)
    if behalf:
        who.require("enter on behalf", "submissions", record)
    to = "resubmitted" if record.state == "returned with queries" else "submitted"
    roles = None if behalf else who.role_names
    after = advanced("submissions", record, to, register, roles=roles, day=today)
    receipt = {"received": as_when(today), "submitted_by": by}
    return write(
        [("submissions", after.model_copy(update=receipt))],
        by,
        "entered on behalf" if behalf else "submitted",
    )


@step
def take_back(submission: str, *, by: str) -> Done:
    """Take back a submitted form that has not been reviewed yet; raises as :func:`save_answers`."""
    register, who = locked(("submissions", submission)), actor(by)
    record = submission_of(register, submission)
    who.require("submit", "submissions", record)
    after = advanced("submissions", record, "draft", register, roles=who.role_names)
    return write(
        [("submissions", after.model_copy(update={"received": None, "submitted_by": ""}))], by, "taken back"
    )


def receive(path: str | Path, *, by: str) -> Merged:
    """Read a form that was filled in as an Excel file into the register; it is saved, and not submitted yet.

    Raises
    ------
    NotYoursError
        The account may not.
    InputProblems
        The workbook is not a form, everything that is wrong in it, or nobody was asked for it in this cycle. Nothing was saved.
    """
    from quicksilver.register.formats.forms import read_form
    from quicksilver.register.formats.forms.reading import form_language

    register = register_now()
    read = read_form(path, register)
    same = [
        submission
        for submission in Register(register.records).all(r.Submission)
        if (submission.cycle, submission.area, submission.organisation)
        == (read.cycle, read.area, read.organisation)
    ]
    if not same:
        sender = read.area or read.organisation
        raise refused("form.not-asked", Place(str(path)), sender=sender, cycle=read.cycle)
    typed = {answer.question: Given(answer.value, answer.special) for answer in read.answers}
    return save_answers(same[0].id, typed, by=by, language=form_language(path), keep_others=True)
