"""Putting what an IATI file states beside what the register holds: added where it is new, and never over what is there without being asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel

from quicksilver.errors import Problem
from quicksilver.language.problems import problem_with
from quicksilver.language.sentences import Listed, Sentence
from quicksilver.languages import LANGUAGES
from quicksilver.register.records import Record, Text
from quicksilver.register.register import Register

__all__ = ["joined"]

#: Letters of a value that are shown.
_LONG: Final = 120


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
        What is, or would be, replaced is listed with what it was. A transaction is changed only in the same activity.
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
        changes = tuple(_changes(stored, stated))
        if update:
            sources = {"sources": _sources(stored, record)}
            kept.append((kind, stored.model_copy(update={**stated, **sources})))
        if changes:
            values = {"record": record.id, "changes": Listed(changes)}
            code = "iati.replaced" if update else "iati.kept"
            problems.append(problem_with(code, where, values, "warning"))
    return Register.of(kept), problems


def _changes(stored: Record, stated: dict[str, object]) -> Iterator[Sentence]:
    """Go through what an update replaces: each field, and each language of a text, with what it was and what it becomes."""
    for name in type(stored).model_fields:
        if name not in stated:
            continue
        old, new = getattr(stored, name), stated[name]
        if isinstance(new, Text) and isinstance(old, Text):
            for language in LANGUAGES:
                was, becomes = getattr(old, language), getattr(new, language)
                if was != becomes:
                    yield _change(f"{name}.{language}", was, becomes)
        elif old != new:
            yield _change(name, old, new)


def _change(name: str, old: object, new: object) -> Sentence:
    values = {"field": name, "old": _shown(old), "new": _shown(new)}
    return Sentence("iati.change", values, table="problems")


def _shown(value: object) -> str:
    """Return a value in one line, as short as a person needs to recognise it."""
    if value in (None, "", ()):
        return "-"
    if isinstance(value, tuple):
        return f"[{', '.join(_shown(item) for item in value)}]"
    if isinstance(value, BaseModel):
        given = value.model_dump(mode="json", exclude_defaults=True)
        return " ".join(_shown(item) for item in given.values())
    if isinstance(value, dict):
        return " ".join(_shown(item) for item in value.values())
    text = " ".join(str(value).split())
    return text if len(text) <= _LONG else f"{text[:_LONG]} ..."


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
