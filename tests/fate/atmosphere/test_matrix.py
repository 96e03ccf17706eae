"""The matrix, what given emissions deposit, legacy by models of the cycle, own masks, and the charts of them."""

import json

import numpy as np
import pytest
import xarray as xr
from click.testing import CliRunner

from quicksilver.charts import to_svg
from quicksilver.errors import InputProblems
from quicksilver.fate import verbs
from quicksilver.fate.atmosphere import judge
from quicksilver.fate.atmosphere.answers import whose
from quicksilver.fate.atmosphere.footprints import footprint, maps, run_footprints
from quicksilver.fate.atmosphere.legacy import MODELS, OBSERVED, check_model, reemission, shipped_reemission
from quicksilver.fate.atmosphere.matrix import (
    default_receptors,
    deposit,
    extended_ensemble,
    matrix,
    member_factors,
)
from quicksilver.fate.atmosphere.parameters import parameters
from quicksilver.fate.atmosphere.ranges import shipped_ensemble
from quicksilver.fate.atmosphere.receptors import Receptor, default_cells, find
from quicksilver.fate.atmosphere.sources import KINDS, streets
from quicksilver.fate.cycle import load_model
from quicksilver.reports.fate import air_charts

TOTALS = """region,sector,value,unit,year
East Asia,all,1000,Mg/yr,2025
SEN,all,5000,kg/yr,2025
East Asia,all,500,Mg/yr,2035
SEN,all,2.5,Mg/yr,2035
"""


def test_the_matrix_sums_to_one_and_is_that_of_the_runs() -> None:
    table = matrix()
    assert table["share"].shape == (20, 21)
    np.testing.assert_allclose(table["share"].sum("source"), 1, rtol=1e-12)
    assert (table["share_low"] < table["share_high"]).all()
    runs = shipped_ensemble()
    base = runs["deposition_t"][list(runs["member"]).index(-1)]
    base = base / base.sum(axis=1, keepdims=True)
    at = list(map(str, runs["receptor"]))
    named = {"Arctic above 66.5 N": "Arctic"}
    for receptor in ("USA", "East Asia", "Ocean", "Land", "Arctic above 66.5 N"):
        mine = table["share"].sel(receptor=receptor).values
        theirs = base[at.index(named.get(receptor, receptor))]
        big = theirs > 0.01
        order = [list(map(str, runs["source"])).index(str(name)) for name in table["source"].values]
        np.testing.assert_allclose(mine[big[order]], theirs[order][big[order]], rtol=0.1)


def test_members_of_the_shipped_ensemble_move_shares_by_a_tenth() -> None:
    """Rates halved and doubled: ratio of shares above 1 % to the default within 0.7-1.2 for 90 %."""
    runs = shipped_ensemble()
    shares = runs["deposition_t"] / runs["deposition_t"].sum(axis=2, keepdims=True)
    members = list(runs["member"])
    base = shares[members.index(-1)]
    ratio = (shares[[i for i, m in enumerate(members) if m >= 0]] / base)[:, base > 0.01]
    assert ((ratio > 0.7) & (ratio < 1.2)).mean() >= 0.9
    years = [shares[members.index(m)] for m in (-2, -3)]
    difference = np.abs(years[0] - years[1])[base > 0.01] / base[base > 0.01]
    assert np.median(difference) <= 0.02
    row, column = list(map(str, runs["receptor"])), list(map(str, runs["source"])).index("East Asia")
    usa, arctic = (100 * shares[3:, row.index(name), column] for name in ("USA", "Arctic"))
    assert usa.min() >= 12.5
    assert usa.max() <= 14.5
    assert arctic.min() >= 13
    assert arctic.max() <= 15.5


def test_the_design_is_that_of_the_shipped_members() -> None:
    runs = shipped_ensemble()
    for index, member in enumerate(runs["member"]):
        if member >= 0:
            stated = json.loads(str(runs["factors"][index]))
            assert member_factors(int(member)) == pytest.approx(stated)
    assert len(extended_ensemble(4)["member"]) == 7
    with pytest.raises(InputProblems):
        extended_ensemble(17)


def test_own_sources_and_receptors(tmp_path) -> None:
    sources = tmp_path / "sources.csv"
    sources.write_text("region,country\nChina,CHN\nIndia,IND\nAndes,PER\nAndes,BOL\n")
    receptors = tmp_path / "receptors.csv"
    receptors.write_text("region,country\nAmazon,BRA\nAmazon,PER\nSahel,SEN\n")
    table = matrix(sources=sources, receptors=receptors, partition=True)
    assert table["source"].values.tolist() == ["China", "India", "Andes", "unassigned", *KINDS]
    np.testing.assert_allclose(table["share"].sum("source"), 1, rtol=1e-12)
    assert float(table["share"].sel(receptor="Amazon", source="Andes")) > 0.02
    with pytest.raises(InputProblems, match="cover"):
        matrix(receptors=default_receptors(), partition=True)


