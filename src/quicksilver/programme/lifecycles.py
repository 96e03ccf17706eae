"""The lives of partners, plans, areas, activities, targets, report cycles and submissions: which step may follow, by whom, once what is complete.

The steps are the table ``data/lifecycles.csv``; what must be complete is in :mod:`quicksilver.programme.guards`. Everything here is pure: a
record goes in, a record comes out.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TypeVar

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.programme.guards import GUARDS
from quicksilver.programme.mapping import kind_of
from quicksilver.programme.records import Activity, Area, Record, Source, Status, When
from quicksilver.programme.register import Register

__all__ = ["Transition", "missing", "moved", "next_states", "state_of", "status_unknown", "transitions"]

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Transition:
    """A step from one state to another.

    Attributes
    ----------
    kind, before, after : str
    who : tuple of str
        Roles that may take it.
    needs : tuple of str
        Names of guards.
    standing : str
        ``"rule"`` of the partnership's register, or ``"judgement"`` where it is silent.
    """

    kind: str
    before: str
    after: str
    who: tuple[str, ...]
    needs: tuple[str, ...]
    standing: str


@cache
def transitions() -> tuple[Transition, ...]:
    """Return all steps of all kinds."""
    text = (resources.files("quicksilver.programme") / "data" / "lifecycles.csv").read_text(encoding="utf-8")
    return tuple(
        Transition(
            row["kind"], row["from"], row["to"], _list(row["who"]), _list(row["needs"]), row["standing"]
        )
        for row in csv.DictReader(text.splitlines())
    )


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(";") if part)


def state_of(record: Record) -> str:
    """Return the state of a record; an area's is its last status.

    Examples
    --------
    >>> state_of(Area(id="coal", name="Coal"))
    'proposed'
    """
    if isinstance(record, Area):
        return record.statuses[-1].status if record.statuses else "proposed"
    return str(getattr(record, "state", ""))


def next_states(record: Record, roles: Iterable[str] | None = None) -> list[str]:
    """Return the states that may follow; with roles, only those one of them may set."""
    held = None if roles is None else set(roles)
    kind, state = kind_of(record), state_of(record)
    return [
        step.after
        for step in transitions()
        if step.kind == kind and step.before == state and (held is None or held & set(step.who))
    ]


def missing(
    record: Record,
    to: str,
    register: Register,
    *,
    roles: Iterable[str] | None = None,
    day: dt.date | None = None,
) -> list[Problem]:
    """Return what stands between a record and a state; empty where it may take it.

    Parameters
    ----------
    record : Record
    to : str
    register : Register
        What the record refers to is looked up here.
    roles : iterable of str, optional
        Names of the roles of who asks; left out, nobody's are checked.
    day : date, optional
        Left out, today.

    Returns
    -------
    list of Problem
        Those of severity ``"warning"`` do not stand in the way.
    """
    kind, state, where = kind_of(record), state_of(record), f"{kind_of(record)}/{record.id}"
    step = next(
        (one for one in transitions() if (one.kind, one.before, one.after) == (kind, state, to)), None
    )
    if step is None:
        may = next_states(record)
        return [
            Problem(
                f"{state!r} is not followed by {to!r}",
                where,
                ", ".join(may) or "nothing: this is an end",
                closest(to, may),
            )
        ]
    found = []
    if roles is not None and not set(roles) & set(step.who):
        found.append(Problem(f"this step is not yours to take: {state} to {to}", where, " or ".join(step.who), remedy=f"ask {' or '.join(step.who)}"))  # fmt: skip
    today = day or dt.datetime.now(dt.UTC).date()
    for need in step.needs:
        said = GUARDS[need](record, register, today)
        if said:
            severity = "warning" if said.startswith("warning: ") else "error"
            found.append(Problem(said.removeprefix("warning: "), where, f"{need}, before it can be {to}", remedy=f"add what is missing: {need}", severity=severity))  # fmt: skip
    return found


def moved(
    record: R,
    to: str,
    register: Register,
    *,
    roles: Iterable[str] | None = None,
    day: dt.date | None = None,
    source: Source | None = None,
) -> R:
    """Return a record in another state.

    Parameters
    ----------
    record, to, register, roles, day
        See :func:`missing`.
    source : Source, optional
        Where the step was decided; an area keeps it with its new status.

    Raises
    ------
    InputProblems
        The step is not allowed, or something is missing; says all of it.
    """
    today = day or dt.datetime.now(dt.UTC).date()
    asked: Record = record
    if isinstance(record, Area):
        after = Status(status=to, since=When(date=today.isoformat()), source=source)
        changed: Record = record.model_copy(update={"statuses": (*record.statuses, after)})
        # The guards look at the source of the step itself, the table at the state before it.
        problems = _area_problems(record, changed, to, register, roles, today)
    else:
        changed = record.model_copy(update={"state": to})
        problems = missing(asked, to, register, roles=roles, day=today)
    if any(one.severity == "error" for one in problems):
        raise InputProblems(problems)
    return changed  # type: ignore[return-value]


def _area_problems(
    before: Area, after: Record, to: str, register: Register, roles: Iterable[str] | None, day: dt.date
) -> list[Problem]:
    found = [
        one
        for one in missing(before, to, register, roles=roles, day=day)
        if not one.allowed.startswith("source,")
    ]
    step = next(
        (
            one
            for one in transitions()
            if (one.kind, one.before, one.after) == ("areas", state_of(before), to)
        ),
        None,
    )
    said = GUARDS["source"](after, register, day) if step and "source" in step.needs else ""
    if said:
        found.append(
            Problem(
                said,
                f"areas/{before.id}",
                f"source, before it can be {to}",
                remedy="name the document and the place in it",
            )
        )
    return found


def status_unknown(activity: Activity, day: dt.date) -> bool:
    """Return whether an activity was to begin, or to end, before this year and nothing was heard since.

    It is then shown as "status unknown" and never as completed.

    Examples
    --------
    >>> plan = Activity(id="coal-b", title="Project", kind="project", areas=("coal",), state="planned", planned="2009")
    >>> status_unknown(plan, dt.date(2012, 6, 1)), status_unknown(plan, dt.date(2009, 6, 1))
    (True, False)
    """
    if (
        activity.state not in ("proposed", "planned", "funded", "under way", "delayed")
        or activity.planned is None
    ):
        return False
    ahead = activity.planned.last
    if activity.state != "under way" and activity.planned.first is not None:
        # It should at least have begun: within the year in which the plan says so, as far as that is known.
        ahead = When.ends(activity.planned.date.split("/")[0])[1]
    return ahead is not None and ahead < dt.date(day.year, 1, 1)
