"""Mercury balance of a plant: what came in, what is known to have left, and what is unaccounted for.

Difference to balance, as Euro Chlor's guideline Env Prot 12 and the US EPA's survey of mercury cells (2003) use it: opening stock
and purchases, less sales, closing stock, emission to air, releases to water, mercury in products and in waste.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, MassBalanceError, Problem
from quicksilver.quantities import Quantity, Standing, ranged

__all__ = ["VERBS"]

_KG = "kg"
_OUT = ("air", "water", "product", "waste")
_BASES = ("consumption", "emission", "releases", "unaccounted")
_PLACES = ("holdup", "soil", "unmeasured_air")
_UNITS = {
    "consumption": _KG,
    "emission": _KG,
    "releases": _KG,
    "unaccounted": _KG,
    "unexplained": _KG,
    "stock_change": _KG,
    "unaccounted_share": "1",
    "unaccounted_share_of_purchases": "1",
    **{f"{n}_per_capacity": "g/t" for n in ("emission", "releases", "consumption", "unaccounted")},
    **{f"{n}_per_output": "g/t" for n in ("emission", "consumption", "unaccounted")},
    **{f"{n}_change": "1" for n in _BASES},
}

_ZERO = Quantity(0.0, _KG, standing=Standing.ASSUMED)
_FLOWS = (
    Slot(
        "opening", _KG, "Stock at the beginning: cells, drums, retort feed, metal collected.", required=False
    ),
    Slot("closing", _KG, "Stock at the end of the period.", required=False),
    Slot("stock_change", _KG, "Closing minus opening stock, instead of both.", required=False, low=-math.inf),
    Slot("purchases", _KG, "Mercury brought to the site, including metal returned by recyclers."),
    Slot("sales", _KG, "Mercury sold as metal or sent to recovery.", default=_ZERO),
    *(
        Slot(
            n, _KG, f"Mercury to {n}; if omitted, it is unknown and part of the unaccounted.", required=False
        )
        for n in _OUT
    ),
)
_MORE = (
    Slot(
        "stock_error",
        "1",
        "Relative error of a measured stock, for the range where none was given.",
        required=False,
        high=1.0,
    ),
    Slot("capacity", "kt/yr", "Chlorine capacity; the balance then covers one year.", required=False),
    Slot("output", "kt", "Chlorine produced.", required=False),
    *(
        Slot(n, _KG, f"Part of the unaccounted that is explained: {text}.", required=False)
        for n, text in zip(
            _PLACES,
            (
                "held up in pipes and equipment",
                "in soil and buildings",
                "emission to air that is not measured",
            ),
            strict=True,
        )
    ),
    *(
        Slot(
            f"base_{n}",
            _KG,
            f"The plant's {n} in the year compared with.",
            required=False,
            low=-math.inf if n == "unaccounted" else 0.0,
        )
        for n in _BASES
    ),
)


def _formula(
    purchases: Any,
    sales: Any,
    opening: Any = None,
    closing: Any = None,
    stock_change: Any = None,
    capacity: Any = None,
    output: Any = None,
    **more: Any,
) -> dict[str, Any]:
    """Return all results of a balance; flows that are None are unknown and stay within the unaccounted."""
    change = stock_change if opening is None else closing - opening
    known = {n: more[n] for n in _OUT if more.get(n) is not None}
    results: dict[str, Any] = {
        "stock_change": change,
        "consumption": purchases - sales - change,
        "releases": sum(known.values()) + 0.0 * purchases,
        "emission": sum(v for n, v in known.items() if n != "waste") + 0.0 * purchases,
    }
    results["unaccounted"] = results["consumption"] - results["releases"]
    results["unexplained"] = results["unaccounted"] - sum(more[n] for n in _PLACES if more.get(n) is not None)
    results["unaccounted_share"] = _share(results["unaccounted"], results["consumption"])
    results["unaccounted_share_of_purchases"] = _share(results["unaccounted"], purchases)
    for per, size in (("capacity", capacity), ("output", output)):
        if size is not None:
            results |= {
                f"{n}_per_{per}": results[n] / size
                for n in ("emission", "releases", "consumption", "unaccounted")
                if f"{n}_per_{per}" in _UNITS
            }
    results |= {
        f"{n}_change": results[n] / more[f"base_{n}"] - 1 for n in _BASES if more.get(f"base_{n}") is not None
    }
    return results


def _share(part: Any, whole: Any) -> Any:
    return part / np.where(np.abs(whole) > 1e-12, whole, np.nan)  # kg: less is nothing


def _numbers(given: Given, where: str) -> tuple[dict[str, Quantity], list[str]]:
    """Return the numbers of a balance with the stock settled, and what was assumed of it."""
    numbers = {name: number for name, number in given.values.items() if isinstance(number, Quantity)}
    error = numbers.pop("stock_error", None)
    problems = [
        Problem(f"{name} is 0, so no relative change can be calculated", where, "another number than 0")
        for name in ("capacity", "output", *(f"base_{n}" for n in _BASES))
        if name in numbers and numbers[name].central == 0
    ]
    pair = [name for name in ("opening", "closing") if name in numbers]
    if len(pair) == 1:
        problems.append(
            Problem(f"only the {pair[0]} stock is given", where, "opening and closing, or stock_change")
        )
    if pair and "stock_change" in numbers:
        problems.append(
            Problem(
                f"{' and '.join(pair)} and stock_change are given", where, "the two stocks, or their change"
            )
        )
    if problems:
        raise InputProblems(problems)
    if not pair and "stock_change" not in numbers:
        numbers["stock_change"] = _ZERO
        given.assume("stock_change", _ZERO, "no stock was given")
        return numbers, ["no stock was given: it is assumed unchanged"]
    if error is not None:
        for name in pair:
            if not numbers[name].has_range:
                middle = numbers[name].central
                numbers[name] = replace(
                    numbers[name], low=middle * (1 - error.central), high=middle * (1 + error.central)
                )
    return numbers, []


def _results(given: Given, where: str) -> tuple[dict[str, Quantity | None], list[str]]:
    numbers, remarks = _numbers(given, where)
    results: dict[str, Quantity | None] = dict(ranged(_formula, numbers, _UNITS))
    missing = [name for name in _OUT if name not in numbers]
    if missing:
        remarks.append(f"not given, and therefore part of the unaccounted: {', '.join(missing)}")
        if not set(_OUT) - set(missing):
            results["releases"] = None
        if not {"air", "water", "product"} - set(missing):
            results["emission"] = None
    for name, number in results.items():
        if number is not None and math.isnan(number.value):
            results[name] = None
    _check(numbers, results)
    return results, remarks


def _check(numbers: Mapping[str, Quantity], results: Mapping[str, Quantity | None]) -> None:
    change, rest = results["stock_change"], results["unaccounted"]
    assert change is not None
    assert rest is not None
    into = numbers["purchases"].central
    out = sum(numbers[n].central for n in ("sales", *_OUT) if n in numbers) + change.value + rest.value
    size = sum(abs(number.central) for number in numbers.values())
    if abs(into - out) > 1e-9 * max(size, 1e-9):
        raise MassBalanceError(f"{into:.6g} kg comes to the plant, {out:.6g} kg is accounted for")


def _balance(given: Given) -> Answer:
    results, remarks = _results(given, "input")
    rest = results["unaccounted"]
    assert rest is not None
    if rest.value < 0:
        remarks.insert(
            0,
            "the unaccounted mercury is negative: more left than came in; stocks are measured with an error of a few per cent, so average over five years or more",
        )
    parts: list[dict[str, Any]] = [{"part": "purchases", "side": "in", "mass": given.number("purchases")}]
    parts += [{"part": n, "side": "out", "mass": given[n]} for n in ("sales", *_OUT)]
    parts += [
        {"part": n, "side": "stock" if n == "stock_change" else "out", "mass": results[n]}
        for n in ("stock_change", "unaccounted")
    ]
    return Answer({**{name: results.get(name) for name in _UNITS}, "parts": parts}, remarks=remarks)


def _years(given: Given) -> Answer:
    """Balance each year, and take the mean of what is unaccounted: single years are noisy."""
    rows, notes = [], []
    numbers = [round(row.number("year").central) for row in given["years"]]
    if len(set(numbers)) < len(numbers) or not numbers:
        raise InputProblems([Problem("a year is repeated, or there is none", "years", "each year once")])
    for year, row in zip(numbers, given["years"], strict=True):
        results, remarks = _results(row, f"years, {year}")
        notes += [f"{year}: {remark}" for remark in remarks]
        rows.append(
            {
                "year": year,
                **{
                    n: results.get(n)
                    for n in (
                        "consumption",
                        "emission",
                        "releases",
                        "unaccounted",
                        "unaccounted_share",
                        "unaccounted_per_capacity",
                    )
                },
            }
        )
    rest = np.array([row["unaccounted"].value for row in rows])
    if len(rest) < 5:
        notes.append(
            f"the mean is of {len(rest)} year{'s' if len(rest) > 1 else ''}: five or more are recommended, because stocks are measured with error"
        )
    return Answer(
        {
            "years": rows,
            **_mean(rest),
            "negative_years": Quantity(float((rest < 0).sum()), "1", standing=Standing.DERIVED),
        },
        remarks=notes,
    )


def _mean(rest: Any) -> dict[str, Quantity | None]:
    """Return the mean with its 95 per cent interval of Student's t, and the spread of the years."""
    mean = float(rest.mean())
    if len(rest) < 2:
        return {"mean_unaccounted": Quantity(mean, "kg/yr", standing=Standing.DERIVED), "spread": None}
    from scipy.stats import t

    spread = float(rest.std(ddof=1))
    half = float(t.ppf(0.975, len(rest) - 1)) * spread / math.sqrt(len(rest))
    return {
        "mean_unaccounted": Quantity(mean, "kg/yr", mean - half, mean + half, standing=Standing.DERIVED),
        "spread": Quantity(spread, "kg/yr", standing=Standing.DERIVED),
    }


