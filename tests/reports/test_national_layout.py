"""The pages of the national report: filled, headings of few lines, sums beside totals, French spaces."""

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2
import pytest

import quicksilver as qs
from quicksilver.documents import fonts, write_pdf
from quicksilver.documents.measures import shape, wrap
from quicksilver.documents.spacing import NARROW, spaced
from quicksilver.documents.tree import Document, Figure, Table, plain_text, walk
from quicksilver.errors import MissingFontError
from quicksilver.intake.packaged import content
from quicksilver.inventory import Inventory
from quicksilver.languages import LANGUAGES
from quicksilver.reports.national import Picture, context_of, document, document_of

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk PLANT_CODE_2020/ABC-123456789-XYZ.unit-04"
LINES = [
    {
        "source": "5.1.1-hard",
        "technology": "5.1.1-o-esp",
        "activity": 1234567.891,
        "unit": "t coal/y",
        "site": LONG,
    },
    {
        "source": "5.1.1-hard",
        "technology": "5.1.1-o-esp",
        "activity": 2e6,
        "unit": "t coal/y",
        "site": "华北电厂",
    },
    {
        "source": "5.3.1-no",
        "technology": "5.3.1-o-simple",
        "activity": 987654.321,
        "unit": "t",
        "site": "مصنع",
    },
    {"source": "5.6.1", "technology": "5.6.1-o-disp", "activity": 5e6, "unit": "inhabitants"},
    {"source": "5.9.1", "activity": 1e5, "unit": "t"},
    {"source": "5.9.5", "technology": "5.9.5-o-none", "activity": 1e8, "unit": "m3"},
]


def usable(language: str) -> bool:
    try:
        fonts.need(language)
    except MissingFontError:
        return False
    return True


READY = [
    pytest.param(code, marks=pytest.mark.skipif(not usable(code), reason="its font is not installed"))
    for code in LANGUAGES
]


@pytest.fixture(scope="module")
def level_2(tmp_path_factory: pytest.TempPathFactory) -> Inventory:
    folder = tmp_path_factory.mktemp("long")
    names = ["source", "technology", "presence", "activity", "unit", "site", "activity_low", "activity_high"]
    with (folder / "inventory.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        for line in LINES:
            ends = {"activity_low": line["activity"] * 0.9, "activity_high": line["activity"] * 1.2}
            writer.writerow({"presence": "Y", **line, **ends})
    general = {
        "country": "CRI",
        "year": 2020,
        "level": 2,
        "toolkit_edition": "IL2 1.4",
        "population": 5_000_000,
    }
    (folder / "general.json").write_text(json.dumps(general), encoding="utf-8")
    return qs.inventory.run(folder / "inventory.csv", draws=50)


def tables(report: Document) -> dict[str, Table]:
    return {
        block.number.strip("\u2066\u2069"): block for block in walk(report.blocks) if isinstance(block, Table)
    }


def filled(page: pypdfium2.PdfPage) -> float:
    """Return how far down the room for text a page is filled, without its number at the foot."""
    dots = np.asarray(page.render(scale=0.3).to_pil().convert("L"))
    top, bottom = int(len(dots) * 0.07), int(len(dots) * 0.925)
    rows = np.flatnonzero((dots[top:bottom] < 245).any(axis=1))
    return (rows.max() + 1) / (bottom - top) if len(rows) else 0.0


@pytest.mark.slow
@pytest.mark.parametrize("language", READY[1:2])
def test_no_page_is_under_a_third_full_but_the_last(level_2: Inventory, language: str) -> None:
    made = document_of(level_2, language).document
    assert made is not None
    pages = list(pypdfium2.PdfDocument(write_pdf(made)))
    assert all(page.get_width() < page.get_height() for page in pages)
    assert [number for number, page in enumerate(pages[:-1], 1) if filled(page) < 1 / 3] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_stands_upright_with_headings_of_few_lines(level_2: Inventory, language: str) -> None:
    report = document(context_of(level_2, language))
    for number, table in tables(report).items():
        form = shape(table, report)
        assert not form.is_wide, number
        for column, width in zip(table.columns, form.widths, strict=True):
            lines = wrap(plain_text(column.heading), width - 7, form.size, bold=True)
            assert len(lines) < 8, (number, lines)


def test_plain_sums_and_corrected_totals_stand_with_what_tells_them_apart(level_2: Inventory) -> None:
    drawn = {"input": Picture(b"", b"<svg/>", "")}
    made = document(replace(context_of(level_2, "en"), charts=drawn))
    for number in ("1-1", "3-1", "4-2"):
        table = tables(made)[number]
        kinds = [row.kind for row in table.rows]
        assert kinds[-2:] == ["total", "total"]
        assert any("plain sum" in plain_text(note) for note in table.notes)
    plain, total = level_2.totals(corrected=False)["input"], level_2.totals()["input"]
    assert plain > total
    caption = next(
        block.caption for block in made.blocks if isinstance(block, Figure) and block.number == "1-1"
    )
    assert "plain sums" in plain_text(caption)
    assert f"{plain:,.0f}" in plain_text(caption)
    assert f"{total:,.0f}" in plain_text(caption)


def test_without_corrections_nothing_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "inventory.csv").write_text(
        "source,presence,activity,unit\n5.9.1,Y,1000,t\n", encoding="utf-8"
    )
    (tmp_path / "general.json").write_text('{"country": "CRI", "year": 2020, "level": 2}', encoding="utf-8")
    report = document(context_of(qs.inventory.run(tmp_path / "inventory.csv", draws=0, corrections=False)))
    for number in ("3-1", "4-2"):
        kinds = [row.kind for row in tables(report)[number].rows]
        assert kinds.count("total") == 1
        assert any("switched off" in plain_text(note) for note in tables(report)[number].notes)


def test_plants_of_one_source_are_told_apart_in_the_ranking(level_2: Inventory) -> None:
    context = context_of(level_2, "en")
    names = [context.ranked(row) for row in context.ranking if row["kind"] == "activity"]
    assert len(set(names)) == len(names)
    assert any("PLANT_CODE_2020" in name for name in names)


@pytest.mark.parametrize("table", ["inventory_text", "sentences", "names"])
def test_french_sentences_have_a_space_where_french_sets_one(table: str) -> None:
    data = content("quicksilver.language", f"data/{table}.csv").decode("utf-8-sig")
    wrong = []
    for row in csv.DictReader(data.splitlines()):
        # Code, signs of states in brackets, and addresses are no prose.
        text = re.sub(
            r"`[^`]*`|\[\[.*?\]\]|\(\?\)|https?://\S+|\w+=[\w.]+; ?|\bA=|--factors \S+|(?<![\w\u202f])%",
            "",
            spaced(row["fr"], "fr"),
        )
        if re.search(rf"(?<!{NARROW})[;:!?»%](?!\S*/)|«(?!{NARROW})", text):
            wrong.append((next(iter(row.values())), text))
    assert wrong == []
