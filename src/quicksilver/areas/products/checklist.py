"""Environmentally sound production, transport, storage and disposal: a list of controls, and its gaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem, closest
from quicksilver.intake.packaged import Table
from quicksilver.quantities import Quantity, Standing

__all__ = ["STAGES", "STATES", "VERBS", "duties"]

STAGES = ("production", "transport", "storage", "disposal")
#: What may be said of a control. Only ``yes`` and ``not applicable`` close a gap.
STATES = ("yes", "partly", "no", "not known", "not applicable")
_CLOSED = ("yes", "not applicable")


@dataclass(frozen=True, slots=True)
class Duty:
    """An obligation of the treaty."""

    id: str
    stage: Literal["production", "transport", "storage", "disposal"]
    control: str
    clause: str
    source: str
    standing: str


_DUTIES: Final = Table("quicksilver.areas.products", "duties.csv", Duty, key=("id",))


def duties() -> tuple[Duty, ...]:
    """Return the packaged list: obligations of the treaty with their clauses.

    Examples
    --------
    >>> next(duty.clause for duty in duties() if duty.id == "storage")
    'Article 10(2)'
    """
    return _DUTIES.rows()


def _own(row: Given) -> dict[str, Any]:
    """Return a control of the user's list; what is said in the row itself counts as its answer."""
    state = row.get("state") or {True: "yes", False: "no"}.get(row.get("present"), "not answered")
    ident = row.get("id") or f"{row['clause']}: {row['control']}"
    return {
        "id": ident,
        "stage": row.get("stage"),
        "control": row["control"],
        "clause": row["clause"],
        "state": state,
        "evidence": row.get("evidence"),
    }


def _list(given: Given) -> list[dict[str, Any]]:
    """Return the user's list, or the one that is here, nothing of it answered."""
    if "controls" in given:
        rows = [_own(row) for row in given["controls"]]
    else:
        rows = [
            {name: getattr(duty, name) for name in ("id", "stage", "control", "clause")}
            | {"state": "not answered", "evidence": None}
            for duty in duties()
        ]
    names = [row["id"] for row in rows]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice or not rows:
        raise InputProblems(
            [
                Problem(
                    f"controls {', '.join(twice) or 'without a row'}",
                    "controls",
                    "each control once, and at least one row",
                )
            ]
        )
    return rows


def _answered(given: Given, rows: list[dict[str, Any]]) -> None:
    """Put the answers to the controls that they name."""
    controls = {row["id"]: row for row in rows}
    problems, seen = [], set()
    for i, answer in enumerate(given.get("answers", [])):
        name = answer["id"]
        if name not in controls:
            problems.append(
                Problem(
                    f"no control {name!r}",
                    f"answers[{i}]",
                    ", ".join(controls),
                    closest(name, list(controls)),
                )
            )
            continue
        if name in seen:
            problems.append(Problem(f"{name} is answered twice", f"answers[{i}]", "one answer per control"))
        seen.add(name)
        controls[name] |= {"state": answer["state"], "evidence": answer.get("evidence")}
    if problems:
        raise InputProblems(problems)


def _checklist(given: Given) -> Answer:
    """Return the gaps with their clauses; what nobody answered is a gap too."""
    rows = _list(given)
    _answered(given, rows)
    rows = [{**row, "gap": row["state"] not in _CLOSED} for row in rows]
    missing = [row for row in rows if row["gap"]]
    remarks = [f"{'missing' if row['state'] == 'no' else row['state']}: {_named(row)}" for row in missing]
    bare = [row["id"] for row in rows if row["state"] == "yes" and not row["evidence"]]
    if bare:
        remarks.append(f"marked as in place without evidence: {', '.join(bare)}")
    if "controls" not in given:
        remarks.append(
            "the list contains obligations of the treaty (recalled); another list, for example of a guide, can be given as controls"
        )
    stages = [
        {
            "stage": stage,
            "controls": sum(row["stage"] == stage for row in rows),
            "gaps": sum(row["stage"] == stage for row in missing),
        }
        for stage in STAGES
        if any(row["stage"] == stage for row in rows)
    ]
    return Answer(
        {
            "complete": not missing,
            "gaps": Quantity(float(len(missing)), standing=Standing.DERIVED),
            "missing": missing,
            "controls": rows,
            "by_stage": stages,
        },
        remarks=remarks,
    )


def _named(row: dict[str, Any]) -> str:
    return f"{row['clause']}: {row['control']}"


VERBS = (
    Verb(
        "checklist",
        "Controls that should be in place, and gaps with their clauses, for the obligations of the treaty or your own list.",
        (
            Slot(
                "controls",
                kind="table",
                about="Your own list, instead of the obligations of the treaty.",
                required=False,
                columns=(
                    Slot("clause", kind="text", about="Clause that requires it."),
                    Slot("control", kind="text"),
                    Slot(
                        "present",
                        kind="flag",
                        about="Whether it is in place; not answered if omitted.",
                        required=False,
                    ),
                    Slot(
                        "state",
                        kind="text",
                        about="State, instead of present.",
                        choices=STATES,
                        required=False,
                    ),
                    Slot("stage", kind="text", choices=STAGES, required=False),
                    Slot("evidence", kind="text", required=False),
                    Slot("id", kind="text", required=False),
                ),
            ),
            Slot(
                "answers",
                kind="table",
                about="Answers by id of the control; a control without an answer is a gap.",
                required=False,
                columns=(
                    Slot("id", kind="text"),
                    Slot("state", kind="text", choices=STATES),
                    Slot("evidence", kind="text", required=False),
                ),
            ),
        ),
        (
            Slot("complete", kind="flag"),
            Slot("gaps", "1", "Number of gaps."),
            Slot("missing", kind="table", about="Gaps with their clauses."),
            Slot("controls", kind="table"),
            Slot("by_stage", kind="table"),
        ),
        _checklist,
        "Minamata Convention on Mercury, Articles 3, 4, 10, 11, 12",
    ),
)
