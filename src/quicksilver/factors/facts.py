"""The facts of the areas: packaged tables in which every number has a source and a standing."""

from __future__ import annotations

import csv
import functools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.quantities import Quantity, Standing

__all__ = ["Fact", "fact", "facts", "tables"]

_FIXED = ("id", "unit", "value", "low", "high", "year", "source", "provenance", "confidence", "note")


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of a table.

    Attributes
    ----------
    id : str
    labels : dict of str to str
        The columns specific to the table (sector, technology, region ...).
    number : Quantity or None
        None where no number was found: an absent number stays absent.
    year : str
        Year or span the number is of, as published.
    provenance, confidence : str
        ``read``, ``recalled``, ``derived`` or ``not_found``; ``high``, ``medium`` or ``low``.
    note : str
        How a derived number was calculated.
    """

    id: str
    labels: dict[str, str]
    number: Quantity | None
    year: str
    source: str
    provenance: str
    confidence: str
    note: str

    @property
    def may_be_default(self) -> bool:
        """Return whether the number may be used by default: it was found, and is not recalled with low confidence."""
        return self.number is not None and (self.provenance, self.confidence) != ("recalled", "low")


def tables() -> tuple[str, ...]:
    """Return the names of the packaged tables."""
    folder = resources.files("quicksilver.factors") / "data" / "areas"
    return tuple(
        sorted(item.name.removesuffix(".csv") for item in folder.iterdir() if item.name.endswith(".csv"))
    )


@functools.lru_cache(maxsize=64)
def _rows(name: str) -> tuple[Fact, ...]:
    if name not in tables():
        raise InputProblems(
            [Problem(f"no table {name!r}", "areas", ", ".join(tables()), closest(name, tables()))]
        )
    path = resources.files("quicksilver.factors") / "data" / "areas" / f"{name}.csv"
    with path.open(encoding="utf-8") as file:
        return tuple(_fact(row) for row in csv.DictReader(file))


def _fact(row: dict[str, str]) -> Fact:
    value, low, high = (
        float(text) if (text := row[name].strip()) else None for name in ("value", "low", "high")
    )
    number = None
    if row["provenance"] != "not_found" and not (value is None and low is None and high is None):
        number = Quantity(
            math.nan if value is None else value,
            row["unit"],
            low,
            high,
            row["source"],
            Standing(row["provenance"]),
            # A number that was read needs no confidence.
            confidence="" if row["provenance"] == "read" else row["confidence"],
        )
    labels = {name: text for name, text in row.items() if name not in _FIXED}
    return Fact(
        row["id"],
        labels,
        number,
        row["year"],
        row["source"],
        row["provenance"],
        row["confidence"],
        row["note"],
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
    found = list(facts(table, defaults_only=True, year=year, **labels))
    if len(found) != 1 or found[0].number is None:
        raise LookupError(f"{len(found)} rows of {table} with {labels}: {', '.join(row.id for row in found)}")
    return found[0].number
