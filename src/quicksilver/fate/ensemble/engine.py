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
from quicksilver.fate.cycle.setting import Setting, setting
from quicksilver.fate.ensemble.constraints import LEAST, Observation, Way, effective_size, weights
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
# Members beyond which asking for more is no advice.
_MOST = 5_000_000


def quantities(model: CycleModel) -> tuple[str, ...]:
    """Return what an ensemble gives: the reservoirs, and deposition to each medium."""
    return (*model.boxes, *_depositions(model))


def _depositions(model: CycleModel) -> dict[str, list[int]]:
    """Return the flows of deposition to each medium."""
    media = {r.id: r.medium for r in model.reservoirs}
    flows_by_medium: dict[str, list[int]] = {}
    for index, flow in enumerate(model.flows):
        if flow in model.depositions:
            flows_by_medium.setdefault(f"deposition_{media.get(flow.target) or flow.target}", []).append(
                index
            )
    return flows_by_medium


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
        Observations by which the members are weighted; without any, only the prior is given.
    way : str
        ``weights`` or ``rejection``.
    wanted : sequence of float
        Quantiles between 0 and 1.
    backend : str
        ``numba`` on every machine; ``jax`` (extra ``quicksilver-mercury[jax]``) on a graphics processor where there is one. Both agree to 1e-9.
    resume : Path, optional
        File that keeps the last completed block; a run that finds a file of the same run continues from there.
    progress : callable, optional
        Called with the years done and the years in all.

    Returns
    -------
    xarray.Dataset
        ``mass`` (year, reservoir, quantile) in Mg and ``deposition`` (year, medium, quantile) in Mg per year; the same with
        ``_constrained`` where there are observations; ``parameter_range`` (parameter, state, quantile); attributes with the
        effective sample size and what the observations leave undetermined.

    Raises
    ------
    InputProblems
        The years are out of order, the emissions do not cover them, or no member agrees with the observations.
    MassBalanceError
        A member gains or loses mercury; always a defect.
    """
    _check(start, end, wanted)
    setup = setting(model, emissions, start, end)
    _check_observed(observed, setup.origin, end)
    given = parameters(model, emissions, spread=spread, emission_range=emission_range)
    if members < LEAST:
        raise _too_few(members, members)
    factors = draw(given, members, method=method, seed=seed)
    years = np.arange(start, end + 0.5)
    series = () if setup.total is None else (setup.total.years, setup.total.values, setup.total.interpolation)
    mark = _mark(setup.model, *series, setup.origin, given, factors, years, observed, way, wanted)
    weighed = _weigh(setup, given, factors, observed, way, backend) if observed else None
    if weighed is not None and (left := effective_size(weighed)) < LEAST:
        raise _too_few(members, left)
    done = _stream(setup, given, factors, years, weighed, wanted, resume, mark, progress, backend)
    if resume is not None:
        resume.unlink(missing_ok=True)
    return dataset(
        setup.model,
        quantities(model),
        years,
        wanted,
        done,
        given,
        factors,
        weighed,
        method=method,
        seed=seed,
        way=way,
        notes=setup.notes,
    )


def _too_few(members: int, left: float) -> InputProblems:
    """Return the refusal of ranges that too few members would carry, with the number that would probably do."""
    # More than in proportion, because the effective size of a few members is itself uncertain.
    margin = 4 / 3 if left > LEAST / 2 else 2
    needed = int(np.ceil(members * LEAST / left * margin / 1000) * 1000) if left > 1.5 else 0
    advice = (
        f"draw about {needed:,} members (--members {needed})"
        if 0 < needed <= _MOST
        else "drawing more members is not sufficient"
    )
    if left >= members:
        return InputProblems(
            [
                Problem(
                    f"{members} members carry no ranges",
                    "--members",
                    f"{LEAST} members or more",
                    f"{LEAST}",
                    f"write --members {LEAST} or more",
                )
            ]
        )
    return InputProblems(
        [
            Problem(
                f"the observations leave an effective sample of {left:.1f} of {members:,} members, too few for a range; "
                "no number is determined by it",
                "observations",
                f"an effective sample of {LEAST} or more",
                remedy=f"{advice}; or widen the ranges of the observations, leave some out, or choose a --spread that fits them",
            )
        ]
    )


def _check(start: float, end: float, wanted: Sequence[float]) -> None:
    problems = []
    if not end > start:
        problems.append(
            Problem(
                f"the run from {start:g} to {end:g} has no length",
                "years",
                "a first year before the last",
                remedy="swap the first and the last year",
            )
        )
    problems += [
        Problem(f"quantile {q}", "quantiles", "a number between 0 and 1") for q in wanted if not 0 < q < 1
    ]
    if problems:
        raise InputProblems(problems)


def _check_observed(observed: Sequence[Observation], origin: float, end: float) -> None:
    """Refuse observations of years outside the run."""
    problems = [
        Problem(
            f"{item.quantity} is observed in {year:g}",
            "observations",
            f"a year from {origin:g} to {end:g}",
            remedy="change --from or --to",
        )
        for item in observed
        for year in (item.year, item.over)
        if year is not None and not origin <= year <= end
    ]
    if problems:
        raise InputProblems(problems)


def _mark(*parts: object) -> str:
    """Return a fingerprint of everything that decides the answer, so that only a block of the same run is continued."""
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


def _weigh(
    setup: Setting,
    given: Sequence[Parameter],
    factors: Array,
    observed: Sequence[Observation],
    way: Way,
    backend: Backend,
) -> Array:
    """Return the weight of every member, from a run to the last year observed."""
    model, start = setup.model, setup.origin
    asked = sorted({start, *(o.year for o in observed), *(o.over for o in observed if o.over is not None)})
    members = Members.begin(model, setup.total, given, factors, start, backend)
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


def _stream(
    setup: Setting,
    given: Sequence[Parameter],
    factors: Array,
    years: Array,
    weighed: Array | None,
    wanted: Sequence[float],
    resume: Path | None,
    mark: str,
    progress: Callable[[int, int], None] | None,
    backend: Backend,
) -> Array:
    """Return the quantiles, shape (years, quantities, states, quantiles)."""
    model, origin = setup.model, setup.origin
    members = Members.begin(model, setup.total, given, factors, origin, backend)
    deposited, states = (
        _depositions(model),
        [np.ones(len(factors)), *([weighed] if weighed is not None else [])],
    )
    quantiles = np.full((len(years), len(quantities(model)), len(states), len(wanted)), np.nan)
    first = _restore(resume, mark, members, quantiles)
    early = origin < years[0] - _NEAR
    if first is None and not early:
        _quantiles(
            [
                (quantiles[0, i], s)
                for i, s in enumerate(_series(members, members.state.T, deposited, years[0]))
            ],
            states,
            wanted,
        )
    room = np.empty((_BLOCK, members.state.shape[1], len(factors)))
    saved = origin if first is None else first
    whole = np.concatenate([np.arange(origin, years[0] - 0.5), years]) if early else years
    for times in _blocks(members, whole):
        if first is not None and times[-1] <= first + _NEAR:
            continue
        out = room[: len(times) - 1]
        members.march(times, out)
        at = [(step, int(np.searchsorted(years, y - 1e-6))) for step, y in enumerate(times[1:])]
        for step, place in at:
            if place < len(years) and abs(years[place] - times[step + 1]) < 1e-6:
                series = _series(members, out[step], deposited, years[place])
                _quantiles([(quantiles[place, i], s) for i, s in enumerate(series)], states, wanted)
        if times[-1] - saved >= _KEPT:
            members.check_balance()
            _keep(resume, mark, members, quantiles, saved := float(times[-1]))
        if progress is not None:
            progress(int(times[-1] - origin), int(years[-1] - origin))
    members.check_balance()
    return quantiles


def _quantiles(work: list[tuple[Array, Array]], states: list[Array], wanted: Sequence[float]) -> None:
    from quicksilver.fate.ensemble import kernels

    probabilities = np.array(wanted, dtype=float)

    def select_range(begin: int, end: int) -> None:
        for target, values in work[begin:end]:
            for place, weight in enumerate(states):
                kernels.select(np.ascontiguousarray(values), weight, probabilities, target[place])

    in_threads([(i, i + 1) for i in range(len(work))], select_range)


def _keep(resume: Path | None, mark: str, members: Members, quantiles: Array, year: float) -> None:
    """Write the block done, whole or not at all."""
    if resume is None:
        return
    fresh = resume.with_name(resume.name + ".new")
    with fresh.open("wb") as file:
        np.savez(
            file,
            mark=np.array(mark),
            state=members.state,
            put_in=members.put_in,
            natural=members.natural,
            found=quantiles,
            year=year,
        )
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(resume)


def _restore(resume: Path | None, mark: str, members: Members, quantiles: Array) -> float | None:
    """Return the year up to which an earlier run came, and take over its state; None where there is nothing of one's own."""
    if resume is None or not resume.exists():
        return None
    try:
        with np.load(resume, allow_pickle=False) as kept:
            if str(kept["mark"]) != mark:
                return None
            members.state, members.put_in, members.natural = kept["state"], kept["put_in"], kept["natural"]
            quantiles[:] = kept["found"]
            year: float = kept["year"].item()
            return year
    except (OSError, ValueError, KeyError):
        return None
