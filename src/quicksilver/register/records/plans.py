"""What an area means to do and how it is measured: plans, indicators and their values, targets."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from quicksilver.register.records.values import Amount, Identifier, Record, Source, Strict, Text, When

__all__ = ["Baseline", "Indicator", "Objective", "Observation", "Plan", "TargetRecord"]


class Objective(Strict):
    """An objective of a plan, with its means.

    Its text completes the sentence "... whose objective is ...", such as "The reduction of mercury use"; one that is a
    sentence itself is quoted in reports.
    """

    text: Text
    means: tuple[Text, ...] = ()
    examples: tuple[Text, ...] = ()
    sources: tuple[Source, ...] = ()


class Plan(Record):
    """A version of an area's plan: kind, version date, state, objectives, priority actions."""

    area: Identifier
    kind: Literal["business plan", "activity plan"] = "business plan"
    title: Text | None = None
    version: str = ""
    date: When | None = None
    state: Literal[
        "drafting",
        "posted for consultation",
        "revised",
        "reviewed",
        "adopted",
        "in force",
        "under revision",
        "superseded",
        "lapsed",
    ]
    summary: Text | None = None
    objectives: tuple[Objective, ...] = ()
    priority_actions: tuple[Text, ...] = ()
    evaluation: Text | None = None
    """How the work is to be evaluated: section VI of the template."""
    resources: Text | None = None
    """The resources required and their sources: section VII of the template."""
    linkages: Text | None = None
    """Links to other areas and processes: section VIII of the template."""
    document: Identifier | None = None
    supersedes: Identifier | None = None
    consultation: When | None = None
    """The dates between which comments were open to all."""
    consultation_url: str = ""


class Indicator(Record):
    """An indicator: definition, unit, medium or flow, boundary, method, direction, aggregation."""

    name: Text
    definition: Text | None = None
    unit: str = ""
    pathway: str = ""
    boundary: str = ""
    method: str = ""
    direction: Literal["up", "down", ""] = ""
    aggregation: Literal["sum", "mean", "count distinct", "not aggregable", ""] = ""
    area: Identifier | None = None


class Baseline(Record):
    """A baseline of an indicator: amount, year, method, geography, and the run or document from which it was taken."""

    indicator: Identifier
    amount: Amount
    year: int
    geography: str = "World"
    method: str = ""
    run: str = ""
    supersedes: Identifier | None = None


class Observation(Record):
    """A later value of an indicator, with the run of a scenario or inventory, or the document, from which it was taken."""

    indicator: Identifier
    amount: Amount
    year: int
    geography: str = "World"
    method: str = ""
    run: str = ""


class TargetRecord(Record):
    """A target as declared; a goal of several parts is several targets."""

    area: Identifier
    plan: Identifier | None = None
    text: Text
    kind: Literal[
        "partnership target", "treaty obligation", "pledge", "objective", "technical potential", "estimate"
    ] = "partnership target"
    category: Text | None = None
    indicator: Identifier | None = None
    goal: Literal["relative", "level", "intensity", "scenario", "phase-out", ""] = ""
    value: Decimal | None = None
    unit: str = ""
    year: int | None = None
    baseline: Identifier | None = None
    geography: str = ""
    supplier: str = ""
    supersedes: Identifier | None = None
    state: Literal[
        "declared", "quantified", "measurable", "tracked", "assessed", "closed", "superseded", "not set"
    ] = "declared"
