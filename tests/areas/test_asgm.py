"""Small-scale gold mining beyond the worked cases: correlated ranges, causes, plans, visits, the goal, courses."""

from __future__ import annotations

import datetime as dt
import json
import math

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from quicksilver.areas.area import Course, Use
from quicksilver.areas.asgm import AREA
from quicksilver.areas.asgm.plan import ELEMENTS
from quicksilver.areas.shared.dates import months_later
from quicksilver.cli.main import cli
from quicksilver.errors import InputProblems
from quicksilver.quantities import Quantity


def run(verb, **given):
    return AREA.verb(verb).run(given)


# Demand (S23)


def test_published_totals_are_reproduced_in_their_range():
    # Zimbabwe: 22 to 66 t of mercury, 1 to 3 g of mercury per g of gold (Zimbabwe Miners Federation, October 2020):
    # both ends of it are 22 t of gold.
    zimbabwe = run(
        "demand",
        sites=[{"name": "Zimbabwe", "gold": "22 t/yr", "practice": "concentrate"}],
        ratio_concentrate={"low": 1, "high": 3},
        published={"low": 22, "high": 66, "unit": "t/yr"},
    ).results
    assert zimbabwe["demand"].value == pytest.approx(44_000)
    assert 22_000 <= zimbabwe["demand"].low < 30_000
    assert 60_000 < zimbabwe["demand"].high <= 66_000
    assert zimbabwe["published_within"] is True
    # World: gold of 520 (380 to 870) t/yr and mercury of 892 t/yr (Cheng et al. 2023).
    world = run(
        "demand",
        sites=[
            {
                "name": "World",
                "gold": {"value": 520, "low": 380, "high": 870, "unit": "t/yr"},
                "practice": "concentrate",
            }
        ],
        published="892 t/yr",
    )
    assert world.results["published_within"] is True
    assert run("demand", sites=[{"name": "A", "gold": 1, "practice": "concentrate"}], published=9).remarks


def test_the_causes_are_the_variance_shares():
    # Two sites of one practice: total = ratio (a + b). With independent inputs the first-order shares are exact.
    ends = {"value": 100, "low": 50, "high": 150}
    found = run(
        "demand",
        sites=[
            {"name": "A", "gold": ends, "practice": "concentrate"},
            {"name": "B", "gold": 100, "practice": "concentrate"},
        ],
        ratio_concentrate={"value": 2, "low": 1, "high": 3},
    ).results
    gold_variance, ratio_variance = 50**2 / 6, 1 / 6  # of symmetric triangles
    parts = {
        "ratio of concentrate": 200**2 * ratio_variance,
        "gold of A": 4 * gold_variance,
        "both": gold_variance * ratio_variance,
    }
    whole = sum(parts.values())
    for cause in found["causes"]:
        assert cause["share"].value == pytest.approx(parts[cause["input"]] / whole, abs=0.02)
    assert found["other_causes"].value == pytest.approx(parts["both"] / whole, abs=0.03)


def test_lopsided_ranges_are_said_to_be():
    found = run("demand", sites=[{"name": "A", "gold": 100, "practice": "whole-ore"}])  # ratio 5 (3 to 50)
    assert found.results["median"].value > 3 * found.results["demand"].value
    assert "asymmetric" in found.remarks[0]


def test_only_three_causes_are_named():
    sites = [
        {"name": n, "gold": {"value": 10 * i, "low": 5 * i, "high": 15 * i}, "practice": "concentrate"}
        for i, n in enumerate("ABCDE", start=1)
    ]
    found = run("demand", sites=sites).results
    assert len(found["causes"]) == 3
    shares = [cause["share"].value for cause in found["causes"]]
    assert shares == sorted(shares, reverse=True)


def test_one_ratio_makes_countries_high_and_low_together():
    sites = [{"name": f"S{i}", "gold": 100, "practice": "concentrate"} for i in range(9)]
    together = run("demand", sites=sites).results["demand"]
    ends = {"value": 1.3, "low": 1, "high": 2}
    apart = run("demand", sites=[{**site, "ratio": ends} for site in sites]).results["demand"]
    assert together.value == apart.value == pytest.approx(9 * 130)
    assert together.high - together.low > 2 * (apart.high - apart.low)


