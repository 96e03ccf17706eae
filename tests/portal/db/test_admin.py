from __future__ import annotations

import pytest
from django.urls import reverse

from quicksilver.portal.models import Activity, Contribution, Submission, kind_models
from quicksilver.portal.store.store import load_register, save_register
from quicksilver.register import records as r
from quicksilver.register.records import KINDS
from quicksilver.register.register import Register

pytestmark = pytest.mark.django_db
HOST = {"host": "localhost"}
SECRETARIAT = ("secretariat", "unep", None)


def _name(kind):
    return kind_models()[kind]._meta.model_name


@pytest.mark.parametrize("language", ["ar", "zh-hans", "en", "fr", "ru", "es"])
def test_lists_and_forms_open_in_every_language(sign_in, stored, language):
    pages = sign_in("sec", SECRETARIAT)
    # All of them in the language that turns the page round, and one in each of the others.
    for kind in KINDS:
        if language != "ar" and kind != "activities":
            continue
        key = next(iter(stored.records[kind]))
        for page, args in (("changelist", ()), ("change", (key,)), ("history", (key,))):
            answer = pages.client.get(
                reverse(f"admin:programme_{_name(kind)}_{page}", args=args),
                headers=HOST | {"accept-language": language},
            )
            assert answer.status_code == 200, (kind, page)
            assert answer.headers["Content-Language"] == language
            # No value stands there as the database has it.
            assert "{&#x27;" not in answer.content.decode()
            assert "&quot;en&quot;" not in answer.content.decode()


def test_names_are_told_in_the_language_of_the_reader(sign_in, stored):
    client = sign_in("sec", SECRETARIAT).client
    url = reverse("admin:programme_activity_changelist")
    assert "项目" in client.get(url, headers=HOST | {"accept-language": "zh-hans"}).content.decode()
    # No French: what there is, marked.
    shown = client.get(url, headers=HOST | {"accept-language": "fr"}).content.decode()
    assert "项目 [zh]" in shown
    assert "activité à changer" in shown.lower().replace("&#x27;", "’")


def test_choices_are_told_in_the_language_of_the_reader(sign_in, stored):
    changed = stored.get(r.Activity, "coal-b").model_copy(update={"state": "funded"})
    save_register(Register.of([("activities", changed)]), by="ann")
    client = sign_in("sec", SECRETARIAT).client
    told = {}
    for page, args in (("changelist", ()), ("change", ("coal-b",)), ("history", ("coal-b",)), ("add", ())):
        url = reverse(f"admin:programme_activity_{page}", args=args)
        told[page] = client.get(url, headers=HOST | {"accept-language": "zh-hans"}).content.decode()
    # In the list and its filters, in the form, in the history; the values that are sent stay what they are.
    assert '<td class="field-state">已获资金</td>' in told["changelist"]
    assert "?state__exact=cancelled" in told["changelist"]
    assert ">已取消</a>" in told["changelist"]
    assert '<option value="project" selected>项目</option>' in told["change"]
    assert '<option value="funded" selected>已获资金</option>' in told["change"]
    assert "<strong>状态</strong>: 已计划 → 已获资金" in told["history"]
    assert '<option value="workshop">讲习班</option>' in told["add"]
    for page in told.values():
        assert ">planned<" not in page
        assert ">everyone<" not in page


def test_roles_of_people_are_told_too(sign_in, stored):
    client = sign_in("root", is_superuser=True).client
    url = reverse("admin:programme_appointment_add")
    assert "领域牵头方" in client.get(url, headers=HOST | {"accept-language": "zh-hans"}).content.decode()


def test_lists_ask_few_questions(sign_in, stored, django_assert_max_num_queries):
    many = [("contributions", r.Contribution(id=f"c{n}", provider="italy", area="coal")) for n in range(120)]
    save_register(Register.of(many), by="loader")
    pages = sign_in("sec", SECRETARIAT)
    for model in ("contribution", "leadership", "activity"):
        with django_assert_max_num_queries(9):
            assert pages.get(model).status_code == 200
    lead = sign_in("lead", ("area lead", "cnr", "coal"))
    with django_assert_max_num_queries(11):
        assert lead.get("contribution").status_code == 200


