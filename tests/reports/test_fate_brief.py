"""The brief on scenarios and deposition: numbers, words in six languages, files, and odd comparisons."""

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
from quicksilver.documents.tree import Box, BulletList, Document, Figure, Number, Paragraph, Table, plain_text
from quicksilver.fate.cycle import CycleModel, Emissions, External, Flow, Reservoir, run
from quicksilver.fate.cycle.forcing import note
from quicksilver.language.catalogue import catalogue
from quicksilver.language.numbers import percent, shown
from quicksilver.language.sentences import Sentence
from quicksilver.language.templates import places
from quicksilver.languages import LANGUAGES
from quicksilver.reports.fate.brief import Brief, brief_files, context_of, document
from quicksilver.reports.fate.brief.draw import draw, period_name
from quicksilver.reports.fate.brief.messages import box
from quicksilver.reports.fate.brief.shape import Array
from quicksilver.reports.fate.brief.tables import how, table

TEXTS = catalogue("fate_text")
CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in sorted((Path(quicksilver.reports.__file__).parent / "fate" / "brief").glob("*.py"))
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
    assumptions: tuple[Sentence, ...] = (note("said.rates"), note("said.natural"))
    description: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[Sentence, ...] = ()


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
        name: {
            n: float(avoided[name][n] / saved[name][n])
            for n in (5, 10, 20, 50)
            if n < len(years) and saved[name][n]
        }
        for name in names[1:]
    }
    return Made(
        MODEL,
        names[0],
        names,
        years,
        emission,
        falls,
        {name: result.deposition("land") for name, result in found.items()},
        {name: result.deposition("ocean") for name, result in found.items()},
        avoided,
        tonne,
        LEGACY if legacy is None else legacy,
    )


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
    text = (resources.files("quicksilver.language") / "data" / "fate_text.csv").read_text(encoding="utf-8")
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
    assert "None of the scenarios changes deposition" in said["equal"]
    assert "None of the scenarios changes deposition" in said["zero"]
    assert "deposition to land and ocean is higher" in said["more"]
    assert "changes sign" in said["mixed"]
    assert "has no shares by time" in said["no legacy"]
    assert "does not divide these by time" in said["only natural"]
    assert "Delay increases" not in said["two"]
    assert "(in 2025)" in said["two"]
    assert "in 2023" in said["short"]
    # A cut of four years has no effect after five; it still is a different amount.
    assert "too few years are compared" in said["short"]
    assert "no scenario emits a different amount" not in said["short"]
    assert "no scenario emits a different amount" in said["equal"]


def test_a_real_comparison_has_the_shape() -> None:
    scenarios = pytest.importorskip("quicksilver.fate.scenarios")
    years = np.arange(2000.0, 2061.0)
    series = {n: Emissions(years, v[:, None], ("atm",), "step") for n, v in {"a": held(), "b": cut()}.items()}
    found = scenarios.compare(MODEL, series, 2020, 2060, periods=(2010.0,))
    assert "human emissions before 2010" in words(context_of(found))


# No sentence states more than its numbers ------------------------------------------------------------------

HEADS = {
    "legacy": "Most of the mercury deposited is legacy mercury.",
    "first_pass": "Most of the mercury deposited comes directly from current emissions.",
    "natural": "Most of the mercury deposited is natural.",
}


@pytest.mark.parametrize("main", [*HEADS, ""])
def test_the_headline_of_the_origin_follows_the_shares(usual: Made, main: str) -> None:
    shares = {
        name: 0.6 if name == main else 0.2 if main else share
        for name, share in zip(HEADS, (0.4, 0.35, 0.25), strict=True)
    }
    said = plain_text(box(context_of(replace(usual, origins=shares))).blocks[0].items[1])
    assert [name for name, head in HEADS.items() if head in said] == ([main] if main else [])
    assert all(percent(share, "en") in said for share in shares.values())


def test_a_headline_of_a_cut_needs_a_cut_and_an_effect() -> None:
    head = "Lower emissions reduce deposition."
    assert head in words(context_of(made({"a": held(), "b": cut()})))
    assert head not in words(context_of(made({"a": held(), "b": cut(to=1999.0)})))
    # The other scenario deposits less on balance, though it first emits more than the base.
    assert head not in words(context_of(made({"a": held(), "b": np.where(np.arange(61) < 2, 2500.0, 500.0)})))


