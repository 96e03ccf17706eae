"""Lists in the forms: boxes for what is there and two more, boxes to tick, items that move with their sources."""

from __future__ import annotations

import pytest

from quicksilver.portal.models import Citation, Participation
from quicksilver.portal.store.store import load_register, save_register
from quicksilver.register import records as r
from quicksilver.register.register import Register

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(sign_in):
    return sign_in("sec", ("secretariat", "unep", None))


def _saved(answer, pages):
    assert answer.status_code == 302, pages.errors(answer)


def test_a_list_of_texts_has_a_box_for_each_and_two_more(stored, pages):
    fields = pages.fields(pages.get("organisation", "change", "unep"))
    numbers = {int(name.split("_")[0].split("-")[1]) for name in fields if name.startswith("aliases-")}
    assert numbers == {0, 1, 2, 3}
    assert fields["aliases-1_zh"] == ["环境署"]
    assert fields["aliases-1_state_en"] == ["draft"]
    page = pages.get("organisation", "change", "unep").content.decode()
    assert '"original"' not in page
    assert "&quot;original&quot;" not in page


def test_texts_are_added_changed_and_taken_out(stored, pages):
    unep = stored.get(r.Organisation, "unep")
    # The second stays what it is, states included, though the first goes and a third comes.
    answer = pages.send(
        "organisation", "unep", **{"aliases-0_en": "", "aliases-2_original": "fr", "aliases-2_fr": "PNUE"}
    )
    _saved(answer, pages)
    assert load_register().get(r.Organisation, "unep").aliases == (
        unep.aliases[1],
        r.Text(original="fr", fr="PNUE"),
    )
    refused = pages.send("organisation", "unep", **{"aliases-0_original": "ru"})
    assert "1: the text has no version in ru" in pages.errors(refused)


def test_texts_in_lists_in_lists(stored, pages):
    plan = stored.get(r.Plan, "coal-plan").model_copy(update={"state": "drafting"})
    save_register(Register.of([("plans", plan)]), by="loader")
    lead = pages
    from django.contrib.auth import get_user_model

    from quicksilver.portal.models import Appointment

    Appointment.objects.create(user=get_user_model().objects.get(), role="area lead", area_id="coal")
    answer = lead.send(
        "plan",
        "coal-plan",
        **{"objectives-0-means-2_en": "three", "objectives-0-means-0_en": "", "priority_actions-3_en": "d"},
    )
    _saved(answer, lead)
    now = load_register().get(r.Plan, "coal-plan")
    assert [one.in_language("en")[0] for one in now.objectives[0].means] == ["two", "three"]
    assert now.objectives[0].means[0] == plan.objectives[0].means[1]
    assert now.objectives[0].sources == plan.objectives[0].sources
    assert [one.en for one in now.priority_actions] == ["a", "b", "c", "d"]


def test_languages_are_ticked(stored, pages):
    assert pages.fields(pages.get("cycle", "change", "c2010"))["languages"] == ["en", "zh"]
    _saved(pages.send("cycle", "c2010", languages=["ar", "zh", "en"]), pages)
    assert load_register().get(r.Cycle, "c2010").languages == ("en", "zh", "ar")
    _saved(pages.send("cycle", "c2010", languages=["ar"], **{"corrections-0-languages": ["zh", "fr"]}), pages)
    cycle = load_register().get(r.Cycle, "c2010")
    assert (cycle.languages, cycle.corrections[0].languages) == (("ar",), ("zh", "fr"))
    assert "Select a valid choice" in pages.errors(pages.send("cycle", "c2010", languages=["de"]))


def test_what_is_not_stated_is_ticked_by_the_fields_own_name(stored, pages):
    area = stored.get(r.Area, "metals").model_copy(update={"not_stated": ("scope", "contributions.amount")})
    save_register(Register.of([("areas", area)]), by="loader")
    pages.headers |= {"accept-language": "fr"}
    page = pages.get("area", "change", "metals").content.decode()
    assert "portée" in page
    assert "contributions.amount" in page
    _saved(pages.send("area", "metals", not_stated=["contributions.amount", "aliases"]), pages)
    assert load_register().get(r.Area, "metals").not_stated == ("contributions.amount", "aliases")
    # Said to be unknown, and known: one of the two.
    refused = pages.errors(pages.send("area", "metals", not_stated=["name"]))
    assert "nom est dit non précisé, et a une valeur" in refused