def test_a_practice_mix_with_ranges_stays_a_mix():
    sites = [
        {"name": "A", "gold": 100, "practice": "whole-ore", "share": {"value": 0.4, "low": 0.2, "high": 0.6}},
        {"name": "A", "gold": 100, "practice": "concentrate"},
    ]
    found = run("demand", sites=sites, ratio_whole_ore=5, ratio_concentrate=1.3).results
    assert found["demand"].value == pytest.approx(100 * (0.4 * 5 + 0.6 * 1.3))
    assert 130 < found["demand"].low < found["demand"].high < 500
    assert [row["practice"] for row in found["practices"]] == ["whole-ore", "concentrate"]
    assert found["ratio"].value == pytest.approx(2.78)


def test_a_country_without_gold_is_a_gap_and_not_nothing():
    found = run(
        "demand",
        sites=[
            {"name": "A", "gold": 10, "practice": "concentrate"},
            {"name": "B", "practice": "concentrate"},
        ],
    )
    assert found.results["gaps"] == ["B"]
    assert found.results["demand"].value == pytest.approx(13)
    assert "B is unknown" in found.remarks[0]


@pytest.mark.parametrize(
    ("sites", "said"),
    [
        (
            [
                {"name": "A", "gold": 1, "practice": "concentrate", "share": 0.5},
                {"name": "A", "gold": 2, "practice": "whole-ore"},
            ],
            "differs",
        ),
        (
            [
                {"name": "A", "gold": 1, "practice": "concentrate", "share": 0.5},
                {"name": "A", "gold": 1, "practice": "concentrate", "share": 0.5},
            ],
            "twice",
        ),
        (
            [
                {"name": "A", "gold": 1, "practice": "concentrate"},
                {"name": "A", "gold": 1, "practice": "whole-ore"},
            ],
            "no share",
        ),
        ([{"name": "A", "practice": "concentrate"}], "gold output"),
        ([{"name": "A", "gold": -1, "practice": "concentrate"}], "-1"),
        ([{"name": "A", "gold": 1, "practice": "conzentrate"}], "concentrate"),
        ([{"name": "A", "gold": "1 kWh", "practice": "concentrate"}], "kWh"),
    ],
)
def test_what_is_wrong_with_sites(sites, said):
    with pytest.raises(InputProblems, match=said):
        run("demand", sites=sites)


@settings(max_examples=25, deadline=None)
@given(
    gold=st.lists(st.floats(1, 1e5), min_size=1, max_size=5), share=st.floats(0, 1), ratio=st.floats(0.1, 50)
)
def test_demand_is_the_sum_of_its_sites_and_of_its_practices(gold, share, ratio):
    sites = [
        row
        for i, mass in enumerate(gold)
        for row in (
            {"name": str(i), "gold": mass, "practice": "whole-ore", "share": share},
            {"name": str(i), "gold": mass, "practice": "mercury-free"},
        )
    ]
    found = run("demand", sites=sites, ratio_whole_ore=ratio).results
    for rows in (found["sites"], found["practices"]):
        assert sum(row["demand"].value for row in rows) == pytest.approx(found["demand"].value)
    assert found["demand"].value == pytest.approx(sum(gold) * share * ratio)


def test_three_families_of_gold_output():
    found = run(
        "gold-output",
        miners={"low": 1000, "high": 2000},
        days=200,
        yield_per_day=0.5,
        national="1 t/yr",
        share="20 %",
    ).results
    assert found["by_miners"].value == pytest.approx(150)
    assert found["by_miners"].low >= 100
    assert found["by_share"].value == pytest.approx(200)
    assert found["by_difference"] is None
    with pytest.raises(InputProblems, match="no method"):
        run("gold-output", miners=3)
    with pytest.raises(InputProblems, match="the industrial output exceeds the total"):
        run("gold-output", total=1, industrial=2)


# Reconciliation


def estimate(value, low=None, high=None, **more):
    ends = {} if low is None else {"low": low, "high": high}
    return {"method": str(value), "demand": {"value": value, **ends}, **more}


def test_independent_estimates_that_contradict_are_said_to():
    found = run(
        "reconcile",
        estimates=[estimate(100, 90, 110, independent=True), estimate(300, 290, 310, independent=True)],
    )
    assert found.results["combined"].value == pytest.approx(200)
    assert found.results["birge_ratio"].value > 10
    assert not found.results["agree"]
    assert any("too narrow" in remark for remark in found.remarks)


