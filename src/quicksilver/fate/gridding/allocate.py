"""Totals by region and sector onto a grid: points first, the rest by area or proxy, every kilogram accounted for."""

from __future__ import annotations

import calendar
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.fate.gridding.balance import Ledger, check_field, check_ledger, leave_out, make_ledger
from quicksilver.fate.gridding.cells import Grid
from quicksilver.fate.gridding.dataset import (
    area_variable,
    coordinates,
    flux_attrs,
    global_attrs,
    mass,
    variable_name,
)
from quicksilver.fate.gridding.home import far_from_outlines
from quicksilver.fate.gridding.masks import (
    Masks,
    country_on_grid,
    make_masks,
    read_regions,
    with_codes,
    with_names,
)
from quicksilver.fate.gridding.points import Placed, of_year, place
from quicksilver.fate.gridding.proxies import Patterns, patterns_by_sector
from quicksilver.fate.gridding.speciation import UNSPECIATED, Shares, check_shares
from quicksilver.fate.gridding.tables import (
    HeightClass,
    NamedPoint,
    RegionCheck,
    check_points,
    check_totals,
    read_points,
    read_totals,
)
from quicksilver.geography import place as named_place
from quicksilver.intake.declared import noted
from quicksilver.language.problems import problem

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["grid"]

Array = np.ndarray[Any, np.dtype[Any]]


def grid(
    totals: pd.DataFrame | str | Path,
    *,
    regions: Any = None,
    resolution: float | Grid = 1.0,
    year: int | Sequence[int] | None = None,
    points: pd.DataFrame | str | Path | None = None,
    proxies: Mapping[str, xr.DataArray | str | Path] | None = None,
    speciation: Mapping[str, Shares] | None = None,
    heights: Sequence[HeightClass] = (),
    empty_proxy: Literal["remainder", "area"] = "remainder",
    outside: Literal["error", "remainder"] = "error",
    astray: Literal["error", "warning"] = "error",
    title: str = "",
    notes: list[Problem] | None = None,
    decimal: str | None = None,
) -> xr.Dataset:
    """Put emissions of regions and sectors on a regular grid.

    Of each total, the point sources of that region and sector go to their cells; what remains is spread over
    the cells of the region by area, or by a proxy where there is one.

    Parameters
    ----------
    totals : DataFrame or path
        ``region, sector, value, unit`` and, if it likes, ``year`` (see :func:`read_totals`).
    regions : mapping, path, Masks, Dataset or None
        Countries of each region, a table of them, or masks; None: every region is a country.
    resolution : float or Grid
        Side of the cells in degrees, on the globe; or a user-defined grid.
    year : int or sequence of int, optional
        Which years of the totals; the year of the totals where they have none.
    points : DataFrame or path, optional
        Point sources, part of the totals (see :func:`read_points`).
    proxies : mapping, optional
        Sector (``"*"``: every other) -> field, see :func:`proxy_patterns`.
    speciation : mapping, optional
        Sector -> species -> share; what is not named stays unspeciated.
    heights : sequence of HeightClass, optional
        Classes of release height of the points; each class with mass gets separate fields.
    empty_proxy : str
        Treatment of a total in a region where its proxy is zero: named remainder, or spread by area.
    outside : str
        Whether a region that is not whole on the grid is an error, or its part outside a named remainder.
    astray : str
        Whether a point that lies in another country than the region it names is an error or a warning.
    title : str
    notes : list of Problem, optional
        Warnings are added to it: how countries were read that are not written by their codes, and points that may be
        at a wrong place, and how files were read.
    decimal : str, optional
        ``point`` or ``comma``, the decimal sign of the files' numbers; their own cells decide if omitted.

    Returns
    -------
    Dataset
        One variable ``Hg_<sector>`` for each sector (and height class), dimensions ``time, lat, lon``, in
        kg m-2 s-1 as Hg; shares of species in its attributes; ``area_m2``; and the ledger ``mass_total``,
        ``mass_points``, ``mass_spread``, ``mass_remainder`` (``time, region, sector``, kg per year).

    Raises
    ------
    InputProblems
        Everything that is wrong with the input.
    MassBalanceError
        A region and sector came out with another mass than it went in, which is a defect of the program.

    Examples
    --------
    >>> import pandas as pd
    >>> totals = pd.DataFrame({"region": ["SEN"], "sector": ["ASGM"], "value": [3.0], "unit": ["Mg/yr"]})
    >>> field = grid(totals, resolution=1, year=2020)
    >>> field["Hg_ASGM"].attrs["units"], float(field["mass_spread"].sum())
    ('kg m-2 s-1', 3000.0)
    """
    the_grid = resolution if isinstance(resolution, Grid) else Grid(resolution)
    remarks: list[Problem] = [] if notes is None else notes
    table, sources, masks = _prepared(
        totals, points, decimal, regions, year, the_grid, outside, astray, remarks
    )
    years = tuple(sorted(int(y) for y in table["year"].unique()))
    sectors = tuple(dict.fromkeys(table["sector"]))
    shares = _shares(speciation or {}, sectors)
    placed = None
    if sources is not None:
        off = outside == "remainder"
        placed = place(sources, masks, sectors, heights, outside=off, astray=astray, notes=remarks)
    ledger = make_ledger(table, masks, years, sectors, placed)
    patterns, words = patterns_by_sector(masks, sectors, proxies or {})
    leave_out(ledger, masks, sectors, patterns, empty_proxy)
    variables: dict[str, Any] = {}
    taken: set[str] = set()
    for number, sector in enumerate(sectors):
        variables |= _sector(
            number, sector, patterns[sector], masks, years, ledger, placed, heights, shares, taken
        )
    check_ledger(ledger, masks, sectors, patterns)
    for _, _, attrs in variables.values():
        if "release_height" not in attrs:
            attrs["spread_by"] = words[attrs["sector"]]
    return _dataset(variables, ledger, masks, years, sectors, title)


