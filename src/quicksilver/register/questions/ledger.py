"""What was contributed, flow by flow.

The rules (C1 to C8): a flow told by both its ends is one flow; a pledge, its commitment and its disbursement are one sum in three
states; what is passed on counts at its first entry; what serves two areas counts once in the total and in the list of each; a
partner's core budget is kept apart; help in kind is hours and things, and money only where its valuation is said; every sum keeps
its own currency; and *not stated* is counted, not taken for nothing. No balance of a fund is inferred.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from quicksilver.register.records import Activity, Contribution, Need
from quicksilver.register.register import Register

__all__ = [
    "LEFT_OUT",
    "STAGES",
    "Converted",
    "Coverage",
    "Flow",
    "LeftOut",
    "NeedGap",
    "Rate",
    "Total",
    "convert",
    "coverage",
    "flows",
    "left_out",
    "need_gaps",
    "totals",
]

#: From the first to the furthest; what was spent was disbursed before.
STAGES = ("not stated", "pledge", "commitment", "disbursement", "expenditure")
#: Stages in which a sum is committed: a pledge is not yet.
COMMITTED = ("commitment", "disbursement", "expenditure")
#: Why an entry is in no sum, in the order in which the reasons are tried.
LEFT_OUT = (
    "no valuation",
    "differing amount",
    "told by the other end",
    "another stage",
    "told again",
    "passed on",
)
Sums = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Flow:
    """One flow of money or in-kind help, with all entries and stages that were recognised as the same flow.

    Attributes
    ----------
    id : str
        Of the entry that is counted, the first in the order of identifiers where several are.
    provider, receiver, activity : str
        Empty where it is not stated.
    areas : tuple of str
        All areas it serves, in its own entries or by its activity.
    bucket : str
        ``cash``, ``in kind`` or ``not stated``; never added to one another.
    core : bool
        From a partner's core budget.
    stage : str
        The furthest that has an amount, or else the furthest reported.
    amounts : mapping of str to Decimal
        Currency to sum at that stage; empty where none is stated.
    by_stage : mapping of str to (mapping of str to Decimal)
    hours : Decimal or None
    entries : tuple of str
        The entries that report it.
    passed_on : tuple of str
        Entries that hand it on, not counted again.
    differing : tuple of str
        Entries that tell the same key with another amount; both are kept, the first counts.
    unvalued : tuple of str
        In-kind entries without a stated valuation, not counted as money.
    counted : tuple of str
        Entries of the furthest stage that make the sum, or would if they stated one.
    """

    id: str
    provider: str
    receiver: str
    activity: str
    areas: tuple[str, ...]
    bucket: str
    core: bool
    stage: str
    amounts: Sums
    by_stage: Mapping[str, Sums]
    hours: Decimal | None
    entries: tuple[str, ...]
    passed_on: tuple[str, ...]
    differing: tuple[str, ...]
    unvalued: tuple[str, ...]
    counted: tuple[str, ...] = ()

    @property
    def stated(self) -> bool:
        """Return whether a sum of money is stated."""
        return bool(self.amounts)


@dataclass(frozen=True, slots=True)
class Total:
    """Flows of one bucket, budget and currency, added up.

    ``currency`` is empty, and ``amount`` None, for the flows whose amount is not stated: they are counted all the same.
    """

    bucket: str
    core: bool
    currency: str
    amount: Decimal | None
    flows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many activities have a stated funder or amount.

    Attributes
    ----------
    activities, with_funder, with_amount : int
    no_funder, no_amount : tuple of str
    """

    activities: int
    with_funder: int
    with_amount: int
    no_funder: tuple[str, ...]
    no_amount: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry that is not in any sum, the flow it belongs to (empty where it only passes on), and why: one of :data:`LEFT_OUT`."""

    entry: str
    flow: str
    why: str


@dataclass(frozen=True, slots=True)
class NeedGap:
    """A need and what is committed to it.

    Attributes
    ----------
    need : Need
    flows : tuple of str
        The flows that go to it.
    committed : mapping of str to Decimal
        Currency to what is committed; empty where nothing stated is.
    committed_hours : Decimal or None
    gap, gap_hours : Decimal or None
        Need minus committed, in the currency of the need, where both are stated; below zero where more is committed.
    """

    need: Need
    flows: tuple[str, ...]
    committed: Sums
    committed_hours: Decimal | None
    gap: Decimal | None
    gap_hours: Decimal | None


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate of exchange as someone stated it: 1 ``currency`` is ``value`` ``to`` on a day."""

    currency: str
    to: str
    value: Decimal
    day: dt.date
    source: str


