"""Turn the country outlines of Natural Earth into the small file that the package carries.

The outlines come from the npm package ``world-atlas`` (``npm pack world-atlas``, file
``countries-10m.json``: Natural Earth 1:10 million, public domain, as TopoJSON)::

    python tools/outlines.py world-atlas/countries-10m.json

writes ``src/quicksilver/geography/data/outlines.npz``. What is done on the way: rings that cross the date
line are cut there; the ring around the South Pole is closed along 90 degrees south; parts of a country that
have an ISO 3166 code of their own (``PARTS``) get it; everything else keeps the code or the name it has.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pycountry
import shapely

from quicksilver.outputs import normalised_zip

TARGET = Path(__file__).parents[1] / "src/quicksilver/geography/data/outlines.npz"
NOTE = (
    "Country outlines of Natural Earth 1:10 million (naturalearthdata.com, public domain), from the npm package "
    "world-atlas 2.0.2 (ISC licence), made by tools/outlines.py"
)

# Natural Earth draws these with the first country, or as that country holds them; ISO 3166 gives them a code
# of their own (box: west, south, east, north). Crimea: General Assembly resolution 68/262.
PARTS = (
    ("FRA", "GUF", (-55.0, 2.0, -51.0, 6.5)),
    ("FRA", "GLP", (-62.0, 15.7, -60.9, 16.7)),
    ("FRA", "MTQ", (-61.4, 14.2, -60.6, 15.1)),
    ("FRA", "REU", (55.0, -21.6, 56.0, -20.7)),
    ("FRA", "MYT", (44.8, -13.3, 45.5, -12.4)),
    ("NOR", "SJM", (-10.0, 70.5, 36.0, 81.5)),
    ("NOR", "BVT", (3.0, -55.0, 4.0, -54.0)),
    ("NLD", "BES", (-68.6, 11.9, -68.0, 12.5)),
    ("NLD", "BES", (-63.6, 17.3, -62.8, 17.8)),
    ("NZL", "TKL", (-173.0, -10.0, -171.0, -8.0)),
    ("Indian Ocean Ter.", "CXR", (105.0, -11.0, 106.0, -10.0)),
    ("Indian Ocean Ter.", "CCK", (96.0, -13.0, 97.5, -11.0)),
    ("RUS", "UKR", (32.3, 44.2, 36.7, 46.3)),
)
# Svalbard's box reaches down to Jan Mayen's latitude, where the north of Norway also lies.
NOT_PART = {"SJM": (10.0, 70.5, 36.0, 73.0)}


def arcs_of(topology: dict[str, Any]) -> list[np.ndarray]:
    """Return the arcs in whole steps of the file's lattice."""
    return [np.cumsum(np.array(arc, dtype=np.int64), axis=0) for arc in topology["arcs"]]


def ring_of(indices: list[int], arcs: list[np.ndarray], topology: dict[str, Any]) -> np.ndarray:
    """Return a ring in degrees: arcs end to end, those with a negative index backwards."""
    parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
    joined = np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
    transform = topology["transform"]
    return joined * np.array(transform["scale"]) + np.array(transform["translate"])


def unwrapped(ring: np.ndarray) -> np.ndarray:
    """Return the ring without jumps at the date line; one that goes around a pole is closed along it."""
    steps = np.diff(ring[:, 0])
    lon = ring[0, 0] + np.concatenate([[0.0], np.cumsum(steps - 360.0 * np.round(steps / 360.0))])
    ring = np.column_stack([lon, ring[:, 1]])
    if abs(lon[-1] - lon[0]) < 180:
        return ring
    pole = np.copysign(90.0, ring[:, 1].mean())
    # Short steps along the pole, so that every step fits into sixteen bits.
    back = np.linspace(lon[-1], lon[0], 37)
    return np.vstack([ring, np.column_stack([back, np.full(37, pole)]), ring[:1]])


def beside(hole: np.ndarray, ring: np.ndarray) -> np.ndarray:
    """Return a hole on the same side of the date line as the ring around it."""
    middle = (ring[:, 0].min() + ring[:, 0].max()) / 2
    return hole + np.array([360.0 * np.round((middle - hole[:, 0].mean()) / 360.0), 0.0])


def step_area(topology: dict[str, Any]) -> float:
    """Return the area of one step of the file's lattice, in square degrees."""
    return float(np.prod(topology["transform"]["scale"]))


def speck(group: list[list[int]], arcs: list[np.ndarray], topology: dict[str, Any]) -> Any:
    """Return one step of the file's lattice where an outline has shrunk to a point."""
    west, south = ring_of(group[0], arcs, topology)[0]
    return shapely.box(west, south, *np.add([west, south], topology["transform"]["scale"]))


