from __future__ import annotations

import pytest

from quicksilver.register import records as r
from quicksilver.register.records import KINDS
from quicksilver.register.rules.fields import object_of
from quicksilver.register.rules.roles import GRANTS, ROLES, Role, Subject, may, subject


def _rows():
    return GRANTS.rows()


def _everything(name, scope):
    """Return a subject to which a scope applies for a role of organisation o and area a."""
    return Subject(
        name,
        organisations=frozenset({"o"}) if scope == "own" else frozenset(),
        areas=frozenset({"a"}) if scope in ("area", "own area") else frozenset(),
        funders=frozenset({"o"}) if scope == "funded" else frozenset(),
        scopes=frozenset({scope}),
    )


def test_table_is_whole():
    table = _rows()
    assert {row.role for row in table} == set(ROLES)
    assert {row.standing for row in table} == {"rule", "judgement"}
    assert {row.object for row in table} == {object_of(kind) for kind in KINDS} | {"visibility", "system"}
    keys = [(row.object, row.action, row.role, row.scope) for row in table]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    "row", _rows(), ids=lambda row: "-".join([row.object, row.action, row.role, row.scope])
)
def test_each_row_allows_what_it_says_and_nothing_beside(row):
    name, action, scope = row.object, row.action, row.scope
    role = Role(row.role, organisation="o", area="a")
    assert may([role], action, _everything(name, scope))
    others = {
        (other.role, other.scope) for other in _rows() if (other.object, other.action) == (name, action)
    }
    without = set(ROLES) - {role for role, _scope in others}
    if "visitor" not in {role for role, _scope in others}:
        for stranger in without:
            assert not may([Role(stranger, organisation="o", area="a")], action, _everything(name, scope))
    if {scope for role, scope in others if role in (row.role, "visitor")} == {"own"}:
        assert not may([Role(row.role, organisation="p")], action, _everything(name, "own"))


def test_unknown_actions_are_an_error():
    with pytest.raises(KeyError, match="delete"):
        may([Role("admin")], "delete", "activity")


@pytest.mark.parametrize(
    ("visibility", "seen"), [("public", True), ("partners", False), ("secretariat", False)]
)
def test_visitors_see_what_is_public(visibility, seen):
    activity = r.Activity(id="x", title="X", kind="other", areas=("coal",), visibility=visibility)
    assert may([], "read", subject("activities", activity)) is seen
    assert may([Role("secretariat")], "read", subject("activities", activity))


def test_what_one_cannot_see_one_cannot_change():
    activity = r.Activity(id="x", title="X", kind="other", areas=("coal",), visibility="secretariat")
    assert not may([Role("area lead", area="coal")], "edit", subject("activities", activity))
    mine = activity.model_copy(update={"participants": (r.Participation(organisation="o", role="lead"),)})
    assert may([Role("focal point", organisation="o")], "edit", subject("activities", mine))


def test_every_kind_has_an_object():
    for kind in KINDS:
        assert subject(kind).object
