"""What a gridded inventory is as an xarray Dataset: names, attributes (CF-1.11), years, species, masses."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from quicksilver.errors import InputProblems, Problem
from quicksilver.fate.calendars import decoded_times
from quicksilver.fate.gridding.cells import EARTH_RADIUS, Grid
from quicksilver.fate.gridding.fields import grid_of
from quicksilver.fate.gridding.speciation import SPECIES, UNSPECIATED
from quicksilver.intake.numbers import machine_number
from quicksilver.language.problems import problem

if TYPE_CHECKING:
    import xarray as xr

__all__ = [
    "FLUX_UNITS",
    "Flux",
    "coordinates",
    "dataset_grid",
    "fluxes",
    "seconds",
    "split_species",
    "years_of",
]

Array = np.ndarray[Any, np.dtype[Any]]

#: As CF writes it; HEMCO reads it as kg/m2/s.
FLUX_UNITS: Final = "kg m-2 s-1"
_SAME_UNITS: Final = {"kgm-2s-1", "kg/m2/s", "kgm^-2s^-1", "kg/m^2/s", "kg/(m2s)"}
_NAMED: Final = (*SPECIES, UNSPECIATED)
AS_HG: Final = "mass as Hg, emission to air"
_LONG: Final = {
    "Hg0": "gaseous elemental mercury",
    "Hg2": "gaseous oxidised mercury",
    "HgP": "particle-bound mercury",
    UNSPECIATED: "mercury of unknown species",
    "Hg": "mercury",
}


@dataclass(frozen=True, eq=False)
class Flux:
    """One field of a gridded inventory, of all years.

    Attributes
    ----------
    name : str
        Of the variable.
    array : DataArray
        ``time, lat, lon``, kg m-2 s-1 as Hg.
    sector, species : str
    shares : dict
        Species -> part of the field; the species itself with 1 where the field is of one species.
    height : str
        Class of release height; empty where not stated.
    """

    name: str
    array: xr.DataArray
    sector: str
    species: str
    shares: dict[str, float]
    height: str


def slug(text: str) -> str:
    """Return a text as part of a variable name: letters, digits, underscores.

    Examples
    --------
    >>> slug("waste, open burning (5 %)")
    'waste_open_burning_5'
    """
    return re.sub(r"[^0-9A-Za-z]+", "_", text).strip("_") or "x"


def variable_name(sector: str, height: str, taken: set[str]) -> str:
    """Return a name that no other variable has, upper and lower case not distinguished (as CF asks), and note it."""
    plain = "_".join(("Hg", slug(sector), *([slug(height)] if height else [])))
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain}_{number}"
    taken.add(name.casefold())
    return name


def flux_attrs(sector: str, species: str, shares: dict[str, float], height: str = "") -> dict[str, Any]:
    """Return the attributes of a field."""
    above = f", released at {height}" if height else ""
    return {
        "units": FLUX_UNITS,
        "long_name": f"{_LONG.get(species, species)} emitted to air: {sector}{above}",
        "comment": AS_HG,
        "cell_methods": "time: mean area: mean",
        "sector": sector,
        "species": species,
        **({"release_height": height} if height else {}),
        **{f"share_{name}": share for name, share in shares.items()},
    }


def coordinates(grid: Grid, years: tuple[int, ...]) -> dict[str, Any]:
    """Return time (first of January of each year), latitude and longitude with their attributes."""
    lat = {"standard_name": "latitude", "long_name": "latitude", "units": "degrees_north", "axis": "Y"}
    lon = {"standard_name": "longitude", "long_name": "longitude", "units": "degrees_east", "axis": "X"}
    time = {"standard_name": "time", "long_name": "first day of the year of emission", "axis": "T"}
    return {
        "time": ("time", _january(years), time),
        "lat": ("lat", grid.lat, lat),
        "lon": ("lon", grid.lon, lon),
    }


def _january(years: tuple[int, ...]) -> Array:
    """Return the first of January of each year; nanoseconds hold 1678 to 2261 only."""
    days = np.array([f"{year:04d}-01-01" for year in years], dtype="datetime64[s]")
    return days.astype("datetime64[ns]") if min(years) >= 1678 and max(years) <= 2261 else days


def global_attrs(grid: Grid, title: str) -> dict[str, Any]:
    """Return the attributes of a dataset; none contains the time of the run, so that equal inputs are equal files."""
    from quicksilver.package import VERSION

    return {
        "Conventions": "CF-1.11",
        "title": title or "Mercury emissions to air",
        "source": f"Quicksilver {VERSION}, fate.gridding",
        "comment": "all masses as Hg; a year has the seconds of its calendar year",
        "earth_radius_m": grid.radius,
    }


def area_variable(grid: Grid) -> tuple[tuple[str, str], Array, dict[str, str]]:
    """Return cell areas as a variable that takes no memory: rows are not written out."""
    values = np.broadcast_to(grid.row_area[:, None], grid.shape)
    attrs = {"standard_name": "cell_area", "long_name": "area of the cell", "units": "m2"}
    return ("lat", "lon"), values, attrs


def years_of(data: xr.Dataset) -> tuple[int, ...]:
    """Return the years of a dataset.

    Raises
    ------
    InputProblems
        It has no time, or two times in one year.
    """
    if "time" not in data.coords:
        raise InputProblems([Problem("no coordinate time", "dataset", "one time for each year")])
    if data["time"].dtype.kind != "M":
        # Why they are no dates is the reason to give.
        attrs = data["time"].attrs
        decoded_times(
            data["time"], str(attrs.get("units", "")), str(attrs.get("calendar", "")), "dataset, time"
        )
    if bool(data["time"].isnull().any()):
        raise InputProblems([problem("fate.time.missing", "dataset, time")])
    years = tuple(int(year) for year in np.atleast_1d(data["time"].dt.year.values))
    if len(set(years)) != len(years):
        remedy = "take yearly means first"
        raise InputProblems(
            [Problem("several times in one year", "dataset", "one for each year", remedy=remedy)]
        )
    return years


def seconds(data: xr.Dataset, year: int) -> float:
    """Return the seconds of a year: of the calendar, or what the dataset states (``attrs["seconds_per_year"]``)."""
    stated = data.attrs.get("seconds_per_year")
    return float(stated) if stated else 86400.0 * (366 if calendar.isleap(year) else 365)


def dataset_grid(data: xr.Dataset) -> Grid:
    """Return the grid of a dataset, on the sphere that it states."""
    return grid_of(data, "dataset", radius=float(data.attrs.get("earth_radius_m", EARTH_RADIUS)))


def _share(array: xr.DataArray, species: str, name: object) -> float:
    """Return the share of a species that a variable states in its attributes."""
    stated = array.attrs[f"share_{species}"]
    try:
        return machine_number(str(stated))
    except ValueError:
        place = f"variable {name!r}, attribute share_{species}"
        raise InputProblems([problem("fate.share", place, value=str(stated))]) from None


def fluxes(data: xr.Dataset) -> Iterator[Flux]:
    """Go through the fields of emissions of a dataset: own ones, or others' named by their species.

    Raises
    ------
    InputProblems
        There is no field, or a field of lat and lon is not in kg m-2 s-1.
    """
    has_field = False
    for name in map(str, data.data_vars):
        array = data[name]
        if not {"lat", "lon"} <= set(array.dims) or array.attrs.get("standard_name") == "cell_area":
            continue
        units = str(array.attrs.get("units", ""))
        if units.replace(" ", "") not in _SAME_UNITS:
            raise InputProblems([Problem(f"units {units!r}", f"variable {name!r}", FLUX_UNITS)])
        has_field = True
        species = str(array.attrs.get("species") or next((s for s in _NAMED if name.startswith(s)), "Hg"))
        stated = (s for s in (*SPECIES, UNSPECIATED) if f"share_{s}" in array.attrs)
        shares = {species: _share(array, species, name) for species in stated}
        yield Flux(
            name,
            array.expand_dims("time") if "time" not in array.dims else array,
            str(array.attrs.get("sector", "all")),
            species,
            shares or {UNSPECIATED if species == "Hg" else species: 1.0},
            str(array.attrs.get("release_height", "")),
        )
    if not has_field:
        what = f"no field of emissions among {', '.join(map(str, data.data_vars)) or 'no variables'}"
        raise InputProblems([Problem(what, "dataset", f"variables of time, lat, lon in {FLUX_UNITS}")])


def species_fields(flux: Flux) -> Iterator[tuple[str, float, dict[str, Any]]]:
    """Go through the species of a field: name of the variable, part of the field, attributes."""
    if list(flux.shares) == [flux.species]:
        yield flux.name, 1.0, dict(flux.array.attrs)
        return
    rest = flux.name.removeprefix("Hg_")
    for species, share in flux.shares.items():
        if share > 0:
            attrs = flux_attrs(flux.sector, species, {}, flux.height)
            kept = {
                k: v for k, v in flux.array.attrs.items() if k not in attrs and not k.startswith("share_")
            }
            yield f"{species}_{rest}", share, {**attrs, **kept}


def split_species(data: xr.Dataset) -> xr.Dataset:
    """Return a dataset with one variable for each species and sector (``Hg0_cement`` ...), as the file has them.

    What nobody has speciated becomes ``unspeciated_...``.
    """
    made: dict[str, Any] = {}
    mine = []
    for flux in fluxes(data):
        mine.append(flux.name)
        for name, share, attrs in species_fields(flux):
            made[name] = (flux.array * share if share != 1 else flux.array).assign_attrs(attrs)
            for left in set(made[name].attrs) - set(attrs):
                del made[name].attrs[left]
    return data.drop_vars(mine).assign(made)


def mass(flux: Array, grid: Grid, year_seconds: float) -> float:
    """Return kg per year in a field, shape (rows, columns), kg m-2 s-1."""
    return float(np.sum(flux.sum(axis=1, dtype=np.float64) * grid.row_area) * year_seconds)
