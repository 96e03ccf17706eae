"""The calculators of mercury waste."""

from __future__ import annotations

import datetime as dt
from typing import Any

from quicksilver.areas.formula import formula
from quicksilver.areas.numbers import Number
from quicksilver.areas.tables import facts
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, MassBalanceError, Problem

__all__ = ["VERBS"]

KINDS = ("consisting of mercury", "containing mercury", "contaminated with mercury")
#: Mass of mercury sulphide from a mass of mercury: 232.66 / 200.59 (standard atomic weights).
_SULPHIDE = 232.66 / 200.59


def _limit(table_class: str) -> Number:
    row = next(r for r in facts("emission_limits", jurisdiction="Minamata", sector=table_class))
    assert row.number is not None
    return row.number


def _classify(given: Given) -> Answer:
    """Return the kind of each waste; contaminated waste is one only above the threshold, and tailings have a rule of their own."""
    rows, limit, tier = [], given.get("threshold") or _limit("waste"), _limit("tailings")
    for row in given["wastes"]:
        content = row.get("content")
        if row["form"] == "elemental":
            kind, why = KINDS[0], "mercury or its compounds as such"
        elif row["form"] == "product":
            kind, why = KINDS[1], "a product that mercury was added to"
        elif content is None:
            kind, why = "unknown", "its content was not given"
        else:
            top = tier if row["form"] == "tailings" else limit
            above = content.central > top.central
            kind = KINDS[2] if above else "below the threshold"
            if content.has_range and (content.low or 0) <= top.central < (content.high or 0):
                kind = "cannot be told"
            why = f"{content.central:g} mg/kg against {top.central:g} mg/kg" + (
                " (first tier for tailings; a leaching test decides after it)"
                if row["form"] == "tailings"
                else ""
            )
        rows.append({"name": row["name"], "kind": kind, "why": why})
    return Answer(
        {"wastes": rows},
        [{"name": "threshold", **limit.as_dict()}, {"name": "threshold of tailings", **tier.as_dict()}],
    )


def _step(row: Given, held: dict[str, float], at: str) -> list[Problem]:
    """Move mercury from hand to hand by one step; return what is wrong with it."""
    problems, holder, mass = [], row["holder"], row.number("mass").central
    if row["step"] == "collected":
        held[holder] = held.get(holder, 0.0) + mass
        return []
    if held.get(holder, 0.0) + 1e-9 < mass:
        problems.append(
            Problem(
                f"{holder} has {held.get(holder, 0.0):g} kg and hands on {mass:g} kg",
                at,
                "no more than is there",
                remedy="find the missing collection",
            )
        )
    held[holder] = held.get(holder, 0.0) - mass
    if row["step"] == "handed over" and row.get("to"):
        held[row["to"]] = held.get(row["to"], 0.0) + mass
    elif row["step"] == "handed over":
        problems.append(Problem("handed over to nobody", at, "who received it", remedy="add to: ..."))
    return problems


def _chain(given: Given) -> Answer:
    """Follow waste from hand to hand: what was collected is stored, treated or lost, and nobody hands on more than he has."""
    held: dict[str, float] = {}
    sums = {"collected": 0.0, "stored": 0.0, "treated": 0.0, "lost": 0.0}
    problems, day = [], ""
    for i, row in enumerate(given["steps"]):
        try:
            dt.date.fromisoformat(row["date"])
        except ValueError:
            problems.append(
                Problem(f"{row['date']!r} is no date", f"steps[{i}]", "a date such as 2008-05-31")
            )
        if row["date"] < day:
            problems.append(
                Problem(
                    f"{row['date']} comes after {day}",
                    f"steps[{i}]",
                    "steps in the order of their dates",
                    remedy="put them in order",
                )
            )
        day = max(day, row["date"])
        problems += _step(row, held, f"steps[{i}]")
        if row["step"] in sums:
            sums[row["step"]] += row.number("mass").central
    if problems:
        raise InputProblems(problems)
    left = {name: mass for name, mass in held.items() if mass > 1e-9}
    if abs(
        sums["collected"] - sums["stored"] - sums["treated"] - sums["lost"] - sum(left.values())
    ) > 1e-9 * max(1.0, sums["collected"]):
        raise MassBalanceError("the chain of custody does not close")
    rows = [
        {"holder": name, "mass": Number(mass, "kg", standing="derived")}
        for name, mass in sorted(left.items())
    ]
    said = [
        f"{name} still holds {mass:g} kg that is neither stored nor treated"
        for name, mass in sorted(left.items())
    ]
    return Answer(
        {
            **{n: Number(m, "kg", standing="derived") for n, m in sums.items()},
            "in_hand": rows,
            "closed": not left,
        },
        remarks=said,
    )


