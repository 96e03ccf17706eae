"""Costs on one basis: annuities, cost per kg of mercury removed, damage; in a named currency of a named year."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from quicksilver.areas.shared.annuities import recovery_factor
from quicksilver.areas.shared.money import CURRENCY, MoneyVerb, in_currency, money_of
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem
from quicksilver.factors.facts import fact, facts
from quicksilver.quantities import Quantity, Standing, ranged

__all__ = ["VERBS"]

YEAR = Slot("currency_year", kind="text", about="Currency year.", required=False)


def _money_formula(
    name: str,
    about: str,
    takes: Sequence[Slot],
    gives: Sequence[Slot],
    call: Callable[..., Mapping[str, Any]],
    source: str,
) -> MoneyVerb:
    """Return a verb that is one formula with money in the named currency."""
    units = {slot.name: slot.unit for slot in gives}

    def run(given: Given) -> Answer:
        results = ranged(
            call, {n: value for n, value in given.values.items() if isinstance(value, Quantity)}, units
        )
        return Answer(
            {slot.name: money_of(results, given["currency"]).get(slot.name) for slot in gives},
            remarks=[money_year(given)],
        )

    return MoneyVerb(name, about, (*takes, CURRENCY, YEAR), tuple(gives), run, source)


def money_year(given: Given) -> str:
    """Return the currency year, as a remark."""
    year = given.get("currency_year")
    return (
        f"amounts are in {given['currency']} of {year}"
        if year
        else f"the currency year ({given['currency']}) was not given and is unknown"
    )


def _annuity(capital: Any, interest: Any, life: Any, operation: Any) -> dict[str, Any]:
    factor = recovery_factor(interest, life)
    return {
        "capital_recovery_factor": factor,
        "annual_capital": capital * factor,
        "annual_cost": capital * factor + operation,
    }


def _abatement(given: Given) -> Answer:
    """Return the cost per kg removed, exchanged or moved to another year only at rates that were given."""
    problems = _abatement_problems(given)
    if problems:
        raise InputProblems(problems)
    names = (
        "annual_cost",
        "capital",
        "operation",
        "interest",
        "life",
        "removed",
        "baseline",
        "remaining",
        "removal",
        "share_for_mercury",
        "exchange_rate",
        "price_ratio",
    )
    results = ranged(
        _per_mass,
        {name: given.number(name) for name in names if name in given},
        {"annual_cost": "USD/yr", "removed": "kg/yr", "cost_per_mass": "USD/kg", "converted": "USD/kg"},
    )
    currency, wanted = given["currency"], given.get("to_currency") or given["currency"]
    amounts = money_of({name: number for name, number in results.items() if name != "converted"}, currency)
    remarks = [money_year(given)]
    if "share_for_mercury" not in given:
        remarks.append(
            "the whole cost is allocated to mercury; for a control that also removes other pollutants, give share_for_mercury"
        )
    changed = results.get("converted") if "exchange_rate" in given or "price_ratio" in given else None
    unit = in_currency("USD/kg", wanted)
    answer = Answer(
        {**amounts, "converted": money_of({"c": changed}, wanted)["c"] if changed is not None else None},
        remarks=remarks,
    )
    if changed is not None:
        remarks.append(
            f"the converted cost is in {unit}"
            + (f" of {given['to_year']}" if given.get("to_year") else "")
            + ", at the rates given"
        )
    return answer


def _abatement_problems(given: Given) -> list[Problem]:
    problems = []
    parts = [name for name in ("capital", "operation", "interest", "life") if name in given]
    if ("annual_cost" in given) == bool(parts):
        problems.append(
            Problem(
                "the annual cost must be given in one way",
                "annual_cost",
                "annual_cost, or capital with interest and life, and operation",
            )
        )
    if "capital" in parts and not {"interest", "life"} <= set(parts):
        problems.append(
            Problem(
                "capital without interest and life",
                "capital",
                "interest and life with capital",
                remedy='add "interest": ..., "life": ...',
            )
        )
    problems += _removed_problems(given)
    wanted = given.get("to_currency")
    if wanted not in (None, given["currency"]) and "exchange_rate" not in given:
        problems.append(
            Problem(
                f"{given['currency']} to {wanted} without a rate",
                "exchange_rate",
                f"{wanted} per {given['currency']}, in the currency year",
                remedy='add "exchange_rate": ...',
            )
        )
    if given.get("to_year") not in (None, given.get("currency_year")) and "price_ratio" not in given:
        problems.append(
            Problem(
                f"money of {given.get('currency_year') or 'an unknown year'} to {given['to_year']} without a ratio of prices",
                "price_ratio",
                "price index of the target year divided by that of the currency year",
                remedy='add "price_ratio": ...',
            )
        )
    return problems


_REMOVED = (("removed",), ("baseline", "remaining"), ("baseline", "removal"))


def _removed_problems(given: Given) -> list[Problem]:
    names = tuple(name for name in ("removed", "baseline", "remaining", "removal") if name in given)
    if names not in _REMOVED:
        return [
            Problem(
                "the mercury removed must be given in one way",
                "removed",
                "removed, or baseline with remaining, or baseline with removal",
            )
        ]
    if _removed({name: given[name].central for name in names}) <= 0:
        return [
            Problem(
                "nothing is removed", ", ".join(names), "more than zero: otherwise there is no cost per kg"
            )
        ]
    return []


def _removed(n: Mapping[str, Any]) -> Any:
    if "removed" in n:
        return n["removed"]
    return n["baseline"] - n["remaining"] if "remaining" in n else n["baseline"] * n["removal"]


def _per_mass(**n: Any) -> dict[str, Any]:
    yearly = (
        n["annual_cost"]
        if "annual_cost" in n
        else n.get("operation", 0.0)
        + (n["capital"] * recovery_factor(n["interest"], n["life"]) if "capital" in n else 0.0)
    )
    removed = _removed(n)
    cost = yearly * n.get("share_for_mercury", 1.0) / removed
    return {
        "annual_cost": yearly,
        "removed": removed,
        "cost_per_mass": cost,
        "converted": cost * n.get("exchange_rate", 1.0) * n.get("price_ratio", 1.0),
    }


_MODELS = {
    "threshold": "global mean damage per kg (threshold)",
    "no threshold": "global mean damage per kg (no threshold)",
}


def _damage(given: Given) -> Answer:
    """Return the damage that an emission does, at a published worldwide mean per kg or your own."""
    value = given.get("value")
    answer = Answer(
        {},
        remarks=[
            "a global mean: damage differs by place, and the two response models differ by more than a factor of two"
        ],
    )
    if (value is None) == ("model" not in given):
        raise InputProblems(
            [
                Problem(
                    "a value per kg, or a model",
                    "value, model",
                    "one of the two; models: " + ", ".join(_MODELS),
                )
            ]
        )
    if value is None:
        value = fact("costs", area="damage", item=_MODELS[given["model"]])
        value = replace(value, unit="USD/kg")
        note = Given({})
        note.assume("value", value, "in USD of 2005")
        answer.assumed += note.assumed
    results = ranged(
        lambda emission, value: {"damage": emission * value},
        {"emission": given.number("emission"), "value": value},
        {"damage": "USD/yr"},
    )
    answer.results = {"damage": results["damage"], "value": value}
    return answer


def _costs(given: Given) -> Answer:
    """List what the table holds of costs, with standing; nothing is exchanged."""
    rows = [
        {
            "area": row.labels["area"],
            "item": row.labels["item"],
            "value": row.number,
            "year": row.year,
            "source": row.source,
            "may_be_default": row.may_be_default,
            "note": row.note or None,
        }
        for row in facts("costs")
        if given.get("area") in (None, row.labels["area"])
    ]
    remarks = (
        [
            f"{sum(row['value'] is None for row in rows)} rows without a number: none was found, or the value is a text"
        ]
        if any(row["value"] is None for row in rows)
        else []
    )
    return Answer({"costs": rows}, remarks=remarks)


_CAPITAL = Slot("capital", "USD", "Capital cost.")
_INTEREST = Slot("interest", "1", "Annual interest rate (your choice).", high=1.0)
_LIFE = Slot("life", "yr", "Lifetime in years.", low=1.0, high=200.0)
VERBS: tuple[Verb, ...] = (
    _money_formula(
        "annuity",
        "Capital and operating cost as one annual cost.",
        (
            _CAPITAL,
            _INTEREST,
            _LIFE,
            Slot(
                "operation",
                "USD/yr",
                "Annual operation and maintenance.",
                default=Quantity(0.0, "USD/yr", standing=Standing.ASSUMED),
            ),
        ),
        (
            Slot("capital_recovery_factor", "1"),
            Slot("annual_capital", "USD/yr"),
            Slot("annual_cost", "USD/yr"),
        ),
        _annuity,
        "annuity: i (1 + i)^n / ((1 + i)^n - 1)",
    ),
    MoneyVerb(
        "abatement-cost",
        "Cost per kg of mercury removed; another currency or year only with a given rate.",
        (
            Slot("annual_cost", "USD/yr", "Annual cost.", required=False),
            Slot("capital", "USD", "Capital, instead of annual_cost.", required=False),
            Slot("operation", "USD/yr", "Operating cost, with capital.", required=False),
            Slot("interest", "1", "Annual interest rate.", required=False, high=1.0),
            Slot("life", "yr", "Lifetime in years.", required=False, low=1.0, high=200.0),
            Slot("removed", "kg/yr", "Mercury removed.", required=False),
            Slot("baseline", "kg/yr", "Emission without the control, instead of removed.", required=False),
            Slot("remaining", "kg/yr", "Emission with the control, with baseline.", required=False),
            Slot("removal", "1", "Share removed, with baseline.", required=False, high=1.0),
            Slot(
                "share_for_mercury",
                "1",
                "Share of the cost that is allocated to mercury.",
                required=False,
                high=1.0,
            ),
            CURRENCY,
            YEAR,
            Slot("to_currency", kind="text", about="Currency to convert to.", required=False),
            Slot(
                "exchange_rate",
                "1",
                "Units of that currency per unit of the first.",
                required=False,
                low=1e-12,
            ),
            Slot("to_year", kind="text", about="Currency year to convert to.", required=False),
            Slot(
                "price_ratio",
                "1",
                "Price index of that year divided by that of the first.",
                required=False,
                low=1e-12,
            ),
        ),
        (
            Slot("annual_cost", "USD/yr"),
            Slot("removed", "kg/yr"),
            Slot("cost_per_mass", "USD/kg"),
            Slot("converted", "USD/kg", "Cost in the other currency or year."),
        ),
        _abatement,
        "annual cost / mercury removed",
    ),
    Verb(
        "damage",
        "Health damage of an emission, at a global mean per kg.",
        (
            Slot("emission", "kg/yr"),
            Slot(
                "model",
                kind="text",
                about="Response with or without a threshold.",
                choices=tuple(_MODELS),
                required=False,
            ),
            Slot("value", "USD/kg", "Your own value, instead of a model.", required=False),
        ),
        (Slot("damage", "USD/yr"), Slot("value", "USD/kg")),
        _damage,
        "Spadaro and Rabl 2008",
    ),
    Verb(
        "costs",
        "Published costs, with source and standing.",
        (Slot("area", kind="text", about="Area of the table; all by default.", required=False),),
        (Slot("costs", kind="table"),),
        _costs,
    ),
)
