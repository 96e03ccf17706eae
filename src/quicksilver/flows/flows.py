"""Mercury flows: masses per year from one place to another, with ranges, provenance and a balance that is checked."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quicksilver.errors import MassBalanceError
from quicksilver.quantities import Quantity, Standing

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["PATHWAYS", "Flow", "MercuryFlows"]

#: Where mercury may go. ``use`` is demand, ``supply`` is mercury that can be sold, ``stock`` is what stays in products or plants.
PATHWAYS = ("air", "water", "land", "product", "waste", "use", "supply", "storage", "stock", "avoided")


@dataclass(frozen=True, slots=True)
class Flow:
    """A mass of mercury per year from one place to another.

    Attributes
    ----------
    area : str
        Id of the area.
    origin : str
        What it comes from: a sector, a plant, a product.
    pathway : str
        Where it goes; one of :data:`PATHWAYS`.
    region : str
    year : int
    mass : Quantity or None
        In kg/yr; None where it is unknown.
    """

    area: str
    origin: str
    pathway: str
    region: str
    year: int
    mass: Quantity | None


@dataclass(frozen=True)
class MercuryFlows:
    """Flows of an area, or of all.

    Attributes
    ----------
    flows : tuple of Flow
    remarks : tuple of str
        Conflicts, gaps and assumptions that travel with the numbers.
    """

    flows: tuple[Flow, ...]
    remarks: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Flow]:
        return iter(self.flows)

    def __add__(self, other: MercuryFlows) -> MercuryFlows:
        return MercuryFlows(
            (*self.flows, *other.flows), (*self.remarks, *(r for r in other.remarks if r not in self.remarks))
        )

    def where(self, **labels: object) -> MercuryFlows:
        """Return the flows with these labels; a label is one value or a collection of them.

        Examples
        --------
        >>> flows = MercuryFlows((Flow("asgm", "burning", "air", "World", 2015, Quantity(2.0, "kg/yr")),))
        >>> len(flows.where(pathway=("air", "water"), year=2015).flows)
        1
        """

        def fits(flow: Flow) -> bool:
            for name, wanted in labels.items():
                label = getattr(flow, name)
                if (
                    label not in wanted
                    if isinstance(wanted, (tuple, list, set, frozenset))
                    else label != wanted
                ):
                    return False
            return True

        return MercuryFlows(tuple(flow for flow in self.flows if fits(flow)), self.remarks)

    def total(self) -> Quantity:
        """Return the sum in kg/yr; its range is the sum of the ends, as if all errors had the same sign.

        A flow without a range counts with its value at both ends; an unknown flow makes the total a lower bound and is
        counted in :attr:`unknown`.
        """
        known = [flow.mass for flow in self.flows if flow.mass is not None]
        low, central, high = (float(sum(number.ends[i] for number in known)) for i in range(3))
        return Quantity(central, "kg/yr", low, high, standing=Standing.DERIVED)

    @property
    def unknown(self) -> int:
        """Return how many flows have no number."""
        return sum(flow.mass is None for flow in self.flows)

    def check_balance(self, put_in: Iterable[Flow] | MercuryFlows, tolerance: float = 1e-9) -> float:
        """Assert that what goes in by region and year comes out, and return the largest relative gap.

        Raises
        ------
        MassBalanceError
            Central values do not close.
        """
        sums: dict[tuple[str, int], list[float]] = {}
        for side, flows in enumerate((put_in, self.flows)):
            for flow in flows:
                if flow.mass is not None:
                    sums.setdefault((flow.region, flow.year), [0.0, 0.0])[side] += flow.mass.central
        gap = max((abs(a - b) / max(abs(a), abs(b), 1e-300) for a, b in sums.values()), default=0.0)
        if not gap <= tolerance:
            worst = max(sums, key=lambda key: abs(sums[key][0] - sums[key][1]))
            raise MassBalanceError(
                f"{worst[0]} in {worst[1]}: {sums[worst][0]:.6g} kg enters, {sums[worst][1]:.6g} kg leaves"
            )
        return gap

    @property
    def table(self) -> pd.DataFrame:
        """Return the flows as a table with low, value and high in kg per year, source and standing."""
        import pandas as pd

        rows = [
            (
                f.area,
                f.origin,
                f.pathway,
                f.region,
                f.year,
                *(f.mass.ends if f.mass else (math.nan,) * 3),
                f.mass.source if f.mass else "",
                f.mass.grade if f.mass else "unknown",
            )
            for f in self.flows
        ]
        return pd.DataFrame(
            rows,
            columns=[
                "area",
                "origin",
                "pathway",
                "region",
                "year",
                "low",
                "value",
                "high",
                "source",
                "standing",
            ],
        )

    @property
    def dataset(self) -> xr.Dataset:
        """Return the flows as a labelled array (origin, pathway, region, year, estimate) in kg per year.

        ``estimate`` is low, central, high; what is unknown or does not occur is NaN, and ``state`` distinguishes the two
        (``value``, ``unknown``, ``none``).
        """
        import xarray as xr

        axes = {
            name: list(dict.fromkeys(getattr(f, name) for f in self.flows))
            for name in ("origin", "pathway", "region")
        }
        axes["year"] = sorted({f.year for f in self.flows})
        shape = tuple(len(axis) for axis in axes.values())
        mass, state = np.full((*shape, 3), np.nan), np.full(shape, "none", dtype=object)
        for flow in self.flows:
            place = tuple(axis.index(getattr(flow, name)) for name, axis in axes.items())
            if flow.mass is not None:
                sums = mass[place]
                mass[place] = np.where(np.isnan(sums), 0.0, sums) + np.array(flow.mass.ends)
            state[place] = "unknown" if flow.mass is None else "value"
        return xr.Dataset(
            {
                "mass": (
                    ("origin", "pathway", "region", "year", "estimate"),
                    mass,
                    {"units": "kg yr-1", "long_name": "mass of mercury per year"},
                ),
                "state": (("origin", "pathway", "region", "year"), state.astype(str)),
            },
            {**axes, "estimate": ["low", "central", "high"]},
            {"Conventions": "CF-1.11", "remarks": "\n".join(self.remarks)},
        )
