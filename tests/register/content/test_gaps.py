"""The gap board: what every area lacks, and since when."""

from __future__ import annotations

import datetime as dt

import pytest

from quicksilver.register.questions.gaps import LACKS, gap_board
from quicksilver.register.questions.questions import partnership_areas, status_on
from quicksilver.register.records import (
    Area,
    Cycle,
    Document,
    Leadership,
    Plan,
    Record,
    Source,
    Submission,
    When,
)
from quicksilver.register.register import Register

DAY = dt.date(2009, 5, 1)
EIGHT = (
    "asgm",
    "chlor-alkali",
    "fate-transport",
    "products",
    "coal",
    "waste",
    "non-ferrous",
    "supply-storage",
)


@pytest.mark.parametrize("held", ["founding", "both"])
def test_the_board_of_1_may_2009(held: str, request: pytest.FixtureRequest) -> None:
    board = gap_board(request.getfixturevalue(held), DAY)
    assert tuple(row.area.id for row in board.rows) == EIGHT
    assert board.drafts_without_lead == ("non-ferrous", "supply-storage")
    assert board.without("lead") == board.without("plan") == ("non-ferrous", "supply-storage")
    assert board.without("activity") == ("non-ferrous",)
    assert len(board.without("target")) == 6
    assert not {"asgm", "products"} & set(board.without("target"))
    assert board.without("measure") == board.without("baseline") == EIGHT
    assert board.without("money") == EIGHT
    assert board.amounts == 0


def test_since_when_is_at_the_latest_where_nobody_says(founding: Register) -> None:
    gap = next(row for row in gap_board(founding, DAY).rows if row.area.id == "non-ferrous").lacks("lead")
    assert gap is not None
    assert (gap.since, gap.exact) == (DAY, False)
    assert gap.source == Source(document="report-2007-2008", place="A21")
    assert gap.days(dt.date(2009, 5, 11)) == 10


def _register(*records: tuple[str, Record]) -> Register:
    return Register.of([("areas", Area(id="x", name="X", order=1)), *records])


def test_a_vacancy_with_a_date_says_since_when() -> None:
    vacancy = Leadership(id="v", area="x", role="vacant", since=When(date="2008-02-01"))
    gap = gap_board(_register(("leaderships", vacancy)), DAY).rows[0].lacks("lead")
    assert gap is not None
    assert (gap.since, gap.exact) == (dt.date(2008, 2, 1), True)


def test_an_area_of_which_nothing_is_known_lacks_everything_since_nobody_knows_when() -> None:
    row = gap_board(_register(), DAY).rows[0]
    assert [gap.lack for gap in row.gaps] == list(LACKS)
    assert {gap.since for gap in row.gaps} == {None}
    assert row.gaps[0].days(DAY) is None
    assert not row.draft


def test_a_document_of_later_says_nothing_of_the_day() -> None:
    later = Document(id="d", title="D", date=When(date="2010"))
    vacancy = Leadership(id="v", area="x", role="vacant", sources=(Source(document="d"),))
    held = _register(("documents", later), ("leaderships", vacancy))
    assert gap_board(held, DAY).rows[0].gaps[0].since is None
    found = gap_board(held, dt.date(2011, 1, 1)).rows[0].gaps[0].since
    assert found == dt.date(2010, 1, 1)


def test_a_lead_who_left_leaves_a_gap() -> None:
    held = Leadership(id="l", area="x", organisation="o", until=When(date="2009-03"))
    board = _register(("leaderships", held))
    assert gap_board(board, dt.date(2009, 3, 31)).without("lead") == ()
    assert gap_board(board, dt.date(2009, 4, 1)).without("lead") == ("x",)


def test_a_plan_under_revision_is_still_in_force() -> None:
    plan = Plan(id="p", area="x", state="under revision")
    assert gap_board(_register(("plans", plan)), DAY).without("plan") == ()


def test_the_report_is_that_of_the_latest_cycle_that_is_over() -> None:
    cycles = [
        ("cycles", Cycle(id=f"c{year}", title="C", period=When(date=str(year))))
        for year in (2007, 2008, 2009)
    ]
    sent = Submission(id="s", cycle="c2007", area="x", state="accepted")
    held = _register(*cycles, ("submissions", sent))
    assert gap_board(held, dt.date(2008, 6, 1)).without("report") == ()
    assert gap_board(held, DAY).without("report") == ("x",)


def test_topics_and_closed_areas_have_no_row(both: Register) -> None:
    rows = [row.area.id for row in gap_board(both, dt.date(2020, 1, 1)).rows]
    assert "cement" in rows
    assert not {"non-ferrous", "non-ferrous-topic", "oil-and-gas-topic"} & set(rows)


@pytest.mark.parametrize(("year", "areas"), [(2005, 5), (2009, 6), (2013, 8)])
def test_established_areas_over_time(both: Register, year: int, areas: int) -> None:
    held = both.as_of(dt.date(year, 12, 31))
    statuses = [status_on(area, held.day) for area in partnership_areas(held)]
    assert (
        sum(status is not None and status.status in ("established", "active") for status in statuses) == areas
    )
