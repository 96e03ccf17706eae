"""The two questions: whose mercury falls on a place, and where the mercury of a place falls; each answer with ranges and receipt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from quicksilver.errors import InputProblems, Problem
from quicksilver.fate.atmosphere.climate import CLIMATES, Climate, sidecar
from quicksilver.fate.atmosphere.footprints import Exchange, Footprint, footprint, maps, on_all
from quicksilver.fate.atmosphere.legacy import MODELS, OBSERVED, Reemission, thirds
from quicksilver.fate.atmosphere.parameters import Parameters, parameters
from quicksilver.fate.atmosphere.ranges import Source, factors, home, kind_amounts, share_ranges
from quicksilver.fate.atmosphere.receptors import Receptor, find, shipped
from quicksilver.fate.atmosphere.sources import KINDS, SPECIES, By, Emission, read_emissions, streets
from quicksilver.geography.regions import shipped_regions
from quicksilver.language.problems import problem
from quicksilver.package import VERSION

if TYPE_CHECKING:
    import xarray as xr

__all__ = [
    "LIMITS",
    "Asked",
    "contributions",
    "emission_of",
    "emitter",
    "listed_sources",
    "receipt",
    "region_of_country",
    "whereto",
    "whose",
]

Array = np.ndarray[Any, np.dtype[Any]]

#: What must be known of every answer.
LIMITS: Final = (
    "A cell is 350 to 420 km wide: nothing is stated about cities, lakes or single plants.",
    "The climate is that of a model and not the weather of a year.",
    "Chemistry is fitted to stations and wet deposition: agreement with these proves nothing.",
    "The patterns of legacy and natural emission are own assumptions of low confidence.",
)
_UG_PER_KG: Final = 1e9
_UNITS: Final = {"share": "1", "deposition": "kg yr-1"}


@dataclass(frozen=True)
class Asked:
    """What an answer is asked with."""

    by: By
    species: str
    exchange: Exchange
    numbers: Parameters
    climate: Climate | str


def emission_of(given: Emission | str | Path | None, by: By, *, strict: bool = False) -> Emission:
    """Return emissions from a NetCDF file, themselves, or the shipped ones."""
    if isinstance(given, Emission):
        return given
    return streets(by) if given is None else read_emissions(given, by=by, strict=strict)


def region_of_country(code: str) -> str:
    """Return the region of Streets et al. 2019 that a country is in; empty where none.

    Examples
    --------
    >>> region_of_country("SEN")
    'Western Africa'
    """
    return next((name for name, codes in shipped_regions("streets2019").items() if code in codes), "")


def receipt(
    climate: Climate | str, numbers: Parameters, emission: str, *, cycle: str, tolerance: str, exchange: str
) -> dict[str, str]:
    """Return the receipt of an answer: climate with checksum, parameters, emissions, cycle model, tolerance."""
    name = climate if isinstance(climate, str) else climate.name
    stated = sidecar(CLIMATES[name]) if name in CLIMATES else dict(getattr(climate, "receipt", {}))
    return {
        "source": f"Quicksilver {VERSION}, fate.atmosphere",
        "climate": f"{name}, sha256 {stated.get('sha256', 'not stated')[:12]}",
        "parameters": f"{numbers}, fitted",
        "emissions": emission,
        "cycle_model": cycle,
        "tolerance": tolerance,
        "exchange": exchange,
    }


def _species(text: str) -> str:
    if text in ("all", *SPECIES):
        return text
    allowed = ", ".join(("all", *SPECIES))
    raise InputProblems([Problem(f"no species {text!r}", "--species", allowed)])


def whose(
    receptor: str | Path | Receptor,
    *,
    by: By = "region",
    species: str = "all",
    exchange: Exchange = "gross",
    emissions: Emission | str | Path | None = None,
    strict: bool = False,
    climate: Climate | str = "mean",
    numbers: Parameters | None = None,
    cycles: Sequence[Reemission] = (),
    seed: int = 0,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> xr.Dataset:
    """Return the share of each source in the deposition on a receptor, with ranges.

    Parameters
    ----------
    receptor : str, Path or Receptor
        See :func:`quicksilver.fate.atmosphere.receptors.find`.
    by : str
        ``region``, ``country``, ``species`` or, of own emissions, ``sector``.
    species : str
        ``all``, or one whose emission alone is followed.
    exchange : str
        ``gross``, or ``net``: without Hg0 that the sea takes up.
    emissions : Emission, str or Path, optional
        Gridded emissions (NetCDF); those of Streets et al. 2019 for 2015 if not given.
    strict : bool
        Whether emissions without species are refused.
    climate, numbers
        Others than the default ones make a run of a minute.
    cycles : sequence of Reemission
        What own models of the cycle emit again; three shipped ones if not given.
    seed : int
        Of the draws.
    threads, progress
        Of a run.

    Returns
    -------
    xarray.Dataset
        ``share``, ``share_low``, ``share_high`` (95 %), ``deposition`` with its range in kg per year, by ``source``;
        ``third_share`` by ``cycle`` and ``third`` (direct, legacy, natural); ``group`` distinguishes this year's emission and legacy and natural mercury; the attributes are the receipt.

    Raises
    ------
    InputProblems

    Examples
    --------
    >>> answer = whose("USA")
    >>> round(float(answer["share"].sum()), 12), round(float(answer["share"].sel(source="East Asia")), 2)
    (1.0, 0.13)
    """
    place = find(receptor)
    asked = Asked(by, _species(species), exchange, parameters() if numbers is None else numbers, climate)
    emission = emission_of(emissions, by, strict=strict)
    amount, felt, origin = contributions(place, emission, asked, emissions is None, threads, progress)
    natural = () if species in ("Hg2", "HgP") else KINDS
    row = home(place)
    listed = listed_sources(emission, place, row, natural)
    groups = ["this year"] * len(emission.names) + ["legacy and natural"] * len(natural)
    ranges = share_ranges(amount, factors(listed, row, seed=seed), groups)
    stands = receipt(
        climate,
        asked.numbers,
        emission.title,
        cycle=_cycle_words(cycles),
        tolerance=origin,
        exchange=exchange,
    )
    notes = (*place.notes, *emission.notes, *asked.numbers.notes)
    answer = _answer(place, [source.name for source in listed], groups, amount, ranges, stands, notes)
    if natural:
        shipped_maps = maps()
        life = dict(zip(shipped_maps.names, map(float, shipped_maps.lifetime), strict=True))
        emitted = float(emission.amount.sum())
        world = streets()
        weights = {name: float(world.amount[i].sum()) for i, name in enumerate(world.names)}
        mean_life = sum(life[name] * weight for name, weight in weights.items()) / sum(weights.values())
        parts = thirds(
            float(amount[: len(emission.names)].sum()),
            felt,
            row,
            emitted=emitted,
            lifetimes=(mean_life, life),
            budgets=cycles,
            seed=seed,
        )
        answer = answer.merge(parts)
    return _with_notes(answer, notes)


def _with_notes(answer: xr.Dataset, notes: Sequence[Problem]) -> xr.Dataset:
    answer.encoding["problems"] = tuple(notes)
    return answer


def _cycle_words(cycles: Sequence[Reemission]) -> str:
    """Return for the receipt what legacy and natural mercury stand on."""
    fitted = "shares of sea, soil, fire and geogenic emission: amounts fitted to stations"
    if cycles:
        models = ", ".join(f"{cycle.model} with {cycle.history} to {cycle.year:g}" for cycle in cycles)
    else:
        models = f"{', '.join(MODELS)} with streets2011 to 2008"
    return f"{fitted}; legacy and natural parts: {models}, and {OBSERVED}"


def contributions(
    place: Receptor,
    emission: Emission,
    asked: Asked,
    usual_emission: bool,
    threads: int | None,
    progress: Callable[[int], None] | None,
) -> tuple[Array, dict[str, float], str]:
    """Return what each source and kind deposits on a receptor in kg per year, the part of each kind, and the origin."""
    kinds = kind_amounts()
    usual = usual_emission and asked.climate == "mean" and asked.numbers.are_default
    whole_map = usual and asked.by == "region" and asked.species == "all"
    natural = asked.species not in ("Hg2", "HgP")
    if whole_map:
        parts = maps().on(place, asked.exchange)
        direct = np.array(
            [parts[name] * float(emission.amount[i].sum()) for i, name in enumerate(emission.names)]
        )
        felt, origin = parts, "shipped maps, periodic to 1e-5"
    else:
        shape: Footprint = footprint(
            place,
            asked.exchange,
            climate=asked.climate,
            numbers=asked.numbers,
            threads=threads,
            progress=progress,
        )
        direct = shape.deposition(emission.only(asked.species))
        origin = "shipped footprints, periodic to 3e-3" if shape.origin == "shipped" else shape.origin
        felt = shape.kinds
    rest = [felt[kind] * kinds[kind].value * 1e3 for kind in KINDS] if natural else []
    return np.concatenate([direct, rest]), {kind: felt[kind] for kind in KINDS}, origin


def listed_sources(emission: Emission, place: Receptor, row: str, natural: Sequence[str]) -> list[Source]:
    """Return what decides the ranges: regions, which of them is the receptor's own, and the amounts of kinds."""
    kinds = kind_amounts()
    listed = []
    for name, region in zip(emission.names, emission.regions, strict=True):
        own = name in place.countries or (name == region and region == row)
        listed.append(Source(name, region, own=own))
    return [*listed, *(Source(kind, kind, amount=kinds[kind]) for kind in natural)]


