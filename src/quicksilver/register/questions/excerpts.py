"""Parts of a register that stand by themselves: what was valid on a day, and what a document states; with everything they refer to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any, Final

from quicksilver.register.questions.knowledge import KNOWLEDGE
from quicksilver.register.questions.questions import begun
from quicksilver.register.records import KINDS, Claim, Comment, Fact, Record
from quicksilver.register.records.references import references
from quicksilver.register.register import Register, holds

__all__ = ["held_on", "reported_in"]

#: Field by which a kind that happens at a time, and does not last, is dated.
_DATES: Final = {
    "documents": "date",
    "meetings": "date",
    "outputs": "date",
    "plans": "date",
    "submissions": "received",
    "cycles": "period",
    "baselines": "year",
    "observations": "year",
}
Held = dict[str, dict[str, Record]]


def held_on(register: Register, day: dt.date) -> Register:
    """Return what was valid on a day, and the records that refers to, whether they held or not.

    Parameters
    ----------
    register : Register
    day : date
    """
    first = [
        (kind, record)
        for kind, record in register
        if kind not in ("claims", "comments") and _was(kind, record, day)
    ]
    kept = _whole(register, first)
    # What is said of a record goes with it, as far as it was said by then.
    about = [
        (kind, record)
        for kind, record in register
        if isinstance(record, (Claim, Comment))
        and _said_by(record, day)
        and _subject(record)[1] in kept.get(_subject(record)[0], {})
    ]
    return Register(_whole(register, [*first, *about]), day)


def reported_in(register: Register, documents: Collection[str]) -> Register:
    """Return what documents state: the records that cite one, the items of their lists that cite one or no other, and the records they refer to.

    The day on which the register's knowledge ends stays on record.

    Parameters
    ----------
    register : Register
    documents : collection of str
        Their ids.
    """
    wanted = set(documents)
    first = [
        (kind, _said(record, wanted))
        for kind, record in register
        if any(source.document in wanted for source in record.sources)
        or (kind == "documents" and record.id in wanted)
    ]
    # What a part of a register is known until is what the whole is known until: without this it would be asked about today.
    first += [
        ("facts", fact)
        for fact in register.records.get("facts", {}).values()
        if isinstance(fact, Fact) and fact.key == KNOWLEDGE
    ]
    return Register(_whole(register, first), register.day)


def _whole(register: Register, first: Iterable[tuple[str, Record]]) -> Held:
    kept: Held = {kind: {} for kind in KINDS}
    todo: list[tuple[str, str]] = []
    for kind, record in first:
        kept[kind][record.id] = record
        todo += _named(kind, record)
    while todo:
        kind, identifier = todo.pop()
        if identifier in kept[kind] or identifier not in register.records.get(kind, {}):
            continue
        record = kept[kind][identifier] = register.records[kind][identifier]
        todo += _named(kind, record)
    return {kind: dict(sorted(records.items())) for kind, records in kept.items()}


def _was(kind: str, record: Record, day: dt.date) -> bool:
    """Return whether a record was valid on a day and, where it has a date of its own, was there by then."""
    when: Any = getattr(record, _DATES.get(kind, ""), None)
    has_begun = when <= day.year if isinstance(when, int) else begun(when, day)
    return holds(record, day) and has_begun


def _named(kind: str, record: Record) -> list[tuple[str, str]]:
    names = [(target, identifier) for _, target, identifier in references(kind, record)]
    return [*names, _subject(record)] if isinstance(record, (Claim, Comment)) else names


def _subject(record: Claim | Comment) -> tuple[str, str]:
    kind, _, identifier = record.subject.partition("/")
    return (kind if kind in KINDS else "facts"), identifier


def _said_by(record: Claim | Comment, day: dt.date) -> bool:
    return holds(record, day) and begun(record.as_of if isinstance(record, Claim) else record.made, day)


def _said(record: Record, documents: set[str]) -> Record:
    changed = {
        name: tuple(item for item in value if _cites(item, documents))
        for name, value in record
        if isinstance(value, tuple) and name != "sources"
    }
    return record.model_copy(update=changed)


def _cites(item: Any, documents: set[str]) -> bool:
    sources = getattr(item, "sources", ()) or ((item.source,) if getattr(item, "source", None) else ())
    return not sources or any(source.document in documents for source in sources)
