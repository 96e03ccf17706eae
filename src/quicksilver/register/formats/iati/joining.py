"""Putting what an IATI file states beside what the register holds: added where it is new, and never over what is there without being asked."""

from __future__ import annotations

from pydantic import BaseModel

from quicksilver.errors import Problem
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
    """
    kept: list[tuple[str, Record]] = []
    problems = list(left_out)
    for kind, record in file_register:
        stored = known.records.get(kind, {}).get(record.id)
        if stored is None:
            kept.append((kind, record))
        elif update:
            kept.append(
                (
                    kind,
                    stored.model_copy(update={**_told(stored, record), "sources": _sources(stored, record)}),
                )
            )
        elif stored != record:
            problems.append(
                Problem(
                    f"{record.id} is already in the register and is not changed",
                    f"{kind}/{record.id}",
                    "records that are new",
                    remedy="add --update to take over what the file states",
                    severity="warning",
                )
            )
    return Register.of(kept), problems


def _told(stored: Record, record: Record) -> dict[str, object]:
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
