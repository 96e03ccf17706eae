"""Solving a compartment model exactly: propagators from matrix exponentials, no time-step error.

Between knots dM/dt = K M + a + b t has a closed form. One exponential of the augmented matrix gives the propagators
of the state and of a constant and a growing input (no division by eigenvalues, so a reservoir without exit, equal or
complex modes need no special case). What leaves the system is carried as further rows, so the mass balance is exact.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quicksilver.errors import InputProblems, Problem
from quicksilver.fate.cycle.forcing import Emissions
from quicksilver.fate.cycle.model import CycleModel
from quicksilver.fate.cycle.result import CycleResult
from quicksilver.fate.cycle.setting import Setting, setting

__all__ = ["Plan", "plan", "propagators", "run"]

Array = NDArray[np.float64]
_NEAR = 1e-9


def propagators(matrix: Array, step: float) -> tuple[Array, Array, Array]:
    """Return P, Q0 and Q1 with M(h) = P M + Q0 a + Q1 b for an input a + b t over a step h.

    Parameters
    ----------
    matrix : ndarray, shape (n, n)
        K, 1 per year.
    step : float
        Years.

    Examples
    --------
    >>> p, q0, q1 = propagators(np.array([[0.0]]), 2.0)
    >>> float(p[0, 0]), float(q0[0, 0]), float(q1[0, 0])
    (1.0, 2.0, 2.0)
    """
    from scipy.linalg import expm

    n = len(matrix)
    big = np.zeros((3 * n, 3 * n))
    big[:n, :n] = matrix * step
    big[:n, n : 2 * n] = np.eye(n) * step
    big[n : 2 * n, 2 * n :] = np.eye(n) * step
    done = expm(big)
    return done[:n, :n], done[:n, n : 2 * n], done[:n, 2 * n :]


@dataclass(frozen=True)
class Plan:
    """The steps of a run and their propagators, made once and used for any emission with the same knots.

    Attributes
    ----------
    times : ndarray, shape (steps + 1,)
        Ends of the steps: knots, switches and output years together.
    kind : ndarray of int, shape (steps,)
        Which propagator each step uses.
    p, q0, q1 : ndarray, shape (kinds, n, n)
        n counts reservoirs and sinks.
    outputs : ndarray of int
        Which of ``times`` are requested.
    """

    model: CycleModel
    times: Array
    kind: NDArray[np.int64]
    p: Array
    q0: Array
    q1: Array
    outputs: NDArray[np.int64]


def plan(model: CycleModel, years: Array, knots: Array) -> Plan:
    """Return the steps and propagators of a run.

    Parameters
    ----------
    model : CycleModel
    years : ndarray
        Years requested, growing; the run begins with the first.
    knots : ndarray
        Years in which the emission series bends or jumps.
    """
    start, end = float(years[0]), float(years[-1])
    switches = np.array(model.switches())
    bends = np.concatenate([np.asarray(knots, dtype=float), switches])
    times = _merged(np.concatenate([years, bends[(bends > start + _NEAR) & (bends < end - _NEAR)]]))
    regimes = np.searchsorted(switches, times[:-1] + _NEAR, side="right")
    # Steps of one length within one regime share their propagators; stretches of equal steps are looked up once.
    pairs = np.round(np.diff(times), 10) + 1j * regimes
    heads = (
        np.flatnonzero(np.concatenate([[True], pairs[1:] != pairs[:-1]]))
        if len(pairs)
        else np.empty(0, dtype=int)
    )
    _, where, which = np.unique(pairs[heads], return_index=True, return_inverse=True)
    where, kind = heads[where], np.repeat(which, np.diff(np.append(heads, len(pairs))))
    made = [
        propagators(model.matrix(float(times[at]) + _NEAR, with_sinks=True), float(pairs[at].real))
        for at in where
    ]
    p, q0, q1 = (np.stack(parts) for parts in zip(*made, strict=True)) if made else (np.empty((0, 1, 1)),) * 3
    _close(p, q0, q1, pairs[where].real)
    outputs = np.searchsorted(times, years - _NEAR)
    return Plan(model, times, kind, p, q0, q1, outputs)


def _close(p: Array, q0: Array, q1: Array, lengths: Array) -> None:
    """Give the last rounding of a column to its diagonal: every column holds all of a Mg, however many steps follow."""
    places = np.arange(p.shape[1])
    for part, whole in ((p, np.ones(len(p))), (q0, lengths), (q1, lengths**2 / 2)):
        part[:, places, places] += whole[:, None] - part.sum(axis=1)


def _merged(times: Array) -> Array:
    """Return sorted times without those that are the same but for rounding."""
    ordered = np.unique(times)
    keep = np.concatenate([[True], np.diff(ordered) > _NEAR])
    merged: Array = ordered[keep]
    return merged


@functools.lru_cache(maxsize=1)
def _kernel() -> Callable[..., Any]:
    """Return the compiled loop M = P M + Q0 a + Q1 b, over any number of sources at once."""
    import numba

    @numba.njit(cache=True, fastmath=False)
    def march(start, p, q0, q1, first, slope, receiving, kind, out):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
        n, sources = start.shape
        out[0] = start
        for step in range(len(kind)):
            which = kind[step]
            for i in range(n):
                for s in range(sources):
                    total = 0.0
                    for b in receiving:
                        total += q0[which, i, b] * first[step, b, s] + q1[which, i, b] * slope[step, b, s]
                    for j in range(n):
                        total += p[which, i, j] * out[step, j, s]
                    out[step + 1, i, s] = total

    compiled: Callable[..., Any] = march
    return compiled


def march(steps: Plan, start: Array, first: Array, slope: Array, receiving: NDArray[np.int64]) -> Array:
    """Return the state after every step.

    Parameters
    ----------
    steps : Plan
    start : ndarray, shape (n, sources)
        Mg.
    first, slope : ndarray, shape (steps, n, sources)
        Input at the beginning of each step in Mg per year, and its growth in Mg per year squared.
    receiving : ndarray of int
        Rows that have an input; the others are not looked at.

    Returns
    -------
    ndarray, shape (steps + 1, n, sources)
    """
    out = np.empty((len(steps.kind) + 1, *start.shape))
    _kernel()(start, steps.p, steps.q0, steps.q1, first, slope, receiving, steps.kind, out)
    return out


def forcing(steps: Plan, emissions: Emissions | None, *, apart: bool = False) -> tuple[Array, Array, Array]:
    """Return inputs at the beginning of the steps, their growth, and the sum put in during each step.

    With ``apart`` each column of the emissions is a separate source, after the external inputs as source 0.
    """
    model = steps.model
    n, count = len(model.boxes) + len(model.sinks), len(steps.kind)
    columns = emissions.values.shape[1] if emissions is not None and apart else 0
    first = np.zeros((count, n, 1 + columns))
    first[:, :, 0] = model.external(with_sinks=True)
    last = first.copy()
    if emissions is not None and count:
        begun, ended = emissions.segments(steps.times)
        for column, box in enumerate(emissions.reservoirs):
            source = 1 + column if apart else 0
            first[:, model.index(box), source] += begun[:, column]
            last[:, model.index(box), source] += ended[:, column]
    lengths = np.diff(steps.times)[:, None, None]
    return first, (last - first) / lengths, (first + last) / 2 * lengths


def run(
    model: CycleModel,
    emissions: Emissions | None,
    start: float,
    end: float,
    *,
    years: Array | None = None,
    masses: Array | None = None,
    apart: bool = False,
) -> CycleResult:
    """Return the history of a model under emissions, exact in time.

    The run begins where the emissions begin, so that what was emitted before ``start`` is in it.

    Parameters
    ----------
    model : CycleModel
    emissions : Emissions or None
        None for the external inputs alone.
    start, end : float
        Calendar years requested; values are at the beginning of a year.
    years : ndarray, optional
        Years requested; every year from start to end if omitted.
    masses : ndarray, optional
        Masses at the start in Mg by reservoir; the model's own start if omitted.
    apart : bool
        Whether every column of the emissions is followed as a separate source (attribution).

    Returns
    -------
    CycleResult

    Raises
    ------
    InputProblems
        The years are out of order, the emissions do not cover them, or the initial masses belong to another year.
    MassBalanceError
        Inputs are not outputs plus change in stock to 1e-12; always a defect.

    Examples
    --------
    >>> from quicksilver.fate.cycle import load_model
    >>> result = run(load_model("amos2014"), None, 1900, 1910)
    >>> float(result.years[-1])
    1910.0
    """
    asked = np.arange(start, end + 0.5) if years is None else np.asarray(years, dtype=float)
    if len(asked) < 2 or (np.diff(asked) <= 0).any():
        raise InputProblems(
            [
                Problem(
                    f"the run from {start:g} to {end:g} has no length",
                    "years",
                    "a first year before the last",
                    remedy="swap the first and the last year",
                )
            ]
        )
    if emissions is not None:
        for box in emissions.reservoirs:
            model.index(box)
    setup = setting(model, emissions, float(asked[0]), float(asked[-1]), fixed_start=masses is not None)
    if not apart:
        return _solved(setup, setup.total, asked, masses, apart=False)
    if setup.model.prescribed is None:
        return _solved(setup, setup.emissions, asked, masses, apart=True)
    return _beside(setup, asked, masses)


def _beside(setup: Setting, asked: Array, masses: Array | None) -> CycleResult:
    """Return the sources of a run whose rivers are prescribed; what the prescribed series adds is a source itself.

    The other sources are followed with the flows of the model in all years. The system is linear, so the rest of the
    whole is exactly what the series adds beyond these flows.
    """
    whole = _solved(setup, setup.total, asked, masses, apart=False)
    fed = replace(setup, model=replace(setup.model, prescribed=None))
    parts = _solved(fed, setup.emissions, asked, masses, apart=True)
    # The sink of the prescribed series is the last one, and the parts have none.
    state = np.concatenate([parts.state, np.zeros((len(asked), 1, parts.state.shape[2]))], axis=1)
    rest = whole.state - state.sum(axis=2, keepdims=True)
    put_in = whole.put_in - parts.put_in.sum(axis=1, keepdims=True)
    assert setup.model.prescribed is not None
    return replace(
        whole,
        state=np.concatenate([state, rest], axis=2),
        put_in=np.concatenate([parts.put_in, put_in], axis=1),
        sources=(*parts.sources, setup.model.prescribed.name),
    )


def _solved(
    setup: Setting, emissions: Emissions | None, asked: Array, masses: Array | None, *, apart: bool
) -> CycleResult:
    """Return a run from its beginning, of which the years requested are kept."""
    model = setup.model
    early = setup.origin < asked[0] - _NEAR
    years = np.concatenate([[setup.origin], asked]) if early else asked
    steps = plan(model, years, emissions.years if emissions is not None else np.empty(0))
    first, slope, amounts = forcing(steps, emissions, apart=apart)
    begin = (
        model.start(setup.origin) if masses is None else np.concatenate([masses, np.zeros(len(model.sinks))])
    )
    state = np.zeros((len(begin), first.shape[2]))
    state[:, 0] = begin
    boxes = [item.reservoir for item in model.externals] + list(
        emissions.reservoirs if emissions is not None else ()
    )
    receiving = np.unique(np.array([model.index(box) for box in boxes], dtype=np.int64))
    history = _marched(steps, state, first, slope, receiving, amounts)
    put_in = np.concatenate([np.zeros((1, first.shape[2])), np.cumsum(amounts.sum(axis=1), axis=0)])
    names = ("natural", *(emissions.columns if emissions is not None else ())) if apart else ("all",)
    result = CycleResult(
        model,
        steps.times[steps.outputs],
        history[steps.outputs],
        put_in[steps.outputs],
        names,
        setup.notes,
        setup.origin,
        begin[: len(model.boxes)],
    )
    result.check_balance()
    return result.since_second() if early else result


def _marched(
    steps: Plan, state: Array, first: Array, slope: Array, receiving: NDArray[np.int64], amounts: Array
) -> Array:
    """Return the state after every step; from the end of a prescribed series on, its excess is a constant input.

    ``first`` and ``amounts`` are completed with that input.
    """
    model, fixed = steps.model, steps.model.prescribed
    place = len(steps.kind) if fixed is None else int(np.searchsorted(steps.times, fixed.until - _NEAR))
    if fixed is None or place >= len(steps.kind):
        return march(steps, state, first, slope, receiving)
    before = march(replace(steps, kind=steps.kind[:place]), state, first[:place], slope[:place], receiving)
    carried = model.replaced() @ before[-1][: len(model.boxes)]
    row = model.index(fixed.reservoir)
    first[place:, row] -= carried
    amounts[place:, row] -= carried * np.diff(steps.times)[place:, None]
    after = march(
        replace(steps, kind=steps.kind[place:]), before[-1], first[place:], slope[place:], receiving
    )
    return np.concatenate([before, after[1:]])
