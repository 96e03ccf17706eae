"""The calculators of products that mercury is added to."""

from __future__ import annotations

import numpy as np

from quicksilver.areas.goods.stock import lives, run_stock
from quicksilver.areas.numbers import Number
from quicksilver.areas.tables import facts
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, MassBalanceError, Problem

__all__ = ["VERBS"]

_PATHS = ("recycling", "landfill", "incineration", "open burning", "sewer")


def _d(value: float, unit: str = "kg/yr") -> Number:
    return Number(float(value), unit, standing="derived")


def _sold(given: Given, years: list[int]) -> tuple[list[float], dict[str, float]]:
    """Return the mercury sold by year in kg, and the shares of the paths; what is wrong is said at once."""
    last, content = given.get("sales_end"), given.get("content")
    problems, inflow = [], []
    for i, (year, row) in enumerate(zip(years, given["sales"], strict=True)):
        mass, each = row.get("mercury"), row.get("content") or content
        if (mass is None) == (row.get("units") is None):
            problems.append(
                Problem(
                    "a year needs mercury or units, one of the two",
                    f"sales[{i}]",
                    "mercury, or units with a content",
                )
            )
        elif mass is None and each is None:
            problems.append(
                Problem("units without a content", f"sales[{i}]", "content in g/item", remedy="add content")
            )
        else:
            kg = mass.central if mass is not None else row.number("units").central * each.central / 1000
            inflow.append(0.0 if last is not None and year > last.central else kg)
    named = {path: given.get(path.replace(" ", "_")) for path in _PATHS}
    shares = {path: number.central for path, number in named.items() if number is not None}
    if shares and abs(sum(shares.values()) - 1) > 1e-6:
        problems.append(
            Problem(
                f"the paths add up to {sum(shares.values()):g}",
                "recycling, landfill ...",
                "shares that add up to 1",
            )
        )
    if problems:
        raise InputProblems(problems)
    return inflow, shares


def _stock(given: Given) -> Answer:
    """Demand, stock and waste by year; a phase-out ends sales, not use."""
    years = [round(row.number("year").central) for row in given["sales"]]
    if not years or years != list(range(years[0], years[0] + len(years))):
        raise InputProblems(
            [
                Problem(
                    "the years have gaps, repeat or are out of order",
                    "sales",
                    "one row for each year, rising",
                )
            ]
        )
    inflow, shares = _sold(given, years)
    kind, mean = given.get("distribution") or "weibull", given.number("life").central
    shape = given["shape"].central if given.get("shape") is not None else 3.0 if kind == "weibull" else 0.3
    horizon = len(years) + (round(given["after"].central) if given.get("after") is not None else 0)
    series = np.concatenate([np.array(inflow), np.zeros(horizon - len(inflow))])
    made = run_stock(series, lives(horizon + 1, mean, shape, kind=kind), given["loss"].central)
    out = []
    for i in range(horizon):
        gone = made["outflow"][i]
        out.append({"year": years[0] + i, "demand": _d(series[i]), "stock": _d(made["stock"][i], "kg"), "waste": _d(gone), "lost_in_use": _d(made["lost"][i]),
                    **{path: _d(gone * share) for path, share in shares.items()}})  # fmt: skip
    return Answer({"demand": _d(series.sum(), "kg"), "waste": _d(made["outflow"].sum(), "kg"), "lost_in_use": _d(made["lost"].sum(), "kg"), "stock": _d(made["stock"][-1], "kg"), "years": out},
                  [] if given.get("shape") is not None else [{"name": "shape", "value": shape, "why": "usual for products; the published lives are means"}])  # fmt: skip


def _end_of_life(given: Given) -> Answer:
    """Masses by path, their shares, and what complete recycling would give where it is known."""
    masses = {row["path"]: row.number("mass").central for row in given["paths"]}
    total = sum(masses.values())
    complete = given.get("complete_recycling")
    said = (
        []
        if complete is None or total == 0
        else [f"complete recycling would give {complete.central / total:.0%} of what is discarded"]
    )
    return Answer(
        {
            "total": _d(total),
            "shares": [
                {"path": p, "mass": _d(m), "share": _d(m / total if total else float("nan"), "1")}
                for p, m in masses.items()
            ],
            "complete_recycling": complete,
        },
        remarks=said,
    )


