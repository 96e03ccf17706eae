from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quicksilver.errors import InputProblems
from quicksilver.intake.cleaning import clean_text
from quicksilver.portal.store import store
from quicksilver.portal.store.mapping import kinds
from quicksilver.portal.store.store import Saved, load_register, save_register
from quicksilver.register import records as r
from quicksilver.register.records import KINDS
from quicksilver.register.register import Register

pytestmark = pytest.mark.django_db


def _one(kind, record):
    return Register.of([(kind, record)])


def test_every_kind_and_every_field_has_its_column():
    for name, kind in kinds().items():
        held = set(kind.columns) | {part.field for part in kind.parts} | {"sources"}
        assert held == set(KINDS[name].model_fields)
        for field, column in kind.columns.items():
            info = KINDS[name].model_fields[field]
            if not info.is_required():
                default = kind.model._meta.get_field(column).get_default()
                assert default == (list(info.default) if isinstance(info.default, tuple) else info.default), (
                    name,
                    field,
                )


def test_what_is_saved_is_loaded_again(register, stored):
    back = load_register()
    assert {kind: dict(held) for kind, held in back.records.items()} == {
        kind: dict(sorted(held.items())) for kind, held in register.records.items()
    }
    assert str(back.get(r.Baseline, "hg-2005").amount.value) == "877.0"
    assert [str(one) for one in back.get(r.TargetRecord, "half").model_dump(mode="json")["value"]] == list(
        "50.00"
    )


def test_saving_again_changes_nothing(stored):
    assert save_register(stored, by="loader") == Saved(same=len(list(stored)))


def test_number_of_queries_does_not_grow_with_records(stored, django_assert_max_num_queries):
    many = [("organisations", r.Organisation(id=f"o{n}", name="O")) for n in range(300)]
    many += [
        (
            "activities",
            r.Activity(
                id=f"a{n}",
                title="A",
                kind="other",
                areas=("coal",),
                participants=(r.Participation(organisation=f"o{n}", role="lead"),),
            ),
        )
        for n in range(300)
    ]
    save_register(Register.of(many), by="loader")
    # A query per kind, per list inside a record, and for the citations of a kind.
    with django_assert_max_num_queries(2 * len(KINDS) + sum(len(kind.parts) for kind in kinds().values())):
        assert len(load_register().records["activities"]) == 302


def test_one_changed_record(stored):
    before = stored.get(r.Activity, "coal-b")
    changed = before.model_copy(
        update={"state": "funded", "participants": before.participants[1:], "sources": ()}
    )
    assert save_register(_one("activities", changed), by="ann", why="news") == Saved(changed=1)
    assert load_register().get(r.Activity, "coal-b") == changed
    model = kinds()["activities"].model
    last = model.history.filter(id="coal-b").latest("history_id")
    assert (last.history_type, last.history_user, last.history_change_reason) == ("~", "ann", "news")
    assert model.history.filter(id="coal-c").count() == 1


def test_nothing_half_written(register, db):
    bad = r.Activity(
        id="zzz",
        title="Z",
        kind="other",
        areas=("coals",),
        mandates=("nowhere",),
        sources=(r.Source(document="docc"),),
    )
    with pytest.raises(InputProblems) as caught:
        save_register(Register.of([*register, ("activities", bad)]), by="loader")
    problems = {problem.where: problem for problem in caught.value.problems}
    assert set(problems) == {
        "activities/zzz, areas[1]",
        "activities/zzz, mandates[1]",
        "activities/zzz, sources[1]",
    }
    assert problems["activities/zzz, areas[1]"].guess == "coal"
    assert not list(load_register())


