"""Marked words in each private field, and who gets to read them: the secretariat and the person's own organisation, on no page anyone else."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse

from quicksilver.portal.models import Attachment, Notice
from quicksilver.portal.store.mapping import kinds
from quicksilver.portal.store.store import save_register
from quicksilver.register import records as r
from quicksilver.register.register import Register
from quicksilver.register.rules.roles import ROLES

pytestmark = pytest.mark.django_db


@pytest.fixture
def marked(stored):
    """Put a bird into each field that names a person, and into the identifier of one."""
    import datetime as dt

    person = stored.get(r.Person, "someone").model_copy(
        update={
            "id": "canary-one",
            "name": "Canary Name",
            "contact": "canary@example.org",
            "visibility": "secretariat",
        }
    )
    records = [
        ("persons", person),
        ("leaderships", stored.get(r.Leadership, "coal-lead").model_copy(update={"person": "Canary Lead"})),
        ("seats", stored.get(r.Seat, "seat-1").model_copy(update={"person": "canary-one"})),
        (
            "claims",
            stored.get(r.Claim, "claim-1").model_copy(
                update={"recorded_by": "Canary Recorder", "visibility": "public"}
            ),
        ),
        (
            "submissions",
            stored.get(r.Submission, "coal-2010").model_copy(
                update={"submitted_by": "Canary Sender", "organisation": "cnr"}
            ),
        ),
        (
            "comments",
            stored.get(r.Comment, "said-1").model_copy(
                update={"author": "Canary Author", "replied_by": "Canary Replier", "organisation": "cnr"}
            ),
        ),
        (
            "activities",
            stored.get(r.Activity, "coal-c").model_copy(
                update={"visibility": "secretariat", "title": r.Text(en="Canary Secret"), "parent": None}
            ),
        ),
        ("activities", stored.get(r.Activity, "coal-b").model_copy(update={"parent": "coal-c"})),
    ]
    save_register(Register.of(records), by="loader")
    # Once more, so that the history has a difference with birds on both sides.
    more = [
        ("leaderships", records[1][1].model_copy(update={"person": "Canary Second", "role": "co-lead"})),
        ("persons", person.model_copy(update={"contact": "canary2@example.org"})),
        ("seats", records[2][1].model_copy(update={"role": "member"})),
        ("comments", records[5][1].model_copy(update={"author": "Canary Other", "place": "2"})),
    ]
    save_register(Register.of(more), by="loader")
    Notice.objects.create(
        kind="call", recipient="Canary Reader", address="canary3@example.org", made=dt.datetime.now(dt.UTC)
    )
    Attachment.objects.create(
        submission="coal-2010",
        name="canary.pdf",
        added=dt.datetime.now(dt.UTC),
        added_by="canary",
        size=1,
        data=b"x",
    )
    return stored


def _every_page(pages):
    """Yield every page of the administration that there is to read, and what a search or a choice answers."""
    yield "index", pages.client.get(reverse("admin:index"), headers=pages.headers)
    models = [kind.model for kind in kinds().values()]
    others = [model for model in admin.site._registry if model._meta.app_label == "programme"]
    for model in {*models, *others}:
        name = model._meta.model_name
        for query in ({}, {"q": "canary"}):
            yield f"{name} {query}", pages.get(name, **query)
        yield f"{name} add", pages.get(name, "add")
        for row in model.objects.all():
            yield f"{name} {row.pk}", pages.get(name, "change", row.pk)
            if hasattr(model, "folder"):
                yield f"{name} {row.pk} history", pages.get(name, "history", row.pk)
    url = reverse("admin:autocomplete")
    for model, field in (("seat", "person"), ("activity", "parent"), ("contribution", "activity")):
        for term in ("", "canary"):
            asked = {"app_label": "programme", "model_name": model, "field_name": field, "term": term}
            yield f"choosing {model} {field}", pages.client.get(url, asked, headers=pages.headers)


def _birds(pages):
    found = {}
    for place, answer in _every_page(pages):
        # The word that was searched for stands in the search box; it is in no record.
        text = answer.content.decode().replace('value="canary"', "").replace("q=canary", "").lower()
        text = text.replace("term=canary", "").replace("q%3dcanary", "")
        if answer.status_code == 200 and "canary" in text:
            found[place] = text
    return found


STRANGERS = [role for role in ROLES if role not in ("visitor", "secretariat")]


@pytest.mark.parametrize("role", STRANGERS)
def test_no_stranger_reads_a_name(marked, sign_in, role):
    account = {"is_superuser": True} if role == "admin" else {}
    pages = sign_in("stranger", (role, "italy", "metals"), **account)
    found = _birds(pages)
    # Who audits or administers reads what is hidden, but no names.
    if role in ("auditor", "admin"):
        found = {
            place: text for place, text in found.items() if "canary" in text.replace("canary secret", "")
        }
    assert found.keys() == set()


def test_the_secretariat_reads_them_all(marked, sign_in):
    text = "".join(_birds(sign_in("sec", ("secretariat", "unep", None))).values())
    for bird in (
        "canary name",
        "canary@",
        "canary2@",
        "canary second",
        "canary recorder",
        "canary sender",
        "canary author",
        "canary other",
        "canary replier",
        "canary secret",
        "canary-one",
        "canary reader",
        "canary3@",
        "canary.pdf",
    ):
        assert bird in text, bird


def test_their_own_organisation_reads_its_own(marked, sign_in):
    found = _birds(sign_in("point", ("focal point", "cnr", None)))
    text = "".join(found.values())
    # cnr is where the person works, who leads the area and who commented.
    for bird in ("canary name", "canary2@", "canary second", "canary sender", "canary other"):
        assert bird in text, bird
    for bird in ("canary recorder", "canary secret", "canary reader", "canary3@", "canary.pdf"):
        assert bird not in text, bird


def test_a_hidden_record_cannot_be_named(marked, sign_in):
    pages = sign_in("lead", ("area lead", "cnr", "coal"))
    page = pages.get("activity", "change", "coal-b").content.decode()
    assert "not shown to you" in page
    answer = pages.send("activity", "coal-b", letter="q")
    assert answer.status_code == 302, pages.errors(answer)
    from quicksilver.portal.models import Activity

    assert Activity.objects.get(pk="coal-b").parent_id == "coal-c"
    # What is hidden and what there is none of are refused alike.
    save_register(
        Register.of([("activities", marked.get(r.Activity, "coal-b").model_copy(update={"parent": None}))]),
        by="x",
    )
    told = [pages.errors(pages.send("activity", "coal-b", parent=one)) for one in ("coal-c", "nowhere")]
    assert told[0] == told[1] != ""
