"""Chain of custody: collected mercury is stored, treated, lost, missing between holders, or still held."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from quicksilver.areas.shared.dates import read_date
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, MassBalanceError, Problem
from quicksilver.quantities import Quantity, Standing

__all__ = ["CHAIN"]

_STEPS = ("collected", "packed", "handed over", "stored", "taken out", "treated", "lost")


@dataclass
class _Chain:
    """What everyone holds while the steps are followed, and what was found on the way."""

    in_hand: dict[str, float] = field(default_factory=dict)
    in_store: dict[str, float] = field(default_factory=dict)
    since: dict[str, dt.date] = field(default_factory=dict)
    sums: dict[str, float] = field(
        default_factory=lambda: dict.fromkeys(("collected", "treated", "lost", "unaccounted"), 0.0)
    )
    gaps: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def gap(self, day: dt.date, holder: str, kind: str, about: str, mass: float | None = None) -> None:
        self.gaps.append(
            {
                "date": str(day),
                "holder": holder,
                "gap": kind,
                "about": about,
                "mass": None if mass is None else Quantity(mass, "kg", standing=Standing.DERIVED),
            }
        )

    def take(self, masses: dict[str, float], holder: str, mass: float, where: str, verb: str) -> None:
        available = masses.get(holder, 0.0)
        if available + 1e-9 * max(1.0, available) < mass:
            self.problems.append(
                Problem(
                    f"{holder} has {available:g} kg but passes on {mass:g} kg ({verb})",
                    where,
                    "at most the mass held",
                    remedy="add the missing collection or hand-over",
                )
            )
        masses[holder] = available - mass

    def give(self, masses: dict[str, float], holder: str, mass: float, day: dt.date) -> None:
        if masses is self.in_hand and masses.get(holder, 0.0) <= 1e-9:
            self.since[holder] = day
        masses[holder] = masses.get(holder, 0.0) + mass


def _step(chain: _Chain, row: Given, day: dt.date, where: str) -> None:
    what, holder, mass = row["step"], row["holder"], row.number("mass").central
    if what == "collected":
        chain.give(chain.in_hand, holder, mass, day)
        chain.sums["collected"] += mass
    elif what == "packed":
        if mass > chain.in_hand.get(holder, 0.0) * (1 + 1e-9):
            chain.problems.append(
                Problem(
                    f"{holder} packs {mass:g} kg but has {chain.in_hand.get(holder, 0.0):g} kg",
                    where,
                    "at most the mass held",
                )
            )
    elif what == "taken out":
        chain.take(chain.in_store, holder, mass, where, what)
        chain.give(chain.in_hand, holder, mass, day)
    else:
        chain.take(chain.in_hand, holder, mass, where, what)
        _onward(chain, row, day, where)


def _onward(chain: _Chain, row: Given, day: dt.date, where: str) -> None:
    what, holder, mass = row["step"], row["holder"], row.number("mass").central
    if what == "stored":
        chain.in_store[holder] = chain.in_store.get(holder, 0.0) + mass
    elif what == "handed over":
        _handed(chain, row, day, where)
    else:
        chain.sums[what] += mass
        if what == "lost" and "reason" not in row:
            chain.gap(day, holder, "loss without a reason", f"{mass:g} kg", mass)


def _handed(chain: _Chain, row: Given, day: dt.date, where: str) -> None:
    holder, mass = row["holder"], row.number("mass").central
    if "to" not in row:
        chain.problems.append(
            Problem("handed over without a receiver", where, "the receiver", remedy='add "to": ...')
        )
        return
    received = row["received"].central if "received" in row else mass
    chain.give(chain.in_hand, row["to"], received, day)
    chain.sums["unaccounted"] += mass - received
    if abs(mass - received) > 1e-9 * max(1.0, mass):
        chain.gap(
            day,
            holder,
            "handed over is not received",
            f"{mass:g} kg left {holder}, {received:g} kg was received by {row['to']}",
            mass - received,
        )
    if "document" not in row:
        chain.gap(day, holder, "hand-over without a document", f"to {row['to']}")


def _followed(given: Given) -> _Chain:
    chain = _Chain()
    before: dt.date | None = None
    longest = given["longest_hold"].central if "longest_hold" in given else None
    for i, row in enumerate(given["steps"]):
        where = f"steps[{i}]"
        day = read_date(row["date"], f"{where}, date", chain.problems)
        if day is None:
            continue
        if before is not None and day < before:
            chain.problems.append(
                Problem(
                    f"{day} comes after {before}",
                    where,
                    "steps in the order of their dates",
                    remedy="put the steps in order",
                )
            )
        before = day if before is None else max(day, before)
        since = chain.since.get(row["holder"])
        if (
            longest is not None
            and row["step"] in ("handed over", "stored", "treated")
            and since
            and (day - since).days > longest
        ):
            chain.gap(day, row["holder"], "held too long", f"{(day - since).days} days, since {since}")
        _step(chain, row, day, where)
    if not given["steps"]:
        chain.problems.append(Problem("no step is given", "steps", "at least one collection"))
    if chain.problems:
        raise InputProblems(chain.problems)
    return chain


def _held(masses: dict[str, float]) -> list[dict[str, Any]]:
    return [
        {"holder": name, "mass": Quantity(mass, "kg", standing=Standing.DERIVED)}
        for name, mass in sorted(masses.items())
        if mass > 1e-9
    ]


def _chain(given: Given) -> Answer:
    """Follow waste from hand to hand; nobody hands on more than he has, and what is not accounted for is said.

    Raises
    ------
    InputProblems
        Steps out of order, no date, nobody who receives, more handed on than is there.
    MassBalanceError
        The sums do not close.
    """
    chain = _followed(given)
    hand, stored = sum(chain.in_hand.values()), sum(chain.in_store.values())
    sums = {
        "collected": chain.sums["collected"],
        "stored": stored,
        **{n: chain.sums[n] for n in ("treated", "lost", "unaccounted")},
    }
    gap = sums["collected"] - stored - sums["treated"] - sums["lost"] - sums["unaccounted"] - hand
    if abs(gap) > 1e-9 * max(1.0, sums["collected"]):
        raise MassBalanceError(f"the chain of custody does not close: {gap:.3g} kg")
    left = _held(chain.in_hand)
    remarks = [
        f"{row['holder']} still has {row['mass'].value:g} kg that is neither stored nor treated"
        for row in left
    ]
    if chain.gaps:
        remarks.append(f"gaps in the record: {len(chain.gaps)}")
    closed = not left and abs(sums["unaccounted"]) <= 1e-9 * max(1.0, sums["collected"])
    return Answer(
        {
            **{n: Quantity(m, "kg", standing=Standing.DERIVED) for n, m in sums.items()},
            "in_hand": left,
            "in_store": _held(chain.in_store),
            "gaps": chain.gaps,
            "closed": closed,
        },
        remarks=remarks,
    )


CHAIN = Verb(
    "chain",
    "Chain of custody: collected = stored + treated + lost + unaccounted + in hand.",
    (
        Slot(
            "steps",
            kind="table",
            about="Steps in the order of their dates.",
            columns=(
                Slot("date", kind="text"),
                Slot("step", kind="text", choices=_STEPS),
                Slot("holder", kind="text", about="Holder before the step."),
                Slot("mass", "kg", "Mass of mercury, or of waste in all steps."),
                Slot("to", kind="text", about="Receiver.", required=False),
                Slot("received", "kg", "Mass weighed on receipt, if different.", required=False),
                Slot("document", kind="text", about="Number of the hand-over document.", required=False),
                Slot("reason", kind="text", about="Reason of a loss.", required=False),
            ),
        ),
        Slot(
            "longest_hold", "d", "Longest time, in days, before the holder must pass it on.", required=False
        ),
    ),
    (
        *(Slot(name, "kg") for name in ("collected", "stored", "treated", "lost", "unaccounted")),
        Slot("in_hand", kind="table"),
        Slot("in_store", kind="table"),
        Slot("gaps", kind="table"),
        Slot("closed", kind="flag"),
    ),
    _chain,
)
