"""The industry's annual report: totals with their coverage, never scaled up without notice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from quicksilver.areas.chloralkali.facts import added
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem
from quicksilver.factors.facts import fact
from quicksilver.quantities import Quantity, Standing

__all__ = ["VERBS"]

_KG = "kg/yr"
_MEDIA = ("air", "water", "product")
_COLUMNS = {
    "plants": "1",
    "capacity": "kt/yr",
    "purchases": _KG,
    "sales": _KG,
    "consumption": _KG,
    **dict.fromkeys(_MEDIA, _KG),
}
_TOTALS = (*_COLUMNS, "emission", "emission_per_capacity")


def _total(rows: Sequence[Given]) -> tuple[dict[str, Quantity | None], list[str]]:
    """Add up the rows of a year column by column; what nobody reported is None."""
    totals: dict[str, Quantity | None] = {}
    remarks = []
    for name, unit in _COLUMNS.items():
        known = [row[name] for row in rows if row.get(name) is not None]
        if known and len(known) < len(rows):
            remarks.append(
                f"{name}: {len(rows) - len(known)} of {len(rows)} did not report; the total covers the others"
            )
        totals[name] = added(known, unit) if known else None
    media = [n for name in _MEDIA if (n := totals[name]) is not None]
    lacking = [name for name in _MEDIA if totals[name] is None]
    totals["emission"] = added(media, _KG) if media else None
    if media and lacking:
        remarks.append(f"emission: not reported for {', '.join(lacking)}; the total is a lower bound")
    totals["emission_per_capacity"] = _specific(rows)
    return totals, remarks


def _specific(rows: Sequence[Given]) -> Quantity | None:
    """Return emission per capacity of the rows that report both, so that the two are of the same plants."""
    both = [
        row for row in rows if row.get("capacity") is not None and any(row.get(n) is not None for n in _MEDIA)
    ]
    size = sum(row["capacity"].central for row in both)
    if size <= 0:
        return None
    return Quantity(
        sum(row[n].central for row in both for n in _MEDIA if row.get(n) is not None) / size,
        "g/t",
        standing=Standing.DERIVED,
    )


def _coverage(rows: Sequence[Given], common: Quantity | None) -> Quantity | None:
    """Return the share of the capacity that the rows of a year stand for; None where one row's is unknown.

    Rows with shares of their own are weighed by the capacity that they stand for (reported capacity over coverage).
    """
    coverages = [row.get("coverage") or common for row in rows]
    if any(n is None or n.central <= 0 for n in coverages):
        return None
    shares = [n for n in coverages if n is not None]
    if len({n.central for n in shares}) == 1:
        return shares[0]
    if any(row.get("capacity") is None for row in rows):
        return None
    sizes = [row["capacity"].central for row in rows]
    behind = sum(size / n.central for size, n in zip(sizes, shares, strict=True))
    return Quantity(sum(sizes) / behind, "1", standing=Standing.DERIVED) if behind > 0 else None


def _report(given: Given) -> Answer:
    """Add up an industry's yearly report; its coverage stays with every total."""
    by_year = _by_year(given)
    rows: list[dict[str, Any]] = []
    notes: list[str] = []
    for year, in_year in by_year.items():
        totals, remarks = _total(in_year)
        notes += [f"{year}: {line}" if len(by_year) > 1 else line for line in remarks]
        rows.append(
            {
                "year": year,
                **totals,
                "coverage": _coverage(in_year, given.get("coverage")),
                "regions": sorted({r["region"] for r in in_year if r.get("region")}),
            }
        )
    notes += _compare(rows, given)
    notes += _world(rows, given)
    last = rows[-1]
    coverages = {
        f"{row['coverage'].central:.0%}" if row["coverage"] is not None else "an unknown part" for row in rows
    }
    notes.append(f"the totals cover {' to '.join(sorted(coverages))} of the capacity and are not scaled up")
    return Answer(
        {
            **{n: last[n] for n in _TOTALS},
            "coverage": last["coverage"],
            "year": Quantity(float(last["year"]), "yr"),
            "years": rows,
        },
        remarks=notes,
    )


