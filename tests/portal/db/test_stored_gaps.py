"""The gap board from the database is that of the register in memory, whatever the register, in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from quicksilver.portal.store.store import load_register, save_register
from quicksilver.portal.store.stored_gaps import public_gap_board, stored_gap_board
from quicksilver.register import records as r
from quicksilver.register.formats.text_form import check
from quicksilver.register.questions.gaps import gap_board
from quicksilver.register.questions.ledger import _told, flows, stated
from quicksilver.register.register import Register
from quicksilver.register.rules.visibility import visible

pytestmark = pytest.mark.django_db
DAYS = (dt.date(2007, 12, 31), dt.date(2009, 5, 1), dt.date(2012, 1, 1))
DATES = ("2006", "2007-06", "2008", "2009-05-01", "2009-05-02", "2008/2010", "2012")
#: Queries of a board in which some area has no money yet; one fewer where every area has.
QUERIES = 14


class _Draw:
    """Draws a small register in which everything that the board looks at can be there, missing, ended, hidden or said again."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.made: list[tuple[str, r.Record]] = []

    def pick(self, *options):
        return self.random.choice(options)

    def when(self):
        return self.pick(None, r.When(said="early"), *(r.When(date=one) for one in DATES))

    def common(self):
        cited = self.random.sample(("d0", "d1", "d2"), self.random.randrange(3))
        since, until = self.pick(None, None, self.when()), self.pick(None, None, None, self.when())
        return {
            "sources": tuple(r.Source(document=one, place=self.pick("", "A1")) for one in cited),
            "since": since,
            "until": until,
            "visibility": self.pick("public", "public", "public", "partners", "secretariat"),
        }

    def add(self, folder, cls, many, /, **fields):
        for number in range(self.random.randrange(many + 1)):
            values = {name: value() if callable(value) else value for name, value in fields.items()}
            self.made.append((folder, cls(id=f"{folder[:2]}{number}", **{**self.common(), **values})))
        return [record.id for name, record in self.made if name == folder] or [None]

    def register(self) -> Register:
        pick = self.pick
        for number in range(3):
            self.made.append(
                (
                    "documents",
                    r.Document(
                        id=f"d{number}", title="D", date=self.when(), visibility=pick("public", "secretariat")
                    ),
                )
            )
        for number in range(3):
            self.made.append(
                (
                    "organisations",
                    r.Organisation(
                        id=f"o{number}", name="O", visibility=pick("public", "public", "partners")
                    ),
                )
            )
        for number in range(pick(1, 2, 3)):
            statuses = tuple(
                r.Status(
                    status=pick("established", "closed", "proposed"),
                    since=self.when(),
                    source=pick(None, r.Source(document="d1")),
                )
                for _ in range(self.random.randrange(3))
            )
            more = {"statuses": statuses, "kind": pick("area", "area", "cross-cutting topic")}
            self.made.append(
                ("areas", r.Area(id=f"a{number}", name="A", order=pick(0, 1, 2), **{**self.common(), **more}))
            )
        areas = [record.id for kind, record in self.made if kind == "areas"]

        def area():
            return self.random.choice(areas)

        def maybe_area():
            return pick(None, area())

        for number in range(self.random.randrange(4)):
            vacant = pick(True, False)
            who = (
                {"role": "vacant"}
                if vacant
                else {"organisation": pick("o0", "o1"), "role": pick("lead", "interim")}
            )
            self.made.append(
                ("leaderships", r.Leadership(id=f"l{number}", area=area(), **who, **self.common()))
            )
        # Half of the draws are whole, since progress can be computed only where nothing at all is missing.
        whole = pick(True, False)

        def given(value, *others):
            return value if whole else pick(value, *others)

        indicators = self.add(
            "indicators",
            r.Indicator,
            3,
            name="I",
            definition=lambda: given("Mass", None),
            unit=lambda: given("t/yr", "", "t"),
            pathway=lambda: given("air", ""),
            boundary=lambda: given("b", ""),
            area=maybe_area,
        )
        baselines: list[str | None] = [None]
        if indicators != [None]:
            baselines = self.add(
                "baselines",
                r.Baseline,
                2,
                indicator=lambda: pick(*indicators),
                amount={"value": 1},
                year=2005,
                method=lambda: given("m", ""),
                run=lambda: pick("", "run"),
            )
            self.add(
                "observations",
                r.Observation,
                3,
                indicator=lambda: pick(*indicators),
                amount={"value": 1},
                year=lambda: pick(2007, 2009, 2012),
            )
        plans = self.add(
            "plans",
            r.Plan,
            3,
            area=area,
            document=lambda: pick(None, "d0"),
            state=lambda: pick("drafting", "reviewed", "adopted", "in force", "under revision", "superseded"),
        )
        self.add(
            "targets",
            r.TargetRecord,
            4,
            area=area,
            text="T",
            kind=lambda: given("partnership target", "pledge"),
            plan=lambda: given(pick(*plans), None),
            indicator=lambda: given(pick(*indicators), None),
            baseline=lambda: given(pick(*baselines), None),
            goal=lambda: given("relative", "", "phase-out"),
            geography=lambda: given("World", ""),
            value=lambda: given(Decimal(50), None),
            unit=lambda: given("%", ""),
            year=lambda: given(2017, None),
            supplier=lambda: given("s", ""),
            state=lambda: given("declared", "not set", "superseded", "closed"),
        )
        activities = self.add(
            "activities",
            r.Activity,
            4,
            title="A",
            kind="other",
            areas=lambda: tuple(self.random.sample(areas, self.random.randrange(1, len(areas) + 1))),
        )
        for number in range(self.random.randrange(9)):
            self.made.append(("contributions", self.contribution(number, activities, maybe_area())))
        for number, period in enumerate(
            self.random.sample(("2006", "2007", "2008", "2009/2010"), self.random.randrange(4))
        ):
            state = pick("open", "published", "archived")
            self.made.append(
                ("cycles", r.Cycle(id=f"c{number}", title="C", period=period, state=state, **self.common()))
            )
        cycles = [record.id for kind, record in self.made if kind == "cycles"]
        if cycles:
            self.add(
                "submissions",
                r.Submission,
                4,
                cycle=lambda: self.random.choice(cycles),
                area=maybe_area,
                state=lambda: pick("accepted", "submitted"),
            )
        return Register.of(self.made)

    def contribution(self, number: int, activities: list[str | None], area: str | None) -> r.Contribution:
        """Return an entry; few values, so that entries often tell of the same sum."""
        pick = self.pick
        money = pick(
            None, r.Funding(), r.Funding(amount=0, currency="USD"), r.Funding(amount=5, currency="EUR")
        )
        return r.Contribution(
            id=f"m{number}",
            provider=pick("o0", "o1"),
            receiver=pick(None, "o2"),
            activity=pick(None, *activities),
            area=area,
            kind=pick("cash", "not stated", "staff time"),
            stage=pick("pledge", "commitment", "not stated"),
            money=money,
            valuation=pick("", "salary"),
            period=pick(None, None, r.When(date="2008"), r.When(said="early 2008")),
            reference=pick("", "", "", "ref"),
            flow=pick(None, None, *(f"m{one}" for one in range(number))),
            relation=pick("", "", "passed on", "told by the other end"),
            **self.common(),
        )


