"""The day on which a register's knowledge ends: recorded, checked, kept in every form, and stated by every board."""

from __future__ import annotations

import datetime as dt
import html
import re
from pathlib import Path

import pytest

from quicksilver.documents.spacing import spaced
from quicksilver.errors import InputProblems
from quicksilver.languages import LANGUAGES
from quicksilver.register.formats import tables
from quicksilver.register.formats.text_form import check, export_directory, load_directory
from quicksilver.register.questions.excerpts import held_on, reported_in
from quicksilver.register.questions.knowledge import KNOWLEDGE, asked, english_note, knowledge_end
from quicksilver.register.records import Fact
from quicksilver.register.register import Register
from quicksilver.reports.boards import (
    action_files,
    contribution_files,
    gap_files,
    mandate_files,
    partner_files,
    plan_change_files,
    target_files,
    text_files,
)
from quicksilver.reports.knowledge import knowledge_note
from quicksilver.reports.words import Words

END, TODAY = dt.date(2009, 5, 1), dt.date(2026, 11, 30)
#: Each with the name of its files; all take the same question.
BOARDS = (
    (gap_files, "gaps"),
    (mandate_files, "mandates"),
    (partner_files, "partners"),
    (target_files, "targets"),
    (contribution_files, "contributions"),
    (text_files, "translations"),
    (action_files, "actions"),
)


def known(*values: str) -> Register:
    return Register.of(
        [("facts", Fact(id=f"k{n}", key=KNOWLEDGE, value=value)) for n, value in enumerate(values)]
    )


def test_the_packaged_registers_record_it(founding: Register, later: Register, both: Register) -> None:
    assert knowledge_end(founding) == END
    assert knowledge_end(later) == knowledge_end(both) == dt.date(2025, 11, 30)


def test_a_part_of_a_register_is_known_until_the_same_day(founding: Register, later: Register) -> None:
    # Without it a board of the part would be asked about today.
    for register, end in ((founding, END), (later, dt.date(2025, 11, 30))):
        for document in sorted(register.records["documents"])[:5]:
            part = reported_in(register, {document})
            assert knowledge_end(part) == end
            assert check(part) == []
        assert knowledge_end(held_on(register, dt.date(2008, 1, 1))) == end
    assert knowledge_end(reported_in(known(), {"a"})) is None


@pytest.mark.parametrize(
    ("values", "end"),
    [
        ((), None),
        (("2009-05-01",), END),
        (("2009-05-01", "2011"), dt.date(2011, 12, 31)),
        (("2025-11", "2009-05-01"), dt.date(2025, 11, 30)),
        (("2009-05-01", "open"), None),
    ],
)
def test_the_latest_counts(values: tuple[str, ...], end: dt.date | None) -> None:
    assert knowledge_end(known(*values)) == end


@pytest.mark.parametrize("value", ["soon", "2009-13", "", "1 May 2009"])
def test_what_is_no_day_is_refused(value: str) -> None:
    (problem,) = check(known(value))
    assert problem.where == "facts/k0, value"
    assert "open" in problem.allowed
    with pytest.raises(ValueError, match="date"):
        knowledge_end(known(value))


def test_every_form_keeps_it(founding: Register, tmp_path: Path) -> None:
    export_directory(founding, tmp_path / "text")
    tables.export_workbook(founding, tmp_path / "book.xlsx")
    tables.export_csv(founding, tmp_path / "csv")
    read = (
        load_directory(tmp_path / "text"),
        tables.load_workbook(tmp_path / "book.xlsx"),
        tables.load_csv(tmp_path / "csv"),
    )
    assert [knowledge_end(one) for one in read] == [END] * 3


@pytest.mark.parametrize(
    ("wanted", "ends", "day", "later"),
    [
        (dt.date(2008, 1, 1), END, dt.date(2008, 1, 1), False),
        (END, END, END, False),
        (TODAY, END, END, True),
        (None, END, END, False),
        (TODAY, None, TODAY, False),
        (None, None, TODAY, False),
    ],
)
def test_the_answer_is_never_of_a_later_day(
    wanted: dt.date | None, ends: dt.date | None, day: dt.date, later: bool
) -> None:
    given = asked(ends, wanted, today=TODAY)
    assert (given.day, given.later) == (day, later)
    assert bool(english_note(given)) == later
    assert (
        bool(knowledge_note(given, Words("en")))
        == given.noted
        == (later or (wanted is None and ends is not None))
    )


def test_programs_and_people_read_the_same_sentence() -> None:
    for wanted in (TODAY, dt.date(2010, 1, 2)):
        given = asked(END, wanted)
        assert english_note(given) == knowledge_note(given, Words("en"))
    assert knowledge_note(asked(END, TODAY), Words("en")) == (
        "The register's knowledge ends on 1 May 2009; what follows is not an assessment as of 30 November 2026."
    )


@pytest.mark.parametrize(("make", "name"), BOARDS)
def test_every_board_asked_about_a_later_day_states_it_and_asserts_nothing_of_that_day(
    founding: Register, make, name: str
) -> None:
    page = make(founding, as_of=TODAY)[f"{name}.html"].decode()
    assert "ends on 1 May 2009; what follows is not an assessment as of 30 November 2026." in page
    assert page.count("2026") == page.count("as of 30 November 2026.") == 1
    assert "As of 1 May 2009" in page
    before = make(founding, as_of=END)[f"{name}.html"].decode()
    assert "knowledge ends" not in before
    # But for the sentence, the board is that of the last day that is known.
    assert re.sub(r"<aside.*?</aside>\n?", "", page, count=1, flags=re.DOTALL) == before


@pytest.mark.parametrize(("make", "name"), BOARDS)
def test_without_a_day_a_board_is_of_the_last_day_that_is_known(founding: Register, make, name: str) -> None:
    page = make(founding)[f"{name}.html"].decode()
    assert "knowledge ends on 1 May 2009" in page
    assert str(dt.datetime.now(dt.UTC).year) not in page
    assert ("As of 1 May 2009" in page) == (name != "translations")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_is_in_the_language_of_the_board(founding: Register, language: str) -> None:
    words = Words(language)
    page = gap_files(founding, as_of=TODAY, language=language)["gaps.html"].decode()
    told = spaced(knowledge_note(asked(END, TODAY), words), language)
    assert words.day(TODAY) in told
    assert words.day(END) in told
    assert html.unescape(page).count(told) == 1


def test_changes_of_a_plan_state_it_too(later: Register) -> None:
    plans = ("coal-plan-2010-08", "coal-plan-2011-10")
    page = plan_change_files(later, *plans, as_of=TODAY)["plan-changes.html"].decode()
    assert "ends on 30 November 2025; what follows is not an assessment as of 30 November 2026." in page
    assert "ends on 30 November 2025." in plan_change_files(later, *plans)["plan-changes.html"].decode()
    early = plan_change_files(later, *plans, as_of=dt.date(2012, 1, 1))["plan-changes.html"].decode()
    assert "knowledge ends" not in early


def test_a_register_without_it_answers_as_asked() -> None:
    page = gap_files(known(), as_of=TODAY)["gaps.html"].decode()
    assert "As of 30 November 2026" in page
    assert "knowledge ends" not in page


def test_a_wrong_day_is_not_loaded(tmp_path: Path) -> None:
    folder = tmp_path / "facts"
    folder.mkdir()
    (folder / "k.yaml").write_text("key: knowledge ends\nvalue: soon\n", encoding="utf-8")
    with pytest.raises(InputProblems, match=r"'soon' is not a day on which knowledge can end"):
        load_directory(tmp_path)
