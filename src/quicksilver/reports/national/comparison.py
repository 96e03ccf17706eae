"""Charts of a comparison of two inventories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quicksilver.charts import grouped_bars, to_png, to_svg
from quicksilver.inventory.engine import COLUMNS
from quicksilver.inventory.groups import GROUPS
from quicksilver.language.names import label

if TYPE_CHECKING:
    from quicksilver.inventory.results.compare import Comparison

__all__ = ["comparison_charts"]


def comparison_charts(comparison: Comparison, language: str = "en") -> dict[str, bytes]:
    """Return a chart of the source groups side by side for the input and each pathway, as PNG and SVG.

    Parameters
    ----------
    comparison : Comparison
    language : str
    """
    files: dict[str, bytes] = {}
    for column in COLUMNS:
        mine: Any = comparison.groups[comparison.groups["of"] == column].set_index("group")
        shown = [name for name in GROUPS if name in mine.index]
        series = {
            comparison.before: [float(mine.loc[name, "before_kg"]) for name in shown],
            comparison.after: [float(mine.loc[name, "after_kg"]) for name in shown],
        }
        chart = grouped_bars(
            label("pathway", column, language),
            [label("group", name, language) for name in shown],
            series,
            unit=label("unit", "kg Hg/y", language),
            language=language,
            unknown_word=label("state", "unknown", language),
        )
        files[f"charts/compare-{column}.png"] = to_png(chart)
        files[f"charts/compare-{column}.svg"] = to_svg(chart)
    return files
