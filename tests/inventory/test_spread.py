"""One inventory under several factor sets: unknown is not 0, and only common lines are compared."""

from __future__ import annotations

import math

import pytest

from quicksilver.documents.tree import Figure
from quicksilver.errors import InputProblems
from quicksilver.inventory import ActivityLine, General, InventoryInput, run
from quicksilver.inventory.engine import COLUMNS
from quicksilver.inventory.spread import spread
from quicksilver.languages import LANGUAGES
from quicksilver.reports.documents_list import DOCUMENTS
from quicksilver.reports.national import context_of, document_of

SETS = ("toolkit", "reviewed-2026", "emep-eea")


def line(source, amount, unit, **more):
    return ActivityLine(source, f"made.csv:{source}", presence="Y", activity=amount, unit=unit, **more)


LINES = (
    line("L1-COAL-PP", 1_000_000.0, "t"),
    line("L1-CU", 10_000.0, "t"),
    line("L1-WWATER", 1e8, "m3"),
    line("L1-OPENBURN", 300_000.0, "t"),
    line("L1-CREM", 1000.0, "corpses"),
)


def made(*lines, level=1):
    return InventoryInput("made", General("QZZ", 2020, level), lines or LINES, "digest")


def test_each_set_gives_what_it_gives_alone():
    result = spread(made(), SETS)
    for name in SETS[:2]:
        alone = run(made(), factors=name, draws=0)
        for column in COLUMNS:
            assert result.total(name, column).all_kg == alone.total(column)
            assert result.total(name, column).lines == 5


def test_a_set_of_emission_factors_is_unknown_outside_air_and_not_zero():
    result = spread(made(), SETS)
    for column in COLUMNS:
        if column != "air":
            assert math.isnan(result.total("emep-eea", column).all_kg)
            assert math.isnan(result.total("emep-eea", column).common_kg)
            assert result.total("toolkit", column).common_kg == result.total("toolkit", column).all_kg
    # 1.4 mg/GJ x 25 GJ/t x 1 Mt, 0.023 g/t x 0.25 x 10 kt, 2.8 g/t x 300 kt, 1.49 g x 1000
    air = result.total("emep-eea", "air")
    assert air.all_kg == pytest.approx(35.0 + 0.0575 + 840.0 + 1.49)
    assert [item.line.source for item in result.unknown("emep-eea")] == ["L1-WWATER"]


def test_totals_are_compared_over_the_lines_that_every_set_has():
    result = spread(made(), SETS)
    assert result.common["air"] == 4
    assert not result.same_coverage("air")
    fewer = [item for item in LINES if item.source != "L1-WWATER"]
    alone = run(made(*fewer), factors="toolkit", draws=0)
    assert result.total("toolkit", "air").common_kg == alone.total("air")
    low, high = result.span("air")
    assert (low, high) == (
        min(result.total(name, "air").common_kg for name in SETS),
        max(result.total(name, "air").common_kg for name in SETS),
    )
    assert spread(made(), SETS[:2]).same_coverage("air")


def test_a_line_without_a_factor_in_one_set_is_unknown_there_with_the_reason():
    geothermal = line("5.1.7", 1_000_000.0, "MWh")
    result = spread(made(geothermal, line("5.2.4-smelt", 1000.0, "t", technology="acid"), level=2), SETS[:2])
    [unknown] = result.unknown("toolkit")
    assert unknown.line.source == "5.1.7"
    assert unknown.under[0].reason.code.startswith("inventory.factor")
    assert unknown.known("air") == [440.0]
    assert unknown.width("air") == 0.0
    assert result.unknown("reviewed-2026") == []
    assert result.common["air"] == 1
    table = result.table()
    row = table[(table["source"] == "5.1.7") & (table["set"] == "toolkit") & (table["of"] == "air")].iloc[0]
    assert (row["state"], math.isnan(row["kg"])) == ("unknown", True)
    assert "no default" in row["reason"].casefold() or "factor" in row["reason"]


