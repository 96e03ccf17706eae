"""From where mercury reaches a receptor: shipped footprints, and those that are run for the reader's own masks.

A footprint is, for each species and cell, the part of a steady emission into the lowest layer that is deposited on the
receptor. Beside the footprints, maps are shipped of where the emission of each region and of each natural pattern comes down.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from quicksilver.fate.atmosphere.climate import DAYS, Climate, checked_arrays, load
from quicksilver.fate.atmosphere.column import PAIR_KINDS, PARTICLE_KINDS
from quicksilver.fate.atmosphere.parameters import Parameters, parameters
from quicksilver.fate.atmosphere.receptors import Receptor, default_cells, on_default_cells, shipped
from quicksilver.fate.atmosphere.sources import KINDS, SPECIES, Emission, patterns

__all__ = [
    "Exchange",
    "Footprint",
    "Maps",
    "footprint",
    "gross_footprints",
    "maps",
    "on_all",
    "run_footprints",
]

Array = np.ndarray[Any, np.dtype[Any]]
#: Whether Hg0 that the sea takes up counts as deposition.
Exchange = Literal["gross", "net"]

_TOLERANCE: Final = 1e-4


@dataclass(frozen=True, eq=False)
class Footprint:
    """From where mercury reaches one receptor.

    Attributes
    ----------
    share : ndarray, shape (3, rows, columns)
        Part of a steady emission of each species in a cell that is deposited on the receptor.
    kinds : dict
        Part of the emission of each natural pattern that is deposited on it.
    origin : str
        ``shipped``, or how it was run.
    """

    share: Array
    kinds: dict[str, float]
    origin: str

    def deposition(self, emission: Emission) -> Array:
        """Return what each source deposits on the receptor in kg per year, shape (sources,)."""
        return np.asarray(np.einsum("kji,skji->s", self.share, emission.amount, optimize=True))


@dataclass(frozen=True, eq=False)
class Maps:
    """Where the emission of each region (all species together) and each natural pattern comes down.

    Attributes
    ----------
    names : tuple of str
        17 regions and :data:`KINDS`.
    net : ndarray, shape (tags, rows, columns)
        Part of the emission that is deposited in a cell, without Hg0 that the sea takes up.
    sea : ndarray, shape (tags, rows, columns)
        Part that the sea takes up as Hg0.
    lifetime : ndarray, shape (tags,)
        Mean mass in the air over the emission, years.
    """

    names: tuple[str, ...]
    net: Array
    sea: Array
    lifetime: Array

    def of(self, exchange: Exchange) -> Array:
        """Return the parts of the emission by tag and cell, with or without what the sea takes up as Hg0."""
        return self.net + self.sea if exchange == "gross" else self.net

    def on(self, receptor: Receptor, exchange: Exchange) -> dict[str, float]:
        """Return the part of the emission of each tag that is deposited on a receptor."""
        parts = np.einsum("tji,ji->t", self.of(exchange), receptor.weight)
        return {name: float(part) for name, part in zip(self.names, parts, strict=True)}


@functools.cache
def maps() -> Maps:
    """Return the shipped maps; what a tag has emitted comes down whole.

    Examples
    --------
    >>> whole = maps().of("gross").sum(axis=(1, 2))
    >>> bool(np.allclose(whole, 1.0, atol=1e-12))
    True
    """
    arrays = checked_arrays("deposition-t30")
    part = default_cells().area / default_cells().area.sum()
    net, sea = (arrays[name].astype(np.float64) * part for name in ("net", "sea"))
    whole = (net + sea).sum(axis=(1, 2), keepdims=True)
    names = tuple(map(str, arrays["tag"]))
    return Maps(names, net / whole, sea / whole, arrays["lifetime_yr"])


@functools.cache
def gross_footprints() -> Array:
    """Return all shipped footprints in single precision, shape (receptors, 3, rows, columns)."""
    arrays = checked_arrays("footprints-t30")
    return np.stack([arrays[f"footprint_{species}"].astype(np.float32) for species in SPECIES], axis=1)


def on_all(amount: Array) -> Array:
    """Return what an emission deposits on every shipped receptor in kg per year, gross, shape (receptors,).

    Parameters
    ----------
    amount : ndarray, shape (3, rows, columns)
        kg per year by species; see :meth:`quicksilver.fate.atmosphere.cells.Cells.from_grid` for other grids.

    Examples
    --------
    >>> from quicksilver.fate.atmosphere.sources import streets
    >>> emission = streets().amount.sum(axis=0)
    >>> abs(float(on_all(emission)[:-1].sum() / emission.sum()) - 1) < 1e-4
    True
    """
    return np.asarray(_table() @ amount.ravel())


@functools.cache
def _table() -> Array:
    """Return the shipped footprints in double precision, a row for each receptor."""
    whole = gross_footprints()
    return np.asarray(whole.reshape(len(whole), -1), dtype=np.float64)


def _net_footprints() -> tuple[tuple[str, ...], Array]:
    arrays = checked_arrays("footprints-t30")
    names = tuple(map(str, arrays["net_receptor"]))
    return names, np.moveaxis(arrays["net_footprint"].astype(np.float64), 0, 1)


def footprint(
    receptor: Receptor,
    exchange: Exchange = "gross",
    *,
    climate: Climate | str = "mean",
    numbers: Parameters | None = None,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Footprint:
    """Return the footprint of a receptor: the shipped one if there is one, or one that is run.

    Parameters
    ----------
    receptor : Receptor
    exchange : str
        ``gross`` or ``net``.
    climate, numbers
        Other than the default ones, every footprint is run.
    threads : int, optional
    progress : callable, optional
        Called with 1 after every year of a block of a run.
    """
    chosen = parameters() if numbers is None else numbers
    usual = climate == "mean" and chosen.are_default
    if usual:
        kinds = {kind: part for kind, part in maps().on(receptor, exchange).items() if kind in KINDS}
        if exchange == "gross" and receptor.shipped:
            share = gross_footprints()[list(receptor.shipped)].astype(np.float64).sum(axis=0)
            return Footprint(share, kinds, "shipped")
        names, net = _net_footprints()
        parts = [shipped()[index] for index in receptor.shipped]
        if exchange == "net" and parts and all(part in names for part in parts):
            share = np.sum([net[names.index(part)] for part in parts], axis=0)
            return Footprint(share, kinds, "shipped")
    weather = on_default_cells(load(climate))
    return run_footprints(
        [receptor], exchange, climate=weather, numbers=chosen, threads=threads, progress=progress
    )[0]


def run_footprints(
    receptors: Sequence[Receptor],
    exchange: Exchange,
    *,
    climate: Climate,
    numbers: Parameters,
    tolerance: float = _TOLERANCE,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> list[Footprint]:
    """Return the footprints of receptors by periodic backward runs of gases and of particles.

    Parameters
    ----------
    receptors : sequence of Receptor
    exchange : str
    climate : Climate
    numbers : Parameters
    tolerance : float
        Largest change of the state over a year, over the state.
    threads, progress
        See :func:`footprint`.

    Raises
    ------
    InputProblems
        The tolerance was not reached.
    """
    from quicksilver.fate.atmosphere.year import Air, backward

    air = Air(climate, numbers, transposed=True)
    weight = np.stack([receptor.weight for receptor in receptors], axis=-1)[None, ..., None]
    options: dict[str, Any] = {"tolerance": tolerance, "threads": threads, "progress": progress}
    gases = np.repeat(weight, len(PAIR_KINDS), axis=4)
    if exchange == "net":
        gases[..., PAIR_KINDS.index("Hg0 to sea")] = 0.0
    of_gases = backward(air, np.ascontiguousarray(gases), **options)
    of_particles = backward(air, np.repeat(weight, len(PARTICLE_KINDS), axis=4), **options)
    share = np.concatenate([of_gases.annual, of_particles.annual], axis=1)
    seconds = np.asarray(DAYS, dtype=np.float64) * 86400.0
    made = []
    for index in range(len(receptors)):
        felt = of_gases.share[:, index, 0]
        kinds = {
            kind: float(np.einsum("mji,mji,m->", felt, pattern, seconds))
            for kind, pattern in patterns().items()
        }
        reached = max(float(of_gases.reached[index]), float(of_particles.reached[index]))
        origin = f"own backward run to {reached:.1g} (asked for {tolerance:g})"
        made.append(Footprint(share[index], kinds, origin))
    return made
