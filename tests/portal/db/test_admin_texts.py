"""Texts in six languages: how far each language is, who may say so, and what stands first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quicksilver import languages
from quicksilver.portal.store.store import load_register, save_register
from quicksilver.register import records as r
from quicksilver.register.questions.translations import entered
from quicksilver.register.records import Text
from quicksilver.register.register import Register
from quicksilver.register.rules.roles import Role as HeldRole
from quicksilver.register.rules.roles import granted, may

LANGUAGES = tuple(languages.LANGUAGES)
EDITOR = ("editor", None, None)
SECRETARIAT = ("secretariat", "unep", None)


@pytest.fixture
def titled(stored):
    title = Text(
        original="zh",
        zh="汞",
        en="Mercury",
        fr="Mercure",
        ru="Ртуть",
        state={"en": "outdated", "fr": "machine draft"},
    )
    activity = stored.get(r.Activity, "coal-b").model_copy(update={"title": title})
    save_register(Register.of([("activities", activity)]), by="loader")
    return title


def _title():
    return load_register().get(r.Activity, "coal-b").title


@pytest.mark.django_db
def test_the_original_stands_first_and_each_other_language_with_its_state(titled, sign_in):
    pages = sign_in("ed", EDITOR)
    page = pages.get("activity", "change", "coal-b").content.decode()
    title = page.partition("field-title")[2].partition("form-row")[0]
    order = [title.index(f'lang="{one}"') for one in ("zh", "en", "fr", "ru", "es", "ar")]
    assert order == sorted(order)
    assert title.index('lang="ru"') < title.index("<details") < title.index('lang="es"')
    fields = pages.fields(pages.get("activity", "change", "coal-b"))
    states = {one: fields[f"title_state_{one}"] for one in ("en", "fr", "ru")}
    assert states == {"en": ["outdated"], "fr": ["machine draft"], "ru": ["approved"]}
    assert "qs-outdated" in title


@pytest.mark.django_db
def test_a_translator_says_how_far_a_language_is(titled, sign_in):
    pages = sign_in("ed", EDITOR)
    answer = pages.send(
        "activity",
        "coal-b",
        title_en="Quicksilver",
        title_state_en="approved",
        title_state_fr="draft",
        title_es="Mercurio",
    )
    assert answer.status_code == 302, pages.errors(answer)
    now = _title()
    assert now.state == {"en": "approved", "fr": "draft", "es": "draft"}
    assert pages.send("activity", "coal-b", title_state_es="approved").status_code == 302
    assert _title().state["es"] == "approved"


@pytest.mark.django_db
def test_who_may_not_approve_does_not(titled, sign_in):
    pages = sign_in("sec", SECRETARIAT)
    offered = pages.get("activity", "change", "coal-b").content.decode()
    title = offered.partition("field-title")[2].partition("form-row")[0]
    # Only where it is so already.
    assert title.count('value="approved" selected') == title.count('value="approved"')
    refused = pages.send("activity", "coal-b", title_state_en="approved")
    assert "this account may not approve a language version; allowed: editor" in pages.errors(refused)
    # What they write is a draft, whatever stood there before.
    answer = pages.send(
        "activity", "coal-b", title_ru="Ртуть и уголь", title_ar="الزئبق", title_state_fr="draft"
    )
    assert answer.status_code == 302, pages.errors(answer)
    assert _title().state == {"en": "outdated", "fr": "draft", "ru": "draft", "ar": "draft"}
    pages.headers |= {"accept-language": "es"}
    assert "esta cuenta no puede aprobar una versión lingüística" in pages.errors(
        pages.send("activity", "coal-b", title_state_en="approved")
    )


@pytest.mark.django_db
def test_where_the_table_knows_no_approval_nobody_approves(stored, sign_in):
    assert granted("contribution", "approve language") == {}
    pages = sign_in("point", ("focal point", "italy", None))
    answer = pages.send("contribution", "euro", note_en="Note", note_fr="Note", note_state_fr="approved")
    assert "this account may not approve a language version; allowed: nobody" in pages.errors(answer)


@pytest.mark.django_db
def test_translators_reach_the_texts_of_lists(stored, sign_in):
    pages = sign_in("ed", EDITOR)
    answer = pages.send(
        "activity",
        "coal-b",
        **{"parts-0-text_fr": "Première", "parts-0-text_state_fr": "approved", "parts-0-letter": "9"},
    )
    assert answer.status_code == 302, pages.errors(answer)
    part = load_register().get(r.Activity, "coal-b").parts[0]
    assert (part.text.fr, part.text.state, part.letter) == ("Première", {"fr": "approved"}, "1")
    assert part.sources == stored.get(r.Activity, "coal-b").parts[0].sources


@pytest.mark.django_db
def test_who_only_reads_sees_the_states(titled, sign_in):
    pages = sign_in("member", ("group member", None, None))
    pages.headers |= {"accept-language": "fr"}
    page = pages.get("activity", "change", "coal-b").content.decode()
    title = page.partition("field-title")[2].partition("form-row")[0]
    assert title.index("汞") < title.index("Mercury")
    for state in ("périmé", "ébauche automatique", "approuvé"):
        assert state in title
    assert "<textarea" not in title


def test_the_table_says_who_approves():
    for name in ("register", "activity", "plan", "report"):
        assert may([HeldRole("editor")], "approve language", name)
        assert not may([HeldRole("secretariat")], "approve language", name)


_WORDS = st.sampled_from(["", "a", "b", "c"])
_STATE = st.sampled_from(["machine draft", "draft", "approved", "outdated"])
_TEXTS = st.builds(
    lambda original, texts, states: Text(
        original=original, **{**texts, original: texts[original] or "o"}, state=states
    ),
    st.sampled_from(LANGUAGES),
    st.fixed_dictionaries(dict.fromkeys(LANGUAGES, _WORDS)),
    st.dictionaries(st.sampled_from(LANGUAGES), _STATE, max_size=4),
)


@given(st.one_of(st.none(), _TEXTS), _TEXTS, st.dictionaries(st.sampled_from(LANGUAGES), _STATE))
def test_nobody_gets_a_language_approved_who_may_not(before, after, states):
    made, refused = entered(before, after, states, may_approve=False)
    for language in LANGUAGES:
        assert getattr(made, language) == getattr(after, language)
        if language == after.original or not getattr(after, language) or language in refused:
            continue
        if made.state.get(language, "approved") == "approved":
            # It was approved, and what it says has not been touched.
            assert before is not None
            assert getattr(before, language) == getattr(after, language)
            assert before.state.get(language, "approved") == "approved" or language == before.original


@given(_TEXTS, st.booleans())
def test_what_nobody_touched_stays(text, may_approve):
    held = {one: text.state.get(one, "approved") for one in LANGUAGES if getattr(text, one)}
    bare = text.model_copy(
        update={"state": {one: state for one, state in text.state.items() if getattr(text, one)}}
    )
    assert entered(bare, bare.model_copy(update={"state": {}}), held, may_approve=may_approve) == (bare, ())


@given(_TEXTS, _TEXTS, st.dictionaries(st.sampled_from(LANGUAGES), _STATE))
def test_who_may_approve_is_never_refused(before, after, states):
    made, refused = entered(before, after, states, may_approve=True)
    assert refused == ()
    for language in LANGUAGES:
        if (
            language != after.original
            and getattr(after, language)
            and states.get(language) in ("draft", "machine draft")
            and getattr(before, language) == getattr(after, language)
        ):
            assert made.state[language] == states[language]
