"""Demand for mercury by category: sums with ranges, compared with the published total; different publications are never merged."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem
from quicksilver.factors.facts import Fact, facts
from quicksilver.quantities import Quantity, Standing

__all__ = ["VERBS", "added", "by_publication"]

_TOTALS = ("total", "all products", "products total")
#: Name, demand, standing.
Category = tuple[str, Quantity | None, str]


def added(numbers: Sequence[Quantity], unit: str) -> Quantity:
    """Return a sum whose range is the sum of the ends, as the publications add.

    Examples
    --------
    >>> whole = added([Quantity(2.0, "t", 1.0, 4.0), Quantity(3.0, "t")], "t")
    >>> whole.value, whole.low, whole.high
    (5.0, 4.0, 7.0)
    """
    low, high = (sum(number.ends[i] for number in numbers) for i in (0, 2))
    wide = high > low
    return Quantity(
        float(sum(number.central for number in numbers)),
        unit,
        float(low) if wide else None,
        float(high) if wide else None,
        standing=Standing.DERIVED,
    )


def by_publication(year: str | int, region: str, *, low_confidence: bool = False) -> dict[str, list[Fact]]:
    """Return the rows of demand by category of a year and region, by publication.

    Totals, shares and goals are left out, and values recalled with low confidence unless requested.

    Examples
    --------
    >>> [len(rows) for rows in by_publication(2005, "World").values()]
    [9, 9]
    """
    by_source: dict[str, list[Fact]] = {}
    for row in facts("product_demand", defaults_only=not low_confidence, year=year, region=region):
        if row.number is not None and row.number.unit == "t/yr" and row.labels["category"] not in _TOTALS:
            by_source.setdefault(row.source, []).append(row)
    return by_source


def _ranges_only(rows: Sequence[Category]) -> bool:
    return any(number is not None and math.isnan(number.value) for _, number, _ in rows)


def _demand(given: Given) -> Answer:
    """Add up categories with their ranges, beside a printed total; unknown ones are counted."""
    if ("categories" in given) == ("year" in given):
        raise InputProblems(
            [
                Problem(
                    "categories, or a year of the tables",
                    "categories, year",
                    "one of the two",
                    remedy='add "year": 2015',
                )
            ]
        )
    if "categories" in given:
        rows: list[Category] = [(row["name"], row.get("demand"), "") for row in given["categories"]]
        return _told({"": rows}, "", given.get("published"), [])
    year, region = round(given.number("year").central), given["region"]
    by_source = by_publication(year, region, low_confidence=bool(given["low_confidence"]))
    hidden = sorted(by_publication(year, region, low_confidence=True).keys() - by_source.keys())
    if not by_source and not hidden:
        published = {
            (row.labels["region"], row.year)
            for row in facts("product_demand")
            if row.number and row.number.unit == "t/yr"
        }
        raise InputProblems(
            [
                Problem(
                    f"no demand of {region} in {year}",
                    "year and region",
                    "; ".join(f"{place} {when}" for place, when in sorted(published)),
                )
            ]
        )
    remarks = [
        f"{source}: recalled with low confidence and not used; low_confidence includes it"
        for source in hidden
    ]
    categories = {
        source: [(row.labels["category"], row.number, row.number.grade if row.number else "") for row in rows]
        for source, rows in by_source.items()
    }
    chosen = (
        None if hidden else _chosen(categories)
    )  # what is left may be a single category, and no demand of the world
    totals = [
        row
        for row in facts("product_demand", defaults_only=True, year=year, region=region)
        if row.labels["category"] in _TOTALS and row.number and row.number.unit == "t/yr"
    ]
    printed = given.get("published") or (totals[0].number if len(totals) == 1 else None)
    answer = _told(categories, chosen, printed, remarks)
    answer.results["published_totals"] = [{"total": row.number, "source": row.source} for row in totals]
    return answer


def _chosen(by_source: Mapping[str, Sequence[Category]]) -> str | None:
    """Return the publication that is the demand: the one with central values, of several the one with the most categories."""
    whole = [source for source, rows in by_source.items() if not _ranges_only(rows)] or list(by_source)
    most = max(len(by_source[source]) for source in whole)
    whole = [source for source in whole if len(by_source[source]) == most]
    return whole[0] if len(whole) == 1 else None


def _told(
    by_source: Mapping[str, Sequence[Category]],
    chosen: str | None,
    printed: Quantity | None,
    remarks: list[str],
) -> Answer:
    sums = {
        source: added([number for _, number, _ in rows if number is not None], "t/yr")
        for source, rows in by_source.items()
    }
    total = None if chosen is None else sums[chosen]
    gap = None
    if total is not None and printed is not None and not math.isnan(printed.value):
        gap = Quantity(total.value - printed.value, "t/yr", standing=Standing.DERIVED)
        if abs(gap.value) > 1e-9:
            remarks.append(
                f"the parts add up to {total.value:,.6g} t/yr, but {printed.value:,.6g} is published: both are kept"
            )
    if len(sums) > 1:
        remarks.append(
            "publications differ and are not merged: each has a separate sum"
            + (f"; the demand is that of {chosen}" if chosen else "")
        )
    unknown = sum(number is None for rows in by_source.values() for _, number, _ in rows)
    if unknown:
        remarks.append(f"{unknown} categories are unknown and not included in any sum")
    remarks += [
        f"{source or 'a category'}: only ranges are published; the midpoint is used as central value"
        for source, rows in by_source.items()
        if _ranges_only(rows)
    ]
    rows = [
        {
            "name": name,
            "demand": number,
            "share": None
            if number is None or source != chosen or not total or not total.value
            else Quantity(number.central / total.value, standing=Standing.DERIVED),
            "source": source or None,
            "standing": standing or None,
        }
        for source, categories in by_source.items()
        for name, number, standing in categories
    ]
    by = [
        {"source": source or None, "categories": len(by_source[source]), "sum": number}
        for source, number in sums.items()
    ]
    return Answer(
        {
            "demand": total,
            "published": printed,
            "gap": gap,
            "unknown": Quantity(float(unknown), standing=Standing.DERIVED),
            "categories": rows,
            "sums": by,
        },
        remarks=remarks,
    )


VERBS = (
    Verb(
        "demand",
        "Demand by category with range, sum and published total, from your own categories or from a year and region of the tables.",
        (
            Slot(
                "categories",
                kind="table",
                about="Your own categories; one without a demand is unknown.",
                columns=(
                    Slot("name", kind="text"),
                    Slot("demand", "t/yr", "Mercury demand.", required=False),
                ),
                required=False,
            ),
            Slot("published", "t/yr", "Published total.", required=False),
            Slot("year", "yr", "Year of the tables, instead of categories.", required=False, high=2500),
            Slot("region", kind="text", about="Region, named as in the tables.", default="World"),
            Slot(
                "low_confidence",
                kind="flag",
                about="Include values recalled with low confidence.",
                default=False,
            ),
        ),
        (
            Slot("demand", "t/yr", "Sum of the categories; its range is the sum of the ends."),
            Slot("published", "t/yr"),
            Slot("gap", "t/yr", "Sum minus published total."),
            Slot("unknown", "1", "Categories without a number."),
            Slot("categories", kind="table"),
            Slot("sums", kind="table", about="Sum by publication."),
            Slot("published_totals", kind="table"),
        ),
        _demand,
        "AMAP/UNEP 2008; UNEP 2006, 2017 (demand by category)",
    ),
)
