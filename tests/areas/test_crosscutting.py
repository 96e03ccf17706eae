"""Costs on one basis, nothing exchanged without a rate; health; the world lists."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quicksilver.areas import Course, Use, area
from quicksilver.areas.crosscutting.costs import recovery_factor
from quicksilver.areas.crosscutting.health import excess, log_excess
from quicksilver.areas.crosscutting.world import list_years
from quicksilver.areas.shared.common import verb_of
from quicksilver.errors import InputProblems

ACROSS = area("cross-cutting")


def run(verb, **given):
    return verb_of(ACROSS, verb).run(given)


def test_the_annuity_of_sorbent_injection():
    found = run("annuity", capital=3.6e6, operation=0.64e6, interest="7 %", life=20).results
    assert found["capital_recovery_factor"].value == pytest.approx(0.0943929, abs=1e-6)
    assert found["annual_cost"].value == pytest.approx(979_815, abs=1)
    assert found["annual_cost"].unit == "USD/yr"


@given(interest=st.just(0.0) | st.floats(1e-4, 1), life=st.floats(1, 100))
def test_an_annuity_pays_its_capital_back(interest, life):
    factor = float(recovery_factor(interest, life))
    worth = life if interest == 0 else (1 - (1 + interest) ** -life) / interest
    assert factor * worth == pytest.approx(1.0, rel=1e-6)
    assert factor >= 1 / life - 1e-9


def test_cost_per_kg_and_its_year():
    answer = run("abatement-cost", annual_cost=100, baseline=12, remaining=2, currency_year="2009")
    assert answer.results["cost_per_mass"].value == 10
    assert "amounts are in USD of 2009" in answer.remarks
    by_parts = run(
        "abatement-cost",
        capital=3.6e6,
        operation=0.64e6,
        interest=0.07,
        life=20,
        baseline=100,
        removal=0.9,
        share_for_mercury=0.5,
    )
    assert by_parts.results["cost_per_mass"].value == pytest.approx(979_814.53 * 0.5 / 90)
    assert any("unknown" in line for line in by_parts.remarks)


def test_nothing_is_exchanged_without_a_rate():
    base = {"annual_cost": 1000, "removed": 10, "currency": "EUR", "currency_year": "2008"}
    assert run("abatement-cost", **base).results["cost_per_mass"].unit == "EUR/kg"
    with pytest.raises(InputProblems, match="EUR to USD without a rate"):
        run("abatement-cost", **base, to_currency="USD")
    with pytest.raises(InputProblems, match="ratio of prices"):
        run("abatement-cost", **base, to_year="2020")
    found = run(
        "abatement-cost", **base, to_currency="USD", exchange_rate=1.4, to_year="2020", price_ratio=1.2
    ).results
    assert found["converted"].value == pytest.approx(100 * 1.4 * 1.2)
    assert found["converted"].unit == "USD/kg"
    # A unit names the currency as well as the field does; the two must agree.
    assert run("abatement-cost", annual_cost="5 EUR/yr", removed=1).results["cost_per_mass"].unit == "EUR/kg"
    with pytest.raises(InputProblems, match="money in EUR and USD"):
        run("abatement-cost", annual_cost="5 EUR/yr", removed=1, currency="USD")
    with pytest.raises(InputProblems, match="three capital letters"):
        run("annuity", capital=1, interest=0, life=1, currency="euro")


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"annual_cost": 1}, "the mercury removed must be given in one way"),
        ({"annual_cost": 1, "removed": 0}, "nothing is removed"),
        ({"annual_cost": 1, "baseline": 1, "remaining": 2}, "nothing is removed"),
        ({"removed": 1}, "the annual cost must be given in one way"),
        ({"capital": 1, "removed": 1}, "interest and life"),
        ({"annual_cost": -1, "removed": 1}, "-1"),
        ({"annual_cost": 1, "baseline": 1, "removal": 1.5}, "1.5"),
    ],
)
def test_costs_that_cannot_be(given_, said):
    with pytest.raises(InputProblems) as caught:
        run("abatement-cost", **given_)
    assert said in str(caught.value)


# --- health


def test_iq_points_of_france_and_of_the_union():
    assert run("health-cost", cost=1.62e9, value=17363, currency="EUR").results[
        "iq_points"
    ].value == pytest.approx(93_301.8, abs=0.1)
    union = run(
        "health-cost", cost={"low": 8e9, "high": 9e9}, iq_points=600_000, currency="EUR", currency_year="2008"
    )
    assert (union.results["value"].low, union.results["value"].high) == pytest.approx(
        (13_333.3, 15_000.0), abs=0.05
    )
    assert union.results["value"].unit == "EUR"


def test_what_was_not_used_is_not_assumed():
    assert [row["name"] for row in run("health-cost", cost=10, value=5).assumed] == ["currency"]
    names = [row["name"] for row in run("health-cost", births=10, hair=1.0).assumed]
    assert "slope" in names
    assert "threshold" in names


def test_points_from_hair():
    one = run("health-cost", births=1000, hair=1.58, value=17363, currency="EUR")
    assert one.results["iq_points"].value == pytest.approx(465)
    assert one.results["cost"].value == pytest.approx(465 * 17363)
    assert any("0.18" in line and "not averaged" in line for line in one.remarks)
    assert run("health-cost", births=1000, hair=0.5).results["iq_points"].value == 0
    doubled = run("health-cost", births=1000, hair=1.16, response="log").results["iq_points"].value
    assert doubled == pytest.approx(1500)


@settings(deadline=None, max_examples=25)
@given(median=st.floats(0.05, 5), spread=st.floats(1.05, 4), threshold=st.floats(0.05, 5))
def test_the_excess_is_the_integral(median, spread, threshold):
    # Levels of the standard normal in the middle of a million equal classes.
    from scipy.special import ndtri

    hair = median * spread ** ndtri((np.arange(200_000) + 0.5) / 200_000)
    above = np.maximum(hair - threshold, 0.0).mean()
    assert float(excess(median, spread, threshold)) == pytest.approx(above, rel=2e-2, abs=1e-4)
    doublings = np.maximum(np.log2(hair / threshold), 0.0).mean()
    assert float(log_excess(median, spread, threshold)) == pytest.approx(doublings, rel=1e-2, abs=1e-4)


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({}, "0 of cost"),
        ({"cost": 1}, "1 of cost"),
        ({"cost": 1, "value": 0}, "divided by"),
        ({"births": 1}, "births and hair must be given together"),
        ({"births": 1, "hair": 1, "iq_points": 1}, "one of the two"),
        ({"cost": 1, "iq_points": 1, "value": 1}, "3 of cost"),
        ({"births": 1, "hair": 1, "slope": "x"}, "is not a number"),
    ],
)
def test_health_that_cannot_be(given_, said):
    with pytest.raises(InputProblems) as caught:
        run("health-cost", **given_)
    assert said in str(caught.value)


def test_hair_from_intake():
    found = run("hair", intake=0.1, body_mass=60)
    assert found.results["blood"].value == pytest.approx(0.1 * 0.95 * 0.05 * 60 / (0.014 * 5))
    assert found.results["hair"].value == pytest.approx(found.results["blood"].value / 4)


def test_damage_with_and_without_a_threshold():
    assert run("damage", emission="1 t/yr", model="threshold").results["damage"].value == pytest.approx(1.5e6)
    assert run("damage", emission=1000, model="no threshold").results["damage"].value == pytest.approx(3.4e6)
    with pytest.raises(InputProblems, match="one of the two"):
        run("damage", emission=1)


def test_what_is_known_of_costs():
    rows = run("costs", area="products")
    assert rows.results["costs"][0]["value"] is None
    assert any("without a number" in line for line in rows.remarks)
    weak = [row for row in run("costs", area="cement").results["costs"] if not row["may_be_default"]]
    assert weak


# --- the world


@pytest.mark.parametrize(("year", "total", "printed"), [(2010, 1957.5, 1960), (2015, 2223.56, 2220)])
def test_the_lists_of_the_world(year, total, printed):
    answer = run("world-baseline", year=year)
    assert answer.results["sum"].value == pytest.approx(total, abs=0.1)
    assert answer.results["published"][0]["total"].value == printed
    assert not any(
        "total" in row["sector"] or row["emission"].unit != "t/yr" for row in answer.results["sectors"]
    )
    assert sum(row["share"].value for row in answer.results["sectors"]) == pytest.approx(1.0)
    assert any("both are kept" in line for line in answer.remarks)
    assert list_years() == [2010, 2015]
    with pytest.raises(InputProblems, match="2010, 2015"):
        run("world-baseline", year=2008)


def test_regions_sum_to_the_world():
    total, elemental = run("regions").results, run("regions", form="Hg0").results
    assert total["max_gap"].value <= 0.2 + 1e-9
    assert elemental["max_gap"].value <= 0.001
    assert total["elemental_share"].value == pytest.approx(0.69351, abs=1e-5)
    assert (total["year"], len(total["regions"])) == (2015, 17)
    with pytest.raises(InputProblems, match="2000, 2010"):
        run("regions", year=2005)


@pytest.mark.parametrize("year", [2010, 2015])
def test_every_sector_of_the_world_is_in_one_area_and_only_once(year):
    # Small-scale gold mining has an estimate of its own, by country.
    of_list = ("coal", "chlor-alkali", "waste", "non-ferrous", "cross-cutting")
    found = sum(area(name).baseline(year, "World").where(pathway="air").total().value for name in of_list)
    rows = {
        row["sector"]: row["emission"].to("kg/yr").value
        for row in run("world-baseline", year=year).results["sectors"]
    }
    assert found + rows["ASGM"] == pytest.approx(sum(rows.values()))


def test_crematoria():
    flows = ACROSS.project(Course(uses=(Use("crematoria-carbon", 2015, 2020, 0.5),)), [2015, 2020], "World")
    before, after = (
        flows.where(origin="cremation", pathway="air", year=year).total().value for year in (2015, 2020)
    )
    moved = flows.where(origin="cremation", pathway="waste", year=2020).total().value
    assert after == pytest.approx(before * (1 - 0.475))
    assert after + moved == pytest.approx(before)
    with pytest.raises(InputProblems, match="Atlantis"):
        ACROSS.baseline(2015, "Atlantis")


def test_answers_are_json():
    for verb in ACROSS.verbs:
        json.dumps(verb.schema(), allow_nan=False)
    for verb, given_ in (
        ("regions", {}),
        ("world-baseline", {"year": 2015}),
        ("costs", {}),
        ("health-cost", {"cost": 1, "value": 1}),
    ):
        json.dumps(run(verb, **given_).as_dict(), allow_nan=False)
