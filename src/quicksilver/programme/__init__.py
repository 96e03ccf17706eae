"""The partnership's register: areas, organisations, plans, targets, activities, contributions, report cycles."""

from __future__ import annotations

from quicksilver.lazy_modules import submodules

__getattr__ = submodules(__name__)
