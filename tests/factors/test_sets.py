"""Factor sets by name, second opinions beside their rows, and which rows are disputed."""

from __future__ import annotations

import math

import pytest

from quicksilver import factors
from quicksilver.errors import InputProblems
from quicksilver.factors import PATHWAYS, Standing, shipped
from quicksilver.factors.air import air_set
from quicksilver.factors.facts import fact_by_id, facts
from quicksilver.factors.opinions import FAR, compared, disputes, opinions
from quicksilver.factors.sets import _OUTPUTS, _SOURCES, load, names

REVIEWED = load("reviewed-2026")
OVERLAY = "id,input_factor,input_factor_low,input_factor_high,input_factor_unit,source\n"


def codes(wrong) -> list[str]:
    return [problem.code for problem in wrong.value.problems]


def test_the_sets_are_chosen_by_name(tmp_path):
    assert names() == ("toolkit", "reviewed-2026", "emep-eea")
    assert load() is load("toolkit") is load("shipped") is shipped()
    assert REVIEWED.digest != shipped().digest
    for chosen in (shipped(), REVIEWED):
        assert all((chosen.title, chosen.licence, chosen.version, len(chosen.digest) == 64))


def test_a_name_that_there_is_not_is_answered_with_those_that_there_are():
    with pytest.raises(InputProblems, match="toolkit, reviewed-2026, emep-eea") as wrong:
        load("reviewd-2026")
    assert codes(wrong) == ["factors.set.unknown"]
    assert wrong.value.problems[0].guess == "reviewed-2026"


def test_emission_factors_to_air_calculate_no_inventory():
    with pytest.raises(InputProblems, match="no input factors") as wrong:
        load("emep-eea")
    assert codes(wrong) == ["factors.set.air"]


def test_a_file_is_laid_over_the_set_that_is_named(tmp_path):
    own = tmp_path / "own.csv"
    own.write_text(OVERLAY + "L1-CEM,0.08,0.05,0.1,g Hg/t,Stack tests 2019\n")
    over = load(f"reviewed-2026+{own}")
    assert over.sources["L1-CEM"].factor.value == 0.08
    assert over.sources["L1-CU"].factor.value == 3.474
    assert over.origin("L1-CEM") == "own.csv"
    assert load(own).sources["L1-CU"].factor.value == 30
    assert len({over.digest, load(own).digest, REVIEWED.digest, shipped().digest}) == 4


def test_the_toolkit_set_is_recalled_and_named_so():
    assert set(shipped().standings()) == {"recalled"}
    assert shipped().inherits == ""
    assert shipped().origin("L1-CU").startswith("quicksilver-toolkit")


def test_every_row_of_the_reviewed_set_is_its_own_with_a_source_or_inherited():
    for ident, source in REVIEWED.sources.items():
        if ident in REVIEWED.own:
            assert source.factor.standing in (Standing.READ, Standing.DERIVED)
            assert REVIEWED.bibliography[source.factor.source_key]["title"]
            assert source.note or source.factor.standing is Standing.READ, ident
        else:
            assert source == shipped().sources[ident]
            assert REVIEWED.origin(ident) == REVIEWED.inherits
    for key, row in REVIEWED.outputs.items():
        if "/".join(key) in REVIEWED.own:
            assert row.standing in (Standing.READ, Standing.DERIVED)
            assert REVIEWED.bibliography[row.source_key]["title"]
        else:
            assert row == shipped().outputs[key]
    assert len(REVIEWED.own) == 22 + sum(len(row.sources) for row in _OUTPUTS.rows())


def test_a_number_of_the_reviewed_set_that_was_read_is_that_of_its_fact():
    for row in _SOURCES.rows():
        read = [fact_by_id(ident).number for ident in row.facts]
        factor = REVIEWED.sources[row.replaces].factor
        if row.standing is Standing.READ:
            assert (row.value, len(read)) == (None, 1), row.id
            assert factor.value == read[0].value
        else:
            low = min(number.low if number.low is not None else number.central for number in read)
            high = max(number.high if number.high is not None else number.central for number in read)
            assert row.keeps_range or low <= factor.value <= high, row.id


