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

from quicksilver.package import FORMER, VERSION, answer_to_former_names

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


answer_to_former_names()


def __getattr__(name: str) -> Any:
    """Import a module when it is first used, so that `quicksilver --help` stays quick."""
    full = f"{__name__}.{name}"
    if name in __all__ or full in FORMER:
        return importlib.import_module(full)
    raise AttributeError(f"module 'quicksilver' has no attribute {name!r}")
