"""The calculators of supply, trade and storage."""

from __future__ import annotations

from typing import Any

from quicksilver.areas.formula import formula
from quicksilver.areas.numbers import Number
from quicksilver.areas.tables import fact
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, MassBalanceError, Problem

__all__ = ["VERBS"]

_T = "t/yr"
#: Sources are drawn on in this order: what comes anyway first, mining last.
_ORDER = ("recycling", "by-product", "cells", "stocks", "mining")


def _ends(number: Number) -> tuple[float, float]:
    return (
        number.central if number.low is None else number.low,
        number.central if number.high is None else number.high,
    )


def _balance(given: Given) -> Answer:
    """Add up supply by source with the ends of the ranges, beside the total that was printed."""
    low, high = (sum(_ends(row.number("mass"))[i] for row in given["sources"]) for i in (0, 1))
    whole = Number(
        sum(row.number("mass").central for row in given["sources"]), _T, low, high, standing="derived"
    )
    said = []
    printed = given.get("published")
    if printed is not None:
        ends = _ends(printed)
        if abs(ends[0] - low) > 1e-9 or abs(ends[1] - high) > 1e-9:
            said.append(f"the parts add up to {low:,.0f} to {high:,.0f} t/yr, printed are {ends[0]:,.0f} to {ends[1]:,.0f}: both are kept; the difference is "
                        f"{ends[0] - low:+,.0f} and {ends[1] - high:+,.0f}")  # fmt: skip
    demand = given.get("demand")
    left = (
        None
        if demand is None
        else Number(
            whole.central - demand.central,
            _T,
            low - _ends(demand)[1],
            high - _ends(demand)[0],
            standing="derived",
        )
    )
    return Answer({"supply": whole, "published": printed, "surplus": left}, remarks=said)


def _market(given: Given) -> Answer:
    """Balance supply and demand year by year; what is in excess goes to stock, what lacks is taken from it, then is a gap."""
    years = [round(row.number("year").central) for row in given["years"]]
    if years != sorted(set(years)):
        raise InputProblems(
            [Problem("the years repeat or are out of order", "years", "each year once, rising")]
        )
    stock = given["stock"].central if given.get("stock") is not None else 0.0
    begun, rows, gone_in, gone_out = stock, [], 0.0, 0.0
    for year, row in zip(years, given["years"], strict=True):
        parts = {n: row[n].central for n in _ORDER if row.get(n) is not None}
        trade = (row["imports"].central if row.get("imports") is not None else 0.0) - (
            row["exports"].central if row.get("exports") is not None else 0.0
        )
        supply, demand = sum(parts.values()) + trade, row.number("demand").central
        need, drawn = demand, {}
        for name in _ORDER:
            drawn[name] = min(parts.get(name, 0.0), max(need, 0.0))
            need -= drawn[name]
        excess = max(supply - demand, 0.0)
        taken = min(stock, max(demand - supply, 0.0))
        stock += excess - taken
        gone_in, gone_out = gone_in + supply, gone_out + demand - max(demand - supply - taken, 0.0)
        rows.append({"year": year, **{n: Number(v, _T, standing="derived") for n, v in (("supply", supply), ("demand", demand), ("excess", excess), ("from_stock", taken),
                     ("gap", max(demand - supply - taken, 0.0)), ("mining_needed", drawn["mining"]))}, "stock": Number(stock, "t", standing="derived")})  # fmt: skip
    if abs(begun + gone_in - gone_out - stock) > 1e-9 * max(1.0, begun + gone_in):
        raise MassBalanceError("the market of mercury does not close")
    even = next(
        (
            rows[i]["year"]
            for i in range(len(rows))
            if all(r["excess"].value > 0 or r["gap"].value == r["from_stock"].value == 0 for r in rows[i:])
        ),
        None,
    )
    return Answer({"equilibrium_year": even, "cumulative_excess": Number(sum(r["excess"].value for r in rows), "t", standing="derived"), "years": rows},
                  remarks=[] if even else ["supply does not come to cover demand to the end of the years given"])  # fmt: skip


