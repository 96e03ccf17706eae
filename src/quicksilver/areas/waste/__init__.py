"""Mercury waste: kinds, custody, treatment, inventories, plans."""

from __future__ import annotations

from quicksilver.areas.area import Area
from quicksilver.areas.waste.verbs import VERBS
from quicksilver.areas.waste.world import baseline, indicators, options, project

__all__ = ["AREA"]

AREA = Area("waste", "Mercury waste management", "Japan", VERBS, baseline, options, project, indicators)
