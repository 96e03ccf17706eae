"""From a grid back to regions: what each region emits, by sector and species, with what no region has named."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from quicksilver.errors import InputProblems, MassBalanceError, Problem
from quicksilver.fate.gridding.dataset import dataset_grid, fluxes, seconds, years_of
from quicksilver.fate.gridding.fields import on_grid
from quicksilver.fate.gridding.masks import Masks

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["NO_REGION", "regional_totals"]

Array = np.ndarray[Any, np.dtype[Any]]

#: Row for what lies in no region.
NO_REGION: Final = "(no region)"
_TOLERANCE: Final = 1e-12


def regional_totals(
    data: xr.Dataset, masks: Masks, *, patterns: Mapping[str, xr.DataArray] | None = None
) -> pd.DataFrame:
    """Return the emissions of each region on a grid.

    What is emitted in a cell that several regions have a part in is divided among them by their parts or, where
    the pattern is known that the emissions were laid out by, by the strength that each region has along that
    pattern in the cells that are its own.

    Parameters
    ----------
    data : Dataset
        As :func:`~quicksilver.fate.gridding.grid` or :func:`~quicksilver.fate.gridding.read_grid` return it.
    masks : Masks
        On the same grid; they may overlap.
    patterns : mapping of str to DataArray, optional
        For each species the density (per area) that emissions were laid out by; on the grid.

    Returns
    -------
    DataFrame
        ``region, sector, species, year, kg``, as Hg; the row ``(no region)`` contains what lies in none.

    Raises
    ------
    InputProblems
        Masks and data are on different grids.
    MassBalanceError
        The regions and the rest do not add up to the field.
    """
    import pandas as pd

    the_grid = dataset_grid(data)
    if (the_grid.resolution, the_grid.shape, the_grid.west, the_grid.south) != (
        masks.grid.resolution,
        masks.grid.shape,
        masks.grid.west,
        masks.grid.south,
    ):
        allowed = f"{the_grid.shape[0]} x {the_grid.shape[1]} cells of {the_grid.resolution:g} degrees"
        raise InputProblems([Problem("masks and data are on different grids", "masks", allowed)])
    even, covered = masks.shares(), masks.covered() > 0
    rows = []
    for flux in fluxes(data):
        known = (patterns or {}).get(flux.species)
        laid = (
            None
            if known is None
            else on_grid(known, masks.grid, f"pattern of {flux.species}", "area").ravel()
        )
        for number, year in enumerate(years_of(data)):
            field = flux.array.isel(time=number).values.astype(np.float64)
            kg = (field * the_grid.row_area[:, None] * seconds(data, year)).ravel()
            shares = even if laid is None else _by_pattern(field.ravel(), laid, masks)
            masses = [float(np.sum(kg[c] * s)) for c, s in zip(masks.cells, shares, strict=True)]
            masses.append(float(np.sum(kg[~covered])))
            _check(masses, kg, flux.name, year)
            rows += [
                (region, flux.sector, species, year, mass * share)
                for species, share in flux.shares.items()
                if share > 0
                for region, mass in zip((*masks.names, NO_REGION), masses, strict=True)
            ]
    columns = ["region", "sector", "species", "year", "kg"]
    # A sector has several fields where its releases are told apart by height.
    table = pd.DataFrame(rows, columns=columns)
    return table.groupby(columns[:4], sort=False)["kg"].sum().reset_index()


def _by_pattern(field: Array, laid: Array, masks: Masks) -> tuple[Array, ...]:
    """Return each region's share of its cells by its strength: field over pattern in the cells that it has alone."""
    total = masks.covered()
    strength = []
    for cells, fraction in zip(masks.cells, masks.fraction, strict=True):
        own = cells[(fraction == total[cells]) & (laid[cells] > 0)]
        strength.append(float(field[own].sum() / laid[own].sum()) if len(own) else 0.0)
    weight = np.zeros(len(total))
    for cells, fraction, s in zip(masks.cells, masks.fraction, strength, strict=True):
        weight[cells] += fraction * s
    even = masks.shares()
    return tuple(
        np.where(weight[cells] > 0, fraction * s / np.where(weight[cells] > 0, weight[cells], 1.0), part)
        for cells, fraction, s, part in zip(masks.cells, masks.fraction, strength, even, strict=True)
    )


def _check(masses: list[float], kg: Array, name: str, year: int) -> None:
    total = float(kg.sum())
    if not abs(math.fsum(masses) - total) <= _TOLERANCE * total:
        raise MassBalanceError(
            f"{name}, {year}: the field contains {total!r} kg, regions and rest {math.fsum(masses)!r} kg"
        )
