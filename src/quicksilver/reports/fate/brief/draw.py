"""The charts of the brief: emission and deposition by scenario, legacy shares, deposition avoided per tonne."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from quicksilver.documents.tree import Number, isolated, plain_text
from quicksilver.languages import LANGUAGES
from quicksilver.reports.fate.brief.context import Brief, Period
from quicksilver.reports.fate.brief.results import caption_of
from quicksilver.reports.fate.brief.shape import Array
from quicksilver.reports.pictures import Picture, drawn

if TYPE_CHECKING:
    from quicksilver.charts import Chart

__all__ = ["draw"]


def draw(brief: Brief, progress: Callable[[str], None] | None = None) -> dict[str, Picture]:
    """Return the charts by name; one that has nothing to show is left out."""
    return drawn({name: partial(make, brief) for name, make in _CHARTS.items()}, progress)


def _emission(brief: Brief) -> Chart | None:
    return _history(brief, "emission", brief.comparison.emission)


def _deposition(brief: Brief) -> Chart | None:
    return _history(brief, "deposition", brief.comparison.deposition)


def _history(brief: Brief, name: str, values: Mapping[str, Array]) -> Chart:
    """Return a quantity by scenario at the first year and the years looked at."""
    from quicksilver.charts import grouped_bars

    places = [0, *(place for _, place in brief.seen)]
    years = {brief.plain("chart.year", year=brief.year(float(brief.comparison.years[p]))): p for p in places}
    series: dict[str, list[float | None]] = {
        year: [max(float(values[scenario][place]), 0.0) for scenario in brief.comparison.names]
        for year, place in years.items()
    }
    return grouped_bars(
        caption_of(brief, name),
        [_label(brief, scenario) for scenario in brief.comparison.names],
        series,
        unit=brief.plain("unit.rate"),
        language=brief.language,
        unknown_word=brief.plain("chart.nothing"),
    )


def _tonne(brief: Brief) -> Chart | None:
    """Return the deposition avoided per tonne; a negative ratio has no bar, and a scenario that avoids nothing is left out."""
    from quicksilver.charts import grouped_bars

    avoided = brief.comparison.avoided_deposition
    tonnes = {name: brief.tonnes(name) for name in brief.others if avoided[name][-1] > 0}
    names = [name for name, values in tonnes.items() if values]
    afters = sorted({after for values in tonnes.values() for after in values})[:4]
    if not names:
        return None
    series: dict[str, list[float | None]] = {
        brief.plain("chart.after", n=str(after)): [_bar(tonnes[name].get(after)) for name in names]
        for after in afters
    }
    return grouped_bars(
        caption_of(brief, "tonne"),
        [_label(brief, name) for name in names],
        series,
        unit=brief.plain("unit.tonne"),
        language=brief.language,
        unknown_word=brief.plain("chart.nothing"),
    )


def _label(brief: Brief, scenario: str) -> str:
    """Return the name of a scenario for a chart, one unit in right-to-left text."""
    text = plain_text(brief.name(scenario))
    is_latin = LANGUAGES[brief.language].is_rtl and isinstance(brief.name(scenario)[0], Number)
    return isolated(text) if is_latin else text


def _bar(value: float | None) -> float | None:
    return value if value is not None and value >= 0 else None


def period_name(brief: Brief, part: Period) -> str:
    """Return an origin in words; a name without years stays as it is."""
    if part.is_natural:
        return brief.plain("period.natural")
    if part.is_rivers:
        return brief.plain("period.rivers")
    if part.start is None and part.end is None:
        return plain_text((Number(part.name),))
    if part.start is None:
        return brief.plain("period.before", end=str(part.end))
    if part.end is None:
        return brief.plain("period.since", start=str(part.start))
    return brief.plain("period.between", start=str(part.start), end=str(part.end))


def _legacy(brief: Brief) -> Chart | None:
    from quicksilver.charts import bar_chart

    if not brief.periods:
        return None
    return bar_chart(
        caption_of(brief, "legacy"),
        [period_name(brief, part) for part in brief.periods],
        [100.0 * max(part.share, 0.0) for part in brief.periods],
        unit=brief.plain("unit.percent"),
        language=brief.language,
        unknown_word=brief.plain("chart.nothing"),
    )


_CHARTS: Final[dict[str, Callable[[Brief], Chart | None]]] = {
    "emission": _emission,
    "deposition": _deposition,
    "tonne": _tonne,
    "legacy": _legacy,
}
