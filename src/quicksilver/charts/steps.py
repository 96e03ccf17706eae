"""Bars as wide as one quantity and as high as another: a cost curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quicksilver.charts.axes import bounds
from quicksilver.charts.plane import AREAS, Key, frame, margin, nothing, outline, scales
from quicksilver.charts.scene import Chart
from quicksilver.language.numbers import shown

__all__ = ["Step", "step_chart"]

_PLOT = 300.0


@dataclass(frozen=True, slots=True)
class Step:
    """One bar: how wide and how high."""

    name: str
    width: float
    height: float


def step_chart(
    title: str,
    steps: Sequence[Step],
    *,
    unit: str,
    x_title: str,
    language: str = "en",
    log: bool = False,
    unknown_word: str = "unknown",
    caption: str = "",
) -> Chart:
    """Return bars side by side in the order given, each as wide and as high as its numbers.

    Parameters
    ----------
    title : str
    steps : sequence of Step
        Widths above 0, heights 0 or more (above 0 on a logarithmic axis).
    unit, x_title : str
        Of the heights and of the widths.
    language : str
    log : bool
        Logarithmic heights.
    unknown_word, caption : str

    Raises
    ------
    ValueError
        A width or height is not a number or below what is allowed.

    Examples
    --------
    >>> step_chart("Costs", [Step("a", 2.0, 10.0)], unit="USD/kg", x_title="kg").alt
    'Costs (USD/kg). a: 2.00, 10.0'
    """
    for step in steps:
        if not (
            np.isfinite(step.width) and np.isfinite(step.height) and step.width >= 0 and step.height >= 0
        ):
            raise ValueError(
                f"{step.name} is {step.width} wide and {step.height} high; both must be 0 or more"
            )
    drawn = [step for step in steps if step.width > 0]
    if not drawn:
        return nothing(title, language, unknown_word)
    shades = {step.name: AREAS[i % len(AREAS)] for i, step in enumerate(drawn)}
    heights = np.array([step.height for step in drawn])
    ends = np.concatenate([[0.0], np.cumsum([step.width for step in drawn])])
    across, up = bounds(ends, language=language), bounds(heights, log=log, language=language)
    scene, top = frame(
        title, [Key(name, colour) for name, colour in shades.items()], _PLOT + 70, caption, language
    )
    place = (margin(up), top + 28, scene.width - 10, top + 28 + _PLOT)
    scales(scene, place, across, up, unit, x_title)
    left, upper, right, bottom = place
    for step, begin, end in zip(drawn, ends[:-1], ends[1:], strict=True):
        a, b = (left + float(across.at(x)) * (right - left) for x in (begin, end))
        high = bottom - float(up.at(step.height)) * (bottom - upper)
        scene.path(
            outline([(a, bottom), (a, high), (b, high), (b, bottom)]) + "Z",
            shades[step.name],
            0.85,
            step.name,
        )
    description = "; ".join(
        f"{step.name}: {shown(step.width, language)}, {shown(step.height, language)}" for step in drawn
    )
    return scene.chart(f"{title} ({unit}). {description}")
