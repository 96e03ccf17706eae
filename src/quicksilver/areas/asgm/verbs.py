"""The calculators of small-scale gold mining."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from quicksilver.areas.asgm.demand import PRACTICES, demand, reconcile
from quicksilver.areas.formula import formula
from quicksilver.areas.numbers import Number
from quicksilver.areas.tables import fact, facts
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem

__all__ = ["VERBS"]


def _batch(
    gold: Any, mercury: Any, amalgam_share: Any, sponge_share: Any, recovered: Any, capture: Any
) -> dict[str, Any]:
    """Balance of a batch: what goes into the amalgam, what is pressed out, what is burnt, what the tailings keep."""
    in_amalgam = gold * amalgam_share / (1 - amalgam_share)
    in_sponge = np.minimum(gold * sponge_share / (1 - sponge_share), in_amalgam)
    burnt = in_amalgam - in_sponge
    found = {"in_amalgam": in_amalgam, "first_burn": burnt, "second_burn": in_sponge, "recovered_pressing": recovered, "tailings": mercury - recovered - in_amalgam,
             "captured": burnt * capture, "air_field": burnt * (1 - capture), "air_shop": in_sponge}  # fmt: skip
    if (
        np.any(np.asarray(found["tailings"]) < -1e-12 * np.maximum(mercury, 1e-300))
        and np.ndim(found["tailings"]) == 0
    ):
        raise InputProblems(
            [
                Problem(
                    "more mercury is in the amalgam and pressed out than was put in",
                    "mercury",
                    "at least what the amalgam and the cloth hold",
                )
            ]
        )
    return found | {"ratio": mercury / gold}


def _split(use: Any, air_share: Any, latent: Any = None) -> dict[str, Any]:
    air = use * air_share
    found = {"air": air, "water_and_land": use - air}
    return (
        found
        if latent is None
        else {**found, "air_with_latent": air + latent, "water_and_land_without_latent": use - air - latent}
    )


def _capture(given: Given) -> Answer:
    """Mercury caught and emitted by units; a broken one catches nothing and drops out of what works."""
    rows, caught, emitted, burnt = [], 0.0, 0.0, 0.0
    for row in given["units"]:
        works = row.get("state") in (None, "working")
        mass = row.number("mercury").central
        hit = (
            mass
            * row.number("efficiency").central
            * (row["availability"].central if row.get("availability") is not None else 1.0)
            if works
            else 0.0
        )
        caught, emitted, burnt = caught + hit, emitted + mass - hit, burnt + mass
        rows.append(
            {
                "name": row.get("name"),
                "state": "working" if works else "broken",
                "caught": Number(hit, "g", standing="derived"),
                "emitted": Number(mass - hit, "g", standing="derived"),
            }
        )
    working = sum(row["state"] == "working" for row in rows)
    return Answer({"burnt": Number(burnt, "g", standing="derived"), "caught": Number(caught, "g", standing="derived"), "emitted": Number(emitted, "g", standing="derived"),
                   "working": Number(working, "1", standing="derived"), "units": rows},
                  remarks=[f"{len(rows) - working} of {len(rows)} do not work"] if working < len(rows) else [])  # fmt: skip


def _indoor(emission: Any, volume: Any, air_changes: Any, hours: Any, outdoor: Any) -> dict[str, Any]:
    """Well-mixed room: steady concentration, the one after some hours, and the mean over them."""
    steady = outdoor + emission / (volume * air_changes)
    decay = np.exp(-air_changes * hours)
    return {
        "steady": steady,
        "at_end": steady + (outdoor - steady) * decay,
        "mean": steady + (outdoor - steady) * (1 - decay) / (air_changes * hours),
    }


#: Elements that a national action plan has, after Annex C of the Minamata Convention.
_ELEMENTS = ("objectives and reduction target", "end of whole-ore amalgamation", "end of open burning", "end of burning in residential areas", "end of cyanide on mercury tailings",
             "formalisation or regulation", "baseline of quantity and practices", "reduction of emissions and exposure", "control of trade and diversion", "participation of stakeholders",
             "public health strategy", "protection of children and women", "information to miners and communities", "schedule")  # fmt: skip


def _plan(given: Given) -> Answer:
    states = {row["element"]: row["state"] for row in given["elements"]}
    unknown = [e for e in states if e not in _ELEMENTS]
    if unknown:
        raise InputProblems(
            [Problem(f"unknown element {e!r}", "elements", ", ".join(_ELEMENTS)) for e in unknown]
        )
    rows = [{"element": e, "state": states.get(e, "missing")} for e in _ELEMENTS]
    lacking = [row["element"] for row in rows if row["state"] != "filled"]
    said = [f"not complete: {', '.join(lacking)}"] if lacking else []
    base = given.get("baseline")
    if base is not None and not base.has_range:
        said.append("the baseline has no range: progress against it will not be tellable")
    due = None
    if given.get("submitted"):
        try:
            day = dt.date.fromisoformat(given["submitted"])
        except ValueError:
            raise InputProblems(
                [Problem(f"{given['submitted']!r} is no date", "submitted", "a date such as 2020-05-31")]
            ) from None
        due = f"{day.year + 3}-{day.month:02d}-{min(day.day, 28) if day.month == 2 else day.day:02d}"
    return Answer(
        {"complete": not lacking, "elements": rows, "baseline": base, "review_due": due}, remarks=said
    )


def _follow_up(given: Given) -> Answer:
    """Return the share of retorts in use at every visit, the fall between visits, and when the next is due."""
    rows: list[dict[str, Any]] = []
    before: float | None = None
    for row in sorted(given["visits"], key=lambda r: r["date"]):
        share = (
            row.number("in_use").central / row.number("handed_out").central
            if row.number("handed_out").central
            else None
        )
        change = None if before is None or share is None else share - before
        rows.append({"date": row["date"], "site": row["site"], "share": None if share is None else Number(share, "1", standing="derived"),
                     "change": None if change is None else Number(change, "1", standing="derived"), "fall": change is not None and change < 0})  # fmt: skip
        before = share if share is not None else before
    months = round(given.number("months").central)
    try:
        last = dt.date.fromisoformat(rows[-1]["date"])
    except (ValueError, IndexError):
        raise InputProblems(
            [Problem("a visit without a date such as 2008-05-31", "visits", "visits with dates")]
        ) from None
    year, month = divmod(last.year * 12 + last.month - 1 + months, 12)
    return Answer(
        {"visits": rows, "next_due": f"{year}-{month + 1:02d}"},
        remarks=["retorts in use have fallen between visits"] if any(r["fall"] for r in rows) else [],
    )


def _target(given: Given) -> Answer:
    """Judge the Partnership's goal of half the demand by 2017, or another: five outcomes, never a guess."""
    base, seen = given.get("baseline"), given.get("observed")
    cut = given.number("reduction").central
    if base is None:
        return Answer(
            {"outcome": "cannot be computed", "change": None},
            remarks=["the goal names no baseline, year of baseline or method"],
        )
    if seen is None:
        return Answer({"outcome": "cannot be computed", "change": None}, remarks=["nothing was observed"])
    ends = [
        (n.central if n.low is None else n.low, n.central if n.high is None else n.high) for n in (base, seen)
    ]
    if ends[0][0] <= 0:
        return Answer(
            {"outcome": "cannot be computed", "change": None}, remarks=["the baseline reaches nothing"]
        )
    change = Number(
        seen.central / base.central - 1,
        "1",
        ends[1][0] / ends[0][1] - 1,
        ends[1][1] / ends[0][0] - 1,
        standing="derived",
    )
    assert change.low is not None
    assert change.high is not None
    outcome = "met" if change.high <= -cut else "not met" if change.low > -cut else "cannot be told"
    return Answer({"outcome": outcome, "change": change})


