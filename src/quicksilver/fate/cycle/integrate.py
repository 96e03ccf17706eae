"""The same system by a general integrator: a second path, and a check of the exact one."""

from __future__ import annotations

import itertools
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from quicksilver.fate.cycle.forcing import Emissions
from quicksilver.fate.cycle.model import CycleModel
from quicksilver.fate.cycle.result import CycleResult

__all__ = ["disagreement", "integrate"]

Array = NDArray[np.float64]


def integrate(
    model: CycleModel,
    emissions: Emissions | None,
    years: Array,
    *,
    masses: Array | None = None,
    method: Literal["LSODA", "Radau", "BDF"] = "LSODA",
    rtol: float = 1e-10,
    atol: float = 1e-8,
) -> Array:
    """Return masses by ``scipy.integrate.solve_ivp``, started anew at every knot and switch, where the slope jumps.

    Parameters
    ----------
    model : CycleModel
    emissions : Emissions or None
    years : ndarray, shape (years,)
        Growing; the first is the beginning.
    masses : ndarray, shape (boxes,), optional
        Mg at the beginning; the model's own start if omitted.
    method, rtol, atol
        Of ``solve_ivp``; ``atol`` in Mg.

    Returns
    -------
    ndarray, shape (years, boxes)
        Mg.

    Raises
    ------
    InputProblems
        The emissions do not cover the years.
    """
    from scipy.integrate import solve_ivp

    knots = np.empty(0) if emissions is None else emissions.years
    inner = [y for y in (*knots, *model.switches()) if years[0] < y < years[-1]]
    edges = np.unique(np.concatenate([years, inner]))
    first, last = (np.zeros((len(edges) - 1, 0)),) * 2 if emissions is None else emissions.segments(edges)
    receiving = [] if emissions is None else [model.index(box) for box in emissions.reservoirs]
    state = (
        model.start(float(years[0]))[: len(model.boxes)] if masses is None else np.array(masses, dtype=float)
    )
    states = [state]
    fixed, excess = model.prescribed, np.zeros(len(state))
    for place, (begin, end) in enumerate(itertools.pairwise(edges)):
        if fixed is not None and abs(begin - fixed.until) < 1e-9:
            excess[model.index(fixed.reservoir)] = -float(model.replaced() @ state)
        matrix, steady = model.matrix(begin + 1e-9), model.external() + excess
        low, rise = np.zeros(len(state)), np.zeros(len(state))
        np.add.at(low, receiving, first[place])
        np.add.at(rise, receiving, (last[place] - first[place]) / (end - begin))

        def slope(
            t: float, m: Array, k: Array = matrix, e: Array = steady + low, d: Array = rise, t0: float = begin
        ) -> Array:
            return np.asarray(k @ m + e + d * (t - t0))

        def jacobian(_t: float, _m: Array, k: Array = matrix) -> Array:
            return k

        state = solve_ivp(slope, (begin, end), state, method=method, rtol=rtol, atol=atol, jac=jacobian).y[
            :, -1
        ]
        if np.any(np.abs(years - end) < 1e-9):
            states.append(state)
    return np.array(states)


def disagreement(result: CycleResult, emissions: Emissions | None) -> float:
    """Return the largest difference of a run and the general integrator, relative to the largest mass of each reservoir."""
    from quicksilver.fate.cycle.setting import setting

    masses, years = result.masses, result.years
    if result.origin is None or result.begun_with is None:
        other = integrate(result.model, emissions, years, masses=masses[0])
    else:
        setup = setting(result.model, emissions, result.origin, float(years[-1]), fixed_start=True)
        whole = np.unique(np.append(years, result.origin))
        other = integrate(result.model, setup.total, whole, masses=result.begun_with)[-len(years) :]
    scale = np.maximum(np.abs(masses).max(axis=0), 1e-12)
    return float((np.abs(other - masses) / scale).max())