def test_deposit_of_a_scenario(tmp_path) -> None:
    file = tmp_path / "totals.csv"
    file.write_text(TOTALS)
    answer = deposit(file, years=[2025, 2035])
    np.testing.assert_allclose(answer["emitted"], [1.005e6, 5.025e5], rtol=1e-12)
    np.testing.assert_allclose(answer["deposition"][0], 2 * answer["deposition"][1], rtol=1e-12)
    assert (answer["deposition_low"] < answer["deposition_high"]).all()
    assert "only amounts change" in answer.attrs["emissions"]
    whole = answer["deposition"].sel(receptor=["Land", "Ocean"]).sum("receptor")
    assert (np.abs(whole / answer["emitted"] - 1) < 0.01).all()
    with pytest.raises(InputProblems) as caught:
        deposit(file, years=[2020])
    assert caught.value.problems[0].code == "atmosphere.year"


def test_deposit_of_unknown_regions_or_units_is_refused(tmp_path) -> None:
    file = tmp_path / "totals.csv"
    file.write_text("region,sector,value,unit,year\nAtlantis,all,1,Mg/yr,2025\n")
    with pytest.raises(InputProblems) as caught:
        deposit(file)
    assert caught.value.problems[0].code == "atmosphere.region.unknown"
    file.write_text("region,sector,value,unit,year\nSEN,all,1,furlong,2025\nSEN,b,-1,Mg/yr,2025\n")
    with pytest.raises(InputProblems):
        deposit(file)


def test_direct_legacy_and_natural_by_three_models() -> None:
    answer = whose("USA")
    assert answer["cycle"].values.tolist() == [*MODELS, OBSERVED]
    np.testing.assert_allclose(answer["third_share"].sum("third"), 1, rtol=1e-12)
    assert (answer["third_share_low"] < answer["third_share_high"]).all()
    spread = answer["third_share"].sel(third="legacy", cycle=list(MODELS))
    assert float(spread.max() - spread.min()) > 0.02
    assert all(name in answer.attrs["cycle_model"] for name in MODELS)


@pytest.mark.parametrize("name", MODELS)
def test_shipped_reemission_is_that_of_the_models(name) -> None:
    run, kept = reemission(name), shipped_reemission(name)
    assert set(run.value) >= set(kept.value)
    for key, value in kept.value.items():
        np.testing.assert_allclose(value, run.value[key], rtol=1e-5)
    np.testing.assert_allclose(run.deposition, kept.deposition, rtol=1e-5)


@pytest.mark.parametrize("name", ["selin2014", "thackray2016"])
def test_a_model_without_uptake_is_refused(name) -> None:
    with pytest.raises(InputProblems) as caught:
        check_model(load_model(name))
    assert caught.value.problems[0].code == "atmosphere.cycle.flow"


def test_legacy_by_the_columns_of_a_history(tmp_path) -> None:
    file = tmp_path / "history.csv"
    file.write_text("year,atm\n1900,500\n1950,1500\n2010,2000\n")
    model = load_model("geyman2025")
    own = reemission(model, verbs.emissions_of(file, model, gaps=True))
    answer = whose("SEN", cycles=[own])
    assert answer["cycle"].values.tolist() == ["geyman2025", OBSERVED]


@pytest.mark.slow
def test_a_backward_run_of_an_own_mask_on_the_small_climate(climate, monkeypatch) -> None:
    monkeypatch.setattr("quicksilver.fate.atmosphere.footprints.patterns", dict)
    shape = climate.cells.shape
    everywhere = Receptor("all", np.ones(shape), 1.0)
    part = Receptor("part", np.random.default_rng(3).random(shape), 1.0)
    whole, some = run_footprints(
        [everywhere, part], "gross", climate=climate, numbers=parameters(), tolerance=1e-8
    )
    np.testing.assert_allclose(whole.share, 1, rtol=1e-6)
    assert some.share.min() >= 0
    assert some.share.max() < 1
    net = run_footprints([everywhere], "net", climate=climate, numbers=parameters())[0]
    assert (net.share[0] < 1).all()
    np.testing.assert_allclose(net.share[2], 1, rtol=1e-3)


@pytest.mark.slow
def test_an_own_mask_has_the_footprint_of_the_shipped_receptor_that_it_is() -> None:
    usual = find("IND")
    made = footprint(Receptor("mine", usual.weight, usual.area))
    assert "own backward run" in made.origin
    emission = streets()
    np.testing.assert_allclose(
        made.deposition(emission).sum(), footprint(usual).deposition(emission).sum(), rtol=5e-3
    )
    for kind in KINDS:
        np.testing.assert_allclose(made.kinds[kind], maps().on(usual, "gross")[kind], rtol=5e-3)


