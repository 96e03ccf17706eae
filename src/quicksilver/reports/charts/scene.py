"""A picture as rectangles, lines, ribbons and texts at places worked out here, drawn by Vega.

Vega only draws; every place is computed in Python, so that long names, six scripts and both directions are under
control, and so that nothing in the data is ever taken for an expression.
"""

from __future__ import annotations

import functools
import math
import unicodedata
from dataclasses import dataclass, field
from typing import Any, Final

from quicksilver.reports.documents.fonts import folders
from quicksilver.reports.documents.tree import clean

__all__ = ["INK", "LINE", "SOFT", "Chart", "Scene", "text_width", "ticks", "to_png", "to_svg", "wrap"]

INK: Final = "#1b2730"
SOFT: Final = "#50616e"
LINE: Final = "#c9d3da"

_FACES: Final = {
    "zh": "Noto Sans CJK SC, Noto Sans, sans-serif",
    # The Noto faces for Arabic have no Latin letters, digits or brackets; Amiri has them all.
    "ar": "Amiri, Noto Sans, sans-serif",
}


def face(language: str) -> str:
    """Return the families for the texts of a chart."""
    return _FACES.get(language, "Noto Sans, Liberation Sans, sans-serif")


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


def _advance(sign: str) -> float:
    """Return about how wide a sign is, in ems."""
    if unicodedata.combining(sign):
        return 0.0
    if unicodedata.east_asian_width(sign) in "WF":
        return 1.0
    if sign in "iljtfI.,:;'|! ()[]":
        return 0.31
    return 0.66 if sign.isupper() or sign in "mw" else 0.56


def text_width(text: str, size: float) -> float:
    """Return about how wide a text is at a size, in the same unit as the size."""
    return size * sum(_advance(sign) for sign in text)


def wrap(text: str, width: float, size: float) -> list[str]:
    """Return a text in lines no wider than a width; words stay whole, Chinese breaks anywhere.

    Examples
    --------
    >>> wrap("coal combustion", 60, 10)
    ['coal', 'combustion']
    """
    lines, line = [], ""
    for word in _pieces(clean(text)):
        if line and text_width((line + word).rstrip(), size) > width:
            lines.append(line.rstrip())
            line = word.lstrip()
        else:
            line += word
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str) -> list[str]:
    """Split a text where a line may end."""
    pieces, word = [], ""
    for sign in text:
        wide = unicodedata.east_asian_width(sign) in "WF"
        if wide and unicodedata.category(sign)[0] != "P":
            pieces += [word, sign] if word else [sign]
            word = ""
        elif wide and pieces and not word:
            pieces[-1] += sign
        else:
            word += sign
            if sign.isspace():
                pieces.append(word)
                word = ""
    return [piece for piece in [*pieces, word] if piece]


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
    texts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def rtl(self) -> bool:
        """Return whether the picture runs from right to left."""
        return self.language == "ar"

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
                "text": clean(text),
                "size": size,
                "align": sides[align],
                "fill": colour,
                "weight": 600 if bold else 400,
                "style": "italic" if italic else "normal",
            }
        )

    def chart(self, alt: str) -> Chart:
        """Return the finished chart."""
        return Chart(_spec(self), alt, self.language)


def _field(name: str) -> dict[str, str]:
    return {"field": name}


def _spec(scene: Scene) -> dict[str, Any]:
    marks = [
        ("paths", "path", {"path": _field("d"), "fill": _field("fill"), "fillOpacity": _field("opacity")}),
        ("rules", "rule", {"x": _field("x"), "y": _field("y"), "x2": _field("x2"), "y2": _field("y2"),
                           "stroke": _field("stroke"), "strokeWidth": _field("sw")}),
        ("rects", "rect", {"x": _field("x"), "y": _field("y"), "width": _field("w"), "height": _field("h"), "fill": _field("fill")}),
        ("texts", "text", {"x": _field("x"), "y": _field("y"), "text": _field("text"), "fontSize": _field("size"),
                           "align": _field("align"), "fill": _field("fill"), "fontWeight": _field("weight"),
                           "fontStyle": _field("style"), "baseline": {"value": "middle"}, "limit": {"value": 0},
                           "font": {"value": face(scene.language)}, "dir": {"value": "rtl" if scene.rtl else "ltr"}}),
    ]  # fmt: skip
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
