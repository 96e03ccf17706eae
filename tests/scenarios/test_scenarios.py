"""Scenarios: the shipped world, runs that differ by the measure, balance, costs, targets, formats, bad files."""

from __future__ import annotations

import re
from importlib import resources

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quicksilver.areas import Measure
from quicksilver.errors import InputProblems
from quicksilver.fate.cycle import load_model
from quicksilver.fate.from_scenarios import in_deposition
from quicksilver.quantities import Quantity
from quicksilver.scenarios import cost_curve, judge, least_cost, read_scenario, run_scenario, to_iamc, world
from quicksilver.scenarios.baseline import Baseline, read_baseline, world_years
from quicksilver.scenarios.costs import Potential, potentials
from quicksilver.scenarios.iamc import from_iamc, read_iamc_table
from quicksilver.scenarios.model import Applied, Driver, PhaseOut, Run, Scenario
from quicksilver.scenarios.published import side_by_side

EXAMPLE = resources.files("quicksilver.scenarios") / "data" / "example.yaml"


@pytest.fixture
def example(tmp_path):
    path = tmp_path / "example.yaml"
    path.write_bytes(EXAMPLE.read_bytes())
    return path


def small(draws=64, **changed):
    base = Baseline(
        2015,
        ("A", "B"),
        ("coal-power", "asgm"),
        ("coal", "asgm"),
        np.array([[100.0, 50.0], [10.0, np.nan]]),
        np.array([0.8, 0.5]),
        np.array([1.2, 2.0]),
        ("x", "y"),
    )
    measure = Measure(
        "aci",
        "coal",
        "carbon",
        (),
        "air",
        Quantity(0.9, "1", 0.8, 0.95),
        cost=Quantity(100.0, "USD/kg"),
        currency_year="2010",
    )
    parts = {
        "baseline": base,
        "years": tuple(range(2015, 2031)),
        "drivers": (Driver((), (), growth=Quantity(0.02, "1/yr", 0.0, 0.04)),),
        "applied": (Applied("aci", measure, (), (), 2015, 2025, 0.5),),
        "phase_outs": (PhaseOut(("asgm",), (), 2020),),
        "runs": (Run("baseline"), Run("control", ("aci",), (0,))),
        "draws": draws,
    } | changed
    return Scenario("s", "small", **parts)


def test_the_world_gives_back_the_totals_it_is_built_from():
    table = side_by_side()
    assert set(table["year"]) == set(world_years()) == {2000, *range(2010, 2016)}
    assert (table["difference"].abs() < 4).all()
    regional = table[table["what"].str.startswith("Streets")]
    assert (regional["difference"].abs() <= 0.2 + 1e-9).all()
    parts = table[table["what"].str.contains("sum of")]
    assert (parts["difference"].abs() < 1e-9).all()


def test_a_year_without_sectors_is_not_divided():
    assert world(2000).sectors == ("all",)
    with pytest.raises(InputProblems, match="2000, 2010"):
        world(1999)


def test_unknown_cells_are_in_no_total():
    found = run_scenario(small())
    assert found["emission"].sel(run="baseline", region="B", area="asgm", year=2015, estimate="central") == 0
    assert found["world"].sel(run="baseline", year=2015, estimate="central") == pytest.approx(160.0)


def test_runs_differ_by_the_measure_alone():
    both = run_scenario(small())
    alone = run_scenario(small(applied=(), phase_outs=(), runs=(Run("baseline"),)))
    np.testing.assert_array_equal(both["emission"].sel(run="baseline"), alone["emission"].sel(run="baseline"))
    control = both["world"].sel(run="control")
    assert (control <= both["world"].sel(run="baseline") + 1e-9).all()
    idle = run_scenario(small(runs=(Run("baseline"), Run("same"))))
    np.testing.assert_array_equal(idle["world"].sel(run="same"), idle["world"].sel(run="baseline"))


