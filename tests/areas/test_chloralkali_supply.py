"""Mercury cells, and supply, trade and storage: worked cases, balances, conflicts that are shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quicksilver.areas import area
from quicksilver.areas.shared.common import verb_of
from quicksilver.errors import InputProblems

CELLS, SUPPLY = area("chlor-alkali"), area("supply")
MASS = st.floats(0, 1e5)


def cells(verb, **given):
    return verb_of(CELLS, verb).run(given)


def supply(verb, **given):
    return verb_of(SUPPLY, verb).run(given)


def test_the_phase_out_of_the_european_union():
    found = cells(
        "phase-out",
        plants=21,
        closed=7,
        converted=14,
        closed_capacity="665 kt/yr",
        converted_capacity="1400 kt/yr",
        stated_capacity=2100,
    ).results
    assert found["plants_sum"].value == 21
    assert found["capacity"].value == 2065
    assert abs(found["capacity_gap"].value) < 0.02


@given(opening=MASS, purchases=MASS, sales=MASS, closing=MASS, air=MASS, water=MASS, product=MASS, waste=MASS)
def test_a_plant_closes_to_its_unaccounted_share(
    opening, purchases, sales, closing, air, water, product, waste
):
    found = cells(
        "balance",
        opening=opening,
        purchases=purchases,
        sales=sales,
        closing=closing,
        air=air,
        water=water,
        product=product,
        waste=waste,
    ).results
    parts = sales + closing + air + water + product + waste + found["unaccounted"].value
    assert parts == pytest.approx(opening + purchases, rel=1e-9, abs=1e-6)


def test_a_change_against_another_year_comes_from_its_inputs():
    found = cells(
        "balance", opening=0, purchases=100, closing=0, air=47, water=0, product=0, waste=0, base_emission=100
    ).results
    assert found["emission_change"].value == pytest.approx(-0.53)
    assert (
        "negative"
        in cells("balance", opening=0, purchases=1, closing=2, air=0, water=0, product=0, waste=0).remarks[0]
    )


PLANTS = [
    {"name": "A", "country": "X", "capacity": 100},
    {"name": "B", "country": "Y", "capacity": 50, "closed": 2010, "mercury": "90 t"},
    {"name": "C", "country": "Y", "capacity": 20, "converted": 2015},
    {"name": "D", "country": "Z"},
]


def test_closing_moves_capacity_and_frees_mercury():
    before, after = (
        cells("register", year=year, plants=PLANTS, countries_stated=[43, 44]) for year in (2009, 2012)
    )
    rows = {row["state"]: row for row in after.results["by_state"]}
    assert (rows["operating"]["capacity"].value, rows["closed"]["capacity"].value) == (120, 50)
    assert before.results["freed"].value == 0
    assert after.results["freed"].value == 90_000
    assert cells("register", year=2020, plants=PLANTS).results["freed"].value == 90_000 + 40_000
    said = " ".join(after.remarks)
    assert "43 and 44" in said
    assert "D" in said
    with pytest.raises(InputProblems, match="both closed and converted"):
        cells("register", year=2012, plants=[{"name": "A", "closed": 2000, "converted": 2001}])


def test_coverage_is_never_scaled_away():
    found = cells(
        "report",
        year=2007,
        coverage=0.85,
        plants=[
            {"name": "A", "capacity": 1000, "air": 500, "water": 10, "product": 5},
            {"name": "B", "air": 20},
        ],
    )
    assert found.results["air"].value == 520
    assert found.results["coverage"].value == 0.85
    assert "85%" in found.remarks[-1]
    assert "not scaled up" in found.remarks[-1]
    assert any("capacity: 1 of 2" in line for line in found.remarks)


def test_conversion_pays_by_electricity():
    found = cells(
        "conversion",
        capacity=100_000,
        capital_per_capacity=400,
        electricity_cells=3400,
        electricity_membranes=2600,
        electricity_price=50,
        interest=0,
        life=20,
    )
    assert found.results["electricity_saved"].value == pytest.approx(80_000)
    assert found.results["payback"].value == pytest.approx(10.0)
    assert found.results["net_present_value"].value == pytest.approx(40e6)
    never = cells(
        "conversion",
        capacity=1,
        capital_per_capacity=1,
        electricity_cells=1,
        electricity_membranes=1,
        electricity_price=50,
        interest=0.05,
        life=20,
    )
    assert never.results["payback"].value == float("inf")


def test_what_closing_frees_goes_to_supply_or_storage():
    found = cells("freed", capacity="6000 kt/yr", to_supply="25 %").results
    assert found["freed"].value == pytest.approx(12_000)
    assert found["supply"].value + found["storage"].value == pytest.approx(12_000)
    assert found["freed"].low == pytest.approx(8400, rel=0.02)


def test_vinyl_chloride_agrees_with_the_published_use():
    found = cells("vcm", output="8 Mt/yr").results
    assert found["use_per_output"].value == pytest.approx(97.5, abs=0.1)
    assert found["use"].to("t/yr").value == pytest.approx(780, abs=1)
    assert found["recycled_mass"].value + found["virgin"].value == pytest.approx(found["use"].value)


LOW, HIGH = [1350, 450, 90, 450, 600, 0], [1600, 600, 140, 520, 800, 200]


def test_supply_of_2005_and_its_rounded_total():
    found = supply(
        "balance",
        sources=[
            {"name": str(i), "mass": {"low": a, "high": b}}
            for i, (a, b) in enumerate(zip(LOW, HIGH, strict=True))
        ],
        published={"low": 3000, "high": 3800},
    )
    assert (found.results["supply"].low, found.results["supply"].high) == (2940, 3860)
    assert "both are kept" in found.remarks[0]
    total = SUPPLY.baseline(2005, "World").total()
    assert (total.low, total.high) == (2_940_000, 3_860_000)


def test_storage_of_the_united_states():
    found = supply("storage", mass=6800, fee={"low": 37000, "value": 37000, "high": 55100}).results
    assert found["cost"].value == pytest.approx(251.6e6)
    assert found["volume"].value == pytest.approx(502.44, rel=1e-3)
    assert found["flasks"].value == pytest.approx(197101.4, rel=1e-6)
    assert supply("storage", mass=6800, fee=55100).results["cost"].value == pytest.approx(374.68e6)


def test_the_market_closes_and_finds_its_balance():
    years = [
        {"year": 2010 + i, "mining": 5 - i if i < 5 else 0, "by-product": 3, "recycling": i, "demand": 9 - i}
        for i in range(8)
    ]
    found = supply("market", years=years, stock=10).results
    rows = found["years"]
    assert rows[-1]["stock"].value == pytest.approx(
        10 + sum(r["excess"].value - r["from_stock"].value for r in rows)
    )
    assert found["equilibrium_year"] is not None
    ban = supply("market", years=[{**row, "exports": 2} for row in years], stock=10).results
    assert ban["cumulative_excess"].value <= found["cumulative_excess"].value
    with pytest.raises(InputProblems, match="out of order"):
        supply("market", years=[years[1], years[0]])


def test_reports_that_disagree_are_both_shown():
    trade = [
        {"exporter": "A", "importer": "B", "year": 2010, "export_reported": 10, "import_reported": 4},
        {"exporter": "A", "importer": "C", "year": 2010, "export_reported": 5},
        {"exporter": "B", "importer": "C", "year": 2010, "export_reported": 5, "import_reported": 5},
    ]
    found = supply("mirror-trade", trade=trade)
    assert [row["state"] for row in found.results["pairs"]] == ["conflict", "one side only", "agree"]
    assert found.results["pairs"][0]["difference"].value == 6
    assert found.results["pairs"][1]["difference"] is None


def test_the_ranking_changes_with_the_weights():
    scores = [
        {"option": "warehouse", "criterion": "cost", "score": 0.9},
        {"option": "warehouse", "criterion": "safety", "score": 0.4},
        {"option": "mine", "criterion": "cost", "score": 0.3},
        {"option": "mine", "criterion": "safety"},
    ]

    def first(cost, safety):
        return supply(
            "storage-options",
            weights=[{"criterion": "cost", "weight": cost}, {"criterion": "safety", "weight": safety}],
            scores=scores,
        ).results["ranking"]

    assert first(1, 0)[0]["option"] == "warehouse"
    assert first(0, 1)[0]["option"] == "mine"
    assert first(0, 1)[0]["unknown"] == "safety"
    assert (first(0, 1)[0]["score"].low, first(0, 1)[0]["score"].high) == (0, 1)


def test_surplus_and_the_storage_it_needs():
    found = supply(
        "surplus",
        years=[
            {
                "region": "Asia",
                "year": 2030,
                "supply": {"value": 500, "low": 400, "high": 600},
                "demand": {"value": 300, "low": 250, "high": 350},
            },
            {"region": "Asia", "year": 2031, "supply": 100, "demand": 300},
        ],
    ).results
    assert found["by_year"][0]["surplus"].low == 50
    assert found["storage_need"][0]["mass"].value == 200


def test_what_sources_say_of_the_kyrgyz_project():
    said = [
        {"field": "sponsors", "value": "three", "source": "activity report 2007-2008", "date": "2009-05"},
        {"field": "sponsors", "value": "two", "source": "UNITAR page"},
    ]
    found = supply("history", statements=said)
    assert found.results["fields"][0]["conflict"]
    assert len(found.results["fields"][0]["statements"]) == 2


def test_years_without_numbers_are_said():
    with pytest.raises(InputProblems, match="2005"):
        SUPPLY.baseline(1999, "World")
    assert CELLS.baseline(2010, "World").total().value == pytest.approx(28_400)
