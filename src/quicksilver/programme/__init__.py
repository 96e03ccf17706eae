"""The partnership's register: areas, organisations, plans, targets, activities, contributions, report cycles."""

from __future__ import annotations
