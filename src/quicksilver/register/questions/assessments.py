"""From a declared target to its outcome: the records of the register, put to the rules of :mod:`quicksilver.scenarios.targets`.

The register computes no science: a baseline and an observation name the run or the document they came from.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from quicksilver.quantities import Quantity
from quicksilver.register.questions.questions import leads
from quicksilver.register.records import (
    Amount,
    Baseline,
    Indicator,
    Observation,
    Organisation,
    Plan,
    TargetRecord,
)
from quicksilver.register.register import Register
from quicksilver.scenarios.targets import ITEMS, Assessment, Target, assess, item, missing

__all__ = ["ChecklistItem", "as_target", "checklist", "expired", "observation_for", "outcome", "owner_names"]

SECRETARIAT = "secretariat"


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One of the thirteen things a target needs to be measurable.

    Attributes
    ----------
    number : int
        From 1 to 13.
    item, words : str
        Key in :data:`quicksilver.scenarios.targets.ITEMS`, and its English words.
    state : str
        ``there``, ``missing``, or ``not needed`` (a level needs no baseline).
    owner : str
        Who is to supply it: identifiers of the area's leads, or ``secretariat`` where nobody leads; empty where it is there.
    """

    number: int
    item: str
    words: str
    state: str
    owner: str


def as_target(register: Register, record: TargetRecord) -> Target:
    """Return a target as the rules take it: with its indicator, baseline and plan looked up.

    A reduction in per cent becomes a share; what is not in the register stays empty. A reduction of an intensity, or against
    a scenario, is a relative goal whose baseline is the intensity of the base year, or the scenario's value.

    Raises
    ------
    KeyError
        The record names an indicator, baseline or plan that the register does not hold.
    """
    indicator = register.get(Indicator, record.indicator) if record.indicator else None
    baseline = register.get(Baseline, record.baseline) if record.baseline else None
    plan = register.get(Plan, record.plan) if record.plan else None
    goal, relative = _goal(record)
    return Target(
        id=record.id,
        area=record.area,
        indicator=_definition(indicator),
        unit=(indicator.unit if indicator else "") or ("" if relative else record.unit),
        pathway=indicator.pathway if indicator else "",
        boundary=indicator.boundary if indicator else "",
        geography=record.geography,
        baseline=_number(baseline.amount) if baseline else None,
        baseline_year=baseline.year if baseline else None,
        method=_method(baseline),
        goal=goal,
        value=_value(record, relative, indicator),
        year=record.year,
        supplier=record.supplier,
        document=(plan.document or plan.id) if plan else "",
        kind=record.kind,
    )


def _goal(record: TargetRecord) -> tuple[str, bool]:
    share = record.unit in ("%", "1")
    goal = record.goal
    if goal in ("intensity", "scenario"):
        goal = "relative" if share else "level"
    return goal, goal == "relative"


def _definition(indicator: Indicator | None) -> str:
    if indicator is None:
        return ""
    return indicator.definition.in_language("en")[0] if indicator.definition else indicator.name.en


def _value(record: TargetRecord, relative: bool, indicator: Indicator | None) -> float | None:
    if record.value is None:
        return None
    if relative:
        return float(record.value) / (100 if record.unit == "%" else 1)
    if indicator is not None and record.unit and indicator.unit:
        return Quantity(float(record.value), record.unit).to(indicator.unit).value
    return float(record.value)


def _method(baseline: Baseline | None) -> str:
    if baseline is None:
        return ""
    source = baseline.run or (baseline.sources[0].document if baseline.sources else "")
    return "; ".join(part for part in (baseline.method, source) if part) if baseline.method else ""


def _number(amount: Amount) -> Quantity:
    return Quantity(
        math.nan if amount.value is None else float(amount.value),
        amount.unit or "1",
        None if amount.low is None else float(amount.low),
        None if amount.high is None else float(amount.high),
    )


def observation_for(
    register: Register, record: TargetRecord, day: dt.date | None = None
) -> Observation | None:
    """Return the observation a target is judged by: the first at or after its year, else the latest before it.

    Only those of the target's indicator and geography are looked at, and of no year after the day.
    """
    last = day or register.day
    seen = sorted(
        (
            observation
            for observation in register.all(Observation)
            if observation.indicator == record.indicator
            and observation.geography == (record.geography or "World")
            and (last is None or observation.year <= last.year)
        ),
        key=lambda observation: (observation.year, observation.id),
    )
    due = [observation for observation in seen if record.year is not None and observation.year >= record.year]
    return due[0] if due else seen[-1] if seen else None


def outcome(register: Register, record: TargetRecord, day: dt.date | None = None) -> Assessment:
    """Return the outcome of a target: met, not met, undetermined (``cannot be told``), not computable or not assessable.

    A missing baseline is never 0 or 100 per cent; a range with the target inside it is undetermined; across a change of
    method there is no percentage.

    Parameters
    ----------
    register : Register
    record : TargetRecord
    day : date, optional
        Observations of later years are not known on it; the register's day if it is omitted.
    """
    target = as_target(register, record)
    observation = observation_for(register, record, day)
    if observation is None:
        return assess(target, None)
    baseline = register.get(Baseline, record.baseline) if record.baseline else None
    return assess(
        target,
        _number(observation.amount),
        observed_year=observation.year,
        same_method=_same_method(baseline, observation),
    )


def _same_method(baseline: Baseline | None, observation: Observation) -> bool | None:
    if baseline is None or not baseline.method or not observation.method:
        return None
    return baseline.method == observation.method


def checklist(register: Register, record: TargetRecord) -> tuple[ChecklistItem, ...]:
    """Return the thirteen items of a measurable target, what is there of them, and who owes the rest.

    Examples
    --------
    >>> from quicksilver.register.records import TargetRecord
    >>> half = TargetRecord(id="half", area="asgm", text="Half", goal="relative", value=50, unit="%", year=2017)
    >>> [item.item for item in checklist(Register.of([("targets", half)]), half) if item.state == "there"]
    ['goal', 'value', 'year']
    """
    target = as_target(register, record)
    lacks = missing(target)
    owners = [lead.organisation for lead in leads(register, record.area) if lead.organisation] or [
        SECRETARIAT
    ]
    items = []
    for number, name in enumerate(ITEMS, 1):
        given = getattr(target, name) not in (None, "")
        state = "there" if given else "missing" if name in lacks else "not needed"
        owner = ";".join(owners) if state == "missing" else ""
        items.append(ChecklistItem(number, name, str(item(name)), state, owner))
    return tuple(items)


def owner_names(register: Register, item: ChecklistItem, language: str = "en") -> list[str]:
    """Return the names of those who owe an item; the secretariat is given as such."""
    return [
        name if name == SECRETARIAT else register.get(Organisation, name).name.in_language(language)[0]
        for name in item.owner.split(";")
        if name
    ]


def expired(register: Register, day: dt.date) -> tuple[TargetRecord, ...]:
    """Return the targets whose year is over on a day and that were neither assessed nor closed: to be closed openly."""
    done = ("assessed", "closed", "superseded", "not set")
    return tuple(
        target
        for target in register.as_of(day).all(TargetRecord)
        if target.year is not None and target.year < day.year and target.state not in done
    )
