"""Series that were published with a model or an emission history: packaged tables with one row for each year."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, Final

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.intake.packaged import Table

__all__ = ["published_series"]


@dataclass(frozen=True, slots=True)
class Histories:
    """Emissions to air by year in Mg, by the publication that states them."""

    year: float
    streets: float
    horowitz_total: float
    engstrom: float


@dataclass(frozen=True, slots=True)
class Futures:
    """Emissions to air by year in Mg after the history of Streets et al. 2011."""

    year: float
    a1b: float
    constant: float
    controls: float
    zero: float


@dataclass(frozen=True, slots=True)
class Rivers:
    """Mercury that rivers discharge by year in Mg, bound to particles and dissolved."""

    year: float
    hgp_total: float
    hgd_as_used_by_code: float
    hgd_correct_total: float


_TABLES: Final[Mapping[str, Table[Any]]] = {
    f"{row.__name__.lower()}.csv": Table(
        "quicksilver.fate", f"data/{row.__name__.lower()}.csv", row, ("year",)
    )
    for row in (Histories, Futures, Rivers)
}


@functools.cache
def published_series(name: str) -> Mapping[str, tuple[float, ...]]:
    """Return the columns of a packaged table of series.

    Parameters
    ----------
    name : str
        For example ``"rivers.csv"``.

    Raises
    ------
    InputProblems
        There is no such table.

    Examples
    --------
    >>> published_series("rivers.csv")["year"][:2]
    (1850.0, 1860.0)
    """
    if name not in _TABLES:
        known = list(_TABLES)
        raise InputProblems(
            [Problem(f"no series {name!r}", "series", ", ".join(known), closest(name, known))]
        )
    rows = _TABLES[name].rows()
    columns = [field.name for field in fields(_TABLES[name].row)]
    return MappingProxyType({column: tuple(getattr(row, column) for row in rows) for column in columns})
