"""Coal: blends, washing, unknowns, contradictions, countries, options side by side, allocation, stack tests, pilots."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quicksilver.areas import area
from quicksilver.areas.coal.compare import combustion
from quicksilver.areas.coal.model import shares
from quicksilver.areas.coal.revision import Factor, Factors, StackTest, revised
from quicksilver.areas.coal.train import DEVICES, spelled, train_of
from quicksilver.areas.coal.unit import PATHWAYS, balance_of
from quicksilver.areas.shared.common import verb_of
from quicksilver.errors import InputProblems, MassBalanceError
from quicksilver.quantities import Quantity

COAL = area("coal")
PLAIN = {"coal": 1e6, "mercury_content": 0.1, "rank": "bituminous", "controls": "CS-ESP"}
HOT = PLAIN | {"heating_value": 25, "efficiency": 0.4, "flue_gas": 350}


def run(verb, **given):
    return verb_of(COAL, verb).run(given)


def removal(rank, controls, **own):
    return run("train", rank=rank, controls=controls, **own).results["removal"].value


def problems(verb, **given):
    with pytest.raises(InputProblems) as caught:
        run(verb, **given)
    return str(caught.value)


# --- trains: spelling, spray dryers, unknowns ---------------------------------------------------------------------


@pytest.mark.parametrize("text", ["ESP + SCR + FGD", "scr+esp+wfgd", "SCR+CS-ESP+wFGD"])
def test_a_train_has_one_spelling(text):
    assert spelled(text) == "SCR+CS-ESP+wFGD"


@given(st.lists(st.sampled_from([d for d in DEVICES if d not in ("none", "HS-ESP", "FF")]), unique=True))
def test_spelling_keeps_the_train(devices):
    text = "+".join(devices) or "none"
    assert train_of(spelled(text)) == train_of(text)
    assert spelled(spelled(text)) == spelled(text)


@pytest.mark.parametrize(
    ("rank", "controls", "whole"),
    [
        ("bituminous", "SDA+FF", 0.98),
        ("subbituminous", "SDA+FF", 0.24),
        ("lignite", "SDA+FF", 0.0),
        ("subbituminous", "SDA+CS-ESP", 0.35),
    ],
)
def test_a_spray_dryer_and_its_filter_are_one_measurement(rank, controls, whole):
    found = run("train", rank=rank, controls=controls)
    assert found.results["removal"].value == pytest.approx(whole)
    assert found.results["hg0"] is None
    assert "unknown" in " ".join(found.remarks)


def test_an_unknown_oxidised_share_is_not_nothing():
    found = run("train", rank="subbituminous", controls="FF").results
    assert found["removal"].value == pytest.approx(0.72)
    assert found["hg0"] is None
    assert found["hg2"] is None
    told = run("unit", **PLAIN | {"rank": "subbituminous", "controls": "FF"}).results
    assert told["stack_hg2"] is None
    assert told["stack"].value > 0
    known = run("train", rank="subbituminous", controls="FF", oxidised=0.5).results
    assert known["hg2"].value == pytest.approx(0.14)


def test_published_removals_stand_beside_the_model_and_are_not_averaged():
    rows = run("train", rank="bituminous", controls="FF").results["measured"]
    values = [(row["removal"].low, row["removal"].central) for row in rows if row["fuel"] == "bituminous"]
    assert (0.4, 0.65) in values
    assert (None, 0.9) in values


def test_no_halogen_number_is_invented():
    assert "halogen_oxidation" in problems("train", rank="subbituminous", controls="halogen+CS-ESP+wFGD")
    more = removal("subbituminous", "halogen+CS-ESP+wFGD", halogen_oxidation=0.8)
    assert more > removal("subbituminous", "CS-ESP+wFGD")


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"scrubbing": 0.9}, "scrubbing without wFGD"),
        ({"oxidation": 0.5}, "oxidation without SCR"),
        ({"re_emission": 0.1}, "re_emission without wFGD"),
        ({"carbon_effect": 5}, "carbon_in_ash"),
        ({"chlorine_effect": 0.1, "chlorine": 100}, "chlorine_reference"),
        ({"chlorine_effect": 0.1, "chlorine": 0, "chlorine_reference": 100}, "above 0"),
        ({"particle_removal": 1.1}, "0 to 1"),
        ({"oxidised": "5 kg"}, "unit"),
    ],
)
def test_contradictions_of_a_train(own, said):
    assert said in problems("train", rank="bituminous", controls="CS-ESP", **own)


def test_re_emission_is_told_as_assumed_and_lowers_removal():
    found = run("train", rank="bituminous", controls="CS-ESP+wFGD")
    assert next(a for a in found.assumed if a["name"] == "re_emission")["standing"] == "assumed"
    assert removal("bituminous", "CS-ESP+wFGD", re_emission=0.2) < found.results["removal"].value


# --- C25: directions of the four themes of iPOG ---------------------------------------------------------------------


def test_c25a_more_unburnt_carbon_and_chlorine_take_more_in_a_precipitator():
    carbon = [
        removal("bituminous", "CS-ESP", carbon_in_ash=c, carbon_reference=0.05, carbon_effect=8)
        for c in (0.02, 0.05, 0.1)
    ]
    chlorine = [
        removal("bituminous", "CS-ESP", chlorine=c, chlorine_reference=500, chlorine_effect=0.2)
        for c in (100, 500, 2000)
    ]
    for rising in (carbon, chlorine):
        assert rising == sorted(set(rising))
        assert rising[1] == pytest.approx(0.36)
    alone = run("train", rank="bituminous", controls="CS-ESP", chlorine=2000)
    assert alone.results["removal"].value == pytest.approx(0.36)
    assert "no sensitivity was published" in " ".join(alone.remarks)


@pytest.mark.parametrize("rank", ["bituminous", "subbituminous"])
def test_c25b_scr_changes_little_before_a_precipitator_and_much_before_a_scrubber(rank):
    alone = removal(rank, "SCR+CS-ESP") - removal(rank, "CS-ESP")
    scrubbed = removal(rank, "SCR+CS-ESP+wFGD") - removal(rank, "CS-ESP+wFGD")
    assert abs(alone) < 0.01 < scrubbed


@settings(max_examples=40)
@given(
    effect=st.floats(0.01, 0.5),
    oxidation=st.floats(0.0, 0.5),
    low=st.floats(50, 400),
    high=st.floats(600, 3000),
)
def test_c25c_sorbent_is_less_sensitive_to_chlorine_than_a_scrubber(effect, oxidation, low, high):
    own = {"chlorine_reference": 500.0, "chlorine_effect": effect, "chlorine_oxidation_effect": oxidation}
    scrubbed = [shares(0.36, 0.6771, 0.0, 0.9, 0.0, 0.0, chlorine=c, **own)["removal"] for c in (low, high)]
    injected = [shares(0.36, 0.6771, 0.0, 0.0, 0.0, 0.9, chlorine=c, **own)["removal"] for c in (low, high)]
    assert 0 <= injected[1] - injected[0] < scrubbed[1] - scrubbed[0]


def test_c25d_a_blend_lies_between_its_coals():
    coals = [
        {"share": 0.5, "rank": "bituminous", "mercury_content": 0.1},
        {"share": 0.5, "rank": "subbituminous", "mercury_content": 0.1},
    ]
    train = "SCR+CS-ESP+wFGD"
    blend = run("unit", coal=1e6, controls=train, coals=coals).results["train_removal"].value
    bit, sub = removal("bituminous", train), removal("subbituminous", train)
    assert bit > blend > sub
    assert blend == pytest.approx((bit + sub) / 2)


# --- unit: blends, washing, electricity, speciation, limits ---------------------------------------------------------


@settings(max_examples=40)
@given(
    share=st.floats(0, 1),
    contents=st.tuples(st.floats(0.001, 2), st.floats(0.001, 2)),
    washed=st.floats(0, 0.9),
    water=st.floats(0, 1),
    hgp=st.floats(0, 1),
    controls=st.sampled_from(
        ["none", "CS-ESP", "CS-ESP+wFGD", "SCR+CS-ESP+wFGD", "ACI+CS-ESP", "halogen+CS-ESP+wFGD"]
    ),
)
def test_mercury_of_a_blend_is_all_somewhere(share, contents, washed, water, hgp, controls):
    coals = [
        {"share": share, "rank": "bituminous", "mercury_content": contents[0], "washed": washed},
        {"share": 1 - share, "rank": "subbituminous", "mercury_content": contents[1]},
    ]
    own = {"halogen_oxidation": 0.5} if "halogen" in controls else {}
    found = run(
        "unit",
        coal=5e5,
        controls=controls,
        coals=coals,
        release=0.97,
        scrubber_water=water,
        particulate_share=hgp,
        **own,
    ).results
    parts = [found[n].value for n in PATHWAYS]
    assert math.fsum(parts) == pytest.approx(found["input"].value, rel=1e-9)
    assert min(parts) >= 0
    assert found["gypsum"].value + found["waste_water"].value == pytest.approx(
        found["scrubber"].value, abs=1e-9
    )
    forms = [found[n].value for n in ("stack_hg0", "stack_hg2", "stack_hgp")]
    assert math.fsum(forms) == pytest.approx(found["stack"].value, rel=1e-9)


def test_a_balance_that_does_not_close_is_a_defect():
    with pytest.raises(MassBalanceError):
        balance_of(1.0, 1.0, 0.0, 1.0, {"ash": 0.5, "scrubber": 0.0, "hg0": 0.1, "hg2": 0.1})


def test_washing_concentrates_or_dilutes_by_its_yield():
    found = run("unit", **HOT | {"washed": 0.3, "washing_yield": 0.8}).results
    assert found["content_fired"].value == pytest.approx(0.1 * 0.7 / 0.8)
    assert found["coal_fired"].value == pytest.approx(8e5)
    assert found["rejects"].value == pytest.approx(30)
    assert found["heat"].value == pytest.approx(8e5 * 25)
    assert "washing_yield was not given" in " ".join(run("unit", **PLAIN | {"washed": 0.3}).remarks)


def test_coal_follows_from_electricity():
    one = run("unit", **HOT).results
    given_ = {k: v for k, v in HOT.items() if k != "coal"} | {"electricity": one["electricity"].value}
    two = run("unit", **given_).results
    assert two["coal"].value == pytest.approx(1e6)
    assert two["emission_factor"].value == pytest.approx(one["emission_factor"].value)
    assert "efficiency give 2777.78 GWh" in problems("unit", **HOT | {"electricity": 1.0})
    assert "coal is missing and does not follow from other numbers" in problems(
        "unit", mercury_content=0.1, rank="bituminous", controls="FF", electricity=5
    )


def test_units_may_be_written_by_hand():
    found = run(
        "unit",
        **HOT
        | {"coal": "1 Mt", "mercury_content": "100 ug/kg", "heating_value": "25 GJ/t", "efficiency": "40 %"},
    ).results
    assert found["concentration"].value == pytest.approx(run("unit", **HOT).results["concentration"].value)


def test_a_range_of_the_content_is_in_the_stack():
    found = run(
        "unit", **PLAIN | {"mercury_content": {"value": 0.1, "low": 0.05, "high": 0.2}, "release": 1.0}
    )
    stack = found.results["stack"]
    assert stack.value == pytest.approx(64)
    assert stack.low < stack.value < stack.high


def test_nothing_burnt_has_no_intensity():
    found = run("unit", **HOT | {"coal": 0}).results
    assert found["stack"].value == 0
    assert [found[n] for n in ("removal", "concentration", "emission_factor", "emission_per_heat")] == [
        None
    ] * 4


def test_the_particle_bound_share_is_unknown_until_given_but_what_was_measured_is_said():
    found = run("unit", **PLAIN)
    assert found.results["stack_hgp"] is None
    assert "0.013" in " ".join(found.remarks)
    told = run("unit", **PLAIN, particulate_share=0.013).results
    assert told["stack_hgp"].value == pytest.approx(0.013 * told["stack"].value)


def test_limits_stand_beside_a_unit():
    rows = run("unit", **HOT).results["limits"]
    assert {row["kept"] for row in rows} == {"yes", "no"}
    assert {row["jurisdiction"] for row in run("unit", **HOT, jurisdiction="EU").results["limits"]} == {"EU"}
    assert "EU" in problems("unit", **HOT, jurisdiction="UE")
    assert run("unit", **PLAIN).results["limits"] == []


def test_limits_by_heat_and_by_volume():
    rows = {
        row["class"]: row
        for row in run("limits", jurisdiction="USA", emission_per_heat="1.5 lb/TBtu").results["limits"]
    }
    assert rows["MATS existing, not low-rank virgin"]["kept"] == "no"
    assert rows["MATS existing, low-rank virgin"]["kept"] == "yes"
    assert rows["2003/04 proposed MACT existing bituminous"]["note"] == "not adopted"
    (china,) = run("limits", jurisdiction="China", concentration="29 ug/Nm3").results["limits"]
    assert china["kept"] == "yes"
    assert (
        run("limits", jurisdiction="China", concentration="0.031 mg/Nm3").results["limits"][0]["kept"] == "no"
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"coals": [{"share": 1, "rank": "lignite", "mercury_content": 0.1}]}, "rank and coals"),
        ({"mercury_content": None}, "mercury_content is missing"),
        ({"rank": None}, "rank is missing"),
        ({"washing_yield": 0}, "washing_yield is not above 0"),
        ({"coal": None}, "coal is missing and does not follow from other numbers"),
        ({"controls": "ESP+FF"}, "one particle control device"),
        ({"scrubber_water": 2}, "0 to 1"),
        ({"coal": "5 GWh"}, "unit"),
        ({"coall": 5}, "coal"),
        ({"flue_gas": -1}, "-1"),
        ({"controls": ""}, "no controls"),
        ({"controls": "none+FF"}, "none beside"),
    ],
)
def test_wrong_units(changed, said):
    given_ = PLAIN | changed
    assert said in problems("unit", **given_)


def test_shares_of_a_blend_add_up():
    coals = [{"share": 0.5, "rank": "bituminous", "mercury_content": 0.1}, {"share": 0.4, "rank": "lignite"}]
    said = problems("unit", coal=1, controls="CS-ESP", coals=coals)
    assert "add up to 0.9" in said
    assert "coals[1]" in said


# --- contents and fleets from any consistent subset ------------------------------------------------------------------


FLEET = {
    "emission": 630.0,
    "emission_factor": 4.4,
    "emission_ratio": 0.27,
    "mercury_content": 0.045,
    "electricity": 630 / 4.4,
    "input": 630 / 0.27,
    "coal": 630 / 0.27 / 45,
}


@pytest.mark.parametrize(
    "names",
    [
        ("emission", "emission_factor", "emission_ratio", "mercury_content"),
        ("electricity", "emission_factor", "input", "coal"),
        ("coal", "mercury_content", "emission_ratio", "electricity"),
        ("coal", "mercury_content", "emission", "electricity"),
        tuple(FLEET),
    ],
)
def test_a_fleet_follows_from_any_consistent_numbers(names):
    found = run("fleet", **{name: FLEET[name] for name in names}).results
    for name, value in FLEET.items():
        if name not in names:
            assert found[name].value == pytest.approx(value, rel=1e-9)


def test_fleets_and_contents_that_contradict_themselves():
    assert "is not" in problems("fleet", emission=630, emission_factor=4.4, electricity=100)
    assert "is not" in problems("content", mercury_content=0.17, energy_content=5.8, heating_value=20)
    assert "too few numbers" in problems("fleet", emission=630)
    assert "is 2 times the mercury in the coal" in problems("fleet", emission=10, input=5)
    assert run("content", energy_content="5.8 lb/TBtu", heating_value=25).results[
        "mercury_content"
    ].value == pytest.approx(5.8 * 0.42992 * 25 / 1000, rel=1e-4)


def test_the_regression_is_cut_and_says_where():
    found = run("regression", controls="SDA+FF", chlorine=3000)
    assert found.results["removal"].value == 0.98
    assert found.results["unclipped"].value > 1
    assert found.results["zero_at"].value == pytest.approx(53, abs=1)
    assert run("regression", controls="FF", chlorine=200).results["zero_at"].value == pytest.approx(11, abs=1)
    assert run("regression", controls="FF", chlorine=0).results["removal"].value == 0


# --- path -----------------------------------------------------------------------------------------------------------


def test_the_path_goes_in_the_order_of_the_guidance_and_prices_sorbent():
    found = run("path", **HOT, interest=0.07, life=20, target_concentration=0.001).results
    assert found["met"] is False
    steps = found["steps"]
    assert [s["step"] for s in steps] == [
        "as it is",
        "washing of the coal",
        "wet desulphurisation",
        "fabric filter instead of the precipitator",
        "SCR ahead of the rest",
        "sorbent injection",
    ]
    last = steps[-1]
    assert last["annual_cost"].value == pytest.approx(979815, abs=1)
    assert last["currency_year"] == "2009"
    assert last["cost_per_mass"].value == pytest.approx(979815 / -last["moved"]["stack"].value, rel=1e-5)
    assert last["cost_per_electricity"].value == pytest.approx(
        979815 / (1e6 * 25 / 3.6 * 0.4 * 1000), rel=1e-5
    )
    assert steps[1]["annual_cost"] is None
    for step in steps:
        assert math.fsum(step[n].value for n in PATHWAYS) == pytest.approx(step["input"].value)
    for step in steps[1:]:
        assert math.fsum(step["moved"][n].value for n in PATHWAYS) == pytest.approx(
            step["moved"]["input"].value, abs=1e-9
        )


def test_a_step_that_cannot_be_told_is_left_and_the_path_goes_on():
    found = run("path", **PLAIN | {"rank": "subbituminous"}, target_emission=0.01).results["steps"]
    left = next(s for s in found if s["step"].startswith("fabric"))
    assert left["kept"] is False
    assert "no published value" in left["why"]
    assert found[-1]["step"] == "sorbent injection"
    assert found[-1]["kept"]
    assert spelled(found[-1]["controls"]) == "SCR+ACI+CS-ESP+wFGD"


def test_a_step_that_brings_nothing_is_not_kept():
    found = run("path", **PLAIN | {"rank": "lignite", "controls": "CS-ESP+wFGD"}).results
    scr = next(s for s in found["steps"] if s["step"].startswith("SCR"))
    assert not scr["kept"]
    assert scr["why"] == "it has no effect here"
    assert found["met"] is None


def test_efficiency_blend_costs_and_what_is_not_possible():
    other = [{"share": 1, "rank": "bituminous", "mercury_content": 0.05, "heating_value": 25}]
    found = run(
        "path",
        **HOT,
        other_coal=other,
        new_efficiency=0.44,
        interest=0.05,
        life=10,
        not_possible=[{"step": "wet desulphurisation"}],
        new_halogen_oxidation=0.9,
        step_costs=[
            {"step": "higher plant efficiency", "capital": 1e6, "operation": 0, "currency_year": "2015"}
        ],
    )
    steps = {s["step"]: s for s in found.results["steps"]}
    assert "wet desulphurisation" not in steps
    assert steps["other coal or blend"]["stack"].value == pytest.approx(steps["as it is"]["stack"].value / 2)
    assert steps["higher plant efficiency"]["input"].value == pytest.approx(50 * 0.4 / 0.44)
    assert steps["higher plant efficiency"]["currency_year"] == "2015"
    assert not steps["halogen addition"]["kept"]
    prices = [row["cost_per_mass"].value for row in found.results["by_cost"]]
    assert len(prices) == 2
    assert prices == sorted(prices)
    assert "washing_removal" in [a["name"] for a in found.assumed]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"target_concentration": 1}, "flue_gas"),
        ({"step_costs": [{"step": "sorbent injection", "capital": 1, "operation": 1}]}, "interest and life"),
        ({"not_possible": [{"step": "prayer"}]}, "sorbent injection"),
        ({"target_emission": -1}, "-1"),
        ({"new_efficiency": 1.2}, "0 to 0.6"),
    ],
)
def test_wrong_paths(changed, said):
    assert said in problems("path", **PLAIN, **changed)


# --- S41: options side by side --------------------------------------------------------------------------------------


def _options(**more):
    base = {k: v for k, v in HOT.items() if k != "controls"}
    options = [
        {"name": "now", "controls": "CS-ESP", "so2_removal": 0.0},
        {
            "name": "scrubber",
            "controls": "CS-ESP+wFGD",
            "so2_removal": 0.9,
            "capital": 1e8,
            "operation": 1e6,
            "currency_year": "2010",
        },
        {"name": "better", "controls": "CS-ESP", "efficiency": 0.44},
        {"name": "sorbent", "controls": "ACI+CS-ESP"},
    ]
    return run("compare", **base | {"sulphur": "1 %", "options": options} | more)


def test_s41_mercury_in_is_stack_ash_scrubber_and_rejects_for_each_option():
    found = _options().results
    for row in found["options"]:
        assert math.fsum(row[n].value for n in PATHWAYS) == pytest.approx(row["input"].value, rel=1e-9)
    shift = found["shifts"][0]
    assert shift["scrubber"].value == pytest.approx(-shift["stack"].value)
    assert found["shifts"][2]["fly_ash"].value > 0


def test_co_benefits_are_told_where_known_and_unknown_where_not():
    found = _options(interest=0.07, life=20)
    now, scrubber, better, sorbent = found.results["options"]
    assert now["so2"].value == pytest.approx(1e6 * 0.01 * 2 * 0.95)
    assert scrubber["so2"].value == pytest.approx(now["so2"].value / 10)
    assert sorbent["so2"] is None
    assert now["nox"] is None
    assert now["pm"] is None
    assert now["co2"].value == pytest.approx(
        1e6 * 25 * combustion()["carbon_dioxide", "bituminous"].value / 1000
    )
    assert better["co2"].value == pytest.approx(now["co2"].value * 0.4 / 0.44)
    assert better["input"].value == pytest.approx(now["input"].value * 0.4 / 0.44)
    assert scrubber["cost_per_mass"].value == pytest.approx(
        scrubber["annual_cost"].value / scrubber["less_than_first"].value
    )
    assert sorbent["annual_cost"] is None
    assert all(a["source"] for a in found.assumed if a["name"].startswith("carbon_dioxide"))


def test_nitrogen_oxides_and_particles_by_the_users_numbers():
    option = {"name": "now", "controls": "CS-ESP", "nox_removal": 0.5, "pm_removal": 0.99}
    (row,) = _options(options=[option], nox_factor=200, ash=0.2, fly_ash_share=0.8).results["options"]
    assert row["nox"].value == pytest.approx(25e6 * 200 / 1e6 / 2)
    assert row["pm"].value == pytest.approx(1e6 * 0.2 * 0.8 * 0.01)


def test_wrong_options():
    assert "options[1]" in problems(
        "compare",
        **{k: v for k, v in PLAIN.items() if k != "controls"},
        options=[{"name": "a", "controls": "FF"}, {"name": "b", "controls": "FFF"}],
    )
    assert "no option" in problems("compare", coal=1, options=[])
    assert "efficiency" in problems(
        "compare",
        coal=1,
        mercury_content=0.1,
        rank="lignite",
        options=[{"name": "a", "controls": "CS-ESP", "efficiency": 0.4}],
    )


# --- S45 and C10: cost ----------------------------------------------------------------------------------------------


COST = {
    "capital": 3.6e6,
    "operation": 0.64e6,
    "interest": 0.07,
    "life": 20,
    "removed": 50,
    "electricity": "3 TWh/yr",
    "currency_year": "2009",
}


def test_c10_and_the_three_rules_of_allocation():
    found = run("cost", **COST, allocated=0.25).results
    rows = {row["allocation"]: row for row in found["allocations"]}
    assert rows["all"]["annual_cost"].value == pytest.approx(979815, abs=1)
    assert rows["none"]["annual_cost"].value == 0
    assert rows["benefit-share"]["cost_per_mass"].value == pytest.approx(979815 / 4 / 50, rel=1e-6)
    assert found["annual_cost"].value == pytest.approx(979815 / 4, abs=1)
    assert found["allocation"] == "benefit-share"
    unknown = {row["allocation"]: row for row in run("cost", **COST).results["allocations"]}
    assert unknown["benefit-share"]["annual_cost"] is None
    assert run("cost", **COST, allocation="none").results["cost_per_electricity"].value == 0


def test_s45_same_inputs_same_cost_currency_year_and_sensitivity():
    one, two = run("cost", **COST), run("cost", **COST)
    assert one.as_dict() == two.as_dict()
    assert one.results["currency_year"] == "2009"
    assert "2009" in one.remarks[0]
    rows = {row["quantity"]: row for row in one.results["sensitivity"]}
    assert rows["removed"]["at_from"].value == pytest.approx(one.results["cost_per_mass"].value / 0.8)
    assert rows["interest"]["at_to"].value > rows["interest"]["at_from"].value
    ranged_ = run("cost", **COST | {"capital": {"value": 3.6e6, "low": 3e6, "high": 9e6}}).results[
        "sensitivity"
    ]
    assert next(r for r in ranged_ if r["quantity"] == "capital")["basis"] == "its range"


def test_capital_by_capacity():
    found = run(
        "cost", capital_per_capacity="8 USD/kW", capacity="450 MW", operation=0.64e6, interest=0.07, life=20
    ).results
    assert found["annual_cost"].value == pytest.approx(979815, abs=1)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"removed": 0}, "removed is not above 0"),
        ({"electricity": 0}, "electricity is not above 0"),
        ({"capital": None}, "no capital"),
        ({"capital": "3 EUR"}, "USD"),
        ({"capital_per_capacity": 8, "capacity": 5}, "given twice"),
        ({"allocation": "benefit-share"}, "share of the benefit"),
        ({"allocation": "half"}, "benefit-share"),
        ({"allocation": "all", "allocated": 0.3}, "one of them"),
        ({"interest": 1.5}, "0 to 1"),
        ({"life": 0}, "1 to"),
    ],
)
def test_wrong_costs(changed, said):
    assert said in problems("cost", **COST | changed)


# --- S40: guidance, coals -------------------------------------------------------------------------------------------


def test_s40_every_number_has_a_source_under_every_filter():
    for filters in (
        {},
        {"rank": "lignite"},
        {"device": "FGD"},
        {"controls": "ESP+FGD"},
        {"parameter": "capture_hg2"},
        {"least_removal": 0.9},
        {"rank": "bituminous", "any_coal": True},
    ):
        found = run("guidance", **filters).results
        assert found["techniques"]
        assert all(
            row["number"] is None or (row["number"].source and row["source"])
            for row in (*found["techniques"], *found["costs"])
        )
    assert all(
        row["number"].central >= 0.9 for row in run("guidance", least_removal=0.9).results["techniques"]
    )
    assert {
        row["technique"]
        for row in run("guidance", controls="CS-ESP+wFGD", rank="bituminous").results["techniques"]
    } == {"CS-ESP+FGD", "CS-ESP+wFGD"}
    assert "lignite" in problems("guidance", rank="lignit")


def test_the_coal_data_base():
    rows = run("coals", country="USA", analyte="Cl", rank="bituminous KY").results["coals"]
    assert rows[0]["content"].value == pytest.approx(1086.09)
    assert all(row["source"] for row in run("coals").results["coals"])
    assert "Poland" in problems("coals", country="Polland")
    assert "not found" in run("coals").remarks[0]


# --- S42 and S47: stack tests ---------------------------------------------------------------------------------------


FIRST = Factors({("bituminous", "CS-ESP"): Factor(Quantity(0.36, "1", source="ICR"), 1)})


def test_s42_a_test_changes_factor_version_and_totals_and_the_old_stays():
    told = FIRST.version, dict(FIRST.by_train)
    later = revised(FIRST, [StackTest("t1", "bituminous", "ESP", 0.5)])
    assert (FIRST.version, dict(FIRST.by_train)) == told
    assert later.version != FIRST.version
    assert later.follows == FIRST.version
    number = later.by_train["bituminous", "CS-ESP"].removal
    assert (number.low, number.value, number.high) == pytest.approx((0.36, 0.43, 0.5))
    with pytest.raises(TypeError):
        later.by_train["lignite", "FF"] = Factor(Quantity(0.1), 1)
    with pytest.raises(InputProblems, match="twice"):
        revised(later, [StackTest("t1", "bituminous", "ESP", 0.5)])
    assert revised(FIRST, []) is FIRST


@given(st.lists(st.floats(-0.2, 1.0), min_size=1, max_size=8))
def test_a_factor_lies_within_its_range_and_does_not_care_for_order(removals):
    tests = [StackTest(f"t{i}", "lignite", "FF", r) for i, r in enumerate(removals)]
    one = revised(Factors({}), tests).by_train["lignite", "FF"].removal
    assert one.low - 1e-12 <= one.value <= one.high + 1e-12
    assert one.value == pytest.approx(math.fsum(removals) / len(removals), abs=1e-12)
    other = revised(Factors({}), tests[::-1]).by_train["lignite", "FF"].removal
    assert (other.low, other.high) == (one.low, one.high)
    assert other.value == pytest.approx(one.value, abs=1e-12)


def test_s47_two_leads_stay_two_and_the_result_is_linked_to_the_guidance():
    tests = [
        {
            "id": "t1",
            "rank": "bituminous",
            "controls": "ESP",
            "inlet": "10 ug/Nm3",
            "outlet": 5,
            "organisations": "Institute A; Institute B",
            "source": "report",
            "date": "2010",
        }
    ]
    found = run(
        "stack-test",
        tests=tests,
        factors=[{"rank": "bituminous", "controls": "CS-ESP", "removal": 0.36, "weight": 3}],
        activity=[{"rank": "bituminous", "controls": "CS-ESP", "input": 100}],
    ).results
    (test,) = found["tests"]
    assert test["organisations"] == ["Institute A", "Institute B"]
    known = {row["id"] for row in run("guidance").results["techniques"]}
    assert test["techniques"]
    assert set(test["techniques"]) <= known
    assert found["old_version"] != found["new_version"]
    assert found["old_factors"][0]["removal"].value == 0.36
    assert found["new_factors"][0]["removal"].value == pytest.approx((3 * 0.36 + 0.5) / 4)
    assert found["totals"][0]["old_emission"].value == pytest.approx(64)
    assert found["totals"][0]["new_emission"].value == pytest.approx(100 * (1 - 0.395))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"removal": 0.5, "inlet": 10, "outlet": 5}, "given twice"),
        ({}, "no removal"),
        ({"inlet": 0, "outlet": 5}, "inlet is not above 0"),
        ({"removal": 1.2}, "-1 to 1"),
        ({"removal": 0.5, "controls": "XYZ"}, "unknown device"),
    ],
)
def test_wrong_stack_tests(row, said):
    assert said in problems("stack-test", tests=[{"id": "t", "rank": "lignite", "controls": "FF"} | row])


# --- S43, S44: pilots and their dates -------------------------------------------------------------------------------


def test_s43_before_and_after_with_uncertainty_by_country_and_coal():
    pilots = [
        {
            "name": "one",
            "country": "India",
            "rank": "subbituminous",
            "before": {"value": 10, "low": 9, "high": 11},
            "after": {"value": 5, "low": 4, "high": 6},
            "lesson": "grind finer",
        },
        {"name": "two", "country": "Indonesia", "rank": "lignite", "before": 10, "after": 8},
        {
            "name": "three",
            "country": "India",
            "rank": "lignite",
            "before": {"value": 10, "low": 7, "high": 13},
            "after": {"value": 9, "low": 6, "high": 12},
        },
    ]
    (row,) = run("pilots", pilots=pilots, country="india", rank="subbituminous").results["pilots"]
    assert row["lesson"] == "grind finer"
    assert row["share"].value == pytest.approx(0.5)
    assert row["share"].low < 0.5 < row["share"].high
    assert [r["change"] for r in run("pilots", pilots=pilots).results["pilots"]] == [
        "lower",
        "unknown: no ranges",
        "ranges overlap",
    ]
    assert run("pilots", pilots=pilots, country="Chile").remarks == ["no pilot matches"]
    assert "above 0" in problems("pilots", pilots=[{"name": "x", "before": 0, "after": 0}])


def test_s44_a_plan_of_three_years_from_2009_ends_in_2012():
    found = run("schedule", start=2009, duration=3, now=2013).results
    assert found["expected_end"].value == 2012
    assert found["precision"] == "year"
    assert found["overdue"] is True
    assert run("schedule", start=2009, duration=3, now=2012).results["overdue"] is False
    assert run("schedule", start=2009, duration=3, now=2013, ended=True).results["overdue"] is False
    assert run("schedule", start=2009, duration=3).results["overdue"] is None


# --- countries ------------------------------------------------------------------------------------------------------


def test_a_country_is_the_sum_of_its_plants_with_coverage():
    unit = PLAIN | {"release": 1.0, "mercury_content": {"value": 0.1, "low": 0.05, "high": 0.2}}
    units = [
        unit | {"plant": "A", "name": "1"},
        unit | {"plant": "A", "name": "2"},
        unit | {"plant": "B", "name": "1", "controls": "CS-ESP+wFGD"},
    ]
    found = run("country", country="X", units=units, all_coal="6 Mt", all_units=10).results
    assert found["coverage_by_coal"].value == 0.5
    assert found["coverage_by_units"].value == 0.3
    assert found["coal_not_listed"].value == pytest.approx(3e6)
    assert found["stack"].value == pytest.approx(64 + 64 + 25, rel=1e-4)
    assert found["stack"].low < found["stack"].value < found["stack"].high
    assert [p["plant"] for p in found["plants"]] == ["A", "B"]
    assert math.fsum(p["stack"].value for p in found["plants"]) == pytest.approx(found["stack"].value)
    assert found["electricity"] is None
    assert "at least the sum of what is listed" in problems("country", country="X", units=units, all_coal=1)
    assert "listed twice" in problems("plant", units=[unit, unit | {"name": "1"}])
    assert "units[1]" in problems("plant", units=[unit, unit | {"controls": "XXX"}])


def test_every_verb_tells_what_it_takes():
    for verb in COAL.verbs:
        assert json.dumps(verb.schema())
        assert verb.about
        assert "absent" in problems(verb.name, absent=1)
