"""Targets: what is missing to measure one, and the five outcomes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quicksilver.areas import Number
from quicksilver.scenarios.targets import ITEMS, OUTCOMES, Target, assess, missing

HALF = Target(
    "asgm",
    indicator="demand",
    unit="t/yr",
    goal="relative",
    value=0.5,
    year=2017,
    baseline=Number(1000, "t/yr", 877, 1940),
)


def test_the_goal_for_gold_cannot_be_computed_without_a_baseline():
    declared = Target(
        "asgm", indicator="mercury demand", unit="t/yr", pathway="use", goal="relative", value=0.5, year=2017
    )
    found = assess(declared, Number(1735, "t/yr", 872, 2598))
    assert found.outcome == "cannot be computed"
    assert "baseline" in found.missing
    assert "document" in found.missing


def test_overlapping_ranges_cannot_be_told():
    found = assess(HALF, Number(700, "t/yr", 450, 1000))
    assert found.outcome == "cannot be told"
    assert found.change is not None
    assert found.change[0] < -0.5 < found.change[2]


@pytest.mark.parametrize(("seen", "outcome"), [
    (Number(300, "t/yr", 250, 400), "met"), (Number(2500, "t/yr", 2000, 3000), "not met"), (None, "cannot be computed"), (Number(300_000, "kg/yr", 250_000, 400_000), "met"),
    (Number(1, "t", 1, 1), "cannot be computed"),
])  # fmt: skip
def test_outcomes_of_a_relative_goal(seen, outcome):
    assert assess(HALF, seen).outcome == outcome


@pytest.mark.parametrize(("changed", "outcome"), [
    ({"kind": "technical potential"}, "not assessable"), ({"value": None}, "not assessable"), ({"year": None}, "not assessable"), ({"goal": ""}, "not assessable"),
    ({"goal": "level", "value": 500, "baseline": None}, "met"), ({"goal": "phase-out", "value": None}, "not met"),
])  # fmt: skip
def test_what_is_no_target_is_not_assessed(changed, outcome):
    from dataclasses import replace

    assert assess(replace(HALF, **changed), Number(300, "t/yr", 250, 400)).outcome == outcome


def test_no_percentage_across_a_break_of_method():
    assert assess(HALF, Number(300, "t/yr"), same_method=False).outcome == "cannot be computed"


def test_nothing_is_judged_before_its_year():
    assert assess(HALF, Number(300, "t/yr"), observed_year=2015).outcome == "not assessable"


def test_there_are_thirteen_items():
    assert len(ITEMS) == 13
    assert missing(Target("x")) == tuple(ITEMS)


@given(base=st.floats(1, 1e6), seen=st.floats(0, 1e6), spread=st.floats(0, 0.9), value=st.floats(0, 1))
def test_a_wider_range_never_turns_an_outcome_round(base, seen, spread, value):
    target = Target("t", unit="t/yr", goal="relative", value=value, year=2017, baseline=Number(base, "t/yr"))
    sharp = assess(target, Number(seen, "t/yr", seen, seen)).outcome
    wide = assess(target, Number(seen, "t/yr", seen * (1 - spread), seen * (1 + spread))).outcome
    assert sharp in OUTCOMES
    assert wide in (sharp, "cannot be told")