@dataclass(frozen=True, slots=True)
class Converted:
    """A total in its own currency and, where a rate is known, in another; both are shown."""

    total: Total
    to: str
    amount: Decimal | None
    rate: Rate | None


# Which entries are one flow


class Told(NamedTuple):
    """What of an entry states which flow it belongs to; empty or None where it is not stated.

    ``period`` is a date as it is written. The first eight are the key: entries in which they are equal tell of the same sum.
    """

    provider: str
    receiver: str | None
    activity: str | None
    purpose: str | None
    """The area, where no activity states what it is for (C4)."""
    kind: str
    stage: str
    period: str
    reference: str
    id: str
    area: str | None
    flow: str | None
    relation: str
    stated: bool
    """Whether it states a sum of money."""

    @property
    def key(self) -> tuple[object, ...]:
        """Return by what entries that tell of the same sum are known."""
        return self[:8]

    @property
    def same_in_all_stages(self) -> tuple[object, ...]:
        """Return what ties the stages together without a link: the provider's own reference. Empty without one."""
        return (*self[:5], self.reference) if self.reference else ()


def _told(entry: Contribution) -> Told:
    return Told(
        entry.provider,
        entry.receiver,
        entry.activity,
        None if entry.activity else entry.area,
        entry.kind,
        entry.stage,
        entry.period.date if entry.period else "",
        entry.reference,
        entry.id,
        entry.area,
        entry.flow,
        entry.relation,
        _money(entry) is not None,
    )


def _groups(entries: Sequence[Told]) -> list[list[int]]:
    """Return the places of the entries of each flow, in order."""
    above = list(range(len(entries)))

    def root(node: int) -> int:
        while above[node] != node:
            above[node] = above[above[node]]
            node = above[node]
        return node

    known = {entry.id: place for place, entry in enumerate(entries)}
    first: dict[tuple[object, ...], int] = {}
    for place, entry in enumerate(entries):
        ties = [first.setdefault(entry.key, place)]
        if entry.reference:
            # Shorter than a key, so that the two cannot be taken for one another.
            ties.append(first.setdefault(entry.same_in_all_stages, place))
        if entry.flow in known:
            ties.append(known[entry.flow])
        for other in ties:
            if other != place:
                above[root(other)] = root(place)
    groups: dict[int, list[int]] = defaultdict(list)
    for place in range(len(entries)):
        groups[root(place)].append(place)
    return list(groups.values())


def _passed_on(group: Sequence[Told]) -> set[str]:
    """Return the entries of a flow that hand it on, those that tell of such an entry again included."""
    passed = {entry.id for entry in group if entry.relation == "passed on"}
    growing = bool(passed)
    while growing:
        keys = {entry.key for entry in group if entry.id in passed}
        more = {
            entry.id
            for entry in group
            if entry.id not in passed and (entry.flow in passed or entry.key in keys)
        }
        passed |= more
        growing = bool(more)
    return passed


def stated(entries: Sequence[Told]) -> list[list[Told]]:
    """Return the flows for which a sum of money is stated: of each its entries, without those that only hand it on.

    They are the flows of :func:`flows` that are ``stated``, found without adding anything up.
    """
    stated_flows = []
    for places in _groups(entries):
        group = [entries[place] for place in places]
        passed = _passed_on(group)
        own = [entry for entry in group if entry.id not in passed] if passed else group
        if any(entry.stated for entry in own):
            stated_flows.append(own)
    return stated_flows


# What a flow amounts to


def _bucket(entry: Contribution) -> str:
    return entry.kind if entry.kind in ("cash", "not stated") else "in kind"


