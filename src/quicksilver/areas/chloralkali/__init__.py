"""Mercury cells: plants, reports, balances, conversion, what closing frees; and vinyl chloride by acetylene."""

from __future__ import annotations

from quicksilver.areas.area import Area
from quicksilver.areas.chloralkali.trajectory import baseline, indicators, options, project
from quicksilver.areas.chloralkali.verbs import VERBS

__all__ = ["AREA", "baseline", "options", "project"]

AREA = Area(
    "chlor-alkali",
    "Mercury-cell chlor-alkali production",
    "United States of America",
    VERBS,
    baseline,
    options,
    project,
    indicators,
)
