"""A scene with axes: lines, areas, marks and images at places of two scales.

Titles, legends and captions run in the direction of the language; what stands on an axis runs from left to right
in every language, as time and maps do in the documents of the United Nations.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from quicksilver.charts.axes import Axis
from quicksilver.charts.scene import LINE, SOFT, Chart, Scene, _spec, face, isolated, text_width, wrap
from quicksilver.language.numbers import MINUS
from quicksilver.outputs import writable

__all__ = [
    "AREAS",
    "COLOURS",
    "DASHES",
    "SHAPES",
    "WIDTH",
    "Box",
    "Key",
    "Plane",
    "frame",
    "free_place",
    "legend",
    "margin",
    "nothing",
    "outline",
    "runs",
    "scales",
    "spread",
]

Box = tuple[float, float, float, float]

WIDTH: Final = 685.0
#: Ten colours: the first five are drawn whole, the second five dashed; within each five, readers who do not see red,
#: green or blue tell any two apart (after Okabe and Ito 2008, Color Universal Design).
COLOURS: Final = (
    "#0072b2",
    "#d55e00",
    "#1b2730",
    "#56b4e9",
    "#cc79a7",
    "#e69f00",
    "#4f2d7f",
    "#009e73",
    "#9aa3b5",
    "#6b3d0c",
)
#: The same for areas, of which a black one would say too much.
AREAS: Final = tuple("#0d5c6b" if colour == "#1b2730" else colour for colour in COLOURS)
DASHES: Final[tuple[tuple[float, ...], ...]] = ((),) * 5 + ((6.0, 2.5),) * 5
SHAPES: Final = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross")
_RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


@dataclass(frozen=True)
class Key:
    """One entry of a legend.

    Attributes
    ----------
    name, colour : str
    kind : str
        ``line``, ``area`` or one of ``SHAPES``.
    dash : tuple of float
    opacity : float
    """

    name: str
    colour: str
    kind: str = "area"
    dash: tuple[float, ...] = ()
    opacity: float = 1.0


@dataclass
class Plane(Scene):
    """A scene that also draws lines, marks and images at distances from the left in every language."""

    strokes: list[dict[str, Any]] = field(default_factory=list)
    symbols: list[dict[str, Any]] = field(default_factory=list)
    images: list[dict[str, Any]] = field(default_factory=list)
    halos: list[dict[str, Any]] = field(default_factory=list)

    def line(
        self,
        points: Iterable[tuple[float, float]],
        colour: str,
        width: float = 1.8,
        dash: Sequence[float] = (),
        name: str = "",
    ) -> None:
        """Draw an open line through points."""
        self.strokes.append(
            {"d": outline(points), "stroke": colour, "sw": width, "dash": list(dash), "name": name}
        )

    def mark(
        self,
        left: float,
        top: float,
        shape: str,
        colour: str,
        size: float = 42.0,
        name: str = "",
        edge: str = "#ffffff",
    ) -> None:
        """Draw a mark of an area given in square units; ``edge`` keeps it apart from what lies under it."""
        self.symbols.append(
            {"x": left, "y": top, "shape": shape, "fill": colour, "size": size, "edge": edge, "name": name}
        )

    def image(self, left: float, top: float, width: float, height: float, png: bytes, name: str = "") -> None:
        """Draw a picture, stretched to a rectangle; it travels inside the chart."""
        import base64

        address = "data:image/png;base64," + base64.b64encode(png).decode("ascii")
        self.images.append({"x": left, "y": top, "w": width, "h": height, "url": address, "name": name})

    def upright(self, left: float, low: float, high: float, colour: str) -> None:
        """Draw an error bar between two heights."""
        for stroke in (((left, low), (left, high)), *(((left - 3, y), (left + 3, y)) for y in (low, high))):
            self.line(stroke, colour, 1.1, name="error")

    def write(
        self,
        left: float,
        top: float,
        text: str,
        *,
        align: str = "left",
        size: float = 9.5,
        colour: str = SOFT,
        bold: bool = False,
        halo: bool = False,
        angle: float = 0.0,
    ) -> None:
        """Write a text at a distance from the left; ``align`` is ``left``, ``center`` or ``right`` in every language.

        A text without right-to-left letters, such as 10⁻³, keeps its own order in an Arabic chart.
        """
        # Noto Sans has no minus sign, and one foreign sign would take the whole text to another face; the dash looks alike.
        printable = writable(text).replace(MINUS, "\u2013")
        row = {
            "x": left,
            "y": top,
            "text": _ordered(printable) if _RIGHT_TO_LEFT.search(printable) else printable,
            "font": face(self.language, text),
            "size": size,
            "align": align,
            "fill": colour,
            "weight": 600 if bold else 400,
            "style": "normal",
            "angle": angle,
        }
        if halo:
            self.halos.append(dict(row))
        self.texts.append(row)

    def chart(self, alt: str) -> Chart:
        """Return the finished chart; lines of the grid lie lowest, texts on top."""
        for row in self.texts:
            row.setdefault("angle", 0.0)
        spec = _spec(self)
        marks = {mark["from"]["data"]: mark for mark in spec["marks"]}
        marks["texts"]["encode"]["enter"]["angle"] = {"field": "angle"}
        marks |= _further(marks["texts"])
        order = ("rules", "paths", "images", "strokes", "whiskers", "symbols", "rects", "halos", "texts")
        spec["data"] = [{"name": name, "values": getattr(self, name)} for name in order]
        spec["marks"] = [marks[name] for name in order]
        return Chart(spec, alt, self.language)


def _ordered(text: str) -> str:
    """Return a right-to-left text whose numbers keep their order, a degree sign with its number."""
    return isolated(text).replace("\u2069°", "°\u2069")


def _further(texts: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return how Vega draws what a scene without axes does not have."""

    def of(name: str, kind: str, **fields: Any) -> dict[str, Any]:
        enter = {key: {"field": value} if isinstance(value, str) else value for key, value in fields.items()}
        return {"type": kind, "from": {"data": name}, "encode": {"enter": enter}}

    halo = {
        **texts["encode"]["enter"],
        "fill": {"value": "#ffffff"},
        "stroke": {"value": "#ffffff"},
        "strokeWidth": {"value": 2.6},
        "strokeJoin": {"value": "round"},
    }
    return {
        "strokes": of(
            "strokes",
            "path",
            path="d",
            stroke="stroke",
            strokeWidth="sw",
            strokeDash="dash",
            strokeJoin={"value": "round"},
            strokeCap={"value": "butt"},
            fill={"value": "transparent"},
        ),
        "symbols": of(
            "symbols",
            "symbol",
            x="x",
            y="y",
            shape="shape",
            size="size",
            fill="fill",
            stroke="edge",
            strokeWidth={"value": 0.8},
        ),
        "images": of(
            "images",
            "image",
            x="x",
            y="y",
            width="w",
            height="h",
            url="url",
            aspect={"value": False},
            smooth={"value": False},
        ),
        "halos": {"type": "text", "from": {"data": "halos"}, "encode": {"enter": halo}},
    }


