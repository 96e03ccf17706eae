"""The facts: packaged tables in which every number has a source, a standing and one place.

A table belongs to a set, which is a folder of ``data`` with a sidecar. A fact that two tables need is in one of them; the
row of the other has its id in the column ``same_as``, and no number of its own. What else that row states (unit, year,
source, standing, confidence, remark) is how the fact is cited there; an empty cell is as in the row that it refers to.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Final

from quicksilver.errors import InputProblems, Problem, closest, similar
from quicksilver.factors.rows import PACKAGE, SOURCES
from quicksilver.intake.cells import Among, Labels
from quicksilver.intake.packaged import OTHERS, Table
from quicksilver.intake.sidecars import set_names, sidecar, table_names
from quicksilver.quantities import Quantity, Standing

__all__ = ["Fact", "fact", "fact_by_id", "facts", "sets", "tables"]

_STANDINGS: Final = ("measured", "read", "derived", "fitted", "recalled", "assumed", "not_found")
_CONFIDENCES: Final = ("high", "medium", "low")
#: Folders of sets: the other factor sets that are chosen by name, and the editions of the Toolkit.
_GROUPS: Final = ("sets/toolkit", "sets")


@dataclass(frozen=True, slots=True)
class FactRow:
    """One row of a table of facts, as it is written."""

    id: str
    labels: Labels
    unit: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    year: str = ""
    source: str = ""
    standing: Annotated[str, Among(lambda: _STANDINGS)] = ""
    confidence: Annotated[str, Among(lambda: _CONFIDENCES)] = ""
    disputed: bool = False
    same_as: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        numbers = [number for number in (self.low, self.value, self.high) if number is not None]
        if self.same_as and numbers:
            raise ValueError("a fact that is the same as another has no number itself")
        empty = [name for name in ("unit", "source", "standing") if not getattr(self, name)]
        if empty and not self.same_as:
            raise ValueError(f"{', '.join(empty)} is empty")
        if numbers != sorted(numbers):
            raise ValueError("low, value and high are not in order")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact.

    Attributes
    ----------
    id : str
        Unique over all sets.
    labels : mapping of str to str
        The columns specific to the table (sector, technology, region ...).
    number : Quantity or None
        None where no number was found: an absent number stays absent.
    year : str
        Year or span the number is of, as published.
    standing, confidence : str
        ``read``, ``recalled``, ``derived`` or ``not_found``; ``high``, ``medium`` or ``low``.
    note : str
        How a derived number was calculated.
    disputed : bool
        Whether another source, or another copy of the same source, has another number.
    same_as : str
        Id of the fact that has the number; empty where the row has it itself.
    """

    id: str
    labels: Labels
    number: Quantity | None
    year: str
    source: str
    standing: str
    confidence: str
    note: str
    disputed: bool = False
    same_as: str = ""

    @property
    def may_be_default(self) -> bool:
        """Return whether the number may be used by default: it was found, and is not recalled with low confidence."""
        return self.number is not None and (self.standing, self.confidence) != ("recalled", "low")


def sets() -> tuple[str, ...]:
    """Return the names of all sets of facts; a set with editions has a folder for each, and so has each factor set.

    Examples
    --------
    >>> "coal" in sets(), "sets/toolkit/2026.2" in sets()
    (True, True)
    """
    inside = [f"{folder}/{name}" for folder in _GROUPS for name in set_names(PACKAGE, f"data/{folder}")]
    return (*set_names(PACKAGE, "data"), *inside)


@functools.cache
def _set_of() -> dict[str, str]:
    """Return the set of each table but those of the Toolkit, which have a shape of their own."""
    folders = set_names(PACKAGE, "data")
    return {name: folder for folder in folders for name in table_names(PACKAGE, f"data/{folder}")}


@functools.cache
def _table(name: str) -> Table[FactRow] | None:
    """Return the declaration of a table of facts, or None where there is none of that name."""
    folder = _set_of().get(name)
    # The sidecar lists the columns that are particular to a table, and a test compares; reading each would cost more.
    return Table(PACKAGE, f"data/{folder}/{name}.csv", FactRow, ("id",), OTHERS) if folder else None


def tables() -> tuple[str, ...]:
    """Return the names of the tables of facts.

    Examples
    --------
    >>> "speciation" in tables(), "mining_history" in tables()
    (True, False)
    """
    sidecars = {folder: sidecar(PACKAGE, f"data/{folder}") for folder in set(_set_of().values())}
    return tuple(
        sorted(name for name, folder in _set_of().items() if sidecars[folder].tables[name].kind == "facts")
    )


