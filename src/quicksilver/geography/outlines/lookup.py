"""From what a user writes for a country to its outline."""

from __future__ import annotations

import functools
from typing import Any

from quicksilver.errors import InputProblems, Problem
from quicksilver.geography.outlines.atlas import atlas
from quicksilver.geography.places import Match, place

__all__ = ["find_entity", "outline"]


@functools.lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Return the keys of the outlines that have no code, by their names."""
    return {key.casefold(): key for key in atlas().keys if len(key) != 3}


def find_entity(text: str) -> tuple[str, Match]:
    """Return the key of an outline, empty where there is none, and how the text was read.

    Parameters
    ----------
    text : str
        What :func:`~quicksilver.geography.place` reads, or Natural Earth's name of an area without a code.

    Examples
    --------
    >>> find_entity("sen")[0], find_entity("Kosovo")[0], find_entity("Somaliland")[0]
    ('SEN', 'XKX', 'Somaliland')
    >>> find_entity("QZZ")[0], find_entity("QZZ")[1].taken
    ('', True)
    """
    name = _names().get(text.strip().casefold(), "")
    match = Match(text, name, "name", (name,)) if name else place(text)
    return (match.code if match.code in atlas().keys else ""), match


def outline(key: str) -> Any:
    """Return the outline of a country as one shapely geometry in degrees (longitude -180 to 180).

    Raises
    ------
    InputProblems
        There is no such country, or it has no outline.

    Examples
    --------
    >>> outline("SEN").geom_type
    'Polygon'
    """
    import shapely

    entity, match = find_entity(key)
    if not entity:
        what = f"no outline of {key!r}" if match.taken else f"unknown country {key!r}"
        raise InputProblems([Problem(what, "country", "a country that has an outline", match.guess)])
    return shapely.union_all(shapely.make_valid(atlas().polygons((entity,))))