def outline(points: Iterable[tuple[float, float]]) -> str:
    """Return an open line in SVG terms.

    Examples
    --------
    >>> outline([(0, 0), (1, 2.5)])
    'M0.00,0.00L1.00,2.50'
    """
    return "M" + "L".join(f"{x:.2f},{y:.2f}" for x, y in points)


def runs(flags: Any) -> Iterator[slice]:
    """Return the stretches of True.

    Examples
    --------
    >>> [(s.start, s.stop) for s in runs(np.array([True, False, True, True]))]
    [(0, 1), (2, 4)]
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(int)))
    yield from (slice(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True))


def spread(wanted: Sequence[float], heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """Return middles near those wanted, in the same order, so that labels do not lie on each other.

    Parameters
    ----------
    wanted, heights : sequence of float
        Middles and heights of the labels.
    top, bottom : float
        Between which the labels stay where they fit.

    Examples
    --------
    >>> spread([10.0, 10.0], [12.0, 12.0], 0.0, 100.0)
    [6.0, 18.0]
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    # Groups of labels that touch: each lies where its members want it on average.
    groups: list[tuple[float, float, list[int]]] = []
    for index in order:
        begin, high, members = wanted[index] - heights[index] / 2, heights[index], [index]
        begin = min(max(begin, top), bottom - high)
        while groups and groups[-1][0] + groups[-1][1] > begin:
            other, tall, earlier = groups.pop()
            share = len(earlier) / (len(earlier) + len(members))
            begin = share * other + (1 - share) * (begin - tall)
            high, members = high + tall, earlier + members
            begin = max(min(begin, bottom - high), top)
        groups.append((begin, high, members))
    middles = [0.0] * len(wanted)
    for begin, _, members in groups:
        for index in members:
            middles[index] = begin + heights[index] / 2
            begin += heights[index]
    return middles


