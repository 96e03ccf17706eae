"""Coal: worked cases, balance, decision path, costs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quicksilver.areas import Course, Use, area
from quicksilver.areas.shared.common import verb_of
from quicksilver.errors import InputProblems
from quicksilver.factors.facts import facts

COAL = area("coal")


def run(verb, **given):
    return verb_of(COAL, verb).run(given)


@pytest.mark.parametrize(
    ("rank", "controls", "removal"),
    [
        ("bituminous", "CS-ESP+wFGD", 0.75),
        ("subbituminous", "CS-ESP+wFGD", 0.29),
        ("lignite", "CS-ESP+wFGD", 0.44),
        ("bituminous", "FF+wFGD", 0.98),
        ("bituminous", "SCR+CS-ESP+wFGD", 0.90),
        ("subbituminous", "SCR+CS-ESP+wFGD", 0.66),
    ],
)
def test_the_staged_model_gives_back_what_it_was_solved_from(rank, controls, removal):
    assert run("train", rank=rank, controls=controls).results["removal"].value == pytest.approx(
        removal, abs=1e-4
    )


def test_contents_by_mass_and_by_energy():
    for mass, energy, heat in ((0.17, 5.8, 29.31), (0.10, 3.5, 28.571)):
        assert run("content", mercury_content=mass, energy_content=f"{energy} kg/PJ").results[
            "heating_value"
        ].value == pytest.approx(heat, abs=1e-3)
    assert run("content", mercury_content="170 ug/kg", heating_value=29.31).results[
        "energy_content"
    ].value == pytest.approx(5.8, abs=1e-3)
    with pytest.raises(InputProblems, match="two of"):
        run("content", mercury_content=0.1)


def test_the_fleet_of_japan():
    found = run(
        "fleet",
        emission="0.63 t",
        emission_factor="4.4 ug/kWh",
        emission_ratio=0.27,
        mercury_content="0.045 ppm",
    ).results
    assert found["electricity"].value == pytest.approx(143.18, abs=1e-2)
    assert found["input"].to("t").value == pytest.approx(2.3333, abs=1e-2)
    assert found["coal"].value == pytest.approx(51.85, abs=1e-2)


def test_the_annuity_of_sorbent_injection():
    found = run(
        "cost",
        capital={"value": 3.6e6},
        operation=0.64e6,
        interest="7 %/yr",
        life=20,
        removed="10 kg/yr",
        currency_year="2009",
    ).results
    assert found["capital_recovery_factor"].value == pytest.approx(0.0943929, abs=1e-6)
    assert found["annual_cost"].value == pytest.approx(979815, abs=1)
    assert found["cost_per_mass"].value == pytest.approx(97981.5, abs=1)
    assert run("cost", capital=100, operation=0, interest=0, life=20).results[
        "annual_cost"
    ].value == pytest.approx(5.0)
    assert "unknown" in run("cost", capital=100, operation=0, interest=0, life=20).remarks[0]


def test_directions_that_every_model_of_the_field_shows():
    def removal(rank, controls):
        return run("train", rank=rank, controls=controls).results["removal"].value

    assert removal("bituminous", "SCR+CS-ESP") == pytest.approx(removal("bituminous", "CS-ESP"))
    assert removal("bituminous", "SCR+CS-ESP+wFGD") > removal("bituminous", "CS-ESP+wFGD")
    assert removal("bituminous", "SCR+CS-ESP+wFGD") > removal("subbituminous", "SCR+CS-ESP+wFGD")
    injected = removal("bituminous", "ACI+CS-ESP") - removal("subbituminous", "ACI+CS-ESP")
    assert injected < removal("bituminous", "CS-ESP+wFGD") - removal("subbituminous", "CS-ESP+wFGD")
    assert (
        run("regression", controls="FF", chlorine=500).results["removal"].value
        > run("regression", controls="FF", chlorine=100).results["removal"].value
    )


@given(
    coal=st.floats(1, 1e7),
    content=st.floats(0, 2),
    washed=st.floats(0, 1),
    release=st.floats(0, 1),
    water=st.floats(0, 1),
    controls=st.sampled_from(["none", "CS-ESP", "FF+wFGD", "SCR+CS-ESP+wFGD", "ACI+CS-ESP"]),
)
def test_mercury_in_is_stack_ash_scrubber_and_rejects(coal, content, washed, release, water, controls):
    found = run(
        "unit",
        coal=coal,
        mercury_content=content,
        rank="bituminous",
        controls=controls,
        washed=washed,
        release=release,
        scrubber_water=water,
    ).results
    parts = sum(
        found[n].value for n in ("rejects", "bottom_ash", "fly_ash", "gypsum", "waste_water", "stack")
    )
    assert parts == pytest.approx(found["input"].value, rel=1e-9, abs=1e-12)
    assert found["stack_hg0"].value + found["stack_hg2"].value == pytest.approx(
        found["stack"].value, abs=1e-12
    )


def test_gas_and_electricity():
    found = run(
        "unit",
        coal=1e6,
        mercury_content=0.1,
        rank="bituminous",
        controls="none",
        release=1.0,
        heating_value=25,
        efficiency=0.4,
        flue_gas=350,
    ).results
    assert found["stack"].value == pytest.approx(100)
    assert found["emission_per_heat"].value == pytest.approx(4.0)
    assert found["concentration"].value == pytest.approx(100e9 / (25e6 * 350))
    assert found["emission_factor"].value == pytest.approx(100e3 / (25e6 * 0.4 / 3600))


def test_the_path_stops_where_the_target_is_met():
    given_ = {"coal": 1e6, "mercury_content": 0.1, "rank": "bituminous", "controls": "CS-ESP", "release": 1.0}
    steps = run("path", **given_, target_emission=10.0)
    assert steps.results["met"] is True
    stacks = [step["stack"].value for step in steps.results["steps"]]
    assert stacks == sorted(stacks, reverse=True)
    assert stacks[-1] <= 10 < stacks[-2]
    assert run("path", **given_, target_emission=0.001).results["met"] is False


def test_coverage_stays_with_the_totals_of_a_plant():
    unit = {"coal": 1000, "mercury_content": 0.1, "rank": "bituminous", "controls": "FF", "name": "one"}
    found = run("plant", units=[unit, {**unit, "name": "two"}], all_units=4).results
    assert found["coverage"].value == 0.5
    assert found["input"].value == pytest.approx(0.2)
    assert "unknown" in run("plant", units=[unit]).remarks[0]


def test_what_nobody_measured_is_not_guessed():
    with pytest.raises(InputProblems, match="no published value"):
        run("train", rank="lignite", controls="FF+wFGD")
    found = run(
        "train", rank="lignite", controls="FF+wFGD", particle_removal=0.3, oxidised=0.5, scrubbing=0.8
    ).results
    assert found["removal"].value == pytest.approx(1 - 0.7 * (1 - 0.4))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"controls": "FF+CS-ESP"}, "one particle control device"),
        ({"controls": "FDG"}, "wFGD"),
        ({"controls": "FF+FF"}, "twice"),
        ({"washed": 1.2}, "0 to 1"),
        ({"rank": "peat"}, "lignite"),
        ({"coal": "-5 t"}, "-5"),
        ({"mercury_content": "1 kg"}, "mg/kg"),
    ],
)
def test_wrong_input(changed, said):
    given_ = {"coal": 1e6, "mercury_content": 0.1, "rank": "bituminous", "controls": "CS-ESP"} | changed
    with pytest.raises(InputProblems) as caught:
        run("unit", **given_)
    assert said in str(caught.value)


def test_every_technique_has_a_source_and_is_found_by_coal_and_device():
    rows = run("guidance", rank="bituminous", device="SCR").results["techniques"]
    assert rows
    assert all(row["number"] is None or row["number"].source for row in rows)
    assert all("scr" in row["technique"].lower() for row in rows)


def test_limits_are_compared_where_they_can_be():
    rows = run("limits", jurisdiction="EU", concentration="5 ug/Nm3").results["limits"]
    assert {row["kept"] for row in rows} == {"yes", "no"}
    assert {row["kept"] for row in run("limits", jurisdiction="USA", concentration=5).results["limits"]} == {
        "not comparable"
    }


def test_baseline_options_projection():
    flows = COAL.baseline(2015, "World")
    assert flows.total().value == pytest.approx(473_800)
    with pytest.raises(InputProblems, match="2010, 2015"):
        COAL.baseline(2003, "World")
    course = Course({"coal": {2015: 1.0, 2030: 1.2}}, (Use("sorbent-injection", 2020, 2030, 0.5),))
    made = COAL.project(course, [2015, 2030], "World")
    made.check_balance([f for y, k in ((2015, 1.0), (2030, 1.2)) for f in _scaled(flows, y, k)])
    assert made.where(pathway="waste", year=2030).total().value > 0
    assert all(m.removal.source for m in COAL.options())
    assert COAL.indicators()[0].measure(flows, 2015).value == pytest.approx(473_800)


def _scaled(flows, year, factor):
    from dataclasses import replace

    from quicksilver.areas.area import scaled

    return [replace(flow, year=year, mass=scaled(flow.mass, factor)) for flow in flows]


def test_regression_says_where_it_leaves_its_measurements():
    assert run("regression", controls="SDA+FF", chlorine=10).results["removal"].value == 0.0
    assert "outside" in run("regression", controls="SDA+FF", chlorine=10).remarks[0]
    assert run("regression", controls="SDA+FF", chlorine=100).results["removal"].value == pytest.approx(
        0.2854 * np.log(100) - 1.1302
    )
    assert list(facts("controls", fuel_or_class="Cl-regression"))
