"""The day on which the register's knowledge ends, in the database: of several loaded registers the latest, and users can set it."""

from __future__ import annotations

import datetime as dt

import pytest

from quicksilver.errors import InputProblems
from quicksilver.portal.store.history import history_of
from quicksilver.portal.store.knowledge import set_knowledge_end, stored_knowledge_end
from quicksilver.portal.store.store import load_register, save_register
from quicksilver.register import records as r
from quicksilver.register.questions.knowledge import knowledge_end
from quicksilver.register.register import Register

pytestmark = pytest.mark.django_db
END = dt.date(2009, 5, 1)


def load(**values: str) -> None:
    facts = (r.Fact(id=name, key="knowledge ends", value=value) for name, value in values.items())
    save_register(Register.of(("facts", one) for one in facts), by="loader")


def ends() -> dt.date | None:
    assert stored_knowledge_end() == knowledge_end(load_register())
    return stored_knowledge_end()


def test_nothing_recorded_is_no_end() -> None:
    assert ends() is None


def test_of_several_registers_the_latest(django_assert_num_queries) -> None:
    load(first="2009-05-01")
    assert ends() == END
    load(second="2025-11")
    assert ends() == dt.date(2025, 11, 30)
    load(third="2011")
    with django_assert_num_queries(1):
        assert stored_knowledge_end() == dt.date(2025, 11, 30)


def test_users_set_it_to_a_later_or_an_earlier_day_and_the_history_tells() -> None:
    load(first="2009-05-01", second="2025-11")
    set_knowledge_end("2026-11-30", by="sec", why="all areas reported")
    assert ends() == dt.date(2026, 11, 30)
    assert load_register().get(r.Fact, "second").value == "2025-11"
    set_knowledge_end("2012-12-31", by="sec")
    assert ends() == dt.date(2012, 12, 31)
    set_knowledge_end("open", by="sec")
    assert ends() is None
    set_knowledge_end("2013-01-31", by="sec")
    assert ends() == dt.date(2013, 1, 31)
    steps = history_of("facts", "knowledge-ends")
    assert {step.who for step in steps} == {"sec"}
    assert any(step.why == "all areas reported" for step in steps)


def test_what_is_no_day_is_refused_and_nothing_changes() -> None:
    load(first="2009-05-01")
    with pytest.raises(InputProblems, match="'next year' is not a date"):
        set_knowledge_end("next year", by="sec")
    with pytest.raises(InputProblems, match="is not a day on which knowledge can end"):
        load(first="next year")
    assert ends() == END