def test_one_that_depends_on_another_stops_the_mean():
    rows = [estimate(100, 80, 120, independent=True), estimate(130, 70, 190, independent=False)]
    found = run("reconcile", estimates=rows).results
    assert found["combined"] is None
    assert [row["weight"] for row in found["estimates"]] == [None, None]
    rows[1] = estimate(130, independent=True)
    assert run("reconcile", estimates=rows).results["combined"] is None  # it has no range


def test_weights_are_for_all_or_for_none():
    with pytest.raises(InputProblems, match="1 of 2"):
        run("reconcile", estimates=[estimate(1, weight=1), estimate(2)])
    with pytest.raises(InputProblems, match="nothing"):
        run("reconcile", estimates=[estimate(1, weight=0), estimate(2, weight=0)])
    with pytest.raises(InputProblems, match="no estimate"):
        run("reconcile", estimates=[])


@given(rows=st.lists(st.tuples(st.floats(1, 1e6), st.floats(0.01, 0.9)), min_size=1, max_size=6))
def test_the_mean_lies_in_the_envelope(rows):
    found = run(
        "reconcile", estimates=[estimate(v, v * (1 - w), v * (1 + w), independent=True) for v, w in rows]
    ).results
    assert found["envelope"].low <= found["combined"].value <= found["envelope"].high


# Batch, split, capture, shop


def test_a_batch_with_ranges_holds_no_more_than_was_put_in():
    found = run(
        "batch", gold=100, mercury=110, capture={"value": 0.9, "low": 0.75, "high": 0.95}, capture_shop=0.8
    ).results
    assert found["tailings"].low >= 0
    assert found["in_amalgam"].high <= 110 + 1e-9
    assert found["air"].value == pytest.approx(found["air_field"].value + found["air_shop"].value)
    assert found["consumed"].value == pytest.approx(110 - found["captured"].value)
    assert found["ratio"].value == pytest.approx(1.1)


def test_a_split_from_its_parts():
    found = run(
        "split",
        use={"value": 1000, "low": 640, "high": 1350, "unit": "t/yr"},
        air="350 t/yr",
        water="650 t/yr",
        latent="50 t/yr",
    ).results
    tonnes = {name: number.to("t/yr") for name, number in found.items() if number is not None}
    assert tonnes["sum"].value == 1000
    assert tonnes["air_with_latent"].value == 400
    assert tonnes["midpoint"].value == pytest.approx(995)
    assert tonnes["gap"].value == 0
    assert found["land"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"use": 1},
        {"air": 1},
        {"use": 1, "air": 2},
        {"use": 1, "air": 0.5, "air_share": 0.5},
        {"use": 1, "air_share": 0.5, "latent": 0.6},
        {"use": 1, "air_share": 1.2},
    ],
)
def test_a_split_that_cannot_be(wrong):
    with pytest.raises(InputProblems):
        run("split", **wrong)


def test_broken_units_drop_out_of_what_works():
    units = [
        {"name": "a", "mercury": 100, "efficiency": 0.8},
        {"name": "b", "mercury": 100, "efficiency": 0.8, "state": "broken"},
        {"name": "c", "mercury": 100, "efficiency": 0.8, "state": "unknown"},
        {"name": "d", "mercury": 100, "efficiency": 0.8, "availability": 0.5},
    ]
    found = run("capture", units=units, hours=10)
    value = {
        name: found.results[name].value
        for name in ("burnt", "through_working", "caught", "slipped", "bypassed", "emitted", "working")
    }
    assert value == pytest.approx(
        {
            "burnt": 400,
            "through_working": 150,
            "caught": 120,
            "slipped": 30,
            "bypassed": 250,
            "emitted": 280,
            "working": 2,
        }
    )
    assert found.results["emission_rate"].value == pytest.approx(28_000)
    assert "unknown" in found.remarks[1]


def test_throughput_in_amalgam_and_default_efficiencies():
    shop = run("capture", units=[{"material_mass": "1 kg", "material": "sponge"}], batches=2)
    assert shop.results["burnt"].value == pytest.approx(100)
    assert shop.results["caught"].value == pytest.approx(80)
    retort = run("capture", units=[{"mercury": 100, "kind": "retort"}, {"mercury": 100, "kind": "retort"}])
    assert (retort.results["caught"].value, retort.results["caught"].low) == pytest.approx((180, 156), abs=3)
    assert [item["name"] for item in retort.assumed if item["name"].startswith("efficiency")] == [
        "efficiency of retort"
    ]
    for wrong in (
        [],
        [{"name": "a"}],
        [{"mercury": 1, "material_mass": 2}],
        [{"mercury": 1, "efficiency": 1.2}],
    ):
        with pytest.raises(InputProblems):
            run("capture", units=wrong)