@settings(max_examples=25, deadline=None)
@given(share=st.floats(0, 1), removal=st.floats(0, 1), growth=st.floats(-0.05, 0.1))
def test_what_is_not_emitted_is_somewhere(share, removal, growth):
    measure = Measure("aci", "coal", "carbon", (), "air", Quantity(removal, "1"))
    found = run_scenario(
        small(
            draws=4,
            drivers=(Driver((), (), growth=Quantity(growth, "1/yr")),),
            applied=(Applied("aci", measure, (), (), 2015, 2025, share),),
        )
    )
    central = found.sel(estimate="central")
    gone = central["moved"].sel(run="control").sum("pathway")
    np.testing.assert_allclose(
        central["world"].sel(run="control") + gone,
        central["world"].sel(run="baseline"),
        rtol=1e-12,
        atol=1e-12,
    )


def test_regions_and_areas_add_up_to_the_world():
    central = run_scenario(small()).sel(estimate="central")
    np.testing.assert_allclose(central["emission"].sum(["region", "area"]), central["world"], rtol=1e-12)
    np.testing.assert_allclose(central["by_sector"].sum("sector"), central["world"], rtol=1e-12)


def test_a_baseline_twice_as_large_emits_twice():
    one, base = run_scenario(small()), small().baseline
    two = run_scenario(
        small(
            baseline=Baseline(
                2015,
                base.regions,
                base.sectors,
                base.areas,
                2 * base.value,
                base.low,
                base.high,
                base.sources,
            )
        )
    )
    np.testing.assert_allclose(two["world"], 2 * one["world"], rtol=1e-12)


def test_ranges_hold_the_central_value_and_the_seed_decides():
    one, two, other = run_scenario(small()), run_scenario(small()), run_scenario(small(seed=2))
    assert one.identical(two)
    assert not one.identical(other)
    world_ = one["world"].sel(run="baseline")
    assert (world_.sel(estimate="low") <= world_.sel(estimate="central")).all()
    assert (world_.sel(estimate="central") <= world_.sel(estimate="high")).all()


def test_the_curve_rises_and_unknown_costs_are_not_free():
    scenario = small()
    free = Applied(
        "new", Measure("new", "coal", "new", (), "air", Quantity(0.5, "1")), (), (), 2015, 2025, 1.0
    )
    table = cost_curve(potentials(scenario, 2015, [*scenario.applied, free]))
    assert list(table["measure"]) == ["aci", "new"]
    assert np.isnan(
        table["cost"].iloc[1].astype(float) if hasattr(table["cost"].iloc[1], "astype") else float("nan")
    )
    assert table["abated"].iloc[0] == pytest.approx(110 * 0.5 * 0.9)
    assert table["abated"].iloc[1] == pytest.approx((110 - 49.5) * 0.5)


def offer(measure, removal, cost, share=1.0, flow=100.0, region="A"):
    return Potential(
        measure, "coal-power", region, flow, removal, share, cost, "USD/kg (2010)" if cost is not None else ""
    )


def test_the_cheapest_mix_of_a_case_that_can_be_done_by_hand():
    found = least_cost([offer("cheap", 0.5, 10.0), offer("dear", 1.0, 30.0)], 75.0)
    # Half of the flow each: 25 kg at 10 and 50 kg at 30 take 75; another kg needs 0.02 of the flow to change over.
    assert found.abated == pytest.approx(75.0)
    assert found.cost == pytest.approx(25 * 10 + 50 * 30)
    assert found.marginal == pytest.approx(50.0)


def test_the_mix_says_what_is_out_of_reach_and_what_it_left_out():
    with pytest.raises(InputProblems, match="at most 50 kg/yr"):
        least_cost([offer("cheap", 0.5, 10.0)], 60.0)
    assert least_cost([offer("cheap", 0.5, 10.0), offer("mystery", 0.9, None)], 10.0).left_out == ("mystery",)
    with pytest.raises(InputProblems, match="one currency"):
        least_cost(
            [offer("a", 0.5, 1.0), Potential("b", "coal-power", "A", 1, 1, 1, 1.0, "EUR/kg (2010)")], 1.0
        )


def test_the_example_runs_and_judges_its_target(example):
    scenario = read_scenario(example)
    found = run_scenario(scenario)
    outcomes = {run: item.outcome for run, item in judge(scenario, found)}
    assert outcomes["baseline"] == "not met"
    assert outcomes["control"] in ("not met", "cannot be told")
    after = found["by_area"].sel(area="chlor-alkali", run="control", year=2026, estimate="central")
    before = found["by_area"].sel(area="chlor-alkali", run="control", year=2025, estimate="central")
    assert 0 < after < before  # vinyl chloride is of the same area and stays


