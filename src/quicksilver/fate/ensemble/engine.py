"""An ensemble from its design to its yearly quantiles, in blocks of years that survive an interruption."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from quicksilver.errors import InputProblems, Problem
from quicksilver.fate.cycle.forcing import Emissions
from quicksilver.fate.cycle.model import CycleModel
from quicksilver.fate.ensemble.constraints import Observation, Way, weights
from quicksilver.fate.ensemble.design import Method, Parameter, draw, parameters
from quicksilver.fate.ensemble.members import Backend, Members, in_threads
from quicksilver.fate.ensemble.result import dataset

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["QUANTILES", "ensemble", "quantities"]

Array = NDArray[np.float64]
QUANTILES = (0.025, 0.25, 0.5, 0.75, 0.975)
# Years whose members are in memory at once, and years after which the state is put on disk: a run cut off loses no more.
_BLOCK = 4
_KEPT = 32
_NEAR = 1e-9


def quantities(model: CycleModel) -> tuple[str, ...]:
    """Return what an ensemble gives: the reservoirs, and deposition to each medium."""
    return (*model.boxes, *_depositions(model))


def _depositions(model: CycleModel) -> dict[str, list[int]]:
    """Return the flows of deposition to each medium."""
    media = {r.id: r.medium for r in model.reservoirs}
    found: dict[str, list[int]] = {}
    for index, flow in enumerate(model.flows):
        if flow in model.depositions:
            found.setdefault(f"deposition_{media.get(flow.target) or flow.target}", []).append(index)
    return found


def ensemble(
    model: CycleModel,
    emissions: Emissions | None,
    start: float,
    end: float,
    *,
    members: int = 1000,
    spread: float | None = 2.0,
    emission_range: tuple[float, float] = (1.0, 1.0),
    method: Method = "sobol",
    seed: int = 1,
    observed: Sequence[Observation] = (),
    way: Way = "weights",
    wanted: Sequence[float] = QUANTILES,
    backend: Backend = "numba",
    resume: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> xr.Dataset:
    """Return yearly quantiles of every reservoir and of deposition, before and after the observations.

    Parameters
    ----------
    model : CycleModel
    emissions : Emissions or None
    start, end : float
        Calendar years; values are at the beginning of a year.
    members : int
    spread, emission_range, method, seed
        See :func:`quicksilver.fate.ensemble.parameters` and :func:`quicksilver.fate.ensemble.draw`.
    observed : sequence of Observation
        What the members are weighed by; none leaves the prior alone.
    way : str
        ``weights`` or ``rejection``.
    wanted : sequence of float
        Quantiles between 0 and 1.
    backend : str
        ``numba`` on every machine; ``jax`` (extra ``quicksilver[jax]``) on a graphics processor where there is one. Both agree to 1e-9.
    resume : Path, optional
        File that keeps the last block done; a run that finds its own goes on from there.
    progress : callable, optional
        Called with the years done and the years in all.

    Returns
    -------
    xarray.Dataset
        ``mass`` (year, reservoir, quantile) in Mg and ``deposition`` (year, medium, quantile) in Mg per year; the same with
        ``_constrained`` where there are observations; ``parameter_range`` (parameter, state, quantile); attributes with the
        effective sample size and what the data cannot tell.

    Raises
    ------
    InputProblems
        The years are out of order, the emissions do not cover them, or no member agrees with the observations.
    MassBalanceError
        A member gains or loses mercury; always a defect.
    """
    _check(start, end, observed, wanted)
    given = parameters(model, emissions, spread=spread, emission_range=emission_range)
    factors = draw(given, members, method=method, seed=seed)
    years = np.arange(start, end + 0.5)
    mark = _mark(model, emissions, given, factors, years, observed, way, wanted)
    weighed = _weigh(model, emissions, given, factors, start, observed, way, backend) if observed else None
    done = _stream(model, emissions, given, factors, years, weighed, wanted, resume, mark, progress, backend)
    if resume is not None:
        resume.unlink(missing_ok=True)
    return dataset(model, quantities(model), years, wanted, done, given, factors, weighed, method=method, seed=seed, way=way)  # fmt: skip


def _check(start: float, end: float, observed: Sequence[Observation], wanted: Sequence[float]) -> None:
    problems = []
    if not end > start:
        problems.append(Problem(f"the run from {start:g} to {end:g} has no length", "years", "a first year before the last", remedy="exchange the years"))  # fmt: skip
    for item in observed:
        for year in (item.year, item.over):
            if year is not None and not start <= year <= end:
                problems.append(Problem(f"{item.quantity} is observed in {year:g}", "observations", f"a year from {start:g} to {end:g}", remedy="change --from or --to"))  # fmt: skip
    problems += [Problem(f"quantile {q}", "quantiles", "a number between 0 and 1") for q in wanted if not 0 < q < 1]  # fmt: skip
    if problems:
        raise InputProblems(problems)


def _mark(*parts: object) -> str:
    """Return a fingerprint of everything that decides the answer, so that only one's own block is gone on from."""
    text = hashlib.sha256()
    for part in parts:
        text.update(part.tobytes() if isinstance(part, np.ndarray) else repr(part).encode())
    return text.hexdigest()


