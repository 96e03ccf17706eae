"""Lines and areas over time: several series with their ranges and observations, and parts stacked to a whole."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from quicksilver.charts.axes import Array, Axis, along, bounds, column, number
from quicksilver.charts.plane import (
    AREAS,
    COLOURS,
    DASHES,
    SHAPES,
    Box,
    Key,
    Plane,
    frame,
    margin,
    nothing,
    outline,
    runs,
    scales,
    spread,
)
from quicksilver.charts.scene import INK, Chart, text_width, wrap
from quicksilver.language.numbers import percent, shown

__all__ = ["MOST", "Band", "Points", "line_chart", "stacked_area"]

#: More series than this cannot be told apart.
MOST: Final = 10
_PLOT: Final = 300.0
_LABEL: Final = 150.0
_LEADING: Final = 12.5
_SIZE: Final = 10.0


@dataclass(frozen=True)
class Band:
    """A range over the places of a line chart; bands are drawn in their order, so the widest comes first.

    Attributes
    ----------
    name : str
        For the legend.
    low, high : sequence of float or None
        One for each place; left open where either is unknown.
    colour : str
    opacity : float
    """

    name: str
    low: Sequence[float | None] | Array
    high: Sequence[float | None] | Array
    colour: str = COLOURS[0]
    opacity: float = 0.22


@dataclass(frozen=True)
class Points:
    """Observations with error bars where both ends are known.

    Attributes
    ----------
    name : str
    x, values : sequence of float
        Places and values.
    low, high : sequence of float or None, optional
    colour : str
    """

    name: str
    x: Sequence[float] | Array
    values: Sequence[float | None] | Array
    low: Sequence[float | None] | Array | None = None
    high: Sequence[float | None] | Array | None = None
    colour: str = INK


@dataclass(frozen=True)
class _Ranged:
    """Columns checked and turned into arrays."""

    name: str
    x: Array
    middle: Array
    low: Array
    high: Array
    colour: str
    opacity: float = 1.0


def _band(band: Band, x: Array) -> _Ranged:
    low, high = (column(band.name, values, len(x)) for values in (band.low, band.high))
    if (low > high).any():
        raise ValueError(f"{band.name}: the low end of the range lies above the high end")
    low, high = np.where(np.isnan(high), np.nan, low), np.where(np.isnan(low), np.nan, high)
    return _Ranged(band.name, x, (low + high) / 2, low, high, band.colour, band.opacity)


def _points(points: Points) -> _Ranged:
    count = len(points.x)
    x, middle = column(points.name, points.x, count), column(points.name, points.values, count)
    unknown = [None] * count
    low, high = (column(points.name, unknown if v is None else v, count) for v in (points.low, points.high))
    if (low > high).any():
        raise ValueError(f"{points.name}: the low end of an error bar lies above the high end")
    known = np.isfinite(x) & np.isfinite(middle)
    open_ended = np.isnan(low) | np.isnan(high)
    low, high = np.where(open_ended, np.nan, low), np.where(open_ended, np.nan, high)
    return _Ranged(points.name, x[known], middle[known], low[known], high[known], points.colour)


def _few(series: Mapping[str, object]) -> None:
    if len(series) > MOST:
        raise ValueError(
            f"{len(series)} series; more than {MOST} cannot be distinguished, so sum some or leave some out"
        )


def line_chart(
    title: str,
    x: Sequence[float] | Array,
    series: Mapping[str, Sequence[float | None] | Array],
    *,
    unit: str,
    x_title: str = "",
    language: str = "en",
    bands: Sequence[Band] = (),
    points: Sequence[Points] = (),
    colours: Mapping[str, str] | None = None,
    log: bool = False,
    log_x: bool = False,
    years: bool = True,
    from_zero: bool = True,
    unknown_word: str = "unknown",
    caption: str = "",
    note: str = "",
) -> Chart:
    """Return lines over years, with ranges behind them and observations on them.

    Parameters
    ----------
    title : str
    x : sequence of float, shape (places,)
        Years, or other places, each after the one before.
    series : mapping of str to sequence of float or None, shape (places,)
        At most ten. None or NaN leaves the line open; a value between two unknown ones is a dot.
    unit : str
        Title of the vertical axis, with its unit.
    x_title : str
    language : str
        Decides number format, face, and the direction of titles and legend; the axis runs from left to right always.
    bands : sequence of Band
        Ranges, widest first: nested ones make a fan.
    points : sequence of Points
    colours : mapping of str to str, optional
        Colour of each series.
    log, log_x : bool
        Logarithmic axes.
    years : bool
        Whether the places are calendar years, written without signs between digits.
    from_zero : bool
        Begin a linear axis at 0.
    unknown_word : str
        Printed where there is nothing to show.
    caption, note : str
        Written under the chart; added to the text for who cannot see it.

    Raises
    ------
    ValueError
        A column has another length than the axis, the places are out of order, there are more than ten series,
        a range has its ends exchanged, or a value on a logarithmic axis is not above 0.

    Examples
    --------
    >>> line_chart("Air", [1900, 2000], {"here": [3.0, 5.0]}, unit="Mg").alt
    'Air (Mg). here: 1900 3.00, 2000 5.00'
    """
    _few(series)
    places = column("x", x, len(x))
    if len(places):
        along(places, log=log_x, years=years, language=language)
    lines = {name: column(name, values, len(places)) for name, values in series.items()}
    fans, seen = [_band(band, places) for band in bands], [_points(point_set) for point_set in points]
    drawn = np.concatenate(
        [*lines.values(), *(part for r in (*fans, *seen) for part in (r.low, r.high, r.middle)), np.empty(0)]
    )
    if not np.isfinite(drawn).any():
        return nothing(title, language, unknown_word)
    across = np.unique(np.concatenate([places, *(observed.x for observed in seen)]))
    axis = along(across, log=log_x, years=years, language=language)
    axes = (
        _padded(axis) if seen and not log_x else axis,
        bounds(drawn, log=log, from_zero=from_zero, language=language),
    )
    shades = {name: (colours or {}).get(name, COLOURS[i]) for i, name in enumerate(lines)}
    scene = _draw(title, places, lines, shades, fans, seen, axes, (unit, x_title, caption, language))
    statements = [_line_told(name, places, values, language, years) for name, values in lines.items()]
    statements += [_range_told(fan, language, years) for fan in fans] + [
        _points_told(observed, language, years) for observed in seen
    ]
    return scene.chart(f"{title} ({unit}). " + "; ".join(statements) + (f". {note}" if note else ""))


def _padded(axis: Axis) -> Axis:
    """Return an axis with a little room at both ends, so that no mark lies on its line."""
    room = 0.015 * (axis.high - axis.low)
    return Axis(axis.low - room, axis.high + room, axis.marks)


def _draw(
    title: str,
    places: Array,
    lines: Mapping[str, Array],
    shades: Mapping[str, str],
    fans: Sequence[_Ranged],
    seen: Sequence[_Ranged],
    axes: tuple[Axis, Axis],
    words: tuple[str, str, str, str],
) -> Plane:
    """Return the picture of a line chart."""
    unit, x_title, caption, language = words
    direct = _direct(places, lines)
    keys = [Key(name, shades[name], "line", DASHES[i]) for i, name in enumerate(lines) if not direct]
    keys += _fan_keys(fans)
    keys += [Key(observed.name, observed.colour, SHAPES[i % len(SHAPES)]) for i, observed in enumerate(seen)]
    scene, top = frame(title, keys, _PLOT + 70, caption, language)
    right = scene.width - (_room(lines) if direct else 10)
    place = (margin(axes[1]), top + 28, right, top + 28 + _PLOT)
    scales(scene, place, *axes, unit, x_title)
    for fan in fans:
        _ribbon(
            scene,
            _at(fan.x, fan.low, axes, place),
            _at(fan.x, fan.high, axes, place),
            fan.colour,
            fan.opacity,
            fan.name,
        )
    ends = []
    for index, (name, values) in enumerate(lines.items()):
        dots = _at(places, values, axes, place)
        _line(scene, dots, shades[name], DASHES[index], name)
        ends += [(name, *_end(dots), shades[name])] if direct else []
    for index, observed in enumerate(seen):
        _observed(scene, observed, axes, place, SHAPES[index % len(SHAPES)])
    if direct:
        _labels(scene, ends, place)
    return scene


def _at(x: Array, values: Array, axes: tuple[Axis, Axis], place: Box) -> Array:
    """Return the places of a column in the picture, shape (places, 2); NaN where unknown."""
    left, top, right, bottom = place
    return np.stack(
        [left + axes[0].at(x) * (right - left), bottom - axes[1].at(values) * (bottom - top)], axis=1
    )


def _direct(places: Array, lines: Mapping[str, Array]) -> bool:
    """Return whether all lines reach the right side, so that their names can stand beside them."""
    if not lines or not all(np.isfinite(values).any() for values in lines.values()):
        return False
    near = places[0] + 0.97 * (places[-1] - places[0])
    rows = sum(len(wrap(name, _LABEL, _SIZE)) for name in lines)
    reach = all(places[np.flatnonzero(np.isfinite(values))[-1]] >= near for values in lines.values())
    return reach and rows * _LEADING <= _PLOT + 20


def _room(names: Iterable[str]) -> float:
    """Return how wide the names beside the ends of the lines are, with their leaders."""
    return 18 + max(text_width(line, _SIZE) for name in names for line in wrap(name, _LABEL, _SIZE))


def _fan_keys(fans: Sequence[_Ranged]) -> list[Key]:
    """Return a legend entry for each range, as dark as it is with the wider ones of its colour behind it."""
    clear: dict[str, float] = {}
    keys = {}
    for fan in fans:
        clear[fan.colour] = clear.get(fan.colour, 1.0) * (1 - fan.opacity)
        keys[fan.name] = Key(fan.name, fan.colour, "area", (), 1 - clear[fan.colour])
    return list(keys.values())


def _line(scene: Plane, dots: Array, colour: str, dash: tuple[float, ...], name: str) -> None:
    for part in runs(np.isfinite(dots).all(axis=1)):
        if part.stop - part.start == 1:
            scene.mark(float(dots[part.start, 0]), float(dots[part.start, 1]), "circle", colour, 16.0, name)
        else:
            scene.line([(float(a), float(b)) for a, b in dots[part]], colour, 1.9, dash, name)


def _ribbon(scene: Plane, low: Array, high: Array, colour: str, opacity: float, name: str) -> None:
    """Fill between two columns of places; a range at one place alone is a thin bar."""
    for part in runs(np.isfinite(low).all(axis=1) & np.isfinite(high).all(axis=1)):
        under, over = low[part], high[part]
        if len(under) == 1:
            beside = np.array([1.5, 0.0])
            under, over = (np.concatenate([c - beside, c + beside]) for c in (under, over))
        around = np.concatenate([over, under[::-1]])
        scene.path(outline((float(a), float(b)) for a, b in around) + "Z", colour, opacity, name)


def _observed(scene: Plane, observed: _Ranged, axes: tuple[Axis, Axis], place: Box, shape: str) -> None:
    middle, low, high = (
        _at(observed.x, column_, axes, place) for column_ in (observed.middle, observed.low, observed.high)
    )
    for index in range(len(observed.x)):
        if math.isfinite(low[index, 1]) and math.isfinite(high[index, 1]):
            scene.upright(float(low[index, 0]), float(low[index, 1]), float(high[index, 1]), observed.colour)
    for x, y in middle:
        scene.mark(float(x), float(y), shape, observed.colour, name=observed.name)


def _end(dots: Array) -> tuple[float, float]:
    """Return the last known place of a line."""
    x, y = dots[np.isfinite(dots).all(axis=1)][-1]
    return float(x), float(y)


def _labels(scene: Plane, ends: Sequence[tuple[str, float, float, str]], place: Box) -> None:
    """Write names beside the ends of lines or areas, with a short line from one to the other."""
    _, top, right, bottom = place
    lines = [wrap(name, _LABEL, _SIZE) for name, *_ in ends]
    heights = [_LEADING * len(part) + 1 for part in lines]
    # The names may begin above the plot, but not run into its title, and end beside the numbers under it.
    middles = spread([y for _, _, y, _ in ends], heights, top - 6, bottom + 14)
    for (name, start, wanted, colour), part, middle, high in zip(ends, lines, middles, heights, strict=True):
        scene.line(
            ((start + 2, wanted), (right + 4, wanted), (right + 11, middle)),
            colour,
            1.0,
            name=f"{name}: name",
        )
        for index, line in enumerate(part):
            down = middle - high / 2 + _LEADING * (index + 0.5)
            scene.write(right + 14, down, line, size=_SIZE, colour=INK)


def _line_told(name: str, x: Array, values: Array, language: str, years: bool) -> str:
    """Return the first, highest and last value of a line in words."""
    indices = np.flatnonzero(np.isfinite(values))
    if not len(indices):
        return name
    picked = sorted({int(indices[0]), int(indices[np.argmax(values[indices])]), int(indices[-1])})
    return f"{name}: " + ", ".join(
        f"{_place(x[i], language, years)} {shown(float(values[i]), language)}" for i in picked
    )


def _place(value: float, language: str, years: bool) -> str:
    return number(float(value), year=True) if years else shown(float(value), language)


def _range_told(fan: _Ranged, language: str, years: bool) -> str:
    indices = np.flatnonzero(np.isfinite(fan.middle))
    if not len(indices):
        return fan.name
    last = int(indices[-1])
    ends = (shown(float(c[last]), language) for c in (fan.low, fan.high))
    return f"{fan.name}: {_place(fan.x[last], language, years)} " + "\u2013".join(ends)


def _points_told(observed: _Ranged, language: str, years: bool) -> str:
    texts = [
        f"{_place(x, language, years)} {shown(float(v), language)}"
        for x, v in zip(observed.x, observed.middle, strict=True)
    ]
    return f"{observed.name}: " + ", ".join(texts if len(texts) <= 12 else [*texts[:2], "\u2026", texts[-1]])


def stacked_area(
    title: str,
    x: Sequence[float] | Array,
    series: Mapping[str, Sequence[float | None] | Array],
    *,
    unit: str,
    x_title: str = "",
    language: str = "en",
    share: bool = False,
    colours: Mapping[str, str] | None = None,
    log_x: bool = False,
    years: bool = True,
    unknown_word: str = "unknown",
    caption: str = "",
    note: str = "",
) -> Chart:
    """Return parts on top of each other over years, the first lowest.

    Parameters
    ----------
    title, x, unit, x_title, language, colours, log_x, years, unknown_word, caption, note
        As for :func:`line_chart`.
    series : mapping of str to sequence of float or None, shape (places,)
        At most ten parts, 0 or more. Where one part is unknown the total is, so the place is left open.
    share : bool
        Draw the parts of one, as percentages, whatever the total. A place whose total is 0 is left open.

    Raises
    ------
    ValueError
        A part has another length than the axis or a value below 0, the places are out of order, or there are
        more than ten parts.

    Examples
    --------
    >>> stacked_area("Air", [1900, 2000], {"old": [1.0, 1.0], "new": [0.0, 3.0]}, unit="%", share=True).alt
    'Air (%). old: 1900 100%, 2000 25%; new: 1900 0%, 2000 75%'
    """
    _few(series)
    places = column("x", x, len(x))
    parts = {name: column(name, values, len(places)) for name, values in series.items()}
    for name, values in parts.items():
        if (values < 0).any():
            raise ValueError(f"{name}: a value below 0 cannot be stacked")
    table = np.array(list(parts.values())).reshape(len(parts), len(places))
    total = table.sum(axis=0)
    if share:
        table = np.divide(table, total, out=np.full_like(table, np.nan), where=total > 0)
    table = np.where(np.isfinite(total), table, np.nan)
    if len(places):
        axis = along(places, log=log_x, years=years, language=language)
    if not parts or not np.isfinite(table).any():
        return nothing(title, language, unknown_word)
    tops = np.concatenate([np.zeros((1, len(places))), np.cumsum(table, axis=0)])
    tops = np.where(np.isfinite(table).all(axis=0), tops, np.nan)
    marks = tuple((q / 100, percent(q / 100, language)) for q in range(0, 101, 20))
    high = Axis(0.0, 1.0, marks) if share else bounds(tops, language=language)
    shades = {name: (colours or {}).get(name, AREAS[i]) for i, name in enumerate(parts)}
    scene = _stack(title, places, tops, shades, (axis, high), (unit, x_title, caption, language))
    statements = [
        _part_told(name, places, row, language, years, share) for name, row in zip(parts, table, strict=True)
    ]
    return scene.chart(f"{title} ({unit}). " + "; ".join(statements) + (f". {note}" if note else ""))


def _stack(
    title: str,
    places: Array,
    tops: Array,
    shades: Mapping[str, str],
    axes: tuple[Axis, Axis],
    words: tuple[str, str, str, str],
) -> Plane:
    unit, x_title, caption, language = words
    wholes = dict(zip(shades, tops[1:], strict=True))
    direct = _direct(places, wholes)
    # In the legend the upper part comes first, as in the picture.
    keys = [] if direct else [Key(name, shade) for name, shade in reversed(list(shades.items()))]
    scene, top = frame(title, keys, _PLOT + 70, caption, language)
    right = scene.width - (_room(shades) if direct else 10)
    place = (margin(axes[1]), top + 28, right, top + 28 + _PLOT)
    scales(scene, place, *axes, unit, x_title)
    ends = []
    for index, (name, shade) in enumerate(shades.items()):
        low, high = (_at(places, row, axes, place) for row in tops[index : index + 2])
        _ribbon(scene, low, high, shade, 0.92, name)
        # A white line keeps two parts apart whose greys are alike in print.
        for part in runs(np.isfinite(high).all(axis=1)):
            scene.line([(float(a), float(b)) for a, b in high[part]], "#ffffff", 0.7, name="edge")
        ends += [(name, *_end((low + high) / 2), shade)] if direct else []
    if direct:
        _labels(scene, ends, place)
    return scene


def _part_told(name: str, x: Array, values: Array, language: str, years: bool, share: bool) -> str:
    indices = np.flatnonzero(np.isfinite(values))
    texts = []
    for index in sorted({int(indices[0]), int(indices[-1])}):
        value = float(values[index])
        texts.append(
            f"{_place(x[index], language, years)} {percent(value, language) if share else shown(value, language)}"
        )
    return f"{name}: {', '.join(texts)}"
