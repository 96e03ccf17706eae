"""What the officer writes beside the numbers: contacts, purpose, chapters, hot spots and the log of the review.

The parts of a report that take a text, and the names of the values that a text can use, are declared here once for the
readers, the template, the report and the reference page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from quicksilver.errors import Problem
from quicksilver.factors import PATHWAYS, FactorSet, Source
from quicksilver.factors.source_names import source_named
from quicksilver.inventory.groups import GROUPS
from quicksilver.language.catalogue import catalogue
from quicksilver.language.names import find, label
from quicksilver.languages import LANGUAGES
from quicksilver.quantities import base_unit

__all__ = [
    "AMOUNTS",
    "CONTACT",
    "OVERALL",
    "OWN",
    "REVIEW",
    "SPOT",
    "HotSpot",
    "Passage",
    "RawText",
    "ReportText",
    "Review",
    "known_as",
    "part_title",
    "parts",
    "value_units",
    "with_ids",
]

#: Entries of the table of contacts.
CONTACT: Final = ("institution", "person", "email", "phone", "web", "issued")
#: Columns of the table of hot spots and of the log of the review.
SPOT: Final = ("name", "place", "kind", "known", "action")
REVIEW: Final = ("row", "checked", "by", "date", "result")
#: Parts with a chapter of their own, which are in the report where a text is given for them.
OWN: Final = ("foreword", "acknowledgements", "purpose", "recommendations")
#: Chapters of a Minamata Initial Assessment that the run does not fill; they are not in the national report.
ASSESSMENT: Final = ("mia-institutions", "mia-populations", "mia-awareness", "mia-priorities")
#: Parts that the report has in any case: a text is put at their beginning.
STANDING: Final = ("summary", "sources", "hot-spots", "inputs", "releases")
LAST: Final = ("references", "annex-a", "annex-b", "annex-c", "annex-d", "annex-e")
#: Where the catalogue has the title of a part.
_TITLES: Final = {
    "summary": "summary.title",
    "sources": "sources.title",
    "hot-spots": "sources.sites.title",
    "inputs": "inputs.title",
    "releases": "releases.title",
    "references": "references.title",
}
_ANNEXES: Final = ("data", "assumptions", "gaps", "checks", "balance")
#: What is known of a total, a group or a source, in kg of mercury per year.
AMOUNTS: Final = ("input", *PATHWAYS, "released")
#: What is known of the inventory as a whole.
OVERALL: Final = (
    "country",
    "year",
    "level",
    "population",
    "edition",
    "factors",
    "run",
    "draws",
    "lines.read",
    "lines.used",
    "sources.quantified",
    "sources.zero",
    "sources.absent",
    "sources.unknown",
    "sources.not_given",
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A text as it was written, and where."""

    text: str
    where: str


@dataclass(frozen=True, slots=True)
class HotSpot:
    """A place that may be contaminated; the report lists it and calculates nothing of it."""

    name: str
    place: str
    kind: str
    known: str
    action: str
    where: str


@dataclass(frozen=True, slots=True)
class Review:
    """Who checked which row, and when.

    Attributes
    ----------
    row : str
        Id of a source, name of a part of the report, or ``all``.
    date : str
        As ``2026-03-31``.
    """

    row: str
    checked: str
    by: str
    date: str
    result: str
    where: str


@dataclass(frozen=True)
class ReportText:
    """Everything the officer wrote for the report of an inventory."""

    contact: Mapping[str, Passage] = field(default_factory=dict)
    parts: Mapping[str, Passage] = field(default_factory=dict)
    spots: tuple[HotSpot, ...] = ()
    reviews: tuple[Review, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.contact or self.parts or self.spots or self.reviews)


