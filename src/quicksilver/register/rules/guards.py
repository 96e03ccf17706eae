"""What must be complete before a record may take a state: one small question each, answered with a sentence about what is missing.

The names are those of the column ``needs`` of ``data/lifecycles.csv``. Each takes the record, the register and the day, and returns
None where nothing is missing; else a sentence that states itself in the language of who reads it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from quicksilver.language.choices import Word
from quicksilver.language.sentences import Sentence, say
from quicksilver.languages import LANGUAGES
from quicksilver.register import records as r
from quicksilver.register.register import Register, holds

__all__ = ["GUARDS", "SUMMARY_WORDS", "words"]

Guard = Callable[[Any, Register, dt.date], Sentence | None]
#: Most words of the summary of a plan, by the template of the partnership's framework.
SUMMARY_WORDS: Final = 250
_ESTABLISHED = {"established", "active"}
_CLOSED = {"accepted", "none received"}


def words(text: r.Text | None) -> int:
    """Return the number of words of the original of a text; a Chinese text counts a word for two signs.

    Examples
    --------
    >>> words(r.Text(en="two words"))
    2
    """
    if text is None:
        return 0
    original = text.in_language(text.original)[0]
    signs = sum("\u4e00" <= sign <= "\u9fff" for sign in original)
    rest = "".join(" " if "\u4e00" <= sign <= "\u9fff" else sign for sign in original)
    # Two signs to a word is the usual rule of thumb; a count of signs alone would refuse what fits on the same half page.
    return len([word for word in rest.split() if any(sign.isalnum() for sign in word)]) + (signs + 1) // 2


def _unless(condition: object, key: str, **values: object) -> Sentence | None:
    return None if condition else Sentence(key, values)


def _has(field: str, key: str) -> Guard:
    return lambda record, register, day: _unless(getattr(record, field), key)


def _lead(record: Any, register: Register, day: dt.date) -> Sentence | None:
    area = record.area if hasattr(record, "area") else record.id
    leaderships = [
        leadership
        for leadership in register.all(r.Leadership)
        if leadership.area == area and leadership.role != "vacant" and holds(leadership, day)
    ]
    return _unless(leaderships, "no lead", area=area, day=day)


def _area_status(register: Register, area: str, day: dt.date) -> str:
    dated = [
        (status.since.first if status.since and status.since.first else dt.date.min, order, status.status)
        for order, status in enumerate(register.get(r.Area, area).statuses)
    ]
    reached = [entry for entry in dated if entry[0] <= day]
    return max(reached)[2] if reached else ""


def _established(record: r.Plan, register: Register, day: dt.date) -> Sentence | None:
    status = _area_status(register, record.area, day)
    return _unless(status in _ESTABLISHED, "area not established", area=record.area)


def _plan(record: r.Area, register: Register, day: dt.date) -> Sentence | None:
    return _unless(any(plan.area == record.id for plan in register.all(r.Plan)), "no plan")


def _summary(record: r.Plan, register: Register, day: dt.date) -> Sentence | None:
    count = words(record.summary)
    if not count:
        return say("no summary")
    return _unless(count <= SUMMARY_WORDS, "long summary", count=count, most=SUMMARY_WORDS)


def _priority_actions(record: r.Plan, register: Register, day: dt.date) -> Sentence | None:
    count = len(record.priority_actions)
    return None if 3 <= count <= 5 else say("priority actions few or many", warning=True, count=count)


def _newer(state: str, key: str) -> Guard:
    def guard(record: r.Plan, register: Register, day: dt.date) -> Sentence | None:
        successors = [
            plan
            for plan in register.all(r.Plan)
            if plan.supersedes == record.id and (not state or plan.state == state)
        ]
        return _unless(successors, key)

    return guard


def _newer_target(record: r.TargetRecord, register: Register, day: dt.date) -> Sentence | None:
    superseded = any(target.supersedes == record.id for target in register.all(r.TargetRecord))
    return _unless(superseded, "no newer target")


def _source(record: Any, register: Register, day: dt.date) -> Sentence | None:
    if isinstance(record, r.Area):
        return _unless(record.statuses and record.statuses[-1].source, "no source of decision")
    return _unless(record.sources, "no source of adoption")


def _duplicate(record: r.Membership, register: Register, day: dt.date) -> Sentence | None:
    mine = register.get(r.Organisation, record.organisation)
    partners = {
        membership.organisation
        for membership in register.all(r.Membership)
        if membership.id != record.id
        and membership.state in ("applied", "under check", "confirmed", "dormant")
    }
    if mine.id in partners:
        return say("partner already", partner=mine.id)
    keys = _marks(mine)
    alike = [
        organisation.id
        for organisation in register.all(r.Organisation)
        if organisation.id in partners and keys & _marks(organisation)
    ]
    return say("looks the same", others=alike) if alike else None


def _marks(organisation: r.Organisation) -> set[tuple[str, str, str]]:
    names = {
        getattr(text, language)
        for text in (organisation.name, *organisation.aliases)
        for language in LANGUAGES
    }
    marks = {("name", name.casefold(), organisation.country) for name in names if name}
    if organisation.acronym:
        marks.add(("acronym", organisation.acronym.casefold(), organisation.country))
    host = (urlsplit(organisation.web).hostname or "").removeprefix("www.")
    if host:
        marks.add(("web", host, ""))
    return marks


def _silent(record: r.Membership, register: Register, day: dt.date) -> Sentence | None:
    closed = [
        cycle for cycle in register.all(r.Cycle) if cycle.state not in ("planned", "call issued", "open")
    ]
    last = sorted(closed, key=lambda cycle: cycle.period.last or dt.date.min)[-2:]
    answered = {
        submission.cycle
        for submission in register.all(r.Submission)
        if submission.organisation == record.organisation
        and submission.state in ("submitted", "resubmitted", "accepted", "returned with queries")
    }
    if len(last) < 2:
        return say("two cycles missing")
    heard = [cycle.id for cycle in last if cycle.id in answered]
    return say("partner answered", cycles=heard) if heard else None


def _money(record: r.Activity, register: Register, day: dt.date) -> Sentence | None:
    firm = ("commitment", "disbursement", "expenditure")
    financed = any(
        contribution.activity == record.id and contribution.stage in firm
        for contribution in register.all(r.Contribution)
    )
    return _unless(financed, "no money")


def _output(record: r.Activity, register: Register, day: dt.date) -> Sentence | None:
    if not record.outputs:
        return say("no output")
    outputs = [register.get(r.Output, identifier) for identifier in record.outputs]
    return _unless(
        any(output.url or output.archived or output.document for output in outputs), "output out of reach"
    )


def _output_or_reason(record: r.Activity, register: Register, day: dt.date) -> Sentence | None:
    return _unless(record.outputs or record.results or record.note, "neither output nor reason")


def _end_date(record: r.Activity, register: Register, day: dt.date) -> Sentence | None:
    if record.actual is None or record.actual.last is None:
        return say("no end date")
    return _unless(record.actual.first and record.actual.first <= day, "end lies ahead")


def _goal(record: r.TargetRecord, register: Register, day: dt.date) -> Sentence | None:
    lacks = [say(key) for key, stated in (("kind of goal", record.goal), ("year", record.year)) if not stated]
    if record.value is None and record.goal != "phase-out":
        lacks.append(say("value"))
    return say("goal incomplete", missing=lacks) if lacks else None


def _indicator(field: str, name: str) -> Guard:
    def guard(record: r.TargetRecord, register: Register, day: dt.date) -> Sentence | None:
        if record.indicator is None:
            return say(f"no indicator for the {name}")
        indicator = register.get(r.Indicator, record.indicator)
        return _unless(getattr(indicator, field), f"indicator without the {name}")

    return guard


def _unit(record: r.TargetRecord, register: Register, day: dt.date) -> Sentence | None:
    return None if record.unit else _indicator("unit", "unit")(record, register, day)


def _baseline(what: str) -> Guard:
    def guard(record: r.TargetRecord, register: Register, day: dt.date) -> Sentence | None:
        if record.baseline is None:
            return say("no baseline") if what == "itself" else None
        baseline = register.get(r.Baseline, record.baseline)
        if what == "range":
            whole = baseline.amount.low is not None and baseline.amount.high is not None
            return _unless(whole, "baseline without range")
        if what == "method":
            return _unless(baseline.method and baseline.sources, "baseline without method")
        return None

    return guard


def _observation(record: r.TargetRecord, register: Register, day: dt.date) -> Sentence | None:
    observed = (
        any(observation.indicator == record.indicator for observation in register.all(r.Observation))
        if record.indicator
        else False
    )
    return _unless(observed, "no observation")


def _submissions_closed(record: r.Cycle, register: Register, day: dt.date) -> Sentence | None:
    waiting = [
        submission.id
        for submission in register.all(r.Submission)
        if submission.cycle == record.id and submission.state not in _CLOSED
    ]
    return say("submissions waiting", submissions=waiting) if waiting else None


def _symbol(record: r.Cycle, register: Register, day: dt.date) -> Sentence | None:
    if record.document is None:
        return None
    return _unless(register.get(r.Document, record.document).symbol, "document without symbol")


def _answers(record: r.Submission, register: Register, day: dt.date) -> Sentence | None:
    if not record.answers:
        return say("no answer")
    empty = [answer.question for answer in record.answers if not answer.value.strip() and not answer.special]
    return say("questions not answered", questions=empty) if empty else None


def _open_cycle(record: r.Submission, register: Register, day: dt.date) -> Sentence | None:
    state = register.get(r.Cycle, record.cycle).state
    return _unless(state in ("call issued", "open"), "cycle not open", state=Word("cycles.state", state))


def _past_due(record: r.Submission, register: Register, day: dt.date) -> Sentence | None:
    due = register.get(r.Cycle, record.cycle).due
    if due is None or due.last is None:
        return say("no due date of cycle")
    return _unless(due.last < day, "due by", day=due.last)


def _period_follows(record: r.Cycle, register: Register, day: dt.date) -> Sentence | None:
    first, last = record.period.first, record.period.last
    if first is None or last is None:
        return say("period without dates")
    shared = [
        cycle.id
        for cycle in register.all(r.Cycle)
        if cycle.id != record.id
        and cycle.period.first is not None
        and cycle.period.last is not None
        and cycle.period.first <= last
        and cycle.period.last >= first
    ]
    return say("period overlaps", cycles=shared) if shared else None


def _comments(record: r.Record, kind: str, register: Register) -> list[r.Comment]:
    return [comment for comment in register.all(r.Comment) if comment.subject == f"{kind}/{record.id}"]


def _query(record: r.Submission, register: Register, day: dt.date) -> Sentence | None:
    asked = [
        comment
        for comment in _comments(record, "submissions", register)
        if comment.kind == "query" and comment.state == "open"
    ]
    return _unless(asked, "no query")


def _comments_closed(record: r.Cycle, register: Register, day: dt.date) -> Sentence | None:
    waiting = [comment.id for comment in _comments(record, "cycles", register) if comment.state == "open"]
    return say("comments waiting", comments=waiting) if waiting else None


GUARDS: Final[dict[str, Guard]] = {
    "answers": _answers,
    "areas of interest": _has("areas", "no area of interest"),
    "baseline": _baseline("itself"),
    "baseline method": _baseline("method"),
    "baseline range": _baseline("range"),
    "boundary": _indicator("boundary", "boundary of the sector"),
    "comments closed": _comments_closed,
    "document": _has("document", "no document"),
    "due date": _has("due", "no due date"),
    "end": _has("until", "no end date"),
    "end date": _end_date,
    "established area": _established,
    "every submission closed": _submissions_closed,
    "geography": _has("geography", "no geography"),
    "goal accepted": _has("goal_accepted", "goal not accepted"),
    "goal and value": _goal,
    "indicator": _indicator("definition", "definition"),
    "lead": _lead,
    "lessons": _has("lessons", "no lessons"),
    "money": _money,
    "newer target": _newer_target,
    "newer version": _newer("", "no newer version"),
    "newer version in force": _newer("in force", "no newer version in force"),
    "no duplicate": _duplicate,
    "note": _has("note", "no note with the reason"),
    "objective": _has("objectives", "no objective"),
    "observation": _observation,
    "open cycle": _open_cycle,
    "output": _output,
    "output or reason": _output_or_reason,
    "past due": _past_due,
    "period follows": _period_follows,
    "pathway": _indicator("pathway", "medium or flow"),
    "plan": _plan,
    "planned dates": _has("planned", "no planned dates"),
    "priority actions": _priority_actions,
    "query": _query,
    "reply": _has("reply", "no reply"),
    "silent in two cycles": _silent,
    "source": _source,
    "start": _has("actual", "no start date"),
    "stated contribution": _has("stated_contribution", "no stated contribution"),
    "successor": _has("became", "no successor"),
    "summary": _summary,
    "supplier": _has("supplier", "no supplier"),
    "symbol": _symbol,
    "unit": _unit,
    "text": lambda record, register, day: _unless(
        record.objectives or record.summary or record.document, "nothing to post"
    ),
}
