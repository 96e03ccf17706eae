from __future__ import annotations

import pytest

from quicksilver.portal.models import AreaStatus, Cycle
from quicksilver.portal.store.access import FINAL_DRAFT, readable, subject_of
from quicksilver.portal.store.mapping import kinds
from quicksilver.portal.store.reading import read_kind
from quicksilver.portal.store.store import load_register
from quicksilver.register import records as r
from quicksilver.register.records import KINDS
from quicksilver.register.rules.roles import ROLES, Role, acting, granted, may

pytestmark = pytest.mark.django_db
HELD = [
    Role(name, organisation, area)
    for name in ROLES
    if name != "visitor"
    for organisation, area in (("italy", "coal"), ("cnr", "metals"), ("unep", ""), ("", ""))
]


@pytest.mark.parametrize("visibility", ["public", "partners", "secretariat"])
@pytest.mark.parametrize("cycle", ["open", "final"])
def test_what_is_listed_is_what_the_table_lets_be_read(stored, visibility, cycle):
    for kind in kinds().values():
        kind.model.objects.update(visibility=visibility)
    Cycle.objects.update(state=cycle)
    asked = 0
    for name, kind in kinds().items():
        subjects = {one.id: subject_of(name, one) for one in read_kind(kind)}
        for held in ([], *([role] for role in HELD), HELD[:4]):
            listed = set(kind.model.objects.filter(readable(name, held)).values_list("pk", flat=True))
            if not granted(next(iter(subjects.values())).object, "read"):
                assert listed == set()
                continue
            assert listed == {key for key, what in subjects.items() if may(held, "read", what)}, (name, held)
            asked += len(subjects)
    assert asked > 1000


def test_what_the_record_does_not_say_is_looked_up(stored):
    register = load_register()
    activity = subject_of("activities", register.get(r.Activity, "coal-b"))
    assert activity.funders == {"italy"}
    assert may([Role("donor", organisation="italy")], "read", activity)
    submission = register.get(r.Submission, "italy-2010")
    assert not may([Role("group member")], "read", subject_of("submissions", submission))
    Cycle.objects.update(state=next(iter(FINAL_DRAFT)))
    assert may([Role("group member")], "read", subject_of("submissions", submission))
    draft = r.Plan(id="p", area="metals", state="drafting")
    assert may([Role("secretariat")], "edit", subject_of("plans", draft))
    AreaStatus.objects.create(area_id="metals", status="established")
    assert not may([Role("secretariat")], "edit", subject_of("plans", draft))
    assert may(
        [Role("area lead", area="coal")],
        "create",
        subject_of("baselines", register.get(r.Baseline, "hg-2005")),
    )
    through = r.Contribution(id="c", provider="unep", activity="coal-b")
    assert may([Role("area lead", area="metals")], "confirm", subject_of("contributions", through))


def test_a_role_for_something_else_takes_no_step(stored):
    activity = load_register().get(r.Activity, "coal-c")
    what = subject_of("activities", activity)
    assert acting([Role("area lead", area="metals"), Role("focal point", organisation="italy")], what) == ()
    assert acting([Role("area lead", area="coal"), Role("editor")], what) == ("area lead", "editor")
    cycle = subject_of("cycles", load_register().get(r.Cycle, "c2010"))
    assert acting([Role("co-chair"), Role("group member")], cycle) == ("co-chair",)


def test_every_scope_can_be_asked_of_the_database():
    from quicksilver.portal.store import access
    from quicksilver.register.rules import roles

    used = {scope for rows in roles._table().values() for scopes in rows.values() for scope in scopes}
    assert used == set(access._SCOPES) == set(roles._SCOPES)
    assert set(KINDS) == set(kinds())
