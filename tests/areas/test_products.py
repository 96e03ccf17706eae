"""Products: stocks that lose nothing, treaty dates as switches, demand, goals with five outcomes, hospitals, checklists."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quicksilver.areas import Course, Use
from quicksilver.areas.products import AREA
from quicksilver.areas.products.facts import CATEGORIES, DATES, PRODUCTS, content_of, life_of, treaty_date
from quicksilver.areas.products.life import ages_needed, leaving, stock_flow
from quicksilver.areas.shared.common import verb_of
from quicksilver.errors import InputProblems
from quicksilver.flows.flows import MercuryFlows

SALES = [{"year": 2000 + i, "mercury": 1.0} for i in range(11)]
# Computed with flodym 1.1.0 (InflowDrivenDSM, Weibull with shape 3 and mean 6, inflow in the middle of the year), one unit a year for 11 years.
FLODYM = [
    0.0004119943562486128,
    0.011064473152413878,
    0.050205758893511754,
    0.1318086874896386,
    0.25948232214537215,
    0.42217110337809693,
    0.5955948716687761,
    0.7511157789086756,
    0.8679461323682602,
    0.940777371416747,
    0.9779901660379418,
    0.9929421925031675,
    0.9873371046605584,
    0.9494940093508684,
    0.8681481354325495,
]


def run(verb, **given):
    return verb_of(AREA, verb).run(given)


def central(rows, name):
    return [row[name].value for row in rows]


# --- stock and flow


def test_the_stock_is_that_of_a_material_flow_library():
    found = stock_flow(np.ones(11), leaving("weibull", ages_needed("weibull", 6.0), 6.0), years=15)
    np.testing.assert_allclose(found.outflow, FLODYM, rtol=1e-6)


@settings(max_examples=60, deadline=None)
@given(
    sales=st.lists(st.floats(0, 1e6), min_size=1, max_size=40),
    mean=st.floats(0.1, 60),
    kind=st.sampled_from(["weibull", "normal", "fixed"]),
    shape=st.floats(1, 10),
    spread=st.floats(0.05, 0.9),
    hazard=st.floats(0, 1),
)
def test_all_that_is_bought_is_in_use_lost_or_thrown_away(sales, mean, kind, shape, spread, hazard):
    ages = ages_needed(kind, mean, shape, spread)
    shares = leaving(kind, ages, mean, shape, spread)
    assert shares.sum() == pytest.approx(1.0)
    assert (shares >= 0).all()
    bought = np.array(sales)
    for years in (None, 3):
        flow = stock_flow(bought, shares, hazard, years)
        total = flow.demand.sum()
        out = flow.outflow.sum() + flow.use_loss.sum() + flow.stock[-1]
        assert out == pytest.approx(total, rel=1e-9, abs=1e-6)
        assert (flow.stock > -1e-9 * max(total, 1.0)).all()


@pytest.mark.parametrize("kind", ["weibull", "normal", "fixed"])
def test_the_mean_life_is_the_mean_life(kind):
    shares = leaving(kind, ages_needed(kind, 15.0), 15.0)
    assert float(shares @ np.arange(len(shares))) == pytest.approx(15.0, abs=0.02)


def test_a_cohort_follows_its_lives_draw_by_draw():
    means = np.array([3.0, 6.0, 12.0])
    ages = ages_needed("weibull", 12.0)
    together = stock_flow(np.ones((3, 4)), leaving("weibull", ages, means), np.array([0.0, 0.1, 0.2]), 30)
    for i, mean in enumerate(means):
        alone = stock_flow(np.ones(4), leaving("weibull", ages, mean), 0.1 * i, 30)
        np.testing.assert_allclose(together.outflow[i], alone.outflow, atol=1e-14)


def test_after_an_end_of_sales_waste_sums_to_the_stock():
    found = run("stock", sales=SALES, life=8, sales_end=2007).results
    assert found["demand"].value == pytest.approx(8.0)
    assert found["waste_after"].value == pytest.approx(found["stock_at_end_of_sales"].value, rel=1e-8)
    assert found["stock"].value == pytest.approx(0.0, abs=1e-8)
    assert 2007 < found["emptied"] < 2025
    lossy = run("stock", sales=SALES, life=8, sales_end=2007, loss="5 %/yr").results
    both = lossy["waste_after"].value + lossy["lost_after"].value
    assert both == pytest.approx(lossy["stock_at_end_of_sales"].value, rel=1e-8)
    assert lossy["waste"].value < found["waste"].value


def test_waste_follows_the_life_distribution():
    found = run("stock", sales=[{"year": 2000, "mercury": 10}], life=6, after=20).results["years"]
    shares = leaving("weibull", ages_needed("weibull", 6.0), 6.0)
    np.testing.assert_allclose(central(found, "waste")[: len(shares)], 10 * shares[:21], atol=1e-12)


def test_a_product_brings_its_content_and_life_and_says_so():
    answer = run(
        "stock",
        product="CFL",
        sales=[{"year": 2010, "units": "2000 item/yr"}, {"year": 2011, "units": 0}],
        after=40,
    )
    assert answer.results["demand"].value == pytest.approx(0.02)
    assert 0.01 < answer.results["demand"].low < 0.02 < answer.results["demand"].high < 0.03
    assert {row["name"]: row.get("standing") for row in answer.assumed} == {
        "distribution": None,
        "shape": "recalled/medium",
        "content": "recalled/high",
        "life": "recalled/medium",
    }
    assert any("no loss in use was given" in line for line in answer.remarks)
    assert any("not confirmed" in line for line in answer.remarks)


def test_paths_hold_all_of_the_waste():
    found = run(
        "stock",
        sales=SALES,
        life=5,
        collection_by_year=[{"year": 2000, "share": 0.03}, {"year": 2010, "share": 0.25}],
        recovery=0.95,
        disposal=[{"path": "landfill", "share": 0.6}, {"path": "open burning", "share": 0.4}],
    ).results
    for row in found["years"]:
        parts = sum(row[name].value for name in ("recovered", "residue", "landfill", "open burning"))
        assert parts == pytest.approx(row["waste"].value)
    first, last = found["years"][1], found["years"][-1]
    assert first["recovered"].value / first["waste"].value == pytest.approx(0.95 * (0.03 + 0.022))
    assert last["recovered"].value / last["waste"].value == pytest.approx(0.95 * 0.25)
    assert sum(row["share"].value for row in found["waste_by_path"]) == pytest.approx(1.0)
    only = run("stock", sales=SALES, life=5, collection=0.2).results["waste_by_path"]
    assert [(row["path"], round(row["share"].value, 9)) for row in only] == [
        ("collected", 0.2),
        ("not collected", 0.8),
    ]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"sales": [{"year": 2000, "mercury": -1}]}, "-1"),
        ({"sales": []}, "missing, repeated"),
        ({"sales": [{"year": 2001, "mercury": 1}, {"year": 2000, "mercury": 1}]}, "out of order"),
        ({"sales": [{"year": 2000, "mercury": 1, "units": 1}]}, "either mercury or units"),
        ({"sales": [{"year": 2000, "units": 1}]}, "units need a content"),
        ({"life": None}, "the lifetime is missing"),
        ({"product": "UV lamp", "life": None}, "none was found for UV lamp"),
        ({"collection": 1.2}, "1.2"),
        ({"landfill": 0.5, "sewer": 0.4}, "add up to 0.9"),
        ({"landfill": 1, "collection": 0.1}, "one of the two"),
        ({"recovery": 0.9}, "recovery needs collection"),
        ({"life": "5 kg"}, "does not measure"),
        ({"lifetime": 5}, "unknown quantity 'lifetime'"),
        ({"distribution": "weibul"}, "weibull"),
        ({"disposal": [{"path": "waste", "share": 1}]}, "names that differ"),
        ({"product": "CFLs"}, "CFL"),
        ({"loss": 1.5}, "1.5"),
    ],
)
def test_sales_and_lives_that_cannot_be(changed, said):
    with pytest.raises(InputProblems) as caught:
        run("stock", **({"sales": SALES, "life": 5} | changed))
    assert said in str(caught.value)


def test_everything_that_is_wrong_is_said_at_once():
    with pytest.raises(InputProblems) as caught:
        run(
            "stock",
            sales=[{"year": 2000}, {"year": 2001, "units": 3}],
            collection=0.1,
            disposal=[{"path": "landfill", "share": 0.5}],
        )
    assert len(caught.value.problems) >= 4


# --- dates


def test_a_treaty_date_is_a_switch_that_saves_demand_and_leaves_the_stock_to_waste():
    series = [{"year": 2015 + i, "sales": 10} for i in range(20)]
    found = run("phase-out", product="dental amalgam", series=series, item="amalgam filling").results
    assert found["date"].value == 2034
    found = run("phase-out", product="all batteries with mercury", series=series, item="button battery")
    assert found.results["date"].value == 2025
    assert found.results["avoided"].value == pytest.approx(90)
    assert found.results["demand"].value == pytest.approx(110)
    assert found.results["waste_to_come"].value == pytest.approx(
        found.results["stock_at_date"].value, rel=1e-7
    )
    assert found.results["waste_avoided"].value == pytest.approx(90)
    rows = {row["year"]: row for row in found.results["series"]}
    assert rows[2026]["sales"].value == 0
    assert rows[2026]["sales_planned"].value == 10
    assert rows[2026]["waste"].value > 0
    assert any(row["name"] == "date" and "amendments" in row["source"] for row in found.assumed)


def test_exemption_compliance_and_own_date():
    series = [{"year": 2019 + i, "sales": 10} for i in range(10)]
    assert run("phase-out", product="batteries except", series=series, exemption=5).results[
        "avoided"
    ].value == pytest.approx(30)
    assert run("phase-out", date=2020, series=series, compliance=0.5).results[
        "avoided"
    ].value == pytest.approx(40)
    late = run("phase-out", date=2040, series=series)
    assert late.results["avoided"].value == 0
    assert any("changes nothing" in line for line in late.remarks)
    assert late.results["waste_to_come"] is None
    with pytest.raises(InputProblems, match="exactly one date is required"):
        run("phase-out", series=series)


def test_words_that_fit_two_dates_are_remarked_on():
    answer = run("phase-out", product="batteries", series=[{"year": 2020, "sales": 1}])
    assert answer.results["date"].value == 2020
    assert any("several items" in line and "2025" in line for line in answer.remarks)


def test_the_dates_are_those_of_the_table():
    rows = run("dates", year=2026).results["dates"]
    assert len(rows) == len(DATES)
    held = {row["item"]: row for row in rows}
    assert held["a-dental-amalgam"]["past"] is False
    assert held["a-all-fluorescent-lamps-for-general-lighting"]["last_year"] == 2027
    assert held["a-cosmetics-with-any-added-mercury-no-threshold"]["past"] is True
    with pytest.raises(InputProblems, match="dental-amalgam"):
        treaty_date("a-dental-amalgm")


# --- demand, shares, end of life


def test_demand_of_2005_and_2015():
    early, late = run("demand", year=2005), run("demand", year=2015)
    assert early.results["demand"].value == 3798
    assert early.results["demand"].low is None
    assert len(early.results["sums"]) == 2
    assert early.results["sums"][1]["sum"].low == 2670
    assert any("not merged" in line for line in early.remarks)
    demand = late.results["demand"]
    assert (demand.value, demand.low, demand.high) == (4717, 3403, 6027)
    assert late.results["published"].value == 4715
    assert late.results["gap"].value == 2
    assert any("4,715 is published" in line for line in late.remarks)


def test_what_is_recalled_with_low_confidence_is_no_demand():
    answer = run("demand", year=2010)
    assert answer.results["demand"] is None
    assert any("low confidence" in line for line in answer.remarks)
    taken = run("demand", year=2010, low_confidence=True).results
    assert {row["name"] for row in taken["categories"]} >= {"batteries", "dental", "lamps"}
    with pytest.raises(InputProblems, match="World 2015"):
        run("demand", year=1999)


def test_an_unknown_category_is_in_no_sum():
    answer = run(
        "demand", categories=[{"name": "a", "demand": {"value": 5, "low": 4, "high": 8}}, {"name": "b"}]
    )
    assert (answer.results["demand"].value, answer.results["demand"].high) == (5, 8)
    assert answer.results["unknown"].value == 1
    assert answer.results["categories"][1]["demand"] is None


def test_shares_of_2005():
    masses = {
        "lamps": (135, 10),
        "measuring": (350, 24),
        "batteries": (370, 26),
        "electrical": (200, 14),
        "dental": (362, 26),
    }
    found = run("shares", parts=[{"name": n, "mass": m, "share": f"{s} %"} for n, (m, s) in masses.items()])
    assert [row["share"].value for row in found.results["parts"]] == pytest.approx(
        [0.0953, 0.247, 0.2611, 0.1411, 0.2555], abs=5e-5
    )
    assert all(abs(row["gap"].value) <= 0.01 for row in found.results["parts"])
    assert found.remarks == ["measuring: 24.7 % calculated, 24 % published"]


def test_commercial_mercury():
    found = run(
        "shares",
        total="540 Gg",
        parts=[{"name": n, "share": s} for n, s in zip("awsl", (0.2, 0.3, 0.3, 0.2), strict=True)],
    ).results
    assert [row["mass"].to("Gg").value for row in found["parts"]] == pytest.approx([108, 162, 162, 108])
    ever = run(
        "shares",
        total="1540 Gg",
        parts=[{"name": "air", "mass": "470 Gg"}, {"name": "land and water", "mass": "1070 Gg"}],
    ).results
    assert ever["sum"].to("Gg").value == pytest.approx(1540)
    assert ever["rest"].value == pytest.approx(0, abs=1e-12)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.floats(1e-3, 1e6), min_size=1, max_size=8))
def test_shares_sum_to_one(masses):
    found = run("shares", parts=[{"name": f"p{i}", "mass": mass} for i, mass in enumerate(masses)]).results
    assert sum(row["share"].value for row in found["parts"]) == pytest.approx(1.0)


def test_lamps_of_kyoto():
    for given_ in (
        {"case": "kyoto-lamps-2003"},
        {
            "paths": [
                {"path": p, "mass": m} for p, m in (("incineration", 34), ("landfill", 21), ("recycling", 4))
            ],
            "complete_recycling": 47,
        },
    ):
        found = run("end-of-life", **given_).results
        assert found["total"].value == 59
        assert [row["share"].value for row in found["shares"]] == pytest.approx(
            [0.5763, 0.3559, 0.0678], abs=1e-4
        )
        assert found["complete_recycling"].value == 47
        assert found["recycling_gain"].value == 43
    shares = run(
        "end-of-life",
        total=100,
        paths=[{"path": "landfill", "share": 0.7}, {"path": "recycling", "share": 0.3}],
    ).results
    assert shares["shares"][1]["mass"].value == pytest.approx(30)


@pytest.mark.parametrize(
    ("verb", "given_", "said"),
    [
        ("end-of-life", {}, "no paths"),
        ("end-of-life", {"paths": [{"path": "landfill", "mass": 0}]}, "nothing is discarded"),
        (
            "end-of-life",
            {"paths": [{"path": "landfill", "mass": 5}], "complete_recycling": 6},
            "no more than",
        ),
        ("end-of-life", {"total": 1, "paths": [{"path": "a", "share": 0.5}]}, "add up"),
        ("shares", {"parts": [{"name": "a", "share": 0.5}]}, "no total"),
        ("shares", {"parts": [{"name": "a", "share": 0.5}], "total": 1}, "add up"),
        ("shares", {"parts": []}, "no parts"),
        ("shares", {"parts": [{"name": "a", "mass": -5}]}, "-5"),
        ("demand", {}, "one of the two"),
        ("demand", {"categories": [{"name": "a", "demand": "5 kg"}]}, "does not measure"),
    ],
)
def test_parts_that_cannot_be(verb, given_, said):
    with pytest.raises(InputProblems) as caught:
        run(verb, **given_)
    assert said in str(caught.value)


# --- goals

RANGE = {"value": 100, "low": 80, "high": 120}


@pytest.mark.parametrize(
    ("given_", "outcome"),
    [
        ({"reduction": 0.3, "baseline": 100, "observed": 60}, "met"),
        ({"reduction": 0.5, "baseline": 100, "observed": 60}, "not met"),
        ({"reduction": 0.4, "baseline": 100, "observed": 60}, "met"),
        (
            {"reduction": 0.4, "baseline": RANGE, "observed": {"value": 60, "low": 50, "high": 70}},
            "cannot be told",
        ),
        ({"reduction": 0.1, "baseline": RANGE, "observed": {"value": 60, "low": 50, "high": 70}}, "met"),
        ({"reduction": 0.9, "baseline": RANGE, "observed": {"value": 60, "low": 50, "high": 70}}, "not met"),
        ({"reduction": 0.7, "observed": 60}, "cannot be computed"),
        ({"reduction": 0.7, "baseline": 100}, "cannot be computed"),
        ({"reduction": 0.7, "baseline": 0, "observed": 1}, "cannot be computed"),
        ({"reduction": 0.7, "baseline": 100, "observed": 1, "same_method": False}, "cannot be computed"),
        ({"baseline": 100, "observed": 1}, "not assessable"),
        ({}, "not assessable"),
    ],
)
def test_five_outcomes(given_, outcome):
    assert run("goal", **given_).results["outcome"] == outcome


def test_the_goals_of_2017_have_no_number_that_may_be_used():
    reached = {
        "batteries": 0.38,
        "dental": 0.24,
        "measuring_control": 0.06,
        "electrical_electronic": 0.27,
        "lamps": -0.06,
    }
    for category in CATEGORIES:
        bare = run("goal", category=category)
        assert bare.results["outcome"] == "not assessable"
        told = run("goal", category=category, reduction=0.5)
        assert told.results["outcome"] in ("not met", "cannot be told")
        if category in reached:
            assert any("not used" in line for line in bare.remarks)
            assert told.results["reached"].value == pytest.approx(reached[category], abs=0.0051)
        assert any("progress so far" in line for line in told.remarks)


@given(baseline=st.floats(1, 1e4), observed=st.floats(0, 2e4), goal=st.floats(0, 1))
@settings(deadline=None, max_examples=50)
def test_a_goal_without_ranges_is_always_told(baseline, observed, goal):
    found = run("goal", reduction=goal, baseline=baseline, observed=observed).results
    assert found["outcome"] in ("met", "not met")
    assert found["change"].value == pytest.approx(-found["reached"].value)


# --- hospital


def test_a_hundred_thermometers():
    answer = run("hospital", devices=[{"device": "thermometer", "count": 100, "content": "1 g"}])
    found = answer.results
    assert found["mercury"].value == pytest.approx(0.1)
    assert found["to_waste_store"].value == pytest.approx(0.1)
    assert found["in_use"].value == 0
    assert any(
        "the mercury removed goes to a waste store and needs storage and" in line for line in answer.remarks
    )
    assert found["payback"] is None
    assert found["cost"] is None


def test_cost_and_payback_follow_from_breakage():
    device = {
        "device": "medical thermometer",
        "count": 200,
        "content": 1,
        "breakage": 0.5,
        "price_mercury": 2,
        "price": 10,
        "breakage_free": 0.1,
    }
    answer = run(
        "hospital", devices=[device], spill_cost=6, storage_cost=50, start_year=2026, years=4, currency="ARS"
    )
    found = answer.results
    assert found["cost"].value == 2000
    assert found["cost"].unit == "ARS"
    assert found["saving"].value == pytest.approx(200 * (0.5 * 8 - 0.1 * 10))
    assert found["payback"].value == pytest.approx(2000 / 600)
    assert found["storage_cost"].value == pytest.approx(10)
    assert found["cost_per_mercury"].value == pytest.approx(2010 / 0.2)
    assert found["lost_per_year"].value == pytest.approx(0.1)
    assert [row["year"] for row in found["by_year"]] == [2026, 2027, 2028, 2029]
    assert found["by_year"][-1]["in_store"].value == pytest.approx(found["to_waste_store"].value)


def test_a_ministry_takes_contents_from_the_table():
    answer = run(
        "hospital",
        devices=[
            {"device": "medical thermometer", "count": 10},
            {"device": "sphygmomanometer", "count": 2, "replaced": 1},
        ],
    )
    assert answer.results["mercury"].value == pytest.approx(0.17)
    assert answer.results["to_waste_store"].value + answer.results["in_use"].value == pytest.approx(0.17)
    assert any(
        row["name"] == "content of sphygmomanometer" and row["standing"] == "recalled/high"
        for row in answer.assumed
    )


def test_running_costs_that_rise_never_pay_back():
    row = {"device": "x", "count": 1, "content": 1, "price": 10, "yearly_saving": 0}
    answer = run("hospital", devices=[row])
    assert answer.results["payback"] is None
    assert any(
        "running costs do not fall: the replacement does not pay for itsel" in line for line in answer.remarks
    )


@pytest.mark.parametrize(
    ("devices", "said"),
    [
        ([], "no devices"),
        ([{"device": "thermometre", "count": 5}], "medical thermometer"),
        ([{"device": "x", "count": 1, "content": 1, "replaced": 2}], "more devices replaced than exist"),
        ([{"device": "x", "count": -1, "content": 1}], "-1"),
        ([{"device": "x", "count": 1, "content": "1 m"}], "does not measure"),
    ],
)
def test_hospitals_that_cannot_be(devices, said):
    with pytest.raises(InputProblems) as caught:
        run("hospital", devices=devices)
    assert said in str(caught.value)


# --- checklist


def test_a_missing_control_is_a_gap_with_its_clause():
    answer = run(
        "checklist",
        answers=[
            {"id": "storage", "state": "yes", "evidence": "permit 12"},
            {"id": "sites", "state": "not applicable"},
            {"id": "consent", "state": "no"},
        ],
    )
    gaps = {row["id"]: row["clause"] for row in answer.results["missing"]}
    assert gaps["consent"] == "Article 3(6)"
    assert "storage" not in gaps
    assert "sites" not in gaps
    assert answer.results["gaps"].value == len(gaps) == 8
    assert answer.results["complete"] is False
    assert any(
        line
        == "missing: Article 3(6): Mercury leaves the country only with written consent, for an allowed use or interim storage"
        for line in answer.remarks
    )


def test_a_users_own_list():
    rows = [
        {"clause": "4.2", "control": "spill kit", "present": False, "stage": "production"},
        {"clause": "4.3", "control": "training"},
        {"clause": "4.4", "control": "store", "state": "partly"},
        {"clause": "4.5", "control": "labels", "present": True},
    ]
    answer = run("checklist", controls=rows)
    assert answer.results["gaps"].value == 3
    assert answer.remarks[:3] == [
        "missing: 4.2: spill kit",
        "not answered: 4.3: training",
        "partly: 4.4: store",
    ]
    assert any("without evidence" in line for line in answer.remarks)
    with pytest.raises(InputProblems, match="storage"):
        run("checklist", answers=[{"id": "storrage", "state": "yes"}])


# --- the area


def test_baseline_keeps_what_is_unknown_unknown():
    early, middle, late = (AREA.baseline(year, "World") for year in (2005, 2010, 2015))
    assert early.total().value == pytest.approx(1_730_000)
    assert any("300 to 600" in line for line in early.remarks)
    assert middle.unknown == 6
    assert late.where(origin="batteries").total().high == pytest.approx(304_000)
    assert AREA.baseline(2004, "USA").total().value == pytest.approx(117 * 907.18474)
    assert AREA.baseline(2003, "Japan").total().value == pytest.approx(15_000)
    with pytest.raises(InputProblems, match="2005, 2010, 2015"):
        AREA.baseline(2008, "World")
    with pytest.raises(InputProblems, match="Japan"):
        AREA.baseline(2005, "Atlantis")


@settings(deadline=None, max_examples=15)
@given(
    share=st.floats(0, 1).map(
        lambda share: round(share, 6)
    ),  # a demand of 1e-11 kg is rounding, and its relative gap too
    start=st.integers(2014, 2030),
    growth=st.floats(0.2, 3.0),
    measure=st.sampled_from([m.id for m in AREA.options()]),
)
def test_demand_is_waste_and_growth_of_the_stock(share, start, growth, measure):
    course = Course({"products": {2015: 1.0, 2050: growth}}, (Use(measure, start, start + 8, share),))
    flows = AREA.project(course, [2015, 2030, 2050], "World")
    for name in CATEGORIES:
        mine = flows.where(origin=name)
        out = mine.where(pathway=("waste", "stock"))
        if name == "other":
            assert out.unknown == len(out.flows) == 6
            continue
        MercuryFlows(out.flows).check_balance(mine.where(pathway="use"), 1e-9)
    for year in (2015, 2030, 2050):
        full = sum(flows.where(year=year, pathway=p).total().value for p in ("use", "avoided"))
        assert full == pytest.approx(1_479_000 * course.factor("products", "batteries", "World", year))


def test_a_phase_out_leaves_waste_for_years():
    course = Course(uses=(Use("end-of-dental", 2030, 2034, 1.0),))
    flows = AREA.project(course, [2015, 2034, 2040, 2060], "World").where(origin="dental")
    assert flows.where(pathway="use", year=2040).total().value == pytest.approx(0)
    assert flows.where(pathway="waste", year=2040).total().value > 100_000
    assert flows.where(pathway="waste", year=2060).total().value < 20_000


def test_indicators_say_none_where_it_cannot_be_told():
    held = {item.id: item for item in AREA.indicators()}
    late, early = AREA.baseline(2015, "World"), AREA.baseline(2005, "World")
    assert held["demand-batteries"].measure(early, 2005).value == 370_000
    assert held["reduction-batteries"].measure(late, 2015).value == pytest.approx(0.3757, abs=1e-4)
    assert held["reduction-lamps"].measure(late, 2015).value < 0
    assert held["health-care-devices"].measure(late, 2015) is None
    assert held["after-date-dental"].measure(late, 2015) is None
    later = AREA.project(Course(), [2036], "World")
    assert held["after-date-dental"].measure(later, 2036).value > 0


def test_facts_that_may_not_be_defaults_are_none():
    assert content_of("barometer") is None  # recalled with low confidence
    assert life_of("UV lamp") is None
    assert all(life_of(name) is None or life_of(name).value > 0 for name in PRODUCTS)


def test_answers_are_json():
    for verb, given_ in (
        ("stock", {"sales": SALES, "life": 5}),
        ("hospital", {"devices": [{"device": "x", "count": 1, "content": 1}]}),
        ("checklist", {}),
        ("demand", {"year": 2005}),
    ):
        json.dumps(run(verb, **given_).as_dict(), allow_nan=False)
    for verb in AREA.verbs:
        json.dumps(verb.schema(), allow_nan=False)