def free_place(
    left: float, top: float, wide: float, high: float, away: float, taken: Sequence[Box], inside: Box
) -> Box | None:
    """Return a box beside a mark that lies on nothing taken: right, left, above, below, then the corners; None where none is free."""
    across = (left + away, left - away - wide, left - wide / 2)
    down = (top - high / 2, top - away - high, top + away)
    order = ((0, 0), (1, 0), (2, 1), (2, 2), (0, 1), (0, 2), (1, 1), (1, 2))
    for i, j in order:
        box = (across[i], down[j], across[i] + wide, down[j] + high)
        fits = inside[0] <= box[0] and inside[1] <= box[1] and box[2] <= inside[2] and box[3] <= inside[3]
        if fits and not any(
            box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in taken
        ):
            return box
    return None


def _key(scene: Plane, key: Key, start: float, middle: float) -> None:
    """Draw the sample of a legend entry."""
    if key.kind == "area":
        path = [
            (scene.x(start), middle - 5),
            (scene.x(start + 20), middle - 5),
            (scene.x(start + 20), middle + 5),
            (scene.x(start), middle + 5),
        ]
        scene.path(outline(path) + "Z", key.colour, key.opacity, "key")
    elif key.kind == "line":
        ends = sorted((scene.x(start), scene.x(start + 20)))
        scene.line(((ends[0], middle), (ends[1], middle)), key.colour, 2.2, key.dash, "key")
    else:
        scene.mark(scene.x(start + 10), middle, key.kind, key.colour, name="key")


def legend(scene: Plane, keys: Sequence[Key], top: float, *, draw: bool = True) -> float:
    """Draw a legend over the width of a scene, from the start side; return how high it is."""
    start, down, deep = 0.0, 0.0, 0.0
    for key in keys:
        lines = wrap(key.name, scene.width - 26, 10)
        wide = 26 + max(text_width(line, 10) for line in lines)
        if start and start + wide > scene.width:
            start, down, deep = 0.0, down + deep, 0.0
        if draw:
            _key(scene, key, start, top + down + 9)
            for index, line in enumerate(lines):
                scene.text(start + 26, top + down + 9 + 13 * index, line, size=10, colour=SOFT)
        start, deep = start + wide + 18, max(deep, 5.0 + 13.0 * len(lines))
    return down + deep


def frame(title: str, keys: Sequence[Key], inner: float, caption: str, language: str) -> tuple[Plane, float]:
    """Return a plane with title, legend and caption, and where the space of height ``inner`` between them begins."""
    lines, foot = wrap(title, WIDTH, 14, bold=True), wrap(caption, WIDTH, 9.5) if caption else []
    scene = Plane(WIDTH, 0.0, language)
    top = 20.0 * len(lines) + 4
    for index, line in enumerate(lines):
        scene.text(0, 10 + 20 * index, line, size=14, bold=True)
    top += legend(scene, keys, top) + (4 if keys else 0)
    for index, line in enumerate(foot):
        scene.text(0, top + inner + 12 + 13 * index, line, size=9.5, colour=SOFT)
    scene.height = top + inner + (13.0 * len(foot) + 8 if foot else 0)
    return scene, top


def nothing(title: str, language: str, words: str) -> Chart:
    """Return a chart that states that there is nothing to show."""
    scene, top = frame(title, [], 40, "", language)
    scene.text(0, top + 20, words, colour=SOFT, italic=True)
    return scene.chart(f"{title}: {words}")


def scales(scene: Plane, place: Box, x: Axis, y: Axis, unit: str, x_title: str) -> None:
    """Draw the grid, what is written at it, and the titles of both axes."""
    left, top, right, bottom = place
    for value, text in y.marks:
        height = bottom - float(y.at(value)) * (bottom - top)
        scene.rules.append({"x": left, "y": height, "x2": right, "y2": height, "stroke": LINE, "sw": 0.8})
        scene.write(left - 6, height, text, align="right")
    free = -math.inf
    for value, text in x.marks:
        middle, half = left + float(x.at(value)) * (right - left), text_width(text, 9.5) / 2 + 3
        scene.line(((middle, bottom), (middle, bottom + 4)), SOFT, 1.0, name="tick")
        if middle - half >= free:
            scene.write(middle, bottom + 12, text, align="center")
            free = middle + half
    scene.line(((left, top), (left, bottom), (right, bottom)), SOFT, 1.0, name="axis")
    scene.write(0, top - 14, unit, size=10)
    if x_title:
        scene.write(right, bottom + 28, x_title, align="right", size=10)


def margin(y: Axis) -> float:
    """Return the space that the numbers at the left of a plot need."""
    return 12 + max(text_width(text, 9.5) for _, text in y.marks)