def test_shares_of_the_reviewed_set_are_those_of_the_facts_they_rest_on():
    for row in _OUTPUTS.rows():
        for ident in row.facts:
            fact = fact_by_id(ident)
            quantity, number = fact.labels["quantity"], fact.number
            if quantity not in PATHWAYS or fact.labels["term"] == "concentrate":
                continue
            share = getattr(row, quantity)
            low, high = number.low or number.central, number.high or number.central
            assert low - 1e-9 <= share <= high + 1e-9, (row.id, ident)


@pytest.mark.parametrize(
    ("source", "shares"),
    [
        ("5.1.1-hard", (0.75, 0.5, 0.35, 0.1, 0.03)),
        ("5.1.1-subbit", (0.9, 0.5, 0.6, 0.75, 0.25)),
        ("5.1.1-lignite", (0.98, 0.95, 0.8, 0.8, 0.25)),
    ],
)
def test_the_levels_of_coal_differ_by_rank(source, shares):
    levels = [REVIEWED.outputs[source, f"5.1.1-o-L{level}"] for level in range(1, 6)]
    assert tuple(row.shares[0] for row in levels) == shares
    assert all(math.fsum(row.shares) == pytest.approx(1.0) for row in levels)
    assert REVIEWED.outputs["5.1.1-hard", "5.1.1-o-L4-anth"].shares[0] == 0.3


def test_what_rests_on_one_number_keeps_one_key_in_the_reviewed_set():
    keys = {REVIEWED.sources[ident].factor.key for ident in ("L1-MSW-INC", "L1-DUMP", "5.9.1", "5.8.5")}
    assert keys == {"reviewed-2026:general-waste"}


def test_every_opinion_names_rows_and_technologies_that_there_are():
    known = {technology for _, technology in REVIEWED.outputs}
    for fact in facts("opinions"):
        labels = fact.labels
        for source in filter(None, labels["rows"].split("|")):
            assert source in REVIEWED.sources, fact.id
        assert set(filter(None, labels["technology"].split("|"))) <= known, fact.id
        assert all((fact.source, labels["place"])), fact.id
        assert not labels["conversion"] or fact_by_id(labels["conversion"]).number is not None


def test_opinions_are_compared_in_one_unit_with_the_conversion_named():
    coal = next(item for item in compared(shipped(), "L1-COAL-PP") if item.opinion.quantity == "air emission")
    # 1.4 mg/GJ with 25 GJ/t is 0.035 g/t; the row has 0.15 g/t x 0.9.
    assert coal.theirs == pytest.approx(0.035e-3)
    assert coal.ratio == pytest.approx(0.135 / 0.035)
    assert coal.opinion.conversion.id == "conversions-001"
    gas = [item for item in compared(shipped(), "5.1.4-pipe") if item.opinion.quantity == "input"]
    assert gas[0].theirs == pytest.approx(0.18e-9)


def test_an_opinion_of_another_basis_is_shown_and_not_compared():
    waste = {item.opinion.quantity: item.ratio for item in compared(shipped(), "L1-WWATER")}
    assert waste == {"input per inhabitant": None, "input": pytest.approx(5.25 / 0.092)}
    assert all(item.ratio is None for item in compared(shipped(), "L1-FE"))
    assert opinions("L1-PAINT") == ()


