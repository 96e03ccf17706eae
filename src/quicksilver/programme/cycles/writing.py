"""What every step of the cycle shares: the register as it is now, one transaction for records and notices, one way to refuse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from quicksilver.errors import InputProblems, Problem
from quicksilver.programme import records as r
from quicksilver.programme.cycles import post
from quicksilver.programme.cycles.notices import Message
from quicksilver.programme.register import Register
from quicksilver.programme.setup import configure

__all__ = ["Done", "as_when", "day_or_today", "overlaid", "refused", "register_now", "write"]


@dataclass(frozen=True, slots=True)
class Done:
    """What a step did: the records it wrote and the notices it made."""

    records: tuple[tuple[str, r.Record], ...]
    notices: int = 0


def register_now() -> Register:
    """Return the register as it is now; kinds are read when they are asked for."""
    configure()
    from quicksilver.programme.on_demand import lazy_register

    return lazy_register()


def day_or_today(day: dt.date | None) -> dt.date:
    """Return a day; today's in UTC where it is left out."""
    return day or dt.datetime.now(dt.UTC).date()


def as_when(day: dt.date) -> r.When:
    """Return a day as the records have it."""
    return r.When(date=day.isoformat())


def write(
    records: Iterable[tuple[str, r.Record]], by: str, why: str, messages: Iterable[Message] = ()
) -> Done:
    """Save records and notices, all of them or none.

    Raises
    ------
    InputProblems
        See :func:`quicksilver.programme.store.save_register`.
    """
    from django.db import transaction

    from quicksilver.programme.store import save_register

    held = tuple(records)
    with transaction.atomic():
        save_register(Register.of(held), by=by, why=why)
        count = post.keep(messages)
    return Done(held, count)


def refused(what: str, where: str, allowed: str, remedy: str) -> InputProblems:
    """Return one problem to raise."""
    return InputProblems([Problem(what, where, allowed, remedy=remedy)])


class _Overlaid(Mapping[str, Mapping[str, r.Record]]):
    def __init__(
        self, below: Mapping[str, Mapping[str, r.Record]], above: Mapping[str, dict[str, r.Record]]
    ) -> None:
        self._below, self._above = below, above

    def __getitem__(self, kind: str) -> Mapping[str, r.Record]:
        return (
            {**self._below.get(kind, {}), **self._above[kind]} if kind in self._above else self._below[kind]
        )

    def __iter__(self) -> Iterator[str]:
        return iter(r.KINDS)

    def __len__(self) -> int:
        return len(r.KINDS)


def overlaid(register: Register, records: Iterable[tuple[str, r.Record]]) -> Register:
    """Return the register as it would be with some records in it, for the guards to look at before anything is written."""
    above: dict[str, dict[str, r.Record]] = {}
    for kind, record in records:
        above.setdefault(kind, {})[record.id] = record
    return Register(_Overlaid(register.records, above), register.day)
