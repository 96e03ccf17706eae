"""Targets: what is missing to measure one, and the five outcomes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quicksilver.quantities import Quantity
from quicksilver.scenarios.targets import ITEMS, OUTCOMES, Assessment, Target, assess, missing

HALF = Target(
    "asgm",
    indicator="demand",
    unit="t/yr",
    goal="relative",
    value=0.5,
    year=2017,
    baseline=Quantity(1000, "t/yr", 877, 1940),
)


def test_the_goal_for_gold_cannot_be_computed_without_a_baseline():
    declared = Target(
        "asgm", indicator="mercury demand", unit="t/yr", pathway="use", goal="relative", value=0.5, year=2017
    )
    found = assess(declared, Quantity(1735, "t/yr", 872, 2598))
    assert found.outcome == "cannot be computed"
    assert "baseline" in found.missing
    assert "document" in found.missing


def test_overlapping_ranges_cannot_be_told():
    found = assess(HALF, Quantity(700, "t/yr", 450, 1000))
    assert found.outcome == "cannot be told"
    assert found.change is not None
    assert found.change[0] < -0.5 < found.change[2]


@pytest.mark.parametrize(
    ("seen", "outcome"),
    [
        (Quantity(300, "t/yr", 250, 400), "met"),
        (Quantity(2500, "t/yr", 2000, 3000), "not met"),
        (None, "cannot be computed"),
        (Quantity(300_000, "kg/yr", 250_000, 400_000), "met"),
        (Quantity(1, "t", 1, 1), "cannot be computed"),
    ],
)
def test_outcomes_of_a_relative_goal(seen, outcome):
    assert assess(HALF, seen).outcome == outcome


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({"kind": "technical potential"}, "not assessable"),
        ({"value": None}, "not assessable"),
        ({"year": None}, "not assessable"),
        ({"goal": ""}, "not assessable"),
        ({"goal": "level", "value": 500, "baseline": None}, "met"),
        ({"goal": "phase-out", "value": None}, "not met"),
    ],
)
def test_what_is_no_target_is_not_assessed(changed, outcome):
    from dataclasses import replace

    assert assess(replace(HALF, **changed), Quantity(300, "t/yr", 250, 400)).outcome == outcome


def test_no_percentage_across_a_break_of_method():
    assert assess(HALF, Quantity(300, "t/yr"), same_method=False).outcome == "cannot be computed"


def test_nothing_is_judged_before_its_year():
    assert assess(HALF, Quantity(300, "t/yr"), observed_year=2015).outcome == "not assessable"


def test_there_are_thirteen_items():
    assert len(ITEMS) == 13
    assert missing(Target("x")) == tuple(ITEMS)


@given(base=st.floats(1, 1e6), seen=st.floats(0, 1e6), spread=st.floats(0, 0.9), value=st.floats(0, 1))
def test_a_wider_range_never_turns_an_outcome_round(base, seen, spread, value):
    target = Target(
        "t", unit="t/yr", goal="relative", value=value, year=2017, baseline=Quantity(base, "t/yr")
    )
    sharp = assess(target, Quantity(seen, "t/yr", seen, seen)).outcome
    wide = assess(target, Quantity(seen, "t/yr", seen * (1 - spread), seen * (1 + spread))).outcome
    assert sharp in OUTCOMES
    assert wide in (sharp, "cannot be told")


GHANA = """title: Ghana
base_year: 2015
from: 2015
to: 2030
baseline: mine.csv
measures:
  - {measure: retort, from: 2016, full: 2025, share: 80 %}
targets:
  - {id: named, area: asgm, boundary: asgm, BODY}
  - {id: bare, area: asgm, BODY}
  - {id: area-as-boundary, boundary: asgm, BODY}
  - {id: in-words, area: asgm, boundary: all small-scale mining of gold, BODY}
