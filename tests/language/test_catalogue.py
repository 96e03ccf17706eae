"""The catalogue of the national report: six languages, the same places, nothing missing, nothing unused."""

import re
from pathlib import Path

import pytest

import quicksilver.reports
from quicksilver.documents.tree import Number, Text, plain_text
from quicksilver.inventory import State
from quicksilver.language.catalogue import Catalogue, catalogue
from quicksilver.language.templates import forms, places
from quicksilver.languages import LANGUAGES

TEXTS = catalogue("inventory_text")
PACKAGE = Path(quicksilver.reports.__file__).parents[1]
#: Where texts of inventories are put together.
CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for folder in ("reports/national", "inventory/results")
    for path in sorted((PACKAGE / folder).rglob("*.py"))
)
#: Keys that are put together from a part that is a value.
FAMILIES = (
    "state.",
    "closing.",
    "open.",
    "find.",
    "meaning.",
    "rule.",
    "check.",
    "said.",
    "todo.",
    "reason.",
    "finding.",
    "figure.",
    "contact.",
    "text.",
    "spot.",
    "review.",
    "trend.",
    "convention.",
    "value.",
    "annex.",
    "about.law.",
    "note.law.",
    "opinion.",
    "dispute.",
    "sets.",
    "waste.",
    "ranked.",
    "unit.",
    "summary.unknown",
    "summary.not_given",
)
#: Latin words that are the same in every language: names, units, symbols, answers.
SAME = re.compile(
    r"\{\w+\}|Quicksilver|Sobol|Shapley|Shorrocks|Sun|own:|VCM|ASGM|METHOD|Hg|kg|kPa|Nm3|Nm³|Sm3|Sm³|MJ|m³|m3|DC[1-4]|--factors edition:|"
    r"5\.1\.1-o-\w+|°C|N/A|UN|[A-E]\b|\b[YN]\b"
)


def test_every_key_has_six_languages_with_the_same_places() -> None:
    assert len(TEXTS.rows) > 300
    for key, row in TEXTS.rows.items():
        assert set(row) == set(LANGUAGES)
        for language, text in row.items():
            assert text.strip(), (key, language)
            assert places(text) == places(row["en"]), (key, language)


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
    same = {key for key, row in TEXTS.rows.items() if row[language] == row["en"] and len(row["en"]) > 25}
    # What has places and signs only is equal.
    assert not same - {"said.conversion", "capita.dental", "opinion.alone", "opinion.beside", "opinion.short"}


def test_no_key_is_unused() -> None:
    unused = [key for key in TEXTS.rows if f'"{key}"' not in CODE and not key.startswith(FAMILIES)]
    assert not unused


def test_every_key_of_the_code_exists() -> None:
    called = set(re.findall(r'(?:say|plain)\(\s*"([a-z_0-9.\-]+)"', CODE))
    assert called <= set(TEXTS.rows)


def test_every_state_has_words() -> None:
    assert {f"state.{state.value}" for state in State} <= set(TEXTS.rows)
    for language in LANGUAGES:
        words = [TEXTS.plain(f"state.{state.value}", language) for state in State]
        assert len(set(words)) == len(words)


def test_user_text_is_never_a_template() -> None:
    made = Catalogue("x", {"k": {"en": "note: {text}"}})
    assert made.plain("k", "en", text="{0} {text} {evil.__class__}") == "note: {0} {text} {evil.__class__}"


def test_numbers_stay_numbers() -> None:
    made = Catalogue("x", {"k": {"en": "{kg} kg"}})
    assert made.say("k", "en", kg=Number("1,234")) == (Number("1,234"), Text(" kg"))
    assert plain_text(made.say("k", "en", kg=Number("1,234"))) == "1,234 kg"


def test_a_missing_place_or_key_is_an_error() -> None:
    made = Catalogue("x", {"k": {"en": "{kg} kg"}})
    with pytest.raises(KeyError):
        made.say("k", "en")
    with pytest.raises(KeyError, match="not a key of x"):
        made.say("other", "en")


def test_the_english_column_states_how_a_value_is_written_and_others_name_it_only() -> None:
    assert forms(TEXTS.rows["said.population"]["en"]) == {"number": ",.0f"}
    for key, row in TEXTS.rows.items():
        for language in list(LANGUAGES)[1:]:
            assert set(forms(row[language]).values()) <= {""}, (key, language)
