"""Options side by side: mercury by destination, sulphur dioxide, nitrogen oxides, particles, carbon dioxide, cost."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from quicksilver.areas.coal.costs import annuity
from quicksilver.areas.coal.model import METHOD, OWN
from quicksilver.areas.coal.steps import at_same_electricity, fitting
from quicksilver.areas.coal.train import RANKS
from quicksilver.areas.coal.unit import PATHWAYS, UNIT_TAKES, unit
from quicksilver.areas.shared.names import in_words
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem
from quicksilver.factors.facts import facts
from quicksilver.quantities import Quantity, Standing, ranged

__all__ = ["COMPARE", "combustion"]

_MERCURY = (
    "input",
    *PATHWAYS,
    "gypsum",
    "waste_water",
    "stack_hg0",
    "stack_hg2",
    "stack_hgp",
    "removal",
    "concentration",
    "emission_factor",
    "coal",
    "efficiency",
)
_POLLUTANTS = ("so2", "nox", "pm", "co2")


@functools.cache
def combustion() -> Mapping[tuple[str, str], Quantity]:
    """Return the published numbers of combustion by parameter and rank of coal."""
    return {
        (row.labels["parameter"], row.labels["rank"]): row.number
        for row in facts("coal_combustion")
        if row.number is not None
    }


def _emitted(
    given: Given, row: Given, results: Mapping[str, Any], assumed: list[dict[str, Any]]
) -> dict[str, Quantity | None]:
    """Return the other pollutants in tonnes; None where a number for it was neither given nor published."""
    rank = row.get("rank") or given.get("rank")
    masses: dict[str, Quantity | None] = dict.fromkeys(_POLLUTANTS)
    numbers = {
        "coal_fired": results["coal_fired"],
        "heat": results["heat"],
        "sulphur": results["sulphur"],
        "ash": results["ash"],
    }
    numbers |= {n: row.get(n) for n in ("so2_removal", "nox_removal", "pm_removal")}
    numbers |= {n: given.get(n) for n in ("nox_factor", "fly_ash_share", "sulphur_to_gas", "carbon_dioxide")}
    for name in ("sulphur_to_gas", "carbon_dioxide"):
        default = combustion().get((name, rank or ""))
        if numbers[name] is None and default is not None:
            numbers[name] = default
            item = {"name": f"{name} ({rank})", **default.as_dict()}
            assumed += [item] if item not in assumed else []
    recipes: dict[str, tuple[tuple[str, ...], Any]] = {
        # 64 g SO2 of 32 g S
        "so2": (
            ("coal_fired", "sulphur", "sulphur_to_gas", "so2_removal"),
            lambda coal_fired, sulphur, sulphur_to_gas, so2_removal: (
                coal_fired * sulphur * 2 * sulphur_to_gas * (1 - so2_removal)
            ),
        ),
        "nox": (
            ("heat", "nox_factor", "nox_removal"),
            lambda heat, nox_factor, nox_removal: heat * nox_factor / 1e6 * (1 - nox_removal),
        ),
        "pm": (
            ("coal_fired", "ash", "fly_ash_share", "pm_removal"),
            lambda coal_fired, ash, fly_ash_share, pm_removal: (
                coal_fired * ash * fly_ash_share * (1 - pm_removal)
            ),
        ),
        "co2": (("heat", "carbon_dioxide"), lambda heat, carbon_dioxide: heat * carbon_dioxide / 1000),
    }
    for name, (wanted, call) in recipes.items():
        known = {n: numbers[n] for n in wanted if numbers[n] is not None}
        if len(known) == len(wanted):
            masses[name] = ranged(lambda call=call, **drawn: {"mass": call(**drawn)}, known, {"mass": "t"})[
                "mass"
            ]
    return masses


def _priced(given: Given, row: Given, less: float, results: Mapping[str, Any]) -> dict[str, Any]:
    """Return the cost of an option, per kg less than the first option; unknown where it was not given."""
    names = ("annual_cost", "cost_per_mass", "cost_per_electricity")
    if any(row.get(n) is None for n in ("capital", "operation")) or any(
        given.get(n) is None for n in ("interest", "life")
    ):
        return dict.fromkeys(names)
    terms = [
        row.number("capital").central,
        row.number("operation").central,
        given.number("interest").central,
        given.number("life").central,
    ]
    yearly = float(annuity(*terms)["annual_cost"])
    made = results["electricity"]
    return {
        "annual_cost": Quantity(yearly, "USD/yr", standing=Standing.DERIVED),
        "cost_per_mass": Quantity(yearly / less, "USD/kg", standing=Standing.DERIVED) if less > 0 else None,
        "cost_per_electricity": Quantity(yearly / made.central / 1e6, "USD/kWh", standing=Standing.DERIVED)
        if made is not None and made.central > 0
        else None,
    }


def _option(given: Given, row: Given, base: Mapping[str, Any] | None) -> Answer:
    """Work out one option: the unit of all, with what the option changes; the user's numbers of its own are checked."""
    own = {n: v for n, v in row.values.items() if v is not None and n in _CHANGES}
    values = fitting({**given.values, "controls": row["controls"]}) | own
    if row.get("coals") is not None:
        values |= dict.fromkeys(("rank", "mercury_content", "heating_value", "washing_yield"))
    elif "rank" in own or "mercury_content" in own:
        values["coals"] = None
    # Only what changes the heat of the coal or what is made of it changes how much coal is burnt.
    heat = row.get("efficiency") is not None or not {"heating_value", "coals", "washing_yield"}.isdisjoint(
        own
    )
    changed = at_same_electricity(base, row.get("efficiency")) if base is not None and heat else {}
    if row.get("efficiency") is not None and not changed:
        raise InputProblems(
            [
                Problem(
                    "an efficiency without electricity",
                    "efficiency",
                    "electricity, or coal, heating_value and efficiency of the unit",
                )
            ]
        )
    return unit(Given({**values, **changed}))