def drawn(seed: int) -> Register:
    """Return a drawn register without what the database would refuse, such as two leads at once."""
    register = _Draw(seed).register()
    while problems := check(register):
        bad = {tuple(problem.where.split(",")[0].split("/")) for problem in problems}
        register = Register.of([(kind, one) for kind, one in register if (kind, one.id) not in bad])
    return register


@pytest.mark.slow
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**9))
@example(0)
def test_the_board_of_any_register(db, seed):
    register = drawn(seed)
    with transaction.atomic():
        save_register(register, by="loader")
        for day in DAYS:
            assert stored_gap_board(day) == gap_board(register, day)
            assert public_gap_board(day) == gap_board(visible(register, totals=True), day)
        transaction.set_rollback(True)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**9))
def test_stated_flows_are_those_of_the_ledger(seed):
    register = drawn(seed)
    for day in DAYS:
        held = register.as_of(day)
        wanted = sorted(flow.entries for flow in flows(held) if flow.stated)
        found = stated([_told(entry) for entry in held.all(r.Contribution)])
        assert sorted(tuple(entry.id for entry in flow) for flow in found) == wanted


def test_drawn_registers_are_of_every_sort():
    """Of many drawn registers each lack occurs and does not, so that the test above can fail for each of them."""
    boards = [gap_board(drawn(seed), DAYS[1]) for seed in range(150)]
    rows = [row for board in boards for row in board.rows]
    for lack in ("lead", "plan", "activity", "target", "baseline", "measure", "money", "data", "report"):
        held = {row.lacks(lack) is None for row in rows}
        assert held == {True, False}, lack
    gaps = [gap for row in rows for gap in row.gaps]
    assert {gap.exact for gap in gaps} == {True, False}
    assert any(gap.source is not None for gap in gaps)
    assert any(row.draft for row in rows)
    assert {board.amounts for board in boards} >= {0, 1, 2, 3}


