"""The trend of a country: totals over the years, the split of each change, and what is unknown in which year."""

from __future__ import annotations

import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from quicksilver.documents.tree import (
    Block,
    Column,
    Contents,
    Document,
    Figure,
    Heading,
    Number,
    Paragraph,
    Row,
    Table,
    Title,
)
from quicksilver.factors import PATHWAYS
from quicksilver.geography import country_name
from quicksilver.inventory.groups import GROUPS, TOTALS
from quicksilver.inventory.results.trend import PARTS
from quicksilver.language.catalogue import catalogue
from quicksilver.language.names import label
from quicksilver.reports.national import amounts
from quicksilver.reports.pictures import Picture, drawn
from quicksilver.reports.writing import Manuscript, Progress

if TYPE_CHECKING:
    from quicksilver.charts import Chart
    from quicksilver.documents.tree import Content, Inline
    from quicksilver.inventory.results.trend import Trend

__all__ = ["document_of"]


def document_of(trend: Trend, language: str = "en", progress: Progress | None = None) -> Manuscript:
    """Return the trend of a country as it is written, with its charts and tables.

    Parameters
    ----------
    trend : Trend
    language : str
    progress : callable, optional
        Called with the name of each chart before it is made.
    """
    charts = {
        "trend": partial(_lines, trend, language),
        "trend-changes": partial(_causes, trend, language),
    }
    pictures = drawn(charts, progress)
    year = trend.years[-1]
    country = country_name(trend.results[0].general.country, language)
    writer = _Writer(trend, language, pictures)
    title = writer.plain("trend.title")
    span = f"{trend.years[0]}\u2013{year}"
    document = Document(
        language=language,
        title=f"{title}: {country}, {span}",
        blocks=(Title(title, f"{country}, {span}"), Contents(), *writer.blocks()),
        subject=title,
        created=datetime.date(year, 12, 31),
    )
    tables = {"trend-totals": trend.totals, "trend-groups": trend.groups, "trend-changes": trend.changes}
    return Manuscript(document, pictures, tables)


def _lines(trend: Trend, language: str) -> Chart:
    from quicksilver.charts import line_chart

    series = {}
    for name in ("input", *PATHWAYS):
        rows = trend.totals[trend.totals["of"] == name]
        series[label("pathway", name, language)] = [_number(value) for value in rows["total_kg"]]
    return line_chart(
        catalogue("inventory_text").plain("trend.chart", language),
        [float(year) for year in trend.years],
        series,
        unit=label("unit", "kg Hg/y", language),
        language=language,
        unknown_word=label("state", "unknown", language),
    )


def _causes(trend: Trend, language: str) -> Chart:
    from quicksilver.charts import grouped_bars

    words = catalogue("inventory_text")
    rows = trend.changes[(trend.changes["group"] == TOTALS) & (trend.changes["of"] == "input")]
    series: dict[str, list[float | None]] = {}
    for _, row in rows.iterrows():
        series[f"{row['from']}\u2013{row['to']}"] = [float(row[f"{part}_kg"]) for part in PARTS]
    # A bar has no place for what is negative: the size is drawn, and the table has the sign.
    sizes = {name: [abs(value or 0.0) for value in values] for name, values in series.items()}
    return grouped_bars(
        words.plain("trend.chart.causes", language),
        [words.plain(f"trend.{part}", language) for part in PARTS],
        sizes,
        unit=label("unit", "kg Hg/y", language),
        language=language,
        unknown_word=label("state", "unknown", language),
    )


def _number(value: Any) -> float | None:
    return None if value is None or value != value else float(value)  # noqa: PLR0124


