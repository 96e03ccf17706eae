"""Regions on a grid: which cells belong to a region, and how much of each."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from quicksilver.errors import InputProblems, Problem
from quicksilver.fate.gridding.cells import Grid
from quicksilver.fate.gridding.coverage import coverage
from quicksilver.fate.gridding.fields import on_grid
from quicksilver.fate.gridding.tables import read_table
from quicksilver.geography.outlines import atlas, find_entity
from quicksilver.intake.packaged import Table

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["Masks", "country_masks", "field_masks", "make_masks", "read_regions", "shipped_regions"]

Array = np.ndarray[Any, np.dtype[Any]]
Regions = Mapping[str, Sequence[str]]

# Published world totals stand under this code; it means all land.
_WORLD: Final = "WLD"


@dataclass(frozen=True, eq=False)
class Masks:
    """Regions on a grid.

    Attributes
    ----------
    grid : Grid
    names : tuple of str
    cells : tuple of ndarray of int
        For each region its cells, ascending, counted along rows from the south-west.
    fraction : tuple of ndarray
        For each region the part of each of these cells that it covers, above 0, up to 1.
    outside : tuple of float
        Part of each region's area that is not on the grid.
    countries : mapping
        Outlines that each region is made of; empty for masks that came as fields.
    land : ndarray or None
        Part of every cell that is land of any country, shape (cells,); None for masks that came as fields.
    """

    grid: Grid
    names: tuple[str, ...]
    cells: tuple[Array, ...]
    fraction: tuple[Array, ...]
    outside: tuple[float, ...]
    countries: Mapping[str, tuple[str, ...]]
    land: Array | None = None

    def weights(self, region: str) -> Array:
        """Return the area of the region in each of its cells as parts of the whole, summing to 1."""
        number = self.names.index(region)
        area = self.grid.row_area[self.cells[number] // self.grid.shape[1]] * self.fraction[number]
        return np.asarray(area / area.sum())

    def covered(self) -> Array:
        """Return the sum of the regions' parts of every cell, shape (cells,); above 1 where masks overlap."""
        total = np.zeros(self.grid.shape[0] * self.grid.shape[1])
        for cells, fraction in zip(self.cells, self.fraction, strict=True):
            total[cells] += fraction
        return total

    def shares(self) -> tuple[Array, ...]:
        """Return for each region which part of what is emitted in its cells is its own; they sum to 1 in a cell.

        A cell at a coast belongs to the land in it, a cell at a border to both sides by area.
        """
        total = self.covered()
        return tuple(
            fraction / total[cells] for cells, fraction in zip(self.cells, self.fraction, strict=True)
        )

    def replaced(self, region: str) -> Array:
        """Return which part of what lies below in its cells a region replaces: its part of the land in the cell."""
        number = self.names.index(region)
        cells, fraction = self.cells[number], self.fraction[number]
        return fraction if self.land is None else np.minimum(1.0, fraction / self.land[cells])

    def undivided(self) -> Masks:
        """Return the masks with each cell given whole to the region that has most of it (the first, if equal)."""
        best = np.zeros(self.grid.shape[0] * self.grid.shape[1])
        owner = np.full(best.shape, -1)
        for number, (cells, fraction) in enumerate(zip(self.cells, self.fraction, strict=True)):
            more = fraction > best[cells]
            best[cells[more]] = fraction[more]
            owner[cells[more]] = number
        owned = tuple(np.flatnonzero(owner == number) for number in range(len(self.names)))
        ones = tuple(np.ones(len(cells)) for cells in owned)
        masks = Masks(self.grid, self.names, owned, ones, self.outside, self.countries)
        _refuse_empty(masks, "regions, every cell whole")
        return masks


@dataclass(frozen=True, slots=True)
class Membership:
    """A country in a region of a scheme."""

    region: str
    country: str
    source: str
    standing: str
    note: str = ""


#: Scheme of regions -> its table.
REGIONS: Final = {"streets2019": "regions_streets2019.csv", "gma2018": "regions_gma2018.csv"}


def shipped_regions(scheme: str = "streets2019") -> dict[str, tuple[str, ...]]:
    """Return the countries of the regions of a scheme.

    Parameters
    ----------
    scheme : str
        ``streets2019``, the 17 world regions of Streets et al. 2019 (doi 10.1016/j.atmosenv.2018.12.031), or
        ``gma2018``, the 11 regions of the Global Mercury Assessment 2018, which the world of scenarios has.

    Examples
    --------
    >>> len(shipped_regions()), shipped_regions()["Japan"]
    (17, ('JPN',))
    >>> len(shipped_regions("gma2018")), "CAN" in shipped_regions("gma2018")["North America"]
    (11, True)
    """
    table = Table("quicksilver.geography", f"data/{REGIONS[scheme]}", Membership, key=("country",))
    regions: dict[str, list[str]] = {}
    for row in table.rows():
        regions.setdefault(row.region, []).append(row.country)
    return {region: tuple(countries) for region, countries in regions.items()}


def read_regions(path: str | Path) -> dict[str, tuple[str, ...]]:
    """Return regions and their countries from a CSV with the columns ``region`` and ``country``.

    Raises
    ------
    InputProblems
        A column is missing, a field is empty, a country is unknown or is listed in two regions.
    """
    rows = read_table(path, ("region", "country"))
    where = Path(path).name
    regions: dict[str, list[str]] = {}
    first: dict[str, str] = {}
    problems = []
    for line, row in enumerate(rows, 2):
        region, country = row["region"].strip(), row["country"].strip()
        if not region or not country:
            problems.append(Problem("a region or a country is empty", f"{where}:{line}", "both filled in"))
            continue
        if country.casefold() in first:
            what = f"{country!r} is listed in {first[country.casefold()]!r} already"
            problems.append(
                Problem(what, f"{where}:{line}", "each country in one region", remedy="remove one")
            )
        first[country.casefold()] = region
        regions.setdefault(region, []).append(country)
    if problems:
        raise InputProblems(problems)
    return {region: tuple(countries) for region, countries in regions.items()}