def test_the_register_with_everything_in_it(stored):
    for day in DAYS:
        assert stored_gap_board(day) == gap_board(load_register(), day)


def _queries(make, day=DAYS[1]):
    with CaptureQueriesContext(connection) as held:
        make(day)
    return len(held)


def test_queries_do_not_grow(stored, django_assert_num_queries):
    few = _queries(stored_gap_board), _queries(public_gap_board)
    many = [
        ("areas", r.Area(id=f"area{n}", name="A", statuses=(r.Status(status="established"),)))
        for n in range(20)
    ]
    many += [
        ("activities", r.Activity(id=f"act{n}", title="A", kind="other", areas=(f"area{n % 10}",)))
        for n in range(200)
    ]
    many += [
        (
            "contributions",
            r.Contribution(
                id=f"give{n}",
                provider="italy",
                activity=f"act{n % 200}",
                money=r.Funding(amount=n, currency="USD"),
            ),
        )
        for n in range(400)
    ]
    many += [
        (
            "targets",
            r.TargetRecord(
                id=f"t{n}",
                area=f"area{n % 20}",
                text="T",
                indicator="hg",
                baseline="hg-2005",
                sources=(r.Source(document="doc"),),
            ),
        )
        for n in range(100)
    ]
    many += [
        ("leaderships", r.Leadership(id=f"lead{n}", area=f"area{n % 20}", role="vacant")) for n in range(60)
    ]
    many += [
        ("plans", r.Plan(id=f"plan{n}", area=f"area{n % 20}", state="in force", document="note"))
        for n in range(60)
    ]
    many += [
        ("submissions", r.Submission(id=f"sent{n}", cycle="c2011", area=f"area{n % 20}", state="accepted"))
        for n in range(20)
    ]
    many += [("cycles", r.Cycle(id="c2011", title="C", period="2011", state="published"))]
    save_register(Register.of(many), by="loader")
    day = dt.date(2012, 1, 1)
    with django_assert_num_queries(QUERIES):
        board = stored_gap_board(day)
    # What is hidden is one query more.
    with django_assert_num_queries(QUERIES + 1):
        public_gap_board(day)
    assert max(few) <= QUERIES + 1
    assert board == gap_board(load_register(), day)
    assert len(board.rows) > 20


def test_nothing_in_the_database(db):
    assert stored_gap_board(DAYS[0]) == gap_board(Register.of([]), DAYS[0])
    assert public_gap_board(DAYS[0]).rows == ()
