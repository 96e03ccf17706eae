"""All areas by their id; each is loaded when it is first used."""

from __future__ import annotations

import importlib

from quicksilver.areas.area import Area
from quicksilver.errors import InputProblems, Problem, closest

__all__ = ["area", "areas"]

#: Id -> module that holds the area as ``AREA``.
_MODULES = {
    "coal": "coal",
    "chlor-alkali": "chloralkali",
    "asgm": "asgm",
    "products": "products",
    "waste": "waste",
    "non-ferrous": "nonferrous",
    "supply": "supply",
    "cross-cutting": "crosscutting",
}


def areas() -> tuple[str, ...]:
    """Return the ids of the areas."""
    return tuple(_MODULES)


def area(name: str) -> Area:
    """Return an area.

    Raises
    ------
    InputProblems
        There is no area with this name.
    """
    if name not in _MODULES:
        raise InputProblems(
            [Problem(f"unknown area {name!r}", "area", ", ".join(areas()), closest(name, areas()))]
        )
    area_of_module: Area = importlib.import_module(f"quicksilver.areas.{_MODULES[name]}").AREA
    return area_of_module