def test_history_page_says_what_who_and_why(sign_in, stored):
    changed = stored.get(r.Activity, "coal-b").model_copy(update={"letter": "z", "participants": ()})
    save_register(Register.of([("activities", changed)]), by="ann", why="Renumbered")
    told = sign_in("sec", SECRETARIAT).get("activity", "history", "coal-b").content.decode()
    assert "<td>ann</td>" in told
    assert "Renumbered" in told
    assert "<strong>Letter</strong>: b → z" in told
    # Lists too, with what was taken out of them.
    assert "<strong>Participants</strong>: organisation: cnr, role: lead" in told
    assert (
        sign_in("don", ("donor", "italy", None)).get("contribution", "history", "euro-told").status_code
        == 200
    )
    assert (
        sign_in("other", ("donor", "cnr", None)).get("contribution", "history", "euro-told").status_code
        == 403
    )


def test_search(sign_in, stored):
    pages = sign_in("sec", SECRETARIAT)
    for asked in ("项目", "project", "coal-b"):
        assert [one.pk for one in pages.get("activity", q=asked).context["cl"].result_list] == ["coal-b"]


def test_every_list_can_be_searched(sign_in, stored):
    pages = sign_in("sec", SECRETARIAT)
    for kind in KINDS:
        assert pages.get(_name(kind), q="one").status_code == 200, kind


def test_who_is_let_in(sign_in, pages, stored):
    assert pages.get("activity").status_code == 302
    admin = sign_in("root", is_superuser=True)
    answer = admin.get("activity", "change", "coal-b")
    assert answer.status_code == 200
    # Who administers the system reads the register; writing it is the secretariat's.
    assert not answer.context["has_change_permission"]
    url = reverse("admin:programme_activity_change", args=["coal-b"])
    assert admin.client.post(url, {}, headers=HOST).status_code == 403
    assert admin.get("appointment", "add").status_code == 200
    assert sign_in("sec", SECRETARIAT).get("appointment").status_code == 403


def test_nothing_is_deleted(sign_in, stored):
    pages = sign_in("sec", SECRETARIAT)
    for kind in KINDS:
        key = next(iter(stored.records[kind]))
        url = reverse(f"admin:programme_{_name(kind)}_delete", args=[key])
        assert pages.client.post(url, {"post": "yes"}, headers=HOST).status_code == 403


def test_hidden_records_are_not_listed_for_those_who_may_not_see_them(sign_in, stored):
    hidden = stored.get(r.Activity, "coal-c").model_copy(update={"visibility": "secretariat"})
    save_register(Register.of([("activities", hidden)]), by="loader")
    lead = sign_in("lead", ("area lead", "cnr", "coal"))
    assert [one.pk for one in lead.get("activity").context["cl"].result_list] == ["coal-b"]
    assert lead.get("activity", "change", "coal-c").status_code == 302
    assert len(sign_in("sec", SECRETARIAT).get("activity").context["cl"].result_list) == 2


def test_a_list_is_narrowed_by_its_filters_only(sign_in, stored):
    pages = sign_in("member", ("group member", None, None))
    assert pages.get("leadership", area__id__exact="coal").status_code == 200
    # Any other column could be guessed letter by letter.
    assert pages.get("leadership", person__startswith="A").status_code == 400


@pytest.mark.slow
def test_saving_any_form_unchanged_changes_nothing(sign_in, stored):
    pages = sign_in("sec", SECRETARIAT)
    before = load_register().records
    saved = 0
    for kind in KINDS:
        for key in stored.records[kind]:
            answer = pages.get(_name(kind), "change", key)
            if not answer.context["has_change_permission"]:
                continue
            answer = pages.send(_name(kind), key)
            assert answer.status_code == 302, (kind, key, pages.errors(answer))
            saved += 1
    assert load_register().records == before
    assert saved > 25
    assert Activity.history.filter(id="coal-b").count() == 2  # loaded, and saved once more as it was


def test_a_form_asks_no_more_than_it_shows(sign_in, stored, django_assert_max_num_queries):
    pages = sign_in("sec", SECRETARIAT)
    many = [("documents", r.Document(id=f"d{n}", title="D")) for n in range(60)]
    many += [("contributions", r.Contribution(id=f"c{n}", provider="italy", area="coal")) for n in range(60)]
    save_register(Register.of(many), by="loader")
    with django_assert_max_num_queries(75):
        assert pages.get("activity", "change", "coal-b").status_code == 200


