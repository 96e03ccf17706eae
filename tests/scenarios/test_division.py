"""Regional results by sector: published cells, stand-ins that are marked in every output, world totals as published."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

from quicksilver.errors import InputProblems
from quicksilver.factors.facts import facts
from quicksilver.scenarios import judge, read_scenario, run_scenario, to_iamc, world
from quicksilver.scenarios.baseline import DIFFERENCE, sector_list
from quicksilver.scenarios.division import GIVEN, NOT_STATED, PUBLISHED, SECTORS, STAND_IN, divided
from quicksilver.scenarios.evaluate import target_basis

TABLE = [
    {
        **row.labels,
        **{name: getattr(row, name) for name in ("year", "standing", "confidence", "source", "note")},
        **{name: getattr(row.number, name) for name in ("value", "low", "high")},
    }
    for row in facts("world_regions")
]


def scenario(tmp_path, more="", year=2015):
    path = tmp_path / "flat.yaml"
    path.write_text(
        f"title: flat\nbase_year: {year}\nfrom: {year}\nto: {year + 1}\ndraws: 200\nruns: {{baseline: []}}\n{more}"
    )
    return read_scenario(path)


def test_small_scale_gold_is_where_the_assessment_has_it(tmp_path):
    found = run_scenario(scenario(tmp_path))
    gold = found["emission"].sel(run="baseline", area="asgm", year=2015) / 1000
    rich = ["North America", "European Union (EU28)", "Australia, New Zealand and Oceania"]
    assert float(gold.sel(region=rich, estimate="high").sum()) == 0
    south = gold.sel(region="South America")
    assert float(south.sel(estimate="central")) == pytest.approx(340, rel=0.001)
    assert float(south.sel(estimate="low")) == pytest.approx(290, rel=0.02)
    assert float(south.sel(estimate="high")) == pytest.approx(390, rel=0.02)


@pytest.mark.parametrize("year", [2010, 2015])
def test_every_group_of_every_region_is_the_published_one_and_every_world_total_too(year):
    base = world(year)
    lists = sector_list(year)
    np.testing.assert_allclose(
        base.value.sum(axis=0) / 1000, [row.number.central for row in lists.values()], rtol=1e-12
    )
    group = {row.sector: row.group for row in SECTORS.rows()}
    printed = [row for row in TABLE if row["year"] == str(year) and not row["part"]]
    assert len(printed) == {2010: 45, 2015: 44}[year]
    for row in printed:
        place = base.regions.index(row["region"])
        mine = sum(base.value[place, s] for s, name in enumerate(base.sectors) if group[name] == row["group"])
        # The printed cells and the printed world totals are rounded each for itself.
        assert mine / 1000 == pytest.approx(row["value"], rel=0.01, abs=0.02), row


def test_parts_add_up_to_their_group_and_name_their_standing():
    for row in (row for row in TABLE if row["year"] == "2015" and not row["part"]):
        parts = [
            one
            for one in TABLE
            if one["part"] and (one["region"], one["group"]) == (row["region"], row["group"])
        ]
        assert sum(one["value"] for one in parts) == pytest.approx(row["value"], abs=0.011)
        assert row["low"] <= row["value"] <= row["high"]
    assert {row["standing"] for row in TABLE} == {"recalled", "derived"}
    assert all(
        row["source"] and row["note"] and row["confidence"] in ("high", "medium", "low") for row in TABLE
    )


def test_sectors_of_one_group_are_not_all_spread_alike():
    base = world(2015)
    share = dict(zip(base.sectors, (base.value / base.value.sum(axis=0)).T, strict=True))
    assert share["vcm"][base.regions.index("East and Southeast Asia")] == 1
    africa = base.regions.index("Sub-Saharan Africa")
    assert share["biomass"][africa] > 5 * share["coal-power"][africa]
    assert dict(zip(base.sectors, base.basis, strict=True)) == {
        s: PUBLISHED if s == "asgm" else STAND_IN for s in base.sectors
    }


def test_2010_is_a_stand_in_throughout_but_for_contaminated_sites_without_a_region():
    base = world(2010)
    assert {s for s, b in zip(base.sectors, base.basis, strict=True) if b == PUBLISHED} == {
        "contaminated-sites"
    }
    place = base.sectors.index("contaminated-sites")
    assert base.value[base.regions.index(NOT_STATED), place] == pytest.approx(82_500)
    assert base.value[base.regions.index(NOT_STATED)].sum() == pytest.approx(82_500)
    assert base.value[base.regions.index("North America"), base.sectors.index("asgm")] == 0


@pytest.mark.parametrize("year", [2010, 2015])
def test_the_difference_between_sources_has_no_region(year):
    base = world(year, difference=True)
    total = next(
        r.number.value for r in facts("streets_regional", year=year, form="total", region="Global Total")
    )
    assert base.value.sum() / 1000 == pytest.approx(total, abs=0.3)
    assert base.sectors[-1] == DIFFERENCE
    assert (base.value[:, -1] > 0).tolist() == [region == NOT_STATED for region in base.regions]


def test_shares_add_up_to_one():
    np.testing.assert_allclose(divided(2015, world(2015).sectors).share.sum(axis=0), 1.0, rtol=1e-12)


def test_a_file_of_the_user_is_given_and_has_no_notes(tmp_path):
    (tmp_path / "mine.csv").write_text("region,sector,area,value,unit\nA,x,asgm,1,t/yr\n")
    found = run_scenario(scenario(tmp_path, "baseline: mine.csv\n"))
    assert set(found["basis"].values) == {GIVEN}
    assert "notes" not in to_iamc(found).columns
    assert found.attrs["depends_on_division"] == 0


TARGET = "targets:\n  - {{id: t, {}, indicator: emission, unit: t/yr, pathway: air, goal: level, value: 100, year: 2016, kind: pledge}}\n"


@pytest.mark.parametrize(
    ("given", "basis"),
    [
        ("area: coal, geography: World", PUBLISHED),
        ("area: coal, geography: South Asia", STAND_IN),
        ("area: asgm, geography: South Asia", PUBLISHED),
        ("boundary: cement, geography: South Asia", STAND_IN),
        ("boundary: coal, geography: South Asia", STAND_IN),
        ("geography: South Asia", STAND_IN),
    ],
)
def test_targets_state_what_their_emission_is(tmp_path, given, basis):
    chosen = scenario(tmp_path, TARGET.format(given))
    assert target_basis(chosen.targets[0], chosen, run_scenario(chosen)) == basis


def test_the_target_of_a_users_baseline_is_given(tmp_path):
    (tmp_path / "mine.csv").write_text("region,sector,area,value,unit\nA,x,asgm,1,t/yr\n")
    chosen = scenario(tmp_path, "baseline: mine.csv\n" + TARGET.format("area: asgm"))
    assert target_basis(chosen.targets[0], chosen, run_scenario(chosen)) == GIVEN


def test_a_target_of_a_region_is_judged_in_that_region(tmp_path):
    chosen = scenario(tmp_path, TARGET.format("area: asgm, geography: south america"))
    reason = judge(chosen, run_scenario(chosen))[0][1].reason.in_language("en")
    alone = run_scenario(scenario(tmp_path, "regions: [South America]\n"))["by_area"].sel(
        run="baseline", area="asgm", year=2016
    )
    assert reason.startswith(f"{float(alone.sel(estimate='central')) / 1000:g} (")
    assert f"({float(alone.sel(estimate='low')) / 1000:g} to" in reason


def test_regions_of_another_scheme_are_refused(tmp_path):
    with pytest.raises(InputProblems, match="unknown regions 'USA'"):
        scenario(tmp_path, "regions: [USA]\n")


def test_sectors_have_the_range_of_the_draws_in_the_iamc_format_too(tmp_path):
    found = run_scenario(scenario(tmp_path))
    power = found["by_sector"].sel(run="baseline", sector="coal-power", year=2015) / 1000
    low, middle, high = (float(power.sel(estimate=e)) for e in ("low", "central", "high"))
    assert middle == pytest.approx(292)
    # 95 per cent of the draws between the published ends, 255 and 346.
    assert 255 < low < 270
    assert 330 < high < 346
    table = pd.read_csv(io.StringIO(to_iamc(found).to_csv(index=False)))
    variable = "Emissions|Hg|coal|coal-power"
    rows = table[(table["region"] == "World") & table["variable"].str.startswith(variable)]
    assert rows.set_index("variable")["2015"].to_dict() == pytest.approx(
        {variable: middle, f"{variable}|2.5th Percentile": low, f"{variable}|97.5th Percentile": high}
    )
    children = table[
        (table["region"] == "World") & table["variable"].str.fullmatch(r"Emissions\|Hg\|coal\|[^|.]+")
    ]
    whole = table[(table["region"] == "World") & (table["variable"] == "Emissions|Hg|coal")]
    assert children["2015"].sum() == pytest.approx(float(whole["2015"].iloc[0]))
