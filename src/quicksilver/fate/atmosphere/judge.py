"""A run of the air with its budget, and the judgement of it: every target value inside or outside its range."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from quicksilver.fate.atmosphere.answers import LIMITS, receipt
from quicksilver.fate.atmosphere.climate import Climate, load
from quicksilver.fate.atmosphere.column import PAIR_KINDS, PARTICLE_KINDS, inert_generator
from quicksilver.fate.atmosphere.footprints import maps
from quicksilver.fate.atmosphere.parameters import Parameters, parameters
from quicksilver.fate.atmosphere.receptors import Receptor, find, on_default_cells
from quicksilver.fate.atmosphere.sources import KINDS, Emission, amounts, patterns, streets
from quicksilver.intake.packaged import Table

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["air", "check", "figures", "share_figures", "station_table", "tracer_figures", "wet_table"]

Array = np.ndarray[Any, np.dtype[Any]]

#: Density of air at 273.15 K and 1013.25 hPa in kg m-3, and ng in a kg.
_STANDARD: Final = 1.293
_NG: Final = 1e12
_UG: Final = 1e9
_TAGS: Final = ("Hg0 of this year", "Hg(II) of this year", *KINDS)
#: Altitude in m above which a station is in the second and in the third layer.
_SECOND, _THIRD = 1500.0, 2500.0


@dataclass(frozen=True, slots=True)
class _Target:
    """A published value with its range; ``id`` names the figure of a run that it is compared with."""

    quantity: str
    unit: str
    source: str
    standing: str
    id: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""
    not_judged: str = ""


@dataclass(frozen=True, slots=True)
class _Station:
    """Mean Hg0 of a station, ng m-3."""

    name: str
    latitude: float
    longitude: float
    value: float
    low: float
    high: float
    unit: str
    source: str
    standing: str
    note: str
    altitude: float | None = None


@dataclass(frozen=True, slots=True)
class _Site:
    """Wet deposition of a year at a site, ug m-2 yr-1."""

    network: str
    site: str
    latitude: float
    longitude: float
    value: float
    unit: str
    source: str
    standing: str


_PACKAGE: Final = "quicksilver.fate.atmosphere"
_TARGETS: Final = Table(_PACKAGE, "data/targets.csv", _Target)
_STATIONS: Final = Table(_PACKAGE, "data/stations.csv", _Station, key=("name",))
_SITES: Final = Table(_PACKAGE, "data/wet_deposition.csv", _Site, key=("network", "site"))


def _stands(
    weather: Climate | str, chosen: Parameters, given: Emission, reached: float, tolerance: float
) -> dict[str, str]:
    """Return the receipt of a year of the air."""
    return receipt(
        weather,
        chosen,
        given.title,
        cycle="none: amounts of sea, soil, fire and geogenic emission fitted to stations",
        tolerance=f"{reached:.1g} reached, {tolerance:g} asked",
        exchange="gross",
    )


def air(
    climate: Climate | str = "mean",
    numbers: Parameters | None = None,
    *,
    emission: Emission | None = None,
    tolerance: float = 1e-5,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> xr.Dataset:
    """Return the periodic year of the air: mercury in the lowest layers, deposition by kind, and the budget.

    Parameters
    ----------
    climate : Climate or str
    numbers : Parameters, optional
    emission : Emission, optional
        This year's; those of Streets et al. 2019 for 2015 if not given. Sea, soil, fire and geogenic emission come with it.
    tolerance : float
        Largest change of the state over a year, over the emission.
    threads, progress
        See :func:`quicksilver.fate.atmosphere.year.forward`.

    Returns
    -------
    xarray.Dataset
        ``hg0`` (layer, lat, lon) in ng m-3 at 273.15 K and 1013.25 hPa; ``deposition`` (kind, lat, lon) in ug m-2 yr-1;
        ``emitted``, ``mass``, ``oxidised`` by ``tag`` in kg; attributes with budget, imbalance and receipt.

    Raises
    ------
    InputProblems
        The tolerance was not reached.
    """
    import xarray as xr

    from quicksilver.fate.atmosphere.year import SECONDS, Air, forward

    chosen = parameters() if numbers is None else numbers
    weather, given = on_default_cells(load(climate)), streets() if emission is None else emission
    cells = weather.cells
    gases = np.zeros((12, *cells.shape, len(_TAGS), 2))
    direct = given.amount.sum(axis=0) / SECONDS
    gases[..., 0, 0], gases[..., 1, 1] = direct[0], direct[1]
    for number, kind in enumerate(KINDS, 2):
        gases[..., number, 0] = patterns()[kind] * amounts()[kind].value * 1e3
    ready = Air(weather, chosen)
    options: dict[str, Any] = {"tolerance": tolerance, "mean": True, "threads": threads, "progress": progress}
    run = forward(ready, gases, **options)
    particles = forward(ready, direct[2][None, ..., None, None], **options)
    per_area = _UG / cells.area
    deposited = np.concatenate([run.collected.sum(axis=0), particles.collected[0]]) * per_area
    ratio = run.mean[:, 0].sum(axis=0) / weather.air * _STANDARD * _NG
    tags = [*_TAGS, "HgP of this year"]
    latitude = {"standard_name": "latitude", "units": "degrees_north"}
    longitude = {"standard_name": "longitude", "units": "degrees_east"}
    reached = max(float(run.reached.max()), float(particles.reached.max()))
    data = {
        "hg0": (
            ("layer", "lat", "lon"),
            ratio[-3:][::-1],
            {"units": "ng m-3", "long_name": "gaseous Hg0 at 273.15 K and 1013.25 hPa, lowest layer first"},
        ),
        "deposition": (
            ("kind", "lat", "lon"),
            deposited,
            {"units": "ug m-2 yr-1", "long_name": "mercury deposited"},
        ),
        "area_m2": (("lat", "lon"), cells.area, {"standard_name": "cell_area", "units": "m2"}),
        "land": (("lat", "lon"), weather.land, {"units": "1", "standard_name": "land_area_fraction"}),
        "emitted": ("tag", np.append(run.emitted, particles.emitted), {"units": "kg yr-1"}),
        "mass": ("tag", np.append(run.mean.sum(axis=(1, 2, 3, 4)), particles.mean.sum()), {"units": "kg"}),
        "oxidised": ("tag", np.append(run.mean[:, 1].sum(axis=(1, 2, 3)), 0.0), {"units": "kg"}),
    }
    coordinates = {
        "lat": ("lat", cells.latitude, latitude),
        "lon": ("lon", cells.longitude, longitude),
        "kind": [*PAIR_KINDS, *PARTICLE_KINDS],
        "tag": tags,
    }
    stands = _stands(climate if isinstance(climate, str) else weather, chosen, given, reached, tolerance)
    imbalance = max(float(np.abs(run.imbalance).max()), float(np.abs(particles.imbalance).max()))
    attributes = {
        "Conventions": "CF-1.11",
        "title": "Mercury in the air, periodic year",
        **stands,
        "imbalance": f"{imbalance:.1g}",
        "years": int(max(run.years.max(), particles.years.max())),
        "limits": " ".join(LIMITS),
        "notes": " | ".join(str(note.what) for note in chosen.notes),
    }
    return xr.Dataset(data, coordinates, attributes)


def figures(run: xr.Dataset) -> dict[str, float]:
    """Return the figures of a run that targets are compared with, in the units of these."""
    emitted, mass = float(run["emitted"].sum()), float(run["mass"].sum())
    area, land = run["area_m2"].values, run["land"].values
    tonnes = {str(k): run["deposition"].sel(kind=k).values * area / _UG / 1e3 for k in run["kind"].values}
    oxidised = tonnes["Hg(II) dry"] + tonnes["Hg(II) wet"]
    particles = tonnes["HgP dry"] + tonnes["HgP wet"]
    surface, latitude = run["hg0"].values[0], run["lat"].values

    def mean(rows: Array) -> float:
        return float((surface[rows] * area[rows]).sum() / area[rows].sum())

    north, south = mean(latitude > 0), mean(latitude < 0)
    kinds = {kind: float(run["emitted"].sel(tag=kind)) / 1e3 for kind in KINDS}
    anthropogenic = emitted / 1e3 - sum(kinds.values())
    taken = float(tonnes["Hg0 to sea"].sum())
    net = emitted / 1e3 - taken
    by_tag = {name: run[name].sel(tag=list(_TAGS[:2])).values for name in ("emitted", "mass", "oxidised")}
    made = {
        "burden": mass / 1e6,
        "lifetime": 12.0 * mass / emitted,
        "lifetime_hg0": 12.0 * float(by_tag["mass"][0] / by_tag["emitted"][0]),
        "lifetime_hg2": 365.0 * float(by_tag["oxidised"][1] / by_tag["emitted"][1]),
        "sea_share": float((oxidised * (1 - land)).sum() / oxidised.sum()),
        "anthropogenic": anthropogenic,
        "net_evasion": kinds["ocean"] - taken,
        "soil": kinds["soil"],
        "fire": kinds["fire"],
        "geogenic": kinds["geogenic"],
        "natural": sum(kinds.values()) - taken,
        "ocean_part": 100.0 * (kinds["ocean"] - taken) / net,
        "fire_part": 100.0 * kinds["fire"] / net,
        "hg0_land": float(tonnes["Hg0 to land"].sum()),
        "hg0_sea": taken,
        "land": float((tonnes["Hg0 to land"] + (oxidised + particles) * land).sum()),
        "sea": float(((oxidised + particles) * (1 - land)).sum()),
        "surface_north": north,
        "surface_south": south,
        "hg0_north": mean((latitude > 30) & (latitude < 60)),
        "hg0_south": south,
        "hg0_ratio": north / south,
    }
    wet = wet_table(run)
    for network, table in wet.groupby("network"):
        made[f"wet_{network}"] = float(table["model"].mean())
        made[f"wet_r_{network}"] = float(np.corrcoef(table["observed"], table["model"])[0, 1])
    for row in wet[wet["network"] == "GMOS"].to_dict("records"):
        made[f"wet at {row['site']}"] = float(row["model"])
    stations = station_table(run)
    made["station_r"] = float(np.corrcoef(stations["observed"], stations["model"])[0, 1])
    made["station_rmse"] = float(np.sqrt(((stations["model"] - stations["observed"]) ** 2).mean()))
    made["station_bias"] = float((stations["model"] - stations["observed"]).mean())
    return made


def _nearest(run: xr.Dataset, latitude: float, longitude: float) -> tuple[int, int]:
    row = int(np.abs(run["lat"].values - latitude).argmin())
    column = int(np.abs((run["lon"].values - longitude + 180.0) % 360.0 - 180.0).argmin())
    return row, column


def station_table(run: xr.Dataset) -> pd.DataFrame:
    """Return surface Hg0 of the run beside that of 55 stations, each inside or outside its range, ng m-3."""
    import pandas as pd

    rows = []
    for station in _STATIONS.rows():
        height = station.altitude or 0.0
        layer = 2 if height >= _THIRD else 1 if height >= _SECOND else 0
        value = float(run["hg0"].values[(layer, *_nearest(run, station.latitude, station.longitude))])
        verdict = "inside" if station.low <= value <= station.high else "outside"
        place = (station.name, station.latitude, station.longitude)
        rows.append((*place, station.value, station.low, station.high, value, verdict))
    columns = ["station", "latitude", "longitude", "observed", "low", "high", "model", "verdict"]
    return pd.DataFrame(rows, columns=columns)


def wet_table(run: xr.Dataset) -> pd.DataFrame:
    """Return wet deposition of the run beside that of the sites of three networks, ug m-2 yr-1."""
    import pandas as pd

    wet = run["deposition"].sel(kind=["Hg(II) wet", "HgP wet"]).sum("kind").values
    rows = [
        (
            site.network,
            site.site,
            site.latitude,
            site.longitude,
            site.value,
            float(wet[_nearest(run, site.latitude, site.longitude)]),
        )
        for site in _SITES.rows()
    ]
    return pd.DataFrame(rows, columns=["network", "site", "latitude", "longitude", "observed", "model"])


def tracer_figures(
    climate: Climate | str = "mean", numbers: Parameters | None = None, *, years: int = 3
) -> dict[str, float]:
    """Return how fast tracers pass the equator: of an inert one in years, and north over south of one of half a year.

    Both are emitted as Hg0 of this year is; the last of the years of plain integration counts.
    """
    from quicksilver.fate.atmosphere.year import SECONDS, Air, forward

    weather, chosen = load(climate), parameters() if numbers is None else numbers
    pattern = streets().amount[:, 0].sum(axis=0)
    pattern = pattern / pattern.sum()
    north = weather.cells.latitude > 0
    halves = []
    for decay in (0.0, 1.0 / (182.5 * 86400.0)):

        def make(
            weather: Climate, numbers: Parameters, month: int, rate: float = decay
        ) -> tuple[Array, Array]:
            tracer = inert_generator(weather, numbers, month, rate)
            return tracer, tracer

        ready = Air(weather, chosen, make=make)
        run = forward(ready, pattern[None, ..., None, None], tolerance=None, years=years, mean=True)
        mean = run.mean[0, 0].sum(axis=0)
        halves.append((float(mean[north].sum()), float(mean[~north].sum())))
    emitted = float(pattern[north].sum())
    (inert_north, inert_south), (half_north, half_south) = halves
    exchange = 2.0 * (inert_north - inert_south) / (2.0 * emitted - 1.0) / SECONDS
    return {"exchange_time": exchange, "half_year_ratio": half_north / half_south}


def share_figures() -> dict[str, float]:
    """Return the shares of the shipped maps that targets are compared with, in percent; gross exchange."""
    emission = streets()
    emitted = {name: float(emission.amount[i].sum()) for i, name in enumerate(emission.names)}
    emitted |= {kind: amounts()[kind].value * 1e3 for kind in KINDS}

    def shares(place: Receptor) -> dict[str, float]:
        parts = {name: part * emitted[name] for name, part in maps().on(place, "gross").items()}
        whole = sum(parts.values())
        return {name: 100.0 * part / whole for name, part in parts.items()}

    def united(*names: str) -> Receptor:
        places = [find(name) for name in names]
        weight = np.sum([place.weight for place in places], axis=0)
        return Receptor(", ".join(names), weight, sum(place.area for place in places))

    america = shares(united("USA", "Canada"))
    europe = shares(united("OECD Europe", "Eastern Europe"))
    arctic = shares(find("Arctic"))
    seas = (
        "Arctic Ocean",
        "Indian Ocean",
        "North Atlantic",
        "North Pacific",
        "South Atlantic",
        "South Pacific",
    )
    sea = shares(united(*seas, "Southern Ocean", "Mediterranean"))
    direct = sum(arctic[name] for name in emission.names)
    africa = ("Eastern Africa", "Northern Africa", "Southern Africa", "Western Africa")
    return {
        "east_asia_na": america["East Asia"],
        "east_asia_usa": shares(find("USA"))["East Asia"],
        "own_usa": shares(find("USA"))["USA"],
        "own_north_america": america["USA"] + america["Canada"],
        "own_east_asia": shares(find("East Asia"))["East Asia"],
        "own_south_asia": shares(find("South Asia"))["South Asia"],
        "own_europe": europe["OECD Europe"] + europe["Eastern Europe"],
        "anthropogenic_sea": sum(sea[name] for name in emission.names),
        "arctic_direct": direct,
        "arctic_geogenic": arctic["geogenic"],
        "arctic_east_asia": 100.0 * arctic["East Asia"] / direct,
        "arctic_cis": 100.0 * arctic["Former USSR"] / direct,
        "arctic_africa": 100.0 * sum(arctic[name] for name in africa) / direct,
    }


def check(values: Mapping[str, float]) -> pd.DataFrame:
    """Return all targets with the figure of the run: inside or outside the range, or why it was not judged.

    Parameters
    ----------
    values : mapping
        From :func:`figures`, :func:`share_figures` and :func:`tracer_figures`.
    """
    import pandas as pd

    rows = []
    for target in _TARGETS.rows():
        figure = values.get(target.id) if target.id else None
        if target.not_judged or figure is None or target.low is None or target.high is None:
            verdict = "not judged"
        else:
            verdict = "inside" if target.low <= figure <= target.high else "outside"
        reason = target.not_judged or ("" if figure is not None else "not part of this run")
        numbers = (figure, target.value, target.low, target.high)
        rows.append((target.quantity, *numbers, target.unit, verdict, target.standing, target.source, reason))
    columns = ["quantity", "model", "value", "low", "high", "unit", "verdict", "standing", "source", "reason"]
    return pd.DataFrame(rows, columns=columns)
