"""Emissions on the map: totals of regions and sectors to a regular grid, exact in mass, and back.

>>> import pandas as pd
>>> from quicksilver.fate import gridding
>>> totals = pd.DataFrame({"region": ["SEN"], "sector": ["ASGM"], "value": [3.0], "unit": ["Mg/yr"]})
>>> field = gridding.grid(totals, resolution=1, year=2020)
>>> senegal = gridding.country_masks({"SEN": ["SEN"]}, gridding.Grid(1))
>>> gridding.regional_totals(field, senegal)["kg"].round(6).tolist()
[3000.0, 0.0]
"""

from __future__ import annotations

from quicksilver.fate.gridding.allocate import grid
from quicksilver.fate.gridding.balance import ledger
from quicksilver.fate.gridding.cells import EARTH_RADIUS, Grid
from quicksilver.fate.gridding.dataset import split_species
from quicksilver.fate.gridding.files import read_grid, write_grid
from quicksilver.fate.gridding.masks import (
    Masks,
    country_masks,
    field_masks,
    make_masks,
    read_regions,
)
from quicksilver.fate.gridding.netcdf import open_netcdf
from quicksilver.fate.gridding.overlay import Layer, Overlay, overlay
from quicksilver.fate.gridding.proxies import read_proxy
from quicksilver.fate.gridding.regional import NO_REGION, regional_totals
from quicksilver.fate.gridding.speciation import read_speciation, speciation_profiles
from quicksilver.fate.gridding.tables import (
    check_points,
    check_totals,
    named_regions,
    read_heights,
    read_points,
    read_totals,
)
from quicksilver.geography.regions import shipped_regions

__all__ = [
    "EARTH_RADIUS",
    "NO_REGION",
    "Grid",
    "Layer",
    "Masks",
    "Overlay",
    "check_points",
    "check_totals",
    "country_masks",
    "field_masks",
    "grid",
    "ledger",
    "make_masks",
    "named_regions",
    "open_netcdf",
    "overlay",
    "read_grid",
    "read_heights",
    "read_points",
    "read_proxy",
    "read_regions",
    "read_speciation",
    "read_totals",
    "regional_totals",
    "shipped_regions",
    "speciation_profiles",
    "split_species",
    "write_grid",
]