def test_changed_original_ages_its_translations_and_says_who(sign_in, stored):
    approved = r.Text(
        original="zh", zh="汞", en="Mercury", fr="Mercure", state={"en": "approved", "fr": "draft"}
    )
    activity = stored.get(r.Activity, "coal-b").model_copy(update={"title": approved})
    save_register(Register.of([("activities", activity)]), by="loader")
    pages = sign_in("sec", SECRETARIAT)
    answer = pages.send("activity", "coal-b", title_zh="汞项目", sources="note A1\ndoc A2 (b)")
    assert answer.status_code == 302, pages.errors(answer)
    now = load_register().get(r.Activity, "coal-b")
    assert now.title.state == {"en": "outdated", "fr": "draft"}
    assert now.sources == (r.Source(document="note", place="A1"), r.Source(document="doc", place="A2 (b)"))
    assert Activity.history.filter(id="coal-b").latest("history_id").history_user == "sec"


def test_a_change_is_one_moment(sign_in, stored):
    from quicksilver.portal.store.history import history_of

    pages = sign_in("sec", SECRETARIAT)
    answer = pages.send(
        "activity",
        "coal-b",
        letter="q",
        sources="note A1",
        **{"participants-0-role": "host", "parts-0-letter": "9"},
    )
    assert answer.status_code == 302, pages.errors(answer)
    steps = history_of("activities", "coal-b")
    assert len(steps) == 2
    assert set(steps[-1].fields) == {"letter", "sources", "participants", "parts"}
    assert steps[-1].who == "sec"


def test_what_a_record_refuses_a_form_refuses(sign_in, stored):
    pages = sign_in("sec", SECRETARIAT)
    answer = pages.send("activity", "coal-b", planned_date="soon", sources="nowhere A1")
    assert "is not a date" in pages.errors(answer)
    assert "not in the register: nowhere" in pages.errors(answer)


def test_a_record_that_is_not_whole_is_taken_back(sign_in, stored):
    pages = sign_in("sec", SECRETARIAT)
    before = load_register().records
    # A rule of the record, seen only when its list is there; and the text that was typed is still there.
    answer = pages.send(
        "activity", "coal-b", letter="typed", **{"areas-0-DELETE": "on", "areas-1-DELETE": "on"}
    )
    assert answer.status_code == 200
    assert "areas of the activity: Field required" in str(answer.context["adminform"].form.errors)
    assert 'value="typed"' in answer.content.decode()
    # A contradiction with another record.
    answer = pages.send("organisation", "cnr", parent="cnr")
    assert "forms a circle" in pages.errors(answer)
    answer = pages.send("claim", "claim-1", subject="areas/nowhere")
    assert "there is no record" in pages.errors(answer)
    assert load_register().records == before


def test_refusals_are_said_in_the_language_of_the_reader(sign_in, stored):
    pages = sign_in("sec", SECRETARIAT)
    pages.headers |= {"accept-language": "zh-hans"}
    answer = pages.send("claim", "claim-1", subject="areas/nowhere", as_of_date="soon")
    assert "“soon”不是日期" in pages.errors(answer)
    answer = pages.send("claim", "claim-1", subject="areas/nowhere")
    assert "没有记录“areas/nowhere”" in pages.errors(answer)
    answer = pages.send("organisation", "cnr", country="XXY", web="javascript:alert(1)")
    assert "“javascript:alert(1)”不是网址" in pages.errors(answer)
    answer = pages.send("organisation", "cnr", country="xxy")
    assert "“XXY”不是国家代码" in pages.errors(answer)


def test_who_was_quicker_is_said(sign_in, stored):
    pages = sign_in("sec", SECRETARIAT)
    seen = pages.fields(pages.get("activity", "change", "coal-b"))
    save_register(
        Register.of([("activities", stored.get(r.Activity, "coal-b").model_copy(update={"letter": "k"}))]),
        by="x",
    )
    url = reverse("admin:programme_activity_change", args=["coal-b"])
    answer = pages.client.post(url, seen | {"results_en": "Mine"}, headers=HOST)
    assert "someone else changed this record" in pages.errors(answer)
    assert ">\nMine</textarea>" in answer.content.decode()
    assert load_register().get(r.Activity, "coal-b").results.en == "Less"
    # Who looked and wants it all the same saves again.
    again = pages.client.post(url, pages.fields(answer), headers=HOST)
    assert again.status_code == 302, pages.errors(again)
    assert load_register().get(r.Activity, "coal-b").results.en == "Mine"


