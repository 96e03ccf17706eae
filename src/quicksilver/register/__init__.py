"""The partnership's register: areas, organisations, plans, targets, activities, contributions, report cycles.

Records, the rules they follow, the questions they answer and the formats they come in: pure functions on records, without
a database. :mod:`quicksilver.portal` keeps and serves them.
"""

from __future__ import annotations

from quicksilver.package import submodules

__getattr__ = submodules(__name__)
