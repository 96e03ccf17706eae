"""Whether points lie in the regions that they name: the outlines are asked, and what a slip of the pen may have done."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from quicksilver.errors import Problem
from quicksilver.fate.gridding.cells import Grid
from quicksilver.fate.gridding.masks import Masks
from quicksilver.fate.gridding.tables import NamedPoint
from quicksilver.geography import is_country, place
from quicksilver.geography.outlines import atlas, find_entity
from quicksilver.language.names import Name
from quicksilver.language.problems import problem
from quicksilver.language.sentences import Listed, Sentence

__all__ = ["entities", "far_from_home", "far_from_outlines"]

Array = np.ndarray[Any, np.dtype[Any]]

#: A plant on the coast or at a border may be drawn on the other side of it by this much, in km.
_LEAST: Final = 50.0
_KM_PER_DEGREE: Final = 111.195

#: What may have happened to a pair of coordinates, and how it is undone; the likelier first.
_SLIPS: Final[tuple[tuple[str, Callable[[float, float], tuple[float, float]]], ...]] = (
    ("exchanged", lambda lon, lat: (lat, lon)),
    ("lon", lambda lon, lat: (-lon, lat)),
    ("lat", lambda lon, lat: (lon, -lat)),
    ("both", lambda lon, lat: (-lon, -lat)),
    ("exchanged-sign", lambda lon, lat: (-lat, lon)),
    ("exchanged-sign", lambda lon, lat: (lat, -lon)),
    ("exchanged-sign", lambda lon, lat: (-lat, -lon)),
)


def entities(lon: Array, lat: Array) -> Array:
    """Return the number of the entity whose outline contains each point, -1 on no outline."""
    import shapely

    polygons, tree = _everything()
    point, polygon = tree.query(shapely.points(lon, lat))
    # Prepared polygons answer in the logarithm of their corners.
    shapely.prepare(polygons[np.unique(polygon)])
    contains = shapely.intersects_xy(polygons[polygon], lon[point], lat[point])
    entity = np.full(len(lon), -1)
    entity[point[contains]] = atlas().polygon_entity[polygon[contains]]
    return entity


@functools.lru_cache(maxsize=1)
def _everything() -> tuple[Array, Any]:
    """Return the polygons of all outlines, and their tree."""
    import shapely

    polygons = atlas().polygons(atlas().keys)
    return polygons, shapely.STRtree(polygons)


def far_from_home(
    masks: Masks, region: Array, lon: Array, lat: Array, names: Sequence[str], where: Sequence[str]
) -> list[Problem]:
    """Return a problem for each point that is farther than a cell and 50 km from the region that it names.

    Where exchanged coordinates or a lost sign would bring it home, the problem names it. A point off every coast that nothing
    brings home is a warning: it may be a platform.

    Parameters
    ----------
    masks : Masks
    region : ndarray of int
        Number of the region that each point names; below 0 where it names none.
    lon, lat : ndarray
        Degrees; longitudes from -180 to 360.
    names, where : sequence of str
        Name of each point, and its place in the input.
    """
    lon = np.where(lon > 180.0, lon - 360.0, lon)
    named = np.flatnonzero(region >= 0)
    if not len(named):
        return []
    tolerance = max(_LEAST, masks.grid.resolution * _KM_PER_DEGREE)
    inside = entities(lon[named], lat[named])
    problems = []
    homes = {number: _Home(masks, number, tolerance) for number in np.unique(region[named]).tolist()}
    for i, entity in zip(named.tolist(), inside.tolist(), strict=True):
        home = homes[int(region[i])]
        if not home.near(float(lon[i]), float(lat[i]), entity):
            ways = tuple(home.slips(float(lon[i]), float(lat[i])))
            values = {"name": names[i], "region": masks.names[int(region[i])], "tolerance": round(tolerance)}
            problems.append(_problem(values, (float(lon[i]), float(lat[i])), entity, ways, where[i]))
    return problems


def far_from_outlines(
    points: Sequence[NamedPoint], regions: Mapping[str, Sequence[str]] | None, grid: Grid
) -> list[Problem]:
    """Return the problems of :func:`far_from_home` where there are no masks yet: the tables may have other problems.

    Parameters
    ----------
    points : sequence of NamedPoint
        Those whose region has no outline are passed over.
    regions : mapping of str to sequence of str, optional
        Regions and their countries; None where every region is a country.
    grid : Grid
    """
    outlines: dict[str, tuple[str, ...]] = {}
    home: list[str] = []
    for point in points:
        name, keys = _outline(point.region, regions)
        home.append(name if keys else "")
        if keys:
            outlines[name] = keys
    names = tuple(outlines)
    masks = Masks(grid, names, (), (), (), outlines)
    region = np.array([names.index(name) if name else -1 for name in home], dtype=np.int64)
    lon, lat = (np.array([getattr(point, axis) for point in points], dtype=float) for axis in ("lon", "lat"))
    return far_from_home(masks, region, lon, lat, [p.name for p in points], [p.where for p in points])


def _outline(text: str, regions: Mapping[str, Sequence[str]] | None) -> tuple[str, tuple[str, ...]]:
    """Return the name of a region and the outlines that it is made of; none where one of them is not known."""
    if regions is None:
        entity, match = find_entity(text)
        return entity or match.code, (entity,) if entity else ()
    match = place(text, among=tuple(regions))
    name = text if text in regions else match.code if match.taken else ""
    keys = tuple(find_entity(country)[0] for country in regions.get(name, ()))
    return name, keys if all(keys) else ()


class _Home:
    """A region as points see it: by its outlines, or by its cells where masks came as fields."""

    def __init__(self, masks: Masks, number: int, tolerance: float) -> None:
        name = masks.names[number]
        keys = masks.countries.get(name, (name,) if is_country(name) and name in atlas().keys else ())
        self._masks, self._number, self._tolerance = masks, number, tolerance
        self._entities = frozenset(atlas().keys.index(key) for key in keys)
        self._polygons = atlas().polygons(keys) if keys else None
        self._tree: Any = None

    def near(self, lon: float, lat: float, entity: int | None = None) -> bool:
        """Return whether a point is in the region or within the tolerance of it."""
        if not -90 <= lat <= 90:
            return False
        if self._polygons is None:
            return self._near_cells(lon, lat)
        return entity in self._entities or self._within(lon, lat, self._tolerance)

    def _within(self, lon: float, lat: float, km: float) -> bool:
        import shapely

        if self._tree is None:
            self._tree = shapely.STRtree(self._polygons)
        high = km / _KM_PER_DEGREE
        wide = min(high / max(float(np.cos(np.deg2rad(lat))), 1e-3), 180.0)
        turn = np.linspace(0, 2 * np.pi, 49)
        # Across the date line and beyond the poles the circle is looked for on the other side too.
        for shift in (0.0, -360.0, 360.0):
            if shift and lon - wide >= -180 and lon + wide <= 180:
                continue
            ring = np.column_stack([lon + shift + wide * np.cos(turn), lat + high * np.sin(turn)])
            if len(self._tree.query(shapely.polygons(ring), predicate="intersects")):
                return True
        return False

    def _near_cells(self, lon: float, lat: float, wide: int = 1) -> bool:
        grid, cells = self._masks.grid, self._masks.cells[self._number]
        cell = int(grid.cells(np.array([lon]), np.array([lat]))[0])
        if cell < 0:
            return True  # What is off the grid is a problem of its own.
        rows, columns = grid.shape
        row, column = divmod(cell, columns)
        around = [
            r * columns + c % columns
            for r in range(max(row - wide, 0), min(row + wide + 1, rows))
            for c in range(column - wide, column + wide + 1)
        ]
        return bool(np.isin(around, cells).any())

    def slips(self, lon: float, lat: float) -> Iterator[tuple[str, float, float]]:
        """Go through the slips that would explain where a point is; only those that put it on the land of its region, if any do."""
        moved = [(word, *undo(lon, lat)) for word, undo in _SLIPS]
        valid = [(word, x, y) for word, x, y in moved if -90 <= y <= 90 and (x, y) != (lon, lat)]
        if not valid:
            return
        if self._polygons is None:
            ashore = [v for v in valid if self._near_cells(v[1], v[2], wide=0)]
        else:
            at = entities(np.array([v[1] for v in valid]), np.array([v[2] for v in valid])).tolist()
            ashore = [v for v, entity in zip(valid, at, strict=True) if entity in self._entities]
        if ashore:
            yield from ashore
            return
        yield from (v for v in valid if self.near(v[1], v[2]))


def _problem(
    values: dict[str, Any],
    at: tuple[float, float],
    entity: int,
    ways: tuple[tuple[str, float, float], ...],
    where: str,
) -> Problem:
    """Return the problem of a point, with what brings it home."""
    values |= {"lon": f"{at[0]:g}", "lat": f"{at[1]:g}"}
    if entity >= 0:
        key = atlas().keys[entity]
        values["country"] = Name("country", key) if is_country(key) else key
    slips = [Sentence(f"grid.point.slip.{word}", {}, table="problems") for word, _, _ in ways]
    places = [
        Sentence("grid.point.place", {"lon": f"{x:g}", "lat": f"{y:g}"}, table="problems") for _, x, y in ways
    ]
    if len(ways) == 1:
        home = {"guess": places[0], "slip": slips[0]}
        values |= {"guess": places[0], "remedy": Sentence("grid.point.home", home, table="problems")}
    elif ways:
        both = tuple(part for pair in zip(places, slips, strict=True) for part in pair)
        values["remedy"] = Sentence("grid.point.homes", {"slips": Listed(both)}, table="problems")
    severity = "error" if entity >= 0 or ways else "warning"
    code = "grid.point.elsewhere" if entity >= 0 else "grid.point.sea"
    return problem(code, where, severity=severity, readings=[str(p) for p in places], **values)
