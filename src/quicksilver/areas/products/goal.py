"""Progress towards the goals for 2017, or any goal: met, not met, cannot be determined, cannot be computed, not assessable."""

from __future__ import annotations

import math

from quicksilver.areas.products.demand import by_publication
from quicksilver.areas.products.facts import CATEGORIES
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.factors.facts import facts
from quicksilver.flows.outcomes import OUTCOMES, outcome_of
from quicksilver.quantities import Quantity, Standing

__all__ = ["OUTCOMES", "VERBS", "category_demand", "reduction"]

#: What can come out.


def category_demand(category: str, year: int) -> tuple[Quantity, str] | None:
    """Return the world demand of a category with a central value and its publication, or None where there is none.

    Examples
    --------
    >>> category_demand("batteries", 2005)[0].value, category_demand("batteries", 2010)
    (370.0, None)
    """
    demands = [
        (row.number, source)
        for source, rows in by_publication(year, "World").items()
        for row in rows
        if row.labels["category"] == category and row.number and not math.isnan(row.number.value)
    ]
    return demands[0] if len(demands) == 1 else None


def reduction(baseline: Quantity, observed: Quantity) -> Quantity:
    """Return the share by which a quantity fell; its range compares opposite ends of the two ranges.

    Examples
    --------
    >>> fell = reduction(Quantity(100.0, low=80.0, high=120.0), Quantity(60.0, low=50.0, high=70.0))
    >>> round(fell.value, 3), round(fell.low, 3), round(fell.high, 3)
    (0.4, 0.125, 0.583)
    """
    before, after = baseline.ends, observed.ends
    value = 1 - observed.central / baseline.central
    low = 1 - after[2] / before[0] if before[0] > 0 else -math.inf
    high = 1 - after[0] / before[2]
    if high - low <= 1e-15 or math.isinf(low):
        return Quantity(value, standing=Standing.DERIVED)
    return Quantity(value, "1", low, high, standing=Standing.DERIVED)


def _turned(number: Quantity) -> Quantity:
    low, high = (None if end is None else -end for end in (number.high, number.low))
    return Quantity(-number.value, "1", low, high, standing=Standing.DERIVED)


def _outcome(change: Quantity, goal: Quantity) -> str:
    """Compare ranges: what lies wholly on one side is told."""
    low, _, high = change.ends
    least, _, most = goal.ends
    return outcome_of(-high, -low, -most, -least)


def _goal(given: Given) -> Answer:
    answer = Answer(
        {
            "outcome": None,
            "reduction": None,
            "goal": given.get("reduction"),
            "baseline": None,
            "observed": None,
            "short_by": None,
            "lacks": [],
        }
    )
    baseline, observed = _numbers(given, answer)
    answer.results |= {"baseline": baseline, "observed": observed}
    lacks = [
        name
        for name, quantity in (
            ("reduction", given.get("reduction")),
            ("baseline", baseline),
            ("observed", observed),
        )
        if quantity is None
    ]
    answer.results["lacks"] = lacks
    if not lacks and baseline is not None and baseline.ends[0] <= 0:
        lacks.append("baseline above zero")
    if not given["same_method"]:
        lacks.append("same method")
        answer.remarks.append(
            "baseline and observation use different methods: a percentage across the break has no meaning"
        )
    answer.results["outcome"] = _judge(given, baseline, observed, lacks, answer)
    return answer


def _judge(
    given: Given, baseline: Quantity | None, observed: Quantity | None, lacks: list[str], answer: Answer
) -> str:
    goal = given.get("reduction")
    if goal is None:
        answer.remarks.append("the goal has no number to measure against")
    if goal is None:
        return "not assessable"
    if lacks or baseline is None or observed is None:
        answer.remarks.append(f"missing: {', '.join(lacks)}")
        return "cannot be computed"
    change = reduction(baseline, observed)
    short = goal.central - change.central
    answer.results |= {
        "change": _turned(change),
        "reached": change,
        "short_by": Quantity(max(0.0, short), standing=Standing.DERIVED),
    }
    if not baseline.has_range and not observed.has_range:
        answer.remarks.append("neither number has a range: the certainty of the outcome is unknown")
    return _outcome(change, goal)


def _numbers(given: Given, answer: Answer) -> tuple[Quantity | None, Quantity | None]:
    """Return baseline and observation, given or of the named category."""
    numbers = {"baseline": given.get("baseline"), "observed": given.get("observed")}
    category = given.get("category")
    if category is None:
        given.assumed[:] = [row for row in given.assumed if not str(row["name"]).endswith("_year")]
        return numbers["baseline"], numbers["observed"]
    note = Given({})
    for name, year in (
        ("baseline", given.number("baseline_year")),
        ("observed", given.number("observed_year")),
    ):
        demand = category_demand(category, round(year.central)) if numbers[name] is None else None
        if demand is not None:
            numbers[name] = demand[0]
            note.assume(name, demand[0], f"world demand of {category} in {year.central:.0f}")
    answer.assumed += note.assumed
    if given["observed_year"].central < given["goal_year"].central:
        answer.remarks.append(
            f"observed in {given['observed_year'].central:.0f}, the goal is for {given['goal_year'].central:.0f}: this is progress so far"
        )
    for row in facts("product_demand", category=category, region="Partnership 2017 goal, reduction vs 2005"):
        if given.get("reduction") is None and row.number is not None:
            answer.remarks.append(
                f"a goal of {row.number.value:.0%} is recalled with low confidence ({row.source}) and not used: give it as reduction to see its outcome"
            )
    return numbers["baseline"], numbers["observed"]


def _assumed(year: float) -> Quantity:
    return Quantity(year, "yr", standing=Standing.ASSUMED)


VERBS = (
    Verb(
        "goal",
        "Progress towards a reduction goal, with one of five outcomes: " + ", ".join(OUTCOMES) + ".",
        (
            Slot(
                "category",
                kind="text",
                about="Category of products with world demand in the tables.",
                choices=CATEGORIES,
                required=False,
            ),
            Slot(
                "reduction", "1", "Reduction aimed for, as a share of the baseline.", required=False, high=1.0
            ),
            Slot("baseline", "t/yr", "Demand in the base year.", required=False),
            Slot("observed", "t/yr", "Demand observed.", required=False),
            Slot("baseline_year", "yr", "Base year.", default=_assumed(2005), high=2500),
            Slot("observed_year", "yr", "Year of the observation.", default=_assumed(2015), high=2500),
            Slot("goal_year", "yr", "Year of the goal.", default=_assumed(2017), high=2500),
            Slot(
                "same_method",
                kind="flag",
                about="Whether baseline and observation use the same method.",
                default=True,
            ),
        ),
        (
            Slot("outcome", kind="text"),
            Slot("change", "1", "Relative change since the baseline."),
            Slot("reached", "1", "Reduction achieved."),
            Slot("reduction", "1", "Reduction aimed for."),
            Slot("baseline", "t/yr"),
            Slot("observed", "t/yr"),
            Slot("short_by", "1"),
            Slot("lacks", kind="table"),
        ),
        _goal,
        "a goal is met or not met only where the whole range of the change is on one side of it",
    ),
)
