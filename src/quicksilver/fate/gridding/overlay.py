"""National inventories over a global one: by name, category and hierarchy, with a receipt of what replaced what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from quicksilver.errors import InputProblems, MassBalanceError, Problem, closest
from quicksilver.fate.gridding.cells import Grid
from quicksilver.fate.gridding.dataset import Flux, dataset_grid, fluxes, mass, seconds, slug, years_of
from quicksilver.fate.gridding.masks import Masks

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["Layer", "Overlay", "overlay"]

Array = np.ndarray[Any, np.dtype[Any]]

_TOLERANCE: Final = 1e-12
_COLUMNS: Final = (
    "layer",
    "hierarchy",
    "category",
    "region",
    "replaced_layer",
    "variable",
    "sector",
    "species",
    "year",
    "mass_replaced_kg",
    "mass_put_in_kg",
    "mass_left_out_kg",
    "cells",
)


@dataclass(frozen=True, eq=False)
class Layer:
    """An inventory that is laid over others.

    Attributes
    ----------
    name : str
    data : Dataset
    masks : Masks or None
        Regions in which the layer replaces everything below it; None: in every cell.
    regions : tuple of str
        Which of the masks' regions; all when empty.
    category : str
        Layers of different categories are added and never replace each other.
    hierarchy : int
        Higher replaces lower; layers of one category and hierarchy are added.
    replaces : tuple of str
        Sectors below that the layer replaces; all when empty.
    """

    name: str
    data: xr.Dataset
    masks: Masks | None = None
    regions: tuple[str, ...] = ()
    category: str = "anthropogenic"
    hierarchy: int = 1
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Overlay:
    """The result: ``data``, with one variable for each that came in, and the ``receipt`` as a table."""

    data: xr.Dataset
    receipt: pd.DataFrame


@dataclass
class _Stack:
    """Fields that are in place: of which layer each is, and its values."""

    layer: Layer
    flux: Flux
    values: Array
    mine: bool = field(default=False)


def overlay(base: Layer | xr.Dataset, layers: Sequence[Layer]) -> Overlay:
    """Lay inventories over a base, as HEMCO does with category and hierarchy (doi 10.5194/gmd-7-1409-2014).

    In each cell, of each category, a layer of higher hierarchy takes the place of what is below by its part of the
    land in the cell; so a cell at the coast is replaced whole and a cell at a border by parts, and what the layer
    itself has in the cell comes in whole. Everything is in the receipt: what was replaced, what was put in, and
    what of a layer lies in no cell of its regions and is left out.

    Parameters
    ----------
    base : Layer or Dataset
        A Dataset is taken as the layer ``base`` of hierarchy 0.
    layers : sequence of Layer

    Returns
    -------
    Overlay
        Variables are named ``<variable>_<layer>``, with ``layer`` among their attributes.

    Raises
    ------
    InputProblems
        Names occur twice; grids, years or species of layers of one category differ; a region or a sector is
        unknown.
    MassBalanceError
        What comes out is not what came in, less what was replaced, plus what was put in.
    """
    import pandas as pd

    bottom = base if isinstance(base, Layer) else Layer("base", base, hierarchy=0)
    everything = [bottom, *sorted(layers, key=lambda layer: layer.hierarchy)]
    _refuse(everything)
    the_grid, years = dataset_grid(bottom.data), years_of(bottom.data)
    stack: list[_Stack] = []
    rows: list[tuple[Any, ...]] = []
    for layer in everything:
        below = [
            s for s in stack if s.layer.category == layer.category and s.layer.hierarchy < layer.hierarchy
        ]
        rows += [row for item in below for row in _replace(layer, item, the_grid, years)]
        for flux in fluxes(layer.data):
            item, put = _put(layer, flux, the_grid, years)
            stack.append(item)
            rows += put
    receipt = pd.DataFrame(rows, columns=list(_COLUMNS))
    result = _result(bottom, stack)
    _check(result, receipt, the_grid, years, everything)
    return Overlay(result, receipt)


def _refuse(layers: Sequence[Layer]) -> None:
    problems: list[Problem] = []
    names = [layer.name for layer in layers]
    problems += [
        Problem(f"the layer {name!r} occurs {names.count(name)} times", "layers", "each name once")
        for name in sorted(set(names))
        if names.count(name) > 1
    ]
    first = layers[0]
    the_grid, years = dataset_grid(first.data), years_of(first.data)
    sectors = {flux.sector for layer in layers for flux in fluxes(layer.data)}
    for layer in layers:
        where = f"layer {layer.name!r}"
        grids = [dataset_grid(layer.data), *([layer.masks.grid] if layer.masks else [])]
        if any(other != the_grid for other in grids):
            allowed = f"the grid and sphere of {first.name!r}: {the_grid.resolution:g} degrees, {the_grid.radius:.12g} m"
            problems.append(Problem("data or masks are on another grid", where, allowed))
        if years_of(layer.data) != years:
            what = f"years {', '.join(map(str, years_of(layer.data)))}"
            problems.append(Problem(what, where, f"those of {first.name!r}: {', '.join(map(str, years))}"))
        known = layer.masks.names if layer.masks else ()
        for wrong in (r for r in layer.regions if r not in known):
            problems.append(
                Problem(f"unknown region {wrong!r}", where, ", ".join(known), closest(wrong, known))
            )
        for wrong in (s for s in layer.replaces if s not in sectors):
            allowed = ", ".join(sorted(sectors))
            problems.append(
                Problem(f"unknown sector {wrong!r}", where, allowed, closest(wrong, sorted(sectors)))
            )
    if not problems:
        problems = list(_species_problems(layers))
    if problems:
        raise InputProblems(problems)


def _species_problems(layers: Sequence[Layer]) -> Iterator[Problem]:
    """Find layers that say other species than what they replace: half of it would stay and be counted twice."""
    species_by_category: dict[str, dict[str, set[str]]] = {}
    for layer in layers:
        species = {name for flux in fluxes(layer.data) for name, share in flux.shares.items() if share > 0}
        species_by_category.setdefault(layer.category, {})[layer.name] = species
    for category, by_layer in species_by_category.items():
        whole = set().union(*by_layer.values())
        if "unspeciated" in whole and len(whole) > 1:
            what = "; ".join(f"{name}: {', '.join(sorted(species))}" for name, species in by_layer.items())
            remedy = "give the speciation of every sector of every layer, or of none"
            allowed = "layers that are all speciated, or none"
            yield Problem(
                f"layers have different species ({what})",
                f"category {category!r}",
                allowed,
                remedy=remedy,
            )


def _parts(layer: Layer, the_grid: Grid) -> Iterator[tuple[str, Array, Array]]:
    """Go through the regions of a layer: name, cells, and which part of what is below each cell loses."""
    if layer.masks is None:
        cells = np.arange(the_grid.shape[0] * the_grid.shape[1])
        yield "everywhere", cells, np.ones(len(cells))
        return
    left = np.ones(the_grid.shape[0] * the_grid.shape[1])
    for name in layer.regions or layer.masks.names:
        cells = layer.masks.cells[layer.masks.names.index(name)]
        # Masks that overlap take a cell away once.
        part = np.minimum(layer.masks.replaced(name), left[cells])
        left[cells] -= part
        yield name, cells, part


def _replace(layer: Layer, item: _Stack, the_grid: Grid, years: tuple[int, ...]) -> Iterator[tuple[Any, ...]]:
    """Take out of a field what a layer stands for, and go through the rows of the receipt."""
    if layer.replaces and item.flux.sector not in layer.replaces:
        return
    if not item.mine:
        item.values, item.mine = item.values.copy(), True
    before = item.values.copy()
    flat, old = (v.reshape(len(years), -1) for v in (item.values, before))
    for region, cells, part in _parts(layer, the_grid):
        area = the_grid.row_area[cells // the_grid.shape[1]]
        for number, year in enumerate(years):
            gone = old[number, cells] * part
            flat[number, cells] = np.maximum(flat[number, cells] - gone, 0.0)
            kg = float(np.sum(gone * area) * seconds(layer.data, year))
            count = int(np.count_nonzero(gone))
            yield (
                layer.name,
                layer.hierarchy,
                layer.category,
                region,
                item.layer.name,
                item.flux.name,
                item.flux.sector,
                item.flux.species,
                year,
                kg,
                0.0,
                0.0,
                count,
            )


def _put(
    layer: Layer, flux: Flux, the_grid: Grid, years: tuple[int, ...]
) -> tuple[_Stack, list[tuple[Any, ...]]]:
    """Return a field as it comes in, without what lies outside its layer's regions, and its rows of the receipt."""
    values = flux.array.transpose("time", "lat", "lon").values.astype(np.float64, copy=False)
    flat = values.reshape(len(years), -1)
    item = _Stack(layer, flux, values)
    taken = np.zeros(flat.shape[1], dtype=bool)
    rows: list[tuple[Any, ...]] = []
    left_out = [mass(v, the_grid, seconds(layer.data, y)) for v, y in zip(values, years, strict=True)]
    for region, cells, _ in _parts(layer, the_grid):
        new = cells[~taken[cells]]
        taken[new] = True
        area = the_grid.row_area[new // the_grid.shape[1]]
        for number, year in enumerate(years):
            kg = float(np.sum(flat[number, new] * area) * seconds(layer.data, year))
            left_out[number] -= kg
            count = int(np.count_nonzero(flat[number, new]))
            rows.append(
                (
                    layer.name,
                    layer.hierarchy,
                    layer.category,
                    region,
                    "",
                    flux.name,
                    flux.sector,
                    flux.species,
                    year,
                    0.0,
                    kg,
                    0.0,
                    count,
                )
            )
    outside = [np.count_nonzero(v[~taken]) for v in flat]
    if any(outside):
        item.values, item.mine = values.copy(), True
        item.values.reshape(len(years), -1)[:, ~taken] = 0.0
        rows += [
            (
                layer.name,
                layer.hierarchy,
                layer.category,
                "(outside its regions)",
                "",
                flux.name,
                flux.sector,
                flux.species,
                year,
                0.0,
                0.0,
                max(left_out[n], 0.0),
                int(outside[n]),
            )
            for n, year in enumerate(years)
        ]
    return item, rows


def _result(bottom: Layer, stack: Sequence[_Stack]) -> xr.Dataset:
    import xarray as xr

    data = bottom.data
    variables: dict[str, Any] = {}
    for item in stack:
        attrs = {k: v for k, v in item.flux.array.attrs.items() if k != "mass_kg_per_year"}
        about = {"layer": item.layer.name, "category": item.layer.category, "hierarchy": item.layer.hierarchy}
        own = {"sector": item.flux.sector, "species": item.flux.species}
        name = f"{item.flux.name}_{slug(item.layer.name)}"
        variables[name] = (("time", "lat", "lon"), item.values, {**attrs, **own, **about})
    area = {"area_m2": data["area_m2"]} if "area_m2" in data else {}
    coords = {name: data[name] for name in ("time", "lat", "lon")}
    return xr.Dataset({**variables, **area}, coords, data.attrs)


def _check(
    result: xr.Dataset, receipt: pd.DataFrame, the_grid: Grid, years: tuple[int, ...], layers: Sequence[Layer]
) -> None:
    """Refuse a result that is not what came in, less what was replaced and left out."""

    def contained_mass(data: xr.Dataset, number: int, year: int) -> float:
        return sum(
            mass(f.array.isel(time=number).values, the_grid, seconds(data, year)) for f in fluxes(data)
        )

    for number, year in enumerate(years):
        rows = receipt[receipt["year"] == year]
        came = sum(contained_mass(layer.data, number, year) for layer in layers)
        gone = float(rows["mass_replaced_kg"].sum() + rows["mass_left_out_kg"].sum())
        out = contained_mass(result, number, year)
        if not abs(came - gone - out) <= _TOLERANCE * came:
            raise MassBalanceError(
                f"{year}: {came!r} kg came in, {gone!r} kg were taken out, {out!r} kg are left"
            )