def _once(entries: Sequence[Contribution]) -> tuple[list[Contribution], list[str]]:
    """Return one entry per key of a stage, and those that tell the same with another amount."""
    first: dict[tuple[object, ...], Contribution] = {}
    differing: list[str] = []
    own_first = sorted(
        entries,
        key=lambda entry: (_money(entry) is None, entry.relation == "told by the other end", entry.id),
    )
    for entry in own_first:
        told_again = entry.relation == "told by the other end" and first
        key = _told(entry).key
        counted = first.get(key) or (next(iter(first.values())) if told_again else None)
        if counted is None:
            first[key] = entry
        elif _money(entry) not in (None, _money(counted)):
            differing.append(entry.id)
    return list(first.values()), differing


def _money(entry: Contribution) -> tuple[Decimal, str] | None:
    if entry.money is None or entry.money.amount is None:
        return None
    if _bucket(entry) == "in kind" and not entry.valuation:
        return None
    return entry.money.amount, entry.money.currency


def _stages(
    entries: Sequence[Contribution],
) -> tuple[dict[str, dict[str, Decimal]], list[Contribution], list[str]]:
    by_stage: dict[str, dict[str, Decimal]] = {}
    counted: list[Contribution] = []
    differing: list[str] = []
    for stage in STAGES:
        once, others = _once([entry for entry in entries if entry.stage == stage])
        differing += others
        counted += once
        sums: dict[str, Decimal] = {}
        for amount, currency in filter(None, map(_money, once)):
            sums[currency] = sums.get(currency, Decimal(0)) + amount
        if once:
            by_stage[stage] = sums
    return by_stage, counted, differing


def _areas(entries: Iterable[Contribution], activities: Mapping[str, Activity]) -> tuple[str, ...]:
    areas = {entry.area for entry in entries if entry.area}
    for entry in entries:
        if entry.activity is not None and entry.activity in activities:
            areas |= set(activities[entry.activity].areas)
    return tuple(sorted(areas))


def _flow(entries: list[Contribution], passed: set[str], activities: Mapping[str, Activity]) -> Flow | None:
    own = sorted((entry for entry in entries if entry.id not in passed), key=lambda entry: entry.id)
    if not own:
        return None
    by_stage, counted, differing = _stages(own)
    stated = [stage for stage in STAGES if by_stage.get(stage)]
    stage = stated[-1] if stated else [stage for stage in STAGES if stage in by_stage][-1]
    last_hours = [entry for entry in counted if entry.hours is not None]
    furthest = max((STAGES.index(entry.stage) for entry in last_hours), default=0)
    hours = [entry.hours or Decimal(0) for entry in last_hours if STAGES.index(entry.stage) == furthest]
    head = next((entry for entry in counted if entry.stage == stage), own[0])
    return Flow(
        id=head.id,
        provider=head.provider,
        receiver=head.receiver or "",
        activity=head.activity or "",
        areas=_areas(own, activities),
        bucket=_bucket(head),
        core=any(entry.core for entry in own),
        stage=stage,
        amounts=by_stage[stage],
        by_stage=by_stage,
        hours=sum(hours, Decimal(0)) if hours else None,
        entries=tuple(entry.id for entry in own),
        passed_on=tuple(sorted(entry.id for entry in entries if entry.id in passed)),
        differing=tuple(differing),
        unvalued=tuple(entry.id for entry in own if entry.money is not None and _money(entry) is None),
        counted=tuple(entry.id for entry in counted if entry.stage == stage),
    )


def flows(register: Register, contributions: Iterable[Contribution] | None = None) -> tuple[Flow, ...]:
    """Return the flows behind the contributions of a register, each once.

    Parameters
    ----------
    register : Register
        As of its day.
    contributions : iterable of Contribution, optional
        Only these, such as those of a document; all of the register's if it is omitted.

    Notes
    -----
    Two entries are one flow where provider, receiver, purpose, stage, kind, period and reference are the same, where one names
    the other as its ``flow``, or where they share provider, receiver, purpose, kind and a reference. Instalments are entries of
    one stage that differ in period or reference; they are added. Of a flow only its furthest stage with an amount is counted, so
    that the disbursed part of a commitment counts as what was disbursed; ``by_stage`` has the rest.
    """
    entries = sorted(
        contributions if contributions is not None else register.all(Contribution),
        key=lambda contribution: contribution.id,
    )
    activities = {activity.id: activity for activity in register.all(Activity)}
    statements = [_told(entry) for entry in entries]
    candidates = [
        _flow(
            [entries[place] for place in group],
            _passed_on([statements[place] for place in group]),
            activities,
        )
        for group in _groups(statements)
    ]
    return tuple(sorted((flow for flow in candidates if flow is not None), key=lambda flow: flow.id))


