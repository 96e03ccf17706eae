"""A picture as rectangles, lines, ribbons and texts at places worked out here, drawn by Vega.

Vega only draws; every place is computed in Python, so that long names, six scripts and both directions are under
control, and so that nothing in the data is ever taken for an expression.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from quicksilver.documents.fonts import folders
from quicksilver.documents.measures import text_width, wrap
from quicksilver.languages import LANGUAGES
from quicksilver.outputs import writable

__all__ = [
    "INK",
    "LINE",
    "SOFT",
    "Chart",
    "Scene",
    "known",
    "paired",
    "text_width",
    "ticks",
    "to_png",
    "to_svg",
    "wrap",
]

INK: Final = "#1b2730"
SOFT: Final = "#50616e"
LINE: Final = "#c9d3da"

#: Letters that are written from right to left.
_RTL: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_NUMBER: Final = re.compile(r"[<>\u2264\u2265\u00b1+\-\u2212]?\d[\d.,]*(?:[\u2013-][\u2212]?\d[\d.,]*)?%?")


def face(language: str, text: str = "") -> str:
    """Return the families for a text of a chart; a text of digits alone takes the Latin face."""
    row = LANGUAGES[language]
    # The first language is one with Latin letters.
    latin = next(iter(LANGUAGES.values()))
    return (latin if row.is_rtl and text and not _RTL.search(text) else row).fonts.charts


def isolated(text: str) -> str:
    r"""Return a text of a right-to-left chart that runs from the right whatever it begins with.

    Each number with its sign, range and per cent sign is kept in order by its own isolates.

    Examples
    --------
    >>> isolated("-5").encode("unicode_escape")
    b'\\u2067\\u2066-5\\u2069\\u2069'
    """
    inner = _NUMBER.sub(lambda match: f"\u2066{match[0]}\u2069", text)
    return f"\u2067{inner}\u2069"


@dataclass(frozen=True)
class Chart:
    """A finished chart.

    Attributes
    ----------
    spec : dict
        Vega specification.
    alt : str
        What the chart shows, for who cannot see it.
    language : str
    """

    spec: dict[str, Any]
    alt: str
    language: str


def known(value: float | None) -> float | None:
    """Return a value, or None where it is not a number; pandas writes unknown as NaN."""
    return None if value is None or not math.isfinite(value) else float(value)


def paired(categories: Sequence[str], *columns: Sequence[float | None] | None) -> list[list[float | None]]:
    """Return columns of values with one value for each category; a column left out is all unknown.

    Raises
    ------
    ValueError
        A column is shorter or longer than the list of categories.
    """
    filled = [[None] * len(categories) if column is None else list(column) for column in columns]
    for column in filled:
        if len(column) != len(categories):
            raise ValueError(
                f"{len(categories)} categories but {len(column)} values; give one value for each"
            )
    return [[known(value) for value in column] for column in filled]


def ticks(top: float, count: int = 5) -> list[float]:
    """Return round numbers from 0 to at least ``top``.

    Examples
    --------
    >>> ticks(7.2)
    [0.0, 2.0, 4.0, 6.0, 8.0]
    """
    if not top > 0:
        return [0.0, 1.0]
    raw = top / count
    unit = 10.0 ** math.floor(math.log10(raw))
    step = next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= raw * (1 - 1e-9))
    return [step * index for index in range(math.ceil(top / step - 1e-9) + 1)]


@dataclass
class Scene:
    """A picture being drawn; x runs from the start side, so that a right-to-left picture is mirrored by itself."""

    width: float
    height: float
    language: str = "en"
    rects: list[dict[str, Any]] = field(default_factory=list)
    rules: list[dict[str, Any]] = field(default_factory=list)
    paths: list[dict[str, Any]] = field(default_factory=list)
    whiskers: list[dict[str, Any]] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def rtl(self) -> bool:
        """Return whether the picture runs from right to left."""
        return LANGUAGES[self.language].is_rtl

    def x(self, start: float) -> float:
        """Return a distance from the start side as a distance from the left."""
        return self.width - start if self.rtl else start

    def rect(self, start: float, top: float, width: float, height: float, fill: str, name: str = "") -> None:
        """Draw a rectangle."""
        left = self.x(start + width) if self.rtl else start
        self.rects.append({"x": left, "y": top, "w": width, "h": height, "fill": fill, "name": name})

    def rule(
        self, start: float, top: float, end: float, bottom: float, colour: str = LINE, width: float = 1.0
    ) -> None:
        """Draw a straight line."""
        self.rules.append(
            {"x": self.x(start), "y": top, "x2": self.x(end), "y2": bottom, "stroke": colour, "sw": width}
        )

    def whisker(self, start: float, end: float, middle: float) -> None:
        """Draw a range over its bar, with a pale edge so that it is seen on a dark bar as well."""
        for colour, width in (("#ffffff", 3.4), (INK, 1.3)):
            for first, top, last, bottom in (
                (start, middle, end, middle),
                (start, middle - 4, start, middle + 4),
                (end, middle - 4, end, middle + 4),
            ):
                self.whiskers.append(
                    {
                        "x": self.x(first),
                        "y": top,
                        "x2": self.x(last),
                        "y2": bottom,
                        "stroke": colour,
                        "sw": width,
                    }
                )

    def value(self, start: float, middle: float, text: str, *, size: float = 10) -> None:
        """Write a number after its bar, on white so that no line of the grid runs through it."""
        self.rect(start - 2, middle - size * 0.6, text_width(text, size) + 4, size * 1.2, "#ffffff", "back")
        self.text(start, middle, text, size=size)

    def path(self, outline: str, fill: str, opacity: float = 0.45, name: str = "") -> None:
        """Draw a filled outline given in left-to-right SVG terms."""
        self.paths.append({"d": outline, "fill": fill, "opacity": opacity, "name": name})

    def text(
        self,
        start: float,
        top: float,
        text: str,
        *,
        size: float = 11,
        align: str = "start",
        colour: str = INK,
        bold: bool = False,
        italic: bool = False,
    ) -> None:
        """Write a text; ``align`` is ``start``, ``middle`` or ``end`` in the reading direction."""
        sides = (
            {"start": "right", "end": "left", "middle": "center"}
            if self.rtl
            else {"start": "left", "end": "right", "middle": "center"}
        )
        self.texts.append(
            {
                "x": self.x(start),
                "y": top,
                "text": isolated(writable(text)) if self.rtl else writable(text),
                "font": face(self.language, text),
                "size": size,
                "align": sides[align],
                "fill": colour,
                "weight": 600 if bold else 400,
                "style": "italic" if italic and LANGUAGES[self.language].fonts.has_italics else "normal",
            }
        )

    def chart(self, alt: str) -> Chart:
        """Return the finished chart."""
        return Chart(_spec(self), alt, self.language)


def _field(name: str) -> dict[str, str]:
    return {"field": name}


def _spec(scene: Scene) -> dict[str, Any]:
    line = {
        "x": _field("x"),
        "y": _field("y"),
        "x2": _field("x2"),
        "y2": _field("y2"),
        "stroke": _field("stroke"),
        "strokeWidth": _field("sw"),
    }
    marks = [
        ("paths", "path", {"path": _field("d"), "fill": _field("fill"), "fillOpacity": _field("opacity")}),
        ("rules", "rule", line),
        (
            "rects",
            "rect",
            {
                "x": _field("x"),
                "y": _field("y"),
                "width": _field("w"),
                "height": _field("h"),
                "fill": _field("fill"),
            },
        ),
        ("whiskers", "rule", line),
        (
            "texts",
            "text",
            {
                "x": _field("x"),
                "y": _field("y"),
                "text": _field("text"),
                "fontSize": _field("size"),
                "align": _field("align"),
                "fill": _field("fill"),
                "fontWeight": _field("weight"),
                "fontStyle": _field("style"),
                "baseline": {"value": "middle"},
                "limit": {"value": 0},
                "font": _field("font"),
            },
        ),
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega/v5.json",
        "width": scene.width,
        "height": scene.height,
        "padding": 8,
        "background": "white",
        "data": [{"name": name, "values": getattr(scene, name)} for name, _, _ in marks],
        "marks": [
            {"type": kind, "from": {"data": name}, "encode": {"enter": encoding}}
            for name, kind, encoding in marks
        ],
    }


@functools.lru_cache(maxsize=1)
def _converter() -> Any:
    import vl_convert

    for place in folders():
        vl_convert.register_font_directory(place)
    return vl_convert


def to_svg(chart: Chart) -> bytes:
    """Return a chart as SVG; equal charts give equal bytes."""
    text: str = _converter().vega_to_svg(chart.spec, allowed_base_urls=[])
    return text.encode("utf-8")


def to_png(chart: Chart, scale: float = 2.0) -> bytes:
    """Return a chart as PNG; ``scale`` 2 is about 144 dots per inch."""
    data: bytes = _converter().vega_to_png(chart.spec, scale=scale, allowed_base_urls=[])
    return data
