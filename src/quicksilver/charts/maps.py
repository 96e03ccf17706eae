"""Maps in plain equirectangular projection: a field on a grid, and stations with their values.

A field is drawn as one small image of at most as many cells as can be seen, under axes, coast and texts that stay
lines and letters.
"""

from __future__ import annotations

import itertools
import math
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from quicksilver.charts.axes import Array, column, number, power, steps
from quicksilver.charts.grids import CELLS, Kind, block, coarsened, edges, ordered
from quicksilver.charts.plane import WIDTH, Box, Plane, frame, free_place, nothing
from quicksilver.charts.scene import INK, SOFT, Chart, text_width
from quicksilver.language.numbers import exact, shown

__all__ = ["COMPASS", "Extent", "Lines", "Station", "grid_map", "shades", "station_map"]

#: How a degree north, south, east and west is written.
COMPASS: Final = ("{}°N", "{}°S", "{}°E", "{}°W")
Lines = Sequence[Sequence[tuple[float, float]]]
Colour = tuple[int, int, int]

# From pale to dark without a step back, so that it holds in grey print and for colour-blind readers.
_ANCHORS: Final = ("#fbe9a2", "#f9b852", "#ee7a35", "#c8403f", "#8a1f5c", "#3d1159")
_LEFT: Final = 44.0
_TALLEST: Final = 460.0
_PIXELS: Final = 1260
_COAST: Final = "#3f4d57"


@dataclass(frozen=True)
class Extent:
    """The part of the world that a map shows, in degrees."""

    west: float
    east: float
    south: float
    north: float


@dataclass(frozen=True)
class Station:
    """A place with a value; None or NaN is a place without one.

    Examples
    --------
    >>> Station("Mace Head", 53.33, -9.90, 1.4).lat
    53.33
    """

    name: str
    lat: float
    lon: float
    value: float | None = None


