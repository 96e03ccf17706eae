"""A compartment model as data: reservoirs, first-order flows between them, inputs from outside, switches in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from quicksilver.errors import InputProblems, Problem, closest

__all__ = ["OUT", "CycleModel", "External", "Flow", "Prescribed", "Reservoir"]

Array = NDArray[np.float64]

#: A flow to ``out:NAME`` leaves the system; NAME states where it goes (burial, margin ...).
OUT: Final = "out:"


@dataclass(frozen=True, slots=True)
class Reservoir:
    """A well-mixed compartment.

    Attributes
    ----------
    id, name : str
    initial : float or None
        Mass at the start in Mg; None where the start is the steady state of the natural inputs.
    medium : str
        ``air``, ``land``, ``ocean`` or ``waste``.
    source : str
        Where the mass is from.
    """

    id: str
    name: str
    initial: float | None = None
    medium: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A fixed fraction of a reservoir that moves each year.

    Attributes
    ----------
    id : str
    origin, target : str
        Reservoirs; the target may be ``out:NAME``.
    rate : float
        1 per year.
    low, high : float or None
        Range of the rate.
    kind : str
        ``deposition``, ``uptake``, ``evasion``, ``respiration``, ``burning``, ``transport``, ``rivers`` or ``burial``.
    since, until : float or None
        Calendar years between which the flow runs; None for always.
    basis, source : str
        How the rate was made (flux over reservoir) and where the numbers are from.
    """

    id: str
    origin: str
    target: str
    rate: float
    low: float | None = None
    high: float | None = None
    kind: str = ""
    since: float | None = None
    until: float | None = None
    basis: str = ""
    source: str = ""

    def runs(self, year: float) -> bool:
        """Return whether the flow runs just after the beginning of a year."""
        return (self.since is None or year >= self.since) and (self.until is None or year < self.until)


@dataclass(frozen=True, slots=True)
class External:
    """A constant input from outside, such as volcanoes, in Mg per year."""

    reservoir: str
    value: float
    low: float | None = None
    high: float | None = None
    source: str = ""


@dataclass(frozen=True)
class Prescribed:
    """An input that a publication prescribes for some years in place of the flows of the model.

    Between the first and the last year the reservoir receives the series, and what the flows ``replaces`` carry leaves
    the system instead. From the last year on these flows reach their targets again, and the difference between the
    series and the flows in that year continues as a constant input.

    Attributes
    ----------
    reservoir : str
        The reservoir that receives the input.
    years : tuple of float
        Calendar years, growing.
    values : tuple of float
        Mg per year, linear between the years.
    replaces : tuple of str
        Ids of the flows that the series replaces.
    sink : str
        Where mercury of the replaced flows goes, ``out:NAME``.
    histories : tuple of str
        Shipped histories of emissions that the series belongs to; without any, it applies to all emissions. In a model
        as loaded, a series with histories is not in force; a run with one of them puts it in force.
    name, source : str
    """

    reservoir: str
    years: tuple[float, ...]
    values: tuple[float, ...]
    replaces: tuple[str, ...]
    sink: str = "out:prescribed"
    histories: tuple[str, ...] = ()
    name: str = "prescribed"
    source: str = ""

    @property
    def since(self) -> float:
        """Return the first year of the series."""
        return self.years[0]

    @property
    def until(self) -> float:
        """Return the year in which the series ends."""
        return self.years[-1]

    @property
    def applies(self) -> bool:
        """Return whether the series is in force in its years."""
        return not self.histories

    def runs(self, year: float) -> bool:
        """Return whether the series is in force just after the beginning of a year."""
        return self.applies and self.since <= year < self.until