def test_a_measure_is_seen_in_deposition(example):
    found = run_scenario(read_scenario(example))
    compared = in_deposition(found, load_model("amos2014"))
    assert compared.names == ("baseline", "control")
    assert compared.avoided_deposition["control"][-1] > 0
    np.testing.assert_allclose(
        compared.emission["baseline"][0],
        found["world"].sel(run="baseline", estimate="central")[0] / 1000 + _other(),
        rtol=1e-6,
    )


def _other():
    from quicksilver.fate.scenarios import history

    past = history("streets2011")
    air = next(i for i, box in enumerate(past.reservoirs) if box.startswith("atm"))
    return past.values[-1].sum() - past.values[-1, air]


def test_an_iamc_table_whose_only_row_is_cut_has_no_rows(tmp_path) -> None:
    path = tmp_path / "i.csv"
    path.write_text("Model,Scenario,Region,Variable,Unit,2010,2020\nM,S1,World,E", encoding="utf-8")
    assert read_iamc_table(path).empty


def test_iamc_goes_out_and_comes_back(example, tmp_path):
    found = run_scenario(read_scenario(example))
    path = tmp_path / "iamc.csv"
    to_iamc(found).to_csv(path, index=False)
    base = from_iamc(read_iamc_table(path), 2015, scenario="baseline")
    central = found["emission"].sel(run="baseline", year=2015, estimate="central")
    np.testing.assert_allclose(base.value, central.sel(area=list(base.sectors)).values, rtol=1e-12)


def test_a_scenario_goes_on_from_iamc_data(example, tmp_path):
    found = run_scenario(read_scenario(example))
    to_iamc(found).to_csv(tmp_path / "iamc.csv", index=False)
    path = tmp_path / "next.yaml"
    path.write_text(
        "base_year: 2030\nfrom: 2030\nto: 2031\nbaseline: iamc.csv\niamc_scenario: control\ndraws: 4\n"
    )
    again = run_scenario(read_scenario(path))
    whole = found["world"].sel(run="control", year=2030, estimate="central")
    assert float(again["world"].sel(run="baseline", year=2030, estimate="central")) == pytest.approx(
        float(whole)
    )
    assert "a measure acts on its whole area; ranges of the file are not used" in again.attrs["remarks"]
    path.write_text("base_year: 2030\nfrom: 2030\nto: 2031\nbaseline: iamc.csv\n")
    with pytest.raises(InputProblems, match="2 scenarios"):
        read_scenario(path)


def test_iamc_that_is_wrong_is_refused(tmp_path):
    path = tmp_path / "iamc.csv"
    pd.DataFrame(
        {
            "model": ["m"] * 2,
            "scenario": ["s"] * 2,
            "region": ["R"] * 2,
            "variable": ["Emissions|Hg|coal"] * 2,
            "unit": ["EJ/yr"] * 2,
            "2015": [1, 2],
        }
    ).to_csv(path, index=False)
    with pytest.raises(InputProblems, match="listed twice"):
        read_iamc_table(path)
    path.write_text("model,scenario\na,b\n")
    with pytest.raises(InputProblems, match="no column"):
        read_iamc_table(path)


WRONG = """title: wrong
base_year: 2015
from: 2050
to: 2020
driver: []
drivers:
  - growth: 2 kg
  - sectors: [cole-power]
    growth: 1 %/yr
define:
  - id: magic
    area: coal
    removal: 120 %
measures:
  - measure: magik
    from: 2020
    full: 2030
    share: 50 %
  - measure: carbon
    from: 2030
    full: 2020
    share: 150 %
runs:
  control: [nothing]
"""


def test_all_problems_of_a_file_are_reported_with_their_lines(tmp_path):
    path = tmp_path / "wrong.yaml"
    path.write_text(WRONG)
    with pytest.raises(InputProblems) as caught:
        read_scenario(path)
    said = [(p.what, p.where) for p in caught.value.problems]

    def line(part):
        return next((int(re.search(r"line (\d+)", where)[1]) for what, where in said if part in what), None)

    assert line("2050 to 2020") == 4
    assert line("'driver'") == 5
    assert line("cole-power") == 8
    assert line("1.2") == 13
    assert line("'magik'") == 15
    assert line("1.5") == 22
    assert line("'nothing'") == 24
    assert any("kg" in what for what, _ in said)


