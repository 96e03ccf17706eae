"""The fact base at the command line."""

import json

OVERLAY = "id,input_factor,input_factor_low,input_factor_high,input_factor_unit,source\nL1-CEM,0.08,0.05,0.1,g Hg/t,Stack tests 2019\n"


def test_show_lists_and_tells(cli) -> None:
    listed = cli("factors", "show", "--level", 1)
    assert listed.out.count("\n") > 60
    one = cli("factors", "show", "5.3.1-no")
    assert "0.11 g Hg/t (0.004 to 0.5)" in one.out
    assert "5.3.1-o-simple" in one.out
    assert "recalled" in one.out
    assert cli("factors", "show", "5.3.1-nope").code == 2


def test_show_takes_names_in_six_languages(cli) -> None:
    by_id = cli("factors", "show", "L1-COAL-PP").out
    assert cli("factors", "show", "大型发电厂燃煤").out == by_id
    assert cli("factors", "show", "Coal combustion in large power plants").out == by_id
    assert "(L1-CEM-COI)" in cli("factors", "show", "Production de ciment").out
    assert "L1-CREM" in cli("factors", "show", "Crematorria").err


def test_a_pathway_by_its_name(cli, example) -> None:
    by_id = cli("inventory", "compare", example / "2015", example / "2020", "--of", "air").out
    assert cli("inventory", "compare", example / "2015", example / "2020", "--of", "Воздух").out == by_id
    assert cli("inventory", "compare", example / "2015", example / "2020", "--of", "fire").code == 2


def test_show_says_where_nothing_is_known(cli) -> None:
    assert "no known default" in cli("factors", "show", "5.1.5-peat").out


def test_diff_shows_factors_and_results(cli, example, tmp_path) -> None:
    overlay = tmp_path / "own.csv"
    overlay.write_text(OVERLAY)
    same = cli("factors", "diff", "shipped", "shipped")
    assert "0 changes" in same.out
    told = cli("factors", "diff", "shipped", overlay, "--inventory", example / "2015")
    assert "(L1-CEM): input factor 0.11 -> 0.08 (-27.3%)" in told.out
    data = json.loads(
        cli("factors", "diff", "shipped", overlay, "--inventory", example / "2015", "--json").out
    )
    cement = next(row for row in data["results"] if row["row"] == "L1-CEM" and row["of"] == "input")
    assert abs(cement["after_kg"] - 1.6e6 * 0.08e-3) < 1e-9


def test_overlay_changes_the_run_and_leaves_the_shipped_set(cli, example, tmp_path) -> None:
    overlay = tmp_path / "own.csv"
    overlay.write_text(OVERLAY)
    told = cli("inventory", "explain", example / "2015", "--source", "L1-CEM", "--factors", overlay)
    assert "0.08 g Hg/t" in told.out
    assert "Stack tests 2019" in told.out
    assert "0.11 g Hg/t" in cli("inventory", "explain", example / "2015", "--source", "L1-CEM").out


def test_a_bad_overlay_is_refused(cli, example, tmp_path) -> None:
    overlay = tmp_path / "own.csv"
    overlay.write_text("id,technology,air,land,source\nL1-CEM,default,0.5,0.6,x\n")
    done = cli("inventory", "check", example / "2015", "--factors", overlay)
    assert done.code == 1
    assert "sum to 1.1" in done.err


def test_diff_prints_amounts_as_a_person_writes_them(cli, example, tmp_path) -> None:
    overlay = example / "factors.csv"
    told = cli("factors", "diff", "shipped", overlay, "--inventory", example / "2015").out
    assert "input factor low 0.004 -> 0.05 (+1,150%)" in told
    assert "TOTALS, Mercury input: 6,630 -> 6,580 (-0.724%)" in told
    assert "Land" not in told  # unchanged
    # The cement of 2020 has a factor of its own.
    same = cli("factors", "diff", "shipped", overlay, "--inventory", example / "2020").out
    assert "no result changes" in same
    assert "->" not in same.partition("Results")[2]
    # A large mine: five digits without an exponent.
    path = example / "2015" / "inventory.csv"
    path.write_text(path.read_text().replace("L1-CEM,,Y,1600000", "L1-CEM,,Y,1600000000"))
    assert "e+" not in cli("factors", "diff", "shipped", overlay, "--inventory", example / "2015").out
