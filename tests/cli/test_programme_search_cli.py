"""Searching at the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("search")

    def call(*arguments, check=True):
        environment = {**os.environ, "QUICKSILVER_DATA": str(folder / "data")}
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "quicksilver", "programme", *arguments]
        done = subprocess.run(command, capture_output=True, env=environment, check=False)
        told, wrong = done.stdout.decode(), done.stderr.decode()
        assert not check or done.returncode == 0, wrong
        assert "Traceback" not in wrong
        return done.returncode, told, wrong

    return call


def _hits(told: str) -> list[str]:
    return [f"{hit['kind']}/{hit['id']}" for hit in json.loads(told)["hits"]]


@pytest.mark.slow
def test_from_files_and_from_the_database_alike(run) -> None:
    assert "the register is empty" in run("search", "汞", check=False)[2]
    run("load", "2007-2008", "--quiet")
    for words in (
        ("汞电池",),
        ("西非", "减汞"),
        ("wg.prep/1", "--kind", "documents"),
        ("mercury", "--limit", "500"),
        ("nothing-such",),
        ("mer", "--all", "--limit", "7"),
    ):
        there = json.loads(run("search", *words, "--json")[1])
        assert there == json.loads(run("search", *words, "--json", "--from", "2007-2008")[1]), words
    assert _hits(run("search", "汞电池", "--json")[1])[0] == "areas/chlor-alkali"


def test_what_is_shown(run) -> None:
    told = run("search", "汞电池", "--from", "2007-2008", "--language", "zh")[1]
    assert "汞法氯碱生产 (areas/chlor-alkali)\n" in told
    assert "    scope (zh): 本领域所称“汞电池”指氯碱厂的电解槽，而非日常所用电池。\n" in told
    assert told.endswith("3 found\n")
    other = run("search", "汞电池", "--from", "2007-2008", "--language", "fr", "--kind", "areas")[1]
    assert "Mercury cell chlor-alkali production [en] (areas/chlor-alkali)\n" in other
    few = run("search", "mercury", "--from", "2007-2008", "--limit", "2")[1]
    assert "add --limit" in few
    assert run("search", "mercury", "--from", "2007-2008", "--quiet")[1] == ""
    assert run("search", "zzz", "--from", "2007-2008")[1] == "0 found\n"


def test_fields_are_named_for_a_reader(run) -> None:
    told = run("search", "gold", "--from", "2007-2008", "--kind", "areas")[1]
    assert "    aliases 1 (en): Mercury in artisanal and small-scale gold mining\n" in told


def test_mercury_is_found_in_every_language(run) -> None:
    found = {
        word: set(_hits(run("search", word, "--from", "2007-2008", "--limit", "500", "--json")[1]))
        for word in ("mercury", "mercure", "mercurio", "ртуть", "ртути", "زئبق", "الزئبق", "水银", "汞")
    }
    assert len(found["mercury"]) > 60
    assert all(held == found["mercury"] for held in found.values())
    # A sign in a longer word is asked for as it is written.
    assert len(_hits(run("search", "减汞", "--from", "2007-2008", "--json")[1])) < 10


def test_what_is_not_open_to_everybody_only_where_asked_for(run) -> None:
    hidden = ("--from", "2007-2008", "--json", "--limit", "500", "--kind", "contributions", "--kind", "plans")
    assert not [one for one in _hits(run("search", "a", *hidden)[1]) if one.startswith("contributions/")]
    assert [one for one in _hits(run("search", "a", *hidden, "--all")[1]) if one.startswith("contributions/")]


def test_mistakes_say_what_to_type(run) -> None:
    status, _, wrong = run("search", "x", "--kind", "area", "--from", "2007-2008", check=False)
    assert status == 1
    assert "areas" in wrong
    assert run("search", check=False)[0] == 2


@pytest.mark.parametrize(
    "words",
    [
        ("",),
        (" ", '"'),
        ('AND OR * " ^ : -',),
        ("--", "-x"),
        ("汞" * 3000,),
        (b"\xff\xfe\x80".decode("utf-8", "surrogateescape"),),
        ("()'; --",),
    ],
)
def test_no_question_is_an_error(run, words) -> None:
    assert "count" in json.loads(run("search", "--from", "2007-2008", "--json", *words)[1])