def test_a_national_factor_is_the_same_under_every_set():
    own = line("L1-CU", 10_000.0, "t", input_factor=3.0, source_of_data="smelter")
    result = spread(made(own), SETS[:2])
    assert result.lines[0].is_national
    assert result.lines[0].width("input") == 0.0
    assert result.lines[0].width("air") > 0


def test_a_calorific_value_of_the_line_is_used():
    coal = line("L1-COAL-PP", 1e6, "t", calorific_value=20.0)
    [row] = spread(made(coal), ["toolkit", "emep-eea"]).lines
    assert row.known("air") == pytest.approx([135.0, 28.0])


def test_a_zero_is_zero_under_every_set():
    [row] = spread(made(line("L1-COAL-PP", 0.0, "t")), SETS).lines
    assert row.known("air") == [0.0, 0.0, 0.0]
    assert row.ratio("air") is None


def test_lines_are_ranked_by_how_much_the_sets_differ():
    ranked = [item.line.source for item in spread(made(), SETS).ranked("air")]
    assert ranked[:2] == ["L1-OPENBURN", "L1-COAL-PP"]


@pytest.mark.parametrize(
    ("sets", "code"),
    [
        (["toolkit"], "factors.sets.two"),
        (["toolkit", "toolkit"], "factors.sets.twice"),
        (["emep-eea", "emep-eea"], "factors.sets.inputs"),
        (["toolkit", "no-such-set"], "factors.set.unknown"),
    ],
)
def test_a_choice_that_compares_nothing_is_refused(sets, code):
    with pytest.raises(InputProblems) as wrong:
        spread(made(), sets)
    assert code in [problem.code for problem in wrong.value.problems]


def test_what_is_wrong_with_a_line_is_refused_as_in_a_run():
    with pytest.raises(InputProblems, match="furlong"):
        spread(made(line("L1-CU", 1.0, "furlong")), SETS)
    slip = line("5.2.4-smelt", 1000.0, "t", technology="no such thing")
    with pytest.raises(InputProblems, match="no such thing"):
        spread(made(slip, level=2), SETS[:2])


def test_a_technology_of_one_set_alone_is_unknown_under_the_other():
    coal = line("5.1.1-hard", 1000.0, "t", technology="5.1.1-o-L4-anth")
    result = spread(made(coal, level=2), SETS[:2])
    assert len(result.unknown("toolkit")) == 1
    assert result.lines[0].known("air") == pytest.approx([0.15 * 0.3])


def test_the_golden_inventory_spreads_by_set():
    """The invented country of the golden vectors: its central values are those of the Toolkit set."""
    lines = (
        *(line("L1-COAL-PP", 1e6, "t"), line("L1-CEM", 2e6, "t"), line("L1-ZN", 1e4, "t")),
        *(line("L1-OPENBURN", 3e5, "t"), line("L1-LANDFILL", 4e5, "t"), line("L1-DUMP", 5e5, "t")),
    )
    result = spread(made(*lines), SETS[:2])
    toolkit, reviewed = (result.total(name, "air").all_kg for name in SETS[:2])
    assert toolkit == pytest.approx(135 + 132 + 65 + 1500 + 20 + 250)
    assert reviewed == pytest.approx(112.5 + 132 + 32.5 + 600 + 8 + 100)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chapter_is_written_in_the_language(language):
    manuscript = DOCUMENTS["factor-sets"].manuscript(spread(made(), SETS), language=language)
    assert list(manuscript.tables) == ["factor-sets", "factor-sets-totals"]
    assert list(manuscript.pictures) == ["factor-sets"]
    assert "{" not in str([block for block in manuscript.document.blocks if not isinstance(block, Figure)])
    numbers = [getattr(block, "number", "") for block in manuscript.document.blocks]
    assert sum("S-" in number for number in numbers) == 5


def test_the_national_report_has_the_chapter_where_it_was_asked_for():
    result = run(made(), draws=0)
    assert "factor-sets" not in str(document_of(result).pictures.keys())
    manuscript = document_of(result, spread=spread(made(), SETS))
    assert "factor-sets" in manuscript.pictures
    assert "factor-sets-totals" in manuscript.tables
    assert context_of(result).spread is None
