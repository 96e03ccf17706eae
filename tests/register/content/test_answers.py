"""All 183 facts of the founding document are answered by the register, with their place."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from quicksilver.register.questions.answers import CannotAnswerError, answer, answer_all, questions
from quicksilver.register.records import Organisation, Source
from quicksilver.register.register import Register

with (Path(__file__).parent / "expected.csv").open(encoding="utf-8") as lines:
    EXPECTED = list(csv.DictReader(lines))

DERIVED = {
    "F171": {
        "sections": 8,
        "letters": "ABCDEFGH",
        "established with a plan": 6,
        "drafts without a lead": 2,
    },
    "F172": {
        "filled leaderships": 6,
        "distinct leads": ["iea-clean-coal-centre", "italy", "japan", "unido", "united-states"],
        "leads of several areas": ["united-states"],
        "States": ["italy", "japan", "united-states"],
        "organisations": ["iea-clean-coal-centre", "unido"],
    },
    "F173": {
        "activities": 21,
        "A": 3,
        "B": 2,
        "C": 2,
        "D": 4,
        "E": 5,
        "F": 3,
        "G": 0,
        "H": 2,
        "numbered aims": {"coal-b": 3},
    },
    "F174": {
        "printed number": ["asgm"],
        "with a baseline": 0,
        "categories without a number": {"products": 6},
        "none yet": ["coal"],
        "silent": ["chlor-alkali", "fate-transport", "waste", "non-ferrous", "supply-storage"],
        "areas whose progress can be computed": 0,
    },
    "F175": {
        "amounts": 0,
        "sources of funds": [
            "european-commission",
            "norway",
            "saicm-qsp",
            "switzerland",
            "unep-mercury-trust-fund",
            "united-states",
        ],
    },
    "F176": {
        "activities": 21,
        "no funder": 15,
        "funder named": ["A13(b)", "A15(d)", "A17(b)", "A23(a)", "A23(b)", "A9(a)"],
        "no amount": 21,
    },
    "F177": {
        "countries": 18,
        "codes": [
            "ARG",
            "BFA",
            "BOL",
            "CHL",
            "CHN",
            "CRI",
            "ECU",
            "KGZ",
            "KHM",
            "MEX",
            "PAK",
            "PAN",
            "PER",
            "PHL",
            "RUS",
            "SEN",
            "URY",
            "ZAF",
        ],
    },
    "F178": {
        "ARG": ["A15(a)", "A19(c)"],
        "CRI": ["A15(a)", "A19(c)"],
        "KHM": ["A9(a)", "A19(b)"],
        "PHL": ["A9(a)", "A19(b)"],
        "CHL": ["A15(a)", "A15(d)"],
        "RUS": ["A11(b)", "A17(e)"],
    },
    "F179": {
        "regions": 7,
        "names": [
            "Amazon",
            "Asia",
            "Asia-Pacific",
            "Latin America",
            "South America",
            "South-East Asia",
            "West Africa",
        ],
    },
    "F180": {"web": ["B", "A7", "A20", "A22"], "e-mail": ["B"]},
    "F181": {"coal-b": "2009", "products-c": "2006/2007", "waste-2009": "2009-03-12/2009-03-13"},
    "F183": {
        "number of partners": "not stated",
        "names of partners": "not stated",
        "members of the Partnership Advisory Group": "not stated",
        "meeting dates of the Partnership Advisory Group": "not stated",
        "memberships": 0,
        "list in": ["UNEP(DTIE)/Hg/WG.Prep/1/INF/1"],
    },
}


@pytest.mark.parametrize("row", EXPECTED, ids=lambda row: row["fact"])
def test_a_fact_is_answered_with_its_place(founding: Register, row: dict[str, str]) -> None:
    said = answer(founding, row["fact"])
    assert said.place == row["place"]
    assert [words for words in row["says"].split("|") if words not in said.value] == []


@pytest.mark.parametrize("fact", DERIVED)
def test_what_follows_from_the_whole_is_computed(founding: Register, fact: str) -> None:
    said = answer(founding, fact)
    assert said.data == DERIVED[fact]
    assert said.place == "computed"


def test_the_documents_referred_to_are_computed(founding: Register) -> None:
    held = answer(founding, "F182").data
    assert isinstance(held, dict)
    # Agenda, INF/1, two decisions, Framework, eight plans; report, emissions report, toolkit, two guidances, two publications, Basel.
    assert held["documents"] == 2 + 2 + 1 + 8 + 8
    assert {"provisional-agenda-2009", "plan-non-ferrous", "basel-technical-guidelines"} <= set(held["names"])


def test_every_fact_has_a_question_and_an_answer(founding: Register) -> None:
    assert [said.fact for said in answer_all(founding)] == [f"F{number:03}" for number in range(1, 184)]
    assert len(EXPECTED) + len(DERIVED) + 1 == 183


@pytest.mark.parametrize("day", [None, dt.date(2009, 5, 1)])
def test_later_records_change_no_answer(founding: Register, both: Register, day: dt.date | None) -> None:
    held = both if day is None else both.as_of(day)
    assert [(said.value, said.place) for said in answer_all(held)] == [
        (said.value, said.place) for said in answer_all(founding)
    ]


def test_the_answers_are_in_chinese_too(founding: Register) -> None:
    assert answer(founding, "F065", "zh").value == "联合国工业发展组织"
    assert "第34段" in answer(founding, "F018", "zh").value


def test_a_place_needs_its_document(founding: Register) -> None:
    # Two runs of numbers overlap: a bare paragraph 2 would be two places.
    assert answer(founding, "F015").document == "note-wg-prep-1-2009"
    assert answer(founding, "F036").document == "report-2007-2008"


def test_a_register_without_the_record_cannot_answer() -> None:
    with pytest.raises(CannotAnswerError, match="F065: the register has no leaderships/asgm-unido"):
        answer(Register.of([]), "F065")


def _instead(register: Register, kind: str, identifier: str, **changes: object) -> Register:
    record = register.records[kind][identifier].model_copy(update=changes)
    return Register.of([*register, (kind, record)])


def test_a_record_that_does_not_cite_the_place_is_no_answer(founding: Register) -> None:
    elsewhere = (Source(document="report-2007-2008", place="A9"),)
    with pytest.raises(CannotAnswerError, match="does not cite report-2007-2008, A8"):
        answer(_instead(founding, "leaderships", "asgm-unido", sources=elsewhere), "F065")


def test_silence_has_to_be_said(founding: Register) -> None:
    # An empty field that nobody looked for is not the same as one the document is silent about.
    with pytest.raises(CannotAnswerError, match="does not record that place is not stated"):
        answer(_instead(founding, "meetings", "waste-2009", not_stated=()), "F154")
    with pytest.raises(CannotAnswerError, match="does not record that place"):
        answer(_instead(founding, "meetings", "waste-2009", place="Tokyo"), "F154")


def test_an_empty_field_is_no_answer(founding: Register) -> None:
    with pytest.raises(CannotAnswerError, match="has nothing at place"):
        answer(_instead(founding, "meetings", "geneva-2008", place=""), "F048")


def test_an_unknown_fact_has_a_guess(founding: Register) -> None:
    with pytest.raises(KeyError, match="F184 is not a fact"):
        answer(founding, "F184")


def test_counts_follow_the_records(founding: Register) -> None:
    fewer = {kind: dict(held) for kind, held in founding.records.items()}
    del fewer["activities"]["coal-e"]
    assert answer(Register(fewer), "F136").value == "4"
    table = answer(Register(fewer), "F173").data
    assert isinstance(table, dict)
    assert table["activities"] == 20
    assert table["E"] == 4


def test_the_table_holds_questions_and_no_answers() -> None:
    rules = {question.rule for question in questions().values()}
    assert rules == {"read", "silent", "count", "computed"}


def test_an_organisation_that_is_renamed_is_renamed_in_the_answer(founding: Register) -> None:
    name = founding.get(Organisation, "unido").name.model_copy(update={"en": "UNIDO renamed"})
    assert answer(_instead(founding, "organisations", "unido", name=name), "F065").value == "UNIDO renamed"