def test_failure_in_the_middle_leaves_nothing(register, db, monkeypatch):
    def fail(self, kind, records, before):
        if kind.name == "cycles":
            raise RuntimeError("power cut")
        return write(self, kind, records, before)

    write = store._Saving._write
    monkeypatch.setattr(store._Saving, "_write", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        save_register(register, by="loader")
    assert not list(load_register())
    assert not kinds()["documents"].model.history.exists()


def test_rules_of_the_database_are_told_as_problems(stored):
    from django.db import IntegrityError, transaction

    model = kinds()["leaderships"].model
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(id="coal-lead").update(organisation=None)


def test_nul_is_taken_out_and_its_spelling_is_not(stored):
    save_register(_one("facts", r.Fact(id="f1", key="k", value="a\x00b")), by="loader")
    assert load_register().get(r.Fact, "f1").value == "ab"
    fact = r.Fact(id="f2", key="k", value="a\\u0000b")
    save_register(_one("facts", fact), by="loader")
    assert load_register().get(r.Fact, "f2") == fact


def test_removed_records_leave_their_history(stored):
    before = dt.datetime.now(dt.UTC)
    kept = Register.of([pair for pair in stored if pair[0] not in ("activities", "contributions", "needs")])
    assert save_register(kept, by="loader", remove=True).removed == 5
    assert load_register().records["activities"] == {}
    assert load_register(at=before).get(r.Activity, "coal-b") == stored.get(r.Activity, "coal-b")
    with pytest.raises(InputProblems, match="'italy' is not in the register"):
        save_register(Register.of([pair for pair in kept if pair[1].id != "italy"]), by="loader", remove=True)


def test_what_the_register_said_at_a_time(stored):
    times = [dt.datetime.now(dt.UTC)]
    for state in ("funded", "under way"):
        before = load_register().get(r.Activity, "coal-b")
        parts = (*before.parts, r.Part(text=state, sources=before.sources))
        save_register(
            _one("activities", before.model_copy(update={"state": state, "parts": parts})), by="ann"
        )
        times.append(dt.datetime.now(dt.UTC))
    said = [load_register(at=time).get(r.Activity, "coal-b") for time in times]
    assert [one.state for one in said] == ["planned", "funded", "under way"]
    assert [len(one.parts) for one in said] == [2, 3, 4]
    assert dict(load_register(at=times[0]).records) == dict(load_register(kinds=KINDS).records) | {
        "activities": load_register(at=times[0]).records["activities"]
    }
    assert not list(load_register(at=times[0] - dt.timedelta(days=1)))
    with pytest.raises(ValueError, match="time zone"):
        load_register(at=times[0].replace(tzinfo=None))


def test_as_of_a_day(stored):
    assert [one.id for one in load_register(dt.date(2005, 6, 1)).all(r.Leadership)] == ["metals-none"]
    assert [one.id for one in load_register(dt.date(2007, 1, 1)).all(r.Leadership)] == [
        "coal-lead",
        "metals-none",
    ]


def test_as_reported_in_a_document(stored):
    note, report = load_register(reported_in="note"), load_register(reported_in="doc")
    assert set(note.records["activities"]) == {"coal-b", "coal-c"}
    assert set(report.records["activities"]) == {"coal-b"}
    # The sponsor is only in the note, and a part without a source of its own goes with its record.
    assert [one.organisation for one in report.get(r.Activity, "coal-b").participants] == ["cnr"]
    assert len(report.get(r.Activity, "coal-b").parts) == 2
    # Whatever is referred to is there too, and nothing else.
    assert set(report.records["organisations"]) == {"cnr", "italy", "unep"}
    assert not report.records["facts"]
    assert load_register(reported_in=["doc", "note"]).get(r.Activity, "coal-b") == stored.get(
        r.Activity, "coal-b"
    )


def test_progress_is_told(register, db):
    told = []
    save_register(register, by="loader", progress=lambda *said: told.append(said))
    assert ("activities", 2, 2) in told
    assert {kind for kind, _done, _of in told} == set(KINDS)


_TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=30)
_SAID = _TEXT.filter(lambda text: clean_text(text).strip())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    title=st.builds(lambda en, zh, ar: r.Text(original="zh", en=en, zh=zh, ar=ar), _TEXT, _SAID, _TEXT),
    letter=_TEXT,
    date=st.one_of(
        st.none(), st.dates(min_value=dt.date(1000, 1, 1)).map(str), st.integers(1000, 9999).map(str)
    ),
    hours=st.one_of(
        st.none(), st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=10**9)
    ),
    places=st.lists(
        st.builds(
            lambda text, role: r.Place(region=text, role=role), _SAID, st.sampled_from(["focus", "location"])
        ),
        max_size=3,
    ),
    sources=st.lists(st.builds(lambda place: r.Source(document="doc", place=place), _TEXT), max_size=3),
)
def test_any_record_comes_back_as_it_was(stored, title, letter, date, hours, places, sources):
    activity = r.Activity(
        id="any",
        title=title,
        kind="other",
        areas=("coal",),
        letter=letter,
        planned=date,
        places=tuple(places),
        sources=tuple(sources),
    )
    given_hours = r.Contribution(id="any", provider="italy", activity="any", hours=hours)
    save_register(Register.of([("activities", activity), ("contributions", given_hours)]), by="loader")
    back = load_register(kinds=("activities", "contributions"))
    assert back.get(r.Activity, "any") == activity
    assert str(back.get(r.Contribution, "any").hours) == str(hours)


def test_every_door_leaves_history(stored):
    from quicksilver.portal.models import Document

    row = Document.objects.get(pk="note")
    row.symbol = "X/2"
    row.save()
    assert [one.symbol for one in Document.history.filter(id="note").order_by("history_id")] == ["", "X/2"]


def test_history_is_only_added_to(stored):
    from django.db import IntegrityError, connection, transaction

    assert re.search("sqlite|postgresql", connection.vendor)
    for model in (kinds()["activities"].model, kinds()["plans"].parts[0].model):
        with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
            model.history.model.objects.all().update(history_user_id="nobody")
        with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
            model.history.model.objects.all()._raw_delete("default")


def test_citations_go_with_their_record(stored):
    from quicksilver.portal.models import Citation, Claim

    Claim.objects.get(pk="claim-1").delete()
    assert not Citation.objects.filter(kind="claims").exists()
    assert Citation.history.filter(kind="claims", history_type="-").count() == 2
