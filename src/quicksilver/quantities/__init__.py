"""Units and uncertain quantities: the lowest room of the house."""

from __future__ import annotations

from quicksilver.quantities.draws import bounded_ppf, quantiles, uniform_draws
from quicksilver.quantities.units import (
    Activity,
    accepted_units,
    base_unit,
    convert_activity,
    kg_per_activity_unit,
)

__all__ = [
    "Activity",
    "accepted_units",
    "base_unit",
    "bounded_ppf",
    "convert_activity",
    "kg_per_activity_unit",
    "quantiles",
    "uniform_draws",
]
