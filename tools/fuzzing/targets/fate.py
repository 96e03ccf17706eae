"""The fate of mercury: models, emissions, observations, what is put on a grid."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any, Final

from fuzzing.cases import Target

__all__ = ["REGIONS", "TOTALS", "targets"]

_EMISSIONS: Final = b"year,atm,ocs\n2000,2500,10.5\n2001,2400,11\n2002,2450.5,12\n2003,2300,12\n"
_IAMC: Final = (
    b"Model,Scenario,Region,Variable,Unit,2010,2020,2030\n"
    b"M,SSP1,World,Emissions|Hg,t/yr,2000,1500.5,1000\nM,SSP2,World,Emissions|Hg,kg/yr,2000000,1,2500000\n"
)
_CONSTRAINTS: Final = b"quantity,year,low,high,over,source\natm,2008,4000.5,5000,,A\natm,2010,2,4.5,1850,B\n"
TOTALS: Final = b"region,sector,year,value,unit\nSEN,cement,2015,12.5,kg/yr\nSEN,asgm,2015,1.5,t/yr\nGMB,cement,2015,3,kg/yr\n"
REGIONS: Final = b"region,country\nWest,SEN\nWest,GMB\nEast,KEN\n"
_POINTS: Final = (
    b"name,lon,lat,sector,value,unit,region,year,height\n"
    b"A,-17.25,14.75,cement,2.5,kg/yr,SEN,2015,60\nB,-16.5,14.1,cement,1,kg/yr,SEN,2015,10\n"
)
_SPECIATION: Final = b"profile,species,share\nmine,Hg0,0.8\nmine,Hg2,0.15\nmine,HgP,0.05\n"
_HEIGHTS: Final = b"class,from_m,to_m\nlow,0,50\nhigh,50,150.5\ntop,150.5,\n"
_STATIONS: Final = b"station,name,latitude,longitude,elevation,kind\nA,Alpha,60.5,10.25,12,background\nB,Beta,-30,200,5,coast\n"
_SERIES: Final = b"station,time,variable,value,unit,flag,detection_limit\n" + b"".join(
    f"{station},2010-{month:02},gem,{1 + month / 10:.1f},ng m-3,valid,0.1\n".encode()
    for station in "AB"
    for month in range(1, 7)
)


def _models() -> Any:
    from quicksilver.fate.cycle import load_model

    return load_model("amos2014")


@functools.lru_cache
def _masks() -> Any:
    from quicksilver.fate import gridding

    return gridding.country_masks({"SEN": ("SEN",), "BRA": ("BRA",)}, gridding.Grid(10.0))


def _field() -> bytes:
    import numpy as np
    import xarray as xr

    lat, lon = np.arange(-85.0, 90.0, 10.0), np.arange(-175.0, 180.0, 10.0)
    data = xr.Dataset(
        {"people": (("lat", "lon"), np.ones((18, 36)), {"units": "1", "per": "cell"})},
        {"lat": ("lat", lat, {"units": "degrees_north"}), "lon": ("lon", lon, {"units": "degrees_east"})},
    )
    return bytes(data.to_netcdf(engine="h5netcdf"))


def _observed() -> bytes:
    import numpy as np
    import xarray as xr

    from quicksilver.fate.observations import variables

    attrs = {
        "units": "ng m-3",
        "standard_name": variables()["gem"].standard_name,
        "ancillary_variables": "conc_flag",
    }
    values = np.array([[1.0, 1.1, np.nan, 1.3], [2.0, 2.1, 2.2, 2.3]])
    flags = np.array([[0, 0, 9, 0], [0, 0, 0, 2]], "int8")
    meanings = {"flag_values": np.array([0, 2, 9], "int8"), "flag_meanings": "valid invalid missing"}
    times = {"units": "days since 2010-01-01 00:00:00 UTC", "standard_name": "time"}
    data = xr.Dataset(
        {
            "conc": (("station", "time"), values, attrs),
            "conc_flag": (("station", "time"), flags, meanings),
            "lat": ("station", [1.0, 2.0], {"units": "degrees_north"}),
            "lon": ("station", [3.0, 359.0], {"units": "degrees_east"}),
            "code": ("station", ["X", "Y"], {"cf_role": "timeseries_id"}),
            "time": ("time", [0, 1, 2, 3], times),
        }
    )
    return bytes(data.to_netcdf(engine="h5netcdf"))


def _proxy(path: Path) -> Any:
    from quicksilver.fate.gridding import proxies

    return proxies.proxy_patterns(_masks(), proxies.read_proxy(path), path.name)


def _gridded() -> bytes:
    """Return a small gridded inventory, as the program writes it."""
    import pandas as pd

    from quicksilver.fate import gridding

    totals = pd.DataFrame({"region": ["BRA"], "sector": ["cement"], "year": [2015], "kg": [12.5]})
    data = gridding.grid(totals, resolution=10.0)
    return bytes(getattr(data, "dataset", data).to_netcdf(engine="h5netcdf"))


def _grid_targets() -> list[Target]:
    from quicksilver.fate.gridding import files, masks, speciation, tables

    make = functools.partial(Target, "grid", form="csv")
    return [
        make("totals csv", "t.csv", TOTALS, tables.read_totals, numbers=("value", "year"), units=("unit",)),
        make(
            "points csv",
            "p.csv",
            _POINTS,
            tables.read_points,
            numbers=("lon", "lat", "value"),
            units=("unit",),
        ),
        make("regions csv", "r.csv", REGIONS, masks.read_regions),
        make("height classes csv", "h.csv", _HEIGHTS, tables.read_heights, numbers=("from_m", "to_m")),
        make(
            "speciation csv",
            "s.csv",
            _SPECIATION,
            lambda path: speciation.read_speciation({"cement": "mine"}, path),
            numbers=("share",),
        ),
        make("proxy NetCDF", "f.nc", _field(), _proxy, form="netcdf"),
        make("gridded NetCDF", "g.nc", _gridded(), files.read_grid, form="netcdf"),
    ]


def _observation_targets() -> list[Target]:
    from quicksilver.fate.observations import read_series

    def beside(path: Path) -> Any:
        return read_series(path.with_name("series.csv"), stations=path.with_name("stations.csv"))

    make = functools.partial(Target, "observations")
    return [
        make(
            "csv",
            "series.csv",
            _SERIES,
            beside,
            "csv",
            beside={"stations.csv": _STATIONS},
            numbers=("value", "detection_limit"),
            units=("unit",),
        ),
        make(
            "stations csv",
            "stations.csv",
            _STATIONS,
            beside,
            "csv",
            beside={"series.csv": _SERIES},
            numbers=("latitude", "longitude", "elevation"),
        ),
        make("NetCDF", "a.nc", _observed(), read_series, "netcdf"),
    ]


def targets() -> list[Target]:
    """Return the readers of the models of the fate of mercury."""
    from quicksilver.fate.cycle import load_model
    from quicksilver.fate.cycle.forcing import read_emissions
    from quicksilver.fate.ensemble.constraints import read_observations
    from quicksilver.fate.series import read_iamc
    from quicksilver.intake.packaged import content

    model = _models()
    yaml = content("quicksilver.fate.cycle", "data/selin2014.yml")
    iamc = functools.partial(read_iamc, model=model, variable="Emissions|Hg", scenario="SSP1")
    return [
        Target(
            "cycle",
            "emissions csv",
            "e.csv",
            _EMISSIONS,
            lambda path: read_emissions(path, model),
            "csv",
            numbers=("year", "atm", "ocs"),
        ),
        Target("cycle", "model yaml", "m.yml", yaml, load_model, "yaml"),
        Target("cycle", "iamc csv", "i.csv", _IAMC, iamc, "csv"),
        Target(
            "ensemble",
            "constraints csv",
            "c.csv",
            _CONSTRAINTS,
            lambda path: read_observations(path, model.boxes),
            "csv",
            numbers=("year", "low", "high", "over"),
        ),
        *_grid_targets(),
        *_observation_targets(),
    ]
