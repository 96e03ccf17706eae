"""The choice of laws: the triangle as ever, the stated laws with the published values as medians, always named."""

import numpy as np
import pytest

import quicksilver as qs
from quicksilver.errors import QuicksilverError
from quicksilver.inventory import ActivityLine, General, InventoryInput
from quicksilver.inventory.files.example import example_files
from quicksilver.inventory.results.receipt import receipt_text
from quicksilver.quantities import Law, LawChoice, Quantity, inverse, uniform_draws
from quicksilver.reports.national import report_files

ORE = "5.2.2-whole"


def gold(**given) -> InventoryInput:
    line = ActivityLine(ORE, "example", presence="Y", activity=1000.0, unit="kg", **given)
    return InventoryInput("example", General("SEN", 2020, 2), (line,), "")


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    """Return the folder of the teaching example."""
    folder = tmp_path_factory.mktemp("country")
    for name, data in example_files().items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder / "2020"


@pytest.fixture(scope="module")
def results(country):
    """Return the teaching example under both choices."""
    return {choice: qs.inventory.run(country, draws=1000, law=choice) for choice in ("triangle", "stated")}


def test_whole_ore_has_the_toolkit_value_as_median_by_the_stated_law() -> None:
    shares = (1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    medians, ranges = {}, {}
    for law in ("triangle", "stated"):
        result = qs.inventory.run(gold(shares=shares), draws=20_000, law=law)
        medians[law] = result.totals("mc_median")["input"] / result.total()
        ranges[law] = [result.totals(name)["input"] / 1000 for name in ("mc_low", "mc_high")]
    assert result.lines[0].factor.published == "5 kg Hg/kg (3 to 50)"
    assert medians["triangle"] == pytest.approx(17.5 / 5, rel=0.02)
    assert medians["stated"] == pytest.approx(1, rel=0.02)
    assert ranges["stated"] == pytest.approx([3.4, 29.9], rel=0.03)


def test_the_choice_changes_draws_and_nothing_else(results) -> None:
    before, after = results["triangle"], results["stated"]
    for statistic in ("best", "low", "high"):
        assert (before.totals(statistic) == after.totals(statistic)).all()
    assert (before.totals("mc_median") != after.totals("mc_median")).any()
    assert before.run_id != after.run_id
    assert before.law is LawChoice.TRIANGLE


def test_the_stated_laws_are_the_default(country) -> None:
    plain = qs.inventory.run(country, draws=100)
    named = qs.inventory.run(country, draws=100, law="stated")
    assert plain.run_id == named.run_id
    assert (plain.estimate.total_draws == named.estimate.total_draws).all()


def test_medians_by_the_stated_law_are_near_the_best_estimate(results) -> None:
    """A sum of medians is no median, but a line of one factor and a certain activity has its best as median."""
    made = results["stated"]
    drawn = [
        index for index in made.order if made.lines[index].factor and made.lines[index].factor.range_known
    ]
    ratios = [
        made.values(index, "mc_median")[0] / made.values(index)[0] for index in drawn if made.values(index)[0]
    ]
    assert len(ratios) > 10
    assert min(ratios) > 0.9
    assert max(ratios) < 1.1


def test_draws_are_those_of_key_law_and_seed(results) -> None:
    made = qs.inventory.run(gold(shares=(1.0, 0.0, 0.0, 0.0, 0.0, 0.0)), draws=50, seed=4, law="stated")
    key = made.lines[0].factor.key
    wanted = 1000 * inverse(Law.LOG_TRIANGLE, uniform_draws(key, 50, 4), 3.0, 5.0, 50.0)
    np.testing.assert_allclose(made.estimate.total_draws[1, 0], wanted, rtol=1e-12)


@pytest.mark.parametrize("law", ["triangle", "stated"])
def test_draws_of_totals_are_a_prefix_of_longer_runs(country, results, law) -> None:
    short = qs.inventory.run(country, draws=100, law=law)
    assert (short.estimate.total_draws == results[law].estimate.total_draws[..., :100]).all()


def test_an_uncertain_activity_is_drawn_by_the_law_of_its_ends() -> None:
    shares = (1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    options = {"input_factor_unit": "kg/kg", "source_of_data": "study", "shares": shares}
    options |= {"input_factor": 2.0, "input_factor_low": 2.0, "input_factor_high": 2.0}
    above = qs.inventory.run(
        gold(activity_low=500.0, activity_high=4000.0, **options), draws=20_000, law="stated"
    )
    from_zero = qs.inventory.run(
        gold(activity_low=0.0, activity_high=4000.0, **options), draws=20_000, law="stated"
    )
    assert above.resolution.activity(above.lines[0]).law is Law.LOG_TRIANGLE
    assert from_zero.resolution.activity(from_zero.lines[0]).law is Law.MEDIAN_TRIANGLE
    for made in (above, from_zero):
        assert made.totals("mc_median")["input"] == pytest.approx(2000, rel=0.05)
        assert made.table.loc[0, ["input_factor_law", "input_factor_range"]].tolist() == ["", "exact"]


def test_an_unknown_choice_is_refused_with_the_nearest() -> None:
    with pytest.raises(QuicksilverError, match="did you mean 'stated'"):
        qs.inventory.run(gold(), law="sated")
    with pytest.raises(QuicksilverError, match="triangle, stated"):
        qs.inventory.run_many([gold()], law="normal")


@pytest.mark.parametrize("law", ["triangle", "stated"])
def test_every_result_that_names_the_run_names_the_law(results, law) -> None:
    made = results[law]
    assert made.receipt["law"] == law
    assert made.dataset.attrs["law"] == law
    assert set(made.summary["law"]) == {law}
    assert f"Law of the draws: {law}" in receipt_text(made)
    assert f"law        {law}" in made.explain("5.1.1" if made.general.level == 2 else "L1-COAL-PP")
    laws = set(made.table["input_factor_law"]) - {""}
    assert laws == {"triangle"} if law == "triangle" else laws >= {"log_triangle"}


def test_triangles_are_named_wherever_ranges_are_shown(results) -> None:
    usual, triangles = (receipt_text(results[law]) for law in ("stated", "triangle"))
    assert usual.count("95% range") == triangles.count("95% range by triangles") >= 2
    assert "by triangles" not in usual
    assert "95% range by triangles" in repr(results["triangle"])
    pages = {law: report_files(results[law], "en")["report.html"].decode() for law in results}
    note = "The 95% ranges are drawn from triangles"
    assert pages["stated"].count(note) == 0
    # Once in the summary, once for each table of results, once for the ranking.
    assert pages["triangle"].count(note) == pages["triangle"].count("95% range (Monte Carlo)") + 2
    shares = "no ranges of output shares are published"
    assert pages["stated"].count(shares) == pages["stated"].count("95% range (Monte Carlo)") + 2
    assert "triangles, with the central values as modes" in pages["triangle"]


def test_the_explanation_names_law_and_numbers() -> None:
    made = qs.inventory.run(gold(shares=(1.0, 0.0, 0.0, 0.0, 0.0, 0.0)), draws=0, law="stated")
    text = made.explain(ORE)
    assert "two-sided triangle in the logarithm from 3 to 50 with the central value 5 as median" in text
    from quicksilver.inventory.results.explain import explain

    (data,) = explain(made, ORE)
    assert data["input_factor"]["law"] == "log_triangle"
    assert data["input_factor"]["key"] == made.lines[0].factor.key
    assert (data["activity"]["law"], data["activity"]["drawn"]) == ("", "")


def test_sensitivity_uses_the_law_of_the_run(results) -> None:
    tables = {law: results[law].sensitivity(samples=64) for law in results}
    assert set(tables["triangle"]["law"]) == {"triangle"}
    assert "log_triangle" in set(tables["stated"]["law"])
    first = {law: table.set_index("input")["total"] for law, table in tables.items()}
    assert (first["triangle"].sort_index() != first["stated"].sort_index()).any()


def test_a_factor_is_one_quantity_with_its_key() -> None:
    factor = qs.factors.shipped().sources[ORE].factor
    assert isinstance(factor.quantity, Quantity)
    assert factor.quantity.key
    assert (factor.value, factor.low, factor.high, factor.unit) == (5.0, 3.0, 50.0, "kg Hg/kg")


def test_inventories_have_one_source_of_chance() -> None:
    """Draws come from the key and the seed; only the margins of Sobol indices resample their points."""
    from importlib import resources

    texts = {
        path.name: path.read_text(encoding="utf-8")
        for path in resources.files("quicksilver.inventory").rglob("*.py")
    }
    assert texts
    assert [name for name, text in texts.items() if "default_rng" in text or "np.random" in text] == [
        "sensitivity.py"
    ]
    assert "uniform_draws(" in texts["engine.py"]
