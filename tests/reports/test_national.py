"""The national report: what it must say, in six languages, for every kind of inventory."""

import csv
import functools
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

import quicksilver as qs
from quicksilver.documents.tree import (
    BulletList,
    Document,
    Figure,
    Foreign,
    Heading,
    Number,
    Paragraph,
    Table,
    Title,
    plain_text,
    walk,
)
from quicksilver.inventory import Inventory
from quicksilver.inventory.model import statement
from quicksilver.language.catalogue import catalogue
from quicksilver.language.names import label
from quicksilver.language.numbers import shown
from quicksilver.language.templates import places
from quicksilver.languages import LANGUAGES
from quicksilver.reports.national import context_of, document, report_files
from quicksilver.reports.national.sentences import stated

GENERAL: dict[str, Any] = {
    "country": "CRI",
    "year": 2015,
    "level": 1,
    "toolkit_edition": "IL1 2.1",
    "population": 5_000_000,
    "electrification_rate": 0.6,
    "dental_personnel_per_1000": 0.2,
    "waste_well_managed": False,
    "waste_separately_collected": False,
}
LEVEL_1 = [
    {"source": "L1-COAL-PP", "presence": "Y", "activity": 1_000_000, "unit": "t coal combusted/y"},
    {"source": "L1-GAS-PIPE", "presence": "Y", "activity": 1e9, "unit": "m3"},
    {"source": "L1-ZN", "presence": "Y", "activity": 10, "unit": "kt", "source_of_data": "Yearbook 2015"},
    {"source": "L1-DENTAL", "presence": "Y"},
    {"source": "L1-SWITCH", "presence": "Y", "technology": "a2"},
    {"source": "L1-OPENBURN", "presence": "Y", "activity": 300_000, "unit": "t"},
    {"source": "L1-LANDFILL", "presence": "Y", "activity": 400_000, "unit": "t"},
    {"source": "L1-DUMP", "presence": "Y", "activity": 500_000, "unit": "t"},
    {"source": "L1-WWATER", "presence": "Y", "activity": 1e8, "unit": "m3"},
    {"source": "L1-FE", "presence": "Y", "activity": 1000, "unit": "t"},
    {"source": "L1-PAINT", "presence": "Y", "activity": 0, "unit": "t"},
    {"source": "L1-CREM", "presence": "?"},
    {"source": "L1-VCM", "presence": "N"},
    {"source": "MISC-PEAT", "presence": "Y"},
]
LEVEL_2 = [
    {
        "source": "5.1.1-hard",
        "technology": "5.1.1-o-esp=0.6; 5.1.1-o-wash > 5.1.1-o-ff=0.4",
        "presence": "Y",
        "activity": 2e6,
        "unit": "t coal/y",
        "activity_low": 1.5e6,
        "activity_high": 2.5e6,
    },
    {
        "source": "5.3.1-no",
        "technology": "5.3.1-o-simple",
        "presence": "Y",
        "activity": 1e6,
        "unit": "t",
        "site": "North",
    },
    {
        "source": "5.3.1-no",
        "technology": "5.3.1-o-none",
        "presence": "Y",
        "activity": 2e6,
        "unit": "t",
        "site": "South",
        "input_factor": 0.2,
        "input_factor_unit": "g Hg/t",
    },
    {
        "source": "5.6.1",
        "technology": "5.6.1-o-prep",
        "presence": "Y",
        "activity": 5e6,
        "unit": "inhabitants",
    },
    {
        "source": "5.6.1",
        "technology": "5.6.1-o-disp",
        "presence": "Y",
        "activity": 5e6,
        "unit": "inhabitants",
    },
    {"source": "5.9.1", "presence": "Y", "activity": 1e5, "unit": "t"},
    {"source": "5.11", "presence": "Y", "site": "Old chlor-alkali plant", "note": "about 30 t"},
    {"source": "5.4.2", "presence": "?"},
    {"source": "5.4.3", "presence": "N"},
]
HOSTILE = '=1+1 <b>x</b> #panic("y") {0} {text} \\u0000\x07 & ' + "long " * 400 + "w" * 900


def inventory(folder: Path, lines: list[dict[str, Any]], draws: int = 50, **general: Any) -> Inventory:
    names = list(dict.fromkeys(name for line in lines for name in line)) or ["source"]
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "inventory.csv").write_text(text.getvalue(), encoding="utf-8")
    (folder / "general.json").write_text(json.dumps({**GENERAL, **general}), encoding="utf-8")
    return qs.inventory.run(folder / "inventory.csv", draws=draws)


