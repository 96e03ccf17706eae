"""The glossary: two eras and six languages for one thing, one word for two."""

from __future__ import annotations

import csv
import itertools
import re
from pathlib import Path

import pytest

from quicksilver.intake.packaged import content
from quicksilver.languages import LANGUAGES
from quicksilver.register.search import question
from quicksilver.register.search.entries import Entry, entry
from quicksilver.register.search.folding import is_chinese
from quicksilver.register.search.glossary import glossary, wordings
from quicksilver.register.search.matching import matches

FOUNDING = Path(__file__).parents[4] / "shared" / "reference" / "programme" / "founding-document-zh.txt"
TERMS = sorted({row.term for row in wordings()})


def texts(term: str) -> list[tuple[str, str]]:
    """Return every way to say a term, with its language; any ending is none here."""
    return [
        (row.language, text.replace("*", ""))
        for row in wordings()
        if row.term == term and row.era != "everyday"
        for text in (row.wording, *row.forms)
    ]


def made(language: str, text: str, **more: str) -> Entry:
    return entry("facts", {"id": "f", "key": "k", "text": {language: text, **more}})


def finds(asked: str, held: Entry) -> bool:
    return matches(question(asked), held, ["text"])


def test_rows_say_where_they_are_from() -> None:
    for row in wordings():
        assert row.language in LANGUAGES
        assert row.era in ("2009 document", "treaty", "both", "everyday")
        assert row.standing in ("read", "recalled")
        assert row.source
        # What was read needs no guess of how sure it is, what was not read does.
        assert bool(row.confidence) == (row.standing == "recalled")
    keys = [(row.term, row.language, row.wording, row.era) for row in wordings()]
    assert len(keys) == len(set(keys))
    assert {row.language for row in wordings() if row.term == "asgm"} == set(LANGUAGES)


def test_stems_are_long_enough_to_be_looked_up() -> None:
    for row in wordings():
        for text in (row.wording, *row.forms):
            assert all(len(stem) >= 3 for stem in re.findall(r"(\w+)\*", text)), text


@pytest.mark.shared
def test_what_is_said_to_be_read_stands_in_the_document() -> None:
    if not FOUNDING.exists():
        pytest.skip("the reference data are not here")
    document = re.sub(r"\s", "", FOUNDING.read_text(encoding="utf-8"))
    read = [row for row in wordings() if row.language == "zh" and row.standing == "read"]
    assert len(read) > 10
    for row in read:
        assert row.wording in document, row.wording
        assert row.era == "2009 document"
        assert re.fullmatch(r"report-2007-2008 A\d+(\([a-z]\))?", row.source)


@pytest.mark.parametrize("term", TERMS)
def test_each_wording_finds_every_other(term) -> None:
    for (_, asked), (language, text) in itertools.product(texts(term), repeat=2):
        assert finds(asked, made(language, f"2007 {text}, 2008")), (asked, text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (row["term"], row["other"])
        for row in csv.DictReader(
            content("quicksilver.register", "data/glossary_unlike.csv").decode().splitlines()
        )
    ],
)
def test_terms_that_are_unlike_do_not_find_each_other(one, other) -> None:
    for (_, asked), (language, text) in itertools.product(texts(other), texts(one)):
        assert not finds(asked, made(language, f"2007 {text}, 2008")), (asked, text)


def test_no_term_of_several_words_stands_inside_one_that_it_is_unlike() -> None:
    # Words of such a one could be found without the term: the index marks single words and pairs of signs only.
    table = glossary()
    for row in wordings():
        held = [run for run in row.wording.split() if not is_chinese(run)]
        for region in table.find(held, row.language):
            for _, inner in region.pattern.inside:
                if len(inner.key) > 1:
                    assert not any(
                        table.unlike(outer, own) for outer in region.pattern.own for own in inner.own
                    )


