"""Second opinions and disputed rows under an inventory: what explain, the checks and annex B state of them."""

from __future__ import annotations

import pytest

from quicksilver.factors import load
from quicksilver.inventory import ActivityLine, General, InventoryInput, run
from quicksilver.inventory.results.explain import explain
from quicksilver.languages import LANGUAGES
from quicksilver.reports.national import context_of, document


def inventory(*lines, factors=None, country="QZZ", population=None):
    general = General(country, 2020, 1, population=population)
    made = tuple(
        ActivityLine(source, "made.csv:2", presence="Y", activity=amount, unit=unit, **more)
        for source, amount, unit, more in lines
    )
    return run(InventoryInput("made", general, made, ""), factors=factors, draws=0)


def line(source, amount, unit, **more):
    return (source, amount, unit, more)


COPPER = line("L1-CU", 10_000.0, "t")
CREMATION = line("L1-CREM", 1000.0, "corpses")


def disputed(result):
    return [finding for finding in result.findings() if finding.what.key == "said.disputed"]


def test_a_disputed_row_that_carries_a_total_is_a_finding():
    found = disputed(inventory(COPPER, CREMATION))
    assert {finding.source for finding in found} == {"L1-CU"}
    assert {finding.severity for finding in found} == {"medium"}
    assert "100 % of the total of" in str(found[0])
    for language in LANGUAGES:
        assert "{" not in found[0].text(language)


def test_a_disputed_row_that_carries_little_is_none():
    # Others carry every pathway that copper has.
    gold, iron = line("L1-AU-OTH", 10_000_000.0, "t"), line("L1-FE", 1e8, "t")
    assert disputed(inventory(line("L1-CU", 100.0, "t"), gold, iron)) == []


def test_a_national_factor_is_not_disputed_and_its_shares_still_are():
    own = inventory(line("L1-CU", 10_000.0, "t", input_factor=3.0, source_of_data="smelter"), CREMATION)
    assert all("output shares" in str(finding.what) for finding in disputed(own))
    assert disputed(own)


def test_the_reviewed_set_disputes_less():
    found = disputed(inventory(line("L1-WWATER", 1e8, "m3"), CREMATION, factors="reviewed-2026"))
    assert found == []


def test_explain_has_the_opinions_and_the_national_coal():
    waste = explain(inventory(line("L1-WWATER", 1e8, "m3")), "L1-WWATER")[0]
    assert any(
        "0.092 mg/m3" in text and "57.1 times as high here" in text for text in waste["second_opinions"]
    )
    assert waste["disputed"] == ["disputed: the input factor; other numbers could be read"]
    assert waste["factor_set"].startswith("quicksilver-toolkit")
    coal = inventory(line("L1-COAL-PP", 1e6, "t"), country="UKR")
    told = coal.explain("L1-COAL-PP")
    assert "mean 2.96 (26 samples); disputed" in told
    assert explain(inventory(line("L1-COAL-PP", 1e6, "t")), "L1-COAL-PP")[0]["national_coal"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_explain_and_annex_b_are_in_the_language(language):
    result = inventory(COPPER, CREMATION)
    assert "{" not in result.explain("L1-CU", language)
    tree = document(context_of(result, language))
    numbers = [block.number for block in tree.blocks if getattr(block, "number", "")]
    assert any("B-2" in number for number in numbers)


def test_annex_b_has_source_and_place_of_each_opinion():
    tree = document(context_of(inventory(COPPER, CREMATION)))
    table = next(block for block in tree.blocks if getattr(block, "number", "") == "B-2")
    assert len(table.rows) == 11
    assert all(
        "github.com" in str(row) or "abstract" in str(row) or "Summary" in str(row) for row in table.rows
    )


OVERLAY = "id,technology,input_factor,input_factor_low,input_factor_high,input_factor_unit,air,land,source\n"


@pytest.mark.parametrize(
    ("row", "acts"),
    [
        ("L1-CU,,20,10,30,g Hg/t,,,own", True),
        ("L1-ZN,,20,10,30,g Hg/t,,,own", False),
        ("5.2.4-smelt,,20,10,30,g Hg/t,,,own", False),
        ("L1-CU,default,,,,,0.5,0.5,own", True),
        ("L1-CU,another,,,,,0.5,0.5,own", False),
    ],
)
def test_an_overlay_that_acts_on_no_line_is_reported(tmp_path, row, acts):
    own = tmp_path / "own.csv"
    own.write_text(OVERLAY + row + "\n")
    # A second technology of a source that has one would have to be chosen.
    lines = [line("L1-CU", 10_000.0, "t", technology="default")]
    found = [f for f in inventory(*lines, factors=load(own)).findings() if f.what.key == "said.overlay"]
    assert bool(found) is not acts


def test_an_overlay_under_a_national_factor_acts_on_nothing(tmp_path):
    own = tmp_path / "own.csv"
    own.write_text(OVERLAY + "L1-CU,,20,10,30,g Hg/t,,,own\n")
    national = line("L1-CU", 10_000.0, "t", input_factor=3.0, source_of_data="smelter")
    found = inventory(national, factors=load(own)).findings()
    assert "said.overlay" in [finding.what.key for finding in found]


def test_a_set_by_name_is_no_overlay():
    found = inventory(CREMATION, factors="reviewed-2026").findings()
    assert "said.overlay" not in [finding.what.key for finding in found]
