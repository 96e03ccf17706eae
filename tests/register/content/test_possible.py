"""Days in an order in which nothing happens, and numbers that nothing has, are refused or asked about."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quicksilver.register import records as r
from quicksilver.register.formats.text_form import check, warnings
from quicksilver.register.records.references import REFERENCES
from quicksilver.register.register import Register
from quicksilver.register.rules.possible import ORDER

CYCLE = {"id": "c", "title": "C", "period": "2008"}
PLAN = {"id": "p", "area": "coal", "state": "drafting"}


def said(*given: tuple[str, r.Record]) -> tuple[list[str], list[str]]:
    """Return what is refused and what is asked about, of the kinds that are looked at here."""
    codes = ("register.order", "register.negative", "bounds.")
    register = Register.of(given)
    return tuple(  # type: ignore[return-value]
        [f"{one.where}: {one.what}" for one in found if one.code.startswith(codes)]
        for found in (check(register), warnings(register))
    )


@pytest.mark.parametrize(
    ("kind", "record", "says"),
    [
        (
            "cycles",
            r.Cycle(**CYCLE, called="2009-03", transmitted="2009-02-28"),
            "transmitted is 2009-02-28, before called, 2009-03",
        ),
        ("cycles", r.Cycle(**CYCLE, due="2007"), "due is 2007, before period, 2008"),
        ("cycles", r.Cycle(**CYCLE, published="2007-12"), "published is 2007-12, before period, 2008"),
        (
            "cycles",
            r.Cycle(**CYCLE, published="2010", corrections=[{"text": "x", "date": "2009"}]),
            "cycles/c, corrections[1].date: corrections[1].date is 2009, before published, 2010",
        ),
        ("plans", r.Plan(**PLAN, date="2009", since="2008"), "since is 2008, before date, 2009"),
        (
            "memberships",
            r.Membership(id="m", organisation="o", state="confirmed", applied="2010", confirmed="2009"),
            "confirmed is 2009, before applied, 2010",
        ),
        (
            "comments",
            r.Comment(id="x", subject="plans/p", text="?", made="2010-02", replied="2010-01"),
            "replied is 2010-01, before made, 2010-02",
        ),
        (
            "persons",
            r.Person(
                id="x", name="N", affiliations=[{"organisation": "o", "since": "2010", "until": "2009"}]
            ),
            "affiliations[1].until is 2009, before affiliations[1].since, 2010",
        ),
        (
            "outputs",
            r.Output(id="x", title="T", date="2010", link_checked="2009"),
            "link_checked is 2009, before date, 2010",
        ),
        (
            "targets",
            r.TargetRecord(id="t", area="a", text="T", goal="relative", value=120, unit="%"),
            "120 % is impossible",
        ),
        (
            "targets",
            r.TargetRecord(id="t", area="a", text="T", year=202),
            "202 yr is impossible",
        ),
        (
            "observations",
            r.Observation(id="o", year=2010, indicator="i", amount={"value": "12.5", "unit": "persons"}),
            "12.5 is impossible",
        ),
        (
            "observations",
            r.Observation(id="o", year=2010, indicator="i", amount={"value": "1e14", "unit": "t/yr"}),
            "1e+14 t/yr is impossible",
        ),
        ("contributions", r.Contribution(id="x", provider="o", hours=-3), "-3 h is impossible"),
    ],
)
def test_what_cannot_be_is_refused(kind: str, record: r.Record, says: str) -> None:
    refused, _ = said((kind, record))
    assert len(refused) == 1
    assert says in refused[0]


def test_dates_of_records_that_are_named_count() -> None:
    refused, asked = said(
        ("cycles", r.Cycle(**CYCLE, called="2009-03")),
        ("submissions", r.Submission(id="s", cycle="c", area="coal", received="2009-02")),
        ("plans", r.Plan(**PLAN, date="2009")),
        ("plans", r.Plan(id="q", area="coal", state="drafting", date="2008", supersedes="p")),
    )
    assert refused == [
        "plans/q, date: date is 2008, before date (plans/p), 2009",
    ]
    assert asked == ["submissions/s, received: received is 2009-02, before called (cycles/c), 2009-03"]


def test_a_cycle_of_the_past_is_called_today() -> None:
    refused, asked = said(
        ("cycles", r.Cycle(id="c", title="C", period="2000", called="2026-12-01", due="2009-03-31"))
    )
    assert not refused
    assert asked == ["cycles/c, due: due is 2009-03-31, before called, 2026-12-01"]


def test_a_target_is_not_before_its_baseline() -> None:
    refused, _ = said(
        ("baselines", r.Baseline(id="b", indicator="i", year=2010, amount={"value": 1, "unit": "t"})),
        ("targets", r.TargetRecord(id="t", area="a", text="T", year=2005, baseline="b")),
    )
    assert refused == ["targets/t, year: year is 2005, before year (baselines/b), 2010"]


def test_money_that_is_spent_before_the_activity_is_asked_about() -> None:
    activity = r.Activity(id="a", title="A", kind="other", areas=["coal"], actual="2016-01-01/2018")

    def given(stage: str, period: str) -> list[str]:
        money = r.Contribution(id="f", provider="o", activity="a", stage=stage, period=period)
        refused, asked = said(("activities", activity), ("contributions", money))
        assert not refused
        return asked

    assert given("disbursement", "2015-12") == [
        "contributions/f, period: period is 2015-12, before actual (activities/a), 2016-01-01/2018"
    ]
    assert given("commitment", "2015-12") == given("disbursement", "2016") == []


def test_a_negative_amount_is_asked_about_because_it_can_be_a_change() -> None:
    amount = {"value": "-5", "unit": "t/yr"}
    refused, asked = said(("observations", r.Observation(id="o", year=2010, indicator="i", amount=amount)))
    assert not refused
    assert asked == ["observations/o, amount.value: -5 t/yr is negative"]


day = st.dates(dt.date(2000, 1, 1), dt.date(2012, 12, 31))
written = st.tuples(day, st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d"])).map(
    lambda part: part[0].strftime(part[1])
)


@given(written, written)
def test_only_dates_with_no_reading_in_order_are_refused(called: str, transmitted: str) -> None:
    record = r.Cycle(id="c", title="C", period="2000", called=called, transmitted=transmitted)
    refused, _ = said(("cycles", record))
    before, after = r.When(date=called), r.When(date=transmitted)
    assert bool(refused) == (after.last < before.first)  # type: ignore[operator]


def test_the_table_names_fields_that_there_are() -> None:
    for order in ORDER:
        for path in (order.earlier, order.later):
            own, to, field = path.partition(">")
            first = own.partition(".")[0].removesuffix("[]")
            assert first in r.KINDS[order.kind].model_fields, path
            if to:
                assert field in r.KINDS[dict(REFERENCES[order.kind])[own]].model_fields, path
