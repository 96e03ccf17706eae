"""What is saved agrees with what is stored, whatever the door; and what was, and what was said, can be asked."""

from __future__ import annotations

import datetime as dt

import pytest

from quicksilver.errors import InputProblems
from quicksilver.portal.store.history import history_of
from quicksilver.portal.store.store import load_register, save_register
from quicksilver.register import records as r
from quicksilver.register.formats.text_form import check
from quicksilver.register.questions.excerpts import held_on, reported_in
from quicksilver.register.register import Register

pytestmark = pytest.mark.django_db


def _save(*records, by="loader", why=""):
    return save_register(Register.of(records), by=by, why=why)


def _refused(*records):
    before = load_register().records
    with pytest.raises(InputProblems) as wrong:
        _save(*records)
    assert load_register().records == before
    return " | ".join(f"{problem.where}: {problem.what}" for problem in wrong.value.problems)


def test_a_second_lead_is_refused_beside_a_stored_one(stored):
    said = _refused(
        ("leaderships", r.Leadership(id="other", area="coal", organisation="italy", since="2007"))
    )
    assert "coal-lead and other lead coal at the same time" in said
    _save(
        (
            "leaderships",
            r.Leadership(id="other", area="coal", organisation="italy", since="2001", until="2006-01-01"),
        )
    )


def test_a_circle_that_closes_through_stored_records_is_refused(stored):
    # The note supersedes the document already.
    changed = stored.get(r.Document, "doc").model_copy(update={"supersedes": "note"})
    assert "supersedes forms a circle: doc -> note -> doc" in _refused(("documents", changed))
    _save(("activities", r.Activity(id="a1", title="A", kind="other", areas=("coal",), parent="coal-c")))
    again = stored.get(r.Activity, "coal-b").model_copy(update={"parent": "a1"})
    assert "parent forms a circle: a1 -> coal-c -> coal-b -> a1" in _refused(("activities", again))


def test_overlapping_periods_and_second_answers_are_refused(stored):
    assert "days are also in the period of c2010" in _refused(
        ("cycles", r.Cycle(id="c", title="C", period="2010"))
    )
    assert "answers for the same cycle" in _refused(
        ("submissions", r.Submission(id="again", cycle="c2010", area="coal"))
    )


def test_numbers_need_a_unit_and_a_medium(stored):
    _save(("indicators", r.Indicator(id="bare", name="Bare")))
    number = r.Observation(id="o", indicator="bare", amount={"value": 1, "unit": "t"}, year=2010)
    assert "bare has no unit and no pathway" in _refused(("observations", number))
    assert "'m' cannot be converted to 't'" in _refused(
        ("observations", number.model_copy(update={"indicator": "hg", "amount": r.Amount(value=1, unit="m")}))
    )
    # And the other way round: an indicator that has numbers keeps what makes them numbers.
    assert "hg has no unit" in _refused(
        ("indicators", stored.get(r.Indicator, "hg").model_copy(update={"unit": ""}))
    )


def test_a_small_change_reads_little(stored, django_assert_max_num_queries):
    many = [
        ("activities", r.Activity(id=f"a{n}", title="A", kind="other", areas=("coal",))) for n in range(300)
    ]
    _save(*many)
    changed = load_register().get(r.Activity, "a7").model_copy(update={"letter": "x"})
    with django_assert_max_num_queries(140):
        _save(("activities", changed))


def test_what_held_on_a_day_stands_by_itself(register):
    then = held_on(register, dt.date(2005, 6, 1))
    assert check(then) == []
    assert "coal-lead" not in then.records["leaderships"]
    assert "metals-none" in then.records["leaderships"]


def test_what_a_document_says_stands_by_itself(register):
    said = reported_in(register, {"note"})
    assert check(said) == []
    assert set(said.records["activities"]) >= {"coal-b", "coal-c"}
    assert "hg-2006" not in said.records["baselines"]


def test_a_history_says_who_changed_what_and_why(stored):
    before = stored.get(r.Activity, "coal-b")
    _save(("activities", before.model_copy(update={"letter": "z", "places": ()})), by="ann", why="Renumbered")
    first, second = history_of("activities", "coal-b")
    assert (first.what, first.who, first.fields["letter"]) == ("added", "loader", (None, "b"))
    assert (second.what, second.who, second.why) == ("changed", "ann", "Renumbered")
    assert second.fields["letter"] == ("b", "z")
    assert second.fields["places"][1] is None
    assert set(second.fields) == {"letter", "places"}
    kept = Register.of([pair for pair in load_register() if pair[1].id != "said-1"])
    save_register(kept, by="ann", remove=True)
    assert [step.what for step in history_of("comments", "said-1")] == ["added", "removed"]
    for kind, identifier in (("activity", "x"), ("activities", "coal-x")):
        with pytest.raises(InputProblems):
            history_of(kind, identifier)
