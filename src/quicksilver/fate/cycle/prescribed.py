"""Series that a publication prescribes: shipped with their source, and interpolated as the publication does."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from quicksilver.errors import Problem, closest
from quicksilver.fate.cycle.model import OUT, Flow, Prescribed
from quicksilver.fate.cycle.published_series import published_series
from quicksilver.language.problems import problem

__all__ = ["monotone_cubic", "read_prescribed"]

Array = NDArray[np.float64]
_KEYS: Final = (
    "to",
    "series",
    "columns",
    "knots",
    "until",
    "replaces",
    "sink",
    "histories",
    "name",
    "source",
)


def monotone_cubic(x: Array, y: Array, at: Array) -> Array:
    """Return the monotone cubic through points (Fritsch and Butland 1984), beyond its ends by the last piece.

    Parameters
    ----------
    x, y : ndarray, shape (points,)
        At least three points, ``x`` growing.
    at : ndarray

    Examples
    --------
    >>> monotone_cubic(np.array([0.0, 1, 2]), np.array([0.0, 1, 2]), np.array([0.5, 1.5])).tolist()
    [0.5, 1.5]
    """
    step, rise = np.diff(x), np.diff(y) / np.diff(x)
    slope = np.zeros(len(x))
    left, right = 2 * step[1:] + step[:-1], step[1:] + 2 * step[:-1]
    same = rise[:-1] * rise[1:] > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        slope[1:-1] = np.where(same, (left + right) / (left / rise[:-1] + right / rise[1:]), 0.0)
    slope[0] = _edge(step[0], step[1], rise[0], rise[1])
    slope[-1] = _edge(step[-1], step[-2], rise[-1], rise[-2])
    place = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(x) - 2)
    t, h = (at - x[place]) / step[place], step[place]
    interpolated: Array = (
        y[place] * (1 + 2 * t) * (1 - t) ** 2
        + slope[place] * h * t * (1 - t) ** 2
        + y[place + 1] * t**2 * (3 - 2 * t)
        + slope[place + 1] * h * t**2 * (t - 1)
    )
    return interpolated


def _edge(h0: float, h1: float, d0: float, d1: float) -> float:
    """Return the slope at an end, by the three-point rule that keeps the shape."""
    slope = ((2 * h0 + h1) * d0 - h0 * d1) / (h0 + h1)
    if slope * d0 <= 0:
        return 0.0
    return 3 * d0 if d0 * d1 <= 0 and abs(slope) > 3 * abs(d0) else slope


def read_prescribed(
    data: Any, boxes: list[str], flows: list[Flow], where: str, problems: list[Problem]
) -> Prescribed | None:
    """Return the entry ``prescribed`` of a model file, or None where there is none or it is wrong.

    Parameters
    ----------
    data : object
        What YAML or JSON contains.
    boxes : list of str
    flows : list of Flow
    where : str
        The file, for messages.
    problems : list of Problem
        Receives what is wrong.
    """
    place = f"{where}, prescribed"
    if data is None:
        return None
    if not isinstance(data, Mapping):
        problems.append(problem("model.prescribed", place, allowed=list(_KEYS)))
        return None
    before = len(problems)
    for key in data:
        if key not in _KEYS:
            guess = closest(str(key), _KEYS)
            problems.append(problem("model.key", place, key=str(key), allowed=list(_KEYS), guess=guess))
    to = str(data.get("to", ""))
    if to not in boxes:
        guess = closest(to, boxes)
        problems.append(problem("model.reservoir", place, name=to, key="to", allowed=boxes, guess=guess))
    ids = [flow.id for flow in flows]
    replaces = tuple(str(name) for name in data.get("replaces") or ())
    for name in replaces:
        if name not in ids:
            problems.append(
                problem("model.replaces", place, name=name, allowed=ids, guess=closest(name, ids))
            )
    sink = str(data.get("sink", f"{OUT}prescribed"))
    if not sink.startswith(OUT) or sink == OUT:
        problems.append(problem("model.sink", place, sink=sink))
    knots = _knots(data, place, problems)
    if len(problems) > before or knots is None:
        return None
    years, values = knots
    histories = tuple(str(name) for name in data.get("histories") or ())
    return Prescribed(
        to,
        years,
        values,
        replaces,
        sink,
        histories,
        str(data.get("name", "prescribed")),
        str(data.get("source", "")),
    )


def _knots(
    data: Mapping[str, Any], place: str, problems: list[Problem]
) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
    """Return years and values: given in the file, or a shipped series by year."""
    if "series" in data:
        return _shipped(
            str(data["series"]), dict(data.get("columns") or {}), float(data.get("until", math.nan))
        )
    given = data.get("knots")
    good = isinstance(given, Mapping) and len(given) > 1
    numbers: list[tuple[float, float]] = []
    if good and isinstance(given, Mapping):
        pairs = [pair for pair in given.items() if all(isinstance(part, (int, float)) for part in pair)]
        good = len(pairs) == len(given)
        numbers = sorted((float(year), float(value)) for year, value in pairs)
    if not good or not all(math.isfinite(year) and math.isfinite(v) and v >= 0 for year, v in numbers):
        problems.append(problem("model.knots", place))
        return None
    return tuple(year for year, _ in numbers), tuple(value for _, value in numbers)


def _shipped(
    name: str, columns: dict[str, float], until: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return a shipped series year by year up to a year, the sum of its columns times their factors."""
    series = published_series(name)
    x = np.array(series["year"])
    years = np.arange(x[0], until + 0.5)
    total = np.zeros(len(years))
    for column, factor in columns.items():
        total += factor * monotone_cubic(x, np.array(series[column]), years)
    return tuple(map(float, years)), tuple(map(float, total))