@pytest.fixture(scope="module")
def level_1(tmp_path_factory: pytest.TempPathFactory) -> Inventory:
    return inventory(tmp_path_factory.mktemp("one"), LEVEL_1)


@pytest.fixture(scope="module")
def level_2(tmp_path_factory: pytest.TempPathFactory) -> Inventory:
    return inventory(tmp_path_factory.mktemp("two"), LEVEL_2, level=2)


@functools.lru_cache(maxsize=16)
def _made(identity: int, language: str) -> Document:
    return document(context_of(KEPT[identity], language))


#: Inventories by identity, so that each report is made once.
KEPT: dict[int, Inventory] = {}


def made(result: Inventory, language: str = "en") -> Document:
    KEPT[id(result)] = result
    return _made(id(result), language)


def tables(report: Document) -> dict[str, Table]:
    return {
        block.number.strip("\u2066\u2069"): block for block in walk(report.blocks) if isinstance(block, Table)
    }


def cells(table: Table) -> list[list[str]]:
    return [[plain_text(cell) for cell in row.cells] for row in table.rows]


def text_of(report: Document) -> str:
    parts = []
    for block in walk(report.blocks):
        if isinstance(block, (Paragraph, Heading)):
            parts.append(plain_text(block.content))
        elif isinstance(block, BulletList):
            parts += [plain_text(item) for item in block.items]
        elif isinstance(block, Title):
            parts += [block.text, block.subtitle]
        elif isinstance(block, Table):
            parts += [plain_text(block.caption), *map(plain_text, block.notes)]
            parts += [cell for row in cells(block) for cell in row]
    return "\n".join(parts)


def headings(report: Document, level: int = 1) -> list[str]:
    return [
        f"{block.number} {plain_text(block.content)}".strip()
        for block in report.blocks
        if isinstance(block, Heading) and block.level == level
    ]


def test_chapters_of_level_1(level_1: Inventory) -> None:
    found = headings(made(level_1))
    assert found[1:5] == [
        "1 Executive summary",
        "2 Mercury release source types present",
        "3 Summary of mercury inputs to society",
        "4 Summary of mercury releases",
    ]
    assert [text.split(":")[0] for text in found[5:11]] == [f"{4 + n} Step {n}" for n in range(1, 7)]
    assert found[11] == "References"
    sections = headings(made(level_1), 2)
    for part in (
        "Data description",
        "Background calculations and approximations",
        "Results",
        "Data gaps and follow-up",
    ):
        assert any(text.startswith("5.") and text.endswith(part) for text in sections)


def test_chapters_of_level_2_have_one_for_minerals(level_2: Inventory) -> None:
    found = headings(made(level_2))
    assert "7 Production of other minerals and materials with mercury impurities" in found
    assert "14 Crematoria and cemeteries" in found
    assert "7.1 Cement production (5.3.1)" in headings(made(level_2), 2)


def test_table_1_1_is_the_summary(level_1: Inventory) -> None:
    rows = cells(tables(made(level_1))["1-1"])
    summary = level_1.summary
    columns = [
        "input_kg",
        "air_kg",
        "water_kg",
        "land_kg",
        "products_kg",
        "general_waste_kg",
        "sector_waste_kg",
    ]
    assert len(rows) == len(summary)
    for row, (_, wanted) in zip(rows, summary.iterrows(), strict=True):
        if wanted["input_kg"] == wanted["input_kg"]:
            assert row[1:8] == [shown(wanted[name]) for name in columns]
        else:
            assert row[2:] == ["–"] * 8


def test_parts_of_the_total_releases_add_up(level_1: Inventory) -> None:
    context = context_of(level_1)
    assert sum(context.released(i) for i in level_1.order) == pytest.approx(context.released_total)
    assert sum(kg for _, kg in context.contributions) == pytest.approx(level_1.total("input"))


def test_corrections_say_what_they_took(level_1: Inventory) -> None:
    notes = " ".join(plain_text(note) for note in tables(made(level_1))["1-1"].notes)
    assert "DC2" in notes
    assert "5,400 kg" in notes
    assert "DC1" in notes
    assert "nothing" in notes


