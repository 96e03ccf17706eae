"""Charts of documents: drawn once, put into the text and written beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quicksilver.charts import Chart

__all__ = ["Picture", "drawn", "picture_files"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn chart."""

    png: bytes
    svg: bytes
    alt: str


def drawn(
    charts: Mapping[str, Callable[[], Chart | None]], progress: Callable[[str], None] | None = None
) -> dict[str, Picture]:
    """Return charts by name; one that has nothing to show is left out.

    Parameters
    ----------
    charts : mapping of str to callable
        Name -> what makes the chart.
    progress : callable, optional
        Called with the name of each chart before it is made.
    """
    from quicksilver.charts import to_png, to_svg

    pictures = {}
    for name, make in charts.items():
        if progress is not None:
            progress(f"chart {name}")
        chart = make()
        if chart is not None:
            pictures[name] = Picture(to_png(chart), to_svg(chart), chart.alt)
    return pictures


def picture_files(pictures: Mapping[str, Picture]) -> dict[str, bytes]:
    """Return pictures as files by path: ``charts/NAME.png`` and ``charts/NAME.svg``."""
    return {f"charts/{name}.png": picture.png for name, picture in pictures.items()} | {
        f"charts/{name}.svg": picture.svg for name, picture in pictures.items()
    }
