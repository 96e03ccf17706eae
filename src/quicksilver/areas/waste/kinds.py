"""Kinds of mercury waste and the thresholds that separate them."""

from __future__ import annotations

from typing import Any

from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.factors.facts import facts
from quicksilver.quantities import Quantity

__all__ = ["CLASSIFY", "KINDS"]

#: The three kinds of Article 11 of the Minamata Convention.
KINDS = ("consisting of mercury", "containing mercury", "contaminated with mercury")
_BELOW, _UNTOLD, _UNKNOWN = "below the threshold", "cannot be told", "unknown"


def _limit(sector: str) -> Quantity:
    row = next(r for r in facts("emission_limits", jurisdiction="Minamata", sector=sector))
    assert row.number is not None
    return row.number


_LIMIT, _TAILINGS = _limit("waste"), _limit("tailings")
#: The second tier stands in the note of the tailings row of the table.
_LEACHATE = Quantity(
    0.15, "mg/L", source=_TAILINGS.source, standing=_TAILINGS.standing, confidence=_TAILINGS.confidence
)


def _side(measured: Quantity, limit: Quantity) -> str:
    """Return ``above``, ``below`` or ``both`` where the range lies on both sides; at the limit counts as above."""
    low = measured.central if measured.low is None else measured.low
    high = measured.central if measured.high is None else measured.high
    return "above" if low >= limit.central else "below" if high < limit.central else "both"


def _compared(measured: Quantity, limit: Quantity) -> str:
    ends = f" ({measured.low:g} to {measured.high:g})" if measured.has_range else ""
    comparison = f"{measured.central:g}{ends} {measured.unit} against {limit.central:g} {limit.unit}"
    at = measured.central == limit.central and not measured.has_range
    return comparison + (
        "; it is at the threshold, which is counted as above because the table does not state it"
        if at
        else ""
    )


def _tailings(row: Given, given: Given) -> tuple[str, str]:
    """Two tiers: the total first, and where that is reached what a leaching test gives."""
    content, limit, second = (
        row["content"],
        given.number("tailings_threshold"),
        given.number("leachate_threshold"),
    )
    first = _side(content, limit)
    why = _compared(content, limit) + " (first tier of tailings)"
    if first == "below":
        return _BELOW, why
    if "leachate" not in row:
        return _UNTOLD, why + "; a leaching test decides"
    leached = _side(row["leachate"], second)
    why += f"; {_compared(row['leachate'], second)} leached (second tier)"
    if leached == "below":
        return _BELOW, why
    return (KINDS[2] if (first, leached) == ("above", "above") else _UNTOLD), why


def _kind(row: Given, given: Given) -> tuple[str, str]:
    form = row["form"]
    if form in ("elemental", "compound"):
        return KINDS[0], "mercury or its compounds; no threshold applies"
    if form == "product":
        return KINDS[1], "a product with added mercury; no threshold applies"
    if "content" not in row:
        return _UNKNOWN, "the content was not given"
    if form == "tailings":
        return _tailings(row, given)
    limit = given.number("threshold")
    side = _side(row["content"], limit)
    kind = {"above": KINDS[2], "below": _BELOW, "both": _UNTOLD}[side]
    return kind, _compared(row["content"], limit)


def _classify(given: Given) -> Answer:
    """Return the kind of each waste and whether it is mercury waste, where this can be determined."""
    rows: list[dict[str, Any]] = []
    for row in given["wastes"]:
        kind, why = _kind(row, given)
        mine = None if kind in (_UNTOLD, _UNKNOWN) else kind in KINDS
        rows.append({"name": row["name"], "kind": kind, "mercury_waste": mine, "why": why})
    remarks = [
        "the Conference of the Parties invited a review of 15 mg/kg in 2025: a later decision may set another threshold"
    ]
    if any(row["form"] == "tailings" for row in given["wastes"]):
        remarks.append(
            f"the rule for tailings is recalled from the decision of COP-4 with {_TAILINGS.confidence} confidence, not read"
        )
    return Answer({"wastes": rows}, remarks=remarks)


CLASSIFY = Verb(
    "classify",
    "Kind of a waste, by form and threshold.",
    (
        Slot(
            "wastes",
            kind="table",
            columns=(
                Slot("name", kind="text"),
                Slot(
                    "form",
                    kind="text",
                    choices=("elemental", "compound", "product", "other", "tailings"),
                    about="Form of the waste; tailings: of industrial mining other than mercury mining.",
                ),
                Slot("content", "mg/kg", "Total mercury content.", required=False, high=1e6),
                Slot("leachate", "mg/L", "Mercury in the leachate.", required=False),
            ),
        ),
        Slot("threshold", "mg/kg", "Total mercury in contaminated waste.", default=_LIMIT),
        Slot("tailings_threshold", "mg/kg", "First tier for tailings, total mercury.", default=_TAILINGS),
        Slot("leachate_threshold", "mg/L", "Second tier for tailings, leachate.", default=_LEACHATE),
    ),
    (Slot("wastes", kind="table"),),
    _classify,
    "Minamata Convention, Article 11; COP-5 (threshold), COP-4 (tailings)",
)