def _answer(
    place: Receptor,
    names: Sequence[str],
    groups: Sequence[str],
    amount: Array,
    ranges: Mapping[str, Array],
    stands: Mapping[str, str],
    notes: Sequence[Problem],
) -> xr.Dataset:
    """Return an answer as a data set, the largest source first within its group."""
    import xarray as xr

    order = sorted(range(len(names)), key=lambda i: (groups[i] != "this year", -amount[i], names[i]))
    per_area = _UG_PER_KG / (place.area * 1e6)

    def along(values: Array, long_name: str, units: str) -> tuple[str, Array, dict[str, str]]:
        return "source", np.asarray(values)[order], {"units": units, "long_name": long_name}

    data: dict[str, Any] = {
        "share": along(ranges["share"], "share in the deposition", "1"),
        "share_low": along(ranges["share_low"], "share, low end of 95 %", "1"),
        "share_high": along(ranges["share_high"], "share, high end of 95 %", "1"),
        "deposition": along(amount, "deposition", "kg yr-1"),
        "deposition_low": along(ranges["amount_low"], "deposition, low end of 95 %", "kg yr-1"),
        "deposition_high": along(ranges["amount_high"], "deposition, high end of 95 %", "kg yr-1"),
        "group": (
            "source",
            np.asarray(groups)[order],
            {"long_name": "this year's emission, or legacy and natural"},
        ),
        "total": ((), float(amount.sum()), {"units": "kg yr-1", "long_name": "deposition of all sources"}),
        "total_low": ((), float(ranges["total_low"]), {"units": "kg yr-1"}),
        "total_high": ((), float(ranges["total_high"]), {"units": "kg yr-1"}),
        "per_area": (
            (),
            float(amount.sum()) * per_area,
            {"units": "ug m-2 yr-1", "long_name": "deposition by area"},
        ),
    }
    attributes = {
        "Conventions": "CF-1.11",
        "title": f"Whose mercury is deposited on {place.name}",
        "receptor": place.name,
        "area_km2": place.area,
        **stands,
        "limits": " ".join(LIMITS),
        "notes": " | ".join(str(note.what) for note in notes),
    }
    for end in ("", "_low", "_high"):
        data[f"group_share{end}"] = ("part", ranges[f"group_share{end}"], {"units": "1"})
    coordinates = {
        "source": ("source", [names[i] for i in order], {"long_name": "source"}),
        "part": ("part", ranges["group"], {"long_name": "group of sources"}),
    }
    return xr.Dataset(data, coordinates, attributes)