def _change(given: Given) -> Answer:
    """Compare the parts of two years; a part that one year lacks is in neither total."""
    rows, lacking, sums = [], [], [0.0, 0.0]
    for row in given["parts"]:
        base, now = row.get("base"), row.get("now")
        change = None
        if base is None or now is None:
            lacking.append(row["part"])
        else:
            sums = [sums[0] + base.central, sums[1] + now.central]
            change = _relative(base, now)
        rows.append({"part": row["part"], "base": base, "now": now, "change": change})
    whole = (
        [Quantity(total, "kg/yr", standing=Standing.DERIVED) for total in sums]
        if len(lacking) < len(rows)
        else [None, None]
    )
    both = [n for n in whole if n is not None]
    remarks = (
        [f"not included in any total, because one of the years has no value: {', '.join(lacking)}"]
        if lacking
        else []
    )
    answer: dict[str, Any] = {
        "parts": rows,
        "base": whole[0],
        "now": whole[1],
        "change": _relative(*both) if len(both) == 2 else None,
    }
    sizes = [given.get("base_capacity"), given.get("now_capacity")]
    answer["specific_change"] = None
    if len(both) == 2 and all(size is not None and size.central > 0 for size in sizes):
        answer["specific_change"] = _relative(
            *(Quantity(n.central / size.central, "g/t") for n, size in zip(both, sizes, strict=True))
        )
    return Answer(answer, remarks=remarks)


