"""What was asked and what came of it."""

from __future__ import annotations

import datetime as dt

from quicksilver.register.questions.actions import action_lines
from quicksilver.register.records import ActionItem, Document, Source, Text
from quicksilver.register.register import Register


def test_the_actions_of_the_note_have_no_known_outcome(founding: Register) -> None:
    lines = action_lines(founding, dt.date(2018, 1, 1))
    assert [line.item.letter for line in lines] == ["a", "b"]
    assert not any(line.known or line.overdue for line in lines)


def _register(**more: object) -> Register:
    item = ActionItem.model_validate({"id": "x", "text": "Do it", "sources": [{"document": "d"}], **more})
    return Register.of([("documents", Document(id="d", title="D", date="2009-10")), ("action-items", item)])


def test_an_item_is_there_from_the_day_of_its_document() -> None:
    assert action_lines(_register(), dt.date(2009, 9, 30)) == ()
    assert len(action_lines(_register(), dt.date(2009, 10, 1))) == 1


def test_overdue_is_what_was_due_before_and_has_no_outcome() -> None:
    day = dt.date(2011, 1, 1)
    assert action_lines(_register(due="2010"), day)[0].overdue
    assert not action_lines(_register(due="2011"), day)[0].overdue
    assert not action_lines(_register(due="2010", outcome=Text(en="Done")), day)[0].overdue
    assert not action_lines(_register(), day)[0].overdue


def test_an_item_without_a_document_is_not_lost() -> None:
    register = Register.of(
        [("action-items", ActionItem(id="x", text="Do it", sources=(Source(document="gone"),)))]
    )
    assert len(action_lines(register, dt.date(2000, 1, 1))) == 1
