"""Quicksilver: an open-source information system for the UNEP Global Mercury Partnership.

It keeps the Partnership's register, calculates national inventories, models what becomes of emissions, and drafts the
progress report in six UN languages.

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
        charts,
        documents,
        factors,
        fate,
        flows,
        geography,
        intake,
        inventory,
        language,
        portal,
        quantities,
        register,
        reports,
        scenarios,
    )

from quicksilver.package import VERSION

__version__ = VERSION
__all__ = [
    "__version__",
    "areas",
    "charts",
    "documents",
    "factors",
    "fate",
    "flows",
    "geography",
    "intake",
    "inventory",
    "language",
    "portal",
    "quantities",
    "register",
    "reports",
    "scenarios",
]


def __getattr__(name: str) -> Any:
    """Import a module when it is first used, so that `quicksilver --help` stays quick."""
    if name in __all__:
        return importlib.import_module(f"quicksilver.{name}")
    raise AttributeError(f"module 'quicksilver' has no attribute {name!r}")
