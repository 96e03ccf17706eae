"""Input of a stock of products: sales, content, lifetime and paths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quicksilver.areas.products.facts import PRODUCTS, content_of, life_of
from quicksilver.areas.products.life import KINDS, ages_needed
from quicksilver.areas.verbs import Answer, Given, Slot
from quicksilver.errors import InputProblems, Problem
from quicksilver.quantities import Quantity, Standing

__all__ = ["FOREVER", "LIFE", "PATHS", "Plan", "read_plan"]

Array = NDArray[np.float64]
FOREVER = 10_000  # a stop that never comes: the result goes on until all has left
#: Paths with a slot of their own.
PATHS = ("recycling", "landfill", "incineration", "open burning", "sewer")
_TAKEN = (
    "year",
    "demand",
    "stock",
    "waste",
    "lost_in_use",
    "recovered",
    "residue",
    "collected",
    "demand_planned",
    "waste_planned",
)
_METHOD = "COWI/Concorde 2008 EU; Toolkit; Cain 2007 (consensus values)"
_YEAR = "Calendar year."

#: Slots of life and waste, of every verb with a stock.
LIFE = (
    Slot("content", "g/item", "Mercury per item, if the same in all years.", required=False),
    Slot("life", "yr", "Mean lifetime in use.", required=False, low=0.01, high=100.0),
    Slot(
        "distribution", kind="text", about="Distribution of the lifetime.", choices=KINDS, default="weibull"
    ),
    Slot(
        "shape",
        "1",
        "Shape of the Weibull distribution.",
        default=Quantity(3.0, "1", source=_METHOD, standing=Standing.RECALLED, confidence="medium"),
        low=1.0,
        high=50.0,
    ),
    Slot(
        "spread",
        "1",
        "Standard deviation of the normal distribution, as a share of the mean.",
        default=Quantity(0.3, "1", source=_METHOD, standing=Standing.RECALLED, confidence="medium"),
        low=0.01,
        high=1.0,
    ),
    Slot(
        "loss", "1/yr", "Share of the stock that is broken or lost in use per year.", required=False, high=1.0
    ),
    *(
        Slot(
            path.replace(" ", "_"),
            "1",
            f"Share of all waste that goes to {path}; these shares sum to 1.",
            required=False,
            high=1.0,
        )
        for path in PATHS
    ),
    Slot(
        "collection",
        "1",
        "Share of waste that is collected separately, instead of these shares.",
        required=False,
        high=1.0,
    ),
    Slot(
        "collection_by_year",
        kind="table",
        about="Collection that changes: linear between these years, constant before and after.",
        required=False,
        columns=(Slot("year", "yr", _YEAR, low=1500.0, high=2500.0), Slot("share", "1", high=1.0)),
    ),
    Slot(
        "recovery",
        "1",
        "Share of the collected mercury that is recovered; the remainder is residue.",
        required=False,
        high=1.0,
    ),
    Slot(
        "disposal",
        kind="table",
        about="Destination of waste that is not collected; shares sum to 1.",
        required=False,
        columns=(Slot("path", kind="text"), Slot("share", "1", high=1.0)),
    ),
    Slot(
        "after",
        "yr",
        "Years to calculate after the last sales; by default the years of sales, or until everything has left where sales end.",
        required=False,
        high=500,
    ),
)
KNOWN = Slot(
    "product",
    kind="text",
    about="Product with content and lifetime in the tables; values given here take precedence.",
    choices=tuple(PRODUCTS),
    required=False,
)


@dataclass(frozen=True)
class Plan:
    """Input of a stock calculation.

    Attributes
    ----------
    first, sold, years : int
        Year of the first sales, years with sales, and years of the result.
    ages : int
        Age classes.
    kind : str
        Distribution of the lifetime.
    by_units : tuple of bool
        Whether the sales of a year are in items, multiplied by a content.
    paths : tuple of str
        Paths of what is not collected; empty where they were not given.
    collection : array, shape (years,), or None
        Collection given by year.
    """

    first: int
    sold: int
    years: int
    ages: int
    kind: str
    by_units: tuple[bool, ...]
    paths: tuple[str, ...]
    collection: Array | None

    @property
    def calendar(self) -> range:
        """Return the years of the result."""
        return range(self.first, self.first + self.years)


def _sales(given: Given, problems: list[Problem]) -> tuple[int, dict[str, Quantity], tuple[bool, ...]]:
    """Return the first year, sales by position, and which of them are items."""
    rows = given["sales"]
    years = [round(row.number("year").central) for row in rows]
    if not years or years != list(range(years[0], years[0] + len(years))):
        problems.append(
            Problem(
                "years are missing, repeated or out of order",
                "sales",
                "one row for each year, in ascending order",
                remedy="write 0 for a year in which nothing was sold",
            )
        )
        return 0, {}, ()
    numbers, units = {}, []
    for i, row in enumerate(rows):
        if ("units" in row) == ("mercury" in row):
            problems.append(
                Problem(
                    "a year needs either mercury or units",
                    f"sales[{i}]",
                    "mercury, or units with a content",
                )
            )
            continue
        units.append("units" in row)
        numbers[f"sales {i}"] = row.number("units" if units[-1] else "mercury")
        if "content" in row:
            numbers[f"content {i}"] = row.number("content")
    return years[0], numbers, tuple(units)


def _known(
    given: Given,
    numbers: Mapping[str, Quantity],
    units: tuple[bool, ...],
    answer: Answer,
    problems: list[Problem],
) -> dict[str, Quantity]:
    """Return content and life, given or of the named product."""
    numbers_of_product, note, product = {}, Given({}), given.get("product")
    lacks_content = any(by and f"content {i}" not in numbers for i, by in enumerate(units))
    for name, look_up, wanted in (("content", content_of, lacks_content), ("life", life_of, True)):
        if not wanted:
            continue
        number = given.get(name)
        if number is None and product is not None and (number := look_up(product)) is not None:
            note.assume(name, number, f"of {product}")
        if number is None:
            problems.append(
                Problem(
                    f"{'units need a content' if name == 'content' else 'the lifetime is missing'}",
                    name,
                    f"a number; none was found for {product}"
                    if product
                    else "a number, or a product of the tables",
                    remedy=f'add "{name}": ...',
                )
            )
        else:
            numbers_of_product[name] = number
    answer.assumed += note.assumed
    return numbers_of_product


def _paths(given: Given, problems: list[Problem]) -> dict[str, Quantity]:
    """Return shares by path; those with a slot are of all waste, those of a table are of what is not collected."""
    named = {path: given.number(path.replace(" ", "_")) for path in PATHS if path.replace(" ", "_") in given}
    rows = {row["path"]: row.number("share") for row in given.get("disposal", [])}
    apart = [name for name in ("collection", "collection_by_year") if name in given]
    if named and (rows or apart):
        problems.append(
            Problem(
                "shares by path are given together with collection or disposal",
                "recycling, collection, disposal",
                "one of the two",
            )
        )
    if len(apart) == 2:
        problems.append(
            Problem("collection is given twice", "collection", "collection or collection_by_year")
        )
    if "recovery" in given and not apart:
        problems.append(
            Problem(
                "recovery needs collection",
                "recovery",
                "collection with it",
                remedy='add "collection": ...',
            )
        )
    if len(rows) < len(given.get("disposal", [])) or set(_TAKEN) & set(rows):
        problems.append(
            Problem(
                f"paths {', '.join(rows)}",
                "disposal",
                "names that differ from each other and from " + ", ".join(_TAKEN),
            )
        )
    shares = named or rows
    total = sum(number.central for number in shares.values())
    if shares and abs(total - 1) > 1e-6:
        problems.append(
            Problem(
                f"the paths add up to {total:g}",
                "recycling, landfill ... or disposal",
                "shares that add up to 1",
            )
        )
    return shares


def _by_year(given: Given, years: range) -> Array | None:
    rows = sorted(given.get("collection_by_year", []), key=lambda row: row.number("year").central)
    if not rows:
        return None
    at, shares = ([row.number(name).central for row in rows] for name in ("year", "share"))
    return np.asarray(np.interp(np.array(years, dtype=float), at, shares))


def _ages(kind: str, numbers: Mapping[str, Quantity]) -> int:
    """Return age classes for the longest life in the ranges."""

    def end(name: str, which: str) -> float:
        end_value = getattr(numbers[name], which)
        return numbers[name].central if end_value is None else float(end_value)

    return ages_needed(kind, end("life", "high"), end("shape", "low"), end("spread", "high"))


def read_plan(given: Given, stop: int | None, answer: Answer) -> tuple[Plan, dict[str, Quantity]]:
    """Return the plan and its numbers; values from the tables are added to the assumptions.

    Parameters
    ----------
    given : Given
        With ``sales`` and the slots of :data:`LIFE`.
    stop : int or None
        Last year of sales; with it, the result continues until everything has left.

    Raises
    ------
    InputProblems
        All problems of the input.
    """
    problems: list[Problem] = []
    first, sales, units = _sales(given, problems)
    numbers = sales | _known(given, sales, units, answer, problems)
    paths = _paths(given, problems)
    if problems:
        raise InputProblems(problems)
    numbers |= {
        name: given.number(name)
        for name in ("shape", "spread", "loss", "collection", "recovery")
        if name in given
    }
    numbers |= {f"share {i}": share for i, share in enumerate(paths.values())}
    unused = {"weibull": ("spread",), "normal": ("shape",), "fixed": ("shape", "spread")}[
        given["distribution"]
    ]
    given.assumed[:] = [row for row in given.assumed if row["name"] not in unused]
    ages = _ages(given["distribution"], numbers)
    years = len(units) if stop is None else max(1, min(len(units), stop - first + 1)) + ages - 1
    if "after" in given:
        years = len(units) + round(given["after"].central)
    years = max(years, len(units))
    return Plan(
        first,
        len(units),
        years,
        ages,
        given["distribution"],
        units,
        tuple(paths),
        _by_year(given, range(first, first + years)),
    ), numbers
