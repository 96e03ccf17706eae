"""The fate of mercury: the global cycle, gridded emissions, and observations."""

from __future__ import annotations

from quicksilver.package import submodules

__getattr__ = submodules(__name__)
