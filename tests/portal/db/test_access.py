from __future__ import annotations

import pytest

from quicksilver.portal.models import AreaStatus, Cycle
from quicksilver.portal.store import visibility_in_sql as in_sql
from quicksilver.portal.store.mapping import kinds
from quicksilver.portal.store.reading import read_kind
from quicksilver.portal.store.store import load_register
from quicksilver.portal.store.visibility_in_sql import subject_of
from quicksilver.register import records as r
from quicksilver.register.records import KINDS
from quicksilver.register.rules.fields import FIELDS, STATES, Index, states
from quicksilver.register.rules.roles import GRANTS, RELATIONS, ROLES, Role, acting, granted, may, subject
from quicksilver.register.rules.visibility import readable, visible

pytestmark = pytest.mark.django_db
HELD = [
    Role(name, organisation, area)
    for name in ROLES
    if name != "visitor"
    for organisation, area in (("italy", "coal"), ("cnr", "metals"), ("unep", ""), ("", ""))
]


@pytest.mark.parametrize(
    ("visibility", "cycle"),
    [("public", "open"), ("public", "final"), ("partners", "published"), ("secretariat", "final")],
)
def test_what_is_listed_is_what_the_policy_lets_be_read(stored, visibility, cycle):
    for kind in kinds().values():
        kind.model.objects.update(visibility=visibility)
    Cycle.objects.update(state=cycle)
    register = load_register()
    asked = 0
    for held in ((), *((role,) for role in HELD), tuple(HELD[:4])):
        # Who signs in reads records of which single names are withheld; everyone else gets none of these.
        shown = readable(register, held) if held else visible(register).records
        for name, kind in kinds().items():
            listed = set(kind.model.objects.filter(in_sql.readable(name, held)).values_list("pk", flat=True))
            assert listed == set(shown[name]), (name, held)
            asked += len(register.records[name])
    assert asked > 1000


@pytest.mark.parametrize("visibility", ["public", "partners", "secretariat"])
def test_nobody_reads_more_than_the_table_of_roles_lets_them(stored, visibility):
    for kind in kinds().values():
        kind.model.objects.update(visibility=visibility)
    register = load_register()
    less = set()
    for held in ((), *((role,) for role in HELD)):
        shown = readable(register, held)
        for name in kinds():
            allowed = {
                one.id
                for one in register.records[name].values()
                if granted(subject(name).object, "read") and may(held, "read", subject_of(name, one))
            }
            assert shown[name] <= allowed, (name, held)
            less |= {name} if shown[name] < allowed else set()
        assert all(set(left) <= shown[kind] for kind, left in visible(register, held).records.items())
    # What is about a record that one may not read is not read by its own visibility alone.
    assert less <= {"comments", "documents"}
    assert ("comments" in less) is (visibility != "secretariat")


def test_the_database_and_a_register_state_the_same_of_a_record(stored):
    register = load_register()
    index = Index(register)
    for name, kind in kinds().items():
        for record in read_kind(kind):
            assert subject_of(name, record) == subject(name, record, index)


def test_what_the_record_does_not_say_is_looked_up(stored):
    register = load_register()
    activity = subject_of("activities", register.get(r.Activity, "coal-b"))
    assert activity.funders == {"italy"}
    assert may([Role("donor", organisation="italy")], "read", activity)
    submission = register.get(r.Submission, "italy-2010")
    assert not may([Role("group member")], "read", subject_of("submissions", submission))
    Cycle.objects.update(state=min(states("cycles", "final draft")))
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


def test_every_scope_is_a_relation_or_opened_by_a_state_in_both_forms():
    used = {(row.object, row.scope) for row in GRANTS.rows() if row.object not in ("visibility", "system")}
    by_state = {scope for _, scope in used} - {*RELATIONS, "any", "public"}
    assert by_state < {row.scope for row in STATES.rows()}
    for name in kinds():
        for scope in by_state:
            if (subject(name).object, scope) in used:
                assert in_sql._in_state(name, scope), (name, scope)
    assert set(KINDS) == set(kinds())


def test_the_tables_name_kinds_states_and_fields_that_there_are():
    for row in STATES.rows():
        literal = KINDS[row.kind].model_fields.get("state")
        assert literal is None or row.state in literal.annotation.__args__, row
    for row in FIELDS.rows():
        first = row.field.split("|")[0].split(".")[0].partition(":")[0]
        assert first in KINDS or first in KINDS[row.kind].model_fields, row
