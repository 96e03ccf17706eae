"""The fact base: versioned tables of the Toolkit's factors, each number with its source and standing."""

from __future__ import annotations

from quicksilver.factors.model import (
    PATHWAYS,
    Factor,
    FactorSet,
    Outputs,
    Overlap,
    RangeBasis,
    Source,
)
from quicksilver.factors.sets import load
from quicksilver.factors.tables import OVERLAY_COLUMNS, check, overlay, shipped
from quicksilver.quantities import Standing

__all__ = [
    "OVERLAY_COLUMNS",
    "PATHWAYS",
    "Factor",
    "FactorSet",
    "Outputs",
    "Overlap",
    "RangeBasis",
    "Source",
    "Standing",
    "check",
    "load",
    "overlay",
    "shipped",
]
