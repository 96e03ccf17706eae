"""Bar charts: one number for each category, several side by side, or parts on top of each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from quicksilver.reports.charts.scene import LINE, SOFT, Chart, Scene, text_width, ticks, wrap
from quicksilver.reports.numbers import shown

__all__ = ["bar_chart", "grouped_bars", "stacked_bars"]

_NAMES: Final = 190.0
_PLOT: Final = 400.0
_END: Final = 95.0
_SIZE: Final = 11.0
_LINE_HEIGHT: Final = 14.0
_BAR: Final = 15.0
SERIES: Final = ("#7f9fa8", "#0d5c6b", "#d98200", "#7a4b94")


def _frame(
    title: str, rows: list[float], language: str, legend: Sequence[tuple[str, str]] = ()
) -> tuple[Scene, float]:
    """Return a scene with title and legend, and where the first row begins."""
    width = _NAMES + _PLOT + _END
    lines = wrap(title, width, 14)
    top = 20.0 * len(lines) + (26 if legend else 8)
    scene = Scene(width, top + sum(rows) + 34, language)
    for index, line in enumerate(lines):
        scene.text(0, 10 + 20 * index, line, size=14, bold=True)
    start = 0.0
    for name, colour in legend:
        scene.rect(start, 20.0 * len(lines) + 6, 11, 11, colour)
        scene.text(start + 16, 20.0 * len(lines) + 12, name, size=10, colour=SOFT)
        start += 34 + text_width(name, 10)
    return scene, top


def _axis(scene: Scene, top: float, bottom: float, highest: float, unit: str) -> float:
    """Draw the grid and return pixels per unit."""
    marks = ticks(highest)
    per = _PLOT / marks[-1]
    for mark in marks:
        place = _NAMES + mark * per
        scene.rule(place, top, place, bottom)
        scene.text(place, bottom + 10, shown(mark, scene.language), size=9.5, align="middle", colour=SOFT)
    scene.text(_NAMES + _PLOT, bottom + 25, unit, size=9.5, align="end", colour=SOFT)
    return per


def _row_heights(names: Sequence[list[str]], least: float) -> list[float]:
    return [max(least, len(lines) * _LINE_HEIGHT + 8) for lines in names]


def _names(scene: Scene, lines: list[str], middle: float) -> None:
    first = middle - (len(lines) - 1) * _LINE_HEIGHT / 2
    for index, line in enumerate(lines):
        scene.text(_NAMES - 10, first + index * _LINE_HEIGHT, line, size=_SIZE, align="end")


def _nothing(title: str, language: str, words: str) -> Chart:
    scene, top = _frame(title, [40], language)
    scene.text(0, top + 20, words, colour=SOFT, italic=True)
    return scene.chart(f"{title}: {words}")


def bar_chart(
    title: str,
    categories: Sequence[str],
    values: Sequence[float | None],
    *,
    unit: str,
    language: str = "en",
    low: Sequence[float | None] | None = None,
    high: Sequence[float | None] | None = None,
    colour: str = SERIES[1],
    unknown_word: str = "unknown",
    note: str = "",
) -> Chart:
    """Return horizontal bars in the order given, with ranges as lines where both ends are known.

    Parameters
    ----------
    title : str
    categories : sequence of str
    values : sequence of float or None
        None is written as ``unknown_word`` and never drawn as 0.
    unit : str
    language : str
        Decides number format, face and direction.
    low, high : sequence of float or None, optional
        Ends of the ranges.
    colour : str
    unknown_word : str
    note : str
        Added to the text for who cannot see the chart.
    """
    if not categories:
        return _nothing(title, language, unknown_word)
    lows, highs = (list(ends) if ends is not None else [None] * len(values) for ends in (low, high))
    names = [wrap(name, _NAMES - 14, _SIZE) for name in categories]
    heights = _row_heights(names, 26)
    scene, top = _frame(title, heights, language)
    highest = max([0.0, *(v for v in [*values, *highs] if v is not None)])
    bottom = top + sum(heights)
    per = _axis(scene, top, bottom, highest, unit)
    told = []
    for index, lines in enumerate(names):
        middle = top + sum(heights[:index]) + heights[index] / 2
        _names(scene, lines, middle)
        told.append(
            f"{categories[index]}: {_row(scene, middle, values[index], lows[index], highs[index], per, colour, unknown_word)}"
        )
    return scene.chart(f"{title} ({unit}). " + "; ".join(told) + (f". {note}" if note else ""))


def _row(
    scene: Scene,
    middle: float,
    value: float | None,
    low: float | None,
    high: float | None,
    per: float,
    colour: str,
    unknown_word: str,
) -> str:
    """Draw one bar and return what it says."""
    if value is None:
        scene.text(_NAMES + 6, middle, unknown_word, size=10, colour=SOFT, italic=True)
        return unknown_word
    scene.rect(_NAMES, middle - _BAR / 2, value * per, _BAR, colour, "bar")
    end, text = value, shown(value, scene.language)
    if low is not None and high is not None and high > low:
        for mark in (low, high):
            scene.rule(_NAMES + mark * per, middle - 4, _NAMES + mark * per, middle + 4, "#1b2730", 1.2)
        scene.rule(_NAMES + low * per, middle, _NAMES + high * per, middle, "#1b2730", 1.2)
        end = max(value, high)
        text += f" ({shown(low, scene.language)}\u2013{shown(high, scene.language)})"
    scene.text(_NAMES + end * per + 6, middle, shown(value, scene.language), size=10)
    return text


def grouped_bars(
    title: str,
    categories: Sequence[str],
    series: Mapping[str, Sequence[float | None]],
    *,
    unit: str,
    language: str = "en",
    unknown_word: str = "unknown",
) -> Chart:
    """Return bars of several series side by side, for example two inventories.

    Parameters
    ----------
    title, categories, unit, language, unknown_word
        As for :func:`bar_chart`.
    series : mapping of str to sequence
        Name of the series -> a value for each category.
    """
    if not categories or not series:
        return _nothing(title, language, unknown_word)
    names = [wrap(name, _NAMES - 14, _SIZE) for name in categories]
    heights = _row_heights(names, 12 + 14.0 * len(series))
    colours = dict(zip(series, SERIES, strict=False))
    scene, top = _frame(title, heights, language, [(name, colours.get(name, SOFT)) for name in series])
    highest = max([0.0, *(v for values in series.values() for v in values if v is not None)])
    per = _axis(scene, top, top + sum(heights), highest, unit)
    for index, lines in enumerate(names):
        middle = top + sum(heights[:index]) + heights[index] / 2
        _names(scene, lines, middle)
        for position, (name, values) in enumerate(series.items()):
            place = middle + 14 * (position - (len(series) - 1) / 2)
            value = values[index]
            if value is None:
                scene.text(_NAMES + 6, place, unknown_word, size=9, colour=SOFT, italic=True)
                continue
            scene.rect(_NAMES, place - 6, value * per, 12, colours.get(name, SOFT), "bar")
            scene.text(_NAMES + value * per + 6, place, shown(value, language), size=9)
    told = "; ".join(
        f"{name}: " + ", ".join(shown(v, language) or unknown_word for v in values)
        for name, values in series.items()
    )
    return scene.chart(f"{title} ({unit}). {', '.join(categories)}. {told}")


def stacked_bars(
    title: str,
    categories: Sequence[str],
    series: Mapping[str, Sequence[float]],
    *,
    unit: str,
    language: str = "en",
    colours: Mapping[str, str] | None = None,
    unknown_word: str = "unknown",
) -> Chart:
    """Return bars made of parts, such as the pathways of each source group.

    Parameters
    ----------
    title, categories, unit, language
        As for :func:`bar_chart`.
    series : mapping of str to sequence of float
        Name of the part -> a value for each category.
    colours : mapping of str to str, optional
        Colour of each part.
    """
    if not categories or not series:
        return _nothing(title, language, unknown_word)
    shades = colours or dict(zip(series, SERIES, strict=False))
    names = [wrap(name, _NAMES - 14, _SIZE) for name in categories]
    heights = _row_heights(names, 26)
    scene, top = _frame(title, heights, language, [(name, shades.get(name, LINE)) for name in series])
    sums = [sum(values[index] for values in series.values()) for index in range(len(categories))]
    per = _axis(scene, top, top + sum(heights), max([0.0, *sums]), unit)
    for index, lines in enumerate(names):
        middle = top + sum(heights[:index]) + heights[index] / 2
        _names(scene, lines, middle)
        start = _NAMES
        for name, values in series.items():
            scene.rect(start, middle - _BAR / 2, values[index] * per, _BAR, shades.get(name, LINE), "bar")
            start += values[index] * per
        scene.text(start + 6, middle, shown(sums[index], language), size=10)
    told = "; ".join(
        f"{name}: {shown(total, language)}" for name, total in zip(categories, sums, strict=True)
    )
    return scene.chart(f"{title} ({unit}). {told}")
