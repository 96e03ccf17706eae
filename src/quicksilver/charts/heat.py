"""A heat map: a table of numbers whose cells are coloured by half decades, with the numbers written in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from quicksilver.charts.maps import shades
from quicksilver.charts.scene import INK, Chart, Scene, text_width, wrap
from quicksilver.language.numbers import shown

__all__ = ["heat_map"]

Array = np.ndarray[Any, np.dtype[Any]]

_NAMES: Final = 150.0
_CELL: Final = 50.0
_ROW: Final = 20.0
_SIZE: Final = 8.5
_CLASSES: Final = 6


def heat_map(
    title: str,
    rows: Sequence[str],
    columns: Sequence[str],
    values: Array,
    *,
    unit: str,
    language: str = "en",
    note: str = "",
) -> Chart:
    """Return a table of numbers as a heat map; rows and columns run in the direction of the language.

    Parameters
    ----------
    title : str
    rows, columns : sequence of str
    values : ndarray, shape (rows, columns)
        0 or more; a number below a hundredth of the largest is not written.
    unit : str
    language : str
    note : str
        Added to the text for who cannot see the chart.

    Raises
    ------
    ValueError
        The values have another shape.

    Examples
    --------
    >>> heat_map("Shares", ["A"], ["x", "y"], np.array([[60.0, 40.0]]), unit="%").alt
    'Shares (%). A: x 60.0, y 40.0'
    """
    table = np.asarray(values, dtype=np.float64)
    if table.shape != (len(rows), len(columns)):
        raise ValueError(f"values have the shape {table.shape}, not {(len(rows), len(columns))}")
    heads = [wrap(name, _CELL - 2, _SIZE) for name in columns]
    width = _NAMES + _CELL * len(columns)
    lines = wrap(title, width, 14, bold=True)
    top = 20.0 * len(lines) + 12.0 + 11.0 * max(len(head) for head in heads)
    scene = Scene(width, top + _ROW * len(rows) + 24.0, language)
    for index, line in enumerate(lines):
        scene.text(0, 10 + 20 * index, line, size=14, bold=True)
    for number, head in enumerate(heads):
        for index, line in enumerate(reversed(head)):
            place = _NAMES + _CELL * (number + 0.5)
            scene.text(place, top - 7 - 11 * index, line, size=_SIZE, align="middle")
    highest = float(table.max()) if table.size else 0.0
    for number, name in enumerate(rows):
        middle = top + _ROW * (number + 0.5)
        label = name if text_width(name, 9.5) <= _NAMES - 8 else wrap(name, _NAMES - 8, 9.5)[0]
        scene.text(_NAMES - 6, middle, label, size=9.5, align="end")
        _row(scene, table[number], highest, top + _ROW * number, middle)
    scene.text(_NAMES, top + _ROW * len(rows) + 14, unit, size=9.5)
    statements = [
        f"{name}: "
        + ", ".join(f"{column} {shown(value, language)}" for column, value in zip(columns, row, strict=True))
        for name, row in zip(rows, table.tolist(), strict=True)
    ]
    return scene.chart(f"{title} ({unit}). " + "; ".join(statements) + (f". {note}" if note else ""))


def _row(scene: Scene, values: Array, highest: float, top: float, middle: float) -> None:
    """Draw the cells of a row: each half decade below the highest value is paler."""
    colours = shades(_CLASSES)
    for number, value in enumerate(values.tolist()):
        start = _NAMES + _CELL * number
        depth = np.log10(max(value, 1e-30) / highest) * 2 if highest > 0 else -99.0
        shade = int(
            np.clip(_CLASSES + np.floor(depth - 1e-9) if value < highest else _CLASSES - 1, -1, _CLASSES - 1)
        )
        if shade >= 0:
            scene.rect(start + 0.5, top + 0.5, _CELL - 1, _ROW - 1, colours[shade])
        if value >= 0.01 * highest > 0:
            ink = "#ffffff" if shade >= _CLASSES // 2 else INK
            scene.text(
                start + _CELL / 2,
                middle,
                shown(value, scene.language, 2),
                size=_SIZE,
                align="middle",
                colour=ink,
            )