def totals(given_flows: Iterable[Flow], *, area: str = "", stage: str = "") -> tuple[Total, ...]:
    """Return flows added up: once each, cash apart from help in kind, core budgets apart, in original currencies.

    Parameters
    ----------
    given_flows : iterable of Flow
    area : str
        Only those that serve it. Totals of areas need not add up to the whole, since a flow may serve two.
    stage : str
        The amounts of this stage instead of the furthest: every flow is in it once at most, and stages do not add.

    Returns
    -------
    tuple of Total
        Rows with a currency first; then the flows whose amount is not stated, with ``amount`` None.
    """
    sums: dict[tuple[str, bool, str], Decimal] = defaultdict(Decimal)
    who: dict[tuple[str, bool, str], list[str]] = defaultdict(list)
    for flow in given_flows:
        if (area and area not in flow.areas) or (stage and stage not in flow.by_stage):
            continue
        amounts = flow.by_stage[stage] if stage else flow.amounts
        for currency in amounts or ("",):
            who[flow.bucket, flow.core, currency].append(flow.id)
            sums[flow.bucket, flow.core, currency] += amounts[currency] if currency else Decimal(0)
    order = sorted(who, key=lambda row: (not row[2], row))
    return tuple(Total(*row, sums[row] if row[2] else None, tuple(who[row])) for row in order)


def coverage(register: Register, activities: Iterable[Activity] | None = None) -> Coverage:
    """Return of how many activities a funder, and an amount, is stated.

    A funder is a provider of a contribution to the activity or a sponsor among those who take part.
    """
    chosen = sorted(
        activities if activities is not None else register.all(Activity), key=lambda activity: activity.id
    )
    all_flows = flows(register)
    funded = {entry.activity for entry in register.all(Contribution)}
    stated = {flow.activity for flow in all_flows if flow.stated}
    sponsored = {
        activity.id
        for activity in chosen
        if any(participant.role == "sponsor" for participant in activity.participants)
    }
    no_funder = tuple(
        activity.id for activity in chosen if activity.id not in funded and activity.id not in sponsored
    )
    no_amount = tuple(activity.id for activity in chosen if activity.id not in stated)
    count = len(chosen)
    return Coverage(count, count - len(no_funder), count - len(no_amount), no_funder, no_amount)


def left_out(register: Register, given_flows: Iterable[Flow] | None = None) -> tuple[LeftOut, ...]:
    """Return the entries that are not in any sum, and why.

    Parameters
    ----------
    register : Register
    given_flows : iterable of Flow, optional
        Of :func:`flows`; made if it is omitted.
    """
    entries = {entry.id: entry for entry in register.all(Contribution)}
    rows: list[LeftOut] = []
    seen: set[str] = set()
    for flow in flows(register) if given_flows is None else given_flows:
        seen |= {*flow.entries, *flow.passed_on}
        rows += [LeftOut(entry, flow.id, "passed on") for entry in flow.passed_on]
        for entry in flow.entries:
            why = _why(entries[entry], flow)
            rows += [LeftOut(entry, flow.id, why)] if why else []
    rows += [LeftOut(entry, "", "passed on") for entry in entries if entry not in seen]
    return tuple(sorted(rows, key=lambda row: row.entry))


def _why(entry: Contribution, flow: Flow) -> str:
    if entry.id in flow.unvalued:
        return "no valuation"
    if entry.id in flow.differing:
        return "differing amount"
    if entry.id in flow.counted:
        return ""
    if entry.relation == "told by the other end":
        return "told by the other end"
    return "another stage" if entry.stage != flow.stage else "told again"


