"""All members side by side: their rates and inputs, and their march through a block of years."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from os import cpu_count
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from quicksilver.errors import MassBalanceError
from quicksilver.fate.cycle.forcing import Emissions
from quicksilver.fate.cycle.model import CycleModel
from quicksilver.fate.ensemble.design import Parameter

__all__ = ["Backend", "Members", "in_threads"]

Array = NDArray[np.float64]
Backend = Literal["numba", "jax"]


def in_threads(work: Sequence[tuple[int, int]], call: object) -> None:
    """Call a function of a first and a last index for every part, on all cores."""
    with ThreadPoolExecutor(cpu_count() or 1) as pool:
        list(pool.map(lambda part: call(*part), work))  # type: ignore[operator]


def _parts(count: int, size: int = 2048) -> list[tuple[int, int]]:
    return [(begin, min(begin + size, count)) for begin in range(0, count, size)]


@dataclass
class Members:
    """The state of every member, and what moves it.

    Attributes
    ----------
    state : ndarray, shape (members, boxes + 1)
        Mg; the last column is all that has left the system.
    rates : ndarray, shape (members, flows)
        1 per year.
    natural : ndarray, shape (members, receiving)
        Mg per year.
    scale : ndarray, shape (members, columns)
        Factor on each emission column.
    """

    model: CycleModel
    emissions: Emissions | None
    rates: Array
    natural: Array
    scale: Array
    boxes: NDArray[np.int64]
    column_box: NDArray[np.int64]
    state: Array
    put_in: Array
    backend: Backend = "numba"
    _made: tuple[float, int] | None = field(default=None, repr=False)
    _p: Array = field(default_factory=lambda: np.empty((0, 0, 0)), repr=False)
    _q0: Array = field(default_factory=lambda: np.empty((0, 0, 0)), repr=False)
    _q1: Array = field(default_factory=lambda: np.empty((0, 0, 0)), repr=False)
    _held: Any = field(default=None, repr=False)

    @classmethod
    def begin(
        cls,
        model: CycleModel,
        emissions: Emissions | None,
        given: Sequence[Parameter],
        factors: Array,
        year: float,
        backend: Backend = "numba",
    ) -> Members:
        """Return the members at the beginning of a run, each in the steady state of its rates where the model starts so."""
        count = len(factors)
        central = {
            "flow": [f.rate for f in model.flows],
            "input": [e.value for e in model.externals],
            "emission": [1.0] * (len(emissions.columns) if emissions else 0),
        }
        drawn = {kind: np.tile(np.array(values, dtype=float), (count, 1)) for kind, values in central.items()}
        for column, parameter in enumerate(given):
            drawn[parameter.kind][:, parameter.index] *= factors[:, column]
        receiving = [model.index(e.reservoir) for e in model.externals]
        receiving += [model.index(box) for box in (emissions.reservoirs if emissions else ())]
        if model.prescribed is not None:
            # A prescribed series is the last column, the same for every member; after it comes a constant of each member.
            drawn["emission"][:, -1] = 1.0
        boxes = np.unique(np.array(receiving or [0], dtype=np.int64))
        natural = np.zeros((count, len(boxes)))
        for column, item in enumerate(model.externals):
            natural[:, np.searchsorted(boxes, model.index(item.reservoir))] += drawn["input"][:, column]
        column_box = np.searchsorted(boxes, receiving[len(model.externals) :]).astype(np.int64)
        made = cls(
            model,
            emissions,
            drawn["flow"],
            natural,
            drawn["emission"],
            boxes,
            column_box,
            np.empty((0, 0)),
            np.empty(0),
            backend,
        )
        made.state = made._start(year)
        made.put_in = made.state.sum(axis=1)
        return made

    def _ends(self, year: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return where each flow begins and ends in a year; every way out is the one row behind the boxes."""
        names = {name: place for place, name in enumerate(self.model.boxes)}
        last = len(names)
        return (
            np.array([names[f.origin] for f in self.model.flows]),
            np.array([names.get(self.model.target(f, year + 1e-9), last) for f in self.model.flows]),
        )

    def release(self, year: float) -> None:
        """Turn the excess of a prescribed series that ends in a year into a constant input of each member."""
        fixed = self.model.prescribed
        if fixed is None or abs(year - fixed.until) > 1e-9:
            return
        row = int(np.searchsorted(self.boxes, self.model.index(fixed.reservoir)))
        for place, flow in enumerate(self.model.flows):
            if flow.id in fixed.replaces:
                self.natural[:, row] -= self.rates[:, place] * self.state[:, self.model.index(flow.origin)]

    def _start(self, year: float) -> Array:
        count, boxes = len(self.rates), len(self.model.boxes)
        state = np.zeros((count, boxes + 1))
        if not self.model.starts_steady:
            state[:, :boxes] = [r.initial or 0.0 for r in self.model.reservoirs]
            return state
        before = float(np.nextafter(year, -np.inf))
        self.model.steady_state(year=before)  # states in words which reservoir has no way out
        origin, target = self._ends(before)
        for begin, end in _parts(count):
            matrix = np.zeros((end - begin, boxes + 1, boxes + 1))
            for f, flow in enumerate(self.model.flows):
                if flow.runs(before):
                    matrix[:, target[f], origin[f]] += self.rates[begin:end, f]
                    matrix[:, origin[f], origin[f]] -= self.rates[begin:end, f]
            inputs = np.zeros((end - begin, boxes, 1))
            inputs[:, self.boxes, 0] = self.natural[begin:end]
            state[begin:end, :boxes] = np.linalg.solve(-matrix[:, :boxes, :boxes], inputs)[:, :, 0]
        return state

    def _key(self, step: float, year: float) -> tuple[float, int]:
        """Return what decides the propagators: the length of the step and the regime."""
        return round(step, 10), int(np.searchsorted(self.model.switches(), year + 1e-9, side="right"))

    def _running(self, year: float) -> NDArray[np.bool_]:
        return np.array([flow.runs(year + 1e-9) for flow in self.model.flows])

    def propagate(self, step: float, year: float) -> None:
        """Make the propagators of a step beginning in a year, unless they are those at hand."""
        key = self._key(step, year)
        if key == self._made:
            return
        from quicksilver.fate.ensemble import kernels

        count, n = self.state.shape
        if not len(self._p):
            self._p = np.empty((count, n, n))
            self._q0, self._q1 = (np.empty((count, len(self.boxes), n)) for _ in range(2))
        origin, target = self._ends(year)
        running = self._running(year)
        in_threads(
            _parts(count),
            lambda a, b: kernels.build(
                self.rates[a:b],
                origin,
                target,
                running,
                key[0],
                self.boxes,
                self._p[a:b],
                self._q0[a:b],
                self._q1[a:b],
            ),
        )
        self._made = key

    def march(self, times: Array, out: Array) -> None:
        """Carry every member over equal steps.

        Parameters
        ----------
        times : ndarray, shape (steps + 1,)
            Ends of the steps, all of one length and within one regime.
        out : ndarray, shape (steps, boxes + 1, members)
            Receives the masses in Mg after each step.
        """
        step = float(times[1] - times[0])
        self.release(float(times[0]))
        if self.emissions is not None:
            first, last = self.emissions.segments(times)
        else:
            first = last = np.zeros((len(times) - 1, 0))
        slope = (last - first) / step
        (self._march_jax if self.backend == "jax" else self._march_numba)(
            step, float(times[0]), first, slope, out
        )
        self.put_in += self.natural.sum(axis=1) * (times[-1] - times[0])
        self.put_in += self.scale @ ((first + last) / 2 * step).sum(axis=0)

    def _march_numba(self, step: float, year: float, first: Array, slope: Array, out: Array) -> None:
        from quicksilver.fate.ensemble import kernels

        self.propagate(step, year)
        in_threads(
            _parts(len(self.state)),
            lambda a, b: kernels.march(
                self.state[a:b],
                self._p[a:b],
                self._q0[a:b],
                self._q1[a:b],
                self.natural[a:b],
                self.scale[a:b],
                self.column_box,
                first,
                slope,
                out[:, :, a:b],
            ),
        )

    def _march_jax(self, step: float, year: float, first: Array, slope: Array, out: Array) -> None:
        from quicksilver.fate.ensemble import accelerator

        key = self._key(step, year)
        if key != self._made:
            origin, target = self._ends(year)
            self._held = accelerator.build(
                self.rates, origin, target, self._running(year), key[0], self.boxes, self.state.shape[1]
            )
            self._made = key
        self.state = accelerator.march(
            self.state, self._held, self.natural, self.scale, self.column_box, first, slope, out
        )

    def check_balance(self, tolerance: float = 1e-12) -> float:
        """Return the largest imbalance among the members, relative to all that was put in.

        Raises
        ------
        MassBalanceError
            Start plus inputs are not stock plus outflow; always a defect.
        """
        gap = float(np.max(np.abs(self.state.sum(axis=1) - self.put_in) / np.maximum(self.put_in, 1e-300)))
        if not gap <= tolerance:
            raise MassBalanceError(f"the ensemble loses or gains mercury: {gap:.3g} of all that was put in")
        return gap