def _compare(given: Given) -> Answer:
    if not given["options"]:
        raise InputProblems(
            [
                Problem(
                    "no option", "input, options", "one or more", remedy='add {"name": ..., "controls": ...}'
                )
            ]
        )
    base = _base(given)
    rows: list[dict[str, Any]] = []
    problems: list[Problem] = []
    assumed: list[dict[str, Any]] = []
    remarks: list[str] = []
    first: float | None = None
    for i, row in enumerate(given["options"]):
        try:
            inner = _option(given, row, base)
        except InputProblems as wrong:
            problems += [
                Problem(p.what, f"options[{i}], {p.where}", p.allowed, p.guess, p.remedy)
                for p in wrong.problems
            ]
            continue
        results = inner.results
        first = results["stack"].central if first is None else first
        less = first - results["stack"].central
        assumed += [item for item in inner.assumed if item not in assumed]
        remarks += [text for text in inner.remarks if text not in remarks]
        rows.append(
            {
                "name": row["name"],
                "controls": row["controls"],
                **{n: results[n] for n in _MERCURY},
                **_emitted(given, row, results, assumed),
                "less_than_first": Quantity(less, "kg", standing=Standing.DERIVED),
                **_priced(given, row, less, results),
                "currency_year": row.get("currency_year"),
            }
        )
    if problems:
        raise InputProblems(problems)
    return Answer({"options": rows, "shifts": _shifts(rows)}, assumed, remarks + _said(rows))


def _base(given: Given) -> Mapping[str, Any] | None:
    """Return the unit as in the first option, whose electricity all options make; None where it needs numbers of its own."""
    row = given["options"][0]
    try:
        return unit(Given(fitting({**given.values, "controls": row["controls"]}))).results
    except InputProblems:
        return None


def _shifts(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return, against the first option, how much more or less mercury goes each way: no shift goes unseen."""
    return [
        {
            "name": row["name"],
            **{
                n: Quantity(row[n].central - rows[0][n].central, "kg", standing=Standing.DERIVED)
                for n in ("input", *PATHWAYS)
            },
        }
        for row in rows[1:]
    ]


def _said(rows: list[dict[str, Any]]) -> list[str]:
    blank = [name for name in _POLLUTANTS if any(row[name] is None for row in rows)]
    remarks = [
        "removal of SO2, NOx and particles by device is not in the tables: give it for each option; what is not given stays unknown"
    ]
    return remarks + ([f"unknown for some options: {', '.join(map(in_words, blank))}"] if blank else [])


_CHANGES = (
    "controls",
    "coals",
    "rank",
    "mercury_content",
    "heating_value",
    "washed",
    "washing_yield",
    "sulphur",
    "ash",
    *(slot.name for slot in OWN),
)
_SAME = tuple(
    slot
    for slot in UNIT_TAKES
    if slot.name in _CHANGES and slot.name not in ("controls", "rank", "washed", "coals")
)
_COALS = next(slot for slot in UNIT_TAKES if slot.name == "coals")
_OPTION = (
    Slot("name", kind="text", about="Name of the option."),
    Slot("controls", kind="text", about="Train such as SCR+CS-ESP+wFGD."),
    Slot("rank", kind="text", about="Rank of the coal, if different.", choices=RANKS, required=False),
    _COALS,
    Slot(
        "washed",
        "1",
        "Share of the mercury that washing moves to rejects, if different.",
        required=False,
        high=1.0,
    ),
    *_SAME,
    Slot(
        "efficiency",
        "1",
        "Net electrical efficiency, if different; the coal follows at the same electricity.",
        required=False,
        high=1.0,
        bound="efficiency of a steam power plant",
    ),
    *(
        Slot(f"{name}_removal", "1", f"Share of {name} that the train removes.", required=False, high=1.0)
        for name in ("so2", "nox", "pm")
    ),
    Slot("capital", "USD", required=False),
    Slot("operation", "USD/yr", required=False),
    Slot("currency_year", kind="text", required=False),
)
COMPARE = Verb(
    "compare",
    "Options side by side: mercury input, stack, ash, gypsum, water and rejects; SO2, NOx, particles, CO2, efficiency, cost.",
    (
        *(slot for slot in UNIT_TAKES if slot.name != "controls"),
        Slot(
            "options", kind="table", about="Options; the others are compared with the first.", columns=_OPTION
        ),
        Slot("sulphur_to_gas", "1", "Share of the sulphur that leaves as SO2.", required=False, high=1.0),
        Slot("nox_factor", "g/GJ", "NOx from the boiler.", required=False),
        Slot(
            "fly_ash_share",
            "1",
            "Share of the ash that leaves the boiler with the gas.",
            required=False,
            high=1.0,
        ),
        Slot("carbon_dioxide", "kg/GJ", "CO2 by heat, on the same basis as heating_value.", required=False),
        Slot("interest", "1/yr", "Interest rate (your choice).", required=False, high=1.0),
        Slot("life", "yr", "Lifetime in years (your choice).", required=False, low=1.0),
    ),
    (Slot("options", kind="table"), Slot("shifts", kind="table")),
    _compare,
    METHOD,
)
