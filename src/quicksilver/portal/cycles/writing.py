"""What every step of the cycle shares: one transaction in which rows are locked, read again and written, and one way to refuse.

A step is a function under :func:`step`. It names the rows that it depends on with :func:`locked` before it reads anything, so that
what it read is still true when it writes. PostgreSQL locks these rows; SQLite has one writer at a time, from the beginning of the
transaction. Rows are always locked in the same order (cycles, plans, submissions, other kinds), so that no two steps wait for each other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

from quicksilver.errors import InputProblems, Place, Problem
from quicksilver.language.problems import problem, problem_with
from quicksilver.language.sentences import Sentence
from quicksilver.portal.cycles import post
from quicksilver.portal.cycles.reading import last_changed
from quicksilver.portal.setup import configure
from quicksilver.register import records as r
from quicksilver.register.cycles.answering import Changed
from quicksilver.register.cycles.notices import Message
from quicksilver.register.register import Register
from quicksilver.register.rules.fields import state_of
from quicksilver.register.rules.lifecycles import moved, transitions

__all__ = [
    "Done",
    "advanced",
    "as_when",
    "day_or_today",
    "locked",
    "locked_submissions",
    "met",
    "overlaid",
    "refused",
    "register_now",
    "step",
    "write",
]

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R", bound=r.Record)
#: How often a step is taken anew that met another one.
_TRIES: Final = 6
#: Kinds in the order in which their rows are locked; the others follow in the order of ``KINDS``.
_FIRST: Final = ("cycles", "plans", "submissions")


class _MetAnotherError(Exception):
    """Another step wrote in the meantime what this one was about to write; it is taken anew."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a step did: the records it wrote and the notices it made."""

    records: tuple[tuple[str, r.Record], ...]
    notices: int = 0


def step(taken: Callable[P, T]) -> Callable[P, T]:
    """Make a function a step: one transaction, taken anew where it met another step, and otherwise written whole or not at all."""

    @wraps(taken)
    def whole(*args: P.args, **kwargs: P.kwargs) -> T:
        configure()
        from django.db import OperationalError, transaction

        for left in reversed(range(_TRIES)):
            try:
                with transaction.atomic():
                    return taken(*args, **kwargs)
            except _MetAnotherError:
                if not left:
                    break
            except OperationalError as wrong:
                # PostgreSQL ended this step so that the other one could go on; SQLite never does.
                if not left or getattr(wrong.__cause__, "sqlstate", "") not in ("40P01", "40001"):
                    raise
        raise refused("cycle.busy", "register")

    return whole


def locked(*rows: tuple[str, str]) -> Register:
    """Lock rows for the rest of a step and return the register as it is from then on.

    Parameters
    ----------
    *rows : tuple of str and str
        Kind and identifier of records; one that does not exist is left out.
    """
    from quicksilver.portal.store.mapping import kinds

    named = {kind for kind, _ in rows}
    for kind in dict.fromkeys((*_FIRST, *r.KINDS)):
        if kind not in named:
            continue
        model = kinds()[kind].model
        wanted = sorted({identifier for other, identifier in rows if other == kind})
        _hold(model.objects.filter(pk__in=wanted))
    return register_now()


def locked_submissions(cycle: str) -> Register:
    """Lock a cycle and all its submissions for the rest of a step and return the register as it is from then on."""
    from quicksilver.portal.store.mapping import kinds

    locked(("cycles", cycle))
    _hold(kinds()["submissions"].model.objects.filter(cycle=cycle))
    return register_now()


def _hold(rows: Any) -> None:
    # Rows that only refer to these can still be added: nobody changes an identifier.
    list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def register_now() -> Register:
    """Return the register as it is now; kinds are read when they are requested."""
    configure()
    from quicksilver.portal.store.on_demand import lazy_register

    return lazy_register()


def day_or_today(day: dt.date | None) -> dt.date:
    """Return a day; today's in UTC if it is omitted."""
    return day or dt.datetime.now(dt.UTC).date()


def as_when(day: dt.date) -> r.When:
    """Return a day as the records have it."""
    return r.When(date=day.isoformat())


def write(
    records: Iterable[tuple[str, r.Record]],
    by: str,
    why: str,
    messages: Iterable[Message] = (),
    *,
    new: Collection[str] = (),
) -> Done:
    """Save records and notices in a step, all of them or none.

    Parameters
    ----------
    records : iterable of tuple of str and Record
    by, why : str
        Name of the account and reason, for the history.
    messages : iterable of Message
    new : collection of str
        Kinds of which the records are made by this step: they are added, and never written over another of the same identifier.

    Raises
    ------
    InputProblems
        See :func:`quicksilver.portal.store.store.save_register`.
    """
    from django.db import IntegrityError, transaction

    from quicksilver.portal.store.store import save_register

    pairs = tuple(records)
    try:
        with transaction.atomic():
            _free([(kind, record.id) for kind, record in pairs if kind in new])
            save_register(Register.of(pairs), by=by, why=why)
            count = post.keep(messages)
    except InputProblems as wrong:
        if isinstance(wrong.__cause__, IntegrityError) and _taken_meanwhile(wrong.__cause__):
            raise _MetAnotherError from wrong
        raise
    return Done(pairs, count)


def _free(rows: Iterable[tuple[str, str]]) -> None:
    from quicksilver.portal.store.mapping import kinds

    for kind, identifier in rows:
        if kinds()[kind].model.objects.filter(pk=identifier).exists():
            raise _MetAnotherError


def _taken_meanwhile(wrong: Exception) -> bool:
    """Return whether PostgreSQL refused a second row of the same identifier."""
    return getattr(wrong.__cause__, "sqlstate", "") == "23505"


def advanced(
    kind: str,
    record: R,
    to: str,
    register: Register,
    *,
    roles: Iterable[str] | None = None,
    day: dt.date | None = None,
) -> R:
    """Return a record of the cycle in another state, as :func:`quicksilver.register.rules.lifecycles.moved` does.

    Raises
    ------
    InputProblems
        The step is not allowed, or something is missing. Where no such step leads on from the present state, it is stated who changed
        the record last: it may have been changed since the page was opened.
    """
    try:
        return moved(record, to, register, roles=roles, day=day)
    except InputProblems as wrong:
        known = {(transition.kind, transition.before, transition.after) for transition in transitions()}
        changed = last_changed(kind, record.id)
        if (kind, state_of(record), to) in known or changed is None:
            raise
        raise InputProblems([*wrong.problems, met(Place(record=f"{kind}/{record.id}"), changed)]) from None


def met(where: str, changed: Changed) -> Problem:
    """Return the sentence about who changed a record since it was read."""
    who = changed.who or Sentence("cycle.someone", table="problems")
    return problem("cycle.changed", where, who=who, when=f"{changed.when:%Y-%m-%d %H:%M}")


def refused(code: str, where: str, /, **values: object) -> InputProblems:
    """Return one problem to raise, by its code and the values of its sentences."""
    return InputProblems([problem_with(code, where, values)])


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