def _region_check(regions: Any) -> RegionCheck | None:
    """Return what checks a region of the totals; None where the regions are masks, which are read later."""
    if regions is None:
        return _country
    countries = _countries(regions)
    if countries is None:
        return None
    names = tuple(map(str, countries))

    def check(text: str, where: str, problems: list[Problem]) -> None:
        if text not in names and not named_place(text, among=names).taken:
            problems.append(_no_mask(text, where, names))

    return check


def _no_mask(name: str, where: str, names: Sequence[str]) -> Problem:
    guess = closest(name, names)
    return problem("grid.region.no-mask", where, region=name, allowed=list(names[:30]), guess=guess)


def _country(text: str, where: str, problems: list[Problem]) -> None:
    """Add what is wrong with a region that should be a country; how it is read is noted when the totals get their codes."""
    country_on_grid(text, where, problems, [])


def _prepared(
    totals: pd.DataFrame | str | Path,
    points: pd.DataFrame | str | Path | None,
    decimal: str | None,
    regions: Any,
    year: int | Sequence[int] | None,
    the_grid: Grid,
    outside: str,
    astray: str,
    remarks: list[Problem],
) -> tuple[pd.DataFrame, pd.DataFrame | None, Masks]:
    """Return checked totals and points and the masks of their regions; points far from home are told with every other problem."""
    named: list[NamedPoint] = []
    problems: list[Problem] = []
    try:
        with noted() as read:
            regions = _regions(regions, problems)
            table, sources = _tables(totals, points, decimal, regions, problems, named)
        remarks += read
        if regions is None:
            table = with_codes(table, remarks)
        table = _with_years(table, year)
        with noted() as read:
            table, masks = _masks(regions, the_grid, table, outside, remarks)
        remarks += read
    except InputProblems as error:
        countries = _countries(regions)
        if astray == "error" and (countries or regions is None):
            far = far_from_outlines(named, countries, the_grid)
            error = InputProblems([*error.problems, *(wrong for wrong in far if wrong.severity == "error")])
        raise error from None
    if sources is not None:
        remarks += sources.attrs.get("notes", ())
        sources = with_names(sources, masks.names, remarks)
    return table, sources, masks


def _countries(regions: Any) -> Mapping[str, Sequence[str]] | None:
    """Return regions that are given by their countries; None for any others."""
    # A Dataset of masks is a mapping, too.
    return regions if isinstance(regions, Mapping) and not hasattr(regions, "data_vars") else None


def _regions(regions: Any, problems: list[Problem]) -> Any:
    """Return regions, read where they are a table; a table that is wrong stays a path, and its problems are added."""
    if isinstance(regions, (str, Path)) and not str(regions).endswith(".nc"):
        try:
            return read_regions(regions)
        except InputProblems as error:
            problems += error.problems
    return regions


