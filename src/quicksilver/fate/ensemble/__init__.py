"""Many members at once: coefficients and emissions drawn from their ranges, weighted by observations."""

from __future__ import annotations

from quicksilver.fate.ensemble.constraints import Observation, read_observations
from quicksilver.fate.ensemble.design import Parameter, draw, parameters
from quicksilver.fate.ensemble.engine import ensemble, quantities
from quicksilver.fate.ensemble.result import quantile_table

__all__ = [
    "Observation",
    "Parameter",
    "draw",
    "ensemble",
    "parameters",
    "quantile_table",
    "quantities",
    "read_observations",
]