def test_short_texts_and_dates_in_lists(stored, pages, sign_in):
    _saved(pages.send("activity", "coal-b", **{"articles-2": "22", "articles-0": ""}), pages)
    assert load_register().get(r.Activity, "coal-b").articles == ("Annex D", "22")
    pages = sign_in("lead", ("area lead", "unep", "coal"))
    _saved(
        pages.send("submission", "coal-2010", **{"reminded-2_date": "2010-09", "reminded-0_date": ""}), pages
    )
    assert load_register().get(r.Submission, "coal-2010").reminded == (
        r.When(date="2010-08-01"),
        r.When(date="2010-09"),
    )
    refused = pages.send("submission", "coal-2010", **{"reminded-2_date": "soon"})
    assert "is not a date" in pages.errors(refused)
    pages.headers |= {"accept-language": "zh-hans"}
    refused = pages.send("submission", "coal-2010", **{"reminded-2_date": "soon"})
    assert "3：日期：“soon”不是日期" in pages.errors(refused)


def test_what_has_no_box_stays(stored, pages):
    money = r.Funding(amount="5", currency="EUR", value_date={"date": "2009", "said": "in the year"})
    need = stored.get(r.Need, "need-1").model_copy(update={"money": money})
    save_register(Register.of([("needs", need)]), by="loader")
    _saved(pages.send("need", "need-1", money_amount="7.50"), pages)
    now = load_register().get(r.Need, "need-1").money
    assert (str(now.amount), now.value_date) == ("7.50", money.value_date)
    _saved(pages.send("need", "need-1", money_value_date="2010"), pages)
    assert load_register().get(r.Need, "need-1").money.value_date == r.When(date="2010")
    assert "currency" in pages.errors(pages.send("need", "need-1", money_currency=""))


# Items


def _participants():
    return load_register().get(r.Activity, "coal-b").participants


def test_an_item_that_goes_takes_its_sources_along(stored, pages):
    before = _participants()
    assert before[0].sources != before[1].sources
    _saved(pages.send("activity", "coal-b", **{"participants-0-DELETE": "on"}), pages)
    assert _participants() == (before[1],)
    parts = set(Citation.objects.filter(kind="activities", owner="coal-b").values_list("part", flat=True))
    assert "participants.1" not in parts
    # What takes its place later does not inherit them.
    new = {"participants-1-organisation": "unep", "participants-1-role": "host"}
    _saved(pages.send("activity", "coal-b", **new), pages)
    assert _participants() == (before[1], r.Participation(organisation="unep", role="host"))


def test_items_are_put_in_order(stored, pages):
    one, two = _participants()
    _saved(pages.send("activity", "coal-b", **{"participants-1-nth": "1"}), pages)
    assert _participants() == (two, one)
    new = {
        "participants-2-organisation": "unep",
        "participants-2-role": "host",
        "participants-2-nth": "2",
        "participants-2-sources": "note A9",
    }
    _saved(pages.send("activity", "coal-b", **new), pages)
    third = r.Participation(
        organisation="unep", role="host", sources=(r.Source(document="note", place="A9"),)
    )
    assert _participants() == (two, third, one)
    assert list(Participation.objects.order_by("position").values_list("position", flat=True)) == [0, 1, 2]
    # The area it is filed in is the first.
    _saved(pages.send("activity", "coal-b", **{"areas-1-nth": "1"}), pages)
    assert load_register().get(r.Activity, "coal-b").areas == ("metals", "coal")