def test_what_is_no_column_is_not_stored(sign_in, stored):
    pages = sign_in("ed", ("editor", None, None))
    more = {
        "participants-0-role": "host",
        "participants-0-sources": "",
        "parts-0-nth": "2",
        "parts-0-sources": "",
        "parts-0-DELETE": "on",
    }
    answer = pages.send(
        "activity",
        "coal-b",
        accepted_by="ed",
        held_from="1900-01-01",
        history_user="x",
        sources="",
        state="funded",
        **more,
    )
    assert answer.status_code == 302, pages.errors(answer)
    assert load_register().get(r.Activity, "coal-b") == stored.get(r.Activity, "coal-b")
    assert str(Activity.objects.get(pk="coal-b").held_from) == "None"


def test_text_of_a_user_is_text(sign_in, stored):
    bad = "<script>alert(1)</script>"
    evil = stored.get(r.Activity, "coal-b").model_copy(
        update={"title": r.Text(en=bad), "letter": bad, "planned": r.When(said=bad)}
    )
    save_register(Register.of([("activities", evil)]), by="loader")
    for held in (SECRETARIAT, ("group member", None, None)):
        pages = sign_in(held[0], held)
        for page, args in (("changelist", ()), ("change", ("coal-b",)), ("history", ("coal-b",))):
            assert bad not in pages.get("activity", page, *args).content.decode()


def test_translators_change_texts_only(sign_in, stored):
    pages = sign_in("ed", ("editor", None, None))
    answer = pages.send("activity", "coal-b", title_fr="Projet", kind="other", letter="x")
    assert answer.status_code == 302, pages.errors(answer)
    now = load_register().get(r.Activity, "coal-b")
    assert (now.title.fr, now.kind, now.letter) == ("Projet", "project", "b")


def test_leads_change_what_is_in_their_area(sign_in, stored):
    pages = sign_in("lead", ("area lead", "cnr", "coal"))
    assert pages.get("activity", "change", "coal-c").context["has_change_permission"]
    other = sign_in("other", ("area lead", "cnr", "metals"))
    assert not other.get("activity", "change", "coal-c").context["has_change_permission"]


def test_nobody_accepts_their_own(sign_in, stored):
    two_hats = sign_in("ann", SECRETARIAT, ("focal point", "italy", None))
    refused = two_hats.send("submission", "italy-2010", state="accepted")
    assert "their own organisation" in two_hats.errors(refused)
    accept = {"action": "accept", "_selected_action": ["euro"]}
    url = reverse("admin:programme_contribution_changelist")
    two_hats.client.post(url, accept, headers=HOST)
    assert Contribution.objects.get(pk="euro").accepted_by == ""
    one_hat = sign_in("bob", SECRETARIAT)
    answer = one_hat.send("submission", "italy-2010", state="accepted")
    assert answer.status_code == 302, one_hat.errors(answer)
    assert Submission.objects.get(pk="italy-2010").accepted_by == "bob"
    one_hat.client.post(url, accept, headers=HOST)
    assert Contribution.objects.get(pk="euro").accepted_by == "bob"


def test_the_refusal_to_accept_is_said_in_the_language_of_the_reader(sign_in, stored):
    pages = sign_in("ann", SECRETARIAT, ("focal point", "italy", None))
    pages.headers |= {"accept-language": "ru"}
    refused = pages.send("submission", "italy-2010", state="accepted")
    assert "собственная организация" in pages.errors(refused)
    url = reverse("admin:programme_contribution_changelist")
    accept = {"action": "accept", "_selected_action": ["euro"]}
    answer = pages.client.post(url, accept, headers=pages.headers, follow=True)
    assert "собственная организация" in answer.content.decode()


