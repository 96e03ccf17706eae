"""The climate that moves the air: fluxes by month, rain, temperature and surface; read from a file that is proved first."""

from __future__ import annotations

import functools
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

import numpy as np

from quicksilver.errors import InputProblems, Problem
from quicksilver.fate.atmosphere.cells import GRAVITY, Cells
from quicksilver.fate.atmosphere.packing import BITS, Projection, relative_divergence, unpacked
from quicksilver.intake import packaged
from quicksilver.intake.located import read_yaml
from quicksilver.language.problems import problem

__all__ = ["CLIMATES", "DAYS", "LARGEST_DIVERGENCE", "Climate", "checked_arrays", "load", "sidecar"]

Array = np.ndarray[Any, np.dtype[Any]]

#: Names of the shipped climates and their files.
CLIMATES: Final = {"mean": "jcm-t30-mean", "year1": "jcm-t30-year1", "year2": "jcm-t30-year2"}
#: Days of the months of the model's year.
DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
#: Gain or loss of a column over the largest flux that is still none.
LARGEST_DIVERGENCE: Final = 1e-13

_PACKAGE: Final = "quicksilver.fate.atmosphere"
_SURFACE: Final = ("land", "forest", "low", "ice", "snow")
_NEEDED: Final = ("source", "made", "licence", "sha256")


@dataclass(frozen=True, eq=False)
class Climate:
    """Twelve months of the air; every way to make one gives these fields.

    Attributes
    ----------
    name : str
    cells : Cells
    surface_pressure : ndarray
        Annual mean in Pa, shape (rows, columns).
    flux_east : ndarray
        Air through the east face of each cell in kg/s, shape (12, layers, rows, columns).
    flux_north : ndarray
        Air through the south face of each row in kg/s, shape (12, layers, rows + 1, columns); none at the poles.
    excess_east, excess_north : ndarray
        Mean of the magnitude of the flux less the magnitude of its mean, kg/s: what weather carries both ways.
    temperature : ndarray
        K, shape (12, layers, rows, columns).
    precipitation_large_scale, precipitation_convective, cloud_base_mass_flux : ndarray
        kg m-2 s-1, shape (12, rows, columns).
    shortwave_down : ndarray
        W m-2.
    wind_speed : ndarray
        Of the lowest layer, m s-1.
    water_column : ndarray
        kg m-2.
    land, forest, low : ndarray
        Parts of a cell: land, high vegetation, low vegetation; shape (rows, columns).
    ice, snow : ndarray
        Parts of a cell by month, shape (12, rows, columns).
    sea_surface_temperature : ndarray
        K, shape (12, rows, columns).
    receipt : mapping
        Source, making, licence and checksum of the file.
    """

    name: str
    cells: Cells
    surface_pressure: Array
    flux_east: Array
    flux_north: Array
    excess_east: Array
    excess_north: Array
    temperature: Array
    precipitation_large_scale: Array
    precipitation_convective: Array
    cloud_base_mass_flux: Array
    shortwave_down: Array
    wind_speed: Array
    water_column: Array
    land: Array
    forest: Array
    low: Array
    ice: Array
    snow: Array
    sea_surface_temperature: Array
    receipt: Mapping[str, str]

    @functools.cached_property
    def air(self) -> Array:
        """Mass of air in every cell in kg, shape (layers, rows, columns); the same all year."""
        return self.cells.thickness[:, None, None] * self.surface_pressure * self.cells.area / GRAVITY

    def flux_down(self, month: int) -> Array:
        """Return the air through the top face of each layer in kg/s, downward, shape (layers + 1, rows, columns)."""
        east, north = self.flux_east[month], self.flux_north[month]
        gain = -(east - np.roll(east, 1, 2)) - np.diff(north, axis=1)
        down = np.zeros((self.cells.layers + 1, *self.cells.shape))
        down[1:] = np.cumsum(gain, axis=0)
        down[-1] = 0.0
        return down

    def checked(self) -> Climate:
        """Return the climate after its fields were proved.

        Raises
        ------
        InputProblems
            A field has another shape or a value that cannot be, or columns gain or lose air; all problems at once.
        """
        problems = []
        for field in fields(self):
            values = getattr(self, field.name)
            if not isinstance(values, np.ndarray):
                continue
            shape = _shape(field.name, self.cells)
            if values.shape != shape:
                problems.append(
                    problem(
                        "atmosphere.climate.shape",
                        self.name,
                        field=field.name,
                        shape=" x ".join(map(str, values.shape)),
                        allowed=" x ".join(map(str, shape)),
                    )
                )
            elif not np.isfinite(values).all() or (values.min() < 0 and not field.name.startswith("flux")):
                problems.append(problem("atmosphere.climate.value", self.name, field=field.name))
        if not problems:
            divergence = relative_divergence(self.flux_east, self.flux_north)
            if divergence >= LARGEST_DIVERGENCE:
                allowed = f"{LARGEST_DIVERGENCE:g}"
                values = {"divergence": f"{divergence:.2g}", "most": allowed}
                problems.append(problem("atmosphere.climate.divergence", self.name, **values))
        if problems:
            raise InputProblems(problems)
        return self


