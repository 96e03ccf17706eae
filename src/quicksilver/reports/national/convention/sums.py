"""The sum over many countries as a report: totals, countries, source groups, and what is unknown in each."""

from __future__ import annotations

import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from quicksilver.documents.tree import (
    Block,
    Column,
    Content,
    Document,
    Figure,
    Heading,
    Inline,
    Paragraph,
    Row,
    Table,
    Title,
)
from quicksilver.factors import PATHWAYS
from quicksilver.inventory.model import State
from quicksilver.language.catalogue import catalogue
from quicksilver.language.names import label
from quicksilver.reports.national import amounts
from quicksilver.reports.national.amounts import DASH
from quicksilver.reports.pictures import Picture, drawn
from quicksilver.reports.writing import Manuscript, Progress

if TYPE_CHECKING:
    from quicksilver.charts import Chart
    from quicksilver.inventory.results.sums import Sums

__all__ = ["document_of"]

_STATES = (State.QUANTIFIED, State.ZERO, State.ABSENT, State.UNKNOWN, State.NOT_GIVEN)


def document_of(sums: Sums, language: str = "en", progress: Progress | None = None) -> Manuscript:
    """Return the sum over countries as it is written, with its chart and tables.

    Parameters
    ----------
    sums : Sums
    language : str
    progress : callable, optional
        Called with the name of each chart before it is made.
    """
    pictures = drawn({"sum-countries": partial(_chart, sums, language)}, progress)
    writer = _Writer(sums, language)
    title = catalogue("inventory_text").plain("sum.title", language)
    years = [result.general.year for result in sums.results]
    span = f"{min(years)}\u2013{max(years)}" if min(years) < max(years) else str(min(years))
    document = Document(
        language=language,
        title=f"{title}, {span}",
        blocks=(Title(title, span), *writer.blocks(pictures)),
        subject=title,
        created=datetime.date(max(years), 12, 31),
    )
    tables = {"sum-countries": sums.countries, "sum-totals": sums.totals, "sum-groups": sums.groups}
    return Manuscript(document, pictures, tables)


def _value(value: Any) -> float | None:
    return None if value is None or value != value else float(value)  # noqa: PLR0124


def _chart(sums: Sums, language: str) -> Chart | None:
    from quicksilver.charts import stacked_bars

    rows = sums.countries
    return stacked_bars(
        catalogue("inventory_text").plain("sum.chart", language),
        [f"{name} ({year})" for name, year in zip(rows["name"], rows["year"], strict=True)],
        {label("pathway", name, language): [_value(v) for v in rows[f"{name}_kg"]] for name in PATHWAYS},
        unit=label("unit", "kg Hg/y", language),
        language=language,
        unknown_word=label("state", "unknown", language),
    )


