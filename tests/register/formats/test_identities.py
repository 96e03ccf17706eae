"""Identifiers of everything that is imported are compared in one way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quicksilver.register import records as r
from quicksilver.register.formats.identities import beside, identifier_key, replaced, same_identifier
from quicksilver.register.register import Register


@given(st.text(alphabet="AbZ09-./_ ", min_size=1))
def test_case_and_separators_make_no_other_identifier(text):
    assert same_identifier(text, text.swapcase())
    assert same_identifier(text, text.replace("-", "/").replace(".", " "))


@pytest.mark.parametrize(("one", "other"), [("A-1", "A-2"), ("A-11", "A-1-1"), ("A", "B"), ("A-01", "A-1")])
def test_other_letters_and_digits_do(one, other):
    assert not same_identifier(one, other)


def test_width_of_letters_and_hyphens_do_not_count():
    assert identifier_key("ＸＭ‑TEST–１") == "xm-test-1"


def test_new_records_that_may_be_stored_ones_are_named():
    there = r.Organisation(id="unido", name="UNIDO", acronym="ONUDI")
    new = [
        ("organisations", r.Organisation(id="un-ido", name={"fr": "ONUDI", "original": "fr"})),
        ("organisations", r.Organisation(id="who", name="WHO")),
        ("activities", r.Activity(id="xm-test-1", title="A", kind="other", areas=["coal"])),
    ]
    stored = {"organisations": {"unido"}, "activities": {"xm-test.1"}}
    said = [(note.what, note.severity) for note in beside(Register.of(new), stored, [there])]
    assert said == [
        (
            "organisations/un-ido is added; organisations/unido, which may be the same, is already in the register",
            "warning",
        ),
        (
            "activities/xm-test-1 is added; activities/xm-test.1, which may be the same, is already in the register",
            "warning",
        ),
    ]


def test_what_a_record_replaces_is_listed():
    old = r.Activity(id="a", title="Mercury reduction", kind="other", areas=["coal"])
    note = replaced("activities", old, old.model_copy(update={"title": r.Text(en="Less mercury")}))
    assert note.what == "activities/a is changed: title.en: Mercury reduction -> Less mercury"