def _relative(base: Quantity, now: Quantity) -> Quantity | None:
    if base.central == 0:
        return None
    results = ranged(
        lambda base, now: {"change": now / base - 1}, {"base": base, "now": now}, {"change": "1"}
    )
    return results["change"]


def _gives(names: Sequence[str]) -> tuple[Slot, ...]:
    return tuple(Slot(name, _UNITS[name]) for name in names)


VERBS = (
    Verb(
        "balance",
        "Mercury balance of a plant: consumption, emission, releases, and unaccounted mercury, with its uncertainty.",
        (*_FLOWS, *_MORE),
        (*_gives(list(_UNITS)), Slot("parts", kind="table")),
        _balance,
        "difference to balance; Euro Chlor Env Prot 12; US EPA 2003",
    ),
    Verb(
        "balance-years",
        "Balances of several years, and the mean of the unaccounted mercury with its interval.",
        (Slot("years", kind="table", columns=(Slot("year", "yr", high=2200), *_FLOWS, *_MORE[:2])),),
        (
            Slot("years", kind="table"),
            Slot("mean_unaccounted", "kg/yr"),
            Slot("spread", "kg/yr"),
            Slot("negative_years", "1"),
        ),
        _years,
        "difference to balance",
    ),
    Verb(
        "change",
        "Change of losses, part by part, relative to a base year.",
        (
            Slot(
                "parts",
                about="Losses to air, water, product and waste, and unaccounted, where known.",
                kind="table",
                columns=(
                    Slot("part", kind="text"),
                    Slot("base", "kg/yr", required=False),
                    Slot("now", "kg/yr", required=False),
                ),
            ),
            Slot("base_capacity", "kt/yr", "Chlorine capacity of the base year.", required=False),
            Slot("now_capacity", "kt/yr", required=False),
        ),
        (
            Slot("parts", kind="table"),
            Slot("base", "kg/yr"),
            Slot("now", "kg/yr"),
            Slot("change", "1"),
            Slot("specific_change", "1", "Change per capacity."),
        ),
        _change,
    ),
)
