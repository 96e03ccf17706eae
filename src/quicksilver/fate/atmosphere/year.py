"""A year of the air, forward for emissions and backward for receptors, and the year that repeats itself.

Tags (emissions that are kept apart) and receptors are independent of each other. Each thread runs a block of them through whole
years, and nobody waits for anybody; how they are divided into blocks changes no byte of the result.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from quicksilver.errors import InputProblems
from quicksilver.fate.atmosphere.climate import DAYS, Climate
from quicksilver.fate.atmosphere.column import PAIR_KINDS, PARTICLE_KINDS, generators
from quicksilver.fate.atmosphere.parameters import Parameters
from quicksilver.language.problems import problem

__all__ = ["SECONDS", "Air", "Backward", "Forward", "backward", "forward"]

Array = np.ndarray[Any, np.dtype[Any]]
Generators = Callable[[Climate, Parameters, int], tuple[Array, Array]]

#: Seconds of the model's year.
SECONDS: Final = 365.0 * 86400.0
#: Steps of a day that are tried first; more where the air of a cell would not last for a step.
_STEPS: Final = 8
_LEAST_AIR: Final = 0.05
#: Years after which the slowest mode is taken out, and at which the search for a repeating year is given up.
_SPIN: Final = 3
_MOST_YEARS: Final = 24
#: Tags of a block: enough that the operator of a column is read once for several.
_BLOCK: Final = 8
_LATITUDES: Final = (0, 15, 30, 45, 60, 75, 90)


@dataclass(frozen=True, eq=False)
class _Month:
    """What moves mercury in one month: factors of the sweeps in both orders and operators of the columns."""

    steps: int
    first: tuple[Any, ...]
    second: tuple[Any, ...]
    plain: tuple[Array, Array]
    folded: tuple[Array, Array]
    shares: Array
    whole: Array
    least: float
    closure: float


@dataclass(eq=False)
class Air:
    """A climate with parameters, ready to be run; months are prepared when they are needed and kept.

    Attributes
    ----------
    climate : Climate
    numbers : Parameters
    transposed : bool
        Whether it is to be run backward.
    make : callable
        Gives the generators of a month; another one for tracers.

    Examples
    --------
    >>> from quicksilver.fate.atmosphere.climate import load
    >>> from quicksilver.fate.atmosphere.parameters import parameters
    >>> Air(load(), parameters()).step
    10800.0
    """

    climate: Climate
    numbers: Parameters
    transposed: bool = False
    make: Generators = generators
    _months: dict[int, _Month] = field(default_factory=dict, repr=False)
    _locks: dict[int, threading.Lock] = field(default_factory=dict, repr=False)
    _steps: int = 0

    def __post_init__(self) -> None:
        self._locks = {month: threading.Lock() for month in range(12)}
        steps = _STEPS
        while min(self._mass_left(month, 86400.0 / steps) for month in range(12)) < _LEAST_AIR:
            steps *= 2
        self._steps = steps

    @property
    def step(self) -> float:
        """Seconds of a step."""
        return 86400.0 / self._steps

    def gross(self, month: int) -> tuple[Array, Array, Array, Array]:
        """Return the gross fluxes of air of a month in kg/s: eastward, westward, northward, southward.

        Each is (rows, columns, layers), through the east faces; (rows + 1, columns, layers), through the south faces.
        """
        climate, numbers = self.climate, self.numbers
        cells = climate.cells
        made: list[Array] = []
        for name, latitudes in (("east", cells.latitude), ("north", cells.latitude_edges)):
            table = [numbers[f"{name}_{latitude:02d}"] for latitude in _LATITUDES]
            part = numbers["exchange"] * np.interp(np.abs(latitudes), _LATITUDES, table)[None, :, None]
            net = getattr(climate, f"flux_{name}")[month]
            both = part * getattr(climate, f"excess_{name}")[month] / 2.0
            made += [_last(np.maximum(net, 0.0) + both), _last(np.maximum(-net, 0.0) + both)]
        return made[0], made[1], made[2], made[3]

    def _mass_left(self, month: int, step: float) -> float:
        """Return the smallest part of its air that a cell keeps in any sweep of a month."""
        climate = self.climate
        air = climate.air
        east = climate.flux_east[month]
        east = -(east - np.roll(east, 1, 2)) * step
        north = -np.diff(climate.flux_north[month], axis=1) * step
        down = -np.diff(climate.flux_down(month), axis=0) * step
        partial = (air + east, air + east + north, air + down, air + down + north)
        return float(min((mass / air).min() for mass in partial))

    def prepare(self, threads: int | None = None) -> None:
        """Prepare all months, on several cores."""
        _spread(self.month, range(12), threads)

    def month(self, number: int) -> _Month:
        """Return the operators of a month, 0 for January."""
        with self._locks[number]:
            if number not in self._months:
                self._months[number] = self._prepared(number)
        return self._months[number]

    def _prepared(self, number: int) -> _Month:
        from quicksilver.fate.atmosphere import sweeps

        climate, step, turned = self.climate, self.step, self.transposed
        east, west, north, south = self.gross(number)
        air, down = _last(climate.air), _last(climate.flux_down(number))
        across = sweeps.factor_east(air, east, west, step, turned)
        along = sweeps.factor_north(across[0], north, south, step, turned)
        sunk = air - step * np.diff(down, axis=2)
        along_again = sweeps.factor_north(sunk, north, south, step, turned)
        across_again = sweeps.factor_east(along_again[0], east, west, step, turned)
        operators: list[tuple[Array, Array]] = []
        shares = np.zeros_like(air)
        for generator in self.make(climate, self.numbers, number):
            rows, columns, targets, states = generator.shape
            plain, folded = (np.zeros((rows, columns, states, targets)) for _ in range(2))
            fill = sweeps.exponentials(states, targets - states)
            fill(generator, along[0], air, down, step, plain, folded, shares)
            if turned:
                plain, folded = (np.ascontiguousarray(np.swapaxes(part, 2, 3)) for part in (plain, folded))
            operators.append((plain, folded))
        whole = np.zeros_like(air)
        whole[..., -1] = 1.0
        masses = (across[0], along[0], sunk, along_again[0])
        return _Month(
            DAYS[number] * self._steps,
            (across[1:], along[1:]),
            (along_again[1:], across_again[1:]),
            (operators[0][0], operators[1][0]),
            (operators[0][1], operators[1][1]),
            shares,
            whole,
            float(min((mass / air).min() for mass in masses)),
            float(np.abs(across_again[0] / air - 1.0).max()),
        )


def _last(values: Array) -> Array:
    """Return a field (layers, rows, columns) with its layers last."""
    return np.ascontiguousarray(np.moveaxis(values, 0, -1))


@dataclass(frozen=True, eq=False)
class Forward:
    """Where emissions are and where they were deposited in a year.

    Attributes
    ----------
    collected : ndarray, shape (tags, kinds, rows, columns)
        Deposited in kg per year, by kind (``PAIR_KINDS`` or ``PARTICLE_KINDS``).
    mean : ndarray, shape (tags, species, layers, rows, columns)
        Mean mass in kg; of no tags where it was not asked for.
    emitted, begin, end : ndarray, shape (tags,)
        Emitted in the year, and in the air at its beginning and end, kg.
    state : ndarray, shape (rows, columns, tags, states)
        Mass in kg at the end.
    reached : ndarray, shape (tags,)
        Change of the state over the year, summed without sign, over the emission.
    years : ndarray, shape (tags,)
        Years that were run.
    """

    collected: Array
    mean: Array
    emitted: Array
    begin: Array
    end: Array
    state: Array
    reached: Array
    years: Array

    @property
    def imbalance(self) -> Array:
        """What was made or lost over the emission: 0 but for rounding."""
        gone = self.collected.sum(axis=(1, 2, 3))
        return np.asarray(
            (self.end - self.begin - self.emitted + gone) / np.where(self.emitted > 0, self.emitted, 1)
        )


@dataclass(frozen=True, eq=False)
class Backward:
    """From where mercury reaches receptors.

    Attributes
    ----------
    share : ndarray, shape (12, receptors, species, rows, columns)
        Of an emission in the lowest layer of a cell in a month, the part that counts at the receptor.
    reached : ndarray, shape (receptors,)
        Change of the state over the year over the state.
    years : ndarray, shape (receptors,)
    """

    share: Array
    reached: Array
    years: Array

    @property
    def annual(self) -> Array:
        """Share of a steady emission, shape (receptors, species, rows, columns)."""
        return np.asarray(np.tensordot(np.asarray(DAYS) / 365.0, self.share, axes=1))


def forward(
    air: Air,
    source: Array,
    *,
    tolerance: float | None = 1e-5,
    years: int = 1,
    state: Array | None = None,
    mean: bool = False,
    threads: int | None = None,
    block: int = _BLOCK,
    progress: Callable[[int], None] | None = None,
) -> Forward:
    """Return where tags are deposited in the year that repeats itself, or after some years of plain integration.

    Parameters
    ----------
    air : Air
        Not transposed.
    source : ndarray, shape (12 or 1, rows, columns, tags, species)
        Emission into the lowest layer in kg/s by month, or the same all year; two species (Hg0, Hg(II)) or one (HgP).
    tolerance : float or None
        Until the change of a tag's state over a year, over its emission, is not more; None for plain integration.
    years : int
        Of plain integration.
    state : ndarray, optional
        To begin with, shape (rows, columns, tags, states) in kg; nothing in the air without it.
    mean : bool
        Whether mean masses are kept.
    threads : int, optional
        All cores if not given.
    block : int
        Tags that a thread runs together.
    progress : callable, optional
        Called with 1 after every year of a block.

    Raises
    ------
    InputProblems
        The tolerance was not reached; the figure that was reached is stated.
    """
    tags = source.shape[3]
    parts = [slice(at, min(at + block, tags)) for at in range(0, tags, block)]

    def run(part: slice) -> Forward:
        begin = None if state is None else np.ascontiguousarray(state[:, :, part])
        wanted = np.ascontiguousarray(source[:, :, :, part])
        return _Block(air, wanted, begin, mean, progress).run(tolerance, years)

    air.prepare(threads)
    done = _spread(run, parts, threads)
    whole: dict[str, Array] = {}
    for name in Forward.__dataclass_fields__:
        whole[name] = np.concatenate([getattr(part, name) for part in done], axis=2 if name == "state" else 0)
    result = Forward(**whole)
    _check(result.reached, tolerance)
    return result


def backward(
    air: Air,
    weight: Array,
    *,
    tolerance: float = 1e-5,
    threads: int | None = None,
    block: int = _BLOCK,
    progress: Callable[[int], None] | None = None,
) -> Backward:
    """Return from where mercury reaches receptors, of the year that repeats itself.

    Parameters
    ----------
    air : Air
        Transposed.
    weight : ndarray, shape (12 or 1, rows, columns, receptors, kinds)
        Which part of what is deposited in a cell counts, by kind: four of gases, two of particles.
    tolerance, threads, block, progress
        As of :func:`forward`.

    Raises
    ------
    InputProblems
        The tolerance was not reached.
    """
    parts = [slice(at, min(at + block, weight.shape[3])) for at in range(0, weight.shape[3], block)]

    def run(part: slice) -> Backward:
        return _BlockBack(air, np.ascontiguousarray(weight[:, :, :, part]), progress).run(tolerance)

    air.prepare(threads)
    done = _spread(run, parts, threads)
    result = Backward(
        np.concatenate([part.share for part in done], axis=1),
        np.concatenate([part.reached for part in done]),
        np.concatenate([part.years for part in done]),
    )
    _check(result.reached, tolerance)
    return result


def _spread(run: Callable[[Any], Any], parts: Sequence[Any], threads: int | None) -> list[Any]:
    count = threads or os.cpu_count() or 1
    if count == 1 or len(parts) == 1:
        return [run(part) for part in parts]
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, parts))


def _check(reached: Array, tolerance: float | None) -> None:
    if tolerance is not None and len(reached) and float(reached.max()) > tolerance:
        figure = f"{float(reached.max()):.2g}"
        wrong = problem(
            "atmosphere.tolerance", "tolerance", reached=figure, tolerance=f"{tolerance:g}", years=_MOST_YEARS
        )
        raise InputProblems([wrong])


def _ahead(before: Array, last: Array, now: Array) -> Array:
    """Return the state that three years in a row lead to: each tag's slowest mode is summed to its end.

    The states at the ends of the years have the tags as their third index; the ratio of a tag is that of its sums.
    """
    gains = [(late - early).sum(axis=(0, 1, 3)) for late, early in ((last, before), (now, last))]
    ratio = np.clip(gains[1] / np.where(gains[0] != 0.0, gains[0], 1.0), 0.0, 0.6)
    further = now + (now - last) * (ratio / (1.0 - ratio))[:, None]
    # A state is never negative; where a later mode would make it so, the tag goes on as it is.
    sound = (further >= 0.0).all(axis=(0, 1, 3))
    return np.asarray(np.where(sound[:, None], further, now))


class _Block:
    """Tags that are run together, forward."""

    def __init__(
        self, air: Air, source: Array, state: Array | None, mean: bool, progress: Callable[[int], None] | None
    ) -> None:
        rows, columns, tags, species = source.shape[1:]
        self.air, self.source, self.progress = air, source, progress
        # The first operators of a month are those of gases, the second those of particles.
        self.which = 0 if species == 2 else 1
        self.states = species * air.climate.cells.layers
        kinds = len(PAIR_KINDS if species == 2 else PARTICLE_KINDS)
        self.state = np.zeros((rows, columns, tags, self.states)) if state is None else state.copy()
        self.collected = np.zeros((rows, columns, tags, kinds))
        self.mean = np.zeros_like(self.state) if mean else None
        seconds = np.asarray(DAYS) * 86400.0
        by_month = source.sum(axis=(1, 2, 4))
        self.emitted = (
            (by_month * seconds[:, None]).sum(axis=0) if len(source) == 12 else by_month[0] * SECONDS
        )

    def _year(self) -> None:
        from quicksilver.fate.atmosphere import sweeps

        rows, columns, tags, states = self.state.shape
        layers = self.air.climate.cells.layers
        fields = self.state.reshape(rows, columns, tags * states // layers, layers)
        step, which = self.air.step, self.which
        act = sweeps.column_step(states, self.collected.shape[3])
        self.collected[:] = 0.0
        if self.mean is not None:
            self.mean[:] = 0.0
        for number in range(12):
            month = self.air.month(number)
            source = self.source[number if len(self.source) == 12 else 0]
            half = 0.5 * step * source
            layer = np.arange(source.shape[3]) * layers + layers - 1
            self.state[..., layer] += half
            for at in range(0, month.steps, 2):
                sweeps.sweep_east(fields, *month.first[0])
                sweeps.sweep_north(fields, *month.first[1])
                arguments = self.collected, source, month.shares, step
                act(self.state, month.folded[which], *arguments)
                sweeps.sweep_north(fields, *month.second[0])
                sweeps.sweep_east(fields, *month.second[1])
                last = at + 2 == month.steps
                arguments = self.collected, source, month.whole, 0.5 * step if last else step
                act(self.state, month.plain[which], *arguments)
                if self.mean is not None and at % 4 == 0:
                    self.mean += self.state * (4.0 * step / SECONDS)
        if self.progress is not None:
            self.progress(1)

    def run(self, tolerance: float | None, years: int) -> Forward:
        tags = self.state.shape[2]
        done = np.zeros(tags, dtype=bool)
        kept: dict[str, Array] = {}
        ends = [self.state.copy()]
        for year in range(1, (_MOST_YEARS if tolerance is not None else years) + 1):
            begin = ends[-1]
            self._year()
            change = np.abs(self.state - begin).sum(axis=(0, 1, 3))
            reached = change / np.where(self.emitted > 0, self.emitted, 1.0)
            last = year == (_MOST_YEARS if tolerance is not None else years)
            new = ~done & ((reached <= tolerance) if tolerance is not None else last)
            if last:
                new = ~done
            self._keep(kept, new, begin, reached, year)
            done |= new
            if done.all():
                break
            ends = [*ends[-2:], self.state.copy()]
            if tolerance is not None and year % _SPIN == 0:
                self.state[:] = _ahead(*ends)
                ends = [self.state.copy()]
        return Forward(**kept)

    def _keep(self, kept: dict[str, Array], new: Array, begin: Array, reached: Array, year: int) -> None:
        """Keep the results of tags in the first year in which they repeat themselves."""
        rows, columns, tags, states = self.state.shape
        layers = self.air.climate.cells.layers
        shape = (states // layers, layers, rows, columns)
        results = {
            "collected": np.moveaxis(self.collected, (2, 3), (0, 1)),
            "emitted": self.emitted,
            "begin": begin.sum(axis=(0, 1, 3)),
            "end": self.state.sum(axis=(0, 1, 3)),
            "reached": reached,
            "years": np.full(tags, year),
        }
        if not kept:
            kept.update({name: np.zeros_like(values) for name, values in results.items()})
            kept["state"] = np.zeros_like(self.state)
            kept["mean"] = np.zeros((tags if self.mean is not None else 0, *shape))
        for name, values in results.items():
            kept[name][new] = values[new]
        kept["state"][:, :, new] = self.state[:, :, new]
        if self.mean is not None:
            mean = np.moveaxis(self.mean[:, :, new], (2, 3), (0, 1))
            kept["mean"][new] = mean.reshape(len(mean), *shape)


class _BlockBack:
    """Receptors that are run together, backward."""

    def __init__(self, air: Air, weight: Array, progress: Callable[[int], None] | None) -> None:
        rows, columns, count, kinds = weight.shape[1:]
        self.air, self.weight, self.progress = air, weight, progress
        self.which = 0 if kinds == len(PAIR_KINDS) else 1
        self.species = 2 if self.which == 0 else 1
        self.state = np.zeros((rows, columns, count, self.species * air.climate.cells.layers))
        self.felt = np.zeros((12, rows, columns, count, self.species))

    def _year(self) -> None:
        from quicksilver.fate.atmosphere import sweeps

        rows, columns, count, states = self.state.shape
        layers = self.air.climate.cells.layers
        fields = self.state.reshape(rows, columns, count * states // layers, layers)
        step, which = self.air.step, self.which
        undo = sweeps.column_back(states, self.weight.shape[4])
        self.felt[:] = 0.0
        layer = np.arange(self.species) * layers + layers - 1
        for number in range(11, -1, -1):
            month = self.air.month(number)
            felt = self.felt[number]
            weight = self.weight[number if len(self.weight) == 12 else 0]
            for at in range(month.steps - 2, -2, -2):
                last = at + 2 == month.steps
                shares = month.whole, 0.5 * step if last else step
                undo(self.state, month.plain[which], weight, felt, *shares)
                sweeps.sweep_east(fields, *month.second[1])
                sweeps.sweep_north(fields, *month.second[0])
                undo(self.state, month.folded[which], weight, felt, month.shares, step)
                sweeps.sweep_north(fields, *month.first[1])
                sweeps.sweep_east(fields, *month.first[0])
            felt += 0.5 * step * self.state[..., layer]
        if self.progress is not None:
            self.progress(1)

    def run(self, tolerance: float) -> Backward:
        count = self.state.shape[2]
        done = np.zeros(count, dtype=bool)
        share = np.zeros((12, count, self.species, *self.state.shape[:2]))
        figures, years = np.zeros(count), np.zeros(count, dtype=int)
        air = _last(self.air.climate.air)[:, :, None, :]
        mass = np.concatenate([air] * self.species, axis=3)
        seconds = np.asarray(DAYS)[:, None, None, None, None] * 86400.0
        ends = [self.state.copy()]
        for year in range(1, _MOST_YEARS + 1):
            begin = ends[-1]
            self._year()
            change = (np.abs(self.state - begin) * mass).sum(axis=(0, 1, 3))
            whole = (self.state * mass).sum(axis=(0, 1, 3))
            reached = change / np.where(whole > 0, whole, 1.0)
            new = ~done & ((reached <= tolerance) | (year == _MOST_YEARS))
            share[:, new] = np.moveaxis(self.felt / seconds, (3, 4), (1, 2))[:, new]
            figures[new], years[new] = reached[new], year
            done |= new
            if done.all():
                break
            ends = [*ends[-2:], self.state.copy()]
            if year % _SPIN == 0:
                self.state[:] = _ahead(*ends)
                ends = [self.state.copy()]
        return Backward(share, figures, years)