def _treatment(mercury: Any, recovered: Any, stabilised: Any, conversion: Any) -> dict[str, Any]:
    got, bound = mercury * recovered, mercury * stabilised
    return {
        "recovered_mercury": got,
        "bound_mercury": bound * conversion,
        "sulphide": bound * conversion * _SULPHIDE,
        "residue": mercury - got - bound * conversion,
    }


def _inventory(given: Given) -> Answer:
    """Add up a national inventory by kind; an unknown mass is counted and is in no sum."""
    rows, totals, unknown = [], dict.fromkeys(KINDS, 0.0), 0
    for row in given["wastes"]:
        mass = row.get("mass")
        mercury = None
        if mass is None:
            unknown += 1
        else:
            totals[row["kind"]] += mass.central
            mercury = (
                None
                if row.get("content") is None
                else Number(mass.central * row["content"].central * 1e-3, "kg/yr", standing="derived")
            )
        rows.append({"source": row["source"], "kind": row["kind"], "mass": mass, "mercury": mercury})
    known = [row["mercury"].value for row in rows if row["mercury"] is not None]
    lacking = sum(row["mercury"] is None for row in rows)
    said = (
        [f"{unknown} of {len(rows)} masses and the mercury of {lacking} are unknown; they are in no sum"]
        if unknown or lacking
        else []
    )
    return Answer({"by_kind": [{"kind": k, "mass": Number(m, "t/yr", standing="derived")} for k, m in totals.items()],
                   "mercury": Number(sum(known), "kg/yr", standing="derived") if known else None, "unknown": Number(unknown, "1", standing="derived"), "wastes": rows}, remarks=said)  # fmt: skip


_PLAN = ("inventory", "legal framework and definitions", "collection and segregation", "packaging and transport", "interim storage", "treatment or recovery", "final disposal",
         "health and safety", "awareness and training", "responsibilities", "financing", "schedule and review")  # fmt: skip


def _plan(given: Given) -> Answer:
    states = {row["element"]: row["state"] for row in given["elements"]}
    unknown = [e for e in states if e not in _PLAN]
    if unknown:
        raise InputProblems(
            [Problem(f"unknown element {e!r}", "elements", ", ".join(_PLAN)) for e in unknown]
        )
    rows = [{"element": e, "state": states.get(e, "missing")} for e in _PLAN]
    lacking = [row["element"] for row in rows if row["state"] != "filled"]
    stock, need = 0.0, []
    for row in given.get("years", []):
        stock += row.number("arising").central - row.number("treated").central
        need.append(
            {
                "year": round(row.number("year").central),
                "storage": Number(max(stock, 0.0), "t", standing="derived"),
            }
        )
    return Answer(
        {"complete": not lacking, "elements": rows, "storage": need},
        remarks=[f"not complete: {', '.join(lacking)}"] if lacking else [],
    )


def _match(given: Given) -> Answer:
    """Find facilities that may take a waste: kind, room, licence on the day, and how far or whether across a border it may go."""
    need, rows = given, []
    for row in given["facilities"]:
        reasons = []
        if row["takes"] not in (need["kind"], "all"):
            reasons.append(f"takes waste {row['takes']}")
        if row.number("room").central < need.number("mass").central:
            reasons.append(f"has room for {row.number('room').central:g} t")
        if row.get("licence_until") and row["licence_until"] < need["date"]:
            reasons.append(f"licence ended on {row['licence_until']}")
        if row["country"] != need["country"] and row.get("imports") is not True:
            reasons.append("does not take waste from abroad")
        rows.append(
            {
                "name": row["name"],
                "country": row["country"],
                "fits": not reasons,
                "why_not": "; ".join(reasons) or None,
                "note": None
                if row["country"] == need["country"] or reasons
                else "needs prior informed consent (Basel Convention)",
            }
        )
    rows.sort(key=lambda r: (not r["fits"], r["country"] != need["country"], r["name"]))
    return Answer(
        {"offers": Number(sum(r["fits"] for r in rows), "1", standing="derived"), "facilities": rows},
        remarks=[] if any(r["fits"] for r in rows) else ["no facility fits"],
    )