def make_masks(
    regions: Masks | Regions | str | Path | xr.Dataset | None, grid: Grid, names: Any = ()
) -> Masks:
    """Return masks from whatever regions are given as.

    Parameters
    ----------
    regions : Masks, mapping, path, Dataset or None
        Masks are taken as they are; a mapping names the countries of each region; a path leads to such a
        table (CSV) or to masks (NetCDF); a Dataset contains one mask per variable; None means that every name
        is a country.
    grid : Grid
    names : sequence of str
        Regions that are requested; needed for None.
    """
    if isinstance(regions, Masks):
        if regions.grid != grid:
            allowed = f"{grid.resolution:g} degrees, {grid.shape[0]} x {grid.shape[1]} cells"
            raise InputProblems([Problem("the masks are on another grid", "regions", allowed)])
        return regions
    if isinstance(regions, (str, Path)):
        if str(regions).endswith(".nc"):
            from quicksilver.fate.gridding.netcdf import open_netcdf

            return field_masks(open_netcdf(regions), grid)
        return country_masks(read_regions(regions), grid)
    if regions is None:
        return country_masks({name: (name,) for name in dict.fromkeys(names)}, grid)
    if isinstance(regions, Mapping) and not hasattr(regions, "data_vars"):
        return country_masks(regions, grid)
    return field_masks(regions, grid)  # type: ignore[arg-type]


def country_masks(regions: Regions, grid: Grid) -> Masks:
    """Return the masks of regions made of countries, by exact areas of outlines in cells.

    Parameters
    ----------
    regions : mapping of str to sequence of str
        ISO 3166 three-letter codes, Natural Earth's names for what has none, or ``WLD`` for all land.
    grid : Grid

    Raises
    ------
    InputProblems
        A country is unknown, or a region has no cell on the grid.

    Examples
    --------
    >>> masks = country_masks({"Senegal": ["SEN"]}, Grid(1))
    >>> int(masks.cells[0].size), round(float(masks.weights("Senegal").sum()), 12)
    (29, 1.0)
    """
    problems: list[Problem] = []
    codes_of_region: dict[str, tuple[str, ...]] = {}
    for region, countries in regions.items():
        entities = [find_entity(c, f"region {region!r}") for c in countries if c != _WORLD]
        problems += [entity for entity in entities if isinstance(entity, Problem)]
        keys = atlas().keys if _WORLD in countries else tuple(e for e in entities if isinstance(e, str))
        codes_of_region[region] = tuple(dict.fromkeys(keys))
        if not countries:
            problems.append(Problem(f"region {region!r} has no country", "regions", "one country or more"))
    if problems:
        raise InputProblems(problems)
    masks = _country_masks(tuple(codes_of_region.items()), grid)
    _refuse_empty(masks, "regions")
    return masks


@functools.lru_cache(maxsize=4)
def _country_masks(regions: tuple[tuple[str, tuple[str, ...]], ...], grid: Grid) -> Masks:
    whole = atlas()
    parts = [coverage(grid, *whole.rings(countries)) for _, countries in regions]
    return Masks(
        grid,
        tuple(region for region, _ in regions),
        tuple(cells for cells, _, _ in parts),
        tuple(fraction for _, fraction, _ in parts),
        # Lost to rounding along the rows, not outside.
        tuple(0.0 if outside < 1e-6 else outside for _, _, outside in parts),
        dict(regions),
        _land(grid),
    )


@functools.lru_cache(maxsize=2)
def _land(grid: Grid) -> Array:
    whole = atlas()
    cells, fraction, _ = coverage(grid, whole.lonlat, whole.ring_length)
    land = np.zeros(grid.shape[0] * grid.shape[1], dtype=np.float64)
    land[cells] = fraction
    return land


def field_masks(fields: xr.Dataset, grid: Grid) -> Masks:
    """Return masks given as fields, one variable per region: 0 to 1, missing values are 0.

    Raises
    ------
    InputProblems
        A field has no latitude and longitude or another grid, a value is not in 0 to 1, a region has no cell.
    """
    names, cells, parts, problems = [], [], [], []
    for name in map(str, fields.data_vars):
        try:
            values = np.nan_to_num(on_grid(fields[name], grid, f"mask {name!r}", "area"), nan=0.0).ravel()
        except InputProblems as error:
            problems += error.problems
            continue
        if values.min() < 0 or values.max() > 1:
            what = f"values from {values.min():g} to {values.max():g}"
            problems.append(Problem(what, f"mask {name!r}", "0 to 1: the part of the cell in the region"))
            continue
        names.append(name)
        cells.append(np.flatnonzero(values > 0))
        parts.append(values[cells[-1]])
    if problems:
        raise InputProblems(problems)
    masks = Masks(grid, tuple(names), tuple(cells), tuple(parts), (0.0,) * len(names), {})
    _refuse_empty(masks, "masks")
    return masks


def _refuse_empty(masks: Masks, where: str) -> None:
    problems = [
        Problem(
            f"region {name!r} has no cell on this grid",
            where,
            "regions with land on the grid",
            remedy="widen the grid to cover the region, make its cells smaller, or leave the region out",
        )
        for name, cells in zip(masks.names, masks.cells, strict=True)
        if not len(cells)
    ]
    if problems:
        raise InputProblems(problems)
