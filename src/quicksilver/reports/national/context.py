"""What every part of the national report needs, worked out once: names, states, contributions, ranking."""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from quicksilver.documents.tree import Content, Inline, Number, Text, breakable
from quicksilver.factors import PATHWAYS
from quicksilver.geography import country_name, country_note
from quicksilver.inventory.model import ResolvedLine, State
from quicksilver.inventory.results.tables import states_of
from quicksilver.inventory.results.values import filled_texts
from quicksilver.language.catalogue import Catalogue, catalogue
from quicksilver.language.filling import Filled
from quicksilver.language.names import label
from quicksilver.outputs import writable
from quicksilver.quantities import LawChoice
from quicksilver.reports.national import amounts
from quicksilver.reports.pictures import Picture

if TYPE_CHECKING:
    from quicksilver.factors import Source
    from quicksilver.inventory import Inventory
    from quicksilver.inventory.results.findings.checks import Finding
    from quicksilver.inventory.spread import Spread

__all__ = ["GAPS", "NUMBERED", "Context", "short"]

#: States that have numbers, and states that are open questions.
NUMBERED: Final = (State.QUANTIFIED, State.ZERO)
GAPS: Final = (State.UNKNOWN, State.NOT_GIVEN)
#: What stands in a table cell for a source without numbers.
_SIGNS: Final = {State.ABSENT: "N", State.UNKNOWN: "?", State.PRESENT: "Y", State.REPLACED: "(Y)"}
_NOTE_LENGTH: Final = 240


def short(text: str, length: int = _NOTE_LENGTH) -> str:
    """Return a user's text for a table cell: cut where it is very long, breakable where a word is.

    Examples
    --------
    >>> short("coal"), len(short("x" * 1000))
    ('coal', 245)
    """
    text = " ".join(writable(text).split())
    if len(text) > length:
        text = text[: length - 1].rstrip() + "…"
    return breakable(text)


