"""Bar charts: one number for each category, several side by side, or parts on top of each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from quicksilver.charts.scene import SOFT, Chart, Scene, paired, text_width, ticks, wrap
from quicksilver.language.numbers import shown

__all__ = ["bar_chart", "grouped_bars", "stacked_bars"]

_NAMES: Final = 190.0
_PLOT: Final = 400.0
_END: Final = 95.0
_SIZE: Final = 11.0
_LINE_HEIGHT: Final = 14.0
_BAR: Final = 15.0
SERIES: Final = ("#7f9fa8", "#0d5c6b", "#d98200", "#7a4b94", "#56b4e9", "#5e3c12", "#cc79a7", "#8f8f8f")


def _frame(
    title: str, rows: list[float], language: str, legend: Sequence[tuple[str, str]] = ()
) -> tuple[Scene, float]:
    """Return a scene with title and legend, and where the first row begins."""
    width = _NAMES + _PLOT + _END
    lines = wrap(title, width, 14, bold=True)
    places, legend_height = _legend(legend, width)
    top = 20.0 * len(lines) + legend_height + 8
    scene = Scene(width, top + sum(rows) + 34, language)
    for index, line in enumerate(lines):
        scene.text(0, 10 + 20 * index, line, size=14, bold=True)
    for start, down, name, colour in places:
        place = 20.0 * len(lines) + down
        scene.rect(start, place + 6, 11, 11, colour, "key")
        for index, line in enumerate(wrap(name, width - 16, 10)):
            scene.text(start + 16, place + 12 + 13 * index, line, size=10, colour=SOFT)
    return scene, top


def _legend(
    legend: Sequence[tuple[str, str]], width: float
) -> tuple[list[tuple[float, float, str, str]], float]:
    """Return where each entry of a legend stands (start, down, name, colour), and how high the legend is."""
    places, start, down, deep = [], 0.0, 0.0, 0.0
    for name, colour in legend:
        lines = wrap(name, width - 16, 10)
        wide = 16 + max(text_width(line, 10) for line in lines)
        if start and start + wide > width:
            start, down, deep = 0.0, down + deep, 0.0
        places.append((start, down, name, colour))
        start, deep = start + wide + 18, max(deep, 5.0 + 13.0 * len(lines))
    return places, down + deep


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
        One for each category. None (or NaN) is written as ``unknown_word`` and never drawn as 0. A value below 0
        is written but has no bar.
    unit : str
    language : str
        Decides number format, face and direction.
    low, high : sequence of float or None, optional
        Ends of the ranges.
    colour : str
    unknown_word : str
    note : str
        Added to the text for who cannot see the chart.

    Raises
    ------
    ValueError
        There is not one value, or not one end of a range, for each category.

    Examples
    --------
    >>> bar_chart("Inputs", ["Coal", "Cement"], [12.0, None], unit="kg").alt
    'Inputs (kg). Coal: 12.0; Cement: unknown'
    """
    if not categories:
        return _nothing(title, language, unknown_word)
    shown_values, lows, highs = paired(categories, values, low, high)
    names = [wrap(name, _NAMES - 14, _SIZE) for name in categories]
    heights = _row_heights(names, 26)
    scene, top = _frame(title, heights, language)
    highest = max([0.0, *(v for v in [*shown_values, *highs] if v is not None)])
    bottom = top + sum(heights)
    per = _axis(scene, top, bottom, highest, unit)
    statements = []
    for index, lines in enumerate(names):
        middle = top + sum(heights[:index]) + heights[index] / 2
        _names(scene, lines, middle)
        statement = _row(
            scene, middle, shown_values[index], lows[index], highs[index], per, colour, unknown_word
        )
        statements.append(f"{categories[index]}: {statement}")
    return scene.chart(f"{title} ({unit}). " + "; ".join(statements) + (f". {note}" if note else ""))


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
    """Draw one bar and return what it states."""
    if value is None:
        scene.text(_NAMES + 6, middle, unknown_word, size=10, colour=SOFT, italic=True)
        return unknown_word
    _bar(scene, _NAMES, middle - _BAR / 2, value * per, _BAR, colour)
    end, text = value, shown(value, scene.language)
    if low is not None and high is not None and high > low:
        scene.whisker(_NAMES + max(low, 0.0) * per, _NAMES + max(high, 0.0) * per, middle)
        end = max(value, high)
        text += f" ({shown(low, scene.language)}\u2013{shown(high, scene.language)})"
    scene.value(_NAMES + max(end, 0.0) * per + 7, middle, shown(value, scene.language))
    return text


