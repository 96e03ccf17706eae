"""What was given, counted once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quicksilver.register.questions.ledger import (
    Rate,
    Total,
    convert,
    coverage,
    flows,
    left_out,
    need_gaps,
    totals,
)
from quicksilver.register.records import Activity, Contribution, Need
from quicksilver.register.register import Register

MILLION = {"amount": 1_000_000, "currency": "EUR"}


def _entry(identifier: str, **more: object) -> Contribution:
    plain = {
        "id": identifier,
        "provider": "donor",
        "receiver": "unep",
        "kind": "cash",
        "stage": "commitment",
        "area": "coal",
    }
    return Contribution.model_validate({**plain, **more})


def _register(*entries: Contribution, activities: tuple[Activity, ...] = ()) -> Register:
    return Register.of(
        [("contributions", entry) for entry in entries] + [("activities", one) for one in activities]
    )


def _sums(*entries: Contribution) -> dict[str, Decimal]:
    return {total.currency: total.amount for total in totals(flows(_register(*entries))) if total.amount}


def test_donor_and_receiver_both_enter_a_million() -> None:
    told = _entry("by-donor", money=MILLION), _entry("by-receiver", money=MILLION)
    (flow,) = flows(_register(*told))
    assert flow.entries == ("by-donor", "by-receiver")
    assert _sums(*told) == {"EUR": Decimal(1_000_000)}


def test_the_other_end_may_be_linked_instead() -> None:
    told = (
        _entry("a", money=MILLION, period="2009"),
        _entry("b", money=MILLION, flow="a", relation="told by the other end", period="2010"),
    )
    assert _sums(*told) == {"EUR": Decimal(1_000_000)}


def test_both_ends_that_differ_are_shown_and_the_first_counts() -> None:
    less = {"amount": 900_000, "currency": "EUR"}
    (flow,) = flows(_register(_entry("a", money=MILLION), _entry("b", money=less)))
    assert (flow.differing, dict(flow.amounts)) == (("b",), {"EUR": Decimal(1_000_000)})


def test_an_end_that_states_no_amount_does_not_hide_the_other() -> None:
    assert _sums(_entry("a"), _entry("b", money=MILLION)) == {"EUR": Decimal(1_000_000)}


def test_stages_do_not_add() -> None:
    pledge = _entry("a", stage="pledge", money=MILLION)
    committed = _entry("b", money={"amount": 800_000, "currency": "EUR"}, flow="a", relation="further stage")
    paid = _entry(
        "c",
        stage="disbursement",
        money={"amount": 500_000, "currency": "EUR"},
        flow="b",
        relation="further stage",
    )
    found = flows(_register(pledge, committed, paid))
    assert len(found) == 1
    assert found[0].stage == "disbursement"
    assert _sums(pledge, committed, paid) == {"EUR": Decimal(500_000)}
    (at_pledge,) = totals(found, stage="pledge")
    assert at_pledge.amount == Decimal(1_000_000)
    assert totals(found, stage="expenditure") == ()


def test_stages_are_tied_by_the_reference_of_the_provider() -> None:
    told = (
        _entry("a", stage="pledge", money=MILLION, reference="R1"),
        _entry("b", money=MILLION, reference="R1"),
    )
    assert _sums(*told) == {"EUR": Decimal(1_000_000)}


def test_instalments_of_a_stage_add() -> None:
    half = {"amount": 500_000, "currency": "EUR"}
    told = (
        _entry("a", money=MILLION),
        _entry("b", stage="disbursement", money=half, period="2009", flow="a", relation="further stage"),
        _entry("c", stage="disbursement", money=half, period="2010", flow="a", relation="further stage"),
    )
    assert _sums(*told) == {"EUR": Decimal(1_000_000)}


def test_what_is_passed_on_counts_at_its_first_entry() -> None:
    first = _entry("a", money=MILLION)
    on = _entry("b", provider="unep", receiver="iea", money=MILLION, flow="a", relation="passed on")
    again = _entry("c", provider="unep", receiver="iea", money=MILLION)
    (flow,) = flows(_register(first, on, again))
    assert flow.passed_on == ("b", "c")
    assert _sums(first, on, again) == {"EUR": Decimal(1_000_000)}


def test_two_areas_count_once_in_the_total_and_in_each() -> None:
    activity = Activity(id="act", title="A", kind="project", areas=("products", "waste"))
    entries = (
        _entry("a", activity="act", area="products", money=MILLION),
        _entry("b", activity="act", area="waste", money=MILLION),
    )
    found = flows(_register(*entries, activities=(activity,)))
    (whole,) = totals(found)
    assert whole.amount == Decimal(1_000_000)
    assert totals(found, area="products")[0].amount == totals(found, area="waste")[0].amount == whole.amount
    assert totals(found, area="coal") == ()


def test_two_gifts_to_two_areas_are_two() -> None:
    assert _sums(_entry("a", money=MILLION), _entry("b", area="waste", money=MILLION)) == {
        "EUR": Decimal(2_000_000)
    }


def test_in_kind_is_never_added_to_cash() -> None:
    cash = _entry("a", money=MILLION)
    time = _entry(
        "b",
        kind="staff time",
        hours=120,
        money={"amount": 6000, "currency": "EUR"},
        valuation="120 h at EUR 50, rate of 2009",
    )
    bare = _entry("c", kind="equipment", money={"amount": 9000, "currency": "EUR"})
    found = flows(_register(cash, time, bare))
    rows = {(total.bucket, total.currency): total.amount for total in totals(found)}
    assert rows == {
        ("cash", "EUR"): Decimal(1_000_000),
        ("in kind", "EUR"): Decimal(6000),
        ("in kind", ""): None,
    }
    assert {flow.id: flow.hours for flow in found}["b"] == 120
    assert {flow.id: flow.unvalued for flow in found}["c"] == ("c",)


def test_core_budgets_are_apart() -> None:
    found = totals(
        flows(_register(_entry("a", money=MILLION), _entry("b", core=True, money=MILLION, period="2010")))
    )
    assert [(total.core, total.amount) for total in found] == [
        (False, Decimal(1_000_000)),
        (True, Decimal(1_000_000)),
    ]


def test_currencies_stay_and_are_converted_beside() -> None:
    dollars = _entry("b", money={"amount": 51_750, "currency": "USD"})
    found = totals(flows(_register(_entry("a", money=MILLION, reference="x"), dollars)))
    assert {total.currency for total in found} == {"EUR", "USD"}
    rates = [
        Rate("EUR", "USD", Decimal("1.2"), dt.date(2009, 1, 1), "old"),
        Rate("EUR", "USD", Decimal("1.3"), dt.date(2010, 1, 1), "new"),
    ]
    rows = {row.total.currency: (row.amount, row.rate) for row in convert(found, rates, "USD")}
    assert rows["EUR"] == (Decimal("1300000.0"), rates[1])
    assert rows["USD"] == (Decimal(51_750), None)
    assert [row.amount for row in convert(found, [], "CHF")] == [None, None]


def test_the_founding_document(founding: Register) -> None:
    found = flows(founding)
    assert len(found) == 8
    (total,) = totals(found)
    assert (total.currency, total.amount, len(total.flows)) == ("", None, 8)
    known = coverage(founding)
    assert (known.activities, len(known.no_funder), len(known.no_amount)) == (21, 15, 21)
    assert (known.with_funder, known.with_amount) == (6, 0)


def test_the_coal_area_of_2010_has_the_first_sums(both: Register) -> None:
    found = totals(flows(both.as_of(dt.date(2011, 1, 1))), area="coal")
    assert {total.currency: total.amount for total in found if total.currency} == {
        "EUR": Decimal(1_000_000),
        "USD": Decimal(51_750),
    }
    assert not [total for total in totals(flows(both.as_of(dt.date(2009, 5, 1)))) if total.currency]


def test_a_flow_that_names_itself_in_a_circle_ends() -> None:
    told = _entry("a", flow="b", money=MILLION), _entry("b", flow="a", money=MILLION)
    assert _sums(*told) == {"EUR": Decimal(1_000_000)}


def test_only_passed_on_is_nothing_of_its_own() -> None:
    assert flows(_register(_entry("a", relation="passed on", money=MILLION))) == ()


@given(
    st.lists(
        st.tuples(st.sampled_from("AB"), st.sampled_from(["2009", "2010"]), st.integers(1, 9)),
        min_size=1,
        max_size=6,
        unique_by=lambda row: row[:2],
    ),
    st.randoms(use_true_random=False),
)
def test_telling_everything_twice_in_any_order_changes_no_total(
    rows: list[tuple[str, str, int]], chance: object
) -> None:
    once = [
        _entry(
            f"{who.lower()}-{period}",
            provider=who.lower(),
            period=period,
            money={"amount": amount, "currency": "EUR"},
        )
        for who, period, amount in rows
    ]
    twice = once + [entry.model_copy(update={"id": f"{entry.id}-again"}) for entry in once]
    chance.shuffle(twice)  # type: ignore[attr-defined]
    assert _sums(*twice) == _sums(*once) == {"EUR": Decimal(sum(row[2] for row in rows))}


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_the_head_of_a_flow_does_not_hang_on_the_order(order: tuple[str, str]) -> None:
    assert flows(_register(*(_entry(one, money=MILLION) for one in order)))[0].id == "a"


def test_a_total_says_which_flows_it_is_of() -> None:
    assert totals(flows(_register(_entry("a", money=MILLION)))) == (
        Total("cash", False, "EUR", Decimal(1_000_000), ("a",)),
    )


# What is in no sum


def _out(*entries: Contribution) -> dict[str, str]:
    return {row.entry: row.why for row in left_out(_register(*entries))}


def test_every_entry_is_in_a_sum_or_has_a_reason_why_not() -> None:
    entries = [
        _entry("a", money=MILLION),
        _entry("b", money=MILLION, flow="a", relation="told by the other end"),
        _entry("c", money=MILLION, flow="a", stage="pledge"),
        _entry("d", money=MILLION, flow="a", relation="passed on", provider="unep", receiver="unido"),
        _entry("e", money={"amount": 5, "currency": "EUR"}),
        _entry("f", kind="equipment", money=MILLION, provider="other"),
        _entry("g", money=MILLION),
    ]
    assert _out(*entries) == {
        "b": "told by the other end",
        "c": "another stage",
        "d": "passed on",
        "e": "differing amount",
        "f": "no valuation",
        "g": "told again",
    }
    # Left out or counted, never both, and nothing is lost.
    found = flows(_register(*entries))
    counted = {one for flow in found for one in flow.counted} - set(_out(*entries))
    assert counted | set(_out(*entries)) == {entry.id for entry in entries}
    assert [row.amount for row in totals(found) if row.currency] == [Decimal(1_000_000)]


def test_what_only_passes_on_is_left_out_without_a_flow() -> None:
    (row,) = left_out(_register(_entry("a", relation="passed on", money=MILLION)))
    assert (row.entry, row.flow, row.why) == ("a", "", "passed on")


def test_instalments_are_all_counted() -> None:
    assert _out(_entry("a", period="2009", money=MILLION), _entry("b", period="2010", money=MILLION)) == {}


# Needs


def _needs(need: dict[str, object], *entries: Contribution, activities: tuple[Activity, ...] = ()) -> object:
    register = _register(*entries, activities=activities)
    record = Need.model_validate({"id": "n", **need})
    (found,) = need_gaps(Register.of([*register, ("needs", record)]))
    return found


WANT = {"area": "coal", "kind": "cash", "money": {"amount": 3_000_000, "currency": "EUR"}}


def test_the_gap_is_what_is_needed_less_what_is_committed() -> None:
    assert _needs(WANT, _entry("a", money=MILLION)).gap == Decimal(2_000_000)
    paid = _entry("b", stage="disbursement", flow="a", money={"amount": 400_000, "currency": "EUR"})
    # What was committed stays committed, however much of it was paid out.
    assert _needs(WANT, _entry("a", money=MILLION), paid).gap == Decimal(2_000_000)


@pytest.mark.parametrize(
    "entry",
    [
        {"stage": "pledge"},
        {"stage": "not stated"},
        {"core": True},
        {"kind": "equipment", "valuation": "list price"},
        {"money": None},
        {"money": {"amount": 1, "currency": "USD"}},
        {"area": "waste"},
        {"period": "2001"},
    ],
)
def test_without_both_sides_stated_there_is_no_gap(entry: dict[str, object]) -> None:
    found = _needs({**WANT, "period": "2009/2012"}, _entry("a", **{"money": MILLION, **entry}))
    assert found.gap is None


def test_a_need_without_an_amount_has_no_gap_and_one_that_is_met_neither() -> None:
    assert _needs({"area": "coal", "kind": "cash"}, _entry("a", money=MILLION)).gap is None
    assert _needs({**WANT, "state": "met"}, _entry("a", money=MILLION)).gap is None


def test_needs_of_activities_and_plans_take_what_goes_to_them() -> None:
    activity = Activity(
        id="x", title="X", kind="project", areas=("coal",), serves=({"plan": "p", "action": 1},)
    )
    entry = _entry("a", activity="x", money=MILLION)
    for whose in ({"activity": "x"}, {"plan": "p"}, {"area": "coal"}):
        need = {"kind": "cash", "money": WANT["money"], **whose}
        assert _needs(need, entry, activities=(activity,)).gap == Decimal(2_000_000)
    assert (
        _needs({"kind": "cash", "money": WANT["money"], "plan": "q"}, entry, activities=(activity,)).gap
        is None
    )


def test_hours_are_set_against_hours() -> None:
    given_hours = _entry("a", kind="staff time", hours=40)
    found = _needs({"area": "coal", "kind": "staff time", "hours": 100}, given_hours)
    assert (found.gap, found.gap_hours) == (None, Decimal(60))
