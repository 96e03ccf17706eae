"""Smelters on two bases that are never mixed, balances, by-product supply, kilns and their measurements."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quicksilver.areas import Course, Use, area
from quicksilver.areas.nonferrous.cement import loop
from quicksilver.areas.nonferrous.kiln import to_reference
from quicksilver.areas.nonferrous.smelter import OF_INPUT, REACHES
from quicksilver.areas.shared.common import verb_of
from quicksilver.errors import InputProblems
from quicksilver.flows.flows import MercuryFlows

METALS = area("non-ferrous")
SHARE = st.floats(0, 1)


def run(verb, **given):
    return verb_of(METALS, verb).run(given)


def stages(values, to=()):
    return [
        {"name": f"s{i}", "value": value, **({"to": to[i]} if to else {})} for i, value in enumerate(values)
    ]


# --- smelter


def test_the_zinc_smelter_by_shares_of_the_input():
    answer = run(
        "smelter",
        basis=OF_INPUT,
        stages=stages(["11.7 %", "25.3 %", "58.3 %", "4.2 %"]),
        emitted="0.8 %",
        emission_factor=0.5,
    )
    assert answer.results["sum_of_shares"].value == pytest.approx(1.003)
    assert answer.results["input_factor"].value == pytest.approx(62.5)
    assert answer.results["stack"] is None
    assert any("100.3 %" in line for line in answer.remarks)
    case = run("smelter", basis=OF_INPUT, case="zinc-smelter-2010", emission_factor=0.5, metal=1000)
    assert case.results["input"].value == pytest.approx(62.5)
    assert case.results["stack"].value == pytest.approx(0.5)
    assert case.results["by_product"].value == pytest.approx(62.5 * 0.583)
    assert {row["standing"] for row in case.assumed if row["name"].startswith("share_of_input")} == {"read"}


def test_the_same_smelter_by_removals_is_another_number_and_says_so():
    answer = run("smelter", basis=REACHES, case="zinc-smelter-2010", input=1000, emitted=0.008)
    assert answer.results["emission_share"].value == pytest.approx(0.00181, abs=1e-5)
    assert any("% is given: the two do not agree" in line for line in answer.remarks)
    with pytest.raises(InputProblems) as caught:
        run("smelter", basis=OF_INPUT, stages=stages([0.174, 0.303, 0.879, 0.974]), emitted=0.008)
    assert REACHES in str(caught.value)
    mistaken = run(
        "smelter", basis=REACHES, stages=stages([0.117, 0.253, 0.583, 0.042]), emitted=0.008, input=1
    )
    assert any("look like shares of the input" in line for line in mistaken.remarks)


@settings(deadline=None, max_examples=60)
@given(values=st.lists(SHARE, min_size=1, max_size=6), gas=SHARE, put_in=st.floats(1e-3, 1e6))
def test_a_chain_of_stages_loses_nothing(values, gas, put_in):
    found = run("smelter", basis=REACHES, stages=stages(values), to_gas=gas, input=put_in).results
    caught = sum(row["caught"].value for row in found["stages"])
    assert caught + found["stack"].value + found["not_to_gas"].value == pytest.approx(put_in)
    assert sum(row["mass"].value for row in found["by_destination"]) == pytest.approx(caught)
    for row, value in zip(found["stages"], values, strict=True):
        if row["share_of_input"].value > 1e-6:
            assert row["removal"].value == pytest.approx(value, rel=1e-4)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(0, 0.2), min_size=1, max_size=5))
def test_shares_leave_the_rest_to_the_stack(values):
    found = run("smelter", basis=OF_INPUT, stages=stages(values), input=10).results
    assert found["stack"].value == pytest.approx(10 * (1 - sum(values)), abs=1e-9)
    assert found["unaccounted"].value == pytest.approx(0, abs=1e-12)


def test_concentrates_bring_their_content_with_a_range():
    answer = run(
        "smelter",
        basis=REACHES,
        materials=[
            {"material": "zinc concentrate", "mass": "100 kt"},
            {"material": "own ore", "mass": 1000, "content": 2},
        ],
        stages=stages([0.9, 0.99], ("calomel", "acid")),
        metal="50 kt",
    )
    assert answer.results["input"].value == pytest.approx(6502)
    assert answer.results["input"].low < 2500
    assert answer.results["emission_factor"].value == pytest.approx(6502e3 * 0.001 / 50e3)
    assert answer.results["by_product"].value == pytest.approx(6502 * 0.9)
    assert any(
        row["name"] == "content of zinc concentrate" and row["standing"] == "recalled/medium"
        for row in answer.assumed
    )


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"basis": OF_INPUT, "stages": stages([0.5]), "emitted": 0.1, "input": 1}, "sum to 0.6"),
        ({"basis": "shares", "stages": stages([0.5])}, OF_INPUT),
        ({"basis": REACHES}, "no stages"),
        ({"stages": stages([0.5])}, "basis is missing"),
        ({"basis": REACHES, "stages": stages([1.1])}, "1.1"),
        (
            {"basis": REACHES, "stages": stages([0.1]), "materials": [{"material": "tin ore", "mass": 1}]},
            "tin ore without a content",
        ),
        (
            {
                "basis": REACHES,
                "stages": stages([0.1]),
                "input": 1,
                "materials": [{"material": "gold ore", "mass": 1}],
            },
            "one of the two",
        ),
        (
            {"basis": REACHES, "stages": stages([1.0]), "emission_factor": 1},
            "an emission factor is given, but nothing is emitted",
        ),
        ({"basis": REACHES, "stages": stages([0.1]), "input": "5 m"}, "does not measure"),
        ({"basis": OF_INPUT, "stages": stages([0.6, 0.5])}, "no more than what remains"),
    ],
)
def test_smelters_that_cannot_be(given_, said):
    with pytest.raises(InputProblems) as caught:
        run("smelter", **given_)
    assert said in str(caught.value)


# --- balance and by-product


def test_the_flow_of_the_concentrates_of_china_closes():
    outputs = [
        {"name": "slag", "share": 0.317},
        {"name": "stabilised", "share": 0.023},
        {"name": "direct", "mass": 202.1},
        {"name": "recovered", "mass": 62.6},
        {"name": "interim", "mass": 398.9},
        {"name": "air, metal", "mass": 100.4, "part_of": "direct"},
        {"name": "air, waste", "mass": 47.8, "part_of": "direct"},
        {"name": "water", "mass": 32.7, "part_of": "direct"},
        {"name": "soil", "mass": 21.3, "part_of": "direct"},
        {"name": "from acid slag", "share": 0.952, "part_of": "recovered"},
    ]
    answer = run("balance", input=1005.4, outputs=outputs, tolerance_mass=0.1)
    found = answer.results
    assert found["sum"].value == pytest.approx(1005.436)
    assert found["closes"] is True
    held = {row["of"]: row for row in found["parts"]}
    assert held["direct"]["sum"].value == pytest.approx(202.2)
    assert held["direct"]["closes"] is True
    assert held["recovered"]["sum"].value == pytest.approx(59.6, abs=0.01)
    assert held["recovered"]["closes"] is None  # a share says nothing of the rest
    assert any("202.2" in line for line in answer.remarks)


@given(st.lists(st.floats(0, 1e5), min_size=1, max_size=8), st.floats(0.01, 1e5))
@settings(deadline=None, max_examples=50)
def test_what_is_unaccounted_is_said(masses, put_in):
    answer = run(
        "balance", input=put_in, outputs=[{"name": f"o{i}", "mass": mass} for i, mass in enumerate(masses)]
    )
    found = answer.results
    assert found["sum"].value + found["unaccounted"].value == pytest.approx(put_in, abs=1e-6)
    assert found["closes"] is (abs(found["unaccounted"].value) <= 0.005 * put_in * (1 + 1e-9))
    assert found["closes"] or any("unaccounted" in line for line in answer.remarks)


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"input": 1, "outputs": [{"name": "a"}]}, "either a mass or a share"),
        ({"outputs": [{"name": "a", "share": 0.5}]}, "a share needs the input"),
        ({"input": 1, "outputs": [{"name": "a", "mass": 1}, {"name": "a", "mass": 1}]}, "twice"),
        ({"input": 1, "outputs": [{"name": "a", "mass": 1, "part_of": "b"}]}, "not an output"),
        (
            {
                "input": 1,
                "outputs": [
                    {"name": "a", "share": 1, "part_of": "b"},
                    {"name": "b", "share": 1, "part_of": "a"},
                ],
            },
            "part of itself",
        ),
    ],
)
def test_balances_that_cannot_be(given_, said):
    with pytest.raises(InputProblems) as caught:
        run("balance", **given_)
    assert said in str(caught.value)


def test_by_product_appears_as_supply():
    found = run("by-product", input=10_000, captured_share=0.583, recovered=0.95, calomel=1.0).results
    assert found["supply"].value == pytest.approx(5538.5)
    assert found["mercury_in_calomel"].value == pytest.approx(291.5)
    assert found["calomel"].value == pytest.approx(291.5 / 0.84982, rel=1e-4)
    assert found["rest_of_input"].value == pytest.approx(4170)
    sources = [{"name": row["name"], "mass": row["mass"].as_dict()["value"]} for row in found["sources"]]
    total = verb_of(area("supply"), "balance").run({"sources": [*sources, {"name": "mining", "mass": 1000}]})
    assert total.results["supply"].value == pytest.approx(1005.5385)


def test_calomel_by_its_mass():
    found = run("by-product", calomel_mass="1 t", recovered=0.5).results
    assert found["captured"].value == pytest.approx(849.8, abs=0.1)
    assert found["waste"].value == pytest.approx(found["captured"].value / 2)
    for wrong in (
        {"recovered": 1},
        {"captured": 1, "calomel_mass": 1, "recovered": 1},
        {"input": 1, "recovered": 1},
    ):
        with pytest.raises(InputProblems, match="one way"):
            run("by-product", **wrong)


def test_forms_of_an_emission():
    found = run("speciation", emission=100, profile="cement-gma").results
    assert [found[form].value for form in ("hg0", "hg2", "hgp")] == pytest.approx([80, 15, 5])
    answer = run("speciation", emission=100, profile="cement-china-2014")
    assert answer.results["hg0"] is None
    assert answer.results["hg2"].value == pytest.approx(76)
    assert any("unknown" in line for line in answer.remarks)
    with pytest.raises(InputProblems, match=r"sum to 1\.2"):
        run("speciation", emission=1, hg0=0.6, hg2=0.6)


# --- cement


@settings(deadline=None, max_examples=60)
@given(
    meal=st.floats(0.5, 3),
    content=st.floats(0, 1),
    fuel=st.floats(0, 1e3),
    gypsum=st.floats(0, 50),
    capture=st.floats(0, 0.99),
    out=SHARE,
    cement=SHARE,
    control=SHARE,
)
def test_a_kiln_loses_nothing(meal, content, fuel, gypsum, capture, out, cement, control):
    rows = [
        {"material": "meal", "mass": 1000 * meal, "content": content},
        {"material": "coal", "mass": fuel, "content": 0.1},
        {"material": "gypsum", "mass": gypsum, "content": 0.5, "goes_to": "mill"},
    ]
    found = run(
        "cement",
        materials=rows,
        capture=capture,
        dust_removed=out,
        dust_to_cement=cement,
        control=control,
        clinker=1000,
    ).results
    parts = sum(found[name].value for name in ("emission", "to_cement", "dust_out", "control_residue"))
    assert parts == pytest.approx(found["input"].value, abs=1e-9)
    assert found["mill_input"].value == pytest.approx(gypsum * 0.5 / 1000)
    assert found["enrichment"].value >= 1 - 1e-12


def test_without_a_purge_all_leaves_with_the_gas():
    answer = run("cement", clinker=1000, raw_meal=1.6, raw_content=0.03, fuel=100, fuel_content=0.1)
    assert (
        answer.results["emission"].value
        == pytest.approx(answer.results["input"].value)
        == pytest.approx(0.058)
    )
    assert any("leaves it with the gas" in line for line in answer.remarks)
    assert loop(0.95, 0.0)["stack"] == pytest.approx(1.0)
    parts = loop(np.array([0.2, 0.9]), np.array([0.5, 0.1]))
    np.testing.assert_allclose(parts["stack"] + parts["dust"], 1.0)


def test_the_loop_is_the_end_of_many_rounds():
    """Go round the kiln one pass at a time: the gas, the dust that returns, the dust that is taken out."""
    capture, out = 0.9, 0.2
    back = stack = dust = 0.0
    for _ in range(2000):
        gas = 1.0 + back
        stack, caught = gas * (1 - capture), gas * capture
        dust, back = caught * out, caught * (1 - out)
    found = loop(capture, out)
    assert (found["stack"], found["dust"], found["enrichment"]) == pytest.approx((stack, dust, gas))


def test_factors_of_kilns_are_where_they_were_measured():
    rows = [
        {"material": "limestone", "mass": 1.35, "content": {"value": 0.0285, "low": 0.025, "high": 0.032}},
        {"material": "coal", "mass": 0.15, "content": {"value": 0.095, "low": 0.08, "high": 0.11}},
    ]
    found = run("cement", materials=rows, clinker=1).results
    assert 0.044 <= found["emission_factor"].value <= 0.072
    assert found["emission_factor"].low < found["emission_factor"].value < found["emission_factor"].high


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({}, "one way"),
        ({"fuel": 1}, "fuel and fuel_content"),
        ({"raw_meal": 1, "raw_content": 1}, "raw meal per clinker needs the clinker"),
        ({"fuel": 1, "fuel_content": 1, "capture": 0.5}, "numbers of the loop"),
        ({"fuel": 1, "fuel_content": 1, "capture": 1, "dust_removed": 0}, "without limit"),
        ({"fuel": 1, "fuel_content": 1, "removed": 1.2}, "1.2"),
        ({"materials": [{"material": "m", "mass": 1, "content": 1, "goes_to": "stack"}]}, "kiln, mill"),
        (
            {"fuel": 1, "fuel_content": 1, "removed": 0.1, "capture": 0.1, "dust_removed": 0.1},
            "removed is given together with the numbers of the loop",
        ),
    ],
)
def test_kilns_that_cannot_be(given_, said):
    with pytest.raises(InputProblems) as caught:
        run("cement", **given_)
    assert said in str(caught.value)


# --- kiln measurements


def test_units_and_oxygen_come_to_one_basis():
    rows = [
        {"kiln": "a", "value": "20 ug/m3", "oxygen": 0.10},
        {"kiln": "a", "concentration": "0.02 mg/Nm3", "oxygen": "12 %", "moisture": "20 %"},
        {"kiln": "b", "value": 0.02, "oxygen": 0.07, "temperature": 150, "pressure": "90 kPa"},
        {"kiln": "b", "value": 0.02, "oxygen": 0.08, "oxygen_wet": True, "moisture": 0.2},
    ]
    found = run("kiln-data", measurements=rows, air_oxygen=0.21).results
    warm = 0.02 * 423.15 / 273.15 * 101.325 / 90
    wanted = [0.02, 0.02 / 0.8 * 0.11 / 0.09, warm * 0.11 / 0.14, 0.02 / 0.8]
    assert [row["concentration"].value for row in found["measurements"]] == pytest.approx(wanted)
    assert found["kilns"].value == 2
    assert found["count"].value == 4


@given(value=st.floats(1e-6, 1), oxygen=st.floats(0, 0.2), moisture=st.floats(0, 0.9))
def test_reference_oxygen_changes_nothing_at_reference(value, oxygen, moisture):
    assert to_reference(value, 0.10, 0.10, 0.2095) == pytest.approx(value)
    back = to_reference(to_reference(value, oxygen, 0.10, 0.2095, moisture), 0.10, oxygen, 0.2095) * (
        1 - moisture
    )
    assert back == pytest.approx(value)


def test_skewed_data_have_a_mean_and_a_median():
    data = np.random.default_rng(3).lognormal(np.log(0.01), 1.2, 1681)
    answer = run(
        "kiln-data",
        measurements=[{"concentration": float(value), "oxygen": 0.1} for value in data],
        limit=0.05,
        gas_volume=2300,
    )
    found = answer.results
    assert found["mean"].value == pytest.approx(data.mean())
    assert found["median"].value == pytest.approx(np.median(data))
    assert found["p90"].value == pytest.approx(np.percentile(data, 90))
    assert found["geometric_mean"].value == pytest.approx(np.exp(np.log(data).mean()))
    assert found["above_limit"].value == pytest.approx((data > 0.05).mean())
    assert found["mean_to_median"].value > 1.5
    assert found["factor_mean"].value == pytest.approx(data.mean() * 2.3)
    assert any("skewed" in line for line in answer.remarks)


def test_below_detection_is_a_range_and_not_a_zero():
    rows = [
        {"value": 0.02, "oxygen": 0.1},
        {"detection_limit": 0.01, "oxygen": 0.1},
        {"detection_limit": 0.01, "oxygen": 0.1},
    ]
    answer = run("kiln-data", measurements=rows)
    mean = answer.results["mean"]
    assert (mean.low, mean.value, mean.high) == pytest.approx((0.02 / 3, 0.01, 0.04 / 3))
    assert answer.results["below_detection"].value == 2
    assert answer.results["median"].high == pytest.approx(0.01)
    assert any("more than half" in line for line in answer.remarks)
    assert run("kiln-data", measurements=rows, nondetects="zero").results["mean"].value == pytest.approx(
        0.02 / 3
    )


def test_what_a_measurement_lacks_is_said():
    answer = run("kiln-data", measurements=[{"value": 0.02}])
    said = " ".join(answer.remarks)
    for part in ("without oxygen", "without moisture", "without a temperature"):
        assert part in said


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "one at least"),
        ([{"kiln": "a"}], "detection limit"),
        ([{"value": 1, "oxygen": 0.2095}], "20.95"),
        ([{"value": -1}], "-1"),
        ([{"value": 1, "detection_limit": 1}], "one of value"),
        ([{"value": "1 mg/kg"}], "does not measure"),
        ([{"value": 1, "temperature": "400 K"}], "does not measure"),
    ],
)
def test_measurements_that_cannot_be(rows, said):
    with pytest.raises(InputProblems) as caught:
        run("kiln-data", measurements=rows)
    assert said in str(caught.value)


def test_factors_both_ways():
    found = run(
        "factor", concentration="50 ug/Nm3", gas_flow="300000 Nm3/h", hours=8000, production="1 Mt"
    ).results
    assert found["emission"].value == pytest.approx(120)
    assert found["emission_factor"].value == pytest.approx(0.12)
    back = run("factor", factor=0.12, production=1e6, removal=0.25).results
    assert back["emission"].value == pytest.approx(90)
    assert back["captured"].value + back["emission"].value == pytest.approx(120)
    assert run("factor", concentration=0.05, gas=1e6).results["emission_factor"] is None
    for wrong in (
        {},
        {"factor": 1},
        {"concentration": 1},
        {"concentration": 1, "gas": 1, "gas_flow": 1},
        {"concentration": 1, "gas": 1, "factor": 1},
    ):
        with pytest.raises(InputProblems, match="no factor follows from the input"):
            run("factor", **wrong)


# --- the area


def test_a_draft_area_without_a_lead():
    assert METALS.lead == ""
    assert METALS.baseline(2015, "World").total().value == pytest.approx(
        (228 + 84.5 + 233 + 29.8 + 10.1 + 7.19 + 14.4) * 1000
    )
    with pytest.raises(InputProblems, match="2010, 2015"):
        METALS.baseline(2012, "World")


@settings(deadline=None, max_examples=20)
@given(share=SHARE, measure=st.sampled_from([m.id for m in METALS.options()]))
def test_what_a_control_takes_goes_elsewhere(share, measure):
    base = METALS.baseline(2015, "World")
    flows = METALS.project(Course(uses=(Use(measure, 2015, 2025, share),)), [2015, 2030], "World")
    MercuryFlows(flows.where(year=2030).flows).check_balance(MercuryFlows(flows.where(year=2015).flows), 1.0)
    assert flows.where(year=2030).total().value == pytest.approx(base.total().value)


def test_measures_have_a_source_and_no_invented_cost():
    measures = {m.id: m for m in METALS.options()}
    assert measures["calomel-wash"].moves_to == "supply"
    assert all(m.removal.source and m.cost is None for m in measures.values())
    assert measures["dust-shuttling"].removal.low == pytest.approx(0.1)


def test_answers_are_json():
    for verb in METALS.verbs:
        json.dumps(verb.schema(), allow_nan=False)
    json.dumps(run("smelter", basis=OF_INPUT, case="zinc-smelter-2010", input=5).as_dict(), allow_nan=False)
    json.dumps(run("kiln-data", measurements=[{"value": 1}]).as_dict(), allow_nan=False)


def test_a_smelter_that_emits_nothing_has_an_answer() -> None:
    case = run("smelter", basis=OF_INPUT, case="zinc-smelter-2010", emission_factor=0, metal=1000)
    assert not any("both are kept" in remark for remark in case.remarks)
