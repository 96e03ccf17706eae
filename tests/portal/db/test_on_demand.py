from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quicksilver.portal.store.mapping import kinds
from quicksilver.portal.store.store import lazy_register, load_register, save_register
from quicksilver.register import records as r
from quicksilver.register.records import KINDS, kind_of
from quicksilver.register.rules.lifecycles import missing, next_states, transitions

pytestmark = pytest.mark.django_db


def _queries_of(kind):
    # The table of the kind, those of the lists in it, and the citations.
    return 2 + len(kinds()[kind].parts)


def test_is_the_register(stored):
    whole, lazy = load_register(), lazy_register()
    assert {kind: dict(held) for kind, held in lazy.records.items()} == whole.records
    assert list(lazy) == list(whole)


def test_reads_a_kind_only_when_it_is_asked_for(stored, django_assert_num_queries):
    with django_assert_num_queries(0):
        lazy = lazy_register()
    with django_assert_num_queries(_queries_of("areas")):
        assert len(lazy.all(r.Area)) == 2
    with django_assert_num_queries(0):
        lazy.all(r.Area)
        assert lazy.get(r.Area, "coal").letter == "E"
        with pytest.raises(KeyError):
            lazy.get(r.Area, "nowhere")


def test_reads_one_record_alone_and_many_at_once(stored, django_assert_max_num_queries):
    many = [("documents", r.Document(id=f"d{n}", title="D")) for n in range(50)]
    from quicksilver.register.register import Register

    save_register(Register.of(many), by="loader")
    lazy = lazy_register()
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert lazy.get(r.Document, "d7").id == "d7"
    assert len(caught) == _queries_of("documents")
    assert "d8" not in str(caught.captured_queries)
    with pytest.raises(KeyError):
        lazy.get(r.Document, "nowhere")
    with django_assert_max_num_queries(4 * _queries_of("documents")):
        assert [lazy.get(r.Document, f"d{n}").id for n in range(50)] == [f"d{n}" for n in range(50)]


def test_day(stored):
    import datetime as dt

    assert [one.id for one in lazy_register(dt.date(1900, 1, 1)).all(r.Organisation)] == ["italy", "unep"]


def test_guards_answer_as_with_the_whole_register(stored):
    whole = load_register()
    asked = 0
    for kind in {step.kind for step in transitions()}:
        for record in whole.all(KINDS[kind]):
            for state in next_states(record):
                assert missing(record, state, lazy_register()) == missing(record, state, whole)
                asked += 1
    assert asked > 10


@pytest.mark.parametrize(
    ("identifier", "cls", "to", "read"),
    [
        # An activity asks for money only: contributions and nothing else.
        ("coal-b", r.Activity, "funded", ("contributions",)),
        ("coal-b", r.Activity, "under way", ()),
        ("c2010", r.Cycle, "compiled draft", ("submissions",)),
    ],
)
def test_a_step_reads_only_what_its_guards_ask(stored, django_assert_num_queries, identifier, cls, to, read):
    record = stored.get(cls, identifier)
    assert kind_of(record)
    with django_assert_num_queries(sum(map(_queries_of, read))):
        missing(record, to, lazy_register())
