"""Follow-up after training: retorts in use at successive visits, declines kept visible, measurements only with consent."""

from __future__ import annotations

import datetime as dt
from typing import Any

from quicksilver.areas.shared.dates import months_later, read_date
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem
from quicksilver.quantities import Quantity, Standing

__all__ = ["FOLLOW_UP"]


def _read(rows: list[Given]) -> list[tuple[dt.date, Given]]:
    problems: list[Problem] = []
    surveys = []
    if not rows:
        problems.append(Problem("no visit is given", "visits", "at least one"))
    for i, row in enumerate(rows):
        day = read_date(row["date"], f"visits[{i}], date", problems)
        if row.number("in_use").central > row.number("handed_out").central:
            problems.append(
                Problem(
                    f"{row.number('in_use').central:g} retorts in use, of {row.number('handed_out').central:g} handed out",
                    f"visits[{i}]",
                    "at most as many as were handed out",
                )
            )
        if day is not None:
            surveys.append((day, row))
    if problems:
        raise InputProblems(problems)
    return sorted(surveys, key=lambda item: (item[1]["site"], item[0]))


def _share(row: Given) -> float | None:
    out = row.number("handed_out").central
    return row.number("in_use").central / out if out else None


def _visit(day: dt.date, row: Given, before: float | None) -> dict[str, Any]:
    share = _share(row)
    change = None if before is None or share is None else share - before
    shown = row.get("measured") if row.get("consent") is True else None
    return {
        "date": str(day),
        "site": row["site"],
        "share": None if share is None else Quantity(share, "1", standing=Standing.DERIVED),
        "change": None if change is None else Quantity(change, "1", standing=Standing.DERIVED),
        "fall": change is not None and change < 0,
        "trained": row.get("trained"),
        "measured": shown,
        "withheld": "measured" in row and shown is None,
    }


def _site(name: str, rows: list[dict[str, Any]], months: int, on: dt.date | None) -> dict[str, Any]:
    shares = [row["share"].value for row in rows if row["share"] is not None]
    due = months_later(dt.date.fromisoformat(rows[-1]["date"]), months)
    return {
        "site": name,
        "visits": Quantity(len(rows), "1", standing=Standing.DERIVED),
        "first": Quantity(shares[0], "1", standing=Standing.DERIVED) if shares else None,
        "last": Quantity(shares[-1], "1", standing=Standing.DERIVED) if shares else None,
        "below_best": Quantity(max(shares) - shares[-1], "1", standing=Standing.DERIVED) if shares else None,
        "next_due": str(due),
        "overdue": None if on is None else due < on,
    }


def _follow_up(given: Given) -> Answer:
    """Return every visit as it was recorded, the change since the one before at the same site, and when each is due again."""
    problems: list[Problem] = []
    on = read_date(given["on"], "on", problems) if "on" in given else None
    if problems:
        raise InputProblems(problems)
    rows: list[dict[str, Any]] = []
    for day, row in _read(given["visits"]):
        mine = [r["share"].value for r in rows if r["site"] == row["site"] and r["share"] is not None]
        rows.append(_visit(day, row, mine[-1] if mine else None))
    months = round(given.number("months").central)
    names = dict.fromkeys(row["site"] for row in rows)
    sites = [_site(name, [r for r in rows if r["site"] == name], months, on) for name in names]
    return Answer(
        {"visits": rows, "sites": sites, "next_due": min(site["next_due"] for site in sites)},
        remarks=_said(rows, sites),
    )


def _said(rows: list[dict[str, Any]], sites: list[dict[str, Any]]) -> list[str]:
    fell = [row for row in rows if row["fall"]]
    remarks = [f"fewer retorts in use at {row['site']} on {row['date']} than before" for row in fell]
    remarks += [f"{site['site']}: a visit was due on {site['next_due']}" for site in sites if site["overdue"]]
    withheld = sum(row["withheld"] for row in rows)
    return remarks + (
        [f"measurements of people withheld because no consent is recorded: {withheld}"] if withheld else []
    )


FOLLOW_UP = Verb(
    "follow-up",
    "Retorts in use at successive visits to sites, including declines, and when the next visits are due.",
    (
        Slot(
            "visits",
            kind="table",
            about="One row per visit; none is overwritten.",
            columns=(
                Slot("date", kind="text"),
                Slot("site", kind="text"),
                Slot("handed_out", "1", "Retorts handed out so far.", bound="number of things"),
                Slot("in_use", "1", "Retorts in use.", bound="number of things"),
                Slot("trained", "1", "Miners trained so far.", required=False, bound="persons"),
                Slot(
                    "measured",
                    "ug/g",
                    "Mercury in urine per creatinine, or in hair, of a person or a group.",
                    required=False,
                ),
                Slot(
                    "consent",
                    kind="flag",
                    about="Whether the people measured agree to publication.",
                    required=False,
                ),
            ),
        ),
        Slot(
            "months",
            "1",
            "Months between visits.",
            low=1.0,
            default=Quantity(6, standing=Standing.ASSUMED, source="half a year"),
        ),
        Slot("on", kind="text", about="Date on which deadlines are judged.", required=False),
    ),
    (
        Slot("visits", kind="table"),
        Slot("sites", kind="table"),
        Slot("next_due", kind="text", about="Earliest due date of all sites."),
    ),
    _follow_up,
)