@given(
    rows=st.lists(
        st.tuples(
            st.floats(0, 1e5),
            st.floats(0, 1),
            st.floats(0, 1),
            st.sampled_from(["working", "broken", "unknown"]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_capture_closes(rows):
    units = [{"mercury": m, "efficiency": e, "availability": a, "state": s} for m, e, a, s in rows]
    found = run("capture", units=units).results
    assert found["caught"].value + found["slipped"].value + found["bypassed"].value == pytest.approx(
        found["burnt"].value, abs=1e-9
    )


def test_what_is_caught_is_not_bought():
    found = run("recapture", burnt=100, coverage=0.5, compliance=0.8, efficiency=0.9, use=120).results
    assert found["recaptured"].value == pytest.approx(36)
    assert found["purchase"].value == pytest.approx(84)
    with pytest.raises(InputProblems, match="more than"):
        run("recapture", burnt=100, coverage=1, compliance=1, use=50)


def test_a_shop_beside_the_guideline():
    found = run("indoor", emission=60, volume=30, ventilation="60 m3/h", hours=8, hours_after=1)
    got = {name: number.value for name, number in found.results.items()}
    assert got["air_changes"] == 2
    assert got["steady"] == pytest.approx(1.0)
    assert got["steady_to_guideline"] == pytest.approx(1000)
    assert got["after"] == pytest.approx(got["at_end"] * 0.1353, rel=1e-3)
    assert got["air_changes_needed"] == pytest.approx(2000)
    again = run("indoor", emission=60, volume=30, air_changes=got["air_changes_needed"], hours=8).results
    assert again["steady_to_guideline"].value == pytest.approx(1)
    assert any(item["name"] == "guideline" and item["standing"] == "recalled/high" for item in found.assumed)


def test_a_room_without_exchange_of_air_fills_evenly():
    found = run("indoor", emission=60, volume=30, air_changes=0, hours=4).results
    assert found["steady"] is None
    assert found["at_end"].value == pytest.approx(8)
    assert found["mean"].value == pytest.approx(4)
    near = run("indoor", emission=60, volume=30, air_changes=1e-4, hours=4)
    assert near.results["mean"].value == pytest.approx(4, rel=1e-3)
    assert "the steady concentration is not reached: at 20 degC air can contain 13.2 mg/m3" in near.remarks
    with pytest.raises(InputProblems, match="given twice"):
        run("indoor", emission=60, volume=30, hours=4)


@given(rate=st.floats(0.01, 60), hours=st.floats(0.1, 24), emission=st.floats(0, 500))
def test_vapour_in_is_vapour_out_and_what_is_in_the_room(rate, hours, emission):
    volume = 40
    if emission / (volume * rate) * -math.expm1(-rate * hours) > 13.1:
        emission = 1.0
    found = run("indoor", emission=emission, volume=volume, air_changes=rate, hours=hours).results
    left_by_air = found["mean"].value * rate * volume * hours
    in_room = found["at_end"].value * volume
    assert left_by_air + in_room == pytest.approx(emission * hours, rel=1e-6, abs=1e-6)


def test_air_holds_no_more_vapour_than_it_can():
    room = {"emission": 2000, "volume": 50, "air_changes": 1, "hours": 8}
    with pytest.raises(
        InputProblems, match=r"40 mg/m3 of mercury, more than it can at 20 degC\n.*0 to 13.2 mg/m3"
    ):
        run("indoor", **room)
    assert run("indoor", **room, temperature=40).results["at_end"].value == pytest.approx(40, rel=1e-3)


# Plans and visits (S19, S22)


def test_a_plan_from_field_data_has_a_baseline_with_a_range():
    # A country of the size of Cambodia: two sites, practices mixed.
    sites = [
        {
            "name": "North",
            "gold": {"value": 1500, "low": 1000, "high": 2500},
            "practice": "whole-ore",
            "share": 0.3,
        },
        {"name": "North", "gold": {"value": 1500, "low": 1000, "high": 2500}, "practice": "concentrate"},
        {"name": "South", "gold": {"value": 800, "low": 500, "high": 1200}, "practice": "concentrate"},
    ]
    demand = run("demand", sites=sites).as_dict()["results"]["demand"]
    base = {name: demand[name] for name in ("value", "unit", "low", "high")}
    elements = [{"element": name, "state": "filled"} for name in list(ELEMENTS)[:7]] + [
        {"element": "schedule", "state": "partly"}
    ]
    plan = run(
        "plan",
        elements=elements,
        baseline=base,
        reduction=0.3,
        entry_into_force="2021-07-07",
        notified="2020-01-01",
        submitted="2022-05-31",
        on="2026-01-01",
    )
    states = {row["element"]: row["state"] for row in plan.results["elements"]}
    assert set(ELEMENTS) <= set(states)
    assert states["schedule"] == "partly"
    assert states["public health strategy"] == "missing"
    assert [plan.results[n].value for n in ("filled", "partly", "missing")] == [7, 1, 6]
    assert {row["part"] for row in plan.results["elements"]} == {
        "baseline",
        "objectives",
        "strategies",
        "timetable",
        "review",
        "optional",
    }
    assert plan.results["baseline"].low < plan.results["baseline"].high
    assert plan.results["level"].value == pytest.approx(0.7 * demand["value"])
    assert plan.results["cut_visible"] is False
    assert (plan.results["submit_by"], plan.results["review_due"], plan.results["overdue"]) == (
        "2024-07-07",
        "2025-05-31",
        True,
    )
    assert any("noise" in remark for remark in plan.remarks)


def test_a_narrow_baseline_makes_the_cut_visible():
    found = run("plan", baseline={"value": 100, "low": 95, "high": 105}, reduction=0.3).results
    assert found["cut_visible"] is True
    assert found["review_due"] is None
    assert found["overdue"] is None
    for wrong in ({"submitted": "soon"}, {"elements": [{"element": "schedule", "state": "filled"}] * 2}):
        with pytest.raises(InputProblems):
            run("plan", **wrong)


def test_three_years_after_a_leap_day():
    assert months_later(dt.date(2020, 2, 29), 36) == dt.date(2023, 2, 28)
    assert months_later(dt.date(2020, 11, 30), 3) == dt.date(2021, 2, 28)


VISITS = [
    {"date": "2009-03-01", "site": "K", "handed_out": 50, "in_use": 30},
    {"date": "2008-03-01", "site": "K", "handed_out": 50, "in_use": 40, "measured": 12, "consent": True},
    {"date": "2008-09-01", "site": "K", "handed_out": 50, "in_use": 20, "measured": 20},
    {"date": "2008-06-01", "site": "T", "handed_out": 10, "in_use": 9},
]


def test_visits_are_by_site_and_nothing_is_overwritten():
    found = run("follow-up", visits=VISITS, on="2009-04-01")
    rows = [(row["site"], row["date"], row["share"].value, row["fall"]) for row in found.results["visits"]]
    assert rows == [
        ("K", "2008-03-01", 0.8, False),
        ("K", "2008-09-01", 0.4, True),
        ("K", "2009-03-01", 0.6, False),
        ("T", "2008-06-01", 0.9, False),
    ]
    sites = {row["site"]: row for row in found.results["sites"]}
    assert sites["K"]["below_best"].value == pytest.approx(0.2)
    assert (sites["K"]["next_due"], sites["K"]["overdue"]) == ("2009-09-01", False)
    assert (sites["T"]["next_due"], sites["T"]["overdue"]) == ("2008-12-01", True)
    assert found.results["next_due"] == "2008-12-01"


def test_a_measurement_is_shown_with_consent_only():
    rows = run("follow-up", visits=VISITS).results["visits"]
    assert rows[0]["measured"].value == 12
    assert (rows[1]["measured"], rows[1]["withheld"]) == (None, True)
    for wrong in ({**VISITS[0], "date": "March"}, {**VISITS[0], "in_use": 51}):
        with pytest.raises(InputProblems):
            run("follow-up", visits=[wrong])


# The goal (S11)


def test_half_by_2017_is_quantified_and_not_measurable():
    found = run("target", observed={"value": 1735, "low": 872, "high": 2598})
    assert found.results["quantified"] is True
    assert found.results["measurable"] is False
    assert found.results["reason"] == "no baseline"
    assert found.results["outcome"] == "cannot be computed"
    outcomes = {row["baseline"].value: row["outcome"] for row in found.results["candidates"]}
    assert outcomes[806] == outcomes[1400] == "not met"
    assert outcomes[1608] == "cannot be told"  # its range of 910 to 2305 reaches over


@pytest.mark.parametrize(
    ("low", "high", "outcome"),
    [
        (300, 430, "met"),
        (600, 1200, "cannot be told"),
        (980, 1500, "not met"),
        (438.5, 970, "cannot be told"),
    ],
)
def test_overlapping_ranges_cannot_be_told(low, high, outcome):
    seen = {"value": (low + high) / 2, "low": low, "high": high}
    found = run("target", baseline={"low": 877, "high": 1940}, observed=seen).results
    assert found["outcome"] == outcome
    assert (found["level"].low, found["level"].high) == (438.5, 970)
    assert (found["reason"] is not None) == (outcome == "cannot be told")


# Baseline and courses


def test_baselines_say_what_is_unknown():
    seen = AREA.baseline(2008, "World")
    assert {f.pathway: f.mass and f.mass.central for f in seen} == {
        "use": None,
        "air": 350_000,
        "water": 650_000,
        "land": None,
    }
    assert seen.unknown == 2
    assert any("latent" in remark for remark in seen.remarks)
    assert AREA.baseline(2023, "World").where(pathway="air").total().value == 615_000
    with pytest.raises(InputProblems, match="2010"):
        AREA.baseline(1999, "World")
    with pytest.raises(InputProblems, match="no published use of mercury"):
        AREA.baseline(2010, "China")


def test_a_course_without_measures_is_the_baseline_times_growth():
    flows = AREA.project(Course({"asgm": {2010: 1.0, 2020: 1.5}}), [2010, 2020], "World")
    assert flows.where(pathway="use", year=2020).total().value == pytest.approx(1.5 * 1_608_000)
    assert flows.where(pathway="air", year=2020).total().value == pytest.approx(1.5 * 727_000)


@given(free=st.floats(0, 1), retort=st.floats(0, 1), concentrate=st.floats(0, 1))
@settings(max_examples=30, deadline=None)
def test_courses_balance_and_never_emit_more_than_is_used(free, retort, concentrate):
    process = (
        Use("mercury-free", 2010, 2015, free)
        if free > concentrate
        else Use("concentrate-amalgamation", 2010, 2015, concentrate)
    )
    flows = AREA.project(Course({}, (process, Use("retort", 2010, 2015, retort))), [2010, 2020], "World")
    flows.check_balance(AREA.project(Course(), [2010, 2020], "World"))
    there = {p: flows.where(pathway=p, year=2020).total().value for p in ("use", "air", "supply")}
    assert there["air"] + there["supply"] <= there["use"] * (1 + 1e-9)


def test_gold_without_mercury_ends_the_emission_too():
    flows = AREA.project(Course({}, (Use("mercury-free", 2010, 2015, 1.0),)), [2010, 2015], "World")
    assert flows.where(pathway=("use", "air"), year=2015).total().value == pytest.approx(0, abs=1e-6)


def test_what_is_caught_lowers_what_is_bought():
    flows = AREA.project(Course({}, (Use("retort", 2010, 2015, 0.5),)), [2010, 2015], "World")
    told = {item.id: item.measure(flows, 2015) for item in AREA.indicators()}
    assert told["demand"].value == pytest.approx(1_608_000)
    assert told["purchase"].value == pytest.approx(1_608_000 - 727_000 * 0.45)
    assert isinstance(told["emission-to-air"], Quantity)
    assert AREA.indicators()[1].measure(AREA.baseline(2008, "World"), 2008) is None


def test_no_price_is_made_up():
    assert all(measure.cost is None for measure in AREA.options())
    assert "mercury reactivation" not in " ".join(
        measure.title for measure in AREA.options()
    )  # low confidence


def test_every_verb_answers_at_the_command_line(tmp_path):
    file = tmp_path / "in.json"
    file.write_text(json.dumps({"units": [{"mercury": "0.1 kg"}]}), encoding="utf-8")
    done = CliRunner().invoke(cli, ["area", "asgm", "capture", "--input", str(file), "--json"])
    assert done.exit_code == 0
    assert json.loads(done.output)["results"]["emitted"]["value"] == pytest.approx(20)
    for verb in AREA.verbs:
        assert json.dumps(verb.schema())
