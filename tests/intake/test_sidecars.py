"""Sidecars of sets of facts: what is wrong with one is reported at once, and digests cover every table."""

from __future__ import annotations

import hashlib
import sys

import pytest

from quicksilver.errors import InputProblems
from quicksilver.intake import sidecars
from quicksilver.intake.sidecars import digest, parse_sidecar, set_names, sidecar, table_names

GOOD = """\
title: Mercury in coal
edition: "2026.1"
licence: Facts
standing: mixed
digest: 1230
tables:
  coal: {labels: [country, rank]}
  rules: {kind: rules, about: made up}
"""


def problems(text: str, tables: tuple[str, ...] = ("coal", "rules")) -> list[tuple[str, str]]:
    with pytest.raises(InputProblems) as caught:
        parse_sidecar(text.encode(), "set.yml", set(tables))
    return [(item.where, item.what) for item in caught.value.problems]


def test_a_sidecar_states_what_its_tables_have_in_common():
    made = parse_sidecar(GOOD.replace("digest: 1230", "digest: a1").encode(), "set.yml", {"coal", "rules"})
    assert made.standing == "mixed"
    assert made.tables["coal"].labels == ("country", "rank")
    assert made.tables["rules"].kind == "rules"


def test_all_that_is_wrong_with_a_sidecar_is_reported_at_once():
    text = (
        GOOD.replace("edition", "editions").replace("mixed", "guessed").replace("digest: 1230", "digest: a1")
    )
    assert problems(text, ("coal", "gold")) == [
        ("set.yml, line 1, edition", "edition is missing"),
        ("set.yml, line 4, standing", "unknown standing 'guessed'"),
        ("set.yml, line 2, editions", "unknown key 'editions'"),
        ("set.yml, tables", "the table 'gold' is not listed"),
        ("set.yml, line 8, tables.rules", "there is no table 'rules' in the folder"),
    ]


def test_a_problem_of_a_sidecar_names_what_is_allowed_and_what_is_close():
    text = GOOD.replace("about", "abuot").replace("mixed", "recaled").replace("digest: 1230", "digest: a1")
    with pytest.raises(InputProblems) as caught:
        parse_sidecar(text.encode(), "set.yml", {"coal", "rules"})
    assert [(item.allowed, item.guess) for item in caught.value.problems] == [
        ("measured, read, derived, fitted, user, recalled, assumed, mixed", "recalled"),
        ("kind, labels, about", "about"),
    ]


def test_a_digest_that_yaml_takes_for_a_number_is_refused():
    assert problems(GOOD) == [("set.yml, line 5, digest", "digest '1230': Input should be a valid string")]


def test_a_key_twice_is_refused():
    assert problems(GOOD + "title: Another\n") == [("set.yml, line 9", "'title' is given twice")]


@pytest.fixture
def package(tmp_path, monkeypatch):
    folder = tmp_path / "made_facts" / "data" / "coal"
    folder.mkdir(parents=True)
    (tmp_path / "made_facts" / "__init__.py").write_text("")
    (tmp_path / "made_facts" / "data" / "notes.txt").write_text("")
    (folder / "coal.csv").write_text("id\na\n")
    (folder / "rules.csv").write_text("id\nb\n")
    (folder / "set.yml").write_text(GOOD.replace("digest: 1230", "digest: a1"))
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    sys.modules.pop("made_facts", None)
    sidecars.sidecar.cache_clear()


def test_the_digest_covers_the_tables_in_the_order_of_their_names(package):
    assert set_names("made_facts", "data") == ("coal",)
    assert table_names("made_facts", "data/coal") == ("coal", "rules")
    assert sidecar("made_facts", "data/coal").title == "Mercury in coal"
    assert digest("made_facts", "data/coal") == hashlib.sha256(b"id\na\nid\nb\n").hexdigest()
    before = digest("made_facts", "data/coal")
    (package / "set.yml").write_text("")
    assert digest("made_facts", "data/coal") == before
    (package / "rules.csv").write_text("id\nc\n")
    assert digest("made_facts", "data/coal") != before
