"""Products, metals and cement, costs and totals: worked cases, balances, conflicts that are shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quicksilver.areas import area
from quicksilver.areas.shared.common import verb_of
from quicksilver.errors import InputProblems
from quicksilver.factors.facts import facts

GOODS, METALS, ACROSS = area("products"), area("non-ferrous"), area("cross-cutting")
REACHES, OF_INPUT = "removal of what reaches the stage", "share of the input"


def goods(verb, **given):
    return verb_of(GOODS, verb).run(given)


def metals(verb, **given):
    return verb_of(METALS, verb).run(given)


def across(verb, **given):
    return verb_of(ACROSS, verb).run(given)


def test_lamps_of_kyoto():
    found = goods(
        "end-of-life",
        paths=[
            {"path": "incineration", "mass": 34},
            {"path": "landfill", "mass": 21},
            {"path": "recycling", "mass": 4},
        ],
        complete_recycling=47,
    )
    assert found.results["total"].value == 59
    assert [row["share"].value for row in found.results["shares"]] == pytest.approx(
        [0.5763, 0.3559, 0.0678], abs=1e-4
    )
    assert found.results["complete_recycling"].value == 47


CATEGORIES = (
    "asgm",
    "vcm",
    "chloralkali",
    "batteries",
    "dental",
    "measuring_control",
    "lamps",
    "electrical_electronic",
    "other",
)


@pytest.mark.parametrize(
    ("year", "mean", "low", "high"), [(2005, 3798, None, None), (2015, 4717, 3403, 6027)]
)
def test_sums_of_demand(year, mean, low, high):
    rows = {}
    for name in CATEGORIES:
        held = [
            r.number
            for r in facts("product_demand", category=name, region="World", year=year)
            if r.number and r.number.value == r.number.value
        ]
        rows[name] = held[0]
    categories = [
        {
            "name": n,
            "demand": {"value": x.value, **({"low": x.low, "high": x.high} if x.low is not None else {})},
        }
        for n, x in rows.items()
    ]
    found = goods("demand", categories=categories, published=4715)
    assert found.results["demand"].value == mean
    if low is not None:
        assert (found.results["demand"].low, found.results["demand"].high) == (low, high)
        assert "4,715 is published" in found.remarks[0]


def test_shares_of_products_beside_the_printed_ones():
    masses = {
        "lamps": (135, 0.10),
        "measuring": (350, 0.24),
        "batteries": (370, 0.26),
        "electrical": (200, 0.14),
        "dental": (362, 0.26),
    }
    found = goods(
        "shares", parts=[{"name": n, "mass": m, "share": s} for n, (m, s) in masses.items()], total=1417
    )
    got = {row["name"]: row["share"].value for row in found.results["parts"]}
    assert got == pytest.approx(
        {"lamps": 0.0953, "measuring": 0.247, "batteries": 0.2611, "electrical": 0.1411, "dental": 0.2555},
        abs=1e-4,
    )
    assert "measuring" in found.remarks[0]


def test_commercial_mercury_by_medium():
    names = ("air", "water", "soil", "landfill")
    found = goods(
        "shares",
        total="540 Gg",
        parts=[{"name": n, "share": s} for n, s in zip(names, (0.2, 0.3, 0.3, 0.2), strict=True)],
    ).results
    assert [row["mass"].to("Gg").value for row in found["parts"]] == pytest.approx([108, 162, 162, 108])


def test_waste_follows_the_lives_and_sums_to_what_was_sold():
    sales = [{"year": 2000 + i, "units": 1000, "content": 1.0} for i in range(10)]
    found = goods(
        "stock", sales=sales, life=5, sales_end=2004, after=60, recycling=0.25, landfill=0.75
    ).results
    assert found["demand"].value == pytest.approx(5.0)
    assert found["waste"].value == pytest.approx(5.0)
    assert found["stock"].value == pytest.approx(0.0, abs=1e-9)
    rows = found["years"]
    assert all(
        row["recycling"].value + row["landfill"].value == pytest.approx(row["waste"].value) for row in rows
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"sales": [{"year": 2000, "mercury": -1}]}, "-1"),
        ({"sales": [{"year": 2000, "mercury": 1}, {"year": 2002, "mercury": 1}]}, "missing, repeated"),
        ({"sales": [{"year": 2000}]}, "either mercury or units"),
        ({"sales": [{"year": 2000, "units": 5}]}, "content"),
        ({"recycling": 0.5}, "add up"),
    ],
)
def test_sales_that_cannot_be(changed, said):
    with pytest.raises(InputProblems) as caught:
        goods("stock", **({"sales": [{"year": 2000, "mercury": 1}], "life": 5} | changed))
    assert said in str(caught.value)


def test_goals_are_told_with_five_outcomes():
    assert goods("goal").results["outcome"] == "not assessable"
    assert goods("goal", reduction=0.7).results["outcome"] == "cannot be computed"
    base, seen = {"value": 370, "low": 300, "high": 600}, {"value": 231, "low": 159, "high": 304}
    assert goods("goal", reduction=0.3, baseline=base, observed=seen).results["outcome"] == "cannot be told"
    assert goods("goal", reduction=0.75, baseline=370, observed=231).results["outcome"] == "not met"
    assert goods("goal", reduction=0.3, baseline=370, observed=231).results["outcome"] == "met"
    assert (
        goods("goal", reduction=0.3, baseline=370, observed=231, same_method=False).results["outcome"]
        == "cannot be computed"
    )


def test_a_hundred_thermometers_go_to_the_waste_store():
    found = goods(
        "hospital",
        devices=[{"device": "thermometer", "count": 100, "content": 1, "price": 10, "yearly_saving": 5}],
    )
    assert found.results["to_waste_store"].value == pytest.approx(0.1)
    assert found.results["payback"].value == 2
    part = goods(
        "hospital", devices=[{"device": "thermometer", "count": 100, "content": 1, "replaced": 40}]
    ).results
    assert part["to_waste_store"].value + part["in_use"].value == pytest.approx(0.1)
    with pytest.raises(InputProblems, match="more devices replaced than exist"):
        goods("hospital", devices=[{"device": "x", "count": 1, "content": 1, "replaced": 2}])


def test_a_missing_control_is_a_gap_with_its_clause():
    found = goods(
        "checklist",
        controls=[
            {"clause": "4.2", "control": "spill kit", "present": False},
            {"clause": "4.3", "control": "training"},
            {"clause": "4.4", "control": "store", "present": True},
        ],
    )
    assert found.results["gaps"].value == 2
    assert "4.2: spill kit" in found.remarks[0]


def test_a_date_of_the_treaty_ends_sales():
    found = goods(
        "phase-out",
        product="batteries except",
        series=[{"year": 2019, "sales": 10}, {"year": 2020, "sales": 10}, {"year": 2021, "sales": 10}],
    ).results
    assert (found["date"].value, found["avoided"].value) == (2020, 10)
    with pytest.raises(InputProblems, match="no date"):
        goods("phase-out", product="spoons", series=[])


def test_demand_by_category_of_the_world():
    flows = GOODS.baseline(2005, "World")
    assert flows.total().value == pytest.approx((370 + 362 + 350 + 135 + 200 + 313) * 1000)
    assert any("300 to 600" in line for line in flows.remarks)
    assert GOODS.indicators()[0].measure(flows, 2005).value == 370_000


STAGES = ("flue gas cleaning", "demister", "tower", "acid plant")


def test_the_zinc_smelter_on_both_bases():
    shares = dict(zip(STAGES, (0.117, 0.253, 0.583, 0.042), strict=True))
    whole = metals(
        "balance",
        input=1,
        outputs=[{"name": n, "share": s} for n, s in {**shares, "stack": 0.008}.items()],
        emission_factor=0.5,
        emitted_share="0.8 %",
    ).results
    assert whole["sum_of_shares"].value == pytest.approx(1.003)
    assert whole["closes"] is True
    assert whole["input_factor"].value == pytest.approx(62.5)
    chained = metals(
        "smelter",
        input=100,
        basis=REACHES,
        stages=[{"name": n, "value": v} for n, v in zip(STAGES, (0.174, 0.303, 0.879, 0.974), strict=True)],
    ).results
    assert chained["emission_share"].value == pytest.approx(0.00181, abs=1e-5)
    assert metals(
        "smelter", input=100, basis=OF_INPUT, stages=[{"name": n, "value": v} for n, v in shares.items()]
    ).results["emission_share"].value == pytest.approx(0.005, abs=1e-9)
    with pytest.raises(InputProblems, match="no more than what remains"):
        metals(
            "smelter",
            input=100,
            basis=OF_INPUT,
            stages=[
                {"name": n, "value": v} for n, v in zip(STAGES, (0.174, 0.303, 0.879, 0.974), strict=True)
            ],
        )


def test_the_flow_of_chinese_smelters():
    outputs = [
        {"name": "slag", "share": 0.317},
        {"name": "stabilised", "share": 0.023},
        {"name": "direct", "mass": 202.1},
        {"name": "recovered from slag and acid", "mass": 62.6},
        {"name": "interim", "mass": 398.9},
    ]
    found = metals("balance", input=1005.4, outputs=outputs).results
    assert found["sum"].value == pytest.approx(1005.436, abs=0.1)
    assert found["closes"]
    parts = metals(
        "balance",
        outputs=[
            {"name": n, "mass": m}
            for n, m in (("air", 100.4), ("waste to air", 47.8), ("water", 32.7), ("soil", 21.3))
        ],
    ).results
    assert parts["sum"].value == pytest.approx(202.2, abs=0.01)
    off = metals("balance", input=10, outputs=[{"name": "a", "mass": 8}])
    assert off.results["closes"] is False
    assert off.results["unaccounted"].value == pytest.approx(2)


@given(captured=st.floats(0, 1e6), recovered=st.floats(0, 1), calomel=st.floats(0, 1))
def test_recovered_mercury_is_supply_and_nothing_is_lost(captured, recovered, calomel):
    found = metals("by-product", captured=captured, recovered=recovered, calomel=calomel).results
    assert sum(found[n].value for n in ("supply", "mercury_in_calomel", "waste")) == pytest.approx(
        captured, abs=1e-6
    )


def test_kiln_measurements_come_to_one_basis():
    data = [
        {"value": "0.02 mg/m3", "oxygen": 0.10},
        {"value": 0.02, "oxygen": "5 %"},
        {"detection_limit": 0.01, "oxygen": 0.10},
        {"value": 0.2, "oxygen": 0.10, "moisture": 0.2, "temperature": 0},
    ]
    found = metals("kiln-data", measurements=data)
    values = [row["concentration"].value for row in found.results["measurements"]]
    assert values == pytest.approx([0.02, 0.02 * 0.1095 / 0.1595, 0.005, 0.25])
    assert found.results["mean"].value > found.results["median"].value
    assert any("skewed" in line for line in found.remarks)
    with pytest.raises(InputProblems, match=r"20\.95"):
        metals("kiln-data", measurements=[{"value": 1, "oxygen": 0.21}])


def test_cement_and_factors():
    found = metals(
        "cement", clinker=1000, raw_meal=1.6, raw_content=0.03, fuel=100, fuel_content=0.1, removed=0.25
    ).results
    assert found["input"].value == pytest.approx(0.058)
    assert found["emission"].value + found["dust_and_sorbent"].value == pytest.approx(found["input"].value)
    assert metals("factor", concentration=0.05, gas=2_000_000, production=1000).results[
        "emission_factor"
    ].value == pytest.approx(0.1)


def test_costs_and_their_year():
    found = across("annuity", capital=3.6e6, operation=0.64e6, interest=0.07, life=20).results
    assert found["capital_recovery_factor"].value == pytest.approx(0.0943929, abs=1e-6)
    assert found["annual_cost"].value == pytest.approx(979_815, abs=1)
    assert (
        across("abatement-cost", annual_cost=100, baseline=12, remaining=2, currency_year="2009")
        .results["cost_per_mass"]
        .value
        == 10
    )


def test_iq_points_of_france():
    assert across("health-cost", cost=1.62e9, value=17363).results["iq_points"].value == pytest.approx(
        93_301.8, abs=0.1
    )
    lost = across("health-cost", births=1000, hair=1.58, threshold=0.58, slope=0.465, value=17363).results
    assert lost["iq_points"].value == pytest.approx(465)
    assert lost["cost"].value == pytest.approx(465 * 17363)


def test_the_lists_of_the_world():
    assert across("world-baseline", year=2010).results["sum"].value == pytest.approx(1957.5, abs=0.1)
    found = across("world-baseline", year=2015)
    assert found.results["sum"].value == pytest.approx(2223.56, abs=0.1)
    assert any("+3.6" in line for line in found.remarks)


@pytest.mark.parametrize("year", [2000, *range(2010, 2016)])
def test_seventeen_regions_sum_to_the_world(year):
    assert abs(across("regions", year=year).results["gap"].value) <= 0.2 + 1e-9
    assert abs(across("regions", year=year, form="Hg0").results["gap"].value) <= 1e-3
    assert across("regions", year=2015).results["elemental_share"].value == pytest.approx(0.69351, abs=1e-5)


def test_every_area_answers_the_same_four_calls():
    from quicksilver.areas import Course, areas

    years = {"supply": 2005, "products": 2005, "asgm": 2010}
    for name in areas():
        one = area(name)
        year = years.get(name, 2015)
        flows = one.baseline(year, "World")
        assert flows.flows
        assert all(flow.mass is None or flow.mass.source for flow in flows)
        assert all(measure.area == name for measure in one.options())
        assert one.project(Course(), [year, year + 5], "World").where(year=year + 5).flows
        assert one.indicators()
        assert one.indicators()[0].measure(flows, year) is not None