def _bar(scene: Scene, start: float, top: float, width: float, height: float, colour: str) -> None:
    if width > 0:
        scene.rect(start, top, width, height, colour, "bar")


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

    Raises
    ------
    ValueError
        A series has not one value for each category.

    Examples
    --------
    >>> grouped_bars("Inputs", ["Coal"], {"2015": [12.0], "2020": [None]}, unit="kg").alt
    'Inputs (kg). Coal. 2015: 12.0; 2020: unknown'
    """
    if not categories or not series:
        return _nothing(title, language, unknown_word)
    series = dict(zip(series, paired(categories, *series.values()), strict=True))
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
            _bar(scene, _NAMES, place - 6, value * per, 12, colours.get(name, SOFT))
            scene.value(_NAMES + max(value, 0.0) * per + 6, place, shown(value, language), size=9)
    description = "; ".join(
        f"{name}: " + ", ".join(shown(v, language) or unknown_word for v in values)
        for name, values in series.items()
    )
    return scene.chart(f"{title} ({unit}). {', '.join(categories)}. {description}")


def stacked_bars(
    title: str,
    categories: Sequence[str],
    series: Mapping[str, Sequence[float | None]],
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
    series : mapping of str to sequence of float or None
        Name of the part -> a value for each category. A category of which no part is known is written as
        ``unknown_word``; one unknown part among known ones adds nothing.
    colours : mapping of str to str, optional
        Colour of each part.
    unknown_word : str

    Raises
    ------
    ValueError
        A part has not one value for each category.

    Examples
    --------
    >>> stacked_bars("Releases", ["Coal"], {"air": [3.0], "land": [1.0]}, unit="kg").alt
    'Releases (kg). Coal: 4.00 (air 3.00, land 1.00)'
    """
    if not categories or not series:
        return _nothing(title, language, unknown_word)
    parts = dict(zip(series, paired(categories, *series.values()), strict=True))
    shades = colours or dict(zip(parts, SERIES, strict=False))
    names = [wrap(name, _NAMES - 14, _SIZE) for name in categories]
    heights = _row_heights(names, 26)
    scene, top = _frame(title, heights, language, [(name, shades.get(name, SOFT)) for name in parts])
    sums = [sum(max(values[index] or 0.0, 0.0) for values in parts.values()) for index in range(len(names))]
    per = _axis(scene, top, top + sum(heights), max([0.0, *sums]), unit)
    statements = []
    for index, lines in enumerate(names):
        middle = top + sum(heights[:index]) + heights[index] / 2
        _names(scene, lines, middle)
        row = {name: values[index] for name, values in parts.items()}
        statements.append(f"{categories[index]}: {_stack(scene, middle, row, per, shades, unknown_word)}")
    return scene.chart(f"{title} ({unit}). " + "; ".join(statements))


def _stack(
    scene: Scene,
    middle: float,
    row: Mapping[str, float | None],
    per: float,
    shades: Mapping[str, str],
    unknown_word: str,
) -> str:
    """Draw one bar made of parts and return what it states."""
    known = {name: value for name, value in row.items() if value is not None}
    if not known:
        scene.text(_NAMES + 6, middle, unknown_word, size=10, colour=SOFT, italic=True)
        return unknown_word
    start = _NAMES
    for name, value in known.items():
        wide = max(value, 0.0) * per
        _bar(scene, start, middle - _BAR / 2, wide, _BAR, shades.get(name, SOFT))
        if start > _NAMES and wide > 3:
            # A white line keeps two parts apart whose greys are alike in print.
            scene.rect(start - 0.4, middle - _BAR / 2, 0.8, _BAR, "#ffffff", "edge")
        start += wide
    total = shown(sum(known.values()), scene.language)
    scene.value(start + 6, middle, total)
    listed = ", ".join(
        f"{name} {shown(value, scene.language) if value is not None else unknown_word}"
        for name, value in row.items()
    )
    return f"{total} ({listed})"