_AMALGAM = next(r.number for r in facts("asgm_params", parameter="Hg mass share of amalgam"))
_SPONGE = fact("asgm_params", parameter="Hg mass share of sponge gold")
_SHOP = next(r.number for r in facts("controls", sector="asgm", technology="EPA/ANL gold shop MCS (drum)"))
_G = "g"
VERBS = (
    Verb("demand", "Demand for mercury from gold output, practices and ratios; the three inputs it most hangs on.",
         (Slot("sites", kind="table", about="Countries or sites, a row for each practice.", columns=(Slot("name", kind="text"), Slot("gold", "kg/yr", "Gold made by the site in all."),
          Slot("practice", kind="text", choices=tuple(PRACTICES)), Slot("share", "1", "Of the gold made by this practice.", required=False, high=1.0))),
          *(Slot(f"ratio_{p.replace('-', '_')}", "kg/kg", "Mercury per gold.", required=False) for p in PRACTICES)),
         (Slot("demand", "kg/yr"), Slot("sites", kind="table"), Slot("causes", kind="table")), demand, "AMAP/UNEP 2013 rules"),
    Verb("reconcile", "Several estimates of one demand, side by side and, where it may be done, combined.",
         (Slot("estimates", kind="table", columns=(Slot("method", kind="text"), Slot("demand", "kg/yr"), Slot("independent", kind="flag", required=False), Slot("weight", "1", required=False))),),
         (Slot("combined", "kg/yr"), Slot("envelope", "kg/yr"), Slot("estimates", kind="table")), reconcile, "five routes of the AGC/UNEP toolkit (O'Neill and Telmer 2017)"),
    formula("batch", "Mercury balance of one batch of ore or concentrate.",
            (Slot("gold", _G), Slot("mercury", _G, "Put in."), Slot("recovered", _G, "Pressed out through the cloth.", default=Number(0.0, _G, standing="assumed")),
             Slot("amalgam_share", "1", "Mercury in the amalgam.", default=_AMALGAM, high=0.99), Slot("sponge_share", "1", "Mercury in the sponge after the first burn.", default=_SPONGE, high=0.99),
             Slot("capture", "1", "Share of the first burn that a retort catches.", default=Number(0.0, standing="assumed", source="open burning"), high=1.0)),
            (*(Slot(n, _G) for n in ("in_amalgam", "first_burn", "second_burn", "recovered_pressing", "tailings", "captured", "air_field", "air_shop")), Slot("ratio", "g/g")), _batch),
    formula("split", "Use parted into air, and water and land.",
            (Slot("use", "kg/yr"), Slot("air_share", "1", "Of the use.", high=1.0), Slot("latent", "kg/yr", "Released to water and later given off to air.", required=False)),
            tuple(Slot(n, "kg/yr") for n in ("air", "water_and_land", "air_with_latent", "water_and_land_without_latent")),
            lambda **g: _split(**{k: v for k, v in g.items() if v is not None}), source="Telmer and Veiga 2009"),
    Verb("capture", "Mercury caught and emitted by retorts or gold-shop hoods.",
         (Slot("units", kind="table", columns=(Slot("name", kind="text", required=False), Slot("mercury", _G, "Burnt in the unit."), Slot("efficiency", "1", high=1.0, default=_SHOP),
          Slot("availability", "1", "Share of the burning at which it is used.", required=False, high=1.0), Slot("state", kind="text", choices=("working", "broken"), required=False))),),
         (Slot("burnt", _G), Slot("caught", _G), Slot("emitted", _G), Slot("working", "1"), Slot("units", kind="table")), _capture),
    formula("indoor", "Concentration in a shop: well-mixed room with an even source.",
            (Slot("emission", "mg/h", "Into the room."), Slot("volume", "m3", low=1e-6), Slot("air_changes", "1/h", low=1e-6), Slot("hours", "h", "Of work.", low=1e-6),
             Slot("outdoor", "mg/m3", default=Number(0.0, "mg/m3", standing="assumed"))),
            (Slot("steady", "mg/m3"), Slot("at_end", "mg/m3"), Slot("mean", "mg/m3")), _indoor, source="one-compartment mass balance"),
    Verb("plan", "Elements of a national action plan: what is filled, what is missing, when it is to be reviewed.",
         (Slot("elements", kind="table", columns=(Slot("element", kind="text"), Slot("state", kind="text", choices=("filled", "partly", "missing")))), Slot("baseline", "kg/yr", required=False),
          Slot("submitted", kind="text", about="Date.", required=False)), (Slot("complete", kind="flag"), Slot("elements", kind="table"), Slot("review_due", kind="text")), _plan, "Minamata Convention, Annex C"),
    Verb("follow-up", "Retorts in use over visits, and when the next visit is due.",
         (Slot("visits", kind="table", columns=(Slot("date", kind="text"), Slot("site", kind="text"), Slot("handed_out", "1"), Slot("in_use", "1"))),
          Slot("months", "1", "Between visits.", default=Number(6, standing="assumed", source="half a year"))), (Slot("visits", kind="table"), Slot("next_due", kind="text")), _follow_up),
    Verb("target", "The goal of the area judged with ranges.",
         (Slot("baseline", "t/yr", required=False), Slot("observed", "t/yr", required=False),
          Slot("reduction", "1", high=1.0, default=Number(0.5, source="activity report 2007-2008, paragraph 8", standing="read"))), (Slot("outcome", kind="text"), Slot("change", "1")), _target),
)  # fmt: skip
