"""What has no published range is not certain: it is drawn over an assumed one, named, or it closes the total's range."""

import json
import math

import numpy as np
import pytest

import quicksilver as qs
from quicksilver.inventory.results.explain import explain
from quicksilver.inventory.results.receipt import missing_ranges, receipt_text
from quicksilver.inventory.results.sensitivity import sensitivity
from quicksilver.quantities import Law, inverse, uniform_draws
from quicksilver.reports.national import report_files

GOLD, COAL, PRODUCTION = "L1-AU-ASGM-NORET", "L1-COAL-PP", "L1-PROD-THERM"
LEVEL_2 = {"level": 2}


def line(source, activity, unit="t", **more):
    return {"source": source, "presence": "Y", "activity": activity, "unit": unit, **more}


BESIDE = [line(GOLD, 40_000, "kg"), line(COAL, 100_000)]


def ranked(result, of="input", **options):
    return sensitivity(result, of, samples=256, seed=1, **options)


# --- gold without retorts beside coal


def test_the_range_of_the_total_spans_that_of_gold_and_gold_leads(make) -> None:
    result = qs.inventory.run(make(BESIDE))
    low, high = (result.totals(name)["input"] for name in ("mc_low", "mc_high"))
    assert result.total() == pytest.approx(76_015)
    assert high - low >= 0.3 * result.total()
    # At least as wide as the 95 % range of gold alone, and the whole narrowest assumed range inside.
    alone = qs.inventory.run(make(BESIDE[:1]))
    width = alone.totals("mc_high")["input"] - alone.totals("mc_low")["input"]
    assert high - low == pytest.approx(width, rel=1e-3)
    assert low <= 76_000 / 1.5
    assert high >= 76_000 * 1.5
    first = ranked(result).iloc[0]
    assert (first["sources"], first["range"]) == (GOLD, "assumed")
    assert first["share_of_total"] == pytest.approx(76_000 / 76_015)
    assert first["total"] > 0.9
    assert result.findings()[0].source == GOLD
    assert result.findings()[0].severity == "high"
    assert result.receipt["no_published_range"][0]["source"] == GOLD


def test_gold_is_the_median_of_its_law(make) -> None:
    result = qs.inventory.run(make(BESIDE[:1]), draws=20_000)
    assert result.totals("mc_median")["input"] == pytest.approx(76_000, rel=0.02)
    assert result.lines[0].factor.published == "1.9 kg Hg/kg (0.876 to 19, assumed range)"


@pytest.mark.parametrize("stated", ["no", False])
def test_switched_off_in_the_file_the_range_is_closed_with_its_reason(make, stated) -> None:
    path = make(BESIDE, assumed_ranges=stated)
    result = qs.inventory.run(path)
    reason = "no 95% range, because 100% of it rests on numbers without a range: Artisanal"
    assert result.total() == pytest.approx(76_015)
    assert all(
        np.isnan(result.totals(name)["input"]) for name in ("low", "high", "mc_low", "mc_median", "mc_high")
    )
    assert reason in receipt_text(result)
    assert reason in repr(result)
    assert result.receipt["ranges_kg"]["input"]["no_range_because"].startswith(reason)
    table = result.summary.set_index("source")
    assert math.isnan(table.loc["TOTALS", "input_mc_low_kg"])
    assert reason in table.loc["TOTALS", "no_range_because"]
    # What goes to sector-specific treatment is of coal alone, and keeps its range.
    assert result.totals("mc_low").iloc[6] < result.totals("mc_high").iloc[6]
    html = report_files(result, "en")["report.html"].decode()
    assert "There is no 95% range, because" in html
    # The option is stronger than the file.
    assert not qs.inventory.run(path, assumed_ranges=True).is_closed()
    assert qs.inventory.run(make(BESIDE), assumed_ranges=False).is_closed()


def test_a_closed_range_states_no_shares_of_the_variance(make) -> None:
    table = ranked(qs.inventory.run(make(BESIDE), assumed_ranges=False))
    assert table["sources"].tolist() == [GOLD, COAL]
    assert table[["total", "first_order"]].isna().all().all()
    # The pathway that gold has no part in is known.
    known = ranked(qs.inventory.run(make(BESIDE), assumed_ranges=False), "sector_waste")
    assert known.iloc[0]["sources"] == COAL
    assert known.iloc[0]["total"] == pytest.approx(1, abs=0.05)


def test_what_has_no_range_and_matters_little_closes_nothing_and_leads_nothing(make) -> None:
    lines = [line(GOLD, 1, "kg"), line(COAL, 1_000_000)]
    open_range = qs.inventory.run(make(lines), assumed_ranges=False)
    assert not open_range.is_closed()
    assert ranked(open_range).iloc[0]["sources"] == COAL
    assert ranked(qs.inventory.run(make(lines))).iloc[0]["sources"] == COAL


