"""The source groups of Table 1-1, in the order of the standard report."""

from __future__ import annotations

from typing import Final

__all__ = ["GROUPS", "TOTALS", "UNCORRECTED"]

GROUPS: Final = (
    "coal",
    "other-fuels",
    "oil-gas-production",
    "primary-metals",
    "asgm",
    "other-materials",
    "chlor-alkali",
    "other-chemicals",
    "product-production",
    "dental",
    "other-products",
    "recycled-metals",
    "waste-incineration",
    "waste-deposition",
    "informal-dumping",
    "waste-water",
    "crematoria",
)
#: Sum with the double-counting corrections DC1-DC4, and without.
TOTALS: Final = "TOTALS"
UNCORRECTED: Final = "PLAIN-SUM"
