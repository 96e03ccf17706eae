"""The history of a record as someone may read it: fields and values in their language, without what they may not see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from quicksilver.language.choices import choice
from quicksilver.languages import LANGUAGES
from quicksilver.portal.admin.rights import Rights
from quicksilver.portal.admin.shown import field_names
from quicksilver.portal.models.readers import reading
from quicksilver.portal.store.history import Step, history_of
from quicksilver.portal.store.mapping import Kind, kinds

__all__ = ["Change", "Line", "lines", "lines_of_row"]

_EMPTY = "–"
_LONG = 300


@dataclass(frozen=True)
class Change:
    """A field before and after."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Line:
    """A change of the record: when, who, what kind of change, why, and its fields."""

    step: Step
    what: str
    changes: tuple[Change, ...]


def lines(row: Any, may: Rights) -> list[Line]:
    """Return the history of a row, the latest change first.

    Parameters
    ----------
    row : RecordModel
    may : Rights
        Of who reads.
    """
    kind = kinds()[row.folder]
    named = may.sees_person(row)
    words = _words()
    lines = []
    for step in reversed(history_of(row.folder, str(row.pk))):
        # Everything is new in the first step; what it was is what comes next tells.
        fields = {} if step.what == "added" else step.fields
        changes = tuple(_changes(kind, fields, may, named))
        lines.append(Line(step, words[step.what], changes))
    return lines


def lines_of_row(row: Any) -> list[Line]:
    """Return the history of a row that is not a record, such as an appointment, the latest change first.

    Parameters
    ----------
    row : Model
        With a history.
    """
    columns = [column for column in row._meta.concrete_fields if not column.primary_key]
    words, kind = _words(), {"+": "added", "~": "changed", "-": "removed"}
    lines: list[Line] = []
    before = None
    for version in row.history.order_by("history_date", "history_id"):
        changes = (
            ()
            if before is None
            else tuple(
                Change(_capital(str(column.verbose_name)), _cell(before, column), _cell(version, column))
                for column in columns
                if getattr(before, column.attname) != getattr(version, column.attname)
            )
        )
        what = kind[version.history_type]
        step = Step(
            version.history_date, version.history_user_id or "", version.history_change_reason or "", what, {}
        )
        lines.append(Line(step, words[what], changes))
        before = version
    return lines[::-1]


def _cell(row: Any, column: Any) -> str:
    value = getattr(row, column.attname)
    return _EMPTY if value in (None, "") else choice(f"appointments.{column.name}", str(value), reading())


def _words() -> dict[str, str]:
    return {
        "added": gettext("added to the register"),
        "changed": gettext("changed"),
        "removed": gettext("removed"),
    }


def _changes(kind: Kind, fields: Mapping[str, tuple[Any, Any]], may: Rights, named: bool) -> Iterator[Change]:
    names = field_names(kind.name) | {"sources": gettext("sources")}
    for field, (old, new) in fields.items():
        if may.names_a_person(kind.name, field) and not named:
            continue
        before, after = _without_same(old, new)
        yield Change(
            _capital(str(names.get(field, field))),
            _told(kind, field, before, may),
            _told(kind, field, after, may),
        )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _without_same(old: Any, new: Any) -> tuple[Any, Any]:
    # Of lists, and of texts in several languages, only what differs is shown.
    if isinstance(old, list) and isinstance(new, list):
        return [entry for entry in old if entry not in new], [entry for entry in new if entry not in old]
    if isinstance(old, dict) and isinstance(new, dict):
        same = {name for name in old if name in new and old[name] == new[name]}
        return ({name: value for name, value in values.items() if name not in same} for values in (old, new))  # type: ignore[return-value]
    return old, new


def _told(kind: Kind, field: str, value: Any, may: Rights) -> str:
    if value in (None, "", [], {}):
        return _EMPTY
    part = next((part for part in kind.parts if part.field == field), None)
    targets = dict(part.targets) if part else {"": kind.targets[field]} if field in kind.targets else {}
    if field == "sources":
        targets = {"document": "documents"}
    if part and part.bare:
        targets = {"": next(iter(part.targets.values()))}
    where = field if part else f"{kind.name}.{field}"
    text = _plain(where, "", value, targets, may)
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


def _plain(where: str, name: str, value: Any, targets: Mapping[str, str], may: Rights) -> str:
    if isinstance(value, list):
        return "; ".join(_plain(where, name, entry, targets, may) for entry in value)
    if isinstance(value, dict):
        return ", ".join(
            f"{_name(key)}: {_plain(where, key, entry, targets, may)}" for key, entry in value.items()
        )
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    target = targets.get(name)
    if target and str(value) in may.hidden(target):
        return gettext("not shown to you")
    language = reading()
    if where.endswith(("languages", "language")):
        return choice("language", str(value), language)
    if name in LANGUAGES:
        # Within the states of a text a language has a state and not a text.
        return choice("text state", str(value), language)
    field = f"{where}.{name}" if name else where
    return choice(field, str(value), language)


def _name(key: str) -> str:
    return choice("language", key, reading())