def _tables(
    totals: pd.DataFrame | str | Path,
    points: pd.DataFrame | str | Path | None,
    decimal: str | None,
    regions: Any,
    problems: list[Problem],
    named: list[NamedPoint],
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Return checked totals and points; the problems of both come together, with those that there are already."""
    table = sources = None
    region = _region_check(regions)
    try:
        if isinstance(totals, (str, Path)):
            table = read_totals(totals, decimal=decimal, region=region)
        else:
            table = check_totals(totals, region=region)
    except InputProblems as error:
        problems += error.problems
    try:
        if points is not None:
            if isinstance(points, (str, Path)):
                sources = read_points(points, decimal=decimal, named=named)
            else:
                sources = check_points(points, named=named)
    except InputProblems as error:
        problems += error.problems
    if problems or table is None:
        raise InputProblems(problems)
    return table, sources


def _with_years(table: pd.DataFrame, year: int | Sequence[int] | None) -> pd.DataFrame:
    wanted = [int(y) for y in np.atleast_1d(year)] if year is not None else []
    if table["year"].isna().any():
        if len(wanted) != 1:
            raise InputProblems(
                [
                    Problem(
                        "the totals have no year",
                        "totals",
                        "a column year, or one year=",
                        remedy="state their year, such as year=2015",
                    )
                ]
            )
        return table.assign(year=wanted[0])
    present_years = {int(y) for y in table["year"]}
    missing = [y for y in wanted if y not in present_years]
    if missing:
        shown = ", ".join(map(str, sorted(present_years)))
        raise InputProblems([Problem(f"no totals of {', '.join(map(str, missing))}", "totals, year", shown)])
    return table[table["year"].isin(wanted)] if wanted else table


def _masks(
    regions: Any, the_grid: Grid, table: pd.DataFrame, outside: str, remarks: list[Problem]
) -> tuple[pd.DataFrame, Masks]:
    """Return the masks of the regions of the totals, and the totals with the names that the masks have."""
    masks = make_masks(regions, the_grid, list(dict.fromkeys(table["region"])))
    table = with_names(table, masks.names, remarks)
    names = list(dict.fromkeys(table["region"]))
    problems = [_no_mask(name, "regions", masks.names) for name in names if name not in masks.names]
    if outside == "error":
        problems += [
            Problem(
                f"{part:.3g} of the area of region {name!r} is not on the grid",
                "grid",
                "a grid that covers every region of the totals",
                remedy='widen the grid, or set outside="remainder" to leave that part out by name',
            )
            for name, part in zip(masks.names, masks.outside, strict=True)
            if part > 0 and name in names
        ]
    if problems:
        raise InputProblems(problems)
    return table, masks


def _shares(speciation: Mapping[str, Shares], sectors: Sequence[str]) -> dict[str, dict[str, float]]:
    problems = [
        Problem(
            f"speciation of the unknown sector {name!r}",
            "speciation",
            ", ".join(sectors),
            closest(name, sectors),
        )
        for name in speciation
        if name not in sectors
    ]
    if problems:
        raise InputProblems(problems)
    return check_shares(speciation)


def _sector(
    number: int,
    sector: str,
    patterns: Patterns,
    masks: Masks,
    years: tuple[int, ...],
    ledger: Ledger,
    placed: Placed | None,
    heights: Sequence[HeightClass],
    shares: Mapping[str, dict[str, float]],
    taken: set[str],
) -> dict[str, Any]:
    """Return the fields of one sector: what has no height class, and one for each class with mass."""
    rows, columns = masks.grid.shape
    classes = [-1]
    if placed is not None:
        mine = placed.sector == number
        classes += [c for c in range(len(heights)) if np.any(mine & (placed.height == c) & (placed.kg > 0))]
    made: dict[str, Any] = {}
    for c in classes:
        values = np.zeros((len(years), rows * columns))
        for y, year in enumerate(years):
            expected = _fill(values[y], number, c, y, year, patterns, masks, ledger, placed)
            length = 86400.0 * (366 if calendar.isleap(year) else 365)
            field_ = values[y].reshape(rows, columns)
            field_ /= (masks.grid.row_area * length)[:, None]
            check_field(mass(field_, masks.grid, length), expected, sector, year)
        height = heights[c][0] if c >= 0 else ""
        name = variable_name(sector, height, taken)
        attrs = flux_attrs(sector, "Hg", shares.get(sector, {UNSPECIATED: 1.0}), height)
        made[name] = (("time", "lat", "lon"), values.reshape(len(years), rows, columns), attrs)
    return made


def _fill(
    flat: Array,
    s: int,
    c: int,
    y: int,
    year: int,
    patterns: Patterns,
    masks: Masks,
    ledger: Ledger,
    placed: Placed | None,
) -> float:
    """Add one year of one sector and height class to a field, in kg per year, and return how much that must be."""
    expected = []
    if c < 0:
        for r, (cells, pattern) in enumerate(zip(masks.cells, patterns, strict=True)):
            if pattern is not None and ledger.spread[y, r, s]:
                flat[cells] += ledger.spread[y, r, s] * pattern
                expected.append(ledger.spread[y, r, s])
    if placed is not None:
        of = (placed.sector == s) & (placed.height == c) & (placed.cell >= 0) & of_year(placed, year)
        np.add.at(flat, placed.cell[of], placed.kg[of])
        expected += placed.kg[of].tolist()
    return math.fsum(expected)


def _dataset(
    variables: dict[str, Any],
    ledger: Ledger,
    masks: Masks,
    years: tuple[int, ...],
    sectors: tuple[str, ...],
    title: str,
) -> xr.Dataset:
    import xarray as xr

    dims = ("time", "region", "sector")
    words = {
        "total": "emissions as given",
        "points": "of this, assigned to the cells of point sources",
        "spread": "of this, distributed over the region",
        "remainder": "of this, not on the grid",
    }
    book = {
        f"mass_{name}": (
            dims,
            getattr(ledger, name),
            {"units": "kg yr-1", "long_name": text, "comment": "mass as Hg"},
        )
        for name, text in words.items()
    }
    reason = (dims[1:], ledger.reason.astype(str), {"long_name": "why a mass is not on the grid"})
    coords = {**coordinates(masks.grid, years), "region": list(masks.names), "sector": list(sectors)}
    area = {"area_m2": area_variable(masks.grid)}
    return xr.Dataset(
        {**variables, **area, **book, "remainder_reason": reason}, coords, global_attrs(masks.grid, title)
    )