def write(tmp_path, more):
    path = tmp_path / "s.yaml"
    path.write_text(
        "base_year: 2015\nfrom: 2015\nto: 2030\ndefine:\n  - {id: m, area: coal, removal: 50 %, control: dust}\n  - {id: n, area: coal, removal: 40 %, control: dust}\n"
        + more
    )
    return path


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            "measures:\n  - {measure: m, sectors: [asgm], from: 2015, full: 2020, share: 0.5}\n",
            "measure of area coal, not of asgm",
        ),
        ("measures:\n  - {measure: m, from: 2020, full: 2016, share: 0.5}\n", "before it begins"),
        (
            "measures:\n  - {measure: m, from: 2015, full: 2020, share: 0.5}\n  - {measure: n, from: 2015, full: 2020, share: 0.5}\n",
            "same control",
        ),
        ("regions: [Atlantis]\n", "Atlantis"),
        ("draws: 0\n", "draws 0"),
        ("drivers:\n  - {}\n", "without growth"),
        ("from: 2016\n", "is given twice"),
        ("a: &x 1\nb: *x\n", "alias"),
        ("a: [1\n", "is not YAML"),
    ],
)
def test_files_that_cannot_be_meant(tmp_path, more, said):
    with pytest.raises(InputProblems, match=said):
        read_scenario(write(tmp_path, more))


def test_a_baseline_of_ones_own(tmp_path):
    (tmp_path / "mine.csv").write_text(
        "region,sector,area,value,unit,low,high,source\nSenegal,gold,asgm,2,t/yr,1,4,field survey\nMali,gold,asgm,,t/yr,,,\n"
    )
    path = tmp_path / "s.yaml"
    path.write_text("base_year: 2015\nfrom: 2015\nto: 2016\nbaseline: mine.csv\n")
    found = run_scenario(read_scenario(path))
    assert found["world"].sel(year=2015, run="baseline", estimate="central") == 2000
    assert "unknown" in found.attrs["remarks"]
    (tmp_path / "mine.csv").write_text(
        "region,sector,area,value,unit\nA,x,asgm,-1,t/yr\nA,y,gold,1,t/yr\nA,z,asgm,1,GWh\n"
    )
    with pytest.raises(InputProblems) as caught:
        read_scenario(path)
    assert len(caught.value.problems) == 3