def test_records_are_chosen_by_name(sign_in, stored):
    pages = sign_in("sec", SECRETARIAT)
    url = reverse("admin:autocomplete")
    asked = {
        "app_label": "programme",
        "model_name": "participation",
        "field_name": "organisation",
        "term": "coun",
    }
    answer = pages.client.get(url, asked, headers=HOST)
    assert answer.json()["results"] == [{"id": "cnr", "text": "Council (cnr)"}]
    page = pages.get("activity", "change", "coal-b").content.decode()
    assert '<option value="cnr" selected>Council (cnr)</option>' in page
    # Few areas: a plain list that needs no script.
    assert '<option value="metals">Metals (metals)</option>' in page


def test_pages_hold_no_script_of_their_own(sign_in, stored):
    import re

    pages = sign_in("sec", SECRETARIAT)
    for page, args in (("changelist", ()), ("change", ("coal-b",)), ("history", ("coal-b",)), ("add", ())):
        told = pages.get("activity", page, *args).content.decode()
        assert re.findall(r"<script(?![^>]*\bsrc=)", told) == []
        assert re.findall(r"\son\w+=|style=", told) == []


def test_new_records(sign_in, stored):
    pages = sign_in("sec", SECRETARIAT)
    answer = pages.send("organisation", name_en="Institute of Mercury", kind="academia", country="sen")
    assert answer.status_code == 302, pages.errors(answer)
    made = load_register().get(r.Organisation, "institute-of-mercury")
    assert (made.name.en, made.country) == ("Institute of Mercury", "SEN")
    # The same name again gets another identifier, a name in Chinese one without meaning, a person one that tells nothing.
    for name in ({"name_en": "Institute of Mercury"}, {"name_zh": "汞研究所", "name_original": "zh"}):
        assert pages.send("organisation", **name).status_code == 302
    keys = set(load_register(kinds=["organisations"]).records["organisations"]) - set(
        stored.records["organisations"]
    )
    assert {"institute-of-mercury", "institute-of-mercury-2"} < keys
    assert next(key for key in keys if key.startswith("organisations-"))
    answer = pages.send("person", name="Someone Else")
    assert answer.status_code == 302, pages.errors(answer)
    persons = load_register(kinds=["persons"]).records["persons"]
    assert any(key.startswith("persons-") and one.name == "Someone Else" for key, one in persons.items())
    assert "Lower-case" in pages.errors(pages.send("organisation", id="Not So", name_en="X"))
    assert "already exists" in pages.errors(pages.send("organisation", id="cnr", name_en="X"))


def test_a_form_that_is_sent_twice_makes_one_record(sign_in, stored):
    pages = sign_in("sec", SECRETARIAT)
    url = reverse("admin:programme_organisation_add")
    filled = pages.fields(pages.get("organisation", "add")) | {"name_en": "Twice"}
    assert pages.client.post(url, filled, headers=HOST).status_code == 302
    again = pages.client.post(url, filled, headers=HOST)
    assert "this form has already been saved" in pages.errors(again)
    keys = load_register(kinds=["organisations"]).records["organisations"]
    assert [key for key in keys if key.startswith("twice")] == ["twice"]


def test_everybody_saves_what_they_may_change_as_it_was(sign_in, stored):
    held = [
        ("area lead", "cnr", "coal"),
        ("area lead", "cnr", "metals"),
        ("focal point", "italy", None),
        ("focal point", "cnr", None),
        ("editor", None, None),
        ("co-chair", None, None),
    ]
    pages = sign_in("many", *held)
    before = load_register().records
    saved = set()
    for kind in KINDS:
        for key in stored.records[kind]:
            answer = pages.get(_name(kind), "change", key)
            if answer.status_code == 200 and answer.context["has_change_permission"]:
                answer = pages.send(_name(kind), key)
                assert answer.status_code == 302, (kind, key, pages.errors(answer))
                saved.add(kind)
    # What the secretariat may not change is among them.
    assert {"contributions", "targets", "baselines", "submissions", "plans", "persons"} <= saved
    assert load_register().records == before


def test_a_text_in_one_language_is_written_in_it(sign_in, stored):
    pages = sign_in("sec", SECRETARIAT)
    assert pages.send("organisation", id="iam", name_ar="معهد الزئبق").status_code == 302
    assert load_register().get(r.Organisation, "iam").name == r.Text(original="ar", ar="معهد الزئبق")
    assert "This field is required" in pages.errors(pages.send("organisation", id="none"))
