"""A step that meets another one is taken anew; one that always does is refused, and what else goes wrong is not hidden."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, OperationalError

from quicksilver.errors import InputProblems, Problem
from quicksilver.portal.cycles import desk, writing
from quicksilver.portal.store.store import load_register
from quicksilver.register import records as r

pytestmark = pytest.mark.django_db


def _failing(times, wrong):
    """Return a step that fails so many times, and what it was called with."""
    calls = []

    @writing.step
    def taken(number):
        calls.append(number)
        if len(calls) <= times:
            raise wrong()
        return number

    return taken, calls


def _database(state):
    def make():
        wrong = OperationalError("deadlock detected")
        wrong.__cause__ = type("Cause", (Exception,), {"sqlstate": state})()
        return wrong

    return make


@pytest.mark.parametrize("wrong", [writing._MetAnotherError, _database("40P01"), _database("40001")])
def test_a_step_that_met_another_is_taken_anew(world, wrong):
    taken, calls = _failing(3, wrong)
    assert taken(7) == 7
    assert calls == [7] * 4


def test_a_step_is_not_tried_for_ever(world):
    taken, calls = _failing(100, writing._MetAnotherError)
    with pytest.raises(InputProblems, match="others are writing the same records continuously"):
        taken(7)
    assert len(calls) == 6
    taken, calls = _failing(100, _database("40P01"))
    with pytest.raises(OperationalError):
        taken(7)
    assert len(calls) == 6


def test_what_else_goes_wrong_is_not_tried_again(world):
    taken, calls = _failing(1, _database("53100"))
    with pytest.raises(OperationalError):
        taken(7)
    assert calls == [7]


def test_nothing_new_is_written_over_what_is_there(called, monkeypatch):
    """Where an identifier was taken between reading and writing, the step is taken anew with another one."""
    desk.comment("plans/metals-plan", "", "First", by="ngo")
    (first,) = load_register().all(r.Comment)
    real, reads = writing.register_now, []

    class Stale(dict):
        def __contains__(self, key):
            return key != "comments" and super().__contains__(key)

        def get(self, key, default=None):
            return {} if key == "comments" else super().get(key, default)

    def stale(*rows):
        register = real()
        reads.append(rows)
        return register if len(reads) > 1 else writing.Register(Stale(register.records), None)

    monkeypatch.setattr("quicksilver.portal.cycles.commenting.locked", stale)
    desk.comment("plans/metals-plan", "", "Second", by="ngo2")
    assert len(reads) == 2
    assert {one.text.en for one in load_register().all(r.Comment)} == {"First", "Second"}
    assert load_register().get(r.Comment, first.id).text.en == "First"


def test_a_row_that_another_added_at_the_same_moment(called, monkeypatch):
    """PostgreSQL refuses the second row of an identifier: that too is another step, and any other refusal is shown."""
    turns = []

    def saving(state):
        def save(*_args, **_kwargs):
            turns.append(state)
            cause = IntegrityError("duplicate key")
            cause.__cause__ = type("Cause", (Exception,), {"sqlstate": state})()
            raise InputProblems([Problem("the database refuses this", "register")]) from cause

        return save

    monkeypatch.setattr("quicksilver.portal.store.store.save_register", saving("23505"))
    with pytest.raises(InputProblems, match="continuously"):
        desk.comment("plans/metals-plan", "", "Text", by="ngo")
    assert len(turns) == 6
    monkeypatch.setattr("quicksilver.portal.store.store.save_register", saving("23514"))
    with pytest.raises(InputProblems, match="the database refuses this"):
        desk.comment("plans/metals-plan", "", "Text", by="ngo")
    assert len(turns) == 7


def test_a_document_that_is_there_is_not_taken_for_the_report(called):
    """The report of a cycle gets an identifier that is free."""
    from quicksilver.portal.cycles.steps import _report
    from quicksilver.register.register import Register

    cycle = load_register().get(r.Cycle, "c2008")
    held = Register.of(
        [
            ("documents", r.Document(id=name, title="X", kind="report"))
            for name in ("report-c2008", "report-c2008-2")
        ]
    )
    assert _report(held, cycle, writing.day_or_today(None)).id == "report-c2008-3"