class _Writer:
    """Writes the chapters of a trend in one language."""

    def __init__(self, trend: Trend, language: str, pictures: dict[str, Picture]) -> None:
        self.trend, self.language, self.pictures = trend, language, pictures

    def say(self, key: str, /, **values: Content | Inline) -> tuple[Inline, ...]:
        """Return a sentence of the report."""
        return catalogue("inventory_text").say(key, self.language, **values)

    def plain(self, key: str) -> str:
        """Return a sentence of the report as plain text."""
        return catalogue("inventory_text").plain(key, self.language)

    def kg(self, value: Any) -> Content:
        """Return kilograms rounded for reading; a dash where there are none."""
        return (amounts.rounded(_number(value), self.language),)

    def signed(self, value: float) -> Content:
        """Return a change with its sign."""
        text = amounts.rounded(value, self.language).text
        return (Number(f"+{text}" if value > 0 and text != "0" else text),)

    def blocks(self) -> list[Block]:
        """Return the chapters."""
        return [
            Heading(1, self.say("trend.totals"), "1", "trend-totals"),
            Paragraph(self.say("trend.intro")),
            *self._figure("trend", "1-1"),
            self._totals(),
            Heading(1, self.say("trend.causes"), "2", "trend-causes"),
            Paragraph(self.say("trend.causes.intro")),
            *self._figure("trend-changes", "2-1"),
            self._steps(),
            *self._by_group(),
            Heading(1, self.say("trend.unknown"), "3", "trend-unknown"),
            Paragraph(self.say("trend.unknown.intro")),
            self._unknown(),
        ]

    def _figure(self, name: str, number: str) -> list[Block]:
        picture = self.pictures.get(name)
        if picture is None:
            return []
        caption = self.say("trend.chart" if name == "trend" else "trend.chart.causes")
        return [Figure(picture.png, caption, picture.alt, picture.svg, number=number)]

    def _totals(self) -> Table:
        heads = (
            Column(self.say("trend.pathway")),
            *(Column(str(year), "end", 0.8) for year in self.trend.years),
        )
        rows = []
        for name in ("input", *PATHWAYS):
            of = self.trend.totals[self.trend.totals["of"] == name]
            rows.append(Row((label("pathway", name, self.language), *map(self.kg, of["total_kg"]))))
            spans = [
                (amounts.span(_number(low), _number(high), self.language),)
                for low, high in zip(of["low_kg"], of["high_kg"], strict=True)
            ]
            rows.append(Row((self.say("trend.range"), *spans)))
        return Table(
            self.say("trend.table.totals"), heads, tuple(rows), number="1", notes=(self.say("note.unit"),)
        )

    def _part_heads(self, first: str) -> tuple[Column, ...]:
        return (
            Column(self.say(first), width=1.8),
            *(Column(self.say(f"trend.{part}"), "end", 0.9) for part in PARTS),
            Column(self.say("trend.change"), "end", 0.9),
        )

    def _parts(self, row: Any) -> tuple[Content, ...]:
        return (
            *(self.signed(float(row[f"{part}_kg"])) for part in PARTS),
            self.signed(float(row["change_kg"])),
        )

    def _steps(self) -> Table:
        changes = self.trend.changes
        rows = []
        for name in ("input", *PATHWAYS):
            rows.append(Row((label("pathway", name, self.language),), "section"))
            mine = changes[(changes["group"] == TOTALS) & (changes["of"] == name)]
            for _, row in mine.iterrows():
                whole = len(mine) > 1 and (row["from"], row["to"]) == (
                    self.trend.years[0],
                    self.trend.years[-1],
                )
                step = (Number(f"{row['from']}\u2013{row['to']}"),)
                rows.append(Row((step, *self._parts(row)), "total" if whole else "body"))
        notes = (self.say("note.unit"), self.say("trend.note"))
        return Table(
            self.say("trend.table.causes"),
            self._part_heads("trend.step"),
            tuple(rows),
            number="2",
            notes=notes,
        )

    def _by_group(self) -> list[Block]:
        """Return what each group of sources adds to the change of the input from the first to the last year."""
        changes = self.trend.changes
        first, last = self.trend.years[0], self.trend.years[-1]
        whole = changes[(changes["from"] == first) & (changes["to"] == last) & (changes["of"] == "input")]
        rows = [
            Row((str(row["name"]), *self._parts(row)))
            for group in GROUPS
            for _, row in whole[whole["group"] == group].iterrows()
        ]
        if not rows:
            return []
        caption = self.say("trend.table.groups", first=str(first), last=str(last))
        return [
            Table(
                caption,
                self._part_heads("trend.group"),
                tuple(rows),
                number="3",
                notes=(self.say("note.unit"),),
            )
        ]

    def _unknown(self) -> Table:
        """Return the sources that are unknown or not answered, by group and year."""
        heads = (
            Column(self.say("trend.group")),
            *(Column(str(year), "end", 0.8) for year in self.trend.years),
        )
        rows = []
        for group in GROUPS:
            own = self.trend.groups[
                (self.trend.groups["group"] == group) & (self.trend.groups["of"] == "input")
            ]
            counts = [int(count) for count in own["open_sources"]]
            if any(counts):
                cells = [(amounts.exact(float(count), self.language),) for count in counts]
                rows.append(Row((label("group", group, self.language), *cells)))
        sums = self.trend.totals[self.trend.totals["of"] == "input"]
        every = [
            (amounts.exact(float(unknown + unanswered), self.language),)
            for unknown, unanswered in zip(sums["unknown"], sums["not_given"], strict=True)
        ]
        rows.append(Row((self.say("trend.all"), *every), "total"))
        return Table(self.say("trend.table.unknown"), heads, tuple(rows), number="4")
