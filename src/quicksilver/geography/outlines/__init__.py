"""Outlines of countries: Natural Earth 1:10 million (public domain), included in the package."""

from __future__ import annotations

from quicksilver.geography.outlines.atlas import Atlas, atlas
from quicksilver.geography.outlines.coasts import coast
from quicksilver.geography.outlines.lookup import find_entity, outline

__all__ = ["Atlas", "atlas", "coast", "find_entity", "outline"]
