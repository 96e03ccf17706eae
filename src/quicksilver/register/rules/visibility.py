"""A register as everyone may see it, for documents that are handed out: pure, without the database and its roles."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any, Final

from pydantic import BaseModel

from quicksilver.register.records import KINDS, Claim, Comment, Leadership, Record, Seat
from quicksilver.register.records.references import REFERENCES, references
from quicksilver.register.register import Register

__all__ = ["closed", "public_register"]

_GONE: Final = object()


def public_register(register: Register) -> Register:
    """Return a register without the records that are not public, and without what names them.

    A field that names a hidden record is emptied; an item of a list that is about one is left out, and so is a record that is
    nothing without it. The day it is asked as of stays.

    Parameters
    ----------
    register : Register

    Examples
    --------
    >>> from quicksilver.register.records import Organisation
    >>> held = [("organisations", Organisation(id="a", name="A", visibility="secretariat"))]
    >>> public_register(Register.of(held)).all(Organisation)
    []
    """
    hidden = {
        kind: {record.id for record in held.values() if record.visibility != "public"}
        for kind, held in register.records.items()
    }
    if not any(hidden.values()):
        return register
    return _shown(register, hidden)


def closed(register: Register) -> Register:
    """Return a register in which every name leads somewhere: what names a record that is not there is emptied or left out.

    Parameters
    ----------
    register : Register
        A part of another one.
    """
    while True:
        gone: dict[str, set[str]] = {kind: set() for kind in KINDS}
        for kind, record in register:
            for _keys, target, identifier in references(kind, record):
                if identifier not in register.records.get(target, {}):
                    gone[target].add(identifier)
            of, identifier = _subject(record)
            if of and identifier not in register.records.get(of, {}):
                gone[of].add(identifier)
        if not any(gone.values()):
            return register
        register = _shown(register, gone)


def _shown(register: Register, hidden: Mapping[str, Set[str]]) -> Register:
    shown: dict[str, dict[str, Record]] = {}
    for kind, held in register.records.items():
        seen = (
            _seen(kind, record, hidden) for key, record in held.items() if key not in hidden.get(kind, ())
        )
        shown[kind] = {record.id: record for record in seen if record is not None}
    return Register(shown, register.day)


def _subject(record: Record) -> tuple[str, str]:
    if not isinstance(record, (Claim, Comment)):
        return "", ""
    kind, _, identifier = record.subject.partition("/")
    return (kind, identifier) if kind in KINDS else ("", "")


def _seen(kind: str, record: Record, hidden: Mapping[str, Set[str]]) -> Record | None:
    of, identifier = _subject(record)
    if of and identifier in hidden.get(of, ()):
        return None
    for path, target in REFERENCES[kind]:
        if hidden.get(target):
            left = _without(record, path.split("."), hidden[target])
            if left is _GONE:
                return None
            record = left
    # Without the organisation it is of, a leadership or a seat is none.
    if isinstance(record, Leadership) and record.organisation is None and record.role != "vacant":
        return None
    return None if isinstance(record, Seat) and not (record.organisation or record.person) else record


def _without(held: Any, steps: list[str], hidden: Set[str]) -> Any:
    """Return a record or a part of one without the hidden names at the end of a path; nothing where it is about one."""
    name, many = steps[0].removesuffix("[]"), steps[0].endswith("[]")
    value = getattr(held, name)
    if not value:
        return held
    items = [_item(one, steps[1:], hidden) for one in (value if many else (value,))]
    kept = tuple(item for item in items if item is not _GONE)
    left: Any = kept if many else kept[0] if kept else None
    if left == value:
        return held
    if left is None and type(held).model_fields[name].is_required():
        return _GONE
    if many and not kept and _needs_one(held, name):
        return _GONE
    return held.model_copy(update={name: left})


def _item(value: Any, rest: list[str], hidden: Set[str]) -> Any:
    if rest:
        return _without(value, rest, hidden)
    return _GONE if value in hidden else value


def _needs_one(held: BaseModel, name: str) -> bool:
    return type(held).model_fields[name].is_required()
