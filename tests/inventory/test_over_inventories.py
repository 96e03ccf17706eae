"""Trends with an exact split, sums over countries with what is unknown counted, and the Articles of the Convention."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from quicksilver.errors import InputProblems
from quicksilver.factors import shipped
from quicksilver.inventory import Inventory, run
from quicksilver.inventory.engine import COLUMNS
from quicksilver.inventory.files.example import example_files
from quicksilver.inventory.groups import TOTALS
from quicksilver.inventory.results.convention import (
    _TABLE,
    ANNEX_D,
    _is_of,
    article_8,
    article_9,
    article_21,
    other_article,
)
from quicksilver.inventory.results.sums import sums
from quicksilver.inventory.results.trend import PARTS, trend
from quicksilver.languages import LANGUAGES
from quicksilver.reports.documents_list import DOCUMENTS

Edit = Callable[[str], str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Inventory]:
    """Return a function that calculates the example after an edit of its lines and general data."""
    kept: dict[tuple[object, ...], Inventory] = {}

    def of(
        folder: str = "2020",
        year: int = 2020,
        country: str = "QZZ",
        lines: tuple[str, str] = ("", ""),
        draws: int = 0,
    ) -> Inventory:
        key = (folder, year, country, lines, draws)
        if key not in kept:
            path: Path = tmp_path_factory.mktemp("of")
            for name in ("general.json", "inventory.csv"):
                text = example_files()[f"{folder}/{name}"].decode()
                text = text.replace(f'"year": {folder}', f'"year": {year}').replace('"QZZ"', f'"{country}"')
                assert lines[0] in text or name == "general.json"
                (path / name).write_text(text.replace(*lines) if lines[0] else text, encoding="utf-8")
            kept[key] = run(path, draws=draws)
        return kept[key]

    return of


COAL = "L1-COAL-OTH,,Y,150,kt"


def test_the_parts_of_every_step_add_up_and_steps_add_up_to_the_whole(made) -> None:  # type: ignore[no-untyped-def]
    years = [
        made("2015", 2015),
        made("2020", 2020),
        made("2020", 2022, lines=(COAL, "L1-COAL-OTH,,Y,0,kt")),
        made("2020", 2025, lines=(COAL, "L1-COAL-OTH,,?,,")),
    ]
    result = trend([years[2], years[0], years[3], years[1]])
    assert result.years == [2015, 2020, 2022, 2025]
    changes = result.changes
    parts = changes[[f"{part}_kg" for part in PARTS]].sum(axis=1)
    np.testing.assert_allclose(parts, changes["change_kg"], rtol=0, atol=1e-8)
    totals = changes[changes["group"] == TOTALS]
    for of in COLUMNS:
        mine = totals[totals["of"] == of]
        for _, row in mine.iterrows():
            before, after = (next(r for r in years if r.general.year == row[side]) for side in ("from", "to"))
            assert row["change_kg"] == pytest.approx(after.total(of) - before.total(of), abs=1e-8)
        steps, whole = mine.iloc[:-1], mine.iloc[-1]
        assert (whole["from"], whole["to"]) == (2015, 2025)
        for part in (*PARTS, "change"):
            assert steps[f"{part}_kg"].sum() == pytest.approx(whole[f"{part}_kg"], abs=1e-8)


def test_a_real_zero_is_activity_and_an_unknown_is_coverage(made) -> None:  # type: ignore[no-untyped-def]
    zero = made("2020", 2022, lines=(COAL, "L1-COAL-OTH,,Y,0,kt"))
    unknown = made("2020", 2025, lines=(COAL, "L1-COAL-OTH,,?,,"))

    def of_input(first: Inventory, second: Inventory) -> dict[str, float]:
        table = trend([first, second]).changes
        row = table[(table["group"] == TOTALS) & (table["of"] == "input")].iloc[0]
        return {part: float(row[f"{part}_kg"]) for part in PARTS if row[f"{part}_kg"]}

    assert of_input(made(), zero) == pytest.approx({"activity": -22.5})
    assert of_input(made(), unknown) == pytest.approx({"coverage": -22.5})
    totals = trend([made(), unknown]).totals
    assert list(totals[totals["of"] == "input"]["unknown"]) == [5, 6]


def test_what_is_no_trend_is_refused(made) -> None:  # type: ignore[no-untyped-def]
    def codes(*results: Inventory) -> list[str]:
        with pytest.raises(InputProblems) as caught:
            trend(results)
        return [problem.code for problem in caught.value.problems]

    assert codes(made()) == ["trend.few"]
    assert codes(made(), made("2020", 2021, "GHA")) == ["trend.country"]
    assert codes(made(), made()) == ["trend.year"]


def test_a_sum_counts_what_is_unknown_and_adds_draws(made) -> None:  # type: ignore[no-untyped-def]
    first = made(draws=200)
    second = made("2020", 2021, "GHA", (COAL, "L1-COAL-OTH,,?,,"), draws=200)
    result = sums([first, second])
    totals = result.totals.set_index("of")
    for of in COLUMNS:
        assert totals.loc[of, "total_kg"] == pytest.approx(first.total(of) + second.total(of))
    draws = first.estimate.total_draws[0, 0] + second.estimate.total_draws[0, 0]
    assert totals.loc["input", "mc_low_kg"] == pytest.approx(np.quantile(draws, 0.025))
    assert list(result.countries["country"]) == ["GHA", "QZZ"]
    assert list(result.countries["sources_unknown"]) == [3, 2]
    coal = result.groups.set_index("group").loc["coal"]
    assert (coal["countries_with_numbers"], coal["countries_unknown"], coal["open_sources"]) == (2, 0, 1)
    with pytest.raises(InputProblems, match="twice"):
        sums([first, first])
    with pytest.raises(InputProblems, match="no inventory"):
        sums([])


def test_a_country_without_numbers_is_not_counted_as_0(made, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    general = example_files()["2020/general.json"].decode().replace('"QZZ"', '"GHA"')
    (tmp_path / "general.json").write_text(general, encoding="utf-8")
    (tmp_path / "inventory.csv").write_text("source,presence\nL1-CREM,?\n", encoding="utf-8")
    result = sums([made(), run(tmp_path, draws=0)])
    assert list(result.totals["countries_without_numbers"].unique()) == [1]
    assert result.countries.set_index("country")["input_kg"].isna().to_dict() == {"GHA": True, "QZZ": False}


def test_every_row_of_the_table_is_a_source_or_a_category() -> None:
    sources = shipped().sources.values()
    for row in _TABLE.rows():
        assert any(_is_of(source, row.source) for source in sources), row
        assert row.basis
    assert {row.item for row in _TABLE.rows() if row.article == 8} == set(ANNEX_D)


def test_no_source_is_in_two_categories() -> None:
    for source in shipped().sources.values():
        for article in (8, 9):
            items = {
                row.item for row in _TABLE.rows() if row.article == article and _is_of(source, row.source)
            }
            assert len(items) <= 1, source.id


def test_the_articles_of_the_example(made) -> None:  # type: ignore[no-untyped-def]
    inventory = made()
    eight = article_8(inventory)
    assert {name: round(amount.best, 3) for name, amount in eight.items()} == {
        "power": 117.0,
        "boilers": 21.375,
        "metals": 125.0,
        "incineration": 21.6,
        "cement": 108.0,
    }
    assert eight["boilers"].mixed == ("L1-COAL-OTH",)
    subjects = article_21(inventory)
    assert subjects["emissions"][1].best == pytest.approx(sum(amount.best for amount in eight.values()))
    assert (subjects["mining"][1].best, subjects["mining"][1].is_absent) == (None, True)
    recycled = subjects["recycled"][1]
    assert (recycled.best, recycled.is_absent, recycled.opened) == (None, False, ("L1-REC-HG",))
    nine = article_9(inventory)
    assert list(nine) == ["5.1", "5.2", "5.3", "5.10"]
    assert sum(water.best for water, _ in nine.values()) == pytest.approx(subjects["water"][1].best)


def test_an_unknown_source_of_annex_d_is_named_and_not_0(made) -> None:  # type: ignore[no-untyped-def]
    boilers = article_8(made("2020", 2025, lines=(COAL, "L1-COAL-OTH,,?,,")))["boilers"]
    assert (boilers.best, boilers.is_absent, boilers.opened) == (None, False, ("L1-COAL-OTH",))


def test_what_other_articles_address_is_not_of_article_9() -> None:
    sources = shipped().sources
    given = {
        ident: other_article(sources[ident]) for ident in ("L1-HG-MINE", "L1-AU-ASGM-RET", "L1-VCM", "L1-ZN")
    }
    assert given == {"L1-HG-MINE": "3", "L1-AU-ASGM-RET": "7", "L1-VCM": "5", "L1-ZN": ""}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_documents_are_made_in_every_language(made, language: str) -> None:  # type: ignore[no-untyped-def]
    materials = {
        "assessment": made(),
        "trend": trend([made("2015", 2015), made()], language),
        "sum": sums([made(), made("2020", 2021, "GHA", (COAL, "L1-COAL-OTH,,?,,"))], language),
    }
    for name, material in materials.items():
        manuscript = DOCUMENTS[name].manuscript(material, language=language)
        assert manuscript.document is not None
        assert manuscript.document.language == language
        assert set(manuscript.tables) == set(DOCUMENTS[name].tables)
