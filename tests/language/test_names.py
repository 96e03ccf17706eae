"""Everything that is shown to a reader has a name in six languages, and a name leads back to its thing."""

from __future__ import annotations

import csv
import re
from collections import Counter
from importlib import resources

import pytest

from quicksilver.factors import load, shipped
from quicksilver.factors.rows import OUTPUTS, SOURCES
from quicksilver.factors.tables import LEGAL_REMAINDERS
from quicksilver.language.names import find, kinds, label, labels
from quicksilver.languages import LANGUAGES
from quicksilver.quantities import Standing

KINDS = [
    *("source", "technology", "category", "group", "pathway", "step", "unit", "state", "standing"),
    *("confidence", "presence", "severity", "remainder", "field", "field_help", "language"),
]
with (resources.files("quicksilver.language") / "data" / "names.csv").open(
    encoding="utf-8", newline=""
) as lines:
    TABLE = list(csv.DictReader(lines))
SCRIPT = {
    "zh": re.compile("[\u4e00-\u9fff]"),
    "ar": re.compile("[\u0600-\u06ff]"),
    "ru": re.compile("[\u0400-\u04ff]"),
}
# Latin letters that belong in any script: chemistry, international codes, and what the user has to type.
LATIN = {"A", "B", "Cl", "Hg", "ISO", "MJ", "Nm", "N", "U", "VCM", "Y", "g", "kg", "m", "t", "wash"}
# Words that are the same in English and in the language beside it, so that equal cells are no oversight.
SAME = {
    ("pathway", "air", "fr"),
    ("field", "air", "fr"),
    ("field", "source", "fr"),
    ("field", "site", "fr"),
    ("field", "population", "fr"),
    ("state", "absent", "fr"),
    ("unit", "sites", "fr"),
    ("presence", "N", "es"),
    ("severity", "error", "es"),
}


def field_names() -> set[str]:
    path = resources.files("quicksilver.inventory.files") / "data" / "fields.csv"
    return {row["name"] for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())}


def ids(kind: str) -> list[str]:
    return [row["id"] for row in TABLE if row["kind"] == kind]


def test_kinds() -> None:
    assert list(kinds()) == KINDS


def test_sources_and_technologies_are_those_of_the_factor_tables() -> None:
    assert ids("source") == [row.id for row in SOURCES.rows()]
    technologies = [row.technology for row in OUTPUTS.rows()]
    # What the reviewed set has beyond the Toolkit set has a name as well.
    technologies += [name for _, name in load("reviewed-2026").outputs]
    assert ids("technology") == list(dict.fromkeys(technologies))


def test_everything_the_sources_refer_to_has_a_name() -> None:
    sources = shipped().sources.values()
    assert {source.activity_unit for source in sources} - {""} | {"kg Hg/y"} == set(ids("unit"))
    assert {source.category for source in sources} - {""} <= set(ids("category"))
    assert {source.group for source in sources} <= set(ids("group"))
    assert {str(source.step) for source in sources if source.step} == set(ids("step"))
    assert {str(standing) for standing in Standing} == set(ids("standing"))
    assert {source.factor.confidence for source in sources} - {""} <= set(ids("confidence"))
    assert set(ids("remainder")) == set(LEGAL_REMAINDERS)
    assert {category.rsplit(".", 1)[0] for category in ids("category")} - {"5"} <= set(ids("category"))


def test_fields_of_the_record_have_headings_and_help() -> None:
    assert set(ids("field")) == set(ids("field_help")) == field_names()


def test_no_id_twice() -> None:
    assert [key for key, count in Counter((r["kind"], r["id"]) for r in TABLE).items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_cell_is_empty_or_untidy(language: str) -> None:
    for row in TABLE:
        assert row[language] == row[language].strip() != "", row
        assert "  " not in row[language], row
        assert row[language][0] not in "=+-@", f"opens a formula in a spreadsheet: {row}"


@pytest.mark.parametrize("language", SCRIPT)
def test_names_are_in_their_own_script(language: str) -> None:
    for row in TABLE:
        assert SCRIPT[language].search(row[language]), row
        assert set(re.findall("[A-Za-z]+", row[language])) <= LATIN, row


def test_no_english_is_left_in_french_and_spanish() -> None:
    pairs = [(row, language) for row in TABLE for language in ("fr", "es")]
    assert {(row["kind"], row["id"], lang) for row, lang in pairs if row["en"] == row[lang]} == SAME


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_distinct_within_a_kind(language: str) -> None:
    for kind in set(KINDS) - {"technology"}:
        counts = Counter(labels(kind, language).values())
        assert [name for name, count in counts.items() if count > 1] == [], kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_technologies_are_distinct_within_a_source(language: str) -> None:
    for source in shipped().sources:
        names = [label("technology", row.technology, language) for row in shipped().technologies(source)]
        assert len(names) == len(set(names)), source


@pytest.mark.parametrize("language", LANGUAGES)
def test_technology_names_can_stand_in_a_mix_or_chain(language: str) -> None:
    # A mix is written "A=0.6; B=0.4", a chain "A > B", phases "A + B".
    for ident, name in labels("technology", language).items():
        assert not set(name) & set(";=:>+"), ident


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_leads_back_to_its_id(language: str) -> None:
    for kind in set(KINDS) - {"technology"}:
        for ident, name in labels(kind, language).items():
            assert find(kind, name) == ident
            assert find(kind, f"  {name.upper()}\u00a0".replace(" ", "  ")) == ident


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_technology_name_leads_back_among_those_of_its_source(language: str) -> None:
    for source in shipped().sources:
        options = [row.technology for row in shipped().technologies(source)]
        for ident in options:
            assert find("technology", label("technology", ident, language), among=options) == ident


def test_an_id_leads_to_itself_in_any_case() -> None:
    for kind in KINDS:
        for ident in ids(kind):
            assert find(kind, ident) == find(kind, ident.lower()) == ident


def test_what_people_type_is_found() -> None:
    assert find("source", "production d'alumine à partir de bauxite") == "L1-AL"
    assert find("source", "水泥生产(不协同焚烧废物)") == "L1-CEM"
    assert find("presence", "？") == "?"
    assert find("unit", "m3/y") == find("unit", "m³/y") == "m3/y"


def test_nothing_is_found_outside_among() -> None:
    assert find("technology", "Fabric filter") == "5.1.2-o-ff"
    assert find("technology", "Fabric filter", among=["5.1.1-o-ff"]) == ""
    assert find("technology", "my own", among=["My own"]) == "My own"
    assert find("source", "") == find("source", "no such source") == ""


def test_an_unnamed_id_is_shown_as_it_is() -> None:
    assert label("technology", "national", "zh") == "national"


def test_an_unknown_language_or_kind_says_what_is_allowed() -> None:
    with pytest.raises(ValueError, match=r"'fra'.*en, fr, es, ru, zh, ar$"):
        label("pathway", "air", "fra")
    with pytest.raises(ValueError, match="unknown language"):
        labels("pathway", "")
    with pytest.raises(KeyError, match=r"pathways.*source, technology"):
        find("pathways", "air")


def test_table_is_plain_utf8_with_unix_lines() -> None:
    raw = (resources.files("quicksilver.language") / "data" / "names.csv").read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\n")
