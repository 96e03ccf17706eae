"""Demand for mercury from gold, practice and ratios, with ranges that hang together; and several estimates reconciled."""

from __future__ import annotations

from typing import Any

import numpy as np

from quicksilver.areas.numbers import Number, triangular
from quicksilver.areas.tables import fact
from quicksilver.areas.verbs import Answer, Given
from quicksilver.errors import InputProblems, Problem

__all__ = ["PRACTICES", "demand", "reconcile"]

#: Practice -> class of the table; the ratio with a retort was only found with low confidence and is given by the user.
PRACTICES = {
    "whole-ore": "whole-ore amalgamation, no retort",
    "concentrate": "concentrate amalgamation, no retort",
    "retort": "",
    "mercury-free": "",
}
_DRAWS = 4096


def _ratio(practice: str, given: Given) -> Number:
    own = given.get(f"ratio_{practice.replace('-', '_')}")
    if own is not None:
        return own  # type: ignore[no-any-return]
    if practice == "mercury-free":
        return Number(0.0, "kg/kg", source="by definition", standing="derived")
    if not PRACTICES[practice]:
        raise InputProblems([Problem(f"no ratio for {practice!r}", f"ratio_{practice}", "kg of mercury per kg of gold",
                                     remedy="give one: the published 0.2 and 0.001 disagree and were found with low confidence only")])  # fmt: skip
    return fact("asgm_params", **{"parameter": "Hg:Au use ratio", "class": PRACTICES[practice]})


def demand(given: Given) -> Answer:
    """Return demand by country or site and in all.

    A ratio is one number wherever its practice is found: it is drawn once, so that countries are high and low together.
    Gold output is drawn for each. The three inputs that most of the variance comes from are named (squared rank
    correlation, shares of their sum).
    """
    rows, problems = given["sites"], []
    used = sorted({row["practice"] for row in rows})
    ratios = {practice: _ratio(practice, given) for practice in used}
    shares: dict[str, float] = {}
    for row in rows:
        shares[row["name"]] = shares.get(row["name"], 0.0) + (
            row["share"].central if row.get("share") is not None else 1.0
        )
    problems += [
        Problem(f"the practices of {name} add up to {total:g}", "sites", "shares that add up to 1")
        for name, total in shares.items()
        if abs(total - 1) > 1e-6
    ]
    if problems:
        raise InputProblems(problems)
    numbers = {f"ratio of {practice}": ratio for practice, ratio in ratios.items()} | {
        f"gold of {row['name']}": row.number("gold") for row in rows
    }
    wide = [name for name, number in numbers.items() if number.has_range]
    draws = _drawn(numbers, wide)
    total, rows_out = np.zeros(_DRAWS), []
    by_name: dict[str, Any] = {}
    for row in rows:
        share = row["share"].central if row.get("share") is not None else 1.0
        made = draws[f"gold of {row['name']}"] * share * draws[f"ratio of {row['practice']}"]
        by_name[row["name"]] = by_name.get(row["name"], 0.0) + made
        total = total + made
    central = sum(
        row.number("gold").central
        * (row["share"].central if row.get("share") is not None else 1.0)
        * ratios[row["practice"]].central
        for row in rows
    )
    for name, made in by_name.items():
        value = sum(
            r.number("gold").central
            * (r["share"].central if r.get("share") is not None else 1.0)
            * ratios[r["practice"]].central
            for r in rows
            if r["name"] == name
        )
        rows_out.append({"name": name, "demand": _ranged(value, made)})
    causes = _causes({name: draws[name] for name in wide}, total)
    assumed = [
        {"name": f"ratio of {p}", **r.as_dict()}
        for p, r in ratios.items()
        if given.get(f"ratio_{p.replace('-', '_')}") is None
    ]
    return Answer({"demand": _ranged(central, total), "sites": rows_out, "causes": causes}, assumed)


def _drawn(numbers: dict[str, Number], wide: list[str]) -> dict[str, Any]:
    from scipy.stats import qmc

    points = qmc.Sobol(max(1, len(wide)), seed=1).random(_DRAWS)
    held = {name: triangular(numbers[name], points[:, i]) for i, name in enumerate(wide)}
    return {name: held.get(name, np.full(_DRAWS, number.central)) for name, number in numbers.items()}


def _ranged(value: float, draws: Any) -> Number:
    low, high = (float(end) for end in np.quantile(draws, [0.025, 0.975]))
    return Number(float(value), "kg/yr", min(low, value), max(high, value), standing="derived")


def _causes(inputs: dict[str, Any], total: Any) -> list[dict[str, Any]]:
    if not inputs or np.ptp(total) == 0:
        return []
    from scipy.stats import spearmanr

    squared = {name: float(spearmanr(draws, total).statistic) ** 2 for name, draws in inputs.items()}
    whole = sum(squared.values())
    ordered = sorted(squared.items(), key=lambda item: -item[1])[:3]
    return [
        {"input": name, "share": Number(value / whole, "1", standing="derived")} for name, value in ordered
    ]


def reconcile(given: Given) -> Answer:
    """Set several estimates side by side, and combine them only where that may be done.

    With weights of the user's the weighted mean; else, where all are said to be independent and have ranges, the mean by
    inverse variance (a range is taken as two standard deviations either way); else no mean: the envelope alone.
    """
    rows = given["estimates"]
    values = np.array([row.number("demand").central for row in rows])
    low = np.array(
        [
            row.number("demand").low if row.number("demand").low is not None else row.number("demand").central
            for row in rows
        ],
        dtype=float,
    )
    high = np.array(
        [
            row.number("demand").high
            if row.number("demand").high is not None
            else row.number("demand").central
            for row in rows
        ],
        dtype=float,
    )
    envelope = Number(
        (low.min() + high.max()) / 2, "kg/yr", float(low.min()), float(high.max()), standing="derived"
    )
    said, combined, weights = [], None, None
    if all(row.get("weight") is not None for row in rows):
        weights = np.array([row["weight"].central for row in rows])
        if weights.sum() <= 0:
            raise InputProblems([Problem("the weights add up to nothing", "estimates", "one weight above 0")])
        weights = weights / weights.sum()
        mean = float(weights @ values)
        combined = Number(mean, "kg/yr", float(weights @ low), float(weights @ high), standing="derived")
        said.append("combined by the user's weights")
    elif all(row.get("independent") is True for row in rows) and (high > low).all():
        sigma = (high - low) / 4
        weights = sigma**-2 / (sigma**-2).sum()
        mean, spread = float(weights @ values), float((sigma**-2).sum() ** -0.5)
        combined = Number(mean, "kg/yr", mean - 2 * spread, mean + 2 * spread, standing="derived")
        said.append("combined by inverse variance: all are said to be independent")
    else:
        said.append("not combined: not all are independent with a range; the estimates stand side by side")
    apart = [
        (rows[i]["method"], rows[j]["method"])
        for i in range(len(rows))
        for j in range(i)
        if low[i] > high[j] or low[j] > high[i]
    ]
    said += [f"{a} and {b} do not overlap" for a, b in apart]
    out = [
        {
            "method": row["method"],
            "demand": row.number("demand"),
            "weight": None if weights is None else Number(float(weights[i]), "1", standing="derived"),
        }
        for i, row in enumerate(rows)
    ]
    return Answer({"combined": combined, "envelope": envelope, "estimates": out}, remarks=said)
