"""What everyone may see: records without what is hidden, without names of persons, and without references that would tell of hidden records."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from quicksilver.portal.store import mapping
from quicksilver.register.records import KINDS, Record
from quicksilver.register.register import Register
from quicksilver.register.rules.roles import PERSONAL, may, subject

__all__ = ["Hidden", "hidden_ids", "open_kinds", "open_record", "open_register"]

Hidden = Mapping[str, Set[str]]


def open_kinds() -> list[str]:
    """Return the kinds of which a visitor may read at least some records."""
    found = []
    for kind in KINDS:
        try:
            if may([], "read", subject(kind).object):
                found.append(kind)
        except KeyError:
            continue
    return found


def hidden_ids() -> dict[str, set[str]]:
    """Return the identifiers of the records that are not public, by kind; one query."""
    from django.db.models import CharField, Value

    queries = [
        kind.model.objects.order_by()
        .exclude(visibility="public")
        .annotate(of=Value(name, output_field=CharField()))
        .values_list("of", "id")
        for name, kind in mapping.kinds().items()
    ]
    found: dict[str, set[str]] = {name: set() for name in KINDS}
    for name, identifier in queries[0].union(*queries[1:], all=True):
        found[name].add(identifier)
    return found


def open_record(kind: str, record: Record, hidden: Hidden) -> Record | None:
    """Return what everyone may see of a record; None where that is nothing.

    Parameters
    ----------
    kind : str
    record : Record
    hidden : mapping of str to set of str
        Identifiers that are not public, by kind.
    """
    if record.visibility != "public" or not may([], "read", subject(kind, record)):
        return None
    told = mapping.kinds()[kind]
    changed: dict[str, Any] = dict.fromkeys(PERSONAL.get(kind, ()), "")
    for name, target in told.targets.items():
        if getattr(record, name) in hidden.get(target, ()):
            if KINDS[kind].model_fields[name].is_required():
                return None
            changed[name] = None
    if kind == "leaderships" and changed.get("organisation", "") is None:
        return None
    if kind == "claims" and _claimed(record) in hidden.get(_claimed_kind(record), ()):
        return None
    secret = hidden.get("documents", frozenset())
    changed["sources"] = tuple(one for one in record.sources if one.document not in secret)
    for part in told.parts:
        items = (_open_item(part, item, hidden) for item in getattr(record, part.field))
        changed[part.field] = tuple(item for item in items if item is not None)
    if kind == "activities" and not changed["areas"]:
        return None
    return record.model_copy(update=changed)


def _claimed_kind(record: Record) -> str:
    return str(getattr(record, "subject", "")).partition("/")[0]


def _claimed(record: Record) -> str:
    return str(getattr(record, "subject", "")).partition("/")[2]


def _open_item(part: mapping.Part, item: Any, hidden: Hidden) -> Any:
    if part.bare:
        return None if item in hidden.get(next(iter(part.targets.values())), ()) else item
    if any(getattr(item, name) in hidden.get(target, ()) for name, target in part.targets.items()):
        return None
    secret = hidden.get("documents", frozenset())
    if getattr(item, "sources", ()):
        return item.model_copy(
            update={"sources": tuple(one for one in item.sources if one.document not in secret)}
        )
    if getattr(item, "source", None) is not None and item.source.document in secret:
        return item.model_copy(update={"source": None})
    return item


def open_register(register: Register) -> Register:
    """Return a register with only what everyone may see."""
    hidden = {
        kind: {one.id for one in held.values() if one.visibility != "public"}
        for kind, held in register.records.items()
    }
    shown: dict[str, dict[str, Record]] = {kind: {} for kind in KINDS}
    for kind in open_kinds():
        for identifier, record in register.records.get(kind, {}).items():
            told = open_record(kind, record, hidden)
            if told is not None:
                shown[kind][identifier] = told
    return Register(shown, register.day)
