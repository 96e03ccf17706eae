"""What every part of the brief needs, calculated once: words, numbers, years looked at, periods, delays."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from quicksilver.documents.tree import Content, Inline, Number, Text, breakable
from quicksilver.language import numbers
from quicksilver.language.catalogue import Catalogue, catalogue
from quicksilver.outputs import writable
from quicksilver.reports.fate.brief.shape import Array, Comparison
from quicksilver.reports.pictures import Picture

__all__ = ["DASH", "HORIZONS", "Brief", "Delay", "Period", "emission_of"]

DASH: Final = "\u2013"
#: Years after the first at which the scenarios are looked at.
HORIZONS: Final = (5, 20, 50)
#: A difference below this part of the base is rounding, no effect.
_NOTHING: Final = 1e-9
_PERIOD: Final = re.compile(r"(?:(?P<source>.*\S)\s+)?(?P<start>-?\d{1,4})?\s*[-\u2013]\s*(?P<end>\d{1,4})?")


@dataclass(frozen=True, slots=True)
class Period:
    """A part of the deposition by its origin; without years it is natural or has a name."""

    name: str
    share: float
    start: int | None = None
    end: int | None = None

    @property
    def is_natural(self) -> bool:
        """Return whether the part is not from people."""
        return self.name == "natural"

    @property
    def is_rivers(self) -> bool:
        """Return whether the part is what prescribed rivers bring."""
        return self.name == "rivers"


@dataclass(frozen=True, slots=True)
class Delay:
    """Two scenarios that differ only in when they begin."""

    early: str
    late: str
    years: int


@dataclass(frozen=True)
class Brief:
    """A comparison and how to speak of it in one language.

    Attributes
    ----------
    comparison : Comparison
    language : str
        One of :data:`quicksilver.languages.LANGUAGES`.
    charts : mapping of str to Picture
        By name; a chart that is not there is left out of the document.
    """

    comparison: Comparison
    language: str
    charts: dict[str, Picture] = field(default_factory=dict)

    # Words ----------------------------------------------------------------------------------------------

    @property
    def catalogue(self) -> Catalogue:
        """Return the sentences of the brief."""
        return catalogue("fate_text")

    def say(self, key: str, /, **values: Content | Inline) -> tuple[Inline, ...]:
        """Return a sentence of the catalogue."""
        return self.catalogue.say(key, self.language, **values)

    def plain(self, key: str, /, **values: Content | Inline) -> str:
        """Return a sentence of the catalogue as plain text."""
        return self.catalogue.plain(key, self.language, **values)

    def name(self, scenario: str) -> tuple[Inline, ...]:
        """Return the name a user gave to a scenario, one unit in right-to-left text."""
        text = breakable(writable(scenario))
        # A name in Latin letters keeps its own order between Arabic words.
        return (Number(text),) if re.search(r"[A-Za-z0-9]", text) else (Text(text),)

    def listed(self, parts: Sequence[Content]) -> tuple[Inline, ...]:
        """Return parts one after the other as the language separates them."""
        inlines: list[Inline] = []
        for part in parts:
            if inlines:
                inlines += self.say("word.separator")
            inlines += (Text(part),) if isinstance(part, str) else part
        return tuple(inlines)

    # Numbers --------------------------------------------------------------------------------------------

    def mass(self, value: float) -> Number:
        """Return Mg or Mg per year, rounded for reading; digits that are only rounding are 0."""
        return self.rounded(0.0 if abs(value) < 1e-6 else value)

    def rounded(self, value: float | None) -> Number:
        """Return a number with three significant digits; a dash where there is none."""
        if value is None or not math.isfinite(value):
            return Number(DASH)
        return Number(numbers.shown(value, self.language) or DASH)

    def percent(self, share: float | None) -> Number:
        """Return a share in per cent; a dash where there is nothing to be a part of."""
        if share is None or not math.isfinite(share):
            return Number(DASH)
        return Number(numbers.percent(share if abs(share) >= 5e-4 else 0.0, self.language))

    def count(self, value: int) -> Number:
        """Return a whole number."""
        return Number(numbers.exact(float(value), self.language))

    def year(self, value: float) -> str:
        """Return a calendar year; with its fraction where it has one."""
        return f"{value:g}"

    # The comparison -------------------------------------------------------------------------------------

    @functools.cached_property
    def first(self) -> str:
        """Return the first year."""
        return self.year(float(self.comparison.years[0]))

    @functools.cached_property
    def last(self) -> str:
        """Return the last year."""
        return self.year(float(self.comparison.years[-1]))

    @functools.cached_property
    def others(self) -> tuple[str, ...]:
        """Return the scenarios other than the base."""
        return tuple(name for name in self.comparison.names if name != self.comparison.base)

    @functools.cached_property
    def seen(self) -> tuple[tuple[int, int], ...]:
        """Return (years after the first, place in the series) of the years looked at; the last year where none."""
        years = self.comparison.years
        horizons = [
            (after, int(place[0]))
            for after in HORIZONS
            if len(place := np.flatnonzero(np.abs(years - years[0] - after) < 1e-9))
        ]
        last = len(years) - 1
        # The end of a series that stops between two horizons is worth a line of its own.
        if last and (not horizons or years[-1] - years[0] - horizons[-1][0] >= 5):
            horizons.append((0, last))
        return tuple(horizons)

    def when(self, after: int, place: int, amount: Number) -> tuple[Inline, ...]:
        """Return an amount with the year it is reached."""
        year = self.year(float(self.comparison.years[place]))
        if not after:
            return self.say("when.last", amount=amount, year=year)
        if after <= 10:
            return self.say("when.few", amount=amount, n=str(after), year=year)
        return self.say("when.many", amount=amount, n=str(after), year=year)

    def lower(self, scenario: str) -> Array:
        """Return by how much of the base a scenario's deposition is lower, by year; NaN where the base is 0."""
        base = self.comparison.deposition[self.comparison.base]
        with np.errstate(divide="ignore", invalid="ignore"):
            part = np.where(base > 0, 1.0 - self.comparison.deposition[scenario] / base, np.nan)
        return np.where(np.abs(part) < _NOTHING, 0.0, part)

    @functools.cached_property
    def strongest(self) -> str | None:
        """Return the scenario that avoids most deposition by the end; None where none differs from the base."""
        moved = [name for name in self.others if np.nan_to_num(self.lower(name)).any()]
        if not moved:
            return None
        return max(moved, key=lambda name: float(self.comparison.avoided_deposition[name][-1]))

    def tonnes(self, scenario: str) -> dict[int, float]:
        """Return Mg of deposition avoided per Mg of emission avoided by years after; only numbers."""
        given = self.comparison.per_tonne.get(scenario, {})
        return {after: value for after, value in sorted(given.items()) if math.isfinite(value)}

    @functools.cached_property
    def periods(self) -> tuple[Period, ...]:
        """Return the origins of the deposition of the first year, natural first, then by time."""
        periods = [_period(name, share) for name, share in self.comparison.legacy_shares.items()]
        far = float("-inf")
        return tuple(sorted(periods, key=lambda p: (not p.is_natural, far if p.start is None else p.start)))

    @functools.cached_property
    def delays(self) -> tuple[Delay, ...]:
        """Return the pairs of scenarios of which the second is the first some years later, by their emissions."""
        emission, base = self.comparison.emission, emission_of(self.comparison)
        cuts = [name for name in self.others if not np.allclose(emission[name], base, rtol=1e-9, atol=1e-9)]
        pairs = [(early, late) for early in cuts for late in cuts if early != late]
        shifts = [(early, late, _shift(emission[early], emission[late], base)) for early, late in pairs]
        yearly = bool(np.allclose(np.diff(self.comparison.years), 1.0))
        return tuple(Delay(early, late, n) for early, late, n in shifts if n and yearly)


def emission_of(comparison: Comparison) -> Array:
    """Return the emission of the base."""
    return comparison.emission[comparison.base]


def _shift(early: Array, late: Array, base: Array) -> int:
    """Return by how many years a series comes after another, running as the base until then; 0 where it does not."""
    for years in range(1, min(51, len(base) - 1)):
        waited = np.allclose(late[:years], base[:years], rtol=1e-6, atol=1e-6)
        if waited and np.allclose(late[years:], early[:-years], rtol=1e-6, atol=1e-6):
            return years
        if not waited:
            return 0
    return 0


def _period(name: str, share: float) -> Period:
    """Return a part with the years in its name: ``emitted 1850-1950``, ``-2000-1850`` (before), ``2000-`` (since)."""
    match = _PERIOD.fullmatch(name.strip())
    if not match or not (match["start"] or match["end"]):
        return Period(name, share)
    start = int(match["start"]) if match["start"] else None
    end = int(match["end"]) if match["end"] else None
    # A beginning before our era is where the history of emissions begins, no date anyone looks for.
    return Period(name, share, None if start is not None and start < 0 else start, end)