def _share(part: Any, total: Any, published: Any = None) -> dict[str, Any]:
    found = {"computed": part / total}
    return found if published is None else {**found, "difference": part / total - published}


_ELEMENT = (Slot("element", kind="text"), Slot("state", kind="text", choices=("filled", "partly", "missing")))
VERBS = (
    Verb("classify", "The kind of a waste, by form and threshold.",
         (Slot("wastes", kind="table", columns=(Slot("name", kind="text"), Slot("form", kind="text", choices=("elemental", "product", "other", "tailings")), Slot("content", "mg/kg", required=False))),
          Slot("threshold", "mg/kg", "Of contaminated waste, where your law has another.", required=False)), (Slot("wastes", kind="table"),), _classify, "Minamata Convention, COP-5 and COP-4"),
    Verb("chain", "Chain of custody: collected = stored + treated + lost + in hand.",
         (Slot("steps", kind="table", columns=(Slot("date", kind="text"), Slot("step", kind="text", choices=("collected", "handed over", "stored", "treated", "lost")), Slot("holder", kind="text"),
          Slot("mass", "kg", "Mercury."), Slot("to", kind="text", required=False))),),
         (*(Slot(n, "kg") for n in ("collected", "stored", "treated", "lost")), Slot("in_hand", kind="table"), Slot("closed", kind="flag")), _chain),
    formula("treatment", "Recovery and stabilisation as sulphide, with what is left.",
            (Slot("mercury", "kg"), Slot("recovered", "1", "Share distilled off.", high=1.0, default=Number(0.0, standing="assumed")), Slot("stabilised", "1", "Share bound.", high=1.0, default=Number(0.0, standing="assumed")),
             Slot("conversion", "1", "Of what is to be bound, the share that is.", high=1.0, default=Number(1.0, standing="assumed", source="complete reaction"))),
            tuple(Slot(n, "kg") for n in ("recovered_mercury", "bound_mercury", "sulphide", "residue")), _treatment, source="HgS: 232.66 / 200.59"),
    Verb("inventory", "National inventory of mercury waste by kind.",
         (Slot("wastes", kind="table", columns=(Slot("source", kind="text"), Slot("kind", kind="text", choices=KINDS), Slot("mass", "t/yr", required=False), Slot("content", "mg/kg", required=False))),),
         (Slot("by_kind", kind="table"), Slot("mercury", "kg/yr"), Slot("unknown", "1"), Slot("wastes", kind="table")), _inventory),
    Verb("plan", "Elements of a management plan, and the storage it needs by year.",
         (Slot("elements", kind="table", columns=_ELEMENT), Slot("years", kind="table", required=False, columns=(Slot("year", "yr", high=2200), Slot("arising", "t"), Slot("treated", "t")))),
         (Slot("complete", kind="flag"), Slot("elements", kind="table"), Slot("storage", kind="table")), _plan),
    Verb("match", "Facilities that may take a waste.",
         (Slot("mass", "t"), Slot("kind", kind="text", choices=KINDS), Slot("country", kind="text"), Slot("date", kind="text"),
          Slot("facilities", kind="table", columns=(Slot("name", kind="text"), Slot("country", kind="text"), Slot("takes", kind="text", choices=(*KINDS, "all")), Slot("room", "t"),
           Slot("licence_until", kind="text", required=False), Slot("imports", kind="flag", required=False)))), (Slot("offers", "1"), Slot("facilities", kind="table")), _match),
    formula("share-check", "A published share beside the one its quantities give.", (Slot("part", "kg"), Slot("total", "kg", low=1e-12), Slot("published", "1", required=False, high=1.0)),
            (Slot("computed", "1"), Slot("difference", "1")), lambda **g: _share(**{k: v for k, v in g.items() if v is not None}),
            remarks=lambda given, found: ["the published share and the quantities do not agree"] if "difference" in found and abs(found["difference"].value) > 5e-4 else []),
)  # fmt: skip
