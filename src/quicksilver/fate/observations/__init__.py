"""Observations: station series, their means and trends, and the comparison with the cycle."""

from __future__ import annotations

from quicksilver.fate.observations.compare import compare_atmosphere, run_beside
from quicksilver.fate.observations.flags import flag_table
from quicksilver.fate.observations.means import (
    CoverageRule,
    means,
    monthly_means,
    weighted_by,
    wet_deposition,
)
from quicksilver.fate.observations.observe import observe, station_table
from quicksilver.fate.observations.read import read_series, write_series
from quicksilver.fate.observations.series import StationSeries, Variable, variables
from quicksilver.fate.observations.taylor import TaylorPoint, taylor, taylor_table
from quicksilver.fate.observations.trends import Trend, trend, trends

__all__ = [
    "CoverageRule",
    "StationSeries",
    "TaylorPoint",
    "Trend",
    "Variable",
    "compare_atmosphere",
    "flag_table",
    "means",
    "monthly_means",
    "observe",
    "read_series",
    "run_beside",
    "station_table",
    "taylor",
    "taylor_table",
    "trend",
    "trends",
    "variables",
    "weighted_by",
    "wet_deposition",
    "write_series",
]
