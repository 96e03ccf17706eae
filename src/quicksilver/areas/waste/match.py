"""A need for treatment or storage compared with existing facilities: offers within licence and transport limits, or none."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from quicksilver.areas.shared.dates import read_date
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.areas.waste.kinds import KINDS
from quicksilver.errors import InputProblems, Problem
from quicksilver.geography import named_among
from quicksilver.quantities import Quantity, Standing

__all__ = ["MATCH"]


def _days(given: Given) -> tuple[dt.date, list[dt.date | None]]:
    problems: list[Problem] = []
    day = read_date(given["date"], "date", problems)
    ends = [
        read_date(row["licence_until"], f"facilities[{i}], licence_until", problems)
        if "licence_until" in row
        else None
        for i, row in enumerate(given["facilities"])
    ]
    if problems:
        raise InputProblems(problems)
    assert day is not None
    return day, ends


def _same_country(text: str, other: str) -> bool:
    """Return whether two texts name one country, by whichever of its names and codes."""
    return text == other or named_among(text, [other]) == other


def _reasons(need: Given, row: Given, day: dt.date, ends: dt.date | None) -> tuple[list[str], list[str]]:
    """Return why a facility may not take the waste apart from its room, and what is to be seen to if it may."""
    why, notes = [], []
    abroad = not _same_country(row["country"], need["country"])
    if row["takes"] not in (need["kind"], "all"):
        why.append(f"takes waste {row['takes']}")
    if ends is not None and ends < day:
        why.append(f"licence ended on {ends}")
    if ends is None:
        notes.append("the end of the licence is not given: ask the facility")
    if abroad and row.get("imports") is not True:
        why.append("does not take waste from abroad")
    if abroad:
        notes.append("needs prior informed consent (Basel Convention)")
    if "technology" in need and row.get("technology") != need["technology"]:
        why.append(f"does {row.get('technology') or 'not say what it does'}, not {need['technology']}")
    limit = min(
        (r.number(n).central for r, n in ((row, "farthest"), (need, "farthest")) if n in r), default=None
    )
    if limit is not None and "distance" in row and row.number("distance").central > limit:
        why.append(f"is {row.number('distance').central:g} km away; the limit is {limit:g} km")
    if limit is not None and "distance" not in row:
        notes.append("the distance is not given: ask the facility")
    return why, notes


def _facility(need: Given, row: Given, day: dt.date, ends: dt.date | None) -> dict[str, Any]:
    why, notes = _reasons(need, row, day, ends)
    mass, room = need.number("mass").central, row.number("room").central
    roomy = room >= mass
    loads = math.ceil(mass / row.number("largest_load").central - 1e-9) if "largest_load" in row else None
    full = why if roomy else [*why, f"has free capacity for {room:g} t"]
    return {
        "name": row["name"],
        "country": row["country"],
        "fits": not full,
        "why_not": "; ".join(full) or None,
        "note": "; ".join(notes) or None if not full else None,
        "loads": None if loads is None or full else Quantity(loads, "1", standing=Standing.DERIVED),
        "room": row.number("room"),
        "only_room": bool(full) and not why,
    }


def _match(given: Given) -> Answer:
    """Find facilities that may take a waste: kind, room, licence on the day, border, distance; or say there are none."""
    day, ends = _days(given)
    rows = [_facility(given, row, day, end) for row, end in zip(given["facilities"], ends, strict=True)]
    offers = sum(row["fits"] for row in rows)
    remarks = []
    if not offers:
        remarks.append("no facility matches")
        small = [row for row in rows if row.pop("only_room")]
        room = sum(row["room"].central for row in small)
        if len(small) > 1 and room >= given.number("mass").central:
            remarks.append(
                f"{', '.join(row['name'] for row in small)} together would have free capacity for {room:g} t"
            )
    for row in rows:
        row.pop("only_room", None)
    home = given["country"]
    rows.sort(key=lambda row: (not row["fits"], not _same_country(row["country"], home), row["name"]))
    return Answer(
        {"offers": Quantity(offers, "1", standing=Standing.DERIVED), "facilities": rows}, remarks=remarks
    )


MATCH = Verb(
    "match",
    "Facilities that may accept a waste within licence and transport limits.",
    (
        Slot("mass", "t", "Mass to be accepted."),
        Slot("kind", kind="text", choices=KINDS),
        Slot("country", kind="text", about="Country of the waste."),
        Slot("date", kind="text", about="Date of delivery."),
        Slot(
            "technology",
            kind="text",
            about="Required technology: stabilisation, recovery, storage ...",
            required=False,
        ),
        Slot("farthest", "km", "Longest distance of transport.", required=False),
        Slot(
            "facilities",
            kind="table",
            about="Your list of facilities.",
            columns=(
                Slot("name", kind="text"),
                Slot("country", kind="text"),
                Slot("takes", kind="text", choices=(*KINDS, "all")),
                Slot("room", "t", "Free capacity."),
                Slot("licence_until", kind="text", required=False),
                Slot(
                    "imports", kind="flag", about="Whether it may accept waste from abroad.", required=False
                ),
                Slot("technology", kind="text", required=False),
                Slot("distance", "km", "Distance from the waste.", required=False),
                Slot("farthest", "km", "Transport limit of the facility.", required=False),
                Slot("largest_load", "t", "Largest load per transport.", required=False),
            ),
        ),
    ),
    (Slot("offers", "1"), Slot("facilities", kind="table")),
    _match,
)
