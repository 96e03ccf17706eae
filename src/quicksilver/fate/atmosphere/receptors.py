"""Whom mercury falls on: countries, regions, seas and the reader's own masks, as parts of the cells of the climate."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.fate.atmosphere.cells import Cells
from quicksilver.fate.atmosphere.climate import Climate, checked_arrays
from quicksilver.geography.outlines import find_entity
from quicksilver.geography.regions import SCHEMES, shipped_regions
from quicksilver.language.problems import problem

if TYPE_CHECKING:
    import xarray as xr

__all__ = [
    "LEAST_AREA",
    "SMALL_AREA",
    "Receptor",
    "check_partition",
    "default_cells",
    "find",
    "on_default_cells",
    "read_receptors",
    "shipped",
]

Array = np.ndarray[Any, np.dtype[Any]]

#: Area in km2 below which the answer of a country is that of its cells, and below which it comes with a warning.
LEAST_AREA: Final = 30_000.0
SMALL_AREA: Final = 150_000.0
#: The last receptor of the file overlaps with others.
_OVERLAPS: Final = "Arctic above 66.5 N"
_SMALL: Final = "small states"
_NEAR: Final = 1e-6
_ALIASES: Final = {"arctic": _OVERLAPS, "mediterranean": "Mediterranean, Black and Caspian Seas"}


@dataclass(frozen=True, eq=False)
class Receptor:
    """A part of the globe that mercury falls on.

    Attributes
    ----------
    name : str
    weight : ndarray, shape (rows, columns)
        Part of each cell that belongs to it, 0 to 1.
    area : float
        km2.
    shipped : tuple of int
        Receptors of the shipped footprints that it is the sum of; empty where its footprint must be run.
    countries : tuple of str
        Codes of its countries, where it consists of countries.
    notes : tuple of Problem
        Warnings on its size and on what was left out.
    """

    name: str
    weight: Array
    area: float
    shipped: tuple[int, ...] = ()
    countries: tuple[str, ...] = ()
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, eq=False)
class _Shipped:
    names: tuple[str, ...]
    weight: Array


@functools.cache
def default_cells() -> Cells:
    """Return the cells of the shipped footprints; those of the shipped climates."""
    arrays = checked_arrays("footprints-t30")
    sigma = np.array([0, 0.05, 0.14, 0.26, 0.42, 0.6, 0.77, 0.9, 1.0])
    return Cells(arrays["latitude_edge"], arrays["longitude_edge"], sigma)


@functools.cache
def _file() -> _Shipped:
    arrays = checked_arrays("receptors-t30")
    return _Shipped(tuple(map(str, arrays["receptor"])), arrays["weight"].astype(np.float64))


def on_default_cells(climate: Climate) -> Climate:
    """Return a climate after its cells were proved to be those of the shipped receptors and emissions.

    Raises
    ------
    InputProblems
        It has other cells; receptors and emissions are on those of the shipped climates.
    """
    cells = default_cells()
    if climate.cells.shape == cells.shape:
        return climate
    shape, wanted = (" x ".join(map(str, size)) for size in (climate.cells.shape, cells.shape))
    wrong = problem("atmosphere.climate.shape", climate.name, field="cells", shape=shape, allowed=wanted)
    raise InputProblems([wrong])


def shipped() -> tuple[str, ...]:
    """Return the names of the shipped receptors: codes of countries, small states together, eight seas, the Arctic.

    All but the last are a partition of the globe.

    Examples
    --------
    >>> names = shipped()
    >>> len(names), names[-1], "SEN" in names
    (154, 'Arctic above 66.5 N', True)
    """
    return _file().names


def check_partition(receptors: Iterable[Receptor]) -> None:
    """Refuse receptors that overlap.

    Raises
    ------
    InputProblems
        They cover more than the whole of a cell together.
    """
    covered = sum(receptor.weight for receptor in receptors)
    largest = float(np.max(covered))
    if largest > 1.0 + _NEAR:
        raise InputProblems([problem("atmosphere.mask.overlap", "receptors", covered=f"{largest:.3g}")])


def find(text: str | Path | Receptor) -> Receptor:
    """Return the receptor that a text names, or the one of a file or a box.

    Parameters
    ----------
    text : str, Path or Receptor
        A country in any spelling that is read elsewhere; a shipped region (Streets et al. 2019, Global Mercury Assessment,
        United Nations) or sea; a NetCDF file with one mask; a CSV with ``region`` and ``country`` and one region; or
        ``west,south,east,north`` in degrees.

    Raises
    ------
    InputProblems
        There is nothing of that name, or the mask is wrong.

    Examples
    --------
    >>> find("Senegal").name, round(find("Senegal").area / 1000)
    ('SEN', 197)
    """
    if isinstance(text, Receptor):
        return text
    words = str(text).strip()
    file = _file()
    named = {name.casefold(): index for index, name in enumerate(file.names)}
    key = _ALIASES.get(words.casefold(), words).casefold()
    if key in named:
        index = named[key]
        name = file.names[index]
        return _sized(name, file.weight[index], (index,), (name,) if len(name) == 3 else ())
    if Path(words).suffix in (".nc", ".csv"):
        made = read_receptors(words)
        if len(made) == 1:
            return made[0]
        return _united(Path(words).stem, made)
    if words.count(",") == 3 and (box := _box(words)) is not None:
        return box
    for scheme in SCHEMES:
        regions = {name.casefold(): name for name in shipped_regions(scheme)}
        if words.casefold() in regions:
            name = regions[words.casefold()]
            return _region(name, shipped_regions(scheme)[name])
    entity, _ = find_entity(words)
    if entity:
        return _country(entity)
    guess = closest(words, [*file.names, *shipped_regions("streets2019")])
    raise InputProblems([problem("atmosphere.region.unknown", "receptor", text=words, guess=guess or "")])


def _sized(name: str, weight: Array, parts: tuple[int, ...], countries: tuple[str, ...]) -> Receptor:
    """Return a receptor with its area and the warning that a small country needs."""
    area = float((weight * default_cells().area).sum()) / 1e6
    notes = []
    if len(countries) == 1 and area < SMALL_AREA:
        code = "atmosphere.cell" if area < LEAST_AREA else "atmosphere.small"
        size = f"{area:,.0f}"
        notes.append(problem(code, "receptor", severity="warning", name=name, area=size))
    return Receptor(name, weight, area, parts, countries, tuple(notes))


def _country(code: str) -> Receptor:
    names = _file().names
    if code in names:
        index = names.index(code)
        return _sized(code, _file().weight[index], (index,), (code,))
    return _sized(code, _mask((code,)), (), (code,))


def _region(name: str, countries: tuple[str, ...]) -> Receptor:
    """Return a region of countries; the smallest ones, which have no footprint, are left out of it and are in its notes."""
    file = _file()
    parts = tuple(file.names.index(code) for code in countries if code in file.names)
    if not parts:
        return _sized(name, _mask(countries), (), countries)
    weight = file.weight[list(parts)].sum(axis=0)
    return _sized(name, weight, parts, tuple(file.names[part] for part in parts))


def _mask(countries: tuple[str, ...]) -> Array:
    # Loading what makes masks takes longer than an answer; most receptors are shipped.
    from quicksilver.fate.gridding.cells import Grid
    from quicksilver.fate.gridding.masks import country_masks

    grid = Grid(1)
    known = tuple(code for code in countries if find_entity(code)[0])
    masks = country_masks({"mask": known}, grid)
    fraction = np.zeros(grid.shape[0] * grid.shape[1])
    fraction[masks.cells[0]] = masks.fraction[0]
    return default_cells().fraction_from_grid(fraction.reshape(grid.shape), grid)


def _box(words: str) -> Receptor | None:
    from quicksilver.fate.atmosphere.cells import overlap
    from quicksilver.intake.numbers import machine_number

    try:
        west, south, east, north = (machine_number(part.strip()) for part in words.split(","))
    except ValueError:
        return None
    if not (-180 <= west <= 360 and west < east <= west + 360 and -90 <= south < north <= 90):
        return None
    cells = default_cells()
    sines = np.sin(np.deg2rad(cells.latitude_edges))
    rows = overlap(sines, np.sin(np.deg2rad(np.array([south, north]))))[:, 0]
    columns = overlap(cells.longitude_edges, np.array([west, east]), turn=360.0)[:, 0]
    return _sized(words, np.minimum(rows[:, None] * columns, 1.0), (), ())


def _united(name: str, parts: tuple[Receptor, ...]) -> Receptor:
    check_partition(parts)
    weight = np.minimum(np.sum([part.weight for part in parts], axis=0), 1.0)
    return _sized(name, weight, (), ())


def read_receptors(path: str | Path) -> tuple[Receptor, ...]:
    """Return the receptors of a file: a CSV with ``region`` and ``country``, or a NetCDF with one mask per variable.

    Parameters
    ----------
    path : str or Path
        Masks are on a regular grid of the globe or on the cells of the climate, 0 to 1; missing values are 0.

    Raises
    ------
    InputProblems
        A country is unknown, a mask has no cell, values outside 0 to 1 or another grid; all problems at once.
    """
    if Path(path).suffix == ".nc":
        from quicksilver.fate.gridding.netcdf import open_netcdf

        return _masks(open_netcdf(path))
    from quicksilver.fate.gridding.masks import read_regions

    return _regions(read_regions(path))


def _regions(regions: Mapping[str, tuple[str, ...]]) -> tuple[Receptor, ...]:
    from quicksilver.fate.gridding.cells import Grid
    from quicksilver.fate.gridding.masks import country_masks

    file = _file()
    made = []
    for name, countries in regions.items():
        codes = [find_entity(country)[0] or country for country in countries]
        if all(code in file.names for code in codes):
            parts = tuple(file.names.index(code) for code in codes)
            made.append(_sized(name, file.weight[list(parts)].sum(axis=0), parts, tuple(codes)))
        else:
            # An unknown country is refused where the mask is made.
            masks = country_masks({name: countries}, Grid(1))
            fraction = np.zeros(180 * 360)
            fraction[masks.cells[0]] = masks.fraction[0]
            weight = default_cells().fraction_from_grid(fraction.reshape(180, 360), Grid(1))
            made.append(_sized(name, weight, (), tuple(codes)))
    return tuple(made)


def _masks(data: xr.Dataset) -> tuple[Receptor, ...]:
    problems: list[Problem] = []
    made = []
    for name in map(str, data.data_vars):
        field = data[name]
        if field.ndim < 2 or field.attrs.get("standard_name") == "cell_area":
            continue
        weight = _mask_field(field, name, problems)
        if weight is not None:
            made.append(_sized(name, weight, (), ()))
    if not made and not problems:
        problems.append(problem("atmosphere.mask.empty", "mask", name="file"))
    if problems:
        raise InputProblems(problems)
    return tuple(made)


def _mask_field(field: xr.DataArray, name: str, problems: list[Problem]) -> Array | None:
    from quicksilver.fate.gridding.fields import grid_of, ordered

    values = np.nan_to_num(np.asarray(field.squeeze(drop=True).values, dtype=np.float64), nan=0.0)
    low, high = float(values.min()), float(values.max())
    if low < 0 or high > 1:
        ends = {"low": f"{low:g}", "high": f"{high:g}"}
        problems.append(problem("atmosphere.mask.value", "mask", name=name, **ends))
        return None
    if high == 0:
        problems.append(problem("atmosphere.mask.empty", "mask", name=name))
        return None
    cells = default_cells()
    if values.shape == cells.shape:
        return values
    shape, wanted = (" x ".join(map(str, size)) for size in (values.shape, cells.shape))
    refused = problem("atmosphere.mask.grid", "mask", name=name, shape=shape, wanted=wanted)
    try:
        flat = ordered(field.squeeze(drop=True), f"mask {name!r}")
        grid = grid_of(flat, f"mask {name!r}")
    except InputProblems:
        problems.append(refused)
        return None
    if not grid.is_global:
        problems.append(refused)
        return None
    return cells.fraction_from_grid(np.nan_to_num(np.asarray(flat.values, dtype=np.float64)), grid)
