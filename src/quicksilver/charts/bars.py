"""Bar charts: one number for each category, several side by side, or parts on top of each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from quicksilver.charts.scene import SOFT, Chart, Scene, paired, text_width, ticks, wrap
from quicksilver.language.numbers import shown

__all__ = ["bar_chart", "grouped_bars", "stacked_bars"]

#: The whole width, and that of names at most; what they and the values leave is for the bars.
_WIDTH: Final = 685.0
_LONGEST_NAME: Final = 262.0
_END: Final = 80.0
_SIZE: Final = 11.0
_LINE_HEIGHT: Final = 13.0
_BAR: Final = 13.0
#: Least width of the bar of a value above 0: what is small is still there.
_LEAST: Final = 1.5
SERIES: Final = ("#7f9fa8", "#0d5c6b", "#d98200", "#7a4b94", "#56b4e9", "#5e3c12", "#cc79a7", "#8f8f8f")


@dataclass(frozen=True)
class _Rows:
    """The names of rows in lines, the heights of the rows, and the widths of names and bars."""

    lines: list[list[str]]
    heights: list[float]
    names: float
    plot: float

    def middle(self, top: float, index: int) -> float:
        """Return the middle of a row."""
        return top + sum(self.heights[:index]) + self.heights[index] / 2


def _rows(categories: Sequence[str], least: float, end: float = _END) -> _Rows:
    """Return rows at least so high for categories; the column of names is as wide as it must be."""
    widest = max(text_width(name, _SIZE) for name in categories) + 2
    names = min(widest, _LONGEST_NAME) + 14
    lines = [wrap(name, names - 14, _SIZE) for name in categories]
    heights = [max(least, len(each) * _LINE_HEIGHT + 7) for each in lines]
    return _Rows(lines, heights, names, _WIDTH - names - end)


def _frame(
    title: str,
    rows: Sequence[float],
    language: str,
    legend: Sequence[tuple[str, str]] = (),
    foot: Sequence[str] = (),
) -> tuple[Scene, float]:
    """Return a scene with title, legend and lines at its foot, and where the first row begins."""
    lines = wrap(title, _WIDTH, 14, bold=True)
    places, legend_height = _legend(legend, _WIDTH)
    top = 20.0 * len(lines) + legend_height + 6
    end = top + sum(rows) + 32
    scene = Scene(_WIDTH, end + 13.0 * len(foot), language)
    for index, line in enumerate(lines):
        scene.text(0, 10 + 20 * index, line, size=14, bold=True)
    for start, down, name, colour in places:
        place = 20.0 * len(lines) + down
        scene.rect(start, place + 6, 11, 11, colour, "key")
        for index, line in enumerate(wrap(name, _WIDTH - 16, 10)):
            scene.text(start + 16, place + 12 + 13 * index, line, size=10, colour=SOFT)
    for index, line in enumerate(foot):
        scene.text(0, end + 6 + 13 * index, line, size=9.5, colour=SOFT)
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


def _axis(scene: Scene, rows: _Rows, top: float, highest: float, unit: str) -> float:
    """Draw the grid and the names of the rows, and return pixels per unit."""
    bottom = top + sum(rows.heights)
    marks = ticks(highest)
    per = rows.plot / marks[-1]
    for mark in marks:
        place = rows.names + mark * per
        scene.rule(place, top, place, bottom)
        scene.text(place, bottom + 9, shown(mark, scene.language), size=9.5, align="middle", colour=SOFT)
    scene.text(rows.names + rows.plot, bottom + 23, unit, size=9.5, align="end", colour=SOFT)
    for index, lines in enumerate(rows.lines):
        first = rows.middle(top, index) - (len(lines) - 1) * _LINE_HEIGHT / 2
        for number, line in enumerate(lines):
            scene.text(rows.names - 10, first + number * _LINE_HEIGHT, line, size=_SIZE, align="end")
    return per


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
    gather_zeros: bool = False,
) -> Chart:
    """Return horizontal bars in the order given, with ranges as lines where both ends are known.

    A value with a range is written with it in a column at the end, where it cannot be misread as an
    end of the line; without ranges each value is written behind its bar.

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
    gather_zeros : bool
        Whether two or more categories of 0 are named below the bars instead of having a row each.

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
    entries = [
        _Entry(name, value, *_range(value, below, above))
        for name, value, below, above in zip(categories, shown_values, lows, highs, strict=True)
    ]
    zeros = [entry.name for entry in entries if entry.value == 0 and entry.high is None]
    zeros = zeros if gather_zeros and 2 <= len(zeros) < len(entries) else []
    drawn = [entry for entry in entries if entry.name not in zeros]
    foot = wrap(f"0: {'; '.join(zeros)}", _WIDTH, 9.5) if zeros else []
    ends = _ends(drawn, language)
    rows = _rows([entry.name for entry in drawn], 20, ends.width)
    scene, top = _frame(title, rows.heights, language, foot=foot)
    highest = max(0.0, *(max(entry.value or 0.0, entry.high or 0.0) for entry in drawn), 0.0)
    per = _axis(scene, rows, top, highest, unit)
    for index, entry in enumerate(drawn):
        _row(scene, rows, rows.middle(top, index), entry, per, colour, unknown_word, ends)
    statements = [f"{entry.name}: {entry.text(language) or unknown_word}" for entry in entries]
    return scene.chart(f"{title} ({unit}). " + "; ".join(statements) + (f". {note}" if note else ""))


