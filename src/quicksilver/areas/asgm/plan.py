"""A national action plan compared with Annex C: what is filled, what is missing, what its baseline allows, when it is due."""

from __future__ import annotations

import datetime as dt
from typing import Any

from quicksilver.areas.shared.dates import months_later, read_date
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.quantities import Quantity, Standing

__all__ = ["ELEMENTS", "PLAN"]

#: Element of Annex C, paragraph 1, of the Minamata Convention -> its letter, and the part of a strategic plan it fills.
ELEMENTS = {
    "objectives and reduction target": ("a", "objectives"),
    "end of whole-ore amalgamation": ("b (i)", "strategies"),
    "end of open burning": ("b (ii)", "strategies"),
    "end of burning in residential areas": ("b (iii)", "strategies"),
    "end of cyanide on mercury tailings": ("b (iv)", "strategies"),
    "formalisation or regulation": ("c", "strategies"),
    "baseline of quantity and practices": ("d", "baseline"),
    "reduction of emissions and exposure": ("e", "strategies"),
    "control of trade and diversion": ("f", "strategies"),
    "participation of stakeholders": ("g", "strategies"),
    "public health strategy": ("h", "strategies"),
    "protection of children and women": ("i", "strategies"),
    "information to miners and communities": ("j", "strategies"),
    "schedule": ("k", "timetable"),
}
#: Paragraph 2: a plan may have it, and is complete without.
_OPTIONAL = "standards and markets without mercury"
_REVIEW_MONTHS = 36


def _elements(rows: list[Given]) -> dict[str, Given]:
    known = [*ELEMENTS, _OPTIONAL]
    problems = []
    elements: dict[str, Given] = {}
    for i, row in enumerate(rows):
        name = row["element"]
        if name not in known:
            problems.append(
                Problem(f"unknown element {name!r}", f"elements[{i}]", ", ".join(known), closest(name, known))
            )
        elif name in elements:
            problems.append(Problem(f"{name} is listed twice", f"elements[{i}]", "each element once"))
        elements[name] = row
    if problems:
        raise InputProblems(problems)
    return elements


def _dates(given: Given) -> dict[str, dt.date | None]:
    problems: list[Problem] = []
    names = ("entry_into_force", "notified", "submitted", "last_review", "on")
    dates = {n: read_date(given[n], n, problems) if n in given else None for n in names}
    if problems:
        raise InputProblems(problems)
    return dates


def _due(dates: dict[str, dt.date | None]) -> tuple[dict[str, Any], list[str]]:
    """Return by when the plan is to be submitted and reviewed: 3 years after the later start, then every 3 years."""
    starts = [day for day in (dates["entry_into_force"], dates["notified"]) if day]
    submit = months_later(max(starts), _REVIEW_MONTHS) if starts else None
    since = dates["last_review"] or dates["submitted"]
    review = months_later(since, _REVIEW_MONTHS) if since else None
    on, remarks = dates["on"], []
    late = None
    if on is not None:
        late = bool((review and review < on) or (submit and not dates["submitted"] and submit < on))
        if late:
            remarks.append(f"overdue on {on}")
    return {
        "submit_by": submit and str(submit),
        "review_due": review and str(review),
        "overdue": late,
    }, remarks


def _told(
    baseline: Quantity | None, reduction: Quantity | None
) -> tuple[Quantity | None, bool | None, list[str]]:
    """Return the level aimed at, and whether the range of the baseline leaves the cut visible."""
    if baseline is None:
        return None, None, ["no baseline is given: a relative target cannot be measured"]
    remarks, seen = [], None
    if not baseline.has_range:
        remarks.append("the baseline has no range: the significance of progress cannot be judged")
    if reduction is None:
        return None, None, remarks
    left = 1 - reduction.central
    ends = [None if end is None else end * left for end in (baseline.low, baseline.high)]
    level = Quantity(baseline.central * left, "kg/yr", ends[0], ends[1], standing=Standing.DERIVED)
    if baseline.has_range and baseline.low is not None and level.high is not None:
        seen = level.high <= baseline.low
        if not seen:
            remarks.append(
                "the range of the baseline is wider than the reduction: target level and baseline overlap, and progress cannot be distinguished from noise"
            )
    return level, seen, remarks


def _plan(given: Given) -> Answer:
    """Return every element of Annex C as filled, partly or missing, the level aimed at, and the dates."""
    states, dates = _elements(given.get("elements", [])), _dates(given)
    rows = [
        {
            "element": name,
            "paragraph": f"1 ({letter})"
            if " " not in letter
            else f"1 ({letter.split()[0]}) {letter.split()[1]}",
            "part": part,
            **_state(states.get(name)),
        }
        for name, (letter, part) in ELEMENTS.items()
    ]
    lacking = [row["element"] for row in rows if row["state"] != "filled"]
    counts = {state: sum(row["state"] == state for row in rows) for state in ("filled", "partly", "missing")}
    rows.append({"element": _OPTIONAL, "paragraph": "2", "part": "optional", **_state(states.get(_OPTIONAL))})
    base = given.get("baseline")
    level, seen, remarks = _told(base, given.get("reduction"))
    due, late = _due(dates)
    rows.append(
        {
            "element": "review every three years",
            "paragraph": "Article 7 (3)",
            "part": "review",
            "state": "filled" if due["review_due"] else "missing",
            "note": due["review_due"],
        }
    )
    missing = [f"missing or incomplete: {', '.join(lacking)}"] if lacking else []
    return Answer(
        {
            "complete": not lacking,
            **{n: Quantity(c, "1", standing=Standing.DERIVED) for n, c in counts.items()},
            "elements": rows,
            "baseline": base,
            "level": level,
            "cut_visible": seen,
            **due,
        },
        remarks=[*missing, *remarks, *late],
    )


def _state(row: Given | None) -> dict[str, Any]:
    return {
        "state": "missing" if row is None else row["state"],
        "note": None if row is None else row.get("note"),
    }


def _date(name: str, about: str) -> Slot:
    return Slot(name, kind="text", about=about + " Year, month and day.", required=False)


PLAN = Verb(
    "plan",
    "A national action plan compared with Annex C: elements filled, partly filled or missing; baseline, target level and dates.",
    (
        Slot(
            "elements",
            kind="table",
            about="Elements of the plan; an element that is not listed is missing.",
            required=False,
            columns=(
                Slot("element", kind="text"),
                Slot("state", kind="text", choices=("filled", "partly", "missing")),
                Slot("note", kind="text", required=False),
            ),
        ),
        Slot("baseline", "kg/yr", "Mercury used, with its range.", required=False),
        Slot("reduction", "1", "Reduction that the plan aims for.", required=False, high=1.0),
        _date("entry_into_force", "Entry into force for the country."),
        _date("notified", "Notification of more than insignificant mining."),
        _date("submitted", "Submission of the plan."),
        _date("last_review", "Latest review of the plan."),
        _date("on", "Date on which deadlines are judged."),
    ),
    (
        Slot("complete", kind="flag"),
        *(Slot(name, "1", "Elements.") for name in ("filled", "partly", "missing")),
        Slot("elements", kind="table"),
        Slot("baseline", "kg/yr"),
        Slot("level", "kg/yr", "Target level of use."),
        Slot("cut_visible", kind="flag", about="Whether target level and baseline do not overlap."),
        Slot("submit_by", kind="text"),
        Slot("review_due", kind="text"),
        Slot("overdue", kind="flag"),
    ),
    _plan,
    "Minamata Convention, Article 7 and Annex C (recalled, high)",
)
