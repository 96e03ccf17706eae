"""Whether the records of a register agree with one another; each record by itself is right already.

Errors are contradictions: a name that leads nowhere, a circle, two leads at once. Warnings are what the partnership's own
rules call unusual: a plan without three to five priority actions, report periods with a gap.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from quicksilver.errors import Place as NamedPlace
from quicksilver.errors import Problem, Similar, UnitError, similar
from quicksilver.geography import country_codes, currency_codes, currency_guess
from quicksilver.geography import place as read
from quicksilver.language.places import place_values
from quicksilver.language.problems import problem_with
from quicksilver.language.sentences import Sentence
from quicksilver.register import records as r
from quicksilver.register.questions.knowledge import KNOWLEDGE, end_of
from quicksilver.register.records.references import CHAINS, references
from quicksilver.register.register import Register
from quicksilver.register.rules.possible import disorder, impossible

__all__ = ["Place", "check", "questions", "rings", "warnings"]

#: Names the place of a record's field: kind, identifier, keys.
Place = Callable[..., str]

# Looking for the closest of 20,000 names takes a tenth of a second; a directory without its organisations has thousands wrong.
_GUESSES = 100


@dataclass(frozen=True)
class _Finding:
    kind: str
    record: r.Record
    keys: tuple[str | int, ...]
    code: str
    values: Mapping[str, object]


def _finding(
    kind: str, record: r.Record, keys: tuple[str | int, ...], code: str, /, **values: object
) -> _Finding:
    return _Finding(kind, record, keys, code, values)


def check(
    register: Register, *, where: Place | None = None, also: Collection[tuple[str, str]] = ()
) -> list[Problem]:
    """Return everything in which the records of a register contradict one another.

    Parameters
    ----------
    register : Register
        Of all days; the day it is asked as of plays no part.
    where : callable, optional
        From kind, identifier and keys of a field to the words that name its place, such as file and line.
    also : collection of (kind, id)
        Records that are there but could not be read: naming them is not a mistake.

    Returns
    -------
    list of Problem
        In the order of kinds and identifiers; empty where nothing is wrong.
    """
    known = _known(register, also)
    findings = [
        finding
        for look in (
            _records,
            _circles,
            _leads,
            _periods,
            _memberships,
            _claims,
            _comments,
            _submissions,
            _measures,
            _serves,
            _knowledge,
        )
        for finding in look(register, known)
    ]
    findings += _impossible(register, asked=False)
    return _told(findings, where, "error")


def warnings(register: Register, *, where: Place | None = None) -> list[Problem]:
    """Return what is allowed and yet unusual; severity ``warning``. Parameters as of :func:`check`."""
    findings = [finding for look in (_lost_days, _plans, _names) for finding in look(register)]
    findings += _impossible(register, asked=True)
    return _told(findings, where, "warning")


def questions(register: Register, *, where: Place | None = None) -> list[Problem]:
    """Return the days and numbers of an import that are asked about; severity ``warning``. Parameters as of :func:`check`."""
    return _told(_impossible(register, asked=True), where, "warning")


def _impossible(register: Register, *, asked: bool) -> list[_Finding]:
    """Return the days and numbers that cannot be, or those that are asked about."""
    values = (*disorder(register.records), *impossible(register.records))
    return [
        _Finding(value.kind, value.record, value.keys, value.code, value.values)
        for value in values
        if value.asked is asked
    ]


def _told(findings: list[_Finding], where: Place | None, severity: str) -> list[Problem]:
    place = where or _plain_place
    order = {kind: number for number, kind in enumerate(r.KINDS)}
    findings = sorted(findings, key=lambda finding: (order[finding.kind], finding.record.id))
    return [
        problem_with(
            finding.code, place(finding.kind, finding.record.id, *finding.keys), finding.values, severity
        )
        for finding in findings
    ]


def _plain_place(kind: str, identifier: str, *keys: str | int) -> NamedPlace:
    field = "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in keys).lstrip(".")
    return NamedPlace(record=f"{kind}/{identifier}", field=field)


def _known(register: Register, also: Collection[tuple[str, str]]) -> dict[str, set[str]]:
    known = {kind: set(register.records.get(kind, {})) for kind in r.KINDS}
    for kind, identifier in also:
        known[kind].add(identifier)
    return known


# One record at a time


def _records(register: Register, known: dict[str, set[str]]) -> Iterator[_Finding]:
    guesses: dict[tuple[str, str], Similar] = {}
    for kind, record in register:
        yield from _unknown(kind, record, known, guesses)
        yield from _dates(kind, record)
        yield from _silence(kind, record)
        yield from _countries(kind, record)
        yield from _currencies(kind, record)


def _unknown(
    kind: str, record: r.Record, known: dict[str, set[str]], guesses: dict[tuple[str, str], Similar]
) -> Iterator[_Finding]:
    for keys, target, identifier in references(kind, record):
        if identifier in known[target]:
            continue
        if (target, identifier) not in guesses and len(guesses) < _GUESSES:
            guesses[target, identifier] = similar(identifier, sorted(known[target]))
        like = guesses.get((target, identifier), Similar(guess="", readings=()))
        meant = like["guess"] or " / ".join(like["readings"])
        remedy = Sentence(
            "register.reference.guess" if meant else "register.reference.add",
            {"guess": meant, "kind": target, "identifier": identifier},
            table="problems",
        )
        yield _finding(
            kind,
            record,
            keys,
            "register.reference",
            identifier=identifier,
            kind=target,
            remedy=remedy,
            **like,
        )


def _dates(kind: str, record: r.Record) -> Iterator[_Finding]:
    since, until = record.since, record.until
    if since and until and since.first and until.last and until.last < since.first:
        yield _finding(kind, record, ("until",), "register.dates", until=until.date, since=since.date)


def _silence(kind: str, record: r.Record) -> Iterator[_Finding]:
    for index, name in enumerate(record.not_stated):
        field = type(record).model_fields.get(name)
        if field is None:
            continue
        value = getattr(record, name)
        if value != field.get_default(call_default_factory=True) and value != r.NOT_STATED:
            yield _finding(kind, record, ("not_stated", index), "register.silence", field=name)


def _countries(kind: str, record: r.Record) -> Iterator[_Finding]:
    """Go through the countries that are not written by their three letters."""
    given: list[tuple[tuple[str | int, ...], str]] = []
    if isinstance(record, r.Activity):
        given = [(("places", index, "country"), item.country) for index, item in enumerate(record.places)]
    elif isinstance(record, r.Meeting):
        given = [
            (("attendance", index, "country"), item.country) for index, item in enumerate(record.attendance)
        ]
    elif isinstance(record, r.Organisation):
        given = [(("country",), record.country)]
    for keys, text in given:
        if not text or text in country_codes():
            continue
        match = read(text)
        if match.taken or match.reason == "unknown":
            yield _finding(kind, record, keys, "register.country", code=text, guess=match.code)
        else:
            yield _finding(kind, record, keys, match.sentence, **place_values(match))


def _currencies(kind: str, record: r.Record) -> Iterator[_Finding]:
    money = record.money if isinstance(record, (r.Contribution, r.Need)) else None
    if money is not None and money.currency and money.currency not in currency_codes():
        guess = currency_guess(money.currency)
        keys = ("money", "currency")
        yield _finding(kind, record, keys, "register.currency", code=money.currency, guess=guess)


# Several records


def rings(links: Mapping[str, str]) -> Iterator[list[str]]:
    """Yield the circles that links make, each once, from its first name in the alphabet back to it.

    Parameters
    ----------
    links : mapping of str to str
        Identifier -> the one it leads to.

    Examples
    --------
    >>> list(rings({"b": "a", "a": "b", "c": "a"}))
    [['a', 'b', 'a']]
    """
    seen: set[str] = set()
    for start in sorted(links):
        path: dict[str, None] = {}
        at: str = start
        while at in links and at not in seen:
            seen.add(at)
            path[at] = None
            at = links[at]
        if at in path:
            ring = list(path)[list(path).index(str(at)) :]
            first = ring.index(min(ring))
            ring = [*ring[first:], *ring[: first + 1]]
            yield ring


def _circles(register: Register, known: dict[str, set[str]]) -> Iterator[_Finding]:
    for kind, field in CHAINS:
        records = register.records.get(kind, {})
        links = {
            identifier: getattr(record, field)
            for identifier, record in records.items()
            if getattr(record, field)
        }
        for ring in rings(links):
            yield _finding(
                kind, records[ring[0]], (field,), "register.circle", field=field, ring=" -> ".join(ring)
            )


def _surely(record: r.Record) -> tuple[dt.date, dt.date]:
    """Return the first and last day on which a record held, whatever its imprecise dates mean."""
    since = record.since.last if record.since else None
    until = record.until.first if record.until else None
    return since or dt.date.min, until or dt.date.max


def _together(record: r.Record, other: r.Record) -> bool:
    (first, last), (begin, end) = _surely(record), _surely(other)
    # The day on which one hands over to the next belongs to both.
    return max(first, begin) < min(last, end)


def _leads(register: Register, known: dict[str, set[str]]) -> Iterator[_Finding]:
    by_area: dict[str, list[r.Leadership]] = defaultdict(list)
    for record in _everything(register, r.Leadership):
        if record.role in ("lead", "vacant"):
            by_area[record.area].append(record)
    for area, leaderships in by_area.items():
        for first, other in combinations(leaderships, 2):
            if not _together(first, other) or first.role == other.role == "vacant":
                continue
            both = first.role == other.role
            yield _finding(
                "leaderships",
                other,
                ("role",),
                "register.leads.two" if both else "register.leads.vacant",
                who=Sentence("both", {"one": first.id, "other": other.id}, table="problems"),
                area=area,
                guess="co-lead" if both else "",
            )


def _cycles(register: Register) -> list[r.Cycle]:
    dated = [cycle for cycle in _everything(register, r.Cycle) if cycle.period.first and cycle.period.last]
    return sorted(dated, key=lambda cycle: (cycle.period.first, cycle.id))


def _periods(register: Register, known: dict[str, set[str]]) -> Iterator[_Finding]:
    latest: r.Cycle | None = None
    for cycle in _cycles(register):
        assert cycle.period.first
        assert cycle.period.last
        if latest is not None and latest.period.last is not None and cycle.period.first <= latest.period.last:
            days = (min(latest.period.last, cycle.period.last) - cycle.period.first).days + 1
            yield _finding("cycles", cycle, ("period",), "register.periods", days=days, cycle=latest.id)
        if latest is None or latest.period.last is None or cycle.period.last > latest.period.last:
            latest = cycle


def _memberships(register: Register, known: dict[str, set[str]]) -> Iterator[_Finding]:
    by_member: dict[str, list[r.Membership]] = defaultdict(list)
    for record in _everything(register, r.Membership):
        if record.state in ("confirmed", "dormant"):
            by_member[record.organisation].append(record)
    for organisation, memberships in by_member.items():
        for first, other in combinations(memberships, 2):
            if first.since and other.since and _together(first, other):
                yield _finding(
                    "memberships",
                    other,
                    ("since",),
                    "register.memberships",
                    memberships=Sentence("both", {"one": first.id, "other": other.id}, table="problems"),
                    organisation=organisation,
                )


def _everything(register: Register, cls: type[Any]) -> list[Any]:
    return Register(register.records).all(cls)


def _claims(register: Register, known: dict[str, set[str]]) -> Iterator[_Finding]:
    shown: dict[tuple[str, str], str] = {}
    for claim in _everything(register, r.Claim):
        kind, _, identifier = claim.subject.partition("/")
        if kind not in r.KINDS or identifier not in known[kind]:
            every = (
                [f"{kind}/{known_id}" for known_id in sorted(known[kind])]
                if kind in r.KINDS
                else [f"{other_kind}/{identifier}" for other_kind in r.KINDS]
            )
            yield _finding(
                "claims",
                claim,
                ("subject",),
                "register.claims.subject",
                subject=claim.subject,
                **similar(claim.subject, every),
            )
        if claim.shown and (claim.subject, claim.field) in shown:
            yield _finding(
                "claims",
                claim,
                ("shown",),
                "register.claims.shown",
                claim=shown[claim.subject, claim.field],
                subject=claim.subject,
                name=claim.field,
            )
        elif claim.shown:
            shown[claim.subject, claim.field] = claim.id


def _comments(register: Register, known: dict[str, set[str]]) -> Iterator[_Finding]:
    for comment in _everything(register, r.Comment):
        kind, _, identifier = comment.subject.partition("/")
        if kind not in r.KINDS or identifier not in known[kind]:
            every = [f"{kind}/{known_id}" for known_id in sorted(known.get(kind, ()))]
            yield _finding(
                "comments",
                comment,
                ("subject",),
                "register.comments.subject",
                subject=comment.subject,
                **similar(comment.subject, every),
            )


def _measures(register: Register, known: dict[str, set[str]]) -> Iterator[_Finding]:
    """Find numbers of indicators that are no measure: without a unit or a medium, or in another unit."""
    indicators = register.records.get("indicators", {})
    for kind, cls in (("baselines", r.Baseline), ("observations", r.Observation)):
        for record in _everything(register, cls):
            indicator = indicators.get(record.indicator)
            if not isinstance(indicator, r.Indicator):
                continue
            lacks = [name for name in ("unit", "pathway") if not getattr(indicator, name)]
            if lacks:
                yield _finding(
                    kind,
                    record,
                    ("indicator",),
                    "register.measure." + "-".join(lacks),
                    indicator=record.indicator,
                )
            elif record.amount.unit and not _alike(record.amount.unit, indicator.unit):
                yield _finding(
                    kind,
                    record,
                    ("amount", "unit"),
                    "register.measure.other",
                    unit=record.amount.unit,
                    wanted=indicator.unit,
                    indicator=record.indicator,
                    guess=indicator.unit,
                )


def _alike(unit: str, other: str) -> bool:
    if unit == other:
        return True
    from quicksilver.quantities.units import factor

    try:
        factor(unit, other)
    except UnitError:
        return False
    return True


def _serves(register: Register, known: dict[str, set[str]]) -> Iterator[_Finding]:
    plans = register.records.get("plans", {})
    for activity in _everything(register, r.Activity):
        for index, served in enumerate(activity.serves):
            plan = plans.get(served.plan)
            if isinstance(plan, r.Plan) and served.action > len(plan.priority_actions):
                yield _finding(
                    "activities",
                    activity,
                    ("serves", index, "action"),
                    "register.action.number" if plan.priority_actions else "register.action.none",
                    plan=served.plan,
                    number=served.action,
                    count=len(plan.priority_actions),
                )


def _submissions(register: Register, known: dict[str, set[str]]) -> Iterator[_Finding]:
    senders: dict[tuple[str, str | None, str | None], str] = {}
    for submission in _everything(register, r.Submission):
        sender = (submission.cycle, submission.area, submission.organisation)
        if submission.area is None and submission.organisation is None:
            yield _finding("submissions", submission, (), "register.submission.sender")
        elif sender in senders:
            yield _finding("submissions", submission, (), "register.submission.twice", other=senders[sender])
        senders.setdefault(sender, submission.id)
        yield from _answers(submission)


def _knowledge(register: Register, known: dict[str, set[str]]) -> Iterator[_Finding]:
    for fact in _everything(register, r.Fact):
        if fact.key == KNOWLEDGE:
            try:
                end_of(fact.value)
            except ValueError:
                yield _finding("facts", fact, ("value",), "register.knowledge", value=fact.value)


def _answers(submission: r.Submission) -> Iterator[_Finding]:
    seen: set[str] = set()
    for index, answer in enumerate(submission.answers):
        if answer.value and answer.special:
            yield _finding(
                "submissions",
                submission,
                ("answers", index),
                "register.answer.both",
                question=answer.question,
                special=answer.special,
            )
        if answer.question in seen:
            yield _finding(
                "submissions",
                submission,
                ("answers", index),
                "register.answer.twice",
                question=answer.question,
            )
        seen.add(answer.question)


# Unusual


def _lost_days(register: Register) -> Iterator[_Finding]:
    latest: r.Cycle | None = None
    for cycle in _cycles(register):
        assert cycle.period.first
        assert cycle.period.last
        days = (cycle.period.first - latest.period.last).days - 1 if latest and latest.period.last else 0
        # A note on the later cycle explains a gap that is meant.
        if days > 0 and latest and cycle.note is None:
            yield _finding("cycles", cycle, ("period",), "register.periods.gap", days=days, cycle=latest.id)
        if latest is None or latest.period.last is None or cycle.period.last > latest.period.last:
            latest = cycle


def _plans(register: Register) -> Iterator[_Finding]:
    for plan in _everything(register, r.Plan):
        actions, words = len(plan.priority_actions), len(plan.summary.en.split()) if plan.summary else 0
        if actions and not 3 <= actions <= 5:
            yield _finding("plans", plan, ("priority_actions",), "register.plan.actions", count=actions)
        if words > 250:
            yield _finding("plans", plan, ("summary",), "register.plan.summary", count=words)


def _names(register: Register) -> Iterator[_Finding]:
    seen: dict[str, str] = {}
    for organisation in _everything(register, r.Organisation):
        for name in sorted({organisation.name.en.casefold(), organisation.acronym.casefold()} - {""}):
            if name in seen:
                yield _finding(
                    "organisations", organisation, ("name",), "register.names", name=name, other=seen[name]
                )
            seen.setdefault(name, organisation.id)
    for contribution in _everything(register, r.Contribution):
        if contribution.provider == contribution.receiver:
            yield _finding("contributions", contribution, ("receiver",), "register.provider")
