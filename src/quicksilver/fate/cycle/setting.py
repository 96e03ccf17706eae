"""What a run needs before its first step: the year in which it begins, its whole input, and what a reader needs to know."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from quicksilver.errors import InputProblems, Problem
from quicksilver.fate.cycle.forcing import _JUMP, Emissions, note
from quicksilver.fate.cycle.model import CycleModel, Prescribed
from quicksilver.language.sentences import Sentence

__all__ = ["Setting", "applied", "setting"]

Array = NDArray[np.float64]
_NEAR = 1e-9


@dataclass(frozen=True)
class Setting:
    """The model as it applies to some emissions, the input from the first moment on, and notes.

    Attributes
    ----------
    model : CycleModel
        Without its prescribed series where that does not belong to the emissions.
    origin : float
        Year in which the run begins; at or before the first year requested.
    emissions : Emissions or None
        From ``origin`` on, columns as given.
    total : Emissions or None
        The same with the prescribed series as a last column, where there is one.
    notes : tuple of Sentence
    """

    model: CycleModel
    origin: float
    emissions: Emissions | None
    total: Emissions | None
    notes: tuple[Sentence, ...]


def applied(model: CycleModel, emissions: Emissions | None) -> CycleModel:
    """Return the model with its prescribed series in force, or without it where it belongs to other histories."""
    fixed = model.prescribed
    if fixed is None or fixed.applies:
        return model
    belongs = emissions is not None and emissions.history in fixed.histories
    return replace(model, prescribed=replace(fixed, histories=()) if belongs else None)


def setting(
    model: CycleModel, emissions: Emissions | None, start: float, end: float, *, fixed_start: bool = False
) -> Setting:
    """Return what a run from ``start`` to ``end`` needs.

    A run begins where its emissions begin, so that what was emitted earlier is in it; only the years requested are
    given back. Initial masses that belong to a year allow no earlier beginning and no later one.

    Parameters
    ----------
    model : CycleModel
    emissions : Emissions or None
    start, end : float
        Calendar years requested.
    fixed_start : bool
        Whether the caller gives the masses at ``start``, so that the run begins there.

    Raises
    ------
    InputProblems
        The emissions do not cover the years, or the masses at the start belong to another year.
    """
    used = applied(model, emissions)
    if emissions is not None:
        emissions.check_covers(start, end)
    notes = list(emissions.notes) if emissions is not None else []
    if fixed_start:
        origin = start
        _check_masses(used, start)
    elif used.starts_steady:
        starts = [start, *([float(emissions.years[0])] if emissions is not None else [])]
        origin = min(starts + ([used.prescribed.since] if used.prescribed is not None else []))
        notes += _first(emissions, start)
    else:
        origin = _year_of_masses(used, emissions, start, notes)
    if origin < start - _NEAR:
        notes.append(note("said.origin", origin=origin, start=start))
    notes += _rivers(model, used)
    own = emissions if emissions is None else emissions.from_year(origin)
    total = own if used.prescribed is None else _with(own, used.prescribed, origin, end)
    return Setting(used, origin, own, total, tuple(dict.fromkeys(notes)))


def _first(emissions: Emissions | None, start: float) -> list[Sentence]:
    """Return what is to be known of the beginning of the emissions."""
    if emissions is None:
        return []
    if emissions.begins_with_nothing:
        early = start < emissions.years[0] - _NEAR
        return [note("said.before", year=float(emissions.years[0]))] if early else []
    amount = float(emissions.values[0].sum())
    return [note("said.begins", year=float(emissions.years[0]), amount=amount)]


def _rivers(model: CycleModel, used: CycleModel) -> list[Sentence]:
    fixed = model.prescribed
    if fixed is None:
        return []
    # Rivers have a sentence of their own; a model of the user may prescribe anything.
    series = "rivers" if fixed.name == "rivers" else "series"
    if used.prescribed is None:
        return [note(f"said.{series}.fed", name=fixed.name, model=model.id, histories=list(fixed.histories))]
    return [
        note(
            f"said.{series}.prescribed", name=fixed.name, since=fixed.since, until=fixed.until, model=model.id
        )
    ]


def _check_masses(model: CycleModel, start: float) -> None:
    """Refuse given masses after a prescribed series: what it exceeded the flows by is not known."""
    if model.prescribed is not None and start >= model.prescribed.until - _NEAR:
        raise InputProblems(
            [
                Problem(
                    f"masses are given for {start:g}, after the prescribed series of {model.id}",
                    "masses",
                    f"a start before {model.prescribed.until:g}",
                    remedy="start earlier, or use a model without a prescribed series",
                )
            ]
        )


def _year_of_masses(
    model: CycleModel, emissions: Emissions | None, start: float, notes: list[Sentence]
) -> float:
    """Return the year in which a run with initial masses begins."""
    year = model.initial_year
    if year is None:
        notes.append(note("said.masses", model=model.id, start=start))
        if emissions is not None and emissions.years[0] < start - _NEAR:
            notes.append(note("said.left", start=start, model=model.id))
        return start
    if start < year - _NEAR:
        raise InputProblems(
            [
                Problem(
                    f"the initial masses of {model.id} belong to {year:g}; a run cannot start in {start:g}",
                    "first year",
                    f"{year:g} or later",
                    remedy=f"start in {year:g}, or choose a model with a steady start",
                )
            ]
        )
    if emissions is not None:
        emissions.check_covers(year, start)
        notes += _first(emissions, year) if emissions.begins_with_nothing else []
        if emissions.years[0] < year - _NEAR:
            notes.append(note("said.left", start=year, model=model.id))
    return year


def _with(emissions: Emissions | None, fixed: Prescribed, origin: float, end: float) -> Emissions:
    """Return emissions with the prescribed series as a last column: nothing before it, its last value after it."""
    years, values = np.array(fixed.years), np.array(fixed.values)
    if origin < fixed.since - _NEAR:
        years = np.concatenate([[origin, fixed.since - _JUMP], years])
        values = np.concatenate([[0.0, 0.0], values])
    if emissions is None:
        return Emissions(years, values[:, None], (fixed.reservoir,), "linear", (fixed.name,), math.inf)
    knots = np.unique(np.concatenate([emissions.years, years[years > origin - _NEAR]]))
    columns = [np.interp(knots, years, values)]
    for column, way in enumerate(emissions.ways):
        series = emissions.values[:, column]
        place = np.maximum(np.searchsorted(emissions.years, knots + _NEAR, side="right") - 1, 0)
        columns.insert(
            column, np.interp(knots, emissions.years, series) if way == "linear" else series[place]
        )
    return replace(
        emissions,
        years=knots,
        values=np.stack(columns, axis=1),
        reservoirs=(*emissions.reservoirs, fixed.reservoir),
        interpolation=(*emissions.ways, "linear"),
        names=(*emissions.columns, fixed.name),
        until=max(emissions.end, end),
    )
