"""To which world regions a country belongs: those of the Global Mercury Assessment, of the United Nations and of Streets et al."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Final

from quicksilver.intake.packaged import Table

__all__ = ["SCHEMES", "Membership", "memberships", "region_of", "shipped_regions"]


@dataclass(frozen=True, slots=True)
class Membership:
    """A country in a region of a scheme, with its source."""

    region: str
    country: str
    source: str
    standing: str
    note: str = ""


#: Scheme of regions -> its table.
SCHEMES: Final = {
    "streets2019": "regions_streets2019.csv",
    "gma2018": "regions_gma2018.csv",
    "m49": "regions_m49.csv",
}


def memberships(scheme: str) -> tuple[Membership, ...]:
    """Return the rows of a scheme of regions.

    Parameters
    ----------
    scheme : str
        One of :data:`SCHEMES`.

    Raises
    ------
    KeyError
        There is no such scheme.

    Examples
    --------
    >>> memberships("m49")[0].region
    'Northern Africa'
    """
    table = Table("quicksilver.geography", f"data/{SCHEMES[scheme]}", Membership, key=("country",))
    return table.rows()


def shipped_regions(scheme: str = "streets2019") -> dict[str, tuple[str, ...]]:
    """Return the countries of the regions of a scheme.

    Parameters
    ----------
    scheme : str
        ``streets2019``, the 17 world regions of Streets et al. 2019 (doi 10.1016/j.atmosenv.2018.12.031);
        ``gma2018``, the 11 regions of the Global Mercury Assessment 2018, which the world of scenarios has; or
        ``m49``, the 23 sub-regions of the United Nations.

    Examples
    --------
    >>> len(shipped_regions()), shipped_regions()["Japan"]
    (17, ('JPN',))
    >>> len(shipped_regions("gma2018")), "CAN" in shipped_regions("gma2018")["North America"]
    (11, True)
    """
    regions: dict[str, list[str]] = {}
    for row in memberships(scheme):
        regions.setdefault(row.region, []).append(row.country)
    return {region: tuple(countries) for region, countries in regions.items()}


@functools.cache
def _by_country(scheme: str) -> dict[str, str]:
    return {row.country: row.region for row in memberships(scheme)}


def region_of(code: str, scheme: str = "gma2018") -> str:
    """Return the region that a country belongs to; empty where the scheme has none for it.

    Parameters
    ----------
    code : str
        Three-letter code.
    scheme : str
        One of :data:`SCHEMES`.

    Examples
    --------
    >>> region_of("SEN"), region_of("XKX"), region_of("SEN", "m49")
    ('Sub-Saharan Africa', 'CIS and other European countries', 'Western Africa')
    """
    return _by_country(scheme).get(code, "")