class _Writer:
    """Writes the chapters in one language."""

    def __init__(self, sums: Sums, language: str) -> None:
        self.sums, self.language = sums, language

    def say(self, key: str, /, **values: Content | Inline) -> tuple[Inline, ...]:
        """Return a sentence of the report."""
        return catalogue("inventory_text").say(key, self.language, **values)

    def kg(self, value: Any) -> Content:
        """Return kilograms rounded for reading; a dash where there are none."""
        return (amounts.rounded(_value(value), self.language),)

    def count(self, value: Any) -> Content:
        """Return a whole number."""
        return (amounts.exact(float(value), self.language),)

    def blocks(self, pictures: dict[str, Picture]) -> list[Block]:
        """Return the chapters."""
        count = amounts.exact(float(len(self.sums.results)), self.language)
        made: list[Block] = [
            Heading(1, self.say("sum.totals"), "1", "sum-totals"),
            Paragraph(self.say("sum.intro", count=count)),
            self._totals(),
            Heading(1, self.say("sum.countries"), "2", "sum-countries"),
            self._countries(),
        ]
        if picture := pictures.get("sum-countries"):
            made.append(Figure(picture.png, self.say("sum.chart"), picture.alt, picture.svg, number="1"))
        return [
            *made,
            self._states(),
            Heading(1, self.say("sum.groups"), "3", "sum-groups"),
            Paragraph(self.say("sum.groups.intro")),
            self._groups(),
        ]

    def _totals(self) -> Table:
        rows = []
        for _, row in self.sums.totals.iterrows():
            bounds = amounts.span(_value(row["low_kg"]), _value(row["high_kg"]), self.language)
            drawn_range = amounts.span(_value(row["mc_low_kg"]), _value(row["mc_high_kg"]), self.language)
            rows.append(Row((str(row["name"]), self.kg(row["total_kg"]), (bounds,), (drawn_range,))))
        first = self.sums.totals.iloc[0]
        notes: list[Content] = [self.say("note.unit")]
        if first["countries_without_numbers"]:
            notes.append(self.say("sum.without", count=self.count(first["countries_without_numbers"])))
        heads = tuple(
            Column(self.say(key), "start" if place == 0 else "end", 2 if place == 0 else 1)
            for place, key in enumerate(("trend.pathway", "column.kg", "column.bounds", "column.monte_carlo"))
        )
        return Table(self.say("sum.table.totals"), heads, tuple(rows), number="1", notes=tuple(notes))

    def _countries(self) -> Table:
        names = ("input", "air", "water", "land")
        heads = (
            Column(self.say("sum.country"), width=2),
            Column(self.say("about.year"), "end"),
            Column(self.say("sum.level"), "end", 0.7),
            *(Column(label("pathway", name, self.language), "end") for name in names),
            Column(self.say("sum.open"), "end"),
        )
        rows = []
        for _, row in self.sums.countries.iterrows():
            opened = int(row["sources_unknown"]) + int(row["sources_not_given"])
            cells = [self.kg(row[f"{name}_kg"]) for name in names]
            rows.append(
                Row((str(row["name"]), str(row["year"]), str(row["level"]), *cells, self.count(opened)))
            )
        every = self.sums.countries
        opened = int(every["sources_unknown"].sum() + every["sources_not_given"].sum())
        totals = self.sums.totals.set_index("of")["total_kg"]
        cells = [self.kg(totals[name]) for name in names]
        rows.append(Row((self.say("sum.all"), "", "", *cells, self.count(opened)), "total"))
        return Table(
            self.say("sum.table.countries"), heads, tuple(rows), number="2", notes=(self.say("note.unit"),)
        )

    def _states(self) -> Table:
        heads = (
            Column(self.say("sum.country"), width=2),
            *(Column(self.say(f"state.{state.value}"), "end") for state in _STATES),
        )
        rows = [
            Row((str(row["name"]), *(self.count(row[f"sources_{state.value}"]) for state in _STATES)))
            for _, row in self.sums.countries.iterrows()
        ]
        every = [self.count(self.sums.countries[f"sources_{state.value}"].sum()) for state in _STATES]
        rows.append(Row((self.say("sum.all"), *every), "total"))
        return Table(self.say("sum.table.states"), heads, tuple(rows), number="3")

    def _groups(self) -> Table:
        heads = (
            Column(self.say("trend.group"), width=2.2),
            *(Column(label("pathway", name, self.language), "end") for name in ("input", "air")),
            Column(self.say("sum.with"), "end"),
            Column(self.say("sum.unknown"), "end"),
            Column(self.say("sum.open"), "end"),
        )
        rows = []
        for _, row in self.sums.groups.iterrows():
            counts = [row[name] for name in ("countries_with_numbers", "countries_unknown", "open_sources")]
            numbers = [
                self.kg(row[f"{name}_kg"]) if row["countries_with_numbers"] else DASH
                for name in ("input", "air")
            ]
            rows.append(Row((str(row["name"]), *numbers, *map(self.count, counts))))
        return Table(
            self.say("sum.table.groups"), heads, tuple(rows), number="4", notes=(self.say("note.unit"),)
        )
