"""Attribution of mercury to its sources and to the time of emission: exact shares, because the cycle is linear."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from quicksilver.fate.cycle import CycleModel, Emissions, run
from quicksilver.fate.cycle.forcing import _JUMP, Interpolation
from quicksilver.fate.cycle.model import OUT
from quicksilver.fate.cycle.solve import propagators

__all__ = ["attribute", "deposited", "origins", "parted", "pulse"]

Array = NDArray[np.float64]


def parted(emissions: Emissions, periods: Sequence[float]) -> Emissions:
    """Return emissions with every column split by the time of emission; the parts add up to the whole.

    Parameters
    ----------
    emissions : Emissions
    periods : sequence of float
        Years that divide the time; those outside the series have no effect.

    Examples
    --------
    >>> e = Emissions(np.array([1900.0, 2000.0]), np.array([[1.0], [3.0]]), ("atm",), "step")
    >>> parted(e, [1950.0]).columns
    ('atm 1900-1950', 'atm 1950-')
    """
    first, last = float(emissions.years[0]), float(emissions.years[-1])
    inner = sorted(
        {float(p) for p in periods if first < p < last or (p == last and "step" in emissions.ways)}
    )
    edges = [first, *inner, np.inf]
    # A linear column jumps at an edge: two knots close together, so close that the mass between them is nothing.
    jumps = [year for edge in inner for year in (edge - _JUMP, edge)]
    years = np.unique(np.concatenate([emissions.years, jumps]))
    values: list[Array] = []
    names: list[str] = []
    boxes: list[str] = []
    ways: list[Interpolation] = []
    for column, (name, box, way) in enumerate(
        zip(emissions.columns, emissions.reservoirs, emissions.ways, strict=True)
    ):
        series = emissions.values[:, column]
        rates = (
            np.interp(years, emissions.years, series)
            if way == "linear"
            else series[np.searchsorted(emissions.years, years, side="right") - 1]
        )
        for begin, end in itertools.pairwise(edges):
            inside = (years >= begin) & (years < end)
            values.append(np.where(inside, rates, 0.0))
            names.append(f"{name} {begin:g}-{'' if np.isinf(end) else f'{end:g}'}")
            boxes.append(box)
            ways.append("linear" if way == "linear" else "step")
    return replace(
        emissions,
        years=years,
        values=np.stack(values, axis=1),
        reservoirs=tuple(boxes),
        interpolation=tuple(ways),
        names=tuple(names),
        until=emissions.end,
    )


def attribute(
    model: CycleModel,
    emissions: Emissions,
    start: float,
    end: float,
    *,
    of: str = "deposition",
    periods: Sequence[float] = (),
) -> dict[str, float]:
    """Return the share of each source and period in a reservoir, or in the deposition, at the beginning of a year.

    Parameters
    ----------
    model : CycleModel
    emissions : Emissions
        Each column is a source.
    start, end : float
        Years; the shares are those of ``end``.
    of : str
        A reservoir or ``deposition``.
    periods : sequence of float
        Years that divide the emissions in time.

    Returns
    -------
    dict of str to float
        ``natural`` (with what was there at the start) and the sources; they add up to one.

    Raises
    ------
    InputProblems
        The reservoir is unknown or the emissions do not cover the years.
    """
    if of != "deposition":
        model.index(of)
    result = run(model, parted(emissions, periods), start, end, years=np.array([start, end]), apart=True)
    shares = result.shares(of)[-1]
    return {name: float(share) for name, share in zip(result.sources, shares, strict=True)}


def origins(model: CycleModel, emissions: Emissions, year: float) -> dict[str, float]:
    """Return the shares of the deposition at the beginning of a year by how often its mercury has been in the air.

    As in Amos et al. 2013 (doi 10.1002/gbc.20040): ``natural`` mercury, what is on its ``first_pass`` from human
    emissions to the surface, and ``legacy``: what people emitted and soils or ocean have emitted again. Releases to
    land and water, and prescribed rivers, count as legacy.

    Parameters
    ----------
    model : CycleModel
    emissions : Emissions
        From their beginning, so that no legacy is left out.
    year : float
        After the first year of the emissions.

    Returns
    -------
    dict of str to float
        The shares; they add up to one. Empty where nothing is deposited.

    Raises
    ------
    InputProblems
        The emissions do not cover the year.
    """
    first = float(emissions.years[0])
    whole = run(model, emissions, first, year, years=np.array([first, year]), apart=True)
    total = float(whole.deposition()[-1])
    if not total > 0:
        return {}
    natural = float(whole.shares("deposition")[-1, 0])
    direct = _first_pass(model, emissions, first, year) / total
    return {"natural": natural, "first_pass": direct, "legacy": 1.0 - natural - direct}


def _first_pass(model: CycleModel, emissions: Emissions, first: float, year: float) -> float:
    """Return the deposition of what was emitted to air and has not been deposited before, in Mg per year."""
    airs = tuple(reservoir for reservoir in model.reservoirs if reservoir.medium == "air")
    boxes = {reservoir.id for reservoir in airs}
    columns = [place for place, box in enumerate(emissions.reservoirs) if box in boxes]
    if not columns:
        return 0.0
    flows = tuple(
        flow if flow.target in boxes else replace(flow, target=f"{OUT}surface")
        for flow in model.flows
        if flow.origin in boxes
    )
    air = replace(model, reservoirs=airs, flows=flows, externals=(), prescribed=None)
    direct = replace(
        emissions,
        values=emissions.values[:, columns],
        reservoirs=tuple(emissions.reservoirs[c] for c in columns),
        interpolation=tuple(emissions.ways[c] for c in columns),
        names=(),
    )
    result = run(air, direct, first, year, years=np.array([first, year]), masses=np.zeros(len(airs)))
    return sum(
        flow.rate * float(result.mass(flow.origin)[-1])
        for flow in model.depositions
        if flow.origin in boxes and flow.runs(year + 1e-9)
    )


def pulse(model: CycleModel, box: str, years: Sequence[float]) -> Array:
    """Return where one unit put into a reservoir is after so many years, shape (years, reservoirs + sinks).

    Raises
    ------
    InputProblems
        There is no such reservoir.
    """
    matrix, place = model.matrix(with_sinks=True), model.index(box)
    return np.stack([propagators(matrix, float(year))[0][:, place] for year in years])


def deposited(model: CycleModel, box: str, years: Sequence[float]) -> dict[str, Array]:
    """Return what one unit put into a reservoir has deposited after so many years, by medium.

    Mercury that comes up again is deposited again, so the sum can be more than one.

    Parameters
    ----------
    model : CycleModel
    box : str
    years : sequence of float

    Returns
    -------
    dict of str to ndarray, shape (years,)
        ``land`` and ``ocean``, units deposited per unit put in.

    Raises
    ------
    InputProblems
        There is no such reservoir.

    Examples
    --------
    >>> from quicksilver.fate.cycle import load_model
    >>> round(float(sum(part[0] for part in deposited(load_model("amos2014"), "atm", [1e5]).values())), 2)
    4.86
    """
    matrix, place = model.matrix(), model.index(box)
    media = {reservoir.id: reservoir.medium for reservoir in model.reservoirs}
    # The time that the unit spends in each reservoir, by integrating the propagator.
    spent = np.stack([propagators(matrix, float(year))[1][:, place] for year in years])
    result = {}
    for medium in ("land", "ocean"):
        rates = np.zeros(len(model.boxes))
        for flow in model.depositions:
            if media.get(flow.target) == medium:
                rates[model.index(flow.origin)] += flow.rate
        result[medium] = spent @ rates
    return result
