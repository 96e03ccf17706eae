"""Whose mercury it is: emissions by region, country or sector and by species in the cells of the climate."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from quicksilver.errors import InputProblems, Problem
from quicksilver.fate.atmosphere.climate import DAYS, checked_arrays
from quicksilver.fate.atmosphere.receptors import default_cells, shipped
from quicksilver.geography.regions import shipped_regions
from quicksilver.intake.packaged import Table
from quicksilver.language.problems import problem

if TYPE_CHECKING:
    import xarray as xr

__all__ = [
    "KINDS",
    "SPECIES",
    "UNASSIGNED",
    "Amount",
    "By",
    "Emission",
    "amounts",
    "from_dataset",
    "patterns",
    "streets",
]

Array = np.ndarray[Any, np.dtype[Any]]
By = Literal["region", "country", "sector", "species"]

#: As files name the species.
SPECIES: Final = ("Hg0", "Hg2", "HgP")
#: Kinds of emission that are legacy and natural mercury together.
KINDS: Final = ("ocean", "soil", "fire", "geogenic")
#: What lies in cells of no region.
UNASSIGNED: Final = "unassigned"

_YEAR: Final = 2015
#: Taken where emissions state no species: what all anthropogenic emission of Streets et al. 2019 of 2015 consists of.
_PROFILE: Final = "Streets et al. 2019, world 2015"


@dataclass(frozen=True, slots=True)
class Amount:
    """Emission of one kind that comes from legacy and nature, Mg per year, with its range."""

    kind: str
    value: float
    low: float
    high: float
    unit: str
    source: str
    standing: str
    note: str = ""


_AMOUNTS: Final = Table("quicksilver.fate.atmosphere", "data/amounts.csv", Amount, key=("kind",))


def amounts() -> Mapping[str, Amount]:
    """Return the emission from sea, soil, fire and geogenic sources of the default run.

    Examples
    --------
    >>> {kind: row.value for kind, row in amounts().items()}
    {'ocean': 4800.0, 'soil': 1100.0, 'fire': 400.0, 'geogenic': 250.0}
    """
    return _AMOUNTS.by_key()


@dataclass(frozen=True, eq=False)
class Emission:
    """Emissions of a year in the cells of the climate.

    Attributes
    ----------
    names : tuple of str
        Sources that are kept apart.
    amount : ndarray, shape (sources, 3, rows, columns)
        kg per year by species (``SPECIES``).
    regions : tuple of str
        Region whose range each source has; empty where none.
    title : str
        For receipts.
    notes : tuple of Problem
    """

    names: tuple[str, ...]
    amount: Array
    regions: tuple[str, ...]
    title: str
    notes: tuple[Problem, ...] = ()

    def of(self, species: str) -> Array:
        """Return the emission of a species, or of ``all``, by source and cell in kg per year."""
        return self.amount.sum(axis=1) if species == "all" else self.amount[:, SPECIES.index(species)]

    def only(self, species: str) -> Emission:
        """Return the emissions of one species, the others set to 0; of ``all`` as they are."""
        if species == "all":
            return self
        kept = np.zeros_like(self.amount)
        kept[:, SPECIES.index(species)] = self.amount[:, SPECIES.index(species)]
        return Emission(self.names, kept, self.regions, f"{self.title}, {species}", self.notes)


@functools.cache
def _file() -> tuple[tuple[str, ...], Array]:
    arrays = checked_arrays("emissions-t30")
    return tuple(map(str, arrays["region"])), arrays["anthropogenic_2015_kg"].astype(np.float64)


@functools.cache
def patterns() -> dict[str, Array]:
    """Return the monthly patterns of :data:`KINDS`: kg per second in a cell of an emission of 1 kg per year.

    Shape (12, rows, columns). All four are own assumptions of low confidence.
    """
    arrays = checked_arrays("emissions-t30")
    seconds = np.asarray(DAYS, dtype=np.float64) * 86400.0
    made = {}
    for kind in KINDS:
        relative = arrays[f"pattern_{kind}"].astype(np.float64)
        made[kind] = relative / float(relative.sum(axis=(1, 2)) @ seconds)
    return made


def streets(by: By = "region") -> Emission:
    """Return the anthropogenic emission of 2015 (Streets et al. 2019) by region, country or species.

    Parameters
    ----------
    by : str
        Countries share what their region emits in a cell by area; what no country of the region has a part in is kept under
        the name of the region.

    Raises
    ------
    InputProblems
        By sector, which the shipped emissions do not have.

    Examples
    --------
    >>> emission = streets()
    >>> len(emission.names), round(float(emission.amount.sum()) / 1e3)
    (17, 2388)
    """
    names, amount = _file()
    title = "Streets et al. 2019, anthropogenic, 2015 (2,388 of 2,390 Mg; the rest is in cells of no region)"
    if by == "region":
        return Emission(names, amount, names, title)
    if by == "species":
        each = np.zeros((3, *amount.shape[1:]))
        for index in range(3):
            each[index, index] = amount[:, index].sum(axis=0)
        return Emission(SPECIES, each, ("", "", ""), title)
    if by == "country":
        return _by_country(names, amount, title)
    allowed = "region, country or species"
    remedy = "give emissions with sectors: --emissions FILE.nc"
    raise InputProblems([Problem("the shipped emissions have no sectors", "--by", allowed, remedy=remedy)])


@functools.cache
def _members() -> dict[str, tuple[int, ...]]:
    names = shipped()
    return {
        region: tuple(names.index(code) for code in codes if code in names)
        for region, codes in shipped_regions("streets2019").items()
    }


def _by_country(names: tuple[str, ...], amount: Array, title: str) -> Emission:
    weight = checked_arrays("receptors-t30")["weight"].astype(np.float64)
    made: dict[str, Array] = {}
    regions: dict[str, str] = {}
    for region, emitted in zip(names, amount, strict=True):
        members = _members()[region]
        covered = weight[list(members)].sum(axis=0)
        for index in members:
            share = np.divide(weight[index], covered, out=np.zeros_like(covered), where=covered > 0)
            if (emitted * share).any():
                made[shipped()[index]] = made.get(shipped()[index], 0.0) + emitted * share
                regions[shipped()[index]] = region
        rest = np.where(covered > 0, 0.0, emitted)
        if rest.any():
            made[f"{region}, other"] = rest
            regions[f"{region}, other"] = region
    return Emission(tuple(made), np.stack(list(made.values())), tuple(regions.values()), title)


def from_dataset(
    data: xr.Dataset,
    *,
    by: By = "region",
    year: int | None = None,
    strict: bool = False,
    title: str = "own emissions",
) -> Emission:
    """Return gridded emissions in the cells of the climate.

    Parameters
    ----------
    data : xarray.Dataset
        As :func:`quicksilver.fate.gridding.grid` or :func:`quicksilver.fate.gridding.read_grid` return it: kg m-2 s-1 on
        ``time, lat, lon``.
    by : str
        ``region`` (17 of Streets et al. 2019), ``country``, ``sector`` or ``species``.
    year : int, optional
        Of several years; the last if not given.
    strict : bool
        Whether emissions without species are refused.
    title : str

    Raises
    ------
    InputProblems
        A value is negative or missing, the unit is unknown, there is no such year, or species are missing with ``strict``;
        all problems of the fields at once.
    """
    from quicksilver.fate.gridding.dataset import dataset_grid, fluxes, seconds, years_of

    grid = dataset_grid(data)
    years = years_of(data) if "time" in data.coords else (_YEAR,)
    if year is not None and year not in years:
        raise InputProblems([problem("atmosphere.year", title, year=year, first=years[0], last=years[-1])])
    at = years.index(year) if year is not None else len(years) - 1
    problems: list[Problem] = []
    notes: list[Problem] = []
    fields: dict[str, Array] = {}
    for flux in fluxes(data):
        values = np.asarray(flux.array.isel(time=at if flux.array.sizes["time"] > 1 else 0).values, float)
        wrong = int((~np.isfinite(values) | (values < 0)).sum())
        if wrong:
            place = f"variable {flux.name!r}"
            problems.append(problem("atmosphere.emission.value", title, where=place, count=wrong))
            continue
        shares, note = _shares(flux.shares, f"variable {flux.name!r}", title, strict)
        (problems if strict and note is not None else notes).extend([note] if note is not None else [])
        mass = values * grid.row_area[:, None] * seconds(data, years[at])
        part = np.stack([mass * shares.get(species, 0.0) for species in SPECIES])
        fields[flux.sector] = fields.get(flux.sector, 0.0) + part
    if problems:
        raise InputProblems(problems)
    return _parted(fields, grid, by, f"{title}, {years[at]}", notes)


def _shares(
    given: Mapping[str, float], where: str, title: str, strict: bool
) -> tuple[dict[str, float], Problem | None]:
    """Return the shares of the species; the profile taken is noted where none are stated."""
    shares = {species: float(given.get(species, 0.0)) for species in SPECIES}
    unknown = 1.0 - sum(shares.values())
    if unknown < 1e-9:
        return shares, None
    whole = _file()[1].sum(axis=(0, 2, 3))
    taken = whole / whole.sum()
    made = {
        species: shares[species] + unknown * float(part) for species, part in zip(SPECIES, taken, strict=True)
    }
    words = {
        f"share{species[2:]}": f"{100 * part:.0f} %" for species, part in zip(SPECIES, taken, strict=True)
    }
    severity = "error" if strict else "warning"
    note = problem(
        "atmosphere.emission.species", title, severity=severity, where=where, profile=_PROFILE, **words
    )
    return made, note


def _parted(fields: Mapping[str, Array], grid: Any, by: By, title: str, notes: list[Problem]) -> Emission:
    """Return the fields divided as asked, in the cells of the climate."""
    from quicksilver.fate.gridding.masks import country_masks

    cells = default_cells()
    if by == "sector":
        names = tuple(fields)
        amount = np.stack([cells.from_grid(field, grid) for field in fields.values()])
        return Emission(names, amount, ("",) * len(names), title, tuple(notes))
    whole = np.sum(list(fields.values()), axis=0)
    if by == "species":
        each = np.zeros((3, 3, *cells.shape))
        for index in range(3):
            each[index, index] = cells.from_grid(whole[index], grid)
        return Emission(SPECIES, each, ("", "", ""), title, tuple(notes))
    regions = shipped_regions("streets2019")
    belongs = {code: region for region, codes in regions.items() for code in codes}
    wanted = regions if by == "region" else {code: (code,) for code in belongs}
    masks = country_masks(_with_outline(wanted), grid)
    flat = whole.reshape(3, -1)
    names_made: list[str] = []
    made = []
    for name, cell, share in zip(masks.names, masks.cells, masks.shares(), strict=True):
        part = np.zeros_like(flat)
        part[:, cell] = flat[:, cell] * share
        if part.any():
            names_made.append(name)
            made.append(cells.from_grid(part.reshape(whole.shape), grid))
    rest = np.where(masks.covered() > 0, 0.0, flat)
    if rest.any():
        notes.append(
            problem(
                "atmosphere.emission.unassigned",
                title,
                severity="warning",
                amount=f"{rest.sum() / 1e3:.3g}",
            )
        )
        names_made.append(UNASSIGNED)
        made.append(cells.from_grid(rest.reshape(whole.shape), grid))
    ranged = tuple(name if by == "region" else belongs.get(name, "") for name in names_made)
    amount = np.stack(made) if made else np.zeros((0, 3, *cells.shape))
    return Emission(
        tuple(names_made), amount, tuple("" if r == UNASSIGNED else r for r in ranged), title, tuple(notes)
    )


@functools.cache
def _outlined() -> frozenset[str]:
    from quicksilver.geography.outlines import atlas

    return frozenset(atlas().keys)


def _with_outline(regions: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the regions with the countries that have an outline."""
    known = {name: tuple(code for code in codes if code in _outlined()) for name, codes in regions.items()}
    return {name: codes for name, codes in known.items() if codes}


def read_emissions(
    path: str | Path, *, by: By = "region", year: int | None = None, strict: bool = False
) -> Emission:
    """Return the emissions of a NetCDF file; see :func:`from_dataset`."""
    from quicksilver.fate.gridding.netcdf import open_netcdf

    return from_dataset(open_netcdf(path), by=by, year=year, strict=strict, title=Path(path).name)
