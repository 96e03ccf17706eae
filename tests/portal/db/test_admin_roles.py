"""The door of the administration against the table of roles: each role, each kind, each action."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse

from quicksilver.portal.models.fields import Value
from quicksilver.portal.models.separation import Accepted
from quicksilver.portal.store.mapping import kinds
from quicksilver.portal.store.store import load_register, save_register
from quicksilver.portal.store.visibility_in_sql import subject_of
from quicksilver.register.rules.lifecycles import next_states
from quicksilver.register.rules.roles import ROLES, Role, granted, may, subject
from quicksilver.register.rules.visibility import readable

pytestmark = pytest.mark.django_db
HELD = [(name, "italy", "coal") for name in ROLES if name != "visitor"] + [
    ("focal point", "cnr", None),
    ("area lead", "unep", "metals"),
    ("donor", "cnr", None),
]
#: What takes a record a step on, by the table; the life cycle says which steps.
STEPS = (
    "edit",
    "edit text",
    "approve",
    "approve draft",
    "clear",
    "compile",
    "issue call",
    "publish",
    "return",
    "submit",
    "transmit",
)


def _table(role, action, what):
    """Return what the table says, without the administration."""
    name = what if isinstance(what, str) else what.object
    return bool(granted(name, action)) and may([role], action, what)


def _text_columns(model):
    return {
        one.name for one in model._meta.concrete_fields if isinstance(one, Value) and one.schema == "Text"
    }


@pytest.fixture
def hidden(stored):
    """Let one record of each kind be seen by the secretariat only, and one by partners."""
    from quicksilver.register.register import Register

    changed = []
    for kind, held in stored.records.items():
        for visibility, record in zip(("secretariat", "partners"), held.values(), strict=False):
            if len(held) > 1:
                changed.append((kind, record.model_copy(update={"visibility": visibility})))
    save_register(Register.of(changed), by="loader")
    return load_register()


@pytest.mark.parametrize("held", HELD, ids=lambda held: "-".join(filter(None, held)))
def test_the_door_agrees_with_the_table(hidden, sign_in, rf, held):
    pages = sign_in("who", held)
    role = Role(held[0], held[1] or "", held[2] or "")
    lets_read = readable(hidden, (role,))
    asked = 0
    for kind, told in kinds().items():
        door = admin.site.get_model_admin(told.model)
        name = told.model._meta.model_name
        request = rf.get("/")
        request.user = pages.client.get(reverse("admin:index"), headers=pages.headers).wsgi_request.user
        # Add
        may_add = _table(role, "create", subject(kind).object)
        assert door.has_add_permission(request) is may_add, kind
        assert pages.get(name, "add").status_code == (200 if may_add else 403), kind
        # See, in the list
        sees = {
            record.id
            for record in hidden.records[kind].values()
            if _table(role, "read", subject_of(kind, record))
        }
        # A claim about what one may not read is not read either.
        assert kind in ("claims", "comments", "documents", "action-items") or sees == lets_read[kind], kind
        sees &= lets_read[kind]
        listed = pages.get(name)
        if listed.status_code == 200:
            assert {row.pk for row in listed.context["cl"].queryset} == sees, kind
        else:
            assert (listed.status_code, sees) == (403, set()), kind
        for record in hidden.records[kind].values():
            row = told.model.objects.get(pk=record.id)
            what = subject_of(kind, record)
            # See, alone
            assert door.has_view_permission(request, row) is (record.id in sees), (kind, record.id)
            fields = set(door.get_form(request, row, change=True).base_fields) if record.id in sees else set()
            # Change
            edits = record.id in sees and _table(role, "edit", what)
            assert ("visibility" in fields) is edits, (kind, record.id)
            assert ("sources" in fields) is edits, (kind, record.id)
            # Change text
            writes = edits or (record.id in sees and _table(role, "edit text", what))
            for column in _text_columns(told.model):
                assert (column in fields) is writes, (kind, record.id, column)
            # Change state
            acting = (
                [role.name] if record.id in sees and any(_table(role, step, what) for step in STEPS) else []
            )
            moves = bool(next_states(record, acting)) if acting else False
            has_state = "state" in fields
            assert has_state is (moves or (edits and "state" in told.columns)), (kind, record.id)
            # Approve a language
            approves = door.get_form(request, row, change=True).may_approve if record.id in sees else False
            assert approves is (record.id in sees and _table(role, "approve language", what)), (
                kind,
                record.id,
            )
            assert door.has_delete_permission(request, row) is False
            asked += 1
        # The same through the page, for one that is seen and one that is not.
        for record in list(hidden.records[kind].values())[:2]:
            answer = pages.get(name, "change", record.id)
            if record.id not in sees:
                assert answer.status_code in (302, 403), (kind, record.id)
                url = reverse(f"admin:programme_{name}_change", args=[record.id])
                assert pages.client.post(url, {}, headers=pages.headers).status_code in (302, 403)
                history = pages.get(name, "history", record.id).status_code
                assert history == 403, (kind, record.id)
            else:
                assert answer.status_code == 200, (kind, record.id)
    assert asked > 30
    assert issubclass(kinds()["submissions"].model, Accepted)


def test_what_one_may_not_make_is_not_made(stored, sign_in):
    # Of another organisation, though the role may make some.
    pages = sign_in("point", ("focal point", "italy", None))
    answer = pages.send("contribution", id="mine", provider="italy")
    assert answer.status_code == 302, pages.errors(answer)
    answer = pages.send("contribution", id="theirs", provider="unep")
    assert "this account may not create this record; allowed: focal point or donor" in pages.errors(answer)
    # Nor is one's own given away: what is changed must still be one's own.
    answer = pages.send("contribution", "mine", provider="unep")
    assert "could no longer edit the record" in pages.errors(answer)
    assert load_register(kinds=["contributions"]).records["contributions"]["mine"].provider == "italy"
    assert "theirs" not in load_register(kinds=["contributions"]).records["contributions"]


def test_an_activity_is_ones_own_by_those_who_take_part(stored, sign_in):
    pages = sign_in("point", ("focal point", "italy", None))
    new = {"title_en": "Mine", "kind": "workshop", "areas-0-area": "coal", "state": "idea"}
    assert "may not create this record" in pages.errors(pages.send("activity", id="mine", **new))
    own = {"participants-0-organisation": "italy", "participants-0-role": "lead"}
    answer = pages.send("activity", id="mine", **new, **own)
    assert answer.status_code == 302, pages.errors(answer)


def test_a_plan_of_a_proposed_area_is_drafted_by_the_secretariat(stored, sign_in):
    pages = sign_in("sec", ("secretariat", "unep", None))
    new = {"title_en": "Draft", "state": "drafting"}
    answer = pages.send("plan", id="metals-plan", area="metals", **new)
    assert answer.status_code == 302, pages.errors(answer)
    assert "may not create this record" in pages.errors(
        pages.send("plan", id="coal-plan-2", area="coal", **new)
    )


def test_a_changed_role_counts_at_once(stored, sign_in):
    from quicksilver.portal.models import Appointment

    pages = sign_in("sec", ("secretariat", "unep", None))
    assert pages.get("activity", "add").status_code == 200
    Appointment.objects.all().delete()
    assert pages.get("activity", "add").status_code == 403
    Appointment.objects.create(
        user_id=pages.client.session["_auth_user_id"], role="donor", organisation_id="italy"
    )
    assert pages.get("activity", "add").status_code == 403
    assert pages.get("activity", "change", "coal-b").status_code == 200