def need_gaps(register: Register, given_flows: Iterable[Flow] | None = None) -> tuple[NeedGap, ...]:
    """Return the needs of a register with what is committed to each, and the gap where both are stated.

    Parameters
    ----------
    register : Register
    given_flows : iterable of Flow, optional
        Of :func:`flows`; made if it is omitted.

    Notes
    -----
    What goes to an activity answers the needs of the activity, of a plan whose priority action it serves, and of its areas: gaps
    of different needs do not add up. A pledge is not a commitment; a partner's core budget and what belongs to another period are
    left out, and cash is never set against help in kind.
    """
    counted = list(flows(register) if given_flows is None else given_flows)
    activities = {activity.id: activity for activity in register.all(Activity)}
    entries = {entry.id: entry for entry in register.all(Contribution)}
    rows = []
    for need in register.all(Need):
        to = [flow for flow in counted if _serves(need, flow, activities) and _in_time(need, flow, entries)]
        rows.append(_gap(need, to))
    return tuple(rows)


def _serves(need: Need, flow: Flow, activities: Mapping[str, Activity]) -> bool:
    alike = {"cash": ("cash",), "not stated": ("cash", "not stated")}.get(need.kind, ("in kind",))
    if flow.core or flow.bucket not in alike:
        return False
    if need.activity:
        return flow.activity == need.activity
    if need.plan:
        activity = activities.get(flow.activity)
        return activity is not None and any(served.plan == need.plan for served in activity.serves)
    return need.area in flow.areas


def _in_time(need: Need, flow: Flow, entries: Mapping[str, Contribution]) -> bool:
    wanted = need.period
    if wanted is None or wanted.first is None or wanted.last is None:
        return True
    dated = [entries[entry].period for entry in flow.entries if entry in entries]
    for when in dated:
        if when is None or when.first is None or when.last is None:
            return True
        if when.first <= wanted.last and when.last >= wanted.first:
            return True
    return False


def _gap(need: Need, to: Sequence[Flow]) -> NeedGap:
    committed: dict[str, Decimal] = {}
    for flow in to:
        stages = [flow.by_stage.get(stage, {}) for stage in COMMITTED]
        for currency in {currency for sums in stages for currency in sums}:
            # What was committed stays so, however much of it was paid out.
            most = max(sums.get(currency, Decimal(0)) for sums in stages)
            committed[currency] = committed.get(currency, Decimal(0)) + most
    hours = [flow.hours for flow in to if flow.hours is not None and flow.stage in COMMITTED]
    given = sum(hours, Decimal(0)) if hours else None
    wanted = need.money
    gap = None
    if (
        need.state == "open"
        and wanted is not None
        and wanted.amount is not None
        and wanted.currency in committed
    ):
        gap = wanted.amount - committed[wanted.currency]
    short = (
        need.hours - given if need.state == "open" and need.hours is not None and given is not None else None
    )
    return NeedGap(need, tuple(flow.id for flow in to), committed, given, gap, short)


def convert(sums: Iterable[Total], rates: Iterable[Rate], to: str) -> tuple[Converted, ...]:
    """Return totals beside what they are in one currency, at rates someone stated; without a rate there is no amount.

    Of several rates of a currency the latest is taken.

    Examples
    --------
    >>> total = Total("cash", False, "EUR", Decimal(100), ("x",))
    >>> rate = Rate("EUR", "USD", Decimal("1.3"), dt.date(2010, 8, 17), "example")
    >>> convert([total], [rate], "USD")[0].amount
    Decimal('130.0')
    """
    best: dict[str, Rate] = {}
    for rate in sorted(rates, key=lambda rate: rate.day):
        if rate.to == to:
            best[rate.currency] = rate
    rows = []
    for total in sums:
        rate_used = best.get(total.currency)
        amount = total.amount if total.currency == to else None
        if total.amount is not None and rate_used is not None and total.currency != to:
            amount = total.amount * rate_used.value
        rows.append(Converted(total, to, amount, rate_used if total.currency != to else None))
    return tuple(rows)
