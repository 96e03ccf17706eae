"""Demand for mercury from gold, practice and ratios, with ranges that are correlated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quicksilver.areas.verbs import Answer, Given
from quicksilver.errors import InputProblems, Problem
from quicksilver.factors.facts import fact
from quicksilver.quantities import Quantity, Standing

__all__ = ["PRACTICES", "demand"]

Array = NDArray[np.float64]
Draws = dict[str, Any]

#: Practice -> class of the table; the ratio with a retort was only found with low confidence and is given by the user.
PRACTICES = {
    "whole-ore": "whole-ore amalgamation, no retort",
    "concentrate": "concentrate amalgamation, no retort",
    "retort": "",
    "mercury-free": "",
}
_DRAWS = 4096


@dataclass(frozen=True, slots=True)
class _Term:
    """One product of the sum: gold of a site x share of a practice x its ratio, by the names of the inputs."""

    site: str
    practice: str
    gold: str
    share: str
    ratio: str


def _default_ratio(practice: str, given: Given) -> Quantity:
    own = given.get(f"ratio_{practice.replace('-', '_')}")
    if own is not None:
        assert isinstance(own, Quantity)
        return own
    if practice == "mercury-free":
        return Quantity(0.0, "kg/kg", source="by definition", standing=Standing.DERIVED)
    if not PRACTICES[practice]:
        raise InputProblems(
            [
                Problem(
                    f"the ratio for {practice!r} is missing",
                    f"ratio_{practice}",
                    "kg of mercury per kg of gold",
                    remedy="give a ratio: the published values, 0.2 and 0.001, disagree and have low confidence",
                )
            ]
        )
    return fact("asgm_params", **{"parameter": "Hg:Au use ratio", "class": PRACTICES[practice]})


def _check(rows: Sequence[Given]) -> list[Problem]:
    """Return what is wrong between rows: gold of one site given twice and differently, a practice twice, shares."""
    problems, seen = [], set()
    gold: dict[str, Any] = {}
    for i, row in enumerate(rows):
        name, at = row["name"], f"sites[{i}]"
        if gold.setdefault(name, row["gold"]) != row["gold"]:
            problems.append(
                Problem(
                    f"gold of {name} is given twice and differs",
                    at,
                    "the same total gold in every row of the site",
                    remedy="write the total gold in each row and the division among practices as shares",
                )
            )
        if (name, row["practice"]) in seen:
            problems.append(
                Problem(
                    f"{row['practice']} of {name} is given twice",
                    at,
                    "one row per practice and site",
                    remedy="combine the rows into one",
                )
            )
        seen.add((name, row["practice"]))
    for name in gold:
        shares = [row.get("share") for row in rows if row["name"] == name]
        total = sum(share.central for share in shares if share is not None)
        open_rows = sum(share is None for share in shares)
        if open_rows > 1 or total > 1 + 1e-6 or (open_rows == 0 and abs(total - 1) > 1e-6):
            problems.append(
                Problem(
                    f"the practices of {name} add up to {total:g}"
                    + (f", and {open_rows} have no share" if open_rows > 1 else ""),
                    "sites",
                    "shares that add up to 1; one may be omitted and is then the remainder",
                )
            )
    return problems


def _rest(rows: Sequence[Given], row: Given) -> Quantity:
    share = row.get("share")
    if share is not None:
        assert isinstance(share, Quantity)
        return share
    others = [other["share"].central for other in rows if other["name"] == row["name"] and other is not row]
    return Quantity(1.0 - sum(others), "1", standing=Standing.DERIVED)


def _inputs(rows: Sequence[Given], given: Given) -> tuple[dict[str, Quantity], list[_Term], list[str]]:
    """Return the numbers by name, the terms of the sum, and the practices whose ratio is a default."""
    numbers: dict[str, Quantity] = {}
    terms, defaults = [], []
    for row in rows:
        site, practice = row["name"], row["practice"]
        ratio = f"ratio of {practice}" if row.get("ratio") is None else f"ratio of {practice} in {site}"
        if ratio not in numbers:
            own = row.get("ratio")
            numbers[ratio] = own if own is not None else _default_ratio(practice, given)
            if own is None and given.get(f"ratio_{practice.replace('-', '_')}") is None:
                defaults.append(ratio)
        numbers[f"gold of {site}"] = row.number("gold")
        numbers[f"share of {practice} in {site}"] = _rest(rows, row)
        terms.append(_Term(site, practice, f"gold of {site}", f"share of {practice} in {site}", ratio))
    return numbers, terms, defaults


def _worked(terms: Sequence[_Term], values: Mapping[str, Any]) -> list[Any]:
    """Return the demand of each term; shares of a site are brought to a sum of 1."""
    sums: dict[str, Any] = {}
    for term in terms:
        sums[term.site] = sums.get(term.site, 0.0) + values[term.share]
    return [values[t.gold] * (values[t.share] / sums[t.site]) * values[t.ratio] for t in terms]


def _drawer(numbers: Mapping[str, Quantity], wide: Sequence[str]) -> Callable[[Array], Draws]:
    fixed = {name: number.central for name, number in numbers.items()}

    def values_at(points: Array) -> Draws:
        return fixed | {name: numbers[name].at(points[:, i]) for i, name in enumerate(wide)}

    return values_at


def demand(given: Given) -> Answer:
    """Return demand by country or site, and the total.

    A ratio is one number for all sites with the practice: it is drawn once, so that countries are high and low together;
    a ratio given in a row applies to that row. Gold output is drawn once for each site. The three inputs that contribute most to
    the variance are named, by first-order variance shares (Saltelli et al. 2010, doi:10.1016/j.cpc.2009.09.018).

    Raises
    ------
    InputProblems
        Shares do not add up, a practice is repeated, or a ratio is neither given nor published with sufficient confidence.
    """
    everything: list[Given] = given["sites"]
    known = [row for row in everything if "gold" in row]
    gaps = sorted({row["name"] for row in everything} - {row["name"] for row in known})
    if problems := _check(everything):
        raise InputProblems(problems)
    if not known:
        raise InputProblems([Problem("no site has a gold output", "sites", "gold of at least one site")])
    numbers, terms, defaults = _inputs(known, given)
    wide = [name for name, number in numbers.items() if number.has_range]
    central = _worked(terms, {name: number.central for name, number in numbers.items()})
    drawn, causes, rest = _drawn(numbers, terms, wide)
    total = _ranged(sum(central), sum(drawn) if wide else None)
    median = Quantity(float(np.median(sum(drawn))), "kg/yr", standing=Standing.DERIVED) if wide else total
    gold = sum(numbers[name].central for name in {term.gold for term in terms})
    results = {
        "demand": total,
        "median": median,
        "gold": Quantity(gold, "kg/yr", standing=Standing.DERIVED),
        "ratio": None if gold == 0 else _per_gold(total, gold, numbers, terms),
        "sites": _sums(terms, central, drawn, "site", bool(wide)),
        "practices": _sums(terms, central, drawn, "practice", bool(wide)),
        "causes": causes,
        "other_causes": rest,
        "gaps": gaps,
        "published_within": _within(given.get("published"), total),
    }
    assumed = [{"name": name, **numbers[name].as_dict()} for name in defaults]
    return Answer(results, assumed, _said(gaps, given.get("published"), total, median))


def _per_gold(
    total: Quantity, gold: float, numbers: Mapping[str, Quantity], terms: Sequence[_Term]
) -> Quantity:
    fixed = not any(numbers[term.gold].has_range for term in terms)
    ends = [end / gold if fixed and end is not None else None for end in (total.low, total.high)]
    return Quantity(total.value / gold, "kg/kg", ends[0], ends[1], standing=Standing.DERIVED)


def _within(published: Quantity | None, total: Quantity) -> bool | None:
    if published is None:
        return None
    low = total.value if total.low is None else total.low
    high = total.value if total.high is None else total.high
    return low <= published.central <= high


def _said(gaps: Sequence[str], published: Quantity | None, total: Quantity, median: Quantity) -> list[str]:
    remarks = [f"gold output of {', '.join(gaps)} is unknown and not included in the total"] if gaps else []
    if published is not None and not _within(published, total):
        remarks.append(f"the published {published.central:g} kg/yr is outside the calculated range")
    if abs(median.value - total.value) > 0.2 * total.value:
        remarks.append(
            f"the ranges are asymmetric: half of the draws are above {median.value:,.0f} kg/yr, while the central values give {total.value:,.0f}"
        )
    if not total.has_range:
        remarks.append("no input has a range, so the demand has no range")
    return remarks


def _drawn(
    numbers: Mapping[str, Quantity], terms: Sequence[_Term], wide: Sequence[str]
) -> tuple[list[Any], list[dict[str, Any]], Quantity | None]:
    """Return draws of each term, the three largest first-order variance shares, and the share of all the rest."""
    if not wide:
        return [0.0] * len(terms), [], None
    from scipy.stats import qmc

    points = qmc.Sobol(2 * len(wide), seed=1).random(_DRAWS)
    first, second = points[:, : len(wide)], points[:, len(wide) :]
    values_of = _drawer(numbers, wide)
    drawn = [np.broadcast_to(part, (_DRAWS,)) for part in _worked(terms, values_of(first))]
    a: Array = np.sum(drawn, axis=0)
    b: Array = np.sum([np.broadcast_to(p, (_DRAWS,)) for p in _worked(terms, values_of(second))], axis=0)
    variance = float(np.var(np.concatenate([a, b])))
    if variance == 0:
        return drawn, [], None
    shares = {}
    for i, name in enumerate(wide):
        mixed = first.copy()
        mixed[:, i] = second[:, i]
        c: Array = np.sum([np.broadcast_to(p, (_DRAWS,)) for p in _worked(terms, values_of(mixed))], axis=0)
        shares[name] = min(1.0, max(0.0, float(np.mean((b - b.mean()) * (c - a))) / variance))
    top = sorted(shares.items(), key=lambda item: -item[1])[:3]
    causes = [
        {"input": name, "share": Quantity(share, "1", standing=Standing.DERIVED)} for name, share in top
    ]
    rest = max(0.0, 1.0 - sum(share for _, share in top))
    return drawn, causes, Quantity(rest, "1", standing=Standing.DERIVED)


def _sums(
    terms: Sequence[_Term], central: Sequence[Any], drawn: Sequence[Any], by: str, wide: bool
) -> list[dict[str, Any]]:
    rows = []
    for name in dict.fromkeys(getattr(term, by) for term in terms):
        mine = [i for i, term in enumerate(terms) if getattr(term, by) == name]
        draws = np.sum([drawn[i] for i in mine], axis=0) if wide else None
        rows.append(
            {"name" if by == "site" else by: name, "demand": _ranged(sum(central[i] for i in mine), draws)}
        )
    return rows


def _ranged(value: float, draws: Any) -> Quantity:
    if draws is None or np.ptp(draws) == 0:
        return Quantity(float(value), "kg/yr", standing=Standing.DERIVED)
    low, high = (float(end) for end in np.quantile(draws, [0.025, 0.975]))
    return Quantity(float(value), "kg/yr", min(low, value), max(high, value), standing=Standing.DERIVED)