def _demand(given: Given) -> Answer:
    """Add up categories with their ranges, beside a printed total; unknown ones are counted."""
    known = [row.number("demand") for row in given["categories"] if row.get("demand") is not None]
    unknown = len(given["categories"]) - len(known)
    low, high = (
        sum(n.central if e is None else e for n in known for e in [getattr(n, end)])
        for end in ("low", "high")
    )
    total = Number(sum(n.central for n in known), "t/yr", low, high, standing="derived")
    printed, said = given.get("published"), []
    if printed is not None and abs(printed.central - total.value) > 1e-9:
        said.append(
            f"the parts add up to {total.value:,.0f} t/yr, printed is {printed.central:,.0f}: both are kept"
        )
    if unknown:
        said.append(f"{unknown} categories are unknown and in no sum")
    rows = [
        {
            "name": row["name"],
            "demand": row.get("demand"),
            "share": None
            if row.get("demand") is None or not total.value
            else _d(row.number("demand").central / total.value, "1"),
        }
        for row in given["categories"]
    ]
    return Answer({"demand": total, "categories": rows, "unknown": _d(unknown, "1")}, remarks=said)


def _shares(given: Given) -> Answer:
    """Part a total by shares, or give the shares of parts; printed shares that do not fit are flagged."""
    total = given.get("total")
    parts = {row["name"]: row for row in given["parts"]}
    if total is None or all(row.get("mass") is not None for row in parts.values()):
        if any(row.get("mass") is None for row in parts.values()):
            raise InputProblems(
                [Problem("parts without a mass, and no total", "parts", "masses, or a total with shares")]
            )
        whole = sum(row.number("mass").central for row in parts.values()) if total is None else total.central
        rows = [
            {
                "name": n,
                "mass": row.number("mass"),
                "share": _d(row.number("mass").central / whole, "1"),
                "published": row.get("share"),
            }
            for n, row in parts.items()
        ]
    else:
        if (
            abs(
                sum(row.number("share").central for row in parts.values() if row.get("share") is not None) - 1
            )
            > 1e-6
        ):
            raise InputProblems(
                [Problem("the shares do not add up to 1", "parts", "shares that add up to 1")]
            )
        whole = total.central
        rows = [
            {
                "name": n,
                "mass": Number(whole * row.number("share").central, "t", standing="derived"),
                "share": row.number("share"),
                "published": None,
            }
            for n, row in parts.items()
        ]
    off = [
        r["name"]
        for r in rows
        if r["published"] is not None and abs(r["share"].central - r["published"].central) > 0.005
    ]
    return Answer(
        {"total": Number(whole, "t", standing="derived"), "parts": rows},
        remarks=[f"the printed share is another for: {', '.join(off)}"] if off else [],
    )


def _goal(given: Given) -> Answer:
    """Judge a goal of the products area: five outcomes."""
    base, seen, cut = given.get("baseline"), given.get("observed"), given.get("reduction")
    if cut is None:
        return Answer(
            {"outcome": "not assessable", "change": None},
            remarks=["a goal for 2017 was declared, but its number was not found in a text that was read"],
        )
    if base is None or seen is None:
        return Answer(
            {"outcome": "cannot be computed", "change": None},
            remarks=["no baseline" if base is None else "nothing was observed"],
        )
    if given.get("same_method") is False:
        return Answer(
            {"outcome": "cannot be computed", "change": None},
            remarks=["baseline and observation were made by different methods"],
        )
    lows, highs = (
        [getattr(n, end) if getattr(n, end) is not None else n.central for n in (base, seen)]
        for end in ("low", "high")
    )
    if lows[0] <= 0:
        return Answer(
            {"outcome": "cannot be computed", "change": None}, remarks=["the baseline reaches nothing"]
        )
    change = Number(
        seen.central / base.central - 1,
        "1",
        lows[1] / highs[0] - 1,
        highs[1] / lows[0] - 1,
        standing="derived",
    )
    assert change.low is not None
    assert change.high is not None
    return Answer(
        {
            "outcome": "met"
            if change.high <= -cut.central
            else "not met"
            if change.low > -cut.central
            else "cannot be told",
            "change": change,
        }
    )


