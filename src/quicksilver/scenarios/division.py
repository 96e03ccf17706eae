"""How the published world total of a sector is divided among regions, and which cells are no more than a rule."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from quicksilver.factors.facts import Fact, facts
from quicksilver.intake.cells import Labels
from quicksilver.intake.packaged import Table
from quicksilver.quantities import Quantity

__all__ = [
    "GIVEN",
    "NOT_STATED",
    "PUBLISHED",
    "SECTORS",
    "STAND_IN",
    "Division",
    "divided",
    "group_cells",
    "group_of",
    "of_area",
    "regions_of",
    "sector_titles",
]

Array = NDArray[np.float64]
#: What the value of a cell is: printed by region, the result of a rule, or taken from the user's file.
PUBLISHED, STAND_IN, GIVEN = "published", "stand-in", "given"
#: The region of emissions that a source states for the world only.
NOT_STATED: Final = "Region not stated"


@dataclass(frozen=True)
class Division:
    """Shares of each sector by region.

    Attributes
    ----------
    regions : tuple of str
    share : ndarray, shape (regions, sectors)
        Each column sums to 1.
    basis : tuple of str
        Of each sector: ``published`` or ``stand-in``.
    """

    regions: tuple[str, ...]
    share: Array
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector of the shipped world under one of its published names."""

    sector: str
    title: str
    published: str
    area: str
    group: str
    part: str = ""


SECTORS: Final = Table("quicksilver.scenarios", "data/sectors.csv", Sector, key=("published",))


@functools.lru_cache(maxsize=1)
def _sectors() -> dict[str, Sector]:
    return {row.sector: row for row in SECTORS.rows()}


def sector_titles() -> dict[str, str]:
    """Return the name in words of each sector of the shipped world.

    Examples
    --------
    >>> sector_titles()["asgm"]
    'Small-scale gold mining'
    """
    return {sector: row.title for sector, row in _sectors().items()}


@functools.lru_cache(maxsize=2)
def _rows(year: int) -> tuple[tuple[Labels, Quantity, Fact], ...]:
    """Return labels, number and fact of each row of the table of a year."""
    rows = facts("world_regions", year=year)
    return tuple((row.labels, row.number, row) for row in rows if row.number is not None)


def regions_of(year: int) -> tuple[str, ...]:
    """Return the regions of the Global Mercury Assessments in the table of a year; empty where there is none.

    Examples
    --------
    >>> len(regions_of(2015)), regions_of(2014)
    (11, ())
    """
    return tuple(dict.fromkeys(labels["region"] for labels, *_ in _rows(year)))


def group_of(sector: str) -> str:
    """Return the group of sectors of the regional table that a sector belongs to.

    Examples
    --------
    >>> group_of("cement")
    'industry'
    """
    return _sectors()[sector].group


def group_cells(year: int) -> dict[tuple[str, str], float]:
    """Return the table of a year: region and group -> t per year.

    Examples
    --------
    >>> group_cells(2015)["South America", "asgm"]
    340.0
    """
    return {
        (labels["region"], labels["group"]): number.value
        for labels, number, _ in _rows(year)
        if not labels["part"]
    }


def divided(year: int, sectors: tuple[str, ...]) -> Division:
    """Return how sectors of a year are divided among the regions of its table.

    Each sector has the shares of its part of a group (coal; oil, gas and biomass; cement; iron and steel; other
    industry; vinyl chloride; other intentional use; small-scale gold), or of its group where the year has no parts.

    Parameters
    ----------
    year : int
        2010 or 2015.
    sectors : tuple of str
        Of the table of sectors.

    Examples
    --------
    >>> division = divided(2015, ("asgm", "coal-power"))
    >>> division.basis, float(division.share[division.regions.index("North America"), 0])
    (('published', 'stand-in'), 0.0)
    """
    regions, rows = regions_of(year), _rows(year)
    share, basis = np.zeros((len(regions), len(sectors))), []
    for place, sector in enumerate(sectors):
        known = _sectors()[sector]
        whole = [row for row in rows if row[0]["group"] == known.group and not row[0]["part"]]
        parts = [row for row in rows if known.part and row[0]["part"] == known.part]
        cells = parts or whole
        for labels, number, _ in cells:
            share[regions.index(labels["region"]), place] = number.value
        basis.append(STAND_IN if any(row.standing == "derived" for *_, row in cells) else PUBLISHED)
    return Division(regions, share / share.sum(axis=0), tuple(basis))


def of_area(areas: tuple[str, ...], basis: tuple[str, ...]) -> dict[str, str]:
    """Return what the sum of an area is: a stand-in as soon as one of its sectors is.

    Examples
    --------
    >>> of_area(("coal", "asgm"), ("stand-in", "published"))
    {'coal': 'stand-in', 'asgm': 'published'}
    """
    kinds: dict[str, str] = {}
    for area, kind in zip(areas, basis, strict=True):
        kinds[area] = STAND_IN if STAND_IN in (kind, kinds.get(area)) else kind
    return kinds