@dataclass
class RawText:
    """The officer's text before it is checked.

    Attributes
    ----------
    passages : list of (str, Passage)
        By the name of the part that was given.
    spots, reviews : list of mapping of str to Cell
        Cells by column; the place of the whole row is under the key ``""``.
    problems : list of Problem
    """

    passages: list[tuple[str, Passage]] = field(default_factory=list)
    # Cells are declared above this module.
    spots: list[Mapping[str, Any]] = field(default_factory=list)
    reviews: list[Mapping[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, other: RawText) -> None:
        """Take in what was read elsewhere."""
        self.passages += other.passages
        self.spots += other.spots
        self.reviews += other.reviews
        self.problems += other.problems


def parts(level: int, factors: FactorSet) -> tuple[str, ...]:
    """Return the parts of a report that take a text, in its order.

    Parameters
    ----------
    level : int
    factors : FactorSet
        Its sources make the chapters of data.

    Examples
    --------
    >>> from quicksilver.factors import shipped
    >>> [name for name in parts(1, shipped()) if name.startswith("step")]
    ['step-1', 'step-2', 'step-3', 'step-4', 'step-5', 'step-6']
    """
    own = [source for source in factors.sources.values() if source.level == level]
    chapters = _steps(own) if level == 1 else _categories(own)
    return (*OWN[:-1], *STANDING, *chapters, OWN[-1], *LAST, *ASSESSMENT)


def _steps(sources: Iterable[Source]) -> list[str]:
    steps = {source.step for source in sources if source.group not in ("miscellaneous", "hot-spots")}
    return [f"step-{step}" for step in sorted(steps)]


def _categories(sources: Iterable[Source]) -> list[str]:
    """Return the main categories and the sub-categories, which have headings in a report of Level 2."""
    subs = {source.category for source in sources if source.group not in ("miscellaneous", "hot-spots")}
    mains = {".".join(sub.split(".")[:2]) for sub in subs}
    return sorted(mains | subs, key=lambda name: [int(part) for part in name.split(".")])


def part_title(name: str, language: str = "en") -> str:
    """Return what the report calls a part.

    Examples
    --------
    >>> part_title("inputs"), part_title("5.1", "es")
    ('Summary of mercury inputs to society', '5.1 Extracción y uso de combustibles y fuentes de energía')
    """
    words = catalogue("inventory_text")
    if name in (*OWN, *ASSESSMENT):
        return words.plain(f"text.{name}", language)
    if name in _TITLES:
        return words.plain(_TITLES[name], language)
    if name.startswith("annex-"):
        letter = name[-1].upper()
        return words.plain(f"annex.{_ANNEXES[ord(letter) - ord('A')]}", language, letter=letter)
    if name.startswith("step-"):
        step = name.removeprefix("step-")
        return words.plain("chapter.step", language, step=step, name=label("step", step, language))
    return f"{name} {label('category', name, language)}"


def known_as(text: str, names: Iterable[str], table: str = "") -> str:
    """Return the name that a text is: the name itself or what it is called in any language; empty for none.

    Parameters
    ----------
    text : str
        As a user wrote it; capitals, blanks and underscores make no difference.
    names : iterable of str
    table : str
        What the names are: the beginning of the keys of their titles (``contact``, ``spot``, ``review``); parts of a report
        if empty.

    Examples
    --------
    >>> known_as("Hot spots", ["hot-spots"]), known_as("Correo electrónico", CONTACT, "contact")
    ('hot-spots', 'email')
    """
    wanted = _plain(text)
    for name in names:
        called = [name, *(_title(name, table, language) for language in LANGUAGES)]
        if wanted in map(_plain, called):
            return name
    return ""


def _title(name: str, table: str, language: str) -> str:
    if not table:
        return part_title(name, language)
    return catalogue("inventory_text").plain(f"{table}.{name}", language)


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())


#: A mark of a source or a group up to its amount, whatever signs a name has.
_OWNED: Final = re.compile(
    r"(\[\[\s*)(source|group)\.([^\[\]\n]+?)\.(\w+)(?=\s*(?:[,，،;；][^\[\]\n]*)?\]\])", re.I
)


def with_ids(text: str, factors: FactorSet) -> str:
    """Return a text whose marks name sources and groups by their ids instead of their names.

    Parameters
    ----------
    text : str
        As the officer wrote it; a name in any of the six languages, or of a category that is one source, is known.
    factors : FactorSet
        Decides which sources there are.

    Examples
    --------
    >>> from quicksilver.factors import shipped
    >>> with_ids("Brûlé : [[source.Combustion du charbon dans les grandes centrales électriques.activity, kt]]", shipped())
    'Brûlé : [[source.L1-COAL-PP.activity, kt]]'
    """

    def named(match: re.Match[str]) -> str:
        start, kind, name, amount = match.groups()
        kind, name = kind.casefold(), name.strip()
        ids = source_named(name, factors).ids if kind == "source" else (find("group", name),)
        return f"{start}{kind}.{ids[0]}.{amount}" if len(ids) == 1 and ids[0] else match[0]

    return _OWNED.sub(named, text)


def value_units(factors: FactorSet) -> dict[str, str]:
    """Return the names of all values that a text can use, with their units.

    Examples
    --------
    >>> from quicksilver.factors import shipped
    >>> units = value_units(shipped())
    >>> units["total.air"], units["source.L1-COAL-PP.activity"], units["source.L1-COAL-PP.share"]
    ('kg', 't', '%')
    """
    units = dict.fromkeys(OVERALL, "")
    owners = ["total", *(f"group.{group}" for group in GROUPS)]
    owners += [f"source.{ident}" for ident in factors.sources]
    units |= {f"{owner}.{amount}": "kg" for owner in owners for amount in AMOUNTS}
    for ident, source in factors.sources.items():
        unit = source.activity_unit
        units[f"source.{ident}.activity"] = base_unit(unit) if unit else ""
        units[f"source.{ident}.share"] = "%"
    return units