def shades(count: int) -> list[str]:
    """Return colours from pale to dark.

    Examples
    --------
    >>> shades(2)
    ['#fbe9a2', '#3d1159']
    """
    given = np.array([[int(a[i : i + 2], 16) for i in (1, 3, 5)] for a in _ANCHORS], dtype=float)
    at = np.linspace(0, len(given) - 1, count) if count > 1 else np.array([len(given) // 2], dtype=float)
    mixed = [np.interp(at, np.arange(len(given)), given[:, part]) for part in range(3)]
    return ["#" + "".join(f"{round(float(v)):02x}" for v in row) for row in np.stack(mixed, axis=1)]


# Colours ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Classes:
    """Classes of values with their colours; ``marks`` are written under the legend at the limits they name."""

    limits: Array
    colours: list[str]
    marks: list[tuple[int, str]]

    def of(self, values: Array) -> NDArray[np.int64]:
        """Return the class of each value; those outside are in the first or the last."""
        classes: NDArray[np.int64] = np.clip(
            np.searchsorted(self.limits, values, side="right") - 1, 0, len(self.colours) - 1
        )
        return classes


def _log_classes(values: Array, decades: int, language: str) -> _Classes:
    """Return half decades up to the highest value, ``decades`` of them at most."""
    top = math.ceil(2 * math.log10(float(values.max())) - 1e-9) / 2
    low = math.floor(2 * math.log10(float(values.min())) + 1e-9) / 2
    low = max(min(low, top - 0.5), top - decades)
    count = round(2 * (top - low))
    limits = 10.0 ** (low + np.arange(count + 1) / 2)
    marks = [(i, power(round(low + i / 2), language)) for i in range(count + 1) if (2 * low + i) % 2 == 0]
    if len(marks) < 2:
        marks = [(i, shown(float(limits[i]), language, 2)) for i in range(count + 1)]
    if float(values.min()) < limits[0]:
        marks = [(0, "< " + marks[0][1]) if i == 0 else (i, m) for i, m in marks]
    return _Classes(limits, shades(count), marks)


def _even_classes(values: Array, language: str) -> _Classes:
    limits = np.array(steps(float(values.min()), float(values.max()), 6))
    marks = [(i, exact(round(float(v), 12), language)) for i, v in enumerate(limits)]
    return _Classes(limits, shades(len(limits) - 1), marks)


def _png(index: NDArray[np.uint8], colours: Sequence[str]) -> bytes:
    """Return a picture of numbered colours as PNG (ISO/IEC 15948); number 0 is clear, 1 the first colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    # The clear colour is white: viewers that blur an image would mix black into the rim of the colours.
    palette = bytes([255, 255, 255]) + b"".join(bytes.fromhex(colour[1:]) for colour in colours)
    lines = np.concatenate([np.zeros((len(index), 1), np.uint8), index], axis=1).tobytes()
    head = struct.pack(">IIBBBBB", index.shape[1], index.shape[0], 8, 3, 0, 0, 0)
    parts = (
        (b"IHDR", head),
        (b"PLTE", palette),
        (b"tRNS", b"\0"),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def _picture(numbers: NDArray[np.uint8], lat: Array, lon: Array, colours: Sequence[str]) -> bytes:
    """Return numbered cells, the southern row first, as a picture with north on top and evenly spaced degrees."""
    wide = len(lon) - 1
    wide *= max(1, round(_PIXELS / wide))
    high = max(1, round(wide * (lat[-1] - lat[0]) / (lon[-1] - lon[0])))
    x = lon[0] + (np.arange(wide) + 0.5) / wide * (lon[-1] - lon[0])
    y = lat[-1] - (np.arange(high) + 0.5) / high * (lat[-1] - lat[0])
    rows = np.clip(np.searchsorted(lat, y, side="right") - 1, 0, len(lat) - 2)
    columns = np.clip(np.searchsorted(lon, x, side="right") - 1, 0, len(lon) - 2)
    return _png(numbers[np.ix_(rows, columns)], colours)


# Drawing ----------------------------------------------------------------------------------------------------


def _room(extent: Extent) -> tuple[float, float]:
    """Return width and height of a map at which a degree is as long in both directions."""
    per = min((WIDTH - _LEFT - 12) / (extent.east - extent.west), _TALLEST / (extent.north - extent.south))
    return per * (extent.east - extent.west), per * (extent.north - extent.south)


def _at(extent: Extent, place: Box, lon: float, lat: float) -> tuple[float, float]:
    left, top, right, bottom = place
    return (
        left + (lon - extent.west) / (extent.east - extent.west) * (right - left),
        bottom - (lat - extent.south) / (extent.north - extent.south) * (bottom - top),
    )


def _clipped(
    first: tuple[float, float], second: tuple[float, float], box: Box
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Return the part of a straight line inside a box (Liang and Barsky 1984, doi:10.1145/357332.357333)."""
    (x, y), (dx, dy) = first, (second[0] - first[0], second[1] - first[1])
    begin, end = 0.0, 1.0
    for step, room in ((-dx, x - box[0]), (dx, box[2] - x), (-dy, y - box[1]), (dy, box[3] - y)):
        if step == 0:
            if room < 0:
                return None
        elif step < 0:
            begin = max(begin, room / step)
        else:
            end = min(end, room / step)
    if begin > end:
        return None
    return (x + begin * dx, y + begin * dy), (x + end * dx, y + end * dy)


def _coast(scene: Plane, coast: Lines, extent: Extent, place: Box) -> None:
    """Draw lines of longitude and latitude, cut at the frame; a grid past 180° E sees the west again."""
    turns = (t for t in (-360.0, 0.0, 360.0) if extent.west < 180 + t and extent.east > -180 + t)
    for turn, line in itertools.product(list(turns), coast):
        dots = [_at(extent, place, lon + turn, lat) for lon, lat in line]
        piece: list[tuple[float, float]] = []
        for pair in itertools.pairwise(dots):
            cut = _clipped(*pair, place)
            if cut and piece and piece[-1] == cut[0]:
                piece.append(cut[1])
                continue
            _strand(scene, piece)
            piece = list(cut) if cut else []
        _strand(scene, piece)


def _strand(scene: Plane, piece: list[tuple[float, float]]) -> None:
    if len(piece) > 1:
        scene.line(piece, _COAST, 0.6, name="coast")


def _degrees(value: float, ways: tuple[str, str], language: str) -> str:
    text = exact(abs(round(value, 6)), language)
    return f"{text}°" if value in (0.0, 180.0, -180.0) else ways[value < 0].replace("{}", text)


def _graticule(scene: Plane, extent: Extent, place: Box, compass: Sequence[str]) -> None:
    """Draw round parallels and meridians with their names at the left and below."""
    left, top, right, bottom = place
    step = _round_degrees(max(extent.east - extent.west, 2 * (extent.north - extent.south)) / 12)
    for k in range(math.ceil(extent.south / step - 1e-9), math.floor(extent.north / step + 1e-9) + 1):
        y = _at(extent, place, extent.west, k * step)[1]
        scene.line(((left, y), (right, y)), "#93a1ab", 0.4, name="parallel")
        scene.write(
            left - 5, y, _degrees(k * step, (compass[0], compass[1]), scene.language), align="right", size=9
        )
    free = -math.inf
    for k in range(math.ceil(extent.west / step - 1e-9), math.floor(extent.east / step + 1e-9) + 1):
        x = _at(extent, place, k * step, extent.south)[0]
        scene.line(((x, top), (x, bottom)), "#93a1ab", 0.4, name="meridian")
        lon = (k * step + 180) % 360 - 180
        text = _degrees(lon, (compass[2], compass[3]), scene.language)
        half = text_width(text, 9) / 2 + 4
        if x - half > free and x + half < scene.width + 8:
            scene.write(x, bottom + 11, text, align="center", size=9)
            free = x + half
    scene.line(
        ((left, top), (right, top), (right, bottom), (left, bottom), (left, top)), SOFT, 0.9, name="frame"
    )


def _round_degrees(raw: float) -> float:
    return next((step for step in (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30) if step >= raw * (1 - 1e-9)), 30.0)


def _scale(scene: Plane, classes: _Classes, unit: str, left: float, top: float) -> None:
    """Draw the legend of the colours, low values at the left."""
    wide = min(300.0, 34.0 * len(classes.colours))
    each = wide / len(classes.colours)
    scene.write(left, top, unit, size=10)
    for index, colour in enumerate(classes.colours):
        box = [(left + each * (index + a), top + 10 + b) for a, b in ((0, 0), (1, 0), (1, 11), (0, 11))]
        scene.path("M" + "L".join(f"{x:.2f},{y:.2f}" for x, y in box) + "Z", colour, 1.0, "key")
    free = -math.inf
    for index, text in classes.marks:
        middle, half = left + each * index, text_width(text, 9) / 2 + 3
        scene.line(((middle, top + 21), (middle, top + 24)), SOFT, 0.8, name="tick")
        if middle - half >= free:
            scene.write(middle, top + 31, text, align="center", size=9)
            free = middle + half


def _map(title: str, extent: Extent, below: float, caption: str, language: str) -> tuple[Plane, Box]:
    """Return a plane with room for a map and, under it, for a legend of height ``below``."""
    wide, high = _room(extent)
    scene, top = frame(title, [], high + 26 + below, caption, language)
    return scene, (_LEFT, top + 6, _LEFT + wide, top + 6 + high)


def grid_map(
    title: str,
    field: Array,
    lat: Sequence[float] | Array,
    lon: Sequence[float] | Array,
    *,
    unit: str,
    language: str = "en",
    coast: Lines = (),
    kind: Kind = "density",
    cells: tuple[int, int] = CELLS,
    decades: int = 5,
    compass: Sequence[str] = COMPASS,
    unknown_word: str = "unknown",
    caption: str = "",
    note: str = "",
) -> Chart:
    """Return a field on a regular grid in colours of half decades; zero and unknown are left blank.

    Parameters
    ----------
    title : str
    field : ndarray, shape (rows, columns)
        Values of 0 or more; NaN where unknown.
    lat, lon : sequence of float, shape (rows,) and (columns,)
        Centres of the cells in degrees, either way round; longitudes to 180 or to 360.
    unit : str
        Title of the legend.
    language : str
    coast : sequence of sequence of (float, float)
        Lines of (longitude, latitude).
    kind : str
        ``density`` where values are per area, ``amount`` where they are per cell.
    cells : tuple of int
        Most rows and columns shown. A finer grid is drawn in blocks (see :func:`block`) that hold the mass of
        their cells (see :func:`coarsened`); say so in ``caption``.
    decades : int
        Decades below the highest value that have their own colours; lower values have the lowest colour.
    compass : sequence of str
        How a degree north, south, east and west is written.
    unknown_word : str
    caption, note : str
        Written under the map; added to the text for who cannot see it.

    Raises
    ------
    ValueError
        The field does not fit its axes, an axis is out of order, or a value is below 0.

    Examples
    --------
    >>> grid_map("E", np.array([[0.0, 3.0], [1.0, 0.0]]), [0, 1], [10, 11], unit="g").alt
    'E (g). 1.00–3.00; 3.00: 0°, 11°E'
    """
    values, rows, columns = (
        np.asarray(field, dtype=float),
        np.asarray(lat, dtype=float),
        np.asarray(lon, dtype=float),
    )
    if values.shape != (len(rows), len(columns)):
        raise ValueError(
            f"a field of {' by '.join(map(str, values.shape))} does not fit {len(rows)} latitudes and {len(columns)} longitudes"
        )
    if (values < 0).any():
        raise ValueError(
            f"{np.nanmin(values):g} has no place on a logarithmic scale; values must be 0 or more"
        )
    if not (np.isfinite(values) & (values > 0)).any():
        return nothing(title, language, unknown_word)
    values, rows, columns = ordered(values, rows, columns)
    shown_cells, south, west = coarsened(
        values, np.clip(edges(rows), -90, 90), edges(columns), block(values.shape, cells), kind
    )
    extent = Extent(float(west[0]), float(west[-1]), float(south[0]), float(south[-1]))
    drawn = np.isfinite(shown_cells) & (shown_cells > 0)
    classes = _log_classes(shown_cells[drawn], decades, language)
    numbers = np.where(drawn, classes.of(np.where(drawn, shown_cells, 1.0)) + 1, 0).astype(np.uint8)
    scene, place = _map(title, extent, 52, caption, language)
    scene.image(
        place[0],
        place[1],
        place[2] - place[0],
        place[3] - place[1],
        _picture(numbers, south, west, classes.colours),
        "field",
    )
    _graticule(scene, extent, place, compass)
    _coast(scene, coast, extent, place)
    _scale(scene, classes, unit, place[0], place[3] + 34)
    return scene.chart(
        f"{title} ({unit}). {_field_told(shown_cells, drawn, south, west, compass, language)}"
        + (f". {note}" if note else "")
    )


def _field_told(
    values: Array, drawn: NDArray[np.bool_], lat: Array, lon: Array, compass: Sequence[str], language: str
) -> str:
    """Return the range of a field and where it is highest in words."""
    row, across = np.unravel_index(int(np.argmax(np.where(drawn, values, 0.0))), values.shape)
    north, east = float(lat[row] + lat[row + 1]) / 2, float(lon[across] + lon[across + 1]) / 2
    at = f"{_degrees(north, (compass[0], compass[1]), language)}, {_degrees((east + 180) % 360 - 180, (compass[2], compass[3]), language)}"
    low, high = (shown(float(pick(values[drawn])), language) for pick in (np.min, np.max))
    return f"{low}\u2013{high}; {high}: {at}"


def station_map(
    title: str,
    stations: Sequence[Station],
    *,
    unit: str,
    language: str = "en",
    coast: Lines = (),
    extent: Extent | None = None,
    log: bool = False,
    compass: Sequence[str] = COMPASS,
    unknown_word: str = "unknown",
    caption: str = "",
    note: str = "",
) -> Chart:
    """Return stations with their values as colour and size; a name is written where there is space.

    Parameters
    ----------
    title : str
    stations : sequence of Station
        A station without a value is a hollow mark.
    unit : str
        Title of the legend.
    language, coast, compass, unknown_word, caption, note
        As for :func:`grid_map`.
    extent : Extent, optional
        Part of the world; if omitted, the part that contains all stations, with a margin.
    log : bool
        Classes of half decades.

    Raises
    ------
    ValueError
        A station has no place on Earth, or a value on a logarithmic scale is not above 0.

    Examples
    --------
    >>> station_map("GEM", [Station("Zeppelin", 78.9, 11.9, 1.5)], unit="ng/m³").alt
    'GEM (ng/m³). Zeppelin: 1.50'
    """
    for station in stations:
        if not (
            math.isfinite(station.lat)
            and math.isfinite(station.lon)
            and abs(station.lat) <= 90
            and abs(station.lon) <= 360
        ):
            raise ValueError(
                f"{station.name}: {number(station.lat)}, {number(station.lon)} is not a latitude and longitude"
            )
    if not stations:
        return nothing(title, language, unknown_word)
    values = column("value", [station.value for station in stations], len(stations))
    known = values[np.isfinite(values)]
    if log and (known <= 0).any():
        raise ValueError(f"{known.min():g} has no place on a logarithmic scale; values must be above 0")
    seen = extent or _around(stations)
    classes = None
    if len(known):
        classes = _log_classes(known, 5, language) if log else _even_classes(known, language)
    scene, place = _map(title, seen, 52 if classes else 4, caption, language)
    _graticule(scene, seen, place, compass)
    _coast(scene, coast, seen, place)
    if classes:
        _scale(scene, classes, unit, place[0], place[3] + 34)
    _stations(scene, stations, values, classes, seen, place)
    description = "; ".join(
        f"{station.name}: {shown(None if math.isnan(v) else float(v), language) or unknown_word}"
        for station, v in zip(stations, values, strict=True)
    )
    return scene.chart(f"{title} ({unit}). {description}" + (f". {note}" if note else ""))


def _around(stations: Sequence[Station]) -> Extent:
    """Return what holds all stations with a margin of an eighth, and at least ten degrees each way."""
    sides = []
    for values, end in (([s.lon for s in stations], 180.0), ([s.lat for s in stations], 90.0)):
        low, high = min(values), max(values)
        room = max((high - low) / 8, 5.0 - (high - low) / 2, 2.0)
        top = max(end, high) if end == 180.0 else end
        sides += [max(low - room, min(-end, low)), min(high + room, top)]
    west, east, south, north = sides
    # A strip of land with nothing beside it is no map: the height is a third of the width at least.
    lack = max((east - west) / 3 - (north - south), 0.0)
    south, north = max(south - lack / 2, -90.0), min(north + lack / 2, 90.0)
    lack = max((north - south) * 1.35 - (east - west), 0.0)
    return Extent(west - lack / 2, east + lack / 2, south, north)


def _stations(
    scene: Plane,
    stations: Sequence[Station],
    values: Array,
    classes: _Classes | None,
    extent: Extent,
    place: Box,
) -> None:
    """Draw the marks, large ones first, and then the names that find room."""
    marks = []
    for station, value in zip(stations, values, strict=True):
        x, y = _at(extent, place, station.lon, station.lat)
        if not (place[0] <= x <= place[2] and place[1] <= y <= place[3]):
            continue
        kind = int(classes.of(np.array([value]))[0]) if classes and math.isfinite(value) else -1
        most = len(classes.colours) if classes else 1
        size = 40 + 130 * kind / max(most - 1, 1) if kind >= 0 else 36.0
        marks.append(
            (size, x, y, station.name, classes.colours[kind] if classes and kind >= 0 else "#ffffff")
        )
    for size, x, y, name, colour in sorted(marks, key=lambda m: -m[0]):
        scene.mark(x, y, "circle", colour, size, name, INK)
    radii = [math.sqrt(size / math.pi) for size, *_ in marks]
    taken: list[Box] = [(x - r, y - r, x + r, y + r) for r, (_, x, y, _, _) in zip(radii, marks, strict=True)]
    for radius, (_, x, y, name, _) in zip(radii, marks, strict=True):
        wide = text_width(name, 9)
        box = free_place(x, y, wide, 11.0, radius + 2.5, taken, place)
        if box:
            taken.append(box)
            scene.write(box[0], (box[1] + box[3]) / 2, name, size=9, colour=INK, halo=True)