def _shape(name: str, cells: Cells) -> tuple[int, ...]:
    rows, columns = cells.shape
    if name in ("surface_pressure", "land", "forest", "low"):
        return rows, columns
    layers = (cells.layers,) if name in tuple(BITS)[:5] else ()
    return 12, *layers, rows + (name.endswith("_north")), columns


def sidecar(name: str) -> dict[str, str]:
    """Return what is stated of a shipped file: source, making, licence, checksum.

    Examples
    --------
    >>> sidecar("jcm-t30-mean")["licence"]
    'Apache-2.0, as Quicksilver'
    """
    return {key: str(value) for key, value in packaged.data(_PACKAGE, f"data/fields/{name}.yml").items()}


def checked_arrays(name: str) -> dict[str, Array]:
    """Return the arrays of a shipped file after its checksum was proved.

    Raises
    ------
    InputProblems
        The file is not the one that its sidecar describes.
    """
    content = packaged.content(_PACKAGE, f"data/fields/{name}.npz")
    return _arrays(content, sidecar(name), f"{name}.npz")


def _arrays(content: bytes, stated: Mapping[str, str], where: str) -> dict[str, Array]:
    missing = [key for key in _NEEDED if not stated.get(key)]
    if missing:
        raise InputProblems([problem("atmosphere.file.sidecar", where, keys=", ".join(missing))])
    digest = hashlib.sha256(content).hexdigest()
    if digest != stated["sha256"]:
        values = {"digest": digest[:12], "wanted": stated["sha256"][:12]}
        raise InputProblems([problem("atmosphere.file.checksum", where, **values)])
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            return {key: file[key] for key in file.files}
    except (OSError, ValueError, KeyError) as wrong:
        raise InputProblems([problem("atmosphere.file.damaged", where, fault=str(wrong)[:120])]) from None


def load(given: str | Path | Climate = "mean") -> Climate:
    """Return a shipped climate by name, one of a file with its sidecar, or itself.

    Parameters
    ----------
    given : str, Path or Climate
        ``mean``, ``year1``, ``year2``, or a packed file (``.npz``) beside which a ``.yml`` states source, making, licence
        and sha256.

    Raises
    ------
    InputProblems
        There is no such climate, its checksum is not the stated one, or its columns gain or lose air.

    Examples
    --------
    >>> load("mean").cells.shape
    (48, 96)
    """
    if isinstance(given, Climate):
        return given.checked()
    if str(given) in CLIMATES:
        return _shipped(str(given))
    file = Path(given)
    if not file.is_file():
        names = ", ".join(CLIMATES)
        raise InputProblems([problem("atmosphere.climate.unknown", "climate", name=str(given), names=names)])
    beside = file.with_suffix(".yml")
    if not beside.is_file():
        raise InputProblems([problem("atmosphere.file.sidecar", file.name, keys=", ".join(_NEEDED))])
    stated = read_yaml(beside).data
    if not isinstance(stated, dict):
        raise InputProblems([Problem("no keys with values", beside.name, ", ".join(_NEEDED))])
    receipt = {str(key): str(value) for key, value in stated.items()}
    return _climate(file.stem, _arrays(file.read_bytes(), receipt, file.name), receipt)


@functools.lru_cache(maxsize=3)
def _shipped(name: str) -> Climate:
    return _climate(name, checked_arrays(CLIMATES[name]), sidecar(CLIMATES[name]))


def _climate(name: str, arrays: dict[str, Array], receipt: dict[str, str]) -> Climate:
    if "land" not in arrays:
        # The single years were run over the same surface, which the mean file has.
        arrays = {**{k: v for k, v in checked_arrays(CLIMATES["mean"]).items() if k in _OF_SURFACE}, **arrays}
    try:
        cells = _cells(arrays)
        values = {field: unpacked(arrays, field) for field in BITS}
        values["surface_pressure"] = arrays["surface_pressure"].astype(np.float64)
        for field in _SURFACE:
            values[field] = arrays[field].astype(np.float64) / 200.0
        values["sea_surface_temperature"] = 270.0 + arrays["sea_surface_temperature"].astype(np.float64) / 6.0
    except KeyError as wrong:
        raise InputProblems([problem("atmosphere.climate.field", name, field=wrong.args[0])]) from None
    for field in ("flux_north", "excess_north"):
        values[field][..., [0, -1], :] = 0.0
    # What the bits have rounded may let a column gain air; each month is projected again.
    project = Projection(cells)
    for month in range(12):
        values["flux_east"][month], values["flux_north"][month] = project(
            values["flux_east"][month], values["flux_north"][month]
        )
    return Climate(name, cells, **values, receipt=receipt).checked()


_OF_SURFACE: Final = (*_SURFACE, "sea_surface_temperature")


def _cells(arrays: Mapping[str, Array]) -> Cells:
    longitude = arrays["longitude"].astype(np.float64)
    edges = longitude[0] + (np.arange(len(longitude) + 1) - 0.5) * (360.0 / len(longitude))
    return Cells(arrays["latitude_edge"].astype(np.float64), edges, arrays["sigma_edge"].astype(np.float64))