@pytest.mark.parametrize("language", LANGUAGES)
def test_four_states_stay_four(level_1: Inventory, language: str) -> None:
    words = catalogue("inventory_text")
    table = tables(made(level_1, language))["2-1"]
    by_name = {row[1]: row for row in cells(table) if len(row) == 4}
    states = {
        ident: by_name[label("source", ident, language)][2:]
        for ident in ("L1-PAINT", "L1-VCM", "L1-CREM", "L1-CHLOR", "L1-ZN")
    }
    assert len({tuple(row) for row in states.values()}) == 5
    assert states["L1-VCM"][0].startswith("N")
    assert states["L1-CREM"][0].startswith("?")
    assert states["L1-CHLOR"][0] == words.plain("state.not_given.sign", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_report_in_every_language(level_1: Inventory, language: str) -> None:
    report = made(level_1, language)
    text = text_of(report)
    assert shown(level_1.total("input"), language) in text
    for number in (
        "1-1",
        "2-1",
        "2-2",
        "3-1",
        "4-1",
        "4-2",
        "4-3",
        "A-1",
        "A-2",
        "B-1",
        "C-1",
        "C-2",
        "D-1",
        "E-1",
        "E-2",
    ):
        assert number in tables(report)
    assert level_1.run_id in text
    assert "nan" not in text.split()


def foreign_parts(tree) -> list[str]:
    rows = [row for block in tree.blocks if isinstance(block, Table) for row in block.rows]
    inlines = [part for row in rows for cell in row.cells if isinstance(cell, tuple) for part in cell]
    parts = {part.text for part in inlines if isinstance(part, Foreign)}
    return sorted(parts, key=len, reverse=True)


def test_no_english_is_left_in_a_chinese_report(level_1: Inventory) -> None:
    tree = made(level_1, "zh")
    text = text_of(tree)
    # What other works state of a factor is in their own words, and marked as English.
    for part in foreign_parts(tree):
        text = text.replace(part, "")
    # File names, addresses and titles of works, commands, and the user's own units stay as they are.
    kept = [
        "inventory",
        "column",
        "quicksilver",
        "toolkit",
        "unep",
        "wedocs",
        "https",
        "handle",
        "coal",
        "combusted",
        "concentrate",
        # a command
        *("compare", "factors", "reviewed"),
    ]
    found = set(re.findall(r"\b[a-z]{4,}\b", text))
    assert found <= {*kept}


def test_summary_says_both_ranges_and_what_is_missing(level_1: Inventory) -> None:
    text = text_of(made(level_1))
    assert "The bounding interval is" in text
    assert "95% range of 50 correlated" in text
    assert "recalled and not yet checked" in text
    assert "“Recalled” means that a factor was written down from memory" in text
    assert "Unknown sources (?), not included in any total (1): Crematoria" in text


def test_without_draws_it_says_so(tmp_path: Path) -> None:
    text = text_of(made(inventory(tmp_path, LEVEL_1, draws=0)))
    assert "No Monte Carlo simulation was run" in text


def test_where_the_general_figures_are_from(tmp_path: Path) -> None:
    text = text_of(made(inventory(tmp_path, LEVEL_1, draws=0, general_sources="Statistical yearbook 2021")))
    assert "Statistical yearbook 2021" in text


def test_without_corrections_it_says_so(tmp_path: Path) -> None:
    inventory(tmp_path, LEVEL_1)
    result = qs.inventory.run(tmp_path / "inventory.csv", draws=0, corrections=False)
    assert "were switched off" in text_of(made(result))


@pytest.mark.parametrize(
    "lines", [[], [{"source": "L1-VCM", "presence": "N"}, {"source": "L1-CREM", "presence": "?"}]]
)
def test_nothing_quantified_is_not_zero(tmp_path: Path, lines: list[dict[str, Any]]) -> None:
    lines = lines or [{"source": "MISC-PEAT", "presence": "N"}]
    report = made(inventory(tmp_path, lines))
    assert "Nothing is quantified yet" in [getattr(block, "title", "") for block in report.blocks]
    total = cells(tables(report)["1-1"])[-1]
    assert total[1:] == ["–"] * 9


def test_a_total_of_zero_divides_nothing(tmp_path: Path) -> None:
    report = made(inventory(tmp_path, [{"source": "L1-PAINT", "presence": "Y", "activity": 0, "unit": "t"}]))
    total = cells(tables(report)["1-1"])[-1]
    assert total[1:9] == ["0"] * 8
    assert "Every quantified source gave 0 kg" in text_of(report)


def test_mixes_show_their_phases_and_sites_their_names(level_2: Inventory) -> None:
    text = text_of(made(level_2))
    assert "of which: Electrostatic precipitator" in text
    assert "North" in text
    assert "South" in text
    assert "Old chlor-alkali plant" in text
    assert "Given by the user" in text


def test_every_sentence_of_the_calculation_is_known(level_1: Inventory, level_2: Inventory) -> None:
    words = catalogue("inventory_text")
    for result in (level_1, level_2):
        sentences = [text for line in result.lines for text in line.assumptions]
        sentences += [text for found in result.findings() for text in (found.what, found.remedy) if text]
        for sentence in sentences:
            assert sentence.table == "inventory_text"
            assert set(sentence.values) == places(words.rows[sentence.key]["en"]), sentence


def test_numbers_of_sentences_are_written_as_the_language_writes_them(level_1: Inventory) -> None:
    people = statement("said.population", number=5e6)
    assert Number("5\u202f000\u202f000") in stated(context_of(level_1, "fr"), people)


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    lines = [{**LEVEL_1[0], "note": HOSTILE, "source_of_data": HOSTILE, "site": HOSTILE}]
    result = inventory(tmp_path, lines, toolkit_edition="#panic() <i>")
    files = report_files(result, "en")
    html = files["report.html"].decode()
    assert "<b>x</b>" not in html
    assert "&lt;b&gt;x" in html
    assert files["report.pdf"].startswith(b"%PDF")


def test_the_document_is_pure(level_2: Inventory) -> None:
    assert document(context_of(level_2)) == made(level_2)


@pytest.fixture(scope="module")
def files(level_1: Inventory) -> dict[str, dict[str, bytes]]:
    return {language: report_files(level_1, language) for language in ("en", "ar", "zh")}


def test_files(files: dict[str, dict[str, bytes]], level_1: Inventory) -> None:
    for language, made_files in files.items():
        assert {"report.docx", "report.pdf", "report.html"} <= set(made_files)
        names = (
            "input",
            "air",
            "water",
            "land",
            "products",
            "general_waste",
            "sector_waste",
            "flows",
            "uncertainty",
        )
        for name in names:
            assert made_files[f"charts/{name}.png"].startswith(b"\x89PNG")
            assert b"<svg" in made_files[f"charts/{name}.svg"]
        with zipfile.ZipFile(io.BytesIO(made_files["report.docx"])) as archive:
            assert archive.testzip() is None
        assert shown(level_1.total("input"), language) in made_files["report.html"].decode()


def test_same_inventory_same_bytes(files: dict[str, dict[str, bytes]], level_1: Inventory) -> None:
    steps: list[str] = []
    assert report_files(level_1, "en", progress=steps.append) == files["en"]
    assert steps[0] == "sensitivity"
    assert steps[-1] == "report.html"


def test_figures_have_the_printed_numbers(level_1: Inventory, files: dict[str, dict[str, bytes]]) -> None:
    from dataclasses import replace

    from quicksilver.reports.national.context import Picture

    names = ("input", "air", "water", "land", "products", "general_waste", "sector_waste")
    charts = {n: Picture(files["en"][f"charts/{n}.png"], files["en"][f"charts/{n}.svg"], n) for n in names}
    report = document(replace(context_of(level_1), charts=charts))
    figures = [block.number for block in report.blocks if isinstance(block, Figure)]
    assert figures == [f"1-{n}" for n in range(1, 8)]


@pytest.mark.parametrize("corrections", [True, False])
def test_pathways_of_the_flow_chart_are_the_totals(tmp_path: Path, corrections: bool) -> None:
    """Chart, table and terminal state the same total of a pathway; the chart states which total it is."""
    from quicksilver.factors import PATHWAYS
    from quicksilver.reports.national.charts import _amounts, _flows

    inventory(tmp_path, LEVEL_1)
    result = qs.inventory.run(tmp_path / "inventory.csv", draws=0, corrections=corrections)
    context = context_of(result)
    found = _amounts(context)
    for name, total in zip(PATHWAYS, result.totals(corrected=corrections).iloc[1:], strict=True):
        assert sum(value for ends, value in found.items() if ends[1] == f"p:{name}") == pytest.approx(total)
    stated = "double counting is taken out" if corrections else "not corrected for double counting"
    assert stated in _flows(context, "flows").alt
    assert (result.total("land", corrected=True) < result.total("land", corrected=False)) is corrections


def test_the_total_has_the_digits_that_its_range_supports(level_1: Inventory) -> None:
    from quicksilver.language.numbers import readable

    text = text_of(made(level_1))
    assert f"is estimated at {readable(level_1.total('input'))} kg per year" in text
    low, high = (readable(float(level_1.totals(name)["input"])) for name in ("mc_low", "mc_high"))
    assert f"Monte Carlo draws is {low}–{high} kg per year" in text


def test_unknown_language(level_1: Inventory) -> None:
    with pytest.raises(ValueError, match="one of en, fr"):
        context_of(level_1, "de")
