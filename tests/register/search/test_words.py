"""What a text is found by: pure, for any text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quicksilver.register.search import question, tokens
from quicksilver.register.search.entries import entry
from quicksilver.register.search.folding import fold, is_chinese, runs
from quicksilver.register.search.matching import matches
from quicksilver.register.search.words import BREAK

#: Letters of the six languages, with marks, and what stands between words. No wording of the glossary can be made of them.
SIGNS = "abzÀéñœßİłАяёйЮابتةىئأإآٱـَُّ٠٩ال汞年洗物的09²½ﬁ()/.,،؛؟。、-'’“” \n\t\u200f\u00ad"
TEXTS = st.text(st.sampled_from(SIGNS), max_size=60)


def found(asked: str, text: str, language: str = "en") -> bool:
    made = entry("facts", {"id": "f", "key": "k", "text": {language: text}})
    return matches(question(asked), made, ["text"])


@given(st.text(st.characters(categories=None)))
def test_any_text_gives_words_of_letters_and_digits(text) -> None:
    for token in tokens(text):
        assert token
        assert all(sign.isalnum() or is_chinese(sign) for sign in token)
        assert len(token) <= 40
    assert question(text) == question(text)


@given(st.text(st.characters(categories=None)))
def test_folding_twice_is_folding_once(text) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_a_text_means_the_same_however_its_accents_are_typed(text) -> None:
    for form in ("NFC", "NFD"):
        assert tokens(unicodedata.normalize(form, text)) == tokens(text)
    assert tokens(text.replace("ё", "е").replace("أ", "ا").replace("ة", "ه")) == tokens(text)


@given(TEXTS, st.data())
def test_every_word_finds_its_text(text, data) -> None:
    held = runs(fold(text))
    if not held:
        assert not found(text, text)
        return
    word = data.draw(st.sampled_from(held))
    assert found(word, text)
    assert found(word.upper(), text)
    others = data.draw(st.lists(st.sampled_from(held), max_size=3))
    assert found(" ".join([*others, word]), text)


@given(TEXTS.filter(lambda text: bool(runs(fold(text)))), st.data())
def test_every_beginning_finds_its_text(text, data) -> None:
    word = data.draw(st.sampled_from(runs(fold(text))))
    start = data.draw(st.integers(0, len(word) - 1)) if is_chinese(word) else 0
    end = data.draw(st.integers(start + 1, len(word)))
    # Of Chinese any part of a run does; of other scripts the beginning of a word.
    assert found(word[start:end], text)


@given(TEXTS, TEXTS)
def test_a_phrase_is_not_found_across_two_texts(one, other) -> None:
    made = entry("facts", {"id": "f", "key": "k", "text": {"en": one, "fr": other}})
    last, first = runs(fold(one))[-1:], runs(fold(other))[:1]
    if last and first and not is_chinese(last[0]) and not is_chinese(first[0]):
        asked = question(f'"{last[0]} {first[0]}"')
        apart = found(f'"{last[0]} {first[0]}"', one) or found(f'"{last[0]} {first[0]}"', other)
        assert matches(asked, made, ["text"]) == apart


@pytest.mark.parametrize(
    ("asked", "text", "yes"),
    [
        ("reseau", "Réseau", True),
        ("RÉSEAU", "reseau", True),
        ("orpaillage", "l’orpaillage", True),
        ("трехсторонний", "Трёхсторонний совет", True),
        ("ртути", "выбросы ртути", True),
        ("زئبق", "والزِّئْبَق", True),
        ("الزئبق", "للزئبق", True),
        ("الز", "الزئبق", True),
        ("إدارة", "ادارة", True),
        ("ادارــة", "إدارةٌ", True),
        ("2017", "عام ٢٠١٧", True),
        ("废物", "汞废物管理", True),
        ("物废", "汞废物管理", False),
        ("汞 管理", "汞废物管理", True),
        ("废物管理", "废物与管理", False),
        ("废物", "废，物", False),
        ("汞废物", "汞废。废物", False),
        ("UNEP(DTIE)/Hg/WG.Prep/1", "No. UNEP(DTIE)/Hg/WG.Prep/1/INF/1", True),
        ("prep", "UNEP(DTIE)/Hg/WG.Prep/1", True),
        ("hg/wg", "UNEP(DTIE)/Hg/WG.Prep/1", True),
        ("wg/hg", "UNEP(DTIE)/Hg/WG.Prep/1", False),
        ("25/5", "decision 25/5", True),
        ("25/5", "5 of 25", False),
        ("merc", "mercury", True),
        ("merc old", "old mercury", False),
        ('"old mercury"', "old mercury", True),
        ('"mercury old"', "old mercury", False),
        ("“废物管理”", "汞废物管理", True),
        ('"2017年"', "到2017年淘汰", True),
        ('"', "mercury", False),
        ('"mercury', "mercury", True),
        ("NOT mercury", "mercury", False),
        ("mercury*", "mercury", True),
        ("mercury AND", "mercury", False),
        ("%", "100 %", False),
        ("", "mercury", False),
        ("ß", "STRASSE", False),
        ("strasse", "Straße", True),
        ("oeuvre", "œuvre", True),
    ],
)
def test_who_asks_finds(asked, text, yes) -> None:
    assert found(asked, text) is yes


def test_a_long_question_is_looked_at_in_its_beginning() -> None:
    assert len(question("word " * 100_000).clauses) == 2
    assert question("a" * 100_000 + " nothing").clauses == question("a" * 100_000).clauses
    assert found("x" * 500, "x" * 300)


def test_a_text_without_end_loses_its_end_only() -> None:
    long = " ".join(f"word{number}" for number in range(100_000))
    made = entry("facts", {"id": "f", "key": "k", "text": {"en": long, "zh": "汞电池"}})
    assert len(made.text) <= 100_000
    assert matches(question("word7"), made, ["text"])
    assert matches(question("mercury cell"), made, ["text"])
    assert not made.text.startswith(BREAK)