def _by_year(given: Given) -> dict[int, list[Given]]:
    by_year: dict[int, list[Given]] = {}
    problems = []
    seen: set[tuple[int, str, str]] = set()
    for i, row in enumerate(given["plants"]):
        year = row.get("year") or given.get("year")
        if year is None:
            problems.append(
                Problem("the year is missing", f"plants[{i}]", "year in the row, or once for all")
            )
            continue
        key = (round(year.central), row.get("region") or "", row.get("name") or "")
        if key in seen and any(key[1:]):
            problems.append(
                Problem(
                    f"{key[2] or key[1]} reports twice in {key[0]}",
                    f"plants[{i}]",
                    "one row per plant or region and year",
                )
            )
        seen.add(key)
        by_year.setdefault(key[0], []).append(row)
    if not given["plants"]:
        problems.append(Problem("no report is given", "plants", "one row or more"))
    if problems:
        raise InputProblems(problems)
    return dict(sorted(by_year.items()))


def _compare(rows: list[dict[str, Any]], given: Given) -> list[str]:
    """Add the change against a base year; years that cover something else say so."""
    if "base_year" not in given:
        return []
    year = round(given.number("base_year").central)
    base = next((row for row in rows if row["year"] == year), None)
    if base is None:
        raise InputProblems(
            [Problem(f"no report of {year}", "base_year", ", ".join(str(r["year"]) for r in rows))]
        )
    remarks = []
    for row in rows:
        alike = row["regions"] == base["regions"] and _same(row["coverage"], base["coverage"])
        row["comparable"] = alike
        for name in ("emission", "emission_per_capacity", "consumption", "capacity"):
            now, then = row[name], base[name]
            row[f"{name}_change"] = (
                None
                if now is None or then is None or then.value == 0
                else Quantity(now.value / then.value - 1, "1", standing=Standing.DERIVED)
            )
        if not alike:
            remarks.append(
                f"{row['year']} and {year} differ in regions or coverage, or the coverage is unknown: the change is not that of one industry"
            )
    return remarks


def _same(first: Quantity | None, other: Quantity | None) -> bool:
    return first is not None and other is not None and abs(first.central - other.central) < 1e-12


def _world(rows: list[dict[str, Any]], given: Given) -> list[str]:
    """Add an estimate of the whole where it is requested, beside the total and under its own name."""
    if not given.get("estimate_whole"):
        return []
    for row in rows:
        share, total = row["coverage"], row["emission"]
        row["emission_of_whole"] = (
            None
            if share is None or total is None
            else Quantity(total.value / share.central, _KG, standing=Standing.DERIVED)
        )
    return [
        "emission_of_whole assumes that plants that do not report emit as much per capacity as the others"
    ]


def published_coverage() -> Quantity:
    """Return the coverage that the industry's report was estimated to have in 2007-2008."""
    return fact("chloralkali_wcc", variable="coverage of world Hg-cell capacity")


_SEEN = published_coverage()
VERBS = (
    Verb(
        "report",
        "An industry's annual report: totals with their coverage.",
        (
            Slot("year", "yr", "Year of all rows that have none.", required=False, high=2200),
            Slot(
                "coverage",
                "1",
                f"Share of the capacity that reports ({_SEEN.value:.0%} of the world was estimated for 2008: {_SEEN.source}); unknown if omitted.",
                required=False,
                high=1.0,
            ),
            Slot(
                "plants",
                about="Plants or regions.",
                kind="table",
                columns=(
                    Slot("name", kind="text", required=False),
                    Slot("region", kind="text", required=False),
                    Slot("country", kind="text", required=False),
                    Slot("year", "yr", required=False, high=2200),
                    Slot("coverage", "1", "Of this row.", required=False, high=1.0),
                    *(Slot(n, unit, required=False) for n, unit in _COLUMNS.items()),
                ),
            ),
            Slot("base_year", "yr", "Show changes relative to this year.", required=False, high=2200),
            Slot(
                "estimate_whole",
                kind="flag",
                about="Add an estimate of the emission of all plants to the total of those reporting.",
                required=False,
            ),
        ),
        (
            *(Slot(n, unit) for n, unit in _COLUMNS.items()),
            Slot("emission", _KG, "Emission to air, water and products in the latest year."),
            Slot("emission_per_capacity", "g/t"),
            Slot("coverage", "1"),
            Slot("year", "yr"),
            Slot("years", kind="table"),
        ),
        _report,
        "World Chlorine Council, annual report to UNEP: capacity at 31 December, mercury in kg",
    ),
)
