"""Coal combustion: from the coal to stack, ash, scrubber and rejects; options, path, costs."""

from __future__ import annotations

from quicksilver.areas.coal.area import AREA

__all__ = ["AREA"]
