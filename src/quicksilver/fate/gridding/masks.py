"""Regions on a grid: which cells belong to a region, and how much of each."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from quicksilver.errors import InputProblems, Problem
from quicksilver.fate.gridding.cells import Grid
from quicksilver.fate.gridding.coverage import coverage
from quicksilver.fate.gridding.fields import on_grid
from quicksilver.fate.gridding.tables import read_table
from quicksilver.geography import place
from quicksilver.geography.outlines import atlas, find_entity
from quicksilver.language.names import Name
from quicksilver.language.places import place_note, place_problem
from quicksilver.language.problems import problem

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["Masks", "country_masks", "field_masks", "make_masks", "read_regions", "with_codes", "with_names"]

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


REGIONS: Final = ("region", "country")


def read_regions(path: str | Path) -> dict[str, tuple[str, ...]]:
    """Return regions and their countries from a CSV with the columns ``region`` and ``country``.

    Raises
    ------
    InputProblems
        A column is missing, a field is empty, a country is unknown or is listed in two regions.
    """
    rows = read_table(path, REGIONS)
    regions: dict[str, list[str]] = {}
    first: dict[str, str] = {}
    problems: list[Problem] = list(rows.problems)
    for at, row in zip(rows.places, rows, strict=True):
        if not all(name in row for name in REGIONS):
            break
        region, country = row["region"].strip(), row["country"].strip()
        if not region or not country:
            problems.append(Problem("a region or a country is empty", at, "both filled in"))
            continue
        # One country under two of its names is the same country.
        entity, match = find_entity(country)
        key = entity or match.code or country.casefold()
        if key in first:
            values = {"text": country, "code": key, "region": first[key]}
            problems.append(problem("grid.region.twice", at, **values))
        elif country != _WORLD:
            _entity(country, at, problems)
        first[key] = region
        regions.setdefault(region, []).append(entity or match.code or country)
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
        What :func:`~quicksilver.geography.place` reads, Natural Earth's names for what has no code, or ``WLD`` for all
        land.
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
        keys = [
            _entity(country, f"region {region!r}", problems) for country in countries if country != _WORLD
        ]
        whole = atlas().keys if _WORLD in countries else tuple(key for key in keys if key)
        codes_of_region[region] = tuple(dict.fromkeys(whole))
        if not countries:
            problems.append(problem("grid.region.none", "regions", region=region))
    if problems:
        raise InputProblems(problems)
    masks = _country_masks(tuple(codes_of_region.items()), grid)
    _refuse_empty(masks, "regions")
    return masks


def _entity(country: str, where: str, problems: list[Problem]) -> str:
    """Return the key of the outline of a country; empty, with a problem added, where there is none."""
    entity, match = find_entity(country)
    if not entity and match.taken:
        name = Name("country", match.code)
        problems.append(problem("place.outline", where, text=country, country=name))
    elif not entity:
        problems.append(place_problem(match, where))
    return entity


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


def with_codes(table: pd.DataFrame, notes: list[Problem]) -> pd.DataFrame:
    """Return totals whose regions are countries with the codes of these.

    Parameters
    ----------
    table : DataFrame
        As :func:`~quicksilver.fate.gridding.read_totals` returns it.
    notes : list of Problem
        How a country was read that is not written by its code is added to it.

    Raises
    ------
    InputProblems
        A country is unknown or has no outline, or is listed twice under two of its names.
    """
    problems: list[Problem] = []
    codes: dict[str, str] = {}
    for line, text in enumerate(table["region"], 2):
        if text not in codes:
            codes[text] = country_on_grid(text, f"{_where(table)}:{line}", problems, notes)
    problems += _twice(table, codes)
    if problems:
        raise InputProblems(problems)
    return table.assign(region=table["region"].map(codes))


def _where(table: pd.DataFrame) -> str:
    return str(table.attrs.get("where", "totals"))


def country_on_grid(text: str, where: str, problems: list[Problem], notes: list[Problem]) -> str:
    """Return what a country is called on the grid: its code, or the name of its outline where it has none."""
    entity, match = find_entity(text)
    if not match.taken:
        problems.append(place_problem(match, where))
    elif not entity and match.code != "WLD":
        country = Name("country", match.code)
        problems.append(problem("place.outline", where, text=text, country=country))
    elif len(match.code) == 3 and (note := place_note(match, where)):
        notes.append(note)
    return entity or match.code or text


def _twice(table: pd.DataFrame, codes: dict[str, str]) -> list[Problem]:
    """Return a problem for each row of a country that another row has under another name."""
    first: dict[tuple[object, ...], tuple[int, str]] = {}
    problems = []
    for line, (text, sector, year) in enumerate(
        zip(table["region"], table["sector"], table["year"].fillna(0), strict=True), 2
    ):
        key = codes[text], sector, year
        if key in first:
            number, other = first[key]
            values = {"text": text, "other": other, "code": key[0], "first": number, "line": line}
            problems.append(problem("grid.total.twice", f"{_where(table)}:{line}", **values))
        first.setdefault(key, (line, text))
    return problems


def with_names(table: pd.DataFrame, names: Collection[str], notes: list[Problem]) -> pd.DataFrame:
    """Return a table with the names of regions in place of other ways to write the same country.

    Parameters
    ----------
    table : DataFrame
        With a column ``region``; what is empty or not a country stays as it is.
    names : collection of str
        Of the regions; where they are not codes of countries, nothing is changed.
    notes : list of Problem
        How a country was read is added to it.
    """
    codes = {}
    for line, text in enumerate(table["region"], 2):
        if not text or text in names or text in codes:
            continue
        match = place(text, among=names)
        if match.taken:
            codes[text] = match.code
            if note := place_note(match, f"{_where(table)}:{line}"):
                notes.append(note)
    return table.assign(region=table["region"].replace(codes)) if codes else table