def whereto(
    source: str,
    *,
    amount: float | None = None,
    by: By = "region",
    species: str = "all",
    emissions: Emission | str | Path | None = None,
    strict: bool = False,
    seed: int = 0,
) -> xr.Dataset:
    """Return where the mercury of a source is deposited, with ranges; what the sea takes up as Hg0 counts (gross).

    Parameters
    ----------
    source : str
        A region or a country that emits.
    amount : float, optional
        Mg per year in place of what it emits; its pattern and species are kept.
    by : str
        Receptors: ``region`` (17 regions, the other land, eight seas) or ``country`` (all shipped receptors).
    species : str
        ``all``, or one.
    emissions : Emission, str or Path, optional
    strict : bool
    seed : int

    Returns
    -------
    xarray.Dataset
        ``share`` of the emission with its range and ``deposition`` in kg per year by ``receptor``; shares sum to 1.

    Raises
    ------
    InputProblems
        Nothing of that name emits, or the amount is not above 0.

    Examples
    --------
    >>> answer = whereto("East Asia", amount=100)
    >>> round(float(answer["deposition"].sum())), str(answer["receptor"].values[0])
    (100000, 'North Pacific')
    """
    if amount is not None and not (np.isfinite(amount) and amount > 0):
        remedy = "state how many Mg are emitted in a year"
        raise InputProblems([Problem(f"an amount of {amount:g} Mg", "--amount", "above 0", remedy=remedy)])
    emission, index = emitter(source, emissions, strict)
    cells = emission.only(_species(species)).amount[index]
    emitted = float(cells.sum())
    if not emitted > 0:
        raise InputProblems([problem("atmosphere.region.emission", "source", text=source, year=2015)])
    felt = on_all(cells)[:-1]
    names, parts = _grouped(felt / felt.sum(), by)
    scale = amount * 1e3 if amount is not None else emitted
    region = emission.regions[index]
    listed = [Source(name, region, own=name in (region, emission.names[index]), exact=True) for name in names]
    row = region if region in shipped_regions("streets2019") else "Land"
    ranges = share_ranges(parts * scale, factors(listed, row, seed=seed))
    return _whereto_answer(emission, index, names, parts * scale, ranges, scale)