def test_the_page_of_targets_lists_all_of_them_and_the_missed_first() -> None:
    from fate_targets import IMAGES, PAGE

    text = PAGE.read_text(encoding="utf-8")
    table = judge.check({})
    assert all(quantity in text for quantity in table["quantity"])
    assert (
        text.index("## Missed")
        < text.index("pattern of wet deposition over North America")
        < text.index("## Met")
    )
    assert "recalled" in text
    assert {file.name for file in IMAGES.iterdir()} == {
        "deposition.svg",
        "footprint-ind.svg",
        "matrix.svg",
        "stations.svg",
    }


@pytest.mark.slow
def test_the_air_is_that_of_the_experiments_and_of_the_page() -> None:
    """Figures of the named set of parameters that the experiments were made with."""
    from fate_targets import PAGE, station_part, target_part

    run = judge.air(numbers=parameters("prototype"))
    figures = judge.figures(run)
    text = PAGE.read_text(encoding="utf-8")
    assert "\n".join(station_part(run, figures)) in text
    shares = {"exchange_time": 1.14, **judge.share_figures()}
    assert "\n".join(target_part({**figures, **shares})) in text
    assert 4.4 <= figures["burden"] <= 4.8
    assert 5.9 <= figures["lifetime"] <= 6.5
    assert abs(figures["surface_north"] - 1.42) <= 0.05
    assert abs(figures["surface_south"] - 0.98) <= 0.05
    assert figures["station_r"] >= 0.72
    assert figures["station_rmse"] <= 0.20
    for network, mean in (("NADP", 9.0), ("EMEP", 8.4), ("GMOS", 6.6)):
        assert abs(figures[f"wet_{network}"] / mean - 1) <= 0.15
    assert abs(figures["sea_share"] - 0.68) <= 0.03
    assert figures["wet_r_NADP"] < 0
    assert float(run.attrs["imbalance"]) < 1e-12


@pytest.mark.slow
def test_tracers_cross_the_equator_as_in_the_experiments() -> None:
    figures = judge.tracer_figures(numbers=parameters("prototype"))
    assert 1.05 <= figures["exchange_time"] <= 1.25
    assert abs(figures["half_year_ratio"] - 1.89) <= 0.05


def test_commands_of_the_matrix(tmp_path) -> None:
    from quicksilver.cli.fate.fate import fate

    run = CliRunner().invoke
    out = tmp_path / "matrix.csv"
    chart = tmp_path / "matrix.svg"
    printed = run(fate, ["matrix", "--out", str(out), "--chart", str(chart)])
    assert printed.exit_code == 0, printed.output
    assert "receipt:" in printed.output
    assert len(out.read_text().splitlines()) == 1 + 20 * 21
    assert chart.read_text().startswith("<svg")
    assert run(fate, ["matrix", "--out", str(out)]).exit_code != 0
    file = tmp_path / "totals.csv"
    file.write_text(TOTALS)
    printed = run(fate, ["deposit", str(file), "--years", "2025,2035", "--json"])
    rows = json.loads(printed.stdout)["deposition"]
    assert len(rows) == 40
    assert run(fate, ["deposit", str(file), "--years", "soon"]).exit_code != 0


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "zh", "ar"])
def test_charts_of_matrix_footprint_and_stations(language) -> None:
    import pandas as pd

    cells = default_cells()
    stations = pd.DataFrame({"observed": [1.0, 1.5, 1.2], "model": [1.1, 1.4, 1.2]})
    charts = (
        air_charts.matrix_heat(matrix(), language=language),
        air_charts.footprint_map(
            "IND", footprint(find("IND")).share[0], cells.latitude, cells.longitude, language=language
        ),
        air_charts.station_scatter(stations, language=language),
    )
    for chart in charts:
        assert len(to_svg(chart)) > 1000


def test_nothing_is_written_where_the_chart_has_a_wrong_name(tmp_path) -> None:
    from quicksilver.cli.fate.fate import fate

    out = tmp_path / "shares.csv"
    wrong = CliRunner().invoke(
        fate, ["whose", "SEN", "--out", str(out), "--chart", str(tmp_path / "bars.pdf")]
    )
    assert isinstance(wrong.exception, InputProblems)
    assert not out.exists()


def test_a_climate_on_other_cells_is_refused_where_receptors_are_on_the_shipped_ones(climate) -> None:
    for call in (lambda: judge.air(climate), lambda: footprint(find("IND"), climate=climate)):
        with pytest.raises(InputProblems) as caught:
            call()
        assert caught.value.problems[0].code == "atmosphere.climate.shape"


def test_verbs_are_the_same_calls(tmp_path) -> None:
    assert isinstance(verbs.matrix(), xr.Dataset)
    file = tmp_path / "totals.csv"
    file.write_text(TOTALS)
    assert verbs.deposit(file).identical(deposit(file))
