"""Source-receptor tables, and what any emissions deposit: by the shipped footprints at once, as a map by a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from quicksilver.errors import InputProblems, Problem
from quicksilver.fate.atmosphere.answers import (
    LIMITS,
    Asked,
    contributions,
    emitter,
    listed_sources,
    receipt,
)
from quicksilver.fate.atmosphere.climate import Climate, load
from quicksilver.fate.atmosphere.footprints import Exchange, gross_footprints, maps
from quicksilver.fate.atmosphere.parameters import Parameters, parameter_table, parameters
from quicksilver.fate.atmosphere.ranges import (
    Source,
    factors,
    home,
    member_weights,
    share_ranges,
    shipped_ensemble,
)
from quicksilver.fate.atmosphere.receptors import (
    Receptor,
    check_partition,
    default_cells,
    find,
    on_default_cells,
    read_receptors,
    shipped,
)
from quicksilver.fate.atmosphere.sources import (
    KINDS,
    UNASSIGNED,
    Emission,
    amounts,
    from_dataset,
    patterns,
    streets,
)
from quicksilver.geography.regions import shipped_regions
from quicksilver.language.problems import problem

if TYPE_CHECKING:
    import xarray as xr

__all__ = [
    "default_receptors",
    "deposit",
    "deposition_of",
    "extended_ensemble",
    "matrix",
    "member_factors",
    "run_deposition",
]

Array = np.ndarray[Any, np.dtype[Any]]

_SECONDS: Final = 365.0 * 86400.0


def run_deposition(
    amount: Array,
    *,
    climate: Climate | str = "mean",
    numbers: Parameters | None = None,
    tolerance: float = 1e-5,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[Array, Array, float]:
    """Return what tags deposit in every cell in kg per year, without and with what the sea takes up as Hg0.

    Parameters
    ----------
    amount : ndarray, shape (tags, 3, rows, columns)
        Emission by species in kg per year, the same all year.
    climate, numbers, tolerance, threads, progress
        See :func:`quicksilver.fate.atmosphere.judge.air`.

    Returns
    -------
    net, sea : ndarray, shape (tags, rows, columns)
        Deposited, and taken up by the sea as Hg0.
    reached : float
        Largest change of the state over a year, over the emission.
    """
    from quicksilver.fate.atmosphere.year import Air, forward

    air = Air(on_default_cells(load(climate)), parameters() if numbers is None else numbers)
    rate = np.moveaxis(amount, (0, 1), (2, 3))[None] / _SECONDS
    options: dict[str, Any] = {"tolerance": tolerance, "threads": threads, "progress": progress}
    gases = forward(air, np.ascontiguousarray(rate[..., :2]), **options)
    particles = forward(air, np.ascontiguousarray(rate[..., 2:]), **options)
    net = gases.collected[:, [0, 2, 3]].sum(axis=1) + particles.collected.sum(axis=1)
    return net, gases.collected[:, 1], max(float(gases.reached.max()), float(particles.reached.max()))


def deposition_of(
    source: str,
    answer: xr.Dataset,
    *,
    species: str = "all",
    emissions: Emission | str | Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> xr.Dataset:
    """Return the map of where a source is deposited, in kg m-2 s-1, for the amount of an answer.

    Parameters
    ----------
    source : str
    answer : xarray.Dataset
        From :func:`quicksilver.fate.atmosphere.answers.whereto`.
    species, emissions
        As there.
    progress : callable, optional
        Of the run that every source needs but the shipped regions.
    """
    import xarray as xr

    scale = answer.attrs["amount_kg"]
    name = str(answer.attrs["emitter"])
    made = maps()
    cells = default_cells()
    if emissions is None and species == "all" and name in made.names:
        part = made.of("gross")[made.names.index(name)]
    else:
        emission, index = emitter(source, emissions, strict=False)
        amount = emission.only(species).amount[index : index + 1]
        net, sea, _ = run_deposition(amount, progress=progress)
        part = (net[0] + sea[0]) / float(amount.sum())
    attributes = {
        "units": "kg m-2 s-1",
        "long_name": f"mercury of {name} deposited",
        "cell_methods": "time: mean area: mean",
    }
    return xr.Dataset(
        {"deposited": (("lat", "lon"), part * scale / cells.area / _SECONDS, attributes)},
        {
            "lat": ("lat", cells.latitude, {"standard_name": "latitude", "units": "degrees_north"}),
            "lon": ("lon", cells.longitude, {"standard_name": "longitude", "units": "degrees_east"}),
        },
        answer.attrs,
    )


def default_receptors() -> tuple[Receptor, ...]:
    """Return the 17 regions of Streets et al. 2019, all land, all seas and the Arctic above 66.5 N.

    Examples
    --------
    >>> [place.name for place in default_receptors()][-3:]
    ['Land', 'Ocean', 'Arctic above 66.5 N']
    """
    regions = [find(name) for name in shipped_regions("streets2019")]
    names = shipped()
    land = tuple(i for i, name in enumerate(names[:-1]) if len(name) == 3 or name == "small states")
    sea = tuple(i for i, name in enumerate(names[:-1]) if i not in land)
    united = []
    for name, parts in (("Land", land), ("Ocean", sea)):
        weight = np.sum([find(names[part]).weight for part in parts], axis=0)
        area = float((weight * default_cells().area).sum()) / 1e6
        united.append(Receptor(name, weight, area, parts))
    return (*regions, *united, find("Arctic"))


def _source_regions(path: str | Path) -> Emission:
    """Return the shipped emissions of the regions of a CSV with ``region`` and ``country``; the rest is kept as unassigned."""
    whole = streets("country")
    made: dict[str, Array] = {}
    taken = np.zeros_like(whole.amount[0])
    region_of = dict(zip(whole.names, whole.regions, strict=True))
    ranged = []
    for place in read_receptors(path):
        inside = [whole.names.index(code) for code in place.countries if code in whole.names]
        made[place.name] = whole.amount[inside].sum(axis=0)
        taken += made[place.name]
        regions = {region_of[whole.names[i]] for i in inside}
        ranged.append(regions.pop() if len(regions) == 1 else "")
    rest = np.maximum(whole.amount.sum(axis=0) - taken, 0.0)
    rest[rest < 1e-9 * whole.amount.sum()] = 0.0
    if rest.any():
        made[UNASSIGNED] = rest
        ranged.append("")
    return Emission(
        tuple(made), np.stack(list(made.values())), tuple(ranged), f"{whole.title}, {Path(path).name}"
    )


def matrix(
    *,
    sources: str | Path | None = None,
    receptors: str | Path | Sequence[Receptor] | None = None,
    exchange: Exchange = "gross",
    members: int | None = None,
    seed: int = 0,
    partition: bool = False,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> xr.Dataset:
    """Return the share of each source in the deposition on each receptor, with ranges.

    Parameters
    ----------
    sources : str or Path, optional
        CSV with ``region`` and ``country``; 17 regions if not given. Sea, soil, fire and geogenic emission come with them.
    receptors : str, Path or sequence of Receptor, optional
        CSV with ``region`` and ``country``, NetCDF of masks, or receptors; 17 regions, land, ocean and Arctic if not given.
    exchange : str
        ``gross`` or ``net``.
    members : int, optional
        Runs of other parameters and climates, up to 16, that ranges are made of; nine are shipped, and each further one is
        a run of some minutes.
    seed : int
    partition : bool
        Whether receptors that overlap are refused.
    threads, progress
        Of runs.

    Returns
    -------
    xarray.Dataset
        ``share``, ``share_low``, ``share_high`` and ``deposition`` (kg per year) by ``receptor`` and ``source``; shares of a
        receptor sum to 1.

    Raises
    ------
    InputProblems
        A region or mask is wrong, or receptors overlap where a partition is asked.
    """
    import xarray as xr

    emission = streets() if sources is None else _source_regions(sources)
    places = _places(receptors)
    if partition:
        check_partition(places)
    ensemble = None if members is None else extended_ensemble(members, threads=threads, progress=progress)
    asked = Asked("region", "all", exchange, parameters(), "mean")
    rows: list[Array] = []
    origins: list[str] = []
    made: dict[str, list[Array]] = {"share": [], "share_low": [], "share_high": []}
    for place in places:
        amount, _, origin = contributions(place, emission, asked, sources is None, threads, progress)
        row = home(place)
        listed = listed_sources(emission, place, row, KINDS)
        ranges = share_ranges(amount, factors(listed, row, seed=seed, ensemble=ensemble))
        rows.append(amount)
        origins.append(origin)
        for name, values in made.items():
            values.append(ranges[name])
    dims = ("receptor", "source")
    data: dict[str, Any] = {name: (dims, np.array(values), {"units": "1"}) for name, values in made.items()}
    data["deposition"] = (dims, np.array(rows), {"units": "kg yr-1", "long_name": "deposition"})
    data["area_km2"] = ("receptor", [place.area for place in places], {"units": "km2"})
    stands = receipt(
        "mean",
        parameters(),
        emission.title,
        cycle="none: amounts of sea, soil, fire and geogenic emission fitted to stations",
        tolerance="; ".join(dict.fromkeys(origins)),
        exchange=exchange,
    )
    return xr.Dataset(
        data,
        {"receptor": [place.name for place in places], "source": [*emission.names, *KINDS]},
        {
            "Conventions": "CF-1.11",
            "title": "Share of each source in the deposition on each receptor",
            **stands,
            "members": len(member_weights(ensemble)),
            "limits": " ".join(LIMITS),
            "notes": " | ".join(str(note.what) for place in places for note in place.notes),
        },
    )


def _places(receptors: str | Path | Sequence[Receptor] | None) -> tuple[Receptor, ...]:
    if receptors is None:
        return default_receptors()
    return read_receptors(receptors) if isinstance(receptors, (str, Path)) else tuple(receptors)


#: Factors of a member and the parameters that each one multiplies, in the order in which the design was drawn.
_FACTORS: Final = {
    "kox": (0.7, 1.4, ("kox",)),
    "kred": (0.5, 2.0, ("kred",)),
    "a_wet": (0.6, 1.6, ("rain_hg2", "rain_hgp")),
    "vd2": (0.5, 2.0, ("dry_hg2_land", "dry_hg2_sea")),
    "vd0l": (0.5, 2.0, ("dry_hg0_forest", "dry_hg0_low", "dry_hg0_rainforest")),
    "vd0s": (0.5, 1.6, ("dry_hg0_sea",)),
    "Kpbl": (0.5, 2.0, ("k_land", "k_sea", "k_second")),
    "conv": (0.6, 1.6, ("convection",)),
    "alpha": (0.6, 1.5, ("exchange",)),
    "vdp": (0.5, 2.0, ("dry_hgp_land", "dry_hgp_sea")),
}
_MEMBERS: Final = 16
_SEED: Final = 20261130


def member_factors(index: int) -> dict[str, float]:
    """Return the factors of a member of the log-uniform Latin hypercube of 16 that the shipped runs are part of.

    Examples
    --------
    >>> round(member_factors(0)["kox"], 6)
    0.981573
    """
    random = np.random.default_rng(_SEED)
    cube = np.array([(random.permutation(_MEMBERS) + random.random(_MEMBERS)) / _MEMBERS for _ in _FACTORS]).T
    return {
        name: float(low * (high / low) ** cube[index, column])
        for column, (name, (low, high, _)) in enumerate(_FACTORS.items())
    }


def extended_ensemble(
    members: int, *, threads: int | None = None, progress: Callable[[int], None] | None = None
) -> dict[str, Array]:
    """Return the ensemble with the first so many members of the design; those that are not shipped are run.

    Parameters
    ----------
    members : int
        1 to 16.

    Raises
    ------
    InputProblems
        There are not so many.
    """
    if not 1 <= members <= _MEMBERS:
        allowed = f"1 to {_MEMBERS}"
        raise InputProblems([Problem(f"{members} members", "--members", allowed)])
    shipped_runs = shipped_ensemble()
    known = list(map(int, shipped_runs["member"]))
    kept = [i for i, member in enumerate(known) if member < members]
    names = ("deposition_t", "burden_kt", "hg0_north", "hg0_south", "member")
    columns = {name: list(shipped_runs[name][kept]) for name in names}
    for member in range(members):
        if member not in known:
            made = _run_member(member, threads, progress)
            for name, values in columns.items():
                values.append(made[name])
    stacked = {name: np.array(values) for name, values in columns.items()}
    return {**stacked, "receptor": shipped_runs["receptor"], "source": shipped_runs["source"]}


def _run_member(member: int, threads: int | None, progress: Callable[[int], None] | None) -> dict[str, Any]:
    """Return the deposition table of one member in the units of the shipped runs."""
    from quicksilver.fate.atmosphere.year import Air, forward

    factor = member_factors(member)
    table = parameter_table()
    changes = {
        name: table[name].value * factor[key] for key, (_, _, names) in _FACTORS.items() for name in names
    }
    climate = load("year1" if member % 2 == 0 else "year2")
    air = Air(climate, parameters("default", changes))
    emission = streets()
    gases = np.zeros((12, *climate.cells.shape, len(emission.names) + len(KINDS), 2))
    rate = np.moveaxis(emission.amount, (0, 1), (2, 3)) / _SECONDS
    gases[..., : len(emission.names), :] = rate[None, ..., :2]
    for number, kind in enumerate(KINDS, len(emission.names)):
        gases[..., number, 0] = patterns()[kind] * amounts()[kind].value * 1e3
    options: dict[str, Any] = {"tolerance": 1e-3, "mean": True, "threads": threads, "progress": progress}
    run = forward(air, gases, **options)
    particles = forward(air, np.ascontiguousarray(rate[None, ..., 2:]), **options)
    cells = run.collected.sum(axis=1)
    cells[: len(emission.names)] += particles.collected.sum(axis=1)
    weight = np.stack([place.weight for place in default_receptors()])
    # The shipped table stands on slightly other masks of regions: the ratio to the default run is what counts.
    usual = np.stack([maps().of("gross")[i] for i in range(len(maps().names))])
    emitted = np.concatenate([emission.amount.sum(axis=(1, 2, 3)), [amounts()[k].value * 1e3 for k in KINDS]])
    ratio = np.einsum("rji,tji->rt", weight, cells) / (np.einsum("rji,tji->rt", weight, usual) * emitted)
    base = shipped_ensemble()["deposition_t"][list(map(int, shipped_ensemble()["member"])).index(-1)]
    surface = run.mean[:, 0, -1].sum(axis=0) / climate.air[-1] * 1.293e12
    area, north = climate.cells.area, climate.cells.latitude > 0
    means = [float((surface[half] * area[half]).sum() / area[half].sum()) for half in (north, ~north)]
    burden = float(run.mean.sum() + particles.mean.sum()) / 1e6
    return {
        "deposition_t": base * ratio,
        "burden_kt": burden,
        "hg0_north": means[0],
        "hg0_south": means[1],
        "member": member,
    }


def _on_places(
    places: Sequence[Receptor], totals: Array, maps_made: Array | None, seed: int
) -> dict[str, list[Array]]:
    """Return what each place gets, in kg per year of the emissions, with the ends of its range."""
    made: dict[str, list[Array]] = {"": [], "_low": [], "_high": []}
    for place in places:
        if place.shipped:
            share = gross_footprints()[list(place.shipped)].astype(np.float64).sum(axis=0)
            amount = np.einsum("kji,ykji->y", share, totals)
        else:
            assert maps_made is not None
            amount = np.einsum("ji,yji->y", place.weight, maps_made)
        factor = factors([Source("all", "", exact=True)], home(place), seed=seed)
        ranges = share_ranges(np.ones(1), factor)
        made[""].append(amount)
        made["_low"].append(amount * ranges["amount_low"])
        made["_high"].append(amount * ranges["amount_high"])
    return made


def deposit(
    emissions: str | Path | Emission,
    *,
    years: Sequence[int] = (),
    receptors: str | Path | Sequence[Receptor] | None = None,
    strict: bool = False,
    with_map: bool = False,
    seed: int = 0,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> xr.Dataset:
    """Return what emissions deposit on receptors by year, with ranges, and the map of it if asked for; gross exchange.

    Parameters
    ----------
    emissions : str, Path or Emission
        Gridded emissions (NetCDF), or a table of totals with region, sector, value, unit and year: regions of Streets et al.
        2019 or countries, whose pattern and species stay those of 2015 while the amount changes.
    years : sequence of int
        All years of the emissions if not given.
    receptors : str, Path or sequence of Receptor, optional
        See :func:`matrix`; of others than shipped ones the deposition is read from the map.
    strict : bool
        Whether emissions without species are refused.
    with_map : bool
        Whether the map comes with it: a run of about a minute.
    seed : int
    threads, progress
        Of the run.

    Returns
    -------
    xarray.Dataset
        ``deposition`` with its range in kg per year by ``year`` and ``receptor``; ``deposited`` (year, lat, lon) in
        kg m-2 s-1; attributes with the receipt.

    Raises
    ------
    InputProblems
        A year is not in the emissions, a region is unknown, or emissions are wrong.
    """
    import xarray as xr

    by_year = _by_year(emissions, tuple(years), strict)
    places = _places(receptors)
    with_map = with_map or any(not place.shipped for place in places)
    totals = np.stack([emission.amount.sum(axis=0) for emission in by_year.values()])
    maps_made: Array | None = None
    origin = "shipped footprints, periodic to 3e-3"
    if with_map:
        net, sea, reached = run_deposition(totals, threads=threads, progress=progress)
        maps_made = net + sea
        origin = f"own forward run to {reached:.1g}"
    made = _on_places(places, totals, maps_made, seed)
    titles = {emission.title for emission in by_year.values()}
    notes = {str(note.what) for emission in by_year.values() for note in emission.notes}
    stands = receipt(
        "mean",
        parameters(),
        "; ".join(sorted(titles)),
        cycle="none: these emissions alone",
        tolerance=origin,
        exchange="gross",
    )
    dims = ("year", "receptor")
    units = {"units": "kg yr-1", "long_name": "deposition"}
    data: dict[str, Any] = {
        f"deposition{end}": (dims, np.array(values).T, units) for end, values in made.items()
    }
    data["emitted"] = ("year", totals.sum(axis=(1, 2, 3)), {"units": "kg yr-1"})
    coordinates: dict[str, Any] = {"year": list(by_year), "receptor": [place.name for place in places]}
    if maps_made is not None:
        cells = default_cells()
        field = maps_made / cells.area / _SECONDS
        data["deposited"] = (
            ("year", "lat", "lon"),
            field,
            {"units": "kg m-2 s-1", "long_name": "deposition"},
        )
        coordinates["lat"] = ("lat", cells.latitude, {"standard_name": "latitude", "units": "degrees_north"})
        coordinates["lon"] = ("lon", cells.longitude, {"standard_name": "longitude", "units": "degrees_east"})
    return xr.Dataset(
        data,
        coordinates,
        {
            "Conventions": "CF-1.11",
            "title": "Deposition of given emissions",
            **stands,
            "limits": " ".join(LIMITS),
            "notes": " | ".join(sorted(notes)),
        },
    )


def _by_year(emissions: str | Path | Emission, years: tuple[int, ...], strict: bool) -> dict[int, Emission]:
    """Return the emissions of each year asked for."""
    if isinstance(emissions, Emission):
        return {years[0] if years else 2015: emissions}
    if Path(emissions).suffix == ".nc":
        from quicksilver.fate.gridding.dataset import years_of
        from quicksilver.fate.gridding.netcdf import open_netcdf

        data = open_netcdf(emissions)
        wanted = years or (years_of(data) if "time" in data.coords else (2015,))
        title = Path(emissions).name
        return {year: from_dataset(data, year=year, strict=strict, title=title) for year in wanted}
    return _scenario(emissions, years)


def _scenario(path: str | Path, years: tuple[int, ...]) -> dict[int, Emission]:
    """Return the totals of regions or countries on the patterns of 2015."""
    from quicksilver.fate.gridding.tables import read_totals

    table = read_totals(path)
    where = Path(path).name
    listed = [int(year) for year in table["year"].dropna().unique()] or [2015]
    problems = [
        problem("atmosphere.year", where, year=year, first=min(listed), last=max(listed))
        for year in years
        if year not in listed
    ]
    pattern: dict[str, tuple[Array, str]] = {}
    for region in table["region"].unique():
        try:
            emission, index = emitter(str(region), None, strict=False)
            amount = emission.amount[index]
            pattern[region] = amount / amount.sum(), emission.regions[index]
        except InputProblems as wrong:
            problems += wrong.problems
    if problems:
        raise InputProblems(problems)
    made = {}
    title = f"{where}; patterns and species of Streets et al. 2019 for 2015, only amounts change"
    for year in years or tuple(sorted(listed)):
        rows = table if table["year"].isna().all() else table[table["year"] == year]
        totals = rows.groupby("region", sort=False)["kg"].sum()
        sums = {str(name): float(kg) for name, kg in totals.items()}
        amount = np.stack([pattern[name][0] * kg for name, kg in sums.items()])
        made[year] = Emission(tuple(sums), amount, tuple(pattern[n][1] for n in sums), title)
    return made