def emitter(source: str, emissions: Emission | str | Path | None, strict: bool) -> tuple[Emission, int]:
    """Return the emissions in which a source is kept apart, and its place in them."""
    for by in ("region", "country") if emissions is None else ("region", "country", "sector"):
        emission = emission_of(emissions, by, strict=strict)
        named = {name.casefold(): index for index, name in enumerate(emission.names)}
        if source.strip().casefold() in named:
            return emission, named[source.strip().casefold()]
    place = find(source)
    emission = emission_of(emissions, "country", strict=strict)
    if place.name in emission.names:
        return emission, emission.names.index(place.name)
    inside = [index for index, name in enumerate(emission.names) if name in place.countries]
    if not inside:
        raise InputProblems([problem("atmosphere.region.emission", "source", text=source, year=2015)])
    regions = {emission.regions[index] for index in inside}
    united = emission.amount[inside].sum(axis=0, keepdims=True)
    region = regions.pop() if len(regions) == 1 else ""
    return Emission((place.name,), united, (region,), emission.title, emission.notes), 0


def _grouped(parts: Array, by: By) -> tuple[list[str], Array]:
    """Return receptors of the partition, or sums by region with the other land and the seas."""
    names = list(shipped()[:-1])
    if by == "country":
        return names, parts
    grouped: dict[str, float] = {}
    for name, part in zip(names, parts, strict=True):
        region = region_of_country(name) if len(name) == 3 else name
        grouped[region or "other land"] = grouped.get(region or "other land", 0.0) + float(part)
    return list(grouped), np.array(list(grouped.values()))


def _whereto_answer(
    emission: Emission, index: int, names: list[str], amount: Array, ranges: Mapping[str, Array], scale: float
) -> xr.Dataset:
    import xarray as xr

    order = sorted(range(len(names)), key=lambda i: (-amount[i], names[i]))

    def along(values: Array, long_name: str, units: str) -> tuple[str, Array, dict[str, str]]:
        return "receptor", np.asarray(values)[order], {"units": units, "long_name": long_name}

    return xr.Dataset(
        {
            "share": along(ranges["share"], "share of the emission", "1"),
            "share_low": along(ranges["share_low"], "share, low end of 95 %", "1"),
            "share_high": along(ranges["share_high"], "share, high end of 95 %", "1"),
            "deposition": along(amount, "deposition", "kg yr-1"),
            "deposition_low": along(ranges["share_low"] * scale, "deposition, low end of 95 %", "kg yr-1"),
            "deposition_high": along(ranges["share_high"] * scale, "deposition, high end of 95 %", "kg yr-1"),
        },
        {"receptor": ("receptor", [names[i] for i in order], {"long_name": "receptor"})},
        {
            "Conventions": "CF-1.11",
            "title": f"Where the mercury of {emission.names[index]} is deposited",
            "emitter": emission.names[index],
            "amount_kg": scale,
            **receipt(
                "mean",
                parameters(),
                emission.title,
                cycle="none: this year's emission alone",
                tolerance="shipped footprints, periodic to 3e-3",
                exchange="gross",
            ),
            "limits": " ".join(LIMITS),
            "notes": " | ".join(str(note.what) for note in emission.notes),
        },
    )
