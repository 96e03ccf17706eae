"""Putting what an IATI file states beside what the register holds: added where it is new, and never over what is there without being asked."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from quicksilver.errors import Problem
from quicksilver.language.problems import problem_with
from quicksilver.language.sentences import Listed
from quicksilver.register.formats.identities import changes
from quicksilver.register.records import Record, Text
from quicksilver.register.register import Register

__all__ = ["joined"]


def joined(
    file_register: Register, known: Register, left_out: list[Problem], *, update: bool
) -> tuple[Register, list[Problem]]:
    """Return the records of a file that are to be saved, and what is left out.

    Parameters
    ----------
    file_register : Register
        As :func:`quicksilver.register.formats.iati.read_iati` returns it.
    known : Register
    left_out : list of Problem
        What was left out already.
    update : bool
        Whether a record that is there already is changed: what the file states is put in, and what it is silent about stays.
        What is, or would be, replaced is listed with what it was, and so is what is added to an activity that is there. A transaction is
        changed only in the same activity.
    """
    kept: list[tuple[str, Record]] = []
    problems = list(left_out)
    for kind, record in file_register:
        stored = known.records.get(kind, {}).get(record.id)
        if stored is None:
            kept.append((kind, record))
            continue
        where = f"{kind}/{record.id}"
        owners = getattr(stored, "activity", None), getattr(record, "activity", None)
        if owners[0] != owners[1]:
            values: dict[str, object] = {
                "record": record.id,
                "stored": owners[0] or "-",
                "activity": owners[1] or "-",
            }
            problems.append(problem_with("iati.other", where, values, "warning"))
            continue
        stated = _stated(stored, record)
        replacements = tuple(changes(stored, stated))
        if update:
            sources = {"sources": _sources(stored, record)}
            kept.append((kind, stored.model_copy(update={**stated, **sources})))
        if replacements:
            values = {"record": record.id, "changes": Listed(replacements)}
            code = "iati.replaced" if update else "iati.kept"
            problems.append(problem_with(code, where, values, "warning"))
    problems += _added(kept, known)
    return Register.of(kept), problems


def _added(kept: list[tuple[str, Record]], known: Register) -> Iterator[Problem]:
    """Name the activities of the register to which transactions are added, with these."""
    added: dict[str, list[str]] = {}
    for kind, record in kept:
        owner = getattr(record, "activity", None)
        is_new = record.id not in known.records.get(kind, {})
        if kind == "contributions" and owner in known.records.get("activities", {}) and is_new:
            added.setdefault(str(owner), []).append(f"contributions/{record.id}")
    for owner, records in added.items():
        values = {"record": f"activities/{owner}", "added": Listed(tuple(records))}
        yield problem_with("iati.added", f"activities/{owner}", values, "warning")


def _stated(stored: Record, record: Record) -> dict[str, object]:
    """Return the fields that a file fills in; an item of a list that is there already keeps its sources, which IATI has no place for."""
    fields = {}
    for name in record.model_fields_set:
        value = getattr(record, name)
        if value in (None, "", ()):
            continue
        if isinstance(value, tuple):
            known = [(_bare(item), item) for item in getattr(stored, name)]
            value = tuple(next((old for bare, old in known if bare == _bare(item)), item) for item in value)
        if isinstance(value, Text):
            value = _with_states(getattr(stored, name), value)
        fields[name] = value
    return fields


def _with_states(stored: Text | None, text: Text) -> Text:
    """Return a text of a file whose unchanged translations keep their states, which IATI has no place for."""
    if stored is None:
        return text
    states = {
        language: state
        for language, state in stored.state.items()
        if getattr(stored, language) == getattr(text, language)
    }
    return text.model_copy(update={"state": states})


def _bare(item: object) -> object:
    return (
        item.model_copy(update={"sources": ()})
        if isinstance(item, BaseModel) and hasattr(item, "sources")
        else item
    )


def _sources(stored: Record, record: Record) -> tuple[object, ...]:
    return (*stored.sources, *(source for source in record.sources if source not in stored.sources))
