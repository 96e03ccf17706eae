"""What happens in a column of air: mixing, convection, oxidation and reduction, rain-out and dry deposition, per second.

A generator has a column for each state that mercury leaves and a row for each state that it goes to: Hg0 and Hg(II) of all
layers, then four rows that only collect (Hg0 to land, Hg0 to sea, Hg(II) dry, Hg(II) wet); of particles the layers and two
rows (dry, wet). Every column sums to zero: what leaves arrives.
"""

from __future__ import annotations

import dataclasses
from typing import Any, Final

import numpy as np

from quicksilver.fate.atmosphere.cells import GRAVITY, overlap
from quicksilver.fate.atmosphere.climate import Climate
from quicksilver.fate.atmosphere.parameters import Parameters

__all__ = ["PAIR_KINDS", "PARTICLE_KINDS", "generators", "inert_generator", "sunshine"]

Array = np.ndarray[Any, np.dtype[Any]]

#: What the collecting rows are.
PAIR_KINDS: Final = ("Hg0 to land", "Hg0 to sea", "Hg(II) dry", "Hg(II) wet")
PARTICLE_KINDS: Final = ("HgP dry", "HgP wet")

_YEAR: Final = 365.0 * 86400.0
#: Gas constant of dry air in J kg-1 K-1.
_GAS: Final = 287.0
#: Layers that entrainment and detrainment are stated for.
_LAYERS: Final = np.array([0.0, 0.05, 0.14, 0.26, 0.42, 0.60, 0.77, 0.90, 1.0])
# Part of the flux at cloud base that enters an updraught, from the top layer down; the fourth number only in the tropics.
_ENTERS: Final = np.array([0, 0, 0, 0, 0.10, 0.15, 0.60, 0.40])
_ENTERS_TROPICS: Final = np.array([0, 0, 0, 0, 1.0, 0, 0, 0])
_LEAVES_TROPICS: Final = np.array([0, 0, 0.5, 0.5, 0, 0, 0, 0])
_LEAVES_BEYOND: Final = np.array([0, 0, 0, 0.5, 0.5, 0, 0, 0])
_CM: Final = 0.01


@dataclasses.dataclass(frozen=True, eq=False)
class _Month:
    """Fields of one month that the processes share; all of shape (rows, columns) or (layers, rows, columns)."""

    climate: Climate
    month: int

    def __getattr__(self, name: str) -> Array:
        values: Array = getattr(self.climate, name)
        return values[self.month] if values.ndim > 2 else values

    @property
    def density(self) -> Array:
        """Density of air in kg m-3, shape (layers, rows, columns)."""
        sigma = self.climate.cells.sigma[:, None, None]
        return np.asarray(sigma * self.climate.surface_pressure / (_GAS * self.temperature))

    @property
    def sea(self) -> Array:
        """Part of a cell that is open water."""
        return np.asarray((1.0 - self.land) * (1.0 - self.ice))


def sunshine(latitude: Array, month: int) -> Array:
    """Return the mean cosine of the sun's zenith angle over a day in the middle of a month, no less than 0.

    Parameters
    ----------
    latitude : ndarray
        Degrees north.
    month : int
        0 is January.

    Examples
    --------
    >>> sunshine(np.array([-85.0, 0.0, 85.0]), 11).round(2).tolist()
    [0.39, 0.29, 0.0]
    """
    tilt = np.deg2rad(-23.44 * np.cos(2 * np.pi * (month + 0.5 + 10 / 30.4) / 12))
    angle = np.deg2rad(latitude)
    hours = np.arccos(np.clip(-np.tan(angle) * np.tan(tilt), -1.0, 1.0))
    mean = (hours * np.sin(angle) * np.sin(tilt) + np.cos(angle) * np.cos(tilt) * np.sin(hours)) / np.pi
    return np.asarray(np.maximum(mean, 0.0))


def generators(climate: Climate, numbers: Parameters, month: int) -> tuple[Array, Array]:
    """Return the generators of gases and of particles of one month, 1/s.

    Parameters
    ----------
    climate : Climate
    numbers : Parameters
    month : int
        0 is January.

    Returns
    -------
    pair : ndarray, shape (rows, columns, 2 * layers + 4, 2 * layers)
        The last index is the state that is left.
    particle : ndarray, shape (rows, columns, layers + 2, layers)
    """
    here = _Month(climate, month)
    layers = climate.cells.layers
    rows, columns = climate.cells.shape
    pair = np.zeros((rows, columns, 2 * layers + 4, 2 * layers))
    particle = np.zeros((rows, columns, layers + 2, layers))
    moved, _ = _mixing(here, numbers, 0.0)
    pair[..., :layers, :layers] = moved
    back = _returned(here, numbers)
    moved, washed = _mixing(here, numbers, numbers["updraught_hg2"])
    pair[..., layers : 2 * layers, layers:] = moved
    for layer in range(layers):
        _collect(pair, washed[..., layer], layers + layer, 2 * layers + 3, layers - 1, back)
    moved, washed = _mixing(here, numbers, numbers["updraught_hgp"])
    particle[..., :layers, :] = moved
    particle[..., layers + 1, :] += washed
    _chemistry(pair, here, numbers)
    _rain_out(pair, particle, here, numbers, back)
    _dry(pair, particle, here, numbers, back)
    return pair, particle


