"""Small-scale gold mining: demand, practices, capture, plans, and the goal of halving demand."""

from __future__ import annotations

from quicksilver.areas.area import Area
from quicksilver.areas.asgm.verbs import VERBS
from quicksilver.areas.asgm.world import baseline, indicators, options, project

__all__ = ["AREA", "baseline"]

AREA = Area(
    "asgm",
    "Mercury in artisanal and small-scale gold mining",
    "UNIDO",
    VERBS,
    baseline,
    options,
    project,
    indicators,
)
