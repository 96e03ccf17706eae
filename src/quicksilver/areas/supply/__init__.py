"""Supply, trade and storage: what there is, what is wanted, what is left over and where it can stay."""

from __future__ import annotations

from quicksilver.areas.area import Area
from quicksilver.areas.supply.course import baseline, indicators, options, project
from quicksilver.areas.supply.verbs import VERBS

__all__ = ["AREA", "baseline"]

AREA = Area("supply", "Mercury supply, trade and storage", "", VERBS, baseline, options, project, indicators)
