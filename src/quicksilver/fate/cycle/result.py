"""The history of a cycle run: masses, fluxes, shares, and the proof that nothing was lost."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from quicksilver.errors import MassBalanceError
from quicksilver.fate.cycle.model import CycleModel, Flow
from quicksilver.language.sentences import Sentence
from quicksilver.package import VERSION

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["CycleResult"]

Array = NDArray[np.float64]
TOLERANCE: Final = 1e-12


@dataclass(frozen=True)
class CycleResult:
    """Masses over time.

    Attributes
    ----------
    model : CycleModel
    years : ndarray, shape (years,)
        Calendar years; values are at the beginning of the year.
    state : ndarray, shape (years, boxes + sinks, sources)
        Mg; sinks hold what has left since the start.
    put_in : ndarray, shape (years, sources)
        Mg put in since the start.
    sources : tuple of str
        ``("all",)``, or ``natural``, the columns of the emissions, and a prescribed series where the model has one.
    notes : tuple of Sentence
        What a reader needs to know: where the run begins, what the emissions do not include.
    origin : float or None
        Year in which the run began, at or before the first of ``years``.
    begun_with : ndarray or None, shape (boxes,)
        Mg in that year.
    """

    model: CycleModel
    years: Array
    state: Array
    put_in: Array
    sources: tuple[str, ...]
    notes: tuple[Sentence, ...] = ()
    origin: float | None = None
    begun_with: Array | None = None

    def __repr__(self) -> str:
        """Return a summary in one line; the arrays have the numbers."""
        first, last = float(self.years[0]), float(self.years[-1])
        air = sum(float(self.mass(box.id)[-1]) for box in self.model.reservoirs if box.medium == "air")
        return f"<CycleResult {self.model.id}, {first:g} to {last:g}: {air:,.0f} Mg in air at the beginning of {last:g}>"

    def since_second(self) -> CycleResult:
        """Return the result without its first year, with what has left and was put in counted from the second."""
        state, boxes = self.state[1:].copy(), len(self.model.boxes)
        state[:, boxes:] -= state[0, boxes:]
        return replace(self, years=self.years[1:], state=state, put_in=self.put_in[1:] - self.put_in[1])

    @property
    def masses(self) -> Array:
        """Return the masses of the reservoirs, shape (years, boxes), in Mg."""
        total: Array = self.state[:, : len(self.model.boxes)].sum(axis=2)
        return total

    def mass(self, box: str) -> Array:
        """Return the mass of a reservoir (or what has gone to a sink), shape (years,), in Mg."""
        total: Array = self.state[:, self.model.index(box)].sum(axis=1)
        return total

    def flux(self, flow: str | Flow) -> Array:
        """Return a flow at the beginning of each year, shape (years,), in Mg per year.

        Raises
        ------
        KeyError
            The model has no such flow.
        """
        total: Array = self._flux(self._flow(flow)).sum(axis=1)
        return total

    def _flow(self, flow: str | Flow) -> Flow:
        if isinstance(flow, Flow):
            return flow
        for candidate in self.model.flows:
            if candidate.id == flow:
                return candidate
        raise KeyError(f"{flow!r}; one of {', '.join(known.id for known in self.model.flows)}")

    def _flux(self, flow: Flow) -> Array:
        at = self.years + 1e-9
        runs = np.array([flow.runs(year) and self.model.target(flow, year) == flow.target for year in at])
        flux: Array = self.state[:, self.model.index(flow.origin)] * (flow.rate * runs)[:, None]
        return flux

    def deposition(self, medium: str | None = None) -> Array:
        """Return the deposition to ``land`` or ``ocean``, or both, shape (years,), in Mg per year."""
        total: Array = self._deposition(medium).sum(axis=1)
        return total

    def _deposition(self, medium: str | None) -> Array:
        media = {reservoir.id: reservoir.medium for reservoir in self.model.reservoirs}
        total = np.zeros((len(self.years), len(self.sources)))
        for flow in self.model.depositions:
            if flow.target in media and medium in (None, media[flow.target]):
                total += self._flux(flow)
        return total

    def shares(self, of: str = "atm") -> Array:
        """Return the share of each source in a reservoir, or in ``deposition``, shape (years, sources).

        The shares of a year add up to one.
        """
        parts = self._deposition(None) if of == "deposition" else self.state[:, self.model.index(of)]
        totals = parts.sum(axis=1, keepdims=True)
        shares: Array = np.divide(parts, totals, out=np.zeros_like(parts), where=totals > 0)
        return shares

    @property
    def imbalance(self) -> float:
        """Return the largest relative difference of what went in and what is there or has left."""
        content = self.state.sum(axis=1)
        wanted = content[0] + self.put_in
        scale = np.maximum(np.abs(wanted), np.abs(content)).max(axis=0, initial=0.0)
        # Below the normal range of floating point a mass has no relative precision, and is none.
        return float(
            (np.abs(content - wanted) / np.where(scale >= np.finfo(float).tiny / TOLERANCE, scale, 1.0)).max(
                initial=0.0
            )
        )

    def check_balance(self) -> None:
        """Assert that inputs are outputs plus change in stock, for every source.

        Raises
        ------
        MassBalanceError
            The difference is above 1e-12 of what was put in.
        """
        if not (gap := self.imbalance) <= TOLERANCE:
            raise MassBalanceError(f"mass is off by {gap:.2e} of what was put in")

    def enrichment(self, box: str, over: Array | None = None) -> Array:
        """Return the mass of a reservoir over its natural mass, shape (years,)."""
        natural = self.model.steady_state(year=-np.inf) if over is None else over
        ratio: Array = self.mass(box) / natural[self.model.index(box)]
        return ratio

    @functools.cached_property
    def table(self) -> pd.DataFrame:
        """Return year, one column per reservoir in Mg, one per deposition flux in Mg per year.

        Where there are notes, the first row has them in the column ``note``.
        """
        import pandas as pd

        columns: dict[str, Array] = {"year": self.years}
        columns |= dict(zip(self.model.boxes, self.masses.T, strict=True))
        columns |= {flow.id: self.flux(flow) for flow in self.model.depositions}
        columns |= {f"deposition_{medium}": self.deposition(medium) for medium in ("land", "ocean")}
        table = pd.DataFrame(columns)
        if self.notes:
            table["note"] = [" | ".join(map(str, self.notes)), *[""] * (len(table) - 1)]
        return table

    @functools.cached_property
    def dataset(self) -> xr.Dataset:
        """Return masses, every flux and the sinks as labelled arrays with CF attributes."""
        import xarray as xr

        boxes = len(self.model.boxes)
        data = xr.Dataset(
            {
                "mass": (
                    ("year", "reservoir", "source"),
                    self.state[:, :boxes],
                    {"units": "Mg", "long_name": "mass of mercury"},
                ),
                "flux": (
                    ("year", "flow", "source"),
                    np.stack([self._flux(flow) for flow in self.model.flows], axis=1),
                    {"units": "Mg yr-1", "long_name": "flux of mercury"},
                ),
                "left": (
                    ("year", "sink", "source"),
                    self.state[:, boxes:],
                    {"units": "Mg", "long_name": "mercury that has left since the start"},
                ),
                "put_in": (
                    ("year", "source"),
                    self.put_in,
                    {"units": "Mg", "long_name": "mercury put in since the start"},
                ),
            },
            coords={
                "year": ("year", self.years, {"long_name": "calendar year, beginning"}),
                "reservoir": list(self.model.boxes),
                "flow": [flow.id for flow in self.model.flows],
                "sink": list(self.model.sinks),
                "source": list(self.sources),
            },
        )
        data.attrs = {
            "Conventions": "CF-1.11",
            "title": self.model.title,
            "references": self.model.citation,
            "source": f"Quicksilver {VERSION}, model {self.model.id}",
        }
        if self.notes:
            data.attrs["notes"] = " | ".join(map(str, self.notes))
        return data
