"""From what a user writes for a country to its outline."""

from __future__ import annotations

import functools
from typing import Any

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.geography.countries import country_codes
from quicksilver.geography.outlines.atlas import atlas

__all__ = ["find_entity", "outline"]


@functools.lru_cache(maxsize=1)
def _folded() -> dict[str, str]:
    whole = atlas()
    names = dict(zip(whole.names, whole.keys, strict=True))
    return {text.casefold(): key for text, key in {**names, **{key: key for key in whole.keys}}.items()}


def find_entity(text: str, where: str = "country") -> str | Problem:
    """Return the key of an outline, or the problem with what was written.

    Parameters
    ----------
    text : str
        ISO 3166 three-letter code, or Natural Earth's name.
    where : str
        Place in the input, for the problem.

    Examples
    --------
    >>> find_entity("sen"), find_entity("Kosovo")
    ('SEN', 'Kosovo')
    """
    entity = _folded().get(text.strip().casefold())
    if entity:
        return entity
    known = text.strip().upper() in country_codes()
    what = f"no outline of {text!r}" if known else f"unknown country {text!r}"
    keys = [*atlas().keys, *atlas().names]
    return Problem(what, where, "an ISO 3166 three-letter code that has an outline", closest(text, keys))


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

    entity = find_entity(key)
    if isinstance(entity, Problem):
        raise InputProblems([entity])
    return shapely.union_all(shapely.make_valid(atlas().polygons((entity,))))
