"""A comparison of two inventories: its tables, and a chart of the source groups for the input and each pathway."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from quicksilver.inventory.engine import COLUMNS
from quicksilver.inventory.groups import GROUPS
from quicksilver.language.names import label
from quicksilver.reports.pictures import drawn
from quicksilver.reports.writing import Manuscript, Progress

if TYPE_CHECKING:
    from quicksilver.charts import Chart
    from quicksilver.inventory.results.compare import Comparison

__all__ = ["document_of"]


def document_of(comparison: Comparison, language: str = "en", progress: Progress | None = None) -> Manuscript:
    """Return a comparison as it is written: the sources and the groups as tables, and the charts.

    Parameters
    ----------
    comparison : Comparison
    language : str
    progress : callable, optional
        Called with the name of each chart before it is made.
    """
    charts = {f"compare-{column}": partial(_chart, comparison, column, language) for column in COLUMNS}
    tables = {"compare": comparison.sources, "compare-groups": comparison.groups}
    return Manuscript(None, drawn(charts, progress), tables)


def _chart(comparison: Comparison, column: str, language: str) -> Chart:
    from quicksilver.charts import grouped_bars

    mine: Any = comparison.groups[comparison.groups["of"] == column].set_index("group")
    shown = [name for name in GROUPS if name in mine.index]
    series: dict[str, list[float | None]] = {
        comparison.before: [float(mine.loc[name, "before_kg"]) for name in shown],
        comparison.after: [float(mine.loc[name, "after_kg"]) for name in shown],
    }
    return grouped_bars(
        label("pathway", column, language),
        [label("group", name, language) for name in shown],
        series,
        unit=label("unit", "kg Hg/y", language),
        language=language,
        unknown_word=label("state", "unknown", language),
    )
