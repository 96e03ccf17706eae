"""Costa Rica 2008 and 2014, and Turkey: what abstracts print."""

import pytest

from published_cases import calculated, cases, implied_2008, line, slips_2008
from quicksilver.inventory.published import check_totals
from quicksilver.inventory.results.findings.checks import check, waste_test

FACTS_2008 = cases()["cri-2008"]
FACTS_2014 = cases()["cri-2014"]


def test_both_printing_slips_and_nothing_else() -> None:
    found = {(slip.where, slip.printed, slip.guess, slip.kind) for slip in slips_2008(FACTS_2008)}
    assert found == {
        ("total input", "7174", "7147", "swapped digits"),
        ("air", "88.55", "88.85", "one wrong digit"),
    }


def test_the_mended_numbers_would_pass() -> None:
    facts = {
        **FACTS_2008,
        "input_kg": "7147",
        "output_pct": {**FACTS_2008["output_pct"], "air": "88.85"},
    }
    assert slips_2008(facts) == []


def test_waste_counted_by_dc2_is_the_printed_input() -> None:
    made = implied_2008(FACTS_2008)
    products = FACTS_2008["input_parts_kg"]["products"]
    assert made.total("input") - products == pytest.approx(3086)
    assert made.total("input", corrected=False) - products == pytest.approx(30_860)
    # 9.19 times the counted input is impossible in one row; of the real input it is 0.92.
    released = FACTS_2008["output_parts_kg"]["waste treatment and recycling"]
    assert released / 3086 == pytest.approx(9.19, abs=0.005)
    assert released / 30_860 == pytest.approx(0.92, abs=0.005)


def test_implied_waste_is_flagged() -> None:
    made = implied_2008(FACTS_2008)
    activity = made.lines[0].activity
    assert activity == pytest.approx(6.172e6)
    assert activity / made.general.population == pytest.approx(1.4, abs=0.05)
    found = {finding.check: finding for finding in check(made) if finding.severity == "high"}
    assert "3.76 kg of waste" in str(found[5].what)
    assert "probably too high" in str(found[4].what)
    test = waste_test(made)
    assert test.general_waste / test.from_products == pytest.approx(19, abs=0.2)


def test_burning_of_2014_at_the_default() -> None:
    made = calculated([line("5.8.5", 151_600)], "CRI", 2014, 2)
    assert made.total("air") == pytest.approx(758)
    assert made.total("air") == pytest.approx(0.15 * FACTS_2014["input_kg"], abs=0.5)
    assert made.total("input") == pytest.approx(75.8)


def test_dental_of_2014_lies_in_the_range() -> None:
    people = FACTS_2014["population"]
    made = calculated([line("5.6.1", people, technology="5.6.1-o-prep + 5.6.1-o-disp")], "CRI", 2014, 2)
    row = made.table.iloc[0]
    implied = 0.10 * FACTS_2014["input_kg"]
    assert 1000 * implied / people == pytest.approx(0.106, abs=0.0005)
    assert row["input_low_kg"] == pytest.approx(238.5)
    assert row["input_high_kg"] == pytest.approx(954)
    assert row["input_low_kg"] < implied < row["input_kg"] < row["input_high_kg"]


def test_range_of_2014_is_that_of_a_bounding_interval() -> None:
    facts = FACTS_2014
    low, high = facts["low_kg"] / facts["input_kg"], facts["high_kg"] / facts["input_kg"]
    assert (low, high) == pytest.approx((0.53, 2.08), abs=0.005)
    row = calculated([line("5.8.5", 1000)], "CRI", 2014, 2).table.iloc[0]
    assert row["input_low_kg"] / row["input_kg"] < low
    assert 1 < row["input_high_kg"] / row["input_kg"] <= high


def test_turkish_percentages_close() -> None:
    assert check_totals("Turkey", cases()["tur"]["output_pct"].values(), "100") == []
