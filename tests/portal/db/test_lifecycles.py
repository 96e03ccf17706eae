from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import get_args

import pytest

from quicksilver.errors import InputProblems
from quicksilver.register import records as r
from quicksilver.register.records import KINDS
from quicksilver.register.register import Register
from quicksilver.register.rules.guards import GUARDS, words
from quicksilver.register.rules.lifecycles import (
    missing,
    moved,
    next_states,
    state_of,
    status_unknown,
    transitions,
)
from quicksilver.register.rules.roles import ROLES

DAY = dt.date(2013, 7, 1)
SOURCE = r.Source(document="doc", place="p")


def _said(problems):
    return " | ".join(problem.what for problem in problems)


def test_table_names_only_what_there_is():
    used = set()
    for step in transitions():
        assert set(step.who) <= set(ROLES)
        assert set(step.needs) <= set(GUARDS)
        used |= set(step.needs)
        if step.kind != "areas":
            states = get_args(KINDS[step.kind].model_fields["state"].annotation)
            assert {step.before, step.after} <= set(states), step
    assert used == set(GUARDS)


def test_every_state_can_be_reached():
    starts = {
        "memberships": "enquiry",
        "plans": "drafting",
        "activities": "idea",
        "targets": "not set",
        "cycles": "planned",
        "submissions": "not started",
        "comments": "open",
    }
    steps = defaultdict(set)
    for step in transitions():
        steps[step.kind, step.before].add(step.after)
    for kind, start in starts.items():
        reached, todo = {start}, [start]
        while todo:
            new = steps[kind, todo.pop()] - reached
            reached |= new
            todo += new
        states = set(get_args(KINDS[kind].model_fields["state"].annotation))
        assert states - reached <= {"not stated"}, kind


def test_a_jump_names_what_may_follow(register):
    activity = register.get(r.Activity, "coal-b")
    (problem,) = missing(activity, "complete", register)
    assert problem.what == "'planned' cannot be followed by 'complete'"
    assert problem.allowed == "funded, under way, cancelled"
    with pytest.raises(InputProblems):
        moved(activity, "completed", register)


def test_who_may(register):
    activity = register.get(r.Activity, "coal-b")
    (problem,) = missing(activity, "funded", register, roles=["donor"])
    assert "may not take the step" in problem.what
    assert problem.allowed == "focal point or area lead or secretariat"
    assert next_states(activity, ["visitor"]) == []
    assert moved(activity, "funded", register, roles=["area lead"]).state == "funded"


def test_partner_states_what_it_will_contribute(register):
    italy = r.Organisation(id="italie", name=r.Text(original="fr", fr="Italy"), country="ITA")
    new = r.Membership(id="m", organisation="italie", state="enquiry")
    both = Register.of([*register, ("organisations", italy), ("memberships", new)])
    said = _said(missing(new, "applied", both))
    assert "not stated what the partner will contribute" in said
    # Found as the same across languages.
    assert "appears to be the same as italy" in said
    other = r.Membership(
        id="m",
        organisation="cnr",
        state="under check",
        goal_accepted=True,
        stated_contribution="Data",
        areas=("coal",),
    )
    assert moved(other, "confirmed", register, roles=["secretariat"]).state == "confirmed"


def test_dormant_after_two_silent_cycles(register):
    partner = register.get(r.Membership, "italy")
    assert "no two finished" in _said(missing(partner, "dormant", register))
    cycles = [
        ("cycles", r.Cycle(id=f"c{year}", title="C", period=str(year), state="published"))
        for year in (2006, 2012, 2014)
    ]
    more = Register.of([*register, *cycles])
    assert not missing(partner, "dormant", more)
    heard = Register.of(
        [*more, ("submissions", r.Submission(id="s", cycle="c2012", organisation="italy", state="accepted"))]
    )
    assert "answered in c2012" in _said(missing(partner, "dormant", heard))


def test_plan_of_a_proposed_area_may_be_posted_and_no_more(register):
    plan = r.Plan(
        id="p", area="metals", state="drafting", summary="Short", objectives=(r.Objective(text="x"),)
    )
    posted = moved(plan, "posted for consultation", register)
    assert "'metals' is not established" in _said(missing(posted, "revised", register))


def test_plan_is_adopted_when_complete(register):
    plan = r.Plan(id="p", area="coal", state="reviewed", summary="word " * 251, priority_actions=("a",))
    found = missing(plan, "adopted", register, roles=["area lead"], day=DAY)
    assert (
        _said(found)
        == "the summary has 251 words; at most 250 are allowed | there is no objective | there are 1 priority actions; the template asks for three to five"
    )
    assert [one.severity for one in found] == ["error", "error", "warning"]
    whole = plan.model_copy(update={"summary": r.Text(en="short"), "objectives": (r.Objective(text="x"),)})
    assert moved(whole, "adopted", register, day=DAY).state == "adopted"


