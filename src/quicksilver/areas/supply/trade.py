"""Mirror trade: exports reported by one country compared with imports reported by the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem
from quicksilver.quantities import Quantity, Standing

__all__ = ["VERBS"]

_AGREE = Quantity(1e-9, "1", source="any difference is a conflict", standing=Standing.ASSUMED)


def _number(value: float, unit: str = "t") -> Quantity:
    return Quantity(float(value), unit, standing=Standing.DERIVED)


def _pair(row: Given, tolerance: float) -> dict[str, Any]:
    """Return one pair of reports; what nobody reported stays unknown, and is not nothing."""
    out, into = row.get("export_reported"), row.get("import_reported")
    pair: dict[str, Any] = {
        "exporter": row["exporter"],
        "importer": row["importer"],
        "year": round(row.number("year").central),
        "export_reported": out,
        "import_reported": into,
        "difference": None,
        "ratio": None,
        "relative_difference": None,
    }
    if out is None or into is None:
        return {**pair, "state": "one side only" if out is not into else "no report"}
    gap, larger = out.central - into.central, max(out.central, into.central)
    pair["difference"] = _number(gap)
    pair["ratio"] = _number(out.central / into.central, "1") if into.central > 0 else None
    pair["relative_difference"] = _number(gap / larger if larger > 0 else 0.0, "1")
    return {**pair, "state": "agree" if abs(gap) <= tolerance * max(larger, 1.0) else "conflict"}


def _mirror(given: Given) -> Answer:
    """Set what one side states it sold beside what the other states it bought; neither is averaged away."""
    _check(given["trade"])
    tolerance = given.number("tolerance").central
    rows = [_pair(row, tolerance) for row in given["trade"]]
    conflicts = sum(row["state"] == "conflict" for row in rows)
    alone = [row for row in rows if row["state"] in ("one side only", "no report")]
    both = [row for row in rows if row not in alone]
    remarks = ["both reports are shown; neither is assumed to be correct"] if conflicts else []
    if alone:
        remarks.append(
            f"{len(alone)} of {len(rows)} pairs have a report of one side only or none, and are not included in the differences"
        )
    return Answer(
        {
            "pairs": rows,
            "conflicts": _number(conflicts, "1"),
            "one_sided": _number(len(alone), "1"),
            "export_total": _sum(both, "export_reported"),
            "import_total": _sum(both, "import_reported"),
            "total_difference": _gap(both),
            "export_one_sided": _sum(alone, "export_reported"),
            "import_one_sided": _sum(alone, "import_reported"),
            "countries": _countries(rows),
        },
        remarks=remarks,
    )


def _check(trade: Sequence[Given]) -> None:
    problems, seen = [], set()
    for i, row in enumerate(trade):
        key = (row["exporter"], row["importer"], round(row.number("year").central))
        if key in seen:
            problems.append(
                Problem(
                    f"{key[0]} to {key[1]} in {key[2]} is listed twice",
                    f"trade[{i}]",
                    "one row per pair and year",
                    remedy="put both reports in one row",
                )
            )
        if key[0] == key[1]:
            problems.append(Problem(f"{key[0]} trades with itself", f"trade[{i}]", "two countries"))
        seen.add(key)
    if problems:
        raise InputProblems(problems)


def _sum(rows: Sequence[dict[str, Any]], name: str) -> Quantity | None:
    known = [row[name].central for row in rows if row[name] is not None]
    return _number(sum(known)) if known else None


def _gap(rows: Sequence[dict[str, Any]]) -> Quantity | None:
    return _number(sum(row["difference"].central for row in rows)) if rows else None


def _countries(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return for each country what it states of itself, and what its partners say of it."""
    names = list(dict.fromkeys(row[side] for row in rows for side in ("exporter", "importer")))
    countries = []
    for name in names:
        out, into = ([row for row in rows if row[side] == name] for side in ("exporter", "importer"))
        countries.append(
            {
                "country": name,
                "exports_by_itself": _sum(out, "export_reported"),
                "exports_by_partners": _sum(out, "import_reported"),
                "imports_by_itself": _sum(into, "import_reported"),
                "imports_by_partners": _sum(into, "export_reported"),
            }
        )
    return countries


VERBS = (
    Verb(
        "mirror-trade",
        "Reported exports compared with reported imports: differences and ratios, never averages.",
        (
            Slot(
                "trade",
                kind="table",
                columns=(
                    Slot("exporter", kind="text"),
                    Slot("importer", kind="text"),
                    Slot("year", "yr", high=2200),
                    Slot(
                        "export_reported",
                        "t",
                        "Reported by the exporter; not reported if omitted.",
                        required=False,
                    ),
                    Slot(
                        "import_reported",
                        "t",
                        "Reported by the importer; not reported if omitted.",
                        required=False,
                    ),
                ),
            ),
            Slot(
                "tolerance",
                "1",
                "Relative difference up to which two reports agree.",
                default=_AGREE,
                high=1.0,
            ),
        ),
        (
            Slot(
                "pairs",
                kind="table",
                about="Difference is export minus import, ratio export divided by import.",
            ),
            Slot("conflicts", "1"),
            Slot("one_sided", "1"),
            Slot("export_total", "t", "Difference of pairs with both reports."),
            Slot("import_total", "t", "Difference of pairs with both reports."),
            Slot("total_difference", "t"),
            Slot("export_one_sided", "t"),
            Slot("import_one_sided", "t"),
            Slot("countries", kind="table"),
        ),
        _mirror,
    ),
)
