"""The fact base: versioned tables of the Toolkit's factors, each number with its source and standing."""

from __future__ import annotations

from quicksilver.factors.model import (
    PATHWAYS,
    Factor,
    FactorSet,
    Outputs,
    Overlap,
    Source,
    Standing,
)
from quicksilver.factors.tables import check, load, overlay, shipped

__all__ = [
    "PATHWAYS",
    "Factor",
    "FactorSet",
    "Outputs",
    "Overlap",
    "Source",
    "Standing",
    "check",
    "load",
    "overlay",
    "shipped",
]