@dataclass(frozen=True)
class _Entry:
    """What one bar states; its ends are known both or neither."""

    name: str
    value: float | None
    low: float | None
    high: float | None

    def bounds(self, language: str) -> str:
        """Return the range as it is written; empty for none."""
        if self.low is None or self.high is None:
            return ""
        return f"({shown(self.low, language)}\u2013{shown(self.high, language)})"

    def text(self, language: str) -> str:
        """Return value and range; empty where the value is not known."""
        return " ".join(part for part in (shown(self.value, language), self.bounds(language)) if part)


def _range(value: float | None, low: float | None, high: float | None) -> tuple[float | None, float | None]:
    """Return the ends of a range that is one."""
    if value is None or low is None or high is None or not high > low:
        return None, None
    return low, high


@dataclass(frozen=True)
class _Ends:
    """How wide the values and the ranges at the end of the rows are; 0 for ranges is none of them."""

    values: float
    ranges: float

    @property
    def width(self) -> float:
        """Return how wide the end of a row is."""
        return self.values + self.ranges + 26 if self.ranges else max(_END / 2, self.values + 16)


def _ends(drawn: Sequence[_Entry], language: str) -> _Ends:
    values = max(text_width(shown(entry.value, language), 10, bold=True) for entry in drawn)
    return _Ends(values, max(text_width(entry.bounds(language), 9.5) for entry in drawn))


def _row(
    scene: Scene,
    rows: _Rows,
    middle: float,
    entry: _Entry,
    per: float,
    colour: str,
    unknown_word: str,
    ends: _Ends,
) -> None:
    """Draw one bar and what it states."""
    if entry.value is None:
        scene.text(rows.names + 6, middle, unknown_word, size=10, colour=SOFT, italic=True)
        return
    _bar(scene, rows.names, middle - _BAR / 2, entry.value * per, _BAR, colour)
    if entry.low is not None and entry.high is not None:
        scene.whisker(rows.names + max(entry.low, 0.0) * per, rows.names + max(entry.high, 0.0) * per, middle)
    text = shown(entry.value, scene.language)
    if not ends.ranges:
        scene.value(rows.names + max(entry.value * per, 0.0) + 6, middle, text)
        return
    place = rows.names + rows.plot + 14 + ends.values
    scene.text(place, middle, text, size=10, align="end", bold=True)
    scene.text(place + 6, middle, entry.bounds(scene.language), size=9.5, colour=SOFT)


def _bar(scene: Scene, start: float, top: float, width: float, height: float, colour: str) -> None:
    if width > 0:
        scene.rect(start, top, max(width, _LEAST), height, colour, "bar")


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
    rows = _rows(categories, 8 + 14.0 * len(series))
    colours = dict(zip(series, SERIES, strict=False))
    scene, top = _frame(title, rows.heights, language, [(name, colours.get(name, SOFT)) for name in series])
    highest = max([0.0, *(v for values in series.values() for v in values if v is not None)])
    per = _axis(scene, rows, top, highest, unit)
    for index in range(len(categories)):
        middle = rows.middle(top, index)
        for position, (name, values) in enumerate(series.items()):
            place = middle + 14 * (position - (len(series) - 1) / 2)
            value = values[index]
            if value is None:
                scene.text(rows.names + 6, place, unknown_word, size=9, colour=SOFT, italic=True)
                continue
            _bar(scene, rows.names, place - 6, value * per, 12, colours.get(name, SOFT))
            scene.value(rows.names + max(value, 0.0) * per + 6, place, shown(value, language), size=9)
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
    rows = _rows(categories, 20)
    scene, top = _frame(title, rows.heights, language, [(name, shades.get(name, SOFT)) for name in parts])
    sums = [
        sum(max(values[index] or 0.0, 0.0) for values in parts.values()) for index in range(len(categories))
    ]
    per = _axis(scene, rows, top, max([0.0, *sums]), unit)
    statements = []
    for index, category in enumerate(categories):
        row = {name: values[index] for name, values in parts.items()}
        statement = _stack(scene, rows.names, rows.middle(top, index), row, per, shades, unknown_word)
        statements.append(f"{category}: {statement}")
    return scene.chart(f"{title} ({unit}). " + "; ".join(statements))


def _stack(
    scene: Scene,
    begin: float,
    middle: float,
    row: Mapping[str, float | None],
    per: float,
    shades: Mapping[str, str],
    unknown_word: str,
) -> str:
    """Draw one bar made of parts and return what it states."""
    known = {name: value for name, value in row.items() if value is not None}
    if not known:
        scene.text(begin + 6, middle, unknown_word, size=10, colour=SOFT, italic=True)
        return unknown_word
    start = begin
    for name, value in known.items():
        wide = max(value, 0.0) * per
        _bar(scene, start, middle - _BAR / 2, wide, _BAR, shades.get(name, SOFT))
        if start > begin and wide > 3:
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
