"""Quicksilver: the information and evidence system of the Global Mercury Partnership.

Examples
--------
>>> import quicksilver as qs
>>> qs.factors.shipped().sources["L1-COAL-PP"].factor.value
0.15
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quicksilver import (
        areas,
        factors,
        fate,
        geography,
        inventory,
        programme,
        quantities,
        reports,
        scenarios,
    )

__version__ = "0.1.0"
__all__ = [
    "__version__",
    "areas",
    "factors",
    "fate",
    "geography",
    "inventory",
    "programme",
    "quantities",
    "reports",
    "scenarios",
]


def __getattr__(name: str) -> Any:
    """Import a module when it is first used, so that `quicksilver --help` stays quick."""
    if name in __all__:
        return importlib.import_module(f"quicksilver.{name}")
    raise AttributeError(f"module 'quicksilver' has no attribute {name!r}")
