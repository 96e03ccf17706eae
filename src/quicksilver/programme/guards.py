"""What must be complete before a record may take a state: one small question each, answered with a sentence about what is missing.

The names are those of the column ``needs`` of ``data/lifecycles.csv``. Each takes the record, the register and the day, and returns
an empty text where nothing is missing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from quicksilver.programme import records as r
from quicksilver.programme.register import Register, holds

__all__ = ["GUARDS", "SUMMARY_WORDS", "words"]

Guard = Callable[[Any, Register, dt.date], str]
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


def _has(field: str, said: str) -> Guard:
    return lambda record, register, day: "" if getattr(record, field) else said


def _lead(record: Any, register: Register, day: dt.date) -> str:
    area = record.area if hasattr(record, "area") else record.id
    found = [
        one
        for one in register.all(r.Leadership)
        if one.area == area and one.role != "vacant" and holds(one, day)
    ]
    return "" if found else f"the area {area!r} has no lead on {day}"


def _area_status(register: Register, area: str, day: dt.date) -> str:
    dated = [
        (one.since.first if one.since and one.since.first else dt.date.min, order, one.status)
        for order, one in enumerate(register.get(r.Area, area).statuses)
    ]
    held = [entry for entry in dated if entry[0] <= day]
    return max(held)[2] if held else ""


def _established(record: r.Plan, register: Register, day: dt.date) -> str:
    status = _area_status(register, record.area, day)
    return (
        ""
        if status in _ESTABLISHED
        else f"the area {record.area!r} is not established; its plan may be drafted and posted, no more"
    )


def _plan(record: r.Area, register: Register, day: dt.date) -> str:
    return (
        ""
        if any(one.area == record.id for one in register.all(r.Plan))
        else "the area has no plan, not even a draft"
    )


def _summary(record: r.Plan, register: Register, day: dt.date) -> str:
    count = words(record.summary)
    if not count:
        return "the summary of the issue is missing"
    return "" if count <= SUMMARY_WORDS else f"the summary has {count} words; {SUMMARY_WORDS} are allowed"


def _priority_actions(record: r.Plan, register: Register, day: dt.date) -> str:
    count = len(record.priority_actions)
    return (
        ""
        if 3 <= count <= 5
        else f"warning: there are {count} priority actions; the template asks for three to five"
    )


def _newer(state: str) -> Guard:
    def guard(record: r.Plan, register: Register, day: dt.date) -> str:
        found = [
            one
            for one in register.all(r.Plan)
            if one.supersedes == record.id and (not state or one.state == state)
        ]
        return (
            ""
            if found
            else "no newer version names this one as superseded" + (f" and is {state}" if state else "")
        )

    return guard


def _newer_target(record: r.TargetRecord, register: Register, day: dt.date) -> str:
    found = any(one.supersedes == record.id for one in register.all(r.TargetRecord))
    return "" if found else "no newer target names this one as superseded"


def _source(record: Any, register: Register, day: dt.date) -> str:
    if isinstance(record, r.Area):
        return (
            "" if record.statuses and record.statuses[-1].source else "no source says where this was decided"
        )
    return "" if record.sources else "no source says where this was adopted"


def _duplicate(record: r.Membership, register: Register, day: dt.date) -> str:
    mine = register.get(r.Organisation, record.organisation)
    partners = {one.organisation for one in register.all(r.Membership) if one.id != record.id and one.state in ("applied", "under check", "confirmed", "dormant")}  # fmt: skip
    if mine.id in partners:
        return f"{mine.id!r} is a partner, or applies, already"
    keys = _marks(mine)
    alike = [one.id for one in register.all(r.Organisation) if one.id in partners and keys & _marks(one)]
    return f"it looks the same as {', '.join(alike)} by name, acronym or web site" if alike else ""


def _marks(one: r.Organisation) -> set[tuple[str, str, str]]:
    names = {
        getattr(text, language)
        for text in (one.name, *one.aliases)
        for language in ("en", "fr", "es", "ru", "zh", "ar")
    }
    marks = {("name", name.casefold(), one.country) for name in names if name}
    if one.acronym:
        marks.add(("acronym", one.acronym.casefold(), one.country))
    host = (urlsplit(one.web).hostname or "").removeprefix("www.")
    if host:
        marks.add(("web", host, ""))
    return marks


def _silent(record: r.Membership, register: Register, day: dt.date) -> str:
    closed = [one for one in register.all(r.Cycle) if one.state not in ("planned", "call issued", "open")]
    last = sorted(closed, key=lambda one: one.period.last or dt.date.min)[-2:]
    answered = {
        one.cycle
        for one in register.all(r.Submission)
        if one.organisation == record.organisation
        and one.state in ("submitted", "resubmitted", "accepted", "returned with queries")
    }
    if len(last) < 2:
        return "there are not two finished report cycles to have been silent in"
    heard = [one.id for one in last if one.id in answered]
    return f"the partner answered in {', '.join(heard)}" if heard else ""


def _money(record: r.Activity, register: Register, day: dt.date) -> str:
    firm = ("commitment", "disbursement", "expenditure")
    found = any(one.activity == record.id and one.stage in firm for one in register.all(r.Contribution))
    return "" if found else "no contribution to it is committed"


def _output(record: r.Activity, register: Register, day: dt.date) -> str:
    if not record.outputs:
        return "there is no output"
    found = [register.get(r.Output, one) for one in record.outputs]
    return (
        ""
        if any(one.url or one.archived or one.document for one in found)
        else "none of its outputs has an address, a copy or a document"
    )


def _output_or_reason(record: r.Activity, register: Register, day: dt.date) -> str:
    return (
        ""
        if record.outputs or record.results or record.note
        else "there is neither an output nor a note that says why there is none"
    )


def _end_date(record: r.Activity, register: Register, day: dt.date) -> str:
    if record.actual is None or record.actual.last is None:
        return "the date it ended is missing"
    return "" if record.actual.first and record.actual.first <= day else "the date it ended lies ahead"


def _goal(record: r.TargetRecord, register: Register, day: dt.date) -> str:
    lacks = [said for said, there in (("kind of goal", record.goal), ("year", record.year)) if not there]
    if record.value is None and record.goal != "phase-out":
        lacks.append("value")
    return f"missing: {', '.join(lacks)}" if lacks else ""


def _indicator(field: str, said: str) -> Guard:
    def guard(record: r.TargetRecord, register: Register, day: dt.date) -> str:
        if record.indicator is None:
            return f"{said} is missing, since there is no indicator"
        return (
            ""
            if getattr(register.get(r.Indicator, record.indicator), field)
            else f"{said} of the indicator is missing"
        )

    return guard


def _unit(record: r.TargetRecord, register: Register, day: dt.date) -> str:
    return "" if record.unit else _indicator("unit", "the unit")(record, register, day)


def _baseline(what: str) -> Guard:
    def guard(record: r.TargetRecord, register: Register, day: dt.date) -> str:
        if record.baseline is None:
            return "there is no baseline" if what == "itself" else ""
        held = register.get(r.Baseline, record.baseline)
        if what == "range":
            return (
                ""
                if held.amount.low is not None and held.amount.high is not None
                else "the baseline has no range"
            )
        if what == "method":
            return "" if held.method and held.sources else "the baseline has no method or no source"
        return ""

    return guard


def _observation(record: r.TargetRecord, register: Register, day: dt.date) -> str:
    found = (
        any(one.indicator == record.indicator for one in register.all(r.Observation))
        if record.indicator
        else False
    )
    return "" if found else "there is no observation of its indicator"


def _submissions_closed(record: r.Cycle, register: Register, day: dt.date) -> str:
    waiting = [
        one.id for one in register.all(r.Submission) if one.cycle == record.id and one.state not in _CLOSED
    ]
    return f"not yet accepted, nor marked as none received: {', '.join(waiting)}" if waiting else ""


def _symbol(record: r.Cycle, register: Register, day: dt.date) -> str:
    if record.document is None:
        return ""
    return "" if register.get(r.Document, record.document).symbol else "the document has no symbol"


def _answers(record: r.Submission, register: Register, day: dt.date) -> str:
    if not record.answers:
        return "there is no answer"
    empty = [one.question for one in record.answers if not one.value.strip() and not one.special]
    return f"not answered: {', '.join(empty)}; 'not known' is an answer" if empty else ""


def _open_cycle(record: r.Submission, register: Register, day: dt.date) -> str:
    state = register.get(r.Cycle, record.cycle).state
    return "" if state in ("call issued", "open") else f"the report cycle is {state}"


def _past_due(record: r.Submission, register: Register, day: dt.date) -> str:
    due = register.get(r.Cycle, record.cycle).due
    if due is None or due.last is None:
        return "the report cycle has no due date"
    return "" if due.last < day else f"it is due by {due.last}"


def _period_follows(record: r.Cycle, register: Register, day: dt.date) -> str:
    first, last = record.period.first, record.period.last
    if first is None or last is None:
        return "the period has no dates"
    shared = [
        one.id
        for one in register.all(r.Cycle)
        if one.id != record.id
        and one.period.first is not None
        and one.period.last is not None
        and one.period.first <= last
        and one.period.last >= first
    ]
    return (
        f"the period overlaps that of {', '.join(shared)}; what is in two periods would count twice"
        if shared
        else ""
    )


def _comments(record: r.Record, kind: str, register: Register) -> list[r.Comment]:
    return [one for one in register.all(r.Comment) if one.subject == f"{kind}/{record.id}"]


def _query(record: r.Submission, register: Register, day: dt.date) -> str:
    asked = [
        one
        for one in _comments(record, "submissions", register)
        if one.kind == "query" and one.state == "open"
    ]
    return "" if asked else "no query says what is to be mended"


def _comments_closed(record: r.Cycle, register: Register, day: dt.date) -> str:
    waiting = [one.id for one in _comments(record, "cycles", register) if one.state == "open"]
    return f"comments without a reply: {', '.join(waiting)}" if waiting else ""


GUARDS: Final[dict[str, Guard]] = {
    "answers": _answers,
    "areas of interest": _has("areas", "no area of interest is chosen"),
    "baseline": _baseline("itself"),
    "baseline method": _baseline("method"),
    "baseline range": _baseline("range"),
    "boundary": _indicator("boundary", "the boundary of the sector"),
    "comments closed": _comments_closed,
    "document": _has("document", "there is no document"),
    "due date": _has("due", "the due date is missing"),
    "end": _has("until", "the date it ended is missing"),
    "end date": _end_date,
    "established area": _established,
    "every submission closed": _submissions_closed,
    "geography": _has("geography", "the geography is missing"),
    "goal accepted": lambda record, register, day: (
        ""
        if record.goal_accepted
        else "it is not recorded that the partner accepts the goal of the partnership"
    ),
    "goal and value": _goal,
    "indicator": _indicator("definition", "the definition"),
    "lead": _lead,
    "lessons": _has("lessons", "the lessons are missing"),
    "money": _money,
    "newer target": _newer_target,
    "newer version": _newer(""),
    "newer version in force": _newer("in force"),
    "no duplicate": _duplicate,
    "note": _has("note", "a note that gives the reason is missing"),
    "objective": _has("objectives", "there is no objective"),
    "observation": _observation,
    "open cycle": _open_cycle,
    "output": _output,
    "output or reason": _output_or_reason,
    "past due": _past_due,
    "period follows": _period_follows,
    "pathway": _indicator("pathway", "the medium or flow"),
    "plan": _plan,
    "planned dates": _has("planned", "the planned dates are missing"),
    "priority actions": _priority_actions,
    "query": _query,
    "reply": _has("reply", "there is no reply"),
    "silent in two cycles": _silent,
    "source": _source,
    "start": _has("actual", "the date it began is missing"),
    "stated contribution": _has("stated_contribution", "it is not stated what the partner will contribute"),
    "successor": _has("became", "the area it became is missing"),
    "summary": _summary,
    "supplier": _has("supplier", "it is not stated who supplies the data"),
    "symbol": _symbol,
    "unit": _unit,
    "text": lambda record, register, day: (
        ""
        if record.objectives or record.summary or record.document
        else "there is no text and no document to post"
    ),
}