""".replace(
    "BODY",
    "indicator: emission, unit: t/yr, pathway: air, geography: Ghana, baseline: {value: 45, low: 30, high: 60, unit: t/yr}, baseline_year: 2015, "
    "goal: relative, value: 50 %, year: 2030, kind: pledge",
)


@pytest.mark.parametrize("sector", ["asgm", "miners"])
def test_an_outcome_does_not_depend_on_whether_the_boundary_is_named(tmp_path, sector):
    from quicksilver.scenarios import judge, read_scenario, run_scenario

    (tmp_path / "mine.csv").write_text(
        f"region,sector,area,value,unit,low,high,source\nGhana,{sector},asgm,45,t/yr,30,60,plan\nGhana,waste,waste,2,t/yr,1,4,inventory\n"
    )
    (tmp_path / "ghana.yaml").write_text(GHANA)
    scenario = read_scenario(tmp_path / "ghana.yaml")
    judged = judge(scenario, run_scenario(scenario))
    for run in ("baseline", "control"):
        of_run = {(one.outcome, one.reason) for name, one in judged if name == run}
        assert len(of_run) == 1
    low, central, high = next(one.change for name, one in judged if name == "control")
    assert central == pytest.approx(-0.72)
    # The range of the sector and of the measure is in it, not that of the baseline alone (-79 to -58 %).
    assert low == pytest.approx(-0.84, abs=0.01)
    assert high == pytest.approx(-0.37, abs=0.02)


TARGETS = """title: T
base_year: 2015
from: 2015
to: 2020
draws: 16
targets:
"""


def _judged(tmp_path, *targets: str) -> dict[str, Assessment]:
    from quicksilver.scenarios import judge, read_scenario, run_scenario

    path = tmp_path / "t.yaml"
    base = "indicator: emission, unit: t/yr, baseline_year: 2015, goal: level, value: 400, kind: pledge"
    path.write_text(TARGETS + "".join(f"  - {{{base}, {target}}}\n" for target in targets))
    scenario = read_scenario(path)
    return {one.target: one for _, one in judge(scenario, run_scenario(scenario))}


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("geography: Ghana, area: asgm, year: 2018", "the baseline has no region Ghana"),
        ("area: asgm, year: 2025", "the year 2025 is not among those of the scenario, 2015 to 2020"),
        ("area: asgm, year: 2010", "the year 2010 is not among those of the scenario, 2015 to 2020"),
        (
            "area: asgm, pathway: water, year: 2018",
            "a scenario counts emissions to air, and the target is of water",
        ),
        ("area: products, year: 2018", "the baseline has no emission of the area products"),
    ],
)
def test_a_target_of_what_a_scenario_does_not_have_says_why(tmp_path, target: str, reason: str) -> None:
    found = _judged(tmp_path, f"id: t, {target}")["t"]
    assert (found.outcome, str(found.reason)) == ("cannot be computed", reason)


@pytest.mark.parametrize("place", ["World", "world", "Global", "Monde", ""])
def test_the_world_in_other_words_is_all_regions(tmp_path, place: str) -> None:
    found = _judged(tmp_path, f"id: t, area: asgm, geography: '{place}', year: 2018")["t"]
    assert found.reason.in_language("en").startswith("838 (")


def test_a_boundary_is_a_sector_by_id_or_title_and_another_one_is_remarked_on(tmp_path) -> None:
    from quicksilver.scenarios import read_scenario, run_scenario
    from quicksilver.scenarios.evaluate import boundary_remarks

    named = ("vcm", "Vinyl chloride", "VINYL CHLORIDE", "acetylene route")
    found = _judged(
        tmp_path,
        *(f"id: t{n}, area: chlor-alkali, boundary: {name}, year: 2018" for n, name in enumerate(named)),
    )
    assert found["t0"].reason.in_language("en").startswith("58.2 (")
    assert found["t0"].reason == found["t1"].reason == found["t2"].reason
    assert found["t3"].reason.in_language("en").startswith("73.3 (")
    scenario = read_scenario(tmp_path / "t.yaml")
    assert boundary_remarks(scenario, run_scenario(scenario)) == [
        "target t3: 'acetylene route' is not a sector of the baseline; the target counts the area chlor-alkali"
    ]


def test_a_missing_baseline_is_named_before_a_missing_region(tmp_path) -> None:
    path = "id: t, area: asgm, goal: relative, value: 50 %, year: 2018, geography: Ghana"
    from quicksilver.scenarios import judge, read_scenario, run_scenario

    (tmp_path / "t.yaml").write_text(TARGETS + f"  - {{{path}, kind: pledge}}\n")
    scenario = read_scenario(tmp_path / "t.yaml")
    assert judge(scenario, run_scenario(scenario))[0][1].reason.key == "reason.no_baseline"