@dataclass(frozen=True)
class CycleModel:
    """A whole, checked compartment model.

    Attributes
    ----------
    id, title, citation, doi, note : str
    reservoirs : tuple of Reservoir
    flows : tuple of Flow
    externals : tuple of External
    starts_steady : bool
        Whether a run starts from the steady state of the external inputs; else from the initial masses.
    initial_year : float or None
        Calendar year to which the initial masses belong; None where the model file does not state it.
    prescribed : Prescribed or None
        An input that replaces flows of the model for some years.
    """

    id: str
    title: str
    citation: str
    reservoirs: tuple[Reservoir, ...]
    flows: tuple[Flow, ...]
    externals: tuple[External, ...] = ()
    starts_steady: bool = True
    doi: str = ""
    note: str = ""
    sources: Mapping[str, str] = field(default_factory=dict)
    initial_year: float | None = None
    prescribed: Prescribed | None = None

    @property
    def boxes(self) -> tuple[str, ...]:
        """Return the ids of the reservoirs, in order."""
        return tuple(reservoir.id for reservoir in self.reservoirs)

    @property
    def sinks(self) -> tuple[str, ...]:
        """Return where mercury leaves the system to, in order of first mention."""
        names = [flow.target for flow in self.flows if flow.target.startswith(OUT)]
        if self.prescribed is not None and self.prescribed.applies:
            names.append(self.prescribed.sink)
        return tuple(dict.fromkeys(names))

    def target(self, flow: Flow, year: float) -> str:
        """Return where a flow leads just after the beginning of a year; a replaced flow leaves the system."""
        fixed = self.prescribed
        return (
            fixed.sink
            if fixed is not None and fixed.runs(year) and flow.id in fixed.replaces
            else flow.target
        )

    @property
    def depositions(self) -> tuple[Flow, ...]:
        """Return the flows from the air to land and ocean."""
        return tuple(flow for flow in self.flows if flow.kind in ("deposition", "uptake"))

    def switches(self) -> tuple[float, ...]:
        """Return the years in which a flow begins or ends."""
        years = {year for flow in self.flows for year in (flow.since, flow.until) if year is not None}
        if self.prescribed is not None and self.prescribed.applies:
            years |= {self.prescribed.since, self.prescribed.until}
        return tuple(sorted(years))

    def index(self, box: str) -> int:
        """Return the place of a reservoir or sink in the state.

        Raises
        ------
        InputProblems
            There is none of that name.
        """
        names = [*self.boxes, *self.sinks]
        if box not in names:
            raise InputProblems(
                [
                    Problem(
                        f"unknown reservoir {box!r}",
                        self.id,
                        ", ".join(names),
                        closest(box, names),
                        "write one of the reservoirs",
                    )
                ]
            )
        return names.index(box)

    def matrix(self, year: float = float("inf"), *, with_sinks: bool = False) -> Array:
        """Return K of dM/dt = K M + E, rows to and columns from, 1 per year.

        Parameters
        ----------
        year : float
            Calendar year, which decides the flows that run; by default those after all switches.
        with_sinks : bool
            Whether a row for each sink is added, so that every column sums to zero.

        Returns
        -------
        ndarray, shape (boxes, boxes) or (boxes + sinks, boxes + sinks)
        """
        names = [*self.boxes, *self.sinks]
        place = {name: index for index, name in enumerate(names)}
        full = np.zeros((len(names), len(names)))
        for flow in self.flows:
            if flow.runs(year):
                full[place[self.target(flow, year)], place[flow.origin]] += flow.rate
        # What leaves a reservoir is the sum of where it goes, so nothing can be lost.
        full -= np.diag(full.sum(axis=0))
        count = len(self.boxes)
        return full if with_sinks else full[:count, :count]

    def external(self, *, with_sinks: bool = False) -> Array:
        """Return the constant inputs by reservoir in Mg per year."""
        vector = np.zeros(len(self.boxes) + (len(self.sinks) if with_sinks else 0))
        for item in self.externals:
            vector[self.index(item.reservoir)] += item.value
        return vector

    def steady_state(self, inputs: Array | None = None, year: float = float("inf")) -> Array:
        """Return the masses at which nothing changes any more, by solving and not by waiting, in Mg.

        Parameters
        ----------
        inputs : ndarray, optional
            Inputs by reservoir in Mg per year; the external inputs if omitted.
        year : float
            Decides the flows that run.

        Raises
        ------
        InputProblems
            A reservoir has no way out, so that it would grow indefinitely.
        """
        matrix = self.matrix(year)
        closed = [name for name, column in zip(self.boxes, matrix.T, strict=True) if not np.any(column)]
        if closed or np.linalg.cond(matrix) > 1e14:
            names = ", ".join(closed) or "a group of reservoirs"
            raise InputProblems(
                [
                    Problem(
                        f"{names} has no way out: there is no steady state",
                        self.id,
                        "a path out of the system from every reservoir",
                        remedy="start from initial masses, or add a burial flow",
                    )
                ]
            )
        vector = self.external() if inputs is None else np.asarray(inputs, dtype=float)
        return np.linalg.solve(-matrix, vector)

    def replaced(self) -> Array:
        """Return, by reservoir, the rate of the flows that a prescribed series replaces, 1 per year."""
        rates = np.zeros(len(self.boxes))
        for flow in self.flows:
            if self.prescribed is not None and flow.id in self.prescribed.replaces:
                rates[self.index(flow.origin)] += flow.rate
        return rates

    def start(self, year: float) -> Array:
        """Return the masses with which a run begins in a year, sinks at zero, in Mg.

        A steady start is the natural one: with the flows of the year before, and without a prescribed series.
        """
        masses = (
            self.steady_state(year=float(np.nextafter(year, -np.inf)))
            if self.starts_steady
            else np.array([reservoir.initial or 0.0 for reservoir in self.reservoirs])
        )
        return np.concatenate([masses, np.zeros(len(self.sinks))])

    def timescales(self, year: float = float("inf")) -> Array:
        """Return -1 / eigenvalue of K, the shortest first, in years; complex modes come as complex numbers."""
        values = np.linalg.eigvals(self.matrix(year))
        values = values[np.argsort(values.real)]
        with np.errstate(divide="ignore"):
            scales = np.where(np.abs(values) > 1e-14, -1.0 / np.where(values == 0, 1, values), np.inf)
        return scales if np.any(np.abs(values.imag) > 1e-12) else scales.real