@pytest.mark.parametrize(
    ("language", "text", "battery", "cell"),
    [
        ("zh", "氯碱汞电池生产", False, True),
        ("zh", "汞法氯碱生产", False, True),
        ("zh", "2025年淘汰所有添汞电池。", True, False),
        ("zh", "氧化汞电池", True, False),
        ("zh", "无汞电池", True, False),
        ("zh", "汞电池法氯碱厂", False, True),
        ("zh", "废旧电池回收", True, False),
        ("en", "mercury-cell plants", False, True),
        ("en", "button batteries", True, False),
        ("fr", "des piles et une cellule à mercure", True, True),
        ("en", "a pile of ore", False, False),
        ("es", "celdas de mercurio", False, True),
        ("ru", "ртутными электролизерами", False, True),
        ("ru", "сбор батареек", True, False),
        ("ar", "مصانع بخلايا الزئبق", False, True),
        ("ar", "جمع البطاريات", True, False),
    ],
)
@pytest.mark.parametrize(
    ("asked_battery", "asked_cell"),
    [
        ("电池", "汞电池"),
        ("battery", "mercury cell"),
        ("piles", "cellules à mercure"),
        ("pilas", "celdas de mercurio"),
        ("батарея", "ртутный метод"),
        ("بطارية", "خلايا الزئبق"),
        ('"电池"', "氯碱汞电池生产"),
    ],
)
def test_batteries_and_cells(language, text, battery, cell, asked_battery, asked_cell) -> None:
    held = made(language, text)
    if asked_battery != '"电池"' or language == "zh":
        assert finds(asked_battery, held) is battery
    assert finds(asked_cell, held) is cell


def test_a_record_named_after_cells_never_speaks_of_batteries() -> None:
    held = entry(
        "areas",
        {
            "id": "x",
            "name": {"en": "Mercury cells"},
            "scope": {
                "en": "Not batteries, no battery.",
                "zh": "并非日常所用电池，也非添汞电池。",
                "fr": "pas des piles",
                "ru": "не батареи",
            },
        },
    )
    for asked in (
        "battery",
        "batteries",
        "batter",
        "电池",
        '"日常所用电池"',
        "所用电池",
        "piles",
        "батареи",
        "添汞电池",
        '"not batteries"',
    ):
        assert not matches(question(asked), held, ["name", "text"]), asked
    for asked in ("汞电池", "not", "日常所用", "电", "汞"):
        assert matches(question(asked), held, ["name", "text"]), asked


def test_a_record_named_after_batteries_never_speaks_of_cells() -> None:
    held = entry(
        "areas",
        {
            "id": "x",
            "name": {"zh": "电池"},
            "scope": {"en": "Not mercury cells; chlor-alkali is another area.", "zh": "并非汞电池。"},
        },
    )
    for asked in ("mercury cell", "汞电池", '"汞电池"', "cellule à mercure"):
        assert not matches(question(asked), held, ["name", "text"]), asked
    for asked in ("电池", "mercury", "cells", "chlor-alkali", "氯碱"):
        assert matches(question(asked), held, ["name", "text"]), asked


def test_the_everyday_word_is_read_by_what_the_record_says_in_other_languages() -> None:
    everyday = made("zh", "收集汞电池", en="Collection of mercury batteries")
    assert finds("电池", everyday)
    assert not finds("汞电池", everyday)
    cell = made("zh", "关闭汞电池", en="Closing of mercury cell plants")
    assert finds("汞电池", cell)
    assert not finds("电池", cell)
    both = made("zh", "汞电池和电池", en="Mercury cells and batteries")
    assert finds("汞电池", both)
    assert finds("电池", both)


def test_one_word_of_2009_for_emission_and_release() -> None:
    old, new = made("zh", "汞的排放"), made("zh", "汞的释放")
    assert [finds(asked, old) for asked in ("排放", "释放", "emission", "release", "выброс", "rejets")] == [
        True
    ] * 6
    assert [finds(asked, new) for asked in ("排放", "释放", "emission", "release")] == [
        True,
        True,
        False,
        True,
    ]
    assert not finds("释放", made("en", "emissions"))
    assert finds("排放", made("en", "emissions"))
    assert finds("排放", made("es", "liberaciones"))
