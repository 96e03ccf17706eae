"""A stack test makes a new version of the factors; the old version is kept."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from quicksilver.areas.coal.train import RANKS, measured, spelled
from quicksilver.areas.verbs import Answer, Given, Slot, Verb
from quicksilver.errors import InputProblems, Problem
from quicksilver.quantities import Quantity, Standing

__all__ = ["STACK_TEST", "Factor", "Factors", "StackTest", "revised"]


@dataclass(frozen=True, slots=True)
class StackTest:
    """A measured unit.

    Attributes
    ----------
    id, rank, controls : str
        ``controls`` as :func:`spelled` writes it.
    removal : float
        Share of the mercury entering with coal that does not leave the stack.
    organisations : tuple of str
        All organisations that carried it out; two leads remain two.
    source, date : str
    """

    id: str
    rank: str
    controls: str
    removal: float
    organisations: tuple[str, ...] = ()
    source: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Factor:
    """A removal with its range, and the tests that it rests on.

    ``tests`` counts those behind ``removal``; ``weight`` is the number of tests for which a literature value counts.
    """

    removal: Quantity
    weight: int
    tests: tuple[str, ...] = ()


@dataclass(frozen=True)
class Factors:
    """A version of removal factors by rank and train; it is never changed, only followed by another.

    Attributes
    ----------
    by_train : mapping of (rank, controls) to Factor
    follows : str
        Previous version; empty for the first.
    """

    by_train: Mapping[tuple[str, str], Factor]
    follows: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_train", MappingProxyType(dict(self.by_train)))

    @property
    def version(self) -> str:
        """Return the first 12 digits of the hash of the factors: same factors, same version."""
        rows = [[*key, f.removal.as_dict(), f.weight, f.tests] for key, f in sorted(self.by_train.items())]
        text = json.dumps([self.follows, rows], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def revised(factors: Factors, tests: Sequence[StackTest]) -> Factors:
    """Return the version that follows when tests are added; the version given is not changed.

    The removal becomes the mean of its previous basis (with its weight) and the tests; its range spans the old
    factor and every test. A test of a train without a factor makes one.

    Parameters
    ----------
    factors : Factors
    tests : sequence of StackTest

    Raises
    ------
    InputProblems
        A removal is above 1 or not finite, or a test is counted twice.

    Examples
    --------
    >>> first = Factors({("lignite", "FF"): Factor(Quantity(0.1), 1)})
    >>> later = revised(first, [StackTest("t1", "lignite", "FF", 0.3)])
    >>> later.by_train["lignite", "FF"].removal.value, first.by_train["lignite", "FF"].removal.value
    (0.2, 0.1)
    """
    by_train = dict(factors.by_train)
    problems: list[Problem] = []
    seen = {name for factor in by_train.values() for name in factor.tests}
    for test in tests:
        if not math.isfinite(test.removal) or test.removal > 1:
            problems.append(Problem(f"a removal of {test.removal:g}", f"test {test.id}", "at most 1"))
        if test.id in seen:
            problems.append(
                Problem(f"test {test.id} is counted twice", "tests", "each test once", remedy="remove one")
            )
        seen.add(test.id)
        key = (test.rank, spelled(test.controls))
        by_train[key] = _joined(by_train.get(key), test)
    if problems:
        raise InputProblems(problems)
    return Factors(by_train, factors.version) if tests else factors


def _joined(factor: Factor | None, test: StackTest) -> Factor:
    if factor is None:
        number = Quantity(test.removal, "1", test.removal, test.removal, test.source, Standing.MEASURED)
        return Factor(number, 1, (test.id,))
    old, weight = factor.removal, factor.weight
    low = min(old.central if old.low is None else old.low, test.removal)
    high = max(old.central if old.high is None else old.high, test.removal)
    # Rounding must not carry a mean of equal tests out of their range.
    mean = min(max((old.central * weight + test.removal) / (weight + 1), low), high)
    source = "; ".join(dict.fromkeys(part for part in (old.source, test.source or f"test {test.id}") if part))
    number = replace(
        old, value=mean, low=low, high=high, source=source, standing=Standing.DERIVED, confidence=""
    )
    return Factor(number, weight + 1, (*factor.tests, test.id))


def _read_test(row: Given, place: int, problems: list[Problem]) -> StackTest | None:
    where = f"tests[{place}]"
    removal = row.get("removal")
    before, after = row.get("inlet"), row.get("outlet")
    if (removal is None) == (before is None or after is None):
        problems.append(
            Problem(
                "removal is given twice" if removal is not None else "no removal",
                where,
                "removal, or inlet and outlet",
                remedy='add "inlet" and "outlet" in ug/Nm3',
            )
        )
        return None
    if removal is None and before.central <= 0:
        problems.append(Problem("the inlet is not above 0", where, "above 0"))
        return None
    share = removal.central if removal is not None else 1 - after.central / before.central
    leads = tuple(part.strip() for part in (row.get("organisations") or "").split(";") if part.strip())
    try:
        controls = spelled(row["controls"])
    except InputProblems as wrong:
        problems += [replace(p, where=f"{where}, {p.where}") for p in wrong.problems]
        return None
    return StackTest(
        row["id"], row["rank"], controls, share, leads, row.get("source") or "", row.get("date") or ""
    )


def _stack_test(given: Given) -> Answer:
    problems: list[Problem] = []
    old = _held(given.get("factors", []), problems)
    read = [_read_test(row, i, problems) for i, row in enumerate(given["tests"])]
    if problems:
        raise InputProblems(problems)
    tests = [test for test in read if test is not None]
    new = revised(old, tests)
    totals = _totals(given.get("activity", []), old, new)
    rows = [
        {
            "id": test.id,
            "rank": test.rank,
            "controls": test.controls,
            "removal": Quantity(test.removal, "1", standing=Standing.MEASURED, source=test.source),
            "organisations": list(test.organisations),
            "date": test.date or None,
            "techniques": [row.id for row in measured(test.rank, test.controls)],
        }
        for test in tests
    ]
    remarks = [
        "the factor is the mean of the literature value (with its weight) and the tests; its range spans all of them"
    ]
    return Answer(
        {
            "old_version": old.version,
            "new_version": new.version,
            "old_factors": _told(old),
            "new_factors": _told(new),
            "totals": totals,
            "tests": rows,
        },
        remarks=remarks,
    )


def _held(rows: Sequence[Given], problems: list[Problem]) -> Factors:
    by_train: dict[tuple[str, str], Factor] = {}
    for i, row in enumerate(rows):
        try:
            key = (row["rank"], spelled(row["controls"]))
        except InputProblems as wrong:
            problems += [replace(p, where=f"factors[{i}], {p.where}") for p in wrong.problems]
            continue
        if key in by_train:
            problems.append(
                Problem(
                    f"two factors of {key[1]} with {key[0]} coal",
                    f"factors[{i}]",
                    "one of each",
                    remedy="remove one of them",
                )
            )
        count = row.number("weight").central
        if count != round(count):
            problems.append(Problem(f"a weight of {count:g}", f"factors[{i}]", "a whole number"))
        by_train[key] = Factor(row.number("removal"), round(count))
    return Factors(by_train)


def _told(factors: Factors) -> list[dict[str, Any]]:
    return [
        {"rank": rank, "controls": controls, "removal": f.removal, "weight": f.weight, "tests": list(f.tests)}
        for (rank, controls), f in sorted(factors.by_train.items())
    ]


def _totals(rows: Sequence[Given], old: Factors, new: Factors) -> list[dict[str, Any]]:
    """Return the emission of each activity by both versions; unknown where a version has no factor."""
    totals = []
    for row in rows:
        key = (row["rank"], spelled(row["controls"]))
        put_in = row.number("input")
        ends = [_emitted(put_in, version.by_train.get(key)) for version in (old, new)]
        totals.append(
            {
                "rank": key[0],
                "controls": key[1],
                "input": put_in,
                "old_emission": ends[0],
                "new_emission": ends[1],
            }
        )
    return totals


def _emitted(put_in: Quantity, factor: Factor | None) -> Quantity | None:
    if factor is None:
        return None
    lows = put_in.central if put_in.low is None else put_in.low
    highs = put_in.central if put_in.high is None else put_in.high
    removal = factor.removal
    low = (
        None
        if removal.high is None and put_in.low is None
        else lows * (1 - (removal.high if removal.high is not None else removal.central))
    )
    high = (
        None
        if removal.low is None and put_in.high is None
        else highs * (1 - (removal.low if removal.low is not None else removal.central))
    )
    return Quantity(
        put_in.central * (1 - removal.central), "kg/yr", low, high, removal.source, Standing.DERIVED
    )


_KEY = (
    Slot("rank", kind="text", about="Rank of the coal.", choices=RANKS),
    Slot("controls", kind="text", about="Train such as SCR+CS-ESP+wFGD."),
)
STACK_TEST = Verb(
    "stack-test",
    "New version of the factors, with ranges, from measured units; the old version is kept.",
    (
        Slot(
            "tests",
            kind="table",
            about="Measured units.",
            columns=(
                Slot("id", kind="text", about="Name of the test."),
                *_KEY,
                Slot(
                    "removal",
                    "1",
                    "Share of the mercury that is not emitted.",
                    required=False,
                    low=-1.0,
                    high=1.0,
                ),
                Slot(
                    "inlet",
                    "ug/Nm3",
                    "Concentration before the train; with outlet, instead of removal.",
                    required=False,
                ),
                Slot("outlet", "ug/Nm3", "Concentration at the stack.", required=False),
                Slot(
                    "organisations",
                    kind="text",
                    about="Organisations that carried it out, separated by semicolons.",
                    required=False,
                ),
                Slot("source", kind="text", required=False),
                Slot("date", kind="text", required=False),
            ),
        ),
        Slot(
            "factors",
            kind="table",
            about="The current version.",
            required=False,
            columns=(
                *_KEY,
                Slot("removal", "1", "Share of the mercury that is not emitted.", low=-1.0, high=1.0),
                Slot(
                    "weight",
                    "1",
                    "Number of tests for which it counts.",
                    default=Quantity(1.0, "1", standing=Standing.ASSUMED),
                    low=1.0,
                ),
            ),
        ),
        Slot(
            "activity",
            kind="table",
            about="Mercury in coal by rank and train, for totals.",
            required=False,
            columns=(*_KEY, Slot("input", "kg/yr", "Mercury in the coal.")),
        ),
    ),
    (
        Slot("old_version", kind="text"),
        Slot("new_version", kind="text"),
        Slot("old_factors", kind="table"),
        Slot("new_factors", kind="table"),
        Slot("totals", kind="table"),
        Slot("tests", kind="table"),
    ),
    _stack_test,
)