def polygons_of(geometry: dict[str, Any], arcs: list[np.ndarray], topology: dict[str, Any]) -> list[Any]:
    """Return the polygons of a country, inside -180 to 180, outer rings counter-clockwise."""
    groups = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    shapes = []
    for group in groups:
        rings = [unwrapped(ring_of(ring, arcs, topology)) for ring in group]
        # Specks that the file's lattice has shrunk to a line have no area.
        rings = [ring for ring in rings if len(ring) >= 4]
        if not rings:
            shapes.append(speck(group, arcs, topology))
            continue
        shape = shapely.make_valid(shapely.Polygon(rings[0], [beside(hole, rings[0]) for hole in rings[1:]]))
        for shift in (-360.0, 0.0, 360.0):
            moved = shapely.transform(shape, lambda xy, by=shift: xy + np.array([by, 0.0]))
            if moved.bounds[2] > -180 and moved.bounds[0] < 180:
                inside = shapely.intersection(moved, shapely.box(-180, -90, 180, 90))
                shapes += [part for part in shapely.get_parts(inside) if part.geom_type == "Polygon"]
    # A country that is nothing but a speck (the Holy See) keeps it; beside other land it is dropped.
    large = [shape for shape in shapes if shape.area > step_area(topology)] or shapes[:1]
    return [shapely.orient_polygons(shape) for shape in large]


def entity_of(geometry: dict[str, Any]) -> tuple[str, str]:
    """Return ISO code (empty where there is none) and name."""
    country = pycountry.countries.get(numeric=str(geometry.get("id", "")))
    return (country.alpha_3 if country else "", geometry["properties"]["name"])


def owner(code: str, name: str, polygon: Any) -> tuple[str, str]:
    """Return whose a polygon is: a part with an ISO code of its own is not the country's that it is drawn with."""
    x, y = polygon.representative_point().coords[0]
    for whole, part, box in PARTS:
        if (code or name) == whole and shapely.box(*box).covers(shapely.Point(x, y)):
            if part in NOT_PART and shapely.box(*NOT_PART[part]).covers(shapely.Point(x, y)):
                continue
            return part, pycountry.countries.get(alpha_3=part).name
    return code, name


def owned(topology: dict[str, Any]) -> Iterator[tuple[tuple[str, str], Any]]:
    """Go through all polygons with whom they belong to."""
    arcs = arcs_of(topology)
    for geometry in topology["objects"]["countries"]["geometries"]:
        code, name = entity_of(geometry)
        for polygon in polygons_of(geometry, arcs, topology):
            yield owner(code, name, polygon), polygon


def turning(ring: np.ndarray) -> int:
    """Return 1 for a ring that runs counter-clockwise, -1 for clockwise, 0 for one without area."""
    x, y = (ring - ring[0]).T
    return int(np.sign(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])))


def packed(topology: dict[str, Any]) -> dict[str, np.ndarray]:
    """Return the outlines as small arrays: rings as steps on the file's lattice."""
    scale, move = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    names: dict[str, tuple[str, str]] = {}
    polygons = []
    for (code, name), polygon in owned(topology):
        names.setdefault(code or name, (code, name))
        polygons.append((code or name, polygon))
    keys = sorted(names)
    polygons.sort(key=lambda item: keys.index(item[0]))
    rings, ring_polygon = [], []
    for number, (_, polygon) in enumerate(polygons):
        for order, ring in enumerate((polygon.exterior, *polygon.interiors)):
            steps = np.rint((np.array(ring.coords) - move) / scale).astype(np.int64)
            keep = np.concatenate([[True], np.any(np.diff(steps, axis=0) != 0, axis=1)])
            # Rounding turns a few of the smallest rings inside out or flat: those are left out.
            if keep.sum() >= 4 and turning(steps) == (-1 if order else 1):
                rings.append(steps[keep])
                ring_polygon.append(number)
            elif order == 0:
                break
    deltas = np.concatenate([np.diff(ring, axis=0) for ring in rings])
    assert np.abs(deltas).max() < 2**15
    return {
        "code": np.array([names[key][0] for key in keys]),
        "name": np.array([names[key][1] for key in keys]),
        "polygon_entity": np.array([keys.index(key) for key, _ in polygons], dtype=np.int16),
        "ring_polygon": np.array(ring_polygon, dtype=np.int32),
        "ring_length": np.array([len(ring) for ring in rings], dtype=np.int32),
        "ring_start": np.array([ring[0] for ring in rings], dtype=np.int32),
        "step_lon": deltas[:, 0].astype(np.int16),
        "step_lat": deltas[:, 1].astype(np.int16),
        "scale": scale,
        "translate": move,
        "note": np.array(NOTE),
    }


def main(path: str) -> None:
    """Write the packaged file."""
    arrays = packed(json.loads(Path(path).read_text(encoding="utf-8")))
    target = io.BytesIO()
    np.savez_compressed(target, **arrays)
    TARGET.write_bytes(normalised_zip(target.getvalue()))
    print(f"{TARGET.name}: {len(arrays['name'])} entities, {TARGET.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main(sys.argv[1])
