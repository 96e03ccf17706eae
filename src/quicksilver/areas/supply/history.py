"""Projects over many years and sponsors: each source keeps its statement and date, and conflicts are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem
from quicksilver.intake.packaged import Table
from quicksilver.quantities import Quantity, Standing

__all__ = ["VERBS", "published_history"]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a source states of a project: a sponsor, or an event."""

    id: str
    project: str
    kind: str
    value: str
    source: str
    standing: Literal["read", "recalled", "derived"]
    confidence: Literal["high", "medium", "low"]
    year: str = ""
    date: str = ""
    note: str = ""


_STATEMENTS: Final = Table("quicksilver.factors", "data/supply/mining_history.csv", Statement, key=("id",))


def published_history() -> tuple[Statement, ...]:
    """Return the statements on the projects on primary mining, row by row.

    Examples
    --------
    >>> sum(row.kind == "sponsor" and "UNITAR" in row.source for row in published_history())
    2
    """
    return _STATEMENTS.rows()


def _history(given: Given) -> Answer:
    """Keep what each source states of a project, with its date; a conflict is shown."""
    by: dict[str, list[Any]] = {}
    for row in given["statements"]:
        by.setdefault(row["field"], []).append(row)
    rows = [
        {
            "field": f,
            "statements": [{n: r.get(n) for n in ("value", "source", "date")} for r in statements],
            "conflict": len({r["value"] for r in statements}) > 1,
        }
        for f, statements in by.items()
    ]
    return Answer(
        {"fields": rows}, remarks=[f"{r['field']}: the sources do not agree" for r in rows if r["conflict"]]
    )


def _mining(given: Given) -> Answer:
    """Return sponsors by source, production by year and events by date; nothing is merged into one truth."""
    if given.get("statements") is None and given.get("production") is None and given.get("project") is None:
        given.values["project"] = "Kyrgyzstan primary mining"
    rows = [dict(row.values) for row in given.get("statements") or []]
    used = []
    if given.get("project") is not None:
        read = [row for row in published_history() if row.project == given["project"]]
        if not read:
            names = sorted({row.project for row in published_history()})
            raise InputProblems(
                [
                    Problem(
                        f"no statements on {given['project']!r} are in the table",
                        "project",
                        ", ".join(names),
                        remedy="give your own statements",
                    )
                ]
            )
        rows += [
            {
                "kind": row.kind,
                "value": row.value,
                "source": row.source,
                "date": row.date or row.year or None,
            }
            for row in read
        ]
        used = [
            {
                "name": f"{row.kind}: {row.value}",
                "value": row.value,
                "source": row.source,
                "standing": row.standing,
            }
            for row in read
        ]
    sponsors = _sponsors([row for row in rows if row["kind"] == "sponsor"])
    production, unequal = _production(given.get("production") or [])
    remarks = _disagree(sponsors)
    remarks += [f"production of {year}: the sources do not agree; both are shown" for year in unequal]
    others = [row for row in rows if row["kind"] != "sponsor"]
    events = sorted(
        ({n: row.get(n) for n in ("kind", "value", "source", "date")} for row in others),
        key=lambda row: (row["date"] or "9999", row["kind"]),
    )
    names = sorted({name for row in sponsors for name in row["sponsors"]})
    everywhere = [name for name in names if all(name in row["sponsors"] for row in sponsors)]
    return Answer(
        {
            "sponsors_by_source": sponsors,
            "sponsor_counts_differ": len({row["count"].value for row in sponsors}) > 1,
            "named_by_all": everywhere,
            "named_by_some": [name for name in names if name not in everywhere],
            "production": production,
            "events": events,
        },
        used,
        remarks,
    )


def _sponsors(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    by: dict[tuple[str, str | None], list[str]] = {}
    for row in rows:
        sponsors_named = by.setdefault((row["source"], row.get("date")), [])
        if row["value"] not in sponsors_named:
            sponsors_named.append(row["value"])
    sponsors = [
        {
            "source": source,
            "date": date,
            "sponsors": names,
            "count": Quantity(float(len(names)), "1", standing=Standing.DERIVED),
        }
        for (source, date), names in by.items()
    ]
    return sorted(sponsors, key=lambda row: str(row["date"] or "9999"))


def _disagree(sponsors: Sequence[Mapping[str, Any]]) -> list[str]:
    counts = sorted({round(row["count"].value) for row in sponsors})
    if len(counts) < 2:
        return []
    counted = "; ".join(
        f"{round(row['count'].value)} in {row['source']} ({row['date'] or 'no date'})" for row in sponsors
    )
    return [
        f"the sources count {' and '.join(map(str, counts))} sponsors: {counted}; all are kept, with names as in each source"
    ]


def _production(rows: Sequence[Given]) -> tuple[list[dict[str, Any]], list[int]]:
    """Return what was produced by year, each source for itself, and the years in which they differ."""
    produced = sorted(
        (
            {
                "year": round(row.number("year").central),
                "mass": row.get("mass"),
                "source": row["source"],
                "date": row.get("date"),
            }
            for row in rows
        ),
        key=lambda row: row["year"],
    )
    years = sorted({row["year"] for row in produced})
    unequal = [
        y
        for y in years
        if len({row["mass"].central for row in produced if row["year"] == y and row["mass"] is not None}) > 1
    ]
    return produced, unequal


VERBS = (
    Verb(
        "history",
        "Statements of sources about a project, side by side, with dates.",
        (
            Slot(
                "statements",
                kind="table",
                columns=(
                    Slot("field", kind="text"),
                    Slot("value", kind="text"),
                    Slot("source", kind="text"),
                    Slot("date", kind="text", required=False),
                ),
            ),
        ),
        (Slot("fields", kind="table"),),
        _history,
    ),
    Verb(
        "mining-history",
        "A project on primary mining: sponsors by source and date, production by year, events.",
        (
            Slot(
                "project",
                kind="text",
                required=False,
                about="Project whose packaged statements are added; used if no others are given.",
            ),
            Slot(
                "statements",
                kind="table",
                required=False,
                columns=(
                    Slot("kind", kind="text", about="sponsor, event, measure ..."),
                    Slot("value", kind="text", about="One sponsor, or one event."),
                    Slot("source", kind="text"),
                    Slot("date", kind="text", required=False),
                ),
            ),
            Slot(
                "production",
                kind="table",
                required=False,
                columns=(
                    Slot("year", "yr", high=2200),
                    Slot("mass", "t/yr", "Unknown if omitted.", required=False),
                    Slot("source", kind="text"),
                    Slot("date", kind="text", required=False),
                ),
            ),
        ),
        (
            Slot("sponsors_by_source", kind="table"),
            Slot("sponsor_counts_differ", kind="flag"),
            Slot("named_by_all"),
            Slot("named_by_some"),
            Slot("production", kind="table"),
            Slot("events", kind="table"),
        ),
        _mining,
    ),
)