def test_sources_of_items_are_entered_and_checked(stored, pages):
    refused = pages.send("activity", "coal-b", **{"participants-0-sources": "nowhere A1"})
    assert "not in the register: nowhere" in pages.errors(refused)
    _saved(
        pages.send("meeting", "geneva", **{"decisions-0-sources": "doc A\nnote", "agenda-0-number": "4"}),
        pages,
    )
    meeting = load_register().get(r.Meeting, "geneva")
    assert meeting.decisions[0].sources == (r.Source(document="doc", place="A"), r.Source(document="note"))
    assert meeting.agenda[0].text == stored.get(r.Meeting, "geneva").agenda[0].text
    # Where items have no sources there is no box, and nothing is written for what is sent all the same.
    _saved(pages.send("meeting", "geneva", **{"agenda-0-sources": "note A1"}), pages)
    assert not Citation.objects.filter(kind="meetings", part="agenda.0").exists()


def test_rules_of_items(stored, pages):
    refused = pages.send(
        "activity", "coal-b", **{"places-2-country": "", "places-2-region_en": "", "places-2-role": "focus"}
    )
    assert "Constraint" in pages.errors(refused) or "country or a region" in pages.errors(refused)
    _saved(pages.send("activity", "coal-b", **{"places-2-country": "sen"}), pages)
    assert load_register().get(r.Activity, "coal-b").places[2] == r.Place(country="SEN")
    for new in ({"attendance-2-count": "5", "attendance-2-country": "SEN"}, {"documents-0-DELETE": "on"}):
        _saved(pages.send("meeting", "geneva", **new), pages)
    meeting = load_register().get(r.Meeting, "geneva")
    assert meeting.attendance[2] == r.Attendance(count=5, country="SEN")
    assert meeting.documents == ("doc",)


@pytest.mark.parametrize(
    ("model", "key", "kind", "changed", "field"),
    [
        ("person", "someone", "persons", {"affiliations-0-function": "Member"}, "affiliations"),
        ("seat", "seat-1", "seats", {"capacity": "academia"}, "capacity"),
        ("need", "need-1", "needs", {"hours": "4"}, "hours"),
        ("leadership", "metals-none", "leaderships", {"offers-0-state": "accepted"}, "offers"),
        ("meeting", "geneva", "meetings", {"agenda-0-number": "5"}, "agenda"),
        ("meeting", "geneva", "meetings", {"attendance-0-count": "13"}, "attendance"),
        ("meeting", "geneva", "meetings", {"decisions-0-letter": "b"}, "decisions"),
        ("cycle", "c2010", "cycles", {"corrections-0-text_en": "Another"}, "corrections"),
        ("comment", "q-1", "comments", {"place": "1.5"}, "place"),
    ],
)
def test_each_of_the_newer_kinds_and_lists_is_changed(stored, pages, model, key, kind, changed, field):
    before = load_register()
    _saved(pages.send(model, key, **changed), pages)
    after = load_register()
    old, new = before.records[kind][key], after.records[kind][key]
    assert {name for name in type(old).model_fields if getattr(old, name) != getattr(new, name)} == {field}


def test_notices_are_read_by_the_secretariat(stored, pages, sign_in):
    import datetime as dt

    from quicksilver.portal.models import Attachment, Notice

    notice = Notice.objects.create(
        kind="call",
        recipient="Ministry",
        address="a@example.org",
        cycle="c2010",
        made=dt.datetime.now(dt.UTC),
    )
    file = Attachment.objects.create(
        submission="coal-2010", name="a.pdf", added=dt.datetime.now(dt.UTC), size=1, data=b"x"
    )
    for model, row in (("notice", notice), ("attachment", file)):
        assert pages.get(model).status_code == 200
        answer = pages.get(model, "change", row.pk)
        assert answer.status_code == 200
        assert not answer.context["has_change_permission"]
        assert pages.get(model, "add").status_code == 403
    other = sign_in("lead", ("area lead", "cnr", "coal"), ("auditor", None, None))
    for model, row in (("notice", notice), ("attachment", file)):
        assert other.get(model).status_code == 403
        assert other.get(model, "change", row.pk).status_code == 403
