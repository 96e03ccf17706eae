"""Mercury cells in depth: unknown flows, several years, registers by date, reports by region, schedules, cash flows, catalyst."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quicksilver.areas import area
from quicksilver.areas.area import Course, Use
from quicksilver.errors import InputProblems
from quicksilver.factors.facts import facts

AREA = area("chlor-alkali")
MASS = st.floats(0, 1e5)
#: A plant of 100 kt with 200 t in its cells: kg of one year.
PLANT = {
    "purchases": 8000,
    "sales": 500,
    "opening": "210 t",
    "closing": "209 t",
    "air": 90,
    "water": 10,
    "product": 5,
    "waste": 6000,
}


def run(verb, **given):
    return AREA.verb(verb).run(given)


def rows(answer, name, key):
    return {row[key]: row for row in answer.results[name]}


# --- plant balance (S26) ---


def test_a_plant_balance_closes_to_its_unaccounted_share():
    found = run("balance", **PLANT, capacity=100).results
    assert found["consumption"].value == 8000 - 500 + 1000
    assert found["unaccounted"].value == 8500 - 105 - 6000
    assert found["unaccounted_share"].value == pytest.approx(2395 / 8500)
    assert found["unaccounted_share_of_purchases"].value == pytest.approx(2395 / 8000)
    assert found["emission_per_capacity"].to("g/t").value == pytest.approx(1.05)
    held = rows(run("balance", **PLANT), "parts", "part")
    out = sum(held[name]["mass"].value for name in held if name != "purchases")
    assert out == pytest.approx(held["purchases"]["mass"].value)


def test_stocks_carry_their_error_into_the_unaccounted():
    exact = run("balance", **PLANT).results["unaccounted"]
    rough = run("balance", **PLANT, stock_error="3 %").results["unaccounted"]
    assert exact.low is None
    assert rough.value == exact.value
    # Two stocks of 210 t, 3 % each as triangles: standard deviation 210 000 x 0.03 x sqrt(2/6), 95 % within about twice it.
    assert rough.low < -2000 < 0 < rough.value < rough.high
    assert (rough.high - rough.low) / 2 == pytest.approx(1.94 * 210_000 * 0.03 * (2 / 6) ** 0.5, rel=0.05)


@given(
    purchases=MASS,
    sales=MASS,
    change=st.floats(-1e5, 1e5),
    air=MASS,
    water=st.none() | MASS,
    waste=st.none() | MASS,
)
def test_what_is_not_given_stays_within_the_unaccounted(purchases, sales, change, air, water, waste):
    flows = {
        "purchases": purchases,
        "sales": sales,
        "stock_change": change,
        "air": air,
        "water": water,
        "waste": waste,
    }
    answer = run("balance", **flows)
    known = sum(flows[n] or 0.0 for n in ("sales", "stock_change", "air", "water", "waste"))
    assert known + answer.results["unaccounted"].value == pytest.approx(purchases, abs=1e-6)
    assert any("product" in line for line in answer.remarks)


def test_unknown_flows_are_not_nothing():
    answer = run("balance", purchases=100, waste=40)
    assert answer.results["emission"] is None
    assert answer.results["releases"].value == 40
    assert {row["name"] for row in answer.assumed} == {"sales", "stock_change"}
    assert run("balance", purchases=100).results["releases"] is None
    assert run("balance", purchases=0, air=1).results["unaccounted_share_of_purchases"] is None


def test_the_russian_reduction_comes_from_its_inputs():
    """The poster of 2011 states -53 % of all releases against 2004; the plant data are not published."""
    found = run("balance", purchases=60, air=20, water=2, product=1, waste=24, base_releases=100).results
    assert found["releases_change"].value == pytest.approx(-0.53)
    parts = [
        {"part": "air", "base": 40, "now": 20},
        {"part": "waste", "base": 60, "now": 27},
        {"part": "water", "now": 3},
    ]
    answer = run("change", parts=parts, base_capacity=100, now_capacity=94)
    assert answer.results["change"].value == pytest.approx(-0.53)
    assert answer.results["specific_change"].value == pytest.approx(0.47 / 0.94 - 1)
    assert "water" in answer.remarks[0]
    assert run("change", parts=[{"part": "air", "now": 1}]).results["change"] is None
    assert run("change", parts=[{"part": "air", "base": 0, "now": 1}]).results["change"] is None


def test_explained_parts_leave_the_unexplained():
    found = run("balance", **PLANT, holdup=1000, soil=300, unmeasured_air=95).results
    assert found["unexplained"].value == pytest.approx(1000)


def test_single_years_are_noisy_and_their_mean_is_not():
    years = [
        {
            "year": 2000 + i,
            "purchases": 1000,
            "opening": 10_000,
            "closing": 10_000 + (-1) ** i * 1500,
            "air": 100,
        }
        for i in range(6)
    ]
    answer = run("balance-years", years=years)
    assert [row["unaccounted"].value for row in answer.results["years"]] == [-600, 2400] * 3
    mean = answer.results["mean_unaccounted"]
    assert mean.value == pytest.approx(900)
    assert mean.low < mean.value < mean.high
    assert answer.results["negative_years"].value == 3
    short = run("balance-years", years=years[:2])
    assert any("five or more" in line for line in short.remarks)
    assert run("balance-years", years=years[:1]).results["spread"] is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"purchases": 1, "opening": 1}, "only the opening stock"),
        ({"purchases": 1, "opening": 1, "closing": 1, "stock_change": 0}, "and stock_change are given"),
        ({"purchases": -1}, "-1"),
        ({"sales": 1}, "purchases is missing"),
        ({"purchases": 1, "base_emission": 0}, "is 0, so no relative change can be calculated"),
        ({"purchases": "1 kWh"}, "kWh"),
        ({"purchases": 1, "aire": 2}, "aire"),
    ],
)
def test_balances_that_cannot_be_meant(given, said):
    with pytest.raises(InputProblems, match=said):
        run("balance", **given)


# --- register (S25) ---

PLANTS = [
    {"name": "A", "country": "X", "capacity": 100, "start": 1970},
    {"name": "B", "country": "Y", "capacity": 50, "closed": 2010, "mercury": "90 t"},
    {"name": "C", "country": "Y", "capacity": 20, "converted": 2015},
    {"name": "D", "country": "Z", "status": "closed"},
    {"name": "E", "capacity": 30, "start": 2012},
]


@pytest.mark.parametrize("year", [1960, 2009, 2010, 2014, 2015, 2030])
def test_no_capacity_is_lost_by_closing(year):
    found = run("register", year=year, plants=PLANTS).results
    assert sum(row["capacity"].value for row in found["by_state"]) == 200
    assert sum(row["plants"].value for row in found["by_state"]) == 5
    freed = sum(row["freed"].value for row in found["freed_by_year"])
    assert freed == pytest.approx(found["freed"].value)


def test_what_moved_between_two_years():
    answer = run("register", year=2015, since=2009, plants=PLANTS)
    moved = rows(answer, "moved", "plant")
    assert set(moved) == {"B", "C", "E"}
    assert (moved["C"]["from"], moved["C"]["to"], moved["C"]["year"]) == ("operating", "converted", 2015)
    assert moved["C"]["freed"].value == 40_000
    assert (moved["C"]["freed"].low, moved["C"]["freed"].high) == (26_000, 40_000)
    assert moved["E"]["freed"] is None
    assert any("D" in line and "unknown" in line for line in answer.remarks)
    assert any("D is closed, without a year" in line for line in answer.remarks)


def test_both_counts_of_countries_are_shown():
    answer = run("register", year=2010, plants=PLANTS)
    stated = [row["stated"].value for row in answer.results["stated"] if row["item"].startswith("countries")]
    assert sorted(stated) == [43, 44]
    assert all(row["source"] for row in answer.results["stated"])
    assert any("43 and 44" in line and "none is averaged" in line for line in answer.remarks)
    assert answer.results["countries"].value == 3
    assert answer.results["operating_countries"].value == 2


@pytest.mark.parametrize(
    ("plant", "said"),
    [
        ({"name": "A", "closed": 2000, "status": "converted"}, "status converted"),
        ({"name": "A", "closed": 2000, "start": 2001}, "before it starts"),
        ({"name": "A", "status": "clsed"}, "closed"),
        ({"name": "A", "capacity": -1}, "-1"),
        ({"capacity": 1}, "name is missing"),
    ],
)
def test_registers_that_cannot_be_meant(plant, said):
    with pytest.raises(InputProblems, match=said):
        run("register", year=2010, plants=[plant])
    with pytest.raises(InputProblems, match="twice"):
        run("register", year=2010, plants=[{"name": "A"}, {"name": "A"}])


# --- report (S24) ---

REPORT = [
    {
        "region": "Europe",
        "year": 2002,
        "plants": 50,
        "capacity": 6000,
        "air": 8000,
        "water": 500,
        "product": 600,
    },
    {"region": "India", "year": 2002, "capacity": 1000, "air": 5000, "water": 100, "product": 300},
    {
        "region": "Europe",
        "year": 2007,
        "plants": 40,
        "capacity": 5000,
        "air": 4000,
        "water": 300,
        "product": 400,
    },
]


def test_coverage_stays_with_every_year():
    answer = run("report", plants=REPORT, coverage="85 %", base_year=2002)
    held = rows(answer, "years", "year")
    assert all(row["coverage"].central == 0.85 for row in held.values())
    assert held[2002]["emission"].value == 14_500
    assert held[2002]["emission_per_capacity"].value == pytest.approx(14.5 / 7)
    assert not held[2007]["comparable"]
    assert any("not that of one industry" in line for line in answer.remarks)
    assert "emission_of_whole" not in held[2007]


def test_a_total_is_scaled_only_when_asked_and_beside_the_total():
    answer = run("report", plants=REPORT, coverage=0.85, estimate_whole=True)
    row = answer.results["years"][0]
    assert row["emission"].value == 14_500
    assert row["emission_of_whole"].value == pytest.approx(14_500 / 0.85)
    assert any("emission_of_whole assumes" in line for line in answer.remarks)
    unknown = run("report", plants=REPORT, estimate_whole=True)
    assert unknown.results["years"][0]["emission_of_whole"] is None
    assert unknown.results["coverage"] is None
    assert "an unknown part" in unknown.remarks[-1]


def test_coverages_of_regions_are_weighed_by_what_they_stand_for():
    plants = [
        {"region": "A", "capacity": 90, "coverage": 0.9, "air": 1},
        {"region": "B", "capacity": 50, "coverage": 0.5, "air": 1},
    ]
    assert run("report", year=2005, plants=plants).results["coverage"].value == pytest.approx(140 / 200)
    del plants[1]["coverage"]
    assert run("report", year=2005, plants=plants).results["coverage"] is None


def test_media_that_nobody_reported_make_a_lower_bound():
    answer = run("report", year=2005, plants=[{"region": "A", "air": 10, "capacity": 5}])
    assert answer.results["water"] is None
    assert any("lower bound" in line for line in answer.remarks)
    with pytest.raises(InputProblems, match="reports twice"):
        run("report", year=2005, plants=[{"region": "A"}, {"region": "A"}])
    with pytest.raises(InputProblems, match="year is missing"):
        run("report", plants=[{"region": "A"}])
    with pytest.raises(InputProblems, match="no report of 1999"):
        run("report", year=2005, plants=[{"region": "A"}], base_year=1999)


# --- the end of cells (C18) ---


def test_c18_both_reports_of_the_closed_capacity_are_shown():
    closed = {row.source: row.number for row in facts("chloralkali_wcc", variable="capacity closed in 2017")}
    assert sorted(n.value for n in closed.values()) == [665, 775]
    answer = run(
        "phase-out",
        plants=21,
        closed=7,
        converted=14,
        closed_capacity=665,
        converted_capacity=1400,
        stated_capacity=2100,
        closed_reports=[{"source": "Euro Chlor", "capacity": 775}],
    )
    assert (answer.results["plants_sum"].value, answer.results["plants_gap"].value) == (21, 0)
    assert [row["capacity"].value for row in answer.results["reports"]] == [2065, 2175]
    assert [row["difference"].value for row in answer.results["reports"]] == [-35, 75]
    assert [row["agrees"] for row in answer.results["reports"]] == [True, False]
    assert any("none is averaged" in line for line in answer.remarks)
    with pytest.raises(InputProblems, match="more plants ended"):
        run("phase-out", plants=5, closed=3, converted=4)


def test_freed_by_the_year():
    answer = run("freed", capacity="6000 kt/yr", first=2006, last=2020)
    assert answer.results["per_year"].value == pytest.approx(800)
    assert answer.results["years"][-1]["cumulative"].value == pytest.approx(12_000)
    assert answer.results["supply"] is None
    assert any("unknown" in line for line in answer.remarks)


@given(sizes=st.lists(st.floats(0, 1e3), min_size=1, max_size=6), share=st.floats(0, 1))
def test_what_is_freed_goes_somewhere(sizes, share):
    plants = [{"capacity": size, "year": 2000 + i % 3} for i, size in enumerate(sizes)]
    found = run("freed", plants=plants, to_supply=share).results
    assert found["freed"].value == pytest.approx(2 * sum(sizes))
    assert found["supply"].value + found["storage"].value == pytest.approx(found["freed"].value)
    assert sum(row["freed"].value for row in found["years"]) == pytest.approx(found["freed"].value)


def test_kept_mercury_is_not_supplied():
    found = run("freed", plants=[{"mercury": 100}, {"capacity": 50}], kept=40, to_supply=1).results
    assert (found["freed"].value, found["available"].value, found["supply"].value) == (200, 160, 160)
    for wrong in (
        {"capacity": 1, "kept": 3},
        {"capacity": 1, "first": 2010, "last": 2000},
        {},
        {"plants": [{"year": 2000}]},
    ):
        with pytest.raises(InputProblems):
            run("freed", **wrong)


# --- conversion ---

CASE = {
    "capacity": 100_000,
    "capital_per_capacity": 400,
    "electricity_cells": 3400,
    "electricity_membranes": 2600,
    "electricity_price": 50,
}


def test_cash_flows_add_up():
    found = run("conversion", **CASE, interest="8 %/yr").results
    yearly = 4e6
    assert found["net_present_value"].value == pytest.approx(
        sum(yearly / 1.08**y for y in range(1, 21)) - 40e6
    )
    assert found["cash_flow"][-1]["cumulative_present_value"].value == pytest.approx(
        found["net_present_value"].value
    )
    assert found["payback"].value == pytest.approx(10)
    assert found["discounted_payback"] is None or found["discounted_payback"].value > 10
    rate = found["internal_rate"].value
    assert sum(yearly / (1 + rate) ** y for y in range(1, 21)) == pytest.approx(40e6)
    assert found["freed"].value == pytest.approx(200)


def test_no_interest_no_present_value():
    answer = run("conversion", **CASE)
    assert answer.results["net_present_value"] is None
    assert answer.results["payback"].value == 10
    assert any("unknown" in line for line in answer.remarks)
    assert run("conversion", **{**CASE, "electricity_price": 1}).results["internal_rate"] is None


def test_published_electricity_has_a_range_and_a_source():
    given = {
        n: v for n, v in CASE.items() if not n.startswith("electricity_c") and n != "electricity_membranes"
    }
    answer = run("conversion", **given)
    assumed = {row["name"]: row for row in answer.assumed}
    assert assumed["electricity_cells"]["value"] == 3400
    assert assumed["electricity_cells"]["source"]
    assert answer.results["payback"].has_range
    with pytest.raises(InputProblems, match="190 to 670"):
        run("conversion", capacity=1, electricity_price=1)


def test_mercury_has_a_cost_by_kg_and_a_price():
    found = run(
        "conversion", **CASE, interest=0.1, mercury_avoided=100, once="2000000 EUR", mercury_price="20 EUR/kg"
    ).results
    assert found["first_cost"].value == pytest.approx(40e6 + 2e6 - 200_000 * 20)
    assert found["cost_of_mercury_avoided"].value == pytest.approx(found["annual_cost"].value / 100)
    with pytest.raises(InputProblems, match="no mercury is avoided"):
        run("conversion", **CASE, mercury_avoided=0)


def test_money_stays_in_the_currency_it_is_written_in():
    dollars = {**CASE, "capital_per_capacity": "400 USD/t", "electricity_price": "0.05 USD/kWh"}
    found = run("conversion", **dollars).results
    assert found["capital"].unit == "USD"
    assert found["payback"].value == pytest.approx(10)
    assert run("conversion", **CASE, currency="INR").results["capital"].unit == "INR"
    with pytest.raises(InputProblems, match="an exchange rate needs a date"):
        run("conversion", **{**dollars, "electricity_price": "50 EUR/MWh"})
    with pytest.raises(InputProblems):
        AREA.verb("conversion").run([1])


# --- vinyl chloride ---


def test_low_mercury_catalyst_halves_the_use():
    high, low = (run("vcm", output="8 Mt/yr", kind=kind) for kind in ("high-mercury", "low-mercury"))
    assert low.results["use"].value == pytest.approx(high.results["use"].value / 2)
    assert (high.results["meets_target"], low.results["meets_target"]) == (False, True)
    assert high.results["reduction"].value == pytest.approx(0.0, abs=1e-3)
    assert low.results["use"].has_range


@given(output=st.floats(0, 1e8), recycled=st.floats(0, 1), air=st.floats(0, 1))
def test_catalyst_mercury_is_conserved(output, recycled, air):
    given = {"output": output, "recycled": recycled, "air_share": air * (1 - recycled) * 0.999}
    found = run("vcm", **given).results
    out = sum(found[n].value for n in ("recycled_mass", "air", "elsewhere"))
    assert out == pytest.approx(found["use"].value, rel=1e-9, abs=1e-9)


def test_vinyl_chloride_that_cannot_be_meant():
    with pytest.raises(InputProblems, match="more mercury is recycled"):
        run("vcm", output=1, recycled=0.8, air_share=0.3)
    with pytest.raises(InputProblems, match=r"1\.2"):
        run("vcm", output=1, recycled="120 %")
    assert run("vcm", output=1).results["air"] is None


# --- the four calls ---


def test_what_is_not_published_is_unknown_and_not_nothing():
    flows = AREA.baseline(2015, "World")
    assert flows.where(origin="chlor-alkali", pathway="use").total().value == 277_000
    assert flows.where(origin="vcm", pathway="air").total().value == 58_200
    assert flows.where(pathway="water").unknown == 2
    used = AREA.baseline(2005, "World").where(origin="chlor-alkali", pathway="use").flows[0].mass
    assert (used.low, used.value, used.high) == (450_000, 492_000, 550_000)
    assert AREA.baseline(2010, "World").where(pathway="use").unknown == 2
    for year, place in ((1999, "World"), (2015, "Asia"), (2010, "EU")):
        with pytest.raises(InputProblems):
            AREA.baseline(year, place)


def test_ending_cells_moves_their_mercury_to_supply():
    course = Course({}, (Use("conversion-use", 2017, 2020, 0.9),))
    flows = AREA.project(course, range(2017, 2023), "EU")
    begun = AREA.baseline(2017, "EU").where(pathway="stock").total().value
    assert begun == 4_200_000
    for year in range(2017, 2023):
        left = flows.where(pathway="stock", year=year).total().value
        freed = sum(flows.where(pathway="supply", year=y).total().value for y in range(2017, year + 1))
        assert left + freed == pytest.approx(begun)
    assert flows.where(pathway="supply", year=2019).total().value == pytest.approx(0.3 * begun)


def test_measures_and_indicators():
    measures = {m.id: m for m in AREA.options()}
    assert all(m.cost is None and m.removal.source for m in measures.values())
    assert measures["low-mercury-catalyst"].removal.value == pytest.approx(0.5)
    flows = AREA.project(
        Course({"chlor-alkali": {2015: 1.0, 2025: 2.0}}, (Use("conversion", 2015, 2025, 0.5),)),
        [2015, 2025],
        "World",
    )
    cells = flows.where(origin="chlor-alkali", year=2025)
    assert cells.where(pathway="air").total().value == pytest.approx(15_100)
    assert cells.where(pathway="avoided").total().value == pytest.approx(15_100)
    found = {i.id: i for i in AREA.indicators()}
    assert found["years-to-end-of-cells"].measure(flows, 2015).value == 10
    assert found["use-in-cells"].measure(flows, 2015).value == 277_000
    assert found["cells-mercury"].measure(flows, 2015) is None


@pytest.mark.parametrize("verb", [v.name for v in AREA.verbs])
def test_answers_and_schemas_go_through_json(verb):
    given = {
        "balance": PLANT,
        "balance-years": {"years": [{"year": 2000, **PLANT}]},
        "change": {"parts": [{"part": "air", "base": 1, "now": 2}]},
        "register": {"year": 2010, "plants": PLANTS},
        "report": {"plants": REPORT},
        "phase-out": {"closed": 1, "converted": 2},
        "freed": {"capacity": 1},
        "conversion": CASE,
        "vcm": {"output": 1},
    }[verb]
    answer = AREA.verb(verb).run(given).as_dict()
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    assert json.dumps(AREA.verb(verb).schema(), allow_nan=False)
    said = {slot.name for slot in AREA.verb(verb).gives}
    assert set(answer["results"]) <= said | {"parts", "years"}
