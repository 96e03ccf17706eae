"""Searching the packaged registers, as acceptance test S16 has it: 汞电池 finds chlor-alkali, not batteries."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from quicksilver.portal.store.search.finding import Found, find_in
from quicksilver.register.formats.text_form import load_directory
from quicksilver.register.register import Register
from quicksilver.register.search import question
from quicksilver.register.search.entries import entry, read_pieces, terms_not_meant
from quicksilver.register.search.folding import fold, runs
from quicksilver.register.search.glossary import wordings
from quicksilver.register.search.matching import matches
from quicksilver.register.search.pieces import LEVELS

CELL = "mercury-cell-chlor-alkali"


@pytest.fixture(scope="module", params=["2007-2008", "after-2009"])
def packaged(request) -> Register:
    return load_directory(Path(str(resources.files("quicksilver.register") / "data" / request.param)))


def names(found: Found) -> set[str]:
    return {f"{hit.kind}/{hit.id}" for hit in found.hits}


def all_of(register: Register, text: str, **how) -> set[str]:
    found = find_in(register, text, limit=10_000, **how)
    assert found.count == len(found.hits)
    return names(found)


def about_batteries(register: Register) -> set[str]:
    return {f"{kind}/{one.id}" for kind, one in register if "batter" in one.id}


@pytest.mark.parametrize(
    "asked",
    [row.wording for row in wordings() if row.term == CELL]
    + ["汞电池", '"汞电池"', "mercury cell", "mercury cells"],
)
def test_mercury_cells_are_chlor_alkali_and_no_battery(packaged, asked) -> None:
    found = all_of(packaged, asked)
    assert "areas/chlor-alkali" in found
    assert about_batteries(packaged)
    assert not found & about_batteries(packaged)


@pytest.mark.parametrize(
    "asked",
    [row.wording for row in wordings() if row.term == "battery" and row.era != "everyday"]
    + ["添汞电池", "pile", "batter", "日常所用电池", '"电池"'],
)
def test_batteries_are_no_chlor_alkali(packaged, asked) -> None:
    found = all_of(packaged, asked)
    if asked not in ("日常所用电池", '"电池"', "添汞电池"):
        assert about_batteries(packaged) <= found
    assert not [one for one in found if "chlor-alkali" in one]


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("个体和小型采金业", "手工和小规模采金业", "areas/asgm"),
        ("含汞产品", "添汞产品", "areas/products"),
        ("氯碱汞电池生产", "汞法氯碱生产", "areas/chlor-alkali"),
        ("燃烧煤的汞排放", "燃煤汞排放", "areas/coal"),
        ("最后结果", "归趋", "areas/fate-transport"),
        ("初级汞", "原生汞", "areas/supply-storage"),
    ],
)
def test_words_of_2009_and_of_the_treaty_find_the_same(packaged, old, new, wanted) -> None:
    assert all_of(packaged, old) == all_of(packaged, new)
    assert wanted in all_of(packaged, old)


@pytest.mark.parametrize("term", sorted({row.term for row in wordings()}))
def test_a_term_finds_the_same_in_six_languages(packaged, term) -> None:
    told = {row.wording for row in wordings() if row.term == term and row.era != "everyday" and not row.note}
    # Words of one language may also be parts of other words there: the records of the term are found by all.
    everywhere = [all_of(packaged, text) for text in told]
    common = set.intersection(*everywhere)
    if term not in (
        "area-lead",
        "mercury-inventory",
        "partnership-area",
        "best-environmental-practices",
        "fate",
    ):
        assert common


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("WG.Prep", "documents/note-wg-prep-1-2009"),
        ("UNEP(DTIE)/Hg/WG.Prep/1", "documents/partner-list-2009"),
        ("Senegal", "activities/asgm-c"),
        ("塞内加尔", "activities/asgm-c"),
        ("السنغال", "activities/asgm-c"),
        ("Сенегал", "activities/asgm-c"),
        ("sénégal", "activities/asgm-c"),
        ("西非 减汞", "activities/asgm-c"),
    ],
)
def test_numbers_places_and_parts(asked, wanted) -> None:
    register = load_directory(Path(str(resources.files("quicksilver.register") / "data" / "2007-2008")))
    found = all_of(register, asked, kinds=[wanted.partition("/")[0]])
    assert wanted in found
    assert all(one.partition("/")[0] == wanted.partition("/")[0] for one in found)


def test_every_record_is_found_by_its_own_words(packaged) -> None:
    for kind, record in packaged:
        plain = record.model_dump(mode="json", exclude_defaults=True)
        made, parts = entry(kind, plain), read_pieces(kind, plain)
        assert matches(question(record.id), made, ["name"])
        off = terms_not_meant(parts)
        for piece, read in parts:
            told = [word for word in runs(fold(piece.text)) if len(word) > 1]
            if not off or all(not set(region.pattern.own) & off for region in read.regions):
                for start in range(0, len(told), 7):
                    some = " ".join(told[start : start + 7])
                    assert matches(question(some), made, LEVELS) or len(some) > 200, (kind, record.id, some)


def test_named_first_then_by_kind_and_page_by_page(packaged) -> None:
    whole = find_in(packaged, "mercury", limit=10_000)
    named = [
        matches(
            question("mercury"),
            entry(
                hit.kind, packaged.records[hit.kind][hit.id].model_dump(mode="json", exclude_defaults=True)
            ),
            ["name"],
        )
        for hit in whole.hits
    ]
    assert named == sorted(named, reverse=True)
    assert whole.hits[0].kind == "areas"
    pages = [find_in(packaged, "mercury", limit=7, offset=start) for start in range(0, whole.count, 7)]
    assert [hit for page in pages for hit in page.hits] == whole.hits
    assert {page.count for page in pages} == {whole.count}
    assert find_in(packaged, "mercury", offset=10_000) == Found(whole.count, [])


def test_where_it_was_found_and_what_it_is_called(packaged) -> None:
    hit = next(one for one in find_in(packaged, "汞电池", kinds=["areas"], language="zh").hits)
    assert (hit.id, hit.name, hit.language) == ("chlor-alkali", "汞法氯碱生产", "zh")
    assert any("汞电池" in place.text for place in hit.places)
    assert {place.language for place in hit.places} == {"zh"}
    hit = next(one for one in find_in(packaged, "汞电池", kinds=["areas"], language="fr").hits)
    assert hit.language != "fr"
    assert hit.name


def test_nothing_is_found_without_a_word(packaged) -> None:
    for asked in ("", "  ", "%", '"" * ^ : - ( )', "\x00", "\ud800", "。"):
        assert find_in(packaged, asked) == Found(0, [])
