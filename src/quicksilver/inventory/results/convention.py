"""What an inventory gives for Articles 8, 9 and 21 of the Minamata Convention, in kg of mercury per year.

Article 8 concerns emissions to air of the five categories of Annex D; Article 9 releases to land and water of point sources
that no other Article addresses; Article 21 the report of a Party. Which source belongs to which category is in
``data/convention.csv``, which names the place of the Convention. A category of which no source has a number has none: it is
unknown, or absent where every source is known to be absent.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from quicksilver.factors import Source
from quicksilver.intake.packaged import Table
from quicksilver.inventory.engine import COLUMNS
from quicksilver.inventory.model import State
from quicksilver.inventory.results.tables import states_of

if TYPE_CHECKING:
    from quicksilver.inventory.results.result import Result

__all__ = ["ANNEX_D", "Amount", "article_8", "article_9", "article_21", "other_article"]

#: The five categories of Annex D, in its order.
ANNEX_D: Final = ("power", "boilers", "metals", "incineration", "cement")
_OPEN: Final = (State.UNKNOWN, State.NOT_GIVEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """A source that belongs to a category of the Convention."""

    article: int
    item: str
    source: str
    extent: Literal["whole", "part"]
    basis: str


_TABLE: Final = Table(
    "quicksilver.inventory.results", "data/convention.csv", Assigned, key=("article", "item", "source")
)


@dataclass(frozen=True, slots=True)
class Amount:
    """What the lines of several sources add up to.

    Attributes
    ----------
    best, low, high : float or None
        In kg of mercury per year, with the bounding interval; None where no source has a number.
    sources, opened, mixed : tuple of str
        Ids of the sources with numbers; of those that are unknown or not answered, which are not in the sum; of those with
        numbers that also have what is not of the category.
    is_absent : bool
        Whether every source is known to be absent.
    """

    best: float | None
    low: float | None
    high: float | None
    sources: tuple[str, ...]
    opened: tuple[str, ...]
    mixed: tuple[str, ...]
    is_absent: bool


def _is_of(source: Source, name: str) -> bool:
    """Return whether a source is an id or below a category of the Toolkit."""
    return name in (source.id, source.category) or source.category.startswith(f"{name}.")


def _assigned(article: int, source: Source) -> Assigned | None:
    for row in _TABLE.rows():
        if row.article == article and _is_of(source, row.source):
            return row
    return None


def other_article(source: Source) -> str:
    """Return the number of the Article that addresses a source, so that Article 9 does not; empty for none.

    Examples
    --------
    >>> from quicksilver.factors import shipped
    >>> other_article(shipped().sources["L1-CHLOR"]), other_article(shipped().sources["L1-COAL-PP"])
    ('5', '')
    """
    row = _assigned(9, source)
    return row.item if row else ""


def _sum(
    inventory: Result, belongs: Callable[[Source], bool], columns: Iterable[str], mixed: Iterable[str] = ()
) -> Amount:
    """Return the sum over the sources of a kind, with the corrections for double counting where they are on."""
    sources = inventory.resolution.factors.sources
    states = {
        ident: state
        for ident, state in states_of(inventory).items()
        if not sources[ident].presence_only and belongs(sources[ident])
    }
    rows = [index for index in inventory.order if inventory.lines[index].source.id in states]
    used = tuple(dict.fromkeys(inventory.lines[index].source.id for index in rows))
    places = [COLUMNS.index(name) for name in columns]
    best, low, high = (
        math.fsum(_weighed(inventory, index, place, end) for index in rows for place in places)
        for end in ("best", "low", "high")
    )
    absent = bool(states) and all(state is State.ABSENT for state in states.values())
    return Amount(
        best if rows else None,
        low if rows else None,
        high if rows else None,
        used,
        tuple(ident for ident, state in states.items() if state in _OPEN),
        tuple(ident for ident in mixed if ident in used),
        absent,
    )


def _weighed(inventory: Result, index: int, place: int, end: str) -> float:
    line, values = inventory.lines[index], inventory.values(index, end)
    if values is None:
        return 0.0
    corrected = inventory.resolution.corrections
    if place == 0:
        return float(values[0]) * line.supply_weight * (line.input_weight if corrected else 1.0)
    return float(values[place]) * (line.pathway_weights[place - 1] if corrected else 1.0)


def article_8(inventory: Result) -> dict[str, Amount]:
    """Return the emissions to air of the five categories of Annex D.

    Parameters
    ----------
    inventory : Result
    """
    sources = inventory.resolution.factors.sources
    made = {}
    for item in ANNEX_D:
        rows = {ident: _assigned(8, source) for ident, source in sources.items()}
        own = {ident for ident, row in rows.items() if row and row.item == item}
        mixed = [ident for ident, row in rows.items() if row and row.item == item and row.extent == "part"]
        made[item] = _sum(inventory, lambda source, own=own: source.id in own, ("air",), mixed)  # type: ignore[misc]
    return made


def article_9(inventory: Result) -> dict[str, tuple[Amount, Amount]]:
    """Return the releases to water and to land by main category of the Toolkit, of sources that Article 9 addresses.

    Parameters
    ----------
    inventory : Result
    """
    sources = inventory.resolution.factors.sources
    own = [sources[ident] for ident in states_of(inventory)]
    mains = {_main(source) for source in own if source.category and not other_article(source)}
    made = {}
    for main in sorted(mains, key=lambda name: [int(part) for part in name.split(".")]):

        def belongs(source: Source, main: str = main) -> bool:
            return bool(source.category) and _main(source) == main and not other_article(source)

        made[main] = (_sum(inventory, belongs, ("water",)), _sum(inventory, belongs, ("land",)))
    return made


def _main(source: Source) -> str:
    return ".".join(source.category.split(".")[:2])


def article_21(inventory: Result) -> dict[str, tuple[str, Amount]]:
    """Return the numbers of an inventory that a report by Article 21 can use, by subject, with the Article of the subject.

    Parameters
    ----------
    inventory : Result
    """

    def of(*names: str) -> Callable[[Source], bool]:
        return lambda source: any(_is_of(source, name) for name in names)

    annex = {row.source for row in _TABLE.rows() if row.article == 8}
    points: Callable[[Source], bool] = lambda source: bool(source.category) and not other_article(source)  # noqa: E731
    return {
        "mining": ("3", _sum(inventory, of("5.2.1"), ("input",))),
        "products": (
            "4",
            _sum(inventory, lambda source: source.group in ("dental", "other-products"), ("input",)),
        ),
        "chlor-alkali": ("5", _sum(inventory, of("5.4.1"), ("input",))),
        "vcm": ("5", _sum(inventory, of("5.4.2"), ("input",))),
        "gold": ("7", _sum(inventory, of("5.2.2"), ("input",))),
        "emissions": ("8", _sum(inventory, of(*annex), ("air",))),
        "water": ("9", _sum(inventory, points, ("water",))),
        "land": ("9", _sum(inventory, points, ("land",))),
        "recycled": ("11", _sum(inventory, of("5.7.1"), ("input",))),
        "waste": ("11", _sum(inventory, lambda _: True, ("general_waste", "sector_waste"))),
    }