def test_words_of_a_summary():
    assert words(None) == 0
    assert words(r.Text(original="zh", zh="汞的减排")) == 2
    assert words(r.Text(en="a – b, c")) == 3


def test_an_area_without_a_lead_is_not_established(register):
    area = r.Area(
        id="metals", name="Metals", statuses=(r.Status(status="proposed"), r.Status(status="plan drafted"))
    )
    plan = r.Plan(id="p", area="metals", state="drafting")
    world = Register.of([*register, ("areas", area), ("plans", plan)])
    with pytest.raises(InputProblems) as caught:
        moved(area, "established", world, day=DAY)
    assert (
        _said(caught.value.problems)
        == "the area 'metals' has no lead on 2013-07-01 | no source states where this was decided"
    )
    lead = r.Leadership(id="l", area="metals", organisation="unep", since="2013-06-18")
    done = moved(area, "established", Register.of([*world, ("leaderships", lead)]), day=DAY, source=SOURCE)
    assert done.statuses[-1] == r.Status(status="established", since="2013-07-01", source=SOURCE)
    assert state_of(moved(done, "active", Register.of([*world, ("leaderships", lead)]), day=DAY)) == "active"


def test_proposed_area_may_become_a_topic(register):
    area = register.get(r.Area, "metals")
    assert "no source states where" in _said(missing(area, "became cross-cutting", register))
    assert (
        state_of(moved(area, "became cross-cutting", register, source=SOURCE, day=DAY))
        == "became cross-cutting"
    )


def test_completed_needs_an_end_and_an_output_or_a_reason(register):
    activity = r.Activity(id="x", title="X", kind="pilot", areas=("coal",), state="under way")
    said = _said(missing(activity, "completed", register, day=DAY))
    assert said == "the date it ended is missing | there is no output and no note that explains why"
    ahead = activity.model_copy(
        update={"actual": r.When(date="2014"), "note": r.Text(en="No output was planned")}
    )
    assert "is in the future" in _said(missing(ahead, "completed", register, day=DAY))
    assert moved(ahead, "completed", register, day=dt.date(2014, 3, 1)).state == "completed"
    done = activity.model_copy(update={"state": "completed", "outputs": ("guide",)})
    assert moved(done, "results published", register).state == "results published"


def test_planned_long_ago_is_unknown_not_completed():
    planned = r.Activity(id="x", title="X", kind="project", areas=("coal",), state="planned", planned="2009")
    assert status_unknown(planned, dt.date(2012, 1, 1))
    assert not status_unknown(planned, dt.date(2009, 12, 31))
    running = planned.model_copy(update={"state": "under way", "planned": r.When(date="2009/2012")})
    assert not status_unknown(running, dt.date(2012, 6, 1))
    assert status_unknown(running, dt.date(2013, 6, 1))
    assert not status_unknown(planned.model_copy(update={"state": "completed"}), dt.date(2020, 1, 1))


def test_target_stops_where_its_definition_stops(register):
    declared = r.TargetRecord(id="t", area="coal", text="Less")
    assert _said(missing(declared, "quantified", register)) == "missing: kind of goal, year, value"
    quantified = declared.model_copy(
        update={"goal": "relative", "value": 50, "year": 2017, "state": "quantified"}
    )
    said = _said(missing(quantified, "measurable", register))
    for lack in (
        "the definition is missing",
        "the unit",
        "the medium or flow",
        "the boundary",
        "the geography",
        "no baseline",
        "supplies the data",
        "no source",
    ):
        assert lack in said
    whole = register.get(r.TargetRecord, "half").model_copy(
        update={"geography": "World", "supplier": "plants", "sources": (SOURCE,)}
    )
    measurable = moved(whole, "measurable", register, roles=["secretariat"])
    assert moved(measurable, "tracked", register).state == "tracked"
    bare = whole.model_copy(update={"baseline": "hg-2006"})
    assert _said(missing(bare, "measurable", register)) == "the baseline has no method or no source"


def test_cycle_waits_for_its_submissions(register):
    cycle = register.get(r.Cycle, "c2010")
    assert "not yet accepted, nor recorded as none received: coal-2010, italy-2010" in _said(
        missing(cycle, "compiled draft", register)
    )
    closed = [
        ("submissions", one.model_copy(update={"state": state}))
        for one, state in zip(register.all(r.Submission), ("accepted", "none received"), strict=True)
    ]
    assert moved(cycle, "compiled draft", Register.of([*register, *closed])).state == "compiled draft"


def test_submission_answers_every_question(register):
    draft = r.Submission(
        id="s",
        cycle="c2010",
        area="coal",
        state="draft",
        answers=(r.Answer(question="1.1"), r.Answer(question="1.2", special="no change")),
    )
    assert "not answered: 1.1" in _said(missing(draft, "submitted", register))
    assert "it is due by 2010-06-30" in _said(
        missing(draft, "none received", register, day=dt.date(2010, 6, 30))
    )
    assert not missing(draft, "none received", register, day=dt.date(2010, 7, 1))
