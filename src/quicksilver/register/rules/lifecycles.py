"""The lives of partners, plans, areas, activities, targets, report cycles and submissions: which step may follow, by whom, once what is complete.

The steps are the table ``data/lifecycles.csv``; what must be complete is in :mod:`quicksilver.register.rules.guards`. Everything here is pure: a
record goes in, a record comes out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Final, Literal, TypeVar

from quicksilver.errors import InputProblems, Place, Problem, closest
from quicksilver.intake.cells import Column
from quicksilver.intake.packaged import Table
from quicksilver.language.choices import Word
from quicksilver.language.problems import in_language, problem, problem_with
from quicksilver.language.sentences import Either, Sentence, say
from quicksilver.register.records import Activity, Area, Record, Source, Status, When, kind_of
from quicksilver.register.register import Register
from quicksilver.register.rules.fields import state_of
from quicksilver.register.rules.guards import GUARDS
from quicksilver.register.rules.rules import clause

__all__ = [
    "Lack",
    "Transition",
    "beginnings",
    "entered_as",
    "lacking",
    "missing",
    "missing_at_entry",
    "moved",
    "next_states",
    "status_unknown",
    "transitions",
]

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True, kw_only=True)
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
    before: Annotated[str, Column("from")]
    after: Annotated[str, Column("to")]
    who: tuple[str, ...]
    needs: tuple[str, ...] = ()
    standing: Literal["rule", "judgement"]


@dataclass(frozen=True, slots=True)
class _Beginning:
    kind: str
    state: str
    standing: Literal["rule", "judgement"]


_STEPS: Final = Table("quicksilver.register", "data/lifecycles.csv", Transition, ("kind", "before", "after"))
_BEGINNINGS: Final = Table("quicksilver.register", "data/beginnings.csv", _Beginning, ("kind", "state"))


def transitions() -> tuple[Transition, ...]:
    """Return all steps of all kinds."""
    return _STEPS.rows()


@cache
def beginnings() -> dict[str, tuple[str, ...]]:
    """Return the states in which a record of a kind begins, the usual one first: the table ``data/beginnings.csv``."""
    by_kind: dict[str, tuple[str, ...]] = {}
    for row in _BEGINNINGS.rows():
        by_kind[row.kind] = (*by_kind.get(row.kind, ()), row.state)
    return by_kind


def next_states(record: Record, roles: Iterable[str] | None = None) -> list[str]:
    """Return the states that may follow; with roles, only those one of them may set."""
    own_roles = None if roles is None else set(roles)
    kind, state = kind_of(record), state_of(record)
    return [
        step.after
        for step in transitions()
        if step.kind == kind and step.before == state and (own_roles is None or own_roles & set(step.who))
    ]


def missing(
    record: Record,
    to: str,
    register: Register,
    *,
    roles: Iterable[str] | None = None,
    day: dt.date | None = None,
    source: Source | None = None,
    language: str = "en",
) -> list[Problem]:
    """Return what a record still requires for a state; empty where it may take it.

    Parameters
    ----------
    record : Record
    to : str
    register : Register
        What the record refers to is looked up here.
    roles : iterable of str, optional
        Names of the roles of who asks; if omitted, nobody's are checked.
    day : date, optional
        If omitted, today.
    source : Source, optional
        Where the step of an area was decided; the source of the status before it is none of it.
    language : str
        Of the sentences.

    Returns
    -------
    list of Problem
        Those of severity ``"warning"`` do not prevent the step. What a clause of the Overarching Framework asks for names the clause, and
        the edition that was out on the day.
    """
    kind, state, where = kind_of(record), state_of(record), Place(record=f"{kind_of(record)}/{record.id}")
    before, after = Word(f"{kind}.state", state), Word(f"{kind}.state", to)
    step = next(
        (
            transition
            for transition in transitions()
            if (transition.kind, transition.before, transition.after) == (kind, state, to)
        ),
        None,
    )
    if step is None:
        may = next_states(record)
        guess = closest(to, may)
        wrong = problem(
            "not followed by",
            where,
            state=before,
            to=after,
            allowed=[Word(f"{kind}.state", next_state) for next_state in may] or say("an end"),
            guess=Word(f"{kind}.state", guess) if guess else "",
        )
        return [in_language(wrong, language)]
    problems = []
    if roles is not None and not set(roles) & set(step.who):
        problems.append(in_language(_not_yours(where, before, after, step.who), language))
    lacks = lacking(record, to, register, day=day, source=source)
    return [*problems, *(in_language(_problem(lack, where, after), language) for lack in lacks)]


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that is missing for a step.

    Attributes
    ----------
    need : str
        Name of the guard.
    said : Sentence
        What is missing.
    clause : Sentence or None
        Where the Overarching Framework asks for it, and in which edition.
    """

    need: str
    said: Sentence
    clause: Sentence | None