@functools.cache
def _rows(name: str) -> tuple[Fact, ...]:
    table = _table(name)
    if table is None:
        raise InputProblems(
            [Problem(f"no table {name!r}", "facts", ", ".join(tables()), closest(name, tables()))]
        )
    return tuple(map(_fact, table.rows()))


def _fact(row: FactRow) -> Fact:
    same_as = row.same_as
    if same_as:
        row = _cited(row, _referred(row))
    number = None
    if row.standing != "not_found" and not (row.value is None and row.low is None and row.high is None):
        number = Quantity(
            math.nan if row.value is None else row.value,
            row.unit,
            row.low,
            row.high,
            row.source,
            Standing(row.standing),
            # A number that was read needs no confidence.
            confidence="" if row.standing == "read" else row.confidence,
        )
    return Fact(
        row.id,
        row.labels,
        number,
        row.year,
        row.source,
        row.standing,
        row.confidence,
        row.note,
        row.disputed,
        same_as,
    )


def _referred(row: FactRow) -> FactRow:
    """Return the row that has the number of another row.

    Raises
    ------
    InputProblems
        There is no such fact, or it refers to another one itself.
    """
    # The id of a row begins with the name of its table, so that only this table is read.
    table = _table(row.same_as.rpartition("-")[0])
    known = table.by_key() if table else {}
    if row.same_as in known:
        other: FactRow = known[row.same_as]
        if not other.same_as:
            return other
        what, allowed = f"{row.same_as} refers to another fact itself", other.same_as
        raise InputProblems([Problem(what, f"{row.id}, same_as", allowed, other.same_as)])
    source = SOURCES.by_key().get(row.same_as)
    if source is None:
        like = similar(row.same_as, [*known, *SOURCES.by_key()])
        what = f"there is no fact {row.same_as!r}"
        raise InputProblems([Problem(what, f"{row.id}, same_as", "the id of a fact", **like)])
    return FactRow(
        source.id,
        Labels(),
        source.unit,
        source.value,
        source.low,
        source.high,
        source=source.source_key,
        standing=str(source.standing),
        confidence=source.confidence,
        disputed=source.disputed,
    )


def _cited(row: FactRow, other: FactRow) -> FactRow:
    """Return a row with the number of the one that it refers to, and with what it does not state itself."""
    return replace(
        other,
        id=row.id,
        labels=row.labels,
        unit=row.unit or other.unit,
        year=row.year or other.year,
        source=row.source or other.source,
        standing=row.standing or other.standing,
        confidence=row.confidence or other.confidence,
        disputed=row.disputed or other.disputed,
        note=row.note or other.note,
    )


def facts(
    table: str, *, defaults_only: bool = False, year: str | int | None = None, **labels: str
) -> Iterator[Fact]:
    """Return the rows of a table with these labels.

    Parameters
    ----------
    table : str
    defaults_only : bool
        Leave out what must not become a silent default: rows not found, and rows recalled with low confidence.
    year : str or int, optional
    **labels : str
        Column and the text it must contain.

    Raises
    ------
    InputProblems
        There is no such table.
    """
    for row in _rows(table):
        wanted = all(row.labels.get(name) == text for name, text in labels.items())
        if (
            wanted
            and year in (None, row.year, _plain(row.year))
            and (row.may_be_default or not defaults_only)
        ):
            yield row


def _plain(year: str) -> int | str:
    return int(year) if year.isdigit() else year


def fact(table: str, year: str | int | None = None, **labels: str) -> Quantity:
    """Return the one number of a table with these labels that may be a default.

    Raises
    ------
    LookupError
        There is no such number, or more than one: a conflict is never settled silently.

    Examples
    --------
    >>> fact("process_params", process="chloralkali", parameter="Hg recovered at decommissioning").value
    2.0
    """
    rows = list(facts(table, defaults_only=True, year=year, **labels))
    if len(rows) != 1 or rows[0].number is None:
        raise LookupError(f"{len(rows)} rows of {table} with {labels}: {', '.join(row.id for row in rows)}")
    return rows[0].number


def fact_by_id(ident: str) -> Fact:
    """Return the fact of an id.

    Raises
    ------
    InputProblems
        There is no such fact.

    Examples
    --------
    >>> fact_by_id("product_contents_lifetimes-001").same_as
    '5.5.1-med'
    """
    name = ident.rpartition("-")[0]
    known = {row.id: row for row in _rows(name)} if name in _set_of() else {}
    if ident not in known:
        what = f"there is no fact {ident!r}"
        raise InputProblems([Problem(what, "facts", "the id of a row of a table", **similar(ident, known))])
    return known[ident]
