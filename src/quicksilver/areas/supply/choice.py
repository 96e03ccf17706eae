"""Storage options ranked by criteria and weights: an unknown score stays unknown and widens the range of ranks of an option."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.quantities import Quantity, Standing

__all__ = ["VERBS"]

Three = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class _Criterion:
    """The score that counts as nothing and the one that counts as all."""

    worst: float
    best: float

    def read(self, score: Quantity) -> Three:
        """Return a score as 0 to 1, the worse end first."""
        low, middle, high = ((value - self.worst) / (self.best - self.worst) for value in score.ends)
        return min(low, high), middle, max(low, high)


def _criteria(
    given: Given, problems: list[Problem]
) -> tuple[dict[str, dict[str, float]], dict[str, _Criterion]]:
    """Return the weights by set, and the scale of each criterion."""
    sets: dict[str, dict[str, float]] = {}
    scales: dict[str, _Criterion] = {}
    for i, row in enumerate(given["weights"]):
        name, where = row["criterion"], f"weights[{i}]"
        in_set = sets.setdefault(row.get("set") or "given", {})
        if name in in_set:
            problems.append(Problem(f"{name!r} has two weights", where, "each criterion once in a set"))
        in_set[name] = row.number("weight").central
        worst, best = (
            row[n].central if row.get(n) is not None else other
            for n, other in (("worst", 0.0), ("best", 1.0))
        )
        if worst == best:
            problems.append(Problem(f"{name!r} has the same score for worst and best", where, "two numbers"))
            continue
        scaled = row.get("worst") is not None or row.get("best") is not None
        if name in scales and scaled and scales[name] != _Criterion(worst, best):
            problems.append(Problem(f"{name!r} has two scales", where, "one scale per criterion"))
        if scaled or name not in scales:
            scales[name] = _Criterion(worst, best)
    for name, weights in sets.items():
        if sum(weights.values()) <= 0:
            problems.append(Problem("the weights add up to 0", f"weights, {name}", "one weight above 0"))
    if not sets:
        problems.append(Problem("there are no weights", "weights", "one row per criterion"))
    return sets, scales


def _scores(
    given: Given, scales: Mapping[str, _Criterion], problems: list[Problem]
) -> dict[str, dict[str, Three]]:
    """Return the scores that are known, 0 to 1, by option and criterion."""
    by_option: dict[str, dict[str, Three]] = {}
    seen = set()
    for i, row in enumerate(given["scores"]):
        option, name, where = row["option"], row["criterion"], f"scores[{i}]"
        by_criterion = by_option.setdefault(option, {})
        if name not in scales:
            problems.append(
                Problem(f"no weight for {name!r}", where, ", ".join(scales), closest(name, list(scales)))
            )
            continue
        if (option, name) in seen:
            problems.append(Problem(f"{option} is scored twice for {name!r}", where, "one score"))
        seen.add((option, name))
        if row.get("score") is None:
            continue
        read = scales[name].read(row.number("score"))
        if not -1e-9 <= read[0] <= read[2] <= 1 + 1e-9:
            problems.append(
                Problem(
                    f"score {row.number('score').central:g}",
                    where,
                    f"{scales[name].worst:g} (worst) to {scales[name].best:g} (best)",
                )
            )
        by_criterion[name] = read
    if not by_option:
        problems.append(Problem("there are no options", "scores", "one row per option and criterion"))
    return by_option


def _rank(scores: Mapping[str, Mapping[str, Three]], weights: Mapping[str, float]) -> list[dict[str, Any]]:
    """Return the options by their score, each with the best and the worst place that its unknowns leave open."""
    total = sum(weights.values())
    rows: list[dict[str, Any]] = []
    for option, by_criterion in scores.items():
        lacking = [name for name in weights if name not in by_criterion and weights[name] > 0]
        low, middle, high = (
            sum(weights[n] * by_criterion[n][i] for n in weights if n in by_criterion) / total
            for i in range(3)
        )
        high += sum(weights[n] for n in lacking) / total
        known = math.nan if lacking else middle
        rows.append(
            {
                "option": option,
                "score": Quantity(known, "1", low, high, standing=Standing.DERIVED),
                "unknown": ", ".join(lacking) or None,
            }
        )
    rows.sort(key=lambda row: -row["score"].central)
    for row in rows:
        others = [other["score"] for other in rows if other is not row]
        row["best_place"] = 1 + sum(o.ends[0] > row["score"].ends[2] + 1e-12 for o in others)
        row["worst_place"] = 1 + sum(o.ends[2] > row["score"].ends[0] + 1e-12 for o in others)
    return rows


def _options(given: Given) -> Answer:
    """Rank storage options by weighted scores; an unknown score stays unknown, and widens the answer."""
    problems: list[Problem] = []
    sets, scales = _criteria(given, problems)
    scores = _scores(given, scales, problems)
    if problems:
        raise InputProblems(problems)
    rankings: list[dict[str, Any]] = [
        {"set": name, "ranking": _rank(scores, weights)} for name, weights in sets.items()
    ]
    first = rankings[0]["ranking"]
    orders = {tuple(row["option"] for row in ranking["ranking"]) for ranking in rankings}
    remarks = (
        ["scores range from 0 to 1; an unknown score counts as 0 to 1"]
        if any(r["unknown"] for r in first)
        else []
    )
    if len(orders) > 1:
        remarks.append("the ranking depends on the set of weights")
    return Answer(
        {
            "ranking": first,
            "first_is_sure": _sure(first),
            "rankings": rankings,
            "order_changes": len(orders) > 1,
        },
        remarks=remarks,
    )


def _sure(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether the first option stays first whatever the unknown scores turn out to be."""
    return bool(rows[0]["worst_place"] == 1)


VERBS = (
    Verb(
        "storage-options",
        "Storage options ranked by criteria and weights.",
        (
            Slot(
                "weights",
                kind="table",
                columns=(
                    Slot("criterion", kind="text"),
                    Slot("weight", "1"),
                    Slot(
                        "set",
                        kind="text",
                        required=False,
                        about="Name of a set of weights; several can be compared.",
                    ),
                    Slot(
                        "worst", "1", "Score that counts as 0; 0 by default.", required=False, low=-math.inf
                    ),
                    Slot("best", "1", "Score that counts as 1; 1 by default.", required=False, low=-math.inf),
                ),
            ),
            Slot(
                "scores",
                kind="table",
                columns=(
                    Slot("option", kind="text"),
                    Slot("criterion", kind="text"),
                    Slot(
                        "score",
                        "1",
                        "Between worst and best of the criterion; unknown if omitted.",
                        required=False,
                        low=-math.inf,
                    ),
                ),
            ),
        ),
        (
            Slot("ranking", kind="table", about="Ranking by the first set of weights."),
            Slot("first_is_sure", kind="flag"),
            Slot("rankings", kind="table"),
            Slot("order_changes", kind="flag"),
        ),
        _options,
        "weighted sum of scores",
    ),
)
