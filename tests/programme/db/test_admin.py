from __future__ import annotations

import pytest
from django.urls import reverse

from quicksilver.programme import records as r
from quicksilver.programme.models import Activity, Contribution, Submission
from quicksilver.programme.records import KINDS
from quicksilver.programme.register import Register
from quicksilver.programme.store import load_register, save_register

pytestmark = pytest.mark.django_db
HOST = {"host": "localhost"}


@pytest.fixture
def sign_in(client, person):
    def enter(name, *held, **account):
        client.force_login(person(name, *held, **account))
        return client

    return enter


def _page(client, model, page="changelist", *args, **query):
    return client.get(reverse(f"admin:programme_{model}_{page}", args=args), query, headers=HOST)


def _filled(answer):
    """Return what a browser would send back of a page's form."""
    context = answer.context
    data = {}
    forms = [context["adminform"].form, *(form for one in context["inline_admin_formsets"] for form in [one.formset.management_form, *one.formset.forms])]  # fmt: skip
    for form in forms:
        for bound in form:
            value = bound.value()
            widget = bound.field.widget
            if hasattr(widget, "decompress") and not isinstance(value, list):
                value = widget.decompress(value)
            if isinstance(value, list):
                names = getattr(widget, "widgets_names", [""] * len(value))
                data |= {bound.html_name + name: part or "" for name, part in zip(names, value, strict=True)}
            elif type(widget).__name__ == "NullBooleanSelect":
                data[bound.html_name] = "unknown" if value is None else str(value).lower()
            elif value is not None and value is not False:
                data[bound.html_name] = value
    return {name: "" if value is None else value for name, value in data.items()}


def _send(client, model, key, **changed):
    answer = _page(client, model, "change", key)
    url = reverse(f"admin:programme_{model}_change", args=[key])
    return client.post(url, _filled(answer) | changed, headers=HOST)


def _errors(answer):
    return (
        str(answer.context["adminform"].form.errors) + str(answer.context["errors"]) if answer.context else ""
    )


@pytest.mark.parametrize("language", ["ar", "zh-hans", "en", "fr", "ru", "es"])
def test_lists_and_forms_open_in_every_language(sign_in, stored, language):
    client = sign_in("sec", ("secretariat", "unep", None))
    from quicksilver.programme.models import kind_models

    # All of them in the language that turns the page round, and one in each of the others.
    for kind, model in kind_models().items():
        if language != "ar" and kind != "activities":
            continue
        name = model._meta.model_name
        key = next(iter(stored.records[kind]))
        for page, args in (("changelist", ()), ("change", (key,)), ("history", (key,))):
            answer = client.get(
                reverse(f"admin:programme_{name}_{page}", args=args),
                headers=HOST | {"accept-language": language},
            )
            assert answer.status_code == 200, (kind, page)
            assert answer.headers["Content-Language"] == language


def test_names_are_told_in_the_language_of_the_reader(sign_in, stored):
    client = sign_in("sec", ("secretariat", "unep", None))
    url = reverse("admin:programme_activity_changelist")
    assert "项目" in client.get(url, headers=HOST | {"accept-language": "zh-hans"}).content.decode()
    # No French: what there is, marked.
    shown = client.get(url, headers=HOST | {"accept-language": "fr"}).content.decode()
    assert "项目 [zh]" in shown
    assert "activité à changer" in shown.lower().replace("&#x27;", "’")


def test_lists_ask_few_questions(sign_in, stored, django_assert_max_num_queries):
    many = [("contributions", r.Contribution(id=f"c{n}", provider="italy", area="coal")) for n in range(120)]
    save_register(Register.of(many), by="loader")
    client = sign_in("sec", ("secretariat", "unep", None))
    for model in ("contribution", "leadership", "activity"):
        with django_assert_max_num_queries(9):
            assert _page(client, model).status_code == 200


def test_history_page_says_what_who_and_why(sign_in, stored):
    changed = stored.get(r.Activity, "coal-b").model_copy(update={"letter": "z"})
    save_register(Register.of([("activities", changed)]), by="ann", why="Renumbered")
    client = sign_in("sec", ("secretariat", "unep", None))
    told = _page(client, "activity", "history", "coal-b").content.decode()
    assert "<td>ann</td>" in told
    assert "Renumbered" in told
    assert "<strong>Letter</strong>: b → z" in told
    assert (
        _page(sign_in("lead", ("donor", "italy", None)), "contribution", "history", "euro-told").status_code
        == 200
    )
    assert (
        _page(sign_in("other", ("donor", "cnr", None)), "contribution", "history", "euro-told").status_code
        == 403
    )


def test_search(sign_in, stored):
    client = sign_in("sec", ("secretariat", "unep", None))
    for asked in ("项目", "project", "coal-b"):
        assert [one.pk for one in _page(client, "activity", q=asked).context["cl"].result_list] == ["coal-b"]


def test_who_is_let_in(sign_in, client, stored):
    assert _page(client, "activity").status_code == 302
    admin = sign_in("root", is_superuser=True)
    answer = _page(admin, "activity", "change", "coal-b")
    assert answer.status_code == 200
    # Who administers the system reads the register; writing it is the secretariat's.
    assert not answer.context["has_change_permission"]
    assert (
        admin.post(reverse("admin:programme_activity_change", args=["coal-b"]), {}, headers=HOST).status_code
        == 403
    )
    assert _page(admin, "appointment", "add").status_code == 200
    assert _page(sign_in("sec", ("secretariat", "unep", None)), "appointment").status_code == 403


