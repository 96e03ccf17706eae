"""Targets: what is missing to measure one, and five outcomes that take ranges into account."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Final, Literal

from quicksilver.errors import UnitError
from quicksilver.flows.outcomes import OUTCOMES, Outcome, outcome_of
from quicksilver.intake.packaged import Table
from quicksilver.language.problems import unit_sentence
from quicksilver.language.sentences import Sentence
from quicksilver.quantities import Quantity

__all__ = [
    "ITEMS",
    "OUTCOMES",
    "Assessment",
    "Target",
    "assess",
    "item",
    "missing",
    "standard_targets",
    "stated",
]

#: What a target needs to be measurable, item by item: attributes, each with a sentence of the table of the register.
ITEMS = (
    "indicator",
    "unit",
    "pathway",
    "boundary",
    "geography",
    "baseline",
    "baseline_year",
    "method",
    "goal",
    "value",
    "year",
    "supplier",
    "document",
)


@dataclass(frozen=True, slots=True)
class Target:
    """A target as declared; what is not stated is None or empty.

    Attributes
    ----------
    id, area : str
    indicator, unit, pathway, boundary, geography : str
    baseline : Quantity or None
    baseline_year : int or None
    method : str
        Method and source of the baseline.
    goal : str
        ``relative`` (reduction against the baseline), ``level`` (at most), ``phase-out`` (nothing left).
    value : float or None
        Reduction from 0 to 1, or level in ``unit``.
    year : int or None
    supplier, document : str
    kind : str
        ``partnership target``, ``treaty obligation``, ``pledge``, ``objective``, ``technical potential`` ...; only the first
        three can be met.
    """

    id: str
    area: str = ""
    indicator: str = ""
    unit: str = ""
    pathway: str = ""
    boundary: str = ""
    geography: str = ""
    baseline: Quantity | None = None
    baseline_year: int | None = None
    method: str = ""
    goal: str = ""
    value: float | None = None
    year: int | None = None
    supplier: str = ""
    document: str = ""
    kind: str = "partnership target"


@dataclass(frozen=True, slots=True)
class StandardTarget:
    """A target as a document declares it."""

    id: str
    area: str
    indicator: str
    pathway: str
    goal: Literal["relative", "level", "phase-out"]
    document: str
    kind: Literal["partnership target", "treaty obligation", "technical potential"]
    unit: str = ""
    boundary: str = ""
    geography: str = ""
    value: float | None = None
    year: int | None = None


_TARGETS: Final = Table("quicksilver.scenarios", "data/targets.csv", StandardTarget, key=("id",))


@dataclass(frozen=True, slots=True)
class Assessment:
    """The outcome of a target, why, and what is missing.

    Attributes
    ----------
    outcome : str
        One of :data:`OUTCOMES`.
    reason : Sentence
    change : tuple of float or None
        Smallest, central and largest change against the baseline (-0.5 is half as much).
    missing : tuple of str
        Items of :data:`ITEMS` that are not stated.
    """

    target: str
    outcome: Outcome
    reason: Sentence
    change: tuple[float, float, float] | None
    missing: tuple[str, ...]


def standard_targets() -> tuple[Target, ...]:
    """Return the Partnership's targets as declared, and dates of the treaty; what they do not state is left empty.

    Examples
    --------
    >>> [t.id for t in standard_targets() if t.kind == "treaty obligation"]
    ['chlor-alkali-end']
    """
    return tuple(
        Target(**{item.name: getattr(row, item.name) for item in fields(row)}) for row in _TARGETS.rows()
    )


def item(name: str) -> Sentence:
    """Return what an item of :data:`ITEMS` is.

    Examples
    --------
    >>> str(item("goal"))
    'the kind of goal'
    """
    return stated(f"item.{name}")


def stated(key: str, /, **values: object) -> Sentence:
    """Return a sentence of the table of the register, such as the reason of an outcome."""
    return Sentence(key, values, table="register_text")


def missing(target: Target) -> tuple[str, ...]:
    """Return what is missing from the target to make it measurable, in the order of the list.

    A level or a phase-out needs no baseline.

    Examples
    --------
    >>> missing(Target("x", indicator="demand", unit="t/yr", goal="relative", value=0.5, year=2017))[3]
    'baseline'
    """
    optional = () if target.goal in ("relative", "") else ("baseline", "baseline_year", "method")
    values = {field.name: getattr(target, field.name) for field in fields(target)}
    if target.goal == "phase-out":
        optional = (*optional, "value")
    return tuple(name for name in ITEMS if values[name] in (None, "") and name not in optional)


_BINDING = ("partnership target", "treaty obligation", "pledge")


def assess(
    target: Target,
    observed: Quantity | None,
    *,
    observed_year: int | None = None,
    same_method: bool | None = None,
) -> Assessment:
    """Return whether a target is met, taking ranges into account.

    Parameters
    ----------
    target : Target
    observed : Quantity or None
        In the unit of the target or one of the same kind; None where nothing was measured.
    observed_year : int, optional
        Year of the observation; before the year of the target nothing is judged.
    same_method : bool, optional
        Whether the observation uses the method of the baseline; where False, no percentage is calculated.

    Returns
    -------
    Assessment
        *not assessable*: it is not a target, does not state how much or by when, or its year is not over.
        *cannot be computed*: a baseline or an observation is missing, or the method has changed.
        *cannot be told*: the range of the change includes values on both sides of the target.

    Examples
    --------
    >>> half = Target("asgm", goal="relative", value=0.5, year=2017, unit="t/yr")
    >>> assess(half, Quantity(900, "t/yr", 600, 1200)).outcome
    'cannot be computed'
    """
    lacks = missing(target)

    def assessment(
        outcome: Outcome, reason: Sentence, change: tuple[float, float, float] | None = None
    ) -> Assessment:
        return Assessment(target.id, outcome, reason, change, lacks)

    if target.kind not in _BINDING:
        return assessment("not assessable", stated("reason.kind", kind=target.kind))
    if (
        (target.value is None and target.goal != "phase-out")
        or target.year is None
        or target.goal not in ("relative", "level", "phase-out")
    ):
        return assessment("not assessable", stated("reason.unsaid"))
    if observed_year is not None and observed_year < target.year:
        early = stated("reason.early", year=str(target.year), observed=str(observed_year))
        return assessment("not assessable", early)
    if target.goal == "relative" and target.baseline is None:
        return assessment("cannot be computed", stated("reason.no_baseline"))
    if observed is None:
        return assessment("cannot be computed", stated("reason.unobserved"))
    if same_method is False and target.goal == "relative":
        return assessment("cannot be computed", stated("reason.method"))
    try:
        seen = (observed.to(target.unit) if target.unit else observed).ends
        base = (
            (target.baseline.to(target.unit) if target.unit else target.baseline).ends
            if target.baseline is not None
            else None
        )
    except UnitError as wrong:
        return assessment("cannot be computed", unit_sentence(wrong))
    return _judged(target, seen, base, assessment)


def _judged(
    target: Target,
    seen: tuple[float, float, float],
    base: tuple[float, float, float] | None,
    assessment: Callable[..., Assessment],
) -> Assessment:
    change = None
    if base is not None and base[0] > 0:
        change = (seen[0] / base[2] - 1, seen[1] / base[1] - 1, seen[2] / base[0] - 1)
    if target.goal == "relative":
        if change is None:
            return assessment("cannot be computed", stated("reason.zero"))
        assert target.value is not None
        low, high, wanted = change[0], change[2], -target.value
        why = stated("reason.change", change=change[1], low=low, high=high, wanted=wanted)
    else:
        low, high, wanted = (
            seen[0],
            seen[2],
            0.0 if target.goal == "phase-out" else float(target.value or 0.0),
        )
        why = stated(
            "reason.level" if target.unit else "reason.bare",
            value=seen[1],
            low=low,
            high=high,
            unit=target.unit,
            wanted=wanted,
        )
    if math.isnan(low) or math.isnan(high):
        return assessment("cannot be computed", stated("reason.no_numbers"))
    return assessment(outcome_of(low, high, wanted), why, change)
