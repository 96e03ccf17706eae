"""Marks in a text become numbers, and typed numbers are checked against the values."""

from __future__ import annotations

import pytest

from quicksilver.errors import Place
from quicksilver.language.filling import Filled, Value, fill
from quicksilver.language.problems import text as in_words
from quicksilver.languages import LANGUAGES

VALUES = {
    "total.input": Value(6648.917, "kg", 5012.0, 8190.0, "total mercury input"),
    "total.air": Value(3204.56, "kg", 2000.0, 4100.0, "releases to air"),
    "total.water": Value(None, "kg", name="releases to water"),
    "coal.activity": Value(450_000.0, "t", name="coal burned"),
    "coal.share": Value(56.2, "%", name="share of coal"),
    "lines.used": Value(12, name="lines used"),
    "country": Value("Senegal", name="country"),
}
BEFORE = {**VALUES, "total.input": Value(7120.0, "kg", name="total mercury input")}


def filled(text: str, language: str = "en", before: dict[str, Value] | None = None) -> Filled:
    return fill(text, VALUES, Place("summary.md", line=1), language, before)


@pytest.mark.parametrize(
    ("mark", "printed"),
    [
        ("[[total.input]]", "6,650\u00a0kg"),
        ("[[ Total.Input ]]", "6,650\u00a0kg"),
        ("[[total.input, t]]", "6.65\u00a0t"),
        ("[[total.input, 2]]", "6,600\u00a0kg"),
        ("[[total.input, exact]]", "6,648.917\u00a0kg"),
        ("[[total.input, number]]", "6,650"),
        ("[[total.input, range, t]]", "5.01–8.19\u00a0t"),
        ("[[total.input, low]]", "5,010\u00a0kg"),
        ("[[total.input, fr]]", "6\u202f650\u00a0kg"),
        ("[[total.water]]", "not known"),
        ("[[coal.share, 2]]", "56%"),
        ("[[lines.used]]", "12"),
        ("[[country]]", "Senegal"),
        ("[[own: 300 t]]", "300 t"),
    ],
)
def test_a_mark_is_written_as_it_asks(mark: str, printed: str) -> None:
    made = filled(mark)
    assert (made.text, made.problems, made.typed) == (printed, (), ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_written_as_the_language_writes_them(language: str) -> None:
    made = filled("[[total.input]] [[total.water]]", language)
    assert not made.problems
    assert {"ru": "кг", "zh": "千克", "ar": "كغ"}.get(language, "kg") in made.text
    assert ("not known" in made.text) == (language == "en")


@pytest.mark.parametrize(
    ("mark", "code", "guess"),
    [
        ("[[total.inputs]]", "text.name", "total.input"),
        ("[[total.ari]]", "text.name", ""),
        ("[[total.input, litres]]", "text.form", ""),
        ("[[total.input, 0]]", "text.form", ""),
        ("[[lines.used, kg]]", "text.form", ""),
        ("[[total.input", "text.open", ""),
    ],
)
def test_what_cannot_be_filled_is_named_with_its_line(mark: str, code: str, guess: str) -> None:
    made = filled(f"First line.\n\nThird {mark} line.")
    (wrong,) = made.problems
    assert (wrong.code, wrong.guess) == (code, guess)
    assert wrong.where == "summary.md, line 3"
    assert mark in made.text
    for language in LANGUAGES:
        assert in_words(wrong, language)


def test_the_names_that_there_are_follow_an_unknown_one() -> None:
    assert filled("[[total.ari]]").problems[0].allowed == "total.input, total.air, total.water"


@pytest.mark.parametrize(
    "typed",
    [
        "6,650 kg",
        "6.65 t",
        "6.6 t",
        "6 649 kg",
        "6648.917 kg",
        "about 7,000 kg",
        "450 kt of coal",
        "5 to 8.2 t",
    ],
)
def test_a_typed_number_that_the_run_gives_is_fine(typed: str) -> None:
    assert filled(f"The total mercury input is {typed} per year.").typed == ()


@pytest.mark.parametrize(
    "typed", ["12 plants", "in 2020", "30 %", "12 km", "4.5.2020", "page 7,120", "Table 3-1", "5.1.1"]
)
def test_a_number_of_another_kind_is_not_looked_up(typed: str) -> None:
    assert filled(f"The input {typed}.").typed == ()


def test_a_number_that_the_run_gave_before_is_outdated_and_the_number_now_is_named() -> None:
    made = filled("One.\nThe total is 7,120 kg, or 7.12 t.\n", before=BEFORE)
    assert [(one.text, one.where, one.name, one.now, one.outdated) for one in made.typed] == [
        ("7,120 kg", "summary.md, line 2", "total.input", "6,650\u00a0kg", True),
        ("7.12 t", "summary.md, line 2", "total.input", "6.65\u00a0t", True),
    ]


def test_a_share_is_looked_up_where_the_run_gave_it_before() -> None:
    before = {**VALUES, "coal.share": Value(61.0, "%", name="share of coal")}
    (one,) = filled("Coal has 61 % of it.", before=before).typed
    assert (one.name, one.now) == ("coal.share", "56.2%")


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("The total mercury input is 7,120 kg.", "en", "total.input"),
        ("Releases to air were 2.9 t.", "en", "total.air"),
        ("Some 2,900 kg are of unknown origin.", "en", ""),
    ],
)
def test_without_an_earlier_run_a_mass_that_is_no_value_is_named(text: str, language: str, name: str) -> None:
    (one,) = filled(text, language).typed
    assert (one.name, bool(one.now), one.outdated) == (name, bool(name), False)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le total est de 7 120 kg.", "fr"),
        ("Le total est de 7\u202f120\u00a0kg.", "fr"),
        ("El total es de 7.120 kg.", "es"),
        ("Всего 7120 кг.", "ru"),
        ("总量为7120千克。", "zh"),
        ("المجموع ٧١٢٠ كغ", "ar"),
    ],
)
def test_a_typed_number_is_seen_in_six_languages(text: str, language: str) -> None:
    (one,) = filled(text, language, BEFORE).typed
    assert (one.name, one.outdated) == ("total.input", True)


def test_what_stands_in_a_mark_or_is_the_authors_own_is_not_checked() -> None:
    assert filled("[[own: 9,999 kg]] and [[total.air]]").typed == ()


def test_text_cannot_start_a_template() -> None:
    assert filled("{value} {0} %s [one]").text == "{value} {0} %s [one]"
