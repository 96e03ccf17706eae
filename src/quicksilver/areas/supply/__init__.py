"""Supply, trade and storage: supply, demand, surplus and its storage."""

from __future__ import annotations

from quicksilver.areas.area import Area
from quicksilver.areas.supply.trajectory import baseline, indicators, options, project
from quicksilver.areas.supply.verbs import VERBS

__all__ = ["AREA", "baseline"]

AREA = Area("supply", "Mercury supply, trade and storage", "", VERBS, baseline, options, project, indicators)
