"""A Taylor diagram: how like a reference several fields or series are, in one picture.

The distance from the corner is the standard deviation, the angle the correlation, and the distance from the
reference the centred root mean square difference, because the three obey the law of cosines (Taylor 2001,
J. Geophys. Res. 106, 7183, doi:10.1029/2000JD900719).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from quicksilver.charts.axes import Array, column, steps
from quicksilver.charts.plane import COLOURS, SHAPES, WIDTH, Box, Plane, frame, free_place, nothing, runs
from quicksilver.charts.scene import INK, LINE, SOFT, Chart, text_width, ticks, wrap
from quicksilver.language.numbers import exact, shown

__all__ = ["Compared", "centred_difference", "compared", "taylor_diagram"]

_CORRELATIONS: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99, 1.0)
_KEY: Final = 205.0
_RMS: Final = "#2e7d6b"
_TURN: Final = np.linspace(0, math.pi, 361)


@dataclass(frozen=True)
class Compared:
    """A field or series compared with a reference.

    Attributes
    ----------
    name : str
    deviation : float
        Standard deviation, in the unit of the reference.
    correlation : float
        Pearson's, -1 to 1.

    Examples
    --------
    >>> Compared("GEOS-Chem", 1.1, 0.8).correlation
    0.8
    """

    name: str
    deviation: float
    correlation: float


def centred_difference(deviation: float, correlation: float, reference: float) -> float:
    """Return the root mean square difference after both means are taken off (Taylor 2001, eq. 2).

    Examples
    --------
    >>> centred_difference(4.0, 0.0, 3.0)
    5.0
    """
    return math.sqrt(max(deviation**2 + reference**2 - 2 * deviation * reference * correlation, 0.0))


def compared(
    name: str, modelled: Sequence[float | None] | Array, observed: Sequence[float | None] | Array
) -> tuple[Compared, float]:
    """Return how a series compares with observations, and the standard deviation of the observations.

    Both are taken over the places where both are known, with the number of places as divisor (Taylor 2001).

    Parameters
    ----------
    name : str
    modelled, observed : sequence of float or None, shape (places,)

    Raises
    ------
    ValueError
        The lengths differ, fewer than two places have both values, or one of the two does not vary.

    Examples
    --------
    >>> compared("double", [2.0, 4.0], [1.0, 2.0])
    (Compared(name='double', deviation=1.0, correlation=1.0), 0.5)
    """
    seen = column("observed", observed, len(observed))
    made = column(name, modelled, len(seen))
    both = np.isfinite(made) & np.isfinite(seen)
    if both.sum() < 2:
        raise ValueError(f"{name}: {int(both.sum())} places have both values; two are needed")
    departures, reference_departures = made[both] - made[both].mean(), seen[both] - seen[both].mean()
    wide, reference = float(np.sqrt(np.mean(departures**2))), float(np.sqrt(np.mean(reference_departures**2)))
    if not wide or not reference:
        raise ValueError(f"{name}: the values do not vary, so there is no correlation")
    alike = float(np.clip(np.mean(departures * reference_departures) / (wide * reference), -1.0, 1.0))
    return Compared(name, wide, alike), reference


@dataclass(frozen=True)
class _Dial:
    """Where the corner lies, and how long a standard deviation is."""

    x: float
    y: float
    per: float
    top: float
    whole: bool

    def at(self, deviation: float, correlation: float) -> tuple[float, float]:
        """Return the place of a comparison."""
        length = self.per * deviation
        return self.x + length * correlation, self.y - length * math.sqrt(max(1 - correlation**2, 0.0))

    def arc(self, deviation: float) -> list[tuple[float, float]]:
        """Return the places of equal standard deviation."""
        turn = _TURN if self.whole else _TURN[:181]
        return [
            (self.x + self.per * deviation * math.cos(a), self.y - self.per * deviation * math.sin(a))
            for a in turn
        ]


def taylor_diagram(
    title: str,
    points: Sequence[Compared],
    *,
    reference: float,
    reference_name: str,
    unit: str,
    correlation_title: str,
    difference_title: str,
    language: str = "en",
    unknown_word: str = "unknown",
    caption: str = "",
    note: str = "",
) -> Chart:
    """Return a Taylor diagram.

    Parameters
    ----------
    title : str
    points : sequence of Compared
        Numbered in their order. A comparison below 0 opens the diagram to a half circle.
    reference : float
        Standard deviation of the reference, in the unit of the points; 1 where they are normalised.
    reference_name : str
    unit : str
        Title of the axis of standard deviations, with its unit.
    correlation_title, difference_title : str
        Titles of the arc of correlations, and of the circles of centred root mean square difference.
    language, unknown_word, caption, note
        As for :func:`quicksilver.charts.lines.line_chart`.

    Raises
    ------
    ValueError
        A standard deviation is below 0, a correlation is not between -1 and 1, either is not a number, or the
        standard deviation of the reference is not above 0.

    Examples
    --------
    >>> taylor_diagram("T", [Compared("M", 4.0, 0.0)], reference=3.0, reference_name="seen", unit="sd",
    ...                correlation_title="r", difference_title="rms").alt
    'T. seen: sd 3.00; M: sd 4.00, r 0, rms 5.00'
    """
    _check(points, reference)
    if not points:
        return nothing(title, language, unknown_word)
    wide = max(reference, *(p.deviation for p in points)) * 1.08
    marks = steps(0.0, wide, 5)
    # The dial ends soon after the last mark that is needed, not at the next round number.
    top = wide if len(marks) > 2 and marks[-1] > 1.12 * wide else marks[-1]
    whole = any(p.correlation < 0 for p in points)
    length = (WIDTH - _KEY - 70) / 2 if whole else WIDTH - _KEY - 100
    names = [wrap(p.name, _KEY - 46, 10) for p in points]
    tall = 13.0 * (sum(map(len, names)) + 5) + 30
    scene, start = frame(title, [], max(length + 92, tall), caption, language)
    dial = _Dial(length + 30 if whole else 46.0, start + 42 + length, length / top, top, whole)
    _grid(scene, dial, [m for m in marks if m <= top * (1 + 1e-9)], unit, correlation_title)
    taken = _differences(scene, dial, reference)
    _marks(scene, dial, points, reference, taken)
    _key(scene, names, reference_name, difference_title, start + 8)
    statements = [f"{reference_name}: {unit} {shown(reference, language)}"]
    statements += [
        f"{p.name}: {unit} {shown(p.deviation, language)}, {correlation_title} {shown(p.correlation, language)}, "
        f"{difference_title} {shown(centred_difference(p.deviation, p.correlation, reference), language)}"
        for p in points
    ]
    return scene.chart(f"{title}. " + "; ".join(statements) + (f". {note}" if note else ""))


def _check(points: Sequence[Compared], reference: float) -> None:
    if not (math.isfinite(reference) and reference > 0):
        raise ValueError(f"the standard deviation of the reference is {reference:g}; it must be above 0")
    for point in points:
        if not (math.isfinite(point.deviation) and point.deviation >= 0):
            raise ValueError(
                f"{point.name}: the standard deviation is {point.deviation:g}; it must be 0 or more"
            )
        if not abs(point.correlation) <= 1:
            raise ValueError(
                f"{point.name}: the correlation is {point.correlation:g}; it must be from -1 to 1"
            )


def _grid(scene: Plane, dial: _Dial, marks: Sequence[float], unit: str, correlation_title: str) -> None:
    """Draw circles of standard deviation, rays of correlation, and what is written at both."""
    left = dial.x - dial.per * dial.top if dial.whole else dial.x
    for mark in marks:
        if mark:
            scene.line(dial.arc(mark), LINE, 0.9, (3.0, 2.0), "deviation")
        for side in {1, -1} if dial.whole and mark else {1}:
            scene.write(
                dial.x + side * mark * dial.per,
                dial.y + 11,
                exact(round(mark, 12), scene.language),
                align="center",
            )
    rays = sorted({*_CORRELATIONS, *(-c for c in _CORRELATIONS)} if dial.whole else _CORRELATIONS)
    for value in rays:
        scene.line(((dial.x, dial.y), dial.at(dial.top, value)), LINE, 0.6, name="correlation")
        text = exact(value, scene.language)
        x, y = dial.at(dial.top + (9 + abs(value) * text_width(text, 9) / 2) / dial.per, value)
        scene.write(x, y, text, align="center", size=9)
    scene.line(dial.arc(dial.top), SOFT, 1.1, name="rim")
    scene.line(((left, dial.y), (dial.x + dial.per * dial.top, dial.y)), SOFT, 1.1, name="axis")
    if not dial.whole:
        scene.line(((dial.x, dial.y), (dial.x, dial.y - dial.per * dial.top)), SOFT, 1.1, name="axis")
    scene.write(dial.x + dial.per * dial.top, dial.y + 27, unit, align="right", size=10)
    if dial.whole:
        scene.write(dial.x, dial.y - dial.per * dial.top - 30, correlation_title, align="center", size=10)
    else:
        x, y = dial.at(dial.top + 30 / dial.per, math.sqrt(0.5))
        scene.write(x, y, correlation_title, align="center", size=10, angle=45.0)


def _differences(scene: Plane, dial: _Dial, reference: float) -> list[Box]:
    """Draw circles about the reference inside the dial; return where their numbers stand."""
    taken = []
    for radius in ticks(dial.top, 4)[1:]:
        across, up = reference + radius * np.cos(_TURN), radius * np.sin(_TURN)
        inside = (np.hypot(across, up) <= dial.top * (1 + 1e-9)) & (dial.whole | (across >= -1e-12))
        for part in runs(inside):
            if part.stop - part.start < 2:
                continue
            dots = [
                (dial.x + dial.per * float(a), dial.y - dial.per * float(b))
                for a, b in zip(across[part], up[part], strict=True)
            ]
            scene.line(dots, _RMS, 0.9, (1.5, 2.5), "difference")
            text = exact(round(radius, 12), scene.language)
            x, y = dots[min(len(dots) - 1, max(len(dots) // 2, 0))]
            half = text_width(text, 8.5) / 2
            if y < dial.y - 12 and part.stop - part.start > 20:
                # On white, so that no dot of the circle is read as a decimal point.
                scene.rects.append(
                    {
                        "x": x - half - 1,
                        "y": y - 5,
                        "w": 2 * half + 2,
                        "h": 10,
                        "fill": "#ffffff",
                        "name": "back",
                    }
                )
                scene.write(x, y, text, align="center", size=8.5, colour=_RMS)
                taken.append((x - half, y - 5, x + half, y + 5))
    return taken


def _marks(scene: Plane, dial: _Dial, points: Sequence[Compared], reference: float, taken: list[Box]) -> None:
    """Draw the reference and the numbered points."""
    scene.line(dial.arc(reference), INK, 1.1, (5.0, 3.0), "reference")
    scene.mark(dial.x + dial.per * reference, dial.y, "circle", INK, 80.0, "reference")
    places = [dial.at(p.deviation, p.correlation) for p in points]
    taken += [(x - 5, y - 5, x + 5, y + 5) for x, y in [*places, (dial.x + dial.per * reference, dial.y)]]
    inside = (0.0, 0.0, scene.width, dial.y + 4)
    for index, (x, y) in enumerate(places):
        scene.mark(x, y, SHAPES[index % len(SHAPES)], COLOURS[index % len(COLOURS)], 60.0, points[index].name)
        text = str(index + 1)
        wide = text_width(text, 9.5, bold=True)
        box = free_place(x, y, wide, 10.0, 6.0, taken, inside) or (x + 6, y - 5, x + 6 + wide, y + 5)
        taken.append(box)
        scene.write(box[0], (box[1] + box[3]) / 2, text, size=9.5, colour=INK, bold=True, halo=True)


def _key(
    scene: Plane, names: Sequence[list[str]], reference_name: str, difference_title: str, top: float
) -> None:
    """Write which number is which, at the right side of the dial, in the direction of the language."""

    def side(start: float) -> float:
        return scene.width - start if scene.rtl else scene.width - _KEY + start

    def named(lines: Sequence[str], place: float) -> float:
        for index, line in enumerate(lines):
            scene.write(side(44), place + 13 * index, line, align="right" if scene.rtl else "left", size=10)
        return place + 13.0 * len(lines) + 4

    scene.mark(side(8), top, "circle", INK, 60.0, "key")
    place = named(wrap(reference_name, _KEY - 46, 10), top)
    ends = sorted((side(0), side(17)))
    scene.line(((ends[0], place), (ends[1], place)), _RMS, 1.1, (1.5, 2.5), "key")
    place = named(wrap(difference_title, _KEY - 46, 10), place)
    for index, lines in enumerate(names):
        scene.mark(side(8), place, SHAPES[index % len(SHAPES)], COLOURS[index % len(COLOURS)], 60.0, "key")
        scene.write(side(28), place, str(index + 1), align="center", size=10, colour=INK, bold=True)
        place = named(lines, place)
