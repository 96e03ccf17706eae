"""Products with mercury added: demand, stock in use, waste, goals, treaty dates, hospitals, duties."""

from __future__ import annotations

from quicksilver.areas.area import Area
from quicksilver.areas.products import checklist, demand, goal, hospital, phase_out, shares, stock
from quicksilver.areas.products.world import baseline, indicators, options, project

__all__ = ["AREA"]

AREA = Area(
    "products",
    "Mercury-containing products",
    "United States of America",
    (
        *stock.VERBS,
        *phase_out.VERBS,
        *demand.VERBS,
        *shares.VERBS,
        *goal.VERBS,
        *hospital.VERBS,
        *checklist.VERBS,
    ),
    baseline,
    options,
    project,
    indicators,
)
