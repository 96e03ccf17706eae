"""What is uncertain, and a design of draws from it: Sobol points or a Latin hypercube."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from quicksilver.errors import InputProblems, Problem
from quicksilver.fate.cycle.forcing import Emissions
from quicksilver.fate.cycle.model import CycleModel

__all__ = ["Method", "Parameter", "draw", "parameters"]

Array = NDArray[np.float64]
Method = Literal["sobol", "lhs"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One uncertain number, as a factor on its central value.

    Attributes
    ----------
    name : str
        ``flow:ID``, ``input:RESERVOIR`` or ``emission:COLUMN``.
    kind : str
        ``flow``, ``input`` or ``emission``.
    index : int
        Place among the model's flows, its external inputs, or the columns of the emissions.
    low, high : float
        Smallest and largest factor; the draw is log-uniform between them, uniform where the low end is zero.
    """

    name: str
    kind: str
    index: int
    low: float
    high: float

    def factors(self, uniform: Array) -> Array:
        """Return factors from numbers spread evenly over 0 to 1."""
        if self.low <= 0:
            return self.low + (self.high - self.low) * uniform
        return np.asarray(self.low * (self.high / self.low) ** uniform)


def parameters(
    model: CycleModel,
    emissions: Emissions | None = None,
    *,
    spread: float | None = None,
    emission_range: tuple[float, float] = (1.0, 1.0),
) -> tuple[Parameter, ...]:
    """Return what is uncertain: every flow and input with a range, and the emissions.

    Parameters
    ----------
    model : CycleModel
    emissions : Emissions, optional
    spread : float, optional
        Factor by which a number without a published range may be wrong either way: 2 draws between half and
        double, as Feinberg et al. 2024 (doi 10.1073/pnas.2401950121) do for every rate. If omitted, such a number is fixed.
    emission_range : tuple of float
        Smallest and largest factor on every emission column.

    Raises
    ------
    InputProblems
        The spread is below 1, or a range is reversed.

    Examples
    --------
    >>> from quicksilver.fate.cycle import load_model
    >>> len(parameters(load_model("selin2014"), spread=2.0)) > 10
    True
    """
    if spread is not None and not spread >= 1:
        raise InputProblems(
            [
                Problem(
                    f"a spread of {spread}",
                    "spread",
                    "a factor of 1 or more",
                    remedy="write 2 for half to double",
                )
            ]
        )
    if not 0 <= emission_range[0] <= emission_range[1] < np.inf:
        raise InputProblems(
            [
                Problem(
                    f"an emission range of {emission_range}",
                    "emission range",
                    "two factors, the smaller first",
                    remedy="write 0.7 1.3 for plus or minus 30 %",
                )
            ]
        )
    named = [
        *(("flow", i, f"flow:{f.id}", f.rate, f.low, f.high) for i, f in enumerate(model.flows)),
        *(
            ("input", i, f"input:{e.reservoir}", e.value, e.low, e.high)
            for i, e in enumerate(model.externals)
        ),
    ]
    varied_parameters = [
        Parameter(name, kind, index, *ends)
        for kind, index, name, value, low, high in named
        if (ends := _ends(value, low, high, spread)) is not None
    ]
    if emissions is not None and emission_range != (1.0, 1.0):
        varied_parameters += [
            Parameter(f"emission:{c}", "emission", i, *emission_range)
            for i, c in enumerate(emissions.columns)
        ]
    return tuple(varied_parameters)


def _ends(
    value: float, low: float | None, high: float | None, spread: float | None
) -> tuple[float, float] | None:
    """Return the smallest and largest factor of a number, or None where it is held fixed."""
    if value == 0:
        return None
    if low is not None and high is not None:
        return low / value, high / value
    return None if spread is None or spread == 1 else (1 / spread, spread)


def draw(given: Sequence[Parameter], members: int, *, method: Method = "sobol", seed: int = 1) -> Array:
    """Return the factors of every member.

    Parameters
    ----------
    given : sequence of Parameter
    members : int
    method : str
        ``sobol`` (scrambled) or ``lhs``, both of scipy.stats.qmc.
    seed : int
        The same seed gives the same members.

    Returns
    -------
    ndarray, shape (members, parameters)
    """
    from scipy.stats import qmc

    if members < 1:
        raise InputProblems([Problem(f"{members} members", "members", "one or more", remedy="write 1000")])
    count = max(1, len(given))
    if method == "sobol":
        # A power of two keeps the balance of the sequence; what is not asked for is cut off.
        unit = qmc.Sobol(count, seed=seed).random_base2(int(np.ceil(np.log2(members))))[:members].copy()
    else:
        unit = qmc.LatinHypercube(count, seed=seed).random(members)
    for i, parameter in enumerate(given):
        unit[:, i] = parameter.factors(unit[:, i])  # in place: a hundred thousand members are large
    return np.asarray(unit[:, : len(given)])