def lacking(
    record: Record,
    to: str,
    register: Register,
    *,
    day: dt.date | None = None,
    source: Source | None = None,
) -> list[Lack]:
    """Return what is missing for a step, whoever takes it; nothing where no such step is in the table.

    Parameters
    ----------
    record, to, register, day, source
        See :func:`missing`.
    """
    key = (kind_of(record), state_of(record), to)
    step = next(
        (
            transition
            for transition in transitions()
            if (transition.kind, transition.before, transition.after) == key
        ),
        None,
    )
    today = day or dt.datetime.now(dt.UTC).date()
    asked = _after(record, to, today, source) if isinstance(record, Area) else record
    lacks = []
    for need in step.needs if step else ():
        sentence = GUARDS[need](asked, register, today)
        if sentence is not None:
            lacks.append(Lack(need, sentence, clause(need, register, today)))
    return lacks


def _after(area: Area, to: str, day: dt.date, source: Source | None) -> Area:
    # The source asked for is that of the step itself; the status before it may have had one of its own.
    status = Status(status=to, since=When(date=day.isoformat()), source=source)
    return area.model_copy(update={"statuses": (*area.statuses, status)})


def entered_as(kind: str, roles: Iterable[str]) -> tuple[str, ...]:
    """Return the states in which someone may enter a record of a kind: as it begins, or as far as they could have taken it.

    Parameters
    ----------
    kind : str
    roles : iterable of str
        Names of the roles of who enters it.

    Examples
    --------
    >>> entered_as("submissions", ["donor"])
    ('not started',)
    """
    own_roles = set(roles)
    further = [step.after for step in transitions() if step.kind == kind and own_roles & set(step.who)]
    return tuple(dict.fromkeys((*beginnings().get(kind, ()), *further)))


def missing_at_entry(
    record: Record,
    register: Register,
    *,
    roles: Iterable[str],
    day: dt.date | None = None,
    language: str = "en",
) -> list[Problem]:
    """Return why a new record may not be entered in a state; empty where it may.

    A record begins as the table states. It may be entered further on where a step leads there from a beginning and nothing is missing for it;
    or where a source states that it is so far, and who enters it could take the last step to there.

    Parameters
    ----------
    record, register, roles, day, language
        See :func:`missing`. The record is in its state already.
    """
    kind, state = kind_of(record), state_of(record)
    begins = beginnings().get(kind, ())
    if not begins or state in begins:
        return []
    where = Place(record=f"{kind}/{record.id}")
    if state not in entered_as(kind, roles):
        who = {
            role for step in transitions() if (step.kind, step.after) == (kind, state) for role in step.who
        }
        begin, reached = Word(f"{kind}.state", begins[0]), Word(f"{kind}.state", state)
        return [in_language(_not_yours(where, begin, reached, sorted(who)), language)]
    if _sourced(record):
        return []
    steps = {
        transition.before
        for transition in transitions()
        if (transition.kind, transition.after) == (kind, state)
    } & set(begins)
    problems: list[Problem] = []
    for before in steps if not isinstance(record, Area) else ():
        at_first = record.model_copy(update={"state": before})
        problems = missing(at_first, state, register, roles=roles, day=day, language=language)
        if not any(fault.severity == "error" for fault in problems):
            return []
    begin_as = [Word(f"{kind}.state", beginning) for beginning in begins]
    further = problem(
        "begins elsewhere", where, begins=begin_as, allowed=begin_as, remedy=say("name document and place")
    )
    return [*problems, in_language(further, language)]


def _not_yours(where: Place, before: Word, after: Word, roles: Iterable[str]) -> Problem:
    """Return the problem that an account may not take a step, with the roles that may."""
    who = Either(tuple(Word("appointments.role", role) for role in roles))
    return problem("step not yours", where, state=before, to=after, allowed=who, remedy=say("ask", who=who))


def _sourced(record: Record) -> bool:
    if isinstance(record, Area):
        return all(entry.source is not None for entry in record.statuses if entry.status != "proposed")
    return bool(record.sources)


def _problem(lack: Lack, where: Place, to: Word) -> Problem:
    needed = say(f"need: {lack.need}")
    allowed = say("before", need=needed, to=to)
    decided = lack.said.key == "no source of decision"
    beside = {
        "allowed": say("by clause", allowed=allowed, clause=lack.clause) if lack.clause else allowed,
        "remedy": say("name document and place") if decided else say("add what is missing", need=needed),
    }
    severity = "warning" if lack.said.warning else "error"
    return problem_with(lack.said.key, where, {**lack.said.values, **beside}, severity)


def moved(
    record: R,
    to: str,
    register: Register,
    *,
    roles: Iterable[str] | None = None,
    day: dt.date | None = None,
    source: Source | None = None,
    language: str = "en",
) -> R:
    """Return a record in another state.

    Parameters
    ----------
    record, to, register, roles, day, language
        See :func:`missing`.
    source : Source, optional
        Where the step was decided; an area keeps it with its new status.

    Raises
    ------
    InputProblems
        The step is not allowed, or something is missing; states all of it.
    """
    today = day or dt.datetime.now(dt.UTC).date()
    problems = missing(record, to, register, roles=roles, day=today, source=source, language=language)
    if any(fault.severity == "error" for fault in problems):
        raise InputProblems(problems)
    changed: Record = (
        _after(record, to, today, source)
        if isinstance(record, Area)
        else record.model_copy(update={"state": to})
    )
    return changed  # type: ignore[return-value]


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
        # It should at least have begun: within the year in which the plan states this, as far as that is known.
        ahead = When.ends(activity.planned.date.split("/")[0])[1]
    return ahead is not None and ahead < dt.date(day.year, 1, 1)