def inert_generator(climate: Climate, numbers: Parameters, month: int, decay: float = 0.0) -> Array:
    """Return the generator of a tracer that is only mixed, and decays with a rate in 1/s into its first collecting row.

    The shape is that of particles, so that whatever runs particles runs a tracer.
    """
    here = _Month(climate, month)
    layers = climate.cells.layers
    tracer = np.zeros((*climate.cells.shape, layers + 2, layers))
    tracer[..., :layers, :] = _mixing(here, numbers, 0.0)[0]
    for layer in range(layers):
        _move(tracer, decay, layer, layers)
    return tracer


def _move(generator: Array, rate: Any, origin: int, target: int) -> None:
    generator[..., origin, origin] -= rate
    generator[..., target, origin] += rate


def _collect(generator: Array, rate: Array, origin: int, target: int, lowest: int, back: Array) -> None:
    """Move Hg(II) to a collecting row; the part that returns at once becomes Hg0 of the lowest layer.

    What leaves the origin is not taken from it here where transport has taken it already (updraughts).
    """
    generator[..., target, origin] += rate * (1.0 - back)
    generator[..., lowest, origin] += rate * back


def _mixing(here: _Month, numbers: Parameters, lost: float) -> tuple[Array, Array]:
    """Return vertical exchange (rows, columns, layers, layers) and what updraughts lose of each layer, both 1/s."""
    climate = here.climate
    cells, air, density = climate.cells, climate.air, here.density
    layers, pressure = cells.layers, climate.surface_pressure
    moved = np.zeros((*cells.shape, layers, layers))
    washed = np.zeros((*cells.shape, layers))
    for lower in range(1, layers):
        upper = lower - 1
        mean = (density[lower] + density[upper]) / 2
        depth = (cells.sigma[lower] - cells.sigma[upper]) * pressure
        flux = cells.area * mean**2 * GRAVITY * _diffusion(here, numbers, lower) / depth
        _move(moved, flux / air[upper], upper, lower)
        _move(moved, flux / air[lower], lower, upper)
    enters, leaves = _updraughts(here, numbers)
    whole = enters.sum(axis=0)
    for origin in range(layers):
        rate = enters[origin] / air[origin]
        moved[..., origin, origin] -= rate
        for target in range(layers):
            moved[..., target, origin] += rate * leaves[target] * (1.0 - lost)
        washed[..., origin] += rate * lost
    rising = np.zeros_like(whole)
    for lower in range(layers - 1, 0, -1):
        # What has risen through a face sinks through it around the cloud.
        rising = rising + enters[lower] - whole * leaves[lower]
        _move(moved, np.maximum(rising, 0.0) / air[lower - 1], lower - 1, lower)
        _move(moved, np.maximum(-rising, 0.0) / air[lower], lower, lower - 1)
    return moved, washed


def _diffusion(here: _Month, numbers: Parameters, lower: int) -> Array:
    """Return the diffusion in m2/s between a layer and the one above it."""
    cells, light = here.climate.cells, here.shortwave_down / 200.0
    on_land = here.land > 0.5
    if lower == cells.layers - 1:
        return np.where(on_land, numbers["k_land"] * np.clip(light, 0.15, 1.5), numbers["k_sea"])
    if lower == cells.layers - 2:
        return np.asarray(numbers["k_second"] * np.where(on_land, np.clip(light, 0.2, 1.5), 1.0))
    free = numbers["k_free"] if cells.sigma[lower] > 0.2 else numbers["k_top"]
    return np.full(cells.shape, free)


def _updraughts(here: _Month, numbers: Parameters) -> tuple[Array, Array]:
    """Return the air that enters updraughts in kg/s and the part of an updraught that leaves, by layer."""
    cells = here.climate.cells
    onto = overlap(_LAYERS, cells.sigma_edges)
    # From the layers of the statement to those of the climate, which are the same if they have the same edges.
    enters, tropics, leaves, beyond = (
        (part @ onto)[:, None, None] for part in (_ENTERS, _ENTERS_TROPICS, _LEAVES_TROPICS, _LEAVES_BEYOND)
    )
    outside = np.clip((np.abs(cells.latitude) - 20.0) / 20.0, 0.0, 1.0)[None, :, None]
    base = here.cloud_base_mass_flux * cells.area * numbers["convection"]
    share = enters * np.where(tropics > 0, 1.0 - outside, 1.0)
    return share * base, leaves * (1.0 - outside) + beyond * outside + 0.0 * base