def _hospital(given: Given) -> Answer:
    """Mercury in devices, what a plan takes out and to where, cost and payback."""
    rows, taken, left, price, saved = [], 0.0, 0.0, 0.0, 0.0
    problems = []
    for i, row in enumerate(given["devices"]):
        replaced = (
            row.number("replaced").central if row.get("replaced") is not None else row.number("count").central
        )
        if replaced > row.number("count").central:
            problems.append(
                Problem(
                    f"{replaced:g} of {row.number('count').central:g} replaced",
                    f"devices[{i}]",
                    "no more than there are",
                )
            )
        content = row.number("content").central
        out, stay = replaced * content / 1000, (row.number("count").central - replaced) * content / 1000
        taken, left = taken + out, left + stay
        price += replaced * (row["price"].central if row.get("price") is not None else 0.0)
        saved += replaced * (row["yearly_saving"].central if row.get("yearly_saving") is not None else 0.0)
        rows.append({"device": row["device"], "to_waste_store": _d(out, "kg"), "in_use": _d(stay, "kg")})
    if problems:
        raise InputProblems(problems)
    payback = Number(price / saved, "yr", standing="derived") if saved > 0 else None
    return Answer({"to_waste_store": _d(taken, "kg"), "in_use": _d(left, "kg"), "cost": Number(price, "1", standing="derived"), "payback": payback, "devices": rows},
                  remarks=["devices that are replaced go to the waste store: their mercury is not gone"] + ([] if saved > 0 else ["no yearly saving was given: no payback"]))  # fmt: skip


def _checklist(given: Given) -> Answer:
    rows = [
        {
            "clause": row["clause"],
            "control": row["control"],
            "gap": row["present"] is not True,
            "state": "present"
            if row["present"] is True
            else "missing"
            if row["present"] is False
            else "unknown",
        }
        for row in given["controls"]
    ]
    gaps = [f"{row['clause']}: {row['control']}" for row in rows if row["gap"]]
    return Answer(
        {"gaps": _d(len(gaps), "1"), "controls": rows}, remarks=[f"missing or unknown: {gap}" for gap in gaps]
    )


def _phase_out(given: Given) -> Answer:
    """Set sales to nothing after the treaty's date of a product (with a stated exemption later)."""
    rows = [
        row
        for row in facts("minamata_dates", annex="A")
        if given["product"].lower() in row.labels["item"].lower() and row.number
    ]
    if not rows:
        names = sorted({row.labels["item"] for row in facts("minamata_dates", annex="A")})
        raise InputProblems([Problem(f"no date for {given['product']!r}", "product", "; ".join(names))])
    date = min(row.number.central for row in rows if row.number) + (
        given["exemption"].central if given.get("exemption") is not None else 0.0
    )
    out = [
        {
            "year": round(r.number("year").central),
            "sales": r.number("sales")
            if r.number("year").central <= date
            else Number(0.0, r.number("sales").unit, standing="derived"),
        }
        for r in given["series"]
    ]
    before, after = (
        sum(r.number("sales").central for r in given["series"]),
        sum(r["sales"].central for r in out),
    )
    if after > before + 1e-9:
        raise MassBalanceError("a phase-out cannot add sales")
    return Answer({"date": _d(date, "yr"), "avoided": _d(before - after, "kg"), "series": out},
                  [{"name": "date", "value": row.number.central, "unit": "yr", "source": row.source, "item": row.labels["item"]} for row in rows if row.number],
                  ["the date ends manufacture, import and export, not use: the stock keeps leaving"])  # fmt: skip


