"""The brief "What a cut buys, and when": numbers, words in six languages, files, and odd comparisons."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

import quicksilver.reports
from quicksilver.fate.cycle import CycleModel, Emissions, External, Flow, Reservoir, run
from quicksilver.geography import LANGUAGES
from quicksilver.reports.documents.tree import (
    Box,
    BulletList,
    Document,
    Figure,
    Number,
    Paragraph,
    Table,
    plain_text,
)
from quicksilver.reports.fate_brief import Brief, brief_files, context_of, document
from quicksilver.reports.fate_brief.draw import draw, period_name
from quicksilver.reports.fate_brief.messages import box
from quicksilver.reports.fate_brief.shape import Array
from quicksilver.reports.fate_brief.tables import how, table
from quicksilver.reports.numbers import percent, shown
from quicksilver.reports.text import catalogue, places

TEXTS = catalogue("fate_text")
CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in sorted((Path(quicksilver.reports.__file__).parent / "fate_brief").glob("*.py"))
)
#: Keys that are put together from a part that is a value.
FAMILIES = ("how.", "col.", "fig.", "said.")
#: What is the same in every language: names, units, works cited.
SAME = re.compile(
    r"\{\w+\}|Quicksilver|A1B|Mg|(?:Streets|Engstrom|Outridge|Liu|Amos|Feinberg)(?: et al\.| 等人)?"
)

MODEL = CycleModel(
    id="tiny",
    title="Three boxes (made up)",
    citation="Made up for a test",
    doi="10.1000/182",
    reservoirs=(
        Reservoir("atm", "Atmosphere", medium="air"),
        Reservoir("soil", "Soil", medium="land"),
        Reservoir("sea", "Sea", medium="ocean"),
    ),
    flows=(
        Flow("fall_land", "atm", "soil", 0.5, kind="deposition"),
        Flow("fall_sea", "atm", "sea", 0.8, kind="deposition"),
        Flow("breath", "soil", "atm", 0.01, kind="respiration"),
        Flow("evasion", "sea", "atm", 0.3, kind="evasion"),
        Flow("burial", "sea", "out:sediment", 0.05, kind="burial"),
    ),
    externals=(External("atm", 100.0),),
)
LEGACY = {"natural": 0.1, "emitted -2000-1850": 0.2, "emitted 1850-2000": 0.3, "emitted 2000-": 0.4}


@dataclass(frozen=True)
class Made:
    """A comparison of the shape the brief reads."""

    model: CycleModel
    base: str
    names: tuple[str, ...]
    years: Array
    emission: Mapping[str, Array]
    deposition: Mapping[str, Array]
    deposition_land: Mapping[str, Array]
    deposition_ocean: Mapping[str, Array]
    avoided_deposition: Mapping[str, Array]
    per_tonne: Mapping[str, Mapping[int, float]]
    legacy_shares: Mapping[str, float]
    assumptions: tuple[str, ...] = (
        "first-order rates stay as they are",
        "the natural inputs stay as they are",
    )
    description: Mapping[str, str] = field(default_factory=dict)


def made(emission: Mapping[str, Array], legacy: Mapping[str, float] | None = None) -> Made:
    """Return a comparison from yearly emissions by scenario, the first being the base."""
    names = tuple(emission)
    years: Array = 2020.0 + np.arange(len(emission[names[0]]), dtype=np.float64)
    found = {}
    for name, values in emission.items():
        series = Emissions(years, values[:, None], ("atm",), "linear")
        found[name] = run(MODEL, series, float(years[0]), float(years[-1]), years=years)
    falls = {name: result.deposition() for name, result in found.items()}
    avoided = {name: np.cumsum(falls[names[0]] - falls[name]) for name in names}
    saved = {name: np.cumsum(emission[names[0]] - emission[name]) for name in names}
    tonne = {
        name: {n: float(avoided[name][n] / saved[name][n]) for n in (5, 10, 20, 50) if n < len(years) and saved[name][n]}
        for name in names[1:]
    }  # fmt: skip
    return Made(
        MODEL, names[0], names, years, emission, falls,
        {name: result.deposition("land") for name, result in found.items()},
        {name: result.deposition("ocean") for name, result in found.items()},
        avoided, tonne, LEGACY if legacy is None else legacy,
    )  # fmt: skip


def held(years: int = 61, value: float = 2000.0) -> Array:
    return np.full(years, value)


def cut(wait: int = 0, years: int = 61, to: float = 1000.0) -> Array:
    return np.interp(np.arange(years), [wait, wait + 10.0], [2000.0, to])


@pytest.fixture(scope="module")
def usual() -> Made:
    return made({"hold": held(), "cut 50% by 2030": cut(), "delay 5: cut 50% by 2030": cut(5)})


def words(brief: Brief) -> str:
    """Return everything the document says."""
    return " ".join(_said(document(brief)))


def _said(made_document: Document) -> list[str]:
    found: list[str] = []
    for block in made_document.blocks:
        inner = block.blocks if isinstance(block, Box) else (block,)
        for part in inner:
            if isinstance(part, Paragraph):
                found.append(plain_text(part.content))
            elif isinstance(part, BulletList):
                found += [plain_text(item) for item in part.items]
            elif isinstance(part, Table):
                found += [plain_text(cell) for row in part.rows for cell in row.cells]
    return found


# The catalogue --------------------------------------------------------------------------------------------


def test_every_key_has_six_languages_with_the_same_places() -> None:
    for key, row in TEXTS.rows.items():
        assert set(row) == set(LANGUAGES)
        for language, text in row.items():
            assert text.strip(), (key, language)
            assert places(text) == places(row["en"]), (key, language)


def test_the_file_has_seven_columns_throughout() -> None:
    text = (resources.files("quicksilver.reports") / "data" / "fate_text.csv").read_text(encoding="utf-8")
    assert {len(row) for row in csv.reader(io.StringIO(text))} == {7}


@pytest.mark.parametrize("language", ["zh", "ru", "ar"])
def test_no_english_is_left_in_other_scripts(language: str) -> None:
    left = {
        key: found
        for key, row in TEXTS.rows.items()
        if (found := re.findall(r"[A-Za-z]{2,}", SAME.sub("", row[language])))
    }
    assert not left


@pytest.mark.parametrize("language", ["fr", "es"])
def test_latin_languages_are_translated(language: str) -> None:
    assert not [k for k, row in TEXTS.rows.items() if row[language] == row["en"] and len(row["en"]) > 10]


def test_no_key_is_unused_and_every_key_of_the_code_exists() -> None:
    assert not [key for key in TEXTS.rows if f'"{key}"' not in CODE and not key.startswith(FAMILIES)]
    assert set(re.findall(r'(?:say|plain)\(\s*"([a-z_0-9.\-]+)"', CODE)) <= set(TEXTS.rows)


# The document ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_in_the_table_are_the_numbers_of_the_comparison(usual: Made, language: str) -> None:
    rows = iter(table(context_of(usual, language)).rows)
    for name in usual.names:
        assert plain_text(next(rows).cells[0]) == name
        for place in (0, 5, 20, 50, 60):
            cells = [plain_text(cell) for cell in next(rows).cells]
            kinds = (usual.emission, usual.deposition, usual.deposition_land, usual.deposition_ocean)
            assert cells[0] == str(2020 + place)
            assert cells[1:5] == [shown(float(kind[name][place]), language) for kind in kinds]
            part = usual.deposition[name][place] / usual.deposition["hold"][place]
            assert cells[5] == percent(float(part), language)
            avoided = float(usual.avoided_deposition[name][place])
            assert cells[6] == (
                "\u2013" if name == "hold" else shown(avoided if abs(avoided) > 1e-6 else 0.0, language)
            )
    assert not list(rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_three_messages_hold_the_numbers(usual: Made, language: str) -> None:
    (items,) = box(context_of(usual, language)).blocks
    assert isinstance(items, BulletList)
    lower, legacy, delay = (plain_text(item) for item in items.items)
    for place in (5, 20, 50):
        part = 1 - usual.deposition["cut 50% by 2030"][place] / usual.deposition["hold"][place]
        assert percent(float(part), language) in lower
        assert str(2020 + place) in lower
    for share in (0.5, 0.4, 0.1):
        assert percent(share, language) in legacy
    avoided = usual.avoided_deposition
    cost = float(avoided["cut 50% by 2030"][-1] - avoided["delay 5: cut 50% by 2030"][-1])
    assert shown(cost, language) in delay
    assert "2080" in delay


@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_have_words_and_periods_in_the_language(usual: Made, language: str) -> None:
    brief = context_of(usual, language)
    pictures = draw(brief)
    assert set(pictures) == {"emission", "deposition", "tonne", "legacy"}
    names = [period_name(brief, part) for part in brief.periods]
    assert names[0] == TEXTS.plain("period.natural", language)
    assert "1850" in names[1]
    assert "2000" in names[3]
    figures = [b for b in document(replace(brief, charts=pictures)).blocks if isinstance(b, Figure)]
    assert len(figures) == 4


def test_in_arabic_numbers_and_names_are_kept_in_order(usual: Made) -> None:
    for row in table(context_of(usual, "ar")).rows:
        if row.kind == "section":
            assert isinstance(row.cells[0][0], Number)
            continue
        assert all(isinstance(cell, str) or isinstance(cell[0], Number) for cell in row.cells)


def test_options_are_said_in_the_language_and_other_descriptions_as_they_are(usual: Made) -> None:
    brief = context_of(replace(usual, description={"hold": "My {own} words."}), "fr")
    assert plain_text(how(replace(brief, language="en"), "hold")) == "My {own} words."
    assert plain_text(how(brief, "hold")) == TEXTS.plain("how.hold", "fr")
    assert "2030" in plain_text(how(brief, "delay 5: cut 50% by 2030"))
    assert plain_text(how(brief, "a1b")).startswith("futur A1B")
    assert plain_text(how(brief, "grow 20%")) == f"les émissions augmentent d’un coup de {percent(0.2, 'fr')}"
    told = replace(brief, comparison=replace(usual, description={"mine": "Half of {it}"}))
    assert plain_text(how(told, "mine")) == "Half of {it}"
    assert plain_text(how(brief, "mine")) == "sans description"


@pytest.mark.parametrize("language", ["en", "zh", "ar"])
def test_the_files_are_written_and_equal_bytes(usual: Made, language: str) -> None:
    steps: list[str] = []
    files = brief_files(usual, language, progress=steps.append)
    assert set(files) == {"brief.docx", "brief.pdf", "brief.html"} | {
        f"charts/{name}.{kind}"
        for name in ("emission", "deposition", "tonne", "legacy")
        for kind in ("png", "svg")
    }
    assert steps[-1] == "brief.html"
    assert files["brief.pdf"].startswith(b"%PDF")
    assert files["charts/legacy.png"].startswith(b"\x89PNG")
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(files["brief.docx"])).namelist()
    assert TEXTS.plain("title", language) in files["brief.html"].decode()
    assert brief_files(usual, language) == files


def test_an_unknown_language_is_refused(usual: Made) -> None:
    with pytest.raises(ValueError, match="unknown language 'de'"):
        context_of(usual, "de")


# Odd comparisons ------------------------------------------------------------------------------------------

ODD = {
    "two": made({"a": held(), "b": cut()}),
    "ten": made({"base": held(), **{f"s{i}": cut(to=100.0 * i) for i in range(9)}}),
    "zero": made({"a": held(value=0.0), "b": held(value=0.0)}),
    "equal": made({"a": held(), "b": held()}),
    "alone": made({"a": held()}),
    "more": made({"a": held(), "b": cut(to=4000.0)}),
    "mixed": made({"a": held(), "b": np.where(np.arange(61) < 12, 3000.0, 500.0)}),
    "short": made({"a": held(4), "b": cut(years=4)}),
    "one year": replace(made({"a": held(4), "b": cut(years=4)}), years=np.array([2020.0])),
    "no legacy": made({"a": held(), "b": cut()}, {}),
    "only natural": made({"a": held(), "b": cut()}, {"natural": 0.3, "all": 0.7}),
    "nothing falls": replace(
        made({"a": held(), "b": held()}),
        deposition={"a": np.zeros(61), "b": np.zeros(61)},
        avoided_deposition={"a": np.zeros(61), "b": np.zeros(61)},
    ),
    "ugly names": made({"<b>&{x}\x00": held(), "ا" * 90: cut()}),
}


@pytest.mark.parametrize("which", ODD)
def test_odd_comparisons_are_told(which: str) -> None:
    for language in ("en", "ar"):
        assert "nan" not in words(context_of(ODD[which], language))
    assert brief_files(ODD[which], "en")["brief.pdf"].startswith(b"%PDF")


def test_odd_comparisons_say_what_is_so() -> None:
    said = {name: words(context_of(comparison)) for name, comparison in ODD.items()}
    assert "None of the scenarios compared" in said["equal"]
    assert "None of the scenarios compared" in said["zero"]
    assert "deposition to land and ocean is higher" in said["more"]
    assert "changes sign" in said["mixed"]
    assert "holds no shares by time" in said["no legacy"]
    assert "does not part this by time" in said["only natural"]
    assert "Waiting costs" not in said["two"]
    assert "(in 2025)" in said["two"]
    assert "in 2023" in said["short"]


def test_a_real_comparison_has_the_shape() -> None:
    scenarios = pytest.importorskip("quicksilver.fate.scenarios")
    years = np.arange(2000.0, 2061.0)
    series = {n: Emissions(years, v[:, None], ("atm",), "step") for n, v in {"a": held(), "b": cut()}.items()}
    found = scenarios.compare(MODEL, series, 2020, 2060, periods=(2010.0,))
    assert "emitted before 2010" in words(context_of(found))