def _chemistry(pair: Array, here: _Month, numbers: Parameters) -> None:
    cells = here.climate.cells
    layers, sigma = cells.layers, cells.sigma
    light = (sunshine(cells.latitude, here.month) / 0.25)[:, None]
    beyond = np.clip((np.abs(cells.latitude) - 25.0) / 20.0, 0.0, 1.0)[:, None]
    lit = numbers["kox_dark"] + (1.0 - numbers["kox_dark"]) * light ** numbers["kox_power"]
    levels = ("020", "035", "050", "070", "085", "100")
    profile = [numbers[f"kox_{level}"] for level in levels]
    falls = [0.0, *(numbers[f"kred_{level}"] for level in ("030", "050", "070", "090"))]
    for layer in range(layers):
        if sigma[layer] < 0.05:
            oxidised = numbers["kox_top"] + 0.0 * light
        elif sigma[layer] < 0.15:
            # Stratosphere beyond the tropics, upper troposphere within them.
            oxidised = numbers["kox_top"] * (0.3 + 0.7 * beyond) + numbers["kox"] * (1 - beyond) * 0.7 * light
        else:
            oxidised = (
                numbers["kox"] * np.interp(sigma[layer], [0.2, 0.35, 0.5, 0.7, 0.85, 1.0], profile) * lit
            )
        _move(pair, oxidised / _YEAR, layer, layers + layer)
        reduced = numbers["kred"] * light * np.interp(sigma[layer], [0.15, 0.3, 0.5, 0.7, 0.9], falls)
        _move(pair, reduced / _YEAR, layers + layer, layer)
    north, south = here.month in (2, 3, 4), here.month in (8, 9, 10)
    spring = np.where(cells.latitude > 0, north, south)[:, None] * here.ice * (1.0 - here.land)
    _move(pair, numbers["polar_spring"] * spring / _YEAR, layers - 1, 2 * layers - 1)


def _rain_out(pair: Array, particle: Array, here: _Month, numbers: Parameters, back: Array) -> None:
    layers = here.climate.cells.layers
    rain = here.precipitation_large_scale + 0.5 * here.precipitation_convective
    rate = rain / np.maximum(here.water_column, 1.0)
    part = np.interp(here.climate.cells.sigma, [0.1, 0.2, 0.35, 0.5, 0.7, 1.0], [0, 0.3, 0.8, 1, 1, 1])
    for layer in range(layers):
        washed = numbers["rain_hg2"] * rate * part[layer]
        pair[..., layers + layer, layers + layer] -= washed
        _collect(pair, washed, layers + layer, 2 * layers + 3, layers - 1, back)
        _move(particle, numbers["rain_hgp"] * rate * part[layer], layer, layers + 1)


def _dry(pair: Array, particle: Array, here: _Month, numbers: Parameters, back: Array) -> None:
    cells = here.climate.cells
    layers, lowest = cells.layers, cells.layers - 1
    depth = cells.thickness[lowest] * here.climate.surface_pressure / GRAVITY / here.density[lowest]
    land, sea = here.land, 1.0 - here.land
    oxidised = _CM * (
        numbers["dry_hg2_land"] * land * (1.0 - 0.6 * here.snow)
        + numbers["dry_hg2_sea"] * sea * (1.0 - 0.6 * here.ice)
    )
    rate = oxidised / depth + numbers["sea_salt"] * here.sea
    pair[..., layers + lowest, layers + lowest] -= rate
    _collect(pair, rate, layers + lowest, 2 * layers + 2, lowest, back)
    _move(pair, _CM * _vegetation(here, numbers) / depth, lowest, 2 * layers)
    wind = np.clip((here.wind_speed / 7.0) ** 2, 0.2, 3.0)
    _move(pair, _CM * numbers["dry_hg0_sea"] * here.sea * wind / depth, lowest, 2 * layers + 1)
    particles = numbers["dry_hgp_land"] * land + numbers["dry_hgp_sea"] * sea
    _move(particle, _CM * particles / depth, lowest, layers)


def _vegetation(here: _Month, numbers: Parameters) -> Array:
    """Return the velocity in cm/s with which land takes up Hg0."""
    near = np.clip((22.0 - np.abs(here.climate.cells.latitude)) / 6.0, 0.0, 1.0)[:, None]
    rain_forest = here.forest * near
    other = np.clip(here.forest - rain_forest, 0.0, 1.0) * np.clip(here.shortwave_down / 150.0, 0.2, 1.6)
    taken = (
        numbers["dry_hg0_rainforest"] * rain_forest
        + numbers["dry_hg0_forest"] * other
        + numbers["dry_hg0_low"] * (1.0 - here.forest)
    )
    return np.asarray(here.land * taken * (1.0 - 0.8 * here.snow))


def _returned(here: _Month, numbers: Parameters) -> Array:
    """Return the part of deposited Hg(II) that returns at once as Hg0."""
    land, sea = here.land, 1.0 - here.land
    return np.asarray(
        numbers["return_snow"] * (land * here.snow + sea * here.ice)
        + numbers["return_land"] * land * (1.0 - here.snow)
        + numbers["return_sea"] * here.sea
    )