def test_the_partnerships_targets_and_the_treatys_dates(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text(
        "base_year: 2015\nfrom: 2015\nto: 2035\ndraws: 16\npolicies: [minamata]\nstandard_targets: true\nruns:\n  baseline: []\n  treaty: [phase_outs]\n"
    )
    scenario = read_scenario(path)
    found = run_scenario(scenario)
    outcomes = {(run, item.target): item for run, item in judge(scenario, found)}
    assert outcomes["baseline", "asgm-demand-halved"].outcome == "cannot be computed"
    assert "baseline" in outcomes["baseline", "asgm-demand-halved"].missing
    assert outcomes["baseline", "products-lamps"].outcome == "not assessable"
    assert outcomes["baseline", "coal-control-potential"].outcome == "not assessable"
    assert outcomes["baseline", "chlor-alkali-end"].outcome == "not met"
    assert outcomes["treaty", "chlor-alkali-end"].outcome == "met"
    mining = found["by_sector"].sel(run="treaty", sector="mercury-production")
    assert (mining.sel(year=2032) > 0).all()
    assert (mining.sel(year=2033) == 0).all()


def test_published_scenario_anchors(tmp_path):
    from quicksilver.factors.facts import facts

    rows = [r for r in facts("scenario_factors", model="Streets 2009", parameter="emission") if r.number]
    base = next(r.number.value for r in rows if r.labels["scenario"] == "base")
    wide = next(r.number for r in rows if r.labels["scenario"] == "all IPCC")
    controlled = next(r.number for r in rows if r.labels["scenario"] == "all IPCC + ACI")
    assert (base, wide.low, wide.high, controlled.low, controlled.high) == (2480, 2390, 4860, 1670, 3480)
    assert wide.low / base - 1 == pytest.approx(-0.04, abs=0.005)
    assert wide.high / base - 1 == pytest.approx(0.96, abs=0.005)
    (tmp_path / "b.csv").write_text(f"region,sector,area,value,unit\nWorld,all,none,{base},Mg/yr\n")
    reached = []
    for end in (wide.low, wide.high):
        path = tmp_path / f"s{end:g}.yaml"
        path.write_text(
            f"base_year: 2006\nfrom: 2006\nto: 2050\nbaseline: b.csv\ndraws: 4\ndrivers:\n  - factors: {{2050: {end / base}}}\n    source: Streets et al. 2009\n"
        )
        found = run_scenario(read_scenario(path))
        reached.append(float(found["world"].sel(run="baseline", year=2050, estimate="central")) / 1000)
    others = [r.number.value for r in rows if r.labels["scenario"] in ("A1B", "A2", "B1", "B2")]
    assert len(others) == 4
    assert all(reached[0] - 1e-6 <= value <= reached[1] + 1e-6 for value in others)
    twice = {
        r.labels["scenario"]: r.number.value
        for r in facts("scenario_factors", model="AMAP/UNEP 2008", parameter="emission")
        if r.number
    }
    assert twice["SQ"] / twice["base"] == pytest.approx(1.25)
    gmos = next(
        r.number.value
        for r in facts("scenario_factors", model="Pacyna 2016 (GMOS)", parameter="change 2013-2035")
        if r.number
    )
    assert gmos == -0.85


@pytest.mark.parametrize(
    "cost", ["5 USD x 10/kg", "5 usd/kg", "5 dozen EUR/kg", "{value: 5, unit: USD x 10/kg}"]
)
def test_a_cost_with_words_left_over_is_refused(tmp_path, cost):
    """A text such as USD x 10 is no currency: it must not count as 5 of something per kg."""
    path = tmp_path / "s.yaml"
    head = "base_year: 2015\nfrom: 2015\nto: 2030\ndefine:\n"
    path.write_text(head + f"  - {{id: m, area: coal, removal: 50 %, cost: {cost}}}\n")
    with pytest.raises(InputProblems, match="unknown unit"):
        read_scenario(path)
    path.write_text(head + "  - {id: m, area: coal, removal: 50 %, cost: 5 EUR/kg}\n")
    assert read_scenario(path)


@pytest.mark.parametrize(
    "cost", ["5 USD x 1000/kg", "5 thousand USD/kg", "{value: 5, unit: USD '000/kg}", "0.005 million USD/kg"]
)
def test_a_cost_in_thousands_is_one_in_thousands(tmp_path, cost):
    path = tmp_path / "s.yaml"
    head = "base_year: 2015\nfrom: 2015\nto: 2030\ndefine:\n"
    used = "measures:\n  - {measure: m, from: 2016, full: 2017, share: 50 %}\n"
    path.write_text(head + f"  - {{id: m, area: coal, removal: 50 %, cost: {cost}}}\n" + used)
    assert read_scenario(path).applied[0].measure.cost.to("USD/kg").value == pytest.approx(5000)


@pytest.mark.parametrize("text", ["inf", "1e999", "NaN"])
def test_iamc_values_are_finite(tmp_path, text):
    path = tmp_path / "iamc.csv"
    path.write_text(
        f"model,scenario,region,variable,unit,2015,2020\nM,S,A,Emissions|Hg|coal,t Hg/yr,1,{text}\n"
    )
    with pytest.raises(InputProblems, match="a finite number"):
        read_iamc_table(path)


@pytest.mark.parametrize(
    ("row", "says"),
    [("nan,t/yr", "'nan'"), ("inf,t/yr", "'inf'"), (",t/yr blorp", "blorp"), ("1,t/yr blorp", "blorp")],
)
def test_unknown_values_of_a_baseline_are_empty_and_have_a_unit(tmp_path, row, says):
    path = tmp_path / "b.csv"
    path.write_text(f"region,sector,area,value,unit\nA,power,none,5,t/yr\nB,power,none,{row}\n")
    with pytest.raises(InputProblems, match=says):
        read_baseline(path, 2015, ())