def _mirror(given: Given) -> Answer:
    """Set what one side says it sold beside what the other says it bought; neither is averaged away."""
    rows = []
    for row in given["trade"]:
        out, into = row.get("export_reported"), row.get("import_reported")
        gap = (
            None
            if out is None or into is None
            else Number(out.central - into.central, "t", standing="derived")
        )
        ratio = (
            None
            if gap is None or into is None or into.central == 0
            else Number(out.central / into.central, "1", standing="derived")
        )
        state = (
            "one side only"
            if gap is None
            else "agree"
            if abs(gap.central) <= 1e-9 * max(out.central, 1.0)
            else "conflict"
        )
        rows.append({"exporter": row["exporter"], "importer": row["importer"], "year": row["year"], "export_reported": out, "import_reported": into, "difference": gap,
                     "ratio": ratio, "state": state})  # fmt: skip
    conflicts = sum(row["state"] == "conflict" for row in rows)
    return Answer(
        {"pairs": rows, "conflicts": Number(conflicts, "1", standing="derived")},
        remarks=["both reports are shown; neither is taken for the truth"] if conflicts else [],
    )


def _storage(mass: Any, density: Any, flask: Any, fee: Any = None) -> dict[str, Any]:
    found = {"volume": mass / density, "flasks": mass * 1000 / flask}
    if fee is not None:
        found["cost"] = mass * fee
    return found


def _options(given: Given) -> Answer:
    """Rank storage options by weighted scores; an unknown score stays unknown, and widens the answer."""
    weights = {row["criterion"]: row.number("weight").central for row in given["weights"]}
    total = sum(weights.values())
    problems: list[Problem] = []
    scores: dict[str, dict[str, float | None]] = {}
    if total <= 0:
        problems.append(Problem("the weights add up to nothing", "weights", "one weight above 0"))
    for i, row in enumerate(given["scores"]):
        if row["criterion"] not in weights:
            problems.append(
                Problem(f"no weight for {row['criterion']!r}", f"scores[{i}]", ", ".join(weights))
            )
        scores.setdefault(row["option"], {})[row["criterion"]] = (
            None if row.get("score") is None else row["score"].central
        )
    if problems:
        raise InputProblems(problems)
    rows: list[dict[str, Any]] = []
    for option, held in scores.items():
        known = {c: s for c, s in held.items() if s is not None}
        lacking = [c for c in weights if known.get(c) is None and weights[c] > 0]
        low = sum(weights[c] * known.get(c, 0.0) for c in weights) / total
        high = low + sum(weights[c] for c in lacking) / total
        rows.append(
            {
                "option": option,
                "score": Number(low if not lacking else float("nan"), "1", low, high, standing="derived"),
                "unknown": ", ".join(lacking) or None,
            }
        )
    rows.sort(key=lambda r: -r["score"].central)
    return Answer(
        {"ranking": rows},
        remarks=["scores run from 0 to 1; an unknown one counts as 0 to 1"]
        if any(r["unknown"] for r in rows)
        else [],
    )


def _surplus(given: Given) -> Answer:
    """Add up supply less demand by region and year with ranges; what is above nothing needs storage."""
    need: dict[str, list[float]] = {}
    rows = []
    for row in given["years"]:
        s, d = row.number("supply"), row.number("demand")
        left = Number(
            s.central - d.central,
            _T,
            _ends(s)[0] - _ends(d)[1],
            _ends(s)[1] - _ends(d)[0],
            standing="derived",
        )
        held = need.setdefault(row["region"], [0.0, 0.0, 0.0])
        for i, value in enumerate((left.low or 0.0, left.value, left.high or 0.0)):
            held[i] += max(value, 0.0)
        rows.append({"region": row["region"], "year": round(row.number("year").central), "surplus": left})
    return Answer(
        {
            "by_year": rows,
            "storage_need": [
                {"region": r, "mass": Number(v[1], "t", v[0], v[2], standing="derived")}
                for r, v in need.items()
            ],
        }
    )


