"""The packaged outlines as arrays of rings and, where geometry is needed, as shapely's polygons."""

from __future__ import annotations

import functools
import io
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from quicksilver.intake.packaged import content

__all__ = ["Atlas", "atlas"]

Array = np.ndarray[Any, np.dtype[Any]]

#: Names of the file that have a user-assigned code.
_ASSIGNED: Final = {"Kosovo": "XKX"}


@dataclass(frozen=True, eq=False)
class Atlas:
    """Outlines of all countries and of what has an outline but no code.

    Attributes
    ----------
    keys : tuple of str
        Three-letter code (ISO 3166, or user-assigned: XKX), or the name where there is none (Somaliland ...).
    names : tuple of str
        Names as Natural Earth writes them, in English, often shortened.
    lonlat : ndarray
        Corners of all rings end to end, shape (corners, 2), degrees; every ring ends where it begins. Outer
        rings run counter-clockwise, holes clockwise; no ring crosses the date line.
    ring_length, ring_polygon, polygon_entity : ndarray of int
        Corners per ring, the polygon a ring belongs to, the entity a polygon belongs to.
    note : str
        Source and licence.
    """

    keys: tuple[str, ...]
    names: tuple[str, ...]
    lonlat: Array
    ring_length: Array
    ring_polygon: Array
    polygon_entity: Array
    note: str

    def rings(self, keys: tuple[str, ...]) -> tuple[Array, Array]:
        """Return the corners of the rings of some entities, end to end, and the corners per ring."""
        wanted = np.isin(self.polygon_entity, [self.keys.index(key) for key in keys])[self.ring_polygon]
        return self.lonlat[np.repeat(wanted, self.ring_length)], self.ring_length[wanted]

    def polygons(self, keys: tuple[str, ...]) -> Array:
        """Return the polygons of some entities as an array of shapely polygons."""
        import shapely

        lonlat, length = self.rings(keys)
        rings = shapely.linearrings(lonlat, indices=np.repeat(np.arange(len(length)), length))
        wanted = np.isin(self.polygon_entity, [self.keys.index(key) for key in keys])[self.ring_polygon]
        owner = np.unique(self.ring_polygon[wanted], return_inverse=True)[1]
        return np.asarray(shapely.polygons(rings, indices=owner))


@functools.lru_cache(maxsize=1)
def atlas() -> Atlas:
    """Return the packaged outlines (read once).

    Examples
    --------
    >>> "SEN" in atlas().keys, "XKX" in atlas().keys
    (True, True)
    """
    with np.load(io.BytesIO(content("quicksilver.geography", "data/outlines.npz"))) as packed:
        data = {name: packed[name] for name in packed.files}
    length = data["ring_length"].astype(np.int64)
    lonlat = _corners(data, length) * data["scale"] + data["translate"]
    # The lattice of the file does not hold the poles and the date line to the last digit.
    np.clip(lonlat, [-180.0, -90.0], [180.0, 90.0], out=lonlat)
    names = data["name"].tolist()
    codes = [code or _ASSIGNED.get(name, "") for code, name in zip(data["code"].tolist(), names, strict=True)]
    return Atlas(
        tuple(code or name for code, name in zip(codes, names, strict=True)),
        tuple(names),
        lonlat,
        length,
        data["ring_polygon"].astype(np.int64),
        data["polygon_entity"].astype(np.int64),
        str(data["note"]),
    )


def _corners(data: dict[str, Array], length: Array) -> Array:
    """Return all corners in steps of the file's lattice: each ring is its first corner and the steps after it."""
    steps = np.zeros((int(length.sum()), 2), dtype=np.int64)
    first = np.concatenate([[0], np.cumsum(length)[:-1]])
    inner = np.ones(len(steps), dtype=bool)
    inner[first] = False
    steps[inner, 0], steps[inner, 1] = data["step_lon"], data["step_lat"]
    total = np.cumsum(steps, axis=0)
    return np.asarray(total + np.repeat(data["ring_start"] - total[first], length, axis=0))
