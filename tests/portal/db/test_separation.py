from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from quicksilver.errors import InputProblems
from quicksilver.portal.models import Appointment, Contribution, Leadership, Submission
from quicksilver.portal.store.store import accept, save_register
from quicksilver.register import records as r
from quicksilver.register.register import Register

SAID = "nobody accepts what their own organisation"


@pytest.fixture
def ann(stored, person):
    """A person of the secretariat who has a second hat, of Italy; another hat is over."""
    user = person("ann", ("secretariat", "unep", None), ("focal point", "italy", None))
    Appointment.objects.create(user=user, role="focal point", organisation_id="cnr", ends="2001-01-01")
    return user


@pytest.fixture
def bob(stored, person):
    return person("bob", ("secretariat", "unep", None))


def _accepted(register, identifier):
    return Register.of(
        [("submissions", register.get(r.Submission, identifier).model_copy(update={"state": "accepted"}))]
    )


def test_not_by_saving_the_register(ann, bob, stored):
    with pytest.raises(InputProblems, match="ann would accept"):
        save_register(_accepted(stored, "italy-2010"), by="ann")
    assert Submission.objects.get(pk="italy-2010").state == "submitted"
    save_register(_accepted(stored, "italy-2010"), by="bob")
    assert Submission.objects.get(pk="italy-2010").accepted_by == "bob"


def test_what_was_accepted_and_is_changed_is_accepted_by_who_changes_it(ann, bob, stored):
    save_register(_accepted(stored, "italy-2010"), by="bob")
    changed = stored.get(r.Submission, "italy-2010").model_copy(update={"state": "accepted", "answers": ()})
    with pytest.raises(InputProblems, match="ann would accept"):
        save_register(Register.of([("submissions", changed)]), by="ann")


def test_not_by_saving_a_row(ann):
    row = Submission.objects.get(pk="italy-2010")
    row.state, row.accepted_by = "accepted", "ann"
    with pytest.raises(InputProblems, match="ann would accept"):
        row.save()


def test_not_by_a_query(ann):
    with pytest.raises(InputProblems, match="ann would accept"):
        Submission.objects.filter(pk="italy-2010").update(state="accepted", accepted_by="ann")
    row = Submission.objects.get(pk="italy-2010")
    row.accepted_by = "ann"
    with pytest.raises(InputProblems, match="ann would accept"):
        Submission.objects.bulk_update([row], ["accepted_by"])
    with pytest.raises(InputProblems, match="ann would accept"):
        Submission.objects.bulk_create(
            [Submission(id="new", cycle_id="c2010", organisation_id="italy", accepted_by="ann")]
        )


@pytest.mark.parametrize(
    ("table", "identifier"),
    [("programme_submission", "italy-2010"), ("programme_contribution", "euro")],
)
def test_not_by_sql(ann, bob, table, identifier):
    update = f"UPDATE {table} SET accepted_by = %s WHERE id = %s"
    with pytest.raises(IntegrityError, match=SAID), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(update, ["ann", identifier])
    with connection.cursor() as cursor:
        cursor.execute(update, ["bob", identifier])
    # Nor by making an accepted record one's own afterwards.
    column = "organisation_id" if "submission" in table else "provider_id"
    with pytest.raises(IntegrityError, match=SAID), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = 'unep' WHERE id = %s", [identifier])


def test_not_by_inserting_with_sql(ann):
    columns = ", ".join(
        connection.ops.quote_name(one.column)
        for one in Contribution._meta.concrete_fields
        if one.name not in ("id", "accepted_by")
    )
    with pytest.raises(IntegrityError, match=SAID), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO programme_contribution (id, accepted_by, {columns}) SELECT 'new', 'ann', {columns} FROM programme_contribution WHERE id = 'euro'"
        )


def test_accepted_by_nobody_is_not_accepted(ann):
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk="italy-2010").update(state="accepted")


def test_contributions(ann, bob, stored):
    with pytest.raises(InputProblems, match="ann would accept"):
        accept("euro", by="ann")
    accept("euro", by="bob")
    assert Contribution.objects.get(pk="euro").accepted_by == "bob"
    assert Contribution.history.filter(id="euro").latest("history_id").history_user == "bob"
    # Changed, it waits again.
    save_register(
        Register.of(
            [("contributions", stored.get(r.Contribution, "euro").model_copy(update={"reference": "7"}))]
        ),
        by="ann",
    )
    assert Contribution.objects.get(pk="euro").accepted_by == ""
    with pytest.raises(InputProblems, match="not in the register"):
        accept("nowhere", by="bob")


def test_a_submission_of_an_area_is_of_who_leads_it(bob, stored, person):
    person("eve", ("secretariat", "unep", None), ("area lead", "cnr", "coal"))
    with pytest.raises(InputProblems, match="eve would accept"):
        save_register(_accepted(stored, "coal-2010"), by="eve")
    with pytest.raises(IntegrityError, match=SAID), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE programme_submission SET state = 'accepted', accepted_by = 'eve' WHERE id = 'coal-2010'"
        )
    Leadership.objects.filter(pk="coal-lead").update(held_until="2008-01-01")
    save_register(_accepted(stored, "coal-2010"), by="eve")


def test_an_acceptance_of_the_past_stays_good(bob, stored):
    save_register(_accepted(stored, "italy-2010"), by="bob")
    Appointment.objects.create(user=bob, role="focal point", organisation_id="italy")
    assert Submission.objects.get(pk="italy-2010").accepted_by == "bob"
    assert save_register(_accepted(stored, "italy-2010"), by="bob").same == 1