def _history(given: Given) -> Answer:
    """Keep what each source says of a project, with its date; a conflict is shown."""
    by: dict[str, list[Any]] = {}
    for row in given["statements"]:
        by.setdefault(row["field"], []).append(row)
    rows = [
        {
            "field": f,
            "statements": [{n: r.get(n) for n in ("value", "source", "date")} for r in held],
            "conflict": len({r["value"] for r in held}) > 1,
        }
        for f, held in by.items()
    ]
    return Answer(
        {"fields": rows}, remarks=[f"{r['field']}: the sources do not agree" for r in rows if r["conflict"]]
    )


_DENSITY = Number(
    13.534,
    "t/m3",
    source="density of liquid mercury at 25 degC (CRC Handbook of Chemistry and Physics)",
    standing="read",
)
VERBS = (
    Verb("balance", "Supply by source with ranges, beside the total that was printed, and against demand.",
         (Slot("sources", kind="table", columns=(Slot("name", kind="text"), Slot("mass", _T))), Slot("published", _T, required=False), Slot("demand", _T, required=False)),
         (Slot("supply", _T), Slot("published", _T), Slot("surplus", _T, low=-1e9)), _balance),
    Verb("market", "Supply, demand, excess, gap and stock by year; when supply comes to cover demand.",
         (Slot("years", kind="table", columns=(Slot("year", "yr", high=2200), Slot("demand", _T), *(Slot(n, _T, required=False) for n in _ORDER), Slot("imports", _T, required=False), Slot("exports", _T, required=False))),
          Slot("stock", "t", "At the beginning.", required=False)),
         (Slot("equilibrium_year", "yr"), Slot("cumulative_excess", "t"), Slot("years", kind="table")), _market, "after Maxson 2009"),
    Verb("mirror-trade", "Exports reported beside imports reported.",
         (Slot("trade", kind="table", columns=(Slot("exporter", kind="text"), Slot("importer", kind="text"), Slot("year", "yr", high=2200), Slot("export_reported", "t", required=False),
          Slot("import_reported", "t", required=False))),), (Slot("pairs", kind="table"), Slot("conflicts", "1")), _mirror),
    formula("storage", "Volume, flasks and cost of a mass in storage.",
            (Slot("mass", "t"), Slot("density", "t/m3", default=_DENSITY), Slot("flask", "kg", "Mercury in a flask.", default=fact("supply_demand", item="flask content")),
             Slot("fee", "USD/t", "What is paid per t.", required=False)),
            (Slot("volume", "m3"), Slot("flasks", "1"), Slot("cost", "USD")), lambda **g: _storage(**{k: v for k, v in g.items() if v is not None})),
    Verb("storage-options", "Storage options ranked by criteria and weights.",
         (Slot("weights", kind="table", columns=(Slot("criterion", kind="text"), Slot("weight", "1"))),
          Slot("scores", kind="table", columns=(Slot("option", kind="text"), Slot("criterion", kind="text"), Slot("score", "1", "0 worst, 1 best; left out: unknown.", required=False, high=1.0)))),
         (Slot("ranking", kind="table"),), _options),
    Verb("surplus", "Surplus by region and year, and the storage it needs.",
         (Slot("years", kind="table", columns=(Slot("region", kind="text"), Slot("year", "yr", high=2200), Slot("supply", _T), Slot("demand", _T))),),
         (Slot("by_year", kind="table"), Slot("storage_need", kind="table")), _surplus),
    Verb("history", "What sources say of a project, side by side, with dates.",
         (Slot("statements", kind="table", columns=(Slot("field", kind="text"), Slot("value", kind="text"), Slot("source", kind="text"), Slot("date", kind="text", required=False))),),
         (Slot("fields", kind="table"),), _history),
)  # fmt: skip