def test_a_row_is_disputed_by_the_review():
    found = {
        (row.source, row.technology): row for ident in shipped().sources for row in disputes(shipped(), ident)
    }
    for key in [
        *[
            ("5.9.5", ""),
            ("L1-WWATER", ""),
            ("5.9.4", ""),
            ("L1-DUMP", ""),
            ("5.2.4-smelt", ""),
            ("L1-CU", ""),
        ],
        *[("5.2.2-whole", ""), ("5.2.2-whole", "5.2.2-o-whole"), ("5.1.1-lignite", "5.1.1-o-L2")],
        *[("5.1.1-hard", "5.1.1-o-wash"), ("5.1.2-coke", "5.1.2-o-coke"), ("5.2.5-smelt", "5.2.5-o-acid")],
        *[("L1-CHLOR", "default"), ("5.5.3-mh", ""), ("L1-SPHYG", "")],
    ]:
        assert found[key].reviewed, key
    # Levels 2 and 5 agree for hard coal.
    assert not {
        ("5.1.1-hard", "5.1.1-o-L2"),
        ("5.1.1-hard", "5.1.1-o-L5"),
        ("L1-ZN", ""),
        ("L1-AL", ""),
    } & set(found)


def test_a_row_is_disputed_by_the_median_of_two_or_more():
    found = {row.technology: row for row in disputes(shipped(), "5.1.4-pipe")}
    assert found["5.1.4-o-use"].ratio == pytest.approx(0.22 / 3.6)
    assert not found["5.1.4-o-use"].reviewed
    for ident in shipped().sources:
        for row in disputes(shipped(), ident):
            assert row.reviewed or (row.count >= 2 and max(row.ratio, 1 / row.ratio) > FAR)
    # One reading 4.2 times below disputes nothing by itself.
    assert all(row.reviewed for row in disputes(shipped(), "L1-CHLOR"))


def test_what_another_set_or_a_user_has_in_its_place_is_not_disputed_by_the_review(tmp_path):
    assert disputes(REVIEWED, "5.2.2-whole") == []
    own = tmp_path / "own.csv"
    own.write_text(OVERLAY + "L1-WWATER,1,0.5,2,mg Hg/m3,measured here\n")
    assert disputes(load(own), "L1-WWATER") == []
    # Inherited rows stay as they are.
    assert [row.reviewed for row in disputes(REVIEWED, "5.8.2")] == [True]


def test_national_coals_that_differ_are_marked():
    read = {fact.labels["of"] for fact in facts("coal_opinions")}
    assert {"coal_hg-063", "coal_hg-044"} < read
    assert all(fact_by_id(ident).disputed for ident in ("coal_hg-063", "coal_hg-044"))
    assert {fact_by_id(ident).labels["country"] for ident in read} == {
        fact.labels["country"] for fact in facts("coal_opinions")
    }


def test_the_set_of_emission_factors_names_its_licence_and_covers_what_it_covers():
    chosen = air_set()
    assert "European Environment Agency" in chosen.licence
    assert "acknowledged" in chosen.licence
    assert chosen.coverage(shipped(), 1) == (19, 64)
    assert chosen.of("L1-WWATER") is None
    assert len(list(facts("emep_eea"))) == 189
    for source, technology in chosen.factors:
        assert source in shipped().sources
        assert not technology or (source, technology) in shipped().outputs
        assert chosen.of(source, technology).kilograms(shipped().sources[source]) is not None, source


def test_an_emission_factor_follows_the_calorific_value_of_the_line():
    coal, source = air_set().of("L1-COAL-PP"), shipped().sources["L1-COAL-PP"]
    assert coal.kilograms(source) == pytest.approx((1.02 * 25e-6, 1.4 * 25e-6, 2.38 * 25e-6))
    assert coal.kilograms(source, 20.0)[1] == pytest.approx(1.4 * 20e-6)
    gas, source = air_set().of("L1-GAS-PIPE"), shipped().sources["L1-GAS-PIPE"]
    assert gas.kilograms(source, 36.0) == pytest.approx(gas.kilograms(source))
    crematoria = air_set().of("L1-CREM")
    assert crematoria.kilograms(shipped().sources["L1-CREM"], 20.0)[1] == pytest.approx(1.49e-3)


def test_factors_that_are_added_are_added():
    refining = air_set().of("L1-OIL-REF")
    assert [fact.number.value for fact in refining.facts] == [0.0008, 0.0006]
    assert refining.kilograms(shipped().sources["L1-OIL-REF"])[1] == pytest.approx(1.4e-6)


def test_load_is_that_of_the_package():
    assert factors.load is load
