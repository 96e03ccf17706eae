"""Where in a region the emissions that are no point sources go: by area, or by a field that stands for them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from quicksilver.errors import InputProblems, Problem
from quicksilver.fate.gridding.fields import Per, on_grid
from quicksilver.fate.gridding.masks import Masks

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["EVERY", "Patterns", "area_patterns", "proxy_patterns", "read_proxy"]

Array = np.ndarray[Any, np.dtype[Any]]
#: For each region of the masks, what part of its emissions goes to each of its cells (sum 1); None: nowhere.
Patterns = tuple["Array | None", ...]

#: Key of the proxy for every sector that has none of its own.
EVERY: Final = "*"
_PER_AREA: Final = ("m-2", "/m2", "/km2", "m^-2", "/m^2", "/km^2", "per km2", "per m2")


def area_patterns(masks: Masks) -> Patterns:
    """Return patterns that spread evenly over the area of each region."""
    return tuple(masks.weights(name) for name in masks.names)


def proxy_patterns(masks: Masks, field: xr.DataArray | str | Path, where: str) -> Patterns:
    """Return patterns that follow a field inside each region.

    Parameters
    ----------
    masks : Masks
    field : DataArray or path
        Population, road length, an older inventory ...: on the grid, or on cells that are a whole multiple or
        part of it. ``attrs["per"]`` states whether it is ``"area"`` (a density) or ``"cell"`` (an amount in each
        cell); units per area say it as well. Missing values count as nothing.
    where : str
        For problems.

    Returns
    -------
    tuple
        None for a region in which the field is zero everywhere.

    Raises
    ------
    InputProblems
        The field does not fit the grid, does not state what it is per, or has negative or infinite values.
    """
    array = read_proxy(field) if isinstance(field, (str, Path)) else field
    per = _per(array, where)
    values = np.nan_to_num(
        on_grid(array, masks.grid, where, per), nan=0.0, posinf=np.inf, neginf=-np.inf
    ).ravel()
    bad = int(np.count_nonzero((values < 0) | np.isinf(values)))
    if bad:
        what = f"{bad} cells are negative or infinite (lowest {values.min():g}, highest {values.max():g})"
        raise InputProblems([Problem(what, where, "0 or more", remedy="set cells without emission to 0")])
    columns = masks.grid.shape[1]
    patterns: list[Array | None] = []
    for cells, fraction in zip(masks.cells, masks.fraction, strict=True):
        weight = values[cells] * fraction
        if per == "area":
            weight = weight * masks.grid.row_area[cells // columns]
        total = weight.sum()
        patterns.append(weight / total if total > 0 else None)
    return tuple(patterns)


def read_proxy(path: str | Path) -> xr.DataArray:
    """Return the one field of a NetCDF file.

    Raises
    ------
    InputProblems
        The file cannot be read, or does not hold exactly one field.
    """
    from quicksilver.fate.gridding.netcdf import open_netcdf

    data = open_netcdf(path)
    fields = [str(name) for name in data.data_vars if data[name].ndim >= 2]
    if len(fields) != 1:
        what = f"{len(fields)} fields: {', '.join(fields[:10])}"
        remedy = "read the file and pass the intended field"
        raise InputProblems([Problem(what, Path(path).name, "one field of lat and lon", remedy=remedy)])
    return data[fields[0]]


def _per(field: xr.DataArray, where: str) -> Per:
    stated = str(field.attrs.get("per", ""))
    if stated == "area":
        return "area"
    if stated == "cell":
        return "cell"
    units = str(field.attrs.get("units", ""))
    if any(text in units for text in _PER_AREA):
        return "area"
    what = f"it is not stated whether the field is per area or per cell (units {units!r})"
    remedy = 'set attrs["per"] to "area" or "cell"'
    raise InputProblems([Problem(what, where, '"area" or "cell"', remedy=remedy)])


def patterns_by_sector(
    masks: Masks, sectors: tuple[str, ...], proxies: Mapping[str, xr.DataArray | str | Path]
) -> tuple[dict[str, Patterns], dict[str, str]]:
    """Return for each sector its patterns (shared where the proxy is), and what they follow, in words."""
    problems: list[Problem] = []
    made: dict[str, Patterns] = {}
    for key, field in proxies.items():
        if key != EVERY and key not in sectors:
            problems.append(
                Problem(f"a proxy for the unknown sector {key!r}", "proxies", ", ".join((EVERY, *sectors)))
            )
            continue
        try:
            made[key] = proxy_patterns(masks, field, f"proxy {key!r}")
        except InputProblems as error:
            problems += error.problems
    if problems:
        raise InputProblems(problems)
    if any(sector not in made for sector in sectors) and EVERY not in made:
        made[EVERY] = area_patterns(masks)
    words = {key: f"proxy {key!r}" if key in proxies else "area" for key in made}
    which = {sector: sector if sector in made else EVERY for sector in sectors}
    return {sector: made[key] for sector, key in which.items()}, {s: words[key] for s, key in which.items()}