@dataclass(frozen=True)
class Context:
    """An inventory and how to speak of it in one language.

    Attributes
    ----------
    inventory : Inventory
    language : str
    charts : mapping of str to Picture
        By name; a chart that is not there is left out of the report.
    ranking : sequence of dict
        What the uncertainty of the total input comes from, the largest share first.
    spread : Spread or None
        The inventory under several factor sets; None where one alone was used.
    """

    inventory: Inventory
    language: str
    charts: dict[str, Picture] = field(default_factory=dict)
    ranking: Sequence[dict[str, Any]] = ()
    spread: Spread | None = None

    # Words ----------------------------------------------------------------------------------------------

    @property
    def catalogue(self) -> Catalogue:
        """Return the sentences of the report."""
        return catalogue("inventory_text")

    def say(self, key: str, /, **values: Content | Inline) -> tuple[Inline, ...]:
        """Return a sentence of the catalogue."""
        return self.catalogue.say(key, self.language, **values)

    def plain(self, key: str, /, **values: Content | Inline) -> str:
        """Return a sentence of the catalogue as plain text."""
        return self.catalogue.plain(key, self.language, **values)

    def name(self, kind: str, ident: str) -> str:
        """Return the name of a source, group, pathway, ..."""
        return label(kind, ident, self.language)

    def source(self, source: Source) -> str:
        """Return the name of a source, with its category where it has one."""
        name = self.name("source", source.id)
        return f"{name} ({source.category})" if source.category else name

    def listed(self, names: Sequence[str]) -> str:
        """Return names one after the other as the language separates them."""
        return self.plain("word.separator").join(names) or amounts.DASH

    def unit(self, unit: str) -> str:
        """Return an activity unit in words."""
        return self.name("unit", unit)

    def factor_unit(self, unit: str) -> str:
        """Return the unit of an input factor; its words, not its symbols, are translated."""
        parts = unit.split("/")
        words = {"item", "inhabitant", "corpse", "vehicle", "y"}
        return "/".join(self.plain(f"unit.{part}") if part in words else part for part in parts)

    @functools.cached_property
    def country(self) -> str:
        """Return the name of the country."""
        return country_name(self.inventory.general.country, self.language)

    @functools.cached_property
    def country_note(self) -> str:
        """Return the footnote to the name of the country; empty where it has none."""
        note = country_note(self.inventory.general.country, self.language)
        return f"{self.country}: {note}" if note else ""

    def code(self, text: str) -> tuple[Inline, ...]:
        """Return a text of Latin letters and digits that keeps its order in right-to-left text; () for none."""
        return (Number(breakable(text)),) if text else ()

    def law_notes(self) -> tuple[tuple[Inline, ...], ...]:
        """Return the notes beside ranges: a law that is not the usual one, and that output shares are fixed."""
        if not self.inventory.draws:
            return ()
        named = self.inventory.law is not LawChoice.STATED
        return (*((self.say(f"note.law.{self.inventory.law}"),) if named else ()), self.say("note.shares"))

    @functools.cached_property
    def texts(self) -> Mapping[str, Filled]:
        """Return the officer's texts with their numbers in the language of the report, by part."""
        return filled_texts(self.inventory, self.language)

    # Numbers --------------------------------------------------------------------------------------------

    def kg(self, value: float | None) -> Number:
        """Return kilograms rounded for reading."""
        return amounts.rounded(value, self.language)

    def about(self, value: float | None) -> Number:
        """Return kilograms with as many digits as a range supports, for a sentence."""
        return amounts.readable(value, self.language)

    def about_span(self, low: float | None, high: float | None) -> Number:
        """Return a range in kilograms with as many digits as it supports, for a sentence."""
        return amounts.readable_span(low, high, self.language)

    def exact(self, value: float | None) -> Number:
        """Return a number in full."""
        return amounts.exact(value, self.language)

    def percent(self, part: float | None, whole: float) -> Number:
        """Return a part of a whole in per cent."""
        return amounts.percent(part, whole, self.language)

    def span(self, low: float | None, high: float | None) -> Number:
        """Return a range."""
        return amounts.span(low, high, self.language)

    def count(self, value: int) -> Number:
        """Return a whole number."""
        return amounts.exact(float(value), self.language)

    # The inventory --------------------------------------------------------------------------------------

    @functools.cached_property
    def states(self) -> dict[str, State]:
        """Return the state of every source of the level."""
        return states_of(self.inventory)

    @functools.cached_property
    def quantifiable(self) -> dict[str, State]:
        """Return the states of the sources that the method gives numbers to."""
        sources = self.inventory.resolution.factors.sources
        return {ident: state for ident, state in self.states.items() if not sources[ident].presence_only}

    def in_state(self, *wanted: State) -> list[Source]:
        """Return the sources with numbers to give that are in one of these states, in table order."""
        sources = self.inventory.resolution.factors.sources
        return [sources[ident] for ident, state in self.quantifiable.items() if state in wanted]

    @functools.cached_property
    def has_numbers(self) -> bool:
        """Return whether any line has numbers; without one a total of 0 would be untrue."""
        return bool(self.inventory.order)

    @functools.cached_property
    def lines(self) -> list[tuple[int, ResolvedLine]]:
        """Return the lines that have numbers, with their index in the input, in table order of their sources."""
        order = {ident: place for place, ident in enumerate(self.inventory.resolution.factors.sources)}
        numbered = [(i, self.inventory.lines[i]) for i in self.inventory.order]
        return sorted(
            numbered, key=lambda item: (order[item[1].source.id], item[1].line.site, item[1].technology)
        )

    def contribution(self, index: int) -> float:
        """Return what a line adds to the total input, in kg (with DC1-DC4 where they are on)."""
        return self.inventory.contribution(index)

    def released(self, index: int) -> float:
        """Return what a line adds to the total releases, in kg (with DC1-DC4 where they are on)."""
        line, values = self.inventory.lines[index], self.inventory.values(index)
        if values is None:
            return 0.0
        weights = line.pathway_weights if self.inventory.resolution.corrections else (1.0,) * 6
        return math.fsum(float(v) * w for v, w in zip(values[1:], weights, strict=True))

    @functools.cached_property
    def contributions(self) -> list[tuple[str, float]]:
        """Return what each source adds to the total input in kg, the largest first."""
        amounts: dict[str, float] = {}
        for index in self.inventory.order:
            ident = self.inventory.lines[index].source.id
            amounts[ident] = amounts.get(ident, 0.0) + self.contribution(index)
        return sorted(amounts.items(), key=lambda item: (-item[1], item[0]))

    @functools.cached_property
    def largest(self) -> frozenset[str]:
        """Return the five sources that add most to the total input."""
        return frozenset(ident for ident, kilograms in self.contributions[:5] if kilograms > 0)

    @functools.cached_property
    def released_total(self) -> float:
        """Return the total of releases and transfers in kg."""
        return math.fsum(float(value) for value in self.inventory.total_values()[1:])

    @functools.cached_property
    def findings(self) -> list[Finding]:
        """Return what the quality checks found, the worst first."""
        return list(self.inventory.findings())

    def total(self, column: str, statistic: str = "best") -> float | None:
        """Return a total in kg; None where nothing is quantified."""
        from quicksilver.inventory.engine import COLUMNS

        return (
            float(self.inventory.total_values(statistic)[COLUMNS.index(column)]) if self.has_numbers else None
        )

    def pathways(self) -> list[str]:
        """Return the names of the six pathways."""
        return [self.name("pathway", name) for name in PATHWAYS]

    def sign(self, state: State) -> Content:
        """Return what a table prints for a source without numbers."""
        if state is State.NOT_GIVEN:
            return self.plain("state.not_given.sign")
        return (Text(_SIGNS.get(state, "Y")),)

    def state(self, state: State) -> str:
        """Return a state in words."""
        return self.plain(f"state.{state.value}")

    @functools.cached_property
    def _shared(self) -> frozenset[tuple[str, str]]:
        """Return the sources and plants that stand on several lines, so that their names do not tell them apart."""
        counts = Counter((line.source.id, line.line.site) for line in self.inventory.lines)
        return frozenset(name for name, count in counts.items() if count > 1)

    def where(self, line: ResolvedLine) -> str:
        """Return the name of a line: source, plant where there is one, technology where these are not enough."""
        name = self.name("source", line.source.id)
        name = f"{name}: {short(line.line.site, 80)}" if line.line.site else name
        if line.mix and (line.source.id, line.line.site) in self._shared:
            return self.plain("word.with_technology", name=name, technology=self.technology(line))
        return name

    def ranked(self, row: Mapping[str, Any]) -> str:
        """Return the names behind a number of the ranking: its lines, or the sources that share a factor."""
        key_of = self.inventory.resolution.activity
        lines = [line for _, line in self.lines if key_of(line).key == row["input"]]
        if lines:
            return self.listed(list(dict.fromkeys(self.where(line) for line in lines)))
        return self.listed([self.name("source", ident) for ident in str(row["sources"]).split(", ")])

    def technology(self, line: ResolvedLine) -> str:
        """Return the technologies of a line in words, with their shares in a mix."""
        parts = [(self.technology_name(row.technology), share) for row, share in line.mix]
        if len(parts) == 1:
            return parts[0][0]
        return self.listed(
            [f"{name} {amounts.percent(share, 1.0, self.language).text}" for name, share in parts]
        )

    def technology_name(self, ident: str) -> str:
        """Return a technology, chain (``a > b``) or sum of phases (``a + b``) in words."""
        for sign in (" > ", " + "):
            if sign in ident:
                return sign.join(self.technology_name(part) for part in ident.split(sign))
        return short(self.name("technology", ident), 100)