def test_what_has_no_published_range_leads_before_a_larger_share_of_the_variance(make) -> None:
    # Batteries carry a seventh of the input and vary less than the coal.
    lines = [line("L1-BATT-BUTTON", 4.0), line(COAL, 1_000_000)]
    table = ranked(qs.inventory.run(make(lines)))
    assert table["sources"].tolist() == ["L1-BATT-BUTTON", COAL]
    assert table["total"][0] < table["total"][1]
    assert table["rank"].tolist() == [1, 2]


def test_an_exact_factor_with_a_bare_amount_is_no_certain_total(make) -> None:
    # Of 76,015 kg, 76,000 are an amount of mercury that nobody gave a range for: coal must not explain it all.
    result = qs.inventory.run(make([line(PRODUCTION, 76_000, "kg"), line(COAL, 100_000)]), corrections=False)
    assert result.lines[0].factor.published == "1 kg Hg/kg"
    assert result.is_closed()
    assert ranked(result, corrected=False)["total"].isna().all()
    given = line(PRODUCTION, 76_000, "kg", activity_low=60_000, activity_high=90_000)
    known = qs.inventory.run(make([given, line(COAL, 100_000)]), corrections=False)
    assert not known.is_closed()
    assert known.table.loc[0, "input_factor_range"] == "exact"


# --- a ministry's own value without bounds


def own_factor(tmp_path, value="0.2", low="", high=""):
    path = tmp_path / "own.csv"
    head = "id,technology,input_factor,input_factor_low,input_factor_high,input_factor_unit,source"
    path.write_text(f"{head}\n5.1.1-hard,,{value},{low},{high},g Hg/t,ministry 2021\n", encoding="utf-8")
    return path


HARD = line("5.1.1-hard", 1_000_000, technology="none")


def test_an_overlay_keeps_the_range_that_it_does_not_mention(make, tmp_path) -> None:
    path = make([HARD], **LEVEL_2)
    shipped = qs.inventory.run(path)
    own = qs.inventory.run(path, factors=own_factor(tmp_path))
    assert (shipped.total(), own.total()) == pytest.approx((150, 200))
    assert [own.totals(name)["input"] for name in ("low", "high")] == pytest.approx([50, 500])
    assert own.totals("mc_low")["input"] < 100 < 200 < 300 < own.totals("mc_high")["input"]
    assert own.lines[0].factor.published == "0.2 g Hg/t (0.05 to 0.5, range of the shipped factor)"
    assert own.table.loc[0, "input_factor_range"] == "kept"


@pytest.mark.parametrize(("value", "basis"), [(0.2, "kept"), (0.7, "assumed")])
def test_so_does_a_factor_of_the_inventory_itself(make, value, basis) -> None:
    given = {**HARD, "input_factor": value, "input_factor_unit": "g Hg/t", "source_of_data": "ministry 2021"}
    result = qs.inventory.run(make([given], **LEVEL_2))
    assert result.total() == pytest.approx(1000 * value)
    assert result.totals("mc_low")["input"] < 1000 * value < result.totals("mc_high")["input"]
    assert result.table.loc[0, "input_factor_range"] == basis
    assert missing_ranges(result) == [] or basis == "assumed"


def test_an_own_value_beyond_the_shipped_bounds_has_an_assumed_range(make, tmp_path) -> None:
    result = qs.inventory.run(make([HARD], **LEVEL_2), factors=own_factor(tmp_path, "0.8"))
    assert result.lines[0].factor.published == "0.8 g Hg/t (0.16 to 2.67, assumed range)"
    assert result.totals("mc_high")["input"] > 1.5 * result.total()


def test_an_overlay_that_touches_no_line_is_reported(make, tmp_path) -> None:
    other = qs.inventory.run(make(BESIDE), factors=own_factor(tmp_path))
    assert [found.severity for found in other.findings() if found.what.key == "said.overlay"] == ["high"]
    absent = qs.inventory.run(
        make([{**HARD, "presence": "N", "activity": ""}], **LEVEL_2), factors=own_factor(tmp_path)
    )
    assert [found for found in absent.findings() if found.what.key == "said.overlay"]
    used = qs.inventory.run(make([HARD], **LEVEL_2), factors=own_factor(tmp_path))
    assert not [found for found in used.findings() if found.what.key == "said.overlay"]


# --- draws, zeros, shares


