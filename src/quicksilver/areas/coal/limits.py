"""Limit values compared with stack emissions, by volume of gas or by heat."""

from __future__ import annotations

from typing import Any

from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem
from quicksilver.factors.facts import Fact, facts
from quicksilver.geography import guess_among, named_among
from quicksilver.quantities import Quantity

__all__ = ["LIMITS", "beside"]

_VOLUME = {"ug/Nm3": 1.0, "mg/Nm3": 1000.0, "mg/m3": 1000.0}  # the last is of normal state in the rule itself


def beside(
    concentration: Quantity | None, per_heat: Quantity | None, jurisdiction: str | None = None
) -> list[dict[str, Any]]:
    """Return each limit for coal power, and whether it is met.

    Parameters
    ----------
    concentration : Quantity or None
        ug/Nm3, dry, 6 per cent oxygen.
    per_heat : Quantity or None
        g/TJ.
    jurisdiction : str, optional

    Raises
    ------
    InputProblems
        The tables have no limit of this jurisdiction.
    """
    rows = [row for row in facts("emission_limits", sector="coal_power") if row.number is not None]
    known = sorted({row.labels["jurisdiction"] for row in rows})
    written = jurisdiction
    jurisdiction = None if written is None else named_among(written, known)
    if written is not None and not jurisdiction:
        raise InputProblems(
            [
                Problem(
                    f"no limit of {written!r} for coal power",
                    "jurisdiction",
                    ", ".join(known),
                    guess_among(written, known),
                )
            ]
        )
    return [
        {
            "jurisdiction": row.labels["jurisdiction"],
            "class": row.labels["class"],
            "limit": row.number,
            "year": row.year,
            "kept": _kept(row, concentration, per_heat),
            "note": row.note or None,
        }
        for row in rows
        if jurisdiction in (None, row.labels["jurisdiction"])
    ]


def _kept(row: Fact, concentration: Quantity | None, per_heat: Quantity | None) -> str:
    number = row.number
    assert number is not None
    top = number.high if number.high is not None else number.central
    if number.unit in _VOLUME and concentration is not None:
        return "yes" if concentration.central <= top * _VOLUME[number.unit] else "no"
    if number.unit == "lb/TBtu" and per_heat is not None:
        return "yes" if per_heat.central <= Quantity(top, number.unit).to("g/TJ").value else "no"
    return "not comparable"


def _limits(given: Given) -> Answer:
    rows = beside(given.get("concentration"), given.get("emission_per_heat"), given.get("jurisdiction"))
    remarks = [
        "limits in mass per heat are compared only with emission_per_heat, limits in mass per volume only with concentration",
        "each limit applies to certain coals and plant sizes: see its class; a range is judged by its upper end",
    ]
    return Answer({"limits": rows}, remarks=remarks)


LIMITS = Verb(
    "limits",
    "Emission limit values, compared with a concentration or an emission per heat at the stack.",
    (
        Slot("jurisdiction", kind="text", required=False),
        Slot("concentration", "ug/Nm3", "Concentration, dry, 6 per cent oxygen.", required=False),
        Slot("emission_per_heat", "g/TJ", "Emission per heat; lb/TBtu is accepted too.", required=False),
    ),
    (Slot("limits", kind="table"),),
    _limits,
)
