"""Scenarios at the command line: what is printed, what is written, what is marked."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from quicksilver.cli.text.scenario_text import measure_titles
from quicksilver.scenarios import read_scenario, world
from quicksilver.scenarios.division import PUBLISHED, STAND_IN

SHORT = "base_year: 2015\nfrom: 2015\nto: 2020\ndraws: 16\n"
COSTS = """define:
  - {id: a, area: coal, title: First, sectors: [coal-power], removal: 50 %, cost: {value: 10, low: 5, high: 50, unit: USD/kg}, currency_year: "2010"}
  - {id: b, area: coal, title: Second, sectors: [coal-industrial], removal: 50 %, cost: 30 USD/kg, currency_year: "2010"}
  - {id: c, area: asgm, title: Third, removal: 50 %}
measures:
  - {measure: a, from: 2016, full: 2018, share: 50 %}
  - {measure: b, from: 2016, full: 2018, share: 50 %}
  - {measure: c, from: 2016, full: 2018, share: 50 %}
"""


@pytest.fixture
def costs(tmp_path):
    path = tmp_path / "costs.yaml"
    path.write_text("title: Costs\n" + SHORT + COSTS)
    return path


def test_what_is_a_stand_in_is_marked_in_tables_and_netcdf(cli, tmp_path):
    (tmp_path / "flat.yaml").write_text(
        "base_year: 2015\nfrom: 2015\nto: 2016\ndraws: 16\nruns: {baseline: []}\n"
    )
    done = cli("scenario", "run", tmp_path / "flat.yaml", "--out", tmp_path / "out")
    assert done.code == 0, done.err
    assert "stand-in" in done.out
    flows = pd.read_csv(tmp_path / "out/flows.csv")
    assert set(flows["basis"]) == {STAND_IN, PUBLISHED}
    assert set(flows[flows["basis"] == PUBLISHED]["area"]) == {"asgm"}
    iamc = pd.read_csv(tmp_path / "out/iamc.csv", keep_default_na=False)
    assert list(iamc.columns)[-1] == "notes"
    noted = iamc[iamc["notes"].str.startswith("stand-in")]
    assert not noted["variable"].str.contains("asgm").any()
    assert set(noted["region"]) == set(world(2015).regions)
    import xarray as xr

    with xr.open_dataset(tmp_path / "out/flows.nc", engine="h5netcdf") as data:
        assert str(data["basis"].sel(area="asgm").item()) == PUBLISHED
        assert str(data["sector_basis"].sel(sector="cement").item()) == STAND_IN
        assert "stand-in" in data.attrs["remarks"]
    assert "stand-in" in (tmp_path / "out/fan.svg").read_text()
    sectors = pd.read_csv(tmp_path / "out/sectors.csv")
    assert set(sectors["basis"]) == {PUBLISHED}  # world totals do not depend on the division
    assert "basis" not in pd.read_csv(tmp_path / "out/emissions.csv").columns


def test_a_total_of_some_regions_is_marked_too(cli, tmp_path):
    (tmp_path / "one.yaml").write_text(
        "base_year: 2015\nfrom: 2015\nto: 2016\ndraws: 16\nregions: [South Asia]\nruns: {baseline: []}\n"
    )
    assert cli("scenario", "run", tmp_path / "one.yaml", "--out", tmp_path / "out").code == 0
    assert set(pd.read_csv(tmp_path / "out/emissions.csv")["basis"]) == {STAND_IN}
    sectors = pd.read_csv(tmp_path / "out/sectors.csv")
    assert set(sectors[sectors["basis"] == STAND_IN]["sector"]) == set(world(2015).sectors) - {"asgm"}
    iamc = pd.read_csv(tmp_path / "out/iamc.csv", keep_default_na=False)
    world_rows = iamc[(iamc["region"] == "World") & (iamc["notes"] == "")]
    assert world_rows["variable"].str.contains("asgm").all()


def test_run_prints_names_ranges_and_what_is_left_out(cli, costs):
    done = cli("scenario", "run", costs)
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    assert lines[0] == "Costs"
    assert any(line.startswith("2020  2,224 (") for line in lines)
    assert "Small-scale gold mining (asgm)" in done.out
    assert "and 10 more sectors: sectors.csv, with --out FOLDER" in done.out
    assert "{" not in done.out


def test_a_measure_that_changes_nothing_is_refused_with_what_it_needs(cli, tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text(
        SHORT + "measures:\n  - {measure: storage-of-by-product, from: 2016, full: 2017, share: 100 %}\n"
    )
    done = cli("scenario", "run", path, "--out", tmp_path / "out")
    assert done.code == 1
    assert "would change nothing: it stores mercury that smelters recover" in done.err
    assert "give what it needs: the supply of by-product mercury" in done.err
    assert not (tmp_path / "out").exists()


def test_run_with_fate_writes_deposition_and_states_the_gap_in_the_history(cli, costs, tmp_path):
    done = cli("scenario", "run", costs, "--fate", "amos2014", "--out", tmp_path / "out")
    assert done.code == 0, done.err
    assert "control (less than baseline)" in done.out
    assert "ends in 2008 and its last value is kept until 2015" in done.out
    assert {"deposition.svg", "deposition-avoided.svg", "deposition.csv"} <= {
        p.name for p in (tmp_path / "out").iterdir()
    }
    table = pd.read_csv(tmp_path / "out/deposition.csv")
    last = table[table["year"] == 2020].set_index("scenario")["deposition_Mg_per_yr"]
    assert last["control"] < last["baseline"]
    data = json.loads(cli("scenario", "run", costs, "--fate", "amos2014", "--json").out)
    assert any("not a result" in line for line in data["remarks"])


def test_curve_and_mix_print_titles_ranges_and_the_stand_in(cli, costs):
    done = cli("scenario", "curve", costs, "--year", 2020)
    assert done.code == 0, done.err
    assert any(
        line.split("  ")[0] == "First" and "10.0 (5.00 to 50.0)" in line for line in done.out.splitlines()
    )
    assert any(line.startswith("Third") and line.endswith("not known") for line in done.out.splitlines())
    assert "stand-in" in done.out
    rows = json.loads(cli("scenario", "curve", costs, "--year", 2020, "--json").out)
    assert [row["measure"] for row in rows] == ["a", "b", "c"]
    assert "stand-in" in rows[0]["note"]
    done = cli("scenario", "mix", costs, "--year", 2020, "--target", "100 t/yr")
    assert done.code == 0, done.err
    assert "Coal in industry (coal-industrial)" in done.out
    assert "left out, because their cost is not known: Third" in done.out
    assert "100 t per year for 1.54 million USD of 2010 per year; one more kg costs 30.0 USD" in done.out
    data = json.loads(cli("scenario", "mix", costs, "--year", 2020, "--target", "100 t/yr", "--json").out)
    assert {row["basis"] for row in data["mix"]} == {STAND_IN}
    assert any("stand-in" in line for line in data["notes"])


def test_a_curve_without_measures_says_so(cli, tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text(SHORT + "runs: {baseline: []}\n")
    assert (
        "the scenario has no measure that acts in this year"
        in cli("scenario", "curve", path, "--year", 2020).out
    )


def test_compare_prints_areas_by_name_and_each_note_once(cli, costs, tmp_path):
    other = tmp_path / "gold.yaml"
    other.write_text(SHORT + "measures:\n  - {measure: mercury-free, from: 2016, full: 2017, share: 100 %}\n")
    done = cli("scenario", "compare", costs, other)
    assert done.code == 0, done.err
    assert "costs: baseline" in done.out
    assert any(line.startswith("Cross-cutting (cremation)") for line in done.out.splitlines())
    assert done.out.count("small-scale gold mining is as published") == 1
    assert "note: gold: Mercury-free processing" in done.out
    rows = json.loads(cli("scenario", "compare", costs, other, "--json").out)
    assert {row["run"] for row in rows} == {"baseline", "control"}
    assert all("stand-in" in row["note"] for row in rows)
    assert rows[-1]["asgm"] == 0
    late = tmp_path / "late.yaml"
    late.write_text("base_year: 2015\nfrom: 2030\nto: 2031\ndraws: 4\n")
    assert "no year in common" in cli("scenario", "compare", costs, late).err
    assert "the years 2015 to 2020 in common" in cli("scenario", "compare", costs, "--year", 2040).err


def test_compare_of_baselines_with_other_areas_leaves_the_cell_empty(cli, costs, tmp_path):
    (tmp_path / "mine.csv").write_text("region,sector,area,value,unit\nA,x,products,1,t/yr\n")
    other = tmp_path / "mine.yaml"
    other.write_text(SHORT + "baseline: mine.csv\nruns: {baseline: []}\n")
    done = cli("scenario", "compare", costs, other)
    assert done.code == 0, done.err
    assert any(line.startswith("Products") for line in done.out.splitlines())


def test_baseline_prints_sectors_with_their_published_range(cli):
    done = cli("scenario", "baseline")
    assert any(
        line.startswith("Coal power plants (coal-power)") and "292 (255 to 346)" in line
        for line in done.out.splitlines()
    )
    assert json.loads(cli("scenario", "baseline", "--json").out)[0]["year"] == 2000


def test_targets_are_printed_once_where_all_runs_agree(cli, tmp_path):
    path = tmp_path / "t.yaml"
    path.write_text(SHORT + "standard_targets: true\nruns: {baseline: [], other: []}\n")
    done = cli("scenario", "run", path)
    assert "asgm-demand-halved: demand for mercury in small-scale gold mining, -50% by 2017" in done.out
    assert "  all runs: cannot be computed: it has no baseline" in done.out
    assert "chlor-alkali-end: mercury emitted to air by mercury cells, phase-out by 2025" in done.out
    assert (
        "coal-control-potential: removal of mercury from flue gas of coal plants, at most 0.950 1" in done.out
    )


def test_measures_of_one_title_are_named_apart(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text(
        SHORT
        + "measures:\n  - {measure: retort, name: early, regions: [South America], from: 2016, full: 2017, share: 0.5}\n"
        + "  - {measure: retort, name: late, regions: [Sub-Saharan Africa], from: 2016, full: 2017, share: 0.5}\n"
    )
    assert set(measure_titles(read_scenario(path)).values()) == {
        "Retort in good use (early)",
        "Retort in good use (late)",
    }


def test_quiet_prints_nothing(cli, costs):
    for verb in (
        ["run", costs],
        ["compare", costs],
        ["curve", costs, "--year", 2020],
        ["baseline"],
        ["mix", costs, "--year", 2020, "--target", "1 t/yr"],
    ):
        assert cli("scenario", *verb, "--quiet").out == ""


def test_a_mass_that_cannot_be_read_is_refused(cli, costs):
    assert cli("scenario", "mix", costs, "--year", 2020, "--target", "100 USD").code == 1


def test_the_example_is_written_and_named_with_its_command(cli, tmp_path):
    done = cli("scenario", "example", "--out", tmp_path / "world.yaml")
    assert f"run it with: quicksilver scenario run {tmp_path / 'world.yaml'} --out world" in done.out
    assert read_scenario(tmp_path / "world.yaml").runs[1].name == "control"


def test_the_tutorial_shows_what_the_gold_example_prints(cli, tmp_path):
    page = Path(__file__).parents[2] / "docs/tutorial/scenario-to-deposition.md"
    quoted = re.findall(r"```text\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert cli("scenario", "example", "--name", "gold", "--out", tmp_path / "gold.yaml").code == 0
    done = cli("scenario", "run", tmp_path / "gold.yaml")
    assert quoted
    for line in quoted[0].splitlines():
        assert line in done.out.splitlines()
    found = read_scenario(tmp_path / "gold.yaml")
    assert found.targets[0].geography in found.baseline.regions
    assert "control: cannot be determined" in done.out


def test_goals_and_costs_that_are_not_stated_say_so(cli, tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text(
        SHORT
        + "measures:\n  - {measure: retort, from: 2016, full: 2017, share: 0.5}\ntargets:\n  - {id: vague, area: asgm, goal: less}\n"
    )
    assert "vague: less\n" in cli("scenario", "run", path).out
    assert "cost per kg" in cli("scenario", "curve", path, "--year", 2020).out


def test_areas_of_a_file_in_the_iamc_format_are_named(cli, costs, tmp_path):
    assert cli("scenario", "run", costs, "--out", tmp_path / "first").code == 0
    again = tmp_path / "again.yaml"
    again.write_text(SHORT + "baseline: first/iamc.csv\niamc_scenario: baseline\nruns: {baseline: []}\n")
    done = cli("scenario", "run", again)
    assert "Metals, cement, oil and gas (non-ferrous)" in done.out
    assert "stand-in" not in done.out


def test_curve_and_mix_state_what_avoids_nothing_and_what_is_not_complete_yet(cli, costs):
    complete = "measure b is complete in 2018; the amounts for 2016 are those of the complete measure"
    assert f"note: {complete}" in cli("scenario", "curve", costs, "--year", 2016).out
    assert complete in cli("scenario", "mix", costs, "--year", 2016, "--target", "1 t/yr", "--json").out
    assert "complete" not in cli("scenario", "curve", costs, "--year", 2018).out
    costs.write_text(costs.read_text().replace("share: 50 %", "share: 0 %"))
    assert (
        "note: measure a avoids nothing: its share is 0"
        in cli("scenario", "curve", costs, "--year", 2020).out
    )
    none = cli("scenario", "mix", costs, "--year", 2020, "--target", "1 t/yr")
    assert none.code == 1
    assert "the measures avoid nothing" in none.err


def test_levels_are_printed_with_as_many_digits_as_a_range_supports(cli, tmp_path) -> None:
    path = tmp_path / "s.yaml"
    target = "{id: t, area: asgm, unit: t/yr, goal: level, value: 400, year: 2018, kind: pledge, boundary: burning}"
    path.write_text(SHORT + f"targets:\n  - {target}\n")
    text = cli("scenario", "run", path).out
    assert re.search(r"baseline: not met: 838 \(\d{3} to \d{3}\) t/yr; the target is at most 400\n", text), (
        text
    )
    assert (
        "note: target t: 'burning' is not a sector of the baseline; the target counts the area asgm" in text
    )