def test_by_the_years_seen_and_by_the_sum_the_direction_may_differ() -> None:
    # Far less for four years and a little more in the years looked at: overall, deposition is avoided.
    whole = made({"a": held(), "b": cut()})
    falls = {"a": held(), "b": np.where(np.arange(61) < 5, 100.0, 2010.0)}
    avoided = {"a": np.zeros(61), "b": np.cumsum(falls["a"] - falls["b"])}
    assert avoided["b"][-1] > 0
    said = words(context_of(replace(whole, deposition=falls, avoided_deposition=avoided)))
    assert "changes sign" in said
    assert "no scenario has avoided" not in said


def test_a_delay_of_growth_does_not_cost() -> None:
    said = words(context_of(made({"hold": held(), "grow": cut(to=4000.0), "later": cut(5, to=4000.0)})))
    assert "Delay increases" not in said
    assert "less mercury is deposited by 2080" in said


def test_a_tonne_is_avoided_only_where_emission_is() -> None:
    grown = context_of(made({"a": held(), "b": cut(to=4000.0)}))
    said = words(grown)
    assert "tonne" not in draw(grown)
    assert "each tonne of emission avoided" not in said
    assert "Change in deposition so far for each tonne of change in emission" in said


def test_the_response_grows_only_where_mercury_comes_up_again(usual: Made) -> None:
    flows = tuple(flow for flow in MODEL.flows if flow.kind not in ("respiration", "evasion"))
    growing = "The effect of a lasting change in emission therefore grows"
    drawn = draw(context_of(usual))
    for model, grows in ((MODEL, True), (replace(MODEL, flows=flows), False)):
        brief = replace(context_of(replace(usual, model=model)), charts=drawn)
        assert (growing in words(brief)) == grows


def test_early_emissions_and_rivers_are_spoken_of_only_where_they_are(usual: Made) -> None:
    assert "20% of the deposition at the beginning of 2020 was emitted before 1850" in words(
        context_of(usual)
    )
    young = words(context_of(replace(usual, legacy_shares={"natural": 0.4, "emitted 1995-": 0.6})))
    assert "before 1850" not in young
    assert "Engstrom" not in young
    assert "Liu et al." not in young
    with_rivers = replace(MODEL, flows=(*MODEL.flows, Flow("river", "soil", "sea", 0.01, kind="rivers")))
    assert "Liu et al." in words(context_of(replace(usual, model=with_rivers)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_notes_of_the_runs_are_said_in_the_language(language: str) -> None:
    from quicksilver.fate.cycle import load_model
    from quicksilver.fate.scenarios import compare, future, history

    past = history("streets2011")
    runs = {words: future(past, words, 2012, 2021) for words in ("hold", "cut 50% by 2020")}
    notes = [*compare(load_model("amos2014"), runs, 2012, 2020).notes]
    shipped = {"constant": future(past, "constant", 2012, 2021)}
    notes += compare(load_model("geyman2025"), shipped, 2012, 2020).notes
    young = Emissions(np.array([1995.0, 2021.0]), np.array([[2000.0], [2000.0]]), ("atm",))
    notes += compare(load_model("amos2014"), {"a": young}, 2012, 2020).notes
    notes += future(past, "hold", 1990, 2000).notes
    assert len({one.key for one in notes}) >= 6
    for one in notes:
        assert one.key in TEXTS.rows
        assert (one.in_language(language) == str(one)) == (language == "en")


def test_prescribed_rivers_have_their_share_and_their_name() -> None:
    from quicksilver.fate.cycle import load_model
    from quicksilver.fate.scenarios import compare, future, history

    found = compare(
        load_model("amos2014"), {"hold": future(history("streets2011"), "hold", 2009, 2020)}, 2009, 2019
    )
    said = words(context_of(found))
    assert f"is {percent(found.legacy_shares['rivers'], 'en')} of the deposition" in said
    assert found.origins["legacy"] > found.legacy_shares["rivers"]
    assert sum(found.origins.values()) == pytest.approx(1)
    assert HEADS["legacy"] in said
    rivers = next(part for part in context_of(found, "fr").periods if part.is_rivers)
    assert period_name(context_of(found, "fr"), rivers) == TEXTS.plain("period.rivers", "fr")
