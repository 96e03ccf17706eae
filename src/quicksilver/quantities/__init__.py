"""Units and uncertain quantities: the lowest room of the house."""

from __future__ import annotations

from quicksilver.quantities.draws import quantiles, uniform_draws
from quicksilver.quantities.laws import Ends, Law, LawChoice, LawSentence, inverse, stated_law, triangle
from quicksilver.quantities.quantity import Quantity, Standing, split_standing
from quicksilver.quantities.ranges import ranged
from quicksilver.quantities.units import (
    Activity,
    accepted_units,
    base_unit,
    convert_activity,
    kg_per_activity_unit,
)

__all__ = [
    "Activity",
    "Ends",
    "Law",
    "LawChoice",
    "LawSentence",
    "Quantity",
    "Standing",
    "accepted_units",
    "base_unit",
    "convert_activity",
    "inverse",
    "kg_per_activity_unit",
    "quantiles",
    "ranged",
    "split_standing",
    "stated_law",
    "triangle",
    "uniform_draws",
]