def test_an_assumed_range_is_one_draw_for_each_factor(make) -> None:
    sites = [line(GOLD, 10_000, "kg", site=name) for name in ("north", "south")]
    two, one = qs.inventory.run(make(sites)), qs.inventory.run(make([line(GOLD, 20_000, "kg")]))
    for name in ("mc_low", "mc_high"):
        assert two.totals(name)["input"] == pytest.approx(one.totals(name)["input"], rel=1e-12)
    assert len(ranked(two)) == 1
    wanted = 20_000 * inverse(Law.LOG_TRIANGLE, uniform_draws(GOLD, 1000, 0), 0.876, 1.9, 19.0)
    np.testing.assert_allclose(one.estimate.total_draws[1, 0], wanted, rtol=1e-12)
    # With and without retorts are two numbers.
    other = qs.inventory.run(make([line(GOLD, 10_000, "kg"), line("L1-AU-ASGM-RET", 10_000, "kg")]))
    assert len(ranked(other)) == 2


def test_equal_national_values_without_bounds_are_one_draw(make) -> None:
    given = {"input_factor": 0.9, "input_factor_unit": "g Hg/t", "source_of_data": "ministry"}
    lines = [line(COAL, 1000, **given), line("L1-COAL-OTH", 1000, **given)]
    result = qs.inventory.run(make(lines))
    assert len({found.factor.key for found in result.lines}) == 1
    assert len(ranked(result)) == 1


def test_a_zero_of_a_factor_without_range_stays_zero(make) -> None:
    for assumed in (True, False):
        result = qs.inventory.run(make([line(GOLD, 0, "kg"), line(COAL, 100_000)]), assumed_ranges=assumed)
        assert not result.is_closed()
        assert result.values(0, "mc_high")[0] == 0
        assert missing_ranges(result) == []
        assert ranked(result)["sources"].tolist() == [COAL]
    nothing = qs.inventory.run(make([line(GOLD, 0, "kg")]))
    assert (nothing.total(), nothing.totals("mc_high")["input"], nothing.is_closed()) == (0, 0, False)


def test_a_national_factor_of_zero_is_bare_but_carries_nothing(make) -> None:
    given = {"input_factor": 0, "input_factor_unit": "g Hg/t", "source_of_data": "ministry"}
    result = qs.inventory.run(make([line(COAL, 1000, **given), line("L1-ZN", 1000)]))
    assert not result.is_closed()
    assert result.lines[0].factor.published == "0 g Hg/t"


def test_shares_have_no_range_and_every_summary_says_so(make) -> None:
    result = qs.inventory.run(make(BESIDE))
    low, high = result.totals("mc_low"), result.totals("mc_high")
    assert low["air"] / low["input"] == pytest.approx(result.total("air") / result.total(), rel=1e-3)
    assert high["air"] / high["input"] == pytest.approx(result.total("air") / result.total(), rel=1e-3)
    assert "no ranges of output shares are published, and shares are fixed" in receipt_text(result)


def test_central_values_do_not_depend_on_law_and_assumption(make) -> None:
    path = make(BESIDE)
    runs = [
        qs.inventory.run(path, law=law, assumed_ranges=assumed, draws=50)
        for law in ("stated", "triangle")
        for assumed in (True, False)
    ]
    assert len({tuple(run.totals()) for run in runs}) == 1
    assert len({run.run_id for run in runs}) == 4


# --- where it is shown


def test_an_assumed_range_is_marked_wherever_a_range_is_shown(make) -> None:
    result = qs.inventory.run(make(BESIDE))
    assert result.table["input_factor_range"].tolist() == ["assumed", "level 2"]
    (data,) = explain(result, GOLD)
    assert (data["input_factor"]["range"], data["input_factor"]["range_known"]) == ("assumed", False)
    assert "(0.876 to 19, assumed range)" in result.explain(GOLD)
    assert "of the shipped factors of category 5.2.2" in result.explain(GOLD)
    assert "0.876 to 19, assumed range" in receipt_text(result)
    json.dumps(result.receipt, allow_nan=False)


@pytest.mark.parametrize(
    ("language", "mark"),
    [
        ("en", "assumed range"),
        ("fr", "étendue supposée"),
        ("es", "rango supuesto"),
        ("ru", "принятый диапазон"),
        ("zh", "假定范围"),
        ("ar", "نطاق مفترض"),
    ],
)
def test_the_report_marks_it_in_every_language(make, language, mark) -> None:
    files = report_files(qs.inventory.run(make(BESIDE), draws=50), language)
    # Summary, table of inputs, factor, result of the line, assumptions, ranking.
    assert files["report.html"].decode().count(mark) >= 6
