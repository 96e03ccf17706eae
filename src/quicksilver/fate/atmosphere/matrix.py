"""Where emissions are deposited as a map: of the shipped regions at once, of all others by a run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from quicksilver.fate.atmosphere.answers import emitter
from quicksilver.fate.atmosphere.climate import Climate, load
from quicksilver.fate.atmosphere.footprints import maps
from quicksilver.fate.atmosphere.parameters import Parameters, parameters
from quicksilver.fate.atmosphere.receptors import default_cells
from quicksilver.fate.atmosphere.sources import Emission

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["deposition_of", "run_deposition"]

Array = np.ndarray[Any, np.dtype[Any]]

_SECONDS: Final = 365.0 * 86400.0


def run_deposition(
    amount: Array,
    *,
    climate: Climate | str = "mean",
    numbers: Parameters | None = None,
    tolerance: float = 1e-5,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[Array, Array, float]:
    """Return what tags deposit in every cell in kg per year, without and with what the sea takes up as Hg0.

    Parameters
    ----------
    amount : ndarray, shape (tags, 3, rows, columns)
        Emission by species in kg per year, the same all year.
    climate, numbers, tolerance, threads, progress
        See :func:`quicksilver.fate.atmosphere.judge.air`.

    Returns
    -------
    net, sea : ndarray, shape (tags, rows, columns)
        Deposited, and taken up by the sea as Hg0.
    reached : float
        Largest change of the state over a year, over the emission.
    """
    from quicksilver.fate.atmosphere.year import Air, forward

    air = Air(load(climate), parameters() if numbers is None else numbers)
    rate = np.moveaxis(amount, (0, 1), (2, 3))[None] / _SECONDS
    options: dict[str, Any] = {"tolerance": tolerance, "threads": threads, "progress": progress}
    gases = forward(air, np.ascontiguousarray(rate[..., :2]), **options)
    particles = forward(air, np.ascontiguousarray(rate[..., 2:]), **options)
    net = gases.collected[:, [0, 2, 3]].sum(axis=1) + particles.collected.sum(axis=1)
    return net, gases.collected[:, 1], max(float(gases.reached.max()), float(particles.reached.max()))


def deposition_of(
    source: str,
    answer: xr.Dataset,
    *,
    species: str = "all",
    emissions: Emission | str | Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> xr.Dataset:
    """Return the map of where a source is deposited, in kg m-2 s-1, for the amount of an answer.

    Parameters
    ----------
    source : str
    answer : xarray.Dataset
        From :func:`quicksilver.fate.atmosphere.answers.whereto`.
    species, emissions
        As there.
    progress : callable, optional
        Of the run that every source needs but the shipped regions.
    """
    import xarray as xr

    scale = float(answer.attrs["amount_kg"])
    name = str(answer.attrs["emitter"])
    shipped = maps()
    cells = default_cells()
    if emissions is None and species == "all" and name in shipped.names:
        part = shipped.of("gross")[shipped.names.index(name)]
    else:
        emission, index = emitter(source, emissions, strict=False)
        amount = emission.only(species).amount[index : index + 1]
        net, sea, _ = run_deposition(amount, progress=progress)
        part = (net[0] + sea[0]) / float(amount.sum())
    attributes = {
        "units": "kg m-2 s-1",
        "long_name": f"mercury of {name} deposited",
        "cell_methods": "time: mean area: mean",
    }
    return xr.Dataset(
        {"deposited": (("lat", "lon"), part * scale / cells.area / _SECONDS, attributes)},
        {
            "lat": ("lat", cells.latitude, {"standard_name": "latitude", "units": "degrees_north"}),
            "lon": ("lon", cells.longitude, {"standard_name": "longitude", "units": "degrees_east"}),
        },
        answer.attrs,
    )
