"""A period of which the register has no records has no report, and none bears the name of a document published elsewhere."""

from __future__ import annotations

import datetime as dt
from importlib import resources
from pathlib import Path

import pytest

from quicksilver.documents import Box, plain_text
from quicksilver.errors import InputProblems
from quicksilver.languages import LANGUAGES
from quicksilver.register.formats.text_form import load_directory
from quicksilver.register.questions.knowledge import KNOWLEDGE
from quicksilver.register.records import Activity, Area, Cycle, Document, Fact, Record, Source, Submission
from quicksilver.register.register import Register
from quicksilver.reports.progress import progress_document, progress_files

DATA = Path(str(resources.files("quicksilver.register") / "data"))
DAY = dt.date(2024, 1, 1)
COAL = ("areas", Area(id="coal", name="Coal"))


@pytest.fixture(scope="module")
def later() -> Register:
    return load_directory(DATA / "after-2009")


@pytest.fixture(scope="module")
def both(later: Register) -> Register:
    return Register.of([*load_directory(DATA / "2007-2008"), *later])


def work(**fields: object) -> tuple[str, Record]:
    plain = {"id": "a", "title": "A", "kind": "project", "areas": ("coal",)}
    return "activities", Activity.model_validate({**plain, **fields})


def test_nothing_on_record_is_no_report(later: Register, both: Register) -> None:
    for register in (later, both):
        with pytest.raises(InputProblems) as refused:
            progress_files(register, period="2022-2023", as_of=DAY)
        said = str(refused.value)
        assert "no activity and no submission of 2022-01-01 to 2023-12-31" in said
        assert "Report on activities undertaken within the Global Mercury Partnership, 2022-2023" in said
        assert "https://www.unep.org/globalmercurypartnership/resources/report/" in said
    with pytest.raises(InputProblems, match="load the records of this period"):
        progress_document(Register.of([]), period="2007-2008", as_of=DAY)


def test_work_that_may_still_be_going_on_is_no_report_of_a_later_period(both: Register) -> None:
    under_way = work(state="under way", actual="2008")
    with pytest.raises(InputProblems, match="no activity and no submission"):
        progress_document(Register.of([COAL, under_way]), period="2020-2021", as_of=DAY)
    assert progress_document(Register.of([COAL, under_way]), period="2008", as_of=DAY).blocks
    assert progress_document(both, period="2007-2008", as_of=DAY).blocks


@pytest.mark.parametrize(
    ("fields", "reported"),
    [
        ({"actual": "2020-05"}, True),
        ({"planned": "2019/2022"}, True),
        ({"since": "2021"}, True),
        ({"state": "under way"}, True),
        ({"state": "under way", "sources": (Source(document="new"),)}, True),
        ({"state": "under way", "sources": (Source(document="old"),)}, False),
        ({"state": "proposed"}, False),
    ],
)
def test_an_activity_counts_by_its_date_or_its_document(fields: dict[str, object], reported: bool) -> None:
    documents = [
        ("documents", Document(id=one, title=one, date=date))
        for one, date in (("new", "2021"), ("old", "2010"))
    ]
    register = Register.of([COAL, *documents, work(**fields)])
    if reported:
        assert progress_document(register, period="2020-2021", as_of=DAY).blocks
        return
    with pytest.raises(InputProblems):
        progress_document(register, period="2020-2021", as_of=DAY)


@pytest.mark.parametrize("period", ["2005-2006", "2004", "2009-2010", "2009", "2009-01/2010-05", "2010-2011"])
def test_the_report_of_another_period_is_no_record_of_this_one(period: str) -> None:
    founding = load_directory(DATA / "2007-2008")
    for asked in (None, dt.date(2009, 5, 1), DAY):
        with pytest.raises(InputProblems, match="no activity and no submission"):
            progress_document(founding, period=period, as_of=asked)


@pytest.mark.parametrize(
    "period", ["2007-2008", "2007", "2006-2007", "2008-2009", "2008-12-31/2009-01-01", "2006/2009"]
)
def test_a_period_that_shares_days_with_a_report_has_records(period: str) -> None:
    assert progress_document(load_directory(DATA / "2007-2008"), period=period).blocks


@pytest.mark.parametrize(
    ("fields", "reported"),
    [
        ({"actual": "2009-06"}, True),
        ({"since": "2010"}, True),
        ({"actual": "2008/2009"}, False),
        ({"planned": "2009"}, False),
        ({"state": "under way"}, False),
        # What is known from another document besides counts by its own date.
        ({"planned": "2009", "sources": (Source(document="old"), Source(document="other"))}, True),
        ({"planned": "2009", "sources": ()}, True),
    ],
)
def test_what_the_report_of_another_period_dates_in_this_one_counts(
    fields: dict[str, object], reported: bool
) -> None:
    documents = [("documents", Document(id=one, title=one, date="2009-05")) for one in ("old", "other")]
    cycle = ("cycles", Cycle(id="c", title="C", period="2007/2008", state="published", document="old"))
    register = Register.of(
        [COAL, *documents, cycle, work(**{"sources": (Source(document="old"),), **fields})]
    )
    if reported:
        assert progress_document(register, period="2009-2010", as_of=DAY).blocks
        return
    with pytest.raises(InputProblems, match="no activity and no submission"):
        progress_document(register, period="2009-2010", as_of=DAY)


def test_a_document_published_elsewhere_is_not_written_again() -> None:
    document = ("documents", Document(id="d", title="The published report", url="https://example.org/report"))
    cycle = ("cycles", Cycle(id="c", title="C", period="2020/2021", state="published", document="d"))
    register = Register.of([COAL, document, cycle, work(actual="2020")])
    with pytest.raises(InputProblems) as refused:
        progress_document(register, period="2020-2021", as_of=DAY)
    said = str(refused.value)
    assert "was published elsewhere, and the register has its title only" in said
    assert "The published report: https://example.org/report" in said
    # A cycle that was run with this register has its forms in it.
    sent = ("submissions", Submission(id="s", cycle="c", area="coal", state="none received"))
    assert progress_document(Register.of([*register, sent]), period="2020-2021", as_of=DAY).blocks


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_later_day_is_stated_on_the_first_page(language: str) -> None:
    known = ("facts", Fact(id="k", key=KNOWLEDGE, value="2009-05-01"))
    register = Register.of([COAL, known, work(actual="2008")])

    def boxes(**asked: dt.date) -> list[str]:
        document = progress_document(register, period="2008", language=language, **asked)
        return [
            plain_text(part.content) for one in document.blocks if isinstance(one, Box) for part in one.blocks
        ]  # type: ignore[union-attr]

    told, *others = boxes(as_of=dt.date(2026, 11, 30))
    assert "2009" in told
    assert "2026" in told
    assert boxes(as_of=dt.date(2009, 5, 1)) == boxes() == others
    made = progress_document(register, period="2008", language=language)
    assert made.created == dt.date(2009, 5, 1)
    # A period that the register does not know to its end is as of the last day known, and says so.
    longer = progress_document(register, period="2008-2009", language=language)
    first = next(one for one in longer.blocks if isinstance(one, Box))
    assert "2009" in plain_text(first.blocks[0].content)  # type: ignore[union-attr]