def _blocks(members: Members, years: Array) -> Iterator[Array]:
    """Return runs of equal steps within one regime, at most a block of years each, that hold every year, knot and switch."""
    knots = members.emissions.years if members.emissions is not None else np.empty(0)
    inner = [y for y in (*knots, *members.model.switches()) if years[0] + _NEAR < y < years[-1] - _NEAR]
    times = np.unique(np.round(np.concatenate([years, inner]), 9))
    switches = np.array(members.model.switches())
    kinds = [
        *zip(
            np.round(np.diff(times), 8),
            np.searchsorted(switches, times[:-1] + _NEAR, side="right"),
            strict=True,
        )
    ]
    begin = 0
    for index in range(1, len(kinds) + 1):
        if index == len(kinds) or kinds[index] != kinds[begin] or index - begin == _BLOCK:
            yield times[begin : index + 1]
            begin = index


def _series(members: Members, masses: Array, deposited: dict[str, list[int]], year: float) -> Iterator[Array]:
    """Return each quantity of one moment by member."""
    model = members.model
    yield from masses[: len(model.boxes)]
    for indices in deposited.values():
        total = np.zeros(masses.shape[1])
        for index in indices:
            if (flow := model.flows[index]).runs(year + _NEAR):
                total += members.rates[:, index] * masses[model.boxes.index(flow.origin)]
        yield total


def _weigh(model: CycleModel, emissions: Emissions | None, given: Sequence[Parameter], factors: Array, start: float,
           observed: Sequence[Observation], way: Way, backend: Backend) -> Array:  # fmt: skip
    """Return the weight of every member, from a run to the last year observed."""
    asked = sorted({start, *(o.year for o in observed), *(o.over for o in observed if o.over is not None)})
    members = Members.begin(model, emissions, given, factors, start, backend)
    deposited, names = _depositions(model), quantities(model)
    kept = {start: [s.copy() for s in _series(members, members.state.T, deposited, start)]}
    if len(asked) > 1:
        whole = np.unique(np.concatenate([np.arange(start, asked[-1] + _NEAR), asked]))
        for times in _blocks(members, whole):
            out = np.empty((len(times) - 1, members.state.shape[1], len(factors)))
            members.march(times, out)
            for step, year in enumerate(times[1:]):
                for wanted in asked:
                    if abs(wanted - year) < 1e-6:
                        kept[wanted] = [s.copy() for s in _series(members, out[step], deposited, wanted)]
    simulated = []
    for item in observed:
        parts = [names.index(part) for part in item.quantity.split("+")]
        value = np.sum([kept[item.year][p] for p in parts], axis=0)
        simulated.append(
            value if item.over is None else value / np.sum([kept[item.over][p] for p in parts], axis=0)
        )
    return weights(observed, np.array(simulated), way)


def _stream(model: CycleModel, emissions: Emissions | None, given: Sequence[Parameter], factors: Array, years: Array, weighed: Array | None,
            wanted: Sequence[float], resume: Path | None, mark: str, progress: Callable[[int, int], None] | None, backend: Backend) -> Array:  # fmt: skip
    """Return the quantiles, shape (years, quantities, states, quantiles)."""
    members = Members.begin(model, emissions, given, factors, float(years[0]), backend)
    deposited, states = (
        _depositions(model),
        [np.ones(len(factors)), *([weighed] if weighed is not None else [])],
    )
    found = np.full((len(years), len(quantities(model)), len(states), len(wanted)), np.nan)
    first = _restore(resume, mark, members, found)
    if first is None:
        _quantiles([(found[0, i], s) for i, s in enumerate(_series(members, members.state.T, deposited, years[0]))], states, wanted)  # fmt: skip
    room = np.empty((_BLOCK, members.state.shape[1], len(factors)))
    saved = float(years[0]) if first is None else first
    for times in _blocks(members, years):
        if first is not None and times[-1] <= first + _NEAR:
            continue
        out = room[: len(times) - 1]
        members.march(times, out)
        at = [(step, int(np.searchsorted(years, y - 1e-6))) for step, y in enumerate(times[1:])]
        for step, place in at:
            if abs(years[place] - times[step + 1]) < 1e-6:
                series = _series(members, out[step], deposited, years[place])
                _quantiles([(found[place, i], s) for i, s in enumerate(series)], states, wanted)
        if times[-1] - saved >= _KEPT:
            members.check_balance()
            _keep(resume, mark, members, found, saved := float(times[-1]))
        if progress is not None:
            progress(int(times[-1] - years[0]), len(years) - 1)
    members.check_balance()
    return found


def _quantiles(work: list[tuple[Array, Array]], states: list[Array], wanted: Sequence[float]) -> None:
    from quicksilver.fate.ensemble import kernels

    probabilities = np.array(wanted, dtype=float)

    def one(begin: int, end: int) -> None:
        for target, values in work[begin:end]:
            for place, weight in enumerate(states):
                kernels.select(np.ascontiguousarray(values), weight, probabilities, target[place])

    in_threads([(i, i + 1) for i in range(len(work))], one)


def _keep(resume: Path | None, mark: str, members: Members, found: Array, year: float) -> None:
    """Write the block done, whole or not at all."""
    if resume is None:
        return
    fresh = resume.with_name(resume.name + ".new")
    with fresh.open("wb") as file:
        np.savez(
            file, mark=np.array(mark), state=members.state, put_in=members.put_in, found=found, year=year
        )
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(resume)


def _restore(resume: Path | None, mark: str, members: Members, found: Array) -> float | None:
    """Return the year up to which an earlier run came, and take over its state; None where there is nothing of one's own."""
    if resume is None or not resume.exists():
        return None
    try:
        with np.load(resume, allow_pickle=False) as kept:
            if str(kept["mark"]) != mark:
                return None
            members.state, members.put_in = kept["state"], kept["put_in"]
            found[:] = kept["found"]
            return float(kept["year"])
    except (OSError, ValueError, KeyError):
        return None