VERBS = (
    Verb("stock", "Stock, demand and waste of a product by year, from sales, content and life.",
         (Slot("sales", kind="table", columns=(Slot("year", "yr", high=2200), Slot("units", "item/yr", required=False), Slot("mercury", "kg/yr", required=False), Slot("content", "g/item", required=False))),
          Slot("content", "g/item", "Where it is the same in all years.", required=False), Slot("life", "yr", "Mean.", low=0.1), Slot("shape", "1", required=False, low=0.01),
          Slot("distribution", kind="text", choices=("weibull", "normal", "fixed"), required=False), Slot("loss", "1/yr", "Broken in use.", high=1.0, default=Number(0.0, "1/yr", standing="assumed")),
          Slot("sales_end", "yr", "Last year of sales.", required=False, high=2200), Slot("after", "yr", "Years to follow after the last sales.", required=False, high=500),
          *(Slot(p.replace(" ", "_"), "1", f"Share of waste to {p}.", required=False, high=1.0) for p in _PATHS)),
         (*(Slot(n, "kg") for n in ("demand", "waste", "lost_in_use", "stock")), Slot("years", kind="table")), _stock, "inflow-driven stock, Weibull lives"),
    Verb("end-of-life", "What is discarded by path.", (Slot("paths", kind="table", columns=(Slot("path", kind="text"), Slot("mass", "kg/yr"))), Slot("complete_recycling", "kg/yr", required=False)),
         (Slot("total", "kg/yr"), Slot("shares", kind="table"), Slot("complete_recycling", "kg/yr")), _end_of_life, "Asari et al. 2008"),
    Verb("demand", "Demand by category, its sum and a printed total.", (Slot("categories", kind="table", columns=(Slot("name", kind="text"), Slot("demand", "t/yr", required=False))), Slot("published", "t/yr", required=False)),
         (Slot("demand", "t/yr"), Slot("categories", kind="table"), Slot("unknown", "1")), _demand),
    Verb("shares", "Shares of parts, or parts of a total.", (Slot("parts", kind="table", columns=(Slot("name", kind="text"), Slot("mass", "t", required=False), Slot("share", "1", required=False, high=1.0))), Slot("total", "t", required=False)),
         (Slot("total", "t"), Slot("parts", kind="table")), _shares),
    Verb("goal", "A goal of the area judged with ranges.",
         (Slot("reduction", "1", "Against the baseline.", required=False, high=1.0), Slot("baseline", "t/yr", required=False), Slot("observed", "t/yr", required=False), Slot("same_method", kind="flag", required=False)),
         (Slot("outcome", kind="text"), Slot("change", "1")), _goal),
    Verb("hospital", "Devices of a hospital: mercury, replacement, cost and payback.",
         (Slot("devices", kind="table", columns=(Slot("device", kind="text"), Slot("count", "1"), Slot("content", "g", "Mercury in one."), Slot("replaced", "1", required=False), Slot("price", "1", "Money for one.", required=False),
          Slot("yearly_saving", "1", "Money per year for one.", required=False))),),
         (Slot("to_waste_store", "kg"), Slot("in_use", "kg"), Slot("cost", "1"), Slot("payback", "yr"), Slot("devices", kind="table")), _hospital),
    Verb("checklist", "Controls of a site: what is missing, with its clause.", (Slot("controls", kind="table", columns=(Slot("clause", kind="text"), Slot("control", kind="text"), Slot("present", kind="flag", required=False))),),
         (Slot("gaps", "1"), Slot("controls", kind="table")), _checklist),
    Verb("phase-out", "Sales with the treaty's date of a product.", (Slot("product", kind="text"), Slot("exemption", "yr", "Years of exemption.", required=False, high=10),
         Slot("series", kind="table", columns=(Slot("year", "yr", high=2200), Slot("sales", "kg/yr")))), (Slot("date", "yr"), Slot("avoided", "kg"), Slot("series", kind="table")), _phase_out, "Minamata Convention, Annex A"),
)  # fmt: skip