def test_nothing_is_deleted(sign_in, stored):
    client = sign_in("sec", ("secretariat", "unep", None))
    for kind in KINDS:
        from quicksilver.programme.models import kind_models

        name = kind_models()[kind]._meta.model_name
        key = next(iter(stored.records[kind]))
        assert (
            client.post(
                reverse(f"admin:programme_{name}_delete", args=[key]), {"post": "yes"}, headers=HOST
            ).status_code
            == 403
        )


def test_hidden_records_are_not_listed_for_those_who_may_not_see_them(sign_in, stored):
    hidden = stored.get(r.Activity, "coal-c").model_copy(update={"visibility": "secretariat"})
    save_register(Register.of([("activities", hidden)]), by="loader")
    lead = sign_in("lead", ("area lead", "cnr", "coal"))
    assert [one.pk for one in _page(lead, "activity").context["cl"].result_list] == ["coal-b"]
    assert _page(lead, "activity", "change", "coal-c").status_code == 302
    assert (
        len(_page(sign_in("sec", ("secretariat", "unep", None)), "activity").context["cl"].result_list) == 2
    )


def test_saving_a_form_unchanged_changes_nothing(sign_in, stored):
    client = sign_in("sec", ("secretariat", "unep", None))
    before = load_register().records
    for model, key in (
        ("activity", "coal-b"),
        ("document", "doc"),
        ("organisation", "cnr"),
        ("area", "coal"),
        ("claim", "claim-1"),
    ):
        answer = _send(client, model, key)
        assert answer.status_code == 302, (model, _errors(answer))
    assert load_register().records == before


def test_changed_original_ages_its_translations_and_says_who(sign_in, stored):
    approved = r.Text(
        original="zh", zh="汞", en="Mercury", fr="Mercure", state={"en": "approved", "fr": "draft"}
    )
    save_register(
        Register.of(
            [("activities", stored.get(r.Activity, "coal-b").model_copy(update={"title": approved}))]
        ),
        by="loader",
    )
    client = sign_in("sec", ("secretariat", "unep", None))
    answer = _send(client, "activity", "coal-b", title_zh="汞项目", sources="note A1\ndoc A2 (b)")
    assert answer.status_code == 302, _errors(answer)
    now = load_register().get(r.Activity, "coal-b")
    assert now.title.state == {"en": "outdated", "fr": "draft"}
    assert now.sources == (r.Source(document="note", place="A1"), r.Source(document="doc", place="A2 (b)"))
    assert Activity.history.filter(id="coal-b").latest("history_id").history_user == "sec"


def test_what_a_record_refuses_a_form_refuses(sign_in, stored):
    client = sign_in("sec", ("secretariat", "unep", None))
    answer = _send(client, "activity", "coal-b", planned_date="soon", sources="nowhere A1")
    assert "is no date" in _errors(answer)
    assert "not in the register: nowhere" in _errors(answer)


def test_states_follow_their_life_cycle(sign_in, stored):
    client = sign_in("sec", ("secretariat", "unep", None))
    assert "is not followed by" in _errors(_send(client, "activity", "coal-b", state="evaluated"))
    assert "the date it began is missing" in _errors(_send(client, "activity", "coal-b", state="under way"))
    assert _send(client, "activity", "coal-b", state="under way", actual_date="2009-04").status_code == 302
    assert load_register().get(r.Activity, "coal-b").state == "under way"


def test_translators_change_texts_only(sign_in, stored):
    client = sign_in("ed", ("editor", None, None))
    answer = _send(client, "activity", "coal-b", title_fr="Projet", kind="other", letter="x")
    assert answer.status_code == 302, _errors(answer)
    now = load_register().get(r.Activity, "coal-b")
    assert (now.title.fr, now.kind, now.letter) == ("Projet", "project", "b")


def test_leads_change_what_is_in_their_area(sign_in, stored):
    client = sign_in("lead", ("area lead", "cnr", "coal"))
    assert _page(client, "activity", "change", "coal-c").context["has_change_permission"]
    other = sign_in("other", ("area lead", "cnr", "metals"))
    assert not _page(other, "activity", "change", "coal-c").context["has_change_permission"]


def test_nobody_accepts_their_own(sign_in, stored):
    two_hats = sign_in("ann", ("secretariat", "unep", None), ("focal point", "italy", None))
    assert "their own organisation" in _errors(_send(two_hats, "submission", "italy-2010", state="accepted"))
    accept = {"action": "accept", "_selected_action": ["euro"]}
    url = reverse("admin:programme_contribution_changelist")
    two_hats.post(url, accept, headers=HOST)
    assert Contribution.objects.get(pk="euro").accepted_by == ""
    one_hat = sign_in("bob", ("secretariat", "unep", None))
    answer = _send(one_hat, "submission", "italy-2010", state="accepted")
    assert answer.status_code == 302, _errors(answer)
    assert Submission.objects.get(pk="italy-2010").accepted_by == "bob"
    one_hat.post(url, accept, headers=HOST)
    assert Contribution.objects.get(pk="euro").accepted_by == "bob"
