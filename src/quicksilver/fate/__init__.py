"""What becomes of mercury: the global cycle, emissions on the map, and what observations say."""

from __future__ import annotations

from quicksilver.lazy_modules import submodules

__getattr__ = submodules(__name__)
